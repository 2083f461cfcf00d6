#!/bin/sh
# The rules of diagnose about links, bonds and addresses: for each a capture of
# the simulator on which it fires, and one close by on which it does not.
. "${0%/*}/lib"

# device [MEMBERS [SECURITY [READ]]]: a peer with members of its own, with these
# in its "security", what a client needs to read it.
device() {
	needs=${3:-'"encrypted"'}
	cat >"$tmp/peer.json" <<-JSON
	{ "name": "peer", "address": "C0:00:00:00:00:01/random" ${1:-},
	  "security": { "initiator_keys": 15, "responder_keys": 15 ${2:-} },
	  "services": [ { "uuid": "180f", "characteristics": [
	    { "uuid": "2a19", "read": $needs, "value": { "u8": 90 } } ] } ] }
	JSON
	rm -f "$tmp/bonds.json"
}

# batch STATUS LINES: the same with commands, one a line.
batch() {
	printf '%b\n' "$2" >"$tmp/batch"
	does "$1" run "$tmp/batch"
}

# It asks for security, and hangs up; we do.
hangs_up=', "link_faults": [ { "after_ms": 5000, "reason": "0x13" } ]'
device "$hangs_up" ', "security_request": true'
batch 0 'connect peer\nwait 10'
rules D18
device '' ', "security_request": true'
batch 0 'connect peer\nwait 5\ndisconnect'
rules

# No answer to a request: the link is lost before 30 s are over, and is not.
device ', "link_faults": [ { "after_ms": 2000 } ]' ', "rules": [ "receive request drop" ]'
does 6 pair peer
rules D15
device '' ', "rules": [ "receive request drop" ]'
does 6 pair peer
rules D14

# Pairing Failed is answered by Pairing Failed.
device '' ', "pairable": false'
does 6 pair peer --rule 'receive failed fail 8'
rules 'D3 D36'
does 6 pair peer
rules D3

# The same PDU twice.
device '' ', "rules": [ "send response duplicate" ]'
does 6 pair peer
rules 'D35 D46'
device
does 0 pair peer
rules

# We are the device: we have lost the bond of a phone, and have not; the phone
# then reads what is protected, and does not pair anew; or never had a bond.
serves() {
	cat >"$tmp/phone.json" <<-JSON
	{ "name": "phone", "address": "C0:00:00:00:00:02/random",
	  "central": { $1, "stay_ms": 500, "connections": 2 } }
	JSON
	rm -f "$tmp/c.pcapng" "$tmp/bonds.json"
	expect 0 -c "sim:$tmp/phone.json" --bonds "$tmp/bonds.json" -w "$tmp/c.pcapng" \
		serve "$tmp/peer.json" --duration 30
}
device ', "keeps_bonds": false'
serves '"pair": true'
rules D20
serves '"pair": true, "read": ["2a19"]'
rules 'D20 D34 D29'
serves '"read": ["2a19"]'
rules 'D29 D29'
device
serves '"pair": true, "read": ["2a19"]'
rules

# Just Works once, and then not enough.
device '' '' '"authenticated"'
does 0 pair peer
does 7 read peer 2a19 --no-pair
rules D42
does 7 read peer 2a19
rules D30

# An attribute that an update of the device moved; close by, before that, and by
# a host that has no bond.
device
sed -i 's/"uuid": "2a19"/"handle": "0x003f", &/' "$tmp/peer.json"
does 0 pair peer
does 0 read peer 0x0040 --no-pair
rules
sed -i 's/"handle": "0x003f", //' "$tmp/peer.json"
does 7 read peer 0x0040 --no-pair
rules D43
device
does 7 read peer 0x0040 --no-pair
rules

# Still in pairing mode; the same of a device that is no such.
mode() { printf ', "advertising": { "data": [ { "flags": [ "%s" ] }, { "name": "peer" } ] }' "$1"; }
device "$(mode limited)"
batch 0 'pair peer\ndisconnect\nscan --duration 1'
rules D37
device "$(mode general)"
batch 0 'pair peer\ndisconnect\nscan --duration 1'
rules

# Identity keys. A host dials the identity of a device that shows private
# addresses, to a controller that does not resolve them, and to one that does.
device ', "privacy": true' ', "security_request": true'
dial='hci 8 d 6000300000 01 0100000000c0 00 1800 2800 0000 a401 0000 0000'
batch 0 "pair peer\ndisconnect\nscan --duration 1\n$dial\nwait 10\nhci 8 e\nwait 1"
rules D27
list=ll-privacy,
batch 0 "pair peer\ndisconnect\n$dial\nwait 10"
rules
# It was reset, and has another key; and has not.
does 0 connect peer
rules
sed -i 's/"name": "peer"/"name": "as new"/' "$tmp/peer.json"
batch 0 'connect "as new"\nwait 5\ndisconnect'
rules D40
# A resolving list that is not there, and one that is full.
add='hci 8 27 00 010203040506 000102030405060708090a0b0c0d0e0f 000102030405060708090a0b0c0d0e0f'
list=
batch 1 "$add"
rules D28
list=ll-privacy,
batch 0 "$add"
rules
list=

