/* The steps of a connection, cut into attempts, and what each came to. */
#include <stdlib.h>

#include "cli/diagnose_check.h"
#include "hci/defs.h"

static struct diag_attempt *attempt_add(
    struct diag_conn *c, enum diag_kind kind, size_t first)
{
	struct diag_attempt *a;

	if (c->n_attempts == c->cap_attempts) {
		c->cap_attempts = c->cap_attempts ? c->cap_attempts * 2 : 4;
		c->attempts =
		    reallocarray(c->attempts, c->cap_attempts, sizeof(*a));
		if (!c->attempts)
			abort();
	}
	/* The first shows how the connection came about. */
	if (!c->n_attempts)
		first = 0;
	else
		c->attempts[c->n_attempts - 1].end = first;
	a = &c->attempts[c->n_attempts++];
	*a = (struct diag_attempt){
		.kind = (uint8_t)kind,
		.first = first,
		.end = c->n_steps,
	};
	return a;
}

static bool features_of(const struct diag_step *s, struct smp_features *f)
{
	struct rd r = rd_over(s->pdu, s->len);

	rd_u8(&r);
	f->io = rd_u8(&r);
	f->oob = rd_u8(&r);
	f->auth_req = rd_u8(&r);
	f->max_key_size = rd_u8(&r);
	f->initiator_keys = rd_u8(&r);
	f->responder_keys = rd_u8(&r);
	return !r.bad;
}

static uint8_t key_of_pdu(uint8_t code)
{
	switch (code) {
	case SMP_CENTRAL_IDENTIFICATION:
		return SMP_KEY_ENC;
	case SMP_IDENTITY_ADDRESS_INFORMATION:
		return SMP_KEY_ID;
	case SMP_SIGNING_INFORMATION:
		return SMP_KEY_SIGN;
	}
	return 0;
}

static void first_of(const struct diag_step **at, const struct diag_step *s)
{
	if (!*at)
		*at = s;
}

static void on_response(struct diag_attempt *a, const struct diag_step *s)
{
	uint8_t pdus = SMP_KEY_ENC | SMP_KEY_ID | SMP_KEY_SIGN;

	if (a->response || !a->request || !features_of(s, &a->rsp))
		return;
	a->response = s;
	a->sc = a->req.auth_req & a->rsp.auth_req & SMP_AUTH_SC;
	a->method = smp_select_method(&a->req, &a->rsp, SMP_INITIATOR);
	/* Secure Connections make the LTK at both ends, and the LinkKey is never
	 * sent: Vol 3 Part H 3.6.1. */
	if (a->sc)
		pdus &= (uint8_t)~SMP_KEY_ENC;
	a->promised[DIAG_CENTRAL] =
	    a->req.initiator_keys & a->rsp.initiator_keys & pdus;
	a->promised[DIAG_PERIPHERAL] =
	    a->req.responder_keys & a->rsp.responder_keys & pdus;
}

static void on_pdu(
    struct diag_conn *c, struct diag_attempt *a, const struct diag_step *s)
{
	enum diag_who who = diag_sender(c, s);

	if (s->pdu[0] != SMP_PAIRING_FAILED)
		a->last = s;
	switch (s->pdu[0]) {
	case SMP_PAIRING_RESPONSE:
		on_response(a, s);
		break;
	case SMP_PAIRING_CONFIRM:
		first_of(&a->confirm[who], s);
		break;
	case SMP_PAIRING_RANDOM:
		first_of(&a->random[who], s);
		a->last_random[who] = s;
		break;
	case SMP_PUBLIC_KEY:
		first_of(&a->public_key[who], s);
		break;
	case SMP_DHKEY_CHECK:
		first_of(&a->check[who], s);
		break;
	case SMP_PAIRING_FAILED:
		if (!a->failed)
			a->failed = s;
		else if (a->failed->received != s->received)
			first_of(&a->failed_again, s);
		break;
	default:
		a->delivered[who] |= key_of_pdu(s->pdu[0]);
	}
}

/* Whether encryption that starts now is that of this attempt. */
static bool takes_encryption(const struct diag_attempt *a)
{
	return a && a->kind != DIAG_ASKED && !a->encrypted && !a->failed;
}

