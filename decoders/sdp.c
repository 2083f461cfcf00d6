/* Service Discovery Protocol, Vol 3 Part B. */
#include <stdlib.h>

#include "decoders/bredr.h"
#include "decoders/names.h"

enum {
	NESTED_MOST = 24, /* levels of sequences that are shown */
	ANSWER_MOST = UINT16_MAX,
	CONTINUATION_MOST = 16, /* Vol 3 Part B 4.3 */
};

/* Vol 3 Part B 3.1 */
enum element_type {
	ELEMENT_NIL,
	ELEMENT_UINT,
	ELEMENT_INT,
	ELEMENT_UUID,
	ELEMENT_STRING,
	ELEMENT_BOOL,
	ELEMENT_SEQUENCE,
	ELEMENT_ALTERNATIVE,
	ELEMENT_URL,
};

struct element {
	uint8_t type;
	uint8_t extra; /* octets that hold the length */
	uint32_t len;
	const uint8_t *head, *data;
};

static const char *const type_text[] = {
	"Nil",
	"Unsigned Integer",
	"Signed Integer",
	"UUID",
	"String",
	"Boolean",
	"Sequence",
	"Alternative",
	"URL",
};
static const struct names type_names = NAMES_DENSE(type_text);

static const char *const attribute_text[] = {
	"Service Record Handle",
	"Service Class ID List",
	"Service Record State",
	"Service ID",
	"Protocol Descriptor List",
	"Browse Group List",
	"Language Base Attribute ID List",
	"Service Info Time To Live",
	"Service Availability",
	"Bluetooth Profile Descriptor List",
	"Documentation URL",
	"Client Executable URL",
	"Icon URL",
	"Additional Protocol Descriptor List",
};
static const struct names attribute_names = NAMES_DENSE(attribute_text);

static const char *const error_text[] = {
	[1] = "Invalid Version",
	"Invalid Record Handle",
	"Invalid Syntax",
	"Invalid PDU Size",
	"Invalid Continuation State",
};
static const struct names error_names = NAMES_DENSE(error_text);

static const char invalid_state[] = "invalid continuation state";

/* Say what is wrong, and dump the rest. */
static void put_broken(struct packet *p, const char *what)
{
	const uint8_t depth = p->depth;

	p->depth = 1;
	put_error(p, what);
	put_rest(p);
	p->depth = depth;
}

/* "Attribute list: [len 5]" */
static void put_list_head(
    struct packet *p, const char *name, size_t len, const char *after)
{
	struct field f = {
		.kind = FIELD_LABEL,
		.name = name,
		.after = ":",
		.len = (uint32_t)len,
	};

	put_field(p, &f, p->r.p);
	join_uint(p, "Length", len, " [len ", after);
}

/* The element at p->r, taken from it; false, and said so, when it is not
 * whole. */
static bool take_element(struct packet *p, struct element *e)
{
	static const uint8_t sizes[8] = { 1, 2, 4, 8, 16 };
	size_t left = rd_left(&p->r);
	unsigned index = left ? p->r.p[0] & 7 : 0;

	*e = (struct element){ .head = p->r.p };
	e->type = left ? p->r.p[0] >> 3 : 0;
	if (index >= 5)
		e->extra = (uint8_t)(1u << (index - 5));
	if (left < 1u + e->extra) {
		put_broken(p, "data element descriptor too short");
		return false;
	}
	e->len = sizes[index];
	if (e->extra)
		e->len = (uint32_t)get_be(p->r.p + 1, e->extra);
	if (e->type == ELEMENT_NIL)
		e->len = 0;
	if (left - 1u - e->extra < e->len) {
		put_broken(p, "data element size too short");
		return false;
	}
	put_layout(p, e->head, 1u + e->extra);
	rd_skip(&p->r, 1u + e->extra);
	e->data = rd_bytes(&p->r, e->len);
	return true;
}

