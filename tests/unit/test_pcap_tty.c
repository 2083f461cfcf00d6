/* Streams of the Linux monitor's records, as firmware writes them to a line that
 * loses octets and that others use too. */
#include "tests/unit/pcap_build.h"

#include <string.h>

enum { COMMAND = 2, EVENT, ACL_TX, ACL_RX, NOTE = 12, LOG, NOP = 255 };

#define RESET "030c00"

static void tty_record(
    struct built *b, uint16_t opcode, const char *extended, const char *packet)
{
	uint8_t ext[256], p[4096];
	size_t n_ext = unhex_any(extended, ext, sizeof(ext));
	size_t n = unhex_any(packet, p, sizeof(p));

	put16(b, (uint32_t)(4 + n_ext + n));
	put16(b, opcode);
	buf_putc(&b->file, 0);
	buf_putc(&b->file, (char)n_ext);
	buf_add(&b->file, ext, n_ext);
	buf_add(&b->file, p, n);
	mark_packet(b);
}

static void at(
    struct built *b, uint32_t ticks, uint16_t opcode, const char *hex)
{
	char extended[16];

	snprintf(extended, sizeof(extended), "08%02x%02x%02x%02x", ticks & 0xff,
	    ticks >> 8 & 0xff, ticks >> 16 & 0xff, ticks >> 24);
	tty_record(b, opcode, extended, hex);
}

static struct cap_reader *open_tty_bytes(
    const void *data, size_t len, struct err *err)
{
	int fd = memfd_create("stream", 0);
	struct cap_reader *r;
	char path[64];

	assert_true(fd >= 0);
	assert_int_equal(write(fd, data, len), len);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	r = cap_open_tty(path, NULL, err);
	close(fd);
	return r;
}

static struct cap_reader *open_tty(const struct built *b)
{
	struct err err = { 0 };
	struct cap_reader *r = open_tty_bytes(b->file.data, b->file.len, &err);

	if (!r)
		fail_msg("%s", err.text);
	return r;
}

static void expect_packet(
    struct cap_reader *r, enum record_type type, const char *hex)
{
	struct record rec;

	expect_record(r, &rec);
	assert_int_equal(rec.type, type);
	assert_int_equal(rec.adapter, RECORD_NO_ADAPTER);
	assert_hex(rec.data, rec.len, hex);
}

/* clang-format off */
static const struct {
	uint16_t opcode;
	enum record_type type;
	bool received;
	const char *hex;
} kinds[] = {
	{ 0,   REC_NEW_INDEX,    false, "0003 060504030201 6274300000000000" },
	{ 1,   REC_DEL_INDEX,    false, "" },
	{ 2,   REC_COMMAND,      false, RESET },
	{ 3,   REC_EVENT,        true,  "0e0401030c00" },
	{ 4,   REC_ACL,          false, "40000b000700060001030001100507" },
	{ 5,   REC_ACL,          true,  "40200700060004001b0300" },
	{ 6,   REC_SCO,          false, "400003aabbcc" },
	{ 7,   REC_SCO,          true,  "400003aabbcc" },
	{ 8,   REC_OPEN_INDEX,   false, "" },
	{ 9,   REC_CLOSE_INDEX,  false, "" },
	{ 10,  REC_INDEX_INFO,   false, "060504030201 5900" },
	{ 11,  REC_VENDOR_DIAG,  true,  "aabbcc" },
	{ 12,  REC_SYSTEM_NOTE,  false, "6869 00" },
	{ 13,  REC_USER_LOGGING, false, "06 03 627400 6869 00" },
	{ 14,  REC_CTRL_OPEN,    false, "01000000" },
	{ 15,  REC_CTRL_CLOSE,   false, "01000000" },
	{ 16,  REC_CTRL_COMMAND, false, "010000000100" },
	{ 17,  REC_CTRL_EVENT,   true,  "010000000100" },
	{ 18,  REC_ISO,          false, "40000400aabbccdd" },
	{ 19,  REC_ISO,          true,  "40000400aabbccdd" },
	{ 200, REC_OTHER,        false, "aa" },
	{ NOP, REC_OTHER,        false, "" },
};
/* clang-format on */

static void every_kind(void **state)
{
	struct built b = { 0 };
	struct cap_reader *r;
	struct record rec;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		at(&b, 1000 + (uint32_t)i, kinds[i].opcode, kinds[i].hex);
	r = open_tty(&b);
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		expect_record(r, &rec);
		assert_int_equal(rec.type, kinds[i].type);
		assert_int_equal(rec.received, kinds[i].received);
		assert_int_equal(rec.adapter, RECORD_NO_ADAPTER);
		assert_hex(rec.data, rec.len, kinds[i].hex);
		assert_int_equal(rec.wire_len, rec.len);
		assert_int_equal(rec.ns, (1000 + i) * 100000);
		if (rec.type == REC_OTHER)
			assert_int_equal(rec.code, kinds[i].opcode);
	}
	expect_end(r);
	assert_string_equal(cap_format_name(r), "TTY stream (Linux monitor)");
	cap_close(r);
	built_free(&b);
}

