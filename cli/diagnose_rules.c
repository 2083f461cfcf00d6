/* The rules about a pairing, from its request to its last key. */
#include "cli/diagnose_check.h"
#include "hci/defs.h"

/* A peer that hangs up at once dislikes the request; one that does so later
 * has a timer of its own. */
#define AT_ONCE_NS (3 * UINT64_C(1000000000))
#define SOON_NS	   UINT64_C(1000000000)

static uint8_t failed_with(const struct diag_attempt *a)
{
	return a->failed && a->failed->len == 2 ? a->failed->pdu[1] : 0;
}

static bool answered_request_with(
    const struct diag_attempt *a, uint8_t reason, struct diag_finding *f)
{
	if (a->kind != DIAG_PAIRING || a->response ||
	    failed_with(a) != reason ||
	    a->failed->received == a->request->received)
		return false;
	diag_cite(f, a->request);
	diag_cite(f, a->failed);
	return true;
}

static bool failed_by_any(const struct diag_conn *c,
    const struct diag_attempt *a, uint8_t reason, struct diag_finding *f)
{
	if (failed_with(a) != reason)
		return false;
	diag_cite(f, a->request);
	diag_cite(f, a->response);
	diag_cite(f, a->failed);
	return diag_found(f, "%s sent it", diag_side(c, a->failed));
}

static bool d1(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding *f)
{
	(void)c;
	if (!answered_request_with(a, SMP_UNSPECIFIED_REASON, f))
		return false;
	return diag_found(f,
	    "the request: AuthReq 0x%02x, keys 0x%02x/0x%02x%s%s%s",
	    a->req.auth_req, a->req.initiator_keys, a->req.responder_keys,
	    a->req.initiator_keys & SMP_KEY_ID ? ""
					       : ", no IdKey of the initiator",
	    a->req.auth_req & SMP_AUTH_SC ? ", SC" : "",
	    a->req.initiator_keys & SMP_KEY_LINK ? ", LinkKey" : "");
}

static bool d2(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding *f)
{
	if (a->confirm[0] || a->confirm[1] || a->public_key[0] ||
	    !failed_by_any(c, a, SMP_AUTHENTICATION_REQUIREMENTS, f))
		return false;
	return diag_found(f, "%s refuses AuthReq 0x%02x with %s",
	    diag_side(c, a->failed),
	    a->response && a->failed->received == a->request->received
		? a->rsp.auth_req
		: a->req.auth_req,
	    smp_io_name(a->req.io) ? smp_io_name(a->req.io)
				   : "an unknown IO capability");
}

static bool d3(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding *f)
{
	return failed_by_any(c, a, SMP_PAIRING_NOT_SUPPORTED, f);
}

static bool d4(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding *f)
{
	if (!failed_by_any(c, a, SMP_ENCRYPTION_KEY_SIZE, f))
		return false;
	if (!a->response)
		return diag_found(f, "%s refuses a key of at most %u octets",
		    diag_side(c, a->failed), a->req.max_key_size);
	return diag_found(f, "%s refuses: at most %u octets asked, %u answered",
	    diag_side(c, a->failed), a->req.max_key_size, a->rsp.max_key_size);
}

static bool d5(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding *f)
{
	return failed_by_any(c, a, SMP_COMMAND_NOT_SUPPORTED, f);
}

static bool d6(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding *f)
{
	return failed_by_any(c, a, SMP_REPEATED_ATTEMPTS, f);
}

static bool d7(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding *f)
{
	(void)c;
	if (!answered_request_with(a, SMP_INVALID_PARAMETERS, f))
		return false;
	return diag_found(f, "the request: AuthReq 0x%02x, keys 0x%02x/0x%02x",
	    a->req.auth_req, a->req.initiator_keys, a->req.responder_keys);
}

/* A request that nobody answered, until the link closed. */
static bool hung_up_unanswered(const struct diag_attempt *a)
{
	return a->kind == DIAG_PAIRING && !a->response && !a->failed &&
	       a->closed;
}

