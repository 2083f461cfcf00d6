#include "gatt/bearer.h"

/* Values as the protocol shows them */

static struct uuid type_of(const struct attr *a)
{
	switch ((enum attr_kind)a->kind) {
	case ATTR_PRIMARY_SERVICE:
		return uuid_from16(GATT_PRIMARY_SERVICE);
	case ATTR_SECONDARY_SERVICE:
		return uuid_from16(GATT_SECONDARY_SERVICE);
	case ATTR_INCLUDE:
		return uuid_from16(GATT_INCLUDE);
	case ATTR_CHARACTERISTIC:
		return uuid_from16(GATT_CHARACTERISTIC);
	case ATTR_VALUE:
	case ATTR_DESCRIPTOR:
		break;
	}
	return a->uuid;
}

static bool is_service(const struct attr *a)
{
	return a->kind == ATTR_PRIMARY_SERVICE ||
	       a->kind == ATTR_SECONDARY_SERVICE;
}

static bool is_cccd(const struct attr *a)
{
	return a->kind == ATTR_DESCRIPTOR && uuid_is16(&a->uuid, GATT_CCCD);
}

static void put_uuid(struct wr *w, const struct uuid *uuid)
{
	uint8_t wire[16];

	wr_bytes(w, wire, uuid_to_wire(uuid, wire));
}

struct value {
	uint8_t bytes[ATT_MAX_VALUE];
	size_t len;
};

static void get_value(
    const struct gatt *g, const struct attr *a, struct value *v)
{
	struct wr w = wr_over(v->bytes, sizeof(v->bytes));

	switch ((enum attr_kind)a->kind) {
	case ATTR_PRIMARY_SERVICE:
	case ATTR_SECONDARY_SERVICE:
		put_uuid(&w, &a->uuid);
		break;
	case ATTR_INCLUDE: /* Vol 3 Part G 3.2 */
		wr_u16(&w, a->value_handle);
		wr_u16(&w, a->end);
		if (uuid_to16(&a->uuid))
			put_uuid(&w, &a->uuid);
		break;
	case ATTR_CHARACTERISTIC: /* Vol 3 Part G 3.3.1 */
		wr_u8(&w, a->properties);
		wr_u16(&w, a->value_handle);
		put_uuid(&w, &a->uuid);
		break;
	case ATTR_VALUE:
	case ATTR_DESCRIPTOR:
		if (is_cccd(a))
			wr_u16(&w, gatt_cccd(g, a->value_handle));
		else
			wr_bytes(&w, a->value, a->value_len);
		break;
	}
	v->len = w.len;
}

/* Permissions */

/* The codes are those of Vol 3 Part C 10.3.1. */
uint8_t gatt_check_security(
    const struct gatt *g, enum access access, const struct attr *a)
{
	const struct gatt_security *s = &g->server.security;
	/* each permission to write is the next bit up */
	uint8_t p = access == TO_READ ? a->permissions : a->permissions >> 1;
	bool encrypted = p & (ATTR_READ_ENCRYPTED | ATTR_READ_AUTHENTICATED);

	if (encrypted && !s->encrypted)
		return s->bonded ? ATT_ERR_INSUFFICIENT_ENCRYPTION
				 : ATT_ERR_INSUFFICIENT_AUTHENTICATION;
	if (p & ATTR_READ_AUTHENTICATED && !s->authenticated)
		return ATT_ERR_INSUFFICIENT_AUTHENTICATION;
	if (encrypted && s->key_size < a->min_key_size)
		return ATT_ERR_KEY_SIZE_TOO_SHORT;
	if (p & ATTR_READ_AUTHORIZED)
		return ATT_ERR_INSUFFICIENT_AUTHORIZATION;
	return ATT_ERR_NONE;
}

#define MAY_READ                                                     \
	(ATTR_READ | ATTR_READ_ENCRYPTED | ATTR_READ_AUTHENTICATED | \
	    ATTR_READ_AUTHORIZED)
