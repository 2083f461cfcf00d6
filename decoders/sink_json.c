/* One JSON object a packet and a line; sinks.h has its members. */
#include "decoders/sinks.h"

#include <stdlib.h>

#include "base/bytes.h"
#include "base/names.h"
#include "decoders/sink_format.h"

/* Fields that are still open, outermost first: what comes next and lies deeper
 * goes inside. Depth is at most that of nested advertising data in a report. */
enum { NESTED_MAX = 16 };

/* Depth of a field that joins a line: nothing goes inside it. */
enum { LEAF = UINT8_MAX };

struct json_sink {
	struct sink sink;
	struct buf *out;
	struct second_text second;
	bool any; /* the packet's own list has a field */
	bool malformed;
	unsigned n_open;
	struct {
		uint8_t depth;
		bool any; /* its list is open */
	} open[NESTED_MAX];
};

static const char *const type_text[] = { "command", "event", "acl", "sco",
	"iso", "new_index", "delete_index", "open_index", "close_index",
	"index_info", "vendor_diagnostic", "system_note", "user_logging",
	"control_open", "control_close", "control_command", "control_event",
	"other" };
static const struct names type_names = NAMES_DENSE(type_text);

static void put_key(struct buf *out, const char *key)
{
	char *o = (char *)buf_reserve(out, strlen(key) + 4), *start = o;

	*o++ = ',';
	*o++ = '"';
	o = put_str(o, key);
	*o++ = '"';
	*o++ = ':';
	out->len += (size_t)(o - start);
}

static void put_number(struct buf *out, uint64_t v)
{
	char *start = (char *)buf_reserve(out, 20);

	out->len += (size_t)(put_dec(start, v) - start);
}

