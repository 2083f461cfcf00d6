/* The link layer, as a sniffer hears it: Vol 6 Part B 2. */
#ifndef DECODERS_LL_H
#define DECODERS_LL_H

#include "decoders/hci.h"
#include "decoders/state.h"

/* A control PDU; NULL when unknown. */
const struct packet_name *ll_control_find(uint8_t opcode);

/* Each takes what p->r holds. */
void decode_ll_control(struct packet *p);
/* A PDU of the advertising channels, its header included, of which the length
 * is right. */
void decode_ll_advertising(struct packet *p);
/* Its name. */
const char *ll_advertising_name(const struct record *rec);

extern const struct names ll_sca_names;

extern const struct bits ll_power_phys_bits;

/* Of Channel Sounding. */
extern const struct row ll_cs_security[3];
extern const struct row ll_cs_capabilities[18];
extern const struct row ll_cs_config_id[1];
extern const struct row ll_cs_req[16];
extern const struct row ll_cs_rsp[12];
extern const struct row ll_cs_ind[11];
extern const struct row ll_cs_terminate[3];
extern const struct row ll_cs_fae_table[1];
extern const struct row ll_cs_channel_map[2];
void put_ll_cs_config(struct packet *p);

/* "SCA: 31 ppm to 50 ppm (0x05)", three bits of `at`. */
void put_clock_accuracy(struct packet *p, unsigned sca, const uint8_t *at);
/* Row functions. */
void put_sync_info(struct packet *p);

#endif
