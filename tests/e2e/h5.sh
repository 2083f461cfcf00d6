#!/bin/sh
# A controller on a three-wire UART: on a line that is good, on one that loses,
# alters and repeats a part of what it carries, and when the other end fails.
. "${0%/*}/lib"
have btvirt && have python3 || exit 0
peer=${0%/*}/h5_peer.py

start_radio
"$PAIRSCOPE" --bonds "$tmp/device.json" -c "unix:$tmp/radio/bt-server-le" \
	serve omron-bp7350 >"$tmp/serve" 2>&1 </dev/null &
pids="$pids $!"
await 10 grep -q serving "$tmp/serve" || fail "serve does not start"

# h5 FAULT...: a new controller at $tmp/h5, its diary in $tmp/log.
h5() {
	rm -f "$tmp/h5"
	python3 "$peer" "$tmp/h5" "$tmp/radio/bt-server-le" "$tmp/log" "$@" &
	controller=$!
	pids="$pids $controller"
	await 5 test -e "$tmp/h5" || fail "no controller"
}

# Its counts, as NAME=N..., in $tmp/log.
end() {
	kill "$controller"
	wait "$controller"
}

us() {
	want=$1
	shift
	expect "$want" -c "serial:$tmp/h5,h5" --bonds "$tmp/us.json" "$@"
}

# The whole job, and nothing is sent twice on a good line.
h5
us 0 -w "$tmp/h5.btsnoop" scan --duration 0.5
says out BP7350
us 0 pair BP7350 --preset android --tries 2
us 0 read BP7350 battery-level
says out 'Battery Level'
end
says log '^offered 17$'
says log '^active$'
says log 'the host starts anew'
says_not log 'no frame|sleep$'
says log 'lost=0 damaged=0 repeated=0 again=0'
expect 0 decode "$tmp/h5.btsnoop"
says out 'HCI Command: Reset'

# The same with a tenth of the frames lost, and more.
h5 loss=100 damage=10 repeat=20 split
us 0 scan --duration 1
says out BP7350
us 0 read BP7350 battery-level
says out 'Battery Level'
end
says log 'lost=[1-9].* again=[1-9]'

# What a controller may be like.
h5 window=1 nocrc garbage sleepy
us 0 scan --duration 0.3
says out BP7350
end
says log 'slept=[1-9]'
says_not log 'in its sleep'

# And how it fails.
fails() {
	fault=$1
	h5 "$fault"
	start=$(date +%s)
	us 3 -w "$tmp/broken.pcapng" scan
	says err "serial:$tmp/h5,h5: $2"
	[ $(($(date +%s) - start)) -le 6 ] || fail "$fault takes too long"
	expect 0 decode "$tmp/broken.pcapng"
	end
}
fails h4 'no H5 link in 2 s; it speaks H4: leave ,h5 out$'
# The other way round.
h5
expect 3 -c "serial:$tmp/h5" info
says err 'no answer to Reset.*; what comes is framed as H5: add ,h5$'
end
fails restart=5 'the controller has started anew by itself'
says out 'HCI Command: Reset'
verdict
