/* Subevents of the LE Meta event, Vol 4 Part E 7.7.65. */
#include "decoders/hci.h"

static const struct scale scale_us = { .mul = 1, .unit = " us" };
static const struct scale scale_half_slots = {
	.mul = 3125,
	.frac = 4,
	.unit = " msec",
};
static const struct scale scale_frames_bare = {
	.mul = 1250,
	.frac = 3,
	.unit = "",
};

static const char *const data_status_text[] = {
	"Complete",
	"Incomplete, more data to come",
	"Incomplete, data truncated, no more to come",
	"Reserved",
};

void put_ad(struct packet *p, uint64_t len)
{
	const uint8_t *at = take(p, len);
	struct rd rest = p->r;

	if (!at)
		return;
	p->r = rd_over(at, len);
	decode_ad(p);
	p->r = rest;
}

/* Without reports, btmon shows one; we show what is there. */
static void put_reports(struct packet *p)
{
	static const struct row report[] = {
		{ ENUM8("Event type", adv_report_type) },
		{ ADDR_TYPE("Address type", peer_addr_type) },
		{ ADDR_TYPED("Address") },
	};
	uint64_t n = put_uint(p, "Num reports", 1);

	while (n-- && PUT_ROWS(p, report)) {
		put_ad(p, put_uint(p, "Data length", 1));
		put_rssi(p, "RSSI");
	}
}

static void put_direct_reports(struct packet *p)
{
	static const struct row report[] = {
		{ ENUM8("Event type", adv_report_type) },
		{ ADDR_TYPE("Address type", peer_addr_type) },
		{ ADDR_TYPED("Address") },
		{ ADDR_TYPE("Direct address type", addr_type) },
		{ ADDR_TYPED("Direct address") },
		{ RSSI("RSSI") },
	};

	PUT_LIST(p, put_uint(p, "Num reports", 1), report);
}

/* Which legacy PDU the report is of, Vol 4 Part E 7.7.65.13. */
static const char *legacy_pdu(uint64_t type)
{
	switch (type) {
	case 0x10:
		return "ADV_NONCONN_IND";
	case 0x12:
		return "ADV_SCAN_IND";
	case 0x13:
		return "ADV_IND";
	case 0x15:
		return "ADV_DIRECT_IND";
	case 0x1a:
		return "SCAN_RSP to an ADV_IND";
	case 0x1b:
		return "SCAN_RSP to an ADV_SCAN_IND";
	}
	return "Reserved";
}

static void put_report_type(struct packet *p)
{
	static const char *const text[] = { "Connectable", "Scannable",
		"Directed", "Scan response", "Use legacy advertising PDUs" };
	static const struct bits props = { .names = NAMES_DENSE(text) };
	static const struct bits reserved = { .unknown = "Reserved" };
	const uint8_t *at = take(p, 2);
	uint16_t v = at ? get_le16(at) : 0;

	if (!at)
		return;
	put_value(p, FIELD_HEX, "Event type", v, at, 2);
	p->depth++;
	put_value(p, FIELD_BITS, "Props", v & 0x1f, NULL, 2);
	put_bit_names(p, v & 0x1f, 4, &props);
	put_word(p, "Data status", v >> 5 & 3, data_status_text[v >> 5 & 3]);
	p->depth--;
	put_bit_names(p, v & 0xff80, 4, &reserved);
	if (v & 0x10) {
		struct field f = {
			.kind = FIELD_ENUM,
			.name = "Legacy PDU Type",
			.text = legacy_pdu(v),
			.value = v,
			.digits = 4,
		};

		put_field(p, &f, NULL);
	}
}

/* A PHY by its name alone. */
static void put_phy_name(struct packet *p, const char *name,
    const struct names *names, const char *none)
{
	const uint8_t *at = take(p, 1);
	const char *text;

	if (!at)
		return;
	put_layout(p, at, 1);
	text = at[0] ? names_find(names, at[0]) : none;
	put_word(p, name, at[0], text ? text : "Reserved");
}

static void put_sid(struct packet *p)
{
	static const struct name text[] = { { 0xff, "no ADI field" } };
	static const struct names names = NAMES_SPARSE(text);

	if (rd_left(&p->r) && p->r.p[0] > 0x0f)
		put_enum(p, "SID", 1, &names);
	else
		put_hex(p, "SID", 1);
}

