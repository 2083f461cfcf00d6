/* Values of running, cycling, and machines for both: GATT Specification
 * Supplement 3. */
#include "decoders/value_types.h"

static const struct scale scale_meters = { .mul = 1, .unit = " m" };
static const struct scale scale_tenth_m = { .mul = 1, .frac = 1, .unit = " m" };
static const struct scale scale_cm = { .mul = 1, .frac = 2, .unit = " m" };
static const struct scale scale_watt = {
	.mul = 1, .is_signed = true, .unit = " W"
};
static const struct scale scale_per_minute = { .mul = 1, .unit = " /min" };
static const struct scale scale_half_per_minute = {
	.mul = 5, .frac = 1, .unit = " /min"
};
static const struct scale scale_km_h = { .mul = 1, .frac = 2, .unit = " km/h" };
static const struct scale scale_m_s = { .mul = 1, .frac = 2, .unit = " m/s" };
static const struct scale scale_kcal = { .mul = 1, .unit = " kcal" };
static const struct scale scale_seconds = { .mul = 1, .unit = " s" };
static const struct scale scale_kj = { .mul = 1, .unit = " kJ" };
static const struct scale scale_percent = {
	.mul = 1, .frac = 1, .is_signed = true, .unit = " %"
};
static const struct scale scale_degrees = {
	.mul = 1, .frac = 1, .is_signed = true, .unit = " °"
};
static const struct scale scale_position = {
	.mul = 1, .frac = 7, .is_signed = true, .unit = " °"
};
static const struct scale scale_altitude = {
	.mul = 1, .frac = 2, .is_signed = true, .unit = " m"
};
static const struct scale scale_heading = { .mul = 1, .frac = 2, .unit = " °" };
static const struct scale scale_half_percent = {
	.mul = 5, .frac = 1, .unit = " %"
};
static const struct scale scale_tenth = {
	.mul = 1, .frac = 1, .is_signed = true, .unit = ""
};
static const struct scale scale_metabolic = { .mul = 1, .frac = 1, .unit = "" };

static bool flag(uint64_t flags, unsigned bit)
{
	return flags >> bit & 1;
}

/* value * numerator / denominator, shown with three decimals. */
static void put_ratio(struct packet *p, const char *name, unsigned size,
    uint32_t denominator, const char *unit)
{
	const uint8_t *at = take(p, size);
	struct field f = {
		.kind = FIELD_DECIMAL,
		.name = name,
		.exponent = -3,
		.after = unit,
		.len = size,
	};

	if (!at)
		return;
	f.value = (get_le(at, size) * 1000 + denominator / 2) / denominator;
	put_field(p, &f, at);
}

static void put_feature_bits(struct packet *p, const char *name, unsigned size,
    const char *const *text, size_t n)
{
	const struct bits bits = {
		.names = { .dense = text, .n = n },
		.unknown = "Unknown features",
	};

	put_bits(p, name, size, &bits);
}
#define PUT_FEATURES(p, size, text) \
	put_feature_bits(p, "Features", size, text, ARRAY_SIZE(text))

static uint64_t put_flag_bits(
    struct packet *p, unsigned size, const char *const *text, size_t n)
{
	const struct bits bits = { .names = { .dense = text, .n = n } };

	return put_bits(p, "Flags", size, &bits);
}
#define PUT_FLAGS(p, size, text) put_flag_bits(p, size, text, ARRAY_SIZE(text))

void value_running_speed(struct packet *p)
{
	static const char *const text[] = { "stride length", "distance",
		"running" };
	uint64_t flags = PUT_FLAGS(p, 1, text);

	put_ratio(p, "Speed", 2, 256, " m/s");
	put_scaled(p, "Cadence", 1, &scale_per_minute, 0);
	if (flag(flags, 0))
		put_scaled(p, "Stride length", 2, &scale_cm, 0);
	if (flag(flags, 1))
		put_scaled(p, "Distance", 4, &scale_tenth_m, 0);
}

