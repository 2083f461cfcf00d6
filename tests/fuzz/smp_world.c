#include "tests/fuzz/smp_world.h"

#include <assert.h>

#include "tests/fuzz/smp_side.h"

#define QUEUE 32

struct parcel {
	uint8_t len, sent_len;
	uint8_t data[SMP_MAX_PDU], sent[SMP_MAX_PDU];
};

/* [0] is the initiator. */
struct world {
	struct side side[2];
	int only;
	uint64_t now;
	struct {
		struct parcel v[QUEUE];
		unsigned n;
	} to[2];
	struct parcel last[2]; /* that this end sent */
	bool encrypt;	       /* the initiator's controller is to encrypt, */
	uint8_t ltk[16];       /* with this */
	bool change[2];	       /* this end is about to be told: */
	uint8_t status[2];
	bool meddled; /* something was not as it should be */
	bool odd;     /* what an end draws or has out of band is not its own */
	bool forged;  /* an end was told of an encryption that is none */
};

static void read_features(struct rd *r, struct smp_features *f)
{
	f->io = rd_u8(r);
	f->oob = rd_u8(r);
	f->auth_req = rd_u8(r);
	f->max_key_size = rd_u8(r);
	f->initiator_keys = rd_u8(r);
	f->responder_keys = rd_u8(r);
}

static void read_policy(struct rd *r, struct smp_config *c)
{
	uint8_t bits = rd_u8(r);

	c->require_mitm = bits & POLICY_MITM;
	c->require_sc = bits & POLICY_SC;
	c->pairable = !(bits & POLICY_NOT_PAIRABLE);
	c->allow_debug_keys = bits & POLICY_DEBUG_KEYS;
	c->allow_weaker = bits & POLICY_WEAKER;
	c->exact = bits & POLICY_EXACT;
	c->min_key_size = bits & POLICY_LONG_KEY ? 16 : 7;
	c->fixed_passkey = bits & POLICY_PASSKEY;
	if (c->fixed_passkey)
		c->passkey = rd_u24(r) % 1000000;
}

static struct bdaddr read_addr(struct rd *r)
{
	struct bdaddr a = { .type = rd_u8(r) & 1 };

	rd_copy(r, a.b, 6);
	return a;
}

static void read_bond(struct rd *r, struct side *s, const struct bdaddr *peer)
{
	static const struct bdaddr elsewhere = { { 9, 9, 9, 9, 9, 0xc9 },
		ADDR_RANDOM };
	uint8_t bits = rd_u8(r);
	struct bond_ltk ltk = {
		.present = !(bits & BOND_NO_LTK),
		.key = { 1, 2, 3, 4, 5, 6, 7 },
		.size = (uint8_t)(16 - 3 * (bits >> 6)),
	};
	struct bond b = {
		.address = bits & BOND_ELSEWHERE ? elsewhere : *peer,
		.identity = bits & BOND_ELSEWHERE ? elsewhere : *peer,
		.sc = bits & BOND_SC,
		.authenticated = bits & BOND_AUTHENTICATED,
		.debug_key = bits & BOND_DEBUG,
		.peer_ltk = ltk,
		.own_ltk = ltk,
	};

	bonds_put(&s->bonds, &b);
}

/* Each: the step; bit 0 when, bits 1..3 action, bits 4..5 how often; the value;
 * without_authreq. */
static void read_rules(struct rd *r, struct side *s)
{
	s->config.n_rules = rd_u8(r) % (SIDE_MAX_RULES + 1);
	for (size_t i = 0; i < s->config.n_rules; i++) {
		struct smp_rule *rule = &s->rules[i];
		uint8_t bits;

		rule->step = rd_u8(r);
		bits = rd_u8(r);
		rule->when = bits & 1;
		rule->action = bits >> 1 & 7;
		rule->times = bits >> 4 & 3;
		rule->value = rd_u8(r);
		if (rule->action == SMP_DO_DELAY)
			rule->value *= 200;
		if (rule->action == SMP_DO_FAIL && !rule->value)
			rule->value = SMP_UNSPECIFIED_REASON;
		rule->without_authreq = rd_u8(r);
	}
}

