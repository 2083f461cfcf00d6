/* Events, Vol 4 Part E 7.7. */
#include "decoders/hci.h"

static void put_completed_packets(struct packet *p)
{
	static const struct row entry[] = {
		{ U16("Handle") },
		{ U16("Count") },
	};

	PUT_LIST(p, put_uint(p, "Num handles", 1), entry);
}

static void put_completed_blocks(struct packet *p)
{
	static const struct row entry[] = {
		{ U16("Handle") },
		{ U16("Num packets") },
		{ U16("Num blocks") },
	};

	put_uint(p, "Total num data blocks", 2);
	PUT_LIST(p, put_uint(p, "Num handles", 1), entry);
}

static void put_link_keys(struct packet *p)
{
	static const struct row entry[] = {
		{ ADDR("Address") },
		{ OCTETS("Link key", 16) },
	};

	PUT_LIST(p, put_uint(p, "Num keys", 1), entry);
}

static void put_inquiry_result(struct packet *p)
{
	static const struct row entry[] = {
		{ ADDR("Address") },
		{ ENUM8("Page scan repetition mode", page_scan_repetition) },
		{ ENUM8("Page period mode", page_period) },
		{ ENUM8("Page scan mode", page_scan_mode) },
		{ CALL(3, put_class) },
		{ X16("Clock offset") },
	};

	PUT_LIST(p, put_uint(p, "Num responses", 1), entry);
}

static const struct row inquiry_rssi[] = {
	{ ADDR("Address") },
	{ ENUM8("Page scan repetition mode", page_scan_repetition) },
	{ ENUM8("Page period mode", page_period) },
	{ CALL(3, put_class) },
	{ X16("Clock offset") },
	{ RSSI("RSSI") },
};

static void put_inquiry_rssi(struct packet *p)
{
	PUT_LIST(p, put_uint(p, "Num responses", 1), inquiry_rssi);
}

static void put_extended_inquiry(struct packet *p)
{
	PUT_LIST(p, put_uint(p, "Num responses", 1), inquiry_rssi);
	decode_inquiry_response(p);
}

/* clang-format off */
static const struct row status_only[] = {
	{ STATUS },
};

static const struct row connect_complete[] = {
	{ STATUS },
	{ U16("Handle") },
	{ ADDR("Address") },
	{ ENUM8("Link type", link_type) },
	{ ENUM8("Encryption", enable) },
};

static const struct row connect_request[] = {
	{ ADDR("Address") },
	{ CALL(3, put_class) },
	{ ENUM8("Link type", link_type) },
};

static const struct row disconnect_complete[] = {
	{ STATUS },
	{ U16("Handle") },
	{ REASON("Reason") },
};

static const struct row encryption_change[] = {
	{ STATUS },
	{ U16("Handle") },
	{ ENUM8("Encryption", encryption) },
};

static const struct row link_key_type_changed[] = {
	{ STATUS },
	{ U16("Handle") },
	{ ENUM8("Key flag", key_flag) },
};

static const struct row remote_name[] = {
	{ STATUS },
	{ ADDR("Address") },
	{ STRING("Name", 248) },
};

static const struct row remote_version[] = {
	{ STATUS },
	{ U16("Handle") },
	{ CALL(5, put_remote_version) },
};

static const struct row extended_features[] = {
	{ STATUS },
	{ U16("Handle") },
	{ CALL(10, put_lmp_features) },
};

static const struct row encryption_change_v2[] = {
	{ STATUS },
	{ U16("Handle") },
	{ ENUM8("Encryption", encryption) },
	{ U8("Key size") },
};

static const struct row read_remote_supported_features[] = {
	{ STATUS },
	{ U16("Handle") },
	{ FEATURES("Features", lmp_features) },
};

static const struct row qos_setup_complete[] = {
	{ STATUS },
	{ U16("Handle") },
	{ X8("Flags") },
	{ ENUM8("Service type", qos_service) },
	{ U32("Token rate") },
	{ U32("Peak bandwidth") },
	{ U32("Latency") },
	{ U32("Delay variation") },
};

static const struct row hardware_error[] = {
	{ X8("Code") },
};

static const struct row role_change[] = {
	{ STATUS },
	{ ADDR("Address") },
	{ ENUM8("Role", role) },
};

static const struct row mode_change[] = {
	{ STATUS },
	{ U16("Handle") },
	{ ENUM8("Mode", power_mode) },
	{ SCALED16("Interval", slots) },
};

static const struct row link_key_notification[] = {
	{ ADDR("Address") },
	{ OCTETS("Link key", 16) },
	{ ENUM8("Key type", link_key_type) },
};

