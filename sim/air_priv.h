/* The inside of the air: shared by air.c and controller.c. */
#ifndef SIM_AIR_PRIV_H
#define SIM_AIR_PRIV_H

#include "base/bytes.h"
#include "base/buf.h"
#include "hci/defs.h"
#include "hci/l2cap.h"
#include "sim/air.h"

#define AIR_MAX_LINKS	 16
#define AIR_FIRST_HANDLE 0x0040
#define AIR_COMMAND_USEC 300 /* a controller takes to answer */
#define AIR_REPORT_USEC	 900 /* from the air to the report */
#define AIR_SEEN	 64  /* addresses that a duplicate filter remembers */
#define AIR_MAX_RESOLVED 16

enum { CENTRAL, PERIPHERAL };

struct resolved {
	struct bdaddr identity;
	uint8_t peer_irk[16], local_irk[16];
	uint8_t privacy_mode; /* enum hci_privacy_mode */
};

struct controller {
	struct air *air;
	int id;
	struct bdaddr public_address, random_address;
	int8_t rssi;
	uint16_t acl_size;
	uint8_t acl_count;
	uint64_t event_mask, le_event_mask;

	uint32_t adv_interval; /* microseconds */
	uint8_t adv_type, adv_own_type;
	uint8_t adv_data[31], scan_rsp[31];
	uint8_t adv_len, scan_rsp_len;
	bool advertising;
	unsigned adv_run; /* events of an earlier run are void */

	bool scanning, scan_active, filter_duplicates;
	struct bdaddr seen[AIR_SEEN];
	unsigned n_seen;

	bool dialling;
	uint8_t dial_own_type;
	struct bdaddr dial_peer;
	struct l2cap_params dial_params;

	unsigned resolving_room; /* 0: it has no LL Privacy */
	struct resolved resolving[AIR_MAX_RESOLVED];
	unsigned n_resolving;
	bool resolution; /* is enabled */

	uint16_t company;
	const struct device_fault *faults;
	size_t n_faults;
	bool has_ended; /* a link, */
	uint64_t ended; /* the last one at this time */
};

/* Packets of one direction, each with its length in front. */
struct air_queue {
	struct buf packets;
	unsigned n;
};

struct air_link {
	bool used;
	unsigned run; /* events of an earlier link in this place are void */
	struct controller *end[2];
	uint16_t handle[2];
	struct bdaddr address[2]; /* on air */
	bool local_rpa[2];	  /* made by the controller */
	struct l2cap_params params;
	uint64_t anchor;	   /* of its connection events */
	struct air_queue queue[2]; /* from the central, from the peripheral */
	bool traffic_due;
	bool securing; /* an encryption procedure is under way, data waits */
	bool encrypted;
	uint8_t ltk[16]; /* the central's */
	uint64_t rand;
	uint16_t ediv;
	bool silent;	     /* nobody hears the other one any more */
	unsigned load;	     /* packets in the second */
	uint64_t load_since; /* since then */
};

enum air_event_kind {
	AIR_TO_HOST,   /* data, for the host of a controller */
	AIR_ADVERTISE, /* a controller's turn */
	AIR_CONNECTED,
	AIR_TRAFFIC,
	AIR_LTK_REQUEST,
	AIR_UPDATED,
	AIR_REMOTE_FEATURES,
	AIR_REMOTE_VERSION,
	AIR_SILENT,
	AIR_DROPPED,
};

struct air_event {
	uint64_t at;
	uint64_t order; /* of those at the same moment */
	uint8_t kind;
	uint8_t end;	   /* of the link: who asked */
	uint8_t reason[2]; /* AIR_DROPPED: as each end is told */
	unsigned run;
	int controller;
	struct air_link *link;
	struct l2cap_params params;
	uint8_t *data;
	size_t len;
};

struct air {
	const struct env *env;
	uint64_t now;
	uint64_t order;
	struct controller controllers[AIR_MAX_CONTROLLERS];
	int n_controllers;
	struct air_link links[AIR_MAX_LINKS];
	struct air_event *events; /* a binary heap, earliest first */
	size_t n_events, cap_events;
	uint8_t *given; /* to the caller of air_next() */
};

/* air.c */
struct air_event *air_schedule(
    struct air *a, uint64_t at, enum air_event_kind kind);
struct air_link *air_link_of(
    struct air *a, const struct controller *c, uint16_t handle, int *end);
void air_link_schedule(
    struct air_link *l, int end, unsigned intervals, enum air_event_kind kind);
void air_link_drop(struct air_link *l, uint64_t at, uint8_t central_reason,
    uint8_t peripheral_reason);
void air_link_data(struct air_link *l, int end, const uint8_t *p, size_t n);
void air_link_traffic(struct air_link *l);
void air_advertise_next(struct controller *c);

/* faults.c */
/* Start the fault that this end has for this moment; false: it has none. */
bool faults_at(struct air_link *l, int end, enum device_fault_at at);
/* So many packets were delivered. */
void faults_count(struct air_link *l, unsigned packets);

/* resolving.c */
/* Whose private address it is, or NULL. */
const struct resolved *resolving_match(
    const struct controller *c, const struct bdaddr *on_air);
/* Whether a packet from this address is taken: not one with the identity of a
 * peer that is known by private addresses only, Vol 6 Part B 4.7. */
bool resolving_takes(const struct controller *c, const struct bdaddr *on_air);
/* What the host is told, its type with ADDR_TYPE_IDENTITY if it was resolved. */
struct bdaddr resolving_shown(
    const struct controller *c, const struct bdaddr *on_air);
/* Our address to this peer: for OWN_LOCAL_RPA_OR_RANDOM a private one, with
 * true, if the list has a key. */
bool resolving_own(const struct controller *c, uint8_t own_type,
    const struct bdaddr *peer, struct bdaddr *out);

/* Handles a command: `r` has its parameters, behind the status in `ret` go the
 * return parameters. Returns the status. */
typedef uint8_t handler(struct controller *c, struct rd *r, struct wr *ret);

handler resolving_on_add, resolving_on_remove, resolving_on_clear;
handler resolving_on_size, resolving_on_enable, resolving_on_timeout;
handler resolving_on_privacy_mode;

/* controller.c */
void controller_reset(struct controller *c);
void controller_command(struct controller *c, const uint8_t *p, size_t n);
void controller_acl(struct controller *c, const uint8_t *p, size_t n);
/* Send an event to the host, unless its mask forbids. */
void controller_event(
    struct controller *c, uint8_t code, const void *params, size_t n);
void controller_le_event(
    struct controller *c, uint8_t subevent, const void *params, size_t n);
/* The parameters of LE Enhanced Connection Complete: that, or the event of old,
 * as the host's mask has it. */
void controller_connected(
    struct controller *c, const uint8_t *params, size_t n);
struct bdaddr controller_address(const struct controller *c, uint8_t own_type);

#endif
