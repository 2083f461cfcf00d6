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

static void ask_passkey(struct session *s, uint16_t link)
{
	struct agent *a = &s->agent;

	if (a->has_passkey) {
		output_talk(&s->out, "typing passkey %06u", a->passkey);
		host_answer_passkey(s->host, link, a->passkey, session_now(s));
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

	output_talk(&s->out, "compare: %06u", number);
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

void agent_event(struct session *s, uint16_t link, const struct smp_effect *e)
{
	switch ((enum smp_effect_type)e->type) {
	case SMP_SHOW_PASSKEY:
		output_talk(&s->out, "passkey: %06u  (type it at the device)",
		    e->passkey);
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
	case SMP_STARTED:
	case SMP_KEYPRESS:
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
			host_answer_passkey(
			    s->host, a->link, passkey, session_now(s));
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
