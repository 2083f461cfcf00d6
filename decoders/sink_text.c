/*
 * The text of btmon 5.66. Everything is written by hand into the caller's
 * buffer: a field reserves the room it may need, once, and then writes
 * through a plain pointer.
 */
#include "decoders/sinks.h"

#include <stdlib.h>

#include "base/bytes.h"
#include "decoders/phrase.h"
#include "decoders/sink_format.h"

#define COLOR_OFF     "\x1b[0m"
#define COLOR_RED     "\x1b[0;31m"
#define COLOR_GREEN   "\x1b[0;32m"
#define COLOR_YELLOW  "\x1b[0;33m"
#define COLOR_BLUE    "\x1b[0;34m"
#define COLOR_MAGENTA "\x1b[0;35m"
#define COLOR_CYAN    "\x1b[0;36m"
#define COLOR_WHITE   "\x1b[0;37m"
#define COLOR_ERROR   "\x1b[1;31m"
#define COLOR_CLIENT  "\x1b[1;32m"
#define COLOR_MGMT_TX "\x1b[1;34m"
#define COLOR_MGMT_RX "\x1b[1;35m"
#define COLOR_BOLD    "\x1b[1m"
#define COLOR_UNKNOWN "\x1b[0;47;30m"

struct text_sink {
	struct sink sink;
	struct buf *out;
	struct text_options opt;
	struct packet_clock clock;
	const struct record *rec;
	/* The header line, while fields may still join it. */
	bool in_header;
	const char *head_color;
	size_t head_start, head_name; /* ends in `out` of "< Name: text" */
	size_t dlen;		      /* shown last in the header */
	const char *dlen_word;
	size_t right_len; /* of the last packet's frame and time */
	uint64_t frame;
	bool has_cookie;
	uint64_t cookie;
	bool hidden;	       /* the packet is not shown */
	bool careful;	       /* in the header, hidden, or in colour */
	struct phrases titles; /* of packets, without their codes */
	struct phrases names;  /* and where a line begins */
	struct phrases values;
};

/* " (0x0012)" */
static char *put_code(char *o, uint64_t v, unsigned digits)
{
	*o++ = ' ';
	*o++ = '(';
	o = put_0x(o, v, digits);
	*o++ = ')';
	return o;
}

/* As the raw value was on the wire, not sign-extended. */
static uint64_t raw_value(const struct field *f)
{
	return f->scale->is_signed && f->digits < 16
		   ? f->value & ((UINT64_C(1) << 4 * f->digits) - 1)
		   : f->value;
}

static char *put_two(char *o, char a, char b)
{
	*o++ = a;
	*o++ = b;
	return o;
}

static char *put_addr_field(char *o, const struct field *f)
{
	if (f->value > 3) /* an address type that does not exist */
		return put_addr_octets(o, f->data, '-');
	o = put_addr_octets(o, f->data, ':');
	o = put_two(o, ' ', '(');
	if (f->text) {
		o = put_str(o, f->text);
	} else {
		o = put_str(o, "OUI ");
		o = put_addr_octets(o, f->data, '-') - 9;
	}
	*o++ = ')';
	return o;
}

enum { GAP = 64 };

/* Most often few spaces, in one move, which writes GAP octets at least. */
static char *spaces(char *o, size_t n)
{
	static const char blanks[GAP + 1] = "                                "
					    "                                ";

	if (n > GAP)
		memset(o, ' ', n);
	else
		memcpy(o, blanks, GAP);
	return o + n;
}

/* btmon's dump: 16 octets a line, then what of them is ASCII. */
static char *put_dump(char *o, const struct field *f, size_t indent, bool color)
{
	for (uint32_t at = 0; at < f->len; at += 16) {
		size_t n = f->len - at < 16 ? f->len - at : 16;
		const uint8_t *p = f->data + at;

		if (at)
			*o++ = '\n';
		o = spaces(o, indent);
		if (color)
			o = put_str(o, COLOR_WHITE);
		for (size_t i = 0; i < n; i++) {
			o = put_octet(o, p[i]);
			*o++ = ' ';
		}
		o = spaces(o, 3 * (16 - n) + 1);
		for (size_t i = 0; i < n; i++)
			*o++ = p[i] >= 0x20 && p[i] < 0x7f ? (char)p[i] : '.';
		o = spaces(o, 16 - n);
		if (color)
			o = put_str(o, COLOR_OFF);
	}
	return o;
}

