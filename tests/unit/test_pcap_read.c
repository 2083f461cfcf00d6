#include "tests/unit/pcap_build.h"

#include <string.h>

static void every_container_holds_the_same_session(void **state)
{
	(void)state;
	for (size_t k = 0; k < ARRAY_SIZE(builds); k++) {
		struct built b = build(&builds[k]);
		struct cap_reader *r = open_built(&b);
		struct record rec;
		uint16_t adapter = RECORD_NO_ADAPTER;

		if (builds[k].kind == BUILD_PCAPNG || builds[k].link == 2001 ||
		    builds[k].link == 254)
			adapter = 7;
		if (builds[k].kind == BUILD_PKLG)
			adapter = 0;
		for (size_t i = 0; i < N_TEST_PACKETS; i++) {
			expect_record(r, &rec);
			assert_test_packet(&rec, i, builds[k].nano);
			assert_int_equal(rec.adapter, adapter);
		}
		expect_end(r);
		expect_end(r);
		cap_close(r);
		built_free(&b);
	}
}

static void format_names(void **state)
{
	static const struct {
		const char *build;
		const char *name;
	} rows[] = {
		{ "btsnoop 1001", "btsnoop 1001 (H1)" },
		{ "btsnoop 1002", "btsnoop 1002 (H4)" },
		{ "btsnoop 2001", "btsnoop 2001 (Linux monitor)" },
		{ "pcap 187", "pcap 187 (H4)" },
		{ "pcap 201", "pcap 201 (H4 with direction)" },
		{ "pcap 254", "pcap 254 (Linux monitor)" },
		{ "pcapng 187", "pcapng" },
		{ "PacketLogger big-endian", "PacketLogger (big-endian)" },
		{ "PacketLogger little-endian",
		    "PacketLogger (little-endian)" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		for (size_t k = 0; k < ARRAY_SIZE(builds); k++) {
			struct built b;
			struct cap_reader *r;

			if (strcmp(builds[k].name, rows[i].build))
				continue;
			b = build(&builds[k]);
			r = open_built(&b);
			assert_string_equal(cap_format_name(r), rows[i].name);
			cap_close(r);
			built_free(&b);
		}
}

/* H4 type octet, direction bit -> record. */
static void h4_types(void **state)
{
	static const struct {
		uint8_t h4;
		bool flag;
		uint8_t type;
		uint8_t code;
		bool received;
	} rows[] = {
		{ 1, false, REC_COMMAND, 0, false },
		{ 1, true, REC_COMMAND, 0, false },
		{ 2, true, REC_ACL, 0, true },
		{ 3, false, REC_SCO, 0, false },
		{ 3, true, REC_SCO, 0, true },
		{ 4, false, REC_EVENT, 0, true },
		{ 4, true, REC_EVENT, 0, true },
		{ 5, false, REC_ISO, 0, false },
		{ 5, true, REC_ISO, 0, true },
		{ 0, true, REC_OTHER, 0, true },
		{ 9, true, REC_OTHER, 9, true },
		{ 0xff, false, REC_OTHER, 0xff, false },
	};
	struct built b = { 0 };
	struct cap_reader *r;
	struct record rec;

	(void)state;
	btsnoop_header(&b, 1002);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const uint8_t p[3] = { rows[i].h4, 0xaa, 0xbb };

		btsnoop_record(&b, 3, 3, rows[i].flag, 0, p);
	}
	r = open_built(&b);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		expect_record(r, &rec);
		assert_int_equal(rec.type, rows[i].type);
		assert_int_equal(rec.code, rows[i].code);
		assert_int_equal(rec.received, rows[i].received);
		assert_hex(rec.data, rec.len, "aabb");
	}
	expect_end(r);
	cap_close(r);
	built_free(&b);
}

