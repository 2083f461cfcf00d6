#include "decoders/ad_beacon.h"

#include "decoders/row.h"

static const struct scale scale_db = {
	.mul = 1,
	.is_signed = true,
	.unit = " dB",
};
static const struct scale scale_percent = { .mul = 1, .unit = " %" };
static const struct scale scale_10_percent = { .mul = 10, .unit = " %" };

/* Most significant octet first. */
static uint64_t put_be(
    struct packet *p, const char *name, unsigned size, enum field_kind kind)
{
	const uint8_t *at = take(p, size);
	uint64_t v = 0;

	if (!at)
		return 0;
	for (unsigned i = 0; i < size; i++)
		v = v << 8 | at[i];
	put_value(p, kind, name, v, at, size);
	return v;
}

/* Apple: the formats that "Discontinued Privacy", PoPETs 2020, describes. */

/* btmon reads the numbers in the wrong order. */
static void put_swapped_ibeacon(struct packet *p)
{
	const uint8_t *at = take(p, 16);
	struct field f = {
		.kind = FIELD_UUID_ONLY,
		.name = "UUID",
		.data = at,
		.len = 16,
	};

	put_field(p, &f, at);
	put_uint(p, "Version", 2);
	join_uint(p, "Minor", rd_u16(&p->r), ".", NULL);
}

static void put_ibeacon(struct packet *p)
{
	const struct rd all = p->r;
	struct rd rest;

	if (p->sink->ops->as_btmon)
		put_swapped_ibeacon(p);
	else
		take(p, 20);
	put_scaled(p, "TX power", 1, &scale_db, 0);
	rest = p->r;
	p->r = all;
	put_octets(p, "Proximity UUID", 16);
	put_be(p, "Major", 2, FIELD_UINT);
	put_be(p, "Minor", 2, FIELD_UINT);
	p->r = rest;
}

/* A level in tenths; 15 is none. */
static void put_level(struct packet *p, const char *name, uint8_t level)
{
	struct field f = {
		.kind = FIELD_SCALED,
		.name = name,
		.scale = &scale_10_percent,
		.value = level,
	};

	if (level > 10)
		f.text = "Not available";
	put_field(p, &f, NULL);
}

/* Earphones and their case. */
static void put_proximity_pairing(struct packet *p)
{
	static const struct name model_text[] = {
		{ 0x0220, "AirPods" },
		{ 0x0320, "Powerbeats3" },
		{ 0x0520, "BeatsX" },
		{ 0x0620, "Beats Solo3" },
		{ 0x0920, "Beats Studio3" },
		{ 0x0a20, "AirPods Max" },
		{ 0x0b20, "Powerbeats Pro" },
		{ 0x0c20, "Beats Solo Pro" },
		{ 0x0d20, "Powerbeats 4" },
		{ 0x0e20, "AirPods Pro" },
		{ 0x0f20, "AirPods (2nd generation)" },
		{ 0x1020, "Beats Flex" },
		{ 0x1120, "Beats Studio Buds" },
		{ 0x1320, "AirPods (3rd generation)" },
		{ 0x1420, "AirPods Pro (2nd generation)" },
		{ 0x2420, "AirPods Pro (2nd generation, USB-C)" },
	};
	static const struct names model_names = NAMES_SPARSE(model_text);
	static const char *const charging_text[] = { "Right charging",
		"Left charging", "Case charging" };
	static const struct bits charging_bits = {
		.names = NAMES_DENSE(charging_text),
	};
	const uint8_t *at;
	struct field f = {
		.kind = FIELD_ENUM,
		.name = "Model",
		.digits = 4,
		.len = 2,
	};

	put_hex(p, "Prefix", 1);
	at = take(p, 2);
	f.value = get_be16(at);
	f.text = names_find(&model_names, (uint32_t)f.value);
	if (!f.text)
		f.text = "Unknown";
	put_field(p, &f, at);
	put_hex(p, "Status", 1);
	at = take(p, 2);
	put_level(p, "Battery left", at[0] >> 4);
	put_level(p, "Battery right", at[0] & 15);
	put_level(p, "Battery case", at[1] & 15);
	put_value(p, FIELD_BITS, "Charging", at[1] >> 4, at + 1, 1);
	put_bit_names(p, at[1] >> 4, 2, &charging_bits);
	put_uint(p, "Lid opened", 1);
	put_hex(p, "Color", 1);
}

