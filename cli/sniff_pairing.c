/* What a pairing that was heard tells of its keys. */
#include "cli/sniff_priv.h"
#include "smp/crack.h"
#include "smp/crypto.h"
#include "smp/smp.h"

/* Octets of a PDU after its code. */
static void keep(bool *has, uint8_t *to, const uint8_t *pdu, size_t n)
{
	*has = true;
	memcpy(to, pdu + 1, n);
}

static const char *end_name(enum sniff_who who)
{
	return who == SNIFF_CENTRAL ? "central" : "peripheral";
}

void sniff_on_smp(struct sniff *sn, struct sniff_link *l, enum sniff_who from,
    const uint8_t *pdu, size_t len)
{
	static const uint8_t lengths[] = {
		[SMP_PAIRING_REQUEST] = 7,
		[SMP_PAIRING_RESPONSE] = 7,
		[SMP_PAIRING_CONFIRM] = 17,
		[SMP_PAIRING_RANDOM] = 17,
		[SMP_ENCRYPTION_INFORMATION] = 17,
		[SMP_CENTRAL_IDENTIFICATION] = 11,
		[SMP_IDENTITY_INFORMATION] = 17,
		[SMP_SIGNING_INFORMATION] = 17,
		[SMP_PUBLIC_KEY] = 65,
	};
	struct sniff_pairing *p = &l->pairing;

	if (pdu[0] >= ARRAY_SIZE(lengths) || lengths[pdu[0]] != len)
		return;
	switch (pdu[0]) {
	case SMP_PAIRING_REQUEST:
		crypto_wipe(p, sizeof(*p));
		memcpy(p->preq, pdu, 7);
		p->has_request = true;
		break;
	case SMP_PAIRING_RESPONSE:
		memcpy(p->pres, pdu, 7);
		p->has_response = true;
		break;
	case SMP_PAIRING_CONFIRM:
		keep(&p->has_confirm[from], p->confirm[from], pdu, 16);
		break;
	case SMP_PAIRING_RANDOM:
		keep(&p->has_random[from], p->random[from], pdu, 16);
		break;
	case SMP_PUBLIC_KEY:
		keep(&p->has_public_key[from], p->public_key[from], pdu, 64);
		break;
	case SMP_ENCRYPTION_INFORMATION:
		sniff_learn_key(sn, pdu + 1);
		sniff_note(
		    sn, l, pdu + 1, "the %s distributes LTK", end_name(from));
		break;
	case SMP_CENTRAL_IDENTIFICATION:
		sniff_note(sn, l, NULL, "with EDIV 0x%04x, Rand 0x%016llx",
		    get_le16(pdu + 1), (unsigned long long)get_le64(pdu + 3));
		break;
	case SMP_IDENTITY_INFORMATION:
		sniff_note(
		    sn, l, pdu + 1, "the %s distributes IRK", end_name(from));
		break;
	case SMP_SIGNING_INFORMATION:
		sniff_note(
		    sn, l, pdu + 1, "the %s distributes CSRK", end_name(from));
		break;
	}
}

/* Vol 3 Part H 2.3.4: the smaller of both, when they are lengths at all. */
static unsigned key_size(const struct sniff_pairing *p)
{
	unsigned size = p->preq[4] < p->pres[4] ? p->preq[4] : p->pres[4];

	return p->has_request && p->has_response && size >= 7 && size < 16
		   ? size
		   : 16;
}

static void make_stk(const struct sniff_pairing *p, uint8_t out[static 16])
{
	crypto_s1(
	    p->tk, p->random[SNIFF_PERIPHERAL], p->random[SNIFF_CENTRAL], out);
	crypto_mask_key(out, key_size(p));
}

static void found_passkey(
    struct sniff *sn, struct sniff_link *l, uint32_t passkey, uint8_t stk[16])
{
	struct sniff_pairing *p = &l->pairing;

	memset(p->tk, 0, sizeof(p->tk));
	put_le32(p->tk, passkey);
	p->has_tk = true;
	make_stk(p, stk);
	if (passkey)
		sniff_note(sn, l, stk, "legacy pairing with passkey %06u, STK",
		    passkey);
	else
		sniff_note(sn, l, stk, "legacy pairing by Just Works, STK");
}

static bool tk_fits(const struct crack_confirm *c, const uint8_t *tk)
{
	uint8_t want[16];

	crypto_c1(tk, c->random, c->preq, c->pres, &c->initiator, &c->responder,
	    want);
	return crypto_equal(want, c->confirm, 16);
}

