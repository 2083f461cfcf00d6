#!/bin/sh
# A controller lent to another host: a second pairscope, on the simulator and on
# a controller that we did not write.
. "${0%/*}/lib"

# lend CONTROLLER WHERE OPTIONS...: $at is the -c for clients.
lend() {
	lent=$1
	shift
	rm -f "$tmp/proxy.err"
	"$PAIRSCOPE" -c "$lent" --bonds "$tmp/proxy.json" proxy "$@" \
		>"$tmp/proxy.out" 2>"$tmp/proxy.err" </dev/null &
	proxy=$!
	pids="$pids $proxy"
	await 10 grep -q 'the controller is at' "$tmp/proxy.err" ||
		fail "no proxy: $(cat "$tmp/proxy.err")"
	at=$(sed -n 's/.*the controller is at -c //p' "$tmp/proxy.err")
}

gone() { ! kill -0 "$1"; }

# returned STATUS: the proxy has ended by itself.
returned() {
	await 10 gone "$proxy" || { fail "the proxy does not end"; kill "$proxy"; }
	wait "$proxy"
	got=$?
	[ $got = "$1" ] || fail "proxy: exit $got: $(cat "$tmp/proxy.err")"
}

us() {
	want=$1
	shift
	expect "$want" -c "$at" --bonds "$tmp/us.json" "$@"
}

# inside CAPTURE: what its packets hold, without their numbers and times.
inside() { "$PAIRSCOPE" decode "$1" | grep '^ '; }

# same A B: at the two ends of a socket, packets that cross have another order.
same() {
	sort "$1" >"$1.sorted"
	sort "$2" | cmp "$1.sorted" -
}

# Two clients, one after the other, through a socket that only we may open; the
# proxy's capture has what the client's has.
lend sim "unix:$tmp/lent" -w "$tmp/lent.pcapng" -n 2
[ "$(stat -c %a "$tmp/lent")" = 600 ] || fail "the socket is open to others"
us 0 -w "$tmp/us.pcapng" pair BP7350 --preset android --tries 2
says err 'paired with'
us 0 read BP7350 2a19
says err '^encrypted'
says out 'Battery Level'
returned 0
[ -e "$tmp/lent" ] && fail "the socket was left"
inside "$tmp/us.pcapng" >"$tmp/inside.us"
lines=$(wc -l <"$tmp/inside.us")
grep -q 'SMP: Pairing Request' "$tmp/inside.us" || fail "no pairing in the client's capture"
# behind the proxy's own bring-up
inside "$tmp/lent.pcapng" | sed '1,/LE Set Event Mask .* ncmd/d' |
	sed 1d | head -n "$lines" >"$tmp/inside.lent"
same "$tmp/inside.us" "$tmp/inside.lent" || fail "the captures differ"

# Decoded as it passes; a free port of this machine only; Ctrl-C.
lend sim tcp:0 -v
case $at in
tcp:127.0.0.1:*) ;;
*) fail "not on loopback: $at" ;;
esac
us 0 hci 8 c 01 00
kill -INT "$proxy"
returned 0
[ "$(grep -c 'LE Set Scan Enable (0x08|0x000c) plen 2' "$tmp/proxy.err")" = 1 ] ||
	fail "the command was not seen"

# Another one waits; what is no H4 is thrown out; a new client finds it reset.
lend sim "unix:$tmp/lent" -n 3
if have python3; then
	python3 - "$tmp/lent" <<-'PY' || fail "a bad client"
	import socket, sys, time
	def client():
	    s = socket.socket(socket.AF_UNIX)
	    s.settimeout(5)
	    s.connect(sys.argv[1])
	    return s
	reset, answer = bytes.fromhex("01030c00"), bytes.fromhex("040e0401030c00")
	first, second = client(), client()
	second.sendall(reset)
	for b in reset:                     # an octet at a time
	    first.sendall(bytes([b]))
	    time.sleep(0.01)
	assert first.recv(100) == answer
	second.settimeout(0.2)
	try:
	    assert not second.recv(100)
	except TimeoutError:
	    pass
	first.close()
	second.settimeout(5)
	assert second.recv(100) == answer   # and nothing of the first
	second.sendall(b"\xff")
	assert second.recv(100) == b""
	PY
	says proxy.err 'no H4: hung up'
	us 0 scan -d 1
	says out BP7350
	returned 0
fi

# What cannot be.
expect 2 -c sim proxy
expect 2 -c sim proxy nowhere
says err 'unix:PATH, tcp:PORT'
for port in '' 65536 99999 -1 80x; do
	expect 1 -c sim proxy "tcp:$port"
	says err "tcp:$port: a port is 0 to 65535"
done
expect 3 -c tcp:127.0.0.1:65537 info
says err '127.0.0.1:65537: a port is 0 to 65535'
expect 1 -c sim proxy unix:/nowhere/socket
says err 'unix:/nowhere/socket: No such file'
expect 1 -c sim proxy "unix:$PWD/Makefile"
says err 'Address already in use'
expect 1 -c sim proxy tcp:192.0.2.1:0
expect 2 -c sim --own-address rpa proxy tcp:0
expect 3 -c unix:/nowhere proxy tcp:0

# On a controller that we did not write, over TCP.
have btvirt || verdict
start_radio
"$PAIRSCOPE" -c "$le" --bonds "$tmp/device.json" serve heart-rate -n 1 >"$tmp/serve.out" 2>"$tmp/serve.err" </dev/null &
pids="$pids $!"
await 10 grep -q serving "$tmp/serve.err" || fail "serve does not start"
sleep 0.3
lend "$le" tcp:0 -w "$tmp/radio.btsnoop"
rm -f "$tmp/us.json"
us 0 pair "Heart Rate"
says err 'paired with'
expect 0 decode "$tmp/radio.btsnoop"
says out 'SMP: Pairing Request'
# The controller is gone: so is the proxy.
kill "$radio_pid"
returned 3

verdict