static void put_octets_dumped(struct packet *p, const struct element *e)
{
	const uint8_t depth = p->depth;

	p->depth = 1;
	put_dump(p, e->data, e->len);
	p->depth = depth;
}

static void put_uint_value(struct packet *p, const struct element *e)
{
	struct field f = {
		.kind = FIELD_HEX,
		.name = "Value",
		.bare = true,
		.digits = (uint8_t)(2 * e->len),
		.len = e->len,
	};

	if (e->len > 8) {
		put_octets_dumped(p, e);
		return;
	}
	f.value = get_be(e->data, e->len);
	put_field(p, &f, e->data);
}

static void put_uuid_value(struct packet *p, const struct element *e)
{
	uint8_t wire[16];
	struct field f = {
		.kind = FIELD_UUID,
		.name = "UUID",
		.bare = true,
		.data = wire,
		.len = e->len,
	};
	struct uuid uuid;

	if (e->len != 2 && e->len != 4 && e->len != 16) {
		put_octets_dumped(p, e);
		return;
	}
	copy_reversed(wire, e->data, e->len);
	uuid_from_wire(wire, e->len, &uuid);
	f.text = name_uuid(&uuid);
	if (e->len < 16) {
		f.text = f.text ? f.text : "Unknown";
		put_field(p, &f, e->data);
		return;
	}
	f.kind = FIELD_UUID_ONLY;
	put_field(p, &f, e->data);
	if (uuid_to16(&uuid)) {
		f.kind = FIELD_WORD;
		f.name = "Name";
		f.text = f.text ? f.text : "Unknown";
		put_field(p, &f, NULL);
	}
}

static void put_string_value(struct packet *p, const struct element *e)
{
	struct field f = {
		.kind = FIELD_STRING,
		.name = "Text",
		.bare = true,
		.data = e->data,
	};

	while (f.len < e->len && e->data[f.len])
		f.len++;
	put_field(p, &f, e->data);
	join_uint(p, "Length", e->len, " [len ", "]");
}

static void put_bool_value(struct packet *p, const struct element *e)
{
	struct field f = {
		.kind = FIELD_WORD,
		.name = "Value",
		.bare = true,
		.len = 1,
	};

	f.value = e->len && e->data[0];
	f.text = f.value ? "true" : "false";
	put_field(p, &f, e->data);
}

static void put_elements(struct packet *p, const struct element *in, int level);

static void put_element_value(
    struct packet *p, const struct element *e, int level)
{
	switch (e->type) {
	case ELEMENT_NIL:
		break;
	case ELEMENT_UINT:
		put_uint_value(p, e);
		break;
	case ELEMENT_UUID:
		put_uuid_value(p, e);
		break;
	case ELEMENT_STRING:
	case ELEMENT_URL:
		put_string_value(p, e);
		break;
	case ELEMENT_BOOL:
		put_bool_value(p, e);
		break;
	case ELEMENT_SEQUENCE:
	case ELEMENT_ALTERNATIVE:
		put_elements(p, e, level + 1);
		break;
	default:
		put_octets_dumped(p, e);
	}
}

/* "Sequence (6) with 5 bytes [8 extra bits] len 7", then what is in it. */
static void put_element(struct packet *p, const struct element *e, int level)
{
	const char *name = names_find(&type_names, e->type);
	struct field f = {
		.kind = FIELD_ENUM,
		.name = "Element",
		.bare = true,
		.text = name ? name : "Reserved",
		.value = e->type,
		.len = 1u + e->extra + e->len,
	};

	put_field(p, &f, e->head);
	join_uint(p, "Octets", e->len, " with ",
	    e->len == 1 ? " byte [" : " bytes [");
	join_uint(p, "Bits of length", 8u * e->extra, "", " extra bits]");
	join_uint(p, "Length", f.len, " len ", NULL);
	p->depth++;
	put_element_value(p, e, level);
	p->depth--;
}

