/*
 * The host stack on one controller: bring-up, scanning, advertising, links, and
 * on each link L2CAP, SMP and ATT. Pure: H4 packets and `now` (microseconds) go
 * in; H4 packets and events come out, in order, in a list that the caller owns.
 * Nothing is called back.
 */
#ifndef HCI_HOST_H
#define HCI_HOST_H

#include "gatt/gatt.h"
#include "hci/l2cap.h"
#include "smp/bonds.h"
#include "smp/smp.h"

#define HOST_MAX_LINKS 8

/* What one of Zephyr, or of Nordic with Zephyr's commands, says in addition. */
struct host_zephyr {
	bool known;
	uint16_t platform, variant; /* of the hardware */
	uint8_t firmware, version;
	uint16_t revision;
	uint32_t build;
	char build_text[128];
	uint8_t commands[64];
	uint64_t features;
	struct bdaddr static_address; /* its own; zero: none */
	bool have_tx_power;
	int8_t tx_power; /* of advertising, dBm */
};

/* What the controller said of itself during bring-up. */
struct host_info {
	uint8_t hci_version, lmp_version;
	uint16_t hci_revision, lmp_subversion;
	uint16_t manufacturer;
	uint64_t features; /* LMP, page 0 */
	uint64_t le_features;
	uint8_t commands[64];
	bool have_commands;
	uint16_t acl_size;
	uint16_t acl_count;
	struct bdaddr public_address; /* zero: none */
	struct bdaddr address;	      /* the one that we use: our identity */
	struct host_zephyr zephyr;
};

/* The address that we show on air. With a private one, which changes, our
 * identity is the public or the static one. */
enum host_own_address {
	HOST_OWN_IDENTITY, /* public, or static where there is no public one */
	HOST_OWN_PUBLIC,
	HOST_OWN_STATIC,
	HOST_OWN_RPA,  /* resolvable with our IRK */
	HOST_OWN_NRPA, /* non-resolvable */
};

#define HOST_RPA_TIMEOUT (900 * USEC_PER_SEC) /* Vol 3 Part C Appendix A */

struct host_config {
	uint16_t mtu;	       /* ATT: offered and answered */
	struct gatt_db *db;    /* what we serve; borrowed, may be NULL */
	struct bonds *bonds;   /* borrowed; the host adds to it */
	struct bdaddr address; /* our static one; zero: make one if need be */
	uint8_t irk[16];
	enum host_own_address own_address;
	uint64_t rpa_timeout;	   /* microseconds between changes of a private
				* address, 1 s to 1 h; 0: HOST_RPA_TIMEOUT */
	struct bdaddr set_address; /* public, for the controller to take; zero:
				    * its own */
	bool set_tx_power;
	int8_t tx_power; /* dBm, for the controller to take if set */
	bool resync;	 /* on a line of octets: it may hang in a packet that
			  * another program has begun */
	bool encrypt_bonded;   /* central: encrypt each link to a bonded peer */
	bool watch;	       /* ask a controller that is at work and silent
				* whether it lives: HOST_FAILED if not */
	struct smp_config smp; /* of new links, in either role */
};

struct host_scan {
	bool active;
	uint16_t interval, window; /* 0.625 ms */
	bool filter_duplicates;	   /* in the controller */
};

struct host_adv {
	uint16_t interval; /* 0.625 ms */
	bool connectable;
	const uint8_t *data, *scan_rsp; /* at most 31 octets each */
	uint8_t len, scan_rsp_len;
};

struct host_report {
	struct bdaddr address;
	bool resolved;	  /* by the controller: it is an identity */
	uint8_t adv_type; /* enum hci_adv_type */
	int8_t rssi;	  /* dBm; 127: not known */
};

struct host_link {
	enum smp_role role;
	struct bdaddr own, peer;    /* on air */
	struct l2cap_params params; /* interval_min is the one in use */
};