/* As put_rssi(), with the words that btmon has here. */
void put_report_rssi(struct packet *p)
{
	const uint8_t *at = take(p, 1);
	struct field f = {
		.kind = FIELD_SCALED,
		.name = "RSSI",
		.digits = 2,
		.len = 1,
		.scale = &scale_dbm,
	};

	if (!at)
		return;
	f.value = (uint64_t)(int8_t)at[0];
	if (at[0] == 0x7f)
		f.text = "not available";
	else if (at[0] > 20 && at[0] < 0x7f) /* Vol 4 Part E 7.7.65.13 */
		f.text = "reserved";
	put_field(p, &f, at);
}

static bool put_extended_report(struct packet *p)
{
	static const struct row head[] = {
		{ CALL(2, put_report_type) },
		{ ADDR_TYPE("Address type", peer_addr_type) },
		{ ADDR_TYPED("Address") },
	};
	static const struct row tail[] = {
		{ CALL(1, put_sid) },
		{ SCALED_AS(1, 0, "TX power", dbm) },
		{ CALL(1, put_report_rssi) },
		{ SCALED16("Periodic advertising interval", frames) },
		{ ADDR_TYPE("Direct address type", peer_addr_type) },
		{ ADDR_TYPED("Direct address") },
	};
	uint64_t len;

	p->depth++;
	PUT_ROWS(p, head);
	put_phy_name(p, "Primary PHY", &primary_phy_names, "Reserved");
	put_phy_name(p, "Secondary PHY", &phy_names, "No packets");
	PUT_ROWS(p, tail);
	len = put_hex(p, "Data length", 1);
	p->depth--;
	if (rd_left(&p->r) >= len)
		put_dump(p, p->r.p, len);
	put_ad(p, len);
	return !p->r.bad;
}

static void put_extended_reports(struct packet *p)
{
	uint64_t n = put_uint(p, "Num reports", 1);

	for (uint64_t i = 0; i < n; i++) {
		put_entry(p, "Entry", i);
		if (!put_extended_report(p))
			break;
	}
}

void put_cte_type(struct packet *p)
{
	static const struct name text[] = {
		{ 0x00, "AoA Constant Tone Extension" },
		{ 0x01, "AoA Constant Tone Extension with 1us slots" },
		{ 0x02, "AoD Constant Tone Extension with 2us slots" },
		{ 0xff, "No Constant Tone Extension" },
	};
	static const struct names names = NAMES_SPARSE(text);

	put_enum(p, "CTE Type", 1, &names);
}

void put_data_status(struct packet *p)
{
	const uint8_t *at = take(p, 1);

	if (at)
		put_word(p, "Data status", at[0],
		    data_status_text[at[0] < 3 ? at[0] : 3]);
}

static void put_periodic_report(struct packet *p)
{
	static const struct row head[] = {
		{ U16("Sync handle") },
		{ SCALED8("TX power", tx_dbm) },
		{ CALL(1, put_report_rssi) },
		{ CALL(1, put_cte_type) },
		{ CALL(1, put_data_status) },
		{ X8("Data length") },
	};

	/* The data may be a part of a longer whole: what is left is dumped. */
	PUT_ROWS(p, head);
}

static const char *const slot_durations_text[] = { [1] = "1 us", "2 us" };
static const struct names slot_durations_names =
    NAMES_DENSE(slot_durations_text);

static const struct name packet_status_text[] = {
	{ 0x00, "CRC was correct" },
	{ 0x01, "CRC was incorrect, from length and CTETime" },
	{ 0x02, "CRC was incorrect, position found otherwise" },
	{ 0xff, "Insufficient resources" },
};
static const struct names packet_status_names =
    NAMES_SPARSE(packet_status_text);

static const struct scale scale_tenth_dbm = {
	.mul = 1, .frac = 1, .is_signed = true, .unit = " dBm"
};

/* Vol 4 Part E 7.7.65.21 */
static void put_iq_samples(struct packet *p)
{
	uint64_t n = put_uint(p, "Number of samples", 1);

	p->depth++;
	while (n--) {
		const uint8_t *at = take(p, 2);
		struct field f = { .kind = FIELD_INT, .name = "I", .len = 1 };

		if (!at)
			break;
		f.value = (uint64_t)(int8_t)at[0];
		put_field(p, &f, at);
		f.name = "Q";
		f.join = " Q: ";
		f.value = (uint64_t)(int8_t)at[1];
		put_field(p, &f, at + 1);
	}
	p->depth--;
}

/* btmon shows the handle under both names. */
static void put_handle_twice(struct packet *p)
{
	const uint8_t *at = take(p, 2);

	if (!at)
		return;
	put_value(p, FIELD_UINT, "Handle", get_le16(at), at, 2);
	put_value(p, FIELD_UINT, "Connection handle", get_le16(at), at, 2);
}

