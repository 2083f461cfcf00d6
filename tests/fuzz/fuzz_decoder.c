/* Records, whatever is in them. Of the input each takes a type, a bit for its
 * direction and seven for its length, and for a PDU of the link layer what the
 * sniffer says. */
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>

#include "base/bytes.h"
#include "tests/fuzz/outputs.h"

static void read_air(struct rd *r, struct record *rec)
{
	uint8_t which = rd_u8(r);

	rec->air.flags = rd_u8(r);
	rec->air.channel = which & 0x3f;
	rec->air.phy = which >> 6;
	rec->air.access = which & 1 ? AIR_ADVERTISING : 0x50655d8bU + which;
	rec->air.rssi = rd_i8(r);
}

static void read_record(struct rd *r, struct record *rec, uint64_t ns)
{
	uint8_t type = rd_u8(r), shape = rd_u8(r);
	size_t n = shape & 0x7f;

	*rec = (struct record){
		.ns = ns,
		.adapter = type & 0x80 ? 1 : RECORD_NO_ADAPTER,
		.type = (type & 0x7f) % (REC_AIR + 1),
		.received = shape >> 7,
	};
	if (rec->type == REC_AIR)
		read_air(r, rec);
	if (n > rd_left(r))
		n = rd_left(r);
	rec->data = rd_bytes(r, n);
	rec->len = rec->wire_len = (uint32_t)n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct outputs *o = outputs_new();
	struct rd r = rd_over(data, size);

	for (uint64_t ns = 0; rd_left(&r); ns += 1000000) {
		struct record rec;
		uint8_t *copy;

		read_record(&r, &rec, ns);
		/* as long as it is, for AddressSanitizer */
		copy = malloc(rec.len ? rec.len : 1);
		if (!copy)
			abort();
		if (rec.len)
			memcpy(copy, rec.data, rec.len);
		rec.data = copy;
		outputs_record(o, &rec);
		free(copy);
	}
	outputs_free(o);
	return 0;
}
