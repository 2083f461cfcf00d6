/* Attribute Protocol, Vol 3 Part F 3.4, and which attribute a handle is. */
#include "decoders/att.h"

#include "decoders/names.h"
#include "decoders/row.h"
#include "decoders/state.h"
#include "decoders/value_types.h"

static const char *const att_error_low[] = {
	[0x01] = "Invalid Handle",
	"Read Not Permitted",
	"Write Not Permitted",
	"Invalid PDU",
	"Insufficient Authentication",
	"Request Not Supported",
	"Invalid Offset",
	"Insufficient Authorization",
	"Prepare Queue Full",
	"Attribute Not Found",
	"Attribute Not Long",
	"Insufficient Encryption Key Size",
	"Invalid Attribute Value Length",
	"Unlikely Error",
	"Insufficient Encryption",
	"Unsupported Group Type",
	"Insufficient Resources",
	"Database Out of Sync",
	"Value Not Allowed",
	[0xfc] = "Write Request Rejected",
	"CCC Improperly Configured",
	"Procedure Already in Progress",
	"Out of Range",
};
const struct names att_error_names = NAMES_DENSE(att_error_low);

enum {
	ERROR_RESPONSE = 0x01,
	READ_BY_TYPE_REQUEST = 0x08,
	READ_REQUEST = 0x0a,
	TYPE_PRIMARY_SERVICE = 0x2800,
	TYPE_SECONDARY_SERVICE = 0x2801,
	TYPE_CHARACTERISTIC = 0x2803,
};

static const struct packet_name *pdu_find(uint8_t opcode);

/* The database that this packet speaks of: of the side that answers requests
 * and sends notifications. */
static struct gatt_side *gatt_server(struct packet *p, bool from_server)
{
	return p->conn ? &p->conn->gatt[p->rec->received == from_server] : NULL;
}

static const struct attr *attr_find(
    const struct gatt_side *side, uint64_t handle)
{
	const struct attr *a;

	if (!side || !side->discovered || !handle)
		return NULL;
	a = &side->attrs[handle % DEC_ATTRS];
	return a->handle == handle ? a : NULL;
}

static void attr_set(
    struct gatt_side *side, uint64_t handle, const uint8_t *uuid, size_t len)
{
	struct attr *a;

	if (!side || !handle || len > sizeof(a->uuid))
		return;
	a = &side->attrs[handle % DEC_ATTRS];
	a->handle = (uint16_t)handle;
	a->known = false;
	a->uuid_len = (uint8_t)len;
	memcpy(a->uuid, uuid, len);
}

static void attr_set16(struct gatt_side *side, uint64_t handle, uint16_t uuid)
{
	uint8_t wire[2];

	put_le16(wire, uuid);
	attr_set(side, handle, wire, sizeof(wire));
}

/* "Handle: 0x0003 Type: Device Name (0x2a00)"; returns the attribute. */
static const struct attr *put_handle(
    struct packet *p, const struct gatt_side *side)
{
	uint64_t handle = put_hex(p, "Handle", 2);
	const struct attr *a = p->r.bad ? NULL : attr_find(side, handle);
	struct field f = {
		.kind = FIELD_UUID,
		.name = "Type",
		.join = " Type: ",
	};

	if (!a)
		return NULL;
	f.data = a->uuid;
	f.len = a->uuid_len;
	f.text = dec_uuid_text(a->uuid, a->uuid_len);
	put_field(p, &f, NULL);
	return a;
}

static void put_handle_range(struct packet *p)
{
	const uint8_t *at = take(p, 4);

	if (!at)
		return;
	put_layout(p, at, 4);
	put_value(p, FIELD_HEX, "Handle range", get_le16(at), at, 2);
	join_hex(p, "Last handle", get_le16(at + 2), 4, "-");
}

/* A value in hexadecimal, and what it means one or two levels deeper. */
static void put_attr_value(struct packet *p, const char *name, size_t n,
    const uint8_t *type, size_t type_len, uint8_t deeper)
{
	const uint8_t *at = p->r.p;
	struct uuid uuid;

	put_octets(p, name, n);
	if (p->r.bad || !type || !uuid_from_wire(type, type_len, &uuid))
		return;
	if (value_is_layout(&uuid))
		put_layout(p, at, n);
	p->depth = (uint8_t)(p->depth + deeper);
	put_gatt_value(p, &uuid, at, n);
	p->depth = (uint8_t)(p->depth - deeper);
}

