/* PDUs of the advertising channels, Vol 6 Part B 2.3. */
#include "decoders/ll.h"

enum {
	ADV_IND,
	ADV_DIRECT_IND,
	ADV_NONCONN_IND,
	SCAN_REQ,
	SCAN_RSP,
	CONNECT_IND,
	ADV_SCAN_IND,
	ADV_EXT_IND,
	AUX_CONNECT_RSP,
	ADV_DECISION_IND,
};

static const char *const primary_text[] = { "ADV_IND", "ADV_DIRECT_IND",
	"ADV_NONCONN_IND", "SCAN_REQ", "SCAN_RSP", "CONNECT_IND",
	"ADV_SCAN_IND", "ADV_EXT_IND", "AUX_CONNECT_RSP", "ADV_DECISION_IND" };
static const struct names primary_names = NAMES_DENSE(primary_text);

static const char *const mode_text[] = {
	"Non-connectable, non-scannable",
	"Connectable",
	"Scannable",
};
static const struct names mode_names = NAMES_DENSE(mode_text);

static const char *const aux_phy_text[] = { "LE 1M", "LE 2M", "LE Coded" };
static const struct names aux_phy_names = NAMES_DENSE(aux_phy_text);

static const char *const sca_text[] = { "251 ppm to 500 ppm",
	"151 ppm to 250 ppm", "101 ppm to 150 ppm", "76 ppm to 100 ppm",
	"51 ppm to 75 ppm", "31 ppm to 50 ppm", "21 ppm to 30 ppm",
	"0 ppm to 20 ppm" };
const struct names ll_sca_names = NAMES_DENSE(sca_text);

const char *ll_advertising_name(const struct record *rec)
{
	uint8_t type = rec->data[0] & 0x0f;
	bool secondary =
	    (rec->air.flags & AIR_SECONDARY) || rec->air.channel < 37;

	/* The same numbers have another name there. All PDUs of type 7 have one
	 * form, and only what came before them tells which they are. */
	if (secondary && rec->air.access != AIR_ADVERTISING &&
	    type == ADV_EXT_IND)
		return "AUX_SYNC_IND";
	if (secondary && type == SCAN_REQ)
		return "AUX_SCAN_REQ";
	if (secondary && type == CONNECT_IND)
		return "AUX_CONNECT_REQ";
	if (secondary && type == ADV_EXT_IND)
		return "AUX_ADV_IND";
	return names_find(&primary_names, type);
}

static void put_named(struct packet *p, const char *name, unsigned value,
    const char *text, const uint8_t *at)
{
	struct field f = {
		.kind = FIELD_ENUM,
		.name = name,
		.text = text ? text : "Reserved",
		.value = value,
		.digits = 2,
		.len = 1,
	};

	put_field(p, &f, at);
}

void put_clock_accuracy(struct packet *p, unsigned sca, const uint8_t *at)
{
	put_named(p, "SCA", sca, sca_text[sca & 7], at);
}

/* A time of 13 bits in units of 30 or 300 us. */
static void put_offset(struct packet *p, const char *name, unsigned v,
    bool long_units, const uint8_t *at)
{
	put_value(p, FIELD_UINT, name, v * (long_units ? 300U : 30U), at, 2);
	join_word(p, "Unit", "usec", " ");
}

static void put_hop(struct packet *p)
{
	const uint8_t *at = take(p, 1);

	if (!at)
		return;
	put_value(p, FIELD_UINT, "Hop", at[0] & 0x1f, at, 1);
	put_clock_accuracy(p, at[0] >> 5, at);
}

static const struct row connect[] = {
	{ X32("Access address") },
	{ X24("CRC init") },
	{ SCALED8("Transmit window size", frames) },
	{ SCALED16("Transmit window offset", frames) },
	{ SCALED16("Connection interval", frames) },
	{ U16("Connection latency") },
	{ SCALED16("Supervision timeout", 10_msec) },
	{ CHANNELS(5, "Channel map") },
	{ CALL(1, put_hop) },
};

static void put_connect(struct packet *p, bool tx_random, bool rx_random)
{
	const uint8_t *at = p->r.p;
	bool whole = rd_left(&p->r) == 34;

	put_addr(p, "Initiator address", tx_random);
	put_addr(p, "Advertiser address", rx_random);
	PUT_ROWS(p, connect);
	if (whole)
		dec_connected(p, get_le32(at + 12), LINK_LE, at + 6, rx_random);
}

/* 2.3.4.6; the channel map has three bits of the SCA behind it. */
void put_sync_info(struct packet *p)
{
	const uint8_t *at = take(p, 18);
	struct field map = {
		.kind = FIELD_OCTETS,
		.name = "Channel map",
		.len = 5,
	};
	unsigned v;

	if (!at)
		return;
	v = get_le16(at);
	put_offset(p, "Sync offset", v & 0x1fff, v & 0x2000, at);
	if (v & 0x4000)
		join_word(p, "Adjust", "+ 2.4576 seconds", " ");
	put_value(p, FIELD_UINT, "Sync interval", get_le16(at + 2) * 1250U,
	    at + 2, 2);
	join_word(p, "Unit", "usec", " ");
	map.data = at + 4;
	put_field(p, &map, at + 4);
	put_clock_accuracy(p, at[8] >> 5, at + 8);
	put_value(p, FIELD_HEX, "Access address", get_le32(at + 9), at + 9, 4);
	put_value(p, FIELD_HEX, "CRC init", get_le(at + 13, 3), at + 13, 3);
	put_value(
	    p, FIELD_UINT, "Event counter", get_le16(at + 16), at + 16, 2);
}

