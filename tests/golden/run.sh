#!/bin/sh
# run.sh BINARY [--update]: decode every capture that inputs/ describes, as text and
# as JSON, and compare with expected/. What goes to stderr and the exit code follow
# the output. Where btmon is installed, the lines where btmon prints the same
# btsnoop capture otherwise are compared as well: expected/NAME.diff holds those
# that are meant, and differences.md says why. --update rewrites expected/.
set -u
BTMON_VERSION=5.66
here=$(cd "${0%/*}" && pwd)
case $1 in
/*) bin=$1 ;;
*) bin=$PWD/$1 ;;
esac
update=${2:-}
export LC_ALL=C TZ=UTC
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
mkdir "$tmp/captures" "$tmp/printed"
python3 "$here/make_inputs.py" "$here"/inputs/*.txt "$tmp/captures" || exit 1
cd "$tmp/captures" || exit 1

decode() {
	"$bin" "$@" 2>"$tmp/err"
	rc=$?
	cat "$tmp/err"
	[ $rc = 0 ] || echo "exit code $rc"
}

for file in *; do
	decode decode "$file" >"$tmp/printed/$file.txt"
	decode --json decode "$file" >"$tmp/printed/$file.json"
done

if [ "$(btmon --version 2>/dev/null)" = $BTMON_VERSION ]; then
	for file in *.btsnoop; do
		"$here/compare.sh" --diff "$bin" "$file" |
			sed -n 's/ *$//; /^[<>]/p' >"$tmp/printed/$file.diff"
		[ -s "$tmp/printed/$file.diff" ] || rm "$tmp/printed/$file.diff"
	done
else
	echo "SKIPPED comparison with btmon: there is no btmon $BTMON_VERSION"
	cp "$here"/expected/*.diff "$tmp/printed/"
fi

if [ "$update" = --update ]; then
	rm -rf "$here/expected"
	cp -r "$tmp/printed" "$here/expected"
elif ! diff -ru "$here/expected" "$tmp/printed" >"$tmp/diff"; then
	echo "expected/ (-) and what is printed (+) differ:"
	head -60 "$tmp/diff" | cut -c1-160
	exit 1
fi
