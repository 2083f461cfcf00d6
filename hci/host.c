#include "hci/host.h"

#include <stdlib.h>

#include "hci/host_priv.h"
#include "smp/crypto.h"

struct host *host_new(const struct host_config *config, const struct env *env,
    struct host_out *out)
{
	struct host *h = calloc(1, sizeof(*h));

	if (!h)
		abort();
	h->config = *config;
	if (!h->config.rpa_timeout)
		h->config.rpa_timeout = HOST_RPA_TIMEOUT;
	h->env = env;
	h->out = out;
	cmdq_init(&h->cmdq);
	return h;
}

void host_free(struct host *h)
{
	if (!h)
		return;
	for (unsigned i = 0; i < HOST_MAX_LINKS; i++) {
		gatt_free(h->links[i].gatt);
		smp_free(h->links[i].smp);
		aclq_free(&h->links[i].tx);
	}
	cmdq_free(&h->cmdq);
	gatt_out_free(&h->gatt_out);
	buf_free(&h->assertion);
	crypto_wipe(h, sizeof(*h));
	free(h);
}

void host_out_clear(struct host_out *out)
{
	out->n = 0;
	out->bytes.len = 0;
}

void host_out_free(struct host_out *out)
{
	if (out->v)
		crypto_wipe(out->v, out->cap * sizeof(*out->v));
	if (out->bytes.data)
		crypto_wipe(out->bytes.data, out->bytes.cap);
	free(out->v);
	buf_free(&out->bytes);
	*out = (struct host_out){ 0 };
}

struct host_event *host_emit_data(
    struct host *h, enum host_event_type type, const void *data, size_t len)
{
	struct host_out *out = h->out;
	struct host_event *e;

	if (out->n == out->cap) {
		out->cap = out->cap ? 2 * out->cap : 16;
		out->v = realloc(out->v, out->cap * sizeof(*out->v));
		if (!out->v)
			abort();
	}
	e = &out->v[out->n++];
	memset(e, 0, sizeof(*e));
	e->type = (uint8_t)type;
	e->data_at = (uint32_t)out->bytes.len;
	e->data_len = (uint32_t)len;
	buf_add(&out->bytes, data, len);
	return e;
}

struct host_event *host_emit(struct host *h, enum host_event_type type)
{
	return host_emit_data(h, type, NULL, 0);
}

void host_note(struct host *h, uint16_t handle, const char *text)
{
	struct host_event *e = host_emit(h, HOST_NOTE);

	e->handle = handle;
	e->text = text;
}

void host_fail(
    struct host *h, uint16_t opcode, uint8_t status, const char *text)
{
	struct host_event *e;

	if (h->dead)
		return;
	h->dead = true;
	e = host_emit(h, HOST_FAILED);
	e->opcode = opcode;
	e->status = status;
	e->text = text;
}

void host_command(
    struct host *h, uint16_t opcode, const void *params, size_t len)
{
	cmdq_add(&h->cmdq, opcode, params, len);
}

void host_flush(struct host *h)
{
	uint8_t pkt[5 + UINT16_MAX];
	size_t n;
	bool sent = true;

	if (h->dead)
		return;
	while ((n = cmdq_next(&h->cmdq, h->now, pkt)))
		host_emit_data(h, HOST_SEND, pkt, n);
	/* In turn, so that one link cannot starve the others. */
	while (sent) {
		sent = false;
		for (unsigned i = 0; i < HOST_MAX_LINKS; i++) {
			unsigned at = (h->next_link + i) % HOST_MAX_LINKS;
			struct link *l = &h->links[at];

			if (!l->used)
				continue;
			if (h->pool.free == h->pool.total)
				watch_completed(h);
			n = aclq_next(&l->tx, &h->pool, l->handle, pkt);
			if (!n)
				continue;
			host_emit_data(h, HOST_SEND, pkt, n);
			h->next_link = (at + 1) % HOST_MAX_LINKS;
			sent = true;
			break;
		}
	}
}

void host_start(struct host *h, uint64_t now)
{
	h->now = now;
	bringup_start(h);
	host_flush(h);
	if (h->config.resync)
		h->cmdq.deadline = now + CMDQ_TIMEOUT / RESET_TRIES;
}

