/*
 * Preloaded into pairscope: a pseudo-terminal passes for a serial port, so that
 * what runs is libserialport. libserialport looks a port up in /sys/class/tty and
 * asks for its modem lines, of which a pseudo-terminal has neither.
 *
 * How the line is set goes to $TTY_LOG, a line for each change:
 * "115200 8N1 rtscts=off xonxoff=off dtr=on rts=on". With $TTY_DEAF the other end keeps CTS low.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <termios.h>
#include <unistd.h>

#define NEXT(function) ((__typeof__(&(function)))dlsym(RTLD_NEXT, #function))
#define SYSFS	       "/sys/class/tty/pts/"
#define DEVICE	       "../../devices/platform/serial8250/tty/ttyS0"
#define TTY_MAJOR      4

/* As after power-on; the other end is there, and ready. */
static int lines = TIOCM_CTS | TIOCM_DSR | TIOCM_CD;
static char last[80];

static int is_pty(dev_t dev)
{
	return major(dev) >= 136 && major(dev) <= 143;
}

static int is_port(int fd)
{
	struct stat st;

	return !NEXT(fstat)(fd, &st) && S_ISCHR(st.st_mode) &&
	       is_pty(st.st_rdev);
}

/* The kernel's, whose rates are plain numbers. */
struct termios2 {
	tcflag_t c_iflag, c_oflag, c_cflag, c_lflag;
	cc_t c_line, c_cc[19];
	speed_t c_ispeed, c_ospeed;
};

static void note(int fd)
{
	const char *path = getenv("TTY_LOG");
	struct termios2 tio;
	char text[sizeof(last)];
	FILE *f;

	if (!path || NEXT(ioctl)(fd, TCGETS2, &tio))
		return;
	snprintf(text, sizeof(text),
	    "%u %c%c%c rtscts=%s xonxoff=%s dtr=%s rts=%s", tio.c_ospeed,
	    (tio.c_cflag & CSIZE) == CS8 ? '8' : '?',
	    tio.c_cflag & PARENB ? 'P' : 'N', tio.c_cflag & CSTOPB ? '2' : '1',
	    tio.c_cflag & CRTSCTS ? "on" : "off",
	    tio.c_iflag & (IXON | IXOFF) ? "on" : "off",
	    lines & TIOCM_DTR ? "on" : "off", lines & TIOCM_RTS ? "on" : "off");
	if (!strcmp(text, last) || !(f = fopen(path, "a")))
		return;
	strcpy(last, text);
	fprintf(f, "%s\n", text);
	fclose(f);
}

int tcsetattr(int fd, int when, const struct termios *tio)
{
	int rc = NEXT(tcsetattr)(fd, when, tio);

	if (!rc && is_port(fd))
		note(fd);
	return rc;
}

/* A driver raises both when the port is opened. */
static int opened(int fd)
{
	if (fd >= 0 && is_port(fd)) {
		lines |= TIOCM_DTR | TIOCM_RTS;
		last[0] = '\0';
	}
	return fd;
}

int open(const char *path, int flags, ...)
{
	va_list ap;
	int mode;

	va_start(ap, flags);
	mode = va_arg(ap, int);
	va_end(ap);
	return opened(NEXT(open)(path, flags, mode));
}

/* What open() is with _FORTIFY_SOURCE. */
int __open_2(const char *path, int flags);
int __open_2(const char *path, int flags)
{
	return opened(NEXT(open)(path, flags, 0));
}

int ioctl(int fd, unsigned long request, ...)
{
	va_list ap;
	void *arg;
	int rc = 0;

	va_start(ap, request);
	arg = va_arg(ap, void *);
	va_end(ap);
	if (!is_port(fd))
		return NEXT(ioctl)(fd, request, arg);
	switch (request) {
	case TIOCMGET:
		*(int *)arg = getenv("TTY_DEAF") ? lines & ~TIOCM_CTS : lines;
		break;
	case TIOCMSET:
		lines = *(int *)arg;
		break;
	case TIOCMBIS:
		lines |= *(int *)arg;
		break;
	case TIOCMBIC:
		lines &= ~*(int *)arg;
		break;
	default:
		rc = NEXT(ioctl)(fd, request, arg);
	}
	if (!rc)
		note(fd);
	return rc;
}

int stat(const char *path, struct stat *st)
{
	int rc = NEXT(stat)(path, st);

	if (!rc && S_ISCHR(st->st_mode) && is_pty(st->st_rdev))
		st->st_rdev = makedev(TTY_MAJOR, minor(st->st_rdev) + 64);
	return rc;
}

/* What lstat() is in a library that was built for an older glibc. */
int __lxstat(int version, const char *path, struct stat *st);
int __lxstat(int version, const char *path, struct stat *st)
{
	if (strncmp(path, SYSFS, strlen(SYSFS)))
		return NEXT(__lxstat)(version, path, st);
	*st = (struct stat){ .st_mode = S_IFLNK | 0777 };
	return 0;
}

ssize_t readlink(const char *path, char *out, size_t n)
{
	if (strncmp(path, SYSFS, strlen(SYSFS)))
		return NEXT(readlink)(path, out, n);
	if (n < strlen(DEVICE)) {
		errno = EINVAL;
		return -1;
	}
	memcpy(out, DEVICE, strlen(DEVICE));
	return (ssize_t)strlen(DEVICE);
}
