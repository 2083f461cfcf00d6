/*
 * Repeated attempts, Vol 3 Part H 2.3.6: after each failed authentication a
 * peer has to wait twice as long as before, so that nobody guesses a passkey by
 * trying. Private addresses that no bond resolves count as one peer: a new
 * address is no new chance.
 */
#ifndef SMP_ATTEMPTS_H
#define SMP_ATTEMPTS_H

#include "smp/bonds.h"

#define ATTEMPTS_PEERS 16

struct attempts {
	struct {
		struct bdaddr peer;
		unsigned failures; /* 0: the place is free */
		uint64_t until;	   /* when it may try again */
	} v[ATTEMPTS_PEERS];
};

/* How long this peer still has to wait, in microseconds. `bonds` may be NULL. */
uint64_t attempts_wait(const struct attempts *a, const struct bonds *bonds,
    const struct bdaddr *peer, uint64_t now);
/* An authentication failed: the wait becomes 1, 2, 4 ... 64 seconds. For each
 * 64 seconds without another one it falls by one step. */
void attempts_failed(struct attempts *a, const struct bonds *bonds,
    const struct bdaddr *peer, uint64_t now);

#endif
