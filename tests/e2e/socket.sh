#!/bin/sh
# Captures over a socket, as Wireshark's TCP@ reads them.
. "${0%/*}/lib"
have python3 || exit 0

# serve FILE FIRST [stay]: give it to the next that connects, FIRST octets of it, and
# the rest after a while, unless it shall stay at that; the port is in $tmp/number.
serve() {
	rm -f "$tmp/number"
	python3 - "$tmp/number" "$@" <<'PY' &
import os, socket, sys, time
data, first = open(sys.argv[2], "rb").read(), int(sys.argv[3])
s = socket.create_server(("127.0.0.1", 0))
print(s.getsockname()[1], file=open(sys.argv[1] + "~", "w"))
os.rename(sys.argv[1] + "~", sys.argv[1])
c, _ = s.accept()
c.sendall(data[:first])
time.sleep(60 if sys.argv[4:] else 0.3)
c.sendall(data[first:])
PY
	pids="$pids $!"
	await 5 test -s "$tmp/number" || fail 'no server'
	at=tcp:127.0.0.1:$(cat "$tmp/number")
}

expect 6 -c sim -w "$tmp/s.pcapng" pair BP7350 --preset bluez-5.50
expect 0 convert "$tmp/s.pcapng" "$tmp/s.pcap"
for form in pcapng pcap; do
	expect 0 decode "$tmp/s.$form"
	cp "$tmp/out" "$tmp/want"
	serve "$tmp/s.$form" 1001
	expect 0 decode "$at" -w "$tmp/kept.pcapng"
	cmp -s "$tmp/out" "$tmp/want" || fail "$form: $(diff "$tmp/want" "$tmp/out" | head -5)"
	expect 0 decode "$tmp/kept.pcapng"
	grep -c '^[<>]' "$tmp/want" >"$tmp/n"
	[ "$(grep -c '^[<>]' "$tmp/out")" = "$(cat "$tmp/n")" ] || fail "$form: not all is kept"
done
if have tshark; then
	# Wireshark takes what is served here for the same.
	serve "$tmp/s.pcapng" 1001
	tshark -i "TCP@${at#tcp:}" -w "$tmp/theirs.pcapng" >"$tmp/tshark" 2>&1 &
	pid=$!
	await 10 sh -c "tshark -r $tmp/theirs.pcapng 2>/dev/null | wc -l | grep -qx $(cat "$tmp/n")" ||
		fail "tshark: $(cat "$tmp/tshark")"
	kill $pid 2>/dev/null
	wait $pid
fi

serve "$tmp/s.pcapng" 1001
expect 0 convert "$at" "$tmp/c.btsnoop"
expect 0 decode -1 "$tmp/c.btsnoop"
[ "$(wc -l <"$tmp/out")" = "$(cat "$tmp/n")" ] || fail "converted: $(wc -l <"$tmp/out") packets"
serve "$tmp/s.pcapng" 1001
expect 0 diagnose "$at"
says out '^  D1 '

# It may end where no packet does.
head -c 1001 "$tmp/s.pcapng" >"$tmp/cut"
serve "$tmp/cut" 1001
expect 1 decode "$at"
says err "^pairscope: $at: offset [0-9]+: the file ends inside a block"

# What came is shown while it pauses, until Ctrl-C.
serve "$tmp/s.pcapng" 1001 stay
: >"$tmp/got"
"$PAIRSCOPE" decode "$at" >"$tmp/got" 2>"$tmp/err" &
pid=$!
await 5 test -s "$tmp/got" || fail 'nothing is shown'
kill -INT $pid
await 5 sh -c "! kill -0 $pid" || { fail 'Ctrl-C does not end it'; kill -KILL $pid; }
wait $pid || fail "Ctrl-C: exit $?: $(cat "$tmp/err")"

# What makes no sense, or is not there.
expect 1 decode tcp:127.0.0.1:1
says err 'tcp:127.0.0.1:1: Connection refused$'
expect 2 decode --follow "$at"
says err '^pairscope: --follow is for files; a socket is waited for as well$'
expect 2 convert --comments "$at" "$tmp/x.pcapng"
says err 'reads the capture twice: name a file$'
serve /dev/null 0
expect 1 decode "$at"
says err ": an empty file: nothing was captured$"

verdict
