#!/bin/sh
# The bond file, and bonds to and from BlueZ and Bumble. All keys are invented.
. "${0%/*}/lib"

bonds="$tmp/bonds.json"
ps() { expect "$@" --bonds "$bonds"; }
# The store stays as it is.
refuses() {
	status=$1
	shift
	cp "$bonds" "$tmp/before"
	ps "$status" "$@"
	cmp -s "$bonds" "$tmp/before" || fail "the bond file was changed: $*"
}
empty() { rm -f "$bonds"; }

cat >"$tmp/us.json" <<'JSON'
{ "version": 1, "address": "C0:00:00:00:00:01/random", "irk": "00112233445566778899aabbccddeeff",
  "bonds": [
    { "identity": "C4:11:22:33:44:55/random", "address": "5A:66:77:88:99:AA/random",
      "local": "B8:27:EB:01:02:03/public", "secure_connections": false, "authenticated": true,
      "peer_ltk": { "key": "000102030405060708090a0b0c0d0e0f", "size": 16, "ediv": "b5bc", "rand": "566f1a90e1d1b68e" },
      "own_ltk": { "key": "101112131415161718190a0000000000", "size": 11, "ediv": "0100", "rand": "0200000000000080" },
      "irk": "202122232425262728292a2b2c2d2e2f", "csrk": "303132333435363738393a3b3c3d3e3f",
      "own_csrk": "404142434445464748494a4b4c4d4e4f", "sign_counter": 7, "own_sign_counter": 4294967295 },
    { "identity": "00:1B:DC:01:02:03/public", "address": "00:1B:DC:01:02:03/public",
      "local": "B8:27:EB:01:02:03/public", "secure_connections": true, "authenticated": true,
      "peer_ltk": { "key": "505152535455565758595a5b5c5d5e5f", "size": 16, "ediv": "0000", "rand": "0000000000000000" },
      "own_ltk": { "key": "505152535455565758595a5b5c5d5e5f", "size": 16, "ediv": "0000", "rand": "0000000000000000" } },
    { "identity": "C4:11:22:33:44:66/random", "address": "C4:11:22:33:44:66/random",
      "local": "B8:27:EB:01:02:03/public", "secure_connections": true, "authenticated": false, "debug_key": true,
      "peer_ltk": { "key": "606162636465666768696a6b6c6d6e6f", "size": 16, "ediv": "0000", "rand": "0000000000000000" },
      "own_ltk": { "key": "606162636465666768696a6b6c6d6e6f", "size": 16, "ediv": "0000", "rand": "0000000000000000" } }
  ] }
JSON
cp "$tmp/us.json" "$bonds"

# What there is, and what there is not. Keys are shown only when asked for.
ps 0 bonds
[ "$(wc -l <"$tmp/out")" = 3 ] || fail "not three bonds"
says out '^C4:11:22:33:44:55/random +legacy pairing +authenticated +16 octets +5A:66:77:88:99:AA +LTK own-LTK IRK CSRK own-CSRK$'
says out '^00:1B:DC:01:02:03/public +Secure Connections +authenticated +16 octets +- +LTK$'
says out '^C4:11:22:33:44:66/random +debug key +not authenticated +16 octets +- +LTK$'
ps 0 bonds show c4:11:22:33:44:55
says out '^identity: +C4:11:22:33:44:55/random \(static\)$'
says out '^on air: +5A:66:77:88:99:AA/random \(resolvable\)$'
says out '^its LTK: +hidden, 16 octets, EDIV 0xbcb5, Rand 0x8eb6d1e1901a6f56$'
says out '^our LTK: +hidden, 11 octets'
says out '^our CSRK: +hidden, sign counter 4294967295$'
says_not out 'missing|0001020304|2021222324|3031323334|4041424344'
ps 0 bonds show 00:1B:DC:01:02:03
says out '^missing: +no IRK: a private address of it cannot be resolved$'
says out '^missing: +no CSRK of ours: we cannot sign'
ps 0 bonds show C4:11:22:33:44:55 --show-keys
says out '^its LTK: +000102030405060708090a0b0c0d0e0f, 16'
says out '^its IRK: +202122232425262728292a2b2c2d2e2f$'
ps 0 --json bonds list
says out '"identity":"C4:11:22:33:44:55".*"peer_ltk":"hidden".*"irk":"hidden".*"missing":""'
says_not out '0001020304|2021222324|3031323334|4041424344|5051525354'
ps 0 --json bonds list --show-keys
says out '"peer_ltk":"000102030405060708090a0b0c0d0e0f","peer_ltk_ediv":48309,"peer_ltk_rand":"566f1a90e1d1b68e"'
says out '"own_csrk":"404142434445464748494a4b4c4d4e4f","own_sign_counter":4294967295'
ps 4 bonds show C4:11:22:33:44:77
ps 2 bonds show somebody
ps 2 bonds show
ps 2 bonds list C4:11:22:33:44:55
ps 2 bonds forget

