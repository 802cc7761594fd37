import assert from 'node:assert/strict'
import { test } from 'node:test'
import { disturbedSessions, liveSessions } from '../../../src/admin/live-sessions.ts'
import { addLun, clearLuns, closeDevice, type Operation, removeTarget } from '../../../src/admin/operation.ts'
import { Running } from '../../../src/admin/running.ts'
import { liveTree } from '../../support/live-tree.ts'

const { tree, write } = liveTree()
await write('handlers/vdisk_nullio/mgmt', 'add_device n1')
await write('handlers/vdisk_nullio/mgmt', 'add_device n2')
for (const target of ['a', 'b'])
  await write('targets/scst_local/mgmt', `add_target ${target} session_name=s${target}`)
await write('targets/scst_local/a/luns/mgmt', 'add n1 0')
const running = await Running.read(tree)

const named = (sessions: readonly { target: string; session: string }[]): string[] =>
  sessions.map(({ target, session }) => `${session} on ${target}`)

test('all but the copy manager’s', () =>
  assert.deepEqual(named(liveSessions(running)), ['sa on a', 'sb on b']))

for (const [operation, disturbed] of [
  [removeTarget('scst_local', 'b'), ['sb on b']],
  [clearLuns({ driver: 'scst_local', target: 'a' }), ['sa on a']],
  [closeDevice('vdisk_nullio', 'n1'), ['sa on a']],
  [closeDevice('vdisk_nullio', 'n2'), []],
  [addLun({ driver: 'scst_local', target: 'a' }, '1', 'n2'), []],
] as [Operation, string[]][]) {
  test(`${operation.says} disturbs ${disturbed.join() || 'nobody'}`, () =>
    assert.deepEqual(named(disturbedSessions(running, [operation])), disturbed))
}
