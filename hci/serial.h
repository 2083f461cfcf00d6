/* Serial ports: how a line is opened, and which there are. */
#ifndef HCI_SERIAL_H
#define HCI_SERIAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct hci_transport;

struct serial_line {
	const char *scheme; /* of the specification, for errors */
	char path[256];
	unsigned baud;
	bool rtscts; /* flow control */
	bool even;   /* parity; else none */
};

/* One word of a specification behind the path: "baud=N", "flow=none|rtscts" or
 * "parity=none|even". False and `err` when it is malformed; *known tells whether it
 * is one of them at all. */
bool serial_option(
    struct serial_line *l, const char *word, bool *known, struct err *err);
/* A rate; 0 when it is none. */
unsigned serial_baud(const char *text);

/* NULL and `err`, which says what to do. */
struct hci_transport *serial_open_line(
    const struct serial_line *l, struct err *err);

struct serial_port {
	char path[64];
	char description[128];
	bool usb;
	int vid, pid; /* where usb */
};

/* Fill at most `max` entries; returns how many there are. */
size_t serial_ports(struct serial_port *out, size_t max);

#endif
