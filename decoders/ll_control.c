/* LL Control PDUs, Vol 6 Part B 2.4.2. Names of fields are btmon's where it has
 * them. */
#include "decoders/ll.h"

static const struct scale scale_usec = { .mul = 1, .unit = " usec" };
static const struct scale scale_125_usec = {
	.mul = 125, .frac = 3, .unit = " msec"
};

static const struct row connection_update[] = {
	{ SCALED8("Transmit window size", frames) },
	{ SCALED16("Transmit window offset", frames) },
	{ SCALED16("Connection interval", frames) },
	{ U16("Connection peripheral latency") },
	{ SCALED16("Connection supervision timeout", 10_msec) },
	{ U16("Connection instant") },
};

static const struct row channel_map[] = {
	{ CHANNELS(5, "Channel map") },
	{ U16("Instant") },
};

static const struct row error_code[] = { { REASON("Error code") } };

static const struct row enc_req[] = {
	{ X64("Rand") },
	{ X16("EDIV") },
	{ X64("SKD (central)") },
	{ X32("IV (central)") },
};

static const struct row enc_rsp[] = {
	{ X64("SKD (peripheral)") },
	{ X32("IV (peripheral)") },
};

static const struct row features[] = { { FEATURES("Features", le_features) } };

static const struct row version[] = {
	{ ENUM8("Version", bt_version) },
	{ COMPANY("Company") },
	{ X16("Subversion") },
};

static const struct row connection_param[] = {
	{ SCALED16("Min connection interval", frames) },
	{ SCALED16("Max connection interval", frames) },
	{ U16("Connection latency") },
	{ SCALED16("Supervision timeout", 10_msec) },
	{ U8("Preferred periodicity") },
	{ U16("Reference event count") },
	{ U16("Offset 0") },
	{ U16("Offset 1") },
	{ U16("Offset 2") },
	{ U16("Offset 3") },
	{ U16("Offset 4") },
	{ U16("Offset 5") },
};

static const struct row length[] = {
	{ U16("MaxRxOctets") },
	{ U16("MaxRxTime") },
	{ U16("MaxTxOctets") },
	{ U16("MaxTxTime") },
};

static const struct row phy[] = {
	{ BITS8("TX PHYs", phys) },
	{ BITS8("RX PHYs", phys) },
};

static const struct row phy_update[] = {
	{ BITS8("C_TO_P_PHY", phys) },
	{ BITS8("P_TO_C_PHY", phys) },
	{ U16("Instant") },
};

static const struct row min_used_channels[] = {
	{ BITS8("PHYS", phys) },
	{ U8("MinUsedChannels") },
};

static void put_cte_request(struct packet *p)
{
	static const char *const kinds[] = { "AoA Constant Tone Extension",
		"AoD Constant Tone Extension with 1 usec slots",
		"AoD Constant Tone Extension with 2 usec slots", "Reserved" };
	const uint8_t *at = take(p, 1);

	put_value(p, FIELD_UINT, "MinCTELenReq", at[0] & 0x1f, at, 1);
	put_word(p, "CTETypeReq", at[0] >> 6, kinds[at[0] >> 6]);
}

static const struct row cte_req[] = { { CALL(1, put_cte_request) } };

/* SID of 4 bits, type of the advertiser's address, SCA; the PHY and the
 * address. */
static void put_sync_advertiser(struct packet *p)
{
	const uint8_t *at = take(p, 1);

	put_value(p, FIELD_UINT, "SID", at[0] & 0x0f, at, 1);
	put_clock_accuracy(p, at[0] >> 5, at);
	put_bits(p, "PHY", 1, &phys_bits);
	put_addr(p, "AdvA", at[0] >> 4 & 1);
}

#define PERIODIC_SYNC                                                          \
	{ X16("ID") }, { CALL(18, put_sync_info) }, { U16("connEventCount") }, \
	    { U16("lastPaEventCounter") }, { CALL(8, put_sync_advertiser) },   \
	{                                                                      \
		U16("syncConnEventCount")                                      \
	}

