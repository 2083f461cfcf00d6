/* LE commands up to Bluetooth 4.2 and its tests, Vol 4 Part E 7.8. */
#include "decoders/hci.h"

static const struct scale scale_bytes = { .mul = 1, .unit = " bytes" };
static const struct scale scale_channel = {
	.mul = 2, .add = 2402, .unit = " MHz"
};
static const struct scale scale_seconds = { .mul = 1, .unit = " seconds" };
/* clang-format off */
/* Vol 4 Part E 7.8.27: what the controller can do, and at the same time. */
static const char *const state_text[][3] = {
	[0] = { "Non-connectable Advertising State" },
	[1] = { "Scannable Advertising State" },
	[2] = { "Connectable Advertising State" },
	[3] = { "High Duty Cycle Directed Advertising State" },
	[4] = { "Passive Scanning State" },
	[5] = { "Active Scanning State" },
	[6] = { "Initiating State", "and Connection State (Central Role)" },
	[7] = { "Connection State (Peripheral Role)" },
	[8] = { "Non-connectable Advertising State", "and Passive Scanning State" },
	[9] = { "Scannable Advertising State", "and Passive Scanning State" },
	[10] = { "Connectable Advertising State", "and Passive Scanning State" },
	[11] = { "High Duty Cycle Directed Advertising State", "and Passive Scanning State" },
	[12] = { "Non-connectable Advertising State", "and Active Scanning State" },
	[13] = { "Scannable Advertising State", "and Active Scanning State" },
	[14] = { "Connectable Advertising State", "and Active Scanning State" },
	[15] = { "High Duty Cycle Directed Advertising State", "and Active Scanning State" },
	[16] = { "Non-connectable Advertising State", "and Initiating State" },
	[17] = { "Scannable Advertising State", "and Initiating State" },
	[18] = { "Non-connectable Advertising State", "and Connection State (Central Role)" },
	[19] = { "Scannable Advertising State", "and Connection State (Central Role)" },
	[20] = { "Non-connectable Advertising State", "and Connection State (Peripheral Role)" },
	[21] = { "Scannable Advertising State", "and Connection State (Peripheral Role)" },
	[22] = { "Passive Scanning State", "and Initiating State" },
	[23] = { "Active Scanning State", "and Initiating State" },
	[24] = { "Passive Scanning State", "and Connection State (Central Role)" },
	[25] = { "Active Scanning State", "and Connection State (Central Role)" },
	[26] = { "Passive Scanning State", "and Connection State (Peripheral Role)" },
	[27] = { "Active Scanning State", "and Connection State (Peripheral Role)" },
	[28] = { "Initiating State", "and Connection State (Central Role)", "and Central Role & Central Role" },
	[29] = { "Low Duty Cycle Directed Advertising State" },
	[30] = { "Low Duty Cycle Directed Advertising State", "and Passive Scanning State" },
	[31] = { "Low Duty Cycle Directed Advertising State", "and Active Scanning State" },
	[32] = { "Connectable Advertising State", "and Initiating State", "and Central Role & Peripheral Role" },
	[33] = { "High Duty Cycle Directed Advertising State", "and Initiating State", "and Central Role & Peripheral Role" },
	[34] = { "Low Duty Cycle Directed Advertising State", "and Initiating State", "and Central Role & Peripheral Role" },
	[35] = { "Connectable Advertising State", "and Connection State (Central Role)", "and Central Role & Peripheral Role" },
	[36] = { "High Duty Cycle Directed Advertising State", "and Connection State (Central Role)", "and Central Role & Peripheral Role" },
	[37] = { "Low Duty Cycle Directed Advertising State", "and Connection State (Central Role)", "and Central Role & Peripheral Role" },
	[38] = { "Connectable Advertising State", "and Connection State (Peripheral Role)", "and Central Role & Peripheral Role" },
	[39] = { "High Duty Cycle Directed Advertising State", "and Connection State (Peripheral Role)", "and Peripheral Role & Peripheral Role" },
	[40] = { "Low Duty Cycle Directed Advertising State", "and Connection State (Peripheral Role)", "and Peripheral Role & Peripheral Role" },
	[41] = { "Initiating State", "and Connection State (Peripheral Role)", "and Central Role & Peripheral Role" },
};
/* clang-format on */

