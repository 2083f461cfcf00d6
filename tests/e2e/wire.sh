#!/bin/sh
# What a controller can do to us on a wire: each ends in its exit code, with the
# cause said, and the capture whole.
. "${0%/*}/lib"
have python3 || exit 0
peer=${0%/*}/peer.py

bad() {
	rm -f "$tmp/sock"
	python3 "$peer" "$1" "$tmp/sock" ${2:+"$2"} ${3:+"$3"} &
	pids="$pids $!"
	await 5 test -S "$tmp/sock" || fail "no peer"
}

# Silent from the start: the command is named, and it takes about two seconds.
bad silent
start=$(date +%s)
expect 3 -c "unix:$tmp/sock" scan
says err 'does not answer.*Reset \(0x0c03\)'
[ $(($(date +%s) - start)) -le 4 ] || fail "a silent controller takes too long"

# Silent in the middle, and the log up to there.
bad deaf 4
expect 3 -c "unix:$tmp/sock" -w "$tmp/deaf.btsnoop" scan
says err 'no answer to Read BD ADDR \(0x1009\)'
expect 0 decode "$tmp/deaf.btsnoop"
says out '< HCI Command: Read BD ADDR \(0x04\|0x0009\) plen 0'
[ "$(grep -c 'Command Complete' "$tmp/out")" = 4 ] || fail "not four answers in the capture"

# Not HCI at all.
bad noise
expect 3 -c "unix:$tmp/sock" scan
says err 'baud rate'

# The cable is pulled: at each point of bring-up, and behind it.
for n in 1 3 6 9; do
	bad gone $n
	expect 3 -c "unix:$tmp/sock" -w "$tmp/gone.pcap" scan
	says err 'closed by the other end|Connection reset|Broken pipe'
	expect 0 decode "$tmp/gone.pcap"
done

# It says that it is broken; it starts anew; and what is no matter: opcode 0 in
# bring-up, noise between packets.
n=$("$PAIRSCOPE" -c sim -v info 2>&1 >/dev/null | grep -c 'HCI Command:')
commands=$((n + 1))
bad say $commands 04100142
expect 3 -c "unix:$tmp/sock" scan -d 3
says err 'the controller reports a hardware error \(0x42\)$'
bad say $commands 040e03010000
expect 3 -c "unix:$tmp/sock" scan -d 3
says err 'the controller has reset itself'
bad deaf $n 040e03010000
expect 3 -c "unix:$tmp/sock" scan -d 3
says err 'the controller has reset itself'
bad say 1 040e03010000
expect 0 -c "unix:$tmp/sock" info
bad say 3 fe80f80000fe80
expect 0 -c "unix:$tmp/sock" info
says err 'skipped 7 octets'

# Another thing than a controller is on the line, or another rate.
line() {
	python3 "$peer" line "$tmp/$1" "$2" &
	pids="$pids $!"
	await 5 test -e "$tmp/$1" || fail "no line"
	"$PAIRSCOPE" -c "serial:$tmp/$1$3" info >/dev/null 2>"$tmp/$1.err" &
	runs="$runs $!"
}
runs=
line ttyS0 "$(printf '\r\nDebian GNU/Linux 12 pi ttyS0\r\n\r\npi login: ' | od -An -tx1 | tr -d ' \n')" ''
line slow fe80f8fe80f8fe80f8 ''
line fast fe80f8fe80f8fe80f8 ,baud=921600,flow=rtscts
line ttyS1 "$(printf '[    0.000000] Booting Linux on physical CPU 0x0\r\n' | od -An -tx1 | tr -d ' \n')" ,h5
line other fe80f8fe80f8fe80f8 ,h5
line slip c0002f00d0017ec0c0002f00d0017ec0 ''
for run in $runs; do
	wait "$run"
	[ $? = 3 ] || fail "a line that carries no HCI"
done
says ttyS0.err 'no answer to Reset.*what comes is text: a console .* systemctl stop serial-getty@ttyS0'
says slow.err 'framing noise, not HCI, at 115200 baud: try 921600, or flow=rtscts'
says fast.err 'at 921600 baud: try 1000000$'
says ttyS1.err 'no H5 link in 2 s; what comes is text: a console .* systemctl stop serial-getty@ttyS1'
says other.err 'no H5 link in 2 s; what arrives is not H5'
says slip.err 'framed as H5: add ,h5'

# Two on one port.
python3 "$peer" silent "$tmp/silent" &
pids="$pids $!"
rm -f "$tmp/line"
await 5 test -S "$tmp/silent"
python3 "$peer" pty "$tmp/line" "$tmp/silent" &
pids="$pids $!"
await 5 test -e "$tmp/line"
"$PAIRSCOPE" -c "serial:$tmp/line" info >/dev/null 2>&1 &
holder=$!
held() { [ -n "$(find "/proc/$holder/fd" -lname '/dev/pts/*')" ]; }
await 5 held
expect 3 -c "serial:$tmp/line" info
says err "serial:$tmp/line: in use by (pairscope|python3) \(pid [0-9]+\)"
wait $holder

# What cannot be opened says why.
expect 3 -c unix:/nowhere/sock scan
says err 'unix:/nowhere/sock: No such file'
expect 3 -c serial:/dev/nowhere scan
says err 'serial:/dev/nowhere: No such file.*controllers'
expect 3 -c "serial:$tmp" scan
says err 'not a serial port'
expect 3 -c serial:/dev/null,baud=fast scan
says err 'no baud rate'
expect 3 -c serial:/dev/null,parity=odd scan
says err "unknown option 'parity=odd'"
expect 3 -c tcp:localhost scan
says err 'tcp:HOST:PORT'
expect 3 -c tcp:127.0.0.1:1 scan
says err 'Connection refused'
expect 3 -c usb:0000:0000 info
says err 'usb: no Bluetooth controller on USB with these ids|without libusb'
expect 3 -c usb:0000,take info
says err 'write usb\[:VID:PID\]|without libusb'
expect 3 -c usb,h5 info
says err 'H5 is for lines of octets'
expect 3 -c /dev/ttyACM0 scan
says err 'did you mean'
expect 3 scan
says err 'Controllers here:'
says err '-c sim '
PAIRSCOPE_CONTROLLER=sim expect 0 info
says out 'manufacturer:'
expect 0 controllers
says out '^-c sim '
expect 0 --json controllers
says out '"controller":"sim"'

verdict
