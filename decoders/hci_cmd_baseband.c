/* Commands to the controller and its baseband, Vol 4 Part E 7.3. */
#include "decoders/hci.h"

static void put_hold_mode_activity(struct packet *p)
{
	static const char *const text[] = { "Suspend Page Scan",
		"Suspend Inquiry Scan", "Suspend Periodic Inquiries" };
	static const struct bits bits = { .names = NAMES_DENSE(text) };

	if (!put_bits(p, "Activity", 1, &bits) && !p->r.bad) {
		p->depth++;
		put_label(p, "Maintain current Power State");
		p->depth--;
	}
}

/* Vol 4 Part E 7.3.3; the condition is dumped, as btmon does. */
static void put_event_filter(struct packet *p)
{
	static const char *const inquiry[] = {
		"Return responses from all devices",
		"Device with specific Class of Device",
		"Device with specific BD_ADDR",
	};
	static const char *const setup[] = {
		"Allow connections all devices",
		"Allow connections with specific Class of Device",
		"Allow connections with specific BD_ADDR",
	};
	static const struct names inquiry_names = NAMES_DENSE(inquiry);
	static const struct names setup_names = NAMES_DENSE(setup);
	uint64_t type = put_enum(p, "Type", 1, &event_filter_names);

	if (!type)
		return;
	put_enum(p, "Filter", 1, type == 1 ? &inquiry_names : &setup_names);
}

static void put_inquiry_response(struct packet *p)
{
	static const char *const text[] = { "Not required", "Required" };
	static const struct names names = NAMES_DENSE(text);

	put_enum(p, "FEC", 1, &names);
	decode_inquiry_response(p);
}

static void put_completed_packets(struct packet *p)
{
	static const struct row entry[] = {
		{ U16("Handle") },
		{ U16("Count") },
	};

	PUT_LIST(p, put_uint(p, "Num handles", 1), entry);
}

static void put_inquiry_codes(struct packet *p)
{
	for (uint64_t n = put_uint(p, "Number of IAC", 1); n-- && !p->r.bad;)
		put_access_code(p);
}

/* Letters of a country, then their code: "DE (0x4445)". */
static void put_letters(struct packet *p, const char *name, unsigned size)
{
	const uint8_t *at = take(p, size);
	struct field f = {
		.kind = FIELD_STRING,
		.name = name,
		.data = at,
		.len = size,
		.after = " (",
	};

	if (!at)
		return;
	put_field(p, &f, at);
	f = (struct field){
		.kind = FIELD_HEX,
		.name = "Code",
		.value = size == 2 ? get_be16(at) : at[0],
		.digits = (uint8_t)(2 * size),
		.join = "",
		.after = ")",
	};
	put_field(p, &f, NULL);
}

static void put_domain(struct packet *p)
{
	put_letters(p, "Domain", 2);
}

static void put_domain_options(struct packet *p)
{
	put_letters(p, "Domain options", 1);
}

static void put_vendor_config(struct packet *p)
{
	uint64_t n = put_uint(p, "Vendor Specific Config Length", 1);

	put_octets(p, "Vendor Specific Config", n);
}

static const struct scale scale_us = { .mul = 1, .unit = " us" };
static const struct scale scale_us_signed = {
	.mul = 1, .is_signed = true, .unit = " us"
};
static const struct scale scale_mhz = { .mul = 1, .unit = " MHz" };
static const struct scale scale_khz = { .mul = 1, .unit = " kHz" };
static const struct scale scale_baud = { .mul = 1, .unit = " baud" };

static const char *const mws_channel_text[] = { "TDD", "FDD" };
static const struct names mws_channel_names = NAMES_DENSE(mws_channel_text);

static const char *const mws_period_text[] = { "Downlink", "Uplink",
	"Bi-directional", "Guard period" };
static const struct names mws_period_names = NAMES_DENSE(mws_period_text);

static const char *const mws_interval_text[] = { "Neither may transmit",
	"May transmit", "May receive", "May transmit and receive",
	"As the frame" };