static void read_setup(struct rd *r, struct world *w, int i)
{
	struct side *s = &w->side[i];
	uint8_t bits = rd_u8(r);

	s->random.seed = i ? 0x72 : 0x69;
	s->random.debug = bits & SETUP_DEBUG_KEY;
	read_features(r, &s->config.features);
	read_policy(r, &s->config);
	if (bits & SETUP_IDENTITY) {
		s->link.own = read_addr(r);
		s->link.own_identity = read_addr(r);
		rd_copy(r, s->link.own_irk, 16);
	}
	s->config.oob.has_tk = bits & (SETUP_HAS_TK | SETUP_TK);
	memset(s->config.oob.tk, 0x5a, 16);
	if (bits & SETUP_TK)
		rd_copy(r, s->config.oob.tk, 16);
	s->config.oob.has_own = bits & SETUP_HAS_OWN;
	w->odd |= !!(bits & (SETUP_TK | SETUP_DEBUG_KEY | SETUP_RANDOM));
	if (bits & SETUP_BOND)
		read_bond(r, s, &w->side[!i].link.own);
	if (bits & SETUP_RULES)
		read_rules(r, s);
	if (bits & SETUP_RANDOM)
		s->random.script = rd_sub(r, (size_t)rd_u8(r) * 8);
}

/* Out-of-band data reach the other end. */
static void hand_over(struct world *w, int i)
{
	struct side *s = &w->side[i];
	struct smp_oob *own = &s->config.oob, *other = &w->side[!i].config.oob;

	if (!own->has_own)
		return;
	smp_oob_make(own, &s->env, other->peer_confirm);
	memcpy(other->peer_rand, own->own_rand, 16);
	other->has_peer = true;
}

static void world_open(struct world *w, struct rd *r)
{
	static const struct bdaddr on_air[2] = {
		{ { 1, 2, 3, 4, 5, 0x46 }, ADDR_RANDOM },
		{ { 6, 7, 8, 9, 10, 11 }, ADDR_PUBLIC },
	};

	for (int i = 0; i < 2; i++) {
		struct smp_link *link = &w->side[i].link;

		link->role = i ? SMP_RESPONDER : SMP_INITIATOR;
		link->own = link->own_identity = on_air[i];
		link->own_identity.b[5] |= i ? 0 : 0xc0;
		memset(link->own_irk, 0x11 + i, 16);
	}
	for (int i = 0; i < 2; i++)
		read_setup(r, w, i);
	for (int i = 0; i < 2; i++) {
		w->side[i].link.peer = w->side[!i].link.own;
		side_open(&w->side[i]);
	}
	for (int i = 0; i < 2; i++)
		hand_over(w, i);
	for (int i = 0; i < 2; i++)
		smp_set_config(w->side[i].smp, &w->side[i].config);
	w->now = 5;
}

static void push(struct world *w, int to, const uint8_t *pdu, size_t len)
{
	struct parcel *p = &w->to[to].v[w->to[to].n];

	if (w->to[to].n == QUEUE) {
		w->meddled = true;
		return;
	}
	w->to[to].n++;
	p->len = p->sent_len = (uint8_t)len;
	memcpy(p->data, pdu, len);
	memcpy(p->sent, pdu, len);
}

static struct parcel pop(struct world *w, int to)
{
	struct parcel first = w->to[to].v[0];

	w->to[to].n--;
	memmove(
	    w->to[to].v, w->to[to].v + 1, w->to[to].n * sizeof(w->to[to].v[0]));
	return first;
}

/* Do what an end wants done. */
static void carry_out(struct world *w, int i, const struct smp_out *out)
{
	for (unsigned k = 0; k < out->n; k++) {
		const struct smp_effect *e = &out->v[k];

		if (e->type == SMP_SEND) {
			w->last[i].len = w->last[i].sent_len = e->len;
			memcpy(w->last[i].data, e->pdu, e->len);
			memcpy(w->last[i].sent, e->pdu, e->len);
			push(w, !i, e->pdu, e->len);
		} else if (e->type == SMP_ENCRYPT) {
			w->encrypt = true;
			memcpy(w->ltk, e->ltk, 16);
		}
	}
}

