#include "cli/hwdb.h"

#include <libudev.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The database answers in tens of microseconds; a capture asks for the same few
 * owners again and again. */
#define HWDB_CACHE 256

struct hwdb {
	struct udev *udev;
	struct udev_hwdb *db;
	struct {
		uint8_t oui[3];
		bool known;
		char *name;
	} cache[HWDB_CACHE];
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
	for (int i = 0; i < HWDB_CACHE; i++)
		free(h->cache[i].name);
	if (h->db)
		udev_hwdb_unref(h->db);
	if (h->udev)
		udev_unref(h->udev);
	free(h);
}

static char *look_up(struct hwdb *h, const uint8_t oui[3])
{
	struct udev_list_entry *list, *e;
	char modalias[32];

	snprintf(modalias, sizeof(modalias), "OUI:%02X%02X%02X", oui[0], oui[1],
	    oui[2]);
	list = udev_hwdb_get_properties_list_entry(h->db, modalias, 0);
	udev_list_entry_foreach(e, list)
	{
		if (!strcmp(
			udev_list_entry_get_name(e), "ID_OUI_FROM_DATABASE"))
			return strdup(udev_list_entry_get_value(e));
	}
	return NULL;
}

const char *hwdb_oui(void *ctx, const uint8_t oui[3])
{
	struct hwdb *h = ctx;
	unsigned slot = (oui[0] * 31U + oui[1] * 7U + oui[2]) % HWDB_CACHE;

	if (!h)
		return NULL;
	if (!h->cache[slot].known || memcmp(h->cache[slot].oui, oui, 3)) {
		free(h->cache[slot].name);
		memcpy(h->cache[slot].oui, oui, 3);
		h->cache[slot].name = look_up(h, oui);
		h->cache[slot].known = true;
	}
	return h->cache[slot].name;
}