void value_running_feature(struct packet *p)
{
	static const char *const text[] = { "stride length", "distance",
		"walking or running", "calibration", "several locations" };

	PUT_FEATURES(p, 2, text);
}

static void put_revolutions(struct packet *p, const char *name,
    unsigned name_size, const char *time, uint32_t per_second)
{
	put_uint(p, name, name_size);
	put_ratio(p, time, 2, per_second, " s");
}

void value_cycling_speed(struct packet *p)
{
	static const char *const text[] = { "wheel", "crank" };
	uint64_t flags = PUT_FLAGS(p, 1, text);

	if (flag(flags, 0))
		put_revolutions(
		    p, "Wheel revolutions", 4, "Last wheel event", 1024);
	if (flag(flags, 1))
		put_revolutions(
		    p, "Crank revolutions", 2, "Last crank event", 1024);
}

void value_cycling_feature(struct packet *p)
{
	static const char *const text[] = { "wheel revolutions",
		"crank revolutions", "several locations" };

	PUT_FEATURES(p, 2, text);
}

void value_cycling_location(struct packet *p)
{
	static const char *const text[] = { "other", "top of shoe", "in shoe",
		"hip", "front wheel", "left crank", "right crank", "left pedal",
		"right pedal", "front hub", "rear dropout", "chainstay",
		"rear wheel", "rear hub", "chest", "spider", "chain ring" };
	static const struct names names = NAMES_DENSE(text);

	put_enum(p, "Location", 1, &names);
}

/* Two angles of 12 bits each. */
static void put_angles(struct packet *p)
{
	const uint8_t *at = take(p, 3);
	uint64_t v = at ? get_le(at, 3) : 0;

	if (!at)
		return;
	put_value(p, FIELD_UINT, "Max angle", v & 0xfff, at, 2);
	put_value(p, FIELD_UINT, "Min angle", v >> 12, at + 1, 2);
}

void value_cycling_power(struct packet *p)
{
	static const char *const text[] = { "pedal power balance",
		"balance of the left", "accumulated torque", "torque of crank",
		"wheel", "crank", "extreme forces", "extreme torques",
		"extreme angles", "top dead spot", "bottom dead spot",
		"accumulated energy", "offset compensation" };
	uint64_t flags = PUT_FLAGS(p, 2, text);

	put_scaled(p, "Power", 2, &scale_watt, 0);
	if (flag(flags, 0))
		put_scaled(p, "Pedal power balance", 1, &scale_half_percent, 0);
	if (flag(flags, 2))
		put_ratio(p, "Accumulated torque", 2, 32, " Nm");
	if (flag(flags, 4))
		put_revolutions(
		    p, "Wheel revolutions", 4, "Last wheel event", 2048);
	if (flag(flags, 5))
		put_revolutions(
		    p, "Crank revolutions", 2, "Last crank event", 1024);
	if (flag(flags, 6)) {
		put_scaled(p, "Max force", 2, &scale_plain_signed, 0);
		put_scaled(p, "Min force", 2, &scale_plain_signed, 0);
	}
	if (flag(flags, 7)) {
		put_ratio(p, "Max torque", 2, 32, " Nm");
		put_ratio(p, "Min torque", 2, 32, " Nm");
	}
	if (flag(flags, 8))
		put_angles(p);
	if (flag(flags, 9))
		put_uint(p, "Top dead spot", 2);
	if (flag(flags, 10))
		put_uint(p, "Bottom dead spot", 2);
	if (flag(flags, 11))
		put_scaled(p, "Accumulated energy", 2, &scale_kj, 0);
}

void value_cycling_power_feature(struct packet *p)
{
	static const char *const text[] = { "pedal power balance",
		"accumulated torque", "wheel revolutions", "crank revolutions",
		"extreme magnitudes", "extreme angles", "dead spots",
		"accumulated energy", "offset compensation indicator",
		"offset compensation", "masking of content",
		"several locations", "crank length", "chain length",
		"chain weight", "span length", "torque based",
		"measurement direction", "factory calibration date",
		"enhanced offset compensation" };

	PUT_FEATURES(p, 4, text);
}

