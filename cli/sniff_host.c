#include "cli/sniff_host.h"

#include <stdlib.h>

#include "base/addr.h"
#include "base/air.h"
#include "base/buf.h"
#include "hci/defs.h"

enum {
	LINKS = 64, /* the one heard least lately gives way */
	PACKET_MAX = 4 + 255,

	CONNECT_IND = 5,
	CONNECT_LEN = 34,
	LL_TERMINATE_IND = 0x02,
	LL_VERSION_IND = 0x0c,
};

struct host_link {
	uint64_t last_used; /* 0: empty */
	uint32_t access;
	bool starting; /* encryption was asked for, and has not begun */
	bool encrypted;
	struct air_side side[2];
};

struct sniff_host {
	struct host_link links[LINKS]; /* the index is the handle */
	uint64_t ticks;
	const struct record *air;
	struct record *out;
	size_t n;
	uint8_t packets[SNIFF_HOST_MOST][PACKET_MAX];
};

struct sniff_host *sniff_host_new(void)
{
	struct sniff_host *h = calloc(1, sizeof(*h));

	if (!h)
		abort();
	return h;
}

void sniff_host_free(struct sniff_host *h)
{
	free(h);
}

static struct host_link *link_of(
    struct sniff_host *h, uint32_t access, bool begins)
{
	struct host_link *l = &h->links[0];

	for (size_t i = 0; i < LINKS; i++) {
		struct host_link *k = &h->links[i];

		if (k->last_used && k->access == access) {
			l = k;
			break;
		}
		if (k->last_used < l->last_used)
			l = k;
	}
	if (begins || !l->last_used || l->access != access)
		*l = (struct host_link){ .access = access };
	l->last_used = ++h->ticks;
	return l;
}

static uint16_t handle_of(const struct sniff_host *h, const struct host_link *l)
{
	return (uint16_t)(l - h->links);
}

/* A packet is written in place, and given out. */
static struct wr begin(struct sniff_host *h)
{
	return wr_over(h->packets[h->n], PACKET_MAX);
}

static void give(struct sniff_host *h, const struct wr *w,
    enum record_type type, bool received)
{
	if (w->bad)
		return;
	h->out[h->n++] = (struct record){
		.ns = h->air->ns,
		.adapter = h->air->adapter,
		.type = (uint8_t)type,
		.received = received,
		.data = w->data,
		.len = (uint32_t)w->len,
		.wire_len = (uint32_t)w->len,
	};
}

/* The parameters' length goes in at the end. */
static struct wr begin_command(struct sniff_host *h, uint16_t opcode)
{
	struct wr w = begin(h);

	wr_u16(&w, opcode);
	wr_u8(&w, 0);
	return w;
}

static void give_command(struct sniff_host *h, struct wr *w)
{
	w->data[2] = (uint8_t)(w->len - 3);
	give(h, w, REC_COMMAND, false);
}

static struct wr begin_event(struct sniff_host *h, uint8_t code)
{
	struct wr w = begin(h);

	wr_u8(&w, code);
	wr_u8(&w, 0);
	return w;
}

static void give_event(struct sniff_host *h, struct wr *w)
{
	w->data[1] = (uint8_t)(w->len - 2);
	give(h, w, REC_EVENT, true);
}

/* The host's own address, as it was told to the controller or by it. */
static void give_own_address(struct sniff_host *h, const struct bdaddr *own)
{
	struct wr w;

	if (own->type == ADDR_RANDOM) {
		w = begin_command(h, HCI_LE_SET_RANDOM_ADDRESS);
		wr_bytes(&w, own->b, 6);
		give_command(h, &w);
		return;
	}
	w = begin_event(h, HCI_EV_COMMAND_COMPLETE);
	wr_u8(&w, 1);
	wr_u16(&w, HCI_READ_BD_ADDR);
	wr_u8(&w, HCI_OK);
	wr_bytes(&w, own->b, 6);
	give_event(h, &w);
}

static void on_connect(struct sniff_host *h, struct rd *r)
{
	uint8_t header = rd_u8(r);
	struct bdaddr ends[2];
	uint16_t interval, latency, timeout;
	struct host_link *l;
	struct wr w;

	rd_skip(r, 1);
	for (int who = 0; who < 2; who++) {
		ends[who].type = header >> (who ? 7 : 6) & 1;
		rd_copy(r, ends[who].b, 6);
	}
	l = link_of(h, rd_u32(r), true);
	rd_skip(r, 6); /* CRC, window */
	interval = rd_u16(r);
	latency = rd_u16(r);
	timeout = rd_u16(r);
	if (r->bad)
		return;
	give_own_address(h, &ends[0]);
	w = begin_command(h, HCI_LE_CREATE_CONNECTION);
	wr_zeros(&w, 5); /* scan interval, window, filter */
	wr_u8(&w, ends[1].type);
	wr_bytes(&w, ends[1].b, 6);
	wr_u8(&w, ends[0].type);
	wr_zeros(&w, 12); /* parameters */
	give_command(h, &w);
	w = begin_event(h, HCI_EV_LE_META);
	wr_u8(&w, HCI_LE_EV_CONNECTION_COMPLETE);
	wr_u8(&w, HCI_OK);
	wr_u16(&w, handle_of(h, l));
	wr_u8(&w, 0); /* central */
	wr_u8(&w, ends[1].type);
	wr_bytes(&w, ends[1].b, 6);
	wr_u16(&w, interval);
	wr_u16(&w, latency);
	wr_u16(&w, timeout);
	wr_u8(&w, 0); /* clock accuracy */
	give_event(h, &w);
}

