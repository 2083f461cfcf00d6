/* The JSON sink, read back with a parser that is not ours. The members are
 * those that decoders/sinks.h lists. */
#include "tests/unit/test_decoders.h"

#include <jansson.h>
#include <stdio.h>

/* The packet that the sink wrote: one object on one line. */
static json_t *parse(const struct decoding *d)
{
	const char *text = (const char *)d->out.data;
	json_error_t err;
	json_t *packet = json_loadb(text, d->out.len, 0, &err);

	if (!json_is_object(packet))
		fail_msg("%s: %.*s", err.text, (int)d->out.len, text);
	assert_ptr_equal(memchr(text, '\n', d->out.len), text + d->out.len - 1);
	return packet;
}

static json_t *parse_sample(uint8_t type, bool received, const char *hex)
{
	struct decoding d;
	json_t *packet;

	decoding_start_json(&d);
	decode_sample(&d, &(struct sample){ type, received, hex });
	packet = parse(&d);
	decoding_end(&d);
	return packet;
}

/* The first field of this name, however deep; borrowed, NULL without one. */
static json_t *find_field(json_t *holder, const char *name)
{
	json_t *field, *inside;
	size_t i;

	json_array_foreach(json_object_get(holder, "fields"), i, field)
	{
		if (!strcmp(json_string_value(json_object_get(field, "name")),
			name))
			return field;
		inside = find_field(field, name);
		if (inside)
			return inside;
	}
	return NULL;
}

static bool is_slug(const char *s)
{
	bool letter = false;

	for (; *s; s++) {
		if (*s == '_' && !letter)
			return false;
		letter = (*s >= 'a' && *s <= 'z') || (*s >= '0' && *s <= '9');
		if (!letter && *s != '_')
			return false;
	}
	return letter;
}

static void check_members(
    json_t *object, const char *const *allowed, const char *what)
{
	const char *key;
	json_t *value;

	json_object_foreach(object, key, value)
	{
		size_t i = 0;

		while (allowed[i] && strcmp(allowed[i], key) != 0)
			i++;
		if (!allowed[i])
			fail_msg("%s has a member %s", what, key);
	}
}

/* A field, and those inside it. What it says of its place is in the packet's
 * `len` octets. */
static void check_field(json_t *field, size_t len)
{
	static const char *const members[] = { "name", "value", "text", "error",
		"offset", "length", "fields", NULL };
	json_t *value = json_object_get(field, "value"), *inside;
	json_t *offset = json_object_get(field, "offset");
	size_t i;

	assert_true(json_is_object(field));
	check_members(field, members, "a field");
	assert_true(is_slug(json_string_value(json_object_get(field, "name"))));
	assert_true(!value || json_is_number(value) || json_is_string(value));
	assert_int_equal(!offset, !json_object_get(field, "length"));
	if (offset)
		assert_in_range(
		    json_integer_value(offset) +
			json_integer_value(json_object_get(field, "length")),
		    1, len);
	if (json_object_get(field, "error"))
		assert_true(json_is_true(json_object_get(field, "error")));
	json_array_foreach(json_object_get(field, "fields"), i, inside)
	    check_field(inside, len);
}

static void check_packet(json_t *packet, const struct sample *s, size_t len)
{
	static const char *const members[] = { "frame", "time", "adapter",
		"direction", "type", "name", "code", "length", "error",
		"fields", NULL };
	static const char *const types[] = { "command", "event", "acl", "sco",
		"iso", "new_index", "delete_index", "open_index", "close_index",
		"index_info", "vendor_diagnostic", "system_note",
		"user_logging", "control_open", "control_close",
		"control_command", "control_event", "other" };
	bool hci = s->type <= REC_ISO;
	bool rx =
	    s->type == REC_EVENT || (s->type != REC_COMMAND && s->received);
	json_t *field;
	size_t i;

	check_members(packet, members, "a packet");
	assert_string_equal(
	    json_string_value(json_object_get(packet, "type")), types[s->type]);
	assert_int_equal(
	    hci, json_is_integer(json_object_get(packet, "frame")));
	assert_int_equal(
	    hci, json_is_string(json_object_get(packet, "direction")));
	if (hci)
		assert_string_equal(
		    json_string_value(json_object_get(packet, "direction")),
		    rx ? "rx" : "tx");
	assert_true(json_is_integer(json_object_get(packet, "length")));
	assert_true(json_is_array(json_object_get(packet, "fields")));
	json_array_foreach(json_object_get(packet, "fields"), i, field)
	    check_field(field, len);
}

