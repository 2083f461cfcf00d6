#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "gatt/device_parts.h"

/* SMP codes, Vol 3 Part H 3.3, and what has no PDU. */
static const struct name step_rows[] = {
	{ 0x01, "request" },
	{ 0x02, "response" },
	{ 0x03, "confirm" },
	{ 0x04, "random" },
	{ 0x05, "failed" },
	{ 0x06, "encryption information" },
	{ 0x07, "central identification" },
	{ 0x08, "identity information" },
	{ 0x09, "identity address" },
	{ 0x0a, "signing information" },
	{ 0x0b, "security request" },
	{ 0x0c, "public key" },
	{ 0x0d, "dhkey check" },
	{ 0x0e, "keypress" },
	{ DEVICE_AT_ENCRYPTION, "encryption" },
	{ DEVICE_AT_BOND, "bond" },
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

static const struct action {
	const char *name;
	enum device_action action;
	uint32_t min, max; /* of the number behind it; both 0: there is none */
} actions[] = {
	{ "fail", DEVICE_DO_FAIL, 1, 0xff },
	{ "silence", DEVICE_DO_SILENCE, 0, 0 },
	{ "drop", DEVICE_DO_DROP, 0, 0 },
	{ "delay", DEVICE_DO_DELAY, 1, DEVICE_MAX_MS },
	{ "duplicate", DEVICE_DO_DUPLICATE, 0, 0 },
	{ "reorder", DEVICE_DO_REORDER, 0, 0 },
	{ "flip", DEVICE_DO_FLIP, 0, 511 },
	{ "forget", DEVICE_DO_FORGET, 0, 0 },
};

/* Which actions make sense where. */
static bool is_possible(const struct device_rule *r)
{
	if (r->step == DEVICE_AT_BOND)
		return r->action == DEVICE_DO_FAIL ||
		       r->action == DEVICE_DO_FORGET;
	if (r->step == DEVICE_AT_ENCRYPTION)
		return r->action == DEVICE_DO_FAIL ||
		       r->action == DEVICE_DO_FLIP;
	if (r->on_sending)
		return r->action != DEVICE_DO_FORGET;
	return r->action == DEVICE_DO_FAIL || r->action == DEVICE_DO_SILENCE ||
	       r->action == DEVICE_DO_DROP;
}

/* The next word of `*text`; false at its end. A word that is longer than any of
 * ours is cut, and then unknown. */
static bool next_word(const char **text, char *out, size_t size)
{
	const char *p = *text + strspn(*text, " ");
	size_t n = strcspn(p, " ");

	if (!n)
		return false;
	*text = p + n;
	if (n >= size)
		n = size - 1;
	memcpy(out, p, n);
	out[n] = '\0';
	return true;
}

static bool parse_number(const char *word, uint32_t *out)
{
	char *end;
	unsigned long v;

	if (word[0] < '0' || word[0] > '9')
		return false;
	v = strtoul(word, &end, 0);
	*out = v > UINT32_MAX ? UINT32_MAX : (uint32_t)v;
	return !*end;
}

/* "flip 3" or "drop" */
static bool parse_action(const char **text, struct device_rule *rule)
{
	char word[24];

	if (!next_word(text, word, sizeof(word)))
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(actions); i++) {
		const struct action *a = &actions[i];

		if (strcmp(a->name, word))
			continue;
		rule->action = (uint8_t)a->action;
		return !a->max ||
		       (next_word(text, word, sizeof(word)) &&
			   parse_number(word, &rule->value) &&
			   rule->value >= a->min && rule->value <= a->max);
	}
	return false;
}

static bool parse_step(const char *word, uint8_t *step)
{
	uint32_t code;

	for (size_t i = 0; i < step_names.n; i++) {
		const char *name = step_names.rows[i].text;
		size_t k = 0;

		while (word[k] && (word[k] == name[k] ||
				      (word[k] == '-' && name[k] == ' ')))
			k++;
		if (!word[k] && !name[k]) {
			*step = (uint8_t)step_names.rows[i].value;
			return true;
		}
	}
	if (!parse_number(word, &code) || code > 0xff)
		return false;
	*step = (uint8_t)code;
	return true;
}

