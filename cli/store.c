#include "cli/store.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

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

static bool read_root(struct store *s, json_t *root, struct err *err)
{
	const char *name;
	json_t *o;

	if (!bond_json_check_version(root, err) ||
	    !bond_json_get_addr(root, "address", &s->address, err) ||
	    !bond_json_get_hex(root, "irk", s->irk, 16, NULL, err) ||
	    !bond_json_read_list(
		json_object_get(root, "bonds"), &s->bonds, err))
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

static void dump(const struct store *s, struct buf *out)
{
	json_t *root = must(json_object()), *sim = must(json_object());

	json_object_set_new(root, "version", json_integer(BOND_JSON_VERSION));
	bond_json_set_addr(root, "address", &s->address);
	bond_json_set_hex(root, "irk", s->irk, 16);
	json_object_set_new(root, "bonds", bond_json_list(&s->bonds));
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
	bonds_free(&s->bonds);
	free(s->path);
	crypto_wipe(s, sizeof(*s));
}
