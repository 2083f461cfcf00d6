#include <stdlib.h>

#include "base/bytes.h"
#include "gatt/device_parts.h"

static const struct name property_rows[] = {
	{ GATT_PROP_BROADCAST, "broadcast" },
	{ GATT_PROP_READ, "read" },
	{ GATT_PROP_WRITE_NO_RSP, "write-without-response" },
	{ GATT_PROP_WRITE, "write" },
	{ GATT_PROP_NOTIFY, "notify" },
	{ GATT_PROP_INDICATE, "indicate" },
	{ GATT_PROP_SIGNED_WRITE, "signed-write" },
	{ GATT_PROP_EXTENDED, "extended" },
};
static const struct node_names property_names = NODE_NAMES(property_rows);

/* Permissions to read; those to write are the next bit up. */
static const struct name access_rows[] = {
	{ 0, "none" },
	{ ATTR_READ, "open" },
	{ ATTR_READ_ENCRYPTED, "encrypted" },
	{ ATTR_READ_AUTHENTICATED, "authenticated" },
	{ ATTR_READ_AUTHORIZED, "authorized" },
};
static const struct node_names access_names = NODE_NAMES(access_rows);

#define ACCESS_NONE 0
#define ACCESS_OPEN ATTR_READ

/* Attributes are laid out in the order of the file. */
struct layout {
	struct device *d;
	uint32_t next; /* handle */
	const struct node *services;
	uint16_t *handles; /* of these services, once they are there */
};

/* Add an attribute with the handle that `n` names, or the next. */
static bool add_attr(struct layout *l, const struct node *n, struct attr *a)
{
	struct node handle = node_member(n, "handle");
	uint32_t h = l->next;

	if (!node_u32(&handle, 1, UINT16_MAX, &h))
		return false;
	if (h < l->next)
		return node_fail(&handle, "is not above the handle before");
	if (h > UINT16_MAX)
		return node_fail(n, "has no handle left, 0xffff is taken");
	a->handle = (uint16_t)h;
	l->next = h + 1;
	return gatt_db_add(&l->d->db, a);
}

/* The same, always with the next. */
static bool add_next(struct layout *l, const struct node *n, struct attr *a)
{
	struct node anywhere = *n;

	anywhere.json = NULL;
	return add_attr(l, &anywhere, a);
}

static bool need_uuid(const struct node *n, struct uuid *uuid)
{
	struct node m = node_member(n, "uuid");

	if (!node_present(&m))
		return node_fail(n, "needs uuid");
	return node_uuid(&m, uuid);
}

/* "read", "write" and "min_key_size"; the arguments are what holds without. */
static bool parse_access(
    const struct node *n, uint8_t reads, uint8_t writes, struct attr *a)
{
	struct node read = node_member(n, "read");
	struct node write = node_member(n, "write");
	struct node size = node_member(n, "min_key_size");
	struct node silent = node_member(n, "silent");
	bool secure;

	if (!node_name(&read, &access_names, 0, &reads) ||
	    !node_name(&write, &access_names, 0, &writes) ||
	    !node_u8(&size, 7, 16, &a->min_key_size) ||
	    !node_bool(&silent, &a->silent))
		return false;
	a->permissions = (uint8_t)(reads | writes << 1);
	/* longest write, unless the file says; 0 is the value's own length */
	a->max_len = writes ? ATT_MAX_VALUE : 0;
	secure =
	    (reads | writes) & (ATTR_READ_ENCRYPTED | ATTR_READ_AUTHENTICATED);
	return !a->min_key_size || secure ||
	       node_fail(&size, "needs read or write to be encrypted or "
				"authenticated");
}

/* "value" and "max_length"; the octets go to `value`. */
static bool parse_value(const struct node *n, struct attr *a, struct buf *value)
{
	struct node v = node_member(n, "value");
	struct node max = node_member(n, "max_length");

	if (!node_value(&v, value) ||
	    !node_u16(&max, 0, ATT_MAX_VALUE, &a->max_len))
		return false;
	if (value->len > ATT_MAX_VALUE)
		return node_fail(&v, "has %zu octets, %d are the most",
		    value->len, ATT_MAX_VALUE);
	if (a->max_len && a->max_len < value->len)
		return node_fail(
		    &max, "is less than the value's %zu octets", value->len);
	a->value = value->data;
	a->value_len = (uint16_t)value->len;
	return true;
}

