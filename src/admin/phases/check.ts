import type {
  Configuration,
  DriverConfiguration,
  LunConfigurations,
  TargetConfiguration,
} from '../../config/configuration.ts'
import type { ByteString } from '../../lib/bytes.ts'
import type { DepartureId } from '../departures.ts'
import type { Running } from '../running.ts'
import { type Steps, say } from '../step.ts'
import { sorted } from './situation.ts'

export interface Checked {
  readonly errors: number
  /** What of the file can be applied. */
  readonly configuration: Configuration
}

/** Compares a file with itself and with what is loaded; what cannot work is said and left out. */
export function* check(
  file: Configuration,
  running: Running,
  departs: (id: DepartureId) => boolean,
): Steps<Checked> {
  const checker = new Checker(structuredClone(file), running, departs)
  yield* checker.check()
  const { errors, warnings } = checker
  yield* say(
    errors > 0 ? `\t-> Done, ${errors} errors found.\n` : `\t-> Done, ${warnings} warnings found.\n\n`,
  )
  return { errors, configuration: checker.configuration }
}

class Checker {
  errors = 0
  warnings = 0
  readonly configuration: Configuration
  readonly #running: Running
  readonly #departs: (id: DepartureId) => boolean
  /** Devices of the file, as written there. */
  readonly #known = new Set<ByteString>()

  constructor(configuration: Configuration, running: Running, departs: (id: DepartureId) => boolean) {
    this.configuration = configuration
    this.#running = running
    this.#departs = departs
  }

  *check(): Steps {
    const { drivers, handlers } = this.configuration
    yield* this.#sections()
    for (const [name, driver] of sorted(drivers)) yield* this.#driver(name, driver)
    for (const [name] of sorted(handlers)) yield* this.#handler(name)
    for (const [driver, { targets }] of sorted(drivers))
      for (const [name, target] of sorted(targets)) yield* this.#lunsOfTarget(driver, name, target)
    for (const [name, group] of sorted(this.configuration.deviceGroups))
      for (const [device] of sorted(group.devices)) {
        if (this.#known.has(device)) continue
        yield* this.#warn(
          `\t-> WARNING: Device '${device}' associated with device group '${name}' is not defined within configuration, removing it.\n\n`,
        )
        group.devices.delete(device)
      }
  }

  *#sections(): Steps {
    const { drivers, handlers } = this.configuration
    if (drivers.size === 0)
      yield* this.#warn(
        '\t-> WARNING: No TARGET_DRIVER section defined. No target drivers will be configured.\n\n',
      )
    if (handlers.size === 0)
      yield* this.#warn(
        '\t-> WARNING: No HANDLER section defined. Only physical media will be configured for targets.\n\n',
      )
    if (drivers.size === 0 && handlers.size === 0)
      yield* this.#error('FATAL: No target drivers or handlers defined, aborting!\n')
  }

  *#driver(name: ByteString, driver: DriverConfiguration): Steps {
    if (!this.#running.holds('targets', name)) {
      yield* this.#warn(`\t-> WARNING: Target driver '${name}' is not loaded or available.\n\n`)
      return
    }
    if (driver.targets.size === 0)
      yield* this.#warn(`\t-> WARNING: Driver '${name}' has no configured targets.\n\n`)
    for (const [targetName, target] of sorted(driver.targets)) yield* this.#target(name, targetName, target)
  }

  *#target(driver: ByteString, name: ByteString, target: TargetConfiguration): Steps {
    const seen = new Set<ByteString>()
    for (const [, group] of sorted(target.groups))
      for (const [initiator] of sorted(group.initiators)) {
        if (seen.has(initiator))
          yield* this.#error(
            `\t-> FATAL: Initiator '${initiator}' belongs to more than one group.\n\t     Initiators can only belong to one group at a time for a given target.\n`,
          )
        seen.add(initiator)
      }
    if (!this.#running.holds(`targets/${driver}`, name) && !this.#running.isVirtualCapable(driver))
      yield* this.#error(`\t-> FATAL: Target '${name}' for driver '${driver}' does not exist.\n`)
  }

  *#handler(name: ByteString): Steps {
    const { handlers } = this.configuration
    if (!this.#running.holds('handlers', name)) {
      yield* this.#warn(`\t-> WARNING: No such handler '${name}' available, ignoring.\n`)
      handlers.delete(name)
      return
    }
    const { devices } = handlers.get(name)!
    for (const [device, section] of sorted(devices)) {
      this.#known.add(device)
      if (device.startsWith('/dev/')) {
        const plain = device.slice('/dev/'.length)
        yield* this.#warn(
          `\t-> WARNING: Device '${device}' configured for handler '${name}' may not contain the full /dev path, please change to '${plain}'.\n\n`,
        )
        devices.delete(device)
        devices.set(plain, section)
        if (this.#departs('dev-path')) this.#known.add(plain)
      } else if (device.includes('/')) {
        yield* this.#error(
          `\t-> FATAL: Device '${device}' configured for handler '${name}' may not contain character '/'.\n`,
        )
      }
    }
  }

  *#lunsOfTarget(driver: ByteString, name: ByteString, target: TargetConfiguration): Steps {
    const where = `driver/target '${driver}/${name}'`
    yield* this.#luns(target.luns, where, where, driver !== 'copy_manager')
    for (const [group, { luns }] of sorted(target.groups))
      yield* this.#luns(luns, where, `driver/target/group '${driver}/${name}/${group}'`, true)
  }

  *#luns(luns: LunConfigurations, where: ByteString, owner: ByteString, needsLun0: boolean): Steps {
    if (luns.size === 0) return
    for (const [lun, devices] of sorted(luns)) {
      if (this.#departs('dev-path')) followRenaming(devices)
      for (const [device] of sorted(devices)) {
        if (this.#known.has(device)) continue
        yield* this.#warn(
          `\t-> WARNING: Device '${device}' associated with ${where} at LUN ${lun} is not defined within configuration, removing it.\n\n`,
        )
        luns.delete(lun)
      }
    }
    if (needsLun0 && !luns.has('0'))
      yield* this.#warn(
        `\t-> WARNING: No LUN 0 defined for ${owner}. Many initiators require a LUN 0 to be defined.\n\n`,
      )
  }

  *#warn(text: ByteString): Steps {
    this.warnings += 1
    yield* say(text)
  }

  *#error(text: ByteString): Steps {
    this.errors += 1
    yield* say(text)
  }
}

/** A LUN that names its device by path follows the device, which goes by its plain name. */
function followRenaming<T>(devices: Map<ByteString, T>): void {
  for (const [device, section] of [...devices]) {
    if (!device.startsWith('/dev/')) continue
    devices.delete(device)
    devices.set(device.slice('/dev/'.length), section)
  }
}
