#include "tests/unit/helpers.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/explain.h"
#include "cli/rules.h"
#include "decoders/names.h"

static const struct code_space *space_of(const char *id)
{
	for (size_t i = 0; i < n_code_spaces; i++)
		if (!strcmp(code_spaces[i]->id, id))
			return code_spaces[i];
	fail_msg("no space %s", id);
	return NULL;
}

static struct answer look(const char *space, unsigned code)
{
	struct answer a;

	assert_true(code_lookup(space_of(space), code, &a));
	return a;
}

/* Every word of `ids` is a rule. */
static void assert_rules(const char *ids)
{
	char copy[64], *save = NULL;

	assert_true(strlen(ids) < sizeof(copy));
	strcpy(copy, ids);
	for (char *id = strtok_r(copy, " ", &save); id;
	     id = strtok_r(NULL, " ", &save))
		assert_non_null(rule_find(id));
}

static void assert_whole(const struct answer *a)
{
	assert_true(a->name && *a->name);
	assert_true(a->meaning && *a->meaning);
	assert_true(a->who && *a->who);
	assert_true(a->space->title && *a->space->title);
	assert_true(a->space->source && *a->space->source);
	assert_int_equal(!strcmp(a->name, "Reserved"), !a->known);
	if (a->rules)
		assert_rules(a->rules);
}

static void every_code_of_every_space_has_an_answer(void **state)
{
	struct answer a;

	(void)state;
	for (size_t i = 0; i < n_code_spaces; i++) {
		const struct code_space *s = code_spaces[i];

		if (s->notation == NOTATION_NONE) {
			assert_false(code_lookup(s, 0, &a));
			continue;
		}
		for (unsigned code = 0; code <= s->last; code++) {
			assert_true(code_lookup(s, code, &a));
			assert_whole(&a);
		}
		assert_false(code_lookup(s, s->last + 1, &a));
	}
}

/* Known is what the specification names, and nothing else. */
static void known_codes_are_those_with_a_name(void **state)
{
	(void)state;
	for (unsigned c = 0; c <= 0xff; c++) {
		struct answer smp = look("smp", c), hci = look("hci", c),
			      att = look("att", c);
		const char *status = name_hci_status((uint8_t)c);

		assert_string_equal(smp.name, name_smp_reason((uint8_t)c));
		assert_int_equal(smp.known, c >= 1 && c <= 0x10);
		assert_int_equal(hci.known, strcmp(status, "Reserved") != 0 &&
						strcmp(status, "Unknown") != 0);
		if (hci.known)
			assert_string_equal(hci.name, status);
		assert_int_equal(att.known, (c >= 1 && c <= 0x13) ||
						(c >= 0x80 && c <= 0x9f) ||
						c >= 0xfc);
		if (att.known && (c < 0x80 || c > 0x9f))
			assert_string_equal(
			    att.name, name_att_error((uint8_t)c));
		assert_int_equal(look("mgmt", c).known, c <= 0x14);
		assert_int_equal(look("zephyr", c).known, c <= 9);
		assert_int_equal(look("cberror", c).known, c <= 18);
		assert_int_equal(look("windows", c).known, c <= 19);
		assert_int_equal(look("unbond", c).known, c <= 9);
		assert_int_equal(look("opcode", c).known, c >= 1 && c <= 0x0e);
	}
}

