/* A controller's USB interface, Vol 4 Part B: commands on the control pipe,
 * events on an interrupt pipe, data on two bulk pipes. */
#include "hci/usb.h"

#include "hci/transport.h"

#ifdef HAVE_LIBUSB

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libusb.h>
#include <linux/usbdevice_fs.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "hci/defs.h"
#include "hci/h4.h"
#include "hci/keeper.h"
#include "hci/transport_user.h"

/* Vol 4 Part B 3.1, 3.2 and Assigned Numbers of the USB Forum */
enum { CLASS_WIRELESS = 0xe0, SUBCLASS_RF = 0x01, PROTOCOL_BLUETOOTH = 0x01 };

#define MAX_OUT	   16 /* transfers for the controller, at once */
#define MAX_EVENTS 4  /* and from it: one USB packet each, */
#define MAX_DATA   8  /* then nothing hangs on the end of a longer one */
#define MAX_ERRORS 10 /* in a row */
#define CLOSE_MSEC 1000

/* Where the pipes of a device are. */
struct pipes {
	uint8_t interface;
	uint8_t event_in, data_in, data_out;
	uint16_t event_size, data_size; /* of a USB packet */
};

struct usb_transport {
	struct hci_transport base;
	libusb_context *ctx;
	libusb_device_handle *handle;
	struct pipes pipes;
	bool claimed, closing, gone;
	bool detached; /* from a driver of Linux */
	struct keeper keeper;
	unsigned errors;
	struct libusb_transfer *in[MAX_EVENTS + MAX_DATA], *out[MAX_OUT];
	unsigned in_flight;
	struct buf event, data; /* what has come of one, behind its H4 type */
	struct buf received;	/* whole ones */
	int poll, more; /* epoll of libusb's descriptors, and of this eventfd */
	char name[32];
};

/* Which devices there are. */

static bool is_bluetooth(uint8_t class, uint8_t subclass, uint8_t protocol)
{
	return class == CLASS_WIRELESS && subclass == SUBCLASS_RF &&
	       protocol == PROTOCOL_BLUETOOTH;
}

static bool take_pipes(
    const struct libusb_interface_descriptor *d, struct pipes *p)
{
	*p = (struct pipes){ .interface = d->bInterfaceNumber };
	for (unsigned i = 0; i < d->bNumEndpoints; i++) {
		const struct libusb_endpoint_descriptor *e = &d->endpoint[i];
		unsigned type = e->bmAttributes & LIBUSB_TRANSFER_TYPE_MASK;
		bool in = e->bEndpointAddress & LIBUSB_ENDPOINT_IN;
		uint16_t size = e->wMaxPacketSize & 0x7ff;

		if (type == LIBUSB_TRANSFER_TYPE_INTERRUPT && in) {
			p->event_in = e->bEndpointAddress;
			p->event_size = size;
		} else if (type == LIBUSB_TRANSFER_TYPE_BULK && in) {
			p->data_in = e->bEndpointAddress;
			p->data_size = size;
		} else if (type == LIBUSB_TRANSFER_TYPE_BULK) {
			p->data_out = e->bEndpointAddress;
		}
	}
	return p->event_in && p->event_size && p->data_in && p->data_size &&
	       p->data_out;
}

/* The interface with the pipes: of that class, or of any with `any_class`. */
static bool find_pipes(libusb_device *dev, bool any_class, struct pipes *p)
{
	struct libusb_device_descriptor d;
	struct libusb_config_descriptor *config;
	bool found = false;

	if (libusb_get_device_descriptor(dev, &d) ||
	    libusb_get_active_config_descriptor(dev, &config))
		return false;
	if (is_bluetooth(d.bDeviceClass, d.bDeviceSubClass, d.bDeviceProtocol))
		any_class = true;
	for (unsigned i = 0; i < config->bNumInterfaces && !found; i++) {
		const struct libusb_interface *face = &config->interface[i];
		const struct libusb_interface_descriptor *f = face->altsetting;

		found = face->num_altsetting > 0 &&
			(any_class || is_bluetooth(f->bInterfaceClass,
					  f->bInterfaceSubClass,
					  f->bInterfaceProtocol)) &&
			take_pipes(f, p);
	}
	libusb_free_config_descriptor(config);
	return found;
}

