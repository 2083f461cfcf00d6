/*
 * The attributes of a bonded device, as its bond keeps them: the member
 * "attributes" of a bond in the store.
 */
#ifndef CLI_BOND_ATTRS_H
#define CLI_BOND_ATTRS_H

#include <jansson.h>

#include "cli/store.h"
#include "gatt/db.h"

/* Optional; false with what is wrong. */
bool bond_attrs_read(const json_t *bond, struct store_note *n, struct err *err);
/* Nothing where there are none. */
void bond_attrs_write(json_t *bond, const struct store_note *n);

/* Keep what was discovered; true when it is not what was kept. */
bool bond_attrs_keep(struct store_note *n, const struct gatt_db *db);

#endif
