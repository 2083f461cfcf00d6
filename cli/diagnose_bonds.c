/* The rules about keys from before: bonds that one side lost, keys that differ,
 * addresses that no bond resolves. */
#include "cli/diagnose_check.h"
#include "gatt/att.h"
#include "hci/defs.h"

/* The first packets under the new key fail, if it is the wrong one. */
#define FIRST_PACKETS_NS UINT64_C(1000000000)
/* ACL packets in a second that are load. */
#define LOAD_PACKETS 20
/* A good reconnection must have been slower by so much to tell anything. */
#define SLOWER_NS (500 * UINT64_C(1000000))

/* The last pairing on this link that came as far as a key, up to `a`. */
static const struct diag_attempt *pairing_of_link(
    const struct diag_conn *c, const struct diag_attempt *a)
{
	for (size_t i = (size_t)(a - c->attempts) + 1; i-- > 0;)
		if (c->attempts[i].kind == DIAG_PAIRING &&
		    c->attempts[i].started)
			return &c->attempts[i];
	return NULL;
}

static bool key_is_missing(const struct diag_attempt *a)
{
	return a->encrypted && a->encrypted->code == HCI_KEY_MISSING;
}

static bool d19(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding *f)
{
	if (a->kind != DIAG_ENCRYPTION || !key_is_missing(a) ||
	    pairing_of_link(c, a))
		return false;
	diag_cite(f, a->started);
	diag_cite(f, a->encrypted);
	f->forget = FORGET_CENTRAL;
	return diag_found(
	    f, "the peripheral has no key, the central still has one");
}

static bool d20(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding *f)
{
	(void)c;
	if (a->kind != DIAG_ENCRYPTION || !a->refused ||
	    a->refused->what != STEP_LTK_REFUSED)
		return false;
	diag_cite(f, a->started);
	diag_cite(f, a->refused);
	f->forget = FORGET_CENTRAL;
	return diag_found(
	    f, "the peripheral's host has no key for this central");
}

static bool d21(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding *f)
{
	const struct diag_step *on = a->encrypted;
	const struct diag_step *made = NULL;
	const char *origin;
	bool refused = on && on->code == HCI_MIC_FAILURE;

	if (!refused && a->started && a->closed &&
	    a->closed->code == HCI_MIC_FAILURE)
		refused = !on || on->code ||
			  a->closed->ns - on->ns <= FIRST_PACKETS_NS;
	if (!refused)
		return false;
	diag_cite(f, a->started);
	diag_cite(f, on);
	diag_cite(f, a->closed);
	f->forget = FORGET_BOTH;
	origin = diag_key_origin(c, a, &made);
	diag_cite(f, made);
	return diag_found(f,
	    "the first packets under the key did not decrypt%s%s",
	    origin ? "; " : "", origin ? origin : "");
}

static bool d22(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding *f)
{
	(void)c;
	if (!a->encrypted || a->encrypted->code || !a->closed ||
	    a->closed->code != HCI_MIC_FAILURE ||
	    a->closed->ns - a->encrypted->ns <= FIRST_PACKETS_NS ||
	    a->closed->value < LOAD_PACKETS)
		return false;
	diag_cite(f, a->encrypted);
	diag_cite(f, a->closed);
	return diag_found(f,
	    "it held for %.1f s, and broke at %u packets in a second",
	    (double)(a->closed->ns - a->encrypted->ns) / 1e9, a->closed->value);
}

/* The first encryption with a bond on this link, or NULL. */
static const struct diag_attempt *bond_used(const struct diag_conn *c)
{
	for (size_t i = 0; i < c->n_attempts; i++)
		if (c->attempts[i].kind == DIAG_ENCRYPTION)
			return &c->attempts[i];
	return NULL;
}

