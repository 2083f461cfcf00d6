/*
 * The JSON key store of Google's Bumble: an object of namespaces, which are our
 * addresses, each an object of peers. An address has "/P" behind it where it is
 * public. Keys and "rand" are hexadecimal, least significant octet first; "ediv"
 * is a number. "ltk" is of Secure Connections, "ltk_central" and
 * "ltk_peripheral" are of legacy pairing. There is no key size, and no CSRK of
 * this host.
 *
 * Bumble uses ltk_central as central and ltk_peripheral as peripheral, and that
 * is what we write. But when it was the responder of a pairing it stores its
 * own key as ltk_central. Its own has EDIV and Rand 0, which gives it away.
 */
#include "cli/bond_formats.h"

#include <string.h>

#include "base/bytes.h"
#include "cli/bond_json.h"
#include "cli/must.h"
#include "smp/crypto.h"

/* Reading. */

/* The octets of a key that are not zero: it was cut from the top, 2.3.4. */
static uint8_t size_of(const uint8_t key[static 16])
{
	uint8_t n = 16;

	while (n > 7 && !key[n - 1])
		n--;
	return n;
}

/* The key of this name, if it is there: its octets, and whether it is
 * authenticated. */
static bool get_key(const json_t *peer, const char *name, uint8_t *out,
    bool *present, bool *authenticated, struct err *err)
{
	const json_t *v = json_object_get(peer, name), *flag;

	*present = v && !json_is_null(v);
	if (!*present)
		return true;
	if (!bond_json_get_hex(v, "value", out, 16, NULL, err))
		return err_prefix(err, "\"%s\": ", name);
	flag = json_object_get(v, "authenticated");
	*authenticated = json_is_true(flag);
	if (flag && !json_is_boolean(flag))
		return err_set(err,
		    "\"%s\": \"authenticated\" is neither true nor false",
		    name);
	return true;
}

static bool get_ltk(const json_t *peer, const char *name, struct bond_ltk *out,
    bool *authenticated, struct err *err)
{
	const json_t *v = json_object_get(peer, name),
		     *ediv = json_object_get(v, "ediv");
	json_int_t n = json_integer_value(ediv);
	uint8_t rand[8];
	bool have_rand;

	*out = (struct bond_ltk){ 0 };
	if (!get_key(peer, name, out->key, &out->present, authenticated, err))
		return false;
	if (!out->present)
		return true;
	if ((ediv && !json_is_integer(ediv)) || n < 0 || n > UINT16_MAX)
		return err_set(
		    err, "\"%s\": \"ediv\" is no number of 16 bits", name);
	if (!bond_json_get_hex(v, "rand", rand, 8, &have_rand, err))
		return err_prefix(err, "\"%s\": ", name);
	out->ediv = (uint16_t)n;
	out->rand = have_rand ? get_le64(rand) : 0;
	out->size = size_of(out->key);
	return true;
}

static bool is_marked(const struct bond_ltk *ltk)
{
	return ltk->ediv || ltk->rand;
}

static bool get_ltks(
    const json_t *peer, struct bond *b, struct buf *notes, struct err *err)
{
	struct bond_ltk sc, *central = &b->peer_ltk, *peripheral = &b->own_ltk,
			    swap;
	bool authenticated[3] = { true, true, true };

	if (!get_ltk(peer, "ltk", &sc, &authenticated[0], err) ||
	    !get_ltk(peer, "ltk_central", central, &authenticated[1], err) ||
	    !get_ltk(
		peer, "ltk_peripheral", peripheral, &authenticated[2], err))
		return false;
	b->sc = sc.present;
	if (b->sc) {
		/* Bumble takes this one where it is there. */
		*central = *peripheral = sc;
		b->authenticated = authenticated[0];
	} else if (central->present || peripheral->present) {
		b->authenticated = authenticated[1] && authenticated[2];
	}
	if (!b->sc && central->present && peripheral->present &&
	    !is_marked(central) && is_marked(peripheral)) {
		swap = *central;
		*central = *peripheral;
		*peripheral = swap;
		crypto_wipe(&swap, sizeof(swap));
		buf_puts(notes,
		    "ltk_central has no EDIV and Rand: it is taken as the key "
		    "of this end, which was the responder\n");
	}
	crypto_wipe(&sc, sizeof(sc));
	return true;
}

