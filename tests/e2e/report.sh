#!/bin/sh
# report: whole, as Markdown and as a drawing, and nothing in it that is private.
. "${0%/*}/lib"

have python3 || exit 0

expect 6 -c sim -w "$tmp/c.pcapng" pair BP7350 --preset bluez-5.50
expect 0 report "$tmp/c.pcapng" -o "$tmp/r.md"
says err "^wrote $tmp/r.md and $tmp/r.svg$"
for line in '# Bluetooth LE pairing report' 'Made by pairscope [0-9.]+ from' \
	'- connection 1, attempt 1, pairing: the peripheral sent Pairing Failed, Unspecified reason \(0x08\), .*; D1, the peer' \
	'!\[who sent what\]\(r\.svg\)' '\| peripheral \| `[0-9A-F:]{17}`, public \|' '\| its controller \| Bluetooth ' \
	'### Connection 1, attempt 1: pairing' ' +[0-9]+ +0\.[0-9]+ .* peripheral <- Pairing Failed, Unspecified reason \(0x08\)' \
	'\| AuthReq \| 0x01 bonding \|  \|' '  D1  the peer answers' '      pairscope pair TARGET --io NoInputNoOutput --authreq 0x01 .*'; do
	says r.md "^$line"
done
says_not r.md '00:5F:BF'
says r.svg 'Pairing Failed, Unspecified reason \(0x08\)</text>'
[ "$(grep -c 'marker-end' "$tmp/r.svg")" = "$(grep -cE '^ +[0-9]+ .* (->|<-) ' "$tmp/r.md")" ] ||
	fail "the drawing has not the arrows of the text"
expect 1 report "$tmp/c.pcapng" -o "$tmp/r.md"
says err 'File exists; it is replaced with --force'
expect 0 report "$tmp/c.pcapng" -o "$tmp/r.md" --force
expect 2 report "$tmp/c.pcapng" -o "$tmp/r.svg"
expect 0 report --no-redact "$tmp/c.pcapng"
says out '00:5F:BF:12:34:56`, public'
says out 'Not masked'
says_not out 'svg'
# The last run, without a capture.
expect 0 report last
says out 'attempt 1, pairing: the peripheral sent Pairing Failed'
expect 0 --json report last
says out '^\{"kind":"report","masked":true,"markdown":"# Bluetooth LE'
python3 -m json.tool "$tmp/out" >/dev/null || fail "no JSON"
expect 1 report "$tmp/missing"
expect 0 -c sim -w "$tmp/scan.pcapng" scan --duration 1
expect 0 report "$tmp/scan.pcapng"
says out '^No pairing'

# What probe found belongs to it.
expect 0 -c sim --bonds "$tmp/probe.json" probe 00:5F:BF:12:34:56 --markdown
cp "$tmp/out" "$tmp/matrix"
echo 'seen as 00:5F:BF:12:34:56 twice' >>"$tmp/matrix"
expect 0 report "$tmp/c.pcapng" --matrix "$tmp/matrix"
says out '^## What was tried$'
says out '^\| 3 \| initiator IdKey \| 0 of 1 \| agreed, then Confirm value failed'
says out '^the smallest change that makes it pair: initiator IdKey \+ retry once$'
says_not out '00:5F:BF'
[ "$(grep 'seen as' "$tmp/out" | cut -d' ' -f3)" = "$(grep '^| peripheral' "$tmp/out" | cut -d'`' -f2)" ] ||
	fail "the same address is another one in the matrix"
expect 0 report "$tmp/c.pcapng" --matrix "$tmp/matrix" --no-redact
says out '^    pairscope -c sim pair 00:5F:BF:12:34:56 '
expect 1 report "$tmp/c.pcapng" --matrix "$tmp/missing"

