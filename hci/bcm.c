#include "hci/bcm.h"

#include <assert.h>

#define RESET_TRIES   10
#define RESET_PERIOD  (200 * USEC_PER_MSEC)
#define ANSWER_WITHIN (2 * USEC_PER_SEC)
/* The chip may be off the bus before its answer to the launch is out. */
#define LAUNCH_WITHIN (500 * USEC_PER_MSEC)

enum { BROADCOM = 15, CYPRESS = 305 };

static const struct {
	uint16_t lmp_subversion;
	const char *chip;
} chips[] = {
	{ 0x2122, "BCM4343A0" },
	{ 0x2209, "BCM43430A1" },
	{ 0x410c, "BCM43430B0" },
	{ 0x6119, "BCM4345C0" },
};

static void emit(struct bcm *b, struct bcm_effect e)
{
	assert(b->n_effects < ARRAY_SIZE(b->effects));
	b->effects[b->n_effects++] = e;
}

bool bcm_next(struct bcm *b, struct bcm_effect *out)
{
	if (b->next_effect < b->n_effects) {
		*out = b->effects[b->next_effect++];
		return true;
	}
	b->next_effect = b->n_effects = 0;
	return false;
}

static void end(struct bcm *b, enum bcm_effect_type type)
{
	b->ended = true;
	b->pending = false;
	b->deadline = NEVER;
	emit(b, (struct bcm_effect){ .type = type });
}

static void set_line(struct bcm *b, unsigned baud)
{
	b->line = baud;
	emit(b, (struct bcm_effect){ .type = BCM_LINE, .baud = baud });
}

/* Which steps there are for this chip. */

static bool always(const struct bcm *b)
{
	(void)b;
	return true;
}

static bool wants_download(const struct bcm *b)
{
	return b->config.download && (b->config.force || !b->had_firmware);
}

static bool wants_rate(const struct bcm *b)
{
	return b->line != b->config.baud;
}

static bool wants_clock(const struct bcm *b)
{
	return wants_rate(b) && b->config.baud > BCM_MAX_BAUD_24MHZ;
}

static bool wants_download_rate(const struct bcm *b)
{
	return wants_download(b) && wants_rate(b);
}

static bool wants_download_clock(const struct bcm *b)
{
	return wants_download(b) && wants_clock(b);
}

static bool wants_address(const struct bcm *b)
{
	return b->config.have_address;
}

/* What the answers say. */

static void nothing(struct bcm *b, struct rd *r)
{
	(void)b;
	(void)r;
}

static void local_version(struct bcm *b, struct rd *r)
{
	rd_skip(r, 1);
	b->hci_revision = rd_u16(r);
	rd_skip(r, 1);
	b->manufacturer = rd_u16(r);
	b->lmp_subversion = rd_u16(r);
	if (!b->records_done)
		b->had_firmware = bcm_build(b) != 0;
	if (r->bad || b->manufacturer == BROADCOM || b->manufacturer == CYPRESS)
		return;
	err_set(&b->err,
	    "manufacturer %u is neither Broadcom (15) nor Cypress (305): open "
	    "this controller with serial: instead of bcm:",
	    b->manufacturer);
	end(b, BCM_FAILED);
}

/* The name of a ROM is that of the chip; of a firmware it can be anything. */
static void name_chip(struct bcm *b)
{
	const char *name = b->had_firmware ? "" : b->local_name;
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_SIZE(chips); i++)
		if (chips[i].lmp_subversion == b->lmp_subversion)
			name = chips[i].chip;
	while (n + 1 < sizeof(b->chip) &&
	       ((name[n] >= '0' && name[n] <= '9') ||
		   (name[n] >= 'A' && name[n] <= 'Z') ||
		   (name[n] >= 'a' && name[n] <= 'z'))) {
		b->chip[n] = name[n];
		n++;
	}
	b->chip[n] = '\0';
}

static void local_name(struct bcm *b, struct rd *r)
{
	size_t n = rd_left(r);

	if (n >= sizeof(b->local_name))
		n = sizeof(b->local_name) - 1;
	memset(b->local_name, 0, sizeof(b->local_name));
	rd_copy(r, b->local_name, n);
}

static void verbose_config(struct bcm *b, struct rd *r)
{
	b->chip_id = rd_u8(r);
}

static void new_rate(struct bcm *b, struct rd *r)
{
	(void)r;
	set_line(b, b->config.baud);
}

/* In the place of an opcode, in the list of steps. */
#define ASK_FOR_FIRMWARE 0xffff
#define SEND_RECORDS	 0xfffe

