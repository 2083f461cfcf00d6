/*
 * The words of the decoders, ready to be copied. Most of what a sink writes
 * are names and texts from tables; each is kept once, in the form in which the
 * sink writes it and with its length, and copied by a few moves.
 *
 * A phrase is found by the address of its string: the strings of a field do
 * not change as long as the decoder lives (decoders/field.h).
 */
#ifndef DECODERS_PHRASE_H
#define DECODERS_PHRASE_H

#include "base/buf.h"

enum {
	PHRASE_SHORT = 44, /* put_phrase() always writes so many octets */
	PHRASES_LOG2 = 11,
	PHRASES = 1 << PHRASES_LOG2, /* one that collides is made again */
};

struct phrase {
	const char *key;
	char *whole; /* when it is longer than PHRASE_SHORT */
	uint32_t len;
	char text[PHRASE_SHORT];
};

/* Appends what a sink makes of a string. */
typedef void phrase_fn(struct buf *out, const char *s);

struct phrases {
	phrase_fn *make;
	struct phrase rows[PHRASES];
};

/* `p` is zeros. */
void phrases_init(struct phrases *p, phrase_fn *make);
void phrases_free(struct phrases *p);
void phrase_fill(struct phrases *p, struct phrase *row, const char *s);

/* Valid until the next call: two strings at a time want two tables. */
static inline const struct phrase *phrase_of(struct phrases *p, const char *s)
{
	uint64_t hash = (uintptr_t)s * UINT64_C(0x9e3779b97f4a7c15);
	struct phrase *row = &p->rows[hash >> (64 - PHRASES_LOG2)];

	if (row->key != s)
		phrase_fill(p, row, s);
	return row;
}

/* Room that put_phrase() needs; it writes past the phrase's end. */
static inline size_t phrase_room(const struct phrase *row)
{
	return row->len + PHRASE_SHORT;
}

/* Write the phrase at `o`; returns where it ends. */
static inline char *put_phrase(char *o, const struct phrase *row)
{
	memcpy(o, row->text, PHRASE_SHORT);
	if (row->len > PHRASE_SHORT)
		memcpy(o, row->whole, row->len);
	return o + row->len;
}

#endif
