/* pairscope info, connect, disconnect, pair, wait, bonds */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/commands.h"
#include "cli/controllers.h"
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

static int attempt(struct session *s, const char *target,
    const struct smp_config *config, uint64_t timeout)
{
	int status;

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
			status = listen_first(s);
		if (status)
			return status;
	}
	return pairing_run(s, config, timeout);
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
		status = attempt(s, target, &config, timeout);
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

static void list_bond(struct session *s, const struct bond *b)
{
	char identity[ADDR_STRLEN];
	const char *type = b->identity.type ? "random" : "public";
	unsigned size =
	    b->peer_ltk.present ? b->peer_ltk.size : b->own_ltk.size;

	addr_format(&b->identity, identity);
	if (s->out.json) {
		struct json_line j = json_begin();

		json_text(&j, "identity", identity);
		json_text(&j, "address_type", type);
		json_bool(&j, "secure_connections", b->sc);
		json_bool(&j, "authenticated", b->authenticated);
		json_number(&j, "key_size", size);
		json_bool(&j, "irk", b->has_irk);
		json_end(&j, &s->out);
		return;
	}
	output_line(&s->out, "%s/%s  %s, %s, %u-octet key%s", identity, type,
	    b->sc ? "Secure Connections" : "legacy pairing",
	    b->authenticated ? "authenticated" : "not authenticated", size,
	    b->has_irk ? ", IRK" : "");
}

int cmd_bonds(struct session *s, const struct args *a)
{
	struct bdaddr address;
	const struct bond *b;

	if (!session_load_store(s))
		return STATUS_FAILED;
	if (!a->n || (a->n == 1 && !strcmp(a->words[0], "list"))) {
		for (size_t i = 0; i < s->store.bonds.n; i++)
			list_bond(s, &s->store.bonds.v[i]);
		return STATUS_OK;
	}
	if (a->n != 2 || strcmp(a->words[0], "remove") ||
	    !addr_parse(a->words[1], &address))
		return output_error(&s->out, STATUS_USAGE,
		    "bonds: write bonds list, or bonds remove ADDRESS");
	b = bonds_find(&s->store.bonds, &address);
	if (!b)
		return output_error(
		    &s->out, STATUS_NOT_FOUND, "no bond with %s", a->words[1]);
	bonds_remove(&s->store.bonds, b);
	return session_save_store(s) ? STATUS_OK : STATUS_FAILED;
}
