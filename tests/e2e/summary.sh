#!/bin/sh
# decode --summary: the numbers of tshark and of btmon -a.
. "${0%/*}/lib"
have tshark && have btmon && have python3 || exit 0

cat >"$tmp/session.batch" <<'BATCH'
scan --duration 1
pair BP7350 --preset android --tries 2
read 2a19
subscribe 2a35 --count 2 --duration 10
disconnect
pair "Heart Rate" --io DisplayYesNo --mitm --yes
read 2a19
read 2a19
BATCH
expect 0 -c sim --bonds "$tmp/bonds.json" -w "$tmp/s.btsnoop" run "$tmp/session.batch"
expect 0 decode --summary "$tmp/s.btsnoop"
cp "$tmp/out" "$tmp/text"
btmon -a "$tmp/s.btsnoop" >"$tmp/btmon" 2>&1
for what in command event ACL; do
	theirs=$(sed -n "s/^ *\([0-9]*\) $what.*/\1/p" "$tmp/btmon" | head -1)
	ours=$(sed -n "s/^  $(echo $what | tr ACL acl): //p" "$tmp/text")
	[ "$ours" = "$theirs" ] || fail "$what: $ours, not $theirs"
done
says text '^connection 1: 00:5F:BF:12:34:56 public, handle 64, we are the central$'
says text '^connection 2: [0-9A-F:]* static, handle 64, we are the central$'
says text '^  pairing at .*: the peripheral sent Pairing Failed, Confirm value failed'
says text '^  pairing at .*: paired: encrypted, all promised keys came$'
says text 'closed at .*: Connection Terminated By Local Host \(0x16\)$'
says text '^  00:5F:BF:12:34:56 public, [0-9]+ reports, -[0-9]+ to -[0-9]+ dBm: BP7350$'
says text '^ +1 +0 .* 0x[0-9a-f]{4} Read Request, Battery Level \(2a19\)$'

# Octets of ACL both ways, and what each attribute took, from tshark's frames.
expect 0 decode --summary --json "$tmp/s.btsnoop"
tshark -r "$tmp/s.btsnoop" -T fields -e frame.number -e frame.time_epoch -e hci_h4.direction \
	-e bthci_acl.length -e btatt.opcode -e btatt.handle -e bthci_evt.le_meta_subevent \
	>"$tmp/frames" 2>/dev/null
python3 - "$tmp/out" "$tmp/frames" <<'PY' || fail "tshark's numbers are others"
import json, sys
from decimal import Decimal
ours = [json.loads(line) for line in open(sys.argv[1])]
links, link, asked = [], None, None
for line in open(sys.argv[2]):
    number, time, rx, length, op, handle, sub = line.rstrip("\n").split("\t")
    rx, ns = int(rx, 16), int(Decimal(time) * 10**9)
    if sub == "0x01":
        link = {"octets": [0, 0], "packets": [0, 0], "latency": {}}
        links.append(link)
    if length:
        link["octets"][rx] += int(length)
        link["packets"][rx] += 1
    if not op:
        continue
    op = int(op.split(",")[0], 16)
    if op in (0x0a, 0x12):
        asked = op, int(handle.split(",")[0], 16), ns
    elif asked and op == asked[0] + 1:
        took = link["latency"].setdefault(asked[:2], [])
        took.append(ns - asked[2])
mine = [o for o in ours if o["what"] == "connection"]
assert len(mine) == len(links) == 2, (mine, links)
for o, t in zip(mine, links):
    assert [o["sent_octets"], o["received_octets"]] == t["octets"], (o, t)
    assert [o["sent_packets"], o["received_packets"]] == t["packets"], (o, t)
    rows = {(r["opcode"], r["handle"]): r for r in ours if r["what"] == "latency"
            and r["connection"] == o["connection"] and r["opcode"] in (0x0a, 0x12)}
    assert rows and rows.keys() == t["latency"].keys(), (rows, t)
    for key, took in t["latency"].items():
        r = rows[key]
        assert (r["answers"], r["least_ns"], r["most_ns"], r["sum_ns"]) == \
            (len(took), min(took), max(took), sum(took)), (r, took)
PY

# Damage is said, and what was before it is summed up.
head -c 4000 "$tmp/s.btsnoop" >"$tmp/cut.btsnoop"
expect 1 decode --summary "$tmp/cut.btsnoop"
says err 'offset [0-9]+: '
says out ' records in '

# A log that begins later does not know the peer.
expect 0 convert "$tmp/s.btsnoop" "$tmp/acl.btsnoop" -f acl
expect 0 decode --summary "$tmp/acl.btsnoop"
says out '^connection 1: address unknown, handle 64$'

verdict
