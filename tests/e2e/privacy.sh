#!/bin/sh
# Private addresses: ours, that change, and those of bonded devices, resolved by
# us or by a controller with a resolving list.
. "${0%/*}/lib"

ps() { expect "$@" --bonds "$tmp/bonds.json"; }
services='[ { "uuid": "180f", "characteristics": [ { "uuid": "2a19", "properties": ["read"],
	"read": "encrypted", "value": { "u8": 90 } } ] } ]'
identity=C0:00:00:00:00:07
cat >"$tmp/peer.json" <<-JSON
	{ "name": "peer", "address": "$identity/random", "privacy": true, "rpa_timeout_s": 5,
	  "security": { "allow_weaker": true }, "services": $services }
JSON
cat >"$tmp/open.json" <<-JSON
	{ "name": "peer", "address": "$identity/random", "services": $services }
JSON
cat >"$tmp/us.json" <<-JSON
	{ "name": "us", "privacy": true, "rpa_timeout_s": 2, "services": $services }
JSON
cat >"$tmp/phone.json" <<-JSON
	{ "name": "phone", "address": "C0:00:00:00:00:99/random", "privacy": true, "rpa_timeout_s": 2,
	  "central": { "delay_ms": 3000, "pair": true, "read": ["2a19"], "stay_ms": 500, "connections": 2 } }
JSON
rpa='[4-7][0-9A-F](:[0-9A-F]{2}){5}'

# A device with private addresses, by name, by identity with and without its
# type, as the host resolves and as the controller does; we are private too.
for list in "" ll-privacy,; do
	sim="sim:$list$tmp/peer.json"
	rm -f "$tmp/bonds.json"
	ps 0 -c "$sim" scan --duration 12
	[ "$(grep -Ec "^$rpa  resolvable  .*peer" "$tmp/out")" = 3 ] || fail "not three addresses in 12 s"
	ps 0 -c "$sim" --own-address rpa pair peer
	says err "paired with $rpa -> $identity \(peer\): .*identity $identity"
	ps 0 bonds
	says out "^$identity/random.*IRK"
	ps 0 -c "$sim" scan --duration 3
	[ "$list" ] && says out "^$identity  static, resolved  .*peer"
	[ "$list" ] || says out "^$rpa  resolvable -> $identity  .*peer"
	for filter in "" "--address $identity"; do
		# shellcheck disable=SC2086
		ps 0 -c "$sim" --json scan --duration 3 $filter
		[ "$list" ] && says out "\"address\":\"$identity\".*\"resolved_by_controller\":true"
		[ "$list" ] || says out "\"address\":\"$rpa\".*\"identity\":\"$identity\",\"identity_type\":\"static\""
	done
	for target in peer "$identity" "$identity/random"; do
		ps 0 -c "$sim" --own-address rpa --json -v read "$target" 2a19 --no-pair
		says out "\"event\":\"connected\",\"address\":\"$rpa\".*\"identity\":\"$identity\""
		says out '"event":"encryption".*"encrypted":true'
		says out '"value":"5a"'
	done
	# Pairing anew: the addresses in its keys are those on air.
	for options in "" --no-sc; do
		# shellcheck disable=SC2086
		ps 0 -c "$sim" --own-address rpa pair "$identity" --allow-weaker $options
	done
	# The device shows its identity instead: it is the same device.
	ps 0 -c "sim:$list$tmp/open.json" read "$identity" 2a19
	# An address that resolves is no proof: a device without the key is an
	# error, as any other.
	python3 - "$tmp/bonds.json" <<-'PY'
		import json, sys
		store = json.load(open(sys.argv[1]))
		del store["simulator"]
		json.dump(store, open(sys.argv[1], "w"))
	PY
	ps 6 -c "$sim" read "$identity" 2a19
	says err 'has lost the bond'
	says_not out '5a'
done

# In a session: the device has moved on to other addresses meanwhile.
cat >"$tmp/later.batch" <<-BATCH
	pair peer
	disconnect
	wait 30
	connect peer
	connect $identity
	disconnect
	wait 30
	read $identity 2a19
BATCH
for list in "" ll-privacy,; do
	rm -f "$tmp/bonds.json"
	ps 0 -c "sim:$list$tmp/peer.json" --own-address rpa --rpa-timeout 7 run "$tmp/later.batch"
	[ "$(grep -Eo "connected to $rpa" "$tmp/err" | sort -u | wc -l)" = 3 ] || fail "not three addresses of the device"
	[ "$(grep -c '^encrypted' "$tmp/err")" = 3 ] || fail "not three encryptions"
done

# Ours changes on time while we scan: off, another one, on.
ps 0 -c "sim:$tmp/peer.json" -w "$tmp/scan.btsnoop" --own-address rpa --rpa-timeout 1 scan --duration 5.5
expect 0 decode "$tmp/scan.btsnoop"
grep -A1 -E '< HCI Command: LE Set (Random Address|Scan Enable)' "$tmp/out" |
	sed -nE 's/^        Address: .*\(Resolvable\)/new/p; s/^        Scanning: (Enabled|Disabled).*/\1/p' |
	tr '\n' ' ' >"$tmp/trace"
