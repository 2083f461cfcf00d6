/* LE commands from Bluetooth 5.4 on: periodic advertising with responses,
 * decisions, monitored advertisers, Channel Sounding, short intervals.
 * Vol 4 Part E 7.8. */
#include "decoders/cs.h"
#include "decoders/hci.h"

static const struct scale scale_us = { .mul = 1, .unit = " us" };
static const struct scale scale_sec = { .mul = 1, .unit = " sec" };
static const struct scale scale_db = {
	.mul = 1, .is_signed = true, .unit = " dB"
};
static const struct scale scale_125_us = {
	.mul = 125, .frac = 3, .unit = " msec"
};

static const char *const phy_preference_text[] = {
	"No preference",
	"S=2 preferred",
	"S=8 preferred",
	"S=2 required",
	"S=8 required",
};
static const struct names phy_preference_names =
    NAMES_DENSE(phy_preference_text);

static const char *const response_properties_text[] = {
	[6] = "Include TxPower",
};
static const struct bits response_properties_bits = {
	.names = NAMES_DENSE(response_properties_text),
	.unknown = "Unknown properties",
};

static const char *const decision_type_text[] = { "Resolvable tag" };
static const struct bits decision_type_bits = {
	.names = NAMES_DENSE(decision_type_text),
	.unknown = "Unknown decision data",
};

static const char *const test_flags_text[] = { "Starts a new group" };
static const struct bits test_flags_bits = {
	.names = NAMES_DENSE(test_flags_text),
};

/* Vol 4 Part E 7.8.145 */
static const struct name test_field_text[] = {
	{ 0x00, "Resolvable tag" },
	{ 0x06, "Advertising mode" },
	{ 0x07, "RSSI" },
	{ 0x08, "Path loss" },
	{ 0x09, "Advertiser's address" },
	{ 0x11, "Arbitrary data of exactly 1 octet" },
	{ 0x12, "Arbitrary data of exactly 2 octets" },
	{ 0x13, "Arbitrary data of exactly 3 octets" },
	{ 0x14, "Arbitrary data of exactly 4 octets" },
	{ 0x15, "Arbitrary data of exactly 5 octets" },
	{ 0x16, "Arbitrary data of exactly 6 octets" },
	{ 0x17, "Arbitrary data of exactly 7 octets" },
	{ 0x18, "Arbitrary data of exactly 8 octets" },
	{ 0x21, "Arbitrary data of at least 1 octet" },
	{ 0x22, "Arbitrary data of at least 2 octets" },
	{ 0x23, "Arbitrary data of at least 3 octets" },
	{ 0x24, "Arbitrary data of at least 4 octets" },
	{ 0x25, "Arbitrary data of at least 5 octets" },
	{ 0x26, "Arbitrary data of at least 6 octets" },
	{ 0x27, "Arbitrary data of at least 7 octets" },
	{ 0x28, "Arbitrary data of at least 8 octets" },
	{ 0x31, "Arbitrary data of 1 to 1 octet" },
	{ 0x32, "Arbitrary data of 1 to 2 octets" },
	{ 0x33, "Arbitrary data of 1 to 3 octets" },
	{ 0x34, "Arbitrary data of 1 to 4 octets" },
	{ 0x35, "Arbitrary data of 1 to 5 octets" },
	{ 0x36, "Arbitrary data of 1 to 6 octets" },
	{ 0x37, "Arbitrary data of 1 to 7 octets" },
	{ 0x38, "Arbitrary data of 1 to 8 octets" },
};
static const struct names test_field_names = NAMES_SPARSE(test_field_text);

static const char *const frame_spacing_text[] = {
	"T_IFS_ACL_CP",
	"T_IFS_ACL_PC",
	"T_MCES",
	"T_IFS_CIS",
	"T_MSS_CIS",
};
const struct bits frame_spacing_bits = {
	.names = NAMES_DENSE(frame_spacing_text),
	.unknown = "Unknown spacing types",
};

/* Channel Sounding */

static const struct name cs_snr_control_text[] = {
	{ 0x00, "18 dB" },
	{ 0x01, "21 dB" },
	{ 0x02, "24 dB" },
	{ 0x03, "27 dB" },
	{ 0x04, "30 dB" },
	{ 0xff, "Not applied" },
};
static const struct names cs_snr_control_names =
    NAMES_SPARSE(cs_snr_control_text);

