/* L2CAP: recombination of fragments, channels, Vol 3 Part A. */
#include "decoders/l2cap.h"

#include <stdlib.h>

#include "decoders/bredr.h"

enum {
	CID_SIGNAL = 0x0001,
	CID_CONNECTIONLESS = 0x0002,
	CID_ATT = 0x0004,
	CID_LE_SIGNAL = 0x0005,
	CID_SMP = 0x0006,
	CID_BREDR_SMP = 0x0007,

	PSM_SDP = 0x0001,
	PSM_RFCOMM = 0x0003,
	PSM_BNEP = 0x000f,
	PSM_HID_CONTROL = 0x0011,
	PSM_HID_INTERRUPT = 0x0013,
	PSM_AVCTP = 0x0017,
	PSM_AVDTP = 0x0019,
	PSM_AVCTP_BROWSING = 0x001b,
	PSM_ATT = 0x001f,
	PSM_EATT = 0x0027,

	HEADER = 4, /* length and channel */

	/* Android's controllers log debugging data on this handle, as if it
	 * were a connection. */
	HANDLE_VENDOR_DEBUG = 0x0edc,
};

struct channel *l2cap_channel(struct packet *p, uint16_t cid)
{
	struct channel *c = p->dec->channels;

	for (; c < p->dec->channels + DEC_CHANNELS; c++)
		if (c->conn == p->conn && c->cid[p->rec->received] == cid)
			return c;
	return NULL;
}

static const char *mode_text(uint8_t mode)
{
	switch (mode) {
	case MODE_BASIC:
		return "Basic";
	case 0x01:
		return "Retransmission";
	case 0x02:
		return "Flow control";
	case MODE_ENHANCED_RETRANSMISSION:
		return "Enhanced Retransmission";
	case MODE_STREAMING:
		return "Streaming";
	case MODE_LE_CREDIT:
		return "LE Flow Control";
	case MODE_ENHANCED_CREDIT:
		return "Enhanced Credit";
	}
	return "Reserved";
}

/* "Channel: 64 len 5 [PSM 25 mode Basic (0x00)] {chan 0}" */
static void put_channel_title(struct packet *p, const struct channel *c,
    uint16_t cid, const char *extra, uint32_t value, uint8_t digits)
{
	size_t chan = c ? (size_t)(c - p->dec->channels) : 0xffff;
	uint8_t mode = c ? c->mode : MODE_BASIC;
	struct field f = {
		.kind = FIELD_UINT,
		.name = "Channel",
		.value = cid,
		.len = (uint32_t)rd_left(&p->r) + HEADER,
	};

	p->depth = 0;
	put_field(p, &f, p->r.p - HEADER);
	p->depth = 1;
	join_uint(p, "Length", rd_left(&p->r), " len ", NULL);
	if (extra && digits)
		join_hex(p, "Control", value, digits, extra);
	else if (extra)
		join_uint(p, "SDU", value, extra, NULL);
	join_uint(p, "PSM", c ? c->psm : 0, " [PSM ", NULL);
	f = (struct field){
		.kind = FIELD_ENUM,
		.name = "Mode",
		.text = mode_text(mode),
		.value = mode,
		.digits = 2,
		.join = " mode ",
		.after = "]",
	};
	put_field(p, &f, NULL);
	join_uint(p, "Chan", chan, " {chan ", "}");
}

/* False: nobody knows this one. */
static bool decode_by_psm(struct packet *p, struct channel *c)
{
	switch (c ? c->psm : 0) {
	case PSM_SDP:
		decode_sdp(p);
		break;
	case PSM_RFCOMM:
		decode_rfcomm(p);
		break;
	case PSM_BNEP:
		decode_bnep(p);
		break;
	case PSM_HID_CONTROL:
	case PSM_HID_INTERRUPT:
		decode_hidp(p);
		break;
	case PSM_AVCTP:
	case PSM_AVCTP_BROWSING:
		decode_avctp(p, c);
		break;
	case PSM_AVDTP:
		decode_avdtp(p, c);
		break;
	case PSM_ATT:
		decode_att(p);
		break;
	default:
		return false;
	}
	return true;
}

/* What an I-frame that is a whole SDU holds, without control and frame check. */
static void decode_unsegmented(
    struct packet *p, struct channel *c, unsigned control)
{
	enum { FCS = 2 };
	const struct rd whole = p->r;
	bool checked = !c->unchecked[0] || !c->unchecked[1];
	size_t n = rd_left(&p->r) - control;

