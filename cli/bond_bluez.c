/*
 * The info file that bluetoothd keeps of a device, in
 * /var/lib/bluetooth/ADAPTER/DEVICE: a key file of groups. Keys are least
 * significant octet first, EDiv and Rand decimal. The groups mean
 *
 *	LongTermKey             the peer's: this host uses it as central
 *	PeripheralLongTermKey   this host's: the peer uses it as central;
 *	SlaveLongTermKey        the same, as versions before 5.63 call it,
 *	                        written beside the new one
 *	RemoteSignatureKey      the peer's CSRK
 *	LocalSignatureKey       this host's
 *
 * A Secure Connections key is in PeripheralLongTermKey and good for both roles.
 */
#include "cli/bond_formats.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "cli/must.h"
#include "smp/crypto.h"

/* "Authenticated" of a long term key is the management API's key type. */
enum key_type {
	KEY_LEGACY,
	KEY_LEGACY_AUTHENTICATED,
	KEY_P256,
	KEY_P256_AUTHENTICATED,
	KEY_P256_DEBUG,
};

/* More than any has: looking for what is there twice takes its square. */
#define LINES_MAX 1000

/* Reading: the file as a list of lines, then what we want of it. */

struct entry {
	const char *group;
	const char *key; /* NULL: the line of the group itself */
	const char *value;
	unsigned line;
};

struct keyfile {
	char *text; /* cut into strings */
	size_t len;
	struct entry *entries;
	size_t n;
};

static void keyfile_free(struct keyfile *k)
{
	crypto_wipe(k->text, k->len);
	free(k->text);
	free(k->entries);
}

static const struct entry *find(
    const struct keyfile *k, const char *group, const char *key)
{
	for (size_t i = 0; i < k->n; i++) {
		const struct entry *e = &k->entries[i];

		if (strcmp(e->group, group))
			continue;
		if (key ? e->key && !strcmp(e->key, key) : !e->key)
			return e;
	}
	return NULL;
}

static bool add_line(
    struct keyfile *k, char *line, unsigned number, struct err *err)
{
	size_t len = strlen(line);
	struct entry e = { .line = number };
	char *equals = strchr(line, '=');

	if (!len || line[0] == '#')
		return true;
	if (line[0] == '[' && line[len - 1] == ']' && len > 2) {
		line[len - 1] = '\0';
		e.group = line + 1;
	} else if (equals && equals > line && k->n) {
		*equals = '\0';
		e.group = k->entries[k->n - 1].group;
		e.key = line;
		e.value = equals + 1;
	} else {
		return err_set(
		    err, "line %u is neither [Group] nor Key=Value", number);
	}
	if (find(k, e.group, e.key))
		return err_set(err, "line %u: %s%s%s is there twice", number,
		    e.group, e.key ? ": " : "", e.key ? e.key : "");
	k->entries = must(realloc(k->entries, (k->n + 1) * sizeof(e)));
	k->entries[k->n++] = e;
	return true;
}

static bool keyfile_parse(
    struct keyfile *k, const struct bond_file *f, struct err *err)
{
	unsigned number = 1;
	char *line, *end;

	*k =
	    (struct keyfile){ .text = must(malloc(f->len + 1)), .len = f->len };
	memcpy(k->text, f->text, f->len + 1);
	for (line = k->text; *line; line = end + 1, number++) {
		end = strchr(line, '\n');
		/* A number that is cut in the middle is still a number. */
		if (!end)
			return err_set(err,
			    "line %u does not end: the file was cut", number);
		*end = '\0';
		if (number > LINES_MAX)
			return err_set(err, "more than %d lines", LINES_MAX);
		if (!add_line(k, line, number, err))
			return false;
	}
	if (line != k->text + k->len)
		return err_set(err, "line %u has a NUL in it", number);
	return true;
}

/* The entry of a key that its group must have. */
static const struct entry *need(const struct keyfile *k, const char *group,
    const char *key, struct err *err)
{
	const struct entry *e = find(k, group, key);

	if (!e)
		err_set(err, "line %u: [%s] has no %s",
		    find(k, group, NULL)->line, group, key);
	return e;
}

