import type { Cursor } from '../lib/layout.ts'
import { checkCondition, type SenseCode } from '../scsi/sense.ts'
import type { DataOut } from './pdu/data.ts'
import type { Slab } from './slab.ts'
import type { Asker, SolicitedData } from './solicited-data.ts'

/** What an initiator did wrong with its data (RFC 7143 §11.4.7.2), as sense: ABORTED COMMAND. */
export const DATA_FAULT = {
  'unexpected unsolicited data': { key: 0xb, asc: 0x0c, ascq: 0x0c },
  'incorrect amount of data': { key: 0xb, asc: 0x0c, ascq: 0x0d },
  'protocol service CRC error': { key: 0xb, asc: 0x47, ascq: 0x05 },
} as const satisfies Record<string, SenseCode>
export type DataFault = keyof typeof DATA_FAULT

/** What the write phase needs of its connection. */
export interface DataOutHost {
  readonly limits: {
    readonly MaxBurstLength: number
    readonly FirstBurstLength: number
    readonly MaxOutstandingR2T: number
  }
  /** Sends an R2T; answers its target transfer tag. */
  askFor(itt: number, lunField: number, r2tSN: number, offset: number, length: number): number
  readonly solicited: SolicitedData
  /** A PDU was wrong in a field: Reject it. */
  rejectField(): void
}

type Drain = (spans: readonly Uint8Array[], offset: number) => unknown

/** A sequence of Data-Out PDUs that is under way: unsolicited, or the answer to an R2T. */
interface Sequence {
  /** undefined: unsolicited. */
  readonly ttt: number | undefined
  readonly end: number
  next: number
  dataSN: number
  /** What it takes of the room for solicited data. */
  room: number
  /** Pieces of it that the store has not taken. */
  stores: number
}

/** Bytes that came before the command could take them. */
interface Kept {
  readonly slab: Slab
  readonly at: number
  readonly length: number
  readonly offset: number
}

/**
 * Data-Out of one command (RFC 7143 §11.7, §11.8): takes immediate and unsolicited data, asks for the rest, and hands
 * every span to the store as it arrives. A fault is reported when all data that are still to come have come.
 */
export class DataOutPhase implements Asker {
  readonly #host: DataOutHost
  readonly #itt: number
  readonly #lunField: number
  readonly #expected: number
  #unsolicited: Sequence | undefined
  #outstanding: Sequence[] = []
  #r2tSN = 0
  /** Everything before it has come or was asked for. */
  #asked: number
  /** The sequence of the Data-Out at hand, if its bytes are wanted, and where they go. */
  #current: Sequence | undefined
  #currentWanted = false
  #currentFinal = false
  #kept: Kept[] = []
  #drain: Drain | undefined
  #needed = 0
  #stores = 0
  #failure: unknown
  #resolve: (() => void) | undefined
  #reject: ((error: unknown) => void) | undefined
  #aborted = false
  #ended = false
  /** When the initiator was last waited for, in ms; 0 while it is not. */
  waitingSince = 0
  /** What the initiator did wrong first. */
  brokenRule: SenseCode | undefined
  /** Called when the last data that were to come have come. */
  complete: (() => void) | undefined

  /** `lunField`: the first two bytes of the command's; `immediate`: bytes that came with the command; `final`: no unsolicited data follow. */
  constructor(
    host: DataOutHost,
    itt: number,
    lunField: number,
    expected: number,
    immediate: number,
    final: boolean,
  ) {
    this.#host = host
    this.#itt = itt
    this.#lunField = lunField
    this.#expected = expected
    this.#asked = immediate
    if (final) return
    const end = Math.min(host.limits.FirstBurstLength, expected)
    this.#unsolicited = { ttt: undefined, end, next: immediate, dataSN: 0, room: 0, stores: 0 }
    this.waitingSince = Date.now()
  }

  /** Nothing is to come: no unsolicited data, no answer to an R2T. */
  get isComplete(): boolean {
    return this.#unsolicited === undefined && this.#outstanding.length === 0
  }

  /** Tags of the R2Ts whose data have not come whole. */
  get solicited(): readonly number[] {
    return this.#outstanding.map(({ ttt }) => ttt!)
  }