#define MAY_WRITE                                                       \
	(ATTR_WRITE | ATTR_WRITE_ENCRYPTED | ATTR_WRITE_AUTHENTICATED | \
	    ATTR_WRITE_AUTHORIZED)

static uint8_t check_access(
    const struct gatt *g, enum access access, const struct attr *a)
{
	bool declaration = a->kind != ATTR_VALUE && a->kind != ATTR_DESCRIPTOR;

	if (access == TO_READ && declaration)
		return ATT_ERR_NONE;
	if (access == TO_READ && !(a->permissions & MAY_READ))
		return ATT_ERR_READ_NOT_PERMITTED;
	if (access == TO_WRITE &&
	    (declaration || !(a->permissions & MAY_WRITE)))
		return ATT_ERR_WRITE_NOT_PERMITTED;
	return gatt_check_security(g, access, a);
}

void gatt_set_security(struct gatt *g, const struct gatt_security *sec)
{
	g->server.security = *sec;
}

/* Requests: each handler reads the parameters and writes the response's, or
 * returns an error and the handle where it happened. It changes nothing, but
 * that Execute Write drops a queue that fails. */

static uint8_t answer_mtu(
    struct gatt *g, struct rd *r, struct wr *rsp, uint16_t *at)
{
	(void)r;
	(void)at;
	wr_u16(rsp, g->local_mtu);
	return ATT_ERR_NONE;
}

static void act_mtu(struct gatt *g, struct rd *r, struct gatt_out *out)
{
	gatt_agree_mtu(g, rd_u16(r), out);
}

struct range {
	uint16_t start, end;
};

/* Vol 3 Part F 3.4.3.1 and those like it */
static uint8_t take_range(struct rd *r, struct range *range, uint16_t *at)
{
	range->start = rd_u16(r);
	range->end = rd_u16(r);
	*at = range->start;
	if (!range->start || range->start > range->end)
		return ATT_ERR_INVALID_HANDLE;
	return ATT_ERR_NONE;
}

/* A range and an attribute type, that end the request. */
static uint8_t take_typed_range(
    struct rd *r, struct range *range, struct uuid *type, uint16_t *at)
{
	uint8_t error = take_range(r, range, at);
	size_t len = rd_left(r);

	if (len != 2 && len != 16) {
		*at = 0;
		return ATT_ERR_INVALID_PDU;
	}
	uuid_from_wire(rd_bytes(r, len), len, type);
	return error;
}

/* The first attribute of the range, and those after it. */
static const struct attr *first_in(const struct gatt *g, struct range range)
{
	const struct attr *a = gatt_db_from(g->server.db, range.start);

	return a && a->handle <= range.end ? a : NULL;
}

static const struct attr *next_in(
    const struct gatt *g, struct range range, const struct attr *a)
{
	a = gatt_db_next(g->server.db, a);
	return a && a->handle <= range.end ? a : NULL;
}

static size_t room(const struct wr *w)
{
	return w->cap - w->len;
}

static uint8_t answer_find_info(
    struct gatt *g, struct rd *r, struct wr *rsp, uint16_t *at)
{
	struct range range;
	uint8_t error = take_range(r, &range, at);
	const struct attr *a;
	size_t entry = 0;

	if (error)
		return error;
	for (a = first_in(g, range); a; a = next_in(g, range, a)) {
		struct uuid type = type_of(a);
		size_t len = uuid_to16(&type) ? 4 : 18;

		if (!entry) {
			entry = len;
			wr_u8(rsp, len == 4 ? 1 : 2);
		}
		if (len != entry || room(rsp) < entry)
			break;
		wr_u16(rsp, a->handle);
		put_uuid(rsp, &type);
	}
	return entry ? ATT_ERR_NONE : ATT_ERR_ATTRIBUTE_NOT_FOUND;
}

