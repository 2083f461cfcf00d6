/* pairscope diagnose */
#include <string.h>

#include "cli/command.h"
#include "cli/commands.h"
#include "cli/diagnose.h"
#include "cli/rules.h"
#include "cli/session.h"
#include "decoders/names.h"

static const char *const pdu_names[] = {
	[SMP_PAIRING_REQUEST] = "Pairing Request",
	[SMP_PAIRING_RESPONSE] = "Pairing Response",
	[SMP_PAIRING_CONFIRM] = "Pairing Confirm",
	[SMP_PAIRING_RANDOM] = "Pairing Random",
	[SMP_PAIRING_FAILED] = "Pairing Failed",
	[SMP_ENCRYPTION_INFORMATION] = "Encryption Information",
	[SMP_CENTRAL_IDENTIFICATION] = "Central Identification",
	[SMP_IDENTITY_INFORMATION] = "Identity Information",
	[SMP_IDENTITY_ADDRESS_INFORMATION] = "Identity Address Information",
	[SMP_SIGNING_INFORMATION] = "Signing Information",
	[SMP_SECURITY_REQUEST] = "Security Request",
	[SMP_PUBLIC_KEY] = "Pairing Public Key",
	[SMP_DHKEY_CHECK] = "Pairing DHKey Check",
	[SMP_KEYPRESS_NOTIFICATION] = "Keypress Notification",
};

static const char *const kind_words[] = {
	[DIAG_PAIRING] = "pairing",
	[DIAG_ASKED] = "security request without pairing",
	[DIAG_ENCRYPTION] = "encryption with a key from before",
};

static const char *const outcome_words[] = {
	[DIAG_FAILED] = "failed",
	[DIAG_NOT_ENCRYPTED] = "not encrypted",
	[DIAG_HUNG_UP] = "hung up",
	[DIAG_NO_ANSWER] = "no answer",
	[DIAG_UNFINISHED] = "unfinished",
	[DIAG_KEYS_MISSING] = "keys missing",
	[DIAG_DONE] = "done",
};

static const char *role_word(
    const struct diag_conn *c, const struct diag_step *s)
{
	return diag_sender(c, s) == DIAG_CENTRAL ? "central" : "peripheral";
}

static void put_status(struct buf *b, const char *what, uint8_t status)
{
	buf_printf(b, "%s: %s (0x%02x)", what, name_hci_status(status), status);
}

static void put_pdu(struct buf *b, const struct diag_step *s)
{
	uint8_t code = s->pdu[0];

	if (code < ARRAY_SIZE(pdu_names) && pdu_names[code])
		buf_puts(b, pdu_names[code]);
	else
		buf_printf(b, "SMP PDU 0x%02x", code);
	if (s->len < 2)
		return;
	if (code == SMP_PAIRING_FAILED)
		buf_printf(
		    b, ", %s (0x%02x)", name_smp_reason(s->pdu[1]), s->pdu[1]);
	else if (code == SMP_SECURITY_REQUEST)
		buf_printf(b, ", AuthReq 0x%02x", s->pdu[1]);
}

static void put_step(struct buf *b, const struct diag_step *s)
{
	switch ((enum diag_what)s->what) {
	case STEP_SMP:
		put_pdu(b, s);
		break;
	case STEP_OPENED:
		if (s->code)
			put_status(b, "not connected", s->code);
		else
			buf_puts(b, "connected");
		break;
	case STEP_CLOSED:
		put_status(b, "disconnected", s->code);
		break;
	case STEP_ATT_ERROR:
		buf_printf(b, "ATT error, %s (0x%02x), attribute 0x%04x",
		    name_att_error(s->code), s->code, s->value);
		break;
	case STEP_ENCRYPT:
		buf_puts(b, "the host starts encryption");
		break;
	case STEP_LTK_WANTED:
		buf_puts(b, "the controller asks for the key");
		break;
	case STEP_LTK_GIVEN:
		buf_puts(b, "the host gives the key");
		break;
	case STEP_LTK_REFUSED:
		buf_puts(b, "the host has no key");
		break;
	case STEP_ENCRYPTION:
		if (s->code)
			put_status(b, "encryption failed", s->code);
		else
			buf_puts(b, s->value ? "encrypted" : "encryption off");
		break;
	case STEP_NOT_ENCRYPTED:
		put_status(b, "the controller refuses", s->code);
		break;
	}
}

