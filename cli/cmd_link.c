/* pairscope info, connect, disconnect, pair, wait */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/commands.h"
#include "cli/controllers.h"
#include "cli/diagnose_live.h"
#include "cli/pairing.h"
#include "cli/report.h"
#include "cli/session.h"
#include "cli/target.h"

/* A device that wants to be paired asks within some connection events: an OMRON
 * after 53 ms. To ask first would hide that from the log. */
#define LISTEN_USEC	(200 * USEC_PER_MSEC)
#define PAIRING_TIMEOUT (60 * USEC_PER_SEC)

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
	return target_connect(s, a->words[0], timeout);
}

int cmd_disconnect(struct session *s, const struct args *a)
{
	(void)a;
	if (!s->linked)
		return output_error(
		    &s->out, STATUS_NOT_CONNECTED, "not connected");
	return target_disconnect(s);
}

static bool on_security_request(
    struct wait *w, const struct host_event *e, const uint8_t *data)
{
	(void)data;
	return e->handle == w->s->link &&
	       (e->type == HOST_DISCONNECTED ||
		   (e->type == HOST_SMP && e->smp.type == SMP_PEER_REQUESTS));
}

static int listen_first(struct session *s)
{
	struct wait w = { on_security_request, s };
	int status = session_wait(s, &w, session_now(s) + LISTEN_USEC);

	return status == STATUS_TIMEOUT ? STATUS_OK : status;
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
    struct smp_config *config, uint64_t timeout)
{
	long long delay = -1;
	int status;

	if (!args_number(a, s, "delay", 0, 600000, &delay))
		return STATUS_USAGE;

	/* Before there is a link: the device may wait for ours to come up. */
	status = pairing_oob(s, a, true, config);
	if (status)
		return status;
	if (!s->linked || target) {
		bool was_linked = s->linked;
		uint16_t link = s->link;

		/* The pairing shall be the first that happens on the link. */
		host_encrypt_bonded(s->host, false);
		status = target_connect(s, target, DEFAULT_TIMEOUT_USEC);
		host_encrypt_bonded(s->host, true);
		if (status)
			return status;
		if (!was_linked || s->link != link)
			status = delay < 0
				     ? listen_first(s)
				     : session_sleep(
					   s, (uint64_t)delay * USEC_PER_MSEC);
	}
	if (!status)
		status = wait_our_turn(s);
	return status ? status : pairing_run(s, config, timeout);
}

int cmd_pair(struct session *s, const struct args *a)
{
	const char *target = a->words[0];
	uint64_t timeout = PAIRING_TIMEOUT;
	long long tries = 1;
	struct smp_config config;
	char address[ADDR_STRLEN + 8];
	int status = STATUS_NOT_PAIRED;

	if (!pairing_config(s, a, &config) ||
	    !args_number(a, s, "tries", 1, 100, &tries) ||
	    !args_seconds(a, s, "timeout", &timeout))
		return STATUS_USAGE;
	if (!target && !s->linked)
		return target_connect(s, NULL, 0); /* says what is missing */
	for (long long i = 1; i <= tries; i++) {
		if (i > 1)
			output_talk(&s->out, "attempt %lld of %lld, on %s link",
			    i, tries,
			    s->linked && i == 2 ? "the same" : "a new");
		if (i > 2 && s->linked)
			target_disconnect(s);
		status = attempt(s, a, target, &config, timeout);
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
