/*
 * Bonds in files of ours and of other stacks. Notes are lines for the user:
 * what the format cannot carry, and what was left out.
 */
#ifndef CLI_BOND_FORMATS_H
#define CLI_BOND_FORMATS_H

#include "cli/store.h"

/* A file to read, whole. */
struct bond_file {
	const char *path; /* absolute: BlueZ has the addresses in it */
	const char *text; /* a NUL behind it */
	size_t len;
	/* Whose bond it is, where the path does not say it; or NULL. */
	const struct bdaddr *device;
};

struct bond_format {
	const char *name;  /* as an option has it */
	const char *title; /* for people */
	/* Add the bonds of the file, and what it notes beside their keys, to
	 * `out`, which has nothing else. Where it does not say which of our
	 * addresses a device knows, `local` is ADDR_UNKNOWN. False: it is
	 * damaged, or holds none. */
	bool (*read)(const struct bond_file *f, struct store *out,
	    struct buf *notes, struct err *err);
	/* The bonds, at least one, with what is noted of them where the format
	 * has room. False: they cannot be in one file. */
	bool (*write)(const struct store *s, struct buf *out, struct buf *notes,
	    struct err *err);
};

/* The text of a regular file, with a NUL behind it, added to `out`. */
bool bond_file_text(const char *path, struct buf *out, struct err *err);
/* Add the bonds of a file of any format. */
bool bond_file_read(const char *path, struct bonds *out, struct err *err);

/* NULL: there is none of this name. */
const struct bond_format *bond_format_find(const char *name);
/* What the file is; NULL with the reason. */
const struct bond_format *bond_format_detect(
    const struct bond_file *f, struct err *err);

extern const struct bond_format bond_format_bluez, bond_format_bumble;

#endif
