import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { after, before, beforeEach, test } from 'node:test'
import { type Box, startBox } from '../../support/box.ts'
import { LoginRefused, Session } from '../../support/initiator/session.ts'
import { isolated } from '../../support/isolated.ts'

/** TrueNAS's service: reloads of many targets, logins held off meanwhile, and the hand-over to the other controller. */
const BASE = 'iqn.2005-10.org.freenas.ctl'
const RELOAD = 'scstadmin -noprompt -preserve_cluster_mode -force -config /etc/scst.conf'
const HOST = 'iqn.2026-01.test:host'

interface Shape {
  readonly name: string
  readonly file: string
}

const configuration = (disks: readonly Shape[]) => `
HANDLER dev_disk {
}

HANDLER vdisk_fileio {
${disks.map(({ name, file }) => `\tDEVICE ${name} {\n\t\tfilename ${file}\n\t\tblocksize 512\n\t\trotational 0\n\t}\n`).join('\n')}
}

TARGET_DRIVER copy_manager {
\tTARGET copy_manager_tgt {
${disks.map(({ name }, lun) => `\t\tLUN ${lun} ${name}\n`).join('')}
\t}
}

TARGET_DRIVER iscsi {
\tenabled 1
\tlink_local 0

${disks
  .map(
    ({ name }, id) =>
      `\tTARGET ${BASE}:${name} {\n\t\trel_tgt_id ${id + 1}\n\t\tenabled 1\n\t\tper_portal_acl 1\n\n\t\tGROUP security_group {\n\t\t\tINITIATOR *\\#*\n\n\t\t\tLUN 0 ${name}\n\t\t}\n\t}\n`,
  )
  .join('\n')}
}
`

isolated('the TrueNAS service', import.meta, () => {
  let box: Box
  before(async () => {
    box = await startBox()
  })
  beforeEach(async () => {
    await box.good('scstadmin -force -noprompt -clear_config')
  })
  after(() => box.stop())

  const configure = (disks: readonly Shape[]) => writeFileSync('/etc/scst.conf', configuration(disks))
  const two = [
    { name: 'store', file: '/disk1' },
    { name: 'other', file: '/disk2' },
  ]
  const logIn = (name: string) => Session.logIn({ port: 3260, initiator: HOST, target: `${BASE}:${name}` })

  test('a hundred targets with a file each, in the time that its own tool is given for them', async () => {
    const disks = Array.from({ length: 100 }, (_, n) => ({ name: `disk${n}`, file: `/tmp/disk${n}` }))
    for (const { file } of disks) writeFileSync(file, Buffer.alloc(1 << 20))
    configure(disks)
    const before = secondsOf(box.daemon.pid)
    // On a busy machine the wall clock tells of the others: what it took of a processor counts.
    const timed = await box.good(`TIMEFORMAT='%U %S'; { time ${RELOAD}; } 2>&1`)
    assert.match(timed, /Done, [1-9]\d* change\(s\) made\./)
    const [user, system] = timed.trim().split('\n').at(-1)!.split(' ').map(Number)
    const seconds = user! + system! + secondsOf(box.daemon.pid) - before
    assert.ok(seconds < 5, `${seconds} s of processor time`)
    assert.match(await box.good(RELOAD), /Done, 0 change\(s\) made\./)
    assert.match(
      await box.good('scstadmin -config /etc/scst.conf -force -noprompt'),
      /Done, 0 change\(s\) made\./,
    )
    assert.equal(
      (
        await box.good(`ls -d $SYSFS/targets/iscsi/${BASE}:disk*/ini_groups/security_group/luns/0 | wc -l`)
      ).trim(),
      '100',
    )
  })

  test('SIGUSR1 puts logins off until SIGUSR2; who is in stays in through the reload', async () => {
    configure(two)
    await box.good(RELOAD)
    const session = await logIn('store')
    process.kill(box.daemon.pid, 'SIGUSR1')
    await box.daemon.logged('logins are suspended')
    // Service unavailable (RFC 7143 §11.13.5): an initiator tries again.
    await assert.rejects(logIn('other'), (error) => error instanceof LoginRefused && error.status === '0301')
    assert.match(await box.good(RELOAD), /Done, 0 change\(s\) made\./)
    process.kill(box.daemon.pid, 'SIGUSR2')
    await box.daemon.logged('logins are resumed')
    const second = await logIn('other')
    assert.equal((await session.scsi(TEST_UNIT_READY)).status, 2) // the power-on attention of a new session
    assert.equal((await session.scsi(TEST_UNIT_READY)).status, 0)
    second.kill()
    session.kill()
    await Promise.all([session.connection.closed, second.connection.closed])
  })

  test('cluster_mode: switched while it runs, kept by its reload, set back by any other', async () => {
    configure(two)
    await box.good(RELOAD)
    await box.good('echo 1 > $SYSFS/devices/store/cluster_mode')
    assert.equal(await box.good('cat $SYSFS/handlers/*/store/cluster_mode'), '1\n[key]\n')
    assert.match(await box.good(RELOAD), /Done, 0 change\(s\) made\./)
    assert.equal(await box.good('head -1 $SYSFS/devices/store/cluster_mode'), '1\n')
    await box.good('echo 0 > $SYSFS/devices/store/cluster_mode')
    assert.equal(await box.good('cat $SYSFS/devices/store/cluster_mode'), '0\n')
  })

  test('pr_state: registrations of one controller are given to the other', async () => {
    configure(two)
    await box.good(RELOAD)
    const session = await logIn('store')
    await session.scsi(TEST_UNIT_READY)
    assert.equal((await session.scsi(REGISTER, { out: registration(0xfeedn) })).status, 0)
    session.kill()
    await session.connection.closed
    const state = await box.good('cat $SYSFS/devices/store/pr_state')
    assert.match(state, /feed/)
    await box.good('cat $SYSFS/devices/store/pr_state > /tmp/pr_state')
    // The copy manager uses a device as well.
    await box.good(`
      cd $SYSFS/targets/copy_manager/copy_manager_tgt/luns
      used=$(find . -name device -lname '*/other')
      echo "del $(basename "\${used%/device}")" > mgmt`)
    await box.good('cat /tmp/pr_state > $SYSFS/devices/other/pr_state')
    assert.equal(await box.good('cat $SYSFS/devices/other/pr_state'), state)
    const heir = await logIn('other')
    await heir.scsi(TEST_UNIT_READY)
    const keys = await heir.scsi(READ_KEYS, { alloc: 64 })
    assert.equal(keys.data.readBigUInt64BE(8), 0xfeedn)
    // While somebody uses the device, its registrations are its own.
    assert.notEqual((await box.shell('cat /tmp/pr_state > $SYSFS/devices/other/pr_state')).exit, 0)
    heir.kill()
    await heir.connection.closed
  })

  test('cutting the sessions of a target', async () => {
    configure(two)
    await box.good(RELOAD)
    const session = await logIn('store')
    await box.good(`for s in $SYSFS/targets/*/${BASE}:store/sessions/*/force_close; do echo 1 > $s; done`)
    await session.connection.closed
    assert.equal((await box.good(`ls $SYSFS/targets/iscsi/${BASE}:store/luns | grep -c mgmt`)).trim(), '1')
  })

  test('pyscstadmin: one command a write, without a newline; the result is read after each', async () => {
    const write = (path: string, text: string) =>
      box.good(
        `test -w $SYSFS/${path} && printf %s '${text}' > $SYSFS/${path} && cat $SYSFS/last_sysfs_mgmt_res`,
      )
    for (const [path, text] of [
      ['suspend', '5'],
      ['handlers/vdisk_fileio/mgmt', 'add_device store filename=/disk1;blocksize=512;rotational=0'],
      ['targets/iscsi/mgmt', `add_target ${BASE}:store`],
      [`targets/iscsi/${BASE}:store/rel_tgt_id`, '1'],
      [`targets/iscsi/${BASE}:store/per_portal_acl`, '1'],
      [`targets/iscsi/${BASE}:store/ini_groups/mgmt`, 'create security_group'],
      [`targets/iscsi/${BASE}:store/ini_groups/security_group/luns/mgmt`, 'add store 0'],
      [`targets/iscsi/${BASE}:store/ini_groups/security_group/initiators/mgmt`, 'add *#*'],
      [`targets/iscsi/${BASE}:store/enabled`, '1'],
      ['targets/iscsi/enabled', '1'],
      ['suspend', '-1'],
    ] as const)
      assert.equal((await write(path, text)).trim(), '0', text)
    const session = await logIn('store')
    session.kill()
    await session.connection.closed
    assert.match(
      await box.good(`scstadmin -list_group security_group -driver iscsi -target ${BASE}:store`),
      /^\t\*#\*$/m,
    )
  })
})

const TEST_UNIT_READY = Buffer.alloc(6)
const READ_KEYS = Buffer.from('5e000000000000004000', 'hex')
const REGISTER = Buffer.from('5f000000000000001800', 'hex')

/** Parameters of PERSISTENT RESERVE OUT, REGISTER: no key yet, then this one. */
function registration(key: bigint): Buffer {
  const list = Buffer.alloc(24)
  list.writeBigUInt64BE(key, 8)
  return list
}

/** Processor time of a process so far. */
function secondsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]!.split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}