static void put_bis_handles(struct packet *p)
{
	const uint8_t *n = take(p, 1);

	if (n)
		put_numbered_handles(p, *n);
}

void put_advertising_sid(struct packet *p)
{
	static const struct names none = { .n = 0 };

	if (rd_left(&p->r) && p->r.p[0] > 0x0f)
		put_enum(p, "Advertising SID", 1, &none);
	else
		put_hex(p, "Advertising SID", 1);
}

/* clang-format off */
static const struct row sync_established[] = {
	{ STATUS },
	{ U16("Sync handle") },
	{ CALL(1, put_advertising_sid) },
	{ ADDR_TYPE("Advertiser address type", peer_addr_type) },
	{ ADDR_TYPED("Advertiser address") },
	{ ENUM8("Advertiser PHY", phy) },
	{ SCALED16("Periodic advertising interval", frames) },
	{ X8("Advertiser clock accuracy") },
};

/* The names end in a colon in btmon. */
static const struct row sync_transfer[] = {
	{ STATUS },
	{ CALL(2, put_handle_twice) },
	{ X16("Service data") },
	{ U16("Sync handle") },
	{ X8("SID") },
	{ ADDR_TYPE("Address type:", peer_addr_type) },
	{ ADDR_TYPED("Address:") },
	{ ENUM8("PHY:", phy) },
	{ SCALED_AS(2, 0, "Periodic advertising Interval", frames_bare) },
	{ SCALED_AS(1, 4, "Accuracy", half_slots) },
};

static const struct row big_complete[] = {
	{ STATUS },
	{ X8("Handle") },
	{ SCALED24("BIG Synchronization Delay", us) },
	{ SCALED24("Transport Latency", us) },
	{ ENUM8("PHY", phy) },
	{ U8("NSE") },
	{ U8("BN") },
	{ U8("PTO") },
	{ U8("IRC") },
	{ U16("Maximum PDU") },
	{ SCALED16("ISO Interval", frames) },
};

static const struct row big_sync[] = {
	{ STATUS },
	{ X8("BIG Handle") },
	{ SCALED24("Transport Latency", us) },
	{ U8("NSE") },
	{ U8("BN") },
	{ U8("PTO") },
	{ U8("IRC") },
	{ U16("Maximum PDU") },
	{ SCALED16("ISO Interval", frames) },
};

static const struct row connectionless_iq_report[] = {
	{ U16("Sync handle") },
	{ U8("Channel") },
	{ SCALED_AS(2, 4, "RSSI", tenth_dbm) },
	{ U8("RSSI antenna ID") },
	{ CALL(1, put_cte_type) },
	{ ENUM8("Slot durations", slot_durations) },
	{ ENUM8("Packet status", packet_status) },
	{ U16("Periodic event counter") },
};

static const struct row connection_iq_report[] = {
	{ U16("Handle") },
	{ ENUM8("RX PHY", phy) },
	{ U8("Data channel") },
	{ SCALED_AS(2, 4, "RSSI", tenth_dbm) },
	{ U8("RSSI antenna ID") },
	{ CALL(1, put_cte_type) },
	{ ENUM8("Slot durations", slot_durations) },
	{ ENUM8("Packet status", packet_status) },
	{ U16("Connection event counter") },
};

static const struct row path_loss_threshold[] = {
	{ U16("Handle") },
	{ U8("Current path loss") },
	{ X8("Zone entered") },
};

static const struct row power_reporting[] = {
	{ STATUS },
	{ U16("Handle") },
	{ X8("Reason") },
	{ ENUM8("PHY", power_phy) },
	{ SCALED8("TX power", tx_dbm) },
	{ X8("TX power flags") },
	{ SCALED8("Delta", tx_dbm) },
};

static const struct row subrate_change[] = {
	{ STATUS },
	{ U16("Handle") },
	{ U16("Subrate factor") },
	{ U16("Peripheral latency") },
	{ U16("Continuation number") },
	{ SCALED16("Supervision timeout", 10_msec) },
};

static const struct row connection_complete[] = {
	{ STATUS },
	{ U16("Handle") },
	{ ENUM8("Role", role) },
	{ ADDR_TYPE("Peer address type", peer_addr_type) },
	{ ADDR_TYPED("Peer address") },
	{ SCALED16("Connection interval", frames) },
	{ SCALED16("Connection latency", plain) },
	{ SCALED16("Supervision timeout", 10_msec) },
	{ X8("Central clock accuracy") },
};