static void receive_acl(struct host *h, struct rd *r)
{
	uint16_t word = rd_u16(r), len = rd_u16(r);
	struct link *l = link_find(h, word & 0x0fff);

	if (r->bad || rd_left(r) != len)
		host_note(h, word & 0x0fff, "ACL packet of a wrong length");
	else if (!l)
		host_note(h, word & 0x0fff,
		    "ACL packet for a link that is not "
		    "there");
	else
		link_receive(h, l, word >> 12 & 3, r->p, len);
}

void host_receive(struct host *h, const uint8_t *p, size_t n, uint64_t now)
{
	struct rd r = rd_over(p, n);

	h->now = now;
	h->packet = r;
	if (h->dead)
		return;
	watch_heard(h);
	switch (rd_u8(&r)) {
	case H4_EVENT:
		event_receive(h, &r);
		break;
	case H4_ACL:
		receive_acl(h, &r);
		break;
	default:
		break; /* SCO and ISO: nothing of ours */
	}
	privacy_update(h);
	host_flush(h);
}

void host_tick(struct host *h, uint64_t now)
{
	h->now = now;
	if (h->dead)
		return;
	if (now >= h->cmdq.deadline) {
		if (bringup_again(h))
			return;
		/* Opcode 0 may only give credits, and then an answer follows;
		 * a controller that has started has forgotten the command. */
		if (h->ready && h->cmdq.started_anew)
			host_fail(h, 0, 0, "the controller has reset itself");
		else
			host_fail(h, h->cmdq.pending, 0,
			    "the controller does not answer");
		return;
	}
	for (unsigned i = 0; i < HOST_MAX_LINKS; i++)
		if (h->links[i].used)
			link_tick(h, &h->links[i]);
	privacy_update(h);
	watch_tick(h);
	host_flush(h);
}

uint64_t host_deadline(const struct host *h)
{
	uint64_t t = h->cmdq.deadline;

	if (h->dead)
		return NEVER;
	t = earlier(t, earlier(privacy_deadline(h), watch_deadline(h)));
	for (unsigned i = 0; i < HOST_MAX_LINKS; i++) {
		const struct link *l = &h->links[i];

		if (!l->used)
			continue;
		t = earlier(t, smp_deadline(l->smp));
		t = earlier(t, gatt_deadline(l->gatt));
	}
	return t;
}

const struct host_info *host_info(const struct host *h)
{
	return &h->info;
}

bool host_busy(const struct host *h)
{
	return !h->dead && (h->cmdq.pending || h->cmdq.waiting.len);
}

bool host_raw_command(struct host *h, uint16_t opcode, const void *params,
    size_t len, uint64_t now)
{
	if (h->raw || !opcode || len > 255)
		return false;
	h->now = now;
	host_command(h, opcode, params, len);
	h->raw = h->cmdq.added;
	host_flush(h);
	return true;
}

bool host_drained(const struct host *h)
{
	for (unsigned i = 0; i < HOST_MAX_LINKS; i++) {
		const struct link *l = &h->links[i];

		if (l->used && (l->tx.waiting.len || l->tx.in_flight))
			return false;
	}
	return true;
}

void host_reset(struct host *h, uint64_t now)
{
	h->now = now;
	host_command(h, HCI_RESET, NULL, 0);
	host_flush(h);
}

size_t host_links(const struct host *h, uint16_t out[static HOST_MAX_LINKS])
{
	size_t n = 0;

	for (unsigned i = 0; i < HOST_MAX_LINKS; i++)
		if (h->links[i].used)
			out[n++] = h->links[i].handle;
	return n;
}

void host_set_smp_config(struct host *h, const struct smp_config *config)
{
	h->config.smp = *config;
}

void host_set_db(struct host *h, struct gatt_db *db)
{
	h->config.db = db;
}

void host_forget(struct host *h, const struct bdaddr *peer)
{
	const struct bond *b =
	    h->config.bonds ? bonds_find(h->config.bonds, peer) : NULL;

	if (b)
		bonds_remove(h->config.bonds, b);
}

void host_scan_start(struct host *h, const struct host_scan *scan, uint64_t now)
{
	uint8_t params[7], enable[2] = { 1, scan->filter_duplicates };
	struct wr w = wr_over(params, sizeof(params));

	h->now = now;
	privacy_update(h);
	wr_u8(&w, scan->active);
	wr_u16(&w, scan->interval);
	wr_u16(&w, scan->window);
	wr_u8(&w, privacy_own_type(h, NULL));
	wr_u8(&w, 0); /* everybody */
	host_command(h, HCI_LE_SET_SCAN_PARAMETERS, params, sizeof(params));
	host_command(h, HCI_LE_SET_SCAN_ENABLE, enable, sizeof(enable));
	h->scanning = true;
	h->filter_duplicates = scan->filter_duplicates;
	host_flush(h);
}

