/* pairscope bonds */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "cli/bond_formats.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/report.h"
#include "cli/session.h"
#include "decoders/names.h"
#include "smp/crypto.h"

#define ADDR_TEXT_LEN (ADDR_STRLEN + 8)

static const char *addr_text(const struct bdaddr *a, char out[ADDR_TEXT_LEN])
{
	addr_format(a, out);
	strcat(out, a->type == ADDR_RANDOM ? "/random" : "/public");
	return out;
}

static unsigned key_size(const struct bond *b)
{
	return b->peer_ltk.present ? b->peer_ltk.size : b->own_ltk.size;
}

/* What there is of keys, in words. */
static void add_word(struct buf *b, const char *separator, const char *word)
{
	if (b->len)
		buf_puts(b, separator);
	buf_puts(b, word);
}

static struct buf keys_words(const struct bond *b)
{
	struct buf out = { 0 };

	if (b->peer_ltk.present)
		add_word(&out, " ", "LTK");
	if (b->own_ltk.present && !b->sc)
		add_word(&out, " ", "own-LTK");
	if (b->has_irk)
		add_word(&out, " ", "IRK");
	if (b->has_csrk)
		add_word(&out, " ", "CSRK");
	if (b->has_own_csrk)
		add_word(&out, " ", "own-CSRK");
	return out;
}

/* What a bond lacks, and what cannot be done for it. */
static struct buf missing_words(const struct bond *b, const char *separator)
{
	struct buf out = { 0 };

	if (!b->peer_ltk.present)
		add_word(&out, separator,
		    "no LTK of the device: as central we cannot encrypt");
	if (!b->own_ltk.present)
		add_word(&out, separator,
		    "no LTK of ours: as central the device cannot encrypt");
	if (!b->has_irk)
		add_word(&out, separator,
		    "no IRK: a private address of it cannot be resolved");
	if (!b->has_csrk)
		add_word(&out, separator,
		    "no CSRK: its signed writes cannot be checked");
	if (!b->has_own_csrk)
		add_word(&out, separator,
		    "no CSRK of ours: we cannot sign a write to it");
	return out;
}

static const char *type_words(const struct bond *b)
{
	if (b->debug_key)
		return "debug key";
	return b->sc ? "Secure Connections" : "legacy pairing";
}

static const char *authenticated_words(const struct bond *b)
{
	return b->authenticated ? "authenticated" : "not authenticated";
}

static void json_secret(
    struct json_line *j, const char *key, const uint8_t *value, bool show)
{
	if (show)
		json_bytes(j, key, value, 16);
	else
		json_text(j, key, "hidden");
}

static void json_ltk(struct json_line *j, const char *name,
    const struct bond_ltk *ltk, bool show)
{
	uint8_t rand[8];
	char key[24];

	if (!ltk->present)
		return;
	put_le64(rand, ltk->rand);
	json_secret(j, name, ltk->key, show);
	snprintf(key, sizeof(key), "%s_ediv", name);
	json_number(j, key, ltk->ediv);
	snprintf(key, sizeof(key), "%s_rand", name);
	json_bytes(j, key, rand, sizeof(rand));
}

/* "2026-11-21T11:30:00Z" */
static const char *time_text(int64_t seconds, char out[32])
{
	time_t t = (time_t)seconds;
	struct tm tm;

	if (!gmtime_r(&t, &tm) || !strftime(out, 32, "%Y-%m-%dT%H:%M:%SZ", &tm))
		out[0] = '\0';
	return out;
}

static void json_note(struct json_line *j, const struct store_note *n)
{
	char when[32];

	if (*n->name)
		json_text(j, "name", n->name);
	if (n->paired_at)
		json_text(j, "paired_at", time_text(n->paired_at, when));
	if (*n->options)
		json_text(j, "options", n->options);
}

static void show_note(struct buf *out, const struct store_note *n)
{
	char when[32];

	if (*n->name)
		buf_printf(out, "name:           %s\n", n->name);
	if (n->paired_at)
		buf_printf(
		    out, "paired at:      %s\n", time_text(n->paired_at, when));
	if (*n->options)
		buf_printf(out, "it took:        pair %s\n", n->options);
}

