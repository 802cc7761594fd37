import type { ByteString } from '../lib/bytes.ts'
import type { ITLNexus } from './itl-nexus.ts'

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
 * after the callback has answered.
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
}

/** One SCSI command in the device server; the transport makes it and sends what is in it when `execute` answers. */
export interface Task {
  /** The nexus and logical unit; undefined when the LUN is not mapped. */
  readonly nexus: ITLNexus | undefined
  readonly lun: number
  /** Initiator task tag, unique in its session. */
  readonly tag: number
  readonly attribute: TaskAttribute
  /** 16 bytes, or 32 with additional CDB bytes; behind the command's own length the content is undefined. */
  readonly cdb: Buffer
  readonly transfer: DataTransfer
  /** Set by task management: the task ends without an answer (or with TASK ABORTED where TAS says so). */
  aborted: boolean

  /* The answer. */
  status: number
  /** Empty unless CHECK CONDITION. */
  sense: Uint8Array
  /** Transfer length that the CDB demands, in bytes; undefined while the CDB is not decoded (residuals, SAM). */
  demanded: number | undefined
}

/** For logs and `trace_cmds`. */
export interface TaskDescription {
  readonly opcode: ByteString
}