static void monitor_opcodes(void **state)
{
	static const struct {
		uint16_t opcode;
		uint8_t type;
		uint16_t code;
		bool received;
	} rows[] = {
		{ 0, REC_NEW_INDEX, 0, false },
		{ 1, REC_DEL_INDEX, 0, false },
		{ 2, REC_COMMAND, 0, false },
		{ 3, REC_EVENT, 0, true },
		{ 4, REC_ACL, 0, false },
		{ 5, REC_ACL, 0, true },
		{ 6, REC_SCO, 0, false },
		{ 7, REC_SCO, 0, true },
		{ 8, REC_OPEN_INDEX, 0, false },
		{ 9, REC_CLOSE_INDEX, 0, false },
		{ 10, REC_INDEX_INFO, 0, false },
		{ 11, REC_VENDOR_DIAG, 0, true },
		{ 12, REC_SYSTEM_NOTE, 0, false },
		{ 13, REC_USER_LOGGING, 0, false },
		{ 14, REC_CTRL_OPEN, 0, false },
		{ 15, REC_CTRL_CLOSE, 0, false },
		{ 16, REC_CTRL_COMMAND, 0, false },
		{ 17, REC_CTRL_EVENT, 0, true },
		{ 18, REC_ISO, 0, false },
		{ 19, REC_ISO, 0, true },
		{ 20, REC_OTHER, 20, false },
		{ 0x1234, REC_OTHER, 0x1234, false },
	};
	struct built b = { 0 };
	struct cap_reader *r;
	struct record rec;

	(void)state;
	btsnoop_header(&b, 2001);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		btsnoop_record(&b, 2, 2,
		    (i % 2 ? 0xffffu : 3u) << 16 | rows[i].opcode, 0,
		    (const uint8_t *)"ab");
	r = open_built(&b);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		expect_record(r, &rec);
		assert_int_equal(rec.type, rows[i].type);
		assert_int_equal(rec.code, rows[i].code);
		assert_int_equal(rec.received, rows[i].received);
		assert_int_equal(rec.adapter, i % 2 ? RECORD_NO_ADAPTER : 3);
		assert_int_equal(rec.len, 2);
	}
	expect_end(r);
	cap_close(r);
	built_free(&b);
}

static void cut_by_a_snap_length(void **state)
{
	static const uint8_t p[] = { 0, 0, 0, 1, 4, 0x3e, 0x20 };
	struct built b = { 0 };
	struct cap_reader *r;
	struct record rec;

	(void)state;
	btsnoop_header(&b, 1002);
	btsnoop_record(&b, 35, 3, 3, 0, p + 4);
	r = open_built(&b);
	expect_record(r, &rec);
	assert_hex(rec.data, rec.len, "3e20");
	assert_int_equal(rec.wire_len, 34);
	cap_close(r);
	built_free(&b);

	b = (struct built){ 0 };
	pcapng_section(&b);
	pcapng_interface(&b, 201, sizeof(p), NULL, -1, 0);
	pcapng_packet(&b, 0, 0, 39, sizeof(p), p);
	pcapng_simple_packet(&b, 39, sizeof(p), p);
	r = open_built(&b);
	for (int i = 0; i < 2; i++) {
		expect_record(r, &rec);
		assert_hex(rec.data, rec.len, "3e20");
		assert_int_equal(rec.wire_len, 34);
	}
	expect_end(r);
	cap_close(r);
	built_free(&b);
}

/* libpcap holds a file to the snap length of its header. */
static void records_over_the_snap_length(void **state)
{
	struct built b = { 0 };
	struct cap_reader *r;
	struct record rec;

	(void)state;
	pcap_header(&b, 0xa1b2c3d4, 3, 187);
	for (int i = 0; i < 2; i++) {
		put32(&b, 0);
		put32(&b, 0);
		put32(&b, 8);
		put32(&b, 8);
		put_hex(&b, "040e0401030c0000");
	}
	put32(&b, 0);
	r = open_built(&b);
	for (int i = 0; i < 2; i++) {
		expect_record(r, &rec);
		assert_hex(rec.data, rec.len, "0e04");
		assert_int_equal(rec.wire_len, 7);
	}
	expect_error(r, 24 + 2 * 24, "truncated dump file");
	cap_close(r);
	built_free(&b);
}

