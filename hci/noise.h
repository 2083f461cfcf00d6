/* What comes from a port and is no HCI, and what that tells. Pure. */
#ifndef HCI_NOISE_H
#define HCI_NOISE_H

#include <stddef.h>
#include <stdint.h>

/* A sample of it; zero it to begin. */
struct noise {
	size_t octets;
	size_t sampled, text, ends; /* printable; SLIP's 0xc0 */
};

enum noise_kind {
	NOISE_NONE,
	NOISE_TEXT,    /* a console, a login prompt */
	NOISE_SLIP,    /* H5, the three-wire transport */
	NOISE_FRAMING, /* another baud rate, lost octets */
};

/* `octets` came, of which `n` are here. */
void noise_add(struct noise *z, size_t octets, const uint8_t *p, size_t n);
enum noise_kind noise_kind(const struct noise *z);

#endif
