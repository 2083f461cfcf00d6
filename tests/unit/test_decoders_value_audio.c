/* Values of LE Audio, players and calls, and of machines' control points. The
 * octets are typed after the services' specifications; the texts are our own
 * output, read through. Orders and codes of streams, broadcasts, players, sound
 * and metadata are those of another host's profiles (Bumble), by reading; no other
 * decoder ran on them. Control points that tshark knows are in
 * tests/e2e/values.sh. */
#include "tests/unit/test_decoders_value.h"

/* clang-format off */
static const struct value what_devices_play_and_record[] = {
	{ 0x2bc9, "01 06 0000 0000 10 03011400 020203 020301 05041a003c00 04 03010400",
	  "records 1, codec LC3, Capabilities, 16 kHz, 24 kHz, 7.5 ms, 10 ms, 1, min octets "
	  "per frame 26, max octets per frame 60, Metadata, media" },
	{ 0x2bc9, "01 06 0000 0000 10 03011400 020203 020301 05041a003c00 05 03010400", NULL },
	{ 0x2bca, "03000000", "front left, front right" },
	{ 0x2bcd, "0700 0200", "unspecified, conversational, media, conversational" },
	{ 0x2bcd, "0700 02", NULL },
	{ 0x2b51, "0a00", "call terminal, unicast media receiver" },
	{ 0x2c00, "02", "unicast game terminal" },
	{ 0x2bda, "3c",
	  "type binaural, synchronized presets, independent presets, dynamic presets, "
	  "writable presets" },
};

static const struct value streams[] = {
	{ 0x2bc4, "01 00", "ASE ID 1, state idle" },
	{ 0x2bc4, "01 01 00 03 02 0a00 409c00 409c00 409c00 409c00 06 0000 0000 0a 020103 020201 03042800",
	  "ASE ID 1, state codec configured, framing unframed or framed, LE 1M, LE 2M, "
	  "retransmissions 2, max transport latency 10 ms, min presentation delay 40000 us, "
	  "max presentation delay 40000 us, preferred min presentation delay 40000 us, "
	  "preferred max presentation delay 40000 us, codec LC3, Configuration, sampling "
	  "frequency 16 kHz, frame duration 10 ms, octets per frame 40" },
	{ 0x2bc4, "01 02 01 02 102700 00 02 2800 02 0a00 409c00",
	  "ASE ID 1, state QoS configured, CIG ID 1, CIS ID 2, SDU interval 10000 us, "
	  "framing unframed, LE 2M, max SDU 40 octets, retransmissions 2, max transport "
	  "latency 10 ms, presentation delay 40000 us" },
	{ 0x2bc5, "02 03 01 02 04 03020200",
	  "ASE ID 2, state enabling, CIG ID 1, CIS ID 2, Metadata, conversational" },
	{ 0x2bc5, "02 06", "ASE ID 2, state releasing" },
	{ 0x2bc5, "02 06 00", NULL },
	{ 0x2bc6, "01 01 01 02 02 06 0000 0000 0a 020103 020201 03042800",
	  "operation config codec, ASEs 1, ASE ID 1, target latency balanced, target PHY LE "
	  "2M, codec LC3, Configuration, sampling frequency 16 kHz, frame duration 10 ms, "
	  "octets per frame 40" },
	{ 0x2bc6, "02 01 01 00 00 102700 00 02 2800 02 0a00 409c00",
	  "operation config QoS, ASEs 1, ASE ID 1, CIG ID 0, CIS ID 0, SDU interval 10000 "
	  "us, framing unframed, LE 2M, max SDU 40 octets, retransmissions 2, max transport "
	  "latency 10 ms, presentation delay 40000 us" },
	{ 0x2bc6, "03 01 01 04 03020400", "operation enable, ASEs 1, ASE ID 1, Metadata, media" },
	{ 0x2bc6, "07 01 02 10 0109 020a00 04 0b486f6c 05fe0102aabb",
	  "operation update metadata, ASEs 1, ASE ID 2, Metadata, Immediate rendering, assisted "
	  "listening unspecified enhancement, broadcast name Hol, extended type 0x0201, data "
	  "aabb" },
	{ 0x2bc6, "03 01 01 00 00",
	  "operation enable, ASEs 1, ASE ID 1, response success, reason none" },
	{ 0x2bc6, "01 02 01 0000 02 06 02",
	  "operation config codec, ASEs 2, ASE ID 1, response success, reason none, ASE ID "
	  "2, response unsupported audio capabilities, reason codec configuration" },
	{ 0x2bc6, "08 02 01 02", "operation release, ASEs 2, ASE ID 1, ASE ID 2" },
	{ 0x2bc6, "04 01 02", "operation receiver start ready, ASEs 1, ASE ID 2" },
	{ 0x2bc6, "00 01 02", NULL },
};