bool device_rule_parse(const char *text, struct device_rule *rule)
{
	struct device_rule r = { .times = 0 };
	uint32_t times = 0;
	char word[24];

	if (!next_word(&text, word, sizeof(word)))
		return false;
	r.on_sending = !strcmp(word, "send");
	if ((r.on_sending || !strcmp(word, "receive")) &&
	    !next_word(&text, word, sizeof(word)))
		return false;
	if (!parse_step(word, &r.step) || !parse_action(&text, &r))
		return false;
	if (next_word(&text, word, sizeof(word))) {
		if (word[0] != 'x' || !parse_number(word + 1, &times) ||
		    !times || times > 0xff ||
		    next_word(&text, word, sizeof(word)))
			return false;
		r.times = (uint8_t)times;
	}
	if (!is_possible(&r))
		return false;
	*rule = r;
	return true;
}

bool device_parse_rule(const struct node *n, struct device_rule *rule)
{
	static const char *const keys[] = { "at", "on", "do",
		"without_initiator_keys", "without_auth_req",
		"with_initiator_keys", "with_auth_req", "without_oob",
		"sooner_ms", "times", "fail", NULL };
	static const struct name on_rows[] = { { 0, "receive" },
		{ 1, "send" } };
	static const struct node_names on_names = NODE_NAMES(on_rows);
	struct node at = node_member(n, "at"), on = node_member(n, "on");
	struct node todo = node_member(n, "do");
	struct node reason = node_member(n, "fail");
	struct node without_keys = node_member(n, "without_initiator_keys");
	struct node without_auth = node_member(n, "without_auth_req");
	struct node with_keys = node_member(n, "with_initiator_keys");
	struct node with_auth = node_member(n, "with_auth_req");
	struct node without_oob = node_member(n, "without_oob");
	struct node sooner = node_member(n, "sooner_ms");
	struct node times = node_member(n, "times");
	const char *text = NULL;
	uint8_t sending = 0, fail = 0;

	if (json_is_string(n->json)) {
		node_text(n, &text);
		return device_rule_parse(text, rule) ||
		       node_fail(n, "is no rule: [send|receive] PDU ACTION "
				    "[VALUE] [xTIMES]");
	}
	if (!node_is_object(n, keys))
		return false;
	if (!node_present(&at) || node_present(&reason) == node_present(&todo))
		return node_fail(n, "needs at, and one of fail and do");
	if (!node_name(&at, &step_names, 0xff, &rule->step) ||
	    !node_name(&on, &on_names, 1, &sending) ||
	    !node_bits(&without_keys, &device_key_names,
		&rule->without_initiator_keys) ||
	    !node_bits(
		&without_auth, &device_auth_names, &rule->without_authreq) ||
	    !node_bits(
		&with_keys, &device_key_names, &rule->with_initiator_keys) ||
	    !node_bits(&with_auth, &device_auth_names, &rule->with_authreq) ||
	    !node_bool(&without_oob, &rule->without_oob) ||
	    !node_u32(&sooner, 1, DEVICE_MAX_MS, &rule->sooner_ms) ||
	    !node_u8(&times, 0, 0xff, &rule->times) ||
	    !node_name(&reason, &reason_names, 0xff, &fail) ||
	    !node_text(&todo, &text))
		return false;
	rule->on_sending = sending;
	rule->action = DEVICE_DO_FAIL;
	rule->value = fail;
	if (!text)
		return fail || node_fail(&reason, "must not be 0");
	return (parse_action(&text, rule) && !text[strspn(text, " ")] &&
		   is_possible(rule)) ||
	       node_fail(&todo, "is no action, or none for this step");
}
