/* Phrases: what comes out is what went in, however many there are. */
#include "tests/unit/helpers.h"

#include <stdio.h>

#include "decoders/phrase.h"

static void brackets(struct buf *out, const char *s)
{
	buf_printf(out, "[%s]", s);
}

/* Three times as many strings as there are rows, of 0 to 99 octets: rows are
 * taken again and again, and phrases are short, just short enough, and long. */
static void test_every_string_is_itself(void **state)
{
	enum { STRINGS = 3 * PHRASES, ROOM = 128 };
	static struct phrases p;
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
		const char *s = strings[i * 7 % STRINGS];
		const struct phrase *row = phrase_of(&p, s);
		char *end;

		assert_true(phrase_room(row) <= sizeof(out));
		end = put_phrase(out, row);
		snprintf(want, sizeof(want), "[%s]", s);
		assert_int_equal(end - out, strlen(want));
		assert_memory_equal(out, want, strlen(want));
	}
	phrases_free(&p);
	free(strings);
}

static void test_a_phrase_is_made_once(void **state)
{
	static struct phrases p;
	char s[] = "Status";
	const struct phrase *first;

	(void)state;
	phrases_init(&p, brackets);
	first = phrase_of(&p, s);
	/* Against the rule, to see that it is not made again. */
	s[0] = 's';
	assert_ptr_equal(phrase_of(&p, s), first);
	assert_memory_equal(first->text, "[Status]", first->len);
	phrases_free(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_string_is_itself),
		cmocka_unit_test(test_a_phrase_is_made_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
