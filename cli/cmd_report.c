/* pairscope report */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/commands.h"
#include "cli/diagnose_fold.h"
#include "cli/diagnose_live.h"
#include "cli/diagnose_show.h"
#include "cli/ladder.h"
#include "cli/must.h"
#include "cli/redact.h"
#include "cli/rules.h"
#include "cli/session.h"
#include "decoders/names.h"

/* More would be read by nobody. */
#define MAX_PARTS  100
#define MAX_MATRIX (64 << 10)

/* An attempt, or with `a` NULL what a connection has besides, and what was found
 * of it before it was masked; or with neither what repeats it. */
struct part {
	const struct diag_conn *c;
	const struct diag_attempt *a;
	size_t connection, attempt; /* numbers, from 1 */
	struct diag_finding found[DIAG_MAX_FINDINGS];
	size_t n_found;
	struct diag_run run;
};

/* Pairings of one device with one request that ended in the same way. */
struct row {
	const struct diag_conn *c;
	const struct diag_attempt *a;
	unsigned times;
};

struct report {
	const struct diag *d;
	struct part parts[MAX_PARTS];
	size_t n, left_out;
	bool masked;
	char *svg;	   /* path of the drawing, or NULL */
	struct buf matrix; /* what probe printed */
	struct buf text;
	struct ladder *ladder;
};

static void part_add(struct report *r, const struct diag_conn *c,
    const struct diag_attempt *a, size_t connection, size_t attempt)
{
	struct part *p = &r->parts[r->n];

	if (r->n == MAX_PARTS) {
		r->left_out++;
		return;
	}
	*p = (struct part){ c, a, connection, attempt, .n_found = 0 };
	p->n_found = diag_check(c, a, p->found);
	if (a || p->n_found)
		r->n++;
}

static void run_add(struct report *r, const struct diag_run *run)
{
	if (r->n == MAX_PARTS)
		r->left_out++;
	else
		r->parts[r->n++] = (struct part){ .run = *run };
}

static void collect_connection(
    struct report *r, const struct diag_conn *c, size_t number)
{
	struct diag_run run;

	for (size_t k = 0; k < c->n_attempts; k++) {
		part_add(r, c, &c->attempts[k], number, k + 1);
		if (!diag_fold_attempts(c, number, k, &run))
			continue;
		run_add(r, &run);
		k = run.end - 1;
	}
	part_add(r, c, NULL, number, 0);
}

static void collect(struct report *r, const struct diag *d)
{
	struct diag_run run;
	size_t before;

	r->d = d;
	for (size_t i = 0; i < diag_connections(d); i++) {
		before = r->n;
		collect_connection(r, diag_connection(d, i), i + 1);
		if (!diag_fold(d, i, &run))
			continue;
		if (r->n > before)
			run_add(r, &run);
		i = run.end - 1;
	}
}

static void put_version(
    struct buf *b, const char *whose, const struct diag_version *v)
{
	const char *company = v->known ? name_company(v->company) : NULL;

	buf_printf(b, "| %s | ", whose);
	if (v->known)
		buf_printf(b, "%s, %s (0x%04x), subversion 0x%04x |\n",
		    name_hci_version(v->version),
		    company ? company : "a company without a name", v->company,
		    v->subversion);
	else
		buf_puts(b, "not in the capture |\n");
}

static void put_address(
    struct buf *b, const char *whose, bool known, const struct bdaddr *a)
{
	char text[ADDR_STRLEN];

	addr_format(a, text);
	if (known)
		buf_printf(b, "| %s | `%s`, %s |\n", whose, text, addr_kind(a));
	else
		buf_printf(b, "| %s | not in the capture |\n", whose);
}

/* Who they are. */
static void put_ends(struct buf *b, const struct diag_conn *c)
{
	const struct bdaddr none = { .type = ADDR_PUBLIC };
	const struct bdaddr *central = diag_address(c, DIAG_CENTRAL);
	const struct bdaddr *peripheral = diag_address(c, DIAG_PERIPHERAL);

	buf_puts(b, "| | |\n|---|---|\n");
	put_address(b, "central", central != NULL, central ? central : &none);
	put_address(b, "peripheral", peripheral != NULL,
	    peripheral ? peripheral : &none);
	if (c->has_identity)
		put_address(b, "identity of the peer", true, &c->identity);
	buf_printf(b, "| the capture is of | the %s |\n",
	    c->central ? "central" : "peripheral");
	put_version(b, "its controller", &c->own_version);
	put_version(b, "the other controller", &c->peer_version);
	if (c->has_params)
		buf_printf(b,
		    "| connection | interval %.2f ms, latency %u, timeout %u "
		    "ms |\n",
		    c->interval * 1.25, c->latency, c->timeout * 10U);
	buf_putc(b, '\n');
}

