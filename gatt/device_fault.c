#include <stdlib.h>

#include "gatt/device_parts.h"

#define CONNECTION_TIMEOUT 0x08 /* Vol 1 Part F 2.8 */

static const struct name at_rows[] = {
	{ DEVICE_FAULT_CONNECTION, "connection" },
	{ DEVICE_FAULT_FEATURES, "features" },
	{ DEVICE_FAULT_ENCRYPTION, "encryption" },
	{ DEVICE_FAULT_LOAD, "load" },
};
static const struct node_names at_names = NODE_NAMES(at_rows);

static bool parse_fault(const struct node *n, struct device_fault *f)
{
	static const char *const keys[] = { "at", "packets", "sooner_ms",
		"after_ms", "reason", NULL };
	struct node at = node_member(n, "at");
	struct node packets = node_member(n, "packets");
	struct node sooner = node_member(n, "sooner_ms");
	struct node after = node_member(n, "after_ms");
	struct node reason = node_member(n, "reason");

	*f = (struct device_fault){ .reason = CONNECTION_TIMEOUT,
		.packets = 20 };
	if (!node_is_object(n, keys) ||
	    !node_name(&at, &at_names, DEVICE_FAULT_LOAD, &f->at))
		return false;
	if (node_present(&packets) && f->at != DEVICE_FAULT_LOAD)
		return node_fail(&packets, "goes with at load only");
	return node_u16(&packets, 1, 1000, &f->packets) &&
	       node_u32(&sooner, 0, DEVICE_MAX_MS, &f->sooner_ms) &&
	       node_u32(&after, 0, DEVICE_MAX_MS, &f->after_ms) &&
	       node_u8(&reason, 1, UINT8_MAX, &f->reason);
}

bool device_parse_faults(const struct node *n, struct device *d)
{
	size_t count = node_count(n);

	if (!node_is_list(n) || !count)
		return node_is_list(n);
	d->faults = calloc(count, sizeof(*d->faults));
	if (!d->faults)
		abort();
	for (d->n_faults = 0; d->n_faults < count; d->n_faults++) {
		struct node e = node_element(n, d->n_faults);

		if (!parse_fault(&e, &d->faults[d->n_faults]))
			return false;
	}
	return true;
}
