/* Decrypting what a sniffer heard: the specification's sample session (Vol 6 Part
 * C 1), and sessions that libcrypto encrypted. */
#include "tests/unit/link_cipher.h"

#include <stdlib.h>

#include "cli/sniff.h"
#include "smp/crypto.h"

#define ACCESS 0x50655d8b

static struct sniff *sniff;
static uint8_t octets[300];

/* One PDU through; what comes out lives until the next. The octets go in an
 * allocation of their length. */
static struct record hear(
    uint32_t access, bool received, const uint8_t *p, size_t n)
{
	static uint8_t *copy;
	struct record in = {
		.type = REC_AIR,
		.received = received,
		.len = (uint32_t)n,
		.wire_len = (uint32_t)n,
		.air = { .access = access, .flags = AIR_CRC | AIR_DIRECTION },
	};
	struct record out;

	free(copy);
	copy = NULL;
	if (n) {
		copy = malloc(n);
		assert_non_null(copy);
		memcpy(copy, p, n);
	}
	in.data = copy;
	sniff_record(sniff, &in, &out);
	if (!n)
		free(copy), copy = NULL;
	return out;
}

static struct record hear_hex(bool received, const char *hex)
{
	size_t n = unhex_any(hex, octets, sizeof(octets));

	return hear(ACCESS, received, octets, n);
}

static void expect_plain(bool received, const char *hex, const char *plain)
{
	struct record out = hear_hex(received, hex);

	if (!(out.air.flags & AIR_DECRYPTED))
		fail_msg("not decrypted: %s", hex);
	assert_hex(out.data, out.len, plain);
	assert_int_equal(out.wire_len, out.len);
	assert_int_equal(out.received, received);
}

static void expect_as_it_was(bool received, const char *hex)
{
	struct record out = hear_hex(received, hex);

	assert_false(out.air.flags & AIR_DECRYPTED);
	assert_hex(out.data, out.len, hex);
}

static const char *notes(void)
{
	struct buf *b = sniff_notes(sniff);

	*buf_reserve(b, 1) = '\0';
	return (const char *)b->data;
}

#define ENC_REQ "0317 03 9078563412efcdab 7424 1302f1e0dfcebdac 24abdcba"
#define ENC_RSP "0b0d 04 7968574635241302 bebaafde"
#define START	"0701 05"
#define RSP_C	"0f05 9fcda7f448"
#define RSP_P	"0705 a34c13a415"
#define DATA_C                                                              \
	"0e1f 7a70d66415226df26b17839a060405596bd6564f796b5b9ce6ff32f75a6d" \
	"33"
#define PLAIN_C "0e1b 1700636465666768696a6b6c6d6e6f707131323334353637383930"
#define DATA_P                                                              \
	"061f f38881e7bd94c9c369b9a66846dd4786aa8c39ce540d0dae3adcdf89b960" \
	"88"
#define PLAIN_P                                       \
	"061b 17003736353433323130414243444546474849" \
	"4a4b4c4d4e4f5051"

static int setup(void **state)
{
	uint8_t be[16], ltk[16];

	(void)state;
	sniff = sniff_new();
	unhex("4c68384139f574d836bcf34e9dfb01bf", be, 16);
	copy_reversed(ltk, be, 16);
	sniff_add_ltk(sniff, ltk);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	hear(ACCESS, false, NULL, 0);
	sniff_free(sniff);
	return 0;
}

static void start_sample(void)
{
	expect_as_it_was(false, ENC_REQ);
	expect_as_it_was(true, ENC_RSP);
	expect_as_it_was(true, START);
}

static void the_sample_session(void **state)
{
	(void)state;
	start_sample();
	expect_plain(false, RSP_C, "0f01 06");
	expect_plain(true, RSP_P, "0701 06");
	expect_plain(false, DATA_C, PLAIN_C);
	expect_as_it_was(true, "0d00");
	expect_plain(true, DATA_P, PLAIN_P);
	assert_string_equal(notes(),
	    "0x50655d8b: encrypted with EDIV 0x2474, Rand "
	    "0xabcdef1234567890, LTK 4c68384139f574d836bcf34e9dfb01bf\n");
}

/* Heard again, not heard, damaged: the counters stay right. */
static void not_every_packet_is_heard(void **state)
{
	(void)state;
	start_sample();
	expect_plain(false, RSP_C, "0f01 06");
	expect_plain(false, RSP_C, "0f01 06");
	expect_as_it_was(false,
	    "0e1f 0070d66415226df26b17839a060405596bd6564f79"
	    "6b5b9ce6ff32f75a6d33");
	expect_plain(false, DATA_C, PLAIN_C);
	/* the peripheral's LL_START_ENC_RSP was missed */
	expect_plain(true, DATA_P, PLAIN_P);
	/* SN, NESN and MD are not authenticated */
	expect_plain(true,
	    "1e1f f38881e7bd94c9c369b9a66846dd4786aa8c39ce540d0d"
	    "ae3adcdf89b96088",
	    "1e1b 170037363534333231304142434445464748494a4b4c4d4e4f5051");
}

