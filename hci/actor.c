#include "hci/actor.h"

#include <stdlib.h>
#include <string.h>

#include "hci/defs.h"

/* One link to somebody that connected to us. */
struct client {
	bool used;
	uint16_t handle;
	uint64_t security_request_at;
	uint64_t close_at; /* it is paired, and ends the link, or NEVER */
	struct emission {
		uint64_t at;	 /* of the next value, or NEVER */
		size_t next;	 /* of its values */
		unsigned rounds; /* through all of them, so far */
	} * emissions;		 /* one for each device_notify */
};

/* What a phone is doing. */
enum errand {
	ERRAND_NONE, /* no phone, or nothing more to do */
	ERRAND_WAIT, /* until it starts to look */
	ERRAND_LOOK,
	ERRAND_DIAL,
	ERRAND_PAIR,
	ERRAND_DISCOVER,
	ERRAND_READ,
	ERRAND_SUBSCRIBE,
	ERRAND_STAY,
};

struct actor {
	const struct device *device;
	struct host *host;
	bool person;
	struct client clients[HOST_MAX_LINKS];

	enum errand errand;
	uint64_t at; /* when the errand goes on by itself, or NEVER */
	uint16_t link;
	size_t done; /* reads or subscriptions */
	unsigned connections;
};

_Static_assert((int)DEVICE_AT_ENCRYPTION == (int)SMP_STEP_ENCRYPTION &&
		   (int)DEVICE_AT_BOND == (int)SMP_STEP_BOND &&
		   (int)DEVICE_DO_FORGET == (int)SMP_DO_FORGET,
    "device files and SMP number steps and actions alike");

struct smp_rule actor_smp_rule(const struct device_rule *r)
{
	return (struct smp_rule){
		.step = r->step,
		.when = r->on_sending ? SMP_ON_SENDING : SMP_ON_ARRIVAL,
		.action = r->action,
		.value = r->value,
		.without_initiator_keys = r->without_initiator_keys,
		.without_authreq = r->without_authreq,
		.with_initiator_keys = r->with_initiator_keys,
		.with_authreq = r->with_authreq,
		.without_oob = r->without_oob,
		.sooner_ms = r->sooner_ms,
		.times = r->times,
	};
}

struct smp_config actor_smp_config(
    const struct device *device, struct smp_rule *rules)
{
	const struct device_security *s = &device->security;

	struct smp_config config;

	for (size_t i = 0; i < s->n_rules; i++)
		rules[i] = actor_smp_rule(&s->rules[i]);
	config = (struct smp_config){
		.features = {
			.io = s->io,
			.auth_req = s->auth_req,
			.max_key_size = s->max_key_size,
			.initiator_keys = s->initiator_keys,
			.responder_keys = s->responder_keys,
		},
		.min_key_size = s->min_key_size,
		.require_sc = s->sc_only,
		.require_mitm = s->sc_only || s->mitm_only,
		.allow_weaker = s->allow_weaker,
		.allow_debug_keys = s->allow_debug_keys,
		.exact = s->exact,
		.pairable = s->pairable,
		.fixed_passkey = s->has_passkey,
		.passkey = s->passkey,
		.rules = rules,
		.n_rules = s->n_rules,
		.oob.lasting = s->has_oob_tk,
		.oob.has_tk = s->has_oob_tk,
	};
	memcpy(config.oob.tk, s->oob_tk, sizeof(config.oob.tk));
	config.features.oob = s->has_oob_tk;
	return config;
}

struct actor *actor_new(
    const struct device *device, struct host *host, bool person)
{
	struct actor *a = calloc(1, sizeof(*a));

	if (!a)
		abort();
	a->device = device;
	a->host = host;
	a->person = person;
	a->at = NEVER;
	return a;
}

static void forget_client(struct client *c)
{
	free(c->emissions);
	*c = (struct client){ .used = false };
}

void actor_free(struct actor *a)
{
	if (!a)
		return;
	for (unsigned i = 0; i < HOST_MAX_LINKS; i++)
		forget_client(&a->clients[i]);
	free(a);
}

