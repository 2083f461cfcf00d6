/*
 * Lays open what a sniffer heard encrypted: records go in, and come out plain
 * where there is a key. Keys are those given; those that the pairing on the same
 * connection made, where its Temporary Key is a passkey (which is found by trying
 * all) or known, or where one end used the debug key; and those that were
 * distributed under these. Pure: no I/O, no clock.
 *
 * Session keys: Vol 6 Part B 5.1.3.1; packets: Vol 6 Part E.
 */
#ifndef CLI_SNIFF_H
#define CLI_SNIFF_H

#include "base/buf.h"
#include "base/record.h"
#include "smp/bonds.h"

struct sniff;

struct sniff *sniff_new(void);
void sniff_free(struct sniff *sn); /* wipes */

/* Keys to try, least significant octet first. */
void sniff_add_ltk(struct sniff *sn, const uint8_t key[static 16]);
void sniff_add_bonds(struct sniff *sn, const struct bonds *bonds);
/* Temporary Keys of legacy pairings. */
void sniff_add_tk(struct sniff *sn, const uint8_t tk[static 16]);

/* `out` is `in` with what is encrypted laid open: then it is flagged
 * AIR_DECRYPTED, shorter by the MIC, and has a CRC of its own. It lives as long as
 * `in`, and until the next call. Records of any type are taken. */
void sniff_record(
    struct sniff *sn, const struct record *in, struct record *out);

/* No record follows: say which connections stay encrypted. */
void sniff_end(struct sniff *sn);

/* What was found, a line each, keys included; the caller empties it. */
struct buf *sniff_notes(struct sniff *sn);

#endif