/* The last handle of the group that an attribute heads, Vol 3 Part G 2.5.3. */
static uint16_t group_end(const struct gatt *g, const struct attr *a)
{
	uint16_t end = a->handle;

	if (is_service(a))
		return a->end;
	if (a->kind != ATTR_CHARACTERISTIC)
		return end;
	while ((a = gatt_db_next(g->server.db, a)) &&
	       (a->kind == ATTR_VALUE || a->kind == ATTR_DESCRIPTOR))
		end = a->handle;
	return end;
}

static bool value_is(
    const struct gatt *g, const struct attr *a, const uint8_t *p, size_t len)
{
	struct uuid uuid;
	struct value v;

	/* Both forms of a UUID are the same value. Four octets are none. */
	if (is_service(a))
		return len != 4 && uuid_from_wire(p, len, &uuid) &&
		       uuid_equal(&uuid, &a->uuid);
	get_value(g, a, &v);
	return v.len == len && !memcmp(v.bytes, p, len);
}

static uint8_t answer_find_by_type_value(
    struct gatt *g, struct rd *r, struct wr *rsp, uint16_t *at)
{
	struct range range;
	uint8_t error = take_range(r, &range, at);
	struct uuid type = uuid_from16(rd_u16(r));
	const struct attr *a;

	if (error)
		return error;
	for (a = first_in(g, range); a && room(rsp) >= 4;
	     a = next_in(g, range, a)) {
		struct uuid have = type_of(a);

		/* a value that may not be read must not be guessed either */
		if (!uuid_equal(&have, &type) || check_access(g, TO_READ, a) ||
		    !value_is(g, a, r->p, rd_left(r)))
			continue;
		wr_u16(rsp, a->handle);
		wr_u16(rsp, group_end(g, a));
	}
	return rsp->len > 1 ? ATT_ERR_NONE : ATT_ERR_ATTRIBUTE_NOT_FOUND;
}

static uint8_t answer_read_by_type(
    struct gatt *g, struct rd *r, struct wr *rsp, uint16_t *at)
{
	struct range range;
	struct uuid type;
	uint8_t error = take_typed_range(r, &range, &type, at);
	size_t most = rsp->cap - 4 < 253 ? rsp->cap - 4 : 253, len = 0;
	const struct attr *a;

	if (error)
		return error;
	for (a = first_in(g, range); a; a = next_in(g, range, a)) {
		struct uuid have = type_of(a);
		struct value v;

		if (!uuid_equal(&have, &type))
			continue;
		error = check_access(g, TO_READ, a);
		if (error && rsp->len == 1) {
			*at = a->handle;
			return error;
		}
		if (error)
			break;
		get_value(g, a, &v);
		if (rsp->len == 1) {
			len = v.len;
			wr_u8(rsp, (uint8_t)(2 + (len < most ? len : most)));
		}
		if (v.len != len || room(rsp) < 2 + (len < most ? len : most))
			break;
		wr_u16(rsp, a->handle);
		wr_bytes(rsp, v.bytes, len < most ? len : most);
	}
	return rsp->len > 1 ? ATT_ERR_NONE : ATT_ERR_ATTRIBUTE_NOT_FOUND;
}

static uint8_t answer_read_by_group_type(
    struct gatt *g, struct rd *r, struct wr *rsp, uint16_t *at)
{
	struct range range;
	struct uuid type;
	uint8_t error = take_typed_range(r, &range, &type, at);
	const struct attr *a;
	size_t entry = 0;

	if (error)
		return error;
	/* characteristics are groups too, but not here: Vol 3 Part G 2.5.3 */
	if (!uuid_is16(&type, GATT_PRIMARY_SERVICE) &&
	    !uuid_is16(&type, GATT_SECONDARY_SERVICE))
		return ATT_ERR_UNSUPPORTED_GROUP_TYPE;
	for (a = first_in(g, range); a; a = next_in(g, range, a)) {
		struct uuid have = type_of(a);
		size_t len = uuid_to16(&a->uuid) ? 6 : 20;

		if (!uuid_equal(&have, &type))
			continue;
		if (!entry) {
			entry = len;
			wr_u8(rsp, (uint8_t)entry);
		}
		if (len != entry || room(rsp) < entry)
			break;
		wr_u16(rsp, a->handle);
		wr_u16(rsp, a->end);
		put_uuid(rsp, &a->uuid);
	}
	return entry ? ATT_ERR_NONE : ATT_ERR_ATTRIBUTE_NOT_FOUND;
}