static const struct name cs_antenna_text[] = {
	{ 0x01, "Antenna 1" },
	{ 0x02, "Antenna 2" },
	{ 0x03, "Antenna 3" },
	{ 0x04, "Antenna 4" },
	{ 0xfe, "All in turn" },
	{ 0xff, "No recommendation" },
};
static const struct names cs_antenna_names = NAMES_SPARSE(cs_antenna_text);

static const char *const cs_context_text[] = { "Local only",
	"Local and remote" };
static const struct names cs_context_names = NAMES_DENSE(cs_context_text);

static const char *const cs_override_text[] = {
	"Channels",
	[2] = "Main mode steps",
	"Tone extension",
	"Antenna permutation",
	"CS_SYNC access addresses",
	"Sounding sequence markers",
	"Sounding sequence marker value",
	"CS_SYNC payload pattern",
	[10] = "Stable phase test",
};
static const struct bits cs_override_bits = {
	.names = NAMES_DENSE(cs_override_text),
	.unknown = "Unknown overrides",
};

static void put_subevents_data(struct packet *p)
{
	static const struct row subevent[] = {
		{ U8("Response slot start"), .in = 1 },
		{ U8("Response slot count"), .in = 1 },
	};
	uint64_t n = put_uint(p, "Number of subevents", 1);

	while (n--) {
		const uint8_t *at = take(p, 1);

		if (!at)
			break;
		put_value(p, FIELD_UINT, "Subevent", at[0], at, 1);
		PUT_ROWS(p, subevent);
		p->depth++;
		put_ad(p, put_hex(p, "Data length", 1));
		p->depth--;
	}
}

static void put_response_data(struct packet *p)
{
	put_ad(p, put_hex(p, "Data length", 1));
}

static void put_subevents(struct packet *p)
{
	static const struct row subevent[] = { { U8("Subevent"), .in = 1 } };

	PUT_LIST(p, put_uint(p, "Number of subevents", 1), subevent);
}

static void put_decision_data(struct packet *p)
{
	uint64_t n = put_uint(p, "Data length", 1);

	put_octets(p, "Decision data", n);
}

static void put_decision_tests(struct packet *p)
{
	static const struct row test[] = {
		{ BITS8("Flags", test_flags), .in = 1 },
		{ ENUM8("Field", test_field), .in = 1 },
		{ OCTETS("Parameters", 16), .in = 1 },
	};
	uint64_t n = put_uint(p, "Number of tests", 1);

	for (uint64_t i = 0; i < n && !p->r.bad; i++) {
		put_entry(p, "Test", i);
		PUT_ROWS(p, test);
	}
}

static void put_power_delta(struct packet *p)
{
	static const struct name text[] = { { 0x80, "No preference" } };
	static const struct names names = NAMES_SPARSE(text);

	if (rd_left(&p->r) && p->r.p[0] == 0x80)
		put_enum(p, "TX power delta", 1, &names);
	else
		put_scaled(p, "TX power delta", 1, &scale_db, 2);
}

static void put_override_parameters(struct packet *p)
{
	uint64_t n = put_uint(p, "Override parameters length", 1);

	put_octets(p, "Override parameters", n);
}

static void put_interval_groups(struct packet *p)
{
	static const struct row group[] = {
		{ SCALED16("Group minimum", 125_us), .in = 1 },
		{ SCALED16("Group maximum", 125_us), .in = 1 },
		{ SCALED16("Group stride", 125_us), .in = 1 },
	};

	PUT_LIST(p, put_uint(p, "Number of groups", 1), group);
}

void put_feature_page(struct packet *p, uint64_t page)
{
	enum { NAMED = 8 };
	static const char *const text[] = {
		"Monitoring Advertisers",
		"Frame Space Update",
		"UTP OTA Mode",
		"UTP HCI Mode",
		"LL_OTA_UTP_IND Maximum Length (bit 0)",
		"LL_OTA_UTP_IND Maximum Length (bit 1)",
		[8] = "Shorter Connection Intervals",
		"Shorter Connection Intervals (Host Support)",
		"LE Flushable ACL Data",
	};
	static const struct bits bits = {
		.names = NAMES_DENSE(text),
		.unknown = "Unknown features",
	};
	const uint8_t *at = take(p, FEATURE_PAGE_SIZE);
	struct field f = {
		.kind = FIELD_LIST,
		.name = "Features",
		.data = at,
		.len = FEATURE_PAGE_SIZE,
	};

	if (!at)
		return;
	put_field(p, &f, at);
	if (page == 1)
		put_bit_names(p, get_le(at, NAMED), 16, &bits);
}