static const char *header_color(
    const struct record *rec, const struct field *title)
{
	if (title->kind == FIELD_LABEL)
		return COLOR_ERROR;
	if (title->error && title->kind != FIELD_STRING)
		return COLOR_UNKNOWN;
	switch ((enum record_type)rec->type) {
	case REC_COMMAND:
		return COLOR_BLUE;
	case REC_EVENT:
		return COLOR_MAGENTA;
	case REC_ACL:
		return COLOR_CYAN;
	case REC_SCO:
	case REC_ISO:
	case REC_VENDOR_DIAG:
		return COLOR_YELLOW;
	case REC_NEW_INDEX:
	case REC_OPEN_INDEX:
	case REC_INDEX_INFO:
		return COLOR_GREEN;
	case REC_DEL_INDEX:
	case REC_CLOSE_INDEX:
		return COLOR_RED;
	case REC_SYSTEM_NOTE:
		return COLOR_OFF;
	case REC_USER_LOGGING:
		if (title->error)
			return COLOR_ERROR;
		/* Priority 4 is a warning, RFC 5424. */
		return title->value == 4 ? COLOR_BOLD : COLOR_OFF;
	case REC_CTRL_OPEN:
		return COLOR_CLIENT;
	case REC_CTRL_CLOSE:
		return COLOR_ERROR;
	case REC_CTRL_COMMAND:
		return COLOR_MGMT_TX;
	case REC_CTRL_EVENT:
		return COLOR_MGMT_RX;
	case REC_AIR:
		return rec->air.access == AIR_ADVERTISING ? COLOR_MAGENTA
							  : COLOR_CYAN;
	case REC_OTHER:
	case REC_DROPS:
		break;
	}
	return COLOR_ERROR;
}

enum { RIGHT_ROOM = 128 };

/* "{0x0001} #7 [hci0] 1.353475", as far as each applies. */
static char *put_right(char *o, struct text_sink *t)
{
	if (t->has_cookie) {
		*o++ = '{';
		o = put_0x(o, t->cookie, 4);
		o = put_two(o, '}', ' ');
	}
	if (t->frame) {
		*o++ = '#';
		o = put_dec(o, t->frame);
		*o++ = ' ';
	}
	if (t->rec->adapter != RECORD_NO_ADAPTER) {
		o = put_str(o, "[hci");
		o = put_dec(o, t->rec->adapter);
		o = put_two(o, ']', ' ');
	}
	return put_packet_time(o, &t->clock, t->rec->ns);
}

/* Put the colour around the name. Only now it is known where the name ends, so
 * what follows moves. */
static void color_header(struct text_sink *t)
{
	struct buf *out = t->out;
	size_t on = strlen(t->head_color), off = strlen(COLOR_OFF);
	size_t name = t->head_name - t->head_start;
	char *line;

	buf_reserve(out, on + off);
	line = (char *)out->data + t->head_start;
	memmove(line + on + name + off, line + name, out->len - t->head_name);
	memmove(line + on, line, name);
	memcpy(line, t->head_color, on);
	memcpy(line + on + name, COLOR_OFF, off);
	out->len += on + off;
}

/* What the right part and what is behind the name leave of a line's columns, or
 * SIZE_MAX where that is too little to cut the name for it. */
static size_t columns_left(const struct text_sink *t)
{
	size_t extra = t->out->len - t->head_name;
	size_t taken = (extra ? extra : 1) + t->right_len + 2;

	return t->opt.width - 1 > taken + 4 ? t->opt.width - 1 - taken
					    : SIZE_MAX;
}

/* A name that is longer than that ends in "..". */
static void cut_name(struct text_sink *t)
{
	size_t name = t->head_name - t->head_start, cut = columns_left(t);
	char *line = (char *)t->out->data + t->head_start;

	if (name <= cut)
		return;
	cut -= 2;
	while ((line[cut] & 0xc0) == 0x80) /* inside of UTF-8 */
		cut--;
	if (line[cut - 1] == ' ')
		line[cut - 1] = '.';
	line[cut] = line[cut + 1] = '.';
	memmove(line + cut + 2, line + name, t->out->len - t->head_name);
	t->head_name = t->head_start + cut + 2;
	t->out->len -= name - (cut + 2);
}