/* Names are ours: ASCII, and they need no escapes once they are slugs. */
static void put_slug(struct buf *out, const char *name)
{
	char *start = (char *)buf_reserve(out, strlen(name) + 2), *o = start;
	bool gap = false;

	*o++ = '"';
	for (; *name; name++) {
		char c = *name;

		if (c >= 'A' && c <= 'Z')
			c = (char)(c + 'a' - 'A');
		if ((c < 'a' || c > 'z') && (c < '0' || c > '9')) {
			gap = o > start + 1;
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

static void put_text(struct buf *out, const char *key, const char *text)
{
	put_key(out, key);
	buf_json_string(out, text, strlen(text));
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

/* The member "value", when the kind has one. */
static void put_field_value(struct buf *out, const struct field *f)
{
	/* The longest number is a decimal with an exponent of -128. */
	size_t room = 160 + (f->data ? 2 * (size_t)f->len : 0);
	char *o, *start;

	switch ((enum field_kind)f->kind) {
	case FIELD_LABEL:
		return;
	case FIELD_TITLE:
		if (!f->digits)
			return;
		break;
	case FIELD_WORD:
		if (f->join)
			return;
		break;
	case FIELD_DECIMAL:
		if (f->text)
			return;
		break;
	case FIELD_STRING:
		put_key(out, "value");
		buf_json_string(out, (const char *)f->data, f->len);
		return;
	default:
		break;
	}
	put_key(out, "value");
	o = start = (char *)buf_reserve(out, room);
	switch ((enum field_kind)f->kind) {
	case FIELD_INT:
		o = put_signed(o, (int64_t)f->value);
		break;
	case FIELD_SCALED:
		o = f->scale->is_signed ? put_signed(o, (int64_t)f->value)
					: put_dec(o, f->value);
		break;
	case FIELD_DECIMAL:
		/* readers take only so many digits for an integer */
		if (f->exponent <= 0) {
			o = put_decimal(o, f);
			break;
		}
		o = put_signed(o, (int64_t)f->value);
		*o++ = 'e';
		o = put_dec(o, (uint64_t)f->exponent);
		break;
	case FIELD_HEX:
		o = f->data ? put_octet_string(o, f) : put_wide(o, f);
		break;
	case FIELD_OCTETS:
	case FIELD_LIST:
	case FIELD_DUMP:
		o = put_octet_string(o, f);
		break;
	case FIELD_ADDR:
		*o++ = '"';
		o = put_addr_octets(o, f->data, ':');
		*o++ = '"';
		break;
	case FIELD_UUID:
	case FIELD_UUID_NAME:
	case FIELD_UUID_ONLY:
		*o++ = '"';
		o = put_uuid_digits(o, f->data, f->len);
		*o++ = '"';
		break;
	case FIELD_DATE_TIME:
		*o++ = '"';
		o = put_date_time(o, f, 'T');
		*o++ = '"';
		break;
	default:
		o = put_wide(o, f);
	}
	out->len += (size_t)(o - start);
}

/* A number that needs no text beside it. */
static bool is_plain(const struct scale *s)
{
	return s->mul == 1 && !s->add && !s->frac && !s->unit[0];
}

/* The member "text", when the kind has one. */
static void put_field_text(struct buf *out, const struct field *f)
{
	char text[64], *end;

	if (f->kind == FIELD_LABEL && f->error) {
		put_text(out, "text", f->name);
	} else if (f->text && f->kind != FIELD_UUID_ONLY) {
		put_text(out, "text", f->text);
	} else if (f->kind == FIELD_SCALED && !is_plain(f->scale)) {
		end = put_scaled_number(text, f);
		put_key(out, "text");
		buf_json_string(out, text, (size_t)(end - text));
	}
}

static void close_field(struct json_sink *j)
{
	j->n_open--;
	if (j->open[j->n_open].any)
		buf_putc(j->out, ']');
	buf_putc(j->out, '}');
}

/* Begin the object of a field of this depth, inside the one it belongs to. */
static void open_field(struct json_sink *j, uint8_t depth)
{
	bool *any;

	if (depth == LEAF)
		while (j->n_open && j->open[j->n_open - 1].depth == LEAF)
			close_field(j);
	else
		while (j->n_open && j->open[j->n_open - 1].depth >= depth)
			close_field(j);
	if (j->n_open == NESTED_MAX)
		close_field(j);
	any = j->n_open ? &j->open[j->n_open - 1].any : &j->any;
	if (!*any && j->n_open)
		buf_puts(j->out, ",\"fields\":[");
	else if (*any)
		buf_putc(j->out, ',');
	*any = true;
	j->open[j->n_open].depth = depth;
	j->open[j->n_open].any = false;
	j->n_open++;
}

static void json_field(struct sink *sink, const struct field *f)
{
	struct json_sink *j = (struct json_sink *)sink;
	struct buf *out = j->out;

	open_field(j, f->join ? LEAF : f->depth);
	buf_puts(out, "{\"name\":");
	put_slug(out, f->name ? f->name : "value");
	put_field_value(out, f);
	put_field_text(out, f);
	if (f->error)
		buf_puts(out, ",\"error\":true");
	if (f->error && f->kind == FIELD_LABEL)
		j->malformed = true;
	if (f->offset != FIELD_ELSEWHERE && f->len) {
		put_key(out, "offset");
		put_number(out, f->offset);
		put_key(out, "length");
		put_number(out, f->len);
	}
}

static void put_json_time(struct json_sink *j, uint64_t ns)
{
	struct buf *out = j->out;
	char *o, *start;

	second_text_set(&j->second, (int64_t)(ns / 1000000000));
	put_key(out, "time");
	o = start = (char *)buf_reserve(out, 64);
	*o++ = '"';
	o = put_str(o, j->second.text);
	start[11] = 'T';
	*o++ = '.';
	o = put_dec_pad(o, ns % 1000000000, 9);
	*o++ = 'Z';
	*o++ = '"';
	out->len += (size_t)(o - start);
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
	struct buf *out = j->out;
	bool hci = rec->type <= REC_ISO;
	bool client = rec->type == REC_CTRL_OPEN || rec->type == REC_CTRL_CLOSE;
	bool rx = rec->type == REC_EVENT ||
		  (rec->type != REC_COMMAND && rec->received);

	j->any = false;
	j->malformed = title->kind == FIELD_LABEL;
	j->n_open = 0;
	buf_puts(out, "{\"type\":\"");
	buf_puts(out, names_find(&type_names, rec->type));
	buf_putc(out, '"');
	if (frame) {
		put_key(out, "frame");
		put_number(out, frame);
	}
	put_json_time(j, rec->ns);
	if (rec->adapter != RECORD_NO_ADAPTER) {
		put_key(out, "adapter");
		put_number(out, rec->adapter);
	}
	if (hci)
		put_text(out, "direction", rx ? "rx" : "tx");
	if (title->kind == FIELD_LABEL || client)
		put_text(out, "name", title->name);
	else if (title->text && title->name && !title->error)
		put_text(out, "name", title->text);
	if (title->kind == FIELD_UINT || title->digits) {
		put_key(out, "code");
		put_number(out, title->value);
	}
	put_key(out, "length");
	put_number(out, title->kind == FIELD_ADDR || title->kind == FIELD_STRING
			    ? rec->len
			    : title->len);
	buf_puts(out, ",\"fields\":[");
	if (title->kind == FIELD_ADDR)
		put_title_field(sink, title, "Address");
	else if (title->kind == FIELD_STRING)
		put_title_field(sink, title, client ? "Program" : "Message");
}

static void json_end(struct sink *sink)
{
	struct json_sink *j = (struct json_sink *)sink;

	while (j->n_open)
		close_field(j);
	buf_puts(j->out, j->malformed ? "],\"error\":true}\n" : "]}\n");
}

struct sink *sink_json_new(struct buf *out)
{
	static const struct sink_ops ops = { json_begin, json_field, json_end };
	struct json_sink *j = calloc(1, sizeof(*j));

	if (!j)
		abort();
	j->sink.ops = &ops;
	j->out = out;
	return &j->sink;
}
