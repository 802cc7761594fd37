#!/bin/bash
# The machine of the recordings, in namespaces of our own: run under `unshare --mount --net`.
#   world.sh ROOT KEEP:KEEP:… -- COMMAND…      ROOT: an empty directory; KEEP: paths to be seen as outside
# Files of zeroes, four block devices that can discard, the addresses, names that do not resolve; then COMMAND in it.
set -euo pipefail
root=$1 keep=$2
shift 3

mount --make-rprivate /
mount -t tmpfs -o mode=755 world "$root"
mkdir "$root/.over"
for path in /*; do
  name=${path#/}
  case $name in
    dev | proc | srv | tmp | run | isos | vdisks | disk[0-9]* | cdrom1.iso) ;;
    etc | var)
      mkdir -p "$root/.over/$name/upper" "$root/.over/$name/work" "$root/$name"
      mount -t overlay -o "lowerdir=/$name,upperdir=$root/.over/$name/upper,workdir=$root/.over/$name/work" over "$root/$name"
      ;;
    *)
      if [ -L "$path" ]; then
        cp -P "$path" "$root/"
      elif [ -d "$path" ]; then
        mkdir "$root/$name"
        mount --rbind "$path" "$root/$name"
      fi
      ;;
  esac
done
mkdir -p "$root"/{dev,proc,srv,tmp,run,isos,vdisks}
chmod 1777 "$root/tmp"
mount --rbind /proc "$root/proc"
rm -rf "$root/etc/scst.conf" "$root/etc/scstd.ini" "$root/etc/initiators."{allow,deny} "$root/var/lib/scst" || :
echo '# no name resolves' | tee "$root/etc/hosts" "$root/etc/resolv.conf" >/dev/null || :

IFS=: read -r -a kept <<<"$keep"
for path in "${kept[@]}"; do
  [ -e "$root$path" ] && continue
  mkdir -p "$root$path"
  mount --rbind "$path" "$root$path"
done

for node in null:1:3 zero:1:5 full:1:7 random:1:8 urandom:1:9 tty:5:0 fuse:10:229; do
  IFS=: read -r name major minor <<<"$node"
  mknod -m 666 "$root/dev/$name" c "$major" "$minor"
done
ln -s /proc/self/fd "$root/dev/fd"
mkdir "$root/dev/shm"

file() { truncate -s "$2" "$root/$1"; }
file disk1 64M && file disk2 64M && file disk3 32M && file disk4 128M && file cdrom1.iso 4M
file isos/install.iso 6M && file vdisks/vol1.img 16M
file vdisks/umläut.img 8M && file 'vdisks/hash#tag.img' 8M && file 'vdisks/back\slash.img' 8M
file srv/lun0.raw 20M && file srv/lun1.raw 40M && file srv/lun2.raw 80M && file srv/lun3.raw 12M
file 'srv/h#1.raw' 12M && file srv/media.iso 5M

# A loop device goes with the last process that has it open: ours.
block() {
  file ".over/$1" "$2"
  local device descriptor
  device=$(losetup --find --show "$root/.over/$1")
  exec {descriptor}<>"$device"
  losetup --detach "$device"
  mknod -m 660 "$root/dev/$1" b 7 "${device#/dev/loop}"
}
block sda5 32M && block sdb1 16M && block vg0-lv0 24M && block vg0-lv1 40M

ip link set lo up
ip link add eth0 type veth peer name wire
ip link set eth0 up && ip link set wire up
ip address add 10.0.2.15/32 dev eth0
ip address add 192.168.1.16/32 dev lo
ip address add 10.99.0.5/32 dev lo

exec chroot "$root" "$@"
