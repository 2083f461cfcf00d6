/* pairscope discover, read, write, subscribe */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/commands.h"
#include "cli/diagnose_live.h"
#include "cli/pairing.h"
#include "cli/report.h"
#include "cli/session.h"
#include "cli/target.h"
#include "decoders/names.h"

#define PROCEDURE_TIMEOUT (40 * USEC_PER_SEC) /* ATT itself gives up at 30 s */
#define PAIRING_TIMEOUT	  (60 * USEC_PER_SEC)

/* One procedure of the client, to its end. */
struct procedure {
	struct wait w;
	bool gone, dead;
	uint8_t error;
	uint16_t handle;
	uint8_t value[ATT_MAX_VALUE];
	size_t len;
};

static bool on_gatt(
    struct wait *w, const struct host_event *e, const uint8_t *data)
{
	struct procedure *p = (struct procedure *)w;

	if (e->handle != w->s->link)
		return false;
	p->gone = e->type == HOST_DISCONNECTED;
	p->dead = e->type == HOST_GATT && e->gatt.type == GATT_TIMEOUT;
	if (e->type == HOST_GATT && e->gatt.type == GATT_DONE) {
		p->error = e->gatt.error;
		p->handle = e->gatt.handle;
		p->len = e->data_len < sizeof(p->value) ? e->data_len
							: sizeof(p->value);
		memcpy(p->value, data, p->len);
		return true;
	}
	return p->gone || p->dead;
}

/* Wait for a procedure that was started, or was not. */
static int await(struct session *s, struct procedure *p, bool started)
{
	int status;

	if (!started)
		return output_error(&s->out, STATUS_FAILED,
		    "the link is busy with another request, or has given up");
	*p = (struct procedure){ .w = { on_gatt, s } };
	status = session_wait(s, &p->w, session_now(s) + PROCEDURE_TIMEOUT);
	if (status == STATUS_TIMEOUT || (!status && p->dead))
		return output_error(
		    &s->out, STATUS_TIMEOUT, "the device does not answer");
	if (!status && p->gone)
		return output_error(
		    &s->out, STATUS_NOT_CONNECTED, "the link was lost");
	return status;
}

static int att_error(
    struct session *s, const char *what, const struct procedure *p)
{
	return output_error(&s->out, STATUS_ATT_ERROR, "%s: %s (0x%02x)%s",
	    what, name_att_error(p->error), p->error,
	    p->error == ATT_ERR_INSUFFICIENT_AUTHORIZATION
		? ": the application must allow it; pairing changes nothing"
		: "");
}

/* Know the device's attributes. */
static int discover(struct session *s)
{
	struct gatt *g = host_gatt(s->host, s->link);
	struct procedure p;
	int status = STATUS_OK;

	if (gatt_discovered(g))
		return STATUS_OK;
	if (!gatt_mtu_asked(g))
		status = await(
		    s, &p, host_exchange_mtu(s->host, s->link, session_now(s)));
	if (!status)
		status = await(
		    s, &p, host_discover(s->host, s->link, session_now(s)));
	if (!status && p.error)
		return att_error(s, "discovery", &p);
	if (!status)
		session_keep_attributes(s, s->link);
	return status;
}

static uint64_t timeout_of(struct session *s, const struct args *a, bool *ok)
{
	uint64_t timeout = DEFAULT_TIMEOUT_USEC;

	*ok = args_seconds(a, s, "timeout", &timeout);
	return timeout;
}

static void properties_words(struct buf *b, uint8_t properties)
{
	static const char *const names[] = { "broadcast", "read",
		"write-without-response", "write", "notify", "indicate",
		"signed-write", "extended" };

	for (int i = 0; i < 8; i++)
		if (properties >> i & 1)
			buf_printf(b, " %s", names[i]);
}

