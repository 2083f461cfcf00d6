/* Values of GATT itself, of the device, of time; and the table of all. */
#include "decoders/value.h"

#include "decoders/names.h"
#include "decoders/state.h"
#include "decoders/value_types.h"

static void put_decimal_field(struct packet *p, const char *name,
    const char *unit, int32_t mantissa, int8_t exponent, const char *special,
    const uint8_t *at, unsigned size)
{
	struct field f = {
		.kind = FIELD_DECIMAL,
		.name = name,
		.value = (uint64_t)(int64_t)mantissa,
		.exponent = exponent,
		.text = special,
		.join = p->join,
		.after = unit,
		.len = size,
	};

	put_field(p, &f, at);
}

/* 12 bits of mantissa, 4 of exponent; five mantissas are no numbers. */
void put_sfloat(struct packet *p, const char *name, const char *unit)
{
	const uint8_t *at = take(p, 2);
	uint16_t v = at ? get_le16(at) : 0;
	int32_t mantissa = v & 0x7ff;
	int8_t exponent = (int8_t)(v >> 12);
	const char *special = NULL;

	if (!at)
		return;
	mantissa -= v & 0x800 ? 0x800 : 0;
	if (exponent >= 8)
		exponent = (int8_t)(exponent - 16);
	switch (v) {
	case 0x07fe:
		special = "+INFINITY";
		break;
	case 0x07ff:
		special = "NaN";
		break;
	case 0x0800:
		special = "NRes";
		break;
	case 0x0801:
		special = "Reserved";
		break;
	case 0x0802:
		special = "-INFINITY";
		break;
	}
	put_decimal_field(p, name, unit, mantissa, exponent, special, at, 2);
}

/* 24 bits of mantissa, 8 of exponent. */
void put_float(struct packet *p, const char *name, const char *unit)
{
	const uint8_t *at = take(p, 4);
	uint32_t v = at ? get_le32(at) : 0;
	int32_t mantissa = (int32_t)(v & 0x7fffff);
	const char *special = NULL;

	if (!at)
		return;
	mantissa -= v & 0x800000 ? 0x800000 : 0;
	switch (v) {
	case 0x007ffffe:
		special = "+INFINITY";
		break;
	case 0x007fffff:
		special = "NaN";
		break;
	case 0x00800000:
		special = "NRes";
		break;
	case 0x00800001:
		special = "Reserved";
		break;
	case 0x00800002:
		special = "-INFINITY";
		break;
	}
	put_decimal_field(
	    p, name, unit, mantissa, (int8_t)(v >> 24), special, at, 4);
}

void put_date_time_field(struct packet *p, const char *name)
{
	const uint8_t *at = take(p, 7);
	struct field f = {
		.kind = FIELD_DATE_TIME,
		.name = name,
		.data = at,
		.len = 7,
	};

	/* 0 stands for a part that is not known; the hours have none. */
	if (!at || get_le16(at) > 9999 || at[2] > 12 || at[3] > 31 ||
	    at[4] > 23 || at[5] > 59 || at[6] > 59)
		p->r.bad = true;
	else
		put_field(p, &f, at);
}

void put_scaled_or(struct packet *p, const char *name, unsigned size,
    const struct scale *scale, uint64_t special, const char *text)
{
	const uint8_t *at = take(p, size);
	struct field f = {
		.kind = FIELD_SCALED,
		.name = name,
		.len = size,
		.scale = scale,
	};

	if (!at)
		return;
	f.value = get_le(at, size);
	if (f.value == special)
		f.text = text;
	if (scale->is_signed && at[size - 1] & 0x80)
		f.value |= UINT64_MAX << (8 * size - 1);
	put_field(p, &f, at);
}

void put_user(struct packet *p)
{
	put_scaled_or(p, "User", 1, &scale_plain, 0xff, "unknown");
}

/* A NUL ends the text, because some devices pad it. */
static void value_string(struct packet *p)
{
	put_string(p, "Text", rd_left(&p->r));
}

static void value_appearance(struct packet *p)
{
	put_appearance(p);
}

