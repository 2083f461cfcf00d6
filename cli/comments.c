#include "cli/comments.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "cli/rules.h"

/* Whatever a file holds. */
#define COMMENTS_MAX 65536

struct comment {
	uint32_t frame;
	uint32_t order; /* in which it was found */
	char *text;
};

struct comments {
	struct comment *v;
	size_t n, room;
	size_t next;
	bool cut;
};

static void add_one(struct comments *c, uint32_t frame, const char *text)
{
	if (c->n == COMMENTS_MAX) {
		c->cut = true;
		return;
	}
	if (c->n == c->room) {
		c->room = c->room ? 2 * c->room : 16;
		c->v = realloc(c->v, c->room * sizeof(*c->v));
		if (!c->v)
			abort();
	}
	c->v[c->n] = (struct comment){ frame, (uint32_t)c->n, strdup(text) };
	if (!c->v[c->n].text)
		abort();
	c->n++;
}

static void add_findings(struct comments *c, const struct diag_conn *conn,
    const struct diag_attempt *a)
{
	struct diag_finding found[DIAG_MAX_FINDINGS];
	size_t n = diag_check(conn, a, found);

	for (size_t i = 0; i < n; i++) {
		const struct rule *rule = rule_find(found[i].id);
		struct buf text = { 0 };

		buf_printf(&text, "%s %s: %s", found[i].id,
		    rule ? rule->symptom : "", found[i].detail);
		buf_putc(&text, '\0');
		for (unsigned k = 0; k < found[i].n_frames; k++)
			add_one(c, found[i].frames[k], (char *)text.data);
		buf_free(&text);
	}
}

static int by_frame(const void *a, const void *b)
{
	const struct comment *x = a, *y = b;

	if (x->frame != y->frame)
		return x->frame < y->frame ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

struct comments *comments_new(const struct diag *d)
{
	struct comments *c = calloc(1, sizeof(*c));

	if (!c)
		abort();
	for (size_t i = 0; i < diag_connections(d); i++) {
		const struct diag_conn *conn = diag_connection(d, i);

		for (size_t k = 0; k < conn->n_attempts; k++)
			add_findings(c, conn, &conn->attempts[k]);
		add_findings(c, conn, NULL);
	}
	if (c->n)
		qsort(c->v, c->n, sizeof(*c->v), by_frame);
	return c;
}

void comments_free(struct comments *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < c->n; i++)
		free(c->v[i].text);
	free(c->v);
	free(c);
}

const char *comments_next(struct comments *c, uint64_t number)
{
	while (c->next < c->n && c->v[c->next].frame < number)
		c->next++;
	if (c->next == c->n || c->v[c->next].frame != number)
		return NULL;
	return c->v[c->next++].text;
}

bool comments_cut(const struct comments *c)
{
	return c->cut;
}
