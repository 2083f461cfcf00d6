/*
 * pcapng (draft-ietf-opsawg-pcapng). Read by hand because libpcap refuses a
 * file whose interfaces differ in link type, and hides offsets.
 *
 * A file is a row of blocks: type, length, body, length again. A section header
 * says in which byte order its section is, and forgets the interfaces.
 */
#include "pcap/format.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "pcap/link_air.h"

enum {
	BLOCK_SECTION = 0x0a0d0d0a, /* the same in either byte order */
	BLOCK_INTERFACE = 1,
	BLOCK_OLD_PACKET = 2,
	BLOCK_SIMPLE_PACKET = 3,
	BLOCK_PACKET = 6,
};

enum {
	OPT_END = 0,
	OPT_COMMENT = 1,
	OPT_SECTION_HARDWARE = 2,
	OPT_SECTION_OS = 3,
	OPT_SECTION_APPLICATION = 4,
	OPT_IF_NAME = 2,
	OPT_IF_TSRESOL = 9,
	OPT_IF_TSOFFSET = 14,
};

#define BYTE_ORDER_MAGIC 0x1a2b3c4dU
#define FRAME		 12 /* type and both lengths */
/* Of a block that we look into: the largest packet, and as much again for its
 * options. Others are skipped at any length. */
#define BLOCK_MAX (CAP_INPUT_SIZE - 64)
/* More is damage, and would let a file take any memory. */
#define INTERFACES_MAX 4096

struct interface {
	struct cap_link link;
	uint32_t dlt;
	uint32_t snaplen; /* 0: no limit */
	/* ns = (ticks * multiply >> shift) / divide + offset_ns */
	uint64_t multiply;
	uint64_t divide;
	unsigned shift;
	__int128 offset_ns;
	bool reported; /* that we cannot read its link type */
};

struct pcapng {
	bool big_endian;
	struct interface *interfaces;
	uint32_t n_interfaces;
	bool told_interfaces; /* that there are too many */
	uint64_t last_ns;
	unsigned comments; /* on no packet, in this block */
};

/* Fields in the section's byte order. */
static uint16_t get16(const struct pcapng *s, struct rd *r)
{
	return s->big_endian ? rd_be16(r) : rd_u16(r);
}

static uint32_t get32(const struct pcapng *s, struct rd *r)
{
	return s->big_endian ? rd_be32(r) : rd_u32(r);
}

static uint64_t get64(const struct pcapng *s, struct rd *r)
{
	return s->big_endian ? rd_be64(r) : rd_u64(r);
}

static bool probe(const uint8_t *head, size_t len)
{
	return len >= 4 && get_le32(head) == BLOCK_SECTION;
}

static bool pcapng_open(struct cap_reader *r, struct err *err)
{
	(void)err;
	r->state = calloc(1, sizeof(struct pcapng));
	if (!r->state)
		abort();
	snprintf(r->name, sizeof(r->name), "pcapng");
	return true;
}

static void pcapng_close(struct cap_reader *r)
{
	struct pcapng *s = r->state;

	free(s->interfaces);
	free(s);
}

/* Ten, or with the top bit two, to the power of minus the rest. */
static void set_resolution(struct interface *i, uint8_t tsresol)
{
	unsigned power = tsresol & 0x7f;

	i->multiply = NSEC_PER_SEC;
	i->divide = 1;
	i->shift = 0;
	if (tsresol & 0x80) {
		i->shift = power;
		return;
	}
	for (; power && i->multiply > 1; power--)
		i->multiply /= 10;
	/* 2^64 ticks of 10^-29 s are less than one nanosecond */
	if (power > 19) {
		i->multiply = 0;
		power = 0;
	}
	for (; power; power--)
		i->divide *= 10;
}

static uint64_t time_to_ns(const struct interface *i, uint64_t ticks)
{
	__int128 ns = (__int128)ticks * i->multiply >> i->shift;

	if (i->divide > 1)
		ns /= i->divide;
	ns += i->offset_ns;
	if (ns < 0)
		return 0;
	return ns > UINT64_MAX ? UINT64_MAX : (uint64_t)ns;
}

/* N of hciN, as we write it, or of bluetoothN, as libpcap calls it; -1 when the
 * name is another. */
