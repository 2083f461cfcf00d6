#include "cli/column.h"

#include <string.h>

#include "base/bytes.h"
#include "decoders/field_text.h"
#include "decoders/sink_format.h"

static bool is_handle(const struct field *f)
{
	return f->kind == FIELD_UINT &&
	       (field_is_called(f->name, "handle", 6) ||
		   field_is_called(f->name, "connection_handle", 17));
}

/* The handles of connections that a packet of HCI speaks of. */
static bool has_handles(const struct packet_list *l)
{
	return l->rec->type == REC_COMMAND || l->rec->type == REC_EVENT;
}

static bool is_data(const struct record *rec)
{
	return rec->type == REC_ACL || rec->type == REC_SCO ||
	       rec->type == REC_ISO;
}

void seen_packet_set(struct seen_packet *p, struct links *links,
    const struct packet_list *list, uint64_t number)
{
	const struct record *rec = list->rec;

	if (!p->list)
		p->first_ns = rec->ns;
	p->list = list;
	p->number = number;
	p->link = links_record(links, rec, number);
	if (p->link || !has_handles(list))
		return;
	for (size_t i = 0; i < list->n && !p->link; i++)
		if (is_handle(&list->fields[i].f))
			p->link = links_find(links, rec->adapter,
			    (uint16_t)list->fields[i].f.value);
}

static const char *const names[] = {
	[COLUMN_NUMBER] = "number",
	[COLUMN_FRAME] = "frame",
	[COLUMN_TIME] = "time",
	[COLUMN_ADAPTER] = "adapter",
	[COLUMN_DIRECTION] = "direction",
	[COLUMN_TYPE] = "type",
	[COLUMN_NAME] = "name",
	[COLUMN_CODE] = "code",
	[COLUMN_LENGTH] = "length",
	[COLUMN_OPCODE] = "opcode",
	[COLUMN_HANDLE] = "handle",
	[COLUMN_CONNECTION] = "connection",
	[COLUMN_ADDRESS] = "address",
	[COLUMN_ERROR] = "error",
	[COLUMN_COMMENT] = "comment",
};

bool column_parse(struct column *c, const char *name, size_t len)
{
	static const char suffix[] = ".text";
	const size_t n = sizeof(suffix) - 1;

	if (len == 3 && !memcmp(name, "dir", 3)) {
		name = names[COLUMN_DIRECTION];
		len = strlen(name);
	}
	*c = (struct column){ .what = COLUMN_PATH, .path = name, .len = len };
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (strlen(names[i]) == len && !memcmp(names[i], name, len)) {
			c->what = (enum column_what)i;
			return true;
		}
	if (len > n && !memcmp(name + len - n, suffix, n)) {
		c->text = true;
		c->len -= n;
	}
	for (size_t i = 0; i < c->len; i++)
		if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789_.", name[i]))
			return false;
	return c->len && name[0] != '.' && name[c->len - 1] != '.';
}

bool column_is_number(const struct column *c)
{
	switch (c->what) {
	case COLUMN_NUMBER:
	case COLUMN_FRAME:
	case COLUMN_TIME:
	case COLUMN_ADAPTER:
	case COLUMN_CODE:
	case COLUMN_LENGTH:
	case COLUMN_OPCODE:
	case COLUMN_HANDLE:
	case COLUMN_CONNECTION:
		return true;
	case COLUMN_DIRECTION:
	case COLUMN_TYPE:
	case COLUMN_NAME:
	case COLUMN_ADDRESS:
	case COLUMN_ERROR:
	case COLUMN_COMMENT:
	case COLUMN_PATH:
		break;
	}
	return false;
}

/* A word of the path at its end, before `*end`. */
static const char *last_word(const char *path, const char *end)
{
	while (end > path && end[-1] != '.')
		end--;
	return end;
}

/* Whether the field's path ends in this one. */
static bool path_is(const struct column *c, const struct packet_list *l, int at)
{
	const char *end = c->path + c->len;

	for (; at >= 0; at = l->fields[at].parent) {
		const char *word = last_word(c->path, end);
		const struct field *f = &l->fields[at].f;

		if (!field_is_called(f->name ? f->name : "value", word,
			(size_t)(end - word)))
			return false;
		if (word == c->path)
			return true;
		end = word - 1;
	}
	return false;
}

struct values {
	struct field *out;
	size_t n;
};

static void add(struct values *v, const struct field *f)
{
	if (v->n < COLUMN_MAX_VALUES)
		v->out[v->n++] = *f;
}

static void add_number(struct values *v, uint64_t value)
{
	struct field f = { .kind = FIELD_UINT, .value = value };

	add(v, &f);
}

static void add_word(struct values *v, const char *text)
{
	struct field f = { .kind = FIELD_WORD, .text = text };

	if (text)
		add(v, &f);
}

