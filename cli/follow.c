#include "cli/follow.h"

#include <inttypes.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/session.h"
#include "pcap/live.h"

/* A file that grows is looked at so often, in milliseconds. */
#define PAUSE 100

bool follow_check(struct session *s, const struct args *a)
{
	struct err err;

	if (!args_has(a, "live") && !a->n)
		output_error(&s->out, STATUS_USAGE,
		    "%s: name a file, or --live to watch Linux's Bluetooth",
		    a->command->name);
	else if (args_has(a, "live") && a->n &&
		 !cap_live_knows(a->words[0], &err))
		output_error(&s->out, STATUS_USAGE, "--live: %s", err.text);
	else
		return true;
	return false;
}

const char *follow_name(const struct args *a)
{
	return a->n ? a->words[0] : CAP_LIVE_ALL;
}

void follow_begin(struct follow *f, struct session *s, struct buf *text)
{
	sigset_t ends;

	*f = (struct follow){ .session = s, .text = text };
	sigemptyset(&ends);
	sigaddset(&ends, SIGINT);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGHUP);
	sigprocmask(SIG_BLOCK, &ends, &f->before);
	f->signals = signalfd(-1, &ends, SFD_CLOEXEC | SFD_NONBLOCK);
}

static void close_capture(struct follow *f)
{
	struct output *o = &f->session->out;
	uint64_t left_out = cap_loss(f->w)->records;
	struct err err;

	if (left_out)
		output_talk(o,
		    "%s: records left out, for which %s has no place: %" PRIu64,
		    f->session->opt.capture, cap_written_format(f->w),
		    left_out);
	if (!cap_finish(f->w, &err)) {
		f->failed = true;
		output_error(o, STATUS_FAILED, "%s", err.text);
	}
}

int follow_end(struct follow *f, int status)
{
	struct signalfd_siginfo info;

	if (f->w)
		close_capture(f);
	while (read(f->signals, &info, sizeof(info)) == sizeof(info))
		; /* they were for us */
	close(f->signals);
	sigprocmask(SIG_SETMASK, &f->before, NULL);
	return f->failed && !status ? STATUS_FAILED : status;
}

static void show(struct follow *f)
{
	output_data(&f->session->out, f->text);
	f->text->len = 0;
}

/* Until there is a packet, or for so many milliseconds; false: a signal has come,
 * or nobody reads any more. */
static bool wait_for(const struct follow *f, int packets, int msec, bool *any)
{
	struct pollfd fds[2] = {
		{ .fd = f->signals, .events = POLLIN },
		{ .fd = packets, .events = POLLIN },
	};

	if (f->session->out.out_failed)
		return false;
	poll(fds, 2, msec);
	*any = fds[1].revents;
	return !fds[0].revents;
}

bool follow_file(void *follow)
{
	struct follow *f = follow;
	bool any;

	show(f);
	return wait_for(f, -1, PAUSE, &any);
}

static void tell_lost(struct follow *f)
{
	uint32_t lost = cap_live_lost(f->live);

	if (lost != f->lost)
		output_talk(&f->session->out,
		    "packets lost here, which came faster than they were "
		    "read: %" PRIu32,
		    lost - f->lost);
	f->lost = lost;
}

static bool next_packet(void *follow)
{
	struct follow *f = follow;
	bool any;

	if (!wait_for(f, cap_live_fd(f->live), 0, &any))
		return false;
	if (any)
		return true;
	show(f);
	tell_lost(f);
	return wait_for(f, cap_live_fd(f->live), -1, &any);
}

struct cap_reader *follow_live(struct follow *f, const char *name)
{
	struct err err;

	f->name = name;
	f->live = cap_open_live(name, next_packet, f, &err);
	if (!f->live)
		output_error(
		    &f->session->out, STATUS_NO_CONTROLLER, "%s", err.text);
	return f->live;
}

/* As btmon writes the monitor, so that no record of it is left out. */
static const char *format_of(const char *path, const char *name)
{
	return cap_live_is_monitor(name) && cap_is_btsnoop(path) ? "monitor"
								 : NULL;
}

bool follow_capture(struct follow *f)
{
	const char *path = f->session->opt.capture;
	struct err err;

	if (!path)
		return true;
	f->w = cap_create_as(path, format_of(path, f->name), &err);
	if (!f->w)
		output_error(&f->session->out, STATUS_FAILED, "%s", err.text);
	return f->w;
}

void follow_keep(struct follow *f, const struct record *rec)
{
	struct err err;

	if (!f->w || cap_write(f->w, rec, &err))
		return;
	f->failed = true;
	output_error(&f->session->out, STATUS_FAILED,
	    "%s; the capture ends here", err.text);
	cap_finish(f->w, NULL);
	f->w = NULL;
}
