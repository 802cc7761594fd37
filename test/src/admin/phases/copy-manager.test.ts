import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isLeftAlone, isOwnChoice } from '../../../../src/admin/phases/copy-manager.ts'
import { Running } from '../../../../src/admin/running.ts'
import { newConfiguration, newDriver } from '../../../../src/config/configuration.ts'
import { liveTree } from '../../../support/live-tree.ts'

const running = await Running.read(liveTree().tree)
const manner = (departs: boolean) => ({
  ...{ force: false, debug: false, continuesOnError: false, preserveClusterMode: false },
  departs: () => departs,
})

test('the copy manager is left alone unless the file speaks of it, and in strict mode never', () => {
  const desired = newConfiguration()
  assert.ok(isLeftAlone('copy_manager', { running, desired, manner: manner(true) }))
  assert.ok(!isLeftAlone('iscsi', { running, desired, manner: manner(true) }))
  assert.ok(!isLeftAlone('copy_manager', { running, desired, manner: manner(false) }))
  desired.drivers.set('copy_manager', newDriver())
  assert.ok(!isLeftAlone('copy_manager', { running, desired, manner: manner(true) }))
})

test('its LUNs are its own choice', () => {
  const owner = { driver: 'copy_manager', target: 'copy_manager_tgt' }
  assert.deepEqual([isOwnChoice(owner, manner(true)), isOwnChoice(owner, manner(false))], [true, false])
})
