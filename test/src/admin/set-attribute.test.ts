import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ObjectRef } from '../../../src/admin/object.ts'
import { lacks, setAttribute } from '../../../src/admin/set-attribute.ts'
import { should } from '../../../src/admin/step.ts'
import { stepsOn } from '../../support/admin.ts'
import { liveTree } from '../../support/live-tree.ts'

const target = { driver: 'd', target: 't' }

for (const [ref, says, lacking, written] of [
  [
    { kind: 'scst' },
    "Setting SCST attribute 'a' to value 'v'",
    "SCST lacks the settable attribute 'a', ignoring.",
    'a <- v\n',
  ],
  [
    { kind: 'device', device: 'x' },
    "Setting device attribute 'a' to value 'v' for device 'x'",
    "Device 'x' lacks the settable attribute 'a', ignoring.",
    'devices/x/a <- v',
  ],
  [
    { kind: 'driver', driver: 'd' },
    "Setting driver attribute 'a' to value 'v' for driver 'd'",
    "Driver 'd' lacks the settable attribute 'a', ignoring.",
    'targets/d/a <- v\n',
  ],
  [
    { kind: 'target', ...target },
    "Setting target attribute 'a' to value 'v' for driver/target 'd/t'",
    "Driver/target 'd/t' lacks the settable attribute 'a', ignoring.",
    'targets/d/t/a <- v',
  ],
  [
    { kind: 'group', ...target, group: 'g' },
    "Setting group attribute 'a' to value 'v' for group 'g'",
    "Driver/target/group 'd/t/g' lacks the settable attribute 'a', ignoring.",
    'targets/d/t/ini_groups/g/a <- v\n',
  ],
  [
    { kind: 'lun', ...target, lun: '0' },
    "Setting LUN attribute 'a' to value 'v' for driver/target/LUN 'd/t/0'",
    "Driver/target/LUN 'd/t/0' lacks the settable attribute 'a', ignoring.",
    'targets/d/t/luns/0/a <- v\n',
  ],
  [
    { kind: 'initiator', ...target, group: 'g', initiator: 'i' },
    "Setting initiator attribute 'a' to value 'v' for driver/target/group/initiator 'd/t/g/initiator'",
    "Driver/target/group/initiator 'd/t/g/i' lacks the settable attribute 'a', ignoring.",
    'targets/d/t/ini_groups/g/luns/i/a <- v\n',
  ],
  [
    { kind: 'alua' },
    "Setting ALUA attribute 'a' to value 'v'",
    "no settable ALUA attribute 'a', ignoring.",
    'device_groups/a <- v\n',
  ],
  [
    { kind: 'targetGroup', deviceGroup: 'dg', targetGroup: 'tg' },
    "Setting Target Group attribute 'a' to value 'v' for target group 'dg/tg'",
    "Target Group 'dg/tg' lacks the settable attribute 'a', ignoring.",
    'device_groups/dg/target_groups/tg/a <- v\n',
  ],
] as [ObjectRef, string, string, string][]) {
  test(says, () => {
    const operation = setAttribute(ref, 'a', 'v')
    assert.equal(operation.says, says)
    assert.equal(`${operation.path} <- ${operation.text}`, written)
    assert.equal(lacks(ref, 'a'), lacking)
  })
}

test('enabled has words of its own', () => {
  assert.equal(setAttribute({ kind: 'driver', driver: 'd' }, 'enabled', '1').says, "Enabling driver 'd'")
  assert.equal(
    setAttribute({ kind: 'target', ...target }, 'enabled', '0').says,
    "Disabling driver/target 'd/t'",
  )
})

for (const [ref, name, value, error, word] of [
  [
    { kind: 'scst' },
    'threads',
    'x',
    'Failed to set a SCST attribute. See "dmesg" for more information.',
    '(EINVAL) ',
  ],
  [{ kind: 'scst' }, 'nosuch', '1', 'Bad attributes given for SCST.', '(ENOENT) '],
  [{ kind: 'device', device: 'n1' }, 'size', '1', undefined, ''],
  [{ kind: 'device', device: 'n1' }, 'read_only', '1', 'Device attribute specified is static.', '(ENOENT) '],
  [{ kind: 'device', device: 'x' }, 'usn', '1', 'No such device exists.', ''],
  [
    { kind: 'driver', driver: 'iscsi' },
    'link_local',
    '7',
    'Failed to set driver attribute. See "dmesg" for more information.',
    '(EINVAL) ',
  ],
] as [ObjectRef, string, string, string | undefined, string][]) {
  test(`${ref.kind} ${name}=${value}: ${error ?? 'good'}`, async () => {
    const { tree, write } = liveTree()
    await write('handlers/vdisk_nullio/mgmt', 'add_device n1 blocksize=1')
    await write('handlers/vdisk_nullio/mgmt', 'add_device n1 size_mb=1')
    const ran = await stepsOn(tree, () =>
      should(setAttribute(ref, name, name === 'size' ? '1048576' : value)),
    )
    assert.equal(/\n\n\t(.*)\n\n$/.exec(ran.stdout)?.[1], error)
    assert.equal(ran.stderr, word)
  })
}

test('the empty value clears, but fails in strict mode', async () => {
  const { tree, write, read } = liveTree()
  await write('handlers/vdisk_nullio/mgmt', 'add_device n1')
  const operation = setAttribute({ kind: 'device', device: 'n1' }, 'prod_id', '')
  assert.equal((await stepsOn(tree, () => should(operation), { compatibility: 'strict' })).stderr, '(0) ')
  await stepsOn(tree, () => should(operation))
  assert.equal(await read('devices/n1/prod_id'), '\n[key]\n')
})
