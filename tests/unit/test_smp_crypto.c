/* The toolbox against the specification's sample data (Vol 3 Part H Appendix D,
 * RFC 4493, FIPS-197). Values are typed most significant octet first, as they
 * are printed there. */
#include "tests/unit/helpers.h"

#include <string.h>

#include "smp/crypto.h"

/* A printed value as the toolbox takes it. */
static const uint8_t *le(const char *printed, uint8_t *out, size_t len)
{
	uint8_t be[64];

	unhex(printed, be, len);
	copy_reversed(out, be, len);
	return out;
}

#define LE16(text) le(text, (uint8_t[16]){ 0 }, 16)
#define LE32(text) le(text, (uint8_t[32]){ 0 }, 32)

static void assert_le(const uint8_t *got, size_t len, const char *printed)
{
	uint8_t be[64];

	copy_reversed(be, got, len);
	assert_hex(be, len, printed);
}

static const char private_a[] =
    "3f49f6d4a3c55f3874c9b3e3d2103f504aff607beb40b7995899b8a6cd3c1abd";
static const char public_a_x[] =
    "20b003d2f297be2c5e2c83a7e9f9a5b9eff49111acf4fddbcc0301480e359de6";
static const char public_a_y[] =
    "dc809c49652aeb6d63329abf5a52155c766345c28fed3024741c8ed01589d28b";
static const char public_b_x[] =
    "1ea1f0f01faf1d9609592284f19e4c0047b58afd8615a69f559077b22faaa190";
static const char public_b_y[] =
    "4c55f33e429dad377356703a9ab85160472d1130e28e36765f89aff915b1214a";
static const char shared_secret[] =
    "ec0234a357c8ad05341010a60a397d9b99796b13b4f866f1868d34f373bfa698";
static const char u_sample[] =
    "20b003d2f297be2c5e2c83a7e9f9a5b9eff49111acf4fddbcc0301480e359de6";
static const char v_sample[] =
    "55188b3d32f6bb9a900afcfbeed4e72a59cb9ac2f19d7cfb6b4fdd49f47fc5fd";
static const char n1[] = "d5cb8454d177733effffb2ec712baeab";
static const char n2[] = "a6e8e7cc25a75f6e216583f7ff3dc4cf";
static const struct bdaddr a1 = { { 0xce, 0xbf, 0x37, 0x37, 0x12, 0x56 }, 0 };
static const struct bdaddr a2 = { { 0xc1, 0xcf, 0x2d, 0x70, 0x13, 0xa7 }, 0 };

static void e_is_aes128(void **state)
{
	static const char *const rows[][3] = {
		{ "000102030405060708090a0b0c0d0e0f",
		    "00112233445566778899aabbccddeeff",
		    "69c4e0d86a7b0430d8cdb78070b4c55a" },
		{ "2b7e151628aed2a6abf7158809cf4f3c",
		    "3243f6a8885a308d313198a2e0370734",
		    "3925841d02dc09fbdc118597196a0b32" },
	};
	uint8_t out[16];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		crypto_e(LE16(rows[i][0]), LE16(rows[i][1]), out);
		assert_le(out, 16, rows[i][2]);
	}
}

static void cmac_of_rfc4493(void **state)
{
	static const char msg[] =
	    "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
	    "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710";
	static const struct {
		size_t len;
		const char *mac;
	} rows[] = {
		{ 0, "bb1d6929e95937287fa37d129b756746" },
		{ 16, "070a16b46b4d4144f79bdd9dd04a287c" },
		{ 40, "dfa66747de9ae63030ca32611497c827" },
		{ 64, "51f0bebf7e3b9d92fc49741779363cfe" },
	};
	uint8_t key[16], m[64], mac[16];

	(void)state;
	unhex("2b7e151628aed2a6abf7158809cf4f3c", key, 16);
	unhex(msg, m, 64);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		crypto_aes_cmac(key, m, rows[i].len, mac);
		assert_hex(mac, 16, rows[i].mac);
	}
}

static void c1_sample(void **state)
{
	static const struct bdaddr ia = {
		{ 0xa6, 0xa5, 0xa4, 0xa3, 0xa2, 0xa1 }, ADDR_RANDOM
	};
	static const struct bdaddr ra = {
		{ 0xb6, 0xb5, 0xb4, 0xb3, 0xb2, 0xb1 }, ADDR_PUBLIC
	};
	uint8_t preq[7], pres[7], out[16];

	(void)state;
	le("07071000000101", preq, 7);
	le("05000800000302", pres, 7);
	crypto_c1(LE16("00000000000000000000000000000000"),
	    LE16("5783d52156ad6f0e6388274ec6702ee0"), preq, pres, &ia, &ra,
	    out);
	assert_le(out, 16, "1e1e3fef878988ead2a74dc5bef13b86");
}

