/* LL Control PDUs of Channel Sounding, Vol 6 Part B 2.4.2.42 to 2.4.2.53. */
#include "decoders/cs.h"
#include "decoders/ll.h"

static const struct scale scale_usec = { .mul = 1, .unit = " usec" };
static const struct scale scale_db = {
	.mul = 1, .is_signed = true, .unit = " dB"
};
/* 1/32 ppm */
static const struct scale scale_fae = {
	.mul = 3125, .frac = 5, .is_signed = true, .unit = " ppm"
};

static const char *const action_text[] = { "Remove", "Create" };
static const struct names action_names = NAMES_DENSE(action_text);

/* A mask of one bit, where HCI has a number. */
static const char *const sync_phy_text[] = { "LE 1M", "LE 2M", "LE 2M 2BT" };
static const struct bits sync_phy_bits = {
	.names = NAMES_DENSE(sync_phy_text),
	.unknown = "Unknown PHYs",
};

/* Indexes of times: Vol 6 Part H 4.3 */
static const char *const interlude_text[] = { "10 usec", "20 usec", "30 usec",
	"40 usec", "50 usec", "60 usec", "80 usec", "145 usec" };
static const struct names interlude_names = NAMES_DENSE(interlude_text);

static const char *const change_text[] = { "15 usec", "20 usec", "30 usec",
	"40 usec", "50 usec", "60 usec", "80 usec", "100 usec", "120 usec",
	"150 usec" };
static const struct names change_names = NAMES_DENSE(change_text);

static const char *const measurement_text[] = { "10 usec", "20 usec",
	"40 usec" };
static const struct names measurement_names = NAMES_DENSE(measurement_text);

static const struct name snr_text[] = {
	{ 0x0, "18 dB" },
	{ 0x1, "21 dB" },
	{ 0x2, "24 dB" },
	{ 0x3, "27 dB" },
	{ 0x4, "30 dB" },
	{ 0xf, "Not applied" },
};
static const struct names snr_names = NAMES_SPARSE(snr_text);

static void put_mask(struct packet *p, const char *name, unsigned value,
    const struct bits *bits, const uint8_t *at)
{
	put_value(p, FIELD_BITS, name, value, at, 1);
	put_bit_names(p, value, 2, bits);
}

/* The two bits above are reserved. */
static void put_config_id(struct packet *p)
{
	const uint8_t *at = take(p, 1);

	put_value(p, FIELD_UINT, "Config ID", at[0] & 0x3f, at, 1);
}

static void put_antennas(struct packet *p)
{
	const uint8_t *at = take(p, 1);

	put_value(p, FIELD_UINT, "Number of antennas", at[0] & 0x0f, at, 1);
	put_value(p, FIELD_UINT, "Max antenna paths", at[0] >> 4, at, 1);
}

/* Above the roles are the bits that HCI has in Subfeatures. */
static void put_roles(struct packet *p)
{
	const uint8_t *at = take(p, 1);

	put_mask(p, "Roles", at[0] & 0x03, &cs_roles_bits, at);
	put_mask(p, "Subfeatures", at[0] >> 2, &cs_subfeatures_bits, at);
}

/* Bit 0 is reserved. */
static void put_snr_capability(struct packet *p)
{
	const uint8_t *at = take(p, 1);

	put_mask(p, "TX SNR capability", at[0] >> 1, &cs_snr_bits, at);
}

static void put_rtt_type(struct packet *p)
{
	const uint8_t *at = take(p, 1);

	put_enum_bits(p, "RTT type", at[0] & 0x0f, &cs_rtt_type_names, at);
	put_enum_bits(p, "Role", at[0] >> 4 & 3, &cs_role_names, at);
}

static void put_selection(struct packet *p)
{
	const uint8_t *at = take(p, 1);

	put_enum_bits(
	    p, "Channel selection", at[0] & 0x0f, &cs_selection_names, at);
	put_enum_bits(p, "Channel #3c shape", at[0] >> 4, &cs_shape_names, at);
}

static void put_power_delta(struct packet *p)
{
	static const struct name text[] = { { 0x80, "No preference" } };
	static const struct names names = NAMES_SPARSE(text);

	if (p->r.p[0] == 0x80)
		put_enum(p, "TX power delta", 1, &names);
	else
		put_scaled(p, "TX power delta", 1, &scale_db, 2);
}

static void put_snr_control(struct packet *p)
{
	const uint8_t *at = take(p, 1);

	put_enum_bits(
	    p, "SNR control of initiator", at[0] & 0x0f, &snr_names, at);
	put_enum_bits(
	    p, "SNR control of reflector", at[0] >> 4, &snr_names, at);
}

/* Channels 2 to 22 and 26 to 76; the others are not used. */
static void put_fae_table(struct packet *p)
{
	struct field f = {
		.kind = FIELD_SCALED,
		.name = "Frequency actuation error",
		.scale = &scale_fae,
		.digits = 2,
		.len = 1,
		.join = ": ",
	};

	put_label(p, "Frequency actuation errors");
	p->depth++;
	for (unsigned channel = 2; channel <= 76; channel++) {
		const uint8_t *at;

		if (channel == 23)
			channel = 26;
		at = take(p, 1);
		put_entry(p, "Channel", channel);
		f.value = (uint64_t)(int8_t)at[0];
		put_field(p, &f, at);
	}
	p->depth--;
}

