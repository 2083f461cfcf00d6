#include "cli/auto.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/must.h"
#include "cli/probe.h"

#define LIMIT	  60
#define MAX_WORDS 40

static const char *const request_options[] = { "preset", "io", "mitm", "no-sc",
	"sc-only", "no-bond", "keypress", "authreq", "oob-flag", "key-size",
	"keys-init", "keys-resp" };

bool auto_request_is_said(const struct args *a)
{
	for (size_t i = 0; i < ARRAY_SIZE(request_options); i++)
		if (args_has(a, request_options[i]))
			return true;
	return false;
}

/* What the user has not allowed is not tried: a bond that is worth less. */
static uint64_t allowed(const struct args *a)
{
	uint64_t chosen = 0;

	for (size_t i = 0; i < n_probe_cells; i++) {
		uint64_t vars = probe_cells[i].vars;

		if (vars & (VAR_BIT(VAR_NO_BOND) | VAR_BIT(VAR_STAY)) ||
		    (vars & VAR_BIT(VAR_KEY_7) && !args_has(a, "allow-weaker")))
			continue;
		chosen |= UINT64_C(1) << i;
	}
	return chosen;
}

static void remember(const struct probe *p)
{
	struct session *s = p->s;
	const struct bond *b = host_bond(s->host, s->link);
	struct buf options = { 0 };
	struct store_note *note;

	if (!b)
		return;
	probe_options(p, p->winner, &options);
	note = store_note_of(&s->store, &b->identity);
	if (options.len <= sizeof(note->options)) {
		/* without the blank in front */
		memcpy(note->options, options.data + 1, options.len - 1);
		note->options[options.len - 1] = '\0';
	}
	buf_free(&options);
	session_save_store(s);
}

static void say_what_it_took(const struct probe *p)
{
	struct output *o = &p->s->out;
	struct buf title = { 0 }, options = { 0 };

	probe_title(p, p->winner, &title);
	probe_options(p, p->winner, &options);
	buf_putc(&title, '\0');
	buf_putc(&options, '\0');
	if (o->json) {
		struct json_line j = json_begin();

		json_text(&j, "event", "auto");
		json_text(&j, "title", (char *)title.data);
		json_text(&j, "options", (char *)options.data + 1);
		json_number(&j, "pairings", p->pairings);
		json_end(&j, o);
	} else {
		output_talk(o, "it took %u pairing%s: %s\n  pair%s",
		    p->pairings, p->pairings == 1 ? "" : "s",
		    (char *)title.data, (char *)options.data);
	}
	buf_free(&title);
	buf_free(&options);
}

int auto_pair(struct session *s, const struct args *a, const char *target,
    const struct trial *base)
{
	struct probe p = {
		.s = s,
		.args = a,
		.target = target,
		.base = *base,
		.chosen = allowed(a),
		.repeat = 1,
		.limit = LIMIT,
		.keep = true,
		.rearm = args_value(a, "rearm"),
	};
	int status = pairing_oob(s, a, true, &p.base.config);

	if (!status)
		status = probe_search(&p);
	if (!status && p.found) {
		remember(&p);
		say_what_it_took(&p);
	} else if (!status) {
		status = output_error(
		    &s->out, STATUS_NOT_PAIRED, "%s", probe_why_not(&p));
	}
	probe_free(&p);
	return status;
}

/* "--io NoInputNoOutput --tries 2" as the words of a `pair`. */
static int split(char *text, char **words)
{
	char *save = NULL;
	int n = 0;

	words[n++] = (char *)"pair";
	for (char *w = strtok_r(text, " ", &save); w && n < MAX_WORDS - 1;
	     w = strtok_r(NULL, " ", &save))
		words[n++] = w;
	words[n] = NULL;
	return n;
}

/* The request and what comes before it; the answers stay the user's. */
static void take_over(const struct trial *from, struct trial *t)
{
	t->config.features = from->config.features;
	t->config.min_key_size = from->config.min_key_size;
	t->own = from->own;
	t->first = from->first;
	t->delay = from->delay;
	t->stay = from->stay;
}

bool auto_recall(struct session *s, const struct args *a, const char *target,
    struct trial *t, long long *tries)
{
	const struct store_note *note =
	    target ? store_note_named(&s->store, target) : NULL;
	struct agent agent = s->agent;
	char text[sizeof(note->options)], *words[MAX_WORDS];
	const char *own;
	struct args b;
	struct trial old;
	bool ok;

	if (!note || !*note->options || auto_request_is_said(a) ||
	    args_has(a, "first") || args_has(a, "delay") || args_has(a, "rule"))
		return false;
	snprintf(text, sizeof(text), "%s", note->options);
	ok = args_parse(&b, s, a->command, global_options, split(text, words),
		 words) &&
	     trial_parse(s, &b, &old) &&
	     args_number(&b, s, "tries", 1, 100, tries);
	s->agent = agent;
	if (!ok)
		return false;
	own = args_value(&b, "own-address");
	if (own)
		own_address_parse(own, &old.own);
	take_over(&old, t);
	output_talk(&s->out, "as it worked before: pair %s", note->options);
	return true;
}