says trace '^new Enabled (Disabled new Enabled ){5}Disabled $'
[ "$(grep -A1 'LE Set Random Address' "$tmp/out" | grep -Eo "Address: $rpa" | sort -u | wc -l)" = 6 ] ||
	fail "not six addresses of ours"
says_not out 'Command Disallowed'

# The kinds, and what they are for our identity.
ps 0 -c sim --own-address public info
says out '^on air: .*\(public\)'
ps 0 -c sim --own-address static info
says out '^address: .*\(static\)'
cp "$tmp/out" "$tmp/first"
ps 0 -c sim --own-address static info
cmp -s "$tmp/out" "$tmp/first" || fail "the static address is another one in each run"
ps 0 -c sim --own-address nrpa info
says out '^address: .*\(public\)'
says out '^on air: .*\(non-resolvable\)'
ps 0 -c "sim:$tmp/peer.json" --own-address nrpa pair peer
ps 2 -c sim --own-address private info
says err '--own-address'
ps 2 -c sim --own-address rpa --rpa-timeout 0 info
ps 2 -c sim --own-address rpa --rpa-timeout 3601 info

# As peripheral, private by option and by the device file: a phone, private too,
# pairs, comes back to another address of ours from another of its own, and
# neither needs to pair again.
for how in "--own-address rpa --rpa-timeout 2" ""; do
	for list in "" ll-privacy,; do
		rm -f "$tmp/bonds.json"
		# shellcheck disable=SC2086
		ps 0 -c "sim:$list$tmp/phone.json" --json -w "$tmp/serve.btsnoop" $how serve "$tmp/us.json" \
			--connections 2 --duration 60
		[ "$(grep -c '"event":"paired","identity":"C0:00:00:00:00:99"' "$tmp/out")" = 1 ] || fail "not one pairing"
		[ "$(grep -c '"encrypted":true' "$tmp/out")" = 2 ] || fail "not two encryptions"
		grep '"event":"connected"' "$tmp/out" >"$tmp/links"
		[ "$(grep -Eo "\"address\":\"$rpa" "$tmp/links" | sort -u | wc -l)" = 2 ] || fail "the phone's address"
		sed -n 2p "$tmp/links" >"$tmp/second"
		says second '"identity":"C0:00:00:00:00:99"'
		expect 0 decode "$tmp/serve.btsnoop"
		says_not out 'Command Disallowed'
		[ "$(grep -Eo "  Address: $rpa \(Resolvable\)" "$tmp/out" | sort -u | wc -l)" -ge 3 ] ||
			fail "our address does not change"
	done
done

# Our server tells whether our controller resolves; the devices on the air of the
# simulator are no centrals, and say nothing of it.
cat >"$tmp/reader.json" <<'JSON'
{ "name": "reader", "address": "C0:00:00:00:00:98/random",
  "central": { "read": ["2aa6"], "stay_ms": 500, "connections": 1 } }
JSON
for told in "No (0x00) " "Yes (0x01) ll-privacy,"; do
	ps 0 -c "sim:${told##* }$tmp/reader.json" -w "$tmp/serve.btsnoop" serve "$tmp/us.json" --connections 1 --duration 60
	expect 0 decode "$tmp/serve.btsnoop"
	grep -qF "Supported: ${told% *}" "$tmp/out" || fail "not ${told% *} with '${told##* }'"
done
ps 0 -c sim discover "Heart Rate"
says_not out 2aa6

# Over a radio that we did not write.
have btvirt && have python3 || verdict
start_radio

serve() {
	"$PAIRSCOPE" -c "unix:$radio/$1" --bonds "$tmp/device.json" serve "$tmp/us.json" --connections 1 \
		>"$tmp/serve.out" 2>"$tmp/serve.err" </dev/null &
	server=$!
	pids="$pids $server"
	await 10 grep -q serving "$tmp/serve.err" || fail "serve does not start"
	sleep 0.3
}
gone() { ! kill -0 "$1"; }
served() {
	await 30 gone "$server" || kill "$server"
	wait "$server" || { fail "serve: exit $?"; sed 's/^/  serve: /' "$tmp/serve.err"; }
}

for socket in bt-server-le bt-server-bredrle; do
	rm -f "$tmp/bonds.json" "$tmp/device.json"
	serve $socket
	ps 0 -c "unix:$radio/$socket" --own-address rpa --json pair us
	says out "\"event\":\"connected\",\"address\":\"$rpa\""
	their=$(sed -nE 's/.*"event":"paired","identity":"([^"]*)".*/\1/p' "$tmp/out")
	served
	serve $socket
	ps 0 -c "unix:$radio/$socket" --own-address rpa discover "$their"
	says out 'Central Address Resolution \(2aa6\): read$'
	served
	serve $socket
	ps 0 -c "unix:$radio/$socket" --own-address rpa read "$their" 2a19
	says err "^connected to $rpa -> $their"
	says err '^encrypted'
	says out '\[5a\]'
	served
done

verdict
