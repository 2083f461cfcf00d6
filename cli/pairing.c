#include "cli/pairing.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "cli/oob.h"
#include "cli/session.h"

#define REFUSAL_USEC (300 * USEC_PER_MSEC)

#define OWN_IO 0xff /* what the person here can do */

/* Requests that other hosts send, each from a public log or from the source of
 * the stack, with the defaults that it names. pairscope(1) has the sources. */
static const struct preset {
	const char *name;
	uint8_t io;
	uint8_t auth_req, initiator_keys, responder_keys;
} presets[] = {
	{ "bluez", OWN_IO, 0x2d, 0x0d, 0x0f },
	{ "bluez-5.50", SMP_NO_INPUT_NO_OUTPUT, 0x01, 0x05, 0x07 },
	{ "bluez-le", OWN_IO, 0x09, 0x05, 0x07 },
	{ "android", OWN_IO, 0x2d, 0x0f, 0x0f },
	{ "android-2017", SMP_KEYBOARD_DISPLAY, 0x0d, 0x0f, 0x0f },
	{ "android-legacy", SMP_KEYBOARD_DISPLAY, 0x05, 0x07, 0x07 },
	{ "ios", SMP_KEYBOARD_DISPLAY, 0x2d, 0x0b, 0x0b },
	{ "ios-2015", SMP_KEYBOARD_DISPLAY, 0x0d, 0x03, 0x03 },
	{ "macos-2017", OWN_IO, 0x05, 0x03, 0x03 },
	{ "nrf-connect", SMP_KEYBOARD_DISPLAY, 0x00, 0x01, 0x01 },
	{ "zephyr", SMP_NO_INPUT_NO_OUTPUT, 0x09, 0x01, 0x03 },
	{ "nimble", SMP_NO_INPUT_NO_OUTPUT, 0x00, 0x00, 0x00 },
	{ "esp-bluedroid", SMP_KEYBOARD_DISPLAY, 0x0d, 0x0f, 0x0f },
	{ "btstack", SMP_NO_INPUT_NO_OUTPUT, 0x00, 0x02, 0x02 },
	{ "minimal", OWN_IO, 0x01, 0x01, 0x01 },
};

static bool parse_octet(const char *text, uint8_t *out)
{
	char *end;
	unsigned long v = strtoul(text, &end, 0);

	if (*text < '0' || *text > '9' || *end || v > 0xff)
		return false;
	*out = (uint8_t)v;
	return true;
}

/* An octet as it is to be sent, whatever the specification says of it. */
static bool parse_raw(
    struct session *s, const struct args *a, const char *option, uint8_t *out)
{
	const char *text = args_value(a, option);

	if (!text || parse_octet(text, out))
		return true;
	output_error(&s->out, STATUS_USAGE,
	    "--%s: '%s' is no number from 0 to 0xff", option, text);
	return false;
}

static bool parse_io(struct session *s, const char *text, uint8_t *out)
{
	if (parse_octet(text, out))
		return true;
	for (uint8_t io = 0; smp_io_name(io); io++) {
		if (!strcasecmp(text, smp_io_name(io))) {
			*out = io;
			return true;
		}
	}
	output_error(&s->out, STATUS_USAGE,
	    "--io: '%s' is none of DisplayOnly, DisplayYesNo, KeyboardOnly, "
	    "NoInputNoOutput, KeyboardDisplay",
	    text);
	return false;
}

static bool parse_keys(
    struct session *s, const struct args *a, const char *option, uint8_t *out)
{
	static const char *const names[] = { "enc", "id", "sign", "link" };
	const char *text = args_value(a, option);
	uint8_t keys = 0;

	if (!text || parse_octet(text, out))
		return true;
	if (!strcmp(text, "none")) {
		*out = 0;
		return true;
	}
	for (const char *p = text;; p++) {
		size_t n = strcspn(p, ","), i;

		for (i = 0; i < ARRAY_SIZE(names); i++)
			if (strlen(names[i]) == n && !memcmp(p, names[i], n))
				break;
		if (i == ARRAY_SIZE(names)) {
			output_error(&s->out, STATUS_USAGE,
			    "--%s: '%s' is no list of enc, id, sign, link, and "
			    "not none",
			    option, text);
			return false;
		}
		keys |= (uint8_t)(1 << i);
		p += n;
		if (!*p)
			break;
	}
	*out = keys;
	return true;
}