static void advertise(struct actor *a, uint64_t now)
{
	const struct device *d = a->device;
	struct host_adv adv = {
		.interval = (uint16_t)(d->adv_interval_ms * 1000U / 625),
		.connectable = d->connectable,
		.data = d->adv,
		.len = d->adv_len,
		.scan_rsp = d->scan_rsp,
		.scan_rsp_len = d->scan_rsp_len,
	};

	host_advertise(a->host, &adv, now);
}

static void look_after(struct actor *a, uint64_t now)
{
	a->errand = ERRAND_WAIT;
	a->at = now + a->device->central.delay_ms * USEC_PER_MSEC;
}

static void start(struct actor *a, uint64_t now)
{
	if (a->device->central.present)
		look_after(a, now);
	else
		advertise(a, now);
}

static struct client *client_of(struct actor *a, uint16_t handle)
{
	for (unsigned i = 0; i < HOST_MAX_LINKS; i++)
		if (a->clients[i].used && a->clients[i].handle == handle)
			return &a->clients[i];
	return NULL;
}

static void client_connected(struct actor *a, uint16_t handle, uint64_t now)
{
	const struct device_security *s = &a->device->security;
	struct client *c = NULL;

	for (unsigned i = 0; !c && i < HOST_MAX_LINKS; i++)
		if (!a->clients[i].used)
			c = &a->clients[i];
	if (!c)
		return;
	*c = (struct client){
		.used = true,
		.handle = handle,
		.security_request_at = NEVER,
		.close_at = NEVER,
		.emissions =
		    calloc(a->device->n_notifies + 1, sizeof(*c->emissions)),
	};
	if (!c->emissions)
		abort();
	for (size_t i = 0; i < a->device->n_notifies; i++)
		c->emissions[i].at = NEVER;
	if (s->security_request)
		c->security_request_at =
		    now + s->security_request_delay_ms * USEC_PER_MSEC;
}

static void subscribed(struct actor *a, struct client *c, uint16_t value_handle,
    uint16_t bits, uint64_t now)
{
	for (size_t i = 0; i < a->device->n_notifies; i++) {
		const struct device_notify *n = &a->device->notifies[i];
		struct emission *em = &c->emissions[i];

		if (n->value_handle != value_handle || !n->n_values)
			continue;
		*em = (struct emission){ .at = NEVER };
		if (bits)
			em->at = now + n->delay_ms * USEC_PER_MSEC;
	}
}

static void emit_value(
    struct actor *a, struct client *c, size_t i, uint64_t now)
{
	const struct device_notify *n = &a->device->notifies[i];
	struct emission *em = &c->emissions[i];
	size_t k = em->next++;

	em->at = now + n->interval_ms * USEC_PER_MSEC;
	if (em->next == n->n_values) {
		em->next = 0;
		if (++em->rounds == n->repeat)
			em->at = NEVER;
		else if (!n->interval_ms) /* never a loop without time */
			em->at = now + USEC_PER_SEC;
	}
	host_notify(a->host, c->handle, n->value_handle, n->values[k],
	    n->value_lens[k], now);
}

/* The phone: one step after the other. */

static void end_errand(struct actor *a, uint64_t now)
{
	unsigned want = a->device->central.connections;

	a->at = NEVER;
	a->errand = ERRAND_NONE;
	if (++a->connections < (want ? want : 1))
		look_after(a, now);
}

static void stay(struct actor *a, uint64_t now)
{
	a->errand = ERRAND_STAY;
	a->at = now + a->device->central.stay_ms * USEC_PER_MSEC;
}

static const struct attr *remote_value(
    const struct actor *a, const struct uuid *type)
{
	struct gatt *g = host_gatt(a->host, a->link);

	return g ? gatt_db_value_of(gatt_remote(g), type, 0) : NULL;
}

