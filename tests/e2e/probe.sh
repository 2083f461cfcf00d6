#!/bin/sh
# `probe` finds what each device wants, in no more pairings than its place in the
# sweep; `pair --auto` does with less.
. "${0%/*}/lib"

bin="$tmp/bin"
mkdir "$bin"
ln -s "$(realpath "$PAIRSCOPE")" "$bin/pairscope"
bonds="$tmp/state/pairscope/bonds.json"

name() { [ -f "$1" ] && echo Refuses || sed -n 's/^  "name": "\(.*\)",$/\1/p' "sim/devices/$1.json"; }

# field KEY: of the last line.
field() { tail -1 "$tmp/out" | sed -n 's/.*"'"$1"'":"\{0,1\}\([^",}]*\).*/\1/p'; }

pairings_at_most() {
	[ "$(field pairings)" -le "$1" ] || fail "$2: $(field pairings) pairings, not $1"
}

# finds FILE CHANGE PAIRINGS OPTIONS...: and the command that it prints does pair.
finds() {
	file=$1 change=$2 most=$3
	shift 3
	rm -rf "$tmp/state"
	expect 0 -c "sim:$file" --json probe "$(name "$file")" "$@"
	[ "$(field change)" = "$change" ] || fail "$file: $(field change), not $change"
	pairings_at_most "$most" "$file"
	says out '"confidence":"each change was tried once.*no proof'
	command=$(tail -1 "$tmp/out" | sed -n 's/.*"command":"\([^"]*\)".*/\1/p')
	expect 0 bonds
	[ ! -s "$tmp/out" ] || fail "$file: a bond is left"
	PATH="$bin:$PATH" sh -c "$command" >"$tmp/out" 2>"$tmp/err" </dev/null ||
		{ fail "exit $?: $command"; cat "$tmp/err"; }
	expect 0 -c "sim:$file" connect "$(name "$file")"
}

# The places are those of the sweep; of the OMRON, IdKey is the third, and then it
# takes a retry; of a change that a cell with more in it found, the place is its own.
finds omron-bp7350 own-idkey+retry 4
finds omron-bp7350 own-idkey+retry 4 --preset bluez-5.50
finds needs-mitm mitm 10 --passkey 123456
finds needs-delay delay-100 14
finds sc-only sc 6 --preset bluez-5.50
finds legacy-only no-sc 6
finds oob-only oob 24 --oob-tk 00112233445566778899aabbccddeeff
finds rejects-linkkey no-linkkey 8
finds short-key key-7 23
finds drops-bond stay 25

# not FILE WORDS OPTIONS...: nothing is found, and why is said.
finds_nothing() {
	file=$1 words=$2
	shift 2
	rm -rf "$tmp/state"
	expect 6 -c "sim:$file" --json probe "$(name "$file")" "$@"
	says out "\"found\":false,\"why\":\"$words"
}
finds_nothing not-pairable 'no setting satisfies it'
pairings_at_most 10 not-pairable
finds_nothing never-pairs 'no setting satisfies it: it agrees to each request, and fails later'
pairings_at_most 22 never-pairs
finds_nothing oob-only 'it needs out-of-band data'
pairings_at_most 24 "oob-only without data"
finds_nothing needs-mitm 'it wants a passkey or a comparison'
pairings_at_most 10 "needs-mitm without a person"
finds_nothing legacy-only 'none of the changes that were chosen' --cells retry,mtu
finds_nothing never-pairs 'not found: --limit' --limit 5
pairings_at_most 5 --limit

# Two changes, of which neither alone makes a difference; and one that a cell with
# more in it brings along.
cat >"$tmp/two.json" <<-'JSON'
{ "name": "Two", "address": "C0:DE:00:00:00:20/random", "security": { "allow_weaker": true, "rules": [
  { "at": "request", "with_auth_req": ["sc"], "fail": 8 },
  { "at": "request", "without_initiator_keys": ["id"], "fail": 8 } ] } }
JSON
# ... which says so, but for bonds; then everything is tried after all.
cat >"$tmp/says-no.json" <<-'JSON'
{ "name": "No", "address": "C0:DE:00:00:00:21/random", "security": { "allow_weaker": true, "rules": [
  { "at": "request", "with_auth_req": ["bonding"], "fail": 5 },
  { "at": "request", "without_initiator_keys": ["id"], "fail": 8 } ] } }
JSON
rm -rf "$tmp/state"
expect 0 -c "sim:$tmp/says-no.json" --json probe No
says out '"change":"own-idkey","title".*"reason":5'
says out '"result","found":true,"change":"own-idkey\+no-bond"'
# ... and one that refuses whatever it is asked, with another reason.
cat >"$tmp/refuses.json" <<-'JSON'
{ "name": "Refuses", "security": { "rules": [ "request fail 8" ] } }
JSON
finds_nothing "$tmp/refuses.json" 'no setting satisfies it, alone or two together'
rm -rf "$tmp/state"
expect 0 -c "sim:$tmp/two.json" --json probe Two
says out '"result","found":true,"change":"own-idkey\+no-sc"'
pairings_at_most 60 two

