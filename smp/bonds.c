#include "smp/bonds.h"

#include <stdlib.h>

#include "smp/crypto.h"

struct bond *bonds_find(const struct bonds *b, const struct bdaddr *address)
{
	for (size_t i = 0; i < b->n; i++)
		if (addr_matches(address, &b->v[i].identity) ||
		    addr_matches(address, &b->v[i].address))
			return &b->v[i];
	for (size_t i = 0; i < b->n; i++)
		if (b->v[i].has_irk && crypto_rpa_matches(b->v[i].irk, address))
			return &b->v[i];
	return NULL;
}

bool bond_is_better(
    const struct bond *b, bool sc, bool authenticated, uint8_t key_size)
{
	const struct bond_ltk *ltk =
	    b->peer_ltk.present ? &b->peer_ltk : &b->own_ltk;

	if (b->debug_key || !ltk->present)
		return false;
	return (b->sc && !sc) || (b->authenticated && !authenticated) ||
	       ltk->size > key_size;
}

void bonds_put(struct bonds *b, const struct bond *bond)
{
	for (size_t i = 0; i < b->n; i++) {
		if (addr_equal(&b->v[i].identity, &bond->identity)) {
			b->v[i] = *bond;
			return;
		}
	}
	if (b->n == b->cap) {
		size_t cap = b->cap ? 2 * b->cap : 4;
		struct bond *v = calloc(cap, sizeof(*v));

		if (!v)
			abort();
		/* not realloc: it would leave keys behind in freed memory */
		if (b->n)
			memcpy(v, b->v, b->n * sizeof(*v));
		if (b->v)
			crypto_wipe(b->v, b->n * sizeof(*v));
		free(b->v);
		b->v = v;
		b->cap = cap;
	}
	b->v[b->n++] = *bond;
}

void bonds_copy(struct bonds *b, const struct bonds *from)
{
	bonds_free(b);
	for (size_t i = 0; i < from->n; i++)
		bonds_put(b, &from->v[i]);
}

void bonds_remove(struct bonds *b, const struct bond *which)
{
	size_t i = (size_t)(which - b->v);

	memmove(&b->v[i], &b->v[i + 1], (b->n - i - 1) * sizeof(*b->v));
	b->n--;
	crypto_wipe(&b->v[b->n], sizeof(*b->v));
}

void bonds_free(struct bonds *b)
{
	if (b->v)
		crypto_wipe(b->v, b->cap * sizeof(*b->v));
	free(b->v);
	*b = (struct bonds){ 0 };
}
