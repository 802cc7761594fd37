import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isNamed, isObject, lunsPath, type ObjectRef, pathOf } from '../../../src/admin/object.ts'

const target = { driver: 'd', target: 't' }
const inGroup = { ...target, group: 'g' }

for (const [ref, path] of [
  [{ kind: 'scst' }, ''],
  [{ kind: 'handler', handler: 'h' }, 'handlers/h'],
  [{ kind: 'device', device: 'x' }, 'devices/x'],
  [{ kind: 'driver', driver: 'd' }, 'targets/d'],
  [{ kind: 'target', ...target }, 'targets/d/t'],
  [{ kind: 'group', ...inGroup }, 'targets/d/t/ini_groups/g'],
  [{ kind: 'lun', ...target, lun: '0' }, 'targets/d/t/luns/0'],
  [{ kind: 'lun', ...inGroup, lun: '0' }, 'targets/d/t/ini_groups/g/luns/0'],
  [{ kind: 'initiator', ...inGroup, initiator: 'i' }, 'targets/d/t/ini_groups/g/initiators/i'],
  [{ kind: 'alua' }, 'device_groups'],
  [{ kind: 'deviceGroup', deviceGroup: 'dg' }, 'device_groups/dg'],
  [{ kind: 'targetGroup', deviceGroup: 'dg', targetGroup: 'tg' }, 'device_groups/dg/target_groups/tg'],
  [
    { kind: 'targetGroupTarget', deviceGroup: 'dg', targetGroup: 'tg', target: 't' },
    'device_groups/dg/target_groups/tg/t',
  ],
] as [ObjectRef, string][]) {
  test(`${ref.kind} at '${path}'`, () => assert.equal(pathOf(ref), path))
}

test('LUNs of a target, and of a group', () => {
  assert.equal(lunsPath(target), 'targets/d/t/luns')
  assert.equal(lunsPath(inGroup), 'targets/d/t/ini_groups/g/luns')
})

test('no object has an empty name', () => {
  for (const path of ['', 'targets/', 'targets//t', '/devices']) assert.equal(isNamed(path), false, path)
  assert.equal(isNamed('targets/d/t'), true)
})

test('files are no objects, but for initiators', () => {
  assert.equal(isObject('targets/d', 'dir'), true)
  assert.equal(isObject('handlers/h/x', 'link'), true)
  assert.equal(isObject('targets/d/enabled', 'file'), false)
  assert.equal(isObject('targets/d/t/ini_groups/g/initiators/iqn.i', 'file'), true)
  assert.equal(isObject('targets/d/t/ini_groups/g/initiators/mgmt', 'file'), false)
})
