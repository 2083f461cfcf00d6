#!/bin/sh
# A serial port as libserialport opens it: the port is a pseudo-terminal that a
# preloaded library passes off as one, and how the line was set is read back.
. "${0%/*}/lib"
have python3 || exit 0
model=${0%/*}/bcm.py
fw=$tmp/BCM43430A1.hcd
python3 "$model" hcd "$fw"

# The sanitizers' runtime wants to be the first library.
asan=$(ldd "$PAIRSCOPE" | awk '/libasan/ { print $3 }')
cat >"$tmp/pairscope" <<END
#!/bin/sh
exec env LD_PRELOAD="$asan $PWD/$BUILD/preload/tty.so $PWD/$BUILD/preload/gpio.so" TTY_LOG="$tmp/line" "$PAIRSCOPE" "\$@"
END
chmod +x "$tmp/pairscope"
PAIRSCOPE=$tmp/pairscope

# port COMMAND...: a model that makes $tmp/port.
port() {
	rm -f "$tmp/port" "$tmp/line"
	python3 "$@" 2>/dev/null &
	pids="$pids $!"
	await 5 test -e "$tmp/port" || fail "no port"
}

line() {
	got=$(tail -n 1 "$tmp/line")
	[ "$got" = "$1" ] || fail "the line is $got, not $1"
}

# rates: each one that the line had, from the first that we set.
rates() { sed -n 's/^\([0-9]*\) .*dtr=on.*/\1/p' "$tmp/line" | uniq | sed '1d' | tr '\n' ' '; }

# A controller that has what it needs: 115200 baud, no flow control, DTR raised.
port "$model" chip "$tmp/port" "$fw" "$tmp/log" - patched
expect 0 -c "serial:$tmp/port" info
line '115200 8N1 rtscts=off xonxoff=off dtr=on rts=on'
says log '^reset at 115200'
[ "$(rates)" = '115200 ' ] || fail "rates: $(rates)"

# RTS and CTS where they are wired; any rate, also one that termios has no name for.
for baud in 1000000 1234567; do
	rm -f "$tmp/sock"
	python3 "${0%/*}/peer.py" deaf "$tmp/sock" 99 &
	pids="$pids $!"
	await 5 test -S "$tmp/sock"
	port "${0%/*}/peer.py" pty "$tmp/port" "$tmp/sock"
	expect 0 -c "serial:$tmp/port,baud=$baud,flow=rtscts" info
	line "$baud 8N1 rtscts=on xonxoff=off dtr=on rts=on"
done

# A chip that gets its firmware: 115200, the working rate, 115200 behind the
# launch, the working rate; what it took is checked octet for octet by the model.
for flow in none rtscts; do
	[ $flow = rtscts ] && on=on || on=off
	port "$model" chip "$tmp/port" "$fw" "$tmp/log" -
	expect 0 -c "bcm:$tmp/port,fw=$fw,baud=3000000,flow=$flow" info
	says out '^chip: +BCM43430A1 \(id 94\), 3000000 baud$'
	says log '^launched 41 records$'
	line "3000000 8N1 rtscts=$on xonxoff=off dtr=on rts=on"
	[ "$(rates)" = '115200 3000000 115200 3000000 ' ] || fail "rates: $(rates)"
done

# The wire is pulled; and a chip that another program left at the working rate.
port "$model" chip "$tmp/port" "$fw" "$tmp/log" - gone=7
expect 3 -c "bcm:$tmp/port,fw=$fw" -w "$tmp/gone.pcapng" info
says err "$tmp/port: .*error|the controller is gone"
expect 0 decode "$tmp/gone.pcapng"
port "$model" chip "$tmp/port" "$fw" "$tmp/log" -
expect 0 -c "bcm:$tmp/port,fw=$fw,baud=921600" info
expect 0 -c "bcm:$tmp/port,fw=$fw,baud=921600" info
says out 'already there'
[ "$(rates)" = '115200 921600 115200 921600 115200 921600 ' ] || fail "rates: $(rates)"

# BT_REG_ON on a GPIO line: low, high, held to the end. A board is rate and flow
# control by one name; what is behind it counts more.
: >"$tmp/gpiochip"
export GPIO_CHIP="$tmp/gpiochip" GPIO_LOG="$tmp/gpio"
port "$model" chip "$tmp/port" "$fw" "$tmp/log" -
expect 0 -c "bcm:$tmp/port,board=rpizerow,baud=2000000,fw=$fw,gpio=$tmp/gpiochip:45" info
line '2000000 8N1 rtscts=on xonxoff=off dtr=on rts=on'
printf '45 output low for pairscope\n45 high\n45 given back\n' | cmp - "$tmp/gpio" ||
	fail "BT_REG_ON: $(cat "$tmp/gpio")"
port "$model" chip "$tmp/port" "$fw" "$tmp/log" -
expect 0 -c "bcm:$tmp/port,board=imp004m,fw=$fw" info
line '921600 8N1 rtscts=off xonxoff=off dtr=on rts=on'
expect 3 -c "bcm:$tmp/port,fw=$fw,gpio=$tmp/gpiochip:54" info
says err "bcm:$tmp/port: gpio=$tmp/gpiochip:54: .*Invalid argument"
for spec in gpio=45 gpio=gpiochip0: gpio=gpiochip0:x gpio=:4; do
	expect 3 -c "bcm:$tmp/port,fw=$fw,$spec" info
	says err 'write gpio=CHIP:LINE'
done
expect 3 -c "bcm:$tmp/port,fw=$fw,gpio=gpiochip99:4" info
says err '/dev/gpiochip99: No such file'
expect 3 -c "bcm:$tmp/port,board=rpi9" info
says err "unknown board 'rpi9'; there are imp004m, rpi3"

# Nobody listens: CTS is low; another program has the port.
port "$model" chip "$tmp/port" "$fw" "$tmp/log" - mute
TTY_DEAF=1 expect 3 -c "serial:$tmp/port,flow=rtscts" info
says err 'no answer to Reset.*CTS is low: .*flow=none'
expect 3 -c "serial:$tmp/port" info
says err "no answer to Reset.*python3 \\(pid [0-9]+\\) has the port open too; stop it: sudo kill [0-9]+$"
TTY_DEAF=1 expect 3 -c "bcm:$tmp/port,fw=$fw,flow=rtscts" info
says err "bcm:$tmp/port: no answer to Reset.*CTS is low"

verdict
