#include "smp/crack.h"

#include <stdlib.h>
#include <openssl/evp.h>

#include "base/bytes.h"
#include "smp/crypto.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/* A confirm value as AES takes it, most significant octet first:
 * confirm = e(tk, e(tk, p1) xor p2). */
struct blocks {
	uint8_t p1[16], p2[16], confirm[16];
};

static struct blocks blocks_of(const struct crack_confirm *c)
{
	struct blocks b;
	uint8_t p1[16], p2[16];

	crypto_c1_blocks(
	    c->random, c->preq, c->pres, &c->initiator, &c->responder, p1, p2);
	copy_reversed(b.p1, p1, 16);
	copy_reversed(b.p2, p2, 16);
	copy_reversed(b.confirm, c->confirm, 16);
	return b;
}

static void must(bool ok)
{
	if (!ok)
		abort();
}

static EVP_CIPHER_CTX *aes_new(void)
{
	static const uint8_t key[16];
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();

	must(ctx &&
	     EVP_EncryptInit_ex(ctx, EVP_aes_128_ecb(), NULL, key, NULL) &&
	     EVP_CIPHER_CTX_set_padding(ctx, 0));
	return ctx;
}

static void aes_key(EVP_CIPHER_CTX *ctx, const uint8_t key[static 16])
{
	must(EVP_EncryptInit_ex(ctx, NULL, NULL, key, NULL));
}

static void aes_block(
    EVP_CIPHER_CTX *ctx, const uint8_t in[static 16], uint8_t out[static 16])
{
	int n;

	must(EVP_EncryptUpdate(ctx, out, &n, in, 16) && n == 16);
}

/* A passkey as an AES key. */
static void tk_of(uint32_t passkey, uint8_t out[static 16])
{
	memset(out, 0, 12);
	put_be32(out + 12, passkey);
}

bool crack_passkey_plainly(const struct crack_confirm *c, uint32_t *passkey)
{
	const struct blocks b = blocks_of(c);
	EVP_CIPHER_CTX *ctx = aes_new();
	uint32_t n;

	for (n = 0; n < CRACK_PASSKEYS; n++) {
		uint8_t tk[16], block[16];

		tk_of(n, tk);
		aes_key(ctx, tk);
		aes_block(ctx, b.p1, block);
		for (int i = 0; i < 16; i++)
			block[i] ^= b.p2[i];
		aes_block(ctx, block, block);
		if (!memcmp(block, b.confirm, 16))
			break;
	}
	EVP_CIPHER_CTX_free(ctx);
	*passkey = n;
	return n < CRACK_PASSKEYS;
}

#if defined(__x86_64__)
/* Every guess has a key of its own, so libcrypto can be given two blocks at a
 * time and no more, and the calls take ten times as long as the blocks. Here a
 * few guesses run side by side, as many as the AES unit has stages, and each round
 * key is made when its round needs it. */
#define LANES	 4
#define WITH_AES __attribute__((target("aes,ssse3")))

/* FIPS-197 5.2. The word that the S-box is for stands in all columns, so that
 * the last round's ShiftRows moves nothing. */
static inline WITH_AES __m128i next_key(__m128i key, uint32_t rcon)
{
	const __m128i rotated = _mm_set1_epi32(0x0c0f0e0d);
	__m128i word = _mm_aesenclast_si128(
	    _mm_shuffle_epi8(key, rotated), _mm_set1_epi32((int)rcon));

	key = _mm_xor_si128(key, _mm_slli_si128(key, 4));
	key = _mm_xor_si128(key, _mm_slli_si128(key, 8));
	return _mm_xor_si128(key, word);
}

/* Unrolled, because a state that the compiler indexes goes through memory in every
 * round: it takes half as long again.
 *
 * Confirm values of LANES passkeys from `first` on; the index of the one that is
 * wanted, or LANES. */
