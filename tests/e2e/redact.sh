#!/bin/sh
# --redact: nothing private is left, in no output, and the rest is as it was.
. "${0%/*}/lib"
have python3 || exit 0
shared=${PAIRSCOPE_SHARED:-../shared}/captures/dev

# A session of ours, with all kinds of keys.
cat >"$tmp/session.batch" <<'BATCH'
pair BP7350 --preset android --tries 2
read 2a19
subscribe 2a35 --count 1 --duration 10
disconnect
connect BP7350
BATCH
expect 0 -c sim --bonds "$tmp/bonds.json" -w "$tmp/own.btsnoop" run "$tmp/session.batch"
python3 tests/golden/make_inputs.py tests/golden/inputs/*.txt "$tmp" >"$tmp/out" 2>&1 ||
	fail "$(cat "$tmp/out")"
set -- "$tmp"/*.btsnoop
if [ -d "$shared" ]; then
	# Under sanitizers a tenth of the captures says as much.
	set -- "$@" $(find "$shared" -type f -size -30k | sort |
		awk -v asan="$(expr "$BUILD" : '.*asan' || true)" '!asan || NR % 10 == 0')
else
	echo "SKIPPED captures of $shared: there are none"
fi
export PAIRSCOPE
python3 "${0%.sh}.py" "$@" >"$tmp/out" 2>&1 || fail "the check failed"
says out '^secrets: [0-9]{3}'
says_not out ': packet |became'

# One run, one address; another run, another.
addresses() { grep -Eo '([0-9A-F]{2}:){5}[0-9A-F]{2}' "$1" | sort -u; }
for n in 1 2; do
	expect 0 decode --redact "$tmp/own.btsnoop" && cp "$tmp/out" "$tmp/text.$n"
	addresses "$tmp/text.$n" | grep -v 00:00:00:00:00:00 >"$tmp/addresses.$n"
done
expect 0 decode "$tmp/own.btsnoop"
want=$(addresses "$tmp/out" | grep -vc 00:00:00:00:00:00)
[ "$(wc -l <"$tmp/addresses.1")" = "$want" ] || fail "not $want addresses: $(cat "$tmp/addresses.1")"
grep -qFf "$tmp/addresses.1" "$tmp/addresses.2" && fail "the same addresses in two runs"
# Their kind stays, and so does what diagnose finds.
grep -o '([A-Z][a-z]*)$' "$tmp/out" | sort | uniq -c >"$tmp/kinds"
grep -o '([A-Z][a-z]*)$' "$tmp/text.1" | sort | uniq -c | diff "$tmp/kinds" - ||
	fail "kinds of addresses changed"
expect 0 convert --redact "$tmp/own.btsnoop" "$tmp/masked.pcapng"
expect 0 diagnose "$tmp/masked.pcapng"
says_not out 'confirm value is wrong'

verdict