# Our own format: everything, and only for its owner.
ps 0 bonds export
says err 'keys are in it'
[ "$(grep -c 'keys are in it' "$tmp/err")" = 1 ] || fail "said more than once"
cp "$tmp/out" "$tmp/own.json"
(umask 0 && ps 0 bonds export --output "$tmp/file.json")
[ "$(stat -c %a "$tmp/file.json")" = 600 ] || fail "mode $(stat -c %a "$tmp/file.json")"
cmp -s "$tmp/file.json" "$tmp/own.json" || fail "the file differs from standard output"
ps 1 bonds export C4:11:22:33:44:55 --output "$tmp/file.json"
says err '--force'
cmp "$tmp/file.json" "$tmp/own.json" || fail "the file was replaced"
chmod 644 "$tmp/file.json"
ps 0 bonds export C4:11:22:33:44:55 --output "$tmp/file.json" --force
[ "$(stat -c %a "$tmp/file.json")" = 600 ] || fail "mode $(stat -c %a "$tmp/file.json") after --force"
mkdir "$tmp/folder"
ps 1 bonds export --output "$tmp/folder" --force
ln -s "$tmp/own.json" "$tmp/link"
ps 1 bonds export --output "$tmp/link" --force
ps 2 bonds export --format pem
ps 4 bonds export C4:11:22:33:44:77
# The bond file of another machine is one too.
for f in "$tmp/own.json" "$tmp/us.json"; do
	empty
	ps 0 bonds import "$f"
	says err "bonds of pairscope"
	[ "$(wc -l <"$tmp/out")" = 3 ] || fail "not three bonds imported"
	ps 0 bonds export
	cmp "$tmp/out" "$tmp/own.json" || fail "own -> own: a difference"
done
empty
ps 0 bonds import "$tmp/own.json" --address 00:1B:DC:01:02:03
ps 0 bonds
[ "$(wc -l <"$tmp/out")" = 1 ] || fail "--address: not one bond"
ps 1 bonds import "$tmp/own.json" --address 00:1B:DC:01:02:04
says err 'no bond with 00:1B:DC:01:02:04'

# BlueZ: own -> bluez -> own, a bond a file.
cp "$tmp/us.json" "$bonds"
ps 2 bonds export --format bluez
says err 'holds one bond'
for a in C4:11:22:33:44:55 00:1B:DC:01:02:03 C4:11:22:33:44:66; do
	mkdir -p "$tmp/lib/B8:27:EB:01:02:03/$a"
	cp "$tmp/us.json" "$bonds"
	ps 0 bonds export "$a" --format bluez --output "$tmp/lib/B8:27:EB:01:02:03/$a/info"
	says err "/var/lib/bluetooth/B8:27:EB:01:02:03/$a/info"
	case $a in *:55) says err '5A:66:77:88:99:AA, the address on air' ;; esac
	ps 0 bonds export "$a"
	# only the address on air is lost
	sed 's/5A:66:77:88:99:AA/C4:11:22:33:44:55/' "$tmp/out" >"$tmp/want"
	empty
	ps 0 bonds import "$tmp/lib/B8:27:EB:01:02:03/$a/info"
	says err 'info file of BlueZ'
	ps 0 bonds export "$a"
	diff "$tmp/want" "$tmp/out" || fail "own -> bluez -> own: $a"