static void put_verdict(struct buf *b, const struct part *p)
{
	if (!p->c) {
		buf_puts(b, "- ");
		diag_put_run(b, &p->run);
		return;
	}
	buf_printf(b, "- connection %zu", p->connection);
	if (p->a) {
		buf_printf(b, ", attempt %zu, %s: ", p->attempt,
		    diag_kind_words[p->a->kind]);
		diag_put_outcome(b, p->c, p->a);
	}
	for (size_t i = 0; i < p->n_found; i++) {
		const struct rule *rule = rule_find(p->found[i].id);

		buf_printf(b, "%s %s, %s", i || p->a ? ";" : ":",
		    p->found[i].id, rule->symptom);
	}
	buf_putc(b, '\n');
}

static void put_features(struct buf *b, const struct diag_attempt *a)
{
	char text[64];

	buf_printf(b, "| field | request | %s |\n|---|---|---|\n",
	    a->response ? "response" : "no response");
	for (size_t i = 0; i < DIAG_FEATURES; i++) {
		diag_feature_words(&a->req, i, text, sizeof(text));
		buf_printf(b, "| %s | %s | ", diag_feature_name(i), text);
		text[0] = '\0';
		if (a->response)
			diag_feature_words(&a->rsp, i, text, sizeof(text));
		buf_printf(b, "%s |\n", text);
	}
	buf_putc(b, '\n');
}

static void put_ladder(struct report *r, const struct part *p)
{
	size_t first = p->a ? p->a->first : 0;
	size_t end = p->a ? p->a->end : p->c->n_steps, shown = end;
	char title[80];

	if (shown - first > LADDER_MAX_STEPS)
		shown = first + LADDER_MAX_STEPS;
	buf_puts(&r->text, "```text\n");
	diag_put_ladder(&r->text, p->c, first, shown);
	if (shown < end)
		buf_printf(&r->text, "    and %zu more\n", end - shown);
	buf_puts(&r->text, "```\n\n");
	snprintf(title, sizeof(title), "connection %zu%s%.0zu", p->connection,
	    p->a ? ", attempt " : "", p->attempt);
	if (r->ladder)
		ladder_add(r->ladder, title, p->c, first, end);
}

static void put_part(struct report *r, const struct part *p)
{
	struct buf *b = &r->text, lines = { 0 };
	const struct diag_attempt *a = p->a;

	if (a)
		buf_printf(b, "### Connection %zu, attempt %zu: %s\n\n",
		    p->connection, p->attempt, diag_kind_words[a->kind]);
	else
		buf_printf(b, "### Connection %zu\n\n", p->connection);
	if (a || !p->c->n_attempts)
		put_ladder(r, p);
	if (a && a->request)
		put_features(b, a);
	if (a && a->response) {
		buf_puts(b, "Model: ");
		diag_put_method(b, a);
		buf_puts(b, "\n\n");
	}
	if (a)
		diag_put_confirms(&lines, a);
	for (size_t i = 0; i < p->n_found; i++)
		diag_put_finding(&lines, p->c, a, &p->found[i]);
	if (lines.len) {
		buf_puts(b, "```text\n");
		buf_add(b, lines.data, lines.len);
		buf_puts(b, "```\n\n");
	}
	lines.len = 0;
	if (a)
		diag_unseen(p->c, a, &lines);
	if (lines.len) {
		buf_puts(b, "Not in the capture:\n\n");
		diag_put_lines(b, "- ", (char *)lines.data, lines.len);
		buf_putc(b, '\n');
	}
	buf_free(&lines);
}

/* How a request differs from the first that was sent. */
static void put_change(struct buf *b, const struct diag_attempt *a,
    const struct diag_attempt *first)
{
	const char *comma = "";
	char text[64];

	for (size_t i = 0; i < DIAG_FEATURES; i++) {
		if (diag_feature(&a->req, i) == diag_feature(&first->req, i))
			continue;
		diag_feature_words(&a->req, i, text, sizeof(text));
		buf_printf(b, "%s%s %s", comma, diag_feature_name(i), text);
		comma = ", ";
	}
	if (!*comma)
		buf_puts(b, a == first ? "the first" : "none");
}

