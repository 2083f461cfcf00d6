#include "tests/fuzz/smp_side.h"

#include <assert.h>
#include <stdlib.h>

/* For what an idle machine may not remember: no function shows it. */
#include "smp/machine.h"

/* clang-format off */
static const uint8_t debug_private[32] = {
	0x3f, 0x49, 0xf6, 0xd4, 0xa3, 0xc5, 0x5f, 0x38, 0x74, 0xc9, 0xb3, 0xe3, 0xd2, 0x10, 0x3f, 0x50,
	0x4a, 0xff, 0x60, 0x7b, 0xeb, 0x40, 0xb7, 0x99, 0x58, 0x99, 0xb8, 0xa6, 0xcd, 0x3c, 0x1a, 0xbd,
};
static const uint8_t lengths[] = { /* of the PDU with this code */
	[SMP_PAIRING_REQUEST] = 7, [SMP_PAIRING_RESPONSE] = 7, [SMP_PAIRING_CONFIRM] = 17,
	[SMP_PAIRING_RANDOM] = 17, [SMP_PAIRING_FAILED] = 2, [SMP_ENCRYPTION_INFORMATION] = 17,
	[SMP_CENTRAL_IDENTIFICATION] = 11, [SMP_IDENTITY_INFORMATION] = 17,
	[SMP_IDENTITY_ADDRESS_INFORMATION] = 8, [SMP_SIGNING_INFORMATION] = 17,
	[SMP_SECURITY_REQUEST] = 2, [SMP_PUBLIC_KEY] = 65, [SMP_DHKEY_CHECK] = 17,
	[SMP_KEYPRESS_NOTIFICATION] = 2,
};
/* clang-format on */

/* Few private keys, so that p256_memo.c has seen them. */
static void draw_key(struct side_random *r, uint8_t *p)
{
	if (r->debug) {
		memcpy(p, debug_private, 32);
		return;
	}
	memset(p, r->seed, 32);
	p[31] = (uint8_t)(r->keys % 4);
}

static void draw(void *ctx, void *buf, size_t len)
{
	struct side_random *r = ctx;
	uint8_t *p = buf;

	r->keys += len == 32;
	if (rd_left(&r->script) >= len) {
		rd_copy(&r->script, p, len);
		/* 0 and what is above the order are no keys */
		if (len == 32 && (!p[0] || p[0] == 0xff))
			draw_key(r, p);
		return;
	}
	r->script.p = r->script.end;
	if (len == 32) {
		draw_key(r, p);
		return;
	}
	while (len--) {
		r->state = r->state * 6364136223846793005 + 1442695040888963407;
		*p++ = (uint8_t)(r->state >> 56);
	}
}

void side_open(struct side *s)
{
	s->env = (struct env){ .random = draw, .ctx = &s->random };
	s->random.state = s->random.seed;
	s->link.bonds = &s->bonds;
	s->link.attempts = &s->attempts;
	s->config.rules = s->rules;
	s->smp = smp_new(&s->link, &s->env);
	smp_set_config(s->smp, &s->config);
}

void side_close(struct side *s)
{
	smp_free(s->smp);
	bonds_free(&s->bonds);
}

static bool is_zero(const void *p, size_t n)
{
	const uint8_t *b = p;

	while (n && !*b) {
		b++;
		n--;
	}
	return !n;
}

/* Between calls. */
static void check_machine(const struct side *s)
{
	const struct smp *m = s->smp;

	assert(!m->rule_reason);
	assert(m->n_held <= SMP_MAX_HELD && m->n_late <= SMP_MAX_LATE);
	if (smp_busy(m)) {
		assert(m->deadline != NEVER);
		return;
	}
	assert(m->deadline == NEVER);
	assert(!m->n_held && is_zero(m->held, sizeof(m->held)));
	assert(is_zero(m->key, sizeof(m->key)));
	assert(is_zero(m->dhkey, sizeof(m->dhkey)));
	assert(is_zero(m->mackey, sizeof(m->mackey)));
	assert(is_zero(&m->own_key, sizeof(m->own_key)));
	assert(!m->passkey);
	if (m->status.have_response && m->status.method == SMP_OOB)
		assert(is_zero(&m->config.oob, sizeof(m->config.oob)));
}