done
info="$tmp/lib/B8:27:EB:01:02:03/C4:11:22:33:44:55/info"
cat >"$tmp/want" <<'INFO'
[General]
AddressType=static
SupportedTechnologies=LE;
Trusted=false
Blocked=false

[IdentityResolvingKey]
Key=202122232425262728292A2B2C2D2E2F

[LongTermKey]
Key=000102030405060708090A0B0C0D0E0F
Authenticated=1
EncSize=16
EDiv=48309
Rand=10283637565862604630

[PeripheralLongTermKey]
Key=101112131415161718190A0000000000
Authenticated=1
EncSize=11
EDiv=1
Rand=9223372036854775810

[SlaveLongTermKey]
Key=101112131415161718190A0000000000
Authenticated=1
EncSize=11
EDiv=1
Rand=9223372036854775810

[LocalSignatureKey]
Key=404142434445464748494A4B4C4D4E4F
Counter=4294967295
Authenticated=true

[RemoteSignatureKey]
Key=303132333435363738393A3B3C3D3E3F
Counter=7
Authenticated=true
INFO
diff "$tmp/want" "$info" || fail "not what BlueZ writes"
grep -q 'Authenticated=3' "$tmp/lib/B8:27:EB:01:02:03/00:1B:DC:01:02:03/info" || fail "SC, authenticated: not 3"
grep -q 'Authenticated=4' "$tmp/lib/B8:27:EB:01:02:03/C4:11:22:33:44:66/info" || fail "debug key: not 4"

# As BlueZ 5.66 writes one, of a Secure Connections keyboard.
dir="$tmp/var/B8:27:EB:AA:BB:CC/DA:2A:CE:01:02:03"
mkdir -p "$dir"
cat >"$dir/info" <<'INFO'
[General]
Name=Keys = Joy; [1]
Appearance=0x03c1
AddressType=static
SupportedTechnologies=LE;
Trusted=true
Blocked=false
CablePairing=false
WakeAllowed=true
Services=00001800-0000-1000-8000-00805f9b34fb;00001812-0000-1000-8000-00805f9b34fb;

[IdentityResolvingKey]
Key=7071727374757677787970A1B2C3D4E5

[PeripheralLongTermKey]
Key=8081828384858687888980A1B2C3D4E5
Authenticated=2
EncSize=16
EDiv=0
Rand=0

[SlaveLongTermKey]
Key=8081828384858687888980A1B2C3D4E5
Authenticated=2
EncSize=16
EDiv=0
Rand=0

[ConnectionParameters]
MinInterval=6
MaxInterval=9
Latency=44
Timeout=216

[DeviceID]
Source=2
Vendor=65535
Product=1
Version=1
INFO
empty
ps 0 bonds import "$dir/info"
says out '^DA:2A:CE:01:02:03/random +Secure Connections +not authenticated +16 octets +- +LTK IRK$'
ps 0 --json bonds list --show-keys
says out '"local":"B8:27:EB:AA:BB:CC/public","secure_connections":true,"authenticated":false'
says out '"peer_ltk":"8081828384858687888980a1b2c3d4e5","peer_ltk_ediv":0,"peer_ltk_rand":"0000000000000000","own_ltk":"8081828384858687888980a1b2c3d4e5"'
says out '"irk":"7071727374757677787970a1b2c3d4e5"'
# From the folder itself too, and from anywhere with --address.
empty
(PAIRSCOPE=$(realpath "$PAIRSCOPE") && cd "$dir" && ps 0 bonds import info)
ps 0 bonds show DA:2A:CE:01:02:03
cp "$dir/info" "$tmp/info"
refuses 1 bonds import "$tmp/info"
says err '--address'
empty
ps 0 bonds import "$tmp/info" --address DA:2A:CE:01:02:04
says err 'does not say which address of ours'
says out '^DA:2A:CE:01:02:04/random'
refuses 1 bonds import "$tmp/info" --address DA:2A:CE:01:02:04/public
says err 'line 4: AddressType'
refuses 2 bonds import "$tmp/info" --format tar
refuses 1 bonds import "$tmp/info" --format bumble

