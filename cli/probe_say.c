#include <stdio.h>

#include "cli/probe.h"
#include "cli/probe_words.h"
#include "decoders/names.h"

static const char *const stages[] = {
	[STAGE_NO_ANSWER] = "no-answer",
	[STAGE_REFUSED] = "refused",
	[STAGE_AGREED] = "agreed",
	[STAGE_ENCRYPTED] = "encrypted",
	[STAGE_BOND_LOST] = "bond-lost",
	[STAGE_PAIRED] = "paired",
};

const char *probe_stage_name(uint8_t stage)
{
	return stages[stage];
}

bool probe_parse_stage(const char *name, uint8_t *out)
{
	for (size_t i = 0; i < ARRAY_SIZE(stages); i++) {
		if (!strcmp(stages[i], name)) {
			*out = (uint8_t)i;
			return true;
		}
	}
	return false;
}

static void failure_words(const struct probe_outcome *o, struct buf *out)
{
	if (o->reason)
		buf_printf(out, "%s (0x%02x)%s", name_smp_reason(o->reason),
		    o->reason, o->by_peer ? "" : ", from us");
	else if (o->hci)
		buf_printf(out, "the link was lost: %s (0x%02x)",
		    name_hci_status(o->hci), o->hci);
	else
		buf_puts(out, "no answer");
}

void probe_outcome_words(const struct probe_outcome *o, struct buf *out)
{
	switch ((enum probe_stage)o->stage) {
	case STAGE_NO_ANSWER:
		failure_words(o, out);
		break;
	case STAGE_REFUSED:
		buf_puts(out, "refused: ");
		failure_words(o, out);
		break;
	case STAGE_AGREED:
		buf_puts(out, "agreed, then ");
		failure_words(o, out);
		break;
	case STAGE_ENCRYPTED:
		buf_puts(out, "encrypted, then ");
		failure_words(o, out);
		break;
	case STAGE_BOND_LOST:
		buf_puts(out, "paired, but it lost the bond");
		break;
	case STAGE_PAIRED:
		buf_printf(out, "paired: %s%s%s",
		    o->sc ? "Secure Connections" : "legacy pairing",
		    o->authenticated ? ", authenticated" : "",
		    o->back ? ", came back with the bond" : "");
		break;
	}
	if (o->attempts > 1)
		buf_printf(out, ", at attempt %u", o->attempts);
}

/* As a string, which lives as long as the buffer. */
static const char *text_of(struct buf *b)
{
	buf_putc(b, '\0');
	return (const char *)b->data;
}

/* While it runs. */

void probe_say_next(const struct probe *p, uint64_t vars, size_t left)
{
	struct output *o = &p->s->out;
	struct buf title = { 0 };
	char rest[64] = "";

	if (!o->tty_err)
		return;
	probe_title(p, vars, &title);
	if (p->n_spent && left) {
		uint64_t each = p->spent_usec / p->n_spent * p->repeat;

		snprintf(rest, sizeof(rest),
		    ", about %llu s left if none pairs",
		    (unsigned long long)(each * left / USEC_PER_SEC + 1));
	}
	output_talk(o, "%zu of %zu: %s%s", p->n_rows + 1, p->n_rows + left,
	    text_of(&title), rest);
	buf_free(&title);
}

static void row_json(const struct probe *p, const struct probe_row *r,
    const char *title, const char *what)
{
	const struct probe_outcome *o = &r->outcome;
	struct json_line j = json_begin();
	struct buf name = { 0 };

	probe_name(p, r->vars, &name);
	json_text(&j, "event", "cell");
	json_text(&j, "change", text_of(&name));
	json_text(&j, "title", title);
	json_number(&j, "runs", r->runs);
	json_number(&j, "paired", r->passes);
	json_text(&j, "stage", probe_stage_name(o->stage));
	json_number(&j, "reason", o->reason);
	json_bool(&j, "by_peer", o->by_peer);
	json_number(&j, "hci", o->hci);
	json_number(&j, "attempts", o->attempts);
	json_number(&j, "msec", o->msec);
	json_text(&j, "text", what);
	json_end(&j, &p->s->out);
	buf_free(&name);
}

