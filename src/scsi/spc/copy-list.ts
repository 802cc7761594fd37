import { nexusTo } from '../itl-nexus.ts'
import type { LogicalUnit } from '../logical-unit.ts'
import { checkCondition, invalidParameter, type ScsiError, type SenseName } from '../sense.ts'
import type { Task } from '../task.ts'
import { unitDesignators } from './device-identification.ts'

/** What one EXTENDED COPY may ask for, as RECEIVE COPY RESULTS says. */
export const COPY_LIMITS = {
  targets: 5,
  segments: 143,
  /** Bytes of all descriptors. */
  descriptors: 0xffff,
  segmentBytes: 256 << 20,
} as const

const HEADER = 16
const TARGET = 32
const SEGMENT = 28
/** Identification descriptor CSCD (SPC-4 table 139), block to block segment (table 150). */
const IDENTIFICATION = 0xe4
const BLOCK_TO_BLOCK = 0x02

/** A range of bytes that goes from one unit to another. */
export interface Segment {
  readonly index: number
  readonly source: LogicalUnit
  readonly destination: LogicalUnit
  readonly sourceStart: number
  readonly destinationStart: number
  readonly length: number
}

export interface CopyList {
  readonly listId: number
  /** The list has an identifier by which it can be asked about (LIST ID USAGE 00b, 10b). */
  readonly identified: boolean
  readonly segments: readonly Segment[]
}

/** Parameter list of EXTENDED COPY, LID1 (SPC-4 6.3, SPC-3 6.3): all of it is checked before anything is copied. */
export function copyList(list: Buffer, task: Task): CopyList {
  if (list.length < HEADER) throw checkCondition('PARAMETER LIST LENGTH ERROR')
  const listId = list[0]!
  const identified = usageOf(list, task)
  if (list.readUInt32BE(12) !== 0) throw checkCondition('INLINE DATA LENGTH EXCEEDED')
  const targetBytes = list.readUInt16BE(2)
  const segmentBytes = list.readUInt32BE(8)
  if (targetBytes === 0 && segmentBytes === 0) return { listId, identified, segments: [] }
  if (targetBytes === 0) throw invalidParameter(2)
  const end = HEADER + targetBytes + segmentBytes
  if (end > list.length) throw checkCondition('PARAMETER LIST LENGTH ERROR')
  if (end < list.length) throw checkCondition('INLINE DATA LENGTH EXCEEDED')
  if (targetBytes % TARGET !== 0) throw invalidParameter(2)
  if (targetBytes / TARGET > COPY_LIMITS.targets) throw checkCondition('TOO MANY TARGET DESCRIPTORS')
  const targets: (LogicalUnit | undefined)[] = []
  for (let at = HEADER; at < HEADER + targetBytes; at += TARGET) targets.push(targetAt(list, at, task))
  return { listId, identified, segments: segmentsOf(list.subarray(HEADER + targetBytes), targets, task) }
}

/** LIST ID USAGE. */
function usageOf(list: Buffer, task: Task): boolean {
  const usage = (list[1]! >> 3) & 0x03
  if (usage === 1) throw invalidParameter(1, 3)
  if (usage === 3) {
    if (list[0] !== 0) throw invalidParameter(0)
    return false
  }
  if (task.nexus!.copies?.get(list[0]!)?.state === 'running') throw checkCondition('OPERATION IN PROGRESS')
  return true
}

/** The unit that a CSCD descriptor names; undefined for a null one. */
function targetAt(list: Buffer, at: number, task: Task): LogicalUnit | undefined {
  if (list[at] !== IDENTIFICATION) throw checkCondition('UNSUPPORTED TARGET DESCRIPTOR TYPE CODE')
  const flags = list[at + 1]!
  if ((flags & 0x20) !== 0) return undefined
  if ((flags & 0x0f) !== 0) throw invalidParameter(at + 1, 0)
  const length = list[at + 7]!
  const id = list.subarray(at + 8, at + 8 + Math.min(length, 20))
  const named = candidates(task).filter((lu) =>
    isNamed(lu, list[at + 4]! & 0x0f, list[at + 5]! & 0x3f, length, id),
  )
  const [unit, ...others] = new Set(named)
  // A made-up EUI-64 may be that of several units: no guess which of them is to be overwritten.
  if (unit === undefined || others.length > 0) throw invalidParameter(at)
  if (list.readUIntBE(at + 29, 3) !== unit.options.blockSize) throw invalidParameter(at + 29)
  return unit
}

/** Units that the initiator has, or with `allow_not_connected_copy` all there are. */
function candidates(task: Task): LogicalUnit[] {
  const own = [...task.itNexus.luns.values()].map(({ lu }) => lu)
  const manager = task.nexus!.lu.options.copyManager
  return manager?.allowNotConnected ? [...own, ...manager.devices()] : own
}

const isNamed = (lu: LogicalUnit, codeSet: number, type: number, length: number, id: Buffer): boolean =>
  unitDesignators(lu).some(
    (designator) =>
      designator[0] === codeSet &&
      designator[1] === type &&
      designator[3] === length &&
      designator.subarray(4).equals(id),
  )

function segmentsOf(bytes: Buffer, targets: readonly (LogicalUnit | undefined)[], task: Task): Segment[] {
  const count = Math.ceil(bytes.length / SEGMENT)
  if (count > COPY_LIMITS.segments) throw checkCondition('TOO MANY SEGMENT DESCRIPTORS')
  const segments: Segment[] = []
  for (let index = 0; index < count; index++)
    segments.push(segmentAt(bytes.subarray(index * SEGMENT, (index + 1) * SEGMENT), index, targets, task))
  return segments
}

function segmentAt(
  bytes: Buffer,
  index: number,
  targets: readonly (LogicalUnit | undefined)[],
  task: Task,
): Segment {
  const wrong = (byte: number, sense: SenseName = 'COPY ABORTED'): ScsiError =>
    checkCondition(sense, { segment: { index, byte } })
  if (bytes[0] !== BLOCK_TO_BLOCK) throw checkCondition('UNSUPPORTED SEGMENT DESCRIPTOR TYPE CODE')
  if (bytes.length < SEGMENT) throw checkCondition('PARAMETER LIST LENGTH ERROR')
  if (bytes.readUInt16BE(2) !== SEGMENT - 4) throw wrong(2)
  const unitAt = (byte: number): LogicalUnit => {
    const target = bytes.readUInt16BE(byte)
    if (target >= targets.length) throw wrong(byte)
    const unit = targets[target]
    if (unit === undefined) throw wrong(byte, 'COPY TARGET DEVICE NOT REACHABLE')
    return unit
  }
  const source = unitAt(4)
  const destination = unitAt(6)
  if (isReadOnlyFor(task, destination)) throw wrong(6)
  const from = source.options.blockSize
  const to = destination.options.blockSize
  const length = bytes.readUInt16BE(10) * ((bytes[1]! & 0x02) === 0 ? from : to)
  if (length % from !== 0 || length % to !== 0) throw wrong(10)
  return {
    index,
    source,
    destination,
    sourceStart: Number(bytes.readBigUInt64BE(12)) * from,
    destinationStart: Number(bytes.readBigUInt64BE(20)) * to,
    length,
  }
}

function isReadOnlyFor(task: Task, lu: LogicalUnit): boolean {
  return (nexusTo(lu, task) ?? lu).isWriteProtected
}
