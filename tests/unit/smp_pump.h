/*
 * Two machines, the people at them and the little that their controllers do
 * about encryption, under virtual time: one event after the other until nobody
 * has anything to say and no timer runs. A fault can hit one PDU on its way.
 */
#ifndef TESTS_UNIT_SMP_PUMP_H
#define TESTS_UNIT_SMP_PUMP_H

#include "tests/unit/helpers.h"

#include <string.h>

#include "smp/smp.h"

#define PUMP_FLIGHT  (1 * USEC_PER_MSEC) /* of a PDU */
#define PUMP_PERSON  (2 * USEC_PER_SEC)	 /* until a person has done it */
#define PUMP_LATE    (40 * USEC_PER_SEC) /* a PDU that nobody waits for */
#define PUMP_BOUND   (300 * USEC_PER_SEC)
#define PUMP_MAX_LOG 160

enum pump_kind {
	PUMP_NOTHING,
	PUMP_FLIP, /* bit: counted from the code, least significant first */
	PUMP_DROP,
	PUMP_DUPLICATE,
	PUMP_REORDER, /* behind the next one of the same end */
	PUMP_REPLACE, /* by `pdu`, in hexadecimal */
	PUMP_PRECEDE, /* `pdu` arrives in front of it */
	PUMP_REFLECT, /* the last of its kind comes back to its sender instead */
};

/* What happens to the PDU `code` of one end, the `nth` (from 0) of its kind. */
struct pump_fault {
	enum pump_kind kind;
	int from;
	uint8_t code;
	unsigned nth;
	unsigned bit;
	const char *pdu;
	uint8_t also; /* this one too, if it is not 0 */
};

enum pump_event_type {
	PUMP_PDU,
	PUMP_ANSWER,  /* the person at `side` acts */
	PUMP_ENCRYPT, /* LL_ENC_REQ arrives at the responder */
	PUMP_CHANGED, /* Encryption Change; status */
};

struct pump_event {
	uint64_t at;
	enum pump_event_type type;
	int side; /* where it happens */
	uint8_t status;
	uint8_t len;
	uint8_t pdu[SMP_MAX_PDU];
};

/* How a person behaves; zeros: does what is asked. */
struct pump_person {
	bool absent;	   /* never does anything */
	bool refuses;	   /* says no to a comparison */
	bool has_own_idea; /* types `passkey`, whatever is shown */
	uint32_t passkey;
};

struct pump_side {
	struct smp *smp;
	struct test_random random;
	struct env env;
	struct pump_person person;
	bool asked_passkey, asked_compare, shows, requested; /* so far */
	uint32_t shown; /* passkey or six digits */
	unsigned keypresses;
	uint8_t requested_auth;
	unsigned started, paired, failed; /* how often */
	uint8_t reason;
	bool by_peer;
	const char *text;
	uint64_t touched; /* when something last happened here */
	uint8_t ltk[16];  /* that it wants the link encrypted with */
};

/* What an end sent, before a fault. */
struct pump_sent {
	int from;
	uint8_t len;
	uint8_t pdu[SMP_MAX_PDU];
	uint64_t at;
};

/* [0] is the initiator. */
struct pump {
	struct pump_side side[2];
	uint64_t now;
	struct pump_event queue[64];
	unsigned n;
	struct pump_sent log[PUMP_MAX_LOG];
	unsigned n_log;
	struct pump_fault fault;
	bool fault_met, holding;
	struct pump_event held; /* by PUMP_REORDER */
	bool late_change; /* data overtake the initiator's Encryption Change */
	bool mismatch;	  /* the controllers found two different keys */
	bool encrypted;
	uint8_t link_key[16];
};

static inline void pump_at(struct pump *p, const struct pump_event *e)
{
	unsigned i = p->n;

	assert_true(p->n < ARRAY_SIZE(p->queue));
	for (; i && p->queue[i - 1].at > e->at; i--)
		p->queue[i] = p->queue[i - 1];
	p->queue[i] = *e;
	p->n++;
}

static inline void pump_pdu(
    struct pump *p, int to, const uint8_t *pdu, size_t len, uint64_t at)
{
	struct pump_event e = {
		.at = at, .type = PUMP_PDU, .side = to, .len = (uint8_t)len
	};

