/* What the checks of the rules have in common; for cli/diagnose_*.c. */
#ifndef CLI_DIAGNOSE_CHECK_H
#define CLI_DIAGNOSE_CHECK_H

#include "cli/diagnose.h"

struct diag_check {
	const char *id; /* of the rule */
	bool whole;	/* of the connection, not of one attempt */
	/* Whether it matches; then `f` has frames and words. */
	bool (*check)(const struct diag_conn *c, const struct diag_attempt *a,
	    struct diag_finding *f);
};

struct diag_checks {
	const struct diag_check *v;
	size_t n;
};

/* A pairing; bonds and encryption; the link and its attributes. */
extern const struct diag_checks diag_pairing_checks, diag_bond_checks,
    diag_link_checks;

/* Add a step, or NULL, to the evidence. */
void diag_cite(struct diag_finding *f, const struct diag_step *s);
void diag_cite_frame(struct diag_finding *f, uint32_t frame);
/* The words of a finding; true. */
bool diag_found(struct diag_finding *f, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* "the central", "the peripheral": who sent it. */
const char *diag_side(const struct diag_conn *c, const struct diag_step *s);

/* The end of the connection, NULL: not in the capture. */
const struct diag_step *diag_closed(const struct diag_conn *c);
/* The last good encryption before a step, or NULL. */
const struct diag_attempt *diag_encrypted_before(
    const struct diag_conn *c, const struct diag_step *s);
/* Whether the central pairs, or encrypts, after step `i`. */
bool diag_pairs_after(const struct diag_conn *c, size_t i);
/* A central that means to pair does so within this of the refusal. */
#define DIAG_PAIRS_SOON_NS (5 * UINT64_C(1000000000))
/* Whether there was time for it. */
bool diag_had_time(const struct diag_conn *c, const struct diag_step *s);

/* Make again what the capture allows: confirm values, DHKey checks, the key. */
void diag_prove(const struct diag_conn *c, struct diag_attempt *a);
/* The same with data that crossed out of band. */
void diag_prove_oob(const struct diag_conn *c, struct diag_attempt *a,
    const struct diag_oob *oob);
/* The key that a step hands to the controller, 16 octets, or NULL. */
const uint8_t *diag_key_of(const struct diag_step *s);

/* Which key encryption with a bond was started with, compared with those that
 * the capture shows being made; NULL: it shows none. */
const char *diag_key_origin(const struct diag_conn *c,
    const struct diag_attempt *a, const struct diag_step **made);

#endif
