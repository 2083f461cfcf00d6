/* Values of a device's battery, keys, alerts and clock, and of descriptors:
 * GATT Specification Supplement 3, HID Service 1.0. */
#include "decoders/value_types.h"

static const struct scale scale_percent = { .mul = 1, .unit = " %" };
static const struct scale scale_minutes = { .mul = 1, .unit = " min" };

static bool flag(uint64_t flags, unsigned bit)
{
	return flags >> bit & 1;
}

/* Some bits of a mask, by their meaning. */
static void put_part(
    struct packet *p, const char *name, uint64_t v, const char *const *text)
{
	put_word(p, name, v, text[v]);
}

void value_battery_status(struct packet *p)
{
	static const char *const flags_text[] = { "identifier", "level",
		"additional status" };
	static const struct bits flags_bits = {
		.names = NAMES_DENSE(flags_text),
	};
	static const char *const source_text[] = { "no", "yes", "unknown",
		"reserved" };
	static const char *const charge_text[] = { "unknown", "charging",
		"discharging", "not charging" };
	static const char *const level_text[] = { "unknown", "good", "low",
		"critical" };
	static const char *const type_text[] = { "unknown or not charging",
		"constant current", "constant voltage", "trickle", "float",
		"reserved", "reserved", "reserved" };
	static const char *const extra_text[] = { "not required", "required",
		"unknown", "reserved" };
	uint64_t flags = put_bits(p, "Flags", 1, &flags_bits);
	const uint8_t *at = take(p, 2);
	uint16_t v = at ? get_le16(at) : 0;

	if (!at)
		return;
	put_value(p, FIELD_HEX, "Power state", v, at, 2);
	put_part(p, "Battery", v & 1,
	    (const char *const[]){ "not present", "present" });
	put_part(p, "Wired power", v >> 1 & 3, source_text);
	put_part(p, "Wireless power", v >> 3 & 3, source_text);
	put_part(p, "Charge", v >> 5 & 3, charge_text);
	put_part(p, "Charge level", v >> 7 & 3, level_text);
	put_part(p, "Charging type", v >> 9 & 7, type_text);
	if (flag(flags, 0))
		put_hex(p, "Identifier", 2);
	if (flag(flags, 1))
		put_scaled(p, "Level", 1, &scale_percent, 0);
	if (flag(flags, 2)) {
		at = take(p, 1);
		if (at)
			put_part(p, "Service", at[0] & 3, extra_text);
	}
}

void value_battery_critical(struct packet *p)
{
	static const char *const text[] = { "critical power state",
		"immediate service required" };
	static const struct bits bits = {
		.names = NAMES_DENSE(text),
		.unknown = "Unknown status",
	};

	put_bits(p, "Status", 1, &bits);
}

static const char unknown[] = "unknown";

void value_battery_health(struct packet *p)
{
	static const char *const text[] = { "health", "cycles", "temperature",
		"deep discharges" };
	static const struct bits bits = { .names = NAMES_DENSE(text) };
	static const struct scale celsius = {
		.mul = 1, .is_signed = true, .unit = " °C"
	};
	uint64_t flags = put_bits(p, "Flags", 1, &bits);

	if (flag(flags, 0))
		put_scaled(p, "Health", 1, &scale_percent, 0);
	if (flag(flags, 1))
		put_uint(p, "Cycles", 2);
	if (flag(flags, 2))
		put_scaled(p, "Temperature", 1, &celsius, 0);
	if (flag(flags, 3))
		put_uint(p, "Deep discharges", 2);
}

void value_battery_time(struct packet *p)
{
	static const char *const text[] = { "discharged on standby",
		"recharged" };
	static const struct bits bits = { .names = NAMES_DENSE(text) };
	uint64_t flags = put_bits(p, "Flags", 1, &bits);

	put_scaled_or(
	    p, "Until discharged", 3, &scale_minutes, 0xffffff, unknown);
	if (flag(flags, 0))
		put_scaled_or(p, "Until discharged on standby", 3,
		    &scale_minutes, 0xffffff, unknown);
	if (flag(flags, 1))
		put_scaled_or(
		    p, "Until recharged", 3, &scale_minutes, 0xffffff, unknown);
}

