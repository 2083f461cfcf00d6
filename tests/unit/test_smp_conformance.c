/*
 * The SIG's test cases for the Security Manager that apply to LE, one test for
 * each: our machine is the implementation under test, the other end of the pump
 * the lower tester, with a fault where the case wants a peer that errs.
 * tests/conformance/sm.md lists them.
 */
#include "tests/unit/smp_pump.h"

#include <stdio.h>
#include <stdlib.h>

#include "smp/crypto.h"

#define CEN SMP_INITIATOR
#define PER SMP_RESPONDER

#define BOND SMP_AUTH_BONDING
#define MITM (BOND | SMP_AUTH_MITM)
#define SC   (BOND | SMP_AUTH_SC)
#define SCM  (SC | SMP_AUTH_MITM)
#define RFU  0xc0 /* reserved bits of AuthReq */
#define KP   SMP_AUTH_KEYPRESS

#define DISPLAY	 SMP_DISPLAY_ONLY
#define YES_NO	 SMP_DISPLAY_YES_NO
#define KEYBOARD SMP_KEYBOARD_ONLY
#define NO_IO	 SMP_NO_INPUT_NO_OUTPUT
#define BOTH_IO	 SMP_KEYBOARD_DISPLAY

#define ENC SMP_KEY_ENC
#define ID  SMP_KEY_ID
#define SGN SMP_KEY_SIGN

/* One round of a case. */
struct row {
	const char *id;
	enum smp_role iut;
	struct smp_features features[2]; /* [0]: of the initiator */
	/* The verdict: paired in this way, as the initiator sees it ... */
	enum smp_method method;
	/* ... or failed: by the IUT, or by the peer and told so. */
	uint8_t reason;
	bool by_peer;
	/* What the peer does wrong. */
	struct pump_fault fault;
	/* It gives up with each of these reasons in turn, in the place of the
	 * PDU that the fault names. */
	const char *gives_up;
	bool another_passkey; /* is typed at the responder */
	bool another_tk;      /* out of band at the responder */
	bool wrong_oob;	      /* the IUT was handed another's confirm value */
	uint8_t min_key_size; /* of the IUT; 0: 7 */
	uint8_t key_size;     /* 0: 16 */
	uint8_t auth_req;     /* that the IUT must send; 0: any */
	const char *keys;     /* codes that it sends once encrypted */
};

#define F(io, auth)                   \
	{                             \
		io, 0, auth, 16, 0, 0 \
	}
#define OOB(io, auth)                 \
	{                             \
		io, 1, auth, 16, 0, 0 \
	}
#define KEYS(auth, ik, rk)                 \
	{                                  \
		NO_IO, 0, auth, 16, ik, rk \
	}
#define SIZE(n)                             \
	{                                   \
		NO_IO, 0, BOND, n, ENC, ENC \
	}
#define CASE(role, name, initiator, responder, ...)               \
	{                                                         \
		.id = "SM/" #role "/" name "-C", .iut = role,     \
		.features = { initiator, responder }, __VA_ARGS__ \
	}
#define BY(m)	    .method = SMP_##m
#define FAIL(r)	    .reason = SMP_##r
#define UNCONFIRMED FAIL(CONFIRM_VALUE_FAILED)
/* The peer's nth confirm value is not that of its random value. */
#define SPOIL(who, nth) \
	.fault = { PUMP_FLIP, who, SMP_PAIRING_CONFIRM, nth, 77, NULL, 0 }

/* The peer knows nothing and sends our own values back. */
#define REFLECT(who)                                                   \
	.fault = { PUMP_REFLECT, who, SMP_PAIRING_CONFIRM, 0, 0, NULL, \
		SMP_PAIRING_RANDOM }
