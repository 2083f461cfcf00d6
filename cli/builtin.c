#include "cli/builtin.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "gatt/device.h"

#define DEVICE_FILE_MAX (1024 * 1024)

/* The bytes of a file of this project, between two symbols. */
#define EMBED(symbol, file)                                              \
	__asm__(".section .rodata\n"                                     \
		".global " #symbol "\n.global " #symbol "_end\n" #symbol \
		":\n.incbin \"" file "\"\n" #symbol "_end:\n"            \
		".byte 0\n.previous\n");                                 \
	extern const char symbol[], symbol##_end[]

EMBED(device_omron_bp7350, "sim/devices/omron-bp7350.json");
EMBED(device_heart_rate, "sim/devices/heart-rate.json");
EMBED(device_needs_mitm, "sim/devices/needs-mitm.json");
EMBED(device_needs_delay, "sim/devices/needs-delay.json");
EMBED(device_sc_only, "sim/devices/sc-only.json");
EMBED(device_legacy_only, "sim/devices/legacy-only.json");
EMBED(device_oob_only, "sim/devices/oob-only.json");
EMBED(device_rejects_linkkey, "sim/devices/rejects-linkkey.json");
EMBED(device_short_key, "sim/devices/short-key.json");
EMBED(device_drops_bond, "sim/devices/drops-bond.json");
EMBED(device_not_pairable, "sim/devices/not-pairable.json");
EMBED(device_never_pairs, "sim/devices/never-pairs.json");

#define BUILTIN(name, symbol, on_air)               \
	{                                           \
		name, symbol, symbol##_end, on_air, \
	}

const struct builtin builtins[] = {
	BUILTIN("omron-bp7350", device_omron_bp7350, true),
	BUILTIN("heart-rate", device_heart_rate, true),
	BUILTIN("needs-mitm", device_needs_mitm, false),
	BUILTIN("needs-delay", device_needs_delay, false),
	BUILTIN("sc-only", device_sc_only, false),
	BUILTIN("legacy-only", device_legacy_only, false),
	BUILTIN("oob-only", device_oob_only, false),
	BUILTIN("rejects-linkkey", device_rejects_linkkey, false),
	BUILTIN("short-key", device_short_key, false),
	BUILTIN("drops-bond", device_drops_bond, false),
	BUILTIN("not-pairable", device_not_pairable, false),
	BUILTIN("never-pairs", device_never_pairs, false),
};

const size_t n_builtins = sizeof(builtins) / sizeof(builtins[0]);

static const struct builtin *find_builtin(const char *name)
{
	size_t n = strlen(name);

	if (n > 5 && !strcmp(name + n - 5, ".json"))
		n -= 5;
	for (size_t i = 0; i < n_builtins; i++)
		if (strlen(builtins[i].name) == n &&
		    !memcmp(builtins[i].name, name, n))
			return &builtins[i];
	return NULL;
}

static bool read_file(int fd, struct buf *out)
{
	ssize_t n;

	do {
		n = read(fd, buf_reserve(out, 65536), 65536);
		if (n > 0)
			out->len += (size_t)n;
	} while (n > 0 && out->len <= DEVICE_FILE_MAX);
	return n == 0;
}

typedef struct device *parse_fn(const char *text, size_t len, struct err *err);

static struct device *load(const char *name, parse_fn *parse, struct err *err)
{
	const struct builtin *b = find_builtin(name);
	struct buf text = { 0 };
	struct device *d = NULL;
	int fd = open(name, O_RDONLY | O_CLOEXEC);

	if (fd >= 0 && read_file(fd, &text))
		d = parse((char *)text.data, text.len, err);
	else if (fd >= 0)
		err_set(err, "%s",
		    text.len > DEVICE_FILE_MAX ? "too large for a device file"
					       : strerror(errno));
	else if (errno == ENOENT && b)
		d = parse(b->text, (size_t)(b->end - b->text), err);
	else
		err_set(err, "%s", strerror(errno));
	if (!d)
		err_prefix(err, "%s: ", name);
	if (fd >= 0)
		close(fd);
	buf_free(&text);
	return d;
}

struct device *device_load(const char *name, struct err *err)
{
	return load(name, device_parse, err);
}

struct device *device_load_served(const char *name, struct err *err)
{
	return load(name, device_parse_served, err);
}