/* On the air, or between the captured host and its controller. */
static bool on_air(const struct diag_step *s)
{
	return s->what == STEP_SMP || s->what == STEP_ATT_ERROR;
}

static double seconds(uint64_t from, uint64_t to)
{
	return (double)(int64_t)(to - from) / 1e9;
}

static void put_ladder(
    struct buf *b, const struct diag_conn *c, size_t first, size_t end)
{
	buf_puts(b, "    frame    seconds        gap\n");
	for (size_t i = first; i < end; i++) {
		const struct diag_step *s = &c->steps[i];
		const char *who = on_air(s) ? role_word(c, s) : "";
		const char *arrow = !on_air(s)	  ? "  "
				    : *who == 'c' ? "->"
						  : "<-";

		buf_printf(b, "    %5u %10.3f %+10.3f  %-10s %s ", s->frame,
		    seconds(c->steps[0].ns, s->ns),
		    i > first ? seconds(s[-1].ns, s->ns) : 0.0, who, arrow);
		put_step(b, s);
		buf_putc(b, '\n');
	}
}

static struct buf key_words(uint8_t keys)
{
	static const char *const names[] = { "EncKey", "IdKey", "SignKey",
		"LinkKey" };
	struct buf b = { 0 };

	buf_printf(&b, "0x%02x", keys);
	for (int i = 0; i < 4; i++)
		if (keys >> i & 1)
			buf_printf(&b, " %s", names[i]);
	return b;
}

static struct buf auth_words(uint8_t auth)
{
	struct buf b = { 0 };

	buf_printf(&b, "0x%02x%s%s%s%s%s", auth,
	    auth & SMP_AUTH_BONDING_MASK ? " bonding" : "",
	    auth & SMP_AUTH_MITM ? " MITM" : "",
	    auth & SMP_AUTH_SC ? " SC" : "",
	    auth & SMP_AUTH_KEYPRESS ? " keypress" : "",
	    auth & SMP_AUTH_CT2 ? " CT2" : "");
	return b;
}

static struct buf io_words(uint8_t io)
{
	struct buf b = { 0 };

	buf_printf(&b, "0x%02x %s", io, smp_io_name(io) ? smp_io_name(io) : "");
	return b;
}

static struct buf number_words(uint8_t n)
{
	struct buf b = { 0 };

	buf_printf(&b, "%u", n);
	return b;
}

static struct buf oob_words(uint8_t oob)
{
	struct buf b = { 0 };

	buf_printf(&b, "0x%02x", oob);
	return b;
}

