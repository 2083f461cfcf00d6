/* Values that control sound, players and calls: VCS, VOCS, AICS, MICS 1.0, MCS
 * 1.0, TBS 1.0, HAS 1.0. */
#include "decoders/value_types.h"

static const struct scale scale_tenth_db = {
	.mul = 1, .frac = 1, .unit = " dB"
};
static const struct scale scale_hundredth_s = {
	.mul = 1, .frac = 2, .is_signed = true, .unit = " s"
};
static const struct scale scale_percent = { .mul = 1, .unit = " %" };
static const struct scale scale_seconds = { .mul = 1, .unit = " s" };

static const char *const mute_text[] = { "not muted", "muted", "disabled" };
static const struct names mute_names = NAMES_DENSE(mute_text);

static const struct row counter_row[] = { { U8("Change counter") } };

static void put_rest_text(struct packet *p, const char *name)
{
	put_string(p, name, rd_left(&p->r));
}

/* Volume */

void value_volume_state(struct packet *p)
{
	put_uint(p, "Volume", 1);
	put_enum(p, "Mute", 1, &mute_names);
	put_uint(p, "Change counter", 1);
}

void value_volume_control(struct packet *p)
{
	static const struct row absolute[] = {
		{ U8("Change counter") },
		{ U8("Volume") },
	};
	static const struct packet_name operations[] = {
		{ 0x00, "volume down", FIXED(counter_row, 1) },
		{ 0x01, "volume up", FIXED(counter_row, 1) },
		{ 0x02, "unmute, volume down", FIXED(counter_row, 1) },
		{ 0x03, "unmute, volume up", FIXED(counter_row, 1) },
		{ 0x04, "set volume", FIXED(absolute, 2) },
		{ 0x05, "unmute", FIXED(counter_row, 1) },
		{ 0x06, "mute", FIXED(counter_row, 1) },
	};

	PUT_OPERATION(p, operations);
}

void value_volume_flags(struct packet *p)
{
	static const char *const text[] = { "volume persisted" };
	static const struct bits bits = {
		.names = NAMES_DENSE(text),
		.unknown = "Unknown flags",
	};

	put_bits(p, "Volume flags", 1, &bits);
}

void value_volume_offset(struct packet *p)
{
	put_scaled(p, "Offset", 2, &scale_plain_signed, 0);
	put_uint(p, "Change counter", 1);
}

void value_volume_offset_control(struct packet *p)
{
	static const struct row offset[] = {
		{ U8("Change counter") },
		{ SCALED_AS(2, 0, "Offset", plain_signed) },
	};
	static const struct packet_name operations[] = {
		{ 0x01, "set offset", FIXED(offset, 3) },
	};

	PUT_OPERATION(p, operations);
}

void value_input_state(struct packet *p)
{
	static const char *const text[] = { "manual only", "automatic only",
		"manual", "automatic" };
	static const struct names names = NAMES_DENSE(text);

	put_scaled(p, "Gain", 1, &scale_plain_signed, 0);
	put_enum(p, "Mute", 1, &mute_names);
	put_enum(p, "Gain mode", 1, &names);
	put_uint(p, "Change counter", 1);
}

void value_gain_settings(struct packet *p)
{
	put_scaled(p, "Unit", 1, &scale_tenth_db, 0);
	put_scaled(p, "Min gain", 1, &scale_plain_signed, 0);
	put_scaled(p, "Max gain", 1, &scale_plain_signed, 0);
}

void value_input_type(struct packet *p)
{
	static const char *const text[] = { "unspecified",
		"Bluetooth audio stream", "microphone", "analog", "digital",
		"radio", "streaming", "ambient" };
	static const struct names names = NAMES_DENSE(text);

	put_enum(p, "Input", 1, &names);
}

void value_input_status(struct packet *p)
{
	static const char *const text[] = { "inactive", "active" };
	static const struct names names = NAMES_DENSE(text);

	put_enum(p, "Status", 1, &names);
}

