#include "tests/unit/test_gatt.h"

#include <stdio.h>

#define CUSTOM "f000aa00-0451-4000-b000-000000000000"
#define U128   "00000000000000b00040510400aa00f0"

struct client {
	struct gatt *g;
	struct gatt_out out;
};

static int setup(void **state)
{
	static struct client c;

	c = (struct client){ .g = gatt_new(NULL, 517) };
	*state = &c;
	return 0;
}

static int teardown(void **state)
{
	struct client *c = *state;

	gatt_free(c->g);
	gatt_out_free(&c->out);
	return 0;
}

struct step {
	const char *in, *want;
};

static void run(struct client *c, const struct step *steps, size_t n)
{
	for (size_t i = 0; i < n; i++)
		exchange(c->g, &c->out, steps[i].in, steps[i].want);
}

#define RUN(c, steps) run(c, steps, ARRAY_SIZE(steps))

static void start_discovery(struct client *c)
{
	assert_true(gatt_discover(c->g, 0, &c->out));
	assert_effects(&c->out, "send 10 0100 ffff 0028");
}

static void start_read(struct client *c)
{
	assert_true(gatt_read(c->g, 3, 0, &c->out));
	assert_effects(&c->out, "send 0a 0300");
}

static void set_mtu(struct client *c, const char *rsp, const char *want)
{
	assert_true(gatt_exchange_mtu(c->g, 0, &c->out));
	assert_effects(&c->out, "send 02 0502");
	exchange(c->g, &c->out, rsp, want);
}

static void mtu_is_the_smaller_of_both(void **state)
{
	static const struct {
		const char *in, *want;
	} cases[] = {
		{ "03 b900", "mtu 185; done 02 00 0000" },
		{ "03 ffff", "mtu 517; done 02 00 0000" },
		{ "03 0000", "mtu 23; done 02 00 0000" },
		{ "03 1600", "mtu 23; done 02 00 0000" },
		{ "0102 0000 06", "done 02 06 0000" },
		{ "03 00", "error Exchange MTU Response of a wrong length; "
			   "done 02 04 0000" },
		{ "03 b900 00", "error Exchange MTU Response of a wrong "
				"length; done 02 04 0000" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct client c = { .g = gatt_new(NULL, 517) };

		assert_true(gatt_exchange_mtu(c.g, 0, &c.out));
		assert_true(gatt_busy(c.g));
		assert_effects(&c.out, "send 02 0502");
		exchange(c.g, &c.out, cases[i].in, cases[i].want);
		assert_false(gatt_busy(c.g));
		gatt_free(c.g);
		gatt_out_free(&c.out);
	}
}

/* clang-format off */
static void everything_is_discovered(void **state)
{
	static const struct step steps[] = {
		{ "11 06 0100 0500 0018 1000 1900 1018", "send 10 1a00 ffff 0028" },
		{ "11 14 2000 ffff " U128, "send 10 0100 ffff 0128" },
		{ "0110 0100 0a", "send 08 0100 ffff 0228" },
		{ "09 06 1100 2000 ffff", "send 08 1200 ffff 0228" },
		{ "0108 1200 0a", "send 08 0100 ffff 0328" },
		{ "09 07 0200 02 0300 002a 0400 0a 0500 012a", "send 08 0500 ffff 0328" },
		{ "09 07 1200 20 1300 352a 1500 02 1600 492a", "send 08 1600 ffff 0328" },
		{ "09 15 2100 10 2200 " U128, "send 08 2200 ffff 0328" },
		{ "09 15 feff 02 ffff " U128, "send 08 ffff ffff 0328" },
		{ "0108 ffff 0a", "send 04 1400 1400" },
		{ "05 01 1400 0229", "send 04 1700 1900" },
		{ "05 01 1700 0129", "send 04 1800 1900" },
		{ "0104 1800 0a", "send 04 2300 fdff" },
		{ "05 02 2300 " U128, "send 04 2400 fdff" },
		{ "05 01 fdff 0229", "done 04 00 0000" },
	};
	/* clang-format on */
	static const struct {
		uint16_t handle;
		enum attr_kind kind;
		uint16_t end;
		const char *uuid;
	} rows[] = {
		{ 0x01, ATTR_PRIMARY_SERVICE, 0x05, "1800" },
		{ 0x02, ATTR_CHARACTERISTIC, 0, "2a00" },
		{ 0x03, ATTR_VALUE, 0, "2a00" },
		{ 0x04, ATTR_CHARACTERISTIC, 0, "2a01" },
		{ 0x05, ATTR_VALUE, 0, "2a01" },
		{ 0x10, ATTR_PRIMARY_SERVICE, 0x19, "1810" },
		{ 0x11, ATTR_INCLUDE, 0xffff, CUSTOM },
		{ 0x12, ATTR_CHARACTERISTIC, 0, "2a35" },
		{ 0x13, ATTR_VALUE, 0, "2a35" },
		{ 0x14, ATTR_DESCRIPTOR, 0, "2902" },
		{ 0x15, ATTR_CHARACTERISTIC, 0, "2a49" },
		{ 0x16, ATTR_VALUE, 0, "2a49" },
		{ 0x17, ATTR_DESCRIPTOR, 0, "2901" },
		{ 0x20, ATTR_PRIMARY_SERVICE, 0xffff, CUSTOM },
		{ 0x21, ATTR_CHARACTERISTIC, 0, CUSTOM },
		{ 0x22, ATTR_VALUE, 0, CUSTOM },
		{ 0x23, ATTR_DESCRIPTOR, 0, CUSTOM },
		{ 0xfffd, ATTR_DESCRIPTOR, 0, "2902" },
		{ 0xfffe, ATTR_CHARACTERISTIC, 0, CUSTOM },
		{ 0xffff, ATTR_VALUE, 0, CUSTOM },
	};
	struct client *c = *state;
	const struct gatt_db *db = gatt_remote(c->g);

	/* three of the answers are longer than 23 octets */
	set_mtu(c, "03 3000", "mtu 48; done 02 00 0000");
	start_discovery(c);
	RUN(c, steps);
	assert_true(gatt_discovered(c->g));
	assert_int_equal(db->n, ARRAY_SIZE(rows));
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct uuid uuid;

		assert_true(uuid_parse(rows[i].uuid, &uuid));
		assert_int_equal(db->attrs[i].handle, rows[i].handle);
		assert_int_equal(db->attrs[i].kind, rows[i].kind);
		assert_int_equal(db->attrs[i].end, rows[i].end);
		assert_true(uuid_equal(&db->attrs[i].uuid, &uuid));
	}
	assert_int_equal(gatt_db_cccd_of(db, 0x13)->handle, 0x14);
	assert_int_equal(gatt_db_find(db, 0x13)->properties, 0x20);
}