/* "C0:11:22:33:44:55", or with "/P" behind it. */
static bool parse_address(const char *text, struct bdaddr *out)
{
	char octets[ADDR_STRLEN];
	size_t n = strlen(text);
	bool public = n == ADDR_STRLEN + 1 && !strcmp(text + n - 2, "/P");

	if (n != ADDR_STRLEN - 1 && !public)
		return false;
	memcpy(octets, text, ADDR_STRLEN - 1);
	octets[ADDR_STRLEN - 1] = '\0';
	if (!addr_parse(octets, out))
		return false;
	out->type = public ? ADDR_PUBLIC : ADDR_RANDOM;
	return true;
}

static bool get_identity(
    const char *name, const json_t *peer, struct bdaddr *out, struct err *err)
{
	const json_t *type = json_object_get(peer, "address_type");
	json_int_t n = json_integer_value(type);

	if (!parse_address(name, out))
		return err_set(err, "its name is no address");
	if (!type)
		return true;
	/* HCI's address types: 2 and 3 are the identities of 0 and 1. */
	if (!json_is_integer(type) || n < 0 || n > 3)
		return err_set(
		    err, "\"address_type\" is no number from 0 to 3");
	if ((n & 1) != out->type)
		return err_set(
		    err, "\"address_type\" %d does not fit its name", (int)n);
	return true;
}

static bool get_bond(const char *name, const json_t *peer,
    const struct bdaddr *local, struct bond *b, struct buf *notes,
    struct err *err)
{
	bool unused, authenticated;

	*b = (struct bond){ .local = *local };
	if (!json_is_object(peer))
		return err_set(err, "no object");
	if (!get_identity(name, peer, &b->identity, err) ||
	    !get_ltks(peer, b, notes, err) ||
	    !get_key(peer, "irk", b->irk, &b->has_irk, &authenticated, err) ||
	    !get_key(peer, "csrk", b->csrk, &b->has_csrk, &unused, err))
		return false;
	if (b->has_irk && !b->peer_ltk.present && !b->own_ltk.present)
		b->authenticated = authenticated;
	b->address = b->identity;
	return true;
}

static bool has_le_key(const struct bond *b)
{
	return b->peer_ltk.present || b->own_ltk.present || b->has_irk;
}

static bool is_there(const struct bonds *bonds, const struct bdaddr *identity)
{
	for (size_t i = 0; i < bonds->n; i++)
		if (addr_equal(&bonds->v[i].identity, identity))
			return true;
	return false;
}

static bool read_peers(const json_t *peers, const struct bdaddr *local,
    struct bonds *out, struct buf *notes, struct err *err)
{
	const char *name;
	json_t *peer;
	struct bond b = { 0 };
	bool ok = true;

	json_object_foreach((json_t *)peers, name, peer)
	{
		ok = get_bond(name, peer, local, &b, notes, err);
		if (ok && is_there(out, &b.identity))
			ok = err_set(err, "is there in another namespace too");
		if (!ok) {
			err_prefix(err, "\"%.40s\": ", name);
			break;
		}
		if (has_le_key(&b))
			bonds_put(out, &b);
		else
			buf_printf(
			    notes, "%s is left out: it has no LE key\n", name);
	}
	crypto_wipe(&b, sizeof(b));
	return ok;
}

static bool read_bumble(const struct bond_file *f, struct store *out,
    struct buf *notes, struct err *err)
{
	json_t *root = bond_json_parse(f->text, f->len, err), *peers;
	const char *name;
	bool ok = root != NULL;

