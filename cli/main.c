#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/filter.h"
#include "cli/session.h"
#include "cli/trial.h"

/* The command: the first word that is no option and no option's value. */
static int command_index(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		const struct cmd_option *o = global_options;

		if (argv[i][0] != '-' || !argv[i][1])
			return i;
		if (!strcmp(argv[i], "--"))
			return i + 1;
		for (; o->name; o++)
			if (o->arg &&
			    ((argv[i][1] == o->letter && !argv[i][2]) ||
				(argv[i][1] == '-' &&
				    !strcmp(argv[i] + 2, o->name))))
				i++;
	}
	return argc;
}

static bool color_of(const char *text, enum color_when *out)
{
	static const char *const names[] = { "auto", "always", "never" };

	for (int i = 0; text && i < 3; i++) {
		if (!strcmp(text, names[i])) {
			*out = (enum color_when)i;
			return true;
		}
	}
	return !text;
}

/* Said at once, with the place of what is wrong under it. */
static bool check_filter(struct session *s)
{
	struct err err;
	struct filter *f = filter_new(s->opt.filter, 0, &err);

	if (!f)
		output_error(&s->out, STATUS_USAGE, "--filter: %s: %s",
		    err.text, s->opt.filter);
	filter_free(f);
	return f;
}

static bool check_capture(struct session *s)
{
	struct err err;

	if (cap_knows_format(s->opt.capture, NULL, &err))
		return true;
	output_error(&s->out, STATUS_USAGE, "%s", err.text);
	return false;
}

/* Options that only say how the program behaves. */
static bool set_options(struct session *s, const struct args *a)
{
	enum color_when color = COLOR_AUTO;
	const char *own = args_value(a, "own-address");

	s->opt.controller = args_value(a, "controller");
	s->opt.capture = args_value(a, "write");
	s->opt.bonds = args_value(a, "bonds");
	s->opt.verbose = args_has(a, "verbose");
	s->opt.filter = args_value(a, "filter");
	s->out.json = args_has(a, "json");
	s->out.quiet = args_has(a, "quiet");
	if (!color_of(args_value(a, "color"), &color)) {
		output_error(&s->out, STATUS_USAGE,
		    "--color: '%s' is none of auto, always, never",
		    args_value(a, "color"));
		return false;
	}
	if (own && !own_address_parse(own, &s->opt.own_address)) {
		output_error(&s->out, STATUS_USAGE,
		    "--own-address: '%s' is none of public, static, rpa, nrpa",
		    own);
		return false;
	}
	if (s->opt.filter && !check_filter(s))
		return false;
	if (s->opt.capture && !check_capture(s))
		return false;
	if (!args_number(a, s, "rpa-timeout", 1, 3600, &s->opt.rpa_timeout))
		return false;
	output_init(&s->out, color,
	    s->opt.capture && !strcmp(s->opt.capture, "-") ? STDERR_FILENO
							   : STDOUT_FILENO);
	return true;
}

/* `pairscope --help` and the like, without a command. */
static int no_command(struct session *s, int argc, char **argv)
{
	static const struct command none = { .name = "pairscope", .args = "" };
	struct args a;

	if (!args_parse(&a, s, &none, global_options, argc, argv))
		return STATUS_USAGE;
	if (args_has(&a, "version")) {
		output_line(&s->out, "pairscope %s", VERSION);
		return STATUS_OK;
	}
	if (args_has(&a, "help")) {
		command_overview(s);
		return STATUS_OK;
	}
	return output_error(
	    &s->out, STATUS_USAGE, "no command; `pairscope --help` lists them");
}

int main(int argc, char **argv)
{
	struct session s;
	const struct command *c;
	struct args a;
	char *words[256];
	int at = command_index(argc, argv), n = 0, status;

	signal(SIGPIPE, SIG_IGN);
	session_init(&s);
	output_init(&s.out, COLOR_AUTO, STDOUT_FILENO);
	if (argc > 255)
		return output_error(&s.out, STATUS_USAGE, "too many words");
	if (at >= argc)
		return no_command(&s, argc, argv);
	c = command_find(argv[at]);
	if (!c)
		return output_error(&s.out, STATUS_USAGE,
		    "%s: no such command; `pairscope --help` lists them",
		    argv[at]);
	/* The command first: then options may stand before and behind it. */
	words[n++] = argv[at];
	for (int i = 1; i < argc; i++)
		if (i != at)
			words[n++] = argv[i];
	words[n] = NULL;
	if (!args_parse(&a, &s, c, global_options, n, words) ||
	    !set_options(&s, &a))
		return STATUS_USAGE;
	status = command_run(&s, &a);
	return session_close(&s, status);
}
