/*
 * The management protocol of Linux: what programs such as bluetoothd ask of
 * the kernel, and what it tells them.
 */
#ifndef DECODERS_MGMT_H
#define DECODERS_MGMT_H

#include "decoders/hci.h"

/* Both NULL when unknown. The reply of a command is what follows the status. */
const struct command *mgmt_command_find(uint16_t code);
const struct packet_name *mgmt_event_find(uint16_t code);

void mgmt_put_status(struct packet *p);
/* An address and, behind it, its type: 7 octets. */
void mgmt_put_device(struct packet *p);
void mgmt_put_uuid(struct packet *p);			/* 16 octets */
void mgmt_put_phys(struct packet *p, const char *name); /* 4 octets */

/* Rows that commands and events have in common. */
extern const struct row mgmt_device[1];
extern const struct row mgmt_device_action[2];
extern const struct row mgmt_device_flags[3];
extern const struct row mgmt_settings[1]; /* the current ones */
extern const struct row mgmt_missing_options[1];
extern const struct row mgmt_class[1];
extern const struct row mgmt_local_name[2];
extern const struct row mgmt_selected_phys[1];
extern const struct row mgmt_oob_data[2]; /* before advertising data */
extern const struct row mgmt_feature[2];  /* an experimental one */
extern const struct row mgmt_instance[1];
extern const struct row mgmt_mesh_handle[1];

/* What programs load at the start, and hear of when it is new. */
/* clang-format off */
#define MGMT_LINK_KEY \
	{ CALL(7, mgmt_put_device) }, \
	{ ENUM8("Key type", link_key_type) }, \
	{ OCTETS("Link key", 16) }, \
	{ U8("PIN length") }

#define MGMT_LONG_TERM_KEY \
	{ CALL(7, mgmt_put_device) }, \
	{ ENUM8("Key type", mgmt_ltk_type) }, \
	{ X8("Central") }, \
	{ U8("Encryption size") }, \
	{ OCTETS("Diversifier", 2) }, \
	{ OCTETS("Randomizer", 8) }, \
	{ OCTETS("Key", 16) }

#define MGMT_IDENTITY_KEY \
	{ CALL(7, mgmt_put_device) }, \
	{ OCTETS("Key", 16) }

#define MGMT_CONNECTION_PARAMETERS \
	{ CALL(7, mgmt_put_device) }, \
	{ U16("Min connection interval") }, \
	{ U16("Max connection interval") }, \
	{ SCALED16("Connection latency", plain) }, \
	{ U16("Supervision timeout") }
/* clang-format on */

extern const struct names mgmt_status_names;
extern const struct names mgmt_no_yes_names;
extern const struct names mgmt_discoverable_names;
extern const struct names mgmt_io_capability_names;
extern const struct names mgmt_advertising_names;
extern const struct names mgmt_secure_connections_names;
extern const struct names mgmt_debug_keys_names;
extern const struct names mgmt_privacy_names;
extern const struct names mgmt_device_action_names;
extern const struct names mgmt_ltk_type_names;
extern const struct names mgmt_csrk_type_names;
extern const struct names mgmt_disconnect_reason_names;
extern const struct names mgmt_controller_type_names;
extern const struct names mgmt_suspend_state_names;
extern const struct names mgmt_wake_reason_names;

extern const struct bits mgmt_settings_bits;
extern const struct bits mgmt_addr_types_bits;
extern const struct bits mgmt_options_bits;
extern const struct bits mgmt_adv_flags_bits;
extern const struct bits mgmt_phys_bits;
extern const struct bits mgmt_feature_flags_bits;
extern const struct bits mgmt_monitor_features_bits;
extern const struct bits mgmt_device_flags_bits;
extern const struct bits mgmt_found_flags_bits;

#endif
