/* Records to connections and steps, steps to attempts. */
#include <stdlib.h>

#include "cli/diagnose.h"
#include "gatt/att.h"
#include "hci/defs.h"
#include "hci/l2cap.h"

/* Links open at the same time; the one least lately opened gives way. */
#define MAX_LIVE 64
/* Android logs carry debugging data of the vendor as ACL on this handle. */
#define VENDOR_HANDLE	0x0edc
#define EXT_CREATE_CONN 0x2043
#define EXT_ADV_PARAMS	0x2036
#define EXT_ADV_ADDRESS 0x2035
#define NO_OWN_TYPE	0xff

struct live {
	struct diag_conn *conn;
	struct l2cap_rx rx[2]; /* by `received` */
};

/* What an adapter was told about addresses. */
struct adapter {
	uint16_t number;
	bool has_public, has_random, has_adv_random;
	uint8_t public_addr[6], random_addr[6], adv_random_addr[6];
	uint8_t own_type[2]; /* by enum diag_who: to connect, to advertise */
	uint16_t encrypting; /* handle of the command that has no status yet */
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
	size_t n_conns, cap_conns;
};

struct diag *diag_new(void)
{
	struct diag *d = calloc(1, sizeof(*d));

	if (!d)
		abort();
	return d;
}

static void conn_free(struct diag_conn *c)
{
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
	while (d->live[i] != l)
		i++;
	memmove(&d->live[i], &d->live[i + 1],
	    (--d->n_live - i) * sizeof(struct live *));
	free(l);
}

static struct diag_conn *conn_add(
    struct diag *d, uint16_t adapter, uint16_t handle)
{
	struct diag_conn *c = calloc(1, sizeof(*c));

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

	if (l)
		live_end(d, l);
	else if (d->n_live == MAX_LIVE)
		live_end(d, d->live[0]);
	l = calloc(1, sizeof(*l));
	if (!l)
		abort();
	l->conn = conn_add(d, adapter, handle);
	d->live[d->n_live++] = l;
	return l;
}

static struct diag_step *step_add(struct diag *d, struct diag_conn *c,
    const struct record *rec, enum diag_what what)
{
	struct diag_step *s;

	c->steps = grown(c->steps, c->n_steps, &c->cap_steps, sizeof(*s));
	s = &c->steps[c->n_steps++];
	*s = (struct diag_step){
		.frame = d->frame,
		.ns = rec->ns,
		.what = (uint8_t)what,
		.received = rec->received,
	};
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

static void on_frame(struct diag *d, struct diag_conn *c,
    const struct record *rec, const struct l2cap_frame *f)
{
	struct diag_step *s;

	if (f->cid == SMP_CID && f->len) {
		s = step_add(d, c, rec, STEP_SMP);
		s->len = (uint8_t)(f->len < SMP_MAX_PDU ? f->len : SMP_MAX_PDU);
		memcpy(s->pdu, f->payload, s->len);
		role_of_pdu(c, s->pdu[0], rec->received);
	} else if (f->cid == ATT_CID && f->len == 5 &&
		   f->payload[0] == ATT_ERROR_RSP) {
		switch (f->payload[4]) {
		case ATT_ERR_INSUFFICIENT_AUTHENTICATION:
		case ATT_ERR_INSUFFICIENT_AUTHORIZATION:
		case ATT_ERR_KEY_SIZE_TOO_SHORT:
		case ATT_ERR_INSUFFICIENT_ENCRYPTION:
			s = step_add(d, c, rec, STEP_ATT_ERROR);
			s->code = f->payload[4];
			s->value = get_le16(f->payload + 2);
		}
	}
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
	}
	if (l2cap_receive(&l->rx[rec->received], pb, p, len, &f) == L2CAP_FRAME)
		on_frame(d, l->conn, rec, &f);
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
	if (r->bad || status == HCI_UNKNOWN_CONNECTION) /* was cancelled */
		return;
	c = status ? conn_add(d, rec->adapter, handle)
		   : live_add(d, rec->adapter, handle)->conn;
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
	c->interval = rd_u16(r);
	c->latency = rd_u16(r);
	c->timeout = rd_u16(r);
	c->has_params = !r->bad && !status;
}

static void on_le_event(struct diag *d, const struct record *rec, struct rd *r)
{
	uint8_t code = rd_u8(r);
	struct live *l;

	switch (code) {
	case HCI_LE_EV_CONNECTION_COMPLETE:
		on_connection_complete(d, rec, r, false);
		break;
	case HCI_LE_EV_ENHANCED_CONNECTION_COMPLETE:
		on_connection_complete(d, rec, r, true);
		break;
	case HCI_LE_EV_LTK_REQUEST:
		l = live_find(d, rec->adapter, rd_u16(r) & 0x0fff);
		if (l) {
			role_is(l->conn, false);
			step_add(d, l->conn, rec, STEP_LTK_WANTED);
		}
		break;
	}
}

