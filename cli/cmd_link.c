/* pairscope info, connect, disconnect, pair, wait */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/auto.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/controllers.h"
#include "cli/diagnose_live.h"
#include "cli/report.h"
#include "cli/session.h"
#include "cli/target.h"
#include "cli/trial.h"

int cmd_controllers(struct session *s, const struct args *a)
{
	(void)a;
	controllers_list(s, false);
	return STATUS_OK;
}

int cmd_info(struct session *s, const struct args *a)
{
	(void)a;
	report_controller(s, true);
	return STATUS_OK;
}

int cmd_connect(struct session *s, const struct args *a)
{
	uint64_t timeout = DEFAULT_TIMEOUT_USEC;

	if (!args_seconds(a, s, "timeout", &timeout))
		return STATUS_USAGE;
	return target_connect_told(s, a->words[0], timeout);
}

int cmd_disconnect(struct session *s, const struct args *a)
{
	(void)a;
	if (!s->linked)
		return output_error(
		    &s->out, STATUS_NOT_CONNECTED, "not connected");
	return target_disconnect(s);
}

/* A peer that failed to authenticate has to wait, and so have we. */
static int wait_our_turn(struct session *s)
{
	uint64_t usec = host_pair_wait(s->host, s->link, session_now(s));

	if (!usec)
		return STATUS_OK;
	output_talk(&s->out,
	    "waiting %.1f s: the device failed to authenticate before",
	    (double)usec / USEC_PER_SEC);
	return session_sleep(s, usec);
}

static int attempt(struct session *s, const struct args *a, const char *target,
    struct trial *t)
{
	bool requested = false;
	/* Before there is a link: the device may wait for ours to come up. */
	int status = pairing_oob(s, a, true, &t->config);

	if (!status)
		status = trial_begin(s, t, target, &requested);
	if (!status)
		status = wait_our_turn(s);
	if (!status)
		status = pairing_run(s, &t->config, t->timeout);
	return status ? status : trial_end(s, t);
}

static int pair_by_search(
    struct session *s, const struct args *a, struct trial *t)
{
	long long tries = 1;

	if (!a->words[0])
		return output_error(&s->out, STATUS_USAGE,
		    "pair --auto: name the device: there will be more than "
		    "one connection");
	auto_recall(s, a, a->words[0], t, &tries);
	return auto_pair(s, a, a->words[0], t);
}

int cmd_pair(struct session *s, const struct args *a)
{
	const char *target = a->words[0];
	long long tries = 1;
	struct trial trial;
	char address[ADDR_STRLEN + 8];
	int status = STATUS_NOT_PAIRED;

	if (!trial_parse(s, a, &trial) ||
	    !args_number(a, s, "tries", 1, 100, &tries))
		return STATUS_USAGE;
	if (!target && !s->linked)
		return target_connect(s, NULL, 0); /* says what is missing */
	if (args_has(a, "auto"))
		return pair_by_search(s, a, &trial);
	auto_recall(s, a, target, &trial, &tries);
	for (long long i = 1; i <= tries; i++) {
		if (i > 1)
			output_talk(&s->out, "attempt %lld of %lld, on %s link",
			    i, tries,
			    s->linked && i == 2 ? "the same" : "a new");
		if (i > 2 && s->linked)
			target_disconnect(s);
		status = attempt(s, a, target, &trial);
		if (status != STATUS_NOT_PAIRED)
			return status;
		if (!target && s->linked) {
			/* so that a new link is one to the same device */
			const struct host_link *l = host_link(s->host, s->link);

			addr_format(&l->peer, address);
			strcat(address, l->peer.type ? "/random" : "/public");
			target = address;
		}
	}
	diagnose_say(s);
	return status;
}

int cmd_wait(struct session *s, const struct args *a)
{
	char *end;
	double seconds = strtod(a->words[0], &end);

	if (*end || end == a->words[0] || !(seconds >= 0 && seconds <= 1e6))
		return output_error(&s->out, STATUS_USAGE,
		    "wait: '%s' is no number of seconds", a->words[0]);
	return session_sleep(s, (uint64_t)(seconds * USEC_PER_SEC));
}