void value_location_speed(struct packet *p)
{
	static const char *const text[] = { "speed", "distance", "location",
		"elevation", "heading", "rolling time", "UTC time",
		"position ok", "estimated position", "3D",
		"elevation by barometer" };
	uint64_t flags = PUT_FLAGS(p, 2, text);

	if (flag(flags, 0))
		put_scaled(p, "Speed", 2, &scale_m_s, 0);
	if (flag(flags, 1))
		put_scaled(p, "Distance", 3, &scale_tenth_m, 0);
	if (flag(flags, 2)) {
		put_scaled(p, "Latitude", 4, &scale_position, 0);
		put_scaled(p, "Longitude", 4, &scale_position, 0);
	}
	if (flag(flags, 3))
		put_scaled(p, "Elevation", 3, &scale_altitude, 0);
	if (flag(flags, 4))
		put_scaled(p, "Heading", 2, &scale_heading, 0);
	if (flag(flags, 5))
		put_scaled(p, "Rolling time", 1, &scale_seconds, 0);
	if (flag(flags, 6))
		put_date_time_field(p, "Time");
}

/* Forces and torques of one revolution, as many as fit. */
void value_cycling_vector(struct packet *p)
{
	static const char *const text[] = { "crank", "first angle", "forces",
		"torques" };
	static const char *const direction_text[] = { "unknown", "tangential",
		"radial", "lateral" };
	static const struct scale angle = { .mul = 1, .unit = " °" };
	static const struct scale newton = {
		.mul = 1, .is_signed = true, .unit = " N"
	};
	static const struct scale torque = { /* 1/32 Nm */
		.mul = 3125,
		.frac = 5,
		.is_signed = true,
		.unit = " Nm"
	};
	uint64_t flags = PUT_FLAGS(p, 1, text);

	put_word(
	    p, "Direction", flags >> 4 & 3, direction_text[flags >> 4 & 3]);
	if (flag(flags, 0))
		put_revolutions(
		    p, "Crank revolutions", 2, "Last crank event", 1024);
	if (flag(flags, 1))
		put_scaled(p, "First angle", 2, &angle, 0);
	while (
	    rd_left(&p->r) && !p->r.bad && (flag(flags, 2) || flag(flags, 3)))
		if (flag(flags, 2))
			put_scaled(p, "Force", 2, &newton, 0);
		else
			put_scaled(p, "Torque", 2, &torque, 0);
}

static void put_position_status(struct packet *p, unsigned status)
{
	static const char *const text[] = { "none", "ok", "estimated",
		"last known" };

	put_word(p, "Position", status, text[status]);
}

void value_navigation(struct packet *p)
{
	static const char *const text[] = { "remaining distance",
		"remaining vertical distance",
		"estimated time of arrival", [5] = "heading by compass",
		"to destination", "waypoint reached", "destination reached" };
	uint64_t flags = PUT_FLAGS(p, 2, text);

	put_position_status(p, flags >> 3 & 3);
	put_scaled(p, "Bearing", 2, &scale_heading, 0);
	put_scaled(p, "Heading", 2, &scale_heading, 0);
	if (flag(flags, 0))
		put_scaled(p, "Remaining distance", 3, &scale_tenth_m, 0);
	if (flag(flags, 1))
		put_scaled(
		    p, "Remaining vertical distance", 3, &scale_altitude, 0);
	if (flag(flags, 2))
		put_date_time_field(p, "Arrival");
}

