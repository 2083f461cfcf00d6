/* Expressions of --filter, on one small capture. Against tshark's display
 * filters on whole captures: tests/e2e/views.sh. */
#include "tests/unit/helpers.h"

#include <stdio.h>
#include <string.h>

#include "cli/filter.h"

static const struct {
	uint8_t type;
	bool received;
	unsigned ms; /* since 12:00:00 UTC */
	const char *hex;
} capture[] = {
	/* 1: Set Event Mask, with a bit that has no name; 2: Command Complete of it */
	{ REC_COMMAND, false, 0, "010c08 ff00000000000080" },
	{ REC_EVENT, true, 1, "0e04 01 010c 00" },
	/* 3: connected to a static address, handle 64 */
	{ REC_EVENT, true, 500,
	    "3e13 01 00 4000 00 01 0200000000c0 1800 0000 a401 00" },
	/* 4: Exchange MTU Request; 5: Read Request 0x0003; 6: its error */
	{ REC_ACL, false, 1000, "4000 0700 0300 0400 02 f700" },
	{ REC_ACL, false, 1500, "4000 0700 0300 0400 0a 0300" },
	{ REC_ACL, true, 2000, "4020 0900 0500 0400 01 0a 0300 05" },
	/* 7: Pairing Request; 8: Pairing Failed, reason 5 */
	{ REC_ACL, false, 2500, "4000 0b00 0700 0600 01 03 00 01 10 07 07" },
	{ REC_ACL, true, 3000, "4020 0600 0200 0600 05 05" },
	/* 9: an advertising report of another, "Living" */
	{ REC_EVENT, true, 61000,
	    "3e14 02 01 00 00 010203040506 08 07 09 4c6976696e67 d0" },
	/* 10: disconnected */
	{ REC_EVENT, true, 62000, "05 04 00 4000 13" },
	/* 11: a note of the kernel; 12: data of a handle that is not known */
	{ REC_SYSTEM_NOTE, false, 63000, "48656c6c6f00" },
	{ REC_ACL, true, 64000, "4120 0700 0300 0400 0b 0102" },
};

/* "1 5 12": the numbers of what passes, or what is wrong with it. */
static const char *passed(const char *expression)
{
	static char out[500];
	struct err err = { "" };
	struct filter *f = filter_new(expression, 3600, &err);
	size_t n = 0;
	uint8_t p[64];

	out[0] = '\0';
	if (!f) {
		snprintf(out, sizeof(out), "%s", err.text);
		return out;
	}
	for (unsigned i = 0; i < ARRAY_SIZE(capture); i++) {
		struct record rec = {
			.type = capture[i].type,
			.received = capture[i].received,
			.ns = (UINT64_C(1700049600) * 1000 + capture[i].ms) *
			      1000000,
			.adapter = 0,
			.data = p,
		};

		rec.len = rec.wire_len =
		    (uint32_t)unhex_any(capture[i].hex, p, sizeof(p));
		if (filter_matches(f, &rec, i + 1))
			n += (size_t)snprintf(out + n, sizeof(out) - n, "%s%u",
			    n ? " " : "", i + 1);
	}
	filter_free(f);
	return out;
}