/* Handle, then its value to the end of the PDU, as "Data" one level deeper. */
static void put_handle_data(struct packet *p, bool from_server)
{
	const struct attr *a = put_handle(p, gatt_server(p, from_server));

	p->depth++;
	put_attr_value(p, "Data", rd_left(&p->r), a ? a->uuid : NULL,
	    a ? a->uuid_len : 0, 1);
	p->depth--;
}

static void error_response(struct packet *p)
{
	struct gatt_side *side = gatt_server(p, true);
	const uint8_t *at = take(p, 1);
	const struct packet_name *pdu = pdu_find(*at);
	struct field f = {
		.kind = FIELD_ENUM,
		.name = "Request",
		.bare = true,
		.text = pdu ? pdu->name : "Unknown",
		.value = *at,
		.digits = 2,
		.len = 1,
	};

	put_field(p, &f, at);
	put_handle(p, side);
	put_enum(p, "Error", 1, &att_error_names);
	if (side)
		side->pending = 0;
}

static void find_information_request(struct packet *p)
{
	put_handle_range(p);
}

static void find_information_response(struct packet *p)
{
	struct gatt_side *side = gatt_server(p, true);
	const uint8_t *at = take(p, 1);
	size_t len = *at == 1 ? 2 : 16;
	struct field f = {
		.kind = FIELD_ENUM,
		.name = "Format",
		.text = *at == 1   ? "UUID-16"
			: *at == 2 ? "UUID-128"
				   : "unknown",
		.value = *at,
		.digits = 2,
		.len = 1,
	};

	put_field(p, &f, at);
	if (*at != 1 && *at != 2)
		return;
	while (rd_left(&p->r) >= 2 + len) {
		uint64_t handle = put_hex(p, "Handle", 2);

		attr_set(side, handle, p->r.p, len);
		put_uuid(p, "UUID", len);
	}
}

static void find_by_type_request(struct packet *p)
{
	struct gatt_side *side = gatt_server(p, false);
	uint16_t type;
	size_t left;

	put_handle_range(p);
	type = get_le16(p->r.p);
	if (side) {
		side->pending = 0x06;
		side->pending_type_len = 2;
		memcpy(side->pending_type, p->r.p, 2);
	}
	put_uuid(p, "Attribute type", 2);
	left = rd_left(&p->r);
	if (type != TYPE_PRIMARY_SERVICE && type != TYPE_SECONDARY_SERVICE) {
		put_octets(p, "Value", left);
		return;
	}
	p->depth++;
	if (left == 2 || left == 16)
		put_uuid(p, "UUID", left);
	p->depth--;
}

static void find_by_type_response(struct packet *p)
{
	struct gatt_side *side = gatt_server(p, true);

	while (rd_left(&p->r) >= 4) {
		if (side && side->pending == 0x06)
			attr_set(side, get_le16(p->r.p), side->pending_type, 2);
		put_handle_range(p);
	}
}

static void put_typed_range(struct packet *p, const char *name, uint8_t opcode)
{
	struct gatt_side *side = gatt_server(p, false);
	size_t len;

	put_handle_range(p);
	len = rd_left(&p->r);
	if (len != 2 && len != 16)
		return; /* the rest is dumped */
	if (side) {
		side->pending = opcode;
		side->pending_type_len = (uint8_t)len;
		memcpy(side->pending_type, p->r.p, len);
	}
	put_uuid(p, name, len);
}

static void read_by_type_request(struct packet *p)
{
	put_typed_range(p, "Attribute type", READ_BY_TYPE_REQUEST);
}

static void put_count(struct packet *p, const char *name, size_t n)
{
	put_value(p, FIELD_UINT, name, n, NULL, 0);
	join_entries(p, n);
}

/* The log's own discovery begins: what was known before may be of a database
 * that has changed since. */
static void forget_known(struct gatt_side *side)
{
	for (size_t i = 0; side->known && i < DEC_ATTRS; i++)
		if (side->attrs[i].known)
			side->attrs[i] = (struct attr){ 0 };
	side->known = false;
}

/* What a declaration says of the attribute that follows it. */
static void note_characteristic(
    struct gatt_side *side, const uint8_t *value, size_t len)
{
	if (len != 5 && len != 19)
		return;
	forget_known(side);
	side->discovered = true;
	attr_set(side, get_le16(value + 1), value + 3, len - 3);
}

