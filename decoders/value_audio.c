/* Values of LE Audio: what devices can play and record (PACS 1.0), their
 * streams (ASCS 1.0), broadcasts (BASS 1.0), sets of devices (CSIS 1.0) and
 * roles. Numbers of codecs and metadata: Assigned Numbers 6.12. */
#include "decoders/hci.h"
#include "decoders/value_types.h"

static const struct scale scale_ms = { .mul = 1, .unit = " ms" };
static const struct scale scale_us = { .mul = 1, .unit = " us" };
static const struct scale scale_octets = { .mul = 1, .unit = " octets" };

static const char *const location_text[] = { "front left", "front right",
	"front center", "low frequency effects 1", "back left", "back right",
	"front left of center", "front right of center", "back center",
	"low frequency effects 2", "side left", "side right", "top front left",
	"top front right", "top front center", "top center", "top back left",
	"top back right", "top side left", "top side right", "top back center",
	"bottom front center", "bottom front left", "bottom front right",
	"front left wide", "front right wide", "left surround",
	"right surround" };
static const struct bits location_bits = {
	.names = NAMES_DENSE(location_text),
	.unknown = "Unknown locations",
};

static const char *const context_text[] = { "unspecified", "conversational",
	"media", "game", "instructional", "voice assistants", "live",
	"sound effects", "notifications", "ringtone", "alerts",
	"emergency alarm" };
static const struct bits context_bits = {
	.names = NAMES_DENSE(context_text),
	.unknown = "Unknown contexts",
};

#define FREQUENCIES                                                       \
	"8 kHz", "11.025 kHz", "16 kHz", "22.05 kHz", "24 kHz", "32 kHz", \
	    "44.1 kHz", "48 kHz", "88.2 kHz", "96 kHz", "176.4 kHz",      \
	    "192 kHz", "384 kHz"
static const char *const frequency_text[] = { FREQUENCIES };
static const struct bits frequency_bits = {
	.names = NAMES_DENSE(frequency_text),
	.unknown = "Unknown frequencies",
};
static const char *const chosen_frequency_text[] = { [1] = FREQUENCIES };
static const struct names chosen_frequency_names =
    NAMES_DENSE(chosen_frequency_text);

static const char *const duration_text[] = { "7.5 ms",
	"10 ms", [4] = "7.5 ms preferred", "10 ms preferred" };
static const struct bits duration_bits = {
	.names = NAMES_DENSE(duration_text),
	.unknown = "Unknown durations",
};
static const char *const chosen_duration_text[] = { "7.5 ms", "10 ms" };
static const struct names chosen_duration_names =
    NAMES_DENSE(chosen_duration_text);

static const char *const channels_text[] = { "1", "2", "3", "4", "5", "6", "7",
	"8" };
static const struct bits channels_bits = {
	.names = NAMES_DENSE(channels_text),
};

static const char *const listening_text[] = { "unspecified enhancement" };
static const struct names listening_names = NAMES_DENSE(listening_text);

/* Whatever has no better form. */
static void put_remaining(struct packet *p)
{
	if (rd_left(&p->r))
		put_octets(p, "Data", rd_left(&p->r));
}

static void put_remaining_text(struct packet *p, const char *name)
{
	put_string(p, name, rd_left(&p->r));
}

static void put_program(struct packet *p)
{
	put_remaining_text(p, "Program");
}

static void put_language(struct packet *p)
{
	put_remaining_text(p, "Language");
}

static void put_program_uri(struct packet *p)
{
	put_remaining_text(p, "Program URI");
}

static void put_content_ids(struct packet *p)
{
	put_octets(p, "Content control IDs", rd_left(&p->r));
}

static void put_immediate(struct packet *p)
{
	put_label(p, "Immediate rendering");
}

static void put_broadcast_name(struct packet *p)
{
	put_remaining_text(p, "Broadcast name");
}

static void put_extended_metadata(struct packet *p)
{
	put_hex(p, "Extended type", 2);
	put_remaining(p);
}

