#!/bin/sh
# pairscope doctor: one healthy case, and each thing that can be wrong: what the
# machine shows, in a folder that passes for /, and what a wire answers.
. "${0%/*}/lib"

root=$tmp/root
# machine: a healthy one, with a port and an adapter.
machine() {
	rm -rf "$root"
	mkdir -p "$root/dev" "$root/proc/self" "$root/proc/1" "$root/proc/77/fd" \
		"$root/sys/class/tty/console" "$root/sys/class/bluetooth/hci0/rfkill3"
	: >"$root/dev/ttyAMA0"
	ln -s ttyAMA0 "$root/dev/serial0"
	echo 'root=/dev/mmcblk0p2 console=tty1' >"$root/proc/cmdline"
	echo tty1 >"$root/sys/class/tty/console/active"
	printf '/sbin/init\0' >"$root/proc/1/cmdline"
	printf 'Name:\tpairscope\nCapEff:\t0000000000001000\nCapBnd:\t0\n' >"$root/proc/self/status"
	echo 0 >"$root/sys/class/bluetooth/hci0/rfkill3/soft"
	echo 0 >"$root/sys/class/bluetooth/hci0/rfkill3/hard"
}

# finds STATUS CONTROLLER CHECK RESULT ADVICE: in text and in JSON.
finds() {
	expect "$1" -c "$2" doctor --root "$root"
	word=$(echo "$4" | tr '[:lower:]' '[:upper:]')
	grep -A1 -E "^$word +$3 " "$tmp/out" >"$tmp/row" || fail "no row: $word $3"
	[ -z "${5:-}" ] || says row "$5"
	expect "$1" --json -c "$2" doctor --root "$root"
	says out "^\{\"check\":\"$3\",\"result\":\"$4\",\"text\":\".*\",\"advice\":\".*\"\}$"
	n=$(grep -c '"result":"fail"' "$tmp/out")
	says out "^\{\"event\":\"doctor\",\"failed\":$n\}$"
}

machine
finds 0 serial:/dev/ttyAMA0,baud=921600 permission ok
finds 0 serial:/dev/serial0 port ok 'serial0 is /dev/ttyAMA0'
finds 0 bcm:/dev/ttyAMA0,fw=x console ok
finds 0 hci0 rfkill ok
finds 0 hci0,take permission ok CAP_NET_ADMIN

finds 3 serial:/dev/ttyACM0 port fail 'plug it in'
mkdir -p "$root/sys/bus/serial/devices/serial0-0"
finds 3 serial:/dev/ttyS9 port fail 'dtoverlay=disable-bt'

machine
ln -s /dev/ttyAMA0 "$root/proc/77/fd/5"
printf 'minicom\n' >"$root/proc/77/comm"
finds 3 serial:/dev/serial0 'in use' fail 'minicom \(pid 77\)'
says out 'sudo kill 77'
printf 'agetty\n' >"$root/proc/77/comm"
finds 3 serial:/dev/ttyAMA0 'in use' fail 'agetty \(pid 77\)'
says out 'stop it: sudo systemctl stop serial-getty@ttyAMA0'
says_not out 'sudo kill'

machine
printf '/sbin/agetty\0-o\0-p\0--noclear\0ttyAMA0\0vt220\0' >"$root/proc/77/cmdline"
finds 3 serial:/dev/ttyAMA0 console fail 'login prompt \(pid 77\)'
says out 'disable --now serial-getty@ttyAMA0'
finds 0 hci0 up ok

machine
echo 'console=ttyAMA0,115200 console=tty1' >"$root/proc/cmdline"
finds 3 serial:/dev/serial0 console fail 'the kernel prints to it'
echo 'console=ttyAMA01' >"$root/proc/cmdline"
finds 0 serial:/dev/serial0 console ok
echo 'ttyAMA0 tty1' >"$root/sys/class/tty/console/active"
finds 3 serial:/dev/serial0 console fail

machine
printf 'btattach\0-B\0/dev/ttyAMA0\0' >"$root/proc/77/cmdline"
finds 3 bcm:/dev/ttyAMA0 attached fail 'btattach has given it'
: >"$root/dev/ttyACM0"
printf '/usr/sbin/ModemManager\0' >"$root/proc/77/cmdline"
finds 0 serial:/dev/ttyACM0 modem note 'udev rule'

machine
finds 3 hci1 adapter fail 'hci1 is not there'
rm -r "$root/sys/class/bluetooth"
finds 3 hci0 adapter fail 'modprobe'
machine
echo 1 >"$root/sys/class/bluetooth/hci0/rfkill3/soft"
finds 3 hci0 rfkill fail 'rfkill unblock'
echo 1 >"$root/sys/class/bluetooth/hci0/rfkill3/hard"
finds 3 hci0 rfkill fail 'switch'
machine
printf 'CapEff:\t0000000000000000\n' >"$root/proc/self/status"
finds 3 hci0 permission fail 'setcap'
machine
printf '/usr/libexec/bluetooth/bluetoothd\0' >"$root/proc/77/cmdline"
finds 0 hci0 bluetoothd note 'systemctl stop bluetooth'
finds 0 hci0 up note 'hciconfig hci0 up|bluetoothctl power on'

