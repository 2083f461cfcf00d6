/* Commands that make and keep BR/EDR links, Vol 4 Part E 7.1 and 7.2. */
#include "decoders/hci.h"

static const struct scale scale_1280_s = { .mul = 128, .frac = 2, .unit = "s" };
static const struct scale scale_ppm = { .mul = 1, .unit = " ppm" };

static const struct name key_length_rows[] = { { 32, "802.11 PAL" } };
static const struct names key_length_names = NAMES_SPARSE(key_length_rows);

/* clang-format off */
static const struct row inquiry[] = {
	{ CALL(3, put_access_code) },
	{ SCALED8("Length", 1280_s) },
	{ U8("Num responses") },
};

static const struct row periodic_inquiry_mode[] = {
	{ SCALED_AS(2, 2, "Max period", 1280_s) },
	{ SCALED_AS(2, 2, "Min period", 1280_s) },
	{ CALL(3, put_access_code) },
	{ SCALED8("Length", 1280_s) },
	{ U8("Num responses") },
};

static const struct row create_connection[] = {
	{ ADDR("Address") },
	{ BITS16("Packet type", acl_packet_type) },
	{ ENUM8("Page scan repetition mode", page_scan_repetition) },
	{ ENUM8("Page scan mode", page_scan_mode) },
	{ X16("Clock offset") },
	{ ENUM8("Role switch", role_switch) },
};

static const struct row disconnect[] = {
	{ U16("Handle") },
	{ REASON("Reason") },
};

static const struct row add_sco_connection[] = {
	{ U16("Handle") },
	{ BITS16("Packet type", sco_packet_type) },
};

static const struct row address_role[] = {
	{ ADDR("Address") },
	{ ENUM8("Role", role) },
};

static const struct row address_reason[] = {
	{ ADDR("Address") },
	{ REASON("Reason") },
};

static const struct row link_key_request_reply[] = {
	{ ADDR("Address") },
	{ OCTETS("Link key", 16) },
};

static const struct row pin_code_request_reply[] = {
	{ ADDR("Address") },
	{ U8("PIN length") },
	{ STRING("PIN code", 16) },
};

static const struct row handle_packet_type[] = {
	{ U16("Handle") },
	{ BITS16("Packet type", acl_packet_type) },
};

static const struct row set_connection_encryption[] = {
	{ U16("Handle") },
	{ ENUM8("Encryption", enable) },
};

static const struct row temporary_link_key[] = {
	{ ENUM8("Key flag", key_flag) },
};

static const struct row remote_name_request[] = {
	{ ADDR("Address") },
	{ ENUM8("Page scan repetition mode", page_scan_repetition) },
	{ ENUM8("Page scan mode", page_scan_mode) },
	{ X16("Clock offset") },
};

static const struct row read_remote_extended_features[] = {
	{ U16("Handle") },
	{ U8("Page") },
};

static const struct row read_lmp_handle_rsp[] = {
	{ U16("Handle") },
	{ U8("LMP handle") },
	{ U32("Reserved") },
};

static const struct row setup_synchronous_connection[] = {
	{ U16("Handle") },
	{ U32("Transmit bandwidth") },
	{ U32("Receive bandwidth") },
	{ U16("Max latency") },
	{ CALL(2, put_voice_setting) },
	{ ENUM8("Retransmission effort", retransmission_effort) },
	{ BITS16("Packet type", sco_packet_type) },
};

static const struct row accept_synchronous_connection_request[] = {
	{ ADDR("Address") },
	{ U32("Transmit bandwidth") },
	{ U32("Receive bandwidth") },
	{ U16("Max latency") },
	{ CALL(2, put_voice_setting) },
	{ ENUM8("Retransmission effort", retransmission_effort) },
	{ BITS16("Packet type", sco_packet_type) },
};

static const struct row io_capability_request_reply[] = {
	{ ADDR("Address") },
	{ ENUM8("IO capability", io_capability) },
	{ ENUM8("OOB data", oob_data_reply) },
	{ ENUM8("Authentication", authentication) },
};

static const struct row user_passkey_request_reply[] = {
	{ ADDR("Address") },
	{ CALL(4, put_passkey) },
};

static const struct row remote_oob_data_request_reply[] = {
	{ ADDR("Address") },
	{ OCTETS("Hash C from P-192", 16) },
	{ OCTETS("Randomizer R with P-192", 16) },
};

static const struct row physical_link[] = {
	{ U8("Physical handle") },
	{ ENUM8_DEC("Key length", key_length) },
	{ ENUM8("Key type", link_key_type) },
};

static const struct row disconnect_physical_link[] = {
	{ U8("Physical handle") },
	{ REASON("Reason") },
};

