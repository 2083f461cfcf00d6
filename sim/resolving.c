/* A controller's resolving list, Vol 6 Part B 6. */
#include "hci/privacy.h"
#include "sim/air_priv.h"
#include "smp/crypto.h"

static struct resolved *entry_of(
    const struct controller *c, const struct bdaddr *identity)
{
	for (unsigned i = 0; i < c->n_resolving; i++)
		if (addr_equal(&c->resolving[i].identity, identity))
			return (struct resolved *)&c->resolving[i];
	return NULL;
}

static bool has_key(const uint8_t key[static 16])
{
	static const uint8_t zero[16];

	return memcmp(key, zero, sizeof(zero)) != 0;
}

const struct resolved *resolving_match(
    const struct controller *c, const struct bdaddr *on_air)
{
	for (unsigned i = 0; c->resolution && i < c->n_resolving; i++)
		if (has_key(c->resolving[i].peer_irk) &&
		    crypto_rpa_matches(c->resolving[i].peer_irk, on_air))
			return &c->resolving[i];
	return NULL;
}

bool resolving_takes(const struct controller *c, const struct bdaddr *on_air)
{
	const struct resolved *e = entry_of(c, on_air);

	return !c->resolution || !e || !has_key(e->peer_irk) ||
	       e->privacy_mode == PRIVACY_MODE_DEVICE;
}

struct bdaddr resolving_shown(
    const struct controller *c, const struct bdaddr *on_air)
{
	const struct resolved *e = resolving_match(c, on_air);
	struct bdaddr shown = *on_air;

	if (e) {
		shown = e->identity;
		shown.type |= ADDR_TYPE_IDENTITY;
	}
	return shown;
}

bool resolving_own(const struct controller *c, uint8_t own_type,
    const struct bdaddr *peer, struct bdaddr *out)
{
	const struct resolved *e = entry_of(c, peer);

	*out = controller_address(c, own_type);
	if (own_type < 2 || !c->resolution || !e || !has_key(e->local_irk))
		return false;
	*out = privacy_resolvable(c->air->env, e->local_irk);
	return true;
}

static bool may_change(const struct controller *c)
{
	return !c->resolution ||
	       !(c->advertising || c->scanning || c->dialling);
}

static struct bdaddr identity_arg(struct rd *r)
{
	struct bdaddr a = { .type = rd_u8(r) };

	rd_copy(r, a.b, 6);
	return a;
}

uint8_t resolving_on_add(struct controller *c, struct rd *r, struct wr *ret)
{
	struct resolved e = { .identity = identity_arg(r) };

	(void)ret;
	rd_copy(r, e.peer_irk, 16);
	rd_copy(r, e.local_irk, 16);
	if (!may_change(c))
		return HCI_COMMAND_DISALLOWED;
	if (e.identity.type > 1 || entry_of(c, &e.identity))
		return HCI_INVALID_PARAMETERS;
	if (c->n_resolving == c->resolving_room)
		return HCI_MEMORY_EXCEEDED;
	c->resolving[c->n_resolving++] = e;
	return HCI_OK;
}

uint8_t resolving_on_remove(struct controller *c, struct rd *r, struct wr *ret)
{
	struct bdaddr identity = identity_arg(r);
	struct resolved *e = entry_of(c, &identity);

	(void)ret;
	if (!may_change(c))
		return HCI_COMMAND_DISALLOWED;
	if (!e)
		return HCI_UNKNOWN_CONNECTION;
	*e = c->resolving[--c->n_resolving];
	return HCI_OK;
}

uint8_t resolving_on_clear(struct controller *c, struct rd *r, struct wr *ret)
{
	(void)r;
	(void)ret;
	if (!may_change(c))
		return HCI_COMMAND_DISALLOWED;
	c->n_resolving = 0;
	return HCI_OK;
}

uint8_t resolving_on_size(struct controller *c, struct rd *r, struct wr *ret)
{
	(void)r;
	wr_u8(ret, (uint8_t)c->resolving_room);
	return HCI_OK;
}

uint8_t resolving_on_enable(struct controller *c, struct rd *r, struct wr *ret)
{
	uint8_t on = rd_u8(r);

	(void)ret;
	if (c->advertising || c->scanning || c->dialling)
		return HCI_COMMAND_DISALLOWED;
	if (on > 1)
		return HCI_INVALID_PARAMETERS;
	c->resolution = on;
	return HCI_OK;
}

/* Each connection gets an address of its own, which is never too old. */
uint8_t resolving_on_timeout(struct controller *c, struct rd *r, struct wr *ret)
{
	uint16_t seconds = rd_u16(r);

	(void)c;
	(void)ret;
	return seconds >= 1 && seconds <= 3600 ? HCI_OK
					       : HCI_INVALID_PARAMETERS;
}

uint8_t resolving_on_privacy_mode(
    struct controller *c, struct rd *r, struct wr *ret)
{
	struct bdaddr identity = identity_arg(r);
	struct resolved *e = entry_of(c, &identity);
	uint8_t mode = rd_u8(r);

	(void)ret;
	if (!may_change(c))
		return HCI_COMMAND_DISALLOWED;
	if (!e)
		return HCI_UNKNOWN_CONNECTION;
	if (mode > PRIVACY_MODE_DEVICE)
		return HCI_INVALID_PARAMETERS;
	e->privacy_mode = mode;
	return HCI_OK;
}
