import type { LunConfigurations } from '../../config/configuration.ts'
import type { ByteString } from '../../lib/bytes.ts'
import { later, singleValues } from '../manner.ts'
import { type LunOwner, lunsPath } from '../object.ts'
import { addLun } from '../operation.ts'
import { abort, isStillThere, type Steps, say } from '../step.ts'
import { isOwnChoice } from './copy-manager.ts'
import { attributesOf, type Situation, sorted } from './situation.ts'

/** Adds the LUNs whose numbers are free; in order of their numbers as text. */
export function* luns(situation: Situation, owner: LunOwner, wanted: LunConfigurations): Steps<number> {
  const { running, manner } = situation
  if (isOwnChoice(owner, manner)) return yield* copyManagerLuns(situation, owner, wanted)
  let silent = 0
  for (const [lun, devices] of sorted(wanted)) {
    if (running.holds(lunsPath(owner), lun)) continue
    if (devices.size > 1) yield* abort(severalDevices(owner, lun))
    const [only] = devices
    // A number without a device is nothing.
    if (!only) continue
    const [device, section] = only
    const attributes = singleValues(yield* attributesOf(section), manner)
    // SCST may have added the LUN itself since the system was read; the copy manager knows no groups.
    const { driver, target } = owner
    if (driver === 'copy_manager' && (yield* isStillThere({ kind: 'lun', lun, driver, target }))) silent += 1
    else yield* later(addLun(owner, lun, device, attributes), manner)
  }
  return manner.departs('count') ? 0 : silent
}

const severalDevices = ({ driver, target, group }: LunOwner, lun: ByteString): ByteString =>
  `Invalid configuration encountered. Driver/target/group/lun ${driver}/${target}/${group ?? ''}/${lun} has multiple devices assigned.`

/**
 * The copy manager has by itself every device that was opened, as long as nobody took it away. What is missing is
 * added under a number that is free; one that is read-only it takes by itself only.
 */
function* copyManagerLuns(
  { running, manner }: Situation,
  owner: LunOwner,
  wanted: LunConfigurations,
): Steps<number> {
  const present = running.holds(`targets/${owner.driver}`, owner.target) ? running.luns(owner) : new Map()
  const taken = new Set(present.keys())
  const has = new Set(present.values())
  for (const [lun, devices] of sorted(wanted))
    for (const device of devices.keys()) {
      const isNew = !running.holds('devices', device)
      if (isNew || has.has(device)) continue
      has.add(device)
      if (running.isReadOnlyDevice(device)) {
        yield* say(
          `\t-> The copy manager takes no read-only device by hand, leaving out device '${device}'.\n`,
        )
        continue
      }
      const number = taken.has(lun) ? firstFree(taken) : lun
      taken.add(number)
      yield* later(addLun(owner, number, device), manner)
    }
  return 0
}

function firstFree(taken: ReadonlySet<ByteString>): ByteString {
  let number = 0
  while (taken.has(String(number))) number += 1
  return String(number)
}
