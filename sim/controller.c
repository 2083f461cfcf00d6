/* The host's side of a virtual controller: commands in, events out. */
#include <stdlib.h>

#include "sim/air_priv.h"

void controller_reset(struct controller *c)
{
	struct air *a = c->air;

	c->event_mask = 0x00001fffffffffff; /* Vol 4 Part E 7.3.1 */
	c->le_event_mask = 0x1f;
	c->adv_interval = 1280 * 1000;
	c->adv_type = ADV_IND;
	c->adv_own_type = ADDR_PUBLIC;
	c->adv_len = c->scan_rsp_len = 0;
	c->advertising = c->scanning = c->dialling = false;
	c->random_address = (struct bdaddr){ .type = ADDR_RANDOM };
	c->n_resolving = 0;
	c->resolution = false;
	for (int i = 0; i < AIR_MAX_LINKS; i++) {
		struct air_link *l = &a->links[i];
		uint64_t gone = a->now + l->params.timeout * 10000ULL;

		/* The other end notices when the supervision timeout is over. */
		if (l->used && l->end[CENTRAL] == c)
			air_link_drop(l, gone, 0, HCI_CONNECTION_TIMEOUT);
		else if (l->used && l->end[PERIPHERAL] == c)
			air_link_drop(l, gone, HCI_CONNECTION_TIMEOUT, 0);
	}
}

struct bdaddr controller_address(const struct controller *c, uint8_t own_type)
{
	return own_type & 1 ? c->random_address : c->public_address;
}

static void to_host(
    struct controller *c, uint64_t at, uint8_t code, struct rd params)
{
	struct air_event *e = air_schedule(c->air, at, AIR_TO_HOST);
	size_t n = rd_left(&params);

	e->controller = c->id;
	e->len = 3 + n;
	e->data = malloc(e->len);
	if (!e->data)
		abort();
	e->data[0] = H4_EVENT;
	e->data[1] = code;
	e->data[2] = (uint8_t)n;
	memcpy(e->data + 3, params.p, n);
}

/* Bit of the Set Event Mask command, Vol 4 Part E 7.3.1; events of page 2 and
 * those that cannot be masked have none. */
static bool is_masked(const struct controller *c, uint8_t code)
{
	switch (code) {
	case HCI_EV_COMMAND_COMPLETE:
	case HCI_EV_COMMAND_STATUS:
	case HCI_EV_COMPLETED_PACKETS:
		return false;
	}
	return !(c->event_mask >> (code - 1) & 1);
}

void controller_event(
    struct controller *c, uint8_t code, const void *params, size_t n)
{
	if (!is_masked(c, code))
		to_host(
		    c, c->air->now + AIR_REPORT_USEC, code, rd_over(params, n));
}

void controller_le_event(
    struct controller *c, uint8_t subevent, const void *params, size_t n)
{
	uint8_t body[255] = { subevent };

	if (!(c->le_event_mask >> (subevent - 1) & 1))
		return;
	memcpy(body + 1, params, n);
	controller_event(c, HCI_EV_LE_META, body, 1 + n);
}

void controller_connected(struct controller *c, const uint8_t *params, size_t n)
{
	bool enhanced =
	    c->le_event_mask >> (HCI_LE_EV_ENHANCED_CONNECTION_COMPLETE - 1) &
	    1;
	uint8_t legacy[18];

	if (enhanced) {
		controller_le_event(
		    c, HCI_LE_EV_ENHANCED_CONNECTION_COMPLETE, params, n);
		return;
	}
	/* the same without the private addresses */
	memcpy(legacy, params, 11);
	memcpy(legacy + 11, params + 23, 7);
	controller_le_event(
	    c, HCI_LE_EV_CONNECTION_COMPLETE, legacy, sizeof(legacy));
}

/* Answers go out after the same delay, so they stay in order. */
static void answer(struct controller *c, uint8_t code, const void *p, size_t n)
{
	to_host(c, c->air->now + AIR_COMMAND_USEC, code, rd_over(p, n));
}

static void complete(
    struct controller *c, uint16_t opcode, const void *params, size_t n)
{
	uint8_t body[255] = { 1, (uint8_t)opcode, (uint8_t)(opcode >> 8) };