# Legacy, as versions before 5.63 write it.
cat >"$dir/info" <<'INFO'
[General]
Name=Mouse
AddressType=public
SupportedTechnologies=LE;
Trusted=false
Blocked=false

[LongTermKey]
Key=0xD2681BEA8B2C177B1AB8786F22C89D00
Authenticated=0
EncSize=16
EDiv=48309
Rand=18446744073709551615

[SlaveLongTermKey]
Key=101112131415161718191A1B1C1D1E1F
Authenticated=0
EncSize=16
EDiv=13581
Rand=11149546000981995039

[LocalSignatureKey]
Key=23AB7AF05C5AC930F9322CF44114856B
Counter=3
Authenticated=false
INFO
empty
ps 0 bonds import "$dir/info"
says err 'no IRK: a private address'
ps 0 --json bonds list --show-keys
says out '"secure_connections":false,"authenticated":false,"debug_key":false,"key_size":16,"peer_ltk":"d2681bea8b2c177b1ab8786f22c89d00","peer_ltk_ediv":48309,"peer_ltk_rand":"ffffffffffffffff","own_ltk":"101112131415161718191a1b1c1d1e1f","own_ltk_ediv":13581'
says out '"own_csrk":"23ab7af05c5ac930f9322cf44114856b","own_sign_counter":3'

# Damage: refused with file and line. SED, and what is said.
while IFS='	' read -r sed said; do
	sed "$sed" "$dir/info" >"$dir/bad"
	cmp -s "$dir/info" "$dir/bad" && fail "nothing damaged by $sed"
	refuses 1 bonds import "$dir/bad"
	says err "bad: .*($said)"
done <<'CASES'
9s/.$//	line 9: Key is not 32
9s/D2/G2/	line 9: Key is not 32
9s/D2/D 2/	line 9: Key is not 32
10s/0/5/	line 10: Authenticated is no number from 0 to 4
10s/0/2/	line 8: EDiv and Rand of a Secure Connections key are 0
11s/16/6/	line 11: EncSize
11d	line 8: .LongTermKey. has no EncSize
12s/48309/65536/	line 12: EDiv
12s/48309/-1/	line 12: EDiv
13s/$/0/	line 13: Rand
13s/=.*/=/	line 13: Rand
3s/public/foreign/	line 3: AddressType is neither
3d	.General. has no AddressType
15s/Slave//	line 15: LongTermKey is there twice
16s/=/:/	line 16 is neither
24s/3/x/	line 24: Counter
8,13d;15,20d;21,30d	no LE key is in it
CASES
head -c -1 "$dir/info" >"$dir/bad"
refuses 1 bonds import "$dir/bad"
says err 'line 25 does not end'
head -c 130 "$dir/info" >"$dir/bad"
refuses 1 bonds import "$dir/bad"
says err 'line 9 does not end'
printf '[General]\nName=a\0b\n' >"$dir/bad"
refuses 1 bonds import "$dir/bad"
says err 'line 2 .*NUL|line 2 does not end'
printf '[General]\nName=BR\n\n[LinkKey]\nKey=00\nType=4\nPINLength=0\n' >"$dir/bad"
refuses 1 bonds import "$dir/bad"
says err 'only that of BR/EDR'
seq -f '[group%g]' 5000 >"$dir/bad"
refuses 1 bonds import "$dir/bad"
says err 'more than 1000 lines'
: >"$dir/bad"
refuses 1 bonds import "$dir/bad"
head -c 5000 /dev/zero >"$dir/bad"
refuses 1 bonds import "$dir/bad"
head -c 5000000 /dev/zero | tr '\0' '#' >"$dir/bad"
refuses 1 bonds import "$dir/bad"
says err 'too large'
refuses 1 bonds import "$dir"
refuses 1 bonds import "$dir/nothing"
printf '[General]\n\033[31mred\n' >"$dir/bad"
refuses 1 bonds import "$dir/bad"
says_not err "$(printf '\033')"

