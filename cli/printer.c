#include "cli/printer.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "cli/column.h"
#include "cli/hwdb.h"
#include "cli/line.h"
#include "cli/session.h"
#include "decoders/field_text.h"

enum { MAX_COLUMNS = 64 };

struct printer {
	struct session *session;
	struct buf *out;
	struct hwdb *hwdb;
	struct dec *dec;
	struct sink *sink; /* of text and JSON; NULL: `list` is used */
	struct packet_list list;
	struct packet_clock clock;
	unsigned width; /* of a line; 0: however long it is */
	/* of --fields */
	struct links *links;
	struct seen_packet seen;
	struct column columns[MAX_COLUMNS];
	bool had[MAX_COLUMNS]; /* some packet has it */
	size_t n_columns;
	bool csv;
};

static bool parse_columns(struct printer *p, const char *list)
{
	for (const char *at = list;; at++) {
		size_t n = strcspn(at, ",");

		if (p->n_columns == MAX_COLUMNS) {
			output_error(&p->session->out, STATUS_USAGE,
			    "--fields: more than %d columns", MAX_COLUMNS);
			return false;
		}
		if (!column_parse(&p->columns[p->n_columns++], at, n)) {
			output_error(&p->session->out, STATUS_USAGE,
			    "--fields: '%.*s' is no name of a field, such as "
			    "att.handle",
			    (int)n, at);
			return false;
		}
		at += n;
		if (!*at)
			return true;
	}
}

/* A value in a row of CSV or TSV; what would end it is quoted or escaped. */
static void add_cell(struct printer *p, const struct buf *cell)
{
	const char *s = (const char *)cell->data;

	if (!p->csv || !cell->len || !memchr(s, ',', cell->len)) {
		if (!p->csv || !cell->len || !memchr(s, '"', cell->len)) {
			buf_add(p->out, s, cell->len);
			return;
		}
	}
	buf_putc(p->out, '"');
	for (size_t i = 0; i < cell->len; i++) {
		if (s[i] == '"')
			buf_putc(p->out, '"');
		buf_putc(p->out, s[i]);
	}
	buf_putc(p->out, '"');
}

static void add_value(struct printer *p, const struct column *c,
    const struct field *f, struct buf *cell)
{
	char *o;

	switch (c->what) {
	case COLUMN_TIME:
		o = (char *)buf_reserve(cell, 40);
		cell->len +=
		    (size_t)(put_packet_time(o, &p->clock, p->list.rec->ns) -
			     o);
		break;
	case COLUMN_DIRECTION:
	case COLUMN_TYPE:
	case COLUMN_NAME:
	case COLUMN_ERROR:
		buf_field_value(cell, f);
		break;
	case COLUMN_PATH:
		if (c->text || f->kind == FIELD_WORD || f->kind == FIELD_BIT) {
			buf_field_value(cell, f);
			break;
		}
		buf_field_raw(cell, f);
		break;
	default:
		buf_field_raw(cell, f);
	}
}

static void print_fields(struct printer *p)
{
	struct field values[COLUMN_MAX_VALUES];
	struct buf cell = { 0 };

	for (size_t i = 0; i < p->n_columns; i++) {
		const struct column *c = &p->columns[i];
		size_t n = column_values(c, &p->seen, values);

		p->had[i] |= n > 0;
		cell.len = 0;
		for (size_t k = 0; k < n; k++) {
			if (k)
				buf_putc(&cell, ',');
			add_value(p, c, &values[k], &cell);
		}
		if (i)
			buf_putc(p->out, p->csv ? ',' : '\t');
		add_cell(p, &cell);
	}
	buf_putc(p->out, '\n');
	buf_free(&cell);
}

/* One form at a time. */
static bool check_forms(struct session *s, const struct args *a)
{
	static const char *const forms[] = { "oneline", "fields", "summary" };
	const char *first = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(forms); i++) {
		if (!args_has(a, forms[i]))
			continue;
		if (first) {
			output_error(&s->out, STATUS_USAGE,
			    "--%s and --%s: only one of them", first, forms[i]);
			return false;
		}
		first = forms[i];
	}
	if (s->out.json && first && strcmp(first, "summary")) {
		output_error(&s->out, STATUS_USAGE,
		    "--json and --%s: only one of them", first);
		return false;
	}
	if (args_has(a, "csv") && !args_has(a, "fields")) {
		output_error(&s->out, STATUS_USAGE, "--csv wants --fields");
		return false;
	}
	return true;
}