#define GIVES_UP(who, pdu, reasons)           \
	.gives_up = reasons, .by_peer = true, \
	.fault = { PUMP_REPLACE, who, SMP_##pdu, 0, 0, NULL, 0 }

/* clang-format off */
static const struct row rows[] = {
	CASE(CEN, "JW/BV-01", F(NO_IO, BOND), F(NO_IO, BOND)),
	CASE(CEN, "JW/BV-01", F(YES_NO, BOND), F(NO_IO, BOND)),
	CASE(PER, "JW/BV-02", F(NO_IO, BOND), F(DISPLAY, BOND)),
	CASE(PER, "JW/BI-03", F(NO_IO, BOND | RFU), F(NO_IO, BOND)),
	CASE(CEN, "JW/BI-04", F(NO_IO, BOND), F(NO_IO, BOND | RFU)),
	CASE(CEN, "JW/BV-05", F(NO_IO, BOND), F(NO_IO, BOND),
	     GIVES_UP(PER, PAIRING_RESPONSE, "08050910")),
	CASE(CEN, "JW/BI-01", F(NO_IO, BOND), F(NO_IO, BOND), SPOIL(PER, 0), UNCONFIRMED),
	CASE(PER, "JW/BI-02", F(NO_IO, BOND), F(NO_IO, BOND), SPOIL(CEN, 0), UNCONFIRMED),
	CASE(CEN, "JW/BI-06", F(NO_IO, BOND), F(NO_IO, BOND),
	     REFLECT(PER), UNCONFIRMED),

	CASE(CEN, "PKE/BV-01", F(DISPLAY, BOND), F(KEYBOARD, MITM), BY(PASSKEY_DISPLAY)),
	CASE(CEN, "PKE/BV-01", F(KEYBOARD, BOND), F(KEYBOARD, MITM), BY(PASSKEY_INPUT)),
	CASE(PER, "PKE/BV-02", F(BOTH_IO, MITM), F(DISPLAY, BOND), BY(PASSKEY_INPUT)),
	CASE(PER, "PKE/BV-02", F(BOTH_IO, MITM), F(KEYBOARD, BOND), BY(PASSKEY_DISPLAY)),
	CASE(CEN, "PKE/BV-04", F(BOTH_IO, MITM), F(NO_IO, BOND)),
	CASE(PER, "PKE/BV-05", F(NO_IO, BOND), F(KEYBOARD, MITM)),
	CASE(PER, "PKE/BV-06", F(NO_IO, BOND), F(KEYBOARD, MITM), .auth_req = BOND),
	CASE(PER, "PKE/BV-06", F(NO_IO, MITM), F(KEYBOARD, MITM), .auth_req = BOND),
	CASE(CEN, "PKE/BI-01", F(DISPLAY, MITM), F(KEYBOARD, MITM), SPOIL(PER, 0), UNCONFIRMED),
	CASE(CEN, "PKE/BI-02", F(DISPLAY, MITM), F(KEYBOARD, MITM),
	     GIVES_UP(PER, PAIRING_CONFIRM, "01")),
	CASE(PER, "PKE/BI-03", F(DISPLAY, MITM), F(KEYBOARD, MITM),
	     .another_passkey = 1, UNCONFIRMED),
	CASE(CEN, "PKE/BI-03", F(DISPLAY, MITM), F(KEYBOARD, MITM),
	     REFLECT(PER), UNCONFIRMED),

	CASE(CEN, "OOB/BV-01", OOB(NO_IO, BOND), OOB(NO_IO, BOND), BY(OOB)),
	CASE(PER, "OOB/BV-02", OOB(NO_IO, BOND), OOB(NO_IO, BOND), BY(OOB)),
	CASE(CEN, "OOB/BV-03", OOB(DISPLAY, BOND), F(KEYBOARD, MITM), BY(PASSKEY_DISPLAY)),
	CASE(PER, "OOB/BV-04", F(BOTH_IO, MITM), OOB(DISPLAY, BOND), BY(PASSKEY_INPUT)),
	CASE(CEN, "OOB/BV-05", F(DISPLAY, BOND), OOB(KEYBOARD, MITM), BY(PASSKEY_DISPLAY)),
	CASE(PER, "OOB/BV-06", OOB(BOTH_IO, MITM), F(DISPLAY, BOND), BY(PASSKEY_INPUT)),
	CASE(CEN, "OOB/BV-07", F(BOTH_IO, BOND), OOB(NO_IO, BOND)),
	CASE(PER, "OOB/BV-08", OOB(NO_IO, BOND), F(BOTH_IO, BOND)),
	CASE(CEN, "OOB/BV-09", OOB(BOTH_IO, BOND), F(NO_IO, BOND)),
	CASE(PER, "OOB/BV-10", F(NO_IO, BOND), OOB(BOTH_IO, BOND)),
	CASE(CEN, "OOB/BI-01", OOB(NO_IO, BOND), OOB(NO_IO, BOND), SPOIL(PER, 0), UNCONFIRMED),
	CASE(CEN, "OOB/BI-01", OOB(NO_IO, BOND), OOB(NO_IO, BOND),
	     .another_tk = 1, UNCONFIRMED, .by_peer = 1),
	CASE(PER, "OOB/BI-02", OOB(NO_IO, BOND), OOB(NO_IO, BOND), .another_tk = 1, UNCONFIRMED),

	CASE(CEN, "EKS/BV-01", SIZE(16), SIZE(7), .min_key_size = 7, .key_size = 7),
	CASE(CEN, "EKS/BV-01", SIZE(16), SIZE(12), .min_key_size = 12, .key_size = 12),
	CASE(PER, "EKS/BV-02", SIZE(7), SIZE(16), .min_key_size = 7, .key_size = 7),
	CASE(PER, "EKS/BV-02", SIZE(16), SIZE(16), .min_key_size = 16, .key_size = 16),
	CASE(CEN, "EKS/BI-01", SIZE(16), SIZE(6), .min_key_size = 7, FAIL(ENCRYPTION_KEY_SIZE)),
	CASE(CEN, "EKS/BI-01", SIZE(16), SIZE(15), .min_key_size = 16, FAIL(ENCRYPTION_KEY_SIZE)),
	CASE(PER, "EKS/BI-02", SIZE(6), SIZE(16), .min_key_size = 7, FAIL(ENCRYPTION_KEY_SIZE)),
	CASE(PER, "EKS/BI-02", SIZE(15), SIZE(16), .min_key_size = 16, FAIL(ENCRYPTION_KEY_SIZE)),

	CASE(PER, "KDU/BV-01", KEYS(BOND, 0, ENC), KEYS(BOND, 7, 7), .keys = "0607"),
	CASE(PER, "KDU/BV-02", KEYS(BOND, 0, ID), KEYS(BOND, 7, 7), .keys = "0809"),
	CASE(PER, "KDU/BV-03", KEYS(BOND, 0, SGN), KEYS(BOND, 7, 7), .keys = "0a"),
	CASE(PER, "KDU/BV-08", KEYS(SC, 0, ID), KEYS(SC, 7, 7), .keys = "0809"),
	CASE(PER, "KDU/BV-09", KEYS(SC, 0, SGN), KEYS(SC, 7, 7), .keys = "0a"),
	CASE(CEN, "KDU/BV-04", KEYS(BOND, 7, 7), KEYS(BOND, SGN, 0), .keys = "0a"),
	CASE(CEN, "KDU/BV-05", KEYS(BOND, 7, 7), KEYS(BOND, ID, 0), .keys = "0809"),
	CASE(CEN, "KDU/BV-06", KEYS(BOND, 7, 7), KEYS(BOND, ENC, 0), .keys = "0607"),
	CASE(CEN, "KDU/BV-10", KEYS(SC, 7, 7), KEYS(SC, ID, 0), .keys = "0809"),
	CASE(CEN, "KDU/BV-11", KEYS(SC, 7, 7), KEYS(SC, SGN, 0), .keys = "0a"),

	CASE(PER, "SCJW/BV-03", F(NO_IO, SC | RFU), F(NO_IO, SC)),
	CASE(CEN, "SCJW/BV-04", F(NO_IO, SC), F(NO_IO, SC | RFU)),
	CASE(CEN, "SCJW/BI-01", F(NO_IO, SC), F(NO_IO, SC),
	     GIVES_UP(PER, PAIRING_RESPONSE, "03080509")),
	CASE(CEN, "SCJW/BI-01", F(YES_NO, SCM), F(YES_NO, SCM), GIVES_UP(PER, DHKEY_CHECK, "0c")),
	CASE(PER, "SCJW/BI-02", F(NO_IO, SC), F(NO_IO, SC), GIVES_UP(CEN, DHKEY_CHECK, "04")),

	CASE(PER, "SCPK/BV-03", F(DISPLAY, SCM | RFU), F(KEYBOARD, SCM), BY(PASSKEY_DISPLAY)),
	CASE(CEN, "SCPK/BV-04", F(DISPLAY, SCM), F(KEYBOARD, SCM | RFU), BY(PASSKEY_DISPLAY)),
	CASE(CEN, "SCPK/BI-01", F(DISPLAY, SCM), F(KEYBOARD, SCM),
	     GIVES_UP(PER, PAIRING_RESPONSE, "03080509")),
	CASE(CEN, "SCPK/BI-01", F(DISPLAY, SCM), F(KEYBOARD, SCM),
	     GIVES_UP(PER, PAIRING_CONFIRM, "01")),
	CASE(CEN, "SCPK/BI-02", F(DISPLAY, SCM), F(KEYBOARD, SCM), SPOIL(PER, 0), UNCONFIRMED),
	CASE(CEN, "SCPK/BI-02", F(DISPLAY, SCM), F(KEYBOARD, SCM), SPOIL(PER, 19), UNCONFIRMED),
	CASE(PER, "SCPK/BI-03", F(DISPLAY, SCM), F(KEYBOARD, SCM), SPOIL(CEN, 0), UNCONFIRMED),
	CASE(PER, "SCPK/BI-03", F(DISPLAY, SCM), F(KEYBOARD, SCM), SPOIL(CEN, 19), UNCONFIRMED),
	CASE(PER, "SCPK/BI-04", F(DISPLAY, SCM), F(KEYBOARD, SCM),
	     GIVES_UP(CEN, PUBLIC_KEY, "03080509")),
	CASE(PER, "SCPK/BI-04", F(DISPLAY, SCM), F(KEYBOARD, SCM),
	     GIVES_UP(CEN, PAIRING_CONFIRM, "01")),
	CASE(CEN, "SCPK/BI-03", F(DISPLAY, SCM), F(KEYBOARD, SCM),
	     .another_passkey = 1, UNCONFIRMED, .by_peer = 1),
	CASE(PER, "SCPK/BI-05", F(DISPLAY, SCM), F(KEYBOARD, SCM),
	     .another_passkey = 1, UNCONFIRMED),

	CASE(CEN, "SCOB/BV-01", OOB(NO_IO, SC), OOB(NO_IO, SC), BY(OOB)),
	CASE(CEN, "SCOB/BV-01", OOB(NO_IO, SC), F(NO_IO, SC), BY(OOB)),
	CASE(CEN, "SCOB/BV-01", F(NO_IO, SC), OOB(NO_IO, SC), BY(OOB)),
	CASE(PER, "SCOB/BV-02", OOB(NO_IO, SC), OOB(NO_IO, SC), BY(OOB)),
	CASE(PER, "SCOB/BV-02", OOB(NO_IO, SC), F(NO_IO, SC), BY(OOB)),
	CASE(PER, "SCOB/BV-02", F(NO_IO, SC), OOB(NO_IO, SC), BY(OOB)),
	CASE(PER, "SCOB/BV-03", OOB(NO_IO, SC | RFU), OOB(NO_IO, SC), BY(OOB)),
	CASE(CEN, "SCOB/BV-04", OOB(NO_IO, SC), OOB(NO_IO, SC | RFU), BY(OOB)),
	CASE(CEN, "SCOB/BI-01", OOB(NO_IO, SC), OOB(NO_IO, SC),
	     GIVES_UP(PER, PAIRING_RESPONSE, "03080509")),
	CASE(CEN, "SCOB/BI-01", OOB(NO_IO, SC), OOB(NO_IO, SC),
	     GIVES_UP(PER, PAIRING_RANDOM, "02")),
	CASE(PER, "SCOB/BI-02", OOB(NO_IO, SC), OOB(NO_IO, SC),
	     GIVES_UP(CEN, PUBLIC_KEY, "03080509")),
	CASE(PER, "SCOB/BI-02", OOB(NO_IO, SC), OOB(NO_IO, SC),
	     GIVES_UP(CEN, PAIRING_RANDOM, "02")),
	CASE(PER, "SCOB/BI-03", OOB(NO_IO, SC), OOB(NO_IO, SC), .wrong_oob = 1, UNCONFIRMED),
	CASE(CEN, "SCOB/BI-04", OOB(NO_IO, SC), OOB(NO_IO, SC), .wrong_oob = 1, UNCONFIRMED),
};
/* clang-format on */

static void open_row(struct pump *p, const struct row *r)
{
	struct smp_config config[2];
	struct smp_oob oob[2];

	pump_make_oob(oob);
	if (r->another_tk)
		oob[1].tk[0] ^= 1;
	if (r->wrong_oob)
		oob[r->iut].peer_confirm[0] ^= 1;
	for (int i = 0; i < 2; i++)
		config[i] = (struct smp_config){
			.features = r->features[i],
			.pairable = true,
			.oob = oob[i],
		};
	/* The lower tester takes any. */
	config[r->iut].min_key_size = r->min_key_size ? r->min_key_size : 7;
	pump_open(p, &config[0], &config[1]);
	p->fault = r->fault;
	p->side[1].person.has_own_idea = r->another_passkey;
	p->side[1].person.passkey = 314159;
}

/* What the IUT sends is as the specification has it, whatever it received. */
static void check_features(const struct pump *p, const struct row *r)
{
	const struct pump_sent *e = pump_find(p, r->iut,
	    r->iut == CEN ? SMP_PAIRING_REQUEST : SMP_PAIRING_RESPONSE, 0);

	if (!e)
		return;
	assert_int_equal(e->pdu[3] & RFU, 0);
	assert_int_equal((e->pdu[5] | e->pdu[6]) & 0xf0, 0);
	if (r->auth_req)
		assert_int_equal(e->pdu[3], r->auth_req);
}

/* The codes that the IUT sent from Encryption Information on. */
static void check_keys(const struct pump *p, const struct row *r)
{
	uint8_t codes[8];
	unsigned n = 0;

	for (unsigned i = 0; i < p->n_log; i++)
		if (p->log[i].from == (int)r->iut &&
		    p->log[i].pdu[0] >= SMP_ENCRYPTION_INFORMATION &&
		    p->log[i].pdu[0] <= SMP_SIGNING_INFORMATION)
			codes[n++] = p->log[i].pdu[0];
	assert_hex(codes, n, r->keys ? r->keys : n ? "0607" : "");
}

/* The identity that was sent is ours, Vol 3 Part H 3.6.5. */
static void check_identity(const struct pump *p, const struct row *r)
{
	const struct pump_sent *e =
	    pump_find(p, r->iut, SMP_IDENTITY_ADDRESS_INFORMATION, 0);
	struct smp_link link[2];

	if (!e)
		return;
	pump_links(link);
	assert_int_equal(e->pdu[1], link[r->iut].own_identity.type);
	assert_memory_equal(e->pdu + 2, link[r->iut].own_identity.b, 6);
}

static void check_paired(const struct pump *p, const struct row *r)
{
	static const uint8_t zeros[16];
	const struct bond *bond = smp_bond(p->side[r->iut].smp);
	struct smp_status st = smp_get_status(p->side[0].smp);
	unsigned size = r->key_size ? r->key_size : 16;

	assert_int_equal(p->side[0].paired + p->side[1].paired, 2);
	assert_true(p->encrypted);
	assert_int_equal(st.method, r->method);
	assert_int_equal(st.key_size, size);
	assert_int_equal(st.sc, (r->features[0].auth_req &
				    r->features[1].auth_req & SMP_AUTH_SC) > 0);
	assert_int_equal(bond->authenticated, r->method != SMP_JUST_WORKS);
	assert_true(
	    pump_same_keys(smp_bond(p->side[0].smp), smp_bond(p->side[1].smp)));
	assert_memory_equal(p->link_key + size, zeros, 16 - size);
	assert_memory_equal(bond->peer_ltk.key + size, zeros, 16 - size);
	assert_memory_equal(bond->own_ltk.key + size, zeros, 16 - size);
	check_keys(p, r);
	check_identity(p, r);
}

static void check_failed(
    const struct pump *p, const struct row *r, uint8_t reason)
{
	const struct pump_side *iut = &p->side[r->iut];
	const struct pump_sent *e = pump_find(p, r->iut, SMP_PAIRING_FAILED, 0);

	assert_int_equal(iut->failed, 1);
	assert_int_equal(iut->paired, 0);
	assert_int_equal(iut->reason, reason);
	assert_int_equal(iut->by_peer, r->by_peer);
	assert_false(p->encrypted);
	assert_null(smp_bond(iut->smp));
	if (r->by_peer) { /* never answered */
		assert_null(e);
	} else {
		assert_non_null(e);
		assert_int_equal(e->pdu[1], reason);
	}
	/* at once, before it gives more away */
	if (r->fault.kind == PUMP_REFLECT)
		assert_null(pump_find(p, r->iut, SMP_PAIRING_RANDOM, 0));
}

static void run_row(const struct row *r, uint8_t reason, const char *pdu)
{
	struct pump p;

	open_row(&p, r);
	if (pdu)
		p.fault.pdu = pdu;
	pump_pair(&p);
	assert_int_equal(p.fault_met, r->fault.kind != PUMP_NOTHING);
	check_features(&p, r);
	if (reason)
		check_failed(&p, r, reason);
	else
		check_paired(&p, r);
	pump_close(&p);
}

/* Every row of one case. */
static void run_rows(void **state)
{
	const char *id = *state;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct row *r = &rows[i];
		uint8_t reasons[8];
		size_t n;

		if (strcmp(r->id, id))
			continue;
		if (!r->gives_up) {
			run_row(r, r->reason, NULL);
			continue;
		}
		n = unhex_any(r->gives_up, reasons, sizeof(reasons));
		for (size_t k = 0; k < n; k++) {
			char pdu[8];

			snprintf(pdu, sizeof(pdu), "05%02x", reasons[k]);
			run_row(r, reasons[k], pdu);
		}
	}
}

