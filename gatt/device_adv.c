#include "base/bytes.h"
#include "gatt/device_parts.h"

/* Advertising data is a run of {length, type, data}, Vol 3 Part C 11; the types
 * are in the Core Specification Supplement Part A 1. */
enum ad_type {
	AD_FLAGS = 0x01,
	AD_SOME_SERVICES16 = 0x02,
	AD_SERVICES16 = 0x03,
	AD_SERVICES32 = 0x05,
	AD_SERVICES128 = 0x07,
	AD_SHORT_NAME = 0x08,
	AD_NAME = 0x09,
	AD_TX_POWER = 0x0a,
	AD_SERVICE_DATA16 = 0x16,
	AD_APPEARANCE = 0x19,
	AD_SERVICE_DATA128 = 0x21,
	AD_MANUFACTURER = 0xff,
};

#define AD_MAX 31 /* of legacy advertising, Vol 6 Part B 2.3.1 */

static const struct name flag_rows[] = {
	{ 0x01, "limited" },
	{ 0x02, "general" },
	{ 0x04, "no-bredr" },
	{ 0x08, "le-bredr-controller" },
	{ 0x10, "le-bredr-host" },
};
static const struct node_names flag_names = NODE_NAMES(flag_rows);

#define FLAGS_GENERAL_LE_ONLY 0x06

/* Each of these adds the data of one element to its type, or fails. The last
 * two choose the type as well. */

static bool put_flags(const struct node *n, struct buf *out)
{
	uint8_t flags = 0;

	if (!node_bits(n, &flag_names, &flags))
		return false;
	buf_putc(out, (char)flags);
	return true;
}

static bool put_uuids(const struct node *n, size_t octets, struct buf *out)
{
	if (!json_is_array(n->json))
		return node_fail(n, "must be a list");
	for (size_t i = 0; i < node_count(n); i++) {
		struct node e = node_element(n, i);
		struct uuid uuid = { 0 };
		bool fits;

		if (!node_uuid(&e, &uuid))
			return false;
		/* the short forms are the end of the long one */
		fits = octets == 16 || (octets == 2 && uuid_to16(&uuid)) ||
		       (octets == 4 && !memcmp(uuid.b, uuid_from16(1).b, 12));
		if (!fits)
			return node_fail(
			    &e, "has no form of %zu bits", 8 * octets);
		buf_add(out, octets == 16 ? uuid.b : uuid.b + 12, octets);
	}
	return true;
}

static bool put_services16(const struct node *n, struct buf *out)
{
	return put_uuids(n, 2, out);
}

static bool put_services32(const struct node *n, struct buf *out)
{
	return put_uuids(n, 4, out);
}

static bool put_services128(const struct node *n, struct buf *out)
{
	return put_uuids(n, 16, out);
}

static bool put_text(const struct node *n, struct buf *out)
{
	const char *text = "";

	if (!node_text(n, &text))
		return false;
	buf_puts(out, text);
	return true;
}

static bool put_tx_power(const struct node *n, struct buf *out)
{
	int64_t dbm = 0;

	if (!node_number(n, -127, 127, &dbm))
		return false;
	buf_putc(out, (char)dbm);
	return true;
}

static bool put_u16(const struct node *n, struct buf *out)
{
	uint16_t v = 0;
	uint8_t le[2];

	if (!node_u16(n, 0, UINT16_MAX, &v))
		return false;
	put_le16(le, v);
	buf_add(out, le, 2);
	return true;
}

static bool put_manufacturer(const struct node *n, struct buf *out)
{
	static const char *const keys[] = { "company", "data", NULL };
	struct node company = node_member(n, "company");
	struct node data = node_member(n, "data");

	if (!node_is_object(n, keys))
		return false;
	if (!node_present(&company))
		return node_fail(n, "needs company");
	return put_u16(&company, out) && node_hex(&data, out);
}

static bool put_service_data(const struct node *n, struct buf *out)
{
	static const char *const keys[] = { "uuid", "data", NULL };
	struct node uuid = node_member(n, "uuid");
	struct node data = node_member(n, "data");
	struct uuid u = { 0 };
	uint8_t wire[16];
	size_t len;

	if (!node_is_object(n, keys) || !node_uuid(&uuid, &u))
		return false;
	if (!node_present(&uuid))
		return node_fail(n, "needs uuid");
	len = uuid_to_wire(&u, wire);
	out->data[0] = len == 2 ? AD_SERVICE_DATA16 : AD_SERVICE_DATA128;
	buf_add(out, wire, len);
	return node_hex(&data, out);
}

static bool put_raw(const struct node *n, struct buf *out)
{
	static const char *const keys[] = { "type", "data", NULL };
	struct node number = node_member(n, "type");
	struct node data = node_member(n, "data");

	if (!node_is_object(n, keys))
		return false;
	if (!node_present(&number))
		return node_fail(n, "needs type");
	return node_u8(&number, 0, 0xff, out->data) && node_hex(&data, out);
}

/* clang-format off */
static const struct kind {
	const char *key;
	uint8_t type;
	bool (*put)(const struct node *n, struct buf *out);
} kinds[] = {
	{ "flags", AD_FLAGS, put_flags },
	{ "services16", AD_SERVICES16, put_services16 },
	{ "services32", AD_SERVICES32, put_services32 },
	{ "services128", AD_SERVICES128, put_services128 },
	{ "name", AD_NAME, put_text },
	{ "short_name", AD_SHORT_NAME, put_text },
	{ "tx_power", AD_TX_POWER, put_tx_power },
	{ "appearance", AD_APPEARANCE, put_u16 },
	{ "manufacturer", AD_MANUFACTURER, put_manufacturer },
	{ "service_data", 0, put_service_data },
	{ "raw", 0, put_raw },
};
/* clang-format on */

