#!/bin/sh
# What diagnose says of pairings on the simulator: for each rule a capture on
# which it fires, and one close by on which it does not.
. "${0%/*}/lib"

# device [SECURITY [READ [MEMBERS]]]: a peer with these members in its "security",
# what a client needs to read it, members of its own.
device() {
	needs=${2:-'"encrypted"'}
	cat >"$tmp/peer.json" <<-JSON
	{ "name": "peer", "address": "C0:00:00:00:00:01/random" ${3:-},
	  "security": { "io": "DisplayYesNo", "passkey": 123456,
	    "initiator_keys": 15, "responder_keys": 15 ${1:-} },
	  "services": [ { "uuid": "180f", "characteristics": [
	    { "uuid": "2a19", "read": $needs, "value": { "u8": 90 } } ] } ] }
	JSON
	rm -f "$tmp/bonds.json"
}

# The report: BlueZ 5.50 and the blood pressure monitor.
expect 6 -c sim -w "$tmp/c.pcapng" pair BP7350 --preset bluez-5.50
rules D1
says out '"failed_by":"peripheral","reason":8,"request":"01030001100507"'
expect 0 diagnose "$tmp/c.pcapng"
says out 'attempt 1, pairing: the peripheral sent Pairing Failed, Unspecified reason \(0x08\)'
says out 'octets +01030001100507$'
says out 'no IdKey of the initiator'
[ "$(grep -n 'our IdKey too' "$tmp/out" | cut -d: -f1)" -le \
	$(($(grep -n 'next:' "$tmp/out" | cut -d: -f1) + 2)) ] ||
	fail "IdKey is not among the first experiments"
# In short after the failure itself, with the frames of the capture; and all of it
# later, when no capture was asked for.
expect 6 -c sim pair BP7350 --preset bluez-5.50
says err '^D1: the peer answers the Pairing Request with Unspecified Reason'
says err '^  most likely: it dislikes a bit of the request'
says err '^  try next:    pairscope -c sim pair 00:5F:BF:12:34:56/public .*--authreq 0x01 .*--tries 2'
says err '^all of it: pairscope diagnose last$'
expect 0 --json diagnose last
says out '"failed_by":"peripheral","reason":8,"request":"01030001100507"'
[ "$(stat -c %a "$tmp"/state/pairscope/last.btsnoop)" = 600 ] || fail "mode of the last packets"
# What the confirm values rule out is no cause: this one is right, and of no passkey.
expect 6 -c sim -w "$tmp/first.pcapng" pair BP7350 --preset android
says err '^  most likely: the device fails every first try$'
says err '^  try next: .* --authreq 0x2d .* --tries 2  # the same, twice$'
# It can be pasted, and does what it says.
command=$(sed -n 's/^  try next: *pairscope //p' "$tmp/err")
eval "expect 0 ${command%%#*}"
expect 6 -c sim:never-pairs pair "Never pairs"
says err '^  most likely: one side computes it wrongly'
expect 0 diagnose "$tmp/first.pcapng"
says_not out 'passkey was wrong|computed over different'
expect 0 --json diagnose "$tmp/first.pcapng"
says out '"causes":\["the device fails every first try"\],"next":'
expect 6 -q -c sim pair BP7350 --preset bluez-5.50
says_not err 'D1'
rm "$tmp/c.pcapng"
expect 6 --json -c sim -w "$tmp/c.pcapng" pair BP7350 --preset bluez-5.50
frames=$(grep '"event":"diagnosis"' "$tmp/out" | grep -o '"frames":\[[0-9,]*\]')
expect 0 --json diagnose "$tmp/c.pcapng"
[ -n "$frames" ] && grep -qF "$frames" "$tmp/out" || fail "frames $frames are not those of the capture"
printf 'connect BP7350\npair --preset bluez-5.50\n' >"$tmp/lines"
expect 6 -c sim run "$tmp/lines"
says err '^  try next:    (pairscope -c sim )?pair 00:5F:BF'
printf 'connect BP7350\ndisconnect\ndiagnose live\n' >"$tmp/lines"
expect 0 -c sim run "$tmp/lines"
says out '^connection 1: central'
expect 1 diagnose live
says err 'no packet yet'
# A run without a pairing leaves the last one alone.
expect 0 -c sim scan --duration 1
expect 0 --json diagnose last
says out '"reason":8,'
# As Android asks it: refused once though the confirm value is right.
rm "$tmp/c.pcapng"
expect 0 -c sim -w "$tmp/c.pcapng" pair BP7350 --preset android --tries 2
rules D9
says out 'refuses a confirm value that is right'
expect 0 diagnose "$tmp/c.pcapng"
says out 'confirm value of the central: right'
says out 'model: legacy pairing, Just Works: the IO capabilities allow no more'
# The first experiments can be pasted.
next=$("$PAIRSCOPE" diagnose "$tmp/c.pcapng" | sed -n 's/^      pairscope //p' | head -1)
[ -n "$next" ] && sh -c "'$PAIRSCOPE' -c sim $next" >"$tmp/out" 2>&1 ||
	fail "pasted: $next"

