/* The reassembler: any chunking, and a stream that is out of step. */
#include "tests/unit/helpers.h"

#include <string.h>

#include "hci/h4.h"

/* Command Complete of Reset, an advertising report, an ATT frame, SCO, ISO. */
static const char *const good[] = {
	"040e0401030c00",
	"043e0f02010000420000 01aa00 03020106 c4",
	"0240200700 0300 0400 021700",
	"03400003010203",
	"05402004 00 01020304",
};

static size_t stream_of(uint8_t *out, size_t cap)
{
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_SIZE(good); i++)
		n += unhex_any(good[i], out + n, cap - n);
	return n;
}

/* Everything that comes out of `h`, as one line of text. */
static void collect(struct h4 *h, struct buf *out)
{
	struct h4_item item;
	enum h4_result what;

	while ((what = h4_next(h, &item)) != H4_MORE) {
		if (what == H4_SKIPPED) {
			buf_printf(out, "-%zu:", item.len);
			buf_hexdump(out, item.p, item.len < 16 ? item.len : 16);
		} else {
			buf_hexdump(out, item.p, item.len);
		}
		buf_putc(out, ' ');
	}
}

static void any_chunking_gives_the_same_packets(void **state)
{
	uint8_t stream[200];
	size_t n = stream_of(stream, sizeof(stream));
	struct buf whole = { 0 };
	struct h4 h = { 0 };

	(void)state;
	h4_feed(&h, stream, n);
	collect(&h, &whole);
	assert_int_equal(h4_partial(&h), 0);
	h4_free(&h);
	for (size_t chunk = 1; chunk < n; chunk++) {
		struct buf parts = { 0 };

		h = (struct h4){ 0 };
		for (size_t at = 0; at < n; at += chunk) {
			h4_feed(
			    &h, stream + at, n - at < chunk ? n - at : chunk);
			collect(&h, &parts);
		}
		assert_int_equal(parts.len, whole.len);
		assert_memory_equal(parts.data, whole.data, whole.len);
		h4_free(&h);
		buf_free(&parts);
	}
	buf_free(&whole);
}

static void expect(const char *in, const char *want)
{
	uint8_t bytes[400];
	size_t n = unhex_any(in, bytes, sizeof(bytes));

	/* at once, and one byte at a time */
	for (size_t chunk = 1; chunk <= n; chunk += n - 1) {
		struct h4 h = { 0 };
		struct buf out = { 0 };

		for (size_t at = 0; at < n; at += chunk) {
			h4_feed(
			    &h, bytes + at, n - at < chunk ? n - at : chunk);
			collect(&h, &out);
		}
		assert_text(&out, want);
		h4_free(&h);
		buf_free(&out);
	}
}

static void noise_is_said_and_left_behind(void **state)
{
	(void)state;
	/* before the first packet */
	expect("000000 040e0401030c00", "-3:000000 040e0401030c00 ");
	/* between packets */
	expect("040e0401030c00 ffee 040f0400010d20",
	    "040e0401030c00 -2:ffee 040f0400010d20 ");
	/* noise that has packet types in it */
	expect("00 02 04 01 ff 03 040e0401030c00",
	    "-6:00020401ff03 040e0401030c00 ");
	/* a login prompt on the port */
	expect("6c6f67696e3a20 0240200700 0300 0400 021700",
	    "-7:6c6f67696e3a20 024020070003000400021700 ");
	/* a controller sends no commands */
	expect("01030c00 040e0401030c00", "-4:01030c00 040e0401030c00 ");
}

/* A header that promises more than there is swallows what follows; the step is
 * found again behind it. */
static void a_false_length_costs_one_packet(void **state)
{
	(void)state;
	expect("043e08 040e0401030c00 00 040f0400010d20 040e0401030c00",
	    "043e08040e0401030c0000 040f0400010d20 040e0401030c00 ");
	expect("043e05 040e0401030c00 040f0400010d20 040e0401030c00",
	    "043e05040e040103 -2:0c00 040f0400010d20 040e0401030c00 ");
}

