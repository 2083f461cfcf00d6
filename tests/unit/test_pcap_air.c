/* Packets of sniffers under each link type: what is read of them, cut at every
 * length, and written again. */
#include "tests/unit/pcap_build.h"

#include <string.h>

#define CONNECTION 0x50655d8b

struct sniffed {
	const char *name;
	unsigned dlt;
	const char *hex;
	bool received;
	struct record_air air;
	const char *pdu;
};

/* clang-format off */
static const struct sniffed packets[] = {
	{ "bare", 251, "d6be898e 0009 010203040506 020106 a1a2a3", true,
	  { AIR_ADVERTISING, 0xa3a2a1, AIR_CRC, AIR_NO_CHANNEL, 0, 0, 0 },
	  "0009 010203040506 020106" },
	{ "bare, a request", 251, "d6be898e 030c 010203040506 111213141516 a1a2a3", false,
	  { AIR_ADVERTISING, 0xa3a2a1, AIR_CRC, AIR_NO_CHANNEL, 0, 0, 0 },
	  "030c 010203040506 111213141516" },
	/* RF channels: the advertising ones stand between the others */
	{ "header", 256, "00 cd 80 00 00000000 130c d6be898e 0203 010203 a1a2a3", true,
	  { AIR_ADVERTISING, 0xa3a2a1, AIR_CRC | AIR_RSSI, 37, 0, 0, -51 }, "0203 010203" },
	{ "header, channel 10", 256, "0b cd 80 00 00000000 030d 8b5d6550 0302 0213 a1a2a3", false,
	  { CONNECTION, 0xa3a2a1, AIR_CRC | AIR_RSSI | AIR_DIRECTION, 10, 0, 0, -51 }, "0302 0213" },
	{ "header, channel 11", 256, "0d cd 80 00 00000000 830d 8b5d6550 0302 0213 a1a2a3", true,
	  { CONNECTION, 0xa3a2a1, AIR_CRC | AIR_RSSI | AIR_DIRECTION, 11, 0, 0, -51 }, "0302 0213" },
	{ "header, decrypted, 2M", 256, "0c 00 80 00 00000000 897d 8b5d6550 0701 06 a1a2a3", true,
	  { CONNECTION, 0xa3a2a1, AIR_CRC | AIR_DECRYPTED | AIR_DIRECTION, 38, AIR_2M, 0, 0 }, "0701 06" },
	{ "header, empty", 256, "0c 00 80 00 00000000 897d 8b5d6550 0700 a1a2a3", true,
	  { CONNECTION, 0xa3a2a1, AIR_CRC | AIR_DIRECTION, 38, AIR_2M, 0, 0 }, "0700" },
	{ "header, bad CRC, no power", 256, "27 cd 80 00 00000000 0104 d6be898e 0203 010203 a1a2a3", true,
	  { AIR_ADVERTISING, 0xa3a2a1, AIR_CRC | AIR_CRC_BAD, 39, 0, 0, 0 }, "0203 010203" },
	{ "header, secondary, coded", 256, "01 cd 80 00 00000000 938c 8b5d6550 01 0703 020001 a1a2a3", true,
	  { CONNECTION, 0xa3a2a1, AIR_CRC | AIR_RSSI | AIR_SECONDARY, 0, AIR_CODED, 1, -51 }, "0703 020001" },
	{ "header, stream", 256, "01 cd 80 00 00000000 930e 8b5d6550 0101 aa a1a2a3", true,
	  { CONNECTION, 0xa3a2a1, AIR_CRC | AIR_RSSI | AIR_ISO | AIR_DIRECTION, 0, 0, 0, -51 }, "0101 aa" },
	{ "header, broadcast", 256, "01 cd 80 00 00000000 130f 8b5d6550 0101 aa a1a2a3", false,
	  { CONNECTION, 0xa3a2a1, AIR_CRC | AIR_RSSI | AIR_ISO | AIR_BROADCAST, 0, 0, 0, -51 }, "0101 aa" },
	{ "nRF 3", 272, "00 1700 03 6012 06 0a 03 0c 33 0100 44cb8e12 8b5d6550 0302 0213 a1a2a3", false,
	  { CONNECTION, 0xa3a2a1, AIR_CRC | AIR_RSSI | AIR_DIRECTION | AIR_PLAIN, 12, 0, 0, -51 }, "0302 0213" },
	{ "nRF 3, decrypted, 2M", 272, "00 1700 03 6012 06 0a 1d 0c 33 0100 44cb8e12 8b5d6550 0302 0213 a1a2a3", true,
	  { CONNECTION, 0xa3a2a1, AIR_CRC | AIR_RSSI | AIR_DIRECTION | AIR_DECRYPTED, 12, AIR_2M, 0, -51 }, "0302 0213" },
	{ "nRF 2, bad CRC", 272, "4b 1800 02 0000 00 0a 00 25 3c 0000 00000000 d6be898e 0203 010203 a1a2a3", true,
	  { AIR_ADVERTISING, 0xa3a2a1, AIR_CRC | AIR_CRC_BAD | AIR_RSSI, 37, 0, 0, -60 }, "0203 010203" },
	{ "Ubertooth", 192, "00 00 1800 93000000 3675 0c00 00 6209 00 6b36e300 e8 dc ee 3c d6be898e 0203 010203 a1a2a3", true,
	  { AIR_ADVERTISING, 0xa3a2a1, AIR_CRC | AIR_RSSI, 37, 0, 0, -24 }, "0203 010203" },
	{ "PPI without fields", 192, "00 00 0800 fb000000 d6be898e 0203 010203 a1a2a3", true,
	  { AIR_ADVERTISING, 0xa3a2a1, AIR_CRC, AIR_NO_CHANNEL, 0, 0, 0 }, "0203 010203" },
};
/* clang-format on */

