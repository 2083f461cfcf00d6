/* pairscope compare */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/commands.h"
#include "cli/diagnose_live.h"
#include "cli/diagnose_show.h"
#include "cli/pairing.h"
#include "cli/session.h"

/* One pairing of a capture. */
struct side {
	const char *name; /* of the capture */
	const struct diag_conn *c;
	const struct diag_attempt *a;
	/* The first try on the same link, `a` itself where it is that: what
	 * came before a try came before this one, and it counts the tries. */
	const struct diag_attempt *first;
	unsigned tries;
	size_t number, of; /* pairings of the capture */
};

/* A line of the table. */
struct row {
	const char *section, *field;
	char a[64], b[64];
	bool differs;
	char only_a[64], only_b[64]; /* bits that the other one lacks, or "" */
	const char *matters;	     /* NULL: not known to */
};

#define MAX_ROWS 40

struct comparison {
	struct side a, b;
	struct row rows[MAX_ROWS];
	size_t n;
};

/* What is known to turn a verdict; each from a public report, facts of which
 * `explain` has. */
#define MATTERS_IO \
	"chooses the association model; some devices refuse NoInputNoOutput"
#define MATTERS_AUTH \
	"SC, CT2 and MITM: old devices refuse what was reserved in their time"
#define MATTERS_KEYS \
	"IdKey of the initiator and LinkKey: phones offer what BlueZ does not"
#define MATTERS_DELAY                                                     \
	"some devices take a request only some time after their own, or " \
	"after "                                                          \
	"the connection"
#define MATTERS_RETRY "some devices fail each first try, and take the second"
#define MATTERS_ADDRESS \
	"an address of another type is another host, and enters c1, f5 and f6"
#define MATTERS_ATT                                                       \
	"some devices want the MTU exchange or the discovery first, iOS " \
	"pairs "                                                          \
	"after it"

static struct row *row_add(struct comparison *k, const char *section,
    const char *field, const char *matters)
{
	struct row *r = &k->rows[k->n];

	if (k->n < MAX_ROWS - 1)
		k->n++;
	*r = (struct row){
		.section = section, .field = field, .matters = matters
	};
	return r;
}

/* A row of two texts. */
static void compare_texts(struct comparison *k, const char *section,
    const char *field, const char *matters, const char *a, const char *b)
{
	struct row *r = row_add(k, section, field, matters);

	snprintf(r->a, sizeof(r->a), "%s", a);
	snprintf(r->b, sizeof(r->b), "%s", b);
	r->differs = strcmp(a, b) != 0;
}

/* Bits of field `i` that are set in one alone. */
static void put_bits(const struct smp_features *of,
    const struct smp_features * not, size_t i, char *out, size_t cap)
{
	uint8_t bits = diag_feature(of, i) & (uint8_t)~diag_feature(not, i);
	struct smp_features alone = {
		.auth_req = bits, .initiator_keys = bits, .responder_keys = bits
	};

	if (bits)
		diag_feature_words(&alone, i, out, cap);
}

static void compare_features(struct comparison *k, const char *section,
    const struct smp_features *a, const struct smp_features *b)
{
	static const char *const why[DIAG_FEATURES] = { MATTERS_IO,
		"one side has data that the other lacks", MATTERS_AUTH,
		"a device may insist on 16", MATTERS_KEYS, MATTERS_KEYS };

	for (size_t i = 0; i < DIAG_FEATURES; i++) {
		struct row *r =
		    row_add(k, section, diag_feature_name(i), why[i]);

		diag_feature_words(a, i, r->a, sizeof(r->a));
		diag_feature_words(b, i, r->b, sizeof(r->b));
		r->differs = strcmp(r->a, r->b) != 0;
		if (!diag_feature_has_bits(i))
			continue;
		put_bits(a, b, i, r->only_a, sizeof(r->only_a));
		put_bits(b, a, i, r->only_b, sizeof(r->only_b));
	}
}

/* Milliseconds from one step to another; only a difference of more than half
 * counts, and none below 10 ms. */
