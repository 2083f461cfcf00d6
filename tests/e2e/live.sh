#!/bin/sh
# decode --live without a kernel that has Bluetooth: usage, errors; and libpcap on a
# socket that the test feeds with the records of a capture, as the kernel does.
. "${0%/*}/lib"
have python3 || exit 0

expect 2 decode
says err '^pairscope: decode: name a file, or --live '
expect 2 decode --live eth0
says err "--live: 'eth0' is nothing to be watched: bluetooth-monitor, hciN of it, or bluetoothN"
for name in bluetooth hci bluetooth-monitor0 hci-1 hci99999 bluetooth0x; do
	expect 2 decode --live $name
done
expect 2 decode --live --follow
says err '--follow is for files'
expect 2 -w x.unknown decode --live
if [ ! -d /sys/class/bluetooth ]; then
	for name in "" hci0 bluetooth0; do
		expect 3 -w "$tmp/none.btsnoop" decode --live $name
		says err 'no Bluetooth in this kernel: sudo modprobe bluetooth; '
	done
	[ ! -e "$tmp/none.btsnoop" ] || fail "a capture of nothing"
fi

# live ARGS...: start it, with the monitor at $MONITOR_SOCKET; $pid. The sanitizers
# want to be first.
export MONITOR_SOCKET="$tmp/monitor"
asan=$(ldd "$PAIRSCOPE" | sed -n 's/.*libasan[^ ]* => \([^ ]*\).*/\1/p')
live() {
	rm -f "$MONITOR_SOCKET"
	LD_PRELOAD="$asan $PWD/$BUILD/preload/monitor.so" "$PAIRSCOPE" "$@" \
		>"$tmp/out" 2>"$tmp/err" </dev/null &
	pid=$!
	await 5 test -S "$MONITOR_SOCKET"
}
# feed FILE: a capture of the monitor, record by record.
feed() {
	python3 - "$1" "$MONITOR_SOCKET" <<'PY'
import socket, struct, sys
data, at = open(sys.argv[1], "rb").read(), 16
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.connect(sys.argv[2])
while at < len(data):
    _, size, flags = struct.unpack_from(">III", data, at)
    at += 24
    s.send(struct.pack("<HHH", flags & 0xffff, flags >> 16, size) + data[at:at + size])
    at += size
PY
}
lines() { [ "$(wc -l <"$1")" = "$2" ]; }
# ended STATUS: by Ctrl-C, with nothing else to say.
ended() {
	kill -INT $pid
	wait $pid
	got=$?
	[ $got = "$1" ] || fail "exit $got, not $1: $(cat "$tmp/err")"
}

# Two adapters, notes, and one that has none.
expect 0 -c sim --bonds "$tmp/bonds.json" -w "$tmp/s.pcapng" pair 'Heart Rate' --yes
expect 0 convert --format monitor "$tmp/s.pcapng" "$tmp/s.btsnoop"
python3 - "$tmp/s.btsnoop" "$tmp/two.btsnoop" <<'PY'
import struct, sys
data, at, n = open(sys.argv[1], "rb").read(), 16, 0
out = data[:16]
def record(opcode, adapter, octets, time):
    return struct.pack(">IIIIQ", len(octets), len(octets), adapter << 16 | opcode, 0, time) + octets
while at < len(data):
    _, size, flags, _, time = struct.unpack_from(">IIIIQ", data, at)
    octets = data[at + 24:at + 24 + size]
    at += 24 + size
    if not n:
        out += record(12, 0xffff, b"a note\0", time)
        for i in 0, 1:
            out += record(0, i, struct.pack("<BB6s8s", 0, 3, bytes(6), b"hci%d" % i), time)
    n += 1
    out += record(flags & 0xffff, n % 2 if n < 5 else 0, octets, time)
open(sys.argv[2], "wb").write(out)
PY
"$PAIRSCOPE" decode "$tmp/two.btsnoop" >"$tmp/want"
want=$(wc -l <"$tmp/want")
# times are those of the day on which the kernel took the packet
untimed() { sed -E 's/ +(#[0-9]+ )?(\[hci[0-9]+\] )?[0-9]+\.[0-9]+$//' "$1"; }

live decode --live -w "$tmp/kept.btsnoop"
feed "$tmp/two.btsnoop"
await 5 lines "$tmp/out" "$want" || fail "$(wc -l <"$tmp/out") lines of $want"
ended 0
[ ! -s "$tmp/err" ] || fail "it says: $(cat "$tmp/err")"
untimed "$tmp/want" >"$tmp/a"
untimed "$tmp/out" >"$tmp/b"
cmp -s "$tmp/a" "$tmp/b" || fail "other lines: $(diff "$tmp/a" "$tmp/b" | head -5)"
grep -q ' \[hci1\] ' "$tmp/out" || fail "no second adapter"
# kept as btmon does, and whole
"$PAIRSCOPE" decode "$tmp/kept.btsnoop" | cmp -s - "$tmp/out" || fail "other lines of what was kept"
if have btmon; then
	btmon -r "$tmp/kept.btsnoop" 2>/dev/null | grep -q '^= Note: a note' || fail "btmon sees no note"
