/* Values of HCI packets that are more than a number and a name. */
#include "decoders/hci.h"
#include "decoders/names.h"
#include "decoders/state.h"

const struct row hci_handle[1] = { { U16("Handle") } };
const struct row hci_address[1] = { { ADDR("Address") } };
const struct row hci_status_handle[2] = { { STATUS }, { U16("Handle") } };

void put_passkey(struct packet *p)
{
	put_padded(p, "Passkey", 4, 6);
}

/* Assigned Numbers 2.2: which devices an inquiry is for. */
void put_access_code(struct packet *p)
{
	uint64_t lap = put_hex(p, "Access code", 3);

	if (lap == 0x9e8b33 && !p->r.bad)
		join_word(p, "Kind", "General Inquiry)", " (");
	else if (lap == 0x9e8b00 && !p->r.bad)
		join_word(p, "Kind", "Limited Inquiry)", " (");
}

/* Vol 4 Part E 6.12 */
void put_voice_setting(struct packet *p)
{
	static const char *const coding[] = { "Linear", "u-law", "A-law",
		"Reserved" };
	static const char *const format[] = { "1's complement",
		"2's complement", "Sign-Magnitude", "Unsigned" };
	static const char *const air[] = { "CVSD", "u-law", "A-law",
		"Transparent Data" };
	const uint8_t *at = take(p, 2);
	uint16_t v = at ? get_le16(at) : 0;

	if (!at)
		return;
	put_value(p, FIELD_HEX, "Setting", v, at, 2);
	p->depth++;
	put_word(p, "Input Coding", v >> 8 & 3, coding[v >> 8 & 3]);
	put_word(p, "Input Data Format", v >> 6 & 3, format[v >> 6 & 3]);
	if (!(v >> 8 & 3)) { /* only linear coding has these */
		put_word(p, "Input Sample Size", v >> 5 & 1,
		    v >> 5 & 1 ? "16-bit" : "8-bit");
		put_value(p, FIELD_UINT, "# of bits padding at MSB", v >> 2 & 7,
		    NULL, 0);
	}
	put_word(p, "Air Coding Format", v & 3, air[v & 3]);
	p->depth--;
}

/* Coding format, then company and number of a vendor's. */
void put_codec_id(struct packet *p)
{
	if (put_enum(p, "Codec", 1, &coding_format_names) == 0xff) {
		put_company(p, "Company Codec ID");
		put_uint(p, "Vendor Codec ID", 2);
	} else {
		take(p, 4);
	}
}

/* "ACL MTU: 1021 ACL max packet: 8", and the same of SCO. The number of SCO
 * packets has two octets, Vol 4 Part E 7.4.5. */
static void put_mtu(struct packet *p, const char *mtu, unsigned mtu_size,
    uint64_t packets, const uint8_t *mtu_at, const uint8_t *packets_at,
    const char *max)
{
	static const char *const pads[] = { "", " ", "  ", "   " };
	uint64_t v = get_le(mtu_at, mtu_size);
	unsigned digits = v < 10 ? 1 : v < 100 ? 2 : v < 1000 ? 3 : 4;
	struct field f = {
		.kind = FIELD_UINT,
		.name = mtu,
		.value = v,
		.after = pads[4 - digits],
		.len = mtu_size,
	};

	put_field(p, &f, mtu_at);
	f = (struct field){
		.kind = FIELD_UINT,
		.name = max,
		.value = packets,
		.join =
		    mtu[0] == 'A' ? " ACL max packet: " : " SCO max packet: ",
		.len = 2,
	};
	put_field(p, &f, packets_at);
}

void put_buffer_sizes(struct packet *p)
{
	const uint8_t *at = take(p, 7);

	if (!at)
		return;
	put_mtu(
	    p, "ACL MTU", 2, get_le16(at + 3), at, at + 3, "ACL max packet");
	put_mtu(p, "SCO MTU", 1, get_le16(at + 5), at + 2, at + 5,
	    "SCO max packet");
}

void put_link_policy(struct packet *p)
{
	static const char *const text[] = { "Enable Role Switch",
		"Enable Hold Mode", "Enable Sniff Mode", "Enable Park State" };
	static const struct bits bits = { .names = NAMES_DENSE(text) };

	if (!put_bits(p, "Link policy", 2, &bits) && !p->r.bad) {
		p->depth++;
		put_label(p, "Disable All Modes");
		p->depth--;
	}
}

