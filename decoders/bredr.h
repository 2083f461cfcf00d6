/* The protocols above L2CAP on BR/EDR, and A2DP's codecs. Each decoder takes
 * what p->r holds: one whole L2CAP SDU of `channel`. */
#ifndef DECODERS_BREDR_H
#define DECODERS_BREDR_H

#include "decoders/row.h"
#include "decoders/state.h"

/* Big-endian number of `size` octets, at most 8. */
uint64_t get_be(const uint8_t *at, unsigned size);
/* As put_uint() and put_enum() for numbers that begin with their most
 * significant octet. */
uint64_t put_uint_be(struct packet *p, const char *name, unsigned size);
uint64_t put_enum_be(struct packet *p, const char *name, unsigned size,
    const struct names *names, const char *unknown);

void decode_avctp(struct packet *p, struct channel *c);
void decode_hidp(struct packet *p);
void decode_avdtp(struct packet *p, const struct channel *c);
void decode_bnep(struct packet *p);
void decode_rfcomm(struct packet *p);
void decode_sdp(struct packet *p);
void sdp_free(struct dec *d);

/* A codec and its settings: those that a device has, or the one configured.
 * False when they end too early. */
bool put_a2dp_codec(struct packet *p, bool configured);

#endif
