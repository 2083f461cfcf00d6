/* LE commands from Bluetooth 5.0 on, Vol 4 Part E 7.8. */
#include "decoders/hci.h"

static const struct scale scale_10_ms = { .mul = 10, .unit = " ms" };
static const struct scale scale_1250_ms = {
	.mul = 125, .frac = 2, .unit = " ms"
};
static const struct scale scale_1280_sec = {
	.mul = 128, .frac = 2, .unit = " sec"
};
static const struct scale scale_ms = { .mul = 1, .unit = " ms" };
static const struct scale scale_us = { .mul = 1, .unit = " us" };
static const struct scale scale_channel = {
	.mul = 2, .add = 2402, .unit = " MHz"
};
static const struct scale scale_8_us = { .mul = 8, .unit = " us" };
static const struct scale scale_us_slots = { .mul = 1, .unit = " us slots" };

static const char *const adv_channels_text[] = {
	[1] = "37",
	"38",
	"37, 38",
	"39",
	"37, 39",
	"38, 39",
	"37, 38, 39",
};
const struct names adv_channels_names = NAMES_DENSE(adv_channels_text);

static const char *const power_phy_text[] = {
	[1] = "LE 1M",
	"LE 2M",
	"LE Coded with S=8",
	"LE Coded with S=2",
};
const struct names power_phy_names = NAMES_DENSE(power_phy_text);

static const char *const big_encryption_text[] = {
	"Unencrypted",
	"Encrypted",
};
static const struct names big_encryption_names =
    NAMES_DENSE(big_encryption_text);

static const char *const p256_key_type_text[] = { "Generated", "Debug" };
static const struct names p256_key_type_names = NAMES_DENSE(p256_key_type_text);

static const char *const periodic_properties_text[] = {
	[6] = "Include TxPower",
};
static const struct bits periodic_properties_bits = {
	.names = NAMES_DENSE(periodic_properties_text),
	.unknown = "Unknown advertising properties",
};

static const char *const cte_type_text[] = {
	"AoA Constant Tone Extension",
	"AoD Constant Tone Extension with 1us slots",
	"AoD Constant Tone Extension with 2us slots",
};
static const struct names cte_type_names = NAMES_DENSE(cte_type_text);

static const char *const cte_types_text[] = { "AoA", "AoD with 1us slots",
	"AoD with 2us slots" };
static const struct bits cte_types_bits = {
	.names = NAMES_DENSE(cte_types_text),
	.unknown = "Unknown CTE types",
};

static const char *const slot_durations_text[] = { [1] = "1 us", "2 us" };
static const struct names slot_durations_names =
    NAMES_DENSE(slot_durations_text);

static const char *const sampling_text[] = {
	"1us switching for AoD transmission",
	"1us sampling for AoD reception",
	"1us switching and sampling for AoA reception",
};
static const struct bits sampling_bits = {
	.names = NAMES_DENSE(sampling_text),
	.unknown = "Unknown sampling rates",
};

static const char *const sleep_clock_text[] = {
	"Switch to a more accurate clock",
	"Switch to a less accurate clock",
};
static const struct names sleep_clock_names = NAMES_DENSE(sleep_clock_text);

static const char *const iso_payload_text[] = { "Zero length",
	"Variable length", "Maximum length" };
static const struct names iso_payload_names = NAMES_DENSE(iso_payload_text);

static const char *const address_change_text[] = { "Advertising data",
	"Scan response data" };
static const struct bits address_change_bits = {
	.names = NAMES_DENSE(address_change_text),
	.unknown = "Unknown change reasons",
};

static const struct name test_power_text[] = {
	{ 0x7e, "Minimum" },
	{ 0x7f, "Maximum" },
};
static const struct names test_power_names = NAMES_SPARSE(test_power_text);

/* Advertising data that ends the packet. */
static void put_data(struct packet *p)
{
	decode_ad(p);
}

/* Which legacy PDU it is, Vol 4 Part E 7.8.53. */
static const char *legacy_pdu(uint16_t properties)
{
	switch (properties) {
	case 0x10:
		return "ADV_NONCONN_IND";
	case 0x12:
		return "ADV_SCAN_IND";
	case 0x13:
		return "ADV_IND";
	case 0x15:
		return "ADV_DIRECT_IND (low duty cycle)";
	case 0x1d:
		return "ADV_DIRECT_IND (high duty cycle)";
	}
	return "Reserved";
}

void put_adv_properties(struct packet *p)
{
	const uint8_t *at = take(p, 2);
	uint16_t v = at ? get_le16(at) : 0;

	if (!at)
		return;
	put_value(p, FIELD_BITS, "Properties", v, at, 2);
	put_bit_names(p, v & 0x0f, 4, &adv_properties_bits);
	if (v & 0x10) {
		p->depth++;
		put_word(p, "Use legacy advertising PDUs", v, legacy_pdu(v));
		p->depth--;
	}
	put_bit_names(p, v & 0xffe0, 4, &adv_properties_bits);
}

