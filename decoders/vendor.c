#include "decoders/vendor.h"

enum { COMPANY_REALTEK = 93, COMPANY_LINUX_FOUNDATION = 1521 };

static const struct command realtek_commands[] = {
	MICROSOFT_EXTENSION(0xfcf0),
};
static const struct vendor vendor_realtek = {
	COMPANY_REALTEK,
	realtek_commands,
	ARRAY_SIZE(realtek_commands),
	NULL,
};

/* Controllers that the kernel emulates. */
static const struct command linux_commands[] = {
	MICROSOFT_EXTENSION(0xfc1e),
};
static const struct vendor vendor_linux = {
	COMPANY_LINUX_FOUNDATION,
	linux_commands,
	ARRAY_SIZE(linux_commands),
	NULL,
};

const struct vendor *vendor_find(uint16_t company)
{
	static const struct vendor *const vendors[] = { &vendor_intel,
		&vendor_broadcom, &vendor_realtek, &vendor_linux };

	for (size_t i = 0; i < ARRAY_SIZE(vendors); i++)
		if (vendors[i]->company == company)
			return vendors[i];
	return NULL;
}