static void arrives(struct world *w, int i, const uint8_t *pdu, size_t len)
{
	struct smp_out out = { .n = 0 };

	side_receive(&w->side[i], pdu, len, w->now, &out);
	carry_out(w, i, &out);
}

/* A value that both ends prove to each other reaches one that it was not meant
 * for, or not as it was. */
static void tampered(struct world *w, int i, const struct parcel *p)
{
	struct side *s = &w->side[i];

	if (s->busy && !s->config.n_rules && p->len == p->sent_len &&
	    p->data[0] == p->sent[0] &&
	    (p->sent[0] == SMP_PAIRING_CONFIRM ||
		p->sent[0] == SMP_PAIRING_RANDOM ||
		p->sent[0] == SMP_PUBLIC_KEY || p->sent[0] == SMP_DHKEY_CHECK))
		s->tampered = true;
}

static void tell_change(struct world *w, int i, uint8_t status)
{
	w->change[i] = true;
	w->status[i] = status;
}

/* The controllers agree only if both hosts gave them the same key. */
static void encrypt(struct world *w)
{
	uint8_t ltk[16];

	w->encrypt = false;
	if (!side_ltk(&w->side[1], 0, 0, ltk)) {
		assert(w->meddled);
		tell_change(w, 0, 0x06);
		return;
	}
	assert(w->meddled || !memcmp(ltk, w->ltk, 16));
	for (int i = 0; i < 2; i++)
		tell_change(w, i, memcmp(ltk, w->ltk, 16) ? 0x3d : 0);
}

static bool step_encryption(struct world *w)
{
	struct smp_out out = { .n = 0 };

	if (w->encrypt) {
		encrypt(w);
		return true;
	}
	for (int i = 1; i >= 0; i--) {
		if (!w->change[i])
			continue;
		w->change[i] = false;
		side_encryption(&w->side[i], w->status[i], w->now, &out);
		carry_out(w, i, &out);
		return true;
	}
	return false;
}

static bool step_pdu(struct world *w)
{
	for (int i = 0; i < 2; i++) {
		struct parcel p;

		if (!w->to[i].n)
			continue;
		p = pop(w, i);
		if (memcmp(p.data, p.sent, p.sent_len))
			tampered(w, i, &p);
		arrives(w, i, p.data, p.len);
		return true;
	}
	return false;
}

/* People who do as they are told: one types what the other end shows. */
static bool step_person(struct world *w)
{
	struct smp_out out = { .n = 0 };

	for (int i = 0; i < 2; i++) {
		struct side *s = &w->side[i], *other = &w->side[!i];
		uint32_t passkey = other->shows ? other->shown : 123456;

		if (s->asked_passkey)
			side_passkey(s, passkey, w->now, &out);
		else if (s->asked_compare && other->shows)
			side_compare(s, s->shown == other->shown, w->now, &out);
		else
			continue;
		carry_out(w, i, &out);
		return true;
	}
	return false;
}

static void steps(struct world *w, uint8_t how)
{
	for (int n = 0; n <= (how & 0x1f); n++)
		if (!(how & 0x20 && step_encryption(w)) && !step_pdu(w) &&
		    !step_encryption(w) && !step_person(w)) {
			/* Neither end waits for the other one for ever. */
			assert(w->meddled ||
			       (!w->side[0].busy && !w->side[1].busy));
			break;
		}
}

static void tick(struct world *w)
{
	for (int i = 0; i < 2; i++) {
		struct smp_out out = { .n = 0 };

		side_tick(&w->side[i], w->now, &out);
		carry_out(w, i, &out);
	}
}

