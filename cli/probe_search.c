/* Which cells are tried, and in which order; what follows from them. */
#include <stdlib.h>

#include "cli/must.h"
#include "cli/probe.h"

#define RETRY VAR_BIT(VAR_RETRY)

static bool passes(const struct probe_row *r)
{
	return r->passes == r->runs;
}

/* A refusal and no answer are as far as each other. */
static int rank(const struct probe_outcome *o)
{
	return o->stage < STAGE_REFUSED ? STAGE_REFUSED : o->stage;
}

static bool is_further(
    const struct probe_outcome *a, const struct probe_outcome *b)
{
	return rank(a) > rank(b);
}

/* Whether the change made a difference, though not the one that is wanted. */
static bool differs(const struct probe_row *a, const struct probe_row *b)
{
	return a->passes != b->passes || a->outcome.stage != b->outcome.stage ||
	       a->outcome.reason != b->outcome.reason ||
	       a->outcome.by_peer != b->outcome.by_peer;
}

const struct probe_row *probe_row_of(const struct probe *p, uint64_t vars)
{
	for (size_t i = 0; i < p->n_rows; i++)
		if (p->rows[i].vars == vars)
			return &p->rows[i];
	return NULL;
}

static void add_row(struct probe *p, const struct probe_row *row)
{
	p->rows = must(realloc(p->rows, (p->n_rows + 1) * sizeof(*p->rows)));
	p->rows[p->n_rows++] = *row;
	probe_say_row(p, row);
}

/* Whether it is with made-up out-of-band data: it cannot pair. */
static bool is_made_up(const struct probe *p, uint64_t vars)
{
	return vars & VAR_BIT(VAR_OOB) && !p->oob.has_tk && !p->oob.has_peer;
}

/* The pairing asked a question that nobody here answered. */
static bool wants_person(const struct probe_outcome *o)
{
	return !o->by_peer && (o->reason == SMP_PASSKEY_ENTRY_FAILED ||
				  o->reason == SMP_NUMERIC_COMPARISON_FAILED);
}

static void note(struct probe *p, const struct probe_row *row)
{
	const struct probe_row *base = probe_row_of(p, 0);
	bool further = is_further(&row->outcome, &base->outcome);

	if (passes(row))
		return;
	p->needs_person |=
	    wants_person(&row->outcome) && (row == base || further);
	p->needs_oob |= is_made_up(p, row->vars) && further;
}

/* Try a change as often as is wanted. `*row` is NULL when it was not tried:
 * the search is at its end. */
static int try_cell(
    struct probe *p, uint64_t vars, size_t left, const struct probe_row **row)
{
	struct probe_row r = { .vars = vars };
	int status = STATUS_OK;

	*row = probe_row_of(p, vars);
	if (*row || p->stopped)
		return STATUS_OK;
	if (p->n_tries >= p->limit) {
		p->full = true;
		return STATUS_OK;
	}
	probe_say_next(p, vars, left);
	for (unsigned i = 0; !status && i < p->repeat && !p->stopped; i++) {
		struct probe_outcome o = { .stage = STAGE_NO_ANSWER };

		status = probe_pair(p, vars, i, &o);
		if (status)
			return status;
		r.passes += o.stage == STAGE_PAIRED;
		if (!r.runs || (o.stage != STAGE_PAIRED &&
				   (r.outcome.stage == STAGE_PAIRED ||
				       is_further(&o, &r.outcome))))
			r.outcome = o;
		r.runs++;
	}
	add_row(p, &r);
	*row = &p->rows[p->n_rows - 1];
	note(p, *row);
	return status;
}

static void win(struct probe *p, uint64_t vars)
{
	if (p->found)
		return;
	p->found = true;
	p->winner = vars;
}

static bool is_done(const struct probe *p)
{
	return p->stopped || p->full || p->needs_oob || p->needs_person ||
	       (p->found && !p->all);
}

