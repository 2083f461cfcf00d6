/* A ladder as a drawing: who sent what, between two lines. */
#ifndef CLI_LADDER_H
#define CLI_LADDER_H

#include "cli/diagnose.h"

/* At most so many steps of an attempt are drawn, or listed in a report. */
#define LADDER_MAX_STEPS 300

/* One SVG document of several attempts, one below the other. */
struct ladder;

struct ladder *ladder_new(void);
void ladder_add(struct ladder *l, const char *title, const struct diag_conn *c,
    size_t first, size_t end);
/* The document, added to `out`; frees. */
void ladder_finish(struct ladder *l, struct buf *out);

#endif
