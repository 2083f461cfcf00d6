#include "tests/unit/pcap_build.h"

#include <string.h>
#include <zlib.h>

/* Append a gzip member of these octets. */
static void pack(struct buf *out, const void *data, size_t len)
{
	z_stream z = { .next_in = (uint8_t *)(uintptr_t)data,
		.avail_in = (uInt)len };
	size_t room = len + 1000;

	assert_int_equal(deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED,
			     15 + 16, 8, Z_DEFAULT_STRATEGY),
	    Z_OK);
	z.next_out = buf_reserve(out, room);
	z.avail_out = (uInt)room;
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	out->len += z.total_out;
	deflateEnd(&z);
}

static struct cap_reader *open_packed(const struct buf *packed)
{
	struct err err = { 0 };
	struct cap_reader *r = open_bytes(packed->data, packed->len, &err);

	if (!r)
		fail_msg("%s", err.text);
	return r;
}

static void expect_session(struct cap_reader *r, bool nano)
{
	struct record rec;

	for (size_t i = 0; i < N_TEST_PACKETS; i++) {
		expect_record(r, &rec);
		assert_test_packet(&rec, i, nano);
	}
}

static void every_format_packed(void **state)
{
	(void)state;
	for (size_t k = 0; k < ARRAY_SIZE(builds); k++) {
		struct built b = build(&builds[k]);
		struct buf packed = { 0 };
		struct cap_reader *r;

		pack(&packed, b.file.data, b.file.len);
		r = open_packed(&packed);
		expect_session(r, builds[k].nano);
		expect_end(r);
		expect_end(r);
		cap_close(r);
		buf_free(&packed);
		built_free(&b);
	}
}

/* Members one behind the other are one file; zeros behind them are nothing. */
static void members(void **state)
{
	struct built b = build(&builds[0]);
	struct buf packed = { 0 };
	struct cap_reader *r;

	(void)state;
	for (size_t at = 0; at < b.file.len; at++)
		pack(&packed, b.file.data + at, 1);
	pack(&packed, "", 0);
	buf_fill(&packed, 0, 200000);
	r = open_packed(&packed);
	expect_session(r, builds[0].nano);
	expect_end(r);
	cap_close(r);
	buf_free(&packed);
	built_free(&b);
}

static void something_else_behind_it(void **state)
{
	(void)state;
	for (size_t k = 0; k < ARRAY_SIZE(builds); k++) {
		struct built b = build(&builds[k]);
		struct buf packed = { 0 };
		struct cap_reader *r;

		pack(&packed, b.file.data, b.file.len);
		buf_puts(&packed, "something else");
		r = open_packed(&packed);
		expect_session(r, builds[k].nano);
		expect_error(r, b.file.len, "the gzip data are damaged");
		expect_end(r);
		cap_close(r);
		buf_free(&packed);
		built_free(&b);
	}
}

/* Wherever it is cut, what comes is right, and the cut is said once. */
static void every_cut(void **state)
{
	(void)state;
	for (size_t k = 0; k < ARRAY_SIZE(builds); k++) {
		struct built b = build(&builds[k]);
		struct buf packed = { 0 };
		size_t most = 0;

		pack(&packed, b.file.data, b.file.len);
		for (size_t cut = 2; cut < packed.len; cut++) {
			struct err err = { 0 };
			struct cap_reader *r =
			    open_bytes(packed.data, cut, &err);
			enum cap_status status = CAP_ERROR;
			struct record rec;
			size_t n = 0;

			while (r &&
			       (status = cap_next(r, &rec, &err)) == CAP_RECORD)
				assert_test_packet(&rec, n++, builds[k].nano);
			if (status != CAP_ERROR ||
			    !strstr(err.text, "the gzip data are cut off"))
				fail_msg("%s cut at %zu: %s", builds[k].name,
				    cut, err.text);
			if (r)
				expect_end(r);
			cap_close(r);
			if (n > most)
				most = n;
		}
		assert_int_equal(most, N_TEST_PACKETS);
		buf_free(&packed);
		built_free(&b);
	}
}

