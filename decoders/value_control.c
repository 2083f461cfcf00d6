/* Control points and features of sensors, and of what keeps users and bonds:
 * GATT Specification Supplement 3, and the services. */
#include "decoders/value_types.h"

static const struct scale scale_half_mm = {
	.mul = 5, .frac = 1, .unit = " mm"
};
static const struct scale scale_tenth_mm = {
	.mul = 1, .frac = 1, .unit = " mm"
};
static const struct scale scale_mm = { .mul = 1, .unit = " mm" };
static const struct scale scale_grams = { .mul = 1, .unit = " g" };
static const struct scale scale_tenth_m = { .mul = 1, .frac = 1, .unit = " m" };
static const struct scale scale_meters = { .mul = 1, .unit = " m" };
static const struct scale scale_km_h = { .mul = 1, .frac = 2, .unit = " km/h" };
static const struct scale scale_percent = {
	.mul = 1, .frac = 1, .is_signed = true, .unit = " %"
};
static const struct scale scale_grade = {
	.mul = 1, .frac = 2, .is_signed = true, .unit = " %"
};
static const struct scale scale_level = { .mul = 1, .frac = 1, .unit = "" };
static const struct scale scale_watt = {
	.mul = 1, .is_signed = true, .unit = " W"
};
static const struct scale scale_per_minute = { .mul = 1, .unit = " /min" };
static const struct scale scale_half_per_minute = {
	.mul = 5, .frac = 1, .unit = " /min"
};
static const struct scale scale_kcal = { .mul = 1, .unit = " kcal" };
static const struct scale scale_seconds = { .mul = 1, .unit = " s" };
static const struct scale scale_minutes = { .mul = 1, .unit = " min" };
static const struct scale scale_wind = {
	.mul = 1, .frac = 3, .is_signed = true, .unit = " m/s"
};
static const struct scale scale_rolling = { .mul = 1, .frac = 4, .unit = "" };
static const struct scale scale_drag = { .mul = 1, .frac = 2, .unit = " kg/m" };
static const struct scale scale_hz = { .mul = 1, .unit = " Hz" };
static const struct scale scale_altitude = {
	.mul = 1, .frac = 2, .is_signed = true, .unit = " m"
};

/* A value without digits. */
#define VALUE(size, name, s)                \
	{                                   \
		SCALED_AS(size, 0, name, s) \
	}

void put_operation(struct packet *p, const struct packet_name *table, size_t n)
{
	const uint8_t *at = take(p, 1);
	const struct packet_name *row;
	struct field f = {
		.kind = FIELD_ENUM,
		.name = "Operation",
		.digits = 2,
		.len = 1,
	};

	row = at ? packet_find(table, n, at[0]) : NULL;
	if (!row) {
		p->r.bad = true;
		return;
	}
	f.value = row->code;
	f.text = row->name;
	put_field(p, &f, at);
	put_rows(p, row->params.rows, row->params.n);
	if (row->params.tail)
		row->params.tail(p);
}

/* The answers of most: what was asked, and how it went. Behind it may be what
 * was asked for. */
static void put_result(struct packet *p, const struct packet_name *asked,
    size_t n, const struct names *results)
{
	const uint8_t *at = take(p, 1);
	const struct packet_name *row =
	    at ? packet_find(asked, n, at[0]) : NULL;
	struct field f = {
		.kind = FIELD_ENUM,
		.name = "Request",
		.text = row ? row->name : "unknown",
		.digits = 2,
		.len = 1,
	};

	if (!at)
		return;
	f.value = at[0];
	put_field(p, &f, at);
	put_enum(p, "Result", 1, results);
}

static const char *const result_text[] = { [1] = "success",
	"not supported",
	"invalid parameter",
	"failed",
	"not permitted" };
static const struct names result_names = NAMES_DENSE(result_text);

static void put_locations(struct packet *p)
{
	while (rd_left(&p->r))
		value_cycling_location(p);
}

void value_heart_rate_control(struct packet *p)
{
	static const struct packet_name operations[] = {
		{ 0x01, "reset energy expended", EMPTY },
	};

	PUT_OPERATION(p, operations);
}

/* Running and cycling: speed */

static const struct row set_value[] = { { U32("Value") } };

static void put_speed_response(struct packet *p);
static const struct packet_name speed_operations[] = {
	{ 0x01, "set cumulative value", FIXED(set_value, 4) },
	{ 0x02, "start calibration", EMPTY },
	{ 0x03, "update location", CALLED(1, value_cycling_location) },
	{ 0x04, "request locations", EMPTY },
	{ 0x10, "response", CALLED(2, put_speed_response) },
};

