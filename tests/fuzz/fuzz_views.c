/* Any records to what looks at their fields: lines, and filters of every kind of
 * test. Of the input each takes a type, flags and two octets of length. */
#include "tests/fuzz/fuzz.h"

#include <assert.h>

#include "base/bytes.h"
#include "cli/filter.h"
#include "cli/line.h"
#include "decoders/decode.h"

static bool next_record(struct rd *r, struct record *rec)
{
	uint8_t flags;
	uint16_t len;

	rec->type = rd_u8(r) % (REC_DROPS + 1);
	flags = rd_u8(r);
	len = rd_u16(r) & 0x3ff;
	if (r->bad)
		return false;
	rec->received = flags & 1;
	rec->adapter = flags & 2 ? RECORD_NO_ADAPTER : flags >> 2 & 3;
	rec->ns += flags >> 4;
	if (rec->type == REC_AIR)
		rec->air.access = rd_u32(r);
	if (len > rd_left(r))
		len = (uint16_t)rd_left(r);
	rec->data = rd_bytes(r, len);
	rec->len = rec->wire_len = len;
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char expression[] =
	    "error or \"smp\" and not (att.handle > 3 or address == "
	    "00:01:02:03:04:05 or name ~ le or time < 5)";
	struct filter *filter = filter_new(expression, 0, NULL);
	struct record rec = { .ns = UINT64_C(1700000000000000000) };
	struct rd r = rd_over(data, size);
	struct packet_clock clock = { .form = TEXT_TIME_DATE };
	struct packet_list list;
	struct buf line = { 0 };
	struct dec *dec = dec_new();

	assert(filter);
	packet_list_init(&list);
	for (uint64_t n = 1; next_record(&r, &rec); n++) {
		dec_record(dec, &rec, &list.sink);
		line.len = 0;
		buf_packet_line(&line, &list, &clock, 80);
		assert(!line.len || line.data[line.len - 1] == '\n');
		filter_matches(filter, &rec, n);
	}
	packet_list_free(&list);
	dec_free(dec);
	buf_free(&line);
	filter_free(filter);
	return 0;
}
