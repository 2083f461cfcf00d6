/* The generated tables of assigned numbers. */
#ifndef DECODERS_NAMES_TABLES_H
#define DECODERS_NAMES_TABLES_H

#include "base/names.h"

struct uuid128_name {
	char digits[33]; /* most significant first, as UUIDs are written */
	const char *text;
};

extern const struct names company_names;
extern const struct names uuid16_names;
extern const struct uuid128_name uuid128_names[]; /* sorted */
extern const size_t n_uuid128_names;
extern const struct names appearance_category_names; /* by value >> 6 */
extern const struct names appearance_names;

#endif
