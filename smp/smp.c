#include "smp/smp.h"

#include <assert.h>
#include <stdlib.h>

#include "smp/machine.h"

#define IN(phase)  ((uint16_t)(1U << PHASE_##phase))
#define IN_PAIRING ((uint16_t)~IN(IDLE))
#define BY(role)   (1U << SMP_##role)
#define BY_ANYONE  (BY(INITIATOR) | BY(RESPONDER))

static uint8_t on_request(struct smp *s, struct rd *r, struct smp_out *out);
static uint8_t on_response(struct smp *s, struct rd *r, struct smp_out *out);
static uint8_t on_confirm(struct smp *s, struct rd *r, struct smp_out *out);
static uint8_t on_random(struct smp *s, struct rd *r, struct smp_out *out);
static uint8_t on_failed(struct smp *s, struct rd *r, struct smp_out *out);
static uint8_t on_security_request(
    struct smp *s, struct rd *r, struct smp_out *out);
static uint8_t on_keypress(struct smp *s, struct rd *r, struct smp_out *out);

/*
 * The protocol, Vol 3 Part H 3.3: who may receive a PDU, in which phase it is
 * legal, and in which it is held until the person answers or the link is
 * encrypted (USB controllers deliver data before the encryption event). What
 * is neither ends the pairing; outside of a pairing it is ignored, for it may
 * have crossed our Pairing Failed.
 */
/* clang-format off */
static const struct {
	uint8_t code, len;
	uint8_t receiver;
	uint16_t legal, held;
	uint8_t (*handle)(struct smp *s, struct rd *r, struct smp_out *out);
} pdus[] = {
	{ SMP_PAIRING_REQUEST,	      7, BY(RESPONDER), IN(IDLE), 0, on_request },
	{ SMP_PAIRING_RESPONSE,	      7, BY(INITIATOR), IN(RESPONSE), 0, on_response },
	{ SMP_PAIRING_CONFIRM,	     17, BY_ANYONE, IN(CONFIRM), IN(PASSKEY), on_confirm },
	{ SMP_PAIRING_RANDOM,	     17, BY_ANYONE, IN(RANDOM), 0, on_random },
	{ SMP_PAIRING_FAILED,	      2, BY_ANYONE, IN_PAIRING | IN(IDLE), 0, on_failed },
	{ SMP_ENCRYPTION_INFORMATION, 17, BY_ANYONE, IN(KEYS), IN(ENCRYPT), keys_encryption_information },
	{ SMP_CENTRAL_IDENTIFICATION, 11, BY_ANYONE, IN(KEYS), IN(ENCRYPT), keys_central_identification },
	{ SMP_IDENTITY_INFORMATION,  17, BY_ANYONE, IN(KEYS), IN(ENCRYPT), keys_identity_information },
	{ SMP_IDENTITY_ADDRESS_INFORMATION, 8, BY_ANYONE, IN(KEYS), IN(ENCRYPT), keys_identity_address },
	{ SMP_SIGNING_INFORMATION,   17, BY_ANYONE, IN(KEYS), IN(ENCRYPT), keys_signing_information },
	{ SMP_SECURITY_REQUEST,	      2, BY(INITIATOR), IN_PAIRING | IN(IDLE), 0, on_security_request },
	{ SMP_PUBLIC_KEY,	     65, BY_ANYONE, IN(PUBLIC_KEY), 0, sc_public_key },
	{ SMP_DHKEY_CHECK,	     17, BY_ANYONE, IN(DHKEY), IN(COMPARE), sc_dhkey_check },
	{ SMP_KEYPRESS_NOTIFICATION,  2, BY_ANYONE, IN_PAIRING, 0, on_keypress },
};
/* clang-format on */

struct smp *smp_new(const struct smp_link *link, const struct env *env)
{
	struct smp *s = calloc(1, sizeof(*s));

	if (!s)
		abort();
	s->link = *link;
	s->env = env;
	s->deadline = NEVER;
	s->requested_at = NEVER;
	return s;
}

void smp_free(struct smp *s)
{
	if (!s)
		return;
	crypto_wipe(s, sizeof(*s));
	free(s);
}

void smp_set_config(struct smp *s, const struct smp_config *config)
{
	s->config = *config;
}

const struct smp_config *smp_get_config(const struct smp *s)
{
	return &s->config;
}

