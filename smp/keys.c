#include "smp/machine.h"

/* What is still to come from the peer, in the order of Vol 3 Part H 3.6.1. */
enum smp_due {
	DUE_ENCRYPTION_INFORMATION = 0x01,
	DUE_CENTRAL_IDENTIFICATION = 0x02,
	DUE_IDENTITY_INFORMATION = 0x04,
	DUE_IDENTITY_ADDRESS = 0x08,
	DUE_SIGNING_INFORMATION = 0x10,
};

static uint8_t due_of(uint8_t keys)
{
	uint8_t due = 0;

	if (keys & SMP_KEY_ENC)
		due |= DUE_ENCRYPTION_INFORMATION | DUE_CENTRAL_IDENTIFICATION;
	if (keys & SMP_KEY_ID)
		due |= DUE_IDENTITY_INFORMATION | DUE_IDENTITY_ADDRESS;
	if (keys & SMP_KEY_SIGN)
		due |= DUE_SIGNING_INFORMATION;
	return due;
}

uint8_t keys_owed(uint8_t due)
{
	uint8_t keys = 0;

	if (due & (DUE_ENCRYPTION_INFORMATION | DUE_CENTRAL_IDENTIFICATION))
		keys |= SMP_KEY_ENC;
	if (due & (DUE_IDENTITY_INFORMATION | DUE_IDENTITY_ADDRESS))
		keys |= SMP_KEY_ID;
	if (due & DUE_SIGNING_INFORMATION)
		keys |= SMP_KEY_SIGN;
	return keys;
}

static void send_ltk(struct smp *s, struct smp_out *out)
{
	struct bond_ltk *ltk = &s->bond.own_ltk;
	uint8_t id[10], rand[8];

	ltk->present = true;
	ltk->size = s->status.key_size;
	env_random(s->env, ltk->key, 16);
	crypto_mask_key(ltk->key, ltk->size);
	smp_send(s, SMP_ENCRYPTION_INFORMATION, ltk->key, 16, out);

	env_random(s->env, id, 2);
	env_random(s->env, rand, 8);
	memcpy(id + 2, rand, 8);
	ltk->ediv = get_le16(id);
	ltk->rand = get_le64(rand);
	smp_send(s, SMP_CENTRAL_IDENTIFICATION, id, sizeof(id), out);
}

static void send_own(struct smp *s, struct smp_out *out)
{
	uint8_t keys =
	    smp_is_initiator(s) ? s->initiator_keys : s->responder_keys;
	uint8_t addr[7];

	if (keys & SMP_KEY_ENC)
		send_ltk(s, out);
	if (keys & SMP_KEY_ID) {
		smp_send(s, SMP_IDENTITY_INFORMATION, s->link.own_irk, 16, out);
		addr[0] = s->link.own_identity.type;
		memcpy(addr + 1, s->link.own_identity.b, 6);
		smp_send(s, SMP_IDENTITY_ADDRESS_INFORMATION, addr,
		    sizeof(addr), out);
	}
	if (keys & SMP_KEY_SIGN) {
		env_random(s->env, s->bond.own_csrk, 16);
		s->bond.has_own_csrk = true;
		smp_send(s, SMP_SIGNING_INFORMATION, s->bond.own_csrk, 16, out);
	}
}

/* Nothing is due any more: the initiator's turn, or the end. */
static void go_on(struct smp *s, struct smp_out *out)
{
	s->status.keys_due = keys_owed(s->due);
	if (s->due)
		return;
	if (smp_is_initiator(s))
		send_own(s, out);
	smp_finish(s, out);
}

void keys_start(struct smp *s, struct smp_out *out)
{
	s->phase = PHASE_KEYS;
	s->bond = (struct bond){
		.address = s->link.peer,
		.identity = s->link.peer,
		.local = s->link.own_identity,
		.sc = s->status.sc,
		.authenticated = s->status.authenticated,
		.debug_key = s->peer_debug,
	};
	if (s->status.sc) {
		s->bond.peer_ltk = (struct bond_ltk){
			.present = true,
			.size = s->status.key_size,
		};
		memcpy(s->bond.peer_ltk.key, s->key, 16);
		s->bond.own_ltk = s->bond.peer_ltk;
	}
	s->due =
	    due_of(smp_is_initiator(s) ? s->responder_keys : s->initiator_keys);
	if (!smp_is_initiator(s))
		send_own(s, out);
	go_on(s, out);
}

/* Keys come in one order; one that is missing shows as the next out of turn. */
static bool is_next(const struct smp *s, uint8_t which)
{
	return (s->due & -s->due) == which;
}

static void took(struct smp *s, uint8_t which, struct smp_out *out)
{
	s->due &= (uint8_t)~which;
	go_on(s, out);
}

uint8_t keys_encryption_information(
    struct smp *s, struct rd *r, struct smp_out *out)
{
	if (!is_next(s, DUE_ENCRYPTION_INFORMATION))
		return SMP_UNSPECIFIED_REASON;
	rd_copy(r, s->bond.peer_ltk.key, 16);
	s->bond.peer_ltk.size = s->status.key_size;
	took(s, DUE_ENCRYPTION_INFORMATION, out);
	return SMP_OK;
}

uint8_t keys_central_identification(
    struct smp *s, struct rd *r, struct smp_out *out)
{
	if (!is_next(s, DUE_CENTRAL_IDENTIFICATION))
		return SMP_UNSPECIFIED_REASON;
	s->bond.peer_ltk.ediv = rd_u16(r);
	s->bond.peer_ltk.rand = rd_u64(r);
	s->bond.peer_ltk.present = true;
	took(s, DUE_CENTRAL_IDENTIFICATION, out);
	return SMP_OK;
}

uint8_t keys_identity_information(
    struct smp *s, struct rd *r, struct smp_out *out)
{
	if (!is_next(s, DUE_IDENTITY_INFORMATION))
		return SMP_UNSPECIFIED_REASON;
	rd_copy(r, s->bond.irk, 16);
	took(s, DUE_IDENTITY_INFORMATION, out);
	return SMP_OK;
}

/* Our own identity is nobody else's, and that of a bond goes to no other device
 * for a weaker pairing: it would evict the bond. */
static bool may_take_identity(const struct smp *s, const struct bdaddr *a)
{
	return !addr_equal(a, &s->link.own_identity) &&
	       smp_may_replace(s, &s->status, a);
}

uint8_t keys_identity_address(struct smp *s, struct rd *r, struct smp_out *out)
{
	static const uint8_t no_irk[16];
	struct bdaddr a = { .type = rd_u8(r) };

	if (!is_next(s, DUE_IDENTITY_ADDRESS))
		return SMP_UNSPECIFIED_REASON;
	rd_copy(r, a.b, 6);
	/* An identity is public or static random, Vol 3 Part H 3.6.5. */
	if (a.type != ADDR_PUBLIC && !addr_is_static(&a))
		return SMP_INVALID_PARAMETERS;
	if (!may_take_identity(s, &a))
		return SMP_KEY_REJECTED;
	s->bond.identity = a;
	s->bond.has_irk = memcmp(s->bond.irk, no_irk, 16) != 0;
	took(s, DUE_IDENTITY_ADDRESS, out);
	return SMP_OK;
}

uint8_t keys_signing_information(
    struct smp *s, struct rd *r, struct smp_out *out)
{
	if (!is_next(s, DUE_SIGNING_INFORMATION))
		return SMP_UNSPECIFIED_REASON;
	rd_copy(r, s->bond.csrk, 16);
	s->bond.has_csrk = true;
	took(s, DUE_SIGNING_INFORMATION, out);
	return SMP_OK;
}
