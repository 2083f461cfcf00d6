/* `pair --auto`: as much of `probe` as it takes to get paired, and what it took
 * is remembered with the bond. */
#ifndef CLI_AUTO_H
#define CLI_AUTO_H

#include "cli/trial.h"

/* Pair, from `base` on. A status, with the reason said. */
int auto_pair(struct session *s, const struct args *a, const char *target,
    const struct trial *base);

/* Make the trial, and the number of tries, what the bond with this device took;
 * false where the options say a request, or nothing is remembered. */
bool auto_recall(struct session *s, const struct args *a, const char *target,
    struct trial *t, long long *tries);

/* Whether the options say what to send, rather than the program. */
bool auto_request_is_said(const struct args *a);

#endif
