/* H4 on a serial port, through libserialport; on a pseudo-terminal, which
 * libserialport refuses, through plain termios. */
#include "hci/serial.h"

#include <errno.h>
#include <fcntl.h>
#include <libserialport.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <termios.h>
#include <unistd.h>

#include "base/bytes.h"
#include "hci/port.h"
#include "hci/transport.h"

struct serial_transport {
	struct hci_transport base;
	struct sp_port *port; /* NULL on a pseudo-terminal */
	int fd;
	struct serial_line line;
};

unsigned serial_baud(const char *text)
{
	char *end;
	unsigned long n = strtoul(text, &end, 10);

	return *text >= '0' && *text <= '9' && !*end && n <= INT_MAX
		   ? (unsigned)n
		   : 0;
}

bool serial_option(
    struct serial_line *l, const char *word, bool *known, struct err *err)
{
	*known = true;
	if (!strncmp(word, "baud=", 5)) {
		l->baud = serial_baud(word + 5);
		return l->baud ||
		       err_set(err, "'%s' is no baud rate", word + 5);
	}
	if (!strcmp(word, "flow=none"))
		l->rtscts = false;
	else if (!strcmp(word, "flow=rtscts"))
		l->rtscts = true;
	else if (!strcmp(word, "parity=none"))
		l->even = false;
	else if (!strcmp(word, "parity=even"))
		l->even = true;
	else
		*known = false;
	return true;
}

/* "PATH[,baud=N][,flow=none|rtscts][,parity=none|even]" */
static bool parse(const char *rest, struct serial_line *l, struct err *err)
{
	char text[512], *save = NULL, *word;
	bool known;

	snprintf(text, sizeof(text), "%s", rest);
	*l = (struct serial_line){ .scheme = "serial", .baud = 115200 };
	word = strtok_r(text, ",", &save);
	if (!word || strlen(word) >= sizeof(l->path))
		return err_set(err,
		    "serial:%s: write serial:PATH, for example "
		    "serial:/dev/ttyACM0",
		    rest);
	strcpy(l->path, word);
	while ((word = strtok_r(NULL, ",", &save))) {
		if (!serial_option(l, word, &known, err))
			return err_prefix(err, "serial:%s: ", rest);
		if (!known)
			return err_set(err,
			    "serial:%s: unknown option '%s'; "
			    "there are baud=N, flow=none|rtscts, "
			    "parity=none|even and h5",
			    rest, word);
	}
	return true;
}

static void explain(struct err *err, const struct serial_line *l, int errnum)
{
	struct port_holder holder;
	char group[64], stop[200];

	err_set(err, "%s", strerror(errnum));
	if (errnum == EACCES) {
		if (port_group(l->path, group, sizeof(group)))
			err_append(err,
			    "; join the group %s: sudo usermod -aG %s $USER, "
			    "then log in again",
			    group, group);
		else
			err_append(
			    err, "; no group may open it: run with sudo");
		err_append(err, "; for USB there is pairscope's udev rule");
	} else if (errnum == EBUSY) {
		if (port_find_holder("", l->path, &holder)) {
			port_stop_holder(&holder, l->path, stop, sizeof(stop));
			err_set(err, "in use by %s (pid %ld); stop it: %s",
			    holder.name, holder.pid, stop);
		} else {
			err_set(err,
			    "in use by another program, ModemManager perhaps; "
			    "sudo fuser -v %s says which",
			    l->path);
		}
	} else if (errnum == ENOENT) {
		err_set(err, "%s; `pairscope controllers` lists what is there",
		    strerror(errnum));
	}
	err_prefix(err, "%s:%s: ", l->scheme, l->path);
}

/* The majors of Unix 98 pseudo-terminals, behind whatever link. */
static bool is_pty(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISCHR(st.st_mode) &&
	       major(st.st_rdev) >= 136 && major(st.st_rdev) <= 143;
}

/* The rates that termios knows by number. */
static const struct {
	unsigned baud;
	speed_t speed;
} speeds[] = {
	{ 9600, B9600 },
	{ 19200, B19200 },
	{ 38400, B38400 },
	{ 57600, B57600 },
	{ 115200, B115200 },
	{ 230400, B230400 },
	{ 460800, B460800 },
	{ 500000, B500000 },
	{ 576000, B576000 },
	{ 921600, B921600 },
	{ 1000000, B1000000 },
	{ 1152000, B1152000 },
	{ 1500000, B1500000 },
	{ 2000000, B2000000 },
	{ 2500000, B2500000 },
	{ 3000000, B3000000 },
	{ 3500000, B3500000 },
	{ 4000000, B4000000 },
};

