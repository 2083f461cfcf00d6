#!/bin/sh
# The shell at a terminal, and batch files.
. "${0%/*}/lib"
have python3 || exit 0

python3 "${0%/*}/shell.py" "$(realpath "$PAIRSCOPE")" "$tmp/state" || fail "the shell at a terminal"

# A batch stops at the first line that fails, with its number and exit code.
cat >"$tmp/batch" <<'BATCH'
# a comment, and an empty line

connect BP7350
read 2aff   # is not there
read 2a19
BATCH
expect 4 -c sim run "$tmp/batch"
says err 'batch: line 4: read 2aff.*: exit 4'
says_not out 'Battery'
"$PAIRSCOPE" -c sim shell <"$tmp/batch" >"$tmp/out" 2>"$tmp/err"
[ $? = 4 ] || fail "shell < FILE"
says err 'standard input: line 4: .*exit 4'
printf 'wait 1\nquit\nfrobnicate\n' >"$tmp/batch"
expect 0 -c sim run "$tmp/batch"
printf 'connect "BP7350\n' >"$tmp/batch"
expect 2 -c sim run "$tmp/batch"
says err 'a quote does not end'
printf "connect 'BP7350'\ndisconnect\nread 2a19\n" >"$tmp/batch"
expect 5 -c sim run "$tmp/batch"
says err 'line 3: .*exit 5'
printf 'shell\n' >"$tmp/batch"
expect 2 -c sim run "$tmp/batch"
expect 1 -c sim run "$tmp/nothing"

# Every command has its help; so has the program.
for c in $("$PAIRSCOPE" help | sed -n 's/^  \([a-z]*\) .*/\1/p'); do
	expect 0 "$c" --help
	says out "^usage: pairscope \[OPTIONS\] $c"
done
expect 0 --help
expect 0 --version
says out '^pairscope [0-9]'
expect 2

# A damaged bond file is left as it is.
printf '{ "version": 1,\n  "address": }\n' >"$tmp/bonds.json"
cp "$tmp/bonds.json" "$tmp/before"
expect 1 -c sim --bonds "$tmp/bonds.json" pair BP7350
says err 'bonds.json: line 2: .*--bonds'
cmp -s "$tmp/bonds.json" "$tmp/before" || fail "the damaged bond file was changed"
echo '{ "version": 9 }' >"$tmp/bonds.json"
expect 1 --bonds "$tmp/bonds.json" bonds
says err 'version 1'

verdict
