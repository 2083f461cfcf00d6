/* Finding passkeys. The confirm value of the first test is the specification's
 * sample (Vol 3 Part H 2.2.3). */
#include "tests/unit/link_cipher.h"

#include "smp/crack.h"
#include "smp/crypto.h"

static struct crack_confirm sample(void)
{
	struct crack_confirm c = {
		.initiator = { { 0xa6, 0xa5, 0xa4, 0xa3, 0xa2, 0xa1 }, 1 },
		.responder = { { 0xb6, 0xb5, 0xb4, 0xb3, 0xb2, 0xb1 }, 0 },
	};

	unhex("e02e70c64e2788630e6fad5621d58357", c.random, 16);
	unhex("863bf1bec54da7d2ea888987ef3f1e1e", c.confirm, 16);
	unhex("01010000100707", c.preq, 7);
	unhex("02030000080005", c.pres, 7);
	return c;
}

static void just_works(void **state)
{
	struct crack_confirm c = sample();
	uint32_t passkey = 1;

	(void)state;
	assert_true(crack_passkey(&c, &passkey));
	assert_int_equal(passkey, 0);
	passkey = 1;
	assert_true(crack_passkey_plainly(&c, &passkey));
	assert_int_equal(passkey, 0);
}

static void every_kind_of_passkey(void **state)
{
	static const uint32_t passkeys[] = { 1, 2, 3, 4, 255, 256, 65535, 65536,
		123456, 999998, 999999 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(passkeys); i++) {
		struct crack_confirm c = sample();
		uint8_t tk[16] = { 0 };
		uint32_t got = 0;

		put_le32(tk, passkeys[i]);
		crypto_c1(tk, c.random, c.preq, c.pres, &c.initiator,
		    &c.responder, c.confirm);
		assert_true(crack_passkey(&c, &got));
		assert_int_equal(got, passkeys[i]);
		if (passkeys[i] > 1000)
			continue;
		got = 0;
		assert_true(crack_passkey_plainly(&c, &got));
		assert_int_equal(got, passkeys[i]);
	}
}

static void none_that_fits(void **state)
{
	struct crack_confirm c = sample();
	uint32_t passkey;

	(void)state;
	c.confirm[15] ^= 1;
	assert_false(crack_passkey(&c, &passkey));
	assert_false(crack_passkey_plainly(&c, &passkey));
}

/* A session whose Short Term Key has seven octets, from its first PDU. */
static void a_session(void **state)
{
	static const uint8_t iv[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };
	struct crack_session s = { .key_size = 7 };
	uint8_t tk[16] = { 0 }, key[16], be[16], pdu[8] = { 0x0f, 1, 0x06 };
	uint32_t passkey;

	(void)state;
	memset(s.r1, 0x11, 16);
	memset(s.r2, 0x22, 16);
	memset(s.skd, 0x33, 16);
	put_le32(tk, 1234);
	crypto_s1(tk, s.r1, s.r2, key);
	crypto_mask_key(key, 7);
	crypto_e(key, s.skd, key);
	copy_reversed(be, key, 16);
	assert_int_equal(link_seal(pdu, be, iv, 0, true), 7);
	s.nonce[4] = 0x80;
	memcpy(s.nonce + 5, iv, 8);
	s.aad = 0x0f & 0xe3;
	memcpy(s.payload, pdu + 2, 5);
	assert_true(crack_stk(&s, &passkey));
	assert_int_equal(passkey, 1234);
	s.payload[4] ^= 1;
	assert_false(crack_stk(&s, &passkey));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(just_works),
		cmocka_unit_test(every_kind_of_passkey),
		cmocka_unit_test(none_that_fits),
		cmocka_unit_test(a_session),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
