#include "base/uuid.h"

#include "base/bytes.h"

#include <stdio.h>
#include <string.h>

/* 00000000-0000-1000-8000-00805f9b34fb */
static const uint8_t base_uuid[16] = { 0xfb, 0x34, 0x9b, 0x5f, 0x80, 0x00, 0x00,
	0x80, 0x00, 0x10 };

struct uuid uuid_from32(uint32_t v)
{
	struct uuid u;

	memcpy(u.b, base_uuid, sizeof(u.b));
	put_le32(u.b + 12, v);
	return u;
}

struct uuid uuid_from16(uint16_t v)
{
	return uuid_from32(v);
}

bool uuid_from_wire(const uint8_t *p, size_t len, struct uuid *out)
{
	switch (len) {
	case 2:
		*out = uuid_from16(get_le16(p));
		return true;
	case 4:
		*out = uuid_from32(get_le32(p));
		return true;
	case 16:
		memcpy(out->b, p, 16);
		return true;
	}
	return false;
}

uint16_t uuid_to16(const struct uuid *u)
{
	if (memcmp(u->b, base_uuid, 12) || u->b[14] || u->b[15])
		return 0;
	return get_le16(u->b + 12);
}

size_t uuid_to_wire(const struct uuid *u, uint8_t out[static 16])
{
	uint16_t v = uuid_to16(u);

	if (v) {
		put_le16(out, v);
		return 2;
	}
	memcpy(out, u->b, 16);
	return 16;
}

bool uuid_parse(const char *text, struct uuid *out)
{
	uint8_t be[16];
	char digits[33];
	size_t n = 0;

	if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X'))
		text += 2;
	for (; *text; text++) {
		if (*text == '-' && (n == 8 || n == 12 || n == 16 || n == 20))
			continue;
		if (n == sizeof(digits) - 1 || *text == ' ' || *text == ':')
			return false;
		digits[n++] = *text;
	}
	digits[n] = '\0';
	if (hex_parse(digits, be, sizeof(be)) < 0)
		return false;
	switch (n) {
	case 4:
		*out = uuid_from16(get_be16(be));
		return true;
	case 8:
		*out = uuid_from32(get_be32(be));
		return true;
	case 32:
		copy_reversed(out->b, be, sizeof(be));
		return true;
	}
	return false;
}

void buf_uuid128(struct buf *b, const uint8_t octets[static 16])
{
	static const int dash_before[] = { 11, 9, 7, 5 };
	int next = 0;

	for (int i = 15; i >= 0; i--) {
		if (next < 4 && i == dash_before[next]) {
			buf_putc(b, '-');
			next++;
		}
		buf_hex(b, octets[i], 2);
	}
}

void uuid_format(const struct uuid *u, char out[static UUID_STRLEN])
{
	struct buf b = { 0 };
	uint16_t v = uuid_to16(u);

	if (v)
		buf_hex(&b, v, 4);
	else
		buf_uuid128(&b, u->b);
	memcpy(out, b.data, b.len);
	out[b.len] = '\0';
	buf_free(&b);
}