static void long_noise_is_counted(void **state)
{
	uint8_t noise[5000], anchor[16];
	size_t n = unhex_any("040e0401030c00", anchor, sizeof(anchor));
	struct h4 h = { 0 };
	struct h4_item item;

	(void)state;
	memset(noise, 0xee, sizeof(noise));
	h4_feed(&h, noise, sizeof(noise));
	assert_int_equal(h4_next(&h, &item), H4_MORE);
	assert_true(h.lost);
	h4_feed(&h, anchor, n);
	assert_int_equal(h4_next(&h, &item), H4_SKIPPED);
	assert_int_equal(item.len, sizeof(noise));
	assert_int_equal(h4_next(&h, &item), H4_PACKET);
	assert_int_equal(h4_next(&h, &item), H4_MORE);
	h4_free(&h);
}

/* Whatever arrives, every byte comes out once, as packet or as skipped. */
static void nothing_is_lost(void **state)
{
	struct test_random random;
	struct env env = test_env(&random, 7);

	(void)state;
	for (int round = 0; round < 2000; round++) {
		uint8_t bytes[600];
		struct h4 h = { 0 };
		struct h4_item item;
		enum h4_result what;
		size_t out = 0;

		env_random(&env, bytes, sizeof(bytes));
		for (size_t i = 0; i < sizeof(bytes); i++)
			if (bytes[i] & 1)
				bytes[i] = (uint8_t)(bytes[i] >> 1 & 7);
		for (size_t at = 0; at < sizeof(bytes); at += 60) {
			h4_feed(&h, bytes + at, 60);
			while ((what = h4_next(&h, &item)) != H4_MORE)
				out += item.len;
		}
		assert_int_equal(
		    out + h.skipped + h4_partial(&h), sizeof(bytes));
		h4_free(&h);
	}
}

static void sizes(void **state)
{
	static const struct {
		const char *bytes;
		size_t size;
	} rows[] = {
		{ "", 0 },
		{ "04", 0 },
		{ "0e", SIZE_MAX },
		{ "040e04", 7 },
		{ "02402007", 0 },
		{ "0240200700", 12 },
		{ "024020ffff", 5 + 65535 },
		{ "0540200440", 9 }, /* 14 bits of length */
		{ "01030c00", 4 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		uint8_t p[8];
		size_t n = unhex_any(rows[i].bytes, p, sizeof(p));

		assert_int_equal(h4_packet_size(p, n), rows[i].size);
	}
}

/* Inside of a packet that never was one: what is there already is looked
 * through. */
static void sync_is_lost_on_request(void **state)
{
	uint8_t bytes[100];
	struct h4 h = { 0 };
	struct buf out = { 0 };

	(void)state;
	h4_lose(&h);
	h4_feed(&h, bytes,
	    unhex_any("15 024020ffff 6162 040e0401030c00", bytes, 100));
	collect(&h, &out);
	assert_text(&out, "-8:15024020ffff6162 040e0401030c00 ");
	out.len = 0;
	h4_feed(&h, bytes,
	    unhex_any("024020ffff 6162 040e0401030c00 04ff06aa00", bytes, 100));
	collect(&h, &out);
	assert_int_equal(out.len, 0);
	h4_lose(&h);
	collect(&h, &out);
	assert_text(&out, "-7:024020ffff6162 040e0401030c00 ");
	h4_free(&h);
	buf_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_chunking_gives_the_same_packets),
		cmocka_unit_test(noise_is_said_and_left_behind),
		cmocka_unit_test(a_false_length_costs_one_packet),
		cmocka_unit_test(long_noise_is_counted),
		cmocka_unit_test(nothing_is_lost),
		cmocka_unit_test(sizes),
		cmocka_unit_test(sync_is_lost_on_request),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