static const struct names mws_interval_names = NAMES_DENSE(mws_interval_text);

static const char *const mws_transport_text[] = { "Disabled", "WCI-1",
	"WCI-2" };
static const struct names mws_transport_names = NAMES_DENSE(mws_transport_text);

static void put_mws_periods(struct packet *p)
{
	static const struct row period[] = {
		{ SCALED16("Period duration", us), .in = 1 },
		{ ENUM8("Period type", mws_period), .in = 1 },
	};

	PUT_LIST(p, put_uint(p, "Number of periods", 1), period);
}

static void put_mws_intervals(struct packet *p)
{
	static const struct row interval[] = {
		{ SCALED16("Interval duration", us), .in = 1 },
		{ ENUM8("Interval type", mws_interval), .in = 1 },
	};

	PUT_LIST(p, put_uint(p, "Number of intervals", 1), interval);
}

static void put_mws_frequencies(struct packet *p)
{
	static const struct row frequency[] = {
		{ SCALED16("Low", mhz), .in = 1 },
		{ SCALED16("High", mhz), .in = 1 },
	};

	PUT_LIST(p, put_uint(p, "Number of scan frequencies", 1), frequency);
}

static void put_flush_timeout(struct packet *p)
{
	const uint8_t *at = p->r.p;

	if (rd_left(&p->r) >= 2 && !get_le16(at)) {
		take(p, 2);
		put_word(p, "Timeout", 0, "No Automatic Flush");
	} else {
		put_scaled(p, "Timeout", 2, &scale_slots, 4);
	}
}

/* clang-format off */
static const struct row set_event_mask[] = {
	{ BITS64("Mask", event_mask) },
};


static const struct row pin_type[] = {
	{ ENUM8("PIN type", pin_type) },
};

static const struct row read_stored_link_key[] = {
	{ ADDR("Address") },
	{ X8("Read all") },
};

static const struct row read_stored_link_key_rsp[] = {
	{ U16("Max num keys") },
	{ U16("Num keys") },
};

static const struct row num_keys[] = {
	{ U8("Num keys") },
};

static const struct row delete_stored_link_key[] = {
	{ ADDR("Address") },
	{ X8("Delete all") },
};

static const struct row delete_stored_link_key_rsp[] = {
	{ U16("Num keys") },
};

static const struct row local_name[] = {
	{ STRING("Name", 248) },
};

static const struct row timeout[] = {
	{ SCALED16("Timeout", slots) },
};

static const struct row scan_enable[] = {
	{ ENUM8("Scan enable", scan_enable) },
};

static const struct row scan_activity[] = {
	{ SCALED16("Interval", slots) },
	{ SCALED16("Window", slots) },
};

static const struct row authentication_enable[] = {
	{ ENUM8("Enable", auth_enable) },
};

static const struct row encryption_mode[] = {
	{ ENUM8("Mode", encryption_mode) },
};

static const struct row class_of_device[] = {
	{ CALL(3, put_class) },
};

static const struct row voice_setting[] = {
	{ CALL(2, put_voice_setting) },
};

static const struct row automatic_flush_timeout[] = {
	{ U16("Handle") },
	{ CALL(2, put_flush_timeout) },
};
static const struct row handle_timeout[] = {
	{ U16("Handle") },
	{ SCALED16("Timeout", slots) },
};

static const struct row broadcast_retransmissions[] = {
	{ U8("Number of broadcast retransmissions") },
};

static const struct row hold_mode_activity[] = {
	{ CALL(1, put_hold_mode_activity) },
};

static const struct row handle_power_type[] = {
	{ U16("Handle") },
	{ ENUM8("Type", power_level_type) },
};

static const struct row handle_power[] = {
	{ U16("Handle") },
	{ SCALED8("TX power", tx_dbm) },
};

static const struct row sync_flow_control[] = {
	{ ENUM8("Flow control", enable) },
};

static const struct row flow_control[] = {
	{ ENUM8("Flow control", host_flow_control) },
};