static void read_by_type_response(struct packet *p)
{
	struct gatt_side *side = gatt_server(p, true);
	const uint8_t *type = NULL;
	size_t type_len = 0;
	uint64_t size = put_uint(p, "Attribute data length", 1);

	if (side && side->pending == READ_BY_TYPE_REQUEST) {
		type = side->pending_type;
		type_len = side->pending_type_len;
		side->pending = 0;
	}
	if (size < 2)
		return;
	put_count(p, "Attribute data list", rd_left(&p->r) / size);
	while (rd_left(&p->r) >= size) {
		const uint8_t *value;

		if (type)
			attr_set(side, get_le16(p->r.p), type, type_len);
		put_hex(p, "Handle", 2);
		value = p->r.p;
		if (type_len == 2 && get_le16(type) == TYPE_CHARACTERISTIC)
			note_characteristic(side, value, size - 2);
		put_attr_value(p, "Value", size - 2,
		    side && side->discovered ? type : NULL, type_len, 2);
	}
}

static void read_request(struct packet *p)
{
	struct gatt_side *side = gatt_server(p, false);

	if (side) {
		side->pending = READ_REQUEST;
		side->pending_handle = get_le16(p->r.p);
	}
	put_handle(p, side);
}

static void read_response(struct packet *p)
{
	struct gatt_side *side = gatt_server(p, true);
	const struct attr *a = NULL;

	if (side && side->pending == READ_REQUEST) {
		a = attr_find(side, side->pending_handle);
		side->pending = 0;
	}
	put_attr_value(p, "Value", rd_left(&p->r), a ? a->uuid : NULL,
	    a ? a->uuid_len : 0, 2);
}

static void read_blob_request(struct packet *p)
{
	put_handle(p, gatt_server(p, false));
	put_hex(p, "Offset", 2);
}

static void read_multiple_request(struct packet *p)
{
	while (rd_left(&p->r) >= 2)
		put_handle(p, gatt_server(p, false));
}

static void read_by_group_request(struct packet *p)
{
	put_typed_range(p, "Attribute group type", 0x10);
}

static void read_by_group_response(struct packet *p)
{
	struct gatt_side *side = gatt_server(p, true);
	uint64_t size = put_uint(p, "Attribute data length", 1);
	uint16_t type = 0;

	if (side && side->pending == 0x10 && side->pending_type_len == 2)
		type = get_le16(side->pending_type);
	if (size < 4)
		return;
	put_count(p, "Attribute group list", rd_left(&p->r) / size);
	while (rd_left(&p->r) >= size) {
		if (type)
			attr_set16(side, get_le16(p->r.p), type);
		put_handle_range(p);
		if (size == 6 || size == 20)
			put_uuid(p, "UUID", size - 4);
		else
			put_dump(p, rd_bytes(&p->r, size - 4), size - 4);
	}
}

static void write_request(struct packet *p)
{
	put_handle_data(p, false);
}

static void prepare_write(struct packet *p, bool from_server)
{
	put_handle(p, gatt_server(p, from_server));
	put_hex(p, "Offset", 2);
	p->depth++;
	put_octets(p, "Data", rd_left(&p->r));
	p->depth--;
}

static void prepare_write_request(struct packet *p)
{
	prepare_write(p, false);
}

static void prepare_write_response(struct packet *p)
{
	prepare_write(p, true);
}

static void execute_write_request(struct packet *p)
{
	const uint8_t *at = take(p, 1);
	struct field f = {
		.kind = FIELD_ENUM,
		.name = "Flags",
		.text = *at == 0   ? "Cancel all prepared writes"
			: *at == 1 ? "Immediately write all pending values"
				   : "Unknown",
		.value = *at,
		.digits = 2,
		.len = 1,
	};

	put_field(p, &f, at);
}

static void notification(struct packet *p)
{
	put_handle_data(p, true);
}

/* Length, handle and value, as often as there is one. */
static void put_tuples(struct packet *p, bool with_handle)
{
	while (rd_left(&p->r) >= (with_handle ? 4u : 2u)) {
		const struct attr *a = NULL;
		const uint8_t *len;
		uint16_t n;

		/* On the wire the handle comes first. */
		len = p->r.p + (with_handle ? 2 : 0);
		n = get_le16(len);
		put_value(p, FIELD_HEX, "Length", n, len, 2);
		if (with_handle)
			a = put_handle(p, gatt_server(p, true));
		put_layout(p, len, 2);
		take(p, 2);
		if (rd_left(&p->r) < n) {
			put_error(p, "invalid size");
			return;
		}
		p->depth++;
		put_attr_value(
		    p, "Data", n, a ? a->uuid : NULL, a ? a->uuid_len : 0, 1);
		p->depth--;
	}
}

