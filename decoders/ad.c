/* Advertising data, scan response data and extended inquiry responses, Core
 * Specification Supplement Part A. */
#include "decoders/ad_beacon.h"
#include "decoders/ad_mesh.h"
#include "decoders/names.h"
#include "decoders/row.h"
#include "decoders/state.h"

static const char *const flags_text[] = {
	"LE Limited Discoverable Mode",
	"LE General Discoverable Mode",
	"BR/EDR Not Supported",
	"Simultaneous LE and BR/EDR (Controller)",
	"Simultaneous LE and BR/EDR (Host)",
};
static const struct bits flags_bits = {
	.names = NAMES_DENSE(flags_text),
	.unknown = "Unknown flags",
};

static void ad_flags(struct packet *p)
{
	put_bits(p, "Flags", 1, &flags_bits);
}

/* "16-bit Service UUIDs (complete): 2 entries", then their names. */
static void put_uuid_list(struct packet *p, const char *name, size_t size)
{
	uint64_t n = rd_left(&p->r) / size;

	put_value(p, FIELD_UINT, name, n, p->r.p, 0);
	join_entries(p, n);
	p->depth++;
	while (n--) {
		const uint8_t *at = take(p, size);
		struct field f = {
			.kind = FIELD_UUID,
			.name = "UUID",
			.bare = true,
			.data = at,
			.len = (uint32_t)size,
		};

		f.text = dec_uuid_text(at, size);
		/* btmon shows no number behind the name of a long UUID. */
		if (size == 16)
			f.kind = FIELD_UUID_NAME;
		else if (size == 4 && !strcmp(f.text, "Vendor specific"))
			f.text = "Unknown";
		put_field(p, &f, at);
	}
	p->depth--;
}

static void ad_uuid16_partial(struct packet *p)
{
	put_uuid_list(p, "16-bit Service UUIDs (partial)", 2);
}

static void ad_uuid16(struct packet *p)
{
	put_uuid_list(p, "16-bit Service UUIDs (complete)", 2);
}

static void ad_uuid32_partial(struct packet *p)
{
	put_uuid_list(p, "32-bit Service UUIDs (partial)", 4);
}

static void ad_uuid32(struct packet *p)
{
	put_uuid_list(p, "32-bit Service UUIDs (complete)", 4);
}

static void ad_uuid128_partial(struct packet *p)
{
	put_uuid_list(p, "128-bit Service UUIDs (partial)", 16);
}

static void ad_uuid128(struct packet *p)
{
	put_uuid_list(p, "128-bit Service UUIDs (complete)", 16);
}

static void ad_solicit16(struct packet *p)
{
	put_uuid_list(p, "16-bit Service UUIDs", 2);
}

static void ad_solicit32(struct packet *p)
{
	put_uuid_list(p, "32-bit Service UUIDs", 4);
}

static void ad_solicit128(struct packet *p)
{
	put_uuid_list(p, "128-bit Service UUIDs", 16);
}

static void ad_name_short(struct packet *p)
{
	put_string(p, "Name (short)", rd_left(&p->r));
	p->r.p = p->r.end; /* what follows a NUL is padding */
}

static void ad_name(struct packet *p)
{
	put_string(p, "Name (complete)", rd_left(&p->r));
	p->r.p = p->r.end;
}

static void ad_tx_power(struct packet *p)
{
	put_scaled(p, "TX power", 1, &scale_dbm, 0);
}

static void ad_tk(struct packet *p)
{
	put_octets(p, "SMP TK", rd_left(&p->r));
}

static void ad_oob_flags(struct packet *p)
{
	put_hex(p, "SMP OOB Flags", 1);
}

static void ad_interval(struct packet *p)
{
	uint64_t max;

	put_hex(p, "Peripheral Conn. Interval", 2);
	max = rd_u16(&p->r);
	join_hex(p, "Max", max, 4, " - ");
}

/* The service, then its data one level deeper. */
static void put_service_data(struct packet *p, size_t size)
{
	uint16_t uuid = get_le16(p->r.p);
	struct rd all;

	put_uuid(p, "Service Data", size);
	p->depth++;
	all = p->r;
	put_octets(p, "Data", rd_left(&p->r));
	if (size == 2) {
		p->r = all;
		p->depth++;
		put_service_beacon(p, uuid);
		p->depth--;
	}
	p->depth--;
}

static void ad_service_data16(struct packet *p)
{
	put_service_data(p, 2);
}

