#include "cli/line.h"

#include "decoders/field_text.h"

enum {
	NUMBER_COLUMNS = 7,
	TIME_COLUMNS = 12,
	SHOWN_OCTETS = 32, /* of a value; its length is said then */
};

static void pad_left(struct buf *out, size_t from, size_t columns)
{
	size_t n = out->len - from;

	if (n >= columns)
		return;
	buf_reserve(out, columns - n);
	memmove(out->data + from + columns - n, out->data + from, n);
	memset(out->data + from, ' ', columns - n);
	out->len += columns - n;
}

/* Of what has no name. */
static void add_code(struct buf *out, const struct field *f)
{
	if (!f->error || !f->digits)
		return;
	buf_puts(out, " (0x");
	buf_hex(out, f->value, f->digits);
	buf_putc(out, ')');
}

static void add_title(struct buf *out, const struct packet_list *l)
{
	const struct field *t = &l->title;

	switch ((enum record_type)l->rec->type) {
	case REC_ACL:
	case REC_SCO:
	case REC_ISO:
		if (t->kind != FIELD_UINT)
			break;
		buf_puts(out, l->rec->type == REC_ACL	? "ACL "
			      : l->rec->type == REC_SCO ? "SCO "
							: "ISO ");
		buf_dec(out, t->value);
		return;
	default:
		break;
	}
	if (t->kind == FIELD_ADDR || t->kind == FIELD_STRING) {
		buf_puts(out, t->name ? t->name : t->text);
		buf_putc(out, ' ');
		buf_field_raw(out, t);
	} else {
		buf_puts(out, t->text ? t->text : t->name);
		add_code(out, t);
	}
}

/* Bits of a mask and what is not of the packet itself are left out: the line is
 * to be taken in at a glance. */
static bool is_shown(const struct field *f)
{
	return f->kind != FIELD_BIT && f->kind != FIELD_COOKIE &&
	       (f->name || f->text);
}

static void add_octets(struct buf *out, const struct field *f)
{
	uint32_t n = f->len < SHOWN_OCTETS ? f->len : SHOWN_OCTETS;

	buf_hexdump(out, f->data, n);
	if (n == f->len)
		return;
	buf_puts(out, ".. (");
	buf_dec(out, f->len);
	buf_puts(out, " octets)");
}

static void add_field(struct buf *out, const struct field *f)
{
	if (!f->bare && !f->join && f->kind != FIELD_LABEL)
		buf_field_name(out, f->name);
	if (f->kind == FIELD_OCTETS || f->kind == FIELD_DUMP)
		add_octets(out, f);
	else
		buf_field_value(out, f);
	if (f->after)
		buf_puts(out, f->after);
}

static bool is_title(const struct field *f)
{
	return !f->join && (f->depth == 0 || f->kind == FIELD_TITLE ||
			       f->kind == FIELD_COMMAND);
}

static void add_pdu_title(struct buf *out, const struct field *f)
{
	if (f->kind == FIELD_TITLE || !f->text)
		buf_puts(out, f->name);
	if (f->kind == FIELD_TITLE && f->text)
		buf_putc(out, ' ');
	if (f->text)
		buf_puts(out, f->text);
	add_code(out, f);
}

static void add_fields(struct buf *out, const struct packet_list *l)
{
	unsigned titles = 0, fields = 0;
	/* what joins a line that is shown is shown; of titles, only counts */
	bool in_line = l->rec->type == REC_DROPS;

	for (size_t i = 0; i < l->n; i++) {
		const struct field *f = &l->fields[i].f;

		if (f->join) {
			if (!in_line)
				continue;
			buf_puts(out, f->join);
			add_field(out, f);
			continue;
		}
		in_line = false;
		if (!is_shown(f))
			continue;
		if (is_title(f)) {
			buf_puts(out, titles || fields ? "; " : " ");
			add_pdu_title(out, f);
			titles++;
			fields = 0;
		} else {
			buf_puts(out, fields ? ", " : ": ");
			add_field(out, f);
			fields++;
			in_line = true;
		}
	}
}

/* Cut the line that begins at `from`, not inside of a character. */
static void cut(struct buf *out, size_t from, unsigned columns)
{
	size_t at = from, n = 0;

	while (at < out->len && n < columns) {
		size_t len = utf8_sequence(out->data + at, out->len - at);

		at += len ? len : 1;
		n++;
	}
	if (at == out->len)
		return;
	out->len = at;
	for (n = 0; n < 2; n++) /* one of two columns may be wider */
		while (
		    out->len > from && (out->data[--out->len] & 0xc0) == 0x80)
			;
	buf_puts(out, "..");
}

void buf_packet_line(struct buf *out, const struct packet_list *l,
    struct packet_clock *clock, unsigned columns)
{
	size_t start = out->len, at;
	char *o;

	if (is_debug_log(l->rec, &l->title))
		return;
	if (l->frame)
		buf_dec(out, l->frame);
	pad_left(out, start, NUMBER_COLUMNS);
	buf_putc(out, ' ');
	at = out->len;
	o = (char *)buf_reserve(out, 40);
	out->len += (size_t)(put_packet_time(o, clock, l->rec->ns) - o);
	pad_left(out, at, TIME_COLUMNS);
	buf_putc(out, ' ');
	buf_putc(out, record_marker(l->rec, &l->title));
	buf_putc(out, ' ');
	if (l->rec->adapter != RECORD_NO_ADAPTER && l->rec->adapter)
		buf_printf(out, "[hci%u] ", l->rec->adapter);
	add_title(out, l);
	add_fields(out, l);
	if (columns)
		cut(out, start, columns);
	buf_putc(out, '\n');
}
