/* The inside of a host: shared by the host_*.c files, nobody else's. */
#ifndef HCI_HOST_PRIV_H
#define HCI_HOST_PRIV_H

#include <limits.h>

#include "hci/aclq.h"
#include "hci/cmdq.h"
#include "hci/defs.h"
#include "hci/host.h"

/* One connection. */
struct link {
	bool used;
	uint16_t handle;
	struct host_link info;
	struct l2cap_rx rx;
	struct aclq tx;
	struct gatt *gatt;
	struct smp *smp;
	bool encrypting; /* we asked for it, with the bond's key */
	bool encrypted;
	bool next_authenticated; /* of the key that is being taken into use, */
	uint8_t next_key_size;
	bool authenticated; /* and of the one in use */
	uint8_t key_size;
	bool kept;     /* the bond of this link's pairing, */
	bool had_bond; /* in the place of an old one */
	struct bond old_bond;
};

#define HOST_MAX_RESOLVED 32

/* What the controller's resolving list holds once all commands are answered:
 * the bonds with an IRK, as many as fit. */
struct resolving_list {
	struct resolved {
		struct bdaddr identity;
		uint8_t irk[16];
		bool refused; /* it is not there after all */
	} v[HOST_MAX_RESOLVED];
	unsigned n;
	unsigned size;	   /* room; 0: it is not used */
	unsigned answered; /* entries, of those that were added */
	unsigned pending;  /* commands */
	bool noted;	   /* that something was refused */
};

struct host {
	struct host_config config;
	const struct env *env;
	struct host_out *out;
	struct host_info info;
	struct cmdq cmdq;
	struct acl_pool pool;
	struct link links[HOST_MAX_LINKS];
	unsigned next_link; /* whose turn it is to send */
	unsigned step;	    /* of bring-up */
	unsigned resets;    /* that were not answered */
	bool ready, dead;
	bool connecting, cancelling;
	struct bdaddr dial_peer;
	bool redial; /* interrupted, to change our address */
	/* once all commands are answered */
	bool advertising, scanning;
	bool filter_duplicates;

	struct bdaddr own, next_own; /* on air: in use, and asked for */
	bool own_pending;
	uint64_t change_at; /* of a private address, or NEVER */
	struct resolving_list list;

	struct {
		uint64_t heard;	    /* when the controller said anything, */
		uint64_t completed; /* or that it has sent a packet of ours */
		uint64_t silence;   /* after which it is asked */
		uint64_t asked_after;
		uint32_t command; /* as cmdq counts; 0: not asked */
	} watch;

	uint32_t raw;		  /* the raw command, as cmdq counts; 0: none */
	struct buf assertion;	  /* of the controller's firmware, as text */
	struct attempts attempts; /* of pairing, that failed */
	struct gatt_out gatt_out;
	struct rd packet; /* the one that is received, */
	uint64_t now;	  /* and the time, of the call that runs */
};

/* host.c */
struct host_event *host_emit(struct host *h, enum host_event_type type);
struct host_event *host_emit_data(
    struct host *h, enum host_event_type type, const void *data, size_t len);
void host_note(struct host *h, uint16_t handle, const char *text);
void host_fail(
    struct host *h, uint16_t opcode, uint8_t status, const char *text);
void host_command(
    struct host *h, uint16_t opcode, const void *params, size_t len);
/* Send what the controller takes now. */
void host_flush(struct host *h);
/* LE Create Connection to dial_peer. */
void host_dial(struct host *h);

/* host_link.c */
struct link *link_find(const struct host *h, uint16_t handle);
void link_open(struct host *h, uint16_t handle, const struct host_link *info);
void link_close(struct host *h, struct link *l, uint8_t reason);
void link_receive(
    struct host *h, struct link *l, unsigned pb, const uint8_t *p, size_t n);
void link_security_changed(struct host *h, struct link *l);
void link_smp_effects(
    struct host *h, struct link *l, const struct smp_out *out);
void link_tick(struct host *h, struct link *l);

/* host_bringup.c */
#define RESET_TRIES 4 /* within the time of one command */
void bringup_start(struct host *h);
/* The answer to a bring-up command; `r` is behind the status octet. */
void bringup_answered(
    struct host *h, uint16_t opcode, uint8_t status, struct rd *r);

/* The deadline of its Reset has come: true if there is another try. */
bool bringup_again(struct host *h);

/* Whether a command is in Read Local Supported Commands. */
bool host_has_command(const struct host *h, unsigned octet, unsigned bit);

/* Octet and bit of commands that may be missing, Vol 4 Part E 6.27. */
#define WRITE_LE_HOST_SUPPORT 24, 6
#define ADD_TO_RESOLVING_LIST 34, 3
#define SET_RPA_TIMEOUT	      35, 2
#define SET_PRIVACY_MODE      39, 2

/* host_privacy.c */
/* info.address, of what the controller and the configuration have. */
void privacy_choose_identity(struct host *h);
/* We show a private address. */
bool privacy_is_on(const struct host *h);
void privacy_list_size(struct host *h, uint8_t size);
/* Choose our address on air, and send it to the controller if it is random. */
void privacy_set_own(struct host *h);
/* Own_Address_Type of a command; `peer` is whom it dials, or NULL. */
uint8_t privacy_own_type(const struct host *h, const struct bdaddr *peer);
/* Our private address is changed when it is due, the resolving list when the
 * bonds have changed: at once, or as soon as nothing is dialled. */
void privacy_update(struct host *h);
uint64_t privacy_deadline(const struct host *h); /* or NEVER */
/* An answer behind bring-up. True when there is no more to be said of it. */
bool privacy_answered(struct host *h, uint16_t opcode, uint8_t status);
/* Commands for which nothing may be on air wait for their answers. */
bool privacy_changing(const struct host *h);

/* host_watch.c */
void watch_heard(struct host *h);
void watch_completed(struct host *h); /* or that it got the first one */
uint64_t watch_deadline(const struct host *h); /* or NEVER */
void watch_tick(struct host *h);
/* Whether the answer to the last command was only for this. */
bool watch_answered(struct host *h);

/* host_zephyr.c; those with a reader take the answer of a command. */
enum zephyr_power {
	ZEPHYR_POWER_ADV,
	ZEPHYR_POWER_SCAN,
	ZEPHYR_POWER_LINK,
};

bool zephyr_is(const struct host *h);
bool zephyr_has(const struct host *h, uint16_t opcode);
void zephyr_version(struct host *h, struct rd *r);
void zephyr_commands(struct host *h, struct rd *r);
void zephyr_features(struct host *h, struct rd *r);
void zephyr_build(struct host *h, struct rd *r);
void zephyr_static_addresses(struct host *h, struct rd *r);
void zephyr_address_written(struct host *h, struct rd *r);
void zephyr_tx_power(struct host *h, struct rd *r);
void zephyr_tx_power_set(struct host *h, struct rd *r);
void zephyr_put_tx_power(const struct host *h, struct wr *w,
    enum zephyr_power what, uint16_t handle);
/* A new link gets the power that is wanted. */
void zephyr_link_power(struct host *h, uint16_t handle);
/* A vendor event. */
void zephyr_event(struct host *h, struct rd *r);

/* host_event.c */
void event_receive(struct host *h, struct rd *r);

#endif
