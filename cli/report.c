#include "cli/report.h"

#include <stdio.h>

#include "cli/chip.h"
#include "cli/session.h"
#include "cli/zephyr.h"
#include "decoders/names.h"
#include "decoders/value.h"
#include "hci/defs.h"

void report_uuid(struct buf *b, const struct uuid *u)
{
	const char *name = name_uuid(u);
	char text[UUID_STRLEN];

	uuid_format(u, text);
	if (name)
		buf_printf(b, "%s (%s)", name, text);
	else
		buf_puts(b, text);
}

/* What the peer is to us. */
static const char *peer_word(const struct session *s, uint16_t handle)
{
	const struct host_link *l = host_link(s->host, handle);

	return l && l->role == SMP_RESPONDER ? "the central" : "the device";
}

static struct name_text peer_name(const struct session *s, uint16_t handle)
{
	const struct host_link *l = host_link(s->host, handle);
	struct name_text none = { "" };

	return l ? seen_name(&s->seen, &l->peer) : none;
}

/* An event as a JSON line; the caller adds to it and ends it. */
static struct json_line event_line(const char *event)
{
	struct json_line j = json_begin();

	json_text(&j, "event", event);
	return j;
}

static void json_addr(
    struct json_line *j, const char *key, const struct bdaddr *a)
{
	char text[ADDR_STRLEN];

	addr_format(a, text);
	json_text(j, key, text);
	json_text(j, "address_type", a->type ? "random" : "public");
}

/* An address on air, and the identity behind it. */
static void json_peer(
    struct session *s, struct json_line *j, const struct bdaddr *a)
{
	const struct bdaddr *identity = seen_identity(&s->seen, a);
	char text[ADDR_STRLEN];

	json_addr(j, "address", a);
	if (!identity)
		return;
	addr_format(identity, text);
	json_text(j, "identity", text);
	json_text(j, "identity_type", identity->type ? "random" : "public");
}

static void report_connected(struct session *s, const struct host_event *e)
{
	const struct host_link *l = &e->link;
	struct name_text name = seen_name(&s->seen, &l->peer);

	if (s->out.json) {
		struct json_line j = event_line("connected");

		json_peer(s, &j, &l->peer);
		json_text(&j, "role",
		    l->role == SMP_INITIATOR ? "central" : "peripheral");
		json_number(&j, "handle", e->handle);
		json_number(&j, "interval_us", l->params.interval_min * 1250);
		json_end(&j, &s->out);
		return;
	}
	output_talk(&s->out, "connected%s %s, %s address, interval %u.%02u ms",
	    l->role == SMP_INITIATOR ? " to" : ": central", name.text,
	    addr_kind(&l->peer), l->params.interval_min * 125 / 100,
	    l->params.interval_min * 125 % 100);
}

static void report_disconnected(struct session *s, const struct host_event *e)
{
	struct name_text name = seen_name(&s->seen, &e->link.peer);

	if (s->out.json) {
		struct json_line j = event_line("disconnected");

		json_peer(s, &j, &e->link.peer);
		json_number(&j, "reason", e->status);
		json_text(&j, "text", name_hci_status(e->status));
		json_end(&j, &s->out);
		return;
	}
	output_talk(&s->out, "disconnected from %s: %s (0x%02x)", name.text,
	    name_hci_status(e->status), e->status);
}

/* What a failed encryption means, where the controller's word for it does not
 * say it. */
static const char *encryption_hint(uint8_t status)
{
	switch (status) {
	case HCI_KEY_MISSING:
		return ": the device has no key for us any more; pair again";
	case HCI_MIC_FAILURE:
		return ": the keys of the two ends differ; pair again";
	}
	return "";
}

static void report_encryption(struct session *s, const struct host_event *e)
{
	struct gatt_security sec = host_security(s->host, e->handle);

	if (s->out.json) {
		struct json_line j = event_line("encryption");

		json_number(&j, "status", e->status);
		json_bool(&j, "encrypted", !e->status && e->value);
		json_bool(&j, "authenticated", sec.authenticated);
		json_number(&j, "key_size", sec.key_size);
		json_end(&j, &s->out);
	} else if (e->status) {
		output_talk(&s->out, "encryption failed: %s (0x%02x)%s",
		    name_hci_status(e->status), e->status,
		    encryption_hint(e->status));
	} else {
		output_talk(&s->out, "%s, %u-octet key, %s",
		    e->value ? "encrypted" : "encryption is off", sec.key_size,
		    sec.authenticated ? "authenticated" : "not authenticated");
	}
}

