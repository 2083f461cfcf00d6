/* Who the peers of a capture are: one device has many addresses. */
#include <stdlib.h>

#include "cli/diagnose_model.h"

/* The oldest gives way. */
#define MAX_KEYS    256
#define MAX_ADVERTS 512
/* How far back the connection before is looked for. */
#define MAX_BACK 1000

/* Of Linux's management interface. */
#define LOAD_LTKS 0x0013
#define LOAD_IRKS 0x0030
#define AD_FLAGS  0x01

struct key {
	uint16_t adapter;
	bool host, has_irk;
	uint32_t frame; /* where it was told first */
	struct bdaddr identity;
	uint8_t irk[16];
};

struct advert {
	uint16_t adapter;
	uint32_t frame;
	struct bdaddr address;
	uint8_t flags;
};

struct diag_peers {
	struct key keys[MAX_KEYS];
	struct advert adverts[MAX_ADVERTS];
	size_t n_keys, n_adverts, next_key, next_advert;
};

struct diag_peers *diag_peers_new(void)
{
	struct diag_peers *p = calloc(1, sizeof(*p));

	if (!p)
		abort();
	return p;
}

void diag_peers_free(struct diag_peers *p)
{
	crypto_wipe(p->keys, sizeof(p->keys));
	free(p);
}

void diag_peers_irk(struct diag_peers *p, uint16_t adapter, uint32_t frame,
    const struct bdaddr *identity, const uint8_t irk[static 16], bool host)
{
	static const uint8_t zero[16];
	struct key *k = NULL;

	for (size_t i = 0; i < p->n_keys && !k; i++)
		if (p->keys[i].adapter == adapter &&
		    addr_equal(&p->keys[i].identity, identity))
			k = &p->keys[i];
	if (!k) {
		k = &p->keys[p->next_key];
		p->next_key = (p->next_key + 1) % MAX_KEYS;
		if (p->n_keys < MAX_KEYS)
			p->n_keys++;
		*k = (struct key){ .adapter = adapter,
			.frame = frame,
			.identity = *identity };
	}
	k->host |= host;
	if (!memcmp(irk, zero, 16))
		return;
	k->has_irk = true;
	memcpy(k->irk, irk, 16);
}

static void on_advert(struct diag_peers *p, uint16_t adapter, uint32_t frame,
    const struct bdaddr *address, uint8_t flags)
{
	struct advert *a = NULL;

	for (size_t i = 0; i < p->n_adverts && !a; i++)
		if (p->adverts[i].adapter == adapter &&
		    addr_equal(&p->adverts[i].address, address))
			a = &p->adverts[i];
	if (!a) {
		a = &p->adverts[p->next_advert];
		p->next_advert = (p->next_advert + 1) % MAX_ADVERTS;
		if (p->n_adverts < MAX_ADVERTS)
			p->n_adverts++;
		*a = (struct advert){ .adapter = adapter, .address = *address };
	}
	/* A scan response has no flags; the advertisement's stay. */
	if (flags)
		a->flags = flags;
	a->frame = frame;
}

/* The AD Flags, Vol 3 Part C 18.1 and the Supplement Part A 1.3; 0: none. */
static uint8_t flags_of(const uint8_t *p, size_t n)
{
	struct rd r = rd_over(p, n);

	while (rd_left(&r) > 1) {
		uint8_t len = rd_u8(&r);
		const uint8_t *ad = rd_bytes(&r, len);

		if (!ad || !len)
			break;
		if (ad[0] == AD_FLAGS && len >= 2)
			return ad[1];
	}
	return 0;
}

void diag_peers_adverts(
    struct diag_peers *p, struct diag_at at, uint16_t adapter, struct rd *r)
{
	uint8_t n = rd_u8(r);

	while (n-- && !r->bad) {
		struct bdaddr address;
		const uint8_t *bytes, *data;
		uint8_t len;

		rd_u8(r); /* kind */
		address.type = rd_u8(r) & 1;
		bytes = rd_bytes(r, 6);
		len = rd_u8(r);
		data = rd_bytes(r, len);
		rd_u8(r); /* RSSI */
		if (!bytes || !data)
			return;
		memcpy(address.b, bytes, 6);
		on_advert(p, adapter, at.frame, &address, flags_of(data, len));
	}
}

/* The kind, the address, then PHYs, set, levels and so on: Vol 4 Part E
 * 7.7.65.13. */
void diag_peers_ext_adverts(
    struct diag_peers *p, struct diag_at at, uint16_t adapter, struct rd *r)
{
	uint8_t n = rd_u8(r);

	while (n-- && !r->bad) {
		struct bdaddr address;
		const uint8_t *bytes, *data;
		uint8_t len;

		rd_u16(r);
		address.type = rd_u8(r) & 1;
		bytes = rd_bytes(r, 6);
		rd_skip(r, 14);
		len = rd_u8(r);
		data = rd_bytes(r, len);
		if (!bytes || !data)
			return;
		memcpy(address.b, bytes, 6);
		on_advert(p, adapter, at.frame, &address, flags_of(data, len));
	}
}

