/* Subevents of the LE Meta event from Bluetooth 5.4 on, Vol 4 Part E 7.7.65. */
#include "decoders/cs.h"
#include "decoders/hci.h"

static const struct scale scale_us = { .mul = 1, .unit = " us" };
static const struct scale scale_125_us = {
	.mul = 125, .frac = 3, .unit = " msec"
};
/* 0.01 ppm */
static const struct scale scale_ppm = {
	.mul = 1, .frac = 2, .is_signed = true, .unit = " ppm"
};
/* 0.5 ns */
static const struct scale scale_half_ns = {
	.mul = 5, .frac = 1, .is_signed = true, .unit = " ns"
};

static const char *const tx_status_text[] = {
	"Subevent data was sent",
	"Subevent data was not sent",
};
static const struct names tx_status_names = NAMES_DENSE(tx_status_text);

static const char *const monitor_condition_text[] = {
	"RSSI below the low threshold",
	"RSSI above the high threshold",
};
static const struct names monitor_condition_names =
    NAMES_DENSE(monitor_condition_text);

static const char *const frame_space_initiator_text[] = {
	"Local Host",
	"Local Controller",
	"Peer",
};
static const struct names frame_space_initiator_names =
    NAMES_DENSE(frame_space_initiator_text);

static const char *const config_action_text[] = { "Removed", "Created" };
static const struct names config_action_names = NAMES_DENSE(config_action_text);

static const char *const state_text[] = { "Disabled", "Enabled" };
static const struct names state_names = NAMES_DENSE(state_text);

static const struct name done_text[] = {
	{ 0x00, "Complete" },
	{ 0x01, "Partial, more to come" },
	{ 0x0f, "Aborted" },
};
static const struct names done_names = NAMES_SPARSE(done_text);

static const struct name procedure_abort_text[] = {
	{ 0x00, "No abort" },
	{ 0x01, "Request of the local Host or the remote device" },
	{ 0x02, "Fewer than 15 channels" },
	{ 0x03, "Instant of the channel map has passed" },
	{ 0x0f, "Unspecified" },
};
static const struct names procedure_abort_names =
    NAMES_SPARSE(procedure_abort_text);

static const struct name subevent_abort_text[] = {
	{ 0x00, "No abort" },
	{ 0x01, "Request of the local Host or the remote device" },
	{ 0x02, "No CS_SYNC in mode-0" },
	{ 0x03, "Conflict of schedules or limited resources" },
	{ 0x0f, "Unspecified" },
};
static const struct names subevent_abort_names =
    NAMES_SPARSE(subevent_abort_text);

static const char *const aa_check_text[] = {
	"Access address without errors",
	"Access address with bit errors",
	"Access address not found",
};
static const struct names aa_check_names = NAMES_DENSE(aa_check_text);

static const struct name nadm_text[] = {
	{ 0x00, "Attack extremely unlikely" },
	{ 0x01, "Attack very unlikely" },
	{ 0x02, "Attack unlikely" },
	{ 0x03, "Attack possible" },
	{ 0x04, "Attack likely" },
	{ 0x05, "Attack very likely" },
	{ 0x06, "Attack extremely likely" },
	{ 0xff, "Unknown" },
};
static const struct names nadm_names = NAMES_SPARSE(nadm_text);

static const char *const tone_quality_text[] = { "High", "Medium", "Low",
	"Not available" };
static const struct names tone_quality_names = NAMES_DENSE(tone_quality_text);

static const char *const tone_extension_text[] = {
	"Not a tone extension slot",
	"Extension not expected",
	"Extension expected",
};
static const struct names tone_extension_names =
    NAMES_DENSE(tone_extension_text);

/* The halves of an octet, each with a name of its own: low then high. */
static void put_nibbles(struct packet *p, const char *low,
    const struct names *low_names, const char *high,
    const struct names *high_names)
{
	const uint8_t *at = take(p, 1);

	if (!at)
		return;
	put_enum_bits(p, low, at[0] & 0x0f, low_names, at);
	if (high_names)
		put_enum_bits(p, high, at[0] >> 4, high_names, at);
	else
		put_value(p, FIELD_UINT, high, at[0] >> 4, at, 1);
}

