/* Android's extensions of HCI, which controllers of many makers have:
 * source.android.com, HCI requirements. */
#include "decoders/state.h"
#include "decoders/vendor.h"

static const struct scale scale_msec = { .mul = 1, .unit = " msec" };
static const struct scale scale_percent = { .mul = 1, .unit = " %" };
static const struct scale scale_50_msec = { .mul = 50, .unit = " msec" };
/* The clock of Bluetooth: 0.3125 msec. */
static const struct scale scale_clock = {
	.mul = 3125, .frac = 4, .unit = " msec"
};
static const struct scale scale_energy = { .mul = 1, .unit = " mA V msec" };
static const struct scale scale_db = { .mul = 1, .unit = " dB" };

static const char *const filtering_text[] = { "Not supported", "Supported" };
static const struct names support_names = NAMES_DENSE(filtering_text);

static const char *const codecs_text[] = { "SBC", "AAC", "aptX", "aptX HD",
	"LDAC", "Opus" };
static const struct bits codecs_bits = {
	.names = NAMES_DENSE(codecs_text),
	.unknown = "Unknown codecs",
};

static const char *const action_text[] = { "Add", "Delete", "Clear" };
static const struct names action_names = NAMES_DENSE(action_text);

static const char *const logic_text[] = { "Or", "And" };
static const struct names logic_names = NAMES_DENSE(logic_text);

static const char *const delivery_text[] = { "Immediate", "On found",
	"Batched" };
static const struct names delivery_names = NAMES_DENSE(delivery_text);

static const char *const address_type_text[] = { "Public", "Random",
	"Not applicable" };
static const struct names address_type_names = NAMES_DENSE(address_type_text);

static const char *const filter_text[] = {
	"Broadcaster address",
	"Service data change",
	"Service UUID",
	"Service solicitation UUID",
	"Local name",
	"Manufacturer data",
	"Service data",
	"Transport discovery data",
	"AD type",
};
static const struct bits filter_bits = {
	.names = NAMES_DENSE(filter_text),
	.unknown = "Unknown filters",
};

static const char *const extended_filter_text[] = { "Transport discovery data",
	"AD type" };
static const struct bits extended_filter_bits = {
	.names = NAMES_DENSE(extended_filter_text),
	.unknown = "Unknown filters",
};

static const char *const batch_mode_text[] = { "Truncated", "Full" };
static const struct bits batch_mode_bits = {
	.names = NAMES_DENSE(batch_mode_text),
	.unknown = "Unknown modes",
};
static const char *const batch_data_text[] = { [1] = "Truncated", "Full" };
static const struct names batch_data_names = NAMES_DENSE(batch_data_text);

static const char *const discard_text[] = { "Oldest", "Weakest RSSI" };
static const struct names discard_names = NAMES_DENSE(discard_text);

static const struct name quality_text[] = {
	{ 0x01, "Quality monitoring" },
	{ 0x02, "Approaching link supervision timeout" },
	{ 0x03, "A2DP audio choppy" },
	{ 0x04, "(e)SCO voice choppy" },
	{ 0x05, "Root inflammation" },
	{ 0x06, "Energy monitoring" },
	{ 0x07, "LE audio choppy" },
	{ 0x08, "Connection fail" },
	{ 0x09, "Advanced RF statistics" },
	{ 0x11, "LMP or LL message trace" },
	{ 0x12, "Scheduling trace" },
	{ 0x13, "Controller debug information" },
};
static const struct names quality_names = NAMES_SPARSE(quality_text);

static const char *const quality_mask_text[] = {
	"Quality monitoring",
	"Approaching link supervision timeout",
	"A2DP audio choppy",
	"(e)SCO voice choppy",
	"Root inflammation",
	"Energy monitoring",
	"LE audio choppy",
	"Connection fail",
	"Advanced RF statistics",
	[15] = "Vendor specific quality",
	"LMP or LL message trace",
	"Scheduling trace",
	"Controller debug information",
	[31] = "Vendor specific trace",
};
static const struct bits quality_mask_bits = {
	.names = NAMES_DENSE(quality_mask_text),
	.unknown = "Unknown reports",
};

