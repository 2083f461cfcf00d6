/* What a pairing's values prove: confirm values, DHKey checks and keys, made again
 * from what the capture has. */
#include "cli/diagnose_check.h"
#include "cli/redact.h"
#include "smp/crack.h"

#define ROUNDS 20

struct pair_of_addresses {
	const char *words;
	struct bdaddr a[2]; /* by enum diag_who */
};

/* The addresses that a wrong host is known to take: the types exchanged or
 * left at public, the places exchanged, none; or the identity for the RPA. */
static size_t wrong_addresses(const struct bdaddr identity[2],
    const struct bdaddr air[2], struct pair_of_addresses out[static 8])
{
	size_t n = 0;

	out[n++] = (struct pair_of_addresses){ "the two addresses exchanged",
		{ air[1], air[0] } };
	for (int who = 0; who < 2; who++) {
		out[n] = (struct pair_of_addresses){
			who ? "the wrong type of the peripheral's address"
			    : "the wrong type of the central's address",
			{ air[0], air[1] },
		};
		out[n++].a[who].type ^= 1;
	}
	out[n++] = (struct pair_of_addresses){
		"addresses of zeros",
		{ { .type = air[0].type }, { .type = air[1].type } },
	};
	for (int who = 0; who < 2; who++) {
		if (addr_is_zero(&identity[who]))
			continue;
		out[n] = (struct pair_of_addresses){
			who ? "the peripheral's identity address"
			    : "the central's identity address",
			{ air[0], air[1] },
		};
		out[n++].a[who] = identity[who];
	}
	return n;
}

/* The identities that the capture shows, anywhere on this connection. */
static void identities(const struct diag_conn *c, struct bdaddr out[2])
{
	memset(out, 0, 2 * sizeof(*out));
	for (size_t i = 0; i < c->n_steps; i++) {
		const struct diag_step *s = &c->steps[i];
		struct bdaddr *to = &out[diag_sender(c, s)];

		if (s->what != STEP_SMP || s->len != 8 ||
		    s->pdu[0] != SMP_IDENTITY_ADDRESS_INFORMATION)
			continue;
		to->type = s->pdu[1] & 1;
		memcpy(to->b, s->pdu + 2, 6);
	}
}

static bool legacy_confirm_is(const struct diag_attempt *a, int who,
    const uint8_t tk[static 16], const struct bdaddr addresses[2])
{
	uint8_t want[16];

	crypto_c1(tk, a->random[who]->pdu + 1, a->request->pdu,
	    a->response->pdu, &addresses[DIAG_CENTRAL],
	    &addresses[DIAG_PERIPHERAL], want);
	return crypto_equal(want, a->confirm[who]->pdu + 1, 16);
}

/* With this Temporary Key, NULL: that of Just Works. */
static enum diag_confirm check_legacy(const struct diag_conn *c,
    struct diag_attempt *a, int who, const uint8_t *tk)
{
	static const uint8_t zero[16];
	const struct bdaddr *central = diag_address(c, DIAG_CENTRAL);
	const struct bdaddr *peripheral = diag_address(c, DIAG_PERIPHERAL);
	struct bdaddr air[2], identity[2];
	struct pair_of_addresses other[8];
	size_t n;

	if (!tk && a->method != SMP_JUST_WORKS)
		return CONFIRM_SECRET;
	if (!tk)
		tk = zero;
	if (!central || !peripheral)
		return CONFIRM_NO_ADDRESS;
	air[DIAG_CENTRAL] = *central;
	air[DIAG_PERIPHERAL] = *peripheral;
	if (legacy_confirm_is(a, who, tk, air))
		return CONFIRM_GOOD;
	identities(c, identity);
	n = wrong_addresses(identity, air, other);
	for (size_t i = 0; i < n; i++) {
		if (!legacy_confirm_is(a, who, tk, other[i].a))
			continue;
		a->confirm_as[who] = other[i].words;
		return CONFIRM_ADDRESS;
	}
	return CONFIRM_BAD;
}

/* With Just Works and numeric comparison the responder alone commits itself,
 * Vol 3 Part H 2.3.5.6.2. */