void host_scan_stop(struct host *h, uint64_t now)
{
	static const uint8_t disable[2];

	h->now = now;
	host_command(h, HCI_LE_SET_SCAN_ENABLE, disable, sizeof(disable));
	h->scanning = false;
	host_flush(h);
}

static void set_adv_data(
    struct host *h, uint16_t opcode, const uint8_t *data, uint8_t len)
{
	uint8_t params[32] = { len };

	if (len)
		memcpy(params + 1, data, len);
	host_command(h, opcode, params, sizeof(params));
}

void host_advertise(struct host *h, const struct host_adv *adv, uint64_t now)
{
	static const uint8_t enable[1] = { 1 };
	uint8_t params[15];
	struct wr w = wr_over(params, sizeof(params));
	uint8_t type = ADV_IND;

	h->now = now;
	privacy_update(h);
	if (!adv->connectable)
		type = adv->scan_rsp_len ? ADV_SCAN_IND : ADV_NONCONN_IND;
	wr_u16(&w, adv->interval);
	wr_u16(&w, adv->interval);
	wr_u8(&w, type);
	wr_u8(&w, privacy_own_type(h, NULL));
	wr_zeros(&w, 7); /* no directed advertising */
	wr_u8(&w, 0x07); /* channels 37, 38, 39 */
	wr_u8(&w, 0);	 /* everybody may scan and connect */
	host_command(h, HCI_LE_SET_ADV_PARAMETERS, params, sizeof(params));
	set_adv_data(h, HCI_LE_SET_ADV_DATA, adv->data, adv->len);
	set_adv_data(
	    h, HCI_LE_SET_SCAN_RSP_DATA, adv->scan_rsp, adv->scan_rsp_len);
	host_command(h, HCI_LE_SET_ADV_ENABLE, enable, sizeof(enable));
	h->advertising = true;
	host_flush(h);
}

void host_advertise_stop(struct host *h, uint64_t now)
{
	static const uint8_t disable[1];

	h->now = now;
	host_command(h, HCI_LE_SET_ADV_ENABLE, disable, sizeof(disable));
	h->advertising = false;
	host_flush(h);
}

/* A resolved peer's type: an identity by its own right only since there is a
 * privacy mode, Vol 4 Part E 7.8.12. */
static uint8_t peer_type(const struct host *h, const struct bdaddr *peer)
{
	bool marked = host_controller_resolves(h, peer) &&
		      !host_has_command(h, SET_PRIVACY_MODE);

	return peer->type | (marked ? ADDR_TYPE_IDENTITY : 0);
}

void host_dial(struct host *h)
{
	const struct bdaddr *peer = &h->dial_peer;
	uint8_t params[25];
	struct wr w = wr_over(params, sizeof(params));

	h->connecting = true;
	wr_u16(&w, 96); /* scan interval and window, 0.625 ms: 60 of 60 ms */
	wr_u16(&w, 96);
	wr_u8(&w, 0); /* this peer, not the accept list */
	wr_u8(&w, peer_type(h, peer));
	wr_bytes(&w, peer->b, 6);
	wr_u8(&w, privacy_own_type(h, peer));
	wr_u16(&w, 24); /* interval, 1.25 ms: 30 to 50 ms */
	wr_u16(&w, 40);
	wr_u16(&w, 0);	 /* latency */
	wr_u16(&w, 420); /* supervision timeout, 10 ms */
	wr_u16(&w, 0);	 /* connection event length */
	wr_u16(&w, 0);
	host_command(h, HCI_LE_CREATE_CONNECTION, params, sizeof(params));
}

bool host_connect(struct host *h, const struct bdaddr *peer, uint64_t now)
{
	if (h->connecting)
		return false;
	h->now = now;
	privacy_update(h);
	h->cancelling = h->redial = false;
	h->dial_peer = *peer;
	host_dial(h);
	host_flush(h);
	return true;
}

void host_connect_cancel(struct host *h, uint64_t now)
{
	if (!h->connecting || h->cancelling)
		return;
	h->now = now;
	h->cancelling = true;
	host_command(h, HCI_LE_CREATE_CONNECTION_CANCEL, NULL, 0);
	host_flush(h);
}
