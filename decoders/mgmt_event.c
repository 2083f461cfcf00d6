/* Events of the management protocol. */
#include "decoders/mgmt.h"

static void put_index_type(struct packet *p)
{
	const uint8_t *at = take(p, 2);

	if (!at)
		return;
	put_label(p, "type");
	join_hex(p, "Type", at[0], 2, " ");
	join_hex(p, "Bus", at[1], 2, " - bus ");
}

static void put_ad_octets(struct packet *p)
{
	put_octets(p, "AD Data", rd_left(&p->r));
}

static void put_eir_octets(struct packet *p)
{
	put_octets(p, "EIR Data", rd_left(&p->r));
}

static void put_suspended(struct packet *p)
{
	put_enum_or(p, "Suspend state", 1, 0, &mgmt_suspend_state_names,
	    "Unknown suspend state");
}

/* The reason follows the device, and is shown before it. */
static void put_resumed(struct packet *p)
{
	const uint8_t *at = take(p, 8);

	if (!at)
		return;
	p->r = rd_over(at + 7, 1);
	put_enum_or(p, "Wake reason", 1, 0, &mgmt_wake_reason_names,
	    "Unknown wake reason");
	p->r = rd_over(at, 7);
	mgmt_put_device(p);
}

/* A title: the fields of its reply follow. */
static void put_command_name(struct packet *p)
{
	const uint8_t *at = take(p, 2);
	const struct command *c = at ? mgmt_command_find(get_le16(at)) : NULL;
	struct field f = {
		.kind = FIELD_TITLE,
		.name = "Command",
		.bare = true,
		.text = c ? c->name : "Unknown",
		.error = !c,
		.digits = 4,
		.len = 2,
	};

	if (!at)
		return;
	f.value = get_le16(at);
	p->depth = 0;
	put_field(p, &f, at);
	p->depth = 1;
}

static void put_complete(struct packet *p)
{
	const struct command *c = mgmt_command_find(get_le16(p->r.p));

	put_command_name(p);
	join_uint(p, "Length", rd_left(&p->r) - 1, " plen ", NULL);
	mgmt_put_status(p);
	if (c)
		put_params(p, &c->reply);
}

/* clang-format off */
static const struct row command_status[] = {
	{ CALL(2, put_command_name) },
	{ CALL(1, mgmt_put_status) },
};

static const struct row error[] = {
	{ X8("Error") },
};

static const struct row new_link_key[] = {
	{ ENUM8("Store hint", mgmt_no_yes) },
	MGMT_LINK_KEY
};

static const struct row new_long_term_key[] = {
	{ ENUM8("Store hint", mgmt_no_yes) },
	MGMT_LONG_TERM_KEY
};

static const struct row new_identity_key[] = {
	{ ENUM8("Store hint", mgmt_no_yes) },
	{ ADDR_RND("Random address") },
	MGMT_IDENTITY_KEY
};

static const struct row new_signature_key[] = {
	{ ENUM8("Store hint", mgmt_no_yes) },
	{ CALL(7, mgmt_put_device) },
	{ ENUM8("Key type", mgmt_csrk_type) },
	{ OCTETS("Key", 16) },
};

static const struct row new_connection_parameters[] = {
	{ ENUM8("Store hint", mgmt_no_yes) },
	MGMT_CONNECTION_PARAMETERS
};

static const struct row device_connected[] = {
	{ CALL(7, mgmt_put_device) },
	{ BITS32("Flags", mgmt_found_flags) },
	{ U16("Data length") },
};

static const struct row device_disconnected[] = {
	{ CALL(7, mgmt_put_device) },
	{ ENUM8("Reason", mgmt_disconnect_reason) },
};

static const struct row device_status[] = {
	{ CALL(7, mgmt_put_device) },
	{ CALL(1, mgmt_put_status) },
};

static const struct row pin_code_request[] = {
	{ CALL(7, mgmt_put_device) },
	{ X8("Secure PIN") },
};

static const struct row user_confirmation_request[] = {
	{ CALL(7, mgmt_put_device) },
	{ X8("Confirm hint") },
	{ X32("Value") },
};

static const struct row device_found[] = {
	{ CALL(7, mgmt_put_device) },
	{ RSSI("RSSI") },
	{ BITS32("Flags", mgmt_found_flags) },
	{ U16("Data length") },
};

static const struct row discovering[] = {
	{ BITS8("Address type", mgmt_addr_types) },
	{ ENUM8("Discovery", enable) },
};

static const struct row passkey_notify[] = {
	{ CALL(7, mgmt_put_device) },
	{ X32("Passkey") },
	{ U8("Entered") },
};

static const struct row index_type[] = {
	{ CALL(2, put_index_type) },
};

static const struct row data_length[] = {
	{ U16("Data length") },
};

static const struct row suspended[] = {
	{ CALL(1, put_suspended) },
};

static const struct row resumed[] = {
	{ CALL(8, put_resumed) },
};

