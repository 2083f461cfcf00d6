/* The codes of the Bluetooth Core Specification. */
#include "cli/explain.h"
#include "decoders/att.h"
#include "decoders/hci.h"
#include "decoders/smp.h"

/* clang-format off */
static const struct code_row smp_rows[] = {
	CODE(0x01, NULL, "The person did not enter the passkey, or cancelled.",
		.aliases = "BLE_SM_ERR_PASSKEY BT_SMP_ERR_PASSKEY_ENTRY_FAILED "
		"SMP_PASSKEY_ENTRY_FAIL",
		.causes =
		"nobody was asked: no agent, no dialog, the program runs in the background\n"
		"the person cancelled, or waited too long\n"
		"both sides expected the other one to show the passkey",
		.experiment =
		"pairscope pair TARGET --io KeyboardDisplay --mitm\n"
		"pairscope pair TARGET --io DisplayOnly --mitm\n"
		"pairscope pair TARGET --io NoInputNoOutput"),
	CODE(0x02, NULL, "It wants out-of-band data, and has none of us.", .rules = "D8",
		.aliases = "BLE_SM_ERR_OOB BT_SMP_ERR_OOB_NOT_AVAIL SMP_OOB_FAIL"),
	CODE(0x03, NULL, "What we offer is not safe enough for it: IO capabilities, MITM or Secure "
		"Connections do not fit.", .rules = "D2",
		.aliases = "BLE_SM_ERR_AUTHREQ BT_SMP_ERR_AUTH_REQUIREMENTS SMP_PAIR_AUTH_FAIL"),
	CODE(0x04, NULL, "The confirm value does not match: the two sides computed with different "
		"passkeys or different bytes.", .rules = "D9",
		.aliases = "BLE_SM_ERR_CONFIRM_MISMATCH BT_SMP_ERR_CONFIRM_FAILED "
		"SMP_CONFIRM_VALUE_ERR"),
	CODE(0x05, NULL, "It does not pair, or not now.", .rules = "D3",
		.aliases = "BLE_SM_ERR_PAIR_NOT_SUPP BT_SMP_ERR_PAIRING_NOTSUPP "
		"SMP_PAIR_NOT_SUPPORT"),
	CODE(0x06, NULL, "The key would be shorter than one side accepts.", .rules = "D4",
		.aliases = "BLE_SM_ERR_ENC_KEY_SZ BT_SMP_ERR_ENC_KEY_SIZE SMP_ENC_KEY_SIZE"),
	CODE(0x07, NULL, "It does not know this SMP packet.", .rules = "D5",
		.aliases = "BLE_SM_ERR_CMD_NOT_SUPP BT_SMP_ERR_CMD_NOTSUPP SMP_INVALID_CMD"),
	CODE(0x08, NULL, "It refuses and does not say why. Nothing in this packet tells the cause; "
		"only trying does.", .rules = "D1 D17",
		.aliases = "BLE_SM_ERR_UNSPECIFIED BT_SMP_ERR_UNSPECIFIED SMP_PAIR_FAIL_UNKNOWN"),
	CODE(0x09, NULL, "Too soon after a failed try.", .rules = "D6",
		.aliases = "BLE_SM_ERR_REPEATED BT_SMP_ERR_REPEATED_ATTEMPTS "
		"SMP_REPEATED_ATTEMPTS"),
	CODE(0x0a, NULL, "A field of an SMP packet has a value that it takes for wrong.",
		.rules = "D7",
		.aliases = "BLE_SM_ERR_INVAL BT_SMP_ERR_INVALID_PARAMS SMP_INVALID_PARAMETERS"),
	CODE(0x0b, NULL, "The DHKey check does not match: the two sides computed with different "
		"keys, addresses or features.", .rules = "D10",
		.aliases = "BLE_SM_ERR_DHKEY BT_SMP_ERR_DHKEY_CHECK_FAILED SMP_DHKEY_CHK_FAIL"),
	CODE(0x0c, NULL, "A person, or nobody, did not confirm that the two numbers are the same.",
		.rules = "D11 D12",
		.aliases = "BLE_SM_ERR_NUMCMP BT_SMP_ERR_NUMERIC_COMP_FAILED "
		"SMP_NUMERIC_COMPAR_FAIL"),
	CODE(0x0d, NULL, "The two are pairing over BR/EDR at this moment.",
		.aliases = "BLE_SM_ERR_ALREADY BT_SMP_ERR_BREDR_PAIRING_IN_PROGRESS "
		"SMP_BR_PARING_IN_PROGR",
		.causes = "a dual-mode device is being paired over BR/EDR too, by this host or by "
		"its owner",
		.experiment =
		"end the other pairing, then:\n"
		"pairscope pair TARGET --keys-init enc,id --keys-resp enc,id"),
	CODE(0x0e, NULL, "It does not derive a BR/EDR key from this pairing, or the other way "
		"round.", .rules = "D13",
		.aliases = "BLE_SM_ERR_CROSS_TRANS BT_SMP_ERR_CROSS_TRANSP_NOT_ALLOWED "
		"SMP_XTRANS_DERIVE_NOT_ALLOW"),
	CODE(0x0f, NULL, "It refuses a key that was distributed.",
		.aliases = "BLE_SM_ERR_KEY_REJ BT_SMP_ERR_KEY_REJECTED SMP_KEY_REJECTED",
		.causes =
		"an identity address or a key that it has already, from another bond\n"
		"a key that is all zeros, or a debug key\n"
		"a weaker key than the one that it keeps",
		.experiment =
		"pairscope pair TARGET --keys-init enc --keys-resp enc\n"
		"remove us from the device's own list, then:\n"
		"pairscope pair TARGET"),
	CODE(0x10, NULL, "It cannot pair at this moment, and may later.",
		.aliases = "BLE_SM_ERR_BUSY BT_SMP_ERR_BUSY SMP_BUSY",
		.causes =
		"it pairs with somebody else\n"
		"the person has to do something at the device first",
		.experiment = "pairscope pair TARGET --tries 3"),
};