# Bumble: own -> bumble -> own. Lost: the address on air, our CSRK, counters.
cp "$tmp/us.json" "$bonds"
ps 0 bonds export --format bumble
says err 'C4:11:22:33:44:55: our CSRK is not in it'
says err 'C4:11:22:33:44:55: the sign counters are not in it'
says err 'C4:11:22:33:44:55: 5A:66:77:88:99:AA, the address on air'
says err 'C4:11:22:33:44:55: the key size is not in it'
says err 'C4:11:22:33:44:66: that it is a debug key is not in it'
cp "$tmp/out" "$tmp/keys.json"
python3 - "$tmp/own.json" "$tmp/want" <<'PY'
import json, sys
o = json.load(open(sys.argv[1]))
for b in o["bonds"]:
    b["address"] = b["identity"]
    for k in ("own_csrk", "sign_counter", "own_sign_counter", "debug_key"):
        b.pop(k, None)
o["bonds"].sort(key=lambda b: b["identity"])
json.dump(o, open(sys.argv[2], "w"), indent=1)
PY
empty
ps 0 bonds import "$tmp/keys.json"
says err 'key store of Bumble'
ps 0 bonds export
python3 - "$tmp/out" "$tmp/want" "$tmp/keys.json" <<'PY' || fail "own -> bumble -> own"
import json, sys
got, want, keys = (json.load(open(p)) for p in sys.argv[1:])
assert sorted(got["bonds"], key=lambda b: b["identity"]) == want["bonds"], (got, want)
# and it is what Bumble reads
ns = keys["B8:27:EB:01:02:03/P"]
assert ns["00:1B:DC:01:02:03/P"] == { "address_type": 0,
    "ltk": { "authenticated": True, "value": "505152535455565758595a5b5c5d5e5f" } }, ns
assert ns["C4:11:22:33:44:55"]["ltk_central"] == { "authenticated": True, "ediv": 0xbcb5,
    "rand": "566f1a90e1d1b68e", "value": "000102030405060708090a0b0c0d0e0f" }, ns
PY

# As Bumble writes one: as initiator, as responder (its own key has EDIV and
# Rand 0, and is called ltk_central), and of a classic device.
cat >"$tmp/keys.json" <<'JSON'
{
    "F0:F1:F2:F3:F4:F5": {
        "14:7D:DA:01:02:03/P": {
            "address_type": 0,
            "irk": { "authenticated": true, "value": "e0e1e2e3e4e5e6e7e8e9eaebecedeeef" },
            "link_key": { "authenticated": true, "value": "0745dd9691e693d9dca740f7d8dfea75" },
            "ltk": { "authenticated": true, "value": "d0d1d2d3d4d5d6d7d8d9dadbdcdddedf" }
        },
        "C4:11:22:33:44:01": {
            "address_type": 1,
            "ltk_central": { "authenticated": false, "ediv": 4660, "rand": "0102030405060708", "value": "01010101010101010101010101010101" },
            "ltk_peripheral": { "authenticated": false, "ediv": 0, "rand": "0000000000000000", "value": "02020202020202020202020202020202" }
        },
        "C4:11:22:33:44:02": {
            "address_type": 3,
            "ltk_central": { "authenticated": false, "ediv": 0, "rand": "0000000000000000", "value": "02020202020202020202020202020202" },
            "ltk_peripheral": { "authenticated": false, "ediv": 4660, "rand": "0102030405060708", "value": "01010101010101010101010101010101" }
        },
        "14:7D:DA:01:02:04/P": {
            "address_type": 0,
            "link_key": { "authenticated": true, "value": "0745dd9691e693d9dca740f7d8dfea75" }
        }
    }
}
JSON
empty
ps 0 --json bonds import "$tmp/keys.json" --show-keys
says err '14:7D:DA:01:02:04/P is left out'
says err 'was the responder'
says out '"identity":"14:7D:DA:01:02:03","address_type":"public".*"local":"F0:F1:F2:F3:F4:F5/random","secure_connections":true,"authenticated":true.*"own_ltk":"d0d1d2d3d4d5d6d7d8d9dadbdcdddedf".*"irk":"e0e1'
for a in 01 02; do
	says out "\"identity\":\"C4:11:22:33:44:$a\".*\"peer_ltk\":\"0101010101010101.*\"peer_ltk_ediv\":4660,\"peer_ltk_rand\":\"0102030405060708\",\"own_ltk\":\"0202"
