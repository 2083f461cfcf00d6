/* Records to connections and steps, steps to attempts. */
#include <stdlib.h>

#include "cli/diagnose_check.h"
#include "cli/diagnose_model.h"
#include "gatt/att.h"
#include "hci/defs.h"
#include "hci/l2cap.h"

/* Links open at the same time; the one least lately opened gives way. */
#define MAX_LIVE 64
/* Android logs carry debugging data of the vendor as ACL on this handle. */
#define VENDOR_HANDLE	 0x0edc
#define EXT_CREATE_CONN	 0x2043
#define LE_EV_EXT_REPORT 0x0d
#define EXT_ADV_PARAMS	 0x2036
#define EXT_ADV_ADDRESS	 0x2035
#define HCI_LE_SET_PHY	 0x2032
#define NO_OWN_TYPE	 0xff
#define MAX_CONNS	 5000
#define SECOND_NS	 UINT64_C(1000000000)

struct live {
	struct diag_conn *conn;
	struct l2cap_rx rx[2]; /* by `received` */
	struct diag_att att;
	uint64_t second_ns; /* when the count of ACL packets began */
	uint16_t packets, packets_before;
	bool has_irk;
	uint8_t irk[16]; /* of the peer, until its identity comes */
};

/* What an adapter was told about addresses. */
struct adapter {
	uint16_t number;
	bool has_public, has_random, has_adv_random;
	uint8_t public_addr[6], random_addr[6], adv_random_addr[6];
	uint8_t own_type[2]; /* by enum diag_who: to connect, to advertise */
	uint16_t encrypting; /* handle of the command that has no status yet */
	uint16_t procedure;  /* the same, of a procedure of the link */
	uint8_t resolution;  /* as the command has it that has no status yet */
	bool resolving;
	struct diag_version version;
	bool dialing;
	struct bdaddr dialed;
	struct diag_at dialed_at;
	struct diag_conn *told; /* commands that failed, or NULL */
};

#define MAX_ADAPTERS 16

struct diag {
	uint32_t frame;
	uint64_t last_ns;
	struct adapter adapters[MAX_ADAPTERS];
	size_t n_adapters;
	struct live *live[MAX_LIVE];
	size_t n_live;
	struct diag_conn **conns;
	size_t n_conns, cap_conns, n_steps;
	struct diag_peers *peers;
	const struct bonds *bonds; /* of diag_know(), or NULL */
	bool heard;
	struct diag_step spare;
};

struct diag *diag_new(void)
{
	struct diag *d = calloc(1, sizeof(*d));

	if (!d)
		abort();
	d->peers = diag_peers_new();
	return d;
}

static void conn_free(struct diag_conn *c)
{
	/* there are keys in them */
	if (c->steps)
		crypto_wipe(c->steps, c->n_steps * sizeof(*c->steps));
	free(c->steps);
	free(c->attempts);
	free(c);
}

void diag_free(struct diag *d)
{
	for (size_t i = 0; i < d->n_live; i++)
		free(d->live[i]);
	for (size_t i = 0; i < d->n_conns; i++)
		conn_free(d->conns[i]);
	free(d->conns);
	diag_peers_free(d->peers);
	free(d);
}

/* Room for one more element of `size` octets. */
static void *grown(void *p, size_t n, size_t *cap, size_t size)
{
	if (n < *cap)
		return p;
	*cap = *cap ? *cap * 2 : 8;
	p = reallocarray(p, *cap, size);
	if (!p)
		abort();
	return p;
}

static struct adapter *adapter_of(struct diag *d, uint16_t number)
{
	for (size_t i = 0; i < d->n_adapters; i++)
		if (d->adapters[i].number == number)
			return &d->adapters[i];
	if (d->n_adapters == MAX_ADAPTERS)
		return &d->adapters[0];
	d->adapters[d->n_adapters] = (struct adapter){
		.number = number,
		.own_type = { NO_OWN_TYPE, NO_OWN_TYPE },
	};
	return &d->adapters[d->n_adapters++];
}