static enum smp_role role_of(void **state)
{
	return strncmp(*state, "SM/CEN/", 7) ? PER : CEN;
}

/* Both ends alike. */
static void open_alike(struct pump *p, struct smp_features f)
{
	struct row r = { .features = { f, f } };

	open_row(p, &r);
}

/* One end shows, the other one types. */
static void open_passkey(struct pump *p, uint8_t auth, enum smp_role shows)
{
	struct row r = { .features = { F(KEYBOARD, auth), F(KEYBOARD, auth) } };

	r.features[shows].io = DISPLAY;
	open_row(p, &r);
}

/* The timer of 30 s, a late PDU, and no SMP afterwards. */
static void nothing_comes(struct pump *p, int iut, int from, uint8_t code)
{
	struct pump_side *s = &p->side[iut];
	struct smp_out out = { .n = 0 };
	unsigned sent;

	p->fault = (struct pump_fault){
		.kind = PUMP_REORDER, .from = from, .code = code
	};
	pump_begin(p);
	pump_wait(p, 30 * USEC_PER_SEC - 1);
	assert_int_equal(s->failed, 0);
	assert_true(smp_busy(s->smp));
	pump_wait(p, 2 * USEC_PER_SEC);
	assert_int_equal(s->failed, 1);
	assert_int_equal(s->reason, 0);
	assert_non_null(s->text);
	sent = p->n_log;
	pump_run(p); /* now it arrives */
	assert_false(p->holding);
	assert_int_equal(p->n_log, sent);
	if (iut == CEN)
		assert_false(smp_pair(s->smp, p->now, &out));
	else
		assert_false(smp_request_security(s->smp, p->now, &out));
	pump_hex(p, iut, iut == CEN ? "0b00" : "01030001100707", p->now);
	pump_run(p);
	assert_false(s->requested);
	assert_int_equal(p->n_log, sent);
	assert_int_equal(out.n, 0);
}

