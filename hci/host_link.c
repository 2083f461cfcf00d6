#include "hci/host_priv.h"

struct link *link_find(const struct host *h, uint16_t handle)
{
	for (unsigned i = 0; i < HOST_MAX_LINKS; i++)
		if (h->links[i].used && h->links[i].handle == handle)
			return (struct link *)&h->links[i];
	return NULL;
}

static struct bond *bond_of(const struct host *h, const struct link *l)
{
	return h->config.bonds ? bonds_find(h->config.bonds, &l->info.peer)
			       : NULL;
}

static struct gatt_security security_of(
    const struct host *h, const struct link *l)
{
	return (struct gatt_security){
		.encrypted = l->encrypted,
		.authenticated = l->authenticated,
		.bonded = bond_of(h, l) != NULL,
		.key_size = l->key_size,
	};
}

void link_security_changed(struct host *h, struct link *l)
{
	struct gatt_security sec = security_of(h, l);

	gatt_set_security(l->gatt, &sec);
}

static void enable_encryption(struct host *h, struct link *l,
    const struct bond_ltk *ltk, bool authenticated)
{
	uint8_t params[28];
	struct wr w = wr_over(params, sizeof(params));

	l->encrypting = true;
	l->next_authenticated = authenticated;
	l->next_key_size = ltk->size;
	wr_u16(&w, l->handle);
	wr_u64(&w, ltk->rand);
	wr_u16(&w, ltk->ediv);
	wr_bytes(&w, ltk->key, 16);
	host_command(h, HCI_LE_ENABLE_ENCRYPTION, params, sizeof(params));
}

static bool encrypt_with_bond(struct host *h, struct link *l)
{
	const struct bond *b = bond_of(h, l);

	if (l->info.role != SMP_INITIATOR || !b || !b->peer_ltk.present ||
	    l->encrypting || smp_busy(l->smp))
		return false;
	enable_encryption(h, l, &b->peer_ltk, b->authenticated);
	return true;
}

void link_open(struct host *h, uint16_t handle, const struct host_link *info)
{
	struct smp_link smp_link = {
		.role = info->role,
		.own = info->own,
		.peer = info->peer,
		.own_identity = h->info.address,
		.bonds = h->config.bonds,
		.attempts = &h->attempts,
	};
	uint8_t params[2] = { (uint8_t)handle, (uint8_t)(handle >> 8) };
	struct host_event *e;
	struct link *l = NULL;

	if (link_find(h, handle)) {
		host_note(h, handle, "a connection on a handle that is in use");
		return;
	}
	for (unsigned i = 0; !l && i < HOST_MAX_LINKS; i++)
		if (!h->links[i].used)
			l = &h->links[i];
	if (!l) {
		host_note(h, handle, "more connections than we keep");
		return;
	}
	memcpy(smp_link.own_irk, h->config.irk, 16);
	*l = (struct link){ .used = true, .handle = handle, .info = *info };
	l->gatt = gatt_new(h->config.db, h->config.mtu);
	l->smp = smp_new(&smp_link, h->env);
	smp_set_config(l->smp, &h->config.smp);
	link_security_changed(h, l);
	e = host_emit(h, HOST_CONNECTED);
	e->handle = handle;
	e->link = *info;
	zephyr_link_power(h, handle);
	if (info->role != SMP_INITIATOR)
		return;
	if (h->config.encrypt_bonded)
		encrypt_with_bond(h, l);
	host_command(h, HCI_LE_READ_REMOTE_FEATURES, params, sizeof(params));
}

void link_close(struct host *h, struct link *l, uint8_t reason)
{
	struct host_event *e = host_emit(h, HOST_DISCONNECTED);

	e->handle = l->handle;
	e->status = reason;
	e->link = l->info;
	aclq_flush(&l->tx, &h->pool);
	aclq_free(&l->tx);
	gatt_free(l->gatt);
	smp_free(l->smp);
	crypto_wipe(&l->old_bond, sizeof(l->old_bond));
	*l = (struct link){ .used = false };
}

static void gatt_effects(struct host *h, struct link *l)
{
	struct gatt_out *out = &h->gatt_out;

	for (size_t i = 0; i < out->n; i++) {
		const struct gatt_effect *g = &out->v[i];
		const uint8_t *data = gatt_effect_data(out, g);
		struct host_event *e;

		if (g->type == GATT_SEND) {
			aclq_add(&l->tx, ATT_CID, data, g->data_len);
			continue;
		}
		e = host_emit_data(h, HOST_GATT, data, g->data_len);
		e->handle = l->handle;
		e->gatt = *g;
	}
	gatt_out_clear(out);
}

static void remember_bond(
    struct host *h, struct link *l, const struct bond *bond)
{
	const struct bond *old = bonds_find(h->config.bonds, &bond->identity);

