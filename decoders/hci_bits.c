/* Names of bits in HCI packets: event masks, features, packet types. */
#include "decoders/hci.h"

static const char *const acl_packet_type_text[] = {
	[1] = "2-DH1 may not be used",
	"3-DH1 may not be used",
	"DM1 may be used",
	"DH1 may be used",
	[8] = "2-DH3 may not be used",
	"3-DH3 may not be used",
	"DM3 may be used",
	"DH3 may be used",
	"2-DH5 may not be used",
	"3-DH5 may not be used",
	"DM5 may be used",
	"DH5 may be used",
};
const struct bits acl_packet_type_bits = {
	.names = NAMES_DENSE(acl_packet_type_text),
	.unknown = "Unknown packet types",
};

static const char *const sco_packet_type_text[] = {
	"HV1 may be used",
	"HV2 may be used",
	"HV3 may be used",
	"EV3 may be used",
	"EV4 may be used",
	"EV5 may be used",
	"2-EV3 may not be used",
	"3-EV3 may not be used",
	"2-EV5 may not be used",
	"3-EV5 may not be used",
};
const struct bits sco_packet_type_bits = {
	.names = NAMES_DENSE(sco_packet_type_text),
	.unknown = "Unknown packet types",
};

static const char *const event_mask_text[] = {
	"Inquiry Complete",
	"Inquiry Result",
	"Connection Complete",
	"Connection Request",
	"Disconnection Complete",
	"Authentication Complete",
	"Remote Name Request Complete",
	"Encryption Change",
	"Change Connection Link Key Complete",
	"Link Key Type Changed",
	"Read Remote Supported Features Complete",
	"Read Remote Version Information Complete",
	"QoS Setup Complete",
	"Command Complete",
	"Command Status",
	"Hardware Error",
	"Flush Occurred",
	"Role Change",
	"Number of Completed Packets",
	"Mode Change",
	"Return Link Keys",
	"PIN Code Request",
	"Link Key Request",
	"Link Key Notification",
	"Loopback Command",
	"Data Buffer Overflow",
	"Max Slots Change",
	"Read Clock Offset Complete",
	"Connection Packet Type Changed",
	"QoS Violation",
	"Page Scan Mode Change",
	"Page Scan Repetition Mode Change",
	"Flow Specification Complete",
	"Inquiry Result with RSSI",
	"Read Remote Extended Features Complete",
	[43] = "Synchronous Connection Complete",
	"Synchronous Connection Changed",
	"Sniff Subrating",
	"Extended Inquiry Result",
	"Encryption Key Refresh Complete",
	"IO Capability Request",
	"IO Capability Request Reply",
	"User Confirmation Request",
	"User Passkey Request",
	"Remote OOB Data Request",
	"Simple Pairing Complete",
	[55] = "Link Supervision Timeout Changed",
	"Enhanced Flush Complete",
	[58] = "User Passkey Notification",
	"Keypress Notification",
	"Remote Host Supported Features Notification",
	"LE Meta",
};
const struct bits event_mask_bits = {
	.names = NAMES_DENSE(event_mask_text),
	.unknown = "Unknown mask",
};

static const char *const event_mask_2_text[] = {
	"Physical Link Complete",
	"Channel Selected",
	"Disconnection Physical Link Complete",
	"Physical Link Loss Early Warning",
	"Physical Link Recovery",
	"Logical Link Complete",
	"Disconnection Logical Link Complete",
	"Flow Specification Modify Complete",
	"Number of Completed Data Blocks",
	"AMP Start Test",
	"AMP Test End",
	"AMP Receiver Report",
	"Short Range Mode Change Complete",
	"AMP Status Change",
	"Triggered Clock Capture",
	"Synchronization Train Complete",
	"Synchronization Train Received",
	"Connectionless Peripheral Broadcast Receive",
	"Connectionless Peripheral Broadcast Timeout",
	"Truncated Page Complete",
	"Peripheral Page Response Timeout",
	"Connectionless Peripheral Broadcast Channel Map Change",
	"Inquiry Response Notification",
	"Authenticated Payload Timeout Expired",
	"SAM Status Change",
};
const struct bits event_mask_2_bits = {
	.names = NAMES_DENSE(event_mask_2_text),
	.unknown = "Unknown mask",
};

