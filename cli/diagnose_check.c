#include "cli/diagnose_check.h"

#include <stdarg.h>
#include <stdio.h>

void diag_cite_frame(struct diag_finding *f, uint32_t frame)
{
	if (f->n_frames < DIAG_MAX_FRAMES)
		f->frames[f->n_frames++] = frame;
}

void diag_cite(struct diag_finding *f, const struct diag_step *s)
{
	if (s)
		diag_cite_frame(f, s->frame);
}

bool diag_found(struct diag_finding *f, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(f->detail, sizeof(f->detail), fmt, ap);
	va_end(ap);
	return true;
}

const char *diag_side(const struct diag_conn *c, const struct diag_step *s)
{
	return diag_sender(c, s) == DIAG_CENTRAL ? "the central"
						 : "the peripheral";
}

const struct diag_step *diag_closed(const struct diag_conn *c)
{
	const struct diag_step *last = &c->steps[c->n_steps - 1];

	return last->what == STEP_CLOSED ? last : NULL;
}

const struct diag_attempt *diag_encrypted_before(
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

bool diag_pairs_after(const struct diag_conn *c, size_t i)
{
	while (++i < c->n_steps) {
		const struct diag_step *s = &c->steps[i];

		if (s->what == STEP_ENCRYPT || s->what == STEP_LTK_WANTED ||
		    (s->what == STEP_SMP && s->pdu[0] == SMP_PAIRING_REQUEST))
			return true;
	}
	return false;
}

bool diag_had_time(const struct diag_conn *c, const struct diag_step *s)
{
	return diag_closed(c) || c->last_ns - s->ns >= DIAG_PAIRS_SOON_NS;
}

static size_t run_checks(const struct diag_checks *checks,
    const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding out[static DIAG_MAX_FINDINGS], size_t n)
{
	for (size_t i = 0; i < checks->n; i++) {
		const struct diag_check *k = &checks->v[i];
		struct diag_finding f = { .id = k->id };

		if (k->whole != !a || !k->check(c, a, &f))
			continue;
		if (n < DIAG_MAX_FINDINGS)
			out[n++] = f;
	}
	return n;
}

size_t diag_check(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding out[static DIAG_MAX_FINDINGS])
{
	size_t n = run_checks(&diag_pairing_checks, c, a, out, 0);

	n = run_checks(&diag_bond_checks, c, a, out, n);
	return run_checks(&diag_link_checks, c, a, out, n);
}
