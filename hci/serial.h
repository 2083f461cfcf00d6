/* Serial ports of this machine, for `pairscope controllers`. */
#ifndef HCI_SERIAL_H
#define HCI_SERIAL_H

#include <stdbool.h>
#include <stddef.h>

struct serial_port {
	char path[64];
	char description[128];
	bool usb;
	int vid, pid; /* where usb */
};

/* Fill at most `max` entries; returns how many there are. */
size_t serial_ports(struct serial_port *out, size_t max);

#endif
