/* Events of Intel's controllers. */
#include "decoders/vendor.h"

static const struct name module_text[] = { { 1, "BC" }, { 2, "HCI" },
	{ 3, "LLC" }, { 4, "OS" }, { 5, "LM" }, { 6, "SC" }, { 7, "SP" },
	{ 8, "OSAL" }, { 9, "LC" }, { 10, "APP" }, { 11, "TLD" },
	{ 0xf0, "Debug" } };
static const struct names module_names = NAMES_SPARSE(module_text);

static const char *const boot_source_text[] = { "Bootloader",
	"Operational firmware", "Self test firmware" };
static const struct names boot_source_names = NAMES_DENSE(boot_source_text);

static const char *const boot_reset_text[] = { "Hardware reset",
	"Soft watchdog reset", "Soft software reset", "Hard watchdog reset",
	"Hard software reset" };
static const struct names boot_reset_names = NAMES_DENSE(boot_reset_text);

static const struct name boot_reason_text[] = { { 0, "Power on" },
	{ 1, "Reset command" }, { 2, "Intel reset command" }, { 3, "Watchdog" },
	{ 4, "Fatal exception" }, { 5, "System exception" },
	{ 0xff, "Unknown" } };
static const struct names boot_reason_names = NAMES_SPARSE(boot_reason_text);

static const char *const ddc_status_text[] = { "Firmware default",
	"Firmware default plus OTP", "Persistent RAM", "Not used" };
static const struct names ddc_status_names = NAMES_DENSE(ddc_status_text);

static const char *const memory_status_text[] = {
	[2] = "Invalid manufacturing data"
};
static const struct names memory_status_names = NAMES_DENSE(memory_status_text);

static const char *const send_result_text[] = {
	"Success",
	"General failure",
	"Hardware failure",
	"Signature verification failed",
	"Parsing error of command buffer",
	"Command execution failure",
	"Command parameters error",
	"Command missing",
};
static const struct names send_result_names = NAMES_DENSE(send_result_text);

static const char *const packet_table_text[] = { "Basic rate",
	"Enhanced data rate" };
static const struct names packet_table_names = NAMES_DENSE(packet_table_text);

static const char *const cpu_exception_text[] = { "No Exception",
	"Undefined Instruction", "Prefetch abort", "Data abort" };
static const struct names cpu_exception_names = NAMES_DENSE(cpu_exception_text);

static const char *const trace_text[] = { "RX LMP", "TX LMP", "ACK LMP",
	"RX LL", "TX LL", "ACK LL" };
static const struct names trace_names = NAMES_DENSE(trace_text);

static void put_scan_status(struct packet *p)
{
	static const struct bits unknown = { .unknown = "Unknown status" };
	const uint8_t *at = take(p, 1);

	if (!at)
		return;
	put_word(
	    p, "Inquiry scan", at[0] & 1, at[0] & 1 ? "Enabled" : "Disabled");
	put_word(
	    p, "Page scan", at[0] >> 1 & 1, at[0] & 2 ? "Enabled" : "Disabled");
	put_bit_names(p, at[0] & 0xfc, 2, &unknown);
}

/* "0x2003 (0x08|0x0003)" */
static void put_opcode(struct packet *p)
{
	uint64_t opcode = put_hex(p, "Opcode", 2);

	join_hex(p, "OGF", opcode >> 10, 2, " (");
	join_code(p, opcode & 0x3ff, 4, "|", ")");
}

static void put_link(struct packet *p)
{
	put_uint(p, "Handle", 2);
	put_dump(p, rd_bytes(&p->r, 8), 8);
	put_hex(p, "Access address", 4);
}

/* A PDU of the link manager or of the link layer, which is dumped. */
static void put_pdu_trace(struct packet *p)
{
	enum { RX_LMP, TX_LMP, ACK_LMP, RX_LL, TX_LL, ACK_LL };
	uint64_t type = put_enum_or(p, "Type", 1, 2, &trace_names, "Unknown");

	put_uint(p, "Handle", 2);
	switch (type) {
	case ACK_LMP:
		put_hex(p, "Clock", 4);
		put_hex(p, "ID", 1);
		break;
	case RX_LL:
		put_hex(p, "Count", 2);
		break;
	case TX_LL:
	case ACK_LL:
		put_hex(p, "Count", 2);
		put_hex(p, "ID", 1);
		break;
	}
}

/* clang-format off */
static const struct row exception[] = {
	{ U16("Line") },
	{ ENUM8("Module", module) },
	{ X8("Reason") },
};

static const struct row bootup[] = {
	{ X8("Zero") },
	{ U8("Number of packets") },
	{ ENUM8("Source", boot_source) },
	{ ENUM8("Reset type", boot_reset) },
	{ ENUM8("Reset reason", boot_reason) },
	{ ENUM8("DDC status", ddc_status) },
};

