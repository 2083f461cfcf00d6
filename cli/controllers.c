#include "cli/controllers.h"

#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/builtin.h"
#include "cli/chip.h"
#include "cli/session.h"
#include "cli/simulator.h"
#include "hci/serial.h"
#include "hci/transport_user.h"
#include "hci/usb.h"

#define MAX_PORTS 32

/* What a USB device with these ids is likely to be. */
static const struct {
	int vid, pid; /* -1: any */
	const char *guess;
} usb_guesses[] = {
	{ 0x1915, 0x521f, "nRF52840 dongle in its bootloader: flash hci_uart" },
	{ 0x1915, -1, "nRF52840 dongle" },
	{ 0x2fe3, -1, "Zephyr device, nRF52840 dongle with hci_uart perhaps" },
	{ 0x1366, -1, "SEGGER J-Link of a Nordic development kit" },
	{ 0x0403, -1, "FTDI cable" },
	{ 0x10c4, -1, "CP210x cable" },
	{ 0x1a86, -1, "CH340 cable" },
	{ 0x067b, -1, "PL2303 cable" },
};

static const char *guess_of(const struct serial_port *p)
{
	if (!p->usb)
		return strstr(p->path, "ttyAMA") || strstr(p->path, "ttyS")
			   ? "UART"
			   : "";
	for (size_t i = 0; i < ARRAY_SIZE(usb_guesses); i++)
		if (usb_guesses[i].vid == p->vid &&
		    (usb_guesses[i].pid < 0 || usb_guesses[i].pid == p->pid))
			return usb_guesses[i].guess;
	return "";
}

struct listing {
	struct session *s;
	bool to_stderr;
};

static void list_one(struct listing *l, const char *spec, const char *kind,
    const char *ids, const char *text)
{
	struct json_line j;

	if (l->to_stderr) {
		output_talk(&l->s->out, "  -c %-24s %s%s%s", spec, text,
		    *ids ? "  " : "", ids);
		return;
	}
	if (!l->s->out.json) {
		output_line(&l->s->out, "-c %-24s %s%s%s", spec, text,
		    *ids ? "  " : "", ids);
		return;
	}
	j = json_begin();
	json_text(&j, "controller", spec);
	json_text(&j, "kind", kind);
	json_text(&j, "usb", ids);
	json_text(&j, "description", text);
	json_end(&j, &l->s->out);
}

static size_t list_serial(struct listing *l)
{
	struct serial_port ports[MAX_PORTS];
	size_t n = serial_ports(ports, MAX_PORTS);

	for (size_t i = 0; i < n; i++) {
		const char *guess = guess_of(&ports[i]);
		char spec[80], ids[16] = "", text[256];

		snprintf(spec, sizeof(spec), "serial:%s", ports[i].path);
		if (ports[i].usb)
			snprintf(ids, sizeof(ids), "%04x:%04x", ports[i].vid,
			    ports[i].pid);
		snprintf(text, sizeof(text), "%s%s%s", guess,
		    *guess && ports[i].description[0] ? ", " : "",
		    ports[i].description);
		list_one(l, spec, "serial", ids, text);
	}
	return n;
}

/* Adapters that the kernel drives. */
static size_t list_kernel(struct listing *l)
{
	DIR *d = opendir("/sys/class/bluetooth");
	struct dirent *e;
	char spec[32];
	size_t n = 0;
	bool up;

	if (!d)
		return 0;
	while ((e = readdir(d))) {
		/* "hci0:11" is a connection */
		if (strncmp(e->d_name, "hci", 3) || strchr(e->d_name, ':'))
			continue;
		up = user_adapter_is_up(
		    (unsigned)strtoul(e->d_name + 3, NULL, 10));
		snprintf(spec, sizeof(spec), "%.16s%s", e->d_name,
		    up ? ",take" : "");
		list_one(l, spec, "kernel", "",
		    up ? "adapter of Linux, in use: taken down and up again"
		       : "adapter of Linux, not in use");
		n++;
	}
	closedir(d);
	return n;
}

static size_t list_usb(struct listing *l)
{
	struct usb_controller all[MAX_PORTS];
	size_t n = usb_controllers(all, MAX_PORTS);

	for (size_t i = 0; i < n; i++) {
		const struct usb_controller *u = &all[i];
		bool up = u->hci >= 0 && user_adapter_is_up((unsigned)u->hci);
		char spec[32], ids[16], text[80];

		snprintf(ids, sizeof(ids), "%04x:%04x", u->vid, u->pid);
		snprintf(
		    spec, sizeof(spec), "usb:%s%s", ids, up ? ",take" : "");
		snprintf(text, sizeof(text),
		    u->hci >= 0 ? "USB interface of hci%d" : "USB interface",
		    u->hci);
		list_one(l, spec, "usb", ids, text);
	}
	return n;
}

static void list_simulator(struct listing *l)
{
	struct buf b = { 0 };

	buf_puts(&b, "simulator, no hardware: ");
	for (size_t i = 0; i < n_builtins; i++) {
		if (i)
			buf_puts(&b, ", ");
		buf_puts(&b, builtins[i].name);
	}
	buf_putc(&b, '\0');
	list_one(l, "sim", "simulator", "", (char *)b.data);
	buf_free(&b);
}

