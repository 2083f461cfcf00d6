#include "gatt/bearer.h"

/*
 * One row a step: the request, and what becomes of its answer. A peer cannot
 * keep a procedure running: each answer must bring handles above those before,
 * or octets that count against ATT_MAX_VALUE.
 */
struct step {
	uint8_t request;
	uint16_t type;	       /* that a discovery asks for */
	enum client_step next; /* of the discovery */
	/* Take the response after its opcode. Returns how it breaks the
	 * protocol, or NULL. */
	const char *(*answered)(
	    struct gatt *g, struct rd *r, struct gatt_out *out);
	/* The peer answered with an error, or with nonsense. */
	void (*refused)(
	    struct gatt *g, struct failure why, struct gatt_out *out);
};

static const struct step *step_of(const struct gatt *g);

uint8_t gatt_client_request(const struct gatt *g)
{
	return step_of(g)->request;
}

void gatt_client_abandon(struct gatt *g)
{
	g->client.step = CLIENT_IDLE;
	g->client.deadline = NEVER;
}

static void succeed(struct gatt *g, struct gatt_out *out)
{
	struct gatt_client *c = &g->client;
	uint8_t opcode = gatt_client_request(g);
	bool reads = opcode == ATT_READ_REQ || opcode == ATT_READ_BLOB_REQ ||
		     opcode == ATT_READ_BY_TYPE_REQ;
	struct gatt_effect *e = gatt_emit_data(
	    out, GATT_DONE, c->value.data, reads ? c->value.len : 0);

	e->opcode = opcode;
	e->handle = c->handle;
	gatt_client_abandon(g);
}

static void fail(struct gatt *g, struct failure why, struct gatt_out *out)
{
	struct gatt_effect *e = gatt_emit(out, GATT_DONE);

	e->opcode = why.opcode;
	e->error = why.error;
	e->handle = why.handle;
	gatt_client_abandon(g);
}

/* Begin a request in `bytes`; its parameters follow. */
static struct wr pdu_begin(uint8_t bytes[static ATT_MAX_MTU], uint8_t opcode)
{
	struct wr w = wr_over(bytes, ATT_MAX_MTU);

	wr_u8(&w, opcode);
	return w;
}

static void ask(struct gatt *g, enum client_step step, const struct wr *pdu,
    struct gatt_out *out)
{
	g->client.step = step;
	g->client.deadline = g->now + ATT_TIMEOUT;
	gatt_send(out, pdu);
}

static bool can_start(const struct gatt *g)
{
	return !g->dead && g->client.step == CLIENT_IDLE;
}

static void start_procedure(struct gatt *g, uint16_t handle, uint64_t now)
{
	struct gatt_client *c = &g->client;

	g->now = now;
	c->handle = handle;
	c->start = handle;
	c->value.len = 0;
	c->prepared = 0;
}

bool gatt_busy(const struct gatt *g)
{
	return g->client.step != CLIENT_IDLE;
}

/* MTU, Vol 3 Part F 3.4.2 */

bool gatt_mtu_asked(const struct gatt *g)
{
	return g->client.mtu_asked;
}

bool gatt_exchange_mtu(struct gatt *g, uint64_t now, struct gatt_out *out)
{
	uint8_t bytes[ATT_MAX_MTU];
	struct wr w = pdu_begin(bytes, ATT_MTU_REQ);

	if (!can_start(g))
		return false;
	start_procedure(g, 0, now);
	g->client.mtu_asked = true;
	wr_u16(&w, g->local_mtu);
	ask(g, CLIENT_MTU, &w, out);
	return true;
}

static const char *mtu_answered(
    struct gatt *g, struct rd *r, struct gatt_out *out)
{
	uint16_t mtu = rd_u16(r);

	if (r->bad || rd_left(r))
		return "Exchange MTU Response of a wrong length";
	gatt_agree_mtu(g, mtu, out);
	succeed(g, out);
	return NULL;
}

/* Discovery, Vol 3 Part G 4.4 to 4.7 */

static void ask_range(struct gatt *g, enum client_step step, uint16_t start,
    uint16_t end, struct gatt_out *out);

bool gatt_discover(struct gatt *g, uint64_t now, struct gatt_out *out)
{
	if (!can_start(g))
		return false;
	start_procedure(g, 0, now);
	g->client.discovered = g->client.changed = false;
	gatt_db_clear(&g->client.remote);
	ask_range(g, CLIENT_PRIMARY, 0x0001, 0xffff, out);
	return true;
}

