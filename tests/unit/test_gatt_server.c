#include "tests/unit/test_gatt.h"

#define CUSTOM	  "f000aa00-0451-4000-b000-000000000000"
#define CUSTOM_LE "00000000000000b00040510400aa00f0"

#define PLAIN	  (ATTR_READ | ATTR_WRITE)
#define ENCRYPTED (ATTR_READ_ENCRYPTED | ATTR_WRITE_ENCRYPTED)
#define AUTHENTIC (ATTR_READ_AUTHENTICATED | ATTR_WRITE_AUTHENTICATED)
#define AUTHORIZE (ATTR_READ_AUTHORIZED | ATTR_WRITE_AUTHORIZED)

#define VALUE30 "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d"

/* clang-format off */
static const struct row rows[] = {
	{ 0x01, ATTR_PRIMARY_SERVICE, "1800", .end = 0x05 },
	{ 0x02, ATTR_CHARACTERISTIC, "2a00", .properties = 0x02, .value_handle = 0x03 },
	{ 0x03, ATTR_VALUE, "2a00", ATTR_READ, 0x02, .value = "43756666" },
	{ 0x04, ATTR_CHARACTERISTIC, "2a01", .properties = 0x02, .value_handle = 0x05 },
	{ 0x05, ATTR_VALUE, "2a01", ATTR_READ, 0x02, .value = "4003" },
	{ 0x10, ATTR_PRIMARY_SERVICE, "1810", .end = 0x1a },
	{ 0x11, ATTR_INCLUDE, "180f", .value_handle = 0x30, .end = 0x33 },
	{ 0x12, ATTR_INCLUDE, CUSTOM, .value_handle = 0x20, .end = 0x2f },
	{ 0x13, ATTR_CHARACTERISTIC, "2a35", .properties = 0x20, .value_handle = 0x14 },
	{ 0x14, ATTR_VALUE, "2a35", .properties = 0x20 },
	{ 0x15, ATTR_DESCRIPTOR, "2902", ATTR_READ | ATTR_WRITE_ENCRYPTED, .value_handle = 0x14 },
	{ 0x16, ATTR_CHARACTERISTIC, "2a49", .properties = 0x0a, .value_handle = 0x17 },
	{ 0x17, ATTR_VALUE, "2a49", ENCRYPTED, 0x0a, .value = "0400", .min_key_size = 10 },
	{ 0x18, ATTR_CHARACTERISTIC, "2a52", .properties = 0x08, .value_handle = 0x19 },
	{ 0x19, ATTR_VALUE, "2a52", ATTR_WRITE, 0x08, .value = "", .max_len = 20 },
	{ 0x1a, ATTR_DESCRIPTOR, "2901", PLAIN, .value_handle = 0x19, .value = "31", .max_len = 8 },
	{ 0x20, ATTR_PRIMARY_SERVICE, CUSTOM, .end = 0x2f },
	{ 0x21, ATTR_CHARACTERISTIC, CUSTOM, .properties = 0x8a, .value_handle = 0x22 },
	{ 0x22, ATTR_VALUE, CUSTOM, PLAIN, 0x8a, .value = VALUE30, .max_len = 512 },
	{ 0x23, ATTR_DESCRIPTOR, "2900", ATTR_READ, .value_handle = 0x22, .value = "0100" },
	{ 0x24, ATTR_CHARACTERISTIC, "2a56", .properties = 0x8a, .value_handle = 0x25 },
	{ 0x25, ATTR_VALUE, "2a56", PLAIN, 0x8a, .value = "aabbccdd" },
	{ 0x26, ATTR_DESCRIPTOR, "2900", ATTR_READ, .value_handle = 0x25, .value = "0100" },
	{ 0x27, ATTR_CHARACTERISTIC, "2a57", .properties = 0x0a, .value_handle = 0x28 },
	{ 0x28, ATTR_VALUE, "2a57", AUTHENTIC, 0x0a, .value = "77" },
	{ 0x29, ATTR_CHARACTERISTIC, "2a58", .properties = 0x0a, .value_handle = 0x2a },
	{ 0x2a, ATTR_VALUE, "2a58", AUTHORIZE, 0x0a, .value = "88" },
	{ 0x30, ATTR_SECONDARY_SERVICE, "180f", .end = 0x33 },
	{ 0x31, ATTR_CHARACTERISTIC, "2a19", .properties = 0x12, .value_handle = 0x32 },
	{ 0x32, ATTR_VALUE, "2a19", ATTR_READ, 0x12, .value = "5f" },
	{ 0x33, ATTR_DESCRIPTOR, "2902", PLAIN, .value_handle = 0x32 },
	{ 0xffff, ATTR_PRIMARY_SERVICE, "1812", .end = 0xffff },
};
/* clang-format on */

