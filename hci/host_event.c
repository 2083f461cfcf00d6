#include "hci/host_priv.h"

static void command_failed(struct host *h, uint16_t opcode, uint8_t status)
{
	struct host_event *e;

	if (opcode == HCI_LE_CREATE_CONNECTION_CANCEL && h->redial &&
	    !h->cancelling) {
		/* It goes on dialling as before; the next change may come. */
		h->redial = false;
		h->change_at = h->now + h->config.rpa_timeout;
		return;
	}
	/* Some controllers refuse to cancel although they are dialling; and a
	 * connection that is ready is faster than the wish to cancel it. */
	if (opcode == HCI_LE_CREATE_CONNECTION_CANCEL) {
		if (h->connecting && h->cancelling) {
			h->connecting = false;
			host_emit(h, HOST_CONNECT_FAILED)->status =
			    HCI_UNKNOWN_CONNECTION;
		}
		return;
	}
	if (opcode == HCI_LE_CREATE_CONNECTION) {
		h->connecting = h->redial = false;
		host_emit(h, HOST_CONNECT_FAILED)->status = status;
		return;
	}
	if (opcode == HCI_LE_SET_ADV_ENABLE)
		h->advertising = false;
	if (opcode == HCI_LE_SET_SCAN_ENABLE)
		h->scanning = false;
	e = host_emit(h, HOST_COMMAND_FAILED);
	e->opcode = opcode;
	e->status = status;
}

/* The command that is sent and not answered is the user's. */
static bool is_raw(const struct host *h)
{
	return h->raw && h->raw == h->cmdq.sent;
}

static void raw_answered(struct host *h, uint16_t opcode, uint8_t status)
{
	struct host_event *e = host_emit_data(
	    h, HOST_COMMAND_DONE, h->packet.p, rd_left(&h->packet));

	e->opcode = opcode;
	e->status = status;
	h->raw = 0;
}

/* Opcode 0 that gives nothing: what a controller says when it has started. */
static bool was_reset(const struct host *h, uint16_t opcode, unsigned credits)
{
	return opcode == HCI_NOP && h->ready && !h->cmdq.pending &&
	       credits == h->cmdq.credits;
}

static void answered(struct host *h, uint16_t opcode, unsigned credits,
    uint8_t status, struct rd *r)
{
	struct host_event *e;

	if (was_reset(h, opcode, credits)) {
		host_fail(h, 0, 0, "the controller has reset itself");
		return;
	}
	if (!cmdq_answered(&h->cmdq, opcode, credits)) {
		/* 0 only gives credits, Vol 4 Part E 4.4; a Reset may have been
		 * sent twice. */
		if (opcode != HCI_NOP && (h->ready || opcode != HCI_RESET)) {
			e = host_emit(h, HOST_NOTE);
			e->opcode = opcode;
			e->status = status;
			e->text = "an answer to a command that was not sent";
		}
		return;
	}
	if (watch_answered(h))
		return;
	if (is_raw(h))
		raw_answered(h, opcode, status);
	else if (!h->ready)
		bringup_answered(h, opcode, status, r);
	else if (!privacy_answered(h, opcode, status) && status)
		command_failed(h, opcode, status);
}

static void command_complete(struct host *h, struct rd *r)
{
	unsigned credits = rd_u8(r);
	uint16_t opcode = rd_u16(r);

	if (r->bad)
		return;
	/* Every command that we send returns a status first; one that the user
	 * sends may return nothing. */
	answered(h, opcode, credits,
	    rd_left(r)	? rd_u8(r)
	    : is_raw(h) ? 0
			: (uint8_t)HCI_UNSPECIFIED_ERROR,
	    r);
}

static void command_status(struct host *h, struct rd *r)
{
	uint8_t status = rd_u8(r);
	unsigned credits = rd_u8(r);
	uint16_t opcode = rd_u16(r);
	struct link *l;

	if (r->bad)
		return;
	/* In bring-up, "started" is no answer to a command that completes. */
	if (!h->ready && !status)
		status = HCI_UNSPECIFIED_ERROR;
	answered(h, opcode, credits, status, r);
	if (!status || opcode != HCI_LE_ENABLE_ENCRYPTION)
		return;
	/* No Encryption Change will come. */
	for (unsigned i = 0; i < HOST_MAX_LINKS; i++) {
		struct smp_out out = { .n = 0 };

		l = &h->links[i];
		if (!l->used || !l->encrypting)
			continue;
		l->encrypting = false;
		host_emit(h, HOST_ENCRYPTION)->handle = l->handle;
		h->out->v[h->out->n - 1].status = status;
		smp_encryption_changed(l->smp, status, false, h->now, &out);
		link_smp_effects(h, l, &out);
	}
}