void put_wanted_power(struct packet *p)
{
	const uint8_t *at = take(p, 1);
	struct field f = {
		.kind = FIELD_SCALED,
		.name = "TX power",
		.digits = 2,
		.len = 1,
		.scale = &scale_tx_dbm,
	};

	if (!at)
		return;
	f.value = (uint64_t)(int8_t)at[0];
	if (at[0] == 0x7f)
		f.text = "Host has no preference";
	put_field(p, &f, at);
}

static void put_adv_enable(struct packet *p)
{
	static const struct row set[] = {
		{ X8("Handle"), .in = 1 },
		{ SCALED_AS(2, 2, "Duration", 10_ms), .in = 1 },
		{ U8("Max ext adv events"), .in = 1 },
	};
	const uint8_t *at;
	struct field f = {
		.kind = FIELD_SCALED,
		.name = "Number of sets",
		.digits = 2,
		.len = 1,
		.scale = &scale_plain,
	};

	put_enum(p, "Extended advertising", 1, &enable_names);
	at = take(p, 1);
	if (!at)
		return;
	f.value = at[0];
	if (!at[0])
		f.text = "Disable all sets";
	put_field(p, &f, at);
	for (unsigned i = 0; i < at[0] && rd_left(&p->r); i++) {
		put_entry(p, "Entry", i);
		PUT_ROWS(p, set);
	}
}

/* For each PHY in the mask, from the first bit on, its rows. */
static void put_by_phy(
    struct packet *p, const char *name, const struct row *rows, size_t n)
{
	static const char *const phys[] = { "LE 1M", "LE 2M", "LE Coded" };
	static const struct bits none = { .unknown = "Unknown scanning PHYs" };
	const uint8_t *at = take(p, 1);
	unsigned entry = 0;

	if (!at)
		return;
	put_value(p, FIELD_BITS, name, at[0], at, 1);
	for (unsigned i = 0; i < 3 && !p->r.bad; i++) {
		if (!(at[0] >> i & 1))
			continue;
		put_entry(p, "Entry", entry++);
		join_word(p, "PHY", phys[i], ": ");
		put_rows(p, rows, n);
	}
	put_bit_names(p, at[0] & 0xf8, 2, &none);
}

static void put_scan_phys(struct packet *p)
{
	static const struct row rows[] = {
		{ ENUM8("Type", le_scan_type), .in = 1 },
		{ SCALED16("Interval", slots), .in = 1 },
		{ SCALED16("Window", slots), .in = 1 },
	};

	put_by_phy(p, "PHYs", rows, ARRAY_SIZE(rows));
}

void put_initiating_phys(struct packet *p)
{
	static const struct row rows[] = {
		{ SCALED16("Scan interval", slots), .in = 1 },
		{ SCALED16("Scan window", slots), .in = 1 },
		{ SCALED16("Min connection interval", frames), .in = 1 },
		{ SCALED16("Max connection interval", frames), .in = 1 },
		{ SCALED16("Connection latency", plain), .in = 1 },
		{ SCALED16("Supervision timeout", 10_msec), .in = 1 },
		{ SCALED16("Min connection length", slots), .in = 1 },
		{ SCALED16("Max connection length", slots), .in = 1 },
	};

	put_by_phy(p, "Initiating PHYs", rows, ARRAY_SIZE(rows));
}

/* Vol 4 Part E 7.8.67, with the layout that btmon gives it. */
static void put_sync_options(struct packet *p)
{
	static const struct bits unknown = { .unknown = "Unknown options" };
	const uint8_t *at = take(p, 1);

	if (!at)
		return;
	put_value(p, FIELD_HEX, "Options", at[0], at, 2);
	put_label(p, at[0] & 1
			 ? "Use Periodic Advertiser List"
			 : "Use advertising SID, Advertiser Address Type and "
			   "address");
	put_label(p, at[0] & 2 ? "Reporting initially disabled"
			       : "Reporting initially enabled");
	put_bit_names(p, at[0] & 0xfc, 4, &unknown);
	put_hex(p, "SID", 1);
}

/* One octet, for which btmon has four digits. */
static void put_sync_cte(struct packet *p)
{
	const uint8_t *at = take(p, 1);
	struct field f = {
		.kind = FIELD_BITS,
		.name = "Sync CTE type",
		.digits = 4,
		.len = 1,
	};

	if (!at)
		return;
	f.value = at[0];
	put_field(p, &f, at);
	put_bit_names(p, at[0], 4, &sync_cte_bits);
}

static void put_antennas(struct packet *p)
{
	uint64_t n = put_uint(p, "Number of Antenna IDs", 1);

	p->depth++;
	while (n-- && rd_left(&p->r))
		put_uint(p, "Antenna ID", 1);
	p->depth--;
}

