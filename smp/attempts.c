#include "smp/attempts.h"

#include "base/env.h"

#define FIRST_WAIT   USEC_PER_SEC
#define MAX_FAILURES 7 /* 64 seconds */
#define LONGEST_WAIT (FIRST_WAIT << (MAX_FAILURES - 1))

/* Whom a failure is counted against. */
static struct bdaddr claimant(
    const struct bonds *bonds, const struct bdaddr *peer)
{
	const struct bond *b = bonds ? bonds_find(bonds, peer) : NULL;

	if (b)
		return b->identity;
	if (peer->type == ADDR_RANDOM && !addr_is_static(peer))
		return (struct bdaddr){ .type = ADDR_RANDOM };
	return *peer;
}

static int find(const struct attempts *a, const struct bdaddr *who)
{
	for (int i = 0; i < ATTEMPTS_PEERS; i++)
		if (a->v[i].failures && addr_equal(&a->v[i].peer, who))
			return i;
	return -1;
}

uint64_t attempts_wait(const struct attempts *a, const struct bonds *bonds,
    const struct bdaddr *peer, uint64_t now)
{
	struct bdaddr who = claimant(bonds, peer);
	int i = find(a, &who);

	return i >= 0 && a->v[i].until > now ? a->v[i].until - now : 0;
}

void attempts_failed(struct attempts *a, const struct bonds *bonds,
    const struct bdaddr *peer, uint64_t now)
{
	struct bdaddr who = claimant(bonds, peer);
	int i = find(a, &who);

	if (i < 0) {
		/* The place of the one who could try again first. */
		i = 0;
		for (int k = 1; k < ATTEMPTS_PEERS && a->v[i].failures; k++)
			if (!a->v[k].failures || a->v[k].until < a->v[i].until)
				i = k;
		a->v[i].peer = who;
		a->v[i].failures = 0;
	} else if (now > a->v[i].until) {
		uint64_t steps = (now - a->v[i].until) / LONGEST_WAIT;

		a->v[i].failures -= steps < a->v[i].failures ? (unsigned)steps
							     : a->v[i].failures;
	}
	if (a->v[i].failures < MAX_FAILURES)
		a->v[i].failures++;
	a->v[i].until = now + (FIRST_WAIT << (a->v[i].failures - 1));
}
