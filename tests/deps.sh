#!/bin/sh
# deps.sh PACKAGE...: install Debian packages that are missing,
# after saying so; with sudo where we are not root.
set -eu

missing=
for p in "$@"; do
	dpkg-query -W -f '${Status}' "$p" 2>/dev/null | grep -q 'ok installed' ||
		missing="$missing $p"
done
[ -n "$missing" ] || exit 0
echo "Installing with apt:$missing"
as_root=
[ "$(id -u)" = 0 ] || as_root=sudo
if [ -n "$as_root" ] && ! command -v sudo >/dev/null; then
	echo "deps: we are not root and there is no sudo; as root, run:" >&2
	echo "  apt-get install --no-install-recommends$missing" >&2
	exit 1
fi
$as_root env DEBIAN_FRONTEND=noninteractive sh -c "
	apt-get -qq update &&
	apt-get -qq install -y --no-install-recommends $missing" >/dev/null