	memcpy(body + 3, params, n);
	answer(c, HCI_EV_COMMAND_COMPLETE, body, 3 + n);
}

static void complete_status(
    struct controller *c, uint16_t opcode, uint8_t status)
{
	complete(c, opcode, &status, 1);
}

static void command_status(
    struct controller *c, uint16_t opcode, uint8_t status)
{
	uint8_t body[4] = { status, 1, (uint8_t)opcode,
		(uint8_t)(opcode >> 8) };

	answer(c, HCI_EV_COMMAND_STATUS, body, sizeof(body));
}

static uint8_t on_reset(struct controller *c, struct rd *r, struct wr *ret)
{
	(void)r;
	(void)ret;
	controller_reset(c);
	return HCI_OK;
}

static uint8_t on_event_mask(struct controller *c, struct rd *r, struct wr *ret)
{
	(void)ret;
	c->event_mask = rd_u64(r);
	return HCI_OK;
}

static uint8_t on_le_event_mask(
    struct controller *c, struct rd *r, struct wr *ret)
{
	(void)ret;
	c->le_event_mask = rd_u64(r);
	return HCI_OK;
}

static uint8_t on_version(struct controller *c, struct rd *r, struct wr *ret)
{
	(void)c;
	(void)r;
	wr_u8(ret, 0x0d); /* 5.4 */
	wr_u16(ret, 0);
	wr_u8(ret, 0x0d);
	wr_u16(ret, 0xffff); /* internal use */
	wr_u16(ret, 0);
	return HCI_OK;
}

static uint8_t on_commands(struct controller *c, struct rd *r, struct wr *ret);

static uint8_t on_features(struct controller *c, struct rd *r, struct wr *ret)
{
	(void)c;
	(void)r;
	/* BR/EDR Not Supported, LE Supported (Controller) */
	wr_u64(ret, 1ULL << 37 | 1ULL << 38);
	return HCI_OK;
}

static uint8_t on_bd_addr(struct controller *c, struct rd *r, struct wr *ret)
{
	(void)r;
	wr_bytes(ret, c->public_address.b, 6);
	return HCI_OK;
}

static uint8_t on_le_buffer_size(
    struct controller *c, struct rd *r, struct wr *ret)
{
	(void)r;
	wr_u16(ret, c->acl_size);
	wr_u8(ret, c->acl_count);
	return HCI_OK;
}

static uint8_t on_le_features(
    struct controller *c, struct rd *r, struct wr *ret)
{
	(void)r;
	wr_u64(ret, LE_FEATURE_ENCRYPTION |
			(c->resolving_room ? LE_FEATURE_LL_PRIVACY : 0));
	return HCI_OK;
}

static uint8_t on_random_address(
    struct controller *c, struct rd *r, struct wr *ret)
{
	(void)ret;
	if (c->advertising || c->scanning || c->dialling)
		return HCI_COMMAND_DISALLOWED;
	rd_copy(r, c->random_address.b, 6);
	return HCI_OK;
}

static uint8_t on_adv_parameters(
    struct controller *c, struct rd *r, struct wr *ret)
{
	uint16_t min = rd_u16(r), max = rd_u16(r);
	uint8_t type = rd_u8(r), own_type = rd_u8(r);

	(void)ret;
	if (c->advertising)
		return HCI_COMMAND_DISALLOWED;
	if (min < 0x20 || max > 0x4000 || min > max || own_type > 1 ||
	    type == ADV_DIRECT_IND || type > ADV_NONCONN_IND)
		return HCI_INVALID_PARAMETERS;
	c->adv_interval = min * 625U;
	c->adv_type = type;
	c->adv_own_type = own_type;
	return HCI_OK;
}

static uint8_t on_adv_tx_power(
    struct controller *c, struct rd *r, struct wr *ret)
{
	(void)c;
	(void)r;
	wr_u8(ret, 0);
	return HCI_OK;
}

static uint8_t take_data(struct rd *r, uint8_t data[31], uint8_t *len)
{
	uint8_t n = rd_u8(r);

	if (n > 31)
		return HCI_INVALID_PARAMETERS;
	rd_copy(r, data, n);
	*len = n;
	return HCI_OK;
}

