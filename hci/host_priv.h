/* The inside of a host: shared by the host_*.c files, nobody else's. */
#ifndef HCI_HOST_PRIV_H
#define HCI_HOST_PRIV_H

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
	bool ready, dead;
	bool connecting, cancelling;
	uint16_t last_command;
	struct gatt_out gatt_out;
	uint64_t now; /* of the call that runs */
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
void bringup_start(struct host *h);
/* The answer to a bring-up command; `r` is behind the status octet. */
void bringup_answered(
    struct host *h, uint16_t opcode, uint8_t status, struct rd *r);

/* host_event.c */
void event_receive(struct host *h, struct rd *r);

#endif