static bool set_pty_baud(int fd, unsigned baud)
{
	struct termios tio;

	errno = EINVAL;
	for (size_t i = 0; i < ARRAY_SIZE(speeds); i++)
		if (speeds[i].baud == baud)
			return !tcgetattr(fd, &tio) &&
			       !cfsetspeed(&tio, speeds[i].speed) &&
			       !tcsetattr(fd, TCSANOW, &tio);
	return false;
}

static bool refuses_baud(struct err *err, const struct serial_line *l)
{
	return err_set(err, "%s:%s: the port refuses %u baud: %s", l->scheme,
	    l->path, l->baud, strerror(errno));
}

/* Two on one line hear half of it each. The lock is for those that root's
 * TIOCEXCL does not keep out; false: another one has it. */
static bool claim(int fd)
{
	ioctl(fd, TIOCEXCL);
	return !flock(fd, LOCK_EX | LOCK_NB) || errno != EWOULDBLOCK;
}

static bool open_pty(struct serial_transport *t, struct err *err)
{
	struct termios tio;

	t->fd = open(t->line.path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (t->fd < 0) {
		explain(err, &t->line, errno);
		return false;
	}
	if (tcgetattr(t->fd, &tio)) {
		explain(err, &t->line, errno);
		close(t->fd);
		return false;
	}
	if (!claim(t->fd)) {
		explain(err, &t->line, EBUSY);
		close(t->fd);
		return false;
	}
	cfmakeraw(&tio);
	tcsetattr(t->fd, TCSANOW, &tio);
	if (!set_pty_baud(t->fd, t->line.baud)) {
		refuses_baud(err, &t->line);
		close(t->fd);
		return false;
	}
	return true;
}

/* libserialport 0.1.1 says that it sets RTS/CTS, and does not. */
static bool set_rtscts(int fd, bool on)
{
	struct termios tio;

	if (tcgetattr(fd, &tio))
		return false;
	if (on)
		tio.c_cflag |= CRTSCTS;
	else
		tio.c_cflag &= ~CRTSCTS;
	return !tcsetattr(fd, TCSANOW, &tio);
}

static bool set_up(struct serial_transport *t)
{
	struct sp_port *port = t->port;

	/* Raised DTR tells a USB CDC device that somebody listens. */
	return sp_set_flowcontrol(port, SP_FLOWCONTROL_NONE) == SP_OK &&
	       set_rtscts(t->fd, t->line.rtscts) &&
	       sp_set_baudrate(port, (int)t->line.baud) == SP_OK &&
	       sp_set_bits(port, 8) == SP_OK &&
	       sp_set_parity(port,
		   t->line.even ? SP_PARITY_EVEN : SP_PARITY_NONE) == SP_OK &&
	       sp_set_stopbits(port, 1) == SP_OK &&
	       sp_set_dtr(port, SP_DTR_ON) == SP_OK &&
	       sp_flush(port, SP_BUF_INPUT) == SP_OK;
}

static bool open_port(struct serial_transport *t, struct err *err)
{
	char path[PATH_MAX];

	/* libserialport takes no link, such as those in /dev/serial/by-id. */
	if (!realpath(t->line.path, path)) {
		explain(err, &t->line, errno);
		return false;
	}
	if (sp_get_port_by_name(path, &t->port) != SP_OK)
		return err_set(err, "%s:%s: not a serial port", t->line.scheme,
		    t->line.path);
	if (sp_open(t->port, SP_MODE_READ_WRITE) != SP_OK) {
		explain(err, &t->line, errno);
		sp_free_port(t->port);
		return false;
	}
	sp_get_port_handle(t->port, &t->fd);
	if (!claim(t->fd)) {
		explain(err, &t->line, EBUSY);
		sp_close(t->port);
		sp_free_port(t->port);
		return false;
	}
	if (!set_up(t)) {
		refuses_baud(err, &t->line);
		sp_close(t->port);
		sp_free_port(t->port);
		return false;
	}
	return true;
}

struct hci_transport *serial_open_line(
    const struct serial_line *l, struct err *err)
{
	struct serial_transport *t = calloc(1, sizeof(*t));

	if (!t)
		abort();
	t->base.ops = &serial_transport;
	t->line = *l;
	if (is_pty(l->path) ? open_pty(t, err) : open_port(t, err))
		return &t->base;
	free(t);
	return NULL;
}

static struct hci_transport *serial_open(const char *rest, struct err *err)
{
	struct serial_line line;

	return parse(rest, &line, err) ? serial_open_line(&line, err) : NULL;
}

static bool serial_set_baud(
    struct hci_transport *t, unsigned baud, struct err *err)
{
	struct serial_transport *s = (struct serial_transport *)t;
	bool ok;

	s->line.baud = baud;
	if (s->port)
		ok = sp_set_baudrate(s->port, (int)baud) == SP_OK &&
		     sp_flush(s->port, SP_BUF_INPUT) == SP_OK;
	else
		ok = set_pty_baud(s->fd, baud) && !tcflush(s->fd, TCIFLUSH);
	return ok || refuses_baud(err, &s->line);
}

static int serial_fd(const struct hci_transport *t)
{
	return ((const struct serial_transport *)t)->fd;
}

/* An error has the path; what -c was given has the scheme too. */
static long name_it(const struct serial_transport *s, long n, struct err *err)
{
	if (n < 0)
		err_prefix(err, "%s:", s->line.scheme);
	return n;
}

static long serial_read(
    struct hci_transport *t, uint8_t *buf, size_t n, struct err *err)
{
	struct serial_transport *s = (struct serial_transport *)t;
	long got;

	if (!s->port)
		return name_it(s,
		    transport_read_fd(s->fd, s->line.path, buf, n, err), err);
	/* Such a port reads 0 octets when there is nothing. */
	got = sp_nonblocking_read(s->port, buf, n);
	if (got < 0)
		err_set(err, "%s: %s", s->line.path, strerror(errno));
	return name_it(s, got < 0 ? -1 : got, err);
}

static long serial_write(
    struct hci_transport *t, const uint8_t *p, size_t n, struct err *err)
{
	struct serial_transport *s = (struct serial_transport *)t;
	long put;

	if (!s->port)
		return name_it(
		    s, transport_write_fd(s->fd, s->line.path, p, n, err), err);
	put = sp_nonblocking_write(s->port, p, n);
	if (put < 0)
		err_set(err, "%s: %s", s->line.path, strerror(errno));
	return name_it(s, put < 0 ? -1 : put, err);
}

static void serial_close(struct hci_transport *t)
{
	struct serial_transport *s = (struct serial_transport *)t;

	if (s->port) {
		sp_close(s->port);
		sp_free_port(s->port);
	} else {
		close(s->fd);
	}
	free(s);
}

/* Another rate that is usual. */
static unsigned other_baud(unsigned baud)
{
	return baud == 115200 ? 921600 : baud == 921600 ? 1000000 : 115200;
}

static bool serial_advise(
    const struct hci_transport *t, enum noise_kind kind, struct err *advice)
{
	const struct serial_transport *s = (const struct serial_transport *)t;
	const char *name = strrchr(s->line.path, '/');
	struct port_holder holder;
	char stop[200];
	int lines;

	if (kind == NOISE_NONE && s->line.rtscts &&
	    !ioctl(s->fd, TIOCMGET, &lines) && !(lines & TIOCM_CTS)) {
		err_set(advice,
		    "CTS is low: the controller is off or stuck, or its RTS is "
		    "not wired, which wants flow=none");
		return true;
	}
	if (s->port && port_find_holder("", s->line.path, &holder)) {
		port_stop_holder(&holder, s->line.path, stop, sizeof(stop));
		err_set(advice,
		    "%s (pid %ld) has the port open too; stop it: %s",
		    holder.name, holder.pid, stop);
		return true;
	}
	switch (kind) {
	case NOISE_TEXT:
		err_set(advice,
		    "what comes is text: a console or a login prompt is on "
		    "this line: sudo systemctl stop serial-getty@%s, and take "
		    "console= out of the kernel's command line",
		    name ? name + 1 : s->line.path);
		return true;
	case NOISE_SLIP:
		err_set(advice, "what comes is framed as H5: add ,h5");
		return true;
	case NOISE_FRAMING:
		if (!strcmp(s->line.scheme, "bcm")) {
			err_set(advice,
			    "a chip that was left at another rate is found by "
			    "that baud=, or powered anew");
			return true;
		}
		err_set(advice, "framing noise, not HCI, at %u baud: try %u%s",
		    s->line.baud, other_baud(s->line.baud),
		    s->line.rtscts ? "" : ", or flow=rtscts where it is wired");
		return true;
	case NOISE_NONE:
		break;
	}
	return false;
}

const struct hci_transport_ops serial_transport = {
	.scheme = "serial",
	.open = serial_open,
	.fd = serial_fd,
	.read = serial_read,
	.write = serial_write,
	.close = serial_close,
	.set_baud = serial_set_baud,
	.advise = serial_advise,
};

size_t serial_ports(struct serial_port *out, size_t max)
{
	struct sp_port **list;
	size_t n = 0;

	if (sp_list_ports(&list) != SP_OK)
		return 0;
	for (; list[n] && n < max; n++) {
		const char *text = sp_get_port_description(list[n]);

		snprintf(out[n].path, sizeof(out[n].path), "%s",
		    sp_get_port_name(list[n]));
		snprintf(out[n].description, sizeof(out[n].description), "%s",
		    text ? text : "");
		out[n].usb = sp_get_port_usb_vid_pid(
				 list[n], &out[n].vid, &out[n].pid) == SP_OK;
	}
	sp_free_port_list(list);
	return n;
}
