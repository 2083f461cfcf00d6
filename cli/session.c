#include "cli/session.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "cli/bond_attrs.h"
#include "cli/chip.h"
#include "cli/controllers.h"
#include "cli/filter.h"
#include "cli/hwdb.h"
#include "cli/diagnose_live.h"
#include "cli/proxy.h"
#include "cli/recent.h"
#include "cli/report.h"
#include "cli/shell.h"
#include "cli/simulator.h"
#include "decoders/names.h"
#include "hci/defs.h"

/* Longer than any packet for a controller of this kind. */
#define RESYNC_OCTETS 1100

static void system_random(void *ctx, void *buf, size_t len)
{
	uint8_t *p = buf;

	(void)ctx;
	while (len) {
		ssize_t n = getrandom(p, len, 0);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			abort();
		p += n;
		len -= (size_t)n;
	}
}

static uint64_t clock_usec(clockid_t id)
{
	struct timespec ts;

	clock_gettime(id, &ts);
	return (uint64_t)ts.tv_sec * USEC_PER_SEC + (uint64_t)ts.tv_nsec / 1000;
}

void session_init(struct session *s)
{
	*s = (struct session){
		.env = { .random = system_random },
		.signals = -1,
		.start_ns = clock_usec(CLOCK_REALTIME) * 1000,
		.start_usec = clock_usec(CLOCK_MONOTONIC),
	};
}

static bool is_virtual(const struct session *s)
{
	return s->transport && s->transport->ops->deadline;
}

uint64_t session_now(const struct session *s)
{
	return is_virtual(s) ? s->virtual_now
			     : clock_usec(CLOCK_MONOTONIC) - s->start_usec;
}

bool session_load_store(struct session *s)
{
	struct err err;

	if (s->have_store)
		return true;
	s->have_store = store_open(&s->store, s->opt.bonds, &s->env, &err);
	if (!s->have_store) {
		store_close(&s->store);
		output_error(&s->out, STATUS_FAILED, "%s", err.text);
	}
	return s->have_store;
}

bool session_save_store(struct session *s)
{
	struct err err;

	if (s->transport)
		simulator_remember(s->transport, &s->store);
	s->store_dirty = false;
	if (store_save(&s->store, &err))
		return true;
	output_error(&s->out, STATUS_FAILED, "%s", err.text);
	return false;
}

int session_utc_offset(void)
{
	time_t now = time(NULL);
	struct tm tm;

	return localtime_r(&now, &tm) ? (int)tm.tm_gmtoff : 0;
}

/* The default file is not read only to name attributes. A named one may be of
 * another format, which keeps none. */
static bool bonds_at_hand(struct session *s)
{
	struct err err;

	if (s->have_store || !s->opt.bonds)
		return s->have_store;
	s->have_store = store_open(&s->store, s->opt.bonds, &s->env, &err);
	if (!s->have_store)
		store_close(&s->store);
	return s->have_store;
}

void session_know_attributes(struct session *s, struct dec *d)
{
	if (bonds_at_hand(s))
		dec_set_attrs_lookup(d, store_attrs_of, &s->store);
}

struct filter *session_filter(struct session *s)
{
	struct filter *f;

	if (!s->opt.filter)
		return NULL;
	f = filter_new(s->opt.filter, session_utc_offset(), NULL);
	if (f && bonds_at_hand(s))
		filter_set_attrs_lookup(f, store_attrs_of, &s->store);
	return f;
}

/* The tap: every packet between host and controller, once, here. */
static void tap(struct session *s, bool received, const uint8_t *p, size_t n)
{
	static const uint8_t types[] = {
		[H4_COMMAND] = REC_COMMAND,
		[H4_ACL] = REC_ACL,
		[H4_SCO] = REC_SCO,
		[H4_EVENT] = REC_EVENT,
		[H4_ISO] = REC_ISO,
	};
	struct record rec = {
		.ns = s->start_ns + session_now(s) * 1000,
		.type = types[p[0]],
		.received = received,
		.data = p + 1,
		.len = (uint32_t)(n - 1),
		.wire_len = (uint32_t)(n - 1),
	};
	struct err err;

	if (s->recent)
		recent_add(s->recent, &rec);
	if (s->capture && !cap_write(s->capture, &rec, &err)) {
		output_error(&s->out, STATUS_FAILED,
		    "%s; the capture ends here", err.text);
		cap_finish(s->capture, NULL);
		s->capture = NULL;
	}
	if (!s->dec)
		return;
	dec_record(s->dec, &rec, s->sink);
	if (s->filter && !filter_matches(s->filter, &rec, ++s->packets))
		s->text.len = 0;
	if (s->out.json)
		output_data(&s->out, &s->text);
	else
		output_raw_talk(&s->out, &s->text);
	s->text.len = 0;
}