static const struct row logical_link[] = {
	{ U8("Physical handle") },
	{ X8("TX flow spec") },
	{ ENUM8("Service type", service_type), .in = 1 },
	{ X16("Maximum SDU size"), .in = 1 },
	{ X32("SDU inter-arrival time"), .in = 1 },
	{ X32("Access latency"), .in = 1 },
	{ X32("Flush timeout"), .in = 1 },
	{ X8("RX flow spec") },
	{ ENUM8("Service type", service_type), .in = 1 },
	{ X16("Maximum SDU size"), .in = 1 },
	{ X32("SDU inter-arrival time"), .in = 1 },
	{ X32("Access latency"), .in = 1 },
	{ X32("Flush timeout"), .in = 1 },
};

static const struct row logical_link_cancel[] = {
	{ U8("Physical handle") },
	{ X8("TX flow spec") },
};

static const struct row flow_specification_modify[] = {
	{ U16("Handle") },
	{ X8("TX flow spec") },
	{ ENUM8("Service type", service_type), .in = 1 },
	{ X16("Maximum SDU size"), .in = 1 },
	{ X32("SDU inter-arrival time"), .in = 1 },
	{ X32("Access latency"), .in = 1 },
	{ X32("Flush timeout"), .in = 1 },
	{ X8("RX flow spec") },
	{ ENUM8("Service type", service_type), .in = 1 },
	{ X16("Maximum SDU size"), .in = 1 },
	{ X32("SDU inter-arrival time"), .in = 1 },
	{ X32("Access latency"), .in = 1 },
	{ X32("Flush timeout"), .in = 1 },
};

static const struct row enhanced_setup_synchronous_connection[] = {
	{ U16("Handle") },
	{ U32("Transmit bandwidth") },
	{ U32("Receive bandwidth") },
	{ SKIP(44) }, /* coding formats, which btmon does not show */
	{ U16("Max latency") },
	{ BITS16("Packet type", sco_packet_type) },
	{ ENUM8("Retransmission effort", retransmission_effort) },
};

static const struct row enhanced_accept_synchronous_connection_request[] = {
	{ ADDR("Address") },
	{ U32("Transmit bandwidth") },
	{ U32("Receive bandwidth") },
	{ SKIP(44) }, /* coding formats, which btmon does not show */
	{ U16("Max latency") },
	{ BITS16("Packet type", sco_packet_type) },
	{ ENUM8("Retransmission effort", retransmission_effort) },
};

static const struct row truncated_page[] = {
	{ ADDR("Address") },
	{ ENUM8("Page scan repetition mode", page_scan_repetition) },
	{ X16("Clock offset") },
};

static const struct row set_connectionless_peripheral_broadcast[] = {
	{ X8("Enable") },
	{ U8("LT address") },
	{ X8("LPO allowed") },
	{ BITS16("Packet type", acl_packet_type) },
	{ SCALED16("Min interval", slots) },
	{ SCALED16("Max interval", slots) },
	{ SCALED16("Supervision timeout", slots) },
};

static const struct row set_connectionless_peripheral_broadcast_rsp[] = {
	{ U8("LT address") },
	{ SCALED16("Interval", slots) },
};

static const struct row set_connectionless_peripheral_broadcast_receive[] = {
	{ X8("Enable") },
	{ ADDR("Address") },
	{ U8("LT address") },
	{ SCALED16("Interval", slots) },
	{ X32("Offset") },
	{ X32("Next broadcast instant") },
	{ SCALED16("Supervision timeout", slots) },
	{ SCALED_AS(1, 0, "Remote timing accuracy", ppm) },
	{ X8("Skip") },
	{ BITS16("Packet type", acl_packet_type) },
	{ CHANNELS(10, "Channel map") },
};

static const struct row set_connectionless_peripheral_broadcast_receive_rsp[] = {
	{ ADDR("Address") },
	{ U8("LT address") },
};

static const struct row receive_synchronization_train[] = {
	{ ADDR("Address") },
	{ SCALED16("Timeout", slots) },
	{ SCALED16("Window", slots) },
	{ SCALED16("Interval", slots) },
};

static const struct row remote_oob_extended_data_request_reply[] = {
	{ ADDR("Address") },
	{ OCTETS("Hash C from P-192", 16) },
	{ OCTETS("Randomizer R with P-192", 16) },
	{ OCTETS("Hash C from P-256", 16) },
	{ OCTETS("Randomizer R with P-256", 16) },
};

static const struct row hold_mode[] = {
	{ U16("Handle") },
	{ SCALED16("Hold max interval", slots) },
	{ SCALED16("Hold min interval", slots) },
};

static const struct row sniff_mode[] = {
	{ U16("Handle") },
	{ SCALED16("Sniff max interval", slots) },
	{ SCALED16("Sniff min interval", slots) },
	{ SCALED16("Sniff attempt", frames) },
	{ SCALED16("Sniff timeout", frames) },
};

