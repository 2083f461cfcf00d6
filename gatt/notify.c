/* Subscriptions, notifications and indications: the server speaks unasked. */

#include <stdlib.h>

#include "gatt/bearer.h"

static struct cccd *find_cccd(const struct gatt *g, uint16_t value_handle)
{
	for (size_t i = 0; i < g->server.n_cccds; i++)
		if (g->server.cccds[i].value_handle == value_handle)
			return &g->server.cccds[i];
	return NULL;
}

void gatt_subscribe(struct gatt *g, uint16_t value_handle, uint16_t bits)
{
	struct gatt_server *s = &g->server;
	struct cccd *c = find_cccd(g, value_handle);

	if (!c) {
		s->cccds =
		    realloc(s->cccds, (s->n_cccds + 1) * sizeof(*s->cccds));
		if (!s->cccds)
			abort();
		c = s->cccds + s->n_cccds++;
		c->value_handle = value_handle;
	}
	c->bits = bits & (GATT_CCCD_NOTIFY | GATT_CCCD_INDICATE);
}

uint16_t gatt_cccd(const struct gatt *g, uint16_t value_handle)
{
	const struct cccd *c = find_cccd(g, value_handle);

	return c ? c->bits : 0;
}

void gatt_set_cccd(struct gatt *g, uint16_t value_handle, uint16_t bits)
{
	if (gatt_db_cccd_of(g->server.db, value_handle))
		gatt_subscribe(g, value_handle, bits);
}

/*
 * Whether a value may go out in this way. A subscription outlives the
 * encryption that it was made under: what may not be read, or may not be
 * subscribed to, on the link as it stands is not sent on it.
 */
static bool wants(const struct gatt *g, uint16_t value_handle, uint16_t bit)
{
	const struct attr *value = gatt_db_find(g->server.db, value_handle);
	const struct attr *cccd = gatt_db_cccd_of(g->server.db, value_handle);

	return cccd && gatt_cccd(g, value_handle) & bit &&
	       !gatt_check_security(g, TO_READ, value) &&
	       !gatt_check_security(g, TO_WRITE, cccd);
}

static void send_value(const struct gatt *g, uint8_t opcode, uint16_t handle,
    const void *data, size_t len, struct gatt_out *out)
{
	uint8_t bytes[ATT_MAX_MTU];
	struct wr w = wr_over(bytes, g->mtu);

	wr_u8(&w, opcode);
	wr_u16(&w, handle);
	wr_bytes(&w, data, len < w.cap - w.len ? len : w.cap - w.len);
	gatt_send(out, &w);
}

static void drop_indication(struct gatt_server *s)
{
	s->n_indications--;
	memmove(s->indications, s->indications + 1,
	    s->n_indications * sizeof(s->indications[0]));
}

/* Send the first that is still wanted, unless one is on its way. */
static void send_indication(struct gatt *g, struct gatt_out *out)
{
	struct gatt_server *s = &g->server;
	const struct indication *i = &s->indications[0];

	if (s->deadline != NEVER)
		return;
	while (s->n_indications && !wants(g, i->handle, GATT_CCCD_INDICATE))
		drop_indication(s);
	if (!s->n_indications)
		return;
	s->deadline = g->now + ATT_TIMEOUT;
	send_value(g, ATT_HANDLE_VALUE_IND, i->handle, i->data, i->len, out);
}

static bool queue_indication(
    struct gatt_server *s, uint16_t handle, const void *data, size_t len)
{
	struct indication *i = s->indications + s->n_indications;

	if (s->n_indications == INDICATIONS_MAX)
		return false;
	s->n_indications++;
	i->handle = handle;
	i->len = (uint16_t)len;
	if (len)
		memcpy(i->data, data, len);
	return true;
}

bool gatt_notify(struct gatt *g, uint16_t value_handle, const void *data,
    size_t len, uint64_t now, struct gatt_out *out)
{
	if (g->dead || len > ATT_MAX_VALUE)
		return false;
	g->now = now;
	if (wants(g, value_handle, GATT_CCCD_NOTIFY)) {
		send_value(
		    g, ATT_HANDLE_VALUE_NTF, value_handle, data, len, out);
		return true;
	}
	if (!wants(g, value_handle, GATT_CCCD_INDICATE) ||
	    !queue_indication(&g->server, value_handle, data, len))
		return false;
	send_indication(g, out);
	return true;
}

void gatt_receive_confirmation(
    struct gatt *g, struct rd *r, struct gatt_out *out)
{
	struct gatt_server *s = &g->server;

	if (rd_left(r)) {
		gatt_protocol_error(out, "a confirmation of a wrong length");
		return;
	}
	if (s->deadline == NEVER) {
		gatt_protocol_error(
		    out, "a confirmation that nobody waits for");
		return;
	}
	gatt_emit(out, GATT_CONFIRMED)->handle = s->indications[0].handle;
	drop_indication(s);
	s->deadline = NEVER;
	send_indication(g, out);
}

void gatt_indications_abandon(struct gatt *g)
{
	struct gatt_server *s = &g->server;

	s->n_indications = 0;
	s->deadline = NEVER;
}
