/* Our private addresses, and the controller's resolving list. Both change only
 * while nothing is on air: not while we advertise, scan or dial, Vol 4 Part E
 * 7.8.4, 7.8.38 and 7.8.44. Links stay. */
#include "hci/host_priv.h"

#include "hci/privacy.h"

bool privacy_is_on(const struct host *h)
{
	return h->config.own_address == HOST_OWN_RPA ||
	       h->config.own_address == HOST_OWN_NRPA;
}

void privacy_choose_identity(struct host *h)
{
	struct bdaddr *a = &h->info.address;

	*a = h->info.public_address;
	if (h->config.own_address != HOST_OWN_STATIC && addr_is_zero(a))
		*a = h->info.zephyr.static_address;
	if (h->config.own_address != HOST_OWN_STATIC && !addr_is_zero(a))
		return;
	if (addr_is_zero(&h->config.address))
		h->config.address = privacy_static(h->env);
	*a = h->config.address;
}

/* When a private address is due to change, or NEVER: one change at a time, and
 * none while dialling comes to its end. */
static uint64_t change_at(const struct host *h)
{
	bool busy =
	    h->own_pending || h->redial || (h->connecting && h->cancelling);

	return busy ? NEVER : h->change_at;
}

uint64_t privacy_deadline(const struct host *h)
{
	return h->ready ? change_at(h) : NEVER;
}

void privacy_set_own(struct host *h)
{
	h->change_at = NEVER;
	h->next_own = h->info.address;
	if (privacy_is_on(h)) {
		h->next_own = h->config.own_address == HOST_OWN_RPA
				  ? privacy_resolvable(h->env, h->config.irk)
				  : privacy_nonresolvable(
					h->env, &h->info.public_address);
		h->change_at = h->now + h->config.rpa_timeout;
	}
	if (h->next_own.type == ADDR_PUBLIC) {
		h->own = h->next_own;
		return;
	}
	h->own_pending = true;
	host_command(h, HCI_LE_SET_RANDOM_ADDRESS, h->next_own.b, 6);
}

/* The resolving list. */

static bool is_zero_key(const uint8_t key[static 16])
{
	static const uint8_t zero[16];

	return !memcmp(key, zero, sizeof(zero));
}

/* The next bond from `*at` on that belongs into the list, or NULL. */
static const struct bond *next_bond(const struct host *h, size_t *at)
{
	while (h->config.bonds && *at < h->config.bonds->n) {
		const struct bond *b = &h->config.bonds->v[(*at)++];

		if (b->has_irk && !is_zero_key(b->irk))
			return b;
	}
	return NULL;
}

static bool list_is_current(const struct host *h)
{
	const struct resolving_list *l = &h->list;
	const struct bond *b;
	size_t at = 0;
	unsigned n = 0;

	for (; n < l->size && (b = next_bond(h, &at)); n++)
		if (n == l->n || memcmp(l->v[n].irk, b->irk, 16) ||
		    !addr_equal(&l->v[n].identity, &b->identity))
			return false;
	return n == l->n;
}

static void list_command(
    struct host *h, uint16_t opcode, const void *params, size_t len)
{
	h->list.pending++;
	host_command(h, opcode, params, len);
}

static void add_entry(struct host *h, const struct bond *b)
{
	struct resolved *e = &h->list.v[h->list.n++];
	uint8_t params[39];
	struct wr w = wr_over(params, sizeof(params));

	*e = (struct resolved){ .identity = b->identity };
	memcpy(e->irk, b->irk, 16);
	wr_u8(&w, b->identity.type);
	wr_bytes(&w, b->identity.b, 6);
	wr_bytes(&w, b->irk, 16);
	wr_bytes(&w, h->config.irk, 16);
	list_command(h, HCI_LE_ADD_TO_RESOLVING_LIST, params, sizeof(params));
	if (!host_has_command(h, SET_PRIVACY_MODE))
		return;
	/* In network mode it would not hear the peer by its identity, and many
	 * show that after they gave us an IRK: Vol 6 Part B 4.7. */
	w.len = 7;
	w.data[7] = PRIVACY_MODE_DEVICE;
	list_command(h, HCI_LE_SET_PRIVACY_MODE, params, 8);
}

/* All of it anew: it is short, and so it cannot drift from the bonds. */
static void load_list(struct host *h)
{
	static const uint8_t on[1] = { 1 }, off[1];
	struct resolving_list *l = &h->list;
	const struct bond *b;
	size_t at = 0;

	if (l->n) {
		list_command(h, HCI_LE_SET_ADDRESS_RESOLUTION, off, 1);
		list_command(h, HCI_LE_CLEAR_RESOLVING_LIST, NULL, 0);
	}
	l->n = l->answered = 0;
	while (l->n < l->size && (b = next_bond(h, &at)))
		add_entry(h, b);
	if (l->n)
		list_command(h, HCI_LE_SET_ADDRESS_RESOLUTION, on, 1);
}

