#!/bin/sh
# What decode shows of a capture: lines, columns, filters; tshark has the same.
. "${0%/*}/lib"
have tshark || exit 0

cat >"$tmp/session.batch" <<'BATCH'
scan --duration 1
pair BP7350 --preset android --tries 2
read 2a19
subscribe 2a35 --count 2 --duration 10
disconnect
pair "Heart Rate" --io DisplayYesNo --mitm --yes
read 2a19
BATCH
expect 0 -c sim --bonds "$tmp/bonds.json" -w "$tmp/s.pcapng" run "$tmp/session.batch"

# Columns, against those of tshark.
values='att == 0x0a or att == 0x12 or att == 0x1d'
expect 0 decode "$tmp/s.pcapng" --filter "$values" --fields number,att,att.handle
awk -F'\t' '{ split($3, h, ","); print $1, $2, h[1] }' "$tmp/out" >"$tmp/ours"
tshark -r "$tmp/s.pcapng" -Y "$(echo "$values" | sed 's/att/btatt.opcode/g')" -T fields -E occurrence=f \
	-e frame.number -e btatt.opcode -e btatt.handle 2>/dev/null |
	while read -r n op handle; do echo "$n $((op)) $((handle))"; done >"$tmp/theirs"
[ "$(wc -l <"$tmp/theirs")" -ge 5 ] || fail "too few packets for tshark"
cmp -s "$tmp/ours" "$tmp/theirs" || fail "handles: $(diff "$tmp/ours" "$tmp/theirs")"

# Filters, against display filters: the same packets.
same() {
	expect 0 decode "$tmp/s.pcapng" -f "$1" --fields number
	tshark -r "$tmp/s.pcapng" -Y "$2" -T fields -e frame.number >"$tmp/theirs" 2>/dev/null
	[ -s "$tmp/theirs" ] || fail "tshark has nothing for $2"
	cmp -s "$tmp/out" "$tmp/theirs" || fail "'$1' is not '$2': $(diff "$tmp/out" "$tmp/theirs" | head -5)"
}
same smp btsmp
same 'att and rx' 'btatt and hci_h4.direction == 1'
same 'smp.reason == 4' 'btsmp.reason == 4'
same 'att == 0x0a or att == 0x0b' 'btatt.opcode == 0x0a or btatt.opcode == 0x0b'
same 'opcode == 0x200d' 'bthci_cmd.opcode == 0x200d or bthci_evt.opcode == 0x200d'
same 'not acl and number == 10..60' 'not hci_h4.type == 2 and frame.number >= 10 and frame.number <= 60'
same 'acl and handle == 64' 'bthci_acl.chandle == 64'
same 'command and not (opcode == 0x200b or opcode == 0x200c)' \
	'bthci_cmd and not (bthci_cmd.opcode == 0x200b or bthci_cmd.opcode == 0x200c)'
same 'time < 0.05' 'frame.time_relative < 0.05'

# Converted, it is those packets; and what they mean is known from the others.
expect 0 convert "$tmp/s.pcapng" "$tmp/smp.pcapng" -f 'smp'
n=$(tshark -r "$tmp/s.pcapng" -Y btsmp 2>/dev/null | wc -l)
[ "$(tshark -r "$tmp/smp.pcapng" 2>/dev/null | wc -l)" = "$n" ] || fail "not $n packets converted"
expect 0 decode "$tmp/s.pcapng" -f 'att.type.text ~ battery and smp'
[ ! -s "$tmp/out" ] || fail "nothing is SMP and ATT"
expect 0 decode "$tmp/s.pcapng" -f 'att.handle.type == 0x2a19' --json
says out '"text":"Battery Level"'
expect 2 decode "$tmp/s.pcapng" -f 'smp and ('
says err '^pairscope: --filter: column 10: a test is missing: smp and \($'
# A name that no packet has may be a typing error; also one behind a test that fails.
expect 0 decode "$tmp/s.pcapng" -f 'smpp or number == 1' -1
says err '^no packet has smpp$'
expect 0 decode "$tmp/s.pcapng" -f 'system_note and nosuch.name == 3'
says err '^no packet has nosuch.name$'
expect 0 decode "$tmp/s.pcapng" -f 'system_note and att.handle == 3'
says_not err .

# Text that a filter leaves is the text there is, with its numbers and times.
"$PAIRSCOPE" decode "$tmp/s.pcapng" >"$tmp/all.text"
expect 0 decode "$tmp/s.pcapng" -f smp
grep -vxFf "$tmp/all.text" "$tmp/out" && fail "these lines are new"
[ "$(grep -c '^[<>]' "$tmp/out")" = "$n" ] || fail "not $n packets of SMP"