static void put_speed_response(struct packet *p)
{
	put_result(
	    p, speed_operations, ARRAY_SIZE(speed_operations), &result_names);
	put_locations(p);
}

void value_speed_control(struct packet *p)
{
	PUT_OPERATION(p, speed_operations);
}

/* Cycling: power */

static void put_power_response(struct packet *p);

/* clang-format off */
static const struct row crank_length[] = { VALUE(2, "Crank length", half_mm) };
static const struct row chain_length[] = { VALUE(2, "Chain length", mm) };
static const struct row chain_weight[] = { VALUE(2, "Chain weight", grams) };
static const struct row span_length[] = { VALUE(2, "Span length", mm) };
static const struct row content_mask[] = { { X16("Content mask") } };
static const struct packet_name power_operations[] = {
	{ 0x01, "set cumulative value", FIXED(set_value, 4) },
	{ 0x02, "update location", CALLED(1, value_cycling_location) },
	{ 0x03, "request locations", EMPTY },
	{ 0x04, "set crank length", FIXED(crank_length, 2) },
	{ 0x05, "request crank length", EMPTY },
	{ 0x06, "set chain length", FIXED(chain_length, 2) },
	{ 0x07, "request chain length", EMPTY },
	{ 0x08, "set chain weight", FIXED(chain_weight, 2) },
	{ 0x09, "request chain weight", EMPTY },
	{ 0x0a, "set span length", FIXED(span_length, 2) },
	{ 0x0b, "request span length", EMPTY },
	{ 0x0c, "compensate the offset", EMPTY },
	{ 0x0d, "mask content", FIXED(content_mask, 2) },
	{ 0x0e, "request sampling rate", EMPTY },
	{ 0x0f, "request calibration date", EMPTY },
	{ 0x10, "compensate the offset, enhanced", EMPTY },
	{ 0x20, "response", CALLED(2, put_power_response) },
};
/* clang-format on */

static void put_power_response(struct packet *p)
{
	const uint8_t asked = rd_left(&p->r) ? p->r.p[0] : 0;

	put_result(
	    p, power_operations, ARRAY_SIZE(power_operations), &result_names);
	if (!rd_left(&p->r))
		return;
	switch (asked) {
	case 0x03:
		put_locations(p);
		break;
	case 0x05:
		PUT_ROWS(p, crank_length);
		break;
	case 0x07:
		PUT_ROWS(p, chain_length);
		break;
	case 0x09:
		PUT_ROWS(p, chain_weight);
		break;
	case 0x0b:
		PUT_ROWS(p, span_length);
		break;
	case 0x0c:
		put_uint(p, "Offset", 2);
		break;
	case 0x0e:
		put_scaled(p, "Sampling rate", 1, &scale_hz, 0);
		break;
	case 0x0f:
		put_date_time_field(p, "Calibration");
		break;
	case 0x10:
		put_uint(p, "Offset", 2);
		put_company(p, "Company");
		put_octets(p, "Data", rd_left(&p->r));
		break;
	}
}

void value_power_control(struct packet *p)
{
	PUT_OPERATION(p, power_operations);
}

/* Location and navigation */

void value_navigation_feature(struct packet *p)
{
	static const char *const text[] = { "speed", "distance", "location",
		"elevation", "heading", "rolling time", "UTC time",
		"remaining distance", "remaining vertical distance",
		"estimated time of arrival", "beacons in solution",
		"beacons in view", "time to first fix",
		"estimated horizontal position error",
		"estimated vertical position error",
		"horizontal dilution of precision",
		"vertical dilution of precision", "content masking",
		"fix rate setting", "elevation setting", "position status" };
	static const struct bits bits = {
		.names = NAMES_DENSE(text),
		.unknown = "Unknown features",
	};

	put_bits(p, "Features", 4, &bits);
}

static void put_navigation_response(struct packet *p);
static void put_elevation(struct packet *p)
{
	put_scaled(p, "Elevation", 3, &scale_altitude, 0);
}

static void put_navigation(struct packet *p)
{
	static const char *const text[] = { "stop", "start", "pause", "resume",
		"skip a waypoint", "start at the nearest waypoint" };
	static const struct names names = NAMES_DENSE(text);

	put_enum(p, "Navigation", 1, &names);
}