/* Vol 3 Part C 12.3 */
static void value_connection_parameters(struct packet *p)
{
	static const char any[] = "any";

	put_scaled_or(
	    p, "Min connection interval", 2, &scale_frames, 0xffff, any);
	put_scaled_or(
	    p, "Max connection interval", 2, &scale_frames, 0xffff, any);
	put_uint(p, "Connection latency", 2);
	put_scaled_or(p, "Supervision timeout", 2, &scale_10_msec, 0xffff, any);
}

static void value_handle_range(struct packet *p)
{
	put_hex(p, "Start handle", 2);
	put_hex(p, "End handle", 2);
}

static void value_percent(struct packet *p)
{
	static const struct scale percent = { .mul = 1, .unit = " %" };

	if (rd_left(&p->r) && p->r.p[0] > 100)
		p->r.bad = true;
	put_scaled(p, "Level", 1, &percent, 0);
}

static void value_power(struct packet *p)
{
	put_scaled(p, "TX power", 1, &scale_dbm, 0);
}

static void value_alert(struct packet *p)
{
	static const char *const text[] = { "No alert", "Mild alert",
		"High alert" };
	static const struct names names = NAMES_DENSE(text);

	put_enum(p, "Alert level", 1, &names);
}

/* Manufacturer identifier and organisation, both least significant first. */
static void value_system_id(struct packet *p)
{
	put_hex(p, "Manufacturer", 5);
	put_hex(p, "Organization", 3);
}

static void value_pnp_id(struct packet *p)
{
	static const char *const text[] = { [1] = "Bluetooth SIG", "USB IF" };
	static const struct names names = NAMES_DENSE(text);
	uint64_t source = put_enum(p, "Vendor source", 1, &names);

	if (source == 1)
		put_company(p, "Vendor");
	else
		put_hex(p, "Vendor", 2);
	put_hex(p, "Product", 2);
	put_hex(p, "Version", 2);
}

static void value_date_time(struct packet *p)
{
	put_date_time_field(p, "Time");
}

static const char *const weekday_text[] = { "unknown day", "Monday", "Tuesday",
	"Wednesday", "Thursday", "Friday", "Saturday", "Sunday" };
static const struct names weekday_names = NAMES_DENSE(weekday_text);

static void value_day_date_time(struct packet *p)
{
	put_date_time_field(p, "Time");
	put_enum(p, "Day", 1, &weekday_names);
}

static void value_current_time(struct packet *p)
{
	static const char *const text[] = { "manual update",
		"external reference", "change of time zone",
		"change of daylight saving" };
	static const struct bits bits = {
		.names = NAMES_DENSE(text),
		.unknown = "unknown reason",
	};

	put_date_time_field(p, "Time");
	put_enum(p, "Day", 1, &weekday_names);
	put_uint(p, "Fractions of 256", 1);
	put_bits(p, "Adjust reason", 1, &bits);
}

/* In quarters of an hour from UTC; -128 is unknown. */
static void value_local_time(struct packet *p)
{
	static const struct scale quarters = {
		.mul = 25,
		.frac = 2,
		.is_signed = true,
		.unit = " h",
	};
	static const struct name text[] = { { 0, "standard time" },
		{ 2, "half an hour" }, { 4, "daylight time" },
		{ 8, "double daylight time" }, { 255, "not known" } };
	static const struct names names = NAMES_SPARSE(text);

	put_scaled_or(p, "Time zone", 1, &quarters, 0x80, "not known");
	put_enum(p, "Daylight saving", 1, &names);
}

static void value_bool(struct packet *p)
{
	static const char *const text[] = { "No", "Yes" };
	static const struct names names = NAMES_DENSE(text);

	put_enum(p, "Supported", 1, &names);
}

static void value_client_features(struct packet *p)
{
	static const char *const text[] = { "Robust Caching",
		"Enhanced ATT bearer", "Multiple Handle Value Notifications" };
	static const struct bits bits = {
		.names = NAMES_DENSE(text),
		.unknown = "Unknown features",
	};

	put_bits(p, "Features", 1, &bits);
}

static void value_server_features(struct packet *p)
{
	static const char *const text[] = { "EATT Supported" };
	static const struct bits bits = {
		.names = NAMES_DENSE(text),
		.unknown = "Unknown features",
	};

	put_bits(p, "Features", 1, &bits);
}

static void value_hash(struct packet *p)
{
	put_octets(p, "Hash", 16);
}

