/* pairscope scan */
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/commands.h"
#include "cli/session.h"
#include "decoders/names.h"
#include "hci/defs.h"

#define REDRAW_USEC (200 * USEC_PER_MSEC)

struct scan {
	struct wait w;
	bool active;
	bool duplicates;
	bool failed;
	bool table; /* drawn again and again, on a terminal */
	int drawn;  /* its lines on the screen */
	uint64_t redraw_at;

	bool have_address, have_service;
	struct bdaddr address;
	const char *name;
	long long rssi;
	struct uuid service;
};

static bool has_address(const struct scan *sc, const struct seen *d)
{
	const struct bdaddr *identity =
	    seen_identity(&sc->w.s->seen, &d->address);

	return addr_matches(&sc->address, &d->address) ||
	       (identity && addr_matches(&sc->address, identity));
}

static bool wanted(const struct scan *sc, const struct seen *d)
{
	return (!sc->have_address || has_address(sc, d)) &&
	       (!sc->name || strcasestr(d->name, sc->name)) &&
	       (d->rssi == 127 || d->rssi >= sc->rssi) &&
	       (!sc->have_service || seen_has_service(d, &sc->service));
}

static void services_words(struct buf *b, const struct seen *d)
{
	struct uuid services[16];
	size_t n = seen_services(d, services, ARRAY_SIZE(services));

	for (size_t i = 0; i < n; i++) {
		const char *name = name_uuid(&services[i]);
		char text[UUID_STRLEN];

		uuid_format(&services[i], text);
		buf_printf(b, "%s%s", i ? ", " : "", name ? name : text);
	}
}

/* What the address is, and whose. */
static void address_words(
    struct buf *b, const struct seen_list *l, const struct seen *d)
{
	const struct bdaddr *identity = seen_identity(l, &d->address);
	char text[ADDR_STRLEN];
	size_t start = b->len;

	buf_puts(b, addr_kind(&d->address));
	if (identity) {
		addr_format(identity, text);
		buf_printf(b, " -> %s", text);
	} else if (d->resolved) {
		buf_puts(b, ", resolved");
	}
	while (b->len < start + 14)
		buf_putc(b, ' ');
}

static void device_line(
    struct buf *b, const struct seen_list *l, const struct seen *d)
{
	char addr[ADDR_STRLEN], rssi[16] = "   ?";
	const char *company = NULL;
	struct buf services = { 0 };
	int id = seen_company(d);

	addr_format(&d->address, addr);
	if (d->rssi != 127)
		snprintf(rssi, sizeof(rssi), "%4d", d->rssi);
	services_words(&services, d);
	if (id >= 0)
		company = name_company((uint16_t)id);
	buf_printf(b, "%s  ", addr);
	address_words(b, l, d);
	buf_printf(b, " %s dBm  %-24s %.*s%s%s%s%s\n", rssi, d->name,
	    (int)services.len, services.len ? (char *)services.data : "",
	    services.len && company ? "; " : "", company ? company : "",
	    d->connectable	      ? ""
	    : services.len || company ? "; "
				      : "",
	    d->connectable ? "" : "not connectable");
	buf_free(&services);
}

static void device_json(struct session *s, const struct seen *d)
{
	const struct bdaddr *identity = seen_identity(&s->seen, &d->address);
	struct json_line j = json_begin();
	char addr[ADDR_STRLEN];
	struct buf services = { 0 };
	int company = seen_company(d);

	addr_format(&d->address, addr);
	services_words(&services, d);
	buf_putc(&services, '\0');
	json_text(&j, "event", "device");
	json_text(&j, "address", addr);
	json_text(&j, "address_type", addr_kind(&d->address));
	if (identity) {
		addr_format(identity, addr);
		json_text(&j, "identity", addr);
		json_text(&j, "identity_type", addr_kind(identity));
	}
	json_bool(&j, "resolved_by_controller", d->resolved);
	if (d->rssi != 127)
		json_number(&j, "rssi", d->rssi);
	json_text(&j, "name", d->name);
	json_bool(&j, "connectable", d->connectable);
	json_text(&j, "services", (char *)services.data);
	if (company >= 0)
		json_number(&j, "company", company);
	json_bytes(&j, "data", d->ad, d->ad_len);
	json_bytes(&j, "scan_response", d->scan_rsp, d->scan_rsp_len);
	json_end(&j, &s->out);
	buf_free(&services);
}

static void stream(struct session *s, const struct seen *d)
{
	struct buf b = { 0 };

	if (s->out.json) {
		device_json(s, d);
		return;
	}
	device_line(&b, &s->seen, d);
	output_data(&s->out, &b);
	buf_free(&b);
}