static void btsnoop_times(void **state)
{
	static const struct {
		uint64_t usec;
		uint64_t ns;
	} rows[] = {
		{ 0x00dcddb30f2f8000, 0 },
		{ 0x00dcddb30f2f8001, 1000 },
		{ 0, 0 }, /* a logger without a clock: distances stay */
		{ 5, 5000 },
		{ 0x00dcddb30f2f8000 + 18446744073709551,
		    18446744073709551000u },
		{ 0x00dcddb30f2f8000 + 18446744073709552, UINT64_MAX },
		{ UINT64_MAX, UINT64_MAX },
	};
	struct built b = { 0 };
	struct cap_reader *r;
	struct record rec;

	(void)state;
	btsnoop_header(&b, 1002);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		btsnoop_record(
		    &b, 2, 2, 1, rows[i].usec, (const uint8_t *)"\2a");
	r = open_built(&b);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		expect_record(r, &rec);
		assert_true(rec.ns == rows[i].ns);
	}
	cap_close(r);
	built_free(&b);
}

static void pcapng_times(void **state)
{
	static const struct {
		int tsresol;
		int64_t tsoffset;
		uint64_t ticks;
		uint64_t ns;
	} rows[] = {
		{ -1, 0, 1700000000000001, 1700000000000001000 },
		{ 6, 0, 1700000000000001, 1700000000000001000 },
		{ 9, 0, 1700000000123456789, 1700000000123456789 },
		{ 3, 0, 1700000000001, 1700000000001000000 },
		{ 0, 0, 1700000000, 1700000000000000000 },
		{ 12, 0, 1700000000123456789, 1700000000123456 },
		{ 19, 0, 17000000001234567890u, 1700000000 },
		{ 28, 0, UINT64_MAX, 1 },
		{ 30, 0, UINT64_MAX, 0 },
		{ 127, 0, UINT64_MAX, 0 },
		{ 0x80 | 10, 0, 1024 * 5 + 512, 5500000000 },
		{ 0x80 | 32, 0, 5ull << 32 | 1u << 31, 5500000000 },
		{ 0x80 | 63, 0, 1ull << 63, 1000000000 },
		{ 0x80 | 127, 0, UINT64_MAX, 0 },
		{ 6, 1700000000, 1, 1700000000000001000 },
		{ 6, -1, 1500000, 500000000 },
		{ 6, -2, 1500000, 0 }, /* before 1970 */
		{ 0, 0, UINT64_MAX, UINT64_MAX },
		{ 9, INT64_MAX, 0, UINT64_MAX },
		{ 9, INT64_MIN, UINT64_MAX, 0 },
	};
	static const uint8_t p[] = { 0, 0, 0, 1, 4, 0x13 };

	(void)state;
	for (int big = 0; big < 2; big++)
		for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
			struct built b = { .big_endian = big };
			struct cap_reader *r;
			struct record rec;

			pcapng_section(&b);
			pcapng_interface(&b, 201, 0, NULL, rows[i].tsresol,
			    rows[i].tsoffset);
			pcapng_packet(
			    &b, 0, rows[i].ticks, sizeof(p), sizeof(p), p);
			pcapng_simple_packet(&b, sizeof(p), sizeof(p), p);
			pcapng_old_packet(&b, 0, rows[i].ticks, sizeof(p), p);
			r = open_built(&b);
			for (int k = 0; k < 3; k++) {
				expect_record(r, &rec);
				if (rec.ns != rows[i].ns)
					fail_msg("row %zu: %llu", i,
					    (unsigned long long)rec.ns);
			}
			expect_end(r);
			cap_close(r);
			built_free(&b);
		}
}