static void value_temperature_celsius(struct packet *p)
{
	static const struct scale celsius = {
		.mul = 1,
		.frac = 2,
		.is_signed = true,
		.unit = " °C",
	};

	put_scaled_or(p, "Temperature", 2, &celsius, 0x8000, "not known");
}

static void value_humidity(struct packet *p)
{
	static const struct scale percent = {
		.mul = 1,
		.frac = 2,
		.unit = " %",
	};

	put_scaled_or(p, "Humidity", 2, &percent, 0xffff, "not known");
}

static void value_pressure(struct packet *p)
{
	static const struct scale pascal = {
		.mul = 1,
		.frac = 1,
		.unit = " Pa",
	};

	put_scaled(p, "Pressure", 4, &pascal, 0);
}

static void value_concentration(struct packet *p)
{
	put_sfloat(p, "Concentration", " kg/m³");
}

static void value_pressure_trend(struct packet *p)
{
	static const char *const text[] = { "unknown", "continuously falling",
		"continuously rising", "falling, then steady",
		"rising, then steady", "falling before a lesser rise",
		"falling before a greater rise", "rising before a greater fall",
		"rising before a lesser fall", "steady" };
	static const struct names names = NAMES_DENSE(text);

	put_enum(p, "Trend", 1, &names);
}

static void value_magnetic_flux(struct packet *p)
{
	static const char *const axes[] = { "X", "Y", "Z" };
	static const struct scale microtesla = {
		.mul = 1,
		.frac = 1,
		.is_signed = true,
		.unit = " µT",
	};

	for (size_t i = 0; i < ARRAY_SIZE(axes) && rd_left(&p->r); i++)
		put_scaled(p, axes[i], 2, &microtesla, 0);
}

static void value_gender(struct packet *p)
{
	static const char *const text[] = { "male", "female", "unspecified" };
	static const struct names names = NAMES_DENSE(text);

	put_enum(p, "Gender", 1, &names);
}

static void value_date(struct packet *p)
{
	put_uint(p, "Year", 2);
	put_uint(p, "Month", 1);
	put_uint(p, "Day", 1);
}

static void value_weekday(struct packet *p)
{
	put_enum(p, "Day", 1, &weekday_names);
}

static void value_measurement_interval(struct packet *p)
{
	static const struct scale seconds = { .mul = 1, .unit = " s" };

	put_scaled_or(p, "Interval", 2, &seconds, 0, "not periodic");
}

static void put_any_uuid(struct packet *p, const char *name)
{
	size_t n = rd_left(&p->r);

	if (n == 2 || n == 16)
		put_uuid(p, name, n);
	else
		p->r.bad = true;
}

/* Vol 3 Part G 3.1 */
static void value_service(struct packet *p)
{
	put_any_uuid(p, "Service");
}

static void value_include(struct packet *p)
{
	put_hex(p, "Start handle", 2);
	put_hex(p, "End handle", 2);
	if (rd_left(&p->r))
		put_uuid(p, "Service", 2);
}

/* Each bit of a mask with its number: "Read (0x02)". */
static void put_mask_names(
    struct packet *p, uint64_t value, const char *const *text, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct field f = {
			.kind = FIELD_ENUM,
			.name = "Bit",
			.bare = true,
			.text = text[i],
			.value = UINT64_C(1) << i,
			.digits = 2,
		};

		if (value >> i & 1)
			put_field(p, &f, NULL);
	}
}

/* Vol 3 Part G 3.3.1, as btmon shows it. */
static void value_characteristic(struct packet *p)
{
	static const char *const text[] = { "Broadcast", "Read",
		"Write Without Response", "Write", "Notify", "Indicate",
		"Authorize", "Extended Properties" };
	const uint8_t *at = take(p, 1);

	if (!at)
		return;
	put_value(p, FIELD_BITS, "Properties", at[0], at, 1);
	p->depth++;
	put_mask_names(p, at[0], text, ARRAY_SIZE(text));
	p->depth--;
	put_hex(p, "Value Handle", 2);
	put_any_uuid(p, "Value UUID");
}

