/* From what the user names to a connection. */
#ifndef CLI_TARGET_H
#define CLI_TARGET_H

#include <stdbool.h>
#include <stdint.h>

struct session;

/* Make `s->link` a connection to the device with this address or name: the one
 * that is up, or a new one. NULL: the one that commands mean. With a bond the
 * link is encrypted, or an error. A status, with any error said. */
int target_connect(
    struct session *s, const char *target, uint64_t timeout_usec);
/* The same, and why, where a bond does not encrypt. */
int target_connect_told(
    struct session *s, const char *target, uint64_t timeout_usec);

/* Close the link that commands mean, and wait until it is closed. */
int target_disconnect(struct session *s);

#endif
