#include "hci/aclq.h"

#include "hci/defs.h"
#include "hci/l2cap.h"

void aclq_free(struct aclq *q)
{
	buf_free(&q->waiting);
}

void aclq_add(struct aclq *q, uint16_t cid, const void *payload, size_t len)
{
	uint8_t head[2 + L2CAP_HEADER];

	put_le16(head, (uint16_t)(L2CAP_HEADER + len));
	put_le16(head + 2, (uint16_t)len);
	put_le16(head + 4, cid);
	buf_add(&q->waiting, head, sizeof(head));
	buf_add(&q->waiting, payload, len);
}

size_t aclq_next(
    struct aclq *q, struct acl_pool *pool, uint16_t handle, uint8_t *out)
{
	unsigned pb = q->sent ? L2CAP_CONTINUE : L2CAP_START_NO_FLUSH;
	size_t frame, n;

	if (!q->waiting.len || !pool->free || !pool->size)
		return 0;
	frame = get_le16(q->waiting.data);
	n = frame - q->sent;
	if (n > pool->size)
		n = pool->size;
	out[0] = H4_ACL;
	put_le16(out + 1, (uint16_t)(handle | pb << 12));
	put_le16(out + 3, (uint16_t)n);
	memcpy(out + 5, q->waiting.data + 2 + q->sent, n);
	pool->free--;
	q->in_flight++;
	q->sent += n;
	if (q->sent == frame) {
		q->waiting.len -= 2 + frame;
		memmove(q->waiting.data, q->waiting.data + 2 + frame,
		    q->waiting.len);
		q->sent = 0;
	}
	return 5 + n;
}

void aclq_completed(struct aclq *q, struct acl_pool *pool, unsigned n)
{
	if (n > q->in_flight)
		n = q->in_flight;
	q->in_flight -= n;
	pool->free += n;
}

void aclq_flush(struct aclq *q, struct acl_pool *pool)
{
	pool->free += q->in_flight;
	q->in_flight = 0;
	q->sent = 0;
	q->waiting.len = 0;
}
