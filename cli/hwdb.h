/* Names of the owners of address ranges and of USB's vendors, from udev's
 * hardware database: the same that btmon shows. Without that database there are
 * none. */
#ifndef CLI_HWDB_H
#define CLI_HWDB_H

#include "decoders/decode.h"

struct hwdb;

struct hwdb *hwdb_open(void); /* NULL is a valid, empty one */
void hwdb_close(struct hwdb *h);
/* Let the decoder ask it, as long as both live. */
void hwdb_name_for(struct hwdb *h, struct dec *d);

#endif
