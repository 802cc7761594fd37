import { bit, layout } from '../../lib/layout.ts'
import { type Access, bare, command } from '../command.ts'
import type { LogicalUnit } from '../logical-unit.ts'
import { NO_TYPE, registrantsPass } from '../reservation-types.ts'
import { invalidField, reservationConflict } from '../sense.ts'
import type { Task } from '../task.ts'

const reserving = { data: 'none', access: 'WX' as Access, allowedIn: 'S', ordering: 'serialized' } as const
const releasing = { ...reserving, access: 'LWX' as Access }
const thirdParty = layout(10, { thirdParty: bit(1, 4) })

/** RESERVE and RELEASE of the whole unit (SPC-2 7.16 to 7.21); extents and third parties are no longer. */
export const reserve6 = command({
  ...reserving,
  opcode: 0x16,
  name: 'RESERVE(6)',
  cdb: bare(6),
  usage: '16 00 00 00 00 04',
  run: reserve,
})

export const reserve10 = command({
  ...reserving,
  opcode: 0x56,
  name: 'RESERVE(10)',
  cdb: thirdParty,
  usage: '56 00 00 00 00 00 00 00 00 04',
  run(task, lu, cdb) {
    if (cdb.thirdParty) throw invalidField(1, 4)
    reserve(task, lu)
  },
})

export const release6 = command({
  ...releasing,
  opcode: 0x17,
  name: 'RELEASE(6)',
  cdb: bare(6),
  usage: '17 00 00 00 00 04',
  run: release,
})

export const release10 = command({
  ...releasing,
  opcode: 0x57,
  name: 'RELEASE(10)',
  cdb: thirdParty,
  usage: '57 00 00 00 00 00 00 00 00 04',
  run: release,
})

function reserve(task: Task, lu: LogicalUnit): void {
  if (registered(task, lu)) return
  if (lu.reservedBy !== undefined && lu.reservedBy !== task.nexus) throw reservationConflict()
  lu.reservedBy = task.nexus
}

function release(task: Task, lu: LogicalUnit): void {
  if (registered(task, lu)) return
  if (lu.reservedBy === task.nexus) lu.reservedBy = undefined
}

/** SPC-4 5.9.3 (CRH): with registrations these commands do nothing for who holds, and conflict for all others. */
function registered(task: Task, lu: LogicalUnit): boolean {
  const { registrants, type, holder } = lu.reservations
  if (registrants.length === 0) return false
  const registrant = task.nexus!.registrant
  const passes = registrantsPass(type) || registrant === holder
  if (type !== NO_TYPE && registrant !== undefined && passes) return true
  throw reservationConflict()
}