/* Vol 3 Part G 3.3.3.1 */
static void value_extended_properties(struct packet *p)
{
	static const char *const text[] = { "Reliable Write",
		"Writable Auxiliaries" };
	static const struct bits bits = {
		.names = NAMES_DENSE(text),
		.unknown = "Unknown properties",
	};

	put_bits(p, "Properties", 2, &bits);
}

/* Vol 3 Part G 3.3.3.3, as btmon shows it. */
static void value_client_configuration(struct packet *p)
{
	static const char *const text[] = { "Notification", "Indication" };
	const uint8_t *at = take(p, 2);

	if (!at)
		return;
	put_mask_names(p, at[0], text, ARRAY_SIZE(text));
	if (!(at[0] & 3))
		put_label(p, "Off");
}

/* Vol 3 Part G 3.3.3.5 */
static void value_presentation_format(struct packet *p)
{
	static const struct name formats[] = { { 0x01, "boolean" },
		{ 0x02, "2 bit" }, { 0x03, "nibble" }, { 0x04, "uint8" },
		{ 0x05, "uint12" }, { 0x06, "uint16" }, { 0x07, "uint24" },
		{ 0x08, "uint32" }, { 0x09, "uint48" }, { 0x0a, "uint64" },
		{ 0x0b, "uint128" }, { 0x0c, "sint8" }, { 0x0d, "sint12" },
		{ 0x0e, "sint16" }, { 0x0f, "sint24" }, { 0x10, "sint32" },
		{ 0x11, "sint48" }, { 0x12, "sint64" }, { 0x13, "sint128" },
		{ 0x14, "float32" }, { 0x15, "float64" }, { 0x16, "SFLOAT" },
		{ 0x17, "FLOAT" }, { 0x18, "duint16" }, { 0x19, "utf8" },
		{ 0x1a, "utf16" }, { 0x1b, "struct" }, { 0x1c, "medical" } };
	static const struct names format_names = NAMES_SPARSE(formats);
	static const char *const spaces[] = { [1] = "Bluetooth SIG" };
	static const struct names space_names = NAMES_DENSE(spaces);

	put_enum(p, "Format", 1, &format_names);
	put_scaled(p, "Exponent", 1, &scale_plain_signed, 0);
	put_uuid(p, "Unit", 2);
	put_enum(p, "Name space", 1, &space_names);
	put_hex(p, "Description", 2);
}

struct value_type {
	uint16_t uuid;
	uint8_t min, max; /* octets; max 0: no limit */
	row_fn *fn;
};

