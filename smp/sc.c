#include "smp/machine.h"

/* The bit of the passkey in this round, as f4 takes it; 0 without passkey. */
static uint8_t round_z(const struct smp *s)
{
	if (!smp_uses_passkey(s))
		return 0;
	return (uint8_t)(0x80 | (s->passkey >> s->round & 1));
}

static void own_confirm(struct smp *s)
{
	env_random(s->env, s->own_rand, sizeof(s->own_rand));
	crypto_f4(
	    s->own_key.x, s->peer_x, s->own_rand, round_z(s), s->own_confirm);
}

static bool peer_confirm_holds(const struct smp *s, const uint8_t *rand)
{
	uint8_t want[16];

	crypto_f4(s->peer_x, s->own_key.x, rand, round_z(s), want);
	return crypto_equal(want, s->peer_confirm, 16);
}

static void send_public_key(struct smp *s, struct smp_out *out)
{
	uint8_t xy[64];

	memcpy(xy, s->own_key.x, 32);
	memcpy(xy + 32, s->own_key.y, 32);
	smp_send(s, SMP_PUBLIC_KEY, xy, sizeof(xy), out);
}

static void begin_round(struct smp *s, struct smp_out *out)
{
	s->phase = PHASE_CONFIRM;
	if (!smp_is_initiator(s))
		return;
	own_confirm(s);
	smp_send(s, SMP_PAIRING_CONFIRM, s->own_confirm, 16, out);
}

void smp_oob_make(
    struct smp_oob *oob, const struct env *env, uint8_t confirm[static 16])
{
	oob->has_own = true;
	p256_generate(env, &oob->own_key);
	env_random(env, oob->own_rand, sizeof(oob->own_rand));
	crypto_f4(oob->own_key.x, oob->own_key.x, oob->own_rand, 0, confirm);
}

/* What the peer handed over is f4 of its key: nobody else's key fits. */
static bool oob_confirm_holds(const struct smp *s)
{
	const struct smp_oob *oob = &s->config.oob;
	uint8_t want[16];

	if (!smp_oob_flag(s, &s->status, true))
		return true;
	crypto_f4(s->peer_x, s->peer_x, oob->peer_rand, 0, want);
	return crypto_equal(want, oob->peer_confirm, 16);
}

/* A key for each pairing; only data that were handed over bind us to one. */
void sc_start(struct smp *s, struct smp_out *out)
{
	if (s->status.method == SMP_OOB && s->config.oob.has_own)
		s->own_key = s->config.oob.own_key;
	else
		p256_generate(s->env, &s->own_key);
	s->phase = PHASE_PUBLIC_KEY;
	if (smp_is_initiator(s))
		send_public_key(s, out);
}

uint8_t sc_public_key(struct smp *s, struct rd *r, struct smp_out *out)
{
	const uint8_t *x = rd_bytes(r, 32), *y = rd_bytes(r, 32);
	uint8_t dhkey[32];

	/* Our own key sent back would make us agree with ourselves:
	 * CVE-2020-26558. Every invalid key is answered the same way, Vol 3
	 * Part H 2.3.5.6.1. */
	if (crypto_equal(x, s->own_key.x, 32) ||
	    (p256_is_debug(x) && !s->config.allow_debug_keys) ||
	    !p256_dhkey(&s->own_key, x, y, dhkey))
		return SMP_DHKEY_CHECK_FAILED;
	memcpy(s->peer_x, x, 32);
	s->peer_debug = p256_is_debug(x);
	/* Everybody has the debug key's other half: no protection is left. */
	if (s->peer_debug) {
		s->status.authenticated = false;
		if (s->config.require_mitm ||
		    !smp_may_replace(s, &s->status, &s->link.peer))
			return SMP_AUTHENTICATION_REQUIREMENTS;
	}
	memcpy(s->dhkey, dhkey, 32);
	crypto_wipe(dhkey, sizeof(dhkey));
	if (s->status.method == SMP_OOB && !oob_confirm_holds(s))
		return SMP_CONFIRM_VALUE_FAILED;
	if (!smp_is_initiator(s))
		send_public_key(s, out);

	if (smp_uses_passkey(s)) {
		s->round = 0;
		if (smp_begin_passkey(s, out))
			begin_round(s, out);
	} else if (s->status.method == SMP_OOB) {
		env_random(s->env, s->own_rand, sizeof(s->own_rand));
		s->phase = PHASE_RANDOM;
		if (smp_is_initiator(s))
			smp_send(s, SMP_PAIRING_RANDOM, s->own_rand, 16, out);
	} else if (smp_is_initiator(s)) {
		s->phase = PHASE_CONFIRM;
	} else {
		own_confirm(s);
		smp_send(s, SMP_PAIRING_CONFIRM, s->own_confirm, 16, out);
		s->phase = PHASE_RANDOM;
	}
	return SMP_OK;
}

void sc_passkey_known(struct smp *s, struct smp_out *out)
{
	begin_round(s, out);
}