struct smp_effect *smp_emit(struct smp_out *out, enum smp_effect_type type)
{
	struct smp_effect *e;

	assert(out->n < SMP_MAX_EFFECTS);
	e = &out->v[out->n++];
	*e = (struct smp_effect){ .type = (uint8_t)type };
	return e;
}

void smp_send(
    struct smp *s, uint8_t code, const void *p, size_t n, struct smp_out *out)
{
	struct smp_pdu pdu = { .len = (uint8_t)(n + 1), .data = { code } };

	memcpy(pdu.data + 1, p, n);
	rules_send(s, &pdu, out);
	s->deadline = s->now + SMP_TIMEOUT;
}

/* The pairing is over: keep what is to be shown, wipe what is secret. */
static void end(struct smp *s)
{
	s->phase = PHASE_IDLE;
	s->deadline = NEVER;
	s->n_held = 0;
	s->due = 0;
	s->rule_reason = 0;
	s->peer_debug = false;
	crypto_wipe(s->held, sizeof(s->held));
	crypto_wipe(&s->passkey, sizeof(s->passkey));
	crypto_wipe(s->own_rand, sizeof(s->own_rand));
	crypto_wipe(s->peer_rand, sizeof(s->peer_rand));
	crypto_wipe(s->key, sizeof(s->key));
	crypto_wipe(&s->own_key, sizeof(s->own_key));
	crypto_wipe(s->dhkey, sizeof(s->dhkey));
	crypto_wipe(s->mackey, sizeof(s->mackey));
	/* Out-of-band data are for one pairing, Vol 3 Part H 2.3.5.6.4. */
	if (s->status.have_response && s->status.method == SMP_OOB &&
	    !s->config.oob.lasting)
		crypto_wipe(&s->config.oob, sizeof(s->config.oob));
}

/* The peer showed that it does not know what it should: the wait before the
 * next attempt grows. */
static bool is_guess(uint8_t reason)
{
	return reason == SMP_CONFIRM_VALUE_FAILED ||
	       reason == SMP_DHKEY_CHECK_FAILED;
}

static void fail_silently(struct smp *s, uint8_t reason, bool by_peer,
    const char *text, struct smp_out *out)
{
	struct smp_effect *e = smp_emit(out, SMP_FAILED);

	e->reason = reason;
	e->by_peer = by_peer;
	e->text = text;
	crypto_wipe(&s->bond, sizeof(s->bond));
	s->paired = false;
	end(s);
}

void smp_fail(
    struct smp *s, uint8_t reason, const char *text, struct smp_out *out)
{
	if (is_guess(reason) && s->link.attempts && !s->rule_reason)
		attempts_failed(
		    s->link.attempts, s->link.bonds, &s->link.peer, s->now);
	smp_send(s, SMP_PAIRING_FAILED, &reason, 1, out);
	fail_silently(s, reason, false, text, out);
}

/* A rule wants the pairing to fail: now that the step is over. */
static void settle(struct smp *s, struct smp_out *out)
{
	if (s->rule_reason && s->phase != PHASE_IDLE)
		smp_fail(s, s->rule_reason, "a rule that is set here", out);
	s->rule_reason = 0;
}

/* Refuse a PDU that no handler sees: the end of a pairing that runs, or just an
 * answer where none does. */
static void reject(
    struct smp *s, uint8_t reason, const char *text, struct smp_out *out)
{
	if (s->phase != PHASE_IDLE) {
		smp_fail(s, reason, text, out);
		return;
	}
	smp_send(s, SMP_PAIRING_FAILED, &reason, 1, out);
	s->deadline = NEVER;
}

void smp_finish(struct smp *s, struct smp_out *out)
{
	const struct smp_rule *rule =
	    rule_fires(s, SMP_ON_ARRIVAL, SMP_STEP_BOND, &s->status.request);

	if (rule && rule->action == SMP_DO_FAIL)
		s->rule_reason = (uint8_t)rule->value;
	else if (rule)
		s->status.bonding = false;
	if (s->rule_reason)
		return;
	s->paired = true;
	s->doubtful_until = s->now;
	if (smp_is_initiator(s) ? s->initiator_keys : s->responder_keys)
		s->doubtful_until += SMP_TIMEOUT;
	smp_emit(out, SMP_PAIRED);
	end(s);
}