static void attribute_line(struct session *s, const struct attr *a)
{
	struct buf b = { 0 };

	switch ((enum attr_kind)a->kind) {
	case ATTR_PRIMARY_SERVICE:
	case ATTR_SECONDARY_SERVICE:
		buf_printf(&b, "0x%04x-0x%04x  ", a->handle, a->end);
		report_uuid(&b, &a->uuid);
		if (a->kind == ATTR_SECONDARY_SERVICE)
			buf_puts(&b, ", secondary");
		break;
	case ATTR_INCLUDE:
		buf_printf(&b, "  0x%04x  includes 0x%04x-0x%04x ", a->handle,
		    a->value_handle, a->end);
		report_uuid(&b, &a->uuid);
		break;
	case ATTR_CHARACTERISTIC:
		return; /* its value's line says it all */
	case ATTR_VALUE:
		buf_printf(&b, "  0x%04x  ", a->handle);
		report_uuid(&b, &a->uuid);
		buf_putc(&b, ':');
		properties_words(&b, a->properties);
		break;
	case ATTR_DESCRIPTOR:
		buf_printf(&b, "    0x%04x  ", a->handle);
		report_uuid(&b, &a->uuid);
		break;
	}
	buf_putc(&b, '\n');
	output_data(&s->out, &b);
	buf_free(&b);
}

static void attribute_json(struct session *s, const struct attr *a)
{
	static const char *const kinds[] = { "primary-service",
		"secondary-service", "include", "declaration", "characteristic",
		"descriptor" };
	struct json_line j;
	char uuid[UUID_STRLEN];
	const char *name = name_uuid(&a->uuid);
	struct buf props = { 0 };

	if (a->kind == ATTR_CHARACTERISTIC)
		return;
	j = json_begin();
	uuid_format(&a->uuid, uuid);
	json_text(&j, "kind", kinds[a->kind]);
	json_number(&j, "handle", a->handle);
	if (a->kind <= ATTR_INCLUDE)
		json_number(&j, "end", a->end);
	json_text(&j, "uuid", uuid);
	if (name)
		json_text(&j, "name", name);
	if (a->kind == ATTR_VALUE) {
		properties_words(&props, a->properties);
		buf_putc(&props, '\0');
		json_text(
		    &j, "properties", (char *)props.data + (props.len > 1));
	}
	json_end(&j, &s->out);
	buf_free(&props);
}

int cmd_discover(struct session *s, const struct args *a)
{
	const struct gatt_db *db;
	bool ok;
	uint64_t timeout = timeout_of(s, a, &ok);
	int status;

	if (!ok)
		return STATUS_USAGE;
	status = target_connect_told(s, a->words[0], timeout);
	if (!status)
		status = discover(s);
	if (status)
		return status;
	db = gatt_remote(host_gatt(s->host, s->link));
	for (size_t i = 0; i < db->n; i++) {
		if (s->out.json)
			attribute_json(s, &db->attrs[i]);
		else
			attribute_line(s, &db->attrs[i]);
	}
	return STATUS_OK;
}

/* Letters and digits of a name, so that "battery-level" is "Battery Level". */
static bool same_name(const char *a, const char *b)
{
	for (;; a++, b++) {
		while (*a && !isalnum((unsigned char)*a))
			a++;
		while (*b && !isalnum((unsigned char)*b))
			b++;
		if (!*a || !*b)
			return *a == *b;
		if (tolower((unsigned char)*a) != tolower((unsigned char)*b))
			return false;
	}
}

/* "0x0012" is a handle; "2a19", "2a19#2" or "battery-level" a characteristic.
 * Anything but a handle needs the discovery. */
static int find_attribute(struct session *s, const char *text, uint16_t *handle)
{
	const struct gatt_db *db;
	char type[64], *hash, *end;
	struct uuid uuid;
	unsigned nth = 0;
	int status;

	if (text[0] == '0' && text[1] == 'x') {
		unsigned long v = strtoul(text, &end, 16);

		if (*end || !v || v > 0xffff)
			return output_error(&s->out, STATUS_USAGE,
			    "'%s' is no attribute handle", text);
		*handle = (uint16_t)v;
		return STATUS_OK;
	}
	status = discover(s);
	if (status)
		return status;
	snprintf(type, sizeof(type), "%s", text);
	hash = strchr(type, '#');
	if (hash) {
		*hash = '\0';
		nth = (unsigned)strtoul(hash + 1, &end, 10);
		if (*end || !nth--)
			return output_error(&s->out, STATUS_USAGE,
			    "'%s': write 2a19#2 for the second one", text);
	}
	db = gatt_remote(host_gatt(s->host, s->link));
	for (size_t i = 0; i < db->n; i++) {
		const struct attr *at = &db->attrs[i];
		const char *name = name_uuid(&at->uuid);

		if (at->kind != ATTR_VALUE)
			continue;
		if (uuid_parse(type, &uuid) ? uuid_equal(&uuid, &at->uuid)
					    : name && same_name(name, type)) {
			if (nth--)
				continue;
			*handle = at->handle;
			return STATUS_OK;
		}
	}
	return output_error(&s->out, STATUS_NOT_FOUND,
	    "the device has no characteristic %s; `discover` lists what it has",
	    text);
}

