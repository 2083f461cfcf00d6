#!/bin/sh
# A CYW43438 that has to be given its firmware, and all that can be in the way.
. "${0%/*}/lib"
have python3 || exit 0
model=${0%/*}/bcm.py
fw=$tmp/BCM43430A1.hcd
python3 "$model" hcd "$fw"

# chip RADIO [FAULT]: a new one at $tmp/chip, its diary in $tmp/log.
chip() {
	rm -f "$tmp/chip"
	python3 "$model" chip "$tmp/chip" "$fw" "$tmp/log" "$1" ${2:+"$2"} 2>/dev/null &
	pids="$pids $!"
	await 5 test -e "$tmp/chip" || fail "no chip"
}

# The whole way, with a rate that needs the faster clock.
chip -
expect 0 -c "bcm:$tmp/chip,fw=$fw,baud=4000000,addr=00:11:22:33:44:55" -w "$tmp/bcm.btsnoop" info
says out '^address: +00:11:22:33:44:55'
says out '^chip: +BCM43430A1 \(id 94\), 4000000 baud$'
says out "^firmware: +BCM43438A1 test, build 0182, 41 records of $fw$"
says out '^bring-up: +[0-9]+ ms$'
says err "firmware: 41 records of $fw"
says_not err "$(printf '\033')"
cat >"$tmp/want" <<'END'
reset at 115200
clock 01
baud 4000000
minidriver
launched 41 records
reset at 115200
clock 01
baud 4000000
fc01 554433221100
fc27 000000000000000000000000
reset at 4000000
END
head -n 11 "$tmp/log" | diff "$tmp/want" - || fail "the chip saw something else"

# Every packet of it passed the tap.
expect 0 decode "$tmp/bcm.btsnoop"
[ "$(grep -c 'HCI Command: .*0x3f|0x004c) plen' "$tmp/out")" = 40 ] || fail "not 40 Write RAM in the capture"
[ "$(grep -c 'HCI Command: .*0x3f|0x004e) plen 4' "$tmp/out")" = 1 ] || fail "no Launch RAM in the capture"
# and whose commands they are is known from the chip's own answer
[ "$(grep -c 'HCI Command: Broadcom Write RAM' "$tmp/out")" = 40 ] || fail "Broadcom's commands have no names"

# What it has it keeps: it is found at the working rate, and asked no more.
expect 0 -c "bcm:$tmp/chip,fw=$fw,baud=4000000" --json info
says out '"chip":"BCM43430A1","chip_id":94,"baud":4000000,"firmware":"BCM43438A1 test","firmware_build":182,"firmware_file":"","firmware_records":0,"bringup_ms":[0-9]+'
[ "$(grep -c minidriver "$tmp/log")" = 1 ] || fail "the firmware went down twice"
expect 0 -q -c "bcm:$tmp/chip,fw=$fw,baud=4000000,force-fw" info
[ ! -s "$tmp/err" ] || fail "-q is not quiet"
[ "$(grep -c 'launched 41 records' "$tmp/log")" = 2 ] || fail "force-fw loads nothing"

# On a terminal there is a bar, which is taken away in the end.
chip - stuck=20
python3 "$model" terminal "$tmp/out" "$PAIRSCOPE" -c "bcm:$tmp/chip,fw=$fw" info >/dev/null </dev/null
tr '\r' '\n' <"$tmp/out" >"$tmp/err"
says err 'firmware \[#########\.\.\.\.\.\.\.\.\.\.\.\] 46 %'
tail -n 2 "$tmp/err" | grep -q 'no answer to Write RAM' || fail "the bar is left behind the error"

# Firmware is looked for by the chip's name; a command raises BT_REG_ON.
chip -
expect 0 -c "bcm:$tmp/chip,fw=$tmp,power=echo on, and up" info
says out "41 records of $fw"
says out '115200 baud'
says err '^on, and up$'
mkdir "$tmp/empty"
chip -
expect 3 -c "bcm:$tmp/chip,fw=$tmp/empty" info
says err 'no firmware for this chip \(BCM43430A1, subversion 0x2209\): no BCM43430A1.hcd and no BCM.hcd in '
chip -
expect 0 -c "bcm:$tmp/chip,fw=none" info
says out "the chip's ROM"
chip - patched
expect 0 -c "bcm:$tmp/chip" info
says out 'already there; force-fw'
chip - chatter
expect 0 -c "bcm:$tmp/chip,fw=$fw,baud=921600" -w "$tmp/chatter.btsnoop" info
says log 'launched 41 records'
expect 0 decode "$tmp/chatter.btsnoop"
[ "$(grep -c '^> ' "$tmp/out")" = "$(grep -c '^< ' "$tmp/out")" ] || fail "chatter in the capture"

# A bad file is refused before the first octet is sent.
chip -
refuses() {
	python3 "$model" hcd "$tmp/bad.hcd" "$1"
	expect 3 -c "bcm:$tmp/chip,fw=$tmp/bad.hcd" info
	says err "bcm:$tmp/chip: firmware $tmp/bad.hcd: offset 0x[0-9a-f]+: .*$2"
}
refuses truncated 'past the end|header'
refuses foreign 'no firmware record'
refuses empty 'empty'
refuses past 'past the end'
refuses nolaunch 'without Launch RAM'
refuses behind '1 octets behind Launch RAM'
refuses large 'no firmware is larger'
expect 3 -c "bcm:$tmp/chip,fw=$tmp/nowhere.hcd" info
says err 'nowhere.hcd: No such file'
expect 3 -c "bcm:$tmp/chip,fw=/dev/zero" info
says err '/dev/zero: not a file'
[ ! -s "$tmp/log" ] || fail "the chip heard something"

# Each of these ends soon, says the port, the step and the way out, and leaves a
# capture that is whole.
breaks() {
	fault=$1
	chip - "$fault"
	start=$(date +%s)
	expect 3 -c "bcm:$tmp/chip,fw=$fw,baud=921600" -w "$tmp/broken.pcapng" info
	says err "bcm:$tmp/chip: .*$2"
	[ $(($(date +%s) - start)) -le 6 ] || fail "$fault takes too long"
	expect 0 decode "$tmp/broken.pcapng"
	says out 'HCI Command: Reset'
}
breaks mute 'no answer to Reset \(0x0c03\) at 115200 and 921600 baud: is BT_REG_ON high'
breaks noise 'what arrives is not HCI: is init-baud= right.*left at another rate'
breaks stuck=7 'no answer to Write RAM \(0xfc4c\), record 7 of 41, offset 0x[0-9a-f]+ of .*lower baud='
breaks refuse=7 'refused Write RAM \(0xfc4c\), record 7 of 41.* status 0x12; is this the firmware'
breaks refuse=41 'refused Launch RAM'
breaks gone=7 'Input/output error|closed|gone'
breaks dead 'no answer to Reset \(0x0c03\) after the launch of .*the firmware of this chip'
breaks deafbaud 'no answer to Download Minidriver .* at 921600 baud'
breaks foreign 'manufacturer 89 is neither Broadcom .*serial:'

# What is written wrongly says how it is written.
writes() {
	expect 3 -c "$1" info
	says err "$2"
}
writes bcm: 'write bcm:PATH'
writes bcm:/dev/nowhere 'bcm:/dev/nowhere: No such file'
writes "bcm:$tmp/chip,baud=fast" "'fast' is no baud rate"
writes "bcm:$tmp/chip,baud=5000000" 'up to 4000000'
writes "bcm:$tmp/chip,init-baud=0" "'0' is no baud rate"
writes "bcm:$tmp/chip,addr=here" 'no public address'
writes "bcm:$tmp/chip,firmware=x" "unknown option 'firmware=x'"
writes "bcm:$tmp/chip,fw=$fw,power=exit 7" 'power=exit 7: the command failed: exit 7'

# Ctrl-C in the middle: the capture is whole.
chip - mute
timeout -s INT 1 "$PAIRSCOPE" -c "bcm:$tmp/chip,fw=$fw" -w "$tmp/cut.btsnoop" info >"$tmp/out" 2>"$tmp/err"
expect 0 decode "$tmp/cut.btsnoop"
says out 'HCI Command: Reset'

# Behind the download it is a controller on a radio that we did not write.
if command -v btvirt >/dev/null; then
	start_radio
	"$PAIRSCOPE" --bonds "$tmp/device.json" -c "unix:$tmp/radio/bt-server-le" \
		serve heart-rate --connections 1 >"$tmp/serve" 2>&1 </dev/null &
	pids="$pids $!"
	await 10 grep -q serving "$tmp/serve" || fail "serve does not start"
	chip "$tmp/radio/bt-server-le"
	expect 0 -c "bcm:$tmp/chip,fw=$fw,baud=921600" discover "Heart Rate"
	says out 'Heart Rate Measurement \(2a37\): notify'
	says err 'firmware: 41 records'
else
	echo "SKIPPED: no btvirt on this machine"
fi

verdict