/* We interrupted the dialling to change our address. */
static void go_on_dialling(struct host *h)
{
	h->connecting = h->redial = false;
	privacy_update(h);
	host_dial(h);
}

/* It takes the first link as the end of advertising, Vol 4 Part E 7.8.9; but
 * where we were about to pause, advertising will start again behind it. */
static void stop_advertising(struct host *h)
{
	static const uint8_t disable[1];

	if (h->advertising && privacy_changing(h))
		host_command(h, HCI_LE_SET_ADV_ENABLE, disable, 1);
	h->advertising = false;
}

static void connected(struct host *h, struct rd *r, bool enhanced)
{
	uint8_t status = rd_u8(r);
	uint16_t handle = rd_u16(r) & 0x0fff;
	bool peripheral = rd_u8(r) == 1;
	struct host_link info = { .own = h->own };
	struct bdaddr local_rpa = { .type = ADDR_RANDOM };
	struct bdaddr peer_rpa = { .type = ADDR_RANDOM };

	info.peer.type = rd_u8(r) & 1; /* 2, 3: resolved */
	rd_copy(r, info.peer.b, 6);
	if (enhanced) {
		rd_copy(r, local_rpa.b, 6);
		rd_copy(r, peer_rpa.b, 6);
	}
	info.params.interval_min = info.params.interval_max = rd_u16(r);
	info.params.latency = rd_u16(r);
	info.params.timeout = rd_u16(r);
	rd_skip(r, 1);
	if (r->bad) {
		host_note(h, handle, "Connection Complete of a wrong length");
		return;
	}
	info.role = peripheral ? SMP_RESPONDER : SMP_INITIATOR;
	if (!addr_is_zero(&local_rpa))
		info.own = local_rpa;
	if (!addr_is_zero(&peer_rpa))
		info.peer = peer_rpa;
	if (status == HCI_UNKNOWN_CONNECTION && h->redial && !h->cancelling) {
		go_on_dialling(h);
		return;
	}
	if (!peripheral || status)
		h->connecting = h->cancelling = h->redial = false;
	if (peripheral && !status)
		stop_advertising(h);
	if (status)
		host_emit(h, HOST_CONNECT_FAILED)->status = status;
	else
		link_open(h, handle, &info);
}

static void connection_update(struct host *h, struct rd *r)
{
	uint8_t status = rd_u8(r);
	struct link *l = link_find(h, rd_u16(r));
	struct l2cap_params p;
	struct host_event *e;

	p.interval_min = p.interval_max = rd_u16(r);
	p.latency = rd_u16(r);
	p.timeout = rd_u16(r);
	if (r->bad || !l)
		return;
	if (!status)
		l->info.params = p;
	e = host_emit(h, HOST_PARAMS);
	e->handle = l->handle;
	e->status = status;
	e->link = l->info;
}

/* Up to 25 reports, Vol 4 Part E 7.7.65.2; each has its data behind it, as
 * every controller sends it. */
static void advertising_report(struct host *h, struct rd *r)
{
	unsigned n = rd_u8(r);

	while (n-- && !r->bad) {
		struct host_report report = { .adv_type = rd_u8(r) };
		struct rd data;
		struct host_event *e;

		report.address.type = rd_u8(r);
		report.resolved = report.address.type & ADDR_TYPE_IDENTITY;
		report.address.type &= 1;
		rd_copy(r, report.address.b, 6);
		data = rd_sub(r, rd_u8(r));
		report.rssi = rd_i8(r);
		if (r->bad)
			break;
		e = host_emit_data(h, HOST_REPORT, data.p, rd_left(&data));
		e->report = report;
	}
	if (r->bad)
		host_note(h, 0, "an advertising report is cut short");
}

static void remote_features(struct host *h, struct rd *r)
{
	struct host_event *e = host_emit(h, HOST_REMOTE_FEATURES);

	e->status = rd_u8(r);
	e->handle = rd_u16(r);
	e->value = rd_u64(r);
	if (r->bad)
		h->out->n--;
}

static void ltk_request(struct host *h, struct rd *r)
{
	uint8_t params[18];
	struct wr w = wr_over(params, sizeof(params));
	uint16_t handle = rd_u16(r);
	uint64_t rand = rd_u64(r);
	uint16_t ediv = rd_u16(r);
	struct link *l = link_find(h, handle);
	const struct bond *bond;
	uint8_t ltk[16];

	if (r->bad)
		return;
	wr_u16(&w, handle);
	if (l && smp_ltk(l->smp, rand, ediv, ltk)) {
		struct smp_status st = smp_get_status(l->smp);

		wr_bytes(&w, ltk, 16);
		l->next_authenticated = st.authenticated;
		l->next_key_size = st.key_size;
	} else if (l && (bond = host_bond(h, handle)) &&
		   bond->own_ltk.present && bond->own_ltk.rand == rand &&
		   bond->own_ltk.ediv == ediv) {
		wr_bytes(&w, bond->own_ltk.key, 16);
		l->next_authenticated = bond->authenticated;
		l->next_key_size = bond->own_ltk.size;
	} else {
		host_note(h, handle,
		    "the peer wants to encrypt with a key "
		    "that we do not have");
		host_command(h, HCI_LE_LTK_NEGATIVE_REPLY, params, w.len);
		return;
	}
	host_command(h, HCI_LE_LTK_REPLY, params, w.len);
}