static uint8_t on_adv_data(struct controller *c, struct rd *r, struct wr *ret)
{
	(void)ret;
	return take_data(r, c->adv_data, &c->adv_len);
}

static uint8_t on_scan_rsp_data(
    struct controller *c, struct rd *r, struct wr *ret)
{
	(void)ret;
	return take_data(r, c->scan_rsp, &c->scan_rsp_len);
}

static uint8_t on_adv_enable(struct controller *c, struct rd *r, struct wr *ret)
{
	bool on = rd_u8(r);
	struct bdaddr own = controller_address(c, c->adv_own_type);

	(void)ret;
	if (on && addr_is_zero(&own))
		return HCI_INVALID_PARAMETERS;
	if (on && !c->advertising) {
		c->adv_run++;
		air_advertise_next(c);
	}
	c->advertising = on;
	return HCI_OK;
}

static uint8_t on_scan_parameters(
    struct controller *c, struct rd *r, struct wr *ret)
{
	uint8_t type = rd_u8(r);
	uint16_t interval = rd_u16(r), window = rd_u16(r);

	(void)ret;
	if (c->scanning)
		return HCI_COMMAND_DISALLOWED;
	if (type > 1 || interval < 4 || interval > 0x4000 || window < 4 ||
	    window > interval)
		return HCI_INVALID_PARAMETERS;
	c->scan_active = type;
	return HCI_OK;
}

static uint8_t on_scan_enable(
    struct controller *c, struct rd *r, struct wr *ret)
{
	(void)ret;
	c->scanning = rd_u8(r);
	c->filter_duplicates = rd_u8(r);
	c->n_seen = 0;
	return HCI_OK;
}

static uint8_t on_create_connection(
    struct controller *c, struct rd *r, struct wr *ret)
{
	struct bdaddr peer;
	uint8_t own_type;
	bool accept_list;

	(void)ret;
	rd_skip(r, 4);
	accept_list = rd_u8(r);
	peer.type = rd_u8(r);
	rd_copy(r, peer.b, 6);
	own_type = rd_u8(r);
	if (c->dialling)
		return HCI_COMMAND_DISALLOWED;
	c->dial_params.interval_min = rd_u16(r);
	c->dial_params.interval_max = rd_u16(r);
	c->dial_params.latency = rd_u16(r);
	c->dial_params.timeout = rd_u16(r);
	if (accept_list || peer.type > (c->resolving_room ? 3 : 1) ||
	    own_type > (c->resolving_room ? 3 : 1) ||
	    !l2cap_params_valid(&c->dial_params))
		return HCI_INVALID_PARAMETERS;
	c->dial_own_type = own_type;
	c->dial_peer = peer;
	c->dial_peer.type &= 1;
	c->dialling = true;
	return HCI_OK;
}

static uint8_t on_create_cancel(
    struct controller *c, struct rd *r, struct wr *ret)
{
	uint8_t params[30] = { HCI_UNKNOWN_CONNECTION };

	(void)r;
	(void)ret;
	if (!c->dialling)
		return HCI_COMMAND_DISALLOWED;
	c->dialling = false;
	controller_connected(c, params, sizeof(params));
	return HCI_OK;
}

static uint8_t on_accept_list_size(
    struct controller *c, struct rd *r, struct wr *ret)
{
	(void)c;
	(void)r;
	wr_u8(ret, 0);
	return HCI_OK;
}

static uint8_t on_supported_states(
    struct controller *c, struct rd *r, struct wr *ret)
{
	(void)c;
	(void)r;
	wr_u64(ret, 0x3ffffffffff);
	return HCI_OK;
}

static uint8_t on_rand(struct controller *c, struct rd *r, struct wr *ret)
{
	uint8_t value[8];

	(void)r;
	env_random(c->air->env, value, sizeof(value));
	wr_bytes(ret, value, sizeof(value));
	return HCI_OK;
}

/* The link that a command names; NULL leaves `*end` undefined. */
static struct air_link *link_arg(struct controller *c, struct rd *r, int *end)
{
	return air_link_of(c->air, c, rd_u16(r) & 0x0fff, end);
}