static void json_attributes(struct json_line *j, const struct store_note *n)
{
	if (n->has_hash)
		json_bytes(j, "database_hash", n->hash, sizeof(n->hash));
	if (!n->n_attrs)
		return;
	buf_puts(&j->b, ",\"attributes\":[");
	for (size_t i = 0; i < n->n_attrs; i++) {
		const char *name = name_uuid(&n->attrs[i].uuid);
		char uuid[UUID_STRLEN];

		uuid_format(&n->attrs[i].uuid, uuid);
		buf_printf(&j->b, "%s{\"handle\":%u,\"uuid\":\"%s\"",
		    i ? "," : "", n->attrs[i].handle, uuid);
		if (name) {
			buf_puts(&j->b, ",\"name\":");
			buf_json_string(&j->b, name, strlen(name));
		}
		buf_putc(&j->b, '}');
	}
	buf_putc(&j->b, ']');
}

static void show_attributes(struct buf *out, const struct store_note *n)
{
	if (n->has_hash) {
		buf_puts(out, "database hash:  ");
		buf_hexdump(out, n->hash, sizeof(n->hash));
		buf_putc(out, '\n');
	}
	if (n->n_attrs)
		buf_printf(out, "attributes:     %zu\n", n->n_attrs);
	for (size_t i = 0; i < n->n_attrs; i++) {
		buf_printf(out, "  0x%04x        ", n->attrs[i].handle);
		report_uuid(out, &n->attrs[i].uuid);
		buf_putc(out, '\n');
	}
}

/* `whole`: with its attributes */
static void json_bond(
    struct session *s, const struct bond *b, bool show, bool whole)
{
	struct buf missing = missing_words(b, "; ");
	char text[ADDR_TEXT_LEN];
	struct json_line j = json_begin();
	const struct store_note *note =
	    store_note_find(&s->store, &b->identity);

	addr_format(&b->identity, text);
	json_text(&j, "identity", text);
	if (note)
		json_note(&j, note);
	json_text(&j, "address_type", b->identity.type ? "random" : "public");
	json_text(&j, "address", addr_text(&b->address, text));
	json_text(&j, "local", addr_text(&b->local, text));
	json_bool(&j, "secure_connections", b->sc);
	json_bool(&j, "authenticated", b->authenticated);
	json_bool(&j, "debug_key", b->debug_key);
	json_number(&j, "key_size", key_size(b));
	json_ltk(&j, "peer_ltk", &b->peer_ltk, show);
	json_ltk(&j, "own_ltk", &b->own_ltk, show);
	if (b->has_irk)
		json_secret(&j, "irk", b->irk, show);
	if (b->has_csrk) {
		json_secret(&j, "csrk", b->csrk, show);
		json_number(&j, "sign_counter", b->sign_counter);
	}
	if (b->has_own_csrk) {
		json_secret(&j, "own_csrk", b->own_csrk, show);
		json_number(&j, "own_sign_counter", b->own_sign_counter);
	}
	buf_putc(&missing, '\0');
	json_text(&j, "missing", (char *)missing.data);
	if (note && whole)
		json_attributes(&j, note);
	json_end(&j, &s->out);
	buf_free(&missing);
}

static void list_bond(struct session *s, const struct bond *b, bool show)
{
	char identity[ADDR_TEXT_LEN], address[ADDR_STRLEN] = "-";
	const struct store_note *note =
	    store_note_find(&s->store, &b->identity);
	struct buf keys;

	if (s->out.json) {
		json_bond(s, b, show, false);
		return;
	}
	keys = keys_words(b);
	addr_text(&b->identity, identity);
	if (!addr_equal(&b->address, &b->identity))
		addr_format(&b->address, address);
	output_line(&s->out, "%s  %-18s  %-17s  %2u octets  %-17s  %.*s%s%s",
	    identity, type_words(b), authenticated_words(b), key_size(b),
	    address, (int)keys.len, (char *)keys.data,
	    note && *note->name ? "  " : "", note ? note->name : "");
	buf_free(&keys);
}

static void show_key(
    struct buf *out, const char *name, const uint8_t *key, bool show)
{
	buf_printf(out, "%-16s", name);
	if (show)
		buf_hexdump(out, key, 16);
	else
		buf_puts(out, "hidden");
}