/* Timers are served when they expire, as a host does. */
static void wait(struct world *w, uint64_t usec)
{
	uint64_t end = w->now + usec, next;

	while ((next = earlier(smp_deadline(w->side[0].smp),
		    smp_deadline(w->side[1].smp))) <= end) {
		w->now = next;
		tick(w);
	}
	w->now = end;
}

static bool is_quiet(const struct world *w)
{
	return !w->to[0].n && !w->to[1].n && !w->encrypt && !w->change[0] &&
	       !w->change[1] && smp_deadline(w->side[0].smp) == NEVER &&
	       smp_deadline(w->side[1].smp) == NEVER;
}

static void pair(struct world *w)
{
	struct smp_out out = { .n = 0 };
	bool fresh = is_quiet(w) && !w->side[1].dead;

	if (!side_pair(&w->side[0], w->now, &out))
		return;
	/* What is still under way belongs to the pairing before. */
	w->meddled =
	    !fresh || w->side[0].config.n_rules || w->side[1].config.n_rules;
	w->forged &= !fresh;
	carry_out(w, 0, &out);
}

static void op_pdu(struct world *w, int i, struct rd *r)
{
	size_t len = rd_u8(r);
	struct rd pdu;

	if (len > rd_left(r))
		len = rd_left(r);
	pdu = rd_sub(r, len);
	w->meddled = true;
	arrives(w, i, pdu.p, len);
}

static void op_on_queue(struct world *w, enum op op, int i, struct rd *r)
{
	struct parcel *v = w->to[i].v, first;
	unsigned operand = 0;

	if (op == OP_FLIP)
		operand = rd_u16(r);
	else if (op == OP_CUT)
		operand = rd_u8(r);
	if (!w->to[i].n)
		return;
	w->meddled = true;
	if (op == OP_FLIP && v->len) {
		operand %= v->len * 8U;
		v->data[operand / 8] ^= (uint8_t)(1U << operand % 8);
	} else if (op == OP_CUT) {
		v->len = (uint8_t)(operand % (SMP_MAX_PDU + 1));
	} else if (op == OP_DROP) {
		pop(w, i);
	} else if (op == OP_DUPLICATE) {
		first = v[0];
		push(w, i, first.data, first.len);
		memmove(v + 1, v, (w->to[i].n - 1) * sizeof(*v));
		v[0] = first;
	} else if (op == OP_SWAP && w->to[i].n > 1) {
		first = v[0];
		v[0] = v[1];
		v[1] = first;
	}
}

static void op_config(struct world *w, int i, struct rd *r)
{
	struct side *s = &w->side[i];
	struct smp_config c = s->config;

	read_features(r, &c.features);
	read_policy(r, &c);
	if (s->busy)
		return;
	c.oob = smp_get_config(s->smp)->oob;
	s->config = c;
	smp_set_config(s->smp, &c);
}

static void run_op(struct world *w, struct rd *r)
{
	uint8_t octet = rd_u8(r);
	enum op op = (octet & 0x7f) % N_OPS;
	int i = w->only >= 0 ? w->only : octet >> 7;
	struct side *s = &w->side[i];
	struct smp_out out = { .n = 0 };
	uint8_t ltk[16], status;
	uint64_t rand;
	uint32_t passkey;

	switch (op) {
	case OP_STEP:
		steps(w, rd_u8(r));
		return;
	case OP_PDU:
		op_pdu(w, i, r);
		return;
	case OP_FLIP:
	case OP_CUT:
	case OP_DROP:
	case OP_DUPLICATE:
	case OP_SWAP:
		op_on_queue(w, op, i, r);
		return;
	case OP_REFLECT:
		w->meddled = true;
		tampered(w, i, &w->last[i]);
		arrives(w, i, w->last[i].data, w->last[i].len);
		return;
	case OP_WAIT:
		w->meddled |= !is_quiet(w);
		wait(w, rd_u8(r) * (USEC_PER_SEC / 4));
		return;
	case OP_PASSKEY:
		w->meddled = true;
		passkey = rd_u24(r);
		if (s->asked_passkey && passkey <= 999999 &&
		    w->side[!i].shows && passkey != w->side[!i].shown)
			s->tampered = true;
		side_passkey(s, passkey, w->now, &out);
		break;
	case OP_COMPARE:
		w->meddled = true;
		side_compare(s, rd_u8(r) & 1, w->now, &out);
		break;
	case OP_KEYPRESS:
		side_keypress(s, rd_u8(r) % 6, w->now, &out);
		break;
	case OP_ENCRYPTION:
		status = rd_u8(r);
		w->meddled = true;
		w->forged |= !status;
		side_encryption(s, status, w->now, &out);
		break;
	case OP_LTK:
		rand = rd_u8(r);
		side_ltk(s, rand, rd_u16(r), ltk);
		return;
	case OP_CANCEL:
		w->meddled = true;
		side_cancel(s, rd_u8(r), w->now, &out);
		break;
	case OP_PAIR:
		pair(w);
		return;
	case OP_REQUEST:
		s = &w->side[i = 1];
		side_request(s, w->now, &out);
		break;
	case OP_CONFIG:
		op_config(w, i, r);
		return;
	case N_OPS:
		return;
	}
	carry_out(w, i, &out);
}

