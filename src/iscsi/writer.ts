import { crc32c } from '../lib/crc32c.ts'
import { BHS_LENGTH, padded } from './pdu/bhs.ts'
import { SLAB, type Slab, type SlabPool } from './slab.ts'

/** Finished bytes of one slab, on their way to the socket. */
interface Chunk {
  readonly slab: Slab
  readonly start: number
  readonly end: number
}

/** PDUs that wait for their data, taken out of the writer so that others can pass them. */
export type Detached = readonly Chunk[]

export interface Sink {
  write(bytes: Uint8Array, done: () => void): unknown
  cork(): void
  uncork(): void
}

/** A turn's output goes out when it has this many bytes, or when the turn ends. */
const FLUSH_AT = 131072

/**
 * Builds PDUs back to back in slabs: header, data, padding and digests of one PDU are contiguous, and all that one
 * turn produces leaves in one write. A PDU is `begin`, fields and data in place, `end`; what was begun can be dropped
 * (`rewind`) or taken aside (`detach`) until `commit`.
 */
export class PduWriter {
  headerDigest = false
  dataDigest = false
  readonly #pool: SlabPool
  readonly #sink: Sink
  #slab: Slab | undefined
  /** [start, committed) of the slab is finished, [committed, filled) is being built. */
  #start = 0
  #committed = 0
  #filled = 0
  /** Finished, in earlier slabs. */
  #ready: Chunk[] = []
  /** Being built, in earlier slabs. */
  #building: Chunk[] = []
  #readyBytes = 0
  /** Given to the socket, oldest first, and how many of the oldest are gone. */
  readonly #written: Chunk[] = []
  #unwrittenBytes = 0
  readonly #onWritten = () => this.#chunkWritten()
  #waiters: { readonly below: number; readonly resume: () => void }[] = []
  /** Told whenever the socket has taken bytes. */
  progress: (() => void) | undefined
  #closed = false
  #finished = false

  constructor(pool: SlabPool, sink: Sink) {
    this.#pool = pool
    this.#sink = sink
  }

  /** The slab of the PDU that is being built. */
  get slab(): Slab {
    return this.#slab!
  }

  /** Whatever is built from now on goes nowhere. */
  get isClosed(): boolean {
    return this.#closed || this.#finished
  }

  /** Finished bytes that no `flush` has taken yet. */
  get pending(): number {
    return this.#readyBytes + this.#committed - this.#start
  }

  /** Bytes that the socket has not taken. */
  get backlog(): number {
    return this.#unwrittenBytes + this.pending
  }