static const struct row park_state[] = {
	{ U16("Handle") },
	{ SCALED16("Beacon max interval", slots) },
	{ SCALED16("Beacon min interval", slots) },
};

static const struct row qos_setup[] = {
	{ U16("Handle") },
	{ X8("Flags") },
	{ ENUM8("Service type", qos_service) },
	{ U32("Token rate") },
	{ U32("Peak bandwidth") },
	{ U32("Latency") },
	{ U32("Delay variation") },
};

static const struct row role_discovery_rsp[] = {
	{ U16("Handle") },
	{ ENUM8("Role", role) },
};

static const struct row handle_link_policy[] = {
	{ U16("Handle") },
	{ CALL(2, put_link_policy) },
};

static const struct row link_policy[] = {
	{ CALL(2, put_link_policy) },
};

static const struct row flow_specification[] = {
	{ U16("Handle") },
	{ X8("Flags") },
	{ ENUM8("Flow direction", flow_direction) },
	{ ENUM8("Service type", qos_service) },
	{ U32("Token rate") },
	{ U32("Token bucket size") },
	{ U32("Peak bandwidth") },
	{ U32("Access latency") },
};

static const struct row sniff_subrating[] = {
	{ U16("Handle") },
	{ SCALED16("Max latency", slots) },
	{ SCALED16("Min remote timeout", slots) },
	{ SCALED16("Min local timeout", slots) },
};

