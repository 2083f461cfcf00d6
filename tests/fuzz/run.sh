#!/bin/sh
# run.sh BUILD SECONDS NAME...: fuzz each target for so long. What is new goes
# to BUILD/corpus; an input that breaks something to BUILD/broken-NAME-*.
build=$1
seconds=$2
shift 2
for name in "$@"; do
	log=$build/$name.log
	mkdir -p "$build/corpus/$name"
	if ! "$build/tests/fuzz/fuzz_$name" -max_total_time="$seconds" \
		-max_len=1000 -timeout=5 -print_final_stats=1 \
		-artifact_prefix="$build/broken-$name-" \
		"$build/corpus/$name" "tests/fuzz/corpus/$name" >"$log" 2>&1; then
		cat "$log"
		echo "  FAIL  $name: see $build/broken-$name-*"
		exit 1
	fi
	sed -n 's/^stat::number_of_executed_units: *//p' "$log" | {
		read -r runs
		cov=$(sed -n 's/.* cov: \([0-9]*\) ft: .*/\1/p' "$log" | tail -1)
		echo "  PASS  $name: $runs inputs in $seconds s, $cov edges"
	}
done
