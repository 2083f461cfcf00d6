/* L2CAP basic mode on LE: frames of a link into ACL packets and back, Vol 3
 * Part A 7.2; and what of its signalling a host without connection-oriented
 * channels needs. */
#ifndef HCI_L2CAP_H
#define HCI_L2CAP_H

#include "base/bytes.h"

#define L2CAP_HEADER  4
#define L2CAP_CID_SIG 0x0005
/* The longest payload that we take: a whole attribute value in one ATT PDU is
 * 517 octets. Longer frames are dropped and reported. */
#define L2CAP_MAX_PAYLOAD 1024

enum l2cap_pb {			  /* Packet Boundary flag, Vol 4 Part E 5.4.2 */
	L2CAP_START_NO_FLUSH = 0, /* host to controller */
	L2CAP_CONTINUE = 1,
	L2CAP_START = 2, /* controller to host */
};

/* Recombination of one direction of a link. */
struct l2cap_rx {
	uint8_t frame[L2CAP_HEADER + L2CAP_MAX_PAYLOAD];
	size_t have; /* octets of the frame so far */
	size_t drop; /* octets of a frame too long that are still to come */
};

enum l2cap_result {
	L2CAP_PARTIAL, /* the frame goes on in the next packet */
	L2CAP_FRAME,   /* `cid`, `payload`, `len` are set */
	L2CAP_BAD,     /* the packet was dropped; `why` is set */
};

struct l2cap_frame {
	uint16_t cid;
	const uint8_t *payload; /* in the rx, valid until the next call */
	size_t len;
	const char *why; /* NULL when nothing was lost */
};

/* The payload of one ACL packet with its PB flag. */
enum l2cap_result l2cap_receive(struct l2cap_rx *rx, unsigned pb,
    const uint8_t *p, size_t n, struct l2cap_frame *out);

/* LE signalling, Vol 3 Part A 4 */
enum l2cap_code {
	L2CAP_COMMAND_REJECT = 0x01,
	L2CAP_DISCONNECTION_REQ = 0x06,
	L2CAP_PARAMETER_UPDATE_REQ = 0x12,
	L2CAP_PARAMETER_UPDATE_RSP = 0x13,
	L2CAP_LE_CONNECTION_REQ = 0x14,
	L2CAP_LE_CONNECTION_RSP = 0x15,
	L2CAP_CREDIT_CONNECTION_REQ = 0x17,
	L2CAP_CREDIT_CONNECTION_RSP = 0x18,
};

struct l2cap_params {
	uint16_t interval_min, interval_max; /* 1.25 ms */
	uint16_t latency;		     /* connection events */
	uint16_t timeout;		     /* 10 ms */
};

/* Ranges of Vol 3 Part A 4.20 and Vol 4 Part E 7.8.18. */
bool l2cap_params_valid(const struct l2cap_params *p);

#define L2CAP_MAX_ANSWER 14

struct l2cap_signal {
	uint8_t answer[L2CAP_MAX_ANSWER]; /* to send on CID 5 */
	size_t answer_len;
	bool update; /* a valid Connection Parameter Update Request: */
	struct l2cap_params params;
	bool accepted, rejected; /* the answer to our own request */
};

/* A frame of CID 5. `central` is our role. */
struct l2cap_signal l2cap_signalling(const uint8_t *p, size_t n, bool central);

#endif
