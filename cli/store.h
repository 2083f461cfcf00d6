/*
 * What is kept between runs: bonds, our identity, and what the simulator's
 * devices remember of us. One JSON file, mode 0600, replaced as a whole.
 */
#ifndef CLI_STORE_H
#define CLI_STORE_H

#include <jansson.h>

#include "base/env.h"
#include "base/err.h"
#include "decoders/decode.h"
#include "smp/bonds.h"

struct store_memory {
	char *name; /* of the simulated device */
	struct bonds bonds;
};

/* Of a device at most; those behind them are not kept. */
#define STORE_MAX_ATTRS 256
#define STORE_HASH_SIZE 16

/* What is known of a bond beside its keys. */
struct store_note {
	struct bdaddr identity;
	char name[64];	   /* of the device; "" */
	char options[256]; /* of `pair`, that it took; "" */
	int64_t paired_at; /* seconds of Unix time; 0: not known */
	/* Its characteristics' values and descriptors, by rising handle. */
	struct dec_attr attrs[STORE_MAX_ATTRS];
	size_t n_attrs;
	/* The Database Hash that goes with them, Vol 3 Part G 7.3. */
	uint8_t hash[STORE_HASH_SIZE];
	bool has_hash;
};

struct store {
	char *path;
	struct bonds bonds;
	struct bdaddr address; /* static random, for controllers without one */
	uint8_t irk[16];
	struct store_memory *memories;
	size_t n_memories;
	struct store_note *notes; /* of bonds that may be there no more */
	size_t n_notes;
};

/* Read `path`, or the default in the XDG state folder where it is NULL. A file
 * that is not there yet makes a new identity; one that cannot be read or is
 * damaged is an error, and it stays as it is. */
bool store_open(
    struct store *s, const char *path, const struct env *env, struct err *err);
/* Write everything. */
bool store_save(const struct store *s, struct err *err);
void store_close(struct store *s); /* wipes */

/* The bonds as a list of JSON, each with its note; the caller owns it. */
json_t *store_list_bonds(const struct store *s);
/* Add those of such a list; NULL is an empty one. False where one is damaged. */
bool store_read_bonds(struct store *s, const json_t *list, struct err *err);

/* The memory of a simulated device, made when it is not there. Valid until the
 * next call. */
struct bonds *store_memory_of(struct store *s, const char *name);

/* The note of a bond, by its identity: made when it is not there, or NULL. Both
 * are valid until the next one is made. */
struct store_note *store_note_of(
    struct store *s, const struct bdaddr *identity);
const struct store_note *store_note_find(
    const struct store *s, const struct bdaddr *identity);
/* That of the bond with a device that is named by address, or by name. */
const struct store_note *store_note_named(
    const struct store *s, const char *target);

/* The attributes of the bonded device that uses an address, for a decoder;
 * `store` is a struct store. */
dec_attrs_fn store_attrs_of;

/* A file of mode 0600, synced. With `replace` it is a new one beside the old
 * one, then renamed; without, one that is there is an error. errno says why. */
bool store_write_file(const char *path, const struct buf *text, bool replace);

/* "$XDG_STATE_HOME/pairscope/NAME" or "~/.local/state/pairscope/NAME"; the
 * caller frees it. The folder is made, mode 0700, when it is not there. */
char *store_state_path(const char *name);

#endif
