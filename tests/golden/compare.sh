#!/bin/sh
# compare.sh [--diff] BINARY FILE...: how many lines `BINARY decode` prints as
# `btmon -r` does, a line a file: PERCENT LINES FILE. What filter.py leaves out of
# a file is left out for both, and so are colours, which btmon writes into files too
# at some lines. Exit 1 when a file is below 100%.
# --diff shows the lines that differ: < btmon's, > ours.
set -u
here=${0%/*}
show=
[ "$1" = --diff ] && show=1 && shift
bin=$1
shift
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
rc=0
for file; do
	out=$(python3 "$here/filter.py" "$file" "$tmp/in") || exit 2
	btmon -r "$tmp/in" >"$tmp/btmon.raw" 2>&1
	died=$?
	"$bin" decode "$tmp/in" >"$tmp/ours.raw" 2>"$tmp/err"
	for who in btmon ours; do
		LC_ALL=C sed '/^Bluetooth monitor ver /d; s/\x1b\[[0-9;]*m//g' \
			"$tmp/$who.raw" >"$tmp/$who"
	done
	LC_ALL=C diff -a --speed-large-files "$tmp/btmon" "$tmp/ours" >"$tmp/diff"
	set -- "$(wc -l <"$tmp/btmon")" "$(wc -l <"$tmp/ours")" \
		"$(LC_ALL=C grep -ac '^<' "$tmp/diff")" "$(LC_ALL=C grep -ac '^>' "$tmp/diff")"
	LC_ALL=C awk -v theirs="$1" -v ours="$2" -v lost="$3" -v added="$4" -v died="$died" \
		-v out="$out" -v file="$file" 'BEGIN {
		lines = theirs > ours ? theirs : ours
		wrong = lost > added ? lost : added
		# Not rounded up: 100.00% is every line.
		percent = lines ? int(10000 * (lines - wrong) / lines) / 100 : 100
		printf "%.2f%% %d %s", percent, theirs, file
		if (out) printf " (%d packets left out)", out
		if (died) printf " (btmon died: %d)", died
		print ""
		exit lost || added || died
	}' || rc=1
	[ -z "$show" ] || cat "$tmp/diff"
done
exit $rc