static void show_ltk(
    struct buf *out, const char *name, const struct bond_ltk *ltk, bool show)
{
	if (!ltk->present)
		return;
	show_key(out, name, ltk->key, show);
	buf_printf(out, ", %u octets, EDIV 0x%04x, Rand 0x%016llx\n", ltk->size,
	    ltk->ediv, (unsigned long long)ltk->rand);
}

static void show_csrk(struct buf *out, const char *name, const uint8_t *key,
    uint32_t counter, bool show)
{
	show_key(out, name, key, show);
	buf_printf(out, ", sign counter %u\n", counter);
}

static void show_bond(struct session *s, const struct bond *b, bool show)
{
	struct buf out = { 0 }, missing;
	const struct store_note *note =
	    store_note_find(&s->store, &b->identity);
	char text[ADDR_TEXT_LEN];

	if (s->out.json) {
		json_bond(s, b, show, true);
		return;
	}
	buf_printf(&out, "identity:       %s (%s)\n",
	    addr_text(&b->identity, text), addr_kind(&b->identity));
	if (note)
		show_note(&out, note);
	buf_printf(&out, "on air:         %s (%s)\n",
	    addr_text(&b->address, text), addr_kind(&b->address));
	buf_printf(&out, "knows us as:    %s\n", addr_text(&b->local, text));
	buf_printf(&out, "pairing:        %s, %s\n", type_words(b),
	    authenticated_words(b));
	show_ltk(&out, b->sc ? "LTK:" : "its LTK:", &b->peer_ltk, show);
	if (!b->sc)
		show_ltk(&out, "our LTK:", &b->own_ltk, show);
	if (b->has_irk) {
		show_key(&out, "its IRK:", b->irk, show);
		buf_putc(&out, '\n');
	}
	if (b->has_csrk)
		show_csrk(&out, "its CSRK:", b->csrk, b->sign_counter, show);
	if (b->has_own_csrk)
		show_csrk(
		    &out, "our CSRK:", b->own_csrk, b->own_sign_counter, show);
	missing = missing_words(b, "\nmissing:        ");
	if (missing.len)
		buf_printf(&out, "missing:        %.*s\n", (int)missing.len,
		    (char *)missing.data);
	if (note)
		show_attributes(&out, note);
	output_data(&s->out, &out);
	crypto_wipe(out.data, out.len);
	buf_free(&out);
	buf_free(&missing);
}

/* The bond that a word names; NULL with the error said and its `*status`. */
static const struct bond *named_bond(
    struct session *s, const char *word, int *status)
{
	struct bdaddr address;
	const struct bond *b = NULL;

	*status = STATUS_USAGE;
	if (!addr_parse(word, &address)) {
		output_error(&s->out, *status,
		    "bonds: '%s' is no address such as C0:11:22:33:44:55",
		    word);
		return NULL;
	}
	*status = STATUS_NOT_FOUND;
	b = bonds_find(&s->store.bonds, &address);
	if (!b)
		output_error(&s->out, *status, "no bond with %s", word);
	else
		*status = STATUS_OK;
	return b;
}

static int cmd_list(struct session *s, const struct args *a)
{
	for (size_t i = 0; i < s->store.bonds.n; i++)
		list_bond(s, &s->store.bonds.v[i], args_has(a, "show-keys"));
	return STATUS_OK;
}

static int cmd_show(struct session *s, const struct args *a)
{
	int status;
	const struct bond *b = named_bond(s, a->words[1], &status);

	if (b)
		show_bond(s, b, args_has(a, "show-keys"));
	return status;
}

static int cmd_remove(struct session *s, const struct args *a)
{
	int status;
	const struct bond *b = named_bond(s, a->words[1], &status);

	if (!b)
		return status;
	bonds_remove(&s->store.bonds, b);
	return session_save_store(s) ? STATUS_OK : STATUS_FAILED;
}

/* The format that --format names, if it does; false with an error said. */
static bool get_format(
    struct session *s, const struct args *a, const struct bond_format **out)
{
	const char *name = args_value(a, "format");

