/* A million passkeys take a fuzzer's whole second: here there are two. Linked with
 * --wrap. */
#include "base/bytes.h"
#include "smp/crack.h"
#include "smp/crypto.h"

bool __wrap_crack_passkey(const struct crack_confirm *c, uint32_t *passkey);
bool __wrap_crack_stk(const struct crack_session *s, uint32_t *passkey);

bool __wrap_crack_passkey(const struct crack_confirm *c, uint32_t *passkey)
{
	for (*passkey = 0; *passkey < 2; ++*passkey) {
		uint8_t tk[16] = { 0 }, confirm[16];

		put_le32(tk, *passkey);
		crypto_c1(tk, c->random, c->preq, c->pres, &c->initiator,
		    &c->responder, confirm);
		if (crypto_equal(confirm, c->confirm, 16))
			return true;
	}
	return false;
}

bool __wrap_crack_stk(const struct crack_session *s, uint32_t *passkey)
{
	/* what it would be, had it been found */
	*passkey = s->payload[0] & 1;
	return s->payload[0] & 2;
}
