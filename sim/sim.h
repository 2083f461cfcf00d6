/*
 * The simulator: one virtual controller for us, and on its air the devices of
 * device files, each with a controller, a host stack and an actor of its own.
 * Time is virtual and moves only as the caller says. Pure, and the same every
 * time: its randomness comes from a seed.
 */
#ifndef SIM_SIM_H
#define SIM_SIM_H

#include "gatt/device.h"
#include "smp/bonds.h"

struct sim;

struct sim *sim_new(void);
void sim_free(struct sim *s);

/* Our controller resolves private addresses: a resolving list with room for so
 * many. Before anything else. */
void sim_give_resolving_list(struct sim *s, unsigned room);

/* Put a device on the air and take it over. False when there is no more
 * room. */
bool sim_add(struct sim *s, struct device *device, struct err *err);
size_t sim_count(const struct sim *s);
const struct device *sim_device(const struct sim *s, size_t i);
/* The bonds that a device remembers; the caller may keep them between runs. */
struct bonds *sim_bonds(struct sim *s, size_t i);

/* Its Identity Resolving Key. */
void sim_irk(const struct sim *s, size_t i, uint8_t irk[static 16]);

/* Switch the devices on; once, before anything else happens. */
void sim_start(struct sim *s, uint64_t now);

/* A whole H4 packet from our host. */
void sim_write(struct sim *s, const uint8_t *p, size_t n, uint64_t now);
/* The next packet for our host that is due by `now`, valid until the next call;
 * 0 when there is none. */
size_t sim_read(struct sim *s, uint64_t now, const uint8_t **p);
/* When something happens next, or NEVER. */
uint64_t sim_deadline(const struct sim *s);

#endif