static const struct value broadcasts_and_sets[] = {
	{ 0x2bc7, "00", "remote scan stopped" },
	{ 0x2bc7, "02 01 665544332211 03 563412 01 ffff 01 01000000 04 03020400",
	  "operation add source, address type 1, address 11:22:33:44:55:66, advertising SID "
	  "3, broadcast ID 0x123456, periodic advertising synchronize, transfer available, "
	  "interval unknown, subgroups 1, BIS 0x00000001, Metadata, media" },
	{ 0x2bc7, "03 01 00 5000 01 00000000 00",
	  "operation modify source, source ID 1, periodic advertising do not synchronize, "
	  "interval 100.00 ms, subgroups 1, BIS 0x00000000" },
	{ 0x2bc7, "04 01 00112233445566778899aabbccddeeff",
	  "operation set broadcast code, source ID 1, broadcast code "
	  "00112233445566778899aabbccddeeff" },
	{ 0x2bc7, "05 01", "operation remove source, source ID 1" },
	{ 0x2bc8, "", "No source" },
	{ 0x2bc8, "01 01 665544332211 03 563412 02 00 01 01000000 00",
	  "source ID 1, address type 1, address 11:22:33:44:55:66, advertising SID 3, "
	  "broadcast ID 0x123456, periodic advertising synchronized, encryption not "
	  "encrypted, subgroups 1, BIS 0x00000001" },
	{ 0x2bc8, "01 00 665544332211 03 563412 02 03 00112233445566778899aabbccddeeff 00",
	  "source ID 1, address type 0, address 11:22:33:44:55:66, advertising SID 3, "
	  "broadcast ID 0x123456, periodic advertising synchronized, encryption bad code, "
	  "bad code 00112233445566778899aabbccddeeff, subgroups 0" },
	{ 0x2b84, "01 00112233445566778899aabbccddeeff",
	  "type plain, set identity resolving key 00112233445566778899aabbccddeeff" },
	{ 0x2b85, "02", "2" },
	{ 0x2b86, "02", "locked" },
	{ 0x2b87, "01", "1" },
};

static const struct value sound[] = {
	{ 0x2b7d, "80 00 05", "volume 128, mute not muted, change counter 5" },
	{ 0x2b7e, "04 05 ff", "operation set volume, change counter 5, volume 255" },
	{ 0x2b7e, "00 05", "operation volume down, change counter 5" },
	{ 0x2b7e, "04 05", NULL },
	{ 0x2b7e, "07 05", NULL },
	{ 0x2b7f, "01", "volume persisted" },
	{ 0x2b80, "f6ff 01", "offset -10, change counter 1" },
	{ 0x2b81, "01000000", "front left" },
	{ 0x2b82, "01 05 f6ff", "operation set offset, change counter 5, offset -10" },
	{ 0x2b77, "f6 00 03 01", "gain -10, mute not muted, gain mode automatic, change counter 1" },
	{ 0x2b78, "05 80 7f", "unit 0.5 dB, min gain -128, max gain 127" },
	{ 0x2b79, "02", "microphone" },
	{ 0x2b7a, "01", "active" },
	{ 0x2b7b, "01 05 f6", "operation set gain, change counter 5, gain -10" },
	{ 0x2b7b, "02 05", "operation unmute, change counter 5" },
	{ 0x2bc3, "02", "disabled" },
	{ 0x2bdb, "01 01 05", "operation read presets, first preset 1, presets 5" },
	{ 0x2bdb, "02 01 01 03 4d7573",
	  "operation preset, last 1, preset 1, writable, available, name Mus" },
	{ 0x2bdb, "03 00 01 01 02 03 4d",
	  "operation preset changed, change update, last 1, previous preset 1, preset 2, "
	  "writable, available, name M" },
	{ 0x2bdb, "03 01 01 02", "operation preset changed, change deleted, last 1, preset 2" },
	{ 0x2bdb, "06", "next preset" },
	{ 0x2bdc, "03", "3" },
};

