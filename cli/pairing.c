#include "cli/pairing.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cli/session.h"

/* Requests that other hosts send. Sources: bluez, bluez/bluez#875; bluez-5.50,
 * the report of the OMRON BP7350; android, eigger/hass-omron#91. */
static const struct preset {
	const char *name;
	uint8_t io; /* 0xff: what the person here can do */
	uint8_t auth_req, initiator_keys, responder_keys;
} presets[] = {
	{ "bluez", 0xff, 0x2d, 0x0d, 0x0f },
	{ "bluez-5.50", SMP_NO_INPUT_NO_OUTPUT, 0x01, 0x05, 0x07 },
	{ "android", 0xff, 0x2d, 0x0f, 0x0f },
	{ "minimal", 0xff, 0x01, 0x01, 0x01 },
};

static bool parse_io(struct session *s, const char *text, uint8_t *out)
{
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

	if (!text)
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

static bool apply_preset(
    struct session *s, const char *name, struct smp_features *f)
{
	for (size_t i = 0; i < ARRAY_SIZE(presets); i++) {
		const struct preset *p = &presets[i];

		if (strcmp(p->name, name))
			continue;
		if (p->io != 0xff)
			f->io = p->io;
		f->auth_req = p->auth_req;
		f->initiator_keys = p->initiator_keys;
		f->responder_keys = p->responder_keys;
		return true;
	}
	output_error(&s->out, STATUS_USAGE,
	    "--preset: '%s' is none of bluez, bluez-5.50, android, minimal",
	    name);
	return false;
}

bool pairing_config(
    struct session *s, const struct args *a, struct smp_config *out)
{
	long long passkey = -1, key_size = 16;
	struct smp_features *f = &out->features;

	if (!args_number(a, s, "passkey", 0, 999999, &passkey) ||
	    !args_number(a, s, "key-size", 7, 16, &key_size))
		return false;
	s->agent.yes = args_has(a, "yes");
	s->agent.has_passkey = passkey >= 0;
	s->agent.passkey = (uint32_t)passkey;
	*out = (struct smp_config){
		.features = {
			.io = own_io(s),
			.auth_req = SMP_AUTH_BONDING | SMP_AUTH_SC,
			.initiator_keys = SMP_KEY_ENC | SMP_KEY_ID,
			.responder_keys = SMP_KEY_ENC | SMP_KEY_ID,
		},
		.min_key_size = 7,
		.pairable = true,
		.fixed_passkey = passkey >= 0,
		.passkey = s->agent.passkey,
	};
	if (args_has(a, "preset") &&
	    !apply_preset(s, args_value(a, "preset"), f))
		return false;
	f->max_key_size = (uint8_t)key_size;
	if (args_has(a, "mitm"))
		f->auth_req |= SMP_AUTH_MITM;
	if (args_has(a, "no-sc"))
		f->auth_req &= (uint8_t)~SMP_AUTH_SC;
	if (args_has(a, "no-bond"))
		f->auth_req &= (uint8_t)~SMP_AUTH_BONDING_MASK;
	return (!args_has(a, "io") ||
		   parse_io(s, args_value(a, "io"), &f->io)) &&
	       parse_keys(s, a, "keys-init", &f->initiator_keys) &&
	       parse_keys(s, a, "keys-resp", &f->responder_keys);
}

struct paired {
	struct wait w;
	bool ok, gone;
};

static bool on_pairing(
    struct wait *w, const struct host_event *e, const uint8_t *data)
{
	struct paired *p = (struct paired *)w;

	(void)data;
	if (e->handle != w->s->link)
		return false;
	if (e->type == HOST_DISCONNECTED) {
		p->gone = true;
		return true;
	}
	p->ok = e->type == HOST_SMP && e->smp.type == SMP_PAIRED;
	return p->ok || (e->type == HOST_SMP && e->smp.type == SMP_FAILED);
}

int pairing_run(
    struct session *s, const struct smp_config *config, uint64_t timeout_usec)
{
	struct paired p = { .w = { on_pairing, s } };
	int status;

	if (!host_pair(s->host, s->link, config, session_now(s)))
		return output_error(&s->out, STATUS_NOT_PAIRED,
		    "no pairing can be started on this link; connect anew");
	status = session_wait(s, &p.w, session_now(s) + timeout_usec);
	if (status == STATUS_TIMEOUT || status == STATUS_INTERRUPTED) {
		host_pair_cancel(
		    s->host, s->link, SMP_UNSPECIFIED_REASON, session_now(s));
		if (status == STATUS_TIMEOUT)
			return output_error(&s->out, STATUS_NOT_PAIRED,
			    "no pairing in %llu s",
			    (unsigned long long)(timeout_usec / USEC_PER_SEC));
	}
	if (status)
		return status;
	if (p.gone)
		return output_error(&s->out, STATUS_NOT_PAIRED,
		    "the link was lost during the pairing");
	return p.ok ? STATUS_OK : STATUS_NOT_PAIRED;
}
