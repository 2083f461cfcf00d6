/* Names of Channel Sounding's values, Vol 6 Part H and Vol 4 Part E 7.8.130. */
#include "decoders/cs.h"

static const char *const cs_roles_text[] = { "Initiator", "Reflector" };
const struct bits cs_roles_bits = {
	.names = NAMES_DENSE(cs_roles_text),
	.unknown = "Unknown roles",
};
const struct names cs_role_names = NAMES_DENSE(cs_roles_text);

static const char *const cs_modes_text[] = { "Mode-3" };
const struct bits cs_modes_bits = {
	.names = NAMES_DENSE(cs_modes_text),
	.unknown = "Unknown modes",
};

static const char *const cs_rtt_text[] = {
	"10 ns precision of RTT AA-only",
	"10 ns precision of RTT sounding sequence",
	"10 ns precision of RTT random payload",
};
const struct bits cs_rtt_bits = {
	.names = NAMES_DENSE(cs_rtt_text),
	.unknown = "Unknown RTT capability",
};

static const char *const cs_nadm_text[] = {
	"Normalized Attack Detector Metric",
};
const struct bits cs_nadm_bits = {
	.names = NAMES_DENSE(cs_nadm_text),
	.unknown = "Unknown NADM capability",
};

static const char *const cs_phys_text[] = { [1] = "LE 2M", "LE 2M 2BT" };
const struct bits cs_phys_bits = {
	.names = NAMES_DENSE(cs_phys_text),
	.unknown = "Unknown PHYs",
};

static const char *const cs_subfeatures_text[] = {
	[1] = "No frequency actuation error of the transmitter",
	"Channel Selection Algorithm #3c",
	"Phase-based ranging from RTT sounding sequence",
};
const struct bits cs_subfeatures_bits = {
	.names = NAMES_DENSE(cs_subfeatures_text),
	.unknown = "Unknown subfeatures",
};

/* 145 us and 40 us, and 150 us, are mandatory and have no bit. */
static const char *const cs_interlude_text[] = { "10 us", "20 us", "30 us",
	"40 us", "50 us", "60 us", "80 us" };
const struct bits cs_interlude_bits = {
	.names = NAMES_DENSE(cs_interlude_text),
	.unknown = "Unknown times",
};

static const char *const cs_change_text[] = { "15 us", "20 us", "30 us",
	"40 us", "50 us", "60 us", "80 us", "100 us", "120 us" };
const struct bits cs_change_bits = {
	.names = NAMES_DENSE(cs_change_text),
	.unknown = "Unknown times",
};

static const char *const cs_measurement_text[] = { "10 us", "20 us" };
const struct bits cs_measurement_bits = {
	.names = NAMES_DENSE(cs_measurement_text),
	.unknown = "Unknown times",
};

static const char *const cs_snr_text[] = { "18 dB", "21 dB", "24 dB", "27 dB",
	"30 dB" };
const struct bits cs_snr_bits = {
	.names = NAMES_DENSE(cs_snr_text),
	.unknown = "Unknown ratios",
};

static const char *const cs_antenna_config_text[] = {
	"1:1",
	"2:1",
	"3:1",
	"4:1",
	"1:2",
	"1:3",
	"1:4",
	"2:2",
};
const struct names cs_antenna_config_names =
    NAMES_DENSE(cs_antenna_config_text);

static const struct name cs_mode_text[] = {
	{ 0x01, "Mode-1" },
	{ 0x02, "Mode-2" },
	{ 0x03, "Mode-3" },
	{ 0xff, "Unused" },
};
const struct names cs_mode_names = NAMES_SPARSE(cs_mode_text);

static const char *const cs_rtt_type_text[] = {
	"AA-only",
	"32-bit sounding sequence",
	"96-bit sounding sequence",
	"32-bit random sequence",
	"64-bit random sequence",
	"96-bit random sequence",
	"128-bit random sequence",
};
const struct names cs_rtt_type_names = NAMES_DENSE(cs_rtt_type_text);

static const char *const cs_phy_text[] = {
	[1] = "LE 1M", "LE 2M", "LE 2M 2BT"
};
const struct names cs_phy_names = NAMES_DENSE(cs_phy_text);

static const char *const cs_selection_text[] = {
	"Channel Selection Algorithm #3b",
	"Channel Selection Algorithm #3c",
};
const struct names cs_selection_names = NAMES_DENSE(cs_selection_text);

static const char *const cs_shape_text[] = { "Hat", "X" };
const struct names cs_shape_names = NAMES_DENSE(cs_shape_text);

static const char *const cs_peer_antenna_text[] = { "First", "Second", "Third",
	"Fourth" };
const struct bits cs_peer_antenna_bits = {
	.names = NAMES_DENSE(cs_peer_antenna_text),
	.unknown = "Unknown antennas",
};