static bool is_same_row(const struct row *row, const struct diag_conn *c,
    const struct diag_attempt *a)
{
	const struct diag_attempt *b = row->a;
	const struct bdaddr *mine = diag_address(c, DIAG_PERIPHERAL);
	const struct bdaddr *its = diag_address(row->c, DIAG_PERIPHERAL);
	struct buf words[2] = { { 0 }, { 0 } };
	bool same;

	if (a->outcome != b->outcome ||
	    memcmp(&a->req, &b->req, sizeof(a->req)) ||
	    (mine && its ? !addr_equal(mine, its) : mine != its))
		return false;
	diag_put_verdict(&words[0], c, a);
	diag_put_verdict(&words[1], row->c, b);
	same = words[0].len == words[1].len &&
	       !memcmp(words[0].data, words[1].data, words[0].len);
	buf_free(&words[0]);
	buf_free(&words[1]);
	return same;
}

static size_t row_count(struct row *rows, size_t n, const struct diag_conn *c,
    const struct diag_attempt *a)
{
	for (size_t i = 0; i < n; i++) {
		if (!is_same_row(&rows[i], c, a))
			continue;
		rows[i].times++;
		return n;
	}
	if (n == MAX_PARTS)
		return n;
	rows[n] = (struct row){ c, a, 1 };
	return n + 1;
}

/* Where more than one pairing was tried: with which requests, and what came of
 * each. */
static void put_tried(struct report *r)
{
	struct row *rows = must(calloc(MAX_PARTS, sizeof(*rows)));
	struct buf *b = &r->text;
	size_t n = 0, tried = 0, shown = 0;

	for (size_t i = 0; i < diag_connections(r->d); i++) {
		const struct diag_conn *c = diag_connection(r->d, i);

		for (size_t k = 0; k < c->n_attempts; k++) {
			if (!c->attempts[k].request)
				continue;
			n = row_count(rows, n, c, &c->attempts[k]);
			tried++;
		}
	}
	if (tried > 1)
		buf_puts(b,
		    "\n## What was tried\n\n| | Device | Request | Change | "
		    "Times | Outcome |\n|---|---|---|---|---|---|\n");
	for (size_t i = 0; tried > 1 && i < n; i++) {
		const struct bdaddr *a =
		    diag_address(rows[i].c, DIAG_PERIPHERAL);
		char text[ADDR_STRLEN] = "not known";

		if (a)
			addr_format(a, text);
		buf_printf(b, "| %zu | `%s` | `", i + 1, text);
		buf_hexdump(
		    b, rows[i].a->request->pdu, rows[i].a->request->len);
		buf_puts(b, "` | ");
		put_change(b, rows[i].a, rows[0].a);
		buf_printf(b, " | %u | ", rows[i].times);
		shown += rows[i].times;
		diag_put_verdict(b, rows[i].c, rows[i].a);
		buf_puts(b, " |\n");
	}
	if (tried > 1 && shown < tried)
		buf_printf(b, "\n%zu more with other requests are left out.\n",
		    tried - shown);
	free(rows);
}

static const char *file_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static void put_report(struct report *r)
{
	struct buf *b = &r->text;
	const struct diag_conn *c = NULL;

	buf_puts(b,
	    "# Bluetooth LE pairing report\n\nMade by pairscope " VERSION
	    " from packets between a host and its controller. ");
	buf_puts(b, r->masked
			? "Addresses are others of their kind, the same one "
			  "for the same; keys and payloads are left out.\n\n"
			: "**Not masked: it has real addresses.**\n\n");
	buf_puts(b, "## Verdict\n\n");
	if (!r->n)
		buf_puts(b, "No pairing, and nothing that a rule matches.\n");
	for (size_t i = 0; i < r->n; i++)
		put_verdict(b, &r->parts[i]);
	if (r->left_out)
		buf_printf(b, "- and %zu more, left out\n", r->left_out);
	if (r->matrix.len) {
		buf_puts(b, "\n## What was tried\n\n");
		buf_add(b, r->matrix.data, r->matrix.len);
	} else {
		put_tried(r);
	}
	if (r->svg && r->n)
		buf_printf(b, "\n![who sent what](%s)\n", file_name(r->svg));
	for (size_t i = 0; i < r->n; i++) {
		const struct part *p = &r->parts[i];

		if (!p->c) {
			diag_put_run(b, &p->run);
			buf_putc(b, '\n');
			continue;
		}
		if (p->c != c) {
			c = p->c;
			buf_printf(b, "\n## Connection %zu\n\n", p->connection);
			put_ends(b, c);
		}
		put_part(r, p);
	}
}

/* An address as people write it, at the start of `p`. */
static bool take_address(const char *p, size_t n, struct bdaddr *out)
{
	char text[ADDR_STRLEN];

	if (n < ADDR_STRLEN - 1)
		return false;
	memcpy(text, p, ADDR_STRLEN - 1);
	text[ADDR_STRLEN - 1] = '\0';
	return addr_parse(text, out);
}

