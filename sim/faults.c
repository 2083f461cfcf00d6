/* Faults of a link, on purpose. */
#include "sim/air_priv.h"

#define WINDOW_USEC USEC_PER_SEC /* in which packets are load */

/* How the end with the fault is told that it ended the link itself. */
static uint8_t own_reason(uint8_t reason)
{
	return reason == HCI_REMOTE_USER_TERMINATED ? HCI_LOCAL_HOST_TERMINATED
						    : reason;
}

static void begin(struct air_link *l, int end, const struct device_fault *f)
{
	uint64_t at = l->end[0]->air->now + f->after_ms * USEC_PER_MSEC;
	uint8_t told[2];

	/* The supervision timeout counts from the last packet. */
	if (f->reason == HCI_CONNECTION_TIMEOUT) {
		struct air_event *e =
		    air_schedule(l->end[0]->air, at, AIR_SILENT);

		e->link = l;
		e->run = l->run;
		at += l->params.timeout * 10 * USEC_PER_MSEC;
	}
	told[end] = own_reason(f->reason);
	told[!end] = f->reason;
	air_link_drop(l, at, told[CENTRAL], told[PERIPHERAL]);
}

/* Whether the link before this one is too long ago for it. */
static bool is_late(const struct controller *c, const struct device_fault *f)
{
	return f->sooner_ms &&
	       (!c->has_ended ||
		   c->air->now - c->ended >= f->sooner_ms * USEC_PER_MSEC);
}

bool faults_at(struct air_link *l, int end, enum device_fault_at at)
{
	const struct controller *c = l->end[end];

	for (size_t i = 0; i < c->n_faults; i++) {
		const struct device_fault *f = &c->faults[i];

		if (f->at != at || is_late(c, f) ||
		    (at == DEVICE_FAULT_LOAD && l->load != f->packets))
			continue;
		begin(l, end, f);
		return true;
	}
	return false;
}

void faults_count(struct air_link *l, unsigned packets)
{
	uint64_t now = l->end[0]->air->now;

	if (now - l->load_since >= WINDOW_USEC) {
		l->load_since = now;
		l->load = 0;
	}
	while (packets--) {
		l->load++;
		faults_at(l, CENTRAL, DEVICE_FAULT_LOAD);
		faults_at(l, PERIPHERAL, DEVICE_FAULT_LOAD);
	}
}
