/* L2CAP signalling, Vol 3 Part A 4 and 5. */
#include "decoders/l2cap.h"

static const char *const reject_text[] = { "Command not understood",
	"Signaling MTU exceeded", "Invalid CID in request" };
static const struct names reject_names = NAMES_DENSE(reject_text);

static const char *const connect_text[] = {
	"Connection successful",
	"Connection pending",
	"Connection refused - PSM not supported",
	"Connection refused - security block",
	"Connection refused - no resources available",
	[6] = "Connection refused - Invalid Source CID",
	"Connection refused - Source CID already allocated",
};
static const struct names connect_names = NAMES_DENSE(connect_text);

static const char *const connect_status_text[] = {
	"No further information available",
	"Authentication pending",
	"Authorization pending",
};
static const struct names connect_status_names =
    NAMES_DENSE(connect_status_text);

static const char *const create_text[] = {
	"Connection successful",
	"Connection pending",
	"Connection refused - PSM not supported",
	"Connection refused - security block",
	"Connection refused - no resources available",
	"Connection refused - Controller ID not supported",
};
static const struct names create_names = NAMES_DENSE(create_text);

static const char *const configure_text[] = {
	"Success",
	"Failure - unacceptable parameters",
	"Failure - rejected",
	"Failure - unknown options",
	"Pending",
	"Failure - flow spec rejected",
};
static const struct names configure_names = NAMES_DENSE(configure_text);

static const char *const info_type_text[] = {
	[1] = "Connectionless MTU",
	"Extended features supported",
	"Fixed channels supported",
};
static const struct names info_type_names = NAMES_DENSE(info_type_text);

static const char *const info_result_text[] = { "Success", "Not supported" };
static const struct names info_result_names = NAMES_DENSE(info_result_text);

static const char *const features_text[] = {
	"Flow control mode",
	"Retransmission mode",
	"Bi-directional QoS",
	"Enhanced Retransmission Mode",
	"Streaming Mode",
	"FCS Option",
	"Extended Flow Specification for BR/EDR",
	"Fixed Channels",
	"Extended Window Size",
	"Unicast Connectionless Data Reception",
};
static const struct bits features_bits = {
	.names = NAMES_DENSE(features_text),
	.unknown = "Unknown features",
};

static const char *const fixed_channels_text[] = {
	"Null identifier",
	"L2CAP Signaling (BR/EDR)",
	"Connectionless reception",
	"AMP Manager Protocol",
	"Attribute Protocol",
	"L2CAP Signaling (LE)",
	"Security Manager (LE)",
	"Security Manager (BR/EDR)",
	[63] = "AMP Test Manager",
};
static const struct bits fixed_channels_bits = {
	.names = NAMES_DENSE(fixed_channels_text),
	.unknown = "Unknown channels",
	.unknown_digits = 8,
};

static const char *const move_text[] = {
	"Move success",
	"Move pending",
	"Move refused - Controller ID not supported",
	"Move refused - new Controller ID is same",
	"Move refused - Configuration not supported",
	"Move refused - Move Channel collision",
	"Move refused - Channel not allowed to be moved",
};
static const struct names move_names = NAMES_DENSE(move_text);

static const char *const move_confirm_text[] = {
	"Move success - both sides succeed",
	"Move failure - one or both sides refuse",
};
static const struct names move_confirm_names = NAMES_DENSE(move_confirm_text);

static const char *const update_text[] = {
	"Connection Parameters accepted",
	"Connection Parameters rejected",
};
static const struct names update_names = NAMES_DENSE(update_text);

static const char *const le_connect_text[] = {
	"Connection successful",
	[2] = "Connection refused - PSM not supported",
	[4] = "Connection refused - no resources available",
	"Connection refused - insufficient authentication",
	"Connection refused - insufficient authorization",
	"Connection refused - insufficient encryption key size",
	"Connection refused - insufficient encryption",
	"Connection refused - Invalid Source CID",
	"Connection refused - Source CID already allocated",
	"Connection refused - unacceptable parameters",
};
static const struct names le_connect_names = NAMES_DENSE(le_connect_text);

