/* Files that are cut, damaged or hostile: what stands before the damage is
 * delivered, the damage is named with its offset, and nothing is invented. */
#include "tests/unit/pcap_build.h"

#include <string.h>

/* Where the block begins that `at` lies in: the last mark up to it. */
static size_t mark_before(const struct built *b, size_t at)
{
	size_t start = 0;

	for (size_t i = 0; i < b->n_marks && b->marks[i] <= at; i++)
		start = b->marks[i];
	return start;
}

static size_t packets_before(const struct built *b, size_t at)
{
	size_t n = 0;

	while (n < b->n_packets && b->ends[n] <= at)
		n++;
	return n;
}

static void every_cut(const struct build *how, const struct built *b)
{
	/* pcapng tells its kind with its first four octets, and its header is
	 * a block like others. PacketLogger has only records, and is known by
	 * the header of the first. */
	size_t header = how->kind == BUILD_PCAPNG ? 4
			: how->kind == BUILD_PKLG ? 13
						  : b->marks[0];

	for (size_t cut = 0; cut < b->file.len; cut++) {
		size_t start = mark_before(b, cut);
		struct err err = { 0 };
		struct cap_reader *r = open_bytes(b->file.data, cut, &err);
		struct record rec;

		if (cut < header) {
			assert_null(r);
			assert_true(err.text[0]);
			continue;
		}
		if (!r)
			fail_msg("%s cut at %zu: %s", how->name, cut, err.text);
		for (size_t i = 0; i < packets_before(b, cut); i++) {
			expect_record(r, &rec);
			assert_test_packet(&rec, i, how->nano);
		}
		if (cut != start)
			expect_error(r, start, "");
		expect_end(r);
		expect_end(r);
		cap_close(r);
	}
}

static void every_cut_is_reported_with_its_offset(void **state)
{
	(void)state;
	for (size_t k = 0; k < ARRAY_SIZE(builds); k++) {
		struct built b = build(&builds[k]);

		every_cut(&builds[k], &b);
		built_free(&b);
	}
}

/* Reads a damaged copy of `b` to its end. The records before octet `at` must be
 * there, and what comes after must be octets of the file. */
static void read_damaged(const struct build *how, const struct built *b,
    const uint8_t *file, size_t at)
{
	struct err err = { 0 };
	struct cap_reader *r = open_bytes(file, b->file.len, &err);
	size_t calls = 0, n = 0, whole;
	struct record rec;
	enum cap_status status;

	if (!r) {
		assert_true(at < b->marks[0]);
		assert_true(err.text[0]);
		return;
	}
	/* damage in a header changes what all packets mean */
	whole = at < b->ends[0] ? 0 : packets_before(b, at);
	while ((status = cap_next(r, &rec, &err)) != CAP_END) {
		if (++calls > b->file.len)
			fail_msg("%s: octet %zu: no end", how->name, at);
		if (status == CAP_ERROR) {
			assert_memory_equal(err.text, "offset ", 7);
			continue;
		}
		assert_true(rec.type <= REC_OTHER);
		assert_true(rec.len <= rec.wire_len);
		assert_non_null(memmem(file, b->file.len, rec.data, rec.len));
		if (n < whole)
			assert_test_packet(&rec, n, how->nano);
		n++;
	}
	assert_true(n >= whole && n <= N_TEST_PACKETS);
	cap_close(r);
}

static void every_octet_damaged(void **state)
{
	static const uint8_t values[] = { 0x00, 0x01, 0x7f, 0x80, 0xff };

	(void)state;
	for (size_t k = 0; k < ARRAY_SIZE(builds); k++) {
		struct built b = build(&builds[k]);
		uint8_t *file = malloc(b.file.len);

		assert_non_null(file);
		for (size_t at = 0; at < b.file.len; at++)
			for (size_t v = 0; v < ARRAY_SIZE(values); v++) {
				memcpy(file, b.file.data, b.file.len);
				file[at] = values[v];
				read_damaged(&builds[k], &b, file, at);
			}
		free(file);
		built_free(&b);
	}
}

static void many_octets_damaged(void **state)
{
	struct test_random seed;
	struct env env = test_env(&seed, 1);

	(void)state;
	for (size_t k = 0; k < ARRAY_SIZE(builds); k++) {
		struct built b = build(&builds[k]);
		uint8_t *file = malloc(b.file.len);

		assert_non_null(file);
		for (int round = 0; round < 300; round++) {
			size_t first = b.file.len;
			uint8_t random[3];

			memcpy(file, b.file.data, b.file.len);
			for (int i = 0; i < 8; i++) {
				size_t at;

				env_random(&env, random, 3);
				at = b.marks[0] + get_le16(random) %
						      (b.file.len - b.marks[0]);
				file[at] = random[2];
				if (at < first)
					first = at;
			}
			read_damaged(&builds[k], &b, file, first);
		}
		free(file);
		built_free(&b);
	}
}

