#!/bin/sh
# run.sh COMMAND...: run each (a program, or a line with arguments); one line
# of verdict for each, and the output of those that fail.
fail=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT
for t in "$@"; do
	name=${t%% *}
	name=${name##*/}
	start=$(date +%s)
	# shellcheck disable=SC2086
	if $t >"$log" 2>&1; then
		took=$(($(date +%s) - start))
		note=$(grep -c '^SKIPPED' "$log")
		[ "$note" = 0 ] && note= || note=", $note skipped: $(grep -m1 '^SKIPPED' "$log" | cut -c10-)"
		[ "$took" -gt 1 ] && note=" ($took s$note)" || note=${note:+" (${note#, })"}
		echo "  PASS  $name$note"
	else
		echo "  FAIL  $name: $t"
		cat "$log"
		fail=1
	fi
done
exit $fail
