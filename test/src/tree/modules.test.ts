import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MODULES } from '../../../src/tree/modules.ts'
import { liveTree } from '../../support/live-tree.ts'

test('the usual set', async () => {
  const live = liveTree()
  assert.deepEqual(await live.names('handlers'), [
    'dev_disk',
    'dev_disk_perf',
    'vcdrom',
    'vdisk_blockio',
    'vdisk_fileio',
    'vdisk_nullio',
  ])
  assert.deepEqual(await live.names('targets'), ['copy_manager', 'iscsi', 'scst_local'])
})

test('the core alone', async () => {
  const live = liveTree(['scst'])
  assert.deepEqual(await live.names('handlers'), [])
  assert.deepEqual(await live.names('targets'), ['copy_manager'])
})

test('all there is', async () => {
  const live = liveTree([...MODULES, 'scst_local add_default_tgt=1'])
  assert.equal((await live.names('handlers')).length, 15)
  assert.equal(await live.read('handlers/scst_user/type'), '-1 - unknown\n')
  assert.deepEqual(await live.names('targets/scst_local/scst_local_tgt/sessions'), ['scst_local_host'])
})

test('a name or parameter that is none is told with those that are', () => {
  assert.throws(() => liveTree(['scst_vdsk']), /No module scst_vdsk; there are scst, scst_vdisk, /)
  assert.throws(
    () => liveTree(['scst_local add_default_tgt=2']),
    /Module parameter scst_local add_default_tgt=2: known are /,
  )
})
