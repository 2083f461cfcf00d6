/*
 * Shared air in virtual time: virtual controllers that hear each other, and the
 * links between them. Pure: HCI packets and `now` (microseconds) go in, HCI
 * packets for each controller's host come out.
 *
 * What it leaves out: nothing is encrypted on the air. It compares the two Long
 * Term Keys and breaks the link with 0x3d when they differ, as a MIC failure
 * would.
 */
#ifndef SIM_AIR_H
#define SIM_AIR_H

#include "base/addr.h"
#include "base/env.h"
#include "gatt/device.h"

#define AIR_MAX_CONTROLLERS 16

struct air;

struct air *air_new(const struct env *env); /* borrowed */
void air_free(struct air *a);

/* Put a controller on the air; its number, or -1 when there is no room. A zero
 * public address means that it has none. `rssi` is how others hear it, dBm;
 * `acl_size` and `acl_count` are its data buffers. */
int air_add(struct air *a, const struct bdaddr *public_address, int8_t rssi,
    uint16_t acl_size, uint8_t acl_count);

/* Give it a resolving list with room for so many, and with that LL Privacy;
 * before its host does anything. */
void air_give_resolving_list(struct air *a, int controller, unsigned room);

/* Its faults, which are borrowed, and who made it. */
void air_give_faults(
    struct air *a, int controller, const struct device_fault *faults, size_t n);
void air_give_company(struct air *a, int controller, uint16_t company);

/* A whole H4 packet from a controller's host. */
void air_receive(
    struct air *a, int controller, const uint8_t *p, size_t n, uint64_t now);

/* The next packet for a host that is due by `now`: its length, with `*p` valid
 * until the next call and `*controller` whose host it is for; 0 when none. Time
 * on the air advances to that packet. */
size_t air_next(
    struct air *a, uint64_t now, int *controller, const uint8_t **p);

/* When something happens next, or NEVER. */
uint64_t air_deadline(const struct air *a);

#endif
