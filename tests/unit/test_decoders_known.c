/* Attributes that were known before the log begins. */
#include "tests/unit/test_decoders.h"

#define CONNECTED   "3e 13 01 00 4000 00 01 ff44332211c0 1800 0000 2a00 00"
#define OTHER_PEER  "3e 13 01 00 4000 00 01 fe44332211c0 1800 0000 2a00 00"
#define OTHER_TYPE  "3e 13 01 00 4000 00 00 ff44332211c0 1800 0000 2a00 00"
#define BY_IDENTITY "3e 13 01 00 4000 00 03 ff44332211c0 1800 0000 2a00 00"

static const struct bdaddr peer = {
	.b = { 0xff, 0x44, 0x33, 0x22, 0x11, 0xc0 },
	.type = ADDR_RANDOM,
};

static size_t look_up(
    void *ctx, const struct bdaddr *address, const struct dec_attr **attrs)
{
	*attrs = ctx;
	return addr_equal(address, &peer) ? 2 : 0;
}

static void start(
    struct decoding *d, struct dec_attr attrs[static 2], const char *connected)
{
	attrs[0] = (struct dec_attr){ 0x0012, uuid_from16(0x2a19) };
	attrs[1] = (struct dec_attr){ 0x0013, uuid_from16(0x2902) };
	decoding_start_text(d, NULL);
	dec_set_attrs_lookup(d->dec, look_up, attrs);
	decode_sample(d, &(struct sample){ REC_EVENT, true, connected });
}

/* What the decoder makes of a packet on the link. */
static const char *acl(struct decoding *d, bool received, const char *hex)
{
	decode_sample(d, &(struct sample){ REC_ACL, received, hex });
	return as_text(d);
}

static const char *read_handle(struct decoding *d, const char *handle)
{
	char hex[64];

	snprintf(hex, sizeof(hex), "4000 0700 0300 0400 0a %s", handle);
	return acl(d, false, hex);
}

static void named_without_a_discovery(void **state)
{
	static const char *const ways[] = { CONNECTED, BY_IDENTITY };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
		struct dec_attr attrs[2];
		struct decoding d;

		start(&d, attrs, ways[i]);
		assert_non_null(strstr(read_handle(&d, "1200"),
		    "Handle: 0x0012 Type: Battery Level (0x2a19)\n"));
		assert_non_null(strstr(
		    acl(&d, true, "4020 0600 0200 0400 0b 64"), "100 %"));
		assert_non_null(strstr(
		    read_handle(&d, "1300"), "Characteristic Configuration"));
		assert_null(strstr(read_handle(&d, "1201"), "Type:"));
		/* Our own attributes are others. */
		assert_null(strstr(
		    acl(&d, true, "4020 0700 0300 0400 0a 1200"), "Type:"));
		decoding_end(&d);
	}
}

static void not_for_another_address(void **state)
{
	static const char *const ways[] = { OTHER_PEER, OTHER_TYPE };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
		struct dec_attr attrs[2];
		struct decoding d;

		start(&d, attrs, ways[i]);
		assert_null(strstr(read_handle(&d, "1200"), "Type:"));
		decoding_end(&d);
	}
}

/* The database has changed: 0x0012 is Manufacturer Name now, and nothing that
 * the log does not show is named. */
static void overridden_by_a_discovery(void **state)
{
	struct dec_attr attrs[2];
	struct decoding d;

	(void)state;
	start(&d, attrs, CONNECTED);
	acl(&d, false, "4000 0b00 0700 0400 08 0100 ffff 0328");
	acl(&d, true, "4020 0d00 0900 0400 09 07 1100 02 1200 292a");
	assert_non_null(
	    strstr(read_handle(&d, "1200"), "Manufacturer Name String"));
	assert_null(strstr(read_handle(&d, "1300"), "Type:"));
	/* so it stays on the next link */
	decode_sample(
	    &d, &(struct sample){ REC_EVENT, true, "05 04 00 4000 13" });
	decode_sample(&d, &(struct sample){ REC_EVENT, true, CONNECTED });
	assert_non_null(
	    strstr(read_handle(&d, "1200"), "Manufacturer Name String"));
	assert_null(strstr(read_handle(&d, "1300"), "Type:"));
	decoding_end(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(named_without_a_discovery),
		cmocka_unit_test(not_for_another_address),
		cmocka_unit_test(overridden_by_a_discovery),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
