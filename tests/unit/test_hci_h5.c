/* The three-wire UART: frames octet by octet, against foreign ones; the link's
 * establishment; and two ends with a bad line between them. */
#include "tests/unit/helpers.h"

#include <stdio.h>
#include <stdlib.h>

#include "hci/defs.h"
#include "hci/h5.h"

#define RESET	     "01 030c00"
#define RESET_ANSWER "04 0e0401030c00"

/* One end, and a hand in the place of the other. */
struct end {
	struct h5 h;
	uint64_t now;
};

static void start(struct end *e, bool controller, unsigned window, bool crc)
{
	struct h5_config config = { controller, window, crc };

	e->now = USEC_PER_SEC;
	h5_start(&e->h, &config, e->now);
}

static void hear(struct end *e, const char *hex)
{
	uint8_t p[8192];

	h5_receive(&e->h, p, unhex_any(hex, p, sizeof(p)), e->now);
}

static void send(struct end *e, const char *hex)
{
	uint8_t p[512];

	assert_true(h5_send(&e->h, p, unhex_any(hex, p, sizeof(p)), e->now));
}

static void holds(struct buf *b, const char *hex)
{
	assert_hex(b->len ? b->data : (const uint8_t *)"", b->len, hex);
	b->len = 0;
}

/* What has been sent since the last time. */
static void says(struct end *e, const char *hex)
{
	holds(&e->h.wire, hex);
}

static void delivers(struct end *e, const char *hex)
{
	holds(&e->h.packets, hex);
}

/* Until its deadline, which comes within `msec`. */
static void wait(struct end *e, unsigned msec)
{
	assert_int_equal(h5_deadline(&e->h), e->now + msec * USEC_PER_MSEC);
	e->now = h5_deadline(&e->h);
	h5_tick(&e->h, e->now);
}

#define SYNC		"c0002f00d0017ec0"
#define SYNC_RESPONSE	"c0002f00d0027dc0"
#define CONFIG_BARE	"c0002f00d003fcc0"
#define CONFIG_RESPONSE "c0002f00d0047bc0"
/* A window of 7 and the CRC; the checksum is a delimiter, which is escaped. */
#define CONFIG_17	   "c0003f00dbdc03fc17c0"
#define CONFIG_RESPONSE_17 "c0003f00dbdc047b17c0"
#define CONFIG_RESPONSE_07 "c0003f00dbdc047b07c0"
#define WAKEUP		   "c0002f00d005fac0"
#define WOKEN		   "c0002f00d006f9c0"
#define SLEEP		   "c0002f00d00778c0"

static void bring_up(struct end *e, const char *config_response)
{
	start(e, false, 7, true);
	says(e, SYNC);
	hear(e, SYNC_RESPONSE);
	says(e, CONFIG_17);
	hear(e, config_response);
	assert_int_equal(e->h.state, H5_ACTIVE);
	says(e, "");
}

/* What the baseband of an iPhone and its processor say to each other when they
 * bring up this link, and what Realtek's drivers send as octets. */
static void test_establishment_of_others(void **state)
{
	struct end e;

	(void)state;
	start(&e, false, 7, true);
	says(&e, SYNC);
	hear(&e, SYNC);
	says(&e, SYNC_RESPONSE);
	hear(&e, CONFIG_BARE); /* too early */
	says(&e, "");
	hear(&e, SYNC_RESPONSE);
	says(&e, CONFIG_17);
	hear(&e, CONFIG_BARE);
	says(&e, CONFIG_RESPONSE);
	hear(&e, CONFIG_RESPONSE_17);
	assert_int_equal(e.h.state, H5_ACTIVE);
	assert_int_equal(e.h.window, 7);
	assert_true(e.h.crc);
	assert_int_equal(h5_deadline(&e.h), NEVER);
	hear(&e, CONFIG_BARE); /* it has not heard us */
	says(&e, CONFIG_RESPONSE);
	h5_free(&e.h);

	start(&e, true, 7, true);
	says(&e, SYNC);
	hear(&e, SYNC SYNC_RESPONSE);
	says(&e, SYNC_RESPONSE CONFIG_BARE);
	hear(&e, CONFIG_RESPONSE);
	assert_int_equal(e.h.state, H5_ACTIVE);
	hear(&e, CONFIG_17); /* the host may answer before it asks */
	says(&e, CONFIG_RESPONSE_17);
	assert_int_equal(e.h.window, 7);
	assert_true(e.h.crc);
	h5_free(&e.h);
}