	json_object_foreach(root, name, peers)
	{
		struct bdaddr local;

		if (!parse_address(name, &local))
			local = (struct bdaddr){ .type = ADDR_UNKNOWN };
		if (!json_is_object(peers))
			ok = err_set(err, "\"%.40s\" is no object", name);
		else
			ok = read_peers(peers, &local, &out->bonds, notes, err);
		if (!ok)
			break;
	}
	json_decref(root);
	if (ok && !out->bonds.n)
		return err_set(err, "no bond is in it");
	return ok;
}

/* Writing. */

static void format_address(const struct bdaddr *a, char *out)
{
	addr_format(a, out);
	if (a->type == ADDR_PUBLIC)
		strcat(out, "/P");
}

static json_t *put_key(
    json_t *peer, const char *name, const uint8_t *value, bool authenticated)
{
	json_t *v = must(json_object());

	bond_json_set_hex(v, "value", value, 16);
	json_object_set_new(v, "authenticated", json_boolean(authenticated));
	json_object_set_new(peer, name, v);
	return v;
}

static void put_ltk(json_t *peer, const char *name, const struct bond_ltk *ltk,
    bool authenticated)
{
	json_t *v;
	uint8_t rand[8];

	if (!ltk->present)
		return;
	v = put_key(peer, name, ltk->key, authenticated);
	put_le64(rand, ltk->rand);
	bond_json_set_hex(v, "rand", rand, 8);
	json_object_set_new(v, "ediv", json_integer(ltk->ediv));
}

static json_t *peer_object(const struct bond *b)
{
	json_t *peer = must(json_object());
	const struct bond_ltk *ltk =
	    b->peer_ltk.present ? &b->peer_ltk : &b->own_ltk;

	json_object_set_new(peer, "address_type",
	    json_integer(b->identity.type == ADDR_RANDOM));
	if (b->sc && ltk->present) {
		put_key(peer, "ltk", ltk->key, b->authenticated);
	} else {
		put_ltk(peer, "ltk_central", &b->peer_ltk, b->authenticated);
		put_ltk(peer, "ltk_peripheral", &b->own_ltk, b->authenticated);
	}
	if (b->has_irk)
		put_key(peer, "irk", b->irk, b->authenticated);
	if (b->has_csrk)
		put_key(peer, "csrk", b->csrk, b->authenticated);
	return peer;
}

static bool is_short(const struct bond_ltk *ltk)
{
	return ltk->present && ltk->size < 16;
}

static void put_notes(struct buf *notes, const struct bond *b)
{
	char identity[ADDR_STRLEN], address[ADDR_STRLEN];

	addr_format(&b->identity, identity);
	addr_format(&b->address, address);
	if (!addr_equal(&b->address, &b->identity))
		buf_printf(notes,
		    "%s: %s, the address on air at the pairing, is not in it\n",
		    identity, address);
	if (is_short(&b->peer_ltk) || is_short(&b->own_ltk))
		buf_printf(notes,
		    "%s: the key size is not in it, but for the zeros of the "
		    "key\n",
		    identity);
	if (b->has_own_csrk)
		buf_printf(notes, "%s: our CSRK is not in it\n", identity);
	if (b->sign_counter || b->own_sign_counter)
		buf_printf(
		    notes, "%s: the sign counters are not in it\n", identity);
	if (b->debug_key)
		buf_printf(notes, "%s: that it is a debug key is not in it\n",
		    identity);
}

static bool write_bumble(
    const struct store *s, struct buf *out, struct buf *notes, struct err *err)
{
	json_t *root = must(json_object()), *peers;
	char name[ADDR_STRLEN + 2];

	(void)err;
	for (size_t i = 0; i < s->bonds.n; i++) {
		const struct bond *b = &s->bonds.v[i];

		format_address(&b->local, name);
		peers = json_object_get(root, name);
		if (!peers) {
			peers = must(json_object());
			json_object_set_new(root, name, peers);
		}
		format_address(&b->identity, name);
		json_object_set_new(peers, name, peer_object(b));
		put_notes(notes, b);
	}
	bond_json_dump(root, JSON_INDENT(4) | JSON_SORT_KEYS, out);
	json_decref(root);
	return true;
}

const struct bond_format bond_format_bumble = { "bumble", "key store of Bumble",
	read_bumble, write_bumble };
