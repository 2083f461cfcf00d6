/*
 * Whole pairings that other stacks did (NimBLE, Bumble, BTstack) or that a
 * second implementation computed, PDU by PDU: our machine takes one side, is
 * given that side's random values, and must send the same bytes and end with
 * the same keys. Read from the shared vectors where they are.
 */
#include "tests/unit/helpers.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "smp/smp.h"

/* Random values in the order in which the machine draws them. */
struct script {
	uint8_t bytes[1024];
	size_t len, at;
	bool failing; /* the pairing fails: a value may never have been sent */
	bool blind;   /* drew one that the transcript does not hold */
};

static void draw(void *ctx, void *buf, size_t len)
{
	struct script *s = ctx;

	if (s->failing && s->at + len > s->len) {
		s->blind = true;
		memset(buf, 0x55, len);
		return;
	}
	assert_true(s->at + len <= s->len);
	memcpy(buf, s->bytes + s->at, len);
	s->at += len;
}

static void script_add(struct script *s, const uint8_t *p, size_t n)
{
	assert_true(s->len + n <= sizeof(s->bytes));
	memcpy(s->bytes + s->len, p, n);
	s->len += n;
}

struct replay {
	const json_t *transcript;
	const char *id, *side;
	enum smp_role role;
	struct script script;
	struct smp *smp;
	struct smp_effect sent[64]; /* PDUs not yet compared */
	unsigned n_sent, at_sent;
	struct smp_effect encrypt;
	bool failed, paired, encrypted;
	uint8_t failed_reason;
	uint32_t passkey;
	bool compared;
	uint64_t now;
};

static size_t pdu_of(const json_t *step, uint8_t out[SMP_MAX_PDU])
{
	return unhex_any(text_of(step, "pdu"), out, SMP_MAX_PDU);
}

static struct bdaddr addr_of(
    const json_t *side, const char *type, const char *addr)
{
	struct bdaddr a = { .type = (uint8_t)json_integer_value(
				json_object_get(side, type)) };

	assert_true(reversed_of(side, addr, a.b, 6));
	return a;
}

static void answer(struct replay *r, struct smp_out *out);

/* Take the effects of one call, answering what is asked at once. */
static void take(struct replay *r, const struct smp_out *out)
{
	for (unsigned i = 0; i < out->n; i++) {
		const struct smp_effect *e = &out->v[i];
		struct smp_out more = { .n = 0 };

		switch ((enum smp_effect_type)e->type) {
		case SMP_SEND:
			assert_true(r->n_sent < ARRAY_SIZE(r->sent));
			r->sent[r->n_sent++] = *e;
			break;
		case SMP_ENCRYPT:
			r->encrypt = *e;
			break;
		case SMP_ASK_PASSKEY:
			assert_true(smp_answer_passkey(
			    r->smp, r->passkey, r->now, &more));
			break;
		case SMP_ASK_COMPARE:
			assert_int_equal(
			    e->passkey, json_integer_value(json_object_get(
					    r->transcript, "expect_numeric")));
			r->compared = true;
			answer(r, &more);
			break;
		case SMP_SHOW_PASSKEY:
			assert_int_equal(e->passkey, r->passkey);
			break;
		case SMP_FAILED:
			r->failed = true;
			r->failed_reason = e->reason;
			break;
		case SMP_PAIRED:
			r->paired = true;
			break;
		case SMP_STARTED:
		case SMP_KEYPRESS:
		case SMP_PEER_REQUESTS:
			break;
		}
		take(r, &more);
	}
}

static void answer(struct replay *r, struct smp_out *out)
{
	char injected[40];

	snprintf(injected, sizeof(injected), "numeric_%s", r->side);
	smp_answer(r->smp, !strstr(text_of(r->transcript, "outcome"), injected),
	    r->now, out);
}