static int adapter_from_name(const uint8_t *name, size_t len)
{
	static const char *const prefixes[] = { "hci", "bluetooth" };

	for (size_t i = 0; i < ARRAY_SIZE(prefixes); i++) {
		size_t skip = strlen(prefixes[i]);
		int n = 0;

		if (len <= skip || memcmp(name, prefixes[i], skip))
			continue;
		while (skip < len && name[skip] >= '0' && name[skip] <= '9' &&
		       n < RECORD_NO_ADAPTER)
			n = n * 10 + (name[skip++] - '0');
		if (skip == len && n < RECORD_NO_ADAPTER)
			return n;
	}
	return -1;
}

/* The next option; false at their end, and where they are damaged, with `r`
 * bad. */
static bool read_option(
    const struct pcapng *s, struct rd *r, uint16_t *code, struct rd *value)
{
	uint16_t len;

	if (!rd_left(r))
		return false;
	*code = get16(s, r);
	len = get16(s, r);
	*value = rd_sub(r, len);
	rd_skip(r, -len & 3U);
	return !r->bad && *code != OPT_END;
}

static void set_name(struct interface *i, const struct rd *value)
{
	int adapter = adapter_from_name(value->p, rd_left(value));

	if (adapter >= 0)
		i->link.adapter = (uint16_t)adapter;
	snprintf(i->link.name, sizeof(i->link.name), "%.*s",
	    (int)rd_left(value), (const char *)value->p);
}

static bool read_interface_options(
    struct pcapng *s, struct rd *r, struct interface *i)
{
	struct rd value;
	uint16_t code;

	while (read_option(s, r, &code, &value)) {
		switch (code) {
		case OPT_COMMENT:
			s->comments++;
			break;
		case OPT_IF_NAME:
			set_name(i, &value);
			break;
		case OPT_IF_TSRESOL:
			set_resolution(i, rd_u8(&value));
			break;
		case OPT_IF_TSOFFSET:
			i->offset_ns =
			    (__int128)(int64_t)get64(s, &value) * NSEC_PER_SEC;
			break;
		}
		if (value.bad)
			return false;
	}
	return !r->bad;
}

/* The blocks' readers take the body as `r` and return CAP_RECORD when it was a
 * packet, CAP_END when there is nothing to deliver, and CAP_ERROR with the
 * cause when the block is damaged. */

static enum cap_status read_interface(
    struct pcapng *s, struct rd *r, struct err *err)
{
	struct interface *i;

	if (s->n_interfaces == INTERFACES_MAX) {
		if (s->told_interfaces)
			return CAP_END;
		s->told_interfaces = true;
		err_set(err, "over %u interfaces in a section", INTERFACES_MAX);
		return CAP_ERROR;
	}
	if (!(s->n_interfaces & (s->n_interfaces - 1))) {
		size_t room = s->n_interfaces ? 2 * s->n_interfaces : 1;

		s->interfaces = realloc(s->interfaces, room * sizeof(*i));
		if (!s->interfaces)
			abort();
	}
	i = &s->interfaces[s->n_interfaces];
	*i = (struct interface){
		.link.adapter = s->n_interfaces ? (uint16_t)s->n_interfaces
						: RECORD_NO_ADAPTER,
		.dlt = get16(s, r),
	};
	s->n_interfaces++;
	rd_skip(r, 2);
	i->snaplen = get32(s, r);
	i->link.type = cap_link_from_dlt(i->dlt, NULL);
	set_resolution(i, 6);
	if (!read_interface_options(s, r, i) || r->bad) {
		err_set(err, "an interface description that ends too soon");
		return CAP_ERROR;
	}
	return CAP_END;
}

/* The fixed fields of a packet block. */
struct packet_fields {
	uint32_t interface;
	uint64_t ticks;
	uint32_t len;
	uint32_t wire_len;
};

static bool read_packet_fields(const struct pcapng *s, uint32_t type,
    struct rd *r, struct packet_fields *f)
{
	*f = (struct packet_fields){ 0 };
	if (type == BLOCK_SIMPLE_PACKET) {
		f->wire_len = get32(s, r);
		f->len = f->wire_len;
		return !r->bad;
	}
	if (type == BLOCK_PACKET) {
		f->interface = get32(s, r);
	} else {
		f->interface = get16(s, r);
		rd_skip(r, 2); /* packets dropped */
	}
	f->ticks = (uint64_t)get32(s, r) << 32;
	f->ticks |= get32(s, r);
	f->len = get32(s, r);
	f->wire_len = get32(s, r);
	return !r->bad;
}

static enum cap_status read_packet(struct pcapng *s, uint32_t type,
    struct rd *r, struct cap_packet *pkt, struct err *err)
{
	struct packet_fields f;
	struct interface *i;