struct server {
	struct gatt_db db;
	struct gatt *g;
	struct gatt_out out;
};

static int setup(void **state)
{
	static struct server s;

	s = (struct server){ 0 };
	db_fill(&s.db, rows, ARRAY_SIZE(rows));
	s.g = gatt_new(&s.db, 517);
	*state = &s;
	return 0;
}

static int teardown(void **state)
{
	struct server *s = *state;

	gatt_free(s->g);
	gatt_db_clear(&s->db);
	gatt_out_free(&s->out);
	return 0;
}

struct step {
	const char *in, *want;
};

static void run(struct server *s, const struct step *steps, size_t n)
{
	for (size_t i = 0; i < n; i++)
		exchange(s->g, &s->out, steps[i].in, steps[i].want);
}

#define RUN(state, steps) run(*(state), steps, ARRAY_SIZE(steps))

static void allow(struct server *s, bool encrypted, bool authenticated,
    bool bonded, uint8_t key_size)
{
	struct gatt_security sec = { encrypted, authenticated, bonded,
		key_size };

	gatt_set_security(s->g, &sec);
}

/* clang-format off */
static void services_are_found(void **state)
{
	static const struct step steps[] = {
		/* 16 bits first; one with 128 bits ends the list */
		{ "10 0100 ffff 0028", "send 1106 010005000018 10001a001018" },
		{ "10 2000 ffff 0028", "send 1114 20002f00" CUSTOM_LE },
		{ "10 3000 ffff 0028", "send 1106 ffffffff1218" },
		{ "10 0100 ffff 0128", "send 1106 300033000f18" },
		{ "10 0100 ffff fb349b5f80000080001000000028 0000",
		    "send 1106 010005000018 10001a001018" },
		{ "10 0100 ffff 0328", "send 0110 0100 10" },
		    /* characteristics are no such group */
		{ "10 0100 ffff 192a", "send 0110 0100 10" },
		{ "10 2100 2f00 0028", "send 0110 2100 0a" },
		{ "10 0000 ffff 0028", "send 0110 0000 01" },
		{ "10 0600 0500 0028", "send 0110 0600 01" },
		{ "10 0100 ffff 00", "send 0110 0000 04" },
		{ "10 0100 ffff 0028 00", "send 0110 0000 04" },
		/* by UUID, in both of its forms */
		{ "06 0100 ffff 0028 1018", "send 07 10001a00" },
		{ "06 0100 ffff 0028 fb349b5f80000080001000001018 0000", "send 07 10001a00" },
		{ "06 0100 ffff 0028 " CUSTOM_LE, "send 07 20002f00" },
		{ "06 0100 ffff 0028 10180000", "send 0106 0100 0a" },
		{ "06 0100 ffff 0028", "send 0106 0100 0a" },
		{ "06 0100 ffff 0028 1118", "send 0106 0100 0a" },
		{ "06 0000 ffff 0028 1018", "send 0106 0000 01" },
		{ "06 0100 ffff 00", "send 0106 0000 04" },
	};

	RUN(state, steps);
}

static void other_values_are_found(void **state)
{
	static const struct step steps[] = {
		{ "06 0100 ffff 002a 43756666", "send 07 03000300" },
		{ "06 0100 ffff 002a 437566", "send 0106 0100 0a" },
		/* a declaration heads a group with value and descriptors */
		{ "06 0100 ffff 0328 8a2500562a", "send 07 24002600" },
		/* not one that could not be read */
		{ "06 0100 ffff 572a 77", "send 0106 0100 0a" },
		{ "06 0100 ffff 022a 0000", "send 0106 0100 0a" },
	};

	RUN(state, steps);
}