static enum diag_confirm check_sc(const struct diag_attempt *a, int who)
{
	uint8_t want[16];

	if (a->method != SMP_JUST_WORKS && a->method != SMP_NUMERIC_COMPARISON)
		return CONFIRM_SECRET;
	if (!a->public_key[0] || !a->public_key[1] ||
	    a->public_key[0]->len != 65 || a->public_key[1]->len != 65)
		return CONFIRM_UNSEEN;
	crypto_f4(a->public_key[who]->pdu + 1, a->public_key[!who]->pdu + 1,
	    a->random[who]->pdu + 1, 0, want);
	return crypto_equal(want, a->confirm[who]->pdu + 1, 16) ? CONFIRM_GOOD
								: CONFIRM_BAD;
}

/* The bits of a passkey, one for each round: Vol 3 Part H 2.3.5.6.3. Both nonces
 * and both confirm values of a round are on the air once it is over. */
static enum diag_confirm tell_rounds(
    const struct diag_conn *c, struct diag_attempt *a, int who)
{
	const uint8_t *own, *other, *confirm = NULL;

	if (!a->public_key[0] || !a->public_key[1] ||
	    a->public_key[0]->len != 65 || a->public_key[1]->len != 65)
		return CONFIRM_UNSEEN;
	own = a->public_key[who]->pdu + 1;
	other = a->public_key[!who]->pdu + 1;
	for (size_t i = a->first; i < a->end && a->rounds[who] < ROUNDS; i++) {
		const struct diag_step *s = &c->steps[i];
		uint8_t zero[16], one[16];

		if (s->what != STEP_SMP || s->len != 17 ||
		    (int)diag_sender(c, s) != who)
			continue;
		if (s->pdu[0] == SMP_PAIRING_CONFIRM)
			confirm = s->pdu + 1;
		if (s->pdu[0] != SMP_PAIRING_RANDOM)
			continue;
		if (!confirm)
			return CONFIRM_UNSEEN; /* a round was missed */
		crypto_f4(own, other, s->pdu + 1, 0x80, zero);
		crypto_f4(own, other, s->pdu + 1, 0x81, one);
		if (crypto_equal(one, confirm, 16))
			a->passkey[who] |= UINT32_C(1) << a->rounds[who];
		else if (!crypto_equal(zero, confirm, 16))
			return CONFIRM_BAD;
		a->rounds[who]++;
		confirm = NULL;
	}
	a->has_passkey[who] = a->rounds[who] == ROUNDS;
	return a->has_passkey[who] ? CONFIRM_GOOD : CONFIRM_SO_FAR;
}

static bool is_passkey(const struct diag_attempt *a)
{
	return a->method == SMP_PASSKEY_DISPLAY ||
	       a->method == SMP_PASSKEY_INPUT;
}

static void prove_confirms(const struct diag_conn *c, struct diag_attempt *a)
{
	for (int who = 0; who < 2; who++) {
		enum diag_confirm proof;

		if (!a->response || !a->confirm[who] || !a->random[who] ||
		    a->confirm[who]->len != 17 || a->random[who]->len != 17 ||
		    redact_is_mask(a->random[who]->pdu + 1, 16))
			continue;
		if (!a->sc)
			proof = check_legacy(c, a, who, NULL);
		else if (is_passkey(a))
			proof = tell_rounds(c, a, who);
		else
			proof = check_sc(a, who);
		a->confirms[who] = (uint8_t)proof;
	}
}

/* What the DHKey checks are made of, but for the addresses. */
struct check_parts {
	uint8_t dhkey[32], r[16];
	const uint8_t *nonce[2];
};

/* False where a part is not in the capture. The DHKey is known where one side
 * uses the public debug key. */