static void put_done(struct packet *p)
{
	put_enum(p, "Procedure done", 1, &done_names);
	put_enum(p, "Subevent done", 1, &done_names);
}

static void put_abort(struct packet *p)
{
	put_nibbles(p, "Procedure abort reason", &procedure_abort_names,
	    "Subevent abort reason", &subevent_abort_names);
}

static void put_quality(struct packet *p)
{
	put_nibbles(
	    p, "Packet quality", &aa_check_names, "Payload bit errors", NULL);
}

/* A signed number of `size` octets, of which one value has a name. */
static void put_scaled_unless(struct packet *p, const char *name, unsigned size,
    const struct scale *scale, uint16_t none, const char *text)
{
	const struct name row[] = { { none, text } };
	const struct names names = NAMES_SPARSE(row);

	if (rd_left(&p->r) >= size && get_le(p->r.p, size) == none)
		put_enum(p, name, size, &names);
	else
		put_scaled(p, name, size, scale, (uint8_t)(2 * size));
}

static void put_frequency_compensation(struct packet *p)
{
	put_scaled_unless(p, "Frequency compensation", 2, &scale_ppm, 0xc000,
	    "Not available");
}

static void put_reference_power(struct packet *p)
{
	put_scaled_unless(
	    p, "Reference power", 1, &scale_dbm, 0x7f, "Not available");
}

static void put_time(struct packet *p)
{
	put_scaled_unless(
	    p, "Time difference", 2, &scale_half_ns, 0x8000, "Not available");
}

static int64_t sign_12(uint32_t v)
{
	return (int64_t)(v ^ 0x800) - 0x800;
}

/* A phase correction term: 12 bits each of I and Q. */
static void put_pct(struct packet *p, const char *name, unsigned size)
{
	const uint8_t *at = take(p, size);
	struct field f = { .kind = FIELD_INT, .name = "I", .len = size };
	uint32_t v = at ? (uint32_t)get_le(at, 3) : 0;

	if (!at)
		return;
	put_heading(p, name);
	f.join = ": I ";
	f.value = (uint64_t)sign_12(v & 0xfff);
	put_field(p, &f, at);
	f.name = "Q";
	f.join = " Q ";
	f.value = (uint64_t)sign_12(v >> 12 & 0xfff);
	put_field(p, &f, at);
}

static void put_tones(struct packet *p)
{
	put_uint(p, "Antenna permutation", 1);
	while (rd_left(&p->r)) {
		put_pct(p, "Tone", 3);
		p->depth++;
		put_nibbles(p, "Quality", &tone_quality_names, "Extension",
		    &tone_extension_names);
		p->depth--;
	}
}

/* What mode-1 and mode-3 begin with; the terms come with a sounding sequence
 * only. */
static void put_round_trip(struct packet *p, bool sounding)
{
	static const struct row rows[] = {
		{ CALL(1, put_quality) },
		{ ENUM8("NADM", nadm) },
		{ RSSI("RSSI") },
		{ CALL(2, put_time) },
		{ U8("Antenna") },
	};

	PUT_ROWS(p, rows);
	if (sounding) {
		put_pct(p, "Packet PCT1", 4);
		put_pct(p, "Packet PCT2", 4);
	}
}

/* Vol 4 Part E 7.7.65.44: which layout it is follows from the mode and the
 * length. The paths are one fewer than the tones. */
static void put_step_data(struct packet *p, uint64_t mode, uint64_t paths)
{
	enum { ROUND_TRIP = 6, TERMS = 8, TONE = 4 };
	static const struct row mode_0[] = {
		{ CALL(1, put_quality) },
		{ RSSI("RSSI") },
		{ U8("Antenna") },
	};
	const size_t len = rd_left(&p->r), tones = 1 + TONE * (paths + 1);

	if (mode == 0 && (len == 3 || len == 5)) {
		PUT_ROWS(p, mode_0);
		if (len == 5)
			put_scaled(p, "Frequency offset", 2, &scale_ppm, 4);
	} else if (mode == 1 && len == ROUND_TRIP) {
		put_round_trip(p, false);
	} else if (mode == 1 && len == ROUND_TRIP + TERMS) {
		put_round_trip(p, true);
	} else if (mode == 2 && len == tones) {
		put_tones(p);
	} else if (mode == 3 && len == ROUND_TRIP + tones) {
		put_round_trip(p, false);
		put_tones(p);
	} else if (mode == 3 && len == ROUND_TRIP + TERMS + tones) {
		put_round_trip(p, true);
		put_tones(p);
	}
}