static void secondary_services_are_discovered(void **state)
{
	static const struct step steps[] = {
		{ "11 06 0500 0700 1018", "send 10 0800 ffff 0028" },
		{ "0110 0800 0a", "send 10 0100 ffff 0128" },
		{ "11 06 0100 0300 0f18", "send 10 0400 ffff 0128" },
		{ "0110 0400 0a", "send 08 0100 ffff 0228" },
		{ "09 08 0600 0100 0300 0f18", "send 08 0700 ffff 0228" },
		/* those in no service are passed over */
		{ "09 08 0800 0100 0300 0f18", "send 08 0900 ffff 0228" },
		{ "0108 0900 0a", "send 08 0100 ffff 0328" },
		{ "09 07 0200 02 0300 192a", "send 08 0300 ffff 0328" },
		{ "09 07 2200 02 2300 192a", "send 08 2300 ffff 0328" },
		{ "0108 0300 0a", "done 08 00 0000" },
	};
	struct client *c = *state;
	const struct gatt_db *db = gatt_remote(c->g);

	start_discovery(c);
	RUN(c, steps);
	assert_int_equal(db->n, 5);
	assert_int_equal(db->attrs[0].kind, ATTR_SECONDARY_SERVICE);
	assert_int_equal(db->attrs[4].kind, ATTR_INCLUDE);
	assert_int_equal(db->attrs[4].value_handle, 1);
	assert_true(uuid_is16(&db->attrs[4].uuid, 0x180f));
}