static void put_supported_states(struct packet *p)
{
	static const struct bits unknown = { .unknown = "Unknown states" };
	const uint8_t *at = take(p, 8);
	uint64_t v = at ? get_le64(at) : 0;

	if (!at)
		return;
	put_value(p, FIELD_BITS, "States", v, at, 8);
	p->depth++;
	for (unsigned i = 0; i < ARRAY_SIZE(state_text); i++) {
		struct field f = {
			.kind = FIELD_BIT,
			.name = "State",
			.bare = true,
			.value = i,
			.text = state_text[i][0],
		};

		if (!(v >> i & 1))
			continue;
		put_field(p, &f, NULL);
		p->depth++;
		for (int k = 1; k < 3 && state_text[i][k]; k++)
			put_label(p, state_text[i][k]);
		p->depth--;
	}
	p->depth--;
	put_bit_names(p, v >> ARRAY_SIZE(state_text) << ARRAY_SIZE(state_text),
	    16, &unknown);
}

/* A length, then always 31 octets, of which the rest are padding. */
static void put_legacy_data(struct packet *p)
{
	uint64_t len = put_uint(p, "Length", 1);
	size_t left = rd_left(&p->r);
	struct rd rest = p->r;

	p->r = rd_over(rest.p, len < left ? len : left);
	decode_ad(p);
	p->r = rd_over(rest.end, 0);
}

/* clang-format off */
static const struct row set_event_mask[] = {
	{ BITS64("Mask", le_event_mask) },
};

static const struct row read_buffer_size_rsp[] = {
	{ U16("Data packet length") },
	{ U8("Num data packets") },
};

static const struct row read_local_supported_features_rsp[] = {
	{ FEATURES("Features", le_features) },
};

static const struct row random_address[] = {
	{ ADDR_RND("Address") },
};

static const struct row set_advertising_parameters[] = {
	{ SCALED16("Min advertising interval", slots) },
	{ SCALED16("Max advertising interval", slots) },
	{ ENUM8("Type", adv_type) },
	{ ENUM8("Own address type", own_addr_type) },
	{ ADDR_TYPE("Direct address type", addr_type) },
	{ ADDR_TYPED("Direct address") },
	{ ENUM8("Channel map", adv_channels) },
	{ ENUM8("Filter policy", adv_filter) },
};

static const struct row read_advertising_channel_tx_power_rsp[] = {
	{ SCALED8("TX power", tx_dbm) },
};

static const struct row set_advertise_enable[] = {
	{ ENUM8("Advertising", enable) },
};

static const struct row set_scan_parameters[] = {
	{ ENUM8("Type", le_scan_type) },
	{ SCALED16("Interval", slots) },
	{ SCALED16("Window", slots) },
	{ ENUM8("Own address type", own_addr_type) },
	{ ENUM8("Filter policy", scan_filter) },
};

static const struct row set_scan_enable[] = {
	{ ENUM8("Scanning", enable) },
	{ ENUM8("Filter duplicates", enable) },
};

static const struct row create_connection[] = {
	{ SCALED16("Scan interval", slots) },
	{ SCALED16("Scan window", slots) },
	{ ENUM8("Filter policy", initiator_filter) },
	{ ADDR_TYPE("Peer address type", peer_addr_type) },
	{ ADDR_TYPED("Peer address") },
	{ ENUM8("Own address type", own_addr_type) },
	{ SCALED16("Min connection interval", frames) },
	{ SCALED16("Max connection interval", frames) },
	{ SCALED16("Connection latency", plain) },
	{ SCALED16("Supervision timeout", 10_msec) },
	{ SCALED16("Min connection length", slots) },
	{ SCALED16("Max connection length", slots) },
};

static const struct row list_size[] = {
	{ U8("Size") },
};

static const struct row typed_address[] = {
	{ ADDR_TYPE("Address type", addr_type) },
	{ ADDR_TYPED("Address") },
};

static const struct row handle_connection_parameters[] = {
	{ U16("Handle") },
	{ SCALED16("Min connection interval", frames) },
	{ SCALED16("Max connection interval", frames) },
	{ SCALED16("Connection latency", plain) },
	{ SCALED16("Supervision timeout", 10_msec) },
	{ SCALED16("Min connection length", slots) },
	{ SCALED16("Max connection length", slots) },
};

static const struct row set_host_channel_classification[] = {
	{ CHANNELS(5, "Channel map") },
};

static const struct row read_channel_map_rsp[] = {
	{ U16("Handle") },
	{ CHANNELS(5, "Channel map") },
};

static const struct row encrypt[] = {
	{ OCTETS("Key", 16) },
	{ OCTETS("Plaintext data", 16) },
};

static const struct row encrypt_rsp[] = {
	{ OCTETS("Encrypted data", 16) },
};

static const struct row rand_rsp[] = {
	{ X64("Random number") },
};

static const struct row start_encryption[] = {
	{ U16("Handle") },
	{ X64("Random number") },
	{ X16("Encrypted diversifier") },
	{ OCTETS("Long term key", 16) },
};