static void every_packet_is_one_object(void **state)
{
	struct decoding d;
	json_int_t frames = 0;

	(void)state;
	decoding_start_json(&d);
	for (size_t i = 0; i < ARRAY_SIZE(samples); i++) {
		uint8_t octets[SAMPLE_MAX];
		size_t len = unhex_any(samples[i].hex, octets, sizeof(octets));
		char time[40];
		json_t *packet;

		decode_sample(&d, &samples[i]);
		packet = parse(&d);
		check_packet(packet, &samples[i], len);
		snprintf(
		    time, sizeof(time), "2026-11-21T08:30:00.%03zu000000Z", i);
		assert_string_equal(
		    json_string_value(json_object_get(packet, "time")), time);
		if (samples[i].type <= REC_ISO)
			assert_int_equal(json_integer_value(
					     json_object_get(packet, "frame")),
			    ++frames);
		json_decref(packet);
	}
	decoding_end(&d);
}

/* clang-format off */
static const struct {
	struct sample packet;
	const char *want; /* with ' for " */
} whole_packets[] = {
	{ { REC_ACL, true, "4020 0600 0200 0600 05 08" },
	"{'type':'acl','frame':1,'time':'2026-11-21T08:30:00.000000000Z','adapter':3,"
	"'direction':'rx','code':64,'length':6,'fields':["
	" {'name':'flags','value':2},"
	" {'name':'smp','value':5,'text':'Pairing Failed','offset':8,'length':2,'fields':["
	"  {'name':'length','value':1},"
	"  {'name':'reason','value':8,'text':'Unspecified reason','offset':9,'length':1}]}]}" },
	{ { REC_EVENT, true, "3e 25 02 01 00 01 ff44332211c0 19 020106 03031018 0409425037"
		"020afc 03198003 05ff0e020102 c5" },
	"{'type':'event','frame':1,'time':'2026-11-21T08:30:00.000000000Z','adapter':3,"
	"'direction':'rx','name':'LE Meta Event','code':62,'length':37,'fields':["
	" {'name':'le_advertising_report','value':2,'offset':2,'length':37,'fields':["
	"  {'name':'num_reports','value':1,'offset':3,'length':1},"
	"  {'name':'event_type','value':0,'text':'Connectable undirected - ADV_IND',"
	"   'offset':4,'length':1},"
	"  {'name':'address_type','value':1,'text':'Random','offset':5,'length':1},"
	"  {'name':'address','value':'C0:11:22:33:44:FF','text':'Static','offset':6,'length':6},"
	"  {'name':'data_length','value':25,'offset':12,'length':1},"
	"  {'name':'flags','value':6,'offset':15,'length':1,'fields':["
	"   {'name':'bit','value':1,'text':'LE General Discoverable Mode'},"
	"   {'name':'bit','value':2,'text':'BR/EDR Not Supported'}]},"
	"  {'name':'16_bit_service_uuids_complete','value':1,'fields':["
	"   {'name':'uuid','value':'1810','text':'Blood Pressure','offset':18,'length':2}]},"
	"  {'name':'name_complete','value':'BP7','offset':22,'length':3},"
	"  {'name':'tx_power','value':-4,'text':'-4 dBm','offset':27,'length':1},"
	"  {'name':'appearance','value':896,'text':'Blood Pressure','offset':30,'length':2},"
	"  {'name':'company','value':526,'text':'Omron Healthcare Co., LTD',"
	"   'offset':34,'length':2,'fields':["
	"   {'name':'data','value':'0102','offset':36,'length':2}]},"
	"  {'name':'rssi','value':-59,'text':'-59 dBm','offset':38,'length':1}]}]}" },
	/* an iBeacon: its numbers, which btmon reads in the wrong order, once */
	{ { REC_EVENT, true, "3e 27 02 01 00 01 ff44332211c0 1b"
		"1aff4c000215 fda50693a4e24fb1afcfc6eb07647825 0102 0304 c5 b0" },
	"{'type':'event','frame':1,'time':'2026-11-21T08:30:00.000000000Z','adapter':3,"
	"'direction':'rx','name':'LE Meta Event','code':62,'length':39,'fields':["
	" {'name':'le_advertising_report','value':2,'offset':2,'length':39,'fields':["
	"  {'name':'num_reports','value':1,'offset':3,'length':1},"
	"  {'name':'event_type','value':0,'text':'Connectable undirected - ADV_IND',"
	"   'offset':4,'length':1},"
	"  {'name':'address_type','value':1,'text':'Random','offset':5,'length':1},"
	"  {'name':'address','value':'C0:11:22:33:44:FF','text':'Static','offset':6,'length':6},"
	"  {'name':'data_length','value':27,'offset':12,'length':1},"
	"  {'name':'company','value':76,'text':'Apple, Inc.','offset':15,'length':2,'fields':["
	"   {'name':'type','value':2,'text':'iBeacon','offset':17,'length':1},"
	"   {'name':'tx_power','value':-59,'text':'-59 dB','offset':39,'length':1},"
	"   {'name':'proximity_uuid','value':'fda50693a4e24fb1afcfc6eb07647825',"
	"    'offset':19,'length':16},"
	"   {'name':'major','value':258,'offset':35,'length':2},"
	"   {'name':'minor','value':772,'offset':37,'length':2}]},"
	"  {'name':'rssi','value':-80,'text':'-80 dBm','offset':40,'length':1}]}]}" },
	{ { REC_COMMAND, false, "030c 01" },
	"{'type':'command','frame':1,'time':'2026-11-21T08:30:00.000000000Z','adapter':3,"
	"'direction':'tx','name':'Reset','code':3075,'length':1,'error':true,'fields':["
	" {'name':'invalid_packet_size','text':'invalid packet size','error':true,'fields':["
	"  {'name':'have','value':0},{'name':'want','value':1}]}]}" },
	{ { REC_COMMAND, false, "030c" },
	"{'type':'command','frame':1,'time':'2026-11-21T08:30:00.000000000Z','adapter':3,"
	"'direction':'tx','name':'Malformed HCI Command packet','length':2,'error':true,'fields':["
	" {'name':'length','value':2},"
	" {'name':'data','value':'030c','offset':0,'length':2}]}" },
	{ { REC_EVENT, true, "0f 04 0c 01 0d20" },
	"{'type':'event','frame':1,'time':'2026-11-21T08:30:00.000000000Z','adapter':3,"
	"'direction':'rx','name':'Command Status','code':15,'length':4,'fields':["
	" {'name':'command','value':8205,'text':'LE Create Connection',"
	"  'offset':4,'length':2,'fields':["
	"  {'name':'ncmd','value':1},"
	"  {'name':'status','value':12,'text':'Command Disallowed','error':true,"
	"   'offset':2,'length':1}]}]}" },
	{ { REC_OPEN_INDEX, false, "" },
	"{'type':'open_index','time':'2026-11-21T08:30:00.000000000Z','adapter':3,"
	"'length':0,'fields':["
	" {'name':'address','value':'00:00:00:00:00:00'}]}" },
};
/* clang-format on */