	if (checked && n >= FCS) {
		n -= FCS;
		put_layout(p, p->r.p + control + n, FCS);
	}
	p->r = rd_over(p->r.p + control, n);
	if (!decode_by_psm(p, c)) {
		p->r = whole;
		put_rest(p);
	}
}

/* Vol 3 Part A 3.3.2: standard or extended control field. */
static void put_retransmission_frame(
    struct packet *p, struct channel *c, uint16_t cid)
{
	enum { UNSEGMENTED, START };
	static const char *const segments[] = { "Unsegmented", "Start", "End",
		"Continuation" };
	static const char *const kinds[] = {
		"Receiver Ready (RR)",
		"Reject (REJ)",
		"Receiver Not Ready (RNR)",
		"Select Reject (SREJ)",
	};
	const uint8_t *at = p->r.p;
	unsigned size = c->extended_control ? 4 : 2;
	uint32_t v;
	bool s_frame;
	unsigned sar, req;

	if (rd_left(&p->r) < size) {
		put_channel_title(p, c, cid, NULL, 0, 0);
		put_rest(p);
		return;
	}
	v = (uint32_t)get_le(at, size);
	put_channel_title(p, c, cid, " ctrl ", v, (uint8_t)(2 * size));
	s_frame = v & 1;
	req = c->extended_control ? v >> 2 & 0x3fff : v >> 8 & 0x3f;
	sar = c->extended_control ? v >> 16 & 3 : v >> 14 & 3;
	put_title(p, s_frame ? "S-frame" : "I-frame",
	    s_frame ? kinds[c->extended_control ? v >> 16 & 3 : v >> 2 & 3]
		    : segments[sar],
	    0, 0, at, size);
	if (s_frame) {
		if (v & (c->extended_control ? 1u << 18 : 1u << 4))
			join_word(p, "Poll", "P-bit", " ");
	} else {
		if (sar == START && rd_left(&p->r) >= size + 2)
			join_uint(p, "SDU length", get_le16(at + size),
			    " (len ", ")");
		join_uint(p, "TxSeq",
		    c->extended_control ? v >> 18 & 0x3fff : v >> 1 & 0x3f,
		    " TxSeq ", NULL);
	}
	join_uint(p, "ReqSeq", req, " ReqSeq ", NULL);
	if (v & (c->extended_control ? 1u << 1 : 1u << 7))
		join_word(p, "Final", "F-bit", " ");
	if (!s_frame && sar == UNSEGMENTED)
		decode_unsegmented(p, c, size);
	else
		put_rest(p);
	/* Also where the dump has them. */
	put_layout(p, at, size);
}

/* A K-frame; the first of an SDU has the SDU's length in front. */
static void put_credit_frame(struct packet *p, struct channel *c, uint16_t cid)
{
	uint16_t *left = &c->sdu_left[p->rec->received];
	size_t n = rd_left(&p->r);
	bool first = !*left;

	if (first && n >= 2) {
		*left = get_le16(p->r.p);
		put_layout(p, p->r.p, 2);
		n -= 2;
	}
	put_channel_title(p, c, cid, " sdu ", *left, 0);
	*left = n < *left ? (uint16_t)(*left - n) : 0;
	if (c->psm == PSM_EATT && first && !*left) {
		rd_skip(&p->r, 2);
		decode_att(p);
	} else {
		put_rest(p);
	}
}

static void put_dynamic_channel(struct packet *p, uint16_t cid)
{
	struct channel *c = l2cap_channel(p, cid);

	if (c && (c->mode == MODE_ENHANCED_RETRANSMISSION ||
		     c->mode == MODE_STREAMING)) {
		put_retransmission_frame(p, c, cid);
	} else if (c && c->mode >= MODE_LE_CREDIT) {
		put_credit_frame(p, c, cid);
	} else {
		put_channel_title(p, c, cid, NULL, 0, 0);
		if (!decode_by_psm(p, c))
			put_rest(p);
	}
}

static void put_connectionless(struct packet *p)
{
	const uint8_t *psm = rd_bytes(&p->r, 2);

	if (!psm) {
		put_error(p, "malformed connectionless packet");
		return;
	}
	put_layout(p, psm, 2);
	put_title(p, "L2CAP", "Connectionless", 0, 0, psm, rd_left(&p->r) + 2);
	join_uint(p, "Length", rd_left(&p->r), " len ", NULL);
	join_uint(p, "PSM", get_le16(psm), " [PSM ", "]");
	put_rest(p);
}

