/* What a sniffer heard, whatever it is: connections, pairings, encryption under a
 * key that is known, and what a host would have logged of it. */
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>

#include "cli/diagnose.h"
#include "cli/sniff.h"
#include "cli/sniff_host.h"
#include "tests/fuzz/records.h"

/* That of the specification's sample session, Vol 6 Part C 1. */
static const uint8_t ltk[16] = { 0xbf, 0x01, 0xfb, 0x9d, 0x4e, 0xf3, 0xbc, 0x36,
	0xd8, 0x74, 0xf5, 0x39, 0x41, 0x38, 0x68, 0x4c };

static void hear(struct sniff *s, struct sniff_host *h, struct diag *d,
    const struct record *in)
{
	struct record out, of_host[SNIFF_HOST_MOST];
	size_t n;

	sniff_record(s, in, &out);
	if (out.len > in->len || out.wire_len > in->wire_len)
		abort();
	n = sniff_host_records(h, &out, of_host);
	for (size_t i = 0; i < n; i++)
		diag_record(d, &of_host[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sniff *s = sniff_new();
	struct sniff_host *h = sniff_host_new();
	struct diag *d = diag_new();
	struct rd r = rd_over(data, size);

	sniff_add_ltk(s, ltk);
	for (uint64_t ns = 0; rd_left(&r); ns += 1000000) {
		struct record rec;
		uint8_t *copy;

		fuzz_read_record(&r, &rec, ns);
		/* as long as it is, for AddressSanitizer */
		copy = malloc(rec.len ? rec.len : 1);
		if (!copy)
			abort();
		if (rec.len)
			memcpy(copy, rec.data, rec.len);
		rec.data = copy;
		rec.type = REC_AIR;
		hear(s, h, d, &rec);
		free(copy);
	}
	diag_finish(d);
	diag_free(d);
	sniff_host_free(h);
	sniff_free(s);
	return 0;
}