static void encryption_change(
    struct host *h, uint8_t status, uint16_t handle, bool on)
{
	struct link *l = link_find(h, handle);
	struct smp_out out = { .n = 0 };
	struct host_event *e;

	if (!l)
		return;
	l->encrypting = false;
	if (!status) {
		l->encrypted = on;
		l->authenticated = on && l->next_authenticated;
		l->key_size = on ? l->next_key_size : 0;
		link_security_changed(h, l);
	}
	e = host_emit(h, HOST_ENCRYPTION);
	e->handle = handle;
	e->status = status;
	e->value = on;
	smp_encryption_changed(l->smp, status, on, h->now, &out);
	link_smp_effects(h, l, &out);
}

static void completed_packets(struct host *h, struct rd *r)
{
	unsigned n = rd_u8(r);

	while (n-- && !r->bad) {
		struct link *l = link_find(h, rd_u16(r) & 0x0fff);
		unsigned count = rd_u16(r);

		if (l && !r->bad) {
			aclq_completed(&l->tx, &h->pool, count);
			watch_completed(h);
		}
	}
}

static void disconnected(struct host *h, struct rd *r)
{
	uint8_t status = rd_u8(r);
	struct link *l = link_find(h, rd_u16(r) & 0x0fff);
	uint8_t reason = rd_u8(r);

	if (!r->bad && !status && l)
		link_close(h, l, reason);
}

static void remote_version(struct host *h, struct rd *r)
{
	struct host_event *e = host_emit(h, HOST_REMOTE_VERSION);

	e->status = rd_u8(r);
	e->handle = rd_u16(r);
	e->remote.version = rd_u8(r);
	e->remote.manufacturer = rd_u16(r);
	e->remote.subversion = rd_u16(r);
	if (r->bad)
		h->out->n--;
}

static void le_meta(struct host *h, struct rd *r)
{
	switch (rd_u8(r)) {
	case HCI_LE_EV_CONNECTION_COMPLETE:
		connected(h, r, false);
		break;
	case HCI_LE_EV_ENHANCED_CONNECTION_COMPLETE:
		connected(h, r, true);
		break;
	case HCI_LE_EV_ADVERTISING_REPORT:
		advertising_report(h, r);
		break;
	case HCI_LE_EV_CONNECTION_UPDATE:
		connection_update(h, r);
		break;
	case HCI_LE_EV_REMOTE_FEATURES:
		remote_features(h, r);
		break;
	case HCI_LE_EV_LTK_REQUEST:
		ltk_request(h, r);
		break;
	}
}

void event_receive(struct host *h, struct rd *r)
{
	uint8_t code = rd_u8(r), len = rd_u8(r);
	uint8_t status, on;
	uint16_t handle;

	if (r->bad || rd_left(r) != len) {
		host_note(h, 0, "HCI event of a wrong length");
		return;
	}
	switch (code) {
	case HCI_EV_COMMAND_COMPLETE:
		command_complete(h, r);
		break;
	case HCI_EV_COMMAND_STATUS:
		command_status(h, r);
		break;
	case HCI_EV_LE_META:
		le_meta(h, r);
		break;
	case HCI_EV_DISCONNECTION_COMPLETE:
		disconnected(h, r);
		break;
	case HCI_EV_ENCRYPTION_CHANGE:
	case HCI_EV_ENCRYPTION_CHANGE_V2:
		status = rd_u8(r);
		handle = rd_u16(r);
		on = rd_u8(r);
		if (!r->bad)
			encryption_change(h, status, handle, on);
		break;
	case HCI_EV_KEY_REFRESH:
		status = rd_u8(r);
		handle = rd_u16(r);
		if (!r->bad)
			encryption_change(h, status, handle, true);
		break;
	case HCI_EV_COMPLETED_PACKETS:
		completed_packets(h, r);
		break;
	case HCI_EV_REMOTE_VERSION:
		remote_version(h, r);
		break;
	case HCI_EV_HARDWARE_ERROR:
		host_fail(h, HCI_NOP, rd_u8(r),
		    "the controller reports a hardware error");
		break;
	case HCI_EV_VENDOR:
		zephyr_event(h, r);
		break;
	case HCI_EV_DATA_BUFFER_OVERFLOW:
		host_note(h, 0, "the controller's data buffers overflowed");
		break;
	}
}