	assert_true(len <= sizeof(e.pdu));
	memcpy(e.pdu, pdu, len);
	pump_at(p, &e);
}

static inline void pump_hex(
    struct pump *p, int to, const char *hex, uint64_t at)
{
	uint8_t pdu[SMP_MAX_PDU];
	size_t n = unhex_any(hex, pdu, sizeof(pdu));

	pump_pdu(p, to, pdu, n, at);
}

/* The nth PDU with this code that an end has sent, or NULL. */
static inline const struct pump_sent *pump_find(
    const struct pump *p, int from, uint8_t code, unsigned nth)
{
	for (unsigned i = 0; i < p->n_log; i++)
		if (p->log[i].from == from && p->log[i].pdu[0] == code &&
		    !nth--)
			return &p->log[i];
	return NULL;
}

static inline unsigned pump_count(const struct pump *p, int from, uint8_t code)
{
	unsigned n = 0;

	while (pump_find(p, from, code, n))
		n++;
	return n;
}

static inline const struct pump_sent *pump_last(
    const struct pump *p, int from, uint8_t code)
{
	unsigned n = pump_count(p, from, code);

	return n ? pump_find(p, from, code, n - 1) : NULL;
}

static inline bool pump_is_hit(const struct pump *p, int from, uint8_t code)
{
	const struct pump_fault *f = &p->fault;

	/* The log holds this PDU already. */
	return f->kind && f->from == from &&
	       (f->code == code || (f->also && f->also == code)) &&
	       pump_count(p, from, code) == f->nth + 1;
}

static inline void pump_send(
    struct pump *p, int from, const struct smp_effect *e)
{
	const struct pump_fault *f = &p->fault;
	uint64_t at = p->now + PUMP_FLIGHT;
	uint8_t pdu[SMP_MAX_PDU];

	assert_true(p->n_log < PUMP_MAX_LOG);
	p->log[p->n_log].from = from;
	p->log[p->n_log].len = e->len;
	p->log[p->n_log].at = p->now;
	memcpy(p->log[p->n_log++].pdu, e->pdu, e->len);
	p->side[from].touched = p->now;
	memcpy(pdu, e->pdu, e->len);
	if (!pump_is_hit(p, from, e->pdu[0])) {
		pump_pdu(p, !from, pdu, e->len, at);
		if (p->holding && p->held.side == !from) {
			p->holding = false;
			pump_pdu(p, !from, p->held.pdu, p->held.len, at);
		}
		return;
	}
	p->fault_met = true;
	switch (f->kind) {
	case PUMP_FLIP:
		pdu[f->bit / 8] ^= (uint8_t)(1U << f->bit % 8);
		pump_pdu(p, !from, pdu, e->len, at);
		break;
	case PUMP_DUPLICATE:
		pump_pdu(p, !from, pdu, e->len, at);
		pump_pdu(p, !from, pdu, e->len, at);
		break;
	case PUMP_REORDER:
		p->holding = true;
		p->held.side = !from;
		p->held.len = e->len;
		memcpy(p->held.pdu, pdu, e->len);
		break;
	case PUMP_REPLACE:
		pump_hex(p, !from, f->pdu, at);
		break;
	case PUMP_PRECEDE:
		pump_hex(p, !from, f->pdu, at);
		pump_pdu(p, !from, pdu, e->len, at);
		break;
	case PUMP_REFLECT: {
		const struct pump_sent *own = pump_last(p, !from, e->pdu[0]);

		assert_non_null(own);
		pump_pdu(p, !from, own->pdu, own->len, at);
		break;
	}
	case PUMP_DROP:
	case PUMP_NOTHING:
		break;
	}
}

static inline void pump_person_soon(struct pump *p, int side)
{
	struct pump_event e = { .type = PUMP_ANSWER, .side = side };

	/* The responder's is slower: what comes early is held there. */
	e.at = p->now + (side ? 2 : 1) * PUMP_PERSON;
	pump_at(p, &e);
}