static void put_elements(struct packet *p, const struct element *in, int level)
{
	struct rd rest = p->r;
	struct element e;

	if (level > NESTED_MOST) {
		put_octets_dumped(p, in);
		return;
	}
	p->r = rd_over(in->data, in->len);
	while (rd_left(&p->r) && take_element(p, &e))
		put_element(p, &e, level);
	p->r = rest;
}

/* Pairs of a number and a value. */
static void put_attributes(struct packet *p)
{
	struct element id, value;

	while (rd_left(&p->r) && take_element(p, &id)) {
		struct field f = {
			.kind = FIELD_ENUM,
			.name = "Attribute",
			.digits = 4,
			.len = id.len,
		};

		if (id.type != ELEMENT_UINT || id.len != 2) {
			put_octets_dumped(p, &id);
			continue;
		}
		f.value = get_be16(id.data);
		f.text = names_find(&attribute_names, (uint32_t)f.value);
		if (!f.text)
			f.text = "Unknown";
		put_field(p, &f, id.data);
		join_uint(p, "Length", id.len, " [len ", "]");
		if (!take_element(p, &value))
			return;
		p->depth++;
		put_element_value(p, &value, 0);
		p->depth--;
	}
}

/* The attribute lists in `n` octets: one, or a sequence of them. */
static void put_attribute_lists(
    struct packet *p, const uint8_t *data, size_t n, bool several)
{
	struct rd rest = p->r;
	struct element list;
	uint64_t position = 0;

	p->r = rd_over(data, n);
	if (several && n && take_element(p, &list))
		p->r = rd_over(list.data, list.len);
	p->depth = 2;
	while (rd_left(&p->r) && take_element(p, &list)) {
		struct rd lists = p->r;

		p->r = rd_over(list.data, list.len);
		put_list_head(p, "Attribute list", list.len, "] {position ");
		join_uint(p, "Position", position++, "", "}");
		p->depth++;
		put_attributes(p);
		p->depth--;
		p->r = lists;
	}
	p->depth = 1;
	p->r = rest;
}

/* The rest of the PDU, Vol 3 Part B 4.3; false when it is none. */
static bool put_continuation(struct packet *p, const char *missing)
{
	size_t left = rd_left(&p->r);

	if (!left || left != 1u + p->r.p[0] || p->r.p[0] > CONTINUATION_MOST) {
		put_broken(p, left ? invalid_state : missing);
		return false;
	}
	put_uint(p, "Continuation state", 1);
	put_rest(p);
	return true;
}

/* The element that a request has to have here, with its head. */
static bool put_pattern(struct packet *p, const char *name, const char *what)
{
	struct element e;
	struct rd at = p->r;
	uint8_t extra;

	if (!rd_left(&p->r) || p->r.p[0] >> 3 != ELEMENT_SEQUENCE ||
	    (p->r.p[0] & 7) < 5) {
		put_list_head(p, name, 0, "]");
		return true;
	}
	extra = (uint8_t)(1u << ((p->r.p[0] & 7) - 5));
	if (rd_left(&p->r) < 1u + extra) {
		put_broken(p, what);
		return false;
	}
	put_list_head(
	    p, name, 1u + extra + (size_t)get_be(p->r.p + 1, extra), "]");
	if (rd_left(&p->r) < 1u + extra + get_be(p->r.p + 1, extra)) {
		put_broken(p, what);
		return false;
	}
	p->depth++;
	if (take_element(p, &e))
		put_element(p, &e, 0);
	p->depth--;
	at.p += 1u + extra + e.len;
	p->r = at;
	return true;
}

static void put_record_handle(struct packet *p)
{
	const uint8_t *at = take(p, 4);
	struct field f = {
		.kind = FIELD_HEX,
		.name = "Record handle",
		.digits = 4,
		.len = 4,
	};

	if (!at)
		return;
	f.value = get_be32(at);
	while (f.digits < 8 && f.value >> 4 * f.digits)
		f.digits++;
	put_field(p, &f, at);
}