/* A few packets whole; jansson compares, so the order does not count. */
static void packets_have_all_their_fields(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(whole_packets); i++) {
		struct decoding d;
		char want[4096];
		json_t *packet, *expected;

		snprintf(want, sizeof(want), "%s", whole_packets[i].want);
		for (char *c = want; *c; c++)
			if (*c == '\'')
				*c = '"';
		expected = json_loads(want, 0, NULL);
		assert_non_null(expected);
		decoding_start_json(&d);
		d.adapter = 3;
		decode_sample(&d, &whole_packets[i].packet);
		packet = parse(&d);
		if (!json_equal(packet, expected))
			fail_msg("got %.*swant %s", (int)d.out.len,
			    (char *)d.out.data, want);
		json_decref(expected);
		json_decref(packet);
		decoding_end(&d);
	}
}

/* Offsets are into the record that has the octets: those of an earlier
 * fragment have none. */
static void fragments_have_no_place(void **state)
{
	struct decoding d;
	json_t *packet, *field;

	(void)state;
	decoding_start_json(&d);
	decode_sample(&d,
	    &(struct sample){ REC_ACL, true, "4020 0700 0500 0400 1b0c00" });
	decode_sample(&d, &(struct sample){ REC_ACL, true, "4010 0200 4142" });
	packet = parse(&d);
	field = find_field(packet, "handle");
	assert_int_equal(
	    json_integer_value(json_object_get(field, "value")), 12);
	assert_null(json_object_get(field, "offset"));
	field = find_field(packet, "data");
	assert_string_equal(
	    json_string_value(json_object_get(field, "value")), "4142");
	assert_int_equal(
	    json_integer_value(json_object_get(field, "offset")), 4);
	json_decref(packet);
	decoding_end(&d);
}

/* What devices call themselves comes back as it was, but for octets that are
 * no UTF-8, which become U+FFFD, and what follows a NUL. */