static const char *const packet_types_text[] = { [1] = "ID",
	"NULL",
	"POLL",
	"FHS",
	"HV1",
	"HV2",
	"HV3",
	"DV",
	"EV3",
	"EV4",
	"EV5",
	"2-EV3",
	"2-EV5",
	"3-EV3",
	"3-EV5",
	"DM1",
	"DH1",
	"DM3",
	"DH3",
	"DM5",
	"DH5",
	"AUX1",
	"2-DH1",
	"2-DH3",
	"2-DH5",
	"3-DH1",
	"3-DH3",
	"3-DH5" };
static const struct names packet_types_names = NAMES_DENSE(packet_types_text);

static const char *const advertiser_text[] = { "Found", "Lost" };
static const struct names advertiser_names = NAMES_DENSE(advertiser_text);

static const char *const info_text[] = { "Information present",
	"No information" };
static const struct names info_names = NAMES_DENSE(info_text);

static const char *const state_change_text[] = { "Connection received" };
static const struct names state_change_names = NAMES_DENSE(state_change_text);

/* Commands with subcommands. */

/* The title of a subcommand and what follows; `at` is its code. */
static const struct command *put_subcommand(
    struct packet *p, const struct command *table, size_t n, const uint8_t *at)
{
	const struct command *c = hci_table_find(table, n, at[0]);

	put_subtitle(p, c ? c->name : NULL, at[0], 2, at, 1);
	return c;
}

static void put_of_command(
    struct packet *p, const struct command *table, size_t n)
{
	const uint8_t *at = take(p, 1);
	const struct command *c = at ? put_subcommand(p, table, n, at) : NULL;

	if (c)
		put_params(p, &c->params);
}

static void put_of_reply(
    struct packet *p, const struct command *table, size_t n)
{
	const struct command *c;

	if (rd_left(&p->r) < 2)
		return;
	c = put_subcommand(p, table, n, p->r.p + 1);
	put_status(p, "Status");
	rd_skip(&p->r, 1);
	if (c && rd_left(&p->r))
		put_params(p, &c->reply);
}

/* 31 octets, of which the first say how many are used. */
static void put_padded_data(struct packet *p)
{
	uint64_t n = put_uint(p, "Data length", 1);
	const uint8_t *at = take(p, 31);
	struct rd rest = p->r;

	if (at && n <= 31) {
		p->r = rd_over(at, n);
		decode_ad(p);
		p->r = rest;
	}
}

static void put_capabilities(struct packet *p)
{
	/* They have grown from version to version. */
	static const struct row base[] = {
		{ U8("Max advertising instances") },
		{ ENUM8("Offloaded address resolution", support) },
		{ U16("Scan results storage") },
		{ U8("Max IRK list size") },
		{ ENUM8("Filtering", support) },
		{ U8("Max filters") },
		{ ENUM8("Energy information", support) },
	};
	static const struct row v095[] = {
		{ U16("Advertisers tracked") },
		{ ENUM8("Extended scan", support) },
		{ ENUM8("Debug logging", support) },
	};
	static const struct row v096[] = {
		{ ENUM8("Address generation offloading", support) },
	};
	static const struct row v098[] = {
		{ BITS32("A2DP source offload", codecs) },
		{ ENUM8("Quality report", support) },
	};
	static const struct row v100[] = {
		{ BITS32("Dynamic audio buffer", codecs) },
	};
	static const struct row v103[] = {
		{ ENUM8("A2DP offload v2", support) },
	};
	static const struct row v104[] = {
		{ ENUM8("ISO link feedback", support) },
	};
	static const struct {
		const struct row *rows;
		uint8_t n, size;
	} parts[] = {
		{ v095, ARRAY_SIZE(v095), 4 },
		{ v096, ARRAY_SIZE(v096), 1 },
		{ v098, ARRAY_SIZE(v098), 5 },
		{ v100, ARRAY_SIZE(v100), 4 },
		{ v103, ARRAY_SIZE(v103), 1 },
		{ v104, ARRAY_SIZE(v104), 1 },
	};
	const uint8_t *at;

	dec_adapter(p->dec, p->rec->adapter)->android = true;
	PUT_ROWS(p, base);
	if (rd_left(&p->r) < 2)
		return;
	at = take(p, 2);
	put_value(p, FIELD_UINT, "Version", at[1], at, 2);
	join_uint(p, "Minor version", at[0], ".", NULL);
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
		if (rd_left(&p->r) >= parts[i].size)
			put_rows(p, parts[i].rows, parts[i].n);
}