/* What both sides handed over, of which the flags say what is used. */
static void prepare_oob(struct replay *r, struct smp_oob *oob,
    const char *other, const uint8_t *priv)
{
	const json_t *results = json_object_get(r->transcript, "results");
	struct script key = { .len = 32 };
	struct env env = { .random = draw, .ctx = &key };
	const char *tk = text_of(r->transcript, "oob_tk_le");
	char name[40];
	const json_t *o;

	oob->has_tk = reversed_of(r->transcript, "oob_tk", oob->tk, 16);
	if (*tk) {
		oob->has_tk = true;
		unhex(tk, oob->tk, 16);
	}
	/* The file has the initiator's; the responder's is another. */
	if (r->role == SMP_RESPONDER &&
	    strstr(text_of(r->transcript, "outcome"), "oob_tk"))
		oob->tk[0] ^= 1;
	if (!priv)
		return;
	memcpy(key.bytes, priv, 32);
	oob->has_own = oob->has_peer = true;
	p256_generate(&env, &oob->own_key);
	snprintf(name, sizeof(name), "oob_%s", r->side);
	reversed_of(json_object_get(results, name), "r", oob->own_rand, 16);
	snprintf(name, sizeof(name), "oob_%s", other);
	o = json_object_get(results, name);
	reversed_of(o, "r", oob->peer_rand, 16);
	reversed_of(o, "c", oob->peer_confirm, 16);
	snprintf(name, sizeof(name), "oob_confirm_%s", r->side);
	if (strstr(text_of(r->transcript, "outcome"), name))
		oob->peer_confirm[0] ^= 1;
}

/* The random values behind the PDUs of our side, and our features. */
static void prepare(struct replay *r, struct smp_link *link,
    struct smp_config *config, const json_t *us, const char *other)
{
	const char *priv = text_of(us, "private_key");
	uint8_t pdu[SMP_MAX_PDU], key[32];
	bool is_oob = !strcmp(text_of(r->transcript, "method"), "oob");
	const json_t *step;
	size_t i;

	if (!*priv)
		priv = text_of(r->transcript, "iut_private_key");
	if (*priv &&
	    !strcmp(text_of(r->transcript, "pairing"), "secure_connections")) {
		unhex(priv, key, 32);
		if (is_oob)
			prepare_oob(r, &config->oob, other, key);
		else
			script_add(&r->script, key, 32);
	} else if (is_oob) {
		prepare_oob(r, &config->oob, other, NULL);
	}
	json_array_foreach(json_object_get(r->transcript, "sequence"), i, step)
	{
		if (strcmp(text_of(step, "from"), r->side))
			continue;
		if (!pdu_of(step, pdu))
			continue;
		switch (pdu[0]) {
		case SMP_PAIRING_REQUEST:
		case SMP_PAIRING_RESPONSE:
			config->features = (struct smp_features){ pdu[1],
				pdu[2], pdu[3], pdu[4], pdu[5], pdu[6] };
			break;
		case SMP_SECURITY_REQUEST:
			config->features.auth_req = pdu[1];
			break;
		case SMP_PAIRING_RANDOM:
		case SMP_ENCRYPTION_INFORMATION:
		case SMP_SIGNING_INFORMATION:
			script_add(&r->script, pdu + 1, 16);
			break;
		case SMP_CENTRAL_IDENTIFICATION:
			script_add(&r->script, pdu + 1, 10);
			break;
		case SMP_IDENTITY_INFORMATION:
			memcpy(link->own_irk, pdu + 1, 16);
			break;
		case SMP_IDENTITY_ADDRESS_INFORMATION:
			link->own_identity.type = pdu[1];
			memcpy(link->own_identity.b, pdu + 2, 6);
			break;
		}
	}
}

static bool is_integer(const json_t *o, const char *key)
{
	return json_is_integer(json_object_get(o, key));
}

static uint32_t passkey_of(const struct replay *r)
{
	const json_t *results = json_object_get(r->transcript, "results");
	char key[40];

	snprintf(key, sizeof(key), "passkey_%s", r->side);
	if (is_integer(results, key))
		return (uint32_t)json_integer_value(
		    json_object_get(results, key));
	/* The side that is named in the outcome typed another number. */
	return (uint32_t)json_integer_value(
		   json_object_get(r->transcript, "passkey")) +
	       (strstr(text_of(r->transcript, "outcome"), key) != NULL);
}

static void fail_at(const struct replay *r, const json_t *step,
    const char *what, const uint8_t *got, size_t len)
{
	struct buf b = { 0 };

	buf_hexdump(&b, got, len);
	fail_msg("%s as %s: %s: got %.*s, want %s", r->id, r->side, what,
	    (int)b.len, (char *)b.data, text_of(step, "pdu"));
}