static inline void pump_take(struct pump *p, int side, struct smp_out *out)
{
	struct pump_side *s = &p->side[side];

	for (unsigned i = 0; i < out->n; i++) {
		const struct smp_effect *e = &out->v[i];
		struct pump_event ask = {
			.at = p->now + PUMP_FLIGHT,
			.type = PUMP_ENCRYPT,
			.side = 1,
		};

		switch ((enum smp_effect_type)e->type) {
		case SMP_SEND:
			pump_send(p, side, e);
			break;
		case SMP_ENCRYPT:
			memcpy(s->ltk, e->ltk, 16);
			pump_at(p, &ask);
			break;
		case SMP_STARTED:
			s->started++;
			break;
		case SMP_SHOW_PASSKEY:
			s->shows = true;
			s->shown = e->passkey;
			break;
		case SMP_ASK_PASSKEY:
			s->asked_passkey = true;
			pump_person_soon(p, side);
			break;
		case SMP_ASK_COMPARE:
			s->asked_compare = s->shows = true;
			s->shown = e->passkey;
			pump_person_soon(p, side);
			break;
		case SMP_KEYPRESS:
			s->keypresses++;
			break;
		case SMP_PEER_REQUESTS:
			s->requested = true;
			s->requested_auth = e->value;
			break;
		case SMP_PAIRED:
			s->paired++;
			break;
		case SMP_FAILED:
			/* never longer than the timer, Vol 3 Part H 3.4 */
			assert_true(p->now - s->touched <= 30 * USEC_PER_SEC);
			s->failed++;
			s->reason = e->reason;
			s->by_peer = e->by_peer;
			s->text = e->text;
			break;
		}
	}
	out->n = 0;
}

/* What somebody types who was told "the digits that the other one shows". */
static inline void pump_person_types(struct pump *p, int side)
{
	struct pump_side *s = &p->side[side], *other = &p->side[!side];
	struct smp_out out = { .n = 0 };
	uint32_t passkey = 123456; /* two keyboards: agreed on before */

	if (s->person.has_own_idea)
		passkey = s->person.passkey;
	else if (other->shows)
		passkey = other->shown;
	else if (!other->asked_passkey)
		return; /* there is nothing to type */
	assert_true(smp_answer_passkey(s->smp, passkey, p->now, &out));
	pump_take(p, side, &out);
}

static inline void pump_person_acts(struct pump *p, int side)
{
	struct pump_side *s = &p->side[side], *other = &p->side[!side];
	struct smp_out out = { .n = 0 };
	bool same = other->shows && other->shown == s->shown;

	if (s->person.absent || !smp_busy(s->smp))
		return;
	if (s->asked_passkey) {
		pump_person_types(p, side);
	} else if (s->asked_compare) {
		smp_answer(s->smp, same && !s->person.refuses, p->now, &out);
		pump_take(p, side, &out);
	}
}

static inline void pump_change(
    struct pump *p, int side, uint8_t status, uint64_t at)
{
	struct pump_event e = {
		.at = at, .type = PUMP_CHANGED, .side = side, .status = status
	};

	pump_at(p, &e);
}

/* LL_ENC_REQ: the controllers agree only if both hosts gave the same key. */
static inline void pump_encrypts(struct pump *p)
{
	uint8_t ltk[16];

	if (!smp_ltk(p->side[1].smp, 0, 0, ltk)) {
		pump_change(p, 0, 0x06, p->now + PUMP_FLIGHT);
		return;
	}
	if (memcmp(ltk, p->side[0].ltk, 16)) {
		p->mismatch = true;
		pump_change(p, 1, 0x3d, p->now);
		pump_change(p, 0, 0x3d, p->now + PUMP_FLIGHT);
		return;
	}
	p->encrypted = true;
	memcpy(p->link_key, ltk, 16);
	pump_change(p, 1, 0, p->now);
	/* The responder's keys take one flight. */
	pump_change(
	    p, 0, 0, p->now + (p->late_change ? 2 : 1) * PUMP_FLIGHT - 1);
}

