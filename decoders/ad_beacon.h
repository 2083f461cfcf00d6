/* What makers put into advertising data in formats that they have published or
 * that are known. Each takes what p->r holds, which the caller shows as octets;
 * what has no known form is left. */
#ifndef DECODERS_AD_BEACON_H
#define DECODERS_AD_BEACON_H

#include "decoders/packet.h"

/* Manufacturer's data after the company: of Apple, shown with its octets. */
void put_apple(struct packet *p);
/* The same of Microsoft: Swift Pair, and devices of the same account. */
void put_microsoft_beacon(struct packet *p);
/* Data of the service with this 16-bit UUID: Eddystone, Fast Pair, Exposure
 * Notification, Matter. */
void put_service_beacon(struct packet *p, uint16_t uuid);

#endif
