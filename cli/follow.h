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

struct session;

struct follow {
	struct session *session;
	struct buf *text; /* is shown, and emptied */
	int signals;	  /* signalfd */
	sigset_t before;
	struct cap_reader *live; /* or NULL */
	uint32_t lost;		 /* of it, as was said */
};

/* From here to follow_end() Ctrl-C is read, not suffered. */
void follow_begin(struct follow *f, struct session *s, struct buf *text);
void follow_end(struct follow *f);

/* What is watched is gone when the reader is closed. NULL, and an error said. */
struct cap_reader *follow_live(struct follow *f, const char *name);

/* For cap_open_growing(), with a struct follow. */
bool follow_file(void *follow);

#endif
