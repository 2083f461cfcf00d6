#include "cli/bond_formats.h"

#include <string.h>

#include "cli/bond_json.h"
#include "cli/must.h"

static bool read_own(const struct bond_file *f, struct bonds *out,
    struct buf *notes, struct err *err)
{
	json_t *root = bond_json_parse(f->text, f->len, err);
	bool ok;

	(void)notes;
	if (!root)
		return false;
	ok = bond_json_check_version(root, err) &&
	     bond_json_read_list(json_object_get(root, "bonds"), out, err);
	json_decref(root);
	return ok;
}

static bool write_own(const struct bonds *bonds, struct buf *out,
    struct buf *notes, struct err *err)
{
	json_t *root = must(json_object());

	(void)notes;
	(void)err;
	json_object_set_new(root, "version", json_integer(BOND_JSON_VERSION));
	json_object_set_new(root, "bonds", bond_json_list(bonds));
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
