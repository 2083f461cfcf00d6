#!/bin/sh
# Pairing turned against the grain, on the simulator: every bit of the request,
# faults on purpose at both ends, bonds that must not become weaker.
. "${0%/*}/lib"

# device SECURITY: a peer with these members in its "security".
device() {
	cat >"$tmp/peer.json" <<-JSON
	{ "name": "peer", "address": "C0:00:00:00:00:01/random",
	  "security": { "io": "${IO:-DisplayYesNo}", "passkey": 123456,
	    "initiator_keys": ["enc", "id", "sign"], "responder_keys": 7 ${1:-} },
	  "services": [ { "uuid": "180f", "characteristics": [
	    { "uuid": "2a19", "properties": ["read"], "read": "encrypted", "value": { "u8": 90 } } ] } ] }
	JSON
	rm -f "$tmp/bonds.json"
}

pair() {
	want=$1
	shift
	expect "$want" -c "sim:$tmp/peer.json" --bonds "$tmp/bonds.json" --json pair peer "$@"
}

# What is sent, to the bit.
device
pair 6 --authreq 0xff --io 7 --oob-flag 3 --key-size 5 --keys-init 0xf0 --keys-resp 0x81
says out '"request":"0703ff05f081"'
pair 6 --key-size 17
says out '"reason":10'
device ', "min_key_size": 16'
pair 6 --key-size 10
says out '"reason":6'
device ', "min_key_size": 7'
pair 0 --key-size 10
says out '"key_size":10'
device ', "max_key_size": 10, "min_key_size": 7'
pair 6
says out '"reason":6.*"by_peer":false'
pair 0 --min-key-size 7
says out '"key_size":10'
device ', "sc": false'
pair 6 --sc-only --yes
says out '"reason":3.*"by_peer":false'
device
pair 0 --sc-only --yes
says out '"authenticated":true'
device ', "sc_only": true'
pair 6 --no-sc
says out '"reason":3.*"by_peer":true'
pair 6
says out '"reason":3.*"by_peer":true'
pair 0 --mitm --yes
device ', "exact": true, "auth_req": 255'
pair 0 --keys-resp enc --yes
says out '"response":"0100ff100707"'

# A bond does not become weaker by itself, on either side.
device ', "allow_weaker": true'
pair 0 --mitm --yes
pair 6
says out '"reason":3.*"by_peer":false.*"why":".*weaker'
pair 0 --allow-weaker
device
pair 0 --mitm --yes
pair 6 --allow-weaker
says out '"reason":3.*"by_peer":true'
expect 0 -c "sim:$tmp/peer.json" --bonds "$tmp/bonds.json" --json read peer 2a19 --no-pair
says out '"value":"5a"'

# Faults of ours: RULE, then the reason that ends it (0: no PDU did), whose it is.
fault() {
	device
	pair 6 --rule "$1" --keys-init enc,id,sign --keys-resp enc,id,sign ${4:-}
	says out "\"event\":\"pairing-failed\",\"reason\":$2,.*\"by_peer\":$3" || echo "  rule: $1"
}
fault 'send confirm flip 3' 4 true --no-sc
fault 'send random flip 3' 4 true --no-sc
fault 'send public-key flip 3' 11 true
fault 'send dhkey-check flip 127' 11 true
fault 'send request flip 0' 0 false --mitm # it waits for a person with a keyboard
fault 'send public-key fail 9' 9 false
fault 'send request drop' 0 false
fault 'send random silence' 0 false
fault 'receive response fail 8' 8 false
fault 'receive public-key drop' 8 false
fault 'send public-key duplicate' 8 true
fault 'encryption fail 1' 1 false
device
pair 6 --rule 'encryption flip 0'
says out 'MIC Failure'
device
pair 0 --rule 'send confirm delay 2000 x1' --no-sc
device
pair 0 --rule 'bond forget'
expect 4 --bonds "$tmp/bonds.json" bonds show C0:00:00:00:00:01/random
device
pair 0 --rule 'send signing-information flip 8' --keys-init sign
for wrong in 'confirm' 'confirm flip' 'confirm flip 512' 'send confirm drop 3' 'receive confirm flip 3' 'bond drop' \
	'confirm drop x0' 'send confirm drop x1 x2' 'nothing drop' ',' ''; do
	pair 2 --rule "$wrong"
done