static void compare_times(struct comparison *k, const char *field,
    const char *matters, const struct diag_step *from_a,
    const struct diag_step *to_a, const struct diag_step *from_b,
    const struct diag_step *to_b)
{
	struct row *r = row_add(k, "timing", field, matters);
	double a = -1, b = -1, more, less;

	if (from_a && to_a)
		a = (double)(int64_t)(to_a->ns - from_a->ns) / 1e6;
	if (from_b && to_b)
		b = (double)(int64_t)(to_b->ns - from_b->ns) / 1e6;
	snprintf(r->a, sizeof(r->a), a < 0 ? "-" : "%.1f ms", a);
	snprintf(r->b, sizeof(r->b), b < 0 ? "-" : "%.1f ms", b);
	more = a > b ? a : b;
	less = a > b ? b : a;
	r->differs =
	    (a < 0) != (b < 0) || (a >= 0 && more > 10 && more > less * 1.5);
}

static const struct diag_step *opened(const struct side *s)
{
	return s->c->steps[0].what == STEP_OPENED ? &s->c->steps[0] : NULL;
}

static const char *address_word(const struct side *s, enum diag_who who)
{
	const struct bdaddr *a = diag_address(s->c, who);

	return a ? addr_kind(a) : "not in the capture";
}

static const char *tries_word(const struct side *s, char out[static 12])
{
	if (s->tries < 2)
		return "none";
	snprintf(out, 12, "%u", s->tries - 1);
	return out;
}

/* Whether something of ATT came before the Pairing Request. */
static const char *order_word(const struct side *s, uint64_t ns)
{
	if (!ns)
		return "none";
	return ns < s->first->request->ns ? "before the Pairing Request"
					  : "after the Pairing Request";
}

static void key_names(uint8_t keys, char *out, size_t cap)
{
	snprintf(out, cap, "%s%s%s", keys & SMP_KEY_ENC ? "EncKey " : "",
	    keys & SMP_KEY_ID ? "IdKey " : "",
	    keys & SMP_KEY_SIGN ? "SignKey " : "");
	if (!*out)
		snprintf(out, cap, "none");
	else
		out[strlen(out) - 1] = '\0';
}

static void compare_keys(struct comparison *k)
{
	for (int who = 0; who < 2; who++) {
		char a[40], b[40];

		key_names(k->a.a->delivered[who], a, sizeof(a));
		key_names(k->b.a->delivered[who], b, sizeof(b));
		compare_texts(k, "keys",
		    who == DIAG_CENTRAL ? "from the central"
					: "from the peripheral",
		    NULL, a, b);
	}
}

static void outcome_text(const struct side *s, char *out, size_t cap)
{
	struct buf b = { 0 };

	diag_put_outcome(&b, s->c, s->a);
	snprintf(out, cap, "%.*s", (int)b.len, (char *)b.data);
	buf_free(&b);
}

static void compare_sides(struct comparison *k)
{
	const struct diag_attempt *a = k->a.a, *b = k->b.a;
	const struct diag_attempt *first_a = k->a.first, *first_b = k->b.first;
	bool both = a->response && b->response;
	char tries[2][12];

	compare_features(k, "request", &a->req, &b->req);
	if (both) {
		compare_features(k, "response", &a->rsp, &b->rsp);
		compare_texts(k, "model", "pairing", NULL,
		    a->sc ? "Secure Connections" : "legacy",
		    b->sc ? "Secure Connections" : "legacy");
		compare_texts(k, "model", "method", NULL, diag_method_name(a),
		    diag_method_name(b));
	} else {
		compare_texts(k, "response", "there is one", NULL,
		    a->response ? "yes" : "no", b->response ? "yes" : "no");
	}
	compare_texts(k, "addresses", "central", MATTERS_ADDRESS,
	    address_word(&k->a, DIAG_CENTRAL),
	    address_word(&k->b, DIAG_CENTRAL));
	compare_texts(k, "addresses", "peripheral", NULL,
	    address_word(&k->a, DIAG_PERIPHERAL),
	    address_word(&k->b, DIAG_PERIPHERAL));
	compare_texts(k, "order", "tries before on the link", MATTERS_RETRY,
	    tries_word(&k->a, tries[0]), tries_word(&k->b, tries[1]));
	compare_texts(k, "order", "Security Request", MATTERS_DELAY,
	    first_a->asked ? "before the Pairing Request" : "none",
	    first_b->asked ? "before the Pairing Request" : "none");
	compare_texts(k, "order", "MTU exchange", MATTERS_ATT,
	    order_word(&k->a, k->a.c->mtu_request),
	    order_word(&k->b, k->b.c->mtu_request));
	compare_texts(k, "order", "discovery", MATTERS_ATT,
	    order_word(&k->a, k->a.c->first_discovery),
	    order_word(&k->b, k->b.c->first_discovery));
	compare_times(k, "connection to request", MATTERS_DELAY, opened(&k->a),
	    first_a->request, opened(&k->b), first_b->request);
	compare_times(k, "Security Request to request", MATTERS_DELAY,
	    first_a->asked, first_a->request, first_b->asked, first_b->request);
	compare_times(k, "request to response", NULL, a->request, a->response,
	    b->request, b->response);
	compare_keys(k);
}

