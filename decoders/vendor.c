#include "decoders/vendor.h"

enum { COMPANY_QUALCOMM = 29, COMPANY_MEDIATEK = 70, COMPANY_REALTEK = 93 };

/* clang-format off */
static const struct row index_only[] = {
	{ U8("Index") },
};

static const struct row rom_version[] = {
	{ U8("Version") },
};

static const struct row read_register[] = {
	{ X8("Type") },
	{ X32("Address") },
};

static const struct row register_value[] = {
	{ X32("Value") },
};

static const struct row baud_rate[] = {
	{ X32("Baud rate") },
};

static const struct command realtek_commands[] = {
	{ 0xfc17, "Realtek Set UART Baud Rate", FIXED(baud_rate, 4), EMPTY },
	{ 0xfc20, "Realtek Download", ATLEAST(index_only, 1), FIXED(index_only, 1) },
	{ 0xfc61, "Realtek Read Register", FIXED(read_register, 5), FIXED(register_value, 4) },
	{ 0xfc6d, "Realtek Read ROM Version", EMPTY, FIXED(rom_version, 1) },
	MICROSOFT_EXTENSION(0xfcf0),
};

static const struct command qualcomm_commands[] = {
	{ 0xfc00, "Qualcomm Patch", UNDECODED, UNDECODED },
	{ 0xfc48, "Qualcomm Set Baud Rate", UNDECODED, UNDECODED },
	MICROSOFT_EXTENSION(0xfd70),
};

static const struct command mediatek_commands[] = {
	{ 0xfc6f, "MediaTek WMT", UNDECODED, UNDECODED },
	MICROSOFT_EXTENSION(0xfd30),
};
/* clang-format on */

static const struct vendor vendor_qualcomm = {
	COMPANY_QUALCOMM,
	qualcomm_commands,
	ARRAY_SIZE(qualcomm_commands),
	NULL,
};

static const struct vendor vendor_mediatek = {
	COMPANY_MEDIATEK,
	mediatek_commands,
	ARRAY_SIZE(mediatek_commands),
	NULL,
};

static const struct vendor vendor_realtek = {
	COMPANY_REALTEK,
	realtek_commands,
	ARRAY_SIZE(realtek_commands),
	NULL,
};

const struct vendor *vendor_find(uint16_t company)
{
	static const struct vendor *const vendors[] = { &vendor_intel,
		&vendor_broadcom, &vendor_realtek, &vendor_zephyr,
		&vendor_nordic, &vendor_qualcomm, &vendor_mediatek };

	for (size_t i = 0; i < ARRAY_SIZE(vendors); i++)
		if (vendors[i]->company == company)
			return vendors[i];
	return NULL;
}

const struct command *vendor_command_find(uint16_t company, uint16_t opcode)
{
	const struct vendor *v = vendor_find(company);
	const struct command *c = NULL;

	if (v)
		c = hci_table_find(v->commands, v->n_commands, opcode);
	return c ? c
		 : hci_table_find(android_commands, n_android_commands, opcode);
}
