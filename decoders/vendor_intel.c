/* Commands and events of Intel's controllers. */
#include "decoders/vendor.h"

#include "decoders/names.h"

static const char *const reset_type_text[] = { "Soft software reset",
	"Hard software reset" };
static const struct names reset_type_names = NAMES_DENSE(reset_type_text);

static const char *const patch_vectors_text[] = { "Do not enable", "Enable" };
static const struct names patch_vectors_names = NAMES_DENSE(patch_vectors_text);

static const char *const ddc_reload_text[] = { "Do not reload",
	"Reload from OTP" };
static const struct names ddc_reload_names = NAMES_DENSE(ddc_reload_text);

static const char *const boot_option_text[] = { "Current image",
	"Specified address" };
static const struct names boot_option_names = NAMES_DENSE(boot_option_text);

static const char *const baud_rate_text[] = {
	"9600 Baud",
	"19200 Baud",
	"38400 Baud",
	"57600 Baud",
	"115200 Baud",
	"230400 Baud",
	"460800 Baud",
	"921600 Baud",
	"1843200 Baud",
	"3250000 baud",
	"2000000 baud",
	"3000000 baud",
	"3714286 baud",
	"4333333 baud",
	"6500000 baud",
};
static const struct names baud_rate_names = NAMES_DENSE(baud_rate_text);

static const char *const fragment_text[] = { "Init fragment", "Data fragment",
	"Sign fragment", "PKey fragment" };
static const struct names fragment_names = NAMES_DENSE(fragment_text);

static const char *const mode_reset_text[] = { "No reset",
	"Reset and deactivate patches", "Reset and activate patches" };
static const struct names mode_reset_names = NAMES_DENSE(mode_reset_text);

static const char *const exception_text[] = { "Fatal Exception",
	"Debug Exception" };
static const struct names exception_names = NAMES_DENSE(exception_text);

static const char *const access_text[] = { "Byte access", "Half word access",
	"Word access" };
static const struct names access_names = NAMES_DENSE(access_text);

static const char *const event_mask_text[] = {
	"Bootup",
	"SCO Rejected via LMP",
	"PTT Switch Notification",
	[7] = "Scan Status",
	[9] = "Debug Exception",
	"Fatal Exception",
	"System Exception",
	[13] = "LE Link Established",
	"FW Trace String",
};
static const struct bits intel_mask_bits = {
	.names = NAMES_DENSE(event_mask_text),
	.unknown = "Unknown mask",
};

static void put_fragment_type(struct packet *p)
{
	put_enum_or(p, "Type", 1, 2, &fragment_names, "Reserved fragment");
}

/* Address, features, and what has no public description. */
static void put_bd_data(struct packet *p)
{
	enum { FEATURES_END = 6 + 8 + 1 };
	const uint8_t *at;
	uint8_t le[8] = { 0 };
	struct field f = {
		.kind = FIELD_LIST,
		.name = "Features",
		.data = le,
		.len = sizeof(le),
	};

	put_addr(p, "Address", 0);
	if (rd_left(&p->r) < FEATURES_END)
		return;
	put_dump(p, rd_bytes(&p->r, 6), 6);
	put_octet_bits(p, "Features", 8, &lmp_features_bits);
	at = rd_bytes(&p->r, 1);
	put_layout(p, at, 1);
	le[0] = at[0]; /* the others are not there */
	put_field(p, &f, NULL);
	put_bit_names(p, le[0], 16, &le_features_bits);
}

/* Length, identifier, value; the length counts the other two. */
static void put_ddc_config(struct packet *p)
{
	while (rd_left(&p->r) >= 3) {
		uint8_t len = rd_u8(&p->r);
		size_t left;

		put_hex(p, "Identifier", 2);
		left = rd_left(&p->r);
		len = len > 2 ? (uint8_t)(len - 2) : 0;
		if (len > left)
			len = (uint8_t)left;
		put_dump(p, rd_bytes(&p->r, len), len);
	}
}

static void put_supported_features(struct packet *p)
{
	put_hex(p, "Page", 1);
	put_hex(p, "Max Pages", 1);
	put_label(p, "Supported Features:");
}

/* What Read Version answers for each type that is asked for. */
enum tlv_form {
	TLV_HEX,
	TLV_FLAG,
	TLV_COMPANY,
	TLV_IMAGE,
	TLV_WEEK,
	TLV_BUILD,
	TLV_ADDRESS,
};