static struct live *live_find(
    const struct diag *d, uint16_t adapter, uint16_t handle)
{
	for (size_t i = 0; i < d->n_live; i++)
		if (d->live[i]->conn->adapter == adapter &&
		    d->live[i]->conn->handle == handle)
			return d->live[i];
	return NULL;
}

static void live_end(struct diag *d, struct live *l)
{
	size_t i = 0;

	l->conn->last_ns = d->last_ns;
	diag_att_end(l->conn, &l->att);
	while (d->live[i] != l)
		i++;
	memmove(&d->live[i], &d->live[i + 1],
	    (--d->n_live - i) * sizeof(struct live *));
	crypto_wipe(l, sizeof(*l));
	free(l);
}

/* NULL when there are too many. */
static struct diag_conn *conn_add(
    struct diag *d, uint16_t adapter, uint16_t handle)
{
	struct diag_conn *c;

	if (d->n_conns == MAX_CONNS)
		return NULL;
	c = calloc(1, sizeof(*c));
	if (!c)
		abort();
	c->adapter = adapter;
	c->handle = handle;
	c->central = true;
	c->last_ns = d->last_ns;
	d->conns = grown(
	    d->conns, d->n_conns, &d->cap_conns, sizeof(struct diag_conn *));
	d->conns[d->n_conns++] = c;
	return c;
}

static struct live *live_add(struct diag *d, uint16_t adapter, uint16_t handle)
{
	struct live *l = live_find(d, adapter, handle);
	struct diag_conn *c;

	if (l)
		live_end(d, l);
	else if (d->n_live == MAX_LIVE)
		live_end(d, d->live[0]);
	c = conn_add(d, adapter, handle);
	if (!c)
		return NULL;
	l = calloc(1, sizeof(*l));
	if (!l)
		abort();
	l->conn = c;
	c->resolving = adapter_of(d, adapter)->resolving;
	c->own_version = adapter_of(d, adapter)->version;
	d->live[d->n_live++] = l;
	return l;
}

struct diag_step *diag_step_add(
    struct diag_conn *c, struct diag_at at, enum diag_what what)
{
	size_t i = c->n_steps;

	if (c->n_steps == DIAG_MAX_STEPS) {
		c->cut = true;
		return NULL;
	}
	c->steps =
	    grown(c->steps, c->n_steps, &c->cap_steps, sizeof(*c->steps));
	while (i > 0 && c->steps[i - 1].frame > at.frame)
		i--;
	memmove(&c->steps[i + 1], &c->steps[i],
	    (c->n_steps++ - i) * sizeof(*c->steps));
	c->steps[i] = (struct diag_step){
		.frame = at.frame,
		.ns = at.ns,
		.what = (uint8_t)what,
		.received = at.received,
	};
	return &c->steps[i];
}

static struct diag_at here(const struct diag *d, const struct record *rec)
{
	return (struct diag_at){ d->frame, rec->ns, rec->received };
}

/* Never NULL: what there is no room for goes where nobody looks. */
static struct diag_step *step_add(struct diag *d, struct diag_conn *c,
    const struct record *rec, enum diag_what what)
{
	struct diag_step *s = NULL;

	if (d->n_steps < DIAG_MAX_TOTAL_STEPS)
		s = diag_step_add(c, here(d, rec), what);
	else
		c->cut = true;
	if (s)
		d->n_steps++;
	else
		s = &d->spare;
	return s;
}

static void role_is(struct diag_conn *c, bool central)
{
	if (c->has_role)
		return;
	c->has_role = true;
	c->central = central;
}

/* Who sends a PDU that one role alone may send tells who is what, where the
 * opening of the connection is not in the capture. */
static void role_of_pdu(struct diag_conn *c, uint8_t code, bool received)
{
	if (code == SMP_PAIRING_REQUEST)
		role_is(c, !received);
	else if (code == SMP_PAIRING_RESPONSE || code == SMP_SECURITY_REQUEST)
		role_is(c, received);
}

