#include "decoders/packet_list.h"

#include <stdlib.h>

/* A field's data is good only while it is told; copied to where this says. */
static size_t keep(struct packet_list *l, const struct field *f)
{
	size_t at = l->octets.len;

	if (f->data)
		buf_add(&l->octets, f->data, f->len);
	return at;
}

static void list_begin(struct sink *sink, const struct record *rec,
    const struct field *title, uint64_t frame)
{
	struct packet_list *l = (struct packet_list *)sink;

	l->rec = rec;
	l->title = *title;
	l->frame = frame;
	l->malformed = title->kind == FIELD_LABEL;
	l->n = 0;
	l->octets.len = 0;
	l->title_at = keep(l, title);
}

/* What it is inside of: the last one that is less deep, and for one that
 * continues a line the one that began the line. */
static int parent_of(const struct packet_list *l, const struct field *f)
{
	int at = (int)l->n - 1;

	if (f->join) {
		while (at >= 0 && l->fields[at].f.join)
			at--;
		return at;
	}
	while (at >= 0 &&
	       (l->fields[at].f.join || l->fields[at].f.depth >= f->depth))
		at = l->fields[at].parent;
	return at;
}

static void list_field(struct sink *sink, const struct field *f)
{
	struct packet_list *l = (struct packet_list *)sink;

	if (l->n == l->cap) {
		l->cap = l->cap ? 2 * l->cap : 64;
		l->fields = reallocarray(l->fields, l->cap, sizeof(*l->fields));
		if (!l->fields)
			abort();
	}
	l->fields[l->n] =
	    (struct listed_field){ .f = *f, .parent = parent_of(l, f) };
	l->fields[l->n].octets_at = keep(l, f);
	l->n++;
	l->malformed |= f->error && f->kind == FIELD_LABEL;
}

/* Only now the copies stay where they are. */
static void list_end(struct sink *sink)
{
	struct packet_list *l = (struct packet_list *)sink;

	buf_reserve(&l->octets, 1);
	if (l->title.data)
		l->title.data = l->octets.data + l->title_at;
	for (size_t i = 0; i < l->n; i++)
		if (l->fields[i].f.data)
			l->fields[i].f.data =
			    l->octets.data + l->fields[i].octets_at;
}

void packet_list_init(struct packet_list *l)
{
	static const struct sink_ops ops = {
		.begin = list_begin,
		.field = list_field,
		.end = list_end,
	};

	*l = (struct packet_list){ .sink = { &ops } };
}

void packet_list_free(struct packet_list *l)
{
	free(l->fields);
	buf_free(&l->octets);
}