# Faults of the device.
peer_fault() {
	device ", \"rules\": [$1]"
	pair 6 --yes ${4:-}
	says out "\"event\":\"pairing-failed\",\"reason\":$2,.*\"by_peer\":$3" || echo "  rule: $1"
}
peer_fault '"send confirm flip 3"' 4 false --mitm
peer_fault '{ "at": "response", "on": "send", "do": "silence" }' 0 false
peer_fault '{ "at": "dhkey check", "do": "drop" }' 0 false
peer_fault '"send encryption-information reorder"' 8 false --no-sc
peer_fault '{ "at": "request", "fail": "busy" }' 16 true
peer_fault '"send identity-information delay 31000"' 0 false
# It refuses our keys when all is done: taken back, and the old bond counts again.
peer_fault '"bond fail 15"' 15 true
says out '"event":"paired"'
expect 0 --bonds "$tmp/bonds.json" bonds list
[ ! -s "$tmp/out" ] || fail "a bond is left: $(cat "$tmp/out")"
device ', "rules": ["bond forget"]'
pair 0
expect 6 -c "sim:$tmp/peer.json" --bonds "$tmp/bonds.json" read peer 2a19
says err 'has lost the bond'

# A signed write, by a legacy key of old: the counter goes up, and over again means
# nothing.
cat >"$tmp/peer.json" <<-'JSON'
	{ "name": "peer", "address": "C0:00:00:00:00:01/random",
	  "security": { "initiator_keys": ["enc", "id", "sign"] },
	  "services": [ { "uuid": "180f", "characteristics": [
	    { "uuid": "2a19", "properties": ["read", "signed-write"], "read": "open", "write": "open",
	      "value": { "u8": 90 } } ] } ] }
JSON
rm -f "$tmp/bonds.json"
write() { expect "$1" -c "sim:$tmp/peer.json" --bonds "$tmp/bonds.json" -v run "$tmp/job"; }
echo 'write --signed peer 2a19 07' >"$tmp/job"
write 1
says err 'no CSRK of ours'
printf '%s\n' 'pair peer --keys-init enc,id,sign' disconnect 'write --signed peer 2a19 07' 'read 2a19' >"$tmp/job"
write 0
says out '\[07\]'
says err 'ATT: Signed Write Command \(0xd2\)'
printf '%s\n' 'write --signed peer 2a19 08' 'read 2a19' disconnect 'write --signed peer 2a19 09' 'read 2a19' >"$tmp/job"
write 0
says out '\[08\]'
says out '\[09\]'
grep -q '"own_sign_counter": 3' "$tmp/bonds.json" || fail "the counter is not 3"

# The delay before the request, on the clock of the capture.
device
pair 0 --delay 1500 -w "$tmp/delay.btsnoop"
expect 0 decode "$tmp/delay.btsnoop"
awk '/^[<>]/ { t = $NF } /LE Connection Complete \(0x01\)/ { since = t }
	/SMP: Pairing Request/ { print (t - since > 1.499 && t - since < 1.6) ? "right" : t - since }' "$tmp/out" >"$tmp/delay"
says delay '^right$'

# Keypresses: what is typed here is told, where both ends want to know.
IO=DisplayOnly device ', "mitm": true, "keypress": true'
for option in --keypress --no-bond; do
	pair 0 --io KeyboardOnly --mitm "$option" --passkey 123456 -w "$tmp/keys$option.btsnoop"
	expect 0 decode "$tmp/keys$option.btsnoop"
	grep -c 'SMP: Pairing Keypress Notification' "$tmp/out" >"$tmp/keys$option"
done
says keys--keypress '^8$'
says keys--no-bond '^0$'

# No BR/EDR key comes of LinkKey, and that is said.
device ', "exact": true'
expect 0 -c "sim:$tmp/peer.json" --bonds "$tmp/bonds.json" pair peer
says_not err 'no BR/EDR key'
sed 's/"initiator_keys": \[[^]]*\], "responder_keys": 7/"initiator_keys": 15, "responder_keys": 15/' "$tmp/peer.json" >"$tmp/link.json"
expect 0 -c "sim:$tmp/link.json" --bonds "$tmp/link-bonds.json" pair peer --preset android
says err 'no BR/EDR key is derived'

# A device that failed to authenticate: we wait before we try again.
device ', "rules": ["send confirm flip 3 x1"]'
expect 0 -c "sim:$tmp/peer.json" --bonds "$tmp/bonds.json" pair peer --tries 2 --no-sc
says err 'waiting 1\.0 s: the device failed to authenticate'

# Who guesses has to wait, and is told so.
IO=DisplayOnly device ', "mitm": true'
pair 6 --mitm --io KeyboardOnly --passkey 1 --tries 3
says out '"reason":4'
says out '"reason":9'

verdict
