#include "cli/target.h"

#include "cli/diagnose_live.h"
#include "cli/session.h"
#include "decoders/names.h"
#include "hci/defs.h"

#define CANCEL_USEC (2 * USEC_PER_SEC)
#define SECURE_USEC (5 * USEC_PER_SEC)
/* A private address that was heard so long ago may be in use no more. */
#define FRESH_USEC (10 * USEC_PER_SEC)

/* A device that is looked for, by address or by name. */
struct wanted {
	struct wait w;
	const char *name;      /* NULL: by address */
	struct bdaddr address; /* in the end, with its type */
	bool found;
};

static bool is_fresh(struct session *s, const struct seen *d)
{
	return !seen_is_private(d) || session_now(s) - d->at < FRESH_USEC;
}

static bool matches(struct wanted *want)
{
	struct session *s = want->w.s;
	const struct seen *d;
	bool many = false;

	if (want->name)
		d = seen_find_name(&s->seen, want->name, &many);
	else
		d = seen_find(&s->seen, &want->address);
	if (!d || many || !d->connectable || !is_fresh(s, d))
		return false;
	want->address = d->address;
	want->found = true;
	return true;
}

static bool on_report(
    struct wait *w, const struct host_event *e, const uint8_t *data)
{
	(void)data;
	return e->type == HOST_REPORT && matches((struct wanted *)w);
}

/* Why a device was not found, from what was heard. */
static int not_found(struct session *s, const char *target)
{
	bool many;
	const struct seen *d = seen_find_name(&s->seen, target, &many);

	if (d && many)
		return output_error(&s->out, STATUS_NOT_FOUND,
		    "'%s' fits more than one device: name one of them by its "
		    "address",
		    target);
	if (d)
		return output_error(&s->out, STATUS_NOT_FOUND,
		    "%s advertises, but takes no connections now",
		    seen_name(&s->seen, &d->address).text);
	return output_error(&s->out, STATUS_NOT_FOUND,
	    "%s was not heard; %zu other device%s", target, s->seen.n,
	    s->seen.n == 1 ? " was" : "s were");
}

/* Whether an address can be dialled as it is, with its type filled in. One of a
 * bonded device with an IRK may be on air no more, or never have been: then the
 * controller has to resolve what is on air, or else we do. */
static bool is_known(struct session *s, struct bdaddr *a)
{
	const struct bond *b = bonds_find(&s->store.bonds, a);

	if (!b)
		return a->type != ADDR_UNKNOWN;
	if (b->has_irk && !host_controller_resolves(s->host, &b->identity))
		return false;
	*a = b->identity;
	return true;
}

static int look_for(struct session *s, struct wanted *want, const char *target,
    uint64_t timeout_usec)
{
	static const struct host_scan scan = {
		.active = true,
		.interval = 96, /* 60 ms of every 60 ms */
		.window = 96,
	};
	int status;

	/* What was heard a moment ago, or is known, need not be looked for. */
	if (matches(want) || (!want->name && is_known(s, &want->address)))
		return STATUS_OK;
	host_scan_start(s->host, &scan, session_now(s));
	status = session_wait(s, &want->w, session_now(s) + timeout_usec);
	host_scan_stop(s->host, session_now(s));
	return status == STATUS_TIMEOUT ? not_found(s, target) : status;
}

struct dialled {
	struct wait w;
	bool up;
	uint8_t status;
	uint16_t handle;
};

static bool on_dialled(
    struct wait *w, const struct host_event *e, const uint8_t *data)
{
	struct dialled *d = (struct dialled *)w;

	(void)data;
	if (e->type == HOST_CONNECTED && e->link.role == SMP_INITIATOR) {
		d->up = true;
		d->handle = e->handle;
		return true;
	}
	d->status = e->status;
	return e->type == HOST_CONNECT_FAILED;
}

static int dial(
    struct session *s, const struct bdaddr *peer, uint64_t timeout_usec)
{
	struct dialled d = { .w = { on_dialled, s } };
	struct name_text name = seen_name(&s->seen, peer);
	int status;