	l->kept = true;
	l->had_bond = old != NULL;
	if (old)
		l->old_bond = *old;
	bonds_put(h->config.bonds, bond);
}

static void keep_bond(struct host *h, struct link *l)
{
	const struct bond *b = smp_bond(l->smp);

	l->kept = false;
	if (smp_get_status(l->smp).bonding && h->config.bonds &&
	    (b->peer_ltk.present || b->own_ltk.present || b->has_irk))
		remember_bond(h, l, b);
	link_security_changed(h, l);
}

/* The peer took the pairing back: so do we, and what was there before counts
 * again. */
static void take_bond_back(struct host *h, struct link *l)
{
	struct bond *b = l->kept ? bond_of(h, l) : NULL;

	l->kept = false;
	if (!b)
		return;
	bonds_remove(h->config.bonds, b);
	if (l->had_bond)
		bonds_put(h->config.bonds, &l->old_bond);
	link_security_changed(h, l);
}

static void encrypt_with_new_key(
    struct host *h, struct link *l, const struct smp_effect *s)
{
	struct smp_status st = smp_get_status(l->smp);
	struct bond_ltk ltk = { .size = st.key_size };

	memcpy(ltk.key, s->ltk, 16);
	enable_encryption(h, l, &ltk, st.authenticated);
}

/* Out-of-band data are for one pairing, so new links get none of them. */
static void oob_used(struct host *h, const struct link *l)
{
	if (smp_get_status(l->smp).method == SMP_OOB &&
	    !h->config.smp.oob.lasting)
		crypto_wipe(&h->config.smp.oob, sizeof(h->config.smp.oob));
}

/* A Security Request that asks for no more than there is, or for what the bond
 * gives: there is no need to pair, Vol 3 Part H 2.4.6. */
static bool satisfied(struct host *h, struct link *l, uint8_t auth_req)
{
	if (l->encrypted)
		return l->authenticated || !(auth_req & SMP_AUTH_MITM);
	return h->config.encrypt_bonded &&
	       (l->encrypting || encrypt_with_bond(h, l));
}

void link_smp_effects(struct host *h, struct link *l, const struct smp_out *out)
{
	for (unsigned i = 0; i < out->n; i++) {
		const struct smp_effect *s = &out->v[i];
		struct host_event *e;

		switch ((enum smp_effect_type)s->type) {
		case SMP_SEND:
			aclq_add(&l->tx, SMP_CID, s->pdu, s->len);
			continue;
		case SMP_ENCRYPT:
			encrypt_with_new_key(h, l, s);
			continue;
		case SMP_PAIRED:
			keep_bond(h, l);
			oob_used(h, l);
			break;
		case SMP_FAILED:
			if (s->value)
				take_bond_back(h, l);
			oob_used(h, l);
			break;
		case SMP_PEER_REQUESTS:
			if (satisfied(h, l, s->value))
				continue;
			break;
		case SMP_STARTED:
		case SMP_SHOW_PASSKEY:
		case SMP_ASK_PASSKEY:
		case SMP_ASK_COMPARE:
		case SMP_KEYPRESS:
			break;
		}
		e = host_emit(h, HOST_SMP);
		e->handle = l->handle;
		e->smp = *s;
	}
}

/* The central decides on the parameters, Vol 3 Part A 4.20. */
static void update_parameters(
    struct host *h, const struct link *l, const struct l2cap_params *p)
{
	uint8_t params[14];
	struct wr w = wr_over(params, sizeof(params));

	wr_u16(&w, l->handle);
	wr_u16(&w, p->interval_min);
	wr_u16(&w, p->interval_max);
	wr_u16(&w, p->latency);
	wr_u16(&w, p->timeout);
	wr_u16(&w, 0);
	wr_u16(&w, 0);
	host_command(h, HCI_LE_CONNECTION_UPDATE, params, sizeof(params));
}

static void signalling(
    struct host *h, struct link *l, const struct l2cap_frame *f)
{
	struct l2cap_signal s =
	    l2cap_signalling(f->payload, f->len, l->info.role == SMP_INITIATOR);

	if (s.answer_len)
		aclq_add(&l->tx, L2CAP_CID_SIG, s.answer, s.answer_len);
	if (s.update)
		update_parameters(h, l, &s.params);
}

/* Why a signed write is not taken, Vol 3 Part H 2.4.5; NULL: it is. */
static const char *check_signature(
    const struct link *l, struct bond *b, const uint8_t *pdu, size_t signed_len)
{
	uint32_t counter = get_le32(pdu + signed_len);
	uint8_t want[CRYPTO_SIGNATURE];

	if (l->encrypted)
		return "a signed write on an encrypted link";
	if (!b || !b->has_csrk)
		return "a signed write from a peer whose CSRK we do not have";
	if (counter < b->sign_counter)
		return "a signed write that came before: its counter is old";
	crypto_sign(b->csrk, pdu, signed_len, counter, want);
	return crypto_equal(want, pdu + signed_len, sizeof(want))
		   ? NULL
		   : "a signed write with a wrong signature";
}