static const char *const ecred_text[] = {
	"Connection successful",
	[2] = "Connection refused - PSM not supported",
	[4] = "Some connections refused – not enough resources available",
	"All Connections refused - insufficient authentication",
	"All Connections refused - insufficient authorization",
	"All Connection refused - insufficient encryption key size",
	"All Connections refused - insufficient encryption",
	"Some Connections refused - Invalid Source CID",
	"Some Connections refused - Source CID already allocated",
	"All Connections refused - unacceptable parameters",
	"All Connections refused - invalid parameters",
	"All Connections pending - no further information available",
	"All Connections pending - authentication pending",
	"All Connections pending - authorization pending",
};
static const struct names ecred_names = NAMES_DENSE(ecred_text);

static const char *const reconfigure_text[] = {
	"Reconfiguration successful",
	"Reconfiguration failed - reduction in size of MTU not allowed",
	"Reconfiguration failed - reduction in size of MPS not allowed for "
	"more than one channel at a time",
	"Reconfiguration failed - one or more Destination CIDs invalid",
	"Reconfiguration failed - other unacceptable parameters",
};
static const struct names reconfigure_names = NAMES_DENSE(reconfigure_text);

/* A row for a channel: one never used, else the one that began first, of those
 * that have ended if there are any. */
static struct channel *channel_row(struct dec *d)
{
	struct channel *best = d->channels;

	for (struct channel *c = d->channels; c < d->channels + DEC_CHANNELS;
	     c++) {
		if (!c->used)
			return c;
		if (!c->conn == !best->conn ? c->begun < best->begun : !c->conn)
			best = c;
	}
	return best;
}

/* A request carries the CID of its sender: what comes the other way uses it. */
static void channel_request(struct packet *p, uint8_t ident, uint16_t psm,
    uint16_t source, uint8_t mode)
{
	struct channel *c = channel_row(p->dec);
	uint8_t sequence = 0;

	for (size_t i = 0; i < DEC_CHANNELS; i++)
		if (p->dec->channels[i].conn == p->conn &&
		    p->dec->channels[i].psm == psm)
			sequence++;
	*c = (struct channel){
		.used = true,
		.begun = ++p->dec->ticks,
		.conn = p->conn,
		.psm = psm,
		.mode = mode,
		.ident = ident,
		.sequence = sequence,
	};
	c->cid[!p->rec->received] = source;
}

/* The other side answers with its own CID. */
static void channel_answer(struct channel *c, bool received, uint16_t cid)
{
	if (cid)
		c->cid[!received] = cid;
	else
		*c = (struct channel){ 0 };
}

/* The request that an LE answer belongs to: only the identifier says so. */
static struct channel *channel_by_ident(struct packet *p, uint8_t ident)
{
	struct channel *c = p->dec->channels;
	bool received = p->rec->received;

	for (; c < p->dec->channels + DEC_CHANNELS; c++)
		if (c->conn == p->conn && c->ident == ident &&
		    c->cid[received] && !c->cid[!received])
			return c;
	return NULL;
}

static void channel_close(struct packet *p, uint16_t cid)
{
	struct channel *c = p->dec->channels;

	for (; c < p->dec->channels + DEC_CHANNELS; c++)
		if (c->conn == p->conn && c->cid[!p->rec->received] == cid) {
			*c = (struct channel){ 0 };
			return;
		}
}

static void put_psm(struct packet *p)
{
	put_scaled(p, "PSM", 2, &scale_plain, 4);
}

static void put_reject(struct packet *p)
{
	uint64_t reason = put_enum(p, "Reason", 2, &reject_names);

	if (reason == 1) {
		put_uint(p, "MTU", 2);
	} else if (reason == 2) {
		put_uint(p, "Destination CID", 2);
		put_uint(p, "Source CID", 2);
	}
}