static void types_are_read(void **state)
{
	static const struct step steps[] = {
		/* equal lengths only */
		{ "08 0100 ffff 0228", "send 0908 1100 30003300 0f18" },
		{ "08 1200 ffff 0228", "send 0906 1200 20002f00" },
		{ "08 0100 0f00 0328", "send 0907 0200 02 0300 002a 0400 02 0500 012a" },
		{ "08 2000 2f00 0328", "send 0915 2100 8a 2200 " CUSTOM_LE },
		{ "08 0100 ffff 002a", "send 0906 0300 43756666" },
		{ "08 0100 ffff fb349b5f8000008000100000002a 0000", "send 0906 0300 43756666" },
		/* cut at MTU-4 */
		{ "08 0100 ffff " CUSTOM_LE,
		    "send 0915 2200 000102030405060708090a0b0c0d0e0f101112" },
		{ "08 0100 ffff 572a", "send 0108 2800 05" },
		{ "08 0100 ffff 522a", "send 0108 1900 02" },
		{ "08 0100 ffff 992a", "send 0108 0100 0a" },
		{ "08 0100 ffff 0028", "send 0904 0100 0018 1000 1018" },
		{ "08 0000 0000 0028", "send 0108 0000 01" },
		{ "08 0500 0400 0028", "send 0108 0500 01" },
		{ "08 0100 ffff 002800", "send 0108 0000 04" },
	};

	RUN(state, steps);
}

static void a_failing_value_ends_the_list(void **state)
{
	static const struct step steps[] = {
		{ "08 0100 ffff 0229", "send 0904 1500 0000 3300 0000" },
	};
	struct server *s = *state;

	RUN(state, steps);
	gatt_db_find(&s->db, 0x33)->permissions = 0;
	exchange(s->g, &s->out, "08 0100 ffff 0229", "send 0904 1500 0000");
	gatt_db_find(&s->db, 0x15)->permissions = ATTR_READ_AUTHORIZED;
	exchange(s->g, &s->out, "08 0100 ffff 0229", "send 0108 1500 08");
}

static void long_values_are_cut_at_253(void **state)
{
	struct server *s = *state;
	uint8_t big[ATT_MAX_VALUE];
	const uint8_t *rsp;

	memset(big, 0x11, sizeof(big));
	assert_true(gatt_db_set_value(gatt_db_find(&s->db, 0x22), big, sizeof(big)));
	exchange(s->g, &s->out, "02 0502", "send 03 0502; mtu 517");
	gatt_receive(s->g,
	    (const uint8_t *)"\x08\x22\0\x22\0\0\0\0\0\0\0\0\xb0\0\x40\x51\x04\0\xaa\0\xf0",
	    21, 0, &s->out);
	assert_int_equal(s->out.n, 1);
	assert_int_equal(s->out.v[0].data_len, 2 + 255);
	rsp = gatt_effect_data(&s->out, &s->out.v[0]);
	assert_hex(rsp, 4, "09ff2200");
	gatt_out_clear(&s->out);
}

static void information_is_found(void **state)
{
	static const struct step steps[] = {
		{ "04 2200 2600", "send 0502 2200 " CUSTOM_LE },
		{ "04 2300 2600", "send 0501 2300 0029 2400 0328 2500 562a 2600 0029" },
		{ "04 0100 ffff", "send 0501 0100 0028 0200 0328 0300 002a 0400 0328 0500 012a" },
		{ "04 1400 1500", "send 0501 1400 352a 1500 0229" },
		{ "04 0600 0f00", "send 0104 0600 0a" },
		{ "04 0000 0f00", "send 0104 0000 01" },
		{ "04 0200 0100", "send 0104 0200 01" },
		{ "04 0200 01", "send 0104 0000 04" },
		{ "04 0200 0100 00", "send 0104 0000 04" },
	};

	RUN(state, steps);
}

