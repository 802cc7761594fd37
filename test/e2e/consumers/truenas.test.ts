import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { type Box, startBox } from '../../support/box.ts'
import { Session } from '../../support/initiator/session.ts'
import { isolated } from '../../support/isolated.ts'

/** What TrueNAS's middleware writes, runs and reads. */
const TARGET = 'iqn.2005-10.org.freenas.ctl:store'
const NEIGHBOUR = 'iqn.2005-10.org.freenas.ctl:other'

const CONFIGURATION = `
cluster_name HA

HANDLER dev_disk {
}

HANDLER vdisk_fileio {
\tDEVICE store {
\t\tfilename /disk1
\t\tblocksize 512
\t\tlb_per_pb_exp 0
\t\tread_only 0
\t\tusn 0123456789abcdef
\t\tnaa_id 0x6589cfc0000003d1f9ac3d0a1c2b3d4e
\t\tprod_id "iSCSI Disk"
\t\trotational 0
\t\tt10_vend_id TrueNAS
\t\tt10_dev_id 0123456789abcdef
\t\tthreads_num 32
\t}

\tDEVICE other {
\t\tfilename /disk2
\t\trotational 0
\t}
}

DEVICE_GROUP targets {
\tDEVICE store
\tDEVICE other

\tTARGET_GROUP controller_A {
\t\tgroup_id 101
\t\tstate active

\t\tTARGET ${TARGET}
\t}
}

TARGET_DRIVER copy_manager {
\tTARGET copy_manager_tgt {
\t\tLUN 0 store
\t\tLUN 1 other
\t}
}

TARGET_DRIVER iscsi {
\tenabled 1
\tlink_local 0
\tIncomingUser "disco discosecret12"

\tTARGET ${TARGET} {
\t\trel_tgt_id 1
\t\tenabled 1
\t\tper_portal_acl 1
\t\talias "the store"
\t\tQueuedCommands 64

\t\tGROUP security_group {
\t\t\tINITIATOR *\\#*

\t\t\tLUN 0 store
\t\t\tLUN 1 other
\t\t}
\t}

\tTARGET ${NEIGHBOUR} {
\t\trel_tgt_id 2
\t\tenabled 1
\t\tIncomingUser "joe joes-long-secret"
\t}
}
`

