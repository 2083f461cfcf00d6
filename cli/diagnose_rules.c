/* The checks of the rules that an HCI capture can show. */
#include <stdarg.h>
#include <stdio.h>

#include "cli/diagnose.h"
#include "cli/rules.h"
#include "gatt/att.h"
#include "hci/defs.h"

/* A peer that hangs up at once dislikes the request; one that does so later
 * has a timer of its own. */
#define AT_ONCE_NS (3 * UINT64_C(1000000000))
/* A central that means to pair does so within this of the refusal. */
#define PAIRS_SOON_NS (5 * UINT64_C(1000000000))
/* The first packets under the new key fail, if it is the wrong one. */
#define FIRST_PACKETS_NS UINT64_C(1000000000)

static void cite(struct diag_finding *f, const struct diag_step *s)
{
	if (s && f->n_frames < DIAG_MAX_FRAMES)
		f->frames[f->n_frames++] = s->frame;
}

__attribute__((format(printf, 2, 3))) static bool found(
    struct diag_finding *f, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(f->detail, sizeof(f->detail), fmt, ap);
	va_end(ap);
	return true;
}

static const char *who_word(
    const struct diag_conn *c, const struct diag_step *s)
{
	return diag_sender(c, s) == DIAG_CENTRAL ? "the central"
						 : "the peripheral";
}

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
	cite(f, a->request);
	cite(f, a->failed);
	return true;
}

static bool failed_by_any(const struct diag_conn *c,
    const struct diag_attempt *a, uint8_t reason, struct diag_finding *f)
{
	if (failed_with(a) != reason)
		return false;
	cite(f, a->request);
	cite(f, a->response);
	cite(f, a->failed);
	return found(f, "%s sent it", who_word(c, a->failed));
}

