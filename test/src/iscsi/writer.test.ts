import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { SlabPool } from '../../../src/iscsi/slab.ts'
import { PduWriter, type Sink } from '../../../src/iscsi/writer.ts'

/** Takes writes as a socket does, and is done with them when `take` is called. */
class Socket implements Sink {
  readonly writes: Buffer[] = []
  #done: (() => void)[] = []

  write(bytes: Uint8Array, done: () => void): void {
    this.writes.push(Buffer.from(bytes))
    this.#done.push(done)
  }
  cork(): void {}
  uncork(): void {}
  take(): void {
    for (const done of this.#done.splice(0)) done()
  }
}

function make() {
  const pool = new SlabPool()
  const socket = new Socket()
  return { pool, socket, writer: new PduWriter(pool, socket) }
}

/** Builds a PDU whose data are `fill`. */
function build(writer: PduWriter, length: number, fill: number): void {
  const at = writer.begin(length)
  const { slab } = writer
  slab.bytes.fill(fill, writer.dataAt(at), writer.dataAt(at) + length)
  writer.end(slab, at, length)
}

describe('a PDU writer', () => {
  it('sends what one turn produced as one write', () => {
    const { socket, writer } = make()
    for (const fill of [1, 2, 3]) {
      build(writer, 10, fill)
      writer.commit()
    }
    assert.equal(socket.writes.length, 0)
    writer.flush()
    assert.equal(socket.writes.length, 1)
    assert.equal(socket.writes[0]!.length, 3 * (48 + 12))
  })

  it('clears headers and padding of used memory, and fills in the data length', () => {
    const { socket, writer } = make()
    build(writer, 6, 0xff)
    writer.rewind()
    build(writer, 5, 0xee)
    writer.commit()
    writer.flush()
    const [pdu] = socket.writes
    assert.equal(pdu!.toString('hex', 0, 48), `0000000000000005${'00'.repeat(40)}`)
    assert.equal(pdu!.toString('hex', 48), 'eeeeeeeeee000000')
  })

  it('adds digests over header, and data with their padding', () => {
    const { socket, writer } = make()
    writer.headerDigest = true
    writer.dataDigest = true
    build(writer, 32, 0)
    writer.commit()
    writer.flush()
    assert.equal(socket.writes[0]!.toString('hex', 52 + 32), 'aa36918a')
  })

  it('forgets what is rewound, also behind a change of slabs', () => {
    const { pool, socket, writer } = make()
    build(writer, 8, 1)
    writer.commit()
    for (let n = 0; n < 3; n++) build(writer, 200000, 9)
    writer.rewind()
    build(writer, 8, 2)
    writer.commit()
    writer.flush()
    const sent = Buffer.concat(socket.writes)
    assert.deepEqual([sent.length, sent[48], sent[56 + 48]], [112, 1, 2])
    socket.take()
    assert.equal(pool.lentBytes, 0)
  })

  it('lets others pass what was taken aside', () => {
    const { pool, socket, writer } = make()
    build(writer, 4, 1)
    writer.commit()
    build(writer, 4, 3)
    const aside = writer.detach()
    build(writer, 4, 2)
    writer.commit()
    writer.flush()
    writer.attach(aside)
    writer.flush()
    const sent = Buffer.concat(socket.writes)
    assert.deepEqual([sent[48], sent[100], sent[152]], [1, 2, 3])
    socket.take()
    assert.equal(pool.lentBytes, 0)
  })

  it('keeps what is being built while another that was taken aside goes out', () => {
    const { pool, socket, writer } = make()
    build(writer, 4, 2)
    const aside = writer.detach()
    build(writer, 4, 1)
    writer.commit()
    build(writer, 4, 3)
    writer.attach(aside)
    writer.flush()
    writer.commit()
    writer.flush()
    const sent = Buffer.concat(socket.writes)
    assert.deepEqual([sent[48], sent[100], sent[152]], [1, 2, 3])
    socket.take()
    assert.equal(pool.lentBytes, 0)
  })

  it('does not wait for the end of a long turn', () => {
    const { socket, writer } = make()
    for (let n = 0; n < 4; n++) {
      build(writer, 65536, n)
      writer.commit()
    }
    assert.ok(socket.writes.length > 0)
  })

  it('tells when the peer has taken enough', async () => {
    const { socket, writer } = make()
    build(writer, 1000, 1)
    writer.commit()
    writer.flush()
    let isBelow = false
    const below = writer.whenBelow(500).then(() => {
      isBelow = true
    })
    await Promise.resolve()
    assert.equal(isBelow, false)
    socket.take()
    await below
  })

  it('gives all memory back when it is closed, whatever is on its way', () => {
    const { pool, writer } = make()
    build(writer, 100, 1)
    const aside = writer.detach()
    build(writer, 100, 2)
    writer.commit()
    writer.flush()
    build(writer, 100, 3)
    writer.close()
    writer.attach(aside)
    assert.equal(pool.lentBytes, 0)
    assert.throws(() => writer.begin(1), /closed/)
  })

  it('sends nothing behind what was finished last', () => {
    const { pool, socket, writer } = make()
    build(writer, 4, 1)
    writer.commit()
    writer.finish()
    assert.equal(writer.isClosed, true)
    build(writer, 4, 2)
    writer.commit()
    writer.flush()
    assert.equal(Buffer.concat(socket.writes).length, 52)
    socket.take()
    assert.equal(pool.lentBytes, 0)
  })
})