static void choose_form(struct printer *p, const struct args *a)
{
	struct output *o = &p->session->out;
	struct text_options opt = {
		.color = o->color_out,
		.width = output_columns(o->data_fd),
		.time = p->clock.form,
		.utc_offset = p->clock.utc_offset,
	};

	packet_list_init(&p->list);
	if (args_has(a, "oneline"))
		p->width = output_columns(o->data_fd);
	else if (p->n_columns)
		p->links = links_new();
	else if (o->json)
		p->sink = sink_json_new(p->out);
	else
		p->sink = sink_text_new(p->out, &opt);
}

struct printer *printer_new(
    struct session *s, const struct args *a, struct buf *out)
{
	struct printer *p = calloc(1, sizeof(*p));
	const char *list = args_value(a, "fields");

	if (!p)
		abort();
	if (!check_forms(s, a)) {
		free(p);
		return NULL;
	}
	p->session = s;
	p->out = out;
	p->csv = args_has(a, "csv");
	p->clock.utc_offset = session_utc_offset();
	p->clock.form = args_has(a, "date")   ? TEXT_TIME_DATE
			: args_has(a, "time") ? TEXT_TIME_CLOCK
					      : TEXT_TIME_OFFSET;
	if (list && !parse_columns(p, list)) {
		free(p);
		return NULL;
	}
	choose_form(p, a);
	p->hwdb = hwdb_open();
	p->dec = dec_new();
	hwdb_name_for(p->hwdb, p->dec);
	session_know_attributes(s, p->dec);
	if (p->csv && list)
		buf_printf(out, "%s\n", list);
	return p;
}

void printer_free(struct printer *p)
{
	if (!p)
		return;
	if (p->sink)
		sink_free(p->sink);
	packet_list_free(&p->list);
	links_free(p->links);
	dec_free(p->dec);
	hwdb_close(p->hwdb);
	free(p);
}

/* Below the packet, a line for each line of them. */
static void put_comments(struct printer *p, const struct viewed *v)
{
	const char *at = v->comments, *end = at + v->comments_len;

	while (at < end) {
		size_t n = strcspn(at, "\n");

		buf_puts(p->out, "      Comment: ");
		buf_safe_text(p->out, (const uint8_t *)at, n);
		buf_putc(p->out, '\n');
		at += n + 1; /* behind a line or a comment */
		if (at < end && at[-1] && !*at)
			at++; /* one that ends in a newline */
	}
}

/* At the end of the packet's line, as far as that goes. */
static void append_comments(
    struct printer *p, const struct viewed *v, size_t start)
{
	const char *at = v->comments, *end = at + v->comments_len;
	struct buf *out = p->out;
	size_t most = start + p->width;

	out->len--; /* the line's end */
	for (; at < end; at += strlen(at) + 1) {
		buf_puts(out, "; comment: ");
		buf_safe_text(out, (const uint8_t *)at, strlen(at));
	}
	if (p->width && out->len > most) {
		while ((out->data[most] & 0xc0) == 0x80)
			most--; /* not inside a character */
		out->len = most;
	}
	buf_putc(out, '\n');
}

/* In the object of the packet, which was written last. */
static void put_json_comments(struct printer *p, const struct viewed *v)
{
	struct buf text = { 0 };

	buf_add(&text, v->comments, v->comments_len - 1);
	for (size_t i = 0; i < text.len; i++)
		if (!text.data[i])
			text.data[i] = '\n';
	p->out->len -= strlen("}\n");
	buf_puts(p->out, ",\"comment\":");
	buf_json_string(p->out, (const char *)text.data, text.len);
	buf_puts(p->out, "}\n");
	buf_free(&text);
}

void printer_record(struct printer *p, const struct viewed *v)
{
	size_t start = p->out->len;

	dec_record(p->dec, &v->rec, p->sink ? p->sink : &p->list.sink);
	if (p->n_columns) {
		seen_packet_set(&p->seen, p->links, &p->list, v->number);
		p->seen.comments = v->comments;
		p->seen.comments_len = v->comments_len;
		print_fields(p);
	} else if (!p->sink) {
		buf_packet_line(p->out, &p->list, &p->clock, p->width);
	}
	if (!v->shown)
		p->out->len = start;
	else if (!v->comments_len || p->n_columns || p->out->len == start)
		return;
	else if (p->sink && p->session->out.json)
		put_json_comments(p, v);
	else if (p->sink)
		put_comments(p, v);
	else
		append_comments(p, v, start);
}

void printer_end(struct printer *p)
{
	for (size_t i = 0; i < p->n_columns; i++)
		if (!p->had[i] && p->columns[i].what == COLUMN_PATH)
			output_talk(&p->session->out, "no packet has %.*s",
			    (int)p->columns[i].len, p->columns[i].path);
}