static const struct row long_term_key_request_reply[] = {
	{ U16("Handle") },
	{ OCTETS("Long term key", 16) },
};

static const struct row receiver_test[] = {
	{ SCALED8("RX frequency", channel) },
};

static const struct row transmitter_test[] = {
	{ SCALED8("TX frequency", channel) },
	{ SCALED_AS(1, 0, "Test data length", bytes) },
	{ X8("Packet payload") },
};

static const struct row test_end_rsp[] = {
	{ U16("Number of packets") },
};

static const struct row remote_connection_parameter_request_negative_reply[] = {
	{ U16("Handle") },
	{ REASON("Reason") },
};

static const struct row set_data_length[] = {
	{ U16("Handle") },
	{ U16("TX octets") },
	{ U16("TX time") },
};

static const struct row default_data_length[] = {
	{ U16("TX octets") },
	{ U16("TX time") },
};

static const struct row generate_dhkey[] = {
	{ LABEL("Remote P-256 public key:") },
	{ OCTETS("X", 32), .in = 1 },
	{ OCTETS("Y", 32), .in = 1 },
};

static const struct row add_device_to_resolving_list[] = {
	{ ADDR_TYPE("Address type", addr_type) },
	{ ADDR_TYPED("Address") },
	{ OCTETS("Peer identity resolving key", 16) },
	{ OCTETS("Local identity resolving key", 16) },
};

static const struct row set_address_resolution_enable[] = {
	{ ENUM8("Address resolution", enable) },
};

static const struct row set_resolvable_private_address_timeout[] = {
	{ SCALED_AS(2, 0, "Timeout", seconds) },
};

static const struct row read_maximum_data_length_rsp[] = {
	{ U16("Max TX octets") },
	{ U16("Max TX time") },
	{ U16("Max RX octets") },
	{ U16("Max RX time") },
};

static const struct row read_phy_rsp[] = {
	{ U16("Handle") },
	{ ENUM8("TX PHY", phy) },
	{ ENUM8("RX PHY", phy) },
};

static const struct row set_default_phy[] = {
	{ BITS8("All PHYs preference", all_phys) },
	{ BITS8("TX PHYs preference", phys) },
	{ BITS8("RX PHYs preference", phys) },
};

static const struct row set_phy[] = {
	{ U16("Handle") },
	{ BITS8("All PHYs preference", all_phys) },
	{ BITS8("TX PHYs preference", phys) },
	{ BITS8("RX PHYs preference", phys) },
	{ ENUM16("PHY options preference", phy_options) },
};

static const struct row enhanced_receiver_test[] = {
	{ SCALED8("RX channel frequency", channel) },
	{ ENUM8("PHY", phy) },
	{ ENUM8("Modulation index", modulation_index) },
};

static const struct row enhanced_transmitter_test[] = {
	{ SCALED8("TX channel frequency", channel) },
	{ SCALED_AS(1, 0, "Test data length", bytes) },
	{ X8("Packet payload") },
	{ ENUM8("PHY", tx_test_phy) },
};

