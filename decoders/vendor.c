/* Commands and events of the makers of controllers. */
#include "decoders/hci.h"

/* clang-format off */
static const struct command broadcom_commands[] = {
	{ 0xfc01, "Write BD ADDR", UNDECODED, UNDECODED },
	{ 0xfc18, "Update UART Baud Rate", UNDECODED, UNDECODED },
	{ 0xfc27, "Set Sleepmode Param", UNDECODED, UNDECODED },
	{ 0xfc2e, "Download Minidriver", UNDECODED, UNDECODED },
	{ 0xfc45, "Write UART Clock Setting", UNDECODED, UNDECODED },
	{ 0xfc4c, "Write RAM", UNDECODED, UNDECODED },
	{ 0xfc4e, "Launch RAM", UNDECODED, UNDECODED },
	{ 0xfc79, "Read Verbose Config Version Info", UNDECODED, UNDECODED },
};
/* clang-format on */

static const struct vendor vendors[] = {
	{ COMPANY_BROADCOM, broadcom_commands, ARRAY_SIZE(broadcom_commands),
	    NULL },
};

const struct vendor *vendor_find(uint16_t company)
{
	for (size_t i = 0; i < ARRAY_SIZE(vendors); i++)
		if (vendors[i].company == company)
			return &vendors[i];
	return NULL;
}
