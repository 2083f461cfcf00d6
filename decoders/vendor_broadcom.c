/* Commands and events of Broadcom's controllers, now Infineon's. */
#include "decoders/vendor.h"

static const char *const sco_routing_text[] = { "PCM", "Transport", "Codec",
	"I2S" };
static const struct names sco_routing_names = NAMES_DENSE(sco_routing_text);

static const char *const pcm_rate_text[] = { "128 KBps", "256 KBps", "512 KBps",
	"1024 KBps", "2048 KBps" };
static const struct names pcm_rate_names = NAMES_DENSE(pcm_rate_text);

static const char *const frame_type_text[] = { "Short", "Long" };
static const struct names frame_type_names = NAMES_DENSE(frame_type_text);

static const char *const clock_role_text[] = { "Peripheral", "Central" };
static const struct names clock_role_names = NAMES_DENSE(clock_role_text);

static const char *const sleep_mode_text[] = {
	"No sleep mode",
	"UART",
	"UART with messaging",
	"USB",
	"H4IBSS",
	"USB with Host wake",
	"SDIO",
	"UART CS-N",
	"SPI",
	"H5",
	"H4DS",
	[12] = "UART with BREAK",
};
static const struct names sleep_mode_names = NAMES_DENSE(sleep_mode_text);

static const char *const radio_text[] = { "Disable the radio",
	"Enable the radio" };
static const struct names radio_names = NAMES_DENSE(radio_text);

static const char *const hid_emulation_text[] = { "Bluetooth mode",
	"HID Mode" };
static const struct names hid_emulation_names = NAMES_DENSE(hid_emulation_text);

static const char *const uart_clock_text[] = { [1] = "48 Mhz", "24 Mhz" };
static const struct names uart_clock_names = NAMES_DENSE(uart_clock_text);

static const char *const priority_text[] = { "Low", "High" };
static const struct names priority_names = NAMES_DENSE(priority_text);

static const char *const wbs_text[] = { "Disable WBS", "Enable WBS" };
static const struct names wbs_names = NAMES_DENSE(wbs_text);

static const char *const wbs_codec_text[] = { "None", "CVSD", "mSBC" };
static const struct names wbs_codec_names = NAMES_DENSE(wbs_codec_text);

static const struct name build_target_text[] = { { 254, "Invalid" },
	{ 255, "Undefined" } };
static const struct names build_target_names = NAMES_SPARSE(build_target_text);

static const char *const features_text[] = {
	"Multi-AV transport bandwidth reducer", "WBS SBC", "FW LC-PLC",
	"FM SBC internal stack"
};
static const struct bits features_bits = {
	.names = NAMES_DENSE(features_text),
	.unknown = "Unknown features",
};

static const char *const bit_order_text[] = { "MSB first", "LSB first" };
static const struct names bit_order_names = NAMES_DENSE(bit_order_text);

static const char *const fill_method_text[] = { "Zeros", "Ones", "Sign",
	"Programmable" };
static const struct names fill_method_names = NAMES_DENSE(fill_method_text);

static const char *const justification_text[] = { "Left", "Right" };
static const struct names justification_names = NAMES_DENSE(justification_text);

static const char *const sample_rate_text[] = { "8 kHz", "16 kHz", "4 kHz" };
static const struct names sample_rate_names = NAMES_DENSE(sample_rate_text);

static const char *const carrier_text[] = { "Enabled", "Disabled" };
static const struct names carrier_names = NAMES_DENSE(carrier_text);

static const struct scale scale_carrier = {
	.mul = 1, .add = 2402, .unit = " MHz"
};
static const struct scale scale_msec = { .mul = 1, .unit = " msec" };

/* btmon's unit; what is meant is baud. */
static const struct scale scale_baud = { .mul = 1, .unit = " Mbps" };

static void put_encoded_baud_rate(struct packet *p)
{
	static const char *const text[] = { "Not used" };
	static const struct names names = NAMES_DENSE(text);

	if (rd_left(&p->r) >= 2 && !get_le16(p->r.p))
		put_enum(p, "Encoded baud rate", 2, &names);
	else
		put_hex(p, "Encoded baud rate", 2);
}

