/*
 * H4: packets out of a byte stream that knows no boundaries, Vol 4 Part A.
 * Pure; takes any chunking.
 *
 * A byte that starts no packet means that the two ends disagree about where
 * packets begin. Then everything is skipped up to something that can hardly be
 * anything but a packet, and what was skipped is said.
 */
#ifndef HCI_H4_H
#define HCI_H4_H

#include "base/buf.h"

struct h4 {
	struct buf in;
	size_t at;	   /* of the first byte not yet given out */
	bool lost;	   /* looking for a packet */
	size_t skipped;	   /* bytes since sync was lost */
	uint8_t first[16]; /* the first of them */
};

enum h4_result {
	H4_MORE,   /* needs more bytes */
	H4_PACKET, /* a packet, with its type octet */
	H4_SKIPPED, /* `len` bytes were no packet; `p` has at most the first 16 */
};

struct h4_item {
	const uint8_t *p; /* valid until the next h4_feed() */
	size_t len;
};

/* Bytes from the controller. */
void h4_feed(struct h4 *h, const uint8_t *p, size_t n);
/* What they amount to; call until H4_MORE. */
enum h4_result h4_next(struct h4 *h, struct h4_item *item);
/* Sync is lost, whatever it seems: also inside of a packet. */
void h4_lose(struct h4 *h);
/* Bytes of a packet that has started but not ended. */
size_t h4_partial(const struct h4 *h);
void h4_free(struct h4 *h);

/* Octets of the packet at `p` from its header, with the type octet. 0 when the
 * header is not complete; SIZE_MAX when the first octet is no packet type. */
size_t h4_packet_size(const uint8_t *p, size_t n);

#endif