/* In order. */
/* clang-format off */
static const struct step {
	uint16_t opcode;
	bool optional; /* what the chip refuses is done without */
	bool (*wanted)(const struct bcm *b);
	void (*answered)(struct bcm *b, struct rd *r);
	unsigned pause; /* milliseconds from its end to the next */
	const char *name;
	const char *hint; /* when it is not answered */
} steps[] = {
	{ HCI_RESET, false, always, nothing, 0, "Reset",
		"is BT_REG_ON high (power=CMD can raise it), is the port the right one, does no "
		"console or other program hold it, is flow= as it is wired?" },
	{ HCI_READ_LOCAL_VERSION, false, always, local_version, 0, "Read Local Version", NULL },
	{ HCI_READ_LOCAL_NAME, true, always, local_name, 0, "Read Local Name", NULL },
	{ BCM_READ_VERBOSE_CONFIG, true, always, verbose_config, 0, "Read Verbose Config", NULL },
	{ ASK_FOR_FIRMWARE, false, wants_download, nothing, 0, "", NULL },
	{ BCM_WRITE_UART_CLOCK, false, wants_download_clock, nothing, 0, "Write UART Clock",
		"choose a baud= of at most 3000000" },
	{ BCM_UPDATE_BAUDRATE, false, wants_download_rate, new_rate, 20, "Update Baudrate",
		"leave baud= out" },
	{ BCM_DOWNLOAD_MINIDRIVER, false, wants_download, nothing, 50, "Download Minidriver",
		"choose a lower baud=" },
	{ SEND_RECORDS, false, wants_download, nothing, 250, "", NULL },
	{ HCI_RESET, false, wants_download, nothing, 0, "Reset",
		"it does not start: is this the firmware of this chip?" },
	{ HCI_READ_LOCAL_VERSION, false, wants_download, local_version, 0, "Read Local Version", NULL },
	{ HCI_READ_LOCAL_NAME, true, wants_download, local_name, 0, "Read Local Name", NULL },
	{ BCM_WRITE_UART_CLOCK, false, wants_clock, nothing, 0, "Write UART Clock",
		"choose a baud= of at most 3000000" },
	{ BCM_UPDATE_BAUDRATE, false, wants_rate, new_rate, 20, "Update Baudrate",
		"leave baud= out" },
	{ BCM_WRITE_BD_ADDR, false, wants_address, nothing, 0, "Write BD_ADDR",
		"leave addr= out" },
	{ BCM_WRITE_SLEEP_MODE, true, always, nothing, 0, "Write Sleep Mode",
		"choose a lower baud=, or flow=rtscts where the lines are wired" },
};
/* clang-format on */

static uint16_t opcode_of(const struct bcm *b)
{
	uint16_t opcode = steps[b->step].opcode;

	return opcode == SEND_RECORDS ? b->record.opcode : opcode;
}

static uint64_t time_limit(uint16_t opcode)
{
	if (opcode == HCI_RESET)
		return RESET_PERIOD;
	return opcode == BCM_LAUNCH_RAM ? LAUNCH_WITHIN : ANSWER_WITHIN;
}

static void put_params(const struct bcm *b, struct wr *w)
{
	switch (opcode_of(b)) {
	case BCM_WRITE_BD_ADDR:
		wr_bytes(w, b->config.address, 6);
		break;
	case BCM_UPDATE_BAUDRATE:
		wr_u16(w, 0); /* no encoded rate: the number itself */
		wr_u32(w, b->config.baud);
		break;
	case BCM_WRITE_SLEEP_MODE:
		wr_zeros(w, 12);
		break;
	case BCM_WRITE_UART_CLOCK:
		wr_u8(w, 1); /* 48 MHz */
		break;
	case BCM_WRITE_RAM:
	case BCM_LAUNCH_RAM:
		wr_bytes(w, b->record.params, b->record.len);
		break;
	}
}

static void send_command(struct bcm *b, uint64_t now)
{
	struct wr w = wr_over(b->packet, sizeof(b->packet));
	uint16_t opcode = opcode_of(b);

	wr_u8(&w, H4_COMMAND);
	wr_u16(&w, opcode);
	wr_u8(&w, 0);
	put_params(b, &w);
	b->packet[3] = (uint8_t)(w.len - 4);
	b->pending = true;
	b->deadline = now + time_limit(opcode);
	emit(b, (struct bcm_effect){
		    .type = BCM_SEND, .data = b->packet, .len = w.len });
}

static void take_step(struct bcm *b, uint64_t now)
{
	b->tries = 1;
	b->noise = 0;
	if (steps[b->step].opcode == ASK_FOR_FIRMWARE) {
		b->pending = false;
		b->deadline = NEVER;
		name_chip(b);
		emit(b, (struct bcm_effect){ .type = BCM_WANT_FIRMWARE });
		return;
	}
	if (steps[b->step].opcode == SEND_RECORDS)
		hcd_next(&b->hcd, &b->record_at, &b->record);
	send_command(b, now);
}

/* To the next step that is wanted, at once or when the pause is over. */
static void advance(struct bcm *b, uint64_t now)
{
	unsigned pause = steps[b->step].pause;

	b->step++;
	while (b->step < ARRAY_SIZE(steps) && !steps[b->step].wanted(b))
		b->step++;
	if (b->step == ARRAY_SIZE(steps)) {
		if (!*b->chip)
			name_chip(b);
		end(b, BCM_READY);
	} else if (pause) {
		b->pending = false;
		b->deadline = now + pause * USEC_PER_MSEC;
	} else {
		take_step(b, now);
	}
}