static void text_of_peers_is_escaped(void **state)
{
	static const struct {
		const char *hex;
		const char *want;
	} rows[] = {
		{ "22", "\"" },
		{ "5c", "\\" },
		{ "5c22 2f 5c6e", "\\\"/\\n" },
		{ "08 09 0a 0c 0d 1f 01", "\b\t\n\f\r\x1f\x01" },
		{ "1b5b324a 7f", "\x1b[2J\x7f" },
		{ "3c2f7363726970743e 26 27", "</script>&'" },
		{ "c3a9 e282ac f09f988a",
		    "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x8a" },
		{ "e280a8 c29b efbfbf", "\xe2\x80\xa8\xc2\x9b\xef\xbf\xbf" },
		{ "41 ff 42", "A\xef\xbf\xbd"
			      "B" },
		{ "41 c3", "A\xef\xbf\xbd" },		/* cut short */
		{ "c0af", "\xef\xbf\xbd\xef\xbf\xbd" }, /* overlong */
		{ "41 00 42", "A" },
		{ "00", "" },
		{ "", "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		uint8_t event[64] = { 0x3e, 0, 0x02, 1, 0, 1, 1, 2, 3, 4, 5,
			6 };
		size_t n = unhex_any(rows[i].hex, event + 15, 32);
		struct decoding d;
		json_t *packet;

		event[1] = (uint8_t)(14 + n); /* parameters */
		event[12] = (uint8_t)(2 + n); /* advertising data */
		event[13] = (uint8_t)(1 + n);
		event[14] = 0x09; /* Complete Local Name */
		decoding_start_json(&d);
		decode_octets(&d, REC_EVENT, true, event, 16 + n);
		packet = parse(&d);
		assert_null(json_object_get(packet, "error"));
		assert_string_equal(
		    json_string_value(json_object_get(
			find_field(packet, "name_complete"), "value")),
		    rows[i].want);
		json_decref(packet);
		decoding_end(&d);
	}
}

/* The names of programs and adapters are a peer's text as well. */
static void text_of_logs_is_escaped(void **state)
{
	json_t *packet, *field;

	(void)state;
	packet =
	    parse_sample(REC_USER_LOGGING, false, "06 04 22ff0a00 5c226100 62");
	field = find_field(packet, "message");
	assert_string_equal(
	    json_string_value(json_object_get(field, "value")), "\\\"a");
	assert_string_equal(json_string_value(json_object_get(field, "text")),
	    "\"\xef\xbf\xbd\n");
	json_decref(packet);
	packet = parse_sample(REC_SYSTEM_NOTE, false, "22 09 fe");
	assert_string_equal(json_string_value(json_object_get(
				find_field(packet, "message"), "value")),
	    "\"\t\xef\xbf\xbd");
	json_decref(packet);
}

/* JSON with the value of a field, as text. */
static void check_value(
    const struct sample *s, const char *name, const char *want)
{
	json_t *packet = parse_sample(s->type, s->received, s->hex);
	json_t *field = find_field(packet, name);
	json_t *value = json_object_get(field, "value");
	char *text = json_dumps(value, JSON_ENCODE_ANY);

	if (!field || !text || strcmp(text, want) != 0)
		fail_msg("%s: %s is %s, not %s", s->hex, name,
		    text ? text : "absent", want);
	free(text);
	json_decref(packet);
}

/* A reader that keeps numbers as doubles loses none: numbers of 64 bits are
 * strings, all others numbers, whatever their sign and size. */
