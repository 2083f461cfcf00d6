#include "cli/probe.h"

#include <stdlib.h>

#include "cli/commands.h"
#include "cli/must.h"
#include "cli/spawn.h"
#include "cli/target.h"
#include "smp/crypto.h"

/* A device that was not heard or did not answer may just be slow. */
#define REACH_TRIES  4
#define PERSON_USEC  (600 * USEC_PER_SEC)
#define RETURN_USEC  (10 * USEC_PER_SEC)
#define BACKOFF_USEC (10 * USEC_PER_SEC) /* after a Repeated Attempts */
#define GIVE_UP_AT   3			 /* of them in a row */

struct hushed {
	struct err err;
	bool quiet; /* as it was */
};

static const struct probe_try *recorded(
    const struct probe *p, uint64_t vars, unsigned repeat)
{
	for (size_t i = 0; i < p->n_tries; i++)
		if (p->tries[i].vars == vars && p->tries[i].repeat == repeat)
			return &p->tries[i];
	return NULL;
}

static void record(struct probe *p, const struct probe_try *t)
{
	p->tries =
	    must(realloc(p->tries, (p->n_tries + 1) * sizeof(*p->tries)));
	p->tries[p->n_tries++] = *t;
}

/* Bonds. */

static bool save_bonds(struct probe *p)
{
	bonds_copy(&p->s->store.bonds, &p->before);
	return session_save_store(p->s);
}

/* What the device has a bond for already may be lost by a pairing. */
static int check_bond(struct probe *p)
{
	struct session *s = p->s;
	struct bond *b = host_bond(s->host, s->link);
	char identity[ADDR_STRLEN];

	if (!b || p->keep)
		return STATUS_OK;
	addr_format(&b->identity, identity);
	if (!p->consent)
		return output_error(&s->out, STATUS_FAILED,
		    "there is a bond with %s, which the device loses when it "
		    "pairs anew: --yes allows it",
		    identity);
	p->old = *b;
	p->has_old = true;
	b = bonds_find(&p->before, &p->old.identity);
	if (b)
		bonds_remove(&p->before, b);
	/* in memory only: the file has it until something pairs */
	bonds_copy(&s->store.bonds, &p->before);
	return STATUS_OK;
}

/* The bond of a try is not kept, and has not cost another one. */
static int drop_bond(struct probe *p, const struct bdaddr *identity)
{
	struct session *s = p->s;
	char text[ADDR_STRLEN];
	struct bond *b = bonds_find(&p->before, identity);

	p->paired = true;
	if (b && p->consent) {
		p->old = *b;
		p->has_old = true;
		bonds_remove(&p->before, b);
	} else if (b) {
		save_bonds(p);
		addr_format(identity, text);
		return output_error(&s->out, STATUS_FAILED,
		    "the device is %s, with which there is a bond: it is kept "
		    "here, but the device may have lost it; --yes goes on",
		    text);
	}
	return save_bonds(p) ? STATUS_OK : STATUS_FAILED;
}

/* Links. */

static int hang_up(struct probe *p)
{
	int status = STATUS_OK;

	p->has_last = false;
	if (p->s->linked)
		status = target_disconnect(p->s);
	return status == STATUS_TIMEOUT ? STATUS_OK : status;
}

static int rearm(struct probe *p)
{
	struct err err;

	if (!p->rearm || spawn_run(p->rearm, &err))
		return STATUS_OK;
	return output_error(&p->s->out, STATUS_FAILED, "--rearm: %s", err.text);
}

static bool is_unreached(int status)
{
	return status == STATUS_NOT_FOUND || status == STATUS_NOT_CONNECTED;
}

/* What is done between tries is done without a word; an error is kept. */
static void hush(struct probe *p, struct hushed *h)
{
	struct output *o = &p->s->out;

	*h = (struct hushed){ .quiet = o->quiet };
	o->quiet = !p->s->opt.verbose || o->quiet;
	o->held = &h->err;
}

static void speak(struct probe *p, const struct hushed *h)
{
	p->s->out.quiet = h->quiet;
	p->s->out.held = NULL;
}