# Live, with -v.
expect 0 -c sim --bonds "$tmp/none.json" -v -f 'smp' pair 'Heart Rate' --yes
says err 'SMP: Pairing Request'
says_not err 'HCI Command'
expect 0 -c sim --bonds "$tmp/none2.json" -v --json -f 'command' scan --duration 1
says out '"type":"command"'
says_not out '"type":"event"'

# One line a packet, each packet, in their order.
expect 0 decode -1 "$tmp/s.pcapng"
[ "$(wc -l <"$tmp/out")" = "$("$PAIRSCOPE" decode --json "$tmp/s.pcapng" | wc -l)" ] ||
	fail "not a line for each packet"
says out '^ +[0-9]+ +[0-9]+\.[0-9]{6} < ACL 64 SMP Pairing Request: IO capability NoInputNoOutput, '
says out '> ACL 64 SMP Pairing Failed: reason Confirm value failed$'
says out 'ATT Read Response: value 5a, level 90 %$'

# CSV: quotes where they are needed, and a line of names.
expect 0 decode "$tmp/s.pcapng" -f 'number < 12' --csv --fields number,type,name,mask.bit
says out '^number,type,name,mask.bit$'
says out '^11,command,Set Event Mask,"[A-Z].*,.*"$'
python3 -c 'import csv, sys
rows = list(csv.reader(open(sys.argv[1])))
assert len(rows) == 12 and all(len(r) == 4 for r in rows), rows' "$tmp/out" ||
	fail "this is no CSV"
# A name that no packet has is said.
expect 0 decode "$tmp/s.pcapng" --fields att.handel
says err '^no packet has att.handel$'
expect 2 decode "$tmp/s.pcapng" --fields 'number,,type'

# One form at a time.
expect 2 decode "$tmp/s.pcapng" --fields number -1
says err '^pairscope: --oneline and --fields: only one of them$'
expect 2 decode "$tmp/s.pcapng" --fields number --summary
expect 2 decode "$tmp/s.pcapng" -1 --summary
for form in -1 '--fields number'; do
	# shellcheck disable=SC2086
	expect 2 --json decode "$tmp/s.pcapng" $form
	says out '"error":"--json and --(oneline|fields): only one of them"'
done
expect 0 --json decode "$tmp/s.pcapng" --summary
# What only the packets tell to be a number is said in the end.
expect 0 decode "$tmp/s.pcapng" -f 'att.handle == word or mask.bit == word or smp.reason == word'
says err "^att.handle is a number, and 'word' is none"
says_not err "(mask.bit|smp.reason) is a number"
expect 0 decode "$tmp/s.pcapng" -f 'att.handle == 0x0012'
says_not err 'is a number'
expect 2 decode "$tmp/s.pcapng" -f 'handle == word'
says err "^pairscope: --filter: column 11: handle is a number, and 'word' is none"
expect 2 decode "$tmp/s.pcapng" --csv
says err '^pairscope: --csv wants --fields$'

# Keys that are none are errors of usage.
for key in '--ltk 1234' '--tk zz' '--passkey 1000000'; do
	# shellcheck disable=SC2086
	expect 2 decode "$tmp/s.pcapng" $key
	# shellcheck disable=SC2086
	expect 2 convert "$tmp/s.pcapng" "$tmp/never.pcapng" $key
done

# A full disk is said, once; a reader that has seen enough is not.
if [ -w /dev/full ]; then
	for form in '' --json -1 --summary; do
		# shellcheck disable=SC2086
		"$PAIRSCOPE" decode $form "$tmp/s.pcapng" >/dev/full 2>"$tmp/err" && fail "written: $form"
		[ "$(cat "$tmp/err")" = "pairscope: standard output: No space left on device" ] ||
			fail "a full disk: $form: $(cat "$tmp/err")"
	done
fi
{ "$PAIRSCOPE" decode "$tmp/s.pcapng" 2>"$tmp/err"; } | :
says_not err .

# As wide as the terminal is, as btmon, whose pager is left out.
if have btmon; then
	expect 0 convert "$tmp/s.pcapng" "$tmp/s.btsnoop"
	head -c 2500 "$tmp/s.btsnoop" >"$tmp/start"
	for columns in 120 60; do
		"${0%/*}/terminal.py" $columns "$PAIRSCOPE" decode "$tmp/start" 2>/dev/null | grep "^[<>]" | head -50 >"$tmp/got"
		PAGER=cat "${0%/*}/terminal.py" $columns btmon -r "$tmp/start" | grep "^[<>]" | head -50 >"$tmp/want"
		[ "$(wc -l <"$tmp/want")" -eq 50 ] || fail "btmon shows nothing on a terminal"
		cmp -s "$tmp/want" "$tmp/got" ||
			fail "$columns columns: $(diff "$tmp/want" "$tmp/got" | head -4)"
	done
fi

verdict
