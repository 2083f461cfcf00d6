/* What a format cannot hold is counted, and nothing else is. */
#include "tests/unit/pcap_build.h"

#include <string.h>

#define NO RECORD_NO_ADAPTER

static const uint8_t data[4] = "abc";

/* Write one record to `format` and read it back; false when it was left out. */
static bool carry(const char *format, const struct record *rec,
    struct record *back, struct cap_loss *loss)
{
	static uint8_t octets[100];
	char path[64] = "/tmp/pairscope-test-XXXXXX";
	int fd = mkstemp(path);
	struct err err = { 0 };
	struct cap_writer *w = cap_create_as(path, format, &err);
	struct cap_reader *r;

	assert_true(fd >= 0);
	if (!w)
		fail_msg("%s", err.text);
	assert_true(cap_write(w, rec, NULL));
	*loss = *cap_loss(w);
	assert_true(cap_finish(w, NULL));
	r = loss->records ? NULL : cap_open(path, &err);
	close(fd);
	unlink(path);
	if (!r)
		return false;
	expect_record(r, back);
	assert_true(back->len <= sizeof(octets));
	memcpy(octets, back->data, back->len);
	back->data = octets;
	expect_end(r);
	cap_close(r);
	return true;
}

struct row {
	const char *format;
	struct record rec;
	struct cap_loss loss;
	uint16_t adapter; /* there */
};

/* clang-format off */
static const struct row rows[] = {
	/* HCI packets without an adapter */
	{ "pcap", { .type = REC_ISO, .received = true, .adapter = NO }, { 0 }, NO },
	{ "pcapng", { .type = REC_ISO, .received = true, .adapter = NO }, { 0 }, NO },
	{ "btsnoop", { .type = REC_ISO, .received = true, .adapter = NO }, { 0 }, NO },
	{ "monitor", { .type = REC_ISO, .received = true, .adapter = NO }, { .unnamed = 1 }, 0 },
	{ "pklg", { .type = REC_ISO, .received = true, .adapter = NO }, { .records = 1 }, 0 },
	{ "pklg", { .type = REC_SCO, .received = true, .adapter = NO }, { .unnamed = 1 }, 0 },
	/* with one */
	{ "pcap", { .type = REC_COMMAND, .adapter = 3 }, { .adapters = 1 }, NO },
	{ "pcapng", { .type = REC_COMMAND, .adapter = 3 }, { 0 }, 3 },
	{ "btsnoop", { .type = REC_COMMAND, .adapter = 3 }, { .adapters = 1 }, NO },
	{ "monitor", { .type = REC_COMMAND, .adapter = 3 }, { 0 }, 3 },
	{ "pklg", { .type = REC_COMMAND, .adapter = 3 }, { .adapters = 1 }, 0 },
	{ "pklg", { .type = REC_COMMAND, .adapter = 0 }, { 0 }, 0 },
	/* what is no HCI packet */
	{ "pcap", { .type = REC_SYSTEM_NOTE, .adapter = NO }, { .records = 1 }, NO },
	{ "pcapng", { .type = REC_SYSTEM_NOTE, .adapter = NO }, { .records = 1 }, NO },
	{ "btsnoop", { .type = REC_SYSTEM_NOTE, .adapter = NO }, { .records = 1 }, NO },
	{ "monitor", { .type = REC_SYSTEM_NOTE, .adapter = NO }, { 0 }, NO },
	{ "pklg", { .type = REC_SYSTEM_NOTE, .adapter = NO }, { 0 }, NO },
	{ "monitor", { .type = REC_NEW_INDEX, .adapter = 1 }, { 0 }, 1 },
	{ "monitor", { .type = REC_NEW_INDEX, .adapter = NO }, { .unnamed = 1 }, 0 },
	{ "monitor", { .type = REC_DROPS, .adapter = NO }, { .records = 1 }, NO },
	{ "monitor", { .type = REC_CTRL_EVENT, .received = true, .adapter = NO }, { 0 }, NO },
	{ "monitor", { .type = REC_OTHER, .code = 99, .adapter = 1 }, { .records = 1 }, 1 },
	{ "pklg", { .type = REC_VENDOR_DIAG, .received = true, .adapter = 0 }, { 0 }, 0 },
	{ "pklg", { .type = REC_NEW_INDEX, .adapter = 0 }, { .records = 1 }, NO },
	/* times */
	{ "pcap", { .type = REC_ACL, .adapter = NO, .ns = 1001 }, { 0 }, NO },
	{ "pcapng", { .type = REC_ACL, .adapter = NO, .ns = UINT64_MAX }, { 0 }, NO },
	{ "btsnoop", { .type = REC_ACL, .adapter = NO, .ns = 1000 }, { 0 }, NO },
	{ "btsnoop", { .type = REC_ACL, .adapter = NO, .ns = 1001 }, { .rounded = 1 }, NO },
	{ "monitor", { .type = REC_ACL, .adapter = 1, .ns = 1001 }, { .rounded = 1 }, 1 },
	{ "pklg", { .type = REC_ACL, .adapter = 0, .ns = 1001 }, { .rounded = 1 }, 0 },
	{ "pcap", { .type = REC_ACL, .adapter = NO, .ns = 4294967295999999999 }, { 0 }, NO },
	{ "pcap", { .type = REC_ACL, .adapter = NO, .ns = 4294967296000000000 }, { .late = 1 }, NO },
	{ "pklg", { .type = REC_ACL, .adapter = 0, .ns = 4294967296000000000 }, { .late = 1 }, 0 },
	{ "btsnoop", { .type = REC_ACL, .adapter = NO, .ns = 4294967296000000000 }, { 0 }, NO },
	/* packets whose end was not captured */
	{ "pcap", { .type = REC_ACL, .adapter = NO, .wire_len = 9 }, { 0 }, NO },
	{ "monitor", { .type = REC_ACL, .adapter = 1, .wire_len = 9 }, { 0 }, 1 },
	{ "pklg", { .type = REC_ACL, .adapter = 0, .wire_len = 9 }, { .lengths = 1 }, 0 },
};
/* clang-format on */