device ', "sc_only": true'
does 6 pair peer --no-sc
rules D2
does 0 pair peer --mitm --yes
rules
device ', "pairable": false'
does 6 pair peer
rules D3
does 6 read peer 2a19
says err '^D3: '
device ', "min_key_size": 16'
does 6 pair peer --key-size 10
rules D4
does 0 pair peer
rules

# A reason at the request, and the same behind the response.
refusal() {
	[ $# = 3 ] && set -- "$@" bluez-le
	device ", \"rules\": [ { \"at\": \"request\", \"fail\": \"$1\" } ]"
	does 6 pair peer --preset "$4"
	rules "$2"
	device ", \"rules\": [ { \"at\": \"public key\", \"fail\": \"$1\" } ]"
	does 6 pair peer --preset "$4"
	rules "$3"
}
refusal 'unspecified reason' D1 D46
refusal 'authentication requirements' D2 ''
refusal 'invalid parameters' D7 ''
refusal 'pairing not supported' D3 D3
refusal 'command not supported' D5 D5
refusal 'repeated attempts' D6 D6
refusal 'busy' '' ''
refusal 'cross-transport key derivation not allowed' '' ''
refusal 'cross-transport key derivation not allowed' D13 D13 android

# Proofs that fail.
device ', "sc": false, "rules": [ "send confirm flip 3" ]'
does 6 pair peer
rules D9
says out 'the confirm value is wrong'
device ', "rules": [ "send confirm flip 3" ]'
does 6 pair peer
rules D44
expect 0 diagnose "$tmp/c.pcapng"
says out 'confirm value of the peripheral: wrong'
device
does 6 pair peer --rule 'send dhkey-check flip 3'
rules D10
device
does 6 pair peer --io DisplayYesNo --mitm
rules D11
device ', "confirm": false'
does 6 pair peer --io DisplayYesNo --mitm --yes
rules D12
device
does 0 pair peer --io DisplayYesNo --mitm --yes
rules
says out '"method":"Numeric Comparison"'

# A wrong passkey, by arithmetic; close by, the right one.
device ', "sc": false, "io": "DisplayOnly"'
sed -i 's/"io": "DisplayYesNo", //' "$tmp/peer.json"
does 6 pair peer --io KeyboardOnly --mitm --passkey 1042
rules D9
says out '"central_confirm":"secret"'
expect 0 --json diagnose --crack "$tmp/c.pcapng"
says out '"central_passkey":1042,'
says out 'the peripheral refuses the passkey 001042'
does 0 pair peer --io KeyboardOnly --mitm --passkey 123456
rules
expect 0 diagnose --crack "$tmp/c.pcapng"
[ "$(grep -c 'used the passkey 123456' "$tmp/out")" = 2 ] || fail "passkeys"

# The same of Secure Connections: they tell it by themselves.
device ', "io": "DisplayOnly"'
sed -i 's/"io": "DisplayYesNo", //' "$tmp/peer.json"
does 6 pair peer --io KeyboardOnly --mitm --passkey 123460
rules D44
says out 'the passkeys differ: the peripheral refuses bit 3 of 20, after 2 that agree'
does 0 pair peer --io KeyboardOnly --mitm --passkey 123456
rules
says out '"central_passkey":123456,"peripheral_confirm":"right","peripheral_passkey":123456,'

# A Temporary Key, by arithmetic as well.
rm -f "$tmp/c.pcapng"
tk=00112233445566778899aabbccddee
expect 6 -c sim:oob-only -w "$tmp/c.pcapng" pair "OOB only" --oob-tk ${tk}00
rules D9
says out '"central_confirm":"secret"'
expect 0 --json diagnose --oob-tk ${tk}00 "$tmp/c.pcapng"
says out '"central_confirm":"right"'
expect 0 --json diagnose --oob-tk ${tk}ff "$tmp/c.pcapng"
says out '"central_confirm":"wrong"'
rm -f "$tmp/c.pcapng"
expect 0 -c sim:oob-only -w "$tmp/c.pcapng" pair "OOB only" --oob-tk ${tk}ff
expect 0 --json diagnose --oob-tk ${tk}ff "$tmp/c.pcapng"
says out '"central_confirm":"right","peripheral_confirm":"right","key":"right"'
expect 2 diagnose --oob-tk 12 "$tmp/c.pcapng"

# Silence.
device ', "rules": [ "receive request drop" ]'
does 6 pair peer
rules D14
device ', "rules": [ "receive public-key drop" ]'
does 6 pair peer
rules D45
expect 0 diagnose "$tmp/c.pcapng"
says out 'no answer for 30 s after Pairing Public Key'

# Keys that do not come, and one that is refused.
device ', "rules": [ "send identity-information drop", "send identity-address drop" ]'
does 6 pair peer
rules D16
device ', "rules": [ { "at": "identity address", "fail": "unspecified reason" } ]'
does 6 pair peer
rules D17

# Bonds: forgotten, damaged, good.
again() {
	does 0 pair peer --no-sc
	does "$1" read peer 2a19 --no-pair
	rules "$2"
}
device '' '' ', "keeps_bonds": false'
again 6 D19
says out '"forget":"the central"'
expect 0 diagnose "$tmp/c.pcapng"
says out '^    must forget the bond: the central$'
device ', "rules": [ "send encryption-information flip 3" ]'
again 6 D21
expect 0 --json --bonds "$tmp/bonds.json" diagnose "$tmp/c.pcapng"
says out 'did not decrypt; the key is that of our bond'
python3 - "$tmp/bonds.json" <<-'PY'
	import json, sys
	store = json.load(open(sys.argv[1]))
	for bond in store["bonds"]:
	    bond["peer_ltk"]["key"] = "00112233445566778899aabbccddeeff"
	json.dump(store, open(sys.argv[1], "w"))
PY
expect 0 --json --bonds "$tmp/bonds.json" diagnose "$tmp/c.pcapng"
says out 'did not decrypt; the key is not that of our bond'
device
again 0 ''

# A pairing whose key is gone when it is wanted; near: the device says that it
# gave up.
gives_up='{ "at": "encryption", "fail": "unspecified reason" }'
device ", \"rules\": [ $gives_up, \"send failed drop\" ]"
does 6 pair peer --no-sc
rules D48
device ", \"rules\": [ $gives_up ]"
does 6 pair peer --no-sc
rules D46

# A log without the DHKey Checks, and with one of them; near: as it was.
device
does 0 pair peer
expect 0 convert "$tmp/c.pcapng" "$tmp/whole.btsnoop"
# without DIRECTIONS: leave out the checks of the received (1), the sent (0).
without() {
	python3 - "$tmp/whole.btsnoop" "$tmp/c.btsnoop" "$1" <<-'PY'
		import struct, sys
		log = open(sys.argv[1], "rb").read()
		out, at = log[:16], 16
		while at < len(log):
		    n, flags = struct.unpack(">II", log[at + 4:at + 12])
		    p = log[at + 24:at + 24 + n]
		    check = p[0] == 2 and p[7:10] == b"\x06\x00\x0d"
		    if not (check and str(flags & 1) in sys.argv[3]):
		        out += log[at:at + 24 + n]
		    at += 24 + n
		open(sys.argv[2], "wb").write(out)
	PY
	rm "$tmp/c.pcapng"
	expect 0 convert "$tmp/c.btsnoop" "$tmp/c.pcapng"
}
without 01
rules D47
says out 'the central starts encryption without any DHKey Check, and is let'
without 1
rules D47
says out "without the peripheral's DHKey Check"
without ''
rules

# Attributes that are refused.
device
does 7 read peer 2a19 --no-pair
rules D29
does 0 read peer 2a19
rules
device '' '"authenticated"'
does 7 read peer 2a19 --io NoInputNoOutput
rules D30
does 0 read peer 2a19 --io DisplayYesNo --mitm --yes
rules
device ', "min_key_size": 7' '"encrypted", "min_key_size": 16'
does 7 read peer 2a19 --key-size 7 --min-key-size 7
rules D31
says out 'longer key than 7 octets'

# A key that is cut is the pairing's as well.
device
does 0 pair peer --no-sc --key-size 10 --min-key-size 7
expect 0 diagnose "$tmp/c.pcapng"
says out 'key of the encryption: that of this pairing$'

device ', "exact": true'
does 0 pair peer --keys-resp enc
rules D38

# What is no connection, or no capture.
does 0 scan --duration 1
expect 0 diagnose "$tmp/c.pcapng"
says out 'no LE connection'
expect 1 diagnose "$tmp/peer.json"
says err 'peer.json'

# Every capture of the shared set, against tshark's count of requests.
shared=${PAIRSCOPE_SHARED:-../shared}/captures/dev
if [ -d "$shared" ]; then
	n=0
	for f in "$shared"/bumble-generated/*; do
		expect 0 --json diagnose "$f" || continue
		n=$((n + $(grep -c '"kind":"pairing"' "$tmp/out")))
	done
	echo "$n pairings in the shared captures that Bumble made"
	[ "$n" -gt 50 ] || fail "only $n pairings found"
else
	echo "SKIPPED: no shared captures at $shared"
fi
verdict
