/* Link types of sniffers, whose packets are PDUs of the link layer. The parsers
 * are those of struct cap_link_type. */
#ifndef PCAP_LINK_AIR_H
#define PCAP_LINK_AIR_H

#include "pcap/link.h"

void cap_parse_le_ll(
    struct cap_link *link, uint32_t word, struct rd *r, struct record *rec);
void cap_parse_le_phdr(
    struct cap_link *link, uint32_t word, struct rd *r, struct record *rec);
void cap_parse_nordic(
    struct cap_link *link, uint32_t word, struct rd *r, struct record *rec);
void cap_parse_ppi(
    struct cap_link *link, uint32_t word, struct rd *r, struct record *rec);

/* We write the one link type that can say all that a record does. */
#define CAP_DLT_AIR   256
#define CAP_AIR_FRONT 15
#define CAP_AIR_BACK  3

/* What a file has before and after the PDU; each returns its octets. */
size_t cap_air_front(
    const struct record *rec, uint8_t out[static CAP_AIR_FRONT]);
size_t cap_air_back(const struct record *rec, uint8_t out[static CAP_AIR_BACK]);

#endif
