/* L2CAP frames on their way to the controller: cut to its buffers, and no more
 * of them than it has free, Vol 4 Part E 4.1. */
#ifndef HCI_ACLQ_H
#define HCI_ACLQ_H

#include "base/buf.h"
#include "base/bytes.h"

/* The controller's ACL buffers, shared by all links. */
struct acl_pool {
	uint16_t size; /* octets of payload each takes */
	unsigned total;
	unsigned free;
};

/* The frames of one link that wait for a buffer. */
struct aclq {
	struct buf waiting; /* each: length, then that many octets */
	size_t sent;	    /* of the frame at the front */
	unsigned in_flight; /* packets that the controller holds */
};

void aclq_free(struct aclq *q);

void aclq_add(struct aclq *q, uint16_t cid, const void *payload, size_t len);

/* The next packet of the link, if a buffer is free: written to `out` (at least
 * 5 + pool->size octets) as H4. Returns its length or 0. */
size_t aclq_next(
    struct aclq *q, struct acl_pool *pool, uint16_t handle, uint8_t *out);

/* Number Of Completed Packets for this link. Counts that nothing was sent for
 * are not believed. */
void aclq_completed(struct aclq *q, struct acl_pool *pool, unsigned n);

/* The link is gone, and its packets with it: Vol 4 Part E 4.3. */
void aclq_flush(struct aclq *q, struct acl_pool *pool);

#endif
