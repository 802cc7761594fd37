import type { Command } from './command.ts'
import type { ITLNexus } from './itl-nexus.ts'
import type { ITNexus } from './nexus.ts'
import type { TaskSet } from './task-set.ts'

/** SAM-5 task attributes. */
export type TaskAttribute = 'untagged' | 'simple' | 'ordered' | 'head of queue' | 'ACA'

/** SAM-5 status codes. */
export const STATUS = {
  GOOD: 0x00,
  CHECK_CONDITION: 0x02,
  CONDITION_MET: 0x04,
  BUSY: 0x08,
  RESERVATION_CONFLICT: 0x18,
  TASK_SET_FULL: 0x28,
  ACA_ACTIVE: 0x30,
  TASK_ABORTED: 0x40,
} as const

/**
 * What a transport gives to carry a command's data. The device server never sees PDUs, and never holds a span
 * after the callback has answered (a promise counts as answered when it settles).
 */
export interface DataTransfer {
  /** Expected Data Transfer Length of the request, in bytes. */
  readonly expectedLength: number
  readonly read: boolean
  readonly write: boolean
  /**
   * Data-In of `length` bytes: calls `fill(span, offset)` for room in the transport's own output, in order, until
   * all of it (cut at `expectedLength`) is filled. At once when every `fill` answers at once. When a `fill` throws
   * nothing of it is sent and the error comes through.
   */
  dataIn(length: number, fill: (span: Uint8Array, offset: number) => unknown): void | Promise<void>
  /**
   * Data-Out of `length` bytes: asks the initiator for what has not come yet and calls `drain(spans, offset)` for the
   * bytes in order as they arrive. Bytes beyond `expectedLength` never come. At once when all of it is there.
   */
  dataOut(
    length: number,
    drain: (spans: readonly Uint8Array[], offset: number) => unknown,
  ): void | Promise<void>
  /** The task was aborted: a `dataIn` or `dataOut` that still waits ends now (its promise may reject). */
  abandon?(): void
}

const NO_SENSE: Uint8Array = new Uint8Array(0)

/**
 * One SCSI command in the device server. The transport makes it (a subclass may add what the transport needs) and
 * sends what is in it when `execute` answers: nothing when `aborted` is set, unless the status is TASK ABORTED.
 */
export class Task {
  readonly itNexus: ITNexus
  /** undefined when the LUN is not mapped. Whoever makes the task before its turn sets it when that has come. */
  nexus: ITLNexus | undefined
  readonly lun: number
  /** Initiator task tag, unique in its session. */
  readonly tag: number
  readonly attribute: TaskAttribute
  /** 16 bytes, or 32 with additional CDB bytes; behind the command's own length the content is undefined. */
  readonly cdb: Buffer
  /** Whoever times the command puts itself in front of it before it is executed. */
  transfer: DataTransfer
  /** Set by task management alone; long work looks at it between its pieces. */
  aborted = false

  /* The answer. */
  status: number = STATUS.GOOD
  /** Empty unless CHECK CONDITION. */
  sense: Uint8Array = NO_SENSE
  /**
   * Bytes that the command transfers: the residual is `expectedLength - demanded` (positive: underflow, negative:
   * overflow), whatever the status. 0 for reads that fail.
   */
  demanded = 0

  /* Of the device server: set while it is executed, kept for counters and logs. */
  /** undefined while the CDB is not decoded or nothing we know. */
  command: Command | undefined
  /** Logical blocks that the CDB names; none when `blocks` is 0. */
  lba = 0
  blocks = 0

  /** Others may have to wait for it (decided when it enters the task set). */
  constrains = false
  /**
   * The running command whose blocks these are: they wait for what runs, never for what waits, nor for the end of a hold
   * that itself waits for the command.
   */
  partOf: Task | undefined
  /* Of the task set: neighbours among the unfinished tasks of the logical unit, older first. */
  taskSet: TaskSet | undefined
  older: Task | undefined
  newer: Task | undefined
  /** While it waits: the task that must leave first (a hold may be what it waits for instead). */
  obstacle: Task | undefined
  /** Those whose obstacle it is. */
  waiters: Set<Task> | undefined
  /** Starts a waiting task; undefined once it runs. */
  start: (() => void) | undefined
  /** Called when the task is aborted while it runs: lets a command end whose work goes on. */
  onAbort: (() => void) | undefined
  /** Called once when the task has ended (task management waits for it). */
  ended: (() => void) | undefined

  constructor(
    itNexus: ITNexus,
    nexus: ITLNexus | undefined,
    lun: number,
    tag: number,
    attribute: TaskAttribute,
    cdb: Buffer,
    transfer: DataTransfer,
  ) {
    this.itNexus = itNexus
    this.nexus = nexus
    this.lun = lun
    this.tag = tag
    this.attribute = attribute
    this.cdb = cdb
    this.transfer = transfer
  }
}
