#!/bin/sh
# decode --tty and convert --tty: streams of the Linux monitor's records, from files,
# pipes, sockets and serial ports; their lines are those of `btmon --tty`.
. "${0%/*}/lib"
have python3 || exit 0
stream="python3 ${0%/*}/monitor_stream.py"

# Every kind of record, drops, and times that wrap.
$stream every "$tmp/every"
expect 0 decode --tty "$tmp/every"
cp "$tmp/out" "$tmp/want"
says want '^= New Index: 01:02:03:04:05:06 \(Primary,UART,bt0\) +0\.726000$'
says want '^= Delete Index: .* 0\.730200$'
[ "$(grep -c '^[*=<>]' "$tmp/want")" = 25 ] || fail "$(grep -c '^[*=<>]' "$tmp/want") records"
"$PAIRSCOPE" decode --tty - <"$tmp/every" | cmp -s - "$tmp/want" || fail 'standard input differs'
gzip -c "$tmp/every" >"$tmp/every.gz"
"$PAIRSCOPE" decode --tty "$tmp/every.gz" | cmp -s - "$tmp/want" || fail 'gzip differs'

# What btmon prints, but for what differences.md says of --tty: the time of drops,
# and times that wrap. Whole logs of Linux hosts pass this way too.
if [ "$(btmon --version 2>/dev/null)" = 5.66 ]; then
	lines() {
		sed -E -e '/^Bluetooth monitor ver|^--- /d' -e '/^\* Drops/s/ +[0-9]+\.[0-9]+$//' \
			-e '/^. .* (0\.(729[89]|73)[0-9]*|[0-9]{20}\.[0-9]+)$/s/ +[0-9.]+$//' "$1"
	}
	$stream btmon "$tmp/every" >"$tmp/btmon"
	lines "$tmp/btmon" >"$tmp/theirs"
	lines "$tmp/want" >"$tmp/ours"
	diff "$tmp/theirs" "$tmp/ours" >"$tmp/diff" || fail "btmon differs: $(cat "$tmp/diff")"
	[ "$(wc -l <"$tmp/theirs")" -gt 40 ] || fail "btmon: $(wc -l <"$tmp/theirs") lines"
	log="${PAIRSCOPE_SHARED:-../shared}/captures/dev/mauricelam+btsnoop-rs/src__testdata__btsnoop_btmon.log"
	if [ -e "$log" ]; then
		$stream zephyr "$log" "$tmp/host"
		expect 0 decode --tty "$tmp/host"
		$stream btmon "$tmp/host" | lines /dev/stdin >"$tmp/theirs"
		# btmon's names are older, and it sends what is no UTF-8 to the terminal.
		grep -av -e 'Reserved (0x005a)' -e 'Name: TP-Link' "$tmp/theirs" >"$tmp/theirs.same"
		grep -av -e 'Mesh Send Cancel' -e 'Name: TP-Link' "$tmp/out" >"$tmp/ours.same"
		cmp -s "$tmp/theirs.same" "$tmp/ours.same" ||
			fail "btmon differs: $(diff "$tmp/theirs.same" "$tmp/ours.same" | head)"
		[ "$(wc -l <"$tmp/ours.same")" -gt 1300 ] || fail 'lines are missing'
	else
		echo 'SKIPPED: no shared captures'
	fi
fi

# The views and filters.
expect 0 decode --tty --json "$tmp/every"
says out '^\{"type":"drops",.*"name":"acl_tx","value":9\},.*"error":true\}$'
expect 0 decode --tty -1 -f 'drops and acl_tx == 9' "$tmp/every"
[ "$(cat "$tmp/out")" = '            0.727400 * Drops: cmd 0 evt 0 acl_tx 9 acl_rx 0 sco_tx 0 sco_rx 0 other 0' ] ||
	fail "drops: $(cat "$tmp/out")"
expect 0 decode --tty -f smp --fields type,smp_pairing_request.io_capability "$tmp/every"
expect 0 decode --tty --summary "$tmp/every"
says out '^  drops: 4$'
expect 0 decode --tty --redact -f drops "$tmp/every"
says out '^\* Drops: cmd 3 evt 4 '

