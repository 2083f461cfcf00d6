#include "cli/filter.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/addr.h"
#include "base/bytes.h"
#include "cli/column.h"
#include "decoders/decode.h"
#include "decoders/field_text.h"
#include "decoders/sink_format.h"
#include "decoders/sinks.h"

#define NSEC 1000000000

enum { MAX_NODES = 256, MAX_DEPTH = 64 };

enum node_kind {
	NODE_OR,
	NODE_AND,
	NODE_NOT,
	NODE_TEST,
	NODE_TEXT, /* in the text of the packet */
	NODE_TYPE, /* of the record: a range */
};

enum op {
	OP_HAS,
	OP_EQUAL,
	OP_NOT,
	OP_LESS,
	OP_MOST,
	OP_MORE,
	OP_LEAST,
	OP_IN
};

struct node {
	uint8_t kind; /* enum node_kind */
	uint8_t op;   /* enum op */
	int left, right;
	struct column column;
	/* What it is compared with. */
	bool is_number, is_addr, is_clock;
	bool had;	   /* some packet has what the test names, */
	bool had_other;	   /* and not only as a number */
	int64_t low, high; /* of a number; both ends belong to it */
	struct bdaddr addr;
	const char *text; /* in the expression, `len` octets */
	size_t len;
};

struct filter {
	char *expression;
	struct node nodes[MAX_NODES];
	int n;
	int root;
	int utc_offset;
	struct dec *dec;
	struct packet_list list;
	struct links *links;
	struct seen_packet seen;
	/* btmon's text, when a test asks for it */
	struct dec *text_dec;
	struct sink *text_sink;
	struct buf text;
};

/* Parsing. */

struct parser {
	struct filter *f;
	const char *at;
	unsigned depth;
	struct err *err;
};

static int wrong(struct parser *p, const char *at, const char *what)
{
	err_set(p->err, "column %zu: %s", (size_t)(at - p->f->expression) + 1,
	    what);
	return -1;
}

static void skip_space(struct parser *p)
{
	while (isspace((unsigned char)*p->at))
		p->at++;
}

static size_t word_length(const char *at)
{
	return strspn(at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
			  "0123456789_.:-/+");
}

/* Take the word when it is the next one. */
static bool take_word(struct parser *p, const char *word)
{
	size_t n = strlen(word);

	skip_space(p);
	if (word_length(p->at) != n || strncasecmp(p->at, word, n))
		return false;
	p->at += n;
	return true;
}

static int node_new(struct parser *p, enum node_kind kind)
{
	struct filter *f = p->f;

	if (f->n == MAX_NODES)
		return wrong(p, p->at, "the expression is too long");
	f->nodes[f->n] = (struct node){ .kind = (uint8_t)kind };
	return f->n++;
}

static int join(struct parser *p, enum node_kind kind, int left, int right)
{
	int at = right < 0 ? -1 : node_new(p, kind);

	if (at >= 0) {
		p->f->nodes[at].left = left;
		p->f->nodes[at].right = right;
	}
	return at;
}

/* "text", to its other quote; false with the error set. */
static bool take_quoted(struct parser *p, struct node *n)
{
	const char *start = p->at++, *end = strchr(p->at, '"');

	if (!end) {
		wrong(p, start, "this text has no other \"");
		return false;
	}
	n->text = p->at;
	n->len = (size_t)(end - p->at);
	p->at = end + 1;
	return true;
}

/* A number, with a fraction where `unit` is more than 1, of which it is a
 * multiple then. Returns where it ends, or NULL. */
static const char *parse_number(const char *at, int64_t unit, int64_t *out)
{
	char *end;
	long long whole;
	bool minus = *at == '-';
	int base;

	at += minus;
	if (!isdigit((unsigned char)*at))
		return NULL;
	base = at[0] == '0' && (at[1] | 32) == 'x' ? 16 : 10;
	whole = strtoll(at, &end, base);
	if (whole > INT64_MAX / unit || whole < INT64_MIN / unit)
		return NULL;
	*out = whole * unit;
	if (unit > 1 && end[0] == '.' && isdigit((unsigned char)end[1]))
		for (end++; isdigit((unsigned char)*end); end++) {
			unit /= 10;
			*out += (*end - '0') * unit;
		}
	if (minus)
		*out = -*out;
	return end;
}