static bool parse_element(const struct node *n, struct buf *out)
{
	static const char *const keys[] = { "flags", "services16", "services32",
		"services128", "name", "short_name", "tx_power", "appearance",
		"manufacturer", "service_data", "raw", NULL };
	struct buf data = { 0 };
	bool ok = true;

	if (!node_is_object(n, keys))
		return false;
	if (json_object_size(n->json) != 1)
		return node_fail(n, "must have one key, such as flags");
	for (size_t i = 0; ok && i < ARRAY_SIZE(kinds); i++) {
		struct node m = node_member(n, kinds[i].key);

		if (!node_present(&m))
			continue;
		buf_putc(&data, (char)kinds[i].type);
		ok = kinds[i].put(&m, &data);
		if (ok && data.len > UINT8_MAX)
			ok = node_fail(&m, "is far too long");
	}
	buf_putc(out, (char)data.len);
	buf_add(out, data.data, data.len);
	buf_free(&data);
	return ok;
}

static bool parse_elements(
    const struct node *n, uint8_t out[static AD_MAX], uint8_t *len)
{
	struct buf all = { 0 };
	bool ok = node_is_list(n);

	for (size_t i = 0; ok && i < node_count(n); i++) {
		struct node e = node_element(n, i);

		ok = parse_element(&e, &all);
	}
	if (ok && all.len > AD_MAX)
		ok = node_fail(
		    n, "%zu octets too many, %d fit", all.len - AD_MAX, AD_MAX);
	if (ok && all.len) {
		memcpy(out, all.data, all.len);
		*len = (uint8_t)all.len;
	}
	buf_free(&all);
	return ok;
}

/* What a device says of itself when its file does not */

static void put_element(
    struct buf *out, uint8_t type, const void *data, size_t len)
{
	buf_putc(out, (char)(len + 1));
	buf_putc(out, (char)type);
	buf_add(out, data, len);
}

/* The 16-bit primary services, but for those that every device has. */
static void put_own_services(struct buf *out, const struct gatt_db *db)
{
	uint8_t uuids[2 * 13];
	struct wr w = wr_over(uuids, sizeof(uuids));
	bool all = true;

	for (size_t i = 0; i < db->n; i++) {
		const struct attr *a = db->attrs + i;
		uint16_t uuid = uuid_to16(&a->uuid);

		if (a->kind != ATTR_PRIMARY_SERVICE || !uuid ||
		    uuid == DEVICE_GAP_SERVICE || uuid == DEVICE_GATT_SERVICE)
			continue;
		if (w.len == w.cap)
			all = false;
		else
			wr_u16(&w, uuid);
	}
	if (w.len)
		put_element(out, all ? AD_SERVICES16 : AD_SOME_SERVICES16,
		    uuids, w.len);
}

/* The name, shortened to the `room` that there is. */
static void put_own_name(struct buf *out, const char *name, size_t room)
{
	size_t len = strlen(name), fits = 0, step;

	if (len + 2 <= room) {
		put_element(out, AD_NAME, name, len);
		return;
	}
	while (
	    (step = utf8_sequence((const uint8_t *)name + fits, len - fits)) &&
	    fits + step + 2 <= room)
		fits += step;
	if (fits)
		put_element(out, AD_SHORT_NAME, name, fits);
}

static void describe(struct device *d, bool may_use_scan_response)
{
	static const uint8_t flags[] = { FLAGS_GENERAL_LE_ONLY };
	struct buf adv = { 0 }, rsp = { 0 };

	put_element(&adv, AD_FLAGS, flags, sizeof(flags));
	put_own_services(&adv, &d->db);
	if (may_use_scan_response && adv.len + 2 + strlen(d->name) > AD_MAX)
		put_own_name(&rsp, d->name, AD_MAX);
	else
		put_own_name(&adv, d->name, AD_MAX - adv.len);
	memcpy(d->adv, adv.data, adv.len);
	d->adv_len = (uint8_t)adv.len;
	if (rsp.len) {
		memcpy(d->scan_rsp, rsp.data, rsp.len);
		d->scan_rsp_len = (uint8_t)rsp.len;
	}
	buf_free(&adv);
	buf_free(&rsp);
}

bool device_parse_advertising(const struct node *n, struct device *d)
{
	static const char *const keys[] = { "interval_ms", "connectable",
		"data", "scan_response", NULL };
	struct node interval = node_member(n, "interval_ms");
	struct node connectable = node_member(n, "connectable");
	struct node data = node_member(n, "data");
	struct node scan_response = node_member(n, "scan_response");

	d->adv_interval_ms = 100;
	d->connectable = true;
	if (node_present(n) && !node_is_object(n, keys))
		return false;
	if (!node_u16(&interval, 20, 10240, &d->adv_interval_ms) ||
	    !node_bool(&connectable, &d->connectable) ||
	    !parse_elements(&data, d->adv, &d->adv_len) ||
	    !parse_elements(&scan_response, d->scan_rsp, &d->scan_rsp_len))
		return false;
	if (!node_present(&data))
		describe(d, !node_present(&scan_response));
	return true;
}