static bool parse_descriptor(
    struct layout *l, const struct node *n, uint16_t value_handle)
{
	static const char *const keys[] = { "uuid", "handle", "read", "write",
		"min_key_size", "value", "max_length", NULL };
	struct attr a = { .kind = ATTR_DESCRIPTOR,
		.value_handle = value_handle };
	struct buf value = { 0 };
	bool ok = node_is_object(n, keys) && need_uuid(n, &a.uuid);

	if (ok && uuid_is16(&a.uuid, GATT_CCCD))
		return node_fail(n, "is there by itself: see cccd");
	ok = ok && parse_access(n, ACCESS_OPEN, ACCESS_NONE, &a) &&
	     parse_value(n, &a, &value) && add_attr(l, n, &a);
	buf_free(&value);
	return ok;
}

/* "cccd": false leaves it out, an object says who may write it. */
static bool parse_cccd(
    struct layout *l, const struct node *n, const struct attr *value)
{
	static const char *const keys[] = { "handle", "read", "write",
		"min_key_size", NULL };
	const uint8_t subscribes = GATT_PROP_NOTIFY | GATT_PROP_INDICATE;
	struct attr a = {
		.kind = ATTR_DESCRIPTOR,
		.value_handle = value->handle,
		.uuid = uuid_from16(GATT_CCCD),
	};

	if (!(value->properties & subscribes))
		return !node_present(n) ||
		       node_fail(n, "needs the property notify or indicate");
	if (json_is_false(n->json))
		return true;
	if (node_present(n) && !node_is_object(n, keys))
		return false;
	return parse_access(n, ACCESS_OPEN, ACCESS_OPEN, &a) &&
	       add_attr(l, n, &a);
}

static void add_notify_value(struct device_notify *notify, const struct buf *b)
{
	uint8_t *copy = malloc(b->len ? b->len : 1);

	if (!copy)
		abort();
	if (b->len)
		memcpy(copy, b->data, b->len);
	notify->values[notify->n_values] = copy;
	notify->value_lens[notify->n_values] = (uint16_t)b->len;
	notify->n_values++;
}

static bool parse_notify_value(
    const struct node *n, struct device_notify *notify)
{
	struct buf b = { 0 };
	bool ok = node_value(n, &b);

	if (ok && b.len > ATT_MAX_VALUE)
		ok = node_fail(
		    n, "has %zu octets, %d are the most", b.len, ATT_MAX_VALUE);
	if (ok)
		add_notify_value(notify, &b);
	buf_free(&b);
	return ok;
}

/* Without "values" it is the value of the characteristic that goes out. */
static bool parse_notify_values(const struct node *n, const struct attr *value,
    struct device_notify *notify)
{
	size_t count = node_count(n);
	struct buf own = { .data = value->value, .len = value->value_len };

	if (!node_is_list(n))
		return false;
	if (node_present(n) && !count)
		return node_fail(n, "must not be empty");
	notify->values = calloc(count + 1, sizeof(*notify->values));
	notify->value_lens = calloc(count + 1, sizeof(*notify->value_lens));
	if (!notify->values || !notify->value_lens)
		abort();
	if (!node_present(n))
		add_notify_value(notify, &own);
	for (size_t i = 0; i < count; i++) {
		struct node e = node_element(n, i);

		if (!parse_notify_value(&e, notify))
			return false;
	}
	return true;
}

static bool parse_notify(
    struct device *d, const struct node *n, const struct attr *value)
{
	static const char *const keys[] = { "delay_ms", "interval_ms", "repeat",
		"values", NULL };
	struct node delay = node_member(n, "delay_ms");
	struct node interval = node_member(n, "interval_ms");
	struct node repeat = node_member(n, "repeat");
	struct node values = node_member(n, "values");
	struct device_notify *notify;
	uint32_t rounds = 1;

	if (!node_present(n))
		return true;
	if (!node_is_object(n, keys))
		return false;
	if (!gatt_db_cccd_of(&d->db, value->handle))
		return node_fail(n, "needs the property notify or indicate, "
				    "and a cccd");
	d->notifies =
	    realloc(d->notifies, (d->n_notifies + 1) * sizeof(*d->notifies));
	if (!d->notifies)
		abort();
	notify = &d->notifies[d->n_notifies++];
	*notify = (struct device_notify){
		.value_handle = value->handle,
		.interval_ms = 1000,
	};
	if (!node_u32(&delay, 0, DEVICE_MAX_MS, &notify->delay_ms) ||
	    !node_u32(&interval, 0, DEVICE_MAX_MS, &notify->interval_ms) ||
	    !node_u32(&repeat, 0, 1000000, &rounds) ||
	    !parse_notify_values(&values, value, notify))
		return false;
	notify->repeat = rounds;
	/* it would never come to rest, and no time would pass */
	return rounds || notify->interval_ms ||
	       node_fail(&repeat, "for ever needs an interval_ms");
}

