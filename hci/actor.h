/*
 * Plays a device file on a host: advertises, answers, notifies, or dials as a
 * phone does. `serve` has one, and so has every device of the simulator. Pure.
 */
#ifndef HCI_ACTOR_H
#define HCI_ACTOR_H

#include "gatt/device.h"
#include "hci/host.h"

struct actor;

struct smp_rule actor_smp_rule(const struct device_rule *r);

/* The pairing configuration that a device file describes. `rules` has room for
 * device->security.n_rules and lives as long as the configuration. */
struct smp_config actor_smp_config(
    const struct device *device, struct smp_rule *rules);

/* `device` and `host` are borrowed. With `person` there is somebody to answer
 * the questions of a pairing; else the device file answers. */
struct actor *actor_new(
    const struct device *device, struct host *host, bool person);
void actor_free(struct actor *a);

/* Every event of the host, as it comes; the first one is HOST_READY, or a call
 * with a made-up one where the host is ready already. */
void actor_event(struct actor *a, const struct host_event *e, uint64_t now);
void actor_tick(struct actor *a, uint64_t now);
uint64_t actor_deadline(const struct actor *a); /* or NEVER */

#endif
