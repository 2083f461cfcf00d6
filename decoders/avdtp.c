/* Audio/Video Distribution Transport Protocol 1.3, the signalling channel. The
 * media channel's packets are not shown. A function returns false when the PDU
 * ends too early; then all of it is dumped. */
#include "decoders/bredr.h"

enum { COMMAND, GENERAL_REJECT, ACCEPT, REJECT };
enum { PACKET_SINGLE = 0x00, PACKET_START = 0x04, PACKET_TYPE = 0x0c };

static const char *const message_text[] = { "Command", "General Reject",
	"Response Accept", "Response Reject" };

static const struct name error_rows[] = {
	{ 0x01, "BAD_HEADER_FORMAT" },
	{ 0x11, "BAD_LENGTH" },
	{ 0x12, "BAD_ACP_SEID" },
	{ 0x13, "SEP_IN_USE" },
	{ 0x14, "SEP_NOT_IN_USER" },
	{ 0x17, "BAD_SERV_CATEGORY" },
	{ 0x18, "BAD_PAYLOAD_FORMAT" },
	{ 0x19, "NOT_SUPPORTED_COMMAND" },
	{ 0x1a, "INVALID_CAPABILITIES" },
	{ 0x22, "BAD_RECOVERY_TYPE" },
	{ 0x23, "BAD_MEDIA_TRANSPORT_FORMAT" },
	{ 0x25, "BAD_RECOVERY_FORMAT" },
	{ 0x26, "BAD_ROHC_FORMAT" },
	{ 0x27, "BAD_CP_FORMAT" },
	{ 0x28, "BAD_MULTIPLEXING_FORMAT" },
	{ 0x29, "UNSUPPORTED_CONFIGURATION" },
	{ 0x31, "BAD_STATE" },
};
static const struct names error_names = NAMES_SPARSE(error_rows);

enum { CATEGORY_PROTECTION = 4, CATEGORY_CODEC = 7 };
static const char *const category_text[] = {
	[1] = "Media Transport",
	"Reporting",
	"Recovery",
	"Content Protection",
	"Header Compression",
	"Multiplexing",
	"Media Codec",
	"Delay Reporting",
};
static const struct names category_names = NAMES_DENSE(category_text);

static const char *const media_text[] = { "Audio", "Video", "Multimedia" };
static const char *const protection_text[] = { [1] = "DTCP", "SCMS-T" };
static const struct names protection_names = NAMES_DENSE(protection_text);

static bool put_seid(struct packet *p, const char *name)
{
	const uint8_t *at = p->r.p;

	if (!rd_left(&p->r))
		return false;
	rd_skip(&p->r, 1);
	put_value(p, FIELD_UINT, name, at[0] >> 2, at, 1);
	return true;
}

static bool put_error_code(struct packet *p)
{
	if (!rd_left(&p->r))
		return false;
	put_enum_or(p, "Error code", 1, 2, &error_names, "Unknown");
	return true;
}

static bool put_category(struct packet *p)
{
	if (!rd_left(&p->r))
		return false;
	put_enum(p, "Service Category", 1, &category_names);
	return true;
}

static void put_media_type(struct packet *p, const uint8_t *at)
{
	struct field f = {
		.kind = FIELD_ENUM,
		.name = "Media Type",
		.text = "Reserved",
		.value = at[0] >> 4,
		.digits = 2,
		.len = 1,
	};

	if (f.value < ARRAY_SIZE(media_text))
		f.text = media_text[f.value];
	put_field(p, &f, at);
}

static bool put_codec(struct packet *p, bool configured)
{
	const uint8_t *at = p->r.p;

	if (rd_left(&p->r) < 2)
		return false;
	rd_skip(&p->r, 1);
	put_media_type(p, at);
	return put_a2dp_codec(p, configured);
}

/* Categories, each with its length and its content, to the end. */
static bool put_services(struct packet *p, bool configured)
{
	while (rd_left(&p->r)) {
		uint8_t category = p->r.p[0];
		struct rd rest;
		size_t n;
		bool good = true;

		put_category(p);
		if (!rd_left(&p->r) || rd_left(&p->r) - 1 < p->r.p[0])
			return false;
		put_layout(p, p->r.p, 1);
		n = rd_u8(&p->r);
		rest = p->r;
		p->r = rd_over(rest.p, n);
		p->depth = 2;
		if (category == CATEGORY_CODEC) {
			put_layout(p, rest.p, n);
			good = put_codec(p, configured);
		} else if (category == CATEGORY_PROTECTION) {
			good = n >= 2;
			if (good)
				put_enum(p, "Content Protection Type", 2,
				    &protection_names);
		}
		p->depth = 1;
		if (!good)
			return false;
		put_rest(p);
		p->r = rest;
		rd_skip(&p->r, n);
	}
	return true;
}

static bool discovered(struct packet *p)
{
	while (rd_left(&p->r)) {
		const uint8_t *at = p->r.p;
		unsigned type;
		struct field f;

		put_seid(p, "ACP SEID");
		if (!rd_left(&p->r))
			return false;
		rd_skip(&p->r, 1);
		type = at[1] >> 3 & 1;
		p->depth = 2;
		put_media_type(p, at + 1);
		f = (struct field){
			.kind = FIELD_ENUM,
			.name = "SEP Type",
			.text = type ? "SNK" : "SRC",
			.value = type,
			.digits = 2,
			.len = 1,
		};
		put_field(p, &f, at + 1);
		put_word(p, "In use", at[0] >> 1 & 1, at[0] & 2 ? "Yes" : "No");
		p->depth = 1;
	}
	return true;
}

