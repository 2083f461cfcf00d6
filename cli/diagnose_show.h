/* What diagnose, compare and report say of the model. */
#ifndef CLI_DIAGNOSE_SHOW_H
#define CLI_DIAGNOSE_SHOW_H

#include "cli/diagnose.h"
#include "cli/output.h"

/* By enum diag_kind, enum diag_outcome, enum diag_confirm, enum diag_forget. */
extern const char *const diag_kind_words[], *const diag_outcome_words[],
						*const diag_confirm_tokens[],
						    *const diag_forget_words[];

/* "connection", or what else it is. */
const char *diag_kind_of(const struct diag_conn *c);
/* "central", "peripheral": who sent it. */
const char *diag_role(const struct diag_conn *c, const struct diag_step *s);
/* On the air, or between the captured host and its controller. */
bool diag_on_air(const struct diag_step *s);

/* Pieces of a line. */
void diag_put_pdu(struct buf *b, const struct diag_step *s);
void diag_put_step(struct buf *b, const struct diag_step *s);
void diag_put_method(struct buf *b, const struct diag_attempt *a);
/* How it ended, and that with its times. */
void diag_put_verdict(
    struct buf *b, const struct diag_conn *c, const struct diag_attempt *a);
void diag_put_outcome(
    struct buf *b, const struct diag_conn *c, const struct diag_attempt *a);

/* The fields of a request or response, 0 to DIAG_FEATURES - 1. */
#define DIAG_FEATURES 6
const char *diag_feature_name(size_t i);
uint8_t diag_feature(const struct smp_features *f, size_t i);
bool diag_feature_has_bits(size_t i);
void diag_feature_words(
    const struct smp_features *f, size_t i, char *out, size_t cap);

/* Whole lines. */
void diag_put_ladder(
    struct buf *b, const struct diag_conn *c, size_t first, size_t end);
void diag_put_features(struct buf *b, const struct diag_attempt *a);
void diag_put_confirms(struct buf *b, const struct diag_attempt *a);
void diag_put_finding(struct buf *b, const struct diag_conn *c,
    const struct diag_attempt *a, const struct diag_finding *f);
/* `n` octets of text, each line indented. */
void diag_put_lines(
    struct buf *b, const char *indent, const char *text, size_t n);
void diag_put_connection(
    struct buf *b, const struct diag_conn *c, size_t number);

/* The rules that match an attempt, with their first cause and experiment;
 * `program` begins that command, "" or with a blank behind. */
void diag_put_short(struct buf *b, const struct diag_conn *c,
    const struct diag_attempt *a, const char *program);

/* An attempt as the object of an event. */
void diag_show_event(struct output *o, const struct diag_conn *c, size_t i);
void diag_show_json(struct output *o, const struct diag_conn *c, size_t number);

#endif
