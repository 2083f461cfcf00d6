#include "cli/chip.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/addr.h"
#include "cli/output.h"
#include "cli/spawn.h"
#include "hci/gpio.h"
#include "hci/serial.h"
#include "hci/transport.h"

#define INIT_BAUD 115200
#define MAX_BAUD  4000000
/* From power to the first command: 100 ms is the least, this is safe. */
#define POWER_UP (500 * USEC_PER_MSEC)

struct chip {
	struct serial_line line;
	struct bcm_config config;
	char fw[300];	 /* as given: a file, a folder, or empty */
	char power[300]; /* a command, or empty */
	char gpio[300];	 /* the line of BT_REG_ON, or empty */
	int reg_on;	 /* held while we run, or -1 */

	char file[512]; /* the firmware that was read */
	struct buf image;
	struct bcm bcm;
	bool running;
	uint64_t start, took; /* microseconds */
	int percent;	      /* that are on the screen */
};

/* How boards are wired; pairscope(1) lists them too. */
static const struct board {
	const char *name;
	unsigned baud;
	bool rtscts;
} boards[] = {
	{ "imp004m", 921600, false }, /* CTS of the chip is tied low */
	{ "rpi3", 921600, false },
	{ "rpi-mini-uart", 460800, false },
	{ "rpi3plus", 3000000, true },
	{ "rpizerow", 3000000, true },
};

/* What is said behind it counts more. */
static bool set_board(struct chip *c, const char *name, struct err *err)
{
	for (size_t i = 0; i < ARRAY_SIZE(boards); i++) {
		if (strcmp(boards[i].name, name))
			continue;
		c->line.baud = boards[i].baud;
		c->line.rtscts = boards[i].rtscts;
		return true;
	}
	err_set(err, "unknown board '%s'; there are", name);
	for (size_t i = 0; i < ARRAY_SIZE(boards); i++)
		err_append(err, "%s %s", i ? "," : "", boards[i].name);
	return false;
}

/* "PATH[,board=NAME][,fw=FILE][,baud=N][,init-baud=N][,flow=none|rtscts][,addr=ADDRESS]
 * [,force-fw][,gpio=CHIP:LINE][,power=COMMAND]", the command to the end: it has commas. */
static bool set_option(struct chip *c, const char *word, struct err *err)
{
	struct bdaddr a;
	bool known;

	if (!serial_option(&c->line, word, &known, err))
		return false;
	if (known)
		return true;
	if (!strncmp(word, "init-baud=", 10)) {
		c->config.init_baud = serial_baud(word + 10);
		return c->config.init_baud ||
		       err_set(err, "'%s' is no baud rate", word + 10);
	}
	if (!strncmp(word, "addr=", 5)) {
		c->config.have_address = true;
		if (!addr_parse(word + 5, &a) || a.type == ADDR_RANDOM ||
		    addr_is_zero(&a))
			return err_set(
			    err, "'%s' is no public address", word + 5);
		memcpy(c->config.address, a.b, sizeof(a.b));
		return true;
	}
	if (!strncmp(word, "board=", 6))
		return set_board(c, word + 6, err);
	if (!strcmp(word, "fw=none"))
		c->config.download = false;
	else if (!strncmp(word, "fw=", 3) && word[3])
		snprintf(c->fw, sizeof(c->fw), "%s", word + 3);
	else if (!strcmp(word, "force-fw"))
		c->config.force = true;
	else if (!strncmp(word, "gpio=", 5) && word[5])
		snprintf(c->gpio, sizeof(c->gpio), "%s", word + 5);
	else
		return err_set(err,
		    "unknown option '%s'; there are board=NAME, fw=FILE|none, "
		    "baud=N, init-baud=N, flow=none|rtscts, addr=ADDRESS, "
		    "force-fw, gpio=CHIP:LINE, and at the end power=COMMAND",
		    word);
	return true;
}

static bool parse(struct chip *c, const char *rest, struct err *err)
{
	char text[1024], *save = NULL, *word, *power;

	if (strlen(rest) >= sizeof(text))
		return err_set(err, "too long");
	strcpy(text, rest);
	c->line.scheme = "bcm";
	c->config = (struct bcm_config){
		.init_baud = INIT_BAUD,
		.download = true,
	};
	power = strstr(text, ",power=");
	if (power) {
		*power = '\0';
		snprintf(c->power, sizeof(c->power), "%s", power + 7);
		if (!*c->power || strlen(power + 7) >= sizeof(c->power))
			return err_set(err, "power= wants a command");
	}
	word = strtok_r(text, ",", &save);
	if (!word || strlen(word) >= sizeof(c->line.path))
		return err_set(err,
		    "write bcm:PATH, for example bcm:/dev/ttyAMA0,baud=921600");
	strcpy(c->line.path, word);
	while ((word = strtok_r(NULL, ",", &save)))
		if (!set_option(c, word, err))
			return false;
	c->config.baud = c->line.baud ? c->line.baud : c->config.init_baud;
	c->line.baud = c->config.init_baud;
	return c->config.baud <= MAX_BAUD ||
	       err_set(err, "%u baud: these chips go up to %d", c->config.baud,
		   MAX_BAUD);
}

