#include "hci/host_priv.h"

/* Controllers that have no such list are asked everything. */
bool host_has_command(const struct host *h, unsigned octet, unsigned bit)
{
	return !h->info.have_commands || h->info.commands[octet] >> bit & 1;
}

static bool always(const struct host *h)
{
	(void)h;
	return true;
}

/* LMP features, Vol 2 Part C 3.2. */
static bool is_dual_mode(const struct host *h)
{
	bool bredr = !(h->info.features >> 37 & 1);

	return h->info.features && bredr &&
	       host_has_command(h, WRITE_LE_HOST_SUPPORT);
}

static bool lacks_le_buffers(const struct host *h)
{
	return !h->info.acl_size;
}

static bool needs_random_address(const struct host *h)
{
	return h->info.address.type == ADDR_RANDOM || privacy_is_on(h);
}

static bool has_resolving_list(const struct host *h)
{
	return h->info.le_features & LE_FEATURE_LL_PRIVACY &&
	       host_has_command(h, ADD_TO_RESOLVING_LIST);
}

static bool has_rpa_timeout(const struct host *h)
{
	return h->list.size && host_has_command(h, SET_RPA_TIMEOUT);
}

static void local_version(struct host *h, struct rd *r)
{
	h->info.hci_version = rd_u8(r);
	h->info.hci_revision = rd_u16(r);
	h->info.lmp_version = rd_u8(r);
	h->info.manufacturer = rd_u16(r);
	h->info.lmp_subversion = rd_u16(r);
}

static void local_commands(struct host *h, struct rd *r)
{
	rd_copy(r, h->info.commands, sizeof(h->info.commands));
	h->info.have_commands = !r->bad;
}

static void local_features(struct host *h, struct rd *r)
{
	h->info.features = rd_u64(r);
	if (!r->bad && !(h->info.features >> 38 & 1))
		host_fail(h, HCI_READ_LOCAL_FEATURES, 0,
		    "this controller has no Bluetooth Low Energy");
}

static void bd_addr(struct host *h, struct rd *r)
{
	rd_copy(r, h->info.public_address.b, 6);
	privacy_choose_identity(h);
}

static void le_features(struct host *h, struct rd *r)
{
	h->info.le_features = rd_u64(r);
}

static void le_buffers(struct host *h, struct rd *r)
{
	h->info.acl_size = rd_u16(r);
	h->info.acl_count = rd_u8(r);
}

/* Shared with BR/EDR, Vol 4 Part E 7.8.2. */
static void buffers(struct host *h, struct rd *r)
{
	h->info.acl_size = rd_u16(r);
	rd_skip(r, 1);
	h->info.acl_count = rd_u16(r);
}

static void resolving_list_size(struct host *h, struct rd *r)
{
	privacy_list_size(h, rd_u8(r));
}

static void random_address(struct host *h, struct rd *r)
{
	(void)r;
	privacy_answered(h, HCI_LE_SET_RANDOM_ADDRESS, HCI_OK);
}

static bool has_zephyr_features(const struct host *h)
{
	return zephyr_has(h, HCI_ZEPHYR_READ_FEATURES);
}

static bool has_zephyr_build(const struct host *h)
{
	return zephyr_has(h, HCI_ZEPHYR_READ_BUILD);
}

static bool wants_address(const struct host *h)
{
	return !addr_is_zero(&h->config.set_address) &&
	       zephyr_has(h, HCI_ZEPHYR_WRITE_BD_ADDR);
}

static bool has_static_addresses(const struct host *h)
{
	return addr_is_zero(&h->info.public_address) &&
	       zephyr_has(h, HCI_ZEPHYR_READ_STATIC_ADDRESSES);
}

static bool wants_tx_power(const struct host *h)
{
	return h->config.set_tx_power &&
	       zephyr_has(h, HCI_ZEPHYR_WRITE_TX_POWER);
}

static bool has_tx_power(const struct host *h)
{
	return !h->config.set_tx_power &&
	       zephyr_has(h, HCI_ZEPHYR_READ_TX_POWER);
}