/* The Temporary Key with which this end made its confirm value. */
static bool find_tk(struct sniff *sn, struct sniff_link *l, enum sniff_who who)
{
	struct sniff_pairing *p = &l->pairing;
	struct crack_confirm c = {
		.initiator = l->ends[SNIFF_CENTRAL],
		.responder = l->ends[SNIFF_PERIPHERAL],
	};
	uint8_t stk[16];
	uint32_t passkey;

	if (!l->has_ends || !p->has_request || !p->has_response ||
	    !p->has_confirm[who] || !p->has_random[who])
		return false;
	memcpy(c.confirm, p->confirm[who], 16);
	memcpy(c.random, p->random[who], 16);
	memcpy(c.preq, p->preq, 7);
	memcpy(c.pres, p->pres, 7);
	for (size_t i = 0; i < sn->n_tks; i++) {
		if (!tk_fits(&c, sn->tks[i].key))
			continue;
		memcpy(p->tk, sn->tks[i].key, 16);
		p->has_tk = true;
		make_stk(p, stk);
		sniff_note(sn, l, p->tk, "legacy pairing with TK");
		sniff_note(sn, l, stk, "its STK");
		return true;
	}
	if (!sn->searches)
		return false;
	sn->searches--;
	if (!crack_passkey(&c, &passkey))
		return false;
	found_passkey(sn, l, passkey, stk);
	return true;
}

static bool legacy_key(struct sniff *sn, struct sniff_link *l, uint8_t out[16])
{
	struct sniff_pairing *p = &l->pairing;

	if (!p->has_random[0] || !p->has_random[1])
		return false;
	if (!p->has_tk && !p->searched) {
		p->searched = true;
		if (!find_tk(sn, l, SNIFF_CENTRAL))
			find_tk(sn, l, SNIFF_PERIPHERAL);
	}
	if (!p->has_tk)
		return false;
	make_stk(p, out);
	return true;
}

/* The private debug key and the other public key are all that it takes, 2.3.5.6.1:
 * the last random values are those that count. */
static bool debug_key(struct sniff *sn, struct sniff_link *l, uint8_t out[16])
{
	struct sniff_pairing *p = &l->pairing;
	struct p256_key debug;
	uint8_t dhkey[32], mackey[16];
	enum sniff_who who;

	if (!l->has_ends || !p->has_random[0] || !p->has_random[1] ||
	    !p->has_public_key[0] || !p->has_public_key[1])
		return false;
	if (p256_is_debug(p->public_key[SNIFF_CENTRAL]))
		who = SNIFF_CENTRAL;
	else if (p256_is_debug(p->public_key[SNIFF_PERIPHERAL]))
		who = SNIFF_PERIPHERAL;
	else
		return false;
	p256_debug_key(&debug);
	if (!p256_dhkey(
		&debug, p->public_key[!who], p->public_key[!who] + 32, dhkey))
		return false;
	crypto_f5(dhkey, p->random[SNIFF_CENTRAL], p->random[SNIFF_PERIPHERAL],
	    &l->ends[SNIFF_CENTRAL], &l->ends[SNIFF_PERIPHERAL], mackey, out);
	crypto_mask_key(out, key_size(p));
	crypto_wipe(dhkey, sizeof(dhkey));
	crypto_wipe(mackey, sizeof(mackey));
	if (!p->searched)
		sniff_note(sn, l, out,
		    "Secure Connections with the %s's debug key, LTK",
		    end_name(who));
	p->searched = true;
	sniff_learn_key(sn, out);
	return true;
}

bool sniff_pairing_key(struct sniff *sn, struct sniff_link *l, uint8_t out[16])
{
	const struct sniff_pairing *p = &l->pairing;

	/* Only the key of a pairing has neither, Vol 3 Part H 2.4.4.1. */
	if (l->session.ediv || l->session.rand)
		return false;
	if (p->has_public_key[0] || p->has_public_key[1])
		return debug_key(sn, l, out);
	return legacy_key(sn, l, out);
}

bool sniff_given_stk(
    const struct sniff *sn, struct sniff_link *l, size_t i, uint8_t out[16])
{
	struct sniff_pairing *p = &l->pairing;

	if (p->has_tk || !p->has_random[0] || !p->has_random[1])
		return false;
	crypto_s1(sn->tks[i].key, p->random[SNIFF_PERIPHERAL],
	    p->random[SNIFF_CENTRAL], out);
	crypto_mask_key(out, key_size(p));
	return true;
}

bool sniff_search_stk(struct sniff *sn, struct sniff_link *l,
    const uint8_t nonce[static 13], const uint8_t *pdu, size_t len,
    uint8_t out[16])
{
	const struct sniff_session *s = &l->session;
	struct sniff_pairing *p = &l->pairing;
	struct crack_session c = { .key_size = (uint8_t)key_size(p) };
	uint32_t passkey;

	if (s->ediv || s->rand || p->has_tk || p->has_public_key[0] ||
	    p->has_public_key[1] || !p->has_random[0] || !p->has_random[1] ||
	    (pdu[0] & 3) != LLID_CONTROL ||
	    len != AIR_PDU_HEADER + sizeof(c.payload) || !sn->searches)
		return false;
	sn->searches--;
	memcpy(c.r1, p->random[SNIFF_PERIPHERAL], 16);
	memcpy(c.r2, p->random[SNIFF_CENTRAL], 16);
	memcpy(c.skd, s->skd, sizeof(c.skd));
	memcpy(c.nonce, nonce, sizeof(c.nonce));
	c.aad = pdu[0] & 0xe3;
	memcpy(c.payload, pdu + AIR_PDU_HEADER, sizeof(c.payload));
	if (!crack_stk(&c, &passkey))
		return false;
	found_passkey(sn, l, passkey, out);
	return true;
}