static bool get_key(
    const struct keyfile *k, const char *group, uint8_t *out, struct err *err)
{
	const struct entry *e = need(k, group, "Key", err);
	const char *digits;

	if (!e)
		return false;
	digits = e->value + (strncmp(e->value, "0x", 2) ? 0 : 2);
	if (strlen(digits) == 32 && hex_parse(digits, out, 16) == 16)
		return true;
	return err_set(
	    err, "line %u: Key is not 32 hexadecimal digits", e->line);
}

static bool get_number(const struct keyfile *k, const char *group,
    const char *key, uint64_t min, uint64_t max, uint64_t *out, struct err *err)
{
	const struct entry *e = need(k, group, key, err);
	char *end;

	if (!e)
		return false;
	errno = 0;
	*out = strtoull(e->value, &end, 10);
	if (!errno && e->value[0] >= '0' && e->value[0] <= '9' && !*end &&
	    *out >= min && *out <= max)
		return true;
	return err_set(err, "line %u: %s is no number from %llu to %llu",
	    e->line, key, (unsigned long long)min, (unsigned long long)max);
}

static bool get_ltk(const struct keyfile *k, const char *group,
    struct bond_ltk *out, uint64_t *type, struct err *err)
{
	uint64_t size, ediv;

	*out = (struct bond_ltk){ 0 };
	if (!find(k, group, NULL))
		return true;
	if (!get_key(k, group, out->key, err) ||
	    !get_number(
		k, group, "Authenticated", 0, KEY_P256_DEBUG, type, err) ||
	    !get_number(k, group, "EncSize", 7, 16, &size, err) ||
	    !get_number(k, group, "EDiv", 0, UINT16_MAX, &ediv, err) ||
	    !get_number(k, group, "Rand", 0, UINT64_MAX, &out->rand, err))
		return false;
	out->present = true;
	out->size = (uint8_t)size;
	out->ediv = (uint16_t)ediv;
	if (*type >= KEY_P256 && (out->ediv || out->rand))
		return err_set(err,
		    "line %u: EDiv and Rand of a Secure Connections key are 0",
		    find(k, group, NULL)->line);
	return true;
}

static bool same_ltk(const struct bond_ltk *a, const struct bond_ltk *b)
{
	return crypto_equal(a->key, b->key, 16) && a->size == b->size &&
	       a->ediv == b->ediv && a->rand == b->rand;
}

static bool is_authenticated(uint64_t type)
{
	return type == KEY_LEGACY_AUTHENTICATED ||
	       type == KEY_P256_AUTHENTICATED;
}

static bool get_ltks(
    const struct keyfile *k, struct bond *b, struct buf *notes, struct err *err)
{
	static const char new_name[] = "PeripheralLongTermKey",
			  old_name[] = "SlaveLongTermKey";
	struct bond_ltk old;
	uint64_t peer_type = 0, own_type = 0, old_type = 0, type;

	if (!get_ltk(k, "LongTermKey", &b->peer_ltk, &peer_type, err) ||
	    !get_ltk(k, new_name, &b->own_ltk, &own_type, err) ||
	    !get_ltk(k, old_name, &old, &old_type, err))
		return false;
	if (!b->own_ltk.present) {
		b->own_ltk = old;
		own_type = old_type;
	} else if (old.present && !same_ltk(&old, &b->own_ltk)) {
		buf_printf(notes, "[%s] differs from [%s], and is ignored\n",
		    old_name, new_name);
	}
	crypto_wipe(&old, sizeof(old));
	if (!b->own_ltk.present)
		own_type = peer_type;
	type = b->peer_ltk.present ? peer_type : own_type;
	b->sc = type >= KEY_P256;
	b->authenticated = is_authenticated(type) && is_authenticated(own_type);
	b->debug_key = type == KEY_P256_DEBUG || own_type == KEY_P256_DEBUG;
	if ((own_type >= KEY_P256) != b->sc ||
	    (b->sc && b->peer_ltk.present && b->own_ltk.present &&
		!same_ltk(&b->peer_ltk, &b->own_ltk)))
		return err_set(err,
		    "line %u: [LongTermKey] does not fit the other key",
		    find(k, "LongTermKey", NULL)->line);
	if (b->sc && b->peer_ltk.present)
		b->own_ltk = b->peer_ltk;
	else if (b->sc)
		b->peer_ltk = b->own_ltk;
	return true;
}

