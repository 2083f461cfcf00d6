/* Values of health sensors: GATT Specification Supplement 3. */
#include "decoders/value_types.h"

static bool flag(uint64_t flags, unsigned bit)
{
	return flags >> bit & 1;
}

static const char *or_reserved(const char *name)
{
	return name ? name : "reserved";
}

static const char *const pressure_status_text[] = {
	"body movement",
	"cuff too loose",
	"irregular pulse",
	"pulse above the range",
	"pulse below the range",
	"improper position",
};
static const struct bits pressure_status_bits = {
	.names = NAMES_DENSE(pressure_status_text),
	.unknown = "Unknown status",
};

/* Flags, then time, pulse, user and status as the flags say. */
static void put_pressure_tail(struct packet *p, uint64_t flags)
{
	if (flag(flags, 1))
		put_date_time_field(p, "Time");
	if (flag(flags, 2))
		put_sfloat(p, "Pulse", " /min");
	if (flag(flags, 3))
		put_user(p);
	if (flag(flags, 4))
		put_bits(p, "Status", 2, &pressure_status_bits);
}

static const char *const pressure_flags_text[] = { "kPa", "time", "pulse",
	"user", "status" };
static const struct bits pressure_flags_bits = {
	.names = NAMES_DENSE(pressure_flags_text),
};

static uint64_t put_pressure_flags(struct packet *p)
{
	return put_bits(p, "Flags", 1, &pressure_flags_bits);
}

/* A decimal that continues the line. */
static void join_sfloat(
    struct packet *p, const char *name, const char *join, const char *unit)
{
	p->join = join;
	put_sfloat(p, name, unit);
	p->join = NULL;
}

void value_blood_pressure(struct packet *p)
{
	uint64_t flags = put_pressure_flags(p);
	const char *unit = flag(flags, 0) ? " kPa" : " mmHg";

	put_heading(p, "Blood pressure");
	join_sfloat(p, "Systolic", ": ", NULL);
	join_sfloat(p, "Diastolic", "/", unit);
	put_sfloat(p, "Mean", unit);
	put_pressure_tail(p, flags);
}

/* The other two pressures are there, but mean nothing. */
void value_cuff_pressure(struct packet *p)
{
	uint64_t flags = put_pressure_flags(p);

	put_sfloat(p, "Cuff pressure", flag(flags, 0) ? " kPa" : " mmHg");
	take(p, 4);
	put_pressure_tail(p, flags);
}

void value_blood_pressure_feature(struct packet *p)
{
	static const char *const text[] = {
		"body movement detection",
		"cuff fit detection",
		"irregular pulse detection",
		"pulse range detection",
		"measurement position detection",
		"multiple bonds",
		"E2E-CRC",
		"user data service",
		"user facing time",
	};
	static const struct bits bits = {
		.names = NAMES_DENSE(text),
		.unknown = "Unknown features",
	};

	put_bits(p, "Features", 2, &bits);
}

static const char *const site_text[] = { [1] = "armpit",
	"body",
	"ear",
	"finger",
	"gastro-intestinal tract",
	"mouth",
	"rectum",
	"toe",
	"eardrum" };
static const struct names site_names = NAMES_DENSE(site_text);

void value_temperature(struct packet *p)
{
	static const char *const text[] = { "Fahrenheit", "time", "site" };
	static const struct bits bits = { .names = NAMES_DENSE(text) };
	uint64_t flags = put_bits(p, "Flags", 1, &bits);

	put_float(p, "Temperature", flag(flags, 0) ? " °F" : " °C");
	if (flag(flags, 1))
		put_date_time_field(p, "Time");
	if (flag(flags, 2))
		put_enum(p, "Site", 1, &site_names);
}

void value_temperature_type(struct packet *p)
{
	put_enum(p, "Site", 1, &site_names);
}

/* In 1/1024 s; three decimals tell each apart. */
static void put_rr_interval(struct packet *p)
{
	const uint8_t *at = take(p, 2);
	struct field f = {
		.kind = FIELD_DECIMAL,
		.name = "RR interval",
		.exponent = -3,
		.after = " s",
		.len = 2,
	};

	if (!at)
		return;
	f.value = (get_le16(at) * UINT64_C(1000) + 512) / 1024;
	put_field(p, &f, at);
}

