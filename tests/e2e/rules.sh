#!/bin/sh
# Precision and recall of the rules over the shared captures: what diagnose finds,
# against tests/conformance/labels.tsv. And tests/conformance/rules.md names, for
# each rule, captures that a test really has.
. "${0%/*}/lib"

conformance=${0%/*}/../conformance
tests="${0%/*}/../unit/test_cli_diagnose.c"

# Every rule has its line, and the two scripts in it are cases of the unit test.
expect 0 explain D1
n=0
while "$PAIRSCOPE" explain "D$((n + 1))" >"$tmp/out" 2>&1; do
	n=$((n + 1))
	grep -q "^| D$n |" "$conformance/rules.md" || fail "rules.md lacks D$n"
done
[ "$n" -ge 38 ] || fail "only $n rules"
tr -d '\n\t' <"$tests" | sed 's/"  *"//g; s/" *KEYS_OF( */KEYS_OF(/g' >"$tmp/cases"
sed -n 's/^| D[0-9]* | `\([^`]*\)` | `\([^`]*\)` |.*/\1\n\2/p' "$conformance/rules.md" >"$tmp/scripts"
tr -d ' "' <"$tmp/cases" >"$tmp/cases.bare"
while read -r script; do
	bare=$(printf %s "$script" | tr -d ' "')
	grep -qF -- "{$bare," "$tmp/cases.bare" || fail "rules.md: no such case: $script"
done <"$tmp/scripts"
[ "$(wc -l <"$tmp/scripts")" -ge $((2 * n)) ] || fail "rules.md: scripts are missing"

shared=${PAIRSCOPE_SHARED:-../shared}/captures/dev
if [ ! -d "$shared" ]; then
	echo "SKIPPED: no shared captures at $shared"
	verdict
fi
grep -v '^#' "$conformance/labels.tsv" >"$tmp/labels"
while IFS="$(printf '\t')" read -r kind want file; do
	"$PAIRSCOPE" --json diagnose "$shared/$file" >"$tmp/out" 2>"$tmp/err"
	got=$?
	[ "$got" -le 1 ] || fail "exit $got: $file"
	if [ "$want" = "?" ]; then
		echo unlabelled
	elif ! grep -q '"attempts"' "$tmp/out"; then
		echo "unread $kind"
	else
		grep -o '"rule":"D[0-9]*"' "$tmp/out" | cut -d'"' -f4 | sort >"$tmp/got"
		printf '%s\n' $want | grep -v '^-$' | sort >"$tmp/want"
		comm -12 "$tmp/want" "$tmp/got" | sed 's/^/hit /'
		comm -23 "$tmp/want" "$tmp/got" | sed "s|\$| $file|; s/^/missed /"
		comm -13 "$tmp/want" "$tmp/got" | sed "s|\$| $file|; s/^/wrong /"
		echo read
	fi
done <"$tmp/labels" >"$tmp/counts"
count() { grep -c "^$1" "$tmp/counts"; }
grep -E '^(missed|wrong)' "$tmp/counts"
echo "$(count read) captures with pairings: $(count hit) findings right, $(count wrong) wrong," \
	"$(count missed) missed; $(count unread) not readable, $(count unlabelled) without a label"
[ "$(count 'unread hci')" = 0 ] || fail "captures of HCI are not read"
[ "$(count hit)" -ge 40 ] || fail "few findings"
[ "$(count wrong)" = 0 ] && [ "$(count missed)" = 0 ] || fail "findings are not as labelled"
verdict
