/* btsnoop version 1: a 16-octet file header, then records of a 24-octet header
 * and the packet; everything is big-endian. */
#include "pcap/format.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_HEADER   16
#define RECORD_HEADER 24
/* H4 type, ACL header, and the most that its length field can say. Other
 * packets, and the records of the monitor channel, are smaller. */
#define RECORD_MAX (1 + 4 + 65535)
/* Microseconds from year 0, where btsnoop starts to count, to 1970. */
#define USEC_TO_1970 0x00dcddb30f2f8000ULL

enum { FLAG_RECEIVED = 1, FLAG_COMMAND_OR_EVENT = 2 };

static const uint8_t magic[8] = "btsnoop";

static bool probe(const uint8_t *head, size_t len)
{
	return len >= sizeof(magic) && !memcmp(head, magic, sizeof(magic));
}

static bool btsnoop_open(struct cap_reader *r, struct err *err)
{
	struct cap_link *link;
	const struct cap_link_type *type;
	uint32_t version;

	if (!cap_input_has(&r->in, FILE_HEADER)) {
		cap_cut(r, 0, "the file header", FILE_HEADER, err);
		return false;
	}
	version = get_be32(r->in.p + 8);
	if (version != 1)
		return err_set(err,
		    "btsnoop version %u cannot be read, only version 1",
		    version);
	type = cap_link_from_btsnoop(get_be32(r->in.p + 12), err);
	if (!type)
		return false;
	cap_input_take(&r->in, FILE_HEADER);
	link = calloc(1, sizeof(*link));
	if (!link)
		abort();
	link->type = type;
	link->adapter = RECORD_NO_ADAPTER;
	r->state = link;
	snprintf(r->name, sizeof(r->name), "btsnoop %u (%s)", type->number,
	    type->name);
	return true;
}

static uint64_t time_to_ns(uint64_t usec)
{
	if (usec >= USEC_TO_1970)
		usec -= USEC_TO_1970;
	return usec > UINT64_MAX / NSEC_PER_USEC ? UINT64_MAX
						 : usec * NSEC_PER_USEC;
}

static enum cap_status btsnoop_next(
    struct cap_reader *r, struct cap_packet *pkt, struct err *err)
{
	struct cap_input *in = &r->in;
	uint64_t offset = in->offset;
	uint32_t wire_len, len;

	if (!cap_input_has(in, RECORD_HEADER))
		return cap_cut(
		    r, offset, "a record header", RECORD_HEADER, err);
	wire_len = get_be32(in->p);
	len = get_be32(in->p + 4);
	if (len > RECORD_MAX) {
		err_set(err, "a record of %u octets; the most is %u", len,
		    RECORD_MAX);
		return cap_lost(r, offset, err);
	}
	if (len > wire_len) {
		err_set(err, "a record keeps %u octets of a packet of %u", len,
		    wire_len);
		return cap_lost(r, offset, err);
	}
	if (!cap_input_has(in, RECORD_HEADER + len))
		return cap_cut(r, offset, "a record", RECORD_HEADER + len, err);
	*pkt = (struct cap_packet){
		.offset = offset,
		.ns = time_to_ns(get_be64(in->p + 16)),
		.link = r->state,
		.word = get_be32(in->p + 8),
		.data = in->p + RECORD_HEADER,
		.len = len,
		.wire_len = wire_len,
	};
	r->remarks += get_be32(in->p + 12) != 0; /* packets dropped */
	cap_input_take(in, RECORD_HEADER + len);
	return CAP_RECORD;
}

static void btsnoop_close(struct cap_reader *r)
{
	free(r->state);
}

const struct cap_format cap_btsnoop = {
	.probe = probe,
	.open = btsnoop_open,
	.next = btsnoop_next,
	.close = btsnoop_close,
};

static void add_header(struct buf *out, uint32_t link)
{
	uint8_t numbers[8];

	put_be32(numbers, 1);
	put_be32(numbers + 4, link);
	buf_add(out, magic, sizeof(magic));
	buf_add(out, numbers, sizeof(numbers));
}

/* `front`: octets of the packet that the caller puts before its data. */
static void add_record_header(
    struct buf *out, const struct record *rec, uint32_t front, uint32_t flags)
{
	uint8_t *p = buf_reserve(out, RECORD_HEADER);

	put_be32(p, rec->wire_len + front);
	put_be32(p + 4, rec->len + front);
	put_be32(p + 8, flags);
	put_be32(p + 12, 0); /* packets dropped */
	put_be64(p + 16, rec->ns / NSEC_PER_USEC + USEC_TO_1970);
	out->len += RECORD_HEADER;
}

static void *begin_h4(struct buf *out)
{
	add_header(out, 1002);
	return NULL;
}

static void add_h4(void *state, struct buf *out, const struct record *rec)
{
	uint32_t flags = rec->received ? FLAG_RECEIVED : 0;

	(void)state;
	if (rec->type == REC_COMMAND || rec->type == REC_EVENT)
		flags |= FLAG_COMMAND_OR_EVENT;
	add_record_header(out, rec, 1, flags);
	buf_putc(out, (char)cap_h4_type(rec));
	buf_add(out, rec->data, rec->len);
}

const struct cap_encoder cap_btsnoop_encoder = {
	.format = "btsnoop 1002 (H4)",
	.packet_max = RECORD_MAX - 1,
	.time_unit = NSEC_PER_USEC,
	.time_max = UINT64_MAX,
	.adapters = CAP_ADAPTERS_NONE,
	.holds = cap_is_hci,
	.begin = begin_h4,
	.add = add_h4,
};

static bool monitor_holds(const struct record *rec)
{
	return cap_monitor_opcode(rec) >= 0;
}

static void *begin_monitor(struct buf *out)
{
	add_header(out, 2001);
	return NULL;
}

static void add_monitor(void *state, struct buf *out, const struct record *rec)
{
	uint32_t opcode = (uint32_t)cap_monitor_opcode(rec);

	(void)state;
	add_record_header(out, rec, 0, (uint32_t)rec->adapter << 16 | opcode);
	buf_add(out, rec->data, rec->len);
}

const struct cap_encoder cap_monitor_encoder = {
	.format = "btsnoop 2001 (Linux monitor)",
	.packet_max = RECORD_MAX,
	.time_unit = NSEC_PER_USEC,
	.time_max = UINT64_MAX,
	.adapters = CAP_ADAPTERS_NAMED,
	.holds = monitor_holds,
	.begin = begin_monitor,
	.add = add_monitor,
};