/* The adapter of Linux on this interface, or -1. */
static int hci_of(libusb_device *dev, const struct pipes *p)
{
	struct libusb_config_descriptor *config;
	uint8_t ports[8];
	char path[128];
	int n = libusb_get_port_numbers(dev, ports, sizeof(ports)), at,
	    hci = -1;
	struct dirent *e;
	DIR *dir;

	if (n <= 0 || libusb_get_active_config_descriptor(dev, &config))
		return -1;
	at = snprintf(path, sizeof(path), "/sys/bus/usb/devices/%u-%u",
	    libusb_get_bus_number(dev), ports[0]);
	for (int i = 1; i < n; i++)
		at += snprintf(
		    path + at, sizeof(path) - (size_t)at, ".%u", ports[i]);
	snprintf(path + at, sizeof(path) - (size_t)at, ":%u.%u/bluetooth",
	    config->bConfigurationValue, p->interface);
	libusb_free_config_descriptor(config);
	dir = opendir(path);
	if (!dir)
		return -1;
	while ((e = readdir(dir)))
		if (!strncmp(e->d_name, "hci", 3))
			hci = (int)strtol(e->d_name + 3, NULL, 10);
	closedir(dir);
	return hci;
}

static libusb_context *start(struct err *err)
{
	libusb_context *ctx;
	int rc = libusb_init(&ctx);

	if (!rc)
		return ctx;
	err_set(err, "usb: %s", libusb_strerror(rc));
	return NULL;
}

size_t usb_controllers(struct usb_controller *out, size_t max)
{
	libusb_context *ctx = start(NULL);
	libusb_device **list;
	ssize_t n = ctx ? libusb_get_device_list(ctx, &list) : -1;
	size_t found = 0;

	for (ssize_t i = 0; i < n && found < max; i++) {
		struct libusb_device_descriptor d;
		struct pipes p;

		if (!find_pipes(list[i], false, &p) ||
		    libusb_get_device_descriptor(list[i], &d))
			continue;
		out[found++] = (struct usb_controller){ d.idVendor, d.idProduct,
			hci_of(list[i], &p) };
	}
	if (n >= 0)
		libusb_free_device_list(list, 1);
	if (ctx)
		libusb_exit(ctx);
	return found;
}

/* From the controller. */

/* One USB packet of the packet in `part`. A short one ends it, whatever length it
 * says: so the rest of one that another program left unread costs nothing. */
static void assemble(struct usb_transport *t, struct buf *part, uint8_t type,
    const struct libusb_transfer *x)
{
	size_t size;

	if (!part->len)
		buf_putc(part, (char)type);
	buf_add(part, x->buffer, (size_t)x->actual_length);
	while ((size = h4_packet_size(part->data, part->len)) &&
	       size <= part->len) {
		buf_add(&t->received, part->data, size);
		/* The last octet's place is that of the next one's type. */
		buf_drop(part, size - 1);
		part->data[0] = type;
	}
	if (part->len == 1 || x->actual_length < x->length)
		part->len = 0;
}

static void submit_in(struct usb_transport *t, struct libusb_transfer *x)
{
	if (t->closing || t->gone)
		return;
	if (libusb_submit_transfer(x))
		t->gone = true;
	else
		t->in_flight++;
}

static void failed(struct usb_transport *t, enum libusb_transfer_status status)
{
	if (status == LIBUSB_TRANSFER_NO_DEVICE || ++t->errors > MAX_ERRORS)
		t->gone = true;
}

static void LIBUSB_CALL came_in(struct libusb_transfer *x)
{
	struct usb_transport *t = x->user_data;
	bool event = x->endpoint == t->pipes.event_in;

	t->in_flight--;
	if (x->status == LIBUSB_TRANSFER_COMPLETED) {
		t->errors = 0;
		assemble(t, event ? &t->event : &t->data,
		    event ? H4_EVENT : H4_ACL, x);
	} else {
		failed(t, x->status);
	}
	submit_in(t, x);
}

static bool listen(struct usb_transport *t, unsigned i, uint8_t endpoint,
    uint16_t size, bool interrupt)
{
	struct libusb_transfer *x = libusb_alloc_transfer(0);
	uint8_t *p = malloc(size);

	if (!x || !p)
		abort();
	if (interrupt)
		libusb_fill_interrupt_transfer(
		    x, t->handle, endpoint, p, size, came_in, t, 0);
	else
		libusb_fill_bulk_transfer(
		    x, t->handle, endpoint, p, size, came_in, t, 0);
	x->flags = LIBUSB_TRANSFER_FREE_BUFFER;
	t->in[i] = x;
	submit_in(t, x);
	return !t->gone;
}