isolated('TrueNAS', import.meta, () => {
  let box: Box
  before(async () => {
    box = await startBox()
    writeFileSync('/etc/scst.conf', CONFIGURATION, { mode: 0o600 })
  })
  after(() => box.stop())

  const RELOAD = 'scstadmin -noprompt -preserve_cluster_mode -force -config /etc/scst.conf'

  test('a reload applies all of it, the next one changes nothing', async () => {
    assert.match(await box.good(RELOAD), /Done, [1-9]\d* change\(s\) made\./)
    assert.match(await box.good(RELOAD), /Done, 0 change\(s\) made\./)
    assert.match(
      await box.good('scstadmin -config /etc/scst.conf -force -noprompt'),
      /Done, 0 change\(s\) made\./,
    )
  })

  test('what it reads of sessions', async () => {
    const session = await Session.logIn({ port: 3260, initiator: 'iqn.2026-01.test:host', target: TARGET })
    const directory = `$SYSFS/targets/iscsi/${TARGET}/sessions/*/`
    assert.match(await box.good(`ls -d ${directory}`), /iqn\.2026-01\.test:host#127\.0\.0\.1/)
    assert.equal((await box.good(`cat ${directory}*/ip`)).trim(), '127.0.0.1')
    assert.equal((await box.good(`cat ${directory}*/transport`)).trim(), 'iSCSI-TCP')
    for (const name of 'HeaderDigest DataDigest MaxBurstLength MaxRecvDataSegmentLength MaxXmitDataSegmentLength FirstBurstLength ImmediateData'.split(
      ' ',
    )) {
      assert.notEqual(await box.good(`cat ${directory}${name}`), '')
    }
    session.kill()
    await session.connection.closed
  })

  test('what it reads of targets and devices', async () => {
    assert.equal((await box.good('head -1 $SYSFS/targets/iscsi/enabled')).trim(), '1')
    assert.match(
      await box.good('readlink $SYSFS/targets/copy_manager/copy_manager_tgt/luns/*/device'),
      /devices\/store/,
    )
    assert.match(await box.good('cat $SYSFS/handlers/*/*/cluster_mode'), /^0$/m)
    assert.equal((await box.good('cat $SYSFS/suspend')).trim(), '0')
  })

  test('what it writes', async () => {
    await box.good('echo 1 > $SYSFS/devices/store/resync_size')
    await box.good(
      'echo 0 > $SYSFS/handlers/vdisk_fileio/store/active; echo 1 > $SYSFS/handlers/vdisk_fileio/store/active',
    )
    await box.good(`echo :default: > $SYSFS/targets/iscsi/${TARGET}/QueuedCommands`)
    assert.equal(await box.good(`cat $SYSFS/targets/iscsi/${TARGET}/QueuedCommands`), '32\n')
    const luns = `$SYSFS/targets/iscsi/${TARGET}/ini_groups/security_group/luns`
    await box.good(
      `echo "replace other 0" > ${luns}/mgmt; echo "replace_no_ua store 0" > ${luns}/mgmt; echo "del 1" > ${luns}/mgmt`,
    )
    assert.equal((await box.good(`ls -d ${luns}/[0-9]*`)).trim().split('/').at(-1), '0')
    await box.good('echo 1 > $SYSFS/suspend; echo -1 > $SYSFS/suspend')
    await box.good('echo 1 > $SYSFS/async_lun_replace; echo 0 > $SYSFS/async_lun_replace')
    await box.good(RELOAD)
  })

  test('what it does when the other controller takes over', async () => {
    const state = '$SYSFS/device_groups/targets/target_groups/controller_A/state'
    for (const value of ['nonoptimized', 'transitioning', 'active']) {
      await box.good(`echo ${value} > ${state}`)
      assert.match(await box.good(`head -1 ${state}`), new RegExp(`^${value}$`, 'm'))
    }
    await box.good('cat $SYSFS/devices/store/cluster_mode; cat $SYSFS/devices/store/pr_state > /dev/null')
    assert.match(await box.good(RELOAD), /Done, 0 change\(s\) made\./)
  })

  test('a changed CHAP secret is in force after one reload', async () => {
    writeFileSync('/etc/scst.conf', CONFIGURATION.replace('joes-long-secret', 'joes-new-secret'))
    assert.match(await box.good(RELOAD), /Done, 1 change\(s\) made\./)
    assert.match(
      await box.good(`cat $SYSFS/targets/iscsi/${NEIGHBOUR}/IncomingUser`),
      /^joe joes-new-secret$/m,
    )
    assert.match(await box.good(RELOAD), /Done, 0 change\(s\) made\./)
  })

  test('its start script finds handlers and drivers by their first column', async () => {
    assert.equal(
      (await box.good("sed -n 's/^HANDLER \\([^ ]*\\) {.*/\\1/p' /etc/scst.conf")).trim(),
      'dev_disk\nvdisk_fileio',
    )
    await box.good('scstadmin -config /etc/scst.conf')
  })

  test('clearing the iSNS server by two quote characters keeps the accounts', async () => {
    await box.good(
      `scstadmin -force -noprompt -preserve_cluster_mode -set_drv_attr iscsi -attributes 'iSNSServer=""'`,
    )
    assert.match(await box.good('cat $SYSFS/targets/iscsi/IncomingUser'), /^disco discosecret12$/m)
  })

  test('taking a LUN and a target away', async () => {
    await box.good(
      `scstadmin -noprompt -preserve_cluster_mode -rem_lun 1 -driver iscsi -target ${TARGET} -group security_group`,
    )
    await box.good(`scstadmin -force -noprompt -preserve_cluster_mode -rem_target ${NEIGHBOUR} -driver iscsi`)
    const again = await box.shell(
      `scstadmin -force -noprompt -preserve_cluster_mode -rem_target ${NEIGHBOUR} -driver iscsi 2>/dev/null`,
    )
    assert.notEqual(again.exit, 0)
    assert.match(again.stdout, /FATAL|No such|not found/i) // the middleware shows standard output
  })

  test('the listings of its diagnostics', async () => {
    for (const list of [
      '--list_device',
      '-list_handler',
      '-list_driver',
      '-list_target -driver iscsi',
      '-list_sessions',
      '-list_scst_attr',
    ]) {
      await box.good(`scstadmin ${list}`)
    }
  })

  test('stopping the service', async () => {
    await box.good('scstadmin -force -noprompt -clear_config')
    assert.equal(await box.good('ls $SYSFS/devices'), '')
  })
})
