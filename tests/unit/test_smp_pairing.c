/* Two machines against each other, and one against bytes that a peer should
 * not send. What the bytes of a good pairing are, test_smp_transcripts says. */
#include "tests/unit/helpers.h"

#include <string.h>

#include "smp/smp.h"

struct side {
	struct smp *smp;
	struct test_random random;
	struct env env;
	bool asked_passkey, asked_compare, showed, paired, failed, by_peer;
	bool started, wants_encryption, requested;
	uint32_t shown; /* passkey or six digits */
	uint8_t reason;
	uint8_t ltk[16];
	struct smp_effect queue[64]; /* PDUs to deliver to the other side */
	unsigned n, at;
};

/* [0] is the initiator. */
struct pair {
	struct side side[2];
	uint64_t now;
	bool hold_encryption; /* do not encrypt by itself */
};

static const struct smp_config just_works = {
	.features = { SMP_NO_INPUT_NO_OUTPUT, 0, SMP_AUTH_BONDING, 16,
	    SMP_KEY_ENC | SMP_KEY_ID | SMP_KEY_SIGN,
	    SMP_KEY_ENC | SMP_KEY_ID | SMP_KEY_SIGN },
	.min_key_size = 7,
	.pairable = true,
};

static struct smp_config config(uint8_t io, uint8_t auth_req)
{
	struct smp_config c = just_works;

	c.features.io = io;
	c.features.auth_req = auth_req;
	return c;
}

static void start(struct pair *p, const struct smp_config *initiator,
    const struct smp_config *responder)
{
	struct bdaddr addr[2] = { { { 1, 2, 3, 4, 5, 0x46 }, ADDR_RANDOM },
		{ { 6, 7, 8, 9, 10, 11 }, ADDR_PUBLIC } };

	*p = (struct pair){ .now = 5 };
	for (int i = 0; i < 2; i++) {
		struct side *s = &p->side[i];
		struct smp_link link = {
			.role = i ? SMP_RESPONDER : SMP_INITIATOR,
			.own = addr[i],
			.peer = addr[!i],
			.own_identity = addr[i],
		};

		link.own_identity.type = ADDR_PUBLIC;
		memset(link.own_irk, i ? 0x22 : 0x11, 16);
		s->env = test_env(&s->random, (uint64_t)i + 1);
		s->smp = smp_new(&link, &s->env);
		smp_set_config(s->smp, i ? responder : initiator);
	}
}

static void stop(struct pair *p)
{
	smp_free(p->side[0].smp);
	smp_free(p->side[1].smp);
}

static void take(struct side *s, const struct smp_out *out)
{
	for (unsigned i = 0; i < out->n; i++) {
		const struct smp_effect *e = &out->v[i];

		switch ((enum smp_effect_type)e->type) {
		case SMP_SEND:
			assert_true(s->n < ARRAY_SIZE(s->queue));
			s->queue[s->n++] = *e;
			break;
		case SMP_ENCRYPT:
			s->wants_encryption = true;
			memcpy(s->ltk, e->ltk, 16);
			break;
		case SMP_STARTED:
			s->started = true;
			break;
		case SMP_SHOW_PASSKEY:
			s->showed = true;
			s->shown = e->passkey;
			break;
		case SMP_ASK_PASSKEY:
			s->asked_passkey = true;
			break;
		case SMP_ASK_COMPARE:
			s->asked_compare = true;
			s->shown = e->passkey;
			break;
		case SMP_PEER_REQUESTS:
			s->requested = true;
			break;
		case SMP_PAIRED:
			assert_false(s->paired);
			s->paired = true;
			break;
		case SMP_FAILED:
			assert_false(s->failed);
			s->failed = true;
			s->reason = e->reason;
			s->by_peer = e->by_peer;
			break;
		case SMP_KEYPRESS:
			break;
		}
	}
}

static void deliver(struct pair *p, int to, const uint8_t *pdu, size_t len)
{
	struct smp_out out = { .n = 0 };

	smp_receive(p->side[to].smp, pdu, len, p->now, &out);
	take(&p->side[to], &out);
}

static void deliver_hex(struct pair *p, int to, const char *hex)
{
	uint8_t pdu[80];
	size_t n = unhex_any(hex, pdu, sizeof(pdu));

	deliver(p, to, pdu, n);
}

static void encryption(struct pair *p, int side, uint8_t status)
{
	struct smp_out out = { .n = 0 };

	smp_encryption_changed(
	    p->side[side].smp, status, !status, p->now, &out);
	take(&p->side[side], &out);
}

/* The link: what the initiator's controller asks, the responder's answers. */
static void encrypt(struct pair *p)
{
	uint8_t ltk[16];

	p->side[0].wants_encryption = false;
	assert_true(smp_ltk(p->side[1].smp, 0, 0, ltk));
	assert_memory_equal(ltk, p->side[0].ltk, 16);
	encryption(p, 1, 0);
	encryption(p, 0, 0);
}

