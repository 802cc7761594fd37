import assert from 'node:assert/strict'
import { test } from 'node:test'
import { KEYWORDS, keywordsIn } from '../../../../src/config/scst/schema.ts'

test('a keyword means one thing where it stands', () => {
  assert.equal(new Set(KEYWORDS.map(({ keyword, in: where }) => `${where} ${keyword}`)).size, KEYWORDS.length)
})

test('keywords of a context', () => {
  assert.deepEqual([...keywordsIn('GROUP').keys()], ['LUN', 'INITIATOR'])
  assert.equal(keywordsIn('DEVICE_GROUP').get('DEVICE')?.operands.length, 1)
  assert.equal(keywordsIn('DEVICE').size, 0)
})