static void nothing(struct host *h, struct rd *r)
{
	(void)h;
	(void)r;
}

/* In order. What fails is noted and done without, unless it is essential. */
/* clang-format off */
static const struct step {
	uint16_t opcode;
	bool essential;
	bool (*wanted)(const struct host *h);
	void (*answered)(struct host *h, struct rd *r);
} steps[] = {
	{ HCI_RESET,		      true,  always, nothing },
	{ HCI_READ_LOCAL_VERSION,     false, always, local_version },
	{ HCI_READ_LOCAL_COMMANDS,    false, always, local_commands },
	{ HCI_READ_LOCAL_FEATURES,    false, always, local_features },
	{ HCI_READ_BD_ADDR,	      false, always, bd_addr },
	{ HCI_ZEPHYR_READ_VERSION,    false, zephyr_is, zephyr_version },
	{ HCI_ZEPHYR_READ_COMMANDS,   false, zephyr_is, zephyr_commands },
	{ HCI_ZEPHYR_READ_FEATURES,   false, has_zephyr_features, zephyr_features },
	{ HCI_ZEPHYR_READ_BUILD,      false, has_zephyr_build, zephyr_build },
	{ HCI_ZEPHYR_WRITE_BD_ADDR,   true,  wants_address, zephyr_address_written },
	{ HCI_ZEPHYR_READ_STATIC_ADDRESSES, false, has_static_addresses, zephyr_static_addresses },
	{ HCI_ZEPHYR_WRITE_TX_POWER,  true,  wants_tx_power, zephyr_tx_power_set },
	{ HCI_ZEPHYR_READ_TX_POWER,   false, has_tx_power, zephyr_tx_power },
	{ HCI_SET_EVENT_MASK,	      false, always, nothing },
	{ HCI_WRITE_LE_HOST_SUPPORT,  false, is_dual_mode, nothing },
	{ HCI_LE_READ_LOCAL_FEATURES, false, always, le_features },
	{ HCI_LE_READ_BUFFER_SIZE,    true,  always, le_buffers },
	{ HCI_READ_BUFFER_SIZE,	      true,  lacks_le_buffers, buffers },
	{ HCI_LE_SET_EVENT_MASK,      false, always, nothing },
	{ HCI_LE_SET_RANDOM_ADDRESS,  true,  needs_random_address, random_address },
	{ HCI_LE_READ_RESOLVING_LIST_SIZE, false, has_resolving_list, resolving_list_size },
	{ HCI_LE_SET_RPA_TIMEOUT,     false, has_rpa_timeout, nothing },
};
/* clang-format on */

/* Event bits, Vol 4 Part E 7.3.1: disconnection, encryption change, remote
 * version, command complete and status, hardware error, completed packets,
 * buffer overflow, key refresh, LE meta. */
static uint64_t event_mask(void)
{
	static const uint8_t bits[] = { 4, 7, 11, 13, 14, 15, 18, 25, 47, 61 };
	uint64_t mask = 0;

	for (size_t i = 0; i < sizeof(bits); i++)
		mask |= 1ULL << bits[i];
	return mask;
}

/* LE event bits, Vol 4 Part E 7.8.1; optional ones only where the controller
 * has the feature. */
static uint64_t le_event_mask(const struct host *h)
{
	uint64_t f = h->info.le_features;
	uint64_t mask = 0x1f; /* connection, report, update, features, LTK */

	if (f & LE_FEATURE_DATA_LENGTH)
		mask |= 1 << (HCI_LE_EV_DATA_LENGTH_CHANGE - 1);
	if (f & LE_FEATURE_LL_PRIVACY)
		mask |= 1 << (HCI_LE_EV_ENHANCED_CONNECTION_COMPLETE - 1);
	if (f & LE_FEATURE_2M_PHY)
		mask |= 1 << (HCI_LE_EV_PHY_UPDATE - 1);
	return mask;
}

