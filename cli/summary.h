/*
 * What happened in a capture, in numbers: connections and who with, pairings
 * and what they came to, octets, how long attributes took to answer, and who
 * advertised. Packets are counted, not decoded, so that a log of a day is
 * summed up in a moment.
 */
#ifndef CLI_SUMMARY_H
#define CLI_SUMMARY_H

#include "base/record.h"
#include "cli/output.h"

struct summary;

struct summary *summary_new(void);
void summary_free(struct summary *s);
void summary_record(
    struct summary *s, const struct record *rec, uint64_t number);
/* After the last record: print it, as text or as JSON objects. */
void summary_print(struct summary *s, struct output *o);

#endif
