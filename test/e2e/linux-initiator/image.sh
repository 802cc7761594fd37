#!/bin/bash
# Makes a Linux with open-iscsi, multipath-tools and fio from Debian's packages, without installing any of them:
#   image.sh DIR   leaves DIR/vmlinuz and DIR/initrd
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1" && cd "$1"

packages=(linux-image-amd64 open-iscsi multipath-tools fio e2fsprogs kmod udev busybox-static)
programs=(
  /sbin/iscsid /sbin/iscsiadm /sbin/multipath /sbin/multipathd /sbin/dmsetup /lib/systemd/systemd-udevd /bin/udevadm
  /lib/udev/scsi_id /usr/bin/sg_inq /usr/bin/fio /sbin/mke2fs /sbin/e2fsck /bin/busybox
)
modules=(virtio_pci virtio_net iscsi_tcp sd_mod crc32c_generic crc32c_intel ext4 dm_multipath dm_service_time scsi_dh_alua)

# An empty list of installed packages makes apt fetch all that they depend on.
fetch() {
  mkdir -p debs/partial
  : >status
  apt-get -qq -y -o Dir::State::status="$PWD/status" -o Dir::Cache::archives="$PWD/debs" -o APT::Sandbox::User=root \
    --no-install-recommends --download-only install "${packages[@]}"
}

unpack() {
  rm -rf all && mkdir all
  local deb
  for deb in debs/*.deb; do
    case ${deb##*/} in perl* | libperl* | python* | libpython* | dpkg* | debconf* | libicu-dev* | coreutils*) continue ;; esac
    dpkg-deb -x "$deb" all
  done
}

# A file of the packages, at its place.
take() { mkdir -p "root/$(dirname "$1")" && cp -a "all$1" "root$1"; }

# What the dynamic linker loads for it.
libraries() { chroot all /lib64/ld-linux-x86-64.so.2 --list "$1" 2>/dev/null | grep -o '/[^ ]*' || true; }

collect() {
  rm -rf root && mkdir -p root/{bin,sbin,etc,proc,sys,dev,run,tmp,mnt,lib64,usr/bin,usr/sbin,var/lib}
  ln -s /run root/var/run
  local program library
  for program in "${programs[@]}" $(cd all && printf '/%s\n' lib/multipath/*.so); do
    take "$program"
    for library in $(libraries "$program"); do
      [ -e "root$library" ] || { mkdir -p "root${library%/*}" && cp -L "all$library" "root$library"; }
    done
  done
  cp -a all/lib/udev/rules.d root/lib/udev/
  local applet
  for applet in $(root/bin/busybox --list); do [ -e "root/bin/$applet" ] || ln -s busybox "root/bin/$applet"; done
  ln -sf mke2fs root/sbin/mkfs.ext4
  printf 'root:x:0:0::/:/bin/sh\n' >root/etc/passwd
  printf 'root:x:0:\ndisk:x:6:\n' >root/etc/group
}

# kmod of the packages, under one of its names.
kmod() {
  all/lib64/ld-linux-x86-64.so.2 --library-path all/lib/x86_64-linux-gnu:all/usr/lib/x86_64-linux-gnu --argv0 "$1" \
    all/bin/kmod "${@:2}"
}

kernel() {
  local version module file
  version=$(ls all/lib/modules)
  kmod depmod -b "$PWD/all" "$version"
  for module in "${modules[@]}"; do
    kmod modprobe -d "$PWD/all" -S "$version" --show-depends "$module"
  done | awk '$1 == "insmod" { print $2 }' | sort -u | while read -r file; do take "${file#"$PWD/all"}"; done
  cp all/lib/modules/"$version"/modules.{builtin,builtin.modinfo,order} root/lib/modules/"$version"/
  kmod depmod -b "$PWD/root" "$version"
  cp all/boot/vmlinuz-"$version" vmlinuz
}

if [ ! -e made ] || [ "$here/image.sh" -nt made ]; then
  fetch
  unpack
  collect
  kernel
  touch made
fi
install -m 755 "$here/init.sh" root/init
(cd root && find . | bin/busybox cpio -o -H newc) >initrd 2>/dev/null