/* "08:30:15.25", of the day of the first packet. */
static const char *parse_clock(const char *at, int64_t *ns)
{
	int64_t part[3] = { 0 };
	unsigned n = 0;

	for (; n < 3; n++) {
		if (*at == '-')
			return NULL;
		at = parse_number(at, n == 2 ? (int64_t)NSEC : 1, &part[n]);
		if (!at)
			return NULL;
		if (*at != ':')
			break;
		at++;
	}
	if (!n || part[0] > 23 || part[1] > 59)
		return NULL;
	*ns = (part[0] * 3600 + part[1] * 60) * (int64_t)NSEC + part[2];
	return at;
}

static const char *parse_end(const struct node *n, const char *at, int64_t *out)
{
	if (n->is_clock)
		return parse_clock(at, out);
	return parse_number(
	    at, n->column.what == COLUMN_TIME ? (int64_t)NSEC : 1, out);
}

/* A number or a range of them; false when the word is something else. */
static bool parse_range(struct node *n, const char *word, size_t len)
{
	const char *dots = memmem(word, len, "..", 2);
	const char *end;

	n->is_clock = n->column.what == COLUMN_TIME && memchr(word, ':', len);
	end = parse_end(n, word, &n->low);
	n->high = n->low;
	if (dots && end == dots)
		end = parse_end(n, dots + 2, &n->high);
	return end == word + len;
}

static bool parse_address(struct node *n, const char *word, size_t len)
{
	char text[32];

	if (len >= sizeof(text))
		return false;
	memcpy(text, word, len);
	text[len] = '\0';
	return addr_parse(text, &n->addr);
}

static void no_number(const struct node *n, struct err *why)
{
	err_set(why, "%.*s is a number, and '%.*s' is none; ~ looks for text",
	    (int)n->column.len, n->column.path, (int)n->len, n->text);
}

/* What is always a number is never a word. */
static bool check_kind(struct parser *p, const struct node *n, const char *word)
{
	struct err why;

	if (n->kind != NODE_TEST || n->op == OP_IN || n->is_number ||
	    !column_is_number(&n->column))
		return true;
	no_number(n, &why);
	wrong(p, word, why.text);
	return false;
}

static bool take_value(struct parser *p, struct node *n)
{
	const char *word;
	bool bare;

	skip_space(p);
	word = p->at;
	if (*p->at == '"')
		return take_quoted(p, n) && check_kind(p, n, word);
	n->text = word;
	n->len = word_length(word);
	if (!n->len) {
		wrong(p, word, "a value is missing");
		return false;
	}
	p->at += n->len;
	n->is_addr = parse_address(n, word, n->len);
	n->is_number = !n->is_addr && parse_range(n, word, n->len);
	if (n->is_number && n->high < n->low && !n->is_clock) {
		wrong(p, word, "this range ends before it begins");
		return false;
	}
	bare = !n->is_number && !n->is_addr;
	if (n->column.what == COLUMN_ADDRESS && !n->is_addr && n->op != OP_IN) {
		wrong(p, word, "this is no address");
		return false;
	}
	if (bare && n->op > OP_NOT && n->op != OP_IN) {
		wrong(p, word, "only numbers are more or less than others");
		return false;
	}
	return check_kind(p, n, word);
}

static bool take_op(struct parser *p, struct node *n)
{
	static const struct {
		const char *text;
		enum op op;
	} ops[] = { { "==", OP_EQUAL }, { "!=", OP_NOT }, { "<=", OP_MOST },
		{ ">=", OP_LEAST }, { "=", OP_EQUAL }, { "<", OP_LESS },
		{ ">", OP_MORE }, { "~", OP_IN } };

	skip_space(p);
	for (size_t i = 0; i < ARRAY_SIZE(ops); i++) {
		size_t len = strlen(ops[i].text);

		if (strncmp(p->at, ops[i].text, len))
			continue;
		p->at += len;
		n->op = (uint8_t)ops[i].op;
		return true;
	}
	return false;
}

