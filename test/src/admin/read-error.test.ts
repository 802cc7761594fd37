import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ReadError } from '../../../src/admin/read-error.ts'

test('carries its text and its cause', () => {
  const cause = new Error('ENOENT')
  const error = new ReadError("targets(): Driver 'x' is not available", { cause })
  assert.equal(error.text, "targets(): Driver 'x' is not available")
  assert.equal(error.cause, cause)
})
