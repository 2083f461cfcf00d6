/* One JSON object a packet and a line; sinks.h has its members. */
#include "decoders/sinks.h"

#include <stdlib.h>

#include "base/bytes.h"
#include "base/names.h"
#include "decoders/phrase.h"
#include "decoders/sink_format.h"

/* Fields that are still open, outermost first: what comes next and lies deeper
 * goes inside. Depth is at most that of nested advertising data in a report. */
enum { NESTED_MAX = 16 };

/* Depth of a field that joins a line: nothing goes inside it. */
enum { LEAF = UINT8_MAX };

struct open_field {
	uint8_t depth;
	bool any; /* its list is open */
};

struct json_sink {
	struct sink sink;
	struct buf *out;
	struct second_text second;
	bool any; /* the packet's own list has a field */
	bool malformed;
	unsigned n_open;
	struct open_field open[NESTED_MAX];
	struct phrases texts;  /* with quotes and escapes */
	struct phrases names;  /* {"name":"slug" */
	struct phrases values; /* ,"value":0,"text":"Success" */
};

/* A key in front of a value: `,"key":`. */
#define PUT_KEY(o, key)	  put_literal(o, ",\"" key "\":")
#define put_literal(o, s) ((char *)memcpy(o, s, sizeof(s) - 1) + sizeof(s) - 1)

/* Names are ours: ASCII, and they need no escapes once they are slugs. */
static void make_name(struct buf *out, const struct field *f)
{
	const char *name = f->name ? f->name : "value";
	char *start, *o;
	bool gap = false;

	buf_puts(out, "{\"name\":\"");
	start = o = (char *)buf_reserve(out, strlen(name) + 1);
	for (; *name; name++) {
		char c = *name;

		if (c >= 'A' && c <= 'Z')
			c = (char)(c + 'a' - 'A');
		if ((c < 'a' || c > 'z') && (c < '0' || c > '9')) {
			gap = o > start;
			continue;
		}
		if (gap)
			*o++ = '_';
		gap = false;
		*o++ = c;
	}
	*o++ = '"';
	out->len += (size_t)(o - start);
}

static void make_text(struct buf *out, const struct field *f)
{
	buf_json_string(out, f->text, strlen(f->text));
}

/* A number that every reader of JSON takes whole. */
static char *put_wide(char *o, const struct field *f)
{
	if (f->digits < 16)
		return put_dec(o, f->value);
	*o++ = '"';
	o = put_0x(o, f->value, 16);
	*o++ = '"';
	return o;
}

static char *put_octet_string(char *o, const struct field *f)
{
	*o++ = '"';
	o = put_octet_run(o, f->data, f->len);
	*o++ = '"';
	return o;
}

/* Not every kind has the member "value". */
static bool has_value(const struct field *f)
{
	switch (f->kind) {
	case FIELD_LABEL:
		return false;
	case FIELD_TITLE:
		return f->digits;
	case FIELD_WORD:
		return !f->join;
	case FIELD_DECIMAL:
		return !f->text;
	}
	return true;
}

/* Bound on the octets of a value: the longest number is a decimal with an
 * exponent of -128. */
static size_t value_room(const struct field *f)
{
	return 160 + (f->data ? JSON_STRING_ROOM((size_t)f->len) : 0);
}

static char *put_field_value(char *o, const struct field *f)
{
	if (!has_value(f))
		return o;
	o = PUT_KEY(o, "value");
	switch ((enum field_kind)f->kind) {
	case FIELD_STRING:
		return json_string_put(o, (const char *)f->data, f->len);
	case FIELD_INT:
		return put_signed(o, (int64_t)f->value);
	case FIELD_SCALED:
		return f->scale->is_signed ? put_signed(o, (int64_t)f->value)
					   : put_dec(o, f->value);
	case FIELD_DECIMAL:
		/* readers take only so many digits for an integer */
		if (f->exponent <= 0)
			return put_decimal(o, f);
		o = put_signed(o, (int64_t)f->value);
		*o++ = 'e';
		return put_dec(o, (uint64_t)f->exponent);
	case FIELD_HEX:
		return f->data ? put_octet_string(o, f) : put_wide(o, f);
	case FIELD_OCTETS:
	case FIELD_LIST:
	case FIELD_DUMP:
		return put_octet_string(o, f);
	case FIELD_ADDR:
		*o++ = '"';
		o = put_addr_octets(o, f->data, ':');
		break;
	case FIELD_UUID:
	case FIELD_UUID_NAME:
	case FIELD_UUID_ONLY:
		*o++ = '"';
		o = put_uuid_digits(o, f->data, f->len);
		break;
	case FIELD_DATE_TIME:
		*o++ = '"';
		o = put_date_time(o, f, 'T');
		break;
	default:
		return put_wide(o, f);
	}
	*o++ = '"';
	return o;
}

