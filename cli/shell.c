#include "cli/shell.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <readline/history.h>
#include <readline/readline.h>

#include "cli/command.h"
#include "cli/session.h"
#include "decoders/names.h"

#define HISTORY_LINES 1000

struct shell {
	struct session *s;
	bool terminal; /* with a person, not a batch */
	char *history;
	char *typed;  /* just now */
	char *line;   /* typed, not yet run */
	bool running; /* a command */
	bool quit;
	bool hidden; /* the prompt is off the screen */
	int hides;
};

/* readline calls back without a context. */
static struct shell *the_shell;

static const char *prompt_of(struct shell *sh)
{
	static char text[128];
	struct session *s = sh->s;
	const char *question = agent_prompt(s);
	const struct host_link *l;

	if (question)
		return question;
	l = s->linked ? host_link(s->host, s->link) : NULL;
	if (l) {
		struct name_text name = seen_name(&s->seen, &l->peer);

		snprintf(text, sizeof(text), "[%s]> ", name.text);
		return text;
	}
	return "pairscope> ";
}

static void on_line(char *line)
{
	struct shell *sh = the_shell;

	/* No prompt until this line is dealt with. */
	rl_callback_handler_remove();
	sh->hidden = true;
	if (!line)
		sh->quit = true;
	sh->typed = line;
}

static void show_prompt(struct shell *sh)
{
	if (sh->hidden)
		rl_callback_handler_install(prompt_of(sh), on_line);
	sh->hidden = false;
}

/* Output goes where the line is being typed: take it off, put it back. */
static void hide(void *ctx)
{
	struct shell *sh = ctx;

	if (sh->hidden || sh->hides++)
		return;
	rl_clear_visible_line();
	fflush(rl_outstream);
}

static void show(void *ctx)
{
	struct shell *sh = ctx;

	if (sh->hidden || !sh->hides || --sh->hides)
		return;
	rl_set_prompt(prompt_of(sh));
	rl_on_new_line();
	rl_redisplay();
	fflush(rl_outstream);
}

bool shell_is_terminal(const struct shell *sh)
{
	return sh->terminal;
}

void shell_question(struct shell *sh)
{
	show_prompt(sh);
	rl_set_prompt(prompt_of(sh));
	rl_redisplay();
}

bool shell_wants_input(const struct shell *sh)
{
	return !sh->hidden;
}

/* A whole line is the answer to the open question, or the next command. */
void shell_input(struct shell *sh)
{
	rl_callback_read_char();
	if (!sh->typed)
		return;
	if (sh->s->agent.question != AGENT_NOTHING) {
		agent_line(sh->s, sh->typed);
		free(sh->typed);
		if (!sh->line)
			show_prompt(sh);
	} else {
		/* now: the next prompt takes note of where history ends */
		if (*sh->typed)
			add_history(sh->typed);
		sh->line = sh->typed;
	}
	sh->typed = NULL;
}

bool shell_interrupted(struct shell *sh)
{
	if (sh->running)
		return false;
	if (!sh->hidden) {
		rl_free_line_state();
		rl_callback_sigcleanup();
		rl_replace_line("", 0);
		rl_crlf();
		rl_on_new_line();
		rl_redisplay();
	}
	return true;
}

void shell_quit(struct session *s)
{
	if (s->shell)
		s->shell->quit = true;
}

/* Completion: the command, its options, and what its words are. */

static char *next_command(const char *text, int state)
{
	static const struct command *at;

	for (at = state ? at + 1 : commands; at->name; at++)
		if (!(at->flags & CMD_NOT_IN_SHELL) &&
		    !strncmp(at->name, text, strlen(text)))
			return strdup(at->name);
	return NULL;
}

static const struct command *line_command(void)
{
	char word[32];
	size_t n = strcspn(rl_line_buffer, " ");

	if (n >= sizeof(word))
		return NULL;
	memcpy(word, rl_line_buffer, n);
	word[n] = '\0';
	return command_find(word);
}

static char *next_option(const char *text, int state)
{
	static const struct cmd_option *at;
	const struct command *c = line_command();
	char option[64];

	if (!c || !c->options)
		return NULL;
	for (at = state ? at + 1 : c->options; at->name; at++) {
		snprintf(option, sizeof(option), "--%s", at->name);
		if (!strncmp(option, text, strlen(text)))
			return strdup(option);
	}
	return NULL;
}

