/* Informational, status and testing commands, Vol 4 Part E 7.4 to 7.6. */
#include "decoders/hci.h"
#include "decoders/names.h"
#include "decoders/state.h"

static const struct scale scale_half_slots = {
	.mul = 3125, .frac = 4, .unit = " msec"
};
static const struct scale scale_kbps = { .mul = 1, .unit = " kbps" };
static const struct scale scale_octets = { .mul = 1, .unit = " octets" };
static const struct scale scale_us = { .mul = 1, .unit = " us" };

static const char *const controller_type_text[] = {
	"Primary BR/EDR Controller",
	"802.11 AMP Controller",
};
static const struct names controller_type_names =
    NAMES_DENSE(controller_type_text);

/* clang-format off */
/* The command that a bit of Supported Commands stands for, Vol 4 Part E 6.27. */
static const uint16_t supported_commands[][8] = {
	{ 0x0401, 0x0402, 0x0403, 0x0404, 0x0405, 0x0406, 0x0407, 0x0408 },
	{ 0x0409, 0x040a, 0x040b, 0x040c, 0x040d, 0x040e, 0x040f, 0x0411 },
	{ 0x0413, 0x0415, 0x0417, 0x0419, 0x041a, 0x041b, 0x041c, 0x041d },
	{ 0x041f, 0x0420, 0, 0, 0, 0, 0, 0 },
	{ 0, 0x0801, 0x0803, 0x0804, 0x0805, 0x0806, 0x0807, 0x0809 },
	{ 0x080b, 0x080c, 0x080d, 0x080e, 0x080f, 0x0810, 0x0c01, 0x0c03 },
	{ 0x0c05, 0x0c08, 0x0c09, 0x0c0a, 0x0c0b, 0x0c0d, 0x0c11, 0x0c12 },
	{ 0x0c13, 0x0c14, 0x0c15, 0x0c16, 0x0c17, 0x0c18, 0x0c19, 0x0c1a },
	{ 0x0c1b, 0x0c1c, 0x0c1d, 0x0c1e, 0x0c1f, 0x0c20, 0x0c21, 0x0c22 },
	{ 0x0c23, 0x0c24, 0x0c25, 0x0c26, 0x0c27, 0x0c28, 0x0c29, 0x0c2a },
	{ 0x0c2b, 0x0c2c, 0x0c2d, 0x0c2e, 0x0c2f, 0x0c31, 0x0c33, 0x0c35 },
	{ 0x0c36, 0x0c37, 0x0c38, 0x0c39, 0x0c3a, 0x0c3b, 0x0c3c, 0x0c3d },
	{ 0x0c3e, 0x0c3f, 0, 0, 0x0c42, 0x0c43, 0x0c44, 0x0c45 },
	{ 0x0c46, 0x0c47, 0x0c48, 0x0c49, 0, 0, 0, 0 },
	{ 0, 0, 0, 0x1001, 0x1002, 0x1003, 0x1004, 0x1005 },
	{ 0x1007, 0x1009, 0x1401, 0x1402, 0x1403, 0x1405, 0x1406, 0x1407 },
	{ 0x1801, 0x1802, 0x1803, 0x0428, 0x0429, 0x042a, 0, 0 },
	{ 0x0c51, 0x0c52, 0x0c53, 0, 0x0811, 0x0c55, 0x0c56, 0x0c57 },
	{ 0x0c58, 0x0c59, 0x0c5a, 0x0c5b, 0, 0, 0, 0x042b },
	{ 0x042c, 0x042d, 0x042e, 0x042f, 0x0430, 0x1804, 0x0c5f, 0x0433 },
	{ 0, 0, 0x0c60, 0x0434, 0x1408, 0, 0, 0 },
	{ 0x0435, 0x0436, 0x0437, 0x0438, 0x0439, 0x043a, 0x043b, 0x043c },
	{ 0x0c61, 0x0c62, 0x0c63, 0x0c64, 0x0c65, 0x1409, 0x140a, 0x140b },
	{ 0x0c66, 0x0c67, 0x100a, 0, 0, 0x1807, 0x1808, 0x1809 },
	{ 0x0c68, 0, 0x0c69, 0x0c6a, 0x0c6b, 0x0c6c, 0x0c6d, 0 },
	{ 0x2001, 0x2002, 0x2003, 0, 0x2005, 0x2006, 0x2007, 0x2008 },
	{ 0x2009, 0x200a, 0x200b, 0x200c, 0x200d, 0x200e, 0x200f, 0x2010 },
	{ 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2016, 0x2017, 0x2018 },
	{ 0x2019, 0x201a, 0x201b, 0x201c, 0x201d, 0x201e, 0x201f, 0 },
	{ 0, 0, 0, 0x043d, 0x043e, 0x100b, 0x0c6e, 0x0c6f },
	{ 0x0c70, 0x0c71, 0x0c72, 0x140c, 0x0c73, 0x140d, 0x043f, 0x0440 },
	{ 0x0441, 0x0442, 0x0443, 0x0444, 0x0c74, 0x0c75, 0x0c76, 0x0c77 },
	{ 0x0c78, 0x0445, 0x0c79, 0x0c7a, 0x0c7b, 0x0c7c, 0x0c7d, 0x180a },
	{ 0x0c7e, 0x0c7f, 0x0c80, 0x0c81, 0x2020, 0x2021, 0x2022, 0x2023 },
	{ 0x2024, 0x2025, 0x2026, 0x2027, 0x2028, 0x2029, 0x202a, 0x202b },
	{ 0x202c, 0x202d, 0x202e, 0x202f, 0x2030, 0x2031, 0x2032, 0x2033 },
	{ 0x2034, 0x2035, 0x2036, 0x2037, 0x2038, 0x2039, 0x203a, 0x203b },
	{ 0x203c, 0x203d, 0x203e, 0x203f, 0x2040, 0x2041, 0x2042, 0x2043 },
	{ 0x2044, 0x2045, 0x2046, 0x2047, 0x2048, 0x2049, 0x204a, 0x204b },
	{ 0x204c, 0x204d, 0x204e, 0x204f, 0x2050, 0, 0, 0 },
	{ 0, 0, 0, 0, 0, 0x2059, 0x205a, 0x205b },
	{ 0x205c, 0x205d, 0, 0x100c, 0, 0x2060, 0x2061, 0x2062 },
	{ 0x2063, 0x2064, 0x2065, 0x2066, 0x2067, 0x2068, 0x2069, 0x206a },
	{ 0x206b, 0x206c, 0x206d, 0x206e, 0x206f, 0x2070, 0x2071, 0x2073 },
	{ 0x2073, 0x2074, 0, 0, 0, 0, 0, 0 },
	{ 0, 0, 0x100d, 0x100e, 0x100f, 0x0c83, 0, 0 },
};
/* clang-format on */