done

while IFS='	' read -r sed said; do
	sed "$sed" "$tmp/keys.json" >"$tmp/bad"
	cmp -s "$tmp/keys.json" "$tmp/bad" && fail "nothing damaged by $sed"
	refuses 1 bonds import "$tmp/bad"
	says err "bad: .*($said)"
done <<'CASES'
3s/:A/A/;3s/.$//	line 3|line 4
9,$d	line [0-9]+: 
7s/d0d1/d0/	"14:7D:DA:01:02:03/P": "ltk": "value" is not 16 octets
7s/true/"yes"/	"ltk": "authenticated" is neither
4s/0,/1,/	"address_type" 1 does not fit
4s/0,/9,/	"address_type" is no number from 0 to 3
9s/C4/somebody/	"somebody.*": its name is no address
11s/4660/65536/	"C4:11:22:33:44:01": "ltk_central": "ediv"
11s/0102030405060708/01/	"ltk_central": "rand" is not 8 octets
14s/02"/01"/	line 14: duplicate object key
CASES
echo '{ "a": 1 }' >"$tmp/bad"
refuses 1 bonds import "$tmp/bad"
echo '{}' >"$tmp/bad"
refuses 1 bonds import "$tmp/bad"
says err 'no bond is in it'
echo '[]' >"$tmp/bad"
refuses 1 bonds import "$tmp/bad" --format bumble

# Our own, damaged.
sed 's/"size": 11/"size": 17/' "$tmp/us.json" >"$tmp/bad"
refuses 1 bonds import "$tmp/bad"
says err 'bad: bond 1: "own_ltk" has no "size" from 7 to 16'
sed 's/"authenticated": true/"authenticated": 1/' "$tmp/us.json" >"$tmp/bad"
refuses 1 bonds import "$tmp/bad"
says err '"authenticated" is neither'
sed 's/4294967295/4294967296/' "$tmp/us.json" >"$tmp/bad"
refuses 1 bonds import "$tmp/bad"
says err 'own_sign_counter'
sed '5s/,$//' "$tmp/us.json" >"$tmp/bad"
refuses 1 bonds import "$tmp/bad"
says err 'bad: line 6: '
sed 's/"version": 1/"version": 2/' "$tmp/us.json" >"$tmp/bad"
refuses 1 bonds import "$tmp/bad"
says err 'version 1'

# A weaker bond takes no better one's place, and none of the file comes in.
weaker() {
	sed "$1" "$tmp/own.json" >"$tmp/weak.json"
	cp "$tmp/us.json" "$bonds"
	refuses 1 bonds import "$tmp/weak.json"
	says err "$2.*--allow-weaker"
	ps 0 bonds import "$tmp/weak.json" --allow-weaker
}
weaker 's/"secure_connections": true/"secure_connections": false/' 00:1B:DC:01:02:03
weaker 's/"authenticated": true/"authenticated": false/' C4:11:22:33:44:55
weaker 's/"size": 16/"size": 7/' '7 octets'
weaker '/00:1B:DC/,/own_ltk/s/"authenticated": true,/&"debug_key": true,/' 'debug key'
# ... but a better one a weaker one's.
cp "$tmp/us.json" "$bonds"
sed 's/"debug_key": true,//' "$tmp/own.json" >"$tmp/better.json"
ps 0 bonds import "$tmp/better.json"
ps 0 bonds
says_not out 'debug key'

# A bond made on the simulator serves under another program's format.
cat >"$tmp/peer.json" <<'JSON'
{ "name": "peer", "address": "C0:00:00:00:00:07/random",
  "security": { "io": "NoInputNoOutput", "sc": true, "initiator_keys": ["enc", "id"], "responder_keys": ["enc", "id"] },
  "services": [ { "uuid": "180f", "characteristics": [
    { "uuid": "2a19", "properties": ["read"], "read": "encrypted", "value": { "u8": 90 } } ] } ] }
