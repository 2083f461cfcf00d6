/*
 * What the central's host would have logged of connections that a sniffer heard, so
 * that what reads logs of hosts reads captures of sniffers as well. Pure.
 */
#ifndef CLI_SNIFF_HOST_H
#define CLI_SNIFF_HOST_H

#include "base/record.h"

struct sniff_host;

struct sniff_host *sniff_host_new(void);
void sniff_host_free(struct sniff_host *h);

/* The HCI packets that a record of the air, laid open where that is possible,
 * stands for; returns their number. They live until the next call. */
#define SNIFF_HOST_MOST 3
size_t sniff_host_records(struct sniff_host *h, const struct record *air,
    struct record out[static SNIFF_HOST_MOST]);

#endif