static void add_packet(struct built *b, uint64_t usec, const void *data,
    size_t len, size_t wire_len)
{
	put32(b, usec / 1000000);
	put32(b, usec % 1000000);
	put32(b, len);
	put32(b, wire_len);
	buf_add(&b->file, data, len);
	mark_packet(b);
}

static void assert_sniffed(const struct record *rec, const struct sniffed *s)
{
	if (rec->type != REC_AIR || rec->received != s->received ||
	    rec->air.access != s->air.access || rec->air.crc != s->air.crc ||
	    rec->air.flags != s->air.flags ||
	    rec->air.channel != s->air.channel || rec->air.phy != s->air.phy ||
	    rec->air.ci != s->air.ci || rec->air.rssi != s->air.rssi)
		fail_msg(
		    "%s: received %d, access %x, crc %x, flags %x, channel "
		    "%u, phy %u, ci %u, rssi %d",
		    s->name, rec->received, rec->air.access, rec->air.crc,
		    rec->air.flags, rec->air.channel, rec->air.phy, rec->air.ci,
		    rec->air.rssi);
	assert_hex(rec->data, rec->len, s->pdu);
	assert_int_equal(rec->wire_len, rec->len);
}

static struct cap_reader *open_packet(
    unsigned dlt, const uint8_t *p, size_t len, size_t wire_len)
{
	struct built b = { 0 };
	struct cap_reader *r;

	pcap_header(&b, 0xa1b2c3d4, 65535, dlt);
	add_packet(&b, 0, p, len, wire_len);
	r = open_built(&b);
	built_free(&b);
	return r;
}

static void what_sniffers_say(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(packets); i++) {
		uint8_t p[128];
		size_t n = unhex_any(packets[i].hex, p, sizeof(p));
		struct cap_reader *r = open_packet(packets[i].dlt, p, n, n);
		struct record rec;

		expect_record(r, &rec);
		assert_sniffed(&rec, &packets[i]);
		expect_end(r);
		cap_close(r);
	}
}

/* The start of each packet, as a file that is whole, and as one whose capture
 * kept no more: a record, or an error that says why not. */
static void every_cut(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(packets); i++) {
		uint8_t p[128];
		size_t n = unhex_any(packets[i].hex, p, sizeof(p));

		for (size_t len = 0; len < n; len++)
			for (unsigned kept = 0; kept < 2; kept++) {
				struct cap_reader *r = open_packet(
				    packets[i].dlt, p, len, kept ? n : len);
				struct record rec;
				struct err err;
				enum cap_status got = cap_next(r, &rec, &err);

				assert_int_not_equal(got, CAP_END);
				if (got == CAP_RECORD) {
					assert_true(rec.len >= 2);
					assert_true(rec.len <= len);
					assert_true(!kept ||
						    !(rec.air.flags & AIR_CRC));
				} else {
					assert_non_null(
					    strstr(err.text, "offset 24: "));
				}
				expect_end(r);
				cap_close(r);
			}
	}
}