static void put_features(struct buf *b, const struct diag_attempt *a)
{
	static const struct {
		const char *name;
		size_t at;
		struct buf (*words)(uint8_t value);
	} rows[] = {
		{ "IO capability", offsetof(struct smp_features, io),
		    io_words },
		{ "OOB flag", offsetof(struct smp_features, oob), oob_words },
		{ "AuthReq", offsetof(struct smp_features, auth_req),
		    auth_words },
		{ "key size", offsetof(struct smp_features, max_key_size),
		    number_words },
		{ "initiator keys",
		    offsetof(struct smp_features, initiator_keys), key_words },
		{ "responder keys",
		    offsetof(struct smp_features, responder_keys), key_words },
	};

	buf_printf(b, "    %-16s %-36s %s\n", "", "request",
	    a->response ? "response" : "no response");
	buf_printf(b, "    %-16s ", "octets");
	buf_hexdump(b, a->request->pdu, a->request->len);
	if (a->response) {
		buf_fill(b, ' ',
		    a->request->len < 18 ? 37 - 2U * a->request->len : 1);
		buf_hexdump(b, a->response->pdu, a->response->len);
	}
	buf_putc(b, '\n');
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const uint8_t *q = (const uint8_t *)&a->req + rows[i].at;
		const uint8_t *r = (const uint8_t *)&a->rsp + rows[i].at;
		struct buf left = rows[i].words(*q);
		struct buf right = rows[i].words(*r);

		buf_printf(b, "    %-16s ", rows[i].name);
		if (a->response)
			buf_printf(b, "%-36.*s %.*s", (int)left.len,
			    (char *)left.data, (int)right.len,
			    (char *)right.data);
		else
			buf_add(b, left.data, left.len);
		buf_putc(b, '\n');
		buf_free(&left);
		buf_free(&right);
	}
}

/* Why Table 2.8 of Vol 3 Part H 2.3.5.1 gives this model. */
static const char *why_method(const struct diag_attempt *a)
{
	if (a->method == SMP_OOB)
		return a->sc ? "one end has out-of-band data"
			     : "both ends have out-of-band data";
	if (!((a->req.auth_req | a->rsp.auth_req) & SMP_AUTH_MITM))
		return "neither end asks for MITM protection";
	if (a->method == SMP_JUST_WORKS)
		return "the IO capabilities allow no more";
	return "MITM protection is asked for, and the IO capabilities allow it";
}

static void put_method(struct buf *b, const struct diag_attempt *a)
{
	buf_printf(b, "%s, %s: %s",
	    a->sc ? "Secure Connections" : "legacy pairing",
	    diag_method_name(a), why_method(a));
}

static void put_outcome(
    struct buf *b, const struct diag_conn *c, const struct diag_attempt *a)
{
	switch ((enum diag_outcome)a->outcome) {
	case DIAG_FAILED:
		buf_printf(b, "the %s sent ", role_word(c, a->failed));
		put_pdu(b, a->failed);
		if (a->last && a->failed > a->last)
			buf_printf(b, ", %.3f s after the last PDU",
			    seconds(a->last->ns, a->failed->ns));
		break;
	case DIAG_NOT_ENCRYPTED:
		put_step(b, a->refused ? a->refused : a->encrypted);
		break;
	case DIAG_HUNG_UP:
		put_step(b, a->closed);
		break;
	case DIAG_NO_ANSWER:
		buf_puts(b, "no answer for 30 s after ");
		put_pdu(b, a->last);
		break;
	case DIAG_UNFINISHED:
		buf_puts(b, a->encrypted ? "encrypted; the capture ends before "
					   "all keys are there"
					 : "the capture ends first");
		break;
	case DIAG_KEYS_MISSING:
		buf_puts(b, "encrypted, but promised keys did not come");
		break;
	case DIAG_DONE:
		buf_puts(b, a->kind == DIAG_PAIRING
				? "paired: encrypted, all promised keys came"
				: "encrypted");
		break;
	}
}

static const char *const confirm_tokens[] = {
	[CONFIRM_SECRET] = "secret",
	[CONFIRM_NO_ADDRESS] = "no address",
	[CONFIRM_GOOD] = "right",
	[CONFIRM_ADDRESS] = "wrong address",
	[CONFIRM_BAD] = "wrong",
	[CONFIRM_NO_PASSKEY] = "no passkey",
};

static const char *const confirm_words[] = {
	[CONFIRM_UNSEEN] = NULL,
	[CONFIRM_SECRET] = "not recomputed: it depends on a secret",
	[CONFIRM_NO_ADDRESS] = "not recomputed: an address is not in the "
			       "capture",
	[CONFIRM_GOOD] = "right",
	[CONFIRM_ADDRESS] = "wrong address: right with ",
	[CONFIRM_BAD] = "wrong, with any addresses",
	[CONFIRM_NO_PASSKEY] = "wrong, with any passkey",
};

