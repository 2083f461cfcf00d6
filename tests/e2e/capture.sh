#!/bin/sh
# Captures that end badly, and decode's answers to bad files.
. "${0%/*}/lib"
have python3 || exit 0

# kill -9 in the middle: whole up to the last packet.
for f in pcap pcapng btsnoop; do
	mkfifo "$tmp/in"
	"$PAIRSCOPE" -c sim -w "$tmp/k.$f" shell <"$tmp/in" >"$tmp/k.out" 2>&1 &
	it=$!
	exec 3>"$tmp/in"
	echo 'connect BP7350' >&3
	await 10 grep -q '^connected' "$tmp/k.out" || fail "$f: no connection"
	kill -9 $it
	wait $it 2>/dev/null
	exec 3>&-
	rm "$tmp/in"
	expect 0 decode "$tmp/k.$f"
	says out 'LE Connection Complete'
done

# A full disk: said, and the session goes on.
if [ -w /dev/full ]; then
	ln -s /dev/full "$tmp/full.pcap"
	expect 1 -c sim -w "$tmp/full.pcap" info
	says err 'full.pcap.*No space left'
fi
expect 2 -c sim -w "$tmp/x.txt" info
says err 'pcapng'
expect 1 -c sim -w /nowhere/x.pcap info
says err '/nowhere/x.pcap'

# A reader that goes away ends a stream, without noise.
"$PAIRSCOPE" -c sim scan --duplicates --duration 1000 2>"$tmp/err" | head -3 >"$tmp/out"
[ "$(wc -l <"$tmp/out")" = 3 ] || fail "a closed pipe"

# Every cut of a capture: what is whole is shown, the place is named, exit 1.
expect 0 -c sim -w "$tmp/c.btsnoop" info
size=$(wc -c <"$tmp/c.btsnoop")
expect 0 decode "$tmp/c.btsnoop"
lines=$(wc -l <"$tmp/out")
head -c $((size - 2)) "$tmp/c.btsnoop" >"$tmp/cut.btsnoop"
expect 1 decode "$tmp/cut.btsnoop"
says err 'cut.btsnoop: offset [0-9]+: '
[ "$(wc -l <"$tmp/out")" -lt "$lines" ] || fail "a packet was invented"
[ "$(wc -l <"$tmp/out")" -gt $((lines - 4)) ] || fail "whole packets are missing"
expect 1 decode --json "$tmp/cut.btsnoop"
says out '"error":".*offset [0-9]+'
expect 1 decode "$tmp/none.pcap"
says err 'none.pcap: No such file'
expect 1 decode /etc/passwd
says err 'text'
: >"$tmp/empty"
expect 1 decode "$tmp/empty"
says err 'empty'
"$PAIRSCOPE" decode - <"$tmp/c.btsnoop" >"$tmp/out" 2>&1 || fail "decode -"
[ "$(wc -l <"$tmp/out")" = "$lines" ] || fail "standard input differs"

# Times of day.
expect 0 decode -T "$tmp/c.btsnoop"
says out "$(date +%Y-)[0-9][0-9]-[0-9][0-9] [0-9:.]+"

# Every HCI capture of the shared set decodes, or is refused in words.
shared=${PAIRSCOPE_SHARED:-../shared}/captures/dev
if [ -d "$shared" ]; then
	find "$shared" -type f >"$tmp/files"
	n=0
	while read -r f; do
		timeout 60 "$PAIRSCOPE" decode "$f" >"$tmp/out" 2>"$tmp/err" </dev/null
		got=$?
		case $got in
		0) n=$((n + 1)) ;;
		1) [ -s "$tmp/err" ] || fail "$f: exit 1 without a word" ;;
		*) fail "$f: exit $got"; head -3 "$tmp/err" ;;
		esac
	done <"$tmp/files"
	[ "$n" -ge 110 ] || fail "only $n captures of the shared set decode"
	echo "$n of $(wc -l <"$tmp/files") shared captures decode"
else
	echo "SKIPPED: no shared captures at $shared"
fi

verdict
