/* Values of batteries, keys, alerts, clocks, running, cycling, scales and
 * glucose monitors, and single numbers; and any octets as any value. */
#include "tests/unit/test_decoders_value.h"

static void times_and_descriptors(void **state)
{
	static const struct value rows[] = {
		{ 0x2903, "0100", "Broadcast" },
		{ 0x2907, "192a", "Battery Level (0x2a19)" },
		{ 0x2907, "192a00", NULL },
		{ 0x2908, "0102", "report ID 1, report type output" },
		{ 0x2908, "0003", "report ID 0, report type feature" },
		{ 0x2909, "04", "4" },
		{ 0x2a09, "03", "Wednesday" },
		{ 0x2a0c, "ea070b15081e00 06 80",
		    "2026-11-21 08:30:00, day Saturday, fractions of 256 128" },
		{ 0x2a0d, "04", "daylight time" },
		{ 0x2a0e, "04", "1.00 h" },
		{ 0x2a11, "ea070b15081e00 00",
		    "2026-11-21 08:30:00, daylight saving standard time" },
		{ 0x2a12, "08", "1.000 s" },
		{ 0x2a12, "fe", "over 31.625 s" },
		{ 0x2a12, "ff", "not known" },
		{ 0x2a13, "01", "network time protocol" },
		{ 0x2a14, "01 08 02 05",
		    "source network time protocol, accuracy 1.000 s, days "
		    "since update 2, hours since update 5" },
		{ 0x2a14, "00 ff ff ff",
		    "source unknown, accuracy not known, days since update 255 "
		    "or more, hours since update many" },
		{ 0x2a16, "01", "get update" },
		{ 0x2a17, "01 04", "state update pending, result timeout" },
	};

	(void)state;
	check_values(rows, ARRAY_SIZE(rows));
}

static void keys_and_alerts(void **state)
{
	static const struct value rows[] = {
		{ 0x2a22, "02 00 040500000000",
		    "left shift, keys 040500000000" },
		{ 0x2a22, "0000 04", NULL },
		{ 0x2a32, "02", "Caps Lock" },
		{ 0x2a33, "01 05 fb", "left, x 5, y -5" },
		{ 0x2a33, "01 05 fb 01", "left, x 5, y -5, data 01" },
		{ 0x2a3f, "05", "ringer, display" },
		{ 0x2a40, "02", "mute once" },
		{ 0x2a41, "01", "normal" },
		{ 0x2a42, "2100", "simple alert, SMS or MMS" },
		{ 0x2a43, "09", "instant message" },
		{ 0x2a44, "00 ff", "command enable new alerts, category all" },
		{ 0x2a45, "03 02", "category call, unread 2" },
		{ 0x2a46, "01 01 4d6178",
		    "category email, alerts 1, text Max" },
		{ 0x2a47, "ff03",
		    "simple alert, email, news, call, missed call, SMS or MMS, "
		    "voice mail, schedule, high priority, instant message" },
		{ 0x2a4a, "1101 00 03",
		    "HID version 1.11, country 0, remote wake, normally "
		    "connectable" },
		{ 0x2a4a, "11010003ff", NULL },
		{ 0x2a4c, "01", "exit suspend" },
		{ 0x2a4e, "01", "report" },
		{ 0x2a4f, "6000 3000",
		    "scan interval 60.000 msec, scan window 30.000 msec" },
	};

	(void)state;
	check_values(rows, ARRAY_SIZE(rows));
}

/* The examples of Device Class Definition for HID 1.11, appendix B; and reports
 * with numbers, as combined devices have them. */
static void report_maps(void **state)
{
	static const struct value rows[] = {
		{ 0x2a4b,
		    "05010906a101050719e029e71500250175019508810295017508810195"
		    "05"
		    "75010508190129059102950175039101950675081500256505071900"
		    "29658100c0",
		    "collection keyboard, Report: input 8 octets, output 1 "
		    "octets" },
		{ 0x2a4b,
		    "05010902a1010901a10005091901290315002501950375018102950175"
		    "05"
		    "8101050109300931158125 7f750895028106c0c0",
		    "collection mouse, Report: input 3 octets" },
		/* the first part of it */
		{ 0x2a4b, "05010902a1010901a1000509190129031500250195037501",
		    NULL },
		{ 0x2a4b,
		    "05010906a1018501 75089508 8102 95019102 c0"
		    "050c0901a1018502 75109501 8100 85037508 9504b102 c0"
		    "0600ff0901a10185047508953f8102c0",
		    "collection keyboard, Report 1: input 8 octets, output 1 "
		    "octets, collection consumer control, Report 2: input 2 "
		    "octets, Report 3: feature 4 octets, collection vendor, "
		    "Report 4: input 63 octets" },
		{ 0x2a4b, "05010902a1017508950181 02b48102c0", NULL },
		{ 0x2a4b, "c0c0c0", NULL },
		{ 0x2a4b, "000000", NULL },
		{ 0x2a4b, "05010902a101fe02aa0102 75089501 8102c0",
		    "collection mouse, Report: input 1 octets" },
		{ 0x2a4b, "a101 77ffffffff 97ffffffff 8102c0", NULL },
	};

	(void)state;
	check_values(rows, ARRAY_SIZE(rows));
}

