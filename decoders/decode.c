#include "decoders/decode.h"

#include <stdlib.h>

#include "base/addr.h"
#include "decoders/bredr.h"
#include "decoders/names.h"
#include "decoders/state.h"

struct dec *dec_new(void)
{
	struct dec *d = calloc(1, sizeof(*d));

	if (!d)
		abort();
	return d;
}

void dec_free(struct dec *d)
{
	if (!d)
		return;
	for (size_t i = 0; i < DEC_CONNS; i++) {
		free(d->conns[i].fragments[0].data);
		free(d->conns[i].fragments[1].data);
	}
	sdp_free(d);
	free(d);
}

void dec_set_oui_lookup(struct dec *d, dec_oui_fn *lookup, void *ctx)
{
	d->oui_lookup = lookup;
	d->oui_ctx = ctx;
	memset(d->ouis, 0, sizeof(d->ouis));
}

void dec_set_usb_lookup(struct dec *d, dec_usb_fn *lookup, void *ctx)
{
	d->usb_lookup = lookup;
	d->usb_ctx = ctx;
}

void dec_set_attrs_lookup(struct dec *d, dec_attrs_fn *lookup, void *ctx)
{
	d->attrs_lookup = lookup;
	d->attrs_ctx = ctx;
}

struct adapter *dec_adapter(struct dec *d, uint16_t number)
{
	struct adapter *a = d->adapters;

	for (; a < d->adapters + DEC_ADAPTERS - 1 && a->used; a++)
		if (a->number == number)
			return a;
	/* Adapters past the last row share it. */
	if (!a->used) {
		a->used = true;
		a->number = number;
		a->company = NO_COMPANY;
	}
	return a;
}

static bool conn_is(const struct conn *c, uint16_t adapter, uint32_t handle)
{
	return c->connected && c->handle == handle && c->adapter == adapter;
}

struct conn *dec_conn_find(struct dec *d, uint16_t adapter, uint32_t handle)
{
	for (struct conn *c = d->conns; c < d->conns + DEC_CONNS; c++)
		if (conn_is(c, adapter, handle)) {
			c->last_used = ++d->ticks;
			return c;
		}
	return NULL;
}

static void drop_channels(struct dec *d, const struct conn *conn)
{
	for (size_t i = 0; i < DEC_CHANNELS; i++)
		if (d->channels[i].conn == conn)
			d->channels[i].conn = NULL;
}

/* The row to use for a new connection: an empty one, else the one that was
 * used least lately, first among those that are not connected. */
static struct conn *conn_row(struct dec *d)
{
	struct conn *best = d->conns;

	for (struct conn *c = d->conns; c < d->conns + DEC_CONNS; c++) {
		if (!c->used)
			return c;
		if (c->connected < best->connected ||
		    (c->connected == best->connected &&
			c->last_used < best->last_used))
			best = c;
	}
	return best;
}

static void conn_start(
    struct dec *d, struct conn *c, uint16_t adapter, uint32_t handle)
{
	drop_channels(d, c);
	for (unsigned side = 0; side < 2; side++)
		c->fragments[side].want = c->fragments[side].len = 0;
	c->gatt[0].pending = c->gatt[1].pending = 0;
	c->air = (struct air_conn){ 0 };
	c->used = true;
	c->connected = true;
	c->adapter = adapter;
	c->handle = handle;
	c->last_used = ++d->ticks;
}

static void conn_forget_peer(struct conn *c)
{
	c->link = LINK_UNKNOWN;
	memset(c->peer, 0, sizeof(c->peer));
	memset(c->gatt, 0, sizeof(c->gatt));
}

struct conn *dec_conn_get(struct dec *d, uint16_t adapter, uint32_t handle)
{
	struct conn *c = dec_conn_find(d, adapter, handle);

	if (c)
		return c;
	c = conn_row(d);
	conn_forget_peer(c);
	conn_start(d, c, adapter, handle);
	return c;
}

/* The peer's side as a discovery would have left it. */
static void know_attributes(struct dec *d, struct conn *c)
{
	struct bdaddr peer = { .type = c->peer_type & 1 };
	struct gatt_side *side = &c->gatt[1];
	const struct dec_attr *known;
	struct attr *a;
	size_t n;

	if (!d->attrs_lookup || c->link != LINK_LE || side->discovered)
		return;
	memcpy(peer.b, c->peer, sizeof(peer.b));
	n = d->attrs_lookup(d->attrs_ctx, &peer, &known);
	for (size_t i = 0; i < n; i++) {
		a = &side->attrs[known[i].handle % DEC_ATTRS];
		a->handle = known[i].handle;
		a->known = true;
		a->uuid_len = (uint8_t)uuid_to_wire(&known[i].uuid, a->uuid);
	}
	side->discovered = side->known = n > 0;
}

