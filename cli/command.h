/*
 * One table of commands for the shell, for batch files and for one-shot use. A
 * command returns a status; it never exits.
 */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cli/status.h"

struct session;
struct args;

struct cmd_option {
	const char *name; /* without the dashes */
	char letter;	  /* or 0 */
	const char *arg;  /* what follows it; NULL: nothing */
	const char *help;
};

enum cmd_flags {
	CMD_CONTROLLER = 1, /* opens the controller first */
	CMD_NOT_IN_SHELL = 2,
};

/* What the words of a command are, for completion. */
enum cmd_words { WORDS_NONE, WORDS_TARGET, WORDS_ATTRIBUTE, WORDS_FILE };

struct command {
	const char *name;
	const char *args; /* as the usage line has them */
	const char *help; /* one line */
	int min_args, max_args;
	unsigned flags; /* enum cmd_flags */
	enum cmd_words words;
	const struct cmd_option *options; /* ends with a NULL name, or NULL */
	int (*run)(struct session *s, const struct args *a);
};

extern const struct command commands[]; /* ends with a NULL name */
/* Options before or behind any command of the command line. */
extern const struct cmd_option global_options[];

const struct command *command_find(const char *name);

#define ARGS_MAX_OPTIONS 48
#define ARGS_MAX_WORDS	 16

/* A command line, taken apart. Strings are borrowed from it. */
struct args {
	const struct command *command;
	int n;
	const char *words[ARGS_MAX_WORDS + 1]; /* NULL behind the last */
	const struct cmd_option
	    *options[2]; /* the command's, the global ones */
	const char *values[2][ARGS_MAX_OPTIONS]; /* "" for an option without
						   * argument, NULL: not given */
};

/* Take `argv` apart; argv[0] is the command. `globals` are accepted too where
 * it is not NULL. False and an error said. */
bool args_parse(struct args *a, struct session *s,
    const struct command *command, const struct cmd_option *globals, int argc,
    char **argv);

bool args_has(const struct args *a, const char *option);
/* The value of an option, or NULL. */
const char *args_value(const struct args *a, const char *option);
/* A number from `min` to `max`, decimal or 0x; `*out` keeps its value when the
 * option is not there. False and an error said. */
bool args_number(const struct args *a, struct session *s, const char *option,
    long long min, long long max, long long *out);
/* Seconds, with a fraction if need be, in microseconds. */
bool args_seconds(const struct args *a, struct session *s, const char *option,
    uint64_t *usec);

/* `--help`: of one command, or of the program. To stdout. */
void command_help(struct session *s, const struct command *c);
void command_overview(struct session *s);

/* Run a command that was taken apart: its controller first, if it needs one. */
int command_run(struct session *s, const struct args *a);
/* Run one line of a shell or of a batch file. */
int command_run_line(struct session *s, const char *line);

#endif
