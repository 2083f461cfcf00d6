/* The codes of host stacks and operating systems. */
#include "cli/explain.h"
#include "decoders/mgmt.h"

/* clang-format off */
static const struct code_row nimble_rows[] = {
	CODE(0, "BLE_HS_SUCCESS", "It worked."),
	CODE(1, "BLE_HS_EAGAIN", "Not now; try again."),
	CODE(2, "BLE_HS_EALREADY", "It runs already, or is done."),
	CODE(3, "BLE_HS_EINVAL", "An argument of the call is wrong."),
	CODE(4, "BLE_HS_EMSGSIZE", "The buffer of the caller is too small."),
	CODE(5, "BLE_HS_ENOENT", "No such entry."),
	CODE(6, "BLE_HS_ENOMEM", "No memory left in the host."),
	CODE(7, "BLE_HS_ENOTCONN", "The connection is gone: look for the reason of the "
		"disconnection before."),
	CODE(8, "BLE_HS_ENOTSUP", "Not built in, or not supported."),
	CODE(9, "BLE_HS_EAPP", "The application's own callback said no."),
	CODE(10, "BLE_HS_EBADDATA", "The other side sent what makes no sense."),
	CODE(11, "BLE_HS_EOS", "The operating system failed."),
	CODE(12, "BLE_HS_ECONTROLLER", "The controller sent what makes no sense."),
	CODE(13, "BLE_HS_ETIMEOUT", "No answer in time; 30 seconds in a pairing.", .rules = "D14"),
	CODE(14, "BLE_HS_EDONE", "Done; no error."),
	CODE(15, "BLE_HS_EBUSY", "Another procedure of this kind runs."),
	CODE(16, "BLE_HS_EREJECT", "The other side refused."),
	CODE(17, "BLE_HS_EUNKNOWN", "No cause is known."),
	CODE(18, "BLE_HS_EROLE", "The other role has to do this: only a central starts pairing."),
	CODE(19, "BLE_HS_ETIMEOUT_HCI", "The controller did not answer."),
	CODE(20, "BLE_HS_ENOMEM_EVT", "An event was lost for lack of memory."),
	CODE(21, "BLE_HS_ENOADDR", "No identity address is set."),
	CODE(22, "BLE_HS_ENOTSYNCED", "The host is not in touch with the controller yet."),
	CODE(23, "BLE_HS_EAUTHEN", "The link is not authenticated enough.", .rules = "D29 D30"),
	CODE(24, "BLE_HS_EAUTHOR", "The application has not allowed it.", .rules = "D32"),
	CODE(25, "BLE_HS_EENCRYPT", "The link is not encrypted enough.", .rules = "D29"),
	CODE(26, "BLE_HS_EENCRYPT_KEY_SZ", "The key is too short.", .rules = "D31"),
	CODE(27, "BLE_HS_ESTORE_CAP", "The bond store is full.",
		.causes = "the ESP or nRF keeps only a few bonds",
		.experiment = "remove old bonds from it, then:\npairscope pair TARGET"),
	CODE(28, "BLE_HS_ESTORE_FAIL", "The bond could not be stored.",
		.causes = "the flash of the device is full or damaged",
		.experiment = "erase its settings, then:\npairscope pair TARGET"),
	CODE(29, "BLE_HS_EPREEMPTED", "Something more urgent took its place."),
	CODE(30, "BLE_HS_EDISABLED", "Switched off in the build."),
	CODE(31, "BLE_HS_ESTALLED", "It does not go on; the peer has stopped."),
};

static const struct code_range nimble_ranges[] = {
	{ 0x101, 0x1ff, NULL, NULL, &att_space, 1,
		"the other side's ATT server (0x100 and the ATT error)" },
	{ 0x201, 0x2ff, NULL, NULL, &hci_space, 1,
		"the controller, or the other side when it hung up (0x200 and the HCI status)" },
	{ 0x300, 0x3ff, "L2CAP", "0x300 and a reason to refuse an L2CAP command.", NULL, 0, NULL },
	{ 0x401, 0x4ff, NULL, NULL, &smp_space, 1,
		"NimBLE itself, on this side, failed the pairing (0x400 and the SMP reason)" },
	{ 0x501, 0x5ff, NULL, NULL, &smp_space, 1,
		"the other side failed the pairing (0x500 and the SMP reason)" },
	{ 0x600, 0x6ff, "Hardware error", "The controller reported an error of its hardware.", NULL,
		0, NULL },
};