static void btsnoop_lengths(void **state)
{
	static const struct {
		uint32_t wire_len, len;
		const char *cause;
	} rows[] = {
		{ 0xffffffff, 0xffffffff,
		    "a record of 4294967295 octets; the most is 65540" },
		{ 65541, 65541, "a record of 65541 octets" },
		{ 65540, 65540, "the file ends inside a record" },
		{ 2, 3, "a record keeps 3 octets of a packet of 2" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct built b = { 0 };
		struct cap_reader *r;
		struct record rec;
		size_t start;

		btsnoop_header(&b, 1002);
		btsnoop_record(&b, 2, 2, 1, 0, (const uint8_t *)"\4a");
		start = b.file.len;
		put32(&b, rows[i].wire_len);
		put32(&b, rows[i].len);
		buf_fill(&b.file, 4, 100);
		r = open_built(&b);
		expect_record(r, &rec);
		expect_error(r, start, rows[i].cause);
		expect_end(r);
		expect_end(r);
		cap_close(r);
		built_free(&b);
	}
}

/* btmon stops at a record without content, and says nothing. */
static void records_without_content(void **state)
{
	struct built b = { 0 };
	struct cap_reader *r;
	struct record rec;
	size_t run, single;

	(void)state;
	btsnoop_header(&b, 1002);
	btsnoop_record(&b, 2, 2, 1, 0, (const uint8_t *)"\4a");
	run = b.file.len;
	buf_fill(&b.file, 0, 24 * 1000);
	btsnoop_record(&b, 2, 2, 1, 0, (const uint8_t *)"\4b");
	single = b.file.len;
	buf_fill(&b.file, 0, 24);
	btsnoop_record(&b, 2, 2, 1, 0, (const uint8_t *)"\4c");
	r = open_built(&b);
	expect_record(r, &rec);
	expect_error(r, run, "a record without content");
	expect_record(r, &rec);
	assert_hex(rec.data, rec.len, "62");
	expect_error(r, single, "a record without content");
	expect_record(r, &rec);
	assert_hex(rec.data, rec.len, "63");
	expect_end(r);
	cap_close(r);
	built_free(&b);
}

/* Some records of the monitor have nothing to say but their opcode; a new
 * index and the HCI packets are not among them. */
static void monitor_records_without_content(void **state)
{
	struct built b = { 0 };
	struct cap_reader *r;
	struct record rec;
	size_t start;

	(void)state;
	btsnoop_header(&b, 2001);
	for (uint32_t opcode = 0; opcode < 20; opcode++) {
		btsnoop_record(&b, 0, 0, opcode, 0, NULL);
		btsnoop_record(&b, 1, 1, 3, 0, (const uint8_t *)"x");
	}
	r = open_built(&b);
	start = b.marks[0];
	for (uint32_t opcode = 0; opcode < 20; opcode++) {
		if (opcode == 1 || opcode == 8 || opcode == 9) {
			expect_record(r, &rec);
			assert_int_equal(rec.len, 0);
		} else {
			expect_error(r, start, "a record without content");
		}
		expect_record(r, &rec);
		start += 24 + 25;
	}
	expect_end(r);
	cap_close(r);
	built_free(&b);
}

static void h1_record_without_content(void **state)
{
	struct built b = { 0 };
	struct cap_reader *r;

	(void)state;
	btsnoop_header(&b, 1001);
	btsnoop_record(&b, 0, 0, 2, 0, NULL);
	r = open_built(&b);
	expect_error(r, b.marks[0], "a record without content");
	expect_end(r);
	cap_close(r);
	built_free(&b);
}

static void packets_shorter_than_their_link_type(void **state)
{
	struct built b = { 0 };
	struct cap_reader *r;
	struct record rec;

	(void)state;
	pcapng_section(&b);
	pcapng_interface(&b, 201, 0, NULL, -1, 0);
	for (uint32_t len = 0; len <= 5; len++)
		pcapng_packet(
		    &b, 0, 0, len, len, (const uint8_t *)"\0\0\0\1\4");
	r = open_built(&b);
	for (size_t len = 0; len < 5; len++)
		expect_error(r, b.marks[1 + len],
		    len ? "octets is too short for link type 201 (H4 with "
			  "direction)"
			: "a record without content");
	expect_record(r, &rec); /* a type and nothing more: for the decoder */
	assert_int_equal(rec.type, REC_EVENT);
	assert_int_equal(rec.len, 0);
	expect_end(r);
	cap_close(r);
	built_free(&b);
}

static void pcap_lengths(void **state)
{
	static const struct {
		uint32_t caplen, len;
		const char *cause;
	} rows[] = {
		{ 0x7fffffff, 0x7fffffff, "invalid packet capture length" },
		{ 262145, 262145, "invalid packet capture length" },
		{ 6, 5, "a record keeps 6 octets of a packet of 5" },
		{ 200, 200, "truncated dump file" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct built b = { 0 };
		struct cap_reader *r;
		size_t start;

		pcap_header(&b, 0xa1b2c3d4, 65535, 187);
		start = b.file.len;
		put32(&b, 0);
		put32(&b, 0);
		put32(&b, rows[i].caplen);
		put32(&b, rows[i].len);
		buf_fill(&b.file, 4, 100);
		r = open_built(&b);
		expect_error(r, start, rows[i].cause);
		expect_end(r);
		cap_close(r);
		built_free(&b);
	}
}

/* Damage inside a block that is whole itself: the next block is read. */
static void pcapng_packets_damaged(void **state)
{
	static const struct {
		const char *what;
		uint32_t type, interface, wire_len, len;
		const char *cause;
	} rows[] = {
		{ "interface", 6, 1, 6, 6, "interface 1" },
		{ "interface", 6, 0xffffffff, 6, 6, "interface 4294967295" },
		{ "kept", 6, 0, 5, 6, "keeps 6 octets of a packet of 5" },
		{ "fit", 6, 0, 13, 13, "13 octets does not fit" },
		{ "fit", 6, 0, 262144, 262144, "does not fit" },
		{ "bound", 6, 0, 0xffffffff, 262145, "the most is 262144" },
		{ "bound", 6, 0, 0xffffffff, 0xffffffff, "the most is" },
		{ "fit", 3, 0, 33, 0, "33 octets does not fit" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		static const uint8_t good[] = { 0, 0, 0, 1, 4, 0x13 };
		struct built b = { 0 };
		struct cap_reader *r;
		struct record rec;
		size_t start, bad;

		pcapng_section(&b);
		pcapng_interface(&b, 201, 0, NULL, -1, 0);
		bad = b.file.len;
		start = block_begin(&b, rows[i].type);
		if (rows[i].type == 6) {
			put32(&b, rows[i].interface);
			put32(&b, 0);
			put32(&b, 0);
			put32(&b, rows[i].len);
		}
		put32(&b, rows[i].wire_len);
		buf_fill(&b.file, 4, rows[i].type == 6 ? 12 : 32);
		block_end(&b, start);
		pcapng_packet(&b, 0, 0, sizeof(good), sizeof(good), good);
		r = open_built(&b);
		expect_error(r, bad, rows[i].cause);
		expect_record(r, &rec);
		expect_end(r);
		cap_close(r);
		built_free(&b);
	}
}

/* Blocks whose end cannot be trusted: nothing after them is read. */
static void pcapng_blocks_damaged(void **state)
{
	static const struct {
		uint32_t type, length, again;
		const char *cause;
	} rows[] = {
		{ 6, 44, 40, "a block of length 44 that ends with 40" },
		{ 0xbad, 44, 0, "a block of length 44 that ends with 0" },
		{ 6, 0, 44, "an impossible block length, 0" },
		{ 6, 8, 44, "an impossible block length, 8" },
		{ 6, 43, 43, "an impossible block length, 43" },
		{ 6, 0x00100000, 44, "a block of length 1048576; the most is" },
		{ 6, 48000, 44, "the file ends inside a block: 88 of 48000" },
		{ 0xbad, 0x40000000, 44,
		    "the file ends inside a block: 88 of" },
		{ 0x0a0d0d0a, 44, 44,
		    "a section without its byte-order magic" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		static const uint8_t p[] = { 0, 0, 0, 1, 4, 0x13, 0, 0, 0, 0, 0,
			0 };
		struct built b = { 0 };
		struct cap_reader *r;
		struct record rec;
		size_t bad;

		pcapng_section(&b);
		pcapng_interface(&b, 201, 0, NULL, -1, 0);
		pcapng_packet(&b, 0, 0, 6, 6, p);
		bad = b.file.len;
		pcapng_packet(&b, 0, 0, 12, 12, p);
		put_le32(b.file.data + bad, rows[i].type);
		put_le32(b.file.data + bad + 4, rows[i].length);
		put_le32(b.file.data + bad + 40, rows[i].again);
		pcapng_packet(&b, 0, 0, 12, 12, p);
		r = open_built(&b);
		expect_record(r, &rec);
		expect_error(r, bad, rows[i].cause);
		expect_end(r);
		expect_end(r);
		cap_close(r);
		built_free(&b);
	}
}

static void pcapng_descriptions_damaged(void **state)
{
	static const uint8_t p[] = { 0, 0, 0, 1, 4, 0x13 };
	struct built b = { 0 };
	struct cap_reader *r;
	struct record rec;
	size_t start;

	(void)state;
	pcapng_section(&b);
	start = block_begin(&b, 1); /* an option that runs over its block */
	put16(&b, 201);
	put16(&b, 0);
	put32(&b, 0);
	put16(&b, 2);
	put16(&b, 0xffff);
	put_hex(&b, "68636930");
	block_end(&b, start);
	start = block_begin(&b, 1); /* no room for its fixed fields */
	put16(&b, 201);
	block_end(&b, start);
	pcapng_interface(&b, 201, 0, "hci3", -1, 0);
	pcapng_packet(&b, 2, 0, sizeof(p), sizeof(p), p);
	r = open_built(&b);
	expect_error(r, b.marks[0], "interface description");
	expect_error(r, b.marks[1], "interface description");
	expect_record(r, &rec);
	assert_int_equal(rec.adapter, 3);
	expect_end(r);
	cap_close(r);
	built_free(&b);

	b = (struct built){ 0 };
	pcapng_section(&b);
	start = b.file.len;
	pcapng_section(&b);
	b.file.data[start + 12] = 2;
	r = open_built(&b);
	expect_error(r, start, "pcapng version 2.0");
	expect_end(r);
	cap_close(r);
	built_free(&b);
}

/* What one section says of its interfaces does not hold in the next. */
static void pcapng_sections_forget_interfaces(void **state)
{
	static const uint8_t p[] = { 0, 0, 0, 1, 4, 0x13 };
	struct built b = { 0 };
	struct cap_reader *r;
	struct record rec;

	(void)state;
	pcapng_section(&b);
	pcapng_interface(&b, 201, 0, NULL, -1, 0);
	pcapng_packet(&b, 0, 0, sizeof(p), sizeof(p), p);
	pcapng_section(&b);
	pcapng_packet(&b, 0, 0, sizeof(p), sizeof(p), p);
	r = open_built(&b);
	expect_record(r, &rec);
	expect_error(r, b.marks[3], "interface 0, which is not described");
	expect_end(r);
	cap_close(r);
	built_free(&b);
}

/* A file must not take memory without bound, nor fill the terminal. */
static void pcapng_has_a_bound_of_interfaces(void **state)
{
	struct built b = { 0 };
	struct cap_reader *r;

	(void)state;
	pcapng_section(&b);
	for (int i = 0; i < 4099; i++) {
		b.n_marks = 0;
		pcapng_interface(&b, 201, 0, NULL, -1, 0);
	}
	r = open_built(&b);
	expect_error(r, b.file.len - 60, "over 4096 interfaces");
	expect_end(r);
	cap_close(r);
	built_free(&b);
}

static void shared_damaged_files(void **state)
{
	static const struct {
		const char *name;
		size_t before, offset, after;
		const char *cause;
	} rows[] = {
		{ "malformed/trunc.btsnoop", 2, 75, 0,
		    "the file ends inside a record: 26 of 28 octets" },
		{ "malformed/zero.btsnoop", 1, 44, 2,
		    "a record without content" },
		{ "malformed/mal.btsnoop", 24, 0, 0, NULL },
		{ "formats/h4_truncated_mid_record.btsnoop", 63, 2372, 0,
		    "the file ends inside a record: 37 of 38 octets" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char path[400], name[100];
		struct cap_reader *r;
		struct record rec;
		struct err err = { 0 };

		snprintf(name, sizeof(name), "captures/dev/%s", rows[i].name);
		if (!shared_path(path, sizeof(path), name))
			skip();
		r = cap_open(path, &err);
		assert_non_null(r);
		for (size_t k = 0; k < rows[i].before; k++)
			expect_record(r, &rec);
		if (rows[i].cause)
			expect_error(r, rows[i].offset, rows[i].cause);
		for (size_t k = 0; k < rows[i].after; k++)
			expect_record(r, &rec);
		expect_end(r);
		cap_close(r);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_cut_is_reported_with_its_offset),
		cmocka_unit_test(every_octet_damaged),
		cmocka_unit_test(many_octets_damaged),
		cmocka_unit_test(btsnoop_lengths),
		cmocka_unit_test(records_without_content),
		cmocka_unit_test(monitor_records_without_content),
		cmocka_unit_test(h1_record_without_content),
		cmocka_unit_test(packets_shorter_than_their_link_type),
		cmocka_unit_test(pcap_lengths),
		cmocka_unit_test(pcapng_packets_damaged),
		cmocka_unit_test(pcapng_blocks_damaged),
		cmocka_unit_test(pcapng_descriptions_damaged),
		cmocka_unit_test(pcapng_sections_forget_interfaces),
		cmocka_unit_test(pcapng_has_a_bound_of_interfaces),
		cmocka_unit_test(shared_damaged_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
