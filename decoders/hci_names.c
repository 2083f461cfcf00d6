/* Names of values in HCI packets, Vol 4 Part E 7. */
#include "decoders/hci.h"

/* Vol 1 Part F 1.3 */
static const char *const hci_status_text[] = {
	[0x00] = "Success",
	[0x01] = "Unknown HCI Command",
	[0x02] = "Unknown Connection Identifier",
	[0x03] = "Hardware Failure",
	[0x04] = "Page Timeout",
	[0x05] = "Authentication Failure",
	[0x06] = "PIN or Key Missing",
	[0x07] = "Memory Capacity Exceeded",
	[0x08] = "Connection Timeout",
	[0x09] = "Connection Limit Exceeded",
	[0x0a] = "Synchronous Connection Limit to a Device Exceeded",
	[0x0b] = "ACL Connection Already Exists",
	[0x0c] = "Command Disallowed",
	[0x0d] = "Connection Rejected due to Limited Resources",
	[0x0e] = "Connection Rejected due to Security Reasons",
	[0x0f] = "Connection Rejected due to Unacceptable BD_ADDR",
	[0x10] = "Connection Accept Timeout Exceeded",
	[0x11] = "Unsupported Feature or Parameter Value",
	[0x12] = "Invalid HCI Command Parameters",
	[0x13] = "Remote User Terminated Connection",
	[0x14] = "Remote Device Terminated due to Low Resources",
	[0x15] = "Remote Device Terminated due to Power Off",
	[0x16] = "Connection Terminated By Local Host",
	[0x17] = "Repeated Attempts",
	[0x18] = "Pairing Not Allowed",
	[0x19] = "Unknown LMP PDU",
	[0x1a] = "Unsupported Remote Feature / Unsupported LMP Feature",
	[0x1b] = "SCO Offset Rejected",
	[0x1c] = "SCO Interval Rejected",
	[0x1d] = "SCO Air Mode Rejected",
	[0x1e] = "Invalid LMP Parameters / Invalid LL Parameters",
	[0x1f] = "Unspecified Error",
	[0x20] =
	    "Unsupported LMP Parameter Value / Unsupported LL Parameter Value",
	[0x21] = "Role Change Not Allowed",
	[0x22] = "LMP Response Timeout / LL Response Timeout",
	[0x23] = "LMP Error Transaction Collision",
	[0x24] = "LMP PDU Not Allowed",
	[0x25] = "Encryption Mode Not Acceptable",
	[0x26] = "Link Key cannot be Changed",
	[0x27] = "Requested QoS Not Supported",
	[0x28] = "Instant Passed",
	[0x29] = "Pairing With Unit Key Not Supported",
	[0x2a] = "Different Transaction Collision",
	[0x2b] = "Reserved",
	[0x2c] = "QoS Unacceptable Parameter",
	[0x2d] = "QoS Rejected",
	[0x2e] = "Channel Classification Not Supported",
	[0x2f] = "Insufficient Security",
	[0x30] = "Parameter Out Of Manadatory Range",
	[0x31] = "Reserved",
	[0x32] = "Role Switch Pending",
	[0x33] = "Reserved",
	[0x34] = "Reserved Slot Violation",
	[0x35] = "Role Switch Failed",
	[0x36] = "Extended Inquiry Response Too Large",
	[0x37] = "Secure Simple Pairing Not Supported By Host",
	[0x38] = "Host Busy - Pairing",
	[0x39] = "Connection Rejected due to No Suitable Channel Found",
	[0x3a] = "Controller Busy",
	[0x3b] = "Unacceptable Connection Parameters",
	[0x3c] = "Advertising Timeout",
	[0x3d] = "Connection Terminated due to MIC Failure",
	[0x3e] = "Connection Failed to be Established",
	[0x3f] = "MAC Connection Failed",
	[0x40] = "Coarse Clock Adjustment Rejected but Will Try to Adjust "
		 "Using Clock Dragging",
	[0x41] = "Type0 Submap Not Defined",
	[0x42] = "Unknown Advertising Identifier",
	[0x43] = "Limit Reached",
	[0x44] = "Operation Cancelled by Host",
	[0x45] = "Packet Too Long",
};
const struct names hci_status_names = NAMES_DENSE(hci_status_text);