static void no_response(void **state)
{
	struct pump p;

	(void)state;
	open_alike(&p, (struct smp_features)F(NO_IO, BOND));
	nothing_comes(&p, CEN, PER, SMP_PAIRING_RESPONSE);
	pump_close(&p);
}

static void no_confirm(void **state)
{
	struct smp_config config;
	struct pump p;

	(void)state;
	open_alike(&p, (struct smp_features)F(NO_IO, BOND));
	nothing_comes(&p, PER, CEN, SMP_PAIRING_CONFIRM);
	pump_close(&p);

	open_alike(&p, (struct smp_features)F(NO_IO, BOND));
	config = *smp_get_config(p.side[PER].smp);
	config.pairable = false;
	smp_set_config(p.side[PER].smp, &config);
	pump_pair(&p);
	assert_hex(pump_last(&p, PER, SMP_PAIRING_FAILED)->pdu, 2, "0505");
	assert_true(p.side[PER].failed);
	pump_close(&p);
}

/* Three pairings on the same machine: what is shown is new each time. */
static void fresh_passkeys(void **state)
{
	uint8_t auth = strstr(*state, "SCPK") ? SCM : MITM;
	uint32_t shown[3];
	struct pump p;

	open_passkey(&p, auth, CEN);
	for (int i = 0; i < 3; i++) {
		pump_pair(&p);
		assert_int_equal(p.side[CEN].paired, 1);
		shown[i] = p.side[CEN].shown;
		assert_true(shown[i] <= 999999);
		for (int k = 0; k < i; k++)
			assert_int_not_equal(shown[i], shown[k]);
	}
	pump_close(&p);
}

