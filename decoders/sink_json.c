/* One JSON object a packet and a line; sinks.h has its members. */
#include "decoders/sinks.h"

#include <stdlib.h>

#include "base/bytes.h"
#include "base/names.h"
#include "decoders/phrase.h"
#include "decoders/sink_format.h"

/* Fields with something inside: more than nested advertising data in a report
 * have. What lies deeper is taken for their level. */
enum { NESTED_MAX = 16 };

/* Depth of a field that joins a line: nothing goes inside it. */
enum { LEAF = UINT8_MAX };

/* ,"offset":12,"length": */
struct place {
	char text[31];
	uint8_t len;
};

enum { PLACES = 256 };

struct json_sink {
	struct sink sink;
	struct buf *out;
	struct second_text second;
	bool malformed;
	int last; /* depth of the field before, which is open; or -1 */
	unsigned n_around;
	uint8_t around[NESTED_MAX]; /* depths of those that it is inside of */
	struct phrases titles; /* ,"direction":"rx","name":"Reset","length": */
	struct phrases texts;  /* with quotes and escapes */
	struct phrases names;  /* name":"slug","value": */
	struct phrases values; /* 0,"text":"Success" */
	struct place places[PLACES];
};

/* A key in front of a value: `,"key":`. */
#define PUT_KEY(o, key)	  put_literal(o, ",\"" key "\":")
#define put_literal(o, s) ((char *)memcpy(o, s, sizeof(s) - 1) + sizeof(s) - 1)

/* Whether it has the member "value". */
static inline bool has_value(const struct field *f)
{
	if (f->kind > FIELD_DECIMAL)
		return true;
	return (f->kind == FIELD_TITLE && f->digits) ||
	       (f->kind == FIELD_WORD && !f->join) ||
	       (f->kind == FIELD_DECIMAL && !f->text);
}

