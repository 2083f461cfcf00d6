/* A value on one line, from the same fields. */
#include "decoders/value.h"

#include "decoders/field_text.h"

struct line_sink {
	struct sink sink;
	struct buf *out;  /* NULL while the fields are only counted */
	unsigned fields;  /* shown so far */
	bool names;	  /* more than one is shown, so say which */
	bool after_label; /* the next one goes on with a label */
	const char *mask; /* the name of the mask whose bits come */
};

/* What a mask consists of says more than its number, when it is not empty;
 * what flags announce follows anyway. */
static bool is_hidden(struct line_sink *l, const struct field *f)
{
	if (f->kind == FIELD_BITS) {
		l->mask = f->name;
		return f->value || !strcmp(f->name, "Flags");
	}
	if (f->kind == FIELD_BIT)
		return !strcmp(l->mask, "Flags");
	if (f->kind == FIELD_LABEL && f->after) {
		l->after_label = true;
		return true;
	}
	return false;
}

static void line_field(struct sink *sink, const struct field *f)
{
	struct line_sink *l = (struct line_sink *)sink;
	bool first = !l->fields;

	if (is_hidden(l, f))
		return;
	l->fields++;
	if (!l->out)
		return;
	if (f->join && !l->after_label)
		buf_puts(l->out, f->join);
	else if (!first)
		buf_puts(l->out, ", ");
	if (l->names && !f->bare && !f->join && f->kind != FIELD_DATE_TIME &&
	    f->kind != FIELD_LABEL)
		buf_field_name(l->out, f->name);
	buf_field_value(l->out, f);
	if (f->after)
		buf_puts(l->out, f->after);
	l->after_label = false;
}

bool value_text(
    const struct uuid *type, const uint8_t *p, size_t n, struct buf *out)
{
	static const struct sink_ops ops = { .field = line_field };
	struct line_sink l = { .sink = { &ops }, .mask = "" };

	if (!dec_value(type, p, n, 0, &l.sink))
		return false;
	l = (struct line_sink){
		.sink = { &ops },
		.out = out,
		.names = l.fields > 1,
		.mask = "",
	};
	dec_value(type, p, n, 0, &l.sink);
	return true;
}