void value_heart_rate(struct packet *p)
{
	static const struct scale per_minute = { .mul = 1, .unit = " /min" };
	static const struct scale kilojoules = { .mul = 1, .unit = " kJ" };
	static const char *const text[] = { "16 bit", "contact",
		"contact supported", "energy", "RR intervals" };
	static const struct bits bits = { .names = NAMES_DENSE(text) };
	uint64_t flags = put_bits(p, "Flags", 1, &bits);

	put_scaled(p, "Heart rate", flag(flags, 0) ? 2 : 1, &per_minute, 0);
	if (flag(flags, 3))
		put_scaled(p, "Energy", 2, &kilojoules, 0);
	while (flag(flags, 4) && rd_left(&p->r))
		put_rr_interval(p);
}

void value_sensor_location(struct packet *p)
{
	static const char *const text[] = { "other", "chest", "wrist", "finger",
		"hand", "ear lobe", "foot" };
	static const struct names names = NAMES_DENSE(text);

	put_enum(p, "Location", 1, &names);
}

void value_weight(struct packet *p)
{
	static const struct scale kilograms = {
		.mul = 5,
		.frac = 3,
		.unit = " kg",
	};
	static const struct scale pounds = {
		.mul = 1,
		.frac = 2,
		.unit = " lb",
	};
	static const struct scale bmi = { .mul = 1, .frac = 1, .unit = "" };
	static const struct scale meters = {
		.mul = 1,
		.frac = 3,
		.unit = " m",
	};
	static const struct scale inches = {
		.mul = 1,
		.frac = 1,
		.unit = " in",
	};
	static const char *const text[] = { "imperial", "time", "user",
		"BMI and height" };
	static const struct bits bits = { .names = NAMES_DENSE(text) };
	uint64_t flags = put_bits(p, "Flags", 1, &bits);

	put_scaled_or(p, "Weight", 2, flag(flags, 0) ? &pounds : &kilograms,
	    0xffff, "measurement failed");
	if (flag(flags, 1))
		put_date_time_field(p, "Time");
	if (flag(flags, 2))
		put_user(p);
	if (flag(flags, 3)) {
		put_scaled(p, "BMI", 2, &bmi, 0);
		put_scaled(
		    p, "Height", 2, flag(flags, 0) ? &inches : &meters, 0);
	}
}

void value_weight_feature(struct packet *p)
{
	static const char *const text[] = { "time", "several users", "BMI" };
	static const struct bits bits = {
		.names = NAMES_DENSE(text),
		.unknown = "Unknown features",
	};
	static const char *const weight_text[] = { "not specified",
		"0.5 kg or 1 lb", "0.2 kg or 0.5 lb", "0.1 kg or 0.2 lb",
		"0.05 kg or 0.1 lb", "0.02 kg or 0.05 lb", "0.01 kg or 0.02 lb",
		"0.005 kg or 0.01 lb" };
	static const struct names weight_names = NAMES_DENSE(weight_text);
	static const char *const height_text[] = { "not specified",
		"0.01 m or 1 in", "0.005 m or 0.5 in", "0.001 m or 0.1 in" };
	static const struct names height_names = NAMES_DENSE(height_text);
	const uint8_t *at = take(p, 4);
	uint32_t v, weight, height;

	if (!at)
		return;
	v = get_le32(at);
	weight = v >> 3 & 15;
	height = v >> 7 & 7;
	put_value(p, FIELD_BITS, "Features", v, at, 4);
	put_bit_names(p, v & ~UINT32_C(0x3f8), 8, &bits);
	put_word(p, "Weight resolution", weight,
	    or_reserved(names_find(&weight_names, weight)));
	put_word(p, "Height resolution", height,
	    or_reserved(names_find(&height_names, height)));
}

static const char *const plx_measurement_text[] = {
	[5] = "measurement ongoing",
	"early estimate",
	"validated",
	"fully qualified",
	"from memory",
	"demonstration",
	"testing",
	"calibrating",
	"not available",
	"questionable",
	"invalid",
};
static const struct bits plx_measurement_bits = {
	.names = NAMES_DENSE(plx_measurement_text),
	.unknown = "Unknown status",
};

static const char *const plx_sensor_text[] = {
	"extended display update",
	"equipment malfunction",
	"signal processing irregularity",
	"inadequate signal",
	"poor signal",
	"low perfusion",
	"erratic signal",
	"nonpulsatile signal",
	"questionable pulse",
	"signal analysis",
	"sensor interference",
	"sensor unconnected",
	"unknown sensor",
	"sensor displaced",
	"sensor malfunction",
	"sensor disconnected",
};
static const struct bits plx_sensor_bits = {
	.names = NAMES_DENSE(plx_sensor_text),
	.unknown = "Unknown status",
};

static void put_saturation(struct packet *p, const char *spo2, const char *rate)
{
	put_sfloat(p, spo2, " %");
	put_sfloat(p, rate, " /min");
}

