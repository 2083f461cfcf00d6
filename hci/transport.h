/*
 * Where a controller is: a byte stream that carries H4. This is I/O; the host
 * stack behind it is not.
 *
 * A specification is "scheme:rest", as pairscope(1) has it.
 */
#ifndef HCI_TRANSPORT_H
#define HCI_TRANSPORT_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "hci/noise.h"

struct hci_transport;

struct hci_transport_ops {
	const char *scheme; /* without the colon */
	/* `rest` is what follows the colon. NULL and `err` when it cannot be
	 * opened; `err` says what to do. */
	struct hci_transport *(*open)(const char *rest, struct err *err);
	/* For poll(2); -1 where there is nothing to wait on. */
	int (*fd)(const struct hci_transport *t);
	/* What is there now, at most `n` octets; 0: nothing; -1 and `err`: the
	 * controller is gone. */
	long (*read)(
	    struct hci_transport *t, uint8_t *buf, size_t n, struct err *err);
	/* Octets taken, perhaps fewer than `n`; -1 and `err`: it is gone. */
	long (*write)(struct hci_transport *t, const uint8_t *p, size_t n,
	    struct err *err);
	void (*close)(struct hci_transport *t);
	/* Virtual time, both NULL where time is real: when something happens
	 * next (base/env.h's NEVER: nothing will), and that it is `now`. */
	uint64_t (*deadline)(const struct hci_transport *t);
	void (*advance)(struct hci_transport *t, uint64_t now);
	/* Another rate for the line, which drops what came in at the old one;
	 * NULL where there is none. False and `err`: the port refuses it. */
	bool (*set_baud)(
	    struct hci_transport *t, unsigned baud, struct err *err);
	/* What may be wrong with the line, when there is no answer, or when
	 * `kind` of noise comes instead: false when nothing is known. May be
	 * NULL. */
	bool (*advise)(const struct hci_transport *t, enum noise_kind kind,
	    struct err *advice);
};

/* Each implementation starts with this. */
struct hci_transport {
	const struct hci_transport_ops *ops;
};

extern const struct hci_transport_ops serial_transport;
extern const struct hci_transport_ops unix_transport;
extern const struct hci_transport_ops tcp_transport;
extern const struct hci_transport_ops user_transport; /* "hciN", no colon */
extern const struct hci_transport_ops usb_transport;

/* H5 over a transport of octets, which it owns from here on; `name` is for
 * errors. NULL and `err`, with the line closed. */
struct hci_transport *h5_over(
    struct hci_transport *line, const char *name, struct err *err);

/* A TCP port, as getaddrinfo(3) does not check it: it takes 65536 for 0. */
bool transport_is_port(const char *text);

/* A file descriptor's read(2) and write(2), with the meaning of the ops;
 * `what` names it in errors. */
long transport_read_fd(
    int fd, const char *what, uint8_t *buf, size_t n, struct err *err);
long transport_write_fd(
    int fd, const char *what, const uint8_t *p, size_t n, struct err *err);

#endif
