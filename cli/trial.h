/*
 * One attempt at pairing: what is done before the request, the request itself,
 * and what is done after it. `pair` makes one; `probe` and `pair --auto` make
 * many that differ.
 */
#ifndef CLI_TRIAL_H
#define CLI_TRIAL_H

#include "cli/pairing.h"

enum trial_first {	    /* in this order */
	TRIAL_SECURITY = 1, /* wait for a Security Request */
	TRIAL_MTU = 2,	    /* exchange the MTU */
	TRIAL_READ = 4, /* discover, and read until a read wants a pairing */
};

struct trial {
	struct smp_config config;
	enum host_own_address own; /* what we show, if the link is new */
	unsigned first;		   /* bits of enum trial_first */
	long long delay;  /* milliseconds to the request, from the connection or
			  * what came first; -1: a moment, for the device's
			  * Security Request */
	long long stay;	  /* seconds in which the device is let close the link
			  * after the pairing; 0: none */
	uint64_t timeout; /* of the pairing, in microseconds */
};

/* clang-format off */
#define TRIAL_OPTIONS                                                          \
	{ "first", 0, "LIST", "before the request: security, mtu, read" },     \
	{ "delay", 0, "MS", "milliseconds from the connection, or what came first, to the request" }, \
	{ "stay", 0, "S", "seconds in which the device may close the link after the pairing" }
/* clang-format on */

/* As the options say, with those of a pairing. False and an error said. */
bool trial_parse(struct session *s, const struct args *a, struct trial *out);
/* The options that make the same trial, all of them, each with a blank before
 * it. Answers of a person and out-of-band data are not among them. */
void trial_options(const struct trial *t, struct buf *out);
bool trial_equal(const struct trial *a, const struct trial *b);

/* "public" and the like; NULL: our identity, which has no word. */
const char *own_address_name(enum host_own_address own);
bool own_address_parse(const char *text, enum host_own_address *out);

/* Connect, unless that is done, and do what comes before the request.
 * `*requested` when the device sent a Security Request. */
int trial_begin(struct session *s, const struct trial *t, const char *target,
    bool *requested);
/* Let the device close the link, as the trial says. */
int trial_end(struct session *s, const struct trial *t);

#endif
