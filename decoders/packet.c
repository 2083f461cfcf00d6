#include "decoders/packet.h"

#include "decoders/names.h"
#include "decoders/state.h"

const struct scale scale_plain = { .mul = 1, .unit = "" };
const struct scale scale_plain_signed = {
	.mul = 1,
	.is_signed = true,
	.unit = "",
};
const struct scale scale_dbm = { .mul = 1, .is_signed = true, .unit = " dBm" };
const struct scale scale_tx_dbm = {
	.mul = 1, .is_signed = true, .unit = " dbm"
};
const struct scale scale_slots = { .mul = 625, .frac = 3, .unit = " msec" };
const struct scale scale_frames = { .mul = 125, .frac = 2, .unit = " msec" };
const struct scale scale_10_msec = { .mul = 10, .unit = " msec" };

uint32_t packet_offset(const struct packet *p, const uint8_t *at)
{
	if (!at || at < p->base)
		return FIELD_ELSEWHERE;
	return p->base_offset + (uint32_t)(at - p->base);
}

/* put_field(), for those of this file */
static inline void emit(struct packet *p, struct field *f, const uint8_t *at)
{
	f->depth = p->depth;
	/* Dumps and errors stand where they always do. */
	f->odd = p->odd && f->kind != FIELD_DUMP && !f->error;
	f->offset = packet_offset(p, at);
	p->sink->ops->field(p->sink, f);
}

void put_field(struct packet *p, struct field *f, const uint8_t *at)
{
	emit(p, f, at);
}

const uint8_t *take_too_much(struct packet *p)
{
	if (!p->r.bad) {
		put_error(p, "too short packet");
		put_rest(p);
		p->r.bad = true;
	}
	return NULL;
}

void put_title(struct packet *p, const char *name, const char *text,
    uint32_t code, uint8_t digits, const uint8_t *at, size_t len)
{
	struct field f = {
		.kind = FIELD_TITLE,
		.name = name,
		.text = text ? text : "Unknown",
		.error = !text,
		.value = code,
		.digits = digits,
		.len = (uint32_t)len,
	};

	p->depth = 0;
	emit(p, &f, at);
	p->depth = 1;
}

void put_subtitle(struct packet *p, const char *name, uint32_t code,
    uint8_t digits, const uint8_t *at, size_t len)
{
	struct field f = {
		.kind = FIELD_TITLE,
		.name = name ? name : "Unknown",
		.error = !name,
		.value = code,
		.digits = digits,
		.len = (uint32_t)len,
	};

	p->depth = 0;
	emit(p, &f, at);
	p->depth = 1;
}

void put_command(struct packet *p, uint16_t opcode, const uint8_t *at)
{
	const char *name = dec_command_name(p->dec, p->rec, opcode);
	struct field f = {
		.kind = FIELD_COMMAND,
		.name = "Command",
		.text = name ? name : "Unknown",
		.error = !name,
		.value = opcode,
		.digits = 4,
		.len = 2,
	};

	p->depth = 0;
	emit(p, &f, at);
	p->depth = 1;
}

void put_label(struct packet *p, const char *text)
{
	struct field f = { .kind = FIELD_LABEL, .name = text };

	emit(p, &f, p->r.p);
}

void put_heading(struct packet *p, const char *text)
{
	struct field f = {
		.kind = FIELD_LABEL,
		.name = text,
		.after = "",
	};

	emit(p, &f, p->r.p);
}

void put_error(struct packet *p, const char *text)
{
	struct field f = { .kind = FIELD_LABEL, .name = text, .error = true };

	emit(p, &f, p->r.p);
}

void put_entry(struct packet *p, const char *name, uint64_t number)
{
	put_label(p, name);
	join_uint(p, "Number", number, " ", NULL);
}

void join_uint(struct packet *p, const char *name, uint64_t value,
    const char *join, const char *after)
{
	struct field f = {
		.kind = FIELD_UINT,
		.name = name,
		.value = value,
		.join = join,
		.after = after,
	};

	emit(p, &f, NULL);
}

void join_hex(struct packet *p, const char *name, uint64_t value,
    uint8_t digits, const char *join)
{
	struct field f = {
		.kind = FIELD_HEX,
		.name = name,
		.value = value,
		.digits = digits,
		.join = join,
	};

	emit(p, &f, NULL);
}

void join_code(struct packet *p, uint64_t code, uint8_t digits,
    const char *join, const char *after)
{
	struct field f = {
		.kind = FIELD_HEX,
		.name = "Code",
		.value = code,
		.digits = digits,
		.join = join,
		.after = after,
	};

	emit(p, &f, NULL);
}

void join_word(
    struct packet *p, const char *name, const char *text, const char *join)
{
	struct field f = {
		.kind = FIELD_WORD,
		.name = name,
		.text = text,
		.join = join,
	};

	emit(p, &f, NULL);
}

