#include "smp/crypto.h"

#include <assert.h>
#include <stdlib.h>
#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>

#include "base/bytes.h"

/* libcrypto fails only when memory runs out or it was built without the
 * algorithm: both end the program, as an assertion on our own state would. */
static void must(bool ok)
{
	if (!ok)
		abort();
}

static void aes_block(
    const uint8_t key[static 16], const uint8_t *in, uint8_t *out)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int n = 0;

	must(ctx &&
	     EVP_EncryptInit_ex(ctx, EVP_aes_128_ecb(), NULL, key, NULL) &&
	     EVP_CIPHER_CTX_set_padding(ctx, 0) &&
	     EVP_EncryptUpdate(ctx, out, &n, in, 16) && n == 16);
	EVP_CIPHER_CTX_free(ctx);
}

void crypto_e(const uint8_t key[static 16], const uint8_t in[static 16],
    uint8_t out[static 16])
{
	uint8_t k[16], block[16];

	copy_reversed(k, key, 16);
	copy_reversed(block, in, 16);
	aes_block(k, block, block);
	copy_reversed(out, block, 16);
	crypto_wipe(k, sizeof(k));
	crypto_wipe(block, sizeof(block));
}

void crypto_aes_cmac(const uint8_t key[static 16], const uint8_t *msg,
    size_t len, uint8_t out[static 16])
{
	size_t n = 0;

	must(EVP_Q_mac(NULL, "CMAC", NULL, "AES-128-CBC", NULL, key, 16, msg,
		 len, out, 16, &n) &&
	     n == 16);
}

static void xor16(uint8_t *dst, const uint8_t *src)
{
	for (int i = 0; i < 16; i++)
		dst[i] ^= src[i];
}

void crypto_c1_blocks(const uint8_t r[static 16], const uint8_t preq[static 7],
    const uint8_t pres[static 7], const struct bdaddr *initiator,
    const struct bdaddr *responder, uint8_t p1[static 16],
    uint8_t p2[static 16])
{
	/* p1 = pres || preq || rat || iat, least significant octet first */
	p1[0] = initiator->type;
	p1[1] = responder->type;
	memcpy(p1 + 2, preq, 7);
	memcpy(p1 + 9, pres, 7);
	xor16(p1, r);
	/* p2 = padding || ia || ra */
	memset(p2, 0, 16);
	memcpy(p2, responder->b, 6);
	memcpy(p2 + 6, initiator->b, 6);
}

void crypto_c1(const uint8_t tk[static 16], const uint8_t r[static 16],
    const uint8_t preq[static 7], const uint8_t pres[static 7],
    const struct bdaddr *initiator, const struct bdaddr *responder,
    uint8_t out[static 16])
{
	uint8_t p1[16], p2[16];

	crypto_c1_blocks(r, preq, pres, initiator, responder, p1, p2);
	crypto_e(tk, p1, p1);
	xor16(p1, p2);
	crypto_e(tk, p1, out);
}

void crypto_s1(const uint8_t tk[static 16], const uint8_t r1[static 16],
    const uint8_t r2[static 16], uint8_t out[static 16])
{
	uint8_t r[16];

	memcpy(r, r2, 8);
	memcpy(r + 8, r1, 8);
	crypto_e(tk, r, out);
	crypto_wipe(r, sizeof(r));
}

/* A message in the order of AES-CMAC, most significant octet first, out of
 * values that are least significant octet first. */
struct cmac_msg {
	uint8_t data[80];
	size_t len;
};

static void msg_add(struct cmac_msg *m, const void *value, size_t n)
{
	assert(m->len + n <= sizeof(m->data));
	copy_reversed(m->data + m->len, value, n);
	m->len += n;
}

static void msg_add_u8(struct cmac_msg *m, uint8_t v)
{
	msg_add(m, &v, 1);
}

static void msg_add_addr(struct cmac_msg *m, const struct bdaddr *a)
{
	msg_add_u8(m, a->type);
	msg_add(m, a->b, 6);
}

