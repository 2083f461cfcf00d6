#!/bin/sh
# Captures from each format to each other, read by us, by tshark and by btmon.
. "${0%/*}/lib"
have tshark && have btmon && have python3 || exit 0

# Frames as Wireshark has them, and in the last three columns what it finds wrong.
# The time is the first; the type of the file is not among them.
look() {
	tshark -r "$1" -T fields -e frame.time_epoch -e bthci_cmd.opcode -e bthci_evt.code \
		-e bthci_evt.le_meta_subevent -e bthci_acl.chandle -e bthci_acl.src.bd_addr \
		-e btl2cap.cid -e btatt.opcode -e btatt.handle -e btatt.value -e btsmp.opcode \
		-e btsmp.reason -e frame.number -e _ws.malformed -e _ws.expert.severity 2>/dev/null
}
# Formats have microseconds or nanoseconds.
frames() { cut -f -12 "$1" | sed 's/000\t/\t/'; }
# 8388608 is Wireshark's severity "error".
malformed() { awk -F'\t' '$14 != "" || $15 >= 8388608' "$1"; }
# What decode prints, without the adapter, which not all formats have.
text() {
	"$PAIRSCOPE" decode --json "$1" 2>>"$tmp/text.err" | sed 's/"adapter":[0-9]*,//'
}

# A session from each format to each other: times, directions and packets stay.
cat >"$tmp/session.batch" <<'BATCH'
pair BP7350 --preset android --tries 2
read 2a19
subscribe 2a35 --count 2 --duration 10
disconnect
BATCH
expect 0 -c sim --bonds "$tmp/bonds.json" -w "$tmp/first.btsnoop" run "$tmp/session.batch"
look "$tmp/first.btsnoop" >"$tmp/looked"
frames "$tmp/looked" >"$tmp/first.frames"
text "$tmp/first.btsnoop" >"$tmp/first.text"
n=$(wc -l <"$tmp/first.frames")
[ "$n" -gt 100 ] || fail "only $n packets"
grep -q '"adapter"' "$tmp/first.text" && fail "the adapter is called otherwise now"
for from in pcap pcapng btsnoop monitor pklg; do
	expect 0 convert "$tmp/first.btsnoop" "$tmp/from" --format $from --force
	says err "^btsnoop 1002 \(H4\) to .*, records: $n\$"
	for to in pcap pcapng btsnoop monitor pklg; do
		expect 0 convert "$tmp/from" "$tmp/to" --format $to --force
		says_not err 'left out|packets|times'
		look "$tmp/to" >"$tmp/looked"
		frames "$tmp/looked" | cmp -s - "$tmp/first.frames" ||
			fail "$from to $to: tshark's fields differ"
		text "$tmp/to" | cmp -s - "$tmp/first.text" || fail "$from to $to: our text differs"
		malformed "$tmp/looked" >"$tmp/bad"
		[ ! -s "$tmp/bad" ] || fail "$from to $to: malformed: $(head -3 "$tmp/bad")"
		case $to in btsnoop | monitor | pklg)
			# btmon 5.66 dies at the first Read By Type Request
			(btmon -r "$tmp/to" | grep -c '^[<>] ' >"$tmp/count") 2>/dev/null
			[ "$(cat "$tmp/count")" -gt 20 ] || fail "$from to $to: btmon shows less"
		esac
	done
done

# Pipes, endings, and gzip on the way in.
expect 0 convert "$tmp/first.btsnoop" "$tmp/a.pcapng"
"$PAIRSCOPE" convert - - <"$tmp/a.pcapng" 2>"$tmp/err" | look - >"$tmp/looked"
frames "$tmp/looked" | cmp -s - "$tmp/first.frames" || fail "a pipe differs"
says err "^pcapng to pcap 201 \(H4 with direction\), records: $n\$"
gzip -k "$tmp/a.pcapng"
text "$tmp/a.pcapng.gz" | cmp -s - "$tmp/first.text" || fail "gzip: our text differs"
gzip -c "$tmp/a.pcapng" | "$PAIRSCOPE" -q convert --format pklg - - 2>"$tmp/err" >"$tmp/b.pklg"
[ ! -s "$tmp/err" ] || fail "--quiet: $(cat "$tmp/err")"
text "$tmp/b.pklg" | cmp -s - "$tmp/first.text" || fail "gzip to PacketLogger: our text differs"
# With --json the capture on standard output stays clean.
"$PAIRSCOPE" --json convert "$tmp/a.pcapng" - 2>"$tmp/err" >"$tmp/c.pcap"
says err '^\{"from":"pcapng","to":"pcap 201 \(H4 with direction\)","records":'"$n,"
text "$tmp/c.pcap" | cmp -s - "$tmp/first.text" || fail "--json: our text differs"

