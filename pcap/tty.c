/*
 * The Linux monitor's records as firmware writes them to a serial port or a
 * channel of SEGGER's RTT (Zephyr, NimBLE), and `btmon --tty` reads them; from
 * BlueZ's doc/btsnoop.rst. All little-endian: the length of what follows it, the
 * opcode, flags, the length of the extended header, that header, the packet.
 *
 * Nothing marks where a record begins, octets are lost, and a console may share
 * the line. So a header must make sense, and a packet's own length vouches for
 * its record; what does not is passed over, octet by octet.
 */
#include "pcap/format.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEADER 6
/* Octets of the header that the length counts. */
#define COUNTED 4
/* The most that is passed over: two records of the longest kind. */
#define GAP_MAX 131072
/* More than what is lost of a record that was begun before we listened. */
#define NOISE 256
/* Of a packet that does not vouch for its record. */
#define UNSURE_MAX   2048
#define TICK_NSEC    UINT64_C(100000)
#define WORD(opcode) ((uint32_t)RECORD_NO_ADAPTER << 16 | (opcode))

/* Types of the extended header; those before it count what was dropped since
 * the record before, an octet each. */
enum { EXT_TS32 = 8, N_DROPS = EXT_TS32 - 1 };

enum { USER_LOGGING = 13 };

/* How the octets of a packet tell that they are whole. */
enum vouch {
	VOUCH_NONE,
	VOUCH_LENGTH, /* by a length field, or having just one length */
	VOUCH_TEXT,   /* by the NUL behind it */
};

struct kind {
	uint16_t max; /* octets */
	uint8_t vouch;
	uint8_t header; /* octets up to and with the length field, or all */
	uint8_t width;	/* octets of the length field; 0: there is none */
	uint16_t mask;	/* of the length */
};

/* clang-format off */
/* Index: the opcode. */
static const struct kind kinds[] = {
	{ 16,    VOUCH_LENGTH, 16, 0, 0 }, /* New Index */
	{ 0,     VOUCH_LENGTH, 0,  0, 0 }, /* Delete Index */
	{ 258,   VOUCH_LENGTH, 3,  1, 0xff },
	{ 257,   VOUCH_LENGTH, 2,  1, 0xff },
	{ 65529, VOUCH_LENGTH, 4,  2, 0xffff }, /* ACL */
	{ 65529, VOUCH_LENGTH, 4,  2, 0xffff },
	{ 258,   VOUCH_LENGTH, 3,  1, 0xff }, /* SCO */
	{ 258,   VOUCH_LENGTH, 3,  1, 0xff },
	{ 0,     VOUCH_LENGTH, 0,  0, 0 }, /* Open Index */
	{ 0,     VOUCH_LENGTH, 0,  0, 0 }, /* Close Index */
	{ 8,     VOUCH_LENGTH, 8,  0, 0 }, /* Index Info */
	{ 4096,  VOUCH_NONE,   0,  0, 0 }, /* Vendor Diagnostic */
	{ 4096,  VOUCH_TEXT,   1,  0, 0 }, /* System Note */
	{ 4096,  VOUCH_TEXT,   3,  0, 0 }, /* User Logging */
	{ 4096,  VOUCH_NONE,   0,  0, 0 }, /* management: Open */
	{ 4096,  VOUCH_NONE,   0,  0, 0 }, /* Close */
	{ 4096,  VOUCH_NONE,   0,  0, 0 }, /* Command */
	{ 4096,  VOUCH_NONE,   0,  0, 0 }, /* Event */
	{ 16387, VOUCH_LENGTH, 4,  2, 0x3fff }, /* ISO */
	{ 16387, VOUCH_LENGTH, 4,  2, 0x3fff },
};
/* clang-format on */

/* Zephyr's 255 is no packet; others are to come. */
static const struct kind other_kind = { UNSURE_MAX, VOUCH_NONE, 0, 0, 0 };

struct tty {
	struct cap_link link;
	struct cap_link drops_link;
	bool live;
	bool in_sync;
	uint64_t gap; /* octets passed over, up to here */
	bool gap_is_text;
	bool told_drops; /* of the record that is next */
	uint8_t drops[N_DROPS];
	int64_t ticks; /* of the last record that had some; they do not wrap */
};

