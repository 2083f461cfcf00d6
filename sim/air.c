#include "sim/air.h"

#include <stdlib.h>

#include "sim/air_priv.h"

struct air *air_new(const struct env *env)
{
	struct air *a = calloc(1, sizeof(*a));

	if (!a)
		abort();
	a->env = env;
	return a;
}

static void queue_clear(struct air_queue *q)
{
	q->packets.len = 0;
	q->n = 0;
}

void air_free(struct air *a)
{
	if (!a)
		return;
	for (size_t i = 0; i < a->n_events; i++)
		free(a->events[i].data);
	for (int i = 0; i < AIR_MAX_LINKS; i++) {
		buf_free(&a->links[i].queue[0].packets);
		buf_free(&a->links[i].queue[1].packets);
	}
	free(a->events);
	free(a->given);
	free(a);
}

int air_add(struct air *a, const struct bdaddr *public_address, int8_t rssi,
    uint16_t acl_size, uint8_t acl_count)
{
	struct controller *c = &a->controllers[a->n_controllers];

	if (a->n_controllers == AIR_MAX_CONTROLLERS)
		return -1;
	c->air = a;
	c->id = a->n_controllers++;
	c->public_address = *public_address;
	c->rssi = rssi;
	c->acl_size = acl_size;
	c->acl_count = acl_count;
	c->company = UINT16_MAX; /* for internal use */
	controller_reset(c);
	return c->id;
}

void air_give_resolving_list(struct air *a, int controller, unsigned room)
{
	a->controllers[controller].resolving_room =
	    room < AIR_MAX_RESOLVED ? room : AIR_MAX_RESOLVED;
}

void air_give_faults(
    struct air *a, int controller, const struct device_fault *faults, size_t n)
{
	a->controllers[controller].faults = faults;
	a->controllers[controller].n_faults = n;
}

void air_give_company(struct air *a, int controller, uint16_t company)
{
	a->controllers[controller].company = company;
}

/* The heap of events. */

static bool before(const struct air_event *a, const struct air_event *b)
{
	return a->at != b->at ? a->at < b->at : a->order < b->order;
}

static void swap(struct air_event *a, struct air_event *b)
{
	struct air_event t = *a;

	*a = *b;
	*b = t;
}

/* The returned event may be filled in, but for its time. */
struct air_event *air_schedule(
    struct air *a, uint64_t at, enum air_event_kind kind)
{
	size_t i = a->n_events++;

	if (i == a->cap_events) {
		a->cap_events = a->cap_events ? 2 * a->cap_events : 64;
		a->events =
		    realloc(a->events, a->cap_events * sizeof(*a->events));
		if (!a->events)
			abort();
	}
	a->events[i] = (struct air_event){
		.at = at,
		.order = a->order++,
		.kind = (uint8_t)kind,
	};
	while (i && before(&a->events[i], &a->events[(i - 1) / 2])) {
		swap(&a->events[i], &a->events[(i - 1) / 2]);
		i = (i - 1) / 2;
	}
	return &a->events[i];
}

static struct air_event take_first(struct air *a)
{
	struct air_event first = a->events[0];
	size_t i = 0;

	a->events[0] = a->events[--a->n_events];
	for (;;) {
		size_t least = i, child = 2 * i + 1;

		for (size_t k = child; k < child + 2 && k < a->n_events; k++)
			if (before(&a->events[k], &a->events[least]))
				least = k;
		if (least == i)
			return first;
		swap(&a->events[i], &a->events[least]);
		i = least;
	}
}

uint64_t air_deadline(const struct air *a)
{
	return a->n_events ? a->events[0].at : NEVER;
}

/* Links. */

static uint64_t interval_usec(const struct air_link *l)
{
	return l->params.interval_min * 1250ULL;
}

/* The start of the n-th connection event from now on; 1 is the next. */
static uint64_t connection_event(const struct air_link *l, unsigned n)
{
	uint64_t now = l->end[0]->air->now, step = interval_usec(l);
	uint64_t passed = now < l->anchor ? 0 : (now - l->anchor) / step + 1;

	return l->anchor + (passed + n - 1) * step;
}

void air_link_schedule(
    struct air_link *l, int end, unsigned intervals, enum air_event_kind kind)
{
	struct air_event *e =
	    air_schedule(l->end[0]->air, connection_event(l, intervals), kind);

	e->link = l;
	e->run = l->run;
	e->end = (uint8_t)end;
}

