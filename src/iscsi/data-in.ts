import type { Cursor } from '../lib/layout.ts'
import type { Outbox } from './outbox.ts'
import { DataIn } from './pdu/data.ts'
import { RESERVED_TAG, RESPONSE } from './pdu/opcode.ts'
import type { Slab } from './slab.ts'
import type { Detached } from './writer.ts'

/** One Data-In that is laid out. */
interface Laid {
  readonly slab: Slab
  readonly at: number
  readonly length: number
}

/** The limits that cut a read into PDUs, in bytes. */
export interface DataInLimits {
  readonly MaxXmitDataSegmentLength: number
  readonly MaxBurstLength: number
}

type Fill = (span: Uint8Array, offset: number) => unknown

/** So much of a read is laid out before any of it is sent; only larger ones can fail behind their first bytes. */
const ROUND = 1048576

/** A read waits for the socket while it has so much to send, in bytes. */
const HIGH_WATER = 4194304

const header: Cursor<typeof DataIn.fields> = DataIn.cursor()

/**
 * Data-In of one command (RFC 7143 §11.7): PDUs are laid out in the output slab and filled there by the store. The
 * last one stays open until the status is known, and carries it where it may.
 */
export class DataInPhase {
  readonly #outbox: Outbox
  readonly #limits: DataInLimits
  readonly #itt: number
  #dataSN = 0
  /** DataSN of the first PDU that is laid out and not sent. */
  #unsent = 0
  /** The PDU that may carry the status: its data are there, its header is not final. */
  #lastSlab: Slab | undefined
  #lastAt = 0
  #lastLength = 0
  #detached: Detached | undefined

  constructor(outbox: Outbox, limits: DataInLimits, itt: number) {
    this.#outbox = outbox
    this.#limits = limits
    this.#itt = itt
  }

  /** Data-In PDUs that are not taken back. */
  get count(): number {
    return this.#dataSN
  }

  /** Data wait for the status. */
  get isOpen(): boolean {
    return this.#lastSlab !== undefined
  }

  /** A connection that is gone takes nothing. */
  send(total: number, fill: Fill): void | Promise<void> {
    if (this.#outbox.writer.isClosed) return undefined
    const first = Math.min(total, ROUND)
    const filled = this.#round(0, first, total, fill)
    if (first === total && filled === undefined) return undefined
    return this.#sendRest(filled, first, total, fill)
  }

  async #sendRest(filled: void | Promise<void>, sent: number, total: number, fill: Fill): Promise<void> {
    this.setAside()
    await filled
    for (let offset = sent; offset < total; ) {
      this.finish()
      await this.#drained()
      if (this.#outbox.writer.isClosed) return
      const end = Math.min(total, offset + ROUND)
      const filling = this.#round(offset, end, total, fill)
      this.setAside()
      await filling
      offset = end
    }
  }

  /** Lays out [from, to) and has it filled. */
  #round(from: number, to: number, total: number, fill: Fill): void | Promise<void> {
    const { writer } = this.#outbox
    this.#unsent = this.#dataSN
    let waits: Promise<unknown>[] | undefined
    const laid: Laid[] = []
    this.#outbox.openTransfer?.setAside()
    try {
      for (let offset = from; offset < to; ) {
        const length = this.#cut(offset, to)
        if (this.#lastSlab !== undefined) this.#closeLast(waits && laid)
        const at = this.#layOut(offset, length, total)
        const dataAt = writer.dataAt(at)
        const answer = fill(writer.slab.bytes.subarray(dataAt, dataAt + length), offset)
        if (isPromise(answer)) {
          waits ??= []
          waits.push(answer)
        }
        offset += length
      }
    } catch (error) {
      if (waits === undefined) {
        this.#forget()
        writer.rewind()
        throw error
      }
      waits.push(Promise.reject(error))
    }
    if (waits === undefined) {
      this.#outbox.openTransfer = this
      return undefined
    }
    return this.#fillLater(waits, laid)
  }

  /** Others send in the meantime: the PDUs leave the order of output until the store has answered. */
  async #fillLater(waits: readonly Promise<unknown>[], laid: readonly Laid[]): Promise<void> {
    const { writer } = this.#outbox
    const detached = writer.detach()
    const results = await Promise.allSettled(waits)
    const failure = results.find((result) => result.status === 'rejected')
    if (failure !== undefined) {
      this.#forget()
      writer.drop(detached)
      throw failure.reason
    }
    for (const pdu of laid) writer.end(pdu.slab, pdu.at, pdu.length)
    this.#detached = detached
  }