/* Three times for each of 32 codecs; those of the mask mean something. */
static void put_audio_buffer(struct packet *p)
{
	enum { GET = 1 };
	static const struct row times[] = {
		{ SCALED16("Default", msec), .in = 1 },
		{ SCALED16("Maximum", msec), .in = 1 },
		{ SCALED16("Minimum", msec), .in = 1 },
	};
	uint64_t mask;

	if (put_hex(p, "Subcommand", 1) != GET)
		return;
	mask = put_bits(p, "Codecs", 4, &codecs_bits);
	for (unsigned i = 0; i < 32 && rd_left(&p->r) >= 6; i++) {
		if (mask >> i & 1) {
			const char *name = names_find(&codecs_bits.names, i);

			put_label(p, name ? name : "Unknown codec");
			PUT_ROWS(p, times);
		} else {
			take(p, 6);
		}
	}
}

static const struct row audio_buffer[] = { { X8("Subcommand") } };

/* The type comes behind the address that it is of. */
static void put_address_and_type(struct packet *p)
{
	put_addr(p, "Address", rd_left(&p->r) >= 7 ? p->r.p[6] : 0);
	put_enum(p, "Address type", 1, &addr_type_names);
}

/* The action, which may end it, then the number of the filter. */
static bool put_action(struct packet *p)
{
	put_enum(p, "Action", 1, &action_names);
	if (!rd_left(&p->r))
		return false;
	put_uint(p, "Filter index", 1);
	return rd_left(&p->r) > 0;
}

static void put_filter_parameters(struct packet *p)
{
	static const struct row rows[] = {
		{ BITS16("Features", filter) },
		{ X16("List logic") },
		{ ENUM8("Filter logic", logic) },
		{ RSSI("RSSI high threshold") },
		{ ENUM8("Delivery mode", delivery) },
		{ SCALED16("On found timeout", msec) },
		{ U8("On found count") },
		{ RSSI("RSSI low threshold") },
		{ SCALED16("On lost timeout", msec) },
	};

	if (!put_action(p))
		return;
	PUT_ROWS(p, rows);
	if (rd_left(&p->r) >= 2)
		put_uint(p, "Tracking entries", 2);
}

static void put_filter_address(struct packet *p)
{
	if (!put_action(p))
		return;
	put_addr(p, "Address", 0);
	if (rd_left(&p->r))
		put_enum(p, "Address type", 1, &address_type_names);
}

/* A UUID and its mask have the same size. */
static void put_filter_uuid(struct packet *p)
{
	size_t n;

	if (!put_action(p))
		return;
	n = rd_left(&p->r) / 2;
	if (rd_left(&p->r) % 2 || (n != 2 && n != 4 && n != 16))
		return;
	put_uuid(p, "UUID", n);
	put_octets(p, "Mask", n);
}

static void put_filter_name(struct packet *p)
{
	if (put_action(p))
		put_string(p, "Name", rd_left(&p->r));
}

static void put_filter_manufacturer(struct packet *p)
{
	size_t n;

	if (!put_action(p) || rd_left(&p->r) < 4 || rd_left(&p->r) % 2)
		return;
	n = rd_left(&p->r) / 2 - 2;
	put_company(p, "Company");
	put_octets(p, "Data", n);
	put_octets(p, "Company mask", 2);
	put_octets(p, "Data mask", n);
}

/* Data and its mask, of the same size. */
static void put_filter_data(struct packet *p)
{
	size_t n;

	if (!put_action(p) || rd_left(&p->r) % 2)
		return;
	n = rd_left(&p->r) / 2;
	put_octets(p, "Data", n);
	put_octets(p, "Mask", n);
}

static void put_filter_ad_type(struct packet *p)
{
	uint64_t n;

	if (!put_action(p))
		return;
	put_hex(p, "AD type", 1);
	n = put_uint(p, "Data length", 1);
	put_octets(p, "Data", n);
	put_octets(p, "Mask", n);
}