/* Deliver until nobody has anything to say. */
static void pump(struct pair *p)
{
	bool more = true;

	while (more) {
		more = false;
		for (int i = 0; i < 2; i++) {
			struct side *s = &p->side[i];

			while (s->at < s->n) {
				struct smp_effect e = s->queue[s->at++];

				p->now += 1000;
				deliver(p, !i, e.pdu, e.len);
				more = true;
			}
			s->at = s->n = 0;
		}
		if (p->side[0].wants_encryption && !p->hold_encryption) {
			encrypt(p);
			more = true;
		}
	}
}

static void begin(struct pair *p)
{
	struct smp_out out = { .n = 0 };

	assert_true(smp_pair(p->side[0].smp, p->now, &out));
	take(&p->side[0], &out);
	pump(p);
}

static void type_passkey(struct pair *p, int side, uint32_t passkey)
{
	struct smp_out out = { .n = 0 };

	assert_true(p->side[side].asked_passkey);
	p->side[side].asked_passkey = false;
	assert_true(
	    smp_answer_passkey(p->side[side].smp, passkey, p->now, &out));
	take(&p->side[side], &out);
	pump(p);
}

static void say(struct pair *p, int side, bool yes)
{
	struct smp_out out = { .n = 0 };

	assert_true(p->side[side].asked_compare);
	assert_true(smp_answer(p->side[side].smp, yes, p->now, &out));
	take(&p->side[side], &out);
	pump(p);
}

static void assert_paired(struct pair *p)
{
	const struct bond *a = smp_bond(p->side[0].smp);
	const struct bond *b = smp_bond(p->side[1].smp);

	assert_true(p->side[0].paired);
	assert_true(p->side[1].paired);
	assert_int_equal(a->sc, b->sc);
	assert_int_equal(a->authenticated, b->authenticated);
	assert_int_equal(a->peer_ltk.present, b->own_ltk.present);
	assert_memory_equal(a->peer_ltk.key, b->own_ltk.key, 16);
	assert_memory_equal(a->own_ltk.key, b->peer_ltk.key, 16);
	assert_int_equal(a->peer_ltk.ediv, b->own_ltk.ediv);
	assert_int_equal(a->peer_ltk.rand, b->own_ltk.rand);
	assert_memory_equal(a->csrk, b->own_csrk, 16);
	assert_memory_equal(b->csrk, a->own_csrk, 16);
	assert_int_equal(smp_deadline(p->side[0].smp), NEVER);
	assert_int_equal(smp_deadline(p->side[1].smp), NEVER);
}

static void assert_failed(struct pair *p, int side, uint8_t reason)
{
	assert_true(p->side[side].failed);
	assert_false(p->side[side].by_peer);
	assert_int_equal(p->side[side].reason, reason);
	assert_true(p->side[!side].failed);
	assert_true(p->side[!side].by_peer);
	assert_int_equal(p->side[!side].reason, reason);
	for (int i = 0; i < 2; i++) {
		assert_false(p->side[i].paired);
		assert_null(smp_bond(p->side[i].smp));
		assert_false(smp_busy(p->side[i].smp));
		assert_int_equal(smp_deadline(p->side[i].smp), NEVER);
	}
}

/* Each pair of IO capabilities: who shows (s), types (t), compares (c). Rows
 * are the initiator's, columns the responder's; Vol 3 Part H table 2.8. */
static const char *const legacy_map[5][5] = {
	{ "--", "--", "st", "--", "st" },
	{ "--", "--", "st", "--", "st" },
	{ "ts", "ts", "tt", "--", "ts" },
	{ "--", "--", "--", "--", "--" },
	{ "ts", "ts", "st", "--", "st" },
};
static const char *const sc_map[5][5] = {
	{ "--", "--", "st", "--", "st" },
	{ "--", "cc", "st", "--", "cc" },
	{ "ts", "ts", "tt", "--", "ts" },
	{ "--", "--", "--", "--", "--" },
	{ "ts", "cc", "st", "--", "cc" },
};

static char does(enum smp_method m)
{
	switch (m) {
	case SMP_JUST_WORKS:
		return '-';
	case SMP_PASSKEY_DISPLAY:
		return 's';
	case SMP_PASSKEY_INPUT:
		return 't';
	case SMP_NUMERIC_COMPARISON:
		return 'c';
	case SMP_OOB:
		return 'o';
	}
	return '?';
}