static const struct row default_bd_data[] = {
	{ ENUM8("Memory status", memory_status) },
};

static const struct row secure_send_result[] = {
	{ ENUM8("Result", send_result) },
	{ CALL(2, put_opcode) },
	{ STATUS },
};

static const struct row scan_status[] = {
	{ CALL(1, put_scan_status) },
};

static const struct row status[] = {
	{ STATUS },
};

static const struct row sco_rejected[] = {
	{ ADDR("Address") },
	{ REASON("Reason") },
};

static const struct row packet_table_switch[] = {
	{ U16("Handle") },
	{ ENUM8("Packet type table", packet_table) },
};

static const struct row system_exception[] = {
	{ ENUM8("Type", cpu_exception) },
};

static const struct packet_name events[] = {
	{ 0x00, "Intel Startup", EMPTY },
	{ 0x01, "Intel Fatal Exception", FIXED(exception, 4) },
	{ 0x02, "Intel Bootup", FIXED(bootup, 6) },
	{ 0x05, "Intel Default BD Data", FIXED(default_bd_data, 1) },
	{ 0x06, "Intel Secure Send Commands Result", FIXED(secure_send_result, 4) },
	{ 0x08, "Intel Debug Exception", FIXED(exception, 4) },
	{ 0x0f, "Intel LE Link Established", CALLED_FIXED(26, put_link) },
	{ 0x11, "Intel Scan Status", FIXED(scan_status, 1) },
	{ 0x16, "Intel Activate Deactivate Traces Complete", FIXED(status, 1) },
	{ 0x17, "Intel LMP PDU Trace", CALLED(3, put_pdu_trace) },
	{ 0x19, "Intel Write BD Data Complete", FIXED(status, 1) },
	{ 0x25, "Intel SCO Rejected via LMP", FIXED(sco_rejected, 7) },
	{ 0x26, "Intel PTT Switch Notification", FIXED(packet_table_switch, 3) },
	{ 0x29, "Intel System Exception", FIXED(system_exception, 133) },
	{ 0x2c, "Intel FW Trace String", UNDECODED },
	{ 0x2e, "Intel FW Trace Binary", UNDECODED },
};

/* What telemetry events consist of: type, length, value. */
enum subevent_form { SUB_TYPE, SUB_HANDLE, SUB_COUNT, SUB_FIVE };

static const struct subevent {
	uint8_t type;
	uint8_t form; /* enum subevent_form */
	const char *name;
} subevents[] = {
	{ 0x01, SUB_TYPE, "Extended event type" },
	{ 0x4a, SUB_HANDLE, "ACL connection handle" },
	{ 0x4b, SUB_COUNT, "Rx HEC errors" },
	{ 0x4c, SUB_COUNT, "Rx CRC errors" },
	{ 0x4d, SUB_COUNT, "Packets from host" },
	{ 0x4e, SUB_COUNT, "Tx packets" },
	{ 0x4f, SUB_COUNT, "Tx packets 0 retries" },
	{ 0x50, SUB_COUNT, "Tx packets 1 retries" },
	{ 0x51, SUB_COUNT, "Tx packets 2 retries" },
	{ 0x52, SUB_COUNT, "Tx packets 3 retries" },
	{ 0x53, SUB_COUNT, "Tx packets 4 retries and more" },
	{ 0x54, SUB_COUNT, "Tx DH1 packets" },
	{ 0x55, SUB_COUNT, "Tx DH3 packets" },
	{ 0x56, SUB_COUNT, "Tx DH5 packets" },
	{ 0x57, SUB_COUNT, "Tx 2DH1 packets" },
	{ 0x58, SUB_COUNT, "Tx 2DH3 packets" },
	{ 0x59, SUB_COUNT, "Tx 2DH5 packets" },
	{ 0x5a, SUB_COUNT, "Tx 3DH1 packets" },
	{ 0x5b, SUB_COUNT, "Tx 3DH3 packets" },
	{ 0x5c, SUB_COUNT, "Tx 3DH5 packets" },
	{ 0x5d, SUB_COUNT, "Rx packets" },
	{ 0x5e, SUB_COUNT, "ACL link throughput (KBps)" },
	{ 0x5f, SUB_COUNT, "ACL max packet latency (ms)" },
	{ 0x60, SUB_COUNT, "ACL avg packet latency (ms)" },
	{ 0x6a, SUB_HANDLE, "SCO/eSCO connection handle" },
	{ 0x6b, SUB_COUNT, "Packets from host" },
	{ 0x6c, SUB_COUNT, "Tx packets" },
	{ 0x6d, SUB_COUNT, "Rx payload lost" },
	{ 0x6e, SUB_COUNT, "Tx payload lost" },
	{ 0x6f, SUB_FIVE, "Rx No SYNC errors" },
	{ 0x70, SUB_FIVE, "Rx HEC errors" },
	{ 0x71, SUB_FIVE, "Rx CRC errors" },
	{ 0x72, SUB_FIVE, "Rx NAK errors" },
	{ 0x73, SUB_FIVE, "Failed Tx due to Wifi coex" },
	{ 0x74, SUB_FIVE, "Failed Rx due to Wifi coex" },
	{ 0x75, SUB_COUNT, "Late samples inserted based on CDC" },
	{ 0x76, SUB_COUNT, "Samples dropped" },
	{ 0x77, SUB_COUNT, "Mute samples sent at initial connection" },
	{ 0x78, SUB_COUNT, "PLC injection data" },
};
/* clang-format on */

