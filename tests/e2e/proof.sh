#!/bin/sh
# What diagnose computes again, against values that others made: pairings that
# people sniffed, whose passkey or number is in the file's name, and those of Linux.
. "${0%/*}/lib"

shared=${PAIRSCOPE_SHARED:-../shared}/captures/dev
have python3 || exit 0
if [ ! -d "$shared" ]; then
	echo "SKIPPED: no shared captures at $shared"
	exit 0
fi

# sniffed NAME [random]: as the central's host would have logged it.
sniffed() {
	python3 "${0%/*}/air2hci.py" "$shared"/homewsn+bsniffhub/examples__"$1".pcap \
		"$tmp/c.btsnoop" ${2:+"$2"} || fail "no capture $1"
	expect 0 --json diagnose --crack "$tmp/c.btsnoop"
}
both() { says out "\"central_$1\":\"$2\".*\"peripheral_$1\":\"$2\""; }

sniffed lp-justworks
both confirm right
sniffed lp-passkeyentry-123456-initiator-inputs-responder-displays
both confirm right
says out '"central_passkey":123456,.*"peripheral_passkey":123456,'
# The public debug key at one end opens these.
sniffed sc-justworks
both check right
says out '"peripheral_confirm":"right"'
sniffed sc-justworks random
both check 'wrong address'
expect 0 diagnose "$tmp/c.btsnoop"
says out "DHKey check of the central: wrong address: right with the wrong type of the peripheral's address"
sniffed sc-numericcomparison-380717
both check right
says out '"number":380717,'
# One round of this one was not heard.
sniffed sc-passkeyentry-123456-initiator-inputs-responder-displays
says out '"central_passkey":123456,'
both check right

# What Linux made, and how its kernel went on.
for f in "$shared"/linux-guests/passkey*sc*; do
	expect 0 --json diagnose "$f"
	both confirm right
	says out '"central_passkey":([0-9]+),.*"peripheral_passkey":\1,'
done
for f in "$shared"/linux-guests/*legacy*; do
	expect 0 --json diagnose --crack "$f"
	both confirm right
	says out '"key":"right"'
done
expect 0 diagnose "$shared/bumble-generated/ok_leg_keysize7.central.btsnoop"
says out 'key of the encryption: that of this pairing, not cut to the size agreed on'
verdict