/* Whatever the order: BlueZ sorts the types, Zephyr has the time first. Behind a
 * type that is not known there may be anything. */
static void extended_headers(void **state)
{
	static const struct {
		const char *extended;
		const char *drops; /* or NULL */
		uint64_t ticks;
	} rows[] = {
		{ "", NULL, 0 },
		{ "08 10000000", NULL, 16 },
		{ "0100 0200 08 11000000", NULL, 17 },
		{ "08 12000000 0104", "04000000000000", 18 },
		{ "0101 0202 0303 0404 0505 0606 07ff 08 13000000",
		    "010203040506ff", 19 },
		{ "0101 0105 08 14000000", "05000000000000", 20 },
		{ "0302 09 08 99000000", "00000200000000", 20 },
	};
	struct built b = { 0 };
	struct cap_reader *r;
	struct record rec;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		tty_record(&b, COMMAND, rows[i].extended, RESET);
	r = open_tty(&b);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (rows[i].drops) {
			expect_record(r, &rec);
			assert_int_equal(rec.type, REC_DROPS);
			assert_hex(rec.data, rec.len, rows[i].drops);
			assert_int_equal(rec.ns, rows[i].ticks * 100000);
		}
		expect_record(r, &rec);
		assert_int_equal(rec.type, REC_COMMAND);
		assert_hex(rec.data, rec.len, RESET);
		assert_int_equal(rec.ns, rows[i].ticks * 100000);
	}
	expect_end(r);
	cap_close(r);
	built_free(&b);
}

/* They wrap; a log may be a little older than the packet before it; a device that
 * was reset begins anew; one may sleep for days. */
static void times(void **state)
{
	static const struct {
		uint32_t ticks;
		uint64_t want;
	} rows[] = {
		{ 1000, 1000 }, { 990, 990 }, { 3000000000, 3000000000 },
		{ 4294967295, 4294967295 }, { 5, 4294967301 },
		{ 4294967290, 4294967290 }, /* before the wrapping */
		{ 7, 4294967303 }, { 2000000000, 6294967296 },
		{ 100, 4294967396 }, /* or a reset: nobody can know */
	};
	struct built b = { 0 };
	struct cap_reader *r;
	struct record rec;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		at(&b, rows[i].ticks, COMMAND, RESET);
	r = open_tty(&b);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		expect_record(r, &rec);
		if (rec.ns != rows[i].want * 100000)
			fail_msg(
			    "row %zu: %llu", i, (unsigned long long)rec.ns);
	}
	cap_close(r);
	built_free(&b);
}

