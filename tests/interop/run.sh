#!/bin/sh
# run.sh BINARY [NAME...]: pairscope against BlueZ and a Linux kernel; README.md.
set -eu
cd "${0%/*}/../.."
binary=$1
shift
tests/deps.sh qemu-system-x86 bluez-test-tools tshark python3 gcc libssl-dev kmod xz-utils zstd

image=${XDG_CACHE_HOME:-$HOME/.cache}/pairscope-interop
for source in image.sh init; do
	[ "$image/initrd" -nt "tests/interop/$source" ] && continue
	echo "  building the guest in $image"
	tests/interop/image.sh "$image"
	break
done
build=${binary%/*}
make -s BUILD="$build" "$build/preload/afalg.so" "$build/tests/interop/h5_bridge" "$build/tests/interop/flood"
mkdir -p "$build/interop"
exec python3 -B tests/interop/cases.py "$binary" "$image" "$build/interop" "$@"