static void discovered(struct gatt *g, struct gatt_out *out)
{
	g->client.discovered = !g->client.changed;
	g->client.handle = 0;
	succeed(g, out);
}

/* The gap between a value and what follows it, where its descriptors are. */
static bool find_gap(
    struct gatt_client *c, const struct attr *service, const struct attr *value)
{
	const struct attr *next = gatt_db_next(&c->remote, value);
	uint16_t end = service->end;

	if (next && next->handle <= end)
		end = (uint16_t)(next->handle - 1);
	if (value->handle >= end)
		return false;
	c->handle = value->handle;
	c->start = (uint16_t)(value->handle + 1);
	c->end = end;
	return true;
}

/* Ask about the descriptors of the first characteristic after `handle`. */
static void ask_descriptors_after(
    struct gatt *g, uint16_t handle, struct gatt_out *out)
{
	struct gatt_client *c = &g->client;
	const struct attr *service = gatt_db_service_of(&c->remote, handle);
	const struct attr *a = gatt_db_from(&c->remote, handle);

	for (; a; a = gatt_db_next(&c->remote, a)) {
		if (a->kind == ATTR_PRIMARY_SERVICE ||
		    a->kind == ATTR_SECONDARY_SERVICE)
			service = a;
		if (a->kind != ATTR_VALUE || a->handle == handle ||
		    !find_gap(c, service, a))
			continue;
		ask_range(g, CLIENT_DESCRIPTORS, c->start, c->end, out);
		return;
	}
	discovered(g, out);
}

static void discover_next(struct gatt *g, struct gatt_out *out)
{
	struct gatt_client *c = &g->client;
	enum client_step next = step_of(g)->next;

	if (next == CLIENT_DESCRIPTORS)
		ask_descriptors_after(g, c->handle, out);
	else if (next == CLIENT_INCLUDES && !c->remote.n)
		discovered(g, out); /* no service of either kind */
	else
		ask_range(g, next, 0x0001, 0xffff, out);
}

/* The answer covered all handles below `next`. */
static void discover_on(struct gatt *g, uint32_t next, struct gatt_out *out)
{
	struct gatt_client *c = &g->client;

	if (next > c->end)
		discover_next(g, out);
	else
		ask_range(g, c->step, (uint16_t)next, c->end, out);
}

static void discovery_refused(
    struct gatt *g, struct failure why, struct gatt_out *out)
{
	bool none = why.error == ATT_ERR_ATTRIBUTE_NOT_FOUND;

	/* Not every server knows this group type */
	if (g->client.step == CLIENT_SECONDARY)
		none = none || why.error == ATT_ERR_UNSUPPORTED_GROUP_TYPE ||
		       why.error == ATT_ERR_REQUEST_NOT_SUPPORTED;
	if (none)
		discover_next(g, out);
	else
		fail(g, why, out);
}

static bool is_list_of(const struct rd *r, size_t entry)
{
	return !r->bad && rd_left(r) && rd_left(r) % entry == 0;
}

static struct uuid take_uuid(struct rd *r, size_t len)
{
	struct uuid uuid = { 0 };
	const uint8_t *p = rd_bytes(r, len);

	if (p)
		uuid_from_wire(p, len, &uuid);
	return uuid;
}

/* Only services are in the database while these are discovered. */
static bool add_service(struct gatt_db *db, const struct attr *service)
{
	const struct attr *next = gatt_db_from(db, service->handle);

	if (gatt_db_service_of(db, service->handle) ||
	    (next && next->handle <= service->end))
		return false;
	return gatt_db_add(db, service);
}

static const char *services_answered(
    struct gatt *g, struct rd *r, struct gatt_out *out)
{
	struct gatt_client *c = &g->client;
	size_t entry = rd_u8(r);
	uint32_t next = c->start;

	if ((entry != 6 && entry != 20) || !is_list_of(r, entry))
		return "list of services of a wrong length";
	while (rd_left(r)) {
		struct attr a = { 0 };

		a.kind = c->step == CLIENT_PRIMARY ? ATTR_PRIMARY_SERVICE
						   : ATTR_SECONDARY_SERVICE;
		a.handle = rd_u16(r);
		a.end = rd_u16(r);
		a.uuid = take_uuid(r, entry - 4);
		if (a.handle < next || a.end < a.handle)
			return "services out of order";
		if (!add_service(&c->remote, &a))
			return "services that overlap";
		next = a.end + 1U;
	}
	discover_on(g, next, out);
	return NULL;
}

