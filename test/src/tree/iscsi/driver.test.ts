import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { type LiveTree, liveTree } from '../../../support/live-tree.ts'

const MGMT = 'targets/iscsi/mgmt'
const SECRET = 'twelve_bytes'

let live: LiveTree
beforeEach(() => {
  live = liveTree()
})

test('without anybody to serve it the driver shows little and takes no command', async () => {
  live.iscsi.openState = 'closed'
  assert.deepEqual(await live.names('targets/iscsi'), ['mgmt', 'open_state', 'trace_level', 'version'])
  assert.equal(await live.write(MGMT, 'add_target t\n'), 'EPERM')
  assert.equal(await live.read('targets/iscsi/open_state'), 'closed\n')
})

test('targets are made by name, with parameters', async () => {
  const rows: readonly (readonly [text: string, code: string])[] = [
    ['\n', 'EINVAL'],
    ['add_target\n', 'EINVAL'],
    ['add_target t foo=bar\n', 'EINVAL'],
    ['add_target t enabled=1\n', 'EINVAL'],
    ['add_target t MaxBurstLength=1\n', 'EINVAL'],
    ['add_target enabled\n', 'EBUSY'],
    [
      `add_target t ; #no; maxburstlength=4096;;HeaderDigest=crc32c;IncomingUser=u ${SECRET};Alias x y\n`,
      '0',
    ],
    ['add_target T\n', 'EEXIST'],
    ['add_target a/b,@!\n', '0'],
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

test('accounts get the name that is free', async () => {
  await live.write(MGMT, 'add_target t\n')
  const rows: readonly (readonly [text: string, code: string])[] = [
    ['add_attribute\n', 'EINVAL'],
    ['add_attribute IncomingUser u\n', 'EINVAL'],
    ['add_attribute IncomingUser u short\n', 'EINVAL'],
    ['add_attribute allowed_portal 1.2.3.4\n', 'EINVAL'],
    [`add_attribute IncomingUser1 u ${SECRET} more\n`, '0'],
    [`add_attribute incominguser7 u ${SECRET}\n`, 'EINVAL'],
    [`add_attribute IncomingUser1 v ${SECRET}\n`, '0'],
    [`add_attribute OutgoingUser u ${SECRET}\n`, '0'],
    [`add_attribute OutgoingUser v ${SECRET}\n`, 'EEXIST'],
    ['del_attribute IncomingUser nosuch\n', 'ENOENT'],
    ['del_attribute nosuch u\n', 'EINVAL'],
    ['del_attribute IncomingUser99 v\n', '0'],
    [`add_target_attribute nosuch IncomingUser u ${SECRET}\n`, 'ENOENT'],
    [`add_target_attribute T IncomingUser u ${SECRET}\n`, '0'],
    ['add_target_attribute t allowed_portal 10.*\n', '0'],
    ['add_target_attribute t allowed_portal5 !10.1.*\n', '0'],
    ['add_target_attribute t allowed_portal 10.*\n', 'EINVAL'],
    ['add_target_attribute t allowed_portal a b\n', 'EINVAL'],
    ['del_target_attribute t allowed_portal nosuch\n', 'EINVAL'],
  ]
  for (const [text, code] of rows) assert.equal(await live.write(MGMT, text), code, text)
  const attributes = (names: string[]) => names.filter((name) => /User|portal\d*$/.test(name))
  assert.deepEqual(attributes(await live.names('targets/iscsi')), [
    'IncomingUser1',
    'OutgoingUser',
    'internal_portal',
  ])
  assert.deepEqual(attributes(await live.names('targets/iscsi/t')), [
    'IncomingUser',
    'allowed_portal',
    'allowed_portal1',
  ])
  assert.equal((await live.tree.stat('targets/iscsi/IncomingUser1')).mode, 0o600)
  assert.equal(await live.read('targets/iscsi/OutgoingUser'), `u ${SECRET}\n[key]\n\n`, 'the first stays')
  assert.equal(await live.write('targets/iscsi/IncomingUser1', `w ${SECRET}2\n`), '0')
  assert.equal(await live.read('targets/iscsi/IncomingUser1'), `w ${SECRET}2\n[key]\n\n`)
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

type Row = readonly [name: string, text: string, code: string, content: string]
const ROWS: readonly Row[] = [
  ['enabled', '01\n', 'EINVAL', '0\n\n'],
  ['enabled', ' 1 x\n', '0', '1\n\n'],
  ['link_local', '0\n', '0', '0\n[key]\n\n'],
  ['link_local', '2\n', 'EINVAL', '0\n[key]\n\n'],
  ['internal_portal', '127.0.0.1 ::1\n', '0', '127.0.0.1 ::1\n[key]\n\n'],
  ['internal_portal', '1.2.3.4,5.6.7.8\n', 'EINVAL', '127.0.0.1 ::1\n[key]\n\n'],
  ['internal_portal', '\n', '0', '\n\n'],
  ['isns_entity_name', 'a b\n', '0', 'a\n'],
  ['isns_entity_name', `${'x'.repeat(300)}\n`, '0', `${'x'.repeat(255)}\n`],
  ['iSNSServer', '127.0.0.1 Bogus\n', 'EINVAL', '\n\n'],
  ['iSNSServer', '\n', '0', '\n\n'],
  ['open_state', 'x', 'open:EACCES', 'open\n'],
]

test('settings of the driver', async () => {
  for (const [name, text, code, content] of ROWS) {
    assert.equal(await live.write(`targets/iscsi/${name}`, text), code, `${name} ${text}`)
    assert.equal(await live.read(`targets/iscsi/${name}`), content, `${name} ${text}`)
  }
})

test('whoever serves the driver is told of what changes', async () => {
  const told: string[] = []
  live.iscsi.events.push({
    enabledChanged: () => told.push(`driver ${live.iscsi.enabled}`),
    targetChanged: ({ name, enabled }) => told.push(`${name} ${enabled}`),
  })
  await live.write('targets/iscsi/enabled', '1\n')
  await live.write('targets/iscsi/enabled', '1\n')
  await live.write(MGMT, 'add_target t\n')
  await live.write('targets/iscsi/t/enabled', '1\n')
  await live.write(MGMT, 'del_target t\n')
  assert.deepEqual(told, ['driver true', 't false', 't true', 't false'])
})
