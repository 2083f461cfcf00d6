/* What the HCI decoders share: tables of commands and events, and the names
 * that more than one of them uses. */
#ifndef DECODERS_HCI_H
#define DECODERS_HCI_H

#include "decoders/row.h"

/* Sorted by opcode: link control and policy, controller and baseband,
 * informational and status and testing, LE. */
extern const struct command hci_link_commands[];
extern const size_t n_hci_link_commands;
extern const struct command hci_baseband_commands[];
extern const size_t n_hci_baseband_commands;
extern const struct command hci_info_commands[];
extern const size_t n_hci_info_commands;
extern const struct command hci_le_commands[];
extern const size_t n_hci_le_commands;
extern const struct command hci_le5_commands[];
extern const size_t n_hci_le5_commands;
extern const struct command hci_le6_commands[];
extern const size_t n_hci_le6_commands;

/* The command of every host, or NULL. */
const struct command *hci_command_find(uint16_t opcode);
/* The same, and those of the makers of the record's adapter. */
const struct command *hci_adapter_command(
    struct dec *d, const struct record *rec, uint16_t opcode);

/* NULL when unknown. */
const struct packet_name *hci_event_find(uint8_t code);
/* LE subevents, sorted by code; the second table goes on where the first
 * ends. */
extern const struct packet_name hci_le_events[];
extern const size_t n_hci_le_events;
extern const struct packet_name hci_le6_events[];
extern const size_t n_hci_le6_events;
/* NULL when unknown. */
const struct packet_name *hci_le_event_find(uint8_t code);

/* Commands and events of a maker of controllers. */
struct vendor {
	uint16_t company;
	const struct command *commands;
	size_t n_commands;
	/* Emit a vendor event; false when it is none that is known. */
	bool (*event)(struct packet *p);
};

/* NULL when nothing is known of this company's. */
const struct vendor *vendor_find(uint16_t company);
/* A command of this company's, or one of Android's; NULL when unknown. */
const struct command *vendor_command_find(uint16_t company, uint16_t opcode);

/* Rows that many packets consist of. */
extern const struct row hci_handle[1];	      /* Handle */
extern const struct row hci_address[1];	      /* Address */
extern const struct row hci_status_handle[2]; /* Status, Handle */

/* What a controller can do in Channel Sounding, Vol 4 Part E 7.8.130; the
 * second list is what version 2 adds. */
extern const struct row hci_cs_capabilities[20];
extern const struct row hci_cs_capabilities_v2[2];
/* The parameters of a configuration, 7.8.137, after its number and what
 * happens to it. */
extern const struct row hci_cs_config[15];
enum { CS_CAPABILITIES_SIZE = 28, CS_CONFIG_SIZE = 24, CS_FAE_SIZE = 72 };

/* Values that are more than a number and a name. */
void put_passkey(struct packet *p);
void put_access_code(struct packet *p);
void put_voice_setting(struct packet *p);
void put_codec_id(struct packet *p);
void put_buffer_sizes(struct packet *p);
void put_link_policy(struct packet *p);
void put_lmp_features(struct packet *p);
void put_local_version(struct packet *p);
void put_remote_version(struct packet *p);
/* "Connection Handle #0: 64", as often as `n` says. */
void put_numbered_handles(struct packet *p, uint64_t n);
/* Of LE. */
void put_adv_properties(struct packet *p);
void put_wanted_power(struct packet *p);
void put_initiating_phys(struct packet *p);
void put_cte_type(struct packet *p);
void put_data_status(struct packet *p);
void put_report_rssi(struct packet *p);
void put_advertising_sid(struct packet *p);
/* Advertising data of `len` octets. */
void put_ad(struct packet *p, uint64_t len);
/* The highest page, then all pages of features, Vol 4 Part E 7.8.128. */
void put_feature_pages(struct packet *p);
/* One page from 1 on. */
void put_feature_page(struct packet *p, uint64_t page);

enum {
	FEATURE_PAGE_SIZE = 24,
	COMPANY_INTEL = 2,
	COMPANY_BROADCOM = 15,
};

extern const struct names hci_status_names; /* Vol 1 Part F 1.3 */
extern const struct names addr_type_names;
extern const struct names bt_version_names; /* 6.2 is 0x10 */
extern const struct names adv_channels_names;
extern const struct names clock_accuracy_names;
extern const struct names power_phy_names;
extern const struct names adv_data_operation_names;
extern const struct names adv_filter_names;
extern const struct names adv_report_type_names;
extern const struct names adv_type_names;
extern const struct names air_mode_names;
extern const struct names amp_status_names;
extern const struct names auth_enable_names;
extern const struct names authentication_names;
extern const struct names broadcast_fragment_names;
extern const struct names channel_selection_names;
extern const struct names clock_type_names;
extern const struct names coding_format_names;
extern const struct names country_code_names;
extern const struct names data_path_direction_names;
extern const struct names domain_aware_names;
extern const struct names enable_names;
extern const struct names encryption_names;
extern const struct names encryption_mode_names;
extern const struct names event_filter_names;
extern const struct names flow_control_mode_names;
extern const struct names flow_direction_names;
extern const struct names flush_type_names;
extern const struct names fragment_preference_names;
extern const struct names framing_names;
extern const struct names host_flow_control_names;
extern const struct names initiator_filter_names;
extern const struct names inquiry_mode_names;
extern const struct names io_capability_names;
extern const struct names key_flag_names;
extern const struct names keypress_names;
extern const struct names keypress_notification_names;
extern const struct names le_scan_type_names;
extern const struct names link_key_type_names;
extern const struct names link_loss_reason_names;
extern const struct names link_type_names;
extern const struct names loopback_mode_names;
extern const struct names modulation_index_names;
extern const struct names oob_data_present_names;
extern const struct names oob_data_reply_names;
extern const struct names own_addr_type_names;
extern const struct names packing_names;
extern const struct names page_period_names;
extern const struct names page_scan_mode_names;
extern const struct names page_scan_repetition_names;
extern const struct names peer_addr_type_names;
extern const struct names periodic_data_operation_names;
extern const struct names phy_names;
extern const struct names phy_options_names;
extern const struct names pin_type_names;
extern const struct names power_level_type_names;
extern const struct names power_mode_names;
extern const struct names primary_phy_names;
extern const struct names privacy_mode_names;
extern const struct names qos_service_names;
extern const struct names retransmission_effort_names;
extern const struct names role_names;
extern const struct names role_switch_names;
extern const struct names scan_enable_names;
extern const struct names scan_filter_names;
extern const struct names scan_rsp_operation_names;
extern const struct names scan_type_names;
extern const struct names service_type_names;
extern const struct names sync_transfer_mode_names;
extern const struct names test_payload_names;
extern const struct names tx_test_phy_names;

extern const struct bits acl_packet_type_bits;
extern const struct bits sco_packet_type_bits;
extern const struct bits event_mask_bits;
extern const struct bits event_mask_2_bits;
extern const struct bits codec_transport_bits;
extern const struct bits le_event_mask_bits;
extern const struct bits all_phys_bits;
extern const struct bits phys_bits;
extern const struct bits adv_properties_bits;
extern const struct bits sync_cte_bits;
extern const struct bits lmp_features_bits;
extern const struct bits le_features_bits;
extern const struct bits frame_spacing_bits;
extern const struct bits lmp_host_features_bits;
extern const struct bits lmp_features_2_bits;

#endif
