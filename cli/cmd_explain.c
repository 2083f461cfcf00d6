/* pairscope explain */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "cli/command.h"
#include "cli/commands.h"
#include "cli/explain.h"
#include "cli/rules.h"
#include "cli/session.h"

/* A line of a text, or a word of a list. */
struct piece {
	const char *at;
	size_t n;
};

static bool next_piece(const char **rest, char separator, struct piece *out)
{
	const char *end;

	if (!*rest || !**rest)
		return false;
	end = strchrnul(*rest, separator);
	*out = (struct piece){ *rest, (size_t)(end - *rest) };
	*rest = *end ? end + 1 : end;
	return true;
}

static const struct rule *next_rule(const char **ids)
{
	struct piece p;
	char id[8];

	if (!next_piece(ids, ' ', &p) || p.n >= sizeof(id))
		return NULL;
	memcpy(id, p.at, p.n);
	id[p.n] = '\0';
	return rule_find(id);
}

static void code_key(const struct answer *a, char *out, size_t cap)
{
	snprintf(out, cap, "%s %u", a->space->id, a->code);
}

static const struct code_case *next_case(size_t *i, const char *key)
{
	while (*i < n_code_cases) {
		const struct code_case *c = &code_cases[(*i)++];

		if (!strcmp(c->key, key))
			return c;
	}
	return NULL;
}

/* Numbers as the space writes them, and the other way behind. */
static void put_number(struct buf *b, const struct answer *a)
{
	if (a->space->notation == NOTATION_NONE)
		return;
	if (a->space->notation == NOTATION_DECIMAL)
		buf_printf(b, " %u", a->code);
	else
		buf_printf(b, " 0x%02x (%u)", a->code, a->code);
}

static void put_title(struct buf *b, const struct answer *a, bool color)
{
	if (color)
		buf_puts(b, "\x1b[1m");
	buf_puts(b, a->space->id);
	put_number(b, a);
	buf_printf(b, ": %s", a->name);
	if (color)
		buf_puts(b, "\x1b[0m");
	buf_putc(b, '\n');
}

#define WIDTH 79

/* A paragraph behind a label, broken between words. */
static void put_text(
    struct buf *b, const char *label, int indent, const char *text, size_t n)
{
	int column = indent;
	const char *rest = text, *end = text + n;

	buf_printf(b, "%-*s", indent, label);
	while (rest < end) {
		const char *blank = memchr(rest, ' ', (size_t)(end - rest));
		int word = (int)((blank ? blank : end) - rest);

		if (column > indent && column + 1 + word > WIDTH) {
			buf_putc(b, '\n');
			buf_fill(b, ' ', (size_t)indent);
			column = indent;
		} else if (column > indent) {
			buf_putc(b, ' ');
			column++;
		}
		buf_add(b, rest, (size_t)word);
		column += word;
		rest += word + (blank != NULL);
	}
	buf_putc(b, '\n');
}

static void put_line(
    struct buf *b, const char *label, int indent, const char *text)
{
	put_text(b, label, indent, text, strlen(text));
}

static void put_causes(struct buf *b, const char *causes)
{
	struct piece p;
	char label[24];

	for (int i = 1; next_piece(&causes, '\n', &p); i++) {
		snprintf(label, sizeof(label), "    %d. ", i);
		put_text(b, label, 7, p.at, p.n);
	}
}

/* As a whole it can be pasted into a shell: what is no command is a comment. */
static void put_experiment(struct buf *b, const char *experiment)
{
	struct piece p;

	if (!experiment)
		return;
	buf_puts(b, "  To tell them apart:\n");
	while (next_piece(&experiment, '\n', &p))
		buf_printf(b, "    %s%.*s\n",
		    strncmp(p.at, "pairscope ", 10) ? "# " : "", (int)p.n,
		    p.at);
}

static void put_cases(struct buf *b, const char *key)
{
	const struct code_case *c;
	char text[320];

	for (size_t i = 0; (c = next_case(&i, key));) {
		snprintf(text, sizeof(text), "%s (%s)", c->text, c->source);
		put_line(b, "  Seen:", 9, text);
	}
}

static void put_rule(struct buf *b, const struct rule *r)
{
	char label[16];

	snprintf(label, sizeof(label), "%s:", r->id);
	put_line(b, label, 5, r->symptom);
	put_causes(b, r->causes);
	put_experiment(b, r->experiment);
	put_line(b, "  Fix:", 9, r->fix);
	put_cases(b, r->id);
}

static void put_answer(struct buf *b, const struct answer *a, bool color)
{
	const char *ids = a->rules;
	const struct rule *r;
	char key[40];

	put_title(b, a, color);
	put_line(b, "  What:", 11, a->space->title);
	put_line(b, "  Whose:", 11, a->who);
	put_line(b, "  Meaning:", 11, a->meaning);
	put_line(b, "  Source:", 11, a->space->source);
	if (a->as && a->as_code != a->code) {
		char text[64];

		snprintf(
		    text, sizeof(text), "%s 0x%02x", a->as->id, a->as_code);
		put_line(b, "  Same as:", 11, text);
	}
	code_key(a, key, sizeof(key));
	put_cases(b, key);
	if (!a->rules && a->causes) {
		buf_puts(b, "  Causes, the most likely first:\n");
		put_causes(b, a->causes);
		put_experiment(b, a->experiment);
	}
	while ((r = next_rule(&ids))) {
		buf_putc(b, '\n');
		put_rule(b, r);
	}
}

