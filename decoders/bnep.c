/* Bluetooth Network Encapsulation Protocol 1.0. A function returns false when
 * the frame ends too early. */
#include "decoders/bredr.h"
#include "decoders/names.h"

enum {
	GENERAL,
	CONTROL,
	COMPRESSED,
	SOURCE_ONLY,
	DESTINATION_ONLY,
	MORE = 0x80, /* extension headers follow */
	MAC = 6,
};

static const char *const packet_text[] = {
	"General Ethernet",
	"Control",
	"Compressed Ethernet",
	"Compressed Ethernet SrcOnly",
	"Compressed Ethernet DestOnly",
};

static const char *const response_text[] = {
	"Operation Successful",
	"Operation Failed - Invalid Dst Srv UUID",
	"Operation Failed - Invalid Src Srv UUID",
	"Operation Failed - Invalid Srv UUID size",
	"Operation Failed - Conn not allowed",
};

/* "01:02:03:04:05:06", as it is on the wire. */
static void put_mac(
    struct packet *p, const char *name, const uint8_t *at, const char *join)
{
	static const char digits[] = "0123456789abcdef";
	uint8_t text[3 * MAC];
	struct field f = {
		.kind = FIELD_STRING,
		.name = name,
		.bare = true,
		.join = join,
		.data = text,
		.len = sizeof(text) - 1,
	};

	for (int i = 0; i < MAC; i++) {
		text[3 * i] = digits[at[i] >> 4];
		text[3 * i + 1] = digits[at[i] & 15];
		text[3 * i + 2] = ':';
	}
	put_field(p, &f, NULL);
}

static bool not_understood(struct packet *p)
{
	const uint8_t *at = rd_bytes(&p->r, 1);
	struct field f = {
		.kind = FIELD_HEX,
		.name = "Type",
		.digits = 2,
		.len = 1,
		.after = " ",
	};

	if (!at)
		return false;
	f.value = at[0];
	put_field(p, &f, at);
	return true;
}

/* The last 16 of the first 32 bits tell the service. */
static void put_service(
    struct packet *p, const char *name, const uint8_t *at, unsigned size)
{
	uint16_t v = get_be16(at + (size == 2 ? 0 : 2));
	struct uuid uuid = uuid_from16(v);
	const char *text = name_uuid(&uuid);
	struct field f = {
		.kind = FIELD_HEX,
		.name = name,
		.value = v,
		.digits = 1,
		.len = size,
	};
	struct field service = {
		.kind = FIELD_WORD,
		.name = "Service",
		.text = text ? text : "Unknown",
		.join = "(",
		.after = ")",
	};

	while (f.digits < 4 && v >> 4 * f.digits)
		f.digits++;
	put_field(p, &f, at);
	put_field(p, &service, NULL);
}

static bool setup_request(struct packet *p)
{
	const uint8_t *size = rd_bytes(&p->r, 1), *at;
	struct field f = {
		.kind = FIELD_HEX,
		.name = "Size",
		.digits = 2,
		.len = 1,
		.after = " ",
	};

	if (!size)
		return false;
	f.value = size[0];
	put_field(p, &f, size);
	at = rd_bytes(&p->r, 2 * (size_t)size[0]);
	if (!at)
		return false;
	if (size[0] != 2 && size[0] != 4 && size[0] != 16) {
		put_dump(p, at, 2 * (size_t)size[0]);
		return true;
	}
	put_service(p, "Dst", at, size[0]);
	put_service(p, "Src", at + size[0], size[0]);
	return true;
}

static bool response(struct packet *p)
{
	const uint8_t *at = rd_bytes(&p->r, 2);
	struct field f = {
		.kind = FIELD_HEX,
		.name = "Code",
		.digits = 4,
		.join = "(",
		.after = ") ",
		.len = 2,
	};

	if (!at)
		return false;
	f.value = get_be16(at);
	put_word(p, "Rsp msg", f.value,
	    f.value < ARRAY_SIZE(response_text) ? response_text[f.value]
						: "Unknown");
	put_field(p, &f, at);
	return true;
}

/* The octets of a filter, of which each range takes `size`. */
static bool take_ranges(struct packet *p, size_t size, struct rd *ranges)
{
	const uint8_t *len = rd_bytes(&p->r, 2), *at;
	size_t n;

	if (!len)
		return false;
	n = get_be16(len);
	put_value(p, FIELD_HEX, "Length", n, len, 2);
	at = rd_bytes(&p->r, n);
	*ranges = rd_over(at, n);
	return at && n % size == 0;
}

static bool type_filter(struct packet *p)
{
	struct rd r;
	const uint8_t *at;

	if (!take_ranges(p, 4, &r))
		return false;
	while ((at = rd_bytes(&r, 4))) {
		struct field f = {
			.kind = FIELD_HEX,
			.name = "Start",
			.bare = true,
			.value = get_be16(at),
			.digits = 4,
			.len = 2,
		};

		put_field(p, &f, at);
		join_hex(p, "End", get_be16(at + 2), 4, " - ");
	}
	return true;
}

