#include "smp/machine.h"

static bool applies(const struct smp *s, const struct smp_rule *r,
    const struct smp_features *request)
{
	if ((request->initiator_keys & r->without_initiator_keys) ||
	    (request->auth_req & r->without_authreq) ||
	    (r->without_oob && request->oob))
		return false;
	if ((r->with_initiator_keys &&
		!(request->initiator_keys & r->with_initiator_keys)) ||
	    (r->with_authreq && !(request->auth_req & r->with_authreq)))
		return false;
	return !r->sooner_ms || s->requested_at == NEVER ||
	       s->now - s->requested_at < r->sooner_ms * USEC_PER_MSEC;
}

struct smp_rule *rule_fires(struct smp *s, enum smp_when when, uint8_t step,
    const struct smp_features *request)
{
	for (size_t i = 0; i < s->config.n_rules; i++) {
		struct smp_rule *r = &s->config.rules[i];

		if (r->step != step || r->when != when ||
		    !applies(s, r, request) ||
		    (r->times && r->fired >= r->times))
			continue;
		if (r->times)
			r->fired++;
		return r;
	}
	return NULL;
}

void rule_flip(uint32_t bit, uint8_t *p, size_t n)
{
	if (bit / 8 < n)
		p[bit / 8] ^= (uint8_t)(1U << bit % 8);
}

static void emit(struct smp_out *out, const struct smp_pdu *pdu)
{
	struct smp_effect *e = smp_emit(out, SMP_SEND);

	memcpy(e->pdu, pdu->data, pdu->len);
	e->len = pdu->len;
}

/* At its time, but never before what waits already. */
static void put(
    struct smp *s, const struct smp_pdu *pdu, uint64_t at, struct smp_out *out)
{
	if (!s->n_late && at <= s->now) {
		emit(out, pdu);
		return;
	}
	if (s->n_late == SMP_MAX_LATE)
		return; /* more than one pairing has to send */
	if (s->n_late && at < s->late[s->n_late - 1].at)
		at = s->late[s->n_late - 1].at;
	s->late[s->n_late].at = at;
	s->late[s->n_late++].pdu = *pdu;
}

void rules_send(struct smp *s, const struct smp_pdu *pdu, struct smp_out *out)
{
	const struct smp_rule *rule =
	    rule_fires(s, SMP_ON_SENDING, pdu->data[0], &s->status.request);
	struct smp_pdu changed = *pdu;
	uint64_t at = s->now;
	unsigned times = 1;

	if (s->mute)
		return;
	switch (rule ? (enum smp_action)rule->action : SMP_DO_FORGET) {
	case SMP_DO_FAIL:
		s->rule_reason = (uint8_t)rule->value;
		return;
	case SMP_DO_SILENCE:
		s->mute = true;
		return;
	case SMP_DO_DROP:
		return;
	case SMP_DO_REORDER:
		if (!s->aside.len) {
			s->aside = *pdu;
			return;
		}
		break;
	case SMP_DO_DELAY:
		at += rule->value * USEC_PER_MSEC;
		break;
	case SMP_DO_DUPLICATE:
		times = 2;
		break;
	case SMP_DO_FLIP:
		rule_flip(
		    rule->value, changed.data + 1, (size_t)changed.len - 1);
		break;
	case SMP_DO_FORGET:
		break;
	}
	while (times--)
		put(s, &changed, at, out);
	if (s->aside.len) {
		put(s, &s->aside, at, out);
		s->aside.len = 0;
	}
}

void rules_tick(struct smp *s, struct smp_out *out)
{
	unsigned n = 0;

	while (n < s->n_late && s->late[n].at <= s->now)
		emit(out, &s->late[n++].pdu);
	s->n_late -= n;
	memmove(s->late, s->late + n, s->n_late * sizeof(s->late[0]));
}
