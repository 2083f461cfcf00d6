/* Records out of a fuzzer's input. Each takes a type, a bit for its direction and
 * seven for its length, and for a PDU of the link layer what the sniffer says. */
#ifndef TESTS_FUZZ_RECORDS_H
#define TESTS_FUZZ_RECORDS_H

#include "base/bytes.h"
#include "base/record.h"

static inline void fuzz_read_air(struct rd *r, struct record *rec)
{
	uint8_t which = rd_u8(r);

	rec->air.flags = rd_u8(r);
	rec->air.channel = which & 0x3f;
	rec->air.phy = which >> 6;
	rec->air.access = which & 1 ? AIR_ADVERTISING : 0x50655d8bU + which;
	rec->air.rssi = rd_i8(r);
}

static inline void fuzz_read_record(
    struct rd *r, struct record *rec, uint64_t ns)
{
	uint8_t type = rd_u8(r), shape = rd_u8(r);
	size_t n = shape & 0x7f;

	*rec = (struct record){
		.ns = ns,
		.adapter = type & 0x80 ? 1 : RECORD_NO_ADAPTER,
		.type = (uint8_t)((type & 0x7f) % (REC_DROPS + 1)),
		.received = shape >> 7,
	};
	if (rec->type == REC_AIR)
		fuzz_read_air(r, rec);
	if (n > rd_left(r))
		n = rd_left(r);
	rec->data = rd_bytes(r, n);
	rec->len = rec->wire_len = (uint32_t)n;
}

#endif