/* The right part, which ends in the last column but one. */
static void write_right(struct text_sink *t)
{
	size_t used = t->out->len - t->head_start, columns = t->opt.width - 1;
	size_t pad =
	    used + t->right_len < columns ? columns - used - t->right_len : 1;
	char *start = (char *)buf_reserve(t->out, pad + GAP + RIGHT_ROOM);
	char *o = spaces(start, pad), *right;

	if (t->opt.color)
		o = put_str(o, COLOR_YELLOW);
	right = o;
	o = put_right(o, t);
	t->right_len = (size_t)(o - right);
	if (t->opt.color)
		o = put_str(o, COLOR_OFF);
	t->out->len += (size_t)(o - start);
}

/* Finish the header. Its right part is most often as long as that of the packet
 * before, and is written where it stands then. */
static void end_header(struct text_sink *t)
{
	size_t right_len = t->right_len, len;
	bool fits;
	char *o, *start;

	if (t->dlen_word) {
		o = start = (char *)buf_reserve(t->out, 32);
		o = (char *)memcpy(o, t->dlen_word, 6) + 6;
		o = put_dec(o, t->dlen);
		t->out->len += (size_t)(o - start);
	}
	len = t->out->len;
	fits = t->head_name - t->head_start <= columns_left(t);
	write_right(t);
	if (!fits || t->right_len != right_len) {
		t->out->len = len;
		cut_name(t);
		write_right(t);
	}
	if (t->opt.color)
		color_header(t);
	t->in_header = false;
	t->careful = t->opt.color;
}

static const char *dlen_word(const struct record *rec)
{
	switch ((enum record_type)rec->type) {
	case REC_COMMAND:
	case REC_EVENT:
	case REC_CTRL_COMMAND:
	case REC_CTRL_EVENT:
		return " plen ";
	case REC_ACL:
	case REC_SCO:
	case REC_ISO:
	case REC_AIR:
		return " dlen ";
	default:
		return NULL;
	}
}

/* What the packet is, after "Name: ". */
static char *put_title_text(char *o, const struct field *title)
{
	switch (title->kind) {
	case FIELD_ADDR:
		return put_addr_octets(o, title->data, ':');
	case FIELD_STRING:
		return safe_text_put(o, title->data, title->len);
	case FIELD_HEX:
		return put_0x(o, title->value, title->digits);
	}
	return title->text ? put_str(o, title->text) : o;
}

static char *put_opcode(char *o, uint64_t opcode)
{
	o = put_str(o, " (");
	o = put_0x(o, opcode >> 10, 2);
	*o++ = '|';
	o = put_0x(o, opcode & 0x3ff, 4);
	*o++ = ')';
	return o;
}

static size_t text_room(const char *s)
{
	return s ? strlen(s) : 0;
}

/* "HCI Event: LE Meta Event", "ACL Data RX: Handle 64" */
static void make_title(struct buf *out, const struct field *title)
{
	buf_puts(out, title->name);
	if (title->kind == FIELD_UINT) {
		buf_puts(out, ": Handle ");
		buf_dec(out, title->value);
	} else {
		buf_puts(out, ": ");
		buf_puts(out, title->text);
	}
}

/* The phrase of a title that comes again, or NULL. */
static const struct phrase *title_phrase(
    struct text_sink *t, const struct field *title)
{
	if (title->kind == FIELD_UINT)
		return phrase_of(
		    &t->titles, title->name, title->value + 1, title);
	if (title->name && title->text &&
	    (title->kind == FIELD_TITLE || title->kind == FIELD_COMMAND))
		return phrase_of(
		    &t->titles, title->text, (uintptr_t)title->name, title);
	return NULL;
}

