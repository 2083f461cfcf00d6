/* pairscope proxy */
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/commands.h"
#include "cli/proxy.h"
#include "cli/session.h"
#include "hci/defs.h"
#include "hci/transport.h"

/* A client that reads so little is given up. */
#define MAX_UNREAD (1024 * 1024)
/* So much may wait for the controller before we read on. */
#define MAX_UNSENT (64 * 1024)

struct proxy {
	struct session *s;
	int door;		/* listens */
	int client;		/* or -1 */
	struct buf in, out;	/* from and for the client, not yet passed on */
	long long gone, wanted; /* clients; 0: any number */
};

static int listen_on(int fd, const struct sockaddr *sa, socklen_t len)
{
	if (fd >= 0 && !bind(fd, sa, len) && !listen(fd, 1))
		return fd;
	if (fd >= 0) {
		int failure = errno;

		close(fd);
		errno = failure;
	}
	return -1;
}

static int new_unix_socket(void)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	/* for its owner only, from the moment it is there */
	if (fd >= 0)
		fchmod(fd, 0600);
	return fd;
}

/* A socket that nobody serves any more is taken away. */
static void remove_stale(const struct sockaddr_un *sa)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct stat st;

	if (fd < 0)
		return;
	if (!stat(sa->sun_path, &st) && S_ISSOCK(st.st_mode) &&
	    connect(fd, (const void *)sa, sizeof(*sa)) && errno == ECONNREFUSED)
		unlink(sa->sun_path);
	close(fd);
}

static int listen_unix(const char *path, struct err *err)
{
	struct sockaddr_un sa = { .sun_family = AF_UNIX };
	int fd;

	if (!*path || strlen(path) >= sizeof(sa.sun_path)) {
		err_set(err, "unix:%s: %s", path,
		    *path ? "the path is too long for a socket"
			  : "no path: write unix:PATH");
		return -1;
	}
	strcpy(sa.sun_path, path);
	remove_stale(&sa);
	fd = listen_on(new_unix_socket(), (const void *)&sa, sizeof(sa));
	if (fd < 0)
		err_set(err, "unix:%s: %s", path, strerror(errno));
	return fd;
}

/* "PORT", on this machine only, or "HOST:PORT". */
static int listen_tcp(const char *rest, struct err *err)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM,
		.ai_flags = AI_PASSIVE };
	struct addrinfo *ai;
	const char *colon = strrchr(rest, ':');
	char host[256] = "127.0.0.1";
	int rc, fd, one = 1;

	if (colon)
		snprintf(host, sizeof(host), "%.*s", (int)(colon - rest), rest);
	if (!transport_is_port(colon ? colon + 1 : rest)) {
		err_set(err, "tcp:%s: a port is 0 to 65535", rest);
		return -1;
	}
	rc = getaddrinfo(host, colon ? colon + 1 : rest, &hints, &ai);
	if (rc) {
		err_set(err, "tcp:%s: %s", rest, gai_strerror(rc));
		return -1;
	}
	fd = socket(
	    ai->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd >= 0)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	fd = listen_on(fd, ai->ai_addr, ai->ai_addrlen);
	if (fd < 0)
		err_set(err, "tcp:%s: %s", rest, strerror(errno));
	freeaddrinfo(ai);
	return fd;
}

static int open_door(const char *where, struct err *err)
{
	return *where == 'u' ? listen_unix(where + 5, err)
			     : listen_tcp(where + 4, err);
}

/* Where it listens, as a -c of a client; the port may be the kernel's choice. */
static void say_where(struct session *s, int fd, const char *where)
{
	struct sockaddr_storage sa;
	socklen_t len = sizeof(sa);
	char host[64], port[16], text[160];

	snprintf(text, sizeof(text), "%s", where);
	if (!strncmp(where, "tcp:", 4) && !getsockname(fd, (void *)&sa, &len) &&
	    !getnameinfo((void *)&sa, len, host, sizeof(host), port,
		sizeof(port), NI_NUMERICHOST | NI_NUMERICSERV))
		snprintf(text, sizeof(text), "tcp:%s:%s", host, port);
	if (s->out.json) {
		struct json_line j = json_begin();

		json_text(&j, "event", "proxy");
		json_text(&j, "controller", text);
		json_end(&j, &s->out);
		return;
	}
	output_talk(&s->out, "proxy: the controller is at -c %s", text);
}

static void say(struct session *s, const char *event, const char *text)
{
	if (s->out.json) {
		struct json_line j = json_begin();

		json_text(&j, "event", event);
		json_end(&j, &s->out);
		return;
	}
	output_talk(&s->out, "proxy: %s", text);
}

