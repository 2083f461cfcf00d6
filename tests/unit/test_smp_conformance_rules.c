/* The faults that a machine makes on purpose, to test the other end. */
#include "tests/unit/smp_pump.h"

#define BOND SMP_AUTH_BONDING
#define MITM (BOND | SMP_AUTH_MITM)
#define SC   (BOND | SMP_AUTH_SC)
#define ALL  (SMP_KEY_ENC | SMP_KEY_ID | SMP_KEY_SIGN)

enum ending {
	PAIRS,
	REFUSED_0,  /* by the initiator, with `reason` */
	REFUSED_1,  /* by the responder */
	TIMES_OUT,  /* at both ends */
	KEY_DIFFERS /* the link could not be encrypted */
};

static const struct rule_row {
	const char *name;
	uint8_t auth;
	int who; /* has the rule */
	struct smp_rule rule;
	enum ending ending;
	uint8_t reason;
} rule_rows[] = {
	{ "fail the request", BOND, 1,
	    { .step = SMP_PAIRING_REQUEST, .action = SMP_DO_FAIL, .value = 8 },
	    REFUSED_1, 8 },
	{ "fail the response as it comes", BOND, 0,
	    { .step = SMP_PAIRING_RESPONSE, .action = SMP_DO_FAIL, .value = 3 },
	    REFUSED_0, 3 },
	{ "fail instead of the response", BOND, 1,
	    { .step = SMP_PAIRING_RESPONSE,
		.when = SMP_ON_SENDING,
		.action = SMP_DO_FAIL,
		.value = 5 },
	    REFUSED_1, 5 },
	{ "fail instead of the DHKey check", SC, 0,
	    { .step = SMP_DHKEY_CHECK,
		.when = SMP_ON_SENDING,
		.action = SMP_DO_FAIL,
		.value = 11 },
	    REFUSED_0, 11 },
	{ "fail when encrypted", BOND, 1,
	    { .step = SMP_STEP_ENCRYPTION, .action = SMP_DO_FAIL, .value = 8 },
	    REFUSED_1, 8 },
	{ "silent before the response", BOND, 1,
	    { .step = SMP_PAIRING_RESPONSE,
		.when = SMP_ON_SENDING,
		.action = SMP_DO_SILENCE },
	    TIMES_OUT, 0 },
	{ "silent after the confirm value", BOND, 0,
	    { .step = SMP_PAIRING_CONFIRM, .action = SMP_DO_SILENCE },
	    TIMES_OUT, 0 },
	{ "drop the public key", SC, 1,
	    { .step = SMP_PUBLIC_KEY,
		.when = SMP_ON_SENDING,
		.action = SMP_DO_DROP },
	    REFUSED_0, 8 },
	{ "do not hear the random value", BOND, 1,
	    { .step = SMP_PAIRING_RANDOM, .action = SMP_DO_DROP }, TIMES_OUT,
	    0 },
	{ "29 s late", BOND, 1,
	    { .step = SMP_PAIRING_RESPONSE,
		.when = SMP_ON_SENDING,
		.action = SMP_DO_DELAY,
		.value = 29000 },
	    PAIRS, 0 },
	{ "twice the request", BOND, 0,
	    { .step = SMP_PAIRING_REQUEST,
		.when = SMP_ON_SENDING,
		.action = SMP_DO_DUPLICATE },
	    REFUSED_1, 8 },
	{ "twice the last key", BOND, 0,
	    { .step = SMP_SIGNING_INFORMATION,
		.when = SMP_ON_SENDING,
		.action = SMP_DO_DUPLICATE },
	    PAIRS, 0 },
	{ "keys in another order", BOND, 1,
	    { .step = SMP_ENCRYPTION_INFORMATION,
		.when = SMP_ON_SENDING,
		.action = SMP_DO_REORDER },
	    REFUSED_0, 8 },
	{ "the response behind a PDU that never comes", BOND, 1,
	    { .step = SMP_PAIRING_RESPONSE,
		.when = SMP_ON_SENDING,
		.action = SMP_DO_REORDER },
	    TIMES_OUT, 0 },
	{ "wrong confirm value", BOND, 1,
	    { .step = SMP_PAIRING_CONFIRM,
		.when = SMP_ON_SENDING,
		.action = SMP_DO_FLIP,
		.value = 127 },
	    REFUSED_0, 4 },
	{ "wrong DHKey check", SC, 1,
	    { .step = SMP_DHKEY_CHECK,
		.when = SMP_ON_SENDING,
		.action = SMP_DO_FLIP },
	    REFUSED_0, 11 },
	{ "a bit that is not there", BOND, 1,
	    { .step = SMP_PAIRING_CONFIRM,
		.when = SMP_ON_SENDING,
		.action = SMP_DO_FLIP,
		.value = 128 },
	    PAIRS, 0 },
	{ "another key than agreed", SC, 1,
	    { .step = SMP_STEP_ENCRYPTION, .action = SMP_DO_FLIP, .value = 9 },
	    KEY_DIFFERS, 0 },
	{ "without the initiator's IdKey, which is there", BOND, 1,
	    { .step = SMP_PAIRING_REQUEST,
		.action = SMP_DO_FAIL,
		.value = 8,
		.without_initiator_keys = SMP_KEY_ID },
	    PAIRS, 0 },
	{ "without the initiator's LinkKey", BOND, 1,
	    { .step = SMP_PAIRING_REQUEST,
		.action = SMP_DO_FAIL,
		.value = 8,
		.without_initiator_keys = SMP_KEY_LINK },
	    REFUSED_1, 8 },
	{ "without SC, which is there", SC, 1,
	    { .step = SMP_PAIRING_REQUEST,
		.action = SMP_DO_FAIL,
		.value = 3,
		.without_authreq = SMP_AUTH_SC },
	    PAIRS, 0 },
	{ "without MITM", SC, 1,
	    { .step = SMP_PAIRING_REQUEST,
		.action = SMP_DO_FAIL,
		.value = 3,
		.without_authreq = SMP_AUTH_MITM },
	    REFUSED_1, 3 },
	{ "fail at the end", BOND, 1,
	    { .step = SMP_STEP_BOND, .action = SMP_DO_FAIL, .value = 15 },
	    REFUSED_1, 15 },
};