static void running_and_cycling(void **state)
{
	static const struct value rows[] = {
		{ 0x2a53, "00 8002 5a", "speed 2.500 m/s, cadence 90 /min" },
		{ 0x2a53, "07 8002 5a 6e00 d2040000",
		    "speed 2.500 m/s, cadence 90 /min, stride length 1.10 m, "
		    "distance 123.4 m" },
		{ 0x2a53, "03 8002 5a 6e00", NULL },
		{ 0x2a54, "1f00",
		    "stride length, distance, walking or running, calibration, "
		    "several locations" },
		{ 0x2a5b, "03 e8030000 0004 0a00 0002",
		    "wheel revolutions 1000, last wheel event 1.000 s, crank "
		    "revolutions 10, last crank event 0.500 s" },
		{ 0x2a5b, "01 e8030000 0004",
		    "wheel revolutions 1000, last wheel event 1.000 s" },
		{ 0x2a5b, "02 0a00 0002",
		    "crank revolutions 10, last crank event 0.500 s" },
		{ 0x2a5c, "0300", "wheel revolutions, crank revolutions" },
		{ 0x2a5d, "0c", "rear wheel" },
		{ 0x2a63, "0000 c800", "200 W" },
		{ 0x2a63, "3108 c800 64 e8030000 0008 0a00 0004 6400",
		    "power 200 W, pedal power balance 50.0 %, wheel "
		    "revolutions 1000, last wheel event 1.000 s, crank "
		    "revolutions 10, last crank event 1.000 s, accumulated "
		    "energy 100 kJ" },
		{ 0x2a63, "c001 9cff 6400 0000 4000 2000 2c0164",
		    "power -100 W, max force 100, min force 0, max torque "
		    "2.000 Nm, min torque 1.000 Nm, max angle 300, min angle "
		    "1600" },
		{ 0x2a63, "0106 f600 64 b400 0000",
		    "power 246 W, pedal power balance 50.0 %, top dead spot "
		    "180, bottom dead spot 0" },
		{ 0x2a65, "0d000000",
		    "pedal power balance, wheel revolutions, crank "
		    "revolutions" },
		{ 0x2a67, "0500 f401 0065cd1d 00c2eb0b",
		    "speed 5.00 m/s, latitude 50.0000000 °, longitude "
		    "20.0000000 °" },
		{ 0x2a67, "7a00 102700 e8fdff 2823 78 ea070b15081e00",
		    "distance 1000.0 m, elevation -5.36 m, heading 90.00 °, "
		    "rolling time 120 s, 2026-11-21 08:30:00" },
		{ 0x2acc, "83400000 0ce00000",
		    "average speed, cadence, resistance, power, resistance, "
		    "power, bike simulation, wheel circumference, spin down" },
		{ 0x2acd, "0000 2003", "8.00 km/h" },
		{ 0x2acd, "8405 2003 102700 3000 0a00 05 78 2c01",
		    "speed 8.00 km/h, distance 10000 m, energy 48 kcal, energy "
		    "per hour 10 kcal, energy per minute 5 kcal, heart rate "
		    "120 /min, elapsed time 300 s" },
		{ 0x2acd, "0101", NULL },
		{ 0x2ad1, "0000 3c 6400",
		    "stroke rate 30.0 /min, strokes 100" },
		{ 0x2ad1, "0d00 102700 7800", "distance 10000 m, pace 120 s" },
		{ 0x2ad2, "4402 c409 b400 c800 78",
		    "speed 25.00 km/h, cadence 90.0 /min, power 200 W, heart "
		    "rate 120 /min" },
		{ 0x2ad2, "0000 c409", "25.00 km/h" },
		{ 0x2ad3, "00 0d", "manual mode" },
		{ 0x2ad3, "01 0f 4f6b", "status post-workout, text Ok" },
		{ 0x2ad4, "6400 d007 0a00",
		    "min 1.00 km/h, max 20.00 km/h, step 0.10 km/h" },
		{ 0x2ad5, "9cff 9600 0500",
		    "min -10.0 %, max 15.0 %, step 0.5 %" },
		{ 0x2ad6, "01 14 01", "min 0.1, max 2.0, step 0.1" },
		{ 0x2ad6, "0a00 c800 0a00", "min 1.0, max 20.0, step 1.0" },
		{ 0x2ad7, "3c b4 01",
		    "min 60 /min, max 180 /min, step 1 /min" },
		{ 0x2ad8, "0000 e803 0500", "min 0 W, max 1000 W, step 5 W" },
	};

	(void)state;
	check_values(rows, ARRAY_SIZE(rows));
}

