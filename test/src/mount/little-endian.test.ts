import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { layout } from '../../../src/lib/layout.ts'
import { le16, le32, le32signed, le64 } from '../../../src/mount/little-endian.ts'

const Fields = layout(18, { short: le16(0), word: le32(2), signed: le32signed(6), long: le64(10) })

test('the lowest byte comes first', () => {
  const { bytes } = Fields.build({ short: 0x0102, word: 0x01020304, signed: -2, long: 0x1_0000_0002 })
  assert.equal(bytes.toString('hex'), '0201' + '04030201' + 'feffffff' + '0200000001000000')
})

test('values below 2^53 come back', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), (long) =>
      assert.equal(Fields.view(Fields.build({ long }).bytes).long, long),
    ),
  )
})