/* Words that are of a packet as a whole; false when it is none of them. */
static bool type_word(struct node *n, const char *word, size_t len)
{
	static const char *const directions[] = { "tx", "rx" };

	for (unsigned i = 0; i < 2; i++)
		if (len == 2 && !memcmp(word, directions[i], 2)) {
			column_parse(&n->column, "direction", 9);
			n->op = OP_EQUAL;
			n->text = directions[i];
			n->len = 2;
			return true;
		}
	n->kind = NODE_TYPE;
	if (len == 3 && !memcmp(word, "hci", 3)) {
		n->low = REC_COMMAND;
		n->high = REC_ISO;
		return true;
	}
	for (unsigned i = 0;; i++) {
		const char *type = record_type_word((uint8_t)i);

		if (!type)
			break;
		if (strlen(type) == len && !memcmp(type, word, len)) {
			n->low = n->high = i;
			return true;
		}
	}
	n->kind = NODE_TEST;
	return false;
}

static int parse_test(struct parser *p)
{
	const char *word = p->at;
	size_t len = word_length(word);
	int at = node_new(p, NODE_TEST);
	struct node *n = at < 0 ? NULL : &p->f->nodes[at];

	if (!n)
		return -1;
	if (*word == '"') {
		n->kind = NODE_TEXT;
		return take_quoted(p, n) ? at : -1;
	}
	if (!*word || take_word(p, "and") || take_word(p, "or"))
		return wrong(p, word, "a test is missing");
	if (!len)
		return wrong(p, word, "a name cannot begin so");
	p->at += len;
	if (len == 4 && !memcmp(word, "text", 4)) {
		if (!take_op(p, n) || n->op != OP_IN)
			return wrong(p, p->at, "text wants ~ and what it has");
		n->kind = NODE_TEXT;
		return take_value(p, n) ? at : -1;
	}
	if (!column_parse(&n->column, word, len))
		return wrong(p, word, "this is no name of a field");
	if (take_op(p, n))
		return take_value(p, n) ? at : -1;
	type_word(n, word, len);
	return at;
}

static int parse_either(struct parser *p);

static int parse_one(struct parser *p)
{
	int at;

	skip_space(p);
	if (p->depth == MAX_DEPTH)
		return wrong(p, p->at, "this is nested too deep");
	p->depth++;
	if (take_word(p, "not") || (*p->at == '!' && p->at++)) {
		at = parse_one(p);
		at = join(p, NODE_NOT, at, at);
	} else if (*p->at == '(') {
		const char *open = p->at++;

		at = parse_either(p);
		skip_space(p);
		if (at >= 0 && *p->at != ')')
			at = wrong(p, open, "this ( has no )");
		else if (at >= 0)
			p->at++;
	} else {
		at = parse_test(p);
	}
	p->depth--;
	return at;
}

static int parse_both(struct parser *p)
{
	int at = parse_one(p);

	while (at >= 0 && take_word(p, "and"))
		at = join(p, NODE_AND, at, parse_one(p));
	return at;
}

static int parse_either(struct parser *p)
{
	int at = parse_both(p);

	while (at >= 0 && take_word(p, "or"))
		at = join(p, NODE_OR, at, parse_both(p));
	return at;
}

static bool wants_text(const struct filter *f)
{
	for (int i = 0; i < f->n; i++)
		if (f->nodes[i].kind == NODE_TEXT)
			return true;
	return false;
}

struct filter *filter_new(const char *text, int utc_offset, struct err *err)
{
	struct filter *f = calloc(1, sizeof(*f));
	struct parser p = { .f = f, .err = err };
	struct text_options opt = { 0 };

