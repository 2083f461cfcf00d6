/*
 * The packets of a session that a diagnosis needs, in bounded memory: the first
 * ones, which set up the controller, and the latest. What the tap sees goes in.
 */
#ifndef CLI_RECENT_H
#define CLI_RECENT_H

#include "base/err.h"
#include "base/record.h"

struct diag;
struct recent;

struct recent *recent_new(void);
void recent_free(struct recent *r); /* wipes; there are keys in it */
void recent_add(struct recent *r, const struct record *rec);
bool recent_is_empty(const struct recent *r);

/* All of it to a diagnosis, with the numbers that the packets have in a capture
 * of the whole session. */
void recent_diagnose(const struct recent *r, struct diag *d);
/* As a btsnoop file for its owner alone, in the place of an older one. */
bool recent_save(const struct recent *r, const char *path, struct err *err);

#endif