static void expect_pdu(struct replay *r, const json_t *step)
{
	struct smp_out out = { .n = 0 };
	uint8_t pdu[SMP_MAX_PDU];
	size_t n = pdu_of(step, pdu);
	const struct smp_effect *e;

	if (pdu[0] == SMP_PAIRING_REQUEST)
		assert_true(smp_pair(r->smp, r->now, &out));
	else if (pdu[0] == SMP_SECURITY_REQUEST)
		assert_true(smp_request_security(r->smp, r->now, &out));
	take(r, &out);
	if (r->at_sent == r->n_sent)
		fail_at(r, step, "nothing sent", NULL, 0);
	e = &r->sent[r->at_sent++];
	/* Bumble names the wrong reason when a person says that the numbers
	 * differ; ours is 0x0c, Vol 3 Part H 3.5.5. */
	if (pdu[0] == SMP_PAIRING_FAILED &&
	    pdu[1] == SMP_CONFIRM_VALUE_FAILED && r->compared)
		pdu[1] = SMP_NUMERIC_COMPARISON_FAILED;
	if (r->script.blind && pdu[0] != SMP_PAIRING_FAILED)
		n = 1;
	if (e->len < n || memcmp(e->pdu, pdu, n))
		fail_at(r, step, text_of(step, "type"), e->pdu, e->len);
}

static void encryption_starts(struct replay *r, const json_t *step)
{
	struct smp_out out = { .n = 0 };
	uint8_t key[16], want[16];

	unhex(text_of(step, "key"), want, 16);
	if (r->role == SMP_INITIATOR) {
		assert_int_equal(r->encrypt.type, SMP_ENCRYPT);
		copy_reversed(key, r->encrypt.ltk, 16);
	} else {
		uint8_t le[16];

		assert_true(smp_ltk(r->smp, 0, 0, le));
		copy_reversed(key, le, 16);
	}
	if (memcmp(key, want, 16))
		fail_at(r, step, "key of the link", key, 16);
	r->encrypted = true;
	smp_encryption_changed(r->smp, 0, true, r->now, &out);
	take(r, &out);
}

static void check_key(const struct replay *r, const json_t *keys,
    const char *name, bool have, const uint8_t *le)
{
	const char *want = text_of(keys, name);
	uint8_t key[16], be[16];

	if (have != (*want != '\0'))
		fail_msg("%s as %s: %s is %s", r->id, r->side, name,
		    have ? "there" : "missing");
	if (!have)
		return;
	unhex(want, key, 16);
	copy_reversed(be, le, 16);
	assert_memory_equal(be, key, 16);
}

static void check_bond(const struct replay *r)
{
	const json_t *results = json_object_get(r->transcript, "results");
	const json_t *expect = json_object_get(r->transcript, "expect");
	const struct bond *b = smp_bond(r->smp);
	const json_t *theirs = json_object_get(
	    results, r->role == SMP_INITIATOR ? "keys_from_responder"
					      : "keys_from_initiator");
	const json_t *ours = json_object_get(
	    results, r->role == SMP_INITIATOR ? "keys_from_initiator"
					      : "keys_from_responder");

	assert_non_null(b);
	assert_int_equal(b->authenticated,
	    json_is_true(json_object_get(expect, "authenticated")));
	assert_int_equal(smp_get_status(r->smp).key_size,
	    json_integer_value(json_object_get(r->transcript, "key_size")));
	if (b->sc) {
		check_key(r, results, "ltk", true, b->peer_ltk.key);
		check_key(r, results, "ltk", true, b->own_ltk.key);
	} else if (theirs && ours) {
		check_key(
		    r, theirs, "ltk", b->peer_ltk.present, b->peer_ltk.key);
		check_key(r, ours, "ltk", b->own_ltk.present, b->own_ltk.key);
	}
	if (!theirs || !ours)
		return; /* the file leaves the keys to the PDUs */
	check_key(r, theirs, "csrk", b->has_csrk, b->csrk);
	check_key(r, ours, "csrk", b->has_own_csrk, b->own_csrk);
	if (*text_of(theirs, "irk")) {
		struct bdaddr id =
		    addr_of(theirs, "identity_type", "identity_addr");

		check_key(r, theirs, "irk", true, b->irk);
		assert_true(addr_equal(&id, &b->identity));
	}
}

/* Bumble draws the same value at both ends where its generator is seeded so: for
 * us a peer that sends back what we sent. */
