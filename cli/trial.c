#include "cli/trial.h"

#include <string.h>

#include "cli/commands.h"
#include "cli/target.h"

/* A device that wants to be paired asks within some connection events: an OMRON
 * after 53 ms. To ask first would hide that from the log. */
#define LISTEN_USEC	(200 * USEC_PER_MSEC)
#define SECURITY_USEC	(5 * USEC_PER_SEC) /* when it is waited for */
#define PAIRING_TIMEOUT (60 * USEC_PER_SEC)
#define ATT_USEC	(40 * USEC_PER_SEC) /* ATT itself gives up at 30 s */
#define MAX_READS	32

static const char *const own_names[] = {
	[HOST_OWN_PUBLIC] = "public",
	[HOST_OWN_STATIC] = "static",
	[HOST_OWN_RPA] = "rpa",
	[HOST_OWN_NRPA] = "nrpa",
};

static const char *const first_names[] = { "security", "mtu", "read" };

const char *own_address_name(enum host_own_address own)
{
	return own_names[own];
}

bool own_address_parse(const char *text, enum host_own_address *out)
{
	for (int i = HOST_OWN_PUBLIC; i <= HOST_OWN_NRPA; i++) {
		if (!strcmp(text, own_names[i])) {
			*out = (enum host_own_address)i;
			return true;
		}
	}
	return false;
}

static bool parse_first(
    struct session *s, const struct args *a, unsigned *first)
{
	const char *text = args_value(a, "first");
	size_t n, i;

	for (const char *p = text; p; p = p[n] ? p + n + 1 : NULL) {
		n = strcspn(p, ",");
		for (i = 0; i < ARRAY_SIZE(first_names); i++)
			if (strlen(first_names[i]) == n &&
			    !memcmp(p, first_names[i], n))
				break;
		if (i == ARRAY_SIZE(first_names)) {
			output_error(&s->out, STATUS_USAGE,
			    "--first: '%s' is no list of security, mtu, read",
			    text);
			return false;
		}
		*first |= 1U << i;
	}
	return true;
}

bool trial_parse(struct session *s, const struct args *a, struct trial *out)
{
	*out = (struct trial){
		.own = s->opt.own_address,
		.delay = -1,
		.timeout = PAIRING_TIMEOUT,
	};
	return pairing_config(s, a, &out->config) &&
	       parse_first(s, a, &out->first) &&
	       args_number(a, s, "delay", 0, 600000, &out->delay) &&
	       args_number(a, s, "stay", 1, 3600, &out->stay) &&
	       args_seconds(a, s, "timeout", &out->timeout);
}

static void first_options(unsigned first, struct buf *out)
{
	const char *separator = " --first ";

	for (size_t i = 0; i < ARRAY_SIZE(first_names); i++) {
		if (!(first >> i & 1))
			continue;
		buf_puts(out, separator);
		buf_puts(out, first_names[i]);
		separator = ",";
	}
}

void trial_options(const struct trial *t, struct buf *out)
{
	const struct smp_config *c = &t->config;
	const struct smp_features *f = &c->features;
	const char *io = smp_io_name(f->io);

	if (io)
		buf_printf(out, " --io %s", io);
	else
		buf_printf(out, " --io 0x%02x", f->io);
	buf_printf(out,
	    " --authreq 0x%02x --keys-init 0x%02x --keys-resp 0x%02x",
	    f->auth_req, f->initiator_keys, f->responder_keys);
	if (f->max_key_size != 16)
		buf_printf(out, " --key-size %u", f->max_key_size);
	if (c->min_key_size != 16 && c->min_key_size != f->max_key_size)
		buf_printf(out, " --min-key-size %u", c->min_key_size);
	if (f->oob && !c->oob.has_tk && !c->oob.has_peer)
		buf_printf(out, " --oob-flag %u", f->oob);
	if (c->require_sc)
		buf_puts(out, " --sc-only");
	if (c->allow_weaker)
		buf_puts(out, " --allow-weaker");
	first_options(t->first, out);
	if (t->delay >= 0)
		buf_printf(out, " --delay %lld", t->delay);
	if (t->stay)
		buf_printf(out, " --stay %lld", t->stay);
	if (own_address_name(t->own))
		buf_printf(out, " --own-address %s", own_address_name(t->own));
}

bool trial_equal(const struct trial *a, const struct trial *b)
{
	const struct smp_config *x = &a->config, *y = &b->config;

	return !memcmp(&x->features, &y->features, sizeof(x->features)) &&
	       x->min_key_size == y->min_key_size &&
	       x->oob.has_tk == y->oob.has_tk &&
	       x->oob.has_peer == y->oob.has_peer && a->own == b->own &&
	       a->first == b->first && a->delay == b->delay &&
	       a->stay == b->stay;
}

/* Before the request. */

struct asked {
	struct wait w;
	bool requested;
};

static bool on_security_request(
    struct wait *w, const struct host_event *e, const uint8_t *data)
{
	struct asked *asked = (struct asked *)w;