const struct code_space smp_space = {
	.id = "smp",
	.aliases = "pairing pairingfailed smpreason",
	.title = "SMP reason, the octet of Pairing Failed",
	.who = "the side that sent Pairing Failed: under \"> ACL Data RX\" of btmon the device, "
		"under "
	       "\"< ACL Data TX\" this host",
	.source = "Bluetooth Core Specification, Vol 3 Part H 3.5.5",
	.notation = NOTATION_ANY,
	.last = 0xff,
	.names = &smp_reason_names,
	ROWS(smp_rows),
};

static const struct code_row smp_opcode_rows[] = {
	CODE(0x01, "Pairing Request", "The central asks to pair, with its features."),
	CODE(0x02, "Pairing Response", "The peripheral answers with its features."),
	CODE(0x03, "Pairing Confirm", "A commitment to a random value that follows."),
	CODE(0x04, "Pairing Random", "The random value."),
	CODE(0x05, "Pairing Failed", "Pairing is over. This number is only the name of the packet; "
		"why is in the number "
		"that follows, on the line \"Reason\": explain that one."),
	CODE(0x06, "Encryption Information", "The LTK of legacy pairing."),
	CODE(0x07, "Central Identification", "EDIV and Rand, which belong to that LTK.",
		.aliases = "Master_Identification"),
	CODE(0x08, "Identity Information", "The IRK."),
	CODE(0x09, "Identity Address Information", "The address that the IRK stands for."),
	CODE(0x0a, "Signing Information", "The CSRK."),
	CODE(0x0b, "Security Request", "The peripheral asks the central to pair or to encrypt.",
		.rules = "D18"),
	CODE(0x0c, "Pairing Public Key", "The public key of Secure Connections."),
	CODE(0x0d, "Pairing DHKey Check", "The proof that both have the same key."),
	CODE(0x0e, "Pairing Keypress Notification",
		"What the person does with the passkey's digits."),
};

const struct code_space smp_opcode_space = {
	.id = "opcode",
	.aliases = "smpopcode smppdu pdu",
	.title = "SMP opcode: which packet it is, no error",
	.who = "the sender of the packet",
	.source = "Bluetooth Core Specification, Vol 3 Part H 3.3",
	.notation = NOTATION_HEX,
	.last = 0xff,
	ROWS(smp_opcode_rows),
};

