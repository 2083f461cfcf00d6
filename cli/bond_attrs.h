/*
 * The attributes of a bonded device, as its bond keeps them: the members
 * "attributes" and "database_hash" of a bond in the store.
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

/* An attribute was indicated: if it is Service Changed, Vol 3 Part G 7.1, those
 * that it names are forgotten. True when some were. */
bool bond_attrs_indicated(
    struct store_note *n, uint16_t handle, const uint8_t *value, size_t len);
/* One was read: if it is the Database Hash, Vol 3 Part G 7.3, it is kept; where
 * it is not the one that was, so are the attributes no more, unless they are
 * `fresh`, from this link. True when anything changed. */
bool bond_attrs_was_read(struct store_note *n, uint16_t handle,
    const uint8_t *value, size_t len, bool fresh);

#endif
