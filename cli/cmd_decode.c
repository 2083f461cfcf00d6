/* pairscope decode */
#include <inttypes.h>

#include "cli/command.h"
#include "cli/commands.h"
#include "cli/follow.h"
#include "cli/printer.h"
#include "cli/session.h"
#include "cli/summary.h"
#include "cli/view.h"
#include "pcap/live.h"

#define FLUSH_OCTETS (256 * 1024)

struct decoding {
	struct session *session;
	const char *name; /* path, or what is watched */
	struct view *v;
	struct buf text;
	struct cap_writer *w; /* what is watched is kept there; or NULL */
	int status;
};

/* Keep what is seen, filtered or not. Without a place for it, it is still shown. */
static void keep(struct decoding *d, const struct record *rec)
{
	struct err err;

	if (!d->w || cap_write(d->w, rec, &err))
		return;
	d->status = output_error(&d->session->out, STATUS_FAILED,
	    "%s; the capture ends here", err.text);
	cap_finish(d->w, NULL);
	d->w = NULL;
}

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
			keep(d, &out->rec);
			return true;
		}
		show(d);
		d->status = output_error(&d->session->out, STATUS_FAILED,
		    "%s: %s", d->name, err.text);
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

/* As btmon writes the monitor, so that no record of it is left out. */
static const char *format_of(const char *path, const char *name)
{
	return cap_live_is_monitor(name) && cap_is_btsnoop(path) ? "monitor"
								 : NULL;
}

static bool open_capture(struct decoding *d)
{
	const char *path = d->session->opt.capture;
	struct err err;

	if (!path)
		return true;
	d->w = cap_create_as(path, format_of(path, d->name), &err);
	if (!d->w)
		output_error(&d->session->out, STATUS_FAILED, "%s", err.text);
	return d->w;
}

static int close_capture(struct decoding *d)
{
	struct err err;
	uint64_t left_out;

	if (!d->w)
		return d->status;
	left_out = cap_loss(d->w)->records;
	if (left_out)
		output_talk(&d->session->out,
		    "%s: records left out, for which %s has no place: %" PRIu64,
		    d->session->opt.capture, cap_written_format(d->w),
		    left_out);
	if (!cap_finish(d->w, &err))
		d->status = output_error(
		    &d->session->out, STATUS_FAILED, "%s", err.text);
	return d->status;
}

/* What --live names, or all of it; the file otherwise. False: said. */
static bool open_view(
    struct decoding *d, const struct args *a, struct follow *follow)
{
	struct session *s = d->session;
	struct cap_reader *live;

	if (!args_has(a, "live")) {
		d->v = view_open(s, a, d->name,
		    args_has(a, "follow") ? follow_file : NULL, follow);
		return d->v;
	}
	live = follow_live(follow, d->name);
	if (!live) {
		d->status = STATUS_NO_CONTROLLER;
		return false;
	}
	d->v = view_over(s, a, live);
	return d->v && open_capture(d);
}

static int decode(
    struct decoding *d, const struct args *a, struct printer *printer)
{
	bool follows = args_has(a, "follow") || args_has(a, "live");
	struct follow follow;

	if (follows)
		follow_begin(&follow, d->session, &d->text);
	d->status = STATUS_FAILED;
	if (open_view(d, a, &follow)) {
		d->status = STATUS_OK;
		if (args_has(a, "summary"))
			summarize(d);
		else
			print(d, printer);
		close_capture(d);
	}
	view_close(d->v);
	if (follows)
		follow_end(&follow);
	return d->status;
}

/* A file, or --live and a name perhaps. */
static bool check(struct session *s, const struct args *a)
{
	bool live = args_has(a, "live");
	struct err err;

	if (!live && !a->n) {
		output_error(&s->out, STATUS_USAGE,
		    "decode: name a file, or --live to watch Linux's "
		    "Bluetooth");
		return false;
	}
	if (live && args_has(a, "follow")) {
		output_error(&s->out, STATUS_USAGE,
		    "--follow is for files; --live waits as well");
		return false;
	}
	if (live && a->n && !cap_live_knows(a->words[0], &err)) {
		output_error(&s->out, STATUS_USAGE, "--live: %s", err.text);
		return false;
	}
	return sniff_options_check(s, a);
}

int cmd_decode(struct session *s, const struct args *a)
{
	struct decoding d = {
		.session = s,
		.name = a->n ? a->words[0] : CAP_LIVE_ALL,
	};
	struct printer *printer = printer_new(s, a, &d.text);
	int status = STATUS_USAGE;

	if (printer && check(s, a))
		status = decode(&d, a, printer);
	printer_free(printer);
	buf_free(&d.text);
	return status;
}