void bcm_start(struct bcm *b, const struct bcm_config *config, uint64_t settle,
    uint64_t now)
{
	*b = (struct bcm){
		.config = *config,
		.line = config->init_baud,
		.deadline = now + settle,
	};
}

void bcm_firmware(
    struct bcm *b, const struct hcd *hcd, const char *file, uint64_t now)
{
	b->hcd = *hcd;
	b->file = file;
	advance(b, now);
}

void bcm_noise(struct bcm *b, size_t octets)
{
	b->noise += octets;
}

uint64_t bcm_deadline(const struct bcm *b)
{
	return b->deadline;
}

static void record_answered(struct bcm *b, uint64_t now)
{
	b->records_done++;
	if (b->record.opcode == BCM_LAUNCH_RAM) {
		set_line(b, b->config.init_baud);
		advance(b, now);
		return;
	}
	hcd_next(&b->hcd, &b->record_at, &b->record);
	send_command(b, now);
}

/* "Write RAM (0xfc4c), record 3 of 9 (offset 0x1f2 of FILE)" */
static void name_step(const struct bcm *b, struct err *out)
{
	const struct step *s = &steps[b->step];

	if (s->opcode == SEND_RECORDS)
		err_set(out, "%s (0x%04x), record %u of %u, offset 0x%zx of %s",
		    b->record.opcode == BCM_LAUNCH_RAM ? "Launch RAM"
						       : "Write RAM",
		    b->record.opcode, b->records_done + 1, b->hcd.records,
		    b->record.at, b->file);
	else
		err_set(out, "%s (0x%04x)%s%s", s->name, s->opcode,
		    b->records_done ? " after the launch of " : "",
		    b->records_done ? b->file : "");
}

static void refused(struct bcm *b, uint8_t status)
{
	struct err step;

	name_step(b, &step);
	err_set(&b->err, "the chip refused %s: status 0x%02x%s", step.text,
	    status,
	    steps[b->step].opcode == SEND_RECORDS
		? "; is this the firmware of this chip?"
		: "");
	end(b, BCM_FAILED);
}

static void unanswered(struct bcm *b)
{
	const char *hint = steps[b->step].hint;
	struct err step, rates;

	b->unanswered = true;
	name_step(b, &step);
	err_set(&rates, "%u", b->line);
	if (b->tries > RESET_TRIES)
		err_prefix(&rates, "%u and ", b->config.init_baud);
	if (steps[b->step].opcode == SEND_RECORDS)
		hint = "choose a lower baud=, or leave it out";
	if (b->noise)
		hint = "what arrives is not HCI: is init-baud= right, and "
		       "baud= not too high?";
	err_set(&b->err, "no answer to %s at %s baud%s%s", step.text,
	    rates.text, hint ? ": " : "", hint ? hint : "");
	end(b, BCM_FAILED);
}

/* Reset is sent until it is answered; the first one at both rates. */
static void reset_again(struct bcm *b, uint64_t now)
{
	if (b->tries % RESET_TRIES == 0) {
		if (b->step || !wants_rate(b)) {
			unanswered(b);
			return;
		}
		b->line = b->config.baud;
	}
	b->tries++;
	set_line(b, b->line);
	send_command(b, now);
}

void bcm_tick(struct bcm *b, uint64_t now)
{
	if (b->ended || now < b->deadline)
		return;
	if (!b->pending)
		take_step(b, now);
	else if (steps[b->step].opcode == HCI_RESET)
		reset_again(b, now);
	else if (opcode_of(b) == BCM_LAUNCH_RAM)
		record_answered(b, now);
	else
		unanswered(b);
}

static void answered(
    struct bcm *b, uint8_t status, struct rd *ret, uint64_t now)
{
	const struct step *s = &steps[b->step];

	b->pending = false;
	if (!status) {
		s->answered(b, ret);
		if (ret->bad)
			status = HCI_UNSPECIFIED_ERROR;
	}
	if (b->ended)
		return;
	if (status && !s->optional) {
		refused(b, status);
		return;
	}
	if (s->opcode == SEND_RECORDS)
		record_answered(b, now);
	else
		advance(b, now);
}

void bcm_receive(struct bcm *b, const uint8_t *p, size_t n, uint64_t now)
{
	struct rd r = rd_over(p, n);
	uint8_t type = rd_u8(&r), code = rd_u8(&r), status = 0;
	uint16_t opcode;

	if (type != H4_EVENT)
		return;
	rd_skip(&r, 1);
	if (code == HCI_EV_COMMAND_STATUS)
		status = rd_u8(&r);
	else if (code != HCI_EV_COMMAND_COMPLETE)
		return;
	rd_skip(&r, 1);
	opcode = rd_u16(&r);
	if (code == HCI_EV_COMMAND_COMPLETE)
		status = rd_u8(&r);
	else if (!status)
		return; /* it will be completed */
	/* A second answer to a Reset that was sent twice is none of ours. */
	if (!r.bad && b->pending && opcode == opcode_of(b))
		answered(b, status, &r, now);
}