static bool address_filter(struct packet *p)
{
	struct rd r;
	const uint8_t *at;

	if (!take_ranges(p, 2 * MAC, &r))
		return false;
	while ((at = rd_bytes(&r, 2 * MAC))) {
		put_mac(p, "Start", at, NULL);
		put_mac(p, "End", at + MAC, " - ");
	}
	return true;
}

static const struct control {
	const char *name;
	bool (*fn)(struct packet *p);
} controls[] = {
	{ "Command Not Understood", not_understood },
	{ "Setup Conn Req", setup_request },
	{ "Setup Conn Rsp", response },
	{ "Filter NetType Set", type_filter },
	{ "Filter NetType Rsp", response },
	{ "Filter MultAddr Set", address_filter },
	{ "Filter MultAddr Rsp", response },
};

/* A control message at the depth of `p`. */
static bool put_control(struct packet *p)
{
	const uint8_t *at = rd_bytes(&p->r, 1);
	const struct control *c;
	struct field f = {
		.kind = FIELD_ENUM,
		.name = "Control",
		.bare = true,
		.digits = 2,
		.after = " ",
		.len = 1,
	};
	bool good = true;

	if (!at)
		return false;
	c = at[0] < ARRAY_SIZE(controls) ? &controls[at[0]] : NULL;
	f.text = c ? c->name : "Unknown control type";
	f.value = at[0];
	put_field(p, &f, at);
	p->depth++;
	if (c)
		good = c->fn(p);
	p->depth--;
	return good;
}

static bool put_ethernet(struct packet *p, uint8_t type)
{
	bool has_dst = type == GENERAL || type == DESTINATION_ONLY;
	bool has_src = type == GENERAL || type == SOURCE_ONLY;
	size_t n = (has_dst + has_src) * (size_t)MAC + 2;
	const uint8_t *at = rd_left(&p->r) < n ? NULL : rd_bytes(&p->r, n);
	struct field f = {
		.kind = FIELD_HEX,
		.name = "Protocol",
		.digits = 4,
		.join = " ",
		.after = "] ",
	};

	if (!at)
		return false;
	put_label(p, has_dst ? "dst" : has_src ? "src" : "[proto");
	if (has_dst) {
		put_mac(p, "Destination", at, " ");
		at += MAC;
	}
	if (has_src) {
		put_mac(p, "Source", at, has_dst ? " src " : " ");
		at += MAC;
	}
	if (has_dst || has_src)
		f.join = " [proto ";
	f.value = get_be16(at);
	put_field(p, &f, NULL);
	return true;
}

/* Each with its type, whether more follow, and its length. */
static bool put_extensions(struct packet *p)
{
	const uint8_t *at;
	struct rd rest;
	bool good = true;

	p->depth = 2;
	do {
		at = rd_bytes(&p->r, 2);
		if (!at)
			return false;
		put_layout(p, at, 2);
		put_label(p, at[0] & ~MORE ? "Ext Unknown" : "Ext Control");
		join_hex(p, "Type", at[0] & ~MORE, 2, "(");
		join_uint(p, "More", at[0] >> 7, "|", ")");
		join_hex(p, "Length", at[1], 2, " len ");
		if (rd_left(&p->r) < at[1])
			return false;
		rest = p->r;
		p->r = rd_over(rest.p, at[1]);
		if (at[0] & ~MORE) {
			p->depth = 1;
		} else {
			p->depth = 3;
			good = put_control(p);
			p->depth = 1;
		}
		put_rest(p);
		p->depth = 2;
		p->r = rest;
		rd_skip(&p->r, at[1]);
	} while (good && at[0] & MORE);
	p->depth = 1;
	return good;
}

static bool put_frame(struct packet *p, uint8_t head)
{
	uint8_t type = (uint8_t)(head & ~MORE);
	bool good = true;

	if (type == CONTROL)
		good = put_control(p);
	else if (type < ARRAY_SIZE(packet_text))
		good = put_ethernet(p, type);
	if (good && head & MORE && type < ARRAY_SIZE(packet_text))
		good = put_extensions(p);
	return good;
}

void decode_bnep(struct packet *p)
{
	const uint8_t *frame = p->r.p;
	size_t n = rd_left(&p->r);
	uint8_t type;

	if (!n) {
		put_error(p, "frame too short");
		return;
	}
	type = (uint8_t)(frame[0] & ~MORE);
	put_title(p, "BNEP",
	    type < ARRAY_SIZE(packet_text) ? packet_text[type]
					   : "Unknown packet type",
	    0, 0, frame, n);
	put_layout(p, frame, 1);
	join_hex(p, "Type", type, 2, " (");
	join_uint(p, "More", frame[0] >> 7, "|", ")");
	rd_skip(&p->r, 1);
	p->odd = true;
	if (put_frame(p, frame[0])) {
		p->depth = 1;
		put_rest(p);
		return;
	}
	p->depth = 1;
	put_error(p, "frame too short");
	put_dump(p, frame, n);
	p->r.p = p->r.end;
}
