/* Firmware files: nothing of a bad one may be sent. */
#include "tests/unit/helpers.h"

#include <stdlib.h>
#include <string.h>

#include "hci/hcd.h"

#define WRITE  "4cfc06 00002100 aabb"
#define LAUNCH "4efc04 ffffffff"

static void a_good_file_is_walked(void **state)
{
	uint8_t file[64];
	size_t at = 0,
	       n = unhex_any("2efc00" WRITE "2efc00 4cfc05 06002100 cc" LAUNCH,
		   file, sizeof(file));
	struct hcd_record r;
	struct err err;
	struct hcd h;

	(void)state;
	assert_true(hcd_open(&h, file, n, &err));
	assert_int_equal(h.records, 3);
	assert_true(hcd_next(&h, &at, &r));
	assert_int_equal(r.at, 3);
	assert_int_equal(r.opcode, 0xfc4c);
	assert_hex(r.params, r.len, "00002100aabb");
	assert_true(hcd_next(&h, &at, &r));
	assert_int_equal(r.at, 15);
	assert_hex(r.params, r.len, "06002100cc");
	assert_true(hcd_next(&h, &at, &r));
	assert_int_equal(r.opcode, 0xfc4e);
	assert_hex(r.params, r.len, "ffffffff");
	assert_false(hcd_next(&h, &at, &r));
	assert_false(hcd_next(&h, &at, &r));
}

static void a_bad_file_is_refused_with_its_offset(void **state)
{
	static const struct {
		const char *bytes, *offset, *word;
	} rows[] = {
		{ "", "offset 0x0:", "empty" },
		{ "4c", "offset 0x0:", "header" },
		{ WRITE "4efc", "offset 0x9:", "header" },
		{ WRITE, "offset 0x9:", "without Launch RAM" },
		{ LAUNCH, "offset 0x0:", "nothing written" },
		{ "2efc00" LAUNCH, "offset 0x0:", "nothing written" },
		{ WRITE "4efc04 ffffff", "offset 0x9:", "past the end" },
		{ WRITE "4cfcff 00002100" LAUNCH,
		    "offset 0x9:", "255 octets runs past" },
		{ WRITE "2efc09 00", "offset 0x9:", "past the end" },
		{ WRITE "4efc03 ffffff", "offset 0x9:", "not of 4" },
		{ "4cfc04 00002100" LAUNCH, "offset 0x0:", "without an addr" },
		{ WRITE LAUNCH "00", "offset 0x10:", "1 octets behind" },
		{ WRITE LAUNCH WRITE, "offset 0x10:", "behind Launch" },
		{ WRITE "030c00" LAUNCH, "offset 0x9:", "0x0c03" },
		{ "7f454c46 0201", "offset 0x0:", "no firmware record" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		uint8_t p[64];
		/* exactly as large as the file, for the sanitizer to watch */
		size_t n = strlen(rows[i].bytes)
			       ? unhex_any(rows[i].bytes, p, sizeof(p))
			       : 0;
		uint8_t *file = malloc(n ? n : 1);
		struct err err = { "" };
		struct hcd h;

		memcpy(file, p, n);
		assert_false(hcd_open(&h, file, n, &err));
		if (!strstr(err.text, rows[i].offset) ||
		    !strstr(err.text, rows[i].word))
			fail_msg("%s: %s", rows[i].bytes, err.text);
		free(file);
	}
}

static void every_cut_of_a_good_file_is_refused(void **state)
{
	uint8_t p[64];
	size_t n = unhex_any(WRITE WRITE LAUNCH, p, sizeof(p));
	struct err err;
	struct hcd h;

	(void)state;
	for (size_t cut = 0; cut < n; cut++) {
		uint8_t *file = malloc(cut ? cut : 1);

		memcpy(file, p, cut);
		assert_false(hcd_open(&h, file, cut, &err));
		free(file);
	}
	assert_true(hcd_open(&h, p, n, &err));
}

static void what_is_too_large_is_not_read(void **state)
{
	struct hcd h;
	struct err err;

	(void)state;
	/* The memory is not there: it may not be touched. */
	assert_false(hcd_open(&h, (const uint8_t *)1, HCD_MAX_SIZE + 1, &err));
	assert_non_null(strstr(err.text, "offset 0x100000"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_good_file_is_walked),
		cmocka_unit_test(a_bad_file_is_refused_with_its_offset),
		cmocka_unit_test(every_cut_of_a_good_file_is_refused),
		cmocka_unit_test(what_is_too_large_is_not_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
