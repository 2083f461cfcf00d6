#!/bin/sh
# Values of control points and features, beside those that tshark reads.
. "${0%/*}/lib"
have tshark && have python3 || exit 0

cat >"$tmp/make.py" <<'PY'
"""make.py < VALUES: a log of each value: what the characteristic is, then a read, a
write, a notification or an indication of it."""
import struct
import sys

print("> le 0x01 00 4000 00 01 ff44332211c0 1800 0000 2a00 00")
handle = 1
for line in sys.stdin:
    how, uuid, value = line.split(None, 2)
    first, at = (struct.pack("<H", h).hex() for h in (handle, handle + 1))
    kind = struct.pack("<H", int(uuid, 16)).hex()
    print(f"< att 08 {first} ffff 0328\n> att 09 07 {first} 3a {at} {kind}")
    print({"read": f"< att 0a {at}\n> att 0b {value}",
           "write": f"< att 12 {at} {value}\n> att 13",
           "indicate": f"> att 1d {at} {value}\n< att 1e"}[how].rstrip())
    handle += 2
PY

cat >"$tmp/pairs" <<'PAIRS'
operation btatt.heart_rate_control_point
operation btatt.sc_control_point.opcode
operation btatt.cycling_power_control_point.opcode
operation btatt.ln_control_point.opcode
operation btatt.user_control_point.opcode
operation btatt.bond_management_control_point.opcode
operation btatt.cgm_specific_ops_control_point.opcode
request btatt.sc_control_point.request_opcode
request btatt.cycling_power_control_point.request_opcode
request btatt.ln_control_point.request_opcode
request btatt.user_control_point.request_opcode
request btatt.cgm_specific_ops_control_point.request_opcode
result btatt.sc_control_point.response_value
result btatt.cycling_power_control_point.response_value
result btatt.ln_control_point.response_value
result btatt.user_control_point.response_value
result btatt.cgm_specific_ops_control_point.response_code
value btatt.sc_control_point.cumulative_value
value btatt.cycling_power_control_point.cumulative_value
value btatt.ln_control_point.cumulative_value
location btatt.sensor_location
location btatt.cycling_power_control_point.sensor_location
crank_length btatt.cycling_power_control_point.crank_length
chain_length btatt.cycling_power_control_point.chain_length
chain_weight btatt.cycling_power_control_point.chain_weight
span_length btatt.cycling_power_control_point.span_length
sampling_rate btatt.cycling_power_control_point.sampling_rate
offset btatt.cycling_power_control_point.start_offset_compensation
content_mask btatt.cycling_power_control_point.content_mask
navigation btatt.ln_control_point.navigation_control
route btatt.ln_control_point.route_number
routes btatt.ln_control_point.number_of_routes
fix_rate btatt.ln_control_point.fix_rate
elevation btatt.ln_control_point.elevation
consent_code btatt.user_control_point.consent_code
user btatt.user_index
features btatt.plxs.features.supported_features
features btatt.ln_feature
features btatt.bond_management_feature
features btatt.cgm_feature.feature
time btatt.cgm_specific_ops_control_point.operand.calibration_time
next_calibration btatt.cgm_specific_ops_control_point.operand.next_calibration_time
crank_revolutions btatt.csc_measurement.cumulative_crank_revolutions
first_angle btatt.csc_measurement.first_crank_measurement_angle
force btatt.csc_measurement.instantaneous_force_magnitude_array
torque btatt.csc_measurement.instantaneous_torque_magnitude_array
bearing btatt.navigation.bearing
heading btatt.navigation.heading
remaining_distance btatt.navigation.remaining_distance
remaining_vertical_distance btatt.navigation.remaining_vertical_distance
beacons_in_solution btatt.position_quality.number_of_beacons_in_solution
beacons_in_view btatt.position_quality.number_of_beacons_in_view
time_to_first_fix btatt.position_quality.time_to_first_fix
horizontal_error btatt.position_quality.ehpe
vertical_error btatt.position_quality.evpe
horizontal_dilution btatt.position_quality.hdop
vertical_dilution btatt.position_quality.vdop
limit btatt.two_zone_heart_rate_limit.fat_burn_fitness
refresh btatt.scan_refresh
declination btatt.magnetic_declination
PAIRS

python3 "$tmp/make.py" >"$tmp/values.txt" <<'VALUES'
write 2a39 01
read 2a60 0300 ff01 112233
write 2a55 01 78563412
write 2a55 03 05
indicate 2a55 10 04 01 0102
write 2a66 01 78563412
write 2a66 02 0c
write 2a66 04 5501
write 2a66 06 5601
write 2a66 08 5701
write 2a66 0a 5801
write 2a66 0d 0f00
indicate 2a66 20 05 01 5501
indicate 2a66 20 07 01 5601
indicate 2a66 20 09 01 5701
indicate 2a66 20 0b 01 5801
indicate 2a66 20 0e 01 19
indicate 2a66 20 0f 01 ea070b15081e00
indicate 2a66 20 0c 01 3412
indicate 2a66 20 04 03
read 2a6a ffff1f00
write 2a6b 01 563412
write 2a6b 03 01
write 2a6b 05 0300
write 2a6b 07 05
write 2a6b 08 563412
indicate 2a6b 20 04 01 0500
write 2a9f 01 d204
write 2a9f 02 01 d204
write 2a9f 03
indicate 2a9f 20 02 05
write 2aa4 03 313233
read 2aa5 ffff07
read 2aa8 7fff01 59 3412
write 2aac 01 05
write 2aac 04 64b0 0a00 21 1400 0100 00
indicate 2aac 1c 1a 01
read 2a64 07 0100 0004 5a00 0a00 f6ff
read 2a64 18 2000 e0ff
read 2a68 0f00 3412 7856 010203 040506 ea070b15081e00
read 2a69 7f00 01 02 0300 04000000 05000000 06 07
read 2a8b 5a6e8296
read 2a94 6e82
read 2a95 78
read 2a31 00
read 2a2c 3412
VALUES
mkdir "$tmp/captures"
python3 tests/golden/make_inputs.py "$tmp/values.txt" "$tmp/captures"
expect 0 decode --json "$tmp/captures/values.btsnoop"
"${0%/*}/fields.py" "$tmp/pairs" "$tmp/out" "$tmp/captures/values.btsnoop" all >"$tmp/compared" 2>&1 ||
	fail "$(tail -1 "$tmp/compared")"
[ "$(wc -l <"$tmp/compared")" = 1 ] || fail "$(head -5 "$tmp/compared")"
[ "$(cat "$tmp/compared")" -ge 106 ] || fail "only $(cat "$tmp/compared") values compared"

verdict
