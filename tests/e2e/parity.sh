#!/bin/sh
# The small ones of the shared captures: our text against btmon's, line for line,
# and our fields against tshark's where btmon dies. `make parity` takes them all.
. "${0%/*}/lib"

have btmon && have tshark || exit 0
"${0%/*}/../golden/parity.py" --sample "$PAIRSCOPE" >"$tmp/out" 2>"$tmp/err"
case $? in
0) grep SKIPPED "$tmp/out" ;;
*)
	fail "not every line and field agrees"
	grep -v '^100.00%' "$tmp/out"
	cat "$tmp/err"
	;;
esac
verdict
