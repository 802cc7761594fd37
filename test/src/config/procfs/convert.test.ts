import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Corrections, convertProcfs, type Running } from '../../../../src/config/procfs/convert.ts'
import { isProcfsForm } from '../../../../src/config/procfs/sections.ts'
import { conf, device, luns, plain } from '../../../support/imports.ts'

const strict: Corrections = {
  lunReadOnly: false,
  nullioWithoutFilename: false,
  bareDevices: false,
  withoutCopyManager: false,
  readOnlyWithoutWriteOptions: false,
  defaultOnlyWithoutOwn: false,
  trimmedFields: false,
  lastDeviceOfLun: false,
  hostsByTheirNames: false,
  defaultsByTheirNames: false,
}
const corrected = Object.fromEntries(
  Object.keys(strict).map((name) => [name, true]),
) as unknown as Corrections

const running = (...targets: string[]): Running =>
  new Map([
    ['copy_manager', { canCreateTargets: false, hasEnabled: false, targets: ['copy_manager_tgt'] }],
    ['iscsi', { canCreateTargets: true, hasEnabled: true, targets }],
    ['scst_local', { canCreateTargets: true, hasEnabled: false, targets: [] }],
  ])

const convert = (text: string, targets: readonly string[], corrections: Corrections) =>
  convertProcfs(conf(text).text, 'scst.conf', running(...targets), corrections)

const where = ({ configuration }: ReturnType<typeof convert>) =>
  Object.fromEntries(
    [...configuration.drivers].flatMap(([driver, { targets }]) =>
      [...targets].map(([name, target]) => [`${driver}/${name}`, luns(target)]),
    ),
  )

test('three section names tell the old form; others, and two blanks, do not', () => {
  for (const text of ['[HANDLER vdisk]', ' x [GROUP a] # c', '[ASSIGNMENT Default]'])
    assert.ok(isProcfsForm(text), text)
  for (const text of [
    '[TARGETS enable]',
    '[OPTIONS]',
    '[HANDLER  vdisk]',
    '#[GROUP a]',
    '[HANDLER]',
    '[HANDLER a b]',
  ]) {
    assert.ok(!isProcfsForm(text), text)
  }
})

test('the options of vdisk choose handler and attributes; other handlers keep their name', () => {
  const converted = convert(
    `
    [HANDLER vdisk]
    DEVICE a,/disk1,WRITE_THROUGH|READ_ONLY,512
    DEVICE b,/dev/sda5,BIO|NV_CACHE
    DEVICE c,none,NULLIO,1024
    DEVICE d,/disk4,O_DIRECT|BOGUS,0,0x2345
    DEVICE e,0,RO,0,0
    [HANDLER vcdrom]
    DEVICE cd
    `,
    [],
    strict,
  )
  assert.deepEqual(device(converted, 'e'), { handler: 'vdisk_fileio', read_only: '1' })
  assert.deepEqual(device(converted, 'a'), {
    handler: 'vdisk_fileio',
    filename: '/disk1',
    write_through: '1',
    read_only: '1',
    blocksize: '512',
  })
  assert.deepEqual(device(converted, 'b'), { handler: 'vdisk_blockio', filename: '/dev/sda5', nv_cache: '1' })
  assert.deepEqual(device(converted, 'c'), { handler: 'vdisk_nullio', filename: 'none', blocksize: '1024' })
  assert.deepEqual(device(converted, 'd'), {
    handler: 'vdisk_fileio',
    filename: '/disk4',
    t10_dev_id: '0x2345',
  })
  assert.throws(() => device(converted, 'cd'))
})

const assignments = `
  [ASSIGNMENT Default]
  DEVICE d,5
  [ASSIGNMENT Default_iqn.a]
  DEVICE d,0
  DEVICE d,1,READ_ONLY
`

test('Default goes to all that runs, Default_X to X or to a new target of every driver that can', () => {
  assert.deepEqual(where(convert(assignments, ['iqn.a', 'iqn.b'], strict)), {
    'copy_manager/copy_manager_tgt': ['5 d'],
    'iscsi/iqn.a': ['5 d', '0 d', '1 d'],
    'iscsi/iqn.b': ['5 d'],
  })
  const made = convert(assignments, [], strict)
  assert.deepEqual(where(made), {
    'copy_manager/copy_manager_tgt': ['5 d'],
    'iscsi/iqn.a': ['0 d', '1 d'],
    'scst_local/iqn.a': ['0 d', '1 d'],
  })
  assert.deepEqual(
    made.messages.map(({ text }) => text.slice(0, 40)),
    ['NOTE: Unable to find target Default_iqn.', "NOTE: No targets set to 'enable' within "],
  )
})