static inline void pump_happen(struct pump *p, const struct pump_event *e)
{
	struct pump_side *s = &p->side[e->side];
	struct smp_out out = { .n = 0 };

	s->touched = p->now;
	switch (e->type) {
	case PUMP_PDU:
		smp_receive(s->smp, e->pdu, e->len, p->now, &out);
		break;
	case PUMP_ANSWER:
		pump_person_acts(p, e->side);
		break;
	case PUMP_ENCRYPT:
		pump_encrypts(p);
		break;
	case PUMP_CHANGED:
		smp_encryption_changed(
		    s->smp, e->status, !e->status, p->now, &out);
		break;
	}
	pump_take(p, e->side, &out);
}

/* The next thing that happens, if it does up to `end`. */
static inline bool pump_step(struct pump *p, uint64_t end)
{
	uint64_t timer =
	    earlier(smp_deadline(p->side[0].smp), smp_deadline(p->side[1].smp));
	struct pump_event e = p->queue[0];
	uint64_t next = p->n ? e.at : NEVER;

	if (next == NEVER && timer == NEVER && p->holding) {
		p->holding = false;
		next = p->now + PUMP_LATE;
		pump_pdu(p, p->held.side, p->held.pdu, p->held.len, next);
		e = p->queue[0];
	}
	if (earlier(next, timer) > end)
		return false;
	p->now = earlier(next, timer);
	if (next <= timer) {
		memmove(p->queue, p->queue + 1, --p->n * sizeof(p->queue[0]));
		pump_happen(p, &e);
		return true;
	}
	for (int i = 0; i < 2; i++) {
		struct smp_out out = { .n = 0 };

		smp_tick(p->side[i].smp, p->now, &out);
		pump_take(p, i, &out);
	}
	return true;
}

/* Let this time pass. */
static inline void pump_wait(struct pump *p, uint64_t usec)
{
	uint64_t end = p->now + usec;

	while (pump_step(p, end))
		;
	p->now = end;
}

/* Until nothing will ever happen any more; what takes too long is a hang. */
static inline void pump_run(struct pump *p)
{
	uint64_t end = p->now + PUMP_BOUND;

	while (pump_step(p, end))
		;
	assert_int_equal(p->n, 0);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(smp_deadline(p->side[i].smp), NEVER);
		assert_false(smp_busy(p->side[i].smp));
	}
}

/* The links of both ends, the initiator's first, for pump_open_links(). */
static inline void pump_links(struct smp_link link[static 2])
{
	static const struct bdaddr on_air[2] = {
		{ { 1, 2, 3, 4, 5, 0x46 }, ADDR_RANDOM },
		{ { 6, 7, 8, 9, 10, 11 }, ADDR_PUBLIC },
	};
	static const struct bdaddr identity[2] = {
		{ { 0x11, 2, 3, 4, 5, 0xc6 }, ADDR_RANDOM },
		{ { 6, 7, 8, 9, 10, 11 }, ADDR_PUBLIC },
	};

	for (int i = 0; i < 2; i++) {
		link[i] = (struct smp_link){
			.role = i ? SMP_RESPONDER : SMP_INITIATOR,
			.own = on_air[i],
			.peer = on_air[!i],
			.own_identity = identity[i],
		};
		memset(link[i].own_irk, i ? 0x22 : 0x11, 16);
	}
}

static inline void pump_open_links(struct pump *p,
    const struct smp_link link[static 2], const struct smp_config *initiator,
    const struct smp_config *responder)
{
	memset(p, 0, sizeof(*p));
	p->now = 5;
	for (int i = 0; i < 2; i++) {
		struct pump_side *s = &p->side[i];

		s->env = test_env(&s->random, (unsigned)i + 2);
		s->smp = smp_new(&link[i], &s->env);
		smp_set_config(s->smp, i ? responder : initiator);
	}
}

static inline void pump_open(struct pump *p, const struct smp_config *initiator,
    const struct smp_config *responder)
{
	struct smp_link link[2];

	pump_links(link);
	pump_open_links(p, link, initiator, responder);
}

static inline void pump_close(struct pump *p)
{
	smp_free(p->side[0].smp);
	smp_free(p->side[1].smp);
}

