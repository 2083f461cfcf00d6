/* pairscope hci */
#include <errno.h>
#include <stdlib.h>

#include "cli/command.h"
#include "cli/commands.h"
#include "cli/hwdb.h"
#include "cli/session.h"
#include "decoders/names.h"
#include "hci/defs.h"

#define MAX_PARAMS 255

/* The one command that is not answered, Vol 4 Part E 7.3.40. */
#define HOST_COMPLETED_PACKETS 0x0c35

struct raw {
	struct wait wait;
	uint8_t command[4 + MAX_PARAMS]; /* H4 */
	size_t command_len;
	uint8_t answer[3 + UINT8_MAX]; /* H4 */
	size_t answer_len;
	uint8_t status;
	uint64_t sent_ns, answered_ns;
};

static bool parse_number(
    struct session *s, const char *what, const char *text, long max, long *out)
{
	char *end;

	errno = 0;
	*out = strtol(text, &end, 16);
	if (!errno && end != text && !*end && *out >= 0 && *out <= max)
		return true;
	output_error(&s->out, STATUS_USAGE,
	    "hci: '%s' is no %s: 0 to %lx, hexadecimal", text, what, max);
	return false;
}

static bool parse_params(
    struct session *s, const struct args *a, struct raw *raw)
{
	uint8_t *params = raw->command + 4;
	size_t n = 0;

	for (int i = 2; i < a->n; i++) {
		long got = hex_parse(a->words[i], params + n, MAX_PARAMS - n);

		if (got < 0) {
			output_error(&s->out, STATUS_USAGE,
			    "hci: '%s' is not hexadecimal, or there are more "
			    "than %d octets",
			    a->words[i], MAX_PARAMS);
			return false;
		}
		n += (size_t)got;
	}
	raw->command[3] = (uint8_t)n;
	raw->command_len = 4 + n;
	return true;
}

static bool parse(struct session *s, const struct args *a, struct raw *raw)
{
	long ogf, ocf;

	if (!parse_number(s, "OGF", a->words[0], 0x3f, &ogf) ||
	    !parse_number(s, "OCF", a->words[1], 0x3ff, &ocf) ||
	    !parse_params(s, a, raw))
		return false;
	raw->command[0] = H4_COMMAND;
	put_le16(raw->command + 1, (uint16_t)(ogf << 10 | ocf));
	if (get_le16(raw->command + 1) &&
	    get_le16(raw->command + 1) != HOST_COMPLETED_PACKETS)
		return true;
	output_error(&s->out, STATUS_USAGE,
	    "hci: a controller does not answer this command");
	return false;
}

static uint64_t wall_clock(const struct session *s)
{
	return s->start_ns + session_now(s) * 1000;
}

static bool is_answered(
    struct wait *w, const struct host_event *e, const uint8_t *data)
{
	struct raw *raw = (struct raw *)w;

	if (e->type != HOST_COMMAND_DONE || e->data_len > sizeof(raw->answer))
		return false;
	memcpy(raw->answer, data, e->data_len);
	raw->answer_len = e->data_len;
	raw->status = e->status;
	raw->answered_ns = wall_clock(w->s);
	return true;
}

/* Whose the controller is, for the decoder to know its vendor's packets: as the
 * monitor of Linux says it, address and manufacturer. */
static void introduce(struct session *s, struct dec *dec, struct sink *sink)
{
	const struct host_info *info = host_info(s->host);
	uint8_t data[8];
	struct wr w = wr_over(data, sizeof(data));
	struct record rec = {
		.ns = s->start_ns,
		.type = REC_INDEX_INFO,
		.data = data,
		.len = sizeof(data),
		.wire_len = sizeof(data),
	};

	wr_bytes(&w, info->public_address.b, 6);
	wr_u16(&w, info->manufacturer);
	dec_record(dec, &rec, sink);
}

/* Both packets, as -v shows them. */
static void print_decoded(struct session *s, const struct raw *raw)
{
	struct text_options opt = { .color = s->out.color_out };
	struct record command = {
		.ns = raw->sent_ns,
		.type = REC_COMMAND,
		.data = raw->command + 1,
		.len = (uint32_t)raw->command_len - 1,
		.wire_len = (uint32_t)raw->command_len - 1,
	};
	struct record answer = {
		.ns = raw->answered_ns,
		.type = REC_EVENT,
		.received = true,
		.data = raw->answer + 1,
		.len = (uint32_t)raw->answer_len - 1,
		.wire_len = (uint32_t)raw->answer_len - 1,
	};
	struct buf text = { 0 };
	struct sink *sink =
	    s->out.json ? sink_json_new(&text) : sink_text_new(&text, &opt);
	struct hwdb *hwdb = hwdb_open();
	struct dec *dec = dec_new();

	hwdb_name_for(hwdb, dec);
	introduce(s, dec, sink);
	text.len = 0;
	dec_record(dec, &command, sink);
	dec_record(dec, &answer, sink);
	output_data(&s->out, &text);
	dec_free(dec);
	hwdb_close(hwdb);
	sink_free(sink);
	buf_free(&text);
}

static void print_octets(
    struct session *s, const char *direction, const uint8_t *p, size_t n)
{
	struct buf b = { 0 };

	buf_puts(&b, direction);
	for (size_t i = 0; i < n; i++) {
		buf_putc(&b, ' ');
		buf_hexdump(&b, p + i, 1);
	}
	buf_putc(&b, '\n');
	output_data(&s->out, &b);
	buf_free(&b);
}

static void print_answer(
    struct session *s, const struct raw *raw, const char *name)
{
	struct json_line j;

	if (!s->out.json) {
		print_octets(s, "<", raw->command, raw->command_len);
		print_octets(s, ">", raw->answer, raw->answer_len);
		return;
	}
	j = json_begin();
	json_text(&j, "event", "hci");
	json_number(&j, "opcode", get_le16(raw->command + 1));
	json_text(&j, "name", name);
	json_bytes(&j, "sent", raw->command, raw->command_len);
	json_bytes(&j, "received", raw->answer, raw->answer_len);
	json_number(&j, "status", raw->status);
	json_text(&j, "text", name_hci_status(raw->status));
	json_end(&j, &s->out);
}

int cmd_hci(struct session *s, const struct args *a)
{
	struct raw raw = { .wait = { is_answered, s } };
	const char *name;
	uint16_t opcode;
	int status;

	if (!parse(s, a, &raw))
		return STATUS_USAGE;
	opcode = get_le16(raw.command + 1);
	name = name_maker_command(host_info(s->host)->manufacturer, opcode);
	if (!name)
		name = "command";
	raw.sent_ns = wall_clock(s);
	if (!host_raw_command(s->host, opcode, raw.command + 4,
		raw.command_len - 4, session_now(s)))
		return output_error(&s->out, STATUS_FAILED,
		    "hci: the command before is not answered yet");
	/* The host sees to the time limit of every command. */
	status = session_wait(s, &raw.wait, NEVER);
	if (status)
		return status;
	if (!s->opt.verbose) /* which has shown them already */
		print_decoded(s, &raw);
	print_answer(s, &raw, name);
	if (!raw.status)
		return STATUS_OK;
	return output_error(&s->out, STATUS_FAILED,
	    "the controller refuses %s (0x%04x): %s (0x%02x)", name, opcode,
	    name_hci_status(raw.status), raw.status);
}