/* The same out-of-band data five times over; the random value never again. */
static void fresh_randoms(void **state)
{
	enum smp_role iut = role_of(state);
	uint8_t seen[5][16];
	struct pump p;

	open_alike(&p, (struct smp_features)OOB(NO_IO, BOND));
	for (int i = 0; i < 5; i++) {
		struct smp_config c[2];
		struct smp_oob oob[2];

		pump_make_oob(oob);
		for (int k = 0; k < 2; k++) {
			c[k] = *smp_get_config(p.side[k].smp);
			c[k].oob = oob[k];
			smp_set_config(p.side[k].smp, &c[k]);
		}
		pump_pair(&p);
		assert_int_equal(p.side[iut].paired, 1);
		assert_int_equal(
		    smp_get_status(p.side[iut].smp).method, SMP_OOB);
		memcpy(seen[i],
		    pump_find(&p, iut, SMP_PAIRING_RANDOM, 0)->pdu + 1, 16);
		for (int k = 0; k < i; k++)
			assert_memory_not_equal(seen[i], seen[k], 16);
	}
	pump_close(&p);
}

/* Every pair of IO capabilities that gives Just Works or Numeric Comparison,
 * three runs each; the IUT's nonces differ. */
static void just_works_and_comparison(void **state)
{
	enum smp_role iut = role_of(state);
	unsigned compared = 0, simple = 0;

	for (uint8_t io = 0; io < 25; io++) {
		struct row r = { .iut = iut,
			.features = { F(DISPLAY, SCM), F(DISPLAY, SCM) } };
		uint8_t seen[3][16];
		struct pump p;

		r.features[0].io = io / 5;
		r.features[1].io = io % 5;
		r.method = smp_select_method(
		    &r.features[0], &r.features[1], SMP_INITIATOR);
		if (r.method != SMP_JUST_WORKS &&
		    r.method != SMP_NUMERIC_COMPARISON)
			continue;
		compared += r.method == SMP_NUMERIC_COMPARISON;
		simple += r.method == SMP_JUST_WORKS;
		open_row(&p, &r);
		for (int run = 0; run < 3; run++) {
			pump_pair(&p);
			check_paired(&p, &r);
			memcpy(seen[run],
			    pump_find(&p, iut, SMP_PAIRING_RANDOM, 0)->pdu + 1,
			    16);
			for (int k = 0; k < run; k++)
				assert_memory_not_equal(seen[run], seen[k], 16);
		}
		pump_close(&p);
	}
	assert_int_equal(compared, 4);
	assert_int_equal(simple, 12);
}

