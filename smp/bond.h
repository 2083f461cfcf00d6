/* What two devices keep of a pairing. A plain value, without I/O. */
#ifndef SMP_BOND_H
#define SMP_BOND_H

#include "base/addr.h"

/* A Long Term Key and where it is used. Secure Connections has one key for
 * both roles, with zero EDIV and Rand; legacy pairing has one for each. */
struct bond_ltk {
	bool present;
	uint8_t key[16]; /* least significant octet first */
	uint16_t ediv;
	uint64_t rand;
	uint8_t size; /* 7..16 octets that are not zero */
};

struct bond {
	struct bdaddr address;	/* on air when it was made */
	struct bdaddr identity; /* the same where none was distributed */
	struct bdaddr local;	/* our identity at that time */
	bool sc;
	bool authenticated; /* MITM protection */
	bool debug_key;	    /* made with the public debug key: no secret */
	struct bond_ltk peer_ltk; /* from the peer: we use it as central */
	struct bond_ltk
	    own_ltk; /* from us: the peer uses it, we are peripheral */
	bool has_irk, has_csrk, has_own_csrk;
	uint8_t irk[16];  /* of the peer */
	uint8_t csrk[16]; /* of the peer */
	uint8_t own_csrk[16];
	/* The next SignCounter that we send, and the lowest that we take from
	 * the peer, Vol 3 Part H 2.4.5. */
	uint32_t own_sign_counter, sign_counter;
};

#endif