static void batteries(void **state)
{
	static const struct value rows[] = {
		{ 0x2be9, "01", "critical power state" },
		{ 0x2bea, "0f 5f 6400 19 0200",
		    "health 95 %, cycles 100, temperature 25 °C, deep "
		    "discharges 2" },
		{ 0x2bed, "02 a300 5f",
		    "power state 0x00a3, battery present, wired power yes, "
		    "wireless power no, charge charging, charge level good, "
		    "charging type unknown or not charging, level 95 %" },
		{ 0x2bed, "07 4101 0100 14 01",
		    "power state 0x0141, battery present, wired power no, "
		    "wireless power no, charge discharging, charge level low, "
		    "charging type unknown or not charging, identifier 0x0001, "
		    "level 20 %, service required" },
		{ 0x2bed, "00 0000",
		    "power state 0x0000, battery not present, wired power no, "
		    "wireless power no, charge unknown, charge level unknown, "
		    "charging type unknown or not charging" },
		{ 0x2bee, "00 780000", "120 min" },
		{ 0x2bee, "03 780000 f00000 ffffff",
		    "until discharged 120 min, until discharged on standby 240 "
		    "min, until recharged unknown" },
		{ 0x2bf0, "02 a4f1", "42.0 V" },
		{ 0x2bf0, "3f 0000 a4f1 0af0 14f0 ff07 05f0",
		    "external source 0 W, voltage 42.0 V, available energy 1.0 "
		    "kWh, capacity 2.0 kWh, charge rate NaN W, last charge 0.5 "
		    "kWh" },
	};

	(void)state;
	check_values(rows, ARRAY_SIZE(rows));
}

static void body_and_glucose(void **state)
{
	static const struct value rows[] = {
		{ 0x2a34, "03 0100 01 3cb0 02",
		    "sequence number 1, carbohydrate breakfast, amount 0.00060 "
		    "kg, meal after the meal" },
		{ 0x2a34, "1c 0200 51 3c00 32 02 0af0",
		    "sequence number 2, tester self, health no issues, "
		    "exercise 60 s, intensity 50 %, medication short acting, "
		    "amount 1.0 kg" },
		{ 0x2a34, "c1 0300 00 07 ff07 40f0",
		    "sequence number 3, extended flags 0x00, carbohydrate "
		    "brunch, amount NaN kg, HbA1c 6.4 %" },
		{ 0x2a34, "00 04", NULL },
		{ 0x2a52, "01 01", "operation report records, operator all" },
		{ 0x2a52, "05 00 1900",
		    "operation number of records, operator none, number 25" },
		{ 0x2a52, "06 00 01 06",
		    "operation response, operator none, to report records, "
		    "response no records found" },
		{ 0x2a52, "01 03 01 0a00",
		    "operation report records, operator greater or equal, "
		    "operand 010a00" },
		{ 0x2a9b, "ff070000",
		    "time, several users, basal metabolism, muscle percentage, "
		    "muscle mass, fat free mass, soft lean mass, body water "
		    "mass, impedance, weight, height" },
		{ 0x2a9c, "0000 fa00", "25.0 %" },
		{ 0x2a9c,
		    "ff0e fa00 ea070b15081e00 01 a41f 9001 1027 2823 2027 1c25 "
		    "8813 983a",
		    "body fat 25.0 %, 2026-11-21 08:30:00, user 1, basal "
		    "metabolism 8100 kJ, muscle 40.0 %, muscle mass 100.00 lb, "
		    "fat free mass 90.00 lb, soft lean mass 100.16 lb, "
		    "impedance 950.0 ohm, weight 50.00 lb, height 1500.0 in" },
		{ 0x2a9c, "0000 ffff", "measurement failed" },
		{ 0x2a9c, "0100", NULL },
		{ 0x2aa7, "06 00 6400 0500",
		    "size 6, glucose 100 mg/dl, time offset 5 min" },
		{ 0x2aa7, "0c a1 6400 0500 01 02 14f0 3412",
		    "size 12, glucose 100 mg/dl, time offset 5 min, status "
		    "0x01, warnings 0x02, trend 2.0 mg/dl/min, E2E-CRC "
		    "0x1234" },
		{ 0x2aa7, "06 00 6400 0500 06 00 6500 0600",
		    "size 6, glucose 100 mg/dl, time offset 5 min, size 6, "
		    "glucose 101 mg/dl, time offset 6 min" },
		{ 0x2aa7, "08 02 6400 0500 14f0",
		    "size 8, glucose 100 mg/dl, time offset 5 min, quality 2.0 "
		    "%" },
		{ 0x2aa7, "07 40 6400 0500 01",
		    "size 7, glucose 100 mg/dl, time offset 5 min, calibration "
		    "and temperature 0x01" },
		{ 0x2aa7, "07 00 6400 0500 00", NULL },
		{ 0x2b34, "00 9400 5f00 7100", "148/95 mmHg, mean 113 mmHg" },
		{ 0x2b34, "3e 9400 5f00 7100 80510100 4800 01 0200 90510100",
		    "148/95 mmHg, mean 113 mmHg, seconds since epoch 86400, "
		    "pulse 72 /min, user 1, status 0x0002, user facing seconds "
		    "since epoch 86416" },
	};

	(void)state;
	check_values(rows, ARRAY_SIZE(rows));
}