static void noise_before_the_first(void **state)
{
	static const struct {
		const char *noise;
		size_t len;
		const char *cause;
	} rows[] = {
		{ "*** Booting Zephyr OS ***\r\n", 27,
		    "27 octets skipped, which are text of a console" },
		{ "\0", 1, "1 octet skipped, which is no record" },
		/* the end of a record whose start came before us */
		{ "\xff\x00\x03\x0e\x04\x01\x03\x0c\x00", 9,
		    "9 octets skipped, which are no record" },
		/* looks like an empty record without a time */
		{ "\x04\x00\x08\x00\x00\x00\xff", 7, "offset 6: 1 octet" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct built b = { 0 };
		struct cap_reader *r;
		struct record rec;

		buf_add(&b.file, rows[i].noise, rows[i].len);
		at(&b, 1, COMMAND, RESET);
		at(&b, 2, EVENT, "0e0401030c00");
		r = open_tty(&b);
		if (i == 3) { /* in step from the start it is one */
			expect_packet(r, REC_OPEN_INDEX, "");
			expect_error(r, 6, rows[i].cause);
		} else {
			expect_error(r, 0, rows[i].cause);
		}
		expect_packet(r, REC_COMMAND, RESET);
		expect_record(r, &rec);
		expect_end(r);
		cap_close(r);
		built_free(&b);
	}
}

/* Of three records the middle one lacks any run of octets: the others are there,
 * the middle one or what is left of it is named, and nothing is invented. */
static void every_loss(void **state)
{
	static const char *const middles[] = { "0e0401030c00",
		"0e0c 01 0920 00 0a000000000000",
		"3e1302010000 060504030201 "
		"07 020106 0302 0d18 c5" };

	(void)state;
	for (size_t m = 0; m < ARRAY_SIZE(middles); m++) {
		struct built b = { 0 };
		size_t start, end;

		at(&b, 1000, COMMAND, RESET);
		start = b.file.len;
		at(&b, 1001, EVENT, middles[m]);
		end = b.file.len;
		at(&b, 1002, ACL_TX, "40000b000700060001030001100507");
		at(&b, 1003, ACL_RX, "40200700060004001b0300");
		for (size_t lost = 1; lost < end - start; lost++)
			for (size_t from = start; from + lost <= end; from++) {
				struct buf cut = { 0 };
				struct cap_reader *r;
				struct err err = { 0 };

				buf_add(&cut, b.file.data, from);
				buf_add(&cut, b.file.data + from + lost,
				    b.file.len - from - lost);
				r = open_tty_bytes(cut.data, cut.len, &err);
				assert_non_null(r);
				expect_packet(r, REC_COMMAND, RESET);
				expect_error(r, start, "skipped");
				expect_packet(r, REC_ACL,
				    "40000b000700060001030001100507");
				expect_packet(
				    r, REC_ACL, "40200700060004001b0300");
				expect_end(r);
				cap_close(r);
				buf_free(&cut);
			}
		built_free(&b);
	}
}

/* What is not believed: between two records that are. */
static void what_makes_no_sense(void **state)
{
	static const struct {
		const char *octets;
		size_t more; /* of 0x11 behind them */
	} rows[] = {
		/* out of step, without content and without a time */
		{ "ff 0400 0800 00 00", 1 },
		/* extended headers: type 0; a time that is cut; too long */
		{ "0900 0200 00 02 0000 030c00", 0 },
		{ "0b00 0200 00 04 08010000 030c00", 0 },
		{ "0900 0200 00 20 0101 030c00", 0 },
		{ "0700 0200 01 00 030c00", 0 }, /* flags */
		{ "0700 0201 00 00 030c00", 0 }, /* opcode */
		{ "0c08 0500 00 00 4020ff07", 2048 + 8 - 4 },
		{ "0501 0300 00 00 0eff", 255 - 1 }, /* one is lost */
		{ "1e00 0a00 00 00", 26 },	     /* longer than it can be */
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct built b = { 0 };
		struct cap_reader *r;
		char cause[32];
		size_t start;

		at(&b, 1, COMMAND, RESET);
		start = b.file.len;
		put_hex(&b, rows[i].octets);
		buf_fill(&b.file, 0x11, rows[i].more);
		snprintf(cause, sizeof(cause), "%zu octets skipped",
		    b.file.len - start);
		at(&b, 2, EVENT, "0e0401030c00");
		at(&b, 3, COMMAND, RESET);
		r = open_tty(&b);
		expect_packet(r, REC_COMMAND, RESET);
		expect_error(r, start, cause);
		expect_packet(r, REC_EVENT, "0e0401030c00");
		expect_packet(r, REC_COMMAND, RESET);
		expect_end(r);
		cap_close(r);
		built_free(&b);
	}
}

/* A length that became larger, and reaches over the end: not all that follows is
 * lost with it. */
static void a_length_over_the_end(void **state)
{
	struct built b = { 0 };
	struct cap_reader *r;

	(void)state;
	at(&b, 1, COMMAND, RESET);
	put_hex(&b, "f003 0500 00 00 4020e803 0102");
	at(&b, 2, EVENT, "0e0401030c00");
	r = open_tty(&b);
	expect_packet(r, REC_COMMAND, RESET);
	expect_error(r, b.ends[0], "12 octets skipped");
	expect_packet(r, REC_EVENT, "0e0401030c00");
	expect_end(r);
	cap_close(r);
	built_free(&b);
}

/* A packet whose own length is wrong, between records that are not, is what the
 * device had. */
static void odd_packets_in_step(void **state)
{
	struct built b = { 0 };
	struct cap_reader *r;

	(void)state;
	at(&b, 1, COMMAND, "030c05");
	at(&b, 2, NOTE, "616263"); /* no NUL */
	at(&b, 3, EVENT, "0e");
	at(&b, 4, COMMAND, RESET);
	at(&b, 5, LOG, "06 09 627400"); /* the last one too */
	r = open_tty(&b);
	expect_packet(r, REC_COMMAND, "030c05");
	expect_packet(r, REC_SYSTEM_NOTE, "616263");
	expect_packet(r, REC_EVENT, "0e");
	expect_packet(r, REC_COMMAND, RESET);
	expect_packet(r, REC_USER_LOGGING, "0609627400");
	expect_end(r);
	cap_close(r);
	built_free(&b);
}

static void every_cut(void **state)
{
	struct built b = { 0 };

	(void)state;
	at(&b, 1000, COMMAND, RESET);
	at(&b, 1001, EVENT, "0e0401030c00");
	for (size_t len = 1; len < b.file.len; len++) {
		struct err err = { 0 };
		struct cap_reader *r = open_tty_bytes(b.file.data, len, &err);
		size_t start = len < b.ends[0] ? 0 : b.ends[0];
		char cause[64];

		assert_non_null(r);
		if (start)
			expect_packet(r, REC_COMMAND, RESET);
		if (len - start < 6)
			snprintf(cause, sizeof(cause),
			    "ends inside a record header: %zu of 6 octets",
			    len - start);
		else
			snprintf(cause, sizeof(cause),
			    "ends inside a record: %zu of %zu octets",
			    len - start, b.ends[start ? 1 : 0] - start);
		if (len != start)
			expect_error(r, start, cause);
		expect_end(r);
		expect_end(r);
		cap_close(r);
	}
	built_free(&b);
}

static void what_is_none(void **state)
{
	struct buf noise = { 0 };
	struct err err = { 0 };
	struct cap_reader *r;
	struct built b = { 0 };

	(void)state;
	assert_null(open_tty_bytes("", 0, &err));
	assert_non_null(strstr(err.text, "an empty file"));
	build_btsnoop(&b, 2001);
	assert_null(open_tty_bytes(b.file.data, b.file.len, &err));
	assert_non_null(strstr(err.text, "read it without --tty"));
	built_free(&b);

	buf_fill(&noise, 0x77, 500000);
	r = open_tty_bytes(noise.data, noise.len, &err);
	assert_non_null(r);
	expect_error(r, 0, "no record in 131072 octets");
	expect_end(r);
	cap_close(r);

	noise.len = 1000;
	r = open_tty_bytes(noise.data, noise.len, &err);
	assert_non_null(r);
	expect_error(r, 0, "1000 octets skipped");
	expect_end(r);
	cap_close(r);
	buf_free(&noise);
}

/* A wire that gives its octets one by one, and then ends or fails. */
struct wire {
	const struct buf *octets;
	size_t at;
	bool fails;
};

static long give_one(void *ctx, uint8_t *dst, size_t n, struct err *err)
{
	struct wire *w = ctx;

	assert_true(n > 0);
	if (w->at < w->octets->len) {
		*dst = w->octets->data[w->at++];
		return 1;
	}
	if (!w->fails)
		return 0;
	err_set(err, "the port was closed");
	return -1;
}

/* A record is there as soon as its last octet is; an end in the middle of one is
 * no damage, a failure is. */
static void a_wire(void **state)
{
	struct built b = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		at(&b, 1000 + (uint32_t)i, kinds[i].opcode, kinds[i].hex);
	buf_puts(&b.file, "tail");
	for (int fails = 0; fails < 2; fails++) {
		struct wire w = { .octets = &b.file, .fails = fails };
		struct cap_reader *r = cap_open_tty_source(give_one, &w);

		assert_int_equal(w.at, 0);
		for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
			expect_packet(r, kinds[i].type, kinds[i].hex);
			assert_int_equal(w.at, b.ends[i]);
		}
		if (fails)
			expect_error(r, b.file.len - 4,
			    "cannot read on: the port was closed");
		expect_end(r);
		expect_end(r);
		cap_close(r);
	}
	built_free(&b);
}

