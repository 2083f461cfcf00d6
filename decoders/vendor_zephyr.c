/* Commands and events of Zephyr's controller, and of Nordic's SoftDevice
 * Controller, which has Zephyr's and more of its own. Zephyr's specification
 * of its HCI vendor extensions, version 0.x. */
#include "decoders/vendor.h"

enum { COMPANY_NORDIC = 0x0059 };

static const struct scale scale_us = { .mul = 1, .unit = " us" };
static const struct scale scale_msec = { .mul = 1, .unit = " msec" };
static const struct scale scale_celsius = {
	.mul = 1, .is_signed = true, .unit = " C"
};
static const struct scale scale_db = { .mul = 1, .unit = " dB" };
static const struct scale scale_tenth_dbm = {
	.mul = 1, .frac = 1, .is_signed = true, .unit = " dBm"
};
static const struct scale scale_channel = {
	.mul = 2, .add = 2402, .unit = " MHz"
};
static const struct scale scale_cm = {
	.mul = 1, .is_signed = true, .unit = " cm"
};

static const char *const platform_text[] = {
	[1] = "Intel", "Nordic Semiconductor", "NXP", "Espressif"
};
static const struct names platform_names = NAMES_DENSE(platform_text);

static const char *const nordic_text[] = {
	[1] = "nRF51x", "nRF52x", "nRF53x", "nRF54Hx", "nRF54Lx"
};
static const struct names nordic_names = NAMES_DENSE(nordic_text);

static const char *const espressif_text[] = { [1] = "ESP32",
	"ESP32-S3",
	"ESP32-C2",
	"ESP32-C3",
	"ESP32-C6",
	"ESP32-H2" };
static const struct names espressif_names = NAMES_DENSE(espressif_text);

static const char *const firmware_text[] = { "Bluetooth controller",
	"Standard controller", "Vendor specific controller", "Firmware loader",
	"Rescue image" };
static const struct names firmware_names = NAMES_DENSE(firmware_text);

static const char *const commands_text[] = {
	"Read Version Information",
	"Read Supported Commands",
	"Read Supported Features",
	"Set Event Mask",
	"Reset",
	"Write BD_ADDR",
	"Set Trace Enable",
	"Read Build Information",
	"Read Static Addresses",
	"Read Key Hierarchy Roots",
	"Read Chip Temperature",
	"Read Host Stack Commands",
	"Set Scan Request Reports",
	"Write Tx Power Level",
	"Read Tx Power Level",
};
static const struct bits commands_bits = {
	.names = NAMES_DENSE(commands_text),
	.unknown = "Unknown commands",
};

static const char *const events_text[] = {
	[1] = "Fatal Error",
	"Trace Information",
	"Scan Request Received",
	"LE Connectionless IQ Report",
	"LE Connection IQ Report",
};
static const struct bits events_bits = {
	.names = NAMES_DENSE(events_text),
	.unknown = "Unknown events",
};
static const struct bits features_bits = { .unknown = "Unknown features" };

static const char *const reset_text[] = { "Soft", "Hard" };
static const struct names reset_names = NAMES_DENSE(reset_text);

static const char *const trace_text[] = { "HCI events", "VDC" };
static const struct names trace_names = NAMES_DENSE(trace_text);

static const char *const power_handle_text[] = { "Advertiser",
	"Scanner or initiator", "Connection", "Periodic sync",
	"Isochronous broadcaster" };
static const struct names power_handle_names = NAMES_DENSE(power_handle_text);

static const char *const host_vendor_text[] = { [1] = "Android", "Microsoft" };
static const struct names host_vendor_names = NAMES_DENSE(host_vendor_text);

static const char *const usb_mode_text[] = { "H2", "H4" };
static const struct names usb_mode_names = NAMES_DENSE(usb_mode_text);

static const char *const error_type_text[] = {
	[1] = "Stack frame", "Controller assert", "Trace"
};
static const struct names error_type_names = NAMES_DENSE(error_type_text);

static const char *const trace_type_text[] = { [1] = "LMP sent",
	"LMP received",
	"LLCP sent",
	"LLCP received",
	"LE connection indication" };
static const struct names trace_type_names = NAMES_DENSE(trace_type_text);

static const char *const latency_mode_text[] = { "Enabled", "Disabled",
	"Wait for acknowledgement" };
static const struct names latency_mode_names = NAMES_DENSE(latency_mode_text);

static const char *const sounding_parameter_text[] = { "Event length", "T_PM",
	"Board distance offset" };
static const struct names sounding_parameter_names =
    NAMES_DENSE(sounding_parameter_text);

