/* What a gzip file (RFC 1952) unpacks to, through zlib. */
#ifndef PCAP_GZIP_H
#define PCAP_GZIP_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"

struct cap_gzip;

/* `head` is what was read of the file already; it is copied. */
struct cap_gzip *cap_gzip_new(const uint8_t *head, size_t len);
/* NULL is allowed. */
void cap_gzip_free(struct cap_gzip *g);

/* The next 1 to `n` unpacked octets, of a file that goes on at `fd`; returns
 * their number, 0 at its end, and -1 with `err` when it cannot be read, is cut
 * or is damaged. */
ssize_t cap_gzip_read(
    struct cap_gzip *g, int fd, uint8_t *dst, size_t n, struct err *err);

#endif