static const struct code_space nimble_space = {
	.id = "nimble",
	.aliases = "blehs blehserr encchange mynewt",
	.title = "NimBLE host code",
	.who = "NimBLE on the device or the ESP32 that logs it",
	.source = "apache/mynewt-nimble: nimble/host/include/host/ble_hs.h",
	.notation = NOTATION_ANY,
	.last = 0x6ff,
	ROWS(nimble_rows),
	RANGES(nimble_ranges),
};

static const struct code_row zephyr_rows[] = {
	CODE(0, "BT_SECURITY_ERR_SUCCESS", "It worked."),
	CODE(1, "BT_SECURITY_ERR_AUTH_FAIL", "A passkey, a confirm value, a DHKey check or a "
		"comparison failed, or encryption did.", .rules = "D9 D10 D11 D21"),
	CODE(2, "BT_SECURITY_ERR_PIN_OR_KEY_MISSING", "One side has lost the bond.",
		.rules = "D19 D20"),
	CODE(3, "BT_SECURITY_ERR_OOB_NOT_AVAILABLE", "Out-of-band data are missing.",
		.rules = "D8"),
	CODE(4, "BT_SECURITY_ERR_AUTH_REQUIREMENT", "What is offered is not safe enough: IO, MITM, "
		"SC, or the key size.", .rules = "D2 D4"),
	CODE(5, "BT_SECURITY_ERR_PAIR_NOT_SUPPORTED",
		"The other side does not pair, or does not know a packet.", .rules = "D3 D5"),
	CODE(6, "BT_SECURITY_ERR_PAIR_NOT_ALLOWED", "This side does not allow the pairing.",
		.rules = "D2 D34"),
	CODE(7, "BT_SECURITY_ERR_INVALID_PARAM", "A field of an SMP packet is wrong.",
		.rules = "D7"),
	CODE(8, "BT_SECURITY_ERR_KEY_REJECTED", "A distributed key was refused.", .rules = "D17"),
	CODE(9, "BT_SECURITY_ERR_UNSPECIFIED", "Anything else: SMP 0x08, 0x09, a timeout, a link "
		"that was lost. It is not SMP Repeated Attempts, "
		"which is 9 as well.", .rules = "D1 D14 D6"),
};

static const struct code_space zephyr_space = {
	.id = "zephyr",
	.aliases = "btsecurityerr securityerr securityfailed bttsecurity securitychanged",
	.title = "Zephyr bt_security_err",
	.who = "Zephyr on the device that logs it; either side may have failed the pairing",
	.source = "zephyrproject-rtos/zephyr: include/zephyr/bluetooth/conn.h",
	.notation = NOTATION_DECIMAL,
	.last = 0xff,
	ROWS(zephyr_rows),
};

static const struct code_row softdevice_rows[] = {
	CODE(0x00, "BLE_GAP_SEC_STATUS_SUCCESS", "It worked."),
	CODE(0x01, "BLE_GAP_SEC_STATUS_TIMEOUT", "No answer for 30 seconds.", .rules = "D14"),
	CODE(0x02, "BLE_GAP_SEC_STATUS_PDU_INVALID", "The other side sent a packet that is no SMP.",
		.rules = "D35"),
	CODE(0x81, "BLE_GAP_SEC_STATUS_PASSKEY_ENTRY_FAILED", NULL),
	CODE(0x82, "BLE_GAP_SEC_STATUS_OOB_NOT_AVAILABLE", NULL),
	CODE(0x83, "BLE_GAP_SEC_STATUS_AUTH_REQ", NULL),
	CODE(0x84, "BLE_GAP_SEC_STATUS_CONFIRM_VALUE", NULL),
	CODE(0x85, "BLE_GAP_SEC_STATUS_PAIRING_NOT_SUPP", NULL),
	CODE(0x86, "BLE_GAP_SEC_STATUS_ENC_KEY_SIZE", NULL),
	CODE(0x87, "BLE_GAP_SEC_STATUS_SMP_CMD_UNSUPPORTED", NULL),
	CODE(0x88, "BLE_GAP_SEC_STATUS_UNSPECIFIED", NULL),
	CODE(0x89, "BLE_GAP_SEC_STATUS_REPEATED_ATTEMPTS", NULL),
	CODE(0x8a, "BLE_GAP_SEC_STATUS_INVALID_PARAMS", NULL),
	CODE(0x8b, "BLE_GAP_SEC_STATUS_DHKEY_FAILURE", NULL),
	CODE(0x8c, "BLE_GAP_SEC_STATUS_NUM_COMP_FAILURE", NULL),
	CODE(0x8d, "BLE_GAP_SEC_STATUS_BR_EDR_IN_PROG", NULL),
	CODE(0x8e, "BLE_GAP_SEC_STATUS_X_TRANS_KEY_DISALLOWED", NULL),
};

