/* Which controllers there are, and how they are opened. */
#ifndef CLI_CONTROLLERS_H
#define CLI_CONTROLLERS_H

#include "base/err.h"

struct session;
struct hci_transport;

/* Open "scheme:rest". NULL and `err`. */
struct hci_transport *controller_open(
    struct session *s, const char *spec, struct err *err);
/* The list of `pairscope controllers`; to stderr where it goes with an error. */
void controllers_list(struct session *s, bool to_stderr);

#endif