/* Where the sniffer does not tell who sends, the cipher does. */
static void the_direction_is_found(void **state)
{
	struct record in = { .type = REC_AIR, .air = { .access = ACCESS } };
	struct record out;

	(void)state;
	start_sample();
	in.len = in.wire_len =
	    (uint32_t)unhex_any(RSP_P, octets, sizeof(octets));
	in.data = octets;
	sniff_record(sniff, &in, &out);
	assert_true(out.air.flags & AIR_DECRYPTED);
	assert_true(out.received);
}

static void another_key_opens_nothing(void **state)
{
	(void)state;
	sniff_free(sniff);
	sniff = sniff_new();
	start_sample();
	for (int i = 0; i < 20; i++) {
		expect_as_it_was(false, DATA_C);
		expect_as_it_was(true, DATA_P);
	}
	assert_string_equal(
	    notes(), "0x50655d8b: encrypted, and no key opens it\n");
}

static void a_few_that_nothing_opens_are_said_in_the_end(void **state)
{
	(void)state;
	sniff_free(sniff);
	sniff = sniff_new();
	start_sample();
	expect_as_it_was(false, DATA_C);
	assert_string_equal(notes(), "");
	sniff_end(sniff);
	assert_string_equal(
	    notes(), "0x50655d8b: encrypted, and no key opens it\n");
}

/* What the sniffer says is plain, or was decrypted before, stays. */
static void what_is_plain_stays(void **state)
{
	static const uint16_t flags[] = { AIR_PLAIN, AIR_DECRYPTED, AIR_CRC_BAD,
		AIR_ISO };

	(void)state;
	start_sample();
	for (size_t i = 0; i < ARRAY_SIZE(flags); i++) {
		struct record in = {
			.type = REC_AIR,
			.air = { .access = ACCESS, .flags = flags[i] },
		};
		struct record out;

		in.len = in.wire_len =
		    (uint32_t)unhex_any(DATA_C, octets, sizeof(octets));
		in.data = octets;
		sniff_record(sniff, &in, &out);
		assert_int_equal(out.air.flags, flags[i]);
		assert_ptr_equal(out.data, octets);
	}
}

/* A pairing with a passkey that is heard, its keys, encryption that is paused and
 * begins anew under the key that was distributed. */
