import type { LunConfigurations } from '../../config/configuration.ts'
import type { ByteString } from '../../lib/bytes.ts'
import { later } from '../manner.ts'
import { type LunOwner, lunsPath } from '../object.ts'
import { addLun } from '../operation.ts'
import { ReadError } from '../read-error.ts'
import { abort, look, type Steps } from '../step.ts'
import { attributesOf, type Situation, sorted } from './situation.ts'

/** Adds the LUNs whose numbers are free; in order of their numbers as text. */
export function* luns(situation: Situation, owner: LunOwner, wanted: LunConfigurations): Steps<number> {
  const { running, manner } = situation
  let silent = 0
  for (const [lun, devices] of sorted(wanted)) {
    if (running.has(`${lunsPath(owner)}/${lun}`)) continue
    if (devices.size > 1) yield* abort(severalDevices(owner, lun))
    const [device, section] = [...devices][0] ?? ['', { attributes: new Map() }]
    const attributes = yield* attributesOf(section)
    if (owner.driver === 'copy_manager' && (yield* hasCome(owner, lun))) silent += 1
    else yield* later(addLun(owner, lun, device, attributes), manner)
  }
  return manner.departs('count') ? 0 : silent
}

const severalDevices = ({ driver, target, group }: LunOwner, lun: ByteString): ByteString =>
  `Invalid configuration encountered. Driver/target/group/lun ${driver}/${target}/${group ?? ''}/${lun} has multiple devices assigned.`

/** SCST may have added the LUN itself since the system was read; it knows no groups there. */
function* hasCome({ driver, target }: LunOwner, lun: ByteString): Steps<boolean> {
  try {
    yield* look({ kind: 'lun', lun, driver, target })
    return true
  } catch (error) {
    if (!(error instanceof ReadError)) throw error
    return false
  }
}
