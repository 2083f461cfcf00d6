/* Link types of sniffers. Each puts something of its own in front of the PDU:
 * https://www.tcpdump.org/linktypes.html, and Nordic's and Ubertooth's notes on
 * theirs. */
#include "pcap/link_air.h"

enum {
	ACCESS = 4,
	HEADER = 2, /* of a PDU; its second octet is the payload's length */
	CRC = 3,

	RF_BASE_MHZ = 2402,
	NO_POWER = -128,
};

/* The LINKTYPE_BLUETOOTH_LE_LL_WITH_PHDR flags. */
enum phdr_flags {
	PHDR_DEWHITENED = 0x0001,
	PHDR_SIGNAL = 0x0002,
	PHDR_DECRYPTED = 0x0008,
	PHDR_REFERENCE = 0x0010,
	PHDR_CRC_CHECKED = 0x0400,
	PHDR_CRC_GOOD = 0x0800,
	PHDR_MIC_CHECKED = 0x1000,
	PHDR_MIC_GOOD = 0x2000,
};

/* The same flags' three bits of PDU type. */
enum phdr_type {
	PHDR_UNKNOWN, /* advertising, or data of an unknown direction */
	PHDR_AUX,
	PHDR_TO_PERIPHERAL,
	PHDR_TO_CENTRAL,
	PHDR_ISO_TO_PERIPHERAL,
	PHDR_ISO_TO_CENTRAL,
	PHDR_BROADCAST,
};

/* The channel index of an RF channel, Vol 6 Part B 1.4.1. */
static uint8_t index_of_rf(unsigned rf)
{
	if (rf == 0)
		return 37;
	if (rf == 12)
		return 38;
	if (rf == 39)
		return 39;
	if (rf < 12)
		return (uint8_t)(rf - 1);
	return rf < 39 ? (uint8_t)(rf - 2) : AIR_NO_CHANNEL;
}

static uint8_t rf_of_index(unsigned channel)
{
	switch (channel) {
	case 37:
	case AIR_NO_CHANNEL:
		return 0;
	case 38:
		return 12;
	case 39:
		return 39;
	}
	return (uint8_t)(channel < 11 ? channel + 1 : channel + 2);
}

static void set_rssi(struct record_air *air, int8_t dbm)
{
	air->rssi = dbm;
	air->flags |= AIR_RSSI;
}

/* Who sends, where the sniffer does not say it: a central starts every event,
 * each on a new channel, and the two take turns 150 us apart (Vol 6 Part B
 * 4.5.1). */
static bool guess_received(struct cap_air_event events[static CAP_AIR_EVENTS],
    const struct record *rec)
{
	const uint64_t gap = 5 * 1000 * 1000; /* longer than any PDU */
	struct cap_air_event *e = &events[0];

	for (unsigned i = 0; i < CAP_AIR_EVENTS; i++) {
		if (events[i].access == rec->air.access) {
			e = &events[i];
			break;
		}
		if (events[i].ns < e->ns)
			e = &events[i];
	}
	e->received = e->access == rec->air.access &&
		      e->channel == rec->air.channel && !e->received &&
		      rec->ns >= e->ns && rec->ns - e->ns < gap;
	e->access = rec->air.access;
	e->channel = rec->air.channel;
	e->ns = rec->ns;
	return e->received;
}

/* SCAN_REQ and CONNECT_IND, the advertising PDUs of a central. */
static bool is_request(uint8_t header)
{
	return (header & 0x0f) == 3 || (header & 0x0f) == 5;
}

/* Access address, PDU and CRC, which are what is left in `r`. What is left then
 * is the PDU. */
static void parse_packet(
    struct cap_link *link, struct rd *r, struct record *rec)
{
	size_t left;

