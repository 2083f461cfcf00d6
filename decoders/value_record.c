/* Values of body scales, of continuous glucose monitors, and of records that
 * devices keep: GATT Specification Supplement 3. */
#include "decoders/value_types.h"

static const struct scale scale_tenth_percent = {
	.mul = 1, .frac = 1, .unit = " %"
};
static const struct scale scale_kilograms = {
	.mul = 5, .frac = 3, .unit = " kg"
};
static const struct scale scale_pounds = { .mul = 1, .frac = 2, .unit = " lb" };
static const struct scale scale_minutes = { .mul = 1, .unit = " min" };

static bool flag(uint64_t flags, unsigned bit)
{
	return flags >> bit & 1;
}

void value_body_composition(struct packet *p)
{
	static const char *const text[] = { "imperial", "time", "user",
		"basal metabolism", "muscle percentage", "muscle mass",
		"fat free mass", "soft lean mass", "body water mass",
		"impedance", "weight", "height", "more packets" };
	static const struct bits bits = { .names = NAMES_DENSE(text) };
	static const char *const masses[] = { "Muscle mass", "Fat free mass",
		"Soft lean mass", "Body water mass" };
	static const struct scale ohms = {
		.mul = 1, .frac = 1, .unit = " ohm"
	};
	static const struct scale meters = {
		.mul = 1, .frac = 3, .unit = " m"
	};
	static const struct scale inches = {
		.mul = 1, .frac = 1, .unit = " in"
	};
	static const struct scale kilojoules = { .mul = 1, .unit = " kJ" };
	uint64_t flags = put_bits(p, "Flags", 2, &bits);
	const struct scale *mass =
	    flag(flags, 0) ? &scale_pounds : &scale_kilograms;

	put_scaled_or(p, "Body fat", 2, &scale_tenth_percent, 0xffff,
	    "measurement failed");
	if (flag(flags, 1))
		put_date_time_field(p, "Time");
	if (flag(flags, 2))
		put_user(p);
	if (flag(flags, 3))
		put_scaled(p, "Basal metabolism", 2, &kilojoules, 0);
	if (flag(flags, 4))
		put_scaled(p, "Muscle", 2, &scale_tenth_percent, 0);
	for (unsigned i = 0; i < ARRAY_SIZE(masses); i++)
		if (flag(flags, 5 + i))
			put_scaled(p, masses[i], 2, mass, 0);
	if (flag(flags, 9))
		put_scaled(p, "Impedance", 2, &ohms, 0);
	if (flag(flags, 10))
		put_scaled(p, "Weight", 2, mass, 0);
	if (flag(flags, 11))
		put_scaled(
		    p, "Height", 2, flag(flags, 0) ? &inches : &meters, 0);
}

void value_body_composition_feature(struct packet *p)
{
	static const char *const text[] = { "time", "several users",
		"basal metabolism", "muscle percentage", "muscle mass",
		"fat free mass", "soft lean mass", "body water mass",
		"impedance", "weight", "height" };
	static const struct bits bits = { .names = NAMES_DENSE(text) };
	const uint8_t *at = take(p, 4);

	/* The resolutions are in the bits above. */
	if (!at)
		return;
	put_value(p, FIELD_BITS, "Features", get_le32(at), at, 4);
	put_bit_names(p, get_le32(at) & 0x7ff, 8, &bits);
}

void value_enhanced_blood_pressure(struct packet *p)
{
	static const char *const text[] = { "kPa", "time", "pulse", "user",
		"status", "user facing time", "epoch of 2000" };
	static const struct bits bits = { .names = NAMES_DENSE(text) };
	uint64_t flags = put_bits(p, "Flags", 1, &bits);
	const char *unit = flag(flags, 0) ? " kPa" : " mmHg";

	put_heading(p, "Blood pressure");
	p->join = ": ";
	put_sfloat(p, "Systolic", NULL);
	p->join = "/";
	put_sfloat(p, "Diastolic", unit);
	p->join = NULL;
	put_sfloat(p, "Mean", unit);
	if (flag(flags, 1))
		put_uint(p, "Seconds since epoch", 4);
	if (flag(flags, 2))
		put_sfloat(p, "Pulse", " /min");
	if (flag(flags, 3))
		put_user(p);
	if (flag(flags, 4))
		put_hex(p, "Status", 2);
	if (flag(flags, 5))
		put_uint(p, "User facing seconds since epoch", 4);
}

/* Glucose */

