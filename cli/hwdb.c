#include "cli/hwdb.h"

#include <libudev.h>
#include <search.h>
#include <stdbool.h>
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
		const char *name;
	} cache[HWDB_CACHE];
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

/* A copy that stays as long as the database: there are only so many owners. */
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

static const char *look_up(struct hwdb *h, const uint8_t oui[3])
{
	static const char digits[] = "0123456789ABCDEF";
	char modalias[] = "OUI:XXXXXX";
	struct udev_list_entry *list, *e;

	for (int i = 0; i < 3; i++) {
		modalias[4 + 2 * i] = digits[oui[i] >> 4];
		modalias[5 + 2 * i] = digits[oui[i] & 15];
	}
	list = udev_hwdb_get_properties_list_entry(h->db, modalias, 0);
	udev_list_entry_foreach(e, list)
	{
		if (!strcmp(
			udev_list_entry_get_name(e), "ID_OUI_FROM_DATABASE"))
			return keep_name(h, udev_list_entry_get_value(e));
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
		memcpy(h->cache[slot].oui, oui, 3);
		h->cache[slot].name = look_up(h, oui);
		h->cache[slot].known = true;
	}
	return h->cache[slot].name;
}
