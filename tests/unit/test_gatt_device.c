#include "tests/unit/test_gatt.h"

#include <stdio.h>
#include <stdlib.h>

#include "gatt/device.h"

static struct device *parse(const char *text)
{
	struct err err = { "" };
	struct device *d = device_parse(text, strlen(text), &err);

	if (!d)
		fail_msg("%s", err.text);
	return d;
}

/* JSON that is typed with ' for its quotes. */
static struct device *parse_typed(const char *typed, struct err *err)
{
	struct buf b = { 0 };
	struct device *d;

	for (const char *p = typed; *p; p++)
		buf_putc(&b, *p == '\'' ? '"' : *p);
	d = device_parse((const char *)b.data, b.len, err);
	buf_free(&b);
	return d;
}

static struct device *typed(const char *text)
{
	struct err err = { "" };
	struct device *d = parse_typed(text, &err);

	if (!d)
		fail_msg("%s: %s", text, err.text);
	return d;
}

/* The whole file; the caller frees it. */
static char *read_file(const char *path, size_t *len)
{
	FILE *f = fopen(path, "rb");
	struct buf b = { 0 };
	size_t n;

	if (!f)
		fail_msg("cannot open %s", path);
	while ((n = fread(buf_reserve(&b, 4096), 1, 4096, f)) > 0)
		b.len += n;
	fclose(f);
	buf_putc(&b, '\0');
	*len = b.len - 1;
	return (char *)b.data;
}

static const struct attr *value_of(const struct device *d, uint16_t uuid)
{
	struct uuid u = uuid_from16(uuid);
	const struct attr *a = gatt_db_value_of(&d->db, &u, 0);

	assert_non_null(a);
	return a;
}

static void a_name_is_enough(void **state)
{
	struct device *d = typed("{'name': 'Cuff'}");
	const struct device_security *s = &d->security;

	(void)state;
	assert_string_equal(d->name, "Cuff");
	assert_string_equal(d->about, "");
	assert_true(addr_is_zero(&d->address));
	assert_int_equal(d->adv_interval_ms, 100);
	assert_true(d->connectable);
	assert_true(d->keeps_bonds);
	assert_false(d->privacy);
	assert_int_equal(d->rpa_timeout_s, 900);
	assert_int_equal(d->rssi, -60);
	assert_int_equal(s->io, 3);
	assert_int_equal(s->auth_req, 0x09);
	assert_int_equal(s->max_key_size, 16);
	assert_int_equal(s->min_key_size, 7);
	assert_int_equal(s->initiator_keys, 3);
	assert_int_equal(s->responder_keys, 3);
	assert_true(s->pairable && s->confirm);
	assert_false(s->security_request || s->has_passkey);
	assert_int_equal(s->n_rules, 0);
	assert_int_equal(d->n_notifies, 0);
	assert_false(d->central.present);
	assert_hex(d->adv, d->adv_len, "020106 0509 43756666");
	assert_int_equal(d->scan_rsp_len, 0);
	/* Generic Access and Generic Attribute */
	assert_int_equal(d->db.n, 9);
	assert_hex(value_of(d, 0x2a00)->value, 4, "43756666");
	assert_hex(value_of(d, 0x2a01)->value, 2, "0000");
	assert_int_equal(d->db.attrs[0].end, 5);
	assert_int_equal(d->db.attrs[5].end, 9);
	assert_non_null(gatt_db_cccd_of(&d->db, value_of(d, 0x2a05)->handle));
	device_free(d);
	device_free(NULL);
}

static void one_that_is_served_may_resolve(void **state)
{
	static const char text[] = "{\"name\": \"Cuff\"}";
	static const char own[] =
	    "{\"name\": \"x\", \"services\": [{\"uuid\": \"1800\", "
	    "\"characteristics\": [{\"uuid\": \"2aa6\", \"value\": "
	    "{\"u8\": 7}}]}]}";
	static const char tight[] = "{\"name\": \"x\", \"services\": "
				    "[{\"uuid\": \"180f\", \"handle\": 10}]}";
	struct err err;
	struct device *d = device_parse_served(text, strlen(text), &err);

	(void)state;
	assert_non_null(d);
	assert_int_equal(d->db.n, 11);
	assert_int_equal(d->db.attrs[0].end, 7);
	assert_hex(value_of(d, 0x2aa6)->value, 1, "00");
	device_set_resolution(d, true);
	assert_hex(value_of(d, 0x2aa6)->value, 1, "01");
	device_set_resolution(d, false);
	assert_hex(value_of(d, 0x2aa6)->value, 1, "00");
	device_free(d);
	d = device_parse_served(own, strlen(own), &err);
	assert_non_null(d);
	device_set_resolution(d, true);
	assert_hex(value_of(d, 0x2aa6)->value, 1, "07");
	device_free(d);
	d = device_parse_served(tight, strlen(tight), &err);
	assert_non_null(d);
	assert_int_equal(d->db.attrs[0].handle, 10);
	assert_int_equal(value_of(d, 0x2aa6)->handle, 17);
	device_free(d);
}

