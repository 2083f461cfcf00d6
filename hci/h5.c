#include "hci/h5.h"

#include "base/bytes.h"
#include "hci/defs.h"
#include "hci/h4.h"

/* SLIP, Vol 4 Part D 3 */
#define DELIMITER 0xc0
#define ESCAPE	  0xdb

/* Of the period of SYNC and CONFIG, 8.3, and of what is not acknowledged. */
#define PERIOD		 (250 * USEC_PER_MSEC)
#define ESTABLISH_WITHIN (2 * USEC_PER_SEC)
#define MAX_TRIES	 16

/* Packet types, 4.4; those between are those of H4. */
enum { ACKNOWLEDGEMENT = 0, LINK_CONTROL = 15 };

#define SEQ(n) ((uint8_t)((n)&7))
#define HEAD   4

/* The header's first octet, 4 */
enum { HAS_CRC = 1 << 6, RELIABLE = 1 << 7 };
/* The configuration field, 8.6 */
enum { CONFIG_WINDOW = 7, CONFIG_CRC = 1 << 4 };

enum message {
	SYNC,
	SYNC_RESPONSE,
	CONFIG,
	CONFIG_RESPONSE,
	WAKEUP,
	WOKEN,
	SLEEP,
};

/* 8.1 and 9: a message has what it is, and a check of that. */
static const uint8_t messages[][2] = {
	[SYNC] = { 0x01, 0x7e },
	[SYNC_RESPONSE] = { 0x02, 0x7d },
	[CONFIG] = { 0x03, 0xfc },
	[CONFIG_RESPONSE] = { 0x04, 0x7b },
	[WAKEUP] = { 0x05, 0xfa },
	[WOKEN] = { 0x06, 0xf9 },
	[SLEEP] = { 0x07, 0x78 },
};

/* CCITT, least significant bits first, 6.4. */
static uint16_t crc_add(uint16_t crc, const uint8_t *p, size_t n)
{
	while (n--) {
		crc ^= *p++;
		for (int i = 0; i < 8; i++)
			crc =
			    (uint16_t)(crc & 1 ? crc >> 1 ^ 0x8408 : crc >> 1);
	}
	return crc;
}

/* As it is sent: the other way round, most significant octet first. */
static uint16_t crc_of(const uint8_t *p, size_t n)
{
	uint16_t crc = crc_add(0xffff, p, n), reversed = 0;

	for (int i = 0; i < 16; i++)
		reversed = (uint16_t)(reversed << 1 | (crc >> i & 1));
	return reversed;
}

static void put_octets(struct buf *b, const uint8_t *p, size_t n)
{
	for (; n--; p++) {
		if (*p != DELIMITER && *p != ESCAPE) {
			buf_putc(b, (char)*p);
			continue;
		}
		buf_putc(b, (char)ESCAPE);
		buf_putc(b, *p == DELIMITER ? '\xdc' : '\xdd');
	}
}

/* `first`: flags and sequence number. */
static void put_frame(
    struct h5 *h, uint8_t first, uint8_t type, const uint8_t *payload, size_t n)
{
	uint8_t frame[HEAD + H5_MAX_PAYLOAD + 2];
	struct wr w = wr_over(frame, sizeof(frame));

	if (type != LINK_CONTROL) {
		first |= (uint8_t)(h->rx_seq << 3);
		if (h->crc)
			first |= HAS_CRC;
		h->ack_due = false;
	}
	wr_u8(&w, first);
	wr_u16(&w, (uint16_t)(n << 4 | type));
	wr_u8(&w, (uint8_t) ~(frame[0] + frame[1] + frame[2]));
	wr_bytes(&w, payload, n);
	if (first & HAS_CRC) {
		uint16_t crc = crc_of(frame, w.len);

		wr_u8(&w, (uint8_t)(crc >> 8));
		wr_u8(&w, (uint8_t)crc);
	}
	buf_putc(&h->wire, (char)DELIMITER);
	put_octets(&h->wire, frame, w.len);
	buf_putc(&h->wire, (char)DELIMITER);
}

/* `field`: the configuration, or -1 without one. */
static void put_message(struct h5 *h, enum message m, int field)
{
	uint8_t p[3] = { messages[m][0], messages[m][1], (uint8_t)field };

	put_frame(h, 0, LINK_CONTROL, p, field < 0 ? 2 : 3);
}

static int our_field(const struct h5 *h)
{
	return (int)h->config.window | (h->config.crc ? CONFIG_CRC : 0);
}

/* What both ends can. */
static int agree(struct h5 *h, int field)
{
	unsigned window = field & CONFIG_WINDOW;

	h->window = window < h->config.window ? window : h->config.window;
	if (!h->window)
		h->window = 1;
	h->crc = h->config.crc && field & CONFIG_CRC;
	return (int)h->window | (h->crc ? CONFIG_CRC : 0);
}

