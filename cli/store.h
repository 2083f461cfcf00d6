/*
 * What is kept between runs: bonds, our identity, and what the simulator's
 * devices remember of us. One JSON file, mode 0600, replaced as a whole.
 */
#ifndef CLI_STORE_H
#define CLI_STORE_H

#include "base/env.h"
#include "base/err.h"
#include "smp/bonds.h"

struct store_memory {
	char *name; /* of the simulated device */
	struct bonds bonds;
};

struct store {
	char *path;
	struct bonds bonds;
	struct bdaddr address; /* static random, for controllers without one */
	uint8_t irk[16];
	struct store_memory *memories;
	size_t n_memories;
};

/* Read `path`, or the default in the XDG state folder where it is NULL. A file
 * that is not there yet makes a new identity; one that cannot be read or is
 * damaged is an error, and it stays as it is. */
bool store_open(
    struct store *s, const char *path, const struct env *env, struct err *err);
/* Write everything. */
bool store_save(const struct store *s, struct err *err);
void store_close(struct store *s); /* wipes */

/* The memory of a simulated device, made when it is not there. Valid until the
 * next call. */
struct bonds *store_memory_of(struct store *s, const char *name);

/* A file of mode 0600, synced. With `replace` it is a new one beside the old
 * one, then renamed; without, one that is there is an error. errno says why. */
bool store_write_file(const char *path, const struct buf *text, bool replace);

/* "$XDG_STATE_HOME/pairscope/NAME" or "~/.local/state/pairscope/NAME"; the
 * caller frees it. The folder is made, mode 0700, when it is not there. */
char *store_state_path(const char *name);

#endif