static bool is_mirrored(const json_t *transcript)
{
	const char *first = "";
	const json_t *step;
	size_t i;

	json_array_foreach(json_object_get(transcript, "sequence"), i, step)
	{
		if (strcmp(text_of(step, "type"), "pairing_confirm") ||
		    strcmp(text_of(transcript, "pairing"), "legacy"))
			continue;
		if (!strcmp(first, text_of(step, "pdu")))
			return true;
		first = text_of(step, "pdu");
	}
	return false;
}

/* Play one side of a transcript. */
static void play(const json_t *transcript, enum smp_role role)
{
	const char *side = role == SMP_INITIATOR ? "initiator" : "responder";
	const char *other = role == SMP_INITIATOR ? "responder" : "initiator";
	const json_t *us = json_object_get(transcript, side);
	struct replay r = {
		.transcript = transcript,
		.id = text_of(transcript, "id"),
		.side = side,
		.role = role,
	};
	struct env env = { .random = draw, .ctx = &r.script };
	struct smp_link link = {
		.role = role,
		.own = addr_of(us, "conn_type", "conn_addr"),
		.peer = addr_of(json_object_get(transcript, other), "conn_type",
		    "conn_addr"),
	};
	struct smp_config config = {
		.min_key_size = 7,
		.exact = true,
		.pairable =
		    !strstr(text_of(transcript, "outcome"), "reject_responder"),
		.fixed_passkey = true,
	};
	bool mirrored = is_mirrored(transcript);
	bool good =
	    !mirrored && !strncmp(text_of(transcript, "outcome"), "success", 7);
	bool reflected = !strncmp(text_of(transcript, "outcome"), "reject", 6);
	const json_t *step;
	size_t i;

	link.own_identity = link.own;
	r.script.failing = !good;
	prepare(&r, &link, &config, us, other);
	r.passkey = config.passkey = passkey_of(&r);
	r.smp = smp_new(&link, &env);
	smp_set_config(r.smp, &config);

	json_array_foreach(json_object_get(transcript, "sequence"), i, step)
	{
		struct smp_out out = { .n = 0 };
		uint8_t pdu[SMP_MAX_PDU];

		r.now += 10 * USEC_PER_MSEC;
		if (mirrored && r.failed)
			break;
		if (!strcmp(text_of(step, "event"), "encryption_start")) {
			encryption_starts(&r, step);
		} else if (!strcmp(text_of(step, "from"), side)) {
			expect_pdu(&r, step);
		} else if (!strcmp(text_of(step, "from"), other)) {
			size_t n = pdu_of(step, pdu);

			smp_receive(r.smp, pdu, n, r.now, &out);
			take(&r, &out);
		}
	}
	if (mirrored) {
		assert_true(r.failed);
		assert_int_equal(r.failed_reason, SMP_CONFIRM_VALUE_FAILED);
	} else if (reflected) {
		assert_true(r.failed);
		assert_int_equal(r.failed_reason, SMP_DHKEY_CHECK_FAILED);
		assert_hex(r.sent[r.at_sent].pdu, 2, "050b");
	} else if (good) {
		assert_int_equal(r.at_sent, r.n_sent);
		assert_int_equal(r.script.at, r.script.len);
		assert_false(r.failed);
		assert_true(r.paired);
		assert_true(r.encrypted);
		check_bond(&r);
	} else {
		assert_true(r.failed);
		assert_false(r.paired);
		assert_null(smp_bond(r.smp));
	}
	assert_false(smp_busy(r.smp));
	smp_free(r.smp);
}

static bool plays(const json_t *t, enum smp_role role)
{
	const char *who = text_of(t, "iut_role");

	return !strncmp(who, "either", 6) ||
	       !strcmp(who, role == SMP_INITIATOR ? "initiator" : "responder");
}

static void every_transcript(void **state)
{
	json_t *root = shared_vectors("smp_transcripts.json"), *t;
	unsigned played = 0, observed = 0;
	size_t i;

	(void)state;
	json_array_foreach(json_object_get(root, "transcripts"), i, t)
	{
		if (!strcmp(text_of(t, "iut_role"), "observer")) {
			observed++;
			continue;
		}
		for (int role = SMP_INITIATOR; role <= SMP_RESPONDER; role++) {
			if (!plays(t, role))
				continue;
			play(t, role);
			played++;
		}
	}
	printf("%u sides played, %u exchanges sniffed from outside left out\n",
	    played, observed);
	assert_true(played > 170);
	json_decref(root);
}

