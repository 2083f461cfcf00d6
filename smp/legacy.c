#include "smp/machine.h"

/* The Temporary Key: a passkey as a 128-bit number, what was handed over, or 0
 * for Just Works. */
static void legacy_tk(const struct smp *s, uint8_t tk[static 16])
{
	memset(tk, 0, 16);
	if (smp_uses_passkey(s))
		put_le32(tk, s->passkey);
	else if (s->status.method == SMP_OOB)
		memcpy(tk, s->config.oob.tk, 16);
}

static void confirm_of(
    const struct smp *s, const uint8_t rand[static 16], uint8_t out[static 16])
{
	uint8_t tk[16];

	legacy_tk(s, tk);
	crypto_c1(tk, rand, s->preq, s->pres, smp_initiator_addr(s),
	    smp_responder_addr(s), out);
	crypto_wipe(tk, sizeof(tk));
}

static void send_confirm(struct smp *s, struct smp_out *out)
{
	env_random(s->env, s->own_rand, sizeof(s->own_rand));
	confirm_of(s, s->own_rand, s->own_confirm);
	smp_send(s, SMP_PAIRING_CONFIRM, s->own_confirm, 16, out);
}

void legacy_start(struct smp *s, struct smp_out *out)
{
	if (smp_begin_passkey(s, out))
		legacy_passkey_known(s, out);
}

void legacy_passkey_known(struct smp *s, struct smp_out *out)
{
	s->phase = PHASE_CONFIRM;
	if (smp_is_initiator(s))
		send_confirm(s, out);
}

uint8_t legacy_confirm(struct smp *s, struct rd *r, struct smp_out *out)
{
	const uint8_t *confirm = rd_bytes(r, 16);

	/* A peer that sends our own value back knows nothing: VU#799380. */
	if (smp_is_initiator(s) && crypto_equal(confirm, s->own_confirm, 16))
		return SMP_CONFIRM_VALUE_FAILED;
	memcpy(s->peer_confirm, confirm, 16);
	s->phase = PHASE_RANDOM;
	if (smp_is_initiator(s))
		smp_send(s, SMP_PAIRING_RANDOM, s->own_rand, 16, out);
	else
		send_confirm(s, out);
	return SMP_OK;
}

uint8_t legacy_random(struct smp *s, struct rd *r, struct smp_out *out)
{
	const uint8_t *rand = rd_bytes(r, 16);
	uint8_t want[16], tk[16];

	confirm_of(s, rand, want);
	if (!crypto_equal(want, s->peer_confirm, 16) ||
	    crypto_equal(rand, s->own_rand, 16))
		return SMP_CONFIRM_VALUE_FAILED;
	memcpy(s->peer_rand, rand, 16);
	legacy_tk(s, tk);
	if (smp_is_initiator(s)) {
		crypto_s1(tk, s->peer_rand, s->own_rand, s->key);
	} else {
		smp_send(s, SMP_PAIRING_RANDOM, s->own_rand, 16, out);
		crypto_s1(tk, s->own_rand, s->peer_rand, s->key);
	}
	crypto_wipe(tk, sizeof(tk));
	smp_begin_encryption(s, out);
	return SMP_OK;
}
