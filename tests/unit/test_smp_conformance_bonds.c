/* Waiting after failures, Vol 3 Part H 2.3.6, and bonds that are not weakened. */
#include "tests/unit/smp_pump.h"

#define BOND SMP_AUTH_BONDING
#define MITM (BOND | SMP_AUTH_MITM)
#define SC   (BOND | SMP_AUTH_SC)
#define SCM  (SC | SMP_AUTH_MITM)
#define ALL  (SMP_KEY_ENC | SMP_KEY_ID | SMP_KEY_SIGN)

/* Vol 3 Part H 2.3.6 */
static void waits_grow_and_fall(void **state)
{
	const struct bdaddr peer = { { 1, 2, 3, 4, 5, 6 }, ADDR_PUBLIC };
	struct attempts a = { 0 };
	uint64_t now = 1000;

	(void)state;
	assert_int_equal(attempts_wait(&a, NULL, &peer, now), 0);
	for (unsigned i = 0; i < 10; i++) {
		unsigned seconds = 1U << (i < 6 ? i : 6);
		uint64_t wait = seconds * USEC_PER_SEC;

		attempts_failed(&a, NULL, &peer, now);
		assert_int_equal(attempts_wait(&a, NULL, &peer, now), wait);
		assert_int_equal(
		    attempts_wait(&a, NULL, &peer, now + wait - 1), 1);
		assert_int_equal(attempts_wait(&a, NULL, &peer, now + wait), 0);
		now += wait;
	}
	/* Less than a step later it is the longest wait again ... */
	attempts_failed(&a, NULL, &peer, now + 63 * USEC_PER_SEC);
	now += 63 * USEC_PER_SEC;
	assert_int_equal(
	    attempts_wait(&a, NULL, &peer, now), 64 * USEC_PER_SEC);
	/* ... after three of them one of three steps less ... */
	now += (64 + 3 * 64) * USEC_PER_SEC;
	attempts_failed(&a, NULL, &peer, now);
	assert_int_equal(
	    attempts_wait(&a, NULL, &peer, now), 16 * USEC_PER_SEC);
	/* ... and in the end it is forgotten. */
	now += 3600 * USEC_PER_SEC;
	attempts_failed(&a, NULL, &peer, now);
	assert_int_equal(attempts_wait(&a, NULL, &peer, now), USEC_PER_SEC);
}

/* A new private address is no new chance, and a bonded peer is known by its
 * IRK; other peers are not held up. */
static void whom_a_failure_counts_against(void **state)
{
	const struct bdaddr identity = { { 9, 9, 9, 9, 9, 9 }, ADDR_PUBLIC };
	const struct bdaddr rpa[2] = { { { 1, 2, 3, 4, 5, 0x45 }, ADDR_RANDOM },
		{ { 6, 7, 8, 9, 10, 0x5a }, ADDR_RANDOM } };
	const struct bdaddr other = { { 1, 2, 3, 4, 5, 0xc5 }, ADDR_RANDOM };
	struct bond bond = { .identity = identity, .address = identity };
	struct bdaddr resolved = { { 0 }, ADDR_RANDOM };
	struct bonds bonds = { 0 };
	struct attempts a = { 0 };

	(void)state;
	attempts_failed(&a, NULL, &rpa[0], 0);
	assert_true(attempts_wait(&a, NULL, &rpa[1], 0) > 0);
	assert_int_equal(attempts_wait(&a, NULL, &other, 0), 0);
	assert_int_equal(attempts_wait(&a, NULL, &identity, 0), 0);

	/* 70:81:94 0D:FB:AA, of the specification's IRK */
	bond.has_irk = true;
	unhex("9b7d390aa610103405adc857a33402ec", bond.irk, 16);
	unhex("aafb0d948170", resolved.b, 6);
	bonds_put(&bonds, &bond);
	assert_int_equal(attempts_wait(&a, &bonds, &resolved, 0), 0);
	attempts_failed(&a, &bonds, &resolved, 0);
	assert_true(attempts_wait(&a, &bonds, &identity, 0) > 0);
	bonds_free(&bonds);
}

/* More peers than there are places: the one whose wait ends first makes room,
 * and one with a long wait keeps it. */
static void more_peers_than_places(void **state)
{
	struct bdaddr peer = { { 0, 0, 0, 0, 0, 1 }, ADDR_PUBLIC };
	const struct bdaddr stubborn = { { 1, 1, 1, 1, 1, 1 }, ADDR_PUBLIC };
	struct attempts a = { 0 };

	(void)state;
	for (int i = 0; i < 7; i++)
		attempts_failed(&a, NULL, &stubborn, 0);
	for (int i = 0; i < 3 * ATTEMPTS_PEERS; i++) {
		peer.b[0] = (uint8_t)i;
		attempts_failed(&a, NULL, &peer, 0);
		assert_true(attempts_wait(&a, NULL, &peer, 0) > 0);
	}
	assert_int_equal(
	    attempts_wait(&a, NULL, &stubborn, 0), 64 * USEC_PER_SEC);
}