/* Of packets that do not say it: the first of each channel is the central's, and
 * then they take turns. */
static void turns_are_guessed(void **state)
{
	static const struct {
		uint8_t channel_mhz;
		uint32_t usec;
		bool received;
	} rows[] = {
		{ 10, 0, false }, { 10, 230, true },
		{ 10, 460, false }, /* more data */
		{ 10, 690, true }, { 20, 30000, false },
		{ 30, 60000, false }, /* the peripheral was not heard */
		{ 30, 60230, true },
		{ 30, 960000, false }, /* the same channel, much later */
	};
	struct built b = { 0 };
	struct cap_reader *r;
	struct record rec;

	(void)state;
	pcap_header(&b, 0xa1b2c3d4, 65535, 192);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		uint8_t p[64];
		size_t n = unhex_any("0000 1800 93000000 3675 0c00 00 0000 00 "
				     "00000000 e8 dc ee 3c 8b5d6550 0100 "
				     "a1a2a3",
		    p, sizeof(p));

		put_le16(p + 13, (uint16_t)(2402 + 2 * rows[i].channel_mhz));
		add_packet(&b, rows[i].usec, p, n, n);
	}
	r = open_built(&b);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		expect_record(r, &rec);
		if (rec.received != rows[i].received)
			fail_msg("packet %zu", i);
		assert_false(rec.air.flags & AIR_DIRECTION);
	}
	expect_end(r);
	cap_close(r);
	built_free(&b);
}

/* pcap and pcapng hold all that a record says; the others refuse. */
static void written_and_read_again(void **state)
{
	static const char *const formats[] = { "pcap", "pcapng" };
	char path[64] = "/tmp/pairscope-test-XXXXXX";
	int fd = mkstemp(path);
	struct err err = { 0 };

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	for (size_t f = 0; f < ARRAY_SIZE(formats); f++) {
		struct cap_writer *w = cap_create_air(path, formats[f], &err);
		struct cap_reader *r;
		struct record rec;

		assert_non_null(w);
		for (size_t i = 0; i < ARRAY_SIZE(packets); i++) {
			uint8_t p[128];
			size_t n = unhex_any(packets[i].hex, p, sizeof(p));

			r = open_packet(packets[i].dlt, p, n, n);
			expect_record(r, &rec);
			assert_true(cap_write(w, &rec, &err));
			cap_close(r);
		}
		assert_int_equal(cap_loss(w)->records, 0);
		assert_true(cap_finish(w, &err));
		r = cap_open(path, &err);
		assert_non_null(r);
		for (size_t i = 0; i < ARRAY_SIZE(packets); i++) {
			struct sniffed want = packets[i];

			expect_record(r, &rec);
			want.air.flags &= (uint16_t)~AIR_PLAIN;
			/* a header names the RF channel, always */
			if (want.air.channel == AIR_NO_CHANNEL)
				want.air.channel = 37;
			assert_sniffed(&rec, &want);
		}
		expect_end(r);
		cap_close(r);
	}
	unlink(path);
	assert_null(cap_create_air(path, "btsnoop", &err));
	assert_non_null(strstr(err.text, "btsnoop has no place for"));
}

/* HCI packets and those of a sniffer in one file. */
static void both_in_one_pcapng(void **state)
{
	struct built b = { 0 };
	uint8_t p[128];
	struct cap_reader *r;
	struct record rec;
	uint32_t n;

	(void)state;
	pcapng_section(&b);
	pcapng_interface(&b, 201, 0, "hci0", -1, 0);
	pcapng_interface(&b, 256, 0, "air", -1, 0);
	n = (uint32_t)link_packet(201, 0, p);
	pcapng_packet(&b, 0, 1, n, n, p);
	n = (uint32_t)unhex_any(packets[2].hex, p, sizeof(p));
	pcapng_packet(&b, 1, 2, n, n, p);
	r = open_built(&b);
	expect_record(r, &rec);
	assert_int_equal(rec.type, REC_COMMAND);
	expect_record(r, &rec);
	assert_sniffed(&rec, &packets[2]);
	expect_end(r);
	cap_close(r);
	built_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_sniffers_say),
		cmocka_unit_test(every_cut),
		cmocka_unit_test(turns_are_guessed),
		cmocka_unit_test(written_and_read_again),
		cmocka_unit_test(both_in_one_pcapng),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
