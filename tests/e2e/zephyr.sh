#!/bin/sh
# An nRF52840 dongle with Zephyr: its address, its vendor commands, what it needs
# to be spoken to at all, and its end.
. "${0%/*}/lib"
have btvirt && have python3 || exit 0

start_radio
"$PAIRSCOPE" --bonds "$tmp/device.json" -c "unix:$tmp/radio/bt-server-le" \
	serve omron-bp7350 >"$tmp/serve" 2>&1 </dev/null &
pids="$pids $!"
await 10 grep -q serving "$tmp/serve" || fail "serve does not start"

# dongle FAULT...: a new one at $tmp/dongle, its diary in $tmp/log.
dongle() {
	rm -f "$tmp/dongle"
	python3 "${0%/*}/zephyr.py" "$tmp/dongle" "$tmp/radio/bt-server-le" \
		"$tmp/log" "$@" 2>/dev/null &
	pids="$pids $!"
	await 5 test -e "$tmp/dongle" || fail "no dongle"
}

# us STATUS OPTIONS ARGS...: OPTIONS are those of the controller, or empty.
us() {
	want=$1
	options=$2
	shift 2
	expect "$want" -c "serial:$tmp/dongle$options" --bonds "$tmp/us.json" "$@"
}

# Its own static address is the one that we show, and a pairing tells it.
dongle boot
us 0 "" info
says out '^address: +D1:2E:33:44:55:66 \(static\)$'
says out '^manufacturer: +The Linux Foundation'
says out '^hardware: +Nordic nRF52x$'
says out '^firmware: +standard controller, version 3\.7, build 0$'
says out '^build: +Zephyr OS v3\.7\.0, pca10059$'
says out '^TX power: +0 dBm$'
says_not err .
cat >"$tmp/want" <<'END'
0c03 
fc01 
fc02 
fc03 
fc08 
fc09 
fc0f 000000
2005 665544332ed1
0c03 
END
diff "$tmp/log" "$tmp/want" || fail "the dongle was told something else"
us 0 "" --json info
says out '"hardware":"Nordic nRF52x","firmware":"standard controller, version 3.7, build 0","build_info":"Zephyr OS v3.7.0, pca10059","vendor_features":0,"tx_power":0'
us 0 ",tx-power=6" pair BP7350 --preset android --tries 2
says log '^fc0e 00000006$'
says log '^fc0e 01000006$'
says log '^fc0e 02[0-9a-f]{4}06$'
us 0 "" read BP7350 battery-level
says out 'Battery Level'
us 0 ",tx-power=6" info
says out '^TX power: +4 dBm$'

# An address of ours.
us 0 ",addr=00:11:22:33:44:55" info
says out '^address: +00:11:22:33:44:55 \(public\)$'
says log '^fc06 554433221100$'
us 0 ",addr=C1:22:33:44:55:66/random" info
says out '^address: +C1:22:33:44:55:66 \(static\)$'
says log '^2005 6655443322c1$'

# Without such commands: the static address that is kept with the bonds, and what
# cannot be done is said.
dongle bare nordic
us 0 "" info
says out '^address: .*\(static\)$'
says_not out 'D1:2E'
says_not err .
us 3 ",addr=00:11:22:33:44:55" info
says err 'cannot be given a public address'
us 3 ",tx-power=0" info
says err 'cannot be told its power'
for bad in addr=here addr=01:22:33:44:55:66/random addr=00:00:00:00:00:00 tx-power=loud tx-power=99; do
	us 3 ",$bad" info
	says err "serial:.*$bad: '.*' is "
done
dongle public
us 0 "" info
says out '^address: +06:05:04:03:02:01 \(public\)$'
says_not log fc09

# What is not HCI when the port is opened, and a program that was cut short.
dongle garbage
us 0 "" info
says out '^hardware: +Nordic'
says err 'skipped [0-9]+ octets that are no HCI packet: 15024020ffff'
dongle inside
us 0 "" -w "$tmp/inside.btsnoop" info
says out '^hardware: +Nordic'
says log '^dropped 1023 octets$'
expect 0 decode "$tmp/inside.btsnoop"
[ "$(grep -c 'HCI Command: Reset' "$tmp/out")" -ge 3 ] || fail "Reset was not sent again"
dongle inside
us 0 "" doctor
says out '^OK +reset +answered, behind the end of a packet'
says out '^OK +address +D1:2E:33:44:55:66 \(static\), its own'

# Its last words, at once and in the middle.
for n in 1 12; do
	dongle assert=$n
	us 3 "" -w "$tmp/assert.pcapng" scan
	says err 'the firmware of the controller has stopped: assertion in /home/me/.*/lll\.c, line 417'
	expect 0 decode "$tmp/assert.pcapng"
	says out 'HCI Event: Vendor'
done

verdict
