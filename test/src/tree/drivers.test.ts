import assert from 'node:assert/strict'
import { test } from 'node:test'
import { liveTree } from '../../support/live-tree.ts'

test('each driver has a directory of its own kind', async () => {
  const live = liveTree()
  const has = async (driver: string, name: string) => (await live.names(`targets/${driver}`)).includes(name)
  assert.ok(await has('iscsi', 'open_state'))
  assert.ok(await has('scst_local', 'stats'))
  assert.ok(await has('copy_manager', 'copy_manager_tgt'))
  live.iscsi.openState = 'closed'
  assert.ok(!(await has('iscsi', 'enabled')))
  live.iscsi.openState = 'closing'
  assert.equal(await live.read('targets/iscsi/open_state'), 'closing\n')
})