static const struct row data_buffer_overflow[] = {
	{ ENUM8("Link type", link_type) },
};

static const struct row max_slots_change[] = {
	{ U16("Handle") },
	{ U8("Max slots") },
};

static const struct row read_clock_offset_complete[] = {
	{ STATUS },
	{ U16("Handle") },
	{ X16("Clock offset") },
};

static const struct row connection_packet_type_changed[] = {
	{ STATUS },
	{ U16("Handle") },
	{ BITS16("Packet type", acl_packet_type) },
};

static const struct row page_scan_mode_change[] = {
	{ ADDR("Address") },
	{ ENUM8("Page scan mode", page_scan_mode) },
};

static const struct row page_scan_repetition_mode_change[] = {
	{ ADDR("Address") },
	{ ENUM8("Page scan repetition mode", page_scan_repetition) },
};

static const struct row flow_specification_complete[] = {
	{ STATUS },
	{ U16("Handle") },
	{ X8("Flags") },
	{ ENUM8("Flow direction", flow_direction) },
	{ ENUM8("Service type", qos_service) },
	{ U32("Token rate") },
	{ U32("Token bucket size") },
	{ U32("Peak bandwidth") },
	{ U32("Access latency") },
};

static const struct row synchronous_complete[] = {
	{ STATUS },
	{ U16("Handle") },
	{ ADDR("Address") },
	{ ENUM8("Link type", link_type) },
	{ X8("Transmission interval") },
	{ X8("Retransmission window") },
	{ U16("RX packet length") },
	{ U16("TX packet length") },
	{ ENUM8("Air mode", air_mode) },
};

static const struct row synchronous_connect_changed[] = {
	{ STATUS },
	{ U16("Handle") },
	{ X8("Transmission interval") },
	{ X8("Retransmission window") },
	{ U16("RX packet length") },
	{ U16("TX packet length") },
};

static const struct row sniff_subrating[] = {
	{ STATUS },
	{ U16("Handle") },
	{ SCALED16("Max transmit latency", slots) },
	{ SCALED16("Max receive latency", slots) },
	{ SCALED16("Min remote timeout", slots) },
	{ SCALED16("Min local timeout", slots) },
};

static const struct row io_capability_response[] = {
	{ ADDR("Address") },
	{ ENUM8("IO capability", io_capability) },
	{ ENUM8("OOB data", oob_data_present) },
	{ ENUM8("Authentication", authentication) },
};

static const struct row address_passkey[] = {
	{ ADDR("Address") },
	{ CALL(4, put_passkey) },
};

static const struct row status_address[] = {
	{ STATUS },
	{ ADDR("Address") },
};

static const struct row link_supervision_timeout_changed[] = {
	{ U16("Handle") },
	{ SCALED16("Timeout", slots) },
};

static const struct row keypress_notification[] = {
	{ ADDR("Address") },
	{ ENUM8("Notification type", keypress_notification) },
};

static const struct row remote_host_supported_features[] = {
	{ ADDR("Address") },
	{ FEATURES("Features", lmp_host_features) },
};

static const struct row physical_link_complete[] = {
	{ STATUS },
	{ U8("Physical handle") },
};

static const struct row physical_handle[] = {
	{ U8("Physical handle") },
};

static const struct row disconnect_physical_link_complete[] = {
	{ STATUS },
	{ U8("Physical handle") },
	{ REASON("Reason") },
};

static const struct row physical_link_loss_early_warning[] = {
	{ U8("Physical handle") },
	{ ENUM8("Reason", link_loss_reason) },
};

static const struct row logical_link_complete[] = {
	{ STATUS },
	{ U16("Handle") },
	{ U8("Physical handle") },
	{ X8("TX flow spec") },
};

static const struct row short_range_mode_change_complete[] = {
	{ STATUS },
	{ U8("Physical handle") },
	{ ENUM8("Short range mode", enable) },
};

static const struct row amp_status_change[] = {
	{ STATUS },
	{ ENUM8("AMP status", amp_status) },
};

static const struct row triggered_clock_capture[] = {
	{ U16("Handle") },
	{ ENUM8("Type", clock_type) },
	{ X32("Clock") },
	{ X16("Clock offset") },
};

static const struct row synchronization_train_received[] = {
	{ STATUS },
	{ ADDR("Address") },
	{ X32("Offset") },
	{ CHANNELS(10, "Channel map") },
	{ U8("LT address") },
	{ X32("Next broadcast instant") },
	{ SCALED16("Interval", slots) },
	{ X8("Service Data") },
};

