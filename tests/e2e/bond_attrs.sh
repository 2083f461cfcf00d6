#!/bin/sh
# The attributes that a bond keeps: shown, moved, and dropped when the device
# says that they changed.
. "${0%/*}/lib"

bonds="$tmp/bonds.json"
dev=C0:00:00:00:00:07
ps() {
	status=$1
	shift
	expect "$status" --bonds "$bonds" -c "sim:$tmp/peer.json" "$@"
}
# peer HASH: a device that indicates a change of 0x000b to 0x0014.
peer() {
	cat >"$tmp/peer.json" <<-JSON
	{ "name": "peer", "address": "$dev/random",
	  "services": [
	    { "uuid": "1801", "handle": 1, "characteristics": [
	      { "uuid": "2a05", "properties": ["indicate"],
	        "notify": { "interval_ms": 100, "repeat": 1, "values": [ { "hex": "0b001400" } ] } },
	      { "uuid": "2b2a", "value": { "hex": "$1" } } ] },
	    { "uuid": "180f", "handle": 10, "characteristics": [ { "uuid": "2a19", "value": { "u8": 90 } } ] },
	    { "uuid": "180a", "handle": 32, "characteristics": [ { "uuid": "2a29", "value": { "text": "us" } } ] },
	    { "uuid": "1800", "handle": 40, "characteristics": [ { "uuid": "2a00", "value": { "text": "peer" } } ] } ] }
	JSON
}
a=000102030405060708090a0b0c0d0e0f
b=ff0102030405060708090a0b0c0d0e0f

peer $a
ps 0 pair peer
ps 0 bonds show $dev
says_not out attributes
ps 0 discover peer
ps 0 bonds show $dev
says out '^attributes: +6$'
says out '^  0x0003 +Service Changed \(2a05\)$'
says out '^  0x000c +Battery Level \(2a19\)$'
says_not out 'database hash'
ps 0 --json bonds show $dev
says out '"missing":"[^"]*","attributes":\[\{"handle":3,"uuid":"2a05","name":"Service Changed"\}.*\{"handle":12,"uuid":"2a19"'
python3 -m json.tool "$tmp/out" >"$tmp/pretty" || fail 'bonds show is no JSON'
ps 0 --json bonds list
says_not out attributes

# Our own format has them, and a bond file elsewhere takes them; others don't.
ps 0 bonds export --output "$tmp/moved.json"
says_not err attribute
for format in bluez bumble; do
	ps 0 bonds export $dev --format $format
	says_not out 'attributes|2a19'
	says_not err attribute
done
ps 0 bonds show $dev
cp "$tmp/out" "$tmp/want"
mv "$bonds" "$tmp/first.json"
ps 0 bonds import "$tmp/moved.json"
ps 0 bonds show $dev
diff "$tmp/want" "$tmp/out" || fail 'own -> own: a difference'
mv "$tmp/first.json" "$bonds"

# Service Changed: what it names is forgotten, and nothing else.
ps 0 subscribe peer 2a05 --count 1
ps 0 bonds show $dev
says out '^attributes: +5$'
says out 'Service Changed'
says out 'Manufacturer Name'
says_not out 'Battery Level'
# The link knows it too: what comes next is discovered anew, with the MTU agreed
# once.
printf 'connect peer\nsubscribe 2a05 --count 1\nread 2a19\nread 2a19\n' >"$tmp/batch"
"$PAIRSCOPE" --bonds "$bonds" -c "sim:$tmp/peer.json" -w "$tmp/c.btsnoop" shell \
	<"$tmp/batch" >"$tmp/out" 2>"$tmp/err" || fail "shell: $?"
expect 0 decode -1 "$tmp/c.btsnoop"
[ "$(grep -c 'Exchange MTU Request' "$tmp/out")" = 1 ] || fail 'not one Exchange MTU'
n=$(grep -c 'Read By Group Type Request.*0x0001-0xffff.*Primary' "$tmp/out")
[ "$n" = 2 ] || fail "$n discoveries, not 2"
ps 0 bonds show $dev
says out '^attributes: +6$'

# Database Hash: kept when it is read; another one means other attributes.
hash=$(sed -n 's/^  \(0x[0-9a-f]*\) *Database Hash.*/\1/p' "$tmp/out")
ps 0 read peer 2b2a
ps 0 bonds show $dev
says out "^database hash: +$a\$"
ps 0 read peer "$hash"
ps 0 bonds show $dev
says out '^attributes: +6$'
peer $b
ps 0 read peer "$hash"
ps 0 bonds show $dev
says out "^database hash: +$b\$"
says_not out '^attributes'
# read behind a discovery it belongs to what that found
peer $a
ps 0 read peer 2b2a
ps 0 bonds show $dev
says out "^database hash: +$a\$"
says out '^attributes: +6$'
# ... whether that is new, or what was known
peer $b
ps 0 read peer 2b2a
ps 0 bonds show $dev
says out "^database hash: +$b\$"
says out '^attributes: +6$'
peer $a
ps 0 read peer 2b2a
ps 0 --json bonds show $dev
says out "\"database_hash\":\"$a\",\"attributes\""
sed -i "s/\"database_hash\": \"00/&0/" "$bonds"
ps 1 bonds
says err '"database_hash" is not 16 octets'

verdict