static struct diag_attempt *on_step(
    struct diag_conn *c, struct diag_attempt *a, size_t i)
{
	const struct diag_step *s = &c->steps[i];

	switch ((enum diag_what)s->what) {
	case STEP_SMP:
		if (s->pdu[0] == SMP_SECURITY_REQUEST) {
			/* while something runs it is a part of that */
			if (a && (a->kind == DIAG_ASKED || takes_encryption(a)))
				break;
			a = attempt_add(c, DIAG_ASKED, i);
			a->asked = s;
		} else if (s->pdu[0] == SMP_PAIRING_REQUEST) {
			if (a && a->kind == DIAG_ASKED)
				a->kind = DIAG_PAIRING;
			else
				a = attempt_add(c, DIAG_PAIRING, i);
			a->request = s;
			features_of(s, &a->req);
		}
		if (a && a->kind == DIAG_PAIRING)
			on_pdu(c, a, s);
		break;
	case STEP_ENCRYPT:
	case STEP_LTK_WANTED:
		if (a && a->kind == DIAG_ASKED)
			a->kind = DIAG_ENCRYPTION;
		else if (!takes_encryption(a))
			a = attempt_add(c, DIAG_ENCRYPTION, i);
		first_of(&a->started, s);
		break;
	case STEP_LTK_REFUSED:
	case STEP_NOT_ENCRYPTED:
		if (a)
			first_of(&a->refused, s);
		break;
	case STEP_ENCRYPTION:
		if (a && a->encrypted && s->code == HCI_OK)
			break; /* refreshed */
		if (!takes_encryption(a))
			a = attempt_add(c, DIAG_ENCRYPTION, i);
		a->encrypted = s;
		break;
	case STEP_CLOSED:
		if (a)
			a->closed = s;
		break;
	case STEP_OPENED:
	case STEP_LTK_GIVEN:
	case STEP_ATT_ERROR:
	case STEP_PROCEDURE:
	case STEP_PROCEDURE_DONE:
	case STEP_ATT_UNANSWERED:
	case STEP_SERVICE_CHANGED:
	case STEP_DIALED:
	case STEP_COMMAND_FAILED:
		break;
	}
	return a;
}

static enum diag_outcome outcome_of(
    const struct diag_conn *c, const struct diag_attempt *a)
{
	const struct diag_step *last = a->last ? a->last : a->asked;
	uint64_t until = a->closed ? a->closed->ns : c->last_ns;
	bool late;

	/* A later attempt on the same link is the end of this one. */
	if (a->end < c->n_steps && !a->closed)
		until = c->steps[a->end].ns;
	late = last && until > last->ns && until - last->ns >= SMP_TIMEOUT_NS;
	if (a->failed)
		return DIAG_FAILED;
	if (a->refused || (a->encrypted && a->encrypted->code))
		return DIAG_NOT_ENCRYPTED;
	if (a->encrypted) {
		bool all = true;

		for (int who = 0; who < 2; who++)
			if (a->promised[who] & ~a->delivered[who])
				all = false;
		if (all)
			return DIAG_DONE;
		return (a->closed || late) && !c->heard ? DIAG_KEYS_MISSING
							: DIAG_UNFINISHED;
	}
	if (late && a->kind == DIAG_PAIRING)
		return DIAG_NO_ANSWER;
	return a->closed ? DIAG_HUNG_UP : DIAG_UNFINISHED;
}

void diag_find_attempts(struct diag_conn *c)
{
	struct diag_attempt *a = NULL;

	for (size_t i = 0; i < c->n_steps; i++)
		a = on_step(c, a, i);
	for (size_t i = 0; i < c->n_attempts; i++) {
		a = &c->attempts[i];
		a->outcome = (uint8_t)outcome_of(c, a);
		diag_prove(c, a);
	}
}

const char *diag_method_name(const struct diag_attempt *a)
{
	switch (a->method) {
	case SMP_PASSKEY_DISPLAY:
		return "Passkey Entry, typed at the peripheral";
	case SMP_PASSKEY_INPUT:
		return "Passkey Entry, typed at the central";
	case SMP_JUST_WORKS:
	case SMP_NUMERIC_COMPARISON:
	case SMP_OOB:
		break;
	}
	return smp_method_name(a->method);
}