static void lose(struct session *s, const char *why)
{
	if (s->lost)
		return;
	s->lost = true;
	chip_stop(s->chip, &s->out);
	agent_forget(s);
	if (s->done)
		output_talk(&s->out, "%s", why);
	else
		output_error(&s->out, STATUS_NO_CONTROLLER, "%s", why);
}

bool session_advise(struct session *s, struct err *advice)
{
	enum noise_kind kind;

	noise_add(&s->noise, h4_partial(&s->h4) + s->h4.skipped, s->h4.first,
	    s->h4.skipped < 16 ? s->h4.skipped : 16);
	kind = noise_kind(&s->noise);
	if (s->transport->ops->advise &&
	    s->transport->ops->advise(s->transport, kind, advice))
		return true;
	switch (kind) {
	case NOISE_NONE:
		return false;
	case NOISE_TEXT:
		err_set(advice, "what comes is text: a console talks there");
		break;
	case NOISE_SLIP:
		err_set(advice, "what comes is framed as H5: add ,h5");
		break;
	case NOISE_FRAMING:
		err_set(advice,
		    "what it sends is not HCI: is the baud rate right?");
		break;
	}
	return true;
}

/* Give the transport what it takes; the rest waits for POLLOUT. */
static void send_unsent(struct session *s)
{
	struct err err;
	long n;

	if (!s->unsent.len || s->lost)
		return;
	n = s->transport->ops->write(
	    s->transport, s->unsent.data, s->unsent.len, &err);
	if (n < 0) {
		lose(s, err.text);
		return;
	}
	s->unsent.len -= (size_t)n;
	memmove(s->unsent.data, s->unsent.data + n, s->unsent.len);
}

void session_send(struct session *s, const uint8_t *packet, size_t n)
{
	tap(s, false, packet, n);
	buf_add(&s->unsent, packet, n);
	send_unsent(s);
}

static void controller_failed(struct session *s, const struct host_event *e)
{
	const char *name = name_hci_command(e->opcode), *spec;
	struct err why, advice;

	if (e->status && !e->opcode)
		err_set(&why, "%s (0x%02x)", e->text, e->status);
	else if (e->status)
		err_set(&why, "%s: %s (0x%04x): %s (0x%02x)", e->text,
		    name ? name : "command", e->opcode,
		    name_hci_status(e->status), e->status);
	else if (e->opcode)
		err_set(&why, "%s: no answer to %s (0x%04x) in 2 s", e->text,
		    name ? name : "command", e->opcode);
	else
		err_set(&why, "%s", e->text);
	if (!e->status && e->opcode) {
		if (session_advise(s, &advice))
			err_append(&why, "; %s", advice.text);
		else if (s->transport->ops->set_baud && !s->out.held)
			err_append(
			    &why, "; `pairscope doctor` looks for the cause");
	}
	spec = controller_spec(s);
	err_prefix(&why, "%.*s: ", (int)strcspn(spec, ","), spec);
	lose(s, why.text);
}

static void note_link(struct session *s, const struct host_event *e)
{
	if (e->type == HOST_CONNECTED && !s->linked) {
		s->linked = true;
		s->link = e->handle;
	} else if (e->type == HOST_DISCONNECTED && s->linked &&
		   e->handle == s->link) {
		s->linked = false;
	}
}

void session_keep_attributes(struct session *s, uint16_t handle)
{
	const struct bond *b = host_bond(s->host, handle);
	const struct gatt *g = host_gatt(s->host, handle);

	if (b && g && gatt_discovered(g) &&
	    bond_attrs_keep(
		store_note_of(&s->store, &b->identity), gatt_remote(g)))
		s->store_dirty = true;
}

