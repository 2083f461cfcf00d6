/* Which controllers there are, and how they are opened. */
#ifndef CLI_CONTROLLERS_H
#define CLI_CONTROLLERS_H

#include "base/addr.h"
#include "base/err.h"

struct session;
struct hci_transport;

/* The words "addr=ADDRESS" and "tx-power=DBM" of a specification: what the host
 * tells the controller. */
struct controller_options {
	struct bdaddr address; /* public or static; zero: its own */
	bool set_tx_power;
	int8_t tx_power;
};

/* What -c says, or else the environment; NULL: neither. */
const char *controller_spec(const struct session *s);
/* Open "scheme:rest", with its options in the session. NULL and `err`. */
struct hci_transport *controller_open(struct session *s, struct err *err);
/* The list of `pairscope controllers`; to stderr where it goes with an error. */
void controllers_list(struct session *s, bool to_stderr);

#endif