/* CMAC with key and result least significant octet first. */
static void msg_mac(
    const uint8_t key[static 16], struct cmac_msg *m, uint8_t out[static 16])
{
	uint8_t k[16], mac[16];

	copy_reversed(k, key, 16);
	crypto_aes_cmac(k, m->data, m->len, mac);
	copy_reversed(out, mac, 16);
	crypto_wipe(k, sizeof(k));
	crypto_wipe(mac, sizeof(mac));
	crypto_wipe(m->data, sizeof(m->data));
}

void crypto_f4(const uint8_t u[static 32], const uint8_t v[static 32],
    const uint8_t x[static 16], uint8_t z, uint8_t out[static 16])
{
	struct cmac_msg m = { .len = 0 };

	msg_add(&m, u, 32);
	msg_add(&m, v, 32);
	msg_add_u8(&m, z);
	msg_mac(x, &m, out);
}

void crypto_f5(const uint8_t dhkey[static 32], const uint8_t n1[static 16],
    const uint8_t n2[static 16], const struct bdaddr *a1,
    const struct bdaddr *a2, uint8_t mackey[static 16], uint8_t ltk[static 16])
{
	/* 6C888391 AAF5A538 60370BDB 5A6083BE, least significant octet first */
	static const uint8_t salt[16] = { 0xbe, 0x83, 0x60, 0x5a, 0xdb, 0x0b,
		0x37, 0x60, 0x38, 0xa5, 0xf5, 0xaa, 0x91, 0x83, 0x88, 0x6c };
	static const uint8_t key_id[4] = { 0x65, 0x6c, 0x74, 0x62 }; /* btle */
	static const uint8_t length[2] = { 0x00, 0x01 }; /* 256 bits */
	uint8_t t[16];
	struct cmac_msg m = { .len = 0 };

	msg_add(&m, dhkey, 32);
	msg_mac(salt, &m, t);
	for (uint8_t counter = 0; counter < 2; counter++) {
		m.len = 0;
		msg_add_u8(&m, counter);
		msg_add(&m, key_id, sizeof(key_id));
		msg_add(&m, n1, 16);
		msg_add(&m, n2, 16);
		msg_add_addr(&m, a1);
		msg_add_addr(&m, a2);
		msg_add(&m, length, sizeof(length));
		msg_mac(t, &m, counter ? ltk : mackey);
	}
	crypto_wipe(t, sizeof(t));
}

void crypto_f6(const uint8_t mackey[static 16], const uint8_t n1[static 16],
    const uint8_t n2[static 16], const uint8_t r[static 16],
    const uint8_t iocap[static 3], const struct bdaddr *a1,
    const struct bdaddr *a2, uint8_t out[static 16])
{
	struct cmac_msg m = { .len = 0 };

	msg_add(&m, n1, 16);
	msg_add(&m, n2, 16);
	msg_add(&m, r, 16);
	msg_add(&m, iocap, 3);
	msg_add_addr(&m, a1);
	msg_add_addr(&m, a2);
	msg_mac(mackey, &m, out);
}

uint32_t crypto_g2(const uint8_t u[static 32], const uint8_t v[static 32],
    const uint8_t x[static 16], const uint8_t y[static 16])
{
	struct cmac_msg m = { .len = 0 };
	uint8_t mac[16];

	msg_add(&m, u, 32);
	msg_add(&m, v, 32);
	msg_add(&m, y, 16);
	msg_mac(x, &m, mac);
	return get_le32(mac) % 1000000;
}

uint32_t crypto_ah(const uint8_t irk[static 16], uint32_t prand)
{
	uint8_t r[16] = { 0 };

	put_le32(r, prand & 0xffffff);
	crypto_e(irk, r, r);
	return get_le32(r) & 0xffffff;
}