static void put_steps(struct packet *p)
{
	uint64_t paths = put_uint(p, "Number of antenna paths", 1);
	uint64_t n = put_uint(p, "Number of steps", 1);

	for (uint64_t i = 0; i < n && rd_left(&p->r); i++) {
		uint64_t mode, len;
		const uint8_t *at;
		struct rd rest;

		put_entry(p, "Step", i);
		p->depth++;
		mode = put_uint(p, "Mode", 1);
		put_uint(p, "Channel", 1);
		len = put_uint(p, "Data length", 1);
		at = take(p, len);
		rest = p->r;
		if (at) {
			p->r = rd_over(at, len);
			put_step_data(p, mode, paths);
			put_rest(p);
			p->r = rest;
		}
		p->depth--;
	}
}

static void put_responses(struct packet *p)
{
	static const struct row response[] = {
		{ SCALED8("TX power", tx_dbm), .in = 1 },
		{ CALL(1, put_report_rssi), .in = 1 },
		{ CALL(1, put_cte_type), .in = 1 },
		{ U8("Response slot"), .in = 1 },
		{ CALL(1, put_data_status), .in = 1 },
	};
	uint64_t n = put_uint(p, "Number of responses", 1);

	for (uint64_t i = 0; i < n && rd_left(&p->r); i++) {
		put_entry(p, "Response", i);
		PUT_ROWS(p, response);
		p->depth++;
		put_ad(p, put_hex(p, "Data length", 1));
		p->depth--;
	}
}

/* clang-format off */
static const struct row sync_established_v2[] = {
	{ STATUS },
	{ U16("Sync handle") },
	{ CALL(1, put_advertising_sid) },
	{ ADDR_TYPE("Advertiser address type", peer_addr_type) },
	{ ADDR_TYPED("Advertiser address") },
	{ ENUM8("Advertiser PHY", phy) },
	{ SCALED16("Periodic advertising interval", frames) },
	{ ENUM8("Advertiser clock accuracy", clock_accuracy) },
	{ U8("Number of subevents") },
	{ SCALED8("Subevent interval", frames) },
	{ SCALED8("Response slot delay", frames) },
	{ SCALED8("Response slot spacing", 125_us) },
};

/* The data may be a part of a longer whole: what is left is dumped. */
static const struct row periodic_report_v2[] = {
	{ U16("Sync handle") },
	{ SCALED8("TX power", tx_dbm) },
	{ CALL(1, put_report_rssi) },
	{ CALL(1, put_cte_type) },
	{ U16("Periodic event counter") },
	{ U8("Subevent") },
	{ CALL(1, put_data_status) },
	{ X8("Data length") },
};

static const struct row sync_transfer_v2[] = {
	{ STATUS },
	{ U16("Handle") },
	{ X16("Service data") },
	{ U16("Sync handle") },
	{ CALL(1, put_advertising_sid) },
	{ ADDR_TYPE("Advertiser address type", peer_addr_type) },
	{ ADDR_TYPED("Advertiser address") },
	{ ENUM8("Advertiser PHY", phy) },
	{ SCALED16("Periodic advertising interval", frames) },
	{ ENUM8("Advertiser clock accuracy", clock_accuracy) },
	{ U8("Number of subevents") },
	{ SCALED8("Subevent interval", frames) },
	{ SCALED8("Response slot delay", frames) },
	{ SCALED8("Response slot spacing", 125_us) },
};