static void put_supported_command(
    struct packet *p, unsigned octet, unsigned bit)
{
	uint16_t opcode = octet < ARRAY_SIZE(supported_commands)
			      ? supported_commands[octet][bit]
			      : 0;
	struct field f = {
		.kind = FIELD_BIT,
		.name = "Command",
		.bare = true,
		.text = opcode ? name_hci_command(opcode) : NULL,
		.value = 8 * octet + bit,
	};

	if (f.text) {
		put_field(p, &f, NULL);
		join_uint(p, "Octet", octet, " (Octet ", NULL);
	} else {
		put_entry(p, "Octet", octet);
	}
	join_uint(p, "Bit", bit, " - Bit ", f.text ? ")" : " ");
}

static void put_supported_commands(struct packet *p)
{
	struct field f = { .kind = FIELD_UINT, .name = "Commands", .len = 64 };
	const uint8_t *at = take(p, 64);
	unsigned count = 0;

	for (unsigned i = 0; at && i < 512; i++)
		count += at[i / 8] >> i % 8 & 1;
	if (!at)
		return;
	f.value = count;
	put_layout(p, at, 64);
	put_field(p, &f, at);
	join_entries(p, count);
	p->depth++;
	for (unsigned i = 0; i < 512; i++)
		if (at[i / 8] >> i % 8 & 1)
			put_supported_command(p, i / 8, i % 8);
	p->depth--;
}