static const struct code_range softdevice_ranges[] = {
	{ 0x81, 0x8e, NULL, NULL, &smp_space, 1, "the event's error_src says it: 0 this side, 1 "
		"the other (0x80 and the SMP reason)" },
};

static const struct code_space softdevice_space = {
	.id = "softdevice",
	.aliases = "nordic blegapsecstatus secstatus authstatus nrfconnect",
	.title = "Nordic SoftDevice security status",
	.who = "the SoftDevice, also that of nRF Connect for Desktop",
	.source = "nRF5 SDK: ble_gap.h, BLE_GAP_SEC_STATUS",
	.notation = NOTATION_HEX,
	.last = 0xff,
	ROWS(softdevice_rows),
	RANGES(softdevice_ranges),
};

static const struct code_row peer_manager_rows[] = {
	CODE(0x1006, "PM_CONN_SEC_ERROR_PIN_OR_KEY_MISSING", NULL),
	CODE(0x103d, "PM_CONN_SEC_ERROR_MIC_FAILURE", NULL),
	CODE(0x1100, "PM_CONN_SEC_ERROR_DISCONNECT",
		"The link was lost before pairing or encryption ended.", .rules = "D15"),
	CODE(0x1101, "PM_CONN_SEC_ERROR_SMP_TIMEOUT", "A pairing timed out on this link before; "
		"only a new connection can pair.", .rules = "D14"),
};

static const struct code_range peer_manager_ranges[] = {
	{ 0x1000, 0x10ff, NULL, NULL, &hci_space, 0, "the controller (0x1000 and the HCI status)" },
};

static const struct code_space peer_manager_space = {
	.id = "peer-manager",
	.aliases = "pm pmconnsecerror peermanager",
	.title = "nRF5 SDK Peer Manager error",
	.who = "the Peer Manager of the device that logs it",
	.source = "nRF5 SDK: peer_manager_types.h, PM_CONN_SEC_ERROR",
	.notation = NOTATION_HEX,
	.last = 0x11ff,
	ROWS(peer_manager_rows),
	RANGES(peer_manager_ranges),
};

static const struct code_row esp_rows[] = {
	CODE(78, "ESP_AUTH_SMP_PASSKEY_FAIL", NULL),
	CODE(79, "ESP_AUTH_SMP_OOB_FAIL", NULL),
	CODE(80, "ESP_AUTH_SMP_PAIR_AUTH_FAIL", NULL),
	CODE(81, "ESP_AUTH_SMP_CONFIRM_VALUE_FAIL", NULL),
	CODE(82, "ESP_AUTH_SMP_PAIR_NOT_SUPPORT", NULL),
	CODE(83, "ESP_AUTH_SMP_ENC_KEY_SIZE", NULL),
	CODE(84, "ESP_AUTH_SMP_INVALID_CMD", NULL),
	CODE(85, "ESP_AUTH_SMP_UNKNOWN_ERR", NULL),
	CODE(86, "ESP_AUTH_SMP_REPEATED_ATTEMPT", NULL),
	CODE(87, "ESP_AUTH_SMP_INVALID_PARAMETERS", NULL),
	CODE(88, "ESP_AUTH_SMP_DHKEY_CHK_FAIL", NULL),
	CODE(89, "ESP_AUTH_SMP_NUM_COMP_FAIL", NULL),
	CODE(90, "ESP_AUTH_SMP_BR_PARING_IN_PROGR", NULL),
	CODE(91, "ESP_AUTH_SMP_XTRANS_DERIVE_NOT_ALLOW", NULL),
	CODE(92, "ESP_AUTH_SMP_INTERNAL_ERR", "Bluedroid failed inside.", .rules = "D17"),
	CODE(93, "ESP_AUTH_SMP_UNKNOWN_IO", "The IO capabilities of both sides give no method.",
		.rules = "D2"),
	CODE(94, "ESP_AUTH_SMP_INIT_FAIL", "Pairing could not be started: is the link up?"),
	CODE(95, "ESP_AUTH_SMP_CONFIRM_FAIL", "The confirm value could not be computed, or is "
		"wrong.", .rules = "D9"),
	CODE(96, "ESP_AUTH_SMP_BUSY", "A pairing runs already.", .rules = "D35"),
	CODE(97, "ESP_AUTH_SMP_ENC_FAIL", "The link could not be encrypted with the bond's key: it "
		"is old, or gone on one side.", .rules = "D19 D21"),
	CODE(98, "ESP_AUTH_SMP_STARTED", "Pairing has begun; no error."),
	CODE(99, "ESP_AUTH_SMP_RSP_TIMEOUT", "No answer for 30 seconds.", .rules = "D14"),
	CODE(100, "ESP_AUTH_SMP_DIV_NOT_AVAIL", "No diversifier: no key could be made."),
	CODE(101, "ESP_AUTH_SMP_UNSPEC_ERR", "No cause is known.", .rules = "D1 D17"),
	CODE(102, "ESP_AUTH_SMP_CONN_TOUT", "The connection was lost while pairing or encrypting; "
		"old Bluedroid deletes the bond then.", .rules = "D15 D19 D14",
		.aliases = "SMP_CONN_TOUT"),
};

