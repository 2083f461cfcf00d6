/* Values of characteristics: layouts and meanings of the GATT Specification
 * Supplement, numbers of IEEE 11073-20601. */
#include "tests/unit/test_decoders_value.h"

#include <stdio.h>

/* 4 bits of exponent, 12 of mantissa; with an exponent of 0 five mantissas
 * are no numbers. Intermediate Cuff Pressure shows one of them. */
static void sfloats(void **state)
{
	static const struct {
		uint16_t raw;
		const char *want;
	} rows[] = {
		{ 0x0000, "0" },
		{ 0x0001, "1" },
		{ 0x0078, "120" },
		{ 0x07fd, "2045" },
		{ 0x07fe, "+INFINITY" },
		{ 0x07ff, "NaN" },
		{ 0x0800, "NRes" },
		{ 0x0801, "Reserved" },
		{ 0x0802, "-INFINITY" },
		{ 0x0803, "-2045" },
		{ 0x0fff, "-1" },
		{ 0xf16c, "36.4" },
		{ 0xf001, "0.1" },
		{ 0xf00a, "1.0" },
		{ 0xf000, "0.0" },
		{ 0xfe94, "-36.4" },
		{ 0xe001, "0.01" },
		{ 0xefff, "-0.01" },
		{ 0xe064, "1.00" },
		{ 0xd7fd, "2.045" },
		{ 0x8001, "0.00000001" },
		{ 0x8803, "-0.00002045" },
		{ 0x1001, "10" },
		{ 0x1fff, "-10" },
		{ 0x7001, "10000000" },
		{ 0x77fd, "20450000000" },
		{ 0x7000, "0" },
		/* with an exponent they are numbers */
		{ 0xf7ff, "204.7" },
		{ 0x17fe, "20460" },
		{ 0xf800, "-204.8" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		uint8_t octets[7] = { 0 };
		char want[40];

		put_le16(octets + 1, rows[i].raw);
		snprintf(want, sizeof(want), "%s mmHg", rows[i].want);
		check_value(0x2a36, octets, sizeof(octets), want);
	}
}

/* 8 bits of exponent, 24 of mantissa. */
static void floats(void **state)
{
	static const struct {
		uint32_t raw;
		const char *want;
	} rows[] = {
		{ 0x00000000, "0" },
		{ 0xff00016c, "36.4" }, /* the example of the specification */
		{ 0xfe000e83, "37.15" },
		{ 0xff000172, "37.0" },
		{ 0xffffffd6, "-4.2" },
		{ 0xfefffffb, "-0.05" },
		{ 0x00000025, "37" },
		{ 0x01000004, "40" },
		{ 0x007ffffd, "8388605" },
		{ 0x007ffffe, "+INFINITY" },
		{ 0x007fffff, "NaN" },
		{ 0x00800000, "NRes" },
		{ 0x00800001, "Reserved" },
		{ 0x00800002, "-INFINITY" },
		{ 0x00800003, "-8388605" },
		{ 0x0c000001, "1000000000000" },
		{ 0xf4000001, "0.000000000001" },
		{ 0xf9000001, "0.0000001" },
		{ 0xf87fffff, "0.08388607" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		uint8_t octets[5] = { 0 };
		char want[40];

		put_le32(octets + 1, rows[i].raw);
		snprintf(want, sizeof(want), "%s °C", rows[i].want);
		check_value(0x2a1c, octets, sizeof(octets), want);
	}
}

/* The largest exponents: 127 zeros after the mantissa, 128 decimals. */
static void floats_of_any_size(void **state)
{
	static const uint8_t huge[] = { 0, 0x01, 0x00, 0x80, 0x7f };
	static const uint8_t tiny[] = { 0, 0x01, 0x00, 0x00, 0x80 };
	char want[160];

	(void)state;
	snprintf(want, sizeof(want), "-8388607%0127d °C", 0);
	check_value(0x2a1c, huge, sizeof(huge), want);
	snprintf(want, sizeof(want), "0.%0127d1 °C", 0);
	check_value(0x2a1c, tiny, sizeof(tiny), want);
}

/* In 1/1024 s, shown in ms, to the nearest. */
static void intervals_are_rounded(void **state)
{
	static const struct {
		uint16_t raw;
		const char *want;
	} rows[] = {
		{ 0, "0.000" },
		{ 1, "0.001" },	 /* 0.98 */
		{ 5, "0.005" },	 /* 4.88 */
		{ 22, "0.021" }, /* 21.48 */
		{ 23, "0.022" }, /* 22.46 */
		{ 64, "0.063" }, /* 62.5 */
		{ 512, "0.500" },
		{ 820, "0.801" }, /* 800.78 */
		{ 1023, "0.999" },
		{ 1024, "1.000" },
		{ 65535, "63.999" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		uint8_t octets[4] = { 0x10, 72 };
		char want[60];

		put_le16(octets + 2, rows[i].raw);
		snprintf(want, sizeof(want),
		    "heart rate 72 /min, RR interval %s s", rows[i].want);
		check_value(0x2a37, octets, sizeof(octets), want);
	}
}

/* Every combination of the five flags, in either unit, whole and with an
 * octet too few or too many. The three flags above are reserved. */
static void blood_pressure_by_its_flags(void **state)
{
	(void)state;
	for (unsigned flags = 0; flags < 256; flags++) {
		bool kpa = flags & 1;
		const char *unit = kpa ? "kPa" : "mmHg";
		uint8_t octets[20] = { (uint8_t)flags };
		struct wr w = wr_over(octets, sizeof(octets));
		char want[200];
		int n;

		wr_u8(&w, (uint8_t)flags);
		wr_u16(&w, kpa ? 0xf0c5 : 148);
		wr_u16(&w, kpa ? 0xf07f : 95);
		wr_u16(&w, kpa ? 0xf097 : 113);
		n = snprintf(want, sizeof(want), "%s %s, mean %s %s",
		    kpa ? "19.7/12.7" : "148/95", unit, kpa ? "15.1" : "113",
		    unit);
		if (flags & 0x02) {
			wr_bytes(&w, "\xea\x07\x0b\x15\x08\x1e\x00", 7);
			n += sprintf(want + n, ", 2026-11-21 08:30:00");
		}
		if (flags & 0x04) {
			wr_u16(&w, 72);
			n += sprintf(want + n, ", pulse 72 /min");
		}
		if (flags & 0x08) {
			wr_u8(&w, 1);
			n += sprintf(want + n, ", user 1");
		}
		if (flags & 0x10) {
			wr_u16(&w, 0x0025);
			sprintf(want + n, ", body movement, irregular pulse, "
					  "improper position");
		}
		check_value(0x2a35, octets, w.len, want);
		check_value(0x2a35, octets, w.len - 1, NULL);
		check_value(0x2a35, octets, w.len + 1, NULL);
	}
}

static void blood_pressure(void **state)
{
	static const struct value rows[] = {
		{ 0x2a35, "00 ff07 ff07 ff07", "NaN/NaN mmHg, mean NaN mmHg" },
		{ 0x2a35, "08 9400 5f00 7100 ff",
		    "148/95 mmHg, mean 113 mmHg, user unknown" },
		{ 0x2a35, "10 9400 5f00 7100 0000",
		    "148/95 mmHg, mean 113 mmHg, status none" },
		{ 0x2a35, "10 9400 5f00 7100 0200",
		    "148/95 mmHg, mean 113 mmHg, cuff too loose" },
		{ 0x2a35, "10 9400 5f00 7100 0800",
		    "148/95 mmHg, mean 113 mmHg, pulse above the range" },
		{ 0x2a35, "10 9400 5f00 7100 1000",
		    "148/95 mmHg, mean 113 mmHg, pulse below the range" },
		{ 0x2a35, "10 9400 5f00 7100 4000",
		    "148/95 mmHg, mean 113 mmHg, Unknown status" },
		{ 0x2a35, "", NULL },
		{ 0x2a36, "01 c5f0 ff07 ff07", "19.7 kPa" },
		{ 0x2a36, "04 9400 ff07 ff07 4800",
		    "cuff pressure 148 mmHg, pulse 72 /min" },
		{ 0x2a36, "00 9400", NULL },
		{ 0x2a49, "0000", "none" },
		{ 0x2a49, "1b00",
		    "body movement detection, cuff fit detection, pulse range "
		    "detection, measurement position detection" },
		{ 0x2a49, "2401",
		    "irregular pulse detection, multiple bonds, "
		    "user facing time" },
		{ 0x2a49, "1b", NULL },
	};

	(void)state;
	check_values(rows, ARRAY_SIZE(rows));
}

static void heart_rate_and_temperature(void **state)
{
	static const struct value rows[] = {
		{ 0x2a37, "00 48", "72 /min" },
		{ 0x2a37, "01 2c01", "300 /min" },
		{ 0x2a37, "08 48 6400", "heart rate 72 /min, energy 100 kJ" },
		{ 0x2a37, "1f 4800 6400 0004 0002",
		    "heart rate 72 /min, energy 100 kJ, RR interval 1.000 s, "
		    "RR interval 0.500 s" },
		{ 0x2a37, "00 48 00", NULL },
		{ 0x2a37, "01 48", NULL },
		{ 0x2a37, "08 48 64", NULL },
		{ 0x2a37, "10 48 00", NULL },
		{ 0x2a37, "00", NULL },
		{ 0x2a38, "00", "other" },
		{ 0x2a38, "01", "chest" },
		{ 0x2a38, "06", "foot" },
		{ 0x2a38, "07", "Reserved" },
		{ 0x2a1c, "01 d60300ff", "98.2 °F" },
		{ 0x2a1c, "02 6c0100ff ea070b15081e00",
		    "temperature 36.4 °C, 2026-11-21 08:30:00" },
		{ 0x2a1c, "04 6c0100ff 01",
		    "temperature 36.4 °C, site armpit" },
		{ 0x2a1c, "06 6c0100ff ea070b15081e00 09",
		    "temperature 36.4 °C, 2026-11-21 08:30:00, site eardrum" },
		{ 0x2a1c, "02 6c0100ff", NULL },
		{ 0x2a1c, "00 6c0100ff 00", NULL },
		{ 0x2a1e, "00 6c0100ff", "36.4 °C" },
		{ 0x2a1d, "06", "mouth" },
		{ 0x2a6e, "c40e", "37.80 °C" },
		{ 0x2a6e, "9cff", "-1.00 °C" },
		{ 0x2a6e, "ffff", "-0.01 °C" },
		{ 0x2a6e, "0180", "-327.67 °C" },
		{ 0x2a6e, "0080", "not known" },
		{ 0x2a6f, "8813", "50.00 %" },
		{ 0x2a6f, "ffff", "not known" },
		{ 0x2a6d, "cd750f00", "101319.7 Pa" },
		{ 0x2a21, "3c00", "60 s" },
		{ 0x2a21, "0000", "not periodic" },
	};

	(void)state;
	check_values(rows, ARRAY_SIZE(rows));
}

static void other_sensors(void **state)
{
	static const struct value rows[] = {
		{ 0x2a9d, "00 f82a", "55.000 kg" },
		{ 0x2a9d, "01 1027", "100.00 lb" },
		{ 0x2a9d, "0c 983a 02 e600 d606",
		    "weight 75.000 kg, user 2, BMI 23.0, height 1.750 m" },
		{ 0x2a9d, "0b 1027 ea070b15081e00 e600 bc02",
		    "weight 100.00 lb, 2026-11-21 08:30:00, BMI 23.0, "
		    "height 70.0 in" },
		{ 0x2a9d, "0c 983a 02 e600", NULL },
		{ 0x2a18, "03 0100 ea070b15081e00 f6ff 5ab0 11",
		    "sequence number 1, 2026-11-21 08:30:00, time offset -10 "
		    "min, glucose 0.00090 kg/l, type capillary whole blood, "
		    "location finger" },
		{ 0x2a18, "06 0100 ea070b15081e00 32d0 f8",
		    "sequence number 1, 2026-11-21 08:30:00, glucose 0.050 "
		    "mol/l, type undetermined plasma, location not available" },
	};

	(void)state;
	check_values(rows, ARRAY_SIZE(rows));
}

/* Names begin small, "pulse", unless they are written like SpO2. */
static void pulse_oximeters(void **state)
{
	static const struct value rows[] = {
		{ 0x2a5e, "00 6200 4800", "SpO2 98 %, pulse 72 /min" },
		{ 0x2a5f, "01 6200 4800 6100 4700",
		    "SpO2 98 %, pulse 72 /min, fast SpO2 97 %, "
		    "fast pulse 71 /min" },
	};

	(void)state;
	check_values(rows, ARRAY_SIZE(rows));
}

static void dates_and_times(void **state)
{
	static const struct value rows[] = {
		{ 0x2a08, "ea070b15081e00", "2026-11-21 08:30:00" },
		{ 0x2a08, "0f270c1f173b3b", "9999-12-31 23:59:59" },
		{ 0x2a08, "e8070000000000", "2024-00-00 00:00:00" },
		{ 0x2a08, "00000000000000", "0000-00-00 00:00:00" },
		{ 0x2a08, "1027 0c1f173b3b", NULL }, /* year 10000 */
		{ 0x2a08, "ea07 0d15081e00", NULL }, /* month 13 */
		{ 0x2a08, "ea07 0b20081e00", NULL }, /* day 32 */
		{ 0x2a08, "ea07 0b15181e00", NULL }, /* 24 h */
		{ 0x2a08, "ea07 0b15083c00", NULL }, /* 60 min */
		{ 0x2a08, "ea07 0b15081e3c", NULL }, /* 60 s */
		{ 0x2a08, "ea070b15081e", NULL },
		{ 0x2a08, "ea070b15081e0000", NULL },
		{ 0x2a0a, "ea070b15081e00 06",
		    "2026-11-21 08:30:00, day Saturday" },
		{ 0x2a0a, "ea070b15081e00 00",
		    "2026-11-21 08:30:00, day unknown day" },
		{ 0x2a2b, "ea070b15081e00 06 80 00",
		    "2026-11-21 08:30:00, day Saturday, fractions of 256 128, "
		    "adjust reason none" },
		{ 0x2a2b, "ea070b15081e00 06 00 0c",
		    "2026-11-21 08:30:00, day Saturday, fractions of 256 0, "
		    "change of time zone, change of daylight saving" },
		{ 0x2a0f, "04 04",
		    "time zone 1.00 h, daylight saving daylight time" },
		{ 0x2a0f, "e0 00",
		    "time zone -8.00 h, daylight saving standard time" },
		{ 0x2a0f, "80 ff",
		    "time zone not known, daylight saving not known" },
	};

	(void)state;
	check_values(rows, ARRAY_SIZE(rows));
}

static void device_and_generic_access(void **state)
{
	static const struct value rows[] = {
		{ 0x2a19, "00", "0 %" },
		{ 0x2a19, "64", "100 %" },
		{ 0x2a19, "65", NULL },
		{ 0x2a19, "", NULL },
		{ 0x2a19, "6400", NULL },
		{ 0x2a50, "01 0d00 0000 1001",
		    "vendor source Bluetooth SIG, vendor Texas Instruments "
		    "Inc., product 0x0000, version 0x0110" },
		{ 0x2a50, "02 6b1d 4602 2105",
		    "vendor source USB IF, vendor 0x1d6b, product 0x0246, "
		    "version 0x0521" },
		{ 0x2a50, "03 6b1d 4602 2105",
		    "vendor source Reserved, vendor 0x1d6b, product 0x0246, "
		    "version 0x0521" },
		{ 0x2a50, "01 0d00 0000 10", NULL },
		{ 0x2a01, "8003", "Blood Pressure" },
		{ 0x2a01, "8203", "Blood Pressure: Wrist" },
		{ 0x2a01, "c103", "Keyboard" },
		{ 0x2a01, "0000", "Unknown" },
		{ 0x2a01, "ffff", "Undefined" },
		{ 0x2a01, "80", NULL },
		{ 0x2a00, "425037333530", "BP7350" },
		{ 0x2a00, "", "" },
		{ 0x2a00, "41000000", "A" },
		{ 0x2a00, "c39f ff 1b5b324a 0a", "\xc3\x9f\\xff\\x1b[2J\\x0a" },
		{ 0x2a29, "4f4d524f4e", "OMRON" },
		{ 0x2901, "5069", "Pi" },
		{ 0x2a23, "0102030405 060708",
		    "manufacturer 0x0504030201, organization 0x080706" },
		{ 0x2a04, "0600 1800 0000 2a00",
		    "min connection interval 7.50 msec, max connection "
		    "interval 30.00 msec, connection latency 0, supervision "
		    "timeout 420 msec" },
		{ 0x2a04, "ffff ffff 0000 ffff",
		    "min connection interval any, max connection interval "
		    "any, connection latency 0, supervision timeout any" },
		{ 0x2a05, "0100 ffff",
		    "start handle 0x0001, end handle 0xffff" },
		{ 0x2a06, "02", "High alert" },
		{ 0x2a07, "fc", "-4 dBm" },
		{ 0x2aa6, "01", "Yes" },
		{ 0x2b29, "05",
		    "Robust Caching, Multiple Handle Value Notifications" },
		{ 0x2b3a, "01", "EATT Supported" },
		{ 0x2b2a, "000102030405060708090a0b0c0d0e0f",
		    "000102030405060708090a0b0c0d0e0f" },
	};

	(void)state;
	check_values(rows, ARRAY_SIZE(rows));
}

static void declarations_and_descriptors(void **state)
{
	static const struct value rows[] = {
		{ 0x2800, "1018", "Blood Pressure (0x1810)" },
		{ 0x2801, "0f18", "Battery Service (0x180f)" },
		{ 0x2800, "fb349b5f80000080001000000d180000",
		    "Heart Rate (0000180d-0000-1000-8000-00805f9b34fb)" },
		{ 0x2800, "f0debc9a78563412f0debc9a78563412",
		    "Vendor specific (12345678-9abc-def0-1234-56789abcdef0)" },
		{ 0x2800, "101800", NULL },
		{ 0x2802, "0100 0500 0f18",
		    "start handle 0x0001, end handle 0x0005, service Battery "
		    "Service (0x180f)" },
		{ 0x2802, "0100 0500",
		    "start handle 0x0001, end handle 0x0005" },
		{ 0x2803, "0a 0d00 002a",
		    "Read, Write, value Handle 0x000d, value UUID Device Name "
		    "(0x2a00)" },
		{ 0x2803, "0a 0d00 00", NULL },
		{ 0x2902, "0000", "Off" },
		{ 0x2902, "0100", "Notification" },
		{ 0x2902, "0200", "Indication" },
		{ 0x2902, "0300", "Notification, Indication" },
		{ 0x2902, "01", NULL },
		{ 0x2900, "0300", "Reliable Write, Writable Auxiliaries" },
		{ 0x2904, "04 00 ad27 01 0000",
		    "format uint8, exponent 0, unit percentage (0x27ad), name "
		    "space Bluetooth SIG, description 0x0000" },
		{ 0x2904, "06 fe 2827 01 0000",
		    "format uint16, exponent -2, unit electric potential "
		    "difference (volt) (0x2728), name space Bluetooth SIG, "
		    "description 0x0000" },
	};

	(void)state;
	check_values(rows, ARRAY_SIZE(rows));
}

/* A type without a decoder is refused, in whichever form it is written; one
 * with a decoder is taken in both. */
static void types_are_told_apart(void **state)
{
	static const uint8_t percent[1] = { 50 };
	struct uuid battery, vendor;
	struct buf out = { 0 };

	(void)state;
	check_value(0x180f, percent, 1, NULL);
	check_value(0x0000, percent, 1, NULL);
	check_value(0xffff, percent, 1, NULL);
	assert_true(
	    uuid_parse("00002a19-0000-1000-8000-00805f9b34fb", &battery));
	assert_true(value_text(&battery, percent, 1, &out));
	assert_text(&out, "50 %");
	assert_true(
	    uuid_parse("00002a19-0000-1000-8000-00805f9b34fc", &vendor));
	assert_false(value_text(&vendor, percent, 1, &out));
	assert_text(&out, "50 %");
	buf_free(&out);
}

struct seen {
	struct sink sink;
	unsigned n;
	struct {
		uint8_t depth;
		uint32_t offset, len;
		char name[24];
	} fields[8];
};

static void note_field(struct sink *sink, const struct field *f)
{
	struct seen *seen = (struct seen *)sink;

	assert_true(seen->n < ARRAY_SIZE(seen->fields));
	seen->fields[seen->n].depth = f->depth;
	seen->fields[seen->n].offset = f->offset;
	seen->fields[seen->n].len = f->len;
	snprintf(seen->fields[seen->n].name, sizeof(seen->fields[0].name), "%s",
	    f->name);
	seen->n++;
}

/* dec_value(): offsets count from the value, depth from the caller's. */
static void fields_know_their_place(void **state)
{
	static const struct sink_ops ops = { .field = note_field };
	static const uint8_t value[] = { 0x04, 0x6c, 0x01, 0x00, 0xff, 0x06 };
	struct seen seen = { .sink = { &ops } };
	struct uuid type = uuid_from16(0x2a1c);

	(void)state;
	assert_true(dec_value(&type, value, 6, 3, &seen.sink));
	assert_int_equal(seen.n, 4);
	assert_string_equal(seen.fields[0].name, "Flags");
	assert_int_equal(seen.fields[0].depth, 3);
	assert_int_equal(seen.fields[0].offset, 0);
	assert_int_equal(seen.fields[1].depth, 4); /* the flag itself */
	assert_string_equal(seen.fields[2].name, "Temperature");
	assert_int_equal(seen.fields[2].offset, 1);
	assert_int_equal(seen.fields[2].len, 4);
	assert_string_equal(seen.fields[3].name, "Site");
	assert_int_equal(seen.fields[3].depth, 3);
	assert_int_equal(seen.fields[3].offset, 5);

	seen.n = 0;
	assert_false(dec_value(&type, value, 5, 3, &seen.sink));
	assert_int_equal(seen.n, 0);
}

/* What was discovered names attributes in later packets and decodes their
 * values. btmon crashes at the first request of this. */
/* clang-format off */
static const struct step discovered[] = {
	{ { REC_EVENT, true, "3e 13 01 00 4000 00 01 ff44332211c0 1800 0000 2a00 00" }, NULL },
	{ { REC_ACL, false, "4000 0b00 0700 0400 08 0100 ffff 0328" },
	"< ACL Data TX: Handle 64 flags 0x00 dlen 11                         #2 0.001000\n"
	"      ATT: Read By Type Request (0x08) len 6\n"
	"        Handle range: 0x0001-0xffff\n"
	"        Attribute type: Characteristic (0x2803)\n" },
	{ { REC_ACL, true, "4020 1400 1000 0400 09 07 0b00 20 0c00 352a 0e00 02 0f00 492a" },
	"> ACL Data RX: Handle 64 flags 0x02 dlen 20                         #3 0.002000\n"
	"      ATT: Read By Type Response (0x09) len 15\n"
	"        Attribute data length: 7\n"
	"        Attribute data list: 2 entries\n"
	"        Handle: 0x000b\n"
	"        Value: 200c00352a\n"
	"            Properties: 0x20\n"
	"              Indicate (0x20)\n"
	"            Value Handle: 0x000c\n"
	"            Value UUID: Blood Pressure Measurement (0x2a35)\n"
	"        Handle: 0x000e\n"
	"        Value: 020f00492a\n"
	"            Properties: 0x02\n"
	"              Read (0x02)\n"
	"            Value Handle: 0x000f\n"
	"            Value UUID: Blood Pressure Feature (0x2a49)\n" },
	{ { REC_ACL, true, "4020 0a00 0600 0400 05 01 0d00 0229" },
	"> ACL Data RX: Handle 64 flags 0x02 dlen 10                         #4 0.003000\n"
	"      ATT: Find Information Response (0x05) len 5\n"
	"        Format: UUID-16 (0x01)\n"
	"        Handle: 0x000d\n"
	"        UUID: Client Characteristic Configuration (0x2902)\n" },
	{ { REC_ACL, false, "4000 0900 0500 0400 12 0d00 0200" },
	"< ACL Data TX: Handle 64 flags 0x00 dlen 9                          #5 0.004000\n"
	"      ATT: Write Request (0x12) len 4\n"
	"        Handle: 0x000d Type: Client Characteristic Configuration (0x2902)\n"
	"          Data: 0200\n"
	"            Indication (0x02)\n" },
	{ { REC_ACL, true, "4020 1a00 1600 0400 1d 0c00 1f c5f0 7ff0 97f0 ea070b15081e00 4800 01 "
		"0400" },
	"> ACL Data RX: Handle 64 flags 0x02 dlen 26                         #6 0.005000\n"
	"      ATT: Handle Value Indication (0x1d) len 21\n"
	"        Handle: 0x000c Type: Blood Pressure Measurement (0x2a35)\n"
	"          Data: 1fc5f07ff097f0ea070b15081e004800010400\n"
	"            Flags: 0x1f\n"
	"              kPa\n"
	"              time\n"
	"              pulse\n"
	"              user\n"
	"              status\n"
	"            Blood pressure: 19.7/12.7 kPa\n"
	"            Mean: 15.1 kPa\n"
	"            Time: 2026-11-21 08:30:00\n"
	"            Pulse: 72 /min\n"
	"            User: 1\n"
	"            Status: 0x0004\n"
	"              irregular pulse\n" },
	{ { REC_ACL, false, "4000 0700 0300 0400 0a 0f00" },
	"< ACL Data TX: Handle 64 flags 0x00 dlen 7                          #7 0.006000\n"
	"      ATT: Read Request (0x0a) len 2\n"
	"        Handle: 0x000f Type: Blood Pressure Feature (0x2a49)\n" },
	{ { REC_ACL, true, "4020 0700 0300 0400 0b 0300" },
	"> ACL Data RX: Handle 64 flags 0x02 dlen 7                          #8 0.007000\n"
	"      ATT: Read Response (0x0b) len 2\n"
	"        Value: 0300\n"
	"            Features: 0x0003\n"
	"              body movement detection\n"
	"              cuff fit detection\n" },
	/* Nobody asked for this one. */
	{ { REC_ACL, true, "4020 0700 0300 0400 0b 0300" },
	"> ACL Data RX: Handle 64 flags 0x02 dlen 7                          #9 0.008000\n"
	"      ATT: Read Response (0x0b) len 2\n"
	"        Value: 0300\n" },
	{ { REC_ACL, false, "4000 0700 0300 0400 0a 0f00" },
	"< ACL Data TX: Handle 64 flags 0x00 dlen 7                         #10 0.009000\n"
	"      ATT: Read Request (0x0a) len 2\n"
	"        Handle: 0x000f Type: Blood Pressure Feature (0x2a49)\n" },
	{ { REC_ACL, true, "4020 0900 0500 0400 01 0a 0f00 05" },
	"> ACL Data RX: Handle 64 flags 0x02 dlen 9                         #11 0.010000\n"
	"      ATT: Error Response (0x01) len 4\n"
	"        Read Request (0x0a)\n"
	"        Handle: 0x000f Type: Blood Pressure Feature (0x2a49)\n"
	"        Error: Insufficient Authentication (0x05)\n" },
	/* The request was refused. */
	{ { REC_ACL, true, "4020 0700 0300 0400 0b 0300" },
	"> ACL Data RX: Handle 64 flags 0x02 dlen 7                         #12 0.011000\n"
	"      ATT: Read Response (0x0b) len 2\n"
	"        Value: 0300\n" },
	/* Our own attributes are not the peer's. */
	{ { REC_ACL, true, "4020 0700 0300 0400 0a 0f00" },
	"> ACL Data RX: Handle 64 flags 0x02 dlen 7                         #13 0.012000\n"
	"      ATT: Read Request (0x0a) len 2\n"
	"        Handle: 0x000f\n" },
	{ { REC_ACL, false, "4000 0700 0300 0400 0b 0300" },
	"< ACL Data TX: Handle 64 flags 0x00 dlen 7                         #14 0.013000\n"
	"      ATT: Read Response (0x0b) len 2\n"
	"        Value: 0300\n" },
	/* Nor is an attribute that would have the same place. */
	{ { REC_ACL, true, "4020 0900 0500 0400 1b 0f01 0100" },
	"> ACL Data RX: Handle 64 flags 0x02 dlen 9                         #15 0.014000\n"
	"      ATT: Handle Value Notification (0x1b) len 4\n"
	"        Handle: 0x010f\n"
	"          Data: 0100\n" },
	/* Nor are those of another connection. */
	{ { REC_ACL, false, "4100 0700 0300 0400 0a 0f00" },
	"< ACL Data TX: Handle 65 flags 0x00 dlen 7                         #16 0.015000\n"
	"      ATT: Read Request (0x0a) len 2\n"
	"        Handle: 0x000f\n" },
	{ { REC_ACL, true, "4120 0700 0300 0400 0b 0300" },
	"> ACL Data RX: Handle 65 flags 0x02 dlen 7                         #17 0.016000\n"
	"      ATT: Read Response (0x0b) len 2\n"
	"        Value: 0300\n" },
	{ { REC_EVENT, true, "05 04 00 4000 13" }, NULL },
	/* The same peer has the same attributes, whatever its handle. */
	{ { REC_EVENT, true, "3e 13 01 00 4200 00 01 ff44332211c0 1800 0000 2a00 00" }, NULL },
	{ { REC_ACL, true, "4220 0900 0500 0400 1b 0f00 0100" },
	"> ACL Data RX: Handle 66 flags 0x02 dlen 9                         #20 0.019000\n"
	"      ATT: Handle Value Notification (0x1b) len 4\n"
	"        Handle: 0x000f Type: Blood Pressure Feature (0x2a49)\n"
	"          Data: 0100\n"
	"            Features: 0x0001\n"
	"              body movement detection\n" },
	{ { REC_EVENT, true, "05 04 00 4200 13" }, NULL },
	/* Another peer does not. */
	{ { REC_EVENT, true, "3e 13 01 00 4200 00 01 ff44332211c1 1800 0000 2a00 00" }, NULL },
	{ { REC_ACL, true, "4220 0900 0500 0400 1b 0f00 0100" },
	"> ACL Data RX: Handle 66 flags 0x02 dlen 9                         #23 0.022000\n"
	"      ATT: Handle Value Notification (0x1b) len 4\n"
	"        Handle: 0x000f\n"
	"          Data: 0100\n" },
	{ { 0 }, NULL },
};
/* clang-format on */

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sfloats),
		cmocka_unit_test(floats),
		cmocka_unit_test(floats_of_any_size),
		cmocka_unit_test(intervals_are_rounded),
		cmocka_unit_test(blood_pressure_by_its_flags),
		cmocka_unit_test(blood_pressure),
		cmocka_unit_test(heart_rate_and_temperature),
		cmocka_unit_test(other_sensors),
		cmocka_unit_test(pulse_oximeters),
		cmocka_unit_test(dates_and_times),
		cmocka_unit_test(device_and_generic_access),
		cmocka_unit_test(declarations_and_descriptors),
		cmocka_unit_test(types_are_told_apart),
		cmocka_unit_test(fields_know_their_place),
		STEPS_TEST(discovered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