/* The same of one that does not come again. */
static char *put_title(char *o, const struct field *title)
{
	const char *name = title->name ? title->name : title->text;

	if (title->name)
		o = put_str(o, name);
	else /* a daemon's, from the packet */
		o = safe_text_put(o, (const uint8_t *)name, strlen(name));
	if (title->text || title->kind == FIELD_ADDR ||
	    title->kind == FIELD_HEX || title->kind == FIELD_STRING) {
		o = put_two(o, ':', ' ');
		o = put_title_text(o, title);
	}
	return o;
}

static size_t title_room(const struct field *title)
{
	return SAFE_TEXT_ROOM((size_t)title->len + text_room(title->name) +
			      text_room(title->text)) +
	       32;
}

static void text_begin(struct sink *sink, const struct record *rec,
    const struct field *title, uint64_t frame)
{
	struct text_sink *t = (struct text_sink *)sink;
	const struct phrase *phrase;
	char *o, *start;

	t->careful = true;
	t->hidden = is_debug_log(rec, title);
	if (t->hidden)
		return;
	phrase = title_phrase(t, title);
	o = start = (char *)buf_reserve(
	    t->out, 64 + (phrase ? phrase_room(phrase) : title_room(title)));
	o = put_two(o, record_marker(rec, title), ' ');
	o = phrase ? put_phrase(o, phrase) : put_title(o, title);
	t->head_start = t->out->len;
	t->head_name = t->head_start + (size_t)(o - start);
	if (title->kind == FIELD_COMMAND)
		o = put_opcode(o, title->value);
	else if (title->kind == FIELD_TITLE && title->digits)
		o = put_code(o, title->value, title->digits);
	t->out->len += (size_t)(o - start);
	t->rec = rec;
	t->frame = frame;
	t->has_cookie = false;
	t->head_color = t->opt.color ? header_color(rec, title) : NULL;
	t->dlen = title->len;
	t->dlen_word =
	    title->kind == FIELD_LABEL ||
		    (title->kind == FIELD_HEX && rec->type != REC_AIR)
		? NULL
		: dlen_word(rec);
	t->in_header = true;
}

/* Bound on the characters of a field's value: a dump has the most for an octet,
 * as much as its lines are long. */
static size_t value_room(const struct field *f, size_t indent)
{
	return 256 + (f->data ? (f->len / 16 + 1) * (indent + 80) : 0) +
	       (f->text ? strlen(f->text) : 0);
}

static char *put_value(char *o, const struct field *f)
{
	switch ((enum field_kind)f->kind) {
	case FIELD_TITLE:
		o = f->text ? put_str(o, f->text) : o;
		return f->digits ? put_code(o, f->value, f->digits) : o;
	case FIELD_COMMAND:
		o = put_str(o, f->text);
		return put_opcode(o, f->value);
	case FIELD_LABEL:
	case FIELD_DUMP:
	case FIELD_COOKIE:
		return o;
	case FIELD_UINT:
		return put_dec(o, f->value);
	case FIELD_PADDED:
		return put_dec_least(o, f->value, f->digits);
	case FIELD_INT:
		return put_signed(o, (int64_t)f->value);
	case FIELD_HEX:
		if (!f->data)
			return put_0x(o, f->value, f->digits);
		o = put_str(o, "0x");
		return put_octet_run(o, f->data, f->len);
	case FIELD_BITS:
		return put_0x(o, f->value, f->digits);
	case FIELD_ENUM:
		o = put_str(o, f->text);
		if (f->digits)
			return put_code(o, f->value, f->digits);
		o = put_str(o, " (");
		o = put_dec(o, f->value);
		*o++ = ')';
		return o;
	case FIELD_WORD:
	case FIELD_BIT:
		return put_str(o, f->text);
	case FIELD_SCALED:
		o = f->text ? put_str(o, f->text) : put_scaled_number(o, f);
		return f->digits ? put_code(o, raw_value(f), f->digits) : o;
	case FIELD_DECIMAL:
		return f->text ? put_str(o, f->text) : put_decimal(o, f);
	case FIELD_DATE_TIME:
		return put_date_time(o, f, ' ');
	case FIELD_ADDR:
		return put_addr_field(o, f);
	case FIELD_UUID:
		o = put_str(o, f->text);
		o = put_str(o, f->len <= 4 ? " (0x" : " (");
		o = put_uuid_digits(o, f->data, f->len);
		*o++ = ')';
		return o;
	case FIELD_UUID_NAME:
		return put_str(o, f->text);
	case FIELD_UUID_ONLY:
		return put_uuid_digits(o, f->data, f->len);
	case FIELD_OCTETS:
		return put_octet_run(o, f->data, f->len);
	case FIELD_LIST:
		for (uint32_t i = 0; i < f->len; i++) {
			if (i)
				*o++ = ' ';
			o = put_0x(o, f->data[i], 2);
		}
		return o;
	case FIELD_STRING:
		return safe_text_put(o, f->data, f->len);
	}
	return o;
}

