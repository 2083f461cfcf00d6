/* A packet on one line. */
#ifndef CLI_LINE_H
#define CLI_LINE_H

#include "decoders/packet_list.h"
#include "decoders/sink_format.h"

/*
 * "   34    0.796039 < ACL 64 SMP Pairing Request: IO capability ...", up to
 * `columns` columns, or however long it is with 0. The number is the one of
 * btmon's text, which has the same packets.
 */
void buf_packet_line(struct buf *out, const struct packet_list *l,
    struct packet_clock *clock, unsigned columns);

#endif
