/*
 * What one run of the program has: options, output, the bond store, and, once a
 * command needs it, a controller with a host on it. Every packet between the
 * two passes the one tap here, where it is captured and decoded.
 */
#ifndef CLI_SESSION_H
#define CLI_SESSION_H

#include "cli/agent.h"
#include "cli/controllers.h"
#include "cli/output.h"
#include "cli/seen.h"
#include "cli/status.h"
#include "cli/store.h"
#include "decoders/decode.h"
#include "decoders/sinks.h"
#include "hci/actor.h"
#include "hci/h4.h"
#include "hci/host.h"
#include "hci/noise.h"
#include "hci/transport.h"
#include "pcap/capture.h"

struct chip;
struct filter;
struct hwdb;
struct proxy;
struct recent;
struct shell;

struct options {
	const char *controller;
	const char *capture;
	const char *bonds;
	enum host_own_address own_address;
	long long rpa_timeout; /* seconds; 0: not said */
	const char *filter;
	bool verbose;
};

/* What a command waits for: called with every event, true ends the wait. */
struct wait {
	bool (*event)(
	    struct wait *w, const struct host_event *e, const uint8_t *data);
	struct session *s;
};

#define PAIRING_MAX_RULES 16

struct session {
	struct options opt;
	struct output out;
	struct env env;
	struct store store;
	bool have_store, store_dirty;

	struct hci_transport *transport;
	struct controller_options controller;
	struct chip *chip; /* that is brought up before the host; or NULL */
	struct h4 h4;
	struct buf unsent; /* for the transport, once it takes more */
	struct host *host;
	struct host_out events;
	size_t next_event;
	bool ready, lost;      /* brought up; gone for good */
	bool done;	       /* what was asked for; only the end is left */
	uint16_t early_answer; /* what was answered before there is a host */
	struct noise noise;    /* since the controller's last packet */

	struct cap_writer *capture;
	struct recent *recent; /* what a diagnosis of this session needs */
	struct hwdb *hwdb;
	struct dec *dec;
	struct sink *sink;
	struct filter *filter; /* of what is shown; NULL: all */
	uint64_t packets;
	struct buf text;

	uint64_t start_ns;   /* wall clock at clock zero */
	uint64_t start_usec; /* monotonic clock at clock zero */
	uint64_t virtual_now;
	int signals;	  /* signalfd, or -1 */
	bool interrupted; /* Ctrl-C, for the command that runs */
	bool terminated;  /* SIGTERM, SIGHUP: for the program */

	struct seen_list seen;
	bool hushed; /* events are not reported: a command says it all */
	bool linked; /* `link` is the connection that commands mean */
	uint16_t link;
	struct wait *wait;
	struct agent agent;
	struct actor *actor; /* of a device file that is served */
	struct device *device;
	struct smp_rule *rules;
	/* of the command line; links use them as long as they live */
	struct smp_rule pairing_rules[PAIRING_MAX_RULES];
	struct shell *shell;
	struct proxy *proxy; /* the controller is lent to others, or NULL */
};

void session_init(struct session *s);
/* Disconnect, reset the controller, close the capture, keep the bonds. Returns
 * `status`, or what went wrong in the end. */
int session_close(struct session *s, int status);

bool session_load_store(struct session *s);
bool session_save_store(struct session *s);
/* What was discovered on a link is kept with its bond, if it has one. */
void session_keep_attributes(struct session *s, uint16_t handle);
/* A decoder shall know what bonds keep: those of this run, or of a file that
 * was named. */
void session_know_attributes(struct session *s, struct dec *d);
/* Open the controller's wire and the capture, once, and nothing more. */
int session_open_wire(struct session *s);
/* Bring up the controller, once, behind opening it. STATUS_OK, or an error
 * said. */
int session_open(struct session *s);
/* Before it is brought up: another rate for its line, and what came at the old
 * one forgotten. False where a wire has no rate, or not this one. */
bool session_set_baud(struct session *s, unsigned baud);
/* Before a Reset: a controller that waits for the end of a packet, which another
 * program has begun, takes as such what it drops at any other time; and so may
 * we. */
void session_resync(struct session *s);
/* What may be wrong with the wire of a controller that does not answer; true
 * when anything is known. */
bool session_advise(struct session *s, struct err *advice);

/* Seconds east of UTC. */
int session_utc_offset(void);
/* What --filter says, for one pass over packets; NULL: nothing. */
struct filter *session_filter(struct session *s);

/* Microseconds since the session began, on its clock: real, or virtual with the
 * simulator. */
uint64_t session_now(const struct session *s);

/* Let the world go on until `w` has what it waits for, or until `deadline`.
 * STATUS_OK, STATUS_TIMEOUT, STATUS_INTERRUPTED, or STATUS_NO_CONTROLLER with
 * the error said. With NEVER, virtual time goes at the pace of real time. */
int session_wait(struct session *s, struct wait *w, uint64_t deadline);
/* Before a disconnection: let all that is to be sent leave the controller, for a
 * second at most. The last keys of a pairing are among it. */
void session_drain(struct session *s);
/* Just let it go on. */
int session_sleep(struct session *s, uint64_t usec);
/* One turn of the loop, which ends when anything has happened; for a shell that
 * waits for its user. Statuses as above. */
int session_turn(struct session *s);
/* An H4 packet for the controller that is not the host's. */
void session_send(struct session *s, const uint8_t *packet, size_t n);

#endif
