/*
 * The cryptographic toolbox, Vol 3 Part H 2.2. Every key, random value, hash
 * and coordinate is least significant octet first, as it crosses the air and
 * HCI; the specification's sample data is written the other way round.
 */
#ifndef SMP_CRYPTO_H
#define SMP_CRYPTO_H

#include "base/addr.h"
#include "base/env.h"

#define CRYPTO_SIGNATURE 12

/* e: AES-128 of one block, 2.2.1. `out` may be `in`. */
void crypto_e(const uint8_t key[static 16], const uint8_t in[static 16],
    uint8_t out[static 16]);

/* AES-CMAC, RFC 4493, in the RFC's own octet order: 2.2.5. */
void crypto_aes_cmac(const uint8_t key[static 16], const uint8_t *msg,
    size_t len, uint8_t out[static 16]);

/* Legacy confirm value, 2.2.3. `preq` and `pres` are the whole PDUs with their
 * code; the addresses are those of the connection. */
void crypto_c1(const uint8_t tk[static 16], const uint8_t r[static 16],
    const uint8_t preq[static 7], const uint8_t pres[static 7],
    const struct bdaddr *initiator, const struct bdaddr *responder,
    uint8_t out[static 16]);

/* What it is made of: e(tk, e(tk, p1) xor p2), where p1 has the random in it. */
void crypto_c1_blocks(const uint8_t r[static 16], const uint8_t preq[static 7],
    const uint8_t pres[static 7], const struct bdaddr *initiator,
    const struct bdaddr *responder, uint8_t p1[static 16],
    uint8_t p2[static 16]);

/* Short Term Key, 2.2.4: `r1` is the responder's random, `r2` the
 * initiator's. */
void crypto_s1(const uint8_t tk[static 16], const uint8_t r1[static 16],
    const uint8_t r2[static 16], uint8_t out[static 16]);

/* Secure Connections confirm value, 2.2.6. */
void crypto_f4(const uint8_t u[static 32], const uint8_t v[static 32],
    const uint8_t x[static 16], uint8_t z, uint8_t out[static 16]);

/* MacKey and LTK, 2.2.7. `a1` is the initiator's address. */
void crypto_f5(const uint8_t dhkey[static 32], const uint8_t n1[static 16],
    const uint8_t n2[static 16], const struct bdaddr *a1,
    const struct bdaddr *a2, uint8_t mackey[static 16], uint8_t ltk[static 16]);

/* DHKey check value, 2.2.8. `iocap` is IO capability, OOB flag, AuthReq. */
void crypto_f6(const uint8_t mackey[static 16], const uint8_t n1[static 16],
    const uint8_t n2[static 16], const uint8_t r[static 16],
    const uint8_t iocap[static 3], const struct bdaddr *a1,
    const struct bdaddr *a2, uint8_t out[static 16]);

/* The six digits of a numeric comparison, 2.2.9: g2 modulo 1000000. */
uint32_t crypto_g2(const uint8_t u[static 32], const uint8_t v[static 32],
    const uint8_t x[static 16], const uint8_t y[static 16]);

/* Resolvable private addresses, 2.2.2: 24 bits of hash for 24 of prand. */
uint32_t crypto_ah(const uint8_t irk[static 16], uint32_t prand);

/* Whether a resolvable private address was made with this key. */
bool crypto_rpa_matches(
    const uint8_t irk[static 16], const struct bdaddr *address);

/* The signature of an ATT PDU, Vol 3 Part H 2.4.5: the counter and the upper half
 * of the CMAC, as they follow the PDU on the air. */
void crypto_sign(const uint8_t csrk[static 16], const uint8_t *pdu, size_t len,
    uint32_t counter, uint8_t out[static CRYPTO_SIGNATURE]);

/* Decrypt a payload of the link layer of `len` octets with its MIC, Vol 6 Part E
 * 2, into `out`, which may be `in`. `aad` is the first octet of the header, as
 * masked. False when the MIC is another; `out` is worth nothing then. */
#define CRYPTO_MIC     4
#define CRYPTO_NONCE   13
#define CRYPTO_CCM_MAX 251
bool crypto_ccm_open(const uint8_t key[static 16],
    const uint8_t nonce[static CRYPTO_NONCE], uint8_t aad, const uint8_t *in,
    size_t len, uint8_t *out);

/* Zero the most significant octets of a key longer than `size`, 2.3.4. */
void crypto_mask_key(uint8_t key[static 16], unsigned size);

/* Equality without a hint in the time it takes. */
bool crypto_equal(const void *a, const void *b, size_t n);

/* Overwrite a secret, even where the compiler sees no further use. */
void crypto_wipe(void *p, size_t n);

/* One P-256 key pair, 2.3.5.6.1. */
struct p256_key {
	uint8_t priv[32];
	uint8_t x[32], y[32];
};

/* A fresh key pair: the private key is the first run of 32 random octets that
 * is in range, most significant octet first. */
void p256_generate(const struct env *env, struct p256_key *out);

/* Whether (x, y) is a point of the curve with both coordinates below p. */
bool p256_valid(const uint8_t x[static 32], const uint8_t y[static 32]);

/* DHKey: the x coordinate of our private key times the peer's point. False,
 * with nothing computed, when the point is not valid. */
bool p256_dhkey(const struct p256_key *own, const uint8_t x[static 32],
    const uint8_t y[static 32], uint8_t out[static 32]);

/* Whether x is that of the public debug key, 2.3.5.6.1. */
bool p256_is_debug(const uint8_t x[static 32]);
/* The whole pair of it. */
void p256_debug_key(struct p256_key *out);

#endif
