#include "base/names.h"

const char *names_find(const struct names *names, uint32_t value)
{
	size_t lo = 0, hi = names->n;

	if (names->dense)
		return value < names->n ? names->dense[value] : NULL;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (names->rows[mid].value == value)
			return names->rows[mid].text;
		if (names->rows[mid].value < value)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}