static void put_flags(struct packet *p)
{
	uint64_t flags = put_hex(p, "Flags", 2);

	if (flags & 1 && !p->r.bad)
		join_word(p, "More", "(continuation)", " ");
}

static void put_mode(struct packet *p)
{
	static const char *const text[] = { "Basic", "Retransmission",
		"Flow control", "Enhanced Retransmission", "Streaming" };
	static const struct names names = NAMES_DENSE(text);

	put_enum(p, "Mode", 1, &names);
}

static const char *const qos_text[] = { "No Traffic", "Best Effort",
	"Guaranteed" };
static const struct names qos_names = NAMES_DENSE(qos_text);
static const char *const flow_text[] = { "No traffic", "Best effort",
	"Guaranteed" };
static const struct names flow_names = NAMES_DENSE(flow_text);
static const char *const fcs_text[] = { "No FCS", "16-bit FCS" };
static const struct names fcs_names = NAMES_DENSE(fcs_text);

/* Vol 3 Part A 5 */
static const struct row option_mtu[] = { { U16("MTU") } };
static const struct row option_flush[] = { { U16("Flush timeout") } };
static const struct row option_qos[] = {
	{ X8("Flags") },
	{ ENUM8("Service type", qos) },
	{ X32("Token rate") },
	{ X32("Token bucket size") },
	{ X32("Peak bandwidth") },
	{ X32("Latency") },
	{ X32("Delay variation") },
};
static const struct row option_retransmission[] = {
	{ CALL(1, put_mode) },
	{ U8("TX window size") },
	{ U8("Max transmit") },
	{ U16("Retransmission timeout") },
	{ U16("Monitor timeout") },
	{ U16("Maximum PDU size") },
};
static const struct row option_fcs[] = { { ENUM8("FCS", fcs) } };
static const struct row option_flow[] = {
	{ X8("Identifier") },
	{ ENUM8("Service type", flow) },
	{ X16("Maximum SDU size") },
	{ X32("SDU inter-arrival time") },
	{ X32("Access latency") },
	{ X32("Flush timeout") },
};
static const struct row option_window[] = { { U16("Extended window size") } };

static const struct packet_name options[] = {
	{ 0x01, "Maximum Transmission Unit", FIXED(option_mtu, 2) },
	{ 0x02, "Flush Timeout", FIXED(option_flush, 2) },
	{ 0x03, "Quality of Service", FIXED(option_qos, 22) },
	{ 0x04, "Retransmission and Flow Control",
	    FIXED(option_retransmission, 9) },
	{ 0x05, "Frame Check Sequence", FIXED(option_fcs, 1) },
	{ 0x06, "Extended Flow Specification", FIXED(option_flow, 16) },
	{ 0x07, "Extended Window Size", FIXED(option_window, 2) },
};

enum { OPTION_RETRANSMISSION = 0x04, OPTION_FCS = 0x05, OPTION_WINDOW = 0x07 };

static void note_option(struct channel *c, uint8_t type, const struct rd *value)
{
	if (!c || !rd_left(value))
		return;
	if (type == OPTION_RETRANSMISSION)
		c->mode = value->p[0];
	else if (type == OPTION_WINDOW)
		c->extended_control = true;
}

static void put_option(struct packet *p, struct channel *c)
{
	const uint8_t *at = take(p, 2);
	const struct packet_name *option;
	struct rd rest;
	struct field f = { .kind = FIELD_ENUM, .name = "Option", .digits = 2 };

	if (!at)
		return;
	put_layout(p, at, 2);
	option = packet_find(options, ARRAY_SIZE(options), at[0] & 0x7f);
	f.value = at[0] & 0x7f;
	f.text = option ? option->name : "Unknown";
	f.len = 1;
	put_field(p, &f, at);
	join_word(p, "Kind", at[0] & 0x80 ? "hint]" : "mandatory]", " [");
	if (rd_left(&p->r) < at[1]) {
		put_rest(p);
		return;
	}
	rest = p->r;
	p->r = rd_over(rest.p, at[1]);
	note_option(c, at[0] & 0x7f, &p->r);
	if (option) {
		p->depth++;
		put_pdu(p, &option->params);
		p->depth--;
	} else {
		put_rest(p);
	}
	p->r = rest;
	rd_skip(&p->r, at[1]);
}

