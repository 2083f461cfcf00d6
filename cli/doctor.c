#include "cli/doctor.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "cli/output.h"
#include "hci/port.h"
#include "hci/serial.h"
#include "hci/transport_user.h"

#define CAP_NET_ADMIN 12

void doctor_say(struct doctor *d, enum verdict v, const char *what,
    const char *advice, const char *fmt, ...)
{
	static const char *const words[] = { "OK", "NOTE", "FAIL" };
	static const char *const json[] = { "ok", "note", "fail" };
	static const char *const colors[] = { "\x1b[32m", "\x1b[33m",
		"\x1b[31m" };
	bool color = d->out->color_out;
	struct json_line j;
	char text[400];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	d->failed += v == VERDICT_FAIL;
	if (d->out->json) {
		j = json_begin();
		json_text(&j, "check", what);
		json_text(&j, "result", json[v]);
		json_text(&j, "text", text);
		json_text(&j, "advice", advice ? advice : "");
		json_end(&j, d->out);
		return;
	}
	output_line(d->out, "%s%-4s%s  %-11s %s", color ? colors[v] : "",
	    words[v], color ? "\x1b[0m" : "", what, text);
	if (advice && *advice)
		output_line(d->out, "      %-11s -> %s", "", advice);
}

/* Files of the kernel's, below the root. */

static const char *below(const struct doctor *d, char out[static PATH_MAX],
    const char *fmt, ...) __attribute__((format(printf, 3, 4)));
static const char *below(
    const struct doctor *d, char out[static PATH_MAX], const char *fmt, ...)
{
	int n = snprintf(out, PATH_MAX, "%s", d->root);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(out + n, (size_t)(PATH_MAX - n), fmt, ap);
	va_end(ap);
	return out;
}

/* The start of a file, NULs as blanks; empty when there is none. */
static const char *read_text(const char *path, char out[static 512])
{
	FILE *f = fopen(path, "r");
	size_t n = f ? fread(out, 1, 511, f) : 0;

	for (size_t i = 0; i < n; i++)
		if (!out[i] || out[i] == '\n')
			out[i] = ' ';
	out[n] = '\0';
	if (f)
		fclose(f);
	return out;
}

/* Whether a line has this word, between blanks or behind `before`. */
static bool has_word(const char *line, const char *before, const char *word)
{
	char want[128];
	size_t n = (size_t)snprintf(want, sizeof(want), "%s%s", before, word);
	const char *at = line;

	while ((at = strstr(at, want))) {
		bool starts = at == line || at[-1] == ' ' || at[-1] == '/';

		if (starts && (!at[n] || at[n] == ' ' || at[n] == ','))
			return true;
		at += n;
	}
	return false;
}

/* A process whose command line begins with this program, and has `word` in it
 * where that is not NULL. 0: none. */
static long find_process(
    const struct doctor *d, const char *program, const char *word)
{
	char path[PATH_MAX], line[512], *end;
	DIR *dir = opendir(below(d, path, "/proc"));
	struct dirent *e;
	long found = 0;

	while (dir && !found && (e = readdir(dir))) {
		long pid = strtol(e->d_name, &end, 10);
		char *first;

		if (pid <= 0 || *end)
			continue;
		read_text(below(d, path, "/proc/%s/cmdline", e->d_name), line);
		first = line + strcspn(line, " ");
		if (word && !has_word(first, "", word))
			continue;
		*first = '\0';
		first = strrchr(line, '/');
		first = first ? first + 1 : line;
		if (!strcmp(first, program))
			found = pid;
	}
	if (dir)
		closedir(dir);
	return found;
}

/* A serial port */

static bool check_node(struct doctor *d, const char *path, const char *node)
{
	char sys[PATH_MAX], real[PATH_MAX];
	struct stat st;

	if (stat(node, &st)) {
		bool taken = !access(
		    below(d, sys, "/sys/bus/serial/devices/serial0-0"), F_OK);

		doctor_say(d, VERDICT_FAIL, "port",
		    taken ? "use that adapter with -c hci0, or give the UART "
			    "back: dtoverlay=disable-bt in config.txt"
			  : "plug it in, or enable the UART; `pairscope "
			    "controllers` lists what is there",
		    "%s: %s%s", path, strerror(errno),
		    taken ? "; the kernel drives the chip on it itself" : "");
		return false;
	}
	if (!S_ISCHR(st.st_mode) && !*d->root) {
		doctor_say(d, VERDICT_FAIL, "port",
		    S_ISSOCK(st.st_mode) ? "it is a socket: -c unix:PATH"
					 : "name a serial port",
		    "%s is no serial port", path);
		return false;
	}
	if (realpath(node, real) && strcmp(real, node))
		doctor_say(d, VERDICT_OK, "port", NULL, "%s is %s", path,
		    real + strlen(d->root));
	else
		doctor_say(d, VERDICT_OK, "port", NULL, "%s", path);
	return true;
}

