import assert from 'node:assert/strict'
import { test } from 'node:test'
import { liveTree } from '../../support/live-tree.ts'

test('a group takes whom one of its patterns names', () => {
  const { iscsi } = liveTree()
  const group = iscsi.addTarget('t').createGroup('g')
  assert.equal(group.takes('iqn.x'), false)
  for (const pattern of ['iqn.a', 'IQN.B?']) group.initiators.add(pattern)
  assert.deepEqual(
    ['iqn.A', 'iqn.b1', 'iqn.b12'].map((name) => group.takes(name)),
    [true, true, false],
  )
  assert.equal(group.cpuMask, 0b11n)
})