	if (!f)
		abort();
	f->expression = strdup(text);
	if (!f->expression)
		abort();
	f->utc_offset = utc_offset;
	p.at = f->expression;
	f->root = parse_either(&p);
	skip_space(&p);
	if (f->root >= 0 && *p.at)
		f->root = wrong(&p, p.at, "and, or, or the end was expected");
	if (f->root < 0) {
		free(f->expression);
		free(f);
		return NULL;
	}
	f->dec = dec_new();
	packet_list_init(&f->list);
	f->links = links_new();
	if (wants_text(f)) {
		f->text_dec = dec_new();
		f->text_sink = sink_text_new(&f->text, &opt);
	}
	return f;
}

void filter_set_attrs_lookup(struct filter *f, dec_attrs_fn *lookup, void *ctx)
{
	dec_set_attrs_lookup(f->dec, lookup, ctx);
	if (f->text_dec)
		dec_set_attrs_lookup(f->text_dec, lookup, ctx);
}

void filter_free(struct filter *f)
{
	if (!f)
		return;
	if (f->text_sink)
		sink_free(f->text_sink);
	dec_free(f->text_dec);
	buf_free(&f->text);
	links_free(f->links);
	packet_list_free(&f->list);
	dec_free(f->dec);
	free(f->expression);
	free(f);
}

/* Matching. */

/* `part` in `whole`, letters of both sizes being the same. */
static bool has_text(
    const uint8_t *whole, size_t n, const char *part, size_t len)
{
	for (size_t i = 0; i + len <= n; i++)
		if (!strncasecmp((const char *)whole + i, part, len))
			return true;
	return false;
}

static bool text_is(const struct node *n, const struct buf *b)
{
	if (n->op == OP_IN)
		return has_text(b->data, b->len, n->text, n->len);
	return b->len == n->len &&
	       !strncasecmp((const char *)b->data, n->text, n->len);
}

/* In words, or as it was on the wire. */
static bool value_text_is(const struct node *n, const struct field *f)
{
	struct buf b = { 0 };
	bool is;

	buf_field_value(&b, f);
	is = text_is(n, &b);
	if (!is && f->kind != FIELD_WORD && f->kind != FIELD_BIT) {
		b.len = 0;
		buf_field_raw(&b, f);
		is = text_is(n, &b);
	}
	buf_free(&b);
	return is;
}

static bool is_numeric(const struct field *f)
{
	switch ((enum field_kind)f->kind) {
	case FIELD_TITLE:
		return f->digits;
	case FIELD_COMMAND:
	case FIELD_UINT:
	case FIELD_PADDED:
	case FIELD_INT:
	case FIELD_ENUM:
	case FIELD_SCALED:
	case FIELD_BITS:
	case FIELD_BIT:
	case FIELD_COOKIE:
		return true;
	case FIELD_HEX:
		return !f->data;
	default:
		return false;
	}
}

/* A UUID of 16 bits is a number too, to those who look for one. */
static bool number_of(const struct field *f, int64_t *out)
{
	if (is_numeric(f))
		*out = (int64_t)f->value;
	else if ((f->kind == FIELD_UUID || f->kind == FIELD_UUID_NAME) &&
		 f->len == 2)
		*out = get_le16(f->data);
	else
		return false;
	return true;
}

/* A time of day counts from midnight before the first packet. */
static int64_t clock_base(const struct filter *f)
{
	const int64_t day = 86400 * (int64_t)NSEC;
	int64_t local =
	    (int64_t)f->seen.first_ns + f->utc_offset * (int64_t)NSEC;

	return local % day;
}

static bool number_is(const struct filter *f, const struct node *n, int64_t v)
{
	if (n->is_clock)
		v += clock_base(f);
	switch ((enum op)n->op) {
	case OP_LESS:
		return v < n->low;
	case OP_MOST:
		return v <= n->high;
	case OP_MORE:
		return v > n->high;
	case OP_LEAST:
		return v >= n->low;
	case OP_HAS:
	case OP_EQUAL:
	case OP_NOT:
	case OP_IN:
		break;
	}
	return v >= n->low && v <= n->high;
}