static void put_handoff(struct packet *p)
{
	put_hex(p, "Clipboard", 1);
	put_uint(p, "Sequence number", 2);
	put_hex(p, "Authentication tag", 1);
}

static void put_tethering_source(struct packet *p)
{
	static const struct name cell_text[] = {
		{ 0x00, "4G (GSM)" },
		{ 0x01, "1xRTT" },
		{ 0x02, "GPRS" },
		{ 0x03, "EDGE" },
		{ 0x04, "3G (EV-DO)" },
		{ 0x05, "3G" },
		{ 0x06, "4G" },
		{ 0x07, "LTE" },
	};
	static const struct names cell_names = NAMES_SPARSE(cell_text);

	put_hex(p, "Version", 1);
	put_hex(p, "Flags", 1);
	put_scaled(p, "Battery", 2, &scale_percent, 0);
	put_enum(p, "Cell service", 1, &cell_names);
	put_uint(p, "Cell bars", 1);
}

static void put_nearby_action(struct packet *p)
{
	static const struct name action_text[] = {
		{ 0x01, "Apple TV tap-to-setup" },
		{ 0x04, "Mobile backup" },
		{ 0x05, "Watch setup" },
		{ 0x06, "Apple TV pair" },
		{ 0x07, "Internet relay" },
		{ 0x08, "Wi-Fi password" },
		{ 0x09, "iOS setup" },
		{ 0x0a, "Repair" },
		{ 0x0b, "Speaker setup" },
		{ 0x0c, "Apple Pay" },
		{ 0x0d, "Whole home audio setup" },
		{ 0x0e, "Developer tools pairing" },
		{ 0x0f, "Answered call" },
		{ 0x10, "Ended call" },
		{ 0x11, "DD ping" },
		{ 0x12, "DD pong" },
		{ 0x13, "Remote auto fill" },
		{ 0x14, "Companion link proximity" },
		{ 0x15, "Remote management" },
		{ 0x16, "Remote auto fill pong" },
		{ 0x17, "Remote display" },
	};
	static const struct names action_names = NAMES_SPARSE(action_text);

	put_hex(p, "Flags", 1);
	put_enum(p, "Action", 1, &action_names);
	put_octets(p, "Authentication tag", 3);
}

static void put_nearby_info(struct packet *p)
{
	static const struct name activity_text[] = {
		{ 0x00, "Unknown" },
		{ 0x01, "Reporting disabled" },
		{ 0x03, "Idle" },
		{ 0x05, "Audio, screen locked" },
		{ 0x07, "Active" },
		{ 0x09, "Video" },
		{ 0x0a, "Watch on wrist" },
		{ 0x0b, "Recent interaction" },
		{ 0x0d, "Driving" },
		{ 0x0e, "Call" },
	};
	static const struct names activity_names = NAMES_SPARSE(activity_text);
	static const char *const status_text[] = {
		"Primary device of account", [2] = "AirDrop receiving"
	};
	static const struct bits status_bits = {
		.names = NAMES_DENSE(status_text),
		.unknown = "Unknown status",
	};
	const uint8_t *at = take(p, 1);
	struct field f = {
		.kind = FIELD_ENUM,
		.name = "Activity",
		.digits = 1,
		.len = 1,
	};

	put_value(p, FIELD_BITS, "Status", at[0] >> 4, at, 1);
	put_bit_names(p, at[0] >> 4, 2, &status_bits);
	f.value = at[0] & 15;
	f.text = names_find(&activity_names, at[0] & 15);
	if (!f.text)
		f.text = "Unknown";
	put_field(p, &f, at);
	put_hex(p, "Data flags", 1);
	if (rd_left(&p->r))
		put_octets(p, "Authentication tag", rd_left(&p->r));
}

/* Away from its owner it tells its key, near by only that it is there. */
static void put_find_my(struct packet *p)
{
	enum { AWAY = 0x19 };
	static const char *const battery_text[] = { "Full", "Medium", "Low",
		"Critically low" };
	bool away = rd_left(&p->r) == AWAY;
	const uint8_t *at = take(p, 1);

	put_value(p, FIELD_HEX, "Status", at[0], at, 1);
	p->depth++;
	put_word(p, "Battery", at[0] >> 6, battery_text[at[0] >> 6]);
	p->depth--;
	if (away) {
		put_octets(p, "Public key", 22);
		put_hex(p, "Public key bits", 1);
	}
	put_hex(p, "Hint", 1);
}