/* The identity of a peer, whose key came in the PDU before. */
static void on_identity(
    struct diag *d, struct live *l, bool received, const struct diag_step *s)
{
	struct bdaddr identity;

	if (!received)
		return;
	if (s->pdu[0] == SMP_IDENTITY_INFORMATION && s->len == 17) {
		l->has_irk = true;
		memcpy(l->irk, s->pdu + 1, 16);
	} else if (s->pdu[0] == SMP_IDENTITY_ADDRESS_INFORMATION &&
		   s->len == 8 && l->has_irk) {
		identity.type = s->pdu[1] & 1;
		memcpy(identity.b, s->pdu + 2, 6);
		diag_peers_irk(d->peers, l->conn->adapter, d->frame, &identity,
		    l->irk, true);
	}
}

static void on_frame(struct diag *d, struct live *l, const struct record *rec,
    const struct l2cap_frame *f)
{
	struct diag_step *s;

	if (f->cid == SMP_CID && f->len) {
		s = step_add(d, l->conn, rec, STEP_SMP);
		s->len = (uint8_t)(f->len < SMP_MAX_PDU ? f->len : SMP_MAX_PDU);
		memcpy(s->pdu, f->payload, s->len);
		role_of_pdu(l->conn, s->pdu[0], rec->received);
		on_identity(d, l, rec->received, s);
	} else if (f->cid == ATT_CID && d->n_steps < DIAG_MAX_TOTAL_STEPS) {
		size_t before = l->conn->n_steps;

		diag_att_pdu(
		    l->conn, &l->att, here(d, rec), f->payload, f->len);
		d->n_steps += l->conn->n_steps - before;
	}
}

static void count_packet(struct live *l, uint64_t ns)
{
	if (ns - l->second_ns >= SECOND_NS) {
		l->packets_before =
		    ns - l->second_ns < 2 * SECOND_NS ? l->packets : 0;
		l->packets = 0;
		l->second_ns = ns;
	}
	if (l->packets < UINT16_MAX)
		l->packets++;
}

static uint16_t last_packets(const struct live *l, uint64_t ns)
{
	if (ns - l->second_ns >= 2 * SECOND_NS)
		return 0;
	return l->packets > l->packets_before ? l->packets : l->packets_before;
}

static void on_acl(struct diag *d, const struct record *rec)
{
	struct rd r = rd_over(rec->data, rec->len);
	uint16_t flags = rd_u16(&r), len = rd_u16(&r);
	uint16_t handle = flags & 0x0fff;
	unsigned pb = flags >> 12 & 3;
	const uint8_t *p = rd_bytes(&r, len);
	struct live *l = live_find(d, rec->adapter, handle);
	struct l2cap_frame f;

	if (!p)
		return;
	if (!l) {
		/* A log that begins in the middle: LE's fixed channels show
		 * what the link is. */
		if (pb == L2CAP_CONTINUE || len < L2CAP_HEADER ||
		    handle == VENDOR_HANDLE)
			return;
		if (get_le16(p + 2) != SMP_CID && get_le16(p + 2) != ATT_CID)
			return;
		l = live_add(d, rec->adapter, handle);
		if (!l)
			return;
	}
	count_packet(l, rec->ns);
	if (l2cap_receive(&l->rx[rec->received], pb, p, len, &f) == L2CAP_FRAME)
		on_frame(d, l, rec, &f);
}

/* The address that we have on the air, from what the controller was told. */
static void own_address(
    const struct adapter *a, struct diag_conn *c, enum diag_who role)
{
	const uint8_t *from = NULL;

	switch (a->own_type[role] & 1) {
	case ADDR_PUBLIC:
		from = a->has_public ? a->public_addr : NULL;
		break;
	case ADDR_RANDOM:
		if (role == DIAG_PERIPHERAL && a->has_adv_random)
			from = a->adv_random_addr;
		else if (a->has_random)
			from = a->random_addr;
		break;
	}
	/* 2 and 3: the controller makes the address, and tells it in the
	 * Enhanced Connection Complete. */
	if (a->own_type[role] > OWN_RANDOM || !from)
		return;
	memcpy(c->own.b, from, 6);
	c->own.type = a->own_type[role];
	c->has_own = true;
}