/* 7.8.128: page 0 has 8 octets, each of ten more 24. */
void put_feature_pages(struct packet *p)
{
	enum { PAGES = 11 };
	uint64_t last = put_uint(p, "Max page", 1);

	put_octet_bits(p, "Features", 8, &le_features_bits);
	for (uint64_t page = 1; page < PAGES && rd_left(&p->r); page++) {
		if (page > last || rd_left(&p->r) < FEATURE_PAGE_SIZE) {
			take(p, FEATURE_PAGE_SIZE);
			continue;
		}
		put_entry(p, "Page", page);
		p->depth++;
		put_feature_page(p, page);
		p->depth--;
	}
}

/* clang-format off */
static const struct row set_extended_advertising_parameters_v2[] = {
	{ X8("Handle") },
	{ CALL(2, put_adv_properties) },
	{ SCALED_AS(3, 4, "Min advertising interval", slots) },
	{ SCALED_AS(3, 4, "Max advertising interval", slots) },
	{ ENUM8("Channel map", adv_channels) },
	{ ENUM8("Own address type", own_addr_type) },
	{ ADDR_TYPE("Peer address type", peer_addr_type) },
	{ ADDR_TYPED("Peer address") },
	{ ENUM8("Filter policy", adv_filter) },
	{ CALL(1, put_wanted_power) },
	{ ENUM8("Primary PHY", primary_phy) },
	{ X8("Secondary max skip") },
	{ ENUM8("Secondary PHY", phy) },
	{ X8("SID") },
	{ ENUM8("Scan request notifications", enable) },
	{ ENUM8("Primary PHY options", phy_preference) },
	{ ENUM8("Secondary PHY options", phy_preference) },
};

static const struct row selected_power[] = {
	{ SCALED8("TX power (selected)", tx_dbm) },
};

static const struct row decision_data[] = {
	{ X8("Advertising handle") },
	{ BITS8("Decision type flags", decision_type) },
};

static const struct row adv_handle[] = {
	{ X8("Advertising handle") },
};

static const struct row response_data[] = {
	{ U16("Sync handle") },
	{ U16("Request event") },
	{ U8("Request subevent") },
	{ U8("Response subevent") },
	{ U8("Response slot") },
};

static const struct row sync_handle[] = {
	{ U16("Sync handle") },
};

static const struct row sync_subevent[] = {
	{ U16("Sync handle") },
	{ BITS16("Properties", response_properties) },
};

static const struct row extended_create_connection_v2[] = {
	{ X8("Advertising handle") },
	{ X8("Subevent") },
	{ ENUM8("Filter policy", initiator_filter) },
	{ ENUM8("Own address type", own_addr_type) },
	{ ADDR_TYPE("Peer address type", peer_addr_type) },
	{ ADDR_TYPED("Peer address") },
};

static const struct row periodic_parameters_v2[] = {
	{ X8("Advertising handle") },
	{ SCALED16("Min interval", frames) },
	{ SCALED16("Max interval", frames) },
	{ BITS16("Properties", response_properties) },
	{ U8("Number of subevents") },
	{ SCALED8("Subevent interval", frames) },
	{ SCALED8("Response slot delay", frames) },
	{ SCALED8("Response slot spacing", 125_us) },
	{ U8("Number of response slots") },
};

static const struct row read_all_remote_features[] = {
	{ U16("Handle") },
	{ U8("Pages requested") },
};