static const struct row buffer_sizes[] = {
	{ CALL(7, put_buffer_sizes) },
};


static const struct row number_of_iac[] = {
	{ U8("Number of IAC") },
};


static const struct row page_period_mode[] = {
	{ ENUM8("Page period mode", page_period) },
};

static const struct row page_scan_mode[] = {
	{ ENUM8("Page scan mode", page_scan_mode) },
};

static const struct row channel_map[] = {
	{ CHANNELS(10, "Channel map") },
};

static const struct row scan_type[] = {
	{ ENUM8("Type", scan_type) },
};

static const struct row inquiry_mode[] = {
	{ ENUM8("Mode", inquiry_mode) },
};

static const struct row mode[] = {
	{ ENUM8("Mode", enable) },
};

static const struct row oob_data[] = {
	{ OCTETS("Hash C from P-192", 16) },
	{ OCTETS("Randomizer R with P-192", 16) },
};

static const struct row tx_power[] = {
	{ SCALED8("TX power", tx_dbm) },
};

static const struct row enhanced_flush[] = {
	{ U16("Handle") },
	{ ENUM8("Type", flush_type) },
};

static const struct row send_keypress_notification[] = {
	{ ADDR("Address") },
	{ ENUM8("Type", keypress) },
};

static const struct row set_event_mask_page_2[] = {
	{ BITS64("Mask", event_mask_2) },
};

static const struct row location_data[] = {
	{ ENUM8("Domain aware", domain_aware) },
	{ CALL(2, put_domain) },
	{ CALL(1, put_domain_options) },
	{ X8("Options") },
};

static const struct row flow_control_mode[] = {
	{ ENUM8("Flow control mode", flow_control_mode) },
};

static const struct row enhanced_power[] = {
	{ U16("Handle") },
	{ SCALED8("TX power (GFSK)", tx_dbm) },
	{ SCALED8("TX power (DQPSK)", tx_dbm) },
	{ SCALED8("TX power (8DPSK)", tx_dbm) },
};

static const struct row short_range_mode[] = {
	{ U8("Physical handle") },
	{ ENUM8("Short range mode", enable) },
};

static const struct row le_host_supported[] = {
	{ X8("Supported") },
	{ X8("Simultaneous") },
};

static const struct row lt_address[] = {
	{ U8("LT address") },
};

static const struct row broadcast_data[] = {
	{ U8("LT address") },
	{ ENUM8("Fragment", broadcast_fragment) },
	{ U8("Length") },
};

static const struct row train_parameters[] = {
	{ SCALED16("Interval", slots) },
	{ SCALED32("Timeout", slots) },
	{ X8("Service data") },
};

static const struct row write_train_parameters[] = {
	{ SCALED16("Min interval", slots) },
	{ SCALED16("Max interval", slots) },
	{ SCALED32("Timeout", slots) },
	{ X8("Service data") },
};

static const struct row interval[] = {
	{ SCALED16("Interval", slots) },
};

static const struct row secure_connections_support[] = {
	{ ENUM8("Support", enable) },
};

static const struct row payload_timeout[] = {
	{ U16("Handle") },
	{ SCALED16("Timeout", 10_msec) },
};

static const struct row oob_extended_data[] = {
	{ OCTETS("Hash C from P-192", 16) },
	{ OCTETS("Randomizer R with P-192", 16) },
	{ OCTETS("Hash C from P-256", 16) },
	{ OCTETS("Randomizer R with P-256", 16) },
};

static const struct row configure_data_path[] = {
	{ ENUM8("Direction", data_path_direction) },
	{ U8("ID") },
};

static const struct row accept_timeout[] = {
	{ SCALED16("Timeout", slots) },
};

static const struct row best_effort_timeout[] = {
	{ SCALED32("Timeout", us) },
};

static const struct row handle_best_effort_timeout[] = {
	{ U16("Handle") },
	{ SCALED32("Timeout", us) },
};

