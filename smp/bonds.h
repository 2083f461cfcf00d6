/* The bonds of one adapter, in memory. Whoever owns the list decides where it
 * is kept between runs. */
#ifndef SMP_BONDS_H
#define SMP_BONDS_H

#include "smp/bond.h"

struct bonds {
	struct bond *v;
	size_t n;
	size_t cap;
};

/* The bond of the device that uses this address now: its identity, its address
 * at the time of the pairing, or one that its IRK resolves. NULL: none. The
 * pointer is valid until the list changes. */
struct bond *bonds_find(const struct bonds *b, const struct bdaddr *address);

/* Whether a pairing with this result gives less than the bond: no Secure
 * Connections, no protection against a man in the middle, a shorter key, or
 * the debug key, where the bond is better. */
bool bond_is_better(
    const struct bond *b, bool sc, bool authenticated, uint8_t key_size);

/* Add a bond, in the place of the one with the same identity if there is one. */
void bonds_put(struct bonds *b, const struct bond *bond);
/* Make `b` hold what `from` holds. */
void bonds_copy(struct bonds *b, const struct bonds *from);
void bonds_remove(struct bonds *b, const struct bond *which);
void bonds_free(struct bonds *b); /* wipes */

#endif