static const struct code_row hci_rows[] = {
	CODE(0x00, NULL, "It worked."),
	CODE(0x01, NULL, "The controller does not have this command."),
	CODE(0x02, NULL, "No such connection: it was over before the command came."),
	CODE(0x03, NULL, "The controller is broken, or its firmware crashed."),
	CODE(0x04, NULL, "BR/EDR: the device did not answer a page."),
	CODE(0x05, NULL, "Encryption or authentication failed. Linux also ends a link with it "
		"after SMP failed: look for a "
		"Pairing Failed before it.", .rules = "D23 D21",
		.aliases = "BT_HCI_ERR_AUTH_FAIL BLE_ERR_AUTH_FAIL BLE_HCI_AUTHENTICATION_FAILURE"),
	CODE(0x06, NULL, "Encryption was asked for, and one side has no key for it: the bond is "
		"gone there.", .rules = "D19 D20",
		.aliases = "BT_HCI_ERR_PIN_OR_KEY_MISSING BLE_ERR_PINKEY_MISSING "
		"BLE_HCI_STATUS_CODE_PIN_OR_KEY_MISSING"),
	CODE(0x07, NULL, "The controller has no memory left."),
	CODE(0x08, NULL, "Nothing was heard from the other side for the supervision timeout.",
		.rules = "D15 D25",
		.aliases = "BT_HCI_ERR_CONN_TIMEOUT BLE_ERR_CONN_SPVN_TMO "
		"BLE_HCI_CONNECTION_TIMEOUT"),
	CODE(0x09, NULL, "The controller holds as many connections as it can.",
		.aliases = "BT_HCI_ERR_CONN_LIMIT_EXCEEDED BLE_ERR_CONN_LIMIT"),
	CODE(0x0a, NULL, "BR/EDR: too many audio links to this device."),
	CODE(0x0b, NULL, "There is a connection to this device already: perhaps another program "
		"has it.", .rules = "D35",
		.aliases = "BT_HCI_ERR_CONN_ALREADY_EXISTS BLE_ERR_ACL_CONN_EXISTS"),
	CODE(0x0c, NULL, "The command does not fit the state of the controller; often two programs "
		"use it.", .rules = "D35",
		.aliases = "BT_HCI_ERR_CMD_DISALLOWED BLE_ERR_CMD_DISALLOWED"),
	CODE(0x0d, NULL, "The other side has no room for a connection."),
	CODE(0x0e, NULL, "The other side refuses for reasons of security: a list of allowed "
		"devices, for example."),
	CODE(0x0f, NULL, "The other side does not take connections from this address."),
	CODE(0x10, NULL, "BR/EDR: the connection was not accepted in time."),
	CODE(0x11, NULL, "The controller cannot do this, or not with this value.", .rules = "D28",
		.aliases = "BT_HCI_ERR_UNSUPP_FEATURE_PARAM_VAL BLE_ERR_UNSUPPORTED"),
	CODE(0x12, NULL, "A field of the command is out of range."),
	CODE(0x13, NULL, "The other side hung up on purpose. When in the pairing it did says why.",
		.rules = "D18 D8",
		.aliases = "BT_HCI_ERR_REMOTE_USER_TERM_CONN BLE_ERR_REM_USER_CONN_TERM "
		"BLE_HCI_REMOTE_USER_TERMINATED_CONNECTION"),
	CODE(0x14, NULL, "The other side hung up because it ran out of memory or battery.",
		.aliases = "BT_HCI_ERR_REMOTE_LOW_RESOURCES BLE_ERR_RD_CONN_TERM_RESRCS"),
	CODE(0x15, NULL, "The other side was switched off.",
		.aliases = "BT_HCI_ERR_REMOTE_POWER_OFF BLE_ERR_RD_CONN_TERM_PWROFF"),
	CODE(0x16, NULL, "This host hung up: look at what it saw just before.",
		.aliases = "BT_HCI_ERR_LOCALHOST_TERM_CONN BLE_ERR_CONN_TERM_LOCAL "
		"BLE_HCI_LOCAL_HOST_TERMINATED_CONNECTION",
		.causes =
		"a program closed the connection, or ended\n"
		"pairing failed, and the host hangs up after that\n"
		"a bonded device did not take the key",
		.experiment = "pairscope -v pair TARGET"),
	CODE(0x17, NULL, "Too soon after a failed authentication.", .rules = "D6"),
	CODE(0x18, NULL, "The device does not pair now.", .rules = "D3",
		.aliases = "BT_HCI_ERR_PAIRING_NOT_ALLOWED BLE_ERR_PAIRING_NOT_ALLOWED"),
	CODE(0x19, NULL, "BR/EDR: an LMP packet that the other side does not know."),
	CODE(0x1a, NULL, "The other side's controller lacks a feature that was asked of it: a PHY, "
		"encryption, LL privacy.", .rules = "D28",
		.aliases = "BT_HCI_ERR_UNSUPP_REMOTE_FEATURE BLE_ERR_UNSUPP_REM_FEATURE "
		"BLE_HCI_UNSUPPORTED_REMOTE_FEATURE"),
	CODE(0x1b, NULL, "BR/EDR audio: the offset was refused."),
	CODE(0x1c, NULL, "BR/EDR audio: the interval was refused."),
	CODE(0x1d, NULL, "BR/EDR audio: the air mode was refused."),
	CODE(0x1e, NULL, "A link layer packet has a field that the other side takes for wrong.",
		.aliases = "BT_HCI_ERR_INVALID_LL_PARAM BLE_ERR_INV_LMP_LL_PARM"),
	CODE(0x1f, NULL, "The controller does not say why."),
	CODE(0x20, NULL, "A link layer packet has a value that the other side cannot do."),
	CODE(0x21, NULL, "BR/EDR: the roles may not be changed now."),
	CODE(0x22, NULL, "The other side's link layer left a procedure unanswered for 40 seconds.",
		.rules = "D26",
		.aliases = "BT_HCI_ERR_LL_RESP_TIMEOUT BLE_ERR_LMP_LL_RSP_TMO "
		"BLE_HCI_STATUS_CODE_LMP_RESPONSE_TIMEOUT"),
	CODE(0x23, NULL, "Both sides began the same link layer procedure at once.", .rules = "D25"),
	CODE(0x24, NULL, "BR/EDR: an LMP packet that is not allowed now."),
	CODE(0x25, NULL, "The encryption mode is refused."),
	CODE(0x26, NULL, "BR/EDR: the link key cannot be changed."),
	CODE(0x27, NULL, "BR/EDR: the quality of service is not to be had."),
	CODE(0x28, NULL, "A change of the link came too late for the moment that was agreed.",
		.rules = "D25",
		.aliases = "BT_HCI_ERR_INSTANT_PASSED BLE_ERR_INSTANT_PASSED"),
	CODE(0x29, NULL, "BR/EDR: pairing with unit keys is obsolete."),
	CODE(0x2a, NULL, "Two different link layer procedures ran into each other.", .rules = "D25",
		.aliases = "BT_HCI_ERR_DIFF_TRANS_COLLISION BLE_ERR_DIFF_TRANS_COLL"),
	CODE(0x2c, NULL, "BR/EDR: a quality of service value is not acceptable."),
	CODE(0x2d, NULL, "BR/EDR: the quality of service is refused."),
	CODE(0x2e, NULL, "The controller cannot rate channels."),
	CODE(0x2f, NULL, "The link is not encrypted, or not safely enough, for what was asked.",
		.rules = "D29 D30",
		.aliases = "BT_HCI_ERR_INSUFFICIENT_SECURITY BLE_ERR_INSUFFICIENT_SEC"),
	CODE(0x30, NULL, "A field is out of its mandatory range."),
	CODE(0x32, NULL, "BR/EDR: a change of roles is under way."),
	CODE(0x34, NULL, "BR/EDR: a reserved slot was used."),
	CODE(0x35, NULL, "BR/EDR: the change of roles failed."),
	CODE(0x36, NULL, "BR/EDR: the inquiry response is too long."),
	CODE(0x37, NULL, "BR/EDR: the other host has no Secure Simple Pairing."),
	CODE(0x38, NULL, "BR/EDR: the other host pairs with somebody else."),
	CODE(0x39, NULL, "No channel fits."),
	CODE(0x3a, NULL, "The controller is busy with something else."),
	CODE(0x3b, NULL, "The other side refuses these connection parameters.", .rules = "D25",
		.aliases = "BT_HCI_ERR_UNACCEPT_CONN_PARAM BLE_ERR_CONN_PARMS "
		"BLE_HCI_CONN_INTERVAL_UNACCEPTABLE"),
	CODE(0x3c, NULL, "Advertising, or the wait for a connection, ended at its time limit; "
		"nobody came.", .rules = "D27",
		.aliases = "BT_HCI_ERR_ADV_TIMEOUT BLE_ERR_DIR_ADV_TMO "
		"BLE_HCI_DIRECTED_ADVERTISER_TIMEOUT"),
	CODE(0x3d, NULL, "A packet could not be decrypted: the two sides use different keys.",
		.rules = "D21 D22 D23",
		.aliases = "BT_HCI_ERR_TERM_DUE_TO_MIC_FAIL BLE_ERR_CONN_TERM_MIC "
		"BLE_HCI_CONN_TERMINATED_DUE_TO_MIC_FAILURE"),
	CODE(0x3e, NULL, "The connection was asked for, and nothing was heard in the first six "
		"intervals.", .rules = "D24",
		.aliases = "BT_HCI_ERR_CONN_FAIL_TO_ESTAB BLE_ERR_CONN_ESTABLISHMENT "
		"BLE_HCI_CONN_FAILED_TO_BE_ESTABLISHED"),
	CODE(0x3f, NULL, "Obsolete: a MAC connection failed."),
	CODE(0x40, NULL, "BR/EDR: the clock is adjusted slowly instead."),
	CODE(0x41, NULL, "BR/EDR: no submap is defined."),
	CODE(0x42, NULL, "No such advertising set, sync or group."),
	CODE(0x43, NULL, "A limit was reached: the number of advertising events, for example."),
	CODE(0x44, NULL, "This host cancelled it."),
	CODE(0x45, NULL, "The packet is too long."),
};

