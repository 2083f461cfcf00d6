#include "pcap/input.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pcap/gzip.h"

static void make_room(struct cap_input *in)
{
	in->data = malloc(CAP_INPUT_SIZE);
	if (!in->data)
		abort();
	in->p = in->end = in->data;
}

bool cap_input_open(struct cap_input *in, const char *path,
    const struct cap_waits *waits, struct err *err)
{
	int fd = STDIN_FILENO;

	/* It is waited for, as for a pipe's octets, and not for its writer. */
	if (strcmp(path, "-"))
		fd = open(path, O_RDONLY | O_CLOEXEC |
				    (waits && waits->idle ? O_NONBLOCK : 0));
	if (fd < 0)
		return err_set(err, "%s", strerror(errno));
	cap_input_open_fd(in, fd, waits);
	return true;
}

void cap_input_open_fd(
    struct cap_input *in, int fd, const struct cap_waits *waits)
{
	*in = (struct cap_input){ .fd = fd };
	if (waits)
		in->waits = *waits;
	if (fd != STDIN_FILENO)
		fcntl(fd, F_SETFL, 0);
	make_room(in);
}

void cap_input_open_source(struct cap_input *in,
    long (*source)(void *ctx, uint8_t *dst, size_t n, struct err *err),
    void *ctx)
{
	*in =
	    (struct cap_input){ .fd = -1, .source = source, .source_ctx = ctx };
	make_room(in);
}

void cap_input_close(struct cap_input *in)
{
	cap_gzip_free(in->gzip);
	if (in->fd > STDIN_FILENO)
		close(in->fd);
	free(in->data);
}

void cap_input_unpack(struct cap_input *in)
{
	in->gzip = cap_gzip_new(in->p, cap_input_left(in));
	in->p = in->end = in->data;
}

/* At the end of a file that grows: wait, and say whether there may be more. One
 * that became shorter was begun anew. */
static bool wait_for_more(struct cap_input *in)
{
	struct stat st;

	if (!in->waits.more || in->stopped || fstat(in->fd, &st) ||
	    !S_ISREG(st.st_mode))
		return false;
	if (lseek(in->fd, 0, SEEK_CUR) > st.st_size) {
		in->failed = true;
		return err_set(&in->failure, "it became shorter");
	}
	in->stopped = !in->waits.more(in->waits.ctx);
	return !in->stopped;
}

/* Whether to read, after a wait where there is nothing yet. */
static bool before_read(struct cap_input *in)
{
	struct pollfd fd = { .fd = in->fd, .events = POLLIN };

	if (in->waits.idle && !in->stopped && !poll(&fd, 1, 0))
		in->stopped = !in->waits.idle(in->waits.ctx, in->fd);
	return !in->stopped;
}

/* As read(2), with `failed` and the words set for -1. */
static ssize_t read_some(struct cap_input *in, uint8_t *dst, size_t n)
{
	ssize_t got;

	if (in->source) {
		got = in->stopped
			  ? 0
			  : in->source(in->source_ctx, dst, n, &in->failure);
		in->stopped |= !got;
	} else if (!before_read(in)) {
		got = 0;
	} else if (in->gzip) {
		got = cap_gzip_read(in->gzip, in->fd, dst, n, &in->failure);
	} else {
		do
			got = read(in->fd, dst, n);
		while (
		    (got < 0 && errno == EINTR) || (!got && wait_for_more(in)));
		if (got < 0)
			err_set(&in->failure, "%s", strerror(errno));
	}
	in->failed |= got < 0;
	return got;
}

bool cap_input_fill(struct cap_input *in, size_t n)
{
	size_t len = cap_input_left(in);

	assert(n <= CAP_INPUT_SIZE);
	memmove(in->data, in->p, len);
	while (len < n) {
		ssize_t got =
		    read_some(in, in->data + len, CAP_INPUT_SIZE - len);

		if (got <= 0)
			break;
		len += (size_t)got;
	}
	in->p = in->data;
	in->end = in->data + len;
	return len >= n;
}

bool cap_input_skip(struct cap_input *in, uint64_t n)
{
	while (n) {
		size_t step;

		if (!cap_input_has(in, 1))
			return false;
		step = cap_input_left(in);
		if (step > n)
			step = (size_t)n;
		cap_input_take(in, step);
		n -= step;
	}
	return true;
}
