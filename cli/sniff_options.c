#include "cli/sniff_options.h"

#include "base/bytes.h"
#include "cli/bond_formats.h"
#include "cli/session.h"
#include "smp/crypto.h"

/* As people write keys; other tools write them the other way round, and that is
 * tried too. */
static bool add_number(struct session *s, const struct args *a,
    const char *option, struct sniff *sniff,
    void (*add)(struct sniff *sniff, const uint8_t key[static 16]))
{
	const char *text = args_value(a, option);
	uint8_t be[16], le[16];

	if (!text)
		return true;
	if (hex_parse(text, be, sizeof(be)) != sizeof(be)) {
		output_error(&s->out, STATUS_USAGE,
		    "--%s: 32 hexadecimal digits are wanted", option);
		return false;
	}
	copy_reversed(le, be, sizeof(le));
	add(sniff, le);
	add(sniff, be);
	crypto_wipe(be, sizeof(be));
	crypto_wipe(le, sizeof(le));
	return true;
}

static bool add_passkey(
    struct session *s, const struct args *a, struct sniff *sniff)
{
	uint8_t tk[16] = { 0 };
	long long n = -1;

	if (!args_number(a, s, "passkey", 0, 999999, &n))
		return false;
	if (n < 0)
		return true;
	put_le32(tk, (uint32_t)n);
	sniff_add_tk(sniff, tk);
	return true;
}

static bool add_bonds(struct session *s, struct sniff *sniff)
{
	const char *path = s->opt.bonds;
	struct bonds bonds = { 0 };
	struct err err = { "" };

	if (!path)
		return true;
	if (!bond_file_read(path, &bonds, &err)) {
		output_error(&s->out, STATUS_FAILED, "%s: %s", path, err.text);
		return false;
	}
	sniff_add_bonds(sniff, &bonds);
	bonds_free(&bonds);
	return true;
}

static bool add_given(
    struct session *s, const struct args *a, struct sniff *sniff)
{
	return add_number(s, a, "ltk", sniff, sniff_add_ltk) &&
	       add_number(s, a, "tk", sniff, sniff_add_tk) &&
	       add_passkey(s, a, sniff);
}

bool sniff_options_check(struct session *s, const struct args *a)
{
	struct sniff *sniff = sniff_new();
	bool good = add_given(s, a, sniff);

	sniff_free(sniff);
	return good;
}

bool sniff_options(struct session *s, const struct args *a, struct sniff *sniff)
{
	return add_given(s, a, sniff) && add_bonds(s, sniff);
}