/* Sorted by UUID. */
/* clang-format off */
static const struct value_type value_types[] = {
	{ 0x2800, 2, 16, value_service },
	{ 0x2801, 2, 16, value_service },
	{ 0x2802, 4, 6, value_include },
	{ 0x2803, 5, 19, value_characteristic },
	{ 0x2900, 2, 2, value_extended_properties },
	{ 0x2901, 0, 0, value_string },
	{ 0x2902, 2, 2, value_client_configuration },
	{ 0x2903, 2, 2, value_broadcast },
	{ 0x2904, 7, 7, value_presentation_format },
	{ 0x2907, 2, 16, value_external_report },
	{ 0x2908, 2, 2, value_report_reference },
	{ 0x2909, 1, 1, value_number_of_digitals },
	{ 0x2a00, 0, 0, value_string }, /* Device Name */
	{ 0x2a01, 2, 2, value_appearance },
	{ 0x2a02, 1, 1, value_bool }, /* Peripheral Privacy Flag */
	{ 0x2a04, 8, 8, value_connection_parameters },
	{ 0x2a05, 4, 4, value_handle_range }, /* Service Changed */
	{ 0x2a06, 1, 1, value_alert },
	{ 0x2a07, 1, 1, value_power },
	{ 0x2a08, 7, 7, value_date_time },
	{ 0x2a09, 1, 1, value_weekday },
	{ 0x2a0a, 8, 8, value_day_date_time },
	{ 0x2a0c, 9, 9, value_exact_time },
	{ 0x2a0d, 1, 1, value_daylight_saving },
	{ 0x2a0e, 1, 1, value_time_zone },
	{ 0x2a0f, 2, 2, value_local_time },
	{ 0x2a11, 8, 8, value_time_with_saving },
	{ 0x2a12, 1, 1, value_time_accuracy },
	{ 0x2a13, 1, 1, value_time_source },
	{ 0x2a14, 4, 4, value_time_reference },
	{ 0x2a16, 1, 1, value_time_update_control },
	{ 0x2a17, 2, 2, value_time_update_state },
	{ 0x2a18, 10, 17, value_glucose },
	{ 0x2a19, 1, 1, value_percent }, /* Battery Level */
	{ 0x2a1c, 5, 13, value_temperature },
	{ 0x2a1d, 1, 1, value_temperature_type },
	{ 0x2a1e, 5, 13, value_temperature },
	{ 0x2a21, 2, 2, value_measurement_interval },
	{ 0x2a22, 8, 8, value_boot_keyboard },
	{ 0x2a23, 8, 8, value_system_id },
	{ 0x2a24, 0, 0, value_string }, /* Model Number */
	{ 0x2a25, 0, 0, value_string }, /* Serial Number */
	{ 0x2a26, 0, 0, value_string }, /* Firmware Revision */
	{ 0x2a27, 0, 0, value_string }, /* Hardware Revision */
	{ 0x2a28, 0, 0, value_string }, /* Software Revision */
	{ 0x2a29, 0, 0, value_string }, /* Manufacturer Name */
	{ 0x2a2b, 10, 10, value_current_time },
	{ 0x2a31, 1, 1, value_scan_refresh },
	{ 0x2a32, 1, 1, value_boot_keyboard_output },
	{ 0x2a33, 3, 0, value_boot_mouse },
	{ 0x2a34, 3, 0, value_glucose_context },
	{ 0x2a35, 7, 19, value_blood_pressure },
	{ 0x2a36, 7, 19, value_cuff_pressure },
	{ 0x2a37, 2, 0, value_heart_rate },
	{ 0x2a38, 1, 1, value_sensor_location },
	{ 0x2a39, 1, 1, value_heart_rate_control },
	{ 0x2a3f, 1, 1, value_alert_status },
	{ 0x2a40, 1, 1, value_ringer_control },
	{ 0x2a41, 1, 1, value_ringer_setting },
	{ 0x2a42, 1, 2, value_categories },
	{ 0x2a43, 1, 1, value_category },
	{ 0x2a44, 2, 2, value_alert_control },
	{ 0x2a45, 2, 2, value_unread_alert },
	{ 0x2a46, 2, 0, value_new_alert },
	{ 0x2a47, 1, 2, value_categories }, /* Supported New Alert Category */
	{ 0x2a48, 1, 2, value_categories }, /* Supported Unread Alert Category */
	{ 0x2a49, 2, 2, value_blood_pressure_feature },
	{ 0x2a4a, 4, 4, value_hid_information },
	{ 0x2a4b, 3, 0, value_report_map },
	{ 0x2a4c, 1, 1, value_hid_control },
	{ 0x2a4e, 1, 1, value_protocol_mode },
	{ 0x2a4f, 4, 4, value_scan_window },
	{ 0x2a50, 7, 7, value_pnp_id },
	{ 0x2a51, 2, 2, value_glucose_feature },
	{ 0x2a52, 2, 20, value_record_access },
	{ 0x2a53, 4, 10, value_running_speed },
	{ 0x2a54, 2, 2, value_running_feature },
	{ 0x2a55, 1, 0, value_speed_control },
	{ 0x2a5b, 1, 11, value_cycling_speed },
	{ 0x2a5c, 2, 2, value_cycling_feature },
	{ 0x2a5d, 1, 1, value_cycling_location }, /* Sensor Location */
	{ 0x2a5e, 5, 19, value_plx_spot },
	{ 0x2a5f, 5, 20, value_plx_continuous },
	{ 0x2a60, 2, 7, value_plx_feature },
	{ 0x2a63, 4, 34, value_cycling_power },
	{ 0x2a64, 1, 0, value_cycling_vector },
	{ 0x2a65, 4, 4, value_cycling_power_feature },
	{ 0x2a66, 1, 0, value_power_control },
	{ 0x2a67, 2, 28, value_location_speed },
	{ 0x2a68, 6, 19, value_navigation },
	{ 0x2a69, 2, 16, value_position_quality },
	{ 0x2a6a, 4, 4, value_navigation_feature },
	{ 0x2a6b, 1, 0, value_navigation_control },
	{ 0x2a6d, 4, 4, value_pressure },
	{ 0x2a6e, 2, 2, value_temperature_celsius },
	{ 0x2a6f, 2, 2, value_humidity },
	{ 0x2a85, 4, 4, value_date }, /* Date of Birth */
	{ 0x2a86, 4, 4, value_date }, /* Date of Threshold Assessment */
	{ 0x2a87, 0, 0, value_string }, /* Email Address */
	{ 0x2a8a, 0, 0, value_string }, /* First Name */
	{ 0x2a8b, 4, 4, value_zone_limits }, /* Five Zones */
	{ 0x2a8c, 1, 1, value_gender },
	{ 0x2a90, 0, 0, value_string }, /* Last Name */
	{ 0x2a94, 2, 2, value_zone_limits }, /* Three Zones */
	{ 0x2a95, 1, 1, value_zone_limits }, /* Two Zones */
	{ 0x2a9b, 4, 4, value_body_composition_feature },
	{ 0x2a9c, 4, 0, value_body_composition },
	{ 0x2a9d, 3, 15, value_weight },
	{ 0x2a9e, 4, 4, value_weight_feature },
	{ 0x2a9f, 1, 0, value_user_control },
	{ 0x2aa0, 4, 4, value_magnetic_flux },
	{ 0x2aa1, 6, 6, value_magnetic_flux },
	{ 0x2aa2, 0, 0, value_string }, /* Language */
	{ 0x2aa3, 1, 1, value_pressure_trend },
	{ 0x2aa4, 1, 0, value_bond_control },
	{ 0x2aa5, 1, 4, value_bond_feature },
	{ 0x2aa6, 1, 1, value_bool }, /* Central Address Resolution */
	{ 0x2aa7, 6, 0, value_cgm },
	{ 0x2aa8, 6, 6, value_cgm_feature },
	{ 0x2aa9, 5, 7, value_cgm_status },
	{ 0x2aaa, 9, 11, value_cgm_start },
	{ 0x2aac, 1, 0, value_cgm_control },
	{ 0x2ab5, 0, 0, value_string }, /* Location Name */
	{ 0x2ab6, 0, 0, value_string }, /* URI */
	{ 0x2abe, 0, 0, value_string }, /* Object Name */
	{ 0x2ac9, 1, 1, value_bool }, /* Resolvable Private Address Only */
	{ 0x2acc, 8, 8, value_machine_feature },
	{ 0x2acd, 2, 0, value_treadmill },
	{ 0x2ace, 3, 0, value_cross_trainer },
	{ 0x2acf, 2, 0, value_step_climber },
	{ 0x2ad0, 2, 0, value_stair_climber },
	{ 0x2ad1, 2, 0, value_rower },
	{ 0x2ad2, 2, 0, value_indoor_bike },
	{ 0x2ad3, 2, 0, value_training_status },
	{ 0x2ad4, 6, 6, value_speed_range },
	{ 0x2ad5, 6, 6, value_inclination_range },
	{ 0x2ad6, 3, 6, value_resistance_range },
	{ 0x2ad7, 3, 3, value_heart_rate_range },
	{ 0x2ad8, 6, 6, value_power_range },
	{ 0x2ad9, 1, 0, value_machine_control },
	{ 0x2ada, 1, 0, value_machine_status },
	{ 0x2adb, 1, 0, value_mesh_proxy },
	{ 0x2adc, 1, 0, value_mesh_proxy },
	{ 0x2add, 1, 0, value_mesh_proxy },
	{ 0x2ade, 1, 0, value_mesh_proxy },
	{ 0x2ae2, 1, 1, value_boolean },
	{ 0x2af5, 0, 0, value_string }, /* Fixed String 16 */
	{ 0x2af6, 0, 0, value_string }, /* Fixed String 24 */
	{ 0x2af7, 0, 0, value_string }, /* Fixed String 36 */
	{ 0x2af8, 0, 0, value_string }, /* Fixed String 8 */
	{ 0x2b29, 1, 1, value_client_features },
	{ 0x2b2a, 16, 16, value_hash },
	{ 0x2b34, 7, 0, value_enhanced_blood_pressure },
	{ 0x2b3a, 1, 1, value_server_features },
	{ 0x2b48, 0, 0, value_string }, /* Middle Name */
	{ 0x2b4c, 3, 3, value_zone_limits }, /* Four Zones */
	{ 0x2b51, 2, 2, value_telephony_role },
	{ 0x2b77, 4, 4, value_input_state },
	{ 0x2b78, 3, 3, value_gain_settings },
	{ 0x2b79, 1, 1, value_input_type },
	{ 0x2b7a, 1, 1, value_input_status },
	{ 0x2b7b, 2, 3, value_input_control },
	{ 0x2b7c, 0, 0, value_string }, /* Audio Input Description */
	{ 0x2b7d, 3, 3, value_volume_state },
	{ 0x2b7e, 2, 3, value_volume_control },
	{ 0x2b7f, 1, 1, value_volume_flags },
	{ 0x2b80, 3, 3, value_volume_offset },
	{ 0x2b81, 4, 4, value_audio_locations },
	{ 0x2b82, 4, 4, value_volume_offset_control },
	{ 0x2b83, 0, 0, value_string }, /* Audio Output Description */
	{ 0x2b84, 17, 17, value_set_key },
	{ 0x2b86, 1, 1, value_set_lock },
	{ 0x2b88, 24, 24, value_key_material },
	{ 0x2b93, 0, 0, value_string }, /* Media Player Name */
	{ 0x2b94, 6, 6, value_object_id },
	{ 0x2b95, 0, 0, value_string }, /* Media Player Icon URL */
	{ 0x2b96, 0, 0, value_track_changed },
	{ 0x2b97, 0, 0, value_string }, /* Track Title */
	{ 0x2b98, 4, 4, value_track_time },
	{ 0x2b99, 4, 4, value_track_time },
	{ 0x2b9a, 1, 1, value_playback_speed },
	{ 0x2b9b, 1, 1, value_seeking_speed },
	{ 0x2b9c, 6, 6, value_object_id },
	{ 0x2b9d, 6, 6, value_object_id },
	{ 0x2b9e, 6, 6, value_object_id },
	{ 0x2b9f, 6, 6, value_object_id },
	{ 0x2ba0, 6, 6, value_object_id },
	{ 0x2ba1, 1, 1, value_playing_order },
	{ 0x2ba2, 2, 2, value_playing_orders },
	{ 0x2ba3, 1, 1, value_media_state },
	{ 0x2ba4, 1, 5, value_media_control },
	{ 0x2ba5, 4, 4, value_media_operations },
	{ 0x2ba6, 6, 6, value_object_id },
	{ 0x2bb3, 0, 0, value_string }, /* Bearer Provider Name */
	{ 0x2bb4, 0, 0, value_string }, /* Bearer UCI */
	{ 0x2bb5, 1, 1, value_bearer_technology },
	{ 0x2bb6, 0, 0, value_string }, /* Bearer URI Schemes */
	{ 0x2bb7, 1, 1, value_signal_strength },
	{ 0x2bb8, 1, 1, value_signal_interval },
	{ 0x2bb9, 0, 0, value_current_calls },
	{ 0x2bba, 1, 1, value_content_id },
	{ 0x2bbb, 2, 2, value_telephony_flags },
	{ 0x2bbc, 1, 0, value_call_text },
	{ 0x2bbd, 0, 0, value_call_state },
	{ 0x2bbe, 2, 0, value_call_control },
	{ 0x2bbf, 2, 2, value_call_operations },
	{ 0x2bc0, 2, 2, value_termination },
	{ 0x2bc1, 1, 0, value_call_text },
	{ 0x2bc2, 1, 0, value_call_text },
	{ 0x2bc3, 1, 1, value_mute },
	{ 0x2bc4, 2, 0, value_ase },
	{ 0x2bc5, 2, 0, value_ase },
	{ 0x2bc6, 2, 0, value_ase_control },
	{ 0x2bc7, 1, 0, value_broadcast_control },
	{ 0x2bc8, 0, 0, value_broadcast_state },
	{ 0x2bc9, 1, 0, value_pac },
	{ 0x2bca, 4, 4, value_audio_locations },
	{ 0x2bcb, 1, 0, value_pac },
	{ 0x2bcc, 4, 4, value_audio_locations },
	{ 0x2bcd, 4, 4, value_audio_contexts },
	{ 0x2bce, 4, 4, value_audio_contexts },
	{ 0x2bcf, 2, 2, value_concentration }, /* Ammonia */
	{ 0x2bd0, 2, 2, value_concentration }, /* Carbon Monoxide */
	{ 0x2bd1, 2, 2, value_concentration }, /* Methane */
	{ 0x2bd2, 2, 2, value_concentration }, /* Nitrogen Dioxide */
	{ 0x2bd3, 2, 2, value_concentration }, /* Organic Compounds */
	{ 0x2bd4, 2, 2, value_concentration }, /* Ozone */
	{ 0x2bd5, 2, 2, value_concentration }, /* PM1 */
	{ 0x2bd6, 2, 2, value_concentration }, /* PM2.5 */
	{ 0x2bd7, 2, 2, value_concentration }, /* PM10 */
	{ 0x2bd8, 2, 2, value_concentration }, /* Sulfur Dioxide */
	{ 0x2bd9, 2, 2, value_concentration }, /* Sulfur Hexafluoride */
	{ 0x2bda, 1, 1, value_hearing_features },
	{ 0x2bdb, 1, 0, value_preset_control },
	{ 0x2bdc, 1, 1, value_preset },
	{ 0x2bde, 0, 0, value_string }, /* Fixed String 64 */
	{ 0x2be9, 1, 1, value_battery_critical },
	{ 0x2bea, 1, 7, value_battery_health },
	{ 0x2bed, 3, 7, value_battery_status },
	{ 0x2bee, 4, 10, value_battery_time },
	{ 0x2bf0, 1, 13, value_battery_energy },
	{ 0x2bf5, 2, 0, value_security_levels },
	{ 0x2c00, 1, 1, value_gaming_role },
};
/* clang-format on */

