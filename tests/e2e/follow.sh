#!/bin/sh
# decode --follow: a file while it is written, in every format, also when it comes
# octet by octet; and the ways in which it ends.
. "${0%/*}/lib"
have python3 || exit 0

expect 0 -c sim --bonds "$tmp/bonds.json" -w "$tmp/s.btsnoop" pair 'Heart Rate' --yes
for format in btsnoop monitor pcap pcapng pklg; do
	whole=$tmp/whole.$format file=$tmp/file.$format
	expect 0 convert "$tmp/s.btsnoop" "$whole" --format $format
	"$PAIRSCOPE" decode "$whole" >"$tmp/want"
	size=$(stat -c %s "$whole")
	: >"$file" # there is nothing yet, not even a header
	: >"$tmp/got" # before it is looked at
	"$PAIRSCOPE" decode --follow "$file" >"$tmp/got" 2>"$tmp/err" &
	pid=$!
	at=0
	for n in 3 20 41 700 1001 "$((size / 2))" "$((size - 5))"; do
		[ "$n" -gt "$at" ] || continue
		tail -c +$((at + 1)) "$whole" | head -c $((n - at)) >>"$file"
		at=$n
		[ "$n" -gt 700 ] && { await 5 test -s "$tmp/got" || fail "$format: nothing after $n octets"; }
	done
	lines=$(wc -l <"$tmp/want")
	await 5 sh -c "[ \$(wc -l <'$tmp/got') -gt $((lines * 9 / 10)) ]" ||
		fail "$format: $(wc -l <"$tmp/got") lines of $lines"
	if [ $format = pcap ]; then
		# Ctrl-C in the middle of a record is no damage.
		kill -INT $pid
		wait $pid || fail "$format: exit $? after SIGINT"
		[ ! -s "$tmp/err" ] || fail "$format: $(cat "$tmp/err")"
		continue
	fi
	tail -c +$((at + 1)) "$whole" >>"$file"
	await 5 cmp -s "$tmp/want" "$tmp/got" || fail "$format: $(diff "$tmp/want" "$tmp/got" | head -5)"
	kill -TERM $pid
	wait $pid || fail "$format: exit $? after SIGTERM: $(cat "$tmp/err")"
done

# A log that is begun anew.
cp "$tmp/s.btsnoop" "$tmp/file"
: >"$tmp/got" # before it is looked at
"$PAIRSCOPE" decode --follow "$tmp/file" >"$tmp/got" 2>"$tmp/err" &
pid=$!
await 5 test -s "$tmp/got" || fail "nothing is shown"
head -c 16 "$tmp/s.btsnoop" >"$tmp/file"
await 5 sh -c "! kill -0 $pid" || { fail "it goes on with a file that became shorter"; kill $pid; }
wait $pid
[ $? = 1 ] || fail "a file that became shorter is no error"
says err 'it became shorter'

# What came through a pipe is shown while it pauses.
mkfifo "$tmp/pipe"
: >"$tmp/got"
"$PAIRSCOPE" decode - <"$tmp/pipe" >"$tmp/got" 2>"$tmp/err" &
pid=$!
exec 3>"$tmp/pipe"
head -c 1001 "$tmp/s.btsnoop" >&3
await 5 test -s "$tmp/got" || fail "nothing is shown of a pipe that pauses"
tail -c +1002 "$tmp/s.btsnoop" >&3
exec 3>&-
wait $pid || fail "a pipe that pauses: exit $?: $(cat "$tmp/err")"
"$PAIRSCOPE" decode "$tmp/s.btsnoop" | cmp -s - "$tmp/got" || fail "a pipe that pauses: other lines"

# Ctrl-C ends the wait for a pipe, before anything came and after.
for n in 0 1001; do
	"$PAIRSCOPE" decode --follow - <"$tmp/pipe" >"$tmp/got" 2>"$tmp/err" &
	pid=$!
	exec 3>"$tmp/pipe"
	head -c $n "$tmp/s.btsnoop" >&3
	[ $n = 0 ] && await 5 grep -q '^SigBlk:.*4003$' "/proc/$pid/status"
	[ $n = 0 ] || await 5 test -s "$tmp/got"
	kill -INT $pid
	await 5 sh -c "! kill -0 $pid" || { fail "Ctrl-C does not end a pipe after $n octets"; kill -KILL $pid; }
	wait $pid
	got=$?
	exec 3>&-
	[ $got = 0 ] || fail "a pipe and SIGINT: exit $got: $(cat "$tmp/err")"
	[ $n != 0 ] || says err '^standard input: nothing came$'
done

# And for somebody to write into one.
"$PAIRSCOPE" decode --follow "$tmp/pipe" >"$tmp/got" 2>"$tmp/err" &
pid=$!
await 5 grep -q '^SigBlk:.*4003$' "/proc/$pid/status"
await 5 sh -c "readlink /proc/$pid/fd/* | grep -qx '$tmp/pipe'" || fail 'the pipe is not open'
kill -INT $pid
await 5 sh -c "! kill -0 $pid" || { fail "Ctrl-C does not end the wait for a writer"; kill -KILL $pid; }
wait $pid || fail "a pipe without a writer: exit $?"
says err '/pipe: nothing came$'
"$PAIRSCOPE" decode "$tmp/pipe" >"$tmp/got" 2>"$tmp/err" &
pid=$!
cat "$tmp/s.btsnoop" >"$tmp/pipe"
wait $pid || fail "a pipe by name: exit $?: $(cat "$tmp/err")"
"$PAIRSCOPE" decode "$tmp/s.btsnoop" | cmp -s - "$tmp/got" || fail "a pipe by name: other lines"

# Standard input too, when it is a file; a pipe ends as ever.
"$PAIRSCOPE" decode "$tmp/s.btsnoop" >"$tmp/want"
: >"$tmp/got" # before it is looked at
"$PAIRSCOPE" decode --follow - <"$tmp/s.btsnoop" >"$tmp/got" 2>"$tmp/err" &
pid=$!
await 5 cmp -s "$tmp/want" "$tmp/got"
kill -INT $pid
wait $pid || fail "standard input: exit $?"
cat "$tmp/s.btsnoop" | "$PAIRSCOPE" decode --follow - >"$tmp/got" || fail "a pipe: exit $?"

# A clock that was set back is named; the packets are all there.
python3 - "$tmp/s.btsnoop" "$tmp/back.btsnoop" <<'PY'
import struct, sys
data, at, n = bytearray(open(sys.argv[1], "rb").read()), 16, 0
while at < len(data):
    n += 1
    size, = struct.unpack_from(">I", data, at + 4)
    if n >= 10:
        usec, = struct.unpack_from(">Q", data, at + 16)
        struct.pack_into(">Q", data, at + 16, usec - 3600 * 10**6)
    at += 24 + size
open(sys.argv[2], "wb").write(data)
PY
expect 0 decode "$tmp/back.btsnoop"
says err '^record 10: the clock goes back by 3[0-9]*\.[0-9]{3} s$'
[ "$(wc -l <"$tmp/out")" = "$(wc -l <"$tmp/want")" ] || fail "lines are missing"

verdict
