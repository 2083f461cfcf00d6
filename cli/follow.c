#include "cli/follow.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/session.h"
#include "hci/serial.h"
#include "hci/transport.h"
#include "pcap/live.h"

/* A file that grows is looked at so often, in milliseconds. */
#define PAUSE 100

/* As btmon's. */
#define TTY_SPEED 115200U

/* What is wrong with the options; NULL: nothing. */
static const char *contradiction(const struct args *a)
{
	bool live = args_has(a, "live"), tty = args_has(a, "tty");

	if (live && tty)
		return "--live watches Linux's Bluetooth, --tty reads what "
		       "firmware writes: one of them";
	if (live && args_has(a, "follow"))
		return "--follow is for files; --live waits as well";
	if (!live && !tty && args_has(a, "follow") && follow_is_socket(a))
		return "--follow is for files; a socket is waited for as well";
	if (!tty && args_has(a, "tty-speed"))
		return "--tty-speed is for --tty";
	return NULL;
}

bool follow_check(struct session *s, const struct args *a)
{
	const char *speed = args_value(a, "tty-speed");
	const char *wrong = contradiction(a);
	struct err err;

	if (wrong)
		err_set(&err, "%s", wrong);
	else if (speed && !serial_baud(speed))
		err_set(&err, "--tty-speed %s: a rate is wanted, such as %u",
		    speed, TTY_SPEED);
	else if (!a->n && args_has(a, "tty"))
		err_set(&err, "--tty: name a file or a port");
	else if (!a->n && !args_has(a, "live"))
		err_set(&err,
		    "%s: name a file, or --live to watch Linux's Bluetooth",
		    a->command->name);
	else if (!args_has(a, "live") || !a->n ||
		 cap_live_knows(a->words[0], &err))
		return true;
	else
		err_prefix(&err, "--live: ");
	output_error(&s->out, STATUS_USAGE, "%s", err.text);
	return false;
}

const char *follow_name(const struct args *a)
{
	return a->n ? a->words[0] : CAP_LIVE_ALL;
}

static const struct hci_transport_ops *socket_of(const char *name)
{
	static const struct hci_transport_ops *const all[] = { &tcp_transport,
		&unix_transport };

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		size_t n = strlen(all[i]->scheme);

		if (!strncmp(name, all[i]->scheme, n) && name[n] == ':')
			return all[i];
	}
	return NULL;
}

/* Whether it is no file, but a serial port or a socket. */
static bool is_wire(const struct args *a)
{
	const char *name = follow_name(a);
	struct stat st;

	return args_has(a, "tty") &&
	       (socket_of(name) || (!stat(name, &st) && S_ISCHR(st.st_mode)));
}

bool follow_is_socket(const struct args *a)
{
	return !args_has(a, "live") && socket_of(follow_name(a));
}

void follow_begin(
    struct follow *f, struct session *s, const struct args *a, struct buf *text)
{
	sigset_t ends;

	*f = (struct follow){
		.session = s,
		.args = a,
		.name = follow_name(a),
		.text = text,
		.signals = -1,
	};
	if (!args_has(a, "live") && !args_has(a, "follow") && !is_wire(a) &&
	    !follow_is_socket(a))
		return;
	sigemptyset(&ends);
	sigaddset(&ends, SIGINT);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGHUP);
	sigprocmask(SIG_BLOCK, &ends, &f->before);
	f->signals = signalfd(-1, &ends, SFD_CLOEXEC | SFD_NONBLOCK);
	if (f->signals < 0)
		abort();
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
	if (!cap_finish(f->w, &err))
		f->status = output_error(o, STATUS_FAILED, "%s", err.text);
}

static void stop_signals(struct follow *f)
{
	struct signalfd_siginfo info;

	if (f->signals < 0)
		return;
	while (read(f->signals, &info, sizeof(info)) == sizeof(info))
		; /* they were for us */
	close(f->signals);
	sigprocmask(SIG_SETMASK, &f->before, NULL);
}

int follow_end(struct follow *f, int status)
{
	if (f->w)
		close_capture(f);
	if (f->wire)
		f->wire->ops->close(f->wire);
	stop_signals(f);
	return status ? status : f->status;
}

static void show(struct follow *f)
{
	if (!f->text)
		return;
	output_data(&f->session->out, f->text);
	f->text->len = 0;
}

/* What poll(2) says of `fd` after at most so many milliseconds; -1: a signal has
 * come, or nobody reads any more. */
static int wait_for(const struct follow *f, int fd, int msec)
{
	struct pollfd fds[2] = {
		{ .fd = f->signals, .events = POLLIN },
		{ .fd = fd, .events = POLLIN },
	};

	if (f->session->out.out_failed)
		return -1;
	poll(fds, 2, msec);
	return fds[0].revents ? -1 : fds[1].revents;
}

static bool wait_for_pipe(void *follow, int fd)
{
	struct follow *f = follow;

	show(f);
	return wait_for(f, fd, -1) >= 0;
}