static const struct code_range esp_ranges[] = {
	{ 0x01, 0x45, NULL, NULL, &hci_space, 1, NULL },
	{ 78, 91, NULL, NULL, &smp_space, 1, "Bluedroid does not say which side failed the pairing "
		"(77 and the SMP reason)" },
};

static const struct code_space esp_space = {
	.id = "esp",
	.aliases = "bluedroid espauthsmp failreason authfail authfailreason espidf esp32 esphome",
	.title = "Bluedroid fail_reason, as ESP-IDF and ESPHome log it",
	.who = "Bluedroid on the ESP32 that logs it (in newer Android logs SMP reasons are 78 and "
		"more, one higher)",
	.source = "espressif/esp-idf: esp_gap_ble_api.h",
	.notation = NOTATION_ANY,
	.last = 0xff,
	ROWS(esp_rows),
	RANGES(esp_ranges),
};

static const struct code_row mgmt_rows[] = {
	CODE(0x00, NULL, "It worked."),
	CODE(0x01, NULL, "The kernel does not have this command."),
	CODE(0x02, NULL, "The device is not connected."),
	CODE(0x03, NULL, "It failed, and the kernel does not say why; btmon shows more."),
	CODE(0x04, NULL, "The connection could not be made.", .rules = "D24 D27"),
	CODE(0x05, NULL, "The pairing or the encryption failed. Most SMP reasons become this; "
		"only btmon shows which it was.", .rules = "D1 D9 D10 D11 D21"),
	CODE(0x06, NULL, "There is no bond with this device."),
	CODE(0x07, NULL, "No memory, or no room in the controller."),
	CODE(0x08, NULL, "It took too long.", .rules = "D14 D24"),
	CODE(0x09, NULL, "There is a connection already."),
	CODE(0x0a, NULL, "Another operation runs; try again later.", .rules = "D35"),
	CODE(0x0b, NULL, "Refused, by the device or by an agent.", .rules = "D3 D11"),
	CODE(0x0c, NULL, "The controller or the kernel cannot do it."),
	CODE(0x0d, NULL, "An argument is wrong."),
	CODE(0x0e, NULL, "The link was lost meanwhile.", .rules = "D15 D18"),
	CODE(0x0f, NULL, "The adapter is switched off."),
	CODE(0x10, NULL, "Cancelled, by a program or by a person."),
	CODE(0x11, NULL, "There is no such adapter: it was unplugged, or its driver failed."),
	CODE(0x12, NULL, "A kill switch blocks the radio: rfkill list."),
	CODE(0x13, NULL, "There is a bond already: remove it first.", .rules = "D34"),
	CODE(0x14, NULL, "The program may not do this: it needs CAP_NET_ADMIN."),
};

static const struct code_space mgmt_space = {
	.id = "mgmt",
	.aliases = "bluez bluezmgmt btmgmt management mgmtstatus",
	.title = "BlueZ management status",
	.who = "the Linux kernel of this host; it does not tell which side failed",
	.source = "bluez/bluez: doc/mgmt-api.txt, \"Error Codes\"",
	.notation = NOTATION_ANY,
	.last = 0xff,
	.names = &mgmt_status_names,
	ROWS(mgmt_rows),
};