/* A configuration is the least of both. */
static void test_negotiation(void **state)
{
	static const struct {
		const char *response;
		unsigned window;
		bool crc;
	} cases[] = {
		{ CONFIG_RESPONSE, 1, false },
		{ CONFIG_RESPONSE_07, 7, false },
		{ "c0003f00dbdc047b14c0", 4, true },
		{ "c0003f00dbdc047b10c0", 1, true },
		{ "c0003f00dbdc047bffc0", 7, true },
	};
	struct end e;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		bring_up(&e, cases[i].response);
		assert_int_equal(e.h.window, cases[i].window);
		assert_int_equal(e.h.crc, cases[i].crc);
		h5_free(&e.h);
	}
	start(&e, false, 3, false);
	hear(&e, SYNC_RESPONSE);
	says(&e, SYNC "c0003f00dbdc03fc03c0");
	hear(&e, CONFIG_RESPONSE_17);
	assert_int_equal(e.h.window, 3);
	assert_false(e.h.crc);
	h5_free(&e.h);
}

/* SYNC and CONFIG every 250 ms, and not for ever. */
static void test_silence(void **state)
{
	struct end e;

	(void)state;
	start(&e, false, 7, true);
	for (unsigned i = 0; i < 3; i++) {
		says(&e, SYNC);
		wait(&e, 250);
	}
	says(&e, SYNC);
	hear(&e, SYNC_RESPONSE);
	for (unsigned i = 0; i < 4; i++) {
		says(&e, CONFIG_17);
		wait(&e, 250);
	}
	says(&e, CONFIG_17);
	wait(&e, 250);
	says(&e, "");
	assert_int_equal(e.h.state, H5_SILENT);
	assert_int_equal(h5_deadline(&e.h), NEVER);
	h5_free(&e.h);
}

/* Header, checksum, acknowledgement and escapes. */
static void test_frames(void **state)
{
	struct end e;

	(void)state;
	bring_up(&e, CONFIG_RESPONSE_07);
	send(&e, RESET);
	says(&e, "c0 8031004e 030c00 c0");
	hear(&e, "c0 88640012 0e0401030c00 c0"); /* the checksum is wrong */
	says(&e, "");
	hear(&e, "c0 88640013 0e0401030c00 c0");
	delivers(&e, RESET_ANSWER);
	says(&e, "c0 080000f7 c0");
	assert_int_equal(h5_deadline(&e.h), NEVER);
	/* Both reserved octets in data. */
	send(&e, "02 4000 0500 c0dbdcdd00");
	says(&e, "c0 899200e4 40000500dbdcdbdddcdd00 c0");
	h5_free(&e.h);
}

/* The register of Vol 4 Part D 6.4, a bit at a time. */
static uint16_t shift_register(const uint8_t *p, size_t n)
{
	uint16_t r = 0xffff;

	for (size_t i = 0; i < 8 * n; i++) {
		unsigned in = p[i / 8] >> i % 8 & 1, top = r >> 15;

		r = (uint16_t)(r << 1);
		if (in != top)
			r ^= 1 << 12 | 1 << 5 | 1 << 0;
	}
	return r;
}

