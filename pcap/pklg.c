/*
 * Apple's PacketLogger: records of a length that does not count itself, seconds
 * and microseconds since 1970, a type octet, and the packet. Big-endian in old
 * files, little-endian in newer ones. There is no file header, and Apple has not
 * described it: what is known comes from the readers and writers of others.
 */
#include "pcap/format.h"

#include <stdio.h>
#include <stdlib.h>

#define RECORD_HEADER 13
/* Octets of the header that the length counts. */
#define COUNTED 9
/* Of the length. Notes may be longer than any HCI packet. */
#define LENGTH_MAX   CAP_PACKET_MAX
#define USEC_PER_SEC (NSEC_PER_SEC / NSEC_PER_USEC)
/* Messages of the system, and the kind of them that is written. */
#define FIRST_MESSAGE 0xf8
#define LAST_MESSAGE  0xfe
#define NOTE	      0xfc

/* What btmon makes of a type, or where it skips it, what Wireshark does: 0xf8 to
 * 0xfe are messages of the system as text. 0x0a is LMP, which we show as
 * octets, as 0xf7, a structure. */
static const struct {
	uint8_t code;
	enum record_type type;
	bool received;
} types[] = {
	{ 0x00, REC_COMMAND, false },
	{ 0x01, REC_EVENT, true },
	{ 0x02, REC_ACL, false },
	{ 0x03, REC_ACL, true },
	{ 0x08, REC_SCO, false },
	{ 0x09, REC_SCO, true },
	{ 0x0b, REC_VENDOR_DIAG, true },
	/* the first of a kind is the one that is written */
	{ NOTE, REC_SYSTEM_NOTE, false },
	{ FIRST_MESSAGE, REC_SYSTEM_NOTE, false },
	{ 0xf9, REC_SYSTEM_NOTE, false },
	{ 0xfa, REC_SYSTEM_NOTE, false },
	{ 0xfb, REC_SYSTEM_NOTE, false },
	{ 0xfd, REC_SYSTEM_NOTE, false },
	{ LAST_MESSAGE, REC_SYSTEM_NOTE, false },
};

static void parse(
    struct cap_link *link, uint32_t word, struct rd *r, struct record *rec)
{
	(void)link;
	rec->type = REC_OTHER;
	rec->code = (uint16_t)word;
	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		if (types[i].code == word) {
			rec->type = (uint8_t)types[i].type;
			rec->received = types[i].received;
			rec->code = 0;
			break;
		}
	}
	rec->adapter = rec->type == REC_SYSTEM_NOTE ? RECORD_NO_ADAPTER : 0;
	r->bad = !rd_left(r);
}

static const struct cap_link_type link_type = { 0, "PacketLogger", false,
	parse };

struct pklg {
	bool little_endian;
	struct cap_link link;
};

static uint32_t get32(bool little_endian, const uint8_t *p)
{
	return little_endian ? get_le32(p) : get_be32(p);
}

/* Lengths are small: one that is read in the wrong order is not. */
static bool is_little_endian(const uint8_t *head)
{
	return get_be32(head) > LENGTH_MAX;
}

/* There is no magic number: the first record must make sense. */
static bool probe(const uint8_t *head, size_t len)
{
	bool little;
	uint32_t length;

	if (len < RECORD_HEADER)
		return false;
	little = is_little_endian(head);
	length = get32(little, head);
	return length >= COUNTED && length <= LENGTH_MAX &&
	       get32(little, head + 8) < USEC_PER_SEC &&
	       (head[12] < 0x10 || head[12] > 0xf0);
}

static bool pklg_open(struct cap_reader *r, struct err *err)
{
	struct pklg *s = calloc(1, sizeof(*s));

	(void)err;
	if (!s)
		abort();
	s->little_endian = is_little_endian(r->in.p);
	s->link.type = &link_type;
	r->state = s;
	snprintf(r->name, sizeof(r->name), "PacketLogger (%s-endian)",
	    s->little_endian ? "little" : "big");
	return true;
}

static enum cap_status pklg_next(
    struct cap_reader *r, struct cap_packet *pkt, struct err *err)
{
	struct pklg *s = r->state;
	struct cap_input *in = &r->in;
	uint64_t offset = in->offset;
	uint32_t length;

	if (!cap_input_has(in, RECORD_HEADER))
		return cap_cut(
		    r, offset, "a record header", RECORD_HEADER, err);
	length = get32(s->little_endian, in->p);
	if (length < COUNTED || length > LENGTH_MAX) {
		err_set(err, "a record of length %u; it is %u to %u", length,
		    COUNTED, LENGTH_MAX);
		return cap_lost(r, offset, err);
	}
	if (!cap_input_has(in, 4 + length))
		return cap_cut(r, offset, "a record", 4 + length, err);
	*pkt = (struct cap_packet){
		.offset = offset,
		.ns = get32(s->little_endian, in->p + 4) * NSEC_PER_SEC +
		      get32(s->little_endian, in->p + 8) * NSEC_PER_USEC,
		.link = &s->link,
		.word = in->p[12],
		.data = in->p + RECORD_HEADER,
		.len = length - COUNTED,
		.wire_len = length - COUNTED,
	};
	if (pkt->word >= FIRST_MESSAGE && pkt->word <= LAST_MESSAGE)
		r->remarks += pkt->word != NOTE;
	cap_input_take(in, 4 + length);
	return CAP_RECORD;
}

static void pklg_close(struct cap_reader *r)
{
	free(r->state);
}

const struct cap_format cap_pklg = {
	.probe = probe,
	.open = pklg_open,
	.next = pklg_next,
	.close = pklg_close,
};

/* The type octet for a record, or -1. */
static int type_of(const struct record *rec)
{
	for (size_t i = 0; i < ARRAY_SIZE(types); i++)
		if (types[i].type == rec->type &&
		    types[i].received == rec->received)
			return types[i].code;
	return -1;
}

static bool holds(const struct record *rec)
{
	return rec->len && type_of(rec) >= 0;
}

/* A file begins with its first record. */
static void *begin(struct buf *out)
{
	(void)out;
	return NULL;
}

static void add(void *state, struct buf *out, const struct record *rec)
{
	uint8_t *p = buf_reserve(out, RECORD_HEADER);

	(void)state;
	put_be32(p, COUNTED + rec->len);
	put_be32(p + 4, (uint32_t)(rec->ns / NSEC_PER_SEC));
	put_be32(p + 8, (uint32_t)(rec->ns % NSEC_PER_SEC / NSEC_PER_USEC));
	p[12] = (uint8_t)type_of(rec);
	out->len += RECORD_HEADER;
	buf_add(out, rec->data, rec->len);
}

const struct cap_encoder cap_pklg_encoder = {
	.format = "PacketLogger (big-endian)",
	.packet_max = LENGTH_MAX - COUNTED,
	.time_unit = NSEC_PER_USEC,
	.time_max = CAP_TIME_32_BITS,
	.adapters = CAP_ADAPTERS_ZERO,
	.no_wire_len = true,
	.holds = holds,
	.begin = begin,
	.add = add,
};