/* A number that needs no text beside it. */
static bool is_plain(const struct scale *s)
{
	return s->mul == 1 && !s->add && !s->frac && !s->unit[0];
}

/* What the member "text" says. */
static const char *field_text(const struct field *f)
{
	if (f->kind == FIELD_LABEL && f->error)
		return f->name;
	return f->kind == FIELD_UUID_ONLY ? NULL : f->text;
}

/* A number with its unit, which is ours too: ASCII, without escapes. */
static char *put_scaled_text(char *o, const struct field *f)
{
	if (is_plain(f->scale))
		return o;
	o = PUT_KEY(o, "text");
	*o++ = '"';
	o = put_scaled_number(o, f);
	*o++ = '"';
	return o;
}

static char *close_field(const struct open_field *open, char *o)
{
	if (open->any)
		*o++ = ']';
	*o++ = '}';
	return o;
}

/* Room for as many ends as can be open, and for the start of a list. */
enum { ENDS_ROOM = 2 * NESTED_MAX + 16 };

/* Begin the object of a field of this depth, inside the one it belongs to. */
static char *open_field(struct json_sink *j, char *o, uint8_t depth)
{
	struct open_field *open = j->open;
	unsigned n = j->n_open;
	bool *any;

	/* Most follow one that has nothing inside. */
	if (n && open[n - 1].depth == depth && !open[n - 1].any)
		return put_literal(o, "},");
	while (n && (depth == LEAF ? open[n - 1].depth == LEAF
				   : open[n - 1].depth >= depth))
		o = close_field(&open[--n], o);
	if (n == NESTED_MAX)
		o = close_field(&open[--n], o);
	any = n ? &open[n - 1].any : &j->any;
	if (*any)
		*o++ = ',';
	else if (n)
		o = put_literal(o, ",\"fields\":[");
	*any = true;
	open[n] = (struct open_field){ .depth = depth };
	j->n_open = n + 1;
	return o;
}

/* The members "value", "text" and "error". `said`: the phrase of the text, when
 * it is one. */
static void write_value(
    struct buf *out, const struct field *f, const struct phrase *said)
{
	const char *text = field_text(f);
	size_t room = 192 + value_room(f) +
		      (said	 ? phrase_room(said)
			  : text ? JSON_STRING_ROOM(strlen(text))
				 : 0);
	char *start = (char *)buf_reserve(out, room), *o = start;

	o = put_field_value(o, f);
	if (text) {
		o = PUT_KEY(o, "text");
		o = said ? put_phrase(o, said)
			 : json_string_put(o, text, strlen(text));
	} else if (f->kind == FIELD_SCALED) {
		o = put_scaled_text(o, f);
	}
	if (f->error) {
		o = PUT_KEY(o, "error");
		o = put_literal(o, "true");
	}
	out->len += (size_t)(o - start);
}

static void make_value(struct buf *out, const struct field *f)
{
	write_value(out, f, NULL);
}

/* Room of ,"offset":4294967295,"length":4294967295 */
enum { PLACE_ROOM = 48 };

static void json_field(struct sink *sink, const struct field *f)
{
	struct json_sink *j = (struct json_sink *)sink;
	uint64_t number;
	const void *words = phrase_value(f, &number);
	const struct phrase *name = phrase_of(&j->names, f->name, 1, f);
	/* What make_value() looks at, too. */
	const struct phrase *value =
	    words ? phrase_of(&j->values, words,
			number | (uint64_t)f->error << PHRASE_FREE |
			    (uint64_t)(f->join != NULL) << (PHRASE_FREE + 1),
			f)
		  : NULL;
	size_t room = ENDS_ROOM + phrase_room(name) + PLACE_ROOM +
		      (value ? phrase_room(value) : 0);
	char *start = (char *)buf_reserve(j->out, room);
	char *o = open_field(j, start, f->join ? LEAF : f->depth);

	o = put_phrase(o, name);
	if (value) {
		o = put_phrase(o, value);
	} else {
		j->out->len += (size_t)(o - start);
		/* The text of a string is the packet's own. */
		write_value(j->out, f,
		    f->text && f->kind != FIELD_STRING
			? phrase_of(&j->texts, f->text, 1, f)
			: NULL);
		o = start = (char *)buf_reserve(j->out, PLACE_ROOM);
	}
	if (f->error && f->kind == FIELD_LABEL)
		j->malformed = true;
	if (f->offset != FIELD_ELSEWHERE && f->len) {
		o = PUT_KEY(o, "offset");
		o = put_dec(o, f->offset);
		o = PUT_KEY(o, "length");
		o = put_dec(o, f->len);
	}
	j->out->len += (size_t)(o - start);
}

