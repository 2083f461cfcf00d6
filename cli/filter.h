/*
 * Which packets are shown: a small language over what the decoder finds.
 *
 *   either  = both { "or" both }
 *   both    = one { "and" one }
 *   one     = "not" one | "(" either ")" | test
 *   test    = word                      the packet has it
 *           | name op value
 *           | "text"                    its text has this in it
 *   op      = "==" | "=" | "!=" | "<" | "<=" | ">" | ">=" | "~"
 *   value   = number | number..number | address | word | "text"
 *
 * Words and names are those of --fields (cli/column.h), and besides them the
 * types of packets, `tx` and `rx`, and `hci`. A test with != is true when the
 * packet has the name, but not the value. ~ looks for text inside of text;
 * case does not count. Times are seconds since the first packet, or a time of
 * day.
 */
#ifndef CLI_FILTER_H
#define CLI_FILTER_H

#include "base/err.h"
#include "base/record.h"
#include "decoders/decode.h"

struct filter;

/* NULL, and `err` says at which column (from 1) what is wrong. `utc_offset`:
 * seconds east of UTC, for times of day. */
struct filter *filter_new(const char *text, int utc_offset, struct err *err);
/* See dec_set_attrs_lookup(). */
void filter_set_attrs_lookup(struct filter *f, dec_attrs_fn *lookup, void *ctx);
void filter_free(struct filter *f);

/* What is written on the next record, see cap_comments(). Borrowed up to then. */
void filter_comments(struct filter *f, const char *comments, size_t len);
/* Whether the record passes. All records of a capture have to be given, in
 * their order, because what a packet means depends on those before. */
bool filter_matches(
    struct filter *f, const struct record *rec, uint64_t number);

/* What no packet could pass so far, one a call, which is often a typing error: a
 * field that none had, or one that was always a number and is compared with a
 * word; `at` is 0 at first. False after the last. */
bool filter_lacks(const struct filter *f, int *at, struct err *what);

#endif
