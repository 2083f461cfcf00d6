/* LL Control PDUs that tshark 4.0 and btmon do not know. The octets and what
 * they mean are those of the tests of another decoder, blueoxide, made from the
 * Core Specification's figures; indexes of times and their durations are also
 * in table 4.2 of the RF PHY test suite. */
#include "tests/unit/test_decoders.h"

#define CHANNELS_ALL "fcff7ffcffffffffff1f"

struct pdu {
	const char *hex;
	const char *want; /* the lines below those of the radio */
};

/* clang-format off */
static const struct pdu pdus[] = {
	{ "2e 01 07 01 02 03 0100 0100 06 42 3b 04 3412 0a 7f00 7f00 ff01 0300 3e",
	  "      LL Control: LL_CS_CAPABILITIES_REQ (0x2e) len 25\n"
	  "        Optional modes: 0x01\n"
	  "          Mode-3\n"
	  "        RTT capability: 0x07\n"
	  "          10 ns precision of RTT AA-only\n"
	  "          10 ns precision of RTT sounding sequence\n"
	  "          10 ns precision of RTT random payload\n"
	  "        RTT AA-only N: 1\n"
	  "        RTT sounding N: 2\n"
	  "        RTT random payload N: 3\n"
	  "        NADM sounding capability: 0x0001\n"
	  "          Normalized Attack Detector Metric\n"
	  "        NADM random capability: 0x0001\n"
	  "          Normalized Attack Detector Metric\n"
	  "        CS_SYNC PHYs: 0x06\n"
	  "          LE 2M\n"
	  "          LE 2M 2BT\n"
	  "        Number of antennas: 2\n"
	  "        Max antenna paths: 4\n"
	  "        Roles: 0x03\n"
	  "          Initiator\n"
	  "          Reflector\n"
	  "        Subfeatures: 0x0e\n"
	  "          No frequency actuation error of the transmitter\n"
	  "          Channel Selection Algorithm #3c\n"
	  "          Phase-based ranging from RTT sounding sequence\n"
	  "        Number of configurations: 4\n"
	  "        Max consecutive procedures: 4660\n"
	  "        T_SW time: 10 usec (0x0a)\n"
	  "        T_IP1 times: 0x007f\n"
	  "          10 us\n          20 us\n          30 us\n          40 us\n"
	  "          50 us\n          60 us\n          80 us\n"
	  "        T_IP2 times: 0x007f\n"
	  "          10 us\n          20 us\n          30 us\n          40 us\n"
	  "          50 us\n          60 us\n          80 us\n"
	  "        T_FCS times: 0x01ff\n"
	  "          15 us\n          20 us\n          30 us\n          40 us\n"
	  "          50 us\n          60 us\n          80 us\n          100 us\n"
	  "          120 us\n"
	  "        T_PM times: 0x0003\n"
	  "          10 us\n          20 us\n"
	  "        TX SNR capability: 0x1f\n"
	  "          18 dB\n          21 dB\n          24 dB\n          27 dB\n"
	  "          30 dB\n" },
	{ "30 42 " CHANNELS_ALL " 01 02 03 01 04 02 03 02 14 11 02 07 07 09 02 00",
	  "      LL Control: LL_CS_CONFIG_REQ (0x30) len 27\n"
	  "        Config ID: 2\n"
	  "        Action: Create (0x1)\n"
	  "        Channel map: 0x" CHANNELS_ALL "\n"
	  "          Channel 2-22\n"
	  "          Channel 26-76\n"
	  "        Channel map repetition: 1\n"
	  "        Main mode: Mode-2 (0x02)\n"
	  "        Sub mode: Mode-3 (0x03)\n"
	  "        Min main mode steps: 1\n"
	  "        Max main mode steps: 4\n"
	  "        Main mode repetition: 2\n"
	  "        Mode-0 steps: 3\n"
	  "        CS_SYNC PHY: 0x02\n"
	  "          LE 2M\n"
	  "        RTT type: 64-bit random sequence (0x4)\n"
	  "        Role: Reflector (0x1)\n"
	  "        Channel selection: Channel Selection Algorithm #3c (0x1)\n"
	  "        Channel #3c shape: X (0x1)\n"
	  "        Channel #3c jump: 2\n"
	  "        T_IP1 time: 145 usec (0x07)\n"
	  "        T_IP2 time: 145 usec (0x07)\n"
	  "        T_FCS time: 150 usec (0x09)\n"
	  "        T_PM time: 40 usec (0x02)\n" },
	{ "30 03 00000000000000000000 00000000000000000000000000000000",
	  "      LL Control: LL_CS_CONFIG_REQ (0x30) len 27\n"
	  "        Config ID: 3\n"
	  "        Action: Remove (0x0)\n" },
	{ "31 03",
	  "      LL Control: LL_CS_CONFIG_RSP (0x31) len 1\n"
	  "        Config ID: 3\n" },
	{ "32 02 3412 f40100 e80300 0800 0200 02 0400 e20400 0a00 0300 07 0f 08 fe f4",
	  "      LL Control: LL_CS_REQ (0x32) len 28\n"
	  "        Config ID: 2\n"
	  "        Connection event count: 4660\n"
	  "        Offset minimum: 500 usec (0x0001f4)\n"
	  "        Offset maximum: 1000 usec (0x0003e8)\n"
	  "        Max procedure length: 5.000 msec (0x0008)\n"
	  "        Event interval: 2\n"
	  "        Subevents per event: 2\n"
	  "        Subevent interval: 2.500 msec (0x0004)\n"
	  "        Subevent length: 1250 usec (0x0004e2)\n"
	  "        Procedure interval: 10\n"
	  "        Procedure count: 3\n"
	  "        Antenna configuration: 2:2 (0x07)\n"
	  "        Preferred peer antennas: 0x0f\n"
	  "          First\n          Second\n          Third\n          Fourth\n"
	  "        PHY: 0x08\n"
	  "          LE Coded with S=2\n"
	  "        TX power delta: -2 dB (0xfe)\n"
	  "        SNR control of initiator: 30 dB (0x4)\n"
	  "        SNR control of reflector: Not applied (0xf)\n" },
	{ "33 02 3412 f40100 e80300 0200 02 0400 e20400 07 08 fe 00",
	  "      LL Control: LL_CS_RSP (0x33) len 21\n"
	  "        Config ID: 2\n"
	  "        Connection event count: 4660\n"
	  "        Offset minimum: 500 usec (0x0001f4)\n"
	  "        Offset maximum: 1000 usec (0x0003e8)\n"
	  "        Event interval: 2\n"
	  "        Subevents per event: 2\n"
	  "        Subevent interval: 2.500 msec (0x0004)\n"
	  "        Subevent length: 1250 usec (0x0004e2)\n"
	  "        Antenna configuration: 2:2 (0x07)\n"
	  "        PHY: 0x08\n"
	  "          LE Coded with S=2\n"
	  "        TX power delta: -2 dB (0xfe)\n" },
	{ "34 02 3412 f40100 0200 02 0400 e20400 07 08 80 00",
	  "      LL Control: LL_CS_IND (0x34) len 18\n"
	  "        Config ID: 2\n"
	  "        Connection event count: 4660\n"
	  "        Offset: 500 usec (0x0001f4)\n"
	  "        Event interval: 2\n"
	  "        Subevents per event: 2\n"
	  "        Subevent interval: 2.500 msec (0x0004)\n"
	  "        Subevent length: 1250 usec (0x0004e2)\n"
	  "        Antenna configuration: 2:2 (0x07)\n"
	  "        PHY: 0x08\n"
	  "          LE Coded with S=2\n"
	  "        TX power delta: No preference (0x80)\n" },
	{ "35 02 3412 13",
	  "      LL Control: LL_CS_TERMINATE_REQ (0x35) len 4\n"
	  "        Config ID: 2\n"
	  "        Procedure count: 4660\n"
	  "        Error code: Remote User Terminated Connection (0x13)\n" },
	{ "38 " CHANNELS_ALL " 3412",
	  "      LL Control: LL_CS_CHANNEL_MAP_IND (0x38) len 12\n"
	  "        Channel map: 0x" CHANNELS_ALL "\n"
	  "          Channel 2-22\n"
	  "          Channel 26-76\n"
	  "        Instant: 4660\n" },
	/* of Zephyr's test of the procedure */
	{ "3e 0600 3c00 0100 0400 0000 0000 e803 0000 0000 0000 ffff ffff ffff",
	  "      LL Control: LL_CONNECTION_RATE_REQ (0x3e) len 26\n"
	  "        Min connection interval: 0.750 msec (0x0006)\n"
	  "        Max connection interval: 7.500 msec (0x003c)\n"
	  "        Min subrate factor: 1\n"
	  "        Max subrate factor: 4\n"
	  "        Max latency: 0\n"
	  "        Continuation number: 0\n"
	  "        Supervision timeout: 10000 msec (0x03e8)\n"
	  "        Preferred periodicity: 0\n"
	  "        Reference event count: 0\n"
	  "        Offset 0: 0\n"
	  "        Offset 1: 65535\n"
	  "        Offset 2: 65535\n"
	  "        Offset 3: 65535\n" },
	{ "3f 0000 3c00 0600 0400 0000 0000 e803",
	  "      LL Control: LL_CONNECTION_RATE_IND (0x3f) len 14\n"
	  "        Transmit window offset: 0.000 msec (0x0000)\n"
	  "        Connection interval: 7.500 msec (0x003c)\n"
	  "        Connection instant: 6\n"
	  "        Subrate factor: 4\n"
	  "        Latency: 0\n"
	  "        Continuation number: 0\n"
	  "        Supervision timeout: 10000 msec (0x03e8)\n" },
	/* Framed, in the mode of Bluetooth 6.0. */
	{ "1f 01 02 01 02 64c0 5000 e80300 d00700 6400 5000 02 f40100 11 02 03 0800 f40100 580200 0700",
	  "      LL Control: LL_CIS_REQ (0x1f) len 35\n"
	  "        CIG ID: 0x01\n"
	  "        CIS ID: 0x02\n"
	  "        Central to Peripheral PHY: 0x01\n"
	  "          LE 1M\n"
	  "        Peripheral To Central PHY: 0x02\n"
	  "          LE 2M\n"
	  "        Central to Peripheral Maximum SDU: 100\n"
	  "        Framing: Framed\n"
	  "        Framing mode: Unsegmented\n"
	  "        Peripheral to Central Maximum SDU: 80\n"
	  "        Central to Peripheral Interval: 1000 usec (0x0003e8)\n"
	  "        Peripheral to Central Interval: 2000 usec (0x0007d0)\n"
	  "        Central to Peripheral Maximum PDU: 100\n"
	  "        Peripheral to Central Maximum PDU: 80\n"
	  "        Number of subevents: 2\n"
	  "        Sub-Interval: 500 usec (0x0001f4)\n"
	  "        Central to Peripheral Burst Number: 1\n"
	  "        Peripheral to Central Burst Number: 1\n"
	  "        Central to Peripheral Flush Timeout: 2\n"
	  "        Peripheral to Central Flush Timeout: 3\n"
	  "        ISO Interval: 10.00 msec (0x0008)\n"
	  "        CIS Offset Minimum: 500 usec (0x0001f4)\n"
	  "        CIS Offset Maximum: 600 usec (0x000258)\n"
	  "        Connection Event Count: 7\n" },
};
/* clang-format on */

