/*
 * Linux's own Bluetooth while it works, through libpcap: what every adapter and
 * the kernel's management say ("bluetooth-monitor"), the same of one adapter
 * alone ("hciN"), or the HCI packets of an adapter ("bluetoothN").
 */
#ifndef PCAP_LIVE_H
#define PCAP_LIVE_H

#include "pcap/capture.h"

#define CAP_LIVE_ALL "bluetooth-monitor"

/* Whether this is such a name; else `err` is set. */
bool cap_live_knows(const char *name, struct err *err);

/*
 * A reader of what happens from now on; the kernel gives the monitor first what
 * adapters there are. Before each packet `more` is called, which waits for
 * cap_live_fd() and says whether to go on; CAP_END comes when it does not. NULL,
 * and `err` with the cause and what helps, when there is nothing to be watched.
 *
 * Offsets in errors count octets since the beginning.
 */
struct cap_reader *cap_open_live(
    const char *name, cap_more_fn *more, void *ctx, struct err *err);

/* Readable when there is a packet. */
int cap_live_fd(const struct cap_reader *r);
/* How many packets the kernel has thrown away up to now, because they came faster
 * than they were read. */
uint32_t cap_live_lost(const struct cap_reader *r);
/* Whether this gives records of the monitor, and not only HCI packets. */
bool cap_live_is_monitor(const char *name);
#endif
