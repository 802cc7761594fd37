import type { Cursor } from '../lib/layout.ts'
import { checkCondition, type SenseCode, senseData } from '../scsi/sense.ts'
import { type DataTransfer, STATUS, type Task } from '../scsi/task.ts'
import { DataInPhase } from './data-in.ts'
import type { DataOutHost, DataOutPhase } from './data-out.ts'
import type { Outbox } from './outbox.ts'
import { RESPONSE } from './pdu/opcode.ts'
import { ScsiResponse } from './pdu/scsi-command.ts'

/** What a command's transfer needs of the connection it came on. */
export interface TransferHost extends DataOutHost {
  readonly outbox: Outbox
  readonly limits: DataOutHost['limits'] & { readonly MaxXmitDataSegmentLength: number }
  /** The command is answered, or will never be. */
  finished(transfer: Transfer): void
}

const response: Cursor<typeof ScsiResponse.fields> = ScsiResponse.cursor()
const NO_SENSE = new Uint8Array(0)

/**
 * One SCSI command on its connection: its data in both directions and its answer (RFC 7143 §11.4).
 *
 * Objects made for a 4 KiB READ: this, its Task, a DataInPhase and one span; for a WRITE with immediate data: this, its
 * Task, a DataOutPhase, the kept span's record, one span and the list around it. Nothing else is made per command here:
 * no promise, closure, event or Buffer unless the store answers later or an R2T is needed.
 */
export class Transfer implements DataTransfer {
  readonly itt: number
  readonly lun: number
  readonly cmdSN: number
  readonly immediate: boolean
  readonly expectedLength: number
  readonly read: boolean
  readonly write: boolean
  /** Bytes that a read may send: the expected length, or what a bidirectional command says for its read part. */
  readonly readLength: number
  /** Write data; undefined for commands without. */
  readonly out: DataOutPhase | undefined
  task!: Task
  /** The initiator broke a rule: the command ends with this, whatever else becomes of it. */
  fault: SenseCode | undefined
  /** The device server has it: who aborts it waits until it has ended there. */
  isRunning = false
  /** It is not answered, now or later. */
  isDropped = false
  #in: DataInPhase | undefined
  readonly #host: TransferHost

  constructor(host: TransferHost, command: CommandFields, out: DataOutPhase | undefined) {
    this.#host = host
    this.itt = command.itt
    this.lun = command.lun
    this.cmdSN = command.cmdSN
    this.immediate = command.immediate
    this.expectedLength = command.expectedLength
    this.read = command.read
    this.write = command.write
    this.readLength = command.readLength
    this.out = out
  }

  dataIn(length: number, fill: (span: Uint8Array, offset: number) => unknown): void | Promise<void> {
    const total = Math.min(length, this.readLength)
    if (total === 0) return undefined
    this.#in ??= new DataInPhase(this.#host.outbox, this.#host.limits, this.itt)
    return this.#in.send(total, fill)
  }

  dataOut(
    length: number,
    drain: (spans: readonly Uint8Array[], offset: number) => unknown,
  ): void | Promise<void> {
    if (this.out !== undefined) return this.out.receive(length, drain)
    if (Math.min(length, this.expectedLength) > 0) throw checkCondition('INVALID MESSAGE ERROR')
  }

  abandon(): void {
    this.out?.abandon()
  }

  /** The device server goes on later: what is laid out must not hold up others. */
  setAside(): void {
    if (this.#host.outbox.openTransfer === this.#in) this.#in?.setAside()
  }

  /** The device server has answered. The initiator's data come first (RFC 7143 §11.4.2). */
  finish(): void {
    this.isRunning = false
    const { out } = this
    if (this.task.aborted || out === undefined || out.isComplete) {
      this.#answer()
      return
    }
    out.close()
    out.complete = () => this.#answer()
  }

  /** For log lines. */
  describe(): string {
    return `ITT ${this.itt.toString(16)} CDB ${this.task.cdb[0]!.toString(16)}`
  }

  /** Data came that nobody asked for. */
  breakRule(fault: SenseCode): void {
    this.fault ??= fault
  }

  /** No answer is sent, now or later. */
  drop(): void {
    this.isDropped = true
    this.#in?.drop()
    this.out?.close()
    if (this.out !== undefined) this.out.complete = undefined
    this.#host.finished(this)
  }

  #answer(): void {
    const { task, out } = this
    if (task.aborted && task.status !== STATUS.TASK_ABORTED) {
      this.drop()
      return
    }
    out?.close()
    this.#host.finished(this)
    if (this.#host.outbox.writer.isClosed) {
      this.#in?.drop()
      return
    }
    const fault = this.fault ?? out?.brokenRule
    if (fault !== undefined) this.#failWith(fault)
    if (this.#in?.isOpen && carriesStatus(task.status)) this.#in.finishWithStatus(task.status, this.#residual)
    else this.#respond()
  }

  #failWith(fault: SenseCode): void {
    const { task } = this
    if (task.status === STATUS.CHECK_CONDITION) return
    task.status = STATUS.CHECK_CONDITION
    task.sense = senseData(fault, {}, false)
    this.#in?.drop()
  }

  #respond(): void {
    const { outbox } = this.#host
    const { task } = this
    this.#in?.finish()
    outbox.openTransfer?.setAside()
    const sense = task.status === STATUS.CHECK_CONDITION ? task.sense : NO_SENSE
    const dataLength = sense.length > 0 ? sense.length + 2 : 0
    const at = outbox.writer.begin(dataLength)
    const { slab } = outbox.writer
    response.move(slab.bytes, at)
    response.opcode = RESPONSE['SCSI Response']
    response.final = true
    response.status = task.status
    response.itt = this.itt
    response.expDataSN = this.#in?.count ?? 0
    const residual = this.#residual
    if (residual !== 0) {
      response.underflow = residual > 0
      response.overflow = residual < 0
      response.residualCount = Math.abs(residual)
    }
    if (this.read && this.write && this.readLength > 0) {
      response.bidirectionalUnderflow = true
      response.bidirectionalReadResidualCount = this.readLength
    }
    if (dataLength > 0) {
      const dataAt = outbox.writer.dataAt(at)
      slab.bytes.writeUInt16BE(sense.length, dataAt)
      slab.bytes.set(sense, dataAt + 2)
    }
    outbox.number(slab.bytes, at, true)
    outbox.writer.end(slab, at, dataLength)
    outbox.commit()
  }

  /** Positive: less than expected was transferred; negative: more was there (RFC 7143 §11.4.5.2). */
  get #residual(): number {
    const { demanded, command } = this.task
    if (demanded === 0) return this.expectedLength
    // A command whose flags name the other direction expects nothing in its own. Without a unit there is no command,
    // and what is answered all the same goes in.
    const outward = this.write ? this.expectedLength : 0
    return (command === undefined || command.data === 'in' ? this.readLength : outward) - demanded
  }
}

/** The header fields that a transfer keeps. */
export interface CommandFields {
  readonly itt: number
  readonly lun: number
  readonly cmdSN: number
  readonly immediate: boolean
  readonly expectedLength: number
  readonly read: boolean
  readonly write: boolean
  readonly readLength: number
}

/** Only these may be folded into the last Data-In (RFC 7143 §11.7.3). */
const carriesStatus = (status: number): boolean => status === STATUS.GOOD || status === STATUS.CONDITION_MET