enum host_event_type {
	HOST_SEND,   /* data: an H4 packet for the controller; value 1: first,
		      * octets that end a packet in which it hangs */
	HOST_READY,  /* bring-up is done, see host_info() */
	HOST_FAILED, /* the controller is of no use; text, opcode, status */
	HOST_NOTE,   /* text: odd, but survived; opcode, status, handle */
	HOST_COMMAND_FAILED,  /* opcode, status; not of bring-up */
	HOST_COMMAND_DONE,    /* of a raw command: opcode, status; data: the
			       * H4 packet that answers it */
	HOST_REPORT,	      /* report; data: advertising data */
	HOST_CONNECTED,	      /* handle, link */
	HOST_CONNECT_FAILED,  /* status */
	HOST_DISCONNECTED,    /* handle, link; status: the reason */
	HOST_PARAMS,	      /* handle, link: the new parameters; status */
	HOST_REMOTE_FEATURES, /* handle, status; value: LE features */
	HOST_REMOTE_VERSION,  /* handle, status, remote */
	HOST_ENCRYPTION,      /* handle, status; value: on */
	HOST_SMP,	      /* handle, smp */
	HOST_GATT,	      /* handle, gatt; data: that of the effect */
	HOST_SIGNED_WRITE,    /* handle, value: the attribute; text: why it was
			       * ignored, or NULL. The bond has changed. */
};

struct host_event {
	uint8_t type;	 /* enum host_event_type */
	uint8_t status;	 /* HCI status or reason */
	uint16_t handle; /* connection handle */
	uint16_t opcode;
	const char *text; /* static, or the host's */
	uint64_t value;
	uint32_t data_at, data_len; /* in the list's bytes */
	union {
		struct host_report report;
		struct host_link link;
		struct {
			uint8_t version;
			uint16_t manufacturer, subversion;
		} remote;
		struct smp_effect smp;
		struct gatt_effect gatt;
	};
};

struct host_out {
	struct host_event *v;
	size_t n, cap;
	struct buf bytes;
};

static inline const uint8_t *host_event_data(
    const struct host_out *out, const struct host_event *e)
{
	return out->bytes.data + e->data_at;
}

void host_out_clear(struct host_out *out); /* keeps the memory */
void host_out_free(struct host_out *out);  /* wipes: there are keys in it */

struct host;

/* `env` and `out` are borrowed for the host's life; every call appends to
 * `out`, which the caller empties between calls. */
struct host *host_new(const struct host_config *config, const struct env *env,
    struct host_out *out);
void host_free(struct host *h);

/* Reset the controller and bring it up: HOST_READY or HOST_FAILED. */
void host_start(struct host *h, uint64_t now);
/* One whole H4 packet from the controller. Any bytes are taken. */
void host_receive(struct host *h, const uint8_t *p, size_t n, uint64_t now);
void host_tick(struct host *h, uint64_t now);
uint64_t host_deadline(const struct host *h); /* or NEVER */

const struct host_info *host_info(const struct host *h);
/* A command has been sent that is not answered, or waits to be sent. */
bool host_busy(const struct host *h);

/* Send a command as it is, Vol 4 Part E 5.4.1, of at most 255 octets of
 * parameters: HOST_COMMAND_DONE, or HOST_FAILED when there is no answer. What it
 * changes in the controller the host does not learn. False while another one is
 * not answered, and for opcode 0, which is none. */
bool host_raw_command(struct host *h, uint16_t opcode, const void *params,
    size_t len, uint64_t now);

/* Every octet for the air has left the controller's buffers. */
bool host_drained(const struct host *h);
/* Reset the controller and forget it: the last thing to do. */
void host_reset(struct host *h, uint64_t now);
/* The handles of the links that are up; returns how many. */
size_t host_links(const struct host *h, uint16_t out[static HOST_MAX_LINKS]);

/* The pairing configuration of links made from now on. */
void host_set_smp_config(struct host *h, const struct smp_config *config);
/* What links made from now on serve; borrowed, may be NULL. */
void host_set_db(struct host *h, struct gatt_db *db);

/* Change what we show on air, and how long, as in struct host_config; only while
 * we neither advertise nor scan nor dial. */
void host_set_own_address(struct host *h, enum host_own_address which,
    uint64_t rpa_timeout, uint64_t now);