	if (!name)
		return true;
	*out = bond_format_find(name);
	if (*out)
		return true;
	output_error(&s->out, STATUS_USAGE,
	    "--format: '%s' is none of json, bluez, bumble", name);
	return false;
}

/* Words that may come from a file, fit for a terminal. */
static struct buf safe(const char *text)
{
	struct buf b = { 0 };

	buf_safe_text(&b, (const uint8_t *)text, strlen(text));
	return b;
}

static void say_notes(struct session *s, struct buf *notes)
{
	if (!s->out.quiet)
		output_raw_talk(&s->out, notes);
	buf_free(notes);
}

/* Export. */

static int write_out(
    struct session *s, const struct args *a, const struct buf *text)
{
	const char *path = args_value(a, "output");
	bool force = args_has(a, "force");
	struct stat st;

	if (!path) {
		output_data(&s->out, text);
		return STATUS_OK;
	}
	/* Not a device, whose mode would be changed, nor through a link. */
	if (force && !lstat(path, &st) && !S_ISREG(st.st_mode))
		return output_error(
		    &s->out, STATUS_FAILED, "%s: not a regular file", path);
	if (store_write_file(path, text, force))
		return STATUS_OK;
	return output_error(&s->out, STATUS_FAILED, "%s: %s%s", path,
	    strerror(errno),
	    errno == EEXIST ? "; it is replaced with --force" : "");
}

static int export(struct session *s, const struct args *a,
    const struct bond_format *format, const struct store *part)
{
	struct buf text = { 0 }, notes = { 0 };
	struct err err;
	int status;

	if (format->write(part, &text, &notes, &err)) {
		output_talk(&s->out,
		    "keys are in it: who reads it can decrypt, and pass for "
		    "either end");
		say_notes(s, &notes);
		status = write_out(s, a, &text);
	} else {
		status = output_error(
		    &s->out, STATUS_USAGE, "bonds export: %s", err.text);
	}
	crypto_wipe(text.data, text.len);
	buf_free(&text);
	return status;
}

static int cmd_export(struct session *s, const struct args *a)
{
	const struct bond_format *format = bond_format_find("json");
	struct store part = {
		.bonds = s->store.bonds,
		.notes = s->store.notes,
		.n_notes = s->store.n_notes,
	};
	struct bonds one = { 0 };
	const struct bond *b;
	int status;

	if (!get_format(s, a, &format))
		return STATUS_USAGE;
	if (a->words[1]) {
		b = named_bond(s, a->words[1], &status);
		if (!b)
			return status;
		bonds_put(&one, b);
		part.bonds = one;
	}
	if (!part.bonds.n)
		return output_error(
		    &s->out, STATUS_NOT_FOUND, "there is no bond");
	status = export(s, a, format, &part);
	bonds_free(&one);
	return status;
}

/* Import. */

/* Whether `b` would take the place of a bond that is better. */
static bool is_weaker(const struct bonds *bonds, const struct bond *b)
{
	const struct bond *old = bonds_find(bonds, &b->identity);

	return old && (bond_is_better(old, b->sc, b->authenticated,
			   (uint8_t)key_size(b)) ||
			  (b->debug_key && !old->debug_key));
}

/* Leave only the bond of this device in the list. */
static bool select_device(struct bonds *bonds, const struct bdaddr *device,
    const char *word, struct err *err)
{
	for (size_t i = bonds->n; i--;)
		if (!addr_matches(device, &bonds->v[i].identity))
			bonds_remove(bonds, &bonds->v[i]);
	return bonds->n || err_set(err, "no bond with %s is in it", word);
}

static bool check_weaker(struct session *s, const struct args *a,
    const struct bonds *bonds, struct err *err)
{
	char identity[ADDR_STRLEN];

	if (args_has(a, "allow-weaker"))
		return true;
	for (size_t i = 0; i < bonds->n; i++) {
		const struct bond *b = &bonds->v[i];

		if (!is_weaker(&s->store.bonds, b))
			continue;
		addr_format(&b->identity, identity);
		return err_set(err,
		    "the bond with %s (%s, %s, %u octets) is weaker than the "
		    "one that there is; it is taken with --allow-weaker",
		    identity, type_words(b), authenticated_words(b),
		    key_size(b));
	}
	return true;
}