static void features_words(struct buf *b, const struct smp_features *f)
{
	const char *io = smp_io_name(f->io);

	if (io)
		buf_puts(b, io);
	else
		buf_printf(b, "IO 0x%02x", f->io);
	buf_printf(b, ", AuthReq 0x%02x, keys 0x%02x/0x%02x, size %u",
	    f->auth_req, f->initiator_keys, f->responder_keys, f->max_key_size);
	if (f->oob)
		buf_puts(b, ", OOB");
}

static void json_features(
    struct json_line *j, const char *key, const struct smp_features *f)
{
	uint8_t raw[6] = { f->io, f->oob, f->auth_req, f->max_key_size,
		f->initiator_keys, f->responder_keys };

	json_bytes(j, key, raw, sizeof(raw));
}

static void report_features(struct session *s, const struct smp_status *st)
{
	struct buf b = { 0 };

	if (s->out.json) {
		struct json_line j = event_line("pairing");

		json_features(&j, "request", &st->request);
		if (st->have_response)
			json_features(&j, "response", &st->response);
		json_text(&j, "method", smp_method_name(st->method));
		json_bool(&j, "secure_connections", st->sc);
		json_number(&j, "key_size", st->key_size);
		json_end(&j, &s->out);
		return;
	}
	buf_puts(&b, "  request:  ");
	features_words(&b, &st->request);
	buf_puts(&b, "\n  response: ");
	features_words(&b, &st->response);
	buf_printf(&b, "\n  so: %s, %s, %u-octet key\n",
	    st->sc ? "Secure Connections" : "legacy pairing",
	    smp_method_name(st->method), st->key_size);
	if (st->request.initiator_keys & st->request.responder_keys &
	    st->response.initiator_keys & st->response.responder_keys &
	    SMP_KEY_LINK)
		buf_puts(&b, "  both offer LinkKey: no BR/EDR key is derived "
			     "here, with h6 or (CT2) h7\n");
	if (!s->out.quiet)
		output_raw_talk(&s->out, &b);
	buf_free(&b);
}

static void keys_words(struct buf *b, uint8_t keys)
{
	static const char *const names[] = { "LTK", "IRK", "CSRK", "LinkKey" };
	bool any = false;

	for (int i = 0; i < 4; i++) {
		if (!(keys >> i & 1))
			continue;
		buf_printf(b, "%s%s", any ? ", " : "", names[i]);
		any = true;
	}
}

static void report_pairing_failed(struct session *s, const struct host_event *e)
{
	const struct smp_effect *f = &e->smp;
	struct smp *smp = host_smp(s->host, e->handle);
	struct smp_status st = smp_get_status(smp);
	struct buf b = { 0 };

	if (s->out.json) {
		struct json_line j = event_line("pairing-failed");

		json_number(&j, "reason", f->reason);
		json_text(&j, "text",
		    f->reason ? name_smp_reason(f->reason) : f->text);
		json_bool(&j, "by_peer", f->by_peer);
		if (f->reason && f->text)
			json_text(&j, "why", f->text);
		if (st.have_request)
			json_features(&j, "request", &st.request);
		if (st.have_response)
			json_features(&j, "response", &st.response);
		json_end(&j, &s->out);
		return;
	}
	buf_puts(&b, "pairing failed: ");
	if (f->reason)
		buf_printf(&b, "%s sent Pairing Failed, %s (0x%02x)",
		    f->by_peer ? peer_word(s, e->handle) : "we",
		    name_smp_reason(f->reason), f->reason);
	if (f->text)
		buf_printf(&b, "%s%s", f->reason ? ": " : "", f->text);
	if (st.have_request && !st.have_response) {
		buf_puts(&b, "\n  request:  ");
		features_words(&b, &st.request);
	}
	if (st.keys_due && !f->by_peer && !f->reason) {
		buf_printf(
		    &b, "\n  still due from %s: ", peer_word(s, e->handle));
		keys_words(&b, st.keys_due);
	}
	buf_putc(&b, '\n');
	if (!s->out.quiet)
		output_raw_talk(&s->out, &b);
	buf_free(&b);
}

