/* The model in words. */
#include <stdio.h>
#include <string.h>

#include "cli/diagnose_fold.h"
#include "cli/diagnose_show.h"
#include "cli/rules.h"
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

const char *const diag_forget_words[] = {
	[FORGET_CENTRAL] = "the central",
	[FORGET_PERIPHERAL] = "the peripheral",
	[FORGET_BOTH] = "both sides",
};

const char *const diag_kind_words[] = {
	[DIAG_PAIRING] = "pairing",
	[DIAG_ASKED] = "security request without pairing",
	[DIAG_ENCRYPTION] = "encryption with a key from before",
};

const char *const diag_outcome_words[] = {
	[DIAG_FAILED] = "failed",
	[DIAG_NOT_ENCRYPTED] = "not encrypted",
	[DIAG_HUNG_UP] = "hung up",
	[DIAG_NO_ANSWER] = "no answer",
	[DIAG_UNFINISHED] = "unfinished",
	[DIAG_KEYS_MISSING] = "keys missing",
	[DIAG_DONE] = "done",
};

const char *diag_role(const struct diag_conn *c, const struct diag_step *s)
{
	return diag_sender(c, s) == DIAG_CENTRAL ? "central" : "peripheral";
}

static void put_status(struct buf *b, const char *what, uint8_t status)
{
	buf_printf(b, "%s: %s (0x%02x)", what, name_hci_status(status), status);
}

void diag_put_pdu(struct buf *b, const struct diag_step *s)
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

static const char *procedure_word(uint16_t opcode)
{
	const char *name = name_hci_command(opcode);

	return name ? name : "a command";
}

void diag_put_step(struct buf *b, const struct diag_step *s)
{
	switch ((enum diag_what)s->what) {
	case STEP_SMP:
		diag_put_pdu(b, s);
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
	case STEP_PROCEDURE:
		buf_printf(b, "the host: %s", procedure_word(s->value));
		break;
	case STEP_PROCEDURE_DONE:
		if (s->code)
			put_status(b, procedure_word(s->value), s->code);
		else
			buf_printf(b, "%s: done", procedure_word(s->value));
		break;
	case STEP_ATT_UNANSWERED:
		buf_printf(b, "ATT request 0x%02x", s->code);
		if (s->value)
			buf_printf(b, ", attribute 0x%04x", s->value);
		buf_puts(b, ", never answered");
		break;
	case STEP_SERVICE_CHANGED:
		buf_printf(b, "ATT indication, services changed from 0x%04x on",
		    s->value);
		break;
	case STEP_DIALED:
		buf_puts(b, "the host asks for the connection");
		break;
	case STEP_COMMAND_FAILED:
		put_status(b, procedure_word(s->value), s->code);
		break;
	}
}

/* On the air, or between the captured host and its controller. */
bool diag_on_air(const struct diag_step *s)
{
	return s->what == STEP_SMP || s->what == STEP_ATT_ERROR ||
	       s->what == STEP_ATT_UNANSWERED ||
	       s->what == STEP_SERVICE_CHANGED;
}

static double seconds(uint64_t from, uint64_t to)
{
	return (double)(int64_t)(to - from) / 1e9;
}