static void take_bond(
    struct session *s, struct bond *b, const struct store_note *note, bool show)
{
	struct buf missing = missing_words(b, "\n  ");
	char identity[ADDR_STRLEN];

	addr_format(&b->identity, identity);
	if (b->local.type == ADDR_UNKNOWN) {
		b->local = s->store.address;
		output_talk(&s->out,
		    "%s: the file does not say which address of ours the "
		    "device knows",
		    identity);
	}
	bonds_put(&s->store.bonds, b);
	if (note)
		*store_note_of(&s->store, &b->identity) = *note;
	list_bond(s, b, show);
	if (missing.len)
		output_talk(
		    &s->out, "  %.*s", (int)missing.len, (char *)missing.data);
	buf_free(&missing);
}

static bool read_bonds(struct session *s, const struct args *a,
    const char *path, const struct bond_format **format, struct store *in,
    struct buf *notes, struct err *err)
{
	const char *word = args_value(a, "address");
	struct bdaddr device;
	struct buf text = { 0 };
	struct bond_file f = { .path = path };
	bool ok = bond_file_text(path, &text, err);

	if (ok && word && !addr_parse(word, &device))
		ok = err_set(err, "--address: '%s' is no address", word);
	f.text = (const char *)text.data;
	f.len = text.len;
	f.device = word ? &device : NULL;
	if (ok && !*format)
		ok = (*format = bond_format_detect(&f, err));
	ok = ok && (*format)->read(&f, in, notes, err) &&
	     (!word || select_device(&in->bonds, &device, word, err)) &&
	     check_weaker(s, a, &in->bonds, err);
	if (text.data)
		crypto_wipe(text.data, text.len);
	buf_free(&text);
	return ok;
}

static int import(struct session *s, const struct args *a, const char *path)
{
	const struct bond_format *format = NULL;
	struct store in = { 0 };
	struct buf notes = { 0 }, why;
	struct err err = { "" };
	int status = STATUS_FAILED;

	if (!get_format(s, a, &format))
		return STATUS_USAGE;
	if (read_bonds(s, a, path, &format, &in, &notes, &err)) {
		output_talk(&s->out, "%s: %s", a->words[1], format->title);
		say_notes(s, &notes);
		for (size_t i = 0; i < in.bonds.n; i++) {
			struct bond *b = &in.bonds.v[i];

			take_bond(s, b, store_note_find(&in, &b->identity),
			    args_has(a, "show-keys"));
		}
		status = session_save_store(s) ? STATUS_OK : STATUS_FAILED;
	} else {
		why = safe(err.text);
		output_error(&s->out, status, "%s: %.*s", a->words[1],
		    (int)why.len, (char *)why.data);
		buf_free(&why);
		buf_free(&notes);
	}
	store_close(&in);
	return status;
}

static int cmd_import(struct session *s, const struct args *a)
{
	/* BlueZ names folders above the file by the addresses. */
	char *path = realpath(a->words[1], NULL);
	int status;

	if (!path)
		return output_error(&s->out, STATUS_FAILED, "%s: %s",
		    a->words[1], strerror(errno));
	status = import(s, a, path);
	free(path);
	return status;
}

static const struct {
	const char *name;
	int min_words, max_words;
	int (*run)(struct session *s, const struct args *a);
} verbs[] = {
	{ "list", 1, 1, cmd_list },
	{ "show", 2, 2, cmd_show },
	{ "remove", 2, 2, cmd_remove },
	{ "export", 1, 2, cmd_export },
	{ "import", 2, 2, cmd_import },
};

int cmd_bonds(struct session *s, const struct args *a)
{
	if (!session_load_store(s))
		return STATUS_FAILED;
	if (!a->n)
		return cmd_list(s, a);
	for (size_t i = 0; i < ARRAY_SIZE(verbs); i++)
		if (!strcmp(verbs[i].name, a->words[0]) &&
		    a->n >= verbs[i].min_words && a->n <= verbs[i].max_words)
			return verbs[i].run(s, a);
	return output_error(
	    &s->out, STATUS_USAGE, "bonds: write bonds %s", a->command->args);
}