/* (x, y) with y replaced by p - y: the other point with this x. */
static void negate(uint8_t y[static 32])
{
	static const char be[] = "ffffffff00000001000000000000000000000000ffff"
				 "ffffffffffffffffffff";
	uint8_t p[32];
	int borrow = 0;

	unhex(be, p, 32);
	for (int i = 0; i < 32; i++) {
		int d = p[31 - i] - y[i] - borrow;

		borrow = d < 0;
		y[i] = (uint8_t)d;
	}
}

/* An invalid public key is answered at once with 0x0b: the next thing that the
 * IUT sends is Pairing Failed, and its timer stops. */
static void refuses_key(enum smp_role iut, const uint8_t xy[static 64])
{
	struct pump p;
	struct buf hex = { 0 };

	buf_puts(&hex, "0c");
	buf_hexdump(&hex, xy, 64);
	buf_putc(&hex, '\0');
	open_alike(&p, (struct smp_features)F(NO_IO, SC));
	p.fault = (struct pump_fault){ .kind = PUMP_REPLACE,
		.from = !iut,
		.code = SMP_PUBLIC_KEY,
		.pdu = (const char *)hex.data };
	pump_pair(&p);
	assert_true(p.fault_met);
	assert_int_equal(p.side[iut].failed, 1);
	assert_int_equal(p.side[iut].reason, SMP_DHKEY_CHECK_FAILED);
	assert_null(pump_find(&p, iut, SMP_PAIRING_CONFIRM, 0));
	assert_null(pump_find(&p, iut, SMP_PAIRING_RANDOM, 0));
	assert_hex(pump_last(&p, iut, SMP_PAIRING_FAILED)->pdu, 2, "050b");
	assert_int_equal(pump_last(&p, iut, SMP_PAIRING_FAILED)->at,
	    pump_last(&p, !iut, SMP_PUBLIC_KEY)->at + PUMP_FLIGHT);
	buf_free(&hex);
	pump_close(&p);
}

static void invalid_keys(void **state)
{
	enum smp_role iut = role_of(state);
	uint8_t valid[2][64], xy[64];
	struct pump p;

	/* What the ends send with the same random values. */
	open_alike(&p, (struct smp_features)F(NO_IO, SC));
	pump_pair(&p);
	for (int i = 0; i < 2; i++)
		memcpy(
		    valid[i], pump_find(&p, i, SMP_PUBLIC_KEY, 0)->pdu + 1, 64);
	pump_close(&p);

	memcpy(xy, valid[!iut], 64);
	memset(xy + 32, 0, 32);
	refuses_key(iut, xy);
	for (unsigned bit = 0; bit < 256; bit++) {
		memcpy(xy, valid[!iut], 64);
		xy[32 + bit / 8] ^= (uint8_t)(1U << bit % 8);
		refuses_key(iut, xy);
	}
	memset(xy, 0, 64);
	refuses_key(iut, xy);
	memset(xy, 0xff, 64);
	refuses_key(iut, xy);
	/* The IUT's own, and the other point with its X coordinate. A responder
	 * has not shown its own yet. */
	if (iut == PER)
		return;
	refuses_key(iut, valid[iut]);
	memcpy(xy, valid[iut], 64);
	negate(xy + 32);
	assert_true(p256_valid(xy, xy + 32));
	refuses_key(iut, xy);
}

/* The peer rejects our keys: while it still owes some, and when it owes none. */
static void keys_rejected(void **state)
{
	uint8_t auth = strstr(*state, "BI-03") ? SC : BOND;

	for (int owes = 0; owes < 2; owes++) {
		struct row r = { .iut = PER };
		struct pump p;

		r.features[0] =
		    (struct smp_features)KEYS(auth, owes ? ID : 0, ID | SGN);
		r.features[1] = (struct smp_features)KEYS(auth, 7, 7);
		r.keys = "08090a";
		open_row(&p, &r);
		p.fault = (struct pump_fault){ .kind = PUMP_REPLACE,
			.code = SMP_IDENTITY_INFORMATION,
			.pdu = "050f" };
		pump_begin(&p);
		pump_wait(&p, 20 * PUMP_FLIGHT);
		if (!owes)
			pump_hex(&p, PER, "050f", p.now);
		pump_run(&p);
		check_keys(&p, &r);
		assert_int_equal(p.side[PER].failed, 1);
		assert_int_equal(p.side[PER].reason, SMP_KEY_REJECTED);
		assert_true(p.side[PER].by_peer);
		assert_null(smp_bond(p.side[PER].smp));
		pump_close(&p);
	}
}

/* The LTK with its EDIV and Rand is the same at both ends, the machine gives
 * nothing away by itself, and the refresh of the key disturbs nothing. Which key
 * an LE Long Term Key Request gets, test_hci_host says. */
