/*
 * Every single-bit flip, loss, repetition and reordering of every PDU of every
 * method, with both ends ours. A fault is caught when both ends fail and say
 * why. What is not caught is counted here, row by row; mutants.md in
 * tests/conformance says why it cannot be.
 */
#include "tests/unit/smp_pump.h"

#include <stdio.h>

#define ALL  (SMP_KEY_ENC | SMP_KEY_ID | SMP_KEY_SIGN)
#define ENC  SMP_KEY_ENC
#define ID   SMP_KEY_ID
#define BOND SMP_AUTH_BONDING
#define MITM (BOND | SMP_AUTH_MITM)
#define SC   (BOND | SMP_AUTH_SC)
#define SCM  (SC | SMP_AUTH_MITM)

/* SC passkey entry repeats the same four PDUs 20 times: of the rounds between
 * the first and the last, one bit in 17 is flipped. */
#define STRIDE 17

struct scenario {
	const char *name;
	struct smp_features initiator, responder;
};

/* IO capability, OOB flag, AuthReq, key size, keys of both ends. */
/* clang-format off */
static const struct scenario scenarios[] = {
	{ "legacy just works",        { 3, 0, BOND, 16, ALL, ALL }, { 3, 0, BOND, 16, ALL, ALL } },
	{ "legacy, no keys",          { 3, 0, BOND, 16, 0, 0 }, { 3, 0, BOND, 16, 0, 0 } },
	{ "legacy, responder's keys", { 3, 0, BOND, 16, 0, ALL }, { 3, 0, BOND, 16, 0, ALL } },
	{ "legacy, initiator's keys", { 3, 0, BOND, 16, ALL, 0 }, { 3, 0, BOND, 16, ALL, 0 } },
	{ "legacy, short key",        { 3, 0, BOND, 12, ENC, ENC }, { 3, 0, BOND, 8, ENC, ENC } },
	{ "legacy, initiator shows",  { 0, 0, MITM, 16, ALL, ALL }, { 2, 0, MITM, 16, ALL, ALL } },
	{ "legacy, responder shows",  { 2, 0, MITM, 16, ALL, ALL }, { 0, 0, MITM, 16, ALL, ALL } },
	{ "legacy, both type",        { 2, 0, MITM, 16, ALL, ALL }, { 2, 0, MITM, 16, ALL, ALL } },
	{ "legacy OOB",               { 3, 1, BOND, 16, ALL, ALL }, { 3, 1, BOND, 16, ALL, ALL } },
	{ "SC just works",            { 3, 0, SC, 16, ALL, ALL }, { 3, 0, SC, 16, ALL, ALL } },
	{ "SC, no keys",              { 3, 0, SC, 16, 0, 0 }, { 3, 0, SC, 16, 0, 0 } },
	{ "SC, responder's keys",     { 3, 0, SC, 16, 0, ID }, { 3, 0, SC, 16, 0, ID } },
	{ "SC, initiator's keys",     { 3, 0, SC, 16, ID, 0 }, { 3, 0, SC, 16, ID, 0 } },
	{ "SC, keys not asked for",   { 3, 0, SC, 16, 0, 0 }, { 3, 0, SC, 16, ALL, ALL } },
	{ "SC, short key",            { 3, 0, SC, 12, ID, ID }, { 3, 0, SC, 8, ID, ID } },
	{ "SC numeric comparison",    { 1, 0, SCM, 16, ALL, ALL }, { 1, 0, SCM, 16, ALL, ALL } },
	{ "SC, initiator shows",      { 0, 0, SCM, 16, ALL, ALL }, { 2, 0, SCM, 16, ALL, ALL } },
	{ "SC, responder shows",      { 2, 0, SCM, 16, ALL, ALL }, { 0, 0, SCM, 16, ALL, ALL } },
	{ "SC, both type",            { 2, 0, SCM, 16, ALL, ALL }, { 2, 0, SCM, 16, ALL, ALL } },
	{ "SC OOB to initiator",      { 3, 1, SC, 16, ALL, ALL }, { 3, 0, SC, 16, ALL, ALL } },
	{ "SC OOB to responder",      { 3, 0, SC, 16, ALL, ALL }, { 3, 1, SC, 16, ALL, ALL } },
	{ "SC OOB, both",             { 3, 1, SC, 16, ALL, ALL }, { 3, 1, SC, 16, ALL, ALL } },
};
/* clang-format on */