static void test_crc(void **state)
{
	uint8_t f[] = { 0xc0, 0xc0, 0x31, 0, 0x0e, 3, 0x0c, 0, 0, 0, 0xc0 };
	/* On the line its first octet is a delimiter, which is escaped. */
	const char *frame = "c0 dbdc31000e 030c00 9798 c0";
	uint16_t crc = shift_register(f + 1, 7);
	struct end e;

	(void)state;
	assert_int_equal(shift_register((const uint8_t *)"123456789", 9),
	    0x89f6); /* the catalogues have 0x6f91, the other way round */
	assert_int_equal(crc, 0x9798);
	bring_up(&e, CONFIG_RESPONSE_17);
	send(&e, RESET);
	says(&e, frame);
	h5_free(&e.h);
	/* The peer takes it as it is, and with no bit of it changed. */
	for (unsigned bit = 0; bit <= 8 * 8; bit++) {
		uint8_t line[12];

		start(&e, true, 7, true);
		hear(&e, SYNC_RESPONSE CONFIG_17 CONFIG_RESPONSE);
		e.h.wire.len = 0;
		unhex(frame, line, sizeof(line));
		if (bit < 8 * 8)
			line[3 + bit / 8] ^= (uint8_t)(1 << bit % 8);
		h5_receive(&e.h, line, sizeof(line), e.now);
		delivers(&e, bit < 8 * 8 ? "" : RESET);
		h5_free(&e.h);
	}
}

/* A command with this opcode and no parameters, and its frame without CRC. */
#define COMMAND(n)	       "01" n "2000"
#define FRAME(first, n, check) "c0" first "3100" check n "2000c0"

static void test_window(void **state)
{
	struct end e;

	(void)state;
	bring_up(&e, "c0003f00dbdc047b02c0"); /* two at a time */
	send(&e, COMMAND("00"));
	send(&e, COMMAND("01"));
	send(&e, COMMAND("02"));
	send(&e, COMMAND("03"));
	says(&e, FRAME("80", "00", "4e") FRAME("81", "01", "4d"));
	hear(&e, "c0080000f7c0"); /* the first one is there */
	says(&e, FRAME("82", "02", "4c"));
	hear(&e, "c0080000f7c0"); /* said twice */
	hear(&e, "c0280000d7c0"); /* of one that was not sent */
	says(&e, "");
	hear(&e, "c0180000e7c0"); /* both */
	says(&e, FRAME("83", "03", "4b"));
	hear(&e, "c0200000dfc0");
	assert_int_equal(h5_deadline(&e.h), NEVER);
	/* The numbers go round. */
	for (unsigned i = 4; i < 20; i++) {
		uint8_t ack[] = { 0xc0, (uint8_t)((i + 1) % 8 << 3), 0, 0, 0,
			0xc0 };

		ack[4] = (uint8_t)~ack[1];
		send(&e, COMMAND("00"));
		assert_int_equal(e.h.wire.data[1], 0x80 | i % 8);
		e.h.wire.len = 0;
		h5_receive(&e.h, ack, sizeof(ack), e.now);
		assert_int_equal(e.h.in_flight, 0);
	}
	h5_free(&e.h);
}

static void test_retransmission(void **state)
{
	struct end e;

	(void)state;
	bring_up(&e, "c0003f00dbdc047b02c0");
	send(&e, COMMAND("00"));
	send(&e, COMMAND("01"));
	send(&e, COMMAND("02"));
	e.h.wire.len = 0;
	wait(&e, 250);
	says(&e, FRAME("80", "00", "4e") FRAME("81", "01", "4d"));
	hear(&e, "c0080000f7c0");
	says(&e, FRAME("82", "02", "4c"));
	wait(&e, 250);
	says(&e, FRAME("81", "01", "4d") FRAME("82", "02", "4c"));
	/* While the line is not rid of it, no more is put on it. */
	wait(&e, 250);
	wait(&e, 250);
	says(&e, FRAME("81", "01", "4d") FRAME("82", "02", "4c"));
	for (unsigned i = 2; i <= 16; i++) {
		assert_int_equal(e.h.state, H5_ACTIVE);
		wait(&e, 250);
		e.h.wire.len = 0;
	}
	assert_int_equal(e.h.state, H5_LOST);
	assert_int_equal(h5_deadline(&e.h), NEVER);
	h5_free(&e.h);
}