static bool d8(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding *f)
{
	if (!a->request)
		return false;
	diag_cite(f, a->request);
	if (failed_with(a) == SMP_OOB_NOT_AVAILABLE) {
		diag_cite(f, a->response);
		diag_cite(f, a->failed);
		return diag_found(f, "%s has no out-of-band data, %s",
		    diag_side(c, a->failed),
		    a->req.oob ? "although the request says that there are"
			       : "and needs them");
	}
	if (a->req.oob)
		return false;
	if (a->response && a->rsp.oob) {
		diag_cite(f, a->response);
		return diag_found(
		    f, "the response says that it has out-of-band data");
	}
	if (!hung_up_unanswered(a) ||
	    a->closed->code != HCI_REMOTE_USER_TERMINATED ||
	    a->closed->ns - a->request->ns > AT_ONCE_NS)
		return false;
	diag_cite(f, a->closed);
	return diag_found(f, "it hung up on a request without the OOB flag");
}

/* What a finding of D9 or D44 can rule out, in the order of their causes. */
enum {
	D9_PASSKEY = 1,
	D9_BYTES = 2,
	D9_FIRST_TRY = 4,
	D44_PASSKEY = 1,
	D44_OOB = 2,
};

static bool d9(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding *f)
{
	enum diag_who other;

	if (a->sc || (!a->random[0] && !a->random[1]) ||
	    failed_with(a) != SMP_CONFIRM_VALUE_FAILED)
		return false;
	other = diag_sender(c, a->failed) == DIAG_CENTRAL ? DIAG_PERIPHERAL
							  : DIAG_CENTRAL;
	diag_cite(f, a->confirm[other]);
	diag_cite(f, a->random[other]);
	diag_cite(f, a->failed);
	if (a->response && a->method == SMP_JUST_WORKS)
		f->ruled_out = D9_PASSKEY;
	switch ((enum diag_confirm)a->confirms[other]) {
	case CONFIRM_GOOD:
		if (a->has_passkey[other] && c->masked)
			return diag_found(f,
			    "%s refuses the passkey that the other side used",
			    diag_side(c, a->failed));
		if (a->has_passkey[other])
			return diag_found(f, "%s refuses the passkey %06u",
			    diag_side(c, a->failed), a->passkey[other]);
		f->ruled_out = D9_PASSKEY | D9_BYTES;
		return diag_found(f,
		    "%s refuses a confirm value that is right: the fault is "
		    "there, or it always fails the first try",
		    diag_side(c, a->failed));
	case CONFIRM_ADDRESS:
		f->ruled_out = D9_PASSKEY | D9_FIRST_TRY;
		return diag_found(f, "the confirm value was made with %s",
		    a->confirm_as[other]);
	case CONFIRM_BAD:
		f->ruled_out |= D9_FIRST_TRY;
		return diag_found(
		    f, "the confirm value is wrong, for any addresses tried");
	case CONFIRM_NO_PASSKEY:
	case CONFIRM_SO_FAR:
	case CONFIRM_UNSEEN:
	case CONFIRM_SECRET:
	case CONFIRM_NO_ADDRESS:
		break;
	}
	return diag_found(f, "%s refuses the confirm value, method %s",
	    diag_side(c, a->failed), diag_method_name(a));
}

static bool d10(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding *f)
{
	int other;

	if (!a->sc || !failed_by_any(c, a, SMP_DHKEY_CHECK_FAILED, f))
		return false;
	other = diag_sender(c, a->failed) == DIAG_CENTRAL ? DIAG_PERIPHERAL
							  : DIAG_CENTRAL;
	diag_cite(f, a->check[other]);
	if (a->checks[other] == CONFIRM_ADDRESS)
		return diag_found(
		    f, "the check was made with %s", a->check_as[other]);
	if (a->checks[other] == CONFIRM_BAD)
		return diag_found(
		    f, "the check is wrong, for any addresses tried");
	if (a->checks[other] == CONFIRM_GOOD)
		return diag_found(f,
		    "%s refuses a check that is right: the fault is there",
		    diag_side(c, a->failed));
	return true;
}

static bool comparison_failed(const struct diag_conn *c,
    const struct diag_attempt *a, bool by_peer, struct diag_finding *f)
{
	return a->sc && a->failed && a->failed->received == by_peer &&
	       failed_by_any(c, a, SMP_NUMERIC_COMPARISON_FAILED, f);
}

static bool d11(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding *f)
{
	return comparison_failed(c, a, false, f);
}

static bool d12(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding *f)
{
	return comparison_failed(c, a, true, f);
}

static bool d13(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding *f)
{
	uint8_t link = a->req.initiator_keys & a->req.responder_keys;

	if (a->response)
		link &= a->rsp.initiator_keys & a->rsp.responder_keys;
	return link & SMP_KEY_LINK &&
	       failed_by_any(c, a, SMP_CTKD_NOT_ALLOWED, f);
}