/* A new bond: with whom, and when. */
static void note_bond(struct session *s, uint16_t handle)
{
	const struct bond *b = host_bond(s->host, handle);
	const struct host_link *l = host_link(s->host, handle);
	const struct seen *seen = l ? seen_find(&s->seen, &l->peer) : NULL;
	struct store_note *note;

	if (!b || !smp_get_status(host_smp(s->host, handle)).bonding)
		return;
	note = store_note_of(&s->store, &b->identity);
	if (seen && *seen->name)
		memcpy(note->name, seen->name, sizeof(note->name));
	note->paired_at =
	    (int64_t)((s->start_ns / 1000 + session_now(s)) / USEC_PER_SEC);
	session_keep_attributes(s, handle);
}

/* What an attribute's value says of the attributes that a bond keeps. */
static void note_value(
    struct session *s, const struct host_event *e, const uint8_t *data)
{
	const struct gatt_effect *g = &e->gatt;
	const struct bond *b = host_bond(s->host, e->handle);
	struct store_note *n;
	bool changed = false;

	if (!b)
		return;
	n = store_note_of(&s->store, &b->identity);
	if (g->type == GATT_INDICATED)
		changed = bond_attrs_indicated(n, g->handle, data, e->data_len);
	else if (g->type == GATT_DONE && g->opcode == ATT_READ_REQ && !g->error)
		changed = bond_attrs_was_read(n, g->handle, data, e->data_len,
		    gatt_discovered(host_gatt(s->host, e->handle)));
	if (changed)
		s->store_dirty = true;
}

static void dispatch(struct session *s, const struct host_event *e)
{
	uint8_t data[1024];
	struct wait *w = s->wait;

	memcpy(data, host_event_data(&s->events, e), e->data_len);
	note_link(s, e);
	switch ((enum host_event_type)e->type) {
	case HOST_SEND:
		return;
	case HOST_READY:
		s->ready = true;
		break;
	case HOST_FAILED:
		controller_failed(s, e);
		break;
	case HOST_REPORT:
		seen_report(
		    &s->seen, &e->report, data, e->data_len, session_now(s));
		break;
	case HOST_DISCONNECTED:
		agent_forget(s);
		break;
	case HOST_SMP:
		if (e->smp.type == SMP_PAIRED)
			note_bond(s, e->handle);
		if (e->smp.type == SMP_PAIRED ||
		    (e->smp.type == SMP_FAILED && e->smp.value))
			session_save_store(s);
		break;
	case HOST_SIGNED_WRITE:
		if (!e->text)
			session_save_store(s);
		break;
	case HOST_NOTE:
	case HOST_COMMAND_FAILED:
	case HOST_COMMAND_DONE:
	case HOST_CONNECTED:
	case HOST_CONNECT_FAILED:
	case HOST_PARAMS:
	case HOST_REMOTE_FEATURES:
	case HOST_REMOTE_VERSION:
	case HOST_ENCRYPTION:
		break;
	case HOST_GATT:
		note_value(s, e, data);
		break;
	}
	if (!s->hushed)
		report_event(s, e, data);
	if (e->type == HOST_SMP)
		agent_event(s, e->handle, &e->smp);
	if (s->actor)
		actor_event(s->actor, e, session_now(s));
	if (w && w->event(w, e, data))
		s->wait = NULL;
}

void session_resync(struct session *s)
{
	buf_fill(&s->unsent, 0, RESYNC_OCTETS);
	h4_lose(&s->h4);
}

/* Everything that the host has said: packets to the transport in the order in
 * which it said them, events to whom they concern. */
static void drain_host(struct session *s)
{
	while (s->next_event < s->events.n) {
		struct host_event e = s->events.v[s->next_event++];
		const uint8_t *p = host_event_data(&s->events, &e);

		if (e.type == HOST_SEND) {
			if (e.value)
				session_resync(s);
			tap(s, false, p, e.data_len);
			buf_add(&s->unsent, p, e.data_len);
		} else {
			dispatch(s, &e);
		}
	}
	host_out_clear(&s->events);
	s->next_event = 0;
	send_unsent(s);
}

