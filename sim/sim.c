#include "sim/sim.h"

#include <stdlib.h>

#include "hci/actor.h"
#include "sim/air.h"
#include "smp/crypto.h"

#define SIM_MAX_DEVICES (AIR_MAX_CONTROLLERS - 1)
#define OUR_ACL_SIZE	251
#define OUR_ACL_COUNT	8

struct virtual_device {
	struct device *device;
	uint8_t irk[16];
	int controller;
	struct bonds bonds;
	struct smp_rule *rules;
	struct host_out out;
	struct host *host;
	struct actor *actor;
};

struct sim {
	uint64_t random; /* state of the generator */
	struct env env;
	struct air *air;
	int ours;
	struct virtual_device devices[SIM_MAX_DEVICES];
	size_t n;
	uint64_t now;
};

/* splitmix64: the simulation shall be the same each time. Keys that matter are
 * made by the host under test, not here. */
static void draw(void *ctx, void *buf, size_t len)
{
	uint64_t *state = ctx;
	uint8_t *p = buf;

	for (size_t i = 0; i < len; i++) {
		uint64_t z = *state += 0x9e3779b97f4a7c15;

		z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
		z = (z ^ z >> 27) * 0x94d049bb133111eb;
		p[i] = (uint8_t)(z ^ z >> 31);
	}
}

struct sim *sim_new(void)
{
	/* A locally administered address: nobody's. */
	static const struct bdaddr address = { { 1, 0, 0x4d, 0x49, 0x53, 2 },
		ADDR_PUBLIC };
	struct sim *s = calloc(1, sizeof(*s));

	if (!s)
		abort();
	s->random = 1;
	s->env = (struct env){ draw, &s->random };
	s->air = air_new(&s->env);
	s->ours = air_add(s->air, &address, -50, OUR_ACL_SIZE, OUR_ACL_COUNT);
	return s;
}

void sim_free(struct sim *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->n; i++) {
		struct virtual_device *v = &s->devices[i];

		actor_free(v->actor);
		host_free(v->host);
		host_out_free(&v->out);
		bonds_free(&v->bonds);
		free(v->rules);
		device_free(v->device);
	}
	air_free(s->air);
	free(s);
}

void sim_give_resolving_list(struct sim *s, unsigned room)
{
	air_give_resolving_list(s->air, s->ours, room);
}

/* What a device keeps for life follows from its name, FNV-1a. */
static uint64_t seed_of(const char *name)
{
	uint64_t h = 0xcbf29ce484222325;

	for (; *name; name++)
		h = (h ^ (uint8_t)*name) * 0x100000001b3;
	return h;
}

bool sim_add(struct sim *s, struct device *device, struct err *err)
{
	struct virtual_device *v = &s->devices[s->n];
	uint64_t life = seed_of(device->name);
	struct host_config config = {
		.mtu = ATT_MAX_MTU,
		.db = &device->db,
		.bonds = &v->bonds,
		.encrypt_bonded = true,
		.own_address =
		    device->privacy ? HOST_OWN_RPA : HOST_OWN_IDENTITY,
		.rpa_timeout = device->rpa_timeout_s * USEC_PER_SEC,
	};
	struct bdaddr public_address = device->address;

	if (s->n == SIM_MAX_DEVICES)
		return err_set(err, "the simulator has room for %d devices",
		    SIM_MAX_DEVICES);
	draw(&life, v->irk, sizeof(v->irk));
	memcpy(config.irk, v->irk, sizeof(v->irk));
	if (addr_is_zero(&device->address)) {
		draw(&life, public_address.b, 6);
		public_address.b[5] = (uint8_t)(public_address.b[5] & 0xfc) | 2;
	} else if (device->address.type == ADDR_RANDOM) {
		config.address = device->address;
		public_address = (struct bdaddr){ .type = ADDR_PUBLIC };
	}
	v->device = device;
	v->rules = calloc(device->security.n_rules + 1, sizeof(*v->rules));
	if (!v->rules)
		abort();
	config.smp = actor_smp_config(device, v->rules);
	v->controller = air_add(
	    s->air, &public_address, device->rssi, OUR_ACL_SIZE, OUR_ACL_COUNT);
	air_give_faults(
	    s->air, v->controller, device->faults, device->n_faults);
	air_give_company(s->air, v->controller, device->company);
	v->host = host_new(&config, &s->env, &v->out);
	v->actor = actor_new(device, v->host, false);
	s->n++;
	return true;
}

size_t sim_count(const struct sim *s)
{
	return s->n;
}

const struct device *sim_device(const struct sim *s, size_t i)
{
	return s->devices[i].device;
}

struct bonds *sim_bonds(struct sim *s, size_t i)
{
	return &s->devices[i].bonds;
}

void sim_irk(const struct sim *s, size_t i, uint8_t irk[static 16])
{
	memcpy(irk, s->devices[i].irk, sizeof(s->devices[i].irk));
}

/* Deliver what a device's host said, until it has nothing more to say. */
static void settle(struct sim *s, struct virtual_device *v)
{
	for (size_t i = 0; i < v->out.n; i++) {
		struct host_event e = v->out.v[i];

		if (e.type == HOST_SEND)
			air_receive(s->air, v->controller,
			    host_event_data(&v->out, &e), e.data_len, s->now);
		else
			actor_event(v->actor, &e, s->now);
	}
	host_out_clear(&v->out);
}

void sim_start(struct sim *s, uint64_t now)
{
	s->now = now;
	for (size_t i = 0; i < s->n; i++) {
		host_start(s->devices[i].host, now);
		settle(s, &s->devices[i]);
	}
}

void sim_write(struct sim *s, const uint8_t *p, size_t n, uint64_t now)
{
	air_receive(s->air, s->ours, p, n, now);
}

static uint64_t device_deadline(const struct virtual_device *v)
{
	return earlier(host_deadline(v->host), actor_deadline(v->actor));
}

/* The timers of the devices that are due by `now`. */
static void run_timers(struct sim *s, uint64_t now)
{
	s->now = now;
	for (size_t i = 0; i < s->n; i++) {
		struct virtual_device *v = &s->devices[i];

		if (device_deadline(v) > now)
			continue;
		host_tick(v->host, now);
		actor_tick(v->actor, now);
		settle(s, v);
	}
}

static struct virtual_device *device_at(struct sim *s, int controller)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->devices[i].controller == controller)
			return &s->devices[i];
	return NULL;
}

size_t sim_read(struct sim *s, uint64_t now, const uint8_t **p)
{
	uint64_t next;

	while ((next = sim_deadline(s)) <= now) {
		int controller;
		size_t n;

		if (next > s->now)
			s->now = next;
		run_timers(s, s->now);
		n = air_next(s->air, s->now, &controller, p);
		if (!n)
			continue;
		if (controller == s->ours)
			return n;
		host_receive(device_at(s, controller)->host, *p, n, s->now);
		settle(s, device_at(s, controller));
	}
	return 0;
}

uint64_t sim_deadline(const struct sim *s)
{
	uint64_t t = air_deadline(s->air);

	for (size_t i = 0; i < s->n; i++)
		t = earlier(t, device_deadline(&s->devices[i]));
	return t;
}