# Three times Repeated Attempts: no more, and what is known is kept.
cat >"$tmp/nine.json" <<-'JSON'
{ "name": "Nine", "security": { "rules": [ "request fail 8 x2", "request fail 9" ] } }
JSON
rm -rf "$tmp/state"
expect 6 -c "sim:$tmp/nine.json" --json probe Nine
says out '"why":"stopped: the device said Repeated Attempts three times'
says err 'waiting 10 s'
says err 'waiting 20 s'
says_not err 'waiting 40 s'
[ "$(field pairings)" = 5 ] || fail "Nine: $(field pairings) pairings, not 5"
grep -q '"change": "retry"' "$tmp"/state/pairscope/probe-*.json || fail "Nine: not kept"
# ... and once or twice is no result.
sed -i 's/request fail 9/request fail 9 x2/' "$tmp/nine.json"
expect 0 -c "sim:$tmp/nine.json" --json probe Nine --fresh
says out '"change":"own-idkey"'

# Each cell more than once: the first attempt with IdKey fails, as a retry does not
# show in a single result.
expect 0 -c sim:omron-bp7350 --json probe BP7350 --repeat 3
says out '"change":"own-idkey",.*"runs":3,"paired":2,'
says out '"result".*"confidence":"with the change it paired 3 of 3 times, without it 0 of 3;'
expect 0 -c sim:heart-rate probe "Heart Rate"
says out 'it pairs without any change'

# The table, as text and as Markdown.
expect 0 -c sim:legacy-only probe "Legacy only"
says out '^  1  baseline +0/1  refused: Invalid parameters \(0x0a\)$'
says out '^  5  Secure Connections off +1/1  paired: legacy pairing, came back with the bond$'
says out '^pairscope -c sim:legacy-only pair .Legacy only. --io NoInputNoOutput --authreq 0x25 '
expect 0 -c sim:legacy-only probe "Legacy only" --markdown --all
says out '^\| \| Change \| Paired \| Outcome \|$'
says out '^\| 1 \| baseline \| 0 of 1 \| refused: '
says out '^\| 1[0-9] \| MTU first \| '
says out '^    pairscope '

# A person at a terminal is asked, and sees what is tried and how long it takes.
cat >"$tmp/person.py" <<-'PY'
	import os, pty, sys
	pid, fd = pty.fork()
	if pid == 0:
	    os.execv(sys.argv[1], sys.argv[1:])
	seen, typed = b"", False
	while True:
	    try:
	        seen += os.read(fd, 4096)
	    except OSError:
	        break
	    if not typed and b"six digits" in seen:
	        os.write(fd, b"123456\n")
	        typed = True
	sys.stdout.write(seen.decode().replace("\r", ""))
	sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
PY
rm -rf "$tmp/state"
python3 "$tmp/person.py" "$PAIRSCOPE" -c sim:needs-mitm probe "Needs MITM" >"$tmp/out" || fail "at a terminal: exit $?"
says out '^1 of 2[0-9]: baseline$'
says out '^9 of 2[0-9]: MITM, KeyboardDisplay, about [0-9]* s left if none pairs$'
says out 'paired: Secure Connections, authenticated'

# ... and is waited for, who has to put the device into pairing mode.
python3 "$tmp/person.py" "$PAIRSCOPE" -c sim probe Nobody >"$tmp/out"
[ $? = 4 ] || fail "at a terminal, without a device: not 4"
says out '^Nobody is not there: put it into pairing mode; waiting for it$'
says out 'Nobody was not heard'

# Interrupted, by a command that fails and by Ctrl-C: what was done is not done
# again, and the bonds are as they were.
cat >"$tmp/rearm" <<-'SH'
n=$(($(cat "$1") + 1))
echo $n >"$1"
[ $n != 3 ] || eval "$2"
SH
for stop in "exit 7" "kill -INT $(printf '$3')"; do
	rm -rf "$tmp/state"
	echo 0 >"$tmp/n"
	case $stop in exit*) want=1 ;; *) want=130 ;; esac
	expect $want -c sim:legacy-only --json probe "Legacy only" --rearm "sh $tmp/rearm $tmp/n '$stop' \$PPID"
	says err 'what is done is kept'
	[ "$(grep -c '"cell"' "$tmp/out")" = 3 ] || fail "$stop: not three cells"
	expect 0 -c sim:legacy-only --json probe "Legacy only"
	says out '"change":"no-sc",.*"cells":5,"pairings":2,"resumed":3'
	[ -z "$(find "$tmp/state" -name 'probe-*')" ] || fail "$stop: the file is left"