/* Data of each end that have reached the other one. */
static inline void pump_make_oob(struct smp_oob oob[static 2])
{
	struct test_random random;
	struct env env = test_env(&random, 77);
	uint8_t confirm[16];

	memset(oob, 0, 2 * sizeof(*oob));
	for (int i = 0; i < 2; i++) {
		oob[i].has_tk = oob[!i].has_peer = true;
		memset(oob[i].tk, 0x5a, 16);
		smp_oob_make(&oob[i], &env, confirm);
		memcpy(oob[!i].peer_confirm, confirm, 16);
		memcpy(oob[!i].peer_rand, oob[i].own_rand, 16);
	}
}

/* Send a Pairing Request: what comes of it, pump_run() or pump_wait() tells. */
static inline void pump_begin(struct pump *p)
{
	struct smp_out out = { .n = 0 };

	for (int i = 0; i < 2; i++) {
		struct pump_side *s = &p->side[i];

		s->shows = s->asked_passkey = s->asked_compare = false;
		s->started = s->paired = s->failed = 0;
		s->reason = 0;
		s->by_peer = false;
		s->text = NULL;
	}
	p->encrypted = p->mismatch = false;
	p->n_log = 0;
	assert_true(smp_pair(p->side[0].smp, p->now, &out));
	pump_take(p, 0, &out);
}

static inline void pump_pair(struct pump *p)
{
	pump_begin(p);
	pump_run(p);
}

/* The keys that one end sends are those that the other has. */
static inline bool pump_same_keys(const struct bond *a, const struct bond *b)
{
	const struct bond_ltk *ours[2] = { &a->peer_ltk, &b->peer_ltk };
	const struct bond_ltk *theirs[2] = { &b->own_ltk, &a->own_ltk };

	for (int i = 0; i < 2; i++)
		if (ours[i]->present != theirs[i]->present ||
		    ours[i]->ediv != theirs[i]->ediv ||
		    ours[i]->rand != theirs[i]->rand ||
		    ours[i]->size != theirs[i]->size ||
		    memcmp(ours[i]->key, theirs[i]->key, 16))
			return false;
	return a->sc == b->sc && a->authenticated == b->authenticated &&
	       a->has_csrk == b->has_own_csrk &&
	       b->has_csrk == a->has_own_csrk &&
	       !memcmp(a->csrk, b->own_csrk, 16) &&
	       !memcmp(b->csrk, a->own_csrk, 16);
}

/* What `b` holds of the peer is the peer's identity. */
static inline bool pump_same_identity(
    const struct bond *b, const struct smp_link *peer)
{
	return !b->has_irk ||
	       (!memcmp(b->irk, peer->own_irk, 16) &&
		   addr_equal(&b->identity, &peer->own_identity));
}

/* A machine that pairs with anybody and offers the same keys both ways. */
static inline struct smp_config pump_config(
    uint8_t io, uint8_t auth, uint8_t keys)
{
	return (struct smp_config){
		.features = { io, 0, auth, 16, keys, keys },
		.min_key_size = 7,
		.pairable = true,
	};
}

static inline void pump_open_alike(
    struct pump *p, uint8_t io, uint8_t auth, uint8_t keys)
{
	struct smp_config c = pump_config(io, auth, keys);

	pump_open(p, &c, &c);
}

static inline void pump_assert_paired(const struct pump *p)
{
	for (int i = 0; i < 2; i++) {
		if (p->side[i].failed)
			fail_msg("%d failed with %02x, %s", i,
			    p->side[i].reason, p->side[i].text);
		assert_int_equal(p->side[i].paired, 1);
	}
	assert_true(p->encrypted);
}

/* One end refuses and tells the other; nothing is left of the pairing. */
static inline void pump_assert_refused(
    const struct pump *p, int by, uint8_t reason)
{
	for (int i = 0; i < 2; i++) {
		assert_int_equal(p->side[i].failed, 1);
		assert_int_equal(p->side[i].reason, reason);
		assert_int_equal(p->side[i].by_peer, i != by);
		assert_null(smp_bond(p->side[i].smp));
	}
	assert_int_equal(pump_count(p, by, SMP_PAIRING_FAILED), 1);
	assert_int_equal(pump_count(p, !by, SMP_PAIRING_FAILED), 0);
}

#endif