void value_input_control(struct packet *p)
{
	static const struct row gain[] = {
		{ U8("Change counter") },
		{ I8("Gain") },
	};
	static const struct packet_name operations[] = {
		{ 0x01, "set gain", FIXED(gain, 2) },
		{ 0x02, "unmute", FIXED(counter_row, 1) },
		{ 0x03, "mute", FIXED(counter_row, 1) },
		{ 0x04, "set manual gain mode", FIXED(counter_row, 1) },
		{ 0x05, "set automatic gain mode", FIXED(counter_row, 1) },
	};

	PUT_OPERATION(p, operations);
}

void value_mute(struct packet *p)
{
	put_enum(p, "Mute", 1, &mute_names);
}

/* Players */

void value_object_id(struct packet *p)
{
	put_hex(p, "Object", 6);
}

void value_track_changed(struct packet *p)
{
	put_label(p, "Track changed");
}

/* 2^(value / 64), to a hundredth. */
static void put_speed(struct packet *p, const char *name)
{
	/* 2^(n/64) times 10000, for n from 0 to 63. */
	static const uint16_t powers[] = { 10000, 10109, 10219, 10330, 10443,
		10556, 10671, 10788, 10905, 11024, 11144, 11265, 11388, 11512,
		11637, 11764, 11892, 12022, 12152, 12285, 12419, 12554, 12691,
		12829, 12968, 13110, 13252, 13397, 13543, 13690, 13839, 13990,
		14142, 14296, 14452, 14609, 14768, 14929, 15092, 15256, 15422,
		15590, 15760, 15931, 16105, 16280, 16458, 16637, 16818, 17001,
		17186, 17373, 17563, 17754, 17947, 18143, 18340, 18540, 18742,
		18946, 19152, 19361, 19571, 19785 };
	const uint8_t *at = take(p, 1);
	struct field f = {
		.kind = FIELD_DECIMAL,
		.name = name,
		.exponent = -2,
		.len = 1,
	};
	int exponent;
	uint32_t v;

	if (!at)
		return;
	/* -128 to 127 in 64ths: a power of two, and one of the table. */
	exponent = (int8_t)at[0] >> 6;
	v = powers[at[0] & 63];
	f.value = ((exponent < 0 ? v >> -exponent : v << exponent) + 50) / 100;
	put_field(p, &f, at);
}

void value_playback_speed(struct packet *p)
{
	put_speed(p, "Speed");
}

/* 0: it does not seek. */
void value_seeking_speed(struct packet *p)
{
	put_scaled(p, "Seeking speed", 1, &scale_plain_signed, 0);
}

void value_track_time(struct packet *p)
{
	put_scaled_or(p, "Time", 4, &scale_hundredth_s, 0xffffffff, "unknown");
}

#define ORDERS                                                              \
	"single once", "single repeat", "in order once", "in order repeat", \
	    "oldest once", "oldest repeat", "newest once", "newest repeat", \
	    "shuffle once", "shuffle repeat"

void value_playing_order(struct packet *p)
{
	static const char *const text[] = { [1] = ORDERS };
	static const struct names names = NAMES_DENSE(text);

	put_enum(p, "Order", 1, &names);
}

void value_playing_orders(struct packet *p)
{
	static const char *const text[] = { ORDERS };
	static const struct bits bits = {
		.names = NAMES_DENSE(text),
		.unknown = "Unknown orders",
	};

	put_bits(p, "Orders", 2, &bits);
}

void value_media_state(struct packet *p)
{
	static const char *const text[] = { "inactive", "playing", "paused",
		"seeking" };
	static const struct names names = NAMES_DENSE(text);

	put_enum(p, "State", 1, &names);
}

/* MCS 1.0 3.18: an operation, or its result, which is shorter than the offset
 * or number that some have. */
