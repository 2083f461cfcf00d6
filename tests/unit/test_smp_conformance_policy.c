/*
 * What the specification asks of a Security Manager beside its procedures, and
 * what we ask of ours: every PDU in every phase, hostile peers, fresh keys, data
 * out of band, features to the bit, keypresses.
 */
#include "tests/unit/smp_pump.h"

#include <stdio.h>

#include "smp/crypto.h"

#define BOND SMP_AUTH_BONDING
#define MITM (BOND | SMP_AUTH_MITM)
#define SC   (BOND | SMP_AUTH_SC)
#define SCM  (SC | SMP_AUTH_MITM)
#define ALL  (SMP_KEY_ENC | SMP_KEY_ID | SMP_KEY_SIGN)

/* A PDU of this code with contents that nobody has computed. */
static const char *const strays[] = {
	"00",
	"01030001100000",
	"02030001100000",
	"03112233445566778899aabbccddeeff11",
	"04112233445566778899aabbccddeeff11",
	"0508",
	"06112233445566778899aabbccddeeff11",
	"07112233445566778899",
	"08112233445566778899aabbccddeeff11",
	"0900112233445566",
	"0a112233445566778899aabbccddeeff11",
	"0b01",
	"0c112233445566778899aabbccddeeff00112233445566778899aabbccddeeff00"
	"112233445566778899aabbccddeeff00112233445566778899aabbccddeeff00",
	"0d112233445566778899aabbccddeeff11",
	"0e01",
	"0f01",
	"ff",
};

/* Reserved codes, keypresses, and Security Requests to an initiator change
 * nothing. */
static bool is_harmless(uint8_t code, int to)
{
	return !code || code > SMP_KEYPRESS_NOTIFICATION ||
	       code == SMP_KEYPRESS_NOTIFICATION ||
	       (code == SMP_SECURITY_REQUEST && to == 0);
}

static void try_stray(const struct smp_config c[static 2],
    const struct pump_sent *before, unsigned nth, const char *stray)
{
	uint8_t code;
	struct pump_side *s;
	struct pump p;

	unhex((char[3]){ stray[0], stray[1] }, &code, 1);
	pump_open(&p, &c[0], &c[1]);
	p.fault = (struct pump_fault){ .kind = PUMP_PRECEDE,
		.from = before->from,
		.code = before->pdu[0],
		.nth = nth,
		.pdu = stray };
	pump_pair(&p);
	assert_true(p.fault_met);
	s = &p.side[!before->from];
	assert_int_equal(s->keypresses, 0); /* nobody agreed on them */
	if (is_harmless(code, !before->from)) {
		pump_assert_paired(&p);
	} else if (before->pdu[0] == SMP_PAIRING_REQUEST) {
		/* The responder was at rest, and may answer the stray. */
		assert_int_equal(p.side[0].paired, p.side[1].paired);
	} else {
		assert_int_equal(s->failed, 1);
		assert_int_equal(s->by_peer, code == SMP_PAIRING_FAILED);
		assert_true(s->reason != 0);
		assert_null(smp_bond(s->smp));
		assert_int_equal(p.side[before->from].paired, 0);
	}
	pump_close(&p);
}

