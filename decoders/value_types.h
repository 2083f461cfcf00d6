/* The decoders of values, by what they are about. Each reads all of p->r; what
 * it leaves, or reads past the end, makes the value malformed. */
#ifndef DECODERS_VALUE_TYPES_H
#define DECODERS_VALUE_TYPES_H

#include "base/uuid.h"
#include "decoders/row.h"

/* IEEE 11073-20601 numbers, "37.15 °C". */
void put_sfloat(struct packet *p, const char *name, const char *unit);
void put_float(struct packet *p, const char *name, const char *unit);
/* put_scaled() without its digits; a raw value of `special` means `text`. */
void put_scaled_or(struct packet *p, const char *name, unsigned size,
    const struct scale *scale, uint64_t special, const char *text);
/* The halves of an octet, by name: low then high. */
void put_halves(struct packet *p, const char *low,
    const struct names *low_names, const char *high,
    const struct names *high_names);
/* What glucose is measured in, of both glucose services. */
extern const struct names value_sample_names;
/* The number of a person that the sensor tells apart. */
void put_user(struct packet *p);
/* year, month, day, hours, minutes, seconds */
void put_date_time_field(struct packet *p, const char *name);

/* A control point: the operation that the first octet is, then its parameters.
 * One that is not in the sorted table makes the value malformed. */
void put_operation(struct packet *p, const struct packet_name *table, size_t n);
#define PUT_OPERATION(p, table) put_operation(p, table, ARRAY_SIZE(table))

/* The value in p->r at p->depth, as dec_value() says. */
bool put_gatt_value(
    struct packet *p, const struct uuid *type, const uint8_t *value, size_t n);

/* Whether it tells how a database is built or used, and nothing else:
 * declarations, and descriptors that configure. */
bool value_is_layout(const struct uuid *type);

/* A value that is one number; false when `uuid` is none or has another size. */
bool put_scalar_value(struct packet *p, uint16_t uuid);