static void s1_sample(void **state)
{
	uint8_t out[16];

	(void)state;
	crypto_s1(LE16("00000000000000000000000000000000"),
	    LE16("000f0e0d0c0b0a091122334455667788"),
	    LE16("010203040506070899aabbccddeeff00"), out);
	assert_le(out, 16, "9a1fe1f0e8b0f49b5b4216ae796da062");
}

static void f4_sample(void **state)
{
	uint8_t out[16];

	(void)state;
	crypto_f4(LE32(u_sample), LE32(v_sample), LE16(n1), 0, out);
	assert_le(out, 16, "f2c916f107a9bd1cf1eda1bea974872d");
}

static void f5_sample(void **state)
{
	uint8_t mackey[16], ltk[16];

	(void)state;
	crypto_f5(
	    LE32(shared_secret), LE16(n1), LE16(n2), &a1, &a2, mackey, ltk);
	assert_le(mackey, 16, "2965f176a1084a02fd3f6a20ce636e20");
	assert_le(ltk, 16, "6986791169d7cd23980522b594750a38");
}

static void f6_sample(void **state)
{
	uint8_t iocap[3], out[16];

	(void)state;
	le("010102", iocap, 3);
	crypto_f6(LE16("2965f176a1084a02fd3f6a20ce636e20"), LE16(n1), LE16(n2),
	    LE16("12a3343bb453bb5408da42d20c2d0fc8"), iocap, &a1, &a2, out);
	assert_le(out, 16, "e3c473989cd0e8c5d26c0b09da958f61");
}

static void g2_sample(void **state)
{
	(void)state;
	/* 0x2f9ed5ba modulo a million */
	assert_int_equal(
	    crypto_g2(LE32(u_sample), LE32(v_sample), LE16(n1), LE16(n2)),
	    938554);
}

static void resolvable_addresses(void **state)
{
	static const char spec_irk[] = "ec0234a357c8ad05341010a60a397d9b";
	static const struct {
		const char *irk, *address;
		bool resolves;
	} rows[] = {
		{ spec_irk, "70:81:94:0D:FB:AA/random", true },
		{ "9578408059664890947fbb9253917bc6",
		    "73:C9:68:5E:12:18/random", true },
		{ "ec0234a357c8ad05341010a60a397d9c",
		    "70:81:94:0D:FB:AA/random", false },
		{ spec_irk, "70:81:94:0D:FB:AB/random", false },
		{ spec_irk, "F0:81:94:0D:FB:AA/random", false },
		{ spec_irk, "30:81:94:0D:FB:AA/random", false },
		{ spec_irk, "70:81:94:0D:FB:AA/public", false },
	};

	(void)state;
	assert_int_equal(crypto_ah(LE16(spec_irk), 0x708194), 0x0dfbaa);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct bdaddr a;

		assert_true(addr_parse(rows[i].address, &a));
		assert_int_equal(crypto_rpa_matches(LE16(rows[i].irk), &a),
		    rows[i].resolves);
	}
}