static const char *const start_task_text[] = {
	[1] = "Scanner", "Initiator", "Connection", "Advertiser"
};
static const struct names start_task_names = NAMES_DENSE(start_task_text);

static const struct name role_priority_text[] = {
	{ 0x04, "Initiator on secondary channels" },
};
static const struct names role_priority_names =
    NAMES_SPARSE(role_priority_text);

static void put_version(struct packet *p)
{
	static const struct names none = { .n = 0 };
	static const struct names *const variants[] = {
		[2] = &nordic_names, [4] = &espressif_names
	};
	uint64_t platform =
	    put_enum(p, "Hardware platform", 2, &platform_names);
	const struct names *names =
	    platform < ARRAY_SIZE(variants) ? variants[platform] : NULL;

	put_enum(p, "Hardware variant", 2, names ? names : &none);
	put_enum(p, "Firmware variant", 1, &firmware_names);
	put_uint(p, "Firmware version", 1);
	put_uint(p, "Firmware revision", 2);
	put_uint(p, "Firmware build", 4);
}

static void put_commands(struct packet *p)
{
	put_octet_bits(p, "Commands", 8, &commands_bits);
	take(p, 56);
}

static void put_build_info(struct packet *p)
{
	put_string(p, "Build", rd_left(&p->r));
}

static void put_static_addresses(struct packet *p)
{
	static const struct row address[] = {
		{ ADDR_RND("Address") },
		{ OCTETS("Identity root", 16), .in = 1 },
	};

	PUT_LIST(p, put_uint(p, "Number of addresses", 1), address);
}

static void put_host_commands(struct packet *p)
{
	static const struct row commands[] = {
		{ ENUM16("Vendor", host_vendor) },
		{ X16("Opcode base"), .in = 1 },
	};

	PUT_LIST(p, put_uint(p, "Number of vendors", 1), commands);
}

static void put_usb_modes(struct packet *p)
{
	static const struct row mode[] = { { ENUM8("Mode", usb_mode),
	    .in = 1 } };

	PUT_LIST(p, put_uint(p, "Number of modes", 1), mode);
}

static void put_sounding_parameter(struct packet *p)
{
	switch (put_enum(p, "Type", 1, &sounding_parameter_names)) {
	case 0:
		put_scaled(p, "Event length", 4, &scale_us, 8);
		break;
	case 1:
		put_scaled(p, "T_PM", 1, &scale_us, 2);
		break;
	case 2:
		put_scaled(p, "Distance offset", 2, &scale_cm, 4);
		break;
	}
}

/* What is stacked when a Cortex-M faults. */
static void put_fatal_error(struct packet *p)
{
	enum { STACK_FRAME = 1, CONTROLLER_ASSERT, TRACE, CORTEX_M = 1 };
	static const struct row frame[] = {
		{ X32("r0") },
		{ X32("r1") },
		{ X32("r2") },
		{ X32("r3") },
		{ X32("r12") },
		{ X32("lr") },
		{ X32("pc") },
		{ X32("xpsr") },
	};

	switch (put_enum(p, "Type", 1, &error_type_names)) {
	case STACK_FRAME:
		put_hex(p, "Reason", 4);
		if (put_hex(p, "CPU type", 1) == CORTEX_M)
			PUT_ROWS(p, frame);
		break;
	case CONTROLLER_ASSERT:
		put_string(p, "Information", rd_left(&p->r));
		break;
	case TRACE:
		put_hex(p, "pc", 8);
		put_string(p, "Information", rd_left(&p->r));
		break;
	}
}

/* As LE's own report, but with 16 bits each. */
static void put_iq_samples(struct packet *p)
{
	uint64_t n = put_uint(p, "Number of samples", 1);

	p->depth++;
	while (n--) {
		const uint8_t *at = take(p, 4);
		struct field f = { .kind = FIELD_INT, .name = "I", .len = 2 };

		if (!at)
			break;
		f.value = (uint64_t)(int16_t)get_le16(at);
		put_field(p, &f, at);
		f.name = "Q";
		f.join = " Q: ";
		f.value = (uint64_t)(int16_t)get_le16(at + 2);
		put_field(p, &f, at + 2);
	}
	p->depth--;
}

static void put_channel_energy(struct packet *p)
{
	for (unsigned i = 0; i < 40; i++) {
		put_entry(p, "Channel", i);
		p->depth++;
		put_report_rssi(p);
		p->depth--;
	}
}

/* clang-format off */
static const struct row supported_features[] = {
	{ FEATURES("Features", features) },
};

static const struct row event_mask[] = {
	{ BITS64("Mask", events) },
};

