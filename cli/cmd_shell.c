/* pairscope shell, run, help, quit */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/commands.h"
#include "cli/session.h"
#include "cli/shell.h"

int cmd_shell(struct session *s, const struct args *a)
{
	(void)a;
	return shell_run(s);
}

int cmd_run(struct session *s, const struct args *a)
{
	const char *name = a->words[0];
	FILE *f = fopen(name, "re");
	int status;

	if (!f)
		return output_error(
		    &s->out, STATUS_FAILED, "%s: %s", name, strerror(errno));
	status = shell_batch(s, f, name);
	fclose(f);
	return status;
}

int cmd_help(struct session *s, const struct args *a)
{
	const struct command *c;

	if (!a->n) {
		command_overview(s);
		return STATUS_OK;
	}
	c = command_find(a->words[0]);
	if (!c)
		return output_error(
		    &s->out, STATUS_USAGE, "%s: no such command", a->words[0]);
	command_help(s, c);
	return STATUS_OK;
}

int cmd_quit(struct session *s, const struct args *a)
{
	(void)a;
	shell_quit(s);
	return STATUS_OK;
}
