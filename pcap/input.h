/* A file or a pipe, read once from front to back through one fixed buffer, and
 * unpacked on the way if it is gzip. */
#ifndef PCAP_INPUT_H
#define PCAP_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pcap/capture.h"

/* Room for the largest record of any format, with its headers. */
#define CAP_INPUT_SIZE (512 * 1024)

struct cap_gzip;

struct cap_input {
	int fd;
	struct cap_gzip *gzip; /* or NULL */
	bool failed;	       /* a read did; `failure` says why */
	struct err failure;
	uint8_t *data;
	const uint8_t *p; /* the next octet; moves when more is read */
	const uint8_t *end;
	uint64_t offset; /* of `p` in the file, unpacked */
	struct cap_waits waits;
	bool stopped; /* one of them or `source` said so */
	/* Where octets come from if not from `fd`; or NULL. */
	long (*source)(void *ctx, uint8_t *dst, size_t n, struct err *err);
	void *source_ctx;
};

/* "-" is standard input; `waits` may be NULL. */
bool cap_input_open(struct cap_input *in, const char *path,
    const struct cap_waits *waits, struct err *err);
void cap_input_open_fd(
    struct cap_input *in, int fd, const struct cap_waits *waits);
/* What `source` gives: 1 to `n` octets, 0 where it ends, -1 and `err`. */
void cap_input_open_source(struct cap_input *in,
    long (*source)(void *ctx, uint8_t *dst, size_t n, struct err *err),
    void *ctx);
void cap_input_close(struct cap_input *in);

/* Go on with what the file unpacks to, which is gzip and at its start. */
void cap_input_unpack(struct cap_input *in);

/* Read until `n` octets (at most CAP_INPUT_SIZE) are there; false when the
 * file ends or fails before. */
bool cap_input_fill(struct cap_input *in, size_t n);
/* Go `n` octets on, however many; false when the file ends before. */
bool cap_input_skip(struct cap_input *in, uint64_t n);

static inline size_t cap_input_left(const struct cap_input *in)
{
	return (size_t)(in->end - in->p);
}

/* Whether `n` octets stand at `p`. */
static inline bool cap_input_has(struct cap_input *in, size_t n)
{
	return cap_input_left(in) >= n || cap_input_fill(in, n);
}

/* Consume `n` octets that are there. They stay where they are until the next
 * cap_input_has(). */
static inline void cap_input_take(struct cap_input *in, size_t n)
{
	in->p += n;
	in->offset += n;
}

#endif
