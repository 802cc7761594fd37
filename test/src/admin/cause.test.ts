import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  always,
  attributesUnknown,
  type Cause,
  deviceElsewhere,
  errnoIs,
  exists,
  incapable,
  lunMissing,
  lunPresent,
  missing,
  modeOf,
  present,
  sameDevice,
} from '../../../src/admin/cause.ts'
import { liveTree } from '../../support/live-tree.ts'
import { GROUPED } from '../../support/scstadmin.ts'

const { tree, write } = liveTree()
for (const [path, text] of GROUPED) await write(path, text)

const LUNS = 'targets/iscsi/iqn.a/luns'

for (const [what, cause, holds] of [
  ['always', always(1), true],
  ['a missing path', missing('devices/x', 20), true],
  ['a present path is not missing', missing('devices/n1', 20), false],
  ['a present path', present('devices/n1', 21), true],
  ['the error number', errnoIs('EINVAL', 22), true],
  ['another error number', errnoIs('EEXIST', 22), false],
  ['a driver that makes targets', incapable('targets/iscsi/mgmt', 31), false],
  ['a driver that does not', incapable('targets/copy_manager/mgmt', 31), true],
  ['an unknown parameter', attributesUnknown('handlers/vcdrom/mgmt', 'parameters', ['tst', 'x'], 27), true],
  ['known parameters', attributesUnknown('handlers/vcdrom/mgmt', 'parameters', ['tst'], 27), false],
  ['LUN 0 by another text', lunPresent(LUNS, 'abc', 49), true],
  ['no LUN 08', lunMissing(LUNS, '08', 47), true],
  ['the same device', sameDevice(LUNS, '0', 'n1', 91), true],
  ['another device', sameDevice(LUNS, '0', 'n2', 91), false],
  ['a device of another group', deviceElsewhere('other', 'n1', 138), true],
  ['a device of this group', deviceElsewhere('dg', 'n1', 138), false],
] as [string, Cause, boolean][]) {
  test(what, async () => assert.equal(await cause.holds(tree, 'EINVAL'), holds))
}

test('looks that fail are a no', async () => {
  assert.equal(await exists(tree, 'devices/n1/usn'), true)
  assert.equal(await exists(tree, 'devices/n1/nosuch'), false)
  assert.equal(await modeOf(tree, 'devices/n1/nosuch'), 0)
  assert.equal(await modeOf(tree, 'devices/n1/usn'), 0o644)
})