static void add_opcodes(struct values *v, const struct packet_list *l)
{
	if (l->title.kind == FIELD_COMMAND)
		add_number(v, l->title.value);
	for (size_t i = 0; i < l->n; i++)
		if (l->fields[i].f.kind == FIELD_COMMAND)
			add_number(v, l->fields[i].f.value);
}

static void add_handles(struct values *v, const struct packet_list *l)
{
	if (is_data(l->rec) && l->title.kind != FIELD_LABEL)
		add_number(v, l->title.value);
	if (!has_handles(l))
		return;
	for (size_t i = 0; i < l->n; i++)
		if (is_handle(&l->fields[i].f))
			add_number(v, l->fields[i].f.value);
}

static void add_addresses(struct values *v, const struct seen_packet *p)
{
	struct field peer = { .kind = FIELD_ADDR, .len = 6 };

	if (p->list->title.kind == FIELD_ADDR)
		add(v, &p->list->title);
	for (size_t i = 0; i < p->list->n; i++)
		if (p->list->fields[i].f.kind == FIELD_ADDR)
			add(v, &p->list->fields[i].f);
	if (v->n || !p->link || !p->link->has_peer)
		return;
	peer.data = p->link->peer.b;
	peer.value = p->link->peer.type;
	add(v, &peer);
}

/* PDUs that say that something failed. */
static bool is_failure(const struct field *f)
{
	static const char *const pdus[] = { "Error Response", "Pairing Failed",
		"Command Reject" };

	for (size_t i = 0; f->text && i < ARRAY_SIZE(pdus); i++)
		if (f->kind == FIELD_TITLE && !strcmp(f->text, pdus[i]))
			return true;
	return false;
}

/* Bits of a mask that have no name here are marked, but nothing failed. */
static bool is_unknown_bit(const struct field *f)
{
	return f->kind == FIELD_ENUM && f->bare && f->text &&
	       !strcmp(f->name, "Unknown");
}

static void add_errors(struct values *v, const struct packet_list *l)
{
	if (l->malformed)
		add_word(v, "malformed");
	for (size_t i = 0; i < l->n; i++)
		if ((l->fields[i].f.error &&
			!is_unknown_bit(&l->fields[i].f)) ||
		    is_failure(&l->fields[i].f))
			add(v, &l->fields[i].f);
}

static void add_comments(struct values *v, const struct seen_packet *p)
{
	struct field f = { .kind = FIELD_STRING };

	for (size_t i = 0; i < p->comments_len; i += f.len + 1) {
		f.data = (const uint8_t *)p->comments + i;
		f.len = (uint32_t)strlen(p->comments + i);
		add(v, &f);
	}
}

static void add_fields(
    struct values *v, const struct column *c, const struct packet_list *l)
{
	for (size_t i = 0; i < l->n; i++)
		if (path_is(c, l, (int)i))
			add(v, &l->fields[i].f);
}

size_t column_values(const struct column *c, const struct seen_packet *p,
    struct field out[static COLUMN_MAX_VALUES])
{
	const struct packet_list *l = p->list;
	const struct record *rec = l->rec;
	const struct field *title = &l->title;
	struct values v = { .out = out };

	switch (c->what) {
	case COLUMN_NUMBER:
		add_number(&v, p->number);
		break;
	case COLUMN_FRAME:
		if (l->frame)
			add_number(&v, l->frame);
		break;
	case COLUMN_TIME:
		add_number(&v, rec->ns - p->first_ns);
		break;
	case COLUMN_ADAPTER:
		if (rec->adapter != RECORD_NO_ADAPTER)
			add_number(&v, rec->adapter);
		break;
	case COLUMN_DIRECTION:
		add_word(&v, record_direction_word(rec));
		break;
	case COLUMN_TYPE:
		add_word(&v, record_type_word(rec->type));
		break;
	case COLUMN_NAME:
		add_word(&v, title->text ? title->text : title->name);
		break;
	case COLUMN_CODE:
		if (title->kind == FIELD_UINT || title->digits)
			add_number(&v, title->value);
		break;
	case COLUMN_LENGTH:
		add_number(&v, rec->wire_len);
		break;
	case COLUMN_OPCODE:
		add_opcodes(&v, l);
		break;
	case COLUMN_HANDLE:
		add_handles(&v, l);
		break;
	case COLUMN_CONNECTION:
		if (p->link)
			add_number(&v, p->link->number);
		break;
	case COLUMN_ADDRESS:
		add_addresses(&v, p);
		break;
	case COLUMN_ERROR:
		add_errors(&v, l);
		break;
	case COLUMN_COMMENT:
		add_comments(&v, p);
		break;
	case COLUMN_PATH:
		add_fields(&v, c, l);
		break;
	}
	return v.n;
}