void value_battery_energy(struct packet *p)
{
	static const char *const text[] = { "external source",
		"present voltage", "available energy", "capacity",
		"charge rate", "last charge" };
	static const struct bits bits = { .names = NAMES_DENSE(text) };
	static const char *const names[] = { "External source", "Voltage",
		"Available energy", "Capacity", "Charge rate", "Last charge" };
	static const char *const units[] = { " W", " V", " kWh", " kWh", " W",
		" kWh" };
	uint64_t flags = put_bits(p, "Flags", 1, &bits);

	for (unsigned i = 0; i < ARRAY_SIZE(names); i++)
		if (flag(flags, i))
			put_sfloat(p, names[i], units[i]);
}

/* HID */

void value_hid_information(struct packet *p)
{
	static const char *const text[] = { "remote wake",
		"normally connectable" };
	static const struct bits bits = {
		.names = NAMES_DENSE(text),
		.unknown = "Unknown flags",
	};
	const uint8_t *at = take(p, 2);

	if (!at)
		return;
	/* "1.11": two digits of the minor version, as USB writes it. */
	put_value(p, FIELD_UINT, "HID version", at[1], at, 2);
	join_uint(p, "Minor", at[0] >> 4, ".", NULL);
	join_uint(p, "Patch", at[0] & 15, "", NULL);
	put_uint(p, "Country", 1);
	put_bits(p, "HID flags", 1, &bits);
}

void value_hid_control(struct packet *p)
{
	static const char *const text[] = { "suspend", "exit suspend" };
	static const struct names names = NAMES_DENSE(text);

	put_enum(p, "Command", 1, &names);
}

void value_protocol_mode(struct packet *p)
{
	static const char *const text[] = { "boot", "report" };
	static const struct names names = NAMES_DENSE(text);

	put_enum(p, "Protocol", 1, &names);
}

void value_boot_keyboard(struct packet *p)
{
	static const char *const text[] = { "left control", "left shift",
		"left alt", "left GUI", "right control", "right shift",
		"right alt", "right GUI" };
	static const struct bits bits = { .names = NAMES_DENSE(text) };

	put_bits(p, "Modifiers", 1, &bits);
	take(p, 1);
	put_octets(p, "Keys", 6);
}

void value_boot_keyboard_output(struct packet *p)
{
	static const char *const text[] = { "Num Lock", "Caps Lock",
		"Scroll Lock", "Compose", "Kana" };
	static const struct bits bits = {
		.names = NAMES_DENSE(text),
		.unknown = "Unknown lights",
	};

	put_bits(p, "Lights", 1, &bits);
}

void value_boot_mouse(struct packet *p)
{
	static const char *const text[] = { "left", "right", "middle" };
	static const struct bits bits = {
		.names = NAMES_DENSE(text),
		.unknown = "Unknown buttons",
	};

	put_bits(p, "Buttons", 1, &bits);
	put_scaled(p, "X", 1, &scale_plain_signed, 0);
	put_scaled(p, "Y", 1, &scale_plain_signed, 0);
	if (rd_left(&p->r))
		put_octets(p, "Data", rd_left(&p->r));
}

void value_scan_window(struct packet *p)
{
	put_scaled(p, "Scan interval", 2, &scale_slots, 0);
	put_scaled(p, "Scan window", 2, &scale_slots, 0);
}

/* Alerts */

static const char *const category_text[] = { "simple alert", "email", "news",
	"call", "missed call", "SMS or MMS", "voice mail", "schedule",
	"high priority", "instant message" };
static const struct names category_names = NAMES_DENSE(category_text);
static const struct bits category_bits = {
	.names = NAMES_DENSE(category_text),
	.unknown = "Unknown categories",
};

void value_category(struct packet *p)
{
	put_enum(p, "Category", 1, &category_names);
}

void value_categories(struct packet *p)
{
	put_bits(p, "Categories", (unsigned)rd_left(&p->r), &category_bits);
}

void value_new_alert(struct packet *p)
{
	value_category(p);
	put_uint(p, "Alerts", 1);
	if (rd_left(&p->r))
		put_string(p, "Text", rd_left(&p->r));
}

void value_unread_alert(struct packet *p)
{
	value_category(p);
	put_uint(p, "Unread", 1);
}

void value_alert_control(struct packet *p)
{
	static const char *const text[] = { "enable new alerts",
		"enable unread status", "disable new alerts",
		"disable unread status", "notify new alerts now",
		"notify unread status now" };
	static const struct names names = NAMES_DENSE(text);
	static const struct name all_text[] = { { 0xff, "all" } };
	static const struct names all = NAMES_SPARSE(all_text);

	put_enum(p, "Command", 1, &names);
	put_enum(p, "Category", 1,
	    rd_left(&p->r) && p->r.p[0] == 0xff ? &all : &category_names);
}

