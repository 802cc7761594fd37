import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { type LiveTree, liveTree } from '../../../support/live-tree.ts'

const MGMT = 'targets/iscsi/mgmt'
const SECRET = 'twelve_bytes'

let live: LiveTree
beforeEach(() => {
  live = liveTree()
})

test('targets are made by name, with parameters', async () => {
  const rows: readonly (readonly [text: string, code: string])[] = [
    ['\n', 'EINVAL'],
    ['add_target\n', 'EINVAL'],
    ['add_target t foo=bar\n', 'EINVAL'],
    ['add_target t enabled=1\n', 'EINVAL'],
    ['add_target t MaxBurstLength=1\n', 'EINVAL'],
    ['add_target t;u\n', 'EINVAL'],
    ['add_target ;\n', 'EINVAL'],
    ['add_target t MaxConnections=2\n', 'EINVAL'],
    ['add_target t DataPDUInOrder=maybe\n', 'EINVAL'],
    ['add_target enabled\n', 'EBUSY'],
    [
      `add_target t ; #no; maxburstlength=4096;;HeaderDigest=crc32c;IncomingUser=u ${SECRET};Alias x y\n`,
      '0',
    ],
    ['add_target T\n', 'EEXIST'],
    ['add_target a/b,@!\n', '0'],
    ['add_target a!b,@!\n', 'EBUSY'],
    ['add_target A/B,@!\n', 'EEXIST'],
    [`add_target ${'x'.repeat(255)}\n`, '0'],
    [`add_target ${'x'.repeat(256)}\n`, 'EEXIST'],
    ['del_target T\n', 'ENOENT'],
    ['del_target t more\n', 'EINVAL'],
  ]
  for (const [text, code] of rows) assert.equal(await live.write(MGMT, text), code, text)
  assert.equal(await live.read('targets/iscsi/t/MaxBurstLength'), '4096\n[key]\n\n')
  assert.equal(await live.read('targets/iscsi/t/HeaderDigest'), 'CRC32C\n[key]\n\n')
  assert.equal(await live.read('targets/iscsi/t/IncomingUser'), `u ${SECRET}\n[key]\n\n`)
  assert.equal(await live.read('targets/iscsi/t/alias'), '\n')
  assert.equal(await live.read('targets/iscsi/a!b,@!/tid'), '2\n')
  assert.equal(await live.write(MGMT, 'del_target t\n'), '0')
  assert.equal(await live.write(MGMT, 'add_target t\n'), '0')
  assert.equal(await live.read('targets/iscsi/t/tid'), '4\n', 'numbers are not used twice')
})

test('a name ends at a semicolon', async () => {
  assert.equal(await live.write(MGMT, 'add_target t; QueuedCommands 5\n'), '0')
  assert.equal(await live.write(MGMT, 'add_target u;#6 ;MaxSessions=7\n'), '0')
  assert.equal(await live.read('targets/iscsi/t/QueuedCommands'), '5\n[key]\n\n')
  assert.equal(await live.read('targets/iscsi/u/MaxSessions'), '7\n[key]\n\n')
})

test('keys that no file shows are taken where they say what sessions get anyway', async () => {
  const hidden =
    'MaxConnections=1;DefaultTime2Wait=0;defaulttime2retain 0;ErrorRecoveryLevel=0;DataPDUInOrder=Yes;' +
    'DataSequenceInOrder=No;OFMarker=No;IFMarker=No;OFMarkInt=2048;IFMarkInt=:default:'
  assert.equal(await live.write(MGMT, `add_target t ${hidden}\n`), '0')
  await assert.rejects(live.read('targets/iscsi/t/MaxConnections'), { code: 'ENOENT' })
})

test('no secret gets into the log', async () => {
  await live.write(MGMT, 'add_target t\n')
  for (const direction of ['IncomingUser', 'OutgoingUser']) {
    for (let i = 0; i < 2; i++) await live.write(MGMT, `add_target_attribute t ${direction} u ${SECRET}\n`)
    await live.write(MGMT, `add_target_attribute t ${direction} u tiny\n`)
  }
  assert.ok(!live.log.join('\n').includes(SECRET))
  assert.ok(!live.log.join('\n').includes('tiny'))
})