static bool get_csrk(const struct keyfile *k, const char *group, bool *present,
    uint8_t *key, uint32_t *counter, struct err *err)
{
	uint64_t n = 0;

	*present = find(k, group, NULL) != NULL;
	if (!*present)
		return true;
	if (!get_key(k, group, key, err) ||
	    (find(k, group, "Counter") &&
		!get_number(k, group, "Counter", 0, UINT32_MAX, &n, err)))
		return false;
	*counter = (uint32_t)n;
	return true;
}

static bool get_address_type(
    const struct keyfile *k, struct bdaddr *a, struct err *err)
{
	const struct entry *e = find(k, "General", "AddressType");
	uint8_t type;

	if (!e && a->type != ADDR_UNKNOWN)
		return true;
	if (!e)
		return err_set(err,
		    "[General] has no AddressType; name the device with "
		    "--address ADDRESS/public or ADDRESS/random");
	if (!strcmp(e->value, "public"))
		type = ADDR_PUBLIC;
	else if (!strcmp(e->value, "static"))
		type = ADDR_RANDOM;
	else
		return err_set(err,
		    "line %u: AddressType is neither public nor static",
		    e->line);
	if (a->type != ADDR_UNKNOWN && a->type != type)
		return err_set(err,
		    "line %u: AddressType is not that of --address", e->line);
	a->type = type;
	return true;
}

/* The address that a folder of the path is named by, `up` folders above the
 * file. */
static bool folder_address(const char *path, int up, struct bdaddr *out)
{
	char name[ADDR_STRLEN];
	const char *end = path + strlen(path);

	for (; end > path; end--) {
		if (end[-1] != '/' || up--)
			continue;
		end--;
		if (end - path < ADDR_STRLEN || end[-ADDR_STRLEN] != '/')
			return false;
		memcpy(name, end - ADDR_STRLEN + 1, ADDR_STRLEN - 1);
		name[ADDR_STRLEN - 1] = '\0';
		return addr_parse(name, out);
	}
	return false;
}

static bool get_addresses(const struct bond_file *f, const struct keyfile *k,
    struct bond *b, struct err *err)
{
	if (f->device)
		b->identity = *f->device;
	else if (!folder_address(f->path, 0, &b->identity))
		return err_set(err,
		    "the folder is not named by the device's address, which "
		    "bonds import takes as --address");
	if (!get_address_type(k, &b->identity, err))
		return false;
	b->address = b->identity;
	/* Its type is not told; an adapter without a public address is rare. */
	if (folder_address(f->path, 1, &b->local))
		b->local.type = ADDR_PUBLIC;
	else
		b->local.type = ADDR_UNKNOWN;
	return true;
}

static bool get_bond(const struct bond_file *f, const struct keyfile *k,
    struct bond *b, struct buf *notes, struct err *err)
{
	static const char irk[] = "IdentityResolvingKey";

	*b = (struct bond){ .has_irk = find(k, irk, NULL) != NULL };
	if (!get_ltks(k, b, notes, err) ||
	    (b->has_irk && !get_key(k, irk, b->irk, err)) ||
	    !get_csrk(k, "RemoteSignatureKey", &b->has_csrk, b->csrk,
		&b->sign_counter, err) ||
	    !get_csrk(k, "LocalSignatureKey", &b->has_own_csrk, b->own_csrk,
		&b->own_sign_counter, err))
		return false;
	if (!b->peer_ltk.present && !b->own_ltk.present && !b->has_irk)
		return err_set(err, "no LE key is in it%s",
		    find(k, "LinkKey", NULL) ? ", only that of BR/EDR" : "");
	return get_addresses(f, k, b, err);
}

