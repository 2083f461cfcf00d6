/* Channel Sounding: what its values mean, on the air and in HCI. */
#ifndef DECODERS_CS_H
#define DECODERS_CS_H

#include "decoders/packet.h"

extern const struct bits cs_roles_bits;
extern const struct bits cs_modes_bits;
extern const struct bits cs_rtt_bits;
extern const struct bits cs_nadm_bits;
extern const struct bits cs_phys_bits;
extern const struct bits cs_subfeatures_bits;
extern const struct bits cs_interlude_bits;
extern const struct bits cs_change_bits;
extern const struct bits cs_measurement_bits;
extern const struct bits cs_snr_bits;
extern const struct bits cs_peer_antenna_bits;

extern const struct names cs_role_names;
extern const struct names cs_antenna_config_names;
extern const struct names cs_mode_names;
extern const struct names cs_rtt_type_names;
extern const struct names cs_phy_names;
extern const struct names cs_selection_names;
extern const struct names cs_shape_names;

#endif