static void put_cte_info(struct packet *p)
{
	static const char *const kinds[] = { "AoA", "AoD with 1 usec slots",
		"AoD with 2 usec slots", "Reserved" };
	const uint8_t *at = take(p, 1);

	if (!at)
		return;
	put_value(p, FIELD_UINT, "CTE time", (at[0] & 0x1fU) * 8, at, 1);
	join_word(p, "Unit", "usec", " ");
	put_named(p, "CTE type", at[0] >> 6, kinds[at[0] >> 6], at);
}

static void put_adi(struct packet *p)
{
	const uint8_t *at = take(p, 2);

	if (!at)
		return;
	put_value(
	    p, FIELD_HEX, "Advertising data ID", get_le16(at) & 0x0fff, at, 2);
	put_value(p, FIELD_UINT, "Advertising set ID", at[1] >> 4, at + 1, 1);
}

static void put_aux_pointer(struct packet *p)
{
	const uint8_t *at = take(p, 3);
	unsigned v;

	if (!at)
		return;
	v = get_le16(at + 1);
	put_value(p, FIELD_UINT, "Aux channel", at[0] & 0x3f, at, 1);
	put_offset(p, "Aux offset", v & 0x1fff, at[0] & 0x80, at + 1);
	put_named(
	    p, "Aux PHY", v >> 13, names_find(&aux_phy_names, v >> 13), at + 2);
	put_named(p, "Aux clock accuracy", at[0] >> 6 & 1,
	    at[0] & 0x40 ? "0 ppm to 50 ppm" : "51 ppm to 500 ppm", at);
}

/* What the octet of flags announces, 2.3.4.1 to 2.3.4.7, and then ACAD. */
static void put_extended_header(
    struct packet *p, bool tx_random, bool rx_random)
{
	enum {
		HAS_ADVA = 0x01,
		HAS_TARGETA = 0x02,
		HAS_CTE = 0x04,
		HAS_ADI = 0x08,
		HAS_AUX = 0x10,
		HAS_SYNC = 0x20,
		HAS_POWER = 0x40,
	};
	uint8_t flags = rd_left(&p->r) ? rd_u8(&p->r) : 0;

	if (flags & HAS_ADVA)
		put_addr(p, "Advertiser address", tx_random);
	if (flags & HAS_TARGETA)
		put_addr(p, "Target address", rx_random);
	if (flags & HAS_CTE)
		put_cte_info(p);
	if (flags & HAS_ADI)
		put_adi(p);
	if (flags & HAS_AUX)
		put_aux_pointer(p);
	if (flags & HAS_SYNC)
		put_sync_info(p);
	if (flags & HAS_POWER)
		put_scaled(p, "TX power", 1, &scale_dbm, 2);
	if (rd_left(&p->r)) {
		put_label(p, "Additional controller advertising data");
		p->depth++;
		decode_ad(p);
		p->depth--;
	}
}

/* The common extended payload, 2.3.4. */
static void put_extended(struct packet *p, bool tx_random, bool rx_random)
{
	const uint8_t *at = take(p, 1);
	struct rd rest;

	if (!at)
		return;
	put_named(
	    p, "Mode", at[0] >> 6, names_find(&mode_names, at[0] >> 6), at);
	if (rd_left(&p->r) < (at[0] & 0x3f)) {
		put_error(p, "invalid size of the extended header");
		put_rest(p);
		return;
	}
	rest = p->r;
	p->r = rd_sub(&rest, at[0] & 0x3f);
	put_extended_header(p, tx_random, rx_random);
	p->r = rest;
	decode_ad(p);
}

void decode_ll_advertising(struct packet *p)
{
	uint8_t header = rd_u8(&p->r);
	bool tx_random = header & 0x40, rx_random = header & 0x80;

	rd_skip(&p->r, 1);
	switch (header & 0x0f) {
	case ADV_IND:
	case ADV_NONCONN_IND:
	case ADV_SCAN_IND:
	case SCAN_RSP:
		put_addr(p, "Advertiser address", tx_random);
		decode_ad(p);
		break;
	case ADV_DIRECT_IND:
		put_addr(p, "Advertiser address", tx_random);
		put_addr(p, "Target address", rx_random);
		break;
	case SCAN_REQ:
		put_addr(p, "Scanner address", tx_random);
		put_addr(p, "Advertiser address", rx_random);
		break;
	case CONNECT_IND:
		put_connect(p, tx_random, rx_random);
		break;
	case ADV_EXT_IND:
	case AUX_CONNECT_RSP:
		put_extended(p, tx_random, rx_random);
		break;
	}
	put_rest(p);
}