static void single_numbers(void **state)
{
	static const struct value rows[] = {
		{ 0x2a6c, "e8fdff", "-5.36 m" },
		{ 0x2a70, "2c01", "3.00 m/s" },
		{ 0x2a71, "2823", "90.00 °" },
		{ 0x2a74, "0f", "1.5" },
		{ 0x2a76, "05", "5" },
		{ 0x2a79, "f6", "-10 °C" },
		{ 0x2a7b, "0a", "10 °C" },
		{ 0x2a80, "2a", "42 years" },
		{ 0x2a85, "bc07 0b 15", "year 1980, month 11, day 21" },
		{ 0x2a8c, "01", "female" },
		{ 0x2a8e, "af00", "1.75 m" },
		{ 0x2a98, "983a", "75.000 kg" },
		{ 0x2a99, "01000000", "1" },
		{ 0x2a9a, "ff", "unknown" },
		{ 0x2aa0, "0100 ffff", "x 0.1 µT, y -0.1 µT" },
		{ 0x2aa1, "e803 18fc 0000",
		    "x 100.0 µT, y -100.0 µT, z 0.0 µT" },
		{ 0x2aa2, "656e", "en" },
		{ 0x2aa3, "09", "steady" },
		{ 0x2aae, "0065cd1d", "50.0000000 °" },
		{ 0x2aae, "00000080", "not known" },
		{ 0x2ac9, "01", "Yes" },
		{ 0x2aea, "ffff", "not known" },
		{ 0x2aee, "6400", "1.00 A" },
		{ 0x2af2, "e80300", "1000 kWh" },
		{ 0x2afb, "a08601", "1000.00 lx" },
		{ 0x2b04, "64", "50.0 %" },
		{ 0x2b04, "ff", "not known" },
		{ 0x2b0d, "2b", "21.5 °C" },
		{ 0x2b18, "4001", "5.000000 V" },
		{ 0x2b8c, "2002", "544 ppm" },
		{ 0x2bd6, "19e0", "0.25 kg/m³" },
		{ 0x2be4, "2d", "45 dB" },
		{ 0x2be7, "6400", "100 ppb" },
		{ 0x2bef, "204e00", "20000 days since 1970" },
	};

	(void)state;
	check_values(rows, ARRAY_SIZE(rows));
}

/* None reads past its end, and what is refused writes nothing. */
static void any_octets_as_any_value(void **state)
{
	(void)state;
	for (unsigned type = 0x2800; type < 0x2d00; type++)
		for (size_t n = 0; n < 40; n++)
			for (unsigned pattern = 0; pattern < 4; pattern++) {
				struct uuid uuid = uuid_from16((uint16_t)type);
				struct buf out = { 0 };
				uint8_t *value = malloc(n);

				for (size_t i = 0; i < n; i++)
					value[i] = (uint8_t)(pattern == 3
								 ? i + 1
								 : 0 - pattern);
				if (!value_text(&uuid, value, n, &out))
					assert_int_equal(out.len, 0);
				buf_free(&out);
				free(value);
			}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(times_and_descriptors),
		cmocka_unit_test(keys_and_alerts),
		cmocka_unit_test(report_maps),
		cmocka_unit_test(running_and_cycling),
		cmocka_unit_test(batteries),
		cmocka_unit_test(body_and_glucose),
		cmocka_unit_test(single_numbers),
		cmocka_unit_test(any_octets_as_any_value),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
