/* pairscope probe */
#include <stdlib.h>
#include <string.h>

#include "cli/auto.h"
#include "cli/commands.h"
#include "cli/must.h"
#include "cli/probe.h"

#define DEFAULT_LIMIT 100

static void set_option(struct args *a, const char *name, const char *value)
{
	for (int i = 0; a->options[0][i].name; i++)
		if (!strcmp(a->options[0][i].name, name))
			a->values[0][i] = value;
}

/* The request that is to be found wrong: BlueZ's, with nobody there, unless the
 * options say another one. */
static bool baseline(struct session *s, const struct args *a, struct trial *out)
{
	struct args with = *a;

	if (!auto_request_is_said(a))
		set_option(&with, "preset", "bluez");
	if (!pairing_says_io(&with))
		set_option(&with, "io", "NoInputNoOutput");
	return trial_parse(s, &with, out);
}

static bool choose_cell(uint64_t *chosen, const char *name, size_t n)
{
	for (size_t i = 0; i < n_probe_cells; i++) {
		if (strlen(probe_cells[i].name) == n &&
		    !memcmp(probe_cells[i].name, name, n)) {
			*chosen |= UINT64_C(1) << i;
			return true;
		}
	}
	return false;
}

static bool unknown_cell(struct session *s, const char *text)
{
	struct buf names = { 0 };

	for (size_t i = 0; i < n_probe_cells; i++)
		buf_printf(&names, "%s%s", i ? ", " : "", probe_cells[i].name);
	output_error(&s->out, STATUS_USAGE, "--cells: '%s' is no list of %.*s",
	    text, (int)names.len, (char *)names.data);
	buf_free(&names);
	return false;
}

static bool choose(struct session *s, const struct args *a, uint64_t *chosen)
{
	const char *text = args_value(a, "cells");
	size_t n;

	*chosen = text ? 0 : ~UINT64_C(0);
	for (const char *p = text; p; p = p[n] ? p + n + 1 : NULL) {
		n = strcspn(p, ",");
		if (!choose_cell(chosen, p, n))
			return unknown_cell(s, text);
	}
	return true;
}

/* One file for each target: its name is any text, so it is in hexadecimal. */
static char *state_path(const char *target)
{
	struct buf name = { 0 };
	size_t n = strlen(target);
	char *path;

	buf_puts(&name, "probe-");
	buf_hexdump(&name, (const uint8_t *)target, n < 80 ? n : 80);
	buf_puts(&name, ".json");
	buf_putc(&name, '\0');
	path = store_state_path((char *)name.data);
	buf_free(&name);
	return path;
}

static bool set_up(struct session *s, const struct args *a, struct probe *p)
{
	long long repeat = 1, limit = DEFAULT_LIMIT;

	if (!baseline(s, a, &p->base) || !choose(s, a, &p->chosen) ||
	    !args_number(a, s, "repeat", 1, 100, &repeat) ||
	    !args_number(a, s, "limit", 1, 1000, &limit))
		return false;
	p->s = s;
	p->args = a;
	p->target = a->words[0];
	p->repeat = (unsigned)repeat;
	p->limit = (unsigned)limit;
	p->all = args_has(a, "all");
	p->consent = args_has(a, "yes");
	p->rearm = args_value(a, "rearm");
	p->format = args_has(a, "markdown") ? PROBE_MARKDOWN : PROBE_TEXT;
	p->state = state_path(p->target);
	return true;
}

/* Data that the user has are for the cell that is about them. */
static int take_oob(struct session *s, const struct args *a, struct probe *p)
{
	struct smp_config scratch = p->base.config;
	int status = pairing_oob(s, a, true, &scratch);

	p->oob = scratch.oob;
	return status;
}

static int begin(struct probe *p, bool fresh)
{
	struct session *s = p->s;
	struct err err;

	if (fresh)
		probe_forget(p);
	else if (!probe_load(p, &err))
		return output_error(&s->out, STATUS_FAILED,
		    "%s; --fresh begins anew", err.text);
	if (p->resumed)
		output_talk(&s->out,
		    "going on behind %zu results of the run before; --fresh "
		    "begins anew",
		    p->resumed);
	bonds_copy(&p->before, &s->store.bonds);
	s->hushed = !s->opt.verbose;
	return STATUS_OK;
}

static int run(struct probe *p, bool fresh)
{
	struct session *s = p->s;
	int status = begin(p, fresh);

	if (status)
		return status;
	status = probe_search(p);
	probe_restore(p);
	s->hushed = false;
	if (!status && !p->stopped)
		probe_forget(p);
	if (!status)
		status = probe_say_result(p);
	else if (p->n_tries)
		output_talk(&s->out,
		    "what is done is kept: the same command goes on from "
		    "here");
	return status;
}

int cmd_probe(struct session *s, const struct args *a)
{
	struct probe p = { .s = s };
	int status = STATUS_USAGE;

	if (s->linked)
		return output_error(
		    &s->out, STATUS_FAILED, "probe: disconnect first");
	if (set_up(s, a, &p))
		status = take_oob(s, a, &p);
	if (!status)
		status = run(&p, args_has(a, "fresh"));
	probe_free(&p);
	return status;
}
