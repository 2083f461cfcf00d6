#include "gatt/gatt.h"

#include <assert.h>
#include <stdlib.h>

#include "gatt/bearer.h"

struct gatt_effect *gatt_emit(struct gatt_out *out, enum gatt_effect_type type)
{
	struct gatt_effect *e;

	if (out->n == out->cap) {
		out->cap = out->cap ? 2 * out->cap : 16;
		out->v = realloc(out->v, out->cap * sizeof(*out->v));
		if (!out->v)
			abort();
	}
	e = out->v + out->n++;
	*e = (struct gatt_effect){ .type = (uint8_t)type };
	return e;
}

struct gatt_effect *gatt_emit_data(struct gatt_out *out,
    enum gatt_effect_type type, const void *data, size_t len)
{
	struct gatt_effect *e = gatt_emit(out, type);

	e->data_at = (uint32_t)out->bytes.len;
	e->data_len = (uint32_t)len;
	buf_reserve(&out->bytes, 1); /* so that no data has an address too */
	buf_add(&out->bytes, data, len);
	return e;
}

void gatt_out_clear(struct gatt_out *out)
{
	out->n = 0;
	out->bytes.len = 0;
}

void gatt_out_free(struct gatt_out *out)
{
	free(out->v);
	buf_free(&out->bytes);
	*out = (struct gatt_out){ 0 };
}

void gatt_send(struct gatt_out *out, const struct wr *pdu)
{
	assert(!pdu->bad);
	gatt_emit_data(out, GATT_SEND, pdu->data, pdu->len);
}

void gatt_protocol_error(struct gatt_out *out, const char *text)
{
	gatt_emit(out, GATT_PROTOCOL_ERROR)->text = text;
}

struct gatt *gatt_new(struct gatt_db *local, uint16_t mtu)
{
	struct gatt *g = calloc(1, sizeof(*g));

	if (!g)
		abort();
	assert(mtu >= ATT_DEFAULT_MTU && mtu <= ATT_MAX_MTU);
	g->mtu = ATT_DEFAULT_MTU;
	g->local_mtu = mtu;
	g->client.deadline = NEVER;
	g->server.deadline = NEVER;
	g->server.db = local ? local : &g->server.empty;
	return g;
}

void gatt_free(struct gatt *g)
{
	if (!g)
		return;
	gatt_client_abandon(g);
	gatt_db_clear(&g->client.remote);
	buf_free(&g->client.value);
	free(g->server.cccds);
	free(g);
}

uint16_t gatt_mtu(const struct gatt *g)
{
	return g->mtu;
}

void gatt_agree_mtu(struct gatt *g, uint16_t peer, struct gatt_out *out)
{
	/* Vol 3 Part F 3.4.2.2 */
	g->mtu = peer < g->local_mtu ? peer : g->local_mtu;
	if (g->mtu < ATT_DEFAULT_MTU)
		g->mtu = ATT_DEFAULT_MTU;
	gatt_emit(out, GATT_MTU)->value = g->mtu;
}

/* Who takes a PDU, Vol 3 Part F 3.3.1. */
enum receiver {
	TO_SERVER, /* requests and commands, known or not */
	TO_CLIENT, /* responses */
	TO_CLIENT_VALUE,
	TO_SERVER_CONFIRMATION,
};

static const uint8_t receivers[] = {
	[ATT_ERROR_RSP] = TO_CLIENT,
	[ATT_MTU_RSP] = TO_CLIENT,
	[ATT_FIND_INFO_RSP] = TO_CLIENT,
	[ATT_FIND_BY_TYPE_VALUE_RSP] = TO_CLIENT,
	[ATT_READ_BY_TYPE_RSP] = TO_CLIENT,
	[ATT_READ_RSP] = TO_CLIENT,
	[ATT_READ_BLOB_RSP] = TO_CLIENT,
	[ATT_READ_MULTIPLE_RSP] = TO_CLIENT,
	[ATT_READ_BY_GROUP_TYPE_RSP] = TO_CLIENT,
	[ATT_WRITE_RSP] = TO_CLIENT,
	[ATT_PREPARE_WRITE_RSP] = TO_CLIENT,
	[ATT_EXECUTE_WRITE_RSP] = TO_CLIENT,
	[ATT_HANDLE_VALUE_NTF] = TO_CLIENT_VALUE,
	[ATT_HANDLE_VALUE_IND] = TO_CLIENT_VALUE,
	[ATT_HANDLE_VALUE_CFM] = TO_SERVER_CONFIRMATION,
	[ATT_READ_MULTIPLE_VARIABLE_RSP] = TO_CLIENT,
	[ATT_MULTIPLE_HANDLE_VALUE_NTF] = TO_CLIENT_VALUE,
};

void gatt_receive(struct gatt *g, const uint8_t *pdu, size_t len, uint64_t now,
    struct gatt_out *out)
{
	struct rd r = rd_over(pdu, len);
	uint8_t opcode = rd_u8(&r);
	enum receiver to =
	    opcode < ARRAY_SIZE(receivers) ? receivers[opcode] : TO_SERVER;

	g->now = now;
	if (!len) {
		gatt_protocol_error(out, "empty PDU");
		return;
	}
	switch (to) {
	case TO_SERVER:
		gatt_server_receive(g, pdu, len, out);
		break;
	case TO_CLIENT:
		gatt_client_receive_response(g, opcode, &r, out);
		break;
	case TO_CLIENT_VALUE:
		gatt_client_receive_value(g, opcode, &r, out);
		break;
	case TO_SERVER_CONFIRMATION:
		gatt_receive_confirmation(g, &r, out);
		break;
	}
}

uint64_t gatt_deadline(const struct gatt *g)
{
	return earlier(g->client.deadline, g->server.deadline);
}

void gatt_tick(struct gatt *g, uint64_t now, struct gatt_out *out)
{
	uint8_t opcode;

	if (gatt_deadline(g) > now)
		return;
	opcode = g->client.deadline <= g->server.deadline
		     ? gatt_client_request(g)
		     : ATT_HANDLE_VALUE_IND;
	/* nothing more may be asked on this bearer, Vol 3 Part F 3.3.3 */
	g->dead = true;
	gatt_client_abandon(g);
	gatt_indications_abandon(g);
	gatt_emit(out, GATT_TIMEOUT)->opcode = opcode;
}
