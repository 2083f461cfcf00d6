/*
 * One ATT bearer: client and server at once, as every LE link has it.
 * Pure: PDUs and `now` (microseconds, any origin) go in, effects come out in a
 * list that the caller owns.
 */
#ifndef GATT_GATT_H
#define GATT_GATT_H

#include "base/env.h"
#include "gatt/db.h"

/* What the server may grant, as the link stands now. */
struct gatt_security {
	bool encrypted;
	bool authenticated;
	bool bonded; /* there is a key: 0x0f is the answer, not 0x05 */
	uint8_t key_size;
};

enum gatt_effect_type {
	GATT_SEND,	 /* data: a PDU for CID 4 */
	GATT_MTU,	 /* value: the MTU both ends agreed on */
	GATT_DONE,	 /* the client's procedure ended: opcode, error, handle;
			  * data: the value that was read */
	GATT_NOTIFIED,	 /* handle, data: a notification */
	GATT_INDICATED,	 /* the same, an indication; it is confirmed already */
	GATT_WRITTEN,	 /* server: handle, data: the value (or descriptor) that
			  * a client wrote, as it is now */
	GATT_SUBSCRIBED, /* server: handle of the value, value: CCCD bits now */
	GATT_CONFIRMED,	 /* server: the indication of handle was confirmed */
	GATT_PROTOCOL_ERROR, /* the peer broke the protocol; text: how */
	GATT_TIMEOUT, /* 30 s without an answer: this bearer is dead, opcode
		       * names the request. Vol 3 Part F 3.3.3 */
};

struct gatt_effect {
	uint8_t type;	 /* enum gatt_effect_type */
	uint8_t opcode;	 /* GATT_DONE: the request that ended it */
	uint8_t error;	 /* GATT_DONE: ATT error of the peer, 0 is good */
	uint16_t handle; /* GATT_DONE: what was read or written, or where the
			  * error happened */
	uint16_t value;
	const char *text;
	uint32_t data_at; /* into bytes of the list */
	uint32_t data_len;
};

struct gatt_out {
	struct gatt_effect *v;
	size_t n;
	size_t cap;
	struct buf bytes;
};

static inline const uint8_t *gatt_effect_data(
    const struct gatt_out *out, const struct gatt_effect *e)
{
	return out->bytes.data + e->data_at;
}

void gatt_out_clear(struct gatt_out *out); /* keeps the memory */
void gatt_out_free(struct gatt_out *out);

struct gatt;

/* `local` is the server's database, borrowed for the bearer's life and shared
 * between bearers; NULL serves nothing (every request gets 0x0a or 0x01). CCCD
 * values are per bearer. `mtu` is what we offer or answer, 23..517. */
struct gatt *gatt_new(struct gatt_db *local, uint16_t mtu);
void gatt_free(struct gatt *g);

uint16_t gatt_mtu(const struct gatt *g);
void gatt_set_security(struct gatt *g, const struct gatt_security *sec);

/* A PDU of CID 4 arrived. Any bytes are taken. */
void gatt_receive(struct gatt *g, const uint8_t *pdu, size_t len, uint64_t now,
    struct gatt_out *out);
void gatt_tick(struct gatt *g, uint64_t now, struct gatt_out *out);
uint64_t gatt_deadline(const struct gatt *g); /* or NEVER */

/* Client. One procedure at a time; each ends in one GATT_DONE, or with the
 * bearer in GATT_TIMEOUT. An answer that breaks the protocol ends it with
 * GATT_PROTOCOL_ERROR and then GATT_DONE with ATT_ERR_INVALID_PDU. Starting one
 * while another runs, or after GATT_TIMEOUT, returns false and does nothing. */
bool gatt_busy(const struct gatt *g);
bool gatt_exchange_mtu(struct gatt *g, uint64_t now, struct gatt_out *out);
/* It is done once on a link, Vol 3 Part F 3.4.2.1. */
bool gatt_mtu_asked(const struct gatt *g);
/* Services of both kinds, includes, characteristics and descriptors, into
 * gatt_remote(), which is empty or in part there until it succeeds. A peer that
 * answers "not found" everywhere has an empty database: no error. */
bool gatt_discover(struct gatt *g, uint64_t now, struct gatt_out *out);
/* Whole value, by Read Blob where it is longer than one PDU; in GATT_DONE. */
bool gatt_read(
    struct gatt *g, uint16_t handle, uint64_t now, struct gatt_out *out);
/* First value of that type anywhere, without discovery; GATT_DONE has its
 * handle. */
bool gatt_read_by_type(struct gatt *g, const struct uuid *type, uint64_t now,
    struct gatt_out *out);
/* With response; by Prepare and Execute Write where it is longer than one PDU,
 * the echoes compared. At most ATT_MAX_VALUE octets. */
bool gatt_write(struct gatt *g, uint16_t handle, const void *data, size_t len,
    uint64_t now, struct gatt_out *out);
/* Without response: no GATT_DONE; false when it does not fit one PDU. */
bool gatt_write_command(struct gatt *g, uint16_t handle, const void *data,
    size_t len, struct gatt_out *out);

/* A Signed Write Command whose signature the caller has checked; `pdu` is without
 * it. Written where the characteristic allows signed writes. */
void gatt_signed_write(
    struct gatt *g, const uint8_t *pdu, size_t len, struct gatt_out *out);

/* What gatt_discover() found; owned by the bearer. Values are not read. It is
 * discovered no more when the peer indicates that its services changed. */
const struct gatt_db *gatt_remote(const struct gatt *g);
bool gatt_discovered(const struct gatt *g);

/* Server. CCCD bits of this bearer for a value handle; GATT_SUBSCRIBED tells of
 * each write of one, also when it changes nothing. */
uint16_t gatt_cccd(const struct gatt *g, uint16_t value_handle);
void gatt_set_cccd(struct gatt *g, uint16_t value_handle, uint16_t bits);
/* Send the value, cut to the MTU, as notification or indication, whichever the
 * client asked for. False when it asked for none, when the link lacks the
 * security that reading the value or writing its CCCD needs, or when 16
 * indications wait already. An indication waits for the confirmation of the
 * one before. */
bool gatt_notify(struct gatt *g, uint16_t value_handle, const void *data,
    size_t len, uint64_t now, struct gatt_out *out);

#endif