/* What the person here can do: Vol 3 Part H 2.3.2. */
static uint8_t own_io(const struct session *s)
{
	if (agent_can_ask(s))
		return SMP_KEYBOARD_DISPLAY;
	if (s->agent.has_passkey)
		return s->agent.yes ? SMP_KEYBOARD_DISPLAY : SMP_KEYBOARD_ONLY;
	return s->agent.yes ? SMP_DISPLAY_YES_NO : SMP_NO_INPUT_NO_OUTPUT;
}

const char *pairing_preset_of(const struct smp_features *f)
{
	if (f->oob || f->max_key_size != 16)
		return NULL;
	for (size_t i = 0; i < ARRAY_SIZE(presets); i++) {
		const struct preset *p = &presets[i];

		if (p->auth_req == f->auth_req &&
		    p->initiator_keys == f->initiator_keys &&
		    p->responder_keys == f->responder_keys &&
		    (p->io == OWN_IO || p->io == f->io))
			return p->name;
	}
	return NULL;
}

static const struct preset *find_preset(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(presets); i++)
		if (!strcmp(presets[i].name, name))
			return &presets[i];
	return NULL;
}

bool pairing_says_io(const struct args *a)
{
	const char *name = args_value(a, "preset");
	const struct preset *p = name ? find_preset(name) : NULL;

	return args_has(a, "io") || (p && p->io != OWN_IO);
}

static bool apply_preset(
    struct session *s, const char *name, struct smp_features *f)
{
	const struct preset *p = find_preset(name);
	struct buf names;

	if (p) {
		if (p->io != OWN_IO)
			f->io = p->io;
		f->auth_req = p->auth_req;
		f->initiator_keys = p->initiator_keys;
		f->responder_keys = p->responder_keys;
		return true;
	}
	names = (struct buf){ 0 };
	for (size_t i = 0; i < ARRAY_SIZE(presets); i++)
		buf_printf(&names, "%s%s", i ? ", " : "", presets[i].name);
	output_error(&s->out, STATUS_USAGE, "--preset: '%s' is none of %.*s",
	    name, (int)names.len, (char *)names.data);
	buf_free(&names);
	return false;
}

bool pairing_rules(struct session *s, const struct args *a,
    struct smp_rule rules[static PAIRING_MAX_RULES], size_t *n)
{
	const char *text = args_value(a, "rule");

	for (*n = 0; text; ++*n) {
		size_t len = strcspn(text, ",");
		struct device_rule rule;
		char one[80];

		snprintf(one, sizeof(one), "%.*s", (int)len, text);
		if (*n == PAIRING_MAX_RULES || len >= sizeof(one) ||
		    !device_rule_parse(one, &rule)) {
			output_error(&s->out, STATUS_USAGE,
			    "--rule: '%.*s' is not [send|receive] PDU ACTION "
			    "[VALUE] [xTIMES], or the %d rules are full; man "
			    "pairscope has them",
			    (int)len, text, PAIRING_MAX_RULES);
			return false;
		}
		rules[*n] = actor_smp_rule(&rule);
		text = text[len] ? text + len + 1 : NULL;
	}
	return true;
}

/* The file is there as soon as the other end wrote it. */
static int await_block(
    struct session *s, const char *path, struct oob_block *block)
{
	struct err err;
	int status = STATUS_OK;

	if (strcmp(path, "-") && access(path, F_OK))
		output_talk(&s->out, "waiting for %s", path);
	while (!status && strcmp(path, "-") && access(path, F_OK))
		status = session_sleep(s, 100 * USEC_PER_MSEC);
	if (!status && !oob_read(path, block, &err))
		status = output_error(&s->out, STATUS_FAILED, "%s", err.text);
	return status;
}

static int write_block(
    struct session *s, const char *path, const struct oob_block *block)
{
	struct buf text = { 0 };
	int status = STATUS_OK;

	oob_format(&text, block);
	if (!strcmp(path, "-"))
		output_data(&s->out, &text);
	else if (!store_write_file(path, &text, true))
		status = output_error(
		    &s->out, STATUS_FAILED, "%s: %s", path, strerror(errno));
	crypto_wipe(text.data, text.len);
	buf_free(&text);
	return status;
}