/* A connection that was asked for and never came: its status tells. */
static void on_cancelled(struct diag *d, const struct record *rec)
{
	struct adapter *a = adapter_of(d, rec->adapter);
	struct diag_conn *c =
	    a->dialing ? conn_add(d, rec->adapter, 0xffff) : NULL;

	a->dialing = false;
	if (!c)
		return;
	c->has_peer = true;
	c->peer = a->dialed;
	c->resolving = a->resolving;
	role_is(c, true);
	diag_step_add(c, a->dialed_at, STEP_DIALED);
	step_add(d, c, rec, STEP_OPENED)->code = HCI_UNKNOWN_CONNECTION;
}

static void on_connection_complete(
    struct diag *d, const struct record *rec, struct rd *r, bool enhanced)
{
	uint8_t status = rd_u8(r), role, type;
	uint16_t handle = rd_u16(r) & 0x0fff;
	const uint8_t *peer, *own_rpa = NULL, *peer_rpa = NULL;
	static const uint8_t zero[6];
	struct diag_conn *c;

	role = rd_u8(r);
	type = rd_u8(r);
	peer = rd_bytes(r, 6);
	if (enhanced) {
		own_rpa = rd_bytes(r, 6);
		peer_rpa = rd_bytes(r, 6);
	}
	if (r->bad)
		return;
	if (status == HCI_UNKNOWN_CONNECTION) {
		on_cancelled(d, rec);
		return;
	}
	if (role == 0)
		adapter_of(d, rec->adapter)->dialing = false;
	if (status) {
		c = conn_add(d, rec->adapter, handle);
	} else {
		struct live *l = live_add(d, rec->adapter, handle);

		c = l ? l->conn : NULL;
	}
	if (!c)
		return;
	step_add(d, c, rec, STEP_OPENED)->code = status;
	role_is(c, role == 0);
	c->has_peer = memcmp(peer, zero, 6) != 0;
	memcpy(c->peer.b, peer, 6);
	c->peer.type = type & 1;
	if (peer_rpa && memcmp(peer_rpa, zero, 6)) {
		memcpy(c->peer.b, peer_rpa, 6);
		c->peer.type = ADDR_RANDOM;
	}
	own_address(adapter_of(d, rec->adapter), c,
	    c->central ? DIAG_CENTRAL : DIAG_PERIPHERAL);
	if (own_rpa && memcmp(own_rpa, zero, 6)) {
		memcpy(c->own.b, own_rpa, 6);
		c->own.type = ADDR_RANDOM;
		c->has_own = true;
	}
	diag_peers_opened(d->peers, c);
	c->interval = rd_u16(r);
	c->latency = rd_u16(r);
	c->timeout = rd_u16(r);
	c->has_params = !r->bad && !status;
}

static void read_version(struct rd *r, struct diag_version *out)
{
	out->version = rd_u8(r);
	out->company = rd_u16(r);
	out->subversion = rd_u16(r);
	out->known = !r->bad;
}

static void on_procedure_done(
    struct diag *d, const struct record *rec, struct rd *r, uint16_t opcode)
{
	uint8_t status = rd_u8(r);
	struct live *l = live_find(d, rec->adapter, rd_u16(r) & 0x0fff);
	struct diag_step *s;

	if (!l || r->bad)
		return;
	s = step_add(d, l->conn, rec, STEP_PROCEDURE_DONE);
	s->code = status;
	s->value = opcode;
	if (opcode != HCI_READ_REMOTE_VERSION || status)
		return;
	read_version(r, &l->conn->peer_version);
}