static bool d14(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding *f)
{
	(void)c;
	if (a->outcome != DIAG_NO_ANSWER || a->response)
		return false;
	diag_cite(f, a->asked);
	diag_cite(f, a->request);
	diag_cite(f, a->closed);
	if (!a->asked)
		return diag_found(f, "nothing for 30 s");
	return diag_found(f,
	    "nothing for 30 s; the request came %.0f ms after the "
	    "Security Request",
	    (double)(a->request->ns - a->asked->ns) / 1e6);
}

static bool d15(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding *f)
{
	uint64_t ns;

	if (!hung_up_unanswered(a))
		return false;
	ns = a->closed->ns - a->request->ns;
	if (ns >= SMP_TIMEOUT_NS ||
	    a->closed->code == HCI_LOCAL_HOST_TERMINATED ||
	    (a->closed->code == HCI_REMOTE_USER_TERMINATED && ns <= AT_ONCE_NS))
		return false;
	diag_cite(f, a->request);
	diag_cite(f, a->closed);
	if (!c->has_params)
		return diag_found(
		    f, "the link ended after %.1f s", (double)ns / 1e9);
	return diag_found(f,
	    "the link ended after %.1f s; its timeout is %.1f s",
	    (double)ns / 1e9, c->timeout / 100.0);
}

static bool d16(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding *f)
{
	(void)c;
	if (a->outcome != DIAG_KEYS_MISSING)
		return false;
	diag_cite(f, a->encrypted);
	diag_cite(f, a->last);
	diag_cite(f, a->closed);
	return diag_found(f,
	    "not delivered: 0x%02x of the central's keys, 0x%02x of "
	    "the peripheral's",
	    a->promised[DIAG_CENTRAL] & ~a->delivered[DIAG_CENTRAL],
	    a->promised[DIAG_PERIPHERAL] & ~a->delivered[DIAG_PERIPHERAL]);
}

static bool d17(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding *f)
{
	if (!a->encrypted || a->encrypted->code ||
	    !(a->delivered[0] | a->delivered[1]) ||
	    failed_with(a) != SMP_UNSPECIFIED_REASON)
		return false;
	diag_cite(f, a->encrypted);
	diag_cite(f, a->last);
	diag_cite(f, a->failed);
	return diag_found(f, "%s sent it, after keys were exchanged",
	    diag_side(c, a->failed));
}

static bool d18(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding *f)
{
	(void)c;
	if (a->kind != DIAG_ASKED || !a->closed ||
	    a->closed->code != HCI_REMOTE_USER_TERMINATED)
		return false;
	diag_cite(f, a->asked);
	diag_cite(f, a->closed);
	return diag_found(f, "it hung up %.1f s after it had asked",
	    (double)(a->closed->ns - a->asked->ns) / 1e9);
}

/* Whether this attempt was over before another pairing may begin. */
static bool is_over(const struct diag_attempt *a, const struct diag_step *at)
{
	return a->failed || a->encrypted || a->refused || a->closed ||
	       at->ns - a->last->ns >= SMP_TIMEOUT_NS;
}

static bool comes_once(const struct diag_attempt *a, uint8_t code)
{
	switch (code) {
	case SMP_PAIRING_RESPONSE:
	case SMP_PUBLIC_KEY:
	case SMP_DHKEY_CHECK:
		return true;
	case SMP_PAIRING_CONFIRM:
	case SMP_PAIRING_RANDOM:
		/* one for each bit of a passkey: Vol 3 Part H 2.3.5.6.3 */
		return a->response &&
		       !(a->sc && (a->method == SMP_PASSKEY_DISPLAY ||
				      a->method == SMP_PASSKEY_INPUT));
	}
	return false;
}

static bool d35(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding *f)
{
	const struct diag_step *seen[2][SMP_KEYPRESS_NOTIFICATION + 1] = { 0 };
	const struct diag_step *next = NULL;

	if (a->kind != DIAG_PAIRING)
		return false;
	for (size_t i = a->first; i < a->end; i++) {
		const struct diag_step *s = &c->steps[i];
		uint8_t code = s->pdu[0];
		int who = diag_sender(c, s);

		if (s == a->failed)
			break;
		if (s->what != STEP_SMP || !comes_once(a, code))
			continue;
		if (seen[who][code]) {
			diag_cite(f, seen[who][code]);
			diag_cite(f, s);
			return diag_found(
			    f, "%s sent it twice", diag_side(c, s));
		}
		seen[who][code] = s;
	}
	if (a + 1 < c->attempts + c->n_attempts)
		next = a[1].request;
	if (!next || is_over(a, next))
		return false;
	diag_cite(f, a->request);
	diag_cite(f, next);
	return diag_found(f,
	    "%s sent a new Pairing Request while the first was under way",
	    diag_side(c, next));
}

