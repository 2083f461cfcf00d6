/* Records, whatever is in them. */
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>

#include "tests/fuzz/outputs.h"
#include "tests/fuzz/records.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct outputs *o = outputs_new();
	struct rd r = rd_over(data, size);

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
		outputs_record(o, &rec);
		free(copy);
	}
	outputs_free(o);
	return 0;
}