static void put_filter_discovery(struct packet *p)
{
	if (!put_action(p))
		return;
	put_hex(p, "Organization", 1);
	put_hex(p, "Flags", 1);
	put_hex(p, "Flags mask", 1);
	if (rd_left(&p->r))
		put_octets(p, "Data", put_uint(p, "Data length", 1));
	if (rd_left(&p->r))
		put_octets(p, "Data mask", put_uint(p, "Mask length", 1));
	if (rd_left(&p->r)) {
		put_hex(p, "Metadata type", 1);
		put_octets(p, "Metadata", put_uint(p, "Metadata length", 1));
	}
}

static void put_batch_results(struct packet *p)
{
	enum { FULL = 2 };
	static const struct row result[] = {
		{ CALL(7, put_address_and_type), .in = 1 },
		{ SCALED8("TX power", tx_dbm), .in = 1 },
		{ RSSI("RSSI"), .in = 1 },
		{ SCALED16("Age", 50_msec), .in = 1 },
	};
	uint64_t mode = put_enum(p, "Data", 1, &batch_data_names);
	uint64_t n = put_uint(p, "Number of records", 1);

	for (uint64_t i = 0; i < n && rd_left(&p->r); i++) {
		put_entry(p, "Record", i);
		PUT_ROWS(p, result);
		if (mode != FULL)
			continue;
		p->depth++;
		put_ad(p, put_hex(p, "Data length", 1));
		put_ad(p, put_hex(p, "Scan response length", 1));
		p->depth--;
	}
}

/* clang-format off */
static const struct row multi_parameters[] = {
	{ SCALED16("Min advertising interval", slots) },
	{ SCALED16("Max advertising interval", slots) },
	{ ENUM8("Type", adv_type) },
	{ ADDR_TYPE("Own address type", addr_type) },
	{ ADDR_TYPED("Own address") },
	{ ADDR_TYPE("Peer address type", addr_type) },
	{ ADDR_TYPED("Peer address") },
	{ ENUM8("Channel map", adv_channels) },
	{ ENUM8("Filter policy", adv_filter) },
	{ U8("Instance") },
	{ SCALED8("TX power", tx_dbm) },
};

static const struct row multi_data[] = {
	{ CALL(32, put_padded_data) },
	{ U8("Instance") },
};

static const struct row multi_address[] = {
	{ ADDR_RND("Address") },
	{ U8("Instance") },
};

static const struct row multi_enable[] = {
	{ ENUM8("Advertising", enable) },
	{ U8("Instance") },
};

static const struct row enabled[] = {
	{ ENUM8("Enable", enable) },
};

static const struct row batch_storage[] = {
	{ SCALED8("Max for full results", percent) },
	{ SCALED8("Max for truncated results", percent) },
	{ SCALED8("Notify threshold", percent) },
};

static const struct row batch_parameters[] = {
	{ BITS8("Mode", batch_mode) },
	{ SCALED32("Scan window", slots) },
	{ SCALED32("Scan interval", slots) },
	{ ENUM8("Own address type", addr_type) },
	{ ENUM8("Discard", discard) },
};

static const struct row batch_read[] = {
	{ ENUM8("Data", batch_data) },
};

static const struct row filter_space[] = {
	{ ENUM8("Action", action) },
	{ U8("Available spaces") },
};

static const struct row extended_features[] = {
	{ BITS16("Features", extended_filter) },
};

static const struct row energy[] = {
	{ SCALED32("TX time", msec) },
	{ SCALED32("RX time", msec) },
	{ SCALED32("Idle time", msec) },
	{ SCALED32("Energy used", energy) },
};

static const struct row extended_scan[] = {
	{ ENUM8("Type", le_scan_type) },
	{ SCALED32("Interval", slots) },
	{ SCALED32("Window", slots) },
	{ ENUM8("Own address type", own_addr_type) },
	{ ENUM8("Filter policy", scan_filter) },
};

static const struct row quality_report[] = {
	{ ENUM8("Action", action) },
	{ BITS32("Reports", quality_mask) },
	{ SCALED16("Min interval", msec) },
};

static const struct row quality_vendor[] = {
	{ X32("Vendor reports") },
	{ X32("Vendor traces") },
};

