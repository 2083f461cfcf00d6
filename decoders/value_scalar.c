/* Values that are one number with a unit: GATT Specification Supplement 3. */
#include "decoders/value_types.h"

#define SCALE(name_, mul_, frac_, unit_)                  \
	static const struct scale scale_##name_ = {       \
		.mul = mul_, .frac = frac_, .unit = unit_ \
	}
#define SIGNED_SCALE(name_, mul_, frac_, unit_)                              \
	static const struct scale scale_##name_ = {                          \
		.mul = mul_, .frac = frac_, .is_signed = true, .unit = unit_ \
	}

SCALE(per_minute, 1, 0, " /min");
SCALE(years, 1, 0, " years");
SCALE(cm_in_m, 1, 2, " m");
SCALE(mm_in_m, 1, 3, " m");
SCALE(5_gram, 5, 3, " kg");
SCALE(oxygen, 1, 0, " ml/kg/min");
SCALE(wind, 1, 2, " m/s");
SCALE(direction, 1, 2, " °");
SCALE(gust, 1, 1, "");
SCALE(per_m3, 1, 0, " /m³");
SCALE(irradiance, 1, 1, " W/m²");
SCALE(millimeters, 1, 0, " mm");
SCALE(ppm, 1, 0, " ppm");
SCALE(ppb, 1, 0, " ppb");
SCALE(decibels, 1, 0, " dB");
SCALE(lux, 1, 2, " lx");
SCALE(ampere, 1, 2, " A");
SCALE(volt, 15625, 6, " V"); /* 1/64 */
SCALE(half_percent, 5, 1, " %");
SCALE(watt, 1, 1, " W");
SCALE(kelvin, 1, 0, " K");
SCALE(seconds, 1, 0, " s");
SCALE(milliseconds, 1, 0, " ms");
SCALE(hours, 1, 0, " h");
SCALE(kwh, 1, 0, " kWh");
SCALE(wh, 1, 3, " kWh");
SCALE(lumen, 1, 0, " lm");
SCALE(lumen_watt, 1, 1, " lm/W");
SCALE(klm_h, 1, 0, " klm h");
SCALE(klx_h, 1, 0, " klx h");
SCALE(candela, 1, 0, " cd");
SCALE(g_s, 1, 0, " g/s");
SCALE(l_s, 1, 3, " l/s");
SCALE(tenth_hours, 1, 1, " h");
SCALE(kvah, 1, 3, " kVAh");
SCALE(va, 1, 1, " VA");
SCALE(hertz, 390625, 8, " Hz"); /* 1/256 */
SIGNED_SCALE(cosine, 1, 2, "");
SCALE(days, 1, 0, " days since 1970");
SIGNED_SCALE(celsius, 1, 0, " °C");
SIGNED_SCALE(half_celsius, 5, 1, " °C");
SIGNED_SCALE(elevation, 1, 2, " m");
SIGNED_SCALE(degrees, 1, 7, " °");

static const char unknown[] = "not known";