/* Ctrl-C ends what is only noise. */
static void a_wrong_speed(void **state)
{
	static const char *const ends[] = {
		"255 octets skipped, which are no "
		"record",
		"256 octets skipped, which are no record; is the speed right?"
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
		struct buf noise = { 0 };
		struct wire w = { .octets = &noise };
		struct cap_reader *r = cap_open_tty_source(give_one, &w);
		struct record rec;
		struct err err = { 0 };

		buf_fill(&noise, 0x10, 255 + i);
		assert_int_equal(cap_next(r, &rec, &err), CAP_ERROR);
		assert_non_null(strstr(err.text, ends[i]));
		assert_int_equal(strchr(err.text, ';') != NULL, i);
		expect_end(r);
		cap_close(r);
		buf_free(&noise);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind),
		cmocka_unit_test(extended_headers),
		cmocka_unit_test(times),
		cmocka_unit_test(noise_before_the_first),
		cmocka_unit_test(every_loss),
		cmocka_unit_test(what_makes_no_sense),
		cmocka_unit_test(a_length_over_the_end),
		cmocka_unit_test(odd_packets_in_step),
		cmocka_unit_test(every_cut),
		cmocka_unit_test(what_is_none),
		cmocka_unit_test(a_wire),
		cmocka_unit_test(a_wrong_speed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
