/*
 * Verdicts that repeat: connections, or attempts of one connection, that follow
 * each other and went the same way with the same device. The first and the last
 * of them are shown in full; those between are counted.
 */
#ifndef CLI_DIAGNOSE_FOLD_H
#define CLI_DIAGNOSE_FOLD_H

#include "cli/diagnose.h"
#include "cli/output.h"

/* Those between: at least two, so they are four with the first and the last. */
struct diag_run {
	const struct diag *d;	   /* of connections, */
	const struct diag_conn *c; /* or, if not NULL, of its attempts */
	size_t connection;	   /* number of `c`, from 1 */
	size_t first, end;	   /* by index */
};

/* The run behind connection `i`, or behind an attempt. False where there is
 * none. It is to be asked before diag_mask(). */
bool diag_fold(const struct diag *d, size_t i, struct diag_run *out);
bool diag_fold_attempts(const struct diag_conn *c, size_t connection, size_t i,
    struct diag_run *out);

/* "connections 2 to 16: the same, 15 times more, frames 60, 120, ..." */
void diag_put_run(struct buf *b, const struct diag_run *r);
void diag_show_run(struct output *o, const struct diag_run *r);

#endif