static void send_step(struct host *h)
{
	uint8_t params[8];
	struct wr w = wr_over(params, sizeof(params));

	switch (steps[h->step].opcode) {
	case HCI_SET_EVENT_MASK:
		wr_u64(&w, event_mask());
		break;
	case HCI_LE_SET_EVENT_MASK:
		wr_u64(&w, le_event_mask(h));
		break;
	case HCI_WRITE_LE_HOST_SUPPORT:
		wr_u8(&w, 1);
		wr_u8(&w, 0);
		break;
	case HCI_LE_SET_RANDOM_ADDRESS:
		privacy_set_own(h);
		return;
	case HCI_LE_SET_RPA_TIMEOUT:
		wr_u16(&w, (uint16_t)(h->config.rpa_timeout / USEC_PER_SEC));
		break;
	case HCI_ZEPHYR_WRITE_BD_ADDR:
		wr_bytes(&w, h->config.set_address.b, 6);
		break;
	case HCI_ZEPHYR_WRITE_TX_POWER:
		zephyr_put_tx_power(h, &w, ZEPHYR_POWER_ADV, 0);
		break;
	case HCI_ZEPHYR_READ_TX_POWER:
		wr_u8(&w, ZEPHYR_POWER_ADV);
		wr_u16(&w, 0);
		break;
	}
	host_command(h, steps[h->step].opcode, params, w.len);
}

/* Why we cannot work with this controller, or not as we shall; or NULL. */
static const char *objection(const struct host *h)
{
	const struct host_config *c = &h->config;

	if (!h->info.acl_size || !h->info.acl_count)
		return "the controller has no buffers for data";
	if (c->own_address == HOST_OWN_PUBLIC &&
	    addr_is_zero(&h->info.public_address))
		return "the controller has no public address";
	if (!addr_is_zero(&c->set_address) &&
	    memcmp(c->set_address.b, h->info.public_address.b, 6))
		return "this controller cannot be given a public address: "
		       "leave addr= out";
	if (c->set_tx_power && !h->info.zephyr.have_tx_power)
		return "this controller cannot be told its power: leave "
		       "tx-power= out";
	return NULL;
}

/* The next step that is wanted, or the end. */
static void advance(struct host *h)
{
	const char *why;

	while (h->step < ARRAY_SIZE(steps) && !steps[h->step].wanted(h))
		h->step++;
	if (h->step < ARRAY_SIZE(steps)) {
		send_step(h);
		return;
	}
	why = objection(h);
	if (why) {
		host_fail(h, 0, 0, why);
		return;
	}
	if (addr_is_zero(&h->own))
		privacy_set_own(h);
	h->pool = (struct acl_pool){ h->info.acl_size, h->info.acl_count,
		h->info.acl_count };
	h->ready = true;
	host_emit(h, HOST_READY);
}

void bringup_start(struct host *h)
{
	h->step = 0;
	h->ready = false;
	memset(&h->info, 0, sizeof(h->info));
	privacy_choose_identity(h);
	advance(h);
}

bool bringup_again(struct host *h)
{
	static const uint8_t reset[] = { H4_COMMAND, HCI_RESET & 0xff,
		HCI_RESET >> 8, 0 };

	if (!h->config.resync || h->ready || h->cmdq.pending != HCI_RESET ||
	    ++h->resets == RESET_TRIES)
		return false;
	host_emit_data(h, HOST_SEND, reset, sizeof(reset))->value = 1;
	h->cmdq.deadline = h->now + CMDQ_TIMEOUT / RESET_TRIES;
	return true;
}

void bringup_answered(
    struct host *h, uint16_t opcode, uint8_t status, struct rd *r)
{
	const struct step *s = &steps[h->step];

	if (opcode != s->opcode)
		return;
	if (!status)
		s->answered(h, r);
	if (!status && r->bad)
		status = HCI_UNSPECIFIED_ERROR;
	if (status && s->essential) {
		host_fail(h, opcode, status, "bring-up failed");
		return;
	}
	/* A vendor's command is no duty. */
	if (status && opcode >> 10 != HCI_OGF_VENDOR) {
		struct host_event *e = host_emit(h, HOST_NOTE);

		e->opcode = opcode;
		e->status = status;
		e->text = "the controller refused a command, going on without";
	}
	if (h->dead)
		return;
	h->step++;
	advance(h);
}