/* What is in no service is passed over: the profile gives it no meaning. */
static const char *includes_answered(
    struct gatt *g, struct rd *r, struct gatt_out *out)
{
	struct gatt_client *c = &g->client;
	size_t entry = rd_u8(r);
	uint32_t next = c->start;

	if ((entry != 6 && entry != 8) || !is_list_of(r, entry))
		return "list of includes of a wrong length";
	while (rd_left(r)) {
		struct attr a = { .kind = ATTR_INCLUDE };
		const struct attr *service;

		a.handle = rd_u16(r);
		a.value_handle = rd_u16(r);
		a.end = rd_u16(r);
		/* 128 bits do not fit, but that service was found already */
		service = gatt_db_find(&c->remote, a.value_handle);
		if (entry == 8)
			a.uuid = take_uuid(r, 2);
		else if (service)
			a.uuid = service->uuid;
		if (a.handle < next || !a.value_handle ||
		    a.end < a.value_handle)
			return "includes out of order";
		if (gatt_db_service_of(&c->remote, a.handle) &&
		    !gatt_db_add(&c->remote, &a))
			return "an include in the place of a service";
		next = a.handle + 1U;
	}
	discover_on(g, next, out);
	return NULL;
}

/* Add the declaration and its value. */
static const char *add_characteristic(
    struct gatt_db *db, const struct attr *declaration)
{
	const struct attr *service =
	    gatt_db_service_of(db, declaration->handle);
	struct attr value = *declaration;

	if (declaration->value_handle <= declaration->handle)
		return "a characteristic with its value before it";
	if (!service)
		return NULL;
	if (declaration->value_handle > service->end)
		return "a characteristic that leaves its service";
	value.kind = ATTR_VALUE;
	value.handle = declaration->value_handle;
	if (!gatt_db_add(db, declaration) || !gatt_db_add(db, &value))
		return "a characteristic in the place of another attribute";
	return NULL;
}

static const char *characteristics_answered(
    struct gatt *g, struct rd *r, struct gatt_out *out)
{
	struct gatt_client *c = &g->client;
	size_t entry = rd_u8(r);
	uint32_t next = c->start;

	if ((entry != 7 && entry != 21) || !is_list_of(r, entry))
		return "list of characteristics of a wrong length";
	while (rd_left(r)) {
		struct attr a = { .kind = ATTR_CHARACTERISTIC };
		const char *fault;

		a.handle = rd_u16(r);
		a.properties = rd_u8(r);
		a.value_handle = rd_u16(r);
		a.uuid = take_uuid(r, entry - 5);
		if (a.handle < next)
			return "characteristics out of order";
		fault = add_characteristic(&c->remote, &a);
		if (fault)
			return fault;
		next = a.handle + 1U;
	}
	discover_on(g, next, out);
	return NULL;
}

static const char *descriptors_answered(
    struct gatt *g, struct rd *r, struct gatt_out *out)
{
	struct gatt_client *c = &g->client;
	uint8_t format = rd_u8(r);
	size_t entry = format == 1 ? 4 : 18;
	uint32_t next = c->start;

	if (format < 1 || format > 2 || !is_list_of(r, entry))
		return "list of descriptors of a wrong length";
	while (rd_left(r)) {
		struct attr a = { .kind = ATTR_DESCRIPTOR };

		a.handle = rd_u16(r);
		a.value_handle = c->handle;
		a.uuid = take_uuid(r, entry - 2);
		if (a.handle < next || a.handle > c->end)
			return "descriptors out of order";
		gatt_db_add(&c->remote, &a);
		next = a.handle + 1U;
	}
	discover_on(g, next, out);
	return NULL;
}

const struct gatt_db *gatt_remote(const struct gatt *g)
{
	return &g->client.remote;
}

bool gatt_discovered(const struct gatt *g)
{
	return g->client.discovered;
}

/* Reading, Vol 3 Part G 4.8 */

bool gatt_read(
    struct gatt *g, uint16_t handle, uint64_t now, struct gatt_out *out)
{
	uint8_t bytes[ATT_MAX_MTU];
	struct wr w = pdu_begin(bytes, ATT_READ_REQ);

