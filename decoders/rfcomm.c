/* RFCOMM, on the frames of 3GPP TS 27.010. */
#include "decoders/bredr.h"

enum {
	FRAME_SABM = 0x2f,
	FRAME_UA = 0x63,
	FRAME_DM = 0x0f,
	FRAME_DISC = 0x43,
	FRAME_UIH = 0xef,
	POLL_FINAL = 0x10, /* of the control octet */
	EXTENDED = 0x01,   /* this octet is the last one */
};

static const struct name frame_rows[] = {
	{ FRAME_DM, "Disconnect Mode (DM)" },
	{ FRAME_SABM, "Set Async Balance Mode (SABM)" },
	{ FRAME_DISC, "Disconnect (DISC)" },
	{ FRAME_UA, "Unnumbered Ack (UA)" },
	{ FRAME_UIH, "Unnumbered Info with Header Check (UIH)" },
};
static const struct names frame_names = NAMES_SPARSE(frame_rows);

static void join_bits(struct packet *p, const char *name, unsigned value,
    unsigned shift, unsigned width, const char *join)
{
	join_uint(p, name, value >> shift & ((1u << width) - 1), join, NULL);
}

/* The first line of a message's parameters: the channel that it is about. */
static void put_dlci(struct packet *p, const uint8_t *at, const char *after)
{
	put_label(p, "dlci");
	join_uint(p, "DLCI", at[0] >> 2, " ", after);
}

/* GSM 07.10 5.4.6.3.1 with RFCOMM 5.5.3 */
static void negotiation(struct packet *p)
{
	const uint8_t *at = take(p, 8);

	put_label(p, "dlci");
	join_uint(p, "DLCI", at[0] & 0x3f, " ", NULL);
	join_bits(p, "Frame type", at[1], 0, 4, " frame_type ");
	join_bits(p, "Credit flow", at[1], 4, 4, " credit_flow ");
	join_bits(p, "Priority", at[2], 0, 6, " pri ");
	put_label(p, "ack_timer");
	join_uint(p, "Acknowledgement timer", at[3], " ", NULL);
	join_uint(p, "Frame size", get_le16(at + 4), " frame_size ", NULL);
	join_uint(p, "Retransmissions", at[6], " max_retrans ", NULL);
	join_bits(p, "Credits", at[7], 0, 3, " credits ");
}

static void modem_status(struct packet *p)
{
	const uint8_t *at = take(p, 2);

	put_dlci(p, at, " ");
	put_label(p, "fc");
	join_bits(p, "Flow control", at[1], 1, 1, " ");
	join_bits(p, "Ready to communicate", at[1], 2, 1, " rtc ");
	join_bits(p, "Ready to receive", at[1], 3, 1, " rtr ");
	join_bits(p, "Incoming call", at[1], 6, 1, " ic ");
	join_bits(p, "Data valid", at[1], 7, 1, " dv ");
}

/* A request for the settings has no more than the channel. */
static void port_negotiation(struct packet *p)
{
	const uint8_t *at = take(p, 1);

	put_dlci(p, at, NULL);
	if (rd_left(&p->r) < 7)
		return;
	at = take(p, 7);
	put_label(p, "br");
	join_uint(p, "Bit rate", at[0], " ", NULL);
	join_bits(p, "Data bits", at[1], 0, 2, " db ");
	join_bits(p, "Stop bit", at[1], 2, 1, " sb ");
	join_bits(p, "Parity", at[1], 3, 1, " p ");
	join_bits(p, "Parity type", at[1], 4, 2, " pt ");
	join_bits(p, "XON input", at[2], 0, 1, " xi ");
	join_bits(p, "XON output", at[2], 1, 1, " xo ");
	put_label(p, "rtri");
	join_bits(p, "RTR input", at[2], 2, 1, " ");
	join_bits(p, "RTR output", at[2], 3, 1, " rtro ");
	join_bits(p, "RTC input", at[2], 4, 1, " rtci ");
	join_bits(p, "RTC output", at[2], 5, 1, " rtco ");
	join_uint(p, "XON character", at[3], " xon ", NULL);
	join_uint(p, "XOFF character", at[4], " xoff ", NULL);
	put_label(p, "pm");
	join_hex(p, "Parameter mask", get_le16(at + 5), 4, " ");
}

static void line_status(struct packet *p)
{
	const uint8_t *at = take(p, 2);

	put_dlci(p, at, NULL);
	join_bits(p, "Error", at[1], 0, 4, " error: ");
}

static void not_supported(struct packet *p)
{
	static const char digits[] = "0123456789abcdef";
	const uint8_t *at = take(p, 1);
	unsigned type = at[0] >> 2;
	const uint8_t text[] = { digits[type >> 4], digits[type & 15] };
	struct field f = {
		.kind = FIELD_STRING,
		.name = "Type",
		.join = ", mcc_cmd_type ",
		.data = type < 16 ? text + 1 : text,
		.len = type < 16 ? 1 : 2,
	};

	put_label(p, "cr");
	join_bits(p, "CR", at[0], 1, 1, " ");
	put_field(p, &f, NULL);
}