static const struct row subevent_request[] = {
	{ X8("Advertising handle") },
	{ U8("Subevent start") },
	{ U8("Subevent count") },
};

static const struct row response_report[] = {
	{ X8("Advertising handle") },
	{ U8("Subevent") },
	{ ENUM8("TX status", tx_status) },
};

static const struct row enhanced_connection_v2[] = {
	{ STATUS },
	{ U16("Handle") },
	{ ENUM8("Role", role) },
	{ ADDR_TYPE("Peer address type", peer_addr_type) },
	{ ADDR_TYPED("Peer address") },
	{ ADDR_RND("Local resolvable private address") },
	{ ADDR_RND("Peer resolvable private address") },
	{ SCALED16("Connection interval", frames) },
	{ SCALED16("Connection latency", plain) },
	{ SCALED16("Supervision timeout", 10_msec) },
	{ X8("Central clock accuracy") },
	{ X8("Advertising handle") },
	{ X16("Sync handle") },
};

static const struct row cis_established_v2[] = {
	{ STATUS },
	{ U16("Connection Handle") },
	{ SCALED24("CIG Synchronization Delay", us) },
	{ SCALED24("CIS Synchronization Delay", us) },
	{ SCALED24("Central to Peripheral Latency", us) },
	{ SCALED24("Peripheral to Central Latency", us) },
	{ ENUM8("Central to Peripheral PHY", phy) },
	{ ENUM8("Peripheral to Central PHY", phy) },
	{ U8("Number of Subevents") },
	{ U8("Central to Peripheral Burst Number") },
	{ U8("Peripheral to Central Burst Number") },
	{ U8("Central to Peripheral Flush Timeout") },
	{ U8("Peripheral to Central Flush Timeout") },
	{ U16("Central to Peripheral MTU") },
	{ U16("Peripheral to Central MTU") },
	{ SCALED16("ISO Interval", frames) },
	{ SCALED24("Sub Interval", us) },
	{ U16("Central to Peripheral Maximum SDU") },
	{ U16("Peripheral to Central Maximum SDU") },
	{ SCALED24("Central to Peripheral SDU Interval", us) },
	{ SCALED24("Peripheral to Central SDU Interval", us) },
	{ ENUM8("Framing", framing) },
};

static const struct row remote_features[] = {
	{ STATUS },
	{ U16("Handle") },
	{ U8("Max remote page") },
	{ CALL(249, put_feature_pages) },
};

static const struct row fae_table[] = {
	{ STATUS },
	{ U16("Handle") },
	{ OCTETS("FAE table", CS_FAE_SIZE) },
};

static const struct row config_complete[] = {
	{ STATUS },
	{ U16("Handle") },
	{ U8("Config ID") },
	{ ENUM8("Action", config_action) },
};

static const struct row config_times[] = {
	{ SCALED8("T_IP1 time", us) },
	{ SCALED8("T_IP2 time", us) },
	{ SCALED8("T_FCS time", us) },
	{ SCALED8("T_PM time", us) },
};

static const struct row procedure_enable_complete[] = {
	{ STATUS },
	{ U16("Handle") },
	{ U8("Config ID") },
	{ ENUM8("State", state) },
	{ ENUM8("Antenna configuration", cs_antenna_config) },
	{ SCALED8("TX power (selected)", tx_dbm) },
	{ SCALED24("Subevent length", us) },
	{ U8("Subevents per event") },
	{ SCALED16("Subevent interval", slots) },
	{ U16("Event interval") },
	{ U16("Procedure interval") },
	{ U16("Procedure count") },
	{ SCALED16("Max procedure length", slots) },
};

static const struct row subevent_result[] = {
	{ U16("Handle") },
	{ U8("Config ID") },
	{ U16("Start ACL connection event") },
	{ U16("Procedure counter") },
	{ CALL(2, put_frequency_compensation) },
	{ CALL(1, put_reference_power) },
	{ CALL(2, put_done) },
	{ CALL(1, put_abort) },
};

static const struct row subevent_result_continue[] = {
	{ U16("Handle") },
	{ U8("Config ID") },
	{ CALL(2, put_done) },
	{ CALL(1, put_abort) },
};