/* Addresses heard, their names, then identities of bonded devices. */
static char *next_target(const char *text, int state)
{
	static size_t at;
	const struct seen_list *seen = &the_shell->s->seen;
	const struct bonds *bonds = &the_shell->s->store.bonds;

	for (at = state ? at + 1 : 0; at < 2 * seen->n + bonds->n; at++) {
		char address[ADDR_STRLEN];
		const char *word = address;

		if (at < seen->n)
			addr_format(&seen->v[at].address, address);
		else if (at < 2 * seen->n)
			word = seen->v[at - seen->n].name;
		else
			addr_format(
			    &bonds->v[at - 2 * seen->n].identity, address);
		if (*word && !strncasecmp(word, text, strlen(text)))
			return strdup(word);
	}
	return NULL;
}

/* The characteristics of the connected device. */
static char *next_attribute(const char *text, int state)
{
	static size_t at;
	struct session *s = the_shell->s;
	struct gatt *g = s->linked ? host_gatt(s->host, s->link) : NULL;
	const struct gatt_db *db = g ? gatt_remote(g) : NULL;

	for (at = state ? at + 1 : 0; db && at < db->n; at++) {
		char uuid[UUID_STRLEN];

		if (db->attrs[at].kind != ATTR_VALUE)
			continue;
		uuid_format(&db->attrs[at].uuid, uuid);
		if (!strncasecmp(uuid, text, strlen(text)))
			return strdup(uuid);
	}
	return NULL;
}

static char **complete(const char *text, int start, int end)
{
	const struct command *c = line_command();
	bool linked = the_shell->s->linked;

	(void)end;
	rl_attempted_completion_over = 1;
	if (!start)
		return rl_completion_matches(text, next_command);
	if (text[0] == '-')
		return rl_completion_matches(text, next_option);
	if (!c)
		return NULL;
	switch (c->words) {
	case WORDS_NONE:
		break;
	case WORDS_TARGET:
		return rl_completion_matches(text, next_target);
	case WORDS_ATTRIBUTE:
		return rl_completion_matches(
		    text, linked ? next_attribute : next_target);
	case WORDS_FILE:
		rl_attempted_completion_over = 0;
		break;
	}
	return NULL;
}

static void open_terminal(struct shell *sh)
{
	sh->history = store_state_path("history");
	rl_readline_name = "pairscope";
	rl_catch_signals = 0;
	rl_attempted_completion_function = complete;
	rl_completer_word_break_characters = " \t";
	using_history();
	read_history(sh->history);
	stifle_history(HISTORY_LINES);
	sh->s->out.hide = hide;
	sh->s->out.show = show;
	sh->s->out.ctx = sh;
}

static void close_terminal(struct shell *sh)
{
	mode_t old = umask(077);

	rl_callback_handler_remove();
	write_history(sh->history);
	umask(old);
	clear_history();
	free(sh->history);
	sh->s->out.hide = sh->s->out.show = NULL;
}

static void run_typed(struct shell *sh)
{
	char *line = sh->line;

	sh->line = NULL;
	sh->running = true;
	show_prompt(sh); /* the next line may be typed, and is run next */
	command_run_line(sh->s, line);
	sh->running = false;
	sh->s->interrupted = sh->s->terminated;
	sh->s->out.out_failed = false;
	free(line);
}

static int interact(struct session *s)
{
	struct shell sh = { .s = s, .terminal = true, .hidden = true };
	int status;

	s->shell = the_shell = &sh;
	open_terminal(&sh);
	status = session_open(s);
	while (!status && !sh.quit && !s->lost && !s->terminated) {
		if (sh.line) {
			run_typed(&sh);
			continue;
		}
		show_prompt(&sh);
		session_turn(s);
	}
	close_terminal(&sh);
	s->shell = the_shell = NULL;
	if (status)
		return status;
	return s->lost ? STATUS_NO_CONTROLLER : STATUS_OK;
}

int shell_batch(struct session *s, FILE *f, const char *name)
{
	struct shell sh = { .s = s, .hidden = true, .running = true };
	char *line = NULL;
	size_t cap = 0;
	int n = 0, status = STATUS_OK;

	s->shell = &sh;
	while (!status && !sh.quit && getline(&line, &cap, f) >= 0) {
		n++;
		line[strcspn(line, "\r\n")] = '\0';
		status = command_run_line(s, line);
		if (status)
			output_error(&s->out, status,
			    "%s: line %d: %s: exit "
			    "%d",
			    name, n, line, status);
	}
	if (!status && ferror(f))
		status = output_error(
		    &s->out, STATUS_FAILED, "%s: %s", name, strerror(errno));
	s->shell = NULL;
	free(line);
	return status;
}

int shell_run(struct session *s)
{
	return isatty(STDIN_FILENO) ? interact(s)
				    : shell_batch(s, stdin, "standard input");
}