static void read_multiple_variable_response(struct packet *p)
{
	put_tuples(p, false);
}

static void multiple_notification(struct packet *p)
{
	put_tuples(p, true);
}

static void signed_write(struct packet *p)
{
	struct rd all;

	put_handle(p, gatt_server(p, false));
	p->depth++;
	all = p->r;
	put_octets(p, "Data", rd_left(&p->r));
	p->r = all;
	put_octets(p, "Data", rd_left(&p->r) - 12);
	put_octets(p, "Signature", 12);
	p->depth--;
}

static const struct row client_mtu[] = { { U16("Client RX MTU") } };
static const struct row server_mtu[] = { { U16("Server RX MTU") } };

/* clang-format off */
static const struct packet_name pdus[] = {
	{ 0x01, "Error Response", CALLED_FIXED(4, error_response) },
	{ 0x02, "Exchange MTU Request", FIXED(client_mtu, 2) },
	{ 0x03, "Exchange MTU Response", FIXED(server_mtu, 2) },
	{ 0x04, "Find Information Request", CALLED_FIXED(4, find_information_request) },
	{ 0x05, "Find Information Response", CALLED(5, find_information_response) },
	{ 0x06, "Find By Type Value Request", CALLED(6, find_by_type_request) },
	{ 0x07, "Find By Type Value Response", CALLED(4, find_by_type_response) },
	{ 0x08, "Read By Type Request", CALLED(6, read_by_type_request) },
	{ 0x09, "Read By Type Response", CALLED(3, read_by_type_response) },
	{ 0x0a, "Read Request", CALLED_FIXED(2, read_request) },
	{ 0x0b, "Read Response", CALLED(0, read_response) },
	{ 0x0c, "Read Blob Request", CALLED_FIXED(4, read_blob_request) },
	{ 0x0d, "Read Blob Response", UNDECODED },
	{ 0x0e, "Read Multiple Request", CALLED(4, read_multiple_request) },
	{ 0x0f, "Read Multiple Response", UNDECODED },
	{ 0x10, "Read By Group Type Request", CALLED(6, read_by_group_request) },
	{ 0x11, "Read By Group Type Response", CALLED(4, read_by_group_response) },
	{ 0x12, "Write Request", CALLED(2, write_request) },
	{ 0x13, "Write Response", EMPTY },
	{ 0x16, "Prepare Write Request", CALLED(4, prepare_write_request) },
	{ 0x17, "Prepare Write Response", CALLED(4, prepare_write_response) },
	{ 0x18, "Execute Write Request", CALLED_FIXED(1, execute_write_request) },
	{ 0x19, "Execute Write Response", UNDECODED },
	{ 0x1b, "Handle Value Notification", CALLED(2, notification) },
	{ 0x1d, "Handle Value Indication", CALLED(2, notification) },
	{ 0x1e, "Handle Value Confirmation", EMPTY },
	{ 0x20, "Read Multiple Request Variable Length", CALLED(4, read_multiple_request) },
	{ 0x21, "Read Multiple Response Variable Length", CALLED(2, read_multiple_variable_response) },
	{ 0x23, "Handle Multiple Value Notification", CALLED(4, multiple_notification) },
	{ 0x52, "Write Command", CALLED(2, write_request) },
	{ 0xd2, "Signed Write Command", CALLED(14, signed_write) },
};
/* clang-format on */

static const struct packet_name *pdu_find(uint8_t opcode)
{
	return packet_find(pdus, ARRAY_SIZE(pdus), opcode);
}

const char *name_att_pdu(uint8_t opcode)
{
	const struct packet_name *pdu = pdu_find(opcode);

	return pdu ? pdu->name : NULL;
}

void decode_att(struct packet *p)
{
	const uint8_t *opcode = rd_bytes(&p->r, 1);
	const struct packet_name *pdu;

	if (!opcode) {
		put_error(p, "malformed attribute packet");
		return;
	}
	pdu = pdu_find(*opcode);
	put_title(p, "ATT", pdu ? pdu->name : NULL, *opcode, 2, opcode,
	    rd_left(&p->r) + 1);
	join_uint(p, "Length", rd_left(&p->r), " len ", NULL);
	if (pdu)
		put_pdu(p, &pdu->params);
	else
		put_rest(p);
}