static const struct command multi_commands[] = {
	{ 0x01, "Set Advertising Parameters", FIXED(multi_parameters, 23), EMPTY },
	{ 0x02, "Set Advertising Data", FIXED(multi_data, 33), EMPTY },
	{ 0x03, "Set Scan Response Data", FIXED(multi_data, 33), EMPTY },
	{ 0x04, "Set Random Address", FIXED(multi_address, 7), EMPTY },
	{ 0x05, "Set Advertising Enable", FIXED(multi_enable, 2), EMPTY },
};

static const struct command batch_commands[] = {
	{ 0x01, "Enable", FIXED(enabled, 1), EMPTY },
	{ 0x02, "Set Storage Parameters", FIXED(batch_storage, 3), EMPTY },
	{ 0x03, "Set Scan Parameters", FIXED(batch_parameters, 11), EMPTY },
	{ 0x04, "Read Results", FIXED(batch_read, 1), CALLED(2, put_batch_results) },
};

static const struct command filter_commands[] = {
	{ 0x00, "Enable", FIXED(enabled, 1), FIXED(enabled, 1) },
	{ 0x01, "Set Filtering Parameters", CALLED(1, put_filter_parameters), FIXED(filter_space, 2) },
	{ 0x02, "Broadcaster Address", CALLED(1, put_filter_address), FIXED(filter_space, 2) },
	{ 0x03, "Service UUID", CALLED(1, put_filter_uuid), FIXED(filter_space, 2) },
	{ 0x04, "Service Solicitation UUID", CALLED(1, put_filter_uuid), FIXED(filter_space, 2) },
	{ 0x05, "Local Name", CALLED(1, put_filter_name), FIXED(filter_space, 2) },
	{ 0x06, "Manufacturer Data", CALLED(1, put_filter_manufacturer), FIXED(filter_space, 2) },
	{ 0x07, "Service Data", CALLED(1, put_filter_data), FIXED(filter_space, 2) },
	{ 0x08, "Transport Discovery Data", CALLED(1, put_filter_discovery), FIXED(filter_space, 2) },
	{ 0x09, "AD Type", CALLED(1, put_filter_ad_type), FIXED(filter_space, 2) },
	{ 0xff, "Read Extended Features", EMPTY, FIXED(extended_features, 2) },
};
/* clang-format on */