/* All 50 cells, as a whole pairing with people who do what is asked. */
static void every_io_capability(void **state)
{
	(void)state;
	for (int sc = 0; sc < 2; sc++)
		for (uint8_t i = 0; i < 5; i++)
			for (uint8_t r = 0; r < 5; r++) {
				uint8_t auth = SMP_AUTH_BONDING |
					       SMP_AUTH_MITM |
					       (sc ? SMP_AUTH_SC : 0);
				struct smp_config ci = config(i, auth);
				struct smp_config cr = config(r, auth);
				const char *want =
				    (sc ? sc_map : legacy_map)[i][r];
				struct pair p;
				uint32_t typed = 123456;

				start(&p, &ci, &cr);
				begin(&p);
				for (int side = 0; side < 2; side++)
					assert_int_equal(does(smp_get_status(
							     p.side[side].smp)
								  .method),
					    want[side]);
				if (want[0] == 's')
					typed = p.side[0].shown;
				if (want[1] == 's')
					typed = p.side[1].shown;
				for (int side = 0; side < 2; side++) {
					if (want[side] == 't')
						type_passkey(&p, side, typed);
					if (want[side] == 'c')
						say(&p, side, true);
				}
				assert_paired(&p);
				assert_int_equal(
				    smp_bond(p.side[0].smp)->authenticated,
				    want[0] != '-');
				if (want[0] == 'c')
					assert_int_equal(
					    p.side[0].shown, p.side[1].shown);
				stop(&p);
			}
}

static void no_mitm_means_just_works(void **state)
{
	struct smp_config c = config(SMP_KEYBOARD_DISPLAY, SMP_AUTH_SC);
	struct pair p;

	(void)state;
	start(&p, &c, &c);
	begin(&p);
	assert_paired(&p);
	assert_int_equal(smp_get_status(p.side[0].smp).method, SMP_JUST_WORKS);
	assert_false(smp_get_status(p.side[0].smp).bonding);
	stop(&p);
}

static void wrong_passkey(void **state)
{
	(void)state;
	for (int sc = 0; sc < 2; sc++) {
		uint8_t auth =
		    SMP_AUTH_BONDING | SMP_AUTH_MITM | (sc ? SMP_AUTH_SC : 0);
		struct smp_config shows = config(SMP_DISPLAY_ONLY, auth);
		struct smp_config types = config(SMP_KEYBOARD_ONLY, auth);
		struct pair p;

		start(&p, &shows, &types);
		begin(&p);
		type_passkey(&p, 1, (p.side[0].shown + 1) % 1000000);
		assert_failed(&p, 1, SMP_CONFIRM_VALUE_FAILED);
		stop(&p);

		start(&p, &types, &shows);
		begin(&p);
		type_passkey(&p, 0, (p.side[1].shown + 1) % 1000000);
		assert_failed(&p, 1, SMP_CONFIRM_VALUE_FAILED);
		stop(&p);
	}
}

static void a_fixed_passkey_is_shown(void **state)
{
	struct smp_config shows =
	    config(SMP_DISPLAY_ONLY, SMP_AUTH_BONDING | SMP_AUTH_MITM);
	struct smp_config types =
	    config(SMP_KEYBOARD_ONLY, SMP_AUTH_BONDING | SMP_AUTH_MITM);
	struct pair p;

	(void)state;
	shows.fixed_passkey = true;
	shows.passkey = 7;
	start(&p, &types, &shows);
	begin(&p);
	assert_int_equal(p.side[1].shown, 7);
	type_passkey(&p, 0, 7);
	assert_paired(&p);
	stop(&p);
}

static void a_random_passkey_is_new_each_time(void **state)
{
	struct smp_config shows =
	    config(SMP_DISPLAY_ONLY, SMP_AUTH_BONDING | SMP_AUTH_MITM);
	struct smp_config types =
	    config(SMP_KEYBOARD_ONLY, SMP_AUTH_BONDING | SMP_AUTH_MITM);
	struct pair p;
	uint32_t first;

	(void)state;
	start(&p, &types, &shows);
	begin(&p);
	first = p.side[1].shown;
	type_passkey(&p, 0, first);
	assert_paired(&p);
	p.side[0].paired = p.side[1].paired = false;
	begin(&p);
	assert_int_not_equal(p.side[1].shown, first);
	stop(&p);
}

static void comparison_refused(void **state)
{
	struct smp_config c = config(
	    SMP_DISPLAY_YES_NO, SMP_AUTH_BONDING | SMP_AUTH_MITM | SMP_AUTH_SC);

	(void)state;
	for (int who = 0; who < 2; who++) {
		struct pair p;

		start(&p, &c, &c);
		begin(&p);
		assert_int_equal(p.side[0].shown, p.side[1].shown);
		say(&p, who, false);
		assert_failed(&p, who, SMP_NUMERIC_COMPARISON_FAILED);
		stop(&p);
	}
}

