import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dashes, nameList, widest } from '../../../../src/cli/query/listing.ts'

test('the widest of many, or the minimum', () => {
  assert.equal(widest(['a', 'ccc', 'bb']), 3)
  assert.equal(widest([], 7), 7)
  assert.equal(widest(Array.from({ length: 200_000 }, () => 'x')), 1)
})

test('names stand below a heading and a ruler', () => {
  assert.equal(dashes(3), '\t---\n')
  assert.equal(nameList('Head', 2, ['a', 'b'], '\t\t'), '\t\tHead\n\t\t--\n\t\ta\n\t\tb\n')
})
