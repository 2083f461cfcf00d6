/* What a diagnosis says of a capture, as comments on the packets that it names. */
#ifndef CLI_COMMENTS_H
#define CLI_COMMENTS_H

#include "cli/diagnose.h"

struct comments;

/* Of all findings of `d`, which is not needed behind it. */
struct comments *comments_new(const struct diag *d);
void comments_free(struct comments *c);

/* The next comment on a record of this number, or NULL; numbers do not go
 * back. */
const char *comments_next(struct comments *c, uint64_t number);
/* Whether there were more than are kept. */
bool comments_cut(const struct comments *c);

#endif
