#include "cli/bond_attrs.h"

#include <string.h>

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

bool bond_attrs_read(const json_t *bond, struct store_note *n, struct err *err)
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

void bond_attrs_write(json_t *bond, const struct store_note *n)
{
	json_t *list;
	char uuid[UUID_STRLEN];

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
	return true;
}
