import type { LogicalUnit } from '../logical-unit.ts'
import { checkCondition, reservationConflict } from '../sense.ts'

/** The nexus by which EXTENDED COPY reaches every device is nobody's initiator port. */
const COPY_MANAGER = 'copy_manager'

/**
 * Persistent reservations know initiator ports by TransportID, so a port without one makes them impossible; and they
 * do not mix with RESERVE(6/10) (SPC-4 5.9.3).
 */
export function mustBeReservable(lu: LogicalUnit): void {
  for (const { nexus } of lu.nexuses)
    if (nexus.transportId.length === 0 && nexus.port.driver !== COPY_MANAGER)
      throw checkCondition('INVALID COMMAND OPERATION CODE')
  if (lu.reservedBy !== undefined) throw reservationConflict()
}