static void put_vendor_metadata(struct packet *p)
{
	put_company(p, "Company");
	put_remaining(p);
}

/* Values that are lists of a length, a type and a value. */
/* clang-format off */
static const struct row cap_frequencies[] = { { BITS16("Sampling frequencies", frequency) } };
static const struct row cap_durations[] = { { BITS8("Frame durations", duration) } };
static const struct row cap_channels[] = { { BITS8("Channel counts", channels) } };
static const struct row cap_octets[] = { { U16("Min octets per frame") }, { U16("Max octets per frame") } };
static const struct row cap_frames[] = { { U8("Max frames per SDU") } };
static const struct packet_name capabilities[] = {
	{ 0x01, "Sampling frequencies", FIXED(cap_frequencies, 2) },
	{ 0x02, "Frame durations", FIXED(cap_durations, 1) },
	{ 0x03, "Channel counts", FIXED(cap_channels, 1) },
	{ 0x04, "Octets per frame", FIXED(cap_octets, 4) },
	{ 0x05, "Frames per SDU", FIXED(cap_frames, 1) },
};

static const struct row conf_frequency[] = { { ENUM8("Sampling frequency", chosen_frequency) } };
static const struct row conf_duration[] = { { ENUM8("Frame duration", chosen_duration) } };
static const struct row conf_channels[] = { { BITS32("Channels", location) } };
static const struct row conf_octets[] = { { U16("Octets per frame") } };
static const struct row conf_frames[] = { { U8("Frame blocks per SDU") } };
static const struct packet_name configurations[] = {
	{ 0x01, "Sampling frequency", FIXED(conf_frequency, 1) },
	{ 0x02, "Frame duration", FIXED(conf_duration, 1) },
	{ 0x03, "Channels", FIXED(conf_channels, 4) },
	{ 0x04, "Octets per frame", FIXED(conf_octets, 2) },
	{ 0x05, "Frame blocks per SDU", FIXED(conf_frames, 1) },
};

static const struct row meta_preferred[] = { { BITS16("Preferred contexts", context) } };
static const struct row meta_streaming[] = { { BITS16("Streaming contexts", context) } };
static const struct row meta_rating[] = { { X8("Parental rating") } };
static const struct row meta_listening[] = { { ENUM8("Assisted listening", listening) } };
static const struct row meta_active[] = { { ENUM8("Audio active", enable) } };
static const struct packet_name metadata[] = {
	{ 0x01, "Preferred contexts", FIXED(meta_preferred, 2) },
	{ 0x02, "Streaming contexts", FIXED(meta_streaming, 2) },
	{ 0x03, "Program", CALLED(0, put_program) },
	{ 0x04, "Language", CALLED(3, put_language) },
	{ 0x05, "Content control", CALLED(0, put_content_ids) },
	{ 0x06, "Parental rating", FIXED(meta_rating, 1) },
	{ 0x07, "Program URI", CALLED(0, put_program_uri) },
	{ 0x08, "Audio active", FIXED(meta_active, 1) },
	{ 0x09, "Immediate rendering", CALLED(0, put_immediate) },
	{ 0x0a, "Assisted listening", FIXED(meta_listening, 1) },
	{ 0x0b, "Broadcast name", CALLED(0, put_broadcast_name) },
	{ 0xfe, "Extended", CALLED(2, put_extended_metadata) },
	{ 0xff, "Vendor", CALLED(2, put_vendor_metadata) },
};
/* clang-format on */

/* One element; p->r holds its value and nothing else. */
static void put_element(
    struct packet *p, const struct packet_name *known, uint64_t type)
{
	size_t n = rd_left(&p->r);

	if (known && n >= known->params.size &&
	    (!known->params.fixed || n == known->params.size)) {
		put_rows(p, known->params.rows, known->params.n);
		if (known->params.tail)
			known->params.tail(p);
	} else {
		put_entry(p, "Type", type);
		put_remaining(p);
	}
}