/* The attribute of a handle, if this access to it is allowed. */
static uint8_t take_attr(const struct gatt *g, enum access access, struct rd *r,
    struct attr **a, uint16_t *at)
{
	*at = rd_u16(r);
	*a = gatt_db_find(g->server.db, *at);
	return *a ? check_access(g, access, *a) : ATT_ERR_INVALID_HANDLE;
}

/* As much as there is room for. */
static void put_cut(struct wr *w, const uint8_t *p, size_t len)
{
	wr_bytes(w, p, len < room(w) ? len : room(w));
}

static uint8_t answer_read(
    struct gatt *g, struct rd *r, struct wr *rsp, uint16_t *at)
{
	struct attr *a;
	uint8_t error = take_attr(g, TO_READ, r, &a, at);
	struct value v;

	if (error)
		return error;
	get_value(g, a, &v);
	put_cut(rsp, v.bytes, v.len);
	return ATT_ERR_NONE;
}

static uint8_t answer_read_blob(
    struct gatt *g, struct rd *r, struct wr *rsp, uint16_t *at)
{
	struct attr *a;
	uint8_t error = take_attr(g, TO_READ, r, &a, at);
	uint16_t offset = rd_u16(r);
	struct value v;

	if (error)
		return error;
	get_value(g, a, &v);
	if (offset > v.len)
		return ATT_ERR_INVALID_OFFSET;
	put_cut(rsp, v.bytes + offset, v.len - offset);
	return ATT_ERR_NONE;
}

/* Both kinds of Read Multiple; one gives each value a length. */
static uint8_t read_each(
    struct gatt *g, struct rd *r, struct wr *rsp, bool lengths, uint16_t *at)
{
	while (rd_left(r)) {
		struct attr *a;
		uint8_t error = take_attr(g, TO_READ, r, &a, at);
		struct value v;

		if (error)
			return error;
		get_value(g, a, &v);
		if (lengths && room(rsp) < 2)
			rsp->cap = rsp->len; /* a length is not cut */
		else if (lengths)
			wr_u16(rsp, (uint16_t)v.len);
		put_cut(rsp, v.bytes, v.len);
	}
	return ATT_ERR_NONE;
}

static uint8_t answer_read_multiple(
    struct gatt *g, struct rd *r, struct wr *rsp, uint16_t *at)
{
	return rd_left(r) % 2 ? ATT_ERR_INVALID_PDU
			      : read_each(g, r, rsp, false, at);
}

static uint8_t answer_read_multiple_variable(
    struct gatt *g, struct rd *r, struct wr *rsp, uint16_t *at)
{
	return rd_left(r) % 2 ? ATT_ERR_INVALID_PDU
			      : read_each(g, r, rsp, true, at);
}

/* Writing: a list of pieces is checked as a whole, then written. A Write
 * Request is a list of one. */

static uint8_t properties_of(const struct gatt *g, uint16_t value_handle)
{
	const struct attr *a = gatt_db_find(g->server.db, value_handle);

	return a ? a->properties : 0;
}

/*
 * Bits that the characteristic's properties do not offer are refused with the
 * code that the profiles define for it (Core Specification Supplement Part B
 * 1.2); reserved bits are ignored.
 */
static uint8_t check_cccd(
    const struct gatt *g, const struct attr *a, const struct prepared *piece)
{
	uint8_t properties = properties_of(g, a->value_handle);
	uint16_t bits;

	if (piece->offset)
		return ATT_ERR_INVALID_OFFSET;
	if (piece->len != 2)
		return ATT_ERR_INVALID_VALUE_LENGTH;
	bits = get_le16(piece->data);
	if ((bits & GATT_CCCD_NOTIFY && !(properties & GATT_PROP_NOTIFY)) ||
	    (bits & GATT_CCCD_INDICATE && !(properties & GATT_PROP_INDICATE)))
		return ATT_ERR_CCCD_IMPROPERLY_CONFIGURED;
	return ATT_ERR_NONE;
}