static const char *const codec_transport_text[] = {
	"Codec supported over BR/EDR ACL",
	"Codec supported over BR/EDR SCO and eSCO",
	"Codec supported over LE CIS",
	"Codec supported over LE BIS",
};
const struct bits codec_transport_bits = {
	.names = NAMES_DENSE(codec_transport_text),
	.unknown = "Unknown transport",
};

static const char *const le_event_mask_text[] = {
	"LE Connection Complete",
	"LE Advertising Report",
	"LE Connection Update Complete",
	"LE Read Remote Used Features Complete",
	"LE Long Term Key Request",
	"LE Remote Connection Parameter Request",
	"LE Data Length Change",
	"LE Read Local P-256 Public Key Complete",
	"LE Generate DHKey Complete",
	"LE Enhanced Connection Complete",
	"LE Direct Advertising Report",
	"LE PHY Update Complete",
	"LE Extended Advertising Report",
	"LE Periodic Advertising Sync Established",
	"LE Periodic Advertising Report",
	"LE Periodic Advertising Sync Lost",
	"LE Extended Scan Timeout",
	"LE Extended Advertising Set Terminated",
	"LE Scan Request Received",
	"LE Channel Selection Algorithm",
	[24] = "LE CIS Established",
	"LE CIS Request",
	"LE Create BIG Complete",
	"LE Terminate BIG Complete",
	"LE BIG Sync Estabilished Complete",
	"LE BIG Sync Lost",
};
const struct bits le_event_mask_bits = {
	.names = NAMES_DENSE(le_event_mask_text),
	.unknown = "Unknown mask",
};

static const char *const all_phys_text[] = {
	"No TX PHY preference",
	"No RX PHY preference",
};
const struct bits all_phys_bits = {
	.names = NAMES_DENSE(all_phys_text),
	.unknown = "Reserved",
};

static const char *const phys_text[] = {
	"LE 1M",
	"LE 2M",
	"LE Coded",
};
const struct bits phys_bits = {
	.names = NAMES_DENSE(phys_text),
	.unknown = "Reserved",
};

static const char *const adv_properties_text[] = {
	"Connectable",
	"Scannable",
	"Directed",
	"High Duty Cycle Directed Connectable",
	"Use legacy advertising PDUs: ADV_NONCONN_IND",
	"Anonymous advertising",
	"Include TxPower",
};
const struct bits adv_properties_bits = {
	.names = NAMES_DENSE(adv_properties_text),
	.unknown = "Unknown advertising properties",
};

static const char *const sync_cte_text[] = {
	"Do not sync to packets with AoA CTE",
	"Do not sync to packets with AoD CTE 1us",
	"Do not sync to packets with AoD CTE 2us",
	"Do not sync to packets with type 3 AoD",
	"Do not sync to packets without CTE",
};
const struct bits sync_cte_bits = {
	.names = NAMES_DENSE(sync_cte_text),
	.unknown = "Unknown sync CTE type properties",
};