/* Names are ours: ASCII, and they need no escapes once they are slugs. */
static void make_name(struct buf *out, const struct field *f)
{
	const char *name = f->name ? f->name : "value";
	char *start, *o;
	bool gap = false;

	buf_puts(out, "name\":\"");
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
	if (has_value(f))
		buf_puts(out, ",\"value\":");
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

/* Bound on the octets of a value: the longest number is a decimal with an
 * exponent of -128. */
static size_t value_room(const struct field *f)
{
	return 160 + (f->data ? JSON_STRING_ROOM((size_t)f->len) : 0);
}

static char *put_field_value(char *o, const struct field *f)
{
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

/* Room for as many ends as can be open, and for the start of a list. */
enum { ENDS_ROOM = 2 * NESTED_MAX + 16 };

/* End those that are around what has this depth. */
static char *end_around(struct json_sink *j, char *o, int depth)
{
	while (j->n_around && j->around[j->n_around - 1] >= depth) {
		j->n_around--;
		o = put_literal(o, "]}");
	}
	return o;
}

/* From the field before to the first key of this one. */
__attribute__((always_inline)) static inline char *put_next(
    struct json_sink *j, char *o, const struct field *f)
{
	uint8_t depth = f->join ? LEAF : f->depth;

	if (depth == j->last)
		return put_literal(o, "},{\"");
	if (j->last < 0) {
		/* the first */
	} else if (depth > j->last && j->n_around < NESTED_MAX) {
		j->around[j->n_around++] = (uint8_t)j->last;
		o = put_literal(o, ",\"fields\":[");
	} else {
		*o++ = '}';
		o = end_around(j, o, depth);
		*o++ = ',';
	}
	j->last = depth;
	return put_literal(o, "{\"");
}

/* The value, and the members "text" and "error". `text`: of field_text();
 * `said`: its phrase, when it has one. */
static char *put_members(
    char *o, const struct field *f, const char *text, const struct phrase *said)
{
	if (has_value(f))
		o = put_field_value(o, f);
	if (said) {
		o = PUT_KEY(o, "text");
		o = put_phrase(o, said);
	} else if (text) {
		o = PUT_KEY(o, "text");
		o = json_string_put(o, text, strlen(text));
	} else if (f->kind == FIELD_SCALED) {
		o = put_scaled_text(o, f);
	}
	if (f->error) {
		o = PUT_KEY(o, "error");
		o = put_literal(o, "true");
	}
	return o;
}

static size_t members_room(
    const struct field *f, const char *text, const struct phrase *said)
{
	return 192 + value_room(f) +
	       (said	  ? phrase_room(said)
		   : text ? JSON_STRING_ROOM(strlen(text))
			  : 0);
}

static void make_value(struct buf *out, const struct field *f)
{
	const char *text = field_text(f);
	char *start = (char *)buf_reserve(out, members_room(f, text, NULL));

	out->len += (size_t)(put_members(start, f, text, NULL) - start);
}

/* Room of ,"offset":4294967295,"length":4294967295; what put_place() writes for
 * small ones is no longer. */
enum { PLACE_ROOM = 48 };

static char *put_far_place(char *o, const struct field *f)
{
	o = PUT_KEY(o, "offset");
	o = put_dec(o, f->offset);
	o = PUT_KEY(o, "length");
	return put_dec(o, f->len);
}

static void make_places(struct json_sink *j)
{
	for (unsigned i = 0; i < PLACES; i++) {
		struct place *place = &j->places[i];
		char *o = PUT_KEY(place->text, "offset");

		o = put_dec(o, i);
		o = PUT_KEY(o, "length");
		place->len = (uint8_t)(o - place->text);
	}
}

static inline char *put_place(
    const struct json_sink *j, char *o, const struct field *f)
{
	const struct place *place;

	if (f->offset == FIELD_ELSEWHERE || !f->len)
		return o;
	if (f->offset >= PLACES || f->len > 99)
		return put_far_place(o, f);
	place = &j->places[f->offset];
	memcpy(o, place->text, sizeof(place->text));
	return put_dec(o + place->len, f->len);
}

/* What follows the name of a field whose value is no phrase. */
static __attribute__((noinline)) void write_members(
    struct json_sink *j, const struct field *f)
{
	const char *text = field_text(f);
	const struct phrase *said = NULL;
	char *o, *start;

	/* The text of a string is the packet's own. */
	if (text && f->text && f->kind != FIELD_STRING)
		said = phrase_of(&j->texts, f->text, 1, f);
	o = start = (char *)buf_reserve(
	    j->out, members_room(f, text, said) + PLACE_ROOM);
	o = put_members(o, f, text, said);
	o = put_place(j, o, f);
	j->out->len += (size_t)(o - start);
	j->malformed |= f->error && f->kind == FIELD_LABEL;
}

static __attribute__((noinline)) void write_phrase(
    struct json_sink *j, const struct field *f, const struct phrase *value)
{
	char *start =
	    (char *)buf_reserve(j->out, phrase_room(value) + PLACE_ROOM);
	char *o = put_phrase(start, value);

	o = put_place(j, o, f);
	j->out->len += (size_t)(o - start);
}

/* What follows the name, whatever it is. */
static __attribute__((noinline)) void write_rest(
    struct json_sink *j, const struct field *f)
{
	uint64_t number;
	const void *words = phrase_value(f, &number);

	if (words && !f->error)
		write_phrase(j, f, phrase_of(&j->values, words, number, f));
	else
		write_members(j, f);
}

static __attribute__((noinline)) void write_field(
    struct json_sink *j, const struct field *f)
{
	const struct phrase *name =
	    phrase_of(&j->names, f->name, 1 + has_value(f), f);
	char *start =
	    (char *)buf_reserve(j->out, ENDS_ROOM + phrase_room(name));
	char *o = start;

	o = put_next(j, o, f);
	o = put_phrase(o, name);
	j->out->len += (size_t)(o - start);
	write_rest(j, f);
}

/* Most fields are of two short phrases that are known. What is not so is left to
 * those above: at the end, so that nothing has to be saved for a call. */
static void json_field(struct sink *sink, const struct field *f)
{
	struct json_sink *j = (struct json_sink *)sink;
	struct buf *out = j->out;
	uint64_t number = 1 + has_value(f);
	const struct phrase *name = phrase_row(&j->names, f->name, number);
	const struct phrase *value;
	const void *words;
	char *o, *start;

	if (!phrase_is_short(name, f->name, number) ||
	    out->cap - out->len < ENDS_ROOM + 2 * PHRASE_ROOM + PLACE_ROOM) {
		write_field(j, f);
		return;
	}
	o = start = (char *)out->data + out->len;
	o = put_next(j, o, f);
	o = put_short_phrase(o, name);
	words = phrase_value(f, &number);
	if (!words || f->error) {
		out->len += (size_t)(o - start);
		write_members(j, f);
		return;
	}
	value = phrase_row(&j->values, words, number);
	if (!phrase_is_short(value, words, number)) {
		out->len += (size_t)(o - start);
		write_rest(j, f);
		return;
	}
	o = put_short_phrase(o, value);
	o = put_place(j, o, f);
	out->len += (size_t)(o - start);
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
	*o++ = (char)('0' + ns / 100 % 10);
	o = put_two_digits(o, ns % 100);
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

static bool is_client(const struct record *rec)
{
	return rec->type == REC_CTRL_OPEN || rec->type == REC_CTRL_CLOSE;
}

/* Members of a packet from its direction on: `f` has the word for that as its
 * name, the packet's name as its text, and digits when it has a code. */
static void make_title(struct buf *out, const struct field *f)
{
	if (f->name) {
		buf_puts(out, ",\"direction\":");
		buf_json_string(out, f->name, strlen(f->name));
	}
	if (f->text) {
		buf_puts(out, ",\"name\":");
		make_text(out, f);
	}
	if (f->digits) {
		buf_puts(out, ",\"code\":");
		buf_dec(out, f->value);
	}
	buf_puts(out, ",\"length\":");
}

static const struct phrase *title_phrase(
    struct json_sink *j, const struct record *rec, const struct field *title)
{
	bool coded = title->kind == FIELD_UINT || title->digits != 0;
	uint64_t number = (uint32_t)title->value | (uint64_t)coded << 32 |
			  (uint64_t)rec->type << 33 |
			  (uint64_t)rec->received << 41 | UINT64_C(1) << 42;
	const char *words = NULL;
	struct phrase *row;

	if (title->kind == FIELD_LABEL || is_client(rec))
		words = title->name;
	else if (title->text && title->name && !title->error)
		words = title->text;
	row = phrase_row(&j->titles, words, number);
	if (!phrase_is(row, words, number)) {
		struct field said = {
			.name = record_direction_word(rec),
			.text = words,
			.value = title->value,
			.digits = coded,
		};

		phrase_of(&j->titles, words, number, &said);
	}
	return row;
}

static void json_begin(struct sink *sink, const struct record *rec,
    const struct field *title, uint64_t frame)
{
	struct json_sink *j = (struct json_sink *)sink;
	const struct phrase *members = title_phrase(j, rec, title);
	char *o, *start;

	j->malformed = title->kind == FIELD_LABEL;
	j->last = -1;
	j->n_around = 0;
	o = start = (char *)buf_reserve(j->out, 320 + phrase_room(members));
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
	o = put_phrase(o, members);
	o = put_dec(o, title->kind == FIELD_ADDR || title->kind == FIELD_STRING
			   ? rec->len
			   : title->len);
	o = put_literal(o, ",\"fields\":[");
	j->out->len += (size_t)(o - start);
	if (title->kind == FIELD_ADDR)
		put_title_field(sink, title, "Address");
	else if (title->kind == FIELD_STRING)
		put_title_field(
		    sink, title, is_client(rec) ? "Program" : "Message");
}

static void json_end(struct sink *sink)
{
	struct json_sink *j = (struct json_sink *)sink;
	char *o, *start;

	o = start = (char *)buf_reserve(j->out, ENDS_ROOM + 32);
	if (j->last >= 0)
		*o++ = '}';
	o = end_around(j, o, 0);
	o = j->malformed ? put_literal(o, "],\"error\":true}\n")
			 : put_literal(o, "]}\n");
	j->out->len += (size_t)(o - start);
}

static void json_free(struct sink *sink)
{
	struct json_sink *j = (struct json_sink *)sink;

	phrases_free(&j->titles);
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
	phrases_init(&j->titles, make_title);
	phrases_init(&j->texts, make_text);
	phrases_init(&j->names, make_name);
	phrases_init(&j->values, make_value);
	make_places(j);
	return &j->sink;
}
