#!/bin/sh
# The main job on the simulator: every pairing method in both roles, what goes
# wrong, and the story of the OMRON.
. "${0%/*}/lib"

ps() { expect "$@" --bonds "$tmp/bonds.json"; }

# device NAME IO SC MITM PASSKEY [MORE]: a peripheral; what its person types or
# shows is PASSKEY, and a comparison gets CONFIRM.
device() {
	cat >"$tmp/$1.json" <<-JSON
	{ "name": "$1", "address": "C0:00:00:00:00:0$6/random",
	  "security": { "io": "$2", "sc": $3, "mitm": $4, "passkey": $5,
	    "confirm": ${CONFIRM:-true},
	    "initiator_keys": ["enc", "id"], "responder_keys": ["enc", "id"] },
	  "services": [ { "uuid": "180f", "characteristics": [
	    { "uuid": "2a19", "properties": ["read"], "read": "${READ:-encrypted}",
	      "value": { "u8": 90 } } ] } ] }
	JSON
}

# phone NAME IO SC MITM PASSKEY: a central that connects to whatever advertises.
phone() {
	cat >"$tmp/$1.json" <<-JSON
	{ "name": "$1", "address": "C0:00:00:00:00:99/random",
	  "security": { "io": "$2", "sc": $3, "mitm": $4, "passkey": $5,
	    "confirm": ${CONFIRM:-true},
	    "initiator_keys": ["enc", "id"], "responder_keys": ["enc", "id"] },
	  "central": { "delay_ms": 100, "pair": true, "read": ["2a19"],
	    "stay_ms": 500, "connections": ${CONNECTIONS:-1} } }
	JSON
}

# method: IO and flags of the device, options of ours, what it must be called
# and whether the key is authenticated.
as_initiator() {
	device peer "$2" "$3" "$4" 123456 1
	rm -f "$tmp/bonds.json"
	# shellcheck disable=SC2086
	ps 0 -c "sim:$tmp/peer.json" --json pair peer $5 || { echo "  in: $1"; return; }
	says out "\"event\":\"paired\".*\"method\":\"$6\".*\"authenticated\":$7"
	# the bond is good for the next connection, and for what it protects
	ps 0 -c "sim:$tmp/peer.json" --json read peer 2a19 --no-pair
	says out '"encrypted":true'
	says out '"value":"5a"'
}

as_initiator "legacy Just Works" NoInputNoOutput false false "" "Just Works" false
as_initiator "SC Just Works" NoInputNoOutput true false "" "Just Works" false
as_initiator "legacy passkey, typed" DisplayOnly false true "--io KeyboardOnly --mitm --passkey 123456" \
	"Passkey Entry, typed here" true
as_initiator "legacy passkey, shown" KeyboardOnly false true "--io DisplayOnly --mitm --passkey 123456" \
	"Passkey Entry, shown here" true
as_initiator "SC passkey, typed" DisplayOnly true true "--io KeyboardOnly --mitm --passkey 123456" \
	"Passkey Entry, typed here" true
as_initiator "SC passkey, shown" KeyboardOnly true true "--io DisplayOnly --mitm --passkey 123456" \
	"Passkey Entry, shown here" true
as_initiator "SC comparison" DisplayYesNo true true "--io DisplayYesNo --mitm --yes" \
	"Numeric Comparison" true
as_initiator "no SC for us" NoInputNoOutput true false "--no-sc" "Just Works" false

as_responder() {
	device us "$2" "$3" "$4" 654321 2
	phone phone "$5" "$6" "$7" 654321
	rm -f "$tmp/bonds.json"
	ps 0 -c "sim:$tmp/phone.json" --json serve "$tmp/us.json" --connections 1 --duration 60 ||
		{ echo "  in: $1"; return; }
	says out "\"event\":\"paired\".*\"method\":\"$8\".*\"authenticated\":$9"
	ps 0 bonds
	says out '^C0:00:00:00:00:99/random'
}

as_responder "legacy Just Works" NoInputNoOutput false false NoInputNoOutput false false "Just Works" false
as_responder "SC Just Works" NoInputNoOutput true false NoInputNoOutput true false "Just Works" false
as_responder "legacy passkey, shown" DisplayOnly false true KeyboardOnly false true \
	"Passkey Entry, shown here" true
as_responder "legacy passkey, typed" KeyboardOnly false true DisplayOnly false true \
	"Passkey Entry, typed here" true
as_responder "SC passkey, shown" DisplayOnly true true KeyboardOnly true true \
	"Passkey Entry, shown here" true
as_responder "SC passkey, typed" KeyboardOnly true true DisplayOnly true true \
	"Passkey Entry, typed here" true
as_responder "SC comparison" DisplayYesNo true true DisplayYesNo true true "Numeric Comparison" true