static void put_receiver_test(struct packet *p)
{
	static const char *const index_text[] = { "standard", "stable" };
	static const struct names index_names = NAMES_DENSE(index_text);
	static const struct row rows[] = {
		{ SCALED8("RX Channel", channel) },
		{ ENUM8("PHY", phy) },
		{ ENUM8("Modulation Index", index) },
		{ SCALED8("Expected CTE Length", 8_us) },
		{ SCALED8("Expected CTE Type", us_slots) },
		{ SCALED8("Slot Duration", us) },
	};

	PUT_ROWS(p, rows);
	put_antennas(p);
}

/* btmon has a slot duration here, as in the receiver's: it is not sent. */
static void put_transmitter_test(struct packet *p)
{
	static const struct row rows[] = {
		{ SCALED8("TX Channel", channel) },
		{ U8("Length of Test Data") },
		{ ENUM8("Packet Payload", test_payload) },
		{ ENUM8("PHY", tx_test_phy) },
		{ SCALED8("CTE Length", 8_us) },
		{ ENUM8("CTE Type", cte_type) },
	};

	PUT_ROWS(p, rows);
	put_antennas(p);
}

static void put_transmitter_test_v4(struct packet *p)
{
	put_transmitter_test(p);
	if (rd_left(&p->r) && names_find(&test_power_names, p->r.p[0]))
		put_enum(p, "TX power", 1, &test_power_names);
	else
		put_scaled(p, "TX power", 1, &scale_tx_dbm, 2);
}

static void put_cis_parameters(struct packet *p)
{
	static const struct row cis[] = {
		{ X8("CIS ID") },
		{ U16("Central to Peripheral Maximum SDU Size") },
		{ U16("Peripheral to Central Maximum SDU Size") },
		{ ENUM8("Central to Peripheral PHY", phy) },
		{ ENUM8("Peripheral to Central PHY", phy) },
		{ X8("Central to Peripheral Retransmission attempts") },
		{ X8("Peripheral to Central Retransmission attempts") },
	};

	PUT_LIST(p, put_uint(p, "Number of CIS", 1), cis);
}

static void put_cis_test_parameters(struct packet *p)
{
	static const struct row cis[] = {
		{ X8("CIS ID") },
		{ X8("NSE") },
		{ X16("Central to Peripheral Maximum SDU") },
		{ X16("Peripheral to Central Maximum SDU") },
		{ X16("Central to Peripheral Maximum PDU") },
		{ X16("Peripheral to Central Maximum PDU") },
		{ ENUM8("Central to Peripheral PHY", phy) },
		{ ENUM8("Peripheral to Central PHY", phy) },
		{ X8("Central to Peripheral Burst Number") },
		{ X8("Peripheral to Central Burst Number") },
	};

	PUT_LIST(p, put_uint(p, "Number of CIS", 1), cis);
}

static void put_create_cis(struct packet *p)
{
	static const struct row cis[] = {
		{ U16("CIS Handle") },
		{ U16("ACL Handle") },
	};

	PUT_LIST(p, put_uint(p, "Number of CIS", 1), cis);
}

static void put_bis_list(struct packet *p)
{
	static const struct row bis[] = { { X8("BIS ID") } };

	PUT_LIST(p, put_uint(p, "Number of BIS", 1), bis);
}

static void put_cis_handles(struct packet *p)
{
	put_numbered_handles(p, put_uint(p, "Number of Handles", 1));
}

static void put_data_path(struct packet *p)
{
	static const struct name text[] = { { 0x00, "HCI" },
		{ 0xff, "Disabled" } };
	static const struct names names = NAMES_SPARSE(text);

	if (rd_left(&p->r) && p->r.p[0] && p->r.p[0] != 0xff) {
		const uint8_t *at = take(p, 1);

		put_word(p, "Data Path", at[0], "Logical Channel Number");
		join_uint(p, "Channel", at[0], " ", NULL);
	} else {
		put_enum(p, "Data Path", 1, &names);
	}
}

static void put_codec_configuration(struct packet *p)
{
	uint64_t n = put_uint(p, "Codec Configuration Length", 1);

	put_octets(p, "Codec Configuration", n);
}

static void put_host_feature(struct packet *p)
{
	const uint8_t *at = take(p, 1);

	if (!at)
		return;
	put_value(p, FIELD_UINT, "Bit Number", at[0], at, 1);
	if (at[0] < 64)
		put_bit_names(p, UINT64_C(1) << at[0], 16, &le_features_bits);
	put_uint(p, "Bit Value", 1);
}

/* clang-format off */
static const struct row set_advertising_set_random_address[] = {
	{ X8("Advertising handle") },
	{ ADDR_RND("Advertising random address") },
};

static const struct row set_extended_advertising_parameters[] = {
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
};