static void test(struct packet *p)
{
	struct field f = { .kind = FIELD_OCTETS, .name = "Octet", .len = 1 };
	const uint8_t *at;

	put_word(p, "Test Data", 0, "0x");
	while (rd_left(&p->r)) {
		at = take(p, 1);
		f.data = at;
		f.join = " ";
		put_field(p, &f, at);
	}
	join_word(p, "End", "", " ");
}

/* What is left after them is shown as octets, and so is the check sequence of
 * the frame, as in btmon. */
static const struct message {
	struct packet_name name;
	bool exact; /* takes the octets of its length alone */
} messages[] = {
	{ { 0x04, "Non Supported Command", CALLED(1, not_supported) }, false },
	{ { 0x08, "Test Command", CALLED(0, test) }, true },
	{ { 0x14, "Remote Line Status", CALLED(2, line_status) }, false },
	{ { 0x18, "Flow Control Off Command", UNDECODED }, false },
	{ { 0x20, "DLC Parameter Negotiation", CALLED(8, negotiation) },
	    false },
	{ { 0x24, "Remote Port Negotiation Command",
	      CALLED(1, port_negotiation) },
	    false },
	{ { 0x28, "Flow Control On Command", UNDECODED }, false },
	{ { 0x38, "Modem Status Command", CALLED(2, modem_status) }, false },
};

static const struct message *message_find(uint8_t type)
{
	for (size_t i = 0; i < ARRAY_SIZE(messages); i++)
		if (messages[i].name.code == type)
			return &messages[i];
	return NULL;
}

/* A length of one octet or, without the bit EXTENDED, of two. */
static bool take_length(struct packet *p, uint32_t *len)
{
	const uint8_t *at = p->r.p;
	size_t n;

	if (!rd_left(&p->r))
		return false;
	n = at[0] & EXTENDED ? 1 : 2;
	if (rd_left(&p->r) < n)
		return false;
	*len = at[0] >> 1 | (n == 2 ? (uint32_t)at[1] << 7 : 0);
	rd_skip(&p->r, n);
	return true;
}

static bool put_message(struct packet *p)
{
	const uint8_t *type = rd_bytes(&p->r, 1);
	const struct message *m;
	uint32_t len;

	if (!type || !take_length(p, &len))
		return false;
	put_layout(p, type, (size_t)(p->r.p - type));
	m = message_find(type[0] >> 2);
	put_word(
	    p, "MCC Message type", type[0] >> 2, m ? m->name.name : "Unknown");
	join_word(p, "Direction", type[0] & 2 ? "CMD" : "RSP", " ");
	join_code(p, type[0] >> 2, 2, " (", ")");
	p->depth = 2;
	put_value(p, FIELD_UINT, "Length", len, type + 1, 1);
	if (m && m->exact && rd_left(&p->r) > len)
		p->r.end = p->r.p + len;
	if (m && rd_left(&p->r) < m->name.params.size)
		return false;
	if (m && m->name.params.tail)
		m->name.params.tail(p);
	p->depth = 1;
	return true;
}

/* The multiplexer's own channel, or one that carries data. */
static bool put_information(struct packet *p, bool control, bool with_credits)
{
	if (control) {
		const uint8_t *start = p->r.p, *end = p->r.end;

		if (!put_message(p))
			return false;
		/* Behind its parameters is the check sequence alone. */
		if (p->r.end != end ||
		    (p->r.p + 1 == end && p->r.p > start + 2))
			return true;
	} else if (with_credits) {
		if (!rd_left(&p->r))
			return false;
		put_uint(p, "Credits", 1);
	}
	put_rest(p);
	return true;
}

static void put_too_short(struct packet *p, const uint8_t *frame)
{
	p->depth = 1;
	put_error(p, "Frame too short");
	put_dump(p, frame, (size_t)(p->r.end - frame));
	p->r.p = p->r.end;
}

void decode_rfcomm(struct packet *p)
{
	const uint8_t *frame = p->r.p;
	const char *name;
	uint8_t type;
	uint32_t len;

	if (rd_left(&p->r) < 4) {
		put_too_short(p, frame);
		return;
	}
	type = (uint8_t)(frame[1] & ~POLL_FINAL);
	name = names_find(&frame_names, type);
	if (!name) {
		put_rest(p);
		return;
	}
	rd_skip(&p->r, 2);
	if (!take_length(p, &len) || !rd_left(&p->r)) {
		put_too_short(p, frame);
		return;
	}
	put_title(
	    p, "RFCOMM", name, type, 2, frame, (size_t)(p->r.end - frame));
	put_layout(p, frame, (size_t)(p->r.p - frame));
	p->odd = true;
	put_value(p, FIELD_HEX, "Address", frame[0], frame, 1);
	join_bits(p, "CR", frame[0], 1, 1, " cr ");
	join_hex(p, "DLCI", frame[0] >> 2, 2, " dlci ");
	put_value(p, FIELD_HEX, "Control", frame[1], frame + 1, 1);
	join_bits(p, "Poll or final", frame[1], 4, 1, " poll/final ");
	put_value(p, FIELD_UINT, "Length", len, frame + 2, 1);
	put_value(p, FIELD_HEX, "FCS", p->r.end[-1], p->r.end - 1, 1);
	if (type == FRAME_UIH &&
	    !put_information(p, !(frame[0] >> 2), frame[1] & POLL_FINAL))
		put_too_short(p, frame);
}