static bool key_failed(const struct diag_attempt *a)
{
	const struct diag_step *on = a->encrypted;

	if (on && (on->code == HCI_AUTHENTICATION_FAILURE ||
		      on->code == HCI_MIC_FAILURE))
		return true;
	return a->started && a->closed && a->closed->code == HCI_MIC_FAILURE &&
	       (!on || a->closed->ns - on->ns <= FIRST_PACKETS_NS);
}

/* How long after the link before this one came; UINT64_MAX: not known. */
static uint64_t gap_before(const struct diag_conn *c)
{
	const struct diag_step *end = c->before ? diag_closed(c->before) : NULL;

	return end ? c->steps[0].ns - end->ns : UINT64_MAX;
}

/* The shortest gap after which the bond was good, among the links with this
 * peer; UINT64_MAX: none. */
static uint64_t good_gap(
    const struct diag_conn *c, const struct diag_step **shown)
{
	uint64_t least = UINT64_MAX;

	while (c->before)
		c = c->before;
	for (; c; c = c->after) {
		const struct diag_attempt *a = bond_used(c);

		if (!a || a->outcome != DIAG_DONE || key_failed(a) ||
		    gap_before(c) >= least)
			continue;
		least = gap_before(c);
		*shown = a->encrypted;
	}
	return least;
}

/* Whether any failed although it came that late. */
static bool fails_late(const struct diag_conn *c, uint64_t gap)
{
	while (c->before)
		c = c->before;
	for (; c; c = c->after) {
		const struct diag_attempt *a = bond_used(c);

		if (a && key_failed(a) && gap_before(c) >= gap)
			return true;
	}
	return false;
}

static bool d23(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding *f)
{
	const struct diag_step *shown = NULL;
	uint64_t gap = gap_before(c), good;

	if (a != bond_used(c) || gap == UINT64_MAX || !key_failed(a))
		return false;
	good = good_gap(c, &shown);
	if (good == UINT64_MAX || good < gap + SLOWER_NS || fails_late(c, good))
		return false;
	diag_cite(f, diag_closed(c->before));
	diag_cite(f, a->started);
	diag_cite(f, a->encrypted);
	diag_cite(f, shown);
	return diag_found(f,
	    "it fails %.1f s after the link before, and works after %.1f s",
	    (double)gap / 1e9, (double)good / 1e9);
}

/* The peer's wish for security: a Security Request, or an ATT refusal. */
static bool asks_security(const struct diag_conn *c, const struct diag_step *s)
{
	if (diag_sender(c, s) != DIAG_PERIPHERAL)
		return false;
	if (s->what == STEP_SMP)
		return s->pdu[0] == SMP_SECURITY_REQUEST;
	return s->what == STEP_ATT_ERROR &&
	       (s->code == ATT_ERR_INSUFFICIENT_AUTHENTICATION ||
		   s->code == ATT_ERR_INSUFFICIENT_ENCRYPTION);
}

/* The first such wish that nothing followed, though there was time. */
static const struct diag_step *asked_in_vain(const struct diag_conn *c)
{
	for (size_t i = 0; i < c->n_steps; i++) {
		const struct diag_step *s = &c->steps[i];

		if (asks_security(c, s) && !diag_encrypted_before(c, s) &&
		    !diag_pairs_after(c, i) && diag_had_time(c, s))
			return s;
	}
	return NULL;
}

static bool has_bond(const struct diag_conn *c, const struct diag_step **shown)
{
	for (const struct diag_conn *b = c->before; b; b = b->before)
		for (size_t i = 0; i < b->n_attempts; i++)
			if (b->attempts[i].outcome == DIAG_DONE) {
				*shown = b->attempts[i].encrypted;
				return true;
			}
	return c->bonded;
}

static bool d34(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding *f)
{
	const struct diag_step *asked = asked_in_vain(c), *shown = NULL;

	(void)a;
	if (!asked || !has_bond(c, &shown))
		return false;
	diag_cite(f, shown);
	diag_cite(f, asked);
	diag_cite(f, diag_closed(c));
	f->forget = FORGET_CENTRAL;
	return diag_found(f,
	    "the central has a bond, and answers the wish for security with "
	    "nothing");
}