/* Colours of a line: for its name, and for its value. */
static void line_colors(const struct text_sink *t, const struct field *f,
    const char **name, const char **value)
{
	*name = *value = NULL;
	if (f->kind == FIELD_TITLE || f->kind == FIELD_COMMAND) {
		if (f->error)
			*name = COLOR_UNKNOWN;
		else if (record_is_control(t->rec))
			*name = COLOR_MGMT_TX;
		else if (f->kind == FIELD_TITLE && t->rec->received)
			*name = COLOR_MAGENTA;
		else
			*name = COLOR_BLUE;
	} else if (f->kind == FIELD_LABEL) {
		*name = f->error ? COLOR_ERROR : NULL;
	} else if (f->kind == FIELD_ENUM) {
		if (f->error)
			*value = f->bare ? COLOR_UNKNOWN : COLOR_RED;
		else if (f->name && !strcmp(f->name, "Status"))
			*value = COLOR_GREEN;
	}
}

static bool has_name(const struct field *f)
{
	return !f->bare && f->name && f->kind != FIELD_COMMAND;
}

static bool is_name_alone(const struct field *f)
{
	return f->kind == FIELD_LABEL || (f->kind == FIELD_TITLE && !f->text);
}

/* "Status: " */
static char *put_name(char *o, const struct field *f)
{
	if (!has_name(f))
		return o;
	o = put_str(o, f->name);
	return is_name_alone(f) ? o : put_two(o, ':', ' ');
}

static char *put_line(char *o, const struct text_sink *t, const struct field *f)
{
	const char *name_color = NULL, *value_color = NULL;

	if (t->opt.color)
		line_colors(t, f, &name_color, &value_color);
	if (name_color)
		o = put_str(o, name_color);
	o = put_name(o, f);
	if (value_color)
		o = put_str(o, value_color);
	o = put_value(o, f);
	if (name_color || value_color)
		o = put_str(o, COLOR_OFF);
	return o;
}

static size_t indent_of(const struct field *f)
{
	return 6 + 2 * (size_t)f->depth + f->odd;
}

/* A line with colours, or of a dump. */
static void write_field(struct text_sink *t, const struct field *f)
{
	size_t indent = indent_of(f);
	size_t room = indent + value_room(f, indent) + text_room(f->name) +
		      text_room(f->after);
	char *start = (char *)buf_reserve(t->out, room), *o = start;

	*o++ = '\n';
	if (f->kind == FIELD_DUMP) {
		o = put_dump(o, f, indent, t->opt.color);
	} else {
		o = spaces(o, indent);
		o = put_line(o, t, f);
	}
	if (f->after)
		o = put_str(o, f->after);
	t->out->len += (size_t)(o - start);
}

static void make_name(struct buf *out, const struct field *f)
{
	size_t indent = indent_of(f);
	size_t room =
	    indent + text_room(f->name) + text_room(f->join) + GAP + 8;
	char *start = (char *)buf_reserve(out, room), *o = start;

	if (f->join) {
		o = put_str(o, f->join);
	} else {
		*o++ = '\n';
		o = spaces(o, indent);
		o = put_name(o, f);
	}
	out->len += (size_t)(o - start);
}

static void make_value(struct buf *out, const struct field *f)
{
	char *start = (char *)buf_reserve(out, value_room(f, 0));

	out->len += (size_t)(put_value(start, f) - start);
}

/* What make_name() looks at beside its words. */
static inline uint64_t name_number(const struct field *f)
{
	if (f->join)
		return 1;
	return f->kind | (uint32_t)f->depth << 8 | (uint32_t)f->odd << 16 |
	       (uint32_t)f->bare << 17 | (uint32_t)(f->text != NULL) << 18 |
	       1U << 19;
}

