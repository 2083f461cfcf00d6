/*
 * The toolbox against vectors of others: the shared collection, Wycheproof's
 * points and MACs, and pairings that somebody sniffed. Read where they are; the
 * specification's own are typed into test_smp_crypto.
 */
#include "tests/unit/smp_pump.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "smp/crypto.h"

static uint32_t number_of(const json_t *o, const char *key)
{
	return (uint32_t)json_integer_value(json_object_get(o, key));
}

/* A value that is written most significant octet first, as the toolbox takes
 * it. Each stays in place until `N_VALUES` others have been asked for. */
#define N_VALUES 16
static const uint8_t *value_of(const json_t *o, const char *key, size_t n)
{
	static uint8_t values[N_VALUES][32];
	static unsigned next;
	uint8_t *v = values[next++ % N_VALUES];

	assert_true(n <= sizeof(values[0]) && reversed_of(o, key, v, n));
	return v;
}

#define V7(key)	 value_of(in, key, 7)
#define V16(key) value_of(in, key, 16)
#define V32(key) value_of(in, key, 32)

/* An address of six octets with its type elsewhere, or of seven with it. */
static struct bdaddr addr_of(const json_t *o, const char *key, int type)
{
	struct bdaddr a;
	uint8_t be[7];
	size_t n = unhex_any(text_of(o, key), be, sizeof(be));

	assert_true(n == (type < 0 ? 7 : 6));
	a.type = (uint8_t)(type < 0 ? be[0] : type);
	copy_reversed(a.b, be + n - 6, 6);
	return a;
}

static void is(const char *name, const uint8_t *got, size_t n,
    const json_t *out, const char *key)
{
	struct buf b = { 0 };

	if (!memcmp(got, value_of(out, key, n), n))
		return;
	buf_hexdump(&b, got, n);
	fail_msg("%s: %s reversed is %.*s, want %s", name, key, (int)b.len,
	    (char *)b.data, text_of(out, key));
}

static void try_e(const char *name, const json_t *in, const json_t *out)
{
	bool session = *text_of(in, "ltk"); /* of the link layer */
	uint8_t c[16];

	if (session)
		crypto_e(V16("ltk"), value_of(out, "skd", 16), c);
	else
		crypto_e(V16("key"), V16("plaintext"), c);
	is(name, c, 16, out, session ? "session_key" : "ciphertext");
}

static void try_cmac(const char *name, const json_t *in, const json_t *out)
{
	uint8_t key[16], msg[256], mac[16], want[16];
	size_t n = unhex_any(text_of(in, "message"), msg, sizeof(msg));

	unhex(text_of(in, "key"), key, 16);
	unhex(text_of(out, "mac"), want, 16);
	crypto_aes_cmac(key, msg, n, mac);
	if (memcmp(mac, want, 16))
		fail_msg("%s: another MAC", name);
}

static void try_c1(const char *name, const json_t *in, const json_t *out)
{
	struct bdaddr ia = addr_of(in, "ia", (int)number_of(in, "iat"));
	struct bdaddr ra = addr_of(in, "ra", (int)number_of(in, "rat"));
	uint8_t c[16];

	crypto_c1(V16("k"), V16("r"), V7("preq"), V7("pres"), &ia, &ra, c);
	is(name, c, 16, out, "confirm");
}

static void try_s1(const char *name, const json_t *in, const json_t *out)
{
	uint8_t stk[16];

	crypto_s1(V16("k"), V16("r1"), V16("r2"), stk);
	is(name, stk, 16, out, "stk");
}

static void try_f4(const char *name, const json_t *in, const json_t *out)
{
	uint8_t c[16];

	crypto_f4(V32("u"), V32("v"), V16("x"), (uint8_t)number_of(in, "z"), c);
	is(name, c, 16, out, "confirm");
}

static void try_f5(const char *name, const json_t *in, const json_t *out)
{
	struct bdaddr a1 = addr_of(in, "a1", -1), a2 = addr_of(in, "a2", -1);
	uint8_t mackey[16], ltk[16];

	crypto_f5(V32("w"), V16("n1"), V16("n2"), &a1, &a2, mackey, ltk);
	is(name, mackey, 16, out, "mackey");
	is(name, ltk, 16, out, "ltk");
}

static void try_f6(const char *name, const json_t *in, const json_t *out)
{
	struct bdaddr a1 = addr_of(in, "a1", -1), a2 = addr_of(in, "a2", -1);
	uint8_t check[16];

	crypto_f6(V16("w"), V16("n1"), V16("n2"), V16("r"),
	    value_of(in, "iocap", 3), &a1, &a2, check);
	is(name, check, 16, out, "check");
}