/* What a header says. */
struct head {
	const struct kind *kind;
	uint16_t opcode;
	uint32_t front;	 /* octets before the packet */
	uint32_t packet; /* octets of it */
	uint8_t drops[N_DROPS];
	bool any_drops;
	bool has_ticks;
	uint32_t ticks;
	size_t wanted; /* octets, where there are too few to tell */
	bool is_whole; /* those that are wanted are behind it */
};

enum look {
	LOOK_RECORD,
	LOOK_NONE, /* nothing that makes sense begins here */
	LOOK_CUT,  /* more octets are wanted to tell */
};

static void parse_drops(
    struct cap_link *link, uint32_t word, struct rd *r, struct record *rec)
{
	(void)link;
	(void)word;
	(void)r;
	rec->type = REC_DROPS;
}

static const struct cap_link_type drops_type = { 0, "dropped packets", false,
	parse_drops };

/* The extended header. BlueZ sorts by type, Zephyr puts the time first; behind a
 * type that is not known nothing can be. */
static bool read_extended(struct head *h, struct rd r)
{
	while (rd_left(&r)) {
		uint8_t type = rd_u8(&r);

		if (type > EXT_TS32)
			break;
		if (!type)
			return false;
		if (type == EXT_TS32) {
			h->ticks = rd_u32(&r);
			h->has_ticks = true;
		} else {
			h->drops[type - 1] = rd_u8(&r);
		}
	}
	for (size_t i = 0; i < N_DROPS; i++)
		h->any_drops |= h->drops[i] != 0;
	return !r.bad;
}

/* Whether `n` octets are there; else that they are wanted. */
static bool has(const struct rd *r, size_t n, struct head *h)
{
	h->wanted = n;
	return rd_left(r) >= n;
}

static enum look look_at_header(const struct rd *r, struct head *h)
{
	const uint8_t *p = r->p;
	uint32_t len, extended;

	*h = (struct head){ 0 };
	if (!has(r, HEADER, h))
		return LOOK_CUT;
	len = get_le16(p);
	extended = p[5];
	h->opcode = get_le16(p + 2);
	h->front = HEADER + extended;
	h->kind =
	    h->opcode < ARRAY_SIZE(kinds) ? &kinds[h->opcode] : &other_kind;
	if (h->opcode > 0xff || p[4] || len < COUNTED + extended)
		return LOOK_NONE;
	h->packet = len - COUNTED - extended;
	if (h->packet > h->kind->max)
		return LOOK_NONE;
	if (!has(r, h->front, h))
		return LOOK_CUT;
	return read_extended(h, rd_over(p + HEADER, extended)) ? LOOK_RECORD
							       : LOOK_NONE;
}

/* Whether the packet's length field, or its kind, says as much as the header
 * does. */
static enum look check_length(const struct rd *r, struct head *h)
{
	const struct kind *k = h->kind;
	const uint8_t *p;
	uint32_t len = 0;

	if (h->packet < k->header)
		return LOOK_NONE;
	if (!has(r, h->front + k->header, h))
		return LOOK_CUT;
	p = r->p + h->front + k->header - k->width;
	if (k->width)
		len = (k->width == 1 ? p[0] : get_le16(p)) & k->mask;
	return h->packet == k->header + len ? LOOK_RECORD : LOOK_NONE;
}

static enum look check_text(const struct rd *r, struct head *h)
{
	const uint8_t *text;
	size_t n = h->packet;

	if (n < h->kind->header)
		return LOOK_NONE;
	if (!has(r, h->front + n, h))
		return LOOK_CUT;
	text = r->p + h->front;
	if (h->opcode == USER_LOGGING) { /* a name with its NUL comes first */
		size_t name = text[1];

		if (!name || 2 + name >= n || text[1 + name])
			return LOOK_NONE;
		text += 2 + name;
		n -= 2 + name;
	}
	return memchr(text, 0, n) == text + n - 1 ? LOOK_RECORD : LOOK_NONE;
}

/* LOOK_RECORD: the packet vouches for its record. */
static enum look check(const struct rd *r, struct head *h)
{
	enum look what = LOOK_NONE;

	switch ((enum vouch)h->kind->vouch) {
	case VOUCH_LENGTH:
		what = check_length(r, h);
		break;
	case VOUCH_TEXT:
		what = check_text(r, h);
		break;
	case VOUCH_NONE:
		break;
	}
	if (what == LOOK_RECORD && !has(r, h->front + h->packet, h))
		return LOOK_CUT;
	return what;
}