static void ad_service_data32(struct packet *p)
{
	put_service_data(p, 4);
}

static void ad_service_data128(struct packet *p)
{
	put_service_data(p, 16);
}

static void ad_public_address(struct packet *p)
{
	put_addr(p, "Public Address", 0);
}

static void ad_random_address(struct packet *p)
{
	put_addr(p, "Random Address", 1);
}

void put_appearance(struct packet *p)
{
	const uint8_t *at = take(p, 2);
	struct field f = {
		.kind = FIELD_ENUM,
		.name = "Appearance",
		.digits = 4,
		.len = 2,
	};

	if (!at)
		return;
	f.value = get_le16(at);
	f.text = name_appearance((uint16_t)f.value);
	if (!f.text)
		f.text = "Undefined";
	put_field(p, &f, at);
}

static const char *const device_id_text[] = {
	[1] = "Bluetooth SIG assigned",
	"USB Implementer's Forum assigned",
};
static const struct names device_id_names = NAMES_DENSE(device_id_text);

enum { FROM_SIG = 1, FROM_USB_FORUM };

static void put_usb_number(
    struct packet *p, const char *name, uint16_t vendor, int product)
{
	const struct dec *d = p->dec;
	const uint8_t *at = take(p, 2);
	struct field f = { .name = name, .digits = 4, .len = 2 };

	if (!at)
		return;
	f.value = get_le16(at);
	if (d->usb_lookup)
		f.text = d->usb_lookup(d->usb_ctx, vendor, product);
	f.kind = f.text ? FIELD_ENUM : FIELD_HEX;
	put_field(p, &f, at);
}

static void put_vendor_and_product(struct packet *p, uint64_t source)
{
	struct rd r = p->r;
	uint16_t vendor = rd_u16(&r);
	uint16_t product = rd_u16(&r);

	if (source == FROM_USB_FORUM) {
		put_usb_number(p, "Vendor", vendor, USB_VENDOR);
		put_usb_number(p, "Product", vendor, product);
		return;
	}
	if (source == FROM_SIG)
		put_company(p, "Vendor");
	else
		put_hex(p, "Vendor", 2);
	put_hex(p, "Product", 2);
}

/* "0x1234", "1.2.3 (0x0123)": vendor, product and version of a device. */
void put_device_id(struct packet *p)
{
	uint64_t source = put_enum(p, "Device ID", 2, &device_id_names);
	const uint8_t *at;
	struct field f = {
		.kind = FIELD_HEX,
		.name = "Version number",
		.digits = 4,
		.join = " (",
		.after = ")",
	};

	p->depth++;
	put_vendor_and_product(p, source);
	at = take(p, 2);
	if (at) {
		uint16_t v = get_le16(at);

		put_value(p, FIELD_UINT, "Version", v >> 8, at, 2);
		join_uint(p, "Minor", v >> 4 & 15, ".", NULL);
		join_uint(p, "Patch", v & 15, ".", NULL);
		f.value = v;
		put_field(p, &f, NULL);
	}
	p->depth--;
}

/* The octets, then what is known of them, from the same place. */
static void put_known_data(struct packet *p, row_fn *fn)
{
	struct rd all = p->r;

	put_octets(p, "Data", rd_left(&p->r));
	p->r = all;
	p->depth++;
	fn(p);
	p->depth--;
	p->r = rd_over(all.end, 0);
}

static void ad_manufacturer(struct packet *p)
{
	enum { COMPANY_MICROSOFT = 6, COMPANY_APPLE = 76 };
	const uint8_t *at = p->r.p;

	put_company(p, "Company");
	p->depth++;
	switch (get_le16(at)) {
	case COMPANY_APPLE:
		put_apple(p);
		break;
	case COMPANY_MICROSOFT:
		put_known_data(p, put_microsoft_beacon);
		break;
	default:
		put_octets(p, "Data", rd_left(&p->r));
	}
	p->depth--;
}

static void put_flag_group(
    struct packet *p, const char *name, uint8_t value, const char *text)
{
	put_value(p, FIELD_HEX, name, value, NULL, 1);
	p->depth++;
	put_label(p, text);
	p->depth--;
}

static void put_true_false(struct packet *p, const char *name, uint8_t mask)
{
	struct field f = {
		.kind = FIELD_ENUM,
		.name = name,
		.text = mask ? "True" : "False",
		.value = mask,
		.digits = 2,
	};

	put_field(p, &f, NULL);
}

