/* The keys that hosts hand to their controllers, against those that the capture
 * shows being made. */
#include "cli/diagnose_check.h"

const uint8_t *diag_key_of(const struct diag_step *s)
{
	if (s->what == STEP_ENCRYPT && s->len == 26)
		return s->pdu + 10;
	if (s->what == STEP_LTK_GIVEN && s->len == 16)
		return s->pdu;
	return NULL;
}

/* EDIV and Rand as they were distributed with the key of step `i`. */
static bool same_number(
    const struct diag_conn *c, size_t i, const struct diag_step *wanted)
{
	for (size_t k = i + 1; k < c->n_steps; k++) {
		const struct diag_step *s = &c->steps[k];

		if (s->what != STEP_SMP || s->len != 11 ||
		    s->pdu[0] != SMP_CENTRAL_IDENTIFICATION ||
		    s->received != c->steps[i].received)
			continue;
		return !memcmp(s->pdu + 1, wanted->pdu + 8, 2) &&
		       !memcmp(s->pdu + 3, wanted->pdu, 8);
	}
	return true;
}

static const char *distributed(const struct diag_conn *c, const uint8_t *key,
    const struct diag_step *wanted, bool *any, const struct diag_step **made)
{
	for (size_t i = 0; i < c->n_steps; i++) {
		const struct diag_step *s = &c->steps[i];

		if (s->what != STEP_SMP || s->len != 17 ||
		    s->pdu[0] != SMP_ENCRYPTION_INFORMATION)
			continue;
		*any = true;
		if (!crypto_equal(s->pdu + 1, key, 16))
			continue;
		*made = s;
		/* The one that encrypts is of the peripheral, Vol 3 Part H
		 * 2.4.4.2: it has the bond's EDIV and Rand. */
		if (diag_sender(c, s) == DIAG_CENTRAL)
			return "the key is that of the other role: the central "
			       "distributed it";
		if (wanted && !same_number(c, i, wanted))
			return "the key is the bond's, EDIV or Rand are not";
		return "the key is the one that the peripheral distributed";
	}
	return NULL;
}

/* Secure Connections: the key is what the pairing itself was encrypted with. */
static const char *agreed(const struct diag_conn *c, const uint8_t *key,
    bool *any, const struct diag_step **made)
{
	for (size_t i = 0; i < c->n_attempts; i++) {
		const struct diag_attempt *a = &c->attempts[i];

		if (a->kind != DIAG_PAIRING || !a->sc)
			continue;
		for (size_t k = a->first; k < a->end; k++) {
			const uint8_t *was = diag_key_of(&c->steps[k]);

			if (!was)
				continue;
			*any = true;
			if (!crypto_equal(was, key, 16))
				continue;
			*made = &c->steps[k];
			return "the key is that of the pairing";
		}
	}
	return NULL;
}

/* Against the bond that we have: its peer_ltk is for us as central. */
static const char *of_bond(
    const struct bond *b, bool central, const uint8_t *key)
{
	const struct bond_ltk *right = central ? &b->peer_ltk : &b->own_ltk;
	const struct bond_ltk *wrong = central ? &b->own_ltk : &b->peer_ltk;

	if (right->present && crypto_equal(right->key, key, 16))
		return "the key is that of our bond";
	if (!b->sc && wrong->present && crypto_equal(wrong->key, key, 16))
		return "the key is that of the other role in our bond";
	return "the key is not that of our bond";
}

const char *diag_key_origin(const struct diag_conn *c,
    const struct diag_attempt *a, const struct diag_step **made)
{
	const struct diag_step *used = NULL;
	const struct diag_conn *now = c;
	const char *words = NULL;
	bool any = false;

	if (a->kind != DIAG_ENCRYPTION)
		return NULL;
	for (size_t i = a->first; i < a->end; i++)
		if (diag_key_of(&c->steps[i]))
			used = &c->steps[i];
	if (!used)
		return NULL;
	for (; c && !words && !any; c = c->before) {
		words = distributed(c, diag_key_of(used),
		    used->what == STEP_ENCRYPT ? used : NULL, &any, made);
		if (!words)
			words = agreed(c, diag_key_of(used), &any, made);
	}
	if (!words && any)
		words = "the key is not that of the pairing before";
	if (!words && now->bond)
		words = of_bond(now->bond, now->central, diag_key_of(used));
	return words;
}
