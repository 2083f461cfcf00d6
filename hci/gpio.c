#include "hci/gpio.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/gpio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static const char *hint(int errnum)
{
	if (errnum == EACCES)
		return "; join the group gpio, or run with sudo";
	if (errnum == EBUSY)
		return "; another program or a driver has the line: gpioinfo "
		       "says which";
	return "";
}

static int take_line(int chip, unsigned line)
{
	struct gpio_v2_line_request r = {
		.offsets = { line },
		.consumer = "pairscope",
		.config = { .flags = GPIO_V2_LINE_FLAG_OUTPUT },
		.num_lines = 1,
	};

	return ioctl(chip, GPIO_V2_GET_LINE_IOCTL, &r) ? -1 : r.fd;
}

int gpio_open(const char *name, struct err *err)
{
	const char *colon = strrchr(name, ':');
	char path[280], *end;
	unsigned long line;
	int chip, fd, failure;

	line = colon ? strtoul(colon + 1, &end, 10) : 0;
	if (!colon || colon == name || colon - name > 250 || !colon[1] ||
	    *end || line > 65535) {
		err_set(err,
		    "gpio=%s: write gpio=CHIP:LINE, for example "
		    "gpio=gpiochip0:45",
		    name);
		return -1;
	}
	snprintf(path, sizeof(path), "%s%.*s", *name == '/' ? "" : "/dev/",
	    (int)(colon - name), name);
	chip = open(path, O_RDWR | O_CLOEXEC);
	fd = chip < 0 ? -1 : take_line(chip, (unsigned)line);
	failure = errno;
	if (chip >= 0)
		close(chip);
	if (fd < 0)
		err_set(err, "gpio=%s: %s: %s%s", name, path, strerror(failure),
		    hint(failure));
	return fd;
}

bool gpio_set(int fd, bool high)
{
	struct gpio_v2_line_values v = { .bits = high, .mask = 1 };

	return !ioctl(fd, GPIO_V2_LINE_SET_VALUES_IOCTL, &v);
}