static struct smp_features features_read(struct rd *r)
{
	struct smp_features f;

	f.io = rd_u8(r);
	f.oob = rd_u8(r);
	f.auth_req = rd_u8(r);
	f.max_key_size = rd_u8(r);
	f.initiator_keys = rd_u8(r);
	f.responder_keys = rd_u8(r);
	return f;
}

static void features_pack(
    uint8_t code, const struct smp_features *f, uint8_t out[static 7])
{
	out[0] = code;
	out[1] = f->io;
	out[2] = f->oob;
	out[3] = f->auth_req;
	out[4] = f->max_key_size;
	out[5] = f->initiator_keys;
	out[6] = f->responder_keys;
}

/* Values that no PDU may carry, Vol 3 Part H 3.5.1. */
static uint8_t features_check(const struct smp_features *f)
{
	if (f->io > SMP_KEYBOARD_DISPLAY || f->oob > 1 || f->max_key_size > 16)
		return SMP_INVALID_PARAMETERS;
	if (f->max_key_size < 7)
		return SMP_ENCRYPTION_KEY_SIZE;
	return SMP_OK;
}

enum smp_method smp_select_method(const struct smp_features *request,
    const struct smp_features *response, enum smp_role role)
{
	enum { J, D, I, N }; /* Just Works; initiator shows; types; compare */
	/* [responder][initiator], Vol 3 Part H 2.3.5.1 table 2.8 */
	static const uint8_t legacy[5][5] = {
		{ J, J, I, J, I },
		{ J, J, I, J, I },
		{ D, D, I, J, D },
		{ J, J, J, J, J },
		{ D, D, I, J, D },
	};
	static const uint8_t secure[5][5] = {
		{ J, J, I, J, I },
		{ J, N, I, J, N },
		{ D, D, I, J, D },
		{ J, J, J, J, J },
		{ D, N, I, J, N },
	};
	bool sc = request->auth_req & response->auth_req & SMP_AUTH_SC;
	bool mitm = (request->auth_req | response->auth_req) & SMP_AUTH_MITM;

	if (sc ? request->oob || response->oob : request->oob && response->oob)
		return SMP_OOB;
	if (!mitm || request->io > SMP_KEYBOARD_DISPLAY ||
	    response->io > SMP_KEYBOARD_DISPLAY)
		return SMP_JUST_WORKS;
	switch ((sc ? secure : legacy)[response->io][request->io]) {
	case N:
		return SMP_NUMERIC_COMPARISON;
	case D:
		return role == SMP_INITIATOR ? SMP_PASSKEY_DISPLAY
					     : SMP_PASSKEY_INPUT;
	case I:
		/* Two keyboards: both type the same digits. */
		if (request->io == SMP_KEYBOARD_ONLY &&
		    response->io == SMP_KEYBOARD_ONLY)
			return SMP_PASSKEY_INPUT;
		return role == SMP_INITIATOR ? SMP_PASSKEY_INPUT
					     : SMP_PASSKEY_DISPLAY;
	}
	return SMP_JUST_WORKS;
}

bool smp_oob_flag(const struct smp *s, const struct smp_status *st, bool ours)
{
	return ours == smp_is_initiator(s) ? st->request.oob : st->response.oob;
}

/* Whether we have what both flags speak of. */
static bool oob_complete(const struct smp *s, const struct smp_status *st)
{
	const struct smp_oob *oob = &s->config.oob;

	if (!st->sc)
		return oob->has_tk;
	return (!smp_oob_flag(s, st, true) || oob->has_peer) &&
	       (!smp_oob_flag(s, st, false) || oob->has_own);
}

bool smp_may_replace(const struct smp *s, const struct smp_status *st,
    const struct bdaddr *address)
{
	const struct bond *b =
	    s->link.bonds ? bonds_find(s->link.bonds, address) : NULL;

	if (!b || !st->bonding || s->config.allow_weaker)
		return true;
	return (b->debug_key || !s->peer_debug) &&
	       !bond_is_better(b, st->sc, st->authenticated, st->key_size);
}

