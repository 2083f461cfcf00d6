/* What is made of records: text, JSON, masked records and captures, each held
 * against what it promises. A broken promise aborts. */
#ifndef TESTS_FUZZ_OUTPUTS_H
#define TESTS_FUZZ_OUTPUTS_H

#include "base/record.h"

struct outputs;

struct outputs *outputs_new(void);
/* Decode the record, as it is and masked. */
void outputs_record(struct outputs *o, const struct record *rec);
void outputs_free(struct outputs *o);

#endif
