import assert from 'node:assert/strict'
import { test } from 'node:test'
import { textOf } from '../../../src/admin/errors.ts'

test('texts end with the advice to read the log where the log knows more', () => {
  assert.equal(textOf(42), 'Failed to add target. See "dmesg" for more information.')
  assert.equal(textOf(41), 'Target already exists.')
})

test('some codes are silent', () => {
  for (const code of [0, 1, 125, 126, 127]) assert.equal(textOf(code), undefined)
})