	if (!can_start(g))
		return false;
	start_procedure(g, handle, now);
	g->client.piece = g->mtu - 1;
	wr_u16(&w, handle);
	ask(g, CLIENT_READ, &w, out);
	return true;
}

bool gatt_read_by_type(
    struct gatt *g, const struct uuid *type, uint64_t now, struct gatt_out *out)
{
	struct gatt_client *c = &g->client;
	uint8_t bytes[ATT_MAX_MTU], uuid[16];
	struct wr w = pdu_begin(bytes, ATT_READ_BY_TYPE_REQ);

	if (!can_start(g))
		return false;
	start_procedure(g, 0x0001, now);
	/* where the server cuts the value, Vol 3 Part F 3.4.4.2 */
	c->piece = g->mtu - 4 < 253 ? g->mtu - 4 : 253;
	wr_u16(&w, 0x0001);
	wr_u16(&w, 0xffff);
	wr_bytes(&w, uuid, uuid_to_wire(type, uuid));
	ask(g, CLIENT_READ_BY_TYPE, &w, out);
	return true;
}

/* A piece that fills its answer may not be the last, Vol 3 Part G 4.8.3. */
static const char *take_piece(
    struct gatt *g, struct rd *r, struct gatt_out *out)
{
	struct gatt_client *c = &g->client;
	size_t len = rd_left(r);
	uint8_t bytes[ATT_MAX_MTU];
	struct wr w = pdu_begin(bytes, ATT_READ_BLOB_REQ);

	if (c->value.len + len > ATT_MAX_VALUE)
		return "a value over 512 octets";
	buf_add(&c->value, r->p, len);
	if (len < c->piece || c->value.len == ATT_MAX_VALUE) {
		succeed(g, out);
		return NULL;
	}
	c->start = c->handle;
	c->piece = g->mtu - 1;
	wr_u16(&w, c->handle);
	wr_u16(&w, (uint16_t)c->value.len);
	ask(g, CLIENT_READ_MORE, &w, out);
	return NULL;
}

static const char *read_by_type_answered(
    struct gatt *g, struct rd *r, struct gatt_out *out)
{
	struct gatt_client *c = &g->client;
	size_t entry = rd_u8(r);
	struct rd first;

	if (entry < 2 || !is_list_of(r, entry))
		return "list of values of a wrong length";
	first = rd_sub(r, entry);
	c->handle = rd_u16(&first);
	if (!c->handle)
		return "a value with handle 0";
	return take_piece(g, &first, out);
}

static void more_refused(
    struct gatt *g, struct failure why, struct gatt_out *out)
{
	/* the value ended exactly where the piece did */
	if (why.error == ATT_ERR_INVALID_OFFSET ||
	    why.error == ATT_ERR_ATTRIBUTE_NOT_LONG)
		succeed(g, out);
	else
		fail(g, why, out);
}

/* Writing, Vol 3 Part G 4.9 */

static void ask_prepare(struct gatt *g, struct gatt_out *out)
{
	struct gatt_client *c = &g->client;
	size_t left = c->value.len - c->prepared;
	uint8_t bytes[ATT_MAX_MTU];
	struct wr w = pdu_begin(bytes, ATT_PREPARE_WRITE_REQ);

	c->piece = left < g->mtu - 5U ? left : g->mtu - 5U;
	wr_u16(&w, c->handle);
	wr_u16(&w, (uint16_t)c->prepared);
	wr_bytes(&w, c->value.data + c->prepared, c->piece);
	ask(g, CLIENT_PREPARE, &w, out);
}

bool gatt_write(struct gatt *g, uint16_t handle, const void *data, size_t len,
    uint64_t now, struct gatt_out *out)
{
	uint8_t bytes[ATT_MAX_MTU];
	struct wr w = pdu_begin(bytes, ATT_WRITE_REQ);

	if (!can_start(g) || len > ATT_MAX_VALUE)
		return false;
	start_procedure(g, handle, now);
	buf_add(&g->client.value, data, len);
	if (len > g->mtu - 3U) {
		ask_prepare(g, out);
		return true;
	}
	wr_u16(&w, handle);
	wr_bytes(&w, data, len);
	ask(g, CLIENT_WRITE, &w, out);
	return true;
}

