import assert from 'node:assert/strict'
import { it } from 'node:test'
import { Pace } from '../../../../src/core/stores/pace.ts'

/** How many calls go elsewhere after a slow one. */
function backOff(pace: Pace): number {
  pace.took(5, 4096)
  let elsewhere = 0
  while (!pace.isQuick) elsewhere++
  return elsewhere
}

const quickly = (pace: Pace, calls: number) => {
  for (let i = 0; i < calls; i++) pace.took(0.01, 4096)
}

it('a disk that stays slow is left to others for longer and longer', () => {
  const pace = new Pace()
  assert.deepEqual(
    Array.from({ length: 6 }, () => backOff(pace)),
    [4, 8, 16, 32, 64, 64],
  )
})

it('quick calls between slow ones do not make up for them', () => {
  const pace = new Pace()
  backOff(pace)
  quickly(pace, 63)
  assert.equal(backOff(pace), 8)
})

it('after a calm time slowness counts as new', () => {
  const pace = new Pace()
  backOff(pace)
  backOff(pace)
  quickly(pace, 64)
  assert.equal(backOff(pace), 4)
})

it('larger calls may take longer', () => {
  const pace = new Pace()
  pace.took(0.5, 1 << 20)
  assert.equal(pace.isQuick, true)
})