static void an_empty_database_is_no_error(void **state)
{
	static const struct step no_services[] = {
		{ "0110 0100 0a", "send 10 0100 ffff 0128" },
		{ "0110 0100 10", "done 10 00 0000" },
	};
	static const struct step no_characteristics[] = {
		{ "11 06 0100 ffff 0018", "send 10 0100 ffff 0128" },
		{ "0110 0100 06", "send 08 0100 ffff 0228" },
		{ "0108 0100 0a", "send 08 0100 ffff 0328" },
		{ "0108 0100 0a", "done 08 00 0000" },
	};
	struct client *c = *state;

	assert_false(gatt_discovered(c->g));
	start_discovery(c);
	RUN(c, no_services);
	assert_true(gatt_discovered(c->g));
	assert_int_equal(gatt_remote(c->g)->n, 0);
	start_discovery(c); /* once more, from the start */
	assert_false(gatt_discovered(c->g));
	RUN(c, no_characteristics);
	assert_int_equal(gatt_remote(c->g)->n, 1);
	start_discovery(c);
	exchange(c->g, &c->out, "0110 0100 05", "done 10 05 0001");
	assert_false(gatt_discovered(c->g));
}

/* The answers that lead to each part of a discovery */
#define SECONDARY	"11 06 0400 0900 0018|0110 0a00 0a|"
#define INCLUDES	SECONDARY "0110 0100 0a|"
#define CHARACTERISTICS INCLUDES "0108 0100 0a|"
#define DESCRIPTORS                                \
	CHARACTERISTICS "09 07 0500 02 0600 002a|" \
			"0108 0600 0a|"

/* Each ends the procedure at once, with ATT_ERR_INVALID_PDU. */
static void peers_that_break_discovery(void **state)
{
	/* clang-format off */
	static const struct {
		const char *asked; /* the answers before, each to be taken */
		const char *bad, *fault;
	} cases[] = {
		{ "", "11", "list of services of a wrong length" },
		{ "", "11 06", "list of services of a wrong length" },
		{ "", "11 00 0100 0500 0018", "list of services of a wrong length" },
		{ "", "11 05 0100 0500 00", "list of services of a wrong length" },
		{ "", "11 06 0100 0500 00", "list of services of a wrong length" },
		{ "", "11 06 0100 0500 0018 06", "list of services of a wrong length" },
		{ "", "11 06 0000 0500 0018", "services out of order" },
		{ "", "11 06 0500 0400 0018", "services out of order" },
		{ "", "11 06 0100 0500 0018 0500 0900 0118", "services out of order" },
		{ "", "11 06 0100 ffff 0018 0100 ffff 0018", "services out of order" },
		{ "11 06 0100 0500 0018|", "11 06 0100 0500 0018", "services out of order" },
		{ SECONDARY, "11 06 0900 0a00 0f18", "services that overlap" },
		{ SECONDARY, "11 06 0100 0400 0f18", "services that overlap" },
		{ INCLUDES, "09 06 0500 0000 0100", "includes out of order" },
		{ INCLUDES, "09 06 0500 0400 0300", "includes out of order" },
		{ INCLUDES, "09 06 0400 0400 0400", "an include in the place of a service" },
		{ INCLUDES, "09 07 0500 0400 0400 00", "list of includes of a wrong length" },
		{ INCLUDES "09 06 0500 0400 ffff|",
		    "09 06 0500 0400 ffff", "includes out of order" },
		{ CHARACTERISTICS,
		    "09 07 0500 02 0500 002a", "a characteristic with its value before it" },
		{ CHARACTERISTICS,
		    "09 07 0500 02 0a00 002a", "a characteristic that leaves its service" },
		{ CHARACTERISTICS,
		    "09 07 0400 02 0500 002a",
		    "a characteristic in the place of another attribute" },
		{ CHARACTERISTICS,
		    "09 07 0500 02 0700 002a 0600 02 0700 002a",
		    "a characteristic in the place of another attribute" },
		{ CHARACTERISTICS,
		    "09 07 0500 02 0600 002a 0500 02 0600 002a", "characteristics out of order" },
		{ CHARACTERISTICS,
		    "09 08 0500 02 0600 002a00", "list of characteristics of a wrong length" },
		{ DESCRIPTORS,
		    "05 01 0600 0229", "descriptors out of order" },
		{ DESCRIPTORS,
		    "05 01 0a00 0229", "descriptors out of order" },
		{ DESCRIPTORS,
		    "05 01 0700 0229 0700 0229", "descriptors out of order" },
		{ DESCRIPTORS,
		    "05 03 0700 0229", "list of descriptors of a wrong length" },
		{ DESCRIPTORS,
		    "05 00 0700 0229", "list of descriptors of a wrong length" },
		{ DESCRIPTORS,
		    "05 02 0700 0229", "list of descriptors of a wrong length" },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct client c = { .g = gatt_new(NULL, 23) };
		const char *at = cases[i].asked, *bar;
		uint8_t request = ATT_READ_BY_GROUP_TYPE_REQ, pdu[64];
		char want[128];
		size_t len;

		start_discovery(&c);
		for (; (bar = strchr(at, '|')); at = bar + 1) {
			char hex[64] = { 0 };

			memcpy(hex, at, (size_t)(bar - at));
			len = unhex_any(hex, pdu, sizeof(pdu));
			gatt_receive(c.g, pdu, len, 0, &c.out);
			assert_int_equal(c.out.n, 1);
			assert_int_equal(c.out.v[0].type, GATT_SEND);
			request = *gatt_effect_data(&c.out, &c.out.v[0]);
			gatt_out_clear(&c.out);
		}
		len = unhex_any(cases[i].bad, pdu, sizeof(pdu));
		gatt_receive(c.g, pdu, len, 0, &c.out);
		if (c.out.n != 2)
			fail_msg("%s: taken", cases[i].bad);
		snprintf(want, sizeof(want), "error %s; done %02x 04 %04x",
		    cases[i].fault, request, c.out.v[1].handle);
		assert_effects(&c.out, want);
		assert_false(gatt_busy(c.g));
		assert_int_equal(gatt_deadline(c.g), NEVER);
		gatt_free(c.g);
		gatt_out_free(&c.out);
	}
}