const struct row hci_cs_capabilities[20] = {
	{ U8("Number of configurations") },
	{ U16("Max consecutive procedures") },
	{ U8("Number of antennas") },
	{ U8("Max antenna paths") },
	{ BITS8("Roles", cs_roles) },
	{ BITS8("Optional modes", cs_modes) },
	{ BITS8("RTT capability", cs_rtt) },
	{ U8("RTT AA-only N") },
	{ U8("RTT sounding N") },
	{ U8("RTT random payload N") },
	{ BITS16("NADM sounding capability", cs_nadm) },
	{ BITS16("NADM random capability", cs_nadm) },
	{ BITS8("CS_SYNC PHYs", cs_phys) },
	{ BITS16("Subfeatures", cs_subfeatures) },
	{ BITS16("T_IP1 times", cs_interlude) },
	{ BITS16("T_IP2 times", cs_interlude) },
	{ BITS16("T_FCS times", cs_change) },
	{ BITS16("T_PM times", cs_measurement) },
	{ SCALED8("T_SW time", us) },
	{ BITS8("TX SNR capability", cs_snr) },
};

const struct row hci_cs_capabilities_v2[2] = {
	{ BITS16("T_IP2_IPT times", cs_interlude) },
	{ SCALED8("T_SW_IPT time", us) },
};

static const struct row cs_default_settings[] = {
	{ U16("Handle") },
	{ BITS8("Roles", cs_roles) },
	{ ENUM8("CS_SYNC antenna selection", cs_antenna) },
	{ SCALED8("Max TX power", tx_dbm) },
};

static const struct row cs_fae_table[] = {
	{ U16("Handle") },
	{ OCTETS("FAE table", CS_FAE_SIZE) },
};

static const struct row cs_create_config[] = {
	{ U16("Handle") },
	{ U8("Config ID") },
	{ ENUM8("Create context", cs_context) },
};

const struct row hci_cs_config[15] = {
	{ ENUM8("Main mode", cs_mode) },
	{ ENUM8("Sub mode", cs_mode) },
	{ U8("Min main mode steps") },
	{ U8("Max main mode steps") },
	{ U8("Main mode repetition") },
	{ U8("Mode-0 steps") },
	{ ENUM8("Role", cs_role) },
	{ ENUM8("RTT type", cs_rtt_type) },
	{ ENUM8("CS_SYNC PHY", cs_phy) },
	{ CHANNELS(10, "Channel map") },
	{ U8("Channel map repetition") },
	{ ENUM8("Channel selection", cs_selection) },
	{ ENUM8("Channel #3c shape", cs_shape) },
	{ U8("Channel #3c jump") },
	{ X8("Enhancements") },
};

static const struct row cs_config_id[] = {
	{ U16("Handle") },
	{ U8("Config ID") },
};

static const struct row cs_channels[] = {
	{ CHANNELS(10, "Channel classification") },
};

static const struct row cs_procedure[] = {
	{ U16("Handle") },
	{ U8("Config ID") },
	{ SCALED16("Max procedure length", slots) },
	{ U16("Min procedure interval") },
	{ U16("Max procedure interval") },
	{ U16("Max procedure count") },
	{ SCALED24("Min subevent length", us) },
	{ SCALED24("Max subevent length", us) },
	{ ENUM8("Antenna configuration", cs_antenna_config) },
	{ ENUM8("PHY", power_phy) },
	{ CALL(1, put_power_delta) },
	{ BITS8("Preferred peer antennas", cs_peer_antenna) },
	{ ENUM8("SNR control of initiator", cs_snr_control) },
	{ ENUM8("SNR control of reflector", cs_snr_control) },
};

static const struct row cs_procedure_enable[] = {
	{ U16("Handle") },
	{ U8("Config ID") },
	{ ENUM8("Procedure", enable) },
};

static const struct row cs_test[] = {
	{ ENUM8("Main mode", cs_mode) },
	{ ENUM8("Sub mode", cs_mode) },
	{ U8("Main mode repetition") },
	{ U8("Mode-0 steps") },
	{ ENUM8("Role", cs_role) },
	{ ENUM8("RTT type", cs_rtt_type) },
	{ ENUM8("CS_SYNC PHY", cs_phy) },
	{ ENUM8("CS_SYNC antenna selection", cs_antenna) },
	{ SCALED24("Subevent length", us) },
	{ SCALED16("Subevent interval", slots) },
	{ U8("Max number of subevents") },
	{ SCALED8("TX power", tx_dbm) },
	{ SCALED8("T_IP1 time", us) },
	{ SCALED8("T_IP2 time", us) },
	{ SCALED8("T_FCS time", us) },
	{ SCALED8("T_PM time", us) },
	{ SCALED8("T_SW time", us) },
	{ ENUM8("Antenna configuration", cs_antenna_config) },
	{ X8("Enhancements") },
	{ ENUM8("SNR control of initiator", cs_snr_control) },
	{ ENUM8("SNR control of reflector", cs_snr_control) },
	{ X16("DRBG nonce") },
	{ U8("Channel map repetition") },
	{ BITS16("Override", cs_override) },
};

