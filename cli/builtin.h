/* The device files that come inside the program. */
#ifndef CLI_BUILTIN_H
#define CLI_BUILTIN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct device;

struct builtin {
	const char *name; /* "omron-bp7350" */
	const char *text;
	const char *end;
	bool on_air; /* of the simulator, where no files are named */
};

extern const struct builtin builtins[];
extern const size_t n_builtins;

/* Read a device file: a path, or the name of one that is built in, with or
 * without .json. NULL and `err`, which names the file. */
struct device *device_load(const char *name, struct err *err);
/* The same as one that we serve: see device_parse_served(). */
struct device *device_load_served(const char *name, struct err *err);

#endif