void value_blood_pressure(struct packet *p);
void value_cuff_pressure(struct packet *p);
void value_blood_pressure_feature(struct packet *p);
void value_temperature(struct packet *p);
void value_temperature_type(struct packet *p);
void value_heart_rate(struct packet *p);
void value_sensor_location(struct packet *p);
void value_weight(struct packet *p);
void value_weight_feature(struct packet *p);
void value_plx_spot(struct packet *p);
void value_plx_continuous(struct packet *p);
void value_glucose(struct packet *p);
void value_glucose_feature(struct packet *p);
void value_running_speed(struct packet *p);
void value_running_feature(struct packet *p);
void value_cycling_speed(struct packet *p);
void value_cycling_feature(struct packet *p);
void value_cycling_location(struct packet *p);
void value_cycling_power(struct packet *p);
void value_cycling_power_feature(struct packet *p);
void value_location_speed(struct packet *p);
void value_cycling_vector(struct packet *p);
void value_navigation(struct packet *p);
void value_position_quality(struct packet *p);
void value_zone_limits(struct packet *p);
void value_treadmill(struct packet *p);
void value_indoor_bike(struct packet *p);
void value_rower(struct packet *p);
void value_machine_feature(struct packet *p);
void value_training_status(struct packet *p);
void value_speed_range(struct packet *p);
void value_inclination_range(struct packet *p);
void value_resistance_range(struct packet *p);
void value_heart_rate_range(struct packet *p);
void value_power_range(struct packet *p);
void value_battery_status(struct packet *p);
void value_battery_critical(struct packet *p);
void value_battery_health(struct packet *p);
void value_battery_time(struct packet *p);
void value_battery_energy(struct packet *p);
void value_hid_information(struct packet *p);
void value_hid_control(struct packet *p);
void value_report_map(struct packet *p);
void value_protocol_mode(struct packet *p);
void value_boot_keyboard(struct packet *p);
void value_boot_keyboard_output(struct packet *p);
void value_boot_mouse(struct packet *p);
void value_scan_window(struct packet *p);
void value_category(struct packet *p);
void value_categories(struct packet *p);
void value_new_alert(struct packet *p);
void value_unread_alert(struct packet *p);
void value_alert_control(struct packet *p);
void value_alert_status(struct packet *p);
void value_ringer_setting(struct packet *p);
void value_ringer_control(struct packet *p);
void value_exact_time(struct packet *p);
void value_daylight_saving(struct packet *p);
void value_time_zone(struct packet *p);
void value_time_with_saving(struct packet *p);
void value_time_source(struct packet *p);
void value_time_accuracy(struct packet *p);
void value_time_reference(struct packet *p);
void value_time_update_control(struct packet *p);
void value_time_update_state(struct packet *p);
void value_broadcast(struct packet *p);
void value_report_reference(struct packet *p);
void value_external_report(struct packet *p);
void value_number_of_digitals(struct packet *p);
void value_body_composition(struct packet *p);
void value_body_composition_feature(struct packet *p);
void value_enhanced_blood_pressure(struct packet *p);
void value_glucose_context(struct packet *p);
void value_record_access(struct packet *p);
void value_cgm(struct packet *p);
void value_pac(struct packet *p);
void value_audio_locations(struct packet *p);
void value_audio_contexts(struct packet *p);
void value_ase(struct packet *p);
void value_ase_control(struct packet *p);
void value_broadcast_control(struct packet *p);
void value_broadcast_state(struct packet *p);
void value_set_key(struct packet *p);
void value_set_lock(struct packet *p);
void value_telephony_role(struct packet *p);
void value_gaming_role(struct packet *p);
void value_volume_state(struct packet *p);
void value_volume_control(struct packet *p);
void value_volume_flags(struct packet *p);
void value_volume_offset(struct packet *p);
void value_volume_offset_control(struct packet *p);
void value_input_state(struct packet *p);
void value_gain_settings(struct packet *p);
void value_input_type(struct packet *p);
void value_input_status(struct packet *p);
void value_input_control(struct packet *p);
void value_mute(struct packet *p);
void value_object_id(struct packet *p);
void value_track_changed(struct packet *p);
void value_playback_speed(struct packet *p);
void value_seeking_speed(struct packet *p);
void value_track_time(struct packet *p);
void value_playing_order(struct packet *p);
void value_playing_orders(struct packet *p);
void value_media_state(struct packet *p);
void value_media_control(struct packet *p);
void value_media_operations(struct packet *p);
void value_content_id(struct packet *p);
void value_bearer_technology(struct packet *p);
void value_signal_strength(struct packet *p);
void value_signal_interval(struct packet *p);
void value_call_state(struct packet *p);
void value_current_calls(struct packet *p);
void value_call_text(struct packet *p);
void value_telephony_flags(struct packet *p);
void value_call_control(struct packet *p);
void value_call_operations(struct packet *p);
void value_termination(struct packet *p);
void value_hearing_features(struct packet *p);
void value_preset(struct packet *p);
void value_preset_control(struct packet *p);
void value_heart_rate_control(struct packet *p);
void value_speed_control(struct packet *p);
void value_power_control(struct packet *p);
void value_navigation_feature(struct packet *p);
void value_navigation_control(struct packet *p);
void value_machine_control(struct packet *p);
void value_machine_status(struct packet *p);
void value_user_control(struct packet *p);
void value_bond_control(struct packet *p);
void value_bond_feature(struct packet *p);
void value_plx_feature(struct packet *p);
void value_cgm_feature(struct packet *p);
void value_cgm_status(struct packet *p);
void value_cgm_start(struct packet *p);
void value_cgm_control(struct packet *p);
void value_security_levels(struct packet *p);
void value_key_material(struct packet *p);
void value_scan_refresh(struct packet *p);
void value_boolean(struct packet *p);
void value_mesh_proxy(struct packet *p);
void value_cross_trainer(struct packet *p);
void value_step_climber(struct packet *p);
void value_stair_climber(struct packet *p);

#endif