# A phone that comes back uses the bond: one pairing, two encryptions.
CONNECTIONS=2
device us NoInputNoOutput true false 0 2
phone phone NoInputNoOutput true false 0
CONNECTIONS=1
rm -f "$tmp/bonds.json"
ps 0 -c "sim:$tmp/phone.json" --json serve "$tmp/us.json" --connections 2 --duration 60
[ "$(grep -c '"event":"paired"' "$tmp/out")" = 1 ] || fail "a second pairing"
[ "$(grep -c '"encrypted":true' "$tmp/out")" = 2 ] || fail "the second link is not encrypted"

# A wrong passkey, typed here and typed there.
device peer DisplayOnly true true 123456 1
ps 6 -c "sim:$tmp/peer.json" --bonds "$tmp/none" pair peer --io KeyboardOnly --mitm --passkey 123457
says err 'Confirm Value Failed \(0x04\)|Confirm value failed \(0x04\)'
device peer KeyboardOnly false true 123456 1
ps 6 -c "sim:$tmp/peer.json" --bonds "$tmp/none" pair peer --io DisplayOnly --mitm --passkey 5
says err '\(0x04\)'

# A comparison refused here (nobody answers) and there.
device peer DisplayYesNo true true 0 1
ps 6 -c "sim:$tmp/peer.json" pair peer --io DisplayYesNo --mitm
says err '\(0x0c\)'
CONFIRM=false device peer DisplayYesNo true true 0 1
CONFIRM=true
ps 6 -c "sim:$tmp/peer.json" pair peer --io DisplayYesNo --mitm --yes
says err 'the device sent Pairing Failed.*\(0x0c\)'

# The device forgot its key: told, and not passed over in silence.
device peer NoInputNoOutput true false 0 1
ps 0 -c "sim:$tmp/peer.json" pair peer
python3 - "$tmp/bonds.json" <<-'PY'
	import json, sys
	path = sys.argv[1]
	store = json.load(open(path))
	assert store["simulator"]["peer"], store
	del store["simulator"]
	json.dump(store, open(path, "w"))
PY
ps 6 -c "sim:$tmp/peer.json" read peer 2a19
says err 'has lost the bond'
says err '^D19: '
says err '^  must forget: the central$'
# What is to be tried next works as it is said.
says err '^  try next:    pairscope -c .* --bonds .* bonds remove C0:00:00:00:00:01/random$'
says err '^               pairscope -c .* --bonds .* pair C0:00:00:00:00:01/random$'
cp "$tmp/bonds.json" "$tmp/kept.json"
sed -n "s|^.* pairscope -c|\"$PAIRSCOPE\" -c|p" "$tmp/err" >"$tmp/next"
[ "$(wc -l <"$tmp/next")" = 2 ] || fail 'not two commands to be tried next'
XDG_STATE_HOME=$tmp/other sh -e "$tmp/next" >"$tmp/log" 2>&1 || fail "what is said to be tried next: $(cat "$tmp/log")"
cp "$tmp/kept.json" "$tmp/bonds.json"
ps 0 diagnose last
says out '^  D19 '
ps 0 -c "sim:$tmp/peer.json" pair peer
ps 0 -c "sim:$tmp/peer.json" read peer 2a19
# We forgot ours: the read is refused, we pair and read again.
ps 0 bonds remove C0:00:00:00:00:01
ps 0 -c "sim:$tmp/peer.json" read peer 2a19
says err 'pairing, then trying again'
says out 'Battery Level'
# ... unless told not to.
ps 0 bonds remove C0:00:00:00:00:01
ps 7 -c "sim:$tmp/peer.json" read peer 2a19 --no-pair
says err '\(0x05\)|\(0x0f\)'

# A value that wants an authenticated key: Just Works is not enough.
READ=authenticated device peer DisplayYesNo true false 0 1
rm -f "$tmp/bonds.json"
ps 0 -c "sim:$tmp/peer.json" pair peer
ps 0 -c "sim:$tmp/peer.json" --json read peer 2a19 --io DisplayYesNo --yes
says out '"method":"Numeric Comparison"'
says out '"value":"5a"'

# The report, packet by packet.
rm -f "$tmp/bonds.json"
ps 6 -c sim:omron-bp7350 -v pair BP7350 --preset bluez-5.50
grep -A8 'SMP: ' "$tmp/err" >"$tmp/smp"
says smp 'SMP: Security Request \(0x0b\) len 1'
says smp 'IO capability: NoInputNoOutput \(0x03\)'
says smp 'Initiator key distribution: EncKey Sign \(0x05\)'
says smp 'Responder key distribution: EncKey IdKey Sign \(0x07\)'
says smp 'SMP: Pairing Failed \(0x05\) len 1'
says smp 'Reason: Unspecified reason \(0x08\)'
ps 6 -c sim:omron-bp7350 pair BP7350 --preset android
says err '\(0x04\)'
ps 0 -c sim:omron-bp7350 pair BP7350 --preset android --tries 2
ps 0 -c sim:omron-bp7350 subscribe BP7350 2a35 --count 2
says out 'Blood Pressure Measurement \(2a35\).*128/82 mmHg'
ps 8 -c sim:omron-bp7350 subscribe BP7350 2a35 --count 50 --duration 60
ps 0 -c sim:omron-bp7350 subscribe BP7350 blood-pressure-measurement --duration 30
[ "$(wc -l <"$tmp/out")" = 3 ] || fail "not three measurements"