void value_alert_status(struct packet *p)
{
	static const char *const text[] = { "ringer", "vibrate", "display" };
	static const struct bits bits = {
		.names = NAMES_DENSE(text),
		.unknown = "Unknown status",
	};

	put_bits(p, "Active", 1, &bits);
}

void value_ringer_setting(struct packet *p)
{
	static const char *const text[] = { "silent", "normal" };
	static const struct names names = NAMES_DENSE(text);

	put_enum(p, "Ringer", 1, &names);
}

void value_ringer_control(struct packet *p)
{
	static const char *const text[] = {
		[1] = "silent", "mute once", "cancel silent"
	};
	static const struct names names = NAMES_DENSE(text);

	put_enum(p, "Command", 1, &names);
}

/* Time */

void value_exact_time(struct packet *p)
{
	static const char *const day_text[] = { "unknown day", "Monday",
		"Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
		"Sunday" };
	static const struct names names = NAMES_DENSE(day_text);

	put_date_time_field(p, "Time");
	put_enum(p, "Day", 1, &names);
	put_uint(p, "Fractions of 256", 1);
}

static const struct name saving_text[] = { { 0, "standard time" },
	{ 2, "half an hour" }, { 4, "daylight time" },
	{ 8, "double daylight time" }, { 255, "not known" } };
static const struct names saving_names = NAMES_SPARSE(saving_text);

void value_daylight_saving(struct packet *p)
{
	put_enum(p, "Daylight saving", 1, &saving_names);
}

void value_time_zone(struct packet *p)
{
	static const struct scale quarters = {
		.mul = 25, .frac = 2, .is_signed = true, .unit = " h"
	};

	put_scaled_or(p, "Time zone", 1, &quarters, 0x80, "not known");
}

void value_time_with_saving(struct packet *p)
{
	put_date_time_field(p, "Next change");
	value_daylight_saving(p);
}

static const char *const source_text[] = { "unknown", "network time protocol",
	"GPS", "radio", "manual", "atomic clock", "cellular network" };
static const struct names source_names = NAMES_DENSE(source_text);

void value_time_source(struct packet *p)
{
	put_enum(p, "Source", 1, &source_names);
}

/* In eighths of a second, up to 253. */
void value_time_accuracy(struct packet *p)
{
	static const struct scale eighths = {
		.mul = 125, .frac = 3, .unit = " s"
	};

	if (rd_left(&p->r) && p->r.p[0] == 0xfe)
		put_scaled_or(
		    p, "Accuracy", 1, &eighths, 0xfe, "over 31.625 s");
	else
		put_scaled_or(p, "Accuracy", 1, &eighths, 0xff, "not known");
}

void value_time_reference(struct packet *p)
{
	value_time_source(p);
	value_time_accuracy(p);
	put_scaled_or(
	    p, "Days since update", 1, &scale_plain, 0xff, "255 or more");
	put_scaled_or(p, "Hours since update", 1, &scale_plain, 0xff, "many");
}

void value_time_update_control(struct packet *p)
{
	static const char *const text[] = { [1] = "get update",
		"cancel update" };
	static const struct names names = NAMES_DENSE(text);

	put_enum(p, "Command", 1, &names);
}

void value_time_update_state(struct packet *p)
{
	static const char *const state_text[] = { "idle", "update pending" };
	static const struct names states = NAMES_DENSE(state_text);
	static const char *const result_text[] = { "successful", "canceled",
		"no connection to reference", "reference answered an error",
		"timeout", "no update since reset" };
	static const struct names results = NAMES_DENSE(result_text);

	put_enum(p, "State", 1, &states);
	put_enum(p, "Result", 1, &results);
}

/* Descriptors */

void value_broadcast(struct packet *p)
{
	static const char *const text[] = { "Broadcast" };
	static const struct bits bits = {
		.names = NAMES_DENSE(text),
		.unknown = "Unknown configuration",
	};

	put_bits(p, "Configuration", 2, &bits);
}

void value_report_reference(struct packet *p)
{
	static const char *const text[] = {
		[1] = "input", "output", "feature"
	};
	static const struct names names = NAMES_DENSE(text);

	put_uint(p, "Report ID", 1);
	put_enum(p, "Report type", 1, &names);
}

void value_external_report(struct packet *p)
{
	size_t n = rd_left(&p->r);

	if (n == 2 || n == 16)
		put_uuid(p, "External report", n);
	else
		p->r.bad = true;
}

void value_number_of_digitals(struct packet *p)
{
	put_uint(p, "Digitals", 1);
}