static const struct value_type *value_type_find(
    const struct uuid *type, size_t n)
{
	uint16_t uuid = uuid_to16(type);
	size_t lo = 0, hi = ARRAY_SIZE(value_types);

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		const struct value_type *t = &value_types[mid];

		if (t->uuid == uuid)
			return n >= t->min && (!t->max || n <= t->max) ? t
								       : NULL;
		if (t->uuid < uuid)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}

bool value_is_layout(const struct uuid *type)
{
	static const uint16_t types[] = { 0x2800, 0x2801, 0x2802, 0x2803,
		0x2900, 0x2902, 0x2903, 0x2904, 0x2a04, 0x2a05, 0x2aa6, 0x2b29,
		0x2b3a };
	uint16_t uuid = uuid_to16(type);

	for (size_t i = 0; i < ARRAY_SIZE(types); i++)
		if (types[i] == uuid)
			return true;
	return false;
}

static void ignore_field(struct sink *s, const struct field *f)
{
	(void)s;
	(void)f;
}

/* Whether a decoder takes exactly these octets. */
static bool value_fits(struct packet *p, const struct value_type *t,
    const uint8_t *value, size_t n)
{
	static const struct sink_ops ignore = { .field = ignore_field };
	struct sink nobody = { &ignore };
	struct packet trial = *p;

	trial.sink = &nobody;
	trial.r = rd_over(value, n);
	t->fn(&trial);
	return !trial.r.bad && !rd_left(&trial.r);
}

bool put_gatt_value(
    struct packet *p, const struct uuid *type, const uint8_t *value, size_t n)
{
	const struct value_type *t = value_type_find(type, n);
	struct rd rest = p->r;

	if (!t) {
		bool known;

		p->r = rd_over(value, n);
		known = put_scalar_value(p, uuid_to16(type));
		p->r = rest;
		return known;
	}
	if (!value_fits(p, t, value, n))
		return false;
	p->r = rd_over(value, n);
	t->fn(p);
	p->r = rest;
	return true;
}

bool dec_value(const struct uuid *type, const uint8_t *p, size_t n,
    unsigned depth, struct sink *sink)
{
	struct packet packet = {
		.sink = sink,
		.base = p,
		.depth = (uint8_t)depth,
	};

	return put_gatt_value(&packet, type, p, n);
}