static bool is_key_pdu(uint8_t code)
{
	return code >= SMP_ENCRYPTION_INFORMATION &&
	       code <= SMP_SIGNING_INFORMATION;
}

static void check_sent(const struct side *s, const struct smp_effect *e)
{
	bool initiator = s->link.role == SMP_INITIATOR;

	assert(e->len && e->pdu[0] < sizeof(lengths));
	assert(e->len == lengths[e->pdu[0]]);
	if (e->pdu[0] == SMP_PAIRING_REQUEST)
		assert(initiator);
	if (e->pdu[0] == SMP_PAIRING_RESPONSE ||
	    e->pdu[0] == SMP_SECURITY_REQUEST)
		assert(!initiator);
	/* A rule may send what is late in the next pairing. */
	if (is_key_pdu(e->pdu[0]) && !s->config.n_rules)
		assert(s->started && s->encrypted && !s->ended);
}

/* Nothing that the person or an older bond forbids, Vol 3 Part H 2.4.6. */
static void check_strength(
    const struct side *s, const struct bond *b, const struct smp_status *st)
{
	const struct smp_config *c = &s->config;
	const struct bdaddr *of[2] = { &s->link.peer, &b->identity };

	assert(st->key_size >= c->min_key_size && st->key_size <= 16);
	assert(b->sc || !c->require_sc);
	assert(b->authenticated || !c->require_mitm);
	assert(!b->debug_key || c->allow_debug_keys);
	assert(!b->debug_key || (b->sc && !b->authenticated));
	assert(st->method != SMP_JUST_WORKS || !b->authenticated);
	for (int i = 0; i < 2 && st->bonding && !c->allow_weaker; i++) {
		const struct bond *old = bonds_find(&s->bonds, of[i]);

		if (!old)
			continue;
		assert(!bond_is_better(
		    old, b->sc, b->authenticated, st->key_size));
		assert(!b->debug_key || old->debug_key);
	}
}

/* What both ends agreed to send is there, and nothing else. */
static void check_keys(
    const struct side *s, const struct bond *b, const struct smp_status *st)
{
	uint8_t agreed[2] = {
		st->request.initiator_keys & st->response.initiator_keys,
		st->request.responder_keys & st->response.responder_keys,
	};
	uint8_t ours = agreed[s->link.role == SMP_RESPONDER];
	uint8_t theirs = agreed[s->link.role == SMP_INITIATOR];

	assert(!st->keys_due);
	assert(b->has_csrk == !!(theirs & SMP_KEY_SIGN));
	assert(b->has_own_csrk == !!(ours & SMP_KEY_SIGN));
	assert((theirs & SMP_KEY_ID) ||
	       (!b->has_irk && addr_equal(&b->identity, &s->link.peer)));
	if (b->sc) {
		assert(b->peer_ltk.present && b->own_ltk.present);
		assert(!b->peer_ltk.ediv && !b->peer_ltk.rand);
		assert(!memcmp(&b->peer_ltk, &b->own_ltk, sizeof(b->own_ltk)));
	} else {
		assert(b->peer_ltk.present == !!(theirs & SMP_KEY_ENC));
		assert(b->own_ltk.present == !!(ours & SMP_KEY_ENC));
	}
	if (b->own_ltk.present)
		assert(b->own_ltk.size == st->key_size &&
		       is_zero(b->own_ltk.key + st->key_size,
			   (size_t)16 - st->key_size));
}

static void paired(struct side *s)
{
	struct smp_status st = smp_get_status(s->smp);
	const struct bond *b = smp_bond(s->smp);

	assert(s->busy && s->started && s->encrypted && !s->ended);
	assert(b && !s->tampered);
	check_strength(s, b, &st);
	check_keys(s, b, &st);
	if (st.bonding)
		bonds_put(&s->bonds, b);
	s->paired = s->ended = true;
}

static bool is_guess(const struct smp_effect *e)
{
	return !e->by_peer && (e->reason == SMP_CONFIRM_VALUE_FAILED ||
				  e->reason == SMP_DHKEY_CHECK_FAILED);
}