struct tlv {
	uint8_t type;
	uint8_t size; /* octets of the value */
	uint8_t form; /* enum tlv_form */
	const char *name;
};

/* clang-format off */
static const struct tlv version_tlvs[] = {
	{ 0x10, 4, TLV_HEX, "CNVi TOP" },
	{ 0x11, 4, TLV_HEX, "CNVr TOP" },
	{ 0x12, 4, TLV_HEX, "CNVi BT" },
	{ 0x13, 4, TLV_HEX, "CNVr BT" },
	{ 0x14, 2, TLV_HEX, "CNVi OTP" },
	{ 0x15, 2, TLV_HEX, "CNVr OTP" },
	{ 0x16, 2, TLV_HEX, "Device Rev ID" },
	{ 0x17, 2, TLV_HEX, "USB VID" },
	{ 0x18, 2, TLV_HEX, "USB PID" },
	{ 0x19, 2, TLV_HEX, "PCIE VID" },
	{ 0x1a, 2, TLV_HEX, "PCIe DID" },
	{ 0x1b, 2, TLV_HEX, "PCIe Subsystem ID" },
	{ 0x1c, 1, TLV_IMAGE, "Image Type" },
	{ 0x1d, 2, TLV_WEEK, "Time Stamp" },
	{ 0x1e, 1, TLV_HEX, "Build Type" },
	{ 0x1f, 4, TLV_HEX, "Build Num" },
	{ 0x20, 1, TLV_HEX, "FW Build Product" },
	{ 0x21, 1, TLV_HEX, "FW Build HW" },
	{ 0x22, 1, TLV_HEX, "FW Build Step" },
	{ 0x23, 1, TLV_HEX, "BT Spec" },
	{ 0x24, 2, TLV_COMPANY, "Manufacturer" },
	{ 0x25, 2, TLV_HEX, "HCI Revision" },
	{ 0x26, 2, TLV_HEX, "LMP SubVersion" },
	{ 0x27, 1, TLV_HEX, "OTP Patch Version" },
	{ 0x28, 1, TLV_FLAG, "Secure Boot" },
	{ 0x29, 1, TLV_FLAG, "Key From Header" },
	{ 0x2a, 1, TLV_FLAG, "OTP Lock" },
	{ 0x2b, 1, TLV_FLAG, "API Lock" },
	{ 0x2c, 1, TLV_FLAG, "Debug Lock" },
	{ 0x2d, 3, TLV_BUILD, "Minimum FW" },
	{ 0x2e, 1, TLV_FLAG, "Limited CCE" },
	{ 0x2f, 1, TLV_HEX, "SBE Type" },
	{ 0x30, 6, TLV_ADDRESS, "OTP BDADDR" },
	{ 0x31, 1, TLV_FLAG, "Unlocked State" },
};
/* clang-format on */

static const struct tlv *version_tlv(uint8_t type)
{
	uint8_t first = version_tlvs[0].type;

	if (type < first || type - first >= (int)ARRAY_SIZE(version_tlvs))
		return NULL;
	return &version_tlvs[type - first];
}

static void put_requested_types(struct packet *p)
{
	if (!rd_left(&p->r))
		return;
	put_label(p, "Requested Type:");
	p->depth++;
	while (rd_left(&p->r)) {
		uint8_t type = rd_u8(&p->r);
		const struct tlv *tlv = version_tlv(type);

		put_label(p, type == 0xff ? "All Supported Types"
			     : tlv	  ? tlv->name
					  : "Unknown Type");
		join_code(p, type, 2, "(", ")");
	}
	p->depth--;
}

