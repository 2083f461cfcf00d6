/* pairscope doctor */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/chip.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/controllers.h"
#include "cli/doctor.h"
#include "cli/session.h"
#include "decoders/names.h"
#include "hci/defs.h"

/* For the answer to one Reset, at one rate. */
#define ANSWER_WITHIN (500 * USEC_PER_MSEC)

/* The path or number behind the scheme, without options. */
static const char *place_of(const char *spec, char out[static 256])
{
	const char *colon = strchr(spec, ':');

	snprintf(out, 256, "%s", colon ? colon + 1 : spec);
	out[strcspn(out, ",")] = '\0';
	return out;
}

static bool is_serial(const char *spec)
{
	return !strncmp(spec, "serial:", 7) || !strncmp(spec, "bcm:", 4);
}

static void check_system(struct doctor *d, const char *spec)
{
	char place[256];

	if (!spec || !*spec)
		doctor_check_machine(d);
	else if (is_serial(spec))
		doctor_check_port(d, place_of(spec, place));
	else if (!strncmp(spec, "hci", 3) && isdigit((unsigned char)spec[3]))
		doctor_check_adapter(d, (unsigned)strtoul(spec + 3, NULL, 10));
}

static bool answers(struct session *s)
{
	static const uint8_t reset[] = { H4_COMMAND, HCI_RESET & 0xff,
		HCI_RESET >> 8, 0 };
	uint64_t deadline = session_now(s) + ANSWER_WITHIN;

	s->early_answer = HCI_NOP;
	session_send(s, reset, sizeof(reset));
	while (!s->lost && s->early_answer != HCI_RESET &&
	       session_now(s) < deadline)
		if (session_sleep(s, 10 * USEC_PER_MSEC))
			break;
	return s->early_answer == HCI_RESET;
}

/* The rate at which it answers; 0: none. */
static unsigned find_rate(struct session *s)
{
	static const unsigned rates[] = { 115200, 921600, 1000000, 460800,
		3000000, 2000000 };

	for (size_t i = 0; i < ARRAY_SIZE(rates); i++)
		if (!s->lost && !s->interrupted &&
		    session_set_baud(s, rates[i]) && answers(s))
			return rates[i];
	return 0;
}

/* Reset, at the rate that was asked for and then at others. */
static bool check_reset(struct doctor *d, struct session *s)
{
	struct err advice;
	unsigned rate;
	char text[100];

	if (answers(s)) {
		doctor_say(d, VERDICT_OK, "reset", NULL, "answered");
		return true;
	}
	if (s->transport->ops->set_baud && !s->lost) {
		session_resync(s);
		if (answers(s)) {
			doctor_say(d, VERDICT_OK, "reset", NULL,
			    "answered, behind the end of a packet that "
			    "another program began");
			return true;
		}
	}
	if (!session_advise(s, &advice))
		err_set(&advice,
		    "is it powered, wired TX to RX, and running a firmware "
		    "that speaks HCI?");
	rate = find_rate(s);
	if (!rate && s->interrupted)
		return false;
	if (!rate) {
		doctor_say(d, VERDICT_FAIL, "reset", advice.text,
		    s->lost ? "the controller is gone"
		    : s->transport->ops->set_baud
			? "no answer, at any usual baud rate"
			: "no answer");
		return false;
	}
	snprintf(text, sizeof(text), "add baud=%u", rate);
	doctor_say(d, VERDICT_FAIL, "reset", text,
	    "answered at %u baud, not at the rate that was asked for", rate);
	return true;
}

static void list(struct buf *b, const char *name)
{
	buf_printf(b, "%s%s", b->len ? ", " : "", name);
}