static bool parse_descriptors(
    struct layout *l, const struct node *n, const struct attr *value)
{
	if (!node_is_list(n))
		return false;
	for (size_t i = 0; i < node_count(n); i++) {
		struct node e = node_element(n, i);

		if (!parse_descriptor(l, &e, value->handle))
			return false;
	}
	return true;
}

static bool parse_characteristic(struct layout *l, const struct node *n)
{
	static const char *const keys[] = { "uuid", "handle", "properties",
		"read", "write", "min_key_size", "silent", "value",
		"max_length", "descriptors", "cccd", "notify", NULL };
	const uint8_t writes =
	    GATT_PROP_WRITE | GATT_PROP_WRITE_NO_RSP | GATT_PROP_SIGNED_WRITE;
	struct node properties = node_member(n, "properties");
	struct node cccd = node_member(n, "cccd");
	struct node descriptors = node_member(n, "descriptors");
	struct node notify = node_member(n, "notify");
	struct attr a = { .kind = ATTR_CHARACTERISTIC,
		.properties = GATT_PROP_READ };
	struct attr value;
	struct buf b = { 0 };
	size_t declared = l->d->db.n;
	bool ok = node_is_object(n, keys) && need_uuid(n, &a.uuid) &&
		  node_bits(&properties, &property_names, &a.properties) &&
		  add_attr(l, n, &a);

	value = a;
	value.kind = ATTR_VALUE;
	ok = ok &&
	     parse_access(n,
		 a.properties & GATT_PROP_READ ? ACCESS_OPEN : ACCESS_NONE,
		 a.properties & writes ? ACCESS_OPEN : ACCESS_NONE, &value) &&
	     parse_value(n, &value, &b) && add_next(l, n, &value);
	if (ok)
		l->d->db.attrs[declared].value_handle = value.handle;
	ok = ok && parse_cccd(l, &cccd, &value) &&
	     parse_descriptors(l, &descriptors, &value) &&
	     parse_notify(l->d, &notify, &value);
	buf_free(&b);
	return ok;
}

/* The service that an include names: by its place in the file, or by a UUID
 * that only one has. */
static bool find_service(
    const struct layout *l, const struct node *n, uint16_t *index)
{
	size_t count = node_count(l->services), found = 0;
	struct uuid want = { 0 }, have;

	if (json_is_integer(n->json)) {
		if ((size_t)json_integer_value(n->json) >= count)
			return node_fail(n, "there are %zu services", count);
		*index = (uint16_t)json_integer_value(n->json);
		return true;
	}
	if (!node_uuid(n, &want))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct node service = node_element(l->services, i);

		if (!need_uuid(&service, &have))
			return false;
		if (!uuid_equal(&have, &want))
			continue;
		*index = (uint16_t)i;
		found++;
	}
	return found == 1 ||
	       node_fail(n, found ? "names several services: use a place, "
				    "from 0"
				  : "names no service of this file");
}

/* Until all services have a handle, an include holds its place. */
static bool parse_includes(struct layout *l, const struct node *n)
{
	if (!node_is_list(n))
		return false;
	for (size_t i = 0; i < node_count(n); i++) {
		struct node e = node_element(n, i);
		struct attr a = { .kind = ATTR_INCLUDE };

		if (!find_service(l, &e, &a.value_handle) ||
		    !add_next(l, &e, &a))
			return false;
	}
	return true;
}

static void resolve_includes(struct layout *l)
{
	struct gatt_db *db = &l->d->db;

	for (size_t i = 0; i < db->n; i++) {
		struct attr *a = db->attrs + i;
		const struct attr *service;

		if (a->kind != ATTR_INCLUDE)
			continue;
		service = gatt_db_find(db, l->handles[a->value_handle]);
		a->value_handle = service->handle;
		a->end = service->end;
		a->uuid = service->uuid;
	}
}

static bool parse_service(
    struct layout *l, const struct node *n, uint16_t *handle)
{
	static const char *const keys[] = { "uuid", "primary", "handle",
		"includes", "characteristics", NULL };
	struct node primary = node_member(n, "primary");
	struct node includes = node_member(n, "includes");
	struct node characteristics = node_member(n, "characteristics");
	struct attr a = { 0 };
	bool is_primary = true;

