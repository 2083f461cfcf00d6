/* Encryption of the link layer by libcrypto alone, Vol 6 Part E: what the code
 * under test takes off. */
#ifndef TESTS_UNIT_LINK_CIPHER_H
#define TESTS_UNIT_LINK_CIPHER_H

#include "tests/unit/helpers.h"

#include <openssl/evp.h>
#include <string.h>

/* Encrypt the PDU in place, with its header; returns its new length. `key` is the
 * session key, most significant octet first, `iv` as both ends sent it. */
static inline size_t link_seal(uint8_t *pdu, const uint8_t key[16],
    const uint8_t iv[8], uint64_t counter, bool to_peripheral)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	uint8_t nonce[13], aad = pdu[0] & 0xe3, out[255], mic[4];
	int n = pdu[1], got = 0;

	for (int i = 0; i < 5; i++)
		nonce[i] = (uint8_t)(counter >> 8 * i);
	nonce[4] = (uint8_t)((nonce[4] & 0x7f) | (to_peripheral ? 0x80 : 0));
	memcpy(nonce + 5, iv, 8);
	assert_true(
	    EVP_EncryptInit_ex(ctx, EVP_aes_128_ccm(), NULL, NULL, NULL));
	assert_true(
	    EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_IVLEN, 13, NULL));
	assert_true(EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, 4, NULL));
	assert_true(EVP_EncryptInit_ex(ctx, NULL, NULL, key, nonce));
	assert_true(EVP_EncryptUpdate(ctx, NULL, &got, NULL, n));
	assert_true(EVP_EncryptUpdate(ctx, NULL, &got, &aad, 1));
	assert_true(EVP_EncryptUpdate(ctx, out, &got, pdu + 2, n));
	assert_true(EVP_EncryptFinal_ex(ctx, out + got, &got));
	assert_true(EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, 4, mic));
	EVP_CIPHER_CTX_free(ctx);
	memcpy(pdu + 2, out, (size_t)n);
	memcpy(pdu + 2 + n, mic, 4);
	pdu[1] = (uint8_t)(n + 4);
	return (size_t)n + 6;
}

#endif