JSON
for options in "" --no-sc; do
	empty
	# shellcheck disable=SC2086
	ps 0 -c "sim:$tmp/peer.json" pair peer $options
	for format in bluez bumble; do
		ps 0 bonds export C0:00:00:00:00:07 --format $format --output "$tmp/moved" --force
		ps 0 bonds remove C0:00:00:00:00:07
		ps 7 -c "sim:$tmp/peer.json" read peer 2a19 --no-pair
		ps 0 bonds import "$tmp/moved" --address C0:00:00:00:00:07
		ps 0 -c "sim:$tmp/peer.json" read peer 2a19 --no-pair
	done
done
ps 0 bonds remove C0:00:00:00:00:07
ps 0 bonds
[ ! -s "$tmp/out" ] || fail "bonds remove left something"
ps 4 bonds remove C0:00:00:00:00:07
ps 4 bonds export
says err 'there is no bond'

# With whom and when is kept beside the keys, where we paired ourselves; a file
# from before has neither.
rm -f "$tmp/bonds.json"
ps 0 -c sim pair "Heart Rate"
ps 0 bonds
says out '^D0:5A:7E:11:22:33/random .*  Heart Rate$'
ps 0 bonds show D0:5A:7E:11:22:33
says out '^name: +Heart Rate$'
says out "^paired at: +$(date -u +%Y)-[0-9-]*T[0-9:]*Z\$"
ps 0 --json bonds
says out '"name":"Heart Rate","paired_at":"20'
python3 - "$tmp/bonds.json" <<-'PY'
	import json, sys
	root = json.load(open(sys.argv[1]))
	for b in root["bonds"]:
	    del b["name"], b["paired_at"]
	json.dump(root, open(sys.argv[1], "w"))
PY
ps 0 bonds show D0:5A:7E:11:22:33
says_not out '^name:|^paired at:'
ps 0 -c sim connect "Heart Rate"
says err '^encrypted'
sed -i 's/"bonds": \[{/&"name": 5, /' "$tmp/bonds.json"
ps 1 bonds
says err '"name" is no text'

# What was discovered is kept with the bond, and names attributes in a log that
# has no discovery: for -v, and for decode where the file is named.
rm -f "$tmp/bonds.json"
ps 0 -c sim pair "Heart Rate"
ps 0 -c sim read "Heart Rate" 2a19
level='Handle: 0x0012 Type: Battery Level \(0x2a19\)'
ps 0 -c sim -v -w "$tmp/r.btsnoop" read "Heart Rate" 0x0012
says err "$level"
ps 0 decode "$tmp/r.btsnoop"
says out "$level"
ps 0 --filter 'att.handle.type == 2a19' decode -1 "$tmp/r.btsnoop"
says out 'Read Request'
expect 0 decode "$tmp/r.btsnoop"
says out 'Handle: 0x0012$'
says_not out 'Battery Level'
# So it does when the pairing came after the discovery.
rm -f "$tmp/bonds.json"
ps 0 -c sim read "Heart Rate" 7a1e0002-52f3-4d1c-9a53-0f6b3c2d1e00
grep -q '"uuid": "2a19"' "$tmp/bonds.json" || fail "nothing is kept by a pairing behind it"
cp "$tmp/bonds.json" "$tmp/whole.json"
for bad in 's/"handle": [0-9]*/"handle": 0/' 's/"handle": [0-9]*/"handle": 65536/' \
	's/"handle": [0-9]*/"handle": 9/' 's/"uuid": "2a19"/"uuid": "2a1"/' \
	's/"uuid": "2a19"/"uuid": 5/' 's/"attributes": \[/"attributes": 5, "x": [/'; do
	sed "$bad" "$tmp/whole.json" >"$tmp/bonds.json"
	ps 1 bonds
	says err '"(handle|uuid|attributes)"'
done
python3 - "$tmp/whole.json" "$tmp/bonds.json" <<-'PY'
	import json, sys
	root = json.load(open(sys.argv[1]))
	root["bonds"][0]["attributes"] = [{"handle": i + 1, "uuid": "2a00"} for i in range(257)]
	json.dump(root, open(sys.argv[2], "w"))
PY
ps 1 bonds
says err 'at most 256'

verdict