static void every_pdu_in_every_phase(void **state)
{
	const struct smp_config methods[][2] = {
		{ pump_config(SMP_NO_INPUT_NO_OUTPUT, BOND, 0),
		    pump_config(SMP_NO_INPUT_NO_OUTPUT, BOND, 0) },
		{ pump_config(SMP_DISPLAY_ONLY, MITM, 0),
		    pump_config(SMP_KEYBOARD_ONLY, MITM, 0) },
		{ pump_config(SMP_NO_INPUT_NO_OUTPUT, SC, 0),
		    pump_config(SMP_NO_INPUT_NO_OUTPUT, SC, 0) },
		{ pump_config(SMP_DISPLAY_YES_NO, SCM, 0),
		    pump_config(SMP_DISPLAY_YES_NO, SCM, 0) },
		{ pump_config(SMP_KEYBOARD_ONLY, SCM, 0),
		    pump_config(SMP_DISPLAY_ONLY, SCM, 0) },
	};
	unsigned tried = 0;

	(void)state;
	for (size_t m = 0; m < ARRAY_SIZE(methods); m++) {
		struct pump good;

		pump_open(&good, &methods[m][0], &methods[m][1]);
		pump_pair(&good);
		pump_assert_paired(&good);
		for (unsigned i = 0; i < good.n_log; i++) {
			const struct pump_sent *e = &good.log[i];
			unsigned nth = 0;

			for (unsigned k = 0; k < i; k++)
				nth += good.log[k].from == e->from &&
				       good.log[k].pdu[0] == e->pdu[0];
			/* rounds 3 to 18 are as the second */
			if (nth > 1 && nth < 18)
				continue;
			for (size_t k = 0; k < ARRAY_SIZE(strays); k++)
				try_stray(methods[m], e, nth, strays[k]);
			tried += ARRAY_SIZE(strays);
		}
		pump_close(&good);
	}
	printf("%u PDUs out of place\n", tried);
}

/* The peer gives up with any reason there may ever be. */
static void every_reason_is_reported(void **state)
{
	(void)state;
	for (unsigned reason = 1; reason < 256; reason++) {
		char pdu[8];
		struct pump p;

		snprintf(pdu, sizeof(pdu), "05%02x", reason);
		pump_open_alike(&p, SMP_NO_INPUT_NO_OUTPUT, BOND, 0);
		p.fault = (struct pump_fault){ .kind = PUMP_REPLACE,
			.from = 1,
			.code = SMP_PAIRING_RESPONSE,
			.pdu = pdu };
		pump_pair(&p);
		assert_int_equal(p.side[0].failed, 1);
		assert_true(p.side[0].by_peer);
		assert_int_equal(p.side[0].reason, reason);
		assert_null(pump_find(&p, 0, SMP_PAIRING_FAILED, 0));
		pump_close(&p);
	}
}

/* All reserved bits of the key distribution are set by the peer: none of ours
 * is, and c1 and f6 are over the octets as they came. */
static void reserved_key_bits(void **state)
{
	(void)state;
	for (int sc = 0; sc < 2; sc++)
		for (int who = 0; who < 2; who++) {
			struct smp_config c[2];
			const struct pump_sent *e;
			struct pump p;

			for (int i = 0; i < 2; i++)
				c[i] = pump_config(SMP_NO_INPUT_NO_OUTPUT,
				    sc ? SC : BOND, SMP_KEY_ID);
			c[who].features.initiator_keys |= 0xf0;
			c[who].features.responder_keys |= 0xf0;
			c[1].exact = who;
			pump_open(&p, &c[0], &c[1]);
			pump_pair(&p);
			pump_assert_paired(&p);
			e = pump_find(&p, !who,
			    who ? SMP_PAIRING_REQUEST : SMP_PAIRING_RESPONSE,
			    0);
			assert_int_equal(e->pdu[5], SMP_KEY_ID);
			assert_int_equal(e->pdu[6], SMP_KEY_ID);
			pump_close(&p);
		}
}

/* With Secure Connections both ends compute the LTK: EncKey and LinkKey bits
 * distribute nothing, Vol 3 Part H 3.6.1. */
static void an_ltk_that_is_computed_is_not_sent(void **state)
{
	struct pump p;

	(void)state;
	pump_open_alike(&p, SMP_NO_INPUT_NO_OUTPUT, SC, ALL | SMP_KEY_LINK);
	pump_pair(&p);
	pump_assert_paired(&p);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(
		    pump_count(&p, i, SMP_ENCRYPTION_INFORMATION), 0);
		assert_int_equal(
		    pump_count(&p, i, SMP_CENTRAL_IDENTIFICATION), 0);
		assert_int_equal(pump_count(&p, i, SMP_SIGNING_INFORMATION), 1);
		assert_memory_equal(
		    smp_bond(p.side[i].smp)->own_ltk.key, p.link_key, 16);
	}
	pump_close(&p);
}