done
# ... but what was done with another request is of no use.
echo 0 >"$tmp/n"
expect 1 -c sim:legacy-only probe "Legacy only" --rearm "sh $tmp/rearm $tmp/n 'exit 1'"
expect 0 -c sim:legacy-only --json probe "Legacy only" --preset android
says out '"resumed":0'
# A file that is damaged is said, and --fresh does without.
echo 0 >"$tmp/n"
expect 1 -c sim:legacy-only probe "Legacy only" --rearm "sh $tmp/rearm $tmp/n 'exit 1'"
state=$(find "$tmp/state" -name 'probe-*')
cp "$state" "$tmp/good"
for damage in 's/"refused"/"eaten"/' 's/"repeat": 0/"repeat": -1/' 's/"baseline"/"base+line"/' '$d'; do
	sed "$damage" "$tmp/good" >"$state"
	cmp -s "$state" "$tmp/good" && fail "no damage: $damage"
	"$PAIRSCOPE" -c sim:legacy-only probe "Legacy only" >"$tmp/out" 2>"$tmp/err" </dev/null
	case $? in 0 | 1) ;; *) fail "damaged state: $damage" && cat "$tmp/err" ;; esac
done
printf '{' >"$state"
expect 1 -c sim:legacy-only probe "Legacy only"
says err '--fresh begins anew'
expect 0 -c sim:legacy-only probe "Legacy only" --fresh

# A bond that is there: not lost unasked, and kept where nothing paired.
rm -rf "$tmp/state"
expect 0 -c sim pair "Heart Rate"
expect 0 -c sim pair BP7350 --tries 2
cp "$bonds" "$tmp/before.json"
expect 1 -c sim probe BP7350
says err 'there is a bond with 00:5F:BF:12:34:56.*--yes'
expect 6 -c sim probe BP7350 --yes --cells retry --preset bluez-5.50
python3 - "$tmp/before.json" "$bonds" <<-'PY' || fail "the bonds are others"
	import json, sys
	a, b = [sorted(json.load(open(p))["bonds"], key=lambda x: x["identity"]) for p in sys.argv[1:]]
	sys.exit(a != b)
PY
expect 0 -c sim connect BP7350
says err '^encrypted'
expect 0 -c sim probe BP7350 --yes
expect 0 bonds
says out 'D0:5A:7E:11:22:33'
says_not out '00:5F:BF:12:34:56'

# pair --auto: in, and the measurements; what it took is remembered.
rm -rf "$tmp/state"
expect 0 -c sim pair BP7350 --auto --preset bluez-5.50
says err 'it took 4 pairings: initiator IdKey \+ retry once'
expect 0 -c sim subscribe BP7350 2a35 --count 1
says out 'Blood Pressure Measurement \(2a35\).*128/82 mmHg'
expect 0 bonds show 00:5F:BF:12:34:56
says out '^name: +BP7350$'
says out '^paired at: +20[0-9-]*T[0-9:]*Z$'
says out '^it took: +pair --io NoInputNoOutput --authreq 0x01 --keys-init 0x07 --keys-resp 0x07 --tries 2$'
expect 0 -c sim pair BP7350
says err 'as it worked before: pair --io'
expect 0 -c sim pair BP7350 --auto
says err 'as it worked before'
expect 6 -c sim pair BP7350 --preset bluez-5.50
says_not err 'as it worked before'
expect 0 --json bonds
says out '"name":"BP7350","paired_at":"20.*Z","options":"--io '
expect 0 -c sim:needs-delay pair "Needs delay" --auto
says err 'request after 100 ms'
expect 6 -c sim:short-key pair "Short key" --auto
says err 'shorter than what is accepted here: --allow-weaker tries them'
expect 0 -c sim:short-key pair "Short key" --auto --allow-weaker
says err 'key of 7 octets'
expect 6 -c sim:not-pairable pair "Not pairable" --auto
says err 'no setting satisfies it'
expect 5 -c sim pair --auto

# A bond file from before there were names.
sed -i '/"name": /d; /"options": /d; /"paired_at": /d' "$bonds"
python3 -c 'import json, re, sys; p = sys.argv[1]; t = re.sub(r",(\s*})", r"\1", open(p).read()); json.loads(t); open(p, "w").write(t)' "$bonds"
expect 0 bonds show 00:5F:BF:12:34:56
says_not out '^name:'
sed -i 's/"identity": "00:5F/"name": 5, &/' "$bonds"
expect 1 bonds
says err '"name" is no text'

# What is none.
rm -rf "$tmp/state"
expect 2 -c sim probe BP7350 --cells idkey
says err 'no list of baseline, retry'
expect 2 -c sim probe BP7350 --repeat 0
expect 2 -c sim pair BP7350 --first breakfast
expect 4 -c sim probe Nobody
says err 'into pairing mode each time'

verdict