/* clang-format off */
static const struct row cumulative_value[] = { VALUE(3, "Value", tenth_m) };
static const struct row route[] = { { U16("Route") } };
static const struct row fix_rate[] = { VALUE(1, "Fix rate", seconds) };
static const struct packet_name navigation_operations[] = {
	{ 0x01, "set cumulative value", FIXED(cumulative_value, 3) },
	{ 0x02, "mask content", FIXED(content_mask, 2) },
	{ 0x03, "navigation control", CALLED(1, put_navigation) },
	{ 0x04, "request number of routes", EMPTY },
	{ 0x05, "request name of route", FIXED(route, 2) },
	{ 0x06, "select route", FIXED(route, 2) },
	{ 0x07, "set fix rate", FIXED(fix_rate, 1) },
	{ 0x08, "set elevation", CALLED(3, put_elevation) },
	{ 0x20, "response", CALLED(2, put_navigation_response) },
};
/* clang-format on */

static void put_navigation_response(struct packet *p)
{
	const uint8_t asked = rd_left(&p->r) ? p->r.p[0] : 0;

	put_result(p, navigation_operations, ARRAY_SIZE(navigation_operations),
	    &result_names);
	if (asked == 0x04 && rd_left(&p->r))
		put_uint(p, "Routes", 2);
	else if (asked == 0x05)
		put_string(p, "Route", rd_left(&p->r));
}

void value_navigation_control(struct packet *p)
{
	PUT_OPERATION(p, navigation_operations);
}

/* Fitness machines, FTMS 1.0 4.16 and 4.17 */

/* clang-format off */
static const struct row speed[] = { VALUE(2, "Speed", km_h) };
static const struct row inclination[] = { VALUE(2, "Inclination", percent) };
static const struct row resistance[] = { VALUE(1, "Resistance", level) };
static const struct row power[] = { VALUE(2, "Power", watt) };
static const struct row heart_rate[] = { VALUE(1, "Heart rate", per_minute) };
static const struct row energy[] = { VALUE(2, "Energy", kcal) };
static const struct row steps[] = { { U16("Steps") } };
static const struct row strides[] = { { U16("Strides") } };
static const struct row distance[] = { VALUE(3, "Distance", meters) };
static const struct row training_time[] = { VALUE(2, "Time", seconds) };
static const struct row two_zones[] = { VALUE(2, "Fat burn", seconds), VALUE(2, "Fitness", seconds) };
static const struct row three_zones[] = {
	VALUE(2, "Light", seconds), VALUE(2, "Moderate", seconds), VALUE(2, "Hard", seconds),
};
static const struct row five_zones[] = {
	VALUE(2, "Very light", seconds), VALUE(2, "Light", seconds), VALUE(2, "Moderate", seconds),
	VALUE(2, "Hard", seconds), VALUE(2, "Maximum", seconds),
};
static const struct row simulation[] = {
	VALUE(2, "Wind speed", wind), VALUE(2, "Grade", grade),
	VALUE(1, "Rolling resistance", rolling), VALUE(1, "Wind resistance", drag),
};
static const struct row wheel[] = { VALUE(2, "Circumference", tenth_mm) };
static const struct row cadence[] = { VALUE(2, "Cadence", half_per_minute) };
static const char *const stop_text[] = { [1] = "stop", "pause" };
static const struct names stop_names = NAMES_DENSE(stop_text);
static const struct row stop[] = { { ENUM8("Control", stop) } };
static const char *const spin_text[] = { [1] = "start", "ignore" };
static const struct names spin_names = NAMES_DENSE(spin_text);
static const struct row spin[] = { { ENUM8("Control", spin) } };
static const char *const spun_text[] = { [1] = "requested", "success", "error", "stop pedaling" };
static const struct names spun_names = NAMES_DENSE(spun_text);
static const struct row spun[] = { { ENUM8("Spin down", spun) } };