static bool wait_for_file(void *follow)
{
	struct follow *f = follow;

	show(f);
	return wait_for(f, -1, PAUSE) >= 0;
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

/* As wait_for(), for as long as it takes. */
static int wait_for_input(struct follow *f, int fd)
{
	int what = wait_for(f, fd, 0);

	if (what)
		return what;
	show(f);
	if (f->live)
		tell_lost(f);
	return wait_for(f, fd, -1);
}

static bool wait_for_packet(void *follow)
{
	struct follow *f = follow;

	return wait_for_input(f, cap_live_fd(f->live)) >= 0;
}

/* A cap_source_fn. */
static long read_wire(void *follow, uint8_t *dst, size_t n, struct err *err)
{
	struct follow *f = follow;
	const struct hci_transport_ops *ops = f->wire->ops;
	long got;

	do {
		int what = wait_for_input(f, ops->fd(f->wire));

		if (what < 0)
			return 0;
		got = ops->read(f->wire, dst, n, err);
		if (!got && (what & (POLLHUP | POLLERR | POLLNVAL))) {
			err_set(err, "the port was closed");
			return -1;
		}
	} while (!got);
	return got;
}

static struct hci_transport *connect_socket(struct follow *f, struct err *err)
{
	struct hci_transport *t;
	sigset_t blocked;

	/* It may take long, and Ctrl-C ends it at once. */
	sigprocmask(SIG_SETMASK, &f->before, &blocked);
	t = socket_of(f->name)->open(strchr(f->name, ':') + 1, err);
	sigprocmask(SIG_SETMASK, &blocked, NULL);
	return t;
}

static struct cap_reader *open_wire(struct follow *f, struct err *err)
{
	const char *speed = args_value(f->args, "tty-speed");
	struct serial_line line = {
		.scheme = "serial",
		.baud = speed ? serial_baud(speed) : TTY_SPEED,
	};

	if (socket_of(f->name)) {
		f->wire = connect_socket(f, err);
	} else if (strlen(f->name) < sizeof(line.path)) {
		snprintf(line.path, sizeof(line.path), "%s", f->name);
		f->wire = serial_open_line(&line, err);
	} else {
		err_set(err, "%s: the path is too long", f->name);
	}
	return f->wire ? cap_open_tty_source(read_wire, f) : NULL;
}

static struct cap_reader *open_live(struct follow *f, struct err *err)
{
	f->live = cap_open_live(f->name, wait_for_packet, f, err);
	if (!f->live)
		f->status = STATUS_NO_CONTROLLER;
	return f->live;
}

static struct cap_reader *open_file(struct follow *f, struct err *err)
{
	const struct cap_waits waits = {
		.more = args_has(f->args, "follow") ? wait_for_file : NULL,
		.idle = wait_for_pipe,
		.ctx = f,
	};

	return args_has(f->args, "tty")
		   ? cap_open_tty(f->name, &waits, err)
		   : cap_open_growing(f->name, &waits, err);
}

/* A capture as Wireshark's TCP@ reads it: the other end writes the file. */
static struct cap_reader *open_socket(struct follow *f, struct err *err)
{
	const struct cap_waits waits = { .idle = wait_for_pipe, .ctx = f };
	struct hci_transport *t = connect_socket(f, err);
	int fd;

	if (!t)
		return NULL;
	fd = fcntl(t->ops->fd(t), F_DUPFD_CLOEXEC, 3);
	t->ops->close(t);
	if (fd < 0) {
		err_set(err, "%s: %s", f->name, strerror(errno));
		return NULL;
	}
	return cap_open_fd(fd, f->name, &waits, err);
}

struct cap_reader *follow_open(struct follow *f)
{
	struct cap_reader *r;
	struct err err;

	if (args_has(f->args, "live"))
		r = open_live(f, &err);
	else if (is_wire(f->args))
		r = open_wire(f, &err);
	else if (follow_is_socket(f->args))
		r = open_socket(f, &err);
	else
		r = open_file(f, &err);
	if (r)
		return r;
	if (wait_for(f, -1, 0) < 0) {
		output_talk(&f->session->out, "%s: nothing came",
		    strcmp(f->name, "-") ? f->name : "standard input");
		return NULL;
	}
	if (!f->status)
		f->status = STATUS_FAILED;
	output_error(&f->session->out, f->status, "%s", err.text);
	return NULL;
}

/* As btmon writes the monitor, which has a place for the most of it. */
static const char *format_of(const struct follow *f, const char *path)
{
	bool is_monitor = f->wire || cap_live_is_monitor(f->name);

	return is_monitor && cap_is_btsnoop(path) ? "monitor" : NULL;
}

bool follow_capture(struct follow *f)
{
	const char *path = f->session->opt.capture;
	struct err err;

	/* a shell's is of its own packets */
	if (!path || f->session->shell ||
	    (!f->live && !f->wire && !follow_is_socket(f->args)))
		return true;
	f->w = cap_create_as(path, format_of(f, path), &err);
	if (!f->w)
		f->status = output_error(
		    &f->session->out, STATUS_FAILED, "%s", err.text);
	return f->w;
}

void follow_keep(struct follow *f, const struct record *rec)
{
	struct err err;

	if (!f->w || cap_write(f->w, rec, &err))
		return;
	f->status = output_error(&f->session->out, STATUS_FAILED,
	    "%s; the capture ends here", err.text);
	cap_finish(f->w, NULL);
	f->w = NULL;
}