static void put_codecs(struct packet *p)
{
	uint64_t n = put_uint(p, "Number of supported codecs", 1);

	p->depth++;
	while (n-- && !p->r.bad)
		put_enum(p, "Codec", 1, &coding_format_names);
	p->depth--;
	put_uint(p, "Number of vendor codecs", 1);
}

static void put_codecs_v2(struct packet *p)
{
	static const struct row codec[] = {
		{ ENUM8("Codec", coding_format), .in = 1 },
		{ BITS8("Logical Transport Type", codec_transport), .in = 1 },
	};
	static const struct row vendor_codec[] = {
		{ COMPANY("Company Codec ID"), .in = 1 },
		{ U16("Vendor Codec ID"), .in = 1 },
		{ BITS8("Logical Transport Type", codec_transport), .in = 1 },
	};

	PUT_LIST(p, put_uint(p, "Number of supported codecs", 1), codec);
	PUT_LIST(p, put_uint(p, "Number of vendor codecs", 1), vendor_codec);
}

static void put_codec_capabilities(struct packet *p)
{
	uint64_t n = put_uint(p, "Number of codec capabilities", 1);

	for (uint64_t i = 0; i < n && !p->r.bad; i++) {
		const uint8_t *len = take(p, 1), *at;

		if (!len)
			break;
		put_label(p, " Capabilities");
		join_uint(p, "Number", i, " #", ":");
		at = take(p, *len);
		if (at)
			put_dump(p, at, *len);
	}
}

/* Vol 4 Part E 7.5.11 */
static void put_mws_transports(struct packet *p)
{
	static const char *const layer_text[] = { "Disbabled", "WCI-1",
		"WCI-2" };
	static const struct names layer_names = NAMES_DENSE(layer_text);
	static const struct row transport[] = {
		{ ENUM8("Transport layer", layer), .in = 1 },
		{ U8("Number of baud rates"), .in = 1 },
	};
	static const struct row rate[] = {
		{ U32("Bluetooth to MWS"), .in = 1 },
		{ U32("MWS to Bluetooth"), .in = 1 },
	};
	const uint8_t *first = p->r.p;
	uint64_t n = put_uint(p, "Number of transports", 1), rates = 0;

	PUT_LIST(p, n, transport);
	if (p->r.bad)
		return;
	for (uint64_t i = 0; i < n; i++)
		rates += first[2 + 2 * i];
	put_value(p, FIELD_UINT, "Baud rate list", rates, NULL, 0);
	join_entries(p, rates);
	PUT_LIST(p, rates, rate);
}

/* Later records of the monitor name the adapter by it. */
static void put_own_addr(struct packet *p)
{
	struct adapter *a = dec_adapter(p->dec, p->rec->adapter);

	memcpy(a->addr, p->r.p, sizeof(a->addr));
	put_addr(p, "Address", 0);
}

/* clang-format off */
static const struct row read_local_supported_features_rsp[] = {
	{ FEATURES("Features", lmp_features) },
};

static const struct row read_local_extended_features[] = {
	{ U8("Page") },
};



static const struct row read_country_code_rsp[] = {
	{ ENUM8("Country code", country_code) },
};

static const struct row read_data_block_size_rsp[] = {
	{ U16("Max ACL length") },
	{ U16("Block length") },
	{ U16("Num blocks") },
};


static const struct row read_local_simple_pairing_options_rsp[] = {
	{ X8("Pairing options") },
	{ SCALED_AS(1, 0, "Max encryption key size", octets) },
};


