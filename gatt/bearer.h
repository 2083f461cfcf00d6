/* The inside of a bearer, for gatt.c, client.c, server.c and notify.c only. */
#ifndef GATT_BEARER_H
#define GATT_BEARER_H

#include "base/bytes.h"
#include "gatt/gatt.h"

/* A transaction that takes longer has failed, Vol 3 Part F 3.3.3. */
#define ATT_TIMEOUT (30 * USEC_PER_SEC)

/* The client's procedure, by the request that waits for its answer. */
enum client_step {
	CLIENT_IDLE,
	CLIENT_MTU,
	CLIENT_PRIMARY, /* discovery, in this order */
	CLIENT_SECONDARY,
	CLIENT_INCLUDES,
	CLIENT_CHARACTERISTICS,
	CLIENT_DESCRIPTORS,
	CLIENT_READ,
	CLIENT_READ_BY_TYPE,
	CLIENT_READ_MORE, /* the rest, by Read Blob */
	CLIENT_WRITE,
	CLIENT_PREPARE,
	CLIENT_EXECUTE,
	CLIENT_CANCEL, /* drops what was prepared; `failure` is the outcome */
};

struct failure {
	uint8_t opcode, error;
	uint16_t handle;
};

struct gatt_client {
	enum client_step step;
	uint64_t deadline;   /* NEVER while idle */
	uint16_t start, end; /* handles that the request asks about */
	uint16_t handle;     /* of the value that is worked on */
	struct buf value;    /* what was read so far, or is to be written */
	size_t prepared;     /* octets of it that the peer has queued */
	size_t piece;	     /* octets that the request prepares, or that
			      * fill its answer */
	struct failure failure;
	struct gatt_db remote;
	bool discovered;
	bool changed; /* since the discovery began */
	bool mtu_asked;
};

/* Pieces and octets that a client may queue: a long write at the smallest MTU takes 29
 * pieces, so this is room for four values at once. */
#define PREPARED_MAX	   128
#define PREPARED_MAX_BYTES (4 * ATT_MAX_VALUE)

struct prepared {
	uint16_t handle, offset, len;
	const uint8_t *data; /* borrowed */
};

struct cccd {
	uint16_t value_handle, bits;
};

#define INDICATIONS_MAX 16

struct indication {
	uint16_t handle, len;
	uint8_t data[ATT_MAX_VALUE];
};

struct gatt_server {
	struct gatt_db *db;
	struct gatt_db empty; /* where there is none to serve */
	struct gatt_security security;
	struct cccd *cccds; /* those that were ever set */
	size_t n_cccds;
	struct prepared queue[PREPARED_MAX];
	uint8_t queue_data[PREPARED_MAX_BYTES];
	size_t n_queue, queue_len; /* pieces; their octets */
	/* [0] is on its way while `deadline` is set; the others wait */
	struct indication indications[INDICATIONS_MAX];
	size_t n_indications;
	uint64_t deadline;
};

struct gatt {
	uint16_t mtu, local_mtu;
	bool dead;    /* a transaction timed out */
	uint64_t now; /* of the call that is running */
	struct gatt_client client;
	struct gatt_server server;
};

/* gatt.c */
struct gatt_effect *gatt_emit(struct gatt_out *out, enum gatt_effect_type type);
/* With bytes. The pointer is valid until the next effect. */
struct gatt_effect *gatt_emit_data(struct gatt_out *out,
    enum gatt_effect_type type, const void *data, size_t len);
void gatt_send(struct gatt_out *out, const struct wr *pdu);
void gatt_protocol_error(struct gatt_out *out, const char *text);
/* The MTU that follows from the peer's; never below the default. */
void gatt_agree_mtu(struct gatt *g, uint16_t peer, struct gatt_out *out);

/* client.c */
void gatt_client_receive_response(
    struct gatt *g, uint8_t opcode, struct rd *r, struct gatt_out *out);
void gatt_client_receive_value(
    struct gatt *g, uint8_t opcode, struct rd *r, struct gatt_out *out);
/* The request that waits for its answer; 0 while idle. */
uint8_t gatt_client_request(const struct gatt *g);
/* End the procedure without an effect. */
void gatt_client_abandon(struct gatt *g);

/* server.c */
enum access { TO_READ, TO_WRITE };

void gatt_server_receive(
    struct gatt *g, const uint8_t *pdu, size_t len, struct gatt_out *out);
/* The error for security that the link lacks for an access, or 0. Whether it is
 * permitted at all is not asked. */
uint8_t gatt_check_security(
    const struct gatt *g, enum access access, const struct attr *a);

/* notify.c */
void gatt_subscribe(struct gatt *g, uint16_t value_handle, uint16_t bits);
void gatt_receive_confirmation(
    struct gatt *g, struct rd *r, struct gatt_out *out);
void gatt_indications_abandon(struct gatt *g); /* drops those that wait */

#endif