/* Firmware */

static bool is_folder(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISDIR(st.st_mode);
}

static bool read_file(const char *path, struct buf *b, struct err *err)
{
	struct stat st;
	FILE *f = fopen(path, "rb");

	if (!f || fstat(fileno(f), &st) || !S_ISREG(st.st_mode)) {
		err_set(err, "%s", f ? "not a file" : strerror(errno));
		if (f)
			fclose(f);
		return false;
	}
	b->len = 0;
	/* One octet more than there may be, for the check to see. */
	b->len =
	    fread(buf_reserve(b, HCD_MAX_SIZE + 1), 1, HCD_MAX_SIZE + 1, f);
	if (ferror(f))
		err_set(err, "%s", strerror(errno));
	return !(ferror(f) | fclose(f));
}

/* Read and check `path`, all of it. */
static bool load(struct chip *c, const char *path, struct err *err)
{
	struct hcd hcd;

	snprintf(c->file, sizeof(c->file), "%s", path);
	return (read_file(path, &c->image, err) &&
		   hcd_open(&hcd, c->image.data, c->image.len, err)) ||
	       err_prefix(err, "firmware %s: ", path);
}

/* What the device tree calls this machine, as "raspberrypi,3-model-b", which
 * is in the names of firmware files; or nothing. */
static void read_board(char out[static 128])
{
	FILE *f = fopen("/proc/device-tree/compatible", "rb");
	size_t n = f ? fread(out, 1, 127, f) : 0;

	out[n] = '\0'; /* or earlier: it is a list, with NULs between */
	if (strchr(out, '/'))
		out[0] = '\0';
	if (f)
		fclose(f);
}

/* The first file that is there, of the field's names in the field's order. */
static bool find(const struct chip *c, char out[static 512], struct err *err)
{
	static const char *const usual[] = { "/lib/firmware/brcm",
		"/etc/firmware" };
	const char *chip = c->bcm.chip, *given = c->fw;
	/* Raspberry Pi OS has those of Synaptics under another name. */
	const char *syn =
	    !strcmp(chip, "BCM43430A1") || !strcmp(chip, "BCM43430B0")
		? chip + 3
		: NULL;
	char board[128], names[5][180] = { "" };
	int n;

	read_board(board);
	if (*chip && *board)
		snprintf(names[0], sizeof(names[0]), "%s.%s", chip, board);
	snprintf(names[1], sizeof(names[1]), "%s", chip);
	if (syn)
		snprintf(names[2], sizeof(names[2]), "SYN%s", syn);
	if (*board)
		snprintf(names[3], sizeof(names[3]), "BCM.%s", board);
	snprintf(names[4], sizeof(names[4]), "BCM");
	for (size_t d = 0; d < (*given ? 1 : ARRAY_SIZE(usual)); d++) {
		for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
			if (!*names[i])
				continue;
			n = snprintf(out, 512, "%s/%s.hcd",
			    *given ? given : usual[d], names[i]);
			if (n < 512 && !access(out, F_OK))
				return true;
		}
	}
	return err_set(err,
	    "no firmware for this chip (%s, subversion 0x%04x): no %s%sBCM.hcd "
	    "in %s; install the package bluez-firmware, or name the file with "
	    "fw=FILE, or run the chip without by fw=none",
	    *chip ? chip : "unknown", c->bcm.lmp_subversion, chip,
	    *chip ? ".hcd and no " : "",
	    *given ? given : "/lib/firmware/brcm or /etc/firmware");
}

bool chip_give_firmware(struct chip *c, uint64_t now, struct err *err)
{
	char path[512];
	struct hcd hcd;

	if (!c->image.len && (!find(c, path, err) || !load(c, path, err)))
		return err_prefix(err, "bcm:%s: ", c->line.path);
	/* Checked when it was read. */
	if (!hcd_open(&hcd, c->image.data, c->image.len, err))
		return false;
	bcm_firmware(&c->bcm, &hcd, c->file, now);
	return true;
}

/* Power and port */

static bool run_power(const char *command, struct err *err)
{
	return spawn_run(command, err) ||
	       err_prefix(err, "power=%s: ", command);
}

/* Off and on, so that it starts anew; the line stays ours, and high. */
static bool raise_reg_on(struct chip *c, struct err *err)
{
	static const struct timespec off = { .tv_nsec = 100 * 1000 * 1000 };

	c->reg_on = gpio_open(c->gpio, err);
	if (c->reg_on < 0)
		return false;
	nanosleep(&off, NULL);
	return gpio_set(c->reg_on, true) ||
	       err_set(err, "gpio=%s: %s", c->gpio, strerror(errno));
}