/* Draw the table over the one before. */
static void draw(struct scan *sc, struct session *s)
{
	struct winsize ws = { .ws_row = 0 };
	struct buf b = { 0 };
	int lines = 0, room;

	ioctl(s->out.data_fd, TIOCGWINSZ, &ws);
	/* a serial console does not know its size */
	room = ws.ws_row > 2 ? ws.ws_row - 2 : ws.ws_row ? 1 : 22;
	if (sc->drawn)
		buf_printf(&b, "\x1b[%dA\r\x1b[J", sc->drawn);
	for (size_t i = 0; i < s->seen.n && lines < room; i++) {
		size_t start = b.len, width = ws.ws_col;

		if (!wanted(sc, &s->seen.v[i]))
			continue;
		device_line(&b, &s->seen, &s->seen.v[i]);
		if (width && b.len - start > width) {
			b.len = start + width - 1;
			buf_putc(&b, '\n');
		}
		lines++;
	}
	sc->drawn = lines;
	output_data(&s->out, &b);
	buf_free(&b);
}

/* An active scan hears the name a moment later, in the scan response. */
static bool complete(const struct scan *sc, const struct seen *d)
{
	return !sc->active || !d->scannable || d->scan_rsp_len ||
	       d->reports > 1;
}

static bool on_report(
    struct wait *w, const struct host_event *e, const uint8_t *data)
{
	struct scan *sc = (struct scan *)w;
	struct session *s = w->s;
	struct seen *d;

	(void)data;
	sc->failed = e->type == HOST_COMMAND_FAILED;
	if (e->type != HOST_REPORT)
		return sc->failed;
	d = seen_find(&s->seen, &e->report.address);
	if (!wanted(sc, d))
		return false;
	if (sc->table) {
		if (session_now(s) < sc->redraw_at)
			return false;
		sc->redraw_at = session_now(s) + REDRAW_USEC;
		draw(sc, s);
	} else if (sc->duplicates || (!d->listed && complete(sc, d))) {
		d->listed = true;
		stream(s, d);
	}
	return s->out.out_failed;
}

/* What was heard once only, and is not shown yet. */
static void finish(struct scan *sc, struct session *s)
{
	if (sc->table)
		draw(sc, s);
	for (size_t i = 0; i < s->seen.n && !sc->table; i++)
		if (!s->seen.v[i].listed && wanted(sc, &s->seen.v[i]))
			stream(s, &s->seen.v[i]);
}

static bool parse_filters(
    struct scan *sc, struct session *s, const struct args *a)
{
	const char *address = args_value(a, "address");
	const char *service = args_value(a, "service");

	sc->have_address = address;
	sc->have_service = service;
	sc->name = args_value(a, "name");
	if (address && !addr_parse(address, &sc->address)) {
		output_error(&s->out, STATUS_USAGE,
		    "--address: '%s' is no address such as AA:BB:CC:DD:EE:FF",
		    address);
		return false;
	}
	if (service && !uuid_parse(service, &sc->service)) {
		output_error(&s->out, STATUS_USAGE,
		    "--service: '%s' is no UUID such as 1810", service);
		return false;
	}
	return args_number(a, s, "rssi", -127, 20, &sc->rssi);
}

int cmd_scan(struct session *s, const struct args *a)
{
	struct scan sc = {
		.w = { on_report, s },
		.active = !args_has(a, "passive"),
		.duplicates = args_has(a, "duplicates"),
		.rssi = -128,
	};
	struct host_scan params = { .active = sc.active };
	long long interval = 60, window = 60;
	uint64_t duration = DEFAULT_TIMEOUT_USEC;
	int status;

	if (!parse_filters(&sc, s, a) ||
	    !args_number(a, s, "interval", 3, 10240, &interval) ||
	    !args_number(a, s, "window", 3, interval, &window) ||
	    !args_seconds(a, s, "duration", &duration))
		return STATUS_USAGE;
	if (window > interval)
		window = interval;
	params.interval = (uint16_t)(interval * 1000 / 625);
	params.window = (uint16_t)(window * 1000 / 625);
	sc.table = s->out.tty_out && !s->shell && !s->out.json &&
		   !s->opt.verbose && !sc.duplicates;
	for (size_t i = 0; i < s->seen.n; i++)
		s->seen.v[i].listed = false;
	host_scan_start(s->host, &params, session_now(s));
	status = session_wait(
	    s, &sc.w, duration ? session_now(s) + duration : NEVER);
	if (status == STATUS_NO_CONTROLLER)
		return status;
	host_scan_stop(s->host, session_now(s));
	finish(&sc, s);
	if (sc.failed)
		return STATUS_FAILED;
	/* Its end is the end that was asked for, also by Ctrl-C. */
	return STATUS_OK;
}