/* Either an error is found, by the checksum at the latest, or the damage changed
 * nothing: a run of one octet can be copied from several places. */
static void read_damaged(const struct build *how, const struct buf *packed)
{
	struct err err = { 0 };
	struct cap_reader *r = open_bytes(packed->data, packed->len, &err);
	size_t n = 0, errors = 0;
	enum cap_status status;
	struct record rec;

	if (!r) {
		assert_true(err.text[0]);
		return;
	}
	while ((status = cap_next(r, &rec, &err)) != CAP_END) {
		assert_true(n + errors < 10000);
		if (status == CAP_RECORD)
			n++;
		else
			errors++;
	}
	cap_close(r);
	if (errors)
		return;
	r = open_packed(packed);
	expect_session(r, how->nano);
	expect_end(r);
	cap_close(r);
}

static void every_octet_damaged(void **state)
{
	static const uint8_t masks[] = { 0x01, 0x80, 0xff };

	(void)state;
	for (size_t k = 0; k < ARRAY_SIZE(builds); k++) {
		struct built b = build(&builds[k]);
		struct buf packed = { 0 };

		pack(&packed, b.file.data, b.file.len);
		for (size_t at = 0; at < packed.len; at++)
			for (size_t m = 0; m < ARRAY_SIZE(masks); m++) {
				packed.data[at] ^= masks[m];
				read_damaged(&builds[k], &packed);
				packed.data[at] ^= masks[m];
			}
		buf_free(&packed);
		built_free(&b);
	}
}

/* More than any buffer holds, and offsets that count unpacked octets. */
static void a_large_file(void **state)
{
	struct built b = { 0 };
	struct buf packed = { 0 };
	struct cap_reader *r;
	struct record rec;
	uint8_t data[60000];
	size_t n = 100, start;

	(void)state;
	btsnoop_header(&b, 1001);
	for (size_t i = 0; i < n; i++) {
		memset(data, (int)i, sizeof(data));
		b.n_packets = b.n_marks = 0;
		btsnoop_record(&b, sizeof(data), sizeof(data), 1, i, data);
	}
	start = b.file.len;
	put32(&b, 5);
	pack(&packed, b.file.data, b.file.len);
	r = open_packed(&packed);
	for (size_t i = 0; i < n; i++) {
		memset(data, (int)i, sizeof(data));
		expect_record(r, &rec);
		assert_int_equal(rec.len, sizeof(data));
		assert_memory_equal(rec.data, data, sizeof(data));
	}
	expect_error(r, start, "the file ends inside a record header: 4 of 24");
	expect_end(r);
	cap_close(r);
	buf_free(&packed);
	built_free(&b);
}

static void what_is_inside(void **state)
{
	static const struct {
		const char *hex;
		const char *words;
	} rows[] = {
		{ "", "empty" },
		{ "3e20484349204576656e743a", "text" },
		{ "1f8b08000000", "a gzip file in a gzip file" },
		{ "7f454c46020101000000000000000000", "no capture" },
		{ "6274736e6f6f700000000001000003eb", "data link 1003" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct err err = { 0 };
		struct buf packed = { 0 };
		uint8_t p[64];

		pack(&packed, p, unhex_any(rows[i].hex, p, sizeof(p)));
		assert_null(open_bytes(packed.data, packed.len, &err));
		if (!strstr(err.text, rows[i].words))
			fail_msg("row %zu: %s", i, err.text);
		buf_free(&packed);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_format_packed),
		cmocka_unit_test(members),
		cmocka_unit_test(something_else_behind_it),
		cmocka_unit_test(every_cut),
		cmocka_unit_test(every_octet_damaged),
		cmocka_unit_test(a_large_file),
		cmocka_unit_test(what_is_inside),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
