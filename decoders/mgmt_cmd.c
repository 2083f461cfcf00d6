/* Commands of the management protocol and their replies. */
#include "decoders/mgmt.h"

static const struct scale scale_seconds = { .mul = 1, .unit = " seconds" };

static void put_scan_parameters(struct packet *p)
{
	static const char *const names[] = { "Interval", "Window" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		join_code(p, put_uint(p, names[i], 2), 2, " (", ")");
}

static void put_adv_intervals(struct packet *p)
{
	static const char *const names[] = { "Min advertising interval",
		"Max advertising interval" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		uint64_t v = put_scaled(p, names[i], 4, &scale_slots, 0);

		join_code(p, v, 4, " (", ")");
	}
}

static void put_passkey_reply(struct packet *p)
{
	const uint8_t *at = take(p, 4);
	struct field f = {
		.kind = FIELD_HEX,
		.name = "Passkey",
		.digits = 4,
		.len = 4,
	};

	if (!at)
		return;
	f.value = get_le32(at);
	put_field(p, &f, at);
}

static void put_phy_configuration(struct packet *p)
{
	mgmt_put_phys(p, "Supported PHYs");
	mgmt_put_phys(p, "Configurable PHYs");
	mgmt_put_phys(p, "Selected PHYs");
}

static void put_version(struct packet *p)
{
	put_uint(p, "Version", 1);
	join_uint(p, "Revision", rd_u16(&p->r), ".", NULL);
}

/* "hci0" */
static void put_controller(struct packet *p)
{
	uint16_t index = rd_u16(&p->r);

	p->depth++;
	put_label(p, "hci");
	join_uint(p, "Index", index, "", NULL);
	p->depth--;
}

/* "hci0 (Primary,USB)" */
static void put_typed_controller(struct packet *p)
{
	const char *type;
	struct field bus = {
		.kind = FIELD_WORD,
		.name = "Bus",
		.join = ",",
		.after = ")",
	};

	put_controller(p);
	type = names_find(&mgmt_controller_type_names, rd_u8(&p->r));
	join_word(p, "Type", type ? type : "Reserved", " (");
	bus.value = rd_u8(&p->r);
	bus.text = names_find(&bus_names, (uint32_t)bus.value);
	if (!bus.text)
		bus.text = "Unknown";
	put_field(p, &bus, NULL);
}

static void put_advertised_instance(struct packet *p)
{
	const uint8_t *at = take(p, 1);
	struct field f = {
		.kind = FIELD_UINT,
		.name = "Instance",
		.bare = true,
		.len = 1,
	};

	p->depth++;
	f.value = at[0];
	put_field(p, &f, at);
	p->depth--;
}

/* A count of `size` octets, then as many entries. Where they do not fill the
 * packet exactly, the caller dumps what is there, as btmon does. */
static void put_entries(struct packet *p, const char *count, unsigned size,
    const struct row *rows, size_t n)
{
	uint64_t entries = put_uint(p, count, size);
	size_t octets = 0;

	for (size_t i = 0; i < n; i++)
		octets += rows[i].size;
	if (rd_left(&p->r) == entries * octets)
		put_list(p, entries, rows, n);
}
#define PUT_ENTRIES(p, count, size, rows) \
	put_entries(p, count, size, rows, ARRAY_SIZE(rows))

/* clang-format off */
static const struct row controller[] = {
	{ CALL(2, put_controller) },
};

static const struct row typed_controller[] = {
	{ CALL(4, put_typed_controller) },
};

static const struct row uuid[] = {
	{ CALL(16, mgmt_put_uuid) },
};

static const struct row advertised_instance[] = {
	{ CALL(1, put_advertised_instance) },
};

static const struct row link_key[] = { MGMT_LINK_KEY };
static const struct row long_term_key[] = { MGMT_LONG_TERM_KEY };
static const struct row identity_key[] = { MGMT_IDENTITY_KEY };
static const struct row connection_parameters[] = { MGMT_CONNECTION_PARAMETERS };
/* clang-format on */

static void put_link_keys(struct packet *p)
{
	put_enum(p, "Debug keys", 1, &enable_names);
	PUT_ENTRIES(p, "Keys", 2, link_key);
}

static void put_long_term_keys(struct packet *p)
{
	PUT_ENTRIES(p, "Keys", 2, long_term_key);
}

static void put_identity_keys(struct packet *p)
{
	PUT_ENTRIES(p, "Keys", 2, identity_key);
}

static void put_parameters(struct packet *p)
{
	PUT_ENTRIES(p, "Parameters", 2, connection_parameters);
}

static void put_connections(struct packet *p)
{
	PUT_ENTRIES(p, "Connections", 2, mgmt_device);
}

static void put_controllers(struct packet *p)
{
	PUT_ENTRIES(p, "Controllers", 2, controller);
}

static void put_typed_controllers(struct packet *p)
{
	PUT_ENTRIES(p, "Controllers", 2, typed_controller);
}

static void put_features(struct packet *p)
{
	PUT_ENTRIES(p, "Features", 2, mgmt_feature);
}

static void put_uuids(struct packet *p)
{
	PUT_ENTRIES(p, "UUIDs", 2, uuid);
}

static void put_instances(struct packet *p)
{
	PUT_ENTRIES(p, "Instances", 1, advertised_instance);
}

/* A name and its code, one level deeper. */
static void put_supported(
    struct packet *p, const char *kind, const char *name, const uint8_t *at)
{
	struct field f = {
		.kind = FIELD_ENUM,
		.name = kind,
		.text = name ? name : "Reserved",
		.bare = true,
		.value = get_le16(at),
		.digits = 4,
		.len = 2,
	};

	p->depth++;
	put_field(p, &f, at);
	p->depth--;
}

static void put_supported_commands(struct packet *p)
{
	const uint8_t *at = p->r.p;
	uint16_t n_commands = get_le16(at), n_events = get_le16(at + 2);

	if (rd_left(&p->r) != 4 + 2 * ((size_t)n_commands + n_events))
		return;
	rd_skip(&p->r, 4);
	put_value(p, FIELD_UINT, "Commands", n_commands, at, 2);
	for (unsigned i = 0; i < n_commands; i++) {
		const uint8_t *code = take(p, 2);
		const struct command *c = mgmt_command_find(get_le16(code));

		put_supported(p, "Command", c ? c->name : NULL, code);
	}
	put_value(p, FIELD_UINT, "Events", n_events, at + 2, 2);
	for (unsigned i = 0; i < n_events; i++) {
		const uint8_t *code = take(p, 2);
		const struct packet_name *e = mgmt_event_find(get_le16(code));

		put_supported(p, "Event", e ? e->name : NULL, code);
	}
}

/* Advertising data of `len` octets, as far as the packet has them. */
static void put_ad_of(struct packet *p, size_t len)
{
	size_t left = rd_left(&p->r);
	struct rd rest = p->r;

	p->r = rd_sub(&rest, len < left ? len : left);
	decode_ad(p);
	p->r = rest;
}

/* Both lengths come first, then the data that they count. */
static void put_adv_data(struct packet *p)
{
	uint64_t len = put_uint(p, "Advertising data length", 1);
	const uint8_t *at = take(p, 1);

	if (!at)
		return;
	put_ad_of(p, len);
	put_value(p, FIELD_UINT, "Scan response length", at[0], at, 1);
	put_ad_of(p, at[0]);
	/* bluetoothd sends some octets more. */
	while (rd_left(&p->r) && !p->r.p[0])
		rd_skip(&p->r, 1);
}

static void put_mesh_octets(struct packet *p)
{
	put_octets(p, "Data", rd_left(&p->r));
}

/* Entries of lists whose count nobody checks: as many as are whole. */
static void put_whole(struct packet *p, const char *name, unsigned size)
{
	p->depth++;
	while (rd_left(&p->r) >= size)
		put_uint(p, name, size);
	p->depth--;
}

static void put_monitor_handles(struct packet *p)
{
	put_whole(p, "Handle", 2);
}

static void put_ad_types(struct packet *p)
{
	put_whole(p, "AD Type", 1);
}

static void put_used_handles(struct packet *p)
{
	put_whole(p, "Used Handle", 1);
}

static void put_pattern(struct packet *p)
{
	enum { VALUE_MAX = 31 };
	struct rd rest;
	uint64_t len;

	put_uint(p, "AD type", 1);
	put_uint(p, "Offset", 1);
	len = put_uint(p, "Length", 1);
	rest = p->r;
	rd_skip(&rest, VALUE_MAX);
	if (len <= VALUE_MAX)
		put_octets(p, "Value ", len);
	else
		put_error(p, "invalid length");
	p->r = rest;
}

static void put_patterns(struct packet *p)
{
	enum { PATTERN_LEN = 34 };

	put_uint(p, "Number of patterns", 1);
	for (unsigned i = 1; rd_left(&p->r) >= PATTERN_LEN; i++) {
		p->depth++;
		put_label(p, "Pattern");
		join_uint(p, "Number", i, " ", ":");
		p->depth++;
		put_pattern(p);
		p->depth -= 2;
	}
}

/* In units of 100 ms, but for the two ends. */
static void put_sampling(struct packet *p)
{
	const uint8_t *at = take(p, 1);
	struct field f = {
		.kind = FIELD_WORD,
		.name = "sampling",
		.text = "every",
		.len = 1,
	};

	if (!at)
		return;
	f.value = at[0];
	if (at[0] == 0)
		f.text = "propagate all (0x00)";
	else if (at[0] == 0xff)
		f.text = "just once (0xFF)";
	put_field(p, &f, at);
	if (at[0] != 0 && at[0] != 0xff)
		join_uint(p, "Period", at[0] * 100U, " ", " ms");
}

/* clang-format off */
static const struct row version[] = {
	{ CALL(3, put_version) },
};

static const struct row controller_information[] = {
	{ ADDR("Address") },
	{ ENUM8("Version", bt_version) },
	{ COMPANY("Manufacturer") },
	{ BITS32("Supported settings", mgmt_settings) },
	{ BITS32("Current settings", mgmt_settings) },
	{ CALL(3, put_class) },
	{ STRING("Name", 249) },
	{ STRING("Short name", 11) },
};

static const struct row set_powered[] = {
	{ ENUM8("Powered", enable) },
};

static const struct row set_discoverable[] = {
	{ ENUM8("Discoverable", mgmt_discoverable) },
	{ U16("Timeout") },
};

static const struct row set_connectable[] = {
	{ ENUM8("Connectable", enable) },
};

static const struct row set_fast_connectable[] = {
	{ ENUM8("Fast Connectable", enable) },
};

static const struct row set_bondable[] = {
	{ ENUM8("Bondable", enable) },
};

static const struct row set_link_security[] = {
	{ ENUM8("Link Security", enable) },
};

static const struct row set_ssp[] = {
	{ ENUM8("Secure Simple Pairing", enable) },
};

static const struct row set_high_speed[] = {
	{ ENUM8("High Speed", enable) },
};

static const struct row set_low_energy[] = {
	{ ENUM8("Low Energy", enable) },
};

static const struct row set_device_class[] = {
	{ X8("Major class") },
	{ X8("Minor class") },
};

static const struct row add_uuid[] = {
	{ CALL(16, mgmt_put_uuid) },
	{ X8("Service class") },
};

static const struct row pin_code_reply[] = {
	{ CALL(7, mgmt_put_device) },
	{ U8("PIN length") },
	{ OCTETS("PIN code", 16) },
};

static const struct row set_io_capability[] = {
	{ ENUM8("Capability", mgmt_io_capability) },
};

static const struct row pair_device[] = {
	{ CALL(7, mgmt_put_device) },
	{ ENUM8("Capability", mgmt_io_capability) },
};

static const struct row unpair_device[] = {
	{ CALL(7, mgmt_put_device) },
	{ ENUM8("Disconnect", enable) },
};

static const struct row user_passkey_reply[] = {
	{ CALL(7, mgmt_put_device) },
	{ CALL(4, put_passkey_reply) },
};

#define OOB_HASHES \
	{ OCTETS("Hash C from P-192", 16) }, \
	{ OCTETS("Randomizer R with P-192", 16) }, \
	{ OCTETS("Hash C from P-256", 16) }, \
	{ OCTETS("Randomizer R with P-256", 16) }

static const struct row local_oob_data[] = { OOB_HASHES };

static const struct row remote_oob_data[] = {
	{ CALL(7, mgmt_put_device) },
	OOB_HASHES
};

static const struct row addr_types[] = {
	{ BITS8("Address type", mgmt_addr_types) },
};

static const struct row confirm_name[] = {
	{ CALL(7, mgmt_put_device) },
	{ ENUM8("Name known", mgmt_no_yes) },
};

static const struct row set_device_id[] = {
	{ CALL(8, put_device_id) },
};

static const struct row set_advertising[] = {
	{ ENUM8("Advertising", mgmt_advertising) },
};

static const struct row set_bredr[] = {
	{ ENUM8("BR/EDR", enable) },
};

static const struct row random_address[] = {
	{ ADDR_RND("Address") },
};

static const struct row scan_parameters[] = {
	{ CALL(4, put_scan_parameters) },
};

static const struct row set_secure_connections[] = {
	{ ENUM8("Secure Connections", mgmt_secure_connections) },
};

static const struct row set_debug_keys[] = {
	{ ENUM8("Debug Keys", mgmt_debug_keys) },
};

static const struct row set_privacy[] = {
	{ ENUM8("Privacy", mgmt_privacy) },
	{ OCTETS("Key", 16) },
};

static const struct row connection_information[] = {
	{ CALL(7, mgmt_put_device) },
	{ RSSI("RSSI") },
	{ SCALED8("TX power", tx_dbm) },
	{ SCALED8("TX power (max)", tx_dbm) },
};

static const struct row clock_information[] = {
	{ CALL(7, mgmt_put_device) },
	{ X32("Local clock") },
	{ X32("Piconet clock") },
	{ X16("Accuracy") },
};

static const struct row configuration_information[] = {
	{ COMPANY("Manufacturer") },
	{ BITS32("Supported options", mgmt_options) },
	{ BITS32("Missing options", mgmt_options) },
};

static const struct row set_external_configuration[] = {
	{ ENUM8("Configuration", enable) },
};

static const struct row service_discovery[] = {
	{ BITS8("Address type", mgmt_addr_types) },
	{ RSSI("RSSI") },
};

static const struct row advertising_features[] = {
	{ BITS32("Flags", mgmt_adv_flags) },
	{ U8("Advertising data length") },
	{ U8("Scan response length") },
	{ U8("Max instances") },
};

static const struct row add_advertising[] = {
	{ U8("Instance") },
	{ BITS32("Flags", mgmt_adv_flags) },
	{ U16("Duration") },
	{ U16("Timeout") },
};

static const struct row advertising_flags[] = {
	{ U8("Instance") },
	{ BITS32("Flags", mgmt_adv_flags) },
};

static const struct row advertising_size[] = {
	{ U8("Instance") },
	{ BITS32("Flags", mgmt_adv_flags) },
	{ U8("Advertising data length") },
	{ U8("Scan response length") },
};

static const struct row extended_information[] = {
	{ ADDR("Address") },
	{ ENUM8("Version", bt_version) },
	{ COMPANY("Manufacturer") },
	{ BITS32("Supported settings", mgmt_settings) },
	{ BITS32("Current settings", mgmt_settings) },
	{ U16("Data length") },
};

static const struct row set_appearance[] = {
	{ CALL(2, put_appearance) },
};

static const struct row phy_configuration[] = {
	{ CALL(12, put_phy_configuration) },
};

static const struct row set_feature[] = {
	{ CALL(16, mgmt_put_uuid) },
	{ ENUM8("Action", enable) },
};

static const struct row set_device_flags[] = {
	{ CALL(7, mgmt_put_device) },
	{ BITS32("Current Flags", mgmt_device_flags) },
};

static const struct row monitor_features[] = {
	{ BITS32("Supported Features", mgmt_monitor_features) },
	{ BITS32("Enabled Features", mgmt_monitor_features) },
	{ U16("Max number of handles") },
	{ U8("Max number of patterns") },
	{ U16("Number of handles") },
};

static const struct row extended_advertising[] = {
	{ U8("Instance") },
	{ BITS32("Flags", mgmt_adv_flags) },
	{ U16("Duration") },
	{ U16("Timeout") },
	{ CALL(8, put_adv_intervals) },
	{ SCALED8("TX power", tx_dbm) },
};

static const struct row extended_advertising_reply[] = {
	{ U8("Instance") },
	{ SCALED8("TX power", tx_dbm) },
	{ U8("Available adv data len") },
	{ U8("Available scan rsp data len") },
};

static const struct row rssi_patterns[] = {
	{ LABEL("RSSI data:") },
	{ SCALED_AS(1, 0, "high threshold", dbm), .in = 1 },
	{ SCALED_AS(2, 0, "high timeout", seconds), .in = 1 },
	{ SCALED_AS(1, 0, "low threshold", dbm), .in = 1 },
	{ SCALED_AS(2, 0, "low timeout", seconds), .in = 1 },
	{ CALL(1, put_sampling), .in = 1 },
};

static const struct row mesh_receiver[] = {
	{ U8("Enable") },
	{ U16("Window") },
	{ U16("Period") },
	{ U8("Num AD Types") },
};

static const struct row mesh_features[] = {
	{ U16("Index") },
	{ U8("Max Handles") },
	{ U8("Used Handles") },
};

static const struct row mesh_send[] = {
	{ ADDR("Address") },
	{ U8("Addr Type") },
	{ X64("Instant") },
	{ U16("Delay") },
	{ U8("Count") },
	{ U8("Data Length") },
};

static const struct row hci_command[] = {
	{ X16("Opcode") },
	{ X8("Event") },
	{ SCALED8("Timeout", seconds) },
};
/* clang-format on */

static void put_hci_parameters(struct packet *p)
{
	uint64_t n = put_uint(p, "Parameters length", 2);

	put_octets(p, "Parameters", n);
}

/* clang-format off */
static const struct command commands[] = {
	{ 0x0001, "Read Management Version Information", EMPTY, FIXED(version, 3) },
	{ 0x0002, "Read Management Supported Commands", EMPTY, CALLED(4, put_supported_commands) },
	{ 0x0003, "Read Controller Index List", EMPTY, CALLED(2, put_controllers) },
	{ 0x0004, "Read Controller Information", EMPTY, FIXED(controller_information, 280) },
	{ 0x0005, "Set Powered", FIXED(set_powered, 1), FIXED(mgmt_settings, 4) },
	{ 0x0006, "Set Discoverable", FIXED(set_discoverable, 3), FIXED(mgmt_settings, 4) },
	{ 0x0007, "Set Connectable", FIXED(set_connectable, 1), FIXED(mgmt_settings, 4) },
	{ 0x0008, "Set Fast Connectable", FIXED(set_fast_connectable, 1), FIXED(mgmt_settings, 4) },
	{ 0x0009, "Set Bondable", FIXED(set_bondable, 1), FIXED(mgmt_settings, 4) },
	{ 0x000a, "Set Link Security", FIXED(set_link_security, 1), FIXED(mgmt_settings, 4) },
	{ 0x000b, "Set Secure Simple Pairing", FIXED(set_ssp, 1), FIXED(mgmt_settings, 4) },
	{ 0x000c, "Set High Speed", FIXED(set_high_speed, 1), FIXED(mgmt_settings, 4) },
	{ 0x000d, "Set Low Energy", FIXED(set_low_energy, 1), FIXED(mgmt_settings, 4) },
	{ 0x000e, "Set Device Class", FIXED(set_device_class, 2), FIXED(mgmt_class, 3) },
	{ 0x000f, "Set Local Name", FIXED(mgmt_local_name, 260), FIXED(mgmt_local_name, 260) },
	{ 0x0010, "Add UUID", FIXED(add_uuid, 17), FIXED(mgmt_class, 3) },
	{ 0x0011, "Remove UUID", FIXED(uuid, 16), FIXED(mgmt_class, 3) },
	{ 0x0012, "Load Link Keys", CALLED(3, put_link_keys), EMPTY },
	{ 0x0013, "Load Long Term Keys", CALLED(2, put_long_term_keys), EMPTY },
	{ 0x0014, "Disconnect", FIXED(mgmt_device, 7), FIXED(mgmt_device, 7) },
	{ 0x0015, "Get Connections", EMPTY, CALLED(2, put_connections) },
	{ 0x0016, "PIN Code Reply", FIXED(pin_code_reply, 24), FIXED(mgmt_device, 7) },
	{ 0x0017, "PIN Code Negative Reply", FIXED(mgmt_device, 7), FIXED(mgmt_device, 7) },
	{ 0x0018, "Set IO Capability", FIXED(set_io_capability, 1), EMPTY },
	{ 0x0019, "Pair Device", FIXED(pair_device, 8), FIXED(mgmt_device, 7) },
	{ 0x001a, "Cancel Pair Device", FIXED(mgmt_device, 7), FIXED(mgmt_device, 7) },
	{ 0x001b, "Unpair Device", FIXED(unpair_device, 8), FIXED(mgmt_device, 7) },
	{ 0x001c, "User Confirmation Reply", FIXED(mgmt_device, 7), FIXED(mgmt_device, 7) },
	{ 0x001d, "User Confirmation Negative Reply", FIXED(mgmt_device, 7), FIXED(mgmt_device, 7) },
	{ 0x001e, "User Passkey Reply", FIXED(user_passkey_reply, 11), FIXED(mgmt_device, 7) },
	{ 0x001f, "User Passkey Negative Reply", FIXED(mgmt_device, 7), FIXED(mgmt_device, 7) },
	{ 0x0020, "Read Local Out Of Band Data", EMPTY, FIXED(local_oob_data, 64) },
	{ 0x0021, "Add Remote Out Of Band Data", FIXED(remote_oob_data, 71), FIXED(mgmt_device, 7) },
	{ 0x0022, "Remove Remote Out Of Band Data", FIXED(mgmt_device, 7), FIXED(mgmt_device, 7) },
	{ 0x0023, "Start Discovery", FIXED(addr_types, 1), FIXED(addr_types, 1) },
	{ 0x0024, "Stop Discovery", FIXED(addr_types, 1), FIXED(addr_types, 1) },
	{ 0x0025, "Confirm Name", FIXED(confirm_name, 8), FIXED(mgmt_device, 7) },
	{ 0x0026, "Block Device", FIXED(mgmt_device, 7), FIXED(mgmt_device, 7) },
	{ 0x0027, "Unblock Device", FIXED(mgmt_device, 7), FIXED(mgmt_device, 7) },
	{ 0x0028, "Set Device ID", FIXED(set_device_id, 8), EMPTY },
	{ 0x0029, "Set Advertising", FIXED(set_advertising, 1), FIXED(mgmt_settings, 4) },
	{ 0x002a, "Set BR/EDR", FIXED(set_bredr, 1), FIXED(mgmt_settings, 4) },
	{ 0x002b, "Set Static Address", FIXED(random_address, 6), FIXED(mgmt_settings, 4) },
	{ 0x002c, "Set Scan Parameters", FIXED(scan_parameters, 4), EMPTY },
	{ 0x002d, "Set Secure Connections", FIXED(set_secure_connections, 1), FIXED(mgmt_settings, 4) },
	{ 0x002e, "Set Debug Keys", FIXED(set_debug_keys, 1), FIXED(mgmt_settings, 4) },
	{ 0x002f, "Set Privacy", FIXED(set_privacy, 17), FIXED(mgmt_settings, 4) },
	{ 0x0030, "Load Identity Resolving Keys", CALLED(2, put_identity_keys), EMPTY },
	{ 0x0031, "Get Connection Information", FIXED(mgmt_device, 7), FIXED(connection_information, 10) },
	{ 0x0032, "Get Clock Information", FIXED(mgmt_device, 7), FIXED(clock_information, 17) },
	{ 0x0033, "Add Device", FIXED(mgmt_device_action, 8), FIXED(mgmt_device, 7) },
	{ 0x0034, "Remove Device", FIXED(mgmt_device, 7), FIXED(mgmt_device, 7) },
	{ 0x0035, "Load Connection Parameters", CALLED(2, put_parameters), EMPTY },
	{ 0x0036, "Read Unconfigured Controller Index List", EMPTY, CALLED(2, put_controllers) },
	{ 0x0037, "Read Controller Configuration Information", EMPTY, FIXED(configuration_information, 10) },
	{ 0x0038, "Set External Configuration", FIXED(set_external_configuration, 1), FIXED(mgmt_missing_options, 4) },
	{ 0x0039, "Set Public Address", FIXED(hci_address, 6), FIXED(mgmt_missing_options, 4) },
	{ 0x003a, "Start Service Discovery", TAIL(service_discovery, 4, put_uuids), FIXED(addr_types, 1) },
	{ 0x003b, "Read Local Out Of Band Extended Data", FIXED(addr_types, 1), TAIL(mgmt_oob_data, 3, decode_ad) },
	{ 0x003c, "Read Extended Controller Index List", EMPTY, CALLED(2, put_typed_controllers) },
	{ 0x003d, "Read Advertising Features", EMPTY, TAIL(advertising_features, 8, put_instances) },
	{ 0x003e, "Add Advertising", TAIL(add_advertising, 11, put_adv_data), FIXED(mgmt_instance, 1) },
	{ 0x003f, "Remove Advertising", FIXED(mgmt_instance, 1), FIXED(mgmt_instance, 1) },
	{ 0x0040, "Get Advertising Size Information", FIXED(advertising_flags, 5), FIXED(advertising_size, 7) },
	{ 0x0041, "Start Limited Discovery", FIXED(addr_types, 1), FIXED(addr_types, 1) },
	{ 0x0042, "Read Extended Controller Information", EMPTY, TAIL(extended_information, 19, decode_ad) },
	{ 0x0043, "Set Appearance", FIXED(set_appearance, 2), EMPTY },
	{ 0x0044, "Get PHY Configuration", EMPTY, FIXED(phy_configuration, 12) },
	{ 0x0045, "Set PHY Configuration", FIXED(mgmt_selected_phys, 4), EMPTY },
	{ 0x0046, "Load Blocked Keys", UNDECODED, UNDECODED },
	{ 0x0047, "Set Wideband Speech", UNDECODED, UNDECODED },
	{ 0x0048, "Read Controller Capabilities", UNDECODED, UNDECODED },
	{ 0x0049, "Read Experimental Features Information", EMPTY, CALLED(2, put_features) },
	{ 0x004a, "Set Experimental Feature", FIXED(set_feature, 17), FIXED(mgmt_feature, 20) },
	{ 0x004b, "Read Default System Configuration", UNDECODED, UNDECODED },
	{ 0x004c, "Set Default System Configuration", UNDECODED, UNDECODED },
	{ 0x004d, "Read Default Runtime Configuration", UNDECODED, UNDECODED },
	{ 0x004e, "Set Default Runtime Configuration", UNDECODED, UNDECODED },
	{ 0x004f, "Get Device Flags", FIXED(mgmt_device, 7), FIXED(mgmt_device_flags, 15) },
	{ 0x0050, "Set Device Flags", FIXED(set_device_flags, 11), FIXED(mgmt_device, 7) },
	{ 0x0051, "Read Advertisement Monitor Features", EMPTY, TAIL(monitor_features, 13, put_monitor_handles) },
	{ 0x0052, "Add Advertisement Patterns Monitor", CALLED(1, put_patterns), FIXED(hci_handle, 2) },
	{ 0x0053, "Remove Advertisement Monitor", FIXED(hci_handle, 2), FIXED(hci_handle, 2) },
	{ 0x0054, "Add Extended Advertising Parameters", ATLEAST(extended_advertising, 18), FIXED(extended_advertising_reply, 4) },
	{ 0x0055, "Add Extended Advertising Data", TAIL(mgmt_instance, 3, put_adv_data), FIXED(mgmt_instance, 1) },
	{ 0x0056, "Add Advertisement Patterns Monitor With RSSI Threshold", TAIL(rssi_patterns, 8, put_patterns), FIXED(hci_handle, 2) },
	{ 0x0057, "Set Mesh Receiver", TAIL(mesh_receiver, 6, put_ad_types), EMPTY },
	{ 0x0058, "Read Mesh Features", EMPTY, TAIL(mesh_features, 4, put_used_handles) },
	{ 0x0059, "Mesh Send", TAIL(mesh_send, 19, put_mesh_octets), FIXED(mgmt_mesh_handle, 1) },
	{ 0x005a, "Mesh Send Cancel", FIXED(mgmt_mesh_handle, 1), EMPTY },
	{ 0x005b, "HCI Command", TAIL(hci_command, 6, put_hci_parameters), UNDECODED },
};
/* clang-format on */

const struct command *mgmt_command_find(uint16_t code)
{
	return hci_table_find(commands, ARRAY_SIZE(commands), code);
}
