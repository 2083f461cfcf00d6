#include "tests/unit/helpers.h"

#include <string.h>

#include "base/addr.h"
#include "base/err.h"
#include "base/names.h"
#include "base/uuid.h"

static void reader_stays_bad(void **state)
{
	const uint8_t three[3] = { 1, 2, 3 };
	struct rd r = rd_over(three, sizeof(three));

	(void)state;
	assert_int_equal(rd_u16(&r), 0x0201);
	assert_int_equal(rd_u16(&r), 0);
	assert_true(r.bad);
	assert_int_equal(rd_u8(&r), 0); /* the third octet is not given out */
	assert_int_equal(rd_left(&r), 0);
}

static void reader_sub_is_bounded(void **state)
{
	const uint8_t p[4] = { 1, 2, 3, 4 };
	struct rd r = rd_over(p, sizeof(p)), sub = rd_sub(&r, 2);

	(void)state;
	assert_int_equal(rd_u24(&sub), 0);
	assert_true(sub.bad);
	assert_false(r.bad);
	assert_int_equal(rd_be16(&r), 0x0304);
	sub = rd_sub(&r, 1);
	assert_true(sub.bad);
	assert_true(r.bad);
}

static void writer_refuses_overflow(void **state)
{
	uint8_t p[3] = { 0 };
	struct wr w = wr_over(p, sizeof(p));

	(void)state;
	wr_u16(&w, 0x1234);
	wr_u32(&w, 0xffffffff);
	wr_u8(&w, 0x56);
	assert_true(w.bad);
	assert_hex(p, 3, "341200");
	assert_int_equal(w.len, 2);
}

static void numbers_as_text(void **state)
{
	struct buf b = { 0 };

	(void)state;
	buf_dec(&b, 0);
	buf_putc(&b, ' ');
	buf_dec(&b, UINT64_MAX);
	buf_putc(&b, ' ');
	buf_int(&b, INT64_MIN);
	buf_putc(&b, ' ');
	buf_dec_pad(&b, 42, 6);
	buf_putc(&b, ' ');
	buf_hex(&b, 0xabc, 4);
	assert_text(&b, "0 18446744073709551615 -9223372036854775808 000042 "
			"0abc");
	buf_free(&b);
}

static void peer_text_cannot_touch_the_terminal(void **state)
{
	static const char evil[] = "a\x1b[2J\xc2\x9b\xff\xc3\xa9";
	struct buf b = { 0 };

	(void)state;
	buf_safe_text(&b, (const uint8_t *)evil, sizeof(evil) - 1);
	assert_text(&b, "a\\x1b[2J\\xc2\\x9b\\xff\xc3\xa9");
	b.len = 0;
	buf_json_string(&b, evil, sizeof(evil) - 1);
	assert_text(&b, "\"a\\u001b[2J\\u009b\xef\xbf\xbd\xc3\xa9\"");
	buf_free(&b);
}

