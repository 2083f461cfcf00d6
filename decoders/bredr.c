#include "decoders/bredr.h"

uint64_t get_be(const uint8_t *at, unsigned size)
{
	uint64_t v = 0;

	for (unsigned i = 0; i < size; i++)
		v = v << 8 | at[i];
	return v;
}

uint64_t put_uint_be(struct packet *p, const char *name, unsigned size)
{
	const uint8_t *at = take(p, size);
	uint64_t v = at ? get_be(at, size) : 0;

	if (at)
		put_value(p, FIELD_UINT, name, v, at, size);
	return v;
}

uint64_t put_enum_be(struct packet *p, const char *name, unsigned size,
    const struct names *names, const char *unknown)
{
	const uint8_t *at = take(p, size);
	struct field f = {
		.kind = FIELD_ENUM,
		.name = name,
		.digits = (uint8_t)(2 * size),
		.len = size,
	};

	if (!at)
		return 0;
	f.value = get_be(at, size);
	f.text = names_find(names, (uint32_t)f.value);
	if (!f.text)
		f.text = unknown;
	put_field(p, &f, at);
	return f.value;
}
