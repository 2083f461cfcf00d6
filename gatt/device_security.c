#include <stdlib.h>

#include "base/bytes.h"
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
const struct node_names device_key_names = NODE_NAMES(key_rows);

static const struct name auth_rows[] = {
	{ 0x01, "bonding" },
	{ 0x04, "mitm" },
	{ 0x08, "sc" },
	{ 0x10, "keypress" },
	{ 0x20, "ct2" },
};
const struct node_names device_auth_names = NODE_NAMES(auth_rows);

/* One flag for each bit, or the octet as it is. */
static bool parse_auth_req(const struct node *n, uint8_t *auth_req)
{
	struct node raw = node_member(n, "auth_req");

	*auth_req = 0x09; /* bonding, sc */
	for (size_t i = 0; i < device_auth_names.n; i++) {
		const struct name *row = &device_auth_names.rows[i];
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

/* Written most significant octet first, as people pass it on. */
static bool parse_oob_tk(const struct node *n, struct device_security *s)
{
	struct buf tk = { 0 };
	bool ok = node_hex(n, &tk);

	s->has_oob_tk = ok && node_present(n);
	if (s->has_oob_tk && tk.len != sizeof(s->oob_tk))
		ok = node_fail(n, "is not 16 octets");
	else if (s->has_oob_tk)
		copy_reversed(s->oob_tk, tk.data, sizeof(s->oob_tk));
	buf_free(&tk);
	return ok;
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

		if (!device_parse_rule(&e, &s->rules[s->n_rules]))
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
		"confirm", "sc_only", "mitm_only", "allow_weaker",
		"allow_debug_keys", "exact", "oob_tk", "rules", NULL };
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
	struct node sc_only = node_member(n, "sc_only");
	struct node mitm_only = node_member(n, "mitm_only");
	struct node weaker = node_member(n, "allow_weaker");
	struct node debug = node_member(n, "allow_debug_keys");
	struct node exact = node_member(n, "exact");
	struct node oob_tk = node_member(n, "oob_tk");
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
	    !parse_auth_req(n, &s->auth_req) || !node_bool(&exact, &s->exact) ||
	    !node_u8(&max, s->exact ? 0 : 7, s->exact ? 0xff : 16,
		&s->max_key_size) ||
	    !node_u8(
		&min, 7, s->exact ? 16 : s->max_key_size, &s->min_key_size) ||
	    !node_bits(&initiator, &device_key_names, &s->initiator_keys) ||
	    !node_bits(&responder, &device_key_names, &s->responder_keys) ||
	    !node_bool(&pairable, &s->pairable) ||
	    !node_bool(&request, &s->security_request) ||
	    !node_u32(&delay, 0, DEVICE_MAX_MS, &s->security_request_delay_ms))
		return false;
	return node_u32(&passkey, 0, 999999, &s->passkey) &&
	       node_bool(&confirm, &s->confirm) &&
	       node_bool(&sc_only, &s->sc_only) &&
	       node_bool(&mitm_only, &s->mitm_only) &&
	       node_bool(&weaker, &s->allow_weaker) &&
	       node_bool(&debug, &s->allow_debug_keys) &&
	       parse_oob_tk(&oob_tk, s) && parse_rules(&rules, s);
}
