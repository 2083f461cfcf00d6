/* HCI packets: headers, Command Complete, the LE Meta event. */
#include "decoders/hci.h"

#include "decoders/state.h"
#include "decoders/vendor.h"

static void begin(struct packet *p, struct field *title)
{
	struct adapter *a = dec_adapter(p->dec, p->rec->adapter);

	p->sink->ops->begin(p->sink, p->rec, title, ++a->frames);
	p->depth = 1;
}

/* "* Malformed HCI Command packet (len 2)", and what there is of it. */
static void begin_malformed(struct packet *p, const char *name, bool length)
{
	struct field title = {
		.kind = FIELD_LABEL,
		.name = name,
		.error = true,
		.len = p->rec->len,
	};

	begin(p, &title);
	p->r = rd_over(p->rec->data, p->rec->len);
	if (length) {
		p->depth = 0;
		join_uint(p, "Length", p->rec->len, " (len ", ")");
		p->depth = 1;
	}
	put_rest(p);
}

const struct command *hci_command_find(uint16_t opcode)
{
	const struct {
		const struct command *table;
		size_t n;
	} tables[] = {
		{ hci_link_commands, n_hci_link_commands },
		{ hci_baseband_commands, n_hci_baseband_commands },
		{ hci_info_commands, n_hci_info_commands },
		{ hci_le_commands, n_hci_le_commands },
		{ hci_le5_commands, n_hci_le5_commands },
		{ hci_le6_commands, n_hci_le6_commands },
	};

	for (size_t i = 0; i < ARRAY_SIZE(tables); i++)
		if (opcode <= tables[i].table[tables[i].n - 1].opcode)
			return hci_table_find(
			    tables[i].table, tables[i].n, opcode);
	return NULL;
}

const struct packet_name *hci_le_event_find(uint8_t code)
{
	if (code <= hci_le_events[n_hci_le_events - 1].code)
		return packet_find(hci_le_events, n_hci_le_events, code);
	return packet_find(hci_le6_events, n_hci_le6_events, code);
}

enum { OGF_VENDOR = 0x3f };

const struct command *hci_adapter_command(
    struct dec *d, const struct record *rec, uint16_t opcode)
{
	static const struct command nop = { 0x0000, "NOP", EMPTY, EMPTY };
	static const struct command any = { 0xfc00, "Vendor", UNDECODED,
		UNDECODED };
	const struct command *c;

	if (!opcode)
		return &nop;
	if (opcode >> 10 != OGF_VENDOR)
		return hci_command_find(opcode);
	c = vendor_command_find(dec_adapter(d, rec->adapter)->company, opcode);
	return c ? c : &any;
}

const char *dec_command_name(
    struct dec *d, const struct record *rec, uint16_t opcode)
{
	const struct command *c = hci_adapter_command(d, rec, opcode);

	return c ? c->name : NULL;
}

void decode_command(struct packet *p)
{
	uint16_t opcode = rd_u16(&p->r);
	uint8_t plen = rd_u8(&p->r);
	const struct command *c;
	struct field title = {
		.kind = FIELD_COMMAND,
		.name = "HCI Command",
		.value = opcode,
		.digits = 4,
		.len = plen,
	};

	if (p->r.bad) {
		begin_malformed(p, "Malformed HCI Command packet", true);
		return;
	}
	c = opcode ? hci_adapter_command(p->dec, p->rec, opcode) : NULL;
	title.text = c ? c->name : "Unknown";
	title.error = !c;
	begin(p, &title);
	if (!put_length_is(p, plen))
		return;
	if (c)
		put_params(p, &c->params);
	else
		put_rest(p);
}

static void put_ncmd(struct packet *p, uint8_t ncmd)
{
	join_uint(p, "Ncmd", ncmd, " ncmd ", NULL);
}

static void decode_complete(struct packet *p)
{
	const uint8_t *at = rd_bytes(&p->r, 3);
	const struct command *c;
	uint16_t opcode;

	if (!at) {
		p->r = rd_over(p->rec->data + 2, p->rec->len - 2);
		put_error(p, "too short packet");
		put_rest(p);
		return;
	}
	put_layout(p, at, 3);
	opcode = get_le16(at + 1);
	c = hci_adapter_command(p->dec, p->rec, opcode);
	put_command(p, opcode, at + 1);
	put_ncmd(p, at[0]);
	/* A command that is refused, or whose answer is not known, has its
	 * status at least. */
	if (!c || (!c->reply.fixed && !c->reply.n && !c->reply.tail)) {
		if (rd_left(&p->r))
			put_status(p, "Status");
		put_rest(p);
		return;
	}
	if (rd_left(&p->r) == 1) {
		put_status(p, "Status");
		return;
	}
	put_reply(p, &c->reply);
}

static void decode_status(struct packet *p)
{
	const uint8_t *at = p->r.p;

	if (rd_left(&p->r) != 4) {
		put_error(p, "invalid packet size");
		put_rest(p);
		return;
	}
	put_layout(p, at + 1, 3);
	put_command(p, get_le16(at + 2), at + 2);
	put_ncmd(p, at[1]);
	put_status(p, "Status");
	p->r = rd_over(NULL, 0);
}

static void decode_le_meta(struct packet *p)
{
	const uint8_t *code = rd_bytes(&p->r, 1);
	const struct packet_name *event;

	if (!code) {
		put_error(p, "too short packet");
		return;
	}
	event = hci_le_event_find(*code);
	put_subtitle(
	    p, event ? event->name : NULL, *code, 2, code, rd_left(&p->r) + 1);
	if (event)
		put_params(p, &event->params);
	else
		put_rest(p);
}

