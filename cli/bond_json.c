#include "cli/bond_json.h"

#include <string.h>

#include "base/bytes.h"
#include "cli/must.h"
#include "smp/crypto.h"

/* Reading. Each returns false with `err` set to what is wrong where. */

bool bond_json_get_hex(const json_t *o, const char *key, uint8_t *out, size_t n,
    bool *present, struct err *err)
{
	const json_t *v = json_object_get(o, key);

	if (present)
		*present = v != NULL;
	if (!v && present)
		return true;
	if (!json_is_string(v) ||
	    hex_parse(json_string_value(v), out, n) != (long)n)
		return err_set(
		    err, "\"%s\" is not %zu octets of hexadecimal", key, n);
	return true;
}

bool bond_json_get_addr(
    const json_t *o, const char *key, struct bdaddr *out, struct err *err)
{
	const char *s = json_string_value(json_object_get(o, key));

	if (!s || !addr_parse(s, out) || out->type == ADDR_UNKNOWN)
		return err_set(err,
		    "\"%s\" is no address such as "
		    "\"C0:11:22:33:44:55/random\"",
		    key);
	return true;
}

static bool read_flag(
    const json_t *o, const char *key, bool optional, bool *out, struct err *err)
{
	const json_t *v = json_object_get(o, key);

	*out = json_is_true(v);
	if (json_is_boolean(v) || (!v && optional))
		return true;
	return err_set(err, "\"%s\" is neither true nor false", key);
}

static bool read_counter(
    const json_t *o, const char *key, uint32_t *out, struct err *err)
{
	const json_t *v = json_object_get(o, key);
	json_int_t n = json_integer_value(v);

	*out = (uint32_t)n;
	if (!v || (json_is_integer(v) && n >= 0 && n <= UINT32_MAX))
		return true;
	return err_set(err, "\"%s\" is no number of 32 bits", key);
}

static bool read_ltk(
    const json_t *o, const char *key, struct bond_ltk *out, struct err *err)
{
	const json_t *v = json_object_get(o, key);
	json_int_t size = json_integer_value(json_object_get(v, "size"));
	uint8_t rand[8], ediv[2];

	*out = (struct bond_ltk){ .present = v != NULL };
	if (!v)
		return true;
	if (size < 7 || size > 16)
		return err_set(err, "\"%s\" has no \"size\" from 7 to 16", key);
	if (!bond_json_get_hex(v, "key", out->key, 16, NULL, err) ||
	    !bond_json_get_hex(v, "rand", rand, 8, NULL, err) ||
	    !bond_json_get_hex(v, "ediv", ediv, 2, NULL, err))
		return err_prefix(err, "\"%s\": ", key);
	out->size = (uint8_t)size;
	out->rand = get_le64(rand);
	out->ediv = get_le16(ediv);
	return true;
}

static bool read_bond(const json_t *o, struct bond *b, struct err *err)
{
	*b = (struct bond){ 0 };
	return bond_json_get_addr(o, "identity", &b->identity, err) &&
	       bond_json_get_addr(o, "address", &b->address, err) &&
	       bond_json_get_addr(o, "local", &b->local, err) &&
	       read_flag(o, "secure_connections", false, &b->sc, err) &&
	       read_flag(o, "authenticated", false, &b->authenticated, err) &&
	       read_flag(o, "debug_key", true, &b->debug_key, err) &&
	       read_ltk(o, "peer_ltk", &b->peer_ltk, err) &&
	       read_ltk(o, "own_ltk", &b->own_ltk, err) &&
	       bond_json_get_hex(o, "irk", b->irk, 16, &b->has_irk, err) &&
	       bond_json_get_hex(o, "csrk", b->csrk, 16, &b->has_csrk, err) &&
	       bond_json_get_hex(
		   o, "own_csrk", b->own_csrk, 16, &b->has_own_csrk, err) &&
	       read_counter(o, "sign_counter", &b->sign_counter, err) &&
	       read_counter(o, "own_sign_counter", &b->own_sign_counter, err);
}