/* Numbers that carry one of the specification. */
static void carried_codes(void **state)
{
	static const struct {
		const char *space;
		unsigned base, first, last;
		const char *as;
	} rows[] = {
		{ "nimble", 0x100, 1, 0xff, "att" },
		{ "nimble", 0x200, 1, 0xff, "hci" },
		{ "nimble", 0x400, 1, 0xff, "smp" },
		{ "nimble", 0x500, 1, 0xff, "smp" },
		{ "softdevice", 0x80, 1, 0x0e, "smp" },
		{ "esp", 77, 1, 0x0e, "smp" },
		{ "esp", 0, 1, 0x45, "hci" },
		{ "peer-manager", 0x1000, 0, 0xff, "hci" },
		{ "cbatterror", 0, 1, 0xff, "att" },
		{ "android", 0, 1, 0x7f, "att" },
		{ "android-state", 0, 1, 0x7f, "hci" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		for (unsigned c = rows[i].first; c <= rows[i].last; c++) {
			struct answer a = look(rows[i].space, rows[i].base + c);

			assert_string_equal(a.as->id, rows[i].as);
			assert_int_equal(a.as_code, c);
			assert_ptr_equal(
			    a.meaning, look(rows[i].as, c).meaning);
		}
	assert_non_null(strstr(look("nimble", 0x40b).who, "this side"));
	assert_non_null(strstr(look("nimble", 0x508).who, "other side"));
	assert_null(look("esp", 102).as);
	assert_null(look("softdevice", 0x8f).as);
}

static void codes_are_there_once(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_code_spaces; i++) {
		const struct code_space *s = code_spaces[i];

		for (size_t k = 1; k < s->n_rows; k++)
			if (s->notation != NOTATION_NONE)
				assert_true(
				    s->rows[k].code > s->rows[k - 1].code);
	}
}

/* What is asked, and what comes first. */
static void questions(void **state)
{
	static const struct {
		const char *question, *space;
		unsigned code;
		size_t n; /* answers; 0: any number */
	} rows[] = {
		{ "0x05/0x08", "smp", 0x08, 1 },
		{ "0x05 / 8", "smp", 0x08, 1 },
		{ "smp 0x08", "smp", 0x08, 1 },
		{ "SMP reason 8", "smp", 0x08, 1 },
		{ "hci 0x3d", "hci", 0x3d, 1 },
		{ "HCI status: 0x06", "hci", 0x06, 1 },
		{ "att 5", "att", 0x05, 1 },
		{ "Reason: Unspecified reason (0x08)", "smp", 0x08, 1 },
		{ "Status: PIN or Key Missing (0x06)", "hci", 0x06, 1 },
		{ "Error: Insufficient Authentication (0x05)", "att", 5, 0 },
		{ "Authentication Failed (0x05)", "mgmt", 5, 1 },
		{ "SMP: Pairing Failed (0x05) len 1", "opcode", 0x05, 1 },
		{ "SMP: Pairing Failed (0x05) len 1\n"
		  "  Reason: Authentication requirements (0x03)",
		    "smp", 0x03, 1 },
		{ "Pairing failed 5", "smp", 0x05, 1 },
		{ "BLE_GAP_SEC_STATUS_UNSPECIFIED", "softdevice", 0x88, 1 },
		{ "BT_SMP_ERR_UNSPECIFIED", "smp", 0x08, 1 },
		{ "bt_security_err 4", "zephyr", 4, 1 },
		{ "BT_SECURITY_ERR_PIN_OR_KEY_MISSING", "zephyr", 2, 1 },
		{ "1288", "nimble", 0x508, 1 },
		{ "status=1288", "nimble", 0x508, 1 },
		{ "1035", "nimble", 0x40b, 1 },
		{ "0x66", "esp", 102, 1 },
		{ "auth fail reason=81", "esp", 81, 1 },
		{ "fail_reason 0x51", "esp", 81, 1 },
		{ "CBError.peerRemovedPairingInformation", "cberror", 14, 1 },
		{ "peerRemovedPairingInformation", "cberror", 14, 1 },
		{ "CBErrorDomain Code=14", "cberror", 14, 1 },
		{ "CBATTErrorDomain Code=15", "cbatterror", 15, 1 },
		{ "org.bluez.Error.AuthenticationFailed", "dbus", 0, 1 },
		{ "[org.bluez.Error.AuthenticationFailed] Authentication "
		  "Failed",
		    "dbus", 0, 1 },
		{ "Android GATT 133", "android", 133, 1 },
		{ "gatt 8", "android-state", 8, 2 },
		{ "gatt 5", "android", 5, 2 },
		{ "UNBOND_REASON_AUTH_FAILED", "unbond", 1, 1 },
		{ "Could not pair with device: 19: FAILED", "windows", 19, 1 },
		{ "mgmt 0x0b", "mgmt", 0x0b, 1 },
		{ "133", "android", 133, 0 },
		{ "0x85", "softdevice", 0x85, 0 },
		{ "5", "smp", 5, 0 },
		{ "61", "hci", 61, 1 },
		{ "smp 0x55", "smp", 0x55, 1 },
	};
	struct answers found;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		explain_find(rows[i].question, &found);
		if (found.problem || !found.n ||
		    strcmp(found.list[0].space->id, rows[i].space) != 0 ||
		    found.list[0].code != rows[i].code ||
		    (rows[i].n && found.n != rows[i].n))
			fail_msg("%s: %s, %zu answers, first %s %u",
			    rows[i].question, found.problem, found.n,
			    found.n ? found.list[0].space->id : "-",
			    found.n ? found.list[0].code : 0);
		for (size_t k = 0; k < found.n; k++)
			assert_whole(&found.list[k]);
	}
}