static const struct row mws_channel_parameters[] = {
	{ ENUM8("Channel", enable) },
	{ SCALED16("RX center frequency", mhz) },
	{ SCALED16("TX center frequency", mhz) },
	{ SCALED16("RX bandwidth", khz) },
	{ SCALED16("TX bandwidth", khz) },
	{ ENUM8("Channel type", mws_channel) },
};

static const struct row external_frame[] = {
	{ SCALED16("Frame duration", us) },
	{ SCALED16("Frame sync assert offset", us_signed) },
	{ SCALED16("Frame sync assert jitter", us) },
};

/* Vol 4 Part E 7.3.83 */
static const struct row mws_signaling[] = {
	{ SCALED16("RX assert offset", us_signed) },
	{ SCALED16("RX assert jitter", us) },
	{ SCALED16("RX deassert offset", us_signed) },
	{ SCALED16("RX deassert jitter", us) },
	{ SCALED16("TX assert offset", us_signed) },
	{ SCALED16("TX assert jitter", us) },
	{ SCALED16("TX deassert offset", us_signed) },
	{ SCALED16("TX deassert jitter", us) },
	{ SCALED16("Pattern assert offset", us_signed) },
	{ SCALED16("Pattern assert jitter", us) },
	{ SCALED16("Inactivity duration assert offset", us_signed) },
	{ SCALED16("Inactivity duration assert jitter", us) },
	{ SCALED16("Scan frequency assert offset", us_signed) },
	{ SCALED16("Scan frequency assert jitter", us) },
	{ SCALED16("Priority assert offset request", us) },
};

static const struct row mws_signaling_rsp[] = {
	{ SCALED16("RX priority assert offset", us_signed) },
	{ SCALED16("RX priority assert jitter", us) },
	{ SCALED16("RX priority deassert offset", us_signed) },
	{ SCALED16("RX priority deassert jitter", us) },
	{ SCALED16("802 RX priority assert offset", us_signed) },
	{ SCALED16("802 RX priority assert jitter", us) },
	{ SCALED16("802 RX priority deassert offset", us_signed) },
	{ SCALED16("802 RX priority deassert jitter", us) },
	{ SCALED16("TX on assert offset", us_signed) },
	{ SCALED16("TX on assert jitter", us) },
	{ SCALED16("TX on deassert offset", us_signed) },
	{ SCALED16("TX on deassert jitter", us) },
	{ SCALED16("802 TX on assert offset", us_signed) },
	{ SCALED16("802 TX on assert jitter", us) },
	{ SCALED16("802 TX on deassert offset", us_signed) },
	{ SCALED16("802 TX on deassert jitter", us) },
};

static const struct row mws_transport_layer[] = {
	{ ENUM8("Transport layer", mws_transport) },
	{ SCALED32("To MWS baud rate", baud) },
	{ SCALED32("From MWS baud rate", baud) },
};

static const struct row base_interval[] = {
	{ SCALED16("Interval", frames) },
};

static const struct row min_key_size[] = {
	{ U8("Min key size") },
};

static const struct row mws_pattern[] = {
	{ U8("Pattern index") },
};

