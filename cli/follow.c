#include "cli/follow.h"

#include <inttypes.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "cli/session.h"
#include "pcap/live.h"

/* A file that grows is looked at so often, in milliseconds. */
#define PAUSE 100

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

void follow_end(struct follow *f)
{
	struct signalfd_siginfo info;

	while (read(f->signals, &info, sizeof(info)) == sizeof(info))
		; /* they were for us */
	close(f->signals);
	sigprocmask(SIG_SETMASK, &f->before, NULL);
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

	f->live = cap_open_live(name, next_packet, f, &err);
	if (!f->live)
		output_error(
		    &f->session->out, STATUS_NO_CONTROLLER, "%s", err.text);
	return f->live;
}
