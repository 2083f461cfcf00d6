/* pairscope decode */
#include <signal.h>
#include <time.h>

#include "cli/command.h"
#include "cli/commands.h"
#include "cli/printer.h"
#include "cli/session.h"
#include "cli/summary.h"
#include "cli/view.h"

#define FLUSH_OCTETS (256 * 1024)

/* A file that grows is looked at so often. */
static const struct timespec pause_between = { .tv_nsec = 100000000 };

struct follow {
	struct session *session;
	struct buf *text; /* what is known so far is shown while it waits */
	sigset_t ends;	  /* Ctrl-C is how one ends it */
};

static bool wait_for_more(void *ctx)
{
	struct follow *f = ctx;

	output_data(&f->session->out, f->text);
	f->text->len = 0;
	return !f->session->out.out_failed &&
	       sigtimedwait(&f->ends, NULL, &pause_between) < 0;
}

/* All records of the file; errors in the middle are said, and what can be read
 * after them is read. */
static int decode_all(struct session *s, const char *path, struct view *v,
    struct printer *printer, struct buf *text)
{
	int status = STATUS_OK;
	enum cap_status what;
	struct viewed viewed;
	struct err err;

	while ((what = view_next(v, &viewed, &err)) != CAP_END) {
		if (what == CAP_RECORD)
			printer_record(
			    printer, &viewed.rec, viewed.number, viewed.shown);
		if (text->len >= FLUSH_OCTETS || what == CAP_ERROR) {
			output_data(&s->out, text);
			text->len = 0;
		}
		if (what == CAP_ERROR)
			status = output_error(
			    &s->out, STATUS_FAILED, "%s: %s", path, err.text);
		if (s->out.out_failed)
			return STATUS_FAILED;
	}
	output_data(&s->out, text);
	printer_end(printer);
	return status;
}

static int summarize(struct session *s, const char *path, struct view *v)
{
	struct summary *summary = summary_new();
	int status = STATUS_OK;
	enum cap_status what;
	struct viewed viewed;
	struct err err;

	while ((what = view_next(v, &viewed, &err)) != CAP_END) {
		if (what == CAP_ERROR)
			status = output_error(
			    &s->out, STATUS_FAILED, "%s: %s", path, err.text);
		else if (viewed.shown)
			summary_record(summary, &viewed.rec, viewed.number);
	}
	summary_print(summary, &s->out);
	summary_free(summary);
	return status;
}

int cmd_decode(struct session *s, const struct args *a)
{
	struct buf text = { 0 };
	struct printer *printer = printer_new(s, a, &text);
	struct follow follow = { .session = s, .text = &text };
	bool grows = args_has(a, "follow");
	int status = STATUS_FAILED;
	struct view *v;
	sigset_t before;

	if (!printer || !sniff_options_check(s, a)) {
		printer_free(printer);
		buf_free(&text);
		return STATUS_USAGE;
	}
	sigemptyset(&follow.ends);
	sigaddset(&follow.ends, SIGINT);
	sigaddset(&follow.ends, SIGTERM);
	sigaddset(&follow.ends, SIGHUP);
	if (grows)
		sigprocmask(SIG_BLOCK, &follow.ends, &before);
	v = view_open(s, a, a->words[0], grows ? wait_for_more : NULL, &follow);
	if (v && args_has(a, "summary"))
		status = summarize(s, a->words[0], v);
	else if (v)
		status = decode_all(s, a->words[0], v, printer, &text);
	view_close(v);
	printer_free(printer);
	buf_free(&text);
	if (grows)
		sigprocmask(SIG_SETMASK, &before, NULL);
	return status;
}