/* The initiator's person answers first: its DHKey Check waits at the responder
 * until the person there has answered too. */
static void early_dhkey_check_is_held(void **state)
{
	struct smp_config c = config(
	    SMP_DISPLAY_YES_NO, SMP_AUTH_BONDING | SMP_AUTH_MITM | SMP_AUTH_SC);
	struct pair p;

	(void)state;
	start(&p, &c, &c);
	begin(&p);
	say(&p, 0, true);
	assert_false(p.side[0].wants_encryption);
	assert_false(p.side[1].failed);
	say(&p, 1, true);
	assert_paired(&p);
	stop(&p);
}

/* A USB controller delivers the responder's keys before the Encryption
 * Change. */
static void keys_before_the_encryption_event(void **state)
{
	struct pair p;

	(void)state;
	start(&p, &just_works, &just_works);
	p.hold_encryption = true;
	begin(&p);
	assert_true(p.side[0].wants_encryption);
	encryption(&p, 1, 0);
	pump(&p);
	assert_false(p.side[0].failed);
	encryption(&p, 0, 0);
	p.side[0].wants_encryption = false;
	pump(&p);
	assert_paired(&p);
	stop(&p);
}

static void encryption_that_fails(void **state)
{
	struct pair p;

	(void)state;
	start(&p, &just_works, &just_works);
	p.hold_encryption = true;
	begin(&p);
	encryption(&p, 0, 0x3d);
	assert_true(p.side[0].failed);
	assert_int_equal(p.side[0].reason, 0);
	assert_int_equal(p.side[0].n, 0); /* nothing to tell the peer */
	stop(&p);
}

static void ltk_only_in_its_time(void **state)
{
	struct pair p;
	uint8_t ltk[16];

	(void)state;
	start(&p, &just_works, &just_works);
	assert_false(smp_ltk(p.side[1].smp, 0, 0, ltk));
	p.hold_encryption = true;
	begin(&p);
	assert_false(smp_ltk(p.side[1].smp, 0, 0x5684, ltk));
	assert_false(smp_ltk(p.side[1].smp, 1, 0, ltk));
	assert_true(smp_ltk(p.side[1].smp, 0, 0, ltk));
	encrypt(&p);
	pump(&p);
	assert_paired(&p);
	/* the STK is good for one time */
	assert_false(smp_ltk(p.side[1].smp, 0, 0, ltk));
	stop(&p);
}

/* Encryption asked for in the middle of the pairing, CVE-2019-19194. */
static void encryption_out_of_turn(void **state)
{
	struct smp_config c = config(
	    SMP_DISPLAY_YES_NO, SMP_AUTH_BONDING | SMP_AUTH_MITM | SMP_AUTH_SC);
	struct pair p;
	uint8_t ltk[16];

	(void)state;
	start(&p, &c, &c);
	begin(&p);
	assert_false(smp_ltk(p.side[1].smp, 0, 0, ltk));
	encryption(&p, 1, 0);
	assert_true(p.side[1].failed);
	assert_int_equal(p.side[1].reason, SMP_UNSPECIFIED_REASON);
	stop(&p);
}

static void requirements(void **state)
{
	static const struct {
		struct smp_features initiator, responder;
		uint8_t min_key_size;
		bool require_mitm, require_sc, pairable;
		uint8_t reason;
	} rows[] = {
		{ { 3, 0, 1, 16, 7, 7 }, { 3, 0, 1, 16, 7, 7 }, 7, false, false,
		    true, SMP_OK },
		{ { 3, 0, 1, 16, 7, 7 }, { 3, 0, 1, 16, 7, 7 }, 7, true, false,
		    true, SMP_AUTHENTICATION_REQUIREMENTS },
		{ { 3, 0, 1, 16, 7, 7 }, { 3, 0, 9, 16, 7, 7 }, 7, false, true,
		    true, SMP_AUTHENTICATION_REQUIREMENTS },
		{ { 3, 0, 9, 16, 7, 7 }, { 3, 0, 9, 16, 7, 7 }, 7, false, true,
		    true, SMP_OK },
		{ { 3, 0, 1, 10, 7, 7 }, { 3, 0, 1, 16, 7, 7 }, 16, false,
		    false, true, SMP_ENCRYPTION_KEY_SIZE },
		{ { 3, 0, 1, 10, 7, 7 }, { 3, 0, 1, 16, 7, 7 }, 10, false,
		    false, true, SMP_OK },
		{ { 3, 0, 1, 16, 7, 7 }, { 3, 0, 1, 16, 7, 7 }, 7, false, false,
		    false, SMP_PAIRING_NOT_SUPPORTED },
		/* the peer has our OOB data, so it says */
		{ { 3, 1, 9, 16, 7, 7 }, { 3, 0, 9, 16, 7, 7 }, 7, false, false,
		    true, SMP_OOB_NOT_AVAILABLE },
		{ { 3, 1, 1, 16, 7, 7 }, { 3, 0, 1, 16, 7, 7 }, 7, false, false,
		    true, SMP_OK },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct smp_config ci = just_works, cr = just_works;
		struct pair p;

		ci.features = rows[i].initiator;
		cr.features = rows[i].responder;
		cr.min_key_size = rows[i].min_key_size;
		cr.require_mitm = rows[i].require_mitm;
		cr.require_sc = rows[i].require_sc;
		cr.pairable = rows[i].pairable;
		start(&p, &ci, &cr);
		begin(&p);
		if (rows[i].reason)
			assert_failed(&p, 1, rows[i].reason);
		else
			assert_paired(&p);
		stop(&p);
	}
}

