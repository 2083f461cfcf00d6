/* H5 over any transport of octets: its far side is a transport of H4. */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "hci/h4.h"
#include "hci/h5.h"
#include "hci/transport.h"

#define MAX_WAITING 65536

struct h5_transport {
	struct hci_transport base;
	struct hci_transport *line;
	struct h5 h5;
	int poll, timer; /* epoll of the line and the timer */
	bool blocked;	 /* the line takes no more for now */
	/* What came before the link is up, taken for something else. */
	struct h4 h4;
	bool speaks_h4;
	struct noise noise;
	char name[128];
};

static uint64_t now_usec(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * USEC_PER_SEC + (uint64_t)ts.tv_nsec / 1000;
}

/* Wake whoever polls us at this moment; 0: at once. */
static void set_timer(struct h5_transport *t, uint64_t when)
{
	struct itimerspec at = {
		.it_value = { .tv_sec = (time_t)(when / USEC_PER_SEC),
		    .tv_nsec = (long)(when % USEC_PER_SEC * 1000) }
	};

	if (when == NEVER)
		at.it_value = (struct timespec){ 0 };
	else if (!when)
		at.it_value.tv_nsec = 1;
	timerfd_settime(t->timer, TFD_TIMER_ABSTIME, &at, NULL);
}

static bool watch(struct h5_transport *t, int operation)
{
	struct epoll_event e = {
		.events = EPOLLIN | (t->blocked ? EPOLLOUT : 0),
		.data = { .fd = t->line->ops->fd(t->line) },
	};

	return !epoll_ctl(t->poll, operation, e.data.fd, &e);
}

static bool explain(const struct h5_transport *t, struct err *err)
{
	struct err advice;
	const char *hint = "";

	switch (t->h5.state) {
	case H5_UNINITIALIZED:
	case H5_INITIALIZED:
	case H5_ACTIVE:
		return true;
	case H5_SILENT:
		if (noise_kind(&t->noise) == NOISE_TEXT &&
		    t->line->ops->advise &&
		    t->line->ops->advise(t->line, NOISE_TEXT, &advice))
			hint = advice.text;
		else if (t->speaks_h4)
			hint = "it speaks H4: leave ,h5 out";
		else if (t->h5.frames)
			hint = "it speaks H5, but does not answer";
		else if (t->h5.noise)
			hint = "what arrives is not H5: is the baud rate "
			       "right, and the parity (parity=even), or does "
			       "it speak H4?";
		else
			hint = "nothing arrives: is it powered, is the baud "
			       "rate right, does it speak H5?";
		return err_set(err, "%s: no H5 link in 2 s; %s", t->name, hint);
	case H5_LOST:
		return err_set(err,
		    "%s: the controller acknowledges nothing any more",
		    t->name);
	case H5_RESET:
		return err_set(err,
		    "%s: the controller has started anew by itself", t->name);
	}
	return true;
}

/* What the machine has to say, to the line, and its next deadline. */
static bool flush(struct h5_transport *t, struct err *err)
{
	struct buf *b = &t->h5.wire;
	bool blocked;

	while (b->len) {
		long put = t->line->ops->write(t->line, b->data, b->len, err);

		if (put < 0)
			return false;
		if (!put)
			break;
		buf_drop(b, (size_t)put);
	}
	blocked = b->len;
	if (blocked != t->blocked) {
		t->blocked = blocked;
		watch(t, EPOLL_CTL_MOD);
	}
	set_timer(t, h5_deadline(&t->h5));
	return explain(t, err);
}

/* A descriptor that hangs up and yields nothing is no end for who only reads
 * it: a serial port's is such. */
static bool line_is_closed(const struct h5_transport *t)
{
	struct epoll_event e[2];
	int n = epoll_wait(t->poll, e, 2, 0);

	for (int i = 0; i < n; i++)
		if (e[i].data.fd != t->timer &&
		    e[i].events & (EPOLLHUP | EPOLLERR))
			return true;
	return false;
}

/* Of a line on which no H5 is spoken yet. */
static void listen(struct h5_transport *t, const uint8_t *p, size_t n)
{
	struct h4_item item;
	enum h4_result what;

	noise_add(&t->noise, n, p, n);
	h4_feed(&t->h4, p, n);
	while ((what = h4_next(&t->h4, &item)) != H4_MORE)
		t->speaks_h4 |= what == H4_PACKET;
}