/* What comes twice, or too early, is not taken, but answered with what is
 * expected. */
static void test_order(void **state)
{
	struct end e;

	(void)state;
	bring_up(&e, CONFIG_RESPONSE_07);
	hear(&e, "c0 8164001a 0e0401030c00 c0"); /* the second one */
	delivers(&e, "");
	says(&e, "c0000000ffc0");
	hear(&e, "c0 8064001b 0e0401030c00 c0");
	delivers(&e, RESET_ANSWER);
	says(&e, "c0080000f7c0");
	hear(&e, "c0 8064001b 0e0401030c00 c0");
	delivers(&e, "");
	says(&e, "c0080000f7c0");
	/* Two at once are answered once, or with what is sent anyway. */
	hear(&e, "c0 8164001a 0e0401030c00 c0 c0 82640019 0e0401030c00 c0");
	delivers(&e, RESET_ANSWER RESET_ANSWER);
	says(&e, "c0180000e7c0");
	/* Synchronous data is taken as it comes. */
	hear(&e, "c0 004300bc 40000101 c0");
	delivers(&e, "0340000101");
	says(&e, "");
	h5_free(&e.h);
}

static void test_sleep(void **state)
{
	struct end e;

	(void)state;
	bring_up(&e, CONFIG_RESPONSE_07);
	hear(&e, WAKEUP);
	says(&e, WOKEN);
	hear(&e, SLEEP);
	says(&e, "");
	send(&e, RESET);
	says(&e, WAKEUP);
	wait(&e, 250);
	says(&e, WAKEUP);
	hear(&e, WOKEN);
	says(&e, "c0 8031004e 030c00 c0");
	wait(&e, 250);
	says(&e, "c0 8031004e 030c00 c0");
	/* It falls asleep without it, and does so soon. */
	hear(&e, SLEEP);
	wait(&e, 250);
	says(&e, WAKEUP);
	hear(&e, WOKEN);
	says(&e, "c0 8031004e 030c00 c0");
	hear(&e, "c0080000f7c0");
	assert_int_equal(h5_deadline(&e.h), NEVER);
	h5_free(&e.h);

	/* It was active before us, and is tired already. */
	start(&e, false, 7, true);
	hear(&e, SYNC_RESPONSE);
	hear(&e, SLEEP);
	hear(&e, CONFIG_RESPONSE_07);
	e.h.wire.len = 0;
	send(&e, RESET);
	says(&e, WAKEUP);
	h5_free(&e.h);
}

static void test_reset_of_the_peer(void **state)
{
	struct end e;

	(void)state;
	bring_up(&e, CONFIG_RESPONSE_07);
	send(&e, RESET);
	hear(&e, SYNC);
	assert_int_equal(e.h.state, H5_RESET);
	assert_int_equal(h5_deadline(&e.h), NEVER);
	h5_free(&e.h);
}

/* Octets that are no frame cost none of those around them. */
static void test_noise(void **state)
{
	static const char *const noise[] = {
		"", "00", "8031004e030c",      /* too short */
		"8031004e030c0000",	       /* too long */
		"8041003e 030c00",	       /* says another length */
		"8031004e 030cdb00",	       /* no such escape */
		"8031004e 030c00db",	       /* none at all */
		"c0 802f0050 01",	       /* half a message */
		"00ff0f0000",		       /* a length of 4095 */
		"8054002b 0e0401030c",	       /* no whole event: a frame */
		"00000000 00000000 ffff efef", /* from another world */
	};
	struct end e;
	char text[200];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(noise); i++) {
		bring_up(&e, CONFIG_RESPONSE_07);
		snprintf(text, sizeof(text), "%s c0", noise[i]);
		hear(&e, text);
		e.h.wire.len = 0;
		delivers(&e, "");
		e.h.rx_seq = 0;
		hear(&e, "c0 8064001b 0e0401030c00 c0");
		delivers(&e, RESET_ANSWER);
		h5_free(&e.h);
	}
	/* A frame without end. */
	bring_up(&e, CONFIG_RESPONSE_07);
	for (unsigned i = 0; i < 5000; i++)
		hear(&e, "80");
	hear(&e, "c0 8064001b 0e0401030c00 c0");
	delivers(&e, RESET_ANSWER);
	assert_int_equal(e.h.noise, 5000);
	h5_free(&e.h);
}

