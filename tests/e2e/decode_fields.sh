#!/bin/sh
# The values of packets that few send, beside those that tshark reads: what our
# own golden files say of them proves nothing.
. "${0%/*}/lib"
have tshark || exit 0

mkdir "$tmp/captures"
python3 tests/golden/make_inputs.py tests/golden/inputs/le_direction.txt \
	tests/golden/inputs/bredr_rare.txt tests/golden/inputs/iso_sco.txt "$tmp/captures"

cat >"$tmp/pairs" <<'PAIRS'
advertising_handle bthci_cmd.advertising_handle
cte_length bthci_cmd.cte_length
requested_cte_length bthci_cmd.cte_length
cte_count bthci_cmd.cte_count
antenna_id bthci_cmd.antenna_id
number_of_antenna_ids bthci_cmd.antenna_switching_pattern_length
max_sampled_ctes bthci_cmd.max_sampled_ctes
cte_types bthci_cmd.cte_types
request_interval bthci_cmd.cte_request_interval
payload_type bthci_cmd.payload_type
channel bthci_cmd.mws_channel
rx_center_frequency bthci_cmd.mws_rx_center_frequency
tx_center_frequency bthci_cmd.mws_tx_center_frequency
rx_bandwidth bthci_cmd.mws_rx_channel_bandwidth
channel_type bthci_cmd.mws_channel_type
rx_assert_offset bthci_cmd.mws.rx_assert.offset
rx_deassert_offset bthci_cmd.mws.rx_deassert.offset
tx_assert_offset bthci_cmd.mws.tx_assert.offset
pattern_assert_offset bthci_cmd.mws.pattern_assert.offset
scan_frequency_assert_offset bthci_cmd.mws.scan_frequency_assert.offset
tx_deassert_jitter bthci_cmd.mws.tx_deassert.jitter
scan_frequency_assert_jitter bthci_cmd.mws.scan_frequency_assert.jitter
priority_assert_offset_request bthci_cmd.mws.priority_assert_offset_request
to_mws_baud_rate bthci_cmd.mws.to_baud_rate
low bthci_cmd.mws.scan_frequency_table.item.low
high bthci_cmd.mws.scan_frequency_table.item.high
interval_duration bthci_cmd.mws_pattern.pattern.duration
interval_type bthci_cmd.mws_pattern.pattern.type
timestamp bthci_iso_data.timestamp
sequence_number bthci_iso_data.packet_seq_num
sdu_length bthci_iso_data.sdu_length
PAIRS

least() {
	expect 0 decode --json "$tmp/captures/$1.pcap"
	"${0%/*}/fields.py" "$tmp/pairs" "$tmp/out" "$tmp/captures/$1.pcap" >"$tmp/compared" 2>&1 ||
		fail "$1: $(tail -1 "$tmp/compared")"
	[ "$(wc -l <"$tmp/compared")" = 1 ] || fail "$1: $(head -5 "$tmp/compared")"
	[ "$(tail -1 "$tmp/compared")" -ge "$2" ] ||
		fail "$1: only $(tail -1 "$tmp/compared") values compared"
}

least le_direction 20
least bredr_rare 14
least iso_sco 14

verdict