/* The initiator has requirements as well. */
static void initiator_requires(void **state)
{
	struct smp_config strict = just_works;
	struct pair p;

	(void)state;
	strict.require_mitm = true;
	start(&p, &strict, &just_works);
	begin(&p);
	assert_failed(&p, 0, SMP_AUTHENTICATION_REQUIREMENTS);
	stop(&p);
}

static void only_agreed_keys_are_distributed(void **state)
{
	(void)state;
	for (uint8_t req = 0; req < 16; req++)
		for (uint8_t rsp = 0; rsp < 16; rsp++) {
			struct smp_config ci = just_works, cr = just_works;
			const struct bond *a, *b;
			struct pair p;

			ci.features.initiator_keys = req;
			ci.features.responder_keys = req;
			cr.features.initiator_keys = rsp;
			cr.features.responder_keys = rsp;
			start(&p, &ci, &cr);
			begin(&p);
			assert_paired(&p);
			a = smp_bond(p.side[0].smp);
			b = smp_bond(p.side[1].smp);
			assert_int_equal(
			    a->peer_ltk.present, !!(req & rsp & SMP_KEY_ENC));
			assert_int_equal(
			    a->has_irk, !!(req & rsp & SMP_KEY_ID));
			assert_int_equal(
			    b->has_irk, !!(req & rsp & SMP_KEY_ID));
			assert_int_equal(
			    b->has_csrk, !!(req & rsp & SMP_KEY_SIGN));
			assert_int_equal(smp_get_status(p.side[1].smp)
					     .response.initiator_keys,
			    req & rsp);
			stop(&p);
		}
}

static void short_keys_are_masked(void **state)
{
	static const uint8_t zeros[9];

	(void)state;
	for (int sc = 0; sc < 2; sc++) {
		struct smp_config c = config(SMP_NO_INPUT_NO_OUTPUT,
		    SMP_AUTH_BONDING | (sc ? SMP_AUTH_SC : 0));
		struct pair p;

		c.features.max_key_size = 7;
		start(&p, &c, &just_works);
		begin(&p);
		assert_paired(&p);
		assert_memory_equal(
		    smp_bond(p.side[0].smp)->peer_ltk.key + 7, zeros, 9);
		assert_memory_equal(p.side[0].ltk + 7, zeros, 9);
		assert_int_equal(smp_bond(p.side[0].smp)->peer_ltk.size, 7);
		stop(&p);
	}
}

