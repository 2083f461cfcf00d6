/* Advertising data of Bluetooth Mesh, Mesh Protocol 3.4, 3.10 and 5.3. */
#include "decoders/ad_mesh.h"

#include "decoders/row.h"

/* The whole in hexadecimal; then `p` is at its start again, one deeper. */
static void put_whole(struct packet *p, const char *name)
{
	struct rd whole = p->r;

	put_octets(p, name, rd_left(&p->r));
	p->r = whole;
	p->depth++;
}

/* "Transaction Start (0x00)" */
static void put_kind(struct packet *p, const char *name, const char *text,
    uint8_t value, const uint8_t *at)
{
	struct field f = {
		.kind = FIELD_ENUM,
		.name = name,
		.text = text,
		.value = value,
		.digits = 2,
		.len = 1,
		.bare = true,
	};

	put_field(p, &f, at);
}

static void put_number(struct packet *p, const char *name)
{
	const uint8_t *at = take(p, 4);

	if (at)
		put_value(p, FIELD_HEX, name, get_be32(at), at, 4);
}

static void put_data(struct packet *p)
{
	if (rd_left(&p->r))
		put_octets(p, "Data", rd_left(&p->r));
}

static void put_bearer_control(struct packet *p, uint8_t opcode)
{
	static const char *const opcodes[] = { "Link Open", "Link Ack",
		"Link Close" };
	static const char *const reason_text[] = { "Success", "Timeout",
		"Fail" };
	static const struct names reasons = NAMES_DENSE(reason_text);

	if (opcode >= ARRAY_SIZE(opcodes))
		return;
	put_kind(p, "Opcode", opcodes[opcode], opcode, p->r.p);
	if (opcode == 0 && rd_left(&p->r) >= 16)
		put_octets(p, "Device UUID", 16);
	else if (opcode == 2 && rd_left(&p->r))
		put_enum(p, "Reason", 1, &reasons);
}

/* The PB-ADV bearer, Mesh Protocol 5.3.1. */
void ad_mesh_provisioning(struct packet *p)
{
	static const char *const kinds[] = { "Transaction Start",
		"Transaction Acknowledgment", "Transaction Continuation",
		"Provisioning Bearer Control" };
	const uint8_t *at;
	uint8_t kind, upper;

	put_whole(p, "Mesh Provisioning");
	if (rd_left(&p->r) < 6) {
		p->depth--;
		put_rest(p);
		return;
	}
	put_number(p, "Link ID");
	put_uint(p, "Transaction Number", 1);
	at = take(p, 1);
	kind = *at & 3;
	upper = *at >> 2;
	put_kind(p, "Kind", kinds[kind], kind, at);
	if (kind == 3) {
		put_bearer_control(p, upper);
	} else if (kind == 2) {
		put_value(p, FIELD_UINT, "SegmentIndex", upper, at, 1);
		put_data(p);
	} else if (kind == 0 && rd_left(&p->r) > 3) {
		put_value(p, FIELD_UINT, "SeqN", upper, at, 1);
		at = take(p, 2);
		put_value(p, FIELD_UINT, "TotalLength", get_be16(at), at, 2);
		put_hex(p, "FCS", 1);
		put_data(p);
	}
	p->depth--;
	put_rest(p);
}

void ad_mesh_data(struct packet *p)
{
	const uint8_t *at;

	put_whole(p, "Mesh Data");
	if (rd_left(&p->r)) {
		at = take(p, 1);
		put_value(p, FIELD_UINT, "IVI", *at >> 7, at, 1);
		put_value(p, FIELD_HEX, "NID", *at & 0x7f, at, 1);
	}
	p->depth--;
	put_rest(p);
}

static const char *const oob_text[] = { "Other", "Electronic / URI",
	"2D machine-readable code", "Bar code",
	"Near Field Communication (NFC)", "Number", "String", [11] = "On box",
	"Inside box", "On piece of paper", "Inside manual", "On device" };
static const struct bits oob_bits = { .names = NAMES_DENSE(oob_text) };

static void put_unprovisioned_beacon(struct packet *p)
{
	const uint8_t *at;

	if (rd_left(&p->r) < 18)
		return;
	put_octets(p, "Device UUID", 16);
	at = take(p, 2);
	put_value(p, FIELD_BITS, "OOB Information", get_be16(at), at, 2);
	put_bit_names(p, get_be16(at), 4, &oob_bits);
	if (rd_left(&p->r) >= 4)
		put_number(p, "URI Hash");
}

static void put_secure_network_beacon(struct packet *p)
{
	static const char *const text[] = { "Key Refresh", "IV Update" };
	static const struct bits bits = { .names = NAMES_DENSE(text) };

	if (rd_left(&p->r) < 21)
		return;
	put_bits(p, "Flags", 1, &bits);
	put_octets(p, "Network Id", 8);
	put_number(p, "IV Index");
	put_octets(p, "Authentication Value", 8);
}

void ad_mesh_beacon(struct packet *p)
{
	static const char *const kinds[] = { "Unprovisioned Device Beacon",
		"Secure Network Beacon" };
	const uint8_t *at;

	put_whole(p, "Mesh Beacon");
	if (rd_left(&p->r)) {
		at = take(p, 1);
		put_kind(p, "Beacon",
		    *at < ARRAY_SIZE(kinds) ? kinds[*at] : "Invalid Beacon",
		    *at, at);
		if (*at == 0)
			put_unprovisioned_beacon(p);
		else if (*at == 1)
			put_secure_network_beacon(p);
	}
	p->depth--;
	put_rest(p);
}