/* The length of a value after a piece: a fixed one stays, Vol 3 Part F
 * 3.4.5.1. */
static size_t length_after(
    const struct attr *a, size_t len, const struct prepared *piece)
{
	return a->max_len ? (size_t)piece->offset + piece->len : len;
}

/* Check piece `i` of `list` against what the pieces before it leave. */
static uint8_t check_piece(
    const struct gatt *g, const struct prepared *list, size_t i)
{
	const struct prepared *piece = list + i;
	const struct attr *a = gatt_db_find(g->server.db, piece->handle);
	size_t len;

	if (!a)
		return ATT_ERR_INVALID_HANDLE;
	if (is_cccd(a))
		return check_cccd(g, a, piece);
	len = a->value_len;
	for (size_t k = 0; k < i; k++)
		if (list[k].handle == piece->handle)
			len = length_after(a, len, list + k);
	if (piece->offset > len)
		return ATT_ERR_INVALID_OFFSET;
	if (piece->offset + piece->len >
	    (a->max_len ? a->max_len : a->value_len))
		return ATT_ERR_INVALID_VALUE_LENGTH;
	return ATT_ERR_NONE;
}

static void write_piece(
    struct gatt *g, struct attr *a, const struct prepared *piece)
{
	struct value v;
	size_t len;

	if (is_cccd(a)) {
		gatt_subscribe(g, a->value_handle, get_le16(piece->data));
		return;
	}
	get_value(g, a, &v);
	len = length_after(a, v.len, piece);
	if (piece->len)
		memcpy(v.bytes + piece->offset, piece->data, piece->len);
	gatt_db_set_value(a, v.bytes, len);
}

/* Write a list that was checked; one effect for each attribute. */
static void write_list(
    struct gatt *g, const struct prepared *list, size_t n, struct gatt_out *out)
{
	for (size_t i = 0; i < n; i++) {
		struct attr *a = gatt_db_find(g->server.db, list[i].handle);
		struct gatt_effect *e;
		bool last = true;

		write_piece(g, a, list + i);
		for (size_t k = i + 1; k < n; k++)
			last = last && list[k].handle != list[i].handle;
		if (!last)
			continue;
		if (is_cccd(a)) {
			e = gatt_emit(out, GATT_SUBSCRIBED);
			e->handle = a->value_handle;
			e->value = gatt_cccd(g, a->value_handle);
		} else {
			e = gatt_emit_data(
			    out, GATT_WRITTEN, a->value, a->value_len);
			e->handle = a->handle;
		}
	}
}

static struct prepared take_piece(struct rd *r, bool with_offset)
{
	struct prepared piece = { .handle = rd_u16(r) };

	piece.offset = with_offset ? rd_u16(r) : 0;
	piece.len = (uint16_t)rd_left(r);
	piece.data = r->p;
	return piece;
}

static uint8_t answer_write(
    struct gatt *g, struct rd *r, struct wr *rsp, uint16_t *at)
{
	struct rd parameters = *r;
	struct prepared piece = take_piece(&parameters, false);
	struct attr *a;
	uint8_t error = take_attr(g, TO_WRITE, r, &a, at);

	(void)rsp;
	return error ? error : check_piece(g, &piece, 0);
}

static void act_write(struct gatt *g, struct rd *r, struct gatt_out *out)
{
	struct prepared piece = take_piece(r, false);

	write_list(g, &piece, 1, out);
}

static uint8_t answer_prepare(
    struct gatt *g, struct rd *r, struct wr *rsp, uint16_t *at)
{
	const struct gatt_server *s = &g->server;
	struct rd parameters = *r;
	struct attr *a;
	uint8_t error = take_attr(g, TO_WRITE, r, &a, at);