static void every_key_is_taken(void **state)
{
	/* clang-format off */
	static const char text[] =
	    "{'name':'N','about':'A','address':'C0:11:22:33:44:55/random','rssi':-58,"
	    "'appearance':'0341','keeps_bonds':false,'privacy':true,"
	    "'rpa_timeout_s':1,"
	    "'advertising':{'interval_ms':250,'connectable':false,"
	    " 'data':[{'flags':['limited','no-bredr']},{'services16':['1810','180f']},"
	    "  {'manufacturer':{'company':'020e','data':'01ff'}},{'tx_power':-4},"
	    "  {'appearance':833},{'raw':{'type':'16','data':'0f18 64'}}],"
	    " 'scan_response':[{'short_name':'N'},{'services32':['00001810']},"
	    "  {'service_data':{'uuid':'180f','data':'64'}},{'flags':6}]},"
	    "'security':{'io':'DisplayYesNo','bonding':false,'mitm':true,'sc':true,"
	    " 'keypress':true,'ct2':true,'max_key_size':12,'min_key_size':'0x0a',"
	    " 'initiator_keys':['enc','sign'],'responder_keys':8,'pairable':false,"
	    " 'security_request':true,'security_request_delay_ms':53,'passkey':7,'confirm':false,"
	    " 'rules':[{'at':'request','without_initiator_keys':['id'],'without_auth_req':['mitm'],"
	    "  'fail':'unspecified reason'},{'at':4,'times':1,'fail':4},"
	    "  {'at':'request','with_initiator_keys':['link'],'with_auth_req':['ct2'],"
	    "   'without_oob':true,'sooner_ms':20,'do':'silence'}],"
	    " 'mitm_only':true,'oob_tk':'00112233445566778899aabbccddeeff'},"
	    "'drops_bond_if_closed':true,'closes_after_ms':3000,'company':'004c',"
	    "'link_faults':[{'at':'load','packets':30,'reason':'0x3d'},"
	    " {'sooner_ms':40,'after_ms':50}],"
	    "'services':[{'uuid':'1810','handle':'0x0010','includes':['180f'],"
	    " 'characteristics':[{'uuid':'2a35','properties':['indicate','write'],'handle':32,"
	    "  'read':'authenticated','write':'encrypted','min_key_size':16,'silent':true,'value':{'u16':[1,2]},"
	    "  'max_length':20,'cccd':{'write':'authenticated','read':'encrypted'},"
	    "  'descriptors':[{'uuid':'2901','write':'open','value':{'text':'hi'}}],"
	    "  'notify':{'delay_ms':5,'interval_ms':6,'repeat':0,'values':[{'hex':'01'},"
	    "{'hex':''}]}}]},"
	    " {'uuid':'180f','primary':false}],"
	    "'central':{'target':'00:11:22:33:44:55','delay_ms':1,'pair':true,'read':['2a19'],"
	    " 'subscribe':['2a35','2a37'],'stay_ms':9,'connections':3}}";
	static const struct row rows[] = {
		{ 0x10, ATTR_PRIMARY_SERVICE, "1810", .end = 0x23 },
		{ 0x11, ATTR_INCLUDE, "180f", .value_handle = 0x24, .end = 0x24 },
		{ 0x20, ATTR_CHARACTERISTIC, "2a35", 0, 0x28, .value_handle = 0x21 },
		{ 0x21, ATTR_VALUE, "2a35", 0x18, 0x28, .value = "01000200", .max_len = 20,
			.min_key_size = 16 },
		{ 0x22, ATTR_DESCRIPTOR, "2902", 0x24, .value_handle = 0x21, .max_len = 512 },
		{ 0x23, ATTR_DESCRIPTOR, "2901", 0x03, .value_handle = 0x21, .value = "6869",
			.max_len = 512 },
		{ 0x24, ATTR_SECONDARY_SERVICE, "180f", .end = 0x24 },
	};
	/* clang-format on */
	struct device *d = typed(text);
	const struct device_security *s = &d->security;
	const struct device_rule *rule = s->rules;
	const struct device_notify *notify = d->notifies;
	const struct device_central *c = &d->central;

	(void)state;
	assert_string_equal(d->about, "A");
	assert_hex(d->address.b, 6, "5544332211c0");
	assert_int_equal(d->address.type, ADDR_RANDOM);
	assert_int_equal(d->rssi, -58);
	assert_false(d->keeps_bonds || d->connectable);
	assert_true(d->privacy);
	assert_int_equal(d->rpa_timeout_s, 1);
	assert_int_equal(d->adv_interval_ms, 250);
	assert_hex(d->adv, d->adv_len,
	    "020105 05031018 0f18 05ff0e0201ff 020afc 03194103 04160f1864");
	assert_hex(d->scan_rsp, d->scan_rsp_len,
	    "02084e 050510180000 04160f1864 020106");
	assert_int_equal(s->io, 1);
	assert_int_equal(s->auth_req, 0x3c);
	assert_int_equal(s->max_key_size, 12);
	assert_int_equal(s->min_key_size, 10);
	assert_int_equal(s->initiator_keys, 5);
	assert_int_equal(s->responder_keys, 8);
	assert_false(s->pairable || s->confirm);
	assert_true(s->security_request && s->has_passkey);
	assert_int_equal(s->security_request_delay_ms, 53);
	assert_int_equal(s->passkey, 7);
	assert_int_equal(s->n_rules, 3);
	assert_true(s->mitm_only && s->has_oob_tk);
	assert_hex(s->oob_tk, 16, "ffeeddccbbaa99887766554433221100");
	assert_true(d->drops_bond && d->closes);
	assert_int_equal(d->closes_after_ms, 3000);
	assert_int_equal(d->company, 0x004c);
	assert_int_equal(d->n_faults, 2);
	assert_int_equal(d->faults[0].at, DEVICE_FAULT_LOAD);
	assert_int_equal(d->faults[0].packets, 30);
	assert_int_equal(d->faults[0].reason, 0x3d);
	assert_int_equal(d->faults[1].at, DEVICE_FAULT_CONNECTION);
	assert_int_equal(d->faults[1].reason, 0x08);
	assert_int_equal(d->faults[1].sooner_ms, 40);
	assert_int_equal(d->faults[1].after_ms, 50);
	assert_int_equal(rule[2].with_initiator_keys, 8);
	assert_int_equal(rule[2].with_authreq, 0x20);
	assert_true(rule[2].without_oob);
	assert_int_equal(rule[2].sooner_ms, 20);
	assert_int_equal(rule[0].with_initiator_keys, 0);
	assert_int_equal(rule[0].sooner_ms, 0);
	assert_int_equal(rule[0].step, 0x01);
	assert_int_equal(rule[0].without_initiator_keys, 2);
	assert_int_equal(rule[0].without_authreq, 4);
	assert_int_equal(rule[0].times, 0);
	assert_int_equal(rule[0].value, 8);
	assert_int_equal(rule[1].step, 0x04);
	assert_int_equal(rule[1].times, 1);
	assert_int_equal(rule[1].value, 4);
	assert_int_equal(d->db.n, 9 + ARRAY_SIZE(rows));
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct attr *a = gatt_db_find(&d->db, rows[i].handle);
		struct uuid u;

		assert_non_null(a);
		assert_int_equal(a->kind, rows[i].kind);
		assert_true(uuid_parse(rows[i].uuid, &u));
		assert_true(uuid_equal(&a->uuid, &u));
		assert_int_equal(a->permissions, rows[i].permissions);
		if (rows[i].properties)
			assert_int_equal(a->properties, rows[i].properties);
		if (rows[i].value_handle)
			assert_int_equal(a->value_handle, rows[i].value_handle);
		assert_int_equal(a->end, rows[i].end);
		assert_int_equal(a->max_len, rows[i].max_len);
		assert_int_equal(a->min_key_size, rows[i].min_key_size);
		if (rows[i].value)
			assert_hex(a->value, a->value_len, rows[i].value);
	}
	assert_true(gatt_db_find(&d->db, 0x21)->silent);
	assert_false(gatt_db_find(&d->db, 0x20)->silent);
	assert_int_equal(d->n_notifies, 1);
	assert_int_equal(notify->value_handle, 0x21);
	assert_int_equal(notify->delay_ms, 5);
	assert_int_equal(notify->interval_ms, 6);
	assert_int_equal(notify->repeat, 0);
	assert_int_equal(notify->n_values, 2);
	assert_hex(notify->values[0], notify->value_lens[0], "01");
	assert_int_equal(notify->value_lens[1], 0);
	assert_true(c->present && c->pair);
	assert_int_equal(c->target.type, ADDR_UNKNOWN);
	assert_int_equal(c->delay_ms, 1);
	assert_int_equal(c->n_reads, 1);
	assert_true(uuid_is16(&c->reads[0], 0x2a19));
	assert_int_equal(c->n_subscribes, 2);
	assert_true(uuid_is16(&c->subscribes[1], 0x2a37));
	assert_int_equal(c->stay_ms, 9);
	assert_int_equal(c->connections, 3);
	device_free(d);
}