static const struct row reset[] = {
	{ ENUM8("Type", reset) },
};

static const struct row trace_enable[] = {
	{ ENUM8("Trace", enable) },
	{ ENUM8("Type", trace) },
};

static const struct row key_roots[] = {
	{ OCTETS("Identity root", 16) },
	{ OCTETS("Encryption root", 16) },
};

static const struct row temperature[] = {
	{ SCALED8("Temperature", celsius) },
};

static const struct row enabled[] = {
	{ ENUM8("Enable", enable) },
};

static const struct row power_handle[] = {
	{ ENUM8("Handle type", power_handle) },
	{ U16("Handle") },
};

static const struct row power[] = {
	{ ENUM8("Handle type", power_handle) },
	{ U16("Handle") },
	{ CALL(1, put_wanted_power) },
};

static const struct row selected_power[] = {
	{ ENUM8("Handle type", power_handle) },
	{ U16("Handle") },
	{ SCALED8("TX power (selected)", tx_dbm) },
};

static const struct row usb_mode[] = {
	{ ENUM8("Mode", usb_mode) },
};

static const struct row min_channels[] = {
	{ U16("Handle") },
	{ BITS8("PHYs", phys) },
	{ U8("Min used channels") },
};

static const struct row scan_request[] = {
	{ ADDR_TYPE("Scanner address type", peer_addr_type) },
	{ ADDR_TYPED("Scanner address") },
	{ RSSI("RSSI") },
};

static const struct row trace_info[] = {
	{ ENUM8("Type", trace_type) },
};

static const struct row connectionless_iq[] = {
	{ U16("Sync handle") },
	{ U8("Channel") },
	{ SCALED_AS(2, 4, "RSSI", tenth_dbm) },
	{ U8("RSSI antenna ID") },
	{ CALL(1, put_cte_type) },
	{ X8("Slot durations") },
	{ X8("Packet status") },
	{ U16("Periodic event counter") },
};

static const struct row connection_iq[] = {
	{ U16("Handle") },
	{ ENUM8("RX PHY", phy) },
	{ U8("Data channel") },
	{ SCALED_AS(2, 4, "RSSI", tenth_dbm) },
	{ U8("RSSI antenna ID") },
	{ CALL(1, put_cte_type) },
	{ X8("Slot durations") },
	{ X8("Packet status") },
	{ U16("Connection event counter") },
};

static const struct row connection_update[] = {
	{ U16("Handle") },
	{ SCALED32("Connection interval", us) },
	{ U16("Connection latency") },
	{ SCALED16("Supervision timeout", 10_msec) },
};

static const struct row microseconds[] = {
	{ SCALED32("Time", us) },
};

static const struct row latency_mode[] = {
	{ U16("Handle") },
	{ ENUM8("Mode", latency_mode) },
};

static const struct row remote_power[] = {
	{ U16("Handle") },
	{ ENUM8("PHY", power_phy) },
	{ SCALED8("Delta", tx_dbm) },
};

static const struct row adv_randomness[] = {
	{ X8("Advertising handle") },
	{ SCALED16("Max random delay", us) },
};

static const struct row channel_survey[] = {
	{ ENUM8("Enable", enable) },
	{ SCALED32("Interval", us) },
};

static const struct row power_control[] = {
	{ ENUM8("Autonomous requests", enable) },
	{ ENUM8("APR handling", enable) },
	{ U16("Beta") },
	{ RSSI("Lower limit") },
	{ RSSI("Upper limit") },
	{ RSSI("Lower target RSSI") },
	{ RSSI("Upper target RSSI") },
	{ SCALED16("Wait period", msec) },
	{ SCALED8("APR margin", db) },
};

static const struct row average_rssi[] = {
	{ U16("Handle") },
	{ RSSI("RSSI") },
};

static const struct row event_counter[] = {
	{ U16("Handle") },
	{ U16("Next connection event") },
};

static const struct row min_payload[] = {
	{ U8("Min max TX octets") },
};

static const struct row iso_timestamp[] = {
	{ U16("Handle") },
	{ U16("Sequence number") },
	{ SCALED32("Timestamp", us) },
};

static const struct row scan_channels[] = {
	{ OCTETS("Channel map", 5) },
};

static const struct row role_priority[] = {
	{ ENUM8("Handle type", role_priority) },
	{ U16("Handle") },
	{ U8("Priority") },
};

static const struct row start_task[] = {
	{ ENUM8("Handle type", start_task) },
	{ U16("Handle") },
	{ X32("Task address") },
};

static const struct row carrier_test[] = {
	{ SCALED8("TX Channel", channel) },
	{ SCALED8("TX power", tx_dbm) },
};