static bool listen_all(struct usb_transport *t)
{
	const struct pipes *p = &t->pipes;
	bool ok = true;

	for (unsigned i = 0; i < MAX_EVENTS; i++)
		ok = ok && listen(t, i, p->event_in, p->event_size, true);
	for (unsigned i = 0; i < MAX_DATA; i++)
		ok = ok &&
		     listen(t, MAX_EVENTS + i, p->data_in, p->data_size, false);
	return ok;
}

static void wake(const struct usb_transport *t)
{
	eventfd_write(t->more, 1);
}

static void turn(struct usb_transport *t, unsigned msec)
{
	struct timeval tv = { .tv_usec = (suseconds_t)(1000 * msec) };

	if (libusb_handle_events_timeout_completed(t->ctx, &tv, NULL) ==
	    LIBUSB_ERROR_NO_DEVICE)
		t->gone = true;
}

static long usb_read(
    struct hci_transport *base, uint8_t *buf, size_t n, struct err *err)
{
	struct usb_transport *t = (struct usb_transport *)base;
	eventfd_t count;

	eventfd_read(t->more, &count);
	turn(t, 0);
	if (n > t->received.len)
		n = t->received.len;
	if (!n && t->gone) {
		err_set(err, "%s is gone: %s", t->name,
		    t->errors > MAX_ERRORS ? "its pipes fail"
					   : "it was unplugged");
		return -1;
	}
	if (n)
		memcpy(buf, t->received.data, n);
	buf_drop(&t->received, n);
	if (t->received.len || t->gone)
		wake(t);
	return (long)n;
}

/* For the controller. */

static void LIBUSB_CALL went_out(struct libusb_transfer *x)
{
	struct usb_transport *t = x->user_data;

	t->in_flight--;
	for (unsigned i = 0; i < MAX_OUT; i++)
		if (t->out[i] == x)
			t->out[i] = NULL;
	/* A command that is refused here is one that is not answered. */
	if (x->status != LIBUSB_TRANSFER_COMPLETED &&
	    x->status != LIBUSB_TRANSFER_STALL)
		failed(t, x->status);
	libusb_free_transfer(x);
}

/* A packet behind its H4 type. */
static void fill_out(struct usb_transport *t, struct libusb_transfer *x,
    uint8_t type, const uint8_t *p, size_t n)
{
	size_t head = type == H4_COMMAND ? LIBUSB_CONTROL_SETUP_SIZE : 0;
	uint8_t *data = malloc(head + n);

	if (!data)
		abort();
	memcpy(data + head, p, n);
	if (head) {
		/* Vol 4 Part B 2.2.1: class request 0 of the device */
		libusb_fill_control_setup(data,
		    LIBUSB_REQUEST_TYPE_CLASS | LIBUSB_RECIPIENT_DEVICE, 0, 0,
		    0, (uint16_t)n);
		libusb_fill_control_transfer(
		    x, t->handle, data, went_out, t, 0);
	} else {
		libusb_fill_bulk_transfer(x, t->handle, t->pipes.data_out, data,
		    (int)n, went_out, t, 0);
	}
	x->flags = LIBUSB_TRANSFER_FREE_BUFFER;
}

/* False: no room, or gone. Other types of packets have no pipe here. */
static bool send_packet(struct usb_transport *t, const uint8_t *p, size_t n)
{
	struct libusb_transfer *x;
	unsigned i = 0;

	if (p[0] != H4_COMMAND && p[0] != H4_ACL)
		return true;
	while (i < MAX_OUT && t->out[i])
		i++;
	if (i == MAX_OUT)
		return false;
	x = libusb_alloc_transfer(0);
	if (!x)
		abort();
	fill_out(t, x, p[0], p + 1, n - 1);
	if (libusb_submit_transfer(x)) {
		libusb_free_transfer(x);
		t->gone = true;
		return false;
	}
	t->out[i] = x;
	t->in_flight++;
	return true;
}

static long usb_write(
    struct hci_transport *base, const uint8_t *p, size_t n, struct err *err)
{
	struct usb_transport *t = (struct usb_transport *)base;
	size_t done = 0;

	while (done < n) {
		size_t size = h4_packet_size(p + done, n - done);

		if (!size || size > n - done || !send_packet(t, p + done, size))
			break;
		done += size;
	}
	if (t->gone && !done) {
		err_set(err, "%s is gone: it was unplugged", t->name);
		return -1;
	}
	return (long)done;
}

/* The descriptors of libusb, which come and go. */

static void LIBUSB_CALL add_fd(int fd, short events, void *arg)
{
	struct usb_transport *t = arg;
	struct epoll_event e = { .data = { .fd = fd } };

	e.events = (events & POLLIN ? EPOLLIN : 0U) |
		   (events & POLLOUT ? EPOLLOUT : 0U);
	epoll_ctl(t->poll, EPOLL_CTL_ADD, fd, &e);
}

