#!/bin/sh
# The findings of diagnose as comments on packets, as tshark reads them.
. "${0%/*}/lib"
have tshark || exit 0

# comments FILE: frame and comment, by tshark.
comments() {
	tshark -r "$1" -Y frame.comment -T fields -E separator=' ' -E occurrence=a \
		-e frame.number -e frame.comment 2>/dev/null
}

expect 6 -c sim -w "$tmp/c.pcapng" pair BP7350 --preset bluez-5.50
expect 0 --json diagnose "$tmp/c.pcapng"
frames=$(grep -o '"frames":\[[0-9,]*\]' "$tmp/out" | tr -dc '0-9,\n' | tr ',' '\n' | sort -nu)
[ -n "$frames" ] || fail "diagnose names no frame"
expect 0 convert --comments "$tmp/c.pcapng" "$tmp/out.pcapng"
comments "$tmp/out.pcapng" >"$tmp/comments"
[ "$(cut -d' ' -f1 "$tmp/comments")" = "$frames" ] ||
	fail "comments on $(cut -d' ' -f1 "$tmp/comments" | tr '\n' ' '), not on" $frames
grep -q ' D1 the peer answers the Pairing Request with Unspecified Reason (0x08): ' "$tmp/comments" ||
	fail "no words of D1: $(cat "$tmp/comments")"

# The packets are those that there are without, and are read again by us.
expect 0 convert "$tmp/c.pcapng" "$tmp/plain.pcapng"
[ -z "$(comments "$tmp/plain.pcapng")" ] || fail "comments that nobody asked for"
"$PAIRSCOPE" decode --json "$tmp/plain.pcapng" >"$tmp/text"
"$PAIRSCOPE" decode --json "$tmp/out.pcapng" | cmp -s - "$tmp/text" || fail "the packets differ"

# The interface is called as the adapter.
expect 0 convert "$tmp/c.pcapng" "$tmp/m.btsnoop" --format monitor
expect 0 convert --comments "$tmp/m.btsnoop" "$tmp/named.pcapng"
[ "$(tshark -r "$tmp/named.pcapng" -T fields -e frame.interface_name 2>/dev/null | sort -u)" = hci0 ] ||
	fail "interfaces are not called hci0"
comments "$tmp/named.pcapng" | cut -d' ' -f2- >"$tmp/again"
cut -d' ' -f2- "$tmp/comments" | cmp -s - "$tmp/again" || fail "other comments from btsnoop"

# Numbers are those of the file, whatever a filter leaves out.
expect 0 convert --comments -f smp "$tmp/c.pcapng" "$tmp/smp.pcapng"
comments "$tmp/smp.pcapng" | grep -q ' D1 ' || fail "a filter loses the comments"
[ "$(tshark -r "$tmp/smp.pcapng" -Y 'frame.comment && !btsmp' 2>/dev/null | wc -l)" = 0 ] ||
	fail "a comment on the wrong packet"

# Masked captures get comments without addresses.
expect 0 convert --comments --redact "$tmp/c.pcapng" "$tmp/masked.pcapng"
[ -n "$(comments "$tmp/masked.pcapng")" ] || fail "no comments with --redact"
comments "$tmp/masked.pcapng" | grep -qi '00:5f:bf' && fail "an address in a comment"

expect 0 convert --comments "$tmp/c.pcapng" "$tmp/c.btsnoop"
says err 'no place for comments'
expect 2 convert --comments - "$tmp/x.pcapng" </dev/null
says err 'name a file'
expect 1 convert --comments "$tmp/none.pcapng" "$tmp/x.pcapng"

verdict