static void try_g2(const char *name, const json_t *in, const json_t *out)
{
	(void)name;
	assert_int_equal(crypto_g2(V32("u"), V32("v"), V16("x"), V16("y")),
	    number_of(out, "numeric"));
}

static void try_ah(const char *name, const json_t *in, const json_t *out)
{
	uint32_t prand = get_le32(value_of(in, "prand", 3)) & 0xffffff;
	uint8_t hash[4];

	put_le32(hash, crypto_ah(V16("irk"), prand));
	is(name, hash, 3, out, "hash");
}

static void try_resolve(const char *name, const json_t *in, const json_t *out)
{
	struct bdaddr a = addr_of(in, "address", ADDR_RANDOM);

	if (crypto_rpa_matches(V16("irk"), &a) !=
	    json_is_true(json_object_get(out, "resolves")))
		fail_msg("%s", name);
}

static void try_mask(const char *name, const json_t *in, const json_t *out)
{
	uint8_t key[16];

	memcpy(key, V16("key"), 16);
	crypto_mask_key(key, number_of(in, "size"));
	is(name, key, 16, out, "masked");
}

static void try_sign(const char *name, const json_t *in, const json_t *out)
{
	uint8_t pdu[256], got[CRYPTO_SIGNATURE], want[CRYPTO_SIGNATURE];
	size_t n = unhex_any(text_of(in, "pdu"), pdu, sizeof(pdu));

	unhex(text_of(out, "signature"), want, sizeof(want));
	crypto_sign(V16("csrk"), pdu, n, number_of(in, "sign_counter"), got);
	if (memcmp(got, want, sizeof(want)))
		fail_msg("%s: another signature", name);
}

/* Whether the last 12 octets are the signature of what is in front of them. */
static void try_verify(const char *name, const json_t *in, const json_t *out)
{
	uint8_t pdu[256], sig[CRYPTO_SIGNATURE];
	size_t n = unhex_any(text_of(in, "pdu_signed"), pdu, sizeof(pdu));
	bool valid = false;

	if (n >= sizeof(sig)) {
		n -= sizeof(sig);
		crypto_sign(V16("csrk"), pdu, n, get_le32(pdu + n), sig);
		valid = crypto_equal(sig, pdu + n, sizeof(sig));
	}
	if (valid != json_is_true(json_object_get(out, "valid")))
		fail_msg("%s", name);
}

static void give(void *ctx, void *buf, size_t len)
{
	memcpy(buf, ctx, len);
}

/* The key pair of a private key, written without or with zeros in front. */
static struct p256_key key_of(const json_t *o, const char *key)
{
	const char *text = text_of(o, key);
	uint8_t priv[32] = { 0 }, be[33];
	struct env env = { give, priv };
	struct p256_key k;
	size_t n = unhex_any(text, be, sizeof(be));

	memcpy(priv + (n < 32 ? 32 - n : 0), be + (n == 33), n == 33 ? 32 : n);
	p256_generate(&env, &k);
	return k;
}

static void try_public(const char *name, const json_t *in, const json_t *out)
{
	struct p256_key k = key_of(in, "private");

	is(name, k.x, 32, out, "x");
	is(name, k.y, 32, out, "y");
}

/* With both private keys: both ways, and both public keys. */
static void try_dh(const char *name, const json_t *in, const json_t *out)
{
	struct p256_key a = key_of(in, "private_a"), b;
	uint8_t dhkey[32];

	assert_true(
	    p256_dhkey(&a, V32("public_b_x"), V32("public_b_y"), dhkey));
	is(name, dhkey, 32, out, "dhkey");
	if (!*text_of(in, "private_b"))
		return;
	b = key_of(in, "private_b");
	is(name, a.x, 32, in, "public_a_x");
	is(name, a.y, 32, in, "public_a_y");
	is(name, b.x, 32, in, "public_b_x");
	is(name, b.y, 32, in, "public_b_y");
	assert_true(p256_dhkey(&b, a.x, a.y, dhkey));
	is(name, dhkey, 32, out, "dhkey");
}

static void try_valid(const char *name, const json_t *in, const json_t *out)
{
	if (p256_valid(V32("x"), V32("y")) !=
	    json_is_true(json_object_get(out, "valid")))
		fail_msg("%s", name);
}

