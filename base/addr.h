/* Bluetooth device addresses, Vol 6 Part B 1.3. */
#ifndef BASE_ADDR_H
#define BASE_ADDR_H

#include "base/buf.h"

enum addr_type {
	ADDR_PUBLIC = 0,
	ADDR_RANDOM = 1,
	ADDR_UNKNOWN = 0xff, /* as typed by a person who did not say */
};

struct bdaddr {
	uint8_t b[6]; /* as on the wire: least significant octet first */
	uint8_t type; /* enum addr_type */
};

#define ADDR_STRLEN 18 /* "AA:BB:CC:DD:EE:FF" and its NUL */

/* "AA:BB:CC:DD:EE:FF", then optionally "/public" or "/random" (without it the
 * type is ADDR_UNKNOWN). Returns false when the text is no address. */
bool addr_parse(const char *text, struct bdaddr *out);

/* The 17 characters and a NUL, upper case, most significant octet first. */
void addr_format(const struct bdaddr *a, char out[static ADDR_STRLEN]);

/* As addr_format(), into a buffer; `octets` in wire order. */
void buf_addr(struct buf *b, const uint8_t octets[static 6]);

static inline bool addr_equal(const struct bdaddr *a, const struct bdaddr *b)
{
	return a->type == b->type && !memcmp(a->b, b->b, sizeof(a->b));
}

/* Equal octets; the types too, unless one of them is unknown. */
bool addr_matches(const struct bdaddr *want, const struct bdaddr *have);

static inline bool addr_is_zero(const struct bdaddr *a)
{
	static const uint8_t zero[6];

	return !memcmp(a->b, zero, sizeof(zero));
}

/* The kind of a random address is in its two top bits, Vol 6 Part B 1.3.2. */
static inline bool addr_is_static(const struct bdaddr *a)
{
	return a->type == ADDR_RANDOM && (a->b[5] & 0xc0) == 0xc0;
}

static inline bool addr_is_rpa(const struct bdaddr *a)
{
	return a->type == ADDR_RANDOM && (a->b[5] & 0xc0) == 0x40;
}

/* "public", "static", "resolvable", "non-resolvable", "reserved" */
const char *addr_kind(const struct bdaddr *a);

#endif