bool gatt_write_command(struct gatt *g, uint16_t handle, const void *data,
    size_t len, struct gatt_out *out)
{
	uint8_t bytes[ATT_MAX_MTU];
	struct wr w = pdu_begin(bytes, ATT_WRITE_CMD);

	if (g->dead || len > g->mtu - 3U)
		return false;
	wr_u16(&w, handle);
	wr_bytes(&w, data, len);
	gatt_send(out, &w);
	return true;
}

static const char *write_answered(
    struct gatt *g, struct rd *r, struct gatt_out *out)
{
	if (rd_left(r))
		return "write response with octets too many";
	succeed(g, out);
	return NULL;
}

static void ask_execute(
    struct gatt *g, enum client_step step, bool write, struct gatt_out *out)
{
	uint8_t bytes[ATT_MAX_MTU];
	struct wr w = pdu_begin(bytes, ATT_EXECUTE_WRITE_REQ);

	wr_u8(&w, write);
	ask(g, step, &w, out);
}

static const char *prepare_answered(
    struct gatt *g, struct rd *r, struct gatt_out *out)
{
	struct gatt_client *c = &g->client;
	uint16_t handle = rd_u16(r), offset = rd_u16(r);

	if (r->bad || handle != c->handle || offset != c->prepared ||
	    rd_left(r) != c->piece ||
	    memcmp(r->p, c->value.data + offset, c->piece))
		return "Prepare Write Response that differs from its request";
	c->prepared += c->piece;
	if (c->prepared < c->value.len)
		ask_prepare(g, out);
	else
		ask_execute(g, CLIENT_EXECUTE, true, out);
	return NULL;
}

static void prepare_refused(
    struct gatt *g, struct failure why, struct gatt_out *out)
{
	g->client.failure = why;
	ask_execute(g, CLIENT_CANCEL, false, out);
}

static const char *cancel_answered(
    struct gatt *g, struct rd *r, struct gatt_out *out)
{
	(void)r;
	fail(g, g->client.failure, out);
	return NULL;
}

static void cancel_refused(
    struct gatt *g, struct failure why, struct gatt_out *out)
{
	(void)why;
	fail(g, g->client.failure, out);
}

/* clang-format off */
static const struct step steps[] = {
	[CLIENT_IDLE] = { 0 },
	[CLIENT_MTU] = { ATT_MTU_REQ, 0, 0, mtu_answered, fail },
	[CLIENT_PRIMARY] = { ATT_READ_BY_GROUP_TYPE_REQ, GATT_PRIMARY_SERVICE, CLIENT_SECONDARY,
		services_answered, discovery_refused },
	[CLIENT_SECONDARY] = { ATT_READ_BY_GROUP_TYPE_REQ, GATT_SECONDARY_SERVICE, CLIENT_INCLUDES,
		services_answered, discovery_refused },
	[CLIENT_INCLUDES] = { ATT_READ_BY_TYPE_REQ, GATT_INCLUDE, CLIENT_CHARACTERISTICS,
		includes_answered, discovery_refused },
	[CLIENT_CHARACTERISTICS] = { ATT_READ_BY_TYPE_REQ, GATT_CHARACTERISTIC, CLIENT_DESCRIPTORS,
		characteristics_answered, discovery_refused },
	[CLIENT_DESCRIPTORS] = { ATT_FIND_INFO_REQ, 0, CLIENT_DESCRIPTORS,
		descriptors_answered, discovery_refused },
	[CLIENT_READ] = { ATT_READ_REQ, 0, 0, take_piece, fail },
	[CLIENT_READ_BY_TYPE] = { ATT_READ_BY_TYPE_REQ, 0, 0, read_by_type_answered, fail },
	[CLIENT_READ_MORE] = { ATT_READ_BLOB_REQ, 0, 0, take_piece, more_refused },
	[CLIENT_WRITE] = { ATT_WRITE_REQ, 0, 0, write_answered, fail },
	[CLIENT_PREPARE] = { ATT_PREPARE_WRITE_REQ, 0, 0, prepare_answered, prepare_refused },
	[CLIENT_EXECUTE] = { ATT_EXECUTE_WRITE_REQ, 0, 0, write_answered, fail },
	[CLIENT_CANCEL] = { ATT_EXECUTE_WRITE_REQ, 0, 0, cancel_answered, cancel_refused },
};
/* clang-format on */

static const struct step *step_of(const struct gatt *g)
{
	return &steps[g->client.step];
}

