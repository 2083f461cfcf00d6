/*
 * H5, the three-wire UART: HCI packets over a line that loses, alters and
 * repeats octets, Vol 4 Part D. SLIP frames, link establishment, a sliding
 * window with acknowledgements, a CRC where both ends have it, and the messages
 * of a peer that sleeps. Pure: octets, packets and `now` (microseconds) go in;
 * octets and packets come out.
 */
#ifndef HCI_H5_H
#define HCI_H5_H

#include "base/buf.h"
#include "base/env.h"

#define H5_MAX_WINDOW  7
#define H5_MAX_PAYLOAD 4095

struct h5_config {
	bool controller; /* the other end's part */
	unsigned window; /* packets under way, 1 to 7: what we offer */
	bool crc;	 /* we can */
};

enum h5_state {
	H5_UNINITIALIZED, /* nothing is known of the peer */
	H5_INITIALIZED,	  /* it hears us, and is being configured */
	H5_ACTIVE,
	H5_SILENT, /* dead: the link was not established in time */
	H5_LOST,   /* dead: the peer acknowledges no more */
	H5_RESET,  /* dead: the peer has begun anew */
};

struct h5 {
	/* The caller takes from their fronts: octets for the line, and whole
	 * H4 packets one behind the other. */
	struct buf wire, packets;
	enum h5_state state;
	size_t noise;  /* octets that were in no good frame */
	size_t frames; /* good ones */

	struct h5_config config;
	unsigned window; /* agreed */
	bool crc;
	uint64_t deadline; /* or NEVER */
	uint64_t give_up;  /* of the establishment */

	struct buf waiting; /* each: length u16, an H4 packet; the first ones */
	unsigned in_flight; /* are under way, */
	size_t sent;	    /* so many octets of it */
	uint8_t tx_seq;	    /* of the first one */
	uint8_t rx_seq;	    /* that is expected */
	bool ack_due;
	unsigned tries; /* since the last progress */
	bool asleep;	/* the peer; it is woken before it is sent anything */

	uint8_t frame[4 + H5_MAX_PAYLOAD + 2];
	size_t frame_len;
	bool escaped, skipping; /* within the frame; up to the next one */
};

void h5_start(struct h5 *h, const struct h5_config *config, uint64_t now);
void h5_free(struct h5 *h);

/* Octets of the line. */
void h5_receive(struct h5 *h, const uint8_t *p, size_t n, uint64_t now);
/* One whole H4 packet for the peer; false when it is too long for H5. It leaves
 * when the link is up and the window has room; what is synchronous and cannot
 * leave at once is dropped. */
bool h5_send(struct h5 *h, const uint8_t *packet, size_t n, uint64_t now);
void h5_tick(struct h5 *h, uint64_t now);
uint64_t h5_deadline(const struct h5 *h); /* or NEVER */

#endif