static void die(struct h5 *h, enum h5_state how)
{
	h->state = how;
	h->deadline = NEVER;
}

/* The packet at `*at` of those that wait, which then is behind it. */
static const uint8_t *take_packet(const struct h5 *h, size_t *at, size_t *n)
{
	const uint8_t *p = h->waiting.data + *at;

	*n = get_le16(p);
	*at += 2 + *n;
	return p + 2;
}

/* The `i`th of those that are under way. */
static void put_packet(struct h5 *h, unsigned i, const uint8_t *p, size_t n)
{
	put_frame(h, RELIABLE | SEQ(h->tx_seq + i), p[0], p + 1, n - 1);
}

/* What there is room for, and what the peer waits for. */
static void flush(struct h5 *h, uint64_t now)
{
	size_t n;

	if (h->state != H5_ACTIVE)
		return;
	if (h->asleep && h->waiting.len) {
		if (h->deadline == NEVER) {
			put_message(h, WAKEUP, -1);
			h->deadline = now + PERIOD;
		}
		return;
	}
	while (h->in_flight < h->window && h->sent < h->waiting.len) {
		const uint8_t *p = take_packet(h, &h->sent, &n);

		if (!h->in_flight)
			h->deadline = now + PERIOD;
		put_packet(h, h->in_flight++, p, n);
	}
	if (h->ack_due)
		put_frame(h, 0, ACKNOWLEDGEMENT, NULL, 0);
}

/* Everything that is under way, once more: 7.3. */
static void send_again(struct h5 *h)
{
	size_t at = 0, n;

	for (unsigned i = 0; i < h->in_flight; i++) {
		const uint8_t *p = take_packet(h, &at, &n);

		put_packet(h, i, p, n);
	}
}

/* The peer expects `seq` next. */
static void acknowledged(struct h5 *h, uint8_t seq, uint64_t now)
{
	unsigned n = SEQ(seq - h->tx_seq);
	size_t at = 0, size;

	if (!n || n > h->in_flight)
		return;
	for (unsigned i = 0; i < n; i++)
		take_packet(h, &at, &size);
	buf_drop(&h->waiting, at);
	h->sent -= at;
	h->tx_seq = SEQ(seq);
	h->in_flight -= n;
	h->tries = 0;
	h->deadline = h->in_flight ? now + PERIOD : NEVER;
}

static void establish(struct h5 *h, enum h5_state state, uint64_t now)
{
	h->state = state;
	h->deadline = NEVER;
	if (state == H5_INITIALIZED) {
		put_message(
		    h, CONFIG, h->config.controller ? -1 : our_field(h));
		h->deadline = earlier(now + PERIOD, h->give_up);
	}
}

/* 8.2 to 8.5, and 9. */
static void receive_message(
    struct h5 *h, enum message m, int field, uint64_t now)
{
	switch (m) {
	case SYNC:
		if (h->state == H5_ACTIVE)
			die(h, H5_RESET);
		else
			put_message(h, SYNC_RESPONSE, -1);
		break;
	case SYNC_RESPONSE:
		if (h->state == H5_UNINITIALIZED)
			establish(h, H5_INITIALIZED, now);
		break;
	case CONFIG:
		if (h->state == H5_UNINITIALIZED)
			break;
		/* One without a field asks for none. The host's own may come
		 * when we are active: we answer, it decides. */
		if (field >= 0 &&
		    (h->config.controller || h->state == H5_INITIALIZED))
			field = agree(h, field);
		else if (field >= 0)
			field = (int)h->window | (h->crc ? CONFIG_CRC : 0);
		put_message(h, CONFIG_RESPONSE, field);
		break;
	case CONFIG_RESPONSE:
		if (h->state != H5_INITIALIZED)
			break;
		if (!h->config.controller)
			agree(h, field < 0 ? 0 : field);
		establish(h, H5_ACTIVE, now);
		break;
	case WAKEUP:
		if (h->state == H5_ACTIVE)
			put_message(h, WOKEN, -1);
		break;
	case WOKEN:
		/* At once, or it is asleep again before it is heard. */
		if (h->asleep) {
			send_again(h);
			h->deadline = h->in_flight ? now + PERIOD : NEVER;
		}
		h->asleep = false;
		h->tries = 0;
		break;
	case SLEEP:
		/* It may be active before we are. */
		h->asleep = h->state != H5_UNINITIALIZED;
		break;
	}
}

static void link_control(struct h5 *h, struct rd *r, uint64_t now)
{
	uint8_t what = rd_u8(r), check = rd_u8(r);
	int field = rd_left(r) ? rd_u8(r) : -1;

	for (size_t i = 0; i < ARRAY_SIZE(messages); i++)
		if (!r->bad && messages[i][0] == what &&
		    messages[i][1] == check)
			receive_message(h, (enum message)i, field, now);
}