static const struct row monitor_device_found[] = {
	{ U16("Handle") },
	{ ADDR("Address") },
	{ U8("Addr Type") },
	{ I8("RSSI") },
	{ BITS32("Flags", mgmt_found_flags) },
	{ U16("AD Data Len") },
};

static const struct row monitor_device_lost[] = {
	{ U16("Handle") },
	{ ADDR("Address") },
	{ U8("Addr Type") },
};

static const struct row mesh_device_found[] = {
	{ ADDR("Address") },
	{ U8("Addr Type") },
	{ I8("RSSI") },
	{ X64("Instant") },
	{ BITS32("Flags", mgmt_found_flags) },
	{ U16("EIR Length") },
};

static const struct packet_name events[] = {
	{ 0x0001, "Command Complete", CALLED(3, put_complete) },
	{ 0x0002, "Command Status", FIXED(command_status, 3) },
	{ 0x0003, "Controller Error", FIXED(error, 1) },
	{ 0x0004, "Index Added", EMPTY },
	{ 0x0005, "Index Removed", EMPTY },
	{ 0x0006, "New Settings", FIXED(mgmt_settings, 4) },
	{ 0x0007, "Class Of Device Changed", FIXED(mgmt_class, 3) },
	{ 0x0008, "Local Name Changed", FIXED(mgmt_local_name, 260) },
	{ 0x0009, "New Link Key", FIXED(new_link_key, 26) },
	{ 0x000a, "New Long Term Key", FIXED(new_long_term_key, 37) },
	{ 0x000b, "Device Connected", TAIL(device_connected, 13, decode_ad) },
	{ 0x000c, "Device Disconnected", FIXED(device_disconnected, 8) },
	{ 0x000d, "Connect Failed", FIXED(device_status, 8) },
	{ 0x000e, "PIN Code Request", FIXED(pin_code_request, 8) },
	{ 0x000f, "User Confirmation Request", FIXED(user_confirmation_request, 12) },
	{ 0x0010, "User Passkey Request", FIXED(mgmt_device, 7) },
	{ 0x0011, "Authentication Failed", FIXED(device_status, 8) },
	{ 0x0012, "Device Found", TAIL(device_found, 14, decode_ad) },
	{ 0x0013, "Discovering", FIXED(discovering, 2) },
	{ 0x0014, "Device Blocked", FIXED(mgmt_device, 7) },
	{ 0x0015, "Device Unblocked", FIXED(mgmt_device, 7) },
	{ 0x0016, "Device Unpaired", FIXED(mgmt_device, 7) },
	{ 0x0017, "Passkey Notify", FIXED(passkey_notify, 12) },
	{ 0x0018, "New Identity Resolving Key", FIXED(new_identity_key, 30) },
	{ 0x0019, "New Signature Resolving Key", FIXED(new_signature_key, 25) },
	{ 0x001a, "Device Added", FIXED(mgmt_device_action, 8) },
	{ 0x001b, "Device Removed", FIXED(mgmt_device, 7) },
	{ 0x001c, "New Connection Parameter", FIXED(new_connection_parameters, 16) },
	{ 0x001d, "Unconfigured Index Added", EMPTY },
	{ 0x001e, "Unconfigured Index Removed", EMPTY },
	{ 0x001f, "New Configuration Options", FIXED(mgmt_missing_options, 4) },
	{ 0x0020, "Extended Index Added", FIXED(index_type, 2) },
	{ 0x0021, "Extended Index Removed", FIXED(index_type, 2) },
	{ 0x0022, "Local Out Of Band Extended Data Updated", TAIL(mgmt_oob_data, 3, decode_ad) },
	{ 0x0023, "Advertising Added", FIXED(mgmt_instance, 1) },
	{ 0x0024, "Advertising Removed", FIXED(mgmt_instance, 1) },
	{ 0x0025, "Extended Controller Information Changed", TAIL(data_length, 2, decode_ad) },
	{ 0x0026, "PHY Configuration Changed", FIXED(mgmt_selected_phys, 4) },
	{ 0x0027, "Experimental Feature Changed", FIXED(mgmt_feature, 20) },
	{ 0x002a, "Device Flags Changed", FIXED(mgmt_device_flags, 15) },
	{ 0x002b, "Advertisement Monitor Added", FIXED(hci_handle, 2) },
	{ 0x002c, "Advertisement Monitor Removed", FIXED(hci_handle, 2) },
	{ 0x002d, "Controller Suspended", FIXED(suspended, 1) },
	{ 0x002e, "Controller Resumed", FIXED(resumed, 8) },
	{ 0x002f, "ADV Monitor Device Found", TAIL(monitor_device_found, 16, put_ad_octets) },
	{ 0x0030, "ADV Monitor Device Lost", FIXED(monitor_device_lost, 9) },
	{ 0x0031, "Mesh Device Found", TAIL(mesh_device_found, 22, put_eir_octets) },
	{ 0x0032, "Mesh Packet Complete", FIXED(mgmt_mesh_handle, 1) },
};
/* clang-format on */

const struct packet_name *mgmt_event_find(uint16_t code)
{
	return packet_find(events, ARRAY_SIZE(events), code);
}
