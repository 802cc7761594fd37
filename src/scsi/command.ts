import { type Cursor, type Field, type Layout, layout, type View } from '../lib/layout.ts'
import type { LogicalUnit } from './logical-unit.ts'
import type { Task } from './task.ts'

/** Which way the command's data go. */
export type Direction = 'none' | 'in' | 'out'

/**
 * Who may send the command although another nexus holds a reservation, as letters (SPC-4 5.9, SBC-3 4.18):
 * `L` under RESERVE(6/10), `W` under a persistent write exclusive, `X` under a persistent exclusive access one.
 */
export type Access = '' | 'W' | 'WX' | 'LW' | 'LWX'

/** ALUA states besides the active ones that allow it: standby, unavailable (and offline), transitioning. */
export type AllowedIn = '' | 'S' | 'U' | 'SU' | 'SUT'

/**
 * What a command cannot do without. `present`: a medium, be a disk's store closed; `open`: a medium whose store is open;
 * `drive`: of a disk the store, a drive may be empty.
 */
export type MediumNeed = 'none' | 'present' | 'open' | 'drive'

/** How the command orders itself among others (SAM-5 8). */
export type Ordering =
  | 'simple'
  /** Head of queue when sent SIMPLE. */
  | 'head'
  /** In order among themselves on the logical unit. */
  | 'serialized'
  /** Alone on the logical unit. */
  | 'strict'

/** Which peripheral device types have it. */
export type ServedOn = 'all' | 'disk' | 'cdrom'

/** Nominal time limits that REPORT SUPPORTED OPERATION CODES shows. */
export type TimeoutClass = 'control' | 'medium' | 'format'

/** What a row says beside its code. Left out: the most common value, named in `command`. */
interface Attributes {
  readonly opcode: number
  readonly serviceAction?: number
  /** T10's name. */
  readonly name: string
  readonly on?: ServedOn
  readonly data: Direction
  readonly access?: Access
  readonly allowedIn?: AllowedIn
  readonly needsMedium?: MediumNeed
  /** Reports a pending unit attention instead of running. */
  readonly reportsUnitAttention?: boolean
  /** Changes the medium: refused when write protected. */
  readonly writes?: boolean
  readonly ordering?: Ordering
  /** No overlapping command runs beside it. */
  readonly atomic?: boolean
  /** The range `lba`, `blocks` must lie inside the medium. */
  readonly ranged?: boolean
  /** Runs with less room or data than it asks for, or with none (SAM-5 5.4.3). */
  readonly partial?: boolean
  /** Known, refused when its turn comes (SCST's parser knows more commands than it executes). */
  readonly unsupported?: boolean
  readonly timeout?: TimeoutClass
  /** Bits of the CDB that mean something (SPC-4 6.35.3), with its CONTROL byte; the length is the CDB's. */
  readonly usage: string
}

type Fields = Readonly<Record<string, Field<unknown>>>

/** A row as it is written: `cdb` is read in place and valid until the function calls anything; destructure it. */
interface Definition<F> extends Attributes {
  readonly cdb: Layout<F>
  /** Another access class for some CDBs. */
  accessOf?(cdb: View<F>): Access
  /** Errors of the CDB alone (they beat ACA, reservations and unit attentions). */
  check?(cdb: View<F>, lu: LogicalUnit, task: Task): void
  /** Bytes that the CDB demands; without it its `allocationLength`, `listLength` or none. */
  demand?(cdb: View<F>, lu: LogicalUnit): number
  run(task: Task, lu: LogicalUnit, cdb: View<F>): void | Promise<void>
}

/** The row of one command: what is checked before it runs, what REPORT SUPPORTED OPERATION CODES says, what it does. */
export interface Command extends Required<Omit<Attributes, 'serviceAction' | 'usage'>> {
  readonly serviceAction: number | undefined
  readonly usage: Uint8Array
  accessOf?(task: Task): Access
  /** Reads `lba`, `blocks` and `demanded` into the task after the checks of the CDB alone. */
  decode(task: Task, lu: LogicalUnit): void
  run(task: Task, lu: LogicalUnit): void | Promise<void>
}

export function command<F>(definition: Definition<F>): Command {
  const { cdb, check, demand = usualDemand(cdb.fields), accessOf, run, ...attributes } = definition
  // One view for all CDBs of the row: nothing is allocated to decode one.
  const cursor: Cursor<F> = cdb.cursor()
  const at = (task: Task): View<F> => {
    cursor.move(task.cdb, 0)
    return cursor
  }
  const extent = extentOf(cdb.fields)
  return {
    on: 'all',
    access: '',
    allowedIn: '',
    needsMedium: 'none',
    reportsUnitAttention: true,
    writes: false,
    ordering: 'simple',
    atomic: false,
    ranged: false,
    partial: false,
    unsupported: false,
    timeout: 'control',
    ...attributes,
    serviceAction: definition.serviceAction,
    usage: Buffer.from(definition.usage.replaceAll(' ', ''), 'hex'),
    ...(accessOf && { accessOf: (task: Task) => accessOf(at(task)) }),
    decode(task, lu) {
      const view = at(task)
      check?.(view, lu, task)
      extent?.(task)
      task.demanded = demand(view, lu)
    },
    run: (task, lu) => run(task, lu, at(task)),
  }
}

/** Layouts of different CDBs name their lengths alike; what is missing counts as nothing. */
function usualDemand<F>(fields: F): (cdb: View<F>) => number {
  const named = fields as { allocationLength?: Field<number>; listLength?: Field<number> }
  const length = named.allocationLength ?? named.listLength
  return length === undefined ? () => 0 : (cdb) => length.get(cdb.bytes, 0)
}

/** Copies `lba` and `blocks` to the task where the layout has them. */
function extentOf(fields: unknown): ((task: Task) => void) | undefined {
  const { lba, blocks } = fields as { lba?: Field<number>; blocks?: Field<number> }
  if (lba === undefined) return undefined
  return (task) => {
    task.lba = lba.get(task.cdb, 0)
    task.blocks = blocks?.get(task.cdb, 0) ?? 0
  }
}

/** 64 bits as a number: exact below 2^53, and large enough above to be out of any medium's range. */
export const wide = (offset: number): Field<number> => ({
  get: (b, at) => b.readUInt32BE(at + offset) * 2 ** 32 + b.readUInt32BE(at + offset + 4),
  set: (b, value, at) => {
    b.writeBigUInt64BE(BigInt(value), at + offset)
  },
})

/** A CDB with nothing in it to read. */
export const bare = (size: number): Layout<Fields> => layout(size, {})
