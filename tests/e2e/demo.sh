#!/bin/sh
# What `make demo` runs, and the capture that it leaves.
. "${0%/*}/lib"
demo=$(realpath "${0%/*}/../demo.sh")
PAIRSCOPE=$(realpath "$PAIRSCOPE")
cd "$tmp" || exit 1
"$demo" "$PAIRSCOPE" >"$tmp/out" 2>&1 || fail "exit $?: $(tail -n 3 "$tmp/out")"
says out 'Reason: Unspecified reason \(0x08\)'
says out '^Blood Pressure Measurement.*mmHg'
expect 0 decode demo.pcapng
says out 'SMP: Pairing Response'
verdict