/* What one call is about. */
struct call {
	uint8_t received; /* code of the PDU; 0: none */
	bool waits;	  /* the peer had to wait at that time */
	uint64_t now;
};

static void failed(
    struct side *s, const struct smp_effect *e, const struct call *call)
{
	assert(e->by_peer == (call->received == SMP_PAIRING_FAILED) ||
	       s->config.n_rules);
	assert(e->by_peer || e->reason || e->text);
	/* What is refused at once was never under way. What the peer takes back
	 * was. */
	assert(s->busy || call->received == SMP_PAIRING_REQUEST ||
	       (e->by_peer && s->paired) || s->config.n_rules);
	if (is_guess(e) && !s->config.n_rules)
		assert(attempts_wait(
		    &s->attempts, &s->bonds, &s->link.peer, call->now));
	s->paired = false;
	s->ended = true;
	s->reason = e->reason;
}

static void begin(struct side *s)
{
	s->started = s->encrypted = s->ended = s->paired = false;
	s->asked_passkey = s->asked_compare = s->shows = false;
	s->tampered = false;
	s->last_key = 0;
}

static void take(
    struct side *s, const struct smp_effect *e, const struct call *call)
{
	switch ((enum smp_effect_type)e->type) {
	case SMP_SEND:
		check_sent(s, e);
		if (call->received == SMP_PAIRING_FAILED && !s->config.n_rules)
			assert(e->pdu[0] != SMP_PAIRING_FAILED);
		break;
	case SMP_ENCRYPT:
		assert(s->link.role == SMP_INITIATOR);
		assert(s->started && !s->encrypted && !s->ended);
		break;
	case SMP_STARTED:
		if (s->link.role == SMP_RESPONDER)
			begin(s);
		assert(!s->started && !call->waits);
		s->busy = s->started = true;
		break;
	case SMP_SHOW_PASSKEY:
	case SMP_ASK_COMPARE:
		assert(s->started && !s->ended && e->passkey < 1000000);
		s->asked_compare = e->type == SMP_ASK_COMPARE;
		s->shows = true;
		s->shown = e->passkey;
		break;
	case SMP_ASK_PASSKEY:
		assert(s->started && !s->ended);
		s->asked_passkey = true;
		break;
	case SMP_KEYPRESS:
		assert(e->value <= SMP_KEYPRESS_COMPLETED);
		break;
	case SMP_PEER_REQUESTS:
		assert(s->link.role == SMP_INITIATOR && !s->busy);
		break;
	case SMP_PAIRED:
		paired(s);
		break;
	case SMP_FAILED:
		failed(s, e, call);
		break;
	}
}

/* After each call. */
static void check(
    struct side *s, const struct smp_out *out, const struct call *call)
{
	unsigned ends = 0;
	bool was_busy = s->busy;

	assert(out->n <= SMP_MAX_EFFECTS);
	for (unsigned i = 0; i < out->n; i++) {
		ends += out->v[i].type == SMP_PAIRED ||
			out->v[i].type == SMP_FAILED;
		take(s, &out->v[i], call);
	}
	assert(ends <= 1);
	s->busy = smp_busy(s->smp);
	assert(!ends || !s->busy);
	assert(ends || !was_busy || s->busy);
	if (!s->busy)
		s->asked_passkey = s->asked_compare = false;
	assert(!smp_bond(s->smp) == !s->paired);
	check_machine(s);
}

bool side_pair(struct side *s, uint64_t now, struct smp_out *out)
{
	struct side before = *s;
	bool ok;

	begin(s);
	ok = smp_pair(s->smp, now, out);
	assert(!ok || !before.busy);
	if (!ok) {
		assert(!out->n);
		*s = before;
		return false;
	}
	s->busy = true;
	check(s, out, &(struct call){ .now = now });
	return true;
}

bool side_request(struct side *s, uint64_t now, struct smp_out *out)
{
	bool ok = smp_request_security(s->smp, now, out);

	assert(ok ? !s->busy : !out->n);
	check(s, out, &(struct call){ .now = now });
	return ok;
}

