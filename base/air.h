/* What every listener to a connection on the air has to know: PDUs that begin
 * and end encryption, and which are heard again. Vol 6 Part B 2.4 and 4.5.9. */
#ifndef BASE_AIR_H
#define BASE_AIR_H

#include "base/bytes.h"

#define AIR_PDU_HEADER 2
#define AIR_MIC	       4
#define AIR_PDU_MAX    (AIR_PDU_HEADER + 255)

/* The low two bits of a data PDU's header. */
enum air_llid { LLID_CONTINUATION = 1, LLID_START = 2, LLID_CONTROL = 3 };

enum {
	LL_ENC_REQ = 0x03,
	LL_ENC_RSP = 0x04,
	LL_START_ENC_REQ = 0x05,
	LL_START_ENC_RSP = 0x06,
	LL_PAUSE_ENC_RSP = 0x0b,
	LL_REJECT_IND = 0x0d,
	LL_REJECT_EXT_IND = 0x11,
};

/* What was heard of one side of a connection last. */
struct air_side {
	bool seen;
	uint8_t sn;
	uint32_t sum; /* of its octets */
};

/* Whether the PDU, header and all, is the last one again. One bit tells an old
 * PDU from a new one only where none between was missed, so that the octets
 * count too. */
static inline bool air_is_repeated(
    struct air_side *side, const uint8_t *pdu, size_t len)
{
	uint8_t sn = len ? pdu[0] >> 3 & 1 : 0;
	uint32_t sum = 0x811c9dc5; /* FNV-1a */
	bool repeated;

	for (size_t i = 0; i < len; i++)
		sum = (sum ^ (i ? pdu[i] : pdu[i] & 3U)) * 0x01000193;
	repeated = side->seen && side->sn == sn && side->sum == sum;
	side->seen = true;
	side->sn = sn;
	side->sum = sum;
	return repeated;
}

/* Whether a PDU of a connection that encrypts is encrypted. Such are longer by
 * the MIC; those that start and end encryption are plain, also when they come
 * again (5.1.3). */
static inline bool air_is_cipher(const uint8_t *pdu, size_t len)
{
	const uint8_t *payload = pdu + AIR_PDU_HEADER;
	size_t n = len - AIR_PDU_HEADER;

	if (len <= AIR_PDU_HEADER)
		return false;
	if ((pdu[0] & 3) != LLID_CONTROL)
		return true;
	return n > AIR_MIC && !(n == 23 && payload[0] == LL_ENC_REQ) &&
	       !(n == 13 && payload[0] == LL_ENC_RSP);
}

/* Whether a connection encrypts after the control PDU that was heard; `plain`:
 * it was not decrypted, `received`: it is the peripheral's. */
static inline bool air_encrypts(
    bool before, uint8_t opcode, bool plain, bool received)
{
	switch (opcode) {
	case LL_ENC_RSP:
	case LL_START_ENC_REQ:
		return true;
	case LL_ENC_REQ:
	case LL_REJECT_IND:
	case LL_REJECT_EXT_IND:
		return before && !plain;
	case LL_PAUSE_ENC_RSP:
		return before && !plain && !received;
	}
	return before;
}

#endif