/* Without a frame check: both sides have to ask for that, Vol 3 Part A 5.5. */
static void note_frame_check(struct packet *p, struct channel *c)
{
	const uint8_t *at = p->r.p;

	if (c && rd_left(&p->r) >= 3 && (at[0] & 0x7f) == OPTION_FCS && at[1])
		c->unchecked[p->rec->received] = !at[2];
}

static void put_options(struct packet *p, struct channel *c)
{
	while (rd_left(&p->r))
		put_option(p, c);
}

static void put_configure_request(struct packet *p)
{
	uint64_t cid = put_uint(p, "Destination CID", 2);
	struct channel *c = l2cap_channel(p, (uint16_t)cid);

	put_flags(p);
	while (rd_left(&p->r)) {
		note_frame_check(p, c);
		put_option(p, c);
	}
}

static void put_configure_response(struct packet *p)
{
	uint64_t cid = put_uint(p, "Source CID", 2);

	put_flags(p);
	put_enum(p, "Result", 2, &configure_names);
	put_options(p, l2cap_channel(p, (uint16_t)cid));
}

static void put_information(struct packet *p)
{
	uint64_t type = put_enum(p, "Type", 2, &info_type_names);
	uint64_t result = put_enum(p, "Result", 2, &info_result_names);

	if (result)
		return;
	if (type == 1)
		put_uint(p, "MTU", 2);
	else if (type == 2)
		put_bits(p, "Features", 4, &features_bits);
	else if (type == 3)
		put_bits(p, "Channels", 8, &fixed_channels_bits);
}

static void put_cids(struct packet *p, const char *name)
{
	while (rd_left(&p->r) >= 2)
		put_uint(p, name, 2);
}

static void put_source_cids(struct packet *p)
{
	put_cids(p, "Source CID");
}

static void put_destination_cids(struct packet *p)
{
	put_cids(p, "Destination CID");
}

static const struct row connect_request[] = {
	{ CALL(2, put_psm) },
	{ U16("Source CID") },
};
static const struct row connect_response[] = {
	{ U16("Destination CID") },
	{ U16("Source CID") },
	{ ENUM16("Result", connect) },
	{ ENUM16("Status", connect_status) },
};
static const struct row disconnect[] = {
	{ U16("Destination CID") },
	{ U16("Source CID") },
};
static const struct row information[] = { { ENUM16("Type", info_type) } };
static const struct row create_request[] = {
	{ CALL(2, put_psm) },
	{ U16("Source CID") },
	{ U8("Controller ID") },
};
static const struct row create_response[] = {
	{ U16("Destination CID") },
	{ U16("Source CID") },
	{ ENUM16("Result", create) },
	{ ENUM16("Status", connect_status) },
};
static const struct row move_request[] = {
	{ U16("Initiator CID") },
	{ U8("Controller ID") },
};
static const struct row move_response[] = {
	{ U16("Initiator CID") },
	{ ENUM16("Result", move) },
};
static const struct row move_confirm[] = {
	{ U16("Initiator CID") },
	{ ENUM16("Result", move_confirm) },
};
static const struct row move_confirm_response[] = { { U16("Initiator CID") } };
static const struct row update_request[] = {
	{ U16("Min interval") },
	{ U16("Max interval") },
	{ U16("Peripheral latency") },
	{ U16("Timeout multiplier") },
};
static const struct row update_response[] = { { ENUM16("Result", update) } };
static const struct row le_connect_request[] = {
	{ CALL(2, put_psm) },
	{ U16("Source CID") },
	{ U16("MTU") },
	{ U16("MPS") },
	{ U16("Credits") },
};
static const struct row le_connect_response[] = {
	{ U16("Destination CID") },
	{ U16("MTU") },
	{ U16("MPS") },
	{ U16("Credits") },
	{ ENUM16("Result", le_connect) },
};
static const struct row credit[] = {
	{ U16("Source CID") },
	{ U16("Credits") },
};
static const struct row ecred_request[] = {
	{ CALL(2, put_psm) },
	{ U16("MTU") },
	{ U16("MPS") },
	{ U16("Credits") },
};
static const struct row ecred_response[] = {
	{ U16("MTU") },
	{ U16("MPS") },
	{ U16("Credits") },
	{ ENUM16("Result", ecred) },
};
static const struct row reconfigure_request[] = {
	{ U16("MTU") },
	{ U16("MPS") },
};
static const struct row reconfigure_response[] = {
	{ ENUM16("Result", reconfigure) },
};