static void values_are_read(void **state)
{
	static const struct step steps[] = {
		{ "0a 0300", "send 0b 43756666" },
		{ "0a 0100", "send 0b 0018" },
		{ "0a 1200", "send 0b 20002f00" },
		{ "0a 2100", "send 0b 8a2200" CUSTOM_LE },
		{ "0a 2200", "send 0b 000102030405060708090a0b0c0d0e0f101112131415" },
		{ "0c 2200 1600", "send 0d 161718191a1b1c1d" },
		{ "0c 2200 1e00", "send 0d" },
		{ "0c 2200 1f00", "send 010c 2200 07" },
		{ "0c 0300 0100", "send 0d 756666" },
		{ "0a 0000", "send 010a 0000 01" },
		{ "0a 0600", "send 010a 0600 01" },
		{ "0a 1900", "send 010a 1900 02" },
		{ "0a 1400", "send 010a 1400 02" },
		{ "0a 2a00", "send 010a 2a00 08" },
		{ "0a 03", "send 010a 0000 04" },
		{ "0a", "send 010a 0000 04" },
		{ "0a 0300 00", "send 010a 0000 04" },
		{ "0c 0300", "send 010c 0000 04" },
		{ "0c 0600 0000", "send 010c 0600 01" },
		{ "0c 1900 0000", "send 010c 1900 02" },
	};

	RUN(state, steps);
}

static void several_values_are_read(void **state)
{
	static const struct step steps[] = {
		{ "0e 0300 0500", "send 0f 43756666 4003" },
		{ "0e 0500 2200 0300", "send 0f 4003 000102030405060708090a0b0c0d0e0f10111213" },
		{ "0e 0300", "send 010e 0000 04" },
		{ "0e 0300 05", "send 010e 0000 04" },
		{ "0e 0300 0600", "send 010e 0600 01" },
		{ "0e 0300 1900 0600", "send 010e 1900 02" },
		{ "20 0300 0500", "send 21 0400 43756666 0200 4003" },
		/* the value is cut, its length is not */
		{ "20 0300 2200", "send 21 0400 43756666 1e00 000102030405060708090a0b0c0d" },
		{ "20 2500 2500 2500 2500",
		    "send 21 0400 aabbccdd 0400 aabbccdd 0400 aabbccdd 0400 aabb" },
		{ "20 2500 2500 2500 0500 0500",
		    "send 21 0400 aabbccdd 0400 aabbccdd 0400 aabbccdd 0200 4003" },
		{ "20 2500 2500 2500 3200 0500",
		    "send 21 0400 aabbccdd 0400 aabbccdd 0400 aabbccdd 0100 5f" },
		{ "20 0300", "send 0120 0000 04" },
		{ "20 0300 2800", "send 0120 2800 05" },
	};

	RUN(state, steps);
}

static void values_are_written(void **state)
{
	static const struct step steps[] = {
		{ "12 1900 0101", "send 13; written 0019 0101" },
		{ "12 1900", "send 13; written 0019" },
		{ "12 1900 000102030405060708090a0b0c0d0e0f10111213",
		    "send 13; written 0019 000102030405060708090a0b0c0d0e0f10111213" },
		{ "12 1a00 313233343536373839", "send 0112 1a00 0d" },
		/* a fixed length keeps what is not written, and no more fits */
		{ "12 2500 0102", "send 13; written 0025 0102ccdd" },
		{ "12 2500 0102030405", "send 0112 2500 0d" },
		{ "0a 2500", "send 0b 0102ccdd" },
		{ "12 0000 01", "send 0112 0000 01" },
		{ "12 0600 01", "send 0112 0600 01" },
		{ "12 0300 01", "send 0112 0300 03" },
		{ "12 0200 01", "send 0112 0200 03" },
		{ "12 19", "send 0112 0000 04" },
		{ "12 1900 000102030405060708090a0b0c0d0e0f1011121314", "send 0112 0000 04" },
		    /* over the MTU */
		/* commands are dropped without a word when they fail */
		{ "52 1900 02", "written 0019 02" },
		{ "52 0600 02", "" },
		{ "52 0300 02", "" },
		{ "52 2500 0102030405", "" },
		{ "52 19", "" },
		{ "d2 1900 02 000000001122334455667788", "" },
		{ "0a 2500", "send 0b 0102ccdd" },
	};

	RUN(state, steps);
}