static void put_machine_response(struct packet *p);
static const struct packet_name machine_operations[] = {
	{ 0x00, "request control", EMPTY },
	{ 0x01, "reset", EMPTY },
	{ 0x02, "set target speed", FIXED(speed, 2) },
	{ 0x03, "set target inclination", FIXED(inclination, 2) },
	{ 0x04, "set target resistance", FIXED(resistance, 1) },
	{ 0x05, "set target power", FIXED(power, 2) },
	{ 0x06, "set target heart rate", FIXED(heart_rate, 1) },
	{ 0x07, "start or resume", EMPTY },
	{ 0x08, "stop or pause", FIXED(stop, 1) },
	{ 0x09, "set target energy", FIXED(energy, 2) },
	{ 0x0a, "set target steps", FIXED(steps, 2) },
	{ 0x0b, "set target strides", FIXED(strides, 2) },
	{ 0x0c, "set target distance", FIXED(distance, 3) },
	{ 0x0d, "set target time", FIXED(training_time, 2) },
	{ 0x0e, "set target time in two zones", FIXED(two_zones, 4) },
	{ 0x0f, "set target time in three zones", FIXED(three_zones, 6) },
	{ 0x10, "set target time in five zones", FIXED(five_zones, 10) },
	{ 0x11, "set simulation", FIXED(simulation, 6) },
	{ 0x12, "set wheel circumference", FIXED(wheel, 2) },
	{ 0x13, "spin down", FIXED(spin, 1) },
	{ 0x14, "set target cadence", FIXED(cadence, 2) },
	{ 0x80, "response", CALLED(2, put_machine_response) },
};

static const struct packet_name machine_events[] = {
	{ 0x01, "reset", EMPTY },
	{ 0x02, "stopped or paused by the user", FIXED(stop, 1) },
	{ 0x03, "stopped by the safety key", EMPTY },
	{ 0x04, "started or resumed by the user", EMPTY },
	{ 0x05, "target speed changed", FIXED(speed, 2) },
	{ 0x06, "target inclination changed", FIXED(inclination, 2) },
	{ 0x07, "target resistance changed", FIXED(resistance, 1) },
	{ 0x08, "target power changed", FIXED(power, 2) },
	{ 0x09, "target heart rate changed", FIXED(heart_rate, 1) },
	{ 0x0a, "target energy changed", FIXED(energy, 2) },
	{ 0x0b, "target steps changed", FIXED(steps, 2) },
	{ 0x0c, "target strides changed", FIXED(strides, 2) },
	{ 0x0d, "target distance changed", FIXED(distance, 3) },
	{ 0x0e, "target time changed", FIXED(training_time, 2) },
	{ 0x0f, "target time in two zones changed", FIXED(two_zones, 4) },
	{ 0x10, "target time in three zones changed", FIXED(three_zones, 6) },
	{ 0x11, "target time in five zones changed", FIXED(five_zones, 10) },
	{ 0x12, "simulation changed", FIXED(simulation, 6) },
	{ 0x13, "wheel circumference changed", FIXED(wheel, 2) },
	{ 0x14, "spin down", FIXED(spun, 1) },
	{ 0x15, "target cadence changed", FIXED(cadence, 2) },
	{ 0xff, "control lost", EMPTY },
};
/* clang-format on */

static void put_machine_response(struct packet *p)
{
	static const struct row target_speeds[] = {
		VALUE(2, "Target speed low", km_h),
		VALUE(2, "Target speed high", km_h),
	};

	put_result(p, machine_operations, ARRAY_SIZE(machine_operations),
	    &result_names);
	if (rd_left(&p->r))
		PUT_ROWS(p, target_speeds);
}

void value_machine_control(struct packet *p)
{
	PUT_OPERATION(p, machine_operations);
}

void value_machine_status(struct packet *p)
{
	PUT_OPERATION(p, machine_events);
}

/* Users, UDS 1.1 3.3 */

static void put_user_response(struct packet *p);

static void put_consent(struct packet *p)
{
	put_user(p);
	put_padded(p, "Consent code", 2, 4);
}

static void put_new_consent(struct packet *p)
{
	put_padded(p, "Consent code", 2, 4);
}

static const struct packet_name user_operations[] = {
	{ 0x01, "register new user", CALLED(2, put_new_consent) },
	{ 0x02, "consent", CALLED(3, put_consent) },
	{ 0x03, "delete user data", EMPTY },
	{ 0x04, "list all users", EMPTY },
	{ 0x05, "delete users", CALLED(1, put_user) },
	{ 0x20, "response", CALLED(2, put_user_response) },
};

static void put_user_response(struct packet *p)
{
	static const char *const text[] = { [1] = "success",
		"not supported",
		"invalid parameter",
		"failed",
		"user not authorized" };
	static const struct names names = NAMES_DENSE(text);
	const uint8_t asked = rd_left(&p->r) ? p->r.p[0] : 0;

	put_result(p, user_operations, ARRAY_SIZE(user_operations), &names);
	if (!rd_left(&p->r))
		return;
	if (asked == 0x04)
		put_uint(p, "Users", 1);
	else
		put_user(p);
}

void value_user_control(struct packet *p)
{
	PUT_OPERATION(p, user_operations);
}