# Packets that do not decrypt: under load, and without.
device ', "link_faults": [ { "at": "load", "packets": 30, "reason": "0x3d" } ]'
batch 5 "pair peer\nwait 30\n$(printf 'read 2a19\\n%.0s' $(seq 40))"
rules D22
batch 0 'pair peer --allow-weaker\nwait 30\nread 2a19\ndisconnect'
rules
device ', "link_faults": [ { "at": "encryption", "after_ms": 20000, "reason": "0x3d" } ]'
batch 0 'pair peer\nwait 30'
rules

# Encryption fails after a fast reconnection; close by, after any.
device ', "link_faults": [ { "at": "encryption", "sooner_ms": 5000, "reason": "0x3d" } ]'
does 0 pair peer
batch 0 'connect peer\ndisconnect\nconnect peer\nwait 10\nconnect peer\nwait 1'
rules 'D21 D23'
device ', "link_faults": [ { "at": "encryption", "sooner_ms": 50000, "reason": "0x3d" } ]'
does 0 pair peer
batch 0 'connect peer\ndisconnect\nconnect peer\nwait 10\nconnect peer\nwait 1'
rules 'D21 D21'

# A procedure of the link layer that the device does not answer.
device ', "link_faults": [ { "at": "features", "after_ms": 40000, "reason": "0x22" } ]'
batch 0 'connect peer\nwait 50'
rules D26
device ', "link_faults": [ { "at": "features", "after_ms": 40000, "reason": "0x13" } ]'
batch 0 'connect peer\nwait 50'
rules

# What is protected is never answered; close by, answered as the link is
# encrypted, unanswered as nobody is there, and refused.
device
sed -i 's/"read":/"silent": true, &/' "$tmp/peer.json"
does 8 read peer 2a19 --no-pair
rules D41
batch 0 'pair peer\nread 2a19'
rules
device ', "link_faults": [ { "after_ms": 2000 } ]' '' '"open"'
batch 5 'discover peer\nwait 2\nread 2a19'
rules
device
does 7 read peer 2a19 --no-pair
rules D29

# An iPhone connects and reads what is open, and never pairs; close by, a phone
# of another maker, and one that finds something protected.
phone() {
	cat >"$tmp/phone.json" <<-JSON
	{ "name": "phone", "address": "C0:00:00:00:00:02/random", "company": "$1",
	  "central": { "read": ["2a19"], "stay_ms": 20000 } }
	JSON
	printf 'serve %s\nwait 5\nhci 1 1d 40 00\nwait 30\n' "$tmp/peer.json" >"$tmp/batch"
	rm -f "$tmp/c.pcapng"
	expect 0 -c "sim:$tmp/phone.json" --bonds "$tmp/bonds.json" -w "$tmp/c.pcapng" run "$tmp/batch"
}
device '' '' '"open"'
phone 004c
rules D33
phone 0059
rules
device
phone 004c
rules D29

# A link that never comes to be, and one that is lost.
device ', "link_faults": [ { "after_ms": 180, "reason": "0x3e" } ]'
batch 0 'connect peer\nwait 5'
rules D24
device ', "link_faults": [ { "after_ms": 3000 } ]'
batch 0 'connect peer\nwait 15'
rules
# It is lost at new parameters; close by, long after them.
update='hci 8 13 40 00 1800 1800 0000 a401 0000 0000'
batch 0 "connect peer\nwait 2\n$update\nwait 15"
rules D25
device ', "link_faults": [ { "after_ms": 60000 } ]'
batch 0 "connect peer\nwait 2\n$update\nwait 90"
rules

# An application that never grants it; close by, one that does.
device '' '' '"authorized"'
does 7 read peer 2a19 --no-pair
rules D32
device '' '' '"open"'
does 0 read peer 2a19 --no-pair
rules

# Out-of-band data that it needs, and has got.
device '' ', "sc": false, "oob_tk": "00112233445566778899aabbccddeeff", "rules": [
  { "at": "request", "without_oob": true, "fail": "oob not available" } ]'
does 6 pair peer
rules D8
does 0 pair peer --oob-tk 00112233445566778899aabbccddeeff
rules

# A comparison that nobody answers, and that somebody does.
yes=', "io": "DisplayYesNo"'
device '' "$yes, \"rules\": [ \"send dhkey-check drop\" ]"
does 6 pair peer --io DisplayYesNo --mitm --yes
rules D39
device '' "$yes, \"rules\": [ \"receive random fail 8\" ]"
does 6 pair peer --io DisplayYesNo --mitm --yes
rules D46
device '' "$yes"
does 0 pair peer --io DisplayYesNo --mitm --yes
rules
verdict
