/* What more than one unit test needs. Include it first: cmocka wants these
 * headers in this order. */
#ifndef TESTS_UNIT_HELPERS_H
#define TESTS_UNIT_HELPERS_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <jansson.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/env.h"

/* Bytes from hexadecimal digits (spaces allowed); the test fails when they are
 * none or not exactly `len` of them. */
void unhex(const char *text, uint8_t *out, size_t len);
/* The same, of any length up to `cap`; returns the number. */
size_t unhex_any(const char *text, uint8_t *out, size_t cap);

/* Fails the test with both sides in hexadecimal. */
void assert_hex(const uint8_t *got, size_t len, const char *want);
/* Fails the test unless the buffer holds exactly this text. */
void assert_text(const struct buf *got, const char *want);

/* A file of vectors that are not part of the project, from $PAIRSCOPE_SHARED or
 * ../shared; the test is skipped, and says so, where it is not there. */
json_t *shared_vectors(const char *name);
/* A member that is a text; "" when there is none. */
const char *text_of(const json_t *o, const char *key);
/* One that is hexadecimal, most significant octet first, of `n` octets, as the
 * toolbox takes it: the other way round. False when there is none. */
bool reversed_of(const json_t *o, const char *key, uint8_t *out, size_t n);

/* Deterministic randomness: the same seed, the same bytes. */
struct test_random {
	uint64_t state;
};
struct env test_env(struct test_random *r, uint64_t seed);

#endif