/* What follows from both ends' features: 0, or why it cannot be. */
static uint8_t negotiate(
    const struct smp *s, struct smp_status *st, const char **text)
{
	const struct smp_features *req = &st->request, *rsp = &st->response;
	const struct smp_config *c = &s->config;

	st->sc = req->auth_req & rsp->auth_req & SMP_AUTH_SC;
	st->bonding = req->auth_req & rsp->auth_req & SMP_AUTH_BONDING_MASK;
	st->method = smp_select_method(req, rsp, s->link.role);
	st->key_size = req->max_key_size < rsp->max_key_size
			   ? req->max_key_size
			   : rsp->max_key_size;
	st->authenticated = st->method != SMP_JUST_WORKS;
	if (st->key_size < c->min_key_size) {
		*text = "the key would be shorter than our minimum";
		return SMP_ENCRYPTION_KEY_SIZE;
	}
	if (c->require_sc && !st->sc) {
		*text = "we accept Secure Connections only";
		return SMP_AUTHENTICATION_REQUIREMENTS;
	}
	if (c->require_mitm && st->method == SMP_JUST_WORKS) {
		*text = "we need protection against a man in the middle, and "
			"these IO capabilities give none";
		return SMP_AUTHENTICATION_REQUIREMENTS;
	}
	if (st->method == SMP_OOB && !oob_complete(s, st)) {
		*text = "the out-of-band flags promise data that are not here";
		return SMP_OOB_NOT_AVAILABLE;
	}
	if (!smp_may_replace(s, st, &s->link.peer)) {
		*text = "the bond that there is would be replaced by a weaker "
			"one";
		return SMP_AUTHENTICATION_REQUIREMENTS;
	}
	return SMP_OK;
}

/* Take both features into use. */
static void agree(
    struct smp *s, const struct smp_status *st, struct smp_out *out)
{
	/* With Secure Connections the LTK is not sent but computed, and nothing
	 * of LE is distributed for the LinkKey bit, Vol 3 Part H 3.6.1. */
	uint8_t mask = SMP_KEY_ENC | SMP_KEY_ID | SMP_KEY_SIGN;

	if (st->sc)
		mask = SMP_KEY_ID | SMP_KEY_SIGN;
	s->status = *st;
	features_pack(SMP_PAIRING_REQUEST, &st->request, s->preq);
	features_pack(SMP_PAIRING_RESPONSE, &st->response, s->pres);
	s->initiator_keys =
	    st->request.initiator_keys & st->response.initiator_keys & mask;
	s->responder_keys =
	    st->request.responder_keys & st->response.responder_keys & mask;
	smp_emit(out, SMP_STARTED);
}

static void begin_method(struct smp *s, struct smp_out *out)
{
	if (s->status.sc)
		sc_start(s, out);
	else
		legacy_start(s, out);
}

bool smp_pair(struct smp *s, uint64_t now, struct smp_out *out)
{
	assert(smp_is_initiator(s));
	if (s->dead || s->phase != PHASE_IDLE)
		return false;
	s->now = now;
	s->paired = false;
	s->asked = false;
	s->status = (struct smp_status){
		.request = s->config.features,
		.have_request = true,
	};
	features_pack(SMP_PAIRING_REQUEST, &s->status.request, s->preq);
	smp_send(s, SMP_PAIRING_REQUEST, s->preq + 1, 6, out);
	s->phase = PHASE_RESPONSE;
	settle(s, out);
	return true;
}

bool smp_request_security(struct smp *s, uint64_t now, struct smp_out *out)
{
	assert(!smp_is_initiator(s));
	if (s->dead || s->phase != PHASE_IDLE)
		return false;
	s->now = now;
	s->requested_at = now;
	smp_send(s, SMP_SECURITY_REQUEST, &s->config.features.auth_req, 1, out);
	s->deadline = NEVER;
	settle(s, out);
	return true;
}

