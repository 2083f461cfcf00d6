#!/bin/sh
# image.sh FOLDER: make FOLDER/vmlinuz and FOLDER/initrd of Debian packages: a
# kernel, and BlueZ with what it needs around it. About a minute, once; packages
# that were fetched are kept in FOLDER/debs.
set -eu
here=$(cd "${0%/*}" && pwd)
mkdir -p "$1/debs"
cd "$1"

# Linux 6.1 dies in hci_chan_del() after some disconnections.
meta=linux-image-6.12-amd64
apt-cache show $meta >/dev/null 2>&1 || meta=linux-image-amd64
kernel=$(apt-cache depends $meta | sed -n 's/.*Depends: \(linux-image-[0-9].*\)/\1/p')
[ -n "$kernel" ] || { echo "image: apt knows no $meta: apt-get update" >&2; exit 1; }

# BlueZ and its libraries, as for a machine that has no package at all. What
# only serves to install packages is left out.
packages=$(apt-get -o Dir::State::status=/dev/null -o APT::Install-Recommends=0 -y \
	--print-uris -o Dir::Cache::archives="$PWD/debs/none" \
	install bluez busybox-static dbus 2>/dev/null |
	sed -n "s/^'[^']*' \([^_]*\)_.*/\1/p" |
	grep -E '^(lib|zlib|bluez|busybox|dbus)' | grep -Ev 'perl|^libpam')
for p in $kernel $packages; do
	ls debs/"${p}"_* >/dev/null 2>&1 ||
		(cd debs && apt-get -qq -o APT::Sandbox::User=root download "$p")
done

# One tree, with /bin and the like merged into /usr.
unpack() { dpkg-deb --fsys-tarfile debs/"$1"_* | tar -x --keep-directory-symlink -C "$2"; }
rm -rf root kernel
for d in bin sbin lib lib64; do
	mkdir -p root/usr/$d kernel/usr/$d
	ln -s usr/$d root/$d
	ln -s usr/$d kernel/$d
done
for p in $packages; do unpack "$p" root; done
unpack "$kernel" kernel
rm -rf root/usr/share/doc root/usr/share/man root/usr/share/locale root/usr/lib/systemd
cp kernel/boot/vmlinuz-* vmlinuz

# The drivers, the ciphers that the stack asks for, and a folder of the host's.
release=$(ls kernel/lib/modules)
depmod -b kernel "$release"
for m in hci_uart btusb xhci_pci uhid cmac algif_hash algif_skcipher virtio_pci virtio_rng 9p 9pnet_virtio; do
	modprobe -d "$PWD/kernel" -S "$release" --show-depends $m
done | sed -n 's/^insmod \([^ ]*\).*/\1/p' | sort -u | while read -r file; do
	to=root/lib/${file#*/lib/}
	mkdir -p "${to%/*}"
	case $file in
	*.xz) xz -dc "$file" >"${to%.xz}" ;;
	*.zst) zstd -qdc "$file" >"${to%.zst}" ;;
	*) cp "$file" "$to" ;;
	esac
done
cp kernel/lib/modules/"$release"/modules.builtin* kernel/lib/modules/"$release"/modules.order \
	root/lib/modules/"$release"/
depmod -b root "$release"

# Several bearers for ATT: bluetoothd 5.66 stalls in its discovery with them.
sed -i 's/^#\?Channels *=.*/Channels = 1/' root/etc/bluetooth/main.conf
printf 'root::0:0::/:/bin/sh\nmessagebus::100:100::/:/bin/false\n' >root/etc/passwd
printf 'root::0:\nmessagebus::100:\nbluetooth::101:\n' >root/etc/group
cp "$here/init" root/init
chmod 755 root/init

# Not compressed: unpacking is what takes time under emulation.
(cd root && find . | bin/busybox cpio -o -H newc -R 0:0 2>/dev/null) >initrd.new
rm -rf root kernel
mv initrd.new initrd
