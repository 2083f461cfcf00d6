/* What a redacted record is. Over whole captures: tests/e2e/redact.sh. */
#include "tests/unit/helpers.h"

#include <string.h>

#include "cli/redact.h"

static struct redact *begin(struct test_random *random, uint64_t seed)
{
	struct env env = test_env(random, seed);

	return redact_new(&env);
}

static void put(struct redact *r, enum record_type type, const char *hex)
{
	static uint64_t n;
	uint8_t p[600];
	struct record rec = {
		.type = (uint8_t)type,
		.received = true,
		.adapter = RECORD_NO_ADAPTER,
		.data = p,
	};

	rec.len = rec.wire_len = (uint32_t)unhex_any(hex, p, sizeof(p));
	redact_put(r, &rec, ++n);
	memset(p, 0, sizeof(p)); /* it was copied */
}

static void expect(struct redact *r, const char *want)
{
	struct record rec;
	uint64_t tag;

	assert_true(redact_get(r, &rec, &tag));
	assert_hex(rec.data, rec.len, want);
	assert_int_equal(rec.wire_len, rec.len);
}

static void expect_none(struct redact *r)
{
	struct record rec;
	uint64_t tag;

	assert_false(redact_get(r, &rec, &tag));
}

static void fragments_are_masked_as_one(void **state)
{
	struct test_random random;
	struct redact *r = begin(&random, 1);
	uint8_t whole[16], parts[16];
	struct record rec;
	uint64_t tag;

	(void)state;
	/* A notification of ten octets in three packets, and what comes
	 * meanwhile; it waits, so that the order stays. */
	put(r, REC_ACL, "4020 0500 0d00 0400 1b");
	expect_none(r);
	put(r, REC_EVENT, "0e04 01 0320 00");
	put(r, REC_ACL, "4010 0400 0300 aabb");
	expect_none(r);
	put(r, REC_ACL, "4010 0800 ccddeeff01020304");
	expect(r, "4020 0500 0d00 0400 1b");
	expect(r, "0e04 01 0320 00");
	expect(r, "4010 0400 0300 0000");
	expect(r, "4010 0800 0000000000000000");
	expect_none(r);

	/* The key of a bond, across two packets, is what it is in one. */
	put(r, REC_ACL,
	    "4020 1500 1100 0600 06 000102030405060708090a0b0c0d0e0f");
	put(r, REC_ACL, "4020 0a00 1100 0600 06 0001020304");
	put(r, REC_ACL, "4010 0b00 05060708090a0b0c0d0e0f");
	assert_true(redact_get(r, &rec, &tag));
	memcpy(whole, rec.data + 9, 16);
	assert_true(redact_is_mask(whole, 16));
	assert_true(redact_get(r, &rec, &tag));
	memcpy(parts, rec.data + 9, 5);
	assert_true(redact_get(r, &rec, &tag));
	memcpy(parts + 5, rec.data + 4, 11);
	assert_memory_equal(whole, parts, 16);
	redact_free(r);
}

/* Fragments of which the last never comes. */
static void what_never_ends_is_masked_whole(void **state)
{
	struct test_random random;
	struct redact *r = begin(&random, 1);
	struct record rec;
	uint64_t tag;

	(void)state;
	put(r, REC_ACL, "4020 0600 2000 0400 1baa");
	put(r, REC_ACL, "4010 0200 bbcc");
	expect_none(r);
	put(r, REC_ACL, "4020 0600 2000 0400 1bdd"); /* a new one begins */
	expect(r, "4020 0600 2000 0400 0000");
	expect(r, "4010 0200 0000");
	expect_none(r);
	put(r, REC_ACL,
	    "4010 2000"
	    "aabbccddeeff00112233445566778899"
	    "aabbccddeeff00112233445566778899"); /* too long */
	expect(r, "4020 0600 2000 0400 0000");
	expect(r, "4010 2000"
		  "00000000000000000000000000000000"
		  "00000000000000000000000000000000");
	put(r, REC_ACL, "4020 0600 2000 0400 1bdd");
	redact_flush(r);
	expect(r, "4020 0600 2000 0400 0000");

	/* They hold up only so much. */
	put(r, REC_ACL, "4020 0600 2000 0400 1bdd");
	for (unsigned i = 0; i < 5000; i++)
		put(r, REC_EVENT, "0e04 01 0320 00");
	for (unsigned i = 0; i < 4000; i++)
		assert_true(redact_get(r, &rec, &tag));
	/* As many connections at once as one likes. */
	for (unsigned i = 0; i < 200; i++) {
		char hex[40];

		snprintf(hex, sizeof(hex), "%02x20 0600 2000 0400 1bdd", i);
		put(r, REC_ACL, hex);
	}
	for (unsigned i = 0; i < 100; i++)
		assert_true(redact_get(r, &rec, &tag));
	redact_free(r);
}