const struct command hci_baseband_commands[] = {
	{ 0x0c01, "Set Event Mask", FIXED(set_event_mask, 8), EMPTY },
	{ 0x0c03, "Reset", EMPTY, EMPTY },
	{ 0x0c05, "Set Event Filter", CALLED(1, put_event_filter), EMPTY },
	{ 0x0c08, "Flush", FIXED(hci_handle, 2), FIXED(hci_handle, 2) },
	{ 0x0c09, "Read PIN Type", EMPTY, FIXED(pin_type, 1) },
	{ 0x0c0a, "Write PIN Type", FIXED(pin_type, 1), EMPTY },
	{ 0x0c0b, "Create New Unit Key", EMPTY, EMPTY },
	{ 0x0c0d, "Read Stored Link Key", FIXED(read_stored_link_key, 7), FIXED(read_stored_link_key_rsp, 4) },
	{ 0x0c11, "Write Stored Link Key", ATLEAST(num_keys, 1), FIXED(num_keys, 1) },
	{ 0x0c12, "Delete Stored Link Key", FIXED(delete_stored_link_key, 7), FIXED(delete_stored_link_key_rsp, 2) },
	{ 0x0c13, "Write Local Name", FIXED(local_name, 248), EMPTY },
	{ 0x0c14, "Read Local Name", EMPTY, FIXED(local_name, 248) },
	{ 0x0c15, "Read Connection Accept Timeout", EMPTY, FIXED(timeout, 2) },
	{ 0x0c16, "Write Connection Accept Timeout", FIXED(timeout, 2), EMPTY },
	{ 0x0c17, "Read Page Timeout", EMPTY, FIXED(timeout, 2) },
	{ 0x0c18, "Write Page Timeout", FIXED(timeout, 2), EMPTY },
	{ 0x0c19, "Read Scan Enable", EMPTY, FIXED(scan_enable, 1) },
	{ 0x0c1a, "Write Scan Enable", FIXED(scan_enable, 1), EMPTY },
	{ 0x0c1b, "Read Page Scan Activity", EMPTY, FIXED(scan_activity, 4) },
	{ 0x0c1c, "Write Page Scan Activity", FIXED(scan_activity, 4), EMPTY },
	{ 0x0c1d, "Read Inquiry Scan Activity", EMPTY, FIXED(scan_activity, 4) },
	{ 0x0c1e, "Write Inquiry Scan Activity", FIXED(scan_activity, 4), EMPTY },
	{ 0x0c1f, "Read Authentication Enable", EMPTY, FIXED(authentication_enable, 1) },
	{ 0x0c20, "Write Authentication Enable", FIXED(authentication_enable, 1), EMPTY },
	{ 0x0c21, "Read Encryption Mode", EMPTY, FIXED(encryption_mode, 1) },
	{ 0x0c22, "Write Encryption Mode", FIXED(encryption_mode, 1), EMPTY },
	{ 0x0c23, "Read Class of Device", EMPTY, FIXED(class_of_device, 3) },
	{ 0x0c24, "Write Class of Device", FIXED(class_of_device, 3), EMPTY },
	{ 0x0c25, "Read Voice Setting", EMPTY, FIXED(voice_setting, 2) },
	{ 0x0c26, "Write Voice Setting", FIXED(voice_setting, 2), EMPTY },
	{ 0x0c27, "Read Automatic Flush Timeout", FIXED(hci_handle, 2), FIXED(automatic_flush_timeout, 4) },
	{ 0x0c28, "Write Automatic Flush Timeout", FIXED(automatic_flush_timeout, 4), FIXED(hci_handle, 2) },
	{ 0x0c29, "Read Num Broadcast Retransmissions", EMPTY, FIXED(broadcast_retransmissions, 1) },
	{ 0x0c2a, "Write Num Broadcast Retransmissions", FIXED(broadcast_retransmissions, 1), EMPTY },
	{ 0x0c2b, "Read Hold Mode Activity", EMPTY, FIXED(hold_mode_activity, 1) },
	{ 0x0c2c, "Write Hold Mode Activity", FIXED(hold_mode_activity, 1), EMPTY },
	{ 0x0c2d, "Read Transmit Power Level", FIXED(handle_power_type, 3), FIXED(handle_power, 3) },
	{ 0x0c2e, "Read Sync Flow Control Enable", EMPTY, FIXED(sync_flow_control, 1) },
	{ 0x0c2f, "Write Sync Flow Control Enable", FIXED(sync_flow_control, 1), EMPTY },
	{ 0x0c31, "Set Controller To Host Flow Control", FIXED(flow_control, 1), EMPTY },
	{ 0x0c33, "Host Buffer Size", FIXED(buffer_sizes, 7), EMPTY },
	{ 0x0c35, "Host Number of Completed Packets", CALLED(5, put_completed_packets), UNDECODED },
	{ 0x0c36, "Read Link Supervision Timeout", FIXED(hci_handle, 2), FIXED(handle_timeout, 4) },
	{ 0x0c37, "Write Link Supervision Timeout", FIXED(handle_timeout, 4), FIXED(hci_handle, 2) },
	{ 0x0c38, "Read Number of Supported IAC", EMPTY, FIXED(number_of_iac, 1) },
	{ 0x0c39, "Read Current IAC LAP", EMPTY, CALLED(1, put_inquiry_codes) },
	{ 0x0c3a, "Write Current IAC LAP", CALLED(1, put_inquiry_codes), EMPTY },
	{ 0x0c3b, "Read Page Scan Period Mode", EMPTY, FIXED(page_period_mode, 1) },
	{ 0x0c3c, "Write Page Scan Period Mode", FIXED(page_period_mode, 1), EMPTY },
	{ 0x0c3d, "Read Page Scan Mode", EMPTY, FIXED(page_scan_mode, 1) },
	{ 0x0c3e, "Write Page Scan Mode", FIXED(page_scan_mode, 1), EMPTY },
	{ 0x0c3f, "Set AFH Host Channel Classification", FIXED(channel_map, 10), EMPTY },
	{ 0x0c42, "Read Inquiry Scan Type", EMPTY, FIXED(scan_type, 1) },
	{ 0x0c43, "Write Inquiry Scan Type", FIXED(scan_type, 1), EMPTY },
	{ 0x0c44, "Read Inquiry Mode", EMPTY, FIXED(inquiry_mode, 1) },
	{ 0x0c45, "Write Inquiry Mode", FIXED(inquiry_mode, 1), EMPTY },
	{ 0x0c46, "Read Page Scan Type", EMPTY, FIXED(scan_type, 1) },
	{ 0x0c47, "Write Page Scan Type", FIXED(scan_type, 1), EMPTY },
	{ 0x0c48, "Read AFH Channel Assessment Mode", EMPTY, FIXED(mode, 1) },
	{ 0x0c49, "Write AFH Channel Assessment Mode", FIXED(mode, 1), EMPTY },
	{ 0x0c51, "Read Extended Inquiry Response", EMPTY, CALLED_FIXED(241, put_inquiry_response) },
	{ 0x0c52, "Write Extended Inquiry Response", CALLED_FIXED(241, put_inquiry_response), EMPTY },
	{ 0x0c53, "Refresh Encryption Key", FIXED(hci_handle, 2), UNDECODED },
	{ 0x0c55, "Read Simple Pairing Mode", EMPTY, FIXED(mode, 1) },
	{ 0x0c56, "Write Simple Pairing Mode", FIXED(mode, 1), EMPTY },
	{ 0x0c57, "Read Local OOB Data", EMPTY, FIXED(oob_data, 32) },
	{ 0x0c58, "Read Inquiry Response TX Power Level", EMPTY, FIXED(tx_power, 1) },
	{ 0x0c59, "Write Inquiry Transmit Power Level", FIXED(tx_power, 1), EMPTY },
	{ 0x0c5a, "Read Default Erroneous Data Reporting", EMPTY, FIXED(mode, 1) },
	{ 0x0c5b, "Write Default Erroneous Data Reporting", FIXED(mode, 1), EMPTY },
	{ 0x0c5f, "Enhanced Flush", FIXED(enhanced_flush, 3), UNDECODED },
	{ 0x0c60, "Send Keypress Notification", FIXED(send_keypress_notification, 7), FIXED(hci_address, 6) },
	{ 0x0c61, "Read Logical Link Accept Timeout", EMPTY, FIXED(accept_timeout, 2) },
	{ 0x0c62, "Write Logical Link Accept Timeout", FIXED(accept_timeout, 2), EMPTY },
	{ 0x0c63, "Set Event Mask Page 2", FIXED(set_event_mask_page_2, 8), EMPTY },
	{ 0x0c64, "Read Location Data", EMPTY, FIXED(location_data, 5) },
	{ 0x0c65, "Write Location Data", FIXED(location_data, 5), EMPTY },
	{ 0x0c66, "Read Flow Control Mode", EMPTY, FIXED(flow_control_mode, 1) },
	{ 0x0c67, "Write Flow Control Mode", FIXED(flow_control_mode, 1), EMPTY },
	{ 0x0c68, "Read Enhanced Transmit Power Level", FIXED(handle_power_type, 3), FIXED(enhanced_power, 5) },
	{ 0x0c69, "Read Best Effort Flush Timeout", FIXED(hci_handle, 2), FIXED(best_effort_timeout, 4) },
	{ 0x0c6a, "Write Best Effort Flush Timeout", FIXED(handle_best_effort_timeout, 6), EMPTY },
	{ 0x0c6b, "Short Range Mode", FIXED(short_range_mode, 2), UNDECODED },
	{ 0x0c6c, "Read LE Host Supported", EMPTY, FIXED(le_host_supported, 2) },
	{ 0x0c6d, "Write LE Host Supported", FIXED(le_host_supported, 2), EMPTY },
	{ 0x0c6e, "Set MWS Channel Parameters", FIXED(mws_channel_parameters, 10), EMPTY },
	{ 0x0c6f, "Set External Frame Configuration", TAIL(external_frame, 7, put_mws_periods), EMPTY },
	{ 0x0c70, "Set MWS Signaling", FIXED(mws_signaling, 30), FIXED(mws_signaling_rsp, 32) },
	{ 0x0c71, "Set MWS Transport Layer", FIXED(mws_transport_layer, 9), EMPTY },
	{ 0x0c72, "Set MWS Scan Frequency Table", CALLED(1, put_mws_frequencies), EMPTY },
	{ 0x0c73, "Set MWS Pattern Configuration", TAIL(mws_pattern, 2, put_mws_intervals), EMPTY },
	{ 0x0c74, "Set Reserved LT_ADDR", FIXED(lt_address, 1), FIXED(lt_address, 1) },
	{ 0x0c75, "Delete Reserved LT_ADDR", FIXED(lt_address, 1), FIXED(lt_address, 1) },
	{ 0x0c76, "Set Connectionless Peripheral Broadcast Data", ATLEAST(broadcast_data, 3), FIXED(lt_address, 1) },
	{ 0x0c77, "Read Synchronization Train Parameters", EMPTY, FIXED(train_parameters, 7) },
	{ 0x0c78, "Write Synchronization Train Parameters", FIXED(write_train_parameters, 9), FIXED(interval, 2) },
	{ 0x0c79, "Read Secure Connections Host Support", EMPTY, FIXED(secure_connections_support, 1) },
	{ 0x0c7a, "Write Secure Connections Host Support", FIXED(secure_connections_support, 1), EMPTY },
	{ 0x0c7b, "Read Authenticated Payload Timeout", FIXED(hci_handle, 2), FIXED(payload_timeout, 4) },
	{ 0x0c7c, "Write Authenticated Payload Timeout", FIXED(payload_timeout, 4), FIXED(hci_handle, 2) },
	{ 0x0c7d, "Read Local OOB Extended Data", EMPTY, FIXED(oob_extended_data, 64) },
	{ 0x0c7e, "Read Extended Page Timeout", EMPTY, FIXED(timeout, 2) },
	{ 0x0c7f, "Write Extended Page Timeout", FIXED(timeout, 2), EMPTY },
	{ 0x0c80, "Read Extended Inquiry Length", EMPTY, FIXED(interval, 2) },
	{ 0x0c81, "Write Extended Inquiry Length", FIXED(interval, 2), EMPTY },
	{ 0x0c82, "Set Ecosystem Base Interval", FIXED(base_interval, 2), EMPTY },
	{ 0x0c83, "Configure Data Path", TAIL(configure_data_path, 3, put_vendor_config), EMPTY },
	{ 0x0c84, "Set Min Encryption Key Size", FIXED(min_key_size, 1), EMPTY },
};
/* clang-format on */
const size_t n_hci_baseband_commands = ARRAY_SIZE(hci_baseband_commands);
