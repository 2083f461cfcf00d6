#include "decoders/phrase.h"

#include <stdlib.h>

void phrases_init(struct phrases *p, phrase_fn *make)
{
	p->make = make;
}

void phrases_free(struct phrases *p)
{
	for (size_t i = 0; i < PHRASES; i++)
		free(p->rows[i].whole);
}

void phrase_fill(struct phrases *p, struct phrase *row, const char *s)
{
	struct buf made = { 0 };

	p->make(&made, s);
	free(row->whole);
	row->whole = NULL;
	row->key = s;
	row->len = (uint32_t)made.len;
	if (made.len > PHRASE_SHORT) {
		row->whole = (char *)made.data; /* ours from here on */
		return;
	}
	memset(row->text, 0, PHRASE_SHORT);
	if (made.len)
		memcpy(row->text, made.data, made.len);
	buf_free(&made);
}
