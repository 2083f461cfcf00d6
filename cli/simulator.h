/* The simulator as a controller: -c sim, -c sim:FILE[,FILE...]. */
#ifndef CLI_SIMULATOR_H
#define CLI_SIMULATOR_H

#include "cli/store.h"
#include "hci/transport.h"

/* Open it with the devices of these files, or with all that are built in; the
 * word ll-privacy among them gives our controller a resolving list. What they
 * remember of earlier runs comes from `store`. NULL and `err`. */
struct hci_transport *simulator_open(
    const char *files, struct store *store, struct err *err);

/* Put what its devices remember into `store`; true when that changed it. Does
 * nothing on any other transport. */
bool simulator_remember(struct hci_transport *t, struct store *store);

/* The names of its devices, "a, b and c"; NULL on any other transport. */
const char *simulator_devices(const struct hci_transport *t);

#endif
