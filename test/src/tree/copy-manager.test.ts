import assert from 'node:assert/strict'
import { test } from 'node:test'
import { liveTree } from '../../support/live-tree.ts'

const TARGET = 'targets/copy_manager/copy_manager_tgt'

test('the driver and its target', async () => {
  const live = liveTree()
  await live.check('targets/copy_manager', [
    ['allow_not_connected_copy', '7\n', '0', '1\n[key]\n'],
    ['allow_not_connected_copy', 'x\n', 'EINVAL', '1\n[key]\n'],
    ['copy_manager_tgt/rel_tgt_id', '0\n', 'EINVAL', '0\n'],
    ['copy_manager_tgt/rel_tgt_id', '9\n', '0', '9\n[key]\n'],
  ])
  assert.equal(live.log[0], 'scst: ***ERROR***: strtoul() for x\\x0a failed: -22')
  assert.deepEqual(await live.names('targets/copy_manager'), [
    'allow_not_connected_copy',
    'copy_manager_tgt',
    'dif_capabilities',
  ])
})

test('it checks protection information, of which there is none', async () => {
  const live = liveTree()
  const failures = '\tapp\tref\tguard\ntgt\t0\t0\t0\nscst\t0\t0\t0\ndev\t0\t0\t0\n'
  assert.equal(await live.read(`${TARGET}/dif_checks_failed`), failures)
  assert.equal(await live.write(`${TARGET}/dif_checks_failed`, 'x'), '0')
  assert.equal(live.log.at(-1), 'scst: Zeroing DIF failures statistics for target copy_manager_tgt')
  assert.match(await live.read(`${TARGET}/dif_capabilities`), /^dif_supported, hw_dif_type1_supported, /)
})

test('its session cannot be closed', async () => {
  const names = await liveTree().names(`${TARGET}/sessions/copy_manager_sess`)
  assert.ok(names.includes('dif_checks_failed') && !names.includes('force_close'))
})