static void LIBUSB_CALL remove_fd(int fd, void *arg)
{
	struct usb_transport *t = arg;

	epoll_ctl(t->poll, EPOLL_CTL_DEL, fd, NULL);
}

static void watch(struct usb_transport *t)
{
	const struct libusb_pollfd **list = libusb_get_pollfds(t->ctx);

	for (size_t i = 0; list && list[i]; i++)
		add_fd(list[i]->fd, list[i]->events, t);
	libusb_free_pollfds(list);
	libusb_set_pollfd_notifiers(t->ctx, add_fd, remove_fd, t);
	add_fd(t->more, POLLIN, t);
}

static int usb_fd(const struct hci_transport *base)
{
	return ((const struct usb_transport *)base)->poll;
}

/* Opening and closing. */

/* What is under way has to come to its end before the device is let go of. */
static void cancel_all(struct usb_transport *t)
{
	struct timespec now, end;

	t->closing = true;
	for (unsigned i = 0; i < ARRAY_SIZE(t->in); i++)
		if (t->in[i])
			libusb_cancel_transfer(t->in[i]);
	for (unsigned i = 0; i < MAX_OUT; i++)
		if (t->out[i])
			libusb_cancel_transfer(t->out[i]);
	clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_sec += CLOSE_MSEC / 1000;
	do {
		turn(t, 50);
		clock_gettime(CLOCK_MONOTONIC, &now);
	} while (t->in_flight && now.tv_sec < end.tv_sec);
}

static void usb_close(struct hci_transport *base)
{
	struct usb_transport *t = (struct usb_transport *)base;

	if (t->handle && t->in_flight)
		cancel_all(t);
	for (unsigned i = 0; i < ARRAY_SIZE(t->in) && !t->in_flight; i++)
		libusb_free_transfer(t->in[i]);
	if (t->claimed)
		libusb_release_interface(t->handle, t->pipes.interface);
	if (t->detached)
		libusb_attach_kernel_driver(t->handle, t->pipes.interface);
	keeper_dismiss(&t->keeper);
	if (t->ctx)
		libusb_set_pollfd_notifiers(t->ctx, NULL, NULL, NULL);
	if (t->handle)
		libusb_close(t->handle);
	if (t->ctx)
		libusb_exit(t->ctx);
	if (t->poll >= 0)
		close(t->poll);
	if (t->more >= 0)
		close(t->more);
	buf_free(&t->event);
	buf_free(&t->data);
	buf_free(&t->received);
	free(t);
}

/* "", "VID:PID", and then perhaps ",take". */
static bool parse(const char *rest, int *vid, int *pid, bool *take)
{
	unsigned v, p;
	int n = 0;

	*vid = *pid = -1;
	if (sscanf(rest, "%4x:%4x%n", &v, &p, &n) == 2 && n) {
		*vid = (int)v;
		*pid = (int)p;
		rest += n;
	}
	*take = !strcmp(rest, ",take");
	return *take || !*rest;
}

/* The only one, or the first one with these ids. NULL and `err`; else the caller
 * unreferences it. */
static libusb_device *choose(
    struct usb_transport *t, int vid, int pid, struct err *err)
{
	libusb_device **list, *found = NULL;
	ssize_t n = libusb_get_device_list(t->ctx, &list);
	unsigned others = 0;

	for (ssize_t i = 0; i < n; i++) {
		struct libusb_device_descriptor d;
		struct pipes p;

		if (libusb_get_device_descriptor(list[i], &d) ||
		    (vid >= 0 && (d.idVendor != vid || d.idProduct != pid)) ||
		    !find_pipes(list[i], vid >= 0, &p))
			continue;
		if (found) {
			others++;
			continue;
		}
		found = libusb_ref_device(list[i]);
		t->pipes = p;
		snprintf(t->name, sizeof(t->name), "usb:%04x:%04x", d.idVendor,
		    d.idProduct);
	}
	if (n >= 0)
		libusb_free_device_list(list, 1);
	if (!found)
		err_set(err,
		    "usb: no Bluetooth controller on USB%s; pairscope "
		    "controllers lists what is there",
		    vid >= 0 ? " with these ids" : "");
	if (found && others && vid < 0) {
		err_set(err,
		    "usb: there are %u Bluetooth controllers on USB: choose "
		    "one, as %s",
		    others + 1, t->name);
		libusb_unref_device(found);
		found = NULL;
	}
	return found;
}