void value_position_quality(struct packet *p)
{
	static const char *const text[] = { "beacons in solution",
		"beacons in view", "time to first fix", "horizontal error",
		"vertical error", "horizontal dilution", "vertical dilution" };
	static const struct scale tenth_s = {
		.mul = 1, .frac = 1, .unit = " s"
	};
	static const struct scale fifths = { .mul = 2, .frac = 1, .unit = "" };
	uint64_t flags = PUT_FLAGS(p, 2, text);

	put_position_status(p, flags >> 7 & 3);
	if (flag(flags, 0))
		put_uint(p, "Beacons in solution", 1);
	if (flag(flags, 1))
		put_uint(p, "Beacons in view", 1);
	if (flag(flags, 2))
		put_scaled(p, "Time to first fix", 2, &tenth_s, 0);
	if (flag(flags, 3))
		put_scaled(p, "Horizontal error", 4, &scale_cm, 0);
	if (flag(flags, 4))
		put_scaled(p, "Vertical error", 4, &scale_cm, 0);
	if (flag(flags, 5))
		put_scaled(p, "Horizontal dilution", 1, &fifths, 0);
	if (flag(flags, 6))
		put_scaled(p, "Vertical dilution", 1, &fifths, 0);
}

/* Heart rates between zones. */
void value_zone_limits(struct packet *p)
{
	do
		put_scaled(p, "Limit", 1, &scale_per_minute, 0);
	while (rd_left(&p->r));
}

static void put_energy(struct packet *p)
{
	put_scaled_or(p, "Energy", 2, &scale_kcal, 0xffff, "not available");
	put_scaled_or(
	    p, "Energy per hour", 2, &scale_kcal, 0xffff, "not available");
	put_scaled_or(
	    p, "Energy per minute", 1, &scale_kcal, 0xff, "not available");
}

/* What the data of all machines end with, from the bit `first` on. */
static void put_machine_tail(struct packet *p, uint64_t flags, unsigned first)
{
	if (flag(flags, first))
		put_energy(p);
	if (flag(flags, first + 1))
		put_scaled(p, "Heart rate", 1, &scale_per_minute, 0);
	if (flag(flags, first + 2))
		put_scaled(p, "Metabolic equivalent", 1, &scale_metabolic, 0);
	if (flag(flags, first + 3))
		put_scaled(p, "Elapsed time", 2, &scale_seconds, 0);
	if (flag(flags, first + 4))
		put_scaled(p, "Remaining time", 2, &scale_seconds, 0);
}

/* The first flag says that the speed is not there: more follows. */
void value_treadmill(struct packet *p)
{
	static const char *const text[] = { "more data", "average speed",
		"distance", "inclination", "elevation", "pace", "average pace",
		"energy", "heart rate", "metabolic equivalent", "elapsed time",
		"remaining time", "force and power" };
	uint64_t flags = PUT_FLAGS(p, 2, text);

	if (!flag(flags, 0))
		put_scaled(p, "Speed", 2, &scale_km_h, 0);
	if (flag(flags, 1))
		put_scaled(p, "Average speed", 2, &scale_km_h, 0);
	if (flag(flags, 2))
		put_scaled(p, "Distance", 3, &scale_meters, 0);
	if (flag(flags, 3)) {
		put_scaled(p, "Inclination", 2, &scale_percent, 0);
		put_scaled(p, "Ramp angle", 2, &scale_degrees, 0);
	}
	if (flag(flags, 4)) {
		put_scaled(p, "Elevation gain", 2, &scale_tenth_m, 0);
		put_scaled(p, "Elevation loss", 2, &scale_tenth_m, 0);
	}
	if (flag(flags, 5))
		put_scaled(p, "Pace", 2, &scale_seconds, 0);
	if (flag(flags, 6))
		put_scaled(p, "Average pace", 2, &scale_seconds, 0);
	put_machine_tail(p, flags, 7);
	if (flag(flags, 12)) {
		put_scaled(p, "Force", 2, &scale_plain_signed, 0);
		put_scaled(p, "Power", 2, &scale_watt, 0);
	}
}