static const struct row periodic_sync[] = { PERIODIC_SYNC };

static const struct row periodic_sync_wr[] = {
	PERIODIC_SYNC,
	{ X32("Response access address") },
	{ U8("Number of subevents") },
	{ SCALED8("Subevent interval", frames) },
	{ SCALED8("Response slot delay", frames) },
	{ SCALED8("Response slot spacing", 125_usec) },
};

static const struct row clock_accuracy[] = { { ENUM8("SCA", ll_sca) } };

/* Sizes of SDUs in 12 bits, with the framing in the top bit of the first. */
static void put_sdu_sizes(struct packet *p)
{
	const uint8_t *at = take(p, 4);

	put_value(p, FIELD_UINT, "Central to Peripheral Maximum SDU",
	    get_le16(at) & 0x0fff, at, 2);
	put_word(
	    p, "Framing", at[1] >> 7, at[1] & 0x80 ? "Framed" : "Unframed");
	if (at[1] & 0x80)
		put_word(p, "Framing mode", at[1] >> 6 & 1,
		    at[1] & 0x40 ? "Unsegmented" : "Segmentable");
	put_value(p, FIELD_UINT, "Peripheral to Central Maximum SDU",
	    get_le16(at + 2) & 0x0fff, at + 2, 2);
}

static void put_burst_numbers(struct packet *p)
{
	const uint8_t *at = take(p, 1);

	put_value(p, FIELD_UINT, "Central to Peripheral Burst Number",
	    at[0] & 0x0f, at, 1);
	put_value(p, FIELD_UINT, "Peripheral to Central Burst Number",
	    at[0] >> 4, at, 1);
}

static const struct row cis_req[] = {
	{ X8("CIG ID") },
	{ X8("CIS ID") },
	{ BITS8("Central to Peripheral PHY", phys) },
	{ BITS8("Peripheral To Central PHY", phys) },
	{ CALL(4, put_sdu_sizes) },
	{ SCALED24("Central to Peripheral Interval", usec) },
	{ SCALED24("Peripheral to Central Interval", usec) },
	{ U16("Central to Peripheral Maximum PDU") },
	{ U16("Peripheral to Central Maximum PDU") },
	{ U8("Number of subevents") },
	{ SCALED24("Sub-Interval", usec) },
	{ CALL(1, put_burst_numbers) },
	{ U8("Central to Peripheral Flush Timeout") },
	{ U8("Peripheral to Central Flush Timeout") },
	{ SCALED16("ISO Interval", frames) },
	{ SCALED24("CIS Offset Minimum", usec) },
	{ SCALED24("CIS Offset Maximum", usec) },
	{ U16("Connection Event Count") },
};

static const struct row cis_rsp[] = {
	{ SCALED24("CIS Offset Minimum", usec) },
	{ SCALED24("CIS Offset Maximum", usec) },
	{ U16("Connection Event Count") },
};

static const struct row cis_ind[] = {
	{ X32("CIS Access Address") },
	{ SCALED24("CIS Offset", usec) },
	{ SCALED24("CIG Synchronization Delay", usec) },
	{ SCALED24("CIS Synchronization Delay", usec) },
	{ U16("Connection Event Count") },
};

static const struct row cis_terminate[] = {
	{ X8("CIG ID") },
	{ X8("CIS ID") },
	{ REASON("Reason") },
};

static const char *const power_phy_text[] = { "LE 1M", "LE 2M",
	"LE Coded with S=8", "LE Coded with S=2" };
const struct bits ll_power_phys_bits = {
	.names = NAMES_DENSE(power_phy_text),
	.unknown = "Reserved",
};

static const char *const power_limit_text[] = { "Minimum", "Maximum" };
static const struct bits power_limits_bits = {
	.names = NAMES_DENSE(power_limit_text),
};

static const struct row power_control_req[] = {
	{ BITS8("PHY", ll_power_phys) },
	{ I8("Delta") },
	{ RSSI("TX power") },
};