static bool check_parts(const struct diag_attempt *a, struct check_parts *out)
{
	struct p256_key debug;
	bool found = false;

	*out = (struct check_parts){ 0 };
	for (int who = 0; who < 2; who++) {
		if (!a->public_key[who] || a->public_key[who]->len != 65 ||
		    !a->last_random[who] || a->last_random[who]->len != 17 ||
		    redact_is_mask(a->last_random[who]->pdu + 1, 16))
			return false;
		out->nonce[who] = a->last_random[who]->pdu + 1;
	}
	if (a->method == SMP_OOB || (is_passkey(a) && !a->has_passkey[0]))
		return false;
	if (is_passkey(a))
		put_le32(out->r, a->passkey[0]);
	p256_debug_key(&debug);
	for (int who = 0; who < 2 && !found; who++) {
		const uint8_t *other = a->public_key[!who]->pdu + 1;

		if (p256_is_debug(a->public_key[who]->pdu + 1))
			found =
			    p256_dhkey(&debug, other, other + 32, out->dhkey);
	}
	return found;
}

static bool check_is(const struct diag_attempt *a,
    const struct check_parts *parts, int who, const struct bdaddr addresses[2],
    uint8_t ltk[static 16])
{
	uint8_t mackey[16], want[16];

	crypto_f5(parts->dhkey, parts->nonce[DIAG_CENTRAL],
	    parts->nonce[DIAG_PERIPHERAL], &addresses[DIAG_CENTRAL],
	    &addresses[DIAG_PERIPHERAL], mackey, ltk);
	crypto_f6(mackey, parts->nonce[who], parts->nonce[!who], parts->r,
	    (who == DIAG_CENTRAL ? a->request : a->response)->pdu + 1,
	    &addresses[who], &addresses[!who], want);
	return crypto_equal(want, a->check[who]->pdu + 1, 16);
}

static enum diag_confirm prove_check(const struct diag_conn *c,
    struct diag_attempt *a, const struct check_parts *parts, int who,
    const struct bdaddr air[2])
{
	struct bdaddr identity[2];
	struct pair_of_addresses other[8];
	uint8_t ltk[16];
	size_t n;

	if (check_is(a, parts, who, air, ltk))
		return CONFIRM_GOOD;
	identities(c, identity);
	n = wrong_addresses(identity, air, other);
	for (size_t i = 0; i < n; i++) {
		if (!check_is(a, parts, who, other[i].a, ltk))
			continue;
		a->check_as[who] = other[i].words;
		return CONFIRM_ADDRESS;
	}
	return CONFIRM_BAD;
}

/* The key that the central's host, or the peripheral's, began to encrypt with;
 * NULL: not in the capture. */
static const uint8_t *key_used(
    const struct diag_conn *c, const struct diag_attempt *a)
{
	for (size_t i = a->first; i < a->end; i++)
		if (diag_key_of(&c->steps[i]))
			return diag_key_of(&c->steps[i]);
	return NULL;
}

static void prove_key(
    const struct diag_conn *c, struct diag_attempt *a, uint8_t made[static 16])
{
	const uint8_t *used = key_used(c, a);
	uint8_t size = a->req.max_key_size < a->rsp.max_key_size
			   ? a->req.max_key_size
			   : a->rsp.max_key_size;

	if (!used || size < 7 || size > 16)
		return;
	a->key_uncut = size < 16 && crypto_equal(made, used, 16);
	crypto_mask_key(made, size);
	a->key = a->key_uncut || crypto_equal(made, used, 16) ? CONFIRM_GOOD
							      : CONFIRM_BAD;
}

static void prove_legacy_key(
    const struct diag_conn *c, struct diag_attempt *a, const uint8_t *oob_tk)
{
	uint8_t tk[16] = { 0 }, stk[16];

	if (oob_tk)
		memcpy(tk, oob_tk, 16);
	if (a->confirms[DIAG_CENTRAL] != CONFIRM_GOOD || !a->random[0] ||
	    !a->random[1] || a->random[1]->len != 17)
		return;
	if (is_passkey(a))
		put_le32(tk, a->passkey[DIAG_CENTRAL]);
	crypto_s1(tk, a->random[DIAG_PERIPHERAL]->pdu + 1,
	    a->random[DIAG_CENTRAL]->pdu + 1, stk);
	prove_key(c, a, stk);
}

