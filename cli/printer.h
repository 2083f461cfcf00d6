/*
 * Records as the user wants to see them: btmon's text, JSON, one line each, or
 * chosen columns.
 */
#ifndef CLI_PRINTER_H
#define CLI_PRINTER_H

#include "base/buf.h"
#include "cli/command.h"
#include "cli/view.h"

/* The options that it takes, for a table of options. */
#define PRINTER_OPTIONS                                                       \
	{ "time", 't', NULL, "show the time of day" },                        \
	    { "date", 'T', NULL, "show date and time" },                      \
	    { "oneline", '1', NULL, "one line a packet" },                    \
	    { "fields", 0, "LIST",                                            \
		    "these columns, separated by tabs: "                      \
		    "time,handle,att.value" },                                \
	{                                                                     \
		"csv", 0, NULL, "with --fields: as CSV, with a line of names" \
	}

struct printer;

/* Lines are appended to `out`, which the caller empties. NULL and an error
 * said. */
struct printer *printer_new(
    struct session *s, const struct args *a, struct buf *out);
void printer_free(struct printer *p);

/* Print the record with its comments; or only learn from it, when it is not shown,
 * what is needed to understand the others. */
void printer_record(struct printer *p, const struct viewed *v);

/* After the last: say which columns no packet had. */
void printer_end(struct printer *p);

#endif