void value_media_control(struct packet *p)
{
	static const struct name text[] = {
		{ 0x01, "play" },
		{ 0x02, "pause" },
		{ 0x03, "fast rewind" },
		{ 0x04, "fast forward" },
		{ 0x05, "stop" },
		{ 0x10, "move" },
		{ 0x20, "previous segment" },
		{ 0x21, "next segment" },
		{ 0x22, "first segment" },
		{ 0x23, "last segment" },
		{ 0x24, "go to segment" },
		{ 0x30, "previous track" },
		{ 0x31, "next track" },
		{ 0x32, "first track" },
		{ 0x33, "last track" },
		{ 0x34, "go to track" },
		{ 0x40, "previous group" },
		{ 0x41, "next group" },
		{ 0x42, "first group" },
		{ 0x43, "last group" },
		{ 0x44, "go to group" },
	};
	static const struct names names = NAMES_SPARSE(text);
	static const char *const result_text[] = { [1] = "success",
		"not supported",
		"player is inactive",
		"cannot be done" };
	static const struct names result_names = NAMES_DENSE(result_text);
	enum { MOVE = 0x10 };
	uint64_t operation = put_enum(p, "Operation", 1, &names);

	if (rd_left(&p->r) == 1)
		put_enum(p, "Result", 1, &result_names);
	else if (rd_left(&p->r) && operation == MOVE)
		put_scaled(p, "Offset", 4, &scale_hundredth_s, 0);
	else if (rd_left(&p->r))
		put_scaled(p, "Number", 4, &scale_plain_signed, 0);
}

void value_media_operations(struct packet *p)
{
	static const char *const text[] = { "play", "pause", "fast rewind",
		"fast forward", "stop", "move", "previous segment",
		"next segment", "first segment", "last segment",
		"go to segment", "previous track", "next track", "first track",
		"last track", "go to track", "previous group", "next group",
		"first group", "last group", "go to group" };
	static const struct bits bits = {
		.names = NAMES_DENSE(text),
		.unknown = "Unknown operations",
	};

	put_bits(p, "Operations", 4, &bits);
}

void value_content_id(struct packet *p)
{
	put_uint(p, "Content control ID", 1);
}

/* Calls */

void value_bearer_technology(struct packet *p)
{
	static const char *const text[] = { [1] = "3G",
		"4G",
		"LTE",
		"Wi-Fi",
		"5G",
		"GSM",
		"CDMA",
		"2G",
		"WCDMA" };
	static const struct names names = NAMES_DENSE(text);

	put_enum(p, "Technology", 1, &names);
}

void value_signal_strength(struct packet *p)
{
	put_scaled_or(p, "Signal", 1, &scale_percent, 0xff, "unavailable");
}

void value_signal_interval(struct packet *p)
{
	put_scaled(p, "Interval", 1, &scale_seconds, 0);
}

static void put_call(struct packet *p)
{
	static const char *const state_text[] = { "incoming", "dialing",
		"alerting", "active", "locally held", "remotely held",
		"locally and remotely held" };
	static const struct names state_names = NAMES_DENSE(state_text);
	static const char *const flags_text[] = { "outgoing",
		"withheld by server", "withheld by network" };
	static const struct bits flags_bits = {
		.names = NAMES_DENSE(flags_text),
		.unknown = "Unknown flags",
	};

	put_uint(p, "Call", 1);
	put_enum(p, "State", 1, &state_names);
	put_bits(p, "Call flags", 1, &flags_bits);
}

void value_call_state(struct packet *p)
{
	if (!rd_left(&p->r))
		put_label(p, "No calls");
	while (rd_left(&p->r) && !p->r.bad)
		put_call(p);
}

void value_current_calls(struct packet *p)
{
	if (!rd_left(&p->r))
		put_label(p, "No calls");
	while (rd_left(&p->r) && !p->r.bad) {
		const uint8_t *at = take(p, 1);
		const uint8_t *call = take(p, at[0]);
		struct rd rest = p->r;

		if (!call)
			return;
		p->r = rd_over(call, at[0]);
		put_call(p);
		put_rest_text(p, "URI");
		rest.bad = p->r.bad;
		p->r = rest;
	}
}

void value_call_text(struct packet *p)
{
	put_uint(p, "Call", 1);
	put_rest_text(p, "Text");
}

void value_telephony_flags(struct packet *p)
{
	static const char *const text[] = { "inband ringtone", "silent mode" };
	static const struct bits bits = {
		.names = NAMES_DENSE(text),
		.unknown = "Unknown flags",
	};

	put_bits(p, "Status flags", 2, &bits);
}

static const char *const call_operation_text[] = { "accept", "terminate",
	"local hold", "local retrieve", "originate", "join" };
static const struct names call_operation_names =
    NAMES_DENSE(call_operation_text);

/* TBS 1.0 3.12: an operation, or its result, of three octets. Which of them
 * two calls to join are the octets do not say. */
