#include "cli/simulator.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/builtin.h"
#include "hci/h4.h"
#include "sim/sim.h"

#define LL_PRIVACY     "ll-privacy" /* in the place of a file */
#define RESOLVING_ROOM 8

struct simulator {
	struct hci_transport base;
	struct sim *sim;
	uint64_t now;
	char names[256];
};

static struct hci_transport *no_open(const char *rest, struct err *err)
{
	(void)rest;
	(void)err;
	return NULL; /* it needs the store, see simulator_open() */
}

static int no_fd(const struct hci_transport *t)
{
	(void)t;
	return -1;
}

/* Whole packets, as they are due. */
static long sim_transport_read(
    struct hci_transport *t, uint8_t *buf, size_t n, struct err *err)
{
	struct simulator *s = (struct simulator *)t;
	const uint8_t *p;
	size_t len = sim_read(s->sim, s->now, &p);

	(void)err;
	assert(len <= n);
	if (len)
		memcpy(buf, p, len);
	return (long)len;
}

static long sim_transport_write(
    struct hci_transport *t, const uint8_t *p, size_t n, struct err *err)
{
	struct simulator *s = (struct simulator *)t;

	(void)err;
	for (size_t at = 0; at < n;) {
		size_t len = h4_packet_size(p + at, n - at);

		assert(len && len <= n - at); /* the session writes packets */
		sim_write(s->sim, p + at, len, s->now);
		at += len;
	}
	return (long)n;
}

static void sim_transport_close(struct hci_transport *t)
{
	struct simulator *s = (struct simulator *)t;

	sim_free(s->sim);
	free(s);
}

static uint64_t sim_transport_deadline(const struct hci_transport *t)
{
	return sim_deadline(((const struct simulator *)t)->sim);
}

static void sim_transport_advance(struct hci_transport *t, uint64_t now)
{
	((struct simulator *)t)->now = now;
}

static const struct hci_transport_ops sim_transport = {
	.scheme = "sim",
	.open = no_open,
	.fd = no_fd,
	.read = sim_transport_read,
	.write = sim_transport_write,
	.close = sim_transport_close,
	.deadline = sim_transport_deadline,
	.advance = sim_transport_advance,
};

static bool add_device(
    struct simulator *s, const char *name, struct store *store, struct err *err)
{
	struct device *d = device_load(name, err);
	size_t n = strlen(s->names), i = sim_count(s->sim);

	if (!d)
		return false;
	if (!sim_add(s->sim, d, err)) {
		device_free(d);
		return false;
	}
	bonds_copy(sim_bonds(s->sim, i), store_memory_of(store, d->name));
	snprintf(
	    s->names + n, sizeof(s->names) - n, "%s%s", n ? ", " : "", d->name);
	return true;
}

static bool add_files(struct simulator *s, const char *files,
    struct store *store, struct err *err)
{
	char *copy = strdup(files), *save = NULL;
	bool ok = true;

	if (!copy)
		abort();
	for (char *word = strtok_r(copy, ",", &save); word && ok;
	     word = strtok_r(NULL, ",", &save)) {
		if (!strcmp(word, LL_PRIVACY))
			sim_give_resolving_list(s->sim, RESOLVING_ROOM);
		else
			ok = add_device(s, word, store, err);
	}
	free(copy);
	return ok;
}

struct hci_transport *simulator_open(
    const char *files, struct store *store, struct err *err)
{
	struct simulator *s = calloc(1, sizeof(*s));
	bool ok = true;

	if (!s)
		abort();
	s->base.ops = &sim_transport;
	s->sim = sim_new();
	ok = add_files(s, files, store, err);
	if (!sim_count(s->sim))
		for (size_t i = 0; i < n_builtins && ok; i++)
			ok = !builtins[i].on_air ||
			     add_device(s, builtins[i].name, store, err);
	if (!ok) {
		err_prefix(err, "sim: ");
		sim_transport_close(&s->base);
		return NULL;
	}
	sim_start(s->sim, 0);
	return &s->base;
}

static bool same_bonds(const struct bonds *a, const struct bonds *b)
{
	if (a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (memcmp(&a->v[i], &b->v[i], sizeof(a->v[i])))
			return false;
	return true;
}

bool simulator_remember(struct hci_transport *t, struct store *store)
{
	struct simulator *s = (struct simulator *)t;
	bool changed = false;

	if (t->ops != &sim_transport)
		return false;
	for (size_t i = 0; i < sim_count(s->sim); i++) {
		const char *name = sim_device(s->sim, i)->name;
		struct bonds *memory = store_memory_of(store, name);
		const struct bonds *now = sim_bonds(s->sim, i);

		if (same_bonds(memory, now))
			continue;
		bonds_copy(memory, now);
		changed = true;
	}
	return changed;
}

const char *simulator_devices(const struct hci_transport *t)
{
	return t->ops == &sim_transport ? ((const struct simulator *)t)->names
					: NULL;
}
