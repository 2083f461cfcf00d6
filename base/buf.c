#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static const char hex_digits[] = "0123456789abcdef";

void buf_grow(struct buf *b, size_t more)
{
	size_t cap = b->cap ? b->cap : 256;

	while (cap - b->len < more)
		cap *= 2;
	b->data = realloc(b->data, cap);
	if (!b->data)
		abort();
	b->cap = cap;
}

void buf_free(struct buf *b)
{
	free(b->data);
	*b = (struct buf){ 0 };
}

void buf_dec(struct buf *b, uint64_t v)
{
	buf_dec_pad(b, v, 1);
}

void buf_dec_pad(struct buf *b, uint64_t v, unsigned width)
{
	char tmp[24];
	size_t i = sizeof(tmp);

	do {
		tmp[--i] = (char)('0' + v % 10);
		v /= 10;
	} while (v);
	while (sizeof(tmp) - i < width && i)
		tmp[--i] = '0';
	buf_add(b, tmp + i, sizeof(tmp) - i);
}

void buf_int(struct buf *b, int64_t v)
{
	if (v < 0)
		buf_putc(b, '-');
	buf_dec(b, v < 0 ? 0 - (uint64_t)v : (uint64_t)v);
}

void buf_hex(struct buf *b, uint64_t v, unsigned digits)
{
	uint8_t *p = buf_reserve(b, digits);

	for (unsigned i = digits; i-- > 0; v >>= 4)
		p[i] = (uint8_t)hex_digits[v & 15];
	b->len += digits;
}

void buf_hexdump(struct buf *b, const uint8_t *p, size_t n)
{
	uint8_t *o = buf_reserve(b, 2 * n);

	for (size_t i = 0; i < n; i++) {
		*o++ = (uint8_t)hex_digits[p[i] >> 4];
		*o++ = (uint8_t)hex_digits[p[i] & 15];
	}
	b->len += 2 * n;
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n <= 0)
		return;
	buf_reserve(b, (size_t)n + 1);
	va_start(ap, fmt);
	vsnprintf((char *)b->data + b->len, (size_t)n + 1, fmt, ap);
	va_end(ap);
	b->len += (size_t)n;
}

size_t utf8_sequence(const uint8_t *p, size_t n)
{
	size_t len;
	uint32_t c;

	if (!n)
		return 0;
	if (p[0] < 0x80)
		return 1;
	if (p[0] >= 0xc2 && p[0] <= 0xdf)
		len = 2;
	else if (p[0] >= 0xe0 && p[0] <= 0xef)
		len = 3;
	else if (p[0] >= 0xf0 && p[0] <= 0xf4)
		len = 4;
	else
		return 0;
	if (n < len)
		return 0;
	c = p[0] & (0x7fU >> len);
	for (size_t i = 1; i < len; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (p[i] & 0x3f);
	}
	if ((len == 3 && c < 0x800) || (len == 4 && c < 0x10000) ||
	    c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	return len;
}

/* Control characters, among them the C1 range that some terminals obey. */
static bool is_control(const uint8_t *p, size_t len)
{
	return (len == 1 && (p[0] < 0x20 || p[0] == 0x7f)) ||
	       (len == 2 && p[0] == 0xc2 && p[1] < 0xa0);
}

char *safe_text_put(char *o, const uint8_t *p, size_t n)
{
	while (n) {
		size_t len;

		if (p[0] >= ' ' && p[0] < 0x7f) { /* most */
			*o++ = (char)*p++;
			n--;
			continue;
		}
		len = utf8_sequence(p, n);
		if (len && !is_control(p, len)) {
			memcpy(o, p, len);
			o += len;
		} else {
			*o++ = '\\';
			*o++ = 'x';
			*o++ = hex_digits[p[0] >> 4];
			*o++ = hex_digits[p[0] & 15];
			len = 1;
		}
		p += len;
		n -= len;
	}
	return o;
}

void buf_safe_text(struct buf *b, const uint8_t *p, size_t n)
{
	char *start = (char *)buf_reserve(b, SAFE_TEXT_ROOM(n));

	b->len += (size_t)(safe_text_put(start, p, n) - start);
}

char *json_string_put(char *o, const char *s, size_t n)
{
	const uint8_t *p = (const uint8_t *)s;

	*o++ = '"';
	while (n) {
		size_t len = 1;

		if (p[0] >= ' ' && p[0] < 0x7f) {
			if (p[0] == '"' || p[0] == '\\')
				*o++ = '\\';
			*o++ = (char)p[0];
		} else if (p[0] == '\n') {
			*o++ = '\\';
			*o++ = 'n';
		} else if (!(len = utf8_sequence(p, n))) {
			memcpy(o, "\xef\xbf\xbd", 3);
			o += 3;
			len = 1;
		} else if (is_control(p, len)) {
			uint8_t code = len == 1 ? p[0] : p[1];

			memcpy(o, "\\u00", 4);
			o[4] = hex_digits[code >> 4];
			o[5] = hex_digits[code & 15];
			o += 6;
		} else {
			memcpy(o, p, len);
			o += len;
		}
		p += len;
		n -= len;
	}
	*o++ = '"';
	return o;
}

void buf_json_string(struct buf *b, const char *s, size_t n)
{
	char *start = (char *)buf_reserve(b, JSON_STRING_ROOM(n));

	b->len += (size_t)(json_string_put(start, s, n) - start);
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

long hex_parse(const char *text, uint8_t *out, size_t cap)
{
	size_t n = 0;

	if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X'))
		text += 2;
	while (*text) {
		int hi, lo;

		if (*text == ' ' || *text == ':') {
			text++;
			continue;
		}
		hi = hex_value(text[0]);
		lo = hi < 0 ? -1 : hex_value(text[1]);
		if (lo < 0 || n == cap)
			return -1;
		out[n++] = (uint8_t)(hi << 4 | lo);
		text += 2;
	}
	return (long)n;
}

void buf_shell_word(struct buf *b, const char *word)
{
	if (*word && !word[strspn(word, "abcdefghijklmnopqrstuvwxyz"
					"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
					"-_./:,+@%")]) {
		buf_puts(b, word);
		return;
	}
	buf_putc(b, '\'');
	for (; *word; word++) {
		if (*word == '\'')
			buf_puts(b, "'\\'");
		buf_putc(b, *word);
	}
	buf_putc(b, '\'');
}