void value_indoor_bike(struct packet *p)
{
	static const char *const text[] = { "more data", "average speed",
		"cadence", "average cadence", "distance", "resistance", "power",
		"average power", "energy", "heart rate", "metabolic equivalent",
		"elapsed time", "remaining time" };
	uint64_t flags = PUT_FLAGS(p, 2, text);

	if (!flag(flags, 0))
		put_scaled(p, "Speed", 2, &scale_km_h, 0);
	if (flag(flags, 1))
		put_scaled(p, "Average speed", 2, &scale_km_h, 0);
	if (flag(flags, 2))
		put_scaled(p, "Cadence", 2, &scale_half_per_minute, 0);
	if (flag(flags, 3))
		put_scaled(p, "Average cadence", 2, &scale_half_per_minute, 0);
	if (flag(flags, 4))
		put_scaled(p, "Distance", 3, &scale_meters, 0);
	if (flag(flags, 5))
		put_scaled(p, "Resistance", 2, &scale_plain_signed, 0);
	if (flag(flags, 6))
		put_scaled(p, "Power", 2, &scale_watt, 0);
	if (flag(flags, 7))
		put_scaled(p, "Average power", 2, &scale_watt, 0);
	put_machine_tail(p, flags, 8);
}

void value_cross_trainer(struct packet *p)
{
	static const char *const text[] = { "more data", "average speed",
		"distance", "steps", "strides", "elevation", "inclination",
		"resistance", "power", "average power", "energy", "heart rate",
		"metabolic equivalent", "elapsed time", "remaining time",
		"backward" };
	uint64_t flags = PUT_FLAGS(p, 3, text);

	if (!flag(flags, 0))
		put_scaled(p, "Speed", 2, &scale_km_h, 0);
	if (flag(flags, 1))
		put_scaled(p, "Average speed", 2, &scale_km_h, 0);
	if (flag(flags, 2))
		put_scaled(p, "Distance", 3, &scale_meters, 0);
	if (flag(flags, 3)) {
		put_scaled(p, "Step rate", 2, &scale_per_minute, 0);
		put_scaled(p, "Average step rate", 2, &scale_per_minute, 0);
	}
	if (flag(flags, 4))
		put_scaled(p, "Strides", 2, &scale_metabolic, 0);
	if (flag(flags, 5)) {
		put_scaled(p, "Elevation gain", 2, &scale_meters, 0);
		put_scaled(p, "Elevation loss", 2, &scale_meters, 0);
	}
	if (flag(flags, 6)) {
		put_scaled(p, "Inclination", 2, &scale_percent, 0);
		put_scaled(p, "Ramp angle", 2, &scale_degrees, 0);
	}
	if (flag(flags, 7))
		put_scaled(p, "Resistance", 2, &scale_tenth, 0);
	if (flag(flags, 8))
		put_scaled(p, "Power", 2, &scale_watt, 0);
	if (flag(flags, 9))
		put_scaled(p, "Average power", 2, &scale_watt, 0);
	put_machine_tail(p, flags, 10);
}

static void put_step_rates(struct packet *p, uint64_t flags)
{
	if (flag(flags, 1))
		put_scaled(p, "Step rate", 2, &scale_per_minute, 0);
	if (flag(flags, 2))
		put_scaled(p, "Average step rate", 2, &scale_per_minute, 0);
	if (flag(flags, 3))
		put_scaled(p, "Elevation gain", 2, &scale_meters, 0);
}

void value_step_climber(struct packet *p)
{
	static const char *const text[] = { "more data", "step rate",
		"average step rate", "elevation", "energy", "heart rate",
		"metabolic equivalent", "elapsed time", "remaining time" };
	uint64_t flags = PUT_FLAGS(p, 2, text);

	if (!flag(flags, 0)) {
		put_uint(p, "Floors", 2);
		put_uint(p, "Steps", 2);
	}
	put_step_rates(p, flags);
	put_machine_tail(p, flags, 4);
}