static void test_sizes(void **state)
{
	static uint8_t packet[1 + H5_MAX_PAYLOAD + 1] = { H4_ACL };
	struct end e, peer;

	(void)state;
	start(&e, false, 7, true);
	assert_false(h5_send(&e.h, packet, sizeof(packet), e.now));
	assert_false(h5_send(&e.h, packet, 0, e.now));
	put_le16(packet + 3, H5_MAX_PAYLOAD - 4);
	assert_true(h5_send(&e.h, packet, sizeof(packet) - 1, e.now));
	hear(&e, SYNC_RESPONSE);
	e.h.wire.len = 0;
	hear(&e, CONFIG_RESPONSE_17);
	start(&peer, true, 7, true);
	hear(&peer, SYNC_RESPONSE CONFIG_17 CONFIG_RESPONSE);
	h5_receive(&peer.h, e.h.wire.data, e.h.wire.len, peer.now);
	assert_int_equal(peer.h.packets.len, sizeof(packet) - 1);
	assert_memory_equal(peer.h.packets.data, packet, sizeof(packet) - 1);
	h5_free(&peer.h);
	h5_free(&e.h);
}

/* Two ends, and a line that loses, alters and repeats frames. */

#define PUMPED 100000

struct line {
	struct test_random random;
	struct env env;
	unsigned loss, damage, repeat; /* per thousand */
	unsigned lost, damaged, repeated;
};

static unsigned chance(struct line *l, unsigned below)
{
	uint32_t v;

	env_random(&l->env, &v, sizeof(v));
	return v % below;
}

static void damage(struct line *l, uint8_t *p, size_t n)
{
	l->damaged++;
	for (unsigned i = chance(l, 3) + 1; i; i--)
		p[chance(l, (unsigned)n)] ^= (uint8_t)(chance(l, 255) + 1);
}

/* Everything that `from` has said, in frames, to `to`. */
static bool carry(struct line *l, struct h5 *from, struct h5 *to, uint64_t now)
{
	uint8_t *p = from->wire.data, *end;
	bool any = from->wire.len;

	for (end = any ? p + from->wire.len : p; p != end;) {
		uint8_t *close = memchr(p + 1, 0xc0, (size_t)(end - p) - 1);
		size_t n = (size_t)(close + 1 - p);
		unsigned copies = 1;

		if (chance(l, 1000) < l->repeat) {
			l->repeated++;
			copies = 2;
		}
		if (chance(l, 1000) < l->loss) {
			l->lost++;
			copies = 0;
		} else if (chance(l, 1000) < l->damage) {
			damage(l, p, n);
		}
		while (copies--)
			h5_receive(to, p, n, now);
		p += n;
	}
	from->wire.len = 0;
	return any;
}

/* Packet number `i` of a direction: its number, and octets that follow of it. */
static size_t make_packet(uint32_t i, uint8_t type, uint8_t *p)
{
	uint32_t x = i * 2654435761U + type;
	size_t n = x >> 24;

	n = n < 200 ? n % 30 : n - 10;
	p[0] = type;
	if (type == H4_ACL) {
		put_le16(p + 1, 64);
		put_le16(p + 3, (uint16_t)(4 + n));
	} else {
		p[1] = 0xff;
		p[2] = (uint8_t)(4 + n);
	}
	p += type == H4_ACL ? 5 : 3;
	put_le32(p, i);
	for (size_t k = 0; k < n; k++)
		p[4 + k] = (uint8_t)(x >> k % 24);
	return (type == H4_ACL ? 9 : 7) + n;
}