/* One that is less likely: enough to recognize it. */
static void put_short(struct buf *b, const struct answer *a, bool color)
{
	put_title(b, a, color);
	put_line(b, "", 4, a->meaning);
	if (a->space->notation == NOTATION_NONE)
		buf_printf(b, "    pairscope explain %s\n", a->name);
	else
		buf_printf(
		    b, "    pairscope explain %s %u\n", a->space->id, a->code);
}

static void show_text(struct session *s, const struct answers *found)
{
	struct buf b = { 0 };

	if (found->note) {
		put_line(&b, "Note:", 6, found->note);
		buf_putc(&b, '\n');
	}
	put_answer(&b, &found->list[0], s->out.color_out);
	if (found->n > 1)
		buf_puts(&b, "\nIt could also be:\n\n");
	for (size_t i = 1; i < found->n; i++)
		put_short(&b, &found->list[i], s->out.color_out);
	output_data(&s->out, &b);
	buf_free(&b);
}

static void json_answer(
    struct session *s, const struct answer *a, size_t rank, const char *note)
{
	struct json_line j = json_begin();

	json_number(&j, "rank", (long long)rank);
	json_text(&j, "space", a->space->id);
	if (a->space->notation != NOTATION_NONE)
		json_number(&j, "code", a->code);
	json_text(&j, "name", a->name);
	json_bool(&j, "known", a->known);
	json_text(&j, "what", a->space->title);
	json_text(&j, "whose", a->who);
	json_text(&j, "meaning", a->meaning);
	json_text(&j, "source", a->space->source);
	if (a->as) {
		json_text(&j, "same_space", a->as->id);
		json_number(&j, "same_code", a->as_code);
	}
	if (a->rules)
		json_text(&j, "rules", a->rules);
	else if (a->causes)
		json_text(&j, "causes", a->causes);
	if (!a->rules && a->experiment)
		json_text(&j, "experiment", a->experiment);
	if (note)
		json_text(&j, "note", note);
	json_end(&j, &s->out);
}

static void json_cases(struct session *s, const char *key)
{
	const struct code_case *c;

	for (size_t i = 0; (c = next_case(&i, key));) {
		struct json_line j = json_begin();

		json_text(&j, "case", c->key);
		json_text(&j, "text", c->text);
		json_text(&j, "source", c->source);
		json_end(&j, &s->out);
	}
}

static void json_rule(struct session *s, const struct rule *r)
{
	struct json_line j = json_begin();

	json_text(&j, "rule", r->id);
	json_text(&j, "symptom", r->symptom);
	json_text(&j, "causes", r->causes);
	json_text(&j, "experiment", r->experiment);
	json_text(&j, "fix", r->fix);
	json_end(&j, &s->out);
	json_cases(s, r->id);
}

/* An answer, what it was seen in, its rules; then the next answer. */
static void show_json(struct session *s, const struct answers *found)
{
	for (size_t i = 0; i < found->n; i++) {
		const char *ids = found->list[i].rules;
		const struct rule *r;
		char key[40];

		json_answer(s, &found->list[i], i + 1, i ? NULL : found->note);
		code_key(&found->list[i], key, sizeof(key));
		json_cases(s, key);
		while ((r = next_rule(&ids)))
			json_rule(s, r);
	}
}

static int no_answer(
    struct session *s, const char *question, const char *problem)
{
	struct buf b = { 0 };
	int status;

	for (size_t i = 0; i < n_code_spaces; i++)
		if (!strcasecmp(code_spaces[i]->id, question))
			return output_error(&s->out, STATUS_FAILED,
			    "%s is a space of codes: say the number too, as in "
			    "`explain %s 5`",
			    code_spaces[i]->id, code_spaces[i]->id);
	buf_safe_text(&b, (const uint8_t *)question, strlen(question));
	buf_printf(&b, ": %s; the spaces are", problem);
	for (size_t i = 0; i < n_code_spaces; i++)
		buf_printf(&b, "%s %s", i ? "," : "", code_spaces[i]->id);
	status = output_error(
	    &s->out, STATUS_FAILED, "%.*s", (int)b.len, (char *)b.data);
	buf_free(&b);
	return status;
}

static void show_rule(struct session *s, const struct rule *r)
{
	struct buf b = { 0 };

	if (s->out.json) {
		json_rule(s, r);
		return;
	}
	put_rule(&b, r);
	output_data(&s->out, &b);
	buf_free(&b);
}

int cmd_explain(struct session *s, const struct args *a)
{
	const struct rule *rule = rule_find(a->words[0]);
	struct buf question = { 0 };
	struct answers found;
	int status = STATUS_OK;

	if (rule && a->n == 1) {
		show_rule(s, rule);
		return STATUS_OK;
	}
	for (int i = 0; i < a->n; i++) {
		if (i)
			buf_putc(&question, ' ');
		buf_puts(&question, a->words[i]);
	}
	buf_putc(&question, '\0');
	explain_find((char *)question.data, &found);
	if (found.problem)
		status = no_answer(s, (char *)question.data, found.problem);
	else if (s->out.json)
		show_json(s, &found);
	else
		show_text(s, &found);
	buf_free(&question);
	return status;
}