void dec_connected(struct packet *p, uint32_t handle, enum link_type link,
    const uint8_t peer[6], uint8_t peer_type)
{
	struct dec *d = p->dec;
	struct conn *c = dec_conn_find(d, p->rec->adapter, handle);

	if (c)
		c->connected = false;
	for (c = d->conns; c < d->conns + DEC_CONNS; c++)
		if (c->used && !c->connected && c->link == link &&
		    c->adapter == p->rec->adapter &&
		    c->peer_type == peer_type && !memcmp(c->peer, peer, 6))
			break;
	if (c == d->conns + DEC_CONNS) {
		c = conn_row(d);
		conn_forget_peer(c);
	}
	conn_start(d, c, p->rec->adapter, handle);
	c->link = (uint8_t)link;
	memcpy(c->peer, peer, sizeof(c->peer));
	c->peer_type = peer_type;
	know_attributes(d, c);
}

void dec_disconnected(struct packet *p, uint16_t handle)
{
	struct conn *c = dec_conn_find(p->dec, p->rec->adapter, handle);

	if (!c)
		return;
	drop_channels(p->dec, c);
	c->connected = false;
}

static const char *oui_text(struct dec *d, const uint8_t addr[6])
{
	const uint8_t oui[3] = { addr[5], addr[4], addr[3] };
	uint32_t key = 1U << 24 | addr[5] << 16 | addr[4] << 8 | addr[3];
	struct oui_name *set =
	    d->ouis[(key * UINT32_C(0x9e3779b1) >> 16) % DEC_OUI_SETS];

	if (!d->oui_lookup)
		return NULL;
	for (size_t i = 0; i < ARRAY_SIZE(d->ouis[0]); i++)
		if (set[i].key == key)
			return set[i].name;
	memmove(set + 1, set, sizeof(d->ouis[0]) - sizeof(*set));
	set->key = key;
	set->name = d->oui_lookup(d->oui_ctx, oui);
	return set->name;
}

const char *dec_addr_text(struct dec *d, const uint8_t addr[6], uint8_t type)
{
	static const char *const kinds[] = { "Non-Resolvable", "Resolvable",
		"Reserved", "Static" };
	static const uint8_t none[6];

	switch (type) {
	case 0x00: /* public, and the identity addresses of the same kinds */
	case 0x02:
		return memcmp(addr, none, sizeof(none)) ? oui_text(d, addr)
							: NULL;
	case 0x01:
	case 0x03:
		return kinds[addr[5] >> 6];
	}
	return NULL;
}

const char *dec_uuid_text(const uint8_t *uuid, size_t len)
{
	struct uuid u = { 0 };
	const char *text = NULL;

	if (len == 2)
		text = name_uuid16(get_le16(uuid));
	else if (uuid_from_wire(uuid, len, &u))
		text = name_uuid(&u);
	if (text)
		return text;
	/* Of the Bluetooth base too, Vol 3 Part B 2.5.1. */
	return len == 2 || uuid_to16(&u) ? "Unknown" : "Vendor specific";
}

void dec_record(struct dec *d, const struct record *rec, struct sink *sink)
{
	struct packet p = {
		.dec = d,
		.sink = sink,
		.rec = rec,
		.r = rd_over(rec->data, rec->len),
		.base = rec->data,
		.depth = 1,
	};

	switch ((enum record_type)rec->type) {
	case REC_COMMAND:
		decode_command(&p);
		break;
	case REC_EVENT:
		decode_event(&p);
		break;
	case REC_ACL:
		decode_acl(&p);
		break;
	case REC_SCO:
		decode_sync(&p, false);
		break;
	case REC_ISO:
		decode_sync(&p, true);
		break;
	case REC_AIR:
		decode_air(&p);
		break;
	case REC_NEW_INDEX:
	case REC_DEL_INDEX:
	case REC_OPEN_INDEX:
	case REC_CLOSE_INDEX:
	case REC_INDEX_INFO:
	case REC_VENDOR_DIAG:
	case REC_SYSTEM_NOTE:
	case REC_USER_LOGGING:
	case REC_OTHER:
	case REC_DROPS:
		decode_index(&p);
		break;
	case REC_CTRL_OPEN:
	case REC_CTRL_CLOSE:
	case REC_CTRL_COMMAND:
	case REC_CTRL_EVENT:
		decode_control(&p);
		break;
	}
	sink->ops->end(sink);
}