static void check_permission(
    struct doctor *d, const char *path, const char *node)
{
	char group[64], advice[200];

	if (!access(node, R_OK | W_OK)) {
		doctor_say(d, VERDICT_OK, "permission", NULL,
		    "we may read and write it");
		return;
	}
	if (!port_group(node, group, sizeof(group))) {
		doctor_say(d, VERDICT_FAIL, "permission",
		    "run with sudo; for USB, the udev rule of make install",
		    "%s: only its owner may read and write it", path);
		return;
	}
	snprintf(advice, sizeof(advice),
	    "sudo usermod -aG %s $USER, then log in again; for USB, the udev "
	    "rule of make install",
	    group);
	doctor_say(d, VERDICT_FAIL, "permission", advice,
	    "%s: we are not in %s", path, group);
}

static void check_holder(struct doctor *d, const char *path)
{
	struct port_holder h;
	char advice[220], stop[200];

	if (!port_find_holder(d->root, path, &h)) {
		doctor_say(d, VERDICT_OK, "in use", NULL,
		    geteuid() ? "by no program that we may see" : "by nobody");
		return;
	}
	port_stop_holder(&h, path, stop, sizeof(stop));
	snprintf(advice, sizeof(advice), "stop it: %s", stop);
	doctor_say(d, VERDICT_FAIL, "in use", advice,
	    "%s (pid %ld) has it open", h.name, h.pid);
}

static void check_console(struct doctor *d, const char *name)
{
	char path[PATH_MAX], line[512], advice[200];
	long pid = find_process(d, "agetty", name);

	if (!pid)
		pid = find_process(d, "getty", name);
	if (pid) {
		snprintf(advice, sizeof(advice),
		    "sudo systemctl disable --now serial-getty@%s", name);
		doctor_say(d, VERDICT_FAIL, "console", advice,
		    "a login prompt (pid %ld) is on it", pid);
	}
	read_text(below(d, path, "/proc/cmdline"), line);
	if (has_word(line, "console=", name) ||
	    has_word(read_text(
			 below(d, path, "/sys/class/tty/console/active"), line),
		"", name)) {
		snprintf(advice, sizeof(advice),
		    "take console=%s (or serial0) out of the kernel's command "
		    "line, cmdline.txt on a Raspberry Pi",
		    name);
		doctor_say(d, VERDICT_FAIL, "console", advice,
		    "the kernel prints to it");
	} else if (!pid) {
		doctor_say(d, VERDICT_OK, "console", NULL,
		    "no console and no login prompt");
	}
}

static void check_attached(struct doctor *d, const char *name)
{
	static const char *const programs[] = { "btattach", "hciattach" };

	for (size_t i = 0; i < ARRAY_SIZE(programs); i++)
		if (find_process(d, programs[i], name))
			doctor_say(d, VERDICT_FAIL, "attached",
			    "stop it, or use the adapter that it made: -c hci0",
			    "%s has given it to the kernel", programs[i]);
	if (!strncmp(name, "ttyACM", 6) &&
	    find_process(d, "ModemManager", NULL))
		doctor_say(d, VERDICT_NOTE, "modem",
		    "the udev rule of make install keeps it away",
		    "ModemManager runs, and tries new ports for a while");
}

void doctor_check_port(struct doctor *d, const char *path)
{
	char node[PATH_MAX], real[PATH_MAX];
	const char *name;

	below(d, node, "%s", path);
	if (!check_node(d, path, node))
		return;
	if (!realpath(node, real))
		return;
	name = strrchr(real, '/') + 1;
	check_permission(d, path, node);
	/* Who is at the other end may hold this one too. */
	if (strncmp(real, "/dev/pts/", 9))
		check_holder(d, real + strlen(d->root));
	check_console(d, name);
	check_attached(d, name);
}

/* An adapter of Linux */

static bool flag(const char *path)
{
	char text[512];

	return *read_text(path, text) == '1';
}