static void on_key_wanted(
    struct diag *d, const struct record *rec, struct rd *r)
{
	struct live *l = live_find(d, rec->adapter, rd_u16(r) & 0x0fff);
	const uint8_t *which = rd_bytes(r, 10);
	struct diag_step *s;

	if (!l || !which)
		return;
	role_is(l->conn, false);
	s = step_add(d, l->conn, rec, STEP_LTK_WANTED);
	s->len = 10;
	memcpy(s->pdu, which, 10);
}

static void on_le_event(struct diag *d, const struct record *rec, struct rd *r)
{
	switch (rd_u8(r)) {
	case HCI_LE_EV_CONNECTION_COMPLETE:
		on_connection_complete(d, rec, r, false);
		break;
	case HCI_LE_EV_ENHANCED_CONNECTION_COMPLETE:
		on_connection_complete(d, rec, r, true);
		break;
	case HCI_LE_EV_ADVERTISING_REPORT:
		diag_peers_adverts(d->peers, here(d, rec), rec->adapter, r);
		break;
	case LE_EV_EXT_REPORT:
		diag_peers_ext_adverts(d->peers, here(d, rec), rec->adapter, r);
		break;
	case HCI_LE_EV_CONNECTION_UPDATE:
		on_procedure_done(d, rec, r, HCI_LE_CONNECTION_UPDATE);
		break;
	case HCI_LE_EV_PHY_UPDATE:
		on_procedure_done(d, rec, r, HCI_LE_SET_PHY);
		break;
	case HCI_LE_EV_REMOTE_FEATURES:
		on_procedure_done(d, rec, r, HCI_LE_READ_REMOTE_FEATURES);
		break;
	case HCI_LE_EV_LTK_REQUEST:
		on_key_wanted(d, rec, r);
		break;
	}
}

/* What an adapter refuses to do about private addresses. */
static void on_refused(
    struct diag *d, const struct record *rec, uint16_t opcode, uint8_t status)
{
	struct adapter *a = adapter_of(d, rec->adapter);
	struct diag_step *s;

	if (!a->told)
		a->told = conn_add(d, rec->adapter, 0xffff);
	if (!a->told)
		return;
	a->told->adapter_only = true;
	s = step_add(d, a->told, rec, STEP_COMMAND_FAILED);
	s->value = opcode;
	s->code = status;
}

static void on_resolution_status(
    struct diag *d, const struct record *rec, uint16_t opcode, uint8_t status)
{
	struct adapter *a = adapter_of(d, rec->adapter);

	switch (opcode) {
	case HCI_LE_SET_ADDRESS_RESOLUTION:
		if (!status)
			a->resolving = a->resolution;
		break;
	case HCI_LE_ADD_TO_RESOLVING_LIST:
		break;
	default:
		return;
	}
	if (status)
		on_refused(d, rec, opcode, status);
}

static void on_command_complete(
    struct diag *d, const struct record *rec, struct rd *r)
{
	struct adapter *a = adapter_of(d, rec->adapter);
	uint16_t opcode;
	uint8_t status;
	const uint8_t *address;

	rd_u8(r);
	opcode = rd_u16(r);
	status = rd_u8(r);
	if (r->bad)
		return;
	on_resolution_status(d, rec, opcode, status);
	if (opcode == HCI_READ_LOCAL_VERSION && !status) {
		rd_skip(r, 3); /* of HCI */
		read_version(r, &a->version);
	}
	if (opcode != HCI_READ_BD_ADDR || status)
		return;
	address = rd_bytes(r, 6);
	if (!address)
		return;
	memcpy(a->public_addr, address, 6);
	a->has_public = true;
}

/* A command that was refused has no other event. */
static void on_command_status(
    struct diag *d, const struct record *rec, struct rd *r)
{
	struct adapter *a = adapter_of(d, rec->adapter);
	uint8_t status = rd_u8(r);
	uint16_t opcode;
	struct live *l;
	struct diag_step *s;