static const struct value players_and_calls[] = {
	{ 0x2b94, "010203040506", "0x060504030201" },
	{ 0x2b96, "", "Track changed" },
	{ 0x2b98, "e8030000", "10.00 s" },
	{ 0x2b98, "ffffffff", "unknown" },
	{ 0x2b9a, "00", "1.00" },
	{ 0x2b9a, "40", "2.00" },
	{ 0x2b9a, "80", "0.25" },
	{ 0x2b9a, "7f", "3.96" },
	{ 0x2b9a, "20", "1.41" },
	{ 0x2b9b, "f0", "-16" },
	{ 0x2ba1, "04", "in order repeat" },
	{ 0x2ba2, "0500", "single once, in order once" },
	{ 0x2ba3, "02", "paused" },
	{ 0x2ba4, "01", "play" },
	{ 0x2ba4, "01 01", "operation play, result success" },
	{ 0x2ba4, "10 18fcffff", "operation move, offset -10.00 s" },
	{ 0x2ba4, "34 05000000", "operation go to track, number 5" },
	{ 0x2ba5, "25800000", "play, fast rewind, move, go to track" },
	{ 0x2bb5, "05", "5G" },
	{ 0x2bb7, "ff", "unavailable" },
	{ 0x2bb7, "32", "50 %" },
	{ 0x2bb8, "05", "5 s" },
	{ 0x2bb9, "08 01 03 01 74656c3a31", "call 1, state active, outgoing, URI tel:1" },
	{ 0x2bb9, "09 01 03 01 74656c3a31", NULL },
	{ 0x2bba, "07", "7" },
	{ 0x2bbb, "0300", "inband ringtone, silent mode" },
	{ 0x2bbd, "01 03 01 02 04 00",
	  "call 1, state active, outgoing, call 2, state locally held, call flags none" },
	{ 0x2bbe, "00 01", "operation accept, call 1" },
	{ 0x2bbe, "00 01 00", "operation accept, call 1, result success" },
	{ 0x2bbe, "04 74656c3a3131", "operation originate, URI tel:11" },
	{ 0x2bbe, "05 01 02 03", "operation join, calls 010203" },
	{ 0x2bbf, "0300", "local hold, join" },
	{ 0x2bc0, "01 02", "call 1, reason ended by the remote party" },
	{ 0x2bc1, "01 74656c3a31", "call 1, text tel:1" },
};