	if (error)
		return error;
	if (s->n_queue == PREPARED_MAX ||
	    s->queue_len + rd_left(r) > PREPARED_MAX_BYTES)
		return ATT_ERR_PREPARE_QUEUE_FULL;
	/* offset and length are judged when it is executed, 3.4.6.1 */
	wr_bytes(rsp, parameters.p, rd_left(&parameters));
	return ATT_ERR_NONE;
}

static void act_prepare(struct gatt *g, struct rd *r, struct gatt_out *out)
{
	struct gatt_server *s = &g->server;
	struct prepared piece = take_piece(r, true);

	(void)out;
	if (piece.len)
		memcpy(s->queue_data + s->queue_len, piece.data, piece.len);
	piece.data = s->queue_data + s->queue_len;
	s->queue[s->n_queue++] = piece;
	s->queue_len += piece.len;
}

static void clear_queue(struct gatt_server *s)
{
	s->n_queue = 0;
	s->queue_len = 0;
}

static bool is_reliable(const struct gatt *g, uint16_t value_handle)
{
	const struct attr *a = gatt_db_descriptor_of(
	    g->server.db, value_handle, GATT_CHAR_EXT_PROPERTIES);

	return a && a->value_len && a->value[0] & 0x01;
}

/*
 * Values of several characteristics in one queue are a reliable write, which a
 * characteristic has to offer (Vol 3 Part G 4.9.5).
 */
static uint8_t check_reliable(const struct gatt *g, uint16_t *at)
{
	const struct gatt_server *s = &g->server;
	bool several = false;

	for (size_t i = 1; i < s->n_queue; i++)
		several = several || s->queue[i].handle != s->queue[0].handle;
	for (size_t i = 0; several && i < s->n_queue; i++) {
		const struct attr *a = gatt_db_find(s->db, s->queue[i].handle);

		*at = s->queue[i].handle;
		if (a && a->kind == ATTR_VALUE && !is_reliable(g, a->handle))
			return ATT_ERR_REQUEST_NOT_SUPPORTED;
	}
	return ATT_ERR_NONE;
}

#define EXECUTE_CANCEL 0x00
#define EXECUTE_WRITE  0x01

static uint8_t answer_execute(
    struct gatt *g, struct rd *r, struct wr *rsp, uint16_t *at)
{
	struct gatt_server *s = &g->server;
	uint8_t flags = rd_u8(r), error;

	(void)rsp;
	if (flags == EXECUTE_CANCEL)
		return ATT_ERR_NONE;
	if (flags != EXECUTE_WRITE)
		return ATT_ERR_INVALID_PDU;
	error = check_reliable(g, at);
	for (size_t i = 0; i < s->n_queue && !error; i++) {
		*at = s->queue[i].handle;
		error = check_piece(g, s->queue, i);
	}
	/* a queue that fails is gone, Vol 3 Part F 3.4.6.3 */
	if (error)
		clear_queue(s);
	return error;
}

static void act_execute(struct gatt *g, struct rd *r, struct gatt_out *out)
{
	struct gatt_server *s = &g->server;

	if (rd_u8(r) == EXECUTE_WRITE)
		write_list(g, s->queue, s->n_queue, out);
	clear_queue(s);
}

/* Lengths are of the whole PDU. `act` follows the response, so that what the
 * request causes comes after it. */
struct request {
	uint8_t opcode, least;
	uint16_t most;
	uint8_t (*answer)(
	    struct gatt *g, struct rd *r, struct wr *rsp, uint16_t *at);
	void (*act)(struct gatt *g, struct rd *r, struct gatt_out *out);
};