static void check_packets(struct h5 *h, uint8_t type, uint32_t *next)
{
	uint8_t want[300];
	size_t at = 0;

	while (at < h->packets.len) {
		size_t n = make_packet(*next, type, want);

		assert_true(n <= h->packets.len - at);
		assert_memory_equal(h->packets.data + at, want, n);
		at += n;
		++*next;
	}
	h->packets.len = 0;
}

static void fill(struct h5 *h, uint8_t type, uint32_t *i, uint64_t now)
{
	uint8_t p[300];

	while (*i < PUMPED && h->waiting.len < 4096)
		assert_true(h5_send(h, p, make_packet((*i)++, type, p), now));
}

static void pump(struct line *l)
{
	struct h5_config config = { .window = 7, .crc = true };
	uint32_t sent[2] = { 0 }, got[2] = { 0 };
	struct h5 *h = calloc(2, sizeof(*h));
	uint64_t now = 0;

	l->env = test_env(&l->random, 5);
	h5_start(&h[0], &config, now);
	config.controller = true;
	h5_start(&h[1], &config, now);
	while (got[0] < PUMPED || got[1] < PUMPED) {
		if (h[0].state == H5_ACTIVE)
			fill(&h[0], H4_ACL, &sent[0], now);
		if (h[1].state == H5_ACTIVE)
			fill(&h[1], H4_EVENT, &sent[1], now);
		if (!(carry(l, &h[0], &h[1], now) |
			carry(l, &h[1], &h[0], now))) {
			now = earlier(h5_deadline(&h[0]), h5_deadline(&h[1]));
			assert_int_not_equal(now, NEVER);
			h5_tick(&h[0], now);
			h5_tick(&h[1], now);
		}
		assert_true(h[0].state <= H5_ACTIVE);
		assert_true(h[1].state <= H5_ACTIVE);
		check_packets(&h[1], H4_ACL, &got[0]);
		check_packets(&h[0], H4_EVENT, &got[1]);
	}
	assert_int_equal(got[0], PUMPED);
	assert_int_equal(got[1], PUMPED);
	h5_free(&h[0]);
	h5_free(&h[1]);
	free(h);
}

static void test_bad_line(void **state)
{
	struct line l = { .loss = 100, .damage = 10, .repeat = 10 };

	(void)state;
	pump(&l);
	assert_true(l.lost > PUMPED / 10);
	assert_true(l.damaged > PUMPED / 100);
	assert_true(l.repeated > PUMPED / 100);
}

static void test_good_line(void **state)
{
	struct line l = { .loss = 0 };

	(void)state;
	pump(&l);
}

/* Any octets, in any state: for the sanitizers. */
static void test_any_octets(void **state)
{
	struct test_random random;
	struct env env = test_env(&random, 6);
	/* Octets of which frames are made come more often. */
	static const uint8_t often[] = { 0xc0, 0xdb, 0xdc, 0x01, 0x7e, 0x2f,
		0xd0, 0x00 };
	struct end e;
	uint8_t p[64];

	(void)state;
	for (unsigned round = 0; round < 2000; round++) {
		bring_up(&e, CONFIG_RESPONSE_07);
		for (unsigned i = 0; i < 20; i++) {
			env_random(&env, p, sizeof(p));
			for (size_t k = 0; k < sizeof(p); k += 2)
				p[k] = often[p[k] % ARRAY_SIZE(often)];
			h5_receive(&e.h, p, sizeof(p), e.now);
			e.now += 100 * USEC_PER_MSEC;
			h5_tick(&e.h, e.now);
		}
		assert_true(e.h.packets.len < 64 * 20);
		h5_free(&e.h);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_establishment_of_others),
		cmocka_unit_test(test_negotiation),
		cmocka_unit_test(test_silence),
		cmocka_unit_test(test_frames),
		cmocka_unit_test(test_crc),
		cmocka_unit_test(test_window),
		cmocka_unit_test(test_retransmission),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_sleep),
		cmocka_unit_test(test_reset_of_the_peer),
		cmocka_unit_test(test_noise),
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_good_line),
		cmocka_unit_test(test_bad_line),
		cmocka_unit_test(test_any_octets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