static const char *const page_scan_repetition_text[] = {
	"R0",
	"R1",
	"R2",
};
const struct names page_scan_repetition_names =
    NAMES_DENSE(page_scan_repetition_text);

static const char *const page_scan_mode_text[] = {
	"Mandatory",
	"Optional I",
	"Optional II",
	"Optional III",
};
const struct names page_scan_mode_names = NAMES_DENSE(page_scan_mode_text);

static const char *const role_switch_text[] = {
	"Stay central",
	"Allow peripheral",
};
const struct names role_switch_names = NAMES_DENSE(role_switch_text);

static const char *const role_text[] = {
	"Central",
	"Peripheral",
};
const struct names role_names = NAMES_DENSE(role_text);

static const char *const enable_text[] = {
	"Disabled",
	"Enabled",
};
const struct names enable_names = NAMES_DENSE(enable_text);

static const char *const key_flag_text[] = {
	"Semi-permanent",
	"Temporary",
};
const struct names key_flag_names = NAMES_DENSE(key_flag_text);

static const struct name retransmission_effort_rows[] = {
	{ 0x00, "No retransmissions" },
	{ 0x01, "Optimize for power consumption" },
	{ 0x02, "Optimize for link quality" },
	{ 0xff, "Don't care" },
};
const struct names retransmission_effort_names =
    NAMES_SPARSE(retransmission_effort_rows);

static const char *const io_capability_text[] = {
	"DisplayOnly",
	"DisplayYesNo",
	"KeyboardOnly",
	"NoInputNoOutput",
};
const struct names io_capability_names = NAMES_DENSE(io_capability_text);

static const char *const oob_data_reply_text[] = {
	"Authentication data not present",
	"P-192 authentication data present",
	"P-256 authentication data present",
	"P-192 and P-256 authentication data present",
};
const struct names oob_data_reply_names = NAMES_DENSE(oob_data_reply_text);

static const char *const authentication_text[] = {
	"No Bonding - MITM not required",
	"No Bonding - MITM required",
	"Dedicated Bonding - MITM not required",
	"Dedicated Bonding - MITM required",
	"General Bonding - MITM not required",
	"General Bonding - MITM required",
};
const struct names authentication_names = NAMES_DENSE(authentication_text);

static const char *const link_key_type_text[] = {
	"Combination key",
	"Local Unit key",
	"Remote Unit key",
	"Debug Combination key",
	"Unauthenticated Combination key from P-192",
	"Authenticated Combination key from P-192",
	"Changed Combination key",
	"Unauthenticated Combination key from P-256",
	"Authenticated Combination key from P-256",
};
const struct names link_key_type_names = NAMES_DENSE(link_key_type_text);

static const char *const service_type_text[] = {
	"No traffic",
	"Best effort",
	"Guaranteed",
};
const struct names service_type_names = NAMES_DENSE(service_type_text);

static const char *const qos_service_text[] = {
	"No Traffic",
	"Best Effort",
	"Guaranteed",
};
const struct names qos_service_names = NAMES_DENSE(qos_service_text);

static const char *const flow_direction_text[] = {
	"Outgoing",
	"Incoming",
};
const struct names flow_direction_names = NAMES_DENSE(flow_direction_text);

static const char *const event_filter_text[] = {
	"Clear All Filters",
	"Inquiry Result",
	"Connection Setup",
};
const struct names event_filter_names = NAMES_DENSE(event_filter_text);

static const char *const pin_type_text[] = {
	"Variable",
	"Fixed",
};
const struct names pin_type_names = NAMES_DENSE(pin_type_text);

static const char *const scan_enable_text[] = {
	"No Scans",
	"Inquiry Scan",
	"Page Scan",
	"Inquiry Scan + Page Scan",
};
const struct names scan_enable_names = NAMES_DENSE(scan_enable_text);

static const char *const auth_enable_text[] = {
	"Authentication not required",
	"Authentication required for all connections",
};
const struct names auth_enable_names = NAMES_DENSE(auth_enable_text);