	if (!read_packet_fields(s, type, r, &f)) {
		err_set(err, "a packet block too short for its fields");
		return CAP_ERROR;
	}
	if (f.interface >= s->n_interfaces) {
		err_set(err, "a packet of interface %u, which is not described",
		    f.interface);
		return CAP_ERROR;
	}
	i = &s->interfaces[f.interface];
	if (!i->link.type) {
		if (i->reported)
			return CAP_END;
		i->reported = true;
		cap_link_from_dlt(i->dlt, err);
		err_prefix(err, "interface %u: ", f.interface);
		return CAP_ERROR;
	}
	if (type == BLOCK_SIMPLE_PACKET && i->snaplen && f.len > i->snaplen)
		f.len = i->snaplen;
	if (f.len > f.wire_len || f.len > CAP_PACKET_MAX) {
		err_set(err,
		    "a block keeps %u octets of a packet of %u; the most is %u",
		    f.len, f.wire_len, CAP_PACKET_MAX);
		return CAP_ERROR;
	}
	pkt->data = rd_bytes(r, f.len);
	if (!pkt->data) {
		err_set(
		    err, "a packet of %u octets does not fit its block", f.len);
		return CAP_ERROR;
	}
	rd_skip(r, -f.len & 3U);
	pkt->len = f.len;
	pkt->wire_len = f.wire_len;
	pkt->link = &i->link;
	/* a simple packet has no time */
	if (type != BLOCK_SIMPLE_PACKET)
		s->last_ns = time_to_ns(i, f.ticks);
	pkt->ns = s->last_ns;
	return CAP_RECORD;
}

static enum cap_status read_section(
    struct pcapng *s, struct rd *r, struct err *err)
{
	uint16_t major, minor, code;
	struct rd value;

	rd_skip(r, 4); /* byte-order magic */
	major = get16(s, r);
	minor = get16(s, r);
	if (r->bad || major != 1) {
		err_set(err,
		    "pcapng version %u.%u cannot be read, only version 1",
		    major, minor);
		return CAP_ERROR;
	}
	s->n_interfaces = 0;
	s->told_interfaces = false;
	rd_skip(r, 8); /* the section's length */
	while (read_option(s, r, &code, &value))
		s->comments += code == OPT_COMMENT;
	return CAP_END;
}

static enum cap_status read_block(struct pcapng *s, uint32_t type,
    struct rd *body, struct cap_packet *pkt, struct err *err)
{
	switch (type) {
	case BLOCK_SECTION:
		return read_section(s, body, err);
	case BLOCK_INTERFACE:
		return read_interface(s, body, err);
	case BLOCK_OLD_PACKET:
	case BLOCK_SIMPLE_PACKET:
	case BLOCK_PACKET:
		return read_packet(s, type, body, pkt, err);
	}
	return CAP_END;
}

static bool is_known(uint32_t type)
{
	return type == BLOCK_SECTION || type == BLOCK_INTERFACE ||
	       type == BLOCK_OLD_PACKET || type == BLOCK_SIMPLE_PACKET ||
	       type == BLOCK_PACKET;
}

/* Type and length of the block at `p`, which has FRAME octets at least; for a
 * section, also the byte order. */
static bool read_frame(struct pcapng *s, const uint8_t *p, uint32_t *type,
    uint32_t *length, struct err *err)
{
	struct rd r = rd_over(p, FRAME);

	if (get_le32(p) == BLOCK_SECTION) {
		s->big_endian = get_be32(p + 8) == BYTE_ORDER_MAGIC;
		if (!s->big_endian && get_le32(p + 8) != BYTE_ORDER_MAGIC)
			return err_set(
			    err, "a section without its byte-order magic");
	}
	*type = get32(s, &r);
	*length = get32(s, &r);
	if (*length < FRAME || *length % 4)
		return err_set(err, "an impossible block length, %u", *length);
	if (is_known(*type) && *length > BLOCK_MAX)
		return err_set(err, "a block of length %u; the most is %u",
		    *length, BLOCK_MAX);
	return true;
}

/* Consume a block up to its second length, which is there on success. The body
 * of an unknown one is gone, at whatever length. */
static bool take_block(
    struct cap_input *in, uint32_t type, uint32_t length, struct rd *body)
{
	*body = rd_over(NULL, 0);
	if (!is_known(type))
		return cap_input_skip(in, length - 4) && cap_input_has(in, 4);
	if (!cap_input_has(in, length))
		return false;
	*body = rd_over(in->p + 8, length - FRAME);
	cap_input_take(in, length - 4);
	return true;
}