static void prove_checks(const struct diag_conn *c, struct diag_attempt *a)
{
	const struct bdaddr *on_air[2] = { diag_address(c, DIAG_CENTRAL),
		diag_address(c, DIAG_PERIPHERAL) };
	struct check_parts parts;
	struct bdaddr air[2];
	uint8_t ltk[16], mackey[16];

	if (!check_parts(a, &parts))
		return;
	for (int who = 0; who < 2; who++) {
		if (!on_air[who])
			return;
		air[who] = *on_air[who];
	}
	for (int who = 0; who < 2; who++)
		if (a->check[who] && a->check[who]->len == 17)
			a->checks[who] =
			    (uint8_t)prove_check(c, a, &parts, who, air);
	crypto_f5(parts.dhkey, parts.nonce[DIAG_CENTRAL],
	    parts.nonce[DIAG_PERIPHERAL], &air[DIAG_CENTRAL],
	    &air[DIAG_PERIPHERAL], mackey, ltk);
	prove_key(c, a, ltk);
}

static void prove_number(struct diag_attempt *a)
{
	if (a->method != SMP_NUMERIC_COMPARISON || !a->random[0] ||
	    !a->random[1] || a->random[0]->len != 17 ||
	    a->random[1]->len != 17 || !a->public_key[0] || !a->public_key[1] ||
	    a->public_key[0]->len != 65 || a->public_key[1]->len != 65)
		return;
	a->has_number = true;
	a->number =
	    crypto_g2(a->public_key[0]->pdu + 1, a->public_key[1]->pdu + 1,
		a->random[0]->pdu + 1, a->random[1]->pdu + 1);
}

void diag_prove(const struct diag_conn *c, struct diag_attempt *a)
{
	if (!a->response)
		return;
	prove_confirms(c, a);
	if (a->sc) {
		prove_number(a);
		prove_checks(c, a);
	} else {
		prove_legacy_key(c, a, NULL);
	}
}

void diag_crack_attempt(const struct diag_conn *c, struct diag_attempt *a)
{
	const struct bdaddr *central = diag_address(c, DIAG_CENTRAL);
	const struct bdaddr *peripheral = diag_address(c, DIAG_PERIPHERAL);
	struct crack_confirm of;

	if (a->sc || a->method == SMP_OOB || !a->response || !central ||
	    !peripheral)
		return;
	of.initiator = *central;
	of.responder = *peripheral;
	memcpy(of.preq, a->request->pdu, sizeof(of.preq));
	memcpy(of.pres, a->response->pdu, sizeof(of.pres));
	for (int who = 0; who < 2; who++) {
		if (a->confirms[who] != CONFIRM_SECRET)
			continue;
		memcpy(of.confirm, a->confirm[who]->pdu + 1, 16);
		memcpy(of.random, a->random[who]->pdu + 1, 16);
		a->has_passkey[who] = crack_passkey(&of, &a->passkey[who]);
		a->confirms[who] =
		    a->has_passkey[who] ? CONFIRM_GOOD : CONFIRM_NO_PASSKEY;
	}
	prove_legacy_key(c, a, NULL);
}

/* Whose public key the data are of, Vol 3 Part H 2.3.5.6.4. */
static enum diag_oob_of oob_of(
    const struct diag_attempt *a, const struct diag_oob *oob)
{
	for (int who = 0; who < 2; who++) {
		const struct diag_step *key = a->public_key[who];
		uint8_t want[16];

		if (!key || key->len != 65)
			return OOB_UNSEEN;
		crypto_f4(key->pdu + 1, key->pdu + 1, oob->random, 0, want);
		if (crypto_equal(want, oob->confirm, 16))
			return who == DIAG_CENTRAL ? OOB_CENTRAL
						   : OOB_PERIPHERAL;
	}
	return OOB_NOBODY;
}

void diag_prove_oob(const struct diag_conn *c, struct diag_attempt *a,
    const struct diag_oob *oob)
{
	if (!a->response || a->method != SMP_OOB)
		return;
	if (a->sc && oob->has_data)
		a->oob = (uint8_t)oob_of(a, oob);
	for (int who = 0; !a->sc && oob->has_tk && who < 2; who++)
		if (a->confirms[who] == CONFIRM_SECRET)
			a->confirms[who] =
			    (uint8_t)check_legacy(c, a, who, oob->tk);
	if (!a->sc && oob->has_tk)
		prove_legacy_key(c, a, oob->tk);
}