static bool read_bluez(const struct bond_file *f, struct store *out,
    struct buf *notes, struct err *err)
{
	struct keyfile k;
	struct bond b = { 0 };
	bool ok = keyfile_parse(&k, f, err) && get_bond(f, &k, &b, notes, err);

	if (ok)
		bonds_put(&out->bonds, &b);
	crypto_wipe(&b, sizeof(b));
	keyfile_free(&k);
	return ok;
}

/* Writing. */

static void put_key(struct buf *out, const char *group, const uint8_t *key)
{
	buf_printf(out, "\n[%s]\nKey=", group);
	for (int i = 0; i < 16; i++)
		buf_printf(out, "%02X", key[i]);
	buf_putc(out, '\n');
}

static void put_ltk(struct buf *out, const char *group,
    const struct bond_ltk *ltk, enum key_type type)
{
	if (!ltk->present)
		return;
	put_key(out, group, ltk->key);
	buf_printf(out, "Authenticated=%d\nEncSize=%u\nEDiv=%u\nRand=%llu\n",
	    type, ltk->size, ltk->ediv, (unsigned long long)ltk->rand);
}

static void put_csrk(struct buf *out, const char *group, const uint8_t *key,
    uint32_t counter, bool authenticated)
{
	put_key(out, group, key);
	buf_printf(out, "Counter=%u\nAuthenticated=%s\n", counter,
	    authenticated ? "true" : "false");
}

static enum key_type key_type_of(const struct bond *b)
{
	if (b->debug_key)
		return KEY_P256_DEBUG;
	if (b->sc)
		return b->authenticated ? KEY_P256_AUTHENTICATED : KEY_P256;
	return b->authenticated ? KEY_LEGACY_AUTHENTICATED : KEY_LEGACY;
}

static void put_notes(struct buf *notes, const struct bond *b)
{
	char local[ADDR_STRLEN], identity[ADDR_STRLEN], address[ADDR_STRLEN];

	addr_format(&b->local, local);
	addr_format(&b->identity, identity);
	addr_format(&b->address, address);
	buf_printf(notes,
	    "bluetoothd reads it, when it starts, as "
	    "/var/lib/bluetooth/%s/%s/info\n",
	    local, identity);
	if (!addr_equal(&b->address, &b->identity))
		buf_printf(notes,
		    "%s, the address on air at the pairing, is not in it\n",
		    address);
}

static bool write_bluez(
    const struct store *s, struct buf *out, struct buf *notes, struct err *err)
{
	const struct bond *b = s->bonds.v;
	const struct bond_ltk *own = &b->own_ltk;
	enum key_type type = key_type_of(b);

	if (s->bonds.n != 1)
		return err_set(err,
		    "a file of BlueZ holds one bond: say which of the %zu",
		    s->bonds.n);
	buf_printf(out,
	    "[General]\nAddressType=%s\nSupportedTechnologies=LE;\n"
	    "Trusted=false\nBlocked=false\n",
	    b->identity.type ? "static" : "public");
	if (b->has_irk)
		put_key(out, "IdentityResolvingKey", b->irk);
	if (!b->sc)
		put_ltk(out, "LongTermKey", &b->peer_ltk, type);
	else if (!own->present)
		own = &b->peer_ltk;
	put_ltk(out, "PeripheralLongTermKey", own, type);
	put_ltk(out, "SlaveLongTermKey", own, type);
	if (b->has_own_csrk)
		put_csrk(out, "LocalSignatureKey", b->own_csrk,
		    b->own_sign_counter, b->authenticated);
	if (b->has_csrk)
		put_csrk(out, "RemoteSignatureKey", b->csrk, b->sign_counter,
		    b->authenticated);
	put_notes(notes, b);
	return true;
}

const struct bond_format bond_format_bluez = { "bluez", "info file of BlueZ",
	read_bluez, write_bluez };