static const char *const encryption_mode_text[] = {
	"Encryption not required",
	"Encryption required for all connections",
};
const struct names encryption_mode_names = NAMES_DENSE(encryption_mode_text);

static const char *const power_level_type_text[] = {
	"Current Transmit Power Level",
	"Maximum Transmit Power Level",
};
const struct names power_level_type_names = NAMES_DENSE(power_level_type_text);

static const char *const host_flow_control_text[] = {
	"Off",
	"ACL Data Packets",
	"Synchronous Data Packets",
	"ACL and Synchronous Data Packets",
};
const struct names host_flow_control_names =
    NAMES_DENSE(host_flow_control_text);

static const char *const page_period_text[] = {
	"P0",
	"P1",
	"P2",
};
const struct names page_period_names = NAMES_DENSE(page_period_text);

static const char *const scan_type_text[] = {
	"Standard Scan",
	"Interlaced Scan",
};
const struct names scan_type_names = NAMES_DENSE(scan_type_text);

static const char *const inquiry_mode_text[] = {
	"Standard Inquiry Result",
	"Inquiry Result with RSSI",
	"Inquiry Result with RSSI or Extended Inquiry Result",
};
const struct names inquiry_mode_names = NAMES_DENSE(inquiry_mode_text);

static const char *const flush_type_text[] = {
	"Automatic flushable only",
};
const struct names flush_type_names = NAMES_DENSE(flush_type_text);

static const char *const keypress_text[] = {
	"Passkey entry started",
	"Passkey digit entered",
	"Passkey digit erased",
	"Passkey cleared",
	"Passkey entry completed",
};
const struct names keypress_names = NAMES_DENSE(keypress_text);

static const char *const domain_aware_text[] = {
	"Regulatory domain unknown",
	"Regulatory domain known",
};
const struct names domain_aware_names = NAMES_DENSE(domain_aware_text);

static const char *const flow_control_mode_text[] = {
	"Packet based",
	"Data block based",
};
const struct names flow_control_mode_names =
    NAMES_DENSE(flow_control_mode_text);

static const char *const broadcast_fragment_text[] = {
	"Continuation fragment",
	"Starting fragment",
	"Ending fragment",
	"No fragmentation",
};
const struct names broadcast_fragment_names =
    NAMES_DENSE(broadcast_fragment_text);

static const char *const data_path_direction_text[] = {
	"Input (Host to Controller)",
	"Output (Controller to Host)",
};
const struct names data_path_direction_names =
    NAMES_DENSE(data_path_direction_text);

static const char *const clock_type_text[] = {
	"Local clock",
	"Piconet clock",
};
const struct names clock_type_names = NAMES_DENSE(clock_type_text);

static const char *const loopback_mode_text[] = {
	"No Loopback",
	"Local Loopback",
	"Remote Loopback",
};
const struct names loopback_mode_names = NAMES_DENSE(loopback_mode_text);

static const char *const adv_type_text[] = {
	"Connectable undirected - ADV_IND",
	"Connectable directed - ADV_DIRECT_IND (high duty cycle)",
	"Scannable undirected - ADV_SCAN_IND",
	"Non connectable undirected - ADV_NONCONN_IND",
	"Connectable directed - ADV_DIRECT_IND (low duty cycle)",
};
const struct names adv_type_names = NAMES_DENSE(adv_type_text);

static const char *const own_addr_type_text[] = {
	"Public",
	"Random",
	"Public",
	"Random",
};
const struct names own_addr_type_names = NAMES_DENSE(own_addr_type_text);

static const char *const addr_type_text[] = {
	"Public",
	"Random",
};
const struct names addr_type_names = NAMES_DENSE(addr_type_text);

static const char *const adv_filter_text[] = {
	"Allow Scan Request from Any, Allow Connect Request from Any",
	"Allow Scan Request from Accept List Only, Allow Connect Request from "
	"Any",
	"Allow Scan Request from Any, Allow Connect Request from Accept List "
	"Only",
	"Allow Scan Request from Accept List Only, Allow Connect Request from "
	"Accept List Only",
};
const struct names adv_filter_names = NAMES_DENSE(adv_filter_text);

