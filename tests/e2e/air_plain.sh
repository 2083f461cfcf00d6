#!/bin/sh
# What sniffers heard unencrypted, much of it of attacks: what tshark says, frame by
# frame.
. "${0%/*}/lib"
have tshark && have python3 || exit 0
shared=${PAIRSCOPE_SHARED:-../shared}/captures/dev
[ -d "$shared" ] || {
	echo "SKIPPED: no shared captures at $shared"
	exit 0
}
export PAIRSCOPE TMPDIR="$tmp"
for file in "$shared"/AleBonora3*/*.pcapng "$shared"/Matheus*/*.pcap* \
	"$shared"/ndeadly*/*_decrypted.pcapng "$shared"/darkmentorllc*/*cafe*.pcap \
	"$shared"/linux-mailinglist*/09befca4322f*.pcapng; do
	python3 tests/e2e/air.py "$file" >"$tmp/out" 2>&1
	says out ', 0 differ$'
done
verdict