static bool d1(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding *f)
{
	(void)c;
	if (!answered_request_with(a, SMP_UNSPECIFIED_REASON, f))
		return false;
	return found(f, "the request: AuthReq 0x%02x, keys 0x%02x/0x%02x%s%s%s",
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
	return found(f, "%s refuses AuthReq 0x%02x with %s",
	    who_word(c, a->failed),
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
		return found(f, "%s refuses a key of at most %u octets",
		    who_word(c, a->failed), a->req.max_key_size);
	return found(f, "%s refuses: at most %u octets asked, %u answered",
	    who_word(c, a->failed), a->req.max_key_size, a->rsp.max_key_size);
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
	return found(f, "the request: AuthReq 0x%02x, keys 0x%02x/0x%02x",
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
	(void)c;
	if (!a->request || a->req.oob)
		return false;
	cite(f, a->request);
	if (a->response && a->rsp.oob) {
		cite(f, a->response);
		return found(
		    f, "the response says that it has out-of-band data");
	}
	if (!hung_up_unanswered(a) ||
	    a->closed->code != HCI_REMOTE_USER_TERMINATED ||
	    a->closed->ns - a->request->ns > AT_ONCE_NS)
		return false;
	cite(f, a->closed);
	return found(f, "it hung up on a request without the OOB flag");
}

static bool d9(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding *f)
{
	enum diag_who other;

	if (a->sc || (!a->random[0] && !a->random[1]) ||
	    failed_with(a) != SMP_CONFIRM_VALUE_FAILED)
		return false;
	other = diag_sender(c, a->failed) == DIAG_CENTRAL ? DIAG_PERIPHERAL
							  : DIAG_CENTRAL;
	cite(f, a->confirm[other]);
	cite(f, a->random[other]);
	cite(f, a->failed);
	switch ((enum diag_confirm)a->confirms[other]) {
	case CONFIRM_GOOD:
		if (a->has_passkey[other])
			return found(f, "%s refuses the passkey %06u",
			    who_word(c, a->failed), a->passkey[other]);
		return found(f,
		    "%s refuses a confirm value that is right: the fault is "
		    "there, or it always fails the first try",
		    who_word(c, a->failed));
	case CONFIRM_ADDRESS:
		return found(f, "the confirm value was made with %s",
		    a->confirm_as[other]);
	case CONFIRM_BAD:
		return found(
		    f, "the confirm value is wrong, for any addresses tried");
	case CONFIRM_NO_PASSKEY:
	case CONFIRM_UNSEEN:
	case CONFIRM_SECRET:
	case CONFIRM_NO_ADDRESS:
		break;
	}
	return found(f, "%s refuses the confirm value, method %s",
	    who_word(c, a->failed), diag_method_name(a));
}

static bool d10(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding *f)
{
	return a->sc && failed_by_any(c, a, SMP_DHKEY_CHECK_FAILED, f);
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
	cite(f, a->asked);
	cite(f, a->request);
	cite(f, a->closed);
	if (!a->asked)
		return found(f, "nothing for 30 s");
	return found(f,
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
	cite(f, a->request);
	cite(f, a->closed);
	if (!c->has_params)
		return found(
		    f, "the link ended after %.1f s", (double)ns / 1e9);
	return found(f, "the link ended after %.1f s; its timeout is %.1f s",
	    (double)ns / 1e9, c->timeout / 100.0);
}

static bool d16(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding *f)
{
	(void)c;
	if (a->outcome != DIAG_KEYS_MISSING)
		return false;
	cite(f, a->encrypted);
	cite(f, a->last);
	cite(f, a->closed);
	return found(f,
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
	cite(f, a->encrypted);
	cite(f, a->last);
	cite(f, a->failed);
	return found(
	    f, "%s sent it, after keys were exchanged", who_word(c, a->failed));
}

static bool d18(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding *f)
{
	(void)c;
	if (a->kind != DIAG_ASKED || !a->closed ||
	    a->closed->code != HCI_REMOTE_USER_TERMINATED)
		return false;
	cite(f, a->asked);
	cite(f, a->closed);
	return found(f, "it hung up %.1f s after it had asked",
	    (double)(a->closed->ns - a->asked->ns) / 1e9);
}

static bool d19(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding *f)
{
	(void)c;
	if (a->kind != DIAG_ENCRYPTION || !a->encrypted ||
	    a->encrypted->code != HCI_KEY_MISSING)
		return false;
	cite(f, a->started);
	cite(f, a->encrypted);
	return found(f, "encryption with a key from before was refused");
}

static bool d20(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding *f)
{
	(void)c;
	if (a->kind != DIAG_ENCRYPTION || !a->refused ||
	    a->refused->what != STEP_LTK_REFUSED)
		return false;
	cite(f, a->started);
	cite(f, a->refused);
	return found(f, "the peripheral's host has no key for this central");
}

static bool d21(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding *f)
{
	const struct diag_step *on = a->encrypted;
	bool refused = on && on->code == HCI_MIC_FAILURE;

	(void)c;
	if (!refused && a->started && a->closed &&
	    a->closed->code == HCI_MIC_FAILURE)
		refused = !on || on->code ||
			  a->closed->ns - on->ns <= FIRST_PACKETS_NS;
	if (!refused)
		return false;
	cite(f, a->started);
	cite(f, on);
	cite(f, a->closed);
	return found(f, "the first packets under the key did not decrypt");
}

static const struct diag_step *closed(const struct diag_conn *c)
{
	const struct diag_step *last = &c->steps[c->n_steps - 1];

	return last->what == STEP_CLOSED ? last : NULL;
}

static bool d24(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding *f)
{
	const struct diag_step *opened = &c->steps[0];
	const struct diag_step *end = closed(c);

	(void)a;
	if (opened->what == STEP_OPENED &&
	    opened->code == HCI_FAILED_TO_ESTABLISH)
		end = opened;
	else if (!end || end->code != HCI_FAILED_TO_ESTABLISH)
		return false;
	cite(f, opened);
	if (end != opened)
		cite(f, end);
	return found(f, "no packet of the peer arrived");
}

static bool pairs_after(const struct diag_conn *c, size_t i)
{
	while (++i < c->n_steps) {
		const struct diag_step *s = &c->steps[i];

		if (s->what == STEP_ENCRYPT || s->what == STEP_LTK_WANTED ||
		    (s->what == STEP_SMP && s->pdu[0] == SMP_PAIRING_REQUEST))
			return true;
	}
	return false;
}

/* The last good encryption before a step, or NULL. */
static const struct diag_attempt *encrypted_before(
    const struct diag_conn *c, const struct diag_step *s)
{
	const struct diag_attempt *last = NULL;

	for (size_t i = 0; i < c->n_attempts; i++) {
		const struct diag_attempt *a = &c->attempts[i];

		if (a->encrypted && !a->encrypted->code && a->encrypted < s)
			last = a;
	}
	return last;
}

/* The ATT errors of one code; the finding is about the first. */
static const struct diag_step *att_error(
    const struct diag_conn *c, uint8_t code, struct diag_finding *f)
{
	const struct diag_step *first = NULL;

	for (size_t i = 0; i < c->n_steps; i++) {
		const struct diag_step *s = &c->steps[i];

		if (s->what != STEP_ATT_ERROR || s->code != code)
			continue;
		if (!first)
			first = s;
		cite(f, s);
	}
	if (first)
		f->attribute = first->value;
	return first;
}

static bool d29(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding *f)
{
	(void)a;
	for (size_t i = 0; i < c->n_steps; i++) {
		const struct diag_step *s = &c->steps[i];

		if (s->what != STEP_ATT_ERROR ||
		    (s->code != ATT_ERR_INSUFFICIENT_AUTHENTICATION &&
			s->code != ATT_ERR_INSUFFICIENT_ENCRYPTION) ||
		    encrypted_before(c, s) || pairs_after(c, i))
			continue;
		if (!closed(c) && c->last_ns - s->ns < PAIRS_SOON_NS)
			continue; /* it may yet */
		cite(f, s);
		cite(f, closed(c));
		f->attribute = s->value;
		return found(f,
		    "attribute 0x%04x was refused, and the central did not "
		    "pair",
		    s->value);
	}
	return false;
}

static bool d30(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding *f)
{
	(void)a;
	for (size_t i = 0; i < c->n_steps; i++) {
		const struct diag_step *s = &c->steps[i];
		const struct diag_attempt *on;

		if (s->what != STEP_ATT_ERROR ||
		    s->code != ATT_ERR_INSUFFICIENT_AUTHENTICATION)
			continue;
		on = encrypted_before(c, s);
		if (!on || !on->response || on->method != SMP_JUST_WORKS)
			continue;
		cite(f, on->encrypted);
		cite(f, s);
		f->attribute = s->value;
		return found(f,
		    "attribute 0x%04x was refused on a link that "
		    "Just Works encrypted",
		    s->value);
	}
	return false;
}

static bool d31(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding *f)
{
	const struct diag_step *s;

	(void)a;
	s = att_error(c, ATT_ERR_KEY_SIZE_TOO_SHORT, f);
	if (!s)
		return false;
	a = encrypted_before(c, s);
	if (!a || !a->response)
		return found(
		    f, "attribute 0x%04x wants a longer key", s->value);
	return found(f, "attribute 0x%04x wants a longer key than %u octets",
	    s->value,
	    a->req.max_key_size < a->rsp.max_key_size ? a->req.max_key_size
						      : a->rsp.max_key_size);
}

static bool d32(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding *f)
{
	const struct diag_step *s;

	(void)a;
	s = att_error(c, ATT_ERR_INSUFFICIENT_AUTHORIZATION, f);
	return s && found(f, "attribute 0x%04x", s->value);
}

static bool d36(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding *f)
{
	if (!a->failed_again)
		return false;
	cite(f, a->failed);
	cite(f, a->failed_again);
	return found(f, "%s answered it", who_word(c, a->failed_again));
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
	cite(f, a->request);
	cite(f, a->response);
	return found(f,
	    "not asked for: 0x%02x of the initiator's keys, 0x%02x "
	    "of the responder's",
	    more[0], more[1]);
}

static const struct {
	const char *id;
	bool whole; /* of the connection, not of one attempt */
	bool (*check)(const struct diag_conn *c, const struct diag_attempt *a,
	    struct diag_finding *f);
} checks[] = {
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
	{ "D19", false, d19 },
	{ "D20", false, d20 },
	{ "D21", false, d21 },
	{ "D24", true, d24 },
	{ "D29", true, d29 },
	{ "D30", true, d30 },
	{ "D31", true, d31 },
	{ "D32", true, d32 },
	{ "D36", false, d36 },
	{ "D38", false, d38 },
};

size_t diag_check(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding out[static DIAG_MAX_FINDINGS])
{
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_SIZE(checks); i++) {
		struct diag_finding f = { .id = checks[i].id };

		if (checks[i].whole != !a || !checks[i].check(c, a, &f))
			continue;
		if (n < DIAG_MAX_FINDINGS)
			out[n++] = f;
	}
	return n;
}

void diag_unseen(
    const struct diag_conn *c, const struct diag_attempt *a, struct buf *out)
{
	const struct diag_step *last = &c->steps[a->end - 1];

	if (c->steps[0].what != STEP_OPENED)
		buf_puts(out, "how the connection was opened\n");
	if (!c->has_role)
		buf_puts(
		    out, "who is the central: taken to be the captured host\n");
	for (int who = 0; who < 2; who++)
		if (!diag_address(c, who ? DIAG_PERIPHERAL : DIAG_CENTRAL))
			buf_printf(out, "the %s's address on the air\n",
			    who ? "peripheral" : "central");
	if (a->confirms[0] == CONFIRM_SECRET ||
	    a->confirms[1] == CONFIRM_SECRET)
		buf_printf(out,
		    "the %s, so the confirm values are not recomputed%s\n",
		    a->method == SMP_OOB ? "out-of-band data" : "passkey",
		    a->sc || a->method == SMP_OOB ? "" : "; --crack finds it");
	if (a->sc && a->failed && a->public_key[0])
		buf_puts(out, "the private keys, so the DHKey checks are not "
			      "recomputed\n");
	if (a->outcome == DIAG_UNFINISHED && c->last_ns >= last->ns)
		buf_printf(out, "the end: nothing more in the last %.1f s\n",
		    (double)(c->last_ns - last->ns) / 1e9);
}

static void put_keys(struct buf *b, const char *option, uint8_t keys)
{
	static const char *const names[] = { "enc", "id", "sign", "link" };
	const char *comma = "";

	buf_printf(b, " %s ", option);
	if (keys > 0x0f) {
		buf_printf(b, "0x%02x", keys);
		return;
	}
	if (!keys)
		buf_puts(b, "none");
	for (int i = 0; i < 4; i++) {
		if (!(keys >> i & 1))
			continue;
		buf_printf(b, "%s%s", comma, names[i]);
		comma = ",";
	}
}

/* The command that sends this request, without the end of its line. */
static void put_request(
    struct buf *b, const char *target, const struct smp_features *f)
{
	buf_printf(b, "pairscope pair %s --io ", target);
	if (smp_io_name(f->io))
		buf_puts(b, smp_io_name(f->io));
	else
		buf_printf(b, "0x%02x", f->io);
	buf_printf(b, " --authreq 0x%02x", f->auth_req);
	if (f->oob)
		buf_printf(b, " --oob-flag 0x%02x", f->oob);
	if (f->max_key_size != 16)
		buf_printf(b, " --key-size %u", f->max_key_size);
	put_keys(b, "--keys-init", f->initiator_keys);
	put_keys(b, "--keys-resp", f->responder_keys);
}

/* The request of the capture again, then with one thing changed. */
static void vary_request(
    struct buf *b, const char *target, const struct smp_features *was)
{
	const uint8_t common = SMP_KEY_ENC | SMP_KEY_ID;
	struct smp_features f = *was;

	put_request(b, target, &f);
	buf_puts(b, " --tries 2  # the same, twice\n");
	if (!(f.initiator_keys & SMP_KEY_ID)) {
		f.initiator_keys |= SMP_KEY_ID;
		put_request(b, target, &f);
		buf_puts(b, "  # our IdKey too\n");
		f = *was;
	}
	if (f.auth_req & SMP_AUTH_SC) {
		f.auth_req &= (uint8_t) ~(SMP_AUTH_SC | SMP_AUTH_CT2);
		put_request(b, target, &f);
		buf_puts(b, "  # without Secure Connections\n");
		f = *was;
	}
	if (f.initiator_keys != common || f.responder_keys != common) {
		f.initiator_keys = f.responder_keys = common;
		put_request(b, target, &f);
		buf_puts(b, "  # EncKey and IdKey both ways\n");
	}
}

void diag_experiments(const struct diag_conn *c, const struct diag_attempt *a,
    const struct diag_finding *f, struct buf *out)
{
	const struct bdaddr *to = diag_address(c, DIAG_PERIPHERAL);
	const struct rule *rule = rule_find(f->id);
	char target[ADDR_STRLEN + 8] = "TARGET", attribute[12] = "ATTRIBUTE";

	if (to) {
		addr_format(to, target);
		strcat(target, to->type == ADDR_RANDOM ? "/random" : "/public");
	}
	if (f->attribute)
		snprintf(attribute, sizeof(attribute), "0x%04x", f->attribute);
	if (a && !strcmp(f->id, "D1"))
		vary_request(out, target, &a->req);
	for (const char *p = rule ? rule->experiment : ""; *p;) {
		if (!strncmp(p, "TARGET", 6)) {
			buf_puts(out, target);
			p += 6;
		} else if (!strncmp(p, "ATTRIBUTE", 9)) {
			buf_puts(out, attribute);
			p += 9;
		} else {
			buf_putc(out, *p++);
		}
	}
	if (rule)
		buf_putc(out, '\n');
}
