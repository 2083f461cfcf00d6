#!/bin/sh
# A controller and a radio that we did not write: BlueZ's btvirt. Two pairscope
# processes do the whole job over it, on a socket, a pseudo-terminal and TCP.
. "${0%/*}/lib"
have btvirt && have python3 || exit 0

start_radio

# serve FILE OPTIONS...: a second process that is the device.
serve() {
	file=$1
	shift
	"$PAIRSCOPE" -c "$le" --bonds "$tmp/device.json" serve "$file" "$@" \
		>"$tmp/serve.out" 2>"$tmp/serve.err" </dev/null &
	server=$!
	pids="$pids $server"
	await 10 grep -q serving "$tmp/serve.err" || fail "serve does not start"
	# it advertises a moment after it said so
	sleep 0.3
}

gone() { ! kill -0 "$1"; }

served() {
	await 30 gone "$server" || kill "$server"
	wait "$server" || { fail "serve: exit $?"; sed 's/^/  serve: /' "$tmp/serve.err"; }
}

us() {
	want=$1
	shift
	expect "$want" -c "${controller:-$le}" --bonds "$tmp/us.json" "$@"
}

expect 0 -c "$le" info
says out '^address: .*00:AA:01'
says out 'buffers: .*1 of 192 octets'

# The whole job: scan, pair with a second try, read, subscribe, come back.
serve omron-bp7350 --connections 3
us 0 scan --duration 2
says out 'BP7350'
us 0 -w "$tmp/pair.btsnoop" pair BP7350 --preset android --tries 2
says err 'paired with 00:AA:01:.*identity'
us 0 subscribe BP7350 2a35 --count 2 --duration 20
says err '^encrypted'
says out 'Blood Pressure Measurement \(2a35\).*128/82 mmHg'
us 0 read BP7350 2a19
says out 'Battery Level'
served

# Every method against ourselves, keys agreed through a foreign radio.
method() {
	cat >"$tmp/peer.json" <<-JSON
	{ "name": "peer", "security": { "io": "$1", "sc": $2, "mitm": true, "passkey": 123456,
	  "initiator_keys": ["enc", "id"], "responder_keys": ["enc", "id"] },
	  "services": [ { "uuid": "180f", "characteristics": [
	    { "uuid": "2a19", "properties": ["read"], "read": "authenticated", "value": { "u8": 77 } } ] } ] }
	JSON
	rm -f "$tmp/us.json" "$tmp/device.json"
	serve "$tmp/peer.json" --connections 2
	# shellcheck disable=SC2086
	us 0 --json pair peer --mitm $3
	says out "\"method\":\"$4\".*\"authenticated\":true"
	us 0 read peer 2a19 --no-pair
	says out '\[4d\]'
	served
}
method DisplayOnly true "--io KeyboardOnly --passkey 123456" "Passkey Entry, typed here"
method KeyboardOnly true "--io DisplayOnly --passkey 123456" "Passkey Entry, shown here"
method DisplayYesNo true "--io DisplayYesNo --yes" "Numeric Comparison"
method DisplayOnly false "--io KeyboardOnly --passkey 123456" "Passkey Entry, typed here"
method KeyboardOnly false "--io DisplayOnly --passkey 123456" "Passkey Entry, shown here"

# Out-of-band data, carried by a file: of the device, of both, of neither but a TK.
oob() {
	sc=$1 method=$2 ours=$3 theirs=$4
	cat >"$tmp/oob.json" <<-JSON
	{ "name": "peer", "security": { "io": "NoInputNoOutput", "sc": $sc }, "services": [] }
	JSON
	rm -f "$tmp/us.json" "$tmp/device.json" "$tmp/a.oob" "$tmp/b.oob"
	# shellcheck disable=SC2086
	us 0 --json pair peer $ours >/dev/null &
	pids="$pids $!"
	central=$!
	# shellcheck disable=SC2086
	serve "$tmp/oob.json" --connections 1 $theirs
	wait $central
	says out "\"method\":\"Out of Band\",\"secure_connections\":$method.*"
	says out '"event":"paired".*"authenticated":true'
	served
}
tk=00112233445566778899aabbccddeeff
oob true true "--oob $tmp/b.oob" "--oob-out $tmp/b.oob"
oob true true "--oob-out $tmp/a.oob" "--oob $tmp/a.oob"
oob true true "--oob-out $tmp/a.oob --oob $tmp/b.oob" "--oob-out $tmp/b.oob --oob $tmp/a.oob"
oob false false "--oob-tk $tk" "--oob-tk $tk"
oob false false "--oob $tmp/b.oob" "--oob-out $tmp/b.oob --oob-tk new"
says err 'out-of-band data of 00:AA:01:'
says_not err 'our own role'

# A read that is refused makes us pair.
rm -f "$tmp/us.json" "$tmp/device.json"
serve "$tmp/peer.json" --connections 1
us 0 read peer 2a19 --io DisplayOnly --passkey 123456 --mitm
says err 'pairing, then trying again'
says out '\[4d\]'
served

# The device lost its bond: exit 6.
rm -f "$tmp/device.json"
serve "$tmp/peer.json" --connections 1
us 6 read peer 2a19
says err 'has lost the bond'
served

# The same radio through a pseudo-terminal, also an octet at a time, and TCP.
rm -f "$tmp/us.json" "$tmp/device.json"
for chunk in 4096 1; do
	serve heart-rate --connections 1
	rm -f "$tmp/pty"
	python3 "${0%/*}/peer.py" pty "$tmp/pty" "$radio/bt-server-le" $chunk &
	pids="$pids $!"
	await 5 test -e "$tmp/pty"
	controller="serial:$tmp/pty,baud=1000000" us 0 discover "Heart Rate"
	says out 'Heart Rate Measurement \(2a37\): notify'
	served
done
serve heart-rate --connections 1
python3 "${0%/*}/peer.py" tcp "$tmp/port" "$radio/bt-server-le" &
pids="$pids $!"
await 5 test -s "$tmp/port"
controller="tcp:127.0.0.1:$(cat "$tmp/port")" us 0 subscribe "Heart Rate" 2a37 --count 3 --duration 20
says out 'Heart Rate Measurement \(2a37\)'
served

# Ctrl-C: disconnected, reset, the capture whole.
serve heart-rate --connections 1
rm -f "$tmp/out"
"$PAIRSCOPE" -c "$le" --bonds "$tmp/us.json" -w "$tmp/int.pcapng" subscribe "Heart Rate" 2a37 \
	>"$tmp/out" 2>"$tmp/err" </dev/null &
it=$!
await 10 grep -q 'Heart Rate Measurement' "$tmp/out" || fail "nothing arrives"
kill -INT $it
wait $it || fail "Ctrl-C: exit $?"
served
expect 0 decode "$tmp/int.pcapng"
tail -14 "$tmp/out" >"$tmp/end"
says end '< HCI Command: Disconnect'
says end '> HCI Event: Disconnect Complete'
says end '< HCI Command: Reset'

verdict