void probe_say_row(const struct probe *p, const struct probe_row *r)
{
	struct buf title = { 0 }, what = { 0 };
	struct output *o = &p->s->out;

	probe_title(p, r->vars, &title);
	probe_outcome_words(&r->outcome, &what);
	text_of(&title);
	text_of(&what);
	if (p->keep)
		output_talk(o, "%s: %s", (char *)title.data, (char *)what.data);
	else if (o->json)
		row_json(p, r, (char *)title.data, (char *)what.data);
	else if (p->format == PROBE_MARKDOWN)
		output_line(o, "%s| %zu | %s | %u of %u | %s |",
		    p->n_rows == 1 ? "| | Change | Paired | Outcome |\n"
				     "|---|---|---|---|\n"
				   : "",
		    p->n_rows, (char *)title.data, r->passes, r->runs,
		    (char *)what.data);
	else
		output_line(o, "%3zu  %-34s  %u/%u  %s", p->n_rows,
		    (char *)title.data, r->passes, r->runs, (char *)what.data);
	buf_free(&title);
	buf_free(&what);
}

/* The result. */

static void given(const struct probe *p, const char *option, struct buf *out)
{
	const char *value = args_value(p->args, option);

	if (!value)
		return;
	buf_printf(out, " --%s%s", option, *value ? " " : "");
	if (*value)
		buf_shell_word(out, value);
}

void probe_options(const struct probe *p, uint64_t vars, struct buf *out)
{
	struct trial t;

	probe_apply(p, vars, &t);
	trial_options(&t, out);
	if (vars & VAR_BIT(VAR_RETRY))
		buf_puts(out, " --tries 2");
}

static void command(const struct probe *p, struct buf *out)
{
	buf_puts(out, "pairscope");
	if (p->s->opt.controller) {
		buf_puts(out, " -c ");
		buf_shell_word(out, p->s->opt.controller);
	}
	buf_puts(out, " pair ");
	buf_shell_word(out, p->target);
	probe_options(p, p->winner, out);
	given(p, "passkey", out);
	given(p, "yes", out);
	if (p->winner & VAR_BIT(VAR_OOB)) {
		given(p, "oob", out);
		given(p, "oob-tk", out);
	}
}

/* How far the result is to be trusted. */
static void confidence(const struct probe *p, struct buf *out)
{
	const struct probe_row *with = probe_row_of(p, p->winner);
	const struct probe_row *without = probe_row_of(p, 0);

	if (p->repeat == 1 && p->winner)
		buf_puts(out,
		    "each change was tried once, and a single result is no "
		    "proof: --repeat 3 shows whether it holds");
	else if (p->repeat == 1)
		buf_puts(out,
		    "it was tried once, and a single result is no proof: "
		    "--repeat 3 shows whether it holds");
	else if (p->winner)
		buf_printf(out,
		    "with the change it paired %u of %u times, without it %u "
		    "of %u",
		    with->passes, with->runs, without->passes, without->runs);
	else
		buf_printf(
		    out, "it paired %u of %u times", with->passes, with->runs);
	if (p->winner & VAR_BIT(VAR_RETRY))
		buf_puts(out,
		    "; of the retry it is known that the first attempt failed "
		    "and the second did not");
}

