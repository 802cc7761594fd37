import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { after, before, beforeEach, test } from 'node:test'
import { type Box, startBox } from '../../support/box.ts'
import { Session } from '../../support/initiator/session.ts'
import { isolated } from '../../support/isolated.ts'

/** Scripts, agents and web interfaces in the field: their own commands and path accesses. */
const TARGET = 'iqn.2026-01.test.tscst:store'
const ON = `-driver iscsi -target ${TARGET}`
const T = `$SYSFS/targets/iscsi/${TARGET}`

isolated('agents, appliances and scripts', import.meta, () => {
  let box: Box
  before(async () => {
    box = await startBox()
  })
  beforeEach(async () => {
    await box.good('scstadmin -force -noprompt -clear_config')
  })
  after(() => box.stop())

  test('ClusterLabs: iSCSITarget and iSCSILogicalUnit', async () => {
    await box.good(`scstadmin -add_target ${TARGET} -driver iscsi`)
    await box.good(`scstadmin -add_tgt_attr ${TARGET} -driver iscsi -attributes allowed_portal=127.0.0.1`)
    await box.good(
      `scstadmin -add_group allowed ${ON}; scstadmin -add_init iqn.2026-01.test:host -group allowed ${ON}`,
    )
    await box.good(
      `scstadmin -add_tgt_attr ${TARGET} -driver iscsi -attributes "IncomingUser joe joes-long-secret"`,
    )
    assert.match(await box.good(`cat ${T}/IncomingUser`), /^joe joes-long-secret$/m)
    await box.good(
      `scstadmin -enable_target ${TARGET} -driver iscsi && echo 1 > $SYSFS/targets/iscsi/enabled`,
    )
    await box.good(`[ -d ${T} ] && [ $(cat ${T}/enabled) -eq 1 ]`)
    await box.good(
      'scstadmin -open_dev disk -handler vdisk_fileio -attributes filename=/disk1,nv_cache=0,write_through=1,blocksize=512',
    )
    for (const attribute of ['usn=0123456789', 't10_vend_id=TSCST', 't10_dev_id=disk-1']) {
      await box.good(`scstadmin -set_dev_attr disk -attributes ${attribute} -force -noprompt`)
    }
    await box.good(`scstadmin -add_lun 1 ${ON} -device disk -group allowed -force -noprompt`)
    await box.good(
      '[ $(cat $SYSFS/devices/disk/active) -eq 1 ] && [ "$(head -n1 $SYSFS/devices/disk/filename)" = /disk1 ]',
    )
    await box.good(`[ -d ${T}/ini_groups/allowed/luns/1 ]`)
    await box.good(
      `scstadmin -rem_lun 1 ${ON} -group allowed -force -noprompt && scstadmin -close_dev disk -handler vdisk_fileio -force -noprompt`,
    )
    await box.good(`scstadmin -disable_target ${TARGET} -driver iscsi -force -noprompt`)
    await box.good(
      `find ${T}/sessions -name force_close; scstadmin -rem_target ${TARGET} -driver iscsi -force -noprompt`,
    )
  })

  test("SCST's own agents: writes only, ';' between parameters", async () => {
    await box.good(
      'echo "add_device disk filename=/disk1;nv_cache=1;blocksize=4096" > $SYSFS/handlers/vdisk_fileio/mgmt',
    )
    await box.good(
      `echo "add_target ${TARGET}" > $SYSFS/targets/iscsi/mgmt; echo "add disk 3" > ${T}/luns/mgmt`,
    )
    await box.good(
      `echo "add_target_attribute ${TARGET} allowed_portal 127.0.0.1" > $SYSFS/targets/iscsi/mgmt`,
    )
    await box.good('[ -e $SYSFS/handlers/vdisk_fileio/disk ]')
    await box.good(`echo 1 > ${T}/enabled; echo 1 > $SYSFS/targets/iscsi/enabled`)
    const session = await Session.logIn({ port: 3260, initiator: 'iqn.2026-01.test:host', target: TARGET })
    await box.good(`[ -e ${T}/sessions/iqn.2026-01.test:host/luns/3 ]`)
    await box.good(`echo 1 > ${T}/sessions/iqn.2026-01.test:host/force_close`)
    await session.connection.closed
    await box.good(`echo "del 3" > ${T}/luns/mgmt; echo "del_target ${TARGET}" > $SYSFS/targets/iscsi/mgmt`)
    await box.good('echo "del_device disk" > $SYSFS/handlers/vdisk_fileio/mgmt')
  })

  test('ESOS: start script, text interface and its edits of the written file', async () => {
    writeFileSync(
      '/etc/scst.conf',
      `HANDLER vdisk_blockio {\n\tDEVICE disk {\n\t\tfilename /dev/sda5\n\t\tactive 0\n\t}\n}\nTARGET_DRIVER iscsi {\n\tenabled 1\n\tTARGET ${TARGET} {\n\t\tLUN 0 disk\n\t}\n}\n`,
    )
    await box.good('scstadmin -config /etc/scst.conf -lip')
    await box.good(
      'scstadmin -force -write_config /etc/scst.conf > /dev/null; scstadmin -list_target; scstadmin -list_device',
    )
    const written = await box.good('cat /etc/scst.conf')
    for (const pattern of [/^HANDLER vdisk_blockio/m, /^\tDEVICE /m, /^\t\tactive 0$/m, /^\t}$/m, /^}$/m])
      assert.match(written, pattern)
    await box.good(
      'for f in blocksize filename nv_cache read_only removable rotational threads_num threads_pool_type type write_through; do cat $SYSFS/devices/disk/$f > /dev/null || exit 1; done',
    )
    await box.good(`for f in enabled rel_tgt_id cpu_mask; do cat ${T}/$f > /dev/null || exit 1; done`)
    await box.good(
      `echo "create g" > ${T}/ini_groups/mgmt; echo "add disk 1 read_only=1" > ${T}/ini_groups/g/luns/mgmt; echo "add iqn.2026-01.test:*" > ${T}/ini_groups/g/initiators/mgmt`,
    )
    await box.good(
      'echo "create dg" > $SYSFS/device_groups/mgmt; echo "add disk" > $SYSFS/device_groups/dg/devices/mgmt; echo "create tg" > $SYSFS/device_groups/dg/target_groups/mgmt',
    )
    await box.good('scstadmin -noprompt -set_tgrp_attr tg -dev_group dg -attributes state\\=active')
    await box.good('scstadmin -force -write_config /etc/scst.conf > /dev/null')
    const grouped = await box.good('cat /etc/scst.conf')
    for (const pattern of [/^DEVICE_GROUP dg \{$/m, /^\tTARGET_GROUP tg \{$/m, /^\t\tstate active$/m])
      assert.match(grouped, pattern)
    await box.good(
      'ls $SYSFS/devices/disk/exported; echo 0 > $SYSFS/devices/disk/block; scstadmin -noprompt -issue_lip',
    )
    await box.good(`echo "del g" > ${T}/ini_groups/mgmt`)
  })

  test('ESOS: what its text interface shows of sessions, and a new size', async () => {
    await box.good('echo "add_device disk filename=/dev/sda5" > $SYSFS/handlers/vdisk_blockio/mgmt')
    await box.good(
      `echo "add_target ${TARGET}" > $SYSFS/targets/iscsi/mgmt; echo "add disk 0 read_only=0" > ${T}/luns/mgmt`,
    )
    await box.good(`echo 1 > ${T}/enabled; echo 1 > $SYSFS/targets/iscsi/enabled`)
    const session = await Session.logIn({ port: 3260, initiator: 'iqn.2026-01.test:host', target: TARGET })
    const shown = `cd $SYSFS/targets/iscsi/*/sessions/*/ && head -qn1 initiator_name active_commands read_io_count_kb`
    assert.equal(await box.good(shown), 'iqn.2026-01.test:host\n0\n0\n')
    await session.scsi(Buffer.alloc(6)) // the power-on attention
    // Its agent writes what it read, when the device below has grown.
    const size = await box.good('head -1 $SYSFS/devices/disk/size')
    await box.good(`echo ${Number(size) / 2} > $SYSFS/devices/disk/size`)
    assert.equal(await box.good('head -1 $SYSFS/devices/disk/size'), `${Number(size) / 2}\n`)
    const capacity = await session.scsi(Buffer.from('25000000000000000000', 'hex'), { alloc: 8 })
    assert.equal((capacity.data.readUInt32BE(0) + 1) * 512, Number(size) / 2)
    await box.good(`echo ${Number(size)} > $SYSFS/devices/disk/size`)
    session.kill()
    await session.connection.closed
    await box.good('echo "del_device disk" > $SYSFS/handlers/vdisk_blockio/mgmt')
  })

  test('45Drives: the cockpit plugin', async () => {
    await box.good('echo "add_device disk filename=/disk1;blocksize=512" > $SYSFS/handlers/vdisk_fileio/mgmt')
    await box.good(
      `echo "add_target ${TARGET}" > $SYSFS/targets/iscsi/mgmt; echo "add disk 0" > ${T}/luns/mgmt`,
    )
    await box.good(
      `echo "add_target_attribute ${TARGET} allowed_portal=127.0.0.1" > $SYSFS/targets/iscsi/mgmt`,
    )
    await box.good(
      `echo "add_target_attribute ${TARGET} IncomingUser=joe joes-long-secret" > $SYSFS/targets/iscsi/mgmt`,
    )
    const names = async (path: string) =>
      (await box.good(`find ${path} -mindepth 1 -maxdepth 1 \\( -type d -o -type l \\) -printf '%f\\0'`))
        .split('\0')
        .filter(Boolean)
    assert.deepEqual(await names('$SYSFS/handlers/vdisk_fileio'), ['disk'])
    assert.deepEqual(await names('$SYSFS/targets/iscsi'), [TARGET])
    assert.deepEqual(await names(`${T}/sessions`), [])
    assert.deepEqual(await names(`${T}/ini_groups`), [])
    assert.match(await box.good(`find ${T} -maxdepth 1 -name 'allowed_portal*'`), /allowed_portal$/m)
    assert.match(
      await box.good(`find ${T} -maxdepth 1 -type f \\( -name 'IncomingUser*' -o -name 'OutgoingUser*' \\)`),
      /IncomingUser$/m,
    )
    assert.equal(await box.good(`cat ${T}/luns/0/device/prod_id`), 'disk\n')
    assert.equal(await box.good('cat $SYSFS/devices/disk/blocksize'), '512\n')
    await box.good(`echo 1 > ${T}/enabled; echo 1 > $SYSFS/targets/iscsi/enabled`)
    const chap = { user: 'joe', secret: 'joes-long-secret' }
    const session = await Session.logIn({
      port: 3260,
      initiator: 'iqn.2026-01.test:host',
      target: TARGET,
      chap,
    })
    assert.deepEqual(await names(`${T}/sessions`), ['iqn.2026-01.test:host'])
    assert.equal(await box.good(`cat ${T}/sessions/*/{read,write}_io_count_kb`), '0\n0\n')
    session.kill()
    await session.connection.closed
    await box.good(`echo "del_target_attribute ${TARGET} IncomingUser=joe" > $SYSFS/targets/iscsi/mgmt`)
    await box.good(
      'scstadmin -write_config /tmp/45.conf && scstadmin -check_config /tmp/45.conf && scstadmin -config /tmp/45.conf -force -noprompt',
    )
    writeFileSync('/tmp/empty.conf', '')
    await box.good('scstadmin -config /tmp/empty.conf')
  })

  test('sos: listings and a configuration on standard output', async () => {
    for (const list of ['handler', 'device', 'driver', 'target', 'dgrp', 'sessions', 'scst_attr'])
      await box.good(`scstadmin -list_${list}`)
    await box.good('[ -e /dev/stdout ] || ln -s /proc/self/fd/1 /dev/stdout')
    for (const file of ['/dev/fd/1', '/dev/stdout'])
      assert.match(await box.good(`scstadmin -write_config ${file} | cat`), /^TARGET_DRIVER iscsi \{$/m)
    // Its scrubbing finds accounts only in this form.
    await box.good('echo "add_attribute IncomingUser joe joes-long-secret" > $SYSFS/targets/iscsi/mgmt')
    assert.match(
      await box.good('scstadmin -write_config /dev/stdout'),
      /^\s*IncomingUser "joe joes-long-secret"$/m,
    )
    mkdirSync('/var/lib/scst/pr', { recursive: true })
    await box.good('ls -laR /var/lib/scst/pr/')
  })

  test('saturnring: yes to prompts, abbreviated options, sessions by awk', async () => {
    await box.good(
      'scstadmin -open_dev disk -handler vdisk_fileio -attributes filename=/disk1,thin_provisioned=0,rotational=0,write_through=1,blocksize=4096',
    )
    await box.good(`scstadmin -add_target ${TARGET} -driver iscsi; scstadmin -add_group g ${ON}`)
    await box.good(`scstadmin -clear_inits ${ON} -group g -noprompt`)
    const listed = await box.good(`scstadmin -list_session | awk "/${TARGET}/,/(no sessions)/"`)
    assert.match(listed, new RegExp(TARGET))
    await box.good(
      `scstadmin -add_lun 0 ${ON} -device disk; scstadmin -enable_target ${TARGET} -driver iscsi`,
    )
    await box.good('scstadmin -noprompt -set_drv_attr iscsi -attributes enabled=1')
    const session = await Session.logIn({ port: 3260, initiator: 'iqn.2026-01.test:host', target: TARGET })
    const live = await box.good('scstadmin -list_sessions')
    for (const pattern of [new RegExp(`Driver/Target: iscsi/${TARGET}`), /iqn\.2026-01\.test:host/])
      assert.match(live, pattern)
    for (const name of ['read_io_count_kb', 'write_io_count_kb'])
      assert.match(live, new RegExp(`^\\s*${name}\\s+\\d+\\s`, 'm'))
    session.kill()
    await session.connection.closed
    await box.good(`yes | scstadmin -rem_target ${TARGET} -driver iscsi`)
  })

  test('democratic-csi: a changed size is seen', async () => {
    await box.good(
      'truncate -s 8M /tmp/grow; scstadmin -open_dev disk -handler vdisk_fileio -attributes filename=/tmp/grow',
    )
    await box.good('truncate -s 16M /tmp/grow; echo 1 > $SYSFS/devices/disk/resync_size')
    assert.match(await box.good('cat $SYSFS/devices/disk/size_mb'), /^16$/m)
  })

  test('solarsan: -noprompt before every verb', async () => {
    for (const verb of [
      '-open_dev disk -handler vdisk_fileio -attributes filename=/disk1',
      `-add_target ${TARGET} -driver iscsi`,
      `-add_group g ${ON}`,
      `-add_init iqn.2026-01.test:a -group g ${ON}`,
      `-add_lun 0 -group g -device disk ${ON}`,
      `-enable_target ${TARGET} -driver iscsi`,
      ...['handler', 'device', 'driver', 'target', 'group', 'sessions'].map((what) => `-list_${what}`),
      `-rem_lun 0 -group g ${ON}`,
      `-rem_init iqn.2026-01.test:a -group g ${ON}`,
      `-rem_group g ${ON}`,
      `-disable_target ${TARGET} -driver iscsi`,
      `-rem_target ${TARGET} -driver iscsi`,
      '-close_dev disk -handler vdisk_fileio',
    ])
      await box.good(`scstadmin -noprompt ${verb} < /dev/null`)
  })

  test('facter: the first line of the version', async () => {
    assert.match(await box.good('sed -n 1p $SYSFS/version'), /^SCST version: \d+\.\d+\.\d+\S*\n$/)
  })

  test('OpenSAN: a check is good when it exits 0 and finds 0 warnings', async () => {
    writeFileSync(
      '/tmp/good.conf',
      `HANDLER vdisk_nullio {\n\tDEVICE n\n}\nTARGET_DRIVER iscsi {\n\tTARGET ${TARGET} {\n\t\tLUN 0 n\n\t}\n}\n`,
    )
    assert.match(await box.good('scstadmin -check_config /tmp/good.conf'), /0 warnings/)
  })

  test('a dummy device as LUN 0', async () => {
    writeFileSync(
      '/tmp/dummy.conf',
      `HANDLER vdisk_nullio {\n\tDEVICE dummy {\n\t\tdummy 1\n\t}\n}\nTARGET_DRIVER iscsi {\n\tenabled 1\n\tTARGET ${TARGET} {\n\t\tenabled 1\n\t\tLUN 0 dummy\n\t}\n}\n`,
    )
    await box.good('scstadmin -config /tmp/dummy.conf -noprompt')
    const session = await Session.logIn({ port: 3260, initiator: 'iqn.2026-01.test:host', target: TARGET })
    const inquiry = await session.scsi(Buffer.from('120000002400', 'hex'), { alloc: 36 })
    assert.equal(inquiry.data[0], 0x3f)
    session.kill()
  })
})
