#include "decoders/ll.h"

#include "decoders/l2cap.h"

enum { HEADER = AIR_PDU_HEADER };

static void begin(struct packet *p, const struct field *title)
{
	struct adapter *a = dec_adapter(p->dec, p->rec->adapter);

	p->sink->ops->begin(p->sink, p->rec, title, ++a->frames);
	p->depth = 1;
}

/* "Channel: 37 RSSI -51 dBm", where the sniffer tells them. */
static void put_radio(struct packet *p)
{
	static const char *const phys[] = { "LE 1M", "LE 2M", "LE Coded",
		"Reserved" };
	const struct record_air *air = &p->rec->air;
	struct field rssi = {
		.kind = FIELD_SCALED,
		.name = "RSSI",
		.value = (uint64_t)air->rssi,
		.scale = &scale_dbm,
		.join = " RSSI ",
	};

	if (air->channel == AIR_NO_CHANNEL)
		put_word(p, "PHY", air->phy, phys[air->phy & 3]);
	else
		put_value(p, FIELD_UINT, "Channel", air->channel, NULL, 0);
	if (air->flags & AIR_RSSI)
		put_field(p, &rssi, NULL);
	if (air->channel != AIR_NO_CHANNEL && air->phy)
		join_word(p, "PHY", phys[air->phy & 3], " ");
}

/* Sequence numbers and what else the header of a data PDU has. */
static void join_sequence(struct packet *p, uint8_t header)
{
	join_uint(p, "SN", header >> 3 & 1, " SN ", NULL);
	join_uint(p, "NESN", header >> 2 & 1, " NESN ", NULL);
	join_uint(p, "MD", header >> 4 & 1, " MD ", NULL);
	if (p->rec->air.flags & AIR_DECRYPTED)
		join_word(p, "Decrypted", "decrypted", " ");
}

/* Damaged octets mean nothing. */
static bool crc_is_good(struct packet *p)
{
	if (!(p->rec->air.flags & AIR_CRC_BAD))
		return true;
	put_error(p, "wrong CRC");
	put_rest(p);
	return false;
}

static void decode_advertising(struct packet *p)
{
	uint8_t header = p->r.p[0], len = p->r.p[1];
	const char *name = ll_advertising_name(p->rec);
	struct field title = {
		.kind = FIELD_TITLE,
		.name = "LE Advertising",
		.text = name ? name : "Unknown",
		.error = !name,
		.value = header & 0x0f,
		.digits = 2,
		.len = len,
	};
	struct rd whole = p->r;

	begin(p, &title);
	put_radio(p);
	rd_skip(&p->r, HEADER);
	if (!crc_is_good(p) || !put_length_is(p, len))
		return;
	p->r = whole;
	decode_ll_advertising(p);
}

static void decode_payload(struct packet *p, struct conn *c)
{
	bool plain = !(p->rec->air.flags & AIR_DECRYPTED);

	switch (p->rec->data[0] & 3) {
	case LLID_CONTROL:
		if (rd_left(&p->r))
			c->air.encrypted = air_encrypts(c->air.encrypted,
			    p->r.p[0], plain, p->rec->received);
		decode_ll_control(p);
		break;
	case LLID_START:
		decode_l2cap_fragment(p, c, 2);
		break;
	case LLID_CONTINUATION:
		if (rd_left(&p->r))
			decode_l2cap_fragment(p, c, 1);
		break;
	default:
		put_error(p, "reserved LLID");
		put_rest(p);
	}
}

static void decode_data(struct packet *p)
{
	const struct record *rec = p->rec;
	uint8_t header = rd_u8(&p->r), len = rd_u8(&p->r);
	struct conn *c;
	struct field title = {
		.kind = FIELD_HEX,
		.name = "LE Data",
		.value = rec->air.access,
		.digits = 8,
		.len = len,
	};

	begin(p, &title);
	p->depth = 0;
	join_hex(p, "LLID", header & 3, 2, " llid ");
	p->depth = 1;
	put_radio(p);
	join_sequence(p, header);
	if (header & 0x20) /* CP */
		put_hex(p, "CTE info", 1);
	if (!crc_is_good(p) || !put_length_is(p, len))
		return;
	c = dec_conn_get(p->dec, rec->adapter, rec->air.access);
	p->conn = c;
	if (air_is_repeated(&c->air.side[rec->received], rec->data, rec->len) &&
	    len) {
		put_label(p, "Retransmission");
	} else if (c->air.encrypted &&
		   !(rec->air.flags & (AIR_DECRYPTED | AIR_PLAIN)) &&
		   air_is_cipher(rec->data, rec->len)) {
		put_label(p, "Encrypted");
		put_rest(p);
	} else {
		decode_payload(p, c);
	}
}

/* Streams: the audio itself is not shown. */
static void decode_stream(struct packet *p)
{
	bool broadcast = p->rec->air.flags & AIR_BROADCAST;
	struct field title = {
		.kind = FIELD_HEX,
		.name = broadcast ? "LE Broadcast ISO Data" : "LE ISO Data",
		.value = p->rec->air.access,
		.digits = 8,
		.len = p->rec->data[1],
	};

	begin(p, &title);
	p->depth = 0;
	join_hex(p, "LLID", p->rec->data[0] & 3, 2, " llid ");
	p->depth = 1;
	put_radio(p);
	rd_skip(&p->r, HEADER);
	if (crc_is_good(p))
		put_length_is(p, p->rec->data[1]);
}

void decode_air(struct packet *p)
{
	const struct record_air *air = &p->rec->air;
	const struct field malformed = {
		.kind = FIELD_LABEL,
		.name = "Malformed link-layer packet",
		.error = true,
		.len = p->rec->len,
	};

	if (rd_left(&p->r) < HEADER) {
		begin(p, &malformed);
		put_rest(p);
	} else if (air->access == AIR_ADVERTISING ||
		   (air->flags & AIR_SECONDARY)) {
		decode_advertising(p);
	} else if (air->flags & AIR_ISO) {
		decode_stream(p);
	} else {
		decode_data(p);
	}
}
