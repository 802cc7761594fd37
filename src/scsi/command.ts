import type { LogicalUnit } from './logical-unit.ts'
import type { Task } from './task.ts'

/** Which way the command's data go. */
export type Direction = 'none' | 'in' | 'out'

/** Who may send the command although another nexus holds a reservation (SPC-4 5.12, SBC-3 4.18). */
export interface Access {
  /** RESERVE(6/10) of another nexus. */
  readonly legacy: boolean
  /** Persistent reservation, write exclusive kinds. */
  readonly writeExclusive: boolean
  /** Persistent reservation, exclusive access kinds. */
  readonly exclusiveAccess: boolean
}

/** How the command orders itself among others (SAM-5 8). */
export type Ordering =
  | 'simple'
  /** Head of queue when sent SIMPLE. */
  | 'head'
  /** In order among themselves on the logical unit. */
  | 'serialized'
  /** Alone on the logical unit. */
  | 'strict'

/** The row of one command: what is checked before it runs, what REPORT SUPPORTED OPERATION CODES says, what it does. */
export interface Command {
  readonly opcode: number
  readonly serviceAction: number | undefined
  /** T10's name. */
  readonly name: string
  readonly data: Direction
  readonly access: Access
  /** ALUA states besides active and nonoptimized in which it is allowed. */
  readonly allowedIn: ReadonlySet<'standby' | 'unavailable' | 'transitioning'>
  readonly needsMedium: boolean
  /** A pending unit attention is reported instead. */
  readonly reportsUnitAttention: boolean
  /** Changes the medium: refused when write protected. */
  readonly writes: boolean
  readonly ordering: Ordering
  /** No overlapping command runs beside it. */
  readonly atomic: boolean
  /** Bits of the CDB that mean something; byte 0 and the service action as they are. */
  readonly usage: Uint8Array
  /** CDB bytes. */
  readonly length: number
  /** Errors of the CDB alone (they beat ACA, reservations and unit attentions). */
  decode?(task: Task, lu: LogicalUnit): void
  /** Bytes that the CDB demands; answers of unknown length give their allocation length. */
  demand(task: Task, lu: LogicalUnit): number
  run(task: Task, lu: LogicalUnit): void | Promise<void>
}
