/* pairscope serve */
#include <stdlib.h>

#include "cli/builtin.h"
#include "cli/command.h"
#include "cli/pairing.h"
#include "cli/commands.h"
#include "cli/session.h"

struct visits {
	struct wait w;
	long long left; /* 0: any number */
};

static bool on_visit(
    struct wait *w, const struct host_event *e, const uint8_t *data)
{
	struct visits *v = (struct visits *)w;

	(void)data;
	if (e->type == HOST_COMMAND_FAILED)
		return true;
	return e->type == HOST_DISCONNECTED && e->link.role == SMP_RESPONDER &&
	       v->left && !--v->left;
}

/* The options first, then the device file; NULL: no device any more. */
static void set_own_address(struct session *s, const struct device *d)
{
	enum host_own_address own = s->opt.own_address;
	uint64_t timeout = (uint64_t)s->opt.rpa_timeout * USEC_PER_SEC;

	if (d && d->privacy && own == HOST_OWN_IDENTITY) {
		own = HOST_OWN_RPA;
		if (!timeout)
			timeout = d->rpa_timeout_s * USEC_PER_SEC;
	}
	host_set_own_address(s->host, own, timeout, session_now(s));
}

static void stop_serving(struct session *s)
{
	if (!s->actor)
		return;
	actor_free(s->actor);
	s->actor = NULL;
	host_advertise_stop(s->host, session_now(s));
	set_own_address(s, NULL);
	/* Links that are up go on being served: the database stays. */
}

/* Whoever answers the questions of a pairing: options, then a person, then the
 * device file. */
static bool set_up_agent(struct session *s, const struct args *a)
{
	const struct device_security *sec = &s->device->security;
	long long passkey = -1;

	if (!args_number(a, s, "passkey", 0, 999999, &passkey))
		return false;
	s->agent.yes = args_has(a, "yes");
	s->agent.has_passkey = passkey >= 0;
	s->agent.passkey = (uint32_t)passkey;
	if (!agent_can_ask(s)) {
		s->agent.yes |= sec->confirm;
		if (!s->agent.has_passkey && sec->has_passkey) {
			s->agent.has_passkey = true;
			s->agent.passkey = sec->passkey;
		}
	}
	return true;
}

static int start_serving(struct session *s, const struct args *a)
{
	const struct host_event ready = { .type = HOST_READY };
	struct smp_config config;
	struct device *d;
	struct err err;
	size_t n_rules;
	int status;

	d = device_load_served(a->words[0], &err);
	if (!d)
		return output_error(&s->out, STATUS_FAILED, "%s", err.text);
	if (s->linked) {
		device_free(d);
		return output_error(&s->out, STATUS_FAILED,
		    "disconnect first: links are served what was there when "
		    "they came up");
	}
	stop_serving(s);
	device_free(s->device);
	free(s->rules);
	s->device = d;
	s->rules =
	    calloc(d->security.n_rules + PAIRING_MAX_RULES, sizeof(*s->rules));
	if (!s->rules)
		abort();
	config = actor_smp_config(d, s->rules);
	if (!set_up_agent(s, a) ||
	    !pairing_rules(s, a, s->rules + config.n_rules, &n_rules))
		return STATUS_USAGE;
	config.n_rules += n_rules;
	status = pairing_oob(s, a, false, &config);
	if (status)
		return status;
	if (s->agent.has_passkey) {
		config.fixed_passkey = true;
		config.passkey = s->agent.passkey;
	}
	host_set_smp_config(s->host, &config);
	device_set_resolution(d, host_has_resolving_list(s->host));
	host_set_db(s->host, &d->db);
	set_own_address(s, d);
	s->actor = actor_new(d, s->host, true);
	actor_event(s->actor, &ready, session_now(s));
	output_talk(&s->out, "serving %s", d->name);
	return STATUS_OK;
}

int cmd_serve(struct session *s, const struct args *a)
{
	struct visits v = { .w = { on_visit, s } };
	uint64_t duration = 0;
	int status;

	if (!args_number(a, s, "connections", 1, 1000000, &v.left) ||
	    !args_seconds(a, s, "duration", &duration))
		return STATUS_USAGE;
	if (args_has(a, "stop")) {
		stop_serving(s);
		return STATUS_OK;
	}
	if (!a->n)
		return output_error(
		    &s->out, STATUS_USAGE, "serve: name a device file");
	status = start_serving(s, a);
	/* In the shell it is served while other commands are typed. */
	if (status || (s->shell && !v.left && !args_has(a, "duration")))
		return status;
	status =
	    session_wait(s, &v.w, duration ? session_now(s) + duration : NEVER);
	if (status == STATUS_TIMEOUT && v.left)
		return output_error(&s->out, STATUS_TIMEOUT,
		    "%lld connections are still to come", v.left);
	if (status == STATUS_TIMEOUT ||
	    (status == STATUS_INTERRUPTED && !s->terminated))
		return STATUS_OK;
	return status;
}