/* What is believed out of step: a record that is vouched for, and one without
 * content only if it has a time. */
static enum look look_anew(const struct rd *r, struct head *h)
{
	enum look what = look_at_header(r, h);

	if (what != LOOK_RECORD)
		return what;
	return h->packet || h->has_ticks ? check(r, h) : LOOK_NONE;
}

/* Whether one begins in the first `len` octets, but for the first. */
static bool holds_another(const struct rd *r, size_t len)
{
	struct head other;

	for (size_t i = 1; i < len; i++) {
		const struct rd rest = rd_over(r->p + i, rd_left(r) - i);

		if (look_anew(&rest, &other) == LOOK_RECORD)
			return true;
	}
	return false;
}

/* A packet that lost octets behind its length ends in the next record: no header
 * follows it, and one is in it. What did not come yet is not waited for. */
static bool swallows_another(const struct rd *r, const struct head *h)
{
	size_t len = h->front + h->packet;
	const struct rd rest = rd_over(r->p + len, rd_left(r) - len);
	struct head next;

	return look_at_header(&rest, &next) == LOOK_NONE &&
	       holds_another(r, len);
}

/* A packet that is odd, between records that are not, was written so. */
static enum look check_next(const struct rd *r, struct head *h)
{
	size_t len = h->front + h->packet;
	struct rd rest;
	struct head next;

	if (h->packet > UNSURE_MAX)
		return LOOK_NONE;
	if (!has(r, len, h))
		return LOOK_CUT;
	if (h->kind->vouch == VOUCH_NONE)
		return LOOK_RECORD;
	rest = rd_over(r->p + len, rd_left(r) - len);
	switch (look_at_header(&rest, &next)) {
	case LOOK_RECORD:
		return holds_another(r, len) ? LOOK_NONE : LOOK_RECORD;
	case LOOK_NONE:
		return LOOK_NONE;
	case LOOK_CUT:
		break;
	}
	h->wanted = len + next.wanted;
	h->is_whole = true;
	return LOOK_CUT;
}

static enum look look(const struct tty *s, const struct rd *r, struct head *h)
{
	enum look what = s->in_sync ? look_at_header(r, h) : look_anew(r, h);

	if (what != LOOK_RECORD)
		return what;
	if (s->in_sync)
		what = check(r, h);
	if (what == LOOK_RECORD)
		return swallows_another(r, h) ? LOOK_NONE : LOOK_RECORD;
	return what == LOOK_NONE ? check_next(r, h) : what;
}

/* What begins here, with as many octets as it takes to tell. */
static enum look look_here(
    const struct tty *s, struct cap_input *in, struct head *h)
{
	for (;;) {
		const struct rd r = rd_over(in->p, cap_input_left(in));
		enum look what = look(s, &r, h);

		if (what != LOOK_CUT)
			return what;
		if (cap_input_has(in, h->wanted))
			continue;
		/* the last record has none behind it */
		return h->is_whole && !in->stopped ? LOOK_RECORD : LOOK_CUT;
	}
}

/* Ticks wrap after five days. What is logged later than it was timed goes back a
 * little, and a device that starts anew goes back to the start. */
static uint64_t time_of(struct tty *s, const struct head *h)
{
	int64_t step;

	if (h->has_ticks) {
		step = (int32_t)(h->ticks - (uint32_t)s->ticks);
		if (step < 0 && s->ticks < -step)
			step += UINT32_MAX + INT64_C(1);
		s->ticks += step;
	}
	return (uint64_t)s->ticks > UINT64_MAX / TICK_NSEC
		   ? UINT64_MAX
		   : (uint64_t)s->ticks * TICK_NSEC;
}

static void pass_over(struct tty *s, struct cap_input *in)
{
	uint8_t c = *in->p;
	bool is_text = (c >= ' ' && c < 0x7f) || (c && strchr("\t\r\n\x1b", c));

	s->gap_is_text = is_text && (s->gap_is_text || !s->gap);
	s->gap++;
	s->in_sync = false;
	cap_input_take(in, 1);
}