/* "0a5c:21e8" */
static void put_usb_ids(struct packet *p)
{
	const uint8_t *at = take(p, 4);
	struct field f = {
		.kind = FIELD_UUID_ONLY, .name = "Product", .len = 2
	};

	if (!at)
		return;
	f.data = at;
	put_field(p, &f, at);
	f.name = "Product ID";
	f.join = ":";
	f.data = at + 2;
	put_field(p, &f, at + 2);
}

/* clang-format off */
static const struct row address[] = {
	{ X32("Address") },
};

static const struct row baud_rate[] = {
	{ CALL(2, put_encoded_baud_rate) },
	{ SCALED_AS(4, 0, "Explicit baud rate", baud) },
};

static const struct row sco_pcm[] = {
	{ ENUM8("SCO routing", sco_routing) },
	{ ENUM8("PCM interface rate", pcm_rate) },
	{ ENUM8("Frame type", frame_type) },
	{ ENUM8("Sync mode", clock_role) },
	{ ENUM8("Clock mode", clock_role) },
};

static const struct row sleep_mode[] = {
	{ ENUM8("Sleep mode", sleep_mode) },
};

static const struct row radio[] = {
	{ ENUM8("Mode", radio) },
};

static const struct row hid_emulation[] = {
	{ ENUM8("Enable", hid_emulation) },
};

static const struct row uart_clock[] = {
	{ ENUM8("UART clock", uart_clock) },
};

static const struct row raw_rssi[] = {
	{ U16("Handle") },
	{ RSSI("RSSI") },
};

static const struct row read_ram[] = {
	{ X32("Address") },
	{ U8("Length") },
};

static const struct row priority[] = {
	{ U16("Handle") },
	{ ENUM8("Priority", priority) },
};

static const struct row usb_ids[] = {
	{ CALL(4, put_usb_ids) },
};

static const struct row features[] = {
	{ FEATURES("Features", features) },
};

static const struct row verbose_version[] = {
	{ SCALED8("Chip ID", plain) },
	{ ENUM8_DEC("Build target", build_target) },
	{ SCALED16("Build baseline", plain) },
	{ SCALED16("Build number", plain) },
};

static const struct row wbs[] = {
	{ ENUM8("Mode", wbs) },
	{ ENUM16("Codec", wbs_codec) },
};

static const struct row pcm_format[] = {
	{ ENUM8("Bit order", bit_order) },
	{ U8("Fill value") },
	{ ENUM8("Fill method", fill_method) },
	{ U8("Fill bits") },
	{ ENUM8("Justification", justification) },
};

static const struct row i2s_pcm[] = {
	{ ENUM8("I2S", enable) },
	{ ENUM8("Role", clock_role) },
	{ ENUM8("Sample rate", sample_rate) },
	{ ENUM8("Clock rate", pcm_rate) },
};

static const struct row carrier[] = {
	{ ENUM8("Carrier", carrier) },
	{ SCALED8("Frequency", carrier) },
	{ U8("Mode") },
	{ U8("Modulation type") },
	{ X8("Power selection") },
	{ SCALED8("Power", tx_dbm) },
	{ U8("Power table index") },
};

static const struct row tx_test[] = {
	{ ADDR("Address") },
	{ U8("Hopping mode") },
	{ SCALED8("Frequency", carrier) },
	{ U8("Modulation type") },
	{ U8("Logical channel") },
	{ U8("Packet type") },
	{ U16("Packet length") },
	{ X8("Power selection") },
	{ SCALED8("Power", tx_dbm) },
	{ U8("Power table index") },
};

static const struct row rx_test[] = {
	{ ADDR("Address") },
	{ SCALED16("Report period", msec) },
	{ SCALED8("Frequency", carrier) },
	{ U8("Modulation type") },
	{ U8("Logical channel") },
	{ U8("Packet type") },
	{ U16("Packet length") },
};