/* The client has gone, or must go. What it left in the controller too. */
static void end_client(struct proxy *p, const char *why)
{
	close(p->client);
	p->client = -1;
	p->in.len = p->out.len = 0;
	p->gone++;
	say(p->s, "proxy_client_gone", why);
	host_reset(p->s->host, session_now(p->s));
}

static void accept_client(struct proxy *p)
{
	int one = 1;

	p->client = accept4(p->door, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (p->client < 0)
		return;
	/* refused on a Unix socket, which needs it not */
	setsockopt(p->client, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	say(p->s, "proxy_client", "a client has come");
}

/* Whole packets go to the controller. False: it is no H4. */
static bool pass_on(struct proxy *p)
{
	size_t at = 0;

	while (at < p->in.len) {
		const uint8_t *packet = p->in.data + at;
		size_t size = h4_packet_size(packet, p->in.len - at);

		if (size == SIZE_MAX || packet[0] == H4_EVENT)
			return false;
		if (!size || size > p->in.len - at)
			break;
		session_send(p->s, packet, size);
		at += size;
	}
	p->in.len -= at;
	memmove(p->in.data, p->in.data + at, p->in.len);
	return true;
}

static void read_client(struct proxy *p)
{
	uint8_t bytes[4096];
	ssize_t n = read(p->client, bytes, sizeof(bytes));

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		end_client(p, "the client has gone");
		return;
	}
	buf_add(&p->in, bytes, (size_t)n);
	if (!pass_on(p))
		end_client(p, "what the client sends is no H4: hung up");
}

static void write_client(struct proxy *p)
{
	ssize_t n = write(p->client, p->out.data, p->out.len);

	if (n < 0 && errno != EAGAIN && errno != EINTR) {
		end_client(p, "the client has gone");
		return;
	}
	if (n <= 0)
		return;
	p->out.len -= (size_t)n;
	memmove(p->out.data, p->out.data + n, p->out.len);
}

struct pollfd proxy_poll(const struct proxy *p)
{
	struct pollfd fd = { .fd = p->client };

	if (p->client < 0) {
		/* the next one finds a controller that is reset */
		fd.fd = host_busy(p->s->host) ? -1 : p->door;
		fd.events = POLLIN;
		return fd;
	}
	if (p->s->unsent.len < MAX_UNSENT)
		fd.events |= POLLIN;
	if (p->out.len)
		fd.events |= POLLOUT;
	return fd;
}

void proxy_stirred(struct proxy *p, short revents)
{
	if (p->client < 0) {
		accept_client(p);
		return;
	}
	if (revents & POLLOUT)
		write_client(p);
	if (p->client >= 0 && revents & (POLLIN | POLLHUP | POLLERR))
		read_client(p);
}

bool proxy_receive(struct proxy *p, const uint8_t *packet, size_t n)
{
	if (p->client < 0)
		return false;
	buf_add(&p->out, packet, n);
	write_client(p);
	if (p->client >= 0 && p->out.len > MAX_UNREAD)
		end_client(p, "the client does not read: hung up");
	return true;
}

static void serve(struct session *s, struct proxy *p)
{
	s->proxy = p;
	while (
	    !s->lost && !s->interrupted && (!p->wanted || p->gone < p->wanted))
		session_turn(s);
	s->proxy = NULL;
}

int cmd_proxy(struct session *s, const struct args *a)
{
	const char *where = a->words[0];
	struct proxy p = { .s = s, .client = -1 };
	struct err err;

	if (!args_number(a, s, "connections", 1, 1000000, &p.wanted))
		return STATUS_USAGE;
	if (s->opt.own_address != HOST_OWN_IDENTITY)
		return output_error(&s->out, STATUS_USAGE,
		    "proxy: --own-address is for the client to say");
	if (strncmp(where, "unix:", 5) && strncmp(where, "tcp:", 4))
		return output_error(&s->out, STATUS_USAGE,
		    "proxy: '%s': write unix:PATH, tcp:PORT or tcp:HOST:PORT",
		    where);
	p.door = open_door(where, &err);
	if (p.door < 0)
		return output_error(
		    &s->out, STATUS_FAILED, "proxy: %s", err.text);
	say_where(s, p.door, where);
	serve(s, &p);
	close(p.door);
	if (p.client >= 0)
		close(p.client);
	if (!strncmp(where, "unix:", 5))
		unlink(where + 5);
	buf_free(&p.in);
	buf_free(&p.out);
	return s->lost ? STATUS_NO_CONTROLLER : STATUS_OK;
}