static void put_elements(struct packet *p, const char *name, size_t octets,
    const struct packet_name *known, size_t n_known)
{
	const uint8_t *at = take(p, octets);
	struct rd rest = p->r;

	if (!at || !octets)
		return;
	put_label(p, name);
	p->depth++;
	p->r = rd_over(at, octets);
	while (rd_left(&p->r)) {
		uint8_t len = rd_u8(&p->r), type = rd_u8(&p->r);
		const uint8_t *value = rd_bytes(&p->r, len ? len - 1u : 0);
		struct rd next = p->r;

		if (!value || !len) {
			rest.bad = true;
			break;
		}
		p->r = rd_over(value, len - 1u);
		put_element(p, packet_find(known, n_known, type), type);
		p->r = next;
	}
	p->depth--;
	p->r = rest;
}

/* The same behind an octet that is their length. */
static void put_counted_elements(struct packet *p, const char *name,
    const struct packet_name *known, size_t n)
{
	const uint8_t *at = take(p, 1);

	if (at)
		put_elements(p, name, at[0], known, n);
}
#define PUT_ELEMENTS(p, name, table) \
	put_counted_elements(p, name, table, ARRAY_SIZE(table))

static void put_metadata(struct packet *p)
{
	PUT_ELEMENTS(p, "Metadata", metadata);
}

void value_pac(struct packet *p)
{
	uint64_t n = put_uint(p, "Records", 1);

	for (uint64_t i = 0; i < n && !p->r.bad; i++) {
		put_codec_id(p);
		PUT_ELEMENTS(p, "Capabilities", capabilities);
		put_metadata(p);
	}
}

void value_audio_locations(struct packet *p)
{
	put_bits(p, "Locations", 4, &location_bits);
}

void value_audio_contexts(struct packet *p)
{
	put_bits(p, "Sink contexts", 2, &context_bits);
	put_bits(p, "Source contexts", 2, &context_bits);
}

/* Streams */

static const char *const framing_text[] = { "unframed", "framed" };
static const struct names ase_framing_names = NAMES_DENSE(framing_text);

static void put_delay(struct packet *p, const char *name)
{
	put_scaled(p, name, 3, &scale_us, 0);
}

static void put_stream_ids(struct packet *p)
{
	put_uint(p, "CIG ID", 1);
	put_uint(p, "CIS ID", 1);
}

static void put_qos(struct packet *p)
{
	put_stream_ids(p);
	put_delay(p, "SDU interval");
	put_enum(p, "Framing", 1, &ase_framing_names);
	put_bits(p, "PHYs", 1, &phys_bits);
	put_scaled(p, "Max SDU", 2, &scale_octets, 0);
	put_uint(p, "Retransmissions", 1);
	put_scaled(p, "Max transport latency", 2, &scale_ms, 0);
	put_delay(p, "Presentation delay");
}

static void put_codec_configuration(struct packet *p)
{
	put_codec_id(p);
	PUT_ELEMENTS(p, "Configuration", configurations);
}

static void put_preferences(struct packet *p)
{
	static const char *const text[] = { "unframed or framed",
		"framed only" };
	static const struct names names = NAMES_DENSE(text);

	put_enum(p, "Framing", 1, &names);
	put_bits(p, "PHYs", 1, &phys_bits);
	put_uint(p, "Retransmissions", 1);
	put_scaled(p, "Max transport latency", 2, &scale_ms, 0);
	put_delay(p, "Min presentation delay");
	put_delay(p, "Max presentation delay");
	put_delay(p, "Preferred min presentation delay");
	put_delay(p, "Preferred max presentation delay");
	put_codec_configuration(p);
}

/* ASCS 1.0 4.1 */
void value_ase(struct packet *p)
{
	enum { IDLE, CODEC, QOS, ENABLING, STREAMING, DISABLING, RELEASING };
	static const char *const text[] = { "idle", "codec configured",
		"QoS configured", "enabling", "streaming", "disabling",
		"releasing" };
	static const struct names names = NAMES_DENSE(text);
	uint64_t state;

	put_uint(p, "ASE ID", 1);
	state = put_enum(p, "State", 1, &names);
	switch (state) {
	case CODEC:
		put_preferences(p);
		break;
	case QOS:
		put_qos(p);
		break;
	case ENABLING:
	case STREAMING:
	case DISABLING:
		put_stream_ids(p);
		put_metadata(p);
		break;
	}
}

