#include "hci/cmdq.h"

#include <assert.h>

#include "hci/defs.h"

void cmdq_init(struct cmdq *q)
{
	/* One command may be sent before the controller said anything. */
	*q = (struct cmdq){ .deadline = NEVER, .credits = 1 };
}

void cmdq_free(struct cmdq *q)
{
	buf_free(&q->waiting);
}

void cmdq_add(struct cmdq *q, uint16_t opcode, const void *params, size_t len)
{
	uint8_t head[3] = { (uint8_t)opcode, (uint8_t)(opcode >> 8),
		(uint8_t)len };

	assert(len <= 255);
	q->added++;
	buf_add(&q->waiting, head, sizeof(head));
	buf_add(&q->waiting, params, len);
}

size_t cmdq_next(struct cmdq *q, uint64_t now, uint8_t *out)
{
	size_t n;

	/* One at a time: then an answer can only be that command's. */
	if (q->pending || !q->credits || !q->waiting.len)
		return 0;
	n = 3U + q->waiting.data[2];
	out[0] = H4_COMMAND;
	memcpy(out + 1, q->waiting.data, n);
	q->waiting.len -= n;
	memmove(q->waiting.data, q->waiting.data + n, q->waiting.len);
	q->pending = get_le16(out + 1);
	q->credits--;
	q->started_anew = false;
	q->sent++;
	q->deadline = now + CMDQ_TIMEOUT;
	return 1 + n;
}

bool cmdq_answered(struct cmdq *q, uint16_t opcode, unsigned credits)
{
	q->credits = credits;
	q->started_anew |= opcode == HCI_NOP;
	if (!q->pending || opcode != q->pending)
		return false;
	q->pending = 0;
	q->deadline = NEVER;
	return true;
}
