/* Attribute types, Vol 3 Part B 2.5.1. A 16-bit UUID and its 128-bit form on
 * the Bluetooth Base UUID are the same UUID and compare equal. */
#ifndef BASE_UUID_H
#define BASE_UUID_H

#include "base/buf.h"

struct uuid {
	uint8_t b[16]; /* always the 128-bit form, in wire order */
};

#define UUID_STRLEN 37 /* 8-4-4-4-12 and a NUL */

struct uuid uuid_from16(uint16_t v);
struct uuid uuid_from32(uint32_t v);

/* From 2, 4 or 16 octets in wire order; false for any other length. */
bool uuid_from_wire(const uint8_t *p, size_t len, struct uuid *out);

/* The 16-bit value, or 0 when the UUID has no 16-bit form. */
uint16_t uuid_to16(const struct uuid *u);

/* Octets on the wire: 2 when there is a 16-bit form, else 16. Returns the
 * number written. ATT knows no 32-bit form, Vol 3 Part F 3.2.1. */
size_t uuid_to_wire(const struct uuid *u, uint8_t out[static 16]);

static inline bool uuid_equal(const struct uuid *a, const struct uuid *b)
{
	return !memcmp(a->b, b->b, sizeof(a->b));
}

static inline bool uuid_is16(const struct uuid *u, uint16_t v)
{
	return v && uuid_to16(u) == v;
}

/* "180f", "0x180F", "0000180f" or "0000180f-0000-1000-8000-00805f9b34fb". */
bool uuid_parse(const char *text, struct uuid *out);

/* "180f" for a 16-bit UUID, else the long form; lower case. */
void uuid_format(const struct uuid *u, char out[static UUID_STRLEN]);

/* The long form of 16 octets in wire order. */
void buf_uuid128(struct buf *b, const uint8_t octets[static 16]);

#endif