static void put_homekit(struct packet *p)
{
	put_hex(p, "Status", 1);
	put_octets(p, "Device ID", 6);
	put_uint(p, "Category", 2);
	put_uint(p, "Global state number", 2);
	put_uint(p, "Configuration number", 1);
	put_uint(p, "Compatible version", 1);
}

static const struct apple_type {
	uint8_t type;
	uint8_t min; /* octets, for `fn` */
	const char *name;
	row_fn *fn;
} apple_types[] = {
	{ 0x02, 0x15, "iBeacon", put_ibeacon },
	{ 0x03, 0, "AirPrint", NULL },
	{ 0x05, 0, "AirDrop", NULL },
	{ 0x06, 13, "HomeKit", put_homekit },
	{ 0x07, 8, "Proximity Pairing", put_proximity_pairing },
	{ 0x08, 0, "Hey Siri", NULL },
	{ 0x09, 0, "Apple TV", NULL },
	{ 0x0a, 0, "AirPlay Source", NULL },
	{ 0x0b, 0, "Magic Switch", NULL },
	{ 0x0c, 4, "Handoff", put_handoff },
	{ 0x0d, 0, "Tethering Target Presence", NULL },
	{ 0x0e, 6, "Tethering Source Presence", put_tethering_source },
	{ 0x0f, 5, "Nearby Action", put_nearby_action },
	{ 0x10, 2, "Nearby Info", put_nearby_info },
	{ 0x12, 2, "Find My", put_find_my },
};

static const struct apple_type *apple_find(uint8_t type)
{
	for (size_t i = 0; i < ARRAY_SIZE(apple_types); i++)
		if (apple_types[i].type == type)
			return &apple_types[i];
	return NULL;
}

/* One value: its octets, as btmon has them, and what they mean. */
static void put_apple_value(
    struct packet *p, const struct apple_type *t, uint8_t len)
{
	const uint8_t *at = p->r.p;
	struct rd rest;

	if (t && t->fn == put_ibeacon && len == t->min) {
		put_ibeacon(p);
		return;
	}
	if (!len)
		return;
	put_octets(p, "Data", len);
	if (!t || !t->fn || t->fn == put_ibeacon || len < t->min)
		return;
	rest = p->r;
	p->r = rd_over(at, len);
	p->depth++;
	t->fn(p);
	p->depth--;
	p->r = rest;
}

/* Apple's records: type, length, data. */
void put_apple(struct packet *p)
{
	if (rd_left(&p->r) && p->r.p[0] == 1) {
		rd_skip(&p->r, 1);
		put_string(p, "Identifier", rd_left(&p->r));
		return;
	}
	while (rd_left(&p->r) >= 2) {
		const uint8_t *at = take(p, 2);
		const struct apple_type *t = apple_find(at[0]);
		struct field f = {
			.kind = FIELD_ENUM,
			.name = "Type",
			.text = t ? t->name : "Unknown",
			.value = at[0],
			.len = 1,
		};

		put_layout(p, at, 2);
		put_field(p, &f, at);
		if (rd_left(&p->r) < at[1]) {
			p->depth--;
			put_rest(p);
			p->depth++;
		} else {
			put_apple_value(p, t, at[1]);
		}
	}
}

/* learn.microsoft.com, Bluetooth Swift Pair. */
static void put_swift_pair(struct packet *p)
{
	enum { BREDR = 2 };
	static const char *const scenario_text[] = { "LE",
		"LE and BR/EDR, Secure Connections", "BR/EDR" };
	static const struct names scenario_names = NAMES_DENSE(scenario_text);
	uint64_t scenario = put_enum(p, "Swift Pair", 1, &scenario_names);

	put_hex(p, "Reserved RSSI", 1);
	if (scenario == BREDR && rd_left(&p->r) >= 9) {
		put_addr(p, "Address", 0);
		put_class(p);
	}
	if (rd_left(&p->r))
		put_string(p, "Name", rd_left(&p->r));
}