/* A peer that always has one handle more: the procedure still ends. */
static void a_peer_cannot_go_on_for_ever(void **state)
{
	struct client *c = *state;
	unsigned asked = 0;

	start_discovery(c);
	while (!gatt_db_find(gatt_remote(c->g), 0xffff)) {
		uint8_t pdu[] = { 0x11, 6, 0, 0, 0, 0, 0x0d, 0x18 };

		asked++;
		put_le16(pdu + 2, (uint16_t)asked);
		put_le16(pdu + 4, (uint16_t)asked);
		gatt_out_clear(&c->out);
		gatt_receive(c->g, pdu, sizeof(pdu), 0, &c->out);
	}
	assert_int_equal(asked, 0xffff);
	assert_int_equal(gatt_remote(c->g)->n, 0xffff);
	assert_effects(&c->out, "send 10 0100 ffff 0128");
}

/* clang-format off */
static void a_value_is_read_whole(void **state)
{
	static const struct {
		const char *in[4], *want[4];
	} cases[] = {
		{ { "0b 0102" }, { "done 0a 00 0003 0102" } },
		{ { "0b" }, { "done 0a 00 0003" } },
		{ { "010a 0300 05" }, { "done 0a 05 0003" } },
		{ { "010a 0300 80" }, { "done 0a 80 0003" } },
		{ { "0b 000102030405060708090a0b0c0d0e0f101112131415", "0d 1617" },
		    { "send 0c 0300 1600",
		      "done 0c 00 0003 000102030405060708090a0b0c0d0e0f1011121314151617" } },
		/* the value ends where the piece does; three ways to say so */
		{ { "0b 000102030405060708090a0b0c0d0e0f101112131415", "0d" },
		    { "send 0c 0300 1600",
		    "done 0c 00 0003 000102030405060708090a0b0c0d0e0f101112131415" } },
		{ { "0b 000102030405060708090a0b0c0d0e0f101112131415", "010c 0300 07" },
		    { "send 0c 0300 1600",
		    "done 0c 00 0003 000102030405060708090a0b0c0d0e0f101112131415" } },
		{ { "0b 000102030405060708090a0b0c0d0e0f101112131415", "010c 0300 0b" },
		    { "send 0c 0300 1600",
		    "done 0c 00 0003 000102030405060708090a0b0c0d0e0f101112131415" } },
		{ { "0b 000102030405060708090a0b0c0d0e0f101112131415", "010c 0300 0f" },
		    { "send 0c 0300 1600", "done 0c 0f 0003" } },
		/* answers that are none */
		{ { "0d 0102", "0b 01" }, { "error a response to another request",
		    "done 0a 00 0003 01" } },
		{ { "010c 0300 01", "0b 01" }, { "error Error Response to another request",
		    "done 0a 00 0003 01" } },
		{ { "010a 0300 00" },
		    { "error Error Response without an error; done 0a 04 0003" } },
		{ { "010a" }, { "error Error Response of a wrong length; done 0a 04 0000" } },
		{ { "010a 0300 01 00" },
		    { "error Error Response of a wrong length; done 0a 04 0003" } },
		{ { "0b 000102030405060708090a0b0c0d0e0f10111213141516" },
		    { "error a response longer than the MTU; done 0a 04 0003" } },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct client c = { .g = gatt_new(NULL, 23) };

		start_read(&c);
		for (size_t k = 0; k < 4 && cases[i].in[k]; k++)
			exchange(c.g, &c.out, cases[i].in[k], cases[i].want[k]);
		assert_false(gatt_busy(c.g));
		gatt_free(c.g);
		gatt_out_free(&c.out);
	}
}
/* clang-format on */

