#!/bin/sh
# lint.sh BINARY: layers, format, manual.
set -u
binary=$1
fail=0
found=$(mktemp)
trap 'rm -f "$found"' EXIT
say() { echo "lint: $*"; fail=1; }
# What a loop found, in a subshell, fails the whole.
report() {
	[ -s "$found" ] || return 0
	cat "$found"
	fail=1
}

# Which folders a folder may include: the layer picture of HACKING.md.
allowed() {
	case $1 in
	base) echo base ;;
	decoders | pcap | smp | gatt) echo "$1 base" ;;
	hci) echo hci smp gatt base ;;
	sim) echo sim hci smp gatt base ;;
	cli) echo cli sim hci smp gatt decoders pcap base ;;
	esac
}
for dir in base decoders pcap smp gatt hci sim cli; do
	ok=" $(allowed $dir) "
	grep -n '^#include "' "$dir"/*.[ch] | while IFS=: read -r file line text; do
		to=${text#*\"}
		to=${to%%/*}
		case $ok in *" $to "*) ;; *) echo "$file:$line: $dir may not include $to" ;; esac
	done
done >"$found"
report

# Pure folders: no I/O, no clock, no exit.
grep -nE '\b(printf|fprintf|puts|exit|time|clock_gettime|socket|getenv|fopen|open|read|write)\(' \
	base/*.c smp/*.c gatt/*.c decoders/*.c sim/*.c \
	hci/h4.c hci/h5.c hci/hcd.c hci/bcm.c hci/cmdq.c hci/aclq.c hci/l2cap.c hci/host*.c hci/privacy.c hci/actor.c &&
	say "I/O in a pure folder"

if command -v clang-format >/dev/null; then
	clang-format --dry-run -Werror ./*/*.[ch] tests/*/*.[ch] 2>&1 | grep -m 20 error: &&
		say "not formatted: make fmt"
else
	say "clang-format is missing: make deps"
fi

# Every command and every option is in the manual.
man=man/pairscope.1
for c in $("$binary" help | sed -n 's/^  \([a-z]*\) .*/\1/p'); do
	grep -q "^\.It Cm $c\( \|$\)" $man || say "$man lacks the command $c"
	for o in $("$binary" help "$c" | grep -oE -- '--[a-z][a-z-]*' | sort -u); do
		grep -q "Fl Fl ${o#--}\( \|$\)" $man || say "$man lacks $o of $c"
	done
done
for o in $("$binary" --help | grep -oE -- '--[a-z][a-z-]*' | sort -u); do
	grep -q "Fl Fl ${o#--}\( \|$\)" $man || say "$man lacks $o"
done
mandoc -Tlint -W warning man/*.[15] || fail=1
exit $fail