static const struct command commands[] = {
	{ 0xfc01, "Broadcom Write BD ADDR", FIXED(hci_address, 6), EMPTY },
	{ 0xfc14, "Broadcom Set Tx Carrier Frequency", FIXED(carrier, 7), EMPTY },
	{ 0xfc18, "Broadcom Update UART Baud Rate", FIXED(baud_rate, 6), EMPTY },
	{ 0xfc1c, "Broadcom Write SCO PCM Int Param", FIXED(sco_pcm, 5), EMPTY },
	{ 0xfc1d, "Broadcom Read SCO PCM Int Param", EMPTY, FIXED(sco_pcm, 5) },
	{ 0xfc1e, "Broadcom Write PCM Data Format Param", FIXED(pcm_format, 5), EMPTY },
	{ 0xfc1f, "Broadcom Read PCM Data Format Param", EMPTY, FIXED(pcm_format, 5) },
	{ 0xfc27, "Broadcom Set Sleepmode Param", FIXED(sleep_mode, 12), EMPTY },
	{ 0xfc28, "Broadcom Read Sleepmode Param", EMPTY, FIXED(sleep_mode, 12) },
	{ 0xfc2e, "Broadcom Download Minidriver", EMPTY, EMPTY },
	{ 0xfc34, "Broadcom Enable Radio", FIXED(radio, 1), EMPTY },
	{ 0xfc3b, "Broadcom Enable USB HID Emulation", FIXED(hid_emulation, 1), EMPTY },
	{ 0xfc44, "Broadcom Read UART Clock Setting", EMPTY, FIXED(uart_clock, 1) },
	{ 0xfc45, "Broadcom Write UART Clock Setting", FIXED(uart_clock, 1), EMPTY },
	{ 0xfc48, "Broadcom Read Raw RSSI", FIXED(hci_handle, 2), FIXED(raw_rssi, 3) },
	{ 0xfc4c, "Broadcom Write RAM", ATLEAST(address, 4), EMPTY },
	{ 0xfc4d, "Broadcom Read RAM", FIXED(read_ram, 5), UNDECODED },
	{ 0xfc4e, "Broadcom Launch RAM", FIXED(address, 4), EMPTY },
	{ 0xfc51, "Broadcom Radio Tx Test", FIXED(tx_test, 16), EMPTY },
	{ 0xfc52, "Broadcom Radio Rx Test", FIXED(rx_test, 14), EMPTY },
	{ 0xfc57, "Broadcom Write High Priority Connection", FIXED(priority, 3), EMPTY },
	{ 0xfc5a, "Broadcom Read VID PID", EMPTY, FIXED(usb_ids, 4) },
	{ 0xfc6d, "Broadcom Write I2SPCM Interface Param", FIXED(i2s_pcm, 4), EMPTY },
	{ 0xfc6e, "Broadcom Read Controller Features", EMPTY, FIXED(features, 8) },
	{ 0xfc79, "Broadcom Read Verbose Config Version Info", EMPTY, FIXED(verbose_version, 6) },
	{ 0xfc7e, "Broadcom Enable WBS", FIXED(wbs, 3), EMPTY },
};
/* clang-format on */

static const struct name diagnostic_text[] = { { 0x00, "LMP sent" },
	{ 0x01, "LMP receive" }, { 0x80, "LL sent" }, { 0x81, "LL receive" } };
static const struct names diagnostic_names = NAMES_SPARSE(diagnostic_text);

/* What the link manager or the link layer sent or received; its PDU is dumped
 * with the peer's address or the channel. */
static void put_diagnostic(struct packet *p)
{
	const uint8_t *at;

	put_enum_or(p, "Type", 1, 0, &diagnostic_names, "Unknown");
	at = take(p, 4);
	if (at)
		put_value(p, FIELD_HEX, "Clock", get_be32(at), at, 4);
}

static bool put_event(struct packet *p)
{
	enum { LM_DIAG = 0xb4, LM_DIAG_LEN = 64 };
	static const struct params params =
	    CALLED_FIXED(LM_DIAG_LEN, put_diagnostic);
	const uint8_t *at = p->r.p;

	if (!rd_left(&p->r) || at[0] != LM_DIAG)
		return false;
	rd_skip(&p->r, 1);
	put_subtitle(p, "Broadcom LM Diag", LM_DIAG, 2, at, 1);
	put_params(p, &params);
	return true;
}

const struct vendor vendor_broadcom = {
	COMPANY_BROADCOM,
	commands,
	ARRAY_SIZE(commands),
	put_event,
};