static const struct row power_control_rsp[] = {
	{ BITS8("Limits", power_limits) },
	{ I8("Delta") },
	{ RSSI("TX power") },
	{ U8("Acceptable power reduction") },
};

static const struct row power_change[] = {
	{ BITS8("PHY", ll_power_phys) },
	{ BITS8("Limits", power_limits) },
	{ I8("Delta") },
	{ RSSI("TX power") },
};

static const struct row subrate_req[] = {
	{ U16("Min subrate factor") },
	{ U16("Max subrate factor") },
	{ U16("Max latency") },
	{ U16("Continuation number") },
	{ SCALED16("Supervision timeout", 10_msec) },
};

static const struct row subrate_ind[] = {
	{ U16("Subrate factor") },
	{ U16("Subrate base event") },
	{ U16("Latency") },
	{ U16("Continuation number") },
	{ SCALED16("Supervision timeout", 10_msec) },
};

static const struct scale scale_200_msec = { .mul = 200, .unit = " msec" };

static const struct row channel_reporting[] = {
	{ ENUM8("Reporting", enable) },
	{ SCALED8("Min spacing", 200_msec) },
	{ SCALED8("Max delay", 200_msec) },
};

/* Two bits a channel; what follows each other and is alike is one line. */
static void put_channel_status(struct packet *p)
{
	enum { SIZE = 10, CHANNELS = 37 };
	static const char *const states[] = { "Unknown", "Good", "Reserved",
		"Bad" };
	const uint8_t *at = p->r.p;

	put_octets(p, "Classification", SIZE);
	p->depth++;
	for (unsigned i = 0, first = 0; i < CHANNELS; first = i) {
		unsigned state = at[i / 4] >> i % 4 * 2 & 3;

		while (i < CHANNELS && (at[i / 4] >> i % 4 * 2 & 3) == state)
			i++;
		put_label(p, "Channel");
		join_uint(p, "First", first, " ", NULL);
		if (i > first + 1)
			join_uint(p, "Last", i - 1, "-", NULL);
		join_word(p, "State", states[state], ": ");
	}
	p->depth--;
}

static const struct row channel_status[] = { { CALL(10, put_channel_status) } };

static void put_features(struct packet *p)
{
	put_uint(p, "Max supported page", 1);
	put_feature_page(p, put_uint(p, "Features page", 1));
}

static const struct row frame_space_req[] = {
	{ SCALED16("Min frame space", usec) },
	{ SCALED16("Max frame space", usec) },
	{ BITS8("PHYs", phys) },
	{ BITS16("Spacing types", frame_spacing) },
};

static const struct row frame_space_rsp[] = {
	{ SCALED16("Frame space", usec) },
	{ BITS8("PHYs", phys) },
	{ BITS16("Spacing types", frame_spacing) },
};

static const struct row connection_rate_req[] = {
	{ SCALED16("Min connection interval", 125_usec) },
	{ SCALED16("Max connection interval", 125_usec) },
	{ U16("Min subrate factor") },
	{ U16("Max subrate factor") },
	{ U16("Max latency") },
	{ U16("Continuation number") },
	{ SCALED16("Supervision timeout", 10_msec) },
	{ U16("Preferred periodicity") },
	{ U16("Reference event count") },
	{ U16("Offset 0") },
	{ U16("Offset 1") },
	{ U16("Offset 2") },
	{ U16("Offset 3") },
};

static const struct row connection_rate_ind[] = {
	{ SCALED16("Transmit window offset", 125_usec) },
	{ SCALED16("Connection interval", 125_usec) },
	{ U16("Connection instant") },
	{ U16("Subrate factor") },
	{ U16("Latency") },
	{ U16("Continuation number") },
	{ SCALED16("Supervision timeout", 10_msec) },
};

static void put_unknown_type(struct packet *p);
static void put_rejected(struct packet *p);

static const struct row unknown_rsp[] = { { CALL(1, put_unknown_type) } };
static const struct row reject_ext[] = {
	{ CALL(1, put_rejected) },
	{ REASON("Error code") },
};