static const struct row config[] = {
	{ CHANNELS(10, "Channel map") },
	{ U8("Channel map repetition") },
	{ ENUM8("Main mode", cs_mode) },
	{ ENUM8("Sub mode", cs_mode) },
	{ U8("Min main mode steps") },
	{ U8("Max main mode steps") },
	{ U8("Main mode repetition") },
	{ U8("Mode-0 steps") },
	{ BITS8("CS_SYNC PHY", sync_phy) },
	{ CALL(1, put_rtt_type) },
	{ CALL(1, put_selection) },
	{ U8("Channel #3c jump") },
	{ ENUM8("T_IP1 time", interlude) },
	{ ENUM8("T_IP2 time", interlude) },
	{ ENUM8("T_FCS time", change) },
	{ ENUM8("T_PM time", measurement) },
	{ SKIP(1) },
};

/* Of a configuration to be removed nothing but its number counts. */
void put_ll_cs_config(struct packet *p)
{
	static const struct row reserved[] = { { SKIP(26) } };
	const uint8_t *at = take(p, 1);

	put_value(p, FIELD_UINT, "Config ID", at[0] & 0x3f, at, 1);
	put_enum_bits(p, "Action", at[0] >> 6, &action_names, at);
	if (at[0] >> 6)
		PUT_ROWS(p, config);
	else
		PUT_ROWS(p, reserved);
}

/* clang-format off */
#define SUBEVENTS \
	{ U16("Event interval") }, \
	{ U8("Subevents per event") }, \
	{ SCALED16("Subevent interval", slots) }, \
	{ SCALED24("Subevent length", usec) }

const struct row ll_cs_security[3] = {
	{ X64("CS IV") },
	{ X32("CS IN") },
	{ X64("CS PV") },
};

const struct row ll_cs_capabilities[18] = {
	{ BITS8("Optional modes", cs_modes) },
	{ BITS8("RTT capability", cs_rtt) },
	{ U8("RTT AA-only N") },
	{ U8("RTT sounding N") },
	{ U8("RTT random payload N") },
	{ BITS16("NADM sounding capability", cs_nadm) },
	{ BITS16("NADM random capability", cs_nadm) },
	{ BITS8("CS_SYNC PHYs", cs_phys) },
	{ CALL(1, put_antennas) },
	{ CALL(1, put_roles) },
	{ U8("Number of configurations") },
	{ U16("Max consecutive procedures") },
	{ SCALED8("T_SW time", usec) },
	{ BITS16("T_IP1 times", cs_interlude) },
	{ BITS16("T_IP2 times", cs_interlude) },
	{ BITS16("T_FCS times", cs_change) },
	{ BITS16("T_PM times", cs_measurement) },
	{ CALL(1, put_snr_capability) },
};

const struct row ll_cs_config_id[1] = { { CALL(1, put_config_id) } };

const struct row ll_cs_req[16] = {
	{ CALL(1, put_config_id) },
	{ U16("Connection event count") },
	{ SCALED24("Offset minimum", usec) },
	{ SCALED24("Offset maximum", usec) },
	{ SCALED16("Max procedure length", slots) },
	SUBEVENTS,
	{ U16("Procedure interval") },
	{ U16("Procedure count") },
	{ ENUM8("Antenna configuration", cs_antenna_config) },
	{ BITS8("Preferred peer antennas", cs_peer_antenna) },
	{ BITS8("PHY", ll_power_phys) },
	{ CALL(1, put_power_delta) },
	{ CALL(1, put_snr_control) },
};

const struct row ll_cs_rsp[12] = {
	{ CALL(1, put_config_id) },
	{ U16("Connection event count") },
	{ SCALED24("Offset minimum", usec) },
	{ SCALED24("Offset maximum", usec) },
	SUBEVENTS,
	{ ENUM8("Antenna configuration", cs_antenna_config) },
	{ BITS8("PHY", ll_power_phys) },
	{ CALL(1, put_power_delta) },
	{ SKIP(1) },
};

const struct row ll_cs_ind[11] = {
	{ CALL(1, put_config_id) },
	{ U16("Connection event count") },
	{ SCALED24("Offset", usec) },
	SUBEVENTS,
	{ ENUM8("Antenna configuration", cs_antenna_config) },
	{ BITS8("PHY", ll_power_phys) },
	{ CALL(1, put_power_delta) },
	{ SKIP(1) },
};

const struct row ll_cs_terminate[3] = {
	{ CALL(1, put_config_id) },
	{ U16("Procedure count") },
	{ REASON("Error code") },
};

const struct row ll_cs_fae_table[1] = { { CALL(CS_FAE_SIZE, put_fae_table) } };

const struct row ll_cs_channel_map[2] = {
	{ CHANNELS(10, "Channel map") },
	{ U16("Instant") },
};
