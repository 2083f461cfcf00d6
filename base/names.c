#include "base/names.h"

const char *names_find(const struct names *names, uint32_t value)
{
	size_t lo = 0, hi = names->n, at;

	if (names->dense)
		return value < names->n ? names->dense[value] : NULL;
	if (!hi || value < names->rows[0].value)
		return NULL;
	/* A row is never further from the first than its value is: where no
	 * code is missing before it, it is right there. */
	at = value - names->rows[0].value;
	if (at < hi) {
		if (names->rows[at].value == value)
			return names->rows[at].text;
		hi = at;
	}
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
