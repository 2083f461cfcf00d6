/* What the air tells of HCI: PDUs of a sniffer, and the packets that the central's
 * host would have logged. */
#include "tests/unit/helpers.h"

#include <stdlib.h>
#include <string.h>

#include "cli/sniff_host.h"

#define ACCESS 0x50655d8b

struct step {
	uint32_t access;
	bool received;
	uint16_t flags;
	const char *pdu;
	const char
	    *want[SNIFF_HOST_MOST]; /* a type, then octets; NULL: no more */
};

/* clang-format off */
#define CONNECT "c522 665544332211 5544332211c0 8b5d6550 010203 02 0a00 1800 0000 4800 ffffffff1f ab"

static const struct step steps[] = {
	{ AIR_ADVERTISING, true, 0, "4009 5544332211c0 020106", { NULL } },
	{ AIR_ADVERTISING, false, 0, CONNECT, {
		"00 0520 06 665544332211",
		"00 0d20 19 0000000000 01 5544332211c0 01 000000000000000000000000",
		"01 3e 13 01 00 0000 00 01 5544332211c0 1800 0000 4800 00" } },
	{ ACCESS, true, 0, "0706 0c 0c 5900 3412", { "01 0c 08 00 0000 0c 5900 3412" } },
	{ ACCESS, false, 0, "0f06 0c 0c 5900 3412", { NULL } },
	/* L2CAP in parts, of which one is heard again */
	{ ACCESS, false, 0, "0207 0700 0600 01 03 00", { "02 0000 0700 0700 0600 01 03 00" } },
	{ ACCESS, false, 0, "0d04 01 10 05 07", { "02 0010 0400 01 10 05 07" } },
	{ ACCESS, false, 0, "0d04 01 10 05 07", { NULL } },
	{ ACCESS, true, 0, "0606 0200 0600 05 08", { "02 0020 0600 0200 0600 05 08" } },
	{ ACCESS, true, 0, "0d00", { NULL } },
	{ ACCESS, true, AIR_CRC_BAD, "0206 0200 0600 05 08", { NULL } },
	/* encryption that the peripheral refuses, and that it then takes */
	{ ACCESS, false, 0, "0317 03 0102030405060708 3412 1112131415161718 21222324",
		{ "00 1920 0c 0000 0102030405060708 3412" } },
	{ ACCESS, true, 0, "0303 11 03 06", { "01 08 04 06 0000 00" } },
	{ ACCESS, false, 0, "0b17 03 0102030405060708 3412 1112131415161718 21222324",
		{ "00 1920 0c 0000 0102030405060708 3412" } },
	{ ACCESS, true, 0, "0f0d 04 3132333435363738 41424344", { NULL } },
	{ ACCESS, true, 0, "0701 05", { NULL } },
	{ ACCESS, false, 0, "0305 a0a1a2a3a4", { NULL } },
	{ ACCESS, true, 0, "0f05 a0a1a2a3a5", { "01 08 04 00 0000 01" } },
	{ ACCESS, true, 0, "0607 a0a1a2a3a4a5a6", { NULL } },
	{ ACCESS, true, AIR_DECRYPTED, "0e06 0200 0600 05 08", { "02 0020 0600 0200 0600 05 08" } },
	{ ACCESS, true, AIR_DECRYPTED, "0702 02 13", { "01 05 04 00 0000 13" } },
	/* another connection, and its end by the central */
	{ AIR_ADVERTISING, false, 0, "0522 665544332211 554433221100 77665544 010203 02 0a00 1800 0000 4800 ffffffff1f ab", {
		"01 0e 0a 01 0910 00 665544332211",
		"00 0d20 19 0000000000 00 554433221100 00 000000000000000000000000",
		"01 3e 13 01 00 0000 00 00 554433221100 1800 0000 4800 00" } },
	{ 0x44556677, false, 0, "0302 02 13", { "01 05 04 00 0000 16" } },
};
/* clang-format on */

static size_t feed(struct sniff_host *h, const struct step *s,
    const uint8_t *octets, size_t n, struct record *out)
{
	static uint8_t *copy;
	struct record rec = {
		.type = REC_AIR,
		.ns = 7,
		.adapter = RECORD_NO_ADAPTER,
		.received = s->received,
		.len = (uint32_t)n,
		.wire_len = (uint32_t)n,
		.air = { .access = s->access, .flags = s->flags },
	};
	size_t got;

	copy = malloc(n);
	assert_true(copy || !n);
	if (n)
		memcpy(copy, octets, n);
	rec.data = copy;
	got = sniff_host_records(h, &rec, out);
	free(copy); /* what comes out is its own */
	return got;
}

static void a_connection(void **state)
{
	struct sniff_host *h = sniff_host_new();

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
		struct record out[SNIFF_HOST_MOST];
		uint8_t pdu[64];
		size_t n = unhex_any(steps[i].pdu, pdu, sizeof(pdu));
		size_t got = feed(h, &steps[i], pdu, n, out), want = 0;

		while (want < SNIFF_HOST_MOST && steps[i].want[want])
			want++;
		if (got != want)
			fail_msg("%s: %zu packets", steps[i].pdu, got);
		for (size_t k = 0; k < got; k++) {
			const char *text = steps[i].want[k];

			assert_int_equal(out[k].type, strtol(text, NULL, 16));
			assert_int_equal(out[k].ns, 7);
			if (out[k].type == REC_ACL)
				assert_int_equal(
				    out[k].received, steps[i].received);
			assert_hex(out[k].data, out[k].len, text + 2);
		}
	}
	sniff_host_free(h);
}

static void every_cut(void **state)
{
	struct sniff_host *h = sniff_host_new();

	(void)state;
	for (unsigned wrong = 0; wrong < 3; wrong++)
		for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
			struct record out[SNIFF_HOST_MOST];
			uint8_t pdu[64];
			size_t n = unhex_any(steps[i].pdu, pdu, sizeof(pdu));

			for (size_t len = 0; len <= n; len++) {
				if (len > 1)
					pdu[1] = (uint8_t)(len - 2 + wrong * 7);
				assert_true(feed(h, &steps[i], pdu, len, out) <=
					    SNIFF_HOST_MOST);
			}
		}
	sniff_host_free(h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_connection),
		cmocka_unit_test(every_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