  /** Resolves when the socket has taken so much that less than `bytes` are left, or when it is closed. */
  whenBelow(bytes: number): Promise<void> {
    if (this.#closed || this.backlog < bytes) return Promise.resolve()
    return new Promise((resume) => this.#waiters.push({ below: bytes, resume }))
  }

  /** Room for a PDU with a cleared header; answers where it begins in `slab`. Data begin at `dataAt` of that. */
  begin(dataLength: number): number {
    if (this.#closed) throw new Error('the connection is closed')
    const length = this.dataAt(0) + padded(dataLength) + 4
    if (this.#slab === undefined || this.#filled + length > this.#slab.length) this.#nextSlab(length)
    const at = this.#filled
    const slab = this.#slab!
    slab.words.fill(0, at >> 2, (at + BHS_LENGTH) >> 2)
    const { bytes } = slab
    bytes[at + 5] = dataLength >>> 16
    bytes[at + 6] = dataLength >>> 8
    bytes[at + 7] = dataLength
    let end = this.dataAt(at) + dataLength
    while ((end & 3) !== 0) bytes[end++] = 0
    this.#filled = end + (this.dataDigest && dataLength > 0 ? 4 : 0)
    return at
  }

  /** Where the data segment of the PDU at `at` begins. */
  dataAt(at: number): number {
    return at + BHS_LENGTH + (this.headerDigest ? 4 : 0)
  }

  /** Header and data are in place: adds the digests. */
  end(slab: Slab, at: number, dataLength: number): void {
    if (this.headerDigest) {
      const end = at + BHS_LENGTH
      slab.bytes.writeUInt32LE(crc32c(slab.bytes.subarray(at, end)), end)
    }
    if (this.dataDigest && dataLength > 0) {
      const dataAt = this.dataAt(at)
      const end = dataAt + padded(dataLength)
      slab.bytes.writeUInt32LE(crc32c(slab.bytes.subarray(dataAt, end)), end)
    }
  }

  /** What was begun is finished. */
  commit(): void {
    if (this.#building.length > 0) {
      for (const chunk of this.#building) this.#push(chunk)
      this.#building = []
    }
    this.#committed = this.#filled
    if (this.pending >= FLUSH_AT) this.flush()
  }

  /** What was begun is forgotten. */
  rewind(): void {
    for (const { slab } of this.#building) slab.release()
    this.#building = []
    this.#filled = this.#committed
  }

  /** Takes what was begun out of the order of output; `attach` or `drop` ends it. */
  detach(): Detached {
    const chunks = this.#building
    this.#building = []
    if (this.#slab !== undefined && this.#filled > this.#committed) {
      this.#slab.hold()
      chunks.push({ slab: this.#slab, start: this.#committed, end: this.#filled })
      this.#closeRun()
      this.#start = this.#filled
      this.#committed = this.#filled
    }
    return chunks
  }

  attach(detached: Detached): void {
    if (this.#closed) {
      this.drop(detached)
      return
    }
    this.#closeRun()
    for (const chunk of detached) this.#push(chunk)
    if (this.pending >= FLUSH_AT) this.flush()
  }

  drop(detached: Detached): void {
    for (const { slab } of detached) slab.release()
  }

  /** The last PDU was built: what is finished goes to the socket, and nothing behind it. */
  finish(): void {
    this.flush()
    this.#finished = true
  }

  /** Everything finished goes to the socket, as one write. */
  flush(): void {
    if (this.#closed) return
    this.#closeRun()
    if (this.#finished) this.#discard()
    else if (this.#ready.length > 0) this.#write()
    if (this.#slab !== undefined && this.#filled === this.#committed) {
      this.#slab.release()
      this.#slab = undefined
    }
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.rewind()
    this.#discard()
    for (const { slab } of this.#written) slab.release()
    this.#slab?.release()
    this.#slab = undefined
    this.#written.length = 0
    this.#unwrittenBytes = 0
    this.#wake()
  }

  #discard(): void {
    for (const { slab } of this.#ready) slab.release()
    this.#ready = []
    this.#readyBytes = 0
  }

  /** Bytes [start, committed) become a chunk of their own; what is being built stays. */
  #closeRun(): void {
    if (this.#slab === undefined || this.#committed === this.#start) return
    this.#slab.hold()
    this.#push({ slab: this.#slab, start: this.#start, end: this.#committed })
    this.#start = this.#committed
  }

  #push(chunk: Chunk): void {
    this.#ready.push(chunk)
    this.#readyBytes += chunk.end - chunk.start
  }

  #nextSlab(length: number): void {
    const slab = this.#slab
    if (slab !== undefined) {
      if (this.#filled > this.#committed) {
        slab.hold()
        this.#building.push({ slab, start: this.#committed, end: this.#filled })
      }
      this.#closeRun()
      slab.release()
    }
    this.#slab = this.#pool.take(Math.max(length, SLAB))
    this.#start = 0
    this.#committed = 0
    this.#filled = 0
  }

  #write(): void {
    const chunks = this.#ready
    this.#ready = []
    this.#unwrittenBytes += this.#readyBytes
    this.#readyBytes = 0
    if (chunks.length > 1) this.#sink.cork()
    for (const chunk of chunks) {
      this.#written.push(chunk)
      this.#sink.write(chunk.slab.bytes.subarray(chunk.start, chunk.end), this.#onWritten)
    }
    if (chunks.length > 1) this.#sink.uncork()
  }

  #chunkWritten(): void {
    const chunk = this.#written.shift()
    if (chunk === undefined) return
    chunk.slab.release()
    this.#unwrittenBytes -= chunk.end - chunk.start
    this.progress?.()
    if (this.#waiters.length > 0) this.#wake()
  }

  #wake(): void {
    const { backlog } = this
    const awake = this.#waiters.filter(({ below }) => this.#closed || backlog < below)
    this.#waiters = this.#waiters.filter((waiter) => !awake.includes(waiter))
    for (const { resume } of awake) resume()
  }
}
