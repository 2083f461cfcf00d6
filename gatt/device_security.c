#include <stdlib.h>

#include "gatt/device_parts.h"

/* The numbers of Vol 3 Part H 3.3 and 3.5; the words are those of smp/. */

static const struct name io_rows[] = {
	{ 0x00, "DisplayOnly" },
	{ 0x01, "DisplayYesNo" },
	{ 0x02, "KeyboardOnly" },
	{ 0x03, "NoInputNoOutput" },
	{ 0x04, "KeyboardDisplay" },
};
static const struct node_names io_names = NODE_NAMES(io_rows);

static const struct name key_rows[] = {
	{ 0x01, "enc" },
	{ 0x02, "id" },
	{ 0x04, "sign" },
	{ 0x08, "link" },
};
static const struct node_names key_names = NODE_NAMES(key_rows);

static const struct name auth_rows[] = {
	{ 0x01, "bonding" },
	{ 0x04, "mitm" },
	{ 0x08, "sc" },
	{ 0x10, "keypress" },
	{ 0x20, "ct2" },
};
static const struct node_names auth_names = NODE_NAMES(auth_rows);

static const struct name step_rows[] = {
	{ DEVICE_AT_REQUEST, "request" },
	{ DEVICE_AT_RESPONSE, "response" },
	{ DEVICE_AT_CONFIRM, "confirm" },
	{ DEVICE_AT_RANDOM, "random" },
	{ DEVICE_AT_PUBLIC_KEY, "public key" },
	{ DEVICE_AT_DHKEY_CHECK, "dhkey check" },
};
static const struct node_names step_names = NODE_NAMES(step_rows);

static const struct name reason_rows[] = {
	{ 0x01, "passkey entry failed" },
	{ 0x02, "oob not available" },
	{ 0x03, "authentication requirements" },
	{ 0x04, "confirm value failed" },
	{ 0x05, "pairing not supported" },
	{ 0x06, "encryption key size" },
	{ 0x07, "command not supported" },
	{ 0x08, "unspecified reason" },
	{ 0x09, "repeated attempts" },
	{ 0x0a, "invalid parameters" },
	{ 0x0b, "dhkey check failed" },
	{ 0x0c, "numeric comparison failed" },
	{ 0x0d, "br/edr pairing in progress" },
	{ 0x0e, "cross-transport key derivation not allowed" },
	{ 0x0f, "key rejected" },
	{ 0x10, "busy" },
};
static const struct node_names reason_names = NODE_NAMES(reason_rows);

/* One flag for each bit, or the octet as it is. */
static bool parse_auth_req(const struct node *n, uint8_t *auth_req)
{
	struct node raw = node_member(n, "auth_req");

	*auth_req = 0x09; /* bonding, sc */
	for (size_t i = 0; i < auth_names.n; i++) {
		const struct name *row = &auth_names.rows[i];
		struct node flag = node_member(n, row->text);
		bool on = *auth_req & row->value;

		if (node_present(&flag) && node_present(&raw))
			return node_fail(&flag, "is in auth_req already");
		if (!node_bool(&flag, &on))
			return false;
		*auth_req &= (uint8_t)~row->value;
		*auth_req |= (uint8_t)(on ? row->value : 0);
	}
	return node_u8(&raw, 0, 0xff, auth_req);
}

static bool parse_rule(const struct node *n, struct device_rule *rule)
{
	static const char *const keys[] = { "at", "without_initiator_keys",
		"without_auth_req", "times", "fail", NULL };
	struct node at = node_member(n, "at");
	struct node without_keys = node_member(n, "without_initiator_keys");
	struct node without_auth = node_member(n, "without_auth_req");
	struct node times = node_member(n, "times");
	struct node reason = node_member(n, "fail");

	if (!node_is_object(n, keys))
		return false;
	if (!node_present(&at) || !node_present(&reason))
		return node_fail(n, "needs at and fail");
	if (!node_name(&at, &step_names, 0x0e, &rule->step) ||
	    !node_bits(
		&without_keys, &key_names, &rule->without_initiator_keys) ||
	    !node_bits(&without_auth, &auth_names, &rule->without_authreq) ||
	    !node_u8(&times, 0, 0xff, &rule->times) ||
	    !node_name(&reason, &reason_names, 0xff, &rule->reason))
		return false;
	return rule->reason || node_fail(&reason, "must not be 0");
}

static bool parse_rules(const struct node *n, struct device_security *s)
{
	size_t count = node_count(n);

	if (!node_is_list(n) || !count)
		return node_is_list(n);
	s->rules = calloc(count, sizeof(*s->rules));
	if (!s->rules)
		abort();
	for (s->n_rules = 0; s->n_rules < count; s->n_rules++) {
		struct node e = node_element(n, s->n_rules);

		if (!parse_rule(&e, &s->rules[s->n_rules]))
			return false;
	}
	return true;
}

bool device_parse_security(const struct node *n, struct device_security *s)
{
	static const char *const keys[] = { "io", "bonding", "mitm", "sc",
		"keypress", "ct2", "auth_req", "max_key_size", "min_key_size",
		"initiator_keys", "responder_keys", "pairable",
		"security_request", "security_request_delay_ms", "passkey",
		"confirm", "rules", NULL };
	struct node io = node_member(n, "io");
	struct node max = node_member(n, "max_key_size");
	struct node min = node_member(n, "min_key_size");
	struct node initiator = node_member(n, "initiator_keys");
	struct node responder = node_member(n, "responder_keys");
	struct node pairable = node_member(n, "pairable");
	struct node request = node_member(n, "security_request");
	struct node delay = node_member(n, "security_request_delay_ms");
	struct node passkey = node_member(n, "passkey");
	struct node confirm = node_member(n, "confirm");
	struct node rules = node_member(n, "rules");

	*s = (struct device_security){
		.io = 0x03, /* NoInputNoOutput */
		.max_key_size = 16,
		.min_key_size = 7,
		.initiator_keys = 0x03, /* enc, id */
		.responder_keys = 0x03,
		.pairable = true,
		.confirm = true,
	};
	s->has_passkey = node_present(&passkey);
	if (node_present(n) && !node_is_object(n, keys))
		return false;
	if (!node_name(&io, &io_names, 0x04, &s->io) ||
	    !parse_auth_req(n, &s->auth_req) ||
	    !node_u8(&max, 7, 16, &s->max_key_size) ||
	    !node_u8(&min, 7, s->max_key_size, &s->min_key_size) ||
	    !node_bits(&initiator, &key_names, &s->initiator_keys) ||
	    !node_bits(&responder, &key_names, &s->responder_keys) ||
	    !node_bool(&pairable, &s->pairable) ||
	    !node_bool(&request, &s->security_request) ||
	    !node_u32(&delay, 0, DEVICE_MAX_MS, &s->security_request_delay_ms))
		return false;
	return node_u32(&passkey, 0, 999999, &s->passkey) &&
	       node_bool(&confirm, &s->confirm) && parse_rules(&rules, s);
}
