/* Names of the owners of address ranges, from udev's hardware database: the
 * same that btmon shows. Without that database there are none. */
#ifndef CLI_HWDB_H
#define CLI_HWDB_H

#include <stdint.h>

struct hwdb;

struct hwdb *hwdb_open(void); /* NULL is a valid, empty one */
void hwdb_close(struct hwdb *h);
/* A dec_oui_fn. */
const char *hwdb_oui(void *h, const uint8_t oui[3]);

#endif
