#include "cli/explain.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The parts of one code. */

static const struct code_row *row_find(
    const struct code_space *space, unsigned code)
{
	if (space->notation == NOTATION_NONE)
		return NULL;
	for (size_t i = 0; i < space->n_rows; i++)
		if (space->rows[i].code == code)
			return &space->rows[i];
	return NULL;
}

static const struct code_range *range_find(
    const struct code_space *space, unsigned code)
{
	for (size_t i = 0; i < space->n_ranges; i++)
		if (code >= space->ranges[i].first &&
		    code <= space->ranges[i].last)
			return &space->ranges[i];
	return NULL;
}

static void take_row(struct answer *a, const struct code_row *row)
{
	const char *name = row->name;

	if (!name && a->space->names)
		name = names_find(a->space->names, row->code);
	if (name)
		a->name = name;
	if (row->meaning)
		a->meaning = row->meaning;
	if (row->rules)
		a->rules = row->rules;
	if (row->causes) {
		a->causes = row->causes;
		a->experiment = row->experiment;
	}
	a->known = true;
}

static void take_range(struct answer *a, const struct code_range *range)
{
	struct answer as;

	if (range->as) {
		code_lookup(
		    range->as, a->code - range->first + range->as_first, &as);
		a->known = as.known;
		a->name = as.name;
		a->meaning = as.meaning;
		a->rules = as.rules;
		a->causes = as.causes;
		a->experiment = as.experiment;
		a->as = as.space;
		a->as_code = as.code;
	} else {
		a->known = true;
		a->name = range->name;
		a->meaning = range->meaning;
	}
	if (range->who)
		a->who = range->who;
}

bool code_lookup(
    const struct code_space *space, unsigned code, struct answer *out)
{
	const struct code_range *range = range_find(space, code);
	const struct code_row *row = row_find(space, code);

	*out = (struct answer){
		.space = space,
		.code = code,
		.name = "Reserved",
		.meaning = "This number has no meaning here: either it is of "
			   "another space, or its sender is wrong.",
		.who = space->who,
	};
	if (range)
		take_range(out, range);
	if (row)
		take_row(out, row);
	return space->notation != NOTATION_NONE && code <= space->last;
}

/* A question, in words and numbers. Words are compared by their letters and
 * digits alone, in lower case. */

#define MAX_TEXT    160
#define MAX_NUMBERS 4 /* of btmon's two lines: opcode, length, reason */

struct question {
	char all[MAX_TEXT];	   /* all words */
	char text[MAX_TEXT];	   /* without "reason" and the like */
	char identifier[MAX_TEXT]; /* the last word with a dot or underscore */
	unsigned numbers[MAX_NUMBERS];
	bool hex[MAX_NUMBERS]; /* how they were written */
	int n_numbers;
	bool slash; /* between the numbers */
	bool too_long;
};

static void add_letters(char *out, const char *from, size_t n)
{
	size_t len = strlen(out);

	for (size_t i = 0; i < n && len + 1 < MAX_TEXT; i++)
		if (isalnum((unsigned char)from[i]))
			out[len++] = (char)tolower((unsigned char)from[i]);
	out[len] = '\0';
}

static bool same_letters(const char *letters, const char *word, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (!isalnum((unsigned char)word[i]))
			continue;
		if (*letters != tolower((unsigned char)word[i]))
			return false;
		letters++;
	}
	return !*letters;
}

/* `letters` among the words of `list`, or within one of them. */
static bool list_has(const char *list, const char *letters, bool within)
{
	while (list && *list) {
		size_t n = strcspn(list, " ");
		char word[MAX_TEXT] = "";

		if (!within && same_letters(letters, list, n))
			return true;
		if (within) {
			add_letters(word, list, n);
			if (strstr(word, letters))
				return true;
		}
		list += n + (list[n] == ' ');
	}
	return false;
}

static bool is_filler(const char *word, size_t n)
{
	char letters[MAX_TEXT] = "";

	add_letters(letters, word, n);
	return list_has("reason status error err code", letters, false);
}

