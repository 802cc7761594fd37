import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listing } from '../../../src/admin/listing.ts'

test('dashes as wide as the widest', () => {
  assert.equal(listing('Targets', ['a', 'iqn.long-one']), '\tTargets\n\t------------\n\ta\n\tiqn.long-one\n')
  assert.equal(listing('Targets', []), '\tTargets\n\t-------\n')
})