/* CSS Part A 1.10 */
static void ad_transport_discovery(struct packet *p)
{
	static const char *const roles[] = { "Not Specified", "Seeker Only",
		"Provider Only", "Both Seeker an Provider" };
	static const char *const states[] = { "Off", "On",
		"Temporary Unavailable", "RFU" };
	static const struct name organization[] = { { 1, "Bluetooth SIG" } };
	static const struct names organizations = NAMES_SPARSE(organization);

	put_label(p, "Transport Discovery Data");
	p->depth++;
	while (rd_left(&p->r) >= 3) {
		const uint8_t *at;
		size_t len, left;

		put_enum(p, "Organization", 1, &organizations);
		at = take(p, 2);
		put_value(p, FIELD_HEX, "Flags", at[0], at, 1);
		p->depth++;
		put_flag_group(p, "Role", at[0] & 3, roles[at[0] & 3]);
		put_true_false(p, "Transport Data Incomplete", at[0] & 4);
		put_flag_group(
		    p, "Transport State", at[0] & 0x18, states[at[0] >> 3 & 3]);
		p->depth--;
		len = at[1];
		put_value(p, FIELD_UINT, "Length", len, at + 1, 1);
		left = rd_left(&p->r);
		put_octets(p, "Data", len < left ? len : left);
	}
	p->depth--;
}

static void ad_3d_information(struct packet *p)
{
	static const char *const text[] = { "Association Notification",
		"Battery Level Reporting",
		"Send Battery Level Report on Start-up Synchronization",
		[7] = "Factory Test Mode" };
	static const struct bits bits = {
		.names = NAMES_DENSE(text),
		.unknown = "Unknown features",
	};
	struct rd whole = p->r;

	put_octets(p, "3D Information Data", rd_left(&p->r));
	p->r = whole;
	p->depth++;
	put_bits(p, "Features", 1, &bits);
	put_uint(p, "Path Loss Threshold", 1);
	p->depth--;
}

static void ad_role(struct packet *p)
{
	static const char *const text[] = { "Peripheral Only", "Central Only",
		"Peripheral Preferred", "Central Preferred" };
	static const struct names names = NAMES_DENSE(text);

	put_enum(p, "LE Role", 1, &names);
}

static void ad_device_address(struct packet *p)
{
	const uint8_t *at = p->r.p;

	put_addr(p, "LE Bluetooth Device Address", at[6] & 1);
	take(p, 1);
}

static void ad_adv_interval(struct packet *p)
{
	size_t left = rd_left(&p->r);

	put_scaled(p, "Advertising Interval", left < 4 ? (unsigned)left : 4,
	    &scale_slots, 4);
}

static void ad_broadcast_name(struct packet *p)
{
	put_string(p, "Broadcast Name", rd_left(&p->r));
	p->r.p = p->r.end;
}

static void ad_device_id(struct packet *p)
{
	put_device_id(p);
}

struct ad_type {
	uint8_t min;	  /* octets, or it is shown as unknown */
	row_fn *fn;	  /* NULL: the octets in hexadecimal, after `name` */
	const char *name; /* neither: no such type */
};

