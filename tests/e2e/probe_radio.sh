#!/bin/sh
# `probe` on a radio that we did not write, against another process, in real time.
. "${0%/*}/lib"
have btvirt || exit 0

start_radio

"$PAIRSCOPE" -c "$le" --bonds "$tmp/device.json" serve legacy-only >"$tmp/serve.out" 2>"$tmp/serve.err" </dev/null &
pids="$pids $!"
await 10 grep -q serving "$tmp/serve.err" || fail "serve does not start"

us() {
	want=$1
	shift
	expect "$want" -c "$le" --bonds "$tmp/us.json" "$@"
}

# Interrupted by Ctrl-C, then taken up. No bond is left.
"$PAIRSCOPE" -c "$le" --bonds "$tmp/us.json" --json probe "Legacy only" >"$tmp/cells" 2>"$tmp/err" </dev/null &
it=$!
pids="$pids $it"
await 10 grep -q '"cell","change":"retry"' "$tmp/cells" || fail "no cells"
kill -INT $it
wait $it
[ $? = 130 ] || fail "probe: Ctrl-C is not 130"
says err 'what is done is kept'
us 0 --json probe "Legacy only"
says out '"cell","change":"retry".*"stage":"refused","reason":10,"by_peer":true'
says out '"result","found":true,"change":"no-sc",.*"resumed":[234]}'
says_not us.json '"identity"'

# The other process kept its bond from that, and takes a new one in its place.
us 0 pair "Legacy only" --auto
says err 'it took 4 pairings: Secure Connections off'
us 0 --json read "Legacy only" 2a19 --no-pair
says out '"encrypted":true'

verdict
