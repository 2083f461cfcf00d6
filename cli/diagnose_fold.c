#include "cli/diagnose_fold.h"

#include <string.h>

#include "cli/diagnose_check.h"
#include "cli/diagnose_show.h"

/* More frames are counted only. */
#define MOST_FRAMES 12

/* What makes two verdicts equal, as text of any form. */

static void findings_key(
    struct buf *b, const struct diag_conn *c, const struct diag_attempt *a)
{
	struct diag_finding found[DIAG_MAX_FINDINGS];
	size_t n = diag_check(c, a, found);

	for (size_t i = 0; i < n; i++)
		buf_printf(b, " %s/%u/%x/%x", found[i].id, found[i].forget,
		    found[i].ruled_out, found[i].attribute);
	buf_putc(b, '\n');
}

static void pdu_key(struct buf *b, const struct diag_step *s)
{
	buf_putc(b, ' ');
	if (s)
		buf_hexdump(b, s->pdu, s->len);
}

/* What came of the arithmetic is of the verdict; numbers that are fresh each
 * time are not. */
static void attempt_key(
    struct buf *b, const struct diag_conn *c, const struct diag_attempt *a)
{
	buf_printf(b, "%u %u ", a->kind, a->asked != NULL);
	diag_put_verdict(b, c, a);
	pdu_key(b, a->request);
	pdu_key(b, a->response);
	for (int who = 0; who < 2; who++)
		buf_printf(b, " %u/%u/%u/%u/%u", a->confirms[who],
		    a->checks[who], a->promised[who], a->delivered[who],
		    a->has_passkey[who] ? a->passkey[who] : UINT32_MAX);
	buf_printf(b, " %u %u %u", a->key, a->key_uncut, a->oob);
	findings_key(b, c, a);
}

static void address_key(
    struct buf *b, const struct diag_conn *c, enum diag_who who)
{
	const struct bdaddr *a = diag_address(c, who);

	if (c->has_identity && c->central == (who == DIAG_PERIPHERAL))
		a = &c->identity;
	buf_putc(b, ' ');
	if (a)
		buf_hexdump(b, a->b, sizeof(a->b));
}

static struct buf connection_key(const struct diag_conn *c)
{
	const struct diag_step *closed = diag_closed(c);
	struct buf b = { 0 };

	buf_printf(&b, "%s %u", diag_kind_of(c), c->adapter);
	address_key(&b, c, DIAG_CENTRAL);
	address_key(&b, c, DIAG_PERIPHERAL);
	buf_printf(&b, " %d\n", closed ? closed->code : -1);
	for (size_t i = 0; i < c->n_attempts; i++)
		attempt_key(&b, c, &c->attempts[i]);
	for (size_t i = 0; !c->n_attempts && i < c->n_steps; i++) {
		diag_put_step(&b, &c->steps[i]);
		buf_putc(&b, '\n');
	}
	findings_key(&b, c, NULL);
	return b;
}

static struct buf key_of(const struct diag_run *r, size_t i)
{
	struct buf b = { 0 };

	if (!r->c)
		return connection_key(diag_connection(r->d, i));
	attempt_key(&b, r->c, &r->c->attempts[i]);
	return b;
}

static bool is_like(const struct buf *key, const struct diag_run *r, size_t i)
{
	struct buf other = key_of(r, i);
	bool like =
	    key->len == other.len && !memcmp(key->data, other.data, key->len);

	buf_free(&other);
	return like;
}

/* `end` is how many there are in all. */
static bool find_run(struct diag_run *r, size_t i, size_t end)
{
	struct buf key;
	size_t last = i;

	if (i >= end)
		return false;
	key = key_of(r, i);
	while (last + 1 < end && is_like(&key, r, last + 1))
		last++;
	buf_free(&key);
	r->first = i + 1;
	r->end = last;
	return r->first + 2 <= r->end;
}

bool diag_fold(const struct diag *d, size_t i, struct diag_run *out)
{
	*out = (struct diag_run){ .d = d };
	return find_run(out, i, diag_connections(d));
}

bool diag_fold_attempts(const struct diag_conn *c, size_t connection, size_t i,
    struct diag_run *out)
{
	*out = (struct diag_run){ .c = c, .connection = connection };
	return find_run(out, i, c->n_attempts);
}

static uint32_t frame_of(const struct diag_run *r, size_t i)
{
	if (r->c)
		return r->c->steps[r->c->attempts[i].first].frame;
	return diag_connection(r->d, i)->steps[0].frame;
}

void diag_put_run(struct buf *b, const struct diag_run *r)
{
	size_t n = r->end - r->first;
	size_t shown = n > MOST_FRAMES ? MOST_FRAMES : n;

	buf_printf(b, "%s %zu to %zu: the same, %zu times more, frames",
	    r->c ? "attempts" : "connections", r->first + 1, r->end, n);
	for (size_t i = 0; i < shown; i++)
		buf_printf(b, "%s %u", i ? "," : "", frame_of(r, r->first + i));
	if (shown < n)
		buf_printf(b, " and %zu more", n - shown);
	buf_putc(b, '\n');
}

void diag_show_run(struct output *o, const struct diag_run *r)
{
	struct json_line j = json_begin();

	json_number(
	    &j, "connection", (long long)(r->c ? r->connection : r->first + 1));
	json_text(&j, "kind", "repeats");
	json_text(&j, "of", r->c ? "attempt" : "connection");
	if (r->c)
		json_number(&j, "attempt", (long long)r->first + 1);
	json_number(&j, "count", (long long)(r->end - r->first));
	buf_puts(&j.b, ",\"frames\":[");
	for (size_t i = r->first; i < r->end; i++)
		buf_printf(
		    &j.b, "%s%u", i > r->first ? "," : "", frame_of(r, i));
	buf_putc(&j.b, ']');
	json_end(&j, o);
}