static const struct row qos_event[] = {
	{ U16("Handle") },
	{ U16("Connection event counter") },
	{ U8("Channel") },
	{ U16("Packets with good CRC") },
	{ U16("Packets with bad CRC") },
	{ U16("NAKs") },
	{ X8("RX timeout") },
};

static const struct row anchor_point[] = {
	{ U16("Handle") },
	{ U16("Connection event counter") },
	{ ROW(ROW_UINT, 8, "Anchor point") },
};

static const struct row adv_counter[] = {
	{ X8("Advertising handle") },
	{ U16("Periodic event counter") },
};

#define ZEPHYR_COMMANDS \
	{ 0xfc01, "Zephyr Read Version Information", EMPTY, CALLED_FIXED(12, put_version) }, \
	{ 0xfc02, "Zephyr Read Supported Commands", EMPTY, CALLED_FIXED(64, put_commands) }, \
	{ 0xfc03, "Zephyr Read Supported Features", EMPTY, FIXED(supported_features, 8) }, \
	{ 0xfc04, "Zephyr Set Event Mask", FIXED(event_mask, 8), EMPTY }, \
	{ 0xfc05, "Zephyr Reset", FIXED(reset, 1), EMPTY }, \
	{ 0xfc06, "Zephyr Write BD ADDR", FIXED(hci_address, 6), EMPTY }, \
	{ 0xfc07, "Zephyr Set Trace Enable", FIXED(trace_enable, 2), EMPTY }, \
	{ 0xfc08, "Zephyr Read Build Information", EMPTY, CALLED(0, put_build_info) }, \
	{ 0xfc09, "Zephyr Read Static Addresses", EMPTY, CALLED(1, put_static_addresses) }, \
	{ 0xfc0a, "Zephyr Read Key Hierarchy Roots", EMPTY, FIXED(key_roots, 32) }, \
	{ 0xfc0b, "Zephyr Read Chip Temperature", EMPTY, FIXED(temperature, 1) }, \
	{ 0xfc0c, "Zephyr Read Host Stack Commands", EMPTY, CALLED(1, put_host_commands) }, \
	{ 0xfc0d, "Zephyr Set Scan Request Reports", FIXED(enabled, 1), EMPTY }, \
	{ 0xfc0e, "Zephyr Write Tx Power Level", FIXED(power, 4), FIXED(selected_power, 4) }, \
	{ 0xfc0f, "Zephyr Read Tx Power Level", FIXED(power_handle, 3), FIXED(selected_power, 4) }, \
	{ 0xfc10, "Zephyr Read USB Transport Mode", EMPTY, CALLED(1, put_usb_modes) }, \
	{ 0xfc11, "Zephyr Set USB Transport Mode", FIXED(usb_mode, 1), EMPTY }, \
	{ 0xfc12, "Zephyr Set Min Number of Used Channels", FIXED(min_channels, 4), EMPTY }

/* The Linux kernel's emulated controllers have the same company. */
static const struct command zephyr_commands[] = {
	ZEPHYR_COMMANDS,
	MICROSOFT_EXTENSION(0xfc1e),
};

