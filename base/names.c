#include "base/names.h"

const char *names_find(const struct names *names, uint32_t value)
{
	const struct name *row = names->rows;
	size_t n = names->n;

	if (names->dense)
		return value < n ? names->dense[value] : NULL;
	if (names->pages && value <= 0xffff) {
		const uint16_t *page = names->pages + (value >> 8);

		row += page[0];
		n = page[1] - page[0];
	}
	if (!n || value < row->value)
		return NULL;
	/* A row is never further from the first than its value is: where no
	 * code is missing before it, it is right there. */
	if (value - row->value < n) {
		n = value - row->value + 1;
		if (row[n - 1].value == value)
			return row[n - 1].text;
	}
	/* Without a branch that is taken half of the time. */
	while (n > 1) {
		row += row[n / 2].value <= value ? n / 2 : 0;
		n -= n / 2;
	}
	return row->value == value ? row->text : NULL;
}
