import assert from 'node:assert/strict'
import { test } from 'node:test'
import { integerOf } from '../../../src/config/integer.ts'

test('numbers as the kernel reads them', () => {
  assert.equal(integerOf('0x10'), 16n)
  assert.equal(integerOf('-5'), -5n)
  assert.equal(integerOf('017'), 15n)
  assert.equal(integerOf('08'), undefined)
  assert.equal(integerOf('0'), 0n)
  assert.equal(integerOf('00'), 0n)
  assert.equal(integerOf('1k'), undefined)
})