	rd_u8(r);
	opcode = rd_u16(r);
	if (!status || r->bad)
		return;
	on_resolution_status(d, rec, opcode, status);
	switch (opcode) {
	case HCI_LE_ENABLE_ENCRYPTION:
		l = live_find(d, rec->adapter, a->encrypting);
		if (l)
			step_add(d, l->conn, rec, STEP_NOT_ENCRYPTED)->code =
			    status;
		break;
	case HCI_LE_CONNECTION_UPDATE:
	case HCI_LE_READ_REMOTE_FEATURES:
	case HCI_READ_REMOTE_VERSION:
	case HCI_LE_SET_PHY:
		l = live_find(d, rec->adapter, a->procedure);
		if (!l)
			break;
		s = step_add(d, l->conn, rec, STEP_PROCEDURE_DONE);
		s->value = opcode;
		s->code = status;
		break;
	}
}

static void on_event(struct diag *d, const struct record *rec)
{
	struct rd r = rd_over(rec->data, rec->len);
	uint8_t code = rd_u8(&r), status;
	uint16_t handle;
	struct diag_step *s;
	struct live *l;

	rd_u8(&r); /* length: the record's own is right */
	switch (code) {
	case HCI_EV_LE_META:
		on_le_event(d, rec, &r);
		break;
	case HCI_EV_COMMAND_COMPLETE:
		on_command_complete(d, rec, &r);
		break;
	case HCI_EV_COMMAND_STATUS:
		on_command_status(d, rec, &r);
		break;
	case HCI_EV_REMOTE_VERSION:
		on_procedure_done(d, rec, &r, HCI_READ_REMOTE_VERSION);
		break;
	case HCI_EV_DISCONNECTION_COMPLETE:
		status = rd_u8(&r);
		handle = rd_u16(&r) & 0x0fff;
		l = live_find(d, rec->adapter, handle);
		if (!l || status)
			break;
		s = step_add(d, l->conn, rec, STEP_CLOSED);
		s->code = rd_u8(&r);
		s->value = last_packets(l, rec->ns);
		live_end(d, l);
		break;
	case HCI_EV_ENCRYPTION_CHANGE:
	case HCI_EV_ENCRYPTION_CHANGE_V2:
	case HCI_EV_KEY_REFRESH:
		status = rd_u8(&r);
		handle = rd_u16(&r) & 0x0fff;
		l = live_find(d, rec->adapter, handle);
		if (!l)
			break;
		s = step_add(d, l->conn, rec, STEP_ENCRYPTION);
		s->code = status;
		s->value = code == HCI_EV_KEY_REFRESH || rd_u8(&r);
		break;
	}
}

/* The peer that a connection is asked for; with the accept list there is none
 * to name. */
static void on_dial(
    struct diag *d, const struct record *rec, struct rd *r, bool extended)
{
	struct adapter *a = adapter_of(d, rec->adapter);
	uint8_t accept_list, own;
	const uint8_t *peer;

	if (!extended)
		rd_skip(r, 4); /* scan interval and window */
	accept_list = rd_u8(r);
	own = extended ? rd_u8(r) : 0;
	a->dialed.type = rd_u8(r) & 1;
	peer = rd_bytes(r, 6);
	if (!extended)
		own = rd_u8(r);
	if (r->bad)
		return;
	a->own_type[DIAG_CENTRAL] = own;
	a->dialing = !accept_list;
	a->dialed_at = here(d, rec);
	memcpy(a->dialed.b, peer, 6);
}

static void on_encryption_command(
    struct diag *d, const struct record *rec, struct rd *r, uint16_t opcode)
{
	struct adapter *a = adapter_of(d, rec->adapter);
	struct live *l;
	struct diag_step *s;
	enum diag_what what = STEP_LTK_REFUSED;
	const uint8_t *key;

