/* Diagnoses of what a session itself has seen, and of captures. */
#ifndef CLI_DIAGNOSE_LIVE_H
#define CLI_DIAGNOSE_LIVE_H

#include "cli/diagnose.h"
#include "cli/session.h"

struct args;

/* After a pairing that failed: which rule matches, and what to try next; in short
 * as talk, or as an object with --json. */
void diagnose_say(struct session *s);

/* At the end of a session: keep its packets for "last" if they tell of a
 * pairing. */
void diagnose_keep(struct session *s);

/* The diagnosis of a capture file; of the session so far for "live"; of the last
 * one that had a pairing for "last". NULL, with the error said, when it cannot be
 * read; `*status` is not 0 where a part could not be. diag_finish() is done. */
struct diag *diagnose_open(struct session *s, const char *what, int *status);

/* The same of what a command is given; with --live, of Linux's Bluetooth until
 * Ctrl-C. */
struct diag *diagnose_wanted(
    struct session *s, const struct args *a, int *status);

/* The same of a capture file, whatever its name. With `status` NULL a part that
 * cannot be read is passed over without a word. */
struct diag *diagnose_file(struct session *s, const char *path, int *status);

#endif
