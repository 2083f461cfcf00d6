#include "tests/unit/pcap_build.h"

#include <string.h>

static void every_type(void **state)
{
	static const struct {
		uint8_t code;
		uint8_t type;
		bool received;
		uint16_t adapter;
	} rows[] = {
		{ 0x00, REC_COMMAND, false, 0 },
		{ 0x01, REC_EVENT, true, 0 },
		{ 0x02, REC_ACL, false, 0 },
		{ 0x03, REC_ACL, true, 0 },
		{ 0x08, REC_SCO, false, 0 },
		{ 0x09, REC_SCO, true, 0 },
		{ 0x0b, REC_VENDOR_DIAG, true, 0 },
		{ 0xf8, REC_SYSTEM_NOTE, false, RECORD_NO_ADAPTER },
		{ 0xfc, REC_SYSTEM_NOTE, false, RECORD_NO_ADAPTER },
		{ 0xfe, REC_SYSTEM_NOTE, false, RECORD_NO_ADAPTER },
		{ 0x0a, REC_OTHER, false, 0 },
		{ 0xf7, REC_OTHER, false, 0 },
		{ 0xff, REC_OTHER, false, 0 },
	};

	(void)state;
	for (int big = 0; big < 2; big++) {
		struct built b = { .big_endian = big };
		struct cap_reader *r;
		struct record rec;

		for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
			pklg_record(&b, rows[i].code, test_ns(i),
			    (const uint8_t *)"abc", 3);
		r = open_built(&b);
		for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
			expect_record(r, &rec);
			assert_int_equal(rec.type, rows[i].type);
			assert_int_equal(rec.received, rows[i].received);
			assert_int_equal(rec.adapter, rows[i].adapter);
			assert_hex(rec.data, rec.len, "616263");
			assert_int_equal(rec.ns, test_ns(i) / 1000 * 1000);
			if (rec.type == REC_OTHER)
				assert_int_equal(rec.code, rows[i].code);
		}
		expect_end(r);
		assert_int_equal(cap_remarks(r), 2); /* 0xf8 and 0xfe */
		cap_close(r);
		built_free(&b);
	}
}

static void lengths(void **state)
{
	static const struct {
		uint32_t length;
		const char *cause;
	} rows[] = {
		{ 0, "a record of length 0" },
		{ 8, "a record of length 8" },
		{ 262145, "a record of length 262145" },
		{ 0xffffffff, "a record of length 4294967295" },
		{ 100, "the file ends inside a record: 53 of 104 octets" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct built b = { .big_endian = i % 2 };
		struct cap_reader *r;
		struct record rec;
		size_t start;

		pklg_record(&b, 3, test_ns(0), (const uint8_t *)"a", 1);
		start = b.file.len;
		put32(&b, rows[i].length);
		buf_fill(&b.file, 0, 49);
		r = open_built(&b);
		expect_record(r, &rec);
		expect_error(r, start, rows[i].cause);
		expect_end(r);
		cap_close(r);
		built_free(&b);
	}
}

/* A record without content is said, and what is behind it is read. */
static void a_record_without_content(void **state)
{
	struct built b = { .big_endian = true };
	struct cap_reader *r;
	struct record rec;
	size_t start;

	(void)state;
	pklg_record(&b, 3, test_ns(0), (const uint8_t *)"a", 1);
	start = b.file.len;
	pklg_record(&b, 3, test_ns(1), NULL, 0);
	pklg_record(&b, 3, test_ns(2), (const uint8_t *)"c", 1);
	r = open_built(&b);
	expect_record(r, &rec);
	expect_error(r, start, "a record without content");
	expect_record(r, &rec);
	assert_hex(rec.data, rec.len, "63");
	expect_end(r);
	cap_close(r);
	built_free(&b);
}

/* Without a magic number the first record must make sense. */
static void what_is_none(void **state)
{
	static const char *const rows[] = {
		"00000008 6b00e169 000bdc39 00", /* length */
		"00040001 6b00e169 000bdc39 00",
		"0000000c 6b00e169 000f4240 00", /* a million microseconds */
		"0000000c 6b00e169 000bdc39 10", /* type */
		"0000000c 6b00e169 000bdc39 f0",
		"0c000000 69e1006b 40420f00 00",
		"0000000c 6b00e169 000bdc39", /* shorter than one record */
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct err err = { 0 };
		uint8_t p[64] = { 0 };
		size_t n = unhex_any(rows[i], p, sizeof(p));

		assert_null(open_bytes(p, n < 13 ? n : sizeof(p), &err));
		if (!strstr(err.text, "no capture"))
			fail_msg("row %zu: %s", i, err.text);
	}
}

static void octets_that_are_written(void **state)
{
	char path[64] = "/tmp/pairscope-test-XXXXXX";
	int fd = mkstemp(path);
	struct err err = { 0 };
	struct cap_writer *w = cap_create_as(path, "pklg", &err);
	uint8_t got[100];

	(void)state;
	assert_true(fd >= 0);
	if (!w)
		fail_msg("%s", err.text);
	assert_true(cap_write(w,
	    &(struct record){ .ns = 0x6b00e169 * 1000000000ULL + 777273999,
		.type = REC_COMMAND,
		.data = (const uint8_t *)"\3\14",
		.len = 3,
		.wire_len = 3 },
	    NULL));
	assert_true(cap_write(w,
	    &(struct record){ .type = REC_SYSTEM_NOTE,
		.adapter = RECORD_NO_ADAPTER,
		.data = (const uint8_t *)"hi",
		.len = 2,
		.wire_len = 2 },
	    NULL));
	assert_true(cap_finish(w, NULL));
	assert_hex(got, (size_t)read(fd, got, sizeof(got)),
	    "0000000c 6b00e169 000bdc39 00 030c00"
	    "0000000b 00000000 00000000 fc 6869");
	close(fd);
	unlink(path);
}

/* A session that BTstack wrote, with its messages. */
static void a_real_file(void **state)
{
	char path[300];
	struct cap_reader *r;
	struct record rec;
	struct err err;
	unsigned n[REC_OTHER + 1] = { 0 };
	enum cap_status status;

	(void)state;
	if (!shared_path(path, sizeof(path),
		"captures/dev/bluekitchen+btstack/"
		"test__security_manager__pairing.pklg"))
		skip();
	r = cap_open(path, &err);
	assert_non_null(r);
	while ((status = cap_next(r, &rec, &err)) == CAP_RECORD)
		n[rec.type]++;
	assert_int_equal(status, CAP_END);
	assert_int_equal(n[REC_COMMAND], 45);
	assert_int_equal(n[REC_EVENT], 75);
	assert_int_equal(n[REC_ACL], 35);
	assert_int_equal(n[REC_SYSTEM_NOTE], 40);
	cap_close(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_type),
		cmocka_unit_test(lengths),
		cmocka_unit_test(a_record_without_content),
		cmocka_unit_test(what_is_none),
		cmocka_unit_test(octets_that_are_written),
		cmocka_unit_test(a_real_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