/* A line without colours, or what joins one. */
static void write_line(struct text_sink *t, const struct field *f)
{
	const struct phrase *name = phrase_of(
	    &t->names, f->join ? f->join : f->name, name_number(f), f);
	uint64_t number;
	const void *words = phrase_value(f, &number);
	const struct phrase *value =
	    words ? phrase_of(&t->values, words, number, f) : NULL;
	size_t room = phrase_room(name) + text_room(f->after) +
		      (value ? phrase_room(value) : value_room(f, 0));
	char *start = (char *)buf_reserve(t->out, room), *o = start;

	o = put_phrase(o, name);
	o = value ? put_phrase(o, value) : put_value(o, f);
	if (f->after)
		o = put_str(o, f->after);
	t->out->len += (size_t)(o - start);
}

static __attribute__((noinline)) void write_careful(
    struct text_sink *t, const struct field *f)
{
	if (t->hidden)
		return;
	if (f->kind == FIELD_COOKIE) {
		t->has_cookie = true;
		t->cookie = f->value;
		return;
	}
	if (t->in_header && !f->join)
		end_header(t);
	if (f->kind == FIELD_DUMP || (t->opt.color && !f->join))
		write_field(t, f);
	else
		write_line(t, f);
}

/* What is no phrase. */
static __attribute__((noinline)) void write_value(
    struct text_sink *t, const struct field *f)
{
	char *start = (char *)buf_reserve(t->out, value_room(f, 0));

	t->out->len += (size_t)(put_value(start, f) - start);
}

/*
 * Most lines are of two short phrases that are known. What is not so is left to
 * those above: calls at its end only, so that nothing is saved for a call.
 */
static void text_field(struct sink *sink, const struct field *f)
{
	struct text_sink *t = (struct text_sink *)sink;
	struct buf *out = t->out;
	const void *words = f->join ? f->join : f->name;
	uint64_t number = name_number(f);
	const struct phrase *name = phrase_row(&t->names, words, number);
	const struct phrase *value;
	char *o, *start;

	if (t->careful || f->kind >= FIELD_DUMP || f->after ||
	    !phrase_is_short(name, words, number) ||
	    out->cap - out->len < 2 * PHRASE_ROOM) {
		write_careful(t, f);
		return;
	}
	words = phrase_value(f, &number);
	start = (char *)out->data + out->len;
	if (!words) {
		out->len += (size_t)(put_short_phrase(start, name) - start);
		write_value(t, f);
		return;
	}
	value = phrase_row(&t->values, words, number);
	if (!phrase_is_short(value, words, number)) {
		write_careful(t, f);
		return;
	}
	o = put_short_phrase(start, name);
	o = put_short_phrase(o, value);
	out->len += (size_t)(o - start);
}

static void text_end(struct sink *sink)
{
	struct text_sink *t = (struct text_sink *)sink;

	if (t->hidden)
		return;
	if (t->in_header)
		end_header(t);
	buf_putc(t->out, '\n');
}

static void text_free(struct sink *sink)
{
	struct text_sink *t = (struct text_sink *)sink;

	phrases_free(&t->titles);
	phrases_free(&t->names);
	phrases_free(&t->values);
}

struct sink *sink_text_new(struct buf *out, const struct text_options *opt)
{
	static const struct sink_ops ops = {
		.begin = text_begin,
		.field = text_field,
		.end = text_end,
		.free = text_free,
		.as_btmon = true,
	};
	struct text_sink *t = calloc(1, sizeof(*t));

	if (!t)
		abort();
	t->sink.ops = &ops;
	t->out = out;
	phrases_init(&t->titles, make_title);
	phrases_init(&t->names, make_name);
	phrases_init(&t->values, make_value);
	if (opt)
		t->opt = *opt;
	t->clock.form = t->opt.time;
	t->clock.utc_offset = t->opt.utc_offset;
	if (!t->opt.width)
		t->opt.width = 80;
	return &t->sink;
}

void sink_free(struct sink *s)
{
	if (s && s->ops->free)
		s->ops->free(s);
	free(s);
}