static bool read_line(struct h5_transport *t, struct err *err)
{
	uint8_t bytes[4096];
	long n = t->line->ops->read(t->line, bytes, sizeof(bytes), err);

	if (n < 0)
		return false;
	if (!n && line_is_closed(t))
		return err_set(err, "%s: the port was closed", t->name);
	if (t->h5.state == H5_UNINITIALIZED)
		listen(t, bytes, (size_t)n);
	h5_receive(&t->h5, bytes, (size_t)n, now_usec());
	h5_tick(&t->h5, now_usec());
	return flush(t, err);
}

static long h5_read(
    struct hci_transport *base, uint8_t *buf, size_t n, struct err *err)
{
	struct h5_transport *t = (struct h5_transport *)base;
	struct buf *b = &t->h5.packets;
	uint64_t expired;
	bool ok;

	while (read(t->timer, &expired, sizeof(expired)) > 0)
		continue;
	ok = read_line(t, err);
	/* What came before an end is given out before it. */
	if (!ok && !b->len)
		return -1;
	if (n > b->len)
		n = b->len;
	if (n)
		memcpy(buf, b->data, n);
	buf_drop(b, n);
	if (b->len || !ok)
		set_timer(t, 0);
	return (long)n;
}

/* Before the first packet, so that no command pays for what the line loses. */
static bool establish(struct h5_transport *t, struct err *err)
{
	struct pollfd poll_fd = { .fd = t->poll, .events = POLLIN };
	bool ok = flush(t, err);

	while (ok && t->h5.state != H5_ACTIVE) {
		if (poll(&poll_fd, 1, -1) < 0)
			return err_set(err, "%s: interrupted", t->name);
		ok = read_line(t, err);
	}
	return ok;
}

static long h5_write(
    struct hci_transport *base, const uint8_t *p, size_t n, struct err *err)
{
	struct h5_transport *t = (struct h5_transport *)base;
	size_t done = 0;

	while (done < n && t->h5.waiting.len < MAX_WAITING) {
		size_t size = h4_packet_size(p + done, n - done);

		if (!size || size > n - done)
			break;
		if (!h5_send(&t->h5, p + done, size, now_usec())) {
			err_set(err,
			    "%s: a packet of %zu octets, H5 carries %d",
			    t->name, size - 1, H5_MAX_PAYLOAD);
			return -1;
		}
		done += size;
	}
	return flush(t, err) ? (long)done : -1;
}

static int h5_fd(const struct hci_transport *base)
{
	return ((const struct h5_transport *)base)->poll;
}

static void h5_close(struct hci_transport *base)
{
	struct h5_transport *t = (struct h5_transport *)base;

	if (t->poll >= 0)
		close(t->poll);
	if (t->timer >= 0)
		close(t->timer);
	t->line->ops->close(t->line);
	h4_free(&t->h4);
	h5_free(&t->h5);
	free(t);
}

static const struct hci_transport_ops h5_transport = {
	.scheme = "h5",
	.fd = h5_fd,
	.read = h5_read,
	.write = h5_write,
	.close = h5_close,
};

struct hci_transport *h5_over(
    struct hci_transport *line, const char *name, struct err *err)
{
	struct h5_config config = { .window = H5_MAX_WINDOW, .crc = true };
	struct h5_transport *t = calloc(1, sizeof(*t));
	struct epoll_event e = { .events = EPOLLIN };

	if (!t)
		abort();
	t->base.ops = &h5_transport;
	t->line = line;
	snprintf(t->name, sizeof(t->name), "%s", name);
	t->poll = epoll_create1(EPOLL_CLOEXEC);
	t->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	e.data.fd = t->timer;
	if (t->poll < 0 || t->timer < 0 || !watch(t, EPOLL_CTL_ADD) ||
	    epoll_ctl(t->poll, EPOLL_CTL_ADD, t->timer, &e)) {
		err_set(err, "%s: %s", name, strerror(errno));
		h5_close(&t->base);
		return NULL;
	}
	h4_lose(&t->h4); /* only what can hardly be anything else */
	h5_start(&t->h5, &config, now_usec());
	if (establish(t, err))
		return &t->base;
	h5_close(&t->base);
	return NULL;
}
