/* One line of a GPIO chip, driven by this process, through the kernel's
 * character device (/dev/gpiochipN, Linux 5.10 and later). */
#ifndef HCI_GPIO_H
#define HCI_GPIO_H

#include <stdbool.h>

#include "base/err.h"

/* Take the line "CHIP:N", such as "gpiochip0:45" or "/dev/gpiochip0:45", as an
 * output at low. The descriptor holds it; closing that gives it back. -1 and
 * `err`. */
int gpio_open(const char *name, struct err *err);
bool gpio_set(int fd, bool high);

#endif