static void shows_and_types(struct pump *p, uint8_t auth, uint32_t passkey)
{
	struct smp_config shows = {
		.features = { SMP_DISPLAY_ONLY, 0, auth, 16, 0, 0 },
		.min_key_size = 7,
		.pairable = true,
		.fixed_passkey = true,
		.passkey = passkey,
	};
	struct smp_config types = shows;

	types.features.io = SMP_KEYBOARD_ONLY;
	pump_open(p, &shows, &types);
	pump_pair(p);
	assert_int_equal(p->side[0].paired + p->side[1].paired, 2);
}

/* The confirm values that crossed are those of this Temporary Key. */
static void try_tk(const char *name, const json_t *in, const json_t *out)
{
	struct smp_link link[2];
	struct pump p;

	shows_and_types(&p, SMP_AUTH_MITM, number_of(in, "passkey"));
	pump_links(link);
	for (int i = 0; i < 2; i++) {
		uint8_t confirm[16];

		crypto_c1(value_of(out, "tk", 16),
		    pump_find(&p, i, SMP_PAIRING_RANDOM, 0)->pdu + 1,
		    pump_find(&p, 0, SMP_PAIRING_REQUEST, 0)->pdu,
		    pump_find(&p, 1, SMP_PAIRING_RESPONSE, 0)->pdu,
		    &link[0].own, &link[1].own, confirm);
		if (memcmp(confirm,
			pump_find(&p, i, SMP_PAIRING_CONFIRM, 0)->pdu + 1, 16))
			fail_msg("%s: another TK", name);
	}
	pump_close(&p);
}

/* Each round's confirm value is f4 with this value of z. */
static void try_rounds(const char *name, const json_t *in, const json_t *out)
{
	const json_t *bits = json_object_get(out, "rai");
	const uint8_t *x[2];
	struct pump p;

	shows_and_types(
	    &p, SMP_AUTH_MITM | SMP_AUTH_SC, number_of(in, "passkey"));
	for (int i = 0; i < 2; i++) {
		x[i] = pump_find(&p, i, SMP_PUBLIC_KEY, 0)->pdu + 1;
		assert_int_equal(pump_count(&p, i, SMP_PAIRING_CONFIRM),
		    json_array_size(bits));
	}
	for (unsigned k = 0; k < json_array_size(bits); k++)
		for (int i = 0; i < 2; i++) {
			uint8_t z, c[16];

			unhex(
			    json_string_value(json_array_get(bits, k)), &z, 1);
			crypto_f4(x[i], x[!i],
			    pump_find(&p, i, SMP_PAIRING_RANDOM, k)->pdu + 1, z,
			    c);
			if (memcmp(c,
				pump_find(&p, i, SMP_PAIRING_CONFIRM, k)->pdu +
				    1,
				16))
				fail_msg("%s: round %u", name, k);
		}
	pump_close(&p);
}

static const struct {
	const char *name;
	void (*try)(const char *name, const json_t *in, const json_t *out);
} functions[] = {
	{ "e", try_e },
	{ "aes_cmac", try_cmac },
	{ "c1", try_c1 },
	{ "s1", try_s1 },
	{ "f4", try_f4 },
	{ "f5", try_f5 },
	{ "f6", try_f6 },
	{ "g2", try_g2 },
	{ "ah", try_ah },
	{ "rpa_resolve", try_resolve },
	{ "mask_key", try_mask },
	{ "att_sign", try_sign },
	{ "att_verify", try_verify },
	{ "p256_public", try_public },
	{ "p256_dh", try_dh },
	{ "p256_validate", try_valid },
	{ "tk", try_tk },
	{ "sc_passkey_rounds", try_rounds },
};

/* Functions that smp/ does not have, each with the reason. */
static const struct {
	const char *name, *why;
} others[] = {
	{ "aes_cmac_subkeys", "libcrypto's own" },
	{ "h6", "no BR/EDR" },
	{ "h7", "no BR/EDR" },
	{ "ltk_to_link_key", "no BR/EDR" },
	{ "link_key_to_ltk", "no BR/EDR" },
	{ "h8", "isochronous broadcast" },
	{ "h7,h6,h8", "isochronous broadcast" },
	{ "d1", "our keys are random, not derived" },
	{ "dm", "our keys are random, not derived" },
	{ "gatt_db_hash", "gatt/" },
	{ "encode", "link layer" },
	{ "le_ccm", "link layer" },
	{ "ead_encrypt", "advertising data" },
	{ "s1_csis", "coordinated sets" },
	{ "k1_csis", "coordinated sets" },
	{ "sef", "coordinated sets" },
	{ "sih", "coordinated sets" },
};

