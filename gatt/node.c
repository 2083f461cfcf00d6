#include "gatt/node.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/bytes.h"

struct node node_member(const struct node *object, const char *key)
{
	return (struct node){
		.json = json_object_get(object->json, key),
		.up = object,
		.key = key,
		.err = object->err,
	};
}

struct node node_element(const struct node *array, size_t index)
{
	return (struct node){
		.json = json_array_get(array->json, index),
		.up = array,
		.index = index,
		.err = array->err,
	};
}

size_t node_count(const struct node *array)
{
	return json_array_size(array->json);
}

static void put_path(struct buf *b, const struct node *n)
{
	if (!n->up)
		return;
	put_path(b, n->up);
	if (!n->key) {
		buf_printf(b, "[%zu]", n->index);
		return;
	}
	if (n->up->up)
		buf_putc(b, '.');
	buf_safe_text(b, (const uint8_t *)n->key, strlen(n->key));
}

bool node_fail(const struct node *n, const char *fmt, ...)
{
	struct buf path = { 0 };
	char text[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	put_path(&path, n);
	if (path.len)
		err_set(n->err, "%.*s: %s", (int)path.len, path.data, text);
	else
		err_set(n->err, "%s", text);
	buf_free(&path);
	return false;
}

static bool fail_with_keys(const struct node *n, const char *const *keys)
{
	struct buf b = { 0 };
	bool ok;

	for (; *keys; keys++) {
		if (b.len)
			buf_puts(&b, ", ");
		buf_puts(&b, *keys);
	}
	ok = node_fail(n, "unknown key; there are: %.*s", (int)b.len, b.data);
	buf_free(&b);
	return ok;
}

bool node_is_object(const struct node *n, const char *const *keys)
{
	const char *key;
	json_t *value;

	if (!json_is_object(n->json))
		return node_fail(n, "must be an object");
	json_object_foreach(n->json, key, value)
	{
		const char *const *known = keys;

		while (*known && strcmp(*known, key))
			known++;
		if (!*known) {
			struct node member = node_member(n, key);

			return fail_with_keys(&member, keys);
		}
	}
	return true;
}

bool node_is_list(const struct node *n)
{
	return !n->json || json_is_array(n->json) ||
	       node_fail(n, "must be a list");
}

static bool parse_hex(const char *text, int64_t *out)
{
	char *end;

	if (!strncmp(text, "0x", 2) || !strncmp(text, "0X", 2))
		text += 2;
	if (strspn(text, "0123456789abcdefABCDEF") != strlen(text) || !*text ||
	    strlen(text) > 8)
		return false;
	*out = strtoll(text, &end, 16);
	return true;
}

bool node_number(const struct node *n, int64_t min, int64_t max, int64_t *out)
{
	int64_t v = json_integer_value(n->json);

	if (!n->json)
		return true;
	if (!json_is_integer(n->json) &&
	    !(json_is_string(n->json) &&
		parse_hex(json_string_value(n->json), &v)))
		return node_fail(n, "must be a whole number, or hexadecimal "
				    "digits in quotes");
	if (v < min || v > max)
		return node_fail(n, "must be from %lld to %lld", (long long)min,
		    (long long)max);
	*out = v;
	return true;
}

bool node_u32(const struct node *n, uint32_t min, uint32_t max, uint32_t *out)
{
	int64_t v = *out;

	if (!node_number(n, min, max, &v))
		return false;
	*out = (uint32_t)v;
	return true;
}

bool node_u16(const struct node *n, uint16_t min, uint16_t max, uint16_t *out)
{
	uint32_t v = *out;

	if (!node_u32(n, min, max, &v))
		return false;
	*out = (uint16_t)v;
	return true;
}

bool node_u8(const struct node *n, uint8_t min, uint8_t max, uint8_t *out)
{
	uint32_t v = *out;

	if (!node_u32(n, min, max, &v))
		return false;
	*out = (uint8_t)v;
	return true;
}

bool node_bool(const struct node *n, bool *out)
{
	if (!n->json)
		return true;
	if (!json_is_boolean(n->json))
		return node_fail(n, "must be true or false");
	*out = json_is_true(n->json);
	return true;
}

bool node_text(const struct node *n, const char **out)
{
	if (!n->json)
		return true;
	if (!json_is_string(n->json))
		return node_fail(n, "must be a text");
	*out = json_string_value(n->json);
	return true;
}

bool node_uuid(const struct node *n, struct uuid *out)
{
	const char *text = NULL;

	if (!node_text(n, &text))
		return false;
	if (text && !uuid_parse(text, out))
		return node_fail(n, "is no UUID (such as 180f)");
	return true;
}

bool node_address(const struct node *n, struct bdaddr *out)
{
	const char *text = NULL;

	if (!node_text(n, &text))
		return false;
	if (text && !addr_parse(text, out))
		return node_fail(
		    n, "is no address (such as 00:5F:BF:12:34:56/public)");
	return true;
}

static bool fail_with_names(
    const struct node *n, const struct node_names *names)
{
	struct buf b = { 0 };
	bool ok;

	for (size_t i = 0; i < names->n; i++) {
		if (i)
			buf_puts(&b, ", ");
		buf_puts(&b, names->rows[i].text);
	}
	ok = node_fail(n, "unknown name; there are: %.*s", (int)b.len, b.data);
	buf_free(&b);
	return ok;
}

/* The number of a name; false when it is none of them. */
static bool find_name(
    const struct node *n, const struct node_names *names, uint8_t *out)
{
	const char *text = json_string_value(n->json);

	for (size_t i = 0; text && i < names->n; i++) {
		if (strcmp(names->rows[i].text, text))
			continue;
		*out = (uint8_t)names->rows[i].value;
		return true;
	}
	return false;
}

bool node_name(const struct node *n, const struct node_names *names,
    uint8_t max, uint8_t *out)
{
	int64_t ignored;

	if (!n->json || find_name(n, names, out))
		return true;
	if (json_is_string(n->json) &&
	    !parse_hex(json_string_value(n->json), &ignored))
		return fail_with_names(n, names);
	return node_u8(n, 0, max, out);
}

bool node_bits(
    const struct node *n, const struct node_names *names, uint8_t *out)
{
	uint8_t bits = 0;

	if (!json_is_array(n->json))
		return node_u8(n, 0, 0xff, out);
	for (size_t i = 0; i < node_count(n); i++) {
		struct node e = node_element(n, i);
		uint8_t bit;

		if (!find_name(&e, names, &bit))
			return fail_with_names(&e, names);
		bits |= bit;
	}
	*out = bits;
	return true;
}

bool node_hex(const struct node *n, struct buf *out)
{
	const char *text = NULL;
	size_t cap;
	long len;

	if (!node_text(n, &text))
		return false;
	if (!text)
		return true;
	cap = strlen(text) / 2 + 1;
	len = hex_parse(text, buf_reserve(out, cap), cap);
	if (len < 0)
		return node_fail(n, "must be pairs of hexadecimal digits");
	out->len += (size_t)len;
	return true;
}

/* A number of a fixed width, or a list of them. */
struct width {
	const char *name;
	unsigned octets;
	int64_t min, max;
};

static bool put_numbers(
    const struct node *n, const struct width *width, struct buf *out)
{
	int64_t v = 0;
	uint8_t le[8];

	if (json_is_array(n->json)) {
		for (size_t i = 0; i < node_count(n); i++) {
			struct node e = node_element(n, i);

			if (!node_number(&e, width->min, width->max, &v))
				return false;
			put_le64(le, (uint64_t)v);
			buf_add(out, le, width->octets);
		}
		return true;
	}
	if (!node_number(n, width->min, width->max, &v))
		return false;
	put_le64(le, (uint64_t)v);
	buf_add(out, le, width->octets);
	return true;
}

static bool put_value(const struct node *n, struct buf *out)
{
	static const char *const keys[] = { "hex", "text", "u8", "u16", "u24",
		"u32", "i8", "i16", "i32", NULL };
	static const struct width widths[] = {
		{ "u8", 1, 0, UINT8_MAX },
		{ "u16", 2, 0, UINT16_MAX },
		{ "u24", 3, 0, 0xffffff },
		{ "u32", 4, 0, UINT32_MAX },
		{ "i8", 1, INT8_MIN, INT8_MAX },
		{ "i16", 2, INT16_MIN, INT16_MAX },
		{ "i32", 4, INT32_MIN, INT32_MAX },
	};
	struct node text = node_member(n, "text"), hex = node_member(n, "hex");
	const char *s = "";

	if (!node_is_object(n, keys))
		return false;
	if (json_object_size(n->json) != 1)
		return node_fail(n, "must have one key, such as hex");
	if (!node_hex(&hex, out) || !node_text(&text, &s))
		return false;
	buf_add(out, s, strlen(s));
	for (size_t i = 0; i < ARRAY_SIZE(widths); i++) {
		struct node m = node_member(n, widths[i].name);

		if (node_present(&m) && !put_numbers(&m, &widths[i], out))
			return false;
	}
	return true;
}

bool node_value(const struct node *n, struct buf *out)
{
	if (!n->json)
		return true;
	if (!json_is_array(n->json))
		return put_value(n, out);
	for (size_t i = 0; i < node_count(n); i++) {
		struct node e = node_element(n, i);

		if (!put_value(&e, out))
			return false;
	}
	return true;
}
