/* pairscope diagnose */
#include <string.h>

#include "cli/command.h"
#include "cli/commands.h"
#include "cli/diagnose_live.h"
#include "cli/diagnose_show.h"
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

int cmd_diagnose(struct session *s, const struct args *a)
{
	const char *what = a->words[0];
	int status;
	struct diag *d = diagnose_open(s, what, &status);

	if (!d)
		return status;
	if (args_has(a, "crack"))
		diag_crack(d);
	show(&s->out, d, what);
	diag_free(d);
	return status;
}