static void no_value_is_over_512(void **state)
{
	struct client *c = *state;
	uint8_t pdu[ATT_MAX_MTU] = { ATT_READ_RSP };
	int pieces = 0;

	start_read(c);
	while (gatt_busy(c->g)) {
		gatt_out_clear(&c->out);
		gatt_receive(c->g, pdu, 23, 0, &c->out);
		pdu[0] = ATT_READ_BLOB_RSP;
		pieces++;
	}
	assert_int_equal(pieces, 24); /* 528 octets */
	assert_effects(
	    &c->out, "error a value over 512 octets; done 0c 04 0003");
	set_mtu(c, "03 ffff", "mtu 517; done 02 00 0000");
}

static void a_value_is_read_by_type(void **state)
{
	/* clang-format off */
	static const struct {
		const char *in[2], *want[2];
	} cases[] = {
		{ { "09 04 0300 5f60 0900 6162" }, { "done 08 00 0003 5f60" } },
		{ { "09 02 0300" }, { "done 08 00 0003" } },
		{ { "0108 0100 0a" }, { "done 08 0a 0001" } },
		{ { "09 15 0300 000102030405060708090a0b0c0d0e0f101112", "0d 13" },
		    { "send 0c 0300 1300",
		    "done 0c 00 0003 000102030405060708090a0b0c0d0e0f10111213" } },
		{ { "09" }, { "error list of values of a wrong length; done 08 04 0001" } },
		{ { "09 01 03" }, { "error list of values of a wrong length; done 08 04 0001" } },
		{ { "09 04" }, { "error list of values of a wrong length; done 08 04 0001" } },
		{ { "09 04 0300 5f60 09" },
		    { "error list of values of a wrong length; done 08 04 0001" } },
		{ { "09 04 0000 5f60" }, { "error a value with handle 0; done 08 04 0001" } },
	};
	/* clang-format on */
	struct uuid type = uuid_from16(0x2a19), own;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct client c = { .g = gatt_new(NULL, 23) };

		assert_true(gatt_read_by_type(c.g, &type, 0, &c.out));
		assert_effects(&c.out, "send 08 0100 ffff 192a");
		for (size_t k = 0; k < 2 && cases[i].in[k]; k++)
			exchange(c.g, &c.out, cases[i].in[k], cases[i].want[k]);
		assert_false(gatt_busy(c.g));
		assert_true(uuid_parse(CUSTOM, &own));
		assert_true(gatt_read_by_type(c.g, &own, 0, &c.out));
		assert_effects(&c.out, "send 08 0100 ffff " U128);
		gatt_free(c.g);
		gatt_out_free(&c.out);
	}
}

static void values_are_written(void **state)
{
	struct client *c = *state;

	assert_true(gatt_write(c->g, 7, "\x01\x02", 2, 0, &c->out));
	assert_effects(&c->out, "send 12 0700 0102");
	exchange(c->g, &c->out, "13", "done 12 00 0007");
	assert_true(gatt_write(c->g, 7, "", 0, 0, &c->out));
	assert_effects(&c->out, "send 12 0700");
	exchange(c->g, &c->out, "0112 0700 03", "done 12 03 0007");
	assert_true(gatt_write(c->g, 7, "\x01", 1, 0, &c->out));
	gatt_out_clear(&c->out);
	exchange(c->g, &c->out, "13 00",
	    "error write response with octets too many; done 12 04 0007");
	assert_true(gatt_write_command(c->g, 7, "\x01", 1, &c->out));
	assert_effects(&c->out, "send 52 0700 01");
	assert_false(
	    gatt_write_command(c->g, 7, "123456789012345678901", 21, &c->out));
	assert_effects(&c->out, "");
}

