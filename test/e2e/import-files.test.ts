import assert from 'node:assert/strict'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { afterEach, beforeEach, test } from 'node:test'
import { type Daemon, startDaemon } from '../support/daemon.ts'
import { type Account, Session } from '../support/initiator/session.ts'
import { isolated } from '../support/isolated.ts'
import { run } from '../support/programs.ts'

/** The other origins, from their files on, as docs/MIGRATION.md goes. */
const first = 'iqn.2026-01.test.files:first'
const second = 'iqn.2026-01.test.files:second'
const secret = 'joes-long-secret'

isolated('from the files of others to a running target', import.meta, () => {
  let daemon: Daemon
  beforeEach(async () => {
    for (const file of ['scst.conf', 'initiators.allow', 'initiators.deny'])
      rmSync(`/etc/${file}`, { force: true })
    daemon = await startDaemon({ portals: [] })
  })
  afterEach(() => daemon.stop())

  const scstadmin = async (...words: string[]) => {
    const { exit, stdout, stderr } = await daemon.scstadmin(words, { cwd: '/tmp' })
    return { exit, said: stdout + stderr }
  }
  const good = async (...words: string[]) => {
    const { exit, said } = await scstadmin(...words)
    assert.equal(exit, 0, said)
    return said
  }
  /** Imports, applies, saves and applies again; answers what the import said. */
  const moveIn = async (status: number, ...words: string[]) => {
    const { exit, said } = await scstadmin(
      'import',
      ...words,
      '--out',
      '/etc/scst.conf',
      '--apply',
      '--noprompt',
    )
    assert.equal(exit, status, said)
    assert.ok(!said.includes(secret), said)
    assert.match(await good('-check_config', '/etc/scst.conf'), /Done, \d+ warnings found/)
    await good('-write_config', '/tmp/saved.conf')
    assert.match(await good('-config', '/tmp/saved.conf', '-force', '-noprompt'), /Done, 0 change\(s\) made/)
    return said
  }
  const reaches = async (target: string, lun: number, account = '', name = 'iqn.2026-01.test.host:a') => {
    const { exit } = await run('iscsi-inq', ['-i', name, `iscsi://${account}127.0.0.1/${target}/${lun}`])
    return exit === 0
  }
  const joe = `joe%${secret}@`
  const page = async (target: string, lun: number, code: number, chap: Account) => {
    const initiator = 'iqn.2026-01.test.host:a'
    const session = await Session.logIn({ port: 3260, initiator, target, chap })
    const { data } = await session.scsi(Buffer.from([0x12, 1, code, 0, 255, 0]), { lun, alloc: 255 })
    await session.logout()
    return data
  }

  test('procfs SCST: the seven steps of the documentation, through -config itself', async () => {
    const old = `
[HANDLER vdisk]
DEVICE disk1,/disk1,NV_CACHE,512
DEVICE disk2,/disk2,NV_CACHE,4096
[ASSIGNMENT Default_${first}]
DEVICE disk1,0
DEVICE disk2,3,READ_ONLY
[ASSIGNMENT Default_${second}]
DEVICE disk2,0
`
    writeFileSync('/tmp/old.conf', old)
    const applied = await good('-config', '/tmp/old.conf', '-noprompt')
    assert.match(applied, /NOTE: Using a deprecated configuration file\./)
    assert.match(applied, new RegExp(`NOTE: Unable to find target Default_${first}\\.`))
    await good('-write_config', '/tmp/new.conf')
    assert.match(await good('-check_config', '/tmp/new.conf'), /Done, 0 warnings found\./)
    assert.match(await good('-config', '/tmp/new.conf'), /Done, 0 change\(s\) made\./)
    assert.ok(await reaches(first, 0))
    assert.ok(await reaches(first, 3))
    assert.match(readFileSync('/tmp/new.conf', 'latin1'), /LUN 3 disk2 \{\n\t\t\tread_only 1/)
    assert.match(await good('-config', '/tmp/old.conf', '-noprompt'), /Done, 0 change\(s\) made\./)
  })

  test('the same before the daemon runs fails cleanly', async () => {
    writeFileSync('/tmp/old.conf', '[HANDLER vdisk]\nDEVICE disk1,/disk1\n')
    await daemon.stop()
    const { exit, said } = await scstadmin('-config', '/tmp/old.conf', '-noprompt')
    assert.notEqual(exit, 0)
    assert.match(said, /Are the SCST modules loaded\?/)
    daemon = await startDaemon({ portals: [] })
  })

  test('iscsi-scstd.conf with its companion and its address rules', async () => {
    writeFileSync(
      '/tmp/iscsi-scstd.conf',
      `Target ${first}\n\tIncomingUser joe ${secret}\n\tQueuedCommands 64\nTarget ${second}\n`,
    )
    writeFileSync(
      '/tmp/scst.conf',
      `[HANDLER vdisk]\nDEVICE d1,/disk1\nDEVICE d2,/disk2,RO\n[ASSIGNMENT Default_${first}]\nDEVICE d1,0\n[ASSIGNMENT Default_${second}]\nDEVICE d2,5\n`,
    )
    writeFileSync('/tmp/initiators.deny', `${second} ALL\n`)
    writeFileSync('/tmp/initiators.allow', `${second} 10.0.2.15\n`)
    await moveIn(0, 'iscsi-scstd', '/tmp/iscsi-scstd.conf')
    assert.ok(await reaches(first, 0, joe))
    assert.ok(!(await reaches(first, 0)))
    assert.ok(!(await reaches(second, 5)))
    const { exit } = await run('iscsi-inq', [`iscsi://10.0.2.15/${second}/5`])
    assert.equal(exit, 0)
    for (const file of ['iscsi-scstd.conf', 'scst.conf', 'initiators.deny', 'initiators.allow'])
      rmSync(`/tmp/${file}`)
  })

  test('LIO: saveconfig.json with an ACL that has an account and LUNs of its own', async () => {
    const document = {
      storage_objects: [
        {
          name: 'disk',
          plugin: 'fileio',
          dev: '/disk1',
          size: 67108864,
          wwn: '27d9d921-5803-4fc0-a6bf-651b1a8ae519',
          write_back: false,
          attributes: { emulate_write_cache: 0 },
        },
        {
          name: 'volume',
          plugin: 'block',
          dev: '/dev/sda5',
          wwn: '5647db38-ecc9-429c-b0b6-d67c6ac6b2c8',
          readonly: false,
          write_back: false,
        },
      ],
      targets: [
        {
          fabric: 'iscsi',
          wwn: first,
          tpgs: [
            {
              tag: 1,
              enable: true,
              attributes: {
                authentication: 1,
                generate_node_acls: 0,
                demo_mode_write_protect: 1,
                prod_mode_write_protect: 0,
              },
              luns: [
                { index: 1, storage_object: '/backstores/block/volume' },
                { index: 0, storage_object: '/backstores/fileio/disk' },
              ],
              portals: [{ ip_address: '0.0.0.0', port: 3260 }],
              node_acls: [
                {
                  node_wwn: 'iqn.2026-01.test.host:a',
                  chap_userid: 'joe',
                  chap_password: secret,
                  mapped_luns: [{ index: 4, tpg_lun: 1, write_protect: true }],
                },
              ],
            },
          ],
        },
      ],
    }
    writeFileSync('/tmp/saveconfig.json', JSON.stringify(document, null, 2))
    await moveIn(2, '/tmp/saveconfig.json', '--preserve-identity')
    assert.ok(await reaches(first, 4, joe))
    assert.ok(!(await reaches(first, 0, joe)))
    assert.ok(!(await reaches(first, 4, joe, 'iqn.2026-01.test.host:b')))
    const designators = await page(first, 4, 0x83, { user: 'joe', secret })
    assert.ok(designators.includes(Buffer.from('6001405' + '5647db38ecc9429cb0b6d67c6', 'hex')))
  })

  test('ctl.conf: what it denies stays denied', async () => {
    const conf = `
auth-group users { chap joe ${secret} }
portal-group pg0 { discovery-auth-group no-authentication listen 0.0.0.0 listen [::] }
target ${first} { auth-group users portal-group pg0 lun 0 { path /disk1 size 64M } }
target ${second} { portal-group pg0 lun 0 { path /disk2 option readonly on } }
`
    writeFileSync('/tmp/ctl.conf', conf)
    await moveIn(2, '/tmp/ctl.conf')
    assert.ok(await reaches(first, 0, joe))
    assert.ok(!(await reaches(first, 0)))
    assert.ok(!(await reaches(second, 0)))
  })

  test('LIO: portal groups that differ show their LUNs by address', async () => {
    const tpg = (address: string, index: number, name: string) => ({
      attributes: { authentication: 0, generate_node_acls: 1, demo_mode_write_protect: 0 },
      luns: [{ index, storage_object: `/backstores/fileio/${name}` }],
      portals: [{ ip_address: address, port: 3260 }],
    })
    const disk = (name: string) => ({ name, plugin: 'fileio', dev: `/${name}`, write_back: false })
    const document = {
      storage_objects: [disk('disk1'), disk('disk2')],
      targets: [
        { fabric: 'iscsi', wwn: first, tpgs: [tpg('127.0.0.1', 0, 'disk1'), tpg('10.0.2.15', 5, 'disk2')] },
      ],
    }
    writeFileSync('/tmp/saveconfig.json', JSON.stringify(document, null, 2))
    await moveIn(2, '/tmp/saveconfig.json')
    const sees = async (address: string, lun: number) =>
      (await run('iscsi-inq', [`iscsi://${address}/${first}/${lun}`])).exit === 0
    assert.deepEqual([await sees('127.0.0.1', 0), await sees('127.0.0.1', 5)], [true, false])
    assert.deepEqual([await sees('10.0.2.15', 0), await sees('10.0.2.15', 5)], [false, true])
  })

  test('ctl.conf in the form of libucl, with its disk at another path here', async () => {
    const conf = `
auth-group { users { chap { user = joe, secret = "${secret}" } } }
portal-group { pg0 { discovery-auth-group = no-authentication; listen = [ "0.0.0.0", "[::]" ] } }
target { "${first}" { auth-group = users; portal-group = pg0; lun { 2 { path = /tank/disk1 } } } }
`
    writeFileSync('/tmp/ctl.conf', conf)
    await moveIn(2, '/tmp/ctl.conf', '--path-map', '/tank/disk1=/disk1')
    assert.ok(await reaches(first, 2, joe))
    assert.ok(!(await reaches(first, 2)))
  })

  test('what is refused is not applied', async () => {
    writeFileSync('/tmp/bad.conf', `Target ${first}\nIncomingUser joe short\nLun 0 Path=/disk1\n`)
    const { exit, said } = await scstadmin(
      'import',
      'ietd',
      '/tmp/bad.conf',
      '--out',
      '/etc/scst.conf',
      '--apply',
      '--noprompt',
    )
    assert.equal(exit, 1)
    assert.match(said, /Not applied: something was refused/)
    assert.ok(!(await daemon.sysfs.list('targets/iscsi')).some(({ name }) => name === first))
  })
})
