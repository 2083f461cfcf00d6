#include "pcap/link.h"

#include <pcap/pcap.h>

#include "pcap/link_air.h"

static void set_type(struct record *rec, enum record_type type, bool received)
{
	rec->type = (uint8_t)type;
	rec->received = type == REC_EVENT || (type != REC_COMMAND && received);
}

/* btsnoop's H1: bit 0 is the direction, bit 1 tells commands and events from
 * data. */
static void parse_h1(
    struct cap_link *link, uint32_t word, struct rd *r, struct record *rec)
{
	static const enum record_type types[] = { REC_ACL, REC_ACL, REC_COMMAND,
		REC_EVENT };

	(void)link;
	set_type(rec, types[word & 3], word & 1);
	r->bad = !rd_left(r);
}

/* Index: the H4 type octet. */
static const enum record_type h4_types[] = { REC_OTHER, REC_COMMAND, REC_ACL,
	REC_SCO, REC_EVENT, REC_ISO };

static void parse_h4(
    struct cap_link *link, uint32_t word, struct rd *r, struct record *rec)
{
	uint8_t code = rd_u8(r);

	(void)link;
	set_type(rec, code < ARRAY_SIZE(h4_types) ? h4_types[code] : REC_OTHER,
	    word & 1);
	if (rec->type == REC_OTHER)
		rec->code = code;
}

/* Without a direction, ACL data is judged by its packet boundary flag (Vol 4
 * Part E 5.4.2): on LE the host starts with 0, the controller with 2, and a
 * later fragment goes the way of the last start. Synchronous and isochronous
 * data tell nothing: they count as received. */
static void parse_h4_without_direction(
    struct cap_link *link, uint32_t word, struct rd *r, struct record *rec)
{
	struct rd peek;
	unsigned boundary;

	parse_h4(link, word | 1, r, rec);
	if (rec->type != REC_ACL)
		return;
	peek = *r;
	boundary = rd_u16(&peek) >> 12 & 3;
	if (boundary == 0 || boundary == 2)
		link->acl_received = boundary == 2;
	rec->received = link->acl_received;
}

/* Index: the opcode of the Linux monitor. */
static const struct {
	enum record_type type;
	bool received;
	bool may_be_empty;
} monitor_opcodes[] = {
	{ REC_NEW_INDEX, false, false },
	{ REC_DEL_INDEX, false, true },
	{ REC_COMMAND, false, false },
	{ REC_EVENT, true, false },
	{ REC_ACL, false, false },
	{ REC_ACL, true, false },
	{ REC_SCO, false, false },
	{ REC_SCO, true, false },
	{ REC_OPEN_INDEX, false, true },
	{ REC_CLOSE_INDEX, false, true },
	{ REC_INDEX_INFO, false, false },
	{ REC_VENDOR_DIAG, true, false },
	{ REC_SYSTEM_NOTE, false, false },
	{ REC_USER_LOGGING, false, false },
	{ REC_CTRL_OPEN, false, false },
	{ REC_CTRL_CLOSE, false, false },
	{ REC_CTRL_COMMAND, false, false },
	{ REC_CTRL_EVENT, true, false },
	{ REC_ISO, false, false },
	{ REC_ISO, true, false },
};

/* The word: adapter in the upper half, opcode in the lower. */
static void parse_monitor(
    struct cap_link *link, uint32_t word, struct rd *r, struct record *rec)
{
	uint16_t opcode = (uint16_t)word;

	(void)link;
	rec->adapter = (uint16_t)(word >> 16);
	if (opcode < ARRAY_SIZE(monitor_opcodes)) {
		set_type(rec, monitor_opcodes[opcode].type,
		    monitor_opcodes[opcode].received);
		if (!rd_left(r) && !monitor_opcodes[opcode].may_be_empty)
			r->bad = true;
	} else {
		set_type(rec, REC_OTHER, false);
		rec->code = opcode;
	}
}

static const struct cap_link_type btsnoop_types[] = {
	{ 1001, "H1", false, parse_h1 },
	{ 1002, "H4", false, parse_h4 },
	{ 2001, "Linux monitor", false, parse_monitor },
};

static const struct cap_link_type dlt_types[] = {
	{ 187, "H4", false, parse_h4_without_direction },
	{ 192, "PPI", false, cap_parse_ppi },
	{ 201, "H4 with direction", true, parse_h4 },
	{ 251, "LE link layer", false, cap_parse_le_ll },
	{ 254, "Linux monitor", true, parse_monitor },
	{ 256, "LE link layer with header", false, cap_parse_le_phdr },
	{ 272, "nRF Sniffer", false, cap_parse_nordic },
};

const struct cap_link_type *cap_link_from_btsnoop(
    uint32_t number, struct err *err)
{
	for (size_t i = 0; i < ARRAY_SIZE(btsnoop_types); i++)
		if (btsnoop_types[i].number == number)
			return &btsnoop_types[i];
	/* The format's description names these two, and says nothing of what
	 * is in their records. */
	err_set(err,
	    "btsnoop of data link %u%s cannot be read, only 1001 (H1), 1002 "
	    "(H4) and 2001 (Linux monitor)",
	    number,
	    number == 1003   ? " (HCI BSCP)"
	    : number == 1004 ? " (HCI Serial, H5)"
			     : "");
	return NULL;
}

const struct cap_link_type *cap_link_from_dlt(uint32_t number, struct err *err)
{
	const char *name;

	for (size_t i = 0; i < ARRAY_SIZE(dlt_types); i++)
		if (dlt_types[i].number == number)
			return &dlt_types[i];
	name = pcap_datalink_val_to_name((int)number);
	err_set(err,
	    "packets of link type DLT %u (%s) cannot be read, only of HCI "
	    "(DLT 187, 201, 254) and of the LE link layer (DLT 192, 251, 256, "
	    "272)",
	    number, name ? name : "unknown");
	return NULL;
}

bool cap_link_parse(
    const struct cap_packet *pkt, struct record *rec, struct err *err)
{
	const struct cap_link_type *type = pkt->link->type;
	struct rd r = rd_over(pkt->data, pkt->len);
	uint32_t word = pkt->word;

	*rec = (struct record){
		.ns = pkt->ns,
		.adapter = pkt->link->adapter,
		.len = pkt->len,
		.wire_len = pkt->wire_len,
	};
	if (type->word_in_packet)
		word = rd_be32(&r);
	type->parse(pkt->link, word, &r, rec);
	if (r.bad && !pkt->len)
		return err_set(err, "a record without content");
	if (r.bad)
		return err_set(err,
		    "a packet of %u octets is too short for link type %u (%s), "
		    "or of another kind",
		    pkt->len, type->number, type->name);
	rec->data = r.p;
	rec->len = (uint32_t)rd_left(&r);
	rec->wire_len = pkt->wire_len - (pkt->len - rec->len);
	return true;
}

uint8_t cap_h4_type(const struct record *rec)
{
	for (size_t i = 1; i < ARRAY_SIZE(h4_types); i++)
		if (h4_types[i] == rec->type)
			return (uint8_t)i;
	return 0;
}

int cap_monitor_opcode(const struct record *rec)
{
	for (size_t i = 0; i < ARRAY_SIZE(monitor_opcodes); i++)
		if (monitor_opcodes[i].type == rec->type &&
		    monitor_opcodes[i].received == rec->received)
			return rec->len || monitor_opcodes[i].may_be_empty
				   ? (int)i
				   : -1;
	return -1;
}