/* Whose data they are is for the person to know; data of our own role are most
 * likely our own. */
static void say_whose(
    struct session *s, const struct oob_block *theirs, bool central)
{
	char address[ADDR_STRLEN];

	addr_format(&theirs->address, address);
	output_talk(&s->out, "out-of-band data of %s%s",
	    theirs->has_address ? address : "a device that does not say",
	    theirs->has_role && theirs->central == central
		? ": of our own role, are they not ours?"
		: "");
}

int pairing_oob(struct session *s, const struct args *a, bool central,
    struct smp_config *config)
{
	const char *tk = args_value(a, "oob-tk"), *in = args_value(a, "oob");
	const char *file = args_value(a, "oob-out");
	struct oob_block ours = { .central = central }, theirs = { 0 };
	struct smp_oob *oob = &config->oob;
	int status = STATUS_OK;

	if (tk && !strcmp(tk, "new"))
		env_random(&s->env, oob->tk, 16);
	else if (tk && !oob_parse_number(tk, oob->tk))
		return output_error(&s->out, STATUS_USAGE,
		    "--oob-tk: '%s' is neither 32 hexadecimal digits nor new",
		    tk);
	if (tk) {
		oob->has_tk = true;
		oob->lasting = false;
	}
	if (file) {
		ours.has_address = ours.has_confirm = ours.has_random = true;
		ours.address = host_info(s->host)->address;
		smp_oob_make(oob, &s->env, ours.confirm);
		memcpy(ours.random, oob->own_rand, 16);
		ours.has_tk = oob->has_tk;
		memcpy(ours.tk, oob->tk, 16);
		status = write_block(s, file, &ours);
	}
	if (status)
		return status;
	if (in)
		status = await_block(s, in, &theirs);
	if (status)
		return status;
	if (in)
		say_whose(s, &theirs, central);
	oob->has_peer = theirs.has_confirm;
	memcpy(oob->peer_confirm, theirs.confirm, 16);
	memcpy(oob->peer_rand, theirs.random, 16);
	if (theirs.has_tk && !tk) {
		oob->has_tk = true;
		memcpy(oob->tk, theirs.tk, 16);
	}
	if (args_has(a, "oob-flag"))
		return STATUS_OK;
	config->features.oob = oob->has_tk || oob->has_peer;
	/* A Temporary Key alone is of legacy pairing. */
	if (oob->has_tk && !oob->has_peer && !oob->has_own)
		config->features.auth_req &= (uint8_t)~SMP_AUTH_SC;
	return STATUS_OK;
}

bool pairing_config(
    struct session *s, const struct args *a, struct smp_config *out)
{
	bool sc_only = args_has(a, "sc-only");
	long long passkey = -1, min_key_size = 16;
	struct smp_features *f = &out->features;

	if (!args_number(a, s, "passkey", 0, 999999, &passkey) ||
	    !args_number(a, s, "min-key-size", 7, 16, &min_key_size))
		return false;
	s->agent.yes = args_has(a, "yes");
	s->agent.has_passkey = passkey >= 0;
	s->agent.passkey = (uint32_t)passkey;
	*out = (struct smp_config){
		.features = {
			.io = own_io(s),
			.auth_req = SMP_AUTH_BONDING | SMP_AUTH_SC,
			.max_key_size = 16,
			.initiator_keys = SMP_KEY_ENC | SMP_KEY_ID,
			.responder_keys = SMP_KEY_ENC | SMP_KEY_ID,
		},
		.min_key_size = (uint8_t)min_key_size,
		.require_sc = sc_only,
		.require_mitm = sc_only,
		.allow_weaker = args_has(a, "allow-weaker"),
		.allow_debug_keys = args_has(a, "allow-debug-keys"),
		.pairable = true,
		.fixed_passkey = passkey >= 0,
		.passkey = s->agent.passkey,
	};
	if (args_has(a, "preset") &&
	    !apply_preset(s, args_value(a, "preset"), f))
		return false;
	if (args_has(a, "mitm") || sc_only)
		f->auth_req |= SMP_AUTH_MITM;
	if (args_has(a, "no-sc"))
		f->auth_req &= (uint8_t)~SMP_AUTH_SC;
	if (args_has(a, "no-bond"))
		f->auth_req &= (uint8_t)~SMP_AUTH_BONDING_MASK;
	if (args_has(a, "keypress"))
		f->auth_req |= SMP_AUTH_KEYPRESS;
	if (args_has(a, "io") && !parse_io(s, args_value(a, "io"), &f->io))
		return false;
	if (!parse_raw(s, a, "authreq", &f->auth_req) ||
	    !parse_raw(s, a, "oob-flag", &f->oob) ||
	    !parse_raw(s, a, "key-size", &f->max_key_size) ||
	    !parse_keys(s, a, "keys-init", &f->initiator_keys) ||
	    !parse_keys(s, a, "keys-resp", &f->responder_keys))
		return false;
	/* What one offers for a test is what one then accepts. */
	if (!args_has(a, "min-key-size") && f->max_key_size >= 7 &&
	    f->max_key_size < 16)
		out->min_key_size = f->max_key_size;
	out->rules = s->pairing_rules;
	return pairing_rules(s, a, s->pairing_rules, &out->n_rules);
}

