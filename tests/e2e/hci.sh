#!/bin/sh
# Commands by hand, and an adapter of Linux that is not there.
. "${0%/*}/lib"

# Sent as it is, decoded both ways, the octets as they crossed.
expect 0 -c sim -w "$tmp/hci.pcapng" hci 0x04 0x0009
says out '^< HCI Command: Read BD ADDR \(0x04\|0x0009\) plen 0'
says out '^> HCI Event: Command Complete \(0x0e\) plen 10'
says out 'Address: 02:53:49:4D:00:01'
says out '^< 01 09 10 00$'
says out '^> 04 0e 0a 01 09 10 00 01 00 4d 49 53 02$'
expect 0 decode "$tmp/hci.pcapng"
[ "$(grep -c 'HCI Command: Read BD ADDR' "$tmp/out")" = 2 ] || fail "not in the capture, behind bring-up's"

# -v shows them already: each packet once, that of bring-up besides.
expect 0 -c sim -v hci 4 9
[ "$(cat "$tmp/out" "$tmp/err" | grep -c '< HCI Command: Read BD ADDR')" = 2 ] || fail "-v: not shown once"
says out '^< 01 09 10 00$'

# Parameters in one word, in several, and quoted.
for params in "0100" "01 00" "01:00"; do
	# shellcheck disable=SC2086
	expect 0 -c sim hci 8 c $params
	says out 'Scanning: Enabled'
	says out '^< 01 0c 20 02 01 00$'
done

# A refusal has a name, and exit code 1; also as JSON.
expect 1 -c sim hci 3f 3ff aabb
says out '^< 01 ff ff 02 aa bb$'
says out 'Status: Unknown HCI Command \(0x01\)'
says err 'refuses command \(0xffff\): Unknown HCI Command \(0x01\)'
expect 1 -c sim --json hci 3f 3ff aabb
says out '"event":"hci","opcode":65535,.*"sent":"01ffff02aabb","received":"040f040101ffff","status":1'
says out '"type":"command",.*"code":65535'
says out '"error":".*Unknown HCI Command.*","exit":1'

# What is no command is not sent.
for words in "40 1" "4 400" "4 -1" "4 x" "8 c 0" "8 c zz" "0 0" "3 35 00"; do
	# shellcheck disable=SC2086
	expect 2 -c sim hci $words
	says err 'hci: '
done
expect 2 -c sim hci 3f 1 "$(printf '%0512d' 0)"
expect 1 -c sim hci 3f 1 "$(printf '%0510d' 0)"
says out '^< 01 01 fc ff 00 '
expect 2 -c sim hci 4
says err 'OGF OCF'

# In a batch, up to the first that fails, also behind other commands.
printf 'hci 4 9\nscan -d 1\nhci 4 1\nhci 3f 1\nhci 4 2\n' >"$tmp/batch"
expect 1 -c sim run "$tmp/batch"
[ "$(grep -c '^> HCI Event: Command Complete' "$tmp/out")" = 2 ] || fail "not two answers in the batch"
says out 'Read Local Version Information'
says out 'Status: Unknown HCI Command'
says_not out 'Read Local Supported Commands'

# An adapter of Linux: none here has the number 65534.
expect 3 -c hci65534 info
says err 'hci65534: (no Bluetooth in this kernel|no such adapter|to take an adapter from Linux needs CAP_NET_ADMIN)'
expect 3 -c hci65534,take info
for spec in hci65535 hci0,give hci0x1; do
	expect 3 -c $spec info
	says err "$spec: write hciN or hciN,take"
done
expect 3 -c hci info
says err 'hciN\[,take\]'

# A controller that answers all of bring-up, and then no more.
if have python3; then
	deaf() {
		rm -f "$tmp/deaf"
		python3 "${0%/*}/peer.py" deaf "$tmp/deaf" "$1" &
		pids="$pids $!"
		await 5 test -S "$tmp/deaf" || fail "no peer"
	}
	deaf 99
	expect 0 -c "unix:$tmp/deaf" -v info
	# but for the Reset at the end
	deaf $(($(grep -c 'HCI Command:' "$tmp/err") - 1))
	expect 3 -c "unix:$tmp/deaf" hci 4 9
	says err 'no answer to Read BD ADDR \(0x1009\) in 2 s'
fi

# A controller that we did not write.
have btvirt || verdict
start_radio
expect 0 -c "$le" hci 04 0001
says out 'Manufacturer: '
expect 0 -c "$le" hci 08 0018
says out '^> 04 0e 0c 01 18 20 00 '
expect 1 -c "$le" hci 3f 3ff
says err 'Unknown HCI Command'

verdict