# Noise and loss: named, passed over, and the rest is there.
$stream noisy "$tmp/every" "$tmp/noisy"
expect 1 decode --tty "$tmp/noisy"
says err 'noisy: offset 0: 40 octets skipped, which are text of a console$'
says err 'noisy: offset 78: 16 octets skipped, which are no record$'
grep -v '^= Index Info' "$tmp/want" >"$tmp/rest"
cmp -s "$tmp/out" "$tmp/rest" || fail "$(diff "$tmp/rest" "$tmp/out" | head)"
head -c 150 "$tmp/every" >"$tmp/cut"
expect 1 decode --tty "$tmp/cut"
says err 'the file ends inside a record( header)?: [0-9]+ of [0-9]+ octets$'
head -c 300000 /dev/zero >"$tmp/zeros"
expect 1 decode --tty "$tmp/zeros"
says err 'offset 0: no record in 131072 octets: they are not of the monitor protocol$'
expect 1 decode --tty -F "$tmp/absent"

# Another format, which others read.
expect 0 convert --tty "$tmp/every" "$tmp/every.btsnoop" --format monitor
says err '^TTY stream \(Linux monitor\) to btsnoop 2001 \(Linux monitor\), records: 21$'
says err 'left out.*: 5$'
expect 0 decode "$tmp/every.btsnoop"
sed 's/ \[hci0\]//; s/  */ /g' "$tmp/out" >"$tmp/ours"
sed '/^\*/d; s/  */ /g' "$tmp/want" >"$tmp/rest"
cmp -s "$tmp/ours" "$tmp/rest" || fail "converted: $(diff "$tmp/rest" "$tmp/ours" | head)"
if have tshark; then
	expect 0 convert --tty "$tmp/every" "$tmp/every.pcapng"
	n=$(tshark -r "$tmp/every.pcapng" 2>/dev/null | wc -l)
	[ "$n" = 10 ] || fail "tshark has $n packets"
fi

# A port, until Ctrl-C, and until it vanishes.
port() {
	rm -f "$tmp/port"
	$stream port "$tmp/port" "$@" &
	port_pid=$!
	pids="$pids $port_pid"
	await 5 test -e "$tmp/port" || fail 'no port'
}
port "$tmp/every" stay
"$PAIRSCOPE" decode --tty "$tmp/port" -w "$tmp/kept.btsnoop" >"$tmp/got" 2>"$tmp/err" &
pid=$!
pids="$pids $pid"
await 5 cmp -s "$tmp/want" "$tmp/got" || fail "port: $(diff "$tmp/want" "$tmp/got" | head)"
"$PAIRSCOPE" decode --tty "$tmp/port" >"$tmp/out" 2>"$tmp/err2"
[ $? = 1 ] || fail 'two have one port'
says err2 "$tmp/port: in use by "
kill -INT $pid
wait $pid || fail "port: exit $? after SIGINT: $(cat "$tmp/err")"
[ "$(cat "$tmp/err")" = "$tmp/kept.btsnoop: records left out, for which btsnoop 2001 (Linux monitor) has no place: 5" ] ||
	fail "port: $(cat "$tmp/err")"
cmp -s "$tmp/kept.btsnoop" "$tmp/every.btsnoop" || fail 'what is kept is not what convert makes'
kill $port_pid
port "$tmp/noisy"
expect 1 convert --tty "$tmp/port" "$tmp/live.btsnoop" --format monitor
says err "$tmp/port: offset 0: 40 octets skipped"
says err "$tmp/port: offset [0-9]+: cannot read on: serial:$tmp/port: "
expect 0 decode "$tmp/live.btsnoop"
[ "$(grep -c '^[=<>]' "$tmp/out")" = 19 ] || fail "$(grep -c '^[=<>]' "$tmp/out") records"

# libserialport's kind of port, at the rate that is asked for.
asan=$(ldd "$PAIRSCOPE" | awk '/libasan/ { print $3 }')
for speed in 115200 1000000; do
	port "$tmp/every" stay
	: >"$tmp/line"
	: >"$tmp/got" # before it is looked at
	[ $speed = 115200 ] && option= || option="--tty-speed $speed"
	env LD_PRELOAD="$asan $PWD/$BUILD/preload/tty.so" TTY_LOG="$tmp/line" \
		"$PAIRSCOPE" decode --tty $option "$tmp/port" >"$tmp/got" 2>"$tmp/err" &
	pid=$!
	pids="$pids $pid"
	await 5 cmp -s "$tmp/want" "$tmp/got" || fail "serial: $(diff "$tmp/want" "$tmp/got" | head)"
	says line "^$speed 8N1 rtscts=off xonxoff=off dtr=on"
	kill $port_pid
	await 5 sh -c "! kill -0 $pid" || { fail 'it does not notice that the port vanished'; kill $pid; }
	wait $pid
	[ $? = 1 ] || fail 'a port that vanishes is no error'
	says err "port: offset [0-9]+: cannot read on: "