/* A page of LMP features: its number, the highest, eight octets. */
void put_lmp_features(struct packet *p)
{
	static const struct bits none = { .unknown = NULL };
	static const struct bits *const pages[] = { &lmp_features_bits,
		&lmp_host_features_bits, &lmp_features_2_bits };
	uint64_t page = put_uint(p, "Page", 1);
	const uint8_t *at = take(p, 1);

	if (!at)
		return;
	join_uint(p, "Max page", at[0], "/", NULL);
	put_octet_bits(
	    p, "Features", 8, page < ARRAY_SIZE(pages) ? pages[page] : &none);
}

static void put_version(struct packet *p, const char *name,
    const uint8_t *version, const char *revision, const uint8_t *at)
{
	struct field f = {
		.kind = FIELD_ENUM,
		.name = name,
		.text = name_hci_version(version[0]),
		.value = version[0],
		.digits = 2,
		.len = 1,
	};

	put_field(p, &f, version);
	f = (struct field){
		.kind = FIELD_SCALED,
		.name = revision,
		.join = revision[0] == 'R' ? " - Revision " : " - Subversion ",
		.value = get_le16(at),
		.digits = 4,
		.scale = &scale_plain,
		.len = 2,
	};
	put_field(p, &f, at);
}

/* Broadcom's firmware version is in the LMP subversion, and its build in the
 * HCI revision (NULL for a remote device). */
static void put_firmware(
    struct packet *p, const uint8_t *subversion, const uint8_t *revision)
{
	uint16_t v = get_le16(subversion);
	struct field f = {
		.kind = FIELD_PADDED,
		.name = "Firmware",
		.value = v >> 13,
		.digits = 3,
	};

	p->depth++;
	put_field(p, &f, NULL);
	f.name = "Firmware minor";
	f.join = ".";
	f.value = v >> 8 & 0x1f;
	put_field(p, &f, NULL);
	f.name = "Firmware patch";
	f.value = v & 0xff;
	put_field(p, &f, NULL);
	if (revision) {
		f = (struct field){
			.kind = FIELD_PADDED,
			.name = "Build",
			.value = get_le16(revision) & 0xfff,
			.digits = 4,
		};
		put_field(p, &f, NULL);
	}
	p->depth--;
}

static void put_manufacturer(struct packet *p, const uint8_t *at)
{
	struct rd rest = p->r;

	p->r = rd_over(at, 2);
	put_company(p, "Manufacturer");
	p->r = rest;
}

/* Vol 4 Part E 7.4.1; what the adapter says of itself tells which vendor
 * commands it has. */
void put_local_version(struct packet *p)
{
	const uint8_t *at = take(p, 8);

	if (!at)
		return;
	put_version(p, "HCI version", at, "Revision", at + 1);
	put_version(p, "LMP version", at + 3, "Subversion", at + 6);
	put_manufacturer(p, at + 4);
	if (get_le16(at + 4) == COMPANY_BROADCOM)
		put_firmware(p, at + 6, at + 1);
	dec_adapter(p->dec, p->rec->adapter)->company = get_le16(at + 4);
}

/* Vol 4 Part E 7.7.12 */
void put_remote_version(struct packet *p)
{
	const uint8_t *at = take(p, 5);

	if (!at)
		return;
	put_version(p, "LMP version", at, "Subversion", at + 3);
	put_manufacturer(p, at + 1);
	if (get_le16(at + 1) == COMPANY_BROADCOM)
		put_firmware(p, at + 3, NULL);
}

void put_numbered_handles(struct packet *p, uint64_t n)
{
	for (uint64_t i = 0; i < n; i++) {
		const uint8_t *at = take(p, 2);
		struct field f = {
			.kind = FIELD_UINT,
			.name = "Handle",
			.join = ": ",
			.len = 2,
		};

		if (!at)
			return;
		f.value = get_le16(at);
		put_label(p, "Connection Handle");
		join_uint(p, "Number", i, " #", NULL);
		put_field(p, &f, at);
	}
}
