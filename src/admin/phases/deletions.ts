import {
  type GroupConfiguration,
  type LunConfigurations,
  newDriver,
  newTarget,
  type TargetConfiguration,
} from '../../config/configuration.ts'
import type { ByteString } from '../../lib/bytes.ts'
import { counted, singleValues } from '../manner.ts'
import type { LunOwner } from '../object.ts'
import { addLun, clearInitiators, removeGroup, removeLun } from '../operation.ts'
import { failWith, look, must, type Steps, say } from '../step.ts'
import { destroyTarget } from '../targets.ts'
import { isLeftAlone, isOwnChoice } from './copy-manager.ts'
import { isDifferent } from './difference.ts'
import { attributesOf, pick, type Situation } from './situation.ts'

/** LUNs and groups that the file does not have, or has otherwise. */
export function* deletions(situation: Situation): Steps<number> {
  let changes = 0
  for (const driver of situation.running.drivers()) {
    if (isLeftAlone(driver, situation)) continue
    for (const target of situation.running.targets(driver)) {
      noteDriver(driver, situation)
      changes += yield* new TargetDeletions(situation, driver, target).apply()
    }
  }
  return changes
}

/** While comparing, the original makes an entry for every driver that has a target: it counts as configured. */
function noteDriver(driver: ByteString, { desired }: Situation): void {
  if (!desired.drivers.has(driver)) desired.drivers.set(driver, newDriver())
}

/**
 * Likewise for every target that has a group. So such a target is stripped instead of removed, and goes only
 * with the next run, when it has no groups any more.
 */
function noteTarget(driver: ByteString, target: ByteString, { desired, manner }: Situation): void {
  const targets = desired.drivers.get(driver)?.targets
  if (!manner.departs('converge') && targets && !targets.has(target)) targets.set(target, newTarget())
}

const devicesOf = (luns: LunConfigurations = new Map()): Set<ByteString> =>
  new Set([...luns.values()].flatMap((devices) => [...devices.keys()]))

class TargetDeletions {
  readonly #situation: Situation
  readonly #driver: ByteString
  readonly #target: ByteString

  constructor(situation: Situation, driver: ByteString, target: ByteString) {
    this.#situation = situation
    this.#driver = driver
    this.#target = target
  }

  *apply(): Steps<number> {
    const { running, desired, manner } = this.#situation
    const driver = this.#driver
    const target = this.#target
    const wanted = desired.drivers.get(driver)?.targets.get(target)
    const goes = !wanted && manner.departs('converge') && !running.isHardware(driver, target)
    // Reported, or removed whole, with the targets.
    if (goes) return manner.force ? yield* this.#destroy() : 0
    let changes = yield* this.#luns({ driver, target }, wanted)
    for (const group of running.groups(driver, target)) {
      noteTarget(driver, target, this.#situation)
      const inFile = wanted?.groups.get(group)
      changes += yield* this.#luns({ driver, target, group }, inFile)
      if (!inFile) changes += yield* this.#removeGroup(group)
    }
    return changes
  }

  *#destroy(): Steps<number> {
    const { manner } = this.#situation
    const code = yield* destroyTarget(this.#driver, this.#target, manner)
    yield* failWith(code)
    return counted(code, manner)
  }

  *#luns(owner: LunOwner, wanted: TargetConfiguration | GroupConfiguration | undefined): Steps<number> {
    const { running, manner } = this.#situation
    const ownDevices = isOwnChoice(owner, manner) ? devicesOf(wanted?.luns) : undefined
    let changes = 0
    for (const [lun, device] of [...running.luns(owner)].sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (ownDevices?.has(device)) continue
      const section = wanted?.luns.get(lun)?.get(device)
      if (section) {
        const attributes = yield* attributesOf(section)
        const create = running.lunCreateAttributes(owner)
        const parameters = singleValues(
          pick(attributes, (name) => create.has(name)),
          manner,
        )
        const old = yield* look({ kind: 'lun', lun, ...owner })
        if (manner.departs('equal-values') && running.isReadOnlyDevice(device))
          for (const each of [parameters, old]) each.delete('read_only')
        if (isDifferent(parameters, old, manner))
          changes += yield* this.#reassign(owner, lun, device, parameters)
      } else if (manner.force) {
        changes += counted(yield* must(removeLun(owner, lun)), manner)
      } else if (this.#driver !== 'copy_manager') {
        const name =
          owner.group === undefined
            ? `driver/target '${this.#driver}/${this.#target}'`
            : `driver/target/group '${this.#driver}/${this.#target}/${owner.group}'`
        yield* say(
          `\t-> Device '${device}' at LUN '${lun}' is not in configuration for ${name}. Use -force to remove it.\n`,
        )
      }
    }
    return changes
  }

  *#reassign(
    owner: LunOwner,
    lun: ByteString,
    device: ByteString,
    parameters: Map<ByteString, ByteString[]>,
  ): Steps<number> {
    const { manner } = this.#situation
    const where = owner.group === undefined ? `target '${this.#target}'` : `group '${owner.group}'`
    yield* say(`\t-> Assigned device '${device}' in ${where} at LUN '${lun}' is configured differently.\n`)
    if (!manner.force) {
      yield* say(
        '\t  -> Use -force to re-assign device with new attributes. NOTE: This will disrupt all initiators using this device.\n',
      )
      return 0
    }
    yield* say('\t  -> Re-assigning device with new attributes.\n')
    const removed = counted(yield* must(removeLun(owner, lun)), manner)
    return removed + counted(yield* must(addLun(owner, lun, device, parameters)), manner)
  }

  *#removeGroup(group: ByteString): Steps<number> {
    const { running, manner } = this.#situation
    if (!manner.force) {
      yield* say(`\t-> Group '${group}' is not in configuration. Use -force to remove.\n`)
      return 0
    }
    const owner = { driver: this.#driver, target: this.#target, group }
    let changes = 0
    // A live session holds the group until it has moved to the target's own LUNs.
    if (manner.departs('converge') && running.initiators(this.#driver, this.#target, group).length > 0)
      changes += counted(yield* must(clearInitiators(owner)), manner)
    return changes + counted(yield* must(removeGroup(this.#driver, this.#target, group)), manner)
  }
}
