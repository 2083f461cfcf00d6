/* What came of a pairing, in words. */
#ifndef CLI_PROBE_WORDS_H
#define CLI_PROBE_WORDS_H

#include "cli/probe.h"

const char *probe_stage_name(uint8_t stage);
bool probe_parse_stage(const char *name, uint8_t *out);
/* "refused: Unspecified reason (0x08)" */
void probe_outcome_words(const struct probe_outcome *o, struct buf *out);

#endif