# Without it, what the capture itself shows of it; the same again is counted.
expect 6 -c sim -w "$tmp/many.pcapng" pair BP7350 --preset bluez-5.50 --tries 20
expect 0 report "$tmp/many.pcapng"
says out '^\| 1 \| `[0-9A-F:]{17}` \| `01030001100507` \| the first \| 20 \| the peripheral sent Pairing Failed, Unspecified reason \(0x08\) \|$'
says out '^- connections 3 to 18: the same, 16 times more, frames [0-9]+, .* and 4 more$'
says out '^connections 3 to 18: the same, 16 times more, frames '
says_not out '^### Connection (3|18)'
says out '^### Connection 2, attempt 1'
says out '^### Connection 19, attempt 1'
expect 0 -c sim -w "$tmp/two.pcapng" --bonds "$tmp/two.json" probe 00:5F:BF:12:34:56 --fresh
expect 0 report "$tmp/two.pcapng"
says out '^## What was tried$'
says out '^\| 2 \| .* \| `[0-9a-f]*` \| initiator keys 0x0f EncKey IdKey SignKey LinkKey \| [0-9]+ \| .*Confirm value failed'
says_not out '00:5F:BF'
# The table has an end, and says what is behind it.
python3 - >"$tmp/requests.txt" <<'PY'
print("> le 0x01 00 4000 00 01 ff44332211c0 1800 0000 2a00 00")
for i in range(103):
    print("< smp 01 03 00 01 %02x %02x 07\n> smp 05 08" % (7 + i % 10, i // 10))
PY
python3 tests/golden/make_inputs.py "$tmp/requests.txt" "$tmp"
expect 0 report "$tmp/requests.btsnoop"
says out '^\| 100 \| .* \| key size 16, initiator keys 0x09 EncKey LinkKey \| 1 \| '
says_not out '^\| 101 '
says out '^3 more with other requests are left out\.$'
expect 0 diagnose "$tmp/many.pcapng"
says out '^connections 3 to 18: the same, 16 times more, frames '
[ "$(grep -c '^  D1 ' "$tmp/out")" = 4 ] || fail 'not the first and the last in full'
expect 0 --json diagnose "$tmp/many.pcapng"
says out '^\{"connection":3,"kind":"repeats","of":"connection","count":16,"frames":\[([0-9]+,){15}[0-9]+\]\}$'
python3 -c 'import json, sys
for line in open(sys.argv[1]): json.loads(line)' "$tmp/out" || fail 'no JSON'

# Passkeys are said only when they may be.
cat >"$tmp/peer.json" <<-'JSON'
	{ "name": "peer", "address": "C0:00:00:00:00:01/random",
	  "security": { "io": "DisplayOnly", "passkey": 123456 }, "services": [] }
JSON
expect 0 -c "sim:$tmp/peer.json" -w "$tmp/p.pcapng" pair peer --io KeyboardOnly --mitm --passkey 123456
expect 0 report "$tmp/p.pcapng"
says out 'confirm value of the central: right'
says_not out '123456'
expect 0 report "$tmp/p.pcapng" --no-redact
says out 'the central used the passkey 123456'

# No address, key or payload of any capture is in its report; and one that is
# there is found.
mkdir "$tmp/all" "$tmp/open"
expect 0 report --no-redact "$tmp/c.pcapng"
cp "$tmp/out" "$tmp/open/c.md"
expect 0 convert "$tmp/c.pcapng" "$tmp/open/c.btsnoop"
python3 "${0%/*}/leaks.py" "$tmp/open" >"$tmp/out"
says out '^leak: .*, address 00:5f:bf:12:34:56$'
shared=${PAIRSCOPE_SHARED:-../shared}/captures/dev
if [ ! -d "$shared" ]; then
	echo "SKIPPED: no shared captures at $shared"
	verdict
fi
n=0
for f in "$shared"/*/*; do
	n=$((n + 1))
	"$PAIRSCOPE" -q report "$f" -o "$tmp/all/$n.md" >"$tmp/out" 2>"$tmp/err"
	got=$?
	[ "$got" -le 1 ] || fail "exit $got: $f"
	grep -q connection "$tmp/all/$n.md" 2>/dev/null || continue
	"$PAIRSCOPE" -q convert "$f" "$tmp/all/$n.btsnoop" >"$tmp/out" 2>&1
done
python3 "${0%/*}/leaks.py" "$tmp/all" >"$tmp/out" || fail "a drawing is no XML"
says_not out leak
tail -n1 "$tmp/out"
set -- $(tail -n1 "$tmp/out")
[ "$5" -gt 100 ] && [ "$1" -gt 2000 ] || fail "too few"
verdict