static const struct row broadcast_receive[] = {
	{ ADDR("Address") },
	{ U8("LT address") },
	{ X32("Clock") },
	{ X32("Offset") },
	{ X8("Receive status") },
	{ ENUM8("Fragment", broadcast_fragment) },
	{ U8("Length") },
};

static const struct row broadcast_timeout[] = {
	{ ADDR("Address") },
	{ U8("LT address") },
};

static const struct row channel_map[] = {
	{ CHANNELS(10, "Channel map") },
};

static const struct row inquiry_response_notification[] = {
	{ CALL(3, put_access_code) },
	{ RSSI("RSSI") },
};

/* clang-format on */
/* The command that came back, as if it were sent. */
static void put_loopback(struct packet *p)
{
	const uint8_t *at = take(p, 3);
	const struct command *c;

	if (!at)
		return;
	c = hci_adapter_command(p->dec, p->rec, get_le16(at));
	put_command(p, get_le16(at), at);
	if (c)
		put_params(p, &c->params);
}

/* clang-format off */
static const struct row amp_test_event[] = {
	{ STATUS },
	{ U8("Test scenario") },
};

static const struct row amp_receiver_report[] = {
	{ U8("Controller type") },
	{ U8("Reason") },
	{ X32("Event type") },
	{ U16("Frames") },
	{ U16("Error frames") },
	{ U32("Bits") },
	{ U32("Error bits") },
};

static const struct row sam_status_change[] = {
	{ U16("Handle") },
	{ U8("Local SAM index") },
	{ X8("Local SAM TX availability") },
	{ X8("Local SAM RX availability") },
	{ U8("Remote SAM index") },
	{ X8("Remote SAM TX availability") },
	{ X8("Remote SAM RX availability") },
};