/* Behind a packet, which was read: its comments, each with a NUL behind it and none
 * in it. Returns whether there is anything else, such as a hash. */
static bool read_packet_options(
    const struct pcapng *s, struct rd *r, struct buf *comments)
{
	bool others = false;
	struct rd value;
	uint16_t code;

	while (read_option(s, r, &code, &value)) {
		others |= code != OPT_COMMENT;
		if (code != OPT_COMMENT)
			continue;
		while (rd_left(&value)) {
			char c = (char)rd_u8(&value);

			if (c)
				buf_putc(comments, c);
		}
		buf_putc(comments, '\0');
	}
	return others || r->bad;
}

static enum cap_status pcapng_next(
    struct cap_reader *r, struct cap_packet *pkt, struct err *err)
{
	struct pcapng *s = r->state;
	struct cap_input *in = &r->in;
	enum cap_status status;

	do {
		uint64_t offset = in->offset;
		uint32_t type = 0, length = 0, again;
		struct rd body, tail;

		if (!cap_input_has(in, FRAME))
			return cap_cut(r, offset, "a block", FRAME, err);
		if (!read_frame(s, in->p, &type, &length, err))
			return cap_lost(r, offset, err);
		if (!take_block(in, type, length, &body))
			return cap_cut(r, offset, "a block", length, err);
		tail = rd_over(in->p, 4);
		again = get32(s, &tail);
		if (again != length) {
			err_set(err, "a block of length %u that ends with %u",
			    length, again);
			return cap_lost(r, offset, err);
		}
		cap_input_take(in, 4);
		r->remarks += !is_known(type);
		*pkt = (struct cap_packet){ .offset = offset };
		s->comments = 0;
		status = read_block(s, type, &body, pkt, err);
		r->remarks += s->comments;
		if (status == CAP_RECORD)
			r->remarks +=
			    read_packet_options(s, &body, &r->comments);
		if (status == CAP_ERROR)
			return type == BLOCK_SECTION ? cap_lost(r, offset, err)
						     : cap_skipped(offset, err);
	} while (status == CAP_END);
	return status;
}

const struct cap_format cap_pcapng = {
	.probe = probe,
	.open = pcapng_open,
	.next = pcapng_next,
	.close = pcapng_close,
};

/* The interfaces written so far: what an adapter or a sniffer heard. */
struct written {
	uint16_t dlt;
	char name[CAP_INTERFACE_NAME];
};

struct writing {
	struct written *interfaces;
	uint32_t n_interfaces;
	/* of the next packet */
	struct buf comments; /* options */
	char name[CAP_INTERFACE_NAME];
};

/* So that a block is one that we read. */
#define COMMENTS_MAX 65535

static void add_u16(struct buf *out, uint16_t v)
{
	put_le16(buf_reserve(out, 2), v);
	out->len += 2;
}

static void add_u32(struct buf *out, uint32_t v)
{
	put_le32(buf_reserve(out, 4), v);
	out->len += 4;
}

/* Zeros up to the next multiple of four after `len` octets. */
static void add_padding(struct buf *out, size_t len)
{
	buf_fill(out, 0, -len & 3);
}

static void add_option(
    struct buf *out, uint16_t code, const void *value, size_t len)
{
	add_u16(out, code);
	add_u16(out, (uint16_t)len);
	buf_add(out, value, len);
	add_padding(out, len);
}

/* Returns where the block starts, for end_block(). */
static size_t begin_block(struct buf *out, uint32_t type)
{
	size_t start = out->len;

	add_u32(out, type);
	add_u32(out, 0); /* the length, known at the end */
	return start;
}

static void end_block(struct buf *out, size_t start)
{
	uint32_t length = (uint32_t)(out->len - start + 4);

	add_u32(out, length);
	put_le32(out->data + start + 4, length);
}

static void *begin(struct buf *out)
{
	static const char application[] = "pairscope " VERSION;
	struct writing *w = calloc(1, sizeof(*w));
	struct utsname host;
	char os[sizeof(host.sysname) + sizeof(host.release)];
	size_t start;

	if (!w)
		abort();
	start = begin_block(out, BLOCK_SECTION);
	add_u32(out, BYTE_ORDER_MAGIC);
	add_u16(out, 1); /* version 1.0 */
	add_u16(out, 0);
	add_u32(out, UINT32_MAX); /* the section's length is not known */
	add_u32(out, UINT32_MAX);
	if (!uname(&host)) {
		snprintf(os, sizeof(os), "%s %s", host.sysname, host.release);
		add_option(out, OPT_SECTION_HARDWARE, host.machine,
		    strlen(host.machine));
		add_option(out, OPT_SECTION_OS, os, strlen(os));
	}
	add_option(
	    out, OPT_SECTION_APPLICATION, application, sizeof(application) - 1);
	add_option(out, OPT_END, NULL, 0);
	end_block(out, start);
	return w;
}