static void on_command_complete(
    struct diag *d, const struct record *rec, struct rd *r)
{
	struct adapter *a = adapter_of(d, rec->adapter);
	uint16_t opcode;
	const uint8_t *address;

	rd_u8(r);
	opcode = rd_u16(r);
	if (opcode != HCI_READ_BD_ADDR || rd_u8(r))
		return;
	address = rd_bytes(r, 6);
	if (!address)
		return;
	memcpy(a->public_addr, address, 6);
	a->has_public = true;
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
		status = rd_u8(&r);
		rd_u8(&r);
		if (rd_u16(&r) != HCI_LE_ENABLE_ENCRYPTION || !status)
			break;
		handle = adapter_of(d, rec->adapter)->encrypting;
		l = live_find(d, rec->adapter, handle);
		if (l)
			step_add(d, l->conn, rec, STEP_NOT_ENCRYPTED)->code =
			    status;
		break;
	case HCI_EV_DISCONNECTION_COMPLETE:
		status = rd_u8(&r);
		handle = rd_u16(&r) & 0x0fff;
		l = live_find(d, rec->adapter, handle);
		if (!l || status)
			break;
		step_add(d, l->conn, rec, STEP_CLOSED)->code = rd_u8(&r);
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

static void on_command(struct diag *d, const struct record *rec)
{
	struct rd r = rd_over(rec->data, rec->len);
	struct adapter *a = adapter_of(d, rec->adapter);
	uint16_t opcode = rd_u16(&r);
	const uint8_t *address;
	struct live *l;

	rd_u8(&r);
	switch (opcode) {
	case HCI_LE_SET_RANDOM_ADDRESS:
	case EXT_ADV_ADDRESS:
		if (opcode == EXT_ADV_ADDRESS)
			rd_u8(&r); /* the set's number */
		address = rd_bytes(&r, 6);
		if (!address)
			break;
		if (opcode == EXT_ADV_ADDRESS) {
			a->has_adv_random = true;
			memcpy(a->adv_random_addr, address, 6);
		} else {
			a->has_random = true;
			memcpy(a->random_addr, address, 6);
		}
		break;
	case HCI_LE_SET_ADV_PARAMETERS: /* interval, type */
		rd_skip(&r, 5);
		a->own_type[DIAG_PERIPHERAL] = rd_u8(&r);
		break;
	case EXT_ADV_PARAMS: /* set, properties, intervals, channels */
		rd_skip(&r, 10);
		a->own_type[DIAG_PERIPHERAL] = rd_u8(&r);
		break;
	case HCI_LE_CREATE_CONNECTION: /* scan, filter policy, peer */
		rd_skip(&r, 12);
		a->own_type[DIAG_CENTRAL] = rd_u8(&r);
		break;
	case EXT_CREATE_CONN: /* filter policy */
		rd_u8(&r);
		a->own_type[DIAG_CENTRAL] = rd_u8(&r);
		break;
	case HCI_LE_ENABLE_ENCRYPTION:
	case HCI_LE_LTK_REPLY:
	case HCI_LE_LTK_NEGATIVE_REPLY:
		a->encrypting = rd_u16(&r) & 0x0fff;
		l = live_find(d, rec->adapter, a->encrypting);
		if (!l || r.bad)
			break;
		role_is(l->conn, opcode == HCI_LE_ENABLE_ENCRYPTION);
		step_add(d, l->conn, rec,
		    opcode == HCI_LE_ENABLE_ENCRYPTION ? STEP_ENCRYPT
		    : opcode == HCI_LE_LTK_REPLY       ? STEP_LTK_GIVEN
						       : STEP_LTK_REFUSED);
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
	case REC_CTRL_COMMAND:
	case REC_CTRL_EVENT:
	case REC_OTHER:
	case REC_AIR:
		break;
	}
}

void diag_finish(struct diag *d)
{
	size_t kept = 0;

	while (d->n_live)
		live_end(d, d->live[0]);
	for (size_t i = 0; i < d->n_conns; i++) {
		struct diag_conn *c = d->conns[i];

		if (c->n_steps) {
			diag_find_attempts(c);
			d->conns[kept++] = c;
		} else {
			conn_free(c);
		}
	}
	d->n_conns = kept;
}

void diag_crack(struct diag *d)
{
	for (size_t i = 0; i < d->n_conns; i++)
		for (size_t k = 0; k < d->conns[i]->n_attempts; k++)
			diag_crack_attempt(
			    d->conns[i], &d->conns[i]->attempts[k]);
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
