#include "cli/agent.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/session.h"
#include "cli/shell.h"

bool agent_can_ask(const struct session *s)
{
	return s->shell ? shell_is_terminal(s->shell)
			: isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
}

const char *agent_prompt(const struct session *s)
{
	switch (s->agent.question) {
	case AGENT_NOTHING:
		return NULL;
	case AGENT_PASSKEY:
		return "passkey (six digits, empty to refuse)> ";
	case AGENT_COMPARE:
		return "same number? (yes/no)> ";
	}
	return NULL;
}

static void ask(struct session *s, enum agent_question q, uint16_t link)
{
	struct buf b = { 0 };

	s->agent.question = q;
	s->agent.link = link;
	if (s->shell) {
		shell_question(s->shell);
		return;
	}
	buf_puts(&b, agent_prompt(s));
	output_raw_talk(&s->out, &b);
	buf_free(&b);
}

/* The device may want to know of each digit: here they come all at once. */
static void answer_passkey(struct session *s, uint16_t link, uint32_t passkey)
{
	uint64_t now = session_now(s);
	bool told = host_keypress(s->host, link, SMP_KEYPRESS_STARTED, now);

	for (int digit = 0; told && digit < 6; digit++)
		host_keypress(s->host, link, SMP_KEYPRESS_DIGIT, now);
	if (told)
		host_keypress(s->host, link, SMP_KEYPRESS_COMPLETED, now);
	host_answer_passkey(s->host, link, passkey, now);
}

static void ask_passkey(struct session *s, uint16_t link)
{
	struct agent *a = &s->agent;

	if (a->has_passkey) {
		output_talk(&s->out, "typing passkey %06u", a->passkey);
		answer_passkey(s, link, a->passkey);
	} else if (agent_can_ask(s)) {
		output_talk(
		    &s->out, "the device shows a passkey: type it here");
		ask(s, AGENT_PASSKEY, link);
	} else {
		output_talk(&s->out,
		    "the device shows a passkey, and there is nobody to type "
		    "it: give it with --passkey");
		host_pair_cancel(
		    s->host, link, SMP_PASSKEY_ENTRY_FAILED, session_now(s));
	}
}

static void ask_compare(struct session *s, uint16_t link, uint32_t number)
{
	struct agent *a = &s->agent;

	/* Method confusion, CVE-2020-10134: the two ends must not take each
	 * other's numbers for something else. */
	output_talk(&s->out,
	    "compare: %06u  (if the device wants a number typed instead of "
	    "compared, answer no)",
	    number);
	if (a->yes) {
		output_talk(&s->out, "answering yes");
		host_answer(s->host, link, true, session_now(s));
	} else if (agent_can_ask(s)) {
		ask(s, AGENT_COMPARE, link);
	} else {
		output_talk(&s->out,
		    "there is nobody to compare it: answer with --yes");
		host_answer(s->host, link, false, session_now(s));
	}
}

static const char *const keypresses[] = {
	[SMP_KEYPRESS_STARTED] = "passkey entry started",
	[SMP_KEYPRESS_DIGIT] = "a digit typed",
	[SMP_KEYPRESS_ERASED] = "a digit erased",
	[SMP_KEYPRESS_CLEARED] = "all digits cleared",
	[SMP_KEYPRESS_COMPLETED] = "passkey entry completed",
};

void agent_event(struct session *s, uint16_t link, const struct smp_effect *e)
{
	switch ((enum smp_effect_type)e->type) {
	case SMP_SHOW_PASSKEY:
		output_talk(&s->out,
		    "passkey: %06u  (type it at the device; if the device "
		    "asks to compare it instead, refuse there)",
		    e->passkey);
		if (s->agent.has_passkey)
			output_talk(&s->out,
			    "a passkey that is not random protects nobody: it "
			    "can be learnt in twenty attempts");
		break;
	case SMP_ASK_PASSKEY:
		ask_passkey(s, link);
		break;
	case SMP_ASK_COMPARE:
		ask_compare(s, link, e->passkey);
		break;
	case SMP_PAIRED:
	case SMP_FAILED:
		agent_forget(s);
		break;
	case SMP_SEND:
	case SMP_ENCRYPT:
	case SMP_KEYPRESS:
		output_talk(&s->out, "at the device: %s", keypresses[e->value]);
		break;
	case SMP_STARTED:
	case SMP_PEER_REQUESTS:
		break;
	}
}

static bool parse_passkey(const char *line, uint32_t *out)
{
	char *end;
	unsigned long v;

	if (!isdigit((unsigned char)line[0]) || strlen(line) > 6)
		return false;
	v = strtoul(line, &end, 10);
	*out = (uint32_t)v;
	return !*end;
}

void agent_line(struct session *s, const char *line)
{
	struct agent *a = &s->agent;
	enum agent_question q = a->question;
	uint32_t passkey;

	a->question = AGENT_NOTHING;
	if (q == AGENT_PASSKEY) {
		if (parse_passkey(line, &passkey)) {
			answer_passkey(s, a->link, passkey);
		} else if (*line) {
			output_talk(&s->out,
			    "'%s' is no passkey: it has six "
			    "digits",
			    line);
			ask(s, q, a->link);
		} else {
			host_pair_cancel(s->host, a->link,
			    SMP_PASSKEY_ENTRY_FAILED, session_now(s));
		}
	} else if (q == AGENT_COMPARE) {
		if (!strcmp(line, "yes") || !strcmp(line, "y"))
			host_answer(s->host, a->link, true, session_now(s));
		else if (!*line || !strcmp(line, "no") || !strcmp(line, "n"))
			host_answer(s->host, a->link, false, session_now(s));
		else {
			output_talk(&s->out, "answer yes or no");
			ask(s, q, a->link);
		}
	}
}

void agent_forget(struct session *s)
{
	s->agent.question = AGENT_NOTHING;
}