static void long_values_are_written(void **state)
{
	static const struct step steps[] = {
		{ "16 2200 0000 00112233", "send 17 2200 0000 00112233" },
		{ "16 2200 0400 4455", "send 17 2200 0400 4455" },
		{ "0a 2500", "send 0b aabbccdd" },
		{ "18 01", "send 19; written 0022 001122334455" },
		{ "18 01", "send 19" },
		{ "0a 2200", "send 0b 001122334455" },
		{ "16 2200 0000 ff", "send 17 2200 0000 ff" },
		{ "18 00", "send 19" },
		{ "18 01", "send 19" },
		{ "0a 2200", "send 0b 001122334455" },
		/* two characteristics that offer reliable writes, interleaved */
		{ "16 2200 0000 01", "send 17 2200 0000 01" },
		{ "16 2500 0000 02", "send 17 2500 0000 02" },
		{ "16 2200 0100 03", "send 17 2200 0100 03" },
		{ "16 2500 0100 04", "send 17 2500 0100 04" },
		{ "18 01", "send 19; written 0022 0103; written 0025 0204ccdd" },
		{ "16 0000 0000 01", "send 0116 0000 01" },
		{ "16 0300 0000 01", "send 0116 0300 03" },
		{ "16 2a00 0000 01", "send 0116 2a00 08" },
		{ "16 2200 00", "send 0116 0000 04" },
		{ "18", "send 0118 0000 04" },
		{ "18 02", "send 0118 0000 04" },
	};

	RUN(state, steps);
}

static void a_bad_queue_writes_nothing(void **state)
{
	static const struct step steps[] = {
		/* one octet too far; the first piece was good */
		{ "16 2500 0000 0102", "send 17 2500 0000 0102" },
		{ "16 2500 0300 0304", "send 17 2500 0300 0304" },
		{ "18 01", "send 0118 2500 0d" },
		{ "16 2200 0000 0102", "send 17 2200 0000 0102" },
		{ "16 2200 0300 03", "send 17 2200 0300 03" },
		{ "18 01", "send 0118 2200 07" },
		/* one that offers no reliable write, with another */
		{ "16 2200 0000 01", "send 17 2200 0000 01" },
		{ "16 1900 0000 01", "send 17 1900 0000 01" },
		{ "18 01", "send 0118 1900 06" },
		{ "18 01", "send 19" },
		{ "0a 2500", "send 0b aabbccdd" },
		{ "0c 2200 1c00", "send 0d 1c1d" },
		/* the length after the pieces before counts */
		{ "16 2200 1e00 1e", "send 17 2200 1e00 1e" },
		{ "16 2200 1f00 1f", "send 17 2200 1f00 1f" },
		{ "18 01", "send 19; written 0022 " VALUE30 "1e1f" },
	};

	RUN(state, steps);
}
/* clang-format on */

static void the_queue_is_bounded(void **state)
{
	struct server *s = *state;

	for (int i = 0; i < 113; i++) /* of 18 octets: 2034 of 2048 */
		exchange(s->g, &s->out,
		    "16 2200 0000 000102030405060708090a0b0c0d0e0f1011",
		    "send 17 2200 0000 000102030405060708090a0b0c0d0e0f1011");
	exchange(s->g, &s->out,
	    "16 2200 0000 000102030405060708090a0b0c0d0e0f1011",
	    "send 0116 2200 09");
	exchange(s->g, &s->out, "18 00", "send 19");
	for (int i = 0; i < 128; i++)
		exchange(s->g, &s->out, "16 2200 0000", "send 17 2200 0000");
	exchange(s->g, &s->out, "16 2200 0000", "send 0116 2200 09");
	exchange(s->g, &s->out, "18 01", "send 19; written 0022");
	exchange(s->g, &s->out, "0a 2200", "send 0b");
}