static void put_confirms(struct buf *b, const struct diag_attempt *a)
{
	for (int who = 0; who < 2; who++) {
		if (!confirm_words[a->confirms[who]])
			continue;
		buf_printf(b, "  confirm value of the %s: %s%s\n",
		    who == DIAG_CENTRAL ? "central" : "peripheral",
		    confirm_words[a->confirms[who]],
		    a->confirm_as[who] ? a->confirm_as[who] : "");
		if (a->has_passkey[who])
			buf_printf(b, "    it used the passkey %06u\n",
			    a->passkey[who]);
	}
}

/* The lines of `text`, each indented. */
static void put_lines(
    struct buf *b, const char *indent, const char *text, size_t n)
{
	const char *end = text + n;

	while (text < end) {
		const char *nl = memchr(text, '\n', (size_t)(end - text));
		size_t len = (size_t)((nl ? nl : end) - text);

		buf_puts(b, indent);
		buf_add(b, text, len);
		buf_putc(b, '\n');
		text += len + 1;
	}
}

static void put_finding(struct buf *b, const struct diag_conn *c,
    const struct diag_attempt *a, const struct diag_finding *f)
{
	const struct rule *rule = rule_find(f->id);
	struct buf next = { 0 };

	buf_printf(b, "  %s  %s\n      seen in frame", f->id,
	    rule ? rule->symptom : "");
	for (unsigned i = 0; i < f->n_frames; i++)
		buf_printf(b, "%s %u", i ? "," : "", f->frames[i]);
	buf_printf(b, ": %s\n", f->detail);
	if (rule) {
		buf_puts(b, "    causes, the most likely first:\n");
		put_lines(b, "      ", rule->causes, strlen(rule->causes));
	}
	diag_experiments(c, a, f, &next);
	buf_puts(b, "    next:\n");
	put_lines(b, "      ", (char *)next.data, next.len);
	buf_free(&next);
}

static void put_attempt(struct buf *b, const struct diag_conn *c,
    const struct diag_attempt *a, size_t number)
{
	struct diag_finding found[DIAG_MAX_FINDINGS];
	size_t n = diag_check(c, a, found);
	struct buf unseen = { 0 };

	buf_printf(b, "\n  attempt %zu, %s: ", number, kind_words[a->kind]);
	put_outcome(b, c, a);
	buf_putc(b, '\n');
	put_ladder(b, c, a->first, a->end);
	if (a->request)
		put_features(b, a);
	if (a->response) {
		buf_puts(b, "  model: ");
		put_method(b, a);
		buf_putc(b, '\n');
	}
	put_confirms(b, a);
	diag_unseen(c, a, &unseen);
	if (unseen.len)
		buf_puts(b, "  not in the capture:\n");
	put_lines(b, "    ", (char *)unseen.data, unseen.len);
	buf_free(&unseen);
	for (size_t i = 0; i < n; i++)
		put_finding(b, c, a, &found[i]);
	if (!n && a->outcome != DIAG_DONE)
		buf_puts(b, "  no rule matches\n");
}

static void put_address(
    struct buf *b, const struct diag_conn *c, enum diag_who who)
{
	const struct bdaddr *a = diag_address(c, who);
	char text[ADDR_STRLEN];

	buf_puts(b, who == DIAG_CENTRAL ? "central " : "peripheral ");
	if (!a) {
		buf_puts(b, "of unknown address");
		return;
	}
	addr_format(a, text);
	buf_printf(b, "%s (%s)", text, addr_kind(a));
}

static void put_connection(
    struct buf *b, const struct diag_conn *c, size_t number)
{
	struct diag_finding found[DIAG_MAX_FINDINGS];
	size_t n = diag_check(c, NULL, found);