/* A peer that refuses our keys says so when we are done already: for 30 s that
 * takes the bond back, unless there was nothing to refuse. */
static void keys_refused_afterwards(void **state)
{
	static const struct {
		uint8_t keys;
		uint64_t after;
		bool heard;
	} rows[] = {
		{ ALL, 0, true },
		{ SMP_KEY_SIGN, 29 * USEC_PER_SEC, true },
		{ ALL, 31 * USEC_PER_SEC, false },
		{ 0, PUMP_FLIGHT, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		for (int who = 0; who < 2; who++) {
			struct smp_config c = pump_config(
			    SMP_NO_INPUT_NO_OUTPUT, BOND, rows[i].keys);
			struct pump_side *s;
			struct pump p;

			pump_open(&p, &c, &c);
			s = &p.side[who];
			pump_pair(&p);
			pump_assert_paired(&p);
			pump_hex(&p, who, "050f", p.now + rows[i].after);
			pump_hex(&p, who, "050f", p.now + rows[i].after + 1);
			pump_run(&p);
			assert_int_equal(s->failed, rows[i].heard);
			assert_int_equal(
			    smp_bond(s->smp) == NULL, rows[i].heard);
			if (rows[i].heard) {
				assert_int_equal(s->reason, SMP_KEY_REJECTED);
				assert_true(s->by_peer);
			}
			assert_null(pump_find(&p, who, SMP_PAIRING_FAILED, 0));
			pump_close(&p);
		}
}

static void encryption_goes_off(void **state)
{
	(void)state;
	for (int who = 0; who < 2; who++) {
		struct smp_out out = { .n = 0 };
		struct pump p;

		pump_open_alike(&p, SMP_DISPLAY_YES_NO, SCM, ALL);
		pump_begin(&p);
		pump_wait(&p, 20 * PUMP_FLIGHT); /* both are asked */
		smp_encryption_changed(p.side[who].smp, 0, false, p.now, &out);
		pump_take(&p, who, &out);
		pump_run(&p);
		assert_int_equal(p.side[who].failed, 1);
		assert_non_null(p.side[who].text);
		assert_int_equal(p.side[0].paired + p.side[1].paired, 0);
		pump_close(&p);
	}
}

/* Thousands of Security Requests: one a second is heard. */
static void security_requests_without_end(void **state)
{
	unsigned heard = 0;
	struct pump p;

	(void)state;
	pump_open_alike(&p, SMP_NO_INPUT_NO_OUTPUT, BOND, 0);
	for (int i = 0; i < 5000; i++) {
		pump_hex(&p, 0, "0b01", p.now);
		pump_wait(&p, USEC_PER_MSEC);
		heard += p.side[0].requested;
		p.side[0].requested = false;
	}
	assert_int_equal(heard, 5);
	assert_int_equal(p.n_log, 0);
	pump_close(&p);
}

static void a_new_key_pair_for_each_pairing(void **state)
{
	uint8_t seen[2][6][32];
	struct pump p;

	(void)state;
	pump_open_alike(&p, SMP_DISPLAY_YES_NO, SCM, 0);
	for (int i = 0; i < 6; i++) {
		/* every second one fails */
		p.side[1].person.refuses = i & 1;
		pump_pair(&p);
		assert_int_equal(p.side[0].paired, !(i & 1));
		for (int who = 0; who < 2; who++) {
			memcpy(seen[who][i],
			    pump_find(&p, who, SMP_PUBLIC_KEY, 0)->pdu + 1, 32);
			for (int k = 0; k < i; k++)
				assert_memory_not_equal(
				    seen[who][i], seen[who][k], 32);
		}
	}
	pump_close(&p);
}

/* A responder that knows no passkey and sends our confirm value back learns
 * nothing: CVE-2020-26558. */
static void sc_confirm_sent_back(void **state)
{
	struct smp_config shows = pump_config(SMP_DISPLAY_ONLY, SCM, 0);
	struct smp_config types = pump_config(SMP_KEYBOARD_ONLY, SCM, 0);
	struct pump p;

	(void)state;
	pump_open(&p, &shows, &types);
	p.fault = (struct pump_fault){
		.kind = PUMP_REFLECT, .from = 1, .code = SMP_PAIRING_CONFIRM
	};
	pump_pair(&p);
	pump_assert_refused(&p, 0, SMP_CONFIRM_VALUE_FAILED);
	assert_null(pump_find(&p, 0, SMP_PAIRING_RANDOM, 0));
	pump_close(&p);
}

/* The random values of a peer that uses the debug key, Vol 3 Part H
 * 2.3.5.6.1. */
static void debug_random(void *ctx, void *buf, size_t len)
{
	static const char key[] = "3f49f6d4a3c55f3874c9b3e3d2103f504aff607beb40"
				  "b7995899b8a6cd3c1abd";
	struct test_random *r = ctx;
	struct env env = test_env(r, r->state);

	if (len == 32)
		unhex(key, buf, 32);
	else
		env_random(&env, buf, len);
}

/* A peer whose nonces are all the same. */
static void one_nonce(void *ctx, void *buf, size_t len)
{
	struct test_random *r = ctx;
	struct env env = test_env(r, r->state);

	if (len == 16)
		memset(buf, 0x5a, len);
	else
		env_random(&env, buf, len);
}

static void nonces_are_used_once(void **state)
{
	struct pump p;

	(void)state;
	/* in the rounds of a passkey */
	for (int who = 0; who < 2; who++) {
		pump_open_alike(&p, SMP_KEYBOARD_ONLY, SCM, 0);
		p.side[!who].env.random = one_nonce;
		pump_pair(&p);
		pump_assert_refused(&p, who, SMP_CONFIRM_VALUE_FAILED);
		assert_int_equal(pump_count(&p, who, SMP_PAIRING_CONFIRM), 2);
		pump_close(&p);
	}
	/* the same at both ends: the one that hears it first refuses */
	pump_open_alike(&p, SMP_NO_INPUT_NO_OUTPUT, BOND | SMP_AUTH_SC, 0);
	p.side[0].env.random = p.side[1].env.random = one_nonce;
	pump_pair(&p);
	pump_assert_refused(&p, 1, SMP_CONFIRM_VALUE_FAILED);
	pump_close(&p);
}

static void a_bond_made_with_the_debug_key_is_marked(void **state)
{
	(void)state;
	for (int who = 0; who < 2; who++)
		for (int allowed = 0; allowed < 2; allowed++) {
			struct smp_config c =
			    pump_config(SMP_DISPLAY_YES_NO, SCM, 0);
			struct smp_config d;
			const struct bond *b;
			struct pump p;

			c.allow_debug_keys = allowed;
			d = c;
			pump_open(&p, &c, &c);
			p.side[!who].env.random = debug_random;
			pump_pair(&p);
			if (!allowed) {
				pump_assert_refused(
				    &p, who, SMP_DHKEY_CHECK_FAILED);
				pump_close(&p);
				continue;
			}
			pump_assert_paired(&p);
			b = smp_bond(p.side[who].smp);
			assert_true(b->debug_key);
			assert_false(b->authenticated);
			assert_false(bond_is_better(b, false, false, 7));
			pump_close(&p);
			/* nor does it protect from a man in the middle */
			(who ? &d : &c)->require_mitm = true;
			pump_open(&p, &c, &d);
			p.side[!who].env.random = debug_random;
			pump_pair(&p);
			pump_assert_refused(
			    &p, who, SMP_AUTHENTICATION_REQUIREMENTS);
			pump_close(&p);
		}
}

static void open_oob(struct pump *p, uint8_t auth, const struct smp_oob oob[2])
{
	struct smp_config c[2];

	for (int i = 0; i < 2; i++) {
		c[i] = pump_config(SMP_NO_INPUT_NO_OUTPUT, auth, ALL);
		c[i].features.oob = 1;
		c[i].oob = oob[i];
	}
	pump_open(p, &c[0], &c[1]);
}

static void oob_data_are_for_one_pairing(void **state)
{
	static const struct smp_oob none;

	(void)state;
	for (int sc = 0; sc < 2; sc++) {
		struct smp_oob oob[2];
		struct pump p;

		pump_make_oob(oob);
		open_oob(&p, sc ? SC : BOND, oob);
		pump_pair(&p);
		pump_assert_paired(&p);
		assert_true(smp_bond(p.side[0].smp)->authenticated);
		for (int i = 0; i < 2; i++)
			assert_memory_equal(&smp_get_config(p.side[i].smp)->oob,
			    &none, sizeof(none));
		pump_pair(&p);
		pump_assert_refused(&p, 1, SMP_OOB_NOT_AVAILABLE);
		pump_close(&p);
	}
}

/* What is made to be handed over is f4 of our own key, and a peer that was
 * handed other data is found out. */
static void oob_data_that_do_not_fit(void **state)
{
	struct test_random random;
	struct env env = test_env(&random, 4);
	struct smp_oob made = { 0 };
	uint8_t confirm[16], want[16];

	(void)state;
	smp_oob_make(&made, &env, confirm);
	crypto_f4(made.own_key.x, made.own_key.x, made.own_rand, 0, want);
	assert_memory_equal(confirm, want, 16);
	assert_true(p256_valid(made.own_key.x, made.own_key.y));

	for (int who = 0; who < 2; who++)
		for (int what = 0; what < 3; what++) {
			struct smp_oob oob[2];
			struct pump p;

			pump_make_oob(oob);
			if (what == 0)
				oob[who].peer_confirm[5] ^= 4;
			else if (what == 1)
				oob[who].peer_rand[5] ^= 4;
			else
				p256_generate(&env, &oob[!who].own_key);
			open_oob(&p, SC, oob);
			pump_pair(&p);
			pump_assert_refused(&p, who, SMP_CONFIRM_VALUE_FAILED);
			pump_close(&p);
		}
}

static void oob_data_that_are_missing(void **state)
{
	(void)state;
	for (int sc = 0; sc < 2; sc++)
		for (int who = 0; who < 2; who++) {
			struct smp_oob oob[2];
			struct pump p;

			pump_make_oob(oob);
			oob[who] = (struct smp_oob){ 0 };
			open_oob(&p, sc ? SC : BOND, oob);
			pump_pair(&p);
			pump_assert_refused(&p, who, SMP_OOB_NOT_AVAILABLE);
			pump_close(&p);
		}
}

/* As responder we follow the request, unless we are told to be exact. */
static void exact_features(void **state)
{
	(void)state;
	for (int exact = 0; exact < 2; exact++) {
		struct smp_config c[2] = {
			pump_config(SMP_NO_INPUT_NO_OUTPUT, BOND, SMP_KEY_ID),
			pump_config(SMP_KEYBOARD_DISPLAY, 0xc0 | MITM, 0xff),
		};
		const struct pump_sent *e;
		struct pump p;

		c[1].exact = exact;
		pump_open(&p, &c[0], &c[1]);
		pump_pair(&p);
		pump_assert_paired(&p);
		e = pump_find(&p, 1, SMP_PAIRING_RESPONSE, 0);
		assert_hex(e->pdu, e->len,
		    exact ? "020400c510ffff" : "020400c1100202");
		pump_close(&p);
	}
}

/* A peer that sets every bit of its request: nothing that we did not offer is
 * sent or waited for. */
static void request_that_asks_for_all(void **state)
{
	struct smp_config c[2] = { pump_config(
				       SMP_NO_INPUT_NO_OUTPUT, BOND, 0xff),
		pump_config(SMP_NO_INPUT_NO_OUTPUT, BOND, SMP_KEY_ENC) };
	struct pump p;

	(void)state;
	pump_open(&p, &c[0], &c[1]);
	pump_pair(&p);
	pump_assert_paired(&p);
	assert_hex(
	    pump_find(&p, 1, SMP_PAIRING_RESPONSE, 0)->pdu + 5, 2, "0101");
	for (int i = 0; i < 2; i++)
		assert_null(pump_find(&p, i, SMP_IDENTITY_INFORMATION, 0));
	pump_close(&p);
}

static void keypresses(void **state)
{
	struct smp_config shows =
	    pump_config(SMP_DISPLAY_ONLY, MITM | SMP_AUTH_KEYPRESS, 0);
	struct smp_config types =
	    pump_config(SMP_KEYBOARD_ONLY, MITM | SMP_AUTH_KEYPRESS, 0);
	struct smp_out out = { .n = 0 };
	struct pump p;

	(void)state;
	pump_open(&p, &types, &shows);
	assert_false(
	    smp_keypress(p.side[0].smp, SMP_KEYPRESS_STARTED, p.now, &out));
	pump_begin(&p);
	pump_wait(&p, 10 * PUMP_FLIGHT);
	/* nobody types where it is shown */
	assert_false(
	    smp_keypress(p.side[1].smp, SMP_KEYPRESS_STARTED, p.now, &out));
	assert_true(
	    smp_keypress(p.side[0].smp, SMP_KEYPRESS_DIGIT, p.now, &out));
	pump_take(&p, 0, &out);
	/* types that do not exist, and one too long */
	pump_hex(&p, 1, "0e05", p.now);
	pump_hex(&p, 1, "0eff", p.now);
	pump_run(&p);
	pump_assert_paired(&p);
	assert_int_equal(p.side[1].keypresses, 1);
	assert_hex(
	    pump_find(&p, 0, SMP_KEYPRESS_NOTIFICATION, 0)->pdu, 2, "0e01");
	assert_false(
	    smp_keypress(p.side[0].smp, SMP_KEYPRESS_COMPLETED, p.now, &out));
	assert_int_equal(out.n, 0);
	pump_close(&p);
}

/* Each keypress gives the person more time, Vol 3 Part H 2.3.5.3 and 3.4. */
static void keypresses_keep_the_timer_off(void **state)
{
	struct smp_config shows =
	    pump_config(SMP_DISPLAY_ONLY, MITM | SMP_AUTH_KEYPRESS, 0);
	struct smp_config types =
	    pump_config(SMP_KEYBOARD_ONLY, MITM | SMP_AUTH_KEYPRESS, 0);
	struct smp_out out = { .n = 0 };
	struct pump p;

	(void)state;
	pump_open(&p, &types, &shows);
	p.side[0].person.absent = true;
	pump_begin(&p);
	for (int i = 0; i < 6; i++) {
		pump_wait(&p, 25 * USEC_PER_SEC);
		assert_true(smp_keypress(
		    p.side[0].smp, SMP_KEYPRESS_DIGIT, p.now, &out));
		pump_take(&p, 0, &out);
	}
	pump_wait(&p, PUMP_FLIGHT);
	assert_true(smp_busy(p.side[0].smp) && smp_busy(p.side[1].smp));
	assert_true(
	    smp_answer_passkey(p.side[0].smp, p.side[1].shown, p.now, &out));
	pump_take(&p, 0, &out);
	pump_run(&p);
	pump_assert_paired(&p);
	pump_close(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_pdu_in_every_phase),
		cmocka_unit_test(every_reason_is_reported),
		cmocka_unit_test(reserved_key_bits),
		cmocka_unit_test(an_ltk_that_is_computed_is_not_sent),
		cmocka_unit_test(keys_refused_afterwards),
		cmocka_unit_test(encryption_goes_off),
		cmocka_unit_test(security_requests_without_end),
		cmocka_unit_test(a_new_key_pair_for_each_pairing),
		cmocka_unit_test(sc_confirm_sent_back),
		cmocka_unit_test(nonces_are_used_once),
		cmocka_unit_test(a_bond_made_with_the_debug_key_is_marked),
		cmocka_unit_test(oob_data_are_for_one_pairing),
		cmocka_unit_test(oob_data_that_do_not_fit),
		cmocka_unit_test(oob_data_that_are_missing),
		cmocka_unit_test(exact_features),
		cmocka_unit_test(request_that_asks_for_all),
		cmocka_unit_test(keypresses),
		cmocka_unit_test(keypresses_keep_the_timer_off),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
