/*
 * Texts of the sinks, ready to be copied. Most of what a sink writes of a field
 * it has written before: the name, and often the value. Each is kept once, in
 * the form in which the sink writes it and with its length, and copied by a few
 * moves.
 *
 * A phrase is found by the address of its words, which stay as they are as long
 * as the decoder lives (decoders/field.h), and by a number for all else that it
 * depends on.
 */
#ifndef DECODERS_PHRASE_H
#define DECODERS_PHRASE_H

#include "decoders/field.h"

enum {
	PHRASE_SHORT = 44, /* put_phrase() always writes so many octets */
	PHRASES_LOG2 = 12,
	PHRASES = 1 << PHRASES_LOG2, /* one that collides is made again */
};

struct phrase {
	_Alignas(64) const void *words;
	uint64_t number;
	uint32_t len;
	char text[PHRASE_SHORT]; /* or, of one that is longer, where it is */
};

/* Appends what a sink makes of a part of a field. */
typedef void phrase_fn(struct buf *out, const struct field *f);

struct phrases {
	phrase_fn *make;
	struct buf made;
	struct phrase *rows;
};

void phrases_init(struct phrases *p, phrase_fn *make);
void phrases_free(struct phrases *p);
void phrase_fill(struct phrases *p, struct phrase *row, const struct field *f);

/* `number` is not 0. Valid until the next call on this table. */
static inline const struct phrase *phrase_of(struct phrases *p,
    const void *words, uint64_t number, const struct field *f)
{
	uint64_t hash =
	    ((uintptr_t)words ^ number << 20) * UINT64_C(0x9e3779b97f4a7c15);
	struct phrase *row = &p->rows[hash >> (64 - PHRASES_LOG2)];

	if (row->words != words || row->number != number) {
		row->words = words;
		row->number = number;
		phrase_fill(p, row, f);
	}
	return row;
}

/*
 * What gives a value its words, when it is a value that comes again: a word from
 * a table, a number with a unit, a small number. The number has what its text
 * depends on beside them. NULL: it is none of them.
 */
static inline const void *phrase_value(const struct field *f, uint64_t *number)
{
	static const char small;
	const uint64_t half = UINT64_C(1) << 31;

	/* Octet by octet: a wider read would wait for the stores before. */
	*number = (uint32_t)f->value | (uint64_t)f->kind << 32 |
		  (uint64_t)f->digits << 40;
	switch (f->kind) {
	case FIELD_WORD:
		*number |= f->join ? half : 0;
		return f->value < half ? f->text : NULL;
	case FIELD_TITLE:
		if (!f->text)
			return f->value < 256 ? &small : NULL;
		return f->value < half ? f->text : NULL;
	case FIELD_COMMAND:
	case FIELD_ENUM:
	case FIELD_BIT:
		return f->value < half ? f->text : NULL;
	case FIELD_SCALED:
		if (f->value + half >= 2 * half)
			return NULL;
		return f->text ? (const void *)f->text : f->scale;
	case FIELD_UINT:
	case FIELD_HEX:
	case FIELD_BITS:
		return f->value < 256 && !f->data ? &small : NULL;
	}
	return NULL;
}

/* Room that put_phrase() needs; it may write past the phrase's end. */
static inline size_t phrase_room(const struct phrase *row)
{
	return row->len + PHRASE_SHORT;
}

/* Where the text is of a phrase that is longer than PHRASE_SHORT. */
static inline char *phrase_long(const struct phrase *row)
{
	char *text;

	memcpy(&text, row->text, sizeof(text));
	return text;
}

/* Write the phrase at `o`; returns where it ends. */
static inline char *put_phrase(char *o, const struct phrase *row)
{
	if (row->len <= PHRASE_SHORT)
		memcpy(o, row->text, PHRASE_SHORT);
	else
		memcpy(o, phrase_long(row), row->len);
	return o + row->len;
}

#endif