	a->encrypting = rd_u16(r) & 0x0fff;
	l = live_find(d, rec->adapter, a->encrypting);
	if (!l || r->bad)
		return;
	role_is(l->conn, opcode == HCI_LE_ENABLE_ENCRYPTION);
	if (opcode == HCI_LE_ENABLE_ENCRYPTION)
		what = STEP_ENCRYPT;
	else if (opcode == HCI_LE_LTK_REPLY)
		what = STEP_LTK_GIVEN;
	s = step_add(d, l->conn, rec, what);
	s->len = (uint8_t)rd_left(r);
	if (s->len > 26)
		s->len = 26;
	key = rd_bytes(r, s->len);
	memcpy(s->pdu, key, s->len);
}

static void on_procedure(
    struct diag *d, const struct record *rec, struct rd *r, uint16_t opcode)
{
	struct adapter *a = adapter_of(d, rec->adapter);
	struct live *l;

	a->procedure = rd_u16(r) & 0x0fff;
	l = live_find(d, rec->adapter, a->procedure);
	if (l && !r->bad)
		step_add(d, l->conn, rec, STEP_PROCEDURE)->value = opcode;
}

static void on_address_command(struct adapter *a, struct rd *r, uint16_t opcode)
{
	const uint8_t *address;

	switch (opcode) {
	case HCI_LE_SET_RANDOM_ADDRESS:
		address = rd_bytes(r, 6);
		if (!address)
			break;
		a->has_random = true;
		memcpy(a->random_addr, address, 6);
		break;
	case EXT_ADV_ADDRESS:
		rd_u8(r); /* the set's number */
		address = rd_bytes(r, 6);
		if (!address)
			break;
		a->has_adv_random = true;
		memcpy(a->adv_random_addr, address, 6);
		break;
	case HCI_LE_SET_ADV_PARAMETERS: /* interval, type */
		rd_skip(r, 5);
		a->own_type[DIAG_PERIPHERAL] = rd_u8(r);
		break;
	case EXT_ADV_PARAMS: /* set, properties, intervals, channels */
		rd_skip(r, 10);
		a->own_type[DIAG_PERIPHERAL] = rd_u8(r);
		break;
	case HCI_LE_SET_ADDRESS_RESOLUTION:
		a->resolution = rd_u8(r);
		break;
	}
}

static void on_command(struct diag *d, const struct record *rec)
{
	struct rd r = rd_over(rec->data, rec->len);
	uint16_t opcode = rd_u16(&r);

	rd_u8(&r);
	switch (opcode) {
	case HCI_LE_SET_RANDOM_ADDRESS:
	case EXT_ADV_ADDRESS:
	case HCI_LE_SET_ADV_PARAMETERS:
	case EXT_ADV_PARAMS:
	case HCI_LE_SET_ADDRESS_RESOLUTION:
		on_address_command(adapter_of(d, rec->adapter), &r, opcode);
		break;
	case HCI_LE_CREATE_CONNECTION:
	case EXT_CREATE_CONN:
		on_dial(d, rec, &r, opcode == EXT_CREATE_CONN);
		break;
	case HCI_LE_ENABLE_ENCRYPTION:
	case HCI_LE_LTK_REPLY:
	case HCI_LE_LTK_NEGATIVE_REPLY:
		on_encryption_command(d, rec, &r, opcode);
		break;
	case HCI_LE_CONNECTION_UPDATE:
	case HCI_LE_READ_REMOTE_FEATURES:
	case HCI_READ_REMOTE_VERSION:
	case HCI_LE_SET_PHY:
		on_procedure(d, rec, &r, opcode);
		break;
	case HCI_LE_ADD_TO_RESOLVING_LIST:
		diag_peers_resolving_list(
		    d->peers, here(d, rec), rec->adapter, &r);
		break;
	}
}