/* A whole L2CAP PDU without its header. */
static void decode_pdu(struct packet *p, uint16_t cid)
{
	switch (cid) {
	case CID_SIGNAL:
		decode_l2cap_signals(p);
		break;
	case CID_CONNECTIONLESS:
		put_connectionless(p);
		break;
	case CID_ATT:
		decode_att(p);
		break;
	case CID_LE_SIGNAL:
		decode_l2cap_le_signal(p);
		break;
	case CID_SMP:
		decode_smp(p, true);
		break;
	case CID_BREDR_SMP:
		decode_smp(p, false);
		break;
	default:
		put_dynamic_channel(p, cid);
	}
}

static void put_broken(struct packet *p, const char *what)
{
	put_error(p, what);
	put_rest(p);
}

static void fragments_add(struct fragments *f, const uint8_t *data, size_t n)
{
	if (f->cap < f->want) {
		f->data = realloc(f->data, f->want);
		if (!f->data)
			abort();
		f->cap = f->want;
	}
	memcpy(f->data + f->len, data, n);
	f->len += (uint32_t)n;
}

/* Decode what was gathered. Offsets count in the record that completed it. */
static void fragments_finish(struct packet *p, struct fragments *f, size_t n)
{
	uint32_t total = f->len;

	p->base_offset = (uint32_t)(p->r.p - p->base) + p->base_offset;
	p->base = f->data + (total - n);
	p->r = rd_over(f->data + HEADER, total - HEADER);
	f->want = f->len = 0;
	decode_pdu(p, get_le16(f->data + 2));
}

static void decode_start(struct packet *p, struct fragments *f)
{
	size_t have = rd_left(&p->r);
	uint16_t len;

	if (f->want) {
		/* The rest of the last one never came. */
		put_error(p, "unexpected start frame");
		f->want = f->len = 0;
	}
	if (have < HEADER) {
		put_broken(p, "frame too short");
		return;
	}
	len = get_le16(p->r.p);
	if (have > HEADER + (size_t)len) {
		rd_skip(&p->r, HEADER);
		put_broken(p, "frame too long");
	} else if (have < HEADER + (size_t)len) {
		f->want = HEADER + (uint32_t)len;
		fragments_add(f, p->r.p, have);
	} else {
		const uint8_t *header = rd_bytes(&p->r, HEADER);

		decode_pdu(p, get_le16(header + 2));
	}
}

/* A frame that is in one packet by definition. */
static void decode_complete(struct packet *p, struct fragments *f)
{
	size_t have = rd_left(&p->r);
	const uint8_t *header = p->r.p;

	if (f->want) {
		put_error(p, "unexpected complete frame");
		f->want = f->len = 0;
	}
	if (have < HEADER) {
		put_broken(p, "frame too short");
		return;
	}
	rd_skip(&p->r, HEADER);
	if (have != HEADER + (size_t)get_le16(header))
		put_broken(p, "wrong frame size");
	else
		decode_pdu(p, get_le16(header + 2));
}

static void decode_continuation(struct packet *p, struct fragments *f)
{
	size_t have = rd_left(&p->r);

	if (!f->want) {
		put_broken(p, "unexpected continuation");
	} else if (have > f->want - f->len) {
		f->want = f->len = 0;
		put_broken(p, "fragment too long");
	} else {
		fragments_add(f, p->r.p, have);
		if (f->len == f->want)
			fragments_finish(p, f, have);
	}
}

void decode_l2cap_fragment(
    struct packet *p, struct conn *conn, unsigned boundary)
{
	struct fragments *f = &conn->fragments[p->rec->received];

	p->conn = conn;
	switch (boundary) {
	case 0: /* from the host */
	case 2:
		decode_start(p, f);
		break;
	case 1:
		decode_continuation(p, f);
		break;
	case 3:
		decode_complete(p, f);
		break;
	default: /* broadcasts */
		put_error(p, "invalid packet flags");
		join_code(p, boundary, 2, " (", ")");
		put_rest(p);
	}
}

void decode_l2cap(struct packet *p, uint16_t flags)
{
	uint16_t handle = flags & 0x0fff;

	if (handle == HANDLE_VENDOR_DEBUG &&
	    !dec_conn_find(p->dec, p->rec->adapter, handle)) {
		put_title(
		    p, "Vendor", "Debug data", 0, 0, p->r.p, rd_left(&p->r));
		put_rest(p);
		return;
	}
	decode_l2cap_fragment(
	    p, dec_conn_get(p->dec, p->rec->adapter, handle), flags >> 12);
}
