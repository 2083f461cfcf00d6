/*
 * What a command reads as a capture, and above all what has no end but Ctrl-C: a
 * file that grows, Linux's Bluetooth while it works, and a wire that a TTY stream
 * comes over. What was printed so far is shown whenever there is nothing more to
 * be read.
 */
#ifndef CLI_FOLLOW_H
#define CLI_FOLLOW_H

#include <signal.h>

#include "base/buf.h"
#include "pcap/capture.h"

struct args;
struct hci_transport;
struct session;

/* The options that it takes, for a table of options. */
#define LIVE_OPTION                                                \
	{                                                          \
		"live", 0, NULL,                                   \
		    "watch Linux's Bluetooth: bluetooth-monitor, " \
		    "hciN of it, or bluetoothN"                    \
	}
#define FOLLOW_OPTION                                                   \
	{                                                               \
		"follow", 'F', NULL,                                    \
		    "wait for more at the end of the file, until Ctrl-" \
		    "C"                                                 \
	}
#define TTY_OPTIONS                                                           \
	{ "tty", 0, NULL,                                                     \
		"it is a stream of the Linux monitor, as firmware writes; a " \
		"port or tcp:HOST:PORT is read until Ctrl-C" },               \
	{                                                                     \
		"tty-speed", 0, "N", "baud of the port (115200)"              \
	}

struct follow {
	struct session *session;
	const struct args *args;
	const char *name; /* of what is read */
	struct buf *text; /* is shown, and emptied; or NULL */
	int signals;	  /* signalfd; -1: it has an end */
	sigset_t before;
	struct cap_reader *live;    /* or NULL */
	uint32_t lost;		    /* of it, as was said */
	struct hci_transport *wire; /* or NULL */
	struct cap_writer *w;	    /* what is watched is kept there; or NULL */
	int status;		    /* of what failed here; else 0 */
};

/* Whether the command has a file, or --live and perhaps a name, and no options
 * that contradict each other; else an error of usage is said. */
bool follow_check(struct session *s, const struct args *a);
/* The file, the wire, or what --live watches. */
const char *follow_name(const struct args *a);
/* Whether it is no file, but what comes over a socket. */
bool follow_is_socket(const struct args *a);

/* From here to follow_end() Ctrl-C is read, not suffered, where there is no other
 * end. */
void follow_begin(struct follow *f, struct session *s, const struct args *a,
    struct buf *text);
/* Returns `status`, or the one of what failed here. */
int follow_end(struct follow *f, int status);

/* A reader of it, for the caller to close. NULL, and an error said, or that
 * Ctrl-C came before the first octet. */
struct cap_reader *follow_open(struct follow *f);
/* Open the capture of -w, if it is asked for, packets come from elsewhere than a
 * file, and no shell keeps its own there. False, and an error said. */
bool follow_capture(struct follow *f);
/* Put the record there; after a failure, which is said, nowhere. */
void follow_keep(struct follow *f, const struct record *rec);

#endif
