#!/bin/sh
# run.sh BINARY PAIRING [PACKETS]: speed, as ratios to btmon, tshark and openssl in
# the same run.
# Nothing here passes or fails: machines differ, and ratios differ less.
set -eu
bin=$1
pairing=$2
n=${3:-1000000}
here=${0%/*}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
shared=${PAIRSCOPE_SHARED:-../shared}/tools/mkbtsnoop.py
measure() { python3 "$here/measure.py" "$@"; }

log="$tmp/log.btsnoop"
if [ -r "$shared" ]; then
	python3 "$shared" "$n" "$log"
	kind='a mix of advertising, ATT, SMP and commands'
else
	# our own air: reports only
	"$bin" -q -c sim -w "$log" scan --duplicates --duration $((n / 30)) >/dev/null
	n=$("$bin" decode "$log" | grep -c '^[<>]')
	kind='advertising from the simulator'
fi
echo "decode of $n packets: $kind"

row() { # NAME SECONDS CPU MIB BASE
	echo "$1 $2 $3 $4 $5 $n" | awk '{ printf "  %-18s %8.2f s %10.0f packets/s %8.1f MiB", $1, $2, $6 / $2, $4
		if ($5 > 0) printf "   pairscope is %.1f times as fast", $2 / $5; print "" }'
}
set -- $(measure "$bin" decode "$log" -- "$bin" decode --json "$log")
ours=$1
row pairscope $1 $2 $3 0
row pairscope-json $4 $5 $6 0
echo "$4 $ours" | awk '{ printf "  JSON takes %.2f times as long as text\n", $1 / $2 }'
set -- $(measure "$bin" decode --summary "$log")
summary=$1
row pairscope-summary $1 $2 $3 0
if command -v btmon >/dev/null; then
	set -- $(measure btmon -r "$log")
	row btmon-r $1 $2 $3 "$ours"
	set -- $(measure btmon -a "$log")
	row btmon-a $1 $2 $3 "$summary"
fi
if command -v tshark >/dev/null; then
	set -- $(measure tshark -r "$log")
	row tshark $1 $2 $3 "$ours"
	set -- $(measure tshark -V -r "$log" -- "$bin" decode "$log")
	row tshark-V $1 $2 $3 "$4"
fi

echo 'advertising reports through a socket, with capture and live decoder on'
# shellcheck disable=SC2046
set -- $(python3 "$here/flood.py" "$bin" 500000)
echo "$1 $2 $3" | awk '{ r = 500000 / $1
	printf "  %.0f reports/s, %d lost: %.0f times what a UART at 3 Mbaud carries (6500)\n", r, 1000000 - $2 - $3, r / 6500 }'

echo 'a whole run on the simulator: open, find, connect, pair, disconnect'
for method in '--no-sc' '--io NoInputNoOutput' '--mitm --io DisplayYesNo --yes'; do
	# shellcheck disable=SC2086
	set -- $(measure "$bin" -q -c sim --bonds "$tmp/bonds.json" pair 'Heart Rate' $method || echo 0 0 0)
	echo "$1 $2 $method" | awk '{ w = $1; c = $2; $1 = $2 = ""; printf "  %6.1f ms, %6.1f ms of CPU  %s\n", w * 1000, c * 1000, $0 }'
done

echo 'CPU time of one end of a Secure Connections pairing'
ours=$("$pairing")
floor=$(openssl speed -seconds 2 ecdhp256 2>/dev/null | awk '/ecdh/ { print $NF }')
echo "$ours ${floor:-0}" | awk '{ printf "  pairscope %.3f ms", 1000 / $1
	if ($2 > 0) printf "; two P-256 operations of openssl %.3f ms: %.2f times the floor", 2000 / $2, $2 / 2 / $1
	print "" }'

crack=${pairing%/*}/crack
[ -x "$crack" ] || exit 0
echo 'the last of a million passkeys of a legacy pairing, from confirm and random value'
"$crack" | awk '{ printf "  pairscope %.1f ms; one block at a time %.1f ms: %.1f times as fast\n", $1 * 1000, $2 * 1000, $2 / $1 }'