# Without a controller: all that is there, or nothing.
expect 0 doctor --root "$root"
says out '^OK +adapter +hci0'
rm -r "$root/sys/class/bluetooth"
expect 3 doctor --root "$root"
says out '^FAIL +controller +no serial port'

# A port that we may not open.
if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null; then
	machine
	chmod 755 "$tmp"
	chmod 660 "$root/dev/ttyAMA0"
	chgrp dialout "$root/dev/ttyAMA0"
	setpriv --reuid 65534 --regid 65534 --clear-groups \
		"$PAIRSCOPE" -c serial:/dev/ttyAMA0 doctor --root "$root" >"$tmp/out" 2>&1
	[ $? = 3 ] || fail "a port that we may not open: $(cat "$tmp/out")"
	says out 'FAIL +permission +/dev/ttyAMA0: we are not in dialout'
	says out 'usermod -aG dialout'
	# A group that may not either; and root's, which nobody is told to join.
	for mode in 600:dialout 660:root; do
		chmod "${mode%:*}" "$root/dev/ttyAMA0"
		chgrp "${mode#*:}" "$root/dev/ttyAMA0"
		setpriv --reuid 65534 --regid 65534 --clear-groups \
			"$PAIRSCOPE" -c serial:/dev/ttyAMA0 doctor --root "$root" >"$tmp/out" 2>&1
		says out 'FAIL +permission +/dev/ttyAMA0: only its owner may'
		says out '-> run with sudo'
		says_not out usermod
	done
	if command -v python3 >/dev/null; then
		python3 "${0%/*}/peer.py" line "$tmp/mine" 00 &
		pids="$pids $!"
		await 5 test -e "$tmp/mine" && chmod 600 "$tmp/mine"
		setpriv --reuid 65534 --regid 65534 --clear-groups env XDG_STATE_HOME=/nonexistent \
			"$PAIRSCOPE" --bonds "/tmp/none" -c "serial:$tmp/mine" info >"$tmp/out" 2>&1
		[ $? = 3 ] || fail "opened: $(cat "$tmp/out")"
		says out "serial:$tmp/mine: Permission denied; no group may open it: run with sudo; .*udev rule"
	fi
fi

# Wires.
expect 0 -c sim doctor
says out '^OK +reset +answered'
says out '^OK +encryption'
says out '^OK +buffers +8 of 251'
says out '^It can be used\.'
have python3 || verdict
peer=${0%/*}/peer.py model=${0%/*}/bcm.py fw=$tmp/BCM43430A1.hcd
python3 "$model" hcd "$fw"

# wire MODEL...: at $tmp/wire
wire() {
	rm -f "$tmp/wire"
	python3 "$@" 2>/dev/null &
	pids="$pids $!"
	await 5 test -e "$tmp/wire" || fail "no wire"
}
wire "$peer" deaf "$tmp/wire" 99
expect 0 -c "unix:$tmp/wire" doctor
says out '^NOTE +buffers|^OK +buffers'
wire "$peer" silent "$tmp/wire"
expect 3 -c "unix:$tmp/wire" doctor
says out '^FAIL +reset +no answer$'
wire "$peer" deaf "$tmp/wire" 4
expect 3 -c "unix:$tmp/wire" --json doctor
says out '"check":"bring-up","result":"fail","text":"unix:[^"]*: the controller does not answer: no answer to '
says_not out '"error"'
expect 3 -c "unix:$tmp/nowhere" doctor
says out '^FAIL +open +unix:.*No such file'

# The rate is not that of the controller: it is found; and what it is that talks.
wire "$model" chip "$tmp/wire" "$fw" "$tmp/log" - patched
expect 3 -c "serial:$tmp/wire,baud=921600" -w "$tmp/doctor.btsnoop" doctor
says out '^FAIL +reset +answered at 115200 baud, not'
says out '-> add baud=115200'
says out '^OK +version'
expect 0 decode "$tmp/doctor.btsnoop"
says out '< HCI Command: Reset'
wire "$peer" line "$tmp/wire" "$(printf '\r\n\r\npi login: ' | od -An -tx1 | tr -d ' \n')"
expect 3 -c "serial:$tmp/wire" doctor
says out '^FAIL +reset +no answer, at any usual baud rate'
says out '-> what comes is text: a console'

# Ctrl-C: what was not tried to its end is not said to have failed.
wire "$peer" line "$tmp/wire" ''
timeout --preserve-status -s INT 1 "$PAIRSCOPE" -c "serial:$tmp/wire" doctor >"$tmp/out" 2>"$tmp/err"
[ $? = 130 ] || fail "interrupted, it does not exit 130"
says out '^OK +open'
says_not out FAIL
expect 3 -c "serial:$tmp/wire" info
says err "serial:$tmp/wire: the controller does not answer: .*in 2 s; .pairscope doctor. looks for the cause"

# A chip that wants its firmware.
wire "$model" chip "$tmp/wire" "$fw" "$tmp/log" -
expect 0 -c "bcm:$tmp/wire,fw=$fw" doctor
says out '^OK +chip +firmware: .*41 records'
wire "$model" chip "$tmp/wire" "$fw" "$tmp/log" - mute
expect 3 -c "bcm:$tmp/wire,fw=$fw" doctor
says out '^FAIL +bring-up +bcm:.*no answer to Reset.*BT_REG_ON'

verdict
