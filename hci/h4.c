#include "hci/h4.h"

#include "base/bytes.h"
#include "hci/defs.h"

size_t h4_packet_size(const uint8_t *p, size_t n)
{
	if (!n)
		return 0;
	switch (p[0]) {
	case H4_COMMAND:
		return n < 4 ? 0 : 4U + p[3];
	case H4_ACL:
		return n < 5 ? 0 : 5U + get_le16(p + 3);
	case H4_SCO:
		return n < 4 ? 0 : 4U + p[3];
	case H4_EVENT:
		return n < 3 ? 0 : 3U + p[2];
	case H4_ISO:
		return n < 5 ? 0 : 5U + (get_le16(p + 3) & 0x3fff);
	}
	return SIZE_MAX;
}

/* Events that a controller sends in any state, with the lengths they can have:
 * what a stream is taken up with again. */
static const struct {
	uint8_t code, min, max;
} anchors[] = {
	{ HCI_EV_DISCONNECTION_COMPLETE, 4, 4 },
	{ HCI_EV_ENCRYPTION_CHANGE, 4, 4 },
	{ HCI_EV_REMOTE_VERSION, 8, 8 },
	{ HCI_EV_COMMAND_COMPLETE, 3, 255 },
	{ HCI_EV_COMMAND_STATUS, 4, 4 },
	{ HCI_EV_HARDWARE_ERROR, 1, 1 },
	{ HCI_EV_COMPLETED_PACKETS, 5, 33 },
	{ HCI_EV_KEY_REFRESH, 3, 3 },
	{ HCI_EV_LE_META, 4, 255 },
};

enum guess { NO, MAYBE, YES };

/* Whether a packet can start here, judged from inside of noise. */
static enum guess is_anchor(const uint8_t *p, size_t n)
{
	if (p[0] == H4_ACL) {
		/* A frame that fills its packet exactly, on a LE fixed channel:
		 * Vol 3 Part A 2.1. */
		if (n < 9)
			return MAYBE;
		return get_le16(p + 1) >> 12 == 2 &&
			       get_le16(p + 5) + 4 == get_le16(p + 3) &&
			       get_le16(p + 7) >= 4 && get_le16(p + 7) <= 6
			   ? YES
			   : NO;
	}
	if (p[0] != H4_EVENT)
		return NO;
	if (n < 5)
		return MAYBE;
	/* Zephyr's last words, see host_zephyr.c. */
	if (p[1] == HCI_EV_VENDOR)
		return p[3] == 0xaa ? YES : NO;
	for (size_t i = 0; i < ARRAY_SIZE(anchors); i++) {
		if (p[1] != anchors[i].code)
			continue;
		if (p[2] < anchors[i].min || p[2] > anchors[i].max)
			return NO;
		/* Num_HCI_Command_Packets is small, and so is a subevent. */
		if (p[1] == HCI_EV_COMMAND_COMPLETE)
			return p[3] < 32 ? YES : NO;
		if (p[1] == HCI_EV_LE_META)
			return p[3] && p[3] < 64 ? YES : NO;
		return YES;
	}
	return NO;
}

void h4_feed(struct h4 *h, const uint8_t *p, size_t n)
{
	if (h->at) {
		memmove(h->in.data, h->in.data + h->at, h->in.len - h->at);
		h->in.len -= h->at;
		h->at = 0;
	}
	buf_add(&h->in, p, n);
}

static void skip_byte(struct h4 *h)
{
	if (h->skipped < sizeof(h->first))
		h->first[h->skipped] = h->in.data[h->at];
	h->skipped++;
	h->at++;
}

/* Skip to the next packet; false when more bytes have to tell. */
static bool resync(struct h4 *h)
{
	while (h->at < h->in.len) {
		switch (is_anchor(h->in.data + h->at, h->in.len - h->at)) {
		case YES:
			h->lost = false;
			return true;
		case MAYBE:
			return false;
		case NO:
			skip_byte(h);
		}
	}
	return false;
}

enum h4_result h4_next(struct h4 *h, struct h4_item *item)
{
	const uint8_t *p;
	size_t n, size;

	if (h->lost && !resync(h))
		return H4_MORE;
	if (h->skipped) {
		*item = (struct h4_item){ h->first, h->skipped };
		h->skipped = 0;
		return H4_SKIPPED;
	}
	p = h->in.data + h->at;
	n = h->in.len - h->at;
	size = n ? h4_packet_size(p, n) : 0;
	/* A controller sends no commands. */
	if (size == SIZE_MAX || (n && p[0] == H4_COMMAND)) {
		h->lost = true;
		skip_byte(h);
		return h4_next(h, item);
	}
	if (!size || n < size)
		return H4_MORE;
	*item = (struct h4_item){ p, size };
	h->at += size;
	return H4_PACKET;
}

void h4_lose(struct h4 *h)
{
	if (!h->lost && h4_partial(h))
		skip_byte(h);
	h->lost = true;
}

size_t h4_partial(const struct h4 *h)
{
	return h->in.len - h->at;
}

void h4_free(struct h4 *h)
{
	buf_free(&h->in);
}
