#include "cli/diagnose_live.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/diagnose_show.h"
#include "cli/follow.h"
#include "cli/recent.h"
#include "cli/sniff.h"
#include "cli/sniff_host.h"

#define LAST "last.btsnoop"

/* Bonds of the store, where the run has it, or was told which. */
static void know_bonds(struct session *s, struct diag *d)
{
	if (s->have_store || (s->opt.bonds && session_load_store(s)))
		diag_know(d, &s->store.bonds);
}

static struct diag *of_session(struct session *s)
{
	struct diag *d;

	if (recent_is_empty(s->recent))
		return NULL;
	d = diag_new();
	know_bonds(s, d);
	recent_diagnose(s->recent, d);
	diag_finish(d);
	return d;
}

/* What a sniffer heard is read as the log of the central's host. */
struct sniffed {
	struct sniff *sniff;
	struct sniff_host *host;
};

static void record(struct diag *d, const struct sniffed *sniffed,
    const struct record *rec, uint32_t number)
{
	struct record open, of_host[SNIFF_HOST_MOST];
	size_t n;

	if (rec->type != REC_AIR) {
		diag_number(d, number);
		diag_record(d, rec);
		return;
	}
	diag_heard(d);
	sniff_record(sniffed->sniff, rec, &open);
	n = sniff_host_records(sniffed->host, &open, of_host);
	for (size_t i = 0; i < n; i++) {
		diag_number(d, number);
		diag_record(d, &of_host[i]);
	}
}

/* All of a capture, with `follow` what is watched, and kept perhaps. Closes it. */
static struct diag *of_reader(struct session *s, const char *name,
    struct cap_reader *r, struct follow *follow, int *status)
{
	struct diag *d = diag_new();
	struct sniffed sniffed;
	uint32_t number = 0;
	enum cap_status what;
	struct record rec;
	struct err err;

	know_bonds(s, d);
	sniffed.sniff = sniff_new();
	sniffed.host = sniff_host_new();
	if (s->have_store)
		sniff_add_bonds(sniffed.sniff, &s->store.bonds);
	while ((what = cap_next(r, &rec, &err)) != CAP_END) {
		if (what == CAP_RECORD)
			record(d, &sniffed, &rec, ++number);
		else if (status)
			*status = output_error(
			    &s->out, STATUS_FAILED, "%s: %s", name, err.text);
		if (what == CAP_RECORD && follow)
			follow_keep(follow, &rec);
	}
	sniff_free(sniffed.sniff);
	sniff_host_free(sniffed.host);
	cap_close(r);
	diag_finish(d);
	return d;
}

struct diag *diagnose_file(struct session *s, const char *path, int *status)
{
	struct err err;
	struct cap_reader *r = cap_open(path, &err);

	if (r)
		return of_reader(s, path, r, NULL, status);
	output_error(&s->out, STATUS_FAILED, "%s", err.text);
	if (status)
		*status = STATUS_FAILED;
	return NULL;
}

static struct diag *watch(struct session *s, const struct args *a, int *status)
{
	struct diag *d = NULL;
	struct follow follow;
	struct cap_reader *r;

	*status = STATUS_OK;
	follow_begin(&follow, s, a, NULL);
	r = follow_open(&follow);
	if (r && follow_capture(&follow)) {
		output_talk(
		    &s->out, "%s is watched, until Ctrl-C", follow.name);
		d = of_reader(s, follow.name, r, &follow, status);
	} else {
		cap_close(r);
	}
	*status = follow_end(&follow, *status);
	return d;
}

struct diag *diagnose_wanted(
    struct session *s, const struct args *a, int *status)
{
	if (!follow_check(s, a)) {
		*status = STATUS_USAGE;
		return NULL;
	}
	return args_has(a, "live") || follow_is_socket(a)
		   ? watch(s, a, status)
		   : diagnose_open(s, a->words[0], status);
}

struct diag *diagnose_open(struct session *s, const char *what, int *status)
{
	struct diag *d;
	char *path;

	*status = STATUS_OK;
	if (!strcmp(what, "live")) {
		d = of_session(s);
		if (!d)
			*status = output_error(&s->out, STATUS_FAILED,
			    "live: no packet yet in this session; --live "
			    "watches Linux's Bluetooth");
		return d;
	}
	if (strcmp(what, "last") != 0)
		return diagnose_file(s, what, status);
	path = store_state_path(LAST);
	if (access(path, F_OK) != 0 && errno == ENOENT) {
		d = NULL;
		*status = output_error(
		    &s->out, STATUS_FAILED, "last: no run here has paired yet");
	} else {
		d = diagnose_file(s, path, status);
	}
	free(path);
	return d;
}

/* A pairing, or a bond that did not encrypt. */
static bool is_of_interest(const struct diag_attempt *a)
{
	return a->kind == DIAG_PAIRING ||
	       (a->kind == DIAG_ENCRYPTION && a->outcome == DIAG_NOT_ENCRYPTED);
}

/* The newest of them, or NULL. */
static const struct diag_conn *newest(const struct diag *d, size_t *attempt)
{
	for (size_t i = diag_connections(d); i > 0; i--) {
		const struct diag_conn *c = diag_connection(d, i - 1);

		for (size_t k = c->n_attempts; k > 0; k--) {
			if (!is_of_interest(&c->attempts[k - 1]))
				continue;
			*attempt = k - 1;
			return c;
		}
	}
	return NULL;
}

static void add_option(struct buf *out, const char *name, const char *value)
{
	if (!value)
		return;
	buf_printf(out, "%s ", name);
	buf_shell_word(out, value);
	buf_putc(out, ' ');
}

/* As what runs was begun: a shell has the program and the controller. */
static void begin_command(const struct session *s, struct buf *out)
{
	if (!s->shell) {
		buf_puts(out, "pairscope ");
		add_option(out, "-c", s->opt.controller);
		add_option(out, "--bonds", s->opt.bonds);
	}
	buf_putc(out, '\0');
}

void diagnose_say(struct session *s)
{
	struct diag *d = of_session(s);
	const struct diag_conn *c;
	struct buf text = { 0 }, program = { 0 };
	size_t i;

	if (!d)
		return;
	c = newest(d, &i);
	if (c && s->out.json) {
		diag_show_event(&s->out, c, i);
	} else if (c && !s->out.quiet) {
		begin_command(s, &program);
		diag_put_short(&text, c, &c->attempts[i], (char *)program.data);
		buf_printf(&text, "all of it: %s\n",
		    s->shell ? "diagnose live" : "pairscope diagnose last");
		output_raw_talk(&s->out, &text);
	}
	buf_free(&text);
	buf_free(&program);
	diag_free(d);
}

void diagnose_keep(struct session *s)
{
	struct diag *d = of_session(s);
	struct err err;
	char *path;
	size_t i;

	if (!d)
		return;
	if (newest(d, &i)) {
		path = store_state_path(LAST);
		if (!recent_save(s->recent, path, &err))
			output_talk(&s->out, "%s", err.text);
		free(path);
	}
	diag_free(d);
}