/* Whether to look for it once more: a person may still put it into pairing
 * mode. */
static bool look_again(struct probe *p, int tries, uint64_t began)
{
	struct session *s = p->s;

	if (tries < REACH_TRIES)
		return true;
	if (p->rearm || !agent_can_ask(s) ||
	    session_now(s) - began >= PERSON_USEC)
		return false;
	if (tries == REACH_TRIES)
		output_talk(&s->out,
		    "%s is not there: put it into pairing mode; waiting for "
		    "it",
		    p->target);
	return true;
}

/* Connect, with an error said when that is given up. */
static int connect(struct probe *p, const struct trial *t, bool *requested)
{
	struct session *s = p->s;
	uint64_t began = session_now(s);
	int status = STATUS_NOT_FOUND;
	struct hushed h;

	for (int i = 1;; i++) {
		hush(p, &h);
		status = trial_begin(s, t, p->target, requested);
		speak(p, &h);
		if (!is_unreached(status) || !look_again(p, i, began))
			break;
		/* it may not advertise again yet */
		status = session_sleep(s, USEC_PER_SEC);
		if (status)
			return status;
	}
	if (status && status != STATUS_INTERRUPTED)
		output_error(&s->out, status, "%s", h.err.text);
	if (is_unreached(status))
		output_talk(&s->out,
		    "it may have to be put into pairing mode each time: "
		    "--rearm does that");
	return status;
}

/* Whether the bond is good: at a new connection, with its key. */
static int come_back(
    struct probe *p, const struct trial *t, struct probe_outcome *out)
{
	struct session *s = p->s;
	const struct bond *b = host_bond(s->host, s->link);
	struct hushed h;
	int status;

	if (!b || !b->peer_ltk.present)
		return STATUS_OK;
	hush(p, &h);
	status = trial_end(s, t);
	if (!status)
		status = hang_up(p);
	if (!status)
		status = target_connect(s, p->target, RETURN_USEC);
	speak(p, &h);
	if (status == STATUS_NOT_PAIRED)
		out->stage = STAGE_BOND_LOST;
	out->back = !status;
	if (status == STATUS_NOT_PAIRED || is_unreached(status))
		return STATUS_OK;
	if (status && status != STATUS_INTERRUPTED)
		output_error(&s->out, status, "%s", h.err.text);
	return status;
}

static enum probe_stage stage_of(int status, const struct pairing_result *r)
{
	if (!status)
		return STAGE_PAIRED;
	if (r->encrypted)
		return STAGE_ENCRYPTED;
	if (r->response)
		return STAGE_AGREED;
	return r->reason ? STAGE_REFUSED : STAGE_NO_ANSWER;
}

static int paired(
    struct probe *p, const struct trial *t, struct probe_outcome *out)
{
	struct session *s = p->s;
	const struct smp *smp = host_smp(s->host, s->link);
	const struct bond *b = smp ? smp_bond(smp) : NULL;
	struct bdaddr identity = { .type = ADDR_UNKNOWN };
	int status, dropped;

	if (b) {
		out->sc = b->sc;
		out->authenticated = b->authenticated;
		identity = b->identity;
	}
	if (p->keep)
		return STATUS_OK;
	status = come_back(p, t, out);
	dropped = drop_bond(p, &identity);
	return status ? status : dropped;
}

/* One Pairing Request, on the link that is up or on a new one. */
static int pair_once(
    struct probe *p, const struct trial *t, struct probe_outcome *out)
{
	struct session *s = p->s;
	uint64_t began = session_now(s);
	struct pairing_result r;
	int status = connect(p, t, &out->requested);

	if (!status)
		status = check_bond(p);
	if (!status)
		status = session_sleep(
		    s, host_pair_wait(s->host, s->link, session_now(s)));
	if (status)
		return status;
	p->pairings++;
	status = pairing_try(s, &t->config, t->timeout, &r);
	out->stage = (uint8_t)stage_of(status, &r);
	out->reason = r.reason;
	out->by_peer = r.by_peer;
	out->hci = r.gone ? r.status : 0;
	out->attempts++;
	if (!status)
		status = paired(p, t, out);
	out->msec += (uint32_t)((session_now(s) - began) / USEC_PER_MSEC);
	return status == STATUS_NOT_PAIRED || status == STATUS_TIMEOUT
		   ? STATUS_OK
		   : status;
}