/* The text of a control PDU without what every PDU has. */
static const char *decode_control_pdu(struct decoding *d, const char *hex)
{
	enum { HEADER = 2 };
	uint8_t octets[SAMPLE_MAX];
	size_t n = unhex_any(hex, octets + HEADER, sizeof(octets) - HEADER);
	const char *text;

	octets[0] = 0x03;
	octets[1] = (uint8_t)n;
	decode_octets(d, REC_AIR, false, octets, HEADER + n);
	text = strstr(as_text(d), "      LL Control");
	assert_non_null(text);
	return text;
}

static void each_as_another_decoder_reads_it(void **state)
{
	struct decoding d;

	(void)state;
	decoding_start_text(&d, NULL);
	for (size_t i = 0; i < ARRAY_SIZE(pdus); i++)
		assert_string_equal(
		    decode_control_pdu(&d, pdus[i].hex), pdus[i].want);
	decoding_end(&d);
}

/* Units of 1/32 ppm; there are no entries for channels 23 to 25. */
static void frequency_errors_of_72_channels(void **state)
{
	char hex[3 + 2 * 72 + 1] = "37 ";
	struct decoding d;
	const char *text;
	unsigned lines = 0;

	(void)state;
	for (int i = 0; i < 72; i++)
		snprintf(hex + 3 + 2 * i, 3, "%02x",
		    i == 0   ? 0x80
		    : i == 1 ? 0xff
			     : i);
	decoding_start_text(&d, NULL);
	text = decode_control_pdu(&d, hex);
	assert_non_null(strstr(text, "  Channel 2: -4.00000 ppm (0x80)\n"));
	assert_non_null(strstr(text, "  Channel 3: -0.03125 ppm (0xff)\n"));
	assert_non_null(
	    strstr(text, "  Channel 22: 0.62500 ppm (0x14)\n"
			 "          Channel 26: 0.65625 ppm (0x15)\n"));
	assert_non_null(strstr(text, "  Channel 69: 2.00000 ppm (0x40)\n"));
	assert_non_null(strstr(text, "  Channel 76: 2.21875 ppm (0x47)\n"));
	for (; (text = strstr(text, "Channel ")); text++)
		lines++;
	assert_int_equal(lines, 72);
	decoding_end(&d);
}

/* Two bits of each channel: 1 is good, 3 is bad. */
static void channel_status_as_ranges(void **state)
{
	struct decoding d;

	(void)state;
	decoding_start_text(&d, NULL);
	assert_string_equal(decode_control_pdu(&d, "29 55555555f5ffffff7503"),
	    "      LL Control: LL_CHANNEL_STATUS_IND (0x29) len 10\n"
	    "        Classification: 55555555f5ffffff7503\n"
	    "          Channel 0-17: Good\n"
	    "          Channel 18-31: Bad\n"
	    "          Channel 32-33: Good\n"
	    "          Channel 34: Bad\n"
	    "          Channel 35: Good\n"
	    "          Channel 36: Bad\n");
	decoding_end(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_as_another_decoder_reads_it),
		cmocka_unit_test(frequency_errors_of_72_channels),
		cmocka_unit_test(channel_status_as_ranges),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