/* A change, and where it brought the pairing further, once more on the same
 * link: there are devices whose first attempt fails. */
static int try_change(struct probe *p, uint64_t vars, size_t left)
{
	const struct probe_row *row, *base = probe_row_of(p, 0);
	struct probe_outcome was = base->outcome;
	int status = try_cell(p, vars, left, &row);

	if (status || !row)
		return status;
	if (!passes(row) && !(vars & RETRY) && !is_done(p) &&
	    row->outcome.stage < STAGE_BOND_LOST &&
	    is_further(&row->outcome, &was)) {
		vars |= RETRY;
		status = try_cell(p, vars, left, &row);
		if (status || !row)
			return status;
	}
	if (passes(row))
		win(p, vars);
	return STATUS_OK;
}

/* One variable after the other. */

/* What may turn the mind of a device that does not pair: whether there is to be
 * a bond, who asks, when, and how safely. Keys and features are never looked at
 * before that. */
#define WHETHER_VARS                                                        \
	(RETRY | VAR_BIT(VAR_SC) | VAR_BIT(VAR_NO_SC) |                     \
	    VAR_BIT(VAR_KEYBOARD) | VAR_BIT(VAR_SECURITY) |                 \
	    VAR_BIT(VAR_DELAY_500) | VAR_BIT(VAR_PUBLIC) |                  \
	    VAR_BIT(VAR_STATIC) | VAR_BIT(VAR_RPA) | VAR_BIT(VAR_NO_BOND) | \
	    VAR_BIT(VAR_OOB))

/* It has said nothing else so far than that it does not pair. */
static bool says_no(const struct probe *p)
{
	for (size_t i = 0; i < p->n_rows; i++) {
		const struct probe_outcome *o = &p->rows[i].outcome;

		if (!o->by_peer || o->reason != SMP_PAIRING_NOT_SUPPORTED)
			return false;
	}
	return p->n_rows;
}

static bool has_paired(const struct probe *p)
{
	for (size_t i = 0; i < p->n_rows; i++)
		if (p->rows[i].outcome.stage >= STAGE_BOND_LOST)
			return true;
	return false;
}

/* Whether the change can matter, after what was seen. */
static bool can_matter(const struct probe *p, uint64_t vars)
{
	if (p->chosen != ~UINT64_C(0))
		return true; /* somebody thinks so */
	if (vars == VAR_BIT(VAR_STAY))
		return has_paired(p);
	return !says_no(p) || vars & WHETHER_VARS;
}

/* The change of a cell; false where it is not to be tried. */
static bool wanted(const struct probe *p, size_t i, uint64_t *vars)
{
	const struct probe_row *base = probe_row_of(p, 0);

	*vars = probe_effective(p, probe_cells[i].vars);
	if (!(p->chosen >> i & 1) || !*vars || probe_row_of(p, *vars) ||
	    !can_matter(p, *vars))
		return false;
	/* It pairs: to try again is no change. */
	return *vars != RETRY || !base || base->outcome.stage < STAGE_BOND_LOST;
}

static size_t left_from(const struct probe *p, size_t i)
{
	uint64_t vars;
	size_t n = 0;

	for (; i < n_probe_cells; i++)
		n += wanted(p, i, &vars);
	return n;
}

/* The cells with one of these variables in them. */
static int sweep(struct probe *p, uint64_t among)
{
	int status = STATUS_OK;
	uint64_t vars;

	for (size_t i = 0; !status && i < n_probe_cells && !is_done(p); i++)
		if (probe_cells[i].vars & among && wanted(p, i, &vars))
			status = try_change(p, vars, left_from(p, i));
	return status;
}

/* Two at once. */

/* Those of the request itself. */
#define REQUEST_VARS                                                 \
	(((VAR_BIT(VAR_KEYBOARD) << 1) - 1) | VAR_BIT(VAR_NO_BOND) | \
	    VAR_BIT(VAR_KEY_7))