	if (!node_is_object(n, keys) || !need_uuid(n, &a.uuid) ||
	    !node_bool(&primary, &is_primary))
		return false;
	a.kind = is_primary ? ATTR_PRIMARY_SERVICE : ATTR_SECONDARY_SERVICE;
	if (!add_attr(l, n, &a) || !parse_includes(l, &includes) ||
	    !node_is_list(&characteristics))
		return false;
	for (size_t i = 0; i < node_count(&characteristics); i++) {
		struct node e = node_element(&characteristics, i);

		if (!parse_characteristic(l, &e))
			return false;
	}
	gatt_db_find(&l->d->db, a.handle)->end = (uint16_t)(l->next - 1);
	*handle = a.handle;
	return true;
}

static bool parse_services(struct layout *l)
{
	const struct node *n = l->services;

	for (size_t i = 0; i < node_count(n); i++) {
		struct node e = node_element(n, i);

		if (!parse_service(l, &e, &l->handles[i]))
			return false;
	}
	return true;
}

static bool defines(const struct node *services, uint16_t uuid)
{
	for (size_t i = 0; i < node_count(services); i++) {
		const char *text = json_string_value(
		    json_object_get(json_array_get(services->json, i), "uuid"));
		struct uuid u;

		if (text && uuid_parse(text, &u) && uuid_is16(&u, uuid))
			return true;
	}
	return false;
}

/* Central Address Resolution, which a mere peripheral has not. */
static void add_resolution(json_t *gap)
{
	json_array_append_new(json_object_get(gap, "characteristics"),
	    json_pack("{s:s, s:{s:i}}", "uuid", "2aa6", "value", "u8", 0));
}

/* The services that every device has, Vol 3 Part C 12 and Part G 7, where the
 * file has them not. */
static bool add_common_services(struct layout *l, uint16_t appearance)
{
	json_t *gap = json_pack("{s:s, s:[{s:s, s:{s:s}}, {s:s, s:{s:i}}]}",
	    "uuid", "1800", "characteristics", "uuid", "2a00", "value", "text",
	    l->d->name, "uuid", "2a01", "value", "u16", appearance);
	json_t *gatt = json_pack("{s:s, s:[{s:s, s:[s], s:{s:s}}]}", "uuid",
	    "1801", "characteristics", "uuid", "2a05", "properties", "indicate",
	    "value", "hex", "0100ffff");
	struct node gap_node = { .json = gap, .err = l->services->err };
	struct node gatt_node = { .json = gatt, .err = l->services->err };
	uint16_t handle;
	bool ok = true;

	if (defines(l->services, DEVICE_GAP_SERVICE))
		l->d->adds_resolution = false;
	else if (l->d->adds_resolution)
		add_resolution(gap);
	if (!defines(l->services, DEVICE_GAP_SERVICE))
		ok = parse_service(l, &gap_node, &handle);
	if (ok && !defines(l->services, DEVICE_GATT_SERVICE))
		ok = parse_service(l, &gatt_node, &handle);
	json_decref(gap);
	json_decref(gatt);
	return ok;
}

void device_set_resolution(struct device *d, bool resolves)
{
	struct uuid type = uuid_from16(GATT_CENTRAL_ADDRESS_RESOLUTION);
	struct attr *a = gatt_db_value_of(&d->db, &type, 0);
	uint8_t value = resolves;

	if (d->adds_resolution && a)
		gatt_db_set_value(a, &value, 1);
}

#define COMMON_HANDLES	   9
#define RESOLUTION_HANDLES 2

/* Whether the file leaves the first handles free for the common services. */
static bool leaves_room(const struct node *services, bool resolution)
{
	struct node first = node_element(services, 0);
	struct node handle = node_member(&first, "handle");
	uint32_t h = UINT16_MAX;

	return node_u32(&handle, 0, UINT32_MAX, &h) &&
	       h > COMMON_HANDLES + (resolution ? RESOLUTION_HANDLES : 0U);
}

bool device_parse_services(
    const struct node *services, uint16_t appearance, struct device *d)
{
	struct layout l = { .d = d, .next = 1, .services = services };
	bool first = leaves_room(services, d->adds_resolution), ok;

	if (!node_is_list(services))
		return false;
	l.handles = calloc(node_count(services) + 1, sizeof(*l.handles));
	if (!l.handles)
		abort();
	ok = (!first || add_common_services(&l, appearance)) &&
	     parse_services(&l) &&
	     (first || add_common_services(&l, appearance));
	if (ok)
		resolve_includes(&l);
	free(l.handles);
	return ok;
}
