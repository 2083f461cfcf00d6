/* Commands on their way to the controller: no more than it allows by
 * Num_HCI_Command_Packets, Vol 4 Part E 4.4, and a time limit on each. */
#ifndef HCI_CMDQ_H
#define HCI_CMDQ_H

#include "base/bytes.h"
#include "base/buf.h"
#include "base/env.h"

#define CMDQ_TIMEOUT (2 * USEC_PER_SEC)

struct cmdq {
	struct buf waiting; /* each: opcode, length octet, parameters */
	uint16_t pending;   /* sent, not answered; 0: none */
	uint64_t deadline;  /* of the pending one, or NEVER */
	unsigned credits;
	bool started_anew;    /* perhaps: opcode 0 came while it was pending */
	uint32_t added, sent; /* how many so far */
};

void cmdq_init(struct cmdq *q);
void cmdq_free(struct cmdq *q);

void cmdq_add(struct cmdq *q, uint16_t opcode, const void *params, size_t len);

/* Whether a command may go out now; if so it is pending, and `out` has it as an
 * H4 packet of at most 1 + HCI_MAX_COMMAND octets. Returns its length or 0. */
size_t cmdq_next(struct cmdq *q, uint64_t now, uint8_t *out);

/* Command Complete or Command Status. True when it answers the pending one. */
bool cmdq_answered(struct cmdq *q, uint16_t opcode, unsigned credits);

#endif
