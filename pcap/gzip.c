#include "pcap/gzip.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#define PACKED_SIZE (64 * 1024)
/* The largest window, in a gzip frame and no other. */
#define WINDOW_BITS (15 + 16)

struct cap_gzip {
	z_stream z;
	bool between; /* members: one has ended, and another may follow */
	bool damaged;
	uint8_t *packed;
};

struct cap_gzip *cap_gzip_new(const uint8_t *head, size_t len)
{
	struct cap_gzip *g = calloc(1, sizeof(*g));

	if (!g)
		abort();
	g->packed = malloc(len > PACKED_SIZE ? len : PACKED_SIZE);
	if (!g->packed || inflateInit2(&g->z, WINDOW_BITS) != Z_OK)
		abort();
	memcpy(g->packed, head, len);
	g->z.next_in = g->packed;
	g->z.avail_in = (uInt)len;
	return g;
}

void cap_gzip_free(struct cap_gzip *g)
{
	if (!g)
		return;
	inflateEnd(&g->z);
	free(g->packed);
	free(g);
}

static ssize_t read_packed(struct cap_gzip *g, int fd, struct err *err)
{
	ssize_t got;

	do
		got = read(fd, g->packed, PACKED_SIZE);
	while (got < 0 && errno == EINTR);
	if (got < 0) {
		err_set(err, "%s", strerror(errno));
	} else if (!got && !g->between) {
		err_set(err, "the gzip data are cut off");
		got = -1;
	} else {
		g->z.next_in = g->packed;
		g->z.avail_in = (uInt)got;
	}
	return got;
}

/* Behind a member: zeros, which tapes leave there, or the next one. */
static void find_member(struct cap_gzip *g)
{
	while (g->z.avail_in && !*g->z.next_in) {
		g->z.next_in++;
		g->z.avail_in--;
	}
	if (g->z.avail_in) {
		inflateReset(&g->z);
		g->between = false;
	}
}

ssize_t cap_gzip_read(
    struct cap_gzip *g, int fd, uint8_t *dst, size_t n, struct err *err)
{
	g->z.next_out = dst;
	g->z.avail_out = (uInt)n;
	while (g->z.avail_out == n && !g->damaged) {
		int status;

		if (!g->z.avail_in) {
			ssize_t got = read_packed(g, fd, err);

			if (got <= 0)
				return got;
		}
		if (g->between)
			find_member(g);
		if (g->between)
			continue;
		status = inflate(&g->z, Z_NO_FLUSH);
		g->between = status == Z_STREAM_END;
		g->damaged = status != Z_OK && status != Z_STREAM_END &&
			     status != Z_BUF_ERROR;
	}
	/* What came before the damage is delivered first. */
	if (g->z.avail_out == n) {
		err_set(err, "the gzip data are damaged: %s",
		    g->z.msg ? g->z.msg : "they cannot be unpacked");
		return -1;
	}
	return (ssize_t)(n - g->z.avail_out);
}
