#include "hci/transport.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool transport_is_port(const char *text)
{
	char *end;

	return *text >= '0' && *text <= '9' &&
	       strtoul(text, &end, 10) <= 65535 && !*end;
}

long transport_read_fd(
    int fd, const char *what, uint8_t *buf, size_t n, struct err *err)
{
	ssize_t got = read(fd, buf, n);

	if (got > 0)
		return got;
	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	err_set(err, "%s: %s", what,
	    got ? strerror(errno) : "closed by the other end");
	return -1;
}

long transport_write_fd(
    int fd, const char *what, const uint8_t *p, size_t n, struct err *err)
{
	ssize_t put = write(fd, p, n);

	if (put >= 0)
		return put;
	if (errno == EAGAIN || errno == EINTR)
		return 0;
	err_set(err, "%s: %s", what, strerror(errno));
	return -1;
}
