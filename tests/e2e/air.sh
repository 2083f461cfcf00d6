#!/bin/sh
# Captures of sniffers: with what their names or their pairings tell of keys they are
# plain, and then frame by frame what tshark says.
. "${0%/*}/lib"
have tshark && have python3 || exit 0
shared=${PAIRSCOPE_SHARED:-../shared}/captures/dev
[ -d "$shared" ] || {
	echo "SKIPPED: no shared captures at $shared"
	exit 0
}
export PAIRSCOPE TMPDIR="$tmp"
bsniffhub="$shared/homewsn+bsniffhub"
crackle="$shared/mikeryan+crackle"

# compare FILE DECRYPTED [OPTION...]: so many packets at least, and none that differs.
compare() {
	file=$1 least=$2
	shift 2
	python3 tests/e2e/air.py "$file" "$@" >"$tmp/out" 2>&1
	n=$(sed -n 's/.*values, \([0-9]*\) decrypted, 0 differ$/\1/p' "$tmp/out")
	[ -n "$n" ] && [ "$n" -ge "$least" ] || fail "${file##*/}: $(cat "$tmp/out")"
}

# What the name says: the LTK, or nothing that the capture does not tell.
for file in "$bsniffhub"/*.pcap; do
	case $file in
	*-ltk-*)
		ltk=${file##*-ltk-}
		compare "$file" 190 --ltk "${ltk%.pcap}"
		;;
	*__lp-* | *__sc-*) compare "$file" 9 ;;
	*) compare "$file" 0 ;;
	esac
done

# Passkeys and keys that crackle found: tests/*/README of its repository.
compare "$crackle/tests__01_crack__pairing_and_ltk_exchange.pcap" 3
compare "$crackle/tests__02_ltk_decrypt__known_ltk.pcap" 7 --ltk 7f62c053f104a5bbe68b1d896a2ed49c
compare "$crackle/tests__03_stk_brute__missing_confirms.pcap" 3
compare "$shared/whad-team+whad-client/whad__resources__pcaps__ble_pairing.pcap" 82
expect 0 decode "$crackle/tests__01_crack__pairing_and_ltk_exchange.pcap"
says err 'Just Works, STK 59d4b35ece0df548c10efe17e9da1f4c$'
says err 'distributes LTK 7f62c053f104a5bbe68b1d896a2ed49c$'
expect 0 decode "$bsniffhub"/*lp-passkeyentry-123456*
says err 'passkey 123456, STK '

# The same session in plain, by another program. Its keys are not those of SMP.
switch="$shared/ndeadly+switch2_controller_research/captures__nrf52840__btle_joycon2_pairing"
for kind in encrypted decrypted; do
	expect 0 decode --ltk 54f0b419c5dde100b829fd1a678027c1 "${switch}_$kind.pcapng"
	# that program has lost the sign of the power
	sed 's/ RSSI -*[0-9]* dBm//' "$tmp/out" >"$tmp/$kind"
done
grep -c ' decrypted$' "$tmp/encrypted" | grep -qx 357 || fail "not 357 PDUs were decrypted"
diff "$tmp/encrypted" "$tmp/decrypted" >"$tmp/out" || fail "$(head -20 "$tmp/out")"
verdict