static void decode_vendor_event(struct packet *p)
{
	const struct adapter *a = dec_adapter(p->dec, p->rec->adapter);
	const struct vendor *v = vendor_find(a->company);

	if (v && v->event && v->event(p))
		return;
	if (a->android && android_event(p))
		return;
	put_rest(p);
}

/* Connections that begin and end, so that data on them is understood. */
static void track_connections(struct packet *p, uint8_t code)
{
	struct rd r = rd_over(p->rec->data + 2, p->rec->len - 2);
	uint8_t sub = code == 0x3e ? rd_u8(&r) : 0;
	uint8_t status = rd_u8(&r), type;
	uint16_t handle = rd_u16(&r) & 0x0fff;
	const uint8_t *addr;

	if (status)
		return;
	if (code == 0x05) {
		dec_disconnected(p, handle);
	} else if (code == 0x03) {
		addr = rd_bytes(&r, 6);
		if (addr)
			dec_connected(p, handle, LINK_ACL, addr, 0);
	} else if (sub == 0x01 || sub == 0x0a || sub == 0x29) {
		rd_skip(&r, 1);
		type = rd_u8(&r);
		addr = rd_bytes(&r, 6);
		if (addr)
			dec_connected(p, handle, LINK_LE, addr, type);
	}
}

void decode_event(struct packet *p)
{
	uint8_t code = rd_u8(&p->r), plen = rd_u8(&p->r);
	const struct packet_name *event = hci_event_find(code);
	struct field title = {
		.kind = FIELD_TITLE,
		.name = "HCI Event",
		.text = event ? event->name : "Unknown",
		.value = code,
		.digits = 2,
		.error = !event,
		.len = plen,
	};

	if (p->r.bad) {
		begin_malformed(p, "Malformed HCI Event packet", true);
		return;
	}
	begin(p, &title);
	if (!put_length_is(p, plen))
		return;
	switch (code) {
	case 0x0e:
		decode_complete(p);
		return;
	case 0x0f:
		decode_status(p);
		return;
	case 0x3e:
		decode_le_meta(p);
		break;
	case 0xff:
		decode_vendor_event(p);
		break;
	default:
		if (event)
			put_params(p, &event->params);
		else
			put_rest(p);
	}
	track_connections(p, code);
}

/* Handle and flags, then a length of one octet (SCO) or two, of which `mask`
 * are used. */
static bool begin_data(struct packet *p, const char *name,
    const char *malformed, unsigned length, uint16_t mask)
{
	uint16_t handle = rd_u16(&p->r);
	uint32_t dlen = length == 1 ? rd_u8(&p->r) : rd_u16(&p->r) & mask;
	struct field title = {
		.kind = FIELD_UINT,
		.name = name,
		.value = handle & 0x0fff,
		.len = dlen,
	};

	if (p->r.bad) {
		begin_malformed(p, malformed, false);
		return false;
	}
	begin(p, &title);
	p->depth = 0;
	join_hex(p, "Flags", handle >> 12, 2, " flags ");
	p->depth = 1;
	return put_length_is(p, dlen);
}

void decode_acl(struct packet *p)
{
	if (begin_data(p, p->rec->received ? "ACL Data RX" : "ACL Data TX",
		p->rec->received ? "Malformed ACL Data RX packet"
				 : "Malformed ACL Data TX packet",
		2, 0xffff))
		decode_l2cap(p, get_le16(p->rec->data));
}

/* Vol 4 Part E 5.4.3; what a host sends has none. */
static void put_sco_status(struct packet *p, uint8_t flags)
{
	static const char *const text[] = { "Correct", "Possibly invalid",
		"No data received", "Partially lost" };

	if (p->rec->received && flags & 3)
		put_word(p, "Packet status", flags & 3, text[flags & 3]);
}

/* The header of an SDU, which is in its first fragment, Vol 4 Part E 5.4.5. */
static void put_iso_header(struct packet *p, uint8_t flags)
{
	enum { FIRST = 0, COMPLETE = 2, TIMESTAMP = 4 };
	static const struct scale us = { .mul = 1, .unit = " us" };
	static const char *const text[] = { "Valid", "Possibly invalid", "Lost",
		"Reserved" };
	const uint8_t *at;

	if ((flags & 3) != FIRST && (flags & 3) != COMPLETE)
		return;
	if (flags & TIMESTAMP)
		put_scaled(p, "Timestamp", 4, &us, 8);
	put_uint(p, "Sequence number", 2);
	at = take(p, 2);
	if (!at)
		return;
	put_value(p, FIELD_UINT, "SDU length", get_le16(at) & 0xfff, at, 2);
	if (p->rec->received)
		put_word(p, "Packet status", at[1] >> 6, text[at[1] >> 6]);
}

void decode_sync(struct packet *p, bool iso)
{
	static const char *const names[2][2] = {
		{ "SCO Data TX", "SCO Data RX" },
		{ "ISO Data TX", "ISO Data RX" },
	};
	static const char *const malformed[2][2] = {
		{ "Malformed SCO Data TX packet",
		    "Malformed SCO Data RX packet" },
		{ "Malformed ISO Data TX packet",
		    "Malformed ISO Data RX packet" },
	};
	bool rx = p->rec->received;

	if (!begin_data(
		p, names[iso][rx], malformed[iso][rx], iso ? 2 : 1, 0x3fff))
		return;
	/* The sound itself is not shown. */
	if (iso)
		put_iso_header(p, p->rec->data[1] >> 4);
	else
		put_sco_status(p, p->rec->data[1] >> 4);
}