static void give_encryption(
    struct sniff_host *h, struct host_link *l, uint8_t status)
{
	struct wr w = begin_event(h, HCI_EV_ENCRYPTION_CHANGE);

	wr_u8(&w, status);
	wr_u16(&w, handle_of(h, l));
	wr_u8(&w, !status);
	give_event(h, &w);
	l->starting = false;
}

static void on_control(struct sniff_host *h, struct host_link *l, struct rd r)
{
	const bool received = h->air->received;
	uint8_t opcode = rd_u8(&r);
	struct wr w;

	switch (opcode) {
	case LL_ENC_REQ:
		if (received || rd_left(&r) != 22)
			break;
		l->starting = true;
		w = begin_command(h, HCI_LE_ENABLE_ENCRYPTION);
		wr_u16(&w, handle_of(h, l));
		wr_bytes(&w, rd_bytes(&r, 10), 10); /* the key is not heard */
		give_command(h, &w);
		break;
	case LL_REJECT_EXT_IND:
		if (rd_u8(&r) != LL_ENC_REQ)
			break;
		/* fall through */
	case LL_REJECT_IND:
		if (l->starting && received && rd_left(&r) == 1)
			give_encryption(h, l, rd_u8(&r));
		break;
	case LL_VERSION_IND:
		if (!received || rd_left(&r) != 5)
			break;
		w = begin_event(h, HCI_EV_REMOTE_VERSION);
		wr_u8(&w, HCI_OK);
		wr_u16(&w, handle_of(h, l));
		wr_bytes(&w, rd_bytes(&r, 5), 5);
		give_event(h, &w);
		break;
	case LL_TERMINATE_IND:
		if (rd_left(&r) != 1)
			break;
		w = begin_event(h, HCI_EV_DISCONNECTION_COMPLETE);
		wr_u8(&w, HCI_OK);
		wr_u16(&w, handle_of(h, l));
		wr_u8(&w, received ? rd_u8(&r) : HCI_LOCAL_HOST_TERMINATED);
		give_event(h, &w);
		l->last_used = 0;
		break;
	}
}

static void on_connection(struct sniff_host *h, const struct record *air)
{
	const bool decrypted = air->air.flags & AIR_DECRYPTED;
	struct host_link *l = link_of(h, air->air.access, false);
	struct rd r =
	    rd_over(air->data + AIR_PDU_HEADER, air->len - AIR_PDU_HEADER);
	uint8_t llid = air->data[0] & 3;
	bool closed = l->encrypted && !decrypted &&
		      !(air->air.flags & AIR_PLAIN) &&
		      air_is_cipher(air->data, air->len);
	struct wr w;

	if (air_is_repeated(&l->side[air->received], air->data, air->len))
		return;
	/* the peripheral encrypts once the central did */
	if (l->starting && air->received && (closed || decrypted))
		give_encryption(h, l, HCI_OK);
	if (closed)
		return;
	if (llid == LLID_CONTROL && rd_left(&r)) {
		l->encrypted = air_encrypts(
		    l->encrypted, r.p[0], !decrypted, air->received);
		on_control(h, l, r);
	} else if (llid != LLID_CONTROL && llid && rd_left(&r)) {
		uint16_t boundary = llid == LLID_CONTINUATION ? 1 : 2;

		if (!air->received && boundary == 2)
			boundary = 0;
		w = begin(h);
		wr_u16(&w, (uint16_t)(handle_of(h, l) | boundary << 12));
		wr_u16(&w, (uint16_t)rd_left(&r));
		wr_bytes(&w, r.p, rd_left(&r));
		give(h, &w, REC_ACL, air->received);
	}
}

size_t sniff_host_records(struct sniff_host *h, const struct record *air,
    struct record out[static SNIFF_HOST_MOST])
{
	struct rd r = rd_over(air->data, air->len);

	h->air = air;
	h->out = out;
	h->n = 0;
	if (air->type != REC_AIR || air->len < AIR_PDU_HEADER ||
	    air->len != AIR_PDU_HEADER + (size_t)air->data[1] ||
	    (air->air.flags & (AIR_CRC_BAD | AIR_ISO)))
		return 0;
	if (air->air.access != AIR_ADVERTISING &&
	    !(air->air.flags & AIR_SECONDARY))
		on_connection(h, air);
	else if ((air->data[0] & 0x0f) == CONNECT_IND &&
		 air->len == AIR_PDU_HEADER + CONNECT_LEN)
		on_connect(h, &r);
	return h->n;
}