struct hci_transport *chip_open(
    const char *rest, struct chip **out, struct err *err)
{
	struct chip *c = calloc(1, sizeof(*c));
	struct hci_transport *t;

	if (!c)
		abort();
	c->percent = -1;
	c->reg_on = -1;
	if (!parse(c, rest, err) ||
	    (*c->fw && !is_folder(c->fw) && !load(c, c->fw, err)) ||
	    (*c->gpio && !raise_reg_on(c, err)) ||
	    (*c->power && !run_power(c->power, err))) {
		err_prefix(err, "bcm:%s: ", c->line.path);
		chip_free(c);
		return NULL;
	}
	t = serial_open_line(&c->line, err);
	if (!t) {
		chip_free(c);
		return NULL;
	}
	*out = c;
	return t;
}

void chip_free(struct chip *c)
{
	if (!c)
		return;
	if (c->reg_on >= 0)
		close(c->reg_on);
	buf_free(&c->image);
	free(c);
}

void chip_start(struct chip *c, uint64_t now)
{
	c->start = now;
	c->running = true;
	bcm_start(
	    &c->bcm, &c->config, *c->power || *c->gpio ? POWER_UP : 0, now);
}

struct bcm *chip_running(struct chip *c)
{
	return c && c->running ? &c->bcm : NULL;
}

/* What is said */

void chip_stop(struct chip *c, struct output *o)
{
	struct buf b = { 0 };

	if (!c)
		return;
	c->running = false;
	if (c->percent < 0)
		return;
	c->percent = -1;
	buf_puts(&b, "\r\x1b[K");
	output_raw_talk(o, &b);
	buf_free(&b);
}

void chip_show_progress(struct chip *c, struct output *o)
{
	const struct bcm *m = &c->bcm;
	struct buf b = { 0 };
	int percent;

	if (!c->running || !m->records_done || o->quiet ||
	    !isatty(STDERR_FILENO))
		return;
	percent = (int)(m->records_done * 100 / m->hcd.records);
	if (percent == c->percent)
		return;
	c->percent = percent;
	buf_puts(&b, "\r\x1b[Kfirmware [");
	buf_fill(&b, '#', (size_t)percent / 5);
	buf_fill(&b, '.', 20 - (size_t)percent / 5);
	buf_printf(&b, "] %d %%", percent);
	output_raw_talk(o, &b);
	buf_free(&b);
}

void chip_ready(struct chip *c, struct output *o, uint64_t now)
{
	chip_stop(c, o);
	c->took = now - c->start;
	if (c->bcm.records_done)
		output_talk(o, "firmware: %u records of %s, up after %llu ms",
		    c->bcm.records_done, c->file,
		    (unsigned long long)(c->took / USEC_PER_MSEC));
}

void chip_explain(const struct chip *c, struct err *err)
{
	*err = c->bcm.err;
	err_prefix(err, "bcm:%s: ", c->line.path);
}

void chip_describe(const struct chip *c, struct buf *b)
{
	const struct bcm *m = c ? &c->bcm : NULL;

	if (!c)
		return;
	buf_printf(b, "chip:         %s", *m->chip ? m->chip : "not known");
	if (m->chip_id)
		buf_printf(b, " (id %u)", m->chip_id);
	buf_printf(b, ", %u baud\nfirmware:     ", m->line);
	buf_safe_text(b, (const uint8_t *)m->local_name, strlen(m->local_name));
	buf_printf(
	    b, "%sbuild %04u, ", *m->local_name ? ", " : "", bcm_build(m));
	if (m->records_done)
		buf_printf(b, "%u records of %s\n", m->records_done, c->file);
	else if (m->had_firmware)
		buf_puts(b, "already there; force-fw loads it anew\n");
	else
		buf_puts(b, "the chip's ROM\n");
	buf_printf(b, "bring-up:     %llu ms\n",
	    (unsigned long long)(c->took / USEC_PER_MSEC));
}

void chip_describe_json(const struct chip *c, struct json_line *j)
{
	if (!c)
		return;
	json_text(j, "chip", c->bcm.chip);
	json_number(j, "chip_id", c->bcm.chip_id);
	json_number(j, "baud", c->bcm.line);
	json_text(j, "firmware", c->bcm.local_name);
	json_number(j, "firmware_build", bcm_build(&c->bcm));
	json_text(j, "firmware_file", c->bcm.records_done ? c->file : "");
	json_number(j, "firmware_records", c->bcm.records_done);
	json_number(j, "bringup_ms", (long long)(c->took / USEC_PER_MSEC));
}