/* The next step that both ends saw, or NULL. */
static const struct diag_step *next_on_air(const struct side *s, size_t *i)
{
	while (*i < s->a->end) {
		const struct diag_step *step = &s->c->steps[(*i)++];

		if (diag_on_air(step))
			return step;
	}
	return NULL;
}

/* Values that are fresh each time are not compared. */
static bool same_step(const struct side *a, const struct diag_step *x,
    const struct side *b, const struct diag_step *y)
{
	if (!x || !y)
		return x == y;
	if (x->what != y->what || x->code != y->code ||
	    diag_sender(a->c, x) != diag_sender(b->c, y))
		return false;
	if (x->what != STEP_SMP)
		return true;
	if (x->len != y->len || x->pdu[0] != y->pdu[0])
		return false;
	switch (x->pdu[0]) {
	case SMP_PAIRING_REQUEST:
	case SMP_PAIRING_RESPONSE:
	case SMP_PAIRING_FAILED:
	case SMP_SECURITY_REQUEST:
		return !memcmp(x->pdu, y->pdu, x->len);
	}
	return true;
}

static void step_text(
    struct buf *b, const struct side *s, const struct diag_step *step)
{
	if (!step) {
		buf_puts(b, "nothing more");
		return;
	}
	buf_printf(b, "frame %u, %s: ", step->frame, diag_role(s->c, step));
	diag_put_step(b, step);
	if (step->what == STEP_SMP &&
	    (step->pdu[0] == SMP_PAIRING_REQUEST ||
		step->pdu[0] == SMP_PAIRING_RESPONSE)) {
		buf_putc(b, ' ');
		buf_hexdump(b, step->pdu, step->len);
	}
}

/* The first step in which they are not alike; false: none. */
static bool first_difference(
    const struct comparison *k, struct buf *a, struct buf *b)
{
	size_t i = k->a.a->first, j = k->b.a->first;
	const struct diag_step *x, *y;

	do {
		x = next_on_air(&k->a, &i);
		y = next_on_air(&k->b, &j);
		if (same_step(&k->a, x, &k->b, y))
			continue;
		step_text(a, &k->a, x);
		step_text(b, &k->b, y);
		return true;
	} while (x);
	return false;
}

/* What pairs with the second one's device as the first one did. */
static void put_imitation(struct buf *b, const struct comparison *k)
{
	const struct diag_attempt *a = k->a.a;
	const char *preset = pairing_preset_of(&a->req);
	const struct bdaddr *own = diag_address(k->a.c, DIAG_CENTRAL);
	const struct diag_step *from = opened(&k->a);
	char target[DIAG_TARGET_LEN];

	diag_target(k->b.c, target);
	if (preset) {
		buf_printf(
		    b, "pairscope pair %s --preset %s --io ", target, preset);
		if (smp_io_name(a->req.io))
			buf_puts(b, smp_io_name(a->req.io));
		else
			buf_printf(b, "0x%02x", a->req.io);
	} else {
		diag_put_request(b, target, &a->req);
	}
	if (from)
		buf_printf(b, " --delay %llu",
		    (unsigned long long)((k->a.first->request->ns - from->ns) /
					 1000000));
	if (k->a.tries > 1)
		buf_printf(b, " --tries %u", k->a.tries);
	if (own && addr_is_rpa(own))
		buf_puts(b, " --own-address rpa");
	else if (own && own->type == ADDR_PUBLIC)
		buf_puts(b, " --own-address public");
	else if (own && addr_is_static(own))
		buf_puts(b, " --own-address static");
}

