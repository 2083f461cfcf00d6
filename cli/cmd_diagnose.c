/* pairscope diagnose */
#include <string.h>

#include "cli/command.h"
#include "cli/commands.h"
#include "cli/diagnose_live.h"
#include "cli/diagnose_show.h"
#include "cli/oob.h"
#include "cli/session.h"

static void show(struct output *o, const struct diag *d, const char *path)
{
	size_t n = diag_connections(d);
	struct buf b = { 0 };

	if (!n && !o->json)
		output_line(o, "%s: no LE connection", path);
	for (size_t i = 0; i < n && !o->out_failed; i++) {
		if (o->json) {
			diag_show_json(o, diag_connection(d, i), i + 1);
			continue;
		}
		diag_put_connection(&b, diag_connection(d, i), i + 1);
		output_data(o, &b);
		b.len = 0;
	}
	buf_free(&b);
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
	const char *what = a->words[0];
	struct diag_oob oob = { 0 };
	int status = know_oob(s, a, &oob);
	struct diag *d;

	if (status)
		return status;
	d = diagnose_open(s, what, &status);
	if (!d)
		return status;
	if (oob.has_tk || oob.has_data)
		diag_know_oob(d, &oob);
	if (args_has(a, "crack"))
		diag_crack(d);
	show(&s->out, d, what);
	diag_free(d);
	return status;
}