static uint8_t on_disconnect(struct controller *c, struct rd *r, struct wr *ret)
{
	int end;
	struct air_link *l = link_arg(c, r, &end);
	uint8_t reason = rd_u8(r), told[2];
	uint64_t at = c->air->now + 2 * AIR_COMMAND_USEC;

	(void)ret;
	if (!l)
		return HCI_UNKNOWN_CONNECTION;
	told[end] = HCI_LOCAL_HOST_TERMINATED;
	told[!end] = reason;
	air_link_drop(l, at, told[CENTRAL], told[PERIPHERAL]);
	return HCI_OK;
}

static uint8_t on_remote_version(
    struct controller *c, struct rd *r, struct wr *ret)
{
	int end;
	struct air_link *l = link_arg(c, r, &end);

	(void)ret;
	if (!l)
		return HCI_UNKNOWN_CONNECTION;
	air_link_schedule(l, end, 2, AIR_REMOTE_VERSION);
	return HCI_OK;
}

static uint8_t on_remote_features(
    struct controller *c, struct rd *r, struct wr *ret)
{
	int end;
	struct air_link *l = link_arg(c, r, &end);

	(void)ret;
	if (!l)
		return HCI_UNKNOWN_CONNECTION;
	air_link_schedule(l, end, 2, AIR_REMOTE_FEATURES);
	return HCI_OK;
}

static uint8_t on_connection_update(
    struct controller *c, struct rd *r, struct wr *ret)
{
	int end;
	struct air_link *l = link_arg(c, r, &end);
	struct l2cap_params p;
	struct air_event *e;

	(void)ret;
	p.interval_min = rd_u16(r);
	p.interval_max = rd_u16(r);
	p.latency = rd_u16(r);
	p.timeout = rd_u16(r);
	if (!l)
		return HCI_UNKNOWN_CONNECTION;
	if (end != CENTRAL)
		return HCI_COMMAND_DISALLOWED;
	if (!l2cap_params_valid(&p))
		return HCI_INVALID_PARAMETERS;
	/* The instant is at least six events away, Vol 6 Part B 5.1.1. */
	e = air_schedule(c->air,
	    c->air->now + 6 * l->params.interval_min * 1250ULL, AIR_UPDATED);
	e->link = l;
	e->run = l->run;
	e->params = p;
	return HCI_OK;
}

static uint8_t on_enable_encryption(
    struct controller *c, struct rd *r, struct wr *ret)
{
	int end;
	struct air_link *l = link_arg(c, r, &end);

	(void)ret;
	if (!l)
		return HCI_UNKNOWN_CONNECTION;
	if (end != CENTRAL || l->securing)
		return HCI_COMMAND_DISALLOWED;
	l->securing = true;
	l->rand = rd_u64(r);
	l->ediv = rd_u16(r);
	rd_copy(r, l->ltk, 16);
	air_link_schedule(l, CENTRAL, 2, AIR_LTK_REQUEST);
	return HCI_OK;
}

static void tell_encryption(
    const struct air_link *l, int end, uint8_t status, bool refreshed)
{
	uint8_t params[4];
	struct wr w = wr_over(params, sizeof(params));

	wr_u8(&w, status);
	wr_u16(&w, l->handle[end]);
	if (!refreshed)
		wr_u8(&w, !status);
	controller_event(l->end[end],
	    refreshed ? HCI_EV_KEY_REFRESH : HCI_EV_ENCRYPTION_CHANGE, params,
	    w.len);
}

/* The end of the encryption procedure; what was queued meanwhile goes on. */
static void secured(struct air_link *l)
{
	l->securing = false;
	air_link_traffic(l);
}

static uint8_t on_ltk_reply(struct controller *c, struct rd *r, struct wr *ret)
{
	int end;
	uint16_t handle = rd_u16(r);
	struct air_link *l = air_link_of(c->air, c, handle & 0x0fff, &end);
	const uint8_t *ltk = rd_bytes(r, 16);

	wr_u16(ret, handle);
	if (!l)
		return HCI_UNKNOWN_CONNECTION;
	if (end != PERIPHERAL || !l->securing)
		return HCI_COMMAND_DISALLOWED;
	if (memcmp(ltk, l->ltk, 16)) {
		air_link_drop(l, c->air->now + l->params.interval_min * 1250ULL,
		    HCI_MIC_FAILURE, HCI_MIC_FAILURE);
		return HCI_OK;
	}
	tell_encryption(l, CENTRAL, HCI_OK, l->encrypted);
	tell_encryption(l, PERIPHERAL, HCI_OK, l->encrypted);
	l->encrypted = true;
	faults_at(l, CENTRAL, DEVICE_FAULT_ENCRYPTION);
	faults_at(l, PERIPHERAL, DEVICE_FAULT_ENCRYPTION);
	secured(l);
	return HCI_OK;
}