  /** A PDU ends at the initiator's limit, at the end of a burst and at the end of the round. */
  #cut(offset: number, to: number): number {
    const { MaxXmitDataSegmentLength, MaxBurstLength } = this.#limits
    const burst = MaxBurstLength - (offset % MaxBurstLength)
    return Math.min(to - offset, MaxXmitDataSegmentLength, burst)
  }

  #layOut(offset: number, length: number, total: number): number {
    const { writer } = this.#outbox
    const at = writer.begin(length)
    header.move(writer.slab.bytes, at)
    header.opcode = RESPONSE['SCSI Data-In']
    const end = offset + length
    header.final = end === total || end % this.#limits.MaxBurstLength === 0
    header.itt = this.#itt
    header.ttt = RESERVED_TAG
    header.dataSN = this.#dataSN++
    header.bufferOffset = offset
    this.#lastSlab = writer.slab
    this.#lastAt = at
    this.#lastLength = length
    return at
  }

  /** The one before is not the last: it gets its numbers, and its digests once its data are there. */
  #closeLast(later: Laid[] | undefined): void {
    const pdu = { slab: this.#lastSlab!, at: this.#lastAt, length: this.#lastLength }
    this.#outbox.number(pdu.slab.bytes, pdu.at, false)
    if (later === undefined) this.#outbox.writer.end(pdu.slab, pdu.at, pdu.length)
    else later.push(pdu)
  }

  /** Something else may be sent before the status is known. */
  setAside(): void {
    if (this.#outbox.openTransfer !== this) return
    this.#outbox.openTransfer = undefined
    this.#detached = this.#outbox.writer.detach()
  }

  /** What is laid out goes out without status: a SCSI Response follows, or more data. */
  finish(): void {
    if (this.#lastSlab === undefined) return
    this.#outbox.number(this.#lastSlab.bytes, this.#lastAt, false)
    this.#end()
  }

  /** Ends it with the status in the last PDU (RFC 7143 §11.7.3). A positive residual is an underflow. */
  finishWithStatus(status: number, residual: number): void {
    const slab = this.#lastSlab!
    header.move(slab.bytes, this.#lastAt)
    header.final = true
    header.hasStatus = true
    header.status = status
    header.underflow = residual > 0
    header.overflow = residual < 0
    header.residualCount = Math.abs(residual)
    this.#outbox.number(slab.bytes, this.#lastAt, true)
    this.#end()
  }

  /** Nothing of what is open is sent. */
  drop(): void {
    if (this.#lastSlab === undefined) return
    this.#forget()
    if (this.#outbox.openTransfer === this) this.#outbox.openTransfer = undefined
    if (this.#detached === undefined) this.#outbox.writer.rewind()
    else this.#outbox.writer.drop(this.#detached)
    this.#detached = undefined
  }

  /** What is laid out never was: ExpDataSN counts what was sent (RFC 7143 §11.4.8). */
  #forget(): void {
    this.#lastSlab = undefined
    this.#dataSN = this.#unsent
  }

  #end(): void {
    this.#outbox.writer.end(this.#lastSlab!, this.#lastAt, this.#lastLength)
    this.#lastSlab = undefined
    if (this.#outbox.openTransfer === this) this.#outbox.openTransfer = undefined
    // Another one's data may be open in the writer meanwhile: they are not committed with ours.
    if (this.#detached !== undefined) this.#outbox.attach(this.#detached)
    else this.#outbox.commit()
    this.#detached = undefined
  }

  async #drained(): Promise<void> {
    const { writer } = this.#outbox
    writer.flush()
    if (writer.backlog > HIGH_WATER) await writer.whenBelow(HIGH_WATER)
  }
}

const isPromise = (value: unknown): value is Promise<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value