static const struct row connection_update_complete[] = {
	{ STATUS },
	{ U16("Handle") },
	{ SCALED16("Connection interval", frames) },
	{ SCALED16("Connection latency", plain) },
	{ SCALED16("Supervision timeout", 10_msec) },
};

static const struct row read_remote_used_features[] = {
	{ STATUS },
	{ U16("Handle") },
	{ FEATURES("Features", le_features) },
};

static const struct row long_term_key_request[] = {
	{ U16("Handle") },
	{ X64("Random number") },
	{ X16("Encrypted diversifier") },
};

static const struct row remote_connection_parameter_request[] = {
	{ U16("Handle") },
	{ SCALED16("Min connection interval", frames) },
	{ SCALED16("Max connection interval", frames) },
	{ SCALED16("Connection latency", plain) },
	{ SCALED16("Supervision timeout", 10_msec) },
};

static const struct row data_length_change[] = {
	{ U16("Handle") },
	{ U16("Max TX octets") },
	{ U16("Max TX time") },
	{ U16("Max RX octets") },
	{ U16("Max RX time") },
};

static const struct row read_local_p_256_public_key_complete[] = {
	{ STATUS },
	{ LABEL("Local P-256 public key:") },
	{ OCTETS("X", 32), .in = 1 },
	{ OCTETS("Y", 32), .in = 1 },
};

static const struct row generate_dhkey_complete[] = {
	{ STATUS },
	{ OCTETS("Diffie-Hellman key", 32) },
};

static const struct row enhanced_connection_complete[] = {
	{ STATUS },
	{ U16("Handle") },
	{ ENUM8("Role", role) },
	{ ADDR_TYPE("Peer address type", peer_addr_type) },
	{ ADDR_TYPED("Peer address") },
	{ ADDR_RND("Local resolvable private address") },
	{ ADDR_RND("Peer resolvable private address") },
	{ SCALED16("Connection interval", frames) },
	{ SCALED16("Connection latency", plain) },
	{ SCALED16("Supervision timeout", 10_msec) },
	{ X8("Central clock accuracy") },
};

static const struct row phy_update_complete[] = {
	{ STATUS },
	{ U16("Handle") },
	{ ENUM8("TX PHY", phy) },
	{ ENUM8("RX PHY", phy) },
};

static const struct row periodic_advertising_sync_lost[] = {
	{ U16("Sync handle") },
};

static const struct row advertising_set_terminated[] = {
	{ STATUS },
	{ U8("Handle") },
	{ U16("Connection handle") },
	{ U8("Number of completed extended advertising events") },
};

static const struct row scan_request_received[] = {
	{ U8("Handle") },
	{ ADDR_TYPE("Scanner address type", peer_addr_type) },
	{ ADDR_TYPED("Scanner address") },
};

static const struct row channel_selection_algorithm[] = {
	{ U16("Handle") },
	{ ENUM8("Algorithm", channel_selection) },
};

static const struct row cte_request_failed[] = {
	{ STATUS },
	{ U16("Connection handle") },
};

static const struct row connected_isochronous_stream_established[] = {
	{ STATUS },
	{ U16("Connection Handle") },
	{ SCALED24("CIG Synchronization Delay", us) },
	{ SCALED24("CIS Synchronization Delay", us) },
	{ SCALED24("Central to Peripheral Latency", us) },
	{ SCALED24("Peripheral to Central Latency", us) },
	{ ENUM8("Central to Peripheral PHY", phy) },
	{ ENUM8("Peripheral to Central PHY", phy) },
	{ U8("Number of Subevents") },
	{ U8("Central to Peripheral Burst Number") },
	{ U8("Peripheral to Central Burst Number") },
	{ U8("Central to Peripheral Flush Timeout") },
	{ U8("Peripheral to Central Flush Timeout") },
	{ U16("Central to Peripheral MTU") },
	{ U16("Peripheral to Central MTU") },
	{ U16("ISO Interval") },
};

static const struct row connected_isochronous_stream_request[] = {
	{ U16("ACL Handle") },
	{ U16("CIS Handle") },
	{ X8("CIG ID") },
	{ X8("CIS ID") },
};

static const struct row broadcast_isochronous_group_terminate[] = {
	{ X8("BIG Handle") },
	{ REASON("Reason") },
};

static const struct row broadcast_isochronous_group_sync_lost[] = {
	{ X8("BIG ID") },
	{ REASON("Reason") },
};

static const struct row request_peer_sca_complete[] = {
	{ STATUS },
	{ U16("Connection Handle") },
	{ ENUM8("SCA", clock_accuracy) },
};

