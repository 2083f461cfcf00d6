/*
 * Captures that may be posted: records go in, and come out in their order, with
 * their times and lengths, but
 *
 *  - an address is another one of the same kind: its two top bits stay, which
 *    tell static, resolvable and non-resolvable apart, and its "locally
 *    administered" bit is set, so that it is nobody's. The same address
 *    becomes the same one everywhere in a run, and another one in the next run;
 *  - a key, and what is as good as one (confirm, random and check values,
 *    coordinates, EDIV and Rand, passkeys), is zeros in its first half, and in
 *    the second what tells it from others in the same run;
 *  - names are as many letters x;
 *  - attribute values, and whatever the decoder does not understand, are zeros.
 *
 * What it masks is therefore not what it knows to be private, but everything
 * that no field of the decoder shows to be harmless. Declarations of services
 * and characteristics, and descriptors that configure, are such. Addresses,
 * keys and coordinates of all zeros or all ones mean something, and stay.
 *
 * The masked record is decoded as any other: everything else works on it, and
 * needs to know nothing of this. Pure, but for the randomness it begins with.
 */
#ifndef CLI_REDACT_H
#define CLI_REDACT_H

#include "base/env.h"
#include "base/record.h"

struct redact;

struct redact *redact_new(const struct env *env);
void redact_free(struct redact *r); /* NULL is allowed */

/* Take one record; it is copied. `tag` is the caller's own, and comes back with
 * it. */
void redact_put(struct redact *r, const struct record *rec, uint64_t tag);
/* The next masked one; its data lives until the next call here. False: there
 * is none yet, because fragments of an L2CAP PDU wait for the last of them.
 * They wait for a bounded number of records. */
bool redact_get(struct redact *r, struct record *out, uint64_t *tag);
/* No more come: what waits is given out, with all of its PDU masked. */
void redact_flush(struct redact *r);

/* What stands for this address in this run, for text that is made of something
 * else than masked records. Octets as on the wire. */
void redact_address(
    const struct redact *r, const uint8_t in[static 6], uint8_t out[static 6]);

/* Whether these octets are what a key was masked with, in any run: then they
 * prove nothing about a pairing. A real key looks so once in 2^64 times. */
bool redact_is_mask(const uint8_t *p, size_t n);

#endif