static void security_has_its_codes(void **state)
{
	/* clang-format off */
	static const struct {
		bool encrypted, authenticated, bonded;
		uint8_t key_size;
		const char *encrypted_read, *authenticated_read;
	} cases[] = {
		{ 0, 0, 0, 0, "send 010a 1700 05", "send 010a 2800 05" },
		{ 0, 0, 1, 0, "send 010a 1700 0f", "send 010a 2800 0f" },
		{ 1, 0, 0, 7, "send 010a 1700 0c", "send 010a 2800 05" },
		{ 1, 0, 1, 10, "send 0b 0400", "send 010a 2800 05" },
		{ 1, 1, 1, 16, "send 0b 0400", "send 0b 77" },
		{ 1, 1, 0, 9, "send 010a 1700 0c", "send 0b 77" },
	};
	/* clang-format on */
	struct server *s = *state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		allow(s, cases[i].encrypted, cases[i].authenticated,
		    cases[i].bonded, cases[i].key_size);
		exchange(s->g, &s->out, "0a 1700", cases[i].encrypted_read);
		exchange(s->g, &s->out, "0a 2800", cases[i].authenticated_read);
	}
	allow(s, true, true, true, 16);
	exchange(s->g, &s->out, "0a 2a00", "send 010a 2a00 08");
	exchange(s->g, &s->out, "12 2a00 01", "send 0112 2a00 08");
	exchange(s->g, &s->out, "12 1700 01", "send 13; written 0017 0100");
	allow(s, false, false, true, 0);
	exchange(s->g, &s->out, "12 1700 01", "send 0112 1700 0f");
	exchange(s->g, &s->out, "16 1700 0000 01", "send 0116 1700 0f");
	exchange(s->g, &s->out, "0c 1700 0000", "send 010c 1700 0f");
	exchange(s->g, &s->out, "0e 0300 1700", "send 010e 1700 0f");
}

static void mtu_is_agreed(void **state)
{
	static const struct step steps[] = {
		{ "02 1700", "send 03 0502; mtu 23" },
		{ "02 0000", "send 03 0502; mtu 23" },
		{ "02 1600", "send 03 0502; mtu 23" },
		{ "02 b900", "send 03 0502; mtu 185" },
		{ "0a 2200", "send 0b " VALUE30 },
		{ "02 ffff", "send 03 0502; mtu 517" },
		{ "02 17", "send 0102 0000 04" },
		{ "02 1700 00", "send 0102 0000 04" },
	};
	struct server *s = *state;

	assert_int_equal(gatt_mtu(s->g), 23);
	RUN(state, steps);
	assert_int_equal(gatt_mtu(s->g), 517);
}

static void unknown_pdus(void **state)
{
	static const struct step steps[] = {
		{ "", "error empty PDU" },
		{ "bf 00", "send 01bf 0000 06" },
		{ "22", "send 0122 0000 06" },
		{ "14 0000", "send 0114 0000 06" },
		{ "00", "send 0100 0000 06" },
		{ "ff 00", "" },
		{ "40", "" },
		{ "0b 00", "error a response that nobody asked for" },
		{ "01 0a 0000 01", "error a response that nobody asked for" },
		{ "1e", "error a confirmation that nobody waits for" },
		{ "1e 00", "error a confirmation of a wrong length" },
	};

	RUN(state, steps);
}

static void nothing_to_serve(void **state)
{
	static const struct step steps[] = {
		{ "10 0100 ffff 0028", "send 0110 0100 0a" },
		{ "08 0100 ffff 002a", "send 0108 0100 0a" },
		{ "06 0100 ffff 0028 0018", "send 0106 0100 0a" },
		{ "04 0100 ffff", "send 0104 0100 0a" },
		{ "0a 0100", "send 010a 0100 01" },
		{ "12 0100 00", "send 0112 0100 01" },
		{ "18 01", "send 19" },
		{ "02 1700", "send 03 1700; mtu 23" },
	};
	struct server s = { .g = gatt_new(NULL, 23) };

	(void)state;
	run(&s, steps, ARRAY_SIZE(steps));
	gatt_free(s.g);
	gatt_out_free(&s.out);
}