enum outcome {
	CAUGHT,	   /* both ends failed and said why */
	SAME,	   /* both ends paired, with the keys that the other has */
	DIFFERENT, /* both paired; what one holds of the other is wrong */
	ONE_SIDED, /* one paired, the other waited 30 s in vain */
	N_OUTCOMES,
};
static const char *const outcomes[] = { "caught", "same", "different",
	"one-sided" };
static const char *const kinds[] = { "nothing", "flip", "drop", "duplicate",
	"reorder" };

/* Faults of one sort that had one outcome. `octet` is that of Pairing Request
 * and Response, 0 the code; ANY in other PDUs. */
#define ANY 255

enum family { LEGACY, LESC };

struct tally {
	enum family family;
	enum pump_kind kind;
	int from;
	uint8_t code;
	uint8_t octet;
	enum outcome outcome;
	unsigned count;
};

/* clang-format off */
static const struct tally uncaught[] = {
	{ LEGACY, PUMP_FLIP, SMP_INITIATOR, SMP_ENCRYPTION_INFORMATION, ANY, DIFFERENT, 896 },
	{ LEGACY, PUMP_FLIP, SMP_RESPONDER, SMP_ENCRYPTION_INFORMATION, ANY, DIFFERENT, 896 },
	{ LEGACY, PUMP_FLIP, SMP_INITIATOR, SMP_CENTRAL_IDENTIFICATION, ANY, DIFFERENT, 560 },
	{ LEGACY, PUMP_FLIP, SMP_INITIATOR, SMP_CENTRAL_IDENTIFICATION, ANY, ONE_SIDED, 6 },
	{ LEGACY, PUMP_FLIP, SMP_RESPONDER, SMP_CENTRAL_IDENTIFICATION, ANY, DIFFERENT, 560 },
	{ LEGACY, PUMP_FLIP, SMP_INITIATOR, SMP_IDENTITY_INFORMATION, ANY, DIFFERENT, 768 },
	{ LEGACY, PUMP_FLIP, SMP_RESPONDER, SMP_IDENTITY_INFORMATION, ANY, DIFFERENT, 768 },
	{ LEGACY, PUMP_FLIP, SMP_INITIATOR, SMP_IDENTITY_ADDRESS_INFORMATION, ANY, DIFFERENT, 282 },
	{ LEGACY, PUMP_FLIP, SMP_RESPONDER, SMP_IDENTITY_ADDRESS_INFORMATION, ANY, DIFFERENT, 288 },
	{ LEGACY, PUMP_FLIP, SMP_INITIATOR, SMP_SIGNING_INFORMATION, ANY, DIFFERENT, 768 },
	{ LEGACY, PUMP_FLIP, SMP_INITIATOR, SMP_SIGNING_INFORMATION, ANY, ONE_SIDED, 24 },
	{ LEGACY, PUMP_FLIP, SMP_RESPONDER, SMP_SIGNING_INFORMATION, ANY, DIFFERENT, 768 },
	{ LEGACY, PUMP_FLIP, SMP_RESPONDER, SMP_SIGNING_INFORMATION, ANY, ONE_SIDED, 4 },
	{ LEGACY, PUMP_DROP, SMP_INITIATOR, SMP_CENTRAL_IDENTIFICATION, ANY, ONE_SIDED, 1 },
	{ LEGACY, PUMP_DROP, SMP_INITIATOR, SMP_SIGNING_INFORMATION, ANY, ONE_SIDED, 6 },
	{ LEGACY, PUMP_DROP, SMP_RESPONDER, SMP_SIGNING_INFORMATION, ANY, ONE_SIDED, 1 },
	{ LEGACY, PUMP_DUPLICATE, SMP_INITIATOR, SMP_CENTRAL_IDENTIFICATION, ANY, SAME, 1 },
	{ LEGACY, PUMP_DUPLICATE, SMP_RESPONDER, SMP_CENTRAL_IDENTIFICATION, ANY, SAME, 1 },
	{ LEGACY, PUMP_DUPLICATE, SMP_INITIATOR, SMP_SIGNING_INFORMATION, ANY, SAME, 6 },
	{ LEGACY, PUMP_DUPLICATE, SMP_RESPONDER, SMP_SIGNING_INFORMATION, ANY, SAME, 6 },
	{ LEGACY, PUMP_REORDER, SMP_INITIATOR, SMP_CENTRAL_IDENTIFICATION, ANY, ONE_SIDED, 1 },
	{ LEGACY, PUMP_REORDER, SMP_INITIATOR, SMP_SIGNING_INFORMATION, ANY, ONE_SIDED, 6 },
	{ LEGACY, PUMP_REORDER, SMP_RESPONDER, SMP_SIGNING_INFORMATION, ANY, ONE_SIDED, 1 },
	{ LESC, PUMP_FLIP, SMP_INITIATOR, SMP_PAIRING_REQUEST, 4, SAME, 3 },
	{ LESC, PUMP_FLIP, SMP_INITIATOR, SMP_PAIRING_REQUEST, 5, ONE_SIDED, 2 },
	{ LESC, PUMP_FLIP, SMP_INITIATOR, SMP_PAIRING_REQUEST, 5, SAME, 102 },
	{ LESC, PUMP_FLIP, SMP_INITIATOR, SMP_PAIRING_REQUEST, 6, DIFFERENT, 1 },
	{ LESC, PUMP_FLIP, SMP_INITIATOR, SMP_PAIRING_REQUEST, 6, SAME, 103 },
	{ LESC, PUMP_FLIP, SMP_RESPONDER, SMP_PAIRING_RESPONSE, 5, ONE_SIDED, 10 },
	{ LESC, PUMP_FLIP, SMP_RESPONDER, SMP_PAIRING_RESPONSE, 5, SAME, 86 },
	{ LESC, PUMP_FLIP, SMP_RESPONDER, SMP_PAIRING_RESPONSE, 6, DIFFERENT, 8 },
	{ LESC, PUMP_FLIP, SMP_RESPONDER, SMP_PAIRING_RESPONSE, 6, SAME, 88 },
	{ LESC, PUMP_FLIP, SMP_INITIATOR, SMP_IDENTITY_INFORMATION, ANY, DIFFERENT, 1280 },
	{ LESC, PUMP_FLIP, SMP_RESPONDER, SMP_IDENTITY_INFORMATION, ANY, DIFFERENT, 1280 },
	{ LESC, PUMP_FLIP, SMP_INITIATOR, SMP_IDENTITY_ADDRESS_INFORMATION, ANY, DIFFERENT, 470 },
	{ LESC, PUMP_FLIP, SMP_INITIATOR, SMP_IDENTITY_ADDRESS_INFORMATION, ANY, ONE_SIDED, 8 },
	{ LESC, PUMP_FLIP, SMP_RESPONDER, SMP_IDENTITY_ADDRESS_INFORMATION, ANY, DIFFERENT, 480 },
	{ LESC, PUMP_FLIP, SMP_RESPONDER, SMP_IDENTITY_ADDRESS_INFORMATION, ANY, ONE_SIDED, 4 },
	{ LESC, PUMP_FLIP, SMP_INITIATOR, SMP_SIGNING_INFORMATION, ANY, DIFFERENT, 1024 },
	{ LESC, PUMP_FLIP, SMP_INITIATOR, SMP_SIGNING_INFORMATION, ANY, ONE_SIDED, 32 },
	{ LESC, PUMP_FLIP, SMP_RESPONDER, SMP_SIGNING_INFORMATION, ANY, DIFFERENT, 1024 },
	{ LESC, PUMP_DROP, SMP_INITIATOR, SMP_IDENTITY_ADDRESS_INFORMATION, ANY, ONE_SIDED, 2 },
	{ LESC, PUMP_DROP, SMP_RESPONDER, SMP_IDENTITY_ADDRESS_INFORMATION, ANY, ONE_SIDED, 1 },
	{ LESC, PUMP_DROP, SMP_INITIATOR, SMP_SIGNING_INFORMATION, ANY, ONE_SIDED, 8 },
	{ LESC, PUMP_DUPLICATE, SMP_INITIATOR, SMP_IDENTITY_ADDRESS_INFORMATION, ANY, SAME, 2 },
	{ LESC, PUMP_DUPLICATE, SMP_RESPONDER, SMP_IDENTITY_ADDRESS_INFORMATION, ANY, SAME, 2 },
	{ LESC, PUMP_DUPLICATE, SMP_INITIATOR, SMP_SIGNING_INFORMATION, ANY, SAME, 8 },
	{ LESC, PUMP_DUPLICATE, SMP_RESPONDER, SMP_SIGNING_INFORMATION, ANY, SAME, 8 },
	{ LESC, PUMP_REORDER, SMP_INITIATOR, SMP_IDENTITY_ADDRESS_INFORMATION, ANY, ONE_SIDED, 2 },
	{ LESC, PUMP_REORDER, SMP_RESPONDER, SMP_IDENTITY_ADDRESS_INFORMATION, ANY, ONE_SIDED, 1 },
	{ LESC, PUMP_REORDER, SMP_INITIATOR, SMP_SIGNING_INFORMATION, ANY, ONE_SIDED, 8 },
};
/* clang-format on */

