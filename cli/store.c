#include "cli/store.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/bond_attrs.h"
#include "cli/bond_json.h"
#include "cli/must.h"
#include "smp/crypto.h"

static char *format(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

static char *format(const char *fmt, ...)
{
	char *text;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) < 0)
		abort();
	va_end(ap);
	return text;
}

/* mkdir -p, private where it makes one */
static void make_folders(char *path)
{
	for (char *p = path + 1; *p; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		mkdir(path, 0700);
		*p = '/';
	}
}

char *store_state_path(const char *name)
{
	const char *state = getenv("XDG_STATE_HOME");
	const char *home = getenv("HOME");
	char *path;

	/* XDG: a relative path is invalid and ignored. */
	if (state && state[0] == '/')
		path = format("%s/pairscope/%s", state, name);
	else
		path = format(
		    "%s/.local/state/pairscope/%s", home ? home : "", name);
	make_folders(path);
	return path;
}

struct bonds *store_memory_of(struct store *s, const char *name)
{
	struct store_memory *m;

	for (size_t i = 0; i < s->n_memories; i++)
		if (!strcmp(s->memories[i].name, name))
			return &s->memories[i].bonds;
	s->memories =
	    must(realloc(s->memories, (s->n_memories + 1) * sizeof(*m)));
	m = &s->memories[s->n_memories++];
	*m = (struct store_memory){ .name = must(strdup(name)) };
	return &m->bonds;
}

const struct store_note *store_note_find(
    const struct store *s, const struct bdaddr *identity)
{
	for (size_t i = 0; i < s->n_notes; i++)
		if (addr_equal(&s->notes[i].identity, identity))
			return &s->notes[i];
	return NULL;
}

struct store_note *store_note_of(struct store *s, const struct bdaddr *identity)
{
	const struct store_note *old = store_note_find(s, identity);

	if (old)
		return &s->notes[old - s->notes];
	s->notes =
	    must(realloc(s->notes, (s->n_notes + 1) * sizeof(*s->notes)));
	s->notes[s->n_notes] = (struct store_note){ .identity = *identity };
	return &s->notes[s->n_notes++];
}

const struct store_note *store_note_named(
    const struct store *s, const char *target)
{
	struct bdaddr address;
	const struct bond *b = NULL;

	if (addr_parse(target, &address)) {
		b = bonds_find(&s->bonds, &address);
		return b ? store_note_find(s, &b->identity) : NULL;
	}
	for (size_t i = 0; i < s->n_notes; i++)
		if (!strcasecmp(s->notes[i].name, target) &&
		    bonds_find(&s->bonds, &s->notes[i].identity))
			return &s->notes[i];
	return NULL;
}

size_t store_attrs_of(
    void *store, const struct bdaddr *peer, const struct dec_attr **attrs)
{
	const struct store *s = store;
	const struct bond *b = bonds_find(&s->bonds, peer);
	const struct store_note *n =
	    b ? store_note_find(s, &b->identity) : NULL;

	*attrs = n ? n->attrs : NULL;
	return n ? n->n_attrs : 0;
}

static bool read_text(
    const json_t *o, const char *key, char *out, size_t size, struct err *err)
{
	const json_t *v = json_object_get(o, key);
	struct buf safe = { 0 };
	bool fits;

	if (!v)
		return true;
	buf_safe_text(&safe, (const uint8_t *)json_string_value(v),
	    json_string_length(v));
	fits = json_is_string(v) && safe.len < size;
	if (fits)
		memcpy(out, safe.data, safe.len);
	buf_free(&safe);
	return fits ||
	       err_set(err, "\"%s\" is no text of %zu octets", key, size - 1);
}

/* The members of a bond that are no keys; files of before have none. */
static bool read_notes(struct store *s, const json_t *list, struct err *err)
{
	const json_t *o;
	size_t i;

	json_array_foreach(list, i, o)
	{
		struct store_note n = { .paired_at = 0 };
		const json_t *at = json_object_get(o, "paired_at");

		if (at && !json_is_integer(at))
			return err_set(err, "\"paired_at\" is no time");
		n.paired_at = json_integer_value(at);
		if (!bond_json_get_addr(o, "identity", &n.identity, err) ||
		    !read_text(o, "name", n.name, sizeof(n.name), err) ||
		    !read_text(
			o, "options", n.options, sizeof(n.options), err) ||
		    !bond_attrs_read(o, &n, err))
			return false;
		if (*n.name || *n.options || n.paired_at || n.n_attrs ||
		    n.has_hash)
			*store_note_of(s, &n.identity) = n;
	}
	return true;
}

bool store_read_bonds(struct store *s, const json_t *list, struct err *err)
{
	return bond_json_read_list(list, &s->bonds, err) &&
	       read_notes(s, list, err);
}