/* A responder that was given wrong passkeys: 0x09 until the wait is over. What
 * a rule made fail counts for nobody. */
static void repeated_attempts(void **state)
{
	struct smp_config shows = pump_config(SMP_DISPLAY_ONLY, MITM, 0);
	struct smp_config types = pump_config(SMP_KEYBOARD_ONLY, MITM, 0);
	struct smp_rule rule = { .step = SMP_PAIRING_RANDOM,
		.action = SMP_DO_FAIL,
		.value = SMP_CONFIRM_VALUE_FAILED,
		.times = 1 };
	struct attempts attempts = { 0 };
	struct smp_link link[2];
	struct pump p;

	(void)state;
	shows.rules = &rule;
	shows.n_rules = 1;
	pump_links(link);
	link[1].attempts = &attempts;
	pump_open_links(&p, link, &types, &shows);
	pump_pair(&p);
	pump_assert_refused(&p, 1, SMP_CONFIRM_VALUE_FAILED);
	assert_int_equal(rule.fired, 1);

	p.side[0].person.has_own_idea = true;
	p.side[0].person.passkey = 1;
	for (unsigned seconds = 1; seconds <= 64; seconds *= 2) {
		pump_pair(&p);
		pump_assert_refused(&p, 1, SMP_CONFIRM_VALUE_FAILED);
		pump_pair(&p);
		pump_assert_refused(&p, 1, SMP_REPEATED_ATTEMPTS);
		assert_null(pump_find(&p, 1, SMP_PAIRING_RESPONSE, 0));
		pump_wait(&p, seconds * USEC_PER_SEC - 10 * PUMP_FLIGHT);
		pump_pair(&p);
		pump_assert_refused(&p, 1, SMP_REPEATED_ATTEMPTS);
		pump_wait(&p, 10 * PUMP_FLIGHT);
	}
	p.side[0].person.has_own_idea = false;
	pump_pair(&p);
	pump_assert_paired(&p);
	pump_close(&p);
}

static struct bond bond_of(
    const struct smp_link *peer, bool sc, bool authenticated, uint8_t size)
{
	return (struct bond){
		.address = peer->own,
		.identity = peer->own_identity,
		.sc = sc,
		.authenticated = authenticated,
		.peer_ltk = { .present = true, .size = size },
	};
}