static void put_ase_config(struct packet *p)
{
	static const char *const latency_text[] = {
		[1] = "low latency", "balanced", "high reliability"
	};
	static const struct names latency_names = NAMES_DENSE(latency_text);

	put_enum(p, "Target latency", 1, &latency_names);
	put_enum(p, "Target PHY", 1, &phy_names);
	put_codec_configuration(p);
}

static void put_nothing(struct packet *p)
{
	(void)p;
}

/* What the answer to an operation says of an ASE. */
static void put_ase_response(struct packet *p)
{
	static const char *const code_text[] = { "success",
		"unsupported opcode", "invalid length", "invalid ASE ID",
		"invalid state transition", "invalid direction",
		"unsupported audio capabilities", "unsupported configuration",
		"rejected configuration", "invalid configuration",
		"unsupported metadata", "rejected metadata", "invalid metadata",
		"insufficient resources", "unspecified error" };
	static const struct names code_names = NAMES_DENSE(code_text);
	static const char *const reason_text[] = { "none", "codec ID",
		"codec configuration", "SDU interval", "framing", "PHY",
		"max SDU", "retransmissions", "max transport latency",
		"presentation delay", "invalid ASE CIS mapping" };
	static const struct names reason_names = NAMES_DENSE(reason_text);

	put_enum(p, "Response", 1, &code_names);
	put_enum(p, "Reason", 1, &reason_names);
}

/* ASCS 1.0 5: an operation on some ASEs, or the answer to one, which has three
 * octets of each. A write of an operation without parameters has one; no other
 * can have three and be right, but for one of metadata that are 1 octet. */
void value_ase_control(struct packet *p)
{
	enum { ALL = 0xff };
	static const struct {
		const char *name;
		void (*put)(struct packet *);
	} operations[] = {
		[1] = { "config codec", put_ase_config },
		{ "config QoS", put_qos },
		{ "enable", put_metadata },
		{ "receiver start ready", put_nothing },
		{ "disable", put_nothing },
		{ "receiver stop ready", put_nothing },
		{ "update metadata", put_metadata },
		{ "release", put_nothing },
	};
	const uint8_t *at = take(p, 2);
	uint8_t n;
	bool is_response;

	if (!at || at[0] >= ARRAY_SIZE(operations) || !at[0]) {
		p->r.bad = true;
		return;
	}
	put_word(p, "Operation", at[0], operations[at[0]].name);
	n = at[1] == ALL ? 1 : at[1];
	is_response = rd_left(&p->r) == 3u * n;
	put_value(p, FIELD_UINT, "ASEs", at[1], at + 1, 1);
	for (uint8_t i = 0; i < n && !p->r.bad; i++) {
		put_uint(p, "ASE ID", 1);
		if (is_response)
			put_ase_response(p);
		else
			operations[at[0]].put(p);
	}
}

/* Broadcasts */

static void put_peer(struct packet *p)
{
	const uint8_t *at = take(p, 7);
	struct field f = {
		.kind = FIELD_ADDR,
		.name = "Address",
		.len = 6,
	};

	if (!at)
		return;
	f.value = at[0] ? ADDR_RANDOM : ADDR_PUBLIC;
	f.data = at + 1;
	put_value(p, FIELD_UINT, "Address type", at[0], at, 1);
	put_field(p, &f, at + 1);
	put_uint(p, "Advertising SID", 1);
}

static void put_subgroups(struct packet *p)
{
	uint64_t n = put_uint(p, "Subgroups", 1);

	for (uint64_t i = 0; i < n && !p->r.bad; i++) {
		put_hex(p, "BIS", 4);
		put_metadata(p);
	}
}