/* The same for a chip that is being brought up. */
static void drain_chip(struct session *s)
{
	struct bcm *chip = chip_running(s->chip);
	struct bcm_effect e;
	struct err err, advice;

	while (chip && !s->lost && bcm_next(chip, &e)) {
		switch (e.type) {
		case BCM_SEND:
			tap(s, false, e.data, e.len);
			buf_add(&s->unsent, e.data, e.len);
			break;
		case BCM_LINE:
			h4_free(&s->h4);
			s->h4 = (struct h4){ 0 };
			if (!s->transport->ops->set_baud(
				s->transport, e.baud, &err))
				lose(s, err.text);
			break;
		case BCM_WANT_FIRMWARE:
			if (!chip_give_firmware(s->chip, session_now(s), &err))
				lose(s, err.text);
			break;
		case BCM_READY:
			chip_ready(s->chip, &s->out, session_now(s));
			break;
		case BCM_FAILED:
			chip_explain(s->chip, &err);
			if (chip->unanswered && session_advise(s, &advice))
				err_append(&err, "; %s", advice.text);
			lose(s, err.text);
			break;
		}
	}
	if (chip && !s->opt.verbose && !s->out.json)
		chip_show_progress(s->chip, &s->out);
	send_unsent(s);
}

static void say_skipped(struct session *s, const struct h4_item *item)
{
	struct buf b = { 0 };

	buf_hexdump(&b, item->p, item->len < 16 ? item->len : 16);
	output_talk(&s->out,
	    "skipped %zu octets that are no HCI packet: %.*s%s", item->len,
	    (int)b.len, (char *)b.data, item->len > 16 ? "..." : "");
	buf_free(&b);
}

/* Read what is there; true when there was something. */
static bool receive(struct session *s)
{
	uint8_t bytes[4096];
	struct bcm *chip = chip_running(s->chip);
	struct h4_item item;
	enum h4_result what;
	struct err err;
	long n;

	n = s->transport->ops->read(s->transport, bytes, sizeof(bytes), &err);
	if (n < 0)
		lose(s, err.text);
	if (n <= 0)
		return false;
	h4_feed(&s->h4, bytes, (size_t)n);
	while ((what = h4_next(&s->h4, &item)) != H4_MORE) {
		if (what == H4_SKIPPED) {
			noise_add(&s->noise, item.len, item.p,
			    item.len < 16 ? item.len : 16);
			if (chip)
				bcm_noise(chip, item.len);
			else
				say_skipped(s, &item);
			continue;
		}
		s->noise = (struct noise){ 0 };
		tap(s, true, item.p, item.len);
		if (chip) {
			bcm_receive(chip, item.p, item.len, session_now(s));
			drain_chip(s);
			continue;
		}
		if (!s->host) {
			if (item.len >= 7 && item.p[0] == H4_EVENT &&
			    item.p[1] == HCI_EV_COMMAND_COMPLETE)
				s->early_answer = get_le16(item.p + 4);
			continue;
		}
		if (s->proxy && proxy_receive(s->proxy, item.p, item.len))
			continue;
		host_receive(s->host, item.p, item.len, session_now(s));
		drain_host(s);
	}
	return true;
}

static void read_signals(struct session *s)
{
	struct signalfd_siginfo info;

	while (read(s->signals, &info, sizeof(info)) == sizeof(info)) {
		if (info.ssi_signo != SIGINT)
			s->terminated = true;
		else if (s->shell && shell_interrupted(s->shell))
			continue; /* it was for the line that is typed */
		s->interrupted = true;
		if (!s->shell || s->terminated) {
			sigset_t set;

			/* the next one ends the program at once */
			sigemptyset(&set);
			sigaddset(&set, (int)info.ssi_signo);
			sigprocmask(SIG_UNBLOCK, &set, NULL);
		}
	}
}

static void read_terminal(struct session *s)
{
	char line[256];
	ssize_t n;

	if (s->shell) {
		shell_input(s->shell);
		return;
	}
	n = read(STDIN_FILENO, line, sizeof(line) - 1);
	if (n <= 0) {
		agent_line(s, "");
		return;
	}
	line[n] = '\0';
	line[strcspn(line, "\r\n")] = '\0';
	agent_line(s, line);
}