  /** Immediate data, or those of a sequence. The slab is held only while somebody needs them. */
  take(slab: Slab, at: number, length: number, offset: number, sequence?: Sequence): void {
    if (this.#ended || this.#failure !== undefined) return
    if (this.#drain === undefined) this.#keep({ slab, at, length, offset })
    else this.#store(slab, at, length, offset, sequence)
  }

  /** The device server asks for `length` bytes. */
  receive(length: number, drain: Drain): void | Promise<void> {
    this.#needed = Math.min(length, this.#expected)
    this.#drain = drain
    const kept = this.#kept
    this.#kept = []
    for (const { slab, at, length: bytes, offset } of kept) {
      if (this.#failure === undefined) this.#store(slab, at, bytes, offset)
      slab.release()
    }
    this.#ask()
    if (this.#isSettled) return this.#settle()
    return new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  /** A Data-Out begins. */
  begin(pdu: Cursor<typeof DataOut.fields>): void {
    const { ttt, dataSN, bufferOffset, dataSegmentLength } = pdu
    const sequence = this.#sequenceOf(ttt)
    this.#current = sequence
    this.#currentWanted = false
    this.#currentFinal = pdu.final
    if (sequence === undefined) {
      this.#stray(ttt)
      return
    }
    if (dataSN !== sequence.dataSN) this.#fail('protocol service CRC error')
    else if (bufferOffset !== sequence.next) this.#fail('incorrect amount of data')
    else if (bufferOffset + dataSegmentLength > sequence.end) this.#fail('incorrect amount of data')
    else this.#currentWanted = true
    sequence.dataSN++
  }

  bytes(slab: Slab, at: number, length: number): void {
    const sequence = this.#current
    if (sequence === undefined || !this.#currentWanted) return
    const offset = sequence.next
    sequence.next += length
    this.take(slab, at, length, offset, sequence)
  }

  end(digestOk: boolean): void {
    const sequence = this.#current
    if (sequence === undefined) return
    if (!digestOk) this.#fail('protocol service CRC error')
    if (!this.#currentFinal) return
    if (sequence.next !== sequence.end) this.#fail('incorrect amount of data')
    if (sequence === this.#unsolicited) {
      this.#unsolicited = undefined
      this.#asked = sequence.next
    } else {
      this.#outstanding = this.#outstanding.filter((each) => each !== sequence)
      if (sequence.stores === 0) this.#giveBack(sequence)
    }
    this.#ask()
    this.#progress()
  }

  /** The task was aborted: who waits is told, what still comes is dropped. */
  abandon(): void {
    this.#failure ??= new Error('the task was aborted')
    this.#aborted = true
    this.#progress()
  }

  /** The command has its answer: late data are of no use. */
  close(): void {
    this.#ended = true
    for (const { slab } of this.#kept) slab.release()
    this.#kept = []
    for (const sequence of this.#outstanding) this.#giveBack(sequence)
    if (this.#asked < this.#needed) this.#host.solicited.forget(this)
  }

  /** There is room for an R2T that was held back. */
  granted(length: number): void {
    if (this.#mayAsk) {
      this.#askFor(length)
      this.#ask()
    } else this.#host.solicited.giveBack(length)
  }

  #sequenceOf(ttt: number): Sequence | undefined {
    if (ttt === 0xffffffff) return this.#unsolicited
    return this.#outstanding.find((each) => each.ttt === ttt)
  }

  /** Unsolicited data that nobody said would come, or an unknown tag (RFC 7143 §11.17.1). */
  #stray(ttt: number): void {
    if (ttt === 0xffffffff) this.#fail('unexpected unsolicited data')
    else this.#host.rejectField()
  }

  #fail(fault: DataFault): void {
    this.brokenRule ??= DATA_FAULT[fault]
    this.#failure ??= checkCondition(this.brokenRule)
  }

  #keep(kept: Kept): void {
    kept.slab.hold()
    this.#kept.push(kept)
  }

  /** Its data have come, and the store has them; or nobody needs them any more. */
  #giveBack(sequence: Sequence): void {
    const { room } = sequence
    sequence.room = 0
    if (room > 0) this.#host.solicited.giveBack(room)
  }

  /** Bytes behind what the command needs are dropped. */
  #store(slab: Slab, at: number, length: number, offset: number, sequence?: Sequence): void {
    const wanted = Math.min(length, this.#needed - offset)
    if (wanted <= 0) return
    try {
      const answer = this.#drain!([slab.bytes.subarray(at, at + wanted)], offset)
      if (answer instanceof Promise) this.#storeLater(answer, slab, sequence)
    } catch (error) {
      this.#failure ??= error
    }
  }

  #storeLater(answer: Promise<unknown>, slab: Slab, sequence: Sequence | undefined): void {
    slab.hold()
    this.#stores++
    if (sequence !== undefined) sequence.stores++
    const stored = (error?: unknown) => {
      this.#stores--
      this.#failure ??= error
      slab.release()
      if (sequence !== undefined) this.#pieceStored(sequence)
      this.#progress()
    }
    answer.then(() => stored(), stored)
  }

  #pieceStored(sequence: Sequence): void {
    sequence.stores--
    if (sequence.stores === 0 && !this.#outstanding.includes(sequence)) this.#giveBack(sequence)
  }

  /** R2Ts for what is still needed, as many as may be outstanding. */
  #ask(): void {
    this.waitingSince = this.isComplete ? 0 : Date.now()
    const { limits, solicited } = this.#host
    while (this.#mayAsk) {
      const length = Math.min(this.#needed - this.#asked, limits.MaxBurstLength)
      if (!solicited.take(length, this)) return
      this.#askFor(length)
    }
  }

  get #mayAsk(): boolean {
    if (this.#drain === undefined || this.#unsolicited !== undefined || this.#failure !== undefined)
      return false
    return this.#asked < this.#needed && this.#outstanding.length < this.#host.limits.MaxOutstandingR2T
  }

  #askFor(length: number): void {
    const offset = this.#asked
    const end = offset + length
    const ttt = this.#host.askFor(this.#itt, this.#lunField, this.#r2tSN++, offset, length)
    this.#outstanding.push({ ttt, end, next: offset, dataSN: 0, room: length, stores: 0 })
    this.#asked = end
    this.waitingSince = Date.now()
  }

  get #isSettled(): boolean {
    if (this.#stores > 0) return false
    if (this.#aborted) return true
    if (!this.isComplete) return false
    return this.#failure !== undefined || this.#asked >= this.#needed
  }

  #settle(): void {
    if (this.#failure !== undefined) throw this.#failure
  }

  #progress(): void {
    if (this.#resolve !== undefined && this.#isSettled) {
      if (this.#failure === undefined) {
        const resolve = this.#resolve
        this.#resolve = undefined
        resolve()
      } else this.#rejectNow()
    }
    if (this.isComplete) this.complete?.()
  }

  #rejectNow(): void {
    const reject = this.#reject
    this.#reject = undefined
    this.#resolve = undefined
    reject?.(this.#failure)
  }
}
