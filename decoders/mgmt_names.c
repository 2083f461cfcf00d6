/* Names of values in management packets. */
#include "decoders/mgmt.h"

static const char *const status_text[] = {
	"Success",
	"Unknown Command",
	"Not Connected",
	"Failed",
	"Connect Failed",
	"Authentication Failed",
	"Not Paired",
	"No Resources",
	"Timeout",
	"Already Connected",
	"Busy",
	"Rejected",
	"Not Supported",
	"Invalid Parameters",
	"Disconnected",
	"Not Powered",
	"Cancelled",
	"Invalid Index",
	"RFKilled",
	"Already Paired",
	"Permission Denied",
};
const struct names mgmt_status_names = NAMES_DENSE(status_text);

static const char *const no_yes_text[] = { "No", "Yes" };
const struct names mgmt_no_yes_names = NAMES_DENSE(no_yes_text);

static const char *const discoverable_text[] = { "Disabled", "General",
	"Limited" };
const struct names mgmt_discoverable_names = NAMES_DENSE(discoverable_text);

static const char *const io_capability_text[] = { "DisplayOnly", "DisplayYesNo",
	"KeyboardOnly", "NoInputNoOutput", "KeyboardDisplay" };
const struct names mgmt_io_capability_names = NAMES_DENSE(io_capability_text);

static const char *const advertising_text[] = { "Disabled", "Enabled",
	"Connectable" };
const struct names mgmt_advertising_names = NAMES_DENSE(advertising_text);

static const char *const secure_connections_text[] = { "Disabled", "Enabled",
	"Only" };
const struct names mgmt_secure_connections_names =
    NAMES_DENSE(secure_connections_text);

static const char *const debug_keys_text[] = { "Disabled", "Enabled",
	"Generate" };
const struct names mgmt_debug_keys_names = NAMES_DENSE(debug_keys_text);

static const char *const privacy_text[] = { "Disabled", "Enabled", "Limited" };
const struct names mgmt_privacy_names = NAMES_DENSE(privacy_text);

static const char *const device_action_text[] = { "Background scan for device",
	"Allow incoming connection", "Auto-connect remote device" };
const struct names mgmt_device_action_names = NAMES_DENSE(device_action_text);

static const char *const ltk_type_text[] = {
	"Unauthenticated legacy key",
	"Authenticated legacy key",
	"Unauthenticated key from P-256",
	"Authenticated key from P-256",
	"Debug key from P-256",
};
const struct names mgmt_ltk_type_names = NAMES_DENSE(ltk_type_text);

static const char *const csrk_type_text[] = {
	"Unauthenticated local CSRK",
	"Unauthenticated remote CSRK",
	"Authenticated local CSRK",
	"Authenticated remote CSRK",
};
const struct names mgmt_csrk_type_names = NAMES_DENSE(csrk_type_text);

static const char *const disconnect_reason_text[] = {
	"Unspecified",
	"Connection timeout",
	"Connection terminated by local host",
	"Connection terminated by remote host",
	"Connection terminated due to authentication failure",
	"Connection terminated by local host for suspend",
};
const struct names mgmt_disconnect_reason_names =
    NAMES_DENSE(disconnect_reason_text);

static const char *const controller_type_text[] = { "Primary", "Unconfigured",
	"AMP" };
const struct names mgmt_controller_type_names =
    NAMES_DENSE(controller_type_text);

static const char *const suspend_state_text[] = {
	"Controller running (failed to suspend)",
	"Disconnected and not scanning",
	"Page scanning and/or passive scanning",
};
const struct names mgmt_suspend_state_names = NAMES_DENSE(suspend_state_text);

static const char *const wake_reason_text[] = {
	"Resume from non-Bluetooth wake source",
	"Wake due to unexpected event",
	"Remote wake due to peer device connection",
};
const struct names mgmt_wake_reason_names = NAMES_DENSE(wake_reason_text);

static const char *const settings_text[] = {
	"Powered",
	"Connectable",
	"Fast Connectable",
	"Discoverable",
	"Bondable",
	"Link Security",
	"Secure Simple Pairing",
	"BR/EDR",
	"High Speed",
	"Low Energy",
	"Advertising",
	"Secure Connections",
	"Debug Keys",
	"Privacy",
	"Controller Configuration",
	"Static Address",
	"PHY Configuration",
	"Wideband Speech",
};
const struct bits mgmt_settings_bits = {
	.names = NAMES_DENSE(settings_text),
	.unknown = "Unknown settings",
};

static const char *const addr_types_text[] = { "BR/EDR", "LE Public",
	"LE Random" };
const struct bits mgmt_addr_types_bits = {
	.names = NAMES_DENSE(addr_types_text),
	.unknown = "Unknown address type",
};

static const char *const options_text[] = { "External configuration",
	"Bluetooth public address configuration" };
const struct bits mgmt_options_bits = {
	.names = NAMES_DENSE(options_text),
	.unknown = "Unknown options",
};

static const char *const adv_flags_text[] = {
	"Switch into Connectable mode",
	"Advertise as Discoverable",
	"Advertise as Limited Discoverable",
	"Add Flags field to Advertising Data",
	"Add TX Power field to Advertising Data",
	"Add Appearance field to Scan Response",
	"Add Local Name in Scan Response",
	"Advertise in 1M on Secondary channel",
	"Advertise in 2M on Secondary channel",
	"Advertise in CODED on Secondary channel",
	"Support setting Tx Power",
	"Support HW offload",
	"Use provided duration parameter",
	"Use provided timeout parameter",
	"Use provided interval parameters",
	"Use provided tx power parameter",
	"Contain Scan Response Data",
};
const struct bits mgmt_adv_flags_bits = {
	.names = NAMES_DENSE(adv_flags_text),
	.unknown = "Unknown advertising flag",
};

static const char *const phys_text[] = {
	"BR 1M 1SLOT",
	"BR 1M 3SLOT",
	"BR 1M 5SLOT",
	"EDR 2M 1SLOT",
	"EDR 2M 3SLOT",
	"EDR 2M 5SLOT",
	"EDR 3M 1SLOT",
	"EDR 3M 3SLOT",
	"EDR 3M 5SLOT",
	"LE 1M TX",
	"LE 1M RX",
	"LE 2M TX",
	"LE 2M RX",
	"LE CODED TX",
	"LE CODED RX",
};
const struct bits mgmt_phys_bits = {
	.names = NAMES_DENSE(phys_text),
	.unknown = "Unknown PHYs",
};

static const char *const feature_flags_text[] = { "Active", "Settings change" };
const struct bits mgmt_feature_flags_bits = {
	.names = NAMES_DENSE(feature_flags_text),
	.unknown = "Unknown feature flag",
};

static const char *const monitor_features_text[] = { [1] = "OR Patterns" };
const struct bits mgmt_monitor_features_bits = {
	.names = NAMES_DENSE(monitor_features_text),
	.unknown = "Unknown Flags",
};

static const char *const device_flags_text[] = { "Remote Wakeup",
	"Device Privacy Mode" };
const struct bits mgmt_device_flags_bits = {
	.names = NAMES_DENSE(device_flags_text),
	.unknown = "Unknown Flags",
};

static const char *const found_flags_text[] = { "Confirm Name",
	"Legacy Pairing", "Not Connectable", "Connection Locally Initiated" };
const struct bits mgmt_found_flags_bits = {
	.names = NAMES_DENSE(found_flags_text),
	.unknown = "Unknown device flag",
};