struct parts {
	uint64_t vars[64];
	bool candidate[64]; /* alone it made a difference */
	size_t n;
};

/* What made a difference, and what is in the request, each of them alone. */
static void list_parts(const struct probe *p, struct parts *out)
{
	const struct probe_row *base = probe_row_of(p, 0);

	out->n = 0;
	for (size_t i = 0; i < n_probe_cells; i++) {
		uint64_t vars = probe_effective(p, probe_cells[i].vars);
		const struct probe_row *row = probe_row_of(p, vars);
		bool candidate, seen = false;

		if (!row || !vars || vars == RETRY || is_made_up(p, vars))
			continue;
		candidate = differs(row, base);
		for (size_t k = 0; k < out->n; k++)
			seen |= out->vars[k] == vars;
		if (seen || (!candidate && vars & ~REQUEST_VARS))
			continue;
		out->vars[out->n] = vars;
		out->candidate[out->n++] = candidate;
	}
}

/* The sets of two that one combines: opposites give way to the later one, and
 * then there is nothing new in it. */
static int try_two(struct probe *p, uint64_t a, uint64_t b, size_t left)
{
	uint64_t vars = probe_effective(p, a | b);

	if (vars == a || vars == b || probe_row_of(p, vars))
		return STATUS_OK;
	return try_change(p, vars, left);
}

static int try_pairs(
    struct probe *p, const struct parts *l, unsigned candidates, size_t *left)
{
	int status = STATUS_OK;

	for (size_t i = 0; i < l->n; i++) {
		for (size_t k = i + 1; k < l->n; k++) {
			if ((unsigned)(l->candidate[i] + l->candidate[k]) !=
			    candidates)
				continue;
			if (status || is_done(p) || p->found)
				return status;
			status = try_two(p, l->vars[i], l->vars[k], *left);
			--*left;
		}
	}
	return status;
}

/* No single change did it. */
static int combine(struct probe *p)
{
	const struct probe_row *base = probe_row_of(p, 0);
	struct parts l;
	size_t left, n = 0;
	int status = STATUS_OK;

	list_parts(p, &l);
	for (size_t i = 0; i < l.n; i++)
		n += l.candidate[i];
	/* It does not pair now, whatever it is asked; or it has agreed, and what
	 * fails later is nothing that was asked. */
	if (!n && (base->outcome.reason == SMP_PAIRING_NOT_SUPPORTED ||
		      base->outcome.stage >= STAGE_AGREED))
		return STATUS_OK;
	p->combined = true;
	left = l.n * (l.n - 1) / 2;
	for (unsigned candidates = 3; candidates-- && !status;)
		status = try_pairs(p, &l, candidates, &left);
	return status;
}

/* Take away what the winner does not need. */
static int reduce(struct probe *p)
{
	const struct probe_row *row;
	int status = STATUS_OK;

	for (int v = 1; v < N_VARS && !status; v++) {
		uint64_t less = p->winner & ~VAR_BIT(v);

		if (less == p->winner || !(less & ~RETRY))
			continue;
		status = try_cell(p, less, 0, &row);
		if (row && passes(row))
			p->winner = less;
	}
	return status;
}

int probe_search(struct probe *p)
{
	const struct probe_row *base;
	int status = try_cell(p, 0, 1 + left_from(p, 0), &base);

	if (status || !base)
		return status;
	if (passes(base)) {
		win(p, 0);
		if (!p->all)
			return STATUS_OK;
	}
	/* What was paired and is lost is not a matter of the request. */
	if (base->outcome.stage == STAGE_BOND_LOST)
		status = sweep(p, VAR_BIT(VAR_STAY));
	if (!status)
		status = sweep(p, ~UINT64_C(0));
	/* what could not matter before it changed its mind */
	if (!status)
		status = sweep(p, ~UINT64_C(0));
	if (!status && !p->found && !is_done(p))
		status = combine(p);
	if (!status && p->found && p->winner && !p->keep)
		status = reduce(p);
	return status;
}