static uint8_t on_ltk_negative_reply(
    struct controller *c, struct rd *r, struct wr *ret)
{
	int end;
	uint16_t handle = rd_u16(r);
	struct air_link *l = air_link_of(c->air, c, handle & 0x0fff, &end);

	wr_u16(ret, handle);
	if (!l)
		return HCI_UNKNOWN_CONNECTION;
	if (end != PERIPHERAL || !l->securing)
		return HCI_COMMAND_DISALLOWED;
	tell_encryption(l, CENTRAL, HCI_KEY_MISSING, false);
	secured(l);
	return HCI_OK;
}

static uint8_t on_rssi(struct controller *c, struct rd *r, struct wr *ret)
{
	int end;
	uint16_t handle = rd_u16(r);
	struct air_link *l = air_link_of(c->air, c, handle & 0x0fff, &end);

	wr_u16(ret, handle);
	wr_u8(ret, l ? (uint8_t)l->end[!end]->rssi : 127);
	return l ? HCI_OK : HCI_UNKNOWN_CONNECTION;
}

/* What this controller can do; everything else is unknown to it. With the
 * place of each command in Read Local Supported Commands. */
/* clang-format off */
static const struct command {
	uint16_t opcode;
	uint8_t len; /* of the parameters */
	uint8_t octet, bit; /* Vol 4 Part E 6.27 */
	bool status_only; /* answered by Command Status, its end by an event */
	bool ll_privacy; /* where it has a resolving list */
	handler *handle;
} commands[] = {
	{ HCI_DISCONNECT,		    3,  0, 5, true,  false, on_disconnect },
	{ HCI_READ_REMOTE_VERSION,	    2,  2, 7, true,  false, on_remote_version },
	{ HCI_SET_EVENT_MASK,		    8,  5, 6, false, false, on_event_mask },
	{ HCI_RESET,			    0,  5, 7, false, false, on_reset },
	{ HCI_READ_LOCAL_VERSION,	    0, 14, 3, false, false, on_version },
	{ HCI_READ_LOCAL_COMMANDS,	    0, 14, 4, false, false, on_commands },
	{ HCI_READ_LOCAL_FEATURES,	    0, 14, 5, false, false, on_features },
	{ HCI_READ_BD_ADDR,		    0, 15, 1, false, false, on_bd_addr },
	{ HCI_READ_RSSI,		    2, 15, 5, false, false, on_rssi },
	{ HCI_LE_SET_EVENT_MASK,	    8, 25, 0, false, false, on_le_event_mask },
	{ HCI_LE_READ_BUFFER_SIZE,	    0, 25, 1, false, false, on_le_buffer_size },
	{ HCI_LE_READ_LOCAL_FEATURES,	    0, 25, 2, false, false, on_le_features },
	{ HCI_LE_SET_RANDOM_ADDRESS,	    6, 25, 4, false, false, on_random_address },
	{ HCI_LE_SET_ADV_PARAMETERS,	   15, 25, 5, false, false, on_adv_parameters },
	{ HCI_LE_READ_ADV_TX_POWER,	    0, 25, 6, false, false, on_adv_tx_power },
	{ HCI_LE_SET_ADV_DATA,		   32, 25, 7, false, false, on_adv_data },
	{ HCI_LE_SET_SCAN_RSP_DATA,	   32, 26, 0, false, false, on_scan_rsp_data },
	{ HCI_LE_SET_ADV_ENABLE,	    1, 26, 1, false, false, on_adv_enable },
	{ HCI_LE_SET_SCAN_PARAMETERS,	    7, 26, 2, false, false, on_scan_parameters },
	{ HCI_LE_SET_SCAN_ENABLE,	    2, 26, 3, false, false, on_scan_enable },
	{ HCI_LE_CREATE_CONNECTION,	   25, 26, 4, true,  false, on_create_connection },
	{ HCI_LE_CREATE_CONNECTION_CANCEL,  0, 26, 5, false, false, on_create_cancel },
	{ HCI_LE_READ_ACCEPT_LIST_SIZE,	    0, 26, 6, false, false, on_accept_list_size },
	{ HCI_LE_CONNECTION_UPDATE,	   14, 27, 2, true,  false, on_connection_update },
	{ HCI_LE_READ_REMOTE_FEATURES,	    2, 27, 5, true,  false, on_remote_features },
	{ HCI_LE_RAND,			    0, 27, 7, false, false, on_rand },
	{ HCI_LE_ENABLE_ENCRYPTION,	   28, 28, 0, true,  false, on_enable_encryption },
	{ HCI_LE_LTK_REPLY,		   18, 28, 1, false, false, on_ltk_reply },
	{ HCI_LE_LTK_NEGATIVE_REPLY,	    2, 28, 2, false, false, on_ltk_negative_reply },
	{ HCI_LE_READ_SUPPORTED_STATES,	    0, 28, 3, false, false, on_supported_states },
	{ HCI_LE_ADD_TO_RESOLVING_LIST,	   39, 34, 3, false, true,  resolving_on_add },
	{ HCI_LE_REMOVE_FROM_RESOLVING_LIST, 7, 34, 4, false, true, resolving_on_remove },
	{ HCI_LE_CLEAR_RESOLVING_LIST,	    0, 34, 5, false, true,  resolving_on_clear },
	{ HCI_LE_READ_RESOLVING_LIST_SIZE,  0, 34, 6, false, true,  resolving_on_size },
	{ HCI_LE_SET_ADDRESS_RESOLUTION,    1, 35, 1, false, true,  resolving_on_enable },
	{ HCI_LE_SET_RPA_TIMEOUT,	    2, 35, 2, false, true,  resolving_on_timeout },
	{ HCI_LE_SET_PRIVACY_MODE,	    8, 39, 2, false, true,  resolving_on_privacy_mode },
};
/* clang-format on */