const struct code_space hci_space = {
	.id = "hci",
	.aliases = "disconnect disconnectreason controller bthcierr bleerr",
	.title = "HCI status, or the reason of a disconnection",
	.who = "the controller of this host; a reason for which the other side hung up, it passes "
		"on",
	.source = "Bluetooth Core Specification, Vol 1 Part F",
	.notation = NOTATION_ANY,
	.last = 0xff,
	.names = &hci_status_names,
	ROWS(hci_rows),
};

static const struct code_row att_rows[] = {
	CODE(0x01, NULL, "No attribute has this handle: an old cache of the services?",
		.aliases = "BLE_ATT_ERR_INVALID_HANDLE",
		.causes =
		"the services have changed since they were discovered\n"
		"the handle was typed wrong",
		.experiment = "pairscope discover TARGET"),
	CODE(0x02, NULL, "It cannot be read."),
	CODE(0x03, NULL, "It cannot be written."),
	CODE(0x04, NULL, "The server does not understand the request."),
	CODE(0x05, NULL, "The attribute is protected, and the link is not: not paired, or not with "
		"an authenticated key.", .rules = "D29 D30",
		.aliases = "BT_ATT_ERR_AUTHENTICATION BLE_ATT_ERR_INSUFFICIENT_AUTHEN "
		"GATT_INSUFFICIENT_AUTHENTICATION GATT_INSUF_AUTHENTICATION"),
	CODE(0x06, NULL, "The server does not have this request.",
		.aliases = "BLE_ATT_ERR_REQ_NOT_SUPPORTED GATT_REQUEST_NOT_SUPPORTED"),
	CODE(0x07, NULL, "The offset is behind the end of the value."),
	CODE(0x08, NULL, "The application of the server has not allowed it; pairing does not "
		"change that.", .rules = "D32",
		.aliases = "BT_ATT_ERR_AUTHORIZATION BLE_ATT_ERR_INSUFFICIENT_AUTHOR "
		"GATT_INSUF_AUTHORIZATION"),
	CODE(0x09, NULL, "Too many prepared writes."),
	CODE(0x0a, NULL, "Nothing of this kind in this range of handles. Discovery ends with it: "
		"no error then.",
		.aliases = "BLE_ATT_ERR_ATTR_NOT_FOUND GATT_NOT_FOUND"),
	CODE(0x0b, NULL, "Short values are read with Read, not with Read Blob."),
	CODE(0x0c, NULL, "The link is encrypted with a key that is too short.", .rules = "D31",
		.aliases = "BT_ATT_ERR_ENCRYPTION_KEY_SIZE BLE_ATT_ERR_INSUFFICIENT_KEY_SZ "
		"GATT_INSUF_KEY_SIZE"),
	CODE(0x0d, NULL, "The value has the wrong length."),
	CODE(0x0e, NULL, "The server failed inside; some say so instead of 0x05 or 0x0f.",
		.rules = "D29", .aliases = "BLE_ATT_ERR_UNLIKELY GATT_ERR_UNLIKELY"),
	CODE(0x0f, NULL, "The attribute is protected, and the link is not encrypted although a key "
		"may be there.", .rules = "D29",
		.aliases = "BT_ATT_ERR_INSUFFICIENT_ENCRYPTION BLE_ATT_ERR_INSUFFICIENT_ENC "
		"GATT_INSUF_ENCRYPTION GATT_INSUFFICIENT_ENCRYPTION"),
	CODE(0x10, NULL, "This type does not group others."),
	CODE(0x11, NULL, "The server has no memory for it."),
	CODE(0x12, NULL, "The services have changed; the cache has to be filled "
		"anew.", .aliases = "BLE_ATT_ERR_DB_OUT_OF_SYNC",
		.causes = "the device's firmware was updated",
		.experiment = "pairscope discover TARGET"),
	CODE(0x13, NULL, "The server does not take this value."),
	CODE(0xfc, NULL, "The server understands the write and refuses it."),
	CODE(0xfd, NULL, "Notifications or indications have to be switched on first."),
	CODE(0xfe, NULL, "A procedure of this kind runs already."),
	CODE(0xff, NULL, "The value is out of range."),
};

