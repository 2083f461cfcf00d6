/* Commands of the user, by sh(1). */
#ifndef CLI_SPAWN_H
#define CLI_SPAWN_H

#include "base/err.h"

/* Run it to its end; what it prints goes to stderr: stdout is data. False where
 * it cannot be run or fails. */
bool spawn_run(const char *command, struct err *err);

#endif