static bool nothing(struct packet *p)
{
	(void)p;
	return true;
}

static bool malformed(struct packet *p)
{
	(void)p;
	return false;
}

static bool one_seid(struct packet *p)
{
	return put_seid(p, "ACP SEID");
}

static bool several_seids(struct packet *p)
{
	do
		if (!put_seid(p, "ACP SEID"))
			return false;
	while (rd_left(&p->r));
	return true;
}

static bool capabilities(struct packet *p)
{
	return put_services(p, false);
}

static bool configuration(struct packet *p)
{
	return put_services(p, true);
}

static bool set_configuration(struct packet *p)
{
	return put_seid(p, "ACP SEID") && put_seid(p, "INT SEID") &&
	       put_services(p, true);
}

static bool reconfigure(struct packet *p)
{
	return put_seid(p, "ACP SEID") && put_services(p, true);
}

static bool delay_report(struct packet *p)
{
	static const struct scale tenths = {
		.mul = 1, .frac = 1, .unit = "ms"
	};
	const uint8_t *at;
	struct field f = {
		.kind = FIELD_SCALED,
		.name = "Delay",
		.len = 2,
		.scale = &tenths,
	};

	if (!put_seid(p, "ACP SEID") || rd_left(&p->r) < 2)
		return false;
	at = rd_bytes(&p->r, 2);
	f.value = get_be16(at);
	put_field(p, &f, at);
	return true;
}

static bool reject_category(struct packet *p)
{
	return put_category(p) && put_error_code(p);
}

static bool reject_seid(struct packet *p)
{
	return put_seid(p, "ACP SEID") && put_error_code(p);
}

typedef bool signal_fn(struct packet *p);

/* clang-format off */
static const struct signal {
	const char *name;
	signal_fn *command, *accept, *reject;
} signals[] = {
	[0x01] = { "Discover", nothing, discovered, put_error_code },
	[0x02] = { "Get Capabilities", one_seid, capabilities, put_error_code },
	[0x03] = { "Set Configuration", set_configuration, nothing, reject_category },
	[0x04] = { "Get Configuration", one_seid, configuration, put_error_code },
	[0x05] = { "Reconfigure", reconfigure, nothing, reject_category },
	[0x06] = { "Open", one_seid, nothing, put_error_code },
	[0x07] = { "Start", several_seids, nothing, reject_seid },
	[0x08] = { "Close", one_seid, nothing, put_error_code },
	[0x09] = { "Suspend", several_seids, nothing, reject_seid },
	[0x0a] = { "Abort", one_seid, nothing, malformed },
	[0x0b] = { "Security Control", one_seid, nothing, put_error_code },
	[0x0c] = { "Get All Capabilities", one_seid, capabilities, put_error_code },
	[0x0d] = { "Delay Report", delay_report, nothing, put_error_code },
};
/* clang-format on */

static bool put_signal(struct packet *p, uint8_t head, uint8_t nosp)
{
	const uint8_t *at = p->r.p;
	const struct signal *s = NULL;
	uint8_t message = head & 3;
	signal_fn *fn = malformed;

	if (!rd_left(&p->r))
		return false;
	rd_skip(&p->r, 1);
	if ((at[0] & 0x3f) < ARRAY_SIZE(signals) && signals[at[0] & 0x3f].name)
		s = &signals[at[0] & 0x3f];
	put_title(p, "AVDTP", s ? s->name : "Reserved", at[0] & 0x3f, 2, at,
	    rd_left(&p->r) + 1);
	join_word(p, "Message", message_text[message], " ");
	join_code(p, message, 2, " (", ")");
	join_hex(p, "Type", head & PACKET_TYPE, 2, " type ");
	join_uint(p, "Label", head >> 4, " label ", NULL);
	join_uint(p, "NOSP", nosp, " nosp ", NULL);
	/* What is only a part of a message is dumped. */
	if (!s || (head & PACKET_TYPE) != PACKET_SINGLE)
		return true;
	if (message == COMMAND)
		fn = s->command;
	else if (message == ACCEPT)
		fn = s->accept;
	else if (message == REJECT)
		fn = s->reject;
	return fn(p);
}

void decode_avdtp(struct packet *p, const struct channel *c)
{
	const uint8_t *frame = p->r.p;
	size_t n = rd_left(&p->r);
	uint8_t head, nosp = 0;
	bool good = n > 0;

	if (c->sequence) {
		p->r.p = p->r.end;
		return;
	}
	head = rd_u8(&p->r);
	if ((head & PACKET_TYPE) > PACKET_START) {
		put_rest(p);
		return;
	}
	if (good && (head & PACKET_TYPE) == PACKET_START) {
		nosp = rd_u8(&p->r);
		good = n > 1;
	}
	put_layout(p, frame, (size_t)(p->r.p - frame));
	good = good && put_signal(p, head, nosp);
	if (good) {
		put_rest(p);
		return;
	}
	p->depth = 1;
	put_error(p, "PDU malformed");
	put_dump(p, frame, n);
	p->r.p = p->r.end;
}