void side_receive(struct side *s, const uint8_t *pdu, size_t len, uint64_t now,
    struct smp_out *out)
{
	/* It ends where the memory ends, even an empty one. */
	uint8_t *copy = malloc(len + 1);
	struct call call = {
		.received = len ? pdu[0] : 0,
		.waits =
		    s->link.role == SMP_RESPONDER &&
		    attempts_wait(&s->attempts, &s->bonds, &s->link.peer, now),
		.now = now,
	};

	uint64_t deadline = smp_deadline(s->smp);

	if (!copy)
		abort();
	if (len)
		memcpy(copy + 1, pdu, len);
	/* in one order, Vol 3 Part H 3.6.1 */
	if (s->busy && is_key_pdu(call.received) && !s->config.n_rules) {
		s->tampered |= s->encrypted && call.received <= s->last_key;
		s->last_key = call.received;
	}
	smp_receive(s->smp, copy + 1, len, now, out);
	free(copy);
	/* What says nothing does not keep a pairing alive, Vol 3 Part H 3.4. */
	if (!out->n && !s->config.n_rules &&
	    (call.received == SMP_SECURITY_REQUEST ||
		call.received == SMP_KEYPRESS_NOTIFICATION))
		assert(smp_deadline(s->smp) == deadline);
	check(s, out, &call);
}

void side_passkey(
    struct side *s, uint32_t passkey, uint64_t now, struct smp_out *out)
{
	bool ok = smp_answer_passkey(s->smp, passkey, now, out);

	assert(ok == (s->asked_passkey && passkey <= 999999));
	if (ok)
		s->asked_passkey = false;
	check(s, out, &(struct call){ .now = now });
}

void side_compare(struct side *s, bool yes, uint64_t now, struct smp_out *out)
{
	bool ok = smp_answer(s->smp, yes, now, out);

	assert(ok == s->asked_compare);
	s->asked_compare = false;
	check(s, out, &(struct call){ .now = now });
	assert(yes || !ok || !s->busy);
}

void side_keypress(
    struct side *s, enum smp_keypress type, uint64_t now, struct smp_out *out)
{
	bool ok = smp_keypress(s->smp, type, now, out);

	assert(!ok || s->asked_passkey);
	check(s, out, &(struct call){ .now = now });
}

void side_cancel(
    struct side *s, uint8_t reason, uint64_t now, struct smp_out *out)
{
	smp_cancel(s->smp, reason, now, out);
	check(s, out, &(struct call){ .now = now });
	assert(!s->busy);
}

bool side_ltk(
    const struct side *s, uint64_t rand, uint16_t ediv, uint8_t ltk[static 16])
{
	bool ok = smp_ltk(s->smp, rand, ediv, ltk);

	assert(!ok || (s->started && !s->encrypted && !s->ended));
	assert(!ok || (!rand && !ediv));
	return ok;
}

void side_encryption(
    struct side *s, uint8_t status, uint64_t now, struct smp_out *out)
{
	uint8_t ltk[16];

	/* The key of this pairing, or one from before it? */
	if (!status && smp_ltk(s->smp, 0, 0, ltk))
		s->encrypted = true;
	smp_encryption_changed(s->smp, status, !status, now, out);
	check(s, out, &(struct call){ .now = now });
}

void side_tick(struct side *s, uint64_t now, struct smp_out *out)
{
	bool was_busy = s->busy;

	smp_tick(s->smp, now, out);
	assert(smp_deadline(s->smp) > now);
	check(s, out, &(struct call){ .now = now });
	s->dead |= was_busy && !s->busy;
}

/* Vol 3 Part H 3.4 */
void side_expect_timeout(struct side *s, uint64_t now)
{
	static const uint8_t request[7] = { SMP_PAIRING_REQUEST, 3, 0, 0, 16 };
	struct smp_out out = { .n = 0 };

	now += 31 * USEC_PER_SEC;
	side_tick(s, now, &out);
	assert(!s->busy);
	if (!s->dead)
		return;
	out.n = 0;
	if (s->link.role == SMP_INITIATOR)
		assert(!side_pair(s, now, &out));
	else
		assert(!side_request(s, now, &out));
	side_receive(s, request, sizeof(request), now, &out);
	assert(!out.n);
}