static const struct row status_only[] = {
	{ STATUS },
};

static const struct row monitored_advertiser[] = {
	{ ADDR_TYPE("Address type", addr_type) },
	{ ADDR_TYPED("Address") },
	{ ENUM8("Condition", monitor_condition) },
};

static const struct row frame_space_complete[] = {
	{ STATUS },
	{ U16("Handle") },
	{ ENUM8("Initiator", frame_space_initiator) },
	{ SCALED16("Frame space", us) },
	{ BITS8("PHYs", phys) },
	{ BITS16("Spacing types", frame_spacing) },
};

static const struct row rate_change[] = {
	{ STATUS },
	{ U16("Handle") },
	{ SCALED16("Connection interval", 125_us) },
	{ U16("Subrate factor") },
	{ U16("Peripheral latency") },
	{ U16("Continuation number") },
	{ SCALED16("Supervision timeout", 10_msec) },
};
/* clang-format on */

static void put_capabilities(struct packet *p)
{
	PUT_ROWS(p, hci_status_handle);
	PUT_ROWS(p, hci_cs_capabilities);
}

static void put_capabilities_v2(struct packet *p)
{
	put_capabilities(p);
	PUT_ROWS(p, hci_cs_capabilities_v2);
}

static void put_config_complete(struct packet *p)
{
	PUT_ROWS(p, config_complete);
	PUT_ROWS(p, hci_cs_config);
	PUT_ROWS(p, config_times);
}

/* clang-format off */
const struct packet_name hci_le6_events[] = {
	{ 0x24, "LE Periodic Advertising Sync Established v2", FIXED(sync_established_v2, 19) },
	{ 0x25, "LE Periodic Advertising Report v2", ATLEAST(periodic_report_v2, 10) },
	{ 0x26, "LE Periodic Advertising Sync Transfer Received v2", FIXED(sync_transfer_v2, 23) },
	{ 0x27, "LE Periodic Advertising Subevent Data Request", FIXED(subevent_request, 3) },
	{ 0x28, "LE Periodic Advertising Response Report", TAIL(response_report, 4, put_responses) },
	{ 0x29, "LE Enhanced Connection Complete v2", FIXED(enhanced_connection_v2, 33) },
	{ 0x2a, "LE CIS Established v2", FIXED(cis_established_v2, 42) },
	{ 0x2b, "LE Read All Remote Features Complete", FIXED(remote_features, 253) },
	{ 0x2c, "LE CS Read Remote Supported Capabilities Complete", CALLED_FIXED(3 + CS_CAPABILITIES_SIZE, put_capabilities) },
	{ 0x2d, "LE CS Read Remote FAE Table Complete", FIXED(fae_table, 3 + CS_FAE_SIZE) },
	{ 0x2e, "LE CS Security Enable Complete", FIXED(hci_status_handle, 3) },
	{ 0x2f, "LE CS Config Complete", CALLED_FIXED(9 + CS_CONFIG_SIZE, put_config_complete) },
	{ 0x30, "LE CS Procedure Enable Complete", FIXED(procedure_enable_complete, 21) },
	{ 0x31, "LE CS Subevent Result", TAIL(subevent_result, 15, put_steps) },
	{ 0x32, "LE CS Subevent Result Continue", TAIL(subevent_result_continue, 8, put_steps) },
	{ 0x33, "LE CS Test End Complete", FIXED(status_only, 1) },
	{ 0x34, "LE Monitored Advertisers Report", FIXED(monitored_advertiser, 8) },
	{ 0x35, "LE Frame Space Update Complete", FIXED(frame_space_complete, 9) },
	{ 0x36, "LE UTP Receive", UNDECODED },
	{ 0x37, "LE Connection Rate Change", FIXED(rate_change, 13) },
	{ 0x38, "LE CS Read Remote Supported Capabilities Complete v2", CALLED_FIXED(6 + CS_CAPABILITIES_SIZE, put_capabilities_v2) },
};
/* clang-format on */
const size_t n_hci_le6_events = ARRAY_SIZE(hci_le6_events);
