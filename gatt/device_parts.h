/* The parts of a device file, for device.c and device_*.c only. */
#ifndef GATT_DEVICE_PARTS_H
#define GATT_DEVICE_PARTS_H

#include "gatt/device.h"
#include "gatt/node.h"

/* Those that every device has: Generic Access, Generic Attribute */
#define DEVICE_GAP_SERVICE  0x1800
#define DEVICE_GATT_SERVICE 0x1801

#define DEVICE_MAX_MS 86400000 /* a day: for delays and intervals */

/* "services", with those that every device has, into d->db and d->notifies. */
bool device_parse_services(
    const struct node *services, uint16_t appearance, struct device *d);

/* "advertising". What it leaves out is made from d->name and d->db. */
bool device_parse_advertising(const struct node *advertising, struct device *d);

/* The bits of key distribution and of AuthReq. */
extern const struct node_names device_key_names, device_auth_names;

/* One of "security.rules": an object, or a text as device_rule_parse() takes. */
bool device_parse_rule(const struct node *rule, struct device_rule *out);

/* "security" */
bool device_parse_security(
    const struct node *security, struct device_security *s);

/* "link_faults" */
bool device_parse_faults(const struct node *faults, struct device *d);

#endif