static bool try_vector(const json_t *v)
{
	const char *function = text_of(v, "function");

	for (size_t i = 0; i < ARRAY_SIZE(functions); i++)
		if (!strcmp(functions[i].name, function)) {
			functions[i].try(text_of(v, "name"),
			    json_object_get(v, "inputs"),
			    json_object_get(v, "outputs"));
			return true;
		}
	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		if (!strcmp(others[i].name, function)) {
			printf("not of smp/: %s, %s\n", text_of(v, "name"),
			    others[i].why);
			return false;
		}
	fail_msg("%s: of a function that nobody knows", text_of(v, "name"));
	return false;
}

static void every_vector(void **state)
{
	json_t *root = shared_vectors("vectors.json"), *v;
	unsigned n = 0;
	size_t i;

	(void)state;
	json_array_foreach(json_object_get(root, "vectors"), i, v) n +=
	    try_vector(v);
	printf("%u of %zu vectors\n", n, i);
	assert_true(n >= 53);
	json_decref(root);
}

/* A point that is no point of the curve is refused and nothing is computed. */
static void try_point(const json_t *t, const uint8_t *x, const uint8_t *y)
{
	bool valid = !strcmp(text_of(t, "result"), "valid");
	struct p256_key key = key_of(t, "private");
	uint8_t dhkey[32];
	char name[40];

	snprintf(name, sizeof(name), "tcId %u", number_of(t, "tcId"));
	if (p256_valid(x, y) != valid || p256_dhkey(&key, x, y, dhkey) != valid)
		fail_msg("%s: %s", name, text_of(t, "comment"));
	if (valid)
		is(name, dhkey, 32, t, "shared");
}

static void every_point(void **state)
{
	json_t *root = shared_vectors("p256_points.json"), *in;
	size_t i;

	(void)state;
	json_array_foreach(json_object_get(root, "tests"), i, in)
	    try_point(in, V32("x"), V32("y"));
	printf("%zu points\n", i);
	assert_true(i >= 346);
	json_decref(root);
}

/* Only points with both coordinates: a Pairing Public Key has no other form. */
static void wycheproof_ecdh(void **state)
{
	json_t *root =
	    shared_vectors("wycheproof/ecdh_secp256r1_ecpoint_test.json");
	json_t *group, *t;
	unsigned n = 0, left_out = 0;
	size_t i, k;

	(void)state;
	json_array_foreach(json_object_get(root, "testGroups"), i, group)
	    json_array_foreach(json_object_get(group, "tests"), k, t)
	{
		uint8_t p[65], x[32], y[32];
		size_t len = unhex_any(text_of(t, "public"), p, sizeof(p));

		if (len != 65 || p[0] != 4) {
			left_out++;
			continue;
		}
		copy_reversed(x, p + 1, 32);
		copy_reversed(y, p + 33, 32);
		try_point(t, x, y);
		n++;
	}
	printf("%u points, %u in another form left out\n", n, left_out);
	assert_true(n >= 346);
	json_decref(root);
}

static void try_mac(const json_t *t, size_t tag_len)
{
	bool valid = !strcmp(text_of(t, "result"), "valid");
	uint8_t key[16], tag[16], mac[16], msg[512];
	size_t n = unhex_any(text_of(t, "msg"), msg, sizeof(msg));

	unhex(text_of(t, "key"), key, 16);
	unhex(text_of(t, "tag"), tag, tag_len);
	crypto_aes_cmac(key, msg, n, mac);
	/* a shorter tag is the start of the MAC */
	if (crypto_equal(mac, tag, tag_len) != valid)
		fail_msg(
		    "tcId %u: %s", number_of(t, "tcId"), text_of(t, "comment"));
}

static void wycheproof_cmac(void **state)
{
	json_t *root = shared_vectors("wycheproof/aes_cmac_test.json"), *group,
	       *t;
	unsigned n = 0, left_out = 0;
	size_t i, k;

	(void)state;
	json_array_foreach(json_object_get(root, "testGroups"), i, group)
	    json_array_foreach(json_object_get(group, "tests"), k, t)
	{
		if (number_of(group, "keySize") != 128) {
			left_out++;
			continue;
		}
		try_mac(t, number_of(group, "tagSize") / 8);
		n++;
	}
	printf("%u MACs, %u with keys of another size left out\n", n, left_out);
	assert_true(n >= 102);
	json_decref(root);
}