/* Continue the line with the value of a TLV, which is whole. */
static void join_tlv(struct packet *p, const struct tlv *tlv, const uint8_t *at)
{
	static const struct name images[] = { { 1, "Bootloader" },
		{ 3, "Firmware" } };
	static const struct names image_names = NAMES_SPARSE(images);
	uint64_t v = get_le(at, tlv->size);
	const char *text;

	switch ((enum tlv_form)tlv->form) {
	case TLV_HEX:
		join_hex(p, "Value", v, (uint8_t)(2 * tlv->size), ": ");
		break;
	case TLV_FLAG:
		join_word(p, "Value", v ? "Enabled" : "Disabled", ": ");
		join_uint(p, "Code", v, "(", ")");
		break;
	case TLV_COMPANY:
		text = name_company((uint16_t)v);
		join_word(p, "Value", text ? text : "not assigned", ": ");
		join_uint(p, "Code", v, " (", ")");
		break;
	case TLV_IMAGE:
		text = names_find(&image_names, (uint32_t)v);
		join_word(p, "Value", text ? text : "Unknown", ": ");
		join_code(p, v, 2, "(", ")");
		break;
	case TLV_WEEK:
		join_uint(p, "Year", at[1], ": ", NULL);
		join_uint(p, "Week", at[0], "-", NULL);
		break;
	case TLV_BUILD:
		join_uint(p, "Number", at[0], ": ", NULL);
		join_uint(p, "Week", at[1], "-", NULL);
		join_uint(p, "Year", 2000 + at[2], ".", NULL);
		break;
	case TLV_ADDRESS:
		break;
	}
}

static void put_tlv(struct packet *p, uint8_t type, size_t len)
{
	const struct tlv *tlv = version_tlv(type);
	const uint8_t *at = rd_bytes(&p->r, len);
	struct rd rest = p->r;

	if (tlv && len < tlv->size)
		tlv = NULL;
	if (tlv && tlv->form == TLV_ADDRESS) {
		p->r = rd_over(at, len);
		put_addr(p, tlv->name, 0);
		p->r = rest;
		return;
	}
	put_label(p, tlv ? tlv->name : "Unknown Type");
	join_uint(p, "Type", type, "(", tlv ? ")" : "): ");
	if (tlv)
		join_tlv(p, tlv, at);
	else
		put_dump(p, at, len);
}

/* "4.2": the halves of an octet. */
static void put_revision(struct packet *p, const char *name)
{
	const uint8_t *at = take(p, 1);

	if (!at)
		return;
	put_value(p, FIELD_UINT, name, at[0] >> 4, at, 1);
	join_uint(p, "Minor", at[0] & 15, ".", NULL);
}

static void put_hardware_revision(struct packet *p)
{
	put_revision(p, "Hardware revision");
}

static void put_firmware_revision(struct packet *p)
{
	put_revision(p, "Firmware revision");
}

/* Number, week and year of the build. */
static void put_firmware_build(struct packet *p)
{
	const uint8_t *at = take(p, 3);

	if (!at)
		return;
	put_value(p, FIELD_UINT, "Firmware build", at[0], at, 3);
	join_uint(p, "Week", at[1], "-", NULL);
	join_uint(p, "Year", 2000 + at[2], ".", NULL);
}

static const struct row legacy_version[] = {
	{ X8("Hardware platform") },
	{ X8("Hardware variant") },
	{ CALL(1, put_hardware_revision) },
	{ X8("Firmware variant") },
	{ CALL(1, put_firmware_revision) },
	{ CALL(3, put_firmware_build) },
	{ U8("Firmware patch") },
};

/* Older controllers answer with a fixed layout, whose platform is always the
 * same, newer ones with types, lengths and values. */
static void put_read_version(struct packet *p)
{
	enum { LEGACY_LEN = 9, LEGACY_PLATFORM = 0x37 };
	size_t left = rd_left(&p->r);

	if (left == LEGACY_LEN || (left && p->r.p[0] == LEGACY_PLATFORM)) {
		PUT_ROWS(p, legacy_version);
		return;
	}
	while (rd_left(&p->r) >= 2 && rd_left(&p->r) >= 2U + p->r.p[1]) {
		uint8_t type = rd_u8(&p->r), len = rd_u8(&p->r);

		put_tlv(p, type, len);
	}
}

/* clang-format off */
static const struct row reset[] = {
	{ ENUM8("Reset type", reset_type) },
	{ ENUM8("Patch vectors", patch_vectors) },
	{ ENUM8("DDC parameters", ddc_reload) },
	{ ENUM8("Boot option", boot_option) },
	{ X32("Boot address") },
};

static const struct row baud_rate[] = {
	{ ENUM8("Baudrate", baud_rate) },
};

static const struct row secure_send[] = {
	{ CALL(1, put_fragment_type) },
};

static const struct row manufacturer_mode[] = {
	{ ENUM8("Mode switch", enable) },
	{ ENUM8("Reset behavior", mode_reset) },
};

static const struct row traces[] = {
	{ X8("Transmit traces") },
	{ X8("Transmit ARQ") },
	{ X8("Receive traces") },
};