static void subscriptions(void **state)
{
	/* clang-format off */
	static const struct step before[] = {
		{ "12 1500 0200", "send 0112 1500 05" },
		{ "12 3300 0100", "send 13; subscribed 0032 0001" },
		{ "0a 3300", "send 0b 0100" },
		{ "12 3300 0200", "send 0112 3300 fd" }, /* notify is all it offers */
		{ "12 3300 0300", "send 0112 3300 fd" },
		{ "12 3300 01", "send 0112 3300 0d" },
		{ "12 3300 010000", "send 0112 3300 0d" },
		{ "12 3300 0180", "send 13; subscribed 0032 0001" }, /* reserved bits */
		{ "16 3300 0000 0000", "send 17 3300 0000 0000" },
		{ "18 01", "send 19; subscribed 0032 0000" },
		{ "16 3300 0100 00", "send 17 3300 0100 00" },
		{ "18 01", "send 0118 3300 07" },
		{ "52 3300 0100", "subscribed 0032 0001" },
	};
	/* clang-format on */
	struct server *s = *state;
	struct gatt *other = gatt_new(&s->db, 517);

	RUN(state, before);
	assert_int_equal(gatt_cccd(s->g, 0x32), 1);
	/* another client has its own */
	assert_int_equal(gatt_cccd(other, 0x32), 0);
	exchange(other, &s->out, "0a 3300", "send 0b 0000");
	gatt_free(other);
	gatt_set_cccd(s->g, 0x03, 1); /* it has none */
	assert_int_equal(gatt_cccd(s->g, 0x03), 0);
}

static void notifications(void **state)
{
	struct server *s = *state;
	static const uint8_t big[40] = { 1, 2, 3 };

	assert_false(gatt_notify(s->g, 0x32, "\x60", 1, 0, &s->out));
	gatt_set_cccd(s->g, 0x32, GATT_CCCD_NOTIFY);
	assert_true(gatt_notify(s->g, 0x32, "\x60", 1, 0, &s->out));
	assert_effects(&s->out, "send 1b 3200 60");
	assert_true(gatt_notify(s->g, 0x32, big, sizeof(big), 0, &s->out));
	assert_effects(
	    &s->out, "send 1b 3200 0102030000000000000000000000000000000000");
	assert_int_equal(gatt_deadline(s->g), NEVER);
	assert_false(gatt_notify(s->g, 0x03, "", 0, 0, &s->out));
	assert_false(gatt_notify(s->g, 0x99, "", 0, 0, &s->out));
	assert_effects(&s->out, "");
}

static void indications_wait_for_each_other(void **state)
{
	struct server *s = *state;

	gatt_set_cccd(s->g, 0x14, GATT_CCCD_INDICATE);
	/* kept from a bond, but the link is not encrypted yet */
	assert_false(gatt_notify(s->g, 0x14, "\x01", 1, 0, &s->out));
	allow(s, true, false, true, 16);
	assert_true(gatt_notify(s->g, 0x14, "\x01", 1, 5, &s->out));
	assert_effects(&s->out, "send 1d 1400 01");
	assert_int_equal(gatt_deadline(s->g), 5 + 30000000);
	assert_true(gatt_notify(s->g, 0x14, "\x02", 1, 6, &s->out));
	assert_true(gatt_notify(s->g, 0x14, "\x03", 1, 7, &s->out));
	assert_effects(&s->out, "");
	exchange(s->g, &s->out, "1e", "confirmed 0014; send 1d 1400 02");
	/* unsubscribed while one waits: it is not sent any more */
	exchange(
	    s->g, &s->out, "12 1500 0000", "send 13; subscribed 0014 0000");
	exchange(s->g, &s->out, "1e", "confirmed 0014");
	exchange(
	    s->g, &s->out, "1e", "error a confirmation that nobody waits for");
	assert_int_equal(gatt_deadline(s->g), NEVER);
}

static void waiting_indications_are_bounded(void **state)
{
	struct server *s = *state;

	allow(s, true, false, true, 16);
	gatt_set_cccd(s->g, 0x14, GATT_CCCD_INDICATE);
	for (int i = 0; i < 16; i++)
		assert_true(gatt_notify(s->g, 0x14, "", 0, 0, &s->out));
	assert_false(gatt_notify(s->g, 0x14, "", 0, 0, &s->out));
	assert_effects(&s->out, "send 1d 1400");
}

