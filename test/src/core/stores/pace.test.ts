import assert from 'node:assert/strict'
import { it } from 'node:test'
import { Pace } from '../../../../src/core/stores/pace.ts'

it('one slow call sends the next 64 elsewhere', () => {
  const pace = new Pace()
  pace.took(0.01, 4096)
  assert.equal(pace.isQuick, true)
  pace.took(5, 4096)
  assert.deepEqual(
    Array.from({ length: 65 }, () => pace.isQuick),
    [...Array(64).fill(false), true],
  )
})

it('larger calls may take longer', () => {
  const pace = new Pace()
  pace.took(0.5, 1 << 20)
  assert.equal(pace.isQuick, true)
})