static uint8_t on_request(struct smp *s, struct rd *r, struct smp_out *out)
{
	const struct smp_features *ours = &s->config.features;
	struct smp_status st = {
		.request = features_read(r),
		.response = *ours,
		.have_request = true,
		.have_response = true,
	};
	const char *text = NULL;
	uint8_t reason = features_check(&st.request);

	if (!s->config.pairable) {
		reason = SMP_PAIRING_NOT_SUPPORTED;
		text = "we are set not to pair";
	} else if (s->link.attempts &&
		   attempts_wait(s->link.attempts, s->link.bonds, &s->link.peer,
		       s->now)) {
		reason = SMP_REPEATED_ATTEMPTS;
		text = "it failed to authenticate before, and has to wait";
	}
	if (!s->config.exact) {
		st.response.initiator_keys &= st.request.initiator_keys;
		st.response.responder_keys &= st.request.responder_keys;
	}
	if (!reason)
		reason = negotiate(s, &st, &text);
	/* Nothing but Just Works is possible: say so, Vol 3 Part H 2.3.5.1. */
	if (!s->config.exact && st.method == SMP_JUST_WORKS)
		st.response.auth_req &= (uint8_t)~SMP_AUTH_MITM;
	if (reason) {
		st.have_response = false;
		s->status = st;
		smp_fail(s, reason, text, out);
		return SMP_OK;
	}
	s->paired = false;
	agree(s, &st, out);
	smp_send(s, SMP_PAIRING_RESPONSE, s->pres + 1, 6, out);
	begin_method(s, out);
	return SMP_OK;
}

static uint8_t on_response(struct smp *s, struct rd *r, struct smp_out *out)
{
	struct smp_status st = s->status;
	const char *text = NULL;
	uint8_t reason;

	st.response = features_read(r);
	st.have_response = true;
	reason = features_check(&st.response);
	if (!reason)
		reason = negotiate(s, &st, &text);
	if (reason) {
		s->status = st;
		smp_fail(s, reason, text, out);
		return SMP_OK;
	}
	agree(s, &st, out);
	begin_method(s, out);
	return SMP_OK;
}

static uint8_t on_confirm(struct smp *s, struct rd *r, struct smp_out *out)
{
	return s->status.sc ? sc_confirm(s, r, out) : legacy_confirm(s, r, out);
}

static uint8_t on_random(struct smp *s, struct rd *r, struct smp_out *out)
{
	return s->status.sc ? sc_random(s, r, out) : legacy_random(s, r, out);
}

/* Never answered, Vol 3 Part H 3.5.5. After the pairing it takes it back, for as
 * long as the peer may still be at our keys; later it means nothing. */
static uint8_t on_failed(struct smp *s, struct rd *r, struct smp_out *out)
{
	bool late = s->phase == PHASE_IDLE;

	if (late && (!s->paired || s->now >= s->doubtful_until))
		return SMP_OK;
	fail_silently(s, rd_u8(r), true,
	    late ? "it refused the keys that we sent" : NULL, out);
	out->v[out->n - 1].value = late;
	return SMP_OK;
}

/* During a pairing it asks for what is under way, Vol 3 Part H 2.4.6. One that
 * asks without end is heard once a second. */
static uint8_t on_security_request(
    struct smp *s, struct rd *r, struct smp_out *out)
{
	if (s->phase != PHASE_IDLE ||
	    (s->asked && s->now - s->asked_at < USEC_PER_SEC))
		return SMP_OK;
	s->asked = true;
	s->asked_at = s->now;
	smp_emit(out, SMP_PEER_REQUESTS)->value = rd_u8(r);
	return SMP_OK;
}

static bool keypresses_agreed(const struct smp *s)
{
	return smp_uses_passkey(s) &&
	       (s->status.request.auth_req & s->status.response.auth_req &
		   SMP_AUTH_KEYPRESS);
}

/* Types that do not exist are ignored, Vol 3 Part H 3.5.8. */
static uint8_t on_keypress(struct smp *s, struct rd *r, struct smp_out *out)
{
	uint8_t type = rd_u8(r);

	if (!keypresses_agreed(s) || type > SMP_KEYPRESS_COMPLETED)
		return SMP_OK;
	s->deadline = s->now + SMP_TIMEOUT;
	smp_emit(out, SMP_KEYPRESS)->value = type;
	return SMP_OK;
}

bool smp_keypress(
    struct smp *s, enum smp_keypress type, uint64_t now, struct smp_out *out)
{
	uint8_t value = (uint8_t)type;

	if (s->phase != PHASE_PASSKEY || !keypresses_agreed(s))
		return false;
	s->now = now;
	smp_send(s, SMP_KEYPRESS_NOTIFICATION, &value, 1, out);
	settle(s, out);
	return true;
}