static void expressions_say_which_packets_pass(void **state)
{
	static const struct {
		const char *expression, *want;
	} rows[] = {
		/* words */
		{ "hci", "1 2 3 4 5 6 7 8 9 10 12" },
		{ "command", "1" },
		{ "acl", "4 5 6 7 8 12" },
		{ "event and not rx", "" },
		{ "tx", "1 4 5 7" },
		{ "smp", "7 8" },
		{ "att", "4 5 6 12" },
		{ "error", "6 8 10" },
		{ "system_note", "11" },
		{ "att.handle", "5 6" },
		{ "nothing.like.it", "" },
		/* numbers */
		{ "opcode == 0x0c01", "1 2" },
		{ "code = 0x3e", "3 9" },
		{ "handle == 64", "3 4 5 6 7 8 10" },
		{ "handle != 64", "12" },
		{ "connection == 1", "3 4 5 6 7 8 10" },
		{ "connection > 1", "12" },
		{ "frame == 2..3", "2 3" },
		{ "number >= 11", "11 12" },
		{ "number < 2 or number > 11", "1 12" },
		{ "number <= 2", "1 2" },
		{ "att == 0x0a", "5" },
		{ "att.handle == 3", "5 6" },
		{ "smp.reason == 5", "8" },
		{ "adapter == 0 and smp", "7 8" },
		{ "rssi == -48", "9" },
		{ "rssi > -0x31 and rssi < -47", "9" },
		{ "rssi < -48", "" },
		{ "rssi == -50..-40", "9" },
		{ "time > -0.5 and number == 1", "1" },
		/* addresses */
		{ "address == C0:00:00:00:00:02", "3 4 5 6 7 8 10" },
		{ "address == c0:00:00:00:00:02/random", "3 4 5 6 7 8 10" },
		{ "address == C0:00:00:00:00:02/public", "" },
		{ "address = 06:05:04:03:02:01", "9" },
		{ "address ~ 06:05", "9" },
		/* text */
		{ "smp.reason ~ supported", "8" },
		{ "name_complete == living", "9" },
		{ "\"LIVING\"", "9" },
		{ "text ~ \"mtu request\"", "4" },
		{ "text ~ hello", "11" },
		{ "smp == \"Pairing Request\"", "7" },
		{ "type == acl and direction == rx", "6 8 12" },
		{ "name ~ \"Event Mask\"", "1" },
		/* time */
		{ "time >= 1.5 and time < 2.5", "5 6" },
		{ "time == 1..2", "4 5 6" },
		{ "time < 0.001", "1" },
		{ "time >= 13:01:00", "9 10 11 12" },
		{ "time == 13:00:01.5..13:00:02", "5 6" },
		/* together */
		{ "not hci", "11" },
		{ "not not smp", "7 8" },
		{ "!smp and acl", "4 5 6 12" },
		{ "smp or att and rx", "6 7 8 12" },
		{ "(smp or att) and rx", "6 8 12" },
		{ "not (smp or att) and acl", "" },
		{ "not smp or att", "1 2 3 4 5 6 9 10 11 12" },

		{ "smp AND rx", "8" },
		/* what is wrong, and where */
		{ "", "column 1: a test is missing" },
		{ "smp and", "column 8: a test is missing" },
		{ "and", "column 1: a test is missing" },
		{ "smp and or error", "column 9: a test is missing" },
		{ "frame == 3..2", "column 10: this range ends before it "
				   "begins" },
		{ "rssi == -5..-60", "column 9: this range ends before it "
				     "begins" },
		{ "smp smp", "column 5: and, or, or the end was expected" },
		{ "(smp", "column 1: this ( has no )" },
		{ "smp)", "column 4: and, or, or the end was expected" },
		{ "handle ==", "column 10: a value is missing" },
		{ "handle < x", "column 10: only numbers are more or less than "
				"others" },
		{ "time < -13:00", "column 8: only numbers are more or less "
				   "than others" },
		{ "handle == word", "column 11: handle is a number, and 'word' "
				    "is none; ~ looks for text" },
		{ "smp or opcode != \"Reset\"",
		    "column 18: opcode is a number, and 'Reset' is none; ~ "
		    "looks for text" },
		{ "adapter == hci0", "column 12: adapter is a number, and "
				     "'hci0' is none; ~ looks for text" },
		{ "time == C0:00:00:00:00:02",
		    "column 9: time is a number, and 'C0:00:00:00:00:02' is "
		    "none; ~ looks for text" },
		{ "handle ~ 6", "3 4 5 6 7 8 10 12" },
		{ "address == 12", "column 12: this is no address" },
		{ "\"abc", "column 1: this text has no other \"" },
		{ "name ~ \"abc", "column 8: this text has no other \"" },
		{ "text", "column 5: text wants ~ and what it has" },
		{ "text == a", "column 8: text wants ~ and what it has" },
		{ "smp & att", "column 5: and, or, or the end was expected" },
		{ "$smp", "column 1: a name cannot begin so" },
		{ ".smp", "column 1: this is no name of a field" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *got = passed(rows[i].expression);

		if (strcmp(got, rows[i].want))
			fail_msg("%s: '%s', not '%s'", rows[i].expression, got,
			    rows[i].want);
	}
}

static void an_expression_has_bounds(void **state)
{
	char text[4000] = "";

	(void)state;
	for (unsigned i = 0; i < 200; i++)
		text[i] = '(';
	assert_string_equal(passed(text), "column 65: this is nested too deep");
	text[0] = '\0';
	for (unsigned i = 0; i < 300; i++)
		strcat(text, i ? " and smp" : "smp");
	assert_non_null(strstr(passed(text), "the expression is too long"));
	assert_string_equal(passed("number == 99999999999999999999"), "");
	assert_string_equal(passed("time < 99999999999999999999"),
	    "column 8: only numbers are more or less than others");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(expressions_say_which_packets_pass),
		cmocka_unit_test(an_expression_has_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
