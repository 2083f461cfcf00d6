/* Advertising data: a run of length, type, data, Core Specification Supplement
 * Part A and Vol 3 Part C 11. */
#ifndef BASE_AD_H
#define BASE_AD_H

#include "base/bytes.h"
#include "base/uuid.h"

enum ad_type {
	AD_FLAGS = 0x01,
	AD_UUID16_SOME = 0x02,
	AD_UUID16_ALL = 0x03,
	AD_UUID128_SOME = 0x06,
	AD_UUID128_ALL = 0x07,
	AD_NAME_SHORT = 0x08,
	AD_NAME = 0x09,
	AD_TX_POWER = 0x0a,
	AD_SERVICE_DATA16 = 0x16,
	AD_APPEARANCE = 0x19,
	AD_SERVICE_DATA128 = 0x21,
	AD_MANUFACTURER = 0xff,
};

/* The next structure. False at the end, at a zero length, which ends the data
 * early, and at one that runs over the end. */
static inline bool ad_next(struct rd *r, uint8_t *type, struct rd *data)
{
	uint8_t len = rd_u8(r);

	if (r->bad || !len)
		return false;
	*data = rd_sub(r, len);
	*type = rd_u8(data);
	return !data->bad;
}

#endif