static void masked_keys(void **state)
{
	static const struct {
		unsigned size;
		const char *masked;
	} rows[] = {
		{ 7, "000000000000000000066c33334fbf64" },
		{ 10, "0000000000004b58bd066c33334fbf64" },
		{ 15, "008df9bce3264b58bd066c33334fbf64" },
		{ 16, "368df9bce3264b58bd066c33334fbf64" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		uint8_t key[16];

		le("368df9bce3264b58bd066c33334fbf64", key, 16);
		crypto_mask_key(key, rows[i].size);
		assert_le(key, 16, rows[i].masked);
	}
}

/* Gives the bytes of one private key, then zeros. */
static void give_private_key(void *ctx, void *buf, size_t len)
{
	memcpy(buf, *(const uint8_t **)ctx, len);
}

static void p256_samples(void **state)
{
	static const char *const rows[][6] = {
		{ private_a, public_a_x, public_a_y, public_b_x, public_b_y,
		    shared_secret },
		{ v_sample, public_b_x, public_b_y, public_a_x, public_a_y,
		    shared_secret },
		{ "06a516693c9aa31a6084545d0c5db641b48572b97203ddffb7ac73f7d0"
		  "457663",
		    "2c31a47b5779809ef44cb5eaaf5c3e43d5f8faad4a8794cb987e9b0374"
		    "5c78dd",
		    "919512183898dfbecd52e2408e43871fd021109117bd3ed4eaf8437743"
		    "715d4f",
		    "f465e43ff23d3f1b9dc7dfc04da8758184dbc966204796eccf0d6cf5e1"
		    "6500cc",
		    "0201d048bcbbd899eeefc424164e33c201c2b010ca6b4d43a8a155cad8"
		    "ecb279",
		    "ab85843a2f6d883f62e5684b38e307335fe6e1945ecd19604105c6f232"
		    "21eb69" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		uint8_t priv[32], dhkey[32];
		const uint8_t *p = priv;
		struct env env = { give_private_key, &p };
		struct p256_key key;

		unhex(rows[i][0], priv, 32);
		p256_generate(&env, &key);
		assert_le(key.x, 32, rows[i][1]);
		assert_le(key.y, 32, rows[i][2]);
		assert_true(p256_dhkey(
		    &key, LE32(rows[i][3]), LE32(rows[i][4]), dhkey));
		assert_le(dhkey, 32, rows[i][5]);
	}
	assert_true(p256_is_debug(LE32(public_a_x)));
	assert_false(p256_is_debug(LE32(public_b_x)));
}

static void give_in_turn(void *ctx, void *buf, size_t len)
{
	const uint8_t **next = ctx;

	memcpy(buf, *next, len);
	*next += len;
}

/* 0, the group's order and all ones are no private keys. */
static void private_keys_out_of_range_are_drawn_again(void **state)
{
	uint8_t draws[4 * 32] = { 0 };
	const uint8_t *p = draws;
	struct env env = { give_in_turn, &p };
	struct p256_key key;

	(void)state;
	unhex(
	    "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
	    draws + 32, 32);
	memset(draws + 64, 0xff, 32);
	unhex(private_a, draws + 96, 32);
	p256_generate(&env, &key);
	assert_le(key.x, 32, public_a_x);
}

static void p256_refuses_what_is_no_point(void **state)
{
	static const char p[] = "ffffffff00000001000000000000000000000000ffffff"
				"ffffffffffffffffff";
	static const char zero[] =
	    "00000000000000000000000000000000000000000000"
	    "00000000000000000000";
	static const char ones[] =
	    "ffffffffffffffffffffffffffffffffffffffffffff"
	    "ffffffffffffffffffff";
	static const char flipped[] = "dc809c49652aeb6d63329abf5a52155c766345c2"
				      "8fed3024741c8ed01589d28a";
	static const char *const bad[][2] = { { public_a_x, zero },
		{ public_a_x, flipped }, { zero, zero }, { p, public_a_y },
		{ ones, public_a_y }, { public_a_x, p },
		{ public_a_x, public_b_y } };
	struct test_random seed;
	struct env env = test_env(&seed, 1);
	struct p256_key key;
	uint8_t dhkey[32] = { 0 };

	(void)state;
	p256_generate(&env, &key);
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		assert_false(p256_valid(LE32(bad[i][0]), LE32(bad[i][1])));
		assert_false(
		    p256_dhkey(&key, LE32(bad[i][0]), LE32(bad[i][1]), dhkey));
	}
	assert_le(dhkey, 32, zero);
	assert_true(p256_valid(LE32(public_a_x), LE32(public_a_y)));
}

/* Values of BlueZ's unit tests: key, PDU, counter, and what follows it. */
static void signatures(void **state)
{
	static const struct {
		const char *csrk, *pdu;
		uint32_t counter;
		const char *signature;
	} rows[] = {
		{ "2b7e151628aed2a6abf7158809cf4f3c", "", 0,
		    "00000000b3a8594127ebc2c0" },
		{ "2b7e151628aed2a6abf7158809cf4f3c",
		    "6bc1bee22e409f96e93d7e117393172a", 0,
		    "00000000273974f4392a232a" },
		{ "611b64ebfbcd1fd372ec9196df425e50", "d212001337", 1,
		    "01000000f1871e933c900ff2" },
		{ "888130882e5ac00d32ea1f45485951d8", "d20700010203", 0,
		    "00000000311f0acd1c3a5b0a" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		uint8_t pdu[64], out[CRYPTO_SIGNATURE];
		size_t n = unhex_any(rows[i].pdu, pdu, sizeof(pdu));

		crypto_sign(LE16(rows[i].csrk), pdu, n, rows[i].counter, out);
		assert_hex(out, sizeof(out), rows[i].signature);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(signatures),
		cmocka_unit_test(e_is_aes128),
		cmocka_unit_test(cmac_of_rfc4493),
		cmocka_unit_test(c1_sample),
		cmocka_unit_test(s1_sample),
		cmocka_unit_test(f4_sample),
		cmocka_unit_test(f5_sample),
		cmocka_unit_test(f6_sample),
		cmocka_unit_test(g2_sample),
		cmocka_unit_test(resolvable_addresses),
		cmocka_unit_test(masked_keys),
		cmocka_unit_test(p256_samples),
		cmocka_unit_test(private_keys_out_of_range_are_drawn_again),
		cmocka_unit_test(p256_refuses_what_is_no_point),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