/* The request that may want a pairing first. */
struct request {
	enum { REQUEST_READ, REQUEST_WRITE } what;
	uint16_t handle;
	const uint8_t *data;
	size_t len;
};

static int request_once(
    struct session *s, const struct request *r, struct procedure *p)
{
	uint64_t now = session_now(s);

	return await(s, p,
	    r->what == REQUEST_READ
		? host_read(s->host, s->link, r->handle, now)
		: host_write(
		      s->host, s->link, r->handle, r->data, r->len, now));
}

/* Do it; where the device wants a pairing, pair and do it once more. */
static int request(struct session *s, const struct args *a, const char *what,
    const struct request *r, struct procedure *p)
{
	struct smp_config config;
	int status = request_once(s, r, p);

	if (!status && !args_has(a, "no-pair") &&
	    (p->error == ATT_ERR_INSUFFICIENT_AUTHENTICATION ||
		p->error == ATT_ERR_INSUFFICIENT_ENCRYPTION)) {
		output_talk(&s->out,
		    "%s: %s (0x%02x): pairing, then trying again, as iOS does",
		    what, name_att_error(p->error), p->error);
		if (!pairing_config(s, a, &config))
			return STATUS_USAGE;
		/* 0x05 is "not authenticated": where somebody can compare or
		 * type, ask for a pairing that is. */
		if (p->error == ATT_ERR_INSUFFICIENT_AUTHENTICATION &&
		    config.features.io != SMP_NO_INPUT_NO_OUTPUT &&
		    !args_has(a, "authreq"))
			config.features.auth_req |= SMP_AUTH_MITM;
		status = pairing_oob(s, a, true, &config);
		if (!status)
			status = pairing_run(s, &config, PAIRING_TIMEOUT);
		if (status == STATUS_NOT_PAIRED)
			diagnose_say(s);
		if (!status)
			status = request_once(s, r, p);
	}
	if (!status && p->error)
		return att_error(s, what, p);
	return status;
}

/* The words before the last `fixed` ones: a target, or none. */
static const char *target_word(const struct args *a, int fixed)
{
	return a->n > fixed ? a->words[0] : NULL;
}

static int prepare(
    struct session *s, const struct args *a, int fixed, uint16_t *handle)
{
	struct smp_config config;
	bool ok;
	uint64_t timeout = timeout_of(s, a, &ok);
	int status;

	/* a mistake in the options is found before anything is done */
	if (!ok || !pairing_config(s, a, &config))
		return STATUS_USAGE;
	/* signing is for links that are not encrypted */
	host_encrypt_bonded(s->host, !args_has(a, "signed"));
	status = target_connect_told(s, target_word(a, fixed), timeout);
	host_encrypt_bonded(s->host, true);
	if (status)
		return status;
	return find_attribute(s, a->words[a->n - fixed], handle);
}

int cmd_read(struct session *s, const struct args *a)
{
	struct request r = { .what = REQUEST_READ };
	struct procedure p;
	int status = prepare(s, a, 1, &r.handle);

	if (!status)
		status = request(s, a, a->words[a->n - 1], &r, &p);
	if (!status)
		report_value(s, "read", r.handle, p.value, p.len);
	return status;
}

/* "text:..." as it is, otherwise hexadecimal. */
static long parse_value(const char *text, uint8_t out[ATT_MAX_VALUE])
{
	size_t n;

	if (!strncmp(text, "text:", 5)) {
		n = strlen(text + 5);
		if (n > ATT_MAX_VALUE)
			return -1;
		memcpy(out, text + 5, n);
		return (long)n;
	}
	if (!strncmp(text, "hex:", 4))
		text += 4;
	return hex_parse(text, out, ATT_MAX_VALUE);
}

static int write_signed(struct session *s, const struct request *r)
{
	const struct bond *b = host_bond(s->host, s->link);

	if (!b || !b->has_own_csrk)
		return output_error(&s->out, STATUS_FAILED,
		    "the device has no CSRK of ours: pair with --keys-init "
		    "sign first");
	if (!host_signed_write(
		s->host, s->link, r->handle, r->data, r->len, session_now(s)))
		return output_error(&s->out, STATUS_FAILED,
		    "no signed write: the link is encrypted, or the value is "
		    "too long");
	session_save_store(s); /* the counter: no value of it is used twice */
	return STATUS_OK;
}

