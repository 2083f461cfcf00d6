/*
 * Code spaces: the lists of numbers and names that a failed pairing is reported
 * in. The same number means another thing in each. The tables are data, in
 * explain_spec.c (the specification), explain_hosts.c (host stacks) and
 * explain_cases.c; nothing here prints.
 */
#ifndef CLI_EXPLAIN_H
#define CLI_EXPLAIN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/names.h"

struct code_space;

/* Texts of several lines are as in cli/rules.h. */
struct code_row {
	unsigned code;
	const char *name;    /* NULL: from the space's names */
	const char *meaning; /* NULL: that of the range's other space */
	const char *rules;   /* ids with blanks between, or NULL */
	const char *aliases; /* identifiers with blanks between, or NULL */
	/* Where no rule applies. */
	const char *causes;
	const char *experiment;
};

/* Numbers first to last, which are those of another space, or of which only
 * the whole range has a meaning. */
struct code_range {
	unsigned first, last;
	const char *name, *meaning;  /* NULL with `as` */
	const struct code_space *as; /* or NULL */
	unsigned as_first;	     /* what `first` is there */
	const char *who;	     /* NULL: as the space has it */
};

/* How people write the numbers of a space. */
enum notation { NOTATION_ANY, NOTATION_DECIMAL, NOTATION_HEX, NOTATION_NONE };

struct code_space {
	const char *id;	     /* the word in front of a number */
	const char *aliases; /* other such words; letters and digits only */
	const char *title;
	const char *who;	/* whose code it is, who sent it */
	const char *source;	/* where the list is */
	enum notation notation; /* NONE: names only, no numbers */
	unsigned last;		/* the largest number that it can hold */
	const struct names *names;
	const struct code_row *rows;
	size_t n_rows;
	const struct code_range *ranges;
	size_t n_ranges;
};

/* For the tables. */
#define CODE(c, n, m, ...)                                      \
	{                                                       \
		.code = c, .name = n, .meaning = m, __VA_ARGS__ \
	}
#define ROWS(t)	  .rows = t, .n_rows = sizeof(t) / sizeof((t)[0])
#define RANGES(t) .ranges = t, .n_ranges = sizeof(t) / sizeof((t)[0])

extern const struct code_space smp_space, smp_opcode_space, hci_space,
    att_space, l2cap_space;
/* The most likely one, for a pairing problem, first. */
extern const struct code_space *const code_spaces[];
extern const size_t n_code_spaces;

/* Where it was seen. */
struct code_case {
	const char *key; /* a rule's id, or "SPACE NUMBER" */
	const char *text;
	const char *source; /* owner/repository#number */
};

extern const struct code_case code_cases[];
extern const size_t n_code_cases;

/* What a number or a name is in one space. */
struct answer {
	const struct code_space *space;
	unsigned code;
	bool known; /* false: reserved */
	const char *name, *meaning, *who;
	const char *rules, *causes, *experiment; /* or NULL */
	/* The number of the specification that it stands for; NULL: none. */
	const struct code_space *as;
	unsigned as_code;
};

/* False when the number does not fit the space. */
bool code_lookup(
    const struct code_space *space, unsigned code, struct answer *out);

#define MAX_ANSWERS 64

/* What was asked for. `note` says how the question was understood, where that
 * needs saying, or NULL; `problem` is the reason why there is no answer. */
struct answers {
	struct answer list[MAX_ANSWERS]; /* the most likely first */
	size_t n;
	bool guess; /* the space was not named */
	const char *note;
	const char *problem;
};

void explain_find(const char *question, struct answers *out);

#endif