static const struct command nordic_commands[] = {
	ZEPHYR_COMMANDS,
	{ 0xfd01, "Nordic Set Low Latency Packet Mode", FIXED(enabled, 1), EMPTY },
	{ 0xfd02, "Nordic Connection Update", FIXED(connection_update, 10), UNDECODED },
	{ 0xfd03, "Nordic Extend Connection Events", FIXED(enabled, 1), EMPTY },
	{ 0xfd04, "Nordic Enable QoS Connection Event Reports", FIXED(enabled, 1), EMPTY },
	{ 0xfd05, "Nordic Set Event Length", FIXED(microseconds, 4), EMPTY },
	{ 0xfd06, "Nordic Set Periodic Advertising Event Length", FIXED(microseconds, 4), EMPTY },
	{ 0xfd09, "Nordic Set Peripheral Latency Mode", FIXED(latency_mode, 3), EMPTY },
	{ 0xfd0a, "Nordic Write Remote Tx Power", FIXED(remote_power, 4), EMPTY },
	{ 0xfd0c, "Nordic Set Advertising Randomness", FIXED(adv_randomness, 3), EMPTY },
	{ 0xfd0d, "Nordic Set Window Offset Compatibility", FIXED(enabled, 1), EMPTY },
	{ 0xfd0e, "Nordic Enable QoS Channel Survey", FIXED(channel_survey, 5), EMPTY },
	{ 0xfd10, "Nordic Set Power Control Request Parameters", FIXED(power_control, 11), EMPTY },
	{ 0xfd11, "Nordic Read Average RSSI", FIXED(hci_handle, 2), FIXED(average_rssi, 3) },
	{ 0xfd12, "Nordic Set Central ACL Event Spacing", FIXED(microseconds, 4), EMPTY },
	{ 0xfd14, "Nordic Get Next Connection Event Counter", FIXED(hci_handle, 2), FIXED(event_counter, 4) },
	{ 0xfd15, "Nordic Allow Parallel Connection Establishments", FIXED(enabled, 1), EMPTY },
	{ 0xfd16, "Nordic Set Min Value of Max ACL Tx Payload", FIXED(min_payload, 1), EMPTY },
	{ 0xfd17, "Nordic Read ISO Tx Timestamp", FIXED(hci_handle, 2), FIXED(iso_timestamp, 8) },
	{ 0xfd18, "Nordic Set BIG Reserved Time", FIXED(microseconds, 4), EMPTY },
	{ 0xfd19, "Nordic Set CIG Reserved Time", FIXED(microseconds, 4), EMPTY },
	{ 0xfd1a, "Nordic Set CIS Subevent Length", FIXED(microseconds, 4), EMPTY },
	{ 0xfd1b, "Nordic Set Scan Channel Map", FIXED(scan_channels, 5), EMPTY },
	{ 0xfd1c, "Nordic Accept Extended Advertising Packets", FIXED(enabled, 1), EMPTY },
	{ 0xfd1d, "Nordic Set Role Priority", FIXED(role_priority, 4), EMPTY },
	{ 0xfd1e, "Nordic Set Event Start Task", FIXED(start_task, 7), EMPTY },
	{ 0xfd1f, "Nordic Enable Anchor Point Reports", FIXED(enabled, 1), EMPTY },
	{ 0xfd20, "Nordic Enable Periodic Advertising Counter Reports", FIXED(enabled, 1), EMPTY },
	{ 0xfd22, "Nordic Set Channel Sounding Parameters", CALLED(2, put_sounding_parameter), EMPTY },
	{ 0xfd23, "Nordic Transmitter Carrier Test", FIXED(carrier_test, 2), EMPTY },
};

static const struct packet_name events[] = {
	{ 0x02, "Zephyr Fatal Error", CALLED(1, put_fatal_error) },
	{ 0x03, "Zephyr Trace Information", ATLEAST(trace_info, 1) },
	{ 0x04, "Zephyr Scan Request Received", FIXED(scan_request, 8) },
	{ 0x05, "Zephyr LE Connectionless IQ Report", TAIL(connectionless_iq, 12, put_iq_samples) },
	{ 0x06, "Zephyr LE Connection IQ Report", TAIL(connection_iq, 13, put_iq_samples) },
	{ 0x80, "Nordic QoS Connection Event Report", FIXED(qos_event, 12) },
	{ 0x81, "Nordic QoS Channel Survey Report", CALLED_FIXED(40, put_channel_energy) },
	{ 0x82, "Nordic Anchor Point Update Report", FIXED(anchor_point, 12) },
	{ 0x84, "Nordic Periodic Advertising Counter Report", FIXED(adv_counter, 3) },
};
/* clang-format on */

/* What a controller prints when it asserts: 0xaa, a file's name, and a line. */
static void put_assertion(struct packet *p)
{
	size_t n = strnlen((const char *)p->r.p, rd_left(&p->r));

	put_string(p, "File", n);
	if (rd_left(&p->r) == 5) {
		take(p, 1);
		put_uint(p, "Line", 4);
	}
}

static bool put_event(struct packet *p)
{
	enum { ASSERTION = 0xaa };
	const uint8_t *at = p->r.p;
	const struct packet_name *event;

	if (!rd_left(&p->r))
		return false;
	if (at[0] == ASSERTION) {
		rd_skip(&p->r, 1);
		put_subtitle(p, "Zephyr Assertion", ASSERTION, 2, at, 1);
		put_assertion(p);
		put_rest(p);
		return true;
	}
	event = packet_find(events, ARRAY_SIZE(events), at[0]);
	if (!event)
		return false;
	rd_skip(&p->r, 1);
	put_subtitle(p, event->name, at[0], 2, at, 1);
	put_params(p, &event->params);
	return true;
}

const struct vendor vendor_zephyr = {
	COMPANY_LINUX_FOUNDATION,
	zephyr_commands,
	ARRAY_SIZE(zephyr_commands),
	put_event,
};

const struct vendor vendor_nordic = {
	COMPANY_NORDIC,
	nordic_commands,
	ARRAY_SIZE(nordic_commands),
	put_event,
};