const struct command hci_le_commands[] = {
{ 0x2001, "LE Set Event Mask", FIXED(set_event_mask, 8), EMPTY },
	{ 0x2002, "LE Read Buffer Size", EMPTY, FIXED(read_buffer_size_rsp, 3) },
	{ 0x2003, "LE Read Local Supported Features", EMPTY, FIXED(read_local_supported_features_rsp, 8) },
	{ 0x2005, "LE Set Random Address", FIXED(random_address, 6), EMPTY },
	{ 0x2006, "LE Set Advertising Parameters", FIXED(set_advertising_parameters, 15), EMPTY },
	{ 0x2007, "LE Read Advertising Channel TX Power", EMPTY, FIXED(read_advertising_channel_tx_power_rsp, 1) },
	{ 0x2008, "LE Set Advertising Data", CALLED_FIXED(32, put_legacy_data), EMPTY },
	{ 0x2009, "LE Set Scan Response Data", CALLED_FIXED(32, put_legacy_data), EMPTY },
	{ 0x200a, "LE Set Advertise Enable", FIXED(set_advertise_enable, 1), EMPTY },
	{ 0x200b, "LE Set Scan Parameters", FIXED(set_scan_parameters, 7), EMPTY },
	{ 0x200c, "LE Set Scan Enable", FIXED(set_scan_enable, 2), EMPTY },
	{ 0x200d, "LE Create Connection", FIXED(create_connection, 25), UNDECODED },
	{ 0x200e, "LE Create Connection Cancel", EMPTY, EMPTY },
	{ 0x200f, "LE Read Accept List Size", EMPTY, FIXED(list_size, 1) },
	{ 0x2010, "LE Clear Accept List", EMPTY, EMPTY },
	{ 0x2011, "LE Add Device To Accept List", FIXED(typed_address, 7), EMPTY },
	{ 0x2012, "LE Remove Device From Accept List", FIXED(typed_address, 7), EMPTY },
	{ 0x2013, "LE Connection Update", FIXED(handle_connection_parameters, 14), UNDECODED },
	{ 0x2014, "LE Set Host Channel Classification", FIXED(set_host_channel_classification, 5), EMPTY },
	{ 0x2015, "LE Read Channel Map", FIXED(hci_handle, 2), FIXED(read_channel_map_rsp, 7) },
	{ 0x2016, "LE Read Remote Used Features", FIXED(hci_handle, 2), UNDECODED },
	{ 0x2017, "LE Encrypt", FIXED(encrypt, 32), FIXED(encrypt_rsp, 16) },
	{ 0x2018, "LE Rand", EMPTY, FIXED(rand_rsp, 8) },
	{ 0x2019, "LE Start Encryption", FIXED(start_encryption, 28), UNDECODED },
	{ 0x201a, "LE Long Term Key Request Reply", FIXED(long_term_key_request_reply, 18), FIXED(hci_handle, 2) },
	{ 0x201b, "LE Long Term Key Request Neg Reply", FIXED(hci_handle, 2), FIXED(hci_handle, 2) },
	{ 0x201c, "LE Read Supported States", EMPTY, CALLED_FIXED(8, put_supported_states) },
	{ 0x201d, "LE Receiver Test", FIXED(receiver_test, 1), EMPTY },
	{ 0x201e, "LE Transmitter Test", FIXED(transmitter_test, 3), EMPTY },
	{ 0x201f, "LE Test End", EMPTY, FIXED(test_end_rsp, 2) },
	{ 0x2020, "LE Remote Connection Parameter Request Reply", FIXED(handle_connection_parameters, 14), FIXED(hci_handle, 2) },
	{ 0x2021, "LE Remote Connection Parameter Request Negative Reply", FIXED(remote_connection_parameter_request_negative_reply, 3), FIXED(hci_handle, 2) },
	{ 0x2022, "LE Set Data Length", FIXED(set_data_length, 6), FIXED(hci_handle, 2) },
	{ 0x2023, "LE Read Suggested Default Data Length", EMPTY, FIXED(default_data_length, 4) },
	{ 0x2024, "LE Write Suggested Default Data Length", FIXED(default_data_length, 4), EMPTY },
	{ 0x2025, "LE Read Local P-256 Public Key", EMPTY, UNDECODED },
	{ 0x2026, "LE Generate DHKey", FIXED(generate_dhkey, 64), UNDECODED },
	{ 0x2027, "LE Add Device To Resolving List", FIXED(add_device_to_resolving_list, 39), EMPTY },
	{ 0x2028, "LE Remove Device From Resolving List", FIXED(typed_address, 7), EMPTY },
	{ 0x2029, "LE Clear Resolving List", EMPTY, EMPTY },
	{ 0x202a, "LE Read Resolving List Size", EMPTY, FIXED(list_size, 1) },
	{ 0x202b, "LE Read Peer Resolvable Address", FIXED(typed_address, 7), FIXED(random_address, 6) },
	{ 0x202c, "LE Read Local Resolvable Address", FIXED(typed_address, 7), FIXED(random_address, 6) },
	{ 0x202d, "LE Set Address Resolution Enable", FIXED(set_address_resolution_enable, 1), EMPTY },
	{ 0x202e, "LE Set Resolvable Private Address Timeout", FIXED(set_resolvable_private_address_timeout, 2), EMPTY },
	{ 0x202f, "LE Read Maximum Data Length", EMPTY, FIXED(read_maximum_data_length_rsp, 8) },
	{ 0x2030, "LE Read PHY", FIXED(hci_handle, 2), FIXED(read_phy_rsp, 4) },
	{ 0x2031, "LE Set Default PHY", FIXED(set_default_phy, 3), EMPTY },
	{ 0x2032, "LE Set PHY", FIXED(set_phy, 7), UNDECODED },
	{ 0x2033, "LE Enhanced Receiver Test", FIXED(enhanced_receiver_test, 3), EMPTY },
	{ 0x2034, "LE Enhanced Transmitter Test", FIXED(enhanced_transmitter_test, 4), EMPTY },
};
/* clang-format on */
const size_t n_hci_le_commands = ARRAY_SIZE(hci_le_commands);
