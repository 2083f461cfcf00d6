/* A value on one line, from the same fields. */
#include "decoders/value.h"

#include "base/bytes.h"
#include "decoders/sink_format.h"

struct line_sink {
	struct sink sink;
	struct buf *out;  /* NULL while the fields are only counted */
	unsigned fields;  /* shown so far */
	bool names;	  /* more than one is shown, so say which */
	bool after_label; /* the next one goes on with a label */
	const char *mask; /* the name of the mask whose bits come */
};

static void add_name(struct buf *out, const char *name)
{
	size_t word = strcspn(name, " ");
	bool acronym = false;
	char first = name[0];

	for (size_t i = 1; i < word; i++) /* MET, SpO2 */
		acronym |= name[i] >= 'A' && name[i] <= 'Z';

	if (first >= 'A' && first <= 'Z' && !acronym)
		first = (char)(first - 'A' + 'a');
	buf_putc(out, first);
	buf_puts(out, name + 1);
	buf_putc(out, ' ');
}

static void add_value(struct buf *out, const struct field *f)
{
	char text[512], *o = text;

	switch ((enum field_kind)f->kind) {
	case FIELD_UINT:
	case FIELD_PADDED:
		o = put_dec(o, f->value);
		break;
	case FIELD_INT:
		o = put_signed(o, (int64_t)f->value);
		break;
	case FIELD_BITS:
		buf_puts(out, "none");
		return;
	case FIELD_HEX:
		o = put_0x(o, f->value, f->digits);
		break;
	case FIELD_SCALED:
		if (!f->text)
			o = put_scaled_number(o, f);
		break;
	case FIELD_DECIMAL:
		if (!f->text)
			o = put_decimal(o, f);
		break;
	case FIELD_DATE_TIME:
		o = put_date_time(o, f, ' ');
		break;
	case FIELD_STRING:
		buf_safe_text(out, f->data, f->len);
		return;
	case FIELD_OCTETS:
		buf_hexdump(out, f->data, f->len);
		return;
	case FIELD_UUID:
		buf_puts(out, f->text);
		o = put_str(o, f->len <= 4 ? " (0x" : " (");
		o = put_uuid_digits(o, f->data, f->len);
		*o++ = ')';
		buf_add(out, text, (size_t)(o - text));
		return;
	case FIELD_LABEL:
		buf_puts(out, f->name);
		return;
	default:
		break;
	}
	if (f->text)
		buf_puts(out, f->text);
	buf_add(out, text, (size_t)(o - text));
}

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
		add_name(l->out, f->name);
	add_value(l->out, f);
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