static const struct ad_type ad_types[256] = {
	[0x01] = { 1, ad_flags, NULL },
	[0x02] = { 2, ad_uuid16_partial, NULL },
	[0x03] = { 2, ad_uuid16, NULL },
	[0x04] = { 4, ad_uuid32_partial, NULL },
	[0x05] = { 4, ad_uuid32, NULL },
	[0x06] = { 16, ad_uuid128_partial, NULL },
	[0x07] = { 16, ad_uuid128, NULL },
	[0x08] = { 0, ad_name_short, NULL },
	[0x09] = { 0, ad_name, NULL },
	[0x0a] = { 1, ad_tx_power, NULL },
	[0x0d] = { 3, put_class, NULL },
	[0x0e] = { 16, NULL, "Hash C from P-192" },
	[0x0f] = { 16, NULL, "Randomizer R with P-192" },
	[0x10] = { 0, ad_tk, NULL },
	[0x11] = { 1, ad_oob_flags, NULL },
	[0x12] = { 4, ad_interval, NULL },
	[0x14] = { 2, ad_solicit16, NULL },
	[0x15] = { 16, ad_solicit128, NULL },
	[0x16] = { 2, ad_service_data16, NULL },
	[0x17] = { 6, ad_public_address, NULL },
	[0x18] = { 6, ad_random_address, NULL },
	[0x19] = { 2, put_appearance, NULL },
	[0x1a] = { 2, ad_adv_interval, NULL },
	[0x1b] = { 7, ad_device_address, NULL },
	[0x1c] = { 1, ad_role, NULL },
	[0x1d] = { 16, NULL, "Hash C from P-256" },
	[0x1e] = { 16, NULL, "Randomizer R with P-256" },
	[0x1f] = { 4, ad_solicit32, NULL },
	[0x20] = { 4, ad_service_data32, NULL },
	[0x21] = { 16, ad_service_data128, NULL },
	[0x22] = { 16, NULL, "LE Secure Connections Confirmation Value" },
	[0x23] = { 16, NULL, "LE Secure Connections Random Value" },
	[0x24] = { 1, NULL, "URI" },
	[0x25] = { 1, NULL, "Indoor Positioning" },
	[0x26] = { 0, ad_transport_discovery, NULL },
	[0x27] = { 1, NULL, "LE Supported Features" },
	[0x28] = { 7, NULL, "Channel Map Update Indication" },
	[0x29] = { 0, ad_mesh_provisioning, NULL },
	[0x2a] = { 0, ad_mesh_data, NULL },
	[0x2b] = { 0, ad_mesh_beacon, NULL },
	[0x2c] = { 33, NULL, "BIGInfo" },
	[0x2d] = { 1, NULL, "Broadcast Code" },
	[0x2e] = { 6, NULL, "Resolvable Set Identifier" },
	[0x2f] = { 3, ad_adv_interval, NULL },
	[0x30] = { 0, ad_broadcast_name, NULL },
	[0x31] = { 9, NULL, "Encrypted Advertising Data" },
	[0x32] = { 8, NULL, "Periodic Advertising Response Timing" },
	[0x34] = { 1, NULL, "Electronic Shelf Label" },
	[0x3d] = { 2, ad_3d_information, NULL },
	[0xff] = { 2, ad_manufacturer, NULL },
};

/* "Unknown EIR field 0x42: 0102", also of a field that is too short. */
static void put_unknown(struct packet *p, uint8_t type)
{
	struct field f = {
		.kind = FIELD_OCTETS,
		.name = "Data",
		.data = p->r.p,
		.len = (uint32_t)rd_left(&p->r),
		.join = ": ",
	};

	put_label(p, "Unknown EIR field");
	join_hex(p, "Type", type, 2, " ");
	put_field(p, &f, p->r.p);
}

static void put_structure(struct packet *p, uint8_t type, bool inquiry)
{
	static const struct ad_type device_id = { 8, ad_device_id, NULL };
	const struct ad_type *t = &ad_types[type];

	/* The same number is the SMP TK value in LE out of band data. */
	if (type == 0x10 && inquiry)
		t = &device_id;
	if ((!t->fn && !t->name) || (rd_left(&p->r) && rd_left(&p->r) < t->min))
		put_unknown(p, type);
	else if (rd_left(&p->r) < t->min)
		return; /* padding: a type without a value */
	else if (t->fn)
		t->fn(p);
	else
		put_octets(p, t->name, rd_left(&p->r));
}

static bool is_padding(const struct rd *r)
{
	for (const uint8_t *p = r->p; p < r->end; p++)
		if (*p)
			return false;
	return true;
}

static void decode_structures(struct packet *p, bool inquiry)
{
	const uint8_t depth = p->depth;
	struct rd all = p->r;

	while (rd_left(&all)) {
		uint8_t len = all.p[0];

		/* A length of 0 ends the data, CSS Part A 1. */
		if (!len) {
			if (!is_padding(&all))
				put_dump(p, all.p, rd_left(&all));
			break;
		}
		if (rd_left(&all) <= len) {
			put_dump(p, all.p, rd_left(&all));
			break;
		}
		put_layout(p, all.p, 2);
		/* one by one, as they are read: a whole one would be copied
		 * in moves that wait for each other */
		p->r.p = all.p + 2;
		p->r.end = p->r.p + (len - 1U);
		p->r.bad = false;
		put_structure(p, all.p[1], inquiry);
		p->depth = depth;
		rd_skip(&all, len + 1U);
	}
	p->r = rd_over(all.end, 0);
}

void decode_ad(struct packet *p)
{
	decode_structures(p, false);
}

void decode_inquiry_response(struct packet *p)
{
	decode_structures(p, true);
}