static const char *const le_scan_type_text[] = {
	"Passive",
	"Active",
};
const struct names le_scan_type_names = NAMES_DENSE(le_scan_type_text);

static const char *const scan_filter_text[] = {
	"Accept all advertisement",
	"Ignore not in accept list",
	"Accept all advertisement, inc. directed unresolved RPA",
	"Ignore not in accept list, exc. directed unresolved RPA",
};
const struct names scan_filter_names = NAMES_DENSE(scan_filter_text);

static const char *const initiator_filter_text[] = {
	"Accept list is not used",
	"Accept list is used",
};
const struct names initiator_filter_names = NAMES_DENSE(initiator_filter_text);

static const char *const peer_addr_type_text[] = {
	"Public",
	"Random",
	"Resolved Public",
	"Resolved Random",
};
const struct names peer_addr_type_names = NAMES_DENSE(peer_addr_type_text);

static const char *const phy_options_text[] = {
	[1] = "S2 coding",
	"S8 coding",
};
const struct names phy_options_names = NAMES_DENSE(phy_options_text);

static const char *const phy_text[] = {
	[1] = "LE 1M",
	"LE 2M",
	"LE Coded",
};
const struct names phy_names = NAMES_DENSE(phy_text);

static const char *const modulation_index_text[] = {
	"Standard",
	"Stable",
};
const struct names modulation_index_names = NAMES_DENSE(modulation_index_text);

static const char *const tx_test_phy_text[] = {
	[1] = "LE 1M",
	"LE 2M",
	"LE Coded with S=8",
	"LE Coded with S=2",
};
const struct names tx_test_phy_names = NAMES_DENSE(tx_test_phy_text);

static const char *const primary_phy_text[] = {
	[1] = "LE 1M",
	[3] = "LE Coded",
};
const struct names primary_phy_names = NAMES_DENSE(primary_phy_text);

static const char *const adv_data_operation_text[] = {
	"Immediate fragment",
	"First fragment",
	"Last fragment",
	"Complete extended advertising data",
	"Unchanged data",
};
const struct names adv_data_operation_names =
    NAMES_DENSE(adv_data_operation_text);

static const char *const fragment_preference_text[] = {
	"Fragment all",
	"Minimize fragmentation",
};
const struct names fragment_preference_names =
    NAMES_DENSE(fragment_preference_text);

static const char *const scan_rsp_operation_text[] = {
	"Immediate fragment",
	"First fragment",
	"Last fragment",
	"Complete scan response data",
	"Unchanged data",
};
const struct names scan_rsp_operation_names =
    NAMES_DENSE(scan_rsp_operation_text);

static const char *const periodic_data_operation_text[] = {
	"Immediate fragment",
	"First fragment",
	"Last fragment",
	"Complete ext advertising data",
};
const struct names periodic_data_operation_names =
    NAMES_DENSE(periodic_data_operation_text);

static const char *const privacy_mode_text[] = {
	"Use Network Privacy",
	"Use Device Privacy",
};
const struct names privacy_mode_names = NAMES_DENSE(privacy_mode_text);

static const char *const test_payload_text[] = {
	"PRBS9 sequence 11111111100000111101...",
	"Repeated 11110000",
	"Repeated 10101010",
	"PRBS15",
	"Repeated 11111111",
	"Repeated 00000000",
	"Repeated 00001111",
	"Repeated 01010101",
};
const struct names test_payload_names = NAMES_DENSE(test_payload_text);

static const char *const sync_transfer_mode_text[] = {
	"Disabled",
	"Enabled with report events disabled",
	"Enabled with report events enabled",
};
const struct names sync_transfer_mode_names =
    NAMES_DENSE(sync_transfer_mode_text);

static const char *const packing_text[] = {
	"Sequential",
	"Interleaved",
};
const struct names packing_names = NAMES_DENSE(packing_text);

static const char *const framing_text[] = {
	"Unframed",
	"Framed",
};
const struct names framing_names = NAMES_DENSE(framing_text);