# Presets send what they say: IO (or that of nobody here), AuthReq, keys.
for preset in "bluez 3 2d 0d 0f" "bluez-5.50 3 01 05 07" "bluez-le 3 09 05 07" "android 3 2d 0f 0f" \
	"android-2017 4 0d 0f 0f" "android-legacy 4 05 07 07" "ios 4 2d 0b 0b" "ios-2015 4 0d 03 03" \
	"macos-2017 3 05 03 03" "nrf-connect 4 00 01 01" "zephyr 3 09 01 03" "nimble 3 00 00 00" \
	"esp-bluedroid 4 0d 0f 0f" "btstack 3 00 02 02" "minimal 3 01 01 01"; do
	# shellcheck disable=SC2086
	set -- $preset
	device peer NoInputNoOutput true false 0 1
	rm -f "$tmp/bonds.json"
	ps 0 -c "sim:$tmp/peer.json" --json pair peer --preset "$1"
	says out "\"request\":\"0$2""00$3""10$4$5\""
done

# Long values, writes, writes without response.
cat >"$tmp/long.json" <<-'JSON'
{ "name": "long", "address": "C0:00:00:00:00:05/random",
  "services": [ { "uuid": "12345678-1234-5678-1234-56789abcdef0", "characteristics": [
    { "uuid": "12345678-1234-5678-1234-56789abcdef1", "properties": ["read", "write", "write-without-response"],
      "read": "open", "write": "open", "max_length": 512, "value": { "text": "start" } } ] } ] }
JSON
value=$(printf '%0600d' 7)
cat >"$tmp/long.batch" <<-BATCH
connect long
read 12345678-1234-5678-1234-56789abcdef1
write 12345678-1234-5678-1234-56789abcdef1 $value   # 300 octets
read 12345678-1234-5678-1234-56789abcdef1
write --no-response 12345678-1234-5678-1234-56789abcdef1 text:end
read 12345678-1234-5678-1234-56789abcdef1
discover
disconnect
BATCH
ps 0 -c "sim:$tmp/long.json" run "$tmp/long.batch"
says out '"start"'
says out "\[$value\]"
says out '"end"'
says out 'read write-without-response write'

# Scanning: filters, order of results, one line a device.
ps 0 -c sim scan --duration 3
[ "$(wc -l <"$tmp/out")" = 2 ] || fail "scan: not two devices"
ps 0 -c sim scan --duration 3 --service 1810
says out BP7350
says_not out 'Heart Rate'
ps 0 -c sim scan --duration 3 --name heart
says_not out BP7350
ps 0 -c sim scan --duration 3 --rssi -50
says_not out BP7350
ps 0 -c sim scan --duration 3 --address 00:5F:BF:12:34:56 --json
says out '"address":"00:5F:BF:12:34:56".*"name":"BP7350"'
ps 0 -c sim scan --duration 3 --duplicates
[ "$(grep -c BP7350 "$tmp/out")" -gt 10 ] || fail "scan --duplicates: too few"
ps 0 -c sim scan --duration 3 --passive --json
says out '"scan_response":""'

# What is not there, and what nobody can do.
ps 4 -c sim connect nobody --timeout 2
says err 'was not heard'
ps 5 -c sim connect 11:22:33:44:55:66/public --timeout 2
ps 4 -c sim read BP7350 2aff
ps 2 -c sim read
ps 2 -c sim pair BP7350 --io Nothing
ps 2 -c sim pair BP7350 --passkey 1000000
ps 2 -c sim pair BP7350 --keys-init enc,foo
ps 2 -c sim pair BP7350 --preset windows-95
ps 2 -c sim frobnicate
ps 2 --color sometimes controllers
ps 3 -c sim:/nowhere.json scan
says err '/nowhere.json'
ps 3 -c foo:bar scan

# A terminal that does not know its size, as a serial console: all devices.
if have python3; then
	python3 "${0%/*}/bcm.py" terminal "$tmp/out" "$PAIRSCOPE" -c sim scan -d 3 >/dev/null </dev/null
	says out 'dBm +BP7350'
	says out 'dBm +Heart Rate'
fi

verdict
