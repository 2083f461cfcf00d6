/* Capture files made octet by octet, from the formats' descriptions and not
 * with the code under test. */
#ifndef TESTS_UNIT_PCAP_BUILD_H
#define TESTS_UNIT_PCAP_BUILD_H

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pcap/capture.h"
#include "tests/unit/helpers.h"

/* One LE session, as each of the formats can hold it. */
struct test_packet {
	uint8_t type; /* enum record_type */
	bool received;
	uint8_t h4;
	uint8_t monitor; /* opcode */
	const char *hex;
};

/* clang-format off */
static const struct test_packet test_packets[] = {
	{ REC_COMMAND, false, 1, 2, "030c00" },
	{ REC_EVENT,   true,  4, 3, "0e0401030c00" },
	{ REC_ACL,     false, 2, 4, "40000b000700060001030001100507" },
	/* a notification and a write request, each in two fragments */
	{ REC_ACL,     true,  2, 5, "40200700060004001b0300" },
	{ REC_ACL,     true,  2, 5, "40100300aabbcc" },
	{ REC_ACL,     false, 2, 4, "410005000500040012" },
	{ REC_ACL,     false, 2, 4, "4110040003000102" },
	{ REC_EVENT,   true,  4, 3, "05040040001300" },
};
/* clang-format on */

#define N_TEST_PACKETS ARRAY_SIZE(test_packets)
#define TEST_SEC       1700000000ULL
#define TEST_NSEC      123456789ULL

/* Time of packet `i`; a second and some nanoseconds apart. */
static inline uint64_t test_ns(size_t i)
{
	return (TEST_SEC + i) * 1000000000 + TEST_NSEC;
}

/* A file, and where its header and each of its records or blocks end. */
struct built {
	struct buf file;
	size_t marks[64];
	size_t n_marks;
	size_t ends[48]; /* of the records that are packets */
	size_t n_packets;
	bool big_endian;
};

static inline void built_free(struct built *b)
{
	buf_free(&b->file);
}

static inline void mark(struct built *b)
{
	assert_true(b->n_marks < ARRAY_SIZE(b->marks));
	b->marks[b->n_marks++] = b->file.len;
}

static inline void mark_packet(struct built *b)
{
	mark(b);
	assert_true(b->n_packets < ARRAY_SIZE(b->ends));
	b->ends[b->n_packets++] = b->file.len;
}

/* Integers in the file's byte order. */
static inline void put_int(struct built *b, uint64_t v, unsigned octets)
{
	for (unsigned i = 0; i < octets; i++)
		buf_putc(&b->file,
		    (char)(v >> 8 * (b->big_endian ? octets - 1 - i : i)));
}

static inline void put16(struct built *b, uint32_t v)
{
	put_int(b, v, 2);
}

static inline void put32(struct built *b, uint64_t v)
{
	put_int(b, v, 4);
}

static inline void put_hex(struct built *b, const char *hex)
{
	uint8_t p[256];

	buf_add(&b->file, p, unhex_any(hex, p, sizeof(p)));
}

/* Packet `i` as link type `link` wants it (btsnoop's numbers or DLT), in `p`;
 * returns its length. */
static inline size_t link_packet(unsigned link, size_t i, uint8_t *p)
{
	const struct test_packet *t = &test_packets[i];
	size_t n = 0;

	if (link == 201 || link == 254) {
		memset(p, 0, 4);
		p[3] = link == 201 ? t->received : t->monitor;
		if (link == 254)
			p[1] = 7; /* hci7 */
		n = 4;
	}
	if (link == 187 || link == 201 || link == 1002)
		p[n++] = t->h4;
	return n + unhex_any(t->hex, p + n, 200);
}

static inline void btsnoop_header(struct built *b, unsigned link)
{
	b->big_endian = true;
	buf_add(&b->file, "btsnoop", 8);
	put32(b, 1);
	put32(b, link);
	mark(b);
}

