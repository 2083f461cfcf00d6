/*
 * A controller that Linux drives, taken from it: HCI_CHANNEL_USER. The kernel
 * keeps the wire and gives each packet as one datagram; its own stack lets go of
 * the adapter, and bluetoothd sees it vanish, until the socket is closed.
 *
 * The kernel gives away only an adapter that is down. The constants are those of
 * the kernel's interface, so that no library is needed for them.
 */
#include "hci/transport_user.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "hci/h4.h"
#include "hci/keeper.h"
#include "hci/transport.h"

#define BTPROTO_HCI	 1
#define HCI_CHANNEL_USER 1
#define HCIDEVUP	 _IOW('H', 201, int)
#define HCIDEVDOWN	 _IOW('H', 202, int)
#define HCIGETDEVINFO	 _IOR('H', 211, int)
#define HCI_UP		 1U /* a flag */

struct sockaddr_hci {
	sa_family_t family;
	uint16_t dev;
	uint16_t channel;
};

struct hci_dev_info {
	uint16_t dev_id;
	char name[8];
	uint8_t address[6];
	uint32_t flags;
	uint32_t rest[18]; /* of no interest, but the kernel fills it */
};

struct user_transport {
	struct hci_transport base;
	int fd;
	unsigned index;
	struct keeper keeper; /* brings it up again, where it was */
	char name[16];
};

static int hci_socket(void)
{
	return socket(
	    AF_BLUETOOTH, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, BTPROTO_HCI);
}

/* 0, or an errno. */
static int switch_adapter(unsigned index, unsigned long request)
{
	int fd = hci_socket(), failure = 0;

	if (fd < 0)
		return errno;
	if (ioctl(fd, request, (unsigned long)index))
		failure = errno;
	close(fd);
	return failure;
}

bool user_adapter_is_up(unsigned index)
{
	struct hci_dev_info info = { .dev_id = (uint16_t)index };
	int fd = hci_socket();
	bool up;

	if (fd < 0)
		return false;
	up = !ioctl(fd, HCIGETDEVINFO, &info) && info.flags & HCI_UP;
	close(fd);
	return up;
}

/* What stands in the way, and what helps. */
static void explain(struct err *err, const char *name, int failure)
{
	switch (failure) {
	case EAFNOSUPPORT:
	case EPROTONOSUPPORT:
		err_set(err,
		    "%s: no Bluetooth in this kernel: sudo modprobe bluetooth; "
		    "in a container it is the host that has it",
		    name);
		break;
	case EPERM:
	case EACCES:
		err_set(err,
		    "%s: to take an adapter from Linux needs CAP_NET_ADMIN: "
		    "run with sudo, or once: sudo setcap cap_net_admin+ep "
		    "\"$(command -v pairscope)\"",
		    name);
		break;
	case ENODEV:
		err_set(err,
		    "%s: no such adapter; pairscope controllers lists those "
		    "that there are",
		    name);
		break;
	case EBUSY:
		err_set(err,
		    "%s is up, Linux uses it, bluetoothd perhaps: -c "
		    "%s,take takes it down, and up again at the end; or: sudo "
		    "hciconfig %s down, or bluetoothctl power off",
		    name, name, name);
		break;
	case EUSERS:
		err_set(
		    err, "%s: another program has taken it from Linux", name);
		break;
	case ERFKILL:
		err_set(err, "%s is blocked: rfkill unblock bluetooth", name);
		break;
	default:
		err_set(err, "%s: %s", name, strerror(failure));
		break;
	}
}

/* 0, or an errno. */
static int bind_channel(int fd, unsigned index)
{
	struct sockaddr_hci sa = {
		.family = AF_BLUETOOTH,
		.dev = (uint16_t)index,
		.channel = HCI_CHANNEL_USER,
	};

	return bind(fd, (const void *)&sa, sizeof(sa)) ? errno : 0;
}

/* Up with the adapter, as soon as the kernel has closed what a killed process
 * had. */
static bool give_back(unsigned index, int tries)
{
	int failure = switch_adapter(index, HCIDEVUP);

	/* It is up as long as it is taken, or somebody was faster. */
	return failure != EBUSY && failure != ETIMEDOUT &&
	       (failure != EALREADY || tries >= 5);
}

/* Bind, and with `take` where it is up, down first. 0, or an errno. */
static int take_channel(struct user_transport *t, bool take)
{
	int failure = bind_channel(t->fd, t->index);

	if (failure != EBUSY || !take || !user_adapter_is_up(t->index))
		return failure;
	failure = switch_adapter(t->index, HCIDEVDOWN);
	if (failure)
		return failure == EBUSY ? EUSERS : failure;
	if (!keeper_start(&t->keeper, give_back, t->index)) {
		failure = errno;
		switch_adapter(t->index, HCIDEVUP);
		return failure;
	}
	return bind_channel(t->fd, t->index);
}

static void user_close(struct hci_transport *base)
{
	struct user_transport *t = (struct user_transport *)base;

	if (t->fd >= 0)
		close(t->fd);
	/* A daemon may be faster, which is as good. */
	keeper_end(&t->keeper);
	free(t);
}

/* "N" or "N,take". */
static struct hci_transport *user_open(const char *rest, struct err *err)
{
	struct user_transport *t;
	unsigned long index;
	bool take;
	char *end;
	int failure;

	index = strtoul(rest, &end, 10);
	take = !strcmp(end, ",take");
	if (end == rest || index >= UINT16_MAX || (*end && !take)) {
		err_set(err, "hci%s: write hciN or hciN,take", rest);
		return NULL;
	}
	t = calloc(1, sizeof(*t));
	if (!t)
		abort();
	t->base.ops = &user_transport;
	t->index = (unsigned)index;
	snprintf(t->name, sizeof(t->name), "hci%u", t->index);
	t->fd = hci_socket();
	failure = t->fd < 0 ? errno : take_channel(t, take);
	if (!failure)
		return &t->base;
	explain(err, t->name, failure);
	user_close(&t->base);
	return NULL;
}

static int user_fd(const struct hci_transport *t)
{
	return ((const struct user_transport *)t)->fd;
}

/* What the kernel says when the adapter is no more is no word for a person. */
static long say_gone(
    const struct user_transport *t, long result, struct err *err)
{
	if (result < 0 && (errno == EPIPE || errno == EBADFD))
		err_set(err,
		    "%s is gone: it was unplugged, or its driver ended",
		    t->name);
	return result;
}

static long user_read(
    struct hci_transport *base, uint8_t *buf, size_t n, struct err *err)
{
	struct user_transport *t = (struct user_transport *)base;

	return say_gone(t, transport_read_fd(t->fd, t->name, buf, n, err), err);
}

/* The kernel takes one packet a write. */
static long user_write(
    struct hci_transport *base, const uint8_t *p, size_t n, struct err *err)
{
	struct user_transport *t = (struct user_transport *)base;
	size_t done = 0;

	while (done < n) {
		size_t size = h4_packet_size(p + done, n - done);
		long put;

		if (!size || size > n - done)
			break;
		put = transport_write_fd(t->fd, t->name, p + done, size, err);
		if (put < 0)
			return say_gone(t, put, err);
		if (!put)
			break;
		done += (size_t)put;
	}
	return (long)done;
}

const struct hci_transport_ops user_transport = {
	.scheme = "hci",
	.open = user_open,
	.fd = user_fd,
	.read = user_read,
	.write = user_write,
	.close = user_close,
};