static bool d36(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding *f)
{
	if (!a->failed_again)
		return false;
	diag_cite(f, a->failed);
	diag_cite(f, a->failed_again);
	return diag_found(f, "%s answered it", diag_side(c, a->failed_again));
}

static bool d38(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding *f)
{
	uint8_t more[2];

	(void)c;
	if (!a->response)
		return false;
	more[0] = a->rsp.initiator_keys & (uint8_t)~a->req.initiator_keys;
	more[1] = a->rsp.responder_keys & (uint8_t)~a->req.responder_keys;
	if (!(more[0] | more[1]))
		return false;
	diag_cite(f, a->request);
	diag_cite(f, a->response);
	return diag_found(f,
	    "not asked for: 0x%02x of the initiator's keys, 0x%02x "
	    "of the responder's",
	    more[0], more[1]);
}

/* After the random values both show the number, and wait for a person, Vol 3
 * Part H 2.3.5.6.2. */
static bool d39(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding *f)
{
	int who = DIAG_CENTRAL;

	if (!a->sc || !a->response || a->method != SMP_NUMERIC_COMPARISON ||
	    !a->random[0] || !a->random[1])
		return false;
	diag_cite(f, a->random[DIAG_PERIPHERAL]);
	if (failed_with(a) == SMP_UNSPECIFIED_REASON) {
		who = diag_sender(c, a->failed);
		if (a->check[who])
			return false;
		diag_cite(f, a->failed);
		return diag_found(f,
		    "%s gave up %.1f s after it could show the number",
		    diag_side(c, a->failed),
		    (double)(a->failed->ns - a->random[1]->ns) / 1e9);
	}
	if (a->failed ||
	    (a->outcome != DIAG_NO_ANSWER && a->outcome != DIAG_HUNG_UP))
		return false;
	if (a->check[DIAG_CENTRAL])
		who = DIAG_PERIPHERAL;
	if (a->check[who])
		return false;
	diag_cite(f, a->closed);
	return diag_found(f,
	    "the number was to be compared, and nothing came from the %s",
	    who == DIAG_CENTRAL ? "central" : "peripheral");
}

static bool is_passkey(const struct diag_attempt *a)
{
	return a->response && (a->method == SMP_PASSKEY_DISPLAY ||
				  a->method == SMP_PASSKEY_INPUT);
}

static bool d44(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding *f)
{
	if (!a->sc || failed_with(a) != SMP_CONFIRM_VALUE_FAILED)
		return false;
	for (int who = 0; who < 2; who++)
		diag_cite(f, a->confirm[who]);
	diag_cite(f, a->failed);
	if (!is_passkey(a))
		f->ruled_out |= D44_PASSKEY;
	if (a->method != SMP_OOB)
		f->ruled_out |= D44_OOB;
	for (int who = 0; who < 2; who++) {
		if (a->confirms[who] != CONFIRM_BAD)
			continue;
		f->ruled_out |= D44_PASSKEY;
		return diag_found(f,
		    "the confirm value of the %s is wrong by "
		    "arithmetic: no passkey makes it so",
		    who == DIAG_CENTRAL ? "central" : "peripheral");
	}
	if (is_passkey(a) && a->rounds[0] > 0)
		return diag_found(f,
		    "the passkeys differ: %s refuses bit %u of 20, after %u "
		    "that agree",
		    diag_side(c, a->failed), a->rounds[0], a->rounds[0] - 1U);
	return diag_found(f, "%s refuses the confirm value, method %s",
	    diag_side(c, a->failed), diag_method_name(a));
}

/* Who hangs up without a pause was not waiting. */
static bool hung_up_soon(const struct diag_attempt *a)
{
	return a->outcome == DIAG_HUNG_UP && a->last &&
	       a->closed->ns - a->last->ns < SOON_NS &&
	       (a->closed->code == HCI_REMOTE_USER_TERMINATED ||
		   a->closed->code == HCI_LOCAL_HOST_TERMINATED);
}

