/*
 * The person's side of a pairing: shows passkeys, asks for them, and takes the
 * answers from the terminal, from the shell's line, or from options.
 */
#ifndef CLI_AGENT_H
#define CLI_AGENT_H

#include <stdbool.h>
#include <stdint.h>

struct session;
struct smp_effect;

enum agent_question { AGENT_NOTHING, AGENT_PASSKEY, AGENT_COMPARE };

struct agent {
	bool yes; /* every comparison is answered yes */
	bool has_passkey;
	uint32_t passkey;
	enum agent_question question; /* that is open */
	uint16_t link;
	uint32_t shown;
};

/* SMP_SHOW_PASSKEY, SMP_ASK_PASSKEY, SMP_ASK_COMPARE. */
void agent_event(struct session *s, uint16_t link, const struct smp_effect *e);
/* Whether there is somebody to ask. */
bool agent_can_ask(const struct session *s);
/* A line that the person typed while a question was open. */
void agent_line(struct session *s, const char *line);
/* The pairing is over: nothing is asked any more. */
void agent_forget(struct session *s);
/* "passkey> " or the like while a question is open, else NULL. */
const char *agent_prompt(const struct session *s);

#endif