	buf_printf(b, "%sconnection %zu: ", number > 1 ? "\n" : "", number);
	put_address(b, c, DIAG_CENTRAL);
	buf_puts(b, ", ");
	put_address(b, c, DIAG_PERIPHERAL);
	buf_printf(b, ", frames %u to %u", c->steps[0].frame,
	    c->steps[c->n_steps - 1].frame);
	if (c->has_params)
		buf_printf(b, ", interval %.2f ms, timeout %u ms",
		    c->interval * 1.25, c->timeout * 10U);
	buf_putc(b, '\n');
	if (!c->n_attempts) {
		buf_puts(b, "  no pairing, no encryption\n");
		put_ladder(b, c, 0, c->n_steps);
	}
	for (size_t i = 0; i < c->n_attempts; i++)
		put_attempt(b, c, &c->attempts[i], i + 1);
	for (size_t i = 0; i < n; i++)
		put_finding(b, c, NULL, &found[i]);
}

/* JSON: `text` without its last newline, as a list of its lines. */
static void json_lines(struct json_line *j, const char *key, struct buf *text)
{
	const char *p = (char *)text->data, *end = p + text->len;

	buf_printf(&j->b, ",\"%s\":[", key);
	for (bool first = true; p < end; first = false) {
		const char *nl = memchr(p, '\n', (size_t)(end - p));
		size_t len = (size_t)((nl ? nl : end) - p);

		if (!first)
			buf_putc(&j->b, ',');
		buf_json_string(&j->b, p, len);
		p += len + 1;
	}
	buf_putc(&j->b, ']');
	buf_free(text);
}

static void json_findings(struct json_line *j, const struct diag_conn *c,
    const struct diag_attempt *a)
{
	struct diag_finding found[DIAG_MAX_FINDINGS];
	size_t n = diag_check(c, a, found);

	buf_puts(&j->b, ",\"rules\":[");
	for (size_t i = 0; i < n; i++) {
		struct json_line rule = json_begin();
		struct buf next = { 0 };

		json_text(&rule, "rule", found[i].id);
		json_text(&rule, "detail", found[i].detail);
		buf_puts(&rule.b, ",\"frames\":[");
		for (unsigned k = 0; k < found[i].n_frames; k++)
			buf_printf(
			    &rule.b, "%s%u", k ? "," : "", found[i].frames[k]);
		buf_putc(&rule.b, ']');
		diag_experiments(c, a, &found[i], &next);
		json_lines(&rule, "next", &next);
		if (i)
			buf_putc(&j->b, ',');
		buf_add(&j->b, rule.b.data, rule.b.len);
		buf_putc(&j->b, '}');
		buf_free(&rule.b);
	}
	buf_putc(&j->b, ']');
}

static void json_steps(
    struct json_line *j, const struct diag_conn *c, size_t first, size_t end)
{
	buf_puts(&j->b, ",\"steps\":[");
	for (size_t i = first; i < end; i++) {
		const struct diag_step *s = &c->steps[i];
		struct json_line step = json_begin();
		struct buf text = { 0 };

		json_number(&step, "frame", s->frame);
		json_number(&step, "ns", (long long)s->ns);
		if (on_air(s))
			json_text(&step, "from", role_word(c, s));
		put_step(&text, s);
		buf_putc(&text, '\0');
		json_text(&step, "text", (char *)text.data);
		buf_free(&text);
		if (i > first)
			buf_putc(&j->b, ',');
		buf_add(&j->b, step.b.data, step.b.len);
		buf_putc(&j->b, '}');
		buf_free(&step.b);
	}
	buf_putc(&j->b, ']');
}

