import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DEFAULT_TRACE, TRACE_BITS, TraceLevels } from '../../../src/core/trace-levels.ts'

test('a module has the default until it is set, as 32 bits without sign', () => {
  const levels = new TraceLevels()
  assert.equal(levels.of('scst'), DEFAULT_TRACE)
  assert.equal(DEFAULT_TRACE, 0x2508)
  levels.set('scst', -1)
  assert.equal(levels.of('scst'), 0xffffffff)
  assert.equal(levels.of('iscsi-scst'), DEFAULT_TRACE)
  assert.equal(new Set(Object.values(TRACE_BITS)).size, Object.keys(TRACE_BITS).length)
})