	rec->type = REC_AIR;
	rec->air.access = rd_u32(r);
	if (rec->air.phy == AIR_CODED)
		rec->air.ci = rd_u8(r);
	left = rd_left(r);
	if (left < HEADER) {
		r->bad = true;
		return;
	}
	/* An empty PDU is never encrypted, whatever was noted. */
	if (!r->p[1])
		rec->air.flags &= (uint16_t)~AIR_DECRYPTED;
	/* A packet of which the capture kept only the start has none. */
	if (rec->wire_len <= rec->len && left >= HEADER + CRC) {
		const uint8_t *crc = r->end - CRC;

		rec->air.crc = (uint32_t)(crc[0] | crc[1] << 8 | crc[2] << 16);
		rec->air.flags |= AIR_CRC;
		r->end -= CRC;
	}
	if (rec->air.access == AIR_ADVERTISING ||
	    (rec->air.flags & AIR_SECONDARY))
		rec->received = !is_request(r->p[0]);
	else if (!(rec->air.flags & (AIR_DIRECTION | AIR_ISO)))
		rec->received = guess_received(link->air_events, rec);
}

void cap_parse_le_ll(
    struct cap_link *link, uint32_t word, struct rd *r, struct record *rec)
{
	(void)word;
	rec->air.channel = AIR_NO_CHANNEL;
	parse_packet(link, r, rec);
}

void cap_parse_le_phdr(
    struct cap_link *link, uint32_t word, struct rd *r, struct record *rec)
{
	struct record_air *air = &rec->air;
	int8_t signal;
	uint16_t flags;

	(void)word;
	air->channel = index_of_rf(rd_u8(r));
	signal = rd_i8(r);
	rd_skip(r, 6); /* noise, address offenses, reference address */
	flags = rd_u16(r);
	if (flags & PHDR_SIGNAL)
		set_rssi(air, signal);
	if ((flags & PHDR_CRC_CHECKED) && !(flags & PHDR_CRC_GOOD))
		air->flags |= AIR_CRC_BAD;
	if (flags & PHDR_DECRYPTED)
		air->flags |= AIR_DECRYPTED;
	air->phy = (uint8_t)(flags >> 14 & 3);
	switch ((enum phdr_type)(flags >> 7 & 7)) {
	case PHDR_UNKNOWN:
		break;
	case PHDR_AUX:
		air->flags |= AIR_SECONDARY;
		break;
	case PHDR_TO_CENTRAL:
		rec->received = true;
		air->flags |= AIR_DIRECTION;
		break;
	case PHDR_TO_PERIPHERAL:
		air->flags |= AIR_DIRECTION;
		break;
	case PHDR_ISO_TO_CENTRAL:
		rec->received = true;
		air->flags |= AIR_DIRECTION | AIR_ISO;
		break;
	case PHDR_ISO_TO_PERIPHERAL:
		air->flags |= AIR_DIRECTION | AIR_ISO;
		break;
	case PHDR_BROADCAST:
		air->flags |= AIR_ISO | AIR_BROADCAST;
		break;
	}
	parse_packet(link, r, rec);
}

/* Board, length, version, counter, kind; then, from version 1 on, length,
 * flags, channel, RSSI without its sign, event counter, time. */
void cap_parse_nordic(
    struct cap_link *link, uint32_t word, struct rd *r, struct record *rec)
{
	enum {
		CRC_GOOD = 0x01,
		TO_PERIPHERAL = 0x02,
		ENCRYPTED = 0x04,
		MIC_GOOD = 0x08,
	};
	struct record_air *air = &rec->air;
	uint8_t version, flags, rssi;

	(void)word;
	rd_skip(r, 3);
	version = rd_u8(r);
	rd_skip(r, 4);
	flags = rd_u8(r);
	air->channel = rd_u8(r);
	rssi = rd_u8(r);
	rd_skip(r, 6);
	if (!version || version > 3)
		r->bad = true;
	if (air->channel > 39)
		air->channel = AIR_NO_CHANNEL;
	set_rssi(air, (int8_t) - (rssi & 0x7f));
	air->phy = (uint8_t)(flags >> 4 & 3);
	if (!(flags & CRC_GOOD))
		air->flags |= AIR_CRC_BAD;
	if (!r->bad && rd_left(r) >= ACCESS &&
	    get_le32(r->p) != AIR_ADVERTISING) {
		rec->received = !(flags & TO_PERIPHERAL);
		air->flags |= AIR_DIRECTION;
		/* The sniffer may have the key, and has used it then. */
		if (!(flags & ENCRYPTED))
			air->flags |= AIR_PLAIN;
		else if (flags & MIC_GOOD)
			air->flags |= AIR_DECRYPTED;
	}
	parse_packet(link, r, rec);
}