static const char *const lmp_features_text[] = {
	"3 slot packets",
	"5 slot packets",
	"Encryption",
	"Slot offset",
	"Timing accuracy",
	"Role switch",
	"Hold mode",
	"Sniff mode",
	"Park state",
	"Power control requests",
	"Channel quality driven data rate (CQDDR)",
	"SCO link",
	"HV2 packets",
	"HV3 packets",
	"u-law log synchronous data",
	"A-law log synchronous data",
	"CVSD synchronous data",
	"Paging parameter negotiation",
	"Power control",
	"Transparent synchronous data",
	"Flow control lag (least significant bit)",
	"Flow control lag (middle bit)",
	"Flow control lag (most significant bit)",
	"Broadcast Encryption",
	[25] = "Enhanced Data Rate ACL 2 Mbps mode",
	"Enhanced Data Rate ACL 3 Mbps mode",
	"Enhanced inquiry scan",
	"Interlaced inquiry scan",
	"Interlaced page scan",
	"RSSI with inquiry results",
	"Extended SCO link (EV3 packets)",
	"EV4 packets",
	"EV5 packets",
	[35] = "AFH capable peripheral",
	"AFH classification peripheral",
	"BR/EDR Not Supported",
	"LE Supported (Controller)",
	"3-slot Enhanced Data Rate ACL packets",
	"5-slot Enhanced Data Rate ACL packets",
	"Sniff subrating",
	"Pause encryption",
	"AFH capable central",
	"AFH classification central",
	"Enhanced Data Rate eSCO 2 Mbps mode",
	"Enhanced Data Rate eSCO 3 Mbps mode",
	"3-slot Enhanced Data Rate eSCO packets",
	"Extended Inquiry Response",
	"Simultaneous LE and BR/EDR (Controller)",
	[51] = "Secure Simple Pairing",
	"Encapsulated PDU",
	"Erroneous Data Reporting",
	"Non-flushable Packet Boundary Flag",
	[56] = "Link Supervision Timeout Changed Event",
	"Inquiry TX Power Level",
	"Enhanced Power Control",
	[63] = "Extended features",
};
const struct bits lmp_features_bits = {
	.names = NAMES_DENSE(lmp_features_text),
	.unknown = "Unknown features",
};

static const char *const le_features_text[] = {
	"LE Encryption",
	"Connection Parameter Request Procedure",
	"Extended Reject Indication",
	"Peripheral-initiated Features Exchange",
	"LE Ping",
	"LE Data Packet Length Extension",
	"LL Privacy",
	"Extended Scanner Filter Policies",
	"LE 2M PHY",
	"Stable Modulation Index - Transmitter",
	"Stable Modulation Index - Receiver",
	"LE Coded PHY",
	"LE Extended Advertising",
	"LE Periodic Advertising",
	"Channel Selection Algorithm #2",
	"LE Power Class 1",
	"Minimum Number of Used Channels Procedure",
	"Connection CTE Request",
	"Connection CTE Response",
	"Connectionless CTE Transmitter",
	"Connectionless CTE Receiver",
	"Antenna Switching During CTE Transmission (AoD)",
	"Antenna Switching During CTE Reception (AoA)",
	"Receiving Constant Tone Extensions",
	"Periodic Advertising Sync Transfer - Sender",
	"Periodic Advertising Sync Transfer - Recipient",
	"Sleep Clock Accuracy Updates",
	"Remote Public Key Validation",
	"Connected Isochronous Stream - Central",
	"Connected Isochronous Stream - Peripheral",
	"Isochronous Broadcaster",
	"Synchronized Receiver",
	"Isochronous Channels (Host Support)",
	"LE Power Control Request",
	"LE Power Control Request",
	"LE Path Loss Monitoring",
	"Periodic Advertising ADI support",
	"Connection Subrating",
	"Connection Subrating (Host Support)",
	"Channel Classification",
};
const struct bits le_features_bits = {
	.names = NAMES_DENSE(le_features_text),
	.unknown = "Unknown features",
};

static const char *const lmp_host_features_text[] = {
	"Secure Simple Pairing (Host Support)",
	"LE Supported (Host)",
	"Simultaneous LE and BR/EDR (Host)",
	"Secure Connections (Host Support)",
};
const struct bits lmp_host_features_bits = {
	.names = NAMES_DENSE(lmp_host_features_text),
	.unknown = "Unknown features",
};

static const char *const lmp_features_2_text[] = {
	"Connectionless Peripheral Broadcast - Central",
	"Connectionless Peripheral Broadcast - Peripheral",
	"Synchronization Train",
	"Synchronization Scan",
	"Inquiry Response Notification Event",
	"Generalized interlaced scan",
	"Coarse Clock Adjustment",
	[8] = "Secure Connections (Controller Support)",
	"Ping",
	"Slot Availability Mask",
	"Train nudging",
};
const struct bits lmp_features_2_bits = {
	.names = NAMES_DENSE(lmp_features_2_text),
	.unknown = "Unknown features",
};