static bool explain(
    const struct usb_transport *t, const char *what, int rc, struct err *err)
{
	const char *hint = "";

	if (rc == LIBUSB_ERROR_ACCESS)
		hint = "; run with sudo, or install the udev rule of pairscope "
		       "and plug it in again";
	else if (rc == LIBUSB_ERROR_BUSY)
		hint = "; another program has it";
	return err_set(
	    err, "%s: %s: %s%s", t->name, what, libusb_strerror(rc), hint);
}

/* What libusb does, without it; bus, device and interface are in `what`. */
static bool give_back(unsigned what, int tries)
{
	struct usbdevfs_ioctl connect = {
		.ifno = (int)(what & 0xff),
		.ioctl_code = USBDEVFS_CONNECT,
	};
	char path[40];
	int fd;
	bool busy;

	(void)tries;
	snprintf(path, sizeof(path), "/dev/bus/usb/%03u/%03u", what >> 16,
	    what >> 8 & 0xff);
	fd = open(path, O_RDWR);
	busy = fd >= 0 && ioctl(fd, USBDEVFS_IOCTL, &connect) < 0 &&
	       errno == EBUSY;
	if (fd >= 0)
		close(fd);
	return !busy;
}

/* Take it from its driver, if it has one; a process of its own gives it back if
 * we are killed. */
static bool detach(struct usb_transport *t, libusb_device *dev, struct err *err)
{
	unsigned what = (unsigned)libusb_get_bus_number(dev) << 16 |
			(unsigned)libusb_get_device_address(dev) << 8 |
			t->pipes.interface;
	int rc;

	if (libusb_kernel_driver_active(t->handle, t->pipes.interface) != 1)
		return true;
	if (!keeper_start(&t->keeper, give_back, what))
		return err_set(err, "%s: %s", t->name, strerror(errno));
	rc = libusb_detach_kernel_driver(t->handle, t->pipes.interface);
	if (rc)
		return explain(t, "cannot be taken from Linux", rc, err);
	t->detached = true;
	return true;
}

static bool claim(
    struct usb_transport *t, libusb_device *dev, bool take, struct err *err)
{
	int hci = hci_of(dev, &t->pipes), rc;

	if (hci >= 0 && !take && user_adapter_is_up((unsigned)hci))
		return err_set(err,
		    "%s is hci%d of Linux, and up: -c %s,take takes it from "
		    "Linux, and gives it back at the end; so does -c "
		    "hci%d,take",
		    t->name, hci, t->name, hci);
	rc = libusb_open(dev, &t->handle);
	if (rc)
		return explain(t, "cannot be opened", rc, err);
	if (!detach(t, dev, err))
		return false;
	rc = libusb_claim_interface(t->handle, t->pipes.interface);
	if (rc)
		return explain(t, "cannot be taken", rc, err);
	t->claimed = true;
	watch(t);
	return listen_all(t) ||
	       explain(t, "cannot be read", LIBUSB_ERROR_IO, err);
}

static struct hci_transport *usb_open(const char *rest, struct err *err)
{
	struct usb_transport *t;
	libusb_device *dev;
	int vid, pid;
	bool take, ok;

	if (!parse(rest, &vid, &pid, &take)) {
		err_set(err, "usb:%s: write usb[:VID:PID][,take]", rest);
		return NULL;
	}
	t = calloc(1, sizeof(*t));
	if (!t)
		abort();
	t->base.ops = &usb_transport;
	t->poll = epoll_create1(EPOLL_CLOEXEC);
	t->more = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	t->ctx = start(err);
	dev = t->ctx ? choose(t, vid, pid, err) : NULL;
	ok = dev && claim(t, dev, take, err);
	if (dev)
		libusb_unref_device(dev);
	if (ok)
		return &t->base;
	usb_close(&t->base);
	return NULL;
}

#else

size_t usb_controllers(struct usb_controller *out, size_t max)
{
	(void)out;
	(void)max;
	return 0;
}

static struct hci_transport *usb_open(const char *rest, struct err *err)
{
	(void)rest;
	err_set(err, "usb: this program was built without libusb; where Linux "
		     "drives the controller, -c hci0 takes it from there");
	return NULL;
}

#define usb_fd	  NULL
#define usb_read  NULL
#define usb_write NULL
#define usb_close NULL

#endif

const struct hci_transport_ops usb_transport = {
	.scheme = "usb",
	.open = usb_open,
	.fd = usb_fd,
	.read = usb_read,
	.write = usb_write,
	.close = usb_close,
};
