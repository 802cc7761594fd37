import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { fromUnicode } from '../../../src/lib/bytes.ts'
import { Refusal } from '../../../src/lib/refusal.ts'
import { type LiveTree, liveTree } from '../../support/live-tree.ts'

const MGMT = 'targets/iscsi/mgmt'

let live: LiveTree
beforeEach(() => {
  live = liveTree()
})

test('targets are found in any case, of ASCII', () => {
  const name = fromUnicode('Iqn.Ä')
  const target = live.iscsi.addTarget(name)
  assert.equal(live.iscsi.findTarget(fromUnicode('iqn.Ä')), target)
  assert.equal(live.iscsi.findTarget(fromUnicode('iqn.ä')), undefined)
  live.iscsi.deleteTarget(name)
  assert.equal(live.iscsi.findTarget(name), undefined)
})

test('a target that cannot be prepared leaves nothing behind, not even its number', () => {
  assert.throws(
    () =>
      live.iscsi.addTarget('t', () => {
        throw new Refusal('EINVAL')
      }),
    Refusal,
  )
  assert.equal(live.iscsi.addTarget('t').tid, 1)
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