/* The next read or subscription that the peer has something for. */
static void next_request(struct actor *a, uint64_t now)
{
	const struct device_central *c = &a->device->central;

	while (a->errand == ERRAND_READ && a->done < c->n_reads) {
		const struct attr *v = remote_value(a, &c->reads[a->done++]);

		if (v && host_read(a->host, a->link, v->handle, now))
			return;
	}
	if (a->errand == ERRAND_READ) {
		a->errand = ERRAND_SUBSCRIBE;
		a->done = 0;
	}
	while (a->errand == ERRAND_SUBSCRIBE && a->done < c->n_subscribes) {
		const struct attr *v =
		    remote_value(a, &c->subscribes[a->done++]);
		struct gatt *g = host_gatt(a->host, a->link);
		const struct attr *cccd =
		    v ? gatt_db_cccd_of(gatt_remote(g), v->handle) : NULL;
		uint8_t bits[2] = { GATT_CCCD_NOTIFY, 0 };

		if (!cccd)
			continue;
		if (!(v->properties & GATT_PROP_NOTIFY))
			bits[0] = GATT_CCCD_INDICATE;
		if (host_write(a->host, a->link, cccd->handle, bits, 2, now))
			return;
	}
	stay(a, now);
}

static void discover(struct actor *a, uint64_t now)
{
	a->errand = ERRAND_DISCOVER;
	a->at = NEVER;
	if (!host_discover(a->host, a->link, now))
		stay(a, now);
}

static void phone_connected(struct actor *a, uint16_t handle, uint64_t now)
{
	a->link = handle;
	a->at = NEVER;
	a->done = 0;
	if (a->device->central.pair && !host_bond(a->host, handle) &&
	    host_pair(a->host, handle, NULL, now))
		a->errand = ERRAND_PAIR;
	else
		discover(a, now);
}

static void phone_sees(
    struct actor *a, const struct host_report *r, uint64_t now)
{
	const struct bdaddr *target = &a->device->central.target;

	if (a->errand != ERRAND_LOOK || r->adv_type != ADV_IND)
		return;
	if (!addr_is_zero(target) && !addr_matches(target, &r->address))
		return;
	host_scan_stop(a->host, now);
	a->errand = ERRAND_DIAL;
	host_connect(a->host, &r->address, now);
}

static void phone_gatt_done(struct actor *a, uint64_t now)
{
	if (a->errand == ERRAND_DISCOVER) {
		a->errand = ERRAND_READ;
		a->done = 0;
	}
	if (a->errand == ERRAND_READ || a->errand == ERRAND_SUBSCRIBE)
		next_request(a, now);
}

static void client_paired(struct actor *a, uint16_t handle, uint64_t now)
{
	struct client *c = client_of(a, handle);

	if (c && a->device->closes)
		c->close_at = now + a->device->closes_after_ms * USEC_PER_MSEC;
}

static void smp_event(
    struct actor *a, uint16_t handle, const struct smp_effect *s, uint64_t now)
{
	const struct device_security *sec = &a->device->security;

	switch ((enum smp_effect_type)s->type) {
	case SMP_ASK_PASSKEY:
		if (a->person)
			break;
		if (sec->has_passkey)
			host_answer_passkey(a->host, handle, sec->passkey, now);
		else
			host_pair_cancel(
			    a->host, handle, SMP_PASSKEY_ENTRY_FAILED, now);
		break;
	case SMP_ASK_COMPARE:
		if (!a->person)
			host_answer(a->host, handle, sec->confirm, now);
		break;
	case SMP_PEER_REQUESTS:
		if (a->device->central.present)
			host_pair(a->host, handle, NULL, now);
		break;
	case SMP_PAIRED:
		client_paired(a, handle, now);
		/* fall through */
	case SMP_FAILED:
		if (a->errand == ERRAND_PAIR && handle == a->link)
			discover(a, now);
		break;
	case SMP_SEND:
	case SMP_ENCRYPT:
	case SMP_STARTED:
	case SMP_SHOW_PASSKEY:
	case SMP_KEYPRESS:
		break;
	}
}