static bool unknown_peer(const struct diag_conn *c)
{
	return c->has_peer && addr_is_rpa(&c->peer) && c->n_irks &&
	       !c->has_identity;
}

static bool d40(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding *f)
{
	bool no_key =
	    a->kind == DIAG_ENCRYPTION &&
	    ((a->refused && a->refused->what == STEP_LTK_REFUSED) ||
		(a->encrypted && a->encrypted->code == HCI_KEY_MISSING));
	const struct diag_step *asked;

	if (!unknown_peer(c))
		return false;
	asked = asked_in_vain(c);
	if (!no_key && (!asked || asked != a->asked))
		return false;
	diag_cite(f, &c->steps[0]);
	diag_cite(f, a->refused ? a->refused : a->encrypted);
	diag_cite(f, asked);
	f->forget = FORGET_BOTH;
	return diag_found(f,
	    "none of the %u identity keys of the capture makes the peer's "
	    "address",
	    c->n_irks);
}

/* The pairing that made the bond, where the capture has it. */
static const struct diag_attempt *origin_of_bond(const struct diag_conn *c)
{
	for (c = c->before; c; c = c->before)
		for (size_t i = c->n_attempts; i > 0; i--)
			if (c->attempts[i - 1].kind == DIAG_PAIRING &&
			    c->attempts[i - 1].outcome == DIAG_DONE)
				return &c->attempts[i - 1];
	return NULL;
}

static bool d42(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding *f)
{
	(void)a;
	for (size_t i = 0; i < c->n_steps; i++) {
		const struct diag_step *s = &c->steps[i];
		const struct diag_attempt *on, *from;

		if (s->what != STEP_ATT_ERROR ||
		    s->code != ATT_ERR_INSUFFICIENT_AUTHENTICATION)
			continue;
		on = diag_encrypted_before(c, s);
		if (!on || on->kind != DIAG_ENCRYPTION ||
		    diag_pairs_after(c, i))
			continue;
		from = origin_of_bond(c);
		if (from && from->method != SMP_JUST_WORKS)
			continue;
		if (from)
			diag_cite(f, from->request);
		diag_cite(f, on->encrypted);
		diag_cite(f, s);
		f->attribute = s->value;
		f->forget = FORGET_BOTH;
		return diag_found(f,
		    "attribute 0x%04x was refused: the bond %s", s->value,
		    from ? "was made by Just Works"
			 : "is not authenticated enough for it");
	}
	return false;
}

static bool d48(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding *f)
{
	const struct diag_attempt *paired = pairing_of_link(c, a);
	bool refused =
	    paired == a && a->refused && a->refused->what == STEP_LTK_REFUSED;

	if (!paired || (!key_is_missing(a) && !refused))
		return false;
	/* who was to encrypt without the checks was right to refuse */
	if (paired->sc && !c->heard &&
	    !(paired->check[DIAG_CENTRAL] && paired->check[DIAG_PERIPHERAL]))
		return false;
	diag_cite(f, paired->request);
	diag_cite(f, a->started);
	diag_cite(f, refused ? a->refused : a->encrypted);
	if (paired == a)
		return diag_found(f,
		    "the peripheral has no key for the encryption that ends "
		    "this pairing");
	f->forget = FORGET_CENTRAL;
	return diag_found(f,
	    "the peripheral has no key %.1f s after the pairing on this link",
	    (double)(a->encrypted->ns - paired->started->ns) / 1e9);
}

static const struct diag_check checks[] = {
	{ "D19", false, d19 },
	{ "D20", false, d20 },
	{ "D21", false, d21 },
	{ "D22", false, d22 },
	{ "D23", false, d23 },
	{ "D34", true, d34 },
	{ "D40", false, d40 },
	{ "D42", true, d42 },
	{ "D48", false, d48 },
};

const struct diag_checks diag_bond_checks = { checks, ARRAY_SIZE(checks) };
