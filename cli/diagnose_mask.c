/* A model that may be posted. */
#include "cli/diagnose_model.h"
#include "cli/redact.h"

void diag_hide(struct diag *d)
{
	size_t n;
	struct diag_conn **conns = diag_conns(d, &n);

	for (size_t i = 0; i < n; i++)
		conns[i]->masked = true;
}

static bool is_harmless(const struct diag_step *s)
{
	if (s->what != STEP_SMP)
		return false;
	switch (s->pdu[0]) {
	case SMP_PAIRING_REQUEST:
	case SMP_PAIRING_RESPONSE:
	case SMP_PAIRING_FAILED:
	case SMP_SECURITY_REQUEST:
		return true;
	}
	return false;
}

static void mask_conn(struct diag_conn *c, const struct redact *redact)
{
	struct bdaddr *const addresses[] = { &c->own, &c->peer, &c->identity,
		&c->rpa };

	for (size_t i = 0; i < ARRAY_SIZE(addresses); i++)
		redact_address(redact, addresses[i]->b, addresses[i]->b);
	for (size_t i = 0; i < c->n_steps; i++) {
		struct diag_step *s = &c->steps[i];

		if (!is_harmless(s) && s->len)
			memset(s->pdu + 1, 0, sizeof(s->pdu) - 1);
	}
	for (size_t i = 0; i < c->n_attempts; i++) {
		struct diag_attempt *a = &c->attempts[i];

		a->has_number = a->has_passkey[0] = a->has_passkey[1] = false;
		a->number = a->passkey[0] = a->passkey[1] = 0;
	}
}

void diag_mask(struct diag *d, const struct redact *redact)
{
	size_t n;
	struct diag_conn **conns = diag_conns(d, &n);

	for (size_t i = 0; i < n; i++)
		mask_conn(conns[i], redact);
}
