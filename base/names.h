/* Names of numbers. A table is sorted by value, so that a lookup is a binary
 * search and a reader finds a row; codes that are dense from 0 take an array
 * of strings instead. */
#ifndef BASE_NAMES_H
#define BASE_NAMES_H

#include <stddef.h>
#include <stdint.h>

struct name {
	uint32_t value;
	const char *text;
};

struct names {
	const struct name *rows;  /* sorted, or NULL */
	const char *const *dense; /* [value], holes are NULL; or NULL */
	const uint16_t *pages; /* [value >> 8]: the first row, 257; or NULL */
	size_t n;
};

#define NAMES_SPARSE(rows_)                                              \
	{                                                                \
		.rows = (rows_), .n = sizeof(rows_) / sizeof((rows_)[0]) \
	}
/* Of values up to 0xffff, many of which are missing. */
#define NAMES_PAGED(rows_, pages_)                                        \
	{                                                                 \
		.rows = (rows_), .n = sizeof(rows_) / sizeof((rows_)[0]), \
		.pages = (pages_)                                         \
	}
#define NAMES_DENSE(dense_)                                                  \
	{                                                                    \
		.dense = (dense_), .n = sizeof(dense_) / sizeof((dense_)[0]) \
	}

/* The name of `value`, or NULL. */
const char *names_find(const struct names *names, uint32_t value);

#endif