static char *put_json_time(char *o, struct json_sink *j, uint64_t ns)
{
	second_text_set(&j->second, (int64_t)(ns / 1000000000));
	o = PUT_KEY(o, "time");
	*o++ = '"';
	memcpy(o, j->second.text, sizeof(j->second.text) - 1);
	o[10] = 'T';
	o += sizeof(j->second.text) - 1;
	*o++ = '.';
	o = put_dec6(o, (uint32_t)(ns % 1000000000 / 1000));
	o = put_dec_pad(o, ns % 1000, 3);
	return put_literal(o, "Z\"");
}

/* What the title says beside a name, as the first field. */
static void put_title_field(
    struct sink *sink, const struct field *title, const char *name)
{
	struct field f = *title;

	f.name = name;
	f.offset = FIELD_ELSEWHERE;
	json_field(sink, &f);
}

static void json_begin(struct sink *sink, const struct record *rec,
    const struct field *title, uint64_t frame)
{
	struct json_sink *j = (struct json_sink *)sink;
	bool client = rec->type == REC_CTRL_OPEN || rec->type == REC_CTRL_CLOSE;
	const char *direction = record_direction_word(rec);
	const struct phrase *name = NULL;
	struct field said = { 0 };
	char *o, *start;

	j->any = false;
	j->malformed = title->kind == FIELD_LABEL;
	j->n_open = 0;
	if (title->kind == FIELD_LABEL || client)
		said.text = title->name;
	else if (title->text && title->name && !title->error)
		said.text = title->text;
	if (said.text)
		name = phrase_of(&j->texts, said.text, 1, &said);
	o = start =
	    (char *)buf_reserve(j->out, 320 + (name ? phrase_room(name) : 0));
	o = put_literal(o, "{\"type\":\"");
	o = put_str(o, record_type_word(rec->type));
	*o++ = '"';
	if (frame) {
		o = PUT_KEY(o, "frame");
		o = put_dec(o, frame);
	}
	o = put_json_time(o, j, rec->ns);
	if (rec->adapter != RECORD_NO_ADAPTER) {
		o = PUT_KEY(o, "adapter");
		o = put_dec(o, rec->adapter);
	}
	if (direction) {
		o = PUT_KEY(o, "direction");
		*o++ = '"';
		o = put_str(o, direction);
		*o++ = '"';
	}
	if (name) {
		o = PUT_KEY(o, "name");
		o = put_phrase(o, name);
	}
	if (title->kind == FIELD_UINT || title->digits) {
		o = PUT_KEY(o, "code");
		o = put_dec(o, title->value);
	}
	o = PUT_KEY(o, "length");
	o = put_dec(o, title->kind == FIELD_ADDR || title->kind == FIELD_STRING
			   ? rec->len
			   : title->len);
	o = put_literal(o, ",\"fields\":[");
	j->out->len += (size_t)(o - start);
	if (title->kind == FIELD_ADDR)
		put_title_field(sink, title, "Address");
	else if (title->kind == FIELD_STRING)
		put_title_field(sink, title, client ? "Program" : "Message");
}

static void json_end(struct sink *sink)
{
	struct json_sink *j = (struct json_sink *)sink;
	char *o, *start;

	o = start = (char *)buf_reserve(j->out, ENDS_ROOM + 32);
	while (j->n_open)
		o = close_field(&j->open[--j->n_open], o);
	o = put_str(o, j->malformed ? "],\"error\":true}\n" : "]}\n");
	j->out->len += (size_t)(o - start);
}

static void json_free(struct sink *sink)
{
	struct json_sink *j = (struct json_sink *)sink;

	phrases_free(&j->texts);
	phrases_free(&j->names);
	phrases_free(&j->values);
}

struct sink *sink_json_new(struct buf *out)
{
	static const struct sink_ops ops = {
		.begin = json_begin,
		.field = json_field,
		.end = json_end,
		.free = json_free,
	};
	struct json_sink *j = calloc(1, sizeof(*j));

	if (!j)
		abort();
	j->sink.ops = &ops;
	j->out = out;
	phrases_init(&j->texts, make_text);
	phrases_init(&j->names, make_name);
	phrases_init(&j->values, make_value);
	return &j->sink;
}
