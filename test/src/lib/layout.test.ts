import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { bit, bits, bytes, layout, u8, u16, u24, u32, u48, u64 } from '../../../src/lib/layout.ts'

const Sample = layout(28, {
  flag: bit(0, 7),
  kind: bits(0, 0, 3),
  one: u8(1),
  two: u16(2),
  three: u24(4),
  four: u32(8),
  six: u48(12),
  eight: u64(18),
  tail: bytes(26, 2),
})

const hex = '82 01 0203 04050600 ff080910 111213141516 ffffffffffffffff abcd'.replaceAll(' ', '')
const values = {
  flag: true,
  kind: 2,
  one: 1,
  two: 0x0203,
  three: 0x040506,
  four: 0xff080910,
  six: 0x111213141516,
  eight: 0xffffffffffffffffn,
  tail: Buffer.from('abcd', 'hex'),
}

describe('a layout', () => {
  it('builds a structure from its fields', () => {
    assert.equal(Sample.build(values).bytes.toString('hex'), hex)
  })

  it('reads fields in place, also behind other bytes', () => {
    const view = Sample.view(Buffer.from(`0000${hex}`, 'hex'), 2)
    for (const [name, value] of Object.entries(values))
      assert.deepEqual(view[name as keyof typeof values], value)
  })

  it('moves a cursor over structures without a view for each', () => {
    const buffer = Buffer.alloc(56)
    const cursor = Sample.cursor()
    cursor.move(buffer, 28)
    cursor.two = 0xbeef
    cursor.flag = true
    assert.equal(buffer.readUInt16BE(30), 0xbeef)
    assert.equal(buffer[28], 0x80)
    cursor.move(buffer, 0)
    assert.equal(cursor.two, 0)
  })
})
