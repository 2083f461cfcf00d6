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
	PHRASE_ROOM = 48, /* put_phrase() writes that many octets at least */
	PHRASE_SHORT = PHRASE_ROOM - 1,
	PHRASE_LONG = UINT8_MAX,
	PHRASES_LOG2 = 12,
	PHRASES = 1 << PHRASES_LOG2, /* one that collides is made again */
};

struct phrase {
	_Alignas(64) const void *words;
	uint64_t number;
	union {
		/* The last octet is the length, or PHRASE_LONG. */
		char text[PHRASE_ROOM];
		struct {
			char *at;
			size_t len;
		} more;
	};
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

/* Of one that is not long. */
static inline uint8_t phrase_len(const struct phrase *row)
{
	return (uint8_t)row->text[PHRASE_SHORT];
}

static inline bool phrase_is_long(const struct phrase *row)
{
	return phrase_len(row) == PHRASE_LONG;
}

/* The row that is for them, which may hold another phrase. Which one it is, 44
 * bits of the number tell. */
static inline struct phrase *phrase_row(
    const struct phrases *p, const void *words, uint64_t number)
{
	uint64_t hash =
	    ((uintptr_t)words ^ number << 20) * UINT64_C(0x9e3779b97f4a7c15);

	return &p->rows[hash >> (64 - PHRASES_LOG2)];
}

/* It holds theirs. */
static inline bool phrase_is(
    const struct phrase *row, const void *words, uint64_t number)
{
	return row->words == words && row->number == number;
}

/* The same, and theirs is short. */
static inline bool phrase_is_short(
    const struct phrase *row, const void *words, uint64_t number)
{
	return phrase_is(row, words, number) && !phrase_is_long(row);
}

/* `number` is not 0. Valid until the next call on this table. */
static inline const struct phrase *phrase_of(struct phrases *p,
    const void *words, uint64_t number, const struct field *f)
{
	struct phrase *row = phrase_row(p, words, number);

	if (!phrase_is(row, words, number)) {
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
	case FIELD_UUID:
		if (f->len != 2)
			return NULL;
		*number |= (uint32_t)(f->data[0] | f->data[1] << 8);
		return f->text;
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
	return PHRASE_ROOM + (phrase_is_long(row) ? row->more.len : 0);
}

/* Write the phrase at `o`; returns where it ends. */
static inline char *put_short_phrase(char *o, const struct phrase *row)
{
	memcpy(o, row->text, PHRASE_ROOM);
	return o + phrase_len(row);
}

static inline char *put_phrase(char *o, const struct phrase *row)
{
	if (!phrase_is_long(row))
		return put_short_phrase(o, row);
	memcpy(o, row->more.at, row->more.len);
	return o + row->more.len;
}

#endif