static const uint8_t long_value[40] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,
	13, 14, 15, 16, 17, 18, 19, 20, 21, 22 };

#define PIECE1 "0700 0000 0102030405060708090a0b0c0d0e0f101112"
#define PIECE2               \
	"0700 1200 13141516" \
	"0000000000000000000000000000"
#define PIECE3 "0700 2400 00000000"

static void a_long_value_is_written_in_pieces(void **state)
{
	static const struct step steps[] = {
		{ "17" PIECE1, "send 16" PIECE2 },
		{ "17" PIECE2, "send 16" PIECE3 },
		{ "17" PIECE3, "send 18 01" },
		{ "19", "done 18 00 0007" },
	};
	struct client *c = *state;

	assert_true(gatt_write(c->g, 7, long_value, 40, 0, &c->out));
	assert_effects(&c->out, "send 16" PIECE1);
	RUN(c, steps);
	assert_false(gatt_write(c->g, 7, long_value, 513, 0, &c->out));
}

static void a_long_write_that_fails_is_cancelled(void **state)
{
	/* clang-format off */
	static const struct {
		const char *in, *want, *after;
	} cases[] = {
		{ "0116 0700 09", "send 18 00", "done 16 09 0007" },
		{ "17 0700 0000 0102030405060708090a0b0c0d0e0f101113",
		    "error Prepare Write Response that differs from its request; send 18 00",
		    "done 16 04 0007" },
		{ "17 0800 0000 0102030405060708090a0b0c0d0e0f101112",
		    "error Prepare Write Response that differs from its request; send 18 00",
		    "done 16 04 0007" },
		{ "17 0700 0100 0102030405060708090a0b0c0d0e0f101112",
		    "error Prepare Write Response that differs from its request; send 18 00",
		    "done 16 04 0007" },
		{ "17 0700 0000 01",
		    "error Prepare Write Response that differs from its request; send 18 00",
		    "done 16 04 0007" },
		{ "17 07", "error Prepare Write Response that differs from its request; send 18 00",
		    "done 16 04 0007" },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		for (int refused = 0; refused < 2; refused++) {
			struct client c = { .g = gatt_new(NULL, 23) };

			assert_true(
			    gatt_write(c.g, 7, long_value, 40, 0, &c.out));
			assert_effects(&c.out, "send 16" PIECE1);
			exchange(c.g, &c.out, cases[i].in, cases[i].want);
			exchange(c.g, &c.out, refused ? "0118 0000 06" : "19",
			    cases[i].after);
			assert_false(gatt_busy(c.g));
			gatt_free(c.g);
			gatt_out_free(&c.out);
		}
	}
}

static void values_arrive(void **state)
{
	/* clang-format off */
	static const struct step steps[] = {
		{ "1b 0300 0102", "notified 0003 0102" },
		{ "1b 0300", "notified 0003" },
		{ "1d 0300 0102", "send 1e; indicated 0003 0102" },
		{ "1d ffff", "send 1e; indicated ffff" },
		{ "23 0300 0100 5f 0500 0200 6061", "notified 0003 5f; notified 0005 6061" },
		{ "23 0300 0100 5f 0500 0300 6061", "error notifications of a wrong length" },
		{ "23 0300 0100 5f 0500", "error notifications of a wrong length" },
		{ "23", "error notifications of a wrong length" },
		{ "1b 03", "error a value without a handle" },
		{ "1d", "error a value without a handle" },
		{ "1b 0300 000102030405060708090a0b0c0d0e0f1011121314",
		    "error a value longer than the MTU" },
	};
	/* clang-format on */
	struct client *c = *state;

	RUN(c, steps);
	/* and in the middle of a procedure, which goes on */
	start_read(c);
	RUN(c, steps);
	exchange(c->g, &c->out, "0b 01", "done 0a 00 0003 01");
}

/* When services change, what was discovered is so no more; also what is just
 * being discovered. Another indication, and a notification, say nothing. */