static const struct row codec_capabilities[] = {
	{ CALL(5, put_codec_id) },
	{ BITS8("Logical Transport Type", codec_transport) },
	{ ENUM8("Direction", data_path_direction) },
};


static const struct row controller_delay[] = {
	{ CALL(5, put_codec_id) },
	{ BITS8("Logical Transport Type", codec_transport) },
	{ ENUM8("Direction", data_path_direction) },
	{ U8("Length Codec Configuration") },
};

static const struct row controller_delay_rsp[] = {
	{ SCALED24("Minimum Controller delay", us) },
	{ SCALED24("Maximum Controller delay", us) },
};

static const struct row read_failed_contact_counter_rsp[] = {
	{ U16("Handle") },
	{ U16("Counter") },
};

static const struct row read_link_quality_rsp[] = {
	{ U16("Handle") },
	{ X8("Link quality") },
};

static const struct row read_rssi_rsp[] = {
	{ U16("Handle") },
	{ RSSI("RSSI") },
};

static const struct row read_afh_channel_map_rsp[] = {
	{ U16("Handle") },
	{ ENUM8("Mode", enable) },
	{ CHANNELS(10, "Channel map") },
};

static const struct row read_clock[] = {
	{ U16("Handle") },
	{ ENUM8("Type", clock_type) },
};

static const struct row read_clock_rsp[] = {
	{ U16("Handle") },
	{ X32("Clock") },
	{ SCALED16("Accuracy", half_slots) },
};

static const struct row read_encryption_key_size_rsp[] = {
	{ U16("Handle") },
	{ U8("Key size") },
};

static const struct row read_local_amp_info_rsp[] = {
	{ ENUM8("AMP status", amp_status) },
	{ SCALED_AS(4, 0, "Total bandwidth", kbps) },
	{ SCALED_AS(4, 0, "Max guaranteed bandwidth", kbps) },
	{ U32("Min latency") },
	{ U32("Max PDU size") },
	{ ENUM8("Controller type", controller_type) },
	{ X16("PAL capabilities") },
	{ U16("Max ASSOC length") },
	{ U32("Max flush timeout") },
	{ U32("Best effort flush timeout") },
};

static const struct row read_local_amp_assoc[] = {
	{ U8("Physical handle") },
	{ U16("Length so far") },
	{ U16("Max ASSOC length") },
};

static const struct row read_local_amp_assoc_rsp[] = {
	{ U8("Physical handle") },
	{ U16("Remaining ASSOC length") },
};

static const struct row write_remote_amp_assoc[] = {
	{ U8("Physical handle") },
	{ U16("Length so far") },
	{ U16("Remaining ASSOC length") },
};

static const struct row write_remote_amp_assoc_rsp[] = {
	{ U8("Physical handle") },
};


static const struct row set_triggered_clock_capture[] = {
	{ U16("Handle") },
	{ ENUM8("Capture", enable) },
	{ ENUM8("Type", clock_type) },
	{ X8("LPO allowed") },
	{ U8("Clock captures to filter") },
};

static const struct row loopback_mode[] = {
	{ ENUM8("Mode", loopback_mode) },
};

static const struct row write_simple_pairing_debug_mode[] = {
	{ ENUM8("Debug Mode", enable) },
};

static const struct row amp_reports[] = {
	{ ENUM8("Reports", enable) },
	{ U8("Interval") },
};

static const struct row amp_test[] = {
	{ U8("Controller type") },
};

static const struct row secure_test_mode[] = {
	{ U16("Handle") },
	{ ENUM8("DM1 ACL-U mode", enable) },
	{ ENUM8("eSCO loopback mode", enable) },
};