static const struct code_row mgmt_disconnect_rows[] = {
	CODE(0, "Unspecified", "The kernel does not say why."),
	CODE(1, "Connection timeout", "Nothing was heard for the supervision timeout.",
		.rules = "D15 D25"),
	CODE(2, "Connection terminated by local host", "This host hung up."),
	CODE(3, "Connection terminated by remote host", "The device hung up.", .rules = "D18 D8"),
	CODE(4, "Connection terminated due to authentication failure",
		"Pairing or encryption failed, and the link was ended.", .rules = "D21 D1"),
	CODE(5, "Connection terminated by local host for suspend", "This host went to sleep."),
};

static const struct code_space mgmt_disconnect_space = {
	.id = "mgmt-disconnect",
	.aliases = "mgmtdisconnect mgmtreason",
	.title = "BlueZ management, reason of a disconnection",
	.who = "the Linux kernel of this host",
	.source = "bluez/bluez: doc/mgmt-api.txt, \"Device Disconnected Event\"",
	.notation = NOTATION_DECIMAL,
	.last = 0xff,
	ROWS(mgmt_disconnect_rows),
};

static const struct code_row dbus_rows[] = {
	CODE(0, "org.bluez.Error.AuthenticationFailed",
		"The pairing failed. Every SMP reason becomes this; btmon shows which it was.",
		.rules = "D1 D9 D10 D11 D21"),
	CODE(0, "org.bluez.Error.AuthenticationCanceled", "A person or a program cancelled, or the "
		"link was lost while pairing.", .rules = "D18 D11"),
	CODE(0, "org.bluez.Error.AuthenticationRejected", "An agent or the device refused.",
		.rules = "D3 D11"),
	CODE(0, "org.bluez.Error.AuthenticationTimeout", "The pairing was not done in time.",
		.rules = "D14 D11"),
	CODE(0, "org.bluez.Error.ConnectionAttemptFailed", "The connection could not be made.",
		.rules = "D24 D27"),
	CODE(0, "org.bluez.Error.AlreadyExists",
		"There is a bond already: remove the device first.", .rules = "D34"),
	CODE(0, "org.bluez.Error.AlreadyConnected", "There is a connection already."),
	CODE(0, "org.bluez.Error.InProgress", "An operation of this kind runs already.",
		.rules = "D35"),
	CODE(0, "org.bluez.Error.Failed", "It failed; the text beside it says more, such as "
		"le-connection-abort-by-local.", .rules = "D24"),
	CODE(0, "org.bluez.Error.NotReady", "The adapter is switched off."),
	CODE(0, "org.bluez.Error.NotAuthorized", "ATT 0x08, or an agent did not allow it.",
		.rules = "D32"),
	CODE(0, "org.bluez.Error.NotPermitted", "The attribute is protected, or cannot be read or "
		"written: ATT 0x02, 0x03, 0x05, 0x0c or 0x0f.",
		.rules = "D29 D30 D31"),
	CODE(0, "org.bluez.Error.NotSupported", "The device or the adapter cannot do it."),
	CODE(0, "org.bluez.Error.NotAvailable", "Not there: no adapter, no data."),
	CODE(0, "org.bluez.Error.NotConnected", "The device is not connected."),
	CODE(0, "org.bluez.Error.DoesNotExist",
		"No such device; bluetoothd forgets those that are not paired after a while."),
	CODE(0, "org.bluez.Error.InvalidArguments", "An argument is wrong."),
	CODE(0, "org.bluez.Error.InvalidOffset", "The offset is behind the end of the value."),
	CODE(0, "org.bluez.Error.InvalidValueLength", "The value has the wrong length."),
	CODE(0, "org.bluez.Error.Rejected", "An agent said no.", .rules = "D11"),
	CODE(0, "org.bluez.Error.Canceled", "An agent cancelled.", .rules = "D11"),
};

static const struct code_space dbus_space = {
	.id = "dbus",
	.aliases = "orgbluezerror",
	.title = "BlueZ D-Bus error",
	.who = "bluetoothd of this host; it does not tell which side failed",
	.source = "bluez/bluez: doc/device-api.txt, doc/agent-api.txt, doc/gatt-api.txt",
	.notation = NOTATION_NONE,
	ROWS(dbus_rows),
};

