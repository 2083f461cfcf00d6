#include "cli/command.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/env.h"
#include "cli/session.h"

const struct command *command_find(const char *name)
{
	for (const struct command *c = commands; c->name; c++)
		if (!strcmp(c->name, name))
			return c;
	return NULL;
}

/* getopt_long(3) wants its own table; `val` says which of our options it is. */
#define OPTION_BASE   256
#define OPTION_GLOBAL 512

static size_t add_options(
    const struct cmd_option *from, int base, struct option *out, char *letters)
{
	size_t n = 0;

	for (; from && from->name; from++, n++) {
		out[n] = (struct option){
			.name = from->name,
			.has_arg = from->arg ? required_argument : no_argument,
			.val = base + (int)n,
		};
		if (from->letter) {
			char text[3] = { from->letter, from->arg ? ':' : 0 };

			strcat(letters, text);
		}
	}
	return n;
}

static int option_of_letter(const struct cmd_option *list, int letter)
{
	for (int i = 0; list && list[i].name; i++)
		if (list[i].letter == letter)
			return i;
	return -1;
}

static bool take_option(struct args *a, int val)
{
	int table = 0, i;

	if (val >= OPTION_GLOBAL) {
		table = 1;
		i = val - OPTION_GLOBAL;
	} else if (val >= OPTION_BASE) {
		i = val - OPTION_BASE;
	} else {
		i = option_of_letter(a->options[0], val);
		if (i < 0) {
			table = 1;
			i = option_of_letter(a->options[1], val);
		}
	}
	if (i < 0)
		return false;
	a->values[table][i] = a->options[table][i].arg ? optarg : "";
	return true;
}

static bool usage_error(struct session *s, const struct command *c,
    const char *what, const char *word)
{
	output_error(&s->out, STATUS_USAGE,
	    "%s: %s%s%s; usage: pairscope %s %s (see `pairscope %s --help`)",
	    c->name, what, word ? ": " : "", word ? word : "", c->name, c->args,
	    c->name);
	return false;
}

bool args_parse(struct args *a, struct session *s,
    const struct command *command, const struct cmd_option *globals, int argc,
    char **argv)
{
	struct option longs[2 * ARGS_MAX_OPTIONS + 2] = { 0 };
	char letters[2 * ARGS_MAX_OPTIONS + 2] = ":";
	size_t n;
	int val;

	*a = (struct args){
		.command = command,
		.options = { command->options, globals },
	};
	n = add_options(command->options, OPTION_BASE, longs, letters);
	add_options(globals, OPTION_GLOBAL, longs + n, letters);
	optind = 0; /* getopt starts anew */
	opterr = 0;
	while ((val = getopt_long(argc, argv, letters, longs, NULL)) != -1) {
		if (val == ':')
			return usage_error(
			    s, command, "needs a value", argv[optind - 1]);
		if (val == '?' || !take_option(a, val))
			return usage_error(
			    s, command, "no such option", argv[optind - 1]);
	}
	if (args_has(a, "help"))
		return true;
	for (; optind < argc; optind++) {
		if (a->n == ARGS_MAX_WORDS || a->n == command->max_args)
			return usage_error(
			    s, command, "too many words", argv[optind]);
		a->words[a->n++] = argv[optind];
	}
	if (a->n < command->min_args)
		return usage_error(s, command, "too few words", NULL);
	return true;
}

const char *args_value(const struct args *a, const char *option)
{
	for (int t = 0; t < 2; t++)
		for (int i = 0; a->options[t] && a->options[t][i].name; i++)
			if (!strcmp(a->options[t][i].name, option))
				return a->values[t][i];
	return NULL;
}

bool args_has(const struct args *a, const char *option)
{
	return args_value(a, option) != NULL;
}

bool args_number(const struct args *a, struct session *s, const char *option,
    long long min, long long max, long long *out)
{
	const char *text = args_value(a, option);
	char *end;
	long long v;

	if (!text)
		return true;
	errno = 0;
	v = strtoll(text, &end,
	    text[0] == '0' && (text[1] == 'x' || text[1] == 'X') ? 16 : 10);
	if (errno || end == text || *end || v < min || v > max) {
		output_error(&s->out, STATUS_USAGE,
		    "--%s: '%s' is no number from %lld to %lld", option, text,
		    min, max);
		return false;
	}
	*out = v;
	return true;
}