static const struct row set_extended_advertising_parameters_rsp[] = {
	{ SCALED8("TX power (selected)", tx_dbm) },
};

static const struct row set_extended_advertising_data[] = {
	{ X8("Handle") },
	{ ENUM8("Operation", adv_data_operation) },
	{ ENUM8("Fragment preference", fragment_preference) },
	{ X8("Data length") },
};

static const struct row set_extended_scan_response_data[] = {
	{ X8("Handle") },
	{ ENUM8("Operation", scan_rsp_operation) },
	{ ENUM8("Fragment preference", fragment_preference) },
	{ X8("Data length") },
};

static const struct row read_maximum_advertising_data_length_rsp[] = {
	{ U16("Max length") },
};

static const struct row read_number_of_supported_advertising_sets_rsp[] = {
	{ U8("Num supported adv sets") },
};

static const struct row remove_advertising_set[] = {
	{ U8("Handle") },
};

static const struct row set_periodic_advertising_parameters[] = {
	{ U8("Handle") },
	{ SCALED16("Min interval", frames) },
	{ SCALED16("Max interval", frames) },
	{ BITS16("Properties", periodic_properties) },
};

static const struct row set_periodic_advertising_data[] = {
	{ U8("Handle") },
	{ ENUM8("Operation", periodic_data_operation) },
	{ X8("Data length") },
};

static const struct row set_periodic_advertising_enable[] = {
	{ ENUM8("Periodic advertising", enable) },
	{ U8("Handle") },
};

static const struct row set_extended_scan_parameters[] = {
	{ ENUM8("Own address type", own_addr_type) },
	{ ENUM8("Filter policy", scan_filter) },
};

static const struct row set_extended_scan_enable[] = {
	{ ENUM8("Extended scan", enable) },
	{ ENUM8("Filter duplicates", enable) },
	{ SCALED16("Duration", 10_msec) },
	{ SCALED16("Period", 1280_sec) },
};

static const struct row extended_create_connection[] = {
	{ ENUM8("Filter policy", initiator_filter) },
	{ ENUM8("Own address type", own_addr_type) },
	{ ADDR_TYPE("Peer address type", peer_addr_type) },
	{ ADDR_TYPED("Peer address") },
};

static const struct row periodic_advertising_create_sync[] = {
	{ CALL(2, put_sync_options) },
	{ ADDR_TYPE("Adv address type", addr_type) },
	{ ADDR_TYPED("Adv address") },
	{ X16("Skip") },
	{ SCALED16("Sync timeout", 10_msec) },
	{ CALL(1, put_sync_cte) },
};

static const struct row periodic_advertising_terminate_sync[] = {
	{ X16("Sync handle") },
};

static const struct row periodic_advertiser[] = {
	{ ADDR_TYPE("Adv address type", addr_type) },
	{ ADDR_TYPED("Adv address") },
	{ X8("SID") },
};

static const struct row read_periodic_advertiser_list_size_rsp[] = {
	{ X8("List size") },
};

static const struct row read_transmit_power_rsp[] = {
	{ SCALED_AS(1, 0, "Min Tx power", dbm) },
	{ SCALED_AS(1, 0, "Max Tx power", dbm) },
};

static const struct row rf_path_compensation[] = {
	{ X16("RF Tx Path Compensation Value") },
	{ X16("RF Rx Path Compensation Value") },
};

static const struct row set_privacy_mode[] = {
	{ ADDR_TYPE("Peer Identity address type", addr_type) },
	{ ADDR_TYPED("Peer Identity address") },
	{ ENUM8("Privacy Mode", privacy_mode) },
};

static const struct row periodic_advertising_receive_enable[] = {
	{ U16("Sync handle") },
	{ ENUM8("Reporting", enable) },
};

static const struct row periodic_advertising_sync_transfer[] = {
	{ U16("Connection handle") },
	{ X16("Service data") },
	{ U16("Sync handle") },
};

static const struct row periodic_advertising_set_info_transfer[] = {
	{ U16("Connection handle") },
	{ X16("Service data") },
	{ U8("Advertising handle") },
};

static const struct row periodic_advertising_sync_transfer_parameters[] = {
	{ U16("Connection handle") },
	{ ENUM8("Mode", sync_transfer_mode) },
	{ X16("Skip") },
	{ SCALED16("Sync timeout", 10_msec) },
	{ CALL(1, put_sync_cte) },
};

static const struct row set_default_periodic_advertisng_sync_transfer_parameters[] = {
	{ ENUM8("Mode", sync_transfer_mode) },
	{ X16("Skip") },
	{ SCALED16("Sync timeout", 10_msec) },
	{ CALL(1, put_sync_cte) },
};

static const struct row read_buffer_v2_rsp[] = {
	{ U16("ACL MTU") },
	{ U8("ACL max packet") },
	{ U16("ISO MTU") },
	{ U8("ISO max packet") },
};