uint8_t sc_confirm(struct smp *s, struct rd *r, struct smp_out *out)
{
	const uint8_t *confirm = rd_bytes(r, 16);

	if (smp_is_initiator(s) && smp_uses_passkey(s) &&
	    crypto_equal(confirm, s->own_confirm, 16))
		return SMP_CONFIRM_VALUE_FAILED;
	memcpy(s->peer_confirm, confirm, 16);
	s->phase = PHASE_RANDOM;
	if (!smp_is_initiator(s)) {
		own_confirm(s);
		smp_send(s, SMP_PAIRING_CONFIRM, s->own_confirm, 16, out);
		return SMP_OK;
	}
	if (!smp_uses_passkey(s))
		env_random(s->env, s->own_rand, sizeof(s->own_rand));
	smp_send(s, SMP_PAIRING_RANDOM, s->own_rand, 16, out);
	return SMP_OK;
}

/* MacKey and LTK, once both nonces are known: f5 takes the initiator's
 * first. */
static void derive_keys(struct smp *s)
{
	const uint8_t *na = s->own_rand, *nb = s->peer_rand;

	if (!smp_is_initiator(s)) {
		na = s->peer_rand;
		nb = s->own_rand;
	}
	crypto_f5(s->dhkey, na, nb, smp_initiator_addr(s),
	    smp_responder_addr(s), s->mackey, s->key);
}

/* Ea or Eb of our side or of the peer's: its nonce, IO capability and address
 * come first, Vol 3 Part H 2.3.5.6.5. */
static void check_value(const struct smp *s, bool ours, uint8_t out[static 16])
{
	bool initiators = ours == smp_is_initiator(s);
	const struct smp_oob *oob = &s->config.oob;
	uint8_t r[16] = { 0 };

	/* Out of band the value of the end that receives this one, if it got
	 * across. */
	if (smp_uses_passkey(s))
		put_le32(r, s->passkey);
	else if (s->status.method == SMP_OOB &&
		 smp_oob_flag(s, &s->status, ours))
		memcpy(r, ours ? oob->peer_rand : oob->own_rand, 16);
	crypto_f6(s->mackey, ours ? s->own_rand : s->peer_rand,
	    ours ? s->peer_rand : s->own_rand, r,
	    (initiators ? s->preq : s->pres) + 1,
	    initiators ? smp_initiator_addr(s) : smp_responder_addr(s),
	    initiators ? smp_responder_addr(s) : smp_initiator_addr(s), out);
}

static void send_check(struct smp *s, struct smp_out *out)
{
	uint8_t check[16];

	check_value(s, true, check);
	smp_send(s, SMP_DHKEY_CHECK, check, sizeof(check), out);
}

static void begin_check(struct smp *s, struct smp_out *out)
{
	derive_keys(s);
	s->phase = PHASE_DHKEY;
	if (smp_is_initiator(s))
		send_check(s, out);
}

void sc_compared(struct smp *s, struct smp_out *out)
{
	begin_check(s, out);
}

static void ask_compare(struct smp *s, struct smp_out *out)
{
	struct smp_effect *e = smp_emit(out, SMP_ASK_COMPARE);

	if (smp_is_initiator(s))
		e->passkey = crypto_g2(
		    s->own_key.x, s->peer_x, s->own_rand, s->peer_rand);
	else
		e->passkey = crypto_g2(
		    s->peer_x, s->own_key.x, s->peer_rand, s->own_rand);
	s->passkey = e->passkey;
	s->phase = PHASE_COMPARE;
}

uint8_t sc_random(struct smp *s, struct rd *r, struct smp_out *out)
{
	const uint8_t *rand = rd_bytes(r, 16);
	bool committed = s->status.method != SMP_OOB &&
			 (smp_is_initiator(s) || smp_uses_passkey(s));

	/* Without a passkey the initiator has sent no confirm value, and out of
	 * band nobody. */
	if (committed && !peer_confirm_holds(s, rand))
		return SMP_CONFIRM_VALUE_FAILED;
	/* A nonce is used once: not ours, not that of the round before. */
	if (crypto_equal(rand, s->own_rand, 16) ||
	    (smp_uses_passkey(s) && s->round &&
		crypto_equal(rand, s->peer_rand, 16)))
		return SMP_CONFIRM_VALUE_FAILED;
	memcpy(s->peer_rand, rand, 16);
	if (!smp_is_initiator(s))
		smp_send(s, SMP_PAIRING_RANDOM, s->own_rand, 16, out);

	if (smp_uses_passkey(s) && ++s->round < SMP_PASSKEY_BITS)
		begin_round(s, out);
	else if (s->status.method == SMP_NUMERIC_COMPARISON)
		ask_compare(s, out);
	else
		begin_check(s, out);
	return SMP_OK;
}

uint8_t sc_dhkey_check(struct smp *s, struct rd *r, struct smp_out *out)
{
	const uint8_t *check = rd_bytes(r, 16);
	uint8_t want[16];

	check_value(s, false, want);
	if (!crypto_equal(want, check, 16))
		return SMP_DHKEY_CHECK_FAILED;
	if (!smp_is_initiator(s))
		send_check(s, out);
	smp_begin_encryption(s, out);
	return SMP_OK;
}
