import { crc32c } from '../lib/crc32c.ts'
import { BHS_LENGTH, padded } from './pdu/bhs.ts'
import { REQUEST } from './pdu/opcode.ts'
import { SLAB, type Slab, type SlabPool, SMALL_SLAB } from './slab.ts'
import type { SocketInput } from './socket-input.ts'

/** Who takes the PDUs. Positions are in `reader.bytes`; nothing of a PDU lasts longer than the call but what is held. */
export interface PduSink {
  /** A PDU with its whole data segment, Data-Out excepted. `digestOk`: of the data segment. */
  received(at: number, ahsLength: number, dataAt: number, dataLength: number, digestOk: boolean): void
  /** A Data-Out begins; its data follow as they arrive, `dataOutEnd` when all of them have. */
  dataOutBegin(at: number, dataLength: number): void
  dataOutBytes(at: number, length: number): void
  dataOutEnd(digestOk: boolean): void
  headerDigestFailed(at: number): void
  /** A data segment longer than `maxDataLength`. */
  dataTooLong(at: number, dataLength: number): void
}

/** Says whether more may be delivered now; when it may not, `reader.goOn()` has to be called later. */
export interface Gate {
  readonly accepting: boolean
}

/** This many small reads in a row, and a connection waits in a small slab again. */
const QUIET_READS = 16

/**
 * Cuts PDUs out of what the socket reads into slabs. Bytes are copied only when a PDU straddles the end of its slab.
 */
export class PduReader implements SocketInput {
  headerDigest = false
  dataDigest = false
  /** Longest data segment that is taken (RFC 7143 §13.12). */
  maxDataLength: number
  readonly #sink: PduSink
  readonly #gate: Gate
  readonly #pool: SlabPool
  #slab: Slab
  /** The next PDU begins here … */
  #parsed = 0
  /** … and bytes have come up to here. */
  #filled = 0
  /** Of a Data-Out whose data are being delivered; with its padding. */
  #streaming = 0
  #padding = 0
  /** Bytes that the PDU at hand has in all, once known. */
  #needed = BHS_LENGTH
  #headerVerified = false
  #quietReads = 0
  #closed = false

  constructor(pool: SlabPool, maxDataLength: number, sink: PduSink, gate: Gate) {
    this.#pool = pool
    this.#slab = pool.take(SMALL_SLAB)
    this.maxDataLength = maxDataLength
    this.#sink = sink
    this.#gate = gate
  }

  /** The slab that the present PDU lies in. */
  get slab(): Slab {
    return this.#slab
  }

  get bytes(): Buffer {
    return this.#slab.bytes
  }