static void add_interface(struct buf *out, const struct written *i)
{
	static const uint8_t nanoseconds = 9;
	size_t start = begin_block(out, BLOCK_INTERFACE);

	add_u16(out, i->dlt);
	add_u16(out, 0);
	add_u32(out, CAP_PACKET_MAX);
	add_option(out, OPT_IF_NAME, i->name, strlen(i->name));
	add_option(out, OPT_IF_TSRESOL, &nanoseconds, 1);
	add_option(out, OPT_END, NULL, 0);
	end_block(out, start);
}

static void name_interface(
    const struct writing *w, const struct record *rec, struct written *out)
{
	*out = (struct written){ .dlt = cap_written_type(rec) };
	if (w->name[0])
		snprintf(out->name, sizeof(out->name), "%s", w->name);
	else if (out->dlt == CAP_DLT_AIR)
		snprintf(out->name, sizeof(out->name), "air");
	else if (rec->adapter != RECORD_NO_ADAPTER)
		snprintf(out->name, sizeof(out->name), "hci%u", rec->adapter);
	else
		snprintf(out->name, sizeof(out->name), "pairscope");
}

/* The interface of this record, which is described before its first packet. Behind
 * so many as a reader takes, it is another of its link type. */
static uint32_t interface_of(
    struct writing *w, struct buf *out, const struct record *rec)
{
	struct written want;
	uint32_t i, other = 0;

	name_interface(w, rec, &want);
	for (i = 0; i < w->n_interfaces; i++) {
		if (w->interfaces[i].dlt != want.dlt)
			continue;
		if (!strcmp(w->interfaces[i].name, want.name))
			return i;
		other = i;
	}
	if (i >= INTERFACES_MAX)
		return other;
	w->interfaces = realloc(w->interfaces, (i + 1) * sizeof(want));
	if (!w->interfaces)
		abort();
	w->interfaces[w->n_interfaces++] = want;
	add_interface(out, &want);
	return i;
}

static void add(void *state, struct buf *out, const struct record *rec)
{
	struct writing *w = state;
	uint32_t interface = interface_of(w, out, rec);
	size_t start = begin_block(out, BLOCK_PACKET);
	size_t lengths, packet;
	uint32_t n;

	add_u32(out, interface);
	add_u32(out, (uint32_t)(rec->ns >> 32));
	add_u32(out, (uint32_t)rec->ns);
	lengths = out->len;
	add_u32(out, 0);
	add_u32(out, 0);
	packet = out->len;
	cap_add_packet(out, rec);
	n = (uint32_t)(out->len - packet);
	put_le32(out->data + lengths, n);
	put_le32(out->data + lengths + 4, n + (rec->wire_len - rec->len));
	add_padding(out, n);
	if (w->comments.len) {
		buf_add(out, w->comments.data, w->comments.len);
		add_option(out, OPT_END, NULL, 0);
		w->comments.len = 0;
	}
	w->name[0] = '\0';
	end_block(out, start);
}

static bool comment(void *state, const char *text)
{
	struct writing *w = state;

	if (!text)
		w->comments.len = 0;
	else if (w->comments.len + strlen(text) > COMMENTS_MAX)
		return false;
	else
		add_option(&w->comments, OPT_COMMENT, text, strlen(text));
	return true;
}

static void name(void *state, const char *interface)
{
	struct writing *w = state;

	snprintf(w->name, sizeof(w->name), "%s", interface);
}

static void end(void *state)
{
	struct writing *w = state;

	buf_free(&w->comments);
	free(w->interfaces);
	free(w);
}

const struct cap_encoder cap_pcapng_encoder = {
	.format = "pcapng",
	.packet_max = CAP_PACKET_MAX - CAP_FRONT,
	.time_unit = 1,
	.time_max = UINT64_MAX,
	.adapters = CAP_ADAPTERS_ALL,
	.holds = cap_is_packet,
	.begin = begin,
	.add = add,
	.comment = comment,
	.name = name,
	.end = end,
};