/* The PDU of a sniffed pairing, or NULL; `nth` of this sender. */
static const json_t *step_of(
    const json_t *t, const char *from, const char *type)
{
	const json_t *step;
	size_t i;

	json_array_foreach(json_object_get(t, "sequence"), i,
	    step) if (!strcmp(text_of(step, "type"), type) &&
		      !strcmp(text_of(step, "from"), from)) return step;
	return NULL;
}

static size_t sniffed(const json_t *t, const char *from, const char *type,
    uint8_t pdu[static SMP_MAX_PDU])
{
	const json_t *step = step_of(t, from, type);

	if (!step)
		fail_msg("%s: no %s", text_of(t, "id"), type);
	return unhex_any(text_of(step, "pdu"), pdu, SMP_MAX_PDU);
}

static const char *const ends[] = { "initiator", "responder" };

/* Both confirm values and the key of the link, with a TK that is known. */
static void recompute_legacy(const json_t *t)
{
	const json_t *in = json_object_get(t, "results");
	uint8_t req[SMP_MAX_PDU], rsp[SMP_MAX_PDU], out[16];
	uint8_t rand[2][SMP_MAX_PDU], confirm[2][SMP_MAX_PDU];
	struct bdaddr a[2];

	sniffed(t, ends[0], "pairing_request", req);
	sniffed(t, ends[1], "pairing_response", rsp);
	for (int i = 0; i < 2; i++) {
		const json_t *end = json_object_get(t, ends[i]);

		sniffed(t, ends[i], "pairing_confirm", confirm[i]);
		sniffed(t, ends[i], "pairing_random", rand[i]);
		a[i] =
		    addr_of(end, "conn_addr", (int)number_of(end, "conn_type"));
	}
	for (int i = 0; i < 2; i++) {
		crypto_c1(V16("tk"), rand[i] + 1, req, rsp, &a[0], &a[1], out);
		assert_memory_equal(out, confirm[i] + 1, 16);
	}
	crypto_s1(V16("tk"), rand[1] + 1, rand[0] + 1, out);
	is(text_of(t, "id"), out, 16, in, "stk");
}

/* Without a private key: the points, and the responder's confirm value. */
static void recompute_sc(const json_t *t)
{
	uint8_t key[2][SMP_MAX_PDU], confirm[SMP_MAX_PDU], nb[SMP_MAX_PDU];
	uint8_t out[16];

	for (int i = 0; i < 2; i++) {
		sniffed(t, ends[i], "public_key", key[i]);
		assert_true(p256_valid(key[i] + 1, key[i] + 33));
	}
	sniffed(t, ends[1], "pairing_confirm", confirm);
	sniffed(t, ends[1], "pairing_random", nb);
	crypto_f4(key[1] + 1, key[0] + 1, nb + 1, 0, out);
	assert_memory_equal(out, confirm + 1, 16);
}

/* What encrypts the link is e of the key and the diversifier, Vol 6 Part B
 * 5.1.3.1: it worked on air, so the key is right. */
static bool recompute_session(const json_t *t)
{
	const json_t *in;
	size_t i;

	json_array_foreach(json_object_get(t, "sequence"), i, in)
	{
		uint8_t session[16];

		if (!*text_of(in, "session_key"))
			continue;
		crypto_e(V16("key"), V16("skd"), session);
		is(text_of(t, "id"), session, 16, in, "session_key");
		return true;
	}
	return false;
}

static void sniffed_pairings(void **state)
{
	json_t *root = shared_vectors("smp_transcripts.json"), *t;
	unsigned legacy = 0, sc = 0, sessions = 0;
	size_t i;

	(void)state;
	json_array_foreach(json_object_get(root, "transcripts"), i, t)
	{
		const char *pairing = text_of(t, "pairing");

		if (strcmp(text_of(t, "iut_role"), "observer"))
			continue;
		if (!strcmp(pairing, "legacy")) {
			recompute_legacy(t);
			legacy++;
		} else if (!strcmp(pairing, "secure_connections")) {
			recompute_sc(t);
			sc++;
		}
		sessions += recompute_session(t);
	}
	assert_int_equal(legacy, 2);
	assert_int_equal(sc, 1);
	assert_int_equal(sessions, 3);
	json_decref(root);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_vector),
		cmocka_unit_test(every_point),
		cmocka_unit_test(wycheproof_ecdh),
		cmocka_unit_test(wycheproof_cmac),
		cmocka_unit_test(sniffed_pairings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
