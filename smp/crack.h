/* Legacy pairings whose Temporary Key is a passkey are no secret: there are a
 * million of them, Vol 3 Part H 2.3.5.3. */
#ifndef SMP_CRACK_H
#define SMP_CRACK_H

#include "base/addr.h"

#define CRACK_PASSKEYS 1000000

/* A confirm value and what it was made of; `preq` and `pres` are whole PDUs. */
struct crack_confirm {
	uint8_t confirm[16], random[16];
	uint8_t preq[7], pres[7];
	struct bdaddr initiator, responder;
};

/* Find the passkey; that of Just Works is 0. False: none fits. Some hundredths
 * of a second where the processor has AES instructions. */
bool crack_passkey(const struct crack_confirm *c, uint32_t *passkey);
/* The same by libcrypto alone, on any processor. */
bool crack_passkey_plainly(const struct crack_confirm *c, uint32_t *passkey);

/* Where no confirm value was heard: the session that a Short Term Key began,
 * Vol 6 Part B 5.1.3.1. Its first encrypted PDU of either end is
 * LL_START_ENC_RSP. */
struct crack_session {
	uint8_t r1[16], r2[16]; /* as crypto_s1() takes them */
	uint8_t key_size;
	uint8_t skd[16];
	uint8_t nonce[13];
	uint8_t aad;
	uint8_t payload[5]; /* with its MIC */
};

bool crack_stk(const struct crack_session *s, uint32_t *passkey);

#endif