void diag_peers_resolving_list(
    struct diag_peers *p, struct diag_at at, uint16_t adapter, struct rd *r)
{
	struct bdaddr identity = { .type = rd_u8(r) & 1 };
	const uint8_t *address = rd_bytes(r, 6), *irk = rd_bytes(r, 16);

	if (!address || !irk)
		return;
	memcpy(identity.b, address, 6);
	diag_peers_irk(p, adapter, at.frame, &identity, irk, true);
}

void diag_peers_management(
    struct diag_peers *p, struct diag_at at, const struct record *rec)
{
	static const uint8_t no_irk[16];
	struct rd r = rd_over(rec->data, rec->len);
	uint16_t opcode, n;

	rd_u32(&r); /* cookie */
	opcode = rd_u16(&r);
	n = rd_u16(&r);
	while (n-- && !r.bad && (opcode == LOAD_LTKS || opcode == LOAD_IRKS)) {
		const uint8_t *address = rd_bytes(&r, 6), *irk = no_irk;
		struct bdaddr identity = { .type = rd_u8(&r) == 2 };

		if (opcode == LOAD_IRKS)
			irk = rd_bytes(&r, 16);
		else
			rd_skip(&r, 29);
		if (r.bad)
			break;
		memcpy(identity.b, address, 6);
		diag_peers_irk(p, rec->adapter, at.frame, &identity, irk, true);
	}
}

static const struct advert *advert_of(
    const struct diag_peers *p, const struct diag_conn *c)
{
	for (size_t i = 0; i < p->n_adverts; i++)
		if (p->adverts[i].adapter == c->adapter &&
		    addr_equal(&p->adverts[i].address, &c->peer))
			return &p->adverts[i];
	return NULL;
}

void diag_peers_opened(const struct diag_peers *p, struct diag_conn *c)
{
	const struct advert *a = c->has_peer ? advert_of(p, c) : NULL;

	if (!a)
		return;
	c->has_flags[0] = true;
	c->flags[0] = a->flags;
	c->flags_frame[0] = a->frame;
}

static bool is_of(const struct key *k, const struct diag_conn *c)
{
	return k->adapter == c->adapter || k->adapter == DIAG_ANY_ADAPTER;
}

static void resolve(const struct diag_peers *p, struct diag_conn *c)
{
	for (size_t i = 0; i < p->n_keys; i++) {
		const struct key *k = &p->keys[i];

		if (!is_of(k, c))
			continue;
		c->n_irks += k->has_irk;
		if (!c->has_peer ||
		    !(addr_equal(&k->identity, &c->peer) ||
			(k->has_irk && crypto_rpa_matches(k->irk, &c->peer))))
			continue;
		c->has_identity |= k->has_irk;
		c->identity = k->identity;
		c->bonded |= k->host && k->frame < c->steps[0].frame;
	}
}

static bool same_peer(const struct diag_conn *a, const struct diag_conn *b)
{
	if (a->adapter != b->adapter || !a->has_peer || !b->has_peer ||
	    b->steps[0].what == STEP_DIALED)
		return false;
	return addr_equal(&a->peer, &b->peer) ||
	       (a->has_identity && b->has_identity &&
		   addr_equal(&a->identity, &b->identity));
}

/* A private address of the identity that was dialled in vain. */
static void find_on_air(const struct diag_peers *p, struct diag_conn *c)
{
	const struct key *k = NULL;

	for (size_t i = 0; i < p->n_keys && !k; i++)
		if (is_of(&p->keys[i], c) &&
		    addr_equal(&p->keys[i].identity, &c->peer))
			k = &p->keys[i];
	for (size_t i = 0; k && k->has_irk && i < p->n_adverts; i++) {
		const struct advert *a = &p->adverts[i];

		if (a->adapter != c->adapter ||
		    !crypto_rpa_matches(k->irk, &a->address))
			continue;
		c->rpa_frame = a->frame;
		c->rpa = a->address;
	}
}

static void follows(struct diag_conn *c, struct diag_conn *before)
{
	const struct diag_step *last = &before->steps[before->n_steps - 1];

	c->before = before;
	before->after = c;
	/* What it advertised in between. */
	before->has_flags[1] =
	    c->has_flags[0] && c->flags_frame[0] > last->frame;
	before->flags[1] = c->flags[0];
	before->flags_frame[1] = c->flags_frame[0];
}

void diag_peers_link(
    struct diag_peers *p, struct diag_conn **conns, size_t n_conns)
{
	for (size_t i = 0; i < n_conns; i++) {
		struct diag_conn *c = conns[i];
		const struct advert *a = advert_of(p, c);

		c->n_irks = 0;
		resolve(p, c);
		if (c->steps[0].what == STEP_DIALED)
			find_on_air(p, c);
		if (a && a->frame > c->steps[c->n_steps - 1].frame) {
			c->has_flags[1] = true;
			c->flags[1] = a->flags;
			c->flags_frame[1] = a->frame;
		}
		c->before = c->after = NULL;
		for (size_t k = 1; k <= i && k < MAX_BACK && !c->before; k++)
			if (same_peer(c, conns[i - k]))
				follows(c, conns[i - k]);
	}
}
