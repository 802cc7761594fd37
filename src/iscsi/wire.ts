import type { Socket } from 'node:net'
import { type Gate, PduReader, type PduSink } from './reader.ts'
import type { SlabPool } from './slab.ts'
import { readInto, untaken } from './socket-input.ts'
import { PduWriter } from './writer.ts'

/** Whom a wire serves. */
export interface WireOwner extends PduSink {
  /** Coarse time in ms. */
  readonly now: number
  /** Something of ours went wrong while PDUs were served. */
  failed(error: unknown): void
  /** The TCP connection is gone, with everything that was on it. */
  disconnected(): void
  /** TCP's own trouble, for the log. */
  troubled(error: Error): void
}

/**
 * A turn moves so many bytes for one connection, a PDU counting for 512; then others have theirs. Small enough that
 * what the store has read is still in the processor's cache when the socket takes it.
 */
const TURN_BYTES = 524288
const PDU_COST = 512

/** Output that the peer has not taken: beyond it nothing more is read. */
const MAX_BACKLOG = 1048576

/** A connection that was ended has this long to take its last PDUs, in ms. */
const LINGER = 5000

/**
 * The TCP side of a connection: PDUs in and out, in turns. What one turn produces goes out as one write at its end; a
 * turn ends early when it has moved its share, or when output piles up.
 */
export class Wire implements Gate {
  readonly reader: PduReader
  readonly writer: PduWriter
  /** Called at the end of a turn, before its output goes out. */
  beforeFlush: (() => void) | undefined
  readonly #owner: WireOwner
  readonly #socket: Socket
  #spent = 0
  /** What the system had not taken at the last look, and when that last changed, in ms. */
  #untaken = 0
  #lastSent: number
  #inTurn = false
  #flushDue = false
  #resumeDue = false
  #closing = false

  constructor(pool: SlabPool, accepted: Socket, owner: WireOwner, maxDataLength: number) {
    this.#owner = owner
    this.#lastSent = owner.now
    this.reader = new PduReader(pool, maxDataLength, owner, this)
    this.#socket = readInto(accepted, {
      room: () => this.reader.room(),
      received: (length) => this.#turn(() => this.reader.received(length)),
    })
    this.writer = new PduWriter(pool, this.#socket)
    this.writer.progress = () => this.#sent()
    this.#socket.on('error', (error) => owner.troubled(error))
    this.#socket.on('close', () => this.#closed())
    this.#socket.setNoDelay(true)
  }

  start(): void {
    this.#socket.resume()
  }

  get accepting(): boolean {
    return !this.#closing && this.#spent < TURN_BYTES && this.writer.backlog < MAX_BACKLOG
  }

  get isClosing(): boolean {
    return this.#closing
  }

  get isDestroyed(): boolean {
    return this.#socket.destroyed
  }

  get isReading(): boolean {
    return this.#inTurn
  }

  /** Bytes that this turn has moved beside the PDU that moved them. */
  spend(bytes: number): void {
    this.#spent += bytes
  }

  spendPdu(): void {
    this.#spent += PDU_COST
  }

  /** Work that was not caused by input, with the output of all of it in one write. */
  run(work: () => void): void {
    if (this.#inTurn) {
      work()
      return
    }
    this.#turn(() => {
      work()
      return true
    })
  }

  /** Sees to it that what is finished goes out before the process sleeps. */
  flushSoon(): void {
    if (this.#inTurn || this.#flushDue) return
    this.#flushDue = true
    setImmediate(() => {
      this.#flushDue = false
      this.writer.flush()
    })
  }

  /** Nothing more is read; what is finished still goes out. */
  end(): void {
    if (this.#closing) return
    this.#closing = true
    this.writer.finish()
    this.#socket.end()
    setTimeout(() => this.#socket.destroy(), LINGER).unref()
  }

  /** At once, whatever was to go out. */
  destroy(): void {
    this.#closing = true
    this.#socket.destroy()
  }

  #turn(work: () => boolean): boolean {
    this.#inTurn = true
    this.#spent = 0
    let more = false
    try {
      more = work()
    } catch (error) {
      this.#owner.failed(error)
    }
    this.#inTurn = false
    this.beforeFlush?.()
    this.writer.flush()
    if (!more) this.#resumeSoon()
    return more
  }

  /** Reading paused: it goes on in another turn, when there is room again. */
  #resumeSoon(): void {
    if (this.#resumeDue || this.#inTurn || this.#closing) return
    this.#resumeDue = true
    setImmediate(() => {
      this.#resumeDue = false
      this.#spent = 0
      if (this.accepting && this.#turn(() => this.reader.goOn())) this.#socket.resume()
    })
  }

  /**
   * Since when the peer has taken no byte of what waits for it, in ms, as far as looks from time to time can tell. A long
   * write goes away in one piece, and is taken byte by byte.
   */
  stalledSince(): number {
    const now = this.writer.backlog === 0 ? 0 : untaken(this.#socket)
    if (now === 0 || now !== this.#untaken) this.#lastSent = this.#owner.now
    this.#untaken = now
    return this.#lastSent
  }

  #sent(): void {
    this.#lastSent = this.#owner.now
    if (this.writer.backlog < MAX_BACKLOG) this.#resumeSoon()
  }

  #closed(): void {
    this.#closing = true
    this.reader.close()
    this.writer.close()
    this.#owner.disconnected()
  }
}
