/*
 * How long the attributes of one connection take to answer: ATT requests and
 * indications, and the answers to them.
 */
#ifndef CLI_LATENCY_H
#define CLI_LATENCY_H

#include "base/bytes.h"
#include "base/uuid.h"

struct latency_row {
	bool received;	 /* the peer asked, or indicated */
	uint8_t opcode;	 /* of the request */
	uint16_t handle; /* 0: of none; the first of a range */
	uint32_t answers, errors;
	uint64_t min, max, sum; /* nanoseconds, of all answers */
};

struct latency;

struct latency *latency_new(void);
void latency_free(struct latency *l); /* NULL is allowed */

/* One ATT PDU, as far as the first fragment has it. */
void latency_pdu(struct latency *l, bool received, uint64_t ns, struct rd pdu);

/* Rows, sorted by handle, and their number; bounded. */
size_t latency_rows(struct latency *l, const struct latency_row **rows);
/* What discovery said of an attribute of the side that answers; false: the log
 * does not show it. */
bool latency_type(
    const struct latency *l, const struct latency_row *row, struct uuid *type);

#endif