int cmd_write(struct session *s, const struct args *a)
{
	struct request r = { .what = REQUEST_WRITE };
	uint8_t value[ATT_MAX_VALUE];
	const char *text = a->words[a->n - 1];
	long len = parse_value(text, value);
	struct procedure p;
	int status;

	if (len < 0)
		return output_error(&s->out, STATUS_USAGE,
		    "'%s' is no value: write hexadecimal digits, or text:..., "
		    "of at most %d octets",
		    text, ATT_MAX_VALUE);
	status = prepare(s, a, 2, &r.handle);
	if (status)
		return status;
	r.data = value;
	r.len = (size_t)len;
	if (args_has(a, "signed"))
		return write_signed(s, &r);
	if (!args_has(a, "no-response"))
		return request(s, a, a->words[a->n - 2], &r, &p);
	if (!host_write_command(
		s->host, s->link, r.handle, value, r.len, session_now(s)))
		return output_error(&s->out, STATUS_FAILED,
		    "the value is too long for a write without response");
	return STATUS_OK;
}

/* Values that arrive are printed as they come; this only counts them. */
struct values {
	struct wait w;
	uint16_t handle;
	long long left; /* 0: any number */
	bool gone;
};

static bool on_value(
    struct wait *w, const struct host_event *e, const uint8_t *data)
{
	struct values *v = (struct values *)w;

	(void)data;
	if (e->handle != w->s->link)
		return false;
	v->gone = e->type == HOST_DISCONNECTED;
	if (v->gone || w->s->out.out_failed)
		return true;
	return e->type == HOST_GATT &&
	       (e->gatt.type == GATT_NOTIFIED ||
		   e->gatt.type == GATT_INDICATED) &&
	       e->gatt.handle == v->handle && v->left && !--v->left;
}

static int receive_values(
    struct session *s, uint16_t handle, long long count, uint64_t duration)
{
	struct values v = {
		.w = { on_value, s },
		.handle = handle,
		.left = count,
	};
	int status =
	    session_wait(s, &v.w, duration ? session_now(s) + duration : NEVER);

	if (v.gone)
		return output_error(
		    &s->out, STATUS_NOT_CONNECTED, "the link was lost");
	if (status == STATUS_TIMEOUT && count)
		return output_error(&s->out, STATUS_TIMEOUT,
		    "%lld of %lld values came", count - v.left, count);
	/* Without a count, the end is when the user or the clock says so. */
	if (!count && (status == STATUS_TIMEOUT ||
			  (status == STATUS_INTERRUPTED && !s->terminated)))
		return STATUS_OK;
	return status;
}

int cmd_subscribe(struct session *s, const struct args *a)
{
	struct request r = { .what = REQUEST_WRITE, .len = 2 };
	const struct attr *value, *cccd;
	const struct gatt_db *db;
	uint8_t bits[2] = { 0, 0 };
	uint64_t duration = 0;
	long long count = 0;
	struct procedure p;
	uint16_t handle;
	int status;

	if (!args_number(a, s, "count", 1, 1000000, &count) ||
	    !args_seconds(a, s, "duration", &duration))
		return STATUS_USAGE;
	status = prepare(s, a, 1, &handle);
	if (!status)
		status = discover(s);
	if (status)
		return status;
	db = gatt_remote(host_gatt(s->host, s->link));
	value = gatt_db_find(db, handle);
	cccd = gatt_db_cccd_of(db, handle);
	if (!value || !cccd)
		return output_error(&s->out, STATUS_NOT_FOUND,
		    "%s has no Client Characteristic Configuration: it can be "
		    "neither notified nor indicated",
		    a->words[a->n - 1]);
	if (!args_has(a, "off"))
		bits[0] = value->properties & GATT_PROP_NOTIFY
			      ? GATT_CCCD_NOTIFY
			      : GATT_CCCD_INDICATE;
	r.handle = cccd->handle;
	r.data = bits;
	status = request(s, a, a->words[a->n - 1], &r, &p);
	if (status || args_has(a, "off"))
		return status;
	/* In the shell the values come while other commands are typed. */
	if (s->shell && !count && !args_has(a, "duration"))
		return STATUS_OK;
	return receive_values(s, handle, count, duration);
}