bool args_seconds(
    const struct args *a, struct session *s, const char *option, uint64_t *usec)
{
	const char *text = args_value(a, option);
	char *end;
	double v;

	if (!text)
		return true;
	v = strtod(text, &end);
	if (end == text || *end || !(v >= 0 && v <= 1e6)) {
		output_error(&s->out, STATUS_USAGE,
		    "--%s: '%s' is no number of seconds", option, text);
		return false;
	}
	*usec = (uint64_t)(v * USEC_PER_SEC);
	return true;
}

static void help_options(struct buf *b, const struct cmd_option *o)
{
	for (; o && o->name; o++) {
		char left[64];

		snprintf(left, sizeof(left), "%s%c%s--%s%s%s",
		    o->letter ? "-" : "  ", o->letter ? o->letter : ' ',
		    o->letter ? ", " : " ", o->name, o->arg ? " " : "",
		    o->arg ? o->arg : "");
		buf_printf(b, "  %-30s %s\n", left, o->help);
	}
}

void command_help(struct session *s, const struct command *c)
{
	struct buf b = { 0 };

	buf_printf(&b, "usage: pairscope [OPTIONS] %s%s%s\n\n%s.\n", c->name,
	    *c->args ? " " : "", c->args, c->help);
	if (c->options) {
		buf_puts(&b, "\n");
		help_options(&b, c->options);
	}
	output_data(&s->out, &b);
	buf_free(&b);
}

void command_overview(struct session *s)
{
	struct buf b = { 0 };

	buf_puts(&b, "usage: pairscope [OPTIONS] COMMAND [ARGS]\n\n"
		     "Finds out why a Bluetooth LE device does not pair.\n\n");
	for (const struct command *c = commands; c->name; c++) {
		char left[64];

		snprintf(left, sizeof(left), "%s %s", c->name, c->args);
		if (strlen(left) > 30)
			snprintf(left, sizeof(left), "%s ...", c->name);
		buf_printf(&b, "  %-30s %s\n", left, c->help);
	}
	buf_puts(&b, "\n");
	help_options(&b, global_options);
	buf_puts(&b,
	    "\nExit codes: 0 done, 1 failed, 2 usage, 3 no controller, 4 not "
	    "found,\n5 connection failed, 6 pairing failed, 7 ATT error, 8 "
	    "timeout.\n`pairscope COMMAND --help` has the options of a "
	    "command; man pairscope has it all.\n");
	output_data(&s->out, &b);
	buf_free(&b);
}

/* Split a line at blanks, as a shell does with quotes and backslashes, in
 * place. Returns the number of words, or -1 for a quote that does not end. */
static int split(char *line, char **words, int max)
{
	char *in = line, *out = line, quote = 0;
	int n = 0;
	bool word = false;

	for (; *in; in++) {
		if (!word && !quote && *in == '#')
			break;
		if (!quote && (*in == ' ' || *in == '\t')) {
			if (word)
				*out++ = '\0';
			word = false;
			continue;
		}
		if (!word) {
			if (n == max)
				return -2;
			words[n++] = out;
			word = true;
		}
		if (quote && *in == quote)
			quote = 0;
		else if (!quote && (*in == '"' || *in == '\''))
			quote = *in;
		else if (*in == '\\' && quote != '\'' && in[1])
			*out++ = *++in;
		else
			*out++ = *in;
	}
	*out = '\0';
	return quote ? -1 : n;
}

int command_run_line(struct session *s, const char *line)
{
	char *copy = strdup(line), *words[ARGS_MAX_WORDS + 2];
	const struct command *c;
	struct args a;
	int n, status = STATUS_USAGE;

	if (!copy)
		abort();
	n = split(copy, words, ARGS_MAX_WORDS + 1);
	if (n < 0) {
		output_error(&s->out, STATUS_USAGE,
		    n == -1 ? "a quote does not end" : "too many words");
		free(copy);
		return STATUS_USAGE;
	}
	words[n] = NULL;
	c = n ? command_find(words[0]) : NULL;
	if (!n)
		status = STATUS_OK;
	else if (!c || c->flags & CMD_NOT_IN_SHELL)
		output_error(&s->out, STATUS_USAGE, "%s: no such command%s",
		    words[0], c ? " in the shell" : "; try help");
	else if (args_parse(&a, s, c, NULL, n, words))
		status = command_run(s, &a);
	free(copy);
	return status;
}

int command_run(struct session *s, const struct args *a)
{
	int status = STATUS_OK;

	if (args_has(a, "help")) {
		command_help(s, a->command);
		return STATUS_OK;
	}
	if (a->command->flags & CMD_CONTROLLER)
		status = session_open(s);
	if (!status)
		status = a->command->run(s, a);
	if (s->out.out_failed && !status)
		status = STATUS_FAILED;
	return status;
}