static void report_paired(struct session *s, const struct host_event *e)
{
	struct smp *smp = host_smp(s->host, e->handle);
	const struct bond *b = smp_bond(smp);
	struct smp_status st = smp_get_status(smp);
	struct name_text name = peer_name(s, e->handle);
	char identity[ADDR_STRLEN];

	addr_format(&b->identity, identity);
	if (s->out.json) {
		struct json_line j = event_line("paired");

		json_addr(&j, "identity", &b->identity);
		json_text(&j, "method", smp_method_name(st.method));
		json_bool(&j, "secure_connections", b->sc);
		json_bool(&j, "authenticated", b->authenticated);
		json_bool(&j, "bonded", st.bonding);
		json_number(&j, "key_size", st.key_size);
		json_end(&j, &s->out);
		return;
	}
	output_talk(&s->out, "paired with %s: %s, %s%s%s%s", name.text,
	    b->sc ? "Secure Connections" : "legacy pairing",
	    b->authenticated ? "authenticated" : "not authenticated",
	    st.bonding ? ", bonded" : ", keys not kept",
	    b->has_irk ? ", identity " : "", b->has_irk ? identity : "");
}

static void report_smp(struct session *s, const struct host_event *e)
{
	struct smp_status st;

	switch ((enum smp_effect_type)e->smp.type) {
	case SMP_STARTED:
		st = smp_get_status(host_smp(s->host, e->handle));
		report_features(s, &st);
		break;
	case SMP_PEER_REQUESTS:
		if (s->out.json) {
			struct json_line j = event_line("security-request");

			json_number(&j, "auth_req", e->smp.value);
			json_end(&j, &s->out);
			break;
		}
		output_talk(&s->out,
		    "the device asks for security: Security "
		    "Request, AuthReq 0x%02x",
		    e->smp.value);
		break;
	case SMP_KEYPRESS:
		output_talk(
		    &s->out, "keypress at the device: type %u", e->smp.value);
		break;
	case SMP_PAIRED:
		report_paired(s, e);
		break;
	case SMP_FAILED:
		report_pairing_failed(s, e);
		break;
	case SMP_SEND:
	case SMP_ENCRYPT:
	case SMP_SHOW_PASSKEY:
	case SMP_ASK_PASSKEY:
	case SMP_ASK_COMPARE:
		break; /* the agent's business */
	}
}

/* The characteristic that a value handle belongs to, if it was discovered, or
 * is ours. */
static const struct attr *attr_of(
    const struct session *s, uint16_t link, uint16_t handle)
{
	struct gatt *g = host_gatt(s->host, link);
	const struct host_link *l = host_link(s->host, link);

	if (s->device && l && l->role == SMP_RESPONDER)
		return gatt_db_find(&s->device->db, handle);
	return g ? gatt_db_find(gatt_remote(g), handle) : NULL;
}

static bool is_text(const uint8_t *p, size_t n)
{
	bool any = n > 0;

	while (n) {
		size_t len = utf8_sequence(p, n);

		if (!len || p[0] < 0x20 || p[0] == 0x7f)
			return false;
		p += len;
		n -= len;
	}
	return any;
}