/* Names of 6.0 for what btmon calls LL_CONNECTION_UPDATE_REQ,
 * LL_CHANNEL_MAP_REQ and LL_REJECT_IND_EXT. */
/* clang-format off */
static const struct packet_name pdus[] = {
	{ 0x00, "LL_CONNECTION_UPDATE_IND", FIXED(connection_update, 11) },
	{ 0x01, "LL_CHANNEL_MAP_IND", FIXED(channel_map, 7) },
	{ 0x02, "LL_TERMINATE_IND", FIXED(error_code, 1) },
	{ 0x03, "LL_ENC_REQ", FIXED(enc_req, 22) },
	{ 0x04, "LL_ENC_RSP", FIXED(enc_rsp, 12) },
	{ 0x05, "LL_START_ENC_REQ", EMPTY },
	{ 0x06, "LL_START_ENC_RSP", EMPTY },
	{ 0x07, "LL_UNKNOWN_RSP", FIXED(unknown_rsp, 1) },
	{ 0x08, "LL_FEATURE_REQ", FIXED(features, 8) },
	{ 0x09, "LL_FEATURE_RSP", FIXED(features, 8) },
	{ 0x0a, "LL_PAUSE_ENC_REQ", EMPTY },
	{ 0x0b, "LL_PAUSE_ENC_RSP", EMPTY },
	{ 0x0c, "LL_VERSION_IND", FIXED(version, 5) },
	{ 0x0d, "LL_REJECT_IND", FIXED(error_code, 1) },
	{ 0x0e, "LL_PERIPHERAL_FEATURE_REQ", FIXED(features, 8) },
	{ 0x0f, "LL_CONNECTION_PARAM_REQ", FIXED(connection_param, 23) },
	{ 0x10, "LL_CONNECTION_PARAM_RSP", FIXED(connection_param, 23) },
	{ 0x11, "LL_REJECT_EXT_IND", FIXED(reject_ext, 2) },
	{ 0x12, "LL_PING_REQ", EMPTY },
	{ 0x13, "LL_PING_RSP", EMPTY },
	{ 0x14, "LL_LENGTH_REQ", FIXED(length, 8) },
	{ 0x15, "LL_LENGTH_RSP", FIXED(length, 8) },
	{ 0x16, "LL_PHY_REQ", FIXED(phy, 2) },
	{ 0x17, "LL_PHY_RSP", FIXED(phy, 2) },
	{ 0x18, "LL_PHY_UPDATE_IND", FIXED(phy_update, 4) },
	{ 0x19, "LL_MIN_USED_CHANNELS_IND", FIXED(min_used_channels, 2) },
	{ 0x1a, "LL_CTE_REQ", FIXED(cte_req, 1) },
	{ 0x1b, "LL_CTE_RSP", EMPTY },
	{ 0x1c, "LL_PERIODIC_SYNC_IND", FIXED(periodic_sync, 34) },
	{ 0x1d, "LL_CLOCK_ACCURACY_REQ", FIXED(clock_accuracy, 1) },
	{ 0x1e, "LL_CLOCK_ACCURACY_RSP", FIXED(clock_accuracy, 1) },
	{ 0x1f, "LL_CIS_REQ", FIXED(cis_req, 35) },
	{ 0x20, "LL_CIS_RSP", FIXED(cis_rsp, 8) },
	{ 0x21, "LL_CIS_IND", FIXED(cis_ind, 15) },
	{ 0x22, "LL_CIS_TERMINATE_IND", FIXED(cis_terminate, 3) },
	{ 0x23, "LL_POWER_CONTROL_REQ", FIXED(power_control_req, 3) },
	{ 0x24, "LL_POWER_CONTROL_RSP", FIXED(power_control_rsp, 4) },
	{ 0x25, "LL_POWER_CHANGE_IND", FIXED(power_change, 4) },
	{ 0x26, "LL_SUBRATE_REQ", FIXED(subrate_req, 10) },
	{ 0x27, "LL_SUBRATE_IND", FIXED(subrate_ind, 10) },
	{ 0x28, "LL_CHANNEL_REPORTING_IND", FIXED(channel_reporting, 3) },
	{ 0x29, "LL_CHANNEL_STATUS_IND", FIXED(channel_status, 10) },
	{ 0x2a, "LL_PERIODIC_SYNC_WR_IND", FIXED(periodic_sync_wr, 42) },
	{ 0x2b, "LL_FEATURE_EXT_REQ", CALLED_FIXED(26, put_features) },
	{ 0x2c, "LL_FEATURE_EXT_RSP", CALLED_FIXED(26, put_features) },
	{ 0x2d, "LL_CS_SEC_RSP", FIXED(ll_cs_security, 20) },
	{ 0x2e, "LL_CS_CAPABILITIES_REQ", FIXED(ll_cs_capabilities, 25) },
	{ 0x2f, "LL_CS_CAPABILITIES_RSP", FIXED(ll_cs_capabilities, 25) },
	{ 0x30, "LL_CS_CONFIG_REQ", CALLED_FIXED(27, put_ll_cs_config) },
	{ 0x31, "LL_CS_CONFIG_RSP", FIXED(ll_cs_config_id, 1) },
	{ 0x32, "LL_CS_REQ", FIXED(ll_cs_req, 28) },
	{ 0x33, "LL_CS_RSP", FIXED(ll_cs_rsp, 21) },
	{ 0x34, "LL_CS_IND", FIXED(ll_cs_ind, 18) },
	{ 0x35, "LL_CS_TERMINATE_REQ", FIXED(ll_cs_terminate, 4) },
	{ 0x36, "LL_CS_FAE_REQ", EMPTY },
	{ 0x37, "LL_CS_FAE_RSP", FIXED(ll_cs_fae_table, CS_FAE_SIZE) },
	{ 0x38, "LL_CS_CHANNEL_MAP_IND", FIXED(ll_cs_channel_map, 12) },
	{ 0x39, "LL_CS_SEC_REQ", FIXED(ll_cs_security, 20) },
	{ 0x3a, "LL_CS_TERMINATE_RSP", FIXED(ll_cs_terminate, 4) },
	{ 0x3b, "LL_FRAME_SPACE_REQ", FIXED(frame_space_req, 7) },
	{ 0x3c, "LL_FRAME_SPACE_RSP", FIXED(frame_space_rsp, 5) },
	{ 0x3d, "LL_OTA_UTP_IND", UNDECODED },
	{ 0x3e, "LL_CONNECTION_RATE_REQ", FIXED(connection_rate_req, 26) },
	{ 0x3f, "LL_CONNECTION_RATE_IND", FIXED(connection_rate_ind, 14) },
};
/* clang-format on */

