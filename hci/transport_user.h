/* Adapters that Linux drives, for `pairscope controllers`. */
#ifndef HCI_TRANSPORT_USER_H
#define HCI_TRANSPORT_USER_H

#include <stdbool.h>

/* The kernel, or a daemon through it, uses hciN: it has to be taken. */
bool user_adapter_is_up(unsigned index);

#endif