void diag_put_ladder(
    struct buf *b, const struct diag_conn *c, size_t first, size_t end)
{
	buf_puts(b, "    frame    seconds        gap\n");
	for (size_t i = first; i < end; i++) {
		const struct diag_step *s = &c->steps[i];
		const char *who = diag_on_air(s) ? diag_role(c, s) : "";
		const char *arrow = !diag_on_air(s) ? "  "
				    : *who == 'c'   ? "->"
						    : "<-";

		buf_printf(b, "    %5u %10.3f %+10.3f  %-10s %s ", s->frame,
		    seconds(c->steps[0].ns, s->ns),
		    i > first ? seconds(s[-1].ns, s->ns) : 0.0, who, arrow);
		diag_put_step(b, s);
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

static const struct {
	const char *name;
	size_t at;
	struct buf (*words)(uint8_t value);
} features[DIAG_FEATURES] = {
	{ "IO capability", offsetof(struct smp_features, io), io_words },
	{ "OOB flag", offsetof(struct smp_features, oob), oob_words },
	{ "AuthReq", offsetof(struct smp_features, auth_req), auth_words },
	{ "key size", offsetof(struct smp_features, max_key_size),
	    number_words },
	{ "initiator keys", offsetof(struct smp_features, initiator_keys),
	    key_words },
	{ "responder keys", offsetof(struct smp_features, responder_keys),
	    key_words },
};

const char *diag_feature_name(size_t i)
{
	return features[i].name;
}

uint8_t diag_feature(const struct smp_features *f, size_t i)
{
	return ((const uint8_t *)f)[features[i].at];
}

bool diag_feature_has_bits(size_t i)
{
	return features[i].words == auth_words ||
	       features[i].words == key_words;
}

void diag_feature_words(
    const struct smp_features *f, size_t i, char *out, size_t cap)
{
	struct buf b = features[i].words(diag_feature(f, i));

	snprintf(out, cap, "%.*s", (int)b.len, (char *)b.data);
	buf_free(&b);
}

void diag_put_features(struct buf *b, const struct diag_attempt *a)
{
	char text[64];

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
	for (size_t i = 0; i < DIAG_FEATURES; i++) {
		diag_feature_words(&a->req, i, text, sizeof(text));
		buf_printf(b, "    %-16s ", features[i].name);
		buf_printf(b, a->response ? "%-36s " : "%s", text);
		if (a->response) {
			diag_feature_words(&a->rsp, i, text, sizeof(text));
			buf_puts(b, text);
		}
		buf_putc(b, '\n');
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

void diag_put_method(struct buf *b, const struct diag_attempt *a)
{
	buf_printf(b, "%s, %s: %s",
	    a->sc ? "Secure Connections" : "legacy pairing",
	    diag_method_name(a), why_method(a));
}

void diag_put_verdict(
    struct buf *b, const struct diag_conn *c, const struct diag_attempt *a)
{
	switch ((enum diag_outcome)a->outcome) {
	case DIAG_FAILED:
		buf_printf(b, "the %s sent ", diag_role(c, a->failed));
		diag_put_pdu(b, a->failed);
		break;
	case DIAG_NOT_ENCRYPTED:
		diag_put_step(b, a->refused ? a->refused : a->encrypted);
		break;
	case DIAG_HUNG_UP:
		diag_put_step(b, a->closed);
		break;
	case DIAG_NO_ANSWER:
		buf_puts(b, "no answer for 30 s after ");
		diag_put_pdu(b, a->last);
		break;
	case DIAG_UNFINISHED:
		buf_puts(b, !a->encrypted ? "the capture ends first"
			    : c->heard
				? "encrypted; not all keys were heard"
				: "encrypted; the capture ends before all keys "
				  "are there");
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

void diag_put_outcome(
    struct buf *b, const struct diag_conn *c, const struct diag_attempt *a)
{
	diag_put_verdict(b, c, a);
	if (a->outcome == DIAG_FAILED && a->last && a->failed > a->last)
		buf_printf(b, ", %.3f s after the last PDU",
		    seconds(a->last->ns, a->failed->ns));
}

const char *const diag_confirm_tokens[] = {
	[CONFIRM_SECRET] = "secret",
	[CONFIRM_NO_ADDRESS] = "no address",
	[CONFIRM_GOOD] = "right",
	[CONFIRM_ADDRESS] = "wrong address",
	[CONFIRM_BAD] = "wrong",
	[CONFIRM_NO_PASSKEY] = "no passkey",
	[CONFIRM_SO_FAR] = "right so far",
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
	[CONFIRM_SO_FAR] = "right so far",
};

/* `kind` of value of each end, and what its arithmetic says. */
static void put_proofs(struct buf *b, const char *kind, const uint8_t proofs[2],
    const char *const as[2])
{
	for (int who = 0; who < 2; who++) {
		if (!confirm_words[proofs[who]])
			continue;
		buf_printf(b, "  %s of the %s: %s%s\n", kind,
		    who == DIAG_CENTRAL ? "central" : "peripheral",
		    confirm_words[proofs[who]], as[who] ? as[who] : "");
	}
}

static const char *const oob_of_words[] = {
	[OOB_UNSEEN] = NULL,
	[OOB_CENTRAL] = "of the central's public key",
	[OOB_PERIPHERAL] = "of the peripheral's public key",
	[OOB_NOBODY] = "of neither public key: they are old, or of another",
};

void diag_put_confirms(struct buf *b, const struct diag_attempt *a)
{
	put_proofs(b, "confirm value", a->confirms, a->confirm_as);
	for (int who = 0; who < 2; who++)
		if (a->has_passkey[who])
			buf_printf(b, "  the %s used the passkey %06u\n",
			    who == DIAG_CENTRAL ? "central" : "peripheral",
			    a->passkey[who]);
	if (oob_of_words[a->oob])
		buf_printf(b, "  out-of-band data: %s\n", oob_of_words[a->oob]);
	if (a->has_number)
		buf_printf(b, "  number to compare: %06u\n", a->number);
	put_proofs(b, "DHKey check", a->checks, a->check_as);
	if (a->key == CONFIRM_GOOD)
		buf_printf(b,
		    "  key of the encryption: that of this pairing%s\n",
		    a->key_uncut ? ", not cut to the size agreed on" : "");
	else if (a->key == CONFIRM_BAD)
		buf_puts(
		    b, "  key of the encryption: not that of this pairing\n");
}

/* Nothing matches: the code that it ended with, for explain. */
static void put_no_rule(struct buf *b, const struct diag_attempt *a)
{
	buf_puts(b, "no rule matches");
	if (a->failed && a->failed->len > 1)
		buf_printf(
		    b, "; pairscope explain smp 0x%02x", a->failed->pdu[1]);
	else if (a->encrypted && a->encrypted->code)
		buf_printf(
		    b, "; pairscope explain hci 0x%02x", a->encrypted->code);
	else if (a->outcome == DIAG_HUNG_UP && a->closed)
		buf_printf(
		    b, "; pairscope explain hci 0x%02x", a->closed->code);
	buf_putc(b, '\n');
}

/* The lines of `text`, each indented. */
void diag_put_lines(
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

void diag_put_finding(struct buf *b, const struct diag_conn *c,
    const struct diag_attempt *a, const struct diag_finding *f)
{
	const struct rule *rule = rule_find(f->id);
	struct buf causes = { 0 }, next = { 0 };

	buf_printf(b, "  %s  %s\n      seen in frame", f->id,
	    rule ? rule->symptom : "");
	for (unsigned i = 0; i < f->n_frames; i++)
		buf_printf(b, "%s %u", i ? "," : "", f->frames[i]);
	buf_printf(b, ": %s\n", f->detail);
	diag_causes(f, &causes);
	if (causes.len)
		buf_puts(b, "    causes, the most likely first:\n");
	diag_put_lines(b, "      ", (char *)causes.data, causes.len);
	buf_free(&causes);
	if (f->forget)
		buf_printf(b, "    must forget the bond: %s\n",
		    diag_forget_words[f->forget]);
	diag_experiments(c, a, f, &next);
	buf_puts(b, "    next:\n");
	diag_put_lines(b, "      ", (char *)next.data, next.len);
	buf_free(&next);
}

static void put_attempt(struct buf *b, const struct diag_conn *c,
    const struct diag_attempt *a, size_t number)
{
	struct diag_finding found[DIAG_MAX_FINDINGS];
	size_t n = diag_check(c, a, found);
	struct buf unseen = { 0 };

	buf_printf(
	    b, "\n  attempt %zu, %s: ", number, diag_kind_words[a->kind]);
	diag_put_outcome(b, c, a);
	buf_putc(b, '\n');
	diag_put_ladder(b, c, a->first, a->end);
	if (a->request)
		diag_put_features(b, a);
	if (a->response) {
		buf_puts(b, "  model: ");
		diag_put_method(b, a);
		buf_putc(b, '\n');
	}
	diag_put_confirms(b, a);
	diag_unseen(c, a, &unseen);
	if (unseen.len)
		buf_puts(b, "  not in the capture:\n");
	diag_put_lines(b, "    ", (char *)unseen.data, unseen.len);
	buf_free(&unseen);
	for (size_t i = 0; i < n; i++)
		diag_put_finding(b, c, a, &found[i]);
	if (n || a->outcome == DIAG_DONE)
		return;
	buf_puts(b, "  ");
	put_no_rule(b, a);
}

/* The first line of a text of several. */
static void put_line(struct buf *b, const char *text)
{
	buf_add(b, text, strcspn(text, "\n"));
	buf_putc(b, '\n');
}

static void put_first(struct buf *b, const char *label, const char *text)
{
	buf_printf(b, "  %s", label);
	put_line(b, text);
}

static void put_cause(struct buf *b, const struct diag_finding *f)
{
	struct buf causes = { 0 };

	diag_causes(f, &causes);
	buf_putc(&causes, '\0');
	put_first(b, "most likely: ", (char *)causes.data);
	buf_free(&causes);
}

/* The first experiment that is a command, as it is to be typed here; a bond is
 * removed in order to pair anew. */
static void put_next(struct buf *b, const struct diag_conn *c,
    const struct diag_attempt *a, const struct diag_finding *f,
    const char *program)
{
	static const char generic[] = "pairscope ";
	static const char then[] = "pairscope bonds remove ";
	struct buf next = { 0 };
	const char *at;

	diag_experiments(c, a, f, &next);
	buf_putc(&next, '\0');
	at = strstr((char *)next.data, generic);
	for (const char *label = "try next:"; at; label = "") {
		bool more = !strncmp(at, then, strlen(then));

		buf_printf(b, "  %-13s%s", label, program);
		put_line(b, at + strlen(generic));
		at = more ? strstr(at + strlen(then), generic) : NULL;
	}
	buf_free(&next);
}

void diag_put_short(struct buf *b, const struct diag_conn *c,
    const struct diag_attempt *a, const char *program)
{
	struct diag_finding found[DIAG_MAX_FINDINGS];
	size_t n = diag_check(c, a, found);

	for (size_t i = 0; i < n; i++) {
		const struct rule *rule = rule_find(found[i].id);

		buf_printf(b, "%s: %s\n", found[i].id, rule->symptom);
		put_first(b, "seen:        ", found[i].detail);
		put_cause(b, &found[i]);
		if (found[i].forget)
			put_first(b, "must forget: ",
			    diag_forget_words[found[i].forget]);
		put_next(b, c, a, &found[i], program);
	}
	if (!n && a->outcome != DIAG_DONE)
		put_no_rule(b, a);
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

const char *diag_kind_of(const struct diag_conn *c)
{
	if (c->adapter_only)
		return "controller";
	return c->steps[0].what == STEP_DIALED ? "no connection" : "connection";
}

void diag_put_connection(
    struct buf *b, const struct diag_conn *c, size_t number)
{
	struct diag_finding found[DIAG_MAX_FINDINGS];
	size_t n = diag_check(c, NULL, found);
	struct diag_run run;

	buf_printf(
	    b, "%s%s %zu: ", number > 1 ? "\n" : "", diag_kind_of(c), number);
	if (!c->adapter_only) {
		put_address(b, c, DIAG_CENTRAL);
		buf_puts(b, ", ");
		put_address(b, c, DIAG_PERIPHERAL);
	} else if (c->adapter != RECORD_NO_ADAPTER) {
		buf_printf(b, "hci%u", c->adapter);
	}
	buf_printf(b, ", frames %u to %u", c->steps[0].frame,
	    c->steps[c->n_steps - 1].frame);
	if (c->has_params)
		buf_printf(b, ", interval %.2f ms, timeout %u ms",
		    c->interval * 1.25, c->timeout * 10U);
	buf_putc(b, '\n');
	if (!c->n_attempts) {
		if (c->steps[0].what == STEP_OPENED)
			buf_puts(b, "  no pairing, no encryption\n");
		diag_put_ladder(b, c, 0, c->n_steps);
	}
	for (size_t i = 0; i < c->n_attempts; i++) {
		put_attempt(b, c, &c->attempts[i], i + 1);
		if (!diag_fold_attempts(c, number, i, &run))
			continue;
		buf_puts(b, "\n  ");
		diag_put_run(b, &run);
		i = run.end - 1;
	}
	for (size_t i = 0; i < n; i++)
		diag_put_finding(b, c, NULL, &found[i]);
}