static void from_pairing_to_refresh(void **state)
{
	static const uint8_t zeros[16];
	static const struct bdaddr central = { { 1, 2, 3, 4, 5, 6 }, 1 };
	static const struct bdaddr peripheral = { { 6, 5, 4, 3, 2, 1 }, 0 };
	const uint8_t preq[7] = { 1, 4, 0, 5, 16, 1, 1 };
	const uint8_t pres[7] = { 2, 0, 0, 5, 16, 1, 1 };
	uint8_t r1[16], r2[16], tk[16] = { 0 }, c[16], stk[16], session[16];
	uint8_t skd[16], be[16], iv[8] = { 0xa, 0xb, 0xc, 0xd, 1, 2, 3, 4 };
	uint8_t pdu[64];
	struct record out;
	size_t n;

	(void)state;
	memset(r1, 0x51, 16);
	memset(r2, 0x52, 16);
	put_le32(tk, 271828);
	hear(AIR_ADVERTISING, false, octets,
	    unhex_any("4522 010203040506 060504030201 8b5d6550 555555 02 0000 "
		      "1800 0000 4800 ffffffff1f 05",
		octets, sizeof(octets)));
	hear_hex(false, "020b 0700 0600 01 04 00 05 10 01 01");
	hear_hex(true, "060b 0700 0600 02 00 00 05 10 01 01");
	crypto_c1(tk, r1, preq, pres, &central, &peripheral, c);
	memcpy(pdu, (uint8_t[]){ 0x0e, 21, 17, 0, 6, 0, 3 }, 7);
	memcpy(pdu + 7, c, 16);
	hear(ACCESS, false, pdu, 23);
	pdu[6] = 4;
	memcpy(pdu + 7, r1, 16);
	hear(ACCESS, false, pdu, 23);
	memcpy(pdu + 7, r2, 16);
	hear(ACCESS, true, pdu, 23);
	crypto_s1(tk, r2, r1, stk);

	for (int round = 0; round < 2; round++) {
		uint8_t *key =
		    round ? tk : stk; /* the LTK is the TK's octets */
		uint64_t counter = 0;

		memset(skd, 0x70 + round, 16);
		memcpy(pdu, (uint8_t[]){ 0x03, 23, 3 }, 3);
		memset(pdu + 3, round, 10); /* Rand, EDIV */
		memcpy(pdu + 13, skd, 8);
		memcpy(pdu + 21, iv, 4);
		hear(ACCESS, false, pdu, 25);
		memcpy(pdu, (uint8_t[]){ 0x03, 13, 4 }, 3);
		memcpy(pdu + 3, skd + 8, 8);
		memcpy(pdu + 11, iv + 4, 4);
		hear(ACCESS, true, pdu, 15);
		hear_hex(true, START);
		crypto_e(key, skd, session);
		copy_reversed(be, session, 16);

		memcpy(pdu, (uint8_t[]){ 0x0f, 1, 6 }, 3);
		n = link_seal(pdu, be, iv, counter++, true);
		out = hear(ACCESS, false, pdu, n);
		assert_true(out.air.flags & AIR_DECRYPTED);
		/* far ahead, as if many had been missed */
		counter += 200;
		memcpy(pdu, (uint8_t[]){ 0x06, 21, 17, 0, 6, 0, 6 }, 7);
		memcpy(pdu + 7, tk, 16);
		n = link_seal(pdu, be, iv, counter, false);
		out = hear(ACCESS, true, pdu, n);
		assert_true(out.air.flags & AIR_DECRYPTED);
		assert_int_equal(out.len, 23);
		assert_memory_equal(out.data + 7, tk, 16);

		/* LL_PAUSE_ENC_RSP of the peripheral; then the central's plain
		 * one, and a plain PDU that looks like a cipher's */
		memcpy(pdu, (uint8_t[]){ 0x0f, 1, 0x0b }, 3);
		n = link_seal(pdu, be, iv, counter + 1, false);
		out = hear(ACCESS, true, pdu, n);
		assert_true(out.air.flags & AIR_DECRYPTED);
		expect_as_it_was(false, "0f01 0b");
		expect_as_it_was(true, "0b09 08 0000000000000000");
	}
	assert_non_null(strstr(notes(), "passkey 271828, STK "));
	assert_non_null(strstr(notes(), "the peripheral distributes LTK "
					"000000000000000000000000000425d4\n"));
	assert_memory_equal(tk + 3, zeros, 13);
}

/* Every PDU of a session, cut at each length, with its own length right and
 * wrong, under sanitizers. */
static void every_cut(void **state)
{
	static const char *const pdus[] = { ENC_REQ, ENC_RSP, START, RSP_C,
		DATA_P, "020b 0700 0600 01 04 00 05 10 01 01",
		"0215 1100 0600 03 00112233445566778899aabbccddeeff",
		"021b 4100 0600 0c "
		"00112233445566778899aabbccddeeff00112233445566",
		"011b 00112233445566778899aabbccddeeff00112233445566778899aabb",
		"4522 010203040506 060504030201 8b5d6550 555555 02 0000 1800 "
		"0000"
		"4800 ffffffff1f 05" };

	(void)state;
	for (unsigned wrong = 0; wrong < 3; wrong++)
		for (size_t i = 0; i < ARRAY_SIZE(pdus); i++) {
			uint8_t p[64];
			size_t n = unhex_any(pdus[i], p, sizeof(p));

			for (size_t len = 0; len <= n; len++) {
				if (len > 1)
					p[1] = (uint8_t)(len - 2 + wrong * 7);
				for (unsigned rx = 0; rx < 2; rx++) {
					hear(ACCESS, rx, p, len);
					hear(AIR_ADVERTISING, rx, p, len);
				}
			}
		}
}

/* As many connections as one likes: the one heard least lately is forgotten. */
static void many_connections(void **state)
{
	(void)state;
	start_sample();
	for (uint32_t i = 1; i < 32; i++)
		hear(i, false, octets, unhex_any(ENC_REQ, octets, 64));
	expect_plain(false, RSP_C, "0f01 06");
	for (uint32_t i = 1; i < 100; i++)
		hear(i, false, octets, unhex_any(ENC_REQ, octets, 64));
	expect_as_it_was(true, RSP_P);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(the_sample_session),
		TEST(not_every_packet_is_heard),
		TEST(the_direction_is_found),
		TEST(another_key_opens_nothing),
		TEST(a_few_that_nothing_opens_are_said_in_the_end),
		TEST(what_is_plain_stays),
		TEST(from_pairing_to_refresh),
		TEST(every_cut),
		TEST(many_connections),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