struct air_link *air_link_of(
    struct air *a, const struct controller *c, uint16_t handle, int *end)
{
	for (int i = 0; i < AIR_MAX_LINKS; i++) {
		struct air_link *l = &a->links[i];

		for (*end = 0; l->used && *end < 2; (*end)++)
			if (l->end[*end] == c && l->handle[*end] == handle)
				return l;
	}
	return NULL;
}

void air_link_drop(struct air_link *l, uint64_t at, uint8_t central_reason,
    uint8_t peripheral_reason)
{
	struct air_event *e = air_schedule(l->end[0]->air, at, AIR_DROPPED);

	e->link = l;
	e->run = l->run;
	e->reason[CENTRAL] = central_reason;
	e->reason[PERIPHERAL] = peripheral_reason;
}

void air_link_traffic(struct air_link *l)
{
	if (l->traffic_due || l->securing || !(l->queue[0].n || l->queue[1].n))
		return;
	l->traffic_due = true;
	air_link_schedule(l, 0, 1, AIR_TRAFFIC);
}

void air_link_data(struct air_link *l, int end, const uint8_t *p, size_t n)
{
	uint8_t len[2];

	put_le16(len, (uint16_t)n);
	buf_add(&l->queue[end].packets, len, 2);
	buf_add(&l->queue[end].packets, p, n);
	l->queue[end].n++;
	air_link_traffic(l);
}

/* Hand everything that waits at `end` over to the other one. */
static void deliver(struct air_link *l, int end)
{
	struct air_queue *q = &l->queue[end];
	struct controller *to = l->end[!end], *from = l->end[end];
	struct rd r = rd_over(q->packets.data, q->packets.len);
	uint8_t done[5] = { 1 };

	if (!q->n)
		return;
	while (rd_left(&r)) {
		uint16_t n = rd_u16(&r);
		const uint8_t *p = rd_bytes(&r, n);
		struct air_event *e = air_schedule(
		    to->air, to->air->now + AIR_REPORT_USEC, AIR_TO_HOST);
		unsigned pb = get_le16(p) >> 12 & 3;

		e->controller = to->id;
		e->len = 1 + (size_t)n;
		e->data = malloc(e->len);
		if (!e->data)
			abort();
		e->data[0] = H4_ACL;
		memcpy(e->data + 1, p, n);
		/* A start is 0 from the host, 2 to the host. */
		put_le16(e->data + 1,
		    (uint16_t)(l->handle[!end] |
			       (pb == L2CAP_CONTINUE ? L2CAP_CONTINUE
						     : L2CAP_START)
				   << 12));
	}
	put_le16(done + 1, l->handle[end]);
	put_le16(done + 3, (uint16_t)q->n);
	faults_count(l, q->n);
	queue_clear(q);
	controller_event(from, HCI_EV_COMPLETED_PACKETS, done, sizeof(done));
}

/* Advertising. */

void air_advertise_next(struct controller *c)
{
	uint8_t jitter[2];
	struct air_event *e;

	/* advDelay: 0 to 10 ms, Vol 6 Part B 4.4.2.2.1 */
	env_random(c->air->env, jitter, sizeof(jitter));
	e = air_schedule(c->air,
	    c->air->now + c->adv_interval + get_le16(jitter) % 10000,
	    AIR_ADVERTISE);
	e->controller = c->id;
	e->run = c->adv_run;
}

static void report(struct controller *to, const struct controller *from,
    const struct bdaddr *shown, uint8_t type, const uint8_t *data, uint8_t len)
{
	uint8_t params[11 + 31], noise;
	struct wr w = wr_over(params, sizeof(params));

	env_random(to->air->env, &noise, 1);
	wr_u8(&w, 1);
	wr_u8(&w, type);
	wr_u8(&w, shown->type);
	wr_bytes(&w, shown->b, 6);
	wr_u8(&w, len);
	wr_bytes(&w, data, len);
	wr_u8(&w, (uint8_t)(from->rssi + noise % 5 - 2));
	controller_le_event(to, HCI_LE_EV_ADVERTISING_REPORT, params, w.len);
}

static bool already_seen(struct controller *c, const struct bdaddr *a)
{
	if (!c->filter_duplicates)
		return false;
	for (unsigned i = 0; i < c->n_seen; i++)
		if (addr_equal(&c->seen[i], a))
			return true;
	if (c->n_seen < AIR_SEEN)
		c->seen[c->n_seen++] = *a;
	return false;
}

