/*
 * Preloaded into pairscope: the file $GPIO_CHIP is a GPIO chip of 54 lines, as
 * the kernel's character device is one. What happens to its lines goes to
 * $GPIO_LOG: "45 output low for pairscope", "45 high".
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/gpio.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#define NEXT(function) ((__typeof__(&(function)))dlsym(RTLD_NEXT, #function))
#define LINES	       54

static int line_fd = -1;
static unsigned line;

static void note(const char *text)
{
	FILE *f = fopen(getenv("GPIO_LOG"), "a");

	if (!f)
		return;
	fprintf(f, "%u %s\n", line, text);
	fclose(f);
}

static int is_chip(int fd)
{
	struct stat st, chip;

	return getenv("GPIO_CHIP") && !stat(getenv("GPIO_CHIP"), &chip) &&
	       !fstat(fd, &st) && st.st_dev == chip.st_dev &&
	       st.st_ino == chip.st_ino;
}

static int request_line(struct gpio_v2_line_request *r)
{
	char text[100];

	if (r->num_lines != 1 || r->offsets[0] >= LINES ||
	    r->event_buffer_size || r->config.num_attrs) {
		errno = EINVAL;
		return -1;
	}
	if (line_fd >= 0) {
		errno = EBUSY;
		return -1;
	}
	line = r->offsets[0];
	line_fd = r->fd = dup(STDERR_FILENO);
	snprintf(text, sizeof(text), "%s low for %s",
	    r->config.flags == GPIO_V2_LINE_FLAG_OUTPUT ? "output" : "not",
	    r->consumer);
	note(text);
	return 0;
}

int ioctl(int fd, unsigned long request, ...)
{
	va_list ap;
	void *arg;

	va_start(ap, request);
	arg = va_arg(ap, void *);
	va_end(ap);
	if (request == GPIO_V2_GET_LINE_IOCTL && is_chip(fd))
		return request_line(arg);
	if (request == GPIO_V2_LINE_SET_VALUES_IOCTL && fd == line_fd) {
		const struct gpio_v2_line_values *v = arg;

		if (v->mask == 1)
			note(v->bits & 1 ? "high" : "low");
		return 0;
	}
	return NEXT(ioctl)(fd, request, arg);
}

int close(int fd)
{
	if (fd >= 0 && fd == line_fd) {
		note("given back");
		line_fd = -1;
	}
	return NEXT(close)(fd);
}