static const struct code_row android_rows[] = {
	CODE(0, "GATT_SUCCESS", "It worked."),
	CODE(128, "GATT_NO_RESOURCES", "No memory; too many requests at once."),
	CODE(129, "GATT_INTERNAL_ERROR", "Android's stack failed inside."),
	CODE(130, "GATT_WRONG_STATE", "Not possible in this state."),
	CODE(131, "GATT_DB_FULL", "The table of services is full."),
	CODE(132, "GATT_BUSY", "Another request runs; one at a time."),
	CODE(133, "GATT_ERROR", "Anything. After connectGatt() mostly: the connection could not be "
		"made in time. While pairing: the link was lost.",
		.rules = "D24 D27 D15 D19"),
	CODE(134, "GATT_CMD_STARTED", "Begun; no error."),
	CODE(135, "GATT_ILLEGAL_PARAMETER", "An argument is wrong."),
	CODE(136, "GATT_PENDING", "Under way; no error."),
	CODE(137, "GATT_AUTH_FAIL", "Pairing or encryption failed, most often because the device "
		"has lost the bond.", .rules = "D19 D21 D30"),
	CODE(138, "GATT_MORE", "More will come; no error."),
	CODE(139, "GATT_INVALID_CFG", "The configuration is wrong."),
	CODE(140, "GATT_SERVICE_STARTED", "Begun; no error."),
	CODE(141, "GATT_ENCRYPTED_NO_MITM", "Encrypted, without protection against a man in the "
		"middle.", .rules = "D30"),
	CODE(142, "GATT_NOT_ENCRYPTED", "The link is not encrypted.", .rules = "D29"),
	CODE(143, "GATT_CONNECTION_CONGESTED", "Sent faster than it goes; wait.",
		.aliases = "GATT_CONGESTED"),
	CODE(147, "GATT_CONNECTION_TIMEOUT", "The connection could not be made in time.",
		.rules = "D24 D27"),
	CODE(256, "GATT_CONN_CANCEL", "The connection was cancelled on this side."),
	CODE(257, "GATT_FAILURE", "The operation failed; no cause is given. Too many connections "
		"do it too.", .aliases = "GATT_TOO_MANY_OPEN_CONNECTIONS"),
};

static const struct code_range android_ranges[] = {
	{ 1, 127, NULL, NULL, &att_space, 1, "the device's ATT server, when a read, a write or a "
		"descriptor write returned it" },
};

static const struct code_space android_space = {
	.id = "android",
	.aliases = "gatt androidgatt gattstatus bluetoothgatt",
	.title = "Android GATT status",
	.who = "Android's Bluetooth stack",
	.source = "Android: BluetoothGatt, and stack/include/gatt_api.h",
	.notation = NOTATION_DECIMAL,
	.last = 257,
	ROWS(android_rows),
	RANGES(android_ranges),
};

static const struct code_row android_state_rows[] = {
	CODE(8, "GATT_CONN_TIMEOUT", NULL),
	CODE(19, "GATT_CONN_TERMINATE_PEER_USER", NULL),
	CODE(22, "GATT_CONN_TERMINATE_LOCAL_HOST", NULL),
	CODE(34, "GATT_CONN_LMP_TIMEOUT", NULL),
	CODE(62, "GATT_CONN_FAIL_ESTABLISH", NULL, .aliases = "GATT_CONN_FAILED_ESTABLISHMENT"),
};

static const struct code_range android_state_ranges[] = {
	{ 1, 127, NULL, NULL, &hci_space, 1, "the controller, when onConnectionStateChange() "
		"returned it" },
};

static const struct code_space android_state_space = {
	.id = "android-state",
	.aliases = "android gatt androidgatt onconnectionstatechange gattconn",
	.title = "Android, status of onConnectionStateChange",
	.who = "Android's Bluetooth stack",
	.source = "Android: stack/include/gatt_api.h",
	.notation = NOTATION_DECIMAL,
	.last = 257,
	ROWS(android_state_rows),
	RANGES(android_state_ranges),
};

static const struct code_row unbond_rows[] = {
	CODE(0, "BOND_SUCCESS", "It worked."),
	CODE(1, "UNBOND_REASON_AUTH_FAILED", "The pairing failed: a wrong passkey, or any SMP "
		"reason.", .rules = "D9 D1 D10"),
	CODE(2, "UNBOND_REASON_AUTH_REJECTED", "The device refused to pair.", .rules = "D3 D2"),
	CODE(3, "UNBOND_REASON_AUTH_CANCELED", "The person cancelled on this phone.",
		.rules = "D11"),
	CODE(4, "UNBOND_REASON_REMOTE_DEVICE_DOWN", "The device is not there.", .rules = "D24"),
	CODE(5, "UNBOND_REASON_DISCOVERY_IN_PROGRESS", "A search runs; pairing has to wait."),
	CODE(6, "UNBOND_REASON_AUTH_TIMEOUT", "The pairing was not done in time.", .rules = "D14"),
	CODE(7, "UNBOND_REASON_REPEATED_ATTEMPTS", "Too many failed tries.", .rules = "D6"),
	CODE(8, "UNBOND_REASON_REMOTE_AUTH_CANCELED", "It was cancelled at the device.",
		.rules = "D12"),
	CODE(9, "UNBOND_REASON_REMOVED", "The bond was removed, by the person or by an app."),
};