enum {
	CONNECT_REQUEST = 0x02,
	CONNECT_RESPONSE = 0x03,
	DISCONNECT_RESPONSE = 0x07,
	LE_CONNECT_REQUEST = 0x14,
	LE_CONNECT_RESPONSE = 0x15,
	ECRED_REQUEST = 0x17,
	ECRED_RESPONSE = 0x18,
};

enum { ON_BREDR = 1, ON_LE = 2, ON_BOTH = 3 };

/* clang-format off */
static const struct signal {
	struct packet_name pdu;
	uint8_t on; /* the channels it belongs to */
} signals[] = {
	{ { 0x01, "Command Reject", CALLED(2, put_reject) }, ON_BOTH },
	{ { 0x02, "Connection Request", FIXED(connect_request, 4) }, ON_BREDR },
	{ { 0x03, "Connection Response", FIXED(connect_response, 8) }, ON_BREDR },
	{ { 0x04, "Configure Request", CALLED(4, put_configure_request) }, ON_BREDR },
	{ { 0x05, "Configure Response", CALLED(6, put_configure_response) }, ON_BREDR },
	{ { 0x06, "Disconnection Request", FIXED(disconnect, 4) }, ON_BOTH },
	{ { 0x07, "Disconnection Response", FIXED(disconnect, 4) }, ON_BOTH },
	{ { 0x08, "Echo Request", UNDECODED }, ON_BREDR },
	{ { 0x09, "Echo Response", UNDECODED }, ON_BREDR },
	{ { 0x0a, "Information Request", FIXED(information, 2) }, ON_BREDR },
	{ { 0x0b, "Information Response", CALLED(4, put_information) }, ON_BREDR },
	{ { 0x0c, "Create Channel Request", FIXED(create_request, 5) }, ON_BREDR },
	{ { 0x0d, "Create Channel Response", FIXED(create_response, 8) }, ON_BREDR },
	{ { 0x0e, "Move Channel Request", FIXED(move_request, 3) }, ON_BREDR },
	{ { 0x0f, "Move Channel Response", FIXED(move_response, 4) }, ON_BREDR },
	{ { 0x10, "Move Channel Confirmation", FIXED(move_confirm, 4) }, ON_BREDR },
	{ { 0x11, "Move Channel Confirmation Response", FIXED(move_confirm_response, 2) }, ON_BREDR },
	{ { 0x12, "Connection Parameter Update Request", FIXED(update_request, 8) }, ON_LE },
	{ { 0x13, "Connection Parameter Update Response", FIXED(update_response, 2) }, ON_LE },
	{ { 0x14, "LE Connection Request", FIXED(le_connect_request, 10) }, ON_LE },
	{ { 0x15, "LE Connection Response", FIXED(le_connect_response, 10) }, ON_LE },
	{ { 0x16, "LE Flow Control Credit", FIXED(credit, 4) }, ON_BOTH },
	{ { 0x17, "Enhanced Credit Connection Request", TAIL(ecred_request, 8, put_source_cids) }, ON_BOTH },
	{ { 0x18, "Enhanced Credit Connection Response", TAIL(ecred_response, 8, put_destination_cids) }, ON_BOTH },
	{ { 0x19, "Enhanced Credit Reconfigure Request", TAIL(reconfigure_request, 4, put_source_cids) }, ON_BOTH },
	{ { 0x1a, "Enhanced Credit Reconfigure Respond", FIXED(reconfigure_response, 2) }, ON_BOTH },
};
/* clang-format on */