static void the_opcode_is_no_reason(void **state)
{
	static const char *const warned[] = { "0x05/0x08", "smp 5", "5",
		"Pairing Failed (0x05)" };
	struct answers found;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(warned); i++) {
		explain_find(warned[i], &found);
		assert_non_null(found.note);
		assert_non_null(strstr(found.note, "opcode"));
	}
	explain_find("smp 8", &found);
	assert_null(found.note);
	/* A number alone is looked up as an opcode too. */
	explain_find("5", &found);
	assert_string_equal(found.list[found.n - 1].space->id, "opcode");
}

static void no_answers(void **state)
{
	static const char *const rows[] = { "", "   ", "foo", "foo 5", "smp",
		"smp 0x100", "99999", "0x0b/0x08", "0x05/0x100", "1 2 3 4 5",
		"0x", "0x5g", "5g", "-5x", "99999999999999999999", "/", "()",
		"err", "xy" };
	struct answers found;
	char longest[400];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		explain_find(rows[i], &found);
		if (!found.problem || found.n)
			fail_msg("'%s' has an answer", rows[i]);
	}
	memset(longest, 'a', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	explain_find(longest, &found);
	assert_non_null(found.problem);
}

static bool is_among(const struct answers *found,
    const struct code_space *space, unsigned code, const char *meaning)
{
	for (size_t i = 0; i < found->n; i++)
		if (found->list[i].space == space &&
		    found->list[i].code == code &&
		    (!meaning || found->list[i].meaning == meaning))
			return true;
	return false;
}

static void ask_for(const struct code_space *space, const struct code_row *row,
    const char *name)
{
	struct answers found;

	explain_find(name, &found);
	if (!is_among(&found, space, row->code, row->meaning))
		fail_msg("%s does not find %s %u", name, space->id, row->code);
}

static void every_name_and_alias_is_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_code_spaces; i++) {
		const struct code_space *s = code_spaces[i];

		for (size_t k = 0; k < s->n_rows; k++) {
			const struct code_row *row = &s->rows[k];
			char copy[400], *save = NULL;

			ask_for(s, row,
			    row->name ? row->name
				      : names_find(s->names, row->code));
			if (!row->aliases)
				continue;
			assert_true(strlen(row->aliases) < sizeof(copy));
			strcpy(copy, row->aliases);
			for (char *name = strtok_r(copy, " ", &save); name;
			     name = strtok_r(NULL, " ", &save))
				ask_for(s, row, name);
		}
	}
}

static void rules_are_whole_and_in_order(void **state)
{
	char id[24];

	(void)state;
	assert_int_equal(n_rules, 48);
	for (size_t i = 0; i < n_rules; i++) {
		snprintf(id, sizeof(id), "D%zu", i + 1);
		assert_string_equal(rules[i].id, id);
		assert_ptr_equal(rule_find(id), &rules[i]);
		assert_true(
		    *rules[i].symptom && *rules[i].causes && *rules[i].fix);
		assert_non_null(strstr(rules[i].experiment, "pairscope "));
		assert_null(strchr(rules[i].symptom, '\n'));
		assert_null(strchr(rules[i].fix, '\n'));
	}
	assert_null(rule_find("D49"));
	assert_null(rule_find("D"));
}

/* "owner/repository#number" */
static bool is_source(const char *text)
{
	const char *slash = strchr(text, '/'), *hash = strchr(text, '#');

	return slash && hash && slash > text && hash > slash + 1 &&
	       !strchr(slash + 1, '/') && !strchr(text, ' ') &&
	       isdigit((unsigned char)hash[1]) &&
	       hash[1 + strspn(hash + 1, "0123456789")] == '\0';
}

static void cases_belong_to_something(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_code_cases; i++) {
		const struct code_case *c = &code_cases[i];
		const char *blank = strchr(c->key, ' ');
		char id[32];

		assert_true(is_source(c->source));
		assert_true(*c->text);
		if (!blank) {
			assert_non_null(rule_find(c->key));
			continue;
		}
		snprintf(id, sizeof(id), "%.*s", (int)(blank - c->key), c->key);
		assert_true(look(id, (unsigned)atoi(blank)).known);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_code_of_every_space_has_an_answer),
		cmocka_unit_test(known_codes_are_those_with_a_name),
		cmocka_unit_test(carried_codes),
		cmocka_unit_test(codes_are_there_once),
		cmocka_unit_test(questions),
		cmocka_unit_test(the_opcode_is_no_reason),
		cmocka_unit_test(no_answers),
		cmocka_unit_test(every_name_and_alias_is_found),
		cmocka_unit_test(rules_are_whole_and_in_order),
		cmocka_unit_test(cases_belong_to_something),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
