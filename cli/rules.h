/*
 * What goes wrong with pairing: one row a symptom, D1 to D48. A row names what
 * is seen, why it happens, and how to find out which of the reasons it is.
 */
#ifndef CLI_RULES_H
#define CLI_RULES_H

#include <stddef.h>

/* Texts of several lines have a newline between, none at the end. */
struct rule {
	const char *id;
	const char *symptom; /* what the packets show, one line */
	const char *causes;  /* one a line, the most likely first */
	/* What tells the causes apart, one step a line. A line that begins with
	 * "pairscope " is a command; TARGET and ATTRIBUTE in it are to be
	 * replaced. */
	const char *experiment;
	const char *fix; /* one line */
};

extern const struct rule rules[];
extern const size_t n_rules;

/* NULL when there is none. */
const struct rule *rule_find(const char *id);

#endif