static bool take_number(struct question *q, const char *word, size_t n)
{
	char text[24], *end;
	unsigned long v;
	bool hex;

	if (!isdigit((unsigned char)*word) || n >= sizeof(text))
		return false;
	memcpy(text, word, n);
	text[n] = '\0';
	hex = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
	errno = 0;
	v = strtoul(text, &end, hex ? 16 : 10);
	if (*end || errno || v > 0xffffffffUL)
		return false;
	if (q->n_numbers == MAX_NUMBERS) {
		q->too_long = true;
		return true;
	}
	q->hex[q->n_numbers] = hex;
	q->numbers[q->n_numbers++] = (unsigned)v;
	return true;
}

#define SEPARATORS " \t,:;=()[]<>\"'/"

static void question_parse(struct question *q, const char *line)
{
	*q = (struct question){ .too_long = strlen(line) >= MAX_TEXT };
	while (*line) {
		size_t n = strcspn(line, SEPARATORS);

		if (!n) {
			q->slash |= *line == '/' && q->n_numbers == 1;
			line++;
			continue;
		}
		if (!take_number(q, line, n)) {
			add_letters(q->all, line, n);
			if (!is_filler(line, n))
				add_letters(q->text, line, n);
			if (memchr(line, '.', n) || memchr(line, '_', n)) {
				q->identifier[0] = '\0';
				add_letters(q->identifier, line, n);
			}
		}
		line += n;
	}
}

/* Answers. */

static bool space_is_called(const struct code_space *space, const char *letters)
{
	return same_letters(letters, space->id, strlen(space->id)) ||
	       list_has(space->aliases, letters, false);
}

static bool names_space(const struct question *q)
{
	for (size_t i = 0; i < n_code_spaces; i++)
		if (space_is_called(code_spaces[i], q->text) ||
		    space_is_called(code_spaces[i], q->all))
			return true;
	return false;
}

/* "hci 0x08 (8)" is one code. */
static bool is_one_code(const struct question *q)
{
	for (int i = 1; i < q->n_numbers; i++)
		if (q->numbers[i] != q->numbers[0])
			return false;
	return true;
}

static void add_answer(struct answers *out, const struct answer *a)
{
	if (out->n < MAX_ANSWERS)
		out->list[out->n++] = *a;
}

/* In the space that was named. Two of Android's go by the same names: one that
 * has a name of its own for the number comes first. */
static bool find_in_named(const struct question *q, struct answers *out)
{
	unsigned code = q->numbers[q->n_numbers - 1];
	struct answer a, reserved;
	bool named = false, fits = false;

	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < n_code_spaces; i++) {
			const struct code_space *space = code_spaces[i];

			if (!space_is_called(space, q->text) &&
			    !space_is_called(space, q->all))
				continue;
			named = true;
			if (!code_lookup(space, code, &a))
				continue;
			if (a.known && (row_find(space, code) == NULL) == pass)
				add_answer(out, &a);
			if (!fits)
				reserved = a;
			fits = true;
		}
	if (!out->n && fits)
		add_answer(out, &reserved);
	else if (named && !fits)
		out->problem = "the number is too large for this space";
	return named;
}

static bool name_fits(const char *name, const char *letters, bool within)
{
	char own[MAX_TEXT] = "";

	if (!name)
		return false;
	add_letters(own, name, strlen(name));
	return within ? strstr(own, letters) != NULL : !strcmp(own, letters);
}

static bool row_fits(const struct code_space *space, const struct code_row *row,
    const char *letters, bool within)
{
	const char *name = row->name;

	if (!name && space->names)
		name = names_find(space->names, row->code);
	return name_fits(name, letters, within) ||
	       list_has(row->aliases, letters, within);
}

static void find_name(const struct question *q, const char *letters,
    bool within, struct answers *out)
{
	for (size_t i = 0; i < n_code_spaces; i++) {
		const struct code_space *space = code_spaces[i];

		for (size_t k = 0; k < space->n_rows; k++) {
			const struct code_row *row = &space->rows[k];
			struct answer a;

			if (!row_fits(space, row, letters, within) ||
			    (q->n_numbers &&
				row->code != q->numbers[q->n_numbers - 1]))
				continue;
			code_lookup(space, row->code, &a);
			if (space->notation == NOTATION_NONE)
				take_row(&a, row);
			add_answer(out, &a);
		}
	}
}

/* Shorter ones are in too many names. */
#define MIN_PART 4

