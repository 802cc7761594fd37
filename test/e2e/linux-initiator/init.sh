#!/bin/sh
# The initiator: what a Linux host does with a target. Says "STEP …" on its console, and at last "DONE" or "FAILED …".
export PATH=/sbin:/bin:/usr/sbin:/usr/bin
MAP=/dev/mapper/mpatha

fail() {
  echo "FAILED $1"
  dmesg | tail -n 40
  poweroff -f
}

step() { echo "STEP $1"; }

# Tries once a second until the command succeeds.
patiently() {
  for _ in $(seq 60); do "$@" >/dev/null 2>&1 && return 0; sleep 1; done
  return 1
}

mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
mkdir -p /dev/pts /run/lock/iscsi /etc/iscsi /etc/multipath /var/lib/iscsi
dmesg -n 1
for module in virtio_pci virtio_net crc32c_generic sd_mod iscsi_tcp ext4 dm_multipath dm_service_time scsi_dh_alua; do
  modprobe $module || fail "module $module"
done
ip link set lo up
ip link set eth0 up
ip addr add 10.99.1.2/24 dev eth0
ip addr add 10.99.2.2/24 dev eth0
/lib/systemd/systemd-udevd --daemon
udevadm trigger --action=add
udevadm settle

echo 'InitiatorName=iqn.2026-01.example:linux' >/etc/iscsi/initiatorname.iscsi
cat >/etc/iscsi/iscsid.conf <<'CONF'
iscsid.startup = /sbin/iscsid
node.startup = manual
node.session.timeo.replacement_timeout = 120
discovery.sendtargets.auth.authmethod = CHAP
discovery.sendtargets.auth.username = discoverer
discovery.sendtargets.auth.password = discovery-secret
node.session.auth.authmethod = CHAP
node.session.auth.username = initiator
node.session.auth.password = initiator-secret
node.session.auth.username_in = target
node.session.auth.password_in = target-secret-1
node.conn[0].iscsi.HeaderDigest = CRC32C
node.conn[0].iscsi.DataDigest = CRC32C
node.conn[0].timeo.noop_out_interval = 5
node.conn[0].timeo.noop_out_timeout = 10
CONF
cat >/etc/multipath.conf <<'CONF'
defaults {
  user_friendly_names yes
  find_multipaths no
  path_grouping_policy multibus
  no_path_retry queue
  polling_interval 2
}
CONF

iscsid || fail iscsid
multipathd -d -v 3 >/tmp/multipathd 2>&1 &
step 'discovery with CHAP'
iscsiadm -m discovery -t sendtargets -p 10.99.1.1:3260 || fail discovery
[ "$(iscsiadm -m node | wc -l)" = 2 ] || fail 'two portals expected'
step 'login with mutual CHAP and both digests'
iscsiadm -m node --login || fail login
[ "$(iscsiadm -m session -P 2 | grep -c 'Digest: CRC32C')" = 4 ] || fail 'digests'

step 'multipath over two portals'
patiently test -b $MAP || { tail -n 40 /tmp/multipathd; fail 'no multipath device'; }
patiently sh -c "multipath -ll | grep -c 'active ready' | grep -q 2" || fail "two paths expected: $(multipath -ll)"
multipath -ll

step 'mkfs and fio with verify'
mkfs.ext4 -q $MAP || fail mkfs
mount $MAP /mnt || fail mount
job="--directory=/mnt --size=48m --bs=4k-64k --rw=randwrite --ioengine=libaio --iodepth=16 --direct=1 --verify=crc32c --verify_fatal=1 --eta=never"
fio --name=first $job --output=/tmp/first || { cat /tmp/first; fail 'fio'; }

step 'load while scstd restarts'
fio --name=second $job --loops=20 --time_based --runtime=30 --output=/tmp/second &
wait $! || { cat /tmp/second; fail 'fio while scstd restarted'; }
grep -q 'err= 0' /tmp/second || { cat /tmp/second; fail 'fio saw an error'; }

step 'load while a cable is cut'
fio --name=third $job --loops=20 --time_based --runtime=30 --output=/tmp/third &
wait $! || { cat /tmp/third; fail 'fio while a path was cut'; }
grep -q 'err= 0' /tmp/third || { cat /tmp/third; fail 'fio saw an error'; }
patiently sh -c "multipath -ll | grep -c 'active ready' | grep -q 2" || fail "the path did not come back: $(multipath -ll)"

step fsck
umount /mnt || fail umount
e2fsck -f -n $MAP || fail fsck

step logout
multipath -f mpatha
iscsiadm -m node --logout || fail logout
echo DONE
poweroff -f