bool crypto_rpa_matches(
    const uint8_t irk[static 16], const struct bdaddr *address)
{
	uint32_t hash = get_le32(address->b) & 0xffffff;
	uint32_t prand = get_le32(address->b + 2) >> 8;

	return addr_is_rpa(address) && crypto_ah(irk, prand) == hash;
}

void crypto_sign(const uint8_t csrk[static 16], const uint8_t *pdu, size_t len,
    uint32_t counter, uint8_t out[static CRYPTO_SIGNATURE])
{
	uint8_t key[16], mac[16];
	struct buf m = { 0 };
	uint8_t *p = buf_reserve(&m, len + 4);

	/* signed as one number, most significant octet first */
	put_le32(out, counter);
	copy_reversed(p, out, 4);
	copy_reversed(p + 4, pdu, len);
	copy_reversed(key, csrk, 16);
	crypto_aes_cmac(key, p, len + 4, mac);
	copy_reversed(out + 4, mac, 8);
	crypto_wipe(key, sizeof(key));
	buf_free(&m);
}

bool crypto_ccm_open(const uint8_t key[static 16],
    const uint8_t nonce[static CRYPTO_NONCE], uint8_t aad, const uint8_t *in,
    size_t len, uint8_t *out)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	uint8_t k[16], mic[CRYPTO_MIC];
	int n = 0, size = (int)len - CRYPTO_MIC;
	bool good;

	assert(size > 0 && size <= CRYPTO_CCM_MAX);
	memcpy(mic, in + size, sizeof(mic));
	copy_reversed(k, key, 16);
	must(ctx &&
	     EVP_DecryptInit_ex(ctx, EVP_aes_128_ccm(), NULL, NULL, NULL) &&
	     EVP_CIPHER_CTX_ctrl(
		 ctx, EVP_CTRL_AEAD_SET_IVLEN, CRYPTO_NONCE, NULL) &&
	     EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, CRYPTO_MIC, mic) &&
	     EVP_DecryptInit_ex(ctx, NULL, NULL, k, nonce) &&
	     EVP_DecryptUpdate(ctx, NULL, &n, NULL, size) &&
	     EVP_DecryptUpdate(ctx, NULL, &n, &aad, 1));
	good = EVP_DecryptUpdate(ctx, out, &n, in, size) == 1;
	EVP_CIPHER_CTX_free(ctx);
	crypto_wipe(k, sizeof(k));
	return good;
}

void crypto_mask_key(uint8_t key[static 16], unsigned size)
{
	assert(size >= 7 && size <= 16);
	memset(key + size, 0, 16 - size);
}

bool crypto_equal(const void *a, const void *b, size_t n)
{
	return !CRYPTO_memcmp(a, b, n);
}

void crypto_wipe(void *p, size_t n)
{
	OPENSSL_cleanse(p, n);
}

/* What the P-256 operations need of libcrypto, made and freed together. */
struct p256_ctx {
	EC_GROUP *group;
	BN_CTX *bn;
	EC_POINT *point;
	BIGNUM *k, *x, *y;
};

static struct p256_ctx p256_open(void)
{
	struct p256_ctx c = {
		.group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1),
		.bn = BN_CTX_secure_new(),
		.k = BN_secure_new(),
		.x = BN_new(),
		.y = BN_new(),
	};

	must(c.group && c.bn && c.k && c.x && c.y);
	c.point = EC_POINT_new(c.group);
	must(c.point);
	BN_set_flags(c.k, BN_FLG_CONSTTIME);
	return c;
}

static void p256_close(struct p256_ctx *c)
{
	BN_clear_free(c->k);
	BN_clear_free(c->x);
	BN_clear_free(c->y);
	EC_POINT_clear_free(c->point);
	BN_CTX_free(c->bn);
	EC_GROUP_free(c->group);
}