struct report {
	struct tally v[128];
	unsigned n;
	unsigned runs, caught, wrong;
};

static bool same_sort(const struct tally *a, const struct tally *b)
{
	return a->family == b->family && a->kind == b->kind &&
	       a->from == b->from && a->code == b->code &&
	       a->octet == b->octet && a->outcome == b->outcome;
}

static void count(struct report *r, const struct tally *t)
{
	unsigned i = 0;

	while (i < r->n && !same_sort(&r->v[i], t))
		i++;
	if (i == r->n) {
		assert_true(r->n < ARRAY_SIZE(r->v));
		r->v[r->n] = *t;
		r->v[r->n++].count = 0;
	}
	r->v[i].count++;
}

static void pair(struct pump *p, const struct scenario *sc,
    const struct smp_oob oob[static 2], const struct pump_fault *fault)
{
	struct smp_config config[2];

	for (int i = 0; i < 2; i++)
		config[i] = (struct smp_config){
			.features = i ? sc->responder : sc->initiator,
			.min_key_size = 7,
			.pairable = true,
			.oob = oob[i],
		};
	pump_open(p, &config[0], &config[1]);
	/* Both happen: in every second scenario data overtake the event. */
	p->late_change = (sc - scenarios) & 1;
	p->fault = *fault;
	pump_pair(p);
}

