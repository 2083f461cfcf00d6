/* Attributes in handle order: a server's own, or what a client discovered. */
#ifndef GATT_DB_H
#define GATT_DB_H

#include "base/uuid.h"
#include "gatt/att.h"

enum attr_kind {
	ATTR_PRIMARY_SERVICE,
	ATTR_SECONDARY_SERVICE,
	ATTR_INCLUDE,
	ATTR_CHARACTERISTIC, /* the declaration */
	ATTR_VALUE,	     /* the characteristic's value */
	ATTR_DESCRIPTOR,     /* CCCDs among them */
};

/* Who may read or write an attribute, Vol 3 Part F 3.2.5. */
enum attr_permission {
	ATTR_READ = 0x01,
	ATTR_WRITE = 0x02,
	ATTR_READ_ENCRYPTED = 0x04,
	ATTR_WRITE_ENCRYPTED = 0x08,
	ATTR_READ_AUTHENTICATED = 0x10, /* by passkey, comparison or OOB */
	ATTR_WRITE_AUTHENTICATED = 0x20,
	ATTR_READ_AUTHORIZED = 0x40, /* never granted: answers 0x08 */
	ATTR_WRITE_AUTHORIZED = 0x80,
};

struct attr {
	uint16_t handle;
	uint8_t kind; /* enum attr_kind */
	uint8_t permissions;
	uint8_t min_key_size; /* 0: any */
	bool silent; /* a fault on purpose: it refuses without an answer */
	uint8_t properties; /* of a characteristic and of its value */
	uint16_t end;	    /* services: last handle of the group; includes:
			       * that of the included service */
	uint16_t
	    value_handle; /* characteristics and their descriptors: the value;
				* includes: the included service */
	struct uuid uuid; /* services: the service; characteristics and values:
			   * the characteristic; descriptors: the type */
	uint8_t *value;	  /* values and descriptors; owned by the database */
	uint16_t value_len;
	uint16_t max_len; /* longest write that is taken; 0: fixed length */
};

struct gatt_db {
	struct attr *attrs;
	size_t n;
	size_t cap;
};

void gatt_db_clear(struct gatt_db *db);

/* Put an attribute at its place in handle order. The returned pointer is valid
 * until the next addition. The value is copied. NULL when the handle is 0 or is
 * taken. */
struct attr *gatt_db_add(struct gatt_db *db, const struct attr *attr);

struct attr *gatt_db_find(const struct gatt_db *db, uint16_t handle);

/* The first attribute with a handle of at least `handle`, or NULL. */
struct attr *gatt_db_from(const struct gatt_db *db, uint16_t handle);

/* The attribute after `a`, or NULL. */
struct attr *gatt_db_next(const struct gatt_db *db, const struct attr *a);

/* The service whose group holds a handle, or NULL. */
struct attr *gatt_db_service_of(const struct gatt_db *db, uint16_t handle);

/* The value of the n-th (from 0) characteristic of that type, or NULL. */
struct attr *gatt_db_value_of(
    const struct gatt_db *db, const struct uuid *type, unsigned nth);

/* The first descriptor of that type of the characteristic with that value
 * handle, or NULL. */
struct attr *gatt_db_descriptor_of(
    const struct gatt_db *db, uint16_t value_handle, uint16_t type);

/* The CCCD of the characteristic with that value handle, or NULL. */
struct attr *gatt_db_cccd_of(const struct gatt_db *db, uint16_t value_handle);

/* The value handle of the characteristic that a handle (declaration, value or
 * descriptor) belongs to, or 0. */
uint16_t gatt_db_value_handle(const struct gatt_db *db, uint16_t handle);

/* Replace a value. False when the attribute has no value or `len` is over
 * ATT_MAX_VALUE. */
bool gatt_db_set_value(struct attr *attr, const void *value, size_t len);

#endif