static inline void btsnoop_record(struct built *b, uint32_t wire_len,
    uint32_t len, uint32_t flags, uint64_t usec, const uint8_t *data)
{
	put32(b, wire_len);
	put32(b, len);
	put32(b, flags);
	put32(b, 0);
	put_int(b, usec, 8);
	buf_add(&b->file, data, len);
	mark_packet(b);
}

static inline void build_btsnoop(struct built *b, unsigned link)
{
	btsnoop_header(b, link);
	for (size_t i = 0; i < N_TEST_PACKETS; i++) {
		const struct test_packet *t = &test_packets[i];
		uint8_t p[256];
		uint32_t n = (uint32_t)link_packet(link, i, p);
		uint32_t flags = t->received;

		if (t->type == REC_COMMAND || t->type == REC_EVENT)
			flags |= 2;
		if (link == 2001)
			flags = 7u << 16 | t->monitor;
		btsnoop_record(
		    b, n, n, flags, 0x00dcddb30f2f8000 + test_ns(i) / 1000, p);
	}
}

static inline void pcap_header(
    struct built *b, uint32_t magic, uint32_t snaplen, unsigned dlt)
{
	put32(b, magic);
	put16(b, 2);
	put16(b, 4);
	put32(b, 0);
	put32(b, 0);
	put32(b, snaplen);
	put32(b, dlt);
	mark(b);
}

static inline void build_pcap(
    struct built *b, unsigned dlt, bool big_endian, bool nano)
{
	b->big_endian = big_endian;
	pcap_header(b, nano ? 0xa1b23c4d : 0xa1b2c3d4, 65535, dlt);
	for (size_t i = 0; i < N_TEST_PACKETS; i++) {
		uint8_t p[256];
		size_t n = link_packet(dlt, i, p);

		put32(b, TEST_SEC + i);
		put32(b, nano ? TEST_NSEC : TEST_NSEC / 1000);
		put32(b, n);
		put32(b, n);
		buf_add(&b->file, p, n);
		mark_packet(b);
	}
}

/* A block of pcapng: its length is filled in at the end. */
static inline size_t block_begin(struct built *b, uint32_t type)
{
	size_t start = b->file.len;

	put32(b, type);
	put32(b, 0);
	return start;
}

static inline void block_end(struct built *b, size_t start)
{
	size_t end;

	while (b->file.len % 4)
		buf_putc(&b->file, 0);
	end = b->file.len;
	b->file.len = start + 4;
	put32(b, end - start + 4);
	b->file.len = end;
	put32(b, end - start + 4);
	mark(b);
}

static inline void pcapng_section(struct built *b)
{
	size_t start = block_begin(b, 0x0a0d0d0a);

	put32(b, 0x1a2b3c4d);
	put16(b, 1);
	put16(b, 0);
	put_int(b, UINT64_MAX, 8);
	block_end(b, start);
}

static inline void pcapng_option(
    struct built *b, uint16_t code, const void *value, size_t n)
{
	put16(b, code);
	put16(b, (uint32_t)n);
	buf_add(&b->file, value, n);
	buf_fill(&b->file, 0, -n & 3);
}

/* `name` may be NULL; `tsresol` below 0 leaves the option out. */
static inline void pcapng_interface(struct built *b, unsigned dlt,
    uint32_t snaplen, const char *name, int tsresol, int64_t tsoffset)
{
	size_t start = block_begin(b, 1);
	uint8_t resolution = (uint8_t)tsresol;

	put16(b, dlt);
	put16(b, 0);
	put32(b, snaplen);
	if (name)
		pcapng_option(b, 2, name, strlen(name));
	if (tsresol >= 0)
		pcapng_option(b, 9, &resolution, 1);
	if (tsoffset) {
		put16(b, 14);
		put16(b, 8);
		put_int(b, (uint64_t)tsoffset, 8);
	}
	if (name || tsresol >= 0 || tsoffset)
		pcapng_option(b, 0, NULL, 0);
	block_end(b, start);
}

