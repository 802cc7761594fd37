import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { crc32c, crc32cRegister } from '../../../src/lib/crc32c.ts'

/** RFC 7143 appendix A.4; the digests travel least significant byte first. */
const vectors: readonly [name: string, bytes: Buffer, digest: string][] = [
  ['32 zeroes', Buffer.alloc(32), 'aa36918a'],
  ['32 ones', Buffer.alloc(32, 0xff), '43aba862'],
  ['ascending', Buffer.from(Array.from({ length: 32 }, (_, i) => i)), '4e79dd46'],
  ['descending', Buffer.from(Array.from({ length: 32 }, (_, i) => 31 - i)), '5cdb3f11'],
  [
    'a READ(10)',
    Buffer.from(
      '01c0000000000000000000000000000014000000000004000000001400000018280000000000000002000000' + '00000000',
      'hex',
    ),
    '563a96d9',
  ],
]

describe('CRC-32C', () => {
  for (const [name, bytes, digest] of vectors) {
    it(`of ${name} is ${digest}`, () => {
      const wire = Buffer.alloc(4)
      wire.writeUInt32LE(crc32c(bytes))
      assert.equal(wire.toString('hex'), digest)
    })
  }

  it('is the same from every engine, whatever the length and alignment', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
        assert.equal(crc32c(bytes), ~crc32cRegister(bytes, 0xffffffff) >>> 0)
      }),
    )
  })

  it('goes on from a register', () => {
    const whole = Buffer.from('the register goes on')
    assert.equal(
      crc32cRegister(whole.subarray(7), crc32cRegister(whole.subarray(0, 7), 0)),
      crc32cRegister(whole, 0),
    )
  })
})
