/* H4 on a stream socket: emulators such as btvirt, and serial servers. */
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "hci/transport.h"

struct socket_transport {
	struct hci_transport base;
	int fd;
	char name[256]; /* as in the specification */
};

static struct hci_transport *socket_new(
    const struct hci_transport_ops *ops, int fd, const char *rest)
{
	struct socket_transport *t = calloc(1, sizeof(*t));

	if (!t)
		abort();
	fcntl(fd, F_SETFL, O_NONBLOCK);
	t->base.ops = ops;
	t->fd = fd;
	snprintf(t->name, sizeof(t->name), "%s:%s", ops->scheme, rest);
	return &t->base;
}

static struct hci_transport *unix_open(const char *rest, struct err *err)
{
	struct sockaddr_un sa = { .sun_family = AF_UNIX };
	int fd;

	if (!*rest || strlen(rest) >= sizeof(sa.sun_path)) {
		err_set(err, "unix:%s: %s", rest,
		    *rest ? "the path is too long for a socket"
			  : "no path: write unix:PATH");
		return NULL;
	}
	strcpy(sa.sun_path, rest);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || connect(fd, (void *)&sa, sizeof(sa))) {
		err_set(err, "unix:%s: %s%s", rest, strerror(errno),
		    errno == ECONNREFUSED ? " (is its server running?)" : "");
		if (fd >= 0)
			close(fd);
		return NULL;
	}
	return socket_new(&unix_transport, fd, rest);
}

/* "HOST:PORT" with the last colon, so that "::1:9000" works, and "[::1]:9000"
 * too. */
static bool split_host_port(const char *rest, char host[256], const char **port)
{
	const char *colon = strrchr(rest, ':');
	size_t n = colon ? (size_t)(colon - rest) : 0;

	if (!n || !colon[1] || n >= 256)
		return false;
	if (rest[0] == '[' && rest[n - 1] == ']') {
		rest++;
		n -= 2;
	}
	memcpy(host, rest, n);
	host[n] = '\0';
	*port = colon + 1;
	return n > 0;
}

static struct hci_transport *tcp_open(const char *rest, struct err *err)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *list, *ai;
	char host[256];
	const char *port;
	int rc, fd = -1, one = 1;

	if (!split_host_port(rest, host, &port)) {
		err_set(err, "tcp:%s: write tcp:HOST:PORT", rest);
		return NULL;
	}
	if (!transport_is_port(port)) {
		err_set(err, "tcp:%s: a port is 0 to 65535", rest);
		return NULL;
	}
	rc = getaddrinfo(host, port, &hints, &list);
	if (rc) {
		err_set(err, "tcp:%s: %s", rest, gai_strerror(rc));
		return NULL;
	}
	for (ai = list; ai && fd < 0; ai = ai->ai_next) {
		fd = socket(ai->ai_family, ai->ai_socktype | SOCK_CLOEXEC, 0);
		if (fd >= 0 && connect(fd, ai->ai_addr, ai->ai_addrlen)) {
			int saved = errno;

			close(fd);
			errno = saved;
			fd = -1;
		}
	}
	freeaddrinfo(list);
	if (fd < 0) {
		err_set(err, "tcp:%s: %s", rest, strerror(errno));
		return NULL;
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	return socket_new(&tcp_transport, fd, rest);
}

static int socket_fd(const struct hci_transport *t)
{
	return ((const struct socket_transport *)t)->fd;
}

static long socket_read(
    struct hci_transport *t, uint8_t *buf, size_t n, struct err *err)
{
	struct socket_transport *s = (struct socket_transport *)t;

	return transport_read_fd(s->fd, s->name, buf, n, err);
}

static long socket_write(
    struct hci_transport *t, const uint8_t *p, size_t n, struct err *err)
{
	struct socket_transport *s = (struct socket_transport *)t;

	return transport_write_fd(s->fd, s->name, p, n, err);
}

static void socket_close(struct hci_transport *t)
{
	close(socket_fd(t));
	free(t);
}

const struct hci_transport_ops unix_transport = {
	.scheme = "unix",
	.open = unix_open,
	.fd = socket_fd,
	.read = socket_read,
	.write = socket_write,
	.close = socket_close,
};

const struct hci_transport_ops tcp_transport = {
	.scheme = "tcp",
	.open = tcp_open,
	.fd = socket_fd,
	.read = socket_read,
	.write = socket_write,
	.close = socket_close,
};