/* A pairing that is under way, and that no other rule is about. */
static bool d45(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding *f)
{
	struct diag_finding other = { 0 };

	if (!a->response || a->failed || a->encrypted ||
	    (a->outcome != DIAG_NO_ANSWER && a->outcome != DIAG_HUNG_UP) ||
	    hung_up_soon(a) || d39(c, a, &other))
		return false;
	diag_cite(f, a->last);
	diag_cite(f, a->closed);
	return diag_found(f, "the last word is of %s, method %s%s",
	    diag_side(c, a->last), diag_method_name(a),
	    is_passkey(a) ? ": was the passkey typed?" : "");
}

static bool d46(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding *f)
{
	struct diag_finding other = { 0 };
	uint8_t reason = failed_with(a);

	if (!a->response || a->encrypted || d39(c, a, &other))
		return false;
	if (!a->failed && hung_up_soon(a)) {
		diag_cite(f, a->last);
		diag_cite(f, a->closed);
		return diag_found(f, "it hung up %.3f s after the last PDU",
		    (double)(a->closed->ns - a->last->ns) / 1e9);
	}
	if (reason != SMP_UNSPECIFIED_REASON &&
	    reason != SMP_PASSKEY_ENTRY_FAILED)
		return false;
	diag_cite(f, a->last);
	diag_cite(f, a->failed);
	return diag_found(f, "%s gave up, %.1f s after the last PDU",
	    diag_side(c, a->failed),
	    (double)(int64_t)(a->failed->ns - a->last->ns) / 1e9);
}

/* The first that goes on as if both checks were there: encryption, which the
 * central starts, or a key. */
static const struct diag_step *goes_on(
    const struct diag_conn *c, const struct diag_attempt *a)
{
	for (size_t i = a->first; i < a->end; i++) {
		const struct diag_step *s = &c->steps[i];

		if (s == a->started)
			return s;
		if (s->what == STEP_SMP &&
		    s->pdu[0] >= SMP_ENCRYPTION_INFORMATION &&
		    s->pdu[0] <= SMP_SIGNING_INFORMATION)
			return s;
	}
	return NULL;
}

/* A sniffer may have missed one of them, but hardly both. */
static bool d47(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding *f)
{
	const struct diag_step *on;
	bool lacks[2];

	if (a->kind != DIAG_PAIRING || !a->sc || !a->public_key[DIAG_CENTRAL] ||
	    !a->public_key[DIAG_PERIPHERAL])
		return false;
	on = goes_on(c, a);
	if (!on)
		return false;
	for (int who = 0; who < 2; who++)
		lacks[who] = !a->check[who] || a->check[who] > on;
	if (c->heard ? !(lacks[0] && lacks[1]) : !(lacks[0] || lacks[1]))
		return false;
	diag_cite(f, a->last_random[DIAG_CENTRAL]);
	diag_cite(f, a->last_random[DIAG_PERIPHERAL]);
	diag_cite(f, on);
	diag_cite(f, a->encrypted);
	return diag_found(f, "%s %s without %s DHKey Check%s",
	    on->what == STEP_SMP ? diag_side(c, on) : "the central",
	    on->what == STEP_SMP ? "sends a key" : "starts encryption",
	    lacks[0] && lacks[1]  ? "any"
	    : lacks[DIAG_CENTRAL] ? "the central's"
				  : "the peripheral's",
	    a->encrypted && !a->encrypted->code ? ", and is let" : "");
}

static const struct diag_check checks[] = {
	{ "D1", false, d1 },
	{ "D2", false, d2 },
	{ "D3", false, d3 },
	{ "D4", false, d4 },
	{ "D5", false, d5 },
	{ "D6", false, d6 },
	{ "D7", false, d7 },
	{ "D8", false, d8 },
	{ "D9", false, d9 },
	{ "D10", false, d10 },
	{ "D11", false, d11 },
	{ "D12", false, d12 },
	{ "D13", false, d13 },
	{ "D14", false, d14 },
	{ "D15", false, d15 },
	{ "D16", false, d16 },
	{ "D17", false, d17 },
	{ "D18", false, d18 },
	{ "D35", false, d35 },
	{ "D36", false, d36 },
	{ "D38", false, d38 },
	{ "D39", false, d39 },
	{ "D44", false, d44 },
	{ "D45", false, d45 },
	{ "D46", false, d46 },
	{ "D47", false, d47 },
};

const struct diag_checks diag_pairing_checks = { checks, ARRAY_SIZE(checks) };
