/* pairscope diagnose */
#include <string.h>

#include "cli/command.h"
#include "cli/commands.h"
#include "cli/diagnose_fold.h"
#include "cli/diagnose_live.h"
#include "cli/diagnose_show.h"
#include "cli/follow.h"
#include "cli/oob.h"
#include "cli/session.h"

/* A connection, and how often it comes again. */
static void show_text(struct output *o, const struct diag_conn *c,
    size_t number, const struct diag_run *run)
{
	struct buf b = { 0 };

	diag_put_connection(&b, c, number);
	if (run) {
		buf_putc(&b, '\n');
		diag_put_run(&b, run);
	}
	output_data(o, &b);
	buf_free(&b);
}

static void show(struct output *o, const struct diag *d, const char *path)
{
	size_t n = diag_connections(d);
	struct diag_run run;

	if (!n && !o->json)
		output_line(o, "%s: no LE connection", path);
	for (size_t i = 0; i < n && !o->out_failed; i++) {
		bool folds = diag_fold(d, i, &run);

		if (o->json) {
			diag_show_json(o, diag_connection(d, i), i + 1);
			if (folds)
				diag_show_run(o, &run);
		} else {
			show_text(o, diag_connection(d, i), i + 1,
			    folds ? &run : NULL);
		}
		if (folds)
			i = run.end - 1;
	}
}

/* The data of --oob and --oob-tk. */
static int know_oob(
    struct session *s, const struct args *a, struct diag_oob *out)
{
	const char *tk = args_value(a, "oob-tk"), *path = args_value(a, "oob");
	struct oob_block block = { 0 };
	struct err err;

	if (path && !oob_read(path, &block, &err))
		return output_error(&s->out, STATUS_FAILED, "%s", err.text);
	out->has_data = block.has_confirm && block.has_random;
	memcpy(out->confirm, block.confirm, 16);
	memcpy(out->random, block.random, 16);
	out->has_tk = block.has_tk || tk;
	memcpy(out->tk, block.tk, 16);
	if (tk && !oob_parse_number(tk, out->tk))
		return output_error(&s->out, STATUS_USAGE,
		    "--oob-tk: '%s' is not 32 hexadecimal digits", tk);
	return STATUS_OK;
}

int cmd_diagnose(struct session *s, const struct args *a)
{
	struct diag_oob oob = { 0 };
	int status = know_oob(s, a, &oob);
	struct diag *d;

	if (status)
		return status;
	d = diagnose_wanted(s, a, &status);
	if (!d)
		return status;
	if (oob.has_tk || oob.has_data)
		diag_know_oob(d, &oob);
	if (args_has(a, "crack"))
		diag_crack(d);
	show(&s->out, d, follow_name(a));
	diag_free(d);
	return status;
}