/* Say what was passed over, which ends here. */
static enum cap_status tell_gap(
    struct cap_reader *r, struct tty *s, struct err *err)
{
	uint64_t offset = r->in.offset - s->gap;

	err_set(err, "%" PRIu64 " octet%s skipped, which %s %s", s->gap,
	    s->gap == 1 ? "" : "s", s->gap == 1 ? "is" : "are",
	    s->gap_is_text && s->gap > 1 ? "text of a console" : "no record");
	if (s->live && !s->gap_is_text && s->gap >= NOISE)
		err_append(err, "; is the speed right?");
	s->gap = 0;
	return cap_skipped(offset, err);
}

static enum cap_status give_up(
    struct cap_reader *r, struct tty *s, struct err *err)
{
	err_set(err,
	    "no record in %" PRIu64
	    " octets: they are not of the monitor protocol%s",
	    s->gap, s->live ? ", or came at another speed" : "");
	return cap_lost(r, r->in.offset - s->gap, err);
}

/* The input ends in what may be a record. In step it is one, unless it has others
 * in it; else its start is passed over too, and CAP_RECORD says to go on. */
static enum cap_status end_of_input(
    struct cap_reader *r, struct tty *s, const struct head *h, struct err *err)
{
	struct cap_input *in = &r->in;
	const struct rd rest = rd_over(in->p, cap_input_left(in));
	bool is_all = !in->stopped && !in->failed;
	bool is_header = rd_left(&rest) < HEADER;

	if (rd_left(&rest) &&
	    (!s->in_sync || (is_all && holds_another(&rest, rd_left(&rest))))) {
		pass_over(s, in);
		return CAP_RECORD;
	}
	if (s->gap)
		return tell_gap(r, s, err);
	return cap_cut(r, in->offset,
	    is_header ? "a record header" : "a record",
	    is_header ? HEADER : h->front + h->packet, err);
}

static enum cap_status give_drops(
    struct tty *s, const struct head *h, struct cap_packet *pkt)
{
	memcpy(s->drops, h->drops, N_DROPS);
	pkt->link = &s->drops_link;
	pkt->data = s->drops;
	pkt->len = pkt->wire_len = N_DROPS;
	s->told_drops = true;
	return CAP_RECORD;
}

static enum cap_status give(
    struct cap_reader *r, const struct head *h, struct cap_packet *pkt)
{
	struct tty *s = r->state;
	struct cap_input *in = &r->in;

	*pkt = (struct cap_packet){
		.offset = in->offset,
		.ns = time_of(s, h),
		.link = &s->link,
		.word = WORD(h->opcode),
		.data = in->p + h->front,
		.len = h->packet,
		.wire_len = h->packet,
	};
	if (h->any_drops && !s->told_drops)
		return give_drops(s, h, pkt);
	s->told_drops = false;
	cap_input_take(in, h->front + h->packet);
	return CAP_RECORD;
}

static enum cap_status tty_next(
    struct cap_reader *r, struct cap_packet *pkt, struct err *err)
{
	struct tty *s = r->state;
	enum cap_status status;
	struct head h;

	for (;;) {
		switch (look_here(s, &r->in, &h)) {
		case LOOK_RECORD:
			s->in_sync = true;
			return s->gap ? tell_gap(r, s, err) : give(r, &h, pkt);
		case LOOK_NONE:
			pass_over(s, &r->in);
			if (s->gap >= GAP_MAX)
				return give_up(r, s, err);
			break;
		case LOOK_CUT:
			status = end_of_input(r, s, &h, err);
			if (status != CAP_RECORD)
				return status;
			break;
		}
	}
}

static void tty_close(struct cap_reader *r)
{
	free(r->state);
}

static bool tty_open(struct cap_reader *r, struct err *err)
{
	struct tty *s = calloc(1, sizeof(*s));

	if (!s)
		abort();
	s->link.type = cap_link_from_btsnoop(2001, err);
	s->link.adapter = RECORD_NO_ADAPTER;
	s->drops_link = s->link;
	s->drops_link.type = &drops_type;
	s->live = r->in.source != NULL;
	s->in_sync = true;
	r->state = s;
	snprintf(r->name, sizeof(r->name), "TTY stream (Linux monitor)");
	return true;
}

const struct cap_format cap_tty = {
	.open = tty_open,
	.next = tty_next,
	.close = tty_close,
};