static void ask_range(struct gatt *g, enum client_step step, uint16_t start,
    uint16_t end, struct gatt_out *out)
{
	uint8_t bytes[ATT_MAX_MTU];
	struct wr w = pdu_begin(bytes, steps[step].request);

	g->client.start = start;
	g->client.end = end;
	wr_u16(&w, start);
	wr_u16(&w, end);
	if (steps[step].type)
		wr_u16(&w, steps[step].type);
	ask(g, step, &w, out);
}

/* Answers */

static void refuse(
    struct gatt *g, uint16_t handle, uint8_t error, struct gatt_out *out)
{
	struct failure why = { gatt_client_request(g), error, handle };

	step_of(g)->refused(g, why, out);
}

static void receive_error(struct gatt *g, struct rd *r, struct gatt_out *out)
{
	uint8_t opcode = rd_u8(r);
	uint16_t handle = rd_u16(r);
	uint8_t error = rd_u8(r);

	if (r->bad || rd_left(r)) {
		gatt_protocol_error(out, "Error Response of a wrong length");
		error = ATT_ERR_INVALID_PDU;
	} else if (opcode != gatt_client_request(g)) {
		gatt_protocol_error(out, "Error Response to another request");
		return;
	} else if (!error) {
		gatt_protocol_error(out, "Error Response without an error");
		error = ATT_ERR_INVALID_PDU;
	}
	refuse(g, handle, error, out);
}

void gatt_client_receive_response(
    struct gatt *g, uint8_t opcode, struct rd *r, struct gatt_out *out)
{
	const struct step *step = step_of(g);
	const char *fault;

	if (!gatt_busy(g)) {
		gatt_protocol_error(out, "a response that nobody asked for");
		return;
	}
	if (opcode == ATT_ERROR_RSP) {
		receive_error(g, r, out);
		return;
	}
	/* each response follows its request by number */
	if (opcode != step->request + 1) {
		gatt_protocol_error(out, "a response to another request");
		return;
	}
	if (rd_left(r) >= g->mtu)
		fault = "a response longer than the MTU";
	else
		fault = step->answered(g, r, out);
	if (fault) {
		gatt_protocol_error(out, fault);
		refuse(g, g->client.start, ATT_ERR_INVALID_PDU, out);
	}
}

static bool take_tuple(struct rd *r, uint16_t *handle, struct rd *value)
{
	*handle = rd_u16(r);
	*value = rd_sub(r, rd_u16(r));
	return !r->bad;
}

static void receive_multiple(struct rd *r, struct gatt_out *out)
{
	struct rd all = *r, value;
	uint16_t handle;

	while (rd_left(&all) && take_tuple(&all, &handle, &value))
		;
	if (all.bad || !rd_left(r)) {
		gatt_protocol_error(out, "notifications of a wrong length");
		return;
	}
	while (rd_left(r) && take_tuple(r, &handle, &value))
		gatt_emit_data(out, GATT_NOTIFIED, value.p, rd_left(&value))
		    ->handle = handle;
}

/* Vol 3 Part G 7.1. */
static void note_service_changed(struct gatt *g, uint16_t handle)
{
	struct gatt_client *c = &g->client;
	const struct attr *a = gatt_db_find(&c->remote, handle);

	if (a && a->kind == ATTR_VALUE &&
	    uuid_is16(&a->uuid, GATT_SERVICE_CHANGED)) {
		c->discovered = false;
		c->changed = true;
	}
}

void gatt_client_receive_value(
    struct gatt *g, uint8_t opcode, struct rd *r, struct gatt_out *out)
{
	bool indication = opcode == ATT_HANDLE_VALUE_IND;
	uint8_t bytes[ATT_MAX_MTU];
	struct wr confirmation = pdu_begin(bytes, ATT_HANDLE_VALUE_CFM);
	uint16_t handle;

	if (rd_left(r) >= g->mtu) {
		gatt_protocol_error(out, "a value longer than the MTU");
		return;
	}
	if (opcode == ATT_MULTIPLE_HANDLE_VALUE_NTF) {
		receive_multiple(r, out);
		return;
	}
	handle = rd_u16(r);
	if (r->bad) {
		gatt_protocol_error(out, "a value without a handle");
		return;
	}
	if (indication) {
		gatt_send(out, &confirmation);
		note_service_changed(g, handle);
	}
	gatt_emit_data(
	    out, indication ? GATT_INDICATED : GATT_NOTIFIED, r->p, rd_left(r))
	    ->handle = handle;
}
