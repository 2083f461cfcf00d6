/*
 * The interactive shell, and batch files, which are its lines without a person.
 */
#ifndef CLI_SHELL_H
#define CLI_SHELL_H

#include <stdbool.h>
#include <stdio.h>

struct session;
struct shell;

/* Commands from the terminal until `quit` or end of file; from a pipe or file
 * on stdin as shell_batch() does. */
int shell_run(struct session *s);
/* The lines of a file, up to the first that fails; `name` is for errors. */
int shell_batch(struct session *s, FILE *f, const char *name);

/* Whether a person types. */
bool shell_is_terminal(const struct shell *sh);
/* The agent's question has changed: it is the prompt. */
void shell_question(struct shell *sh);
/* For the session's loop: is there a line to be read, and read some of it. */
bool shell_wants_input(const struct shell *sh);
void shell_input(struct shell *sh);
/* Ctrl-C: true when it was for the line that is being typed. */
bool shell_interrupted(struct shell *sh);
/* Leave when the command that runs has ended. */
void shell_quit(struct session *s);

#endif