/* Bonds, BMS 1.0 3. Which transports: both, BR/EDR, LE. */

static void put_authorization(struct packet *p)
{
	if (rd_left(&p->r))
		put_string(p, "Authorization code", rd_left(&p->r));
}

void value_bond_control(struct packet *p)
{
	static const char *const text[] = { [1] = "delete this bond",
		"delete this bond of BR/EDR",
		"delete this bond of LE",
		"delete all bonds",
		"delete all bonds of BR/EDR",
		"delete all bonds of LE",
		"delete all other bonds",
		"delete all other bonds of BR/EDR",
		"delete all other bonds of LE" };
	static const struct names names = NAMES_DENSE(text);

	put_enum(p, "Operation", 1, &names);
	put_authorization(p);
}

void value_bond_feature(struct packet *p)
{
	static const char *const text[] = { "delete this bond", "with a code",
		"delete this bond of BR/EDR", "with a code",
		"delete this bond of LE", "with a code", "delete all bonds",
		"with a code", "delete all bonds of BR/EDR", "with a code",
		"delete all bonds of LE", "with a code",
		"delete all other bonds", "with a code",
		"delete all other bonds of BR/EDR", "with a code",
		"delete all other bonds of LE", "with a code",
		"identify yourself" };
	static const struct bits bits = {
		.names = NAMES_DENSE(text),
		.unknown = "Unknown features",
	};

	put_bits(p, "Features", (unsigned)rd_left(&p->r), &bits);
}

/* Pulse oximeters, PLXS 1.0 3.3 */
void value_plx_feature(struct packet *p)
{
	static const char *const text[] = { "measurement status",
		"device and sensor status", "storage", "time", "fast", "slow",
		"pulse amplitude index", "several bonds" };
	static const struct bits bits = {
		.names = NAMES_DENSE(text),
		.unknown = "Unknown features",
	};
	uint64_t features = put_bits(p, "Features", 2, &bits);

	if (features & 1)
		put_hex(p, "Measurement status", 2);
	if (features & 2)
		put_hex(p, "Device and sensor status", 3);
}

/* Continuous glucose monitors, CGMS 1.0.2 3 */

static void put_check(struct packet *p)
{
	if (rd_left(&p->r))
		put_hex(p, "CRC", 2);
}

void value_cgm_feature(struct packet *p)
{
	static const char *const text[] = { "calibration", "patient alerts",
		"hypo alerts", "hyper alerts", "rate alerts",
		"device specific alert", "malfunction detection",
		"temperature alerts", "result alerts", "low battery",
		"type error", "general fault", "CRC", "several bonds",
		"several sessions", "trend", "quality" };
	static const struct bits bits = {
		.names = NAMES_DENSE(text),
		.unknown = "Unknown features",
	};
	static const struct name location_text[] = { { 1, "finger" },
		{ 2, "alternate site" }, { 3, "earlobe" },
		{ 4, "control solution" }, { 5, "subcutaneous tissue" },
		{ 15, "not available" } };
	static const struct names location_names = NAMES_SPARSE(location_text);

	put_bits(p, "Features", 3, &bits);
	put_halves(
	    p, "Sample type", &value_sample_names, "Location", &location_names);
	put_hex(p, "CRC", 2);
}

void value_cgm_status(struct packet *p)
{
	put_scaled(p, "Time", 2, &scale_minutes, 0);
	put_hex(p, "Status", 3);
	put_check(p);
}

void value_cgm_start(struct packet *p)
{
	put_date_time_field(p, "Start");
	value_time_zone(p);
	value_daylight_saving(p);
	put_check(p);
}

static void put_glucose_level(struct packet *p)
{
	put_sfloat(p, "Level", " mg/dL");
	put_check(p);
}

static void put_glucose_rate(struct packet *p)
{
	put_sfloat(p, "Rate", " mg/dL/min");
	put_check(p);
}

static void put_interval(struct packet *p)
{
	put_scaled(p, "Interval", 1, &scale_minutes, 0);
	put_check(p);
}

static void put_calibration(struct packet *p)
{
	put_sfloat(p, "Concentration", " mg/dL");
	put_scaled(p, "Time", 2, &scale_minutes, 0);
	put_hex(p, "Type and location", 1);
	put_scaled(p, "Next calibration", 2, &scale_minutes, 0);
	put_uint(p, "Record", 2);
	put_hex(p, "Status", 1);
	put_check(p);
}

static void put_record(struct packet *p)
{
	put_uint(p, "Record", 2);
	put_check(p);
}