bool bond_json_read_list(const json_t *list, struct bonds *out, struct err *err)
{
	const json_t *o;
	struct bond b;
	bool ok = true;
	size_t i;

	if (list && !json_is_array(list))
		return err_set(err, "the bonds are no list");
	for (i = 0; ok && i < json_array_size(list); i++) {
		o = json_array_get(list, i);
		ok = read_bond(o, &b, err);
		if (ok)
			bonds_put(out, &b);
		else
			err_prefix(err, "bond %zu: ", i + 1);
	}
	crypto_wipe(&b, sizeof(b));
	return ok;
}

bool bond_json_check_version(const json_t *root, struct err *err)
{
	if (json_integer_value(json_object_get(root, "version")) ==
	    BOND_JSON_VERSION)
		return true;
	return err_set(err, "not a bond file of version %d", BOND_JSON_VERSION);
}

json_t *bond_json_parse(const char *text, size_t len, struct err *err)
{
	json_error_t why;
	json_t *root = json_loadb(text, len, JSON_REJECT_DUPLICATES, &why);

	if (!root)
		err_set(err, "line %d: %s", why.line, why.text);
	return root;
}

/* Writing. */

static int add_text(const char *text, size_t len, void *out)
{
	buf_add(out, text, len);
	return 0;
}

void bond_json_dump(const json_t *root, size_t flags, struct buf *out)
{
	json_dump_callback(root, add_text, out, flags);
	buf_putc(out, '\n');
}

void bond_json_set_hex(json_t *o, const char *key, const uint8_t *p, size_t n)
{
	struct buf b = { 0 };

	buf_hexdump(&b, p, n);
	json_object_set_new(o, key, must(json_stringn((char *)b.data, b.len)));
	crypto_wipe(b.data, b.len);
	buf_free(&b);
}

void bond_json_set_addr(json_t *o, const char *key, const struct bdaddr *a)
{
	char text[ADDR_STRLEN];

	addr_format(a, text);
	json_object_set_new(o, key,
	    must(json_sprintf(
		"%s/%s", text, a->type == ADDR_RANDOM ? "random" : "public")));
}

static void write_ltk(json_t *o, const char *key, const struct bond_ltk *ltk)
{
	json_t *v;
	uint8_t rand[8], ediv[2];

	if (!ltk->present)
		return;
	v = must(json_object());
	put_le64(rand, ltk->rand);
	put_le16(ediv, ltk->ediv);
	bond_json_set_hex(v, "key", ltk->key, 16);
	json_object_set_new(v, "size", json_integer(ltk->size));
	bond_json_set_hex(v, "ediv", ediv, 2);
	bond_json_set_hex(v, "rand", rand, 8);
	json_object_set_new(o, key, v);
}

static json_t *write_bond(const struct bond *b)
{
	json_t *o = must(json_object());

	bond_json_set_addr(o, "identity", &b->identity);
	bond_json_set_addr(o, "address", &b->address);
	bond_json_set_addr(o, "local", &b->local);
	json_object_set_new(o, "secure_connections", json_boolean(b->sc));
	json_object_set_new(o, "authenticated", json_boolean(b->authenticated));
	if (b->debug_key)
		json_object_set_new(o, "debug_key", json_true());
	write_ltk(o, "peer_ltk", &b->peer_ltk);
	write_ltk(o, "own_ltk", &b->own_ltk);
	if (b->has_irk)
		bond_json_set_hex(o, "irk", b->irk, 16);
	if (b->has_csrk)
		bond_json_set_hex(o, "csrk", b->csrk, 16);
	if (b->has_own_csrk)
		bond_json_set_hex(o, "own_csrk", b->own_csrk, 16);
	if (b->sign_counter)
		json_object_set_new(
		    o, "sign_counter", json_integer(b->sign_counter));
	if (b->own_sign_counter)
		json_object_set_new(
		    o, "own_sign_counter", json_integer(b->own_sign_counter));
	return o;
}

json_t *bond_json_list(const struct bonds *bonds)
{
	json_t *list = must(json_array());

	for (size_t i = 0; i < bonds->n; i++)
		json_array_append_new(list, write_bond(&bonds->v[i]));
	return list;
}
