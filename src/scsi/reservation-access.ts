import type { ITLNexus } from './itl-nexus.ts'
import type { LogicalUnit } from './logical-unit.ts'
import { leaves, NO_TYPE, registrantsPass } from './reservation-types.ts'
import { reservationConflict } from './sense.ts'

/**
 * RESERVE(6/10) first, else persistent reservations (SPC-4 5.9, SPC-2 5.5). `access` gives the letters of the command's
 * `Access`; a nexus that is undefined is none of this unit's.
 */
export function checkReservation(nexus: ITLNexus | undefined, lu: LogicalUnit, access: () => string): void {
  if (lu.reservedBy !== undefined) {
    if (lu.reservedBy !== nexus && !access().includes('L')) throw reservationConflict()
  } else if (lu.reservations.type !== NO_TYPE && !passes(nexus, lu, access)) throw reservationConflict()
}

function passes(nexus: ITLNexus | undefined, lu: LogicalUnit, access: () => string): boolean {
  const { type } = lu.reservations
  if (nexus !== undefined) {
    if (nexus.registrant !== undefined && registrantsPass(type)) return true
    if (lu.holdsReservation(nexus)) return true
  }
  return access().includes(leaves(type))
}

/** As a READ of that nexus would be treated. */
export const mayRead = (nexus: ITLNexus | undefined, lu: LogicalUnit): void =>
  checkReservation(nexus, lu, () => 'W')

/** As a WRITE of that nexus would be treated. */
export const mayWrite = (nexus: ITLNexus | undefined, lu: LogicalUnit): void =>
  checkReservation(nexus, lu, () => '')
