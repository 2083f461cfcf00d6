/* Any text as the expression of --filter: it is good, or what is wrong with it
 * is said with its place. */
#include "tests/fuzz/fuzz.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "cli/filter.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t packet[] = { 0x40, 0x20, 0x06, 0x00, 0x02, 0x00,
		0x06, 0x00, 0x05, 0x05 };
	struct record rec = {
		.type = REC_ACL,
		.received = true,
		.adapter = RECORD_NO_ADAPTER,
		.data = packet,
		.len = sizeof(packet),
		.wire_len = sizeof(packet),
	};
	char *text = malloc(size + 1);
	struct err err = { "" };
	struct filter *f;

	assert(text);
	memcpy(text, data, size);
	text[size] = '\0';
	f = filter_new(text, 0, &err);
	if (f)
		filter_matches(f, &rec, 1);
	else
		assert(!strncmp(err.text, "column ", 7));
	filter_free(f);
	free(text);
	return 0;
}
