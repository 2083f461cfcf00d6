/* H4 on a serial port, through libserialport; on a pseudo-terminal, which
 * libserialport refuses, through plain termios. */
#include "hci/serial.h"

#include <errno.h>
#include <fcntl.h>
#include <libserialport.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <termios.h>
#include <unistd.h>

#include "hci/transport.h"

struct serial_transport {
	struct hci_transport base;
	struct sp_port *port; /* NULL on a pseudo-terminal */
	int fd;
	char path[256];
};

struct serial_spec {
	char path[256];
	int baud;
	enum sp_flowcontrol flow;
};

/* "PATH[,baud=N][,flow=none|rtscts]" */
static bool parse(const char *rest, struct serial_spec *s, struct err *err)
{
	char text[512], *save = NULL, *word;

	snprintf(text, sizeof(text), "%s", rest);
	*s =
	    (struct serial_spec){ .baud = 115200, .flow = SP_FLOWCONTROL_NONE };
	word = strtok_r(text, ",", &save);
	if (!word || strlen(word) >= sizeof(s->path))
		return err_set(err,
		    "serial:%s: write serial:PATH, for example "
		    "serial:/dev/ttyACM0",
		    rest);
	strcpy(s->path, word);
	while ((word = strtok_r(NULL, ",", &save))) {
		char *end;

		if (!strncmp(word, "baud=", 5)) {
			s->baud = (int)strtol(word + 5, &end, 10);
			if (*end || s->baud <= 0)
				return err_set(err,
				    "serial:%s: '%s' is no "
				    "baud rate",
				    rest, word + 5);
		} else if (!strcmp(word, "flow=none")) {
			s->flow = SP_FLOWCONTROL_NONE;
		} else if (!strcmp(word, "flow=rtscts")) {
			s->flow = SP_FLOWCONTROL_RTSCTS;
		} else {
			return err_set(err,
			    "serial:%s: unknown option '%s'; "
			    "there are baud=N and "
			    "flow=none|rtscts",
			    rest, word);
		}
	}
	return true;
}

static void explain(struct err *err, const char *path, int errnum)
{
	const char *hint = "";

	if (errnum == EACCES)
		hint = "; join the group that owns the port, as a rule: "
		       "sudo usermod -aG dialout $USER, then log in again";
	else if (errnum == EBUSY)
		hint = "; another program has it open, ModemManager perhaps";
	else if (errnum == ENOENT)
		hint = "; `pairscope controllers` lists what is there";
	err_set(err, "serial:%s: %s%s", path, strerror(errnum), hint);
}

/* The majors of Unix 98 pseudo-terminals, behind whatever link. */
static bool is_pty(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISCHR(st.st_mode) &&
	       major(st.st_rdev) >= 136 && major(st.st_rdev) <= 143;
}

static bool open_pty(struct serial_transport *t, struct err *err)
{
	struct termios tio;

	t->fd = open(t->path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (t->fd < 0) {
		explain(err, t->path, errno);
		return false;
	}
	if (tcgetattr(t->fd, &tio)) {
		explain(err, t->path, errno);
		close(t->fd);
		return false;
	}
	cfmakeraw(&tio);
	tcsetattr(t->fd, TCSANOW, &tio);
	return true;
}

static bool set_up(struct sp_port *port, const struct serial_spec *s)
{
	/* Raised DTR tells a USB CDC device that somebody listens. */
	return sp_set_baudrate(port, s->baud) == SP_OK &&
	       sp_set_bits(port, 8) == SP_OK &&
	       sp_set_parity(port, SP_PARITY_NONE) == SP_OK &&
	       sp_set_stopbits(port, 1) == SP_OK &&
	       sp_set_flowcontrol(port, s->flow) == SP_OK &&
	       sp_set_dtr(port, SP_DTR_ON) == SP_OK &&
	       sp_flush(port, SP_BUF_INPUT) == SP_OK;
}

static bool open_port(
    struct serial_transport *t, const struct serial_spec *s, struct err *err)
{
	if (access(t->path, F_OK)) {
		explain(err, t->path, errno);
		return false;
	}
	if (sp_get_port_by_name(t->path, &t->port) != SP_OK) {
		err_set(err, "serial:%s: not a serial port", t->path);
		return false;
	}
	if (sp_open(t->port, SP_MODE_READ_WRITE) != SP_OK) {
		explain(err, t->path, errno);
		sp_free_port(t->port);
		return false;
	}
	if (!set_up(t->port, s)) {
		err_set(err, "serial:%s: the port refuses %d baud: %s", t->path,
		    s->baud, strerror(errno));
		sp_close(t->port);
		sp_free_port(t->port);
		return false;
	}
	sp_get_port_handle(t->port, &t->fd);
	return true;
}

static struct hci_transport *serial_open(const char *rest, struct err *err)
{
	struct serial_transport *t;
	struct serial_spec spec;
	bool ok;

	if (!parse(rest, &spec, err))
		return NULL;
	t = calloc(1, sizeof(*t));
	if (!t)
		abort();
	t->base.ops = &serial_transport;
	strcpy(t->path, spec.path);
	ok = is_pty(t->path) ? open_pty(t, err) : open_port(t, &spec, err);
	if (!ok) {
		free(t);
		return NULL;
	}
	return &t->base;
}

static int serial_fd(const struct hci_transport *t)
{
	return ((const struct serial_transport *)t)->fd;
}

static long serial_read(
    struct hci_transport *t, uint8_t *buf, size_t n, struct err *err)
{
	struct serial_transport *s = (struct serial_transport *)t;
	long got;

	if (!s->port)
		return transport_read_fd(s->fd, s->path, buf, n, err);
	/* Such a port reads 0 octets when there is nothing. */
	got = sp_nonblocking_read(s->port, buf, n);
	if (got < 0)
		err_set(err, "%s: %s", s->path, strerror(errno));
	return got < 0 ? -1 : got;
}

static long serial_write(
    struct hci_transport *t, const uint8_t *p, size_t n, struct err *err)
{
	struct serial_transport *s = (struct serial_transport *)t;
	long put;

	if (!s->port)
		return transport_write_fd(s->fd, s->path, p, n, err);
	put = sp_nonblocking_write(s->port, p, n);
	if (put < 0)
		err_set(err, "%s: %s", s->path, strerror(errno));
	return put < 0 ? -1 : put;
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

const struct hci_transport_ops serial_transport = {
	.scheme = "serial",
	.open = serial_open,
	.fd = serial_fd,
	.read = serial_read,
	.write = serial_write,
	.close = serial_close,
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