static void an_address_keeps_its_kind(void **state)
{
	static const uint8_t in[][6] = {
		{ 1, 2, 3, 4, 5, 0x00 }, /* public */
		{ 1, 2, 3, 4, 5, 0xc6 }, /* static */
		{ 1, 2, 3, 4, 5, 0x46 }, /* resolvable */
		{ 1, 2, 3, 4, 5, 0x16 }, /* non-resolvable */
	};
	static const uint8_t none[6] = { 0 };
	struct test_random random;
	struct redact *r = begin(&random, 1), *other = begin(&random, 2);
	uint8_t out[6], again[6];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(in); i++) {
		redact_address(r, in[i], out);
		redact_address(r, in[i], again);
		assert_memory_equal(out, again, 6);
		assert_memory_not_equal(out, in[i], 5);
		assert_int_equal(out[5] & 0xc0, in[i][5] & 0xc0);
		assert_int_equal(out[5] & 0x03, 0x02);
		redact_address(other, in[i], again);
		assert_memory_not_equal(out, again, 6);
	}
	redact_address(r, none, out);
	assert_memory_equal(out, none, 6);
	redact_free(r);
	redact_free(other);
}

/* What is not understood is masked, all of it. */
static void what_is_not_understood_is_zeros(void **state)
{
	struct test_random random;
	struct redact *r = begin(&random, 1);

	(void)state;
	put(r, REC_COMMAND, "fffd 04 01020304"); /* of a vendor */
	expect(r, "fffd 04 00000000");
	put(r, REC_EVENT, "ff 03 aabbcc");
	expect(r, "ff 03 000000");
	put(r, REC_EVENT, "0e 09 aabb"); /* its length is wrong */
	expect(r, "0e 09 0000");
	put(r, REC_EVENT, "0e"); /* malformed */
	expect(r, "00");
	put(r, REC_ACL, "dc2e 0400 aabbccdd"); /* what Android logs */
	expect(r, "dc2e 0400 00000000");
	put(r, REC_OTHER, "aabbcc");
	expect(r, "000000");
	put(r, REC_SCO, "0100 03 aabbcc");
	expect(r, "0100 03 000000");
	redact_free(r);
}

/* What a sniffer heard: of frames in parts, the header of each part is all that
 * remains. */
static void packets_of_the_air(void **state)
{
	static const struct {
		uint32_t access;
		const char *hex, *want;
	} rows[] = {
		{ 0x50655d8b,
		    "0216 1200 0400 1b 0c00 0102030405060708090a0b0c0d0e0f",
		    "0216 1200 0400 1b 0c00 000000000000000000000000000000" },
		{ 0x50655d8b, "0e07 0a00 0400 1b 0c00",
		    "0e07 0a00 0400 00 0000" },
		{ 0x50655d8b, "0507 01020304050607", "0507 00000000000000" },
		{ 0x50655d8b, "0302 0213", "0302 0213" },
		{ AIR_ADVERTISING, "0009 665544332211 020106",
		    "0009 ???????????? 020106" },
	};
	struct test_random random;
	struct redact *r = begin(&random, 3);

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		uint8_t p[64], want[64];
		struct record rec = {
			.type = REC_AIR,
			.data = p,
			.air = { .access = rows[i].access, .crc = 0x123456 },
		};
		uint64_t tag;

		rec.len = rec.wire_len =
		    (uint32_t)unhex_any(rows[i].hex, p, sizeof(p));
		redact_put(r, &rec, i);
		assert_true(redact_get(r, &rec, &tag));
		assert_int_equal(rec.air.crc, 0);
		if (strchr(rows[i].want, '?')) {
			assert_memory_not_equal(rec.data + 2, p + 2, 6);
			assert_memory_equal(rec.data + 8, p + 8, 3);
			continue;
		}
		assert_int_equal(
		    unhex_any(rows[i].want, want, sizeof(want)), rec.len);
		assert_hex(rec.data, rec.len, rows[i].want);
	}
	redact_free(r);
}

static void texts_are_letters_x(void **state)
{
	struct test_random random;
	struct redact *r = begin(&random, 1);
	struct record rec;
	uint64_t tag;

	(void)state;
	put(r, REC_COMMAND, "05200f 0e 0d 094c697669 6e6720726f6f6d20 41");
	put(r, REC_SYSTEM_NOTE, "4c696e75782076657273696f6e2036 00");
	put(r, REC_SYSTEM_NOTE, "4c697a 00");
	put(r, REC_USER_LOGGING, "06 03 626400 48690a00");
	put(r, REC_NEW_INDEX, "00 01 010203040506 6863693000000000");

	assert_true(redact_get(r, &rec, &tag));
	assert_null(memmem(rec.data, rec.len, "Living", 6));
	expect(r, "4c696e75782076657273696f6e2036 00");
	expect(r, "787878 00");
	expect(r, "06 03 626400 787878 00");
	assert_true(redact_get(r, &rec, &tag));
	assert_memory_equal(rec.data + 8, "hci0", 4);
	assert_memory_not_equal(rec.data + 2, "\1\2\3\4\5\6", 5);
	redact_free(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fragments_are_masked_as_one),
		cmocka_unit_test(what_never_ends_is_masked_whole),
		cmocka_unit_test(an_address_keeps_its_kind),
		cmocka_unit_test(what_is_not_understood_is_zeros),
		cmocka_unit_test(packets_of_the_air),
		cmocka_unit_test(texts_are_letters_x),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