/* The fraction's 32 bits are signed for libpcap; nothing may overflow. */
static void pcap_times(void **state)
{
	static const struct {
		uint32_t sec, fraction;
		bool nano;
		uint64_t ns;
	} rows[] = {
		{ 1700000000, 999999, false, 1700000000999999000 },
		{ 1700000000, 999999999, true, 1700000000999999999 },
		{ 0xffffffff, 1, true, 4294967295000000001 },
		{ 1, 2000000, false, 3000000000 },
		{ 1, 0xffffffff, false, 1000000000 },
		{ 1, 0xffffffff, true, 1000000000 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct built b = { 0 };
		struct cap_reader *r;
		struct record rec;

		pcap_header(
		    &b, rows[i].nano ? 0xa1b23c4d : 0xa1b2c3d4, 65535, 187);
		put32(&b, rows[i].sec);
		put32(&b, rows[i].fraction);
		put32(&b, 2);
		put32(&b, 2);
		put16(&b, 0x1304);
		r = open_built(&b);
		expect_record(r, &rec);
		assert_true(rec.ns == rows[i].ns);
		cap_close(r);
		built_free(&b);
	}
}

static void interfaces_of_several_kinds(void **state)
{
	static const struct {
		unsigned dlt;
		const char *name;
		uint16_t adapter;
	} rows[] = {
		{ 201, NULL, RECORD_NO_ADAPTER },
		{ 187, "hci0", 0 },
		{ 254, "bluetooth-monitor", 7 },
		{ 201, "bluetooth12", 12 },
		{ 201, "hci", 4 },
		{ 201, "hci1x", 5 },
		{ 187, "hci65535", 6 },
		{ 187, "hci65534", 65534 },
		{ 187, "hci4294967297", 8 },
	};
	struct built b = { 0 };
	struct cap_reader *r;
	struct record rec;

	(void)state;
	for (int section = 0; section < 2; section++) {
		b.big_endian = section;
		pcapng_section(&b);
		for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
			pcapng_interface(
			    &b, rows[i].dlt, 0, rows[i].name, -1, 0);
		b.n_packets = 0;
		for (size_t i = ARRAY_SIZE(rows); i-- > 0;) {
			uint8_t p[256];
			uint32_t n = (uint32_t)link_packet(rows[i].dlt, 3, p);

			b.n_packets = 0;
			pcapng_packet(&b, (uint32_t)i, 0, n, n, p);
		}
	}
	r = open_built(&b);
	for (int section = 0; section < 2; section++)
		for (size_t i = ARRAY_SIZE(rows); i-- > 0;) {
			expect_record(r, &rec);
			assert_int_equal(rec.type, REC_ACL);
			assert_true(rec.received);
			assert_hex(rec.data, rec.len, test_packets[3].hex);
			assert_int_equal(rec.adapter, rows[i].adapter);
		}
	expect_end(r);
	cap_close(r);
	built_free(&b);
}

/* An interface that we cannot read is named once; the others go on. */
static void interface_of_a_foreign_link_type(void **state)
{
	static const uint8_t p[] = { 0, 0, 0, 1, 4, 0x13 };
	struct built b = { 0 };
	struct cap_reader *r;
	struct record rec;

	(void)state;
	pcapng_section(&b);
	pcapng_interface(&b, 1, 0, "eth0", -1, 0);
	pcapng_interface(&b, 201, 0, "hci0", -1, 0);
	pcapng_packet(&b, 1, 0, sizeof(p), sizeof(p), p);
	pcapng_packet(&b, 0, 0, sizeof(p), sizeof(p), p);
	pcapng_packet(&b, 0, 0, sizeof(p), sizeof(p), p);
	pcapng_packet(&b, 1, 0, sizeof(p), sizeof(p), p);
	r = open_built(&b);
	expect_record(r, &rec);
	expect_error(r, b.ends[0], "interface 0: ");
	expect_record(r, &rec);
	assert_int_equal(rec.adapter, 0);
	expect_end(r);
	cap_close(r);
	built_free(&b);
}

static void unknown_blocks_of_any_length(void **state)
{
	static const uint8_t p[] = { 0, 0, 0, 1, 4, 0x13 };
	struct built b = { 0 };
	struct cap_reader *r;
	struct record rec;

	(void)state;
	pcapng_section(&b);
	pcapng_unknown(&b, 3 << 20);
	pcapng_interface(&b, 201, 0, NULL, -1, 0);
	pcapng_unknown(&b, 0);
	pcapng_packet(&b, 0, 0, sizeof(p), sizeof(p), p);
	pcapng_unknown(&b, (512 << 10) - 5);
	r = open_built(&b);
	expect_record(r, &rec);
	expect_end(r);
	cap_close(r);
	built_free(&b);
}

static void what_a_file_seems_to_be(void **state)
{
	static const struct {
		const char *hex;
		const char *words;
	} rows[] = {
		{ "", "empty" },
		{ "1f8b08000000", "cut off" },
		{ "504b030414000000", "zip" },
		{ "fd377a585a0000", "xz" },
		{ "28b52ffd0000", "zstd" },
		{ "425a683931", "bzip2" },
		{ "3e20484349204576656e743a", "text" },
		{ "7f454c46020101000000000000000000", "no capture" },
		{ "0000000000000000000000000000000000", "no capture" },
		{ "6274736e6f6f700000000002000003ea", "version 2" },
		{ "6274736e6f6f700000000001000003eb",
		    "data link 1003 (HCI BSCP)" },
		{ "6274736e6f6f700000000001000003ec", "1004 (HCI Serial, H5)" },
		{ "6274736e6f6f70000000000100", "file header" },
		{ "d4c3b2a1020004000000000000000000ffff000001000000",
		    "DLT 1 (EN10MB)" },
		{ "d4c3b2a10200040000", "offset 0" },
		{ "d4c3b2a101000400000000000000000000000000c9000000",
		    "savefile format" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct err err = { 0 };
		uint8_t p[64];
		size_t n = unhex_any(rows[i].hex, p, sizeof(p));

		assert_null(open_bytes(p, n, &err));
		if (!strstr(err.text, rows[i].words) ||
		    strncmp(err.text, "/proc/self/fd/", 14))
			fail_msg("row %zu: %s", i, err.text);
	}
}

static void files_that_cannot_be_read(void **state)
{
	struct err err = { 0 };

	(void)state;
	assert_null(cap_open("/nowhere/x.pcap", &err));
	assert_string_equal(
	    err.text, "/nowhere/x.pcap: No such file or directory");
	assert_null(cap_open("/", &err));
	assert_string_equal(err.text, "/: Is a directory");
	assert_null(cap_open("/nowhere", NULL));
}

/* A pipe cannot seek, and brings what it has in pieces. */
static void standard_input(void **state)
{
	int saved = dup(STDIN_FILENO);

	(void)state;
	for (size_t k = 0; k < ARRAY_SIZE(builds); k++) {
		struct built b = build(&builds[k]);
		struct err err = { 0 };
		struct cap_reader *r;
		struct record rec;
		size_t done;
		int fds[2];

		assert_false(pipe(fds));
		assert_int_equal(dup2(fds[0], STDIN_FILENO), STDIN_FILENO);
		close(fds[0]);
		/* PacketLogger has no header but that of its first record */
		done = builds[k].kind == BUILD_PKLG ? 13 : b.marks[0] + 1;
		assert_int_equal(write(fds[1], b.file.data, done), done);
		r = cap_open("-", &err);
		if (!r)
			fail_msg("%s: %s", builds[k].name, err.text);
		for (size_t i = 0; i < N_TEST_PACKETS; i++) {
			size_t n = b.ends[i] - done;

			/* no more than the record must be waited for */
			assert_int_equal(
			    write(fds[1], b.file.data + done, n), n);
			done += n;
			expect_record(r, &rec);
			assert_test_packet(&rec, i, builds[k].nano);
		}
		close(fds[1]);
		expect_end(r);
		cap_close(r);
		built_free(&b);
	}
	dup2(saved, STDIN_FILENO);
	close(saved);
}

struct seen {
	uint8_t type;
	bool received;
	struct buf data;
};

static size_t read_all(const char *path, struct seen *seen, size_t cap)
{
	struct err err = { 0 };
	struct cap_reader *r = cap_open(path, &err);
	struct record rec;
	size_t n = 0;

	if (!r)
		fail_msg("%s", err.text);
	for (;;) {
		enum cap_status status = cap_next(r, &rec, &err);

		if (status == CAP_END)
			break;
		if (status == CAP_ERROR)
			fail_msg("%s: %s", path, err.text);
		assert_true(n < cap);
		seen[n].type = rec.type;
		seen[n].received = rec.received;
		seen[n].data = (struct buf){ 0 };
		buf_add(&seen[n].data, rec.data, rec.len);
		n++;
	}
	cap_close(r);
	return n;
}

static void shared_containers_hold_the_same_session(void **state)
{
	static const char *const names[] = { "h4_1002.btsnoop",
		"h1_1001.btsnoop", "monitor_2001.btsnoop", "dlt187_le_us.pcap",
		"dlt201_le_us.pcap", "dlt201_be_us.pcap", "dlt201_le_ns.pcap",
		"dlt254_le_us.pcap", "dlt201_le_us.pcapng",
		"dlt201_be_ns.pcapng", "multi_if_201_187_254.pcapng",
		"no_if_options.pcapng", "packetlogger_be.pklg",
		"packetlogger_v2_le.pklg", "dlt201_le_us.pcapng.gz" };
	static struct seen first[128], other[128];
	size_t n = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		struct seen *seen = i ? other : first;
		char path[400], name[100];
		size_t got;

		snprintf(
		    name, sizeof(name), "captures/dev/formats/%s", names[i]);
		if (!shared_path(path, sizeof(path), name))
			skip();
		got = read_all(path, seen, ARRAY_SIZE(first));
		if (!i)
			n = got;
		assert_int_equal(n, 97);
		assert_int_equal(got, n);
		for (size_t k = 0; i && k < n; k++) {
			assert_int_equal(other[k].type, first[k].type);
			assert_int_equal(other[k].received, first[k].received);
			assert_int_equal(other[k].data.len, first[k].data.len);
			assert_memory_equal(other[k].data.data,
			    first[k].data.data, first[k].data.len);
			buf_free(&other[k].data);
		}
	}
	for (size_t k = 0; k < n; k++)
		buf_free(&first[k].data);
}

/* Every capture of the index gives as many packets as it says. */
static void shared_captures(void **state)
{
	char path[400], line[8192];
	unsigned files = 0;
	FILE *index;

	(void)state;
	if (!shared_path(path, sizeof(path), "captures/INDEX.tsv"))
		skip();
	index = fopen(path, "r");
	assert_non_null(index);
	while (fgets(line, sizeof(line), index)) {
		char *field[9], *p = line, name[300];
		struct err err = { 0 };
		struct cap_reader *r;
		struct record rec;
		unsigned n = 0, errors = 0;
		enum cap_status status;

		for (size_t i = 0; i < ARRAY_SIZE(field); i++)
			field[i] = strsep(&p, "\t");
		if (strcmp(field[0], "dev") || strstr(field[1], "/formats/") ||
		    strstr(field[1], "/malformed/"))
			continue;
		snprintf(name, sizeof(name), "captures/%s", field[1]);
		shared_path(path, sizeof(path), name);
		r = cap_open(path, &err);
		if (!r)
			fail_msg("%s", err.text);
		while ((status = cap_next(r, &rec, &err)) != CAP_END)
			status == CAP_RECORD ? n++ : errors++;
		cap_close(r);
		if (errors || n != (unsigned)atoi(field[8]))
			fail_msg("%s: %u records, %u errors, want %s: %s", path,
			    n, errors, field[8], err.text);
		files++;
	}
	fclose(index);
	print_message("%u captures read\n", files);
	assert_true(files > 50);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_container_holds_the_same_session),
		cmocka_unit_test(format_names),
		cmocka_unit_test(h4_types),
		cmocka_unit_test(monitor_opcodes),
		cmocka_unit_test(cut_by_a_snap_length),
		cmocka_unit_test(records_over_the_snap_length),
		cmocka_unit_test(btsnoop_times),
		cmocka_unit_test(pcapng_times),
		cmocka_unit_test(pcap_times),
		cmocka_unit_test(interfaces_of_several_kinds),
		cmocka_unit_test(interface_of_a_foreign_link_type),
		cmocka_unit_test(unknown_blocks_of_any_length),
		cmocka_unit_test(what_a_file_seems_to_be),
		cmocka_unit_test(files_that_cannot_be_read),
		cmocka_unit_test(standard_input),
		cmocka_unit_test(shared_containers_hold_the_same_session),
		cmocka_unit_test(shared_captures),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
