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

/* Bound on the octets of a value: the longest number is a decimal with an
 * exponent of -128. */
static size_t value_room(const struct field *f)
{
	return 160 + (f->data ? JSON_STRING_ROOM((size_t)f->len) : 0);
}

/* The member "value", when there is one. */
static char *put_field_value(char *none, const struct field *f)
{
	char *o = PUT_KEY(none, "value");

	switch ((enum field_kind)f->kind) {
	case FIELD_LABEL:
		return none;
	case FIELD_TITLE:
		return f->digits ? put_wide(o, f) : none;
	case FIELD_WORD:
		return f->join ? none : put_wide(o, f);
	case FIELD_STRING:
		return json_string_put(o, (const char *)f->data, f->len);
	case FIELD_INT:
		return put_signed(o, (int64_t)f->value);
	case FIELD_SCALED:
		return f->scale->is_signed ? put_signed(o, (int64_t)f->value)
					   : put_dec(o, f->value);
	case FIELD_DECIMAL:
		if (f->text)
			return none;
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

/* What goes in front of a field that is not as deep as the one before. */
static char *put_step(struct json_sink *j, char *o, uint8_t depth)
{
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
	return o;
}

/* The members "value", "text" and "error". `text`: of field_text(); `said`: its
 * phrase, when it has one. */
static char *put_members(
    char *o, const struct field *f, const char *text, const struct phrase *said)
{
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

/* Room of ,"offset":4294967295,"length":4294967295 */
enum { PLACE_ROOM = 48 };

static char *put_place(char *o, const struct field *f)
{
	if (f->offset == FIELD_ELSEWHERE || !f->len)
		return o;
	o = PUT_KEY(o, "offset");
	o = put_dec(o, f->offset);
	o = PUT_KEY(o, "length");
	return put_dec(o, f->len);
}

static void json_field(struct sink *sink, const struct field *f)
{
	struct json_sink *j = (struct json_sink *)sink;
	uint8_t depth = f->join ? LEAF : f->depth;
	uint64_t number;
	const void *words = phrase_value(f, &number);
	const struct phrase *name = phrase_of(&j->names, f->name, 1, f);
	const struct phrase *value = NULL, *said = NULL;
	const char *text = NULL;
	size_t room = ENDS_ROOM + phrase_room(name) + PLACE_ROOM;
	char *o, *start;

	if (words && !f->error) {
		value = phrase_of(&j->values, words, number, f);
		room += phrase_room(value);
	} else {
		text = field_text(f);
		/* The text of a string is the packet's own. */
		if (f->text && text && f->kind != FIELD_STRING)
			said = phrase_of(&j->texts, f->text, 1, f);
		room += members_room(f, text, said);
		j->malformed |= f->error && f->kind == FIELD_LABEL;
	}
	o = start = (char *)buf_reserve(j->out, room);
	o = depth == j->last ? put_literal(o, "},") : put_step(j, o, depth);
	o = put_phrase(o, name);
	o = value ? put_phrase(o, value) : put_members(o, f, text, said);
	o = put_place(o, f);
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

static void json_begin(struct sink *sink, const struct record *rec,
    const struct field *title, uint64_t frame)
{
	struct json_sink *j = (struct json_sink *)sink;
	bool client = rec->type == REC_CTRL_OPEN || rec->type == REC_CTRL_CLOSE;
	struct field type = { .text = record_type_word(rec->type) };
	struct field said = {
		.name = record_direction_word(rec),
		.value = title->value,
		.digits = title->kind == FIELD_UINT || title->digits,
	};
	const struct phrase *word = phrase_of(&j->texts, type.text, 1, &type);
	const struct phrase *members;
	char *o, *start;

	j->malformed = title->kind == FIELD_LABEL;
	j->last = -1;
	j->n_around = 0;
	if (title->kind == FIELD_LABEL || client)
		said.text = title->name;
	else if (title->text && title->name && !title->error)
		said.text = title->text;
	members = phrase_of(&j->titles, said.text,
	    (uint32_t)said.value | (uint64_t)said.digits << 32 |
		(uint64_t)rec->type << 40 | (uint64_t)rec->received << 48 |
		UINT64_C(1) << 49,
	    &said);
	o = start = (char *)buf_reserve(
	    j->out, 320 + phrase_room(word) + phrase_room(members));
	o = put_literal(o, "{\"type\":");
	o = put_phrase(o, word);
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
		put_title_field(sink, title, client ? "Program" : "Message");
}

static void json_end(struct sink *sink)
{
	struct json_sink *j = (struct json_sink *)sink;
	char *o, *start;

	o = start = (char *)buf_reserve(j->out, ENDS_ROOM + 32);
	if (j->last >= 0)
		*o++ = '}';
	o = end_around(j, o, 0);
	o = put_str(o, j->malformed ? "],\"error\":true}\n" : "]}\n");
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
	return &j->sink;
}