static void disconnected(
    struct actor *a, const struct host_event *e, uint64_t now)
{
	struct client *c = client_of(a, e->handle);

	if (c) {
		forget_client(c);
		if (!a->device->keeps_bonds ||
		    (a->device->drops_bond &&
			e->status == HCI_REMOTE_USER_TERMINATED))
			host_forget(a->host, &e->link.peer);
		if (!a->device->central.present)
			advertise(a, now);
	} else if (a->errand > ERRAND_DIAL && e->handle == a->link) {
		end_errand(a, now);
	}
}

void actor_event(struct actor *a, const struct host_event *e, uint64_t now)
{
	struct client *c;

	switch ((enum host_event_type)e->type) {
	case HOST_READY:
		start(a, now);
		break;
	case HOST_CONNECTED:
		if (e->link.role == SMP_RESPONDER)
			client_connected(a, e->handle, now);
		else if (a->errand == ERRAND_DIAL)
			phone_connected(a, e->handle, now);
		break;
	case HOST_CONNECT_FAILED:
		if (a->errand == ERRAND_DIAL)
			end_errand(a, now);
		break;
	case HOST_DISCONNECTED:
		disconnected(a, e, now);
		break;
	case HOST_REPORT:
		phone_sees(a, &e->report, now);
		break;
	case HOST_SMP:
		smp_event(a, e->handle, &e->smp, now);
		break;
	case HOST_GATT:
		c = client_of(a, e->handle);
		if (c && e->gatt.type == GATT_SUBSCRIBED)
			subscribed(a, c, e->gatt.handle, e->gatt.value, now);
		else if (e->gatt.type == GATT_DONE && e->handle == a->link)
			phone_gatt_done(a, now);
		break;
	case HOST_SEND:
	case HOST_FAILED:
	case HOST_NOTE:
	case HOST_COMMAND_FAILED:
	case HOST_COMMAND_DONE:
	case HOST_SIGNED_WRITE:
	case HOST_PARAMS:
	case HOST_REMOTE_FEATURES:
	case HOST_REMOTE_VERSION:
	case HOST_ENCRYPTION:
		break;
	}
}

static void tick_client(struct actor *a, struct client *c, uint64_t now)
{
	if (now >= c->security_request_at) {
		c->security_request_at = NEVER;
		/* With a key the central encrypts by itself. */
		if (!host_security(a->host, c->handle).encrypted)
			host_request_security(a->host, c->handle, now);
	}
	if (now >= c->close_at) {
		c->close_at = NEVER;
		host_disconnect(
		    a->host, c->handle, HCI_REMOTE_USER_TERMINATED, now);
	}
	for (size_t i = 0; i < a->device->n_notifies; i++)
		if (now >= c->emissions[i].at)
			emit_value(a, c, i, now);
}

void actor_tick(struct actor *a, uint64_t now)
{
	static const struct host_scan scan = {
		.active = true,
		.interval = 16,
		.window = 16,
	};

	for (unsigned i = 0; i < HOST_MAX_LINKS; i++)
		if (a->clients[i].used)
			tick_client(a, &a->clients[i], now);
	if (now < a->at)
		return;
	a->at = NEVER;
	if (a->errand == ERRAND_WAIT) {
		a->errand = ERRAND_LOOK;
		host_scan_start(a->host, &scan, now);
	} else if (a->errand == ERRAND_STAY) {
		host_disconnect(
		    a->host, a->link, HCI_REMOTE_USER_TERMINATED, now);
	}
}

uint64_t actor_deadline(const struct actor *a)
{
	uint64_t t = a->at;

	for (unsigned i = 0; i < HOST_MAX_LINKS; i++) {
		const struct client *c = &a->clients[i];

		if (!c->used)
			continue;
		t = earlier(t, c->security_request_at);
		t = earlier(t, c->close_at);
		for (size_t k = 0; k < a->device->n_notifies; k++)
			t = earlier(t, c->emissions[k].at);
	}
	return t;
}