static const struct row read_iso_tx_sync_rsp[] = {
	{ U16("Handle") },
	{ U16("Sequence Number") },
	{ U32("Timestamp") },
	{ ROW(ROW_UINT, 3, "Offset") },
};

static const struct row set_connected_isochronous_group_parameters[] = {
	{ X8("CIG ID") },
	{ SCALED24("Central to Peripheral SDU Interval", us) },
	{ SCALED24("Peripheral to Central SDU Interval", us) },
	{ ENUM8("SCA", clock_accuracy) },
	{ ENUM8("Packing", packing) },
	{ ENUM8("Framing", framing) },
	{ SCALED16("Central to Peripheral Maximum Latency", ms) },
	{ SCALED16("Peripheral to Central Maximum Latency", ms) },
};

static const struct row set_connected_isochronous_group_parameters_test[] = {
	{ X8("CIG ID") },
	{ SCALED24("Central to Peripheral SDU Interval", us) },
	{ SCALED24("Peripheral to Central SDU Interval", us) },
	{ X8("Central to Peripheral Flush Timeout") },
	{ X8("Peripheral to Central Flush Timeout") },
	{ SCALED16("ISO Interval", 1250_ms) },
	{ ENUM8("SCA", clock_accuracy) },
	{ ENUM8("Packing", packing) },
	{ ENUM8("Framing", framing) },
};

static const struct row cig_id[] = {
	{ X8("CIG ID") },
};

static const struct row accept_connected_isochronous_stream_request[] = {
	{ U16("CIS Handle") },
};

static const struct row reject_connected_isochronous_stream_request[] = {
	{ U16("CIS Handle") },
	{ REASON("Reason") },
};

static const struct row create_big[] = {
	{ X8("Handle") },
	{ X8("Advertising Handle") },
	{ U8("Number of BIS") },
	{ SCALED24("SDU Interval", us) },
	{ U16("Maximum SDU size") },
	{ SCALED16("Maximum Latency", ms) },
	{ X8("RTN") },
	{ ENUM8("PHY", phy) },
	{ ENUM8("Packing", packing) },
	{ ENUM8("Framing", framing) },
	{ X8("Encryption") },
	{ OCTETS("Broadcast Code", 16) },
};

static const struct row create_big_test[] = {
	{ X8("BIG ID") },
	{ X8("Advertising Handle") },
	{ U8("Number of BIS") },
	{ SCALED24("SDU Interval", us) },
	{ SCALED16("ISO Interval", 1250_ms) },
	{ U8("Number of Subevents") },
	{ U16("Maximum SDU") },
	{ U16("Maximum PDU") },
	{ ENUM8("PHY", phy) },
	{ ENUM8("Packing", packing) },
	{ ENUM8("Framing", framing) },
	{ U8("Burst Number") },
	{ U8("Immediate Repetition Count") },
	{ X8("Pre Transmission Offset") },
	{ X8("Encryption") },
	{ OCTETS("Broadcast Code", 16) },
};

static const struct row set_default_subrate[] = {
	{ U16("Subrate min") },
	{ U16("Subrate max") },
	{ U16("Max latency") },
	{ U16("Continuation number") },
	{ SCALED16("Supervision timeout", 10_msec) },
};

static const struct row subrate_request[] = {
	{ U16("Handle") },
	{ U16("Subrate min") },
	{ U16("Subrate max") },
	{ U16("Max latency") },
	{ U16("Continuation number") },
	{ SCALED16("Supervision timeout", 10_msec) },
};

static const struct row path_loss_parameters[] = {
	{ U16("Handle") },
	{ U8("High threshold") },
	{ U8("High hysteresis") },
	{ U8("Low threshold") },
	{ U8("Low hysteresis") },
	{ U16("Min time spent") },
};

static const struct row handle_enable[] = {
	{ U16("Handle") },
	{ ENUM8("Reporting", enable) },
};

static const struct row power_reporting_enable[] = {
	{ U16("Handle") },
	{ ENUM8("Local reporting", enable) },
	{ ENUM8("Remote reporting", enable) },
};

static const struct row handle_phy[] = {
	{ U16("Handle") },
	{ ENUM8("PHY", power_phy) },
};

static const struct row read_power_rsp[] = {
	{ U16("Handle") },
	{ ENUM8("PHY", power_phy) },
	{ SCALED8("TX power", tx_dbm) },
	{ SCALED8("Max TX power", tx_dbm) },
};

static const struct row read_iso_link_quality_rsp[] = {
	{ U16("Handle") },
	{ U32("TX unacked packets") },
	{ U32("TX flushed packets") },
	{ U32("TX last subevent packets") },
	{ U32("Retransmitted packets") },
	{ U32("CRC error packets") },
	{ U32("RX unreceived packets") },
	{ U32("Duplicate packets") },
};

