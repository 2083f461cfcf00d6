/* Random device addresses of our own, Vol 6 Part B 1.3.2. Their random part is
 * never all zeros or all ones. */
#ifndef HCI_PRIVACY_H
#define HCI_PRIVACY_H

#include "base/addr.h"
#include "base/env.h"

/* For life, or for one run: the two top bits are 11. */
struct bdaddr privacy_static(const struct env *env);
/* Who has the IRK knows whose it is: 01, and a hash of the rest. */
struct bdaddr privacy_resolvable(
    const struct env *env, const uint8_t irk[static 16]);
/* Nobody does: 00, and not the public address, which may be zero. */
struct bdaddr privacy_nonresolvable(
    const struct env *env, const struct bdaddr *public_address);

#endif