static void deliver(struct h5 *h, uint8_t type, const struct rd *r)
{
	size_t at = h->packets.len, n = 1 + rd_left(r);

	buf_putc(&h->packets, (char)type);
	buf_add(&h->packets, r->p, n - 1);
	/* The stream that this is part of has no other boundaries. */
	if (h4_packet_size(h->packets.data + at, n) == n)
		return;
	h->packets.len = at;
	h->noise += n;
}

/* A frame, out of its SLIP. False when it is none. */
static bool receive_frame(struct h5 *h, uint64_t now)
{
	struct rd r = rd_over(h->frame, h->frame_len);
	uint8_t first = rd_u8(&r);
	uint16_t word = rd_u16(&r);
	uint8_t sum = rd_u8(&r), type = word & 15;
	size_t n = word >> 4, size = HEAD + n + (first & HAS_CRC ? 2 : 0);

	sum += (uint8_t)(first + (word & 0xff) + (word >> 8));
	if (r.bad || sum != 0xff || size != h->frame_len)
		return false;
	if (first & HAS_CRC &&
	    get_be16(h->frame + HEAD + n) != crc_of(h->frame, HEAD + n))
		return false;
	r = rd_over(h->frame + HEAD, n);
	h->frames++;
	if (type == LINK_CONTROL) {
		link_control(h, &r, now);
		return true;
	}
	if (h->state != H5_ACTIVE)
		return true;
	acknowledged(h, first >> 3 & 7, now);
	if (first & RELIABLE) {
		h->ack_due = true;
		if ((first & 7) != h->rx_seq)
			return true;
		h->rx_seq = SEQ(h->rx_seq + 1);
	}
	if (type != ACKNOWLEDGEMENT)
		deliver(h, type, &r);
	return true;
}

static void receive_octet(struct h5 *h, uint8_t octet, uint64_t now)
{
	if (octet == DELIMITER) {
		if (h->skipping || h->escaped ||
		    (h->frame_len && !receive_frame(h, now)))
			h->noise += h->frame_len;
		h->frame_len = 0;
		h->skipping = h->escaped = false;
		return;
	}
	if (h->skipping) {
		h->noise++;
		return;
	}
	if (octet == ESCAPE && !h->escaped) {
		h->escaped = true;
		return;
	}
	if (h->frame_len == sizeof(h->frame) ||
	    (h->escaped && octet != 0xdc && octet != 0xdd)) {
		h->skipping = true;
		h->noise++;
		return;
	}
	if (h->escaped)
		octet = octet == 0xdc ? DELIMITER : ESCAPE;
	h->escaped = false;
	h->frame[h->frame_len++] = octet;
}

void h5_receive(struct h5 *h, const uint8_t *p, size_t n, uint64_t now)
{
	while (n-- && h->state <= H5_ACTIVE)
		receive_octet(h, *p++, now);
	flush(h, now);
}

bool h5_send(struct h5 *h, const uint8_t *packet, size_t n, uint64_t now)
{
	uint8_t head[2];

	if (!n || n - 1 > H5_MAX_PAYLOAD)
		return false;
	if (packet[0] == H4_SCO || packet[0] == H4_ISO) {
		if (h->state == H5_ACTIVE && !h->asleep)
			put_frame(h, 0, packet[0], packet + 1, n - 1);
		return true;
	}
	put_le16(head, (uint16_t)n);
	buf_add(&h->waiting, head, sizeof(head));
	buf_add(&h->waiting, packet, n);
	flush(h, now);
	return true;
}

void h5_tick(struct h5 *h, uint64_t now)
{
	if (now < h->deadline)
		return;
	h->deadline = now + PERIOD;
	if (h->state < H5_ACTIVE && now >= h->give_up) {
		die(h, H5_SILENT);
	} else if (h->state == H5_UNINITIALIZED) {
		put_message(h, SYNC, -1);
		h->deadline = earlier(h->deadline, h->give_up);
	} else if (h->state == H5_INITIALIZED) {
		establish(h, H5_INITIALIZED, now);
	} else if (h->wire.len) {
		return; /* the line is slow, the peer has not seen it all */
	} else if (++h->tries > MAX_TRIES) {
		die(h, H5_LOST);
	} else if (h->asleep) {
		put_message(h, WAKEUP, -1);
	} else {
		send_again(h);
	}
}

uint64_t h5_deadline(const struct h5 *h)
{
	return h->deadline;
}

void h5_start(struct h5 *h, const struct h5_config *config, uint64_t now)
{
	*h = (struct h5){
		.config = *config,
		.window = 1,
		.give_up = config->controller ? NEVER : now + ESTABLISH_WITHIN,
		.skipping = true,
	};
	h->deadline = now;
	h5_tick(h, now);
}

void h5_free(struct h5 *h)
{
	buf_free(&h->wire);
	buf_free(&h->packets);
	buf_free(&h->waiting);
}