void value_glucose_context(struct packet *p)
{
	static const char *const flags_text[] = { "carbohydrate", "meal",
		"tester and health", "exercise", "medication",
		"medication in liters", "HbA1c", "extended flags" };
	static const struct bits flags_bits = {
		.names = NAMES_DENSE(flags_text),
	};
	static const char *const carbohydrate_text[] = { [1] = "breakfast",
		"lunch",
		"dinner",
		"snack",
		"drink",
		"supper",
		"brunch" };
	static const struct names carbohydrate_names =
	    NAMES_DENSE(carbohydrate_text);
	static const char *const meal_text[] = { [1] = "before the meal",
		"after the meal",
		"fasting",
		"casual",
		"bedtime" };
	static const struct names meal_names = NAMES_DENSE(meal_text);
	static const struct name tester_text[] = { { 1, "self" },
		{ 2, "health care professional" }, { 3, "laboratory" },
		{ 15, "not available" } };
	static const struct names tester_names = NAMES_SPARSE(tester_text);
	static const struct name health_text[] = { { 1, "minor issues" },
		{ 2, "major issues" }, { 3, "during menses" },
		{ 4, "under stress" }, { 5, "no issues" },
		{ 15, "not available" } };
	static const struct names health_names = NAMES_SPARSE(health_text);
	static const char *const medication_text[] = { [1] = "rapid acting",
		"short acting",
		"intermediate acting",
		"long acting",
		"pre-mixed" };
	static const struct names medication_names =
	    NAMES_DENSE(medication_text);
	static const struct scale seconds = { .mul = 1, .unit = " s" };
	static const struct scale percent = { .mul = 1, .unit = " %" };
	uint64_t flags = put_bits(p, "Flags", 1, &flags_bits);

	put_uint(p, "Sequence number", 2);
	if (flag(flags, 7))
		put_hex(p, "Extended flags", 1);
	if (flag(flags, 0)) {
		put_enum(p, "Carbohydrate", 1, &carbohydrate_names);
		put_sfloat(p, "Amount", " kg");
	}
	if (flag(flags, 1))
		put_enum(p, "Meal", 1, &meal_names);
	if (flag(flags, 2))
		put_halves(p, "Tester", &tester_names, "Health", &health_names);
	if (flag(flags, 3)) {
		put_scaled_or(
		    p, "Exercise", 2, &seconds, 0xffff, "longer than 65534 s");
		put_scaled(p, "Intensity", 1, &percent, 0);
	}
	if (flag(flags, 4)) {
		put_enum(p, "Medication", 1, &medication_names);
		put_sfloat(p, "Amount", flag(flags, 5) ? " l" : " kg");
	}
	if (flag(flags, 6))
		put_sfloat(p, "HbA1c", " %");
}

/* Record Access Control Point: an operation and which records it is for. */
void value_record_access(struct packet *p)
{
	enum { NUMBER = 5, RESPONSE = 6 };
	static const char *const operation_text[] = { [1] = "report records",
		"delete records",
		"abort",
		"report number of records",
		"number of records",
		"response",
		"combined report",
		"combined response" };
	static const struct names operation_names = NAMES_DENSE(operation_text);
	static const char *const operator_text[] = { "none", "all",
		"less or equal", "greater or equal", "within range", "first",
		"last" };
	static const struct names operator_names = NAMES_DENSE(operator_text);
	static const char *const response_text[] = { [1] = "success",
		"operation not supported",
		"invalid operator",
		"operator not supported",
		"invalid operand",
		"no records found",
		"abort unsuccessful",
		"procedure not completed",
		"operand not supported",
		"server busy" };
	static const struct names response_names = NAMES_DENSE(response_text);
	uint64_t operation = put_enum(p, "Operation", 1, &operation_names);

	put_enum(p, "Operator", 1, &operator_names);
	if (operation == NUMBER) {
		put_uint(p, "Number", 2);
	} else if (operation == RESPONSE) {
		put_enum(p, "To", 1, &operation_names);
		put_enum(p, "Response", 1, &response_names);
	} else if (rd_left(&p->r)) {
		put_octets(p, "Operand", rd_left(&p->r));
	}
}

/* A record: its size, of itself too, then what the flags say. */
static void put_cgm_record(struct packet *p, bool crc)
{
	static const char *const text[] = { "trend",
		"quality", [5] = "warnings", "calibration and temperature",
		"status" };
	static const struct bits bits = { .names = NAMES_DENSE(text) };
	uint64_t flags;

	put_uint(p, "Size", 1);
	flags = put_bits(p, "Flags", 1, &bits);
	put_sfloat(p, "Glucose", " mg/dl");
	put_scaled(p, "Time offset", 2, &scale_minutes, 0);
	if (flag(flags, 7))
		put_hex(p, "Status", 1);
	if (flag(flags, 6))
		put_hex(p, "Calibration and temperature", 1);
	if (flag(flags, 5))
		put_hex(p, "Warnings", 1);
	if (flag(flags, 0))
		put_sfloat(p, "Trend", " mg/dl/min");
	if (flag(flags, 1))
		put_sfloat(p, "Quality", " %");
	if (crc)
		put_hex(p, "E2E-CRC", 2);
}

/* The octets that the flags of a record ask for, without a checksum. */
static uint8_t cgm_record_size(uint8_t flags)
{
	return (uint8_t)(6 + 2 * (flags & 1) + (flags & 2) + (flags >> 5 & 1) +
			 (flags >> 6 & 1) + (flags >> 7 & 1));
}

/* One or more records; whether they have a checksum follows from their size. */
void value_cgm(struct packet *p)
{
	while (!p->r.bad && rd_left(&p->r)) {
		uint8_t size = p->r.p[0], least;

		if (rd_left(&p->r) < 6 || rd_left(&p->r) < size) {
			p->r.bad = true;
			return;
		}
		least = cgm_record_size(p->r.p[1]);
		if (size != least && size != least + 2)
			p->r.bad = true;
		else
			put_cgm_record(p, size != least);
	}
}