static void put_side(struct buf *b, const char *letter, const struct side *s)
{
	char outcome[200];

	outcome_text(s, outcome, sizeof(outcome));
	buf_printf(b, "%s: %s, pairing %zu of %zu, frame %u: %s\n", letter,
	    s->name, s->number, s->of, s->a->request->frame, outcome);
}

static void show_text(struct output *o, const struct comparison *k)
{
	struct buf b = { 0 }, x = { 0 }, y = { 0 };
	const char *section = "";
	bool matters = false;

	put_side(&b, "A", &k->a);
	put_side(&b, "B", &k->b);
	if (first_difference(k, &x, &y))
		buf_printf(&b, "first difference:\n  A: %.*s\n  B: %.*s\n",
		    (int)x.len, (char *)x.data, (int)y.len, (char *)y.data);
	else
		buf_puts(&b, "no difference in what was sent\n");
	for (size_t i = 0; i < k->n; i++) {
		const struct row *r = &k->rows[i];

		if (strcmp(section, r->section) != 0)
			buf_printf(&b, "%s\n", r->section);
		section = r->section;
		buf_printf(&b, "%c %-28s %-38s %s\n", r->differs ? '*' : ' ',
		    r->field, r->a, r->b);
		if (*r->only_a)
			buf_printf(&b, "    only in A: %s\n", r->only_a);
		if (*r->only_b)
			buf_printf(&b, "    only in B: %s\n", r->only_b);
		matters |= r->differs && r->matters;
	}
	if (matters)
		buf_puts(&b, "differences that are known to matter\n");
	for (size_t i = 0; i < k->n; i++)
		if (k->rows[i].differs && k->rows[i].matters)
			buf_printf(&b, "  %s, %s: %s\n", k->rows[i].section,
			    k->rows[i].field, k->rows[i].matters);
	buf_puts(&b, "to imitate A:\n  ");
	put_imitation(&b, k);
	buf_putc(&b, '\n');
	output_data(o, &b);
	buf_free(&b);
	buf_free(&x);
	buf_free(&y);
}

static void json_take(struct json_line *j, const char *key, struct buf *text)
{
	buf_putc(text, '\0');
	json_text(j, key, (char *)text->data);
	buf_free(text);
}

static void json_side(
    struct json_line *j, const char *key, const struct side *s)
{
	struct json_line one = json_begin();
	char outcome[200];

	outcome_text(s, outcome, sizeof(outcome));
	json_text(&one, "capture", s->name);
	json_number(&one, "pairing", (long long)s->number);
	json_number(&one, "frame", s->a->request->frame);
	json_text(&one, "outcome", diag_outcome_words[s->a->outcome]);
	json_text(&one, "text", outcome);
	buf_printf(
	    &j->b, ",\"%s\":%.*s}", key, (int)one.b.len, (char *)one.b.data);
	buf_free(&one.b);
}

static void show_json(struct output *o, const struct comparison *k)
{
	struct json_line j = json_begin();
	struct buf x = { 0 }, y = { 0 }, command = { 0 };
	bool differ = first_difference(k, &x, &y);

	json_text(&j, "kind", "comparison");
	json_side(&j, "a", &k->a);
	json_side(&j, "b", &k->b);
	json_bool(&j, "same", !differ);
	if (differ) {
		json_take(&j, "first_a", &x);
		json_take(&j, "first_b", &y);
	}
	buf_puts(&j.b, ",\"fields\":[");
	for (size_t i = 0; i < k->n; i++) {
		const struct row *r = &k->rows[i];
		struct json_line one = json_begin();

		json_text(&one, "section", r->section);
		json_text(&one, "field", r->field);
		json_text(&one, "a", r->a);
		json_text(&one, "b", r->b);
		json_bool(&one, "differs", r->differs);
		if (*r->only_a)
			json_text(&one, "only_a", r->only_a);
		if (*r->only_b)
			json_text(&one, "only_b", r->only_b);
		if (r->differs && r->matters)
			json_text(&one, "matters", r->matters);
		buf_printf(&j.b, "%s%.*s}", i ? "," : "", (int)one.b.len,
		    (char *)one.b.data);
		buf_free(&one.b);
	}
	buf_putc(&j.b, ']');
	put_imitation(&command, k);
	json_take(&j, "command", &command);
	json_end(&j, o);
}

