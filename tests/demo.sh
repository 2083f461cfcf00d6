#!/bin/sh
# demo.sh BINARY: the main job, on the simulator. Leaves demo.pcapng.
set -eu
bin=$1
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
bold= plain=
if [ -t 1 ]; then
	bold=$(printf '\033[1m') plain=$(printf '\033[0m')
fi

# Say a command as the user would type it, and run it with bonds of the demo's.
show() {
	want=$1
	shift
	printf '\n%s$ pairscope' "$bold"
	for word in "$@"; do
		case $word in *' '*) printf " '%s'" "$word" ;; *) printf ' %s' "$word" ;; esac
	done
	printf '%s\n' "$plain"
	[ "$1" != -c ] || set -- --bonds "$tmp/bonds.json" "$@"
	"$bin" "$@" 2>&1 && got=0 || got=$?
	[ "$got" = "$want" ] || { echo "demo: exit $got, not $want" >&2; exit 1; }
	[ "$got" = 0 ] || echo "(exit $got)"
}
note() { printf '\n%s# %s%s\n' "$bold" "$1" "$plain"; }

note 'What is there? No hardware: a simulated blood pressure monitor and a heart-rate sensor.'
show 0 -c sim scan --duration 2

note 'The monitor refuses the Pairing Request that BlueZ 5.50 sends: Pairing Failed, reason 0x08.'
show 6 -c sim -w "$tmp/failed.pcapng" pair BP7350 --preset bluez-5.50
show 0 decode "$tmp/failed.pcapng" >"$tmp/failed.txt"
sed -n '/SMP: Security Request/,/Reason: Unspecified/p' "$tmp/failed.txt" | grep -v -e '^[<>] HCI' -e 'Num handles' -e 'Count:' -e '  Handle: '

note 'Asked as Android asks, with the IdKey of the initiator, it fails once with 0x04, and then pairs.'
note 'Its measurements come by indication, after an encrypted write; everything is captured.'
cat >"$tmp/job" <<'BATCH'
pair BP7350 --preset android --tries 2
subscribe blood-pressure-measurement --count 3 --duration 30
read battery-level
read manufacturer-name-string
BATCH
cat "$tmp/job"
show 0 -c sim -w demo.pcapng run "$tmp/job"

note 'The capture, decoded as btmon would; Wireshark opens it too: demo.pcapng'
"$bin" decode demo.pcapng >"$tmp/all.txt"
grep -A7 'SMP: Pairing Re' "$tmp/all.txt" | head -16
echo "... $(wc -l <"$tmp/all.txt") lines, $(grep -c '^[<>]' "$tmp/all.txt") packets"