static void hear(struct controller *to, const struct controller *from)
{
	struct bdaddr a = controller_address(from, from->adv_own_type);

	if (!resolving_takes(to, &a))
		return;
	a = resolving_shown(to, &a);
	if (already_seen(to, &a))
		return;
	report(to, from, &a, from->adv_type, from->adv_data, from->adv_len);
	if (to->scan_active &&
	    (from->adv_type == ADV_IND || from->adv_type == ADV_SCAN_IND))
		report(to, from, &a, ADV_SCAN_RSP, from->scan_rsp,
		    from->scan_rsp_len);
}

static uint16_t free_handle(struct air *a, const struct controller *c)
{
	uint16_t handle = AIR_FIRST_HANDLE;
	int end;

	while (air_link_of(a, c, handle, &end))
		handle++;
	return handle;
}

static bool connect_to(struct controller *central, struct controller *peer)
{
	struct air *a = central->air;
	struct air_link *l = NULL;
	struct bdaddr own;
	bool local_rpa;

	for (int i = 0; !l && i < AIR_MAX_LINKS; i++)
		if (!a->links[i].used)
			l = &a->links[i];
	if (!l)
		return false;
	central->dialling = false;
	peer->advertising = false;
	local_rpa = resolving_own(
	    central, central->dial_own_type, &central->dial_peer, &own);
	*l = (struct air_link){
		.used = true,
		.run = l->run + 1,
		.queue = { l->queue[0], l->queue[1] },
		.end = { central, peer },
		.handle = { free_handle(a, central), free_handle(a, peer) },
		.address = { own,
		    controller_address(peer, peer->adv_own_type) },
		.local_rpa = { local_rpa, false },
		.params = central->dial_params,
		.anchor = a->now + 2500,
	};
	queue_clear(&l->queue[0]);
	queue_clear(&l->queue[1]);
	air_link_schedule(l, 0, 1, AIR_CONNECTED);
	return true;
}

/* Whether it waits for the one who advertises with this address. */
static bool dials(const struct controller *c, const struct bdaddr *on_air)
{
	struct bdaddr shown = resolving_shown(c, on_air);

	shown.type &= 1;
	return c->dialling && resolving_takes(c, on_air) &&
	       addr_equal(&c->dial_peer, &shown);
}

static void advertise(struct controller *c)
{
	struct air *a = c->air;
	struct bdaddr own = controller_address(c, c->adv_own_type);

	for (int i = 0; i < a->n_controllers; i++) {
		struct controller *other = &a->controllers[i];

		if (other == c)
			continue;
		if (other->scanning)
			hear(other, c);
		if (c->adv_type == ADV_IND && dials(other, &own) &&
		    connect_to(other, c))
			return;
	}
	air_advertise_next(c);
}

static void put_private(struct wr *w, bool is, const struct bdaddr *a)
{
	if (is)
		wr_bytes(w, a->b, 6);
	else
		wr_zeros(w, 6);
}

static void tell_connected(const struct air_link *l, int end)
{
	const struct bdaddr *peer = &l->address[!end];
	struct bdaddr shown = resolving_shown(l->end[end], peer);
	uint8_t params[30];
	struct wr w = wr_over(params, sizeof(params));

	wr_u8(&w, HCI_OK);
	wr_u16(&w, l->handle[end]);
	wr_u8(&w, (uint8_t)end);
	wr_u8(&w, shown.type);
	wr_bytes(&w, shown.b, 6);
	put_private(&w, l->local_rpa[end], &l->address[end]);
	put_private(&w, shown.type & ADDR_TYPE_IDENTITY, peer);
	wr_u16(&w, l->params.interval_min);
	wr_u16(&w, l->params.latency);
	wr_u16(&w, l->params.timeout);
	wr_u8(&w, 0); /* clock accuracy 500 ppm */
	controller_connected(l->end[end], params, w.len);
}

static void tell_updated(const struct air_link *l, int end)
{
	uint8_t params[9];
	struct wr w = wr_over(params, sizeof(params));

	wr_u8(&w, HCI_OK);
	wr_u16(&w, l->handle[end]);
	wr_u16(&w, l->params.interval_min);
	wr_u16(&w, l->params.latency);
	wr_u16(&w, l->params.timeout);
	controller_le_event(
	    l->end[end], HCI_LE_EV_CONNECTION_UPDATE, params, w.len);
}

static void tell_dropped(const struct air_link *l, int end, uint8_t reason)
{
	uint8_t params[4];
	struct wr w = wr_over(params, sizeof(params));

	wr_u8(&w, HCI_OK);
	wr_u16(&w, l->handle[end]);
	wr_u8(&w, reason);
	controller_event(
	    l->end[end], HCI_EV_DISCONNECTION_COMPLETE, params, w.len);
}