static const struct row broadcast_isochronous_group_info_advertising_report[] = {
	{ X16("Sync Handle") },
	{ U8("Number BIS") },
	{ U8("NSE") },
	{ SCALED16("ISO Interval", frames) },
	{ U8("BN") },
	{ U8("PTO") },
	{ U8("IRC") },
	{ U16("Maximum PDU") },
	{ SCALED24("SDU Interval", us) },
	{ U16("Maximum SDU") },
	{ ENUM8("PHY", phy) },
	{ ENUM8("Framing", framing) },
	{ X8("Encryption") },
};

const struct packet_name hci_le_events[] = {
	{ 0x01, "LE Connection Complete", FIXED(connection_complete, 18) },
	{ 0x02, "LE Advertising Report", CALLED(1, put_reports) },
	{ 0x03, "LE Connection Update Complete", FIXED(connection_update_complete, 9) },
	{ 0x04, "LE Read Remote Used Features", FIXED(read_remote_used_features, 11) },
	{ 0x05, "LE Long Term Key Request", FIXED(long_term_key_request, 12) },
	{ 0x06, "LE Remote Connection Parameter Request", FIXED(remote_connection_parameter_request, 10) },
	{ 0x07, "LE Data Length Change", FIXED(data_length_change, 10) },
	{ 0x08, "LE Read Local P-256 Public Key Complete", FIXED(read_local_p_256_public_key_complete, 65) },
	{ 0x09, "LE Generate DHKey Complete", FIXED(generate_dhkey_complete, 33) },
	{ 0x0a, "LE Enhanced Connection Complete", FIXED(enhanced_connection_complete, 30) },
	{ 0x0b, "LE Direct Advertising Report", CALLED(1, put_direct_reports) },
	{ 0x0c, "LE PHY Update Complete", FIXED(phy_update_complete, 5) },
	{ 0x0d, "LE Extended Advertising Report", CALLED(1, put_extended_reports) },
	{ 0x0e, "LE Periodic Advertising Sync Established", FIXED(sync_established, 15) },
	{ 0x0f, "LE Periodic Advertising Report", CALLED(7, put_periodic_report) },
	{ 0x10, "LE Periodic Advertising Sync Lost", FIXED(periodic_advertising_sync_lost, 2) },
	{ 0x11, "LE Scan Timeout", EMPTY },
	{ 0x12, "LE Advertising Set Terminated", FIXED(advertising_set_terminated, 5) },
	{ 0x13, "LE Scan Request Received", FIXED(scan_request_received, 8) },
	{ 0x14, "LE Channel Selection Algorithm", FIXED(channel_selection_algorithm, 3) },
	{ 0x15, "LE Connectionless IQ Report", TAIL(connectionless_iq_report, 12, put_iq_samples) },
	{ 0x16, "LE Connection IQ Report", TAIL(connection_iq_report, 13, put_iq_samples) },
	{ 0x17, "LE CTE Request Failed", FIXED(cte_request_failed, 3) },
	{ 0x18, "LE Periodic Advertising Sync Transfer Received", FIXED(sync_transfer, 19) },
	{ 0x19, "LE Connected Isochronous Stream Established", FIXED(connected_isochronous_stream_established, 28) },
	{ 0x1a, "LE Connected Isochronous Stream Request", FIXED(connected_isochronous_stream_request, 6) },
	{ 0x1b, "LE Broadcast Isochronous Group Complete", TAIL(big_complete, 17, put_bis_handles) },
	{ 0x1c, "LE Broadcast Isochronous Group Terminate", ATLEAST(broadcast_isochronous_group_terminate, 2) },
	{ 0x1d, "LE Broadcast Isochronous Group Sync Estabilished", TAIL(big_sync, 13, put_bis_handles) },
	{ 0x1e, "LE Broadcast Isochronous Group Sync Lost", ATLEAST(broadcast_isochronous_group_sync_lost, 2) },
	{ 0x1f, "LE Request Peer SCA Complete", ATLEAST(request_peer_sca_complete, 4) },
	{ 0x20, "LE Path Loss Threshold", FIXED(path_loss_threshold, 4) },
	{ 0x21, "LE Transmit Power Reporting", FIXED(power_reporting, 8) },
	{ 0x22, "LE Broadcast Isochronous Group Info Advertising Report", ATLEAST(broadcast_isochronous_group_info_advertising_report, 19) },
	{ 0x23, "LE Subrate Change", FIXED(subrate_change, 11) },
};
/* clang-format on */
const size_t n_hci_le_events = ARRAY_SIZE(hci_le_events);