static void check_ending(const struct pump *p, const struct rule_row *r)
{
	switch (r->ending) {
	case PAIRS:
		pump_assert_paired(p);
		assert_true(pump_same_keys(
		    smp_bond(p->side[0].smp), smp_bond(p->side[1].smp)));
		break;
	case REFUSED_0:
	case REFUSED_1:
		pump_assert_refused(p, r->ending == REFUSED_1, r->reason);
		break;
	case TIMES_OUT:
	case KEY_DIFFERS:
		for (int i = 0; i < 2; i++) {
			assert_int_equal(p->side[i].paired, 0);
			assert_int_equal(p->side[i].reason, 0);
		}
		assert_int_equal(p->side[0].failed, 1);
		assert_int_equal(p->mismatch, r->ending == KEY_DIFFERS);
		break;
	}
}

static void faults_on_purpose(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rule_rows); i++) {
		const struct rule_row *r = &rule_rows[i];
		struct smp_rule rule = r->rule;
		struct smp_config c[2];
		struct pump p;

		c[0] = c[1] = pump_config(SMP_NO_INPUT_NO_OUTPUT, r->auth, ALL);
		c[r->who].rules = &rule;
		c[r->who].n_rules = 1;
		pump_open(&p, &c[0], &c[1]);
		pump_pair(&p);
		print_message("%s\n", r->name);
		check_ending(&p, r);
		pump_close(&p);
	}
}

/* A rule that acts a number of times, then the device behaves. */
static void faults_that_end(void **state)
{
	struct smp_rule rule = { .step = SMP_PAIRING_REQUEST,
		.action = SMP_DO_FAIL,
		.value = SMP_UNSPECIFIED_REASON,
		.times = 3 };
	struct smp_config c[2];
	struct pump p;

	(void)state;
	c[0] = c[1] = pump_config(SMP_NO_INPUT_NO_OUTPUT, BOND, ALL);
	c[1].rules = &rule;
	c[1].n_rules = 1;
	pump_open(&p, &c[0], &c[1]);
	for (int i = 0; i < 3; i++) {
		pump_pair(&p);
		pump_assert_refused(&p, 1, SMP_UNSPECIFIED_REASON);
		assert_int_equal(rule.fired, i + 1);
	}
	pump_pair(&p);
	pump_assert_paired(&p);
	assert_int_equal(rule.fired, 3);
	pump_close(&p);
}

/* Rules that look at the request: each against one that they are for, and one
 * that differs in what they look at only. */
static void conditions(void **state)
{
	static const struct {
		struct smp_rule rule;
		uint8_t authreq, keys;
		bool fires;
	} rows[] = {
		{ { .with_authreq = SMP_AUTH_CT2 }, BOND | SMP_AUTH_CT2, ALL,
		    true },
		{ { .with_authreq = SMP_AUTH_CT2 }, BOND, ALL, false },
		{ { .without_authreq = SMP_AUTH_CT2 }, BOND, ALL, true },
		{ { .with_initiator_keys = SMP_KEY_LINK }, BOND,
		    ALL | SMP_KEY_LINK, true },
		{ { .with_initiator_keys = SMP_KEY_LINK }, BOND, SMP_KEY_ENC,
		    false },
		{ { .without_oob = true }, BOND, ALL, true },
		/* there was no Security Request */
		{ { .sooner_ms = 1 }, BOND, ALL, true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct smp_rule rule = rows[i].rule;
		struct smp_config c[2];
		struct pump p;

		rule.step = SMP_PAIRING_REQUEST;
		rule.value = SMP_BUSY;
		c[0] = pump_config(
		    SMP_NO_INPUT_NO_OUTPUT, rows[i].authreq, rows[i].keys);
		c[1] = pump_config(SMP_NO_INPUT_NO_OUTPUT, BOND, ALL);
		c[1].rules = &rule;
		c[1].n_rules = 1;
		pump_open(&p, &c[0], &c[1]);
		pump_pair(&p);
		if (rows[i].fires)
			pump_assert_refused(&p, 1, SMP_BUSY);
		else
			pump_assert_paired(&p);
		pump_close(&p);
	}
}

/* The keys are given and taken, and not kept. */
static void a_device_that_forgets(void **state)
{
	struct smp_rule rule = { .step = SMP_STEP_BOND,
		.action = SMP_DO_FORGET };
	struct smp_config c[2];
	struct pump p;

	(void)state;
	c[0] = c[1] = pump_config(SMP_NO_INPUT_NO_OUTPUT, BOND, ALL);
	c[1].rules = &rule;
	c[1].n_rules = 1;
	pump_open(&p, &c[0], &c[1]);
	pump_pair(&p);
	pump_assert_paired(&p);
	assert_true(smp_get_status(p.side[0].smp).bonding);
	assert_false(smp_get_status(p.side[1].smp).bonding);
	pump_close(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(faults_on_purpose),
		cmocka_unit_test(faults_that_end),
		cmocka_unit_test(conditions),
		cmocka_unit_test(a_device_that_forgets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