static void tell_features(const struct air_link *l, int end)
{
	uint8_t params[11];
	struct wr w = wr_over(params, sizeof(params));

	wr_u8(&w, HCI_OK);
	wr_u16(&w, l->handle[end]);
	wr_u64(&w, LE_FEATURE_ENCRYPTION);
	controller_le_event(
	    l->end[end], HCI_LE_EV_REMOTE_FEATURES, params, w.len);
}

static void tell_version(const struct air_link *l, int end)
{
	uint8_t params[8];
	struct wr w = wr_over(params, sizeof(params));

	wr_u8(&w, HCI_OK);
	wr_u16(&w, l->handle[end]);
	wr_u8(&w, 0x0d); /* 5.4 */
	wr_u16(&w, l->end[!end]->company);
	wr_u16(&w, 0);
	controller_event(l->end[end], HCI_EV_REMOTE_VERSION, params, w.len);
}

static void ask_for_ltk(const struct air_link *l)
{
	uint8_t params[12];
	struct wr w = wr_over(params, sizeof(params));

	wr_u16(&w, l->handle[PERIPHERAL]);
	wr_u64(&w, l->rand);
	wr_u16(&w, l->ediv);
	controller_le_event(
	    l->end[PERIPHERAL], HCI_LE_EV_LTK_REQUEST, params, w.len);
}

static void link_event(struct air_link *l, const struct air_event *e)
{
	if (l->silent && e->kind != AIR_DROPPED)
		return;
	switch ((enum air_event_kind)e->kind) {
	case AIR_CONNECTED:
		tell_connected(l, CENTRAL);
		tell_connected(l, PERIPHERAL);
		faults_at(l, CENTRAL, DEVICE_FAULT_CONNECTION);
		faults_at(l, PERIPHERAL, DEVICE_FAULT_CONNECTION);
		break;
	case AIR_TRAFFIC:
		l->traffic_due = false;
		if (l->securing)
			break;
		deliver(l, CENTRAL);
		deliver(l, PERIPHERAL);
		break;
	case AIR_LTK_REQUEST:
		ask_for_ltk(l);
		break;
	case AIR_UPDATED:
		l->params = e->params;
		l->anchor = l->end[0]->air->now;
		tell_updated(l, CENTRAL);
		tell_updated(l, PERIPHERAL);
		break;
	case AIR_REMOTE_FEATURES:
		if (!faults_at(l, !e->end, DEVICE_FAULT_FEATURES))
			tell_features(l, e->end);
		break;
	case AIR_REMOTE_VERSION:
		tell_version(l, e->end);
		break;
	case AIR_SILENT:
		l->silent = true;
		break;
	case AIR_DROPPED:
		l->used = false;
		for (int i = 0; i < 2; i++) {
			l->end[i]->has_ended = true;
			l->end[i]->ended = l->end[i]->air->now;
		}
		l->run++;
		/* a reset controller knows of no link to be told about */
		if (e->reason[CENTRAL])
			tell_dropped(l, CENTRAL, e->reason[CENTRAL]);
		if (e->reason[PERIPHERAL])
			tell_dropped(l, PERIPHERAL, e->reason[PERIPHERAL]);
		break;
	case AIR_TO_HOST:
	case AIR_ADVERTISE:
		break;
	}
}

void air_receive(
    struct air *a, int controller, const uint8_t *p, size_t n, uint64_t now)
{
	struct controller *c = &a->controllers[controller];

	if (now > a->now)
		a->now = now;
	if (!n)
		return;
	if (p[0] == H4_COMMAND)
		controller_command(c, p + 1, n - 1);
	else if (p[0] == H4_ACL)
		controller_acl(c, p + 1, n - 1);
}

size_t air_next(struct air *a, uint64_t now, int *controller, const uint8_t **p)
{
	while (a->n_events && a->events[0].at <= now) {
		struct air_event e = take_first(a);

		if (e.at > a->now)
			a->now = e.at;
		if (e.kind == AIR_TO_HOST) {
			free(a->given);
			a->given = e.data;
			*controller = e.controller;
			*p = e.data;
			return e.len;
		}
		if (e.kind == AIR_ADVERTISE) {
			struct controller *c = &a->controllers[e.controller];

			if (c->advertising && c->adv_run == e.run)
				advertise(c);
		} else if (e.link->run == e.run && e.link->used) {
			link_event(e.link, &e);
		}
	}
	if (now > a->now)
		a->now = now;
	return 0;
}
