#include "hci/l2cap.h"

static enum l2cap_result bad(struct l2cap_frame *out, const char *why)
{
	out->why = why;
	return L2CAP_BAD;
}

enum l2cap_result l2cap_receive(struct l2cap_rx *rx, unsigned pb,
    const uint8_t *p, size_t n, struct l2cap_frame *out)
{
	size_t room, size, got;

	out->why = NULL;
	if (pb != L2CAP_CONTINUE) {
		if (rx->have)
			out->why = "the frame before was not finished";
		rx->have = rx->drop = 0;
	} else if (rx->drop) {
		rx->drop -= n < rx->drop ? n : rx->drop;
		return L2CAP_PARTIAL;
	} else if (!rx->have) {
		return bad(out, "a frame is continued that has not started");
	}

	room = sizeof(rx->frame) - rx->have;
	got = rx->have + n;
	if (n)
		memcpy(rx->frame + rx->have, p, n < room ? n : room);
	rx->have += n < room ? n : room;
	if (rx->have < L2CAP_HEADER)
		return out->why ? L2CAP_BAD : L2CAP_PARTIAL;
	size = L2CAP_HEADER + (size_t)get_le16(rx->frame);
	if (size > sizeof(rx->frame)) {
		rx->have = 0;
		rx->drop = size > got ? size - got : 0;
		return bad(out, "the frame is longer than we take");
	}
	if (got > size) {
		rx->have = 0;
		return bad(out, "more octets than the frame's length says");
	}
	if (got < size)
		return out->why ? L2CAP_BAD : L2CAP_PARTIAL;
	out->cid = get_le16(rx->frame + 2);
	out->payload = rx->frame + L2CAP_HEADER;
	out->len = size - L2CAP_HEADER;
	rx->have = 0;
	return L2CAP_FRAME;
}

bool l2cap_params_valid(const struct l2cap_params *p)
{
	/* timeout (10 ms) > (1 + latency) * interval (1.25 ms) * 2 */
	return p->interval_min >= 6 && p->interval_max <= 3200 &&
	       p->interval_min <= p->interval_max && p->latency <= 499 &&
	       p->timeout >= 10 && p->timeout <= 3200 &&
	       p->timeout * 4U > (1U + p->latency) * p->interval_max;
}

static void reject(struct wr *w, uint8_t id)
{
	wr_u8(w, L2CAP_COMMAND_REJECT);
	wr_u8(w, id);
	wr_u16(w, 2);
	wr_u16(w, 0); /* command not understood */
}

struct l2cap_signal l2cap_signalling(const uint8_t *p, size_t n, bool central)
{
	struct l2cap_signal s = { .answer_len = 0 };
	struct wr w = wr_over(s.answer, sizeof(s.answer));
	struct rd r = rd_over(p, n), body;
	uint8_t code = rd_u8(&r), id = rd_u8(&r);
	uint16_t len = rd_u16(&r);

	body = rd_sub(&r, len);
	/* One command a frame, and no identifier 0: Vol 3 Part A 4. */
	if (body.bad || rd_left(&r) || !id)
		return s;

	switch (code) {
	case L2CAP_PARAMETER_UPDATE_REQ:
		if (!central || len != 8) {
			reject(&w, id);
			break;
		}
		s.params.interval_min = rd_u16(&body);
		s.params.interval_max = rd_u16(&body);
		s.params.latency = rd_u16(&body);
		s.params.timeout = rd_u16(&body);
		s.update = l2cap_params_valid(&s.params);
		wr_u8(&w, L2CAP_PARAMETER_UPDATE_RSP);
		wr_u8(&w, id);
		wr_u16(&w, 2);
		wr_u16(&w, s.update ? 0 : 1);
		break;
	case L2CAP_PARAMETER_UPDATE_RSP:
		if (rd_u16(&body))
			s.rejected = true;
		else
			s.accepted = !body.bad;
		break;
	case L2CAP_LE_CONNECTION_REQ:
		/* No PSM is served: 0x0002, Vol 3 Part A 4.23. */
		wr_u8(&w, L2CAP_LE_CONNECTION_RSP);
		wr_u8(&w, id);
		wr_u16(&w, 10);
		wr_zeros(&w, 8);
		wr_u16(&w, 0x0002);
		break;
	case L2CAP_CREDIT_CONNECTION_REQ:
		wr_u8(&w, L2CAP_CREDIT_CONNECTION_RSP);
		wr_u8(&w, id);
		wr_u16(&w, 8);
		wr_zeros(&w, 6);
		wr_u16(&w, 0x0002);
		break;
	case L2CAP_COMMAND_REJECT:
	case L2CAP_LE_CONNECTION_RSP:
	case L2CAP_CREDIT_CONNECTION_RSP:
		break; /* answers are never answered */
	default:
		reject(&w, id);
	}
	s.answer_len = w.len;
	return s;
}