# What is there stays, unless told; the input is never overwritten.
echo mine >"$tmp/mine.pcap"
expect 1 convert "$tmp/a.pcapng" "$tmp/mine.pcap"
says err 'mine.pcap: File exists; it is replaced with --force'
[ "$(cat "$tmp/mine.pcap")" = mine ] || fail "overwritten without --force"
expect 1 convert /etc/passwd "$tmp/mine.pcap" --force
[ "$(cat "$tmp/mine.pcap")" = mine ] || fail "emptied for an input that is no capture"
expect 0 convert "$tmp/a.pcapng" "$tmp/mine.pcap" --force
text "$tmp/mine.pcap" | cmp -s - "$tmp/first.text" || fail "--force: our text differs"
ln -s a.pcapng "$tmp/link.pcapng"
expect 1 convert "$tmp/a.pcapng" "$tmp/link.pcapng" --force
says err 'link.pcapng: the same file'
text "$tmp/a.pcapng" | cmp -s - "$tmp/first.text" || fail "the input was overwritten"
expect 2 convert "$tmp/a.pcapng" "$tmp/x.txt"
says err 'x.txt: the ending names the format'
expect 2 convert "$tmp/a.pcapng" "$tmp/x.pcap" --format what
says err "'what' is no format"
[ ! -e "$tmp/x.txt" ] && [ ! -e "$tmp/x.pcap" ] || fail "a file was made for nothing"
if [ -w /dev/full ]; then
	expect 1 convert "$tmp/a.pcapng" /dev/full --format pcap
	says err '/dev/full: cannot write: No space left'
	says_not err 'records'
fi

# Cut input: all that is whole, the place, exit 1. A packet is never invented.
for f in pcap pcapng btsnoop pklg; do
	expect 0 convert "$tmp/first.btsnoop" "$tmp/whole.$f" --force
	head -c -2 "$tmp/whole.$f" >"$tmp/cut"
	expect 1 convert "$tmp/cut" "$tmp/cut.pcapng" --force
	says err 'cut: offset [0-9]+: '
	says err ", records: $((n - 1))\$"
	text "$tmp/cut.pcapng" >"$tmp/text"
	head -n $((n - 1)) "$tmp/first.text" | cmp -s - "$tmp/text" || fail "$f: cut: our text differs"
done
gzip -c "$tmp/first.btsnoop" | head -c -30 >"$tmp/cut.gz"
expect 1 convert "$tmp/cut.gz" "$tmp/cut.pcapng" --force
says err 'cut.gz: offset [0-9]+: cannot read on: the gzip data are cut off'

# What a format cannot hold is counted.
shared=${PAIRSCOPE_SHARED:-../shared}/captures/dev
if [ ! -d "$shared" ]; then
	echo "SKIPPED: no shared captures at $shared"
	verdict
fi
f="$shared/bluekitchen+btstack/test__security_manager__pairing.pklg"
expect 0 convert "$f" "$tmp/n.pcap"
says err '^PacketLogger \(big-endian\) to pcap 201 \(H4 with direction\), records: 155$'
says err '^records left out, .*: 40$'
says err '^records without the number of their adapter: 155$'
expect 0 convert "$f" "$tmp/n.btsnoop" --format monitor
says err ', records: 195$'
[ "$(wc -l <"$tmp/err")" = 1 ] || fail "a loss where there is none: $(cat "$tmp/err")"
"$PAIRSCOPE" decode "$f" >"$tmp/text"
"$PAIRSCOPE" decode "$tmp/n.btsnoop" | cmp -s - "$tmp/text" || fail "notes differ"
expect 0 convert "$tmp/n.btsnoop" "$tmp/n.pklg"
cmp -s "$f" "$tmp/n.pklg" || fail "a PacketLogger file is not what it was"
expect 0 convert "$shared/formats/dlt201_be_ns.pcapng" "$tmp/r.pcapng"
says err '^remarks left out, .*: 16$'
expect 0 --json convert "$shared/formats/dlt201_be_ns.pcapng" "$tmp/r.pcap"
says out '"records":97,"left_out":0,"remarks":16,"comments":14,"adapters":97,'

# Every capture of the shared set that can be read: the same text where nothing
# is said to be lost but an adapter, and all records but those that are said.
left_out() { sed -n 's/^records left out, .*: //p' "$tmp/err"; }
find "$shared" -type f | sort >"$tmp/files"
count=0
while read -r f; do
	"$PAIRSCOPE" convert "$f" "$tmp/all.monitor" --format monitor --force 2>"$tmp/err" </dev/null
	got=$?
	case $got in
	0) count=$((count + 1)) ;;
	1) [ -s "$tmp/err" ] || fail "$f: exit 1 without a word"; continue ;;
	*) fail "$f: exit $got"; head -3 "$tmp/err"; continue ;;
	esac
	text "$f" >"$tmp/text"
	grep -Eq '^(records left out|comments|times|cut packets|packets)' "$tmp/err" ||
		text "$tmp/all.monitor" | cmp -s - "$tmp/text" || fail "$f: our text differs"
	lost=$(left_out)
	expect 0 convert "$tmp/all.monitor" "$tmp/all.pcapng" --force
	more=$(left_out)
	lost=$((${lost:-0} + ${more:-0}))
	kept=$("$PAIRSCOPE" decode --json "$tmp/all.pcapng" | wc -l)
	[ $((kept + lost)) = "$(wc -l <"$tmp/text")" ] || fail "$f: records are missing"
done <"$tmp/files"
[ "$count" -ge 110 ] || fail "only $count shared captures were converted"
echo "$count of $(wc -l <"$tmp/files") shared captures converted"

verdict