static const struct packet_name events[] = {
	{ 0x01, "Inquiry Complete", FIXED(status_only, 1) },
	{ 0x02, "Inquiry Result", CALLED(1, put_inquiry_result) },
	{ 0x03, "Connect Complete", FIXED(connect_complete, 11) },
	{ 0x04, "Connect Request", FIXED(connect_request, 10) },
	{ 0x05, "Disconnect Complete", FIXED(disconnect_complete, 4) },
	{ 0x06, "Auth Complete", FIXED(hci_status_handle, 3) },
	{ 0x07, "Remote Name Req Complete", FIXED(remote_name, 255) },
	{ 0x08, "Encryption Change", FIXED(encryption_change, 4) },
	{ 0x09, "Change Connection Link Key Complete", FIXED(hci_status_handle, 3) },
	{ 0x0a, "Link Key Type Changed", FIXED(link_key_type_changed, 4) },
	{ 0x0b, "Read Remote Supported Features", FIXED(read_remote_supported_features, 11) },
	{ 0x0c, "Read Remote Version Complete", FIXED(remote_version, 8) },
	{ 0x0d, "QoS Setup Complete", FIXED(qos_setup_complete, 21) },
	{ 0x0e, "Command Complete", UNDECODED },
	{ 0x0f, "Command Status", UNDECODED },
	{ 0x10, "Hardware Error", FIXED(hardware_error, 1) },
	{ 0x11, "Flush Occurred", FIXED(hci_handle, 2) },
	{ 0x12, "Role Change", FIXED(role_change, 8) },
	{ 0x13, "Number of Completed Packets", CALLED(1, put_completed_packets) },
	{ 0x14, "Mode Change", FIXED(mode_change, 6) },
	{ 0x15, "Return Link Keys", CALLED(1, put_link_keys) },
	{ 0x16, "PIN Code Request", FIXED(hci_address, 6) },
	{ 0x17, "Link Key Request", FIXED(hci_address, 6) },
	{ 0x18, "Link Key Notification", FIXED(link_key_notification, 23) },
	{ 0x19, "Loopback Command", CALLED(3, put_loopback) },
	{ 0x1a, "Data Buffer Overflow", FIXED(data_buffer_overflow, 1) },
	{ 0x1b, "Max Slots Change", FIXED(max_slots_change, 3) },
	{ 0x1c, "Read Clock Offset Complete", FIXED(read_clock_offset_complete, 5) },
	{ 0x1d, "Connection Packet Type Changed", FIXED(connection_packet_type_changed, 5) },
	{ 0x1e, "QoS Violation", FIXED(hci_handle, 2) },
	{ 0x1f, "Page Scan Mode Change", FIXED(page_scan_mode_change, 7) },
	{ 0x20, "Page Scan Repetition Mode Change", FIXED(page_scan_repetition_mode_change, 7) },
	{ 0x21, "Flow Specification Complete", FIXED(flow_specification_complete, 22) },
	{ 0x22, "Inquiry Result with RSSI", CALLED(1, put_inquiry_rssi) },
	{ 0x23, "Read Remote Extended Features", FIXED(extended_features, 13) },
	{ 0x2c, "Synchronous Connect Complete", FIXED(synchronous_complete, 17) },
	{ 0x2d, "Synchronous Connect Changed", FIXED(synchronous_connect_changed, 9) },
	{ 0x2e, "Sniff Subrating", FIXED(sniff_subrating, 11) },
	{ 0x2f, "Extended Inquiry Result", CALLED(1, put_extended_inquiry) },
	{ 0x30, "Encryption Key Refresh Complete", FIXED(hci_status_handle, 3) },
	{ 0x31, "IO Capability Request", FIXED(hci_address, 6) },
	{ 0x32, "IO Capability Response", FIXED(io_capability_response, 9) },
	{ 0x33, "User Confirmation Request", FIXED(address_passkey, 10) },
	{ 0x34, "User Passkey Request", FIXED(hci_address, 6) },
	{ 0x35, "Remote OOB Data Request", FIXED(hci_address, 6) },
	{ 0x36, "Simple Pairing Complete", FIXED(status_address, 7) },
	{ 0x38, "Link Supervision Timeout Changed", FIXED(link_supervision_timeout_changed, 4) },
	{ 0x39, "Enhanced Flush Complete", FIXED(hci_handle, 2) },
	{ 0x3b, "User Passkey Notification", FIXED(address_passkey, 10) },
	{ 0x3c, "Keypress Notification", FIXED(keypress_notification, 7) },
	{ 0x3d, "Remote Host Supported Features", FIXED(remote_host_supported_features, 14) },
	{ 0x3e, "LE Meta Event", UNDECODED },
	{ 0x40, "Physical Link Complete", FIXED(physical_link_complete, 2) },
	{ 0x41, "Channel Selected", FIXED(physical_handle, 1) },
	{ 0x42, "Disconnect Physical Link Complete", FIXED(disconnect_physical_link_complete, 3) },
	{ 0x43, "Physical Link Loss Early Warning", FIXED(physical_link_loss_early_warning, 2) },
	{ 0x44, "Physical Link Recovery", FIXED(physical_handle, 1) },
	{ 0x45, "Logical Link Complete", FIXED(logical_link_complete, 5) },
	{ 0x46, "Disconnect Logical Link Complete", FIXED(disconnect_complete, 4) },
	{ 0x47, "Flow Specification Modify Complete", FIXED(hci_status_handle, 3) },
	{ 0x48, "Number of Completed Data Blocks", CALLED(3, put_completed_blocks) },
	{ 0x49, "AMP Start Test", FIXED(amp_test_event, 2) },
	{ 0x4a, "AMP Test End", FIXED(amp_test_event, 2) },
	{ 0x4b, "AMP Receiver Report", FIXED(amp_receiver_report, 18) },
	{ 0x4c, "Short Range Mode Change Complete", FIXED(short_range_mode_change_complete, 3) },
	{ 0x4d, "AMP Status Change", FIXED(amp_status_change, 2) },
	{ 0x4e, "Triggered Clock Capture", FIXED(triggered_clock_capture, 9) },
	{ 0x4f, "Synchronization Train Complete", FIXED(status_only, 1) },
	{ 0x50, "Synchronization Train Received", FIXED(synchronization_train_received, 29) },
	{ 0x51, "Connectionless Peripheral Broadcast Receive", ATLEAST(broadcast_receive, 18) },
	{ 0x52, "Connectionless Peripheral Broadcast Timeout", FIXED(broadcast_timeout, 7) },
	{ 0x53, "Truncated Page Complete", FIXED(status_address, 7) },
	{ 0x54, "Peripheral Page Response Timeout", EMPTY },
	{ 0x55, "Connectionless Peripheral Broadcast Channel Map Change", FIXED(channel_map, 10) },
	{ 0x56, "Inquiry Response Notification", FIXED(inquiry_response_notification, 4) },
	{ 0x57, "Authenticated Payload Timeout Expired", FIXED(hci_handle, 2) },
	{ 0x58, "SAM Status Change", FIXED(sam_status_change, 8) },
	{ 0x59, "Encryption Change v2", FIXED(encryption_change_v2, 5) },
	{ 0xfe, "Testing", UNDECODED },
	{ 0xff, "Vendor", UNDECODED },
};
/* clang-format on */

const struct packet_name *hci_event_find(uint8_t code)
{
	return packet_find(events, ARRAY_SIZE(events), code);
}
