#!/bin/sh
# What an error code means, and that the experiments it names can be pasted.
. "${0%/*}/lib"

# All that is said of one.
expect 0 explain smp 0x08
says out '^smp 0x08 \(8\): Unspecified reason$'
says out '^  Whose: +the side that sent Pairing Failed'
says out '^  Source: +Bluetooth Core Specification, Vol 3 Part H 3\.5\.5$'
says out '^D1: +the peer answers the Pairing Request with Unspecified Reason \(0x08\)$'
says out '^    1\. it dislikes a bit of the request: no IdKey of ours'
says out '^    pairscope pair TARGET .*--keys-init enc,id,sign,link --tries 2$'
says out '^  Fix: '
says out 'DerekSeaman/irk-capture#28\)$'
says_not out '^It could also be'
awk 'length > 79 && !/^    pairscope / { exit 1 }' "$tmp/out" || fail "lines of more than 79 columns"

# The trap: what btmon shows first is the opcode.
for q in 0x05/0x08 "SMP: Pairing Failed (0x05) len 1 Reason: Unspecified reason (0x08)"; do
	expect 0 explain "$q"
	says out '^Note: 0x05 in "Pairing Failed \(0x05\)" is the opcode'
	says out '^smp 0x08 \(8\): Unspecified reason$'
done
expect 0 explain "Pairing Failed (0x05)"
says out '^opcode 0x05 \(5\): Pairing Failed$'
expect 0 explain att 5
says_not out '^Note:'

# Stacks: the same reason under their numbers, and whose it is.
expect 0 explain 1288
says out '^nimble 0x508 \(1288\): Unspecified reason$'
says out '^  Whose: +the other side failed the pairing'
says out '^  Same as: smp 0x08$'
expect 0 explain 0x40b
says out '^  Whose: +NimBLE itself, on this side'
expect 0 explain BLE_GAP_SEC_STATUS_UNSPECIFIED
says out '^softdevice 0x88 \(136\): '
expect 0 explain bt_security_err 4
says out '^zephyr 4: BT_SECURITY_ERR_AUTH_REQUIREMENT$'
expect 0 explain 0x66
says out '^esp 0x66 \(102\): ESP_AUTH_SMP_CONN_TOUT$'
expect 0 explain CBError.peerRemovedPairingInformation
says out '^cberror 14: '
expect 0 explain org.bluez.Error.AuthenticationFailed
says out '^dbus: org\.bluez\.Error\.AuthenticationFailed$'
expect 0 explain Insufficient Authentication
says out '^att 0x05 \(5\): Insufficient Authentication$'
expect 0 explain Android GATT 133
says out '^android 133: GATT_ERROR$'

# A number alone: the likeliest in full, the others in short.
expect 0 explain 8
[ "$(sed -n 1p "$tmp/out")" = "smp 0x08 (8): Unspecified reason" ] || fail "8 is not first of SMP"
says out '^It could also be:$'
says out '^hci 0x08 \(8\): Connection Timeout$'
says out '^    pairscope explain hci 8$'
grep '^    pairscope explain ' "$tmp/out" | sed 's/^ *pairscope //' >"$tmp/others"
while read -r line; do
	# shellcheck disable=SC2086
	expect 0 $line
done <"$tmp/others"

# One code at a time, also where it is written twice.
for q in "hci 0x05 0x08" "5 8" "att 5, 15" "hci 0x05/0x08"; do
	expect 1 explain "$q"
	says err ': more than one code: one at a time'
	# shellcheck disable=SC2086
	expect 1 explain $q
done
expect 0 explain "hci 0x08 (8)"
says out '^hci 0x08 \(8\): Connection Timeout$'
expect 0 explain smp 0x05/0x08
says out '^smp 0x08 \(8\): Unspecified reason$'

# Reserved is an answer; unknown is none.
expect 0 explain smp 0x55
says out '^smp 0x55 \(85\): Reserved$'
for q in foo "smp 0x100" 99999 0x0b/0x08 ""; do
	expect 1 explain "$q"
	says err 'the spaces are smp, hci, att, '
done
expect 1 explain "$(printf 'a\033[31mb')"
says_not err "$(printf '\033')"
expect 2 explain

# One JSON object a line.
expect 0 --json explain 5
says out '^\{"rank":1,"space":"smp","code":5,"name":"Pairing not supported",.*"rules":"D3","note":'
says out '^\{"rule":"D3","symptom":".*","causes":".*","experiment":".*","fix":'
expect 0 --json explain 1288
says out '"same_space":"smp","same_code":8,'
says out '^\{"case":"nimble 1288","text":".*","source":"DerekSeaman/irk-capture#28"\}$'
expect 1 --json explain foo
says out '^\{"error":"foo: .*","exit":1\}$'

# Every experiment is a command line that pairscope takes: on the simulator, it may
# end as it likes, but not with a usage error.
device=00:5F:BF:12:34:56
n=0
: >"$tmp/all"
for q in $(seq -f D%.0f 1 48) "smp 1" "smp 13" "smp 15" "smp 16" "hci 22" "att 1" "att 18" "nimble 27" "nimble 28"; do
	# shellcheck disable=SC2086
	expect 0 explain $q
	says out '^    pairscope ' || continue
	sed -n 's/^    pairscope //p' "$tmp/out" |
		sed "s/TARGET/$device/; s/ATTRIBUTE/2a19/; s/VALUE/00/" >>"$tmp/all"
done
sort -u "$tmp/all" >"$tmp/experiments"
while read -r line; do
	# shellcheck disable=SC2086
	"$PAIRSCOPE" -c sim $line >"$tmp/out" 2>"$tmp/err" </dev/null
	got=$?
	case $got in
	2 | 3 | 99) fail "exit $got: pairscope $line"; cat "$tmp/err" ;;
	esac
	n=$((n + 1))
done <"$tmp/experiments"
[ "$n" -ge 40 ] || fail "only $n experiments found"

# A rule by its name, however it is written; a space without a number.
expect 0 explain d19
says out '^D19: +bonded'
expect 1 explain SMP
says err 'smp is a space of codes: say the number too'
verdict