static const struct row set_host_feature_v2[] = {
	{ U16("Bit Number") },
	{ U8("Bit Value") },
};

static const struct row monitored_device[] = {
	{ ADDR_TYPE("Address type", addr_type) },
	{ ADDR_TYPED("Address") },
	{ RSSI("RSSI threshold low") },
	{ RSSI("RSSI threshold high") },
	{ SCALED8("Timeout", sec) },
};

static const struct row device[] = {
	{ ADDR_TYPE("Address type", addr_type) },
	{ ADDR_TYPED("Address") },
};

static const struct row list_size[] = {
	{ U8("List size") },
};

static const struct row monitoring_enable[] = {
	{ ENUM8("Monitoring", enable) },
};

static const struct row frame_space_update[] = {
	{ U16("Handle") },
	{ SCALED16("Min frame space", us) },
	{ SCALED16("Max frame space", us) },
	{ BITS8("PHYs", phys) },
	{ BITS16("Spacing types", frame_spacing) },
};

static const struct row rpa_timeout_v2[] = {
	{ SCALED16("Min timeout", sec) },
	{ SCALED16("Max timeout", sec) },
};

#define RATE_PARAMETERS \
	{ SCALED16("Min connection interval", 125_us) }, \
	{ SCALED16("Max connection interval", 125_us) }, \
	{ U16("Subrate min") }, \
	{ U16("Subrate max") }, \
	{ U16("Max latency") }, \
	{ U16("Continuation number") }, \
	{ SCALED16("Supervision timeout", 10_msec) }, \
	{ SCALED16("Min connection length", 125_us) }, \
	{ SCALED16("Max connection length", 125_us) }

static const struct row connection_rate[] = {
	{ U16("Handle") },
	RATE_PARAMETERS
};

static const struct row default_rate[] = { RATE_PARAMETERS };

static const struct row min_interval[] = {
	{ SCALED8("Min connection interval", 125_us) },
};

/* clang-format on */
static void put_cached_capabilities(struct packet *p)
{
	PUT_ROWS(p, hci_handle);
	PUT_ROWS(p, hci_cs_capabilities);
}

static void put_capabilities_v2(struct packet *p)
{
	PUT_ROWS(p, hci_cs_capabilities);
	PUT_ROWS(p, hci_cs_capabilities_v2);
}

static void put_cached_capabilities_v2(struct packet *p)
{
	put_cached_capabilities(p);
	PUT_ROWS(p, hci_cs_capabilities_v2);
}

static void put_create_config(struct packet *p)
{
	PUT_ROWS(p, cs_create_config);
	PUT_ROWS(p, hci_cs_config);
}

