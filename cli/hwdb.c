#include "cli/hwdb.h"

#include <libudev.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct hwdb {
	struct udev *udev;
	struct udev_hwdb *db;
	void *names; /* of tsearch(3): all that were found, kept to the end */
};

struct hwdb *hwdb_open(void)
{
	struct hwdb *h = calloc(1, sizeof(*h));

	if (!h)
		abort();
	h->udev = udev_new();
	h->db = h->udev ? udev_hwdb_new(h->udev) : NULL;
	if (!h->db) {
		hwdb_close(h);
		return NULL;
	}
	return h;
}

void hwdb_close(struct hwdb *h)
{
	if (!h)
		return;
	tdestroy(h->names, free);
	if (h->db)
		udev_hwdb_unref(h->db);
	if (h->udev)
		udev_unref(h->udev);
	free(h);
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* A copy that stays as long as the database, which has only so many. */
static const char *keep_name(struct hwdb *h, const char *name)
{
	char *const *kept = tfind(name, &h->names, compare_names);
	char *copy;

	if (kept)
		return *kept;
	copy = strdup(name);
	if (!copy || !tsearch(copy, &h->names, compare_names))
		abort();
	return copy;
}

static const char *look_up(
    struct hwdb *h, const char *key, const char *property)
{
	struct udev_list_entry *list, *e;

	list = udev_hwdb_get_properties_list_entry(h->db, key, 0);
	udev_list_entry_foreach(e, list)
	{
		if (!strcmp(udev_list_entry_get_name(e), property))
			return keep_name(h, udev_list_entry_get_value(e));
	}
	return NULL;
}

/* The decoder remembers what it asked for. */
static const char *oui_name(void *ctx, const uint8_t oui[3])
{
	static const char digits[] = "0123456789ABCDEF";
	char key[] = "OUI:XXXXXX";

	for (int i = 0; i < 3; i++) {
		key[4 + 2 * i] = digits[oui[i] >> 4];
		key[5 + 2 * i] = digits[oui[i] & 15];
	}
	return look_up(ctx, key, "ID_OUI_FROM_DATABASE");
}

static const char *usb_name(void *ctx, uint16_t vendor, int product)
{
	char key[16];

	if (product == USB_VENDOR) {
		snprintf(key, sizeof(key), "usb:v%04X", vendor);
		return look_up(ctx, key, "ID_VENDOR_FROM_DATABASE");
	}
	snprintf(key, sizeof(key), "usb:v%04Xp%04X", vendor, product & 0xffff);
	return look_up(ctx, key, "ID_MODEL_FROM_DATABASE");
}

void hwdb_name_for(struct hwdb *h, struct dec *d)
{
	if (!h)
		return;
	dec_set_oui_lookup(d, oui_name, h);
	dec_set_usb_lookup(d, usb_name, h);
}