static uint64_t next_deadline(const struct session *s)
{
	const struct bcm *chip = chip_running(s->chip);
	uint64_t t = NEVER;

	if (chip)
		t = bcm_deadline(chip);
	if (s->host)
		t = host_deadline(s->host);
	if (s->actor)
		t = earlier(t, actor_deadline(s->actor));
	if (is_virtual(s))
		t = earlier(t, s->transport->ops->deadline(s->transport));
	return t;
}

static int poll_msec(uint64_t usec)
{
	uint64_t msec = usec / 1000 + (usec % 1000 != 0);

	return msec > 60000 ? 60000 : (int)msec;
}

/* Sleep for at most `usec`, NEVER without end, or until a descriptor stirs. */
static void sleep_on_descriptors(struct session *s, uint64_t usec)
{
	bool terminal = s->shell ? shell_wants_input(s->shell)
				 : s->agent.question != AGENT_NOTHING;
	struct pollfd fds[4] = {
		{ .fd = s->signals, .events = POLLIN },
		{ .fd = terminal ? STDIN_FILENO : -1, .events = POLLIN },
		{ .fd = -1, .events = POLLIN },
		{ .fd = -1 },
	};

	if (s->transport && !s->lost)
		fds[2].fd = s->transport->ops->fd(s->transport);
	if (s->unsent.len)
		fds[2].events |= POLLOUT;
	if (s->proxy)
		fds[3] = proxy_poll(s->proxy);
	if (poll(fds, 4, usec == NEVER ? -1 : poll_msec(usec)) <= 0)
		return;
	if (fds[0].revents)
		read_signals(s);
	if (fds[1].revents)
		read_terminal(s);
	if (fds[3].revents)
		proxy_stirred(s->proxy, fds[3].revents);
	if (fds[2].revents & (POLLIN | POLLHUP | POLLERR) && !receive(s) &&
	    fds[2].revents & (POLLHUP | POLLERR))
		lose(s, "the controller is gone: the port was closed");
	/* One with a queue of its own can only be read, and then has room. */
	if (fds[2].revents & (POLLIN | POLLOUT))
		send_unsent(s);
}

static void run_timers(struct session *s)
{
	struct bcm *chip = chip_running(s->chip);
	uint64_t now = session_now(s);

	if (chip && now >= bcm_deadline(chip)) {
		bcm_noise(chip, s->h4.skipped + h4_partial(&s->h4));
		bcm_tick(chip, now);
		drain_chip(s);
	}
	if (s->host)
		host_tick(s->host, now);
	if (s->actor)
		actor_tick(s->actor, now);
	drain_host(s);
}

/* One turn: take what is there, or let time pass up to `limit`. Virtual time
 * jumps, unless it is `paced` by a person who reads or types. */
static void turn(struct session *s, uint64_t limit, bool paced)
{
	uint64_t now = session_now(s), until;

	drain_host(s);
	if (is_virtual(s) && !s->lost) {
		s->transport->ops->advance(s->transport, now);
		if (receive(s))
			return;
	}
	until = earlier(limit, next_deadline(s));
	if (!is_virtual(s)) {
		sleep_on_descriptors(s, until == NEVER ? NEVER
					: until > now  ? until - now
						       : 0);
	} else if (paced) {
		uint64_t before = clock_usec(CLOCK_MONOTONIC), passed;

		sleep_on_descriptors(s, until == NEVER ? NEVER
					: until > now  ? until - now
						       : 0);
		passed = clock_usec(CLOCK_MONOTONIC) - before;
		s->virtual_now =
		    earlier(until > now ? until : now, now + passed);
	} else {
		sleep_on_descriptors(s, 0);
		if (until != NEVER && until > now)
			s->virtual_now = until;
	}
	/* what is written from now on is written now */
	if (is_virtual(s))
		s->transport->ops->advance(s->transport, s->virtual_now);
	run_timers(s);
}

