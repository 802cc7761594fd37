import type { MediumNeed } from './command.ts'
import { commandFor } from './commands.ts'
import { DEVICE_TYPE, type LogicalUnit } from './logical-unit.ts'
import { checkReservation } from './reservation-access.ts'
import { NO_TYPE } from './reservation-types.ts'
import { checkCondition, invalidField, ScsiError, SENSE, type SenseName } from './sense.ts'
import { STATUS, type Task } from './task.ts'
import { takeAttention } from './unit-attention.ts'

type Check = (task: Task, lu: LogicalUnit) => void

/**
 * What every command passes, in this order, and which of several errors wins. On arrival the CDB by itself; when it
 * starts, what may have changed while it waited.
 */
export const ON_ARRIVAL: readonly Check[] = [
  queueHasRoom,
  cdbIsValid,
  noAutoContingentAllegiance,
  insideMedium,
  controlIsValid,
  directionFits,
  portIsAccessible,
]
export const ON_START: readonly Check[] = [notReserved, noUnitAttention, notWriteProtected, unitIsReady]

function queueHasRoom(task: Task, lu: LogicalUnit): void {
  const { activeCommands } = task.nexus!
  if (lu.maxTgtDevCommands > 0 && activeCommands > lu.maxTgtDevCommands) throw crowded(task)
}

/** BUSY where the initiator has nothing else whose end could tell it to try again (SAM-5 5.3.1). */
export const crowded = (task: Task): ScsiError =>
  new ScsiError(task.nexus!.activeCommands > 1 ? STATUS.TASK_SET_FULL : STATUS.BUSY, undefined)

function cdbIsValid(task: Task, lu: LogicalUnit): void {
  const command = commandFor(lu, task.cdb)
  command.decode(task, lu)
  task.command = command
}

/** SAM-5 5.10: only ACA tasks of the faulted nexus run while the condition stands. */
function noAutoContingentAllegiance(task: Task, lu: LogicalUnit): void {
  const nexus = task.nexus!
  if (lu.aca.has(nexus)) {
    if (task.attribute !== 'ACA') throw new ScsiError(STATUS.ACA_ACTIVE, undefined)
  } else if (lu.aca.size > 0 && lu.options.tst === 0) {
    if (isPreemptAndAbort(task)) return
    throw new ScsiError(hasNaca(task) ? STATUS.ACA_ACTIVE : STATUS.BUSY, undefined)
  } else if (task.attribute === 'ACA') throw checkCondition('INVALID MESSAGE ERROR')
}

const isPreemptAndAbort = ({ cdb }: Task): boolean => cdb[0] === 0x5f && (cdb[1]! & 0x1f) === 0x05

const MAX_TRANSFER = 2 ** 31
const MAX_OFFSET = 2 ** 63

function insideMedium(task: Task, lu: LogicalUnit): void {
  if (!task.command!.ranged) return
  if (task.demanded >= MAX_TRANSFER || task.lba * lu.options.blockSize >= MAX_OFFSET)
    throw checkCondition('LOGICAL BLOCK ADDRESS OUT OF RANGE')
  if (task.lba + task.blocks > (lu.present ? lu.blocks : 0))
    throw checkCondition(lu.present ? 'LOGICAL BLOCK ADDRESS OUT OF RANGE' : 'MEDIUM NOT PRESENT')
}

/** CONTROL (SAM-5 5.2): NACA is honoured, LINK is obsolete, the rest means nothing. */
function controlIsValid(task: Task): void {
  const last = task.command!.usage.length - 1
  if ((task.cdb[last]! & 0x01) !== 0) throw invalidField(last, 0)
}

export const hasNaca = (task: Task): boolean =>
  task.command !== undefined && (task.cdb[task.command.usage.length - 1]! & 0x04) !== 0

/** The transport's direction against the command's. */
function directionFits(task: Task): void {
  const { data, partial } = task.command!
  const { read, write, expectedLength } = task.transfer
  if (data === 'none' || (data === 'in' ? read && !write : write && !read)) return
  if (task.demanded === 0 && !read && !write) return
  if (partial && (expectedLength === 0 || data === 'in')) return
  throw checkCondition('INVALID MESSAGE ERROR')
}

const NOT_ACCESSIBLE: Readonly<Record<string, readonly [letter: string, SenseName]>> = {
  standby: ['S', 'TARGET PORT IN STANDBY STATE'],
  unavailable: ['U', 'TARGET PORT IN UNAVAILABLE STATE'],
  offline: ['U', 'LOGICAL UNIT NOT READY, OFFLINE'],
  transitioning: ['T', 'ASYMMETRIC ACCESS STATE TRANSITION'],
}

/** SPC-4 5.11.2. */
function portIsAccessible(task: Task, lu: LogicalUnit): void {
  if (lu.alua === undefined) return
  const refusal = NOT_ACCESSIBLE[lu.alua.state(task.itNexus.port)]
  if (refusal !== undefined && !task.command!.allowedIn.includes(refusal[0])) throw checkCondition(refusal[1])
}

function notReserved(task: Task, lu: LogicalUnit): void {
  if (lu.reservedBy === undefined && lu.reservations.type === NO_TYPE) return
  if (task.itNexus.port.forwardDst) return
  checkReservation(task.nexus, lu, () => task.command!.accessOf?.(task) ?? task.command!.access)
}

function noUnitAttention(task: Task): void {
  const nexus = task.nexus!
  if (nexus.deferred !== undefined) {
    const sense = SENSE[nexus.deferred]
    nexus.deferred = undefined
    throw checkCondition(sense, { deferred: true })
  }
  if (nexus.unitAttentions.length > 0 && task.command!.reportsUnitAttention)
    throw checkCondition(takeAttention(nexus)!)
}

function notWriteProtected(task: Task): void {
  if (!task.command!.writes) return
  const nexus = task.nexus!
  if (nexus.isWriteProtected) throw checkCondition('WRITE PROTECTED')
  nexus.hasWritten = true
}

const SANITIZE = 0x48

const HAS_MEDIUM: Readonly<Record<MediumNeed, (lu: LogicalUnit) => boolean>> = {
  none: () => true,
  present: (lu) => lu.present,
  open: (lu) => lu.ready,
  drive: (lu) => lu.store !== undefined || lu.options.type !== DEVICE_TYPE.DISK,
}

/** Commands that answer whatever state the medium is in. */
function unitIsReady(task: Task, lu: LogicalUnit): void {
  const command = task.command!
  if (lu.background !== undefined && command.reportsUnitAttention)
    throw checkCondition(lu.background.sense, { progress: lu.background.progress })
  if (lu.sanitizeFailed && command.needsMedium !== 'none' && command.opcode !== SANITIZE)
    throw checkCondition('SANITIZE COMMAND FAILED')
  if (!HAS_MEDIUM[command.needsMedium](lu)) throw checkCondition('MEDIUM NOT PRESENT')
  if (command.unsupported) throw checkCondition('INVALID COMMAND OPERATION CODE')
}