static void encrypted_again(void **state)
{
	struct row r = { .iut = PER };
	const struct bond *a, *b;
	uint8_t ltk[16];
	struct pump p;

	(void)state;
	r.features[0] = (struct smp_features)KEYS(BOND, ENC, ENC);
	r.features[1] = (struct smp_features)KEYS(BOND, ENC, ENC);
	open_row(&p, &r);
	pump_pair(&p);
	check_paired(&p, &r);
	a = smp_bond(p.side[CEN].smp);
	b = smp_bond(p.side[PER].smp);
	assert_true(a->peer_ltk.present);
	assert_true(a->peer_ltk.rand != 0);
	assert_memory_not_equal(a->peer_ltk.key, p.link_key, 16);
	assert_false(
	    smp_ltk(p.side[PER].smp, b->own_ltk.rand, b->own_ltk.ediv, ltk));
	assert_false(smp_ltk(p.side[PER].smp, 0, 0, ltk));
	for (int i = 0; i < 2; i++) {
		struct smp_out out = { .n = 0 };

		smp_encryption_changed(p.side[i].smp, 0, true, p.now, &out);
		assert_int_equal(out.n, 0);
		assert_non_null(smp_bond(p.side[i].smp));
	}
	pump_close(&p);
}

static void ask_for_security(struct pump *p)
{
	struct smp_out out = { .n = 0 };

	assert_true(smp_request_security(p->side[PER].smp, p->now, &out));
	pump_take(p, PER, &out);
	pump_run(p);
}

/* Not bonded: the Security Request is passed on with its AuthReq, and what the
 * caller then starts completes. */
static void security_request(void **state)
{
	struct pump p;

	(void)state;
	open_passkey(&p, MITM, CEN);
	ask_for_security(&p);
	assert_hex(pump_last(&p, PER, SMP_SECURITY_REQUEST)->pdu, 2, "0b05");
	assert_true(p.side[CEN].requested);
	assert_int_equal(p.side[CEN].requested_auth, MITM);
	pump_pair(&p);
	assert_int_equal(p.side[CEN].paired + p.side[PER].paired, 2);
	assert_true(smp_bond(p.side[PER].smp)->authenticated);
	pump_close(&p);
}

/* Bonded: the central encrypts with the key that it has. The machine sends its
 * request and takes the encryption as it comes. */
static void security_request_of_a_bonded_peer(void **state)
{
	struct smp_out out = { .n = 0 };
	struct pump p;

	(void)state;
	open_alike(&p, (struct smp_features)F(NO_IO, BOND));
	ask_for_security(&p);
	assert_hex(pump_last(&p, PER, SMP_SECURITY_REQUEST)->pdu, 2, "0b01");
	smp_encryption_changed(p.side[PER].smp, 0, true, p.now, &out);
	assert_int_equal(out.n, 0);
	assert_false(smp_busy(p.side[PER].smp));
	assert_false(p.side[PER].failed);
	pump_close(&p);
}

/* A second one in front of the Pairing Response is ignored. */
static void second_security_request(void **state)
{
	struct pump p;

	(void)state;
	open_alike(&p, (struct smp_features)F(NO_IO, BOND));
	ask_for_security(&p);
	assert_true(p.side[CEN].requested);
	p.side[CEN].requested = false;
	p.fault = (struct pump_fault){ .kind = PUMP_PRECEDE,
		.from = PER,
		.code = SMP_PAIRING_RESPONSE,
		.pdu = "0b01" };
	pump_pair(&p);
	assert_true(p.fault_met);
	assert_false(p.side[CEN].requested);
	assert_int_equal(pump_count(&p, CEN, SMP_PAIRING_REQUEST), 1);
	assert_int_equal(p.side[CEN].paired + p.side[PER].paired, 2);
	pump_close(&p);
}

/* Somebody types six digits; what is reported of it is `expected`. */
static void type_loudly(struct pump *p, int side, bool expected)
{
	static const enum smp_keypress keys[] = { SMP_KEYPRESS_STARTED,
		SMP_KEYPRESS_DIGIT, SMP_KEYPRESS_ERASED, SMP_KEYPRESS_CLEARED,
		SMP_KEYPRESS_COMPLETED };

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		struct smp_out out = { .n = 0 };

		assert_int_equal(
		    smp_keypress(p->side[side].smp, keys[i], p->now, &out),
		    expected);
		assert_int_equal(out.n, expected);
		pump_take(p, side, &out);
	}
}

/* Twenty rounds, with the IUT on either side of the digits, and keypresses only
 * where both ends want them. */
static void passkey_rounds(void **state)
{
	enum smp_role iut = role_of(state);

	for (int round = 0; round < 8; round++) {
		bool types = round & 1;
		uint8_t ours = round & 2 ? KP : 0, theirs = round & 4 ? KP : 0;
		struct row r = { .iut = iut };
		struct pump p;

		r.features[iut] = (struct smp_features)F(
		    types ? KEYBOARD : DISPLAY, SCM | ours);
		r.features[!iut] = (struct smp_features)F(
		    types ? DISPLAY : KEYBOARD, SCM | theirs);
		r.method = (iut == CEN) == types ? SMP_PASSKEY_INPUT
						 : SMP_PASSKEY_DISPLAY;
		open_row(&p, &r);
		pump_begin(&p);
		pump_wait(&p, 10 * PUMP_FLIGHT);
		type_loudly(&p, types ? (int)iut : !iut, ours && theirs);
		pump_run(&p);
		check_paired(&p, &r);
		assert_int_equal(pump_count(&p, iut, SMP_PAIRING_CONFIRM), 20);
		assert_int_equal(pump_count(&p, iut, SMP_PAIRING_RANDOM), 20);
		assert_int_equal(p.side[types ? !iut : (int)iut].keypresses,
		    ours && theirs ? 5 : 0);
		pump_close(&p);
	}
}