static const struct code_space unbond_space = {
	.id = "unbond",
	.aliases = "unbondreason androidunbond bondreason",
	.title = "Android, reason why a bond ended or was not made",
	.who = "Android's Bluetooth stack",
	.source = "Android: BluetoothDevice.EXTRA_REASON (EXTRA_UNBOND_REASON)",
	.notation = NOTATION_DECIMAL,
	.last = 0xff,
	ROWS(unbond_rows),
};

static const struct code_row cberror_rows[] = {
	CODE(0, "CBError.unknown", "No cause is known."),
	CODE(1, "CBError.invalidParameters", "An argument is wrong."),
	CODE(2, "CBError.invalidHandle", "No such attribute: the services have changed."),
	CODE(3, "CBError.notConnected", "The device is not connected."),
	CODE(4, "CBError.outOfSpace", "No room left."),
	CODE(5, "CBError.operationCancelled", "Cancelled."),
	CODE(6, "CBError.connectionTimeout", "The link was lost: nothing was heard.",
		.rules = "D15 D24"),
	CODE(7, "CBError.peripheralDisconnected", "The device hung up.", .rules = "D18 D8"),
	CODE(8, "CBError.uuidNotAllowed", "This UUID belongs to the system."),
	CODE(9, "CBError.alreadyAdvertising", "It advertises already."),
	CODE(10, "CBError.connectionFailed", "The connection could not be made.", .rules = "D24"),
	CODE(11, "CBError.connectionLimitReached", "Too many connections."),
	CODE(12, "CBError.unknownDevice", "The system does not know this device.",
		.aliases = "CBError.unkownDevice"),
	CODE(13, "CBError.operationNotSupported", "Not supported."),
	CODE(14, "CBError.peerRemovedPairingInformation", "The device has lost the bond and iOS "
		"still has it. The person has to forget the device "
		"in the settings; no app can.", .rules = "D19"),
	CODE(15, "CBError.encryptionTimedOut", "The link was not encrypted in time: the device did "
		"not answer, or has another key.", .rules = "D21 D14 D23"),
	CODE(16, "CBError.tooManyLEPairedDevices", "The list of bonds is full: forget some."),
	CODE(17, "CBError.leGattExceededBackgroundNotificationLimit",
		"Too many notifications for an app in the background."),
	CODE(18, "CBError.leGattNearBackgroundNotificationLimit",
		"Nearly too many notifications for an app in the background."),
};

static const struct code_space cberror_space = {
	.id = "cberror",
	.aliases = "ios macos cberrordomain corebluetooth",
	.title = "Core Bluetooth CBError (iOS, macOS)",
	.who = "Apple's Bluetooth stack",
	.source = "Apple: CoreBluetooth, CBError.Code",
	.notation = NOTATION_DECIMAL,
	.last = 0xff,
	ROWS(cberror_rows),
};

static const struct code_row cbatt_rows[] = {
	CODE(0, "CBATTError.success", "It worked."),
	CODE(1, "CBATTError.invalidHandle", NULL),
	CODE(2, "CBATTError.readNotPermitted", NULL),
	CODE(3, "CBATTError.writeNotPermitted", NULL),
	CODE(4, "CBATTError.invalidPdu", NULL),
	CODE(5, "CBATTError.insufficientAuthentication", NULL, .rules = "D29 D30 D33"),
	CODE(6, "CBATTError.requestNotSupported", NULL),
	CODE(7, "CBATTError.invalidOffset", NULL),
	CODE(8, "CBATTError.insufficientAuthorization", NULL),
	CODE(9, "CBATTError.prepareQueueFull", NULL),
	CODE(10, "CBATTError.attributeNotFound", NULL),
	CODE(11, "CBATTError.attributeNotLong", NULL),
	CODE(12, "CBATTError.insufficientEncryptionKeySize", NULL),
	CODE(13, "CBATTError.invalidAttributeValueLength", NULL),
	CODE(14, "CBATTError.unlikelyError", NULL),
	CODE(15, "CBATTError.insufficientEncryption", NULL, .rules = "D29 D19 D33"),
	CODE(16, "CBATTError.unsupportedGroupType", NULL),
	CODE(17, "CBATTError.insufficientResources", NULL),
};