static bool knows(const struct controller *c, const struct command *command)
{
	return c->resolving_room || !command->ll_privacy;
}

static uint8_t on_commands(struct controller *c, struct rd *r, struct wr *ret)
{
	uint8_t bits[64] = { 0 };

	(void)r;
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		if (knows(c, &commands[i]))
			bits[commands[i].octet] |=
			    (uint8_t)(1 << commands[i].bit);
	wr_bytes(ret, bits, sizeof(bits));
	return HCI_OK;
}

void controller_command(struct controller *c, const uint8_t *p, size_t n)
{
	struct rd r = rd_over(p, n);
	uint16_t opcode = rd_u16(&r);
	uint8_t len = rd_u8(&r), ret[252];
	struct wr w = wr_over(ret, sizeof(ret));
	size_t i;

	if (r.bad)
		return;
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		if (commands[i].opcode == opcode && knows(c, &commands[i]))
			break;
	if (i == ARRAY_SIZE(commands)) {
		command_status(c, opcode, HCI_UNKNOWN_COMMAND);
		return;
	}
	if (len != commands[i].len || rd_left(&r) != len) {
		if (commands[i].status_only)
			command_status(c, opcode, HCI_INVALID_PARAMETERS);
		else
			complete_status(c, opcode, HCI_INVALID_PARAMETERS);
		return;
	}
	wr_u8(&w, HCI_OK);
	ret[0] = commands[i].handle(c, &r, &w);
	if (commands[i].status_only)
		command_status(c, opcode, ret[0]);
	else
		complete(c, opcode, ret, w.len);
}

void controller_acl(struct controller *c, const uint8_t *p, size_t n)
{
	int end;
	struct air_link *l;

	if (n < 4 || n - 4 != get_le16(p + 2) || n - 4 > c->acl_size)
		return;
	l = air_link_of(c->air, c, get_le16(p) & 0x0fff, &end);
	if (l)
		air_link_data(l, end, p, n);
}
