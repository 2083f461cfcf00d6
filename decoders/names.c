#include "decoders/names.h"

#include <string.h>

#include "decoders/hci.h"
#include "decoders/names_tables.h"
#include "decoders/smp.h"
#include "decoders/att.h"

static const char *or_else(const char *name, const char *other)
{
	return name ? name : other;
}

const char *name_hci_status(uint8_t status)
{
	return or_else(names_find(&hci_status_names, status), "Unknown");
}

const char *name_hci_version(uint8_t version)
{
	return or_else(names_find(&bt_version_names, version), "Reserved");
}

const char *name_hci_command(uint16_t opcode)
{
	const struct command *c = hci_command_find(opcode);

	return c ? c->name : NULL;
}

const char *name_maker_command(uint16_t company, uint16_t opcode)
{
	const struct command *c = hci_command_find(opcode);

	if (!c)
		c = vendor_command_find(company, opcode);
	return c ? c->name : NULL;
}

const char *name_smp_reason(uint8_t reason)
{
	return or_else(names_find(&smp_reason_names, reason), "Reserved");
}

const char *name_att_error(uint8_t error)
{
	return or_else(names_find(&att_error_names, error), "Reserved");
}

const char *name_company(uint16_t id)
{
	return names_find(&company_names, id);
}

const char *name_appearance(uint16_t appearance)
{
	const char *name = names_find(&appearance_names, appearance);

	return name ? name
		    : names_find(&appearance_category_names, appearance >> 6);
}

/* As memcmp() of the digits and those of the UUID. */
static int compare_digits(const char *digits, const struct uuid *u)
{
	static const char hex[] = "0123456789abcdef";

	for (int i = 15; i >= 0; i--) {
		int high = *digits++ - hex[u->b[i] >> 4];
		int low = *digits++ - hex[u->b[i] & 15];

		if (high || low)
			return high ? high : low;
	}
	return 0;
}

static const char *name_uuid128(const struct uuid *u)
{
	size_t lo = 0, hi = n_uuid128_names;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int order = compare_digits(uuid128_names[mid].digits, u);

		if (!order)
			return uuid128_names[mid].text;
		if (order < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}

const char *name_uuid16(uint16_t u)
{
	return names_find(&uuid16_names, u);
}

const char *name_uuid(const struct uuid *u)
{
	uint16_t v = uuid_to16(u);

	return v ? name_uuid16(v) : name_uuid128(u);
}