/* One PDU to a machine at rest, and its answer. */
static void bad_pdus_at_rest(void **state)
{
	static const struct {
		int side;
		const char *pdu, *answer;
		bool failed; /* counts as an attempt that failed */
	} rows[] = {
		{ 0, "01140012140b11", "0507", false }, /* role goes first */
		{ 0, "02030001100707", "", false },
		{ 1, "02030001100707", "0507", false },
		{ 1, "0b00", "0507", false },
		{ 1, "01040005060707", "0506", true },
		{ 1, "01040005110707", "050a", true },
		{ 1, "01000000000000", "0506", true },
		{ 1, "01050001100707", "050a", true },
		{ 1, "01030201100707", "050a", true },
		{ 1, "01ff", "050a", false },
		{ 1, "0103000110070700", "050a", false },
		{ 1, "0508", "", false }, /* stray */
		{ 1, "05", "", false },
		{ 1, "050800", "", false },
		{ 1, "00", "", false }, /* reserved codes */
		{ 1, "0f0102030405", "", false },
		{ 1, "ff", "", false },
		{ 1, "0300112233445566778899aabbccddeeff", "", false },
		{ 1, "0800112233445566778899aabbccddeeff", "", false },
		{ 1, "0e00", "", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct side *s;
		struct pair p;

		start(&p, &just_works, &just_works);
		s = &p.side[rows[i].side];
		deliver_hex(&p, rows[i].side, rows[i].pdu);
		assert_int_equal(s->n, *rows[i].answer ? 1 : 0);
		if (s->n)
			assert_hex(
			    s->queue[0].pdu, s->queue[0].len, rows[i].answer);
		assert_int_equal(s->failed, rows[i].failed);
		assert_false(smp_busy(s->smp));
		assert_int_equal(smp_deadline(s->smp), NEVER);
		stop(&p);
	}
}

/* The answers to a Pairing Request that must end it, with the reason. */
static void bad_answers_to_a_request(void **state)
{
	static const struct {
		const char *pdu;
		uint8_t reason; /* 0: ignored */
	} rows[] = {
		{ "02040005060707", SMP_ENCRYPTION_KEY_SIZE },
		{ "02040005110707", SMP_INVALID_PARAMETERS },
		{ "020400051007", SMP_INVALID_PARAMETERS },
		{ "0400112233445566778899aabbccddeeff",
		    SMP_UNSPECIFIED_REASON },
		{ "0600112233445566778899aabbccddeeff",
		    SMP_UNSPECIFIED_REASON },
		{ "0b00", 0 }, /* SM/CEN/PIS/BV-03-C */
		{ "0f", 0 },
		{ "8000", 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct pair p;
		struct smp_out out = { .n = 0 };

		start(&p, &just_works, &just_works);
		assert_true(smp_pair(p.side[0].smp, p.now, &out));
		deliver_hex(&p, 0, rows[i].pdu);
		assert_int_equal(p.side[0].failed, rows[i].reason != 0);
		assert_int_equal(p.side[0].reason, rows[i].reason);
		assert_int_equal(smp_busy(p.side[0].smp), !rows[i].reason);
		assert_int_equal(p.side[0].n, rows[i].reason ? 1 : 0);
		stop(&p);
	}
}

/* Pairing Failed is never answered by Pairing Failed, and what crossed it on
 * the way is ignored. */
static void failed_is_the_last_word(void **state)
{
	struct pair p;
	struct smp_out out = { .n = 0 };

	(void)state;
	start(&p, &just_works, &just_works);
	assert_true(smp_pair(p.side[0].smp, p.now, &out));
	deliver_hex(&p, 0, "0508");
	assert_true(p.side[0].failed);
	assert_true(p.side[0].by_peer);
	assert_int_equal(p.side[0].reason, SMP_UNSPECIFIED_REASON);
	deliver_hex(&p, 0, "0508");
	deliver_hex(&p, 0, "02030001100707");
	deliver_hex(&p, 0, "0300112233445566778899aabbccddeeff");
	assert_int_equal(p.side[0].n, 0);
	stop(&p);
}

static void our_own_key_sent_back(void **state)
{
	struct smp_config c =
	    config(SMP_NO_INPUT_NO_OUTPUT, SMP_AUTH_BONDING | SMP_AUTH_SC);
	struct pair p;
	struct smp_out out = { .n = 0 };
	struct smp_effect key;

	(void)state;
	start(&p, &c, &c);
	assert_true(smp_pair(p.side[0].smp, p.now, &out));
	deliver_hex(&p, 0, "02030009100707");
	key = p.side[0].queue[0];
	assert_int_equal(key.pdu[0], SMP_PUBLIC_KEY);
	deliver(&p, 0, key.pdu, key.len);
	assert_true(p.side[0].failed);
	assert_int_equal(p.side[0].reason, SMP_DHKEY_CHECK_FAILED);
	stop(&p);
}

static void debug_key_is_refused(void **state)
{
	static const char debug_key[] =
	    "0ce69d350e480103ccdbfdf4ac1191f4efb9a5f9e9a7832c5e2cbe97f2d203b020"
	    "8bd28915d08e1c742430ed8fc24563765c15525abf9a32636deb2a65499c80dc";

	(void)state;
	for (int allowed = 0; allowed < 2; allowed++) {
		struct smp_config c = config(
		    SMP_NO_INPUT_NO_OUTPUT, SMP_AUTH_BONDING | SMP_AUTH_SC);
		struct pair p;

		c.allow_debug_keys = allowed;
		start(&p, &c, &c);
		deliver_hex(&p, 1, "01030009100707");
		deliver_hex(&p, 1, debug_key);
		assert_int_equal(p.side[1].failed, !allowed);
		stop(&p);
	}
}

/* A responder that leaves its DHKey check out gets no encryption, and one that
 * sends its keys instead is refused: CVE-2020-13593. */
static void dhkey_check_cannot_be_skipped(void **state)
{
	struct smp_config c = config(
	    SMP_DISPLAY_YES_NO, SMP_AUTH_BONDING | SMP_AUTH_MITM | SMP_AUTH_SC);
	struct pair p;

	(void)state;
	start(&p, &c, &c);
	begin(&p);
	say(&p, 0, true);
	deliver_hex(&p, 0, "0800112233445566778899aabbccddeeff");
	assert_true(p.side[0].failed);
	assert_false(p.side[0].wants_encryption);
	stop(&p);
}

static void legacy_confirm_sent_back(void **state)
{
	struct pair p;
	struct smp_out out = { .n = 0 };
	struct smp_effect confirm;

	(void)state;
	start(&p, &just_works, &just_works);
	assert_true(smp_pair(p.side[0].smp, p.now, &out));
	deliver_hex(&p, 0, "02030001100707");
	confirm = p.side[0].queue[0];
	assert_int_equal(confirm.pdu[0], SMP_PAIRING_CONFIRM);
	deliver(&p, 0, confirm.pdu, confirm.len);
	assert_true(p.side[0].failed);
	assert_int_equal(p.side[0].reason, SMP_CONFIRM_VALUE_FAILED);
	stop(&p);
}

/* An identity that is neither public nor static random, and keys in a wrong
 * order: nothing is kept. */
static void bad_keys(void **state)
{
	static const char *const rows[][2] = {
		{ "0800112233445566778899aabbccddeeff", "0508" },
		{ "0700112233445566778899", "0508" },
		{ "0a00112233445566778899aabbccddeeff", "0508" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct pair p;

		start(&p, &just_works, &just_works);
		p.hold_encryption = true;
		begin(&p);
		encryption(&p, 0, 0);
		deliver_hex(&p, 0, rows[i][0]);
		assert_true(p.side[0].failed);
		assert_null(smp_bond(p.side[0].smp));
		assert_hex(
		    p.side[0].queue[0].pdu, p.side[0].queue[0].len, rows[i][1]);
		stop(&p);
	}
}

static void an_rpa_is_no_identity(void **state)
{
	struct smp_config c = config(SMP_NO_INPUT_NO_OUTPUT, SMP_AUTH_BONDING);
	struct pair p;

	(void)state;
	c.features.initiator_keys = 0;
	c.features.responder_keys = SMP_KEY_ID;
	start(&p, &c, &c);
	p.hold_encryption = true;
	begin(&p);
	encryption(&p, 0, 0);
	deliver_hex(&p, 0, "0800112233445566778899aabbccddeeff");
	deliver_hex(&p, 0,
	    "09010102030405"
	    "46");
	assert_true(p.side[0].failed);
	assert_int_equal(p.side[0].reason, SMP_INVALID_PARAMETERS);
	stop(&p);
}

static void no_answer_for_thirty_seconds(void **state)
{
	struct pair p;
	struct smp_out out = { .n = 0 };

	(void)state;
	start(&p, &just_works, &just_works);
	assert_true(smp_pair(p.side[0].smp, 100, &out));
	assert_int_equal(smp_deadline(p.side[0].smp), 100 + 30 * USEC_PER_SEC);
	out.n = 0;
	smp_tick(p.side[0].smp, 100 + 30 * USEC_PER_SEC - 1, &out);
	assert_int_equal(out.n, 0);
	smp_tick(p.side[0].smp, 100 + 30 * USEC_PER_SEC, &out);
	take(&p.side[0], &out);
	assert_true(p.side[0].failed);
	assert_int_equal(p.side[0].reason, 0);
	assert_int_equal(p.side[0].n, 0);
	/* this link has no SMP any more, Vol 3 Part H 3.4 */
	out.n = 0;
	assert_false(smp_pair(p.side[0].smp, p.now, &out));
	deliver_hex(&p, 0, "0b00");
	assert_false(p.side[0].requested);
	stop(&p);
}

static void security_request_starts_nothing_by_itself(void **state)
{
	struct pair p;
	struct smp_out out = { .n = 0 };

	(void)state;
	start(&p, &just_works, &just_works);
	assert_true(smp_request_security(p.side[1].smp, p.now, &out));
	take(&p.side[1], &out);
	assert_hex(p.side[1].queue[0].pdu, p.side[1].queue[0].len, "0b01");
	pump(&p);
	assert_true(p.side[0].requested);
	assert_false(smp_busy(p.side[0].smp));
	assert_int_equal(smp_deadline(p.side[1].smp), NEVER);
	begin(&p);
	assert_paired(&p);
	stop(&p);
}

/* The device of the first report: it wants the initiator's IdKey, and then
 * fails one good attempt. */
static void rules_of_a_device(void **state)
{
	struct smp_rule rules[] = {
		{ .step = SMP_PAIRING_REQUEST,
		    .without_initiator_keys = SMP_KEY_ID,
		    .value = SMP_UNSPECIFIED_REASON },
		{ .step = SMP_PAIRING_RANDOM,
		    .times = 1,
		    .value = SMP_CONFIRM_VALUE_FAILED },
	};
	static const struct {
		uint8_t initiator_keys, reason;
	} attempts[] = {
		{ 0x05, SMP_UNSPECIFIED_REASON },
		{ 0x05, SMP_UNSPECIFIED_REASON },
		{ 0x0f, SMP_CONFIRM_VALUE_FAILED },
		{ 0x0f, SMP_OK },
		{ 0x05, SMP_UNSPECIFIED_REASON },
	};
	struct smp_config ci = just_works, cr = just_works;
	struct pair p;

	(void)state;
	cr.rules = rules;
	cr.n_rules = ARRAY_SIZE(rules);
	start(&p, &ci, &cr);
	for (size_t i = 0; i < ARRAY_SIZE(attempts); i++) {
		for (int s = 0; s < 2; s++)
			p.side[s].failed = p.side[s].paired = false;
		ci.features.initiator_keys = attempts[i].initiator_keys;
		smp_set_config(p.side[0].smp, &ci);
		begin(&p);
		if (attempts[i].reason)
			assert_failed(&p, 1, attempts[i].reason);
		else
			assert_paired(&p);
	}
	stop(&p);
}

static void given_up(void **state)
{
	struct smp_config shows =
	    config(SMP_DISPLAY_ONLY, SMP_AUTH_BONDING | SMP_AUTH_MITM);
	struct smp_config types =
	    config(SMP_KEYBOARD_ONLY, SMP_AUTH_BONDING | SMP_AUTH_MITM);
	struct smp_out out = { .n = 0 };
	struct pair p;

	(void)state;
	start(&p, &types, &shows);
	begin(&p);
	smp_cancel(p.side[0].smp, SMP_PASSKEY_ENTRY_FAILED, p.now, &out);
	take(&p.side[0], &out);
	pump(&p);
	assert_failed(&p, 0, SMP_PASSKEY_ENTRY_FAILED);
	out.n = 0;
	assert_false(smp_answer_passkey(p.side[0].smp, 1, p.now, &out));
	stop(&p);
}

/* Any PDU of any length in any phase of any method: no crash, and no key for a
 * peer that did not prove anything. */
static void noise(void **state)
{
	struct test_random random;
	struct env env = test_env(&random, 42);

	(void)state;
	for (int round = 0; round < 3000; round++) {
		uint8_t r[4], auth;
		struct smp_config ci, cr;
		struct pair p;

		env_random(&env, r, sizeof(r));
		auth = (uint8_t)(SMP_AUTH_BONDING | (r[0] & 0x0c));
		ci = config(r[1] % 5, auth);
		cr = config(r[2] % 5, auth);
		start(&p, &ci, &cr);
		if (r[3] & 1)
			begin(&p);
		for (int i = 0; i < 6; i++) {
			uint8_t pdu[80], len;
			int to = i & 1;

			env_random(&env, pdu, sizeof(pdu));
			len = pdu[79] % 70;
			pdu[0] %= 16;
			p.side[to].n = 0;
			p.side[to].failed = p.side[to].paired = false;
			deliver(&p, to, pdu, len);
			assert_false(
			    p.side[to].wants_encryption && p.side[to].failed);
		}
		stop(&p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_io_capability),
		cmocka_unit_test(no_mitm_means_just_works),
		cmocka_unit_test(wrong_passkey),
		cmocka_unit_test(a_fixed_passkey_is_shown),
		cmocka_unit_test(a_random_passkey_is_new_each_time),
		cmocka_unit_test(comparison_refused),
		cmocka_unit_test(early_dhkey_check_is_held),
		cmocka_unit_test(keys_before_the_encryption_event),
		cmocka_unit_test(encryption_that_fails),
		cmocka_unit_test(ltk_only_in_its_time),
		cmocka_unit_test(encryption_out_of_turn),
		cmocka_unit_test(requirements),
		cmocka_unit_test(initiator_requires),
		cmocka_unit_test(only_agreed_keys_are_distributed),
		cmocka_unit_test(short_keys_are_masked),
		cmocka_unit_test(bad_pdus_at_rest),
		cmocka_unit_test(bad_answers_to_a_request),
		cmocka_unit_test(failed_is_the_last_word),
		cmocka_unit_test(our_own_key_sent_back),
		cmocka_unit_test(debug_key_is_refused),
		cmocka_unit_test(dhkey_check_cannot_be_skipped),
		cmocka_unit_test(legacy_confirm_sent_back),
		cmocka_unit_test(bad_keys),
		cmocka_unit_test(an_rpa_is_no_identity),
		cmocka_unit_test(no_answer_for_thirty_seconds),
		cmocka_unit_test(security_request_starts_nothing_by_itself),
		cmocka_unit_test(rules_of_a_device),
		cmocka_unit_test(given_up),
		cmocka_unit_test(noise),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