void value_plx_spot(struct packet *p)
{
	static const char *const text[] = { "time", "measurement status",
		"sensor status", "pulse amplitude index", "clock not set" };
	static const struct bits bits = { .names = NAMES_DENSE(text) };
	uint64_t flags = put_bits(p, "Flags", 1, &bits);

	put_saturation(p, "SpO2", "Pulse");
	if (flag(flags, 0))
		put_date_time_field(p, "Time");
	if (flag(flags, 1))
		put_bits(p, "Measurement status", 2, &plx_measurement_bits);
	if (flag(flags, 2))
		put_bits(p, "Sensor status", 3, &plx_sensor_bits);
	if (flag(flags, 3))
		put_sfloat(p, "Pulse amplitude index", " %");
}

void value_plx_continuous(struct packet *p)
{
	static const char *const text[] = { "fast", "slow",
		"measurement status", "sensor status",
		"pulse amplitude index" };
	static const struct bits bits = { .names = NAMES_DENSE(text) };
	uint64_t flags = put_bits(p, "Flags", 1, &bits);

	put_saturation(p, "SpO2", "Pulse");
	if (flag(flags, 0))
		put_saturation(p, "Fast SpO2", "Fast pulse");
	if (flag(flags, 1))
		put_saturation(p, "Slow SpO2", "Slow pulse");
	if (flag(flags, 2))
		put_bits(p, "Measurement status", 2, &plx_measurement_bits);
	if (flag(flags, 3))
		put_bits(p, "Sensor status", 3, &plx_sensor_bits);
	if (flag(flags, 4))
		put_sfloat(p, "Pulse amplitude index", " %");
}

void put_halves(struct packet *p, const char *low,
    const struct names *low_names, const char *high,
    const struct names *high_names)
{
	const uint8_t *at = take(p, 1);

	if (!at)
		return;
	put_word(
	    p, low, at[0] & 15, or_reserved(names_find(low_names, at[0] & 15)));
	put_word(p, high, at[0] >> 4,
	    or_reserved(names_find(high_names, at[0] >> 4)));
}

static const char *const sample_text[] = { [1] = "capillary whole blood",
	"capillary plasma",
	"venous whole blood",
	"venous plasma",
	"arterial whole blood",
	"arterial plasma",
	"undetermined whole blood",
	"undetermined plasma",
	"interstitial fluid",
	"control solution" };
const struct names value_sample_names = NAMES_DENSE(sample_text);

void value_glucose(struct packet *p)
{
	static const struct scale minutes = {
		.mul = 1,
		.is_signed = true,
		.unit = " min",
	};
	static const char *const flags_text[] = { "time offset",
		"concentration", "mol/l", "sensor status", "context follows" };
	static const struct bits flags_bits = {
		.names = NAMES_DENSE(flags_text),
	};
	static const struct name place_rows[] = { { 1, "finger" },
		{ 2, "alternate site" }, { 3, "earlobe" },
		{ 4, "control solution" }, { 15, "not available" } };
	static const struct names place_names = NAMES_SPARSE(place_rows);
	static const char *const status_text[] = { "battery low",
		"sensor malfunction", "sample insufficient", "strip insertion",
		"wrong strip", "result too high", "result too low",
		"temperature too high", "temperature too low",
		"read interrupted", "general fault", "time fault" };
	static const struct bits status_bits = {
		.names = NAMES_DENSE(status_text),
		.unknown = "Unknown status",
	};
	uint64_t flags = put_bits(p, "Flags", 1, &flags_bits);

	put_uint(p, "Sequence number", 2);
	put_date_time_field(p, "Time");
	if (flag(flags, 0))
		put_scaled(p, "Time offset", 2, &minutes, 0);
	if (flag(flags, 1)) {
		put_sfloat(p, "Glucose", flag(flags, 2) ? " mol/l" : " kg/l");
		put_halves(
		    p, "Type", &value_sample_names, "Location", &place_names);
	}
	if (flag(flags, 3))
		put_bits(p, "Status", 2, &status_bits);
}

void value_glucose_feature(struct packet *p)
{
	static const char *const text[] = { "low battery detection",
		"malfunction detection", "sample size", "strip insertion error",
		"strip type error", "result high-low", "temperature high-low",
		"read interrupt", "general fault", "time fault",
		"multiple bonds" };
	static const struct bits bits = {
		.names = NAMES_DENSE(text),
		.unknown = "Unknown features",
	};

	put_bits(p, "Features", 2, &bits);
}
