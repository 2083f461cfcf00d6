#!/bin/sh
# The examples of the manual do what they say: every line of a literal block in
# EXAMPLES that begins with "pairscope" is run, but for those that need hardware
# or a window. "It exits N" in the text before holds for the next block.
. "${0%/*}/lib"

bin="$tmp/bin"
mkdir "$bin"
ln -s "$(realpath "$PAIRSCOPE")" "$bin/pairscope"
PATH=$bin:$PATH
repo=$PWD
awk '/^\.Sh EXAMPLES/ { on = 1 } /^\.Sh SEE/ { on = 0 }
	on && /It exits [0-9]/ { match($0, /exits [0-9]+/); status = substr($0, RSTART + 6, RLENGTH - 6) }
	on && /^pairscope / { print status + 0 "\t" $0 }
	on && /^\.Ed/ { status = 0 }' man/pairscope.1 >"$tmp/examples"
cd "$tmp" || exit 1
n=0
while IFS="$(printf '\t')" read -r want line; do
	case $line in
	*serial:* | *wireshark*) continue ;;
	esac
	sh -c "$line" >"$tmp/out" 2>"$tmp/err" </dev/null
	got=$?
	[ "$got" = "$want" ] || { fail "exit $got, not $want: $line"; cat "$tmp/err"; }
	n=$((n + 1))
done <"$tmp/examples"
cd "$repo" || exit 1
[ "$n" -ge 6 ] || fail "only $n examples found"

# The examples of pairscope-device(5) are whole device files.
awk '/^\.Bd -literal/ { n++; on = 1; next } /^\.Ed/ { on = 0 }
	on { gsub(/\\e/, "\\"); print > (dir "/example" n ".json") }' dir="$tmp" man/pairscope-device.5
n=0
for f in "$tmp"/example*.json; do
	grep -q '"name"' "$f" && [ "$(head -c1 "$f")" = "{" ] || continue
	expect 0 -c sim serve "$f" --duration 1
	expect 0 -c "sim:$f" scan --duration 1
	n=$((n + 1))
done
[ "$n" -ge 2 ] || fail "only $n device examples found"

verdict