	(void)data;
	if (e->handle != w->s->link)
		return false;
	asked->requested |=
	    e->type == HOST_SMP && e->smp.type == SMP_PEER_REQUESTS;
	return asked->requested || e->type == HOST_DISCONNECTED;
}

static int await_security_request(
    struct session *s, uint64_t usec, bool *requested)
{
	struct asked asked = { .w = { on_security_request, s } };
	int status = session_wait(s, &asked.w, session_now(s) + usec);

	*requested |= asked.requested;
	return status == STATUS_TIMEOUT ? STATUS_OK : status;
}

struct request {
	struct wait w;
	uint8_t error;
	bool done;
};

static bool on_answer(
    struct wait *w, const struct host_event *e, const uint8_t *data)
{
	struct request *r = (struct request *)w;

	(void)data;
	if (e->handle != w->s->link)
		return false;
	r->done = e->type == HOST_GATT && e->gatt.type == GATT_DONE;
	r->error = r->done ? e->gatt.error : 0;
	return r->done || e->type == HOST_DISCONNECTED ||
	       (e->type == HOST_GATT && e->gatt.type == GATT_TIMEOUT);
}

/* The end of a request that was started, or was not. `*error` is the ATT error;
 * false when nothing more can be asked. */
static bool await_answer(
    struct session *s, bool started, uint8_t *error, int *status)
{
	struct request r = { .w = { on_answer, s } };

	*error = 0;
	if (!started)
		return false;
	*status = session_wait(s, &r.w, session_now(s) + ATT_USEC);
	if (*status == STATUS_TIMEOUT)
		*status = STATUS_OK;
	*error = r.error;
	return !*status && r.done;
}

static int exchange_mtu(struct session *s)
{
	int status = STATUS_OK;
	uint8_t error;

	await_answer(s, host_exchange_mtu(s->host, s->link, session_now(s)),
	    &error, &status);
	return status;
}

/* As iOS does: it pairs when a read wants it. */
static int read_values(struct session *s)
{
	int status = STATUS_OK;
	const struct gatt_db *db;
	unsigned reads = 0;
	uint8_t error;

	if (!await_answer(s, host_discover(s->host, s->link, session_now(s)),
		&error, &status))
		return status;
	db = gatt_remote(host_gatt(s->host, s->link));
	for (size_t i = 0; i < db->n && reads < MAX_READS; i++) {
		const struct attr *at = &db->attrs[i];

		if (at->kind != ATTR_VALUE ||
		    !(at->properties & GATT_PROP_READ))
			continue;
		reads++;
		if (!await_answer(s,
			host_read(s->host, s->link, at->handle, session_now(s)),
			&error, &status) ||
		    error == ATT_ERR_INSUFFICIENT_AUTHENTICATION ||
		    error == ATT_ERR_INSUFFICIENT_ENCRYPTION)
			break;
	}
	return status;
}

static int prepare(struct session *s, const struct trial *t, bool *requested)
{
	int status = STATUS_OK;

	if (t->first & TRIAL_SECURITY)
		status = await_security_request(s, SECURITY_USEC, requested);
	else if (t->delay < 0)
		status = await_security_request(s, LISTEN_USEC, requested);
	if (!status && s->linked && t->first & TRIAL_MTU)
		status = exchange_mtu(s);
	if (!status && s->linked && t->first & TRIAL_READ)
		status = read_values(s);
	if (!status && t->delay > 0)
		status = session_sleep(s, (uint64_t)t->delay * USEC_PER_MSEC);
	return status;
}

int trial_begin(struct session *s, const struct trial *t, const char *target,
    bool *requested)
{
	bool was_linked = s->linked;
	uint16_t link = s->link;
	int status;

	if (s->linked && !target)
		return STATUS_OK;
	if (!s->linked)
		host_set_own_address(s->host, t->own,
		    (uint64_t)s->opt.rpa_timeout * USEC_PER_SEC,
		    session_now(s));
	/* The pairing shall be the first that happens on the link. */
	host_encrypt_bonded(s->host, false);
	status = target_connect(s, target, DEFAULT_TIMEOUT_USEC);
	host_encrypt_bonded(s->host, true);
	if (status || (was_linked && s->link == link))
		return status;
	return prepare(s, t, requested);
}

static bool on_gone(
    struct wait *w, const struct host_event *e, const uint8_t *data)
{
	(void)data;
	return e->type == HOST_DISCONNECTED && e->handle == w->s->link;
}

int trial_end(struct session *s, const struct trial *t)
{
	struct wait w = { on_gone, s };
	int status;

	if (!t->stay || !s->linked)
		return STATUS_OK;
	output_talk(&s->out, "letting the device close the link");
	status = session_wait(
	    s, &w, session_now(s) + (uint64_t)t->stay * USEC_PER_SEC);
	if (status == STATUS_TIMEOUT) {
		output_talk(&s->out, "it did not in %lld s", t->stay);
		return STATUS_OK;
	}
	return status;
}