static void put_cgm_response(struct packet *p);

/* clang-format off */
static const struct packet_name cgm_operations[] = {
	{ 0x01, "set interval", CALLED(1, put_interval) },
	{ 0x02, "get interval", CALLED(0, put_check) },
	{ 0x03, "interval", CALLED(1, put_interval) },
	{ 0x04, "set calibration", CALLED(10, put_calibration) },
	{ 0x05, "get calibration", CALLED(2, put_record) },
	{ 0x06, "calibration", CALLED(10, put_calibration) },
	{ 0x07, "set patient high alert", CALLED(2, put_glucose_level) },
	{ 0x08, "get patient high alert", CALLED(0, put_check) },
	{ 0x09, "patient high alert", CALLED(2, put_glucose_level) },
	{ 0x0a, "set patient low alert", CALLED(2, put_glucose_level) },
	{ 0x0b, "get patient low alert", CALLED(0, put_check) },
	{ 0x0c, "patient low alert", CALLED(2, put_glucose_level) },
	{ 0x0d, "set hypo alert", CALLED(2, put_glucose_level) },
	{ 0x0e, "get hypo alert", CALLED(0, put_check) },
	{ 0x0f, "hypo alert", CALLED(2, put_glucose_level) },
	{ 0x10, "set hyper alert", CALLED(2, put_glucose_level) },
	{ 0x11, "get hyper alert", CALLED(0, put_check) },
	{ 0x12, "hyper alert", CALLED(2, put_glucose_level) },
	{ 0x13, "set rate of decrease alert", CALLED(2, put_glucose_rate) },
	{ 0x14, "get rate of decrease alert", CALLED(0, put_check) },
	{ 0x15, "rate of decrease alert", CALLED(2, put_glucose_rate) },
	{ 0x16, "set rate of increase alert", CALLED(2, put_glucose_rate) },
	{ 0x17, "get rate of increase alert", CALLED(0, put_check) },
	{ 0x18, "rate of increase alert", CALLED(2, put_glucose_rate) },
	{ 0x19, "reset device specific alert", CALLED(0, put_check) },
	{ 0x1a, "start session", CALLED(0, put_check) },
	{ 0x1b, "stop session", CALLED(0, put_check) },
	{ 0x1c, "response", CALLED(2, put_cgm_response) },
};
/* clang-format on */

static void put_cgm_response(struct packet *p)
{
	static const char *const text[] = { [1] = "success",
		"not supported",
		"invalid operand",
		"not completed",
		"out of range" };
	static const struct names names = NAMES_DENSE(text);

	put_result(p, cgm_operations, ARRAY_SIZE(cgm_operations), &names);
	put_check(p);
}

void value_cgm_control(struct packet *p)
{
	PUT_OPERATION(p, cgm_operations);
}

/* GATT and GAP */

/* Vol 3 Part C 12.7: pairs of a mode and a level that is enough for all. */
void value_security_levels(struct packet *p)
{
	do {
		put_uint(p, "Mode", 1);
		put_uint(p, "Level", 1);
	} while (rd_left(&p->r) && !p->r.bad);
}

/* Vol 3 Part C 12.6: the key and the initialization vector of encrypted
 * advertising data. */
void value_key_material(struct packet *p)
{
	put_octets(p, "Session key", 16);
	put_octets(p, "IV", 8);
}

void value_scan_refresh(struct packet *p)
{
	static const char *const text[] = { "required" };
	static const struct names names = NAMES_DENSE(text);

	put_enum(p, "Refresh", 1, &names);
}

void value_boolean(struct packet *p)
{
	static const char *const text[] = { "false", "true" };
	static const struct names names = NAMES_DENSE(text);

	put_enum(p, "Value", 1, &names);
}

/* Mesh Protocol 6.3: part of a message, or a whole one. */
void value_mesh_proxy(struct packet *p)
{
	static const char *const part_text[] = { "whole", "first", "middle",
		"last" };
	static const char *const type_text[] = { "network PDU", "beacon",
		"proxy configuration", "provisioning PDU" };
	static const struct names type_names = NAMES_DENSE(type_text);
	const uint8_t *at = take(p, 1);
	const char *type;

	if (!at)
		return;
	type = names_find(&type_names, at[0] & 0x3f);
	put_word(p, "Part", at[0] >> 6, part_text[at[0] >> 6]);
	put_word(p, "Type", at[0] & 0x3f, type ? type : "unknown");
	put_octets(p, "Data", rd_left(&p->r));
}