static void numbers_are_exact(void **state)
{
	/* clang-format off */
	static const struct {
		struct sample packet;
		const char *name;
		const char *want;
	} rows[] = {
		{ { REC_EVENT, true, "3e 0d 05 4000 0807060504030201 3412" },
			"random_number", "\"0x0102030405060708\"" },
		{ { REC_EVENT, true, "3e 0d 05 4000 ffffffffffffffff ffff" },
			"random_number", "\"0xffffffffffffffff\"" },
		{ { REC_EVENT, true, "3e 0d 05 4000 0000000000000000 ffff" },
			"random_number", "\"0x0000000000000000\"" },
		{ { REC_EVENT, true, "3e 0d 05 4000 0000000000000000 ffff" },
			"encrypted_diversifier", "65535" },
		{ { REC_COMMAND, false, "0120 08 1f000000000000ff" },
			"mask", "\"0xff0000000000001f\"" },
		{ { REC_EVENT, true, "3e 0c 04 00 4000 ff00000000000080" },
			"features", "\"ff00000000000080\"" },
		{ { REC_ACL, true, "4020 0f00 0b00 0600 07 3412 fffefdfcfbfaf9f8" },
			"rand", "\"0xf8f9fafbfcfdfeff\"" },
		{ { REC_ACL, false, "4000 1e00 1a00 0100 04 01 1600 4100 0000 06 10 01 02 ffff "
			"ffffffff 00000080 ffffff7f" },
			"sdu_inter_arrival_time", "4294967295" },
		{ { REC_ACL, false, "4000 1e00 1a00 0100 04 01 1600 4100 0000 06 10 01 02 ffff "
			"ffffffff 00000080 ffffff7f" },
			"access_latency", "2147483648" },
		{ { REC_EVENT, true, "3e 0c 02 01 00 01 ff44332211c0 00 80" }, "rssi", "-128" },
		{ { REC_EVENT, true, "3e 0c 02 01 00 01 ff44332211c0 00 7f" }, "rssi", "127" },
		{ { REC_EVENT, true, "3e 0c 02 01 00 01 ff44332211c0 00 00" }, "rssi", "0" },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		check_value(&rows[i].packet, rows[i].name, rows[i].want);
}

/* The mask of 512 bits is shown as how many of them are set. */
static void counts_are_numbers(void **state)
{
	static const struct sample reply = { REC_EVENT, true,
		"0e 44 01 0210 00 ffffffff 00000000 0000000000000000"
		"00000000000000000000000000000000"
		"00000000000000000000000000000000"
		"00000000000000000000000000000000" };

	(void)state;
	check_value(&reply, "commands", "32");
}

/* The value of the Temperature Measurement in a notification. */
static void check_temperature(
    const char *hex, const char *want_value, const char *want_text)
{
	static const struct sample discovery[] = {
		{ REC_ACL, false, "4000 0b00 0700 0400 08 0100 ffff 0328" },
		{ REC_ACL, true,
		    "4020 0d00 0900 0400 09 07 0b00 20 0c00 1c2a" },
	};
	uint8_t acl[16];
	struct decoding d;
	json_t *packet, *field, *value;

	unhex("4020 0c00 0800 0400 1b 0c00 00", acl, 12);
	unhex(hex, acl + 12, 4);
	decoding_start_json(&d);
	decode_sample(&d, &discovery[0]);
	decode_sample(&d, &discovery[1]);
	decode_octets(&d, REC_ACL, true, acl, sizeof(acl));
	packet = parse(&d);
	field = find_field(packet, "temperature");
	assert_non_null(field);
	value = json_object_get(field, "value");
	assert_int_equal(!value, !want_value);
	if (want_value) {
		json_t *want = json_loads(want_value, JSON_DECODE_ANY, NULL);

		assert_true(
		    json_number_value(value) == json_number_value(want));
		json_decref(want);
	}
	assert_int_equal(!json_object_get(field, "text"), !want_text);
	if (want_text)
		assert_string_equal(
		    json_string_value(json_object_get(field, "text")),
		    want_text);
	json_decref(packet);
	decoding_end(&d);
}

/* Decimals are numbers; what is none has a text and no value. */
static void decimals_are_numbers(void **state)
{
	(void)state;
	check_temperature("6c0100ff", "36.4", NULL);
	check_temperature("d6ffffff", "-4.2", NULL);
	check_temperature("00000000", "0", NULL);
	check_temperature("25000000", "37", NULL);
	check_temperature("ffff7f00", NULL, "NaN");
	check_temperature("feff7f00", NULL, "+INFINITY");
	check_temperature("02008000", NULL, "-INFINITY");
	check_temperature("00008000", NULL, "NRes");
	check_temperature("01000080", "1e-128", NULL);
}

/* 8388605 * 10^127 is more than a parser's integer holds. */
static void huge_decimals_parse(void **state)
{
	(void)state;
	check_temperature("fdff7f7f", "8388605e127", NULL);
	check_temperature("0300807f", "-8388605e127", NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_packet_is_one_object),
		cmocka_unit_test(packets_have_all_their_fields),
		cmocka_unit_test(fragments_have_no_place),
		cmocka_unit_test(text_of_peers_is_escaped),
		cmocka_unit_test(text_of_logs_is_escaped),
		cmocka_unit_test(numbers_are_exact),
		cmocka_unit_test(counts_are_numbers),
		cmocka_unit_test(decimals_are_numbers),
		cmocka_unit_test(huge_decimals_parse),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
