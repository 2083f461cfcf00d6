/* pairscope decode */
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/follow.h"
#include "cli/printer.h"
#include "cli/session.h"
#include "cli/summary.h"
#include "cli/view.h"

#define FLUSH_OCTETS (256 * 1024)

struct decoding {
	struct session *session;
	struct view *v;
	struct buf text;
	struct follow follow;
	int status;
};

static void show(struct decoding *d)
{
	output_data(&d->session->out, &d->text);
	d->text.len = 0;
}

/* The next record; errors before it are said behind what was read, and what can
 * be read after them is read. */
static bool next(struct decoding *d, struct viewed *out)
{
	enum cap_status what;
	struct err err;

	while (!d->session->out.out_failed &&
	       (what = view_next(d->v, out, &err)) != CAP_END) {
		if (what == CAP_RECORD) {
			follow_keep(&d->follow, &out->rec);
			return true;
		}
		show(d);
		d->status = output_error(&d->session->out, STATUS_FAILED,
		    "%s: %s", d->follow.name, err.text);
	}
	return false;
}

static void print(struct decoding *d, struct printer *printer)
{
	struct viewed viewed;

	while (next(d, &viewed)) {
		printer_record(printer, &viewed);
		if (d->text.len >= FLUSH_OCTETS)
			show(d);
	}
	show(d);
	if (!d->session->out.out_failed)
		printer_end(printer);
}

static void summarize(struct decoding *d)
{
	struct summary *summary = summary_new();
	struct viewed viewed;

	while (next(d, &viewed))
		if (viewed.shown)
			summary_record(summary, &viewed.rec, viewed.number);
	summary_print(summary, &d->session->out);
	summary_free(summary);
}

/* False: said. */
static bool open_view(struct decoding *d, const struct args *a)
{
	struct cap_reader *r = follow_open(&d->follow);

	if (!r)
		return false;
	d->v = view_open(d->session, a, r);
	if (!d->v)
		d->status = STATUS_FAILED;
	return d->v && follow_capture(&d->follow);
}

static int decode(
    struct decoding *d, const struct args *a, struct printer *printer)
{
	follow_begin(&d->follow, d->session, a, &d->text);
	if (open_view(d, a)) {
		if (args_has(a, "summary"))
			summarize(d);
		else
			print(d, printer);
	}
	view_close(d->v);
	return follow_end(&d->follow, d->status);
}

int cmd_decode(struct session *s, const struct args *a)
{
	struct decoding d = { .session = s };
	struct printer *printer = printer_new(s, a, &d.text);
	int status = STATUS_USAGE;

	if (printer && follow_check(s, a) && sniff_options_check(s, a))
		status = decode(&d, a, printer);
	printer_free(printer);
	buf_free(&d.text);
	return status;
}