static void find_names(const struct question *q, struct answers *out)
{
	find_name(q, q->all, false, out);
	if (!out->n && *q->identifier)
		find_name(q, q->identifier, false, out);
	if (!out->n && strcmp(q->all, q->text) != 0)
		find_name(q, q->text, false, out);
	if (!out->n && strlen(q->text) >= MIN_PART)
		find_name(q, q->text, true, out);
	if (!out->n)
		out->problem = "no such name or space";
}

/* Not only because this space takes over another's numbers as they are. */
static bool says_more(const struct answer *a)
{
	return a->known && !(a->as && a->as_code == a->code);
}

/* The lower, the likelier: written the way this space is written, and a known
 * cause of failed pairings. */
static int unlikelihood(const struct answer *a, bool hex)
{
	enum notation usual = hex ? NOTATION_HEX : NOTATION_DECIMAL;
	bool fits =
	    a->space->notation == NOTATION_ANY || a->space->notation == usual;

	return (fits ? 0 : 2) + (a->rules ? 0 : 1);
}

static void find_everywhere(const struct question *q, struct answers *out)
{
	unsigned code = q->numbers[0];

	out->guess = true;
	for (int pass = 0; pass < 4; pass++)
		for (size_t i = 0; i < n_code_spaces; i++) {
			struct answer a;

			if (code_lookup(code_spaces[i], code, &a) &&
			    says_more(&a) &&
			    unlikelihood(&a, q->hex[0]) == pass)
				add_answer(out, &a);
		}
	if (!out->n)
		out->problem = "no space has this number";
}

#define OPCODE_PAIRING_FAILED 0x05
static const char pairing_failed[] = "pairingfailed";

static const char opcode_note[] =
    "0x05 in \"Pairing Failed (0x05)\" is the opcode, the name of the "
    "packet; why pairing failed is the number behind \"Reason\".";

/* "0x05/0x08": packet and reason. */
static void find_pair(const struct question *q, struct answers *out)
{
	struct answer a;

	if (q->numbers[0] != OPCODE_PAIRING_FAILED) {
		out->problem = "two numbers are an SMP opcode and a reason, "
			       "and only 0x05, Pairing Failed, has a reason";
	} else if (!code_lookup(&smp_space, q->numbers[1], &a)) {
		out->problem = "the number is too large for an SMP reason";
	} else {
		out->note = opcode_note;
		add_answer(out, &a);
	}
}

/* btmon's lines, pasted: with the reason, or without. */
static bool find_pasted(const struct question *q, struct answers *out)
{
	struct answer a;

	if (!strstr(q->all, pairing_failed) || !q->n_numbers || !q->hex[0] ||
	    q->numbers[0] != OPCODE_PAIRING_FAILED)
		return false;
	if (!strstr(q->all, "reason") || q->n_numbers == 1)
		code_lookup(&smp_opcode_space, OPCODE_PAIRING_FAILED, &a);
	else if (!code_lookup(&smp_space, q->numbers[q->n_numbers - 1], &a))
		return false;
	out->note = opcode_note;
	add_answer(out, &a);
	return true;
}

void explain_find(const char *question, struct answers *out)
{
	struct question q;

	*out = (struct answers){ 0 };
	question_parse(&q, question);
	if (q.too_long)
		out->problem = "too long for a code";
	else if (find_pasted(&q, out))
		;
	else if (q.n_numbers == 2 && q.slash &&
		 (!*q.text || space_is_called(&smp_space, q.text)))
		find_pair(&q, out);
	else if (!is_one_code(&q) && (!*q.text || names_space(&q)))
		out->problem = "more than one code: one at a time, but for "
			       "0x05/0x08, an SMP opcode and its reason";
	else if (*q.text && q.n_numbers && find_in_named(&q, out))
		;
	else if (*q.text)
		find_names(&q, out);
	else if (q.n_numbers)
		find_everywhere(&q, out);
	else
		out->problem = "neither a number nor a name";
	if (!out->note && !out->problem)
		for (size_t i = 0; i < out->n; i++)
			if (out->list[i].space == &smp_space &&
			    out->list[i].code == OPCODE_PAIRING_FAILED)
				out->note = opcode_note;
}
