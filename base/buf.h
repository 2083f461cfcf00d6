/*
 * A growable run of bytes: packet queues, and text that is formatted by hand
 * before one write(2). Running out of memory ends the program.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct buf {
	uint8_t *data;
	size_t len;
	size_t cap;
};

void buf_grow(struct buf *b, size_t more);
void buf_free(struct buf *b);

/* Make room for `n` more bytes and return where they go; the caller adds to
 * `len` what it used. Valid until the next call on this buffer. */
static inline uint8_t *buf_reserve(struct buf *b, size_t n)
{
	if (b->cap - b->len <= n) /* also for none, of nothing */
		buf_grow(b, n);
	return b->data + b->len;
}

static inline void buf_add(struct buf *b, const void *src, size_t n)
{
	if (n)
		memcpy(buf_reserve(b, n), src, n);
	b->len += n;
}

static inline void buf_putc(struct buf *b, char c)
{
	*buf_reserve(b, 1) = (uint8_t)c;
	b->len++;
}

static inline void buf_puts(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

static inline void buf_fill(struct buf *b, char c, size_t n)
{
	if (n)
		memset(buf_reserve(b, n), c, n);
	b->len += n;
}

/* Drop `n` bytes from the front. */
static inline void buf_drop(struct buf *b, size_t n)
{
	b->len -= n;
	if (b->len)
		memmove(b->data, b->data + n, b->len);
}

/* Unsigned decimal, without leading zeros. */
void buf_dec(struct buf *b, uint64_t v);
/* Unsigned decimal with at least `width` digits. */
void buf_dec_pad(struct buf *b, uint64_t v, unsigned width);
/* Signed decimal. */
void buf_int(struct buf *b, int64_t v);
/* Lower-case hexadecimal with exactly `digits` digits, most significant
 * first. */
void buf_hex(struct buf *b, uint64_t v, unsigned digits);
/* Two lower-case hexadecimal digits a byte, in memory order. */
void buf_hexdump(struct buf *b, const uint8_t *p, size_t n);
/* As printf; for text that is not in a hot path. */
void buf_printf(struct buf *b, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* A word for sh(1), quoted where it has to be. */
void buf_shell_word(struct buf *b, const char *word);

/* Text of a peer, safe for a terminal and for a log: printable UTF-8 as it
 * is, every other byte as \xNN. */
void buf_safe_text(struct buf *b, const uint8_t *p, size_t n);
/* A JSON string with its quotes; bytes that are not UTF-8 become U+FFFD. */
void buf_json_string(struct buf *b, const char *s, size_t n);

/* The same at `o`, which has so many octets of room. They return where the text
 * ends. */
#define SAFE_TEXT_ROOM(n) (4 * (n))
char *safe_text_put(char *o, const uint8_t *p, size_t n);
char *json_string_put(char *o, const char *s, size_t n);
#define JSON_STRING_ROOM(n) (6 * (n) + 2)

/* Length of the well-formed UTF-8 sequence at `p` (`n` bytes there), or 0. */
size_t utf8_sequence(const uint8_t *p, size_t n);

/* Parse hexadecimal digits, with optional spaces, colons or 0x in front, into
 * `out`. Returns the number of bytes, or -1 when the text is not hexadecimal,
 * has an odd number of digits, or does not fit `cap`. */
long hex_parse(const char *text, uint8_t *out, size_t cap);

#endif
