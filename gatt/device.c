#include "gatt/device.h"

#include <stdlib.h>

#include "base/bytes.h"
#include "gatt/device_parts.h"

#define MAX_NAME 248 /* Vol 3 Part C 12.1 */

static char *copy_text(const char *text)
{
	char *copy = strdup(text);

	if (!copy)
		abort();
	return copy;
}

static bool parse_name(const struct node *n, struct device *d)
{
	const char *name = NULL;

	if (!node_text(n, &name))
		return false;
	if (!name || !*name || strlen(name) > MAX_NAME)
		return node_fail(
		    n, "must be there, of 1 to %d octets", MAX_NAME);
	d->name = copy_text(name);
	return true;
}

static bool parse_about(const struct node *n, struct device *d)
{
	const char *about = "";

	if (!node_text(n, &about))
		return false;
	d->about = copy_text(about);
	return true;
}

static bool parse_address(const struct node *n, struct device *d)
{
	if (!node_address(n, &d->address))
		return false;
	if (d->address.type == ADDR_UNKNOWN)
		d->address.type = ADDR_PUBLIC;
	return true;
}

static bool parse_rssi(const struct node *n, struct device *d)
{
	int64_t rssi = -60;

	if (!node_number(n, -127, 20, &rssi))
		return false;
	d->rssi = (int8_t)rssi;
	return true;
}

static bool parse_uuids(const struct node *n, struct uuid **out, size_t *count)
{
	size_t total = node_count(n);

	if (!node_is_list(n))
		return false;
	if (!total)
		return true;
	*out = calloc(total, sizeof(**out));
	if (!*out)
		abort();
	for (*count = 0; *count < total; ++*count) {
		struct node e = node_element(n, *count);

		if (!node_uuid(&e, *out + *count))
			return false;
	}
	return true;
}

static bool parse_central(const struct node *n, struct device_central *c)
{
	static const char *const keys[] = { "target", "delay_ms", "pair",
		"read", "subscribe", "stay_ms", "connections", NULL };
	struct node target = node_member(n, "target");
	struct node delay = node_member(n, "delay_ms");
	struct node pair = node_member(n, "pair");
	struct node reads = node_member(n, "read");
	struct node subscribes = node_member(n, "subscribe");
	struct node stay = node_member(n, "stay_ms");
	struct node connections = node_member(n, "connections");
	uint32_t times = 1;

	if (!node_present(n))
		return true;
	c->present = true;
	c->stay_ms = 5000;
	if (!node_is_object(n, keys) || !node_address(&target, &c->target) ||
	    !node_u32(&delay, 0, DEVICE_MAX_MS, &c->delay_ms) ||
	    !node_bool(&pair, &c->pair) ||
	    !parse_uuids(&reads, &c->reads, &c->n_reads) ||
	    !parse_uuids(&subscribes, &c->subscribes, &c->n_subscribes) ||
	    !node_u32(&stay, 0, DEVICE_MAX_MS, &c->stay_ms) ||
	    !node_u32(&connections, 1, 1000000, &times))
		return false;
	c->connections = times;
	return true;
}

static bool parse_device(const struct node *root, struct device *d)
{
	static const char *const keys[] = { "name", "about", "address", "rssi",
		"appearance", "advertising", "security", "services",
		"keeps_bonds", "drops_bond_if_closed", "closes_after_ms",
		"central", "privacy", "rpa_timeout_s", "link_faults", "company",
		NULL };
	struct node name = node_member(root, "name");
	struct node about = node_member(root, "about");
	struct node address = node_member(root, "address");
	struct node rssi = node_member(root, "rssi");
	struct node appearance = node_member(root, "appearance");
	struct node security = node_member(root, "security");
	struct node services = node_member(root, "services");
	struct node advertising = node_member(root, "advertising");
	struct node keeps_bonds = node_member(root, "keeps_bonds");
	struct node drops = node_member(root, "drops_bond_if_closed");
	struct node closes = node_member(root, "closes_after_ms");
	struct node central = node_member(root, "central");
	struct node privacy = node_member(root, "privacy");
	struct node rpa_timeout = node_member(root, "rpa_timeout_s");
	struct node faults = node_member(root, "link_faults");
	struct node company = node_member(root, "company");
	uint16_t looks = 0;

	d->keeps_bonds = true;
	d->closes = node_present(&closes);
	d->company = UINT16_MAX; /* for internal use */
	d->rpa_timeout_s = 900;	 /* Vol 3 Part C Appendix A */
	return node_is_object(root, keys) && parse_name(&name, d) &&
	       parse_about(&about, d) && parse_address(&address, d) &&
	       parse_rssi(&rssi, d) &&
	       node_u16(&appearance, 0, UINT16_MAX, &looks) &&
	       device_parse_security(&security, &d->security) &&
	       device_parse_services(&services, looks, d) &&
	       device_parse_advertising(&advertising, d) &&
	       node_bool(&keeps_bonds, &d->keeps_bonds) &&
	       node_bool(&drops, &d->drops_bond) &&
	       node_u32(&closes, 0, DEVICE_MAX_MS, &d->closes_after_ms) &&
	       node_bool(&privacy, &d->privacy) &&
	       node_u16(&rpa_timeout, 1, 3600, &d->rpa_timeout_s) &&
	       node_u16(&company, 0, UINT16_MAX, &d->company) &&
	       device_parse_faults(&faults, d) &&
	       parse_central(&central, &d->central);
}

static json_t *load(const char *text, size_t len, struct err *err)
{
	json_error_t error;
	json_t *json =
	    json_loadb(text ? text : "", len, JSON_REJECT_DUPLICATES, &error);
	struct buf b = { 0 };

	if (json)
		return json;
	/* it quotes the file */
	buf_safe_text(&b, (const uint8_t *)error.text, strlen(error.text));
	err_set(err, "line %d, column %d: %.*s", error.line, error.column,
	    (int)b.len, b.data);
	buf_free(&b);
	return NULL;
}

static struct device *parse(
    const char *text, size_t len, bool served, struct err *err)
{
	json_t *json = load(text, len, err);
	struct node root = { .json = json, .err = err };
	struct device *d;

	if (!json)
		return NULL;
	d = calloc(1, sizeof(*d));
	if (!d)
		abort();
	d->adds_resolution = served;
	if (!parse_device(&root, d)) {
		device_free(d);
		d = NULL;
	}
	json_decref(json);
	return d;
}

struct device *device_parse(const char *text, size_t len, struct err *err)
{
	return parse(text, len, false, err);
}

struct device *device_parse_served(
    const char *text, size_t len, struct err *err)
{
	return parse(text, len, true, err);
}

void device_free(struct device *d)
{
	if (!d)
		return;
	for (size_t i = 0; i < d->n_notifies; i++) {
		struct device_notify *n = &d->notifies[i];

		for (size_t k = 0; k < n->n_values; k++)
			free(n->values[k]);
		free(n->values);
		free(n->value_lens);
	}
	free(d->notifies);
	gatt_db_clear(&d->db);
	free(d->security.rules);
	free(d->faults);
	free(d->central.reads);
	free(d->central.subscribes);
	free(d->name);
	free(d->about);
	free(d);
}
