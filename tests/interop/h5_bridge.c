/*
 * h5_bridge SOCKET RADIO [LOSS]: a controller of btvirt, RADIO, at the other end
 * of a three-wire UART, for the driver of a Linux on SOCKET. Of a thousand
 * frames LOSS are lost, in both directions. Says what it has done when a host
 * begins anew, and at SIGTERM.
 */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "hci/h4.h"
#include "hci/h5.h"

static volatile sig_atomic_t stopped;

struct bridge {
	struct h5 h5;
	int line, radio;
	unsigned loss, lost, received, sent;
	struct buf heard; /* of the line, up to the end of a frame */
	struct h4 h4;
};

static void stop(int signal)
{
	(void)signal;
	stopped = 1;
}

static uint64_t now_usec(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * USEC_PER_SEC + (uint64_t)ts.tv_nsec / 1000;
}

static int dial(const char *path)
{
	struct sockaddr_un sa = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(sa.sun_path, sizeof(sa.sun_path), "%s", path);
	if (connect(fd, (void *)&sa, sizeof(sa))) {
		perror(path);
		exit(1);
	}
	return fd;
}

static void put(int fd, const uint8_t *p, size_t n)
{
	while (n) {
		ssize_t done = write(fd, p, n);

		if (done < 0)
			exit(1);
		p += done;
		n -= (size_t)done;
	}
}

static bool is_lost(struct bridge *b)
{
	bool lost = (unsigned)rand() % 1000 < b->loss;

	b->lost += lost;
	return lost;
}

/* The frame, with the delimiter behind it, that `p` begins with; 0: not whole. */
static size_t frame_at(const uint8_t *p, size_t n)
{
	const uint8_t *end = n > 1 ? memchr(p + 1, 0xc0, n - 1) : NULL;

	return end ? (size_t)(end + 1 - p) : 0;
}

static void hear(struct bridge *b)
{
	size_t n;

	while ((n = frame_at(b->heard.data, b->heard.len))) {
		if (!is_lost(b))
			h5_receive(&b->h5, b->heard.data, n, now_usec());
		buf_drop(&b->heard, n);
	}
	while (b->h5.packets.len) {
		struct buf *p = &b->h5.packets;
		size_t size = h4_packet_size(p->data, p->len);

		b->received++;
		put(b->radio, p->data, size);
		buf_drop(p, size);
	}
}

static void say(struct bridge *b)
{
	struct buf *w = &b->h5.wire;

	while (w->len) {
		size_t n = frame_at(w->data, w->len);

		if (!is_lost(b))
			put(b->line, w->data, n);
		buf_drop(w, n);
	}
}

static void from_radio(struct bridge *b, const uint8_t *p, size_t n)
{
	struct h4_item item;

	h4_feed(&b->h4, p, n);
	while (h4_next(&b->h4, &item) == H4_PACKET) {
		h5_send(&b->h5, item.p, item.len, now_usec());
		b->sent++;
	}
}

static void report(const struct bridge *b)
{
	printf("window %u, crc %d, received %u, sent %u, lost %u\n",
	    b->h5.window, b->h5.crc, b->received, b->sent, b->lost);
}

/* False at the end. */
static bool turn(struct bridge *b)
{
	struct pollfd fds[] = { { .fd = b->line, .events = POLLIN },
		{ .fd = b->radio, .events = POLLIN } };
	uint64_t now = now_usec(), deadline = h5_deadline(&b->h5);
	uint8_t bytes[4096];
	ssize_t n;

	if (poll(fds, 2,
		deadline <= now	    ? 0
		: deadline == NEVER ? -1
				    : (int)((deadline - now) / 1000 + 1)) < 0)
		return !stopped;
	for (int i = 0; i < 2; i++) {
		if (!fds[i].revents)
			continue;
		n = read(fds[i].fd, bytes, sizeof(bytes));
		if (n <= 0)
			return false;
		if (i)
			from_radio(b, bytes, (size_t)n);
		else
			buf_add(&b->heard, bytes, (size_t)n);
	}
	hear(b);
	h5_tick(&b->h5, now_usec());
	say(b);
	if (b->h5.state > H5_ACTIVE) {
		struct h5_config config = b->h5.config;

		report(b);
		h5_free(&b->h5);
		h5_start(&b->h5, &config, now_usec());
	}
	return !stopped;
}

int main(int argc, char **argv)
{
	struct h5_config config = {
		.controller = true, .window = 7, .crc = true
	};
	struct sigaction sa = { .sa_handler = stop };
	struct bridge b = { .loss = 0 };

	if (argc < 3)
		return 2;
	if (argc > 3)
		b.loss = (unsigned)atoi(argv[3]);
	sigaction(SIGTERM, &sa, NULL);
	b.line = dial(argv[1]);
	b.radio = dial(argv[2]);
	h5_start(&b.h5, &config, now_usec());
	say(&b);
	while (turn(&b))
		continue;
	report(&b);
	h5_free(&b.h5);
	h4_free(&b.h4);
	buf_free(&b.heard);
	return 0;
}