/* clang-format off */
static const struct request requests[] = {
	{ ATT_MTU_REQ, 3, 3, answer_mtu, act_mtu },
	{ ATT_FIND_INFO_REQ, 5, 5, answer_find_info, NULL },
	{ ATT_FIND_BY_TYPE_VALUE_REQ, 7, ATT_MAX_MTU, answer_find_by_type_value, NULL },
	{ ATT_READ_BY_TYPE_REQ, 7, 21, answer_read_by_type, NULL },
	{ ATT_READ_REQ, 3, 3, answer_read, NULL },
	{ ATT_READ_BLOB_REQ, 5, 5, answer_read_blob, NULL },
	{ ATT_READ_MULTIPLE_REQ, 5, ATT_MAX_MTU, answer_read_multiple, NULL },
	{ ATT_READ_BY_GROUP_TYPE_REQ, 7, 21, answer_read_by_group_type, NULL },
	{ ATT_WRITE_REQ, 3, ATT_MAX_MTU, answer_write, act_write },
	{ ATT_PREPARE_WRITE_REQ, 5, ATT_MAX_MTU, answer_prepare, act_prepare },
	{ ATT_EXECUTE_WRITE_REQ, 2, 2, answer_execute, act_execute },
	{ ATT_READ_MULTIPLE_VARIABLE_REQ, 5, ATT_MAX_MTU, answer_read_multiple_variable, NULL },
	{ ATT_WRITE_CMD, 3, ATT_MAX_MTU, answer_write, act_write },
};
/* clang-format on */

static const struct request *find_request(uint8_t opcode)
{
	for (size_t i = 0; i < ARRAY_SIZE(requests); i++)
		if (requests[i].opcode == opcode)
			return &requests[i];
	return NULL;
}

void gatt_signed_write(
    struct gatt *g, const uint8_t *pdu, size_t len, struct gatt_out *out)
{
	struct rd r = rd_over(pdu, len), asked;
	struct wr none = wr_over(NULL, 0);
	uint16_t at = 0;

	rd_skip(&r, 1);
	asked = r;
	if (len < 3 ||
	    !(properties_of(g, rd_u16(&asked)) & GATT_PROP_SIGNED_WRITE))
		return;
	asked = r;
	if (!answer_write(g, &asked, &none, &at))
		act_write(g, &r, out);
}

static uint8_t answer(struct gatt *g, const struct request *q, struct rd r,
    struct wr *rsp, uint16_t *at)
{
	size_t len = 1 + rd_left(&r);

	if (!q)
		return ATT_ERR_REQUEST_NOT_SUPPORTED;
	if (len < q->least || len > q->most || len > g->mtu)
		return ATT_ERR_INVALID_PDU;
	return q->answer(g, &r, rsp, at);
}

/* A refusal for want of security, where the device shall say nothing. */
static bool is_silent(const struct gatt *g, uint8_t error, uint16_t handle)
{
	const struct attr *a;

	switch (error) {
	case ATT_ERR_INSUFFICIENT_AUTHENTICATION:
	case ATT_ERR_INSUFFICIENT_AUTHORIZATION:
	case ATT_ERR_INSUFFICIENT_ENCRYPTION:
	case ATT_ERR_KEY_SIZE_TOO_SHORT:
		a = gatt_db_find(g->server.db, handle);
		return a && a->silent;
	}
	return false;
}

void gatt_server_receive(
    struct gatt *g, const uint8_t *pdu, size_t len, struct gatt_out *out)
{
	struct rd r = rd_over(pdu, len);
	uint8_t opcode = rd_u8(&r), error, bytes[ATT_MAX_MTU];
	const struct request *q = find_request(opcode);
	struct wr rsp = wr_over(bytes, g->mtu);
	uint16_t at = 0;

	wr_u8(&rsp, (uint8_t)(opcode + 1));
	error = answer(g, q, r, &rsp, &at);
	if (error) {
		rsp = wr_over(bytes, g->mtu);
		wr_u8(&rsp, ATT_ERROR_RSP);
		wr_u8(&rsp, opcode);
		wr_u16(&rsp, at);
		wr_u8(&rsp, error);
	}
	/* Commands are never answered; a signed write is not among those here:
	 * its signature is for the caller to check. */
	if (!(opcode & ATT_COMMAND_FLAG) && !is_silent(g, error, at))
		gatt_send(out, &rsp);
	if (!error && q->act)
		q->act(g, &r, out);
}