void join_entries(struct packet *p, uint64_t n)
{
	if (p->sink->ops->as_btmon)
		join_word(p, "Unit", n == 1 ? "entry" : "entries", " ");
}

void put_word(
    struct packet *p, const char *name, uint64_t value, const char *text)
{
	struct field f = {
		.kind = FIELD_WORD,
		.name = name,
		.value = value,
		.text = text,
	};

	emit(p, &f, NULL);
}

void put_value(struct packet *p, enum field_kind kind, const char *name,
    uint64_t value, const uint8_t *at, unsigned size)
{
	struct field f = {
		.kind = (uint8_t)kind,
		.name = name,
		.value = value,
		.digits = (uint8_t)(2 * size),
		.len = size,
	};

	emit(p, &f, at);
}

uint64_t put_uint(struct packet *p, const char *name, unsigned size)
{
	const uint8_t *at = take(p, size);
	uint64_t v = at ? get_le(at, size) : 0;

	if (at)
		put_value(p, FIELD_UINT, name, v, at, size);
	return v;
}

uint64_t put_hex(struct packet *p, const char *name, unsigned size)
{
	const uint8_t *at = take(p, size);
	uint64_t v = at ? get_le(at, size) : 0;

	if (at)
		put_value(p, FIELD_HEX, name, v, at, size);
	return v;
}

uint64_t put_enum_or(struct packet *p, const char *name, unsigned size,
    uint8_t digits, const struct names *names, const char *unknown)
{
	const uint8_t *at = take(p, size);
	struct field f = {
		.kind = FIELD_ENUM,
		.name = name,
		.digits = digits,
		.len = size,
	};

	if (!at)
		return 0;
	f.value = get_le(at, size);
	f.text = names_find(names, (uint32_t)f.value);
	if (!f.text)
		f.text = unknown;
	emit(p, &f, at);
	return f.value;
}

uint64_t put_enum(struct packet *p, const char *name, unsigned size,
    const struct names *names)
{
	return put_enum_or(
	    p, name, size, (uint8_t)(2 * size), names, "Reserved");
}

uint64_t put_enum_dec(struct packet *p, const char *name, unsigned size,
    const struct names *names)
{
	return put_enum_or(p, name, size, 0, names, "Reserved");
}

void put_enum_bits(struct packet *p, const char *name, unsigned value,
    const struct names *names, const uint8_t *at)
{
	struct field f = {
		.kind = FIELD_ENUM,
		.name = name,
		.text = names_find(names, value),
		.value = value,
		.digits = 1,
		.len = 1,
	};

	if (!f.text)
		f.text = "Reserved";
	emit(p, &f, at);
}

uint64_t put_padded(
    struct packet *p, const char *name, unsigned size, uint8_t digits)
{
	const uint8_t *at = take(p, size);
	struct field f = {
		.kind = FIELD_PADDED,
		.name = name,
		.digits = digits,
		.len = size,
	};

	if (!at)
		return 0;
	f.value = get_le(at, size);
	emit(p, &f, at);
	return f.value;
}

uint64_t put_status(struct packet *p, const char *name)
{
	const uint8_t *at = take(p, 1);
	struct field f = {
		.kind = FIELD_ENUM,
		.name = name,
		.digits = 2,
		.len = 1,
	};

	if (!at)
		return 0;
	f.value = at[0];
	f.text = name_hci_status(at[0]);
	f.error = at[0] != 0;
	emit(p, &f, at);
	return f.value;
}

uint64_t put_scaled(struct packet *p, const char *name, unsigned size,
    const struct scale *scale, uint8_t digits)
{
	const uint8_t *at = take(p, size);
	struct field f = {
		.kind = FIELD_SCALED,
		.name = name,
		.digits = digits,
		.len = size,
		.scale = scale,
	};

	if (!at)
		return 0;
	f.value = get_le(at, size);
	if (scale->is_signed && at[size - 1] & 0x80)
		f.value |= UINT64_MAX << (8 * size - 1);
	emit(p, &f, at);
	return f.value;
}

uint64_t put_rssi(struct packet *p, const char *name)
{
	const uint8_t *at = take(p, 1);
	struct field f = {
		.kind = FIELD_SCALED,
		.name = name,
		.digits = 2,
		.len = 1,
		.scale = &scale_dbm,
	};

	if (!at)
		return 0;
	f.value = (uint64_t)(int8_t)at[0];
	if (at[0] == 0x7f) /* Vol 4 Part E 7.7.65.2 */
		f.text = "invalid";
	emit(p, &f, at);
	return f.value;
}

void put_bit_names(
    struct packet *p, uint64_t value, unsigned digits, const struct bits *bits)
{
	uint64_t rest = 0;

