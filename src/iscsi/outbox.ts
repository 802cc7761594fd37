import type { Cursor } from '../lib/layout.ts'
import { serialAdd } from '../lib/serial.ts'
import type { CommandWindow } from './command-window.ts'
import { nopIn } from './messages.ts'
import { BHS_LENGTH, Response } from './pdu/bhs.ts'
import { RESERVED_TAG } from './pdu/opcode.ts'
import type { Detached, PduWriter } from './writer.ts'

const NO_DATA = new Uint8Array(0)

/** A header as a layout builds it. */
interface Built {
  readonly bytes: Buffer
}

/** What a connection sends: numbers each PDU as it becomes final, in the order of the wire. */
export class Outbox {
  readonly writer: PduWriter
  /** StatSN of the next PDU that carries status. */
  statSN = 0
  window: CommandWindow
  readonly #response: Cursor<typeof Response.fields> = Response.cursor()
  /** Moves aside what a command has begun and not finished. */
  openTransfer: { setAside(): void } | undefined
  readonly #schedule: () => void
  #windowDue = false

  /** `schedule` sees to it that the writer is flushed before the process sleeps. */
  constructor(writer: PduWriter, window: CommandWindow, schedule: () => void) {
    this.writer = writer
    this.window = window
    this.#schedule = schedule
  }

  /** A whole PDU; `status` counts it among those that the initiator acknowledges (RFC 7143 §4.2.2.2). */
  send(header: Built, data: Uint8Array = NO_DATA, status = true): void {
    if (this.writer.isClosed) return
    this.openTransfer?.setAside()
    const at = this.writer.begin(data.length)
    const { slab } = this.writer
    const length = slab.bytes.readUInt32BE(at + 4)
    slab.bytes.set(header.bytes, at)
    slab.bytes.writeUInt32BE(length, at + 4)
    slab.bytes.set(data, this.writer.dataAt(at))
    this.number(slab.bytes, at, status)
    this.writer.end(slab, at, data.length)
    this.commit()
  }

  /** As it is: before login is over, and for failures, the numbers are the sender's. */
  sendUnnumbered(header: Built, data: Uint8Array = NO_DATA): void {
    if (this.writer.isClosed) return
    const at = this.writer.begin(data.length)
    const { slab } = this.writer
    header.bytes.copy(slab.bytes, at, 0, 4)
    header.bytes.copy(slab.bytes, at + 8, 8, BHS_LENGTH)
    slab.bytes.set(data, this.writer.dataAt(at))
    this.writer.end(slab, at, data.length)
    this.commit()
  }

  /** The window has opened and nothing is due to carry it: a NOP-In does (RFC 7143 §11.4.11). */
  tellWindow(): void {
    if (this.window.hasGrown) this.send(nopIn(RESERVED_TAG), undefined, false)
  }

  /** Once for all the commands that end now without a response; `isDue` is asked then. */
  tellWindowSoon(isDue: () => boolean): void {
    if (this.#windowDue) return
    this.#windowDue = true
    setImmediate(() => {
      this.#windowDue = false
      if (isDue()) this.tellWindow()
    })
  }

  /** Fills in StatSN, ExpCmdSN and MaxCmdSN. */
  number(bytes: Buffer, at: number, status: boolean): void {
    const response = this.#response
    response.move(bytes, at)
    response.statSN = this.statSN
    response.expCmdSN = this.window.expCmdSN
    response.maxCmdSN = this.window.maxCmdSN
    if (status) this.statSN = serialAdd(this.statSN, 1)
  }

  commit(): void {
    this.writer.commit()
    this.#schedule()
  }

  /** PDUs that were taken aside are final. */
  attach(detached: Detached): void {
    this.writer.attach(detached)
    this.#schedule()
  }
}