static const char *const telemetry_type_text[] = {
	"System Exception",
	"Fatal Exception",
	"Debug Exception",
	"Connection Event for BR/EDR Link Type",
	"Disconnection Event",
	"Audio Link Quality Report Type",
	"Stats for BR/EDR Link Type",
};
static const struct names telemetry_type_names =
    NAMES_DENSE(telemetry_type_text);

static const struct subevent *subevent_find(uint8_t type)
{
	for (size_t i = 0; i < ARRAY_SIZE(subevents); i++)
		if (subevents[i].type == type)
			return &subevents[i];
	return NULL;
}

static void put_subevent_value(
    struct packet *p, const struct subevent *sub, const uint8_t *at)
{
	put_label(p, sub->name);
	join_code(p, sub->type, 2, " (", "): ");
	switch ((enum subevent_form)sub->form) {
	case SUB_TYPE:
		join_word(
		    p, "Value", names_find(&telemetry_type_names, at[0]), "");
		join_code(p, at[0], 2, " (", ")");
		break;
	case SUB_HANDLE:
		join_hex(p, "Value", get_le16(at), 4, "");
		break;
	case SUB_COUNT:
		join_uint(p, "Value", get_le32(at), "", NULL);
		break;
	case SUB_FIVE:
		for (unsigned i = 0; i < 5; i++)
			join_uint(p, "Value", get_le32(at + 4 * i),
			    i ? " " : "", NULL);
		break;
	}
}

/* Returns false, having said why, when the rest cannot be understood. */
static bool put_subevent(struct packet *p)
{
	static const uint8_t sizes[] = {
		[SUB_TYPE] = 1,
		[SUB_HANDLE] = 2,
		[SUB_COUNT] = 4,
		[SUB_FIVE] = 20,
	};
	bool has_len = rd_left(&p->r) >= 2;
	uint8_t type = rd_u8(&p->r), len = rd_u8(&p->r);
	const uint8_t *at = rd_bytes(&p->r, len);
	const struct subevent *sub = subevent_find(type);

	if (has_len && sub && len != sizes[sub->form]) {
		put_error(p, "Invalid length");
		join_uint(p, "Length", len, " ", " of subevent ");
		join_hex(p, "Type", type, 2, "");
	} else if (!at) {
		put_error(p, "Subevent exceeds the buffer size.");
	} else if (!sub) {
		put_error(p, "Unknown extended subevent");
		join_hex(p, "Type", type, 2, " ");
	} else if (sub->form == SUB_TYPE &&
		   !names_find(&telemetry_type_names, at[0])) {
		put_error(p, "Unknown extended telemetry event type");
		join_code(p, at[0], 2, " (", ")");
	} else {
		put_subevent_value(p, sub, at);
		return true;
	}
	return false;
}

/* Events behind a prefix of two octets; the only one known is telemetry. */
static void put_prefixed(struct packet *p)
{
	enum { PREFIX = 0x8780, TELEMETRY = 0x03 };
	const struct rd all = p->r;
	struct rd subs;
	const uint8_t *at;

	put_label(p, "Vendor Prefix");
	join_code(p, PREFIX, 4, " (", ")");
	rd_skip(&p->r, 2);
	at = p->r.p;
	if (rd_u8(&p->r) != TELEMETRY || p->r.bad) {
		p->r = all;
		return;
	}
	put_subtitle(p, "Intel Extended Telemetry", TELEMETRY, 2, at, 1);
	subs = p->r;
	while (rd_left(&p->r))
		if (!put_subevent(p)) {
			p->r = subs;
			put_rest(p);
		}
}

bool intel_event(struct packet *p)
{
	const uint8_t *at = p->r.p;
	const struct packet_name *event;

	if (rd_left(&p->r) >= 2 && at[0] == 0x87 && at[1] == 0x80) {
		put_prefixed(p);
		put_rest(p);
		return true;
	}
	event = rd_left(&p->r) ? packet_find(events, ARRAY_SIZE(events), at[0])
			       : NULL;
	if (!event)
		return false;
	rd_skip(&p->r, 1);
	put_subtitle(p, event->name, at[0], 2, at, 1);
	put_params(p, &event->params);
	return true;
}
