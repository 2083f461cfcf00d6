#!/bin/sh
# The device files with a condition: refused without it, and paired with it.
. "${0%/*}/lib"

name() { sed -n 's/^  "name": "\(.*\)",$/\1/p' "sim/devices/$1.json"; }

pair() {
	want=$1 file=$2
	shift 2
	expect "$want" -c "sim:$file" --bonds "$tmp/bonds.json" pair "$(name "$file")" "$@"
	rm -f "$tmp/bonds.json"
}

# FILE REASON, then the options of a request that it takes, behind those that it refuses.
pair 6 needs-mitm --preset bluez
says err '\(0x03\)'
pair 0 needs-mitm --preset bluez --passkey 123456
pair 6 needs-delay
says err 'no answer for 30 s'
pair 6 needs-delay --delay 0
pair 0 needs-delay --delay 150
pair 6 sc-only --preset bluez-5.50
says err '\(0x03\)'
pair 0 sc-only
pair 6 legacy-only
says err '\(0x0a\)'
pair 0 legacy-only --no-sc
pair 6 oob-only
says err '\(0x02\)'
pair 6 oob-only --oob-tk 00112233445566778899aabbccddee00
says err '\(0x04\)'
pair 0 oob-only --oob-tk 00112233445566778899aabbccddeeff
pair 6 rejects-linkkey --preset bluez
says err '\(0x0e\)'
pair 0 rejects-linkkey
pair 6 short-key
says err '\(0x06\)'
pair 0 short-key --key-size 7
pair 6 not-pairable
says err '\(0x05\)'
pair 6 never-pairs
says err '\(0x04\)'

# What comes before the request, in the order that is said.
order() { grep -oE 'SMP: (Security|Pairing) Request|ATT: (Exchange MTU|Read) Request' "$tmp/err" | uniq | tr '\n' ' '; }
for first in "|SMP: Security Request SMP: Pairing Request " \
	"--delay 0|SMP: Pairing Request " \
	"--first mtu|SMP: Security Request ATT: Exchange MTU Request SMP: Pairing Request " \
	"--first mtu --delay 0|ATT: Exchange MTU Request SMP: Pairing Request " \
	"--first read,security|SMP: Security Request ATT: Read Request SMP: Pairing Request "; do
	# shellcheck disable=SC2086
	expect 0 -c sim:omron-bp7350 --bonds "$tmp/bonds.json" -v pair BP7350 --tries 2 ${first%%|*}
	case $(order) in "${first##*|}"*) ;; *) fail "$first: $(order)" ;; esac
	rm -f "$tmp/bonds.json"
done

# Data on a label are for more than one pairing.
cat >"$tmp/twice.batch" <<-'BATCH'
pair "OOB only" --oob-tk 00112233445566778899aabbccddeeff
disconnect
bonds remove C0:DE:00:00:00:05
pair "OOB only" --oob-tk 00112233445566778899aabbccddeeff
BATCH
expect 0 -c sim:oob-only --bonds "$tmp/bonds.json" run "$tmp/twice.batch"
rm -f "$tmp/bonds.json"

# Who closes the link decides over the bond: we do, or it does after three seconds.
for seconds in 1 5; do
	printf '%s\n' 'pair "Drops bond"' "wait $seconds" >"$tmp/pair.batch"
	expect 0 -c sim:drops-bond --bonds "$tmp/bonds.json" run "$tmp/pair.batch"
	expect $((seconds == 1 ? 6 : 0)) -c sim:drops-bond --bonds "$tmp/bonds.json" connect "Drops bond"
	rm -f "$tmp/bonds.json"
done

verdict