static void check_radio(struct doctor *d, unsigned index)
{
	char path[PATH_MAX];
	DIR *dir = opendir(below(d, path, "/sys/class/bluetooth/hci%u", index));
	struct dirent *e;
	bool soft = false, hard = false;

	while (dir && (e = readdir(dir))) {
		if (strncmp(e->d_name, "rfkill", 6))
			continue;
		soft |= flag(below(d, path,
		    "/sys/class/bluetooth/hci%u/%s/soft", index, e->d_name));
		hard |= flag(below(d, path,
		    "/sys/class/bluetooth/hci%u/%s/hard", index, e->d_name));
	}
	if (dir)
		closedir(dir);
	if (hard)
		doctor_say(d, VERDICT_FAIL, "rfkill",
		    "there is a switch or a key for it on the machine",
		    "the radio is switched off by hardware");
	else if (soft)
		doctor_say(d, VERDICT_FAIL, "rfkill",
		    "rfkill unblock bluetooth",
		    "the radio is switched off by software");
	else
		doctor_say(d, VERDICT_OK, "rfkill", NULL, "not blocked");
}

static bool may_take(const struct doctor *d)
{
	char path[PATH_MAX], line[512];
	unsigned long long caps = 0;
	FILE *f = fopen(below(d, path, "/proc/self/status"), "r");

	while (f && fgets(line, sizeof(line), f))
		if (!strncmp(line, "CapEff:", 7))
			caps = strtoull(line + 7, NULL, 16);
	if (f)
		fclose(f);
	return caps >> CAP_NET_ADMIN & 1;
}

static void check_use(struct doctor *d, unsigned index)
{
	long daemon = find_process(d, "bluetoothd", NULL);
	bool up = !*d->root && user_adapter_is_up(index);
	char advice[100] = "";

	if (up) {
		snprintf(advice, sizeof(advice),
		    "-c hci%u,take takes it down, and up again at the end",
		    index);
		doctor_say(
		    d, VERDICT_NOTE, "up", advice, "Linux uses the adapter");
	} else if (daemon) {
		snprintf(advice, sizeof(advice),
		    "if Linux shall have it: bluetoothctl power on, or sudo "
		    "hciconfig hci%u up",
		    index);
		doctor_say(d, VERDICT_NOTE, "up", advice,
		    "the adapter is down although bluetoothd runs, as a run "
		    "that was killed leaves it");
	} else {
		doctor_say(d, VERDICT_OK, "up", NULL, "Linux does not use it");
	}
	if (daemon)
		doctor_say(d, VERDICT_NOTE, "bluetoothd",
		    "if it takes the adapter back: sudo systemctl stop "
		    "bluetooth",
		    "it runs (pid %ld)", daemon);
	else
		doctor_say(d, VERDICT_OK, "bluetoothd", NULL, "does not run");
}

void doctor_check_adapter(struct doctor *d, unsigned index)
{
	char folder[PATH_MAX];

	below(d, folder, "/sys/class/bluetooth/hci%u", index);
	if (access(folder, F_OK)) {
		char all[PATH_MAX];
		bool any = !access(below(d, all, "/sys/class/bluetooth"), F_OK);

		doctor_say(d, VERDICT_FAIL, "adapter",
		    any ? "plug it in; dmesg | grep -i bluetooth may say what "
			  "is wrong; a container wants the host's network"
			: "sudo modprobe bluetooth btusb; in a container it "
			  "is the host that has it",
		    any ? "hci%u is not there"
			: "hci%u is not there, nor Bluetooth in this kernel",
		    index);
		return;
	}
	doctor_say(d, VERDICT_OK, "adapter", NULL, "hci%u", index);
	check_radio(d, index);
	if (may_take(d))
		doctor_say(
		    d, VERDICT_OK, "permission", NULL, "we have CAP_NET_ADMIN");
	else
		doctor_say(d, VERDICT_FAIL, "permission",
		    "run with sudo, or once: sudo setcap cap_net_admin+ep "
		    "\"$(command -v pairscope)\"",
		    "to take an adapter from Linux needs CAP_NET_ADMIN");
	check_use(d, index);
}

/* All of them */

#define MAX_PORTS 32

void doctor_check_machine(struct doctor *d)
{
	struct serial_port ports[MAX_PORTS];
	size_t n = *d->root ? 0 : serial_ports(ports, MAX_PORTS);
	char path[PATH_MAX];
	DIR *dir = opendir(below(d, path, "/sys/class/bluetooth"));
	bool any = n;
	struct dirent *e;

	for (size_t i = 0; i < n; i++)
		doctor_check_port(d, ports[i].path);
	while (dir && (e = readdir(dir))) {
		if (strncmp(e->d_name, "hci", 3) || strchr(e->d_name, ':'))
			continue;
		doctor_check_adapter(
		    d, (unsigned)strtoul(e->d_name + 3, NULL, 10));
		any = true;
	}
	if (dir)
		closedir(dir);
	if (!any)
		doctor_say(d, VERDICT_FAIL, "controller",
		    "plug one in; -c sim needs none",
		    "no serial port, and no adapter of Linux");
}