/* clang-format off */
static const struct value_scalar {
	uint16_t uuid;
	uint8_t size;
	const char *name;
	const struct scale *scale;
	uint32_t special; /* a raw value that means `text`; without text, none */
	const char *text;
} scalars[] = {
	{ 0x2a2c, 2, "Declination", &scale_direction, 0, NULL },
	{ 0x2a6c, 3, "Elevation", &scale_elevation, 0, NULL },
	{ 0x2a70, 2, "Wind speed", &scale_wind, 0, NULL },
	{ 0x2a71, 2, "Wind direction", &scale_direction, 0, NULL },
	{ 0x2a72, 2, "Wind speed", &scale_wind, 0, NULL },
	{ 0x2a73, 2, "Wind direction", &scale_direction, 0, NULL },
	{ 0x2a74, 1, "Gust factor", &scale_gust, 0, NULL },
	{ 0x2a75, 3, "Pollen", &scale_per_m3, 0, NULL },
	{ 0x2a76, 1, "UV index", &scale_plain, 0, NULL },
	{ 0x2a77, 2, "Irradiance", &scale_irradiance, 0, NULL },
	{ 0x2a78, 2, "Rainfall", &scale_millimeters, 0, NULL },
	{ 0x2a79, 1, "Wind chill", &scale_celsius, 0, NULL },
	{ 0x2a7a, 1, "Heat index", &scale_celsius, 0, NULL },
	{ 0x2a7b, 1, "Dew point", &scale_celsius, 0, NULL },
	{ 0x2a7e, 1, "Heart rate", &scale_per_minute, 0, NULL },
	{ 0x2a7f, 1, "Heart rate", &scale_per_minute, 0, NULL },
	{ 0x2a80, 1, "Age", &scale_years, 0, NULL },
	{ 0x2a81, 1, "Heart rate", &scale_per_minute, 0, NULL },
	{ 0x2a82, 1, "Heart rate", &scale_per_minute, 0, NULL },
	{ 0x2a83, 1, "Heart rate", &scale_per_minute, 0, NULL },
	{ 0x2a84, 1, "Heart rate", &scale_per_minute, 0, NULL },
	{ 0x2a88, 1, "Heart rate", &scale_per_minute, 0, NULL },
	{ 0x2a89, 1, "Heart rate", &scale_per_minute, 0, NULL },
	{ 0x2a8d, 1, "Heart rate", &scale_per_minute, 0, NULL },
	{ 0x2a8e, 2, "Height", &scale_cm_in_m, 0, NULL },
	{ 0x2a8f, 2, "Circumference", &scale_cm_in_m, 0, NULL },
	{ 0x2a91, 1, "Heart rate", &scale_per_minute, 0, NULL },
	{ 0x2a92, 1, "Heart rate", &scale_per_minute, 0, NULL },
	{ 0x2a96, 1, "VO2 max", &scale_oxygen, 0, NULL },
	{ 0x2a97, 2, "Circumference", &scale_cm_in_m, 0, NULL },
	{ 0x2a98, 2, "Weight", &scale_5_gram, 0, NULL },
	{ 0x2a99, 4, "Increment", &scale_plain, 0, NULL },
	{ 0x2a9a, 1, "User", &scale_plain, 0xff, "unknown" },
	{ 0x2aab, 2, "Run time", &scale_hours, 0, NULL },
	{ 0x2aae, 4, "Latitude", &scale_degrees, 0x80000000, unknown },
	{ 0x2aaf, 4, "Longitude", &scale_degrees, 0x80000000, unknown },
	{ 0x2ae7, 1, "Color rendering index", &scale_plain_signed, 0x7f, unknown },
	{ 0x2ae9, 2, "Color temperature", &scale_kelvin, 0xffff, unknown },
	{ 0x2aea, 2, "Count", &scale_plain, 0xffff, unknown },
	{ 0x2aeb, 3, "Count", &scale_plain, 0xffffff, unknown },
	{ 0x2aed, 3, "Date", &scale_days, 0, unknown },
	{ 0x2aee, 2, "Current", &scale_ampere, 0xffff, unknown },
	{ 0x2af2, 3, "Energy", &scale_kwh, 0xffffff, unknown },
	{ 0x2afb, 3, "Illuminance", &scale_lux, 0xffffff, unknown },
	{ 0x2afc, 2, "Luminous efficacy", &scale_lumen_watt, 0xffff, unknown },
	{ 0x2afd, 3, "Luminous energy", &scale_klm_h, 0xffffff, unknown },
	{ 0x2afe, 3, "Luminous exposure", &scale_klx_h, 0xffffff, unknown },
	{ 0x2aff, 2, "Luminous flux", &scale_lumen, 0xffff, unknown },
	{ 0x2b01, 2, "Luminous intensity", &scale_candela, 0xffff, unknown },
	{ 0x2b02, 2, "Mass flow", &scale_g_s, 0xffff, unknown },
	{ 0x2b03, 2, "Lightness", &scale_plain, 0, NULL },
	{ 0x2b04, 1, "Level", &scale_half_percent, 0xff, unknown },
	{ 0x2b05, 3, "Power", &scale_watt, 0xffffff, unknown },
	{ 0x2b0d, 1, "Temperature", &scale_half_celsius, 0x7f, unknown },
	{ 0x2b12, 1, "Time", &scale_tenth_hours, 0xff, unknown },
	{ 0x2b14, 3, "Time", &scale_hours, 0xffffff, unknown },
	{ 0x2b15, 3, "Time", &scale_milliseconds, 0xffffff, unknown },
	{ 0x2b16, 2, "Time", &scale_seconds, 0xffff, unknown },
	{ 0x2b17, 1, "Time", &scale_seconds, 0xff, unknown },
	{ 0x2b18, 2, "Voltage", &scale_volt, 0xffff, unknown },
	{ 0x2b1b, 2, "Volume flow", &scale_l_s, 0xffff, unknown },
	{ 0x2b47, 2, "Height", &scale_mm_in_m, 0, NULL },
	{ 0x2b49, 2, "Stride length", &scale_mm_in_m, 0, NULL },
	{ 0x2b85, 1, "Devices", &scale_plain, 0, NULL },
	{ 0x2b87, 1, "Rank", &scale_plain, 0, NULL },
	{ 0x2b89, 4, "Apparent energy", &scale_kvah, 0xffffffff, unknown },
	{ 0x2b8a, 3, "Apparent power", &scale_va, 0xffffff, unknown },
	{ 0x2b8c, 2, "CO2", &scale_ppm, 0xffff, unknown },
	{ 0x2b8d, 1, "Cosine of the angle", &scale_cosine, 0x7f, unknown },
	{ 0x2ba8, 4, "Energy", &scale_wh, 0xffffffff, unknown },
	{ 0x2bdf, 2, "Temperature", &scale_half_celsius, 0x8000, unknown },
	{ 0x2be0, 3, "Voltage", &scale_volt, 0xffffff, unknown },
	{ 0x2be2, 3, "Light output", &scale_lumen, 0xffffff, unknown },
	{ 0x2be4, 1, "Noise", &scale_decibels, 0xff, unknown },
	{ 0x2be6, 4, "Time", &scale_seconds, 0xffffffff, unknown },
	{ 0x2be7, 2, "Volatile organic compounds", &scale_ppb, 0xffff, unknown },
	{ 0x2be8, 2, "Frequency", &scale_hertz, 0xffff, unknown },
	{ 0x2bef, 3, "Date", &scale_days, 0, unknown },
};
/* clang-format on */

static const struct value_scalar *scalar_find(uint16_t uuid)
{
	size_t lo = 0, hi = ARRAY_SIZE(scalars);

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (scalars[mid].uuid == uuid)
			return &scalars[mid];
		if (scalars[mid].uuid < uuid)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}

bool put_scalar_value(struct packet *p, uint16_t uuid)
{
	const struct value_scalar *s = scalar_find(uuid);

	if (!s || rd_left(&p->r) != s->size)
		return false;
	if (s->text)
		put_scaled_or(
		    p, s->name, s->size, s->scale, s->special, s->text);
	else
		put_scaled(p, s->name, s->size, s->scale, 0);
	return true;
}
