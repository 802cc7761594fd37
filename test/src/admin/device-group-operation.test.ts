import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  addDeviceGroup,
  addGroupDevice,
  addGroupTarget,
  addTargetGroup,
  removeDeviceGroup,
  removeGroupDevice,
  removeGroupTarget,
  removeTargetGroup,
} from '../../../src/admin/device-group-operation.ts'
import type { Operation } from '../../../src/admin/operation.ts'
import { must } from '../../../src/admin/step.ts'
import { stepsOn } from '../../support/admin.ts'
import { liveTree } from '../../support/live-tree.ts'
import { GROUPED } from '../../support/scstadmin.ts'

const names = { deviceGroup: 'dg', targetGroup: 'tg' }

for (const [operation, says] of [
  [addDeviceGroup('new'), "Adding new device group 'new'"],
  [removeDeviceGroup('dg'), "Removing device group 'dg'"],
  [addGroupDevice('dg', 'n2'), "Adding new device group/device 'dg/n2'"],
  [removeGroupDevice('dg', 'n1'), "Removing device 'n1' from target group 'dg'"],
  [addTargetGroup('dg', 'new'), "Adding new target group 'new' to device group 'dg'"],
  [removeTargetGroup('dg', 'tg'), "Removing target group 'tg' from device group 'dg'"],
  [addGroupTarget(names, 'iqn.a'), "Adding new target group/target 'tg/iqn.a' to device group 'dg'"],
  [removeGroupTarget(names, 'iqn.b'), "Removing target group/target 'tg/iqn.b' from device group 'dg'"],
] as [Operation, string][]) {
  test(says, async () => {
    assert.equal(operation.says, says)
    assert.equal((await run(operation)).status, 0)
  })
}

for (const [operation, why] of [
  [addDeviceGroup('dg'), 'Device group already exists.'],
  [removeDeviceGroup('x'), 'No such device group exists.'],
  [addGroupDevice('dg', 'x'), 'No such device exists.'],
  [addGroupDevice('dg', 'n1'), 'Device already exists within device group.'],
  [removeGroupDevice('dg', 'n2'), 'No such device in device group.'],
  [addTargetGroup('dg', 'tg'), 'Target group already exists within device group.'],
  [removeTargetGroup('dg', 'x'), 'No such target group exists within device group.'],
  [addGroupTarget(names, 'iqn.b'), 'Target already exists within target group.'],
  [removeGroupTarget(names, 'x'), 'No such target exists within target group.'],
] as [Operation, string][]) {
  test(`${operation.says} fails: ${why}`, async () => {
    assert.ok((await run(operation)).stdout.endsWith(`\n\n\t${why}\n\n`))
  })
}

async function run(operation: Operation) {
  const { tree, write } = liveTree()
  for (const [path, text] of GROUPED) await write(path, text)
  return await stepsOn(tree, () => must(operation))
}
