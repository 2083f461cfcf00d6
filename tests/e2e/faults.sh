#!/bin/sh
# The wire fails: cut, stalled, garbled, slow, at every place of bring-up, scan,
# pair and read. Some of the places; all of them with FAULTS_EVERY=1, or by
# `make check-faults`.
. "${0%/*}/lib"
have python3 && have capinfos || exit 0
pids=

cleanup() {
	for p in $pids; do kill "$p" 2>/dev/null; done
	wait
	rm -rf "$tmp"
}

set --
for n in 1 2 3 4 5 6 7 8 9 10 11 12; do
	"$PAIRSCOPE" -c sim --bonds "$tmp/sim$n.json" proxy "unix:$tmp/sim$n" >/dev/null 2>&1 </dev/null &
	pids="$pids $!"
	set -- "$@" "$tmp/sim$n"
done
for socket; do await 10 test -S "$socket" || fail "no controller"; done
mkdir "$tmp/work"
python3 "${0%/*}/faulty.py" "$PAIRSCOPE" "$@" "$tmp/work" "${FAULTS_EVERY:-37}" >"$tmp/out" 2>&1 ||
	fail "some runs end wrongly"
[ "$failures" = 0 ] && [ -z "${FAULTS_EVERY:-}" ] || cat "$tmp/out"
verdict
