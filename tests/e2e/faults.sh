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

# And a chip's download, at each record of its firmware.
model=${0%/*}/bcm.py fw=$tmp/BCM43430A1.hcd
python3 "$model" hcd "$fw"
# broken FAULT N: its status is the last line of a log of its own.
broken() {
	chip=$tmp/chip.$1.$2
	python3 "$model" chip "$chip" "$fw" "$chip.log" - "$1=$2" 2>/dev/null &
	model_pid=$!
	await 10 test -e "$chip"
	"$PAIRSCOPE" -c "bcm:$chip,fw=$fw,baud=921600" -w "$chip.pcapng" info >"$chip.err" 2>&1
	[ $? = 3 ] || echo "$1 at record $2: not exit 3"
	kill $model_pid 2>/dev/null
	capinfos "$chip.pcapng" >/dev/null || echo "$1 at record $2: the capture"
	[ "$1" = gone ] || grep -Eq "record $2 of 41|after the launch" "$chip.err" || echo "$1 at record $2: no such record"
}
runs=
for n in $(seq 1 "${FAULTS_EVERY:-37}" 41); do
	for fault in gone stuck refuse; do broken $fault "$n" & runs="$runs $!"; done
	# a few at a time; $runs is a list
	# shellcheck disable=SC2086
	[ $((n % 4)) != 0 ] || { wait $runs; runs=; }
done >"$tmp/chips" 2>&1
# shellcheck disable=SC2086
wait $runs
[ ! -s "$tmp/chips" ] || fail "$(cat "$tmp/chips")"
[ "$failures" = 0 ] && [ -z "${FAULTS_EVERY:-}" ] || cat "$tmp/out"
verdict
