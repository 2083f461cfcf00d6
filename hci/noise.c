#include "hci/noise.h"

#define SLIP_END 0xc0

void noise_add(struct noise *z, size_t octets, const uint8_t *p, size_t n)
{
	z->octets += octets;
	z->sampled += n;
	for (size_t i = 0; i < n; i++) {
		z->text += (p[i] >= ' ' && p[i] < 0x7f) || p[i] == '\r' ||
			   p[i] == '\n' || p[i] == '\t' || p[i] == 0x1b;
		z->ends += p[i] == SLIP_END;
	}
}

enum noise_kind noise_kind(const struct noise *z)
{
	if (!z->octets)
		return NOISE_NONE;
	if (z->sampled >= 4 && z->text * 10 >= z->sampled * 9)
		return NOISE_TEXT;
	/* A frame of link establishment is six octets between two ends. */
	if (z->ends >= 2 && z->ends * 16 >= z->sampled)
		return NOISE_SLIP;
	return NOISE_FRAMING;
}