	output_talk(&s->out, "connecting to %s", name.text);
	if (!host_connect(s->host, peer, session_now(s)))
		return output_error(&s->out, STATUS_NOT_CONNECTED,
		    "another connection is being made");
	status = session_wait(s, &d.w, session_now(s) + timeout_usec);
	if (status && status != STATUS_NO_CONTROLLER) {
		/* The controller must not go on dialling behind our back. */
		bool interrupted = s->interrupted;

		s->interrupted = false;
		host_connect_cancel(s->host, session_now(s));
		session_wait(s, &d.w, session_now(s) + CANCEL_USEC);
		s->interrupted |= interrupted;
		if (interrupted)
			return STATUS_INTERRUPTED;
		if (!d.up)
			return output_error(&s->out, STATUS_NOT_CONNECTED,
			    "%s does not answer", name.text);
		status = STATUS_OK;
	}
	if (status)
		return status;
	if (!d.up)
		return output_error(&s->out, STATUS_NOT_CONNECTED,
		    "no connection to %s: %s (0x%02x)", name.text,
		    name_hci_status(d.status), d.status);
	s->linked = true;
	s->link = d.handle;
	return STATUS_OK;
}

struct secured {
	struct wait w;
	bool gone;
	uint8_t status;
};

static bool on_secured(
    struct wait *w, const struct host_event *e, const uint8_t *data)
{
	struct secured *sec = (struct secured *)w;

	(void)data;
	if (e->handle != w->s->link)
		return false;
	sec->status = e->status;
	sec->gone = e->type == HOST_DISCONNECTED;
	return sec->gone || e->type == HOST_ENCRYPTION;
}

/* A link to a bonded device goes on encrypted, or not at all: an impostor would
 * say that it has no key, Vol 3 Part C 10.3.2 and CVE-2020-9770. */
static int await_encryption(struct session *s)
{
	struct secured sec = { .w = { on_secured, s } };
	int status;

	if (!host_encrypting(s->host, s->link))
		return STATUS_OK;
	status = session_wait(s, &sec.w, session_now(s) + SECURE_USEC);
	if (status == STATUS_TIMEOUT)
		return output_error(&s->out, STATUS_NOT_PAIRED,
		    "the link was not encrypted in %llu s",
		    SECURE_USEC / USEC_PER_SEC);
	if (status || (!sec.gone && !sec.status))
		return status;
	if (sec.status == HCI_KEY_MISSING || sec.status == HCI_MIC_FAILURE)
		return output_error(&s->out, STATUS_NOT_PAIRED,
		    "%s; `pair` makes a new bond",
		    sec.status == HCI_KEY_MISSING
			? "the device has lost the bond"
			: "the device has another key than the bond");
	return output_error(&s->out,
	    sec.gone ? STATUS_NOT_CONNECTED : STATUS_NOT_PAIRED,
	    "the link could not be encrypted: %s (0x%02x)",
	    name_hci_status(sec.status), sec.status);
}

/* Whether it is the device that we are connected to, at this address or another
 * one. */
static bool is_peer(struct wanted *want)
{
	struct session *s = want->w.s;
	const struct host_link *l = host_link(s->host, s->link);
	const struct bond *b = host_bond(s->host, s->link);
	const struct seen *d;
	bool many;

	if (!want->name)
		return addr_matches(&want->address, &l->peer) ||
		       (b && addr_matches(&want->address, &b->identity));
	d = seen_find_name(&s->seen, want->name, &many);
	return d && !many &&
	       (addr_equal(&d->address, &l->peer) ||
		   (b && bonds_find(&s->store.bonds, &d->address) == b));
}

int target_connect(struct session *s, const char *target, uint64_t timeout_usec)
{
	struct wanted want = { .w = { on_report, s } };
	int status;

	if (!target)
		return s->linked ? STATUS_OK
				 : output_error(&s->out, STATUS_NOT_CONNECTED,
				       "not connected: name a device, or "
				       "`connect` first");
	if (!addr_parse(target, &want.address)) {
		want.address.type = ADDR_UNKNOWN;
		want.name = target;
	}
	if (s->linked && is_peer(&want))
		return STATUS_OK;
	status = look_for(s, &want, target, timeout_usec);
	if (!status)
		status = dial(s, &want.address, timeout_usec);
	if (!status)
		status = await_encryption(s);
	return status;
}

int target_connect_told(
    struct session *s, const char *target, uint64_t timeout_usec)
{
	int status = target_connect(s, target, timeout_usec);

	if (status == STATUS_NOT_PAIRED)
		diagnose_say(s);
	return status;
}

static bool on_gone(
    struct wait *w, const struct host_event *e, const uint8_t *data)
{
	(void)data;
	return e->type == HOST_DISCONNECTED && e->handle == w->s->link;
}

int target_disconnect(struct session *s)
{
	struct wait w = { on_gone, s };

	session_drain(s);
	host_disconnect(
	    s->host, s->link, HCI_REMOTE_USER_TERMINATED, session_now(s));
	return session_wait(s, &w, session_now(s) + CANCEL_USEC);
}
