#include "base/addr.h"

#include <strings.h>

bool addr_parse(const char *text, struct bdaddr *out)
{
	struct bdaddr a = { .type = ADDR_UNKNOWN };

	for (int i = 5; i >= 0; i--, text += 3) {
		char pair[3] = { text[0], text[0] ? text[1] : 0, 0 };

		if (hex_parse(pair, &a.b[i], 1) != 1)
			return false;
		if (i && text[2] != ':')
			return false;
	}
	text -= 1;
	if (!strcasecmp(text, "/public"))
		a.type = ADDR_PUBLIC;
	else if (!strcasecmp(text, "/random"))
		a.type = ADDR_RANDOM;
	else if (*text)
		return false;
	*out = a;
	return true;
}

static void format_octets(const uint8_t *octets, char *out)
{
	static const char digits[] = "0123456789ABCDEF";

	for (int i = 5; i >= 0; i--) {
		*out++ = digits[octets[i] >> 4];
		*out++ = digits[octets[i] & 15];
		*out++ = ':';
	}
}

void addr_format(const struct bdaddr *a, char out[static ADDR_STRLEN])
{
	format_octets(a->b, out);
	out[ADDR_STRLEN - 1] = '\0';
}

void buf_addr(struct buf *b, const uint8_t octets[static 6])
{
	format_octets(octets, (char *)buf_reserve(b, ADDR_STRLEN));
	b->len += ADDR_STRLEN - 1;
}

bool addr_matches(const struct bdaddr *want, const struct bdaddr *have)
{
	if (memcmp(want->b, have->b, sizeof(want->b)))
		return false;
	return want->type == ADDR_UNKNOWN || have->type == ADDR_UNKNOWN ||
	       want->type == have->type;
}

const char *addr_kind(const struct bdaddr *a)
{
	static const char *const random[] = { "non-resolvable", "resolvable",
		"reserved", "static" };

	return a->type == ADDR_RANDOM ? random[a->b[5] >> 6] : "public";
}