static bool value_is(
    const struct filter *f, const struct node *n, const struct field *value)
{
	struct bdaddr have = { .type = ADDR_UNKNOWN };
	int64_t number;

	if (n->op == OP_IN)
		return value_text_is(n, value);
	if (n->is_addr && value->kind == FIELD_ADDR) {
		memcpy(have.b, value->data, 6);
		if (value->value <= 3)
			have.type = value->value & 1;
		return addr_matches(&n->addr, &have);
	}
	if (n->is_number && number_of(value, &number))
		return number_is(f, n, number);
	return n->op <= OP_NOT && value_text_is(n, value);
}

static bool test_is(const struct filter *f, const struct node *n)
{
	struct field values[COLUMN_MAX_VALUES];
	size_t count = column_values(&n->column, &f->seen, values);

	if (n->op == OP_HAS)
		return count;
	for (size_t i = 0; i < count; i++)
		if (value_is(f, n, &values[i]))
			return n->op != OP_NOT;
	return n->op == OP_NOT && count;
}

static bool node_is(const struct filter *f, int at)
{
	const struct node *n = &f->nodes[at];

	switch ((enum node_kind)n->kind) {
	case NODE_OR:
		return node_is(f, n->left) || node_is(f, n->right);
	case NODE_AND:
		return node_is(f, n->left) && node_is(f, n->right);
	case NODE_NOT:
		return !node_is(f, n->left);
	case NODE_TEST:
		return test_is(f, n);
	case NODE_TEXT:
		return has_text(f->text.data, f->text.len, n->text, n->len);
	case NODE_TYPE:
		break;
	}
	return f->list.rec->type >= n->low && f->list.rec->type <= n->high;
}

static bool is_word_test(const struct node *n)
{
	return (n->op == OP_EQUAL || n->op == OP_NOT) && !n->is_number &&
	       !n->is_addr;
}

/* One that has neither a name nor a unit. */
static bool is_bare_number(const struct field *f)
{
	return f->kind == FIELD_UINT || f->kind == FIELD_PADDED ||
	       f->kind == FIELD_INT || (f->kind == FIELD_HEX && !f->data);
}

/* In each packet, because node_is() does not come to all tests. */
static void note_had(struct filter *f)
{
	struct field values[COLUMN_MAX_VALUES];
	size_t count;

	for (int i = 0; i < f->n; i++) {
		struct node *n = &f->nodes[i];

		if (n->kind != NODE_TEST || n->column.what != COLUMN_PATH ||
		    (n->had && (n->had_other || !is_word_test(n))))
			continue;
		count = column_values(&n->column, &f->seen, values);
		n->had |= count > 0;
		for (size_t k = 0; k < count; k++)
			n->had_other |= !is_bare_number(&values[k]);
	}
}

bool filter_lacks(const struct filter *f, int *at, struct err *what)
{
	while (*at < f->n) {
		const struct node *n = &f->nodes[(*at)++];

		if (n->kind != NODE_TEST || n->column.what != COLUMN_PATH)
			continue;
		if (!n->had) {
			err_set(what, "no packet has %.*s", (int)n->column.len,
			    n->column.path);
			return true;
		}
		if (is_word_test(n) && !n->had_other) {
			no_number(n, what);
			return true;
		}
	}
	return false;
}

void filter_comments(struct filter *f, const char *comments, size_t len)
{
	f->seen.comments = comments;
	f->seen.comments_len = len;
}

bool filter_matches(struct filter *f, const struct record *rec, uint64_t number)
{
	bool matches;

	dec_record(f->dec, rec, &f->list.sink);
	seen_packet_set(&f->seen, f->links, &f->list, number);
	note_had(f);
	if (f->text_sink) {
		f->text.len = 0;
		dec_record(f->text_dec, rec, f->text_sink);
		buf_add(&f->text, f->seen.comments, f->seen.comments_len);
	}
	matches = node_is(f, f->root);
	f->seen.comments_len = 0;
	return matches;
}
