import type { ByteString } from '../../lib/bytes.ts'
import type { Manner } from '../manner.ts'
import type { LunOwner } from '../object.ts'
import type { Situation } from './situation.ts'

/** The copy manager, which SCST fills by itself, unless the file speaks of it. */
export const isLeftAlone = (driver: ByteString, { desired, manner }: Situation): boolean =>
  driver === 'copy_manager' && manner.departs('copy-manager') && !desired.drivers.has(driver)

/** Under which numbers the copy manager has devices, and how, is up to it. */
export const isOwnChoice = ({ driver }: LunOwner, manner: Manner): boolean =>
  driver === 'copy_manager' && manner.departs('copy-manager')
