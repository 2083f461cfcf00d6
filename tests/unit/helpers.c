#include "tests/unit/helpers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

size_t unhex_any(const char *text, uint8_t *out, size_t cap)
{
	long n = hex_parse(text, out, cap);

	if (n < 0)
		fail_msg("not hexadecimal, or over %zu bytes: %s", cap, text);
	return (size_t)n;
}

void unhex(const char *text, uint8_t *out, size_t len)
{
	size_t n = unhex_any(text, out, len);

	if (n != len)
		fail_msg("%zu bytes where %zu are wanted: %s", n, len, text);
}

void assert_hex(const uint8_t *got, size_t len, const char *want)
{
	uint8_t bytes[4096];
	size_t n = unhex_any(want, bytes, sizeof(bytes));
	struct buf b = { 0 };

	if (n == len && !memcmp(got, bytes, n))
		return;
	buf_hexdump(&b, got, len);
	fail_msg("got  %.*s\n       want %s", (int)b.len, (char *)b.data, want);
}

void assert_text(const struct buf *got, const char *want)
{
	if (got->len == strlen(want) && !memcmp(got->data, want, got->len))
		return;
	fail_msg(
	    "got:\n%.*s\nwant:\n%s", (int)got->len, (char *)got->data, want);
}

/* splitmix64 */
static uint64_t next(struct test_random *r)
{
	uint64_t z = r->state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

static void fill(void *ctx, void *buf, size_t len)
{
	uint8_t *p = buf;

	while (len--)
		*p++ = (uint8_t)next(ctx);
}

struct env test_env(struct test_random *r, uint64_t seed)
{
	r->state = seed;
	return (struct env){ .random = fill, .ctx = r };
}

json_t *shared_vectors(const char *name)
{
	const char *shared = getenv("PAIRSCOPE_SHARED");
	char path[512];
	json_error_t err;
	json_t *root;

	snprintf(path, sizeof(path), "%s/vectors/%s",
	    shared ? shared : "../shared", name);
	root = json_load_file(path, 0, &err);
	if (!root) {
		printf("SKIPPED: %s: %s\n", path, err.text);
		skip();
	}
	return root;
}

const char *text_of(const json_t *o, const char *key)
{
	const char *s = json_string_value(json_object_get(o, key));

	return s ? s : "";
}

bool reversed_of(const json_t *o, const char *key, uint8_t *out, size_t n)
{
	uint8_t be[64];

	if (!*text_of(o, key))
		return false;
	assert_true(n <= sizeof(be));
	unhex(text_of(o, key), be, n);
	copy_reversed(out, be, n);
	return true;
}
