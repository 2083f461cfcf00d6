/* The model as JSON: an object for each attempt, one for each connection. */
#include <string.h>

#include "cli/diagnose_fold.h"
#include "cli/diagnose_show.h"

/* JSON: `text` without its last newline, as a list of its lines. */
static void json_lines(struct json_line *j, const char *key, struct buf *text)
{
	const char *p = (char *)text->data, *end = p + text->len;

	buf_printf(&j->b, ",\"%s\":[", key);
	for (bool first = true; p < end; first = false) {
		const char *nl = memchr(p, '\n', (size_t)(end - p));
		size_t len = (size_t)((nl ? nl : end) - p);

		if (!first)
			buf_putc(&j->b, ',');
		buf_json_string(&j->b, p, len);
		p += len + 1;
	}
	buf_putc(&j->b, ']');
	buf_free(text);
}

static void json_findings(struct json_line *j, const struct diag_conn *c,
    const struct diag_attempt *a)
{
	struct diag_finding found[DIAG_MAX_FINDINGS];
	size_t n = diag_check(c, a, found);

	buf_puts(&j->b, ",\"rules\":[");
	for (size_t i = 0; i < n; i++) {
		struct json_line rule = json_begin();
		struct buf causes = { 0 }, next = { 0 };

		json_text(&rule, "rule", found[i].id);
		json_text(&rule, "detail", found[i].detail);
		buf_puts(&rule.b, ",\"frames\":[");
		for (unsigned k = 0; k < found[i].n_frames; k++)
			buf_printf(
			    &rule.b, "%s%u", k ? "," : "", found[i].frames[k]);
		buf_putc(&rule.b, ']');
		if (found[i].forget)
			json_text(&rule, "forget",
			    diag_forget_words[found[i].forget]);
		diag_causes(&found[i], &causes);
		json_lines(&rule, "causes", &causes);
		diag_experiments(c, a, &found[i], &next);
		json_lines(&rule, "next", &next);
		if (i)
			buf_putc(&j->b, ',');
		buf_add(&j->b, rule.b.data, rule.b.len);
		buf_putc(&j->b, '}');
		buf_free(&rule.b);
	}
	buf_putc(&j->b, ']');
}

static void json_steps(
    struct json_line *j, const struct diag_conn *c, size_t first, size_t end)
{
	buf_puts(&j->b, ",\"steps\":[");
	for (size_t i = first; i < end; i++) {
		const struct diag_step *s = &c->steps[i];
		struct json_line step = json_begin();
		struct buf text = { 0 };

		json_number(&step, "frame", s->frame);
		json_number(&step, "ns", (long long)s->ns);
		if (diag_on_air(s))
			json_text(&step, "from", diag_role(c, s));
		diag_put_step(&text, s);
		buf_putc(&text, '\0');
		json_text(&step, "text", (char *)text.data);
		buf_free(&text);
		if (i > first)
			buf_putc(&j->b, ',');
		buf_add(&j->b, step.b.data, step.b.len);
		buf_putc(&j->b, '}');
		buf_free(&step.b);
	}
	buf_putc(&j->b, ']');
}

/* `number` 0: of an event. */
static struct json_line json_connection(
    const struct diag_conn *c, size_t number, const char *kind)
{
	struct json_line j = json_begin();

	if (!number)
		json_text(&j, "event", "diagnosis");
	else
		json_number(&j, "connection", (long long)number);
	json_text(&j, "kind", kind);
	for (int who = 0; who < 2; who++) {
		const struct bdaddr *a =
		    diag_address(c, who ? DIAG_PERIPHERAL : DIAG_CENTRAL);
		char text[ADDR_STRLEN];

		if (!a)
			continue;
		addr_format(a, text);
		json_text(&j, who ? "peripheral" : "central", text);
		json_text(&j, who ? "peripheral_type" : "central_type",
		    a->type == ADDR_RANDOM ? "random" : "public");
	}
	return j;
}

static void json_attempt(
    struct output *o, const struct diag_conn *c, size_t connection, size_t i)
{
	const struct diag_attempt *a = &c->attempts[i];
	struct json_line j =
	    json_connection(c, connection, diag_kind_words[a->kind]);
	struct buf text = { 0 };

	json_number(&j, "attempt", (long long)i + 1);
	json_text(&j, "outcome", diag_outcome_words[a->outcome]);
	diag_put_outcome(&text, c, a);
	buf_putc(&text, '\0');
	json_text(&j, "text", (char *)text.data);
	buf_free(&text);
	if (a->failed) {
		json_text(&j, "failed_by", diag_role(c, a->failed));
		if (a->failed->len > 1)
			json_number(&j, "reason", a->failed->pdu[1]);
	}
	if (a->request)
		json_bytes(&j, "request", a->request->pdu, a->request->len);
	if (a->response) {
		json_bytes(&j, "response", a->response->pdu, a->response->len);
		json_text(&j, "method", diag_method_name(a));
		json_bool(&j, "secure_connections", a->sc);
	}
	for (int who = 0; who < 2; who++) {
		if (diag_confirm_tokens[a->confirms[who]])
			json_text(&j,
			    who ? "peripheral_confirm" : "central_confirm",
			    diag_confirm_tokens[a->confirms[who]]);
		if (a->checks[who])
			json_text(&j,
			    who ? "peripheral_check" : "central_check",
			    diag_confirm_tokens[a->checks[who]]);
		if (a->has_passkey[who])
			json_number(&j,
			    who ? "peripheral_passkey" : "central_passkey",
			    a->passkey[who]);
	}
	if (a->oob)
		json_text(&j, "oob_data",
		    a->oob == OOB_NOBODY    ? "of neither"
		    : a->oob == OOB_CENTRAL ? "central"
					    : "peripheral");
	if (a->has_number)
		json_number(&j, "number", a->number);
	if (a->key)
		json_text(&j, "key", diag_confirm_tokens[a->key]);
	json_steps(&j, c, a->first, a->end);
	json_findings(&j, c, a);
	diag_unseen(c, a, &text);
	json_lines(&j, "not_seen", &text);
	json_end(&j, o);
}

void diag_show_event(struct output *o, const struct diag_conn *c, size_t i)
{
	json_attempt(o, c, 0, i);
}

void diag_show_json(struct output *o, const struct diag_conn *c, size_t number)
{
	struct json_line j;
	struct diag_run run;

	for (size_t i = 0; i < c->n_attempts; i++) {
		json_attempt(o, c, number, i);
		if (!diag_fold_attempts(c, number, i, &run))
			continue;
		diag_show_run(o, &run);
		i = run.end - 1;
	}
	j = json_connection(c, number, diag_kind_of(c));
	json_number(&j, "attempts", (long long)c->n_attempts);
	json_findings(&j, c, NULL);
	json_end(&j, o);
}