static void error_response(struct packet *p)
{
	put_enum_be(p, "Error code", 2, &error_names, "Unknown");
}

static void search_request(struct packet *p)
{
	if (!put_pattern(p, "Search pattern", "invalid search list length"))
		return;
	put_uint_be(p, "Max record count", 2);
	put_continuation(p, invalid_state);
}

static void search_response(struct packet *p)
{
	uint64_t n;

	put_uint_be(p, "Total record count", 2);
	n = put_uint_be(p, "Current record count", 2);
	while (n-- && rd_left(&p->r) > 4)
		put_record_handle(p);
	put_continuation(p, invalid_state);
}

/* An answer that goes on in another one. The next request repeats its
 * continuation state, and so says which answer belongs to it. */
struct sdp_answer {
	const struct conn *conn; /* NULL: an empty row */
	bool received;
	bool asked; /* the next request was seen */
	uint16_t transaction;
	uint8_t state[1 + CONTINUATION_MOST];
	uint8_t *data; /* at most ANSWER_MOST octets */
	uint32_t len;
	uint64_t begun;
};

static struct sdp_answer *answer_row(struct dec *d)
{
	struct sdp_answer *best;

	if (!d->sdp) {
		d->sdp = calloc(DEC_SDP_ANSWERS, sizeof(*d->sdp));
		if (!d->sdp)
			abort();
	}
	best = d->sdp;
	for (struct sdp_answer *a = d->sdp; a < d->sdp + DEC_SDP_ANSWERS; a++) {
		if (!a->conn)
			return a;
		if (a->begun < best->begun)
			best = a;
	}
	return best;
}

static void answer_end(struct sdp_answer *a)
{
	free(a->data);
	*a = (struct sdp_answer){ 0 };
}

void sdp_free(struct dec *d)
{
	for (size_t i = 0; d->sdp && i < DEC_SDP_ANSWERS; i++)
		answer_end(&d->sdp[i]);
	free(d->sdp);
}

/* A request goes on with the answer whose state it repeats. */
static void note_request(
    struct packet *p, uint16_t transaction, const uint8_t *state)
{
	struct sdp_answer *a = p->dec->sdp;

	for (; state[0] && a && a < p->dec->sdp + DEC_SDP_ANSWERS; a++)
		if (a->conn == p->conn && a->received != p->rec->received &&
		    !memcmp(a->state, state, 1u + state[0])) {
			a->transaction = transaction;
			a->asked = true;
			return;
		}
}

static struct sdp_answer *answer_find(struct packet *p, uint16_t transaction)
{
	struct sdp_answer *a = p->dec->sdp;

	for (; a && a < p->dec->sdp + DEC_SDP_ANSWERS; a++)
		if (a->conn == p->conn && a->received == p->rec->received &&
		    a->asked && a->transaction == transaction)
			return a;
	return NULL;
}

static struct sdp_answer *answer_begin(struct packet *p)
{
	struct sdp_answer *a = answer_row(p->dec);

	answer_end(a);
	a->conn = p->conn;
	a->received = p->rec->received;
	a->begun = ++p->dec->ticks;
	return a;
}

static bool answer_add(struct sdp_answer *a, const uint8_t *data, size_t n)
{
	if (n > ANSWER_MOST - a->len)
		return false;
	a->data = realloc(a->data, a->len + n + 1);
	if (!a->data)
		abort();
	memcpy(a->data + a->len, data, n);
	a->len += (uint32_t)n;
	return true;
}

/* All parts of an answer; they came in several records. */
static void put_combined(
    struct packet *p, const struct sdp_answer *a, bool several)
{
	const uint8_t *base = p->base;

	p->base = a->data + a->len;
	put_value(p, FIELD_UINT, "Combined attribute bytes", a->len, NULL, 0);
	put_attribute_lists(p, a->data, a->len, several);
	p->base = base;
}