void diag_record(struct diag *d, const struct record *rec)
{
	struct adapter *a;

	d->frame++;
	d->last_ns = rec->ns;
	switch ((enum record_type)rec->type) {
	case REC_COMMAND:
		on_command(d, rec);
		break;
	case REC_EVENT:
		on_event(d, rec);
		break;
	case REC_ACL:
		on_acl(d, rec);
		break;
	case REC_CTRL_COMMAND:
		diag_peers_management(d->peers, here(d, rec), rec);
		break;
	case REC_NEW_INDEX: /* type, bus, address, name */
		if (rec->len < 8)
			break;
		a = adapter_of(d, rec->adapter);
		memcpy(a->public_addr, rec->data + 2, 6);
		a->has_public = true;
		break;
	case REC_SCO:
	case REC_ISO:
	case REC_DEL_INDEX:
	case REC_OPEN_INDEX:
	case REC_CLOSE_INDEX:
	case REC_INDEX_INFO:
	case REC_VENDOR_DIAG:
	case REC_SYSTEM_NOTE:
	case REC_USER_LOGGING:
	case REC_CTRL_OPEN:
	case REC_CTRL_CLOSE:
	case REC_CTRL_EVENT:
	case REC_OTHER:
	case REC_AIR:
	case REC_DROPS:
		break;
	}
}

/* A connection that somebody gave up is of interest only if something else was
 * there to be connected. */
static bool is_of_interest(const struct diag_conn *c)
{
	return c->n_steps &&
	       (c->steps[0].what != STEP_DIALED || c->has_identity);
}

void diag_number(struct diag *d, uint32_t number)
{
	d->frame = number - 1;
}

void diag_heard(struct diag *d)
{
	d->heard = true;
}

void diag_know(struct diag *d, const struct bonds *bonds)
{
	d->bonds = bonds;
	for (size_t i = 0; i < bonds->n; i++)
		diag_peers_irk(d->peers, DIAG_ANY_ADAPTER, 0,
		    &bonds->v[i].identity, bonds->v[i].irk, true);
}

void diag_finish(struct diag *d)
{
	size_t kept = 0;

	while (d->n_live)
		live_end(d, d->live[0]);
	for (size_t i = 0; i < d->n_conns; i++) {
		if (d->conns[i]->n_steps)
			d->conns[kept++] = d->conns[i];
		else
			conn_free(d->conns[i]);
	}
	d->n_conns = kept;
	diag_peers_link(d->peers, d->conns, d->n_conns);
	kept = 0;
	for (size_t i = 0; i < d->n_conns; i++) {
		struct diag_conn *c = d->conns[i];

		c->heard = d->heard;
		if (d->bonds && c->has_peer)
			c->bond = bonds_find(d->bonds,
			    c->has_identity ? &c->identity : &c->peer);
		if (is_of_interest(c)) {
			diag_find_attempts(c);
			d->conns[kept++] = c;
		} else {
			conn_free(c);
		}
	}
	d->n_conns = kept;
}

void diag_know_oob(struct diag *d, const struct diag_oob *oob)
{
	for (size_t i = 0; i < d->n_conns; i++)
		for (size_t k = 0; k < d->conns[i]->n_attempts; k++)
			diag_prove_oob(
			    d->conns[i], &d->conns[i]->attempts[k], oob);
}

void diag_crack(struct diag *d)
{
	for (size_t i = 0; i < d->n_conns; i++)
		for (size_t k = 0; k < d->conns[i]->n_attempts; k++)
			diag_crack_attempt(
			    d->conns[i], &d->conns[i]->attempts[k]);
}

struct diag_conn **diag_conns(struct diag *d, size_t *n)
{
	*n = d->n_conns;
	return d->conns;
}

size_t diag_connections(const struct diag *d)
{
	return d->n_conns;
}

const struct diag_conn *diag_connection(const struct diag *d, size_t i)
{
	return d->conns[i];
}

enum diag_who diag_sender(
    const struct diag_conn *c, const struct diag_step *step)
{
	return c->central == step->received ? DIAG_PERIPHERAL : DIAG_CENTRAL;
}

const struct bdaddr *diag_address(const struct diag_conn *c, enum diag_who who)
{
	if (c->central == (who == DIAG_CENTRAL))
		return c->has_own ? &c->own : NULL;
	return c->has_peer ? &c->peer : NULL;
}
