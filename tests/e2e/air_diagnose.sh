#!/bin/sh
# diagnose follows what a sniffer heard, encrypted packets too: those that tshark names.
. "${0%/*}/lib"
have tshark || exit 0
bsniffhub="${PAIRSCOPE_SHARED:-../shared}/captures/dev/homewsn+bsniffhub"
[ -d "$bsniffhub" ] || {
	echo "SKIPPED: no shared captures at $bsniffhub"
	exit 0
}
for file in "$bsniffhub"/*__lp-* "$bsniffhub"/*__sc-*; do
	expect 0 convert --force "$file" "$tmp/air.pcap"
	tshark -r "$tmp/air.pcap" -Y btsmp -T fields -e frame.number >"$tmp/want" 2>/dev/null
	expect 0 --json diagnose "$file"
	grep -Eo '"frame":[0-9]+,"ns":[0-9]+,"from"' "$tmp/out" | grep -Eo '^"frame":[0-9]+' |
		cut -d: -f2 >"$tmp/got"
	diff "$tmp/want" "$tmp/got" >"$tmp/diff" || fail "${file##*/}: $(head "$tmp/diff")"
	says out '"outcome":"done"'
	expect 0 decode --summary "$file"
	says out '^connection 1: 04:EE:03:4A:8B:38 public, sent is what its central sent$'
	says out ' paired: encrypted, all promised keys came$'
done
verdict