static void check_features(struct doctor *d, const struct host_info *i)
{
	static const struct {
		uint64_t bit;
		const char *name;
	} features[] = {
		{ LE_FEATURE_DATA_LENGTH, "data length" },
		{ LE_FEATURE_LL_PRIVACY, "LL privacy" },
		{ LE_FEATURE_2M_PHY, "2M PHY" },
		{ LE_FEATURE_EXTENDED_ADVERTISING, "extended advertising" },
	};
	struct buf has = { 0 }, lacks = { 0 };

	if (i->le_features & LE_FEATURE_ENCRYPTION)
		doctor_say(d, VERDICT_OK, "encryption", NULL, "it can");
	else
		doctor_say(d, VERDICT_FAIL, "encryption",
		    "another firmware, built with LE encryption",
		    "it cannot: no pairing will end well");
	for (size_t n = 0; n < ARRAY_SIZE(features); n++)
		list(i->le_features & features[n].bit ? &has : &lacks,
		    features[n].name);
	/* LE Read Local P-256 Public Key, Vol 4 Part E 6.27 */
	list(i->commands[34] >> 1 & 1 ? &has : &lacks,
	    "P-256 (we compute it here)");
	buf_putc(&has, '\0');
	buf_putc(&lacks, '\0');
	doctor_say(d, VERDICT_OK, "features", NULL, "%s%s%s", (char *)has.data,
	    lacks.len > 1 ? has.len > 1 ? "; without " : "without " : "",
	    (char *)lacks.data);
	buf_free(&has);
	buf_free(&lacks);
}

static void check_controller(struct doctor *d, struct session *s)
{
	const struct host_info *i = host_info(s->host);
	const char *company = name_company(i->manufacturer);
	struct buf chip = { 0 };
	char address[ADDR_STRLEN], *line;

	doctor_say(d, VERDICT_OK, "version", NULL, "%s, of %s (%u)",
	    name_hci_version(i->hci_version), company ? company : "nobody",
	    i->manufacturer);
	check_features(d, i);
	/* A pairing's largest PDU takes three packets of 27 octets. */
	doctor_say(d, i->acl_count > 1 ? VERDICT_OK : VERDICT_NOTE, "buffers",
	    i->acl_count > 1
		? NULL
		: "it works, slowly: a firmware with more would be better",
	    "%u of %u octets", i->acl_count, i->acl_size);
	addr_format(&i->address, address);
	if (!addr_is_zero(&i->zephyr.static_address) &&
	    addr_equal(&i->address, &i->zephyr.static_address))
		doctor_say(d, VERDICT_OK, "address", NULL, "%s (%s), its own",
		    address, addr_kind(&i->address));
	else if (addr_is_zero(&i->public_address))
		doctor_say(d, VERDICT_NOTE, "address",
		    s->chip ? "addr=ADDRESS gives it one" : NULL,
		    "it has none; ours is %s (%s), kept with the bonds",
		    address, addr_kind(&i->address));
	else
		doctor_say(d, VERDICT_OK, "address", NULL, "%s (%s)", address,
		    addr_kind(&i->address));
	chip_describe(s->chip, &chip);
	buf_putc(&chip, '\0');
	line = strtok((char *)chip.data, "\n");
	for (; line; line = strtok(NULL, "\n"))
		doctor_say(d, VERDICT_OK, "chip", NULL, "%s", line);
	buf_free(&chip);
}

static void check_wire(struct doctor *d, struct session *s)
{
	struct err err = { "" };
	int status;

	s->out.held = &err;
	status = session_open_wire(s);
	if (status)
		doctor_say(d, VERDICT_FAIL, "open", NULL, "%s", err.text);
	else
		doctor_say(
		    d, VERDICT_OK, "open", NULL, "%s", controller_spec(s));
	/* A chip with its firmware still to come is asked by its bring-up. */
	if (!status && !s->chip && !check_reset(d, s))
		status = STATUS_NO_CONTROLLER;
	if (!status) {
		status = session_open(s);
		if (status)
			doctor_say(
			    d, VERDICT_FAIL, "bring-up", NULL, "%s", err.text);
	}
	if (!status)
		check_controller(d, s);
	s->out.held = NULL;
}

int cmd_doctor(struct session *s, const struct args *a)
{
	const char *spec = controller_spec(s);
	const char *root = args_value(a, "root");
	struct doctor d = { .out = &s->out, .root = root ? root : "" };
	struct json_line j;

	check_system(&d, spec);
	/* Under another root there is nothing to open. */
	if (!d.failed && !root && spec && *spec)
		check_wire(&d, s);
	if (s->interrupted)
		return STATUS_INTERRUPTED;
	if (s->out.json) {
		j = json_begin();
		json_text(&j, "event", "doctor");
		json_number(&j, "failed", d.failed);
		json_end(&j, &s->out);
	} else if (spec && *spec) {
		output_line(&s->out, "%s",
		    d.failed ? "This has to be mended first."
			     : "It can be used.");
	}
	return d.failed ? STATUS_NO_CONTROLLER : STATUS_OK;
}