static const struct code_range cbatt_ranges[] = {
	{ 1, 255, NULL, NULL, &att_space, 1, NULL },
};

static const struct code_space cbatt_space = {
	.id = "cbatterror",
	.aliases = "cbatt cbatterrordomain",
	.title = "Core Bluetooth CBATTError (iOS, macOS)",
	.who = "the device's ATT server, passed on by Apple's stack",
	.source = "Apple: CoreBluetooth, CBATTError.Code",
	.notation = NOTATION_DECIMAL,
	.last = 0xff,
	ROWS(cbatt_rows),
	RANGES(cbatt_ranges),
};

static const struct code_row windows_rows[] = {
	CODE(0, "DevicePairingResultStatus.Paired", "It worked."),
	CODE(1, "DevicePairingResultStatus.NotReadyToPair", "The device does not pair now.",
		.rules = "D3"),
	CODE(2, "DevicePairingResultStatus.NotPaired", "There is no bond."),
	CODE(3, "DevicePairingResultStatus.AlreadyPaired", "There is a bond already.",
		.rules = "D34"),
	CODE(4, "DevicePairingResultStatus.ConnectionRejected",
		"The device refused the connection.", .rules = "D18"),
	CODE(5, "DevicePairingResultStatus.TooManyConnections",
		"The device has too many connections."),
	CODE(6, "DevicePairingResultStatus.HardwareFailure", "The radio of the computer failed."),
	CODE(7, "DevicePairingResultStatus.AuthenticationTimeout",
		"The pairing was not done in time.", .rules = "D14 D11"),
	CODE(8, "DevicePairingResultStatus.AuthenticationNotAllowed", "The pairing is not allowed.",
		.rules = "D2"),
	CODE(9, "DevicePairingResultStatus.AuthenticationFailure",
		"The pairing failed: a wrong passkey, or any SMP reason.", .rules = "D9 D1 D10"),
	CODE(10, "DevicePairingResultStatus.NoSupportedProfiles", "No profile that Windows knows."),
	CODE(11, "DevicePairingResultStatus.ProtectionLevelCouldNotBeMet",
		"The program asked for more protection than the device can give.", .rules = "D2"),
	CODE(12, "DevicePairingResultStatus.AccessDenied", "The program may not pair."),
	CODE(13, "DevicePairingResultStatus.InvalidCeremonyData",
		"The passkey that the program gave is no passkey."),
	CODE(14, "DevicePairingResultStatus.PairingCanceled", "Cancelled."),
	CODE(15, "DevicePairingResultStatus.OperationAlreadyInProgress",
		"A pairing runs already, for example that of the system's own dialog."),
	CODE(16, "DevicePairingResultStatus.RequiredHandlerNotRegistered",
		"The program did not say how it answers questions.", .rules = "D11"),
	CODE(17, "DevicePairingResultStatus.RejectedByHandler",
		"The program refused, or answered too late.", .rules = "D11"),
	CODE(18, "DevicePairingResultStatus.RemoteDeviceHasAssociation",
		"The device has a bond with another host."),
	CODE(19, "DevicePairingResultStatus.Failed", "It failed, and Windows does not say why.",
		.rules = "D1 D11 D15"),
};

static const struct code_space windows_space = {
	.id = "windows",
	.aliases = "winrt bleak devicepairingresultstatus couldnotpairwithdevicefailed",
	.title = "Windows DevicePairingResultStatus (also in Bleak)",
	.who = "Windows; it does not tell which side failed",
	.source = "Microsoft: Windows.Devices.Enumeration.DevicePairingResultStatus",
	.notation = NOTATION_DECIMAL,
	.last = 0xff,
	ROWS(windows_rows),
};
/* clang-format on */

const struct code_space *const code_spaces[] = {
	&smp_space,
	&hci_space,
	&att_space,
	&nimble_space,
	&zephyr_space,
	&softdevice_space,
	&esp_space,
	&mgmt_space,
	&dbus_space,
	&android_space,
	&android_state_space,
	&unbond_space,
	&cberror_space,
	&cbatt_space,
	&windows_space,
	&mgmt_disconnect_space,
	&peer_manager_space,
	&smp_opcode_space,
	&l2cap_space,
};
const size_t n_code_spaces = sizeof(code_spaces) / sizeof(code_spaces[0]);
