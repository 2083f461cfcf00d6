#include "decoders/phrase.h"

#include <stdlib.h>

void phrases_init(struct phrases *p, phrase_fn *make)
{
	p->make = make;
	p->rows =
	    aligned_alloc(_Alignof(struct phrase), PHRASES * sizeof(*p->rows));
	if (!p->rows)
		abort();
	memset(p->rows, 0, PHRASES * sizeof(*p->rows));
}

static void forget(struct phrase *row)
{
	if (phrase_is_long(row))
		free(row->more.at);
}

void phrases_free(struct phrases *p)
{
	for (size_t i = 0; i < PHRASES; i++)
		forget(&p->rows[i]);
	free(p->rows);
	buf_free(&p->made);
}

void phrase_fill(struct phrases *p, struct phrase *row, const struct field *f)
{
	char *to = row->text;
	size_t len;

	p->made.len = 0;
	p->make(&p->made, f);
	len = p->made.len;
	forget(row);
	if (len > PHRASE_SHORT) {
		to = malloc(len);
		if (!to)
			abort();
		row->more.at = to;
		row->more.len = len;
	}
	if (len)
		memcpy(to, p->made.data, len);
	row->text[PHRASE_SHORT] =
	    (char)(len > PHRASE_SHORT ? PHRASE_LONG : len);
}