static struct json_line json_connection(
    const struct diag_conn *c, size_t number, const char *kind)
{
	struct json_line j = json_begin();

	json_number(&j, "connection", (long long)number);
	json_text(&j, "kind", kind);
	for (int who = 0; who < 2; who++) {
		const struct bdaddr *a =
		    diag_address(c, who ? DIAG_PERIPHERAL : DIAG_CENTRAL);
		char text[ADDR_STRLEN];

		if (!a)
			continue;
		addr_format(a, text);
		json_text(&j, who ? "peripheral" : "central", text);
		json_text(&j, who ? "peripheral_type" : "central_type",
		    a->type == ADDR_RANDOM ? "random" : "public");
	}
	return j;
}

static void json_attempt(
    struct output *o, const struct diag_conn *c, size_t connection, size_t i)
{
	const struct diag_attempt *a = &c->attempts[i];
	struct json_line j =
	    json_connection(c, connection, kind_words[a->kind]);
	struct buf text = { 0 };

	json_number(&j, "attempt", (long long)i + 1);
	json_text(&j, "outcome", outcome_words[a->outcome]);
	put_outcome(&text, c, a);
	buf_putc(&text, '\0');
	json_text(&j, "text", (char *)text.data);
	buf_free(&text);
	if (a->failed) {
		json_text(&j, "failed_by", role_word(c, a->failed));
		if (a->failed->len > 1)
			json_number(&j, "reason", a->failed->pdu[1]);
	}
	if (a->request)
		json_bytes(&j, "request", a->request->pdu, a->request->len);
	if (a->response) {
		json_bytes(&j, "response", a->response->pdu, a->response->len);
		json_text(&j, "method", diag_method_name(a));
		json_bool(&j, "secure_connections", a->sc);
	}
	for (int who = 0; who < 2; who++) {
		if (confirm_words[a->confirms[who]])
			json_text(&j,
			    who ? "peripheral_confirm" : "central_confirm",
			    confirm_tokens[a->confirms[who]]);
		if (a->has_passkey[who])
			json_number(&j,
			    who ? "peripheral_passkey" : "central_passkey",
			    a->passkey[who]);
	}
	json_steps(&j, c, a->first, a->end);
	json_findings(&j, c, a);
	diag_unseen(c, a, &text);
	json_lines(&j, "not_seen", &text);
	json_end(&j, o);
}

static void show_json(
    struct output *o, const struct diag_conn *c, size_t number)
{
	struct json_line j;

	for (size_t i = 0; i < c->n_attempts; i++)
		json_attempt(o, c, number, i);
	j = json_connection(c, number, "connection");
	json_number(&j, "attempts", (long long)c->n_attempts);
	json_findings(&j, c, NULL);
	json_end(&j, o);
}

static void show(struct output *o, const struct diag *d, const char *path)
{
	size_t n = diag_connections(d);
	struct buf b = { 0 };

	if (!n && !o->json)
		output_line(o, "%s: no LE connection", path);
	for (size_t i = 0; i < n && !o->out_failed; i++) {
		if (o->json) {
			show_json(o, diag_connection(d, i), i + 1);
			continue;
		}
		put_connection(&b, diag_connection(d, i), i + 1);
		output_data(o, &b);
		b.len = 0;
	}
	buf_free(&b);
}

int cmd_diagnose(struct session *s, const struct args *a)
{
	const char *path = a->words[0];
	int status = STATUS_OK;
	struct cap_reader *r;
	enum cap_status what;
	struct record rec;
	struct diag *d;
	struct err err;

	r = cap_open(path, &err);
	if (!r)
		return output_error(&s->out, STATUS_FAILED, "%s", err.text);
	d = diag_new();
	while ((what = cap_next(r, &rec, &err)) != CAP_END) {
		if (what == CAP_RECORD)
			diag_record(d, &rec);
		else
			status = output_error(
			    &s->out, STATUS_FAILED, "%s: %s", path, err.text);
	}
	cap_close(r);
	diag_finish(d);
	if (args_has(a, "crack"))
		diag_crack(d);
	show(&s->out, d, path);
	diag_free(d);
	return status;
}