static const struct row stimulate_exception[] = {
	{ ENUM8("Type", exception) },
};

static const struct row set_event_mask[] = {
	{ BITS64("Mask", intel_mask) },
};

static const struct row ddc_identifier[] = {
	{ X16("Identifier") },
};

static const struct row memory_write[] = {
	{ X32("Address") },
	{ ENUM8("Mode", access) },
	{ U8("Length") },
};

static const struct row page[] = {
	{ X8("Page") },
};

static const struct command commands[] = {
	{ 0xfc01, "Intel Reset", FIXED(reset, 8), EMPTY },
	{ 0xfc02, "Intel No Operation", UNDECODED, UNDECODED },
	{ 0xfc05, "Intel Read Version", CALLED(0, put_requested_types), CALLED(0, put_read_version) },
	{ 0xfc06, "Intel Set UART Baudrate", FIXED(baud_rate, 1), EMPTY },
	{ 0xfc07, "Intel Enable LPM", UNDECODED, UNDECODED },
	{ 0xfc08, "Intel PCM Write Configuration", UNDECODED, UNDECODED },
	{ 0xfc09, "Intel Secure Send", ATLEAST(secure_send, 1), EMPTY },
	{ 0xfc0d, "Intel Read Secure Boot Params", EMPTY, UNDECODED },
	{ 0xfc0e, "Intel Write Secure Boot Params", UNDECODED, UNDECODED },
	{ 0xfc0f, "Intel Unlock", UNDECODED, UNDECODED },
	{ 0xfc10, "Intel Change UART Baudrate", UNDECODED, UNDECODED },
	{ 0xfc11, "Intel Manufacturer Mode", FIXED(manufacturer_mode, 2), EMPTY },
	{ 0xfc12, "Intel Read Link RSSI", UNDECODED, UNDECODED },
	MICROSOFT_EXTENSION(0xfc1e),
	{ 0xfc22, "Intel Get Exception Info", UNDECODED, UNDECODED },
	{ 0xfc24, "Intel Clear Exception Info", UNDECODED, UNDECODED },
	{ 0xfc2f, "Intel Write BD Data", CALLED(6, put_bd_data), UNDECODED },
	{ 0xfc30, "Intel Read BD Data", EMPTY, ATLEAST(hci_address, 6) },
	{ 0xfc31, "Intel Write BD Address", FIXED(hci_address, 6), EMPTY },
	{ 0xfc32, "Intel Flow Specification", UNDECODED, UNDECODED },
	{ 0xfc34, "Intel Read Secure ID", UNDECODED, UNDECODED },
	{ 0xfc38, "Intel Set Synchronous USB Interface Type", UNDECODED, UNDECODED },
	{ 0xfc39, "Intel Config Synchronous Interface", UNDECODED, UNDECODED },
	{ 0xfc3f, "Intel SW RF Kill", EMPTY, EMPTY },
	{ 0xfc43, "Intel Activate Deactivate Traces", FIXED(traces, 3), UNDECODED },
	{ 0xfc4d, "Intel Stimulate Exception", FIXED(stimulate_exception, 1), EMPTY },
	{ 0xfc50, "Intel Read HW Version", UNDECODED, UNDECODED },
	{ 0xfc52, "Intel Set Event Mask", FIXED(set_event_mask, 8), EMPTY },
	{ 0xfc53, "Intel Config_Link_Controller", UNDECODED, UNDECODED },
	{ 0xfc89, "Intel DDC Write", UNDECODED, UNDECODED },
	{ 0xfc8a, "Intel DDC Read", UNDECODED, UNDECODED },
	{ 0xfc8b, "Intel DDC Config Write", CALLED(3, put_ddc_config), FIXED(ddc_identifier, 2) },
	{ 0xfc8c, "Intel DDC Config Read", UNDECODED, UNDECODED },
	{ 0xfc8d, "Intel Memory Read", UNDECODED, UNDECODED },
	{ 0xfc8e, "Intel Memory Write", ATLEAST(memory_write, 6), EMPTY },
	{ 0xfca6, "Intel Read Supported Features", FIXED(page, 1), CALLED_FIXED(18, put_supported_features) },
};
/* clang-format on */

const struct vendor vendor_intel = {
	COMPANY_INTEL,
	commands,
	ARRAY_SIZE(commands),
	intel_event,
};