static uint32_t random_passkey(const struct env *env)
{
	uint8_t b[4];
	uint32_t v;

	/* The largest multiple of a million below 2^32: no digit is likelier. */
	do {
		env_random(env, b, sizeof(b));
		v = get_le32(b);
	} while (v >= 4294000000U);
	return v % 1000000;
}

bool smp_begin_passkey(struct smp *s, struct smp_out *out)
{
	if (s->status.method == SMP_PASSKEY_INPUT) {
		smp_emit(out, SMP_ASK_PASSKEY);
		s->phase = PHASE_PASSKEY;
		return false;
	}
	if (s->status.method == SMP_PASSKEY_DISPLAY) {
		s->passkey = s->config.fixed_passkey ? s->config.passkey
						     : random_passkey(s->env);
		smp_emit(out, SMP_SHOW_PASSKEY)->passkey = s->passkey;
	}
	return true;
}

void smp_begin_encryption(struct smp *s, struct smp_out *out)
{
	const struct smp_rule *rule = rule_fires(
	    s, SMP_ON_ARRIVAL, SMP_STEP_ENCRYPTION, &s->status.request);

	crypto_mask_key(s->key, s->status.key_size);
	if (rule && rule->action == SMP_DO_FAIL)
		s->rule_reason = (uint8_t)rule->value;
	else if (rule)
		rule_flip(rule->value, s->key, sizeof(s->key));
	s->phase = PHASE_ENCRYPT;
	if (smp_is_initiator(s))
		memcpy(smp_emit(out, SMP_ENCRYPT)->ltk, s->key, 16);
}

/* What a rule does to a PDU that arrives: false when it is not to be handled. */
static bool rule_lets_in(
    struct smp *s, const uint8_t *pdu, size_t len, struct smp_out *out)
{
	struct rd r = rd_over(pdu + 1, len - 1);
	struct smp_features request = s->status.request;
	const struct smp_rule *rule;

	if (pdu[0] == SMP_PAIRING_REQUEST)
		request = features_read(&r);
	rule = rule_fires(s, SMP_ON_ARRIVAL, pdu[0], &request);
	if (!rule)
		return true;
	if (rule->action == SMP_DO_SILENCE)
		s->mute = true;
	if (rule->action == SMP_DO_FAIL) {
		s->rule_reason = (uint8_t)rule->value;
		smp_fail(s, s->rule_reason, "a rule that is set here", out);
		s->rule_reason = 0;
	}
	return false;
}

static void take(
    struct smp *s, const uint8_t *pdu, size_t len, struct smp_out *out)
{
	unsigned in = 1U << s->phase;
	struct rd r = rd_over(pdu + 1, len - 1);
	uint8_t reason = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(pdus) && pdus[i].code != pdu[0]; i++)
		;
	if (i == ARRAY_SIZE(pdus))
		return; /* reserved codes are ignored, Vol 3 Part H 3.3 */
	if (!(pdus[i].receiver & 1U << s->link.role)) {
		reject(s, SMP_COMMAND_NOT_SUPPORTED,
		    "the peer sent what only our role may send", out);
		return;
	}
	if (s->phase == PHASE_IDLE && !(pdus[i].legal & in))
		return;
	if (len != pdus[i].len) {
		if (pdu[0] != SMP_PAIRING_FAILED)
			reject(s, SMP_INVALID_PARAMETERS,
			    "the peer sent a PDU of a wrong length", out);
		return;
	}
	if (!(pdus[i].legal & in)) {
		if (pdus[i].held & in && s->n_held < SMP_MAX_HELD) {
			struct smp_pdu *held = &s->held[s->n_held++];

			held->len = (uint8_t)len;
			memcpy(held->data, pdu, len);
			return;
		}
		smp_fail(s, SMP_UNSPECIFIED_REASON,
		    "the peer sent a PDU out of turn", out);
		return;
	}
	/* What moves nothing on does not keep the pairing alive either. */
	if (s->deadline != NEVER && pdu[0] != SMP_SECURITY_REQUEST &&
	    pdu[0] != SMP_KEYPRESS_NOTIFICATION)
		s->deadline = s->now + SMP_TIMEOUT;
	if (!rule_lets_in(s, pdu, len, out))
		return;
	reason = pdus[i].handle(s, &r, out);
	if (reason)
		smp_fail(s, reason, NULL, out);
}

