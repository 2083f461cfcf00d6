#!/bin/sh
# compare: a host that pairs against one that does not, and the command that does as
# the first one did.
. "${0%/*}/lib"

have python3 || exit 0
# log FILE: a btsnoop file of the SMP that a log shows, of a
# central that nothing else is known of. FILE.txt has the packets, "> HEX" or "< HEX",
# with milliseconds in front.
log() {
	python3 - "$1" <<-'PY'
	import struct, sys
	out = open(sys.argv[1], "wb")
	out.write(b"btsnoop\0" + struct.pack(">II", 1, 1002))
	for line in open(sys.argv[1] + ".txt"):
	    ms, way, smp = line.split()
	    smp = bytes.fromhex(smp)
	    got = way == ">"
	    p = b"\x02" + struct.pack("<HHHH", 64 | (0x2000 if got else 0),
	                              len(smp) + 4, len(smp), 6) + smp
	    out.write(struct.pack(">IIIIq", len(p), len(p), got, 0,
	                          int(ms) * 1000 + 0x00e3000000000000) + p)
	PY
}

# The public report: an OMRON refuses BlueZ 5.50 on a Raspberry Pi 4.
cat >"$tmp/pi.txt" <<-'LOG'
	0 > 0b01
	3 < 01030001100507
	60 > 0508
LOG
# What Android asks such a cuff, and what that answers: another public report.
cat >"$tmp/phone.txt" <<-'LOG'
	0 > 0b01
	53 < 0104002d100f0f
	113 > 02030001100303
LOG
log "$tmp/pi"
log "$tmp/phone"
expect 0 --json diagnose "$tmp/pi"
says out '"rule":"D1"'
expect 0 diagnose "$tmp/pi"
[ "$(sed -n '/next:/,$p' "$tmp/out" | sed -n 3p | grep -c 'our IdKey too')" = 1 ] ||
	fail "IdKey is not the second experiment"

expect 0 compare "$tmp/phone" "$tmp/pi"
says out '^A: .*phone, pairing 1 of 1, frame 2: '
says out '^B: .*pi, pairing 1 of 1, frame 2: the peripheral sent Pairing Failed, Unspecified reason \(0x08\)'
says out '^  A: frame 2, central: Pairing Request 0104002d100f0f$'
says out '^  B: frame 2, central: Pairing Request 01030001100507$'
says out '^\* IO capability +0x04 KeyboardDisplay +0x03 NoInputNoOutput$'
says out '^  OOB flag +0x00 +0x00$'
says out '^\* AuthReq +0x2d bonding MITM SC CT2 +0x01 bonding$'
says out '^    only in A: 0x2c MITM SC CT2$'
says out '^\* initiator keys +0x0f EncKey IdKey SignKey LinkKey +0x05 EncKey SignKey$'
says out '^    only in A: 0x0a IdKey LinkKey$'
says out '^\* responder keys +0x0f .* 0x07 '
says out '^    only in A: 0x08 LinkKey$'
says_not out 'only in B'
says out '^\* Security Request to request +53\.0 ms +3\.0 ms$'
says out '^  request, initiator keys: IdKey of the initiator'
says out '^  pairscope pair TARGET --preset android --io KeyboardDisplay$'
expect 0 compare "$tmp/pi" "$tmp/phone"
says out '^    only in B: 0x0a IdKey LinkKey$'
says out '^  pairscope pair TARGET --preset bluez-5.50 --io NoInputNoOutput$'
expect 0 compare "$tmp/pi" "$tmp/pi"
says out '^no difference in what was sent$'
says_not out '^\*|known to matter'

# Values are fresh each time, their kind is not; and some milliseconds are nothing.
zeros=00000000000000000000000000000000
for way in 03 04; do
	cp "$tmp/phone.txt" "$tmp/$way.txt"
	echo "120 < $way$zeros" >>"$tmp/$way.txt"
	log "$tmp/$way"
done
expect 0 compare "$tmp/03" "$tmp/04"
says out '^  A: frame 4, central: Pairing Confirm$'
says out '^  B: frame 4, central: Pairing Random$'
sed "s/< 03.*/< 0311${zeros#00}/; s/^53/55/" "$tmp/03.txt" >"$tmp/fresh.txt"
log "$tmp/fresh"
expect 0 compare "$tmp/03" "$tmp/fresh"
says out '^no difference in what was sent$'
says_not out '^\*'

expect 0 --json compare "$tmp/phone" "$tmp/pi"
says out '^\{"kind":"comparison","a":\{"capture":".*phone","pairing":1,"frame":2,'
says out '"same":false,"first_a":"frame 2, central: Pairing Request 0104002d100f0f"'
says out '\{"section":"request","field":"initiator keys","a":".*","b":".*","differs":true,"only_a":"0x0a IdKey LinkKey","matters":'
says out '"command":"pairscope pair TARGET --preset android --io KeyboardDisplay"\}$'
python3 -m json.tool "$tmp/out" >/dev/null || fail "no JSON"

# The command does what the first one did: its own request is like it.
expect 0 -c sim -w "$tmp/good.pcapng" pair BP7350 --preset android --tries 2 --own-address public
expect 6 -c sim -w "$tmp/bad.pcapng" pair BP7350 --preset bluez-5.50
expect 0 --json compare --pairing 2,1 "$tmp/good.pcapng" "$tmp/bad.pcapng"
says out '"field":"tries before on the link","a":"1","b":"none","differs":true,"matters":'
command=$(grep -o '"command":"[^"]*"' "$tmp/out" | cut -d'"' -f4)
[ -n "$command" ] || fail "no command"
sh -c "'$PAIRSCOPE' -q -c sim -w '$tmp/again.pcapng' ${command#pairscope}" >"$tmp/out" 2>&1
expect 0 --json compare --pairing 2,2 "$tmp/good.pcapng" "$tmp/again.pcapng"
says out '"same":true,'
# What came before the first try came before the second.
expect 0 compare --pairing 2,1 "$tmp/good.pcapng" "$tmp/good.pcapng"
says out '^\* tries before on the link +1 +none$'
says out '^  Security Request +before the Pairing Request +before the Pairing Request$'
says_not out '^\* (Security Request|connection) to request'
# What no preset is, as octets.
expect 6 -c sim -w "$tmp/own.pcapng" pair BP7350 --io DisplayOnly --authreq 0x05 --keys-init none --keys-resp enc,sign
expect 0 compare "$tmp/own.pcapng" "$tmp/bad.pcapng"
says out '^  pairscope pair 00:5F:BF:12:34:56/public --io DisplayOnly --authreq 0x05 --keys-init none --keys-resp enc,sign --delay [0-9]+ --own-address public$'
# All of them, in order, unless told.
expect 0 --json compare "$tmp/good.pcapng" "$tmp/good.pcapng"
[ "$(grep -c '"same":true' "$tmp/out")" = 2 ] || fail "not both pairings"

expect 0 -c sim -w "$tmp/none.pcapng" scan --duration 1
expect 1 compare "$tmp/good.pcapng" "$tmp/none.pcapng"
says err 'none.pcapng: no pairing in it'
expect 1 compare "$tmp/good.pcapng" "$tmp/missing"
expect 1 compare --pairing 3 "$tmp/good.pcapng" "$tmp/bad.pcapng"
for bad in 0 x 1, ,1 1,x -1; do
	expect 2 compare --pairing $bad "$tmp/good.pcapng" "$tmp/bad.pcapng"
done
verdict