fi

# One adapter, and the notes of none.
live decode --live hci1 -1 -w "$tmp/kept.pcapng"
feed "$tmp/two.btsnoop"
await 5 lines "$tmp/out" 4 || fail "$(wc -l <"$tmp/out") lines of hci1, not 4: $(cat "$tmp/out")"
ended 0
says err 'kept.pcapng: records left out, for which pcapng has no place: 2'

# Views and filters, as they come; what is kept is not filtered, but masked.
live decode --live --json -f smp --redact -w "$tmp/masked.btsnoop"
feed "$tmp/two.btsnoop"
smp=$("$PAIRSCOPE" decode -1 -f smp "$tmp/two.btsnoop" | wc -l)
await 5 lines "$tmp/out" "$smp" || fail "$(wc -l <"$tmp/out") objects of $smp"
ended 0
[ "$("$PAIRSCOPE" decode -1 "$tmp/masked.btsnoop" | wc -l)" = \
	"$("$PAIRSCOPE" decode -1 "$tmp/two.btsnoop" | wc -l)" ] || fail "not all is kept"
address=$("$PAIRSCOPE" decode "$tmp/two.btsnoop" | sed -n 's/.*Peer address: \([0-9A-F:]*\) .*/\1/p' | head -1)
[ -n "$address" ] || fail "no address to look for"
"$PAIRSCOPE" decode "$tmp/masked.btsnoop" | grep -q "$address" && fail "not masked: $address"
live decode --live --summary -w "$tmp/again.btsnoop"
feed "$tmp/two.btsnoop"
await 5 sh -c "[ \$(stat -c %s '$tmp/again.btsnoop') = $(stat -c %s "$tmp/kept.btsnoop") ]" ||
	fail "not all of it is read"
ended 0
says out '^connection '

# A diagnosis of what is watched is that of what is kept.
for command in "diagnose --live" "--json diagnose --live hci0" "report --live --no-redact"; do
	live $command -w "$tmp/told.btsnoop"
	feed "$tmp/s.btsnoop"
	await 5 sh -c "[ \$(stat -c %s '$tmp/told.btsnoop') = $(stat -c %s "$tmp/s.btsnoop") ]" ||
		fail "not all of it is read"
	ended 0
	says err ' is watched, until Ctrl-C$'
	"$PAIRSCOPE" $(echo "$command" | sed 's/--live.*//') "$tmp/told.btsnoop" \
		$(echo "$command" | grep -o -- --no-redact) >"$tmp/want"
	[ -s "$tmp/want" ] && cmp -s "$tmp/want" "$tmp/out" || fail "$command: $(diff "$tmp/want" "$tmp/out" | head -5)"
done
live diagnose --live
ended 0
says out '^bluetooth-monitor: no LE connection$'
for command in diagnose report; do
	expect 2 $command
	says err "^pairscope: $command: name a file, or --live "
	expect 2 $command --live eth0
done

# SIGTERM is as good as Ctrl-C; a full disk and a reader that goes away are not.
live -w "$tmp/none.pcap" decode --live
kill -TERM $pid
wait $pid || fail "exit $? after SIGTERM"
ln -s /dev/full "$tmp/full.btsnoop"
live -w "$tmp/full.btsnoop" decode --live
wait $pid
[ $? = 1 ] || fail "a full disk is no failure"
says err 'full.btsnoop: cannot write: No space left'
mkfifo "$tmp/reader"
rm -f "$MONITOR_SOCKET"
head -1 "$tmp/reader" >"$tmp/line" &
head=$!
LD_PRELOAD="$asan $PWD/$BUILD/preload/monitor.so" "$PAIRSCOPE" decode --live >"$tmp/reader" 2>"$tmp/err" &
pid=$!
await 5 test -S "$MONITOR_SOCKET"
for _ in 1 2; do
	feed "$tmp/two.btsnoop" 2>/dev/null # refused once it has ended
	wait $head
done
await 5 sh -c "! kill -0 $pid" || { fail "it goes on without a reader"; kill $pid; }

# Refused by the kernel: 1 is EPERM, 19 ENODEV.
for error in 1 13; do
	LD_PRELOAD="$asan $PWD/$BUILD/preload/monitor.so" MONITOR_ERROR=$error "$PAIRSCOPE" decode --live \
		>"$tmp/out" 2>"$tmp/err"
	[ $? = 3 ] || fail "exit $?, not 3"
	says err 'bluetooth-monitor: to watch .* needs CAP_NET_RAW: run with sudo, or once: sudo setcap '
done
LD_PRELOAD="$asan $PWD/$BUILD/preload/monitor.so" MONITOR_ERROR=19 "$PAIRSCOPE" decode --live bluetooth0 \
	>"$tmp/out" 2>"$tmp/err"
says err 'bluetooth0: no such adapter; there are: '
LD_PRELOAD="$asan $PWD/$BUILD/preload/monitor.so" MONITOR_NO_LIBPCAP=1 "$PAIRSCOPE" decode --live \
	>"$tmp/out" 2>"$tmp/err"
says err 'bluetooth-monitor: libpcap version .* is built without Bluetooth; '

verdict