static void values_have_many_forms(void **state)
{
	static const struct {
		const char *json, *hex;
	} cases[] = {
		{ "{'hex':'0x01 02:03'}", "010203" },
		{ "{'text':'\\u00e9'}", "c3a9" },
		{ "{'u8':255}", "ff" },
		{ "{'u8':'1e'}", "1e" },
		{ "{'i8':[-1,127]}", "ff7f" },
		{ "{'u16':4660}", "3412" },
		{ "{'i16':-2}", "feff" },
		{ "{'u24':66051}", "030201" },
		{ "{'u32':'0x01020304'}", "04030201" },
		{ "{'i32':-1}", "ffffffff" },
		{ "[{'u8':1},{'text':'a'},{'hex':'00'}]", "016100" },
		{ "[]", "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char text[256];
		struct device *d;
		const struct attr *a;

		snprintf(text, sizeof(text),
		    "{'name':'x','services':[{'uuid':'180f',"
		    "'characteristics':[{'uuid':'2a19','value':%s}]"
		    "}]}",
		    cases[i].json);
		d = typed(text);
		a = value_of(d, 0x2a19);
		assert_hex(a->value, a->value_len, cases[i].hex);
		device_free(d);
	}
}

static void access_follows_the_properties(void **state)
{
	static const struct {
		const char *json;
		uint8_t permissions;
		uint16_t max_len;
	} cases[] = {
		{ "", ATTR_READ, 0 },
		{ ",'properties':[]", 0, 0 },
		{ ",'properties':['notify']", 0, 0 },
		{ ",'properties':['read','write']", ATTR_READ | ATTR_WRITE,
		    512 },
		{ ",'properties':'04'", ATTR_WRITE, 512 },
		{ ",'properties':8,'max_length':0", ATTR_WRITE, 0 },
		{ ",'read':'none'", 0, 0 },
		{ ",'read':'authorized','write':'encrypted'",
		    ATTR_READ_AUTHORIZED | ATTR_WRITE_ENCRYPTED, 512 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char text[256];
		struct device *d;
		const struct attr *a;

		snprintf(text, sizeof(text),
		    "{'name':'x','services':[{'uuid':'180f',"
		    "'characteristics':[{'uuid':'2a19'%s}]}]}",
		    cases[i].json);
		d = typed(text);
		a = value_of(d, 0x2a19);
		assert_int_equal(a->permissions, cases[i].permissions);
		assert_int_equal(a->max_len, cases[i].max_len);
		device_free(d);
	}
}

/* clang-format off */
#define NAME29 "12345678901234567890123456789"
static void advertising_is_made_up(void **state)
{
	static const struct {
		const char *json, *adv, *rsp;
	} cases[] = {
		/* the name just fits */
		{ "{'name':'12345678901234567890abcdef'}",
		    "020106 1b09 31323334353637383930 31323334353637383930 616263646566", "" },
		/* it does not: to the scan response, shortened there if need be */
		{ "{'name':'12345678901234567890abcdefg'}", "020106",
		    "1c09 31323334353637383930 31323334353637383930 61626364656667" },
		{ "{'name':'" NAME29 "0'}", "020106",
		    "1e08 31323334353637383930 31323334353637383930 313233343536373839" },
		/* never in the middle of a character */
		{ "{'name':'1234567890123456789012345678\\u00e9'}", "020106",
		    "1d08 31323334353637383930 31323334353637383930 3132333435363738" },
		{ "{'name':'" NAME29 "','advertising':{'scan_response':[]}}",
		    "020106 1b08 31323334353637383930 31323334353637383930 313233343536", "" },
		{ "{'name':'x','services':[{'uuid':'180f'},{'uuid':'1810','primary':false},"
		  "{'uuid':'1811'},{'uuid':'12345678-9abc-def0-1234-56789abcdef0'}]}",
		    "020106 0503 0f181118 020978", "" },
		{ "{'name':'x','advertising':{'data':[]}}", "", "" },
		{ "{'name':'x','advertising':{'data':[{'services128':['180f']}]}}",
		    "1107 fb349b5f80000080001000000f180000", "" },
		{ "{'name':'x','advertising':{'data':[{'service_data':"
		  "{'uuid':'12345678-9abc-def0-1234-56789abcdef0','data':'01'}}]}}",
		    "1221 f0debc9a78563412f0debc9a78563412 01", "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct device *d = typed(cases[i].json);

		assert_hex(d->adv, d->adv_len, cases[i].adv);
		assert_hex(d->scan_rsp, d->scan_rsp_len, cases[i].rsp);
		device_free(d);
	}
}
/* clang-format on */

static void a_list_of_services_that_is_too_long(void **state)
{
	struct buf text = { 0 };
	struct device *d;

	(void)state;
	buf_puts(&text, "{'name':'x','services':[{'uuid':'1900'}");
	for (unsigned i = 1; i < 14; i++)
		buf_printf(&text, ",{'uuid':'19%02x'}", i);
	buf_puts(&text, "]}");
	buf_putc(&text, '\0');
	d = typed((const char *)text.data);
	/* 13 of 14, marked as not all; the name goes elsewhere */
	assert_int_equal(d->adv_len, 31);
	assert_hex(d->adv, 7, "020106 1b02 0019");
	assert_hex(d->scan_rsp, d->scan_rsp_len, "020978");
	device_free(d);
	buf_free(&text);
}

static void common_services_find_their_place(void **state)
{
	/* clang-format off */
	static const struct {
		const char *services;
		uint16_t gap, gatt; /* their handles */
	} cases[] = {
		{ "", 1, 6 },
		{ "{'uuid':'180f'}", 1, 6 },
		{ "{'uuid':'180f','handle':10}", 1, 6 },
		{ "{'uuid':'180f','handle':9}", 10, 15 },
		{ "{'uuid':'1800'}", 5, 1 },
		{ "{'uuid':'00001800-0000-1000-8000-00805f9b34fb'},{'uuid':'1801'}", 1, 2 },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char text[256];
		struct device *d;
		unsigned found = 0;

		snprintf(text, sizeof(text), "{'name':'x','services':[%s]}",
		    cases[i].services);
		d = typed(text);
		for (size_t k = 0; k < d->db.n; k++) {
			const struct attr *a = d->db.attrs + k;

			if (a->kind != ATTR_PRIMARY_SERVICE)
				continue;
			if (uuid_is16(&a->uuid, 0x1800)) {
				assert_int_equal(a->handle, cases[i].gap);
				found++;
			}
			if (uuid_is16(&a->uuid, 0x1801)) {
				assert_int_equal(a->handle, cases[i].gatt);
				found++;
			}
		}
		assert_int_equal(found, 2);
		device_free(d);
	}
}

/* clang-format off */
#define CHAR(x) "{'name':'x','services':[{'uuid':'180f','characteristics':[" x "]}]}"
#define SEC(x)	"{'name':'x','security':{" x "}}"
#define ADV(x)	"{'name':'x','advertising':{" x "}}"
#define AT_CHAR "services[0].characteristics[0]"

static void mistakes_are_named(void **state)
{
	static const struct {
		const char *text, *err;
	} cases[] = {
		{ "", "line 1, column 0: '[' or '{' expected near end of file" },
		{ "{'name':\n'x'", "line 2, column 3: '}' expected near end of file" },
		{ "{'name':'x','name':'y'}",
		    "line 1, column 18: duplicate object key near '\"name\"'" },
		{ "{'name':'x'} x", "line 1, column 14: end of file expected near 'x'" },
		{ "[]", "must be an object" },
		{ "{}", "name: must be there, of 1 to 248 octets" },
		{ "{'name':''}", "name: must be there, of 1 to 248 octets" },
		{ "{'name':7}", "name: must be a text" },
		{ "{'name':'x','nmae':1}",
		    "nmae: unknown key; there are: name, about, address, rssi, "
		    "appearance, advertising, security, services, keeps_bonds, "
		    "drops_bond_if_closed, closes_after_ms, central, privacy, rpa_timeout_s, "
		    "link_faults, company" },
		{ "{'name':'x','a\\u001bb':1}",
		    "a\\x1bb: unknown key; there are: name, about, address, rssi, "
		    "appearance, advertising, security, services, keeps_bonds, "
		    "drops_bond_if_closed, closes_after_ms, central, privacy, rpa_timeout_s, "
		    "link_faults, company" },
		{ "{'name':'x','address':'00:11'}",
		    "address: is no address (such as 00:5F:BF:12:34:56/public)" },
		{ "{'name':'x','rssi':21}", "rssi: must be from -127 to 20" },
		{ "{'name':'x','rssi':1.5}",
		    "rssi: must be a whole number, or hexadecimal digits in quotes" },
		{ "{'name':'x','rssi':null}",
		    "rssi: must be a whole number, or hexadecimal digits in quotes" },
		{ "{'name':'x','rssi':''}",
		    "rssi: must be a whole number, or hexadecimal digits in quotes" },
		{ "{'name':'x','keeps_bonds':1}", "keeps_bonds: must be true or false" },
		{ "{'name':'x','privacy':1}", "privacy: must be true or false" },
		{ "{'name':'x','rpa_timeout_s':0}", "rpa_timeout_s: must be from 1 to 3600" },
		{ "{'name':'x','link_faults':7}", "link_faults: must be a list" },
		{ "{'name':'x','link_faults':[{'reason':0}]}",
		    "link_faults[0].reason: must be from 1 to 255" },
		{ "{'name':'x','link_faults':[{'packets':9}]}",
		    "link_faults[0].packets: goes with at load only" },
		{ "{'name':'x','services':{}}", "services: must be a list" },
		{ "{'name':'x','services':[7]}", "services[0]: must be an object" },
		{ "{'name':'x','services':[{}]}", "services[0]: needs uuid" },
		{ "{'name':'x','services':[{'uuid':'18'}]}",
		    "services[0].uuid: is no UUID (such as 180f)" },
		{ "{'name':'x','services':[{'uuid':'180f','handle':20},{'uuid':'180f',"
		    "'handle':20}]}",
		    "services[1].handle: is not above the handle before" },
		{ "{'name':'x','services':[{'uuid':'180f','handle':65535},{'uuid':'180f'}]}",
		    "services[1]: has no handle left, 0xffff is taken" },
		{ "{'name':'x','services':[{'uuid':'180f','handle':65536}]}",
		    "services[0].handle: must be from 1 to 65535" },
		{ "{'name':'x','services':[{'uuid':'180f','includes':['1810']}]}",
		    "services[0].includes[0]: names no service of this file" },
		{ "{'name':'x','services':[{'uuid':'180f','includes':[1]}]}",
		    "services[0].includes[0]: there are 1 services" },
		{ "{'name':'x','services':[{'uuid':'180f','includes':[-1]}]}",
		    "services[0].includes[0]: there are 1 services" },
		{ "{'name':'x','services':[{'uuid':'180f','includes':['180f']},{'uuid':'180f'}]}",
		    "services[0].includes[0]: names several services: use a place, from 0" },
		{ CHAR("{}"), AT_CHAR ": needs uuid" },
		{ CHAR("{'uuid':'2a19','val':1}"), AT_CHAR
		    ".val: unknown key; there are: uuid, handle, "
		    "properties, read, write, min_key_size, silent, value, max_length, descriptors, cccd, "
		    "notify" },
		{ CHAR("{'uuid':'2a19','properties':['raed']}"), AT_CHAR
		    ".properties[0]: unknown name; "
		    "there are: broadcast, read, write-without-response, write, notify, indicate, "
		    "signed-write, extended" },
		{ CHAR("{'uuid':'2a19','properties':256}"), AT_CHAR
		    ".properties: must be from 0 to 255" },
		{ CHAR("{'uuid':'2a19','read':'secret'}"), AT_CHAR ".read: unknown name; "
		    "there are: none, open, encrypted, authenticated, authorized" },
		{ CHAR("{'uuid':'2a19','min_key_size':16}"), AT_CHAR
		    ".min_key_size: needs read or write to be "
		    "encrypted or authenticated" },
		{ CHAR("{'uuid':'2a19','value':7}"), AT_CHAR ".value: must be an object" },
		{ CHAR("{'uuid':'2a19','value':{}}"), AT_CHAR
		    ".value: must have one key, such as hex" },
		{ CHAR("{'uuid':'2a19','value':{'u8':1,'u16':1}}"),
		    AT_CHAR ".value: must have one key, such as hex" },
		{ CHAR("{'uuid':'2a19','value':{'u8':256}}"), AT_CHAR
		    ".value.u8: must be from 0 to 255" },
		{ CHAR("{'uuid':'2a19','value':[{'u8':[1,-1]}]}"), AT_CHAR
		    ".value[0].u8[1]: must be from 0 to 255" },
		{ CHAR("{'uuid':'2a19','value':{'hex':'123'}}"),
		    AT_CHAR ".value.hex: must be pairs of hexadecimal digits" },
		{ CHAR("{'uuid':'2a19','max_length':513}"), AT_CHAR
		    ".max_length: must be from 0 to 512" },
		{ CHAR("{'uuid':'2a19','value':{'hex':'0102'},'max_length':1}"),
		    AT_CHAR ".max_length: is less than the value's 2 octets" },
		{ CHAR("{'uuid':'2a19','cccd':{}}"), AT_CHAR
		    ".cccd: needs the property notify or indicate" },
		{ CHAR("{'uuid':'2a19','notify':{}}"),
		    AT_CHAR ".notify: needs the property notify or indicate, and a cccd" },
		{ CHAR("{'uuid':'2a19','properties':['notify'],'cccd':false,'notify':{}}"),
		    AT_CHAR ".notify: needs the property notify or indicate, and a cccd" },
		{ CHAR("{'uuid':'2a19','properties':['notify'],'notify':{'values':[]}}"),
		    AT_CHAR ".notify.values: must not be empty" },
		{ CHAR("{'uuid':'2a19','properties':['notify'],'notify':{'repeat':0,"
		    "'interval_ms':0}}"),
		    AT_CHAR ".notify.repeat: for ever needs an interval_ms" },
		{ CHAR("{'uuid':'2a19','descriptors':[{'uuid':'2902'}]}"),
		    AT_CHAR ".descriptors[0]: is there by itself: see cccd" },
		{ SEC("'io':'Display'"),
		    "security.io: unknown name; there are: DisplayOnly, DisplayYesNo, "
		    "KeyboardOnly, NoInputNoOutput, KeyboardDisplay" },
		{ SEC("'io':5"), "security.io: must be from 0 to 4" },
		{ SEC("'sc':true,'auth_req':1"), "security.sc: is in auth_req already" },
		{ SEC("'max_key_size':17"), "security.max_key_size: must be from 7 to 16" },
		{ SEC("'max_key_size':8,'min_key_size':9"),
		    "security.min_key_size: must be from 7 to 8" },
		{ SEC("'passkey':1000000"), "security.passkey: must be from 0 to 999999" },
		{ SEC("'initiator_keys':['irk']"),
		    "security.initiator_keys[0]: unknown name; there are: enc, id, sign, link" },
		{ SEC("'rules':['send confirm flip']"),
		    "security.rules[0]: is no rule: [send|receive] PDU ACTION [VALUE] [xTIMES]" },
		{ SEC("'oob_tk':'0011'"), "security.oob_tk: is not 16 octets" },
		{ SEC("'rules':[{'at':'request','sooner_ms':0,'fail':8}]"),
		    "security.rules[0].sooner_ms: must be from 1 to 86400000" },
		{ SEC("'rules':[{'at':'confirm','do':'flip 3'}]"),
		    "security.rules[0].do: is no action, or none for this step" },
		{ SEC("'rules':[{'at':'request'}]"), "security.rules[0]: needs at, and one of fail and do" },
		{ SEC("'rules':[{'at':'request','fail':0}]"),
		    "security.rules[0].fail: must not be 0" },
		{ SEC("'rules':[{'at':'start','fail':8}]"),
		    "security.rules[0].at: unknown name; there are: "
		    "request, response, confirm, random, failed, encryption information, "
		    "central identification, identity information, identity address, "
		    "signing information, security request, public key, dhkey check, "
		    "keypress, encryption, bond" },
		{ ADV("'interval_ms':19"), "advertising.interval_ms: must be from 20 to 10240" },
		{ ADV("'data':[{'raw':{'type':255,'data':'" NAME29 NAME29 "'}},{'flags':[]}]"),
		    "advertising.data: 3 octets too many, 31 fit" },
		{ ADV("'data':[{'services16':['12345678']}]"),
		    "advertising.data[0].services16[0]: has no form of 16 bits" },
		{ ADV("'data':[{'services16':'180f'}]"),
		    "advertising.data[0].services16: must be a list" },
		{ ADV("'data':[{}]"), "advertising.data[0]: must have one key, such as flags" },
		{ ADV("'data':[{'manufacturer':{'data':'00'}}]"),
		    "advertising.data[0].manufacturer: needs company" },
		{ "{'name':'x','central':{'read':['2a19',7]}}", "central.read[1]: must be a text" },
		{ "{'name':'x','central':{'connections':0}}",
		    "central.connections: must be from 1 to 1000000" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct err err = { "" };

		if (parse_typed(cases[i].text, &err))
			fail_msg("taken: %s", cases[i].text);
		assert_string_equal(err.text, cases[i].err);
	}
}
/* clang-format on */

static void no_error_is_wanted(void **state)
{
	(void)state;
	assert_null(device_parse("{", 1, NULL));
	assert_null(parse_typed("{'name':7}", NULL));
}

static struct device *parse_file(const char *path)
{
	size_t len;
	char *text = read_file(path, &len);
	struct device *d = parse(text);

	free(text);
	return d;
}

static void the_omron(void **state)
{
	struct device *d = parse_file("sim/devices/omron-bp7350.json");
	const struct device_security *s = &d->security;
	const struct attr *bp = value_of(d, 0x2a35);
	struct gatt *g = gatt_new(&d->db, 185);
	struct gatt_out out = { 0 };
	struct gatt_security secure = { true, false, true, 16 };
	char text[64];

	(void)state;
	assert_string_equal(d->name, "BP7350");
	assert_int_equal(s->io, 3);
	assert_int_equal(s->auth_req, 0x01);
	assert_true(s->security_request);
	assert_int_equal(s->security_request_delay_ms, 53);
	assert_int_equal(s->initiator_keys, 3);
	assert_int_equal(s->responder_keys, 3);
	assert_int_equal(s->n_rules, 2);
	assert_int_equal(s->rules[0].step, 0x01);
	assert_int_equal(s->rules[0].without_initiator_keys, 2);
	assert_int_equal(s->rules[0].value, 8);
	assert_int_equal(s->rules[1].step, 0x04);
	assert_int_equal(s->rules[1].times, 1);
	assert_int_equal(s->rules[1].value, 4);
	/* it wants encryption for the subscription, then indicates */
	snprintf(text, sizeof(text), "12 %02x00 0200", bp->handle + 1);
	exchange(g, &out, text, "send 0112 0d00 05");
	gatt_set_security(g, &secure);
	exchange(g, &out, text, "send 13; subscribed 000c 0002");
	assert_int_equal(d->n_notifies, 1);
	assert_int_equal(d->notifies[0].value_handle, bp->handle);
	assert_int_equal(d->notifies[0].n_values, 3);
	assert_true(gatt_notify(g, bp->handle, d->notifies[0].values[0],
	    d->notifies[0].value_lens[0], 0, &out));
	/* 128/82, mean 97, on 2024-03-09 07:41:05, pulse 71, user 1 */
	assert_effects(&out, "send 1d 0c00 1e 8000 5200 6100 "
			     "e807030907 2905 4700 01 0000");
	gatt_free(g);
	gatt_out_free(&out);
	device_free(d);
}

static void the_heart_rate_sensor(void **state)
{
	struct device *d = parse_file("sim/devices/heart-rate.json");
	struct gatt *g = gatt_new(&d->db, 185);
	struct gatt_out out = { 0 };
	struct uuid encrypted, authenticated;
	struct {
		const struct gatt_security sec;
		uint8_t first, second;
	} cases[] = {
		{ { false, false, false, 0 }, 0x05, 0x05 },
		{ { false, false, true, 0 }, 0x0f, 0x0f },
		{ { true, false, true, 16 }, 0, 0x05 },
		{ { true, true, true, 16 }, 0, 0 },
	};

	(void)state;
	assert_int_equal(d->security.io, 1);
	assert_int_equal(d->security.auth_req, 0x0d);
	assert_true(addr_is_static(&d->address));
	assert_true(
	    uuid_parse("7a1e0002-52f3-4d1c-9a53-0f6b3c2d1e00", &encrypted));
	assert_true(
	    uuid_parse("7a1e0003-52f3-4d1c-9a53-0f6b3c2d1e00", &authenticated));
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct uuid *const uuids[] = { &encrypted,
			&authenticated };

		gatt_set_security(g, &cases[i].sec);
		for (int k = 0; k < 2; k++) {
			uint8_t want = k ? cases[i].second : cases[i].first;
			uint8_t pdu[3] = { ATT_READ_REQ };
			const uint8_t *rsp;

			put_le16(pdu + 1,
			    gatt_db_value_of(&d->db, uuids[k], 0)->handle);
			gatt_receive(g, pdu, sizeof(pdu), 0, &out);
			rsp = gatt_effect_data(&out, only(&out, GATT_SEND));
			assert_int_equal(
			    rsp[0], want ? ATT_ERROR_RSP : ATT_READ_RSP);
			if (want)
				assert_int_equal(rsp[4], want);
			gatt_out_clear(&out);
		}
	}
	assert_int_equal(value_of(d, 0x2a19)->permissions, ATTR_READ);
	assert_int_equal(
	    d->notifies[0].value_handle, value_of(d, 0x2a37)->handle);
	gatt_free(g);
	gatt_out_free(&out);
	device_free(d);
}

/* Each literal display of the manual page is a device file. */
static void the_manual_speaks_the_truth(void **state)
{
	size_t len;
	char *page = read_file("man/pairscope-device.5", &len), *at = page;
	unsigned n = 0;

	(void)state;
	while ((at = strstr(at, ".Bd -literal\n"))) {
		char *end = strstr(at, ".Ed\n");
		struct device *d;

		assert_non_null(end);
		*end = '\0';
		at += strlen(".Bd -literal\n");
		d = parse(at);
		assert_true(d->db.n > 9);
		device_free(d);
		at = end + 1;
		n++;
	}
	assert_int_equal(n, 2);
	free(page);
}

/* A file that was cut or damaged is taken or refused, never worse. */
static void damaged_files(void **state)
{
	size_t len;
	char *text = read_file("sim/devices/omron-bp7350.json", &len);
	struct test_random random_state;
	struct env env = test_env(&random_state, 3);
	unsigned refused = 0;

	(void)state;
	for (size_t n = 0; n < len - 2; n++) {
		struct err err = { "" };

		assert_null(device_parse(text, n, &err));
		assert_memory_equal(err.text, "line ", 5);
	}
	for (int i = 0; i < 3000; i++) {
		uint32_t at;
		uint8_t byte;
		char was;
		struct err err = { "" };
		struct device *d;

		env_random(&env, &at, sizeof(at));
		env_random(&env, &byte, 1);
		at %= (uint32_t)len;
		was = text[at];
		text[at] = (char)byte;
		d = device_parse(text, len, &err);
		refused += !d;
		assert_true(d || err.text[0]);
		device_free(d);
		text[at] = was;
	}
	assert_true(refused > 1000);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_is_enough),
		cmocka_unit_test(one_that_is_served_may_resolve),
		cmocka_unit_test(every_key_is_taken),
		cmocka_unit_test(values_have_many_forms),
		cmocka_unit_test(access_follows_the_properties),
		cmocka_unit_test(advertising_is_made_up),
		cmocka_unit_test(a_list_of_services_that_is_too_long),
		cmocka_unit_test(common_services_find_their_place),
		cmocka_unit_test(mistakes_are_named),
		cmocka_unit_test(no_error_is_wanted),
		cmocka_unit_test(the_omron),
		cmocka_unit_test(the_heart_rate_sensor),
		cmocka_unit_test(the_manual_speaks_the_truth),
		cmocka_unit_test(damaged_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
