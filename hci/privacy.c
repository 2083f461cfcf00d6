#include "hci/privacy.h"

#include "base/bytes.h"
#include "smp/crypto.h"

#define TOP_BITS 0xc0

/* Random bits below the two top ones of the last of `n` octets. */
static void draw(const struct env *env, uint8_t *p, size_t n)
{
	bool zeros, ones;

	do {
		env_random(env, p, n);
		p[n - 1] &= (uint8_t)~TOP_BITS;
		zeros = !p[n - 1];
		ones = p[n - 1] == (uint8_t)~TOP_BITS;
		for (size_t i = 0; i + 1 < n; i++) {
			zeros &= !p[i];
			ones &= p[i] == 0xff;
		}
	} while (zeros || ones);
}

struct bdaddr privacy_static(const struct env *env)
{
	struct bdaddr a = { .type = ADDR_RANDOM };

	draw(env, a.b, sizeof(a.b));
	a.b[5] |= 0xc0;
	return a;
}

struct bdaddr privacy_resolvable(
    const struct env *env, const uint8_t irk[static 16])
{
	struct bdaddr a = { .type = ADDR_RANDOM };
	uint32_t prand, hash;

	/* Only the 22 random bits of prand have to be neither, 1.3.2.2. */
	draw(env, a.b + 3, 3);
	a.b[5] |= 0x40;
	prand = (uint32_t)(a.b[3] | a.b[4] << 8 | a.b[5] << 16);
	hash = crypto_ah(irk, prand);
	put_le16(a.b, (uint16_t)hash);
	a.b[2] = (uint8_t)(hash >> 16);
	return a;
}

struct bdaddr privacy_nonresolvable(
    const struct env *env, const struct bdaddr *public_address)
{
	struct bdaddr a = { .type = ADDR_RANDOM };

	do
		draw(env, a.b, sizeof(a.b));
	while (!memcmp(a.b, public_address->b, sizeof(a.b)));
	return a;
}