static bool same_ltk(const struct bond_ltk *a, const struct bond_ltk *b)
{
	return a->present == b->present && a->size == b->size &&
	       a->ediv == b->ediv && a->rand == b->rand &&
	       !memcmp(a->key, b->key, 16);
}

static void check_identity(const struct bond *b, const struct side *peer)
{
	if (!b->has_irk)
		return;
	assert(!memcmp(b->irk, peer->link.own_irk, 16));
	assert(addr_equal(&b->identity, &peer->link.own_identity));
}

/* Two ends that paired with each other. */
static void check_both(const struct world *w)
{
	const struct bond *a = smp_bond(w->side[0].smp);
	const struct bond *b = smp_bond(w->side[1].smp);

	assert(a->sc == b->sc);
	if (a->sc)
		assert(!memcmp(a->peer_ltk.key, b->own_ltk.key, 16));
	/* Each end knows of the other's debug key only. */
	if (!w->side[0].random.debug && !w->side[1].random.debug)
		assert(a->authenticated == b->authenticated);
	if (w->meddled)
		return;
	assert(same_ltk(&a->peer_ltk, &b->own_ltk));
	assert(same_ltk(&b->peer_ltk, &a->own_ltk));
	assert(
	    a->has_csrk == b->has_own_csrk && b->has_csrk == a->has_own_csrk);
	assert(!memcmp(a->csrk, b->own_csrk, 16));
	assert(!memcmp(b->csrk, a->own_csrk, 16));
	check_identity(a, &w->side[1]);
	check_identity(b, &w->side[0]);
}

/* What is between two machines of ours where nobody did anything wrong. */
static bool is_mistake(uint8_t reason)
{
	return reason == SMP_CONFIRM_VALUE_FAILED ||
	       reason == SMP_UNSPECIFIED_REASON ||
	       reason == SMP_DHKEY_CHECK_FAILED;
}

static void check_outcome(const struct world *w)
{
	const struct side *a = &w->side[0], *b = &w->side[1];

	if (!w->meddled) {
		assert(a->paired == b->paired);
		assert(a->paired || w->odd || !is_mistake(a->reason));
		assert(b->paired || w->odd || !is_mistake(b->reason));
	}
	if (a->paired && b->paired && !w->forged)
		check_both(w);
}

void smp_world_run(const uint8_t *data, size_t size, int only)
{
	struct rd r = rd_over(data, size);
	struct world w = { .only = only, .meddled = true };

	world_open(&w, &r);
	while (rd_left(&r)) {
		run_op(&w, &r);
		if (is_quiet(&w))
			check_outcome(&w);
	}
	for (int i = 0; i < 2; i++)
		side_expect_timeout(&w.side[i], w.now);
	for (int i = 0; i < 2; i++)
		side_close(&w.side[i]);
}