const struct packet_name *ll_control_find(uint8_t opcode)
{
	return packet_find(pdus, ARRAY_SIZE(pdus), opcode);
}

static void put_type(struct packet *p, const char *name)
{
	const uint8_t *at = take(p, 1);
	const struct packet_name *pdu = ll_control_find(at[0]);
	struct field f = {
		.kind = FIELD_ENUM,
		.name = name,
		.text = pdu ? pdu->name : "Unknown",
		.value = at[0],
		.digits = 2,
		.len = 1,
	};

	put_field(p, &f, at);
}

static void put_unknown_type(struct packet *p)
{
	put_type(p, "Unknown type");
}

static void put_rejected(struct packet *p)
{
	put_type(p, "Reject opcode");
}

void decode_ll_control(struct packet *p)
{
	const uint8_t *opcode = rd_bytes(&p->r, 1);
	const struct packet_name *pdu;

	if (!opcode) {
		put_error(p, "LL Control without an opcode");
		return;
	}
	pdu = ll_control_find(*opcode);
	put_title(p, "LL Control", pdu ? pdu->name : NULL, *opcode, 2, opcode,
	    rd_left(&p->r) + 1);
	join_uint(p, "Length", rd_left(&p->r), " len ", NULL);
	if (pdu)
		put_pdu(p, &pdu->params);
	else
		put_rest(p);
}