static const struct row generate_dhkey_v2[] = {
	{ LABEL("Remote P-256 public key:") },
	{ OCTETS("X", 32), .in = 1 },
	{ OCTETS("Y", 32), .in = 1 },
	{ ENUM8("Key type", p256_key_type) },
};

static const struct row terminate_broadcast_isochronous_group[] = {
	{ X8("BIG Handle") },
	{ REASON("Reason") },
};

static const struct row broadcast_isochronous_group_create_sync[] = {
	{ X8("BIG Handle") },
	{ X16("BIG Sync Handle") },
	{ ENUM8("Encryption", big_encryption) },
	{ OCTETS("Broadcast Code", 16) },
	{ X8("Maximum Number Subevents") },
	{ SCALED16("Timeout", 10_ms) },
};

static const struct row broadcast_isochronous_group_terminate_sync[] = {
	{ X8("BIG Handle") },
};

static const struct row connection_handle[] = {
	{ U16("Connection Handle") },
};

static const struct row setup_isochronous_data_path[] = {
	{ U16("Handle") },
	{ ENUM8("Data Path Direction", data_path_direction) },
	{ CALL(1, put_data_path) },
	{ ENUM8("Coding Format", coding_format) },
	{ COMPANY("Company Codec ID") },
	{ U16("Vendor Codec ID") },
	{ SCALED24("Controller Delay", us) },
};

static const struct row remove_isochronous_data_path[] = {
	{ U16("Connection Handle") },
	{ ENUM8("Data Path Direction", data_path_direction) },
};

static const struct row cte_transmit_parameters[] = {
	{ X8("Advertising handle") },
	{ SCALED8("CTE length", 8_us) },
	{ ENUM8("CTE type", cte_type) },
	{ U8("CTE count") },
};

static const struct row cte_transmit_enable[] = {
	{ X8("Advertising handle") },
	{ ENUM8("CTE", enable) },
};

static const struct row iq_sampling_enable[] = {
	{ U16("Sync handle") },
	{ ENUM8("Sampling", enable) },
	{ ENUM8("Slot durations", slot_durations) },
	{ U8("Max sampled CTEs") },
};

static const struct row sync_handle[] = {
	{ U16("Sync handle") },
};

static const struct row connection_cte_receive[] = {
	{ U16("Handle") },
	{ ENUM8("Sampling", enable) },
	{ ENUM8("Slot durations", slot_durations) },
};

static const struct row connection_cte_transmit[] = {
	{ U16("Handle") },
	{ BITS8("CTE types", cte_types) },
};

static const struct row connection_cte_request[] = {
	{ U16("Handle") },
	{ ENUM8("CTE request", enable) },
	{ U16("Request interval") },
	{ SCALED8("Requested CTE length", 8_us) },
	{ ENUM8("Requested CTE type", cte_type) },
};

static const struct row connection_cte_response[] = {
	{ U16("Handle") },
	{ ENUM8("CTE response", enable) },
};

static const struct row antenna_information_rsp[] = {
	{ BITS8("Sampling rates", sampling) },
	{ U8("Number of antennas") },
	{ U8("Max switching pattern length") },
	{ SCALED8("Max CTE length", 8_us) },
};

static const struct row modify_sleep_clock[] = {
	{ ENUM8("Action", sleep_clock) },
};

static const struct row iso_test[] = {
	{ U16("Handle") },
	{ ENUM8("Payload type", iso_payload) },
};

static const struct row iso_test_counters[] = {
	{ U16("Handle") },
	{ U32("Received SDUs") },
	{ U32("Missed SDUs") },
	{ U32("Failed SDUs") },
};

static const struct row address_changes[] = {
	{ X8("Advertising handle") },
	{ BITS8("Change reasons", address_change) },
};