#define SUBCOMMANDS(name)                                                      \
	static void put_##name##_command(struct packet *p)                     \
	{                                                                      \
		put_of_command(                                                \
		    p, name##_commands, ARRAY_SIZE(name##_commands));          \
	}                                                                      \
	static void put_##name##_reply(struct packet *p)                       \
	{                                                                      \
		put_of_reply(p, name##_commands, ARRAY_SIZE(name##_commands)); \
	}

SUBCOMMANDS(multi)
SUBCOMMANDS(batch)
SUBCOMMANDS(filter)

/* Later versions have the maker's own masks behind the rest. */
static void put_quality_vendor(struct packet *p)
{
	if (rd_left(&p->r) >= 8)
		PUT_ROWS(p, quality_vendor);
}

static void put_quality_command(struct packet *p)
{
	PUT_ROWS(p, quality_report);
	put_quality_vendor(p);
}

static void put_quality_reply(struct packet *p)
{
	put_bits(p, "Reports", 4, &quality_mask_bits);
	put_quality_vendor(p);
}

/* clang-format off */
#define SUB(name) \
	CALLED(1, put_##name##_command), { .has_status = true, .size = 2, .tail = put_##name##_reply }

const struct command android_commands[] = {
	{ 0xfd53, "Android LE Get Vendor Capabilities", EMPTY, CALLED(8, put_capabilities) },
	{ 0xfd54, "Android LE Multi Advertising", SUB(multi) },
	{ 0xfd56, "Android LE Batch Scan", SUB(batch) },
	{ 0xfd57, "Android LE Advertising Filter", SUB(filter) },
	{ 0xfd59, "Android LE Energy Information", EMPTY, FIXED(energy, 16) },
	{ 0xfd5a, "Android LE Extended Scan Parameters", FIXED(extended_scan, 11), EMPTY },
	{ 0xfd5b, "Android Controller Debug Information", EMPTY, EMPTY },
	{ 0xfd5d, "Android A2DP Hardware Offload", UNDECODED, UNDECODED },
	{ 0xfd5e, "Android Bluetooth Quality Report", CALLED(7, put_quality_command), CALLED(4, put_quality_reply) },
	{ 0xfd5f, "Android Dynamic Audio Buffer", ATLEAST(audio_buffer, 1), CALLED(1, put_audio_buffer) },
};
const size_t n_android_commands = ARRAY_SIZE(android_commands);

static const struct row state_change[] = {
	{ U8("Instance") },
	{ ENUM8("Reason", state_change) },
	{ U16("Handle") },
};

static const struct row debug_info[] = {
	{ U16("Offset") },
	{ X8("Last block") },
	{ U16("Size") },
};

static const struct row link_quality[] = {
	{ ENUM8("Packet type", packet_types) },
	{ U16("Handle") },
	{ ENUM8("Role", role) },
	{ SCALED8("TX power", tx_dbm) },
	{ RSSI("RSSI") },
	{ SCALED8("SNR", db) },
	{ U8("Unused AFH channels") },
	{ U8("Unideal AFH channels") },
	{ SCALED16("Link supervision timeout", clock) },
	{ SCALED32("Piconet clock", clock) },
	{ U32("Retransmissions") },
	{ U32("No RX") },
	{ U32("NAKs") },
	{ SCALED32("Last TX ACK", clock) },
	{ U32("Flow off") },
	{ SCALED32("Last flow on", clock) },
	{ U32("Buffer overflow octets") },
	{ U32("Buffer underflow octets") },
};
enum { LINK_QUALITY_SIZE = 47 };

static const struct row root_inflammation[] = {
	{ REASON("Error") },
	{ X8("Vendor error") },
};

static const struct row trace[] = {
	{ U16("Handle") },
};
/* clang-format on */

/* What later versions add is not decoded: which one it is does not show. */
static void put_quality_report(struct packet *p)
{
	switch (put_enum(p, "Report", 1, &quality_names)) {
	case 0x01:
	case 0x02:
	case 0x03:
	case 0x04:
	case 0x07:
	case 0x08:
		if (rd_left(&p->r) >= LINK_QUALITY_SIZE)
			PUT_ROWS(p, link_quality);
		break;
	case 0x05:
		PUT_ROWS(p, root_inflammation);
		break;
	case 0x11:
	case 0x12:
		PUT_ROWS(p, trace);
		break;
	}
}

static void put_tracking(struct packet *p)
{
	static const struct row rows[] = {
		{ U8("Filter index") },
		{ ENUM8("Advertiser", advertiser) },
	};
	static const struct row advertisement[] = {
		{ SCALED8("TX power", tx_dbm) },
		{ RSSI("RSSI") },
		{ SCALED16("Age", 50_msec) },
	};
	uint64_t no_information;

	PUT_ROWS(p, rows);
	no_information = put_enum(p, "Information", 1, &info_names);
	put_address_and_type(p);
	if (no_information || !rd_left(&p->r))
		return;
	PUT_ROWS(p, advertisement);
	put_ad(p, put_hex(p, "Data length", 1));
	put_ad(p, put_hex(p, "Scan response length", 1));
}

/* clang-format off */
static const struct packet_name events[] = {
	{ 0x54, "Android Batch Scan Threshold", EMPTY },
	{ 0x55, "Android Multi Advertising State Change", FIXED(state_change, 4) },
	{ 0x56, "Android Advertisement Tracking", CALLED(10, put_tracking) },
	{ 0x57, "Android Controller Debug Information", ATLEAST(debug_info, 5) },
	{ 0x58, "Android Bluetooth Quality Report", CALLED(1, put_quality_report) },
};
/* clang-format on */

bool android_event(struct packet *p)
{
	const uint8_t *at = p->r.p;
	const struct packet_name *event =
	    rd_left(&p->r) ? packet_find(events, ARRAY_SIZE(events), at[0])
			   : NULL;

	if (!event)
		return false;
	rd_skip(&p->r, 1);
	put_subtitle(p, event->name, at[0], 2, at, 1);
	put_params(p, &event->params);
	return true;
}