static void signed_write(
    struct host *h, struct link *l, const uint8_t *pdu, size_t len)
{
	struct bond *b = bond_of(h, l);
	size_t signed_len = len - CRYPTO_SIGNATURE;
	struct host_event *e;
	const char *why;

	if (len < 3 + CRYPTO_SIGNATURE) {
		host_note(h, l->handle, "a signed write that is too short");
		return;
	}
	why = check_signature(l, b, pdu, signed_len);
	e = host_emit(h, HOST_SIGNED_WRITE);
	e->handle = l->handle;
	e->value = get_le16(pdu + 1);
	e->text = why;
	if (why)
		return;
	b->sign_counter = get_le32(pdu + signed_len) + 1;
	gatt_signed_write(l->gatt, pdu, signed_len, &h->gatt_out);
	gatt_effects(h, l);
}

void link_receive(
    struct host *h, struct link *l, unsigned pb, const uint8_t *p, size_t n)
{
	struct smp_out out = { .n = 0 };
	struct l2cap_frame f;
	enum l2cap_result res = l2cap_receive(&l->rx, pb, p, n, &f);

	if (f.why)
		host_note(h, l->handle, f.why);
	if (res != L2CAP_FRAME)
		return;
	switch (f.cid) {
	case ATT_CID:
		if (f.len && f.payload[0] == ATT_SIGNED_WRITE_CMD) {
			signed_write(h, l, f.payload, f.len);
			break;
		}
		gatt_receive(l->gatt, f.payload, f.len, h->now, &h->gatt_out);
		gatt_effects(h, l);
		break;
	case L2CAP_CID_SIG:
		signalling(h, l, &f);
		break;
	case SMP_CID:
		smp_receive(l->smp, f.payload, f.len, h->now, &out);
		link_smp_effects(h, l, &out);
		break;
	default:
		host_note(h, l->handle,
		    "a frame on an L2CAP channel that is "
		    "not there");
	}
}

void link_tick(struct host *h, struct link *l)
{
	struct smp_out out = { .n = 0 };

	gatt_tick(l->gatt, h->now, &h->gatt_out);
	gatt_effects(h, l);
	smp_tick(l->smp, h->now, &out);
	link_smp_effects(h, l, &out);
}

/* The commands of host.h that are about one link. */

static struct link *use(struct host *h, uint16_t handle, uint64_t now)
{
	h->now = now;
	return h->dead ? NULL : link_find(h, handle);
}

bool host_disconnect(
    struct host *h, uint16_t handle, uint8_t reason, uint64_t now)
{
	uint8_t params[3] = { (uint8_t)handle, (uint8_t)(handle >> 8), reason };

	if (!use(h, handle, now))
		return false;
	host_command(h, HCI_DISCONNECT, params, sizeof(params));
	host_flush(h);
	return true;
}

bool host_encrypting(const struct host *h, uint16_t handle)
{
	const struct link *l = link_find(h, handle);

	return l && l->encrypting;
}

void host_encrypt_bonded(struct host *h, bool on)
{
	h->config.encrypt_bonded = on;
}

/* Deliver what an SMP call brought. */
static bool smp_done(
    struct host *h, struct link *l, const struct smp_out *out, bool ok)
{
	link_smp_effects(h, l, out);
	host_flush(h);
	return ok;
}

bool host_pair(struct host *h, uint16_t handle, const struct smp_config *config,
    uint64_t now)
{
	struct link *l = use(h, handle, now);
	struct smp_out out = { .n = 0 };

	if (!l || l->info.role != SMP_INITIATOR || smp_busy(l->smp))
		return false;
	if (config)
		smp_set_config(l->smp, config);
	return smp_done(h, l, &out, smp_pair(l->smp, now, &out));
}

bool host_request_security(struct host *h, uint16_t handle, uint64_t now)
{
	struct link *l = use(h, handle, now);
	struct smp_out out = { .n = 0 };

	if (!l || l->info.role != SMP_RESPONDER)
		return false;
	return smp_done(h, l, &out, smp_request_security(l->smp, now, &out));
}

bool host_answer_passkey(
    struct host *h, uint16_t handle, uint32_t passkey, uint64_t now)
{
	struct link *l = use(h, handle, now);
	struct smp_out out = { .n = 0 };

	return l && smp_done(h, l, &out,
			smp_answer_passkey(l->smp, passkey, now, &out));
}