const struct command hci_link_commands[] = {
	{ 0x0401, "Inquiry", FIXED(inquiry, 5), UNDECODED },
	{ 0x0402, "Inquiry Cancel", EMPTY, EMPTY },
	{ 0x0403, "Periodic Inquiry Mode", FIXED(periodic_inquiry_mode, 9), EMPTY },
	{ 0x0404, "Exit Periodic Inquiry Mode", EMPTY, EMPTY },
	{ 0x0405, "Create Connection", FIXED(create_connection, 13), UNDECODED },
	{ 0x0406, "Disconnect", FIXED(disconnect, 3), UNDECODED },
	{ 0x0407, "Add SCO Connection", FIXED(add_sco_connection, 4), UNDECODED },
	{ 0x0408, "Create Connection Cancel", FIXED(hci_address, 6), FIXED(hci_address, 6) },
	{ 0x0409, "Accept Connection Request", FIXED(address_role, 7), UNDECODED },
	{ 0x040a, "Reject Connection Request", FIXED(address_reason, 7), UNDECODED },
	{ 0x040b, "Link Key Request Reply", FIXED(link_key_request_reply, 22), FIXED(hci_address, 6) },
	{ 0x040c, "Link Key Request Negative Reply", FIXED(hci_address, 6), FIXED(hci_address, 6) },
	{ 0x040d, "PIN Code Request Reply", FIXED(pin_code_request_reply, 23), FIXED(hci_address, 6) },
	{ 0x040e, "PIN Code Request Negative Reply", FIXED(hci_address, 6), FIXED(hci_address, 6) },
	{ 0x040f, "Change Connection Packet Type", FIXED(handle_packet_type, 4), UNDECODED },
	{ 0x0411, "Authentication Requested", FIXED(hci_handle, 2), UNDECODED },
	{ 0x0413, "Set Connection Encryption", FIXED(set_connection_encryption, 3), UNDECODED },
	{ 0x0415, "Change Connection Link Key", FIXED(hci_handle, 2), UNDECODED },
	{ 0x0417, "Temporary Link Key", FIXED(temporary_link_key, 1), UNDECODED },
	{ 0x0419, "Remote Name Request", FIXED(remote_name_request, 10), UNDECODED },
	{ 0x041a, "Remote Name Request Cancel", FIXED(hci_address, 6), FIXED(hci_address, 6) },
	{ 0x041b, "Read Remote Supported Features", FIXED(hci_handle, 2), UNDECODED },
	{ 0x041c, "Read Remote Extended Features", FIXED(read_remote_extended_features, 3), UNDECODED },
	{ 0x041d, "Read Remote Version Information", FIXED(hci_handle, 2), UNDECODED },
	{ 0x041f, "Read Clock Offset", FIXED(hci_handle, 2), UNDECODED },
	{ 0x0420, "Read LMP Handle", FIXED(hci_handle, 2), FIXED(read_lmp_handle_rsp, 7) },
	{ 0x0428, "Setup Synchronous Connection", FIXED(setup_synchronous_connection, 17), UNDECODED },
	{ 0x0429, "Accept Synchronous Connection Request", FIXED(accept_synchronous_connection_request, 21), UNDECODED },
	{ 0x042a, "Reject Synchronous Connection Request", FIXED(address_reason, 7), UNDECODED },
	{ 0x042b, "IO Capability Request Reply", FIXED(io_capability_request_reply, 9), FIXED(hci_address, 6) },
	{ 0x042c, "User Confirmation Request Reply", FIXED(hci_address, 6), FIXED(hci_address, 6) },
	{ 0x042d, "User Confirmation Request Neg Reply", FIXED(hci_address, 6), FIXED(hci_address, 6) },
	{ 0x042e, "User Passkey Request Reply", FIXED(user_passkey_request_reply, 10), FIXED(hci_address, 6) },
	{ 0x042f, "User Passkey Request Negative Reply", FIXED(hci_address, 6), FIXED(hci_address, 6) },
	{ 0x0430, "Remote OOB Data Request Reply", FIXED(remote_oob_data_request_reply, 38), FIXED(hci_address, 6) },
	{ 0x0433, "Remote OOB Data Request Neg Reply", FIXED(hci_address, 6), FIXED(hci_address, 6) },
	{ 0x0434, "IO Capability Request Negative Reply", FIXED(address_reason, 7), FIXED(hci_address, 6) },
	{ 0x0435, "Create Physical Link", ATLEAST(physical_link, 3), UNDECODED },
	{ 0x0436, "Accept Physical Link", ATLEAST(physical_link, 3), UNDECODED },
	{ 0x0437, "Disconnect Physical Link", FIXED(disconnect_physical_link, 2), UNDECODED },
	{ 0x0438, "Create Logical Link", FIXED(logical_link, 33), UNDECODED },
	{ 0x0439, "Accept Logical Link", FIXED(logical_link, 33), UNDECODED },
	{ 0x043a, "Disconnect Logical Link", FIXED(hci_handle, 2), UNDECODED },
	{ 0x043b, "Logical Link Cancel", FIXED(logical_link_cancel, 2), FIXED(logical_link_cancel, 2) },
	{ 0x043c, "Flow Specifcation Modify", FIXED(flow_specification_modify, 34), UNDECODED },
	{ 0x043d, "Enhanced Setup Synchronous Connection", FIXED(enhanced_setup_synchronous_connection, 59), UNDECODED },
	{ 0x043e, "Enhanced Accept Synchronous Connection Request", FIXED(enhanced_accept_synchronous_connection_request, 63), UNDECODED },
	{ 0x043f, "Truncated Page", FIXED(truncated_page, 9), UNDECODED },
	{ 0x0440, "Truncated Page Cancel", FIXED(hci_address, 6), FIXED(hci_address, 6) },
	{ 0x0441, "Set Connectionless Peripheral Broadcast", FIXED(set_connectionless_peripheral_broadcast, 11), FIXED(set_connectionless_peripheral_broadcast_rsp, 3) },
	{ 0x0442, "Set Connectionless Peripheral Broadcast Receive", FIXED(set_connectionless_peripheral_broadcast_receive, 34), FIXED(set_connectionless_peripheral_broadcast_receive_rsp, 7) },
	{ 0x0443, "Start Synchronization Train", EMPTY, UNDECODED },
	{ 0x0444, "Receive Synchronization Train", FIXED(receive_synchronization_train, 12), UNDECODED },
	{ 0x0445, "Remote OOB Extended Data Request Reply", FIXED(remote_oob_extended_data_request_reply, 70), FIXED(hci_address, 6) },
	{ 0x0801, "Hold Mode", FIXED(hold_mode, 6), UNDECODED },
	{ 0x0803, "Sniff Mode", FIXED(sniff_mode, 10), UNDECODED },
	{ 0x0804, "Exit Sniff Mode", FIXED(hci_handle, 2), UNDECODED },
	{ 0x0805, "Park State", FIXED(park_state, 6), UNDECODED },
	{ 0x0806, "Exit Park State", FIXED(hci_handle, 2), UNDECODED },
	{ 0x0807, "QoS Setup", FIXED(qos_setup, 20), UNDECODED },
	{ 0x0809, "Role Discovery", FIXED(hci_handle, 2), FIXED(role_discovery_rsp, 3) },
	{ 0x080b, "Switch Role", FIXED(address_role, 7), UNDECODED },
	{ 0x080c, "Read Link Policy Settings", FIXED(hci_handle, 2), FIXED(handle_link_policy, 4) },
	{ 0x080d, "Write Link Policy Settings", FIXED(handle_link_policy, 4), FIXED(hci_handle, 2) },
	{ 0x080e, "Read Default Link Policy Settings", EMPTY, FIXED(link_policy, 2) },
	{ 0x080f, "Write Default Link Policy Settings", FIXED(link_policy, 2), EMPTY },
	{ 0x0810, "Flow Specification", FIXED(flow_specification, 21), UNDECODED },
	{ 0x0811, "Sniff Subrating", FIXED(sniff_subrating, 8), FIXED(hci_handle, 2) },
};
/* clang-format on */
const size_t n_hci_link_commands = ARRAY_SIZE(hci_link_commands);