static void put_wanted_sync(struct packet *p)
{
	static const char *const text[] = { "do not synchronize",
		"synchronize, transfer available",
		"synchronize, transfer not available" };
	static const struct names names = NAMES_DENSE(text);
	static const struct scale frames = {
		.mul = 125, .frac = 2, .unit = " ms"
	};

	put_enum(p, "Periodic advertising", 1, &names);
	put_scaled_or(p, "Interval", 2, &frames, 0xffff, "unknown");
	put_subgroups(p);
}

static void put_new_source(struct packet *p)
{
	put_peer(p);
	put_hex(p, "Broadcast ID", 3);
	put_wanted_sync(p);
}

static void put_changed_source(struct packet *p)
{
	put_uint(p, "Source ID", 1);
	put_wanted_sync(p);
}

static void put_broadcast_code(struct packet *p)
{
	put_uint(p, "Source ID", 1);
	put_octets(p, "Broadcast code", 16);
}

static void put_removed_source(struct packet *p)
{
	put_uint(p, "Source ID", 1);
}

/* BASS 1.0 3.1 */
void value_broadcast_control(struct packet *p)
{
	static const struct packet_name operations[] = {
		{ 0x00, "remote scan stopped", CALLED(0, put_nothing) },
		{ 0x01, "remote scan started", CALLED(0, put_nothing) },
		{ 0x02, "add source", CALLED(0, put_new_source) },
		{ 0x03, "modify source", CALLED(0, put_changed_source) },
		{ 0x04, "set broadcast code", CALLED(0, put_broadcast_code) },
		{ 0x05, "remove source", CALLED(0, put_removed_source) },
	};

	PUT_OPERATION(p, operations);
}

/* BASS 1.0 3.2; empty when there is no source. */
void value_broadcast_state(struct packet *p)
{
	enum { BAD_CODE = 3 };
	static const char *const sync_text[] = { "not synchronized",
		"transfer requested", "synchronized", "failed", "no transfer" };
	static const struct names sync_names = NAMES_DENSE(sync_text);
	static const char *const big_encryption_text[] = { "not encrypted",
		"code required", "decrypting", "bad code" };
	static const struct names big_encryption_names =
	    NAMES_DENSE(big_encryption_text);

	if (!rd_left(&p->r)) {
		put_label(p, "No source");
		return;
	}
	put_uint(p, "Source ID", 1);
	put_peer(p);
	put_hex(p, "Broadcast ID", 3);
	put_enum(p, "Periodic advertising", 1, &sync_names);
	if (put_enum(p, "Encryption", 1, &big_encryption_names) == BAD_CODE)
		put_octets(p, "Bad code", 16);
	put_subgroups(p);
}

/* Sets of devices, CSIS 1.0 5 */

void value_set_key(struct packet *p)
{
	static const char *const text[] = { "encrypted", "plain" };
	static const struct names names = NAMES_DENSE(text);

	put_enum(p, "Type", 1, &names);
	put_octets(p, "Set identity resolving key", 16);
}

void value_set_lock(struct packet *p)
{
	static const char *const text[] = { [1] = "unlocked", "locked" };
	static const struct names names = NAMES_DENSE(text);

	put_enum(p, "Lock", 1, &names);
}

/* Roles */

static void put_roles(
    struct packet *p, const char *const *text, size_t n, unsigned size)
{
	const struct bits bits = {
		.names = { .dense = text, .n = n },
		.unknown = "Unknown roles",
	};

	put_bits(p, "Roles", size, &bits);
}

void value_telephony_role(struct packet *p)
{
	static const char *const text[] = { "call gateway", "call terminal",
		"unicast media sender", "unicast media receiver",
		"broadcast media sender", "broadcast media receiver" };

	put_roles(p, text, ARRAY_SIZE(text), 2);
}

void value_gaming_role(struct packet *p)
{
	static const char *const text[] = { "unicast game gateway",
		"unicast game terminal", "broadcast game sender",
		"broadcast game receiver" };

	put_roles(p, text, ARRAY_SIZE(text), 1);
}