static void utf8_has_one_form(void **state)
{
	static const struct {
		const char *bytes;
		size_t len;
	} rows[] = {
		{ "41", 1 },
		{ "c3a9", 2 },
		{ "c1bf", 0 },	 /* overlong */
		{ "e09fbf", 0 }, /* overlong */
		{ "eda080", 0 }, /* surrogate */
		{ "f0908080", 4 },
		{ "f4908080", 0 }, /* past U+10FFFF */
		{ "e282", 0 },	   /* cut */
		{ "80", 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		uint8_t p[8];
		size_t n = unhex_any(rows[i].bytes, p, sizeof(p));

		assert_int_equal(utf8_sequence(p, n), rows[i].len);
	}
}

static void hex_is_strict(void **state)
{
	uint8_t p[4];

	(void)state;
	assert_int_equal(hex_parse("0x01 aB:ff", p, 4), 3);
	assert_hex(p, 3, "01abff");
	assert_int_equal(hex_parse("", p, 4), 0);
	assert_int_equal(hex_parse("123", p, 4), -1);
	assert_int_equal(hex_parse("xy", p, 4), -1);
	assert_int_equal(hex_parse("0102030405", p, 4), -1);
}

static void addresses(void **state)
{
	struct bdaddr a, b;
	char text[ADDR_STRLEN];

	(void)state;
	assert_true(addr_parse("c0:11:22:33:44:Ff/random", &a));
	assert_hex(a.b, 6, "ff44332211c0");
	assert_true(addr_is_static(&a));
	addr_format(&a, text);
	assert_string_equal(text, "C0:11:22:33:44:FF");
	assert_true(addr_parse("C0:11:22:33:44:FF", &b));
	assert_int_equal(b.type, ADDR_UNKNOWN);
	assert_true(addr_matches(&b, &a));
	assert_false(addr_equal(&b, &a));
	assert_true(addr_parse("C0:11:22:33:44:FF/public", &b));
	assert_false(addr_matches(&b, &a));
	assert_string_equal(addr_kind(&b), "public");
	assert_false(addr_parse("C0:11:22:33:44", &b));
	assert_false(addr_parse("C0:11:22:33:44:F", &b));
	assert_false(addr_parse("C0:11:22:33:44:FF/x", &b));
	assert_false(addr_parse("C0:11:22:33:44:FF ", &b));
	assert_false(addr_parse("C0-11-22-33-44-FF", &b));
	assert_false(addr_parse("", &b));
}

static void uuids(void **state)
{
	struct uuid a, b;
	uint8_t wire[16];
	char text[UUID_STRLEN];

	(void)state;
	assert_true(uuid_parse("0x180F", &a));
	assert_true(uuid_parse("0000180f-0000-1000-8000-00805f9b34fb", &b));
	assert_true(uuid_equal(&a, &b));
	assert_int_equal(uuid_to_wire(&b, wire), 2);
	assert_hex(wire, 2, "0f18");
	uuid_format(&b, text);
	assert_string_equal(text, "180f");
	assert_true(uuid_parse("12345678-9abc-def0-1234-56789abcdef0", &a));
	assert_int_equal(uuid_to16(&a), 0);
	assert_int_equal(uuid_to_wire(&a, wire), 16);
	assert_hex(wire, 16, "f0debc9a78563412f0debc9a78563412");
	uuid_format(&a, text);
	assert_string_equal(text, "12345678-9abc-def0-1234-56789abcdef0");
	assert_false(uuid_parse("12345", &a));
	assert_false(uuid_parse("180", &a));
	assert_false(uuid_parse("18 0f", &a));
	assert_false(uuid_parse("", &a));
	assert_false(uuid_from_wire(wire, 3, &a));
}

static void names(void **state)
{
	static const struct name rows[] = { { 1, "one" }, { 7, "seven" },
		{ 900, "many" } };
	static const char *const dense[] = { "zero", NULL, "two" };
	static const struct names sparse_names = NAMES_SPARSE(rows);
	static const struct names dense_names = NAMES_DENSE(dense);

	(void)state;
	assert_string_equal(names_find(&sparse_names, 7), "seven");
	assert_string_equal(names_find(&sparse_names, 900), "many");
	assert_null(names_find(&sparse_names, 8));
	assert_string_equal(names_find(&dense_names, 2), "two");
	assert_null(names_find(&dense_names, 1));
	assert_null(names_find(&dense_names, 3));
}

static void error_with_a_prefix(void **state)
{
	struct err err;

	(void)state;
	assert_false(err_set(&err, "bad %s", "header"));
	assert_false(err_prefix(&err, "%s: ", "file"));
	assert_string_equal(err.text, "file: bad header");
	assert_false(err_set(NULL, "nobody listens"));
}

static void words_are_quoted_for_the_shell(void **state)
{
	static const char *const rows[][2] = {
		{ "bcm:/dev/ttyAMA0,fw=FILE", "'bcm:/dev/ttyAMA0,fw=FILE'" },
		{ "serial:/dev/ttyACM0", "serial:/dev/ttyACM0" },
		{ "", "''" },
		{ "Ann's scale", "'Ann'\\''s scale'" },
		{ "$(id)", "'$(id)'" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct buf b = { 0 };

		buf_shell_word(&b, rows[i][0]);
		buf_putc(&b, '\0');
		assert_string_equal((char *)b.data, rows[i][1]);
		buf_free(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_quoted_for_the_shell),
		cmocka_unit_test(reader_stays_bad),
		cmocka_unit_test(reader_sub_is_bounded),
		cmocka_unit_test(writer_refuses_overflow),
		cmocka_unit_test(numbers_as_text),
		cmocka_unit_test(peer_text_cannot_touch_the_terminal),
		cmocka_unit_test(utf8_has_one_form),
		cmocka_unit_test(hex_is_strict),
		cmocka_unit_test(addresses),
		cmocka_unit_test(uuids),
		cmocka_unit_test(names),
		cmocka_unit_test(error_with_a_prefix),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