bool host_answer(struct host *h, uint16_t handle, bool yes, uint64_t now)
{
	struct link *l = use(h, handle, now);
	struct smp_out out = { .n = 0 };

	return l && smp_done(h, l, &out, smp_answer(l->smp, yes, now, &out));
}

bool host_keypress(
    struct host *h, uint16_t handle, enum smp_keypress type, uint64_t now)
{
	struct link *l = use(h, handle, now);
	struct smp_out out = { .n = 0 };

	return l && smp_done(h, l, &out, smp_keypress(l->smp, type, now, &out));
}

uint64_t host_pair_wait(const struct host *h, uint16_t handle, uint64_t now)
{
	const struct link *l = link_find(h, handle);

	return l ? attempts_wait(
		       &h->attempts, h->config.bonds, &l->info.peer, now)
		 : 0;
}

bool host_pair_cancel(
    struct host *h, uint16_t handle, uint8_t reason, uint64_t now)
{
	struct link *l = use(h, handle, now);
	struct smp_out out = { .n = 0 };

	if (!l)
		return false;
	smp_cancel(l->smp, reason, now, &out);
	return smp_done(h, l, &out, true);
}

/* Deliver what an ATT call brought. */
static bool gatt_done(struct host *h, struct link *l, bool ok)
{
	gatt_effects(h, l);
	host_flush(h);
	return ok;
}

bool host_exchange_mtu(struct host *h, uint16_t handle, uint64_t now)
{
	struct link *l = use(h, handle, now);

	return l &&
	       gatt_done(h, l, gatt_exchange_mtu(l->gatt, now, &h->gatt_out));
}

bool host_discover(struct host *h, uint16_t handle, uint64_t now)
{
	struct link *l = use(h, handle, now);

	return l && gatt_done(h, l, gatt_discover(l->gatt, now, &h->gatt_out));
}

bool host_read(
    struct host *h, uint16_t handle, uint16_t attribute, uint64_t now)
{
	struct link *l = use(h, handle, now);

	return l && gatt_done(
			h, l, gatt_read(l->gatt, attribute, now, &h->gatt_out));
}

bool host_write(struct host *h, uint16_t handle, uint16_t attribute,
    const void *data, size_t len, uint64_t now)
{
	struct link *l = use(h, handle, now);

	return l && gatt_done(h, l,
			gatt_write(
			    l->gatt, attribute, data, len, now, &h->gatt_out));
}

bool host_write_command(struct host *h, uint16_t handle, uint16_t attribute,
    const void *data, size_t len, uint64_t now)
{
	struct link *l = use(h, handle, now);

	return l && gatt_done(h, l,
			gatt_write_command(
			    l->gatt, attribute, data, len, &h->gatt_out));
}

bool host_signed_write(struct host *h, uint16_t handle, uint16_t attribute,
    const void *data, size_t len, uint64_t now)
{
	struct link *l = use(h, handle, now);
	struct bond *b = l ? bond_of(h, l) : NULL;
	uint8_t pdu[ATT_MAX_MTU];
	struct wr w = wr_over(pdu, sizeof(pdu));

	if (!b || !b->has_own_csrk || l->encrypted ||
	    b->own_sign_counter == UINT32_MAX ||
	    len + 3 + CRYPTO_SIGNATURE > gatt_mtu(l->gatt))
		return false;
	wr_u8(&w, ATT_SIGNED_WRITE_CMD);
	wr_u16(&w, attribute);
	wr_bytes(&w, data, len);
	crypto_sign(
	    b->own_csrk, pdu, w.len, b->own_sign_counter++, pdu + w.len);
	aclq_add(&l->tx, ATT_CID, pdu, w.len + CRYPTO_SIGNATURE);
	host_flush(h);
	return true;
}

bool host_notify(struct host *h, uint16_t handle, uint16_t attribute,
    const void *data, size_t len, uint64_t now)
{
	struct link *l = use(h, handle, now);

	return l && gatt_done(h, l,
			gatt_notify(
			    l->gatt, attribute, data, len, now, &h->gatt_out));
}

const struct host_link *host_link(const struct host *h, uint16_t handle)
{
	const struct link *l = link_find(h, handle);

	return l ? &l->info : NULL;
}

struct gatt *host_gatt(const struct host *h, uint16_t handle)
{
	const struct link *l = link_find(h, handle);

	return l ? l->gatt : NULL;
}

struct smp *host_smp(const struct host *h, uint16_t handle)
{
	const struct link *l = link_find(h, handle);

	return l ? l->smp : NULL;
}

struct gatt_security host_security(const struct host *h, uint16_t handle)
{
	const struct link *l = link_find(h, handle);

	return l ? security_of(h, l) : (struct gatt_security){ 0 };
}

struct bond *host_bond(const struct host *h, uint16_t handle)
{
	const struct link *l = link_find(h, handle);

	return l ? bond_of(h, l) : NULL;
}