static void value_line(struct session *s, const char *what, uint16_t link,
    uint16_t handle, const uint8_t *p, size_t n)
{
	const struct attr *a = attr_of(s, link, handle);
	struct buf human = { 0 }, line = { 0 };

	if (!a || !value_text(&a->uuid, p, n, &human))
		if (is_text(p, n)) {
			buf_putc(&human, '"');
			buf_safe_text(&human, p, n);
			buf_putc(&human, '"');
		}
	if (s->out.json) {
		struct json_line j = event_line(what);

		json_number(&j, "attribute", handle);
		if (a) {
			char uuid[UUID_STRLEN];
			const char *name = name_uuid(&a->uuid);

			uuid_format(&a->uuid, uuid);
			json_text(&j, "uuid", uuid);
			if (name)
				json_text(&j, "name", name);
		}
		json_bytes(&j, "value", p, n);
		if (human.len) {
			buf_putc(&human, '\0');
			json_text(&j, "text", (char *)human.data);
		}
		json_end(&j, &s->out);
		buf_free(&human);
		return;
	}
	if (a)
		report_uuid(&line, &a->uuid);
	else
		buf_printf(&line, "attribute");
	buf_printf(&line, " 0x%04x%s%s: ", handle,
	    strcmp(what, "read") ? " " : "", strcmp(what, "read") ? what : "");
	buf_add(&line, human.data, human.len);
	if (human.len)
		buf_puts(&line, "  ");
	buf_putc(&line, '[');
	buf_hexdump(&line, p, n);
	buf_puts(&line, "]\n");
	output_data(&s->out, &line);
	buf_free(&line);
	buf_free(&human);
}

void report_value(struct session *s, const char *what, uint16_t handle,
    const uint8_t *p, size_t n)
{
	value_line(s, what, s->link, handle, p, n);
}

/* What a client did to the device that we serve. */
static void report_served(
    struct session *s, const struct host_event *e, const uint8_t *data)
{
	const struct attr *a = attr_of(s, e->handle, e->gatt.handle);
	struct buf what = { 0 };

	if (e->gatt.type == GATT_WRITTEN) {
		value_line(
		    s, "written", e->handle, e->gatt.handle, data, e->data_len);
		return;
	}
	if (s->out.json) {
		struct json_line j = event_line("subscribed");

		json_number(&j, "attribute", e->gatt.handle);
		json_number(&j, "bits", e->gatt.value);
		json_end(&j, &s->out);
		return;
	}
	if (a)
		report_uuid(&what, &a->uuid);
	else
		buf_printf(&what, "0x%04x", e->gatt.handle);
	output_talk(&s->out, "%s: %.*s",
	    !e->gatt.value		       ? "unsubscribed"
	    : e->gatt.value & GATT_CCCD_NOTIFY ? "subscribed to notifications"
					       : "subscribed to indications",
	    (int)what.len, (char *)what.data);
	buf_free(&what);
}

static void report_gatt(
    struct session *s, const struct host_event *e, const uint8_t *data)
{
	switch ((enum gatt_effect_type)e->gatt.type) {
	case GATT_NOTIFIED:
		value_line(s, "notification", e->handle, e->gatt.handle, data,
		    e->data_len);
		break;
	case GATT_INDICATED:
		value_line(s, "indication", e->handle, e->gatt.handle, data,
		    e->data_len);
		break;
	case GATT_WRITTEN:
	case GATT_SUBSCRIBED:
		report_served(s, e, data);
		break;
	case GATT_PROTOCOL_ERROR:
		output_talk(&s->out,
		    "the device breaks the attribute "
		    "protocol: %s",
		    e->gatt.text);
		break;
	case GATT_TIMEOUT:
		output_talk(&s->out, "no answer to an ATT request in 30 s: "
				     "nothing more can be asked on this link");
		break;
	case GATT_MTU:
		if (s->opt.verbose)
			output_talk(&s->out, "ATT MTU %u", e->gatt.value);
		break;
	case GATT_CONFIRMED:
	case GATT_SEND:
	case GATT_DONE:
		break;
	}
}

