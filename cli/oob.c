#include "cli/oob.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "smp/crypto.h"

/* AD types, Core Specification Supplement Part A */
enum {
	AD_TK = 0x10,
	AD_ADDRESS = 0x1b,
	AD_ROLE = 0x1c,
	AD_SC_CONFIRM = 0x22,
	AD_SC_RANDOM = 0x23,
};

#define MAX_BLOCK 4096

bool oob_parse_number(const char *text, uint8_t out[static 16])
{
	uint8_t be[16];
	bool ok = hex_parse(text, be, sizeof(be)) == 16;

	if (ok)
		copy_reversed(out, be, 16);
	crypto_wipe(be, sizeof(be));
	return ok;
}

static bool take_structure(
    struct oob_block *b, uint8_t type, const uint8_t *p, size_t n)
{
	switch (type) {
	case AD_ADDRESS:
		if (n != 7)
			return false;
		memcpy(b->address.b, p, 6);
		b->address.type = p[6] & 1;
		b->has_address = true;
		return true;
	case AD_ROLE:
		b->has_role = n == 1;
		b->central = n == 1 && (p[0] == 1 || p[0] == 3);
		return n == 1;
	case AD_TK:
		b->has_tk = n == 16;
		memcpy(b->tk, p, b->has_tk ? 16 : 0);
		return b->has_tk;
	case AD_SC_CONFIRM:
		b->has_confirm = n == 16;
		memcpy(b->confirm, p, b->has_confirm ? 16 : 0);
		return b->has_confirm;
	case AD_SC_RANDOM:
		b->has_random = n == 16;
		memcpy(b->random, p, b->has_random ? 16 : 0);
		return b->has_random;
	}
	return true; /* a name, an appearance: not for us */
}

static bool take_nfc(struct oob_block *b, const char *text)
{
	uint8_t data[512];
	long n = hex_parse(text, data, sizeof(data));
	struct rd r;

	if (n < 0)
		return false;
	r = rd_over(data, (size_t)n);
	while (rd_left(&r)) {
		uint8_t len = rd_u8(&r), type = rd_u8(&r);
		const uint8_t *p = len ? rd_bytes(&r, len - 1U) : NULL;

		if (r.bad || !p || !take_structure(b, type, p, len - 1U))
			return false;
	}
	return true;
}

static bool take_line(struct oob_block *b, const char *key, const char *value)
{
	if (!strcmp(key, "address"))
		return b->has_address = addr_parse(value, &b->address) &&
					b->address.type != ADDR_UNKNOWN;
	if (!strcmp(key, "role")) {
		b->central = !strcmp(value, "central");
		b->has_role = b->central || !strcmp(value, "peripheral");
		return b->has_role;
	}
	if (!strcmp(key, "confirm"))
		return b->has_confirm = oob_parse_number(value, b->confirm);
	if (!strcmp(key, "random"))
		return b->has_random = oob_parse_number(value, b->random);
	if (!strcmp(key, "tk"))
		return b->has_tk = oob_parse_number(value, b->tk);
	if (!strcmp(key, "nfc"))
		return take_nfc(b, value);
	return false;
}

/* "KEY: VALUE", a comment, or nothing. */
static bool parse_line(struct oob_block *b, char *line)
{
	char *colon, *value, *end = line + strlen(line);

	while (end > line && strchr(" \t\r", end[-1]))
		*--end = '\0';
	if (!*line || *line == '#')
		return true;
	colon = strchr(line, ':');
	if (!colon)
		return false;
	*colon = '\0';
	value = colon + 1 + strspn(colon + 1, " \t");
	return take_line(b, line, value);
}

static bool parse(
    const char *path, char *text, struct oob_block *out, struct err *err)
{
	struct oob_block b = { .central = false };
	unsigned number = 1;

	for (char *line = text, *next; line; line = next, number++) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		if (!parse_line(&b, line))
			return err_set(err,
			    "%s:%u: no line of out-of-band data: address, "
			    "role, "
			    "confirm, random, tk or nfc, a colon and a value",
			    path, number);
	}
	if (b.has_confirm != b.has_random)
		return err_set(err, "%s: %s without %s", path,
		    b.has_confirm ? "confirm" : "random",
		    b.has_confirm ? "random" : "confirm");
	if (!b.has_confirm && !b.has_tk)
		return err_set(
		    err, "%s: neither confirm and random nor a tk", path);
	*out = b;
	return true;
}

bool oob_read(const char *path, struct oob_block *out, struct err *err)
{
	bool in = !strcmp(path, "-");
	FILE *f = in ? stdin : fopen(path, "re");
	char text[MAX_BLOCK + 1];
	size_t n;
	bool ok;

	if (!f)
		return err_set(err, "%s: %s", path, strerror(errno));
	n = fread(text, 1, MAX_BLOCK, f);
	ok = !ferror(f) && (n < MAX_BLOCK || feof(f));
	if (!ok)
		err_set(err, "%s: %s", path,
		    ferror(f) ? strerror(errno) : "too long");
	if (!in)
		fclose(f);
	text[n] = '\0';
	if (ok && strlen(text) != n)
		ok = err_set(err, "%s: not a text", path);
	ok = ok && parse(in ? "standard input" : path, text, out, err);
	crypto_wipe(text, sizeof(text));
	return ok;
}

static void put_number(struct buf *b, const char *key, const uint8_t le[16])
{
	buf_printf(b, "%s: ", key);
	for (int i = 15; i >= 0; i--)
		buf_printf(b, "%02x", le[i]);
	buf_puts(b, "\n");
}

static void put_structure(
    struct buf *b, uint8_t type, const uint8_t *p, size_t n)
{
	buf_printf(b, "%02zx%02x", n + 1, type);
	for (size_t i = 0; i < n; i++)
		buf_printf(b, "%02x", p[i]);
}

void oob_format(struct buf *b, const struct oob_block *block)
{
	uint8_t address[7], role = block->central;
	char text[ADDR_STRLEN];

	addr_format(&block->address, text);
	memcpy(address, block->address.b, 6);
	address[6] = block->address.type;
	buf_printf(b,
	    "# pairscope out-of-band data\naddress: %s/%s\nrole: %s\n", text,
	    block->address.type ? "random" : "public",
	    block->central ? "central" : "peripheral");
	if (block->has_confirm) {
		put_number(b, "confirm", block->confirm);
		put_number(b, "random", block->random);
	}
	if (block->has_tk)
		put_number(b, "tk", block->tk);
	buf_puts(b, "nfc: ");
	put_structure(b, AD_ADDRESS, address, sizeof(address));
	put_structure(b, AD_ROLE, &role, 1);
	if (block->has_tk)
		put_structure(b, AD_TK, block->tk, 16);
	if (block->has_confirm) {
		put_structure(b, AD_SC_CONFIRM, block->confirm, 16);
		put_structure(b, AD_SC_RANDOM, block->random, 16);
	}
	buf_puts(b, "\n");
}