static bool has_failed(const struct pump_side *s)
{
	if (s->failed > 1 || (s->failed && smp_bond(s->smp)))
		fail_msg("failed %u times, or kept a bond", s->failed);
	if (s->failed && !s->reason && !s->text)
		fail_msg("failed without a reason");
	return s->failed;
}

/* The way it ended; N_OUTCOMES: in none that is allowed. */
static enum outcome judge(struct pump *p)
{
	const struct bond *a, *b;
	struct smp_link link[2];
	bool failed[2];

	for (int i = 0; i < 2; i++)
		failed[i] = has_failed(&p->side[i]);
	/* A responder whom no request reached knows of nothing. */
	if (failed[0] && (failed[1] || !p->side[1].started))
		return p->side[1].paired && !failed[1] ? N_OUTCOMES : CAUGHT;
	if (failed[0] != failed[1]) {
		const struct pump_side *s = &p->side[failed[1]];

		return s->reason ? N_OUTCOMES : ONE_SIDED;
	}
	a = smp_bond(p->side[0].smp);
	b = smp_bond(p->side[1].smp);
	if (!a || !b)
		return N_OUTCOMES;
	/* Whatever was sent, the link was encrypted with one key. */
	assert_true(p->encrypted);
	if (a->sc)
		assert_memory_equal(a->peer_ltk.key, b->own_ltk.key, 16);
	pump_links(link);
	return pump_same_keys(a, b) && pump_same_identity(a, &link[1]) &&
		       pump_same_identity(b, &link[0])
		   ? SAME
		   : DIFFERENT;
}