static const struct value machines_and_mesh[] = {
	{ 0x2ace, "ffff00 6400 010000 0100 0200 0300 0400 0500 0600 0700 0800 0900 0a00 0b00 0c00 0d 0e 0f 1000 1100",
	  "average speed 1.00 km/h, distance 1 m, step rate 1 /min, average step rate 2 "
	  "/min, strides 0.3, elevation gain 4 m, elevation loss 5 m, inclination 0.6 %, "
	  "ramp angle 0.7 °, resistance 0.8, power 9 W, average power 10 W, energy 11 kcal, "
	  "energy per hour 12 kcal, energy per minute 13 kcal, heart rate 14 /min, "
	  "metabolic equivalent 1.5, elapsed time 16 s, remaining time 17 s" },
	{ 0x2acf, "fe01 0100 0200 0300 0400 0500 0600 0700 08 09 0a 0b00 0c00",
	  "floors 1, steps 2, step rate 3 /min, average step rate 4 /min, elevation gain 5 "
	  "m, energy 6 kcal, energy per hour 7 kcal, energy per minute 8 kcal, heart rate 9 "
	  "/min, metabolic equivalent 1.0, elapsed time 11 s, remaining time 12 s" },
	{ 0x2ad0, "fe03 0100 0300 0400 0500 0600 0700 0800 09 0a 0b 0c00 0d00",
	  "floors 1, step rate 3 /min, average step rate 4 /min, elevation gain 5 m, "
	  "strides 6, energy 7 kcal, energy per hour 8 kcal, energy per minute 9 kcal, "
	  "heart rate 10 /min, metabolic equivalent 1.1, elapsed time 12 s, remaining time "
	  "13 s" },
	{ 0x2ad9, "00", "request control" },
	{ 0x2ad9, "02 6400", "operation set target speed, speed 1.00 km/h" },
	{ 0x2ad9, "02 64", NULL },
	{ 0x2ad9, "08 02", "operation stop or pause, control pause" },
	{ 0x2ad9, "10 0100 0200 0300 0400 0500",
	  "operation set target time in five zones, very light 1 s, light 2 s, moderate 3 "
	  "s, hard 4 s, maximum 5 s" },
	{ 0x2ad9, "11 e803 6400 2d 33",
	  "operation set simulation, wind speed 1.000 m/s, grade 1.00 %, rolling resistance "
	  "0.0045, wind resistance 0.51 kg/m" },
	{ 0x2ad9, "80 05 01", "operation response, request set target power, result success" },
	{ 0x2ad9, "80 13 01 c800 2c01",
	  "operation response, request spin down, result success, target speed low 2.00 "
	  "km/h, target speed high 3.00 km/h" },
	{ 0x2ad9, "15 00", NULL },
	{ 0x2ada, "ff", "control lost" },
	{ 0x2ada, "02 01", "operation stopped or paused by the user, control stop" },
	{ 0x2ada, "12 e803 6400 2d 33",
	  "operation simulation changed, wind speed 1.000 m/s, grade 1.00 %, rolling "
	  "resistance 0.0045, wind resistance 0.51 kg/m" },
	{ 0x2adb, "c3 00", "part last, type provisioning PDU, data 00" },
	{ 0x2add, "00 0102", "part whole, type network PDU, data 0102" },
	{ 0x2b88, "000102030405060708090a0b0c0d0e0f 0001020304050607",
	  "session key 000102030405060708090a0b0c0d0e0f, IV 0001020304050607" },
	{ 0x2bf5, "01 02 01 03", "mode 1, level 2, mode 1, level 3" },
};

static const struct value numbers[] = {
	{ 0x2a2c, "3412", "46.60 °" },
	{ 0x2ae2, "01", "true" },
	{ 0x2ae7, "5a", "90" },
	{ 0x2afc, "3200", "5.0 lm/W" },
	{ 0x2b1b, "d204", "1.234 l/s" },
	{ 0x2b8a, "d20400", "123.4 VA" },
	{ 0x2b8d, "9c", "-1.00" },
	{ 0x2bdf, "c900", "100.5 °C" },
	{ 0x2be0, "003a00", "232.000000 V" },
	{ 0x2be8, "0032", "50.00000000 Hz" },
	{ 0x2be8, "ffff", "not known" },
};
/* clang-format on */

static void test_what_devices_play_and_record(void **state)
{
	(void)state;
	check_values(what_devices_play_and_record,
	    ARRAY_SIZE(what_devices_play_and_record));
}

static void test_streams(void **state)
{
	(void)state;
	check_values(streams, ARRAY_SIZE(streams));
}

static void test_broadcasts_and_sets(void **state)
{
	(void)state;
	check_values(broadcasts_and_sets, ARRAY_SIZE(broadcasts_and_sets));
}

static void test_sound(void **state)
{
	(void)state;
	check_values(sound, ARRAY_SIZE(sound));
}

static void test_players_and_calls(void **state)
{
	(void)state;
	check_values(players_and_calls, ARRAY_SIZE(players_and_calls));
}

static void test_machines_and_mesh(void **state)
{
	(void)state;
	check_values(machines_and_mesh, ARRAY_SIZE(machines_and_mesh));
}

static void test_numbers(void **state)
{
	(void)state;
	check_values(numbers, ARRAY_SIZE(numbers));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_devices_play_and_record),
		cmocka_unit_test(test_streams),
		cmocka_unit_test(test_broadcasts_and_sets),
		cmocka_unit_test(test_sound),
		cmocka_unit_test(test_players_and_calls),
		cmocka_unit_test(test_machines_and_mesh),
		cmocka_unit_test(test_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