/* Per-Packet Information: a header with its length, then fields; Ubertooth's
 * says channel and power. */
void cap_parse_ppi(
    struct cap_link *link, uint32_t word, struct rd *r, struct record *rec)
{
	enum {
		DLT_USER0 = 147, /* Ubertooth's, before 251 was assigned */
		DLT_LE_LL = 251,
		FIELD_BTLE = 30006,
	};
	const uint8_t *head = rd_bytes(r, 8);
	struct rd fields;

	(void)word;
	rec->air.channel = AIR_NO_CHANNEL;
	if (!head || get_le16(head + 2) < 8 ||
	    (get_le32(head + 4) != DLT_USER0 &&
		get_le32(head + 4) != DLT_LE_LL)) {
		r->bad = true;
		return;
	}
	fields = rd_sub(r, get_le16(head + 2) - 8U);
	while (rd_left(&fields)) {
		uint16_t type = rd_u16(&fields);
		uint16_t size = rd_u16(&fields);
		struct rd value = rd_sub(&fields, size);
		uint16_t mhz;

		if (type != FIELD_BTLE)
			continue;
		rd_skip(&value, 1);
		mhz = rd_u16(&value);
		rd_skip(&value, 5);
		if (mhz >= RF_BASE_MHZ)
			rec->air.channel =
			    index_of_rf((mhz - RF_BASE_MHZ) / 2U);
		if (rd_left(&value))
			set_rssi(&rec->air, rd_i8(&value));
	}
	parse_packet(link, r, rec);
}

static enum phdr_type phdr_type_of(const struct record *rec)
{
	uint16_t flags = rec->air.flags;

	if (flags & AIR_BROADCAST)
		return PHDR_BROADCAST;
	if (flags & AIR_ISO)
		return rec->received ? PHDR_ISO_TO_CENTRAL
				     : PHDR_ISO_TO_PERIPHERAL;
	if (flags & AIR_SECONDARY)
		return PHDR_AUX;
	if (rec->air.access == AIR_ADVERTISING)
		return PHDR_UNKNOWN;
	/* A guess too: a reader's would be no better. */
	return rec->received ? PHDR_TO_CENTRAL : PHDR_TO_PERIPHERAL;
}

size_t cap_air_front(
    const struct record *rec, uint8_t out[static CAP_AIR_FRONT])
{
	const struct record_air *air = &rec->air;
	unsigned flags = PHDR_DEWHITENED | PHDR_REFERENCE;
	struct wr w = wr_over(out, CAP_AIR_FRONT);

	if (air->flags & AIR_RSSI)
		flags |= PHDR_SIGNAL;
	if (air->flags & AIR_CRC)
		flags |= PHDR_CRC_CHECKED;
	if (!(air->flags & AIR_CRC_BAD))
		flags |= PHDR_CRC_GOOD;
	if (air->flags & AIR_DECRYPTED)
		flags |= PHDR_DECRYPTED | PHDR_MIC_CHECKED | PHDR_MIC_GOOD;
	flags |= (unsigned)phdr_type_of(rec) << 7;
	flags |= (unsigned)air->phy << 14;
	wr_u8(&w, rf_of_index(air->channel));
	wr_u8(&w, (uint8_t)(air->flags & AIR_RSSI ? air->rssi : NO_POWER));
	wr_u8(&w, (uint8_t)NO_POWER);
	wr_u8(&w, 0); /* offenses of the access address: not counted */
	wr_u32(&w, air->access);
	wr_u16(&w, (uint16_t)flags);
	wr_u32(&w, air->access);
	if (air->phy == AIR_CODED)
		wr_u8(&w, air->ci);
	return w.len;
}

size_t cap_air_back(const struct record *rec, uint8_t out[static CAP_AIR_BACK])
{
	if (!(rec->air.flags & AIR_CRC) || rec->len < rec->wire_len)
		return 0;
	out[0] = (uint8_t)rec->air.crc;
	out[1] = (uint8_t)(rec->air.crc >> 8);
	out[2] = (uint8_t)(rec->air.crc >> 16);
	return CRC;
}