done

# A socket: what RTT's servers speak, or ser2net.
$stream tcp "$tmp/number" "$tmp/every" &
pids="$pids $!"
await 5 test -e "$tmp/number"
expect 1 decode --tty "tcp:127.0.0.1:$(cat "$tmp/number")"
cmp -s "$tmp/want" "$tmp/out" || fail "tcp: $(diff "$tmp/want" "$tmp/out" | head)"
says err 'cannot read on: tcp:127.0.0.1:[0-9]+: closed by the other end$'
# Ctrl-C ends what never pauses, too.
rm "$tmp/number"
$stream tcp "$tmp/number" "$tmp/every" endless &
pids="$pids $!"
await 5 test -e "$tmp/number"
: >"$tmp/got"
"$PAIRSCOPE" decode --tty "tcp:127.0.0.1:$(cat "$tmp/number")" >"$tmp/got" 2>"$tmp/err" &
pid=$!
pids="$pids $pid"
await 5 test -s "$tmp/got" || fail 'nothing of an endless stream'
kill -INT $pid
await 5 sh -c "! kill -0 $pid" || { fail 'Ctrl-C does not end an endless stream'; kill -KILL $pid; }
wait $pid || fail "endless: exit $?: $(cat "$tmp/err")"

# And the wait for a host that does not answer: its queue is full.
rm "$tmp/number"
python3 - "$tmp/number" <<'PY' &
import socket, sys, time
s = socket.create_server(("127.0.0.1", 0), backlog=0)
full = [socket.socket() for _ in range(3)]
for c in full:
    c.setblocking(False)
    c.connect_ex(s.getsockname())
print(s.getsockname()[1], file=open(sys.argv[1], "w"))
time.sleep(60)
PY
pids="$pids $!"
await 5 test -s "$tmp/number"
"$PAIRSCOPE" decode --tty "tcp:127.0.0.1:$(cat "$tmp/number")" >"$tmp/got" 2>"$tmp/err" &
pid=$!
pids="$pids $pid"
await 5 sh -c "readlink /proc/$pid/fd/* | grep -q socket" || fail 'no connection is tried'
kill -TERM $pid # as Ctrl-C; a shell has what runs beside it ignore that
await 5 sh -c "! kill -0 $pid" || { fail 'a connect that hangs is not ended'; kill -KILL $pid; }

# In a shell -w is of what the shell itself does, and stays so.
shell() { "$PAIRSCOPE" -c sim --bonds "$tmp/$1.json" -w "$tmp/$1.pcapng" shell >"$tmp/out" 2>"$tmp/err"; }
pair="pair 'Heart Rate' --yes"
echo "$pair" | shell alone
rm "$tmp/number"
$stream tcp "$tmp/number" "$tmp/every" &
pids="$pids $!"
await 5 test -e "$tmp/number"
printf '%s\n' "$pair" "decode --tty tcp:127.0.0.1:$(cat "$tmp/number")" | shell both
says out 'Delete Index: 01:02:03:04:05:06'
expect 0 decode -1 "$tmp/alone.pcapng"
n=$(wc -l <"$tmp/out")
expect 0 decode -1 "$tmp/both.pcapng"
[ "$(wc -l <"$tmp/out")" = "$n" ] || fail "a shell's capture has $(wc -l <"$tmp/out") packets, not $n"

# What makes no sense.
expect 2 decode --tty
says err '--tty: name a file or a port$'
expect 2 decode --tty --live hci0
says err '--live .* --tty .*: one of them$'
expect 2 decode --tty-speed 9600 "$tmp/every"
expect 2 decode --tty --tty-speed fast "$tmp/every"
expect 2 convert --tty --comments "$tmp/every" "$tmp/x.pcapng"
expect 1 decode "$tmp/every"
expect 1 decode --tty "$tmp/every.btsnoop"
says err 'a capture file: read it without --tty$'
expect 1 decode --tty /dev/null
says err '/dev/null: not a serial port$'

verdict
