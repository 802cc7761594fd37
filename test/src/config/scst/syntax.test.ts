import assert from 'node:assert/strict'
import { test } from 'node:test'
import { onLine, rangeOf } from '../../../../src/config/scst/syntax.ts'

test('places count from 1, the end is the first byte behind', () => {
  assert.deepEqual(onLine(2, 0, 3), { start: { line: 2, column: 1 }, end: { line: 2, column: 4 } })
})

test('an item reaches from its first word to its last', () => {
  const word = (from: number, to: number) => ({ text: 'x', isQuoted: false, range: onLine(1, from, to) })
  assert.deepEqual(rangeOf([word(0, 1), word(4, 6)]), onLine(1, 0, 6))
})