static void what_is_counted(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct row *row = &rows[i];
		struct record rec = row->rec, back;
		struct cap_loss loss;
		bool kept;

		rec.data = data;
		rec.len = 3;
		if (!rec.wire_len)
			rec.wire_len = 3;
		kept = carry(row->format, &rec, &back, &loss);
		if (memcmp(&loss, &row->loss, sizeof(loss)))
			fail_msg("row %zu: the loss differs", i);
		assert_int_equal(kept, !loss.records);
		if (!kept)
			continue;
		assert_int_equal(back.type, rec.type);
		assert_int_equal(back.received, rec.received);
		assert_int_equal(back.adapter, row->adapter);
		assert_hex(back.data, back.len, "616263");
		assert_int_equal(
		    back.wire_len, loss.lengths ? 3 : rec.wire_len);
		if (!loss.late)
			assert_int_equal(back.ns,
			    loss.rounded ? rec.ns / 1000 * 1000 : rec.ns);
	}
}

/* A record without content is damage to the readers of these two, unless its
 * type never has any. */
static void records_without_content(void **state)
{
	static const struct {
		const char *format;
		uint8_t type;
		bool kept;
	} empty[] = {
		{ "btsnoop", REC_COMMAND, true },
		{ "pcap", REC_COMMAND, true },
		{ "pcapng", REC_COMMAND, true },
		{ "monitor", REC_COMMAND, false },
		{ "monitor", REC_SYSTEM_NOTE, false },
		{ "monitor", REC_OPEN_INDEX, true },
		{ "pklg", REC_COMMAND, false },
		{ "pklg", REC_SYSTEM_NOTE, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(empty); i++) {
		struct record rec = { .type = empty[i].type }, back;
		struct cap_loss loss;

		assert_int_equal(
		    carry(empty[i].format, &rec, &back, &loss), empty[i].kept);
		if (empty[i].kept)
			assert_int_equal(back.len, 0);
	}
}

static void too_long_for_the_format(void **state)
{
	static const struct {
		const char *format;
		uint32_t most;
	} formats[] = {
		{ "pcap", 262144 - 5 },
		{ "pcapng", 262144 - 5 },
		{ "btsnoop", 65539 },
		{ "monitor", 65540 },
		{ "pklg", 262144 - 9 },
	};
	uint8_t *long_data = calloc(1, 300000);

	(void)state;
	assert_non_null(long_data);
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
		for (uint32_t more = 0; more < 2; more++) {
			struct cap_writer *w =
			    cap_create_as("/dev/null", formats[i].format, NULL);
			uint32_t len = formats[i].most + more;

			assert_true(cap_write(w,
			    &(struct record){ .type = REC_ACL,
				.data = long_data,
				.len = len,
				.wire_len = len },
			    NULL));
			assert_int_equal(cap_loss(w)->cut, more);
			assert_true(cap_finish(w, NULL));
		}
	free(long_data);
}

/* Blocks that are no packets, comments of packets, counts of lost packets. */
static void remarks(void **state)
{
	struct built b = { 0 };
	struct cap_reader *r;
	struct record rec;
	size_t start, n;

	(void)state;
	pcapng_section(&b);
	pcapng_interface(&b, 201, 0, "hci0", 9, 0);
	pcapng_packet(&b, 0, 0, 8, 8, (const uint8_t *)"\0\0\0\0\1\3\14");
	pcapng_unknown(&b, 20);
	start = block_begin(&b, 6);
	for (int i = 0; i < 3; i++)
		put32(&b, 0);
	put32(&b, 7);
	put32(&b, 7);
	buf_add(&b.file, "\0\0\0\1\4\016\0\377", 8); /* padded, not with 0 */
	pcapng_option(&b, 1, "a comment", 9);
	pcapng_option(&b, 1, "", 0);
	pcapng_option(&b, 2, "\0\0\0", 4);
	pcapng_option(&b, 1, "t\0wo\0", 5);
	pcapng_option(&b, 0, NULL, 0);
	block_end(&b, start);
	r = open_built(&b);
	assert_int_equal(cap_remarks(r), 0);
	expect_record(r, &rec);
	assert_int_equal(cap_remarks(r), 0);
	cap_comments(r, &n);
	assert_int_equal(n, 0);
	expect_record(r, &rec);
	assert_int_equal(cap_remarks(r), 2); /* the unknown block, the flags */
	assert_memory_equal(cap_comments(r, &n), "a comment\0\0two", 14);
	assert_int_equal(n, 15);
	assert_string_equal(cap_interface(r), "hci0");
	expect_end(r);
	cap_close(r);
	built_free(&b);

	b = build(&builds[0]);
	put_be32(b.file.data + b.ends[2] + 12, 5);
	r = open_built(&b);
	for (size_t i = 0; i < N_TEST_PACKETS; i++) {
		expect_record(r, &rec);
		assert_int_equal(cap_remarks(r), i >= 3);
	}
	cap_close(r);
	built_free(&b);
}

static void names_of_formats(void **state)
{
	struct err err = { 0 };
	struct cap_writer *w;

	(void)state;
	assert_null(cap_create_as("/dev/null", "pcapx", &err));
	assert_string_equal(err.text,
	    "'pcapx' is no format: pcap, pcapng, btsnoop, monitor or pklg");
	w = cap_create_as("/dev/null", "monitor", NULL);
	assert_string_equal(
	    cap_written_format(w), "btsnoop 2001 (Linux monitor)");
	assert_true(cap_finish(w, NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_counted),
		cmocka_unit_test(records_without_content),
		cmocka_unit_test(too_long_for_the_format),
		cmocka_unit_test(remarks),
		cmocka_unit_test(names_of_formats),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
