import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isTrue, numberOf } from '../../../src/admin/numeric.ts'

for (const [text, number] of [
  ['12', 12],
  [' 7abc', 7],
  ['08', 8],
  ['0x8', 0],
  ['abc', 0],
  ['-3.5e1x', -35],
  ['', 0],
  [undefined, 0],
] as const) {
  test(`${JSON.stringify(text)} counts as ${number}`, () => assert.equal(numberOf(text), number))
}

test('nothing and 0 are false, all else is true', () => {
  assert.deepEqual([undefined, '', '0'].map(isTrue), [false, false, false])
  assert.deepEqual(['1', '00', ' '].map(isTrue), [true, true, true])
})
