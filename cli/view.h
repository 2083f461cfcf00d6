/*
 * The records of a capture as the options of a command want them; one place
 * for all commands that read captures.
 */
#ifndef CLI_VIEW_H
#define CLI_VIEW_H

#include "cli/sniff_options.h"
#include "cli/command.h"
#include "pcap/capture.h"

struct view;

/* The options that it takes, for a table of options. */
#define VIEW_OPTIONS                                                      \
	{ "redact", 0, NULL,                                              \
		"mask addresses, keys, names and payloads, to post it" }, \
	    SNIFF_OPTIONS

struct viewed {
	struct record rec; /* its data lives until the next call */
	uint64_t number;   /* of the record in the file, from 1 */
	/* Of the file; empty with --redact, as they may say anything. See
	 * cap_comments() and cap_interface(). */
	const char *comments;
	size_t comments_len;
	const char *interface;
	bool shown; /* --filter lets it through; others are given too,
			    * because what they say is needed to understand
			    * those */
};

/* Of a reader, which is taken over, also on failure. NULL and an error said. */
struct view *view_open(
    struct session *s, const struct args *a, struct cap_reader *r);
void view_close(struct view *v);

/* As cap_next(). */
enum cap_status view_next(struct view *v, struct viewed *out, struct err *err);
/* For what else it knows of the file. */
struct cap_reader *view_reader(struct view *v);

#endif