/* Nothing pairs: what that may be, from the furthest that any came. */
const char *probe_why_not(const struct probe *p)
{
	const struct probe_row *base = probe_row_of(p, 0);

	if (p->stopped)
		return "stopped: the device said Repeated Attempts three times "
		       "in a row; power it off and on, wait, and go on with "
		       "the "
		       "same command";
	if (p->needs_oob)
		return "it needs out-of-band data: with the flag set it went "
		       "further; give its data with --oob or --oob-tk";
	if (p->needs_person)
		return "it wants a passkey or a comparison, and nobody was "
		       "there to answer: --passkey, --yes, or a terminal";
	if (p->full)
		return "not found: --limit was reached";
	if (base->passes)
		return "it pairs at times, and no change made that sure: "
		       "--repeat more often, nearer to the device";
	if (base->outcome.reason == SMP_PAIRING_NOT_SUPPORTED)
		return "no setting satisfies it: it says that it does not pair "
		       "now, whatever is asked; is it in pairing mode?";
	if (p->chosen != ~UINT64_C(0) &&
	    base->outcome.reason == SMP_ENCRYPTION_KEY_SIZE &&
	    !base->outcome.by_peer && !args_has(p->args, "allow-weaker"))
		return "its keys are shorter than what is accepted here: "
		       "--allow-weaker tries them";
	if (p->chosen != ~UINT64_C(0))
		return p->combined
			   ? "none of the changes that were chosen satisfies "
			     "it, nor two of them together"
			   : "none of the changes that were chosen satisfies "
			     "it";
	if (!p->combined)
		return "no setting satisfies it: it agrees to each request, "
		       "and fails later in the same way; the cause is not in "
		       "what is asked: look at the device's bonds, and with "
		       "`diagnose` at the confirm values";
	return "no setting satisfies it, alone or two together: the cause is "
	       "not in what the host sends; look at the device's bonds, its "
	       "pairing mode, and with `diagnose` at the confirm values";
}

static int result_status(const struct probe *p)
{
	return p->found ? STATUS_OK : STATUS_NOT_PAIRED;
}

static void result_json(const struct probe *p, const char *change,
    const char *trust, const char *line)
{
	struct json_line j = json_begin();
	struct buf name = { 0 };

	json_text(&j, "event", "result");
	json_bool(&j, "found", p->found);
	if (p->found) {
		probe_name(p, p->winner, &name);
		json_text(&j, "change", text_of(&name));
		json_text(&j, "title", change);
		json_text(&j, "confidence", trust);
		json_text(&j, "command", line);
	} else {
		json_text(&j, "why", probe_why_not(p));
	}
	json_number(&j, "cells", (long long)p->n_rows);
	json_number(&j, "pairings", p->pairings);
	json_number(&j, "resumed", (long long)p->resumed);
	json_end(&j, &p->s->out);
	buf_free(&name);
}

static void result_text(const struct probe *p, const char *change,
    const char *trust, const char *line)
{
	struct output *o = &p->s->out;
	bool markdown = p->format == PROBE_MARKDOWN;

	if (!p->found) {
		output_line(o, "\n%s", probe_why_not(p));
	} else {
		output_line(o, "\n%s: %s",
		    p->winner ? "the smallest change that makes it pair"
			      : "it pairs without any change",
		    change);
		output_line(o, "%sconfidence: %s", markdown ? "\n" : "", trust);
		output_line(o, markdown ? "\n    %s" : "%s", line);
	}
	output_line(o, "%s%u pairing%s%s", markdown ? "\n" : "", p->pairings,
	    p->pairings == 1 ? "" : "s",
	    p->resumed ? ", and those of the run that was interrupted" : "");
}

int probe_say_result(const struct probe *p)
{
	struct buf change = { 0 }, trust = { 0 }, line = { 0 };

	if (p->found) {
		probe_title(p, p->winner, &change);
		confidence(p, &trust);
		command(p, &line);
	}
	text_of(&change);
	text_of(&trust);
	text_of(&line);
	if (p->s->out.json)
		result_json(p, (char *)change.data, (char *)trust.data,
		    (char *)line.data);
	else
		result_text(p, (char *)change.data, (char *)trust.data,
		    (char *)line.data);
	buf_free(&change);
	buf_free(&trust);
	buf_free(&line);
	return result_status(p);
}