int session_wait(struct session *s, struct wait *w, uint64_t deadline)
{
	s->wait = w;
	for (;;) {
		/* what a command has just caused may be what it waits for */
		drain_host(s);
		if (w && !s->wait)
			return STATUS_OK;
		if (s->lost || s->interrupted || session_now(s) >= deadline)
			break;
		turn(s, deadline,
		    deadline == NEVER || s->agent.question != AGENT_NOTHING);
	}
	s->wait = NULL;
	if (s->lost)
		return STATUS_NO_CONTROLLER;
	return s->interrupted ? STATUS_INTERRUPTED : STATUS_TIMEOUT;
}

int session_sleep(struct session *s, uint64_t usec)
{
	int status = session_wait(s, NULL, session_now(s) + usec);

	return status == STATUS_TIMEOUT ? STATUS_OK : status;
}

int session_turn(struct session *s)
{
	turn(s, NEVER, true);
	return s->interrupted ? STATUS_INTERRUPTED : STATUS_OK;
}

static bool is_ready(
    struct wait *w, const struct host_event *e, const uint8_t *data)
{
	(void)w;
	(void)data;
	return e->type == HOST_READY;
}

static bool open_capture(struct session *s)
{
	struct err err;

	if (!s->opt.capture || s->capture)
		return true;
	s->capture = cap_create(s->opt.capture, &err);
	if (!s->capture)
		output_error(&s->out, STATUS_FAILED, "%s", err.text);
	return s->capture != NULL;
}

static void open_decoder(struct session *s)
{
	struct text_options text = {
		.color = s->out.color_err,
		.width = output_columns(STDERR_FILENO),
	};

	if (!s->opt.verbose)
		return;
	s->dec = dec_new();
	s->filter = session_filter(s);
	s->hwdb = hwdb_open();
	hwdb_name_for(s->hwdb, s->dec);
	session_know_attributes(s, s->dec);
	s->sink = s->out.json ? sink_json_new(&s->text)
			      : sink_text_new(&s->text, &text);
}

/* From here on Ctrl-C is read, not suffered: there is a link to be closed. */
static void watch_signals(struct session *s)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	s->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static int bring_up_chip(struct session *s)
{
	chip_start(s->chip, session_now(s));
	while (!s->lost && !s->interrupted && chip_running(s->chip))
		turn(s, NEVER, true);
	if (s->lost)
		return STATUS_NO_CONTROLLER;
	if (!s->interrupted)
		return STATUS_OK;
	/* Stopped in the middle it answers no more, until it is powered anew. */
	chip_stop(s->chip, &s->out);
	s->lost = true;
	return STATUS_INTERRUPTED;
}

/* What the controller shall be told, see controllers.h. */
static void take_controller_options(
    const struct session *s, struct host_config *config)
{
	const struct controller_options *o = &s->controller;

	config->set_tx_power = o->set_tx_power;
	config->tx_power = o->tx_power;
	if (o->address.type == ADDR_PUBLIC) {
		config->set_address = o->address;
	} else {
		config->address = o->address;
		if (config->own_address == HOST_OWN_IDENTITY)
			config->own_address = HOST_OWN_STATIC;
	}
}

int session_open_wire(struct session *s)
{
	struct err err;

	if (s->transport)
		return STATUS_OK;
	if (!session_load_store(s) || !open_capture(s))
		return STATUS_FAILED;
	s->transport = controller_open(s, &err);
	if (!s->transport)
		return output_error(
		    &s->out, STATUS_NO_CONTROLLER, "%s", err.text);
	if (simulator_devices(s->transport))
		output_talk(&s->out,
		    "simulator: no hardware, virtual time; on "
		    "its air: %s",
		    simulator_devices(s->transport));
	if (is_virtual(s))
		s->virtual_now = clock_usec(CLOCK_MONOTONIC) - s->start_usec;
	if (!s->recent)
		s->recent = recent_new();
	open_decoder(s);
	if (s->signals < 0)
		watch_signals(s);
	return STATUS_OK;
}

bool session_set_baud(struct session *s, unsigned baud)
{
	struct err err;

	h4_free(&s->h4);
	s->h4 = (struct h4){ 0 };
	s->noise = (struct noise){ 0 };
	return s->transport->ops->set_baud &&
	       s->transport->ops->set_baud(s->transport, baud, &err);
}