struct paired {
	struct wait w;
	struct pairing_result *result;
	bool ok;
};

static bool on_pairing(
    struct wait *w, const struct host_event *e, const uint8_t *data)
{
	struct paired *p = (struct paired *)w;
	struct pairing_result *r = p->result;

	(void)data;
	if (e->handle != w->s->link)
		return false;
	if (e->type == HOST_DISCONNECTED) {
		r->gone = true;
		r->status = e->status;
		return true;
	}
	r->encrypted |= e->type == HOST_ENCRYPTION && !e->status && e->value;
	if (e->type != HOST_SMP)
		return false;
	r->response |= e->smp.type == SMP_STARTED;
	p->ok = e->smp.type == SMP_PAIRED;
	if (e->smp.type == SMP_FAILED) {
		/* we may have failed because of the response */
		r->response |= smp_get_status(host_smp(w->s->host, e->handle))
				   .have_response;
		r->reason = e->smp.reason;
		r->by_peer = e->smp.by_peer;
	}
	return p->ok || e->smp.type == SMP_FAILED;
}

/* The device may still refuse our keys, which then takes the pairing back: it
 * needs some connection events for that. */
static int await_refusal(struct session *s, struct paired *p)
{
	int status;

	p->w.event = on_pairing;
	status = session_wait(s, &p->w, session_now(s) + REFUSAL_USEC);
	/* A link that the device closes now is the device's way. */
	if (status == STATUS_TIMEOUT || (!status && p->result->gone))
		return STATUS_OK;
	return status ? status : STATUS_NOT_PAIRED;
}

int pairing_try(struct session *s, const struct smp_config *config,
    uint64_t timeout_usec, struct pairing_result *out)
{
	struct paired p = { .w = { on_pairing, s }, .result = out };
	int status;

	*out = (struct pairing_result){ 0 };
	out->started = host_pair(s->host, s->link, config, session_now(s));
	if (!out->started)
		return STATUS_NOT_PAIRED;
	status = session_wait(s, &p.w, session_now(s) + timeout_usec);
	if (status == STATUS_TIMEOUT || status == STATUS_INTERRUPTED)
		host_pair_cancel(
		    s->host, s->link, SMP_UNSPECIFIED_REASON, session_now(s));
	if (status)
		return status;
	return p.ok ? await_refusal(s, &p) : STATUS_NOT_PAIRED;
}

int pairing_run(
    struct session *s, const struct smp_config *config, uint64_t timeout_usec)
{
	struct pairing_result r;
	int status = pairing_try(s, config, timeout_usec, &r);

	if (!r.started)
		return output_error(&s->out, STATUS_NOT_PAIRED,
		    "no pairing can be started on this link; connect anew");
	if (status == STATUS_TIMEOUT)
		return output_error(&s->out, STATUS_NOT_PAIRED,
		    "no pairing in %llu s",
		    (unsigned long long)(timeout_usec / USEC_PER_SEC));
	if (status == STATUS_NOT_PAIRED && r.gone)
		return output_error(&s->out, STATUS_NOT_PAIRED,
		    "the link was lost during the pairing");
	return status;
}