/* Put (x, y) into the context's point; false when it is not on the curve. */
static bool p256_load(struct p256_ctx *c, const uint8_t *x, const uint8_t *y)
{
	const BIGNUM *p = EC_GROUP_get0_field(c->group);

	must(BN_lebin2bn(x, 32, c->x) && BN_lebin2bn(y, 32, c->y));
	if (BN_cmp(c->x, p) >= 0 || BN_cmp(c->y, p) >= 0)
		return false;
	return EC_POINT_set_affine_coordinates(
		   c->group, c->point, c->x, c->y, c->bn) == 1;
}

void p256_generate(const struct env *env, struct p256_key *out)
{
	struct p256_ctx c = p256_open();

	do {
		env_random(env, out->priv, sizeof(out->priv));
		must(BN_bin2bn(out->priv, sizeof(out->priv), c.k));
	} while (
	    BN_is_zero(c.k) || BN_cmp(c.k, EC_GROUP_get0_order(c.group)) >= 0);
	must(
	    EC_POINT_mul(c.group, c.point, c.k, NULL, NULL, c.bn) &&
	    EC_POINT_get_affine_coordinates(c.group, c.point, c.x, c.y, c.bn) &&
	    BN_bn2lebinpad(c.x, out->x, 32) == 32 &&
	    BN_bn2lebinpad(c.y, out->y, 32) == 32);
	p256_close(&c);
}

bool p256_valid(const uint8_t x[static 32], const uint8_t y[static 32])
{
	struct p256_ctx c = p256_open();
	bool ok = p256_load(&c, x, y);

	p256_close(&c);
	return ok;
}

bool p256_dhkey(const struct p256_key *own, const uint8_t x[static 32],
    const uint8_t y[static 32], uint8_t out[static 32])
{
	struct p256_ctx c = p256_open();
	bool ok = p256_load(&c, x, y);

	if (ok) {
		must(BN_bin2bn(own->priv, sizeof(own->priv), c.k) &&
		     EC_POINT_mul(c.group, c.point, NULL, c.point, c.k, c.bn) &&
		     EC_POINT_get_affine_coordinates(
			 c.group, c.point, c.x, c.y, c.bn) &&
		     BN_bn2lebinpad(c.x, out, 32) == 32);
	}
	p256_close(&c);
	return ok;
}

/* Vol 3 Part H 2.3.5.6.1 */
static const struct p256_key debug_key = {
	.priv = { 0x3f, 0x49, 0xf6, 0xd4, 0xa3, 0xc5, 0x5f, 0x38, 0x74, 0xc9,
	    0xb3, 0xe3, 0xd2, 0x10, 0x3f, 0x50, 0x4a, 0xff, 0x60, 0x7b, 0xeb,
	    0x40, 0xb7, 0x99, 0x58, 0x99, 0xb8, 0xa6, 0xcd, 0x3c, 0x1a, 0xbd },
	.x = { 0xe6, 0x9d, 0x35, 0x0e, 0x48, 0x01, 0x03, 0xcc, 0xdb, 0xfd, 0xf4,
	    0xac, 0x11, 0x91, 0xf4, 0xef, 0xb9, 0xa5, 0xf9, 0xe9, 0xa7, 0x83,
	    0x2c, 0x5e, 0x2c, 0xbe, 0x97, 0xf2, 0xd2, 0x03, 0xb0, 0x20 },
	.y = { 0x8b, 0xd2, 0x89, 0x15, 0xd0, 0x8e, 0x1c, 0x74, 0x24, 0x30, 0xed,
	    0x8f, 0xc2, 0x45, 0x63, 0x76, 0x5c, 0x15, 0x52, 0x5a, 0xbf, 0x9a,
	    0x32, 0x63, 0x6d, 0xeb, 0x2a, 0x65, 0x49, 0x9c, 0x80, 0xdc },
};

bool p256_is_debug(const uint8_t x[static 32])
{
	return !memcmp(x, debug_key.x, sizeof(debug_key.x));
}

void p256_debug_key(struct p256_key *out)
{
	*out = debug_key;
}
