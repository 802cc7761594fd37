import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { type Daemon, startDaemon } from '../support/daemon.ts'
import { isolated } from '../support/isolated.ts'
import { run } from '../support/programs.ts'

/** From ietd.conf on, as docs/MIGRATION.md goes: the initiator of old logs in and finds what it had. */
const shelf = 'iqn.2026-01.test.old:shelf'
const vault = 'iqn.2026-01.test.old:vault'
const known = 'iqn.2026-01.test.host:known'
const other = 'iqn.2026-01.test.host:other'

const ietd = `
iSNSAccessControl No
Target ${shelf}
  IncomingUser joe joes-long-secret
  Lun 0 Path=/disk1,Type=fileio,IOMode=wb,ScsiId=shelf-0,ScsiSN=S000
  Lun 3 Path=/disk2,Type=fileio,IOMode=ro,ScsiId=shelf-3,ScsiSN=S003
  Lun 7 Path=/dev/sda5,Type=blockio,ScsiId=shelf-7,ScsiSN=S007
Target ${vault}
  Lun 1 Path=/disk3,Type=fileio,ScsiId=vault-1,ScsiSN=V001
  Lun 2 Type=nullio,Sectors=2048,ScsiId=vault-2,ScsiSN=V002
  MaxBurstLength 131072
`
const allow = `${shelf} 127.0.0.1\n${vault} ${known.replaceAll('.', '\\.')}.*\n`

isolated('from ietd.conf to a running target', import.meta, () => {
  let daemon: Daemon
  before(async () => {
    daemon = await startDaemon({ portals: [] })
    writeFileSync('/etc/ietd.conf', ietd)
    writeFileSync('/etc/initiators.allow', allow)
  })
  after(() => daemon.stop())

  const url = (target: string, lun: number, { account = '', address = '127.0.0.1' } = {}) =>
    `iscsi://${account}${address}/${target}/${lun}`
  const joe = { account: 'joe%joes-long-secret@' }
  const inquire = (at: string, ...words: string[]) => run('iscsi-inq', [...words, at])
  const refused = async (at: string, name = known) => {
    const { exit } = await inquire(at, '-i', name)
    assert.notEqual(exit, 0, `${name} was let in at ${at}`)
  }
  const good = async (at: string, ...words: string[]) => {
    const { exit, stdout, stderr } = await inquire(at, ...words)
    assert.equal(exit, 0, `${at}: ${stdout}${stderr}`)
    return stdout
  }

  test('the import is applied as -config would, and says what changes', async () => {
    const words = [
      'import',
      'ietd',
      '/etc/ietd.conf',
      '--preserve-identity',
      '--out',
      '/etc/scst.conf',
      '--apply',
      '--noprompt',
    ]
    const { exit, stdout, stderr } = await daemon.scstadmin(words)
    assert.equal(exit, 2, stdout + stderr)
    assert.match(stdout, /Done, \d+ change\(s\) made\./)
    assert.doesNotMatch(stdout, /joes-long-secret/)
    const again = await daemon.scstadmin(['-config', '/etc/scst.conf', '-force', '-noprompt'])
    assert.match(again.stdout, /Done, 0 change\(s\) made\./)
  })

  test('the old credentials, LUN numbers and ids are good', async () => {
    const list = await run('iscsi-ls', ['-i', known, 'iscsi://127.0.0.1/'])
    for (const target of [shelf, vault])
      assert.ok(list.stdout.includes(`Target:${target} `), list.stdout + list.stderr)
    for (const [target, lun, id, serial] of [
      [shelf, 0, 'shelf-0', 'S000'],
      [shelf, 3, 'shelf-3', 'S003'],
      [shelf, 7, 'shelf-7', 'S007'],
      [vault, 1, 'vault-1', 'V001'],
      [vault, 2, 'vault-2', 'V002'],
    ] as const) {
      const at = url(target, lun, target === shelf ? joe : {})
      assert.match(await good(at, '-i', known), /Vendor:IET +\n[\s\S]*Product:VIRTUAL-DISK/)
      assert.match(await good(at, '-i', known, '-e', '1', '-c', '128'), new RegExp(`\\[${serial}\\]`))
      assert.match(await good(at, '-i', known, '-e', '1', '-c', '131'), new RegExp(`IET +${id}`))
    }
  })

  test('who was refused is refused', async () => {
    await refused(url(shelf, 0))
    await refused(url(shelf, 0, { account: 'joe%another-secret12@' }))
    await refused(url(shelf, 0, { ...joe, address: '10.0.2.15' }))
    await refused(url(vault, 1), other)
    assert.doesNotMatch(daemon.log(), /long-secret|another-secret/)
  })

  test('what was read-only and write-through stays so', async () => {
    const read = async (path: string) => (await daemon.sysfs.read(path)).split('\n')[0]
    assert.equal(await read('devices/shelf_lun3/read_only'), '1')
    assert.equal(await read('devices/shelf_lun0/write_through'), '0')
    assert.equal(await read('devices/vault_lun1/write_through'), '1')
  })

  test('the way back: clear, and the old files are as they were', async () => {
    const { exit } = await daemon.scstadmin(['-clear_config', '-force', '-noprompt'])
    assert.equal(exit, 0)
    const left = (await daemon.sysfs.list('targets/iscsi')).map(({ name }) => name)
    assert.ok(!left.includes(shelf) && !left.includes(vault))
    assert.equal(readFileSync('/etc/ietd.conf', 'latin1'), ietd)
  })
})