/* The address that is on air, or would be. */
struct bdaddr host_own_address(const struct host *h);
/* Whether the controller resolves private addresses at all, those of targets of
 * directed advertising among them: the host sees nothing of that. */
bool host_has_resolving_list(const struct host *h);
/* Whether the controller resolves the private addresses of this identity: then
 * it reports the identity, and dials it. */
bool host_controller_resolves(const struct host *h, const struct bdaddr *a);

/* Drop the bond of a peer, if there is one. */
void host_forget(struct host *h, const struct bdaddr *peer);

void host_scan_start(
    struct host *h, const struct host_scan *scan, uint64_t now);
void host_scan_stop(struct host *h, uint64_t now);
void host_advertise(struct host *h, const struct host_adv *adv, uint64_t now);
void host_advertise_stop(struct host *h, uint64_t now);

/* Dial an address that is on air, or an identity that the controller resolves:
 * HOST_CONNECTED or HOST_CONNECT_FAILED. False while another is being
 * dialled. */
bool host_connect(struct host *h, const struct bdaddr *peer, uint64_t now);
/* Stop dialling: HOST_CONNECT_FAILED, unless the link was faster. */
void host_connect_cancel(struct host *h, uint64_t now);

/* On a link; each is false when there is no link with that handle, or, for
 * SMP and ATT, when they are busy or dead: see smp.h and gatt.h. */
bool host_disconnect(
    struct host *h, uint16_t handle, uint8_t reason, uint64_t now);
/* Whether encryption has been asked for and is not decided. */
bool host_encrypting(const struct host *h, uint16_t handle);
/* Whether links to bonded peers are encrypted as soon as they are up. */
void host_encrypt_bonded(struct host *h, bool on);
/* Central: Pairing Request. `config` NULL: the link's. */
bool host_pair(struct host *h, uint16_t handle, const struct smp_config *config,
    uint64_t now);
/* Peripheral: Security Request. */
bool host_request_security(struct host *h, uint16_t handle, uint64_t now);
bool host_answer_passkey(
    struct host *h, uint16_t handle, uint32_t passkey, uint64_t now);
bool host_answer(struct host *h, uint16_t handle, bool yes, uint64_t now);
/* See smp_keypress(). */
bool host_keypress(
    struct host *h, uint16_t handle, enum smp_keypress type, uint64_t now);
/* Microseconds until the next pairing with this peer should be tried: it failed
 * to authenticate before, Vol 3 Part H 2.3.6. The caller waits, or does not. */
uint64_t host_pair_wait(const struct host *h, uint16_t handle, uint64_t now);
bool host_pair_cancel(
    struct host *h, uint16_t handle, uint8_t reason, uint64_t now);

bool host_exchange_mtu(struct host *h, uint16_t handle, uint64_t now);
bool host_discover(struct host *h, uint16_t handle, uint64_t now);
bool host_read(
    struct host *h, uint16_t handle, uint16_t attribute, uint64_t now);
bool host_write(struct host *h, uint16_t handle, uint16_t attribute,
    const void *data, size_t len, uint64_t now);
bool host_write_command(struct host *h, uint16_t handle, uint16_t attribute,
    const void *data, size_t len, uint64_t now);
/* Central: a Signed Write Command with the CSRK of the bond, whose counter goes
 * up. False without such a key, on an encrypted link, where signing is not
 * allowed (Vol 3 Part C 10.4), and when it does not fit one PDU. */
bool host_signed_write(struct host *h, uint16_t handle, uint16_t attribute,
    const void *data, size_t len, uint64_t now);
bool host_notify(struct host *h, uint16_t handle, uint16_t attribute,
    const void *data, size_t len, uint64_t now);

/* What a link is; NULL when there is none. Valid until the next call. */
const struct host_link *host_link(const struct host *h, uint16_t handle);
struct gatt *host_gatt(const struct host *h, uint16_t handle);
struct smp *host_smp(const struct host *h, uint16_t handle);
/* How the link is secured now. */
struct gatt_security host_security(const struct host *h, uint16_t handle);
/* The bond of the link's peer, or NULL. */
struct bond *host_bond(const struct host *h, uint16_t handle);

#endif
