/*
 * Reading a JSON document that a person wrote: each place knows its path, so
 * that each complaint says where ("services[0].uuid: ..."), and each number its
 * range.
 */
#ifndef GATT_NODE_H
#define GATT_NODE_H

#include <jansson.h>

#include "base/addr.h"
#include "base/err.h"
#include "base/names.h"
#include "base/uuid.h"

/* A place in a document. A plain value; borrows the document, the place above
 * it and the key. */
struct node {
	json_t *json;	       /* NULL: absent */
	const struct node *up; /* NULL: the document */
	const char *key;       /* in an object; NULL: an element */
	size_t index;	       /* in an array */
	struct err *err;
};

static inline bool node_present(const struct node *n)
{
	return n->json;
}

struct node node_member(const struct node *object, const char *key);
struct node node_element(const struct node *array, size_t index);
size_t node_count(const struct node *array);

/* "PATH: ..." into the error. Returns false. */
bool node_fail(const struct node *n, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* True when it is an object with no other keys than these (NULL ends them). */
bool node_is_object(const struct node *n, const char *const *keys);
/* True when it is an array, or absent. */
bool node_is_list(const struct node *n);

/*
 * The functions below leave `out` alone and return true when the place is
 * absent; they return false and fill the error when it holds something else.
 */

/* A number, or a text of hexadecimal digits. */
bool node_number(const struct node *n, int64_t min, int64_t max, int64_t *out);
bool node_u8(const struct node *n, uint8_t min, uint8_t max, uint8_t *out);
bool node_u16(const struct node *n, uint16_t min, uint16_t max, uint16_t *out);
bool node_u32(const struct node *n, uint32_t min, uint32_t max, uint32_t *out);
bool node_bool(const struct node *n, bool *out);
/* Borrowed from the document; without a NUL in it. */
bool node_text(const struct node *n, const char **out);
bool node_uuid(const struct node *n, struct uuid *out);
bool node_address(const struct node *n, struct bdaddr *out);

/* Names for numbers, in any order. */
struct node_names {
	const struct name *rows;
	size_t n;
};

#define NODE_NAMES(rows_)                                   \
	{                                                   \
		(rows_), sizeof(rows_) / sizeof((rows_)[0]) \
	}

/* A name, or a number of up to `max`. */
bool node_name(const struct node *n, const struct node_names *names,
    uint8_t max, uint8_t *out);
/* A list of names of bits, or a number. */
bool node_bits(
    const struct node *n, const struct node_names *names, uint8_t *out);

/* Hexadecimal digits, added to `out`. */
bool node_hex(const struct node *n, struct buf *out);
/* A value as octets, added to `out`: {"hex": "01ff"}, {"text": "..."}, {"u8":
 * 1}, {"u16": [1, 2]}, or a list of these. */
bool node_value(const struct node *n, struct buf *out);

#endif
