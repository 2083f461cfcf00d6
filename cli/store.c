#include "cli/store.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <libgen.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "smp/crypto.h"

#define FORMAT_VERSION 1

static void *must(void *p)
{
	if (!p)
		abort();
	return p;
}

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

/* Reading. Each returns false with `err` set to what is wrong where. */

static bool read_hex(const json_t *o, const char *key, uint8_t *out, size_t n,
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

static bool read_addr(
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
	if (!read_hex(v, "key", out->key, 16, NULL, err) ||
	    !read_hex(v, "rand", rand, 8, NULL, err) ||
	    !read_hex(v, "ediv", ediv, 2, NULL, err))
		return err_prefix(err, "\"%s\": ", key);
	out->size = (uint8_t)size;
	out->rand = get_le64(rand);
	out->ediv = get_le16(ediv);
	return true;
}

static bool read_bond(const json_t *o, struct bond *b, struct err *err)
{
	*b = (struct bond){
		.sc = json_is_true(json_object_get(o, "secure_connections")),
		.authenticated =
		    json_is_true(json_object_get(o, "authenticated")),
	};
	return read_addr(o, "identity", &b->identity, err) &&
	       read_addr(o, "address", &b->address, err) &&
	       read_addr(o, "local", &b->local, err) &&
	       read_ltk(o, "peer_ltk", &b->peer_ltk, err) &&
	       read_ltk(o, "own_ltk", &b->own_ltk, err) &&
	       read_hex(o, "irk", b->irk, 16, &b->has_irk, err) &&
	       read_hex(o, "csrk", b->csrk, 16, &b->has_csrk, err) &&
	       read_hex(o, "own_csrk", b->own_csrk, 16, &b->has_own_csrk, err);
}

static bool read_bonds(const json_t *list, struct bonds *out, struct err *err)
{
	const json_t *o;
	struct bond b;
	size_t i;

	if (list && !json_is_array(list))
		return err_set(err, "the bonds are no list");
	json_array_foreach(list, i, o)
	{
		if (!read_bond(o, &b, err))
			return err_prefix(err, "bond %zu: ", i + 1);
		bonds_put(out, &b);
	}
	crypto_wipe(&b, sizeof(b));
	return true;
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

static bool read_root(struct store *s, json_t *root, struct err *err)
{
	const char *name;
	json_t *o;

	if (json_integer_value(json_object_get(root, "version")) !=
	    FORMAT_VERSION)
		return err_set(
		    err, "not a bond file of version %d", FORMAT_VERSION);
	if (!read_addr(root, "address", &s->address, err) ||
	    !read_hex(root, "irk", s->irk, 16, NULL, err) ||
	    !read_bonds(json_object_get(root, "bonds"), &s->bonds, err))
		return false;
	json_object_foreach(json_object_get(root, "simulator"), name, o)
	{
		if (!read_bonds(o, store_memory_of(s, name), err))
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

/* Writing. */

static void write_hex(json_t *o, const char *key, const uint8_t *p, size_t n)
{
	struct buf b = { 0 };

	buf_hexdump(&b, p, n);
	json_object_set_new(o, key, must(json_stringn((char *)b.data, b.len)));
	crypto_wipe(b.data, b.len);
	buf_free(&b);
}

static void write_addr(json_t *o, const char *key, const struct bdaddr *a)
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
	write_hex(v, "key", ltk->key, 16);
	json_object_set_new(v, "size", json_integer(ltk->size));
	write_hex(v, "ediv", ediv, 2);
	write_hex(v, "rand", rand, 8);
	json_object_set_new(o, key, v);
}

static json_t *write_bonds(const struct bonds *bonds)
{
	json_t *list = must(json_array());

	for (size_t i = 0; i < bonds->n; i++) {
		const struct bond *b = &bonds->v[i];
		json_t *o = must(json_object());

		write_addr(o, "identity", &b->identity);
		write_addr(o, "address", &b->address);
		write_addr(o, "local", &b->local);
		json_object_set_new(
		    o, "secure_connections", json_boolean(b->sc));
		json_object_set_new(
		    o, "authenticated", json_boolean(b->authenticated));
		write_ltk(o, "peer_ltk", &b->peer_ltk);
		write_ltk(o, "own_ltk", &b->own_ltk);
		if (b->has_irk)
			write_hex(o, "irk", b->irk, 16);
		if (b->has_csrk)
			write_hex(o, "csrk", b->csrk, 16);
		if (b->has_own_csrk)
			write_hex(o, "own_csrk", b->own_csrk, 16);
		json_array_append_new(list, o);
	}
	return list;
}

static char *dump(const struct store *s)
{
	json_t *root = must(json_object()), *sim = must(json_object());
	char *text;

	json_object_set_new(root, "version", json_integer(FORMAT_VERSION));
	write_addr(root, "address", &s->address);
	write_hex(root, "irk", s->irk, 16);
	json_object_set_new(root, "bonds", write_bonds(&s->bonds));
	for (size_t i = 0; i < s->n_memories; i++)
		if (s->memories[i].bonds.n)
			json_object_set_new(sim, s->memories[i].name,
			    write_bonds(&s->memories[i].bonds));
	if (json_object_size(sim))
		json_object_set_new(root, "simulator", sim);
	else
		json_decref(sim);
	text = must(json_dumps(root, JSON_INDENT(2)));
	json_decref(root);
	return text;
}

static bool write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	size_t n = strlen(text);
	bool ok;

	if (fd < 0)
		return false;
	/* a name left over from a crash may have another mode */
	ok = !fchmod(fd, 0600) && write(fd, text, n) == (ssize_t)n &&
	     write(fd, "\n", 1) == 1 && !fsync(fd);
	return !close(fd) && ok;
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

bool store_save(const struct store *s, struct err *err)
{
	char *tmp = format("%s.new", s->path), *text = dump(s);
	bool ok = write_file(tmp, text) && !rename(tmp, s->path);

	if (!ok) {
		err_set(err, "bond file %s: %s", s->path, strerror(errno));
		unlink(tmp);
	} else {
		sync_folder(s->path);
	}
	crypto_wipe(text, strlen(text));
	free(text);
	free(tmp);
	return ok;
}

void store_close(struct store *s)
{
	for (size_t i = 0; i < s->n_memories; i++) {
		bonds_free(&s->memories[i].bonds);
		free(s->memories[i].name);
	}
	free(s->memories);
	bonds_free(&s->bonds);
	free(s->path);
	crypto_wipe(s, sizeof(*s));
}
