import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { PduReader, type PduSink } from '../../../src/iscsi/reader.ts'
import { SlabPool } from '../../../src/iscsi/slab.ts'
import { crc32c } from '../../../src/lib/crc32c.ts'

/** Writes down what the reader finds. */
class Notes implements PduSink {
  readonly lines: string[] = []
  reader!: PduReader
  #dataOut: string[] = []

  received(at: number, ahsLength: number, dataAt: number, dataLength: number, digestOk: boolean): void {
    const data = this.reader.bytes.subarray(dataAt, dataAt + dataLength).toString('hex')
    this.lines.push(`${this.reader.bytes[at]} ahs ${ahsLength} ${data}${digestOk ? '' : ' bad'}`)
  }
  dataOutBegin(_at: number, dataLength: number): void {
    this.#dataOut = [`data-out ${dataLength} `]
  }
  dataOutBytes(at: number, length: number): void {
    this.#dataOut.push(this.reader.bytes.subarray(at, at + length).toString('hex'))
  }
  dataOutEnd(digestOk: boolean): void {
    this.lines.push(`${this.#dataOut.join('')}${digestOk ? '' : ' bad'}`)
  }
  headerDigestFailed(): void {
    this.lines.push('bad header')
  }
  dataTooLong(_at: number, dataLength: number): void {
    this.lines.push(`too long ${dataLength}`)
  }
}

interface Sent {
  readonly opcode: number
  readonly ahs: number
  readonly data: Uint8Array
}

const word = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

function encode({ opcode, ahs, data }: Sent, digests: boolean): Buffer {
  const header = Buffer.alloc(48 + ahs * 4)
  header[0] = opcode
  header[4] = ahs
  header.writeUIntBE(data.length, 5, 3)
  const padded = Buffer.concat([data, Buffer.alloc(-data.length & 3)])
  const parts: Buffer[] = [header]
  if (digests) parts.push(word(crc32c(header)))
  parts.push(padded)
  if (digests && data.length > 0) parts.push(word(crc32c(padded)))
  return Buffer.concat(parts)
}

const expected = ({ opcode, ahs, data }: Sent): string => {
  const hex = Buffer.from(data).toString('hex')
  return opcode === 5 ? `data-out ${data.length} ${hex}` : `${opcode} ahs ${ahs * 4} ${hex}`
}

/** Feeds bytes as a socket would: as much at a time as `sizes` says and the reader has room for. */
function feed(bytes: Buffer, sizes: readonly number[], digests: boolean): string[] {
  const notes = new Notes()
  const reader = new PduReader(new SlabPool(), 1048576, notes, { accepting: true })
  notes.reader = reader
  reader.headerDigest = digests
  reader.dataDigest = digests
  for (let at = 0, n = 0; at < bytes.length; n++) {
    const room = reader.room()
    const length = Math.min(sizes[n % sizes.length]!, room.length, bytes.length - at)
    assert.ok(length > 0, 'there is room')
    room.set(bytes.subarray(at, at + length))
    reader.received(length)
    at += length
  }
  return notes.lines
}

const pdus = fc.array(
  fc.record({
    opcode: fc.constantFrom(0, 1, 4, 5),
    ahs: fc.integer({ min: 0, max: 3 }),
    data: fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.integer({ min: 0, max: 9000 }).map((length) => new Uint8Array(length).fill(length)),
    ),
  }),
  { minLength: 1, maxLength: 12 },
)
const sizes = fc.array(fc.integer({ min: 1, max: 6000 }), { minLength: 1, maxLength: 5 })

describe('a PDU reader', () => {
  for (const digests of [false, true]) {
    it(`finds every PDU however its bytes arrive${digests ? ', with digests' : ''}`, () => {
      fc.assert(
        fc.property(pdus, sizes, (sent, pieces) => {
          const bytes = Buffer.concat(sent.map((pdu) => encode(pdu, digests)))
          assert.deepEqual(feed(bytes, pieces, digests), sent.map(expected))
        }),
        { numRuns: 60 },
      )
    })
  }

  it('takes a PDU that is larger than an ordinary slab', () => {
    const sent = { opcode: 1, ahs: 0, data: new Uint8Array(1000000).fill(7) }
    assert.deepEqual(feed(encode(sent, false), [65536], false), [expected(sent)])
  })

  it('tells of wrong digests', () => {
    const bytes = encode({ opcode: 0, ahs: 0, data: Buffer.from('ping') }, true)
    const badData = Buffer.from(bytes)
    badData[52]! ^= 1
    assert.deepEqual(feed(badData, [100], true), ['0 ahs 0 71696e67 bad'])
    const badHeader = Buffer.from(bytes)
    badHeader[9]! ^= 1
    assert.deepEqual(feed(badHeader, [100], true), ['bad header'])
  })

  it('tells of a data segment that is too long before it comes', () => {
    const header = Buffer.alloc(48)
    header.writeUIntBE(2000000, 5, 3)
    assert.deepEqual(feed(header, [48], false), ['too long 2000000'])
  })

  it('stops where the gate is shut, and goes on from there', () => {
    const notes = new Notes()
    const gate = { accepting: true }
    const reader = new PduReader(new SlabPool(), 8192, notes, gate)
    notes.reader = reader
    const bytes = encode({ opcode: 0, ahs: 0, data: Buffer.from('a') }, false)
    reader.room().set(Buffer.concat([bytes, bytes]))
    gate.accepting = false
    assert.equal(reader.received(bytes.length * 2), false)
    assert.deepEqual(notes.lines, [])
    gate.accepting = true
    assert.equal(reader.goOn(), true)
    assert.equal(notes.lines.length, 2)
  })

  it('gives the large slab back when little comes in', () => {
    const pool = new SlabPool()
    const notes = new Notes()
    const reader = new PduReader(pool, 1048576, notes, { accepting: true })
    notes.reader = reader
    const large = encode({ opcode: 1, ahs: 0, data: new Uint8Array(8000) }, false)
    for (let at = 0; at < large.length; ) {
      const room = reader.room()
      const length = Math.min(room.length, large.length - at)
      room.set(large.subarray(at, at + length))
      reader.received(length)
      at += length
    }
    const busy = pool.lentBytes
    for (let n = 0; n < 20; n++) {
      reader.room().set(encode({ opcode: 0, ahs: 0, data: Buffer.alloc(0) }, false))
      reader.received(48)
    }
    reader.room()
    assert.ok(pool.lentBytes < busy)
    reader.close()
    assert.equal(pool.lentBytes, 0)
  })
})