/* Cases that are more than a row. */
static const struct {
	const char *id;
	void (*test)(void **state);
} specials[] = {
	{ "SM/CEN/PROT/BV-01-C", no_response },
	{ "SM/PER/PROT/BV-02-C", no_confirm },
	{ "SM/CEN/PKE/BV-05-C", fresh_passkeys },
	{ "SM/CEN/SCPK/BV-05-C", fresh_passkeys },
	{ "SM/CEN/OOB/BV-10-C", fresh_randoms },
	{ "SM/PER/OOB/BV-11-C", fresh_randoms },
	{ "SM/CEN/SCJW/BV-01-C", just_works_and_comparison },
	{ "SM/PER/SCJW/BV-02-C", just_works_and_comparison },
	{ "SM/PER/KDU/BI-01-C", invalid_keys },
	{ "SM/PER/KDU/BI-04-C", invalid_keys },
	{ "SM/CEN/KDU/BI-01-C", invalid_keys },
	{ "SM/CEN/KDU/BI-04-C", invalid_keys },
	{ "SM/PER/KDU/BI-02-C", keys_rejected },
	{ "SM/PER/KDU/BI-03-C", keys_rejected },
	{ "SM/PER/KDU/BV-07-C", encrypted_again },
	{ "SM/PER/PIS/BV-01-C", security_request },
	{ "SM/CEN/PIS/BV-02-C", security_request },
	{ "SM/PER/PIS/BV-02-C", security_request_of_a_bonded_peer },
	{ "SM/CEN/PIS/BV-03-C", second_security_request },
	{ "SM/CEN/SCPK/BV-01-C", passkey_rounds },
	{ "SM/PER/SCPK/BV-02-C", passkey_rounds },
};

static bool is_tested(const char *id, size_t len)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (strlen(rows[i].id) == len && !memcmp(rows[i].id, id, len))
			return true;
	for (size_t i = 0; i < ARRAY_SIZE(specials); i++)
		if (strlen(specials[i].id) == len &&
		    !memcmp(specials[i].id, id, len))
			return true;
	return false;
}

static bool read_file(const char *path, struct buf *b)
{
	FILE *f = fopen(path, "r");
	size_t n;

	if (!f)
		return false;
	do {
		n = fread(buf_reserve(b, 4096), 1, 4096, f);
		b->len += n;
	} while (n);
	fclose(f);
	buf_putc(b, '\0');
	return true;
}

/* The next line that begins with `start` and a test case id; its length. */
static size_t next_id(const char **at, const char *start, const char **id)
{
	char text[16];
	size_t n;

	snprintf(text, sizeof(text), "\n%sSM/", start);
	*id = strstr(*at, text);
	if (!*id)
		return 0;
	*id += strlen(text) - 3;
	n = strcspn(*id, " \t\n");
	*at = *id + n;
	return n;
}

static bool lists(const char *text, const char *start, const char *id, size_t n)
{
	const char *other;
	size_t len;

	while ((len = next_id(&text, start, &other)))
		if (len == n && !memcmp(id, other, n))
			return true;
	return false;
}

/* sm.md has each case of the list and no other; each for which it names a test
 * has one here, and the other way round. */
static void the_list_is_complete(void **state)
{
	const char *shared = getenv("PAIRSCOPE_SHARED"), *at, *id;
	struct buf list = { 0 }, md = { 0 };
	char path[512];
	unsigned tested = 0;
	size_t n;

	(void)state;
	assert_true(read_file("tests/conformance/sm.md", &md));
	at = (const char *)md.data;
	while ((n = next_id(&at, "| ", &id))) {
		bool named = strncmp(at, " | - |", 6) != 0;

		if (named != is_tested(id, n))
			fail_msg("%.*s: sm.md says otherwise", (int)n, id);
		tested += named;
	}
	printf("%u cases tested\n", tested);
	snprintf(path, sizeof(path), "%s/vectors/sm_cases.tsv",
	    shared ? shared : "../shared");
	if (!read_file(path, &list)) {
		printf("SKIPPED: %s: not there\n", path);
		buf_free(&md);
		return;
	}
	at = (const char *)list.data;
	while ((n = next_id(&at, "", &id)))
		if (!lists((const char *)md.data, "| ", id, n))
			fail_msg("%.*s: not in sm.md", (int)n, id);
	at = (const char *)md.data;
	while ((n = next_id(&at, "| ", &id)))
		if (!lists((const char *)list.data, "", id, n))
			fail_msg("%.*s: only in sm.md", (int)n, id);
	buf_free(&list);
	buf_free(&md);
}

int main(void)
{
	struct CMUnitTest tests[ARRAY_SIZE(rows) + ARRAY_SIZE(specials) + 1] = {
		cmocka_unit_test(the_list_is_complete),
	};
	size_t n = 1;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (!i || strcmp(rows[i].id, rows[i - 1].id))
			tests[n++] = (struct CMUnitTest){ .name = rows[i].id,
				.test_func = run_rows,
				.initial_state = (void *)rows[i].id };
	for (size_t i = 0; i < ARRAY_SIZE(specials); i++)
		tests[n++] = (struct CMUnitTest){ .name = specials[i].id,
			.test_func = specials[i].test,
			.initial_state = (void *)specials[i].id };
	return _cmocka_run_group_tests("SM", tests, n, NULL, NULL);
}