	p->depth++;
	for (uint64_t left = value; left; left &= left - 1) {
		unsigned i = (unsigned)__builtin_ctzll(left);
		struct field f = {
			.kind = FIELD_BIT,
			.name = "Bit",
			.bare = true,
			.value = i,
			.text = names_find(&bits->names, i),
		};

		if (f.text)
			emit(p, &f, NULL);
		else
			rest |= UINT64_C(1) << i;
	}
	if (rest && bits->unknown) {
		struct field f = {
			.kind = FIELD_ENUM,
			.name = "Unknown",
			.bare = true,
			.text = bits->unknown,
			.value = rest,
			.digits = bits->unknown_digits ? bits->unknown_digits
						       : (uint8_t)digits,
			.error = true,
		};

		emit(p, &f, NULL);
	}
	p->depth--;
}

uint64_t put_bits(
    struct packet *p, const char *name, unsigned size, const struct bits *bits)
{
	const uint8_t *at = take(p, size);
	uint64_t v = at ? get_le(at, size) : 0;

	if (at) {
		put_value(p, FIELD_BITS, name, v, at, size);
		put_bit_names(p, v, 2 * size, bits);
	}
	return v;
}

void put_octet_bits(
    struct packet *p, const char *name, unsigned size, const struct bits *bits)
{
	const uint8_t *at = take(p, size);
	struct field f = {
		.kind = FIELD_LIST,
		.name = name,
		.data = at,
		.len = size,
	};

	if (!at)
		return;
	emit(p, &f, at);
	put_bit_names(p, get_le(at, size), 2 * size, bits);
}

void put_channel_map(struct packet *p, const char *name, unsigned size)
{
	/* Of LE, and of BR/EDR: Vol 4 Part E 7.8.19 and 7.3.46. */
	const unsigned channels = size == 5 ? 37 : 79;
	const uint8_t *at = take(p, size);
	struct field f = {
		.kind = FIELD_HEX,
		.name = name,
		.data = at,
		.len = size,
	};

	if (!at)
		return;
	emit(p, &f, at);
	p->depth++;
	for (unsigned i = 0; i < channels; i++) {
		unsigned first = i;

		if (!(at[i / 8] >> i % 8 & 1))
			continue;
		while (i + 1 < channels && at[(i + 1) / 8] >> (i + 1) % 8 & 1)
			i++;
		put_label(p, "Channel");
		join_uint(p, "First", first, " ", NULL);
		if (i > first)
			join_uint(p, "Last", i, "-", NULL);
	}
	p->depth--;
}

void put_company(struct packet *p, const char *name)
{
	const uint8_t *at = take(p, 2);
	struct field f = { .kind = FIELD_ENUM, .name = name, .len = 2 };

	if (!at)
		return;
	f.value = get_le16(at);
	f.text = name_company((uint16_t)f.value);
	if (!f.text)
		f.text = "not assigned";
	emit(p, &f, at);
}

void put_octets(struct packet *p, const char *name, size_t n)
{
	const uint8_t *at = take(p, n);
	struct field f = {
		.kind = FIELD_OCTETS,
		.name = name,
		.data = at,
		.len = (uint32_t)n,
	};

	if (at)
		emit(p, &f, at);
}

void put_addr(struct packet *p, const char *name, uint8_t type)
{
	const uint8_t *at = take(p, 6);
	struct field f = {
		.kind = FIELD_ADDR,
		.name = name,
		.value = type,
		.data = at,
		.len = 6,
	};

	if (!at)
		return;
	f.text = dec_addr_text(p->dec, at, type);
	emit(p, &f, at);
}

void put_uuid(struct packet *p, const char *name, size_t size)
{
	const uint8_t *at = take(p, size);
	struct field f = {
		.kind = FIELD_UUID,
		.name = name,
		.data = at,
		.len = (uint32_t)size,
	};

	if (!at)
		return;
	f.text = dec_uuid_text(at, size);
	emit(p, &f, at);
}

void put_string(struct packet *p, const char *name, size_t n)
{
	const uint8_t *at = take(p, n);
	struct field f = { .kind = FIELD_STRING, .name = name, .data = at };

	if (!at)
		return;
	while (f.len < n && at[f.len])
		f.len++;
	emit(p, &f, at);
}

void put_dump(struct packet *p, const uint8_t *at, size_t n)
{
	struct field f = {
		.kind = FIELD_DUMP,
		.name = "Data",
		.data = at,
		.len = (uint32_t)n,
	};

	if (n)
		emit(p, &f, at);
}

void put_rest(struct packet *p)
{
	size_t n = rd_left(&p->r);

	put_dump(p, rd_bytes(&p->r, n), n);
}

bool put_length_is(struct packet *p, size_t want)
{
	size_t have = rd_left(&p->r);

	if (have == want)
		return true;
	put_error(p, "invalid packet size");
	join_uint(p, "Have", have, " (", NULL);
	join_uint(p, "Want", want, " != ", ")");
	put_rest(p);
	return false;
}