int session_open(struct session *s)
{
	struct host_config config = {
		.mtu = ATT_MAX_MTU,
		.encrypt_bonded = true,
		.own_address = s->opt.own_address,
		.rpa_timeout = (uint64_t)s->opt.rpa_timeout * USEC_PER_SEC,
	};
	struct wait w = { is_ready, s };
	int status;

	if (s->lost)
		return output_error(
		    &s->out, STATUS_NO_CONTROLLER, "the controller is gone");
	if (s->ready)
		return STATUS_OK;
	status = session_open_wire(s);
	if (!status && s->chip)
		status = bring_up_chip(s);
	if (status)
		return status;
	config.watch = !is_virtual(s);
	config.bonds = &s->store.bonds;
	s->seen.bonds = &s->store.bonds;
	config.address = s->store.address;
	config.resync = s->transport->ops->set_baud;
	if (config.resync && !s->chip)
		h4_lose(&s->h4);
	take_controller_options(s, &config);
	memcpy(config.irk, s->store.irk, sizeof(config.irk));
	s->host = host_new(&config, &s->env, &s->events);
	host_start(s->host, session_now(s));
	if (session_wait(s, &w, NEVER) == STATUS_INTERRUPTED)
		return STATUS_INTERRUPTED;
	if (!s->ready)
		return STATUS_NO_CONTROLLER;
	if (s->opt.verbose)
		report_controller(s, false);
	return STATUS_OK;
}

/* For the end: wait until `done`, whatever the user or the world say. */
static void wait_until(
    struct session *s, uint64_t limit, bool (*done)(const struct session *s))
{
	uint64_t deadline = session_now(s) + limit;

	while (!s->lost && !done(s) && session_now(s) < deadline)
		turn(s, deadline, false);
}

static bool all_sent(const struct session *s)
{
	return host_drained(s->host) && !s->unsent.len;
}

static bool no_links(const struct session *s)
{
	uint16_t handles[HOST_MAX_LINKS];

	return !host_links(s->host, handles);
}

static bool no_command(const struct session *s)
{
	return !host_busy(s->host) && !s->unsent.len;
}

void session_drain(struct session *s)
{
	wait_until(s, USEC_PER_SEC, all_sent);
}

static void shut_down(struct session *s)
{
	uint16_t handles[HOST_MAX_LINKS];
	size_t n;

	actor_free(s->actor);
	s->actor = NULL;
	s->out.quiet = true;
	session_drain(s);
	n = host_links(s->host, handles);
	for (size_t i = 0; i < n; i++)
		host_disconnect(s->host, handles[i], HCI_REMOTE_USER_TERMINATED,
		    session_now(s));
	wait_until(s, USEC_PER_SEC, no_links);
	host_reset(s->host, session_now(s));
	/* until it answers, or is found to be dead */
	wait_until(s, 3 * USEC_PER_SEC, no_command);
}

int session_close(struct session *s, int status)
{
	struct err err;

	/* Whoever waits for a dead controller runs out of time first. */
	s->done = !status || status == STATUS_INTERRUPTED;
	if (s->host && s->ready && !s->lost)
		shut_down(s);
	if (s->lost && !s->done && status != STATUS_ATT_ERROR)
		status = STATUS_NO_CONTROLLER;
	if (s->have_store && s->transport &&
	    simulator_remember(s->transport, &s->store))
		s->store_dirty = true;
	if (s->store_dirty && !session_save_store(s) && !status)
		status = STATUS_FAILED;
	if (s->capture && !cap_finish(s->capture, &err))
		status = output_error(&s->out, STATUS_FAILED, "%s", err.text);
	diagnose_keep(s);
	recent_free(s->recent);
	actor_free(s->actor);
	device_free(s->device);
	free(s->rules);
	host_free(s->host);
	host_out_free(&s->events);
	if (s->transport)
		s->transport->ops->close(s->transport);
	chip_free(s->chip);
	h4_free(&s->h4);
	buf_free(&s->unsent);
	sink_free(s->sink);
	dec_free(s->dec);
	filter_free(s->filter);
	hwdb_close(s->hwdb);
	buf_free(&s->text);
	seen_free(&s->seen);
	if (s->have_store)
		store_close(&s->store);
	if (s->signals >= 0)
		close(s->signals);
	return status;
}