void privacy_list_size(struct host *h, uint8_t size)
{
	h->list.size = size < HOST_MAX_RESOLVED ? size : HOST_MAX_RESOLVED;
}

static void note(
    struct host *h, uint16_t opcode, uint8_t status, const char *text)
{
	struct host_event *e = host_emit(h, HOST_NOTE);

	e->opcode = opcode;
	e->status = status;
	e->text = text;
}

static void list_answered(struct host *h, uint16_t opcode, uint8_t status)
{
	struct resolving_list *l = &h->list;
	struct resolved *e = NULL;

	l->pending--;
	if (opcode == HCI_LE_ADD_TO_RESOLVING_LIST)
		e = &l->v[l->answered++];
	else if (opcode == HCI_LE_SET_PRIVACY_MODE && l->answered)
		e = &l->v[l->answered - 1];
	if (!status || (e && e->refused))
		return;
	if (opcode == HCI_LE_ADD_TO_RESOLVING_LIST)
		e->refused = true;
	/* Without the list, or without what does not fit, the host resolves. */
	if (status != HCI_MEMORY_EXCEEDED && opcode != HCI_LE_SET_PRIVACY_MODE)
		l->size = 0;
	if (l->noted)
		return;
	l->noted = true;
	note(h, opcode, status,
	    "the controller does not resolve all private addresses, the host "
	    "does");
}

bool privacy_answered(struct host *h, uint16_t opcode, uint8_t status)
{
	switch (opcode) {
	case HCI_LE_SET_RANDOM_ADDRESS:
		/* Only now: a link that came up before has the old one. */
		if (status)
			note(h, opcode, status, "our address stays");
		else
			h->own = h->next_own;
		h->next_own = h->own;
		h->own_pending = false;
		return true;
	case HCI_LE_ADD_TO_RESOLVING_LIST:
	case HCI_LE_CLEAR_RESOLVING_LIST:
	case HCI_LE_SET_ADDRESS_RESOLUTION:
	case HCI_LE_SET_PRIVACY_MODE:
		list_answered(h, opcode, status);
		return true;
	}
	return false;
}

bool privacy_changing(const struct host *h)
{
	return h->own_pending || h->list.pending;
}

static void pause_air(struct host *h)
{
	static const uint8_t disable[2];

	if (h->scanning)
		host_command(h, HCI_LE_SET_SCAN_ENABLE, disable, 2);
	if (h->advertising)
		host_command(h, HCI_LE_SET_ADV_ENABLE, disable, 1);
}

static void resume_air(struct host *h)
{
	const uint8_t enable[2] = { 1, h->filter_duplicates };

	if (h->scanning)
		host_command(h, HCI_LE_SET_SCAN_ENABLE, enable, 2);
	if (h->advertising)
		host_command(h, HCI_LE_SET_ADV_ENABLE, enable, 1);
}

void privacy_update(struct host *h)
{
	bool change = h->now >= change_at(h);
	bool load = !h->list.pending && !list_is_current(h);

	if (!h->ready || h->dead || !(change || load))
		return;
	if (h->connecting) {
		/* The list can wait for the end of it. */
		if (change) {
			h->redial = true;
			host_command(
			    h, HCI_LE_CREATE_CONNECTION_CANCEL, NULL, 0);
		}
		return;
	}
	pause_air(h);
	if (change)
		privacy_set_own(h);
	if (load)
		load_list(h);
	resume_air(h);
}

void host_set_own_address(struct host *h, enum host_own_address which,
    uint64_t rpa_timeout, uint64_t now)
{
	h->now = now;
	if (!rpa_timeout)
		rpa_timeout = HOST_RPA_TIMEOUT;
	if (h->config.own_address == which &&
	    h->config.rpa_timeout == rpa_timeout)
		return;
	h->config.own_address = which;
	h->config.rpa_timeout = rpa_timeout;
	if (!h->ready || h->dead)
		return;
	privacy_choose_identity(h);
	privacy_set_own(h);
	host_flush(h);
}

struct bdaddr host_own_address(const struct host *h)
{
	return h->next_own;
}

bool host_has_resolving_list(const struct host *h)
{
	return h->list.size;
}

bool host_controller_resolves(const struct host *h, const struct bdaddr *a)
{
	for (unsigned i = 0; h->list.size && i < h->list.n; i++)
		if (addr_equal(&h->list.v[i].identity, a))
			return !h->list.v[i].refused;
	return false;
}

uint8_t privacy_own_type(const struct host *h, const struct bdaddr *peer)
{
	/* With the list the peer's entry has our IRK, and the controller makes
	 * an address of it that is as old as its own timer says. */
	if (h->config.own_address == HOST_OWN_RPA && peer &&
	    host_controller_resolves(h, peer))
		return OWN_LOCAL_RPA_OR_RANDOM;
	return h->next_own.type == ADDR_PUBLIC ? OWN_PUBLIC : OWN_RANDOM;
}
