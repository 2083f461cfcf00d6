#!/bin/sh
# Readers that we did not write: tshark and btmon on the captures that we write.
. "${0%/*}/lib"
have tshark && have btmon || exit 0

# One session in each format: pairing with every kind of PDU, reads, indications.
cat >"$tmp/session.batch" <<'BATCH'
scan --duration 1
pair BP7350 --preset android --tries 2
read 2a19
read 2a29
subscribe 2a35 --count 2 --duration 10
disconnect
pair "Heart Rate" --io DisplayYesNo --mitm --yes
discover
read 2a19
subscribe 2a37 --count 2 --duration 10
wait 1
BATCH
for f in pcap pcapng btsnoop; do
	expect 0 -c sim --bonds "$tmp/$f.json" -w "$tmp/s.$f" run "$tmp/session.batch"
	expect 0 decode --json "$tmp/s.$f"
	cp "$tmp/out" "$tmp/$f.packets"
	packets=$(wc -l <"$tmp/out")
	[ "$packets" -gt 200 ] || fail "$f: only $packets packets"

	tshark -r "$tmp/s.$f" -T fields -e frame.number -e _ws.malformed -e _ws.expert.severity \
		>"$tmp/frames" 2>"$tmp/tshark.err" || fail "$f: tshark: $(cat "$tmp/tshark.err")"
	[ "$(wc -l <"$tmp/frames")" = "$packets" ] ||
		fail "$f: tshark has $(wc -l <"$tmp/frames") packets, we $packets"
	# 8388608 is Wireshark's severity "error"
	awk -F'\t' '$2 != "" || $3 >= 8388608' "$tmp/frames" >"$tmp/malformed"
	[ ! -s "$tmp/malformed" ] || fail "$f: malformed for tshark: $(head -3 "$tmp/malformed")"

	# SMP and ATT as tshark sees them, against our decoder's fields.
	tshark -r "$tmp/s.$f" -Y 'btsmp || btatt' -T fields -E occurrence=f -e frame.number \
		-e btsmp.opcode -e btatt.opcode >"$tmp/theirs" 2>/dev/null
	python3 - "$tmp/$f.packets" >"$tmp/ours" <<-'PY'
	import json, sys
	for n, line in enumerate(open(sys.argv[1]), 1):
	    p = json.loads(line)
	    for f in p["fields"]:
	        name = f["name"]
	        if name.startswith("smp"):
	            print(n, "0x%02x" % f["value"], "", sep="\t")
	        elif name.startswith("att"):
	            print(n, "", "0x%02x" % f["value"], sep="\t")
	PY
	cmp -s "$tmp/ours" "$tmp/theirs" || {
		fail "$f: SMP and ATT differ from tshark"
		diff "$tmp/ours" "$tmp/theirs" | head -10
	}
	[ "$(wc -l <"$tmp/theirs")" -gt 60 ] || fail "$f: too few SMP and ATT packets"
done

# A failure is a failure for tshark too.
expect 6 -c sim --bonds "$tmp/x.json" -w "$tmp/fail.pcapng" pair BP7350 --preset bluez-5.50
tshark -r "$tmp/fail.pcapng" -Y 'btsmp.reason == 0x08' 2>/dev/null | grep -q 'Pairing Failed' ||
	fail "tshark does not see the 0x08"

# btmon's lines. btmon 5.66 dies at Read By Type Requests where there is no
# adapter: those packets are left out for both.
tests/golden/compare.sh --diff "$PAIRSCOPE" "$tmp/s.btsnoop" >"$tmp/compare" 2>&1 || true
says compare '^(99|100)\.[0-9]*% [0-9]{4} '
# We know the type of an attribute from any discovery, btmon from its cache. The
# versions that btmon 5.66 knows end with 5.3.
grep -E '^[<>]' "$tmp/compare" | grep -Ev -e '^< +Handle: 0x[0-9a-f]{4}$' \
	-e ' (HCI|LMP) version: (Reserved|Bluetooth 5\.4) \(0x0d\) ' \
	-e '^> +Handle: 0x[0-9a-f]{4} Type: ' -e '^> +(Notification|Indication) \(0x0[12]\)$' >"$tmp/rest"
says_not rest .

# What a pipe gets is what a file gets.
"$PAIRSCOPE" -c sim --bonds "$tmp/y.json" -q -w - info 2>/dev/null | tshark -r - >"$tmp/pipe" 2>"$tmp/pipe.err" ||
	fail "tshark on a pipe: $(cat "$tmp/pipe.err")"
says pipe 'Rcvd Command Complete \(Reset\)'

verdict
