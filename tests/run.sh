#!/bin/sh
# run.sh COMMAND...: run each (a program, or a line with arguments), JOBS at a time;
# one line of verdict for each, and the output of those that fail.
if [ "$1" != --one ]; then
	printf '%s\n' "$@" | xargs -d '\n' -n 1 -P "${JOBS:-$(nproc)}" "$0" --one
	exit
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
name=${2%% *}
name=${name##*/}
start=$(date +%s)
# shellcheck disable=SC2086
if $2 >"$log" 2>&1; then
	took=$(($(date +%s) - start))
	note=$(grep -c '^SKIPPED' "$log")
	[ "$note" = 0 ] && note= || note=", $note skipped: $(grep -m1 '^SKIPPED' "$log" | cut -c10-)"
	[ "$took" -gt 1 ] && note=" ($took s$note)" || note=${note:+" (${note#, })"}
	echo "  PASS  $name$note"
else
	# in one go, so that nothing of another test comes between
	printf '  FAIL  %s: %s\n%s\n' "$name" "$2" "$(cat "$log")"
	exit 1
fi