static void a_missing_confirmation_ends_the_bearer(void **state)
{
	struct server *s = *state;

	allow(s, true, false, true, 16);
	gatt_set_cccd(s->g, 0x14, GATT_CCCD_INDICATE);
	assert_true(gatt_notify(s->g, 0x14, "\x01", 1, 1000, &s->out));
	gatt_out_clear(&s->out);
	gatt_tick(s->g, 30000999, &s->out);
	assert_effects(&s->out, "");
	gatt_tick(s->g, 30001000, &s->out);
	assert_effects(&s->out, "timeout 1d");
	assert_int_equal(gatt_deadline(s->g), NEVER);
	assert_false(gatt_notify(s->g, 0x14, "\x01", 1, 0, &s->out));
	assert_false(gatt_read(s->g, 3, 0, &s->out));
	assert_false(gatt_write_command(s->g, 3, "", 0, &s->out));
	/* what the peer asks is still answered */
	exchange(s->g, &s->out, "0a 0300", "send 0b 43756666");
}

static void database_lookups(void **state)
{
	struct server *s = *state;
	struct gatt_db *db = &s->db;
	struct attr a = { .handle = 0x18, .kind = ATTR_DESCRIPTOR };
	struct uuid type = uuid_from16(0x2902);
	uint8_t big[513] = { 0 };

	assert_null(gatt_db_add(db, &a)); /* taken */
	a.handle = 0;
	assert_null(gatt_db_add(db, &a));
	assert_int_equal(gatt_db_from(db, 0x06)->handle, 0x10);
	assert_int_equal(gatt_db_from(db, 0xffff)->handle, 0xffff);
	assert_null(gatt_db_find(db, 0x06));
	assert_null(gatt_db_next(db, gatt_db_find(db, 0xffff)));
	assert_int_equal(gatt_db_service_of(db, 0x10)->handle, 0x10);
	assert_int_equal(gatt_db_service_of(db, 0x1a)->handle, 0x10);
	assert_null(gatt_db_service_of(db, 0x1b));
	assert_int_equal(gatt_db_cccd_of(db, 0x32)->handle, 0x33);
	assert_null(gatt_db_cccd_of(db, 0x22));
	assert_null(gatt_db_cccd_of(db, 0x31));
	assert_int_equal(gatt_db_value_handle(db, 0x31), 0x32);
	assert_int_equal(gatt_db_value_handle(db, 0x32), 0x32);
	assert_int_equal(gatt_db_value_handle(db, 0x33), 0x32);
	assert_int_equal(gatt_db_value_handle(db, 0x10), 0);
	assert_int_equal(gatt_db_value_handle(db, 0x09), 0);
	assert_null(gatt_db_value_of(db, &type, 0)); /* no characteristic */
	type = uuid_from16(0x2a19);
	assert_int_equal(gatt_db_value_of(db, &type, 0)->handle, 0x32);
	assert_null(gatt_db_value_of(db, &type, 1));
	assert_true(gatt_db_set_value(gatt_db_find(db, 0x03), big, 512));
	assert_false(gatt_db_set_value(gatt_db_find(db, 0x03), big, 513));
	assert_false(gatt_db_set_value(gatt_db_find(db, 0x02), big, 1));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(services_are_found),
		TEST(other_values_are_found),
		TEST(types_are_read),
		TEST(a_failing_value_ends_the_list),
		TEST(long_values_are_cut_at_253),
		TEST(information_is_found),
		TEST(values_are_read),
		TEST(several_values_are_read),
		TEST(values_are_written),
		TEST(long_values_are_written),
		TEST(a_bad_queue_writes_nothing),
		TEST(the_queue_is_bounded),
		TEST(security_has_its_codes),
		TEST(mtu_is_agreed),
		TEST(unknown_pdus),
		cmocka_unit_test(nothing_to_serve),
		TEST(subscriptions),
		TEST(notifications),
		TEST(indications_wait_for_each_other),
		TEST(waiting_indications_are_bounded),
		TEST(a_missing_confirmation_ends_the_bearer),
		TEST(database_lookups),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