static bool read_root(struct store *s, json_t *root, struct err *err)
{
	const char *name;
	json_t *o;

	if (!bond_json_check_version(root, err) ||
	    !bond_json_get_addr(root, "address", &s->address, err) ||
	    !bond_json_get_hex(root, "irk", s->irk, 16, NULL, err) ||
	    !store_read_bonds(s, json_object_get(root, "bonds"), err))
		return false;
	json_object_foreach(json_object_get(root, "simulator"), name, o)
	{
		if (!bond_json_read_list(o, store_memory_of(s, name), err))
			return err_prefix(err, "simulator, %s: ", name);
	}
	return true;
}

static void new_identity(struct store *s, const struct env *env)
{
	env_random(env, s->irk, sizeof(s->irk));
	env_random(env, s->address.b, sizeof(s->address.b));
	s->address.b[5] |= 0xc0;
	s->address.type = ADDR_RANDOM;
}

bool store_open(
    struct store *s, const char *path, const struct env *env, struct err *err)
{
	json_error_t why;
	json_t *root;
	FILE *f;
	bool ok;

	*s = (struct store){ .path = path ? must(strdup(path))
					  : store_state_path("bonds.json") };
	f = fopen(s->path, "re");
	if (!f && errno == ENOENT) {
		new_identity(s, env);
		return true;
	}
	if (!f)
		return err_set(
		    err, "bond file %s: %s", s->path, strerror(errno));
	root = json_loadf(f, JSON_REJECT_DUPLICATES, &why);
	fclose(f);
	if (!root)
		return err_set(err,
		    "bond file %s: line %d: %s; it was left as it is: mend it, "
		    "move it away, or name another with --bonds",
		    s->path, why.line, why.text);
	ok = read_root(s, root, err);
	json_decref(root);
	if (!ok)
		err_prefix(err, "bond file %s: ", s->path);
	return ok;
}

/* That of the bonds has them in their order. */
json_t *store_list_bonds(const struct store *s)
{
	json_t *list = bond_json_list(&s->bonds);

	for (size_t i = 0; i < s->bonds.n; i++) {
		const struct store_note *n =
		    store_note_find(s, &s->bonds.v[i].identity);
		json_t *o = json_array_get(list, i);

		if (n && *n->name)
			json_object_set_new(
			    o, "name", must(json_string(n->name)));
		if (n && *n->options)
			json_object_set_new(
			    o, "options", must(json_string(n->options)));
		if (n && n->paired_at)
			json_object_set_new(
			    o, "paired_at", json_integer(n->paired_at));
		if (n)
			bond_attrs_write(o, n);
	}
	return list;
}

static void dump(const struct store *s, struct buf *out)
{
	json_t *root = must(json_object()), *sim = must(json_object());

	json_object_set_new(root, "version", json_integer(BOND_JSON_VERSION));
	bond_json_set_addr(root, "address", &s->address);
	bond_json_set_hex(root, "irk", s->irk, 16);
	json_object_set_new(root, "bonds", store_list_bonds(s));
	for (size_t i = 0; i < s->n_memories; i++)
		if (s->memories[i].bonds.n)
			json_object_set_new(sim, s->memories[i].name,
			    bond_json_list(&s->memories[i].bonds));
	if (json_object_size(sim))
		json_object_set_new(root, "simulator", sim);
	else
		json_decref(sim);
	bond_json_dump(root, JSON_INDENT(2), out);
	json_decref(root);
}

/* The rename is on disk only when the folder is. */
static void sync_folder(const char *path)
{
	char *copy = must(strdup(path));
	int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
	free(copy);
}

/* `flag`: O_TRUNC or O_EXCL */
static bool write_text(const char *path, int flag, const struct buf *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flag, 0600);
	bool ok;

	if (fd < 0)
		return false;
	/* a name left over from a crash may have another mode */
	ok = !fchmod(fd, 0600) &&
	     write(fd, text->data, text->len) == (ssize_t)text->len &&
	     !fsync(fd);
	ok = !close(fd) && ok;
	if (!ok)
		unlink(path);
	return ok;
}

bool store_write_file(const char *path, const struct buf *text, bool replace)
{
	char *tmp;
	bool ok;

	if (!replace)
		return write_text(path, O_EXCL, text);
	tmp = format("%s.new", path);
	ok = write_text(tmp, O_TRUNC, text);
	if (ok && rename(tmp, path)) {
		unlink(tmp);
		ok = false;
	}
	if (ok)
		sync_folder(path);
	free(tmp);
	return ok;
}

bool store_save(const struct store *s, struct err *err)
{
	struct buf text = { 0 };
	bool ok;

	dump(s, &text);
	ok = store_write_file(s->path, &text, true) ||
	     err_set(err, "bond file %s: %s", s->path, strerror(errno));
	crypto_wipe(text.data, text.len);
	buf_free(&text);
	return ok;
}

void store_close(struct store *s)
{
	for (size_t i = 0; i < s->n_memories; i++) {
		bonds_free(&s->memories[i].bonds);
		free(s->memories[i].name);
	}
	free(s->memories);
	free(s->notes);
	bonds_free(&s->bonds);
	free(s->path);
	crypto_wipe(s, sizeof(*s));
}