/* clang-format off */
const struct command hci_le6_commands[] = {
	{ 0x207f, "LE Set Extended Advertising Parameters [v2]", FIXED(set_extended_advertising_parameters_v2, 27), FIXED(selected_power, 1) },
	{ 0x2080, "LE Set Decision Data", TAIL(decision_data, 3, put_decision_data), EMPTY },
	{ 0x2081, "LE Set Decision Instructions", CALLED(1, put_decision_tests), EMPTY },
	{ 0x2082, "LE Set Periodic Advertising Subevent Data", TAIL(adv_handle, 2, put_subevents_data), FIXED(adv_handle, 1) },
	{ 0x2083, "LE Set Periodic Advertising Response Data", TAIL(response_data, 8, put_response_data), FIXED(sync_handle, 2) },
	{ 0x2084, "LE Set Periodic Sync Subevent", TAIL(sync_subevent, 5, put_subevents), FIXED(sync_handle, 2) },
	{ 0x2085, "LE Extended Create Connection [v2]", TAIL(extended_create_connection_v2, 12, put_initiating_phys), UNDECODED },
	{ 0x2086, "LE Set Periodic Advertising Parameters [v2]", FIXED(periodic_parameters_v2, 12), FIXED(adv_handle, 1) },
	{ 0x2087, "LE Read All Local Supported Features", EMPTY, CALLED_FIXED(249, put_feature_pages) },
	{ 0x2088, "LE Read All Remote Features", FIXED(read_all_remote_features, 3), UNDECODED },
	{ 0x2089, "LE CS Read Local Supported Capabilities", EMPTY, FIXED(hci_cs_capabilities, CS_CAPABILITIES_SIZE) },
	{ 0x208a, "LE CS Read Remote Supported Capabilities", FIXED(hci_handle, 2), UNDECODED },
	{ 0x208b, "LE CS Write Cached Remote Supported Capabilities", CALLED_FIXED(2 + CS_CAPABILITIES_SIZE, put_cached_capabilities), FIXED(hci_handle, 2) },
	{ 0x208c, "LE CS Security Enable", FIXED(hci_handle, 2), UNDECODED },
	{ 0x208d, "LE CS Set Default Settings", FIXED(cs_default_settings, 5), FIXED(hci_handle, 2) },
	{ 0x208e, "LE CS Read Remote FAE Table", FIXED(hci_handle, 2), UNDECODED },
	{ 0x208f, "LE CS Write Cached Remote FAE Table", FIXED(cs_fae_table, 2 + CS_FAE_SIZE), FIXED(hci_handle, 2) },
	{ 0x2090, "LE CS Create Config", CALLED_FIXED(4 + CS_CONFIG_SIZE, put_create_config), UNDECODED },
	{ 0x2091, "LE CS Remove Config", FIXED(cs_config_id, 3), UNDECODED },
	{ 0x2092, "LE CS Set Channel Classification", FIXED(cs_channels, 10), EMPTY },
	{ 0x2093, "LE CS Set Procedure Parameters", FIXED(cs_procedure, 23), FIXED(hci_handle, 2) },
	{ 0x2094, "LE CS Procedure Enable", FIXED(cs_procedure_enable, 4), UNDECODED },
	{ 0x2095, "LE CS Test", TAIL(cs_test, 30, put_override_parameters), EMPTY },
	{ 0x2096, "LE CS Test End", EMPTY, UNDECODED },
	{ 0x2097, "LE Set Host Feature [v2]", FIXED(set_host_feature_v2, 3), EMPTY },
	{ 0x2098, "LE Add Device To Monitored Advertisers List", FIXED(monitored_device, 10), EMPTY },
	{ 0x2099, "LE Remove Device From Monitored Advertisers List", FIXED(device, 7), EMPTY },
	{ 0x209a, "LE Clear Monitored Advertisers List", EMPTY, EMPTY },
	{ 0x209b, "LE Read Monitored Advertisers List Size", EMPTY, FIXED(list_size, 1) },
	{ 0x209c, "LE Enable Monitoring Advertisers", FIXED(monitoring_enable, 1), EMPTY },
	{ 0x209d, "LE Frame Space Update", FIXED(frame_space_update, 9), UNDECODED },
	{ 0x209e, "LE Set Resolvable Private Address Timeout [v2]", FIXED(rpa_timeout_v2, 4), EMPTY },
	{ 0x209f, "LE Enable UTP OTA Mode", UNDECODED, UNDECODED },
	{ 0x20a0, "LE UTP Send", UNDECODED, UNDECODED },
	{ 0x20a1, "LE Connection Rate Request", FIXED(connection_rate, 20), UNDECODED },
	{ 0x20a2, "LE Set Default Rate Parameters", FIXED(default_rate, 18), EMPTY },
	{ 0x20a3, "LE Read Minimum Supported Connection Interval", EMPTY, TAIL(min_interval, 2, put_interval_groups) },
	{ 0x20a5, "LE CS Read Local Supported Capabilities [v2]", EMPTY, CALLED_FIXED(CS_CAPABILITIES_SIZE + 3, put_capabilities_v2) },
	{ 0x20a6, "LE CS Write Cached Remote Supported Capabilities [v2]", CALLED_FIXED(CS_CAPABILITIES_SIZE + 5, put_cached_capabilities_v2), FIXED(hci_handle, 2) },
};
/* clang-format on */
const size_t n_hci_le6_commands = ARRAY_SIZE(hci_le6_commands);
