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
"$PAIRSCOPE" decode --json "$tmp/out.pcapng" | sed 's/,"comment":"[^"]*"}$/}/' | cmp -s - "$tmp/text" || fail "the packets differ"

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
says err '^comments left out, for which it has no place: [1-9]'
expect 2 convert --comments - "$tmp/x.pcapng" </dev/null
says err 'name a file'
expect 1 convert --comments "$tmp/none.pcapng" "$tmp/x.pcapng"

# Comments of a file stay, and those of --comments come behind them; so do the names
# of interfaces.
have python3 || verdict
python3 - "$tmp/c.pcapng" "$tmp/theirs.pcapng" <<'PY'
# To frame 1 two comments, to 34 one and a flag word, one to the section, and the
# interface is called COM3.
import struct, sys
data, out, at, frame = open(sys.argv[1], "rb").read(), b"", 0, 0
def option(code, value):
    return struct.pack("<HH", code, len(value)) + value + bytes(-len(value) % 4)
comments = {1: option(1, "zwölf & <b>\n\"two\"".encode()) + option(1, b"again"),
            34: option(1, b"the key 0011") + option(2, bytes(4))}
while at < len(data):
    kind, size = struct.unpack_from("<II", data, at)
    body = data[at + 8:at + size - 4]
    at += size
    if kind == 0x0a0d0d0a:
        body = body[:16] + option(1, b"of the whole") + bytes(4)
    if kind == 1:
        body = body[:8] + option(2, b"COM3") + option(9, b"\t") + bytes(4)
    if kind == 6:
        frame += 1
        body += comments.get(frame, b"") + bytes(4)
    out += struct.pack("<II", kind, len(body) + 12) + body + struct.pack("<I", len(body) + 12)
open(sys.argv[2], "wb").write(out)
PY
# described FILE: number, interface and comments of each frame, by tshark.
described() {
	tshark -r "$1" -T fields -E occurrence=a -e frame.number -e frame.interface_name -e frame.comment 2>/dev/null
}
described "$tmp/theirs.pcapng" >"$tmp/want"
grep -q 'COM3.*again' "$tmp/want" || fail "tshark does not see what was made: $(head -1 "$tmp/want")"
expect 0 convert "$tmp/theirs.pcapng" "$tmp/same.pcapng"
described "$tmp/same.pcapng" | cmp -s - "$tmp/want" ||
	fail "changed: $(described "$tmp/same.pcapng" | diff - "$tmp/want")"
says err '^remarks left out, which are no packets: 2$' # of the section, and the flags
expect 0 convert --comments "$tmp/theirs.pcapng" "$tmp/both.pcapng"
comments "$tmp/both.pcapng" >"$tmp/got"
grep -q '^1 zwölf.*,again$' "$tmp/got" || fail "theirs are lost: $(cat "$tmp/got")"
grep -q '^34 the key 0011,D1 ' "$tmp/got" || fail "not both: $(cat "$tmp/got")"
expect 0 convert -f smp "$tmp/theirs.pcapng" "$tmp/some.pcapng"
[ "$(comments "$tmp/some.pcapng" | cut -d' ' -f2-)" = 'the key 0011' ] ||
	fail "a filter moves them: $(comments "$tmp/some.pcapng")"
expect 0 convert "$tmp/theirs.pcapng" "$tmp/t.btsnoop"
says err '^comments left out, for which it has no place: 3$'

# They are shown, and can be asked for.
expect 0 decode "$tmp/theirs.pcapng"
sed -n 2,4p "$tmp/out" >"$tmp/text"
printf '      Comment: %s\n' 'zwölf & <b>' '"two"' again | cmp -s - "$tmp/text" ||
	fail "text: $(cat "$tmp/text")"
cp "$tmp/out" "$tmp/shown"
python3 - "$tmp/theirs.pcapng" >"$tmp/newline.pcapng" <<'PY'
import sys
data = open(sys.argv[1], "rb").read()
assert data.count(b"\x01\0\x05\0again\0") == 1
sys.stdout.buffer.write(data.replace(b"\x01\0\x05\0again\0", b"\x01\0\x06\0again\n"))
PY
"$PAIRSCOPE" decode "$tmp/newline.pcapng" | cmp -s - "$tmp/shown" || fail "an empty line more"
expect 0 decode --json "$tmp/theirs.pcapng"
[ "$(python3 -c 'import json, sys
print([c for c in (json.loads(l).get("comment") for l in sys.stdin) if c])' <"$tmp/out")" = \
	"['zwölf & <b>\\n\"two\"\\nagain', 'the key 0011']" ] || fail "JSON: $(grep comment "$tmp/out")"
expect 0 decode -1 "$tmp/theirs.pcapng"
says out '^ +1 .*< Reset; comment: zwölf & <b>.x0a"two"; comment: again$'
[ "$(wc -l <"$tmp/out")" = "$(wc -l <"$tmp/want")" ] || fail "more lines than packets"
expect 0 decode --fields number,comment -f comment "$tmp/theirs.pcapng"
[ "$(cut -f1 "$tmp/out" | tr '\n' ' ')" = '1 34 ' ] || fail "the filter: $(cat "$tmp/out")"
says out '^34	the key 0011$'
for filter in 'comment ~ "KEY"' '"the key"'; do
	expect 0 decode --fields number -f "$filter" "$tmp/theirs.pcapng"
	[ "$(cat "$tmp/out")" = 34 ] || fail "$filter: $(cat "$tmp/out")"
done

# They may say anything: nothing of them is in what is to be posted.
for how in "" --json -1 "--fields number,comment"; do
	expect 0 decode --redact $how "$tmp/theirs.pcapng"
	says_not out 'zw|again|key 0011'
done
expect 0 convert --redact "$tmp/theirs.pcapng" "$tmp/posted.pcapng"
grep -aqE 'zw|again|key 0011|COM3|of the whole' "$tmp/posted.pcapng" && fail "--redact leaves a comment"

# What others made; blocks that are no packets are frames for tshark.
packets() {
	tshark -r "$1" -Y 'bthci_cmd or bthci_evt or bthci_acl or btle' -T fields -E occurrence=a \
		-e frame.interface_name -e frame.comment 2>/dev/null | sed -E 's/^(unknown|pairscope|air)	/	/'
}
find "${PAIRSCOPE_SHARED:-../shared}/captures/dev" -name '*.pcapng' -size -60k >"$tmp/files" 2>/dev/null ||
	echo "SKIPPED: no shared captures"
while read -r f; do
	"$PAIRSCOPE" convert "$f" "$tmp/shared.pcapng" --force >"$tmp/out" 2>"$tmp/err" </dev/null || continue
	packets "$f" >"$tmp/want"
	packets "$tmp/shared.pcapng" | cmp -s - "$tmp/want" ||
		fail "$f: $(packets "$tmp/shared.pcapng" | diff - "$tmp/want" | head -5)"
done <"$tmp/files"

verdict
