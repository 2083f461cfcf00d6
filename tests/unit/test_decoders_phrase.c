/* Phrases: what comes out is what went in, however many there are. */
#include "tests/unit/helpers.h"

#include <stdio.h>

#include "decoders/phrase.h"

static void brackets(struct buf *out, const struct field *f)
{
	buf_printf(out, "[%s %d]", f->text, (int)f->value);
}

/* Three times as many strings as there are rows, of 0 to 99 octets: rows are
 * taken again and again, and phrases are short, just short enough, and long. */
static void test_every_string_is_itself(void **state)
{
	enum { STRINGS = 3 * PHRASES, ROOM = 128 };
	struct phrases p = { 0 };
	char(*strings)[ROOM] = malloc(STRINGS * sizeof(*strings));
	char out[ROOM + PHRASE_SHORT], want[ROOM];

	(void)state;
	assert_non_null(strings);
	phrases_init(&p, brackets);
	for (size_t i = 0; i < STRINGS; i++) {
		size_t len = i % 100;

		memset(strings[i], 'a' + (int)(i % 26), len);
		strings[i][len] = '\0';
	}
	for (size_t i = 0; i < 2 * STRINGS; i++) {
		struct field f = {
			.text = strings[i * 7 % STRINGS],
			.value = i % 3,
		};
		const struct phrase *row =
		    phrase_of(&p, f.text, f.value + 1, &f);
		char *end;

		assert_true(phrase_room(row) <= sizeof(out));
		end = put_phrase(out, row);
		snprintf(want, sizeof(want), "[%s %d]", f.text, (int)f.value);
		assert_int_equal(end - out, strlen(want));
		assert_memory_equal(out, want, strlen(want));
	}
	phrases_free(&p);
	free(strings);
}

static void test_a_phrase_is_made_once(void **state)
{
	struct phrases p = { 0 };
	char s[] = "Status";
	const struct field f = { .text = s };
	const struct phrase *first;

	(void)state;
	phrases_init(&p, brackets);
	first = phrase_of(&p, s, 1, &f);
	/* Against the rule, to see that it is not made again. */
	s[0] = 's';
	assert_ptr_equal(phrase_of(&p, s, 1, &f), first);
	assert_memory_equal(first->text, "[Status 0]", phrase_len(first));
	phrases_free(&p);
}

/* Fields that differ in what a value's text depends on differ in words or
 * number; those that have a text of their own have neither. */
static void test_what_a_value_depends_on(void **state)
{
	static const struct scale msec = { .mul = 1, .unit = " msec" };
	static const uint8_t octets[16] = { 0, 1 };
	const struct field same = {
		.kind = FIELD_ENUM,
		.text = "Success",
		.digits = 2,
		.value = 3,
	};
	const struct field other[] = {
		{ .kind = FIELD_ENUM,
		    .text = "Success",
		    .digits = 4,
		    .value = 3 },
		{ .kind = FIELD_ENUM,
		    .text = "Success",
		    .digits = 2,
		    .value = 4 },
		{ .kind = FIELD_WORD,
		    .text = "Success",
		    .digits = 2,
		    .value = 3 },
		{ .kind = FIELD_ENUM,
		    .text = "Reserved",
		    .digits = 2,
		    .value = 3 },
		{ .kind = FIELD_SCALED,
		    .scale = &msec,
		    .digits = 2,
		    .value = 3 },
		{ .kind = FIELD_UINT, .digits = 2, .value = 3 },
	};
	const struct field none[] = {
		{ .kind = FIELD_STRING, .text = "bluetoothd" },
		{ .kind = FIELD_UINT, .value = 256 },
		{ .kind = FIELD_HEX, .data = octets, .len = 2 },
		{ .kind = FIELD_ENUM,
		    .text = "Reserved",
		    .value = UINT64_C(1) << 31 },
		{ .kind = FIELD_SCALED,
		    .scale = &msec,
		    .value = UINT64_C(1) << 31 },
		{ .kind = FIELD_ADDR, .text = "Static", .data = octets },
		{ .kind = FIELD_UUID,
		    .text = "Unknown",
		    .data = octets,
		    .len = 16 },
		{ .kind = FIELD_TITLE, .value = 256 },
		{ .kind = FIELD_LABEL },
	};
	const struct field word = { .kind = FIELD_WORD, .text = "msec" };
	const struct field joined = {
		.kind = FIELD_WORD, .text = word.text, .join = " "
	};
	const struct field title = {
		.kind = FIELD_TITLE, .digits = 2, .value = 3
	};
	const struct field plain = { .kind = FIELD_TITLE, .value = 3 };
	const struct field negative = {
		.kind = FIELD_SCALED,
		.scale = &msec,
		.value = (uint64_t)-3,
	};
	struct field uuid = {
		.kind = FIELD_UUID,
		.text = "Unknown",
		.data = octets,
		.len = 2,
	};
	uint64_t a, b;

	(void)state;
	assert_ptr_equal(phrase_value(&same, &a), same.text);
	for (size_t i = 0; i < ARRAY_SIZE(other); i++)
		assert_true(phrase_value(&other[i], &b) != same.text || a != b);
	for (size_t i = 0; i < ARRAY_SIZE(none); i++)
		assert_null(phrase_value(&none[i], &b));
	assert_ptr_equal(phrase_value(&negative, &a), &msec);
	assert_ptr_equal(phrase_value(&word, &a), word.text);
	assert_ptr_equal(phrase_value(&joined, &b), word.text);
	assert_true(a != b);
	assert_ptr_equal(phrase_value(&uuid, &a), uuid.text);
	uuid.data = octets + 1;
	assert_ptr_equal(phrase_value(&uuid, &b), uuid.text);
	assert_true(a != b);
	assert_non_null(phrase_value(&title, &a));
	assert_non_null(phrase_value(&plain, &b));
	assert_true(a != b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_string_is_itself),
		cmocka_unit_test(test_a_phrase_is_made_once),
		cmocka_unit_test(test_what_a_value_depends_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
