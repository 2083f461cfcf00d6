/* The rules about the link and the attributes on it. */
#include "cli/diagnose_check.h"
#include "gatt/att.h"
#include "hci/defs.h"

/* How late a procedure of the link still has to do with its loss. */
#define JUST_BEFORE_NS (2 * UINT64_C(1000000000))
/* Where the supervision timeout is not known: the longest that there is. */
#define LONGEST_TIMEOUT_NS (32 * UINT64_C(1000000000))
/* A read that belongs to the discovery before it. */
#define RIGHT_AFTER_NS (5 * UINT64_C(1000000000))
/* A request without an answer for so long waits for something. */
#define WAITS_NS	     (5 * UINT64_C(1000000000))
#define COMPANY_APPLE	     0x004c
#define LIMITED_DISCOVERABLE 0x01

static bool d24(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding *f)
{
	const struct diag_step *opened = &c->steps[0];
	const struct diag_step *end = diag_closed(c);

	(void)a;
	if (opened->what == STEP_OPENED &&
	    opened->code == HCI_FAILED_TO_ESTABLISH)
		end = opened;
	else if (!end || end->code != HCI_FAILED_TO_ESTABLISH)
		return false;
	diag_cite(f, opened);
	if (end != opened)
		diag_cite(f, end);
	return diag_found(f, "no packet of the peer arrived");
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
		diag_cite(f, s);
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
		    diag_encrypted_before(c, s) || diag_pairs_after(c, i))
			continue;
		if (!diag_had_time(c, s))
			continue; /* it may yet */
		diag_cite(f, s);
		diag_cite(f, diag_closed(c));
		f->attribute = s->value;
		return diag_found(f,
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
		on = diag_encrypted_before(c, s);
		if (!on || !on->response || on->method != SMP_JUST_WORKS)
			continue;
		diag_cite(f, on->encrypted);
		diag_cite(f, s);
		f->attribute = s->value;
		return diag_found(f,
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
	a = diag_encrypted_before(c, s);
	if (!a || !a->response)
		return diag_found(
		    f, "attribute 0x%04x wants a longer key", s->value);
	return diag_found(f,
	    "attribute 0x%04x wants a longer key than %u octets", s->value,
	    a->req.max_key_size < a->rsp.max_key_size ? a->req.max_key_size
						      : a->rsp.max_key_size);
}

static bool d32(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding *f)
{
	const struct diag_step *s;

	(void)a;
	s = att_error(c, ATT_ERR_INSUFFICIENT_AUTHORIZATION, f);
	return s && diag_found(f, "attribute 0x%04x", s->value);
}

static bool is_update(const struct diag_step *s)
{
	return (s->what == STEP_PROCEDURE || s->what == STEP_PROCEDURE_DONE) &&
	       (s->value == HCI_LE_CONNECTION_UPDATE ||
		   s->value == HCI_LE_SET_PHY);
}

static bool d25(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding *f)
{
	const struct diag_step *end = diag_closed(c);
	const struct diag_step *last = NULL, *before = NULL;
	uint64_t silent = LONGEST_TIMEOUT_NS;

	(void)a;
	if (!end || end->code != HCI_CONNECTION_TIMEOUT)
		return false;
	for (size_t i = 0; i < c->n_steps; i++) {
		const struct diag_step *s = &c->steps[i];

		if (is_update(s))
			last = s->code ? before : s;
		if (!is_update(s) || s->what == STEP_PROCEDURE_DONE)
			before = last;
	}
	if (c->has_params)
		silent = c->timeout * UINT64_C(10000000);
	if (!last || end->ns - last->ns > silent + JUST_BEFORE_NS)
		return false;
	diag_cite(f, last);
	diag_cite(f, end);
	return diag_found(f, "%s %.1f s before the link was lost",
	    last->value == HCI_LE_SET_PHY ? "the PHY was changed"
					  : "the parameters were changed",
	    (double)(end->ns - last->ns) / 1e9);
}

/* The procedure that has no end yet, or NULL. */
static const struct diag_step *open_procedure(const struct diag_conn *c)
{
	const struct diag_step *open = NULL;

	for (size_t i = 0; i < c->n_steps; i++) {
		const struct diag_step *s = &c->steps[i];
		bool done = s->what == STEP_PROCEDURE_DONE;

		if (s->what == STEP_PROCEDURE || s->what == STEP_ENCRYPT)
			open = s;
		else if (open && (done ? s->value == open->value && !s->code
				       : s->what == STEP_ENCRYPTION &&
					     open->what == STEP_ENCRYPT))
			open = NULL;
	}
	return open;
}

static bool d26(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding *f)
{
	const struct diag_step *open = open_procedure(c);

	(void)a;
	for (size_t i = 0; i < c->n_steps; i++) {
		const struct diag_step *s = &c->steps[i];

		if (s->code != HCI_LL_RESPONSE_TIMEOUT ||
		    (s->what != STEP_CLOSED && s->what != STEP_PROCEDURE_DONE &&
			s->what != STEP_ENCRYPTION))
			continue;
		diag_cite(f, open);
		diag_cite(f, s);
		if (!open)
			return diag_found(f,
			    "a procedure that the peer's side began was open");
		return diag_found(f, "it began %.1f s before, and has no end",
		    (double)(s->ns - open->ns) / 1e9);
	}
	return false;
}

static bool d27(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding *f)
{
	char rpa[ADDR_STRLEN];

	(void)a;
	if (c->steps[0].what != STEP_DIALED || !c->has_identity ||
	    !addr_equal(&c->identity, &c->peer) || c->resolving)
		return false;
	diag_cite(f, &c->steps[0]);
	diag_cite(f, &c->steps[c->n_steps - 1]);
	if (!c->rpa_frame)
		return diag_found(f,
		    "the device has an identity key, and the controller does "
		    "not resolve addresses");
	diag_cite_frame(f, c->rpa_frame);
	if (c->masked)
		return diag_found(f, "on air it has a private address");
	addr_format(&c->rpa, rpa);
	return diag_found(f, "on air it is %s", rpa);
}

static bool d28(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding *f)
{
	(void)a;
	for (size_t i = 0; c->adapter_only && i < c->n_steps; i++) {
		const struct diag_step *s = &c->steps[i];

		if (s->what != STEP_COMMAND_FAILED ||
		    s->value != HCI_LE_ADD_TO_RESOLVING_LIST ||
		    (s->code != HCI_UNKNOWN_COMMAND &&
			s->code != HCI_UNSUPPORTED_FEATURE &&
			s->code != HCI_UNSUPPORTED_REMOTE_FEATURE))
			continue;
		diag_cite(f, s);
		return diag_found(f, "the controller has no resolving list");
	}
	return false;
}

static bool had_security(const struct diag_conn *c)
{
	for (size_t i = 0; i < c->n_steps; i++) {
		const struct diag_step *s = &c->steps[i];

		if (s->what == STEP_SMP || s->what == STEP_LTK_WANTED ||
		    s->what == STEP_ENCRYPTION ||
		    (s->what == STEP_ATT_ERROR &&
			s->code != ATT_ERR_INVALID_HANDLE))
			return true;
	}
	return false;
}

static bool d33(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding *f)
{
	(void)a;
	if (!c->has_role || c->central || !c->peer_version.known ||
	    c->peer_version.company != COMPANY_APPLE || had_security(c) ||
	    !c->att_requests[true] || !diag_had_time(c, &c->steps[0]))
		return false;
	diag_cite(f, &c->steps[0]);
	diag_cite(f, diag_closed(c));
	return diag_found(f,
	    "%u requests of the central, and none was refused for security",
	    c->att_requests[true]);
}

/* A device that takes its bond again is not waiting for a host. */
static bool is_used_later(const struct diag_conn *c)
{
	for (c = c->after; c; c = c->after)
		for (size_t i = 0; i < c->n_attempts; i++)
			if (c->attempts[i].outcome == DIAG_DONE)
				return true;
	return false;
}

static bool d37(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding *f)
{
	if (a->kind != DIAG_PAIRING || a->outcome != DIAG_DONE ||
	    !c->has_flags[0] || !c->has_flags[1] ||
	    !(c->flags[0] & c->flags[1] & LIMITED_DISCOVERABLE) ||
	    is_used_later(c))
		return false;
	diag_cite_frame(f, c->flags_frame[0]);
	diag_cite(f, a->encrypted);
	diag_cite_frame(f, c->flags_frame[1]);
	return diag_found(
	    f, "it advertises as limited discoverable, before and after");
}

static bool d41(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding *f)
{
	const struct diag_step *end = diag_closed(c);

	(void)a;
	if (end && end->code == HCI_CONNECTION_TIMEOUT)
		return false; /* nobody was there */
	for (size_t i = 0; i < c->n_steps; i++) {
		const struct diag_step *s = &c->steps[i];

		if (s->what != STEP_ATT_UNANSWERED ||
		    (s->code != ATT_READ_REQ && s->code != ATT_WRITE_REQ) ||
		    diag_encrypted_before(c, s) || !c->last_discovery ||
		    s->ns < c->last_discovery ||
		    s->ns - c->last_discovery > RIGHT_AFTER_NS ||
		    (end ? end->ns : c->last_ns) - s->ns < WAITS_NS)
			continue;
		diag_cite(f, s);
		diag_cite(f, end);
		f->attribute = s->value;
		return diag_found(f,
		    "attribute 0x%04x was asked for %.1f s after discovery, "
		    "and nothing came",
		    s->value, (double)(s->ns - c->last_discovery) / 1e9);
	}
	return false;
}

static bool d43(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding *f)
{
	const struct diag_step *changed = NULL;

	(void)a;
	for (size_t i = 0; i < c->n_steps; i++) {
		const struct diag_step *s = &c->steps[i];
		const struct diag_attempt *on;
		bool stale;

		if (s->what == STEP_SERVICE_CHANGED)
			changed = s;
		if (s->what != STEP_ATT_ERROR || !s->value)
			continue;
		on = diag_encrypted_before(c, s);
		stale = s->code == ATT_ERR_INVALID_HANDLE &&
			(!c->first_discovery || c->first_discovery > s->ns) &&
			(c->before || c->bonded ||
			    (on && on->kind == DIAG_ENCRYPTION));
		if (!stale && s->code != ATT_ERR_DATABASE_OUT_OF_SYNC)
			continue;
		diag_cite(f, changed);
		diag_cite(f, s);
		f->attribute = s->value;
		return diag_found(f,
		    "attribute 0x%04x was used without discovery, and %s",
		    s->value,
		    stale ? "is not there"
			  : "the server says that its "
			    "services changed");
	}
	return false;
}

static const struct diag_check checks[] = {
	{ "D24", true, d24 },
	{ "D25", true, d25 },
	{ "D26", true, d26 },
	{ "D27", true, d27 },
	{ "D28", true, d28 },
	{ "D29", true, d29 },
	{ "D30", true, d30 },
	{ "D31", true, d31 },
	{ "D32", true, d32 },
	{ "D33", true, d33 },
	{ "D37", false, d37 },
	{ "D41", true, d41 },
	{ "D43", true, d43 },
};

const struct diag_checks diag_link_checks = { checks, ARRAY_SIZE(checks) };