const struct command hci_le5_commands[] = {
	{ 0x2035, "LE Set Advertising Set Random Address", FIXED(set_advertising_set_random_address, 7), EMPTY },
	{ 0x2036, "LE Set Extended Advertising Parameters", FIXED(set_extended_advertising_parameters, 25), FIXED(set_extended_advertising_parameters_rsp, 1) },
	{ 0x2037, "LE Set Extended Advertising Data", TAIL(set_extended_advertising_data, 4, put_data), EMPTY },
	{ 0x2038, "LE Set Extended Scan Response Data", TAIL(set_extended_scan_response_data, 4, put_data), EMPTY },
	{ 0x2039, "LE Set Extended Advertising Enable", CALLED(2, put_adv_enable), EMPTY },
	{ 0x203a, "LE Read Maximum Advertising Data Length", EMPTY, FIXED(read_maximum_advertising_data_length_rsp, 2) },
	{ 0x203b, "LE Read Number of Supported Advertising Sets", EMPTY, FIXED(read_number_of_supported_advertising_sets_rsp, 1) },
	{ 0x203c, "LE Remove Advertising Set", FIXED(remove_advertising_set, 1), EMPTY },
	{ 0x203d, "LE Clear Advertising Sets", EMPTY, EMPTY },
	{ 0x203e, "LE Set Periodic Advertising Parameters", FIXED(set_periodic_advertising_parameters, 7), EMPTY },
	{ 0x203f, "LE Set Periodic Advertising Data", TAIL(set_periodic_advertising_data, 3, put_data), EMPTY },
	{ 0x2040, "LE Set Periodic Advertising Enable", FIXED(set_periodic_advertising_enable, 2), EMPTY },
	{ 0x2041, "LE Set Extended Scan Parameters", TAIL(set_extended_scan_parameters, 3, put_scan_phys), EMPTY },
	{ 0x2042, "LE Set Extended Scan Enable", FIXED(set_extended_scan_enable, 6), EMPTY },
	{ 0x2043, "LE Extended Create Connection", TAIL(extended_create_connection, 10, put_initiating_phys), EMPTY },
	{ 0x2044, "LE Periodic Advertising Create Sync", FIXED(periodic_advertising_create_sync, 14), EMPTY },
	{ 0x2045, "LE Periodic Advertising Create Sync Cancel", EMPTY, EMPTY },
	{ 0x2046, "LE Periodic Advertising Terminate Sync", FIXED(periodic_advertising_terminate_sync, 2), EMPTY },
	{ 0x2047, "LE Add Device To Periodic Advertiser List", FIXED(periodic_advertiser, 8), EMPTY },
	{ 0x2048, "LE Remove Device From Periodic Advertiser List", FIXED(periodic_advertiser, 8), EMPTY },
	{ 0x2049, "LE Clear Periodic Advertiser List", EMPTY, EMPTY },
	{ 0x204a, "LE Read Periodic Advertiser List Size", EMPTY, FIXED(read_periodic_advertiser_list_size_rsp, 1) },
	{ 0x204b, "LE Read Transmit Power", EMPTY, FIXED(read_transmit_power_rsp, 2) },
	{ 0x204c, "LE Read RF Path Compensation", EMPTY, FIXED(rf_path_compensation, 4) },
	{ 0x204d, "LE Write RF Path Compensation", FIXED(rf_path_compensation, 4), EMPTY },
	{ 0x204e, "LE Set Privacy Mode", FIXED(set_privacy_mode, 8), EMPTY },
	{ 0x204f, "LE Receiver Test command [v3]", CALLED(7, put_receiver_test), EMPTY },
	{ 0x2050, "LE Transmitter Test command [v3]", CALLED(7, put_transmitter_test), EMPTY },
	{ 0x2051, "LE Set Connectionless CTE Transmit Parameters", TAIL(cte_transmit_parameters, 5, put_antennas), EMPTY },
	{ 0x2052, "LE Set Connectionless CTE Transmit Enable", FIXED(cte_transmit_enable, 2), EMPTY },
	{ 0x2053, "LE Set Connectionless IQ Sampling Enable", TAIL(iq_sampling_enable, 6, put_antennas), FIXED(sync_handle, 2) },
	{ 0x2054, "LE Set Connection CTE Receive Parameters", TAIL(connection_cte_receive, 5, put_antennas), FIXED(hci_handle, 2) },
	{ 0x2055, "LE Set Connection CTE Transmit Parameters", TAIL(connection_cte_transmit, 4, put_antennas), FIXED(hci_handle, 2) },
	{ 0x2056, "LE Connection CTE Request Enable", FIXED(connection_cte_request, 7), FIXED(hci_handle, 2) },
	{ 0x2057, "LE Connection CTE Response Enable", FIXED(connection_cte_response, 3), FIXED(hci_handle, 2) },
	{ 0x2058, "LE Read Antenna Information", EMPTY, FIXED(antenna_information_rsp, 4) },
	{ 0x2059, "LE Periodic Advertising Receive Enable", FIXED(periodic_advertising_receive_enable, 3), EMPTY },
	{ 0x205a, "LE Periodic Advertising Sync Transfer", FIXED(periodic_advertising_sync_transfer, 6), FIXED(connection_handle, 2) },
	{ 0x205b, "LE Periodic Advertising Set Info Transfer", FIXED(periodic_advertising_set_info_transfer, 5), FIXED(connection_handle, 2) },
	{ 0x205c, "LE Periodic Advertising Sync Transfer Parameters", FIXED(periodic_advertising_sync_transfer_parameters, 8), FIXED(connection_handle, 2) },
	{ 0x205d, "LE Set Default Periodic Advertisng Sync Transfer Parameters", FIXED(set_default_periodic_advertisng_sync_transfer_parameters, 6), EMPTY },
	{ 0x205e, "LE Generate DHKey [v2]", FIXED(generate_dhkey_v2, 65), UNDECODED },
	{ 0x205f, "LE Modify Sleep Clock Accuracy", FIXED(modify_sleep_clock, 1), EMPTY },
	{ 0x2060, "LE Read Buffer v2", EMPTY, FIXED(read_buffer_v2_rsp, 6) },
	{ 0x2061, "LE Read ISO TX Sync", FIXED(hci_handle, 2), FIXED(read_iso_tx_sync_rsp, 11) },
	{ 0x2062, "LE Set Connected Isochronous Group Parameters", TAIL(set_connected_isochronous_group_parameters, 15, put_cis_parameters), TAIL(cig_id, 2, put_cis_handles) },
	{ 0x2063, "LE Set Connected Isochronous Group Parameters Test", TAIL(set_connected_isochronous_group_parameters_test, 15, put_cis_test_parameters), TAIL(cig_id, 2, put_cis_handles) },
	{ 0x2064, "LE Create Connected Isochronous Stream", CALLED(1, put_create_cis), UNDECODED },
	{ 0x2065, "LE Remove Connected Isochronous Group", FIXED(cig_id, 1), FIXED(cig_id, 1) },
	{ 0x2066, "LE Accept Connected Isochronous Stream Request", FIXED(accept_connected_isochronous_stream_request, 2), UNDECODED },
	{ 0x2067, "LE Reject Connected Isochronous Stream Request", FIXED(reject_connected_isochronous_stream_request, 3), FIXED(hci_handle, 2) },
	{ 0x2068, "LE Create Broadcast Isochronous Group", FIXED(create_big, 31), UNDECODED },
	{ 0x2069, "LE Create Broadcast Isochronous Group Test", FIXED(create_big_test, 36), UNDECODED },
	{ 0x206a, "LE Terminate Broadcast Isochronous Group", FIXED(terminate_broadcast_isochronous_group, 2), EMPTY },
	{ 0x206b, "LE Broadcast Isochronous Group Create Sync", TAIL(broadcast_isochronous_group_create_sync, 24, put_bis_list), UNDECODED },
	{ 0x206c, "LE Broadcast Isochronous Group Terminate Sync", FIXED(broadcast_isochronous_group_terminate_sync, 1), FIXED(broadcast_isochronous_group_terminate_sync, 1) },
	{ 0x206d, "LE Request Peer SCA", FIXED(connection_handle, 2), UNDECODED },
	{ 0x206e, "LE Setup Isochronous Data Path", TAIL(setup_isochronous_data_path, 13, put_codec_configuration), FIXED(hci_handle, 2) },
	{ 0x206f, "LE Remove Isochronous Data Path", FIXED(remove_isochronous_data_path, 3), FIXED(hci_handle, 2) },
	{ 0x2070, "LE Isochronous Transmit Test", FIXED(iso_test, 3), FIXED(hci_handle, 2) },
	{ 0x2071, "LE Isochronous Receive Test", FIXED(iso_test, 3), FIXED(hci_handle, 2) },
	{ 0x2072, "LE Isochronous Read Test Counters", FIXED(hci_handle, 2), FIXED(iso_test_counters, 14) },
	{ 0x2073, "LE Isochronous Read Test Counters", FIXED(hci_handle, 2), FIXED(iso_test_counters, 14) },
	{ 0x2074, "LE Set Host Feature", CALLED_FIXED(2, put_host_feature), EMPTY },
	{ 0x2075, "LE Read ISO Link Quality", FIXED(hci_handle, 2), FIXED(read_iso_link_quality_rsp, 30) },
	{ 0x2076, "LE Enhanced Read Transmit Power Level", FIXED(handle_phy, 3), FIXED(read_power_rsp, 5) },
	{ 0x2077, "LE Read Remote Transmit Power Level", FIXED(handle_phy, 3), UNDECODED },
	{ 0x2078, "LE Set Path Loss Reporting Parameters", FIXED(path_loss_parameters, 8), FIXED(hci_handle, 2) },
	{ 0x2079, "LE Set Path Loss Reporting Enable", FIXED(handle_enable, 3), FIXED(hci_handle, 2) },
	{ 0x207a, "LE Set Transmit Power Reporting Enable", FIXED(power_reporting_enable, 4), FIXED(hci_handle, 2) },
	{ 0x207b, "LE Transmitter Test [v4]", CALLED(8, put_transmitter_test_v4), EMPTY },
	{ 0x207c, "LE Set Data Related Address Changes", FIXED(address_changes, 2), EMPTY },
	{ 0x207d, "LE Set Default Subrate", FIXED(set_default_subrate, 10), EMPTY },
	{ 0x207e, "LE Subrate Request", FIXED(subrate_request, 12), UNDECODED },
};
/* clang-format on */
const size_t n_hci_le5_commands = ARRAY_SIZE(hci_le5_commands);
