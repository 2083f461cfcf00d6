#include "gatt/db.h"

#include <assert.h>
#include <stdlib.h>

#include "base/bytes.h"

static void *copy_bytes(const void *src, size_t len)
{
	void *p = malloc(len ? len : 1);

	if (!p)
		abort();
	if (len)
		memcpy(p, src, len);
	return p;
}

void gatt_db_clear(struct gatt_db *db)
{
	for (size_t i = 0; i < db->n; i++)
		free(db->attrs[i].value);
	free(db->attrs);
	*db = (struct gatt_db){ 0 };
}

/* Index of the first attribute with a handle of at least `handle`. */
static size_t lower_bound(const struct gatt_db *db, uint16_t handle)
{
	size_t lo = 0, hi = db->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (db->attrs[mid].handle < handle)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

struct attr *gatt_db_add(struct gatt_db *db, const struct attr *attr)
{
	size_t at = lower_bound(db, attr->handle);
	struct attr *a;

	assert(attr->value_len <= ATT_MAX_VALUE);
	assert(attr->max_len <= ATT_MAX_VALUE);
	if (!attr->handle ||
	    (at < db->n && db->attrs[at].handle == attr->handle))
		return NULL;
	if (db->n == db->cap) {
		db->cap = db->cap ? 2 * db->cap : 32;
		db->attrs = realloc(db->attrs, db->cap * sizeof(*db->attrs));
		if (!db->attrs)
			abort();
	}
	a = db->attrs + at;
	memmove(a + 1, a, (db->n - at) * sizeof(*a));
	db->n++;
	*a = *attr;
	a->value = NULL;
	if (a->kind == ATTR_VALUE || a->kind == ATTR_DESCRIPTOR)
		a->value = copy_bytes(attr->value, attr->value_len);
	return a;
}

struct attr *gatt_db_from(const struct gatt_db *db, uint16_t handle)
{
	size_t at = lower_bound(db, handle);

	return at < db->n ? db->attrs + at : NULL;
}

struct attr *gatt_db_find(const struct gatt_db *db, uint16_t handle)
{
	struct attr *a = gatt_db_from(db, handle);

	return a && a->handle == handle ? a : NULL;
}

struct attr *gatt_db_next(const struct gatt_db *db, const struct attr *a)
{
	size_t at = (size_t)(a - db->attrs) + 1;

	return at < db->n ? db->attrs + at : NULL;
}

struct attr *gatt_db_service_of(const struct gatt_db *db, uint16_t handle)
{
	size_t at = lower_bound(db, handle);

	if (at < db->n && db->attrs[at].handle == handle)
		at++;
	while (at-- > 0) {
		struct attr *a = db->attrs + at;

		if (a->kind == ATTR_PRIMARY_SERVICE ||
		    a->kind == ATTR_SECONDARY_SERVICE)
			return a->end >= handle ? a : NULL;
	}
	return NULL;
}

struct attr *gatt_db_value_of(
    const struct gatt_db *db, const struct uuid *type, unsigned nth)
{
	for (size_t i = 0; i < db->n; i++) {
		struct attr *a = db->attrs + i;

		if (a->kind == ATTR_VALUE && uuid_equal(&a->uuid, type) &&
		    nth-- == 0)
			return a;
	}
	return NULL;
}

struct attr *gatt_db_descriptor_of(
    const struct gatt_db *db, uint16_t value_handle, uint16_t type)
{
	struct attr *a = gatt_db_find(db, value_handle);

	if (!a || a->kind != ATTR_VALUE)
		return NULL;
	/* descriptors follow the value, Vol 3 Part G 3.3 */
	while ((a = gatt_db_next(db, a)) && a->kind == ATTR_DESCRIPTOR)
		if (uuid_is16(&a->uuid, type))
			return a;
	return NULL;
}

struct attr *gatt_db_cccd_of(const struct gatt_db *db, uint16_t value_handle)
{
	return gatt_db_descriptor_of(db, value_handle, GATT_CCCD);
}

uint16_t gatt_db_value_handle(const struct gatt_db *db, uint16_t handle)
{
	const struct attr *a = gatt_db_find(db, handle);

	if (!a)
		return 0;
	if (a->kind == ATTR_VALUE)
		return a->handle;
	if (a->kind == ATTR_CHARACTERISTIC || a->kind == ATTR_DESCRIPTOR)
		return a->value_handle;
	return 0;
}

bool gatt_db_set_value(struct attr *attr, const void *value, size_t len)
{
	uint8_t *old = attr->value;

	if (len > ATT_MAX_VALUE ||
	    (attr->kind != ATTR_VALUE && attr->kind != ATTR_DESCRIPTOR))
		return false;
	attr->value = copy_bytes(value, len);
	attr->value_len = (uint16_t)len;
	free(old);
	return true;
}
