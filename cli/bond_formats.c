#include "cli/bond_formats.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/bond_json.h"
#include "cli/must.h"
#include "smp/crypto.h"

/* Some hundred bytes a bond. */
#define FILE_MAX (4 << 20)

static bool read_own(const struct bond_file *f, struct store *out,
    struct buf *notes, struct err *err)
{
	json_t *root = bond_json_parse(f->text, f->len, err);
	bool ok;

	(void)notes;
	if (!root)
		return false;
	ok = bond_json_check_version(root, err) &&
	     store_read_bonds(out, json_object_get(root, "bonds"), err);
	json_decref(root);
	return ok;
}

static bool write_own(
    const struct store *s, struct buf *out, struct buf *notes, struct err *err)
{
	json_t *root = must(json_object());

	(void)notes;
	(void)err;
	json_object_set_new(root, "version", json_integer(BOND_JSON_VERSION));
	json_object_set_new(root, "bonds", store_list_bonds(s));
	bond_json_dump(root, JSON_INDENT(2), out);
	json_decref(root);
	return true;
}

static const struct bond_format own = { "json", "bonds of pairscope", read_own,
	write_own };

static const struct bond_format *const formats[] = { &own, &bond_format_bluez,
	&bond_format_bumble };

const struct bond_format *bond_format_find(const char *name)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		if (!strcmp(formats[i]->name, name))
			return formats[i];
	return NULL;
}

const struct bond_format *bond_format_detect(
    const struct bond_file *f, struct err *err)
{
	const char *start = f->text + strspn(f->text, " \t\r\n");
	const struct bond_format *found = &bond_format_bumble;
	json_t *root;

	if (*start == '[' || *start == '#')
		return &bond_format_bluez;
	if (*start != '{') {
		err_set(err, "neither JSON nor an info file of BlueZ");
		return NULL;
	}
	root = bond_json_parse(f->text, f->len, err);
	if (!root)
		return NULL;
	if (json_object_get(root, "version") || json_object_get(root, "bonds"))
		found = &own;
	json_decref(root);
	return found;
}

bool bond_file_text(const char *path, struct buf *out, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	ssize_t got = -1;

	if (fd >= 0 && !fstat(fd, &st) && !S_ISREG(st.st_mode)) {
		close(fd);
		return err_set(err, "not a regular file");
	}
	while (fd >= 0 && out->len <= FILE_MAX &&
	       (got = read(fd, buf_reserve(out, 4096), 4095)) > 0)
		out->len += (size_t)got;
	if (fd < 0 || got < 0)
		err_set(err, "%s", strerror(errno));
	if (fd >= 0)
		close(fd);
	if (got < 0)
		return false;
	if (out->len > FILE_MAX)
		return err_set(err, "too large for bonds");
	*buf_reserve(out, 1) = '\0';
	return true;
}

bool bond_file_read(const char *path, struct bonds *out, struct err *err)
{
	char *real = realpath(path, NULL);
	const struct bond_format *format;
	struct buf text = { 0 }, notes = { 0 };
	struct bond_file f = { .path = real };
	struct store s = { 0 };
	bool ok;

	if (!real)
		return err_set(err, "%s", strerror(errno));
	ok = bond_file_text(real, &text, err);
	if (ok) {
		f.text = (const char *)text.data;
		f.len = text.len;
		format = bond_format_detect(&f, err);
		ok = format && format->read(&f, &s, &notes, err);
	}
	for (size_t i = 0; ok && i < s.bonds.n; i++)
		bonds_put(out, &s.bonds.v[i]);
	store_close(&s);
	if (text.data)
		crypto_wipe(text.data, text.len);
	buf_free(&text);
	buf_free(&notes);
	free(real);
	return ok;
}
