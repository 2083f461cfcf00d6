/* What the parts of the L2CAP decoder share. */
#ifndef DECODERS_L2CAP_H
#define DECODERS_L2CAP_H

#include "decoders/row.h"
#include "decoders/state.h"

/* The channel that data in this packet's direction to `cid` is on, or NULL. */
struct channel *l2cap_channel(struct packet *p, uint16_t cid);

/* What is left of `p` is a part of `conn`'s data in the packet's direction; how
 * it continues is said by a packet boundary flag, Vol 4 Part E 5.4.2. */
void decode_l2cap_fragment(
    struct packet *p, struct conn *conn, unsigned boundary);

/* The signalling channels: several commands in a PDU, or exactly one. */
void decode_l2cap_signals(struct packet *p);
void decode_l2cap_le_signal(struct packet *p);

#endif