static void try_fault(struct report *r, const struct scenario *sc,
    const struct smp_oob oob[static 2], const struct pump_fault *f)
{
	static struct pump p;
	bool features =
	    f->code == SMP_PAIRING_REQUEST || f->code == SMP_PAIRING_RESPONSE;
	struct tally t = {
		.family = sc->initiator.auth_req & SMP_AUTH_SC ? LESC : LEGACY,
		.kind = f->kind,
		.from = f->from,
		.code = f->code,
		.octet = f->kind == PUMP_FLIP && features
			     ? (uint8_t)(f->bit / 8)
			     : ANY,
	};

	pair(&p, sc, oob, f);
	assert_true(p.fault_met);
	r->runs++;
	t.outcome = judge(&p);
	if (t.outcome == CAUGHT) {
		r->caught++;
	} else if (t.outcome == N_OUTCOMES) {
		if (!r->wrong++)
			print_error("%s: %s of %02x, bit %u, from %d: one end "
				    "paired, the other failed with %02x\n",
			    sc->name, kinds[f->kind], f->code, f->bit, f->from,
			    p.side[p.side[1].failed].reason);
	} else {
		count(r, &t);
	}
	pump_close(&p);
}

static void try_faults(struct report *r, const struct scenario *sc)
{
	static const struct pump_fault none;
	static struct pump good;
	struct smp_oob oob[2];

	pump_make_oob(oob);
	pair(&good, sc, oob, &none);
	if (judge(&good) != SAME)
		fail_msg("%s: fails without a fault", sc->name);
	for (unsigned i = 0; i < good.n_log; i++) {
		struct pump_fault f = {
			.kind = PUMP_FLIP,
			.from = good.log[i].from,
			.code = good.log[i].pdu[0],
		};
		unsigned bits = good.log[i].len * 8U, step = 1;

		for (unsigned k = 0; k < i; k++)
			f.nth += good.log[k].from == f.from &&
				 good.log[k].pdu[0] == f.code;
		if (f.nth > 0 && f.nth < 19)
			step = STRIDE;
		for (f.bit = 0; f.bit < bits; f.bit += step)
			try_fault(r, sc, oob, &f);
		for (f.kind = PUMP_DROP; f.kind <= PUMP_REORDER; f.kind++)
			try_fault(r, sc, oob, &f);
	}
	pump_close(&good);
}

static unsigned expected(const struct tally *t)
{
	for (size_t i = 0; i < ARRAY_SIZE(uncaught); i++)
		if (same_sort(&uncaught[i], t))
			return uncaught[i].count;
	return 0;
}

static unsigned found(const struct report *r, const struct tally *t)
{
	for (unsigned i = 0; i < r->n; i++)
		if (same_sort(&r->v[i], t))
			return r->v[i].count;
	return 0;
}

static bool complain(const struct tally *t, unsigned got, unsigned want)
{
	if (got == want)
		return true;
	print_error("%s: %s of %02x from the %s, octet %u: %u %s, not %u\n",
	    t->family ? "SC" : "legacy", kinds[t->kind], t->code,
	    t->from ? "responder" : "initiator", t->octet, got,
	    outcomes[t->outcome], want);
	return false;
}

static void every_fault_is_caught_or_known(void **state)
{
	struct report r = { .n = 0 };
	bool ok = true;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(scenarios); i++)
		try_faults(&r, &scenarios[i]);
	printf("%u faults, %u caught by both ends\n", r.runs, r.caught);
	for (unsigned i = 0; i < r.n; i++)
		ok &= complain(&r.v[i], r.v[i].count, expected(&r.v[i]));
	for (size_t i = 0; i < ARRAY_SIZE(uncaught); i++)
		ok &= complain(
		    &uncaught[i], found(&r, &uncaught[i]), uncaught[i].count);
	assert_int_equal(r.wrong, 0);
	assert_true(ok);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_fault_is_caught_or_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
