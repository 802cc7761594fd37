import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PASS_THROUGH_MODULES, passThroughHandlers } from '../../../../src/core/handlers/pass-through.ts'

test('each module brings its handlers', () => {
  assert.deepEqual(
    passThroughHandlers('scst_disk').map(({ name, type, threadsNum }) => [name, type, threadsNum]),
    [
      ['dev_disk', 0, 1],
      ['dev_disk_perf', 0, 0],
    ],
  )
  assert.equal(PASS_THROUGH_MODULES.flatMap(passThroughHandlers).length, 10)
  assert.deepEqual(passThroughHandlers('scst_vdisk'), [])
})

test('only dev_disk says where dumps go', () => {
  const named = PASS_THROUGH_MODULES.flatMap(passThroughHandlers).filter(
    ({ prDumpDir }) => prDumpDir !== undefined,
  )
  assert.deepEqual(
    named.map(({ name }) => name),
    ['dev_disk'],
  )
})