/* MS-CDP 2.2.2.2.1, Connected Devices Platform. */
static void put_connected_device(struct packet *p)
{
	static const struct name device_text[] = {
		{ 1, "Xbox One" },
		{ 6, "Apple iPhone" },
		{ 7, "Apple iPad" },
		{ 8, "Android device" },
		{ 9, "Windows 10 Desktop" },
		{ 11, "Windows 10 Phone" },
		{ 12, "Linux device" },
		{ 13, "Windows IoT" },
		{ 14, "Surface Hub" },
		{ 15, "Windows laptop" },
		{ 16, "Windows tablet" },
	};
	static const struct names device_names = NAMES_SPARSE(device_text);
	const uint8_t *at = take(p, 1);
	struct field f = {
		.kind = FIELD_ENUM,
		.name = "Connected device",
		.digits = 2,
		.len = 1,
	};

	f.value = at[0] & 0x1f;
	f.text = names_find(&device_names, at[0] & 0x1f);
	if (!f.text)
		f.text = "Unknown";
	put_field(p, &f, at);
	at = take(p, 1);
	put_value(p, FIELD_UINT, "Version", at[0] >> 5, at, 1);
	put_hex(p, "Flags", 1);
	put_octets(p, "Salt", 4);
	put_octets(p, "Device hash", rd_left(&p->r));
}

void put_microsoft_beacon(struct packet *p)
{
	enum { CONNECTED_DEVICE = 0x01, SWIFT_PAIR = 0x03, CDP_MIN = 24 };
	const uint8_t *at = p->r.p;
	size_t n = rd_left(&p->r);

	if (n >= CDP_MIN && at[0] == CONNECTED_DEVICE) {
		rd_skip(&p->r, 1);
		put_connected_device(p);
	} else if (n >= 3 && at[0] == SWIFT_PAIR) {
		rd_skip(&p->r, 1);
		put_swift_pair(p);
	}
}

/* Eddystone, github.com/google/eddystone. */

/* Signed 8.8 fixed point, shown in hundredths; 0x8000 is none. */
static void put_fixed_temperature(struct packet *p)
{
	static const struct scale scale = {
		.mul = 1, .frac = 2, .is_signed = true, .unit = " C"
	};
	const uint8_t *at = take(p, 2);
	struct field f = {
		.kind = FIELD_SCALED,
		.name = "Temperature",
		.len = 2,
		.scale = &scale,
	};

	f.value = (uint64_t)((int16_t)get_be16(at) * 100 / 256);
	if (get_be16(at) == 0x8000)
		f.text = "Not supported";
	put_field(p, &f, at);
}

static void put_telemetry(struct packet *p)
{
	static const struct scale scale_mv = { .mul = 1, .unit = " mV" };
	const uint8_t *at;
	struct field f = {
		.kind = FIELD_SCALED,
		.name = "Battery",
		.digits = 4,
		.len = 2,
		.scale = &scale_mv,
	};

	if (rd_left(&p->r) != 13 || put_uint(p, "Version", 1) != 0)
		return;
	at = take(p, 2);
	f.value = get_be16(at);
	put_field(p, &f, at);
	put_fixed_temperature(p);
	put_be(p, "Advertisements", 4, FIELD_UINT);
	put_be(p, "Tenths of seconds since start", 4, FIELD_UINT);
}

static void put_url(struct packet *p)
{
	static const char *const schemes[] = { "http://www.", "https://www.",
		"http://", "https://" };
	static const char *const ends[] = { ".com/", ".org/", ".edu/", ".net/",
		".info/", ".biz/", ".gov/", ".com", ".org", ".edu", ".net",
		".info", ".biz", ".gov" };
	const uint8_t *at = take(p, 1);

	if (!at)
		return;
	put_heading(p, "URL");
	join_word(p, "Scheme", at[0] < 4 ? schemes[at[0]] : "?", ": ");
	while (rd_left(&p->r)) {
		struct field f = {
			.kind = FIELD_STRING,
			.name = "Text",
			.data = p->r.p,
			.join = "",
		};

		if (p->r.p[0] < ARRAY_SIZE(ends)) {
			join_word(p, "Text", ends[rd_u8(&p->r)], "");
			continue;
		}
		while (
		    f.len < rd_left(&p->r) && f.data[f.len] >= ARRAY_SIZE(ends))
			f.len++;
		put_field(p, &f, f.data);
		rd_skip(&p->r, f.len);
	}
}