static const struct code_range att_ranges[] = {
	{ 0x80, 0x9f, "Application error", "Only the maker of the device knows what it means; a "
		"profile's document may say it. "
		"128 after a good pairing is often a registration that its application wants.",
		NULL, 0, NULL },
};

const struct code_space att_space = {
	.id = "att",
	.aliases = "atterror bluezatt",
	.title = "ATT error",
	.who = "the server: the side that has the attribute",
	.source = "Bluetooth Core Specification, Vol 3 Part F 3.4.1.1; Supplement, Part B 1.2",
	.notation = NOTATION_ANY,
	.last = 0xff,
	.names = &att_error_names,
	ROWS(att_rows),
	RANGES(att_ranges),
};

static const struct code_row l2cap_rows[] = {
	CODE(0x0000, "Connection successful", "It worked."),
	CODE(0x0002, "SPSM not supported", "Nothing listens on this number."),
	CODE(0x0004, "No resources available", "No memory for one more channel."),
	CODE(0x0005, "Insufficient authentication", "The channel wants a paired link.",
		.rules = "D29 D30"),
	CODE(0x0006, "Insufficient authorization", "The application has not allowed it; pairing "
		"does not change that.", .rules = "D32"),
	CODE(0x0007, "Encryption key size too short", "The key is too short for this channel.",
		.rules = "D31"),
	CODE(0x0008, "Insufficient encryption", "The channel wants an encrypted link.",
		.rules = "D29"),
	CODE(0x0009, "Invalid Source CID", "The channel number is not allowed."),
	CODE(0x000a, "Source CID already allocated", "The channel number is in use."),
	CODE(0x000b, "Unacceptable parameters", "Sizes or credits are refused."),
	CODE(0x000c, "Invalid parameters", "A field is wrong."),
};

const struct code_space l2cap_space = {
	.id = "l2cap",
	.aliases = "coc l2capresult",
	.title = "L2CAP result of an LE credit based connection",
	.who = "the side that was asked for the channel",
	.source = "Bluetooth Core Specification, Vol 3 Part A 4.23",
	.notation = NOTATION_HEX,
	.last = 0xffff,
	ROWS(l2cap_rows),
};
/* clang-format on */
