#include "cli/zephyr.h"

#include <stdio.h>

#include "base/bytes.h"

/* Zephyr's hci_vs.h */
static const char *const platforms[] = { NULL, "Intel", "Nordic", "NXP" };
static const char *const nordic[] = { NULL, "nRF51x", "nRF52x", "nRF53x",
	"nRF54Hx", "nRF54Lx" };
static const char *const firmwares[] = { "standard controller",
	"vendor's controller", "firmware loader", "rescue image" };

enum { NORDIC = 2 };

static const char *name(const char *const names[], size_t n, unsigned i)
{
	return i < n && names[i] ? names[i] : "unknown";
}

static void describe_hardware(
    const struct host_zephyr *z, char *out, size_t size)
{
	const char *platform =
	    name(platforms, ARRAY_SIZE(platforms), z->platform);

	if (z->platform == NORDIC)
		snprintf(out, size, "%s %s", platform,
		    name(nordic, ARRAY_SIZE(nordic), z->variant));
	else
		snprintf(out, size, "%s 0x%04x", platform, z->variant);
}

static void describe_firmware(
    const struct host_zephyr *z, char *out, size_t size)
{
	snprintf(out, size, "%s, version %u.%u, build %u",
	    name(firmwares, ARRAY_SIZE(firmwares), z->firmware), z->version,
	    z->revision, z->build);
}

void zephyr_describe(const struct host_zephyr *z, struct buf *b)
{
	char text[80];

	if (!z->known)
		return;
	describe_hardware(z, text, sizeof(text));
	buf_printf(b, "hardware:     %s\n", text);
	describe_firmware(z, text, sizeof(text));
	buf_printf(b, "firmware:     %s\n", text);
	if (*z->build_text) {
		buf_puts(b, "build:        ");
		buf_safe_text(
		    b, (const uint8_t *)z->build_text, strlen(z->build_text));
		buf_putc(b, '\n');
	}
	if (z->have_tx_power)
		buf_printf(b, "TX power:     %d dBm\n", z->tx_power);
}

void zephyr_describe_json(const struct host_zephyr *z, struct json_line *j)
{
	char text[80];

	if (!z->known)
		return;
	describe_hardware(z, text, sizeof(text));
	json_text(j, "hardware", text);
	describe_firmware(z, text, sizeof(text));
	json_text(j, "firmware", text);
	json_text(j, "build_info", z->build_text);
	json_number(j, "vendor_features", (long long)z->features);
	if (z->have_tx_power)
		json_number(j, "tx_power", z->tx_power);
}