void value_stair_climber(struct packet *p)
{
	static const char *const text[] = { "more data", "step rate",
		"average step rate", "elevation", "strides", "energy",
		"heart rate", "metabolic equivalent", "elapsed time",
		"remaining time" };
	uint64_t flags = PUT_FLAGS(p, 2, text);

	if (!flag(flags, 0))
		put_uint(p, "Floors", 2);
	put_step_rates(p, flags);
	if (flag(flags, 4))
		put_uint(p, "Strides", 2);
	put_machine_tail(p, flags, 5);
}

void value_rower(struct packet *p)
{
	static const char *const text[] = { "more data", "average stroke rate",
		"distance", "pace", "average pace", "power", "average power",
		"resistance", "energy", "heart rate", "metabolic equivalent",
		"elapsed time", "remaining time" };
	uint64_t flags = PUT_FLAGS(p, 2, text);

	if (!flag(flags, 0)) {
		put_scaled(p, "Stroke rate", 1, &scale_half_per_minute, 0);
		put_uint(p, "Strokes", 2);
	}
	if (flag(flags, 1))
		put_scaled(
		    p, "Average stroke rate", 1, &scale_half_per_minute, 0);
	if (flag(flags, 2))
		put_scaled(p, "Distance", 3, &scale_meters, 0);
	if (flag(flags, 3))
		put_scaled(p, "Pace", 2, &scale_seconds, 0);
	if (flag(flags, 4))
		put_scaled(p, "Average pace", 2, &scale_seconds, 0);
	if (flag(flags, 5))
		put_scaled(p, "Power", 2, &scale_watt, 0);
	if (flag(flags, 6))
		put_scaled(p, "Average power", 2, &scale_watt, 0);
	if (flag(flags, 7))
		put_scaled(p, "Resistance", 2, &scale_plain_signed, 0);
	put_machine_tail(p, flags, 8);
}

void value_machine_feature(struct packet *p)
{
	static const char *const text[] = { "average speed", "cadence",
		"distance", "inclination", "elevation gain", "pace", "steps",
		"resistance", "strides", "energy", "heart rate",
		"metabolic equivalent", "elapsed time", "remaining time",
		"power", "force", "user data retention" };
	static const char *const target_text[] = { "speed", "inclination",
		"resistance", "power", "heart rate", "energy", "steps",
		"strides", "distance", "training time",
		"time in two heart rate zones",
		"time in three heart rate zones",
		"time in five heart rate zones", "bike simulation",
		"wheel circumference", "spin down", "cadence" };

	PUT_FEATURES(p, 4, text);
	put_feature_bits(p, "Targets", 4, target_text, ARRAY_SIZE(target_text));
}

void value_training_status(struct packet *p)
{
	static const char *const flags_text[] = { "text", "extended text" };
	static const char *const text[] = { "other", "idle", "warming up",
		"low intensity interval", "high intensity interval",
		"recovery interval", "isometric", "heart rate control",
		"fitness test", "speed below control region",
		"speed above control region", "cool down", "watt control",
		"manual mode", "pre-workout", "post-workout" };
	static const struct names names = NAMES_DENSE(text);
	uint64_t flags = PUT_FLAGS(p, 1, flags_text);

	put_enum(p, "Status", 1, &names);
	if (flags & 3)
		put_string(p, "Text", rd_left(&p->r));
}

/* Minimum, maximum and step. */
static void put_range(
    struct packet *p, unsigned size, const struct scale *scale)
{
	put_scaled(p, "Min", size, scale, 0);
	put_scaled(p, "Max", size, scale, 0);
	put_scaled(p, "Step", size, scale, 0);
}

void value_speed_range(struct packet *p)
{
	put_range(p, 2, &scale_km_h);
}

void value_inclination_range(struct packet *p)
{
	put_range(p, 2, &scale_percent);
}

void value_resistance_range(struct packet *p)
{
	put_range(p, rd_left(&p->r) == 3 ? 1 : 2, &scale_tenth);
}

void value_heart_rate_range(struct packet *p)
{
	put_range(p, 1, &scale_per_minute);
}

void value_power_range(struct packet *p)
{
	put_range(p, 2, &scale_watt);
}
