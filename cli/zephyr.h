/* What `info` says of a controller of Zephyr; nothing of another. */
#ifndef CLI_ZEPHYR_H
#define CLI_ZEPHYR_H

#include "cli/output.h"
#include "hci/host.h"

void zephyr_describe(const struct host_zephyr *z, struct buf *b);
void zephyr_describe_json(const struct host_zephyr *z, struct json_line *j);

#endif