/* Take what was held, now that the phase has changed: in order, once. */
static void take_held(struct smp *s, struct smp_out *out)
{
	struct smp_pdu held[SMP_MAX_HELD];
	unsigned n = s->n_held;

	memcpy(held, s->held, sizeof(held));
	s->n_held = 0;
	for (unsigned i = 0; i < n && s->phase != PHASE_IDLE; i++)
		take(s, held[i].data, held[i].len, out);
	crypto_wipe(held, sizeof(held));
}

void smp_receive(struct smp *s, const uint8_t *pdu, size_t len, uint64_t now,
    struct smp_out *out)
{
	if (s->dead || s->mute || !len)
		return;
	s->now = now;
	take(s, pdu, len, out);
	settle(s, out);
}

bool smp_answer_passkey(
    struct smp *s, uint32_t passkey, uint64_t now, struct smp_out *out)
{
	if (s->phase != PHASE_PASSKEY || passkey > 999999)
		return false;
	s->now = now;
	s->passkey = passkey;
	if (s->status.sc)
		sc_passkey_known(s, out);
	else
		legacy_passkey_known(s, out);
	take_held(s, out);
	settle(s, out);
	return true;
}

bool smp_answer(struct smp *s, bool yes, uint64_t now, struct smp_out *out)
{
	if (s->phase != PHASE_COMPARE)
		return false;
	s->now = now;
	if (!yes) {
		smp_fail(s, SMP_NUMERIC_COMPARISON_FAILED,
		    "the comparison was not confirmed here", out);
		return true;
	}
	sc_compared(s, out);
	take_held(s, out);
	settle(s, out);
	return true;
}

void smp_cancel(
    struct smp *s, uint8_t reason, uint64_t now, struct smp_out *out)
{
	if (s->phase == PHASE_IDLE)
		return;
	s->now = now;
	smp_fail(s, reason, "given up here", out);
}

bool smp_ltk(
    const struct smp *s, uint64_t rand, uint16_t ediv, uint8_t ltk[static 16])
{
	if (s->phase != PHASE_ENCRYPT || rand || ediv)
		return false;
	memcpy(ltk, s->key, 16);
	return true;
}

void smp_encryption_changed(
    struct smp *s, uint8_t status, bool on, uint64_t now, struct smp_out *out)
{
	if (s->phase == PHASE_IDLE)
		return;
	s->now = now;
	if (status || !on) {
		fail_silently(s, 0, false,
		    "the link could not be encrypted with the new key", out);
		return;
	}
	if (s->phase != PHASE_ENCRYPT) {
		smp_fail(s, SMP_UNSPECIFIED_REASON,
		    "the link was encrypted in the middle of the pairing", out);
		return;
	}
	keys_start(s, out);
	take_held(s, out);
	settle(s, out);
}

void smp_tick(struct smp *s, uint64_t now, struct smp_out *out)
{
	s->now = now;
	rules_tick(s, out);
	if (now < s->deadline)
		return;
	s->dead = true;
	s->n_late = 0; /* no SMP on this link any more */
	fail_silently(s, 0, false, "no answer for 30 s", out);
}

uint64_t smp_deadline(const struct smp *s)
{
	return s->n_late ? earlier(s->deadline, s->late[0].at) : s->deadline;
}

bool smp_busy(const struct smp *s)
{
	return s->phase != PHASE_IDLE;
}

const struct bond *smp_bond(const struct smp *s)
{
	return s->paired ? &s->bond : NULL;
}

struct smp_status smp_get_status(const struct smp *s)
{
	return s->status;
}

const char *smp_method_name(enum smp_method m)
{
	switch (m) {
	case SMP_JUST_WORKS:
		return "Just Works";
	case SMP_PASSKEY_DISPLAY:
		return "Passkey Entry, shown here";
	case SMP_PASSKEY_INPUT:
		return "Passkey Entry, typed here";
	case SMP_NUMERIC_COMPARISON:
		return "Numeric Comparison";
	case SMP_OOB:
		return "Out of Band";
	}
	return "";
}

const char *smp_io_name(uint8_t io)
{
	static const char *const names[] = { "DisplayOnly", "DisplayYesNo",
		"KeyboardOnly", "NoInputNoOutput", "KeyboardDisplay" };

	return io < ARRAY_SIZE(names) ? names[io] : NULL;
}