/* A line of the matrix, with other addresses. */
static void mask_line(
    struct buf *out, const struct redact *redact, const char *p, size_t n)
{
	for (size_t i = 0; i < n;) {
		struct bdaddr address;

		if (!take_address(p + i, n - i, &address)) {
			buf_putc(out, p[i++]);
			continue;
		}
		redact_address(redact, address.b, address.b);
		buf_addr(out, address.b);
		i += ADDR_STRLEN - 1;
	}
}

/* Commands name the device, and may have a passkey: they are left out. */
static void mask_matrix(struct report *r, const struct redact *redact)
{
	const char *p = (char *)r->matrix.data, *end = p + r->matrix.len;
	struct buf out = { 0 };

	while (p < end) {
		const char *nl = memchr(p, '\n', (size_t)(end - p));
		size_t n = (size_t)((nl ? nl + 1 : end) - p);

		if (!memmem(p, n, "pairscope ", 10))
			mask_line(&out, redact, p, n);
		p += n;
	}
	buf_free(&r->matrix);
	r->matrix = out;
}

/* What `probe --markdown` wrote. */
static int read_matrix(struct session *s, struct report *r, const char *path)
{
	FILE *f = fopen(path, "re");
	char *to;

	if (!f)
		return output_error(
		    &s->out, STATUS_FAILED, "%s: %s", path, strerror(errno));
	to = (char *)buf_reserve(&r->matrix, MAX_MATRIX);
	r->matrix.len = fread(to, 1, MAX_MATRIX, f);
	fclose(f);
	return STATUS_OK;
}

/* "name.md" is drawn as "name.svg", anything else has the ending added. */
static char *svg_path(const char *path)
{
	const char *dot = strrchr(file_name(path), '.');
	size_t n = dot ? (size_t)(dot - path) : strlen(path);
	char *svg;

	if (asprintf(&svg, "%.*s.svg", (int)n, path) < 0)
		abort();
	return svg;
}

static int write_file(
    struct session *s, const char *path, const struct buf *text, bool replace)
{
	if (store_write_file(path, text, replace))
		return STATUS_OK;
	if (errno == EEXIST)
		return output_error(&s->out, STATUS_FAILED,
		    "%s: File exists; it is replaced with --force", path);
	return output_error(
	    &s->out, STATUS_FAILED, "%s: %s", path, strerror(errno));
}

static int write_report(
    struct session *s, struct report *r, const char *path, bool replace)
{
	struct buf drawing = { 0 };
	int status;

	r->svg = svg_path(path);
	if (!strcmp(r->svg, path))
		return output_error(&s->out, STATUS_USAGE,
		    "--output: '%s' is the name of the drawing; name the "
		    "report",
		    path);
	r->ladder = ladder_new();
	put_report(r);
	ladder_finish(r->ladder, &drawing);
	status = write_file(s, path, &r->text, replace);
	if (!status && r->n)
		status = write_file(s, r->svg, &drawing, replace);
	if (!status)
		output_talk(&s->out, "wrote %s%s%s", path, r->n ? " and " : "",
		    r->n ? r->svg : "");
	buf_free(&drawing);
	return status;
}

static void print_report(struct session *s, struct report *r)
{
	struct json_line j;

	put_report(r);
	if (!s->out.json) {
		output_data(&s->out, &r->text);
		return;
	}
	j = json_begin();
	json_text(&j, "kind", "report");
	json_bool(&j, "masked", r->masked);
	buf_puts(&j.b, ",\"markdown\":");
	buf_json_string(&j.b, (char *)r->text.data, r->text.len);
	json_end(&j, &s->out);
}

int cmd_report(struct session *s, const struct args *a)
{
	const char *path = args_value(a, "output");
	struct report *r;
	struct redact *redact;
	int status = STATUS_OK, read;
	struct diag *d = diagnose_wanted(s, a, &read);

	if (!d)
		return read;
	r = calloc(1, sizeof(*r));
	if (!r)
		abort();
	if (args_has(a, "matrix"))
		status = read_matrix(s, r, args_value(a, "matrix"));
	r->masked = !args_has(a, "no-redact");
	if (r->masked)
		diag_hide(d);
	collect(r, d);
	if (r->masked) {
		redact = redact_new(&s->env);
		diag_mask(d, redact);
		mask_matrix(r, redact);
		redact_free(redact);
	}
	if (!status && path)
		status = write_report(s, r, path, args_has(a, "force"));
	else if (!status)
		print_report(s, r);
	buf_free(&r->matrix);
	buf_free(&r->text);
	free(r->svg);
	free(r);
	diag_free(d);
	return status ? status : read;
}