/* The Nth pairing, from 1, and how many there are. */
static size_t find_pairing(
    const struct diag *d, size_t number, struct side *out)
{
	size_t n = 0;

	for (size_t i = 0; i < diag_connections(d); i++) {
		const struct diag_conn *c = diag_connection(d, i);
		const struct diag_attempt *first = NULL;
		unsigned tries = 0;

		for (size_t k = 0; k < c->n_attempts; k++) {
			if (c->attempts[k].kind != DIAG_PAIRING)
				continue;
			if (!first)
				first = &c->attempts[k];
			tries++;
			if (++n != number)
				continue;
			out->c = c;
			out->a = &c->attempts[k];
			out->first = first;
			out->tries = tries;
			out->number = number;
		}
	}
	out->of = n;
	return n;
}

static bool parse_numbers(
    struct session *s, const struct args *args, size_t *n, size_t *m)
{
	const char *text = args_value(args, "pairing");
	unsigned long a, b;
	char *end;

	*n = *m = 0;
	if (!text)
		return true;
	a = b = strtoul(text, &end, 10);
	if (*end == ',')
		b = strtoul(end + 1, &end, 10);
	*n = a;
	*m = b;
	if (!*end && a && b && *text >= '0' && *text <= '9')
		return true;
	output_error(&s->out, STATUS_USAGE,
	    "--pairing: '%s' is not N or N,M, counted from 1", text);
	return false;
}

static void compare_one(struct session *s, const char *const names[2],
    struct diag *const d[2], size_t n, size_t m)
{
	struct comparison *k = calloc(1, sizeof(*k));

	if (!k)
		abort();
	k->a.name = names[0];
	k->b.name = names[1];
	find_pairing(d[0], n, &k->a);
	find_pairing(d[1], m, &k->b);
	compare_sides(k);
	if (s->out.json)
		show_json(&s->out, k);
	else
		show_text(&s->out, k);
	free(k);
}

/* One after the other, as they come; or the two that were asked for. */
static int compare_all(struct session *s, const char *const names[2],
    struct diag *const d[2], size_t n, size_t m)
{
	struct side side;
	size_t have[2];

	for (int i = 0; i < 2; i++) {
		have[i] = find_pairing(d[i], 1, &side);
		if (!have[i])
			return output_error(&s->out, STATUS_FAILED,
			    "%s: no pairing in it", names[i]);
	}
	if (n > have[0] || m > have[1])
		return output_error(&s->out, STATUS_FAILED,
		    "--pairing: there are %zu and %zu pairings", have[0],
		    have[1]);
	if (n) {
		compare_one(s, names, d, n, m);
		return STATUS_OK;
	}
	for (n = 1; n <= have[0] && n <= have[1]; n++) {
		if (n > 1 && !s->out.json)
			output_line(&s->out, "%s", "");
		compare_one(s, names, d, n, n);
	}
	return STATUS_OK;
}

int cmd_compare(struct session *s, const struct args *a)
{
	const char *names[2] = { a->words[0], a->words[1] };
	struct diag *d[2] = { NULL, NULL };
	int status = STATUS_OK, read[2] = { 0, 0 };
	size_t n, m;

	if (!parse_numbers(s, a, &n, &m))
		return STATUS_USAGE;
	for (int i = 0; i < 2; i++) {
		d[i] = diagnose_open(s, names[i], &read[i]);
		if (!d[i])
			status = read[i];
	}
	if (!status)
		status = compare_all(s, names, d, n, m);
	for (int i = 0; i < 2; i++) {
		if (d[i])
			diag_free(d[i]);
		if (!status)
			status = read[i];
	}
	return status;
}