/* Follow what opens and closes channels. */
static void track_channels(
    struct packet *p, uint8_t code, uint8_t ident, struct rd r)
{
	bool received = p->rec->received;
	struct channel *c;
	uint16_t a = rd_u16(&r), b = rd_u16(&r);

	if (r.bad)
		return;
	switch (code) {
	case CONNECT_REQUEST:
		channel_request(p, ident, a, b, MODE_BASIC);
		break;
	case CONNECT_RESPONSE:
		c = channel_by_ident(p, ident);
		/* Pending: the answer proper follows with the same number. */
		if (c && rd_u16(&r) != 1)
			channel_answer(c, received, a);
		break;
	case DISCONNECT_RESPONSE:
		channel_close(p, a);
		break;
	case LE_CONNECT_REQUEST:
		channel_request(p, ident, a, b, MODE_LE_CREDIT);
		break;
	case LE_CONNECT_RESPONSE:
		c = channel_by_ident(p, ident);
		if (c)
			channel_answer(c, received, a);
		break;
	case ECRED_REQUEST:
		rd_skip(&r, 4);
		while (rd_left(&r) >= 2)
			channel_request(
			    p, ident, a, rd_u16(&r), MODE_ENHANCED_CREDIT);
		break;
	case ECRED_RESPONSE:
		rd_skip(&r, 4);
		while (rd_left(&r) >= 2) {
			c = channel_by_ident(p, ident);
			a = rd_u16(&r);
			if (c)
				channel_answer(c, received, a);
		}
		break;
	}
}

/* One command whose header and body are there. */
static void put_signal(struct packet *p, bool le, const uint8_t *head)
{
	uint8_t code = head[0], ident = head[1];
	const struct signal *s = NULL;

	if (code && code <= ARRAY_SIZE(signals) &&
	    signals[code - 1].on & (le ? ON_LE : ON_BREDR))
		s = &signals[code - 1];
	put_title(p, le ? "LE L2CAP" : "L2CAP", s ? s->pdu.name : NULL, code, 2,
	    head, 4 + rd_left(&p->r));
	join_uint(p, "Ident", ident, " ident ", NULL);
	join_uint(p, "Length", rd_left(&p->r), " len ", NULL);
	if (!s) {
		put_rest(p);
		return;
	}
	track_channels(p, code, ident, p->r);
	put_pdu(p, &s->pdu.params);
}

void decode_l2cap_signals(struct packet *p)
{
	while (rd_left(&p->r)) {
		const uint8_t *head;
		struct rd rest;
		uint16_t len;

		if (rd_left(&p->r) < 4) {
			put_error(p, "malformed signal packet");
			put_rest(p);
			return;
		}
		head = rd_bytes(&p->r, 4);
		put_layout(p, head, 4);
		len = get_le16(head + 2);
		if (rd_left(&p->r) < len) {
			put_error(p, "invalid signal packet size");
			put_rest(p);
			return;
		}
		rest = p->r;
		p->r = rd_over(rest.p, len);
		put_signal(p, false, head);
		p->r = rest;
		rd_skip(&p->r, len);
	}
}

void decode_l2cap_le_signal(struct packet *p)
{
	const uint8_t *head;

	if (rd_left(&p->r) < 4) {
		put_error(p, "malformed signal packet");
		put_rest(p);
		return;
	}
	head = rd_bytes(&p->r, 4);
	put_layout(p, head, 4);
	if (rd_left(&p->r) != get_le16(head + 2)) {
		put_error(p, "invalid signal packet size");
		put_rest(p);
		return;
	}
	put_signal(p, true, head);
}