test('corrected: the read-only mark stays, and Default counts only without a group of its own', () => {
  assert.deepEqual(where(convert(assignments, ['iqn.a', 'iqn.b'], corrected)), {
    'copy_manager/copy_manager_tgt': ['5 d'],
    'iscsi/iqn.a': ['0 d', '1 d ro'],
    'iscsi/iqn.b': ['5 d'],
  })
})

test('groups go to enabled hosts, or to everything when none is', () => {
  const groups = '[GROUP G]\nUSER iqn.host*\n[ASSIGNMENT G]\nDEVICE d,0\n'
  const enabled = convert(`${groups}[TARGETS enable]\nHOST IQN.A\n`, ['iqn.a', 'iqn.b'], strict)
  assert.deepEqual([...enabled.configuration.drivers.get('iscsi')!.targets.keys()], ['iqn.a'])
  const all = convert(groups, ['iqn.a'], strict).configuration.drivers
  assert.deepEqual([...all.keys()], ['copy_manager', 'iscsi'])
  assert.deepEqual(
    [...all.get('iscsi')!.targets.get('iqn.a')!.groups.get('G')!.initiators.keys()],
    ['iqn.host*'],
  )
  assert.deepEqual([...convert(groups, ['iqn.a'], corrected).configuration.drivers.keys()], ['iscsi'])
})

test('an unknown host is an error', () => {
  const { messages } = convert('[TARGETS enable]\nHOST 0x2100001B3281A2B3\n', [], strict)
  assert.equal(messages[0]!.kind, 'error')
  assert.match(messages[0]!.text, /information for target '0x2100001B3281A2B3'\. Please/)
  const wwn = '21:00:00:1b:32:81:a2:b3'
  const found = convert('[TARGETS enable]\nHOST 0x2100001B3281A2B3\n', [wwn], strict)
  assert.equal(plain(found.configuration.drivers.get('iscsi')!.targets.get(wwn)!).enabled, '1')
})

test('a comment is one in a file with carriage returns, too', () => {
  assert.ok(!isProcfsForm('# [HANDLER vdisk]\r\n'))
  assert.ok(!isProcfsForm('filename /disk # [GROUP a]\r\n'))
  assert.ok(isProcfsForm('[HANDLER vdisk]\r\n'))
})

test('a section is cut at its first blanks, and one that is called 0 swallows its lines', () => {
  const groups = (text: string) => {
    const { configuration } = convert(`[TARGETS enable]\nHOST t\n${text}`, ['t'], strict)
    return [...configuration.drivers.get('iscsi')!.targets.get('t')!.groups.keys()]
  }
  assert.deepEqual(groups('[GROUP a  b]\nUSER i'), ['a  b'])
  assert.deepEqual(groups('[GROUP c ]\nUSER i'), ['c '])
  assert.deepEqual(groups('[ GROUP d]\nUSER i'), [])
  assert.deepEqual(groups('[GROUP 0]\nUSER i'), [])
})

test('of several options that choose a handler the first on the line decides', () => {
  const { configuration } = convert('[HANDLER vdisk]\nDEVICE a,/dev/x,RO|BLOCKIO|NULLIO', [], strict)
  assert.deepEqual([...configuration.handlers.keys()], ['vdisk_blockio'])
})

test('blanks around a field are kept in strict mode, and no part of it here', () => {
  const text = '[HANDLER vdisk]\nDEVICE a, /disk1 ,WT'
  const filename = (corrections: Corrections) =>
    convert(text, [], corrections)
      .configuration.handlers.get('vdisk_fileio')!
      .devices.get('a')!
      .attributes.get('filename')
  assert.deepEqual(filename(strict), [' /disk1 '])
  assert.deepEqual(filename(corrected), ['/disk1'])
})

test('two devices on one LUN: strict mode has both, which stops -config; here the last counts', () => {
  const text = '[HANDLER vdisk]\nDEVICE a,/1\nDEVICE b,/2\n[ASSIGNMENT Default]\nDEVICE a,0\nDEVICE b,0'
  const devices = (corrections: Corrections) => [
    ...convert(text, ['t'], corrections)
      .configuration.drivers.get('iscsi')!
      .targets.get('t')!
      .luns.get('0')!
      .keys(),
  ]
  assert.deepEqual(devices(strict), ['a', 'b'])
  assert.deepEqual(devices(corrected), ['b'])
})

test('a HOST in capitals becomes a target of its own in strict mode, and here is the one that runs', () => {
  const text = '[TARGETS enable]\nHOST iqn.A\n[GROUP g]\nUSER i'
  const targets = (corrections: Corrections) => [
    ...convert(text, ['iqn.A'], corrections).configuration.drivers.get('iscsi')!.targets.keys(),
  ]
  assert.deepEqual(targets(strict), ['iqn.a'])
  assert.deepEqual(targets(corrected), ['iqn.A'])
})