static inline void pcapng_packet(struct built *b, uint32_t interface,
    uint64_t ticks, uint32_t wire_len, uint32_t len, const uint8_t *data)
{
	size_t start = block_begin(b, 6);

	put32(b, interface);
	put32(b, ticks >> 32);
	put32(b, (uint32_t)ticks);
	put32(b, len);
	put32(b, wire_len);
	buf_add(&b->file, data, len);
	block_end(b, start);
	b->ends[b->n_packets++] = b->file.len;
}

static inline void pcapng_old_packet(struct built *b, uint16_t interface,
    uint64_t ticks, uint32_t len, const uint8_t *data)
{
	size_t start = block_begin(b, 2);

	put16(b, interface);
	put16(b, 3); /* dropped */
	put32(b, ticks >> 32);
	put32(b, (uint32_t)ticks);
	put32(b, len);
	put32(b, len);
	buf_add(&b->file, data, len);
	block_end(b, start);
	b->ends[b->n_packets++] = b->file.len;
}

static inline void pcapng_simple_packet(
    struct built *b, uint32_t wire_len, uint32_t len, const uint8_t *data)
{
	size_t start = block_begin(b, 3);

	put32(b, wire_len);
	buf_add(&b->file, data, len);
	block_end(b, start);
	b->ends[b->n_packets++] = b->file.len;
}

static inline void pcapng_unknown(struct built *b, size_t len)
{
	size_t start = block_begin(b, 0x0bad);

	buf_fill(&b->file, 0x77, len);
	block_end(b, start);
}

static inline void build_pcapng(
    struct built *b, unsigned dlt, bool big_endian, bool nano)
{
	b->big_endian = big_endian;
	pcapng_section(b);
	pcapng_interface(b, dlt, 0, "hci7", nano ? 9 : -1, 0);
	for (size_t i = 0; i < N_TEST_PACKETS; i++) {
		uint8_t p[256];
		uint32_t n = (uint32_t)link_packet(dlt, i, p);

		if (i == 2)
			pcapng_unknown(b, 20);
		pcapng_packet(
		    b, 0, nano ? test_ns(i) : test_ns(i) / 1000, n, n, p);
	}
}

static inline void pklg_record(struct built *b, uint8_t type, uint64_t ns,
    const uint8_t *data, uint32_t len)
{
	put32(b, 9 + len);
	put32(b, ns / 1000000000);
	put32(b, ns % 1000000000 / 1000);
	buf_putc(&b->file, (char)type);
	buf_add(&b->file, data, len);
	mark_packet(b);
}

static inline void build_pklg(struct built *b, bool big_endian)
{
	b->big_endian = big_endian;
	for (size_t i = 0; i < N_TEST_PACKETS; i++) {
		/* commands, events, and ACL packets of either direction have
		 * the monitor's opcodes less two */
		uint8_t type = (uint8_t)(test_packets[i].monitor - 2);
		uint8_t p[256];
		size_t n = link_packet(0, i, p);

		pklg_record(b, type, test_ns(i), p, (uint32_t)n);
	}
}

enum build_kind { BUILD_BTSNOOP, BUILD_PCAP, BUILD_PCAPNG, BUILD_PKLG };

static const struct build {
	const char *name;
	enum build_kind kind;
	unsigned link;
	bool big_endian;
	bool nano;
} builds[] = {
	{ "btsnoop 1001", BUILD_BTSNOOP, 1001, true, false },
	{ "btsnoop 1002", BUILD_BTSNOOP, 1002, true, false },
	{ "btsnoop 2001", BUILD_BTSNOOP, 2001, true, false },
	{ "pcap 187", BUILD_PCAP, 187, false, false },
	{ "pcap 201", BUILD_PCAP, 201, false, false },
	{ "pcap 254", BUILD_PCAP, 254, false, false },
	{ "pcap 201 big-endian", BUILD_PCAP, 201, true, false },
	{ "pcap 201 nanoseconds", BUILD_PCAP, 201, false, true },
	{ "pcap 254 big-endian nanoseconds", BUILD_PCAP, 254, true, true },
	{ "pcapng 187", BUILD_PCAPNG, 187, false, false },
	{ "pcapng 201", BUILD_PCAPNG, 201, false, true },
	{ "pcapng 254 big-endian", BUILD_PCAPNG, 254, true, false },
	{ "pcapng 201 big-endian", BUILD_PCAPNG, 201, true, true },
	{ "PacketLogger big-endian", BUILD_PKLG, 0, true, false },
	{ "PacketLogger little-endian", BUILD_PKLG, 0, false, false },
};