void value_call_control(struct packet *p)
{
	enum { ORIGINATE = 4, JOIN = 5 };
	static const char *const result_text[] = { "success", "not supported",
		"not possible", "invalid call", "wrong state", "no resources",
		"invalid URI" };
	static const struct names result_names = NAMES_DENSE(result_text);
	const size_t n = rd_left(&p->r);
	uint64_t operation = put_enum(p, "Operation", 1, &call_operation_names);

	if (operation == ORIGINATE && n != 3) {
		put_rest_text(p, "URI");
	} else if (operation == JOIN && n != 3) {
		put_octets(p, "Calls", rd_left(&p->r));
	} else {
		put_uint(p, "Call", 1);
		if (n == 3)
			put_enum(p, "Result", 1, &result_names);
	}
}

void value_call_operations(struct packet *p)
{
	static const char *const text[] = { "local hold", "join" };
	static const struct bits bits = {
		.names = NAMES_DENSE(text),
		.unknown = "Unknown operations",
	};

	put_bits(p, "Operations", 2, &bits);
}

void value_termination(struct packet *p)
{
	static const char *const text[] = { "invalid URI", "call failed",
		"ended by the remote party", "ended by the server", "line busy",
		"network congestion", "ended by the client", "no service",
		"no answer", "unspecified" };
	static const struct names names = NAMES_DENSE(text);

	put_uint(p, "Call", 1);
	put_enum(p, "Reason", 1, &names);
}

/* Hearing aids */

void value_hearing_features(struct packet *p)
{
	static const char *const type_text[] = { "binaural", "monaural",
		"banded", "reserved" };
	static const char *const text[] = { [2] = "synchronized presets",
		"independent presets",
		"dynamic presets",
		"writable presets" };
	static const struct bits bits = {
		.names = NAMES_DENSE(text),
		.unknown = "Unknown features",
	};
	const uint8_t *at = take(p, 1);

	if (!at)
		return;
	put_word(p, "Type", at[0] & 3, type_text[at[0] & 3]);
	put_value(p, FIELD_BITS, "Features", at[0], at, 1);
	put_bit_names(p, at[0] & 0xfc, 2, &bits);
}

void value_preset(struct packet *p)
{
	put_uint(p, "Preset", 1);
}

static void put_preset_record(struct packet *p)
{
	static const char *const text[] = { "writable", "available" };
	static const struct bits bits = { .names = NAMES_DENSE(text) };

	put_uint(p, "Preset", 1);
	put_bits(p, "Properties", 1, &bits);
	put_rest_text(p, "Name");
}

static void put_preset_name(struct packet *p)
{
	put_uint(p, "Preset", 1);
	put_rest_text(p, "Name");
}

static void put_read_preset(struct packet *p)
{
	put_uint(p, "Last", 1);
	put_preset_record(p);
}

static void put_changed_preset(struct packet *p)
{
	enum { UPDATE };
	static const char *const text[] = { "update", "deleted", "available",
		"unavailable" };
	static const struct names names = NAMES_DENSE(text);
	uint64_t change = put_enum(p, "Change", 1, &names);

	put_uint(p, "Last", 1);
	if (change == UPDATE) {
		put_uint(p, "Previous preset", 1);
		put_preset_record(p);
	} else {
		put_uint(p, "Preset", 1);
	}
}

void value_preset_control(struct packet *p)
{
	static const struct row range[] = {
		{ U8("First preset") },
		{ U8("Presets") },
	};
	static const struct row preset[] = { { U8("Preset") } };
	static const struct packet_name operations[] = {
		{ 0x01, "read presets", FIXED(range, 2) },
		{ 0x02, "preset", CALLED(0, put_read_preset) },
		{ 0x03, "preset changed", CALLED(0, put_changed_preset) },
		{ 0x04, "write name", CALLED(0, put_preset_name) },
		{ 0x05, "set preset", FIXED(preset, 1) },
		{ 0x06, "next preset", EMPTY },
		{ 0x07, "previous preset", EMPTY },
		{ 0x08, "set preset, synchronized", FIXED(preset, 1) },
		{ 0x09, "next preset, synchronized", EMPTY },
		{ 0x0a, "previous preset, synchronized", EMPTY },
	};

	PUT_OPERATION(p, operations);
}