  room(): Uint8Array {
    if (this.#closed) return NO_ROOM
    const rest = this.#filled - this.#parsed
    if (rest === 0 && this.#slab.isFree) this.#reuse()
    const needed = this.#streaming + this.#padding > 0 ? 1 : this.#needed
    if (this.#parsed + needed > this.#slab.length || this.#filled === this.#slab.length)
      this.#move(rest, needed)
    return this.bytes.subarray(this.#filled)
  }

  received(length: number): boolean {
    this.#quietReads = length < SMALL_SLAB / 2 ? this.#quietReads + 1 : 0
    this.#filled += length
    return this.goOn()
  }

  /** Delivers what is there; false when the gate is shut. */
  goOn(): boolean {
    while (this.#gate.accepting) if (!this.#deliver()) return true
    return false
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#slab.release()
  }

  /** An emptied slab from its start, or a small one when little comes in. */
  #reuse(): void {
    this.#parsed = 0
    this.#filled = 0
    if (this.#quietReads < QUIET_READS || this.#slab.length === SMALL_SLAB) return
    this.#slab.release()
    this.#slab = this.#pool.take(SMALL_SLAB)
  }

  #move(rest: number, needed: number): void {
    const next = this.#pool.take(Math.max(needed, rest + 1, SLAB))
    this.bytes.copy(next.bytes, 0, this.#parsed, this.#filled)
    this.#slab.release()
    this.#slab = next
    this.#parsed = 0
    this.#filled = rest
  }

  /** One PDU, or a piece of a Data-Out's data; false when more bytes must come first. */
  #deliver(): boolean {
    if (this.#streaming > 0 || this.#padding > 0) return this.#stream()
    const available = this.#filled - this.#parsed
    if (available < this.#needed) return false
    const { bytes } = this
    const at = this.#parsed
    const ahsLength = bytes[at + 4]! * 4
    const header = BHS_LENGTH + ahsLength + (this.headerDigest ? 4 : 0)
    if (!this.#hasHeader(at, header, available)) return false
    const dataLength = (bytes[at + 5]! << 16) | (bytes[at + 6]! << 8) | bytes[at + 7]!
    if (dataLength > this.maxDataLength) {
      this.#sink.dataTooLong(at, dataLength)
      return false
    }
    const whole = header + padded(dataLength) + (this.dataDigest && dataLength > 0 ? 4 : 0)
    const isDataOut = (bytes[at]! & 0x3f) === REQUEST['SCSI Data-Out']
    if (isDataOut && !this.dataDigest) return this.#beginStream(at, header, dataLength)
    if (available < whole) {
      this.#needed = whole
      return false
    }
    this.#next(at + whole)
    const dataAt = at + header
    const digestOk = !this.dataDigest || dataLength === 0 || this.#dataDigestMatches(dataAt, dataLength)
    if (isDataOut) this.#dataOutAtOnce(at, dataAt, dataLength, digestOk)
    else this.#sink.received(at, ahsLength, dataAt, dataLength, digestOk)
    return true
  }

  /** The header is all there and its digest is right. */
  #hasHeader(at: number, header: number, available: number): boolean {
    if (available < header) {
      this.#needed = header
      return false
    }
    if (!this.headerDigest || this.#headerVerified) return true
    const end = at + header - 4
    if (crc32c(this.bytes.subarray(at, end)) !== this.bytes.readUInt32LE(end)) {
      this.#sink.headerDigestFailed(at)
      return false
    }
    this.#headerVerified = true
    return true
  }

  #next(at: number): void {
    this.#parsed = at
    this.#needed = BHS_LENGTH
    this.#headerVerified = false
  }

  /** Digests cover the padding too (RFC 7143 §13.1). */
  #dataDigestMatches(at: number, length: number): boolean {
    const end = at + padded(length)
    return crc32c(this.bytes.subarray(at, end)) === this.bytes.readUInt32LE(end)
  }

  #dataOutAtOnce(at: number, dataAt: number, dataLength: number, digestOk: boolean): void {
    this.#sink.dataOutBegin(at, dataLength)
    if (dataLength > 0 && digestOk) this.#sink.dataOutBytes(dataAt, dataLength)
    this.#sink.dataOutEnd(digestOk)
  }

  #beginStream(at: number, header: number, dataLength: number): boolean {
    this.#next(at + header)
    this.#streaming = dataLength
    this.#padding = padded(dataLength) - dataLength
    this.#sink.dataOutBegin(at, dataLength)
    if (dataLength === 0) this.#sink.dataOutEnd(true)
    return true
  }

  #stream(): boolean {
    const at = this.#parsed
    const data = Math.min(this.#streaming, this.#filled - at)
    if (data > 0) {
      this.#parsed += data
      this.#streaming -= data
      this.#sink.dataOutBytes(at, data)
    }
    if (this.#streaming > 0) return false
    const pad = Math.min(this.#padding, this.#filled - this.#parsed)
    this.#parsed += pad
    this.#padding -= pad
    if (this.#padding > 0) return false
    this.#sink.dataOutEnd(true)
    return true
  }
}

const NO_ROOM = new Uint8Array(1)