static void changed_services_are_to_be_discovered(void **state)
{
	/* clang-format off */
	static const struct step begin[] = {
		{ "11 06 0100 ffff 0118", "send 10 0100 ffff 0128" },
		{ "0110 0100 0a", "send 08 0100 ffff 0228" },
		{ "0108 0100 0a", "send 08 0100 ffff 0328" },
		{ "09 07 0200 20 0300 052a fdff 20 feff 352a", "send 08 feff ffff 0328" },
		{ "0108 feff 0a", "send 04 0400 fcff" },
	};
	static const struct step end[] = {
		{ "0104 0400 0a", "send 04 ffff ffff" },
		{ "0104 ffff 0a", "done 04 00 0000" },
	};
	/* clang-format on */
	struct client *c = *state;

	start_discovery(c);
	RUN(c, begin);
	RUN(c, end);
	assert_true(gatt_discovered(c->g));
	exchange(c->g, &c->out, "1d feff 0100ffff",
	    "send 1e; indicated fffe 0100ffff");
	exchange(c->g, &c->out, "1b 0300 0100ffff", "notified 0003 0100ffff");
	assert_true(gatt_discovered(c->g));
	exchange(c->g, &c->out, "1d 0300 0100ffff",
	    "send 1e; indicated 0003 0100ffff");
	assert_false(gatt_discovered(c->g));
	start_discovery(c);
	RUN(c, begin);
	exchange(c->g, &c->out, "1d 0300 0100ffff",
	    "send 1e; indicated 0003 0100ffff");
	RUN(c, end);
	assert_false(gatt_discovered(c->g));
	start_discovery(c);
	RUN(c, begin);
	RUN(c, end);
	assert_true(gatt_discovered(c->g));
}

static void one_procedure_at_a_time(void **state)
{
	struct client *c = *state;
	struct uuid type = uuid_from16(0x2a19);

	start_read(c);
	assert_false(gatt_read(c->g, 3, 0, &c->out));
	assert_false(gatt_write(c->g, 3, "", 0, 0, &c->out));
	assert_false(gatt_discover(c->g, 0, &c->out));
	assert_false(gatt_exchange_mtu(c->g, 0, &c->out));
	assert_false(gatt_read_by_type(c->g, &type, 0, &c->out));
	assert_effects(&c->out, "");
	assert_true(gatt_write_command(c->g, 3, "", 0, &c->out));
	assert_effects(&c->out, "send 52 0300");
	/* the peer's requests are answered meanwhile */
	exchange(c->g, &c->out, "0a 0300", "send 010a 0300 01");
	exchange(c->g, &c->out, "0b 01", "done 0a 00 0003 01");
}

static void silence_ends_the_bearer(void **state)
{
	struct client *c = *state;

	assert_int_equal(gatt_deadline(c->g), NEVER);
	assert_true(gatt_write(c->g, 7, long_value, 40, 100, &c->out));
	gatt_out_clear(&c->out);
	assert_int_equal(gatt_deadline(c->g), 30000100);
	gatt_tick(c->g, 30000099, &c->out);
	assert_effects(&c->out, "");
	/* each request has its own 30 s */
	gatt_receive(c->g, (const uint8_t *)"\x1b\x01\x00", 3, 20, &c->out);
	gatt_out_clear(&c->out);
	assert_int_equal(gatt_deadline(c->g), 30000100);
	gatt_tick(c->g, 30000100, &c->out);
	assert_effects(&c->out, "timeout 16");
	assert_false(gatt_busy(c->g));
	assert_int_equal(gatt_deadline(c->g), NEVER);
	assert_false(gatt_read(c->g, 3, 0, &c->out));
	assert_false(gatt_write_command(c->g, 3, "", 0, &c->out));
	exchange(c->g, &c->out, "17" PIECE1,
	    "error a response that nobody asked for");
	exchange(c->g, &c->out, "1d 0300 01", "send 1e; indicated 0003 01");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mtu_is_the_smaller_of_both),
		TEST(everything_is_discovered),
		TEST(secondary_services_are_discovered),
		TEST(an_empty_database_is_no_error),
		cmocka_unit_test(peers_that_break_discovery),
		TEST(a_peer_cannot_go_on_for_ever),
		cmocka_unit_test(a_value_is_read_whole),
		TEST(no_value_is_over_512),
		cmocka_unit_test(a_value_is_read_by_type),
		TEST(values_are_written),
		TEST(a_long_value_is_written_in_pieces),
		cmocka_unit_test(a_long_write_that_fails_is_cancelled),
		TEST(values_arrive),
		TEST(changed_services_are_to_be_discovered),
		TEST(one_procedure_at_a_time),
		TEST(silence_ends_the_bearer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
