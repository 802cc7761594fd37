import assert from 'node:assert/strict'
import { test } from 'node:test'
import { importIscsiScstd } from '../../../../src/config/iscsi-scstd/import.ts'
import { printAddressFile } from '../../../../src/lib/initiator-addresses.ts'
import { conf, device, isEnabled, losses, luns, plain, row, target } from '../../../support/imports.ts'

const read = (text: string, files: Parameters<typeof importIscsiScstd>[0] | object = {}) =>
  importIscsiScstd({ conf: conf(text), ...files })

const disks = 'iqn.2026-01.test:disks'

test('the daemon, its targets and the LUNs of the old scst.conf together', () => {
  const scst = conf(
    `
    [HANDLER vdisk]
    DEVICE d1,/srv/d1.img,WRITE_THROUGH,512
    DEVICE d2,/srv/d2.img,,4096
    [ASSIGNMENT Default_${disks}]
    DEVICE d1,0
    DEVICE d2,5,READ_ONLY
    [ASSIGNMENT Default_iqn.gone:x]
    DEVICE d1,0
    `,
    'scst.conf',
  )
  const imported = read(
    `
    iSNSServer 192.0.2.1; iSNSAccessControl perhaps
    IncomingUser disco discosecret12
    Target ${disks}
      Alias ignored
      IncomingUser1=joe joes-long-secret
      IncomingUser2 ann anns-long-secret
      QueuedCommands = 64; InitialR2T Yes
      HeaderDigest none,crc32c
      MaxBurstLength 99999999
      RspTimeout :default:
      MaxConnections 2
    `,
    { scst },
  )
  assert.deepEqual(plain(target(imported, disks)), {
    QueuedCommands: '64',
    InitialR2T: 'Yes',
    HeaderDigest: 'None,CRC32C',
    IncomingUser: 'joe joes-long-secret | ann anns-long-secret',
    enabled: '1',
  })
  assert.deepEqual(luns(target(imported, disks)), ['0 d1', '5 d2 ro'])
  assert.deepEqual(device(imported, 'd1'), {
    handler: 'vdisk_fileio',
    filename: '/srv/d1.img',
    write_through: '1',
    blocksize: '512',
  })
  assert.equal(plain(imported.configuration.drivers.get('iscsi')!).iSNSServer, '192.0.2.1 AccessControl')
  assert.deepEqual([...imported.configuration.drivers.get('iscsi')!.targets.keys()], [disks])
  assert.deepEqual(losses(imported), ['11 mapped-lossy', '8 unsupported!'])
})

test('`;` ends a comment, too', () => {
  const imported = read(`Target ${disks}\n# off; InitialR2T Yes\n`)
  assert.equal(plain(target(imported, disks)).InitialR2T, 'Yes')
})

test('an account that the old daemon dropped puts the target off', () => {
  const imported = read(`Target ${disks}\nIncomingUser joe short\n`)
  assert.equal(isEnabled(imported, disks), false)
  assert.equal(row(imported, 2).verdict, 'rejected')
})

test('a companion in today’s form is refused, not guessed at', () => {
  const imported = read(`Target ${disks}\n`, {
    scst: { file: 'scst.conf', text: 'HANDLER vdisk_fileio {\n}\n' },
  })
  assert.equal(row(imported, 1, 'scst.conf').verdict, 'rejected')
})

test('address files: what never matched may begin to refuse, never to admit', () => {
  const text = `# comment\n${disks} 10.0.0.1/32,10.0.0.2 , 10.1.0.0/16\n indented 10.0.0.9\nALL 10.0.0.3`
  const imported = read(`Target ${disks}\n`, {
    allow: { file: 'allow', text },
    deny: { file: 'deny', text },
  })
  assert.equal(printAddressFile(imported.allow), `${disks} !10.0.0.1/32, !10.0.0.2, 10.1.0.0/16\n`)
  assert.equal(printAddressFile(imported.deny), `${disks} 10.0.0.1/32, 10.0.0.2, 10.1.0.0/16\nALL 10.0.0.3\n`)
  assert.equal(row(imported, 2, 'allow').severity, 'error')
})

test('what is lost of an account at `;` or a backslash is hidden', () => {
  const imported = read(
    'Target iqn.a\nIncomingUser joe abc;long-secret-tail\nIncomingUser jim \\\n second-secret\n',
  )
  const said = JSON.stringify([imported.report.rows(), imported.report.diagnostics()])
  assert.doesNotMatch(said, /long-secret-tail|second-secret/)
  assert.equal(isEnabled(imported, 'iqn.a'), false)
})

test('a statement behind `;` on a comment’s line counts, and its row says so', () => {
  const imported = read('# once; Target iqn.a\n')
  assert.equal(isEnabled(imported, 'iqn.a'), true)
  const { verdict, severity, why } = row(imported, 1)
  assert.deepEqual([verdict, severity], ['mapped', 'warning'])
  assert.match(why.join(), /a comment ends at `;`/)
})

test('a target with a word too many never was, and is written off', () => {
  const imported = read(`Target ${disks} # main\nQueuedCommands 64\n`)
  assert.equal(isEnabled(imported, disks), false)
  assert.deepEqual(losses(imported), ['1 mapped-lossy!'])
  assert.equal(imported.comments.get(disks)?.length, 1)
})

test('an account with a word too many is asked for where nothing was, and adds none to others', () => {
  const alone = read(`Target ${disks}\nIncomingUser joe joes-long-secret # c\n`)
  assert.equal(plain(target(alone, disks)).IncomingUser, 'joe joes-long-secret')
  assert.deepEqual(losses(alone), ['2 mapped-lossy!'])
  const beside = read(
    `Target ${disks}\nIncomingUser joe joes-long-secret # c\nIncomingUser ann anns-long-secret\n`,
  )
  assert.equal(plain(target(beside, disks)).IncomingUser, 'ann anns-long-secret')
  assert.equal(row(beside, 2).severity, 'error')
  assert.deepEqual(row(beside, 2).became, [])
})

test('a companion disables a target for good', () => {
  const scst = conf(
    `[HANDLER vdisk]\nDEVICE d,/srv/d\n[ASSIGNMENT Default]\nDEVICE d,0\n[TARGETS disable]\nHOST ${disks}\n`,
    'scst.conf',
  )
  const imported = read(`Target ${disks}\n`, { scst })
  assert.equal(isEnabled(imported, disks), false)
  assert.equal(imported.comments.get(disks)?.length, 1)
})

test('of a parameter given twice the last counts, the default included, and only its row says so', () => {
  const imported = read(
    `Target ${disks}\nQueuedCommands 64\nQueuedCommands :default:\nMaxSessions 4\nMaxSessions 5\nMaxSessions no\n`,
  )
  assert.deepEqual(plain(target(imported, disks)), { MaxSessions: '5', enabled: '1' })
  assert.deepEqual(
    [2, 3, 4, 5, 6].map((line) => row(imported, line).became.join()),
    ['', 'QueuedCommands as built in', '', 'MaxSessions 5', ''],
  )
})