static inline struct built build(const struct build *how)
{
	struct built b = { 0 };

	switch (how->kind) {
	case BUILD_BTSNOOP:
		build_btsnoop(&b, how->link);
		break;
	case BUILD_PCAP:
		build_pcap(&b, how->link, how->big_endian, how->nano);
		break;
	case BUILD_PCAPNG:
		build_pcapng(&b, how->link, how->big_endian, how->nano);
		break;
	case BUILD_PKLG:
		build_pklg(&b, how->big_endian);
		break;
	}
	return b;
}

/* cap_open() on octets in memory. */
static inline struct cap_reader *open_bytes(
    const void *data, size_t len, struct err *err)
{
	int fd = memfd_create("capture", 0);
	struct cap_reader *r;
	char path[64];

	assert_true(fd >= 0);
	assert_int_equal(write(fd, data, len), len);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	r = cap_open(path, err);
	close(fd);
	return r;
}

static inline struct cap_reader *open_built(const struct built *b)
{
	struct err err = { 0 };
	struct cap_reader *r = open_bytes(b->file.data, b->file.len, &err);

	if (!r)
		fail_msg("%s", err.text);
	return r;
}

static inline void expect_record(struct cap_reader *r, struct record *rec)
{
	struct err err = { 0 };
	enum cap_status status = cap_next(r, rec, &err);

	if (status != CAP_RECORD)
		fail_msg(
		    "no record: %s", status == CAP_END ? "the end" : err.text);
}

static inline void expect_end(struct cap_reader *r)
{
	struct record rec;
	struct err err = { 0 };
	enum cap_status status = cap_next(r, &rec, &err);

	if (status != CAP_END)
		fail_msg(
		    "no end: %s", status == CAP_RECORD ? "a record" : err.text);
}

/* The error must start with `offset N: ` and contain `cause`. */
static inline void expect_error(
    struct cap_reader *r, size_t offset, const char *cause)
{
	struct record rec;
	struct err err = { 0 };
	char want[40];

	assert_int_equal(cap_next(r, &rec, &err), CAP_ERROR);
	snprintf(want, sizeof(want), "offset %zu: ", offset);
	if (strncmp(err.text, want, strlen(want)) || !strstr(err.text, cause))
		fail_msg("got '%s', want '%s...%s'", err.text, want, cause);
}

/* That `rec` is packet `i` of the session; `nano` tells the file's precision.
 * Its adapter is not looked at. */
static inline void assert_test_packet(
    const struct record *rec, size_t i, bool nano)
{
	const struct test_packet *t = &test_packets[i];

	assert_int_equal(rec->type, t->type);
	assert_int_equal(rec->received, t->received);
	assert_hex(rec->data, rec->len, t->hex);
	assert_int_equal(rec->wire_len, rec->len);
	assert_int_equal(rec->ns, nano ? test_ns(i) : test_ns(i) / 1000 * 1000);
}

/* A file of the folder that real captures are in; false, with a word, when
 * there is none. */
static inline bool shared_path(char *path, size_t cap, const char *name)
{
	const char *root = getenv("PAIRSCOPE_SHARED");
	struct stat st;

	snprintf(path, cap, "%s/%s", root ? root : "../shared", name);
	if (!stat(path, &st))
		return true;
	print_message("%s is absent: skipped\n", path);
	return false;
}

#endif
