/*
 * The CPU time of a whole Secure Connections pairing of one end, without radio
 * and I/O: two machines pair with each other, over and over. Prints pairings of
 * one end a second.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>

#include "smp/smp.h"

#define ROUNDS 500

static void fill(void *ctx, void *buf, size_t len)
{
	(void)ctx;
	if (getrandom(buf, len, 0) != (ssize_t)len)
		abort();
}

struct end {
	struct smp *smp;
	bool paired;
};

/* Hand what one end says to the other, until both are silent. */
static void pump(struct end *ends, unsigned from, const struct smp_out *out)
{
	for (unsigned i = 0; i < out->n; i++) {
		const struct smp_effect *e = &out->v[i];
		struct smp_out next = { .n = 0 };

		if (e->type == SMP_SEND) {
			smp_receive(ends[!from].smp, e->pdu, e->len, 0, &next);
			pump(ends, !from, &next);
		} else if (e->type == SMP_ENCRYPT) {
			for (unsigned k = 0; k < 2; k++) {
				next.n = 0;
				smp_encryption_changed(
				    ends[!k].smp, 0, true, 0, &next);
				pump(ends, !k, &next);
			}
		} else if (e->type == SMP_PAIRED) {
			ends[from].paired = true;
		}
	}
}

static void pair(const struct env *env)
{
	const struct smp_config config = {
		.features = { SMP_NO_INPUT_NO_OUTPUT, 0,
		    SMP_AUTH_BONDING | SMP_AUTH_SC, 16, SMP_KEY_ID,
		    SMP_KEY_ID },
		.min_key_size = 16,
		.pairable = true,
	};
	struct end ends[2] = { 0 };
	struct smp_out out = { .n = 0 };

	for (unsigned i = 0; i < 2; i++) {
		struct smp_link link = {
			.role = i ? SMP_RESPONDER : SMP_INITIATOR,
			.own = { { (uint8_t)(i + 1) }, ADDR_PUBLIC },
			.peer = { { (uint8_t)(2 - i) }, ADDR_PUBLIC },
		};

		link.own_identity = link.own;
		ends[i].smp = smp_new(&link, env);
		smp_set_config(ends[i].smp, &config);
	}
	smp_pair(ends[0].smp, 0, &out);
	pump(ends, 0, &out);
	if (!ends[0].paired || !ends[1].paired)
		abort();
	smp_free(ends[0].smp);
	smp_free(ends[1].smp);
}

int main(void)
{
	static const struct env env = { .random = fill };
	clock_t start = clock();

	for (unsigned i = 0; i < ROUNDS; i++)
		pair(&env);
	printf("%.1f\n",
	    2.0 * ROUNDS * CLOCKS_PER_SEC / (double)(clock() - start));
	return 0;
}
