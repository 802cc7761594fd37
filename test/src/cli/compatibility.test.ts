import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compatibilityFault } from '../../../src/cli/compatibility.ts'

test('there are two, and nothing else is one of them', () => {
  for (const known of [undefined, '', 'strict', 'default']) assert.equal(compatibilityFault(known), undefined)
  assert.equal(compatibilityFault('Strict'), 'Unknown compatibility: Strict (strict or default)')
})