/* It said that we try too often: wait, each time longer, and then no more. Of
 * the change this says nothing. */
static int back_off(struct probe *p, const struct probe_outcome *o)
{
	uint64_t usec;

	if (o->reason != SMP_REPEATED_ATTEMPTS || !o->by_peer) {
		p->repeated = 0;
		return STATUS_OK;
	}
	p->stopped = ++p->repeated == GIVE_UP_AT;
	if (p->stopped)
		return STATUS_OK;
	usec = BACKOFF_USEC << (p->repeated - 1);
	output_talk(&p->s->out,
	    "the device says Repeated Attempts: waiting %llu s",
	    (unsigned long long)(usec / USEC_PER_SEC));
	return session_sleep(p->s, usec);
}

/* The first attempt, unless the last try was that one and failed just now. */
static int first_attempt(struct probe *p, const struct trial *t, uint64_t vars,
    struct probe_outcome *out)
{
	const struct probe_try *last =
	    p->n_tries ? &p->tries[p->n_tries - 1] : NULL;
	int status;

	if (vars & VAR_BIT(VAR_RETRY) && p->has_last &&
	    p->last == (vars & ~VAR_BIT(VAR_RETRY))) {
		*out = last->outcome;
		return STATUS_OK;
	}
	status = hang_up(p);
	if (!status)
		status = rearm(p);
	return status ? status : pair_once(p, t, out);
}

static int attempt(struct probe *p, uint64_t vars, struct probe_outcome *out)
{
	struct trial t;
	int status;

	probe_apply(p, vars, &t);
	status = first_attempt(p, &t, vars, out);
	/* a link whose pairing timed out has no pairing any more */
	if (!status && vars & VAR_BIT(VAR_RETRY) &&
	    out->stage == STAGE_NO_ANSWER)
		status = hang_up(p);
	if (!status && vars & VAR_BIT(VAR_RETRY) &&
	    out->stage < STAGE_BOND_LOST)
		status = pair_once(p, &t, out);
	if (status)
		return status;
	p->has_last = out->stage < STAGE_BOND_LOST;
	p->last = vars;
	return back_off(p, out);
}

static int attempts(struct probe *p, uint64_t vars, struct probe_outcome *out)
{
	int status;

	do {
		*out = (struct probe_outcome){ .attempts = 0 };
		status = attempt(p, vars, out);
	} while (!status && p->repeated && !p->stopped);
	return status;
}

int probe_pair(
    struct probe *p, uint64_t vars, unsigned repeat, struct probe_outcome *out)
{
	const struct probe_try *known = recorded(p, vars, repeat);
	struct probe_try t = { .vars = vars, .repeat = repeat };
	uint64_t began = session_now(p->s);
	struct err err;
	int status;

	if (known) {
		*out = known->outcome;
		return STATUS_OK;
	}
	status = attempts(p, vars, &t.outcome);
	*out = t.outcome;
	if (status || p->stopped)
		return status;
	p->spent_usec += session_now(p->s) - began;
	p->n_spent++;
	record(p, &t);
	if (probe_save(p, &err))
		return STATUS_OK;
	return output_error(&p->s->out, STATUS_FAILED, "%s", err.text);
}

void probe_restore(struct probe *p)
{
	struct session *s = p->s;

	if (p->keep)
		return;
	if (s->linked && !s->lost)
		hang_up(p);
	if (!s->lost)
		host_set_own_address(s->host, s->opt.own_address,
		    (uint64_t)s->opt.rpa_timeout * USEC_PER_SEC,
		    session_now(s));
	if (p->has_old && !p->paired)
		bonds_put(&p->before, &p->old);
	save_bonds(p);
}

void probe_free(struct probe *p)
{
	free(p->tries);
	free(p->rows);
	free(p->state);
	bonds_free(&p->before);
	crypto_wipe(&p->old, sizeof(p->old));
	crypto_wipe(&p->oob, sizeof(p->oob));
}