static uint16_t transaction_of(const uint8_t *body)
{
	return get_be16(body - 4); /* the header is before it */
}

static void attributes_response(struct packet *p, bool several)
{
	uint16_t transaction = transaction_of(p->r.p);
	uint64_t n = put_uint_be(p, "Attribute bytes", 2);
	struct sdp_answer *a = answer_find(p, transaction);
	const uint8_t *data, *state;

	if (rd_left(&p->r) < n) {
		put_broken(p, "invalid attribute size");
		return;
	}
	data = rd_bytes(&p->r, n);
	state = p->r.p;
	if (!a && rd_left(&p->r) && !state[0])
		put_attribute_lists(p, data, n, several);
	if (!put_continuation(p, "missing continuation state"))
		return;
	if (!a && state[0])
		a = answer_begin(p);
	if (!a)
		return;
	if (!answer_add(a, data, n)) {
		answer_end(a);
	} else if (state[0]) {
		memcpy(a->state, state, 1u + state[0]);
		a->asked = false;
	} else {
		put_combined(p, a, several);
		answer_end(a);
	}
}

static void put_attribute_request(struct packet *p, uint16_t transaction)
{
	const uint8_t *state;

	if (!put_pattern(p, "Attribute list", "invalid attribute list length"))
		return;
	state = p->r.p;
	if (put_continuation(p, invalid_state))
		note_request(p, transaction, state);
}

static void attribute_request(struct packet *p)
{
	uint16_t transaction = transaction_of(p->r.p);

	put_record_handle(p);
	put_uint_be(p, "Max attribute bytes", 2);
	put_attribute_request(p, transaction);
}

static void attribute_response(struct packet *p)
{
	attributes_response(p, false);
}

static void search_attribute_request(struct packet *p)
{
	uint16_t transaction = transaction_of(p->r.p);

	if (!put_pattern(p, "Search pattern", "invalid search list length"))
		return;
	put_uint_be(p, "Max record count", 2);
	if (!p->r.bad)
		put_attribute_request(p, transaction);
}

static void search_attribute_response(struct packet *p)
{
	attributes_response(p, true);
}

/* clang-format off */
static const struct packet_name pdus[] = {
	{ 0x01, "Error Response", CALLED(2, error_response) },
	{ 0x02, "Service Search Request", CALLED(5, search_request) },
	{ 0x03, "Service Search Response", CALLED(5, search_response) },
	{ 0x04, "Service Attribute Request", CALLED(8, attribute_request) },
	{ 0x05, "Service Attribute Response", CALLED(2, attribute_response) },
	{ 0x06, "Service Search Attribute Request", CALLED(7, search_attribute_request) },
	{ 0x07, "Service Search Attribute Response", CALLED(2, search_attribute_response) },
};
/* clang-format on */

void decode_sdp(struct packet *p)
{
	const uint8_t *head = p->r.p;
	const struct packet_name *pdu;

	if (rd_left(&p->r) < 5) {
		put_broken(p, "frame too short");
		return;
	}
	put_layout(p, head, 5);
	rd_skip(&p->r, 5);
	if (rd_left(&p->r) != get_be16(head + 3)) {
		put_broken(p, "invalid frame size");
		return;
	}
	pdu = packet_find(pdus, ARRAY_SIZE(pdus), head[0]);
	put_title(p, "SDP", pdu ? pdu->name : NULL, head[0], 2, head,
	    5 + rd_left(&p->r));
	join_uint(p, "Transaction", get_be16(head + 1), " tid ", NULL);
	join_uint(p, "Length", get_be16(head + 3), " len ", NULL);
	if (!pdu)
		put_rest(p);
	else if (rd_left(&p->r) < pdu->params.size)
		put_broken(p, "invalid size");
	else
		put_pdu(p, &pdu->params);
}