static const struct name coding_format_rows[] = {
	{ 0x00, "u-law log" },
	{ 0x01, "A-law log" },
	{ 0x02, "CVSD" },
	{ 0x03, "Transparent" },
	{ 0x04, "Linear PCM" },
	{ 0x05, "mSBC" },
	{ 0x06, "LC3" },
	{ 0xff, "Vendor specific" },
};
const struct names coding_format_names = NAMES_SPARSE(coding_format_rows);

static const char *const country_code_text[] = {
	"North America, Europe*, Japan",
	"France",
};
const struct names country_code_names = NAMES_DENSE(country_code_text);

static const char *const amp_status_text[] = {
	"Present",
	"Bluetooth only",
	"No capacity",
	"Low capacity",
	"Medium capacity",
	"High capacity",
	"Full capacity",
};
const struct names amp_status_names = NAMES_DENSE(amp_status_text);

static const char *const link_type_text[] = {
	"SCO",
	"ACL",
	"eSCO",
};
const struct names link_type_names = NAMES_DENSE(link_type_text);

static const char *const encryption_text[] = {
	"Disabled",
	"Enabled",
	"Enabled with AES-CCM",
};
const struct names encryption_names = NAMES_DENSE(encryption_text);

static const char *const power_mode_text[] = {
	"Active",
	"Hold",
	"Sniff",
	"Park",
};
const struct names power_mode_names = NAMES_DENSE(power_mode_text);

static const char *const air_mode_text[] = {
	"u-law log",
	"A-law log",
	"CVSD",
	"Transparent",
};
const struct names air_mode_names = NAMES_DENSE(air_mode_text);

static const char *const oob_data_present_text[] = {
	"Authentication data not present",
	"Authentication data present",
};
const struct names oob_data_present_names = NAMES_DENSE(oob_data_present_text);

static const char *const keypress_notification_text[] = {
	"Passkey entry started",
	"Passkey digit entered",
	"Passkey digit erased",
	"Passkey clared",
	"Passkey entry completed",
};
const struct names keypress_notification_names =
    NAMES_DENSE(keypress_notification_text);

static const char *const link_loss_reason_text[] = {
	[1] = "Range related",
	"Bandwidth related",
	"Resolving conflict",
	"Interference",
};
const struct names link_loss_reason_names = NAMES_DENSE(link_loss_reason_text);

static const char *const adv_report_type_text[] = {
	"Connectable undirected - ADV_IND",
	"Connectable directed - ADV_DIRECT_IND",
	"Scannable undirected - ADV_SCAN_IND",
	"Non connectable undirected - ADV_NONCONN_IND",
	"Scan response - SCAN_RSP",
};
const struct names adv_report_type_names = NAMES_DENSE(adv_report_type_text);

static const char *const channel_selection_text[] = {
	"#1",
	"#2",
};
const struct names channel_selection_names =
    NAMES_DENSE(channel_selection_text);

static const char *const clock_accuracy_text[] = {
	"201 - 500 ppm",
	"151 - 200 ppm",
	"101 - 150 ppm",
	"76 - 100 ppm",
	"51 - 75 ppm",
	"31 - 50 ppm",
	"21 - 30 ppm",
	"0 - 20 ppm",
};
const struct names clock_accuracy_names = NAMES_DENSE(clock_accuracy_text);

static const char *const bt_version_text[] = {
	"Bluetooth 1.0b",
	"Bluetooth 1.1",
	"Bluetooth 1.2",
	"Bluetooth 2.0",
	"Bluetooth 2.1",
	"Bluetooth 3.0",
	"Bluetooth 4.0",
	"Bluetooth 4.1",
	"Bluetooth 4.2",
	"Bluetooth 5.0",
	"Bluetooth 5.1",
	"Bluetooth 5.2",
	"Bluetooth 5.3",
	"Bluetooth 5.4",
	"Bluetooth 6.0",
	"Bluetooth 6.1",
	"Bluetooth 6.2",
};
const struct names bt_version_names = NAMES_DENSE(bt_version_text);
