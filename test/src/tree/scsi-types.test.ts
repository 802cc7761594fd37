import assert from 'node:assert/strict'
import { test } from 'node:test'
import { typeLine } from '../../../src/tree/scsi-types.ts'

test('types have SCST’s texts', () => {
  assert.equal(typeLine(0), '0 - Direct-access device (e.g., magnetic disk)')
  assert.equal(typeLine(5), '5 - CD-ROM device')
  assert.equal(typeLine(15), '15 - Optical card reader/writer device')
  assert.equal(typeLine(16), '16 - unknown')
  assert.equal(typeLine(-1), '-1 - unknown')
})