/* There is a bond; the pairing offers something else. */
static void bonds_are_not_weakened(void **state)
{
	static const struct {
		bool sc, authenticated;
		uint8_t size;
		uint8_t io, auth, offered;
		bool worse;
	} rows[] = {
		{ false, false, 16, 3, BOND, 16, false },
		{ false, false, 16, 3, SC, 16, false },
		{ true, false, 16, 3, SC, 16, false },
		{ true, true, 16, 1, SCM, 16, false },
		{ false, false, 7, 3, BOND, 7, false },
		{ true, false, 16, 3, BOND, 16, true },
		{ true, true, 16, 3, SC, 16, true },
		{ false, true, 16, 3, SC, 16, true },
		{ false, false, 16, 3, BOND, 15, true },
		/* nothing is kept, so nothing is lost */
		{ true, true, 16, 3, 0, 7, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		for (int who = 0; who < 2; who++)
			for (int allowed = 0; allowed < 2; allowed++) {
				struct smp_config c[2];
				struct smp_link link[2];
				struct bonds bonds = { 0 };
				struct bond b;
				struct pump p;

				pump_links(link);
				b = bond_of(&link[!who], rows[i].sc,
				    rows[i].authenticated, rows[i].size);
				bonds_put(&bonds, &b);
				link[who].bonds = &bonds;
				c[0] =
				    pump_config(rows[i].io, rows[i].auth, ALL);
				c[0].features.max_key_size = rows[i].offered;
				c[1] = c[0];
				c[who].allow_weaker = allowed;
				pump_open_links(&p, link, &c[0], &c[1]);
				pump_pair(&p);
				if (rows[i].worse && !allowed)
					pump_assert_refused(&p, who,
					    SMP_AUTHENTICATION_REQUIREMENTS);
				else
					pump_assert_paired(&p);
				/* the list is the caller's */
				assert_int_equal(bonds.n, 1);
				assert_memory_equal(&bonds.v[0], &b, sizeof(b));
				bonds_free(&bonds);
				pump_close(&p);
			}
}

/* A peer that claims to be us, or a device with a better bond, Vol 3 Part H
 * 3.5.5: 0x0f. */
static void identities_that_are_taken(void **state)
{
	(void)state;
	for (int ours = 0; ours < 2; ours++)
		for (int allowed = 0; allowed < 2; allowed++) {
			struct smp_config c[2] = {
				pump_config(SMP_NO_INPUT_NO_OUTPUT, BOND, 0),
				pump_config(SMP_NO_INPUT_NO_OUTPUT, BOND, 0),
			};
			const struct bdaddr third = { { 3, 3, 3, 3, 3, 3 },
				ADDR_PUBLIC };
			struct smp_link link[2];
			struct bonds bonds = { 0 };
			struct bond b;
			struct pump p;

			pump_links(link);
			b = bond_of(&link[1], true, true, 16);
			b.address = b.identity = third;
			bonds_put(&bonds, &b);
			link[0].bonds = &bonds;
			link[1].own_identity =
			    ours ? link[0].own_identity : third;
			c[0].features.responder_keys = SMP_KEY_ID;
			c[1].features.responder_keys = SMP_KEY_ID;
			c[0].features.initiator_keys = SMP_KEY_SIGN;
			c[1].features.initiator_keys = SMP_KEY_SIGN;
			c[0].allow_weaker = allowed;
			pump_open_links(&p, link, &c[0], &c[1]);
			pump_pair(&p);
			if (ours || !allowed)
				pump_assert_refused(&p, 0, SMP_KEY_REJECTED);
			else
				pump_assert_paired(&p);
			bonds_free(&bonds);
			pump_close(&p);
		}
}

static void better_bonds(void **state)
{
	static const struct {
		struct bond bond;
		bool sc, authenticated;
		uint8_t size;
		bool better;
	} rows[] = {
		{ { .peer_ltk = { .present = true, .size = 16 } }, false, false,
		    16, false },
		{ { .peer_ltk = { .present = true, .size = 16 } }, true, true,
		    15, true },
		{ { .own_ltk = { .present = true, .size = 16 } }, true, true,
		    15, true },
		{ { .sc = true, .peer_ltk = { .present = true, .size = 7 } },
		    false, true, 16, true },
		{ { .authenticated = true,
		      .peer_ltk = { .present = true, .size = 7 } },
		    true, false, 16, true },
		/* a bond without a key, and one that anybody could make */
		{ { .sc = true, .authenticated = true }, false, false, 7,
		    false },
		{ { .sc = true,
		      .debug_key = true,
		      .peer_ltk = { .present = true, .size = 16 } },
		    false, false, 7, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_int_equal(bond_is_better(&rows[i].bond, rows[i].sc,
				     rows[i].authenticated, rows[i].size),
		    rows[i].better);
}

static void list_of_bonds(void **state)
{
	struct bonds bonds = { 0 };
	struct bond b = { .has_irk = true };
	struct bdaddr rpa = { { 0 }, ADDR_RANDOM }, a;

	(void)state;
	unhex("aafb0d948170", rpa.b, 6);
	assert_null(bonds_find(&bonds, &rpa));
	for (uint8_t i = 1; i <= 20; i++) {
		b.identity =
		    (struct bdaddr){ { i, 2, 3, 4, 5, 6 }, ADDR_PUBLIC };
		b.address =
		    (struct bdaddr){ { i, 9, 9, 9, 9, 0x55 }, ADDR_RANDOM };
		memset(b.irk, i, 16);
		if (i == 13)
			unhex("9b7d390aa610103405adc857a33402ec", b.irk, 16);
		bonds_put(&bonds, &b);
	}
	assert_int_equal(bonds.n, 20);
	assert_int_equal(bonds_find(&bonds, &rpa)->identity.b[0], 13);
	a = (struct bdaddr){ { 7, 2, 3, 4, 5, 6 }, ADDR_PUBLIC };
	assert_int_equal(bonds_find(&bonds, &a)->irk[0], 7);
	a = (struct bdaddr){ { 8, 9, 9, 9, 9, 0x55 }, ADDR_RANDOM };
	assert_int_equal(bonds_find(&bonds, &a)->irk[0], 8);

	/* the same identity again takes the place of the old one */
	b = *bonds_find(&bonds, &a);
	b.authenticated = true;
	bonds_put(&bonds, &b);
	assert_int_equal(bonds.n, 20);
	assert_true(bonds_find(&bonds, &a)->authenticated);

	bonds_remove(&bonds, bonds_find(&bonds, &rpa));
	assert_int_equal(bonds.n, 19);
	assert_null(bonds_find(&bonds, &rpa));
	assert_non_null(bonds_find(&bonds, &a));
	bonds_free(&bonds);
	assert_int_equal(bonds.n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(waits_grow_and_fall),
		cmocka_unit_test(whom_a_failure_counts_against),
		cmocka_unit_test(more_peers_than_places),
		cmocka_unit_test(repeated_attempts),
		cmocka_unit_test(bonds_are_not_weakened),
		cmocka_unit_test(identities_that_are_taken),
		cmocka_unit_test(better_bonds),
		cmocka_unit_test(list_of_bonds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
