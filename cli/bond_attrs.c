#include "cli/bond_attrs.h"

#include <string.h>

#include "base/bytes.h"
#include "cli/bond_json.h"
#include "cli/must.h"

static bool read_attr(
    const json_t *o, uint16_t before, struct dec_attr *out, struct err *err)
{
	const json_t *handle = json_object_get(o, "handle");
	const char *uuid = json_string_value(json_object_get(o, "uuid"));
	json_int_t v = json_integer_value(handle);

	if (!json_is_integer(handle) || v <= before || v > 0xffff)
		return err_set(err, "no \"handle\" above 0x%04x", before);
	if (!uuid || !uuid_parse(uuid, &out->uuid))
		return err_set(err, "\"uuid\" is no UUID");
	out->handle = (uint16_t)v;
	return true;
}

static bool read_attrs(
    const json_t *bond, struct store_note *n, struct err *err)
{
	const json_t *list = json_object_get(bond, "attributes");
	uint16_t before = 0;

	n->n_attrs = 0;
	if (!list)
		return true;
	if (!json_is_array(list) || json_array_size(list) > STORE_MAX_ATTRS)
		return err_set(err, "\"attributes\" is no list of at most %d",
		    STORE_MAX_ATTRS);
	for (size_t i = 0; i < json_array_size(list); i++) {
		if (!read_attr(
			json_array_get(list, i), before, &n->attrs[i], err))
			return err_prefix(err, "attribute %zu: ", i + 1);
		before = n->attrs[i].handle;
	}
	n->n_attrs = json_array_size(list);
	return true;
}

bool bond_attrs_read(const json_t *bond, struct store_note *n, struct err *err)
{
	return read_attrs(bond, n, err) &&
	       bond_json_get_hex(bond, "database_hash", n->hash,
		   sizeof(n->hash), &n->has_hash, err);
}

void bond_attrs_write(json_t *bond, const struct store_note *n)
{
	json_t *list;
	char uuid[UUID_STRLEN];

	if (n->has_hash)
		bond_json_set_hex(
		    bond, "database_hash", n->hash, sizeof(n->hash));
	if (!n->n_attrs)
		return;
	list = must(json_array());
	for (size_t i = 0; i < n->n_attrs; i++) {
		uuid_format(&n->attrs[i].uuid, uuid);
		json_array_append_new(
		    list, must(json_pack("{s:i,s:s}", "handle",
			      n->attrs[i].handle, "uuid", uuid)));
	}
	json_object_set_new(bond, "attributes", list);
}

static bool same_attrs(
    const struct dec_attr *a, const struct dec_attr *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (a[i].handle != b[i].handle ||
		    !uuid_equal(&a[i].uuid, &b[i].uuid))
			return false;
	return true;
}

bool bond_attrs_keep(struct store_note *n, const struct gatt_db *db)
{
	struct dec_attr now[STORE_MAX_ATTRS];
	size_t count = 0;

	for (size_t i = 0; i < db->n && count < STORE_MAX_ATTRS; i++) {
		const struct attr *a = &db->attrs[i];

		if (a->kind == ATTR_VALUE || a->kind == ATTR_DESCRIPTOR)
			now[count++] = (struct dec_attr){ a->handle, a->uuid };
	}
	if (count == n->n_attrs && same_attrs(now, n->attrs, count))
		return false;
	memcpy(n->attrs, now, count * sizeof(*now));
	n->n_attrs = count;
	n->has_hash = false;
	return true;
}

static bool is_of_type(
    const struct store_note *n, uint16_t handle, uint16_t type)
{
	for (size_t i = 0; i < n->n_attrs; i++)
		if (n->attrs[i].handle == handle)
			return uuid_is16(&n->attrs[i].uuid, type);
	return false;
}

bool bond_attrs_indicated(
    struct store_note *n, uint16_t handle, const uint8_t *value, size_t len)
{
	struct rd r = rd_over(value, len);
	uint16_t first = rd_u16(&r), last = rd_u16(&r);
	size_t kept = 0;

	if (r.bad || rd_left(&r) ||
	    !is_of_type(n, handle, GATT_SERVICE_CHANGED))
		return false;
	for (size_t i = 0; i < n->n_attrs; i++)
		if (n->attrs[i].handle < first || n->attrs[i].handle > last)
			n->attrs[kept++] = n->attrs[i];
	if (kept == n->n_attrs)
		return false;
	n->n_attrs = kept;
	n->has_hash = false;
	return true;
}

bool bond_attrs_was_read(struct store_note *n, uint16_t handle,
    const uint8_t *value, size_t len, bool fresh)
{
	if (len != sizeof(n->hash) ||
	    !is_of_type(n, handle, GATT_DATABASE_HASH) ||
	    (n->has_hash && !memcmp(n->hash, value, len)))
		return false;
	if (n->has_hash && !fresh)
		n->n_attrs = 0;
	memcpy(n->hash, value, len);
	n->has_hash = true;
	return true;
}