void controllers_list(struct session *s, bool to_stderr)
{
	struct listing l = { s, to_stderr };

	list_serial(&l);
	list_kernel(&l);
	list_usb(&l);
	list_simulator(&l);
}

static bool set_address(
    struct controller_options *o, const char *text, struct err *err)
{
	if (!addr_parse(text, &o->address))
		return err_set(err, "'%s' is no address", text);
	if (o->address.type == ADDR_UNKNOWN)
		o->address.type = ADDR_PUBLIC;
	return (!addr_is_zero(&o->address) &&
		   (o->address.type == ADDR_PUBLIC ||
		       addr_is_static(&o->address))) ||
	       err_set(
		   err, "'%s' is neither public nor a static address", text);
}

static bool set_tx_power(
    struct controller_options *o, const char *text, struct err *err)
{
	char *end;
	long dbm = strtol(text, &end, 10);

	o->set_tx_power = true;
	o->tx_power = (int8_t)dbm;
	return (end != text && !*end && dbm >= -127 && dbm <= 20) ||
	       err_set(err, "'%s' is no power: -127 to 20 dBm", text);
}

/* Split "PATH,OPTION,...": *h5 and `o` get what does not concern the line,
 * `plain` has the rest. */
static bool take_options(const char *rest, char plain[static 512], bool *h5,
    struct controller_options *o, struct err *err)
{
	char text[512], *save = NULL, *word;
	size_t path = strcspn(rest, ",");
	bool ok = true;

	*h5 = false;
	*o = (struct controller_options){ .address = { .type = ADDR_PUBLIC } };
	if (strlen(rest) >= sizeof(text))
		return err_set(err, "too long");
	snprintf(plain, path + 1, "%s", rest);
	strcpy(text, rest + path);
	word = strtok_r(text, ",", &save);
	for (; word && ok; word = strtok_r(NULL, ",", &save)) {
		if (!strcmp(word, "h5")) {
			*h5 = true;
		} else if (!strncmp(word, "addr=", 5)) {
			ok = set_address(o, word + 5, err);
		} else if (!strncmp(word, "tx-power=", 9)) {
			ok = set_tx_power(o, word + 9, err);
		} else {
			strcat(plain, ",");
			strcat(plain, word);
		}
	}
	return ok;
}

/* One that takes these options; on a line of octets, H4 or H5. */
static struct hci_transport *open_line(struct session *s,
    const struct hci_transport_ops *ops, const char *spec, const char *rest,
    struct err *err)
{
	struct hci_transport *line;
	char plain[512];
	bool h5;

	if (!take_options(rest, plain, &h5, &s->controller, err)) {
		err_prefix(err, "%s: ", spec);
		return NULL;
	}
	if (h5 && ops == &usb_transport) {
		err_set(err, "%s: H5 is for lines of octets", spec);
		return NULL;
	}
	line = ops->open(plain, err);
	return line && h5 ? h5_over(line, spec, err) : line;
}

const char *controller_spec(const struct session *s)
{
	return s->opt.controller ? s->opt.controller
				 : getenv("PAIRSCOPE_CONTROLLER");
}

struct hci_transport *controller_open(struct session *s, struct err *err)
{
	static const struct hci_transport_ops *const all[] = {
		&serial_transport,
		&unix_transport,
		&tcp_transport,
	};
	const char *spec = controller_spec(s), *colon;
	size_t n;

	if (!spec || !*spec) {
		output_talk(&s->out, "Controllers here:");
		controllers_list(s, true);
		err_set(err, "no controller named: choose one with -c or "
			     "PAIRSCOPE_CONTROLLER; -c sim needs no hardware");
		return NULL;
	}
	if (!strncmp(spec, "hci", 3) && isdigit((unsigned char)spec[3]))
		return user_transport.open(spec + 3, err);
	if (!strncmp(spec, "usb", 3) && strchr(":,", spec[3]))
		return open_line(
		    s, &usb_transport, spec, spec + 3 + (spec[3] == ':'), err);
	if (!strcmp(spec, "sim"))
		return simulator_open("", &s->store, err);
	colon = strchr(spec, ':');
	n = colon ? (size_t)(colon - spec) : 0;
	if (n == 3 && !memcmp(spec, "sim", 3))
		return simulator_open(colon + 1, &s->store, err);
	if (n == 3 && !memcmp(spec, "bcm", 3))
		return chip_open(colon + 1, &s->chip, err);
	for (size_t i = 0; n && i < ARRAY_SIZE(all); i++)
		if (strlen(all[i]->scheme) == n &&
		    !memcmp(all[i]->scheme, spec, n))
			return open_line(s, all[i], spec, colon + 1, err);
	if (spec[0] == '/')
		err_set(err,
		    "'%s' names no controller; did you mean "
		    "serial:%s or unix:%s?",
		    spec, spec, spec);
	else
		err_set(err,
		    "'%s' names no controller: there are serial:PATH, "
		    "bcm:PATH, hciN[,take], usb[:VID:PID], unix:PATH, "
		    "tcp:HOST:PORT and "
		    "sim[:FILE]",
		    spec);
	return NULL;
}
