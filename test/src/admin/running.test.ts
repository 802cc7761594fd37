import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ObjectRef } from '../../../src/admin/object.ts'
import { ReadError } from '../../../src/admin/read-error.ts'
import { Running } from '../../../src/admin/running.ts'
import { liveTree } from '../../support/live-tree.ts'
import { GROUPED } from '../../support/scstadmin.ts'

const { tree, write } = liveTree()
for (const [path, text] of GROUPED) await write(path, text)
const running = await Running.read(tree)

test('the objects of a system', () => {
  assert.deepEqual(running.drivers(), ['copy_manager', 'iscsi', 'scst_local'])
  assert.deepEqual(running.devices(), ['n2', 'n1'], 'in the order of a kernel’s directory')
  assert.deepEqual(running.devicesOf('vdisk_nullio'), ['n2', 'n1'])
  assert.deepEqual(running.targets('iscsi'), ['iqn.a'])
  assert.deepEqual(running.luns({ driver: 'iscsi', target: 'iqn.a' }), new Map([['0', 'n1']]))
  assert.deepEqual(running.groups('iscsi', 'iqn.a'), ['g'])
  assert.deepEqual(running.luns({ driver: 'iscsi', target: 'iqn.a', group: 'g' }), new Map([['0', 'n2']]))
  assert.deepEqual(running.initiators('iscsi', 'iqn.a', 'g'), ['iqn.i'])
  assert.deepEqual(running.deviceGroups(), ['dg'])
  assert.deepEqual(running.deviceGroupDevices('dg'), ['n1'])
  assert.deepEqual(running.targetGroupTargets('dg', 'tg'), ['iqn.b'])
  assert.equal(running.isLocalTarget('dg', 'tg', 'iqn.b'), false)
})

test('what can be made, and with what', () => {
  assert.equal(running.isVirtualCapable('iscsi'), true)
  assert.equal(running.isVirtualCapable('copy_manager'), false)
  assert.equal(running.isHardware('copy_manager', 'copy_manager_tgt'), true)
  assert.ok(running.deviceCreateAttributes('vdisk_nullio').has('dummy'))
  assert.deepEqual(running.lunCreateAttributes({ driver: 'iscsi', target: 'iqn.a' }), new Set(['read_only']))
  assert.deepEqual(
    running.dynamicAttributes('iscsi', 'target'),
    new Set(['IncomingUser', 'OutgoingUser', 'allowed_portal']),
  )
  assert.deepEqual(running.dynamicAttributes('copy_manager', 'target'), new Set())
})

test('exports without those of the copy manager', () => {
  assert.deepEqual(running.exportsOf('n2'), [{ driver: 'iscsi', target: 'iqn.a', group: 'g', lun: '0' }])
})

const missing = (read: () => unknown): string => {
  try {
    read()
  } catch (error) {
    if (error instanceof ReadError) return error.text
    throw error
  }
  return 'read'
}

const group = { driver: 'iscsi', target: 'iqn.a', group: 'g' }

for (const [ref, text] of [
  [{ kind: 'device', device: 'x' }, "deviceAttributes(): Device 'x' is not open"],
  [{ kind: 'handler', handler: 'x' }, "handlerAttributes(): Handler 'x' is not available"],
  [{ kind: 'target', driver: 'x', target: 't' }, "targetAttributes(): Driver 'x' is not available"],
  [{ kind: 'target', driver: 'iscsi', target: 'x' }, "targetAttributes(): Target 'x' is not available"],
  [{ kind: 'group', ...group, group: 'x' }, "groupAttributes(): Group 'x' does not exist"],
  [{ kind: 'lun', ...group, lun: '9' }, "lunAttributes(): LUN '9' does not exist"],
  [{ kind: 'initiator', ...group, initiator: 'x' }, "initiatorAttributes(): Initiator 'x' does not exist"],
  [
    { kind: 'initiator', ...group, initiator: 'iqn.i' },
    "initiatorAttributes(): Unable to read directory '/sys/kernel/scst_tgt/targets/iscsi/iqn.a/ini_groups/g/initiators/iqn.i': Bad file descriptor",
  ],
  [{ kind: 'deviceGroup', deviceGroup: 'x' }, "deviceGroupAttributes(): Device group 'x' does not exist"],
  [
    { kind: 'targetGroup', deviceGroup: 'dg', targetGroup: 'x' },
    "targetGroupAttributes(): Target Group 'x' does not exist",
  ],
] as [ObjectRef, string][]) {
  test(text.slice(0, 70), () =>
    assert.equal(
      missing(() => running.attributes(ref)),
      text,
    ),
  )
}

test('a list of a missing group is missed under another reader’s name', () => {
  assert.equal(
    missing(() => running.luns({ ...group, group: 'x' })),
    "initiators(): Group 'x' does not exist",
  )
})

test('sessions of scst_local are an attribute of their target', async () => {
  const { tree: local, write: change } = liveTree()
  await change('targets/scst_local/mgmt', 'add_target loc session_name=s1')
  const attributes = (await Running.read(local)).attributes({
    kind: 'target',
    driver: 'scst_local',
    target: 'loc',
  })
  assert.deepEqual([...attributes.get('session_name')!.keys], [[0, 's1']])
})

const whyNot = (ref: ObjectRef): string | undefined => {
  try {
    running.attributes(ref)
    return undefined
  } catch (error) {
    return (error as ReadError).text
  }
}

test('a file of the name is no object', () => {
  assert.equal(running.hasObject('targets/iscsi/enabled'), false)
  assert.equal(
    whyNot({ kind: 'target', driver: 'iscsi', target: 'enabled' }),
    "targetAttributes(): Target 'enabled' is not available",
  )
})

test('another form of a LUN’s number is that LUN, but no directory that could be read', () => {
  const lun = (number: string) => whyNot({ kind: 'lun', driver: 'iscsi', target: 'iqn.a', lun: number })
  const unreadable = (number: string) =>
    `lunAttributes(): Unable to read directory '/sys/kernel/scst_tgt/targets/iscsi/iqn.a/luns/${number}': Bad file descriptor`
  assert.equal(lun('0'), undefined)
  for (const number of ['00', '0x0', 'abc']) assert.equal(lun(number), unreadable(number))
  assert.equal(lun('7'), "lunAttributes(): LUN '7' does not exist")
})

test('a device is read-only when it says so, or is a CD-ROM', async () => {
  const { tree, write } = liveTree()
  await write('handlers/vcdrom/mgmt', 'add_device c')
  await write('handlers/vdisk_nullio/mgmt', 'add_device r read_only=1')
  await write('handlers/vdisk_nullio/mgmt', 'add_device w')
  const running = await Running.read(tree)
  assert.deepEqual(
    ['c', 'r', 'w', 'nosuch'].map((device) => running.isReadOnlyDevice(device)),
    [true, true, false, false],
  )
})