static void put_eddystone(struct packet *p)
{
	enum { UID = 0x00, URL = 0x10, TLM = 0x20, EID = 0x30 };
	static const struct name frame_text[] = { { UID, "UID" },
		{ URL, "URL" }, { TLM, "TLM" }, { EID, "EID" } };
	static const struct names frame_names = NAMES_SPARSE(frame_text);
	uint64_t frame = put_enum(p, "Eddystone", 1, &frame_names);

	if (frame == UID && rd_left(&p->r) >= 17) {
		put_scaled(p, "TX power", 1, &scale_dbm, 0);
		put_octets(p, "Namespace", 10);
		put_octets(p, "Instance", 6);
	} else if (frame == URL && rd_left(&p->r) >= 2) {
		put_scaled(p, "TX power", 1, &scale_dbm, 0);
		put_url(p);
	} else if (frame == TLM) {
		put_telemetry(p);
	} else if (frame == EID && rd_left(&p->r) >= 9) {
		put_scaled(p, "TX power", 1, &scale_dbm, 0);
		put_octets(p, "Ephemeral ID", 8);
	}
}

/* developers.google.com, Fast Pair: a model, or what tells that a device is of
 * an account: a length and a type in each octet. */
static void put_account_data(struct packet *p)
{
	enum { BATTERY = 3, BATTERY_QUIET = 4 };
	static const char *const text[] = { "Account key filter", "Salt",
		"Account key filter, without UI", "Battery",
		"Battery, without UI", "Random resolvable data" };
	static const struct names names = NAMES_DENSE(text);
	static const char *const parts[] = { "Left", "Right", "Case" };

	put_hex(p, "Flags", 1);
	while (rd_left(&p->r)) {
		uint8_t head = rd_u8(&p->r), len = head >> 4, type = head & 15;
		const char *name = names_find(&names, type);
		const uint8_t *at = p->r.p;

		if (rd_left(&p->r) < len)
			break;
		put_octets(p, name ? name : "Unknown", len);
		if (type != BATTERY && type != BATTERY_QUIET)
			continue;
		p->depth++;
		for (unsigned i = 0; i < len && i < 3; i++) {
			struct field f = {
				.kind = FIELD_SCALED,
				.name = parts[i],
				.scale = &scale_percent,
				.value = at[i] & 0x7f,
				.len = 1,
			};

			if (f.value == 0x7f)
				f.text = "Unknown";
			put_field(p, &f, at + i);
			if (at[i] & 0x80)
				join_word(p, "State", "charging", ", ");
		}
		p->depth--;
	}
}

static void put_fast_pair(struct packet *p)
{
	if (rd_left(&p->r) == 3)
		put_be(p, "Fast Pair model", 3, FIELD_HEX);
	else if (rd_left(&p->r) >= 2)
		put_account_data(p);
}

static void put_exposure_notification(struct packet *p)
{
	if (rd_left(&p->r) != 20)
		return;
	put_octets(p, "Rolling proximity identifier", 16);
	put_octets(p, "Encrypted metadata", 4);
}

/* Matter 5.4.2.5.6 */
static void put_matter(struct packet *p)
{
	const uint8_t *at;

	if (rd_left(&p->r) != 8)
		return;
	put_hex(p, "Matter opcode", 1);
	at = take(p, 2);
	put_value(p, FIELD_UINT, "Discriminator", get_le16(at) & 0xfff, at, 2);
	put_hex(p, "Vendor", 2);
	put_hex(p, "Product", 2);
	put_hex(p, "Flags", 1);
}

void put_service_beacon(struct packet *p, uint16_t uuid)
{
	enum {
		EXPOSURE_NOTIFICATION = 0xfd6f,
		FAST_PAIR = 0xfe2c,
		EDDYSTONE = 0xfeaa,
		MATTER = 0xfff6,
	};

	if (!rd_left(&p->r))
		return;
	switch (uuid) {
	case EDDYSTONE:
		put_eddystone(p);
		break;
	case FAST_PAIR:
		put_fast_pair(p);
		break;
	case EXPOSURE_NOTIFICATION:
		put_exposure_notification(p);
		break;
	case MATTER:
		put_matter(p);
		break;
	}
}
