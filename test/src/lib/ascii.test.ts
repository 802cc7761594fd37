import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asciiLowerCase } from '../../../src/lib/ascii.ts'
import { fromUnicode } from '../../../src/lib/bytes.ts'

test('only A to Z change', () => {
  assert.equal(asciiLowerCase(fromUnicode('AbZ-Ä')), fromUnicode('abz-Ä'))
})
