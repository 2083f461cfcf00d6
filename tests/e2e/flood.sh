#!/bin/sh
# As many reports as a socket carries, with the capture and the live decoder on:
# none is lost.
. "${0%/*}/lib"
have python3 || exit 0
n=30000
# shellcheck disable=SC2046
set -- $(python3 "${0%/*}/../bench/flood.py" "$PAIRSCOPE" $n)
[ "${2:-0}" = $n ] || fail "${2:-0} of $n reports in the capture"
[ "${3:-0}" = $n ] || fail "${3:-0} of $n reports shown"
verdict