void report_event(
    struct session *s, const struct host_event *e, const uint8_t *data)
{
	switch ((enum host_event_type)e->type) {
	case HOST_CONNECTED:
		report_connected(s, e);
		break;
	case HOST_DISCONNECTED:
		report_disconnected(s, e);
		break;
	case HOST_ENCRYPTION:
		report_encryption(s, e);
		break;
	case HOST_SMP:
		report_smp(s, e);
		break;
	case HOST_GATT:
		report_gatt(s, e, data);
		break;
	case HOST_SIGNED_WRITE:
		if (e->text)
			output_talk(&s->out, "ignored: %s", e->text);
		else
			output_talk(&s->out, "signature of a write is good");
		break;
	case HOST_NOTE:
		if (e->opcode)
			output_talk(&s->out,
			    "note: %s: %s (0x%04x), %s (0x%02x)", e->text,
			    name_hci_command(e->opcode)
				? name_hci_command(e->opcode)
				: "command",
			    e->opcode, name_hci_status(e->status), e->status);
		else
			output_talk(&s->out, "note: %s", e->text);
		break;
	case HOST_PARAMS:
		if (s->opt.verbose && !e->status)
			output_talk(&s->out,
			    "connection interval %u.%02u ms, latency %u, "
			    "timeout %u ms",
			    e->link.params.interval_min * 125 / 100,
			    e->link.params.interval_min * 125 % 100,
			    e->link.params.latency,
			    e->link.params.timeout * 10);
		break;
	case HOST_COMMAND_FAILED:
		output_talk(&s->out,
		    "the controller refuses %s (0x%04x): %s "
		    "(0x%02x)",
		    name_hci_command(e->opcode) ? name_hci_command(e->opcode)
						: "a command",
		    e->opcode, name_hci_status(e->status), e->status);
		break;
	case HOST_SEND:
	case HOST_COMMAND_DONE:
	case HOST_READY:
	case HOST_FAILED:
	case HOST_REPORT:
	case HOST_CONNECT_FAILED:
	case HOST_REMOTE_FEATURES:
	case HOST_REMOTE_VERSION:
		break;
	}
}

void report_controller(struct session *s, bool as_data)
{
	const struct host_info *i = host_info(s->host);
	const char *company = name_company(i->manufacturer);
	struct bdaddr own = host_own_address(s->host);
	char address[ADDR_STRLEN], on_air[ADDR_STRLEN];
	struct buf b = { 0 };

	addr_format(&i->address, address);
	addr_format(&own, on_air);
	if (as_data && s->out.json) {
		struct json_line j = json_begin();

		json_addr(&j, "address", &i->address);
		json_text(&j, "own_address", on_air);
		json_text(&j, "own_address_type", addr_kind(&own));
		json_number(&j, "hci_version", i->hci_version);
		json_text(&j, "version", name_hci_version(i->hci_version));
		json_number(&j, "manufacturer", i->manufacturer);
		json_text(&j, "company", company ? company : "");
		json_number(&j, "lmp_subversion", i->lmp_subversion);
		json_number(&j, "le_features", (long long)i->le_features);
		json_number(&j, "acl_size", i->acl_size);
		json_number(&j, "acl_count", i->acl_count);
		chip_describe_json(s->chip, &j);
		zephyr_describe_json(&i->zephyr, &j);
		json_end(&j, &s->out);
		return;
	}
	buf_printf(
	    &b, "address:      %s (%s)\n", address, addr_kind(&i->address));
	buf_printf(&b, "on air:       %s (%s)\n", on_air, addr_kind(&own));
	buf_printf(&b, "version:      %s, revision 0x%04x, subversion 0x%04x\n",
	    name_hci_version(i->hci_version), i->hci_revision,
	    i->lmp_subversion);
	buf_printf(&b, "manufacturer: %s (%u)\n",
	    company ? company : "not assigned", i->manufacturer);
	buf_printf(&b, "LE features:  0x%016llx%s%s%s%s\n",
	    (unsigned long long)i->le_features,
	    i->le_features & LE_FEATURE_ENCRYPTION ? ", encryption" : "",
	    i->le_features & LE_FEATURE_DATA_LENGTH ? ", data length" : "",
	    i->le_features & LE_FEATURE_LL_PRIVACY ? ", LL privacy" : "",
	    i->le_features & LE_FEATURE_2M_PHY ? ", 2M PHY" : "");
	buf_printf(
	    &b, "buffers:      %u of %u octets\n", i->acl_count, i->acl_size);
	chip_describe(s->chip, &b);
	zephyr_describe(&i->zephyr, &b);
	if (as_data)
		output_data(&s->out, &b);
	else if (!s->out.quiet)
		output_raw_talk(&s->out, &b);
	buf_free(&b);
}