static WITH_AES unsigned try_lanes(const struct blocks *b, uint32_t first)
{
	static const uint8_t rcon[11] = { 0, 1, 2, 4, 8, 16, 32, 64, 128, 0x1b,
		0x36 };
	const __m128i p1 = _mm_loadu_si128((const __m128i *)b->p1);
	const __m128i p2 = _mm_loadu_si128((const __m128i *)b->p2);
	const __m128i want = _mm_loadu_si128((const __m128i *)b->confirm);
	__m128i keys[11][LANES], state[LANES];

#pragma GCC unroll 4
	for (unsigned i = 0; i < LANES; i++) {
		keys[0][i] =
		    _mm_set_epi32((int)__builtin_bswap32(first + i), 0, 0, 0);
		state[i] = _mm_xor_si128(p1, keys[0][i]);
	}
	for (unsigned r = 1; r < 10; r++)
#pragma GCC unroll 4
		for (unsigned i = 0; i < LANES; i++) {
			keys[r][i] = next_key(keys[r - 1][i], rcon[r]);
			state[i] = _mm_aesenc_si128(state[i], keys[r][i]);
		}
#pragma GCC unroll 4
	for (unsigned i = 0; i < LANES; i++) {
		keys[10][i] = next_key(keys[9][i], rcon[10]);
		state[i] = _mm_aesenclast_si128(state[i], keys[10][i]);
		state[i] = _mm_xor_si128(state[i], p2);
		state[i] = _mm_xor_si128(state[i], keys[0][i]);
	}
	for (unsigned r = 1; r < 10; r++)
#pragma GCC unroll 4
		for (unsigned i = 0; i < LANES; i++)
			state[i] = _mm_aesenc_si128(state[i], keys[r][i]);
#pragma GCC unroll 4
	for (unsigned i = 0; i < LANES; i++) {
		state[i] = _mm_aesenclast_si128(state[i], keys[10][i]);
		if (_mm_movemask_epi8(_mm_cmpeq_epi8(state[i], want)) == 0xffff)
			return i;
	}
	return LANES;
}

_Static_assert(CRACK_PASSKEYS % LANES == 0, "no passkey is left over");

static bool crack_passkey_fast(const struct blocks *b, uint32_t *passkey)
{
	for (uint32_t n = 0; n < CRACK_PASSKEYS; n += LANES) {
		unsigned found = try_lanes(b, n);

		if (found == LANES)
			continue;
		*passkey = n + found;
		return true;
	}
	return false;
}

static bool has_aes(void)
{
	return __builtin_cpu_supports("aes") && __builtin_cpu_supports("ssse3");
}
#else
static bool crack_passkey_fast(const struct blocks *b, uint32_t *passkey)
{
	(void)b;
	(void)passkey;
	return false;
}

static bool has_aes(void)
{
	return false;
}
#endif

bool crack_passkey(const struct crack_confirm *c, uint32_t *passkey)
{
	struct blocks b;

	if (!has_aes())
		return crack_passkey_plainly(c, passkey);
	b = blocks_of(c);
	return crack_passkey_fast(&b, passkey);
}

bool crack_stk(const struct crack_session *s, uint32_t *passkey)
{
	enum { LL_START_ENC_RSP = 0x06 };
	/* the counter block of the first octets, RFC 3610 2.3 */
	uint8_t counter[16] = { 0x01, [15] = 1 };
	uint8_t randoms[16], skd[16];
	EVP_CIPHER_CTX *ctx = aes_new();
	uint32_t n;

	memcpy(counter + 1, s->nonce, sizeof(s->nonce));
	copy_reversed(randoms, s->r1, 8);
	copy_reversed(randoms + 8, s->r2, 8);
	copy_reversed(skd, s->skd, 16);
	for (n = 0; n < CRACK_PASSKEYS; n++) {
		uint8_t key[16], stream[16], session[16], plain[1];

		tk_of(n, key);
		aes_key(ctx, key);
		aes_block(ctx, randoms, key);
		memset(key, 0, 16U - s->key_size);
		aes_key(ctx, key);
		aes_block(ctx, skd, key);
		aes_key(ctx, key);
		aes_block(ctx, counter, stream);
		/* the opcode is known; the MIC settles one in 256 */
		if ((stream[0] ^ s->payload[0]) != LL_START_ENC_RSP)
			continue;
		copy_reversed(session, key, 16);
		if (crypto_ccm_open(session, s->nonce, s->aad, s->payload,
			sizeof(s->payload), plain))
			break;
	}
	EVP_CIPHER_CTX_free(ctx);
	*passkey = n;
	return n < CRACK_PASSKEYS;
}
