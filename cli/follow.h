/*
 * Captures that have no end but Ctrl-C: a file that grows, and Linux's Bluetooth
 * while it works. What was printed so far is shown whenever there is nothing more
 * to be read.
 */
#ifndef CLI_FOLLOW_H
#define CLI_FOLLOW_H

#include <signal.h>

#include "base/buf.h"
#include "pcap/capture.h"

struct args;
struct session;

/* The option that it takes, for a table of options. */
#define LIVE_OPTION                                                \
	{                                                          \
		"live", 0, NULL,                                   \
		    "watch Linux's Bluetooth: bluetooth-monitor, " \
		    "hciN of it, or bluetoothN"                    \
	}

struct follow {
	struct session *session;
	struct buf *text; /* is shown, and emptied */
	int signals;	  /* signalfd */
	sigset_t before;
	struct cap_reader *live; /* or NULL */
	const char *name;	 /* of what is watched */
	uint32_t lost;		 /* of it, as was said */
	struct cap_writer *w;	 /* what is watched is kept there; or NULL */
	bool failed;		 /* that did */
};

/* Whether the command has a file, or --live and perhaps a name; else an error of
 * usage is said. */
bool follow_check(struct session *s, const struct args *a);
/* The file, or what --live watches. */
const char *follow_name(const struct args *a);

/* From here to follow_end() Ctrl-C is read, not suffered. */
void follow_begin(struct follow *f, struct session *s, struct buf *text);
/* Returns `status`, or the one of a capture that failed. */
int follow_end(struct follow *f, int status);

/* A reader of what is watched, for the caller to close. NULL, and an error said. */
struct cap_reader *follow_live(struct follow *f, const char *name);
/* Open the capture of -w, if it is asked for. False, and an error said. */
bool follow_capture(struct follow *f);
/* Put the record there; after a failure, which is said, nowhere. */
void follow_keep(struct follow *f, const struct record *rec);

/* For cap_open_growing(), with a struct follow. */
bool follow_file(void *follow);

#endif