/* What peers may not do, as NimBLE and BlueZ test it: each step is a PDU from the
 * peer or one that we must send; "<...>" and "." stand for any octets. */
static void expect_like(
    const json_t *t, const struct smp_effect *e, const char *want)
{
	struct buf b = { 0 };

	if (!e)
		fail_msg("%s: nothing sent, want %s", text_of(t, "id"), want);
	for (size_t i = 0; i < e->len; i++)
		buf_printf(&b, "%02x", e->pdu[i]);
	for (size_t i = 0; want[i] && want[i] != '<'; i++)
		if (want[i] != '.' && (i >= b.len || b.data[i] != want[i]))
			fail_msg("%s: sent %.*s, want %s", text_of(t, "id"),
			    (int)b.len, (char *)b.data, want);
	buf_free(&b);
}

static void zeros(void *ctx, void *buf, size_t len)
{
	(void)ctx;
	memset(buf, len == 32, len); /* 0 is no private key */
}

static void negative(const json_t *t)
{
	static const struct env env = { .random = zeros };
	const char *role = text_of(t, "iut_role");
	struct smp_link link = {
		.role =
		    strncmp(role, "init", 4) ? SMP_RESPONDER : SMP_INITIATOR,
		/* as the note of the one that needs them has them */
		.own = { { 3, 2, 1, 0x50, 0x13, 0 }, ADDR_PUBLIC },
		.peer = { { 0xe1, 0xfc, 0xda, 0xf4, 0xb7, 0x6c }, ADDR_PUBLIC },
	};
	struct smp_config config = { .min_key_size = 7, .pairable = true };
	struct smp *smp = smp_new(&link, &env);
	struct smp_out out = { .n = 0 };
	unsigned at = 0;
	const json_t *step;
	bool started = false;
	size_t i;

	config.features = (struct smp_features){ 3, 0, 0, 16, 0, 0 };
	json_array_foreach(json_object_get(t, "steps"), i, step)
	{
		const char *ours = text_of(step, "iut_sends");
		const char *theirs = text_of(step, "peer_sends");
		uint8_t pdu[SMP_MAX_PDU];
		const json_t *ltk = json_object_get(step, "hci_le_ltk_request");

		if (*ours && !started && (ours[1] == '1' || ours[1] == '2') &&
		    strlen(ours) == 14 && ours[2] != '.') {
			unhex_any(ours, pdu, sizeof(pdu));
			config.features = (struct smp_features){ pdu[1], pdu[2],
				pdu[3], pdu[4], pdu[5], pdu[6] };
		}
		smp_set_config(smp, &config);
		if (*ours && !started && link.role == SMP_INITIATOR &&
		    ours[1] == '1')
			assert_true(smp_pair(smp, 0, &out));
		started = true;
		if (*ours) {
			expect_like(t, at < out.n ? &out.v[at] : NULL, ours);
			at++;
		} else if (strchr(theirs, '<')) {
			break; /* what follows needs another's values */
		} else if (*theirs) {
			const json_t *next =
			    json_array_get(json_object_get(t, "steps"), i + 1);

			if (!strncmp(text_of(next, "iut_sends"), "02", 2)) {
				unhex_any(text_of(next, "iut_sends"), pdu,
				    sizeof(pdu));
				config.features =
				    (struct smp_features){ pdu[1], pdu[2],
					    pdu[3], pdu[4], pdu[5], pdu[6] };
				smp_set_config(smp, &config);
			}
			out.n = at = 0;
			smp_receive(smp, pdu,
			    unhex_any(theirs, pdu, sizeof(pdu)), 0, &out);
			while (at < out.n && out.v[at].type != SMP_SEND)
				at++;
		} else if (ltk) {
			uint8_t key[16];

			assert_false(smp_ltk(smp, 0x20, 0x5684, key));
		} else if (json_is_true(
			       json_object_get(step, "iut_sends_nothing"))) {
			assert_int_equal(at, out.n);
		}
	}
	smp_free(smp);
}

static void every_negative(void **state)
{
	json_t *root = shared_vectors("smp_transcripts.json"), *t;
	size_t i;

	(void)state;
	json_array_foreach(json_object_get(root, "negatives"), i, t)
	    negative(t);
	assert_true(i >= 17);
	json_decref(root);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_transcript),
		cmocka_unit_test(every_negative),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