const struct command hci_info_commands[] = {
	{ 0x1001, "Read Local Version Information", EMPTY, CALLED_FIXED(8, put_local_version) },
	{ 0x1002, "Read Local Supported Commands", EMPTY, CALLED_FIXED(64, put_supported_commands) },
	{ 0x1003, "Read Local Supported Features", EMPTY, FIXED(read_local_supported_features_rsp, 8) },
	{ 0x1004, "Read Local Extended Features", FIXED(read_local_extended_features, 1), CALLED_FIXED(10, put_lmp_features) },
	{ 0x1005, "Read Buffer Size", EMPTY, CALLED_FIXED(7, put_buffer_sizes) },
	{ 0x1007, "Read Country Code", EMPTY, FIXED(read_country_code_rsp, 1) },
	{ 0x1009, "Read BD ADDR", EMPTY, CALLED_FIXED(6, put_own_addr) },
	{ 0x100a, "Read Data Block Size", EMPTY, FIXED(read_data_block_size_rsp, 6) },
	{ 0x100b, "Read Local Supported Codecs", EMPTY, CALLED(2, put_codecs) },
	{ 0x100c, "Read Local Simple Pairing Options", EMPTY, FIXED(read_local_simple_pairing_options_rsp, 2) },
	{ 0x100d, "Read Local Supported Codecs V2", EMPTY, CALLED(2, put_codecs_v2) },
	{ 0x100e, "Read Local Supported Codec Capabilities", FIXED(codec_capabilities, 7), CALLED(1, put_codec_capabilities) },
	{ 0x100f, "Read Local Supported Controller Delay", ATLEAST(controller_delay, 8), FIXED(controller_delay_rsp, 6) },
	{ 0x1401, "Read Failed Contact Counter", FIXED(hci_handle, 2), FIXED(read_failed_contact_counter_rsp, 4) },
	{ 0x1402, "Reset Failed Contact Counter", FIXED(hci_handle, 2), FIXED(hci_handle, 2) },
	{ 0x1403, "Read Link Quality", FIXED(hci_handle, 2), FIXED(read_link_quality_rsp, 3) },
	{ 0x1405, "Read RSSI", FIXED(hci_handle, 2), FIXED(read_rssi_rsp, 3) },
	{ 0x1406, "Read AFH Channel Map", FIXED(hci_handle, 2), FIXED(read_afh_channel_map_rsp, 13) },
	{ 0x1407, "Read Clock", FIXED(read_clock, 3), FIXED(read_clock_rsp, 8) },
	{ 0x1408, "Read Encryption Key Size", FIXED(hci_handle, 2), FIXED(read_encryption_key_size_rsp, 3) },
	{ 0x1409, "Read Local AMP Info", EMPTY, FIXED(read_local_amp_info_rsp, 30) },
	{ 0x140a, "Read Local AMP ASSOC", FIXED(read_local_amp_assoc, 5), ATLEAST(read_local_amp_assoc_rsp, 4) },
	{ 0x140b, "Write Remote AMP ASSOC", ATLEAST(write_remote_amp_assoc, 6), FIXED(write_remote_amp_assoc_rsp, 1) },
	{ 0x140c, "Get MWS Transport Layer Configuration", EMPTY, CALLED(1, put_mws_transports) },
	{ 0x140d, "Set Triggered Clock Capture", FIXED(set_triggered_clock_capture, 6), EMPTY },
	{ 0x1801, "Read Loopback Mode", EMPTY, FIXED(loopback_mode, 1) },
	{ 0x1802, "Write Loopback Mode", FIXED(loopback_mode, 1), EMPTY },
	{ 0x1803, "Enable Device Under Test Mode", EMPTY, EMPTY },
	{ 0x1804, "Write Simple Pairing Debug Mode", FIXED(write_simple_pairing_debug_mode, 1), EMPTY },
	{ 0x1807, "Enable AMP Receiver Reports", FIXED(amp_reports, 2), EMPTY },
	{ 0x1808, "AMP Test End", EMPTY, UNDECODED },
	{ 0x1809, "AMP Test", ATLEAST(amp_test, 1), UNDECODED },
	{ 0x180a, "Write Secure Connections Test Mode", FIXED(secure_test_mode, 4), FIXED(hci_handle, 2) },
};
/* clang-format on */
const size_t n_hci_info_commands = ARRAY_SIZE(hci_info_commands);
