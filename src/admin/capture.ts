import {
  type Attributes,
  type Configuration,
  type DeviceGroupConfiguration,
  type DriverConfiguration,
  type GroupConfiguration,
  type HandlerConfiguration,
  type LunConfigurations,
  newConfiguration,
  newDeviceGroup,
  newDriver,
  newGroup,
  newHandler,
  newTarget,
  newTargetGroup,
  type Section,
  type TargetConfiguration,
  type TargetGroupConfiguration,
} from '../config/configuration.ts'
import type { ByteString } from '../lib/bytes.ts'
import type { Selection } from '../sysfs/sysfs.ts'
import { isMarked } from '../sysfs/text.ts'
import { type Attribute, type AttributeTable, isKey, valuesOf, type Wanted } from './attributes.ts'
import type { LunOwner, ObjectRef } from './object.ts'
import type { Running } from './running.ts'

/** Never worth saving: states of the moment, or no attribute at all. */
const NOT_SAVED = new Set(['trace_level', 'dif_checks_failed', 'enabled', 'hw_target'])

/** Saved though no key. */
const ALWAYS_SAVED = new Set(['enabled', 'hw_target'])

/** What has to be read of a system that is to be saved, beside keys. */
export const READ_TO_SAVE: Selection = { attributes: ['mgmt', ...ALWAYS_SAVED] }

/** The running system as a configuration: what `-write_config` saves, with `nonKey` also what need not be saved. */
export class Capture {
  readonly #running: Running
  readonly #withNonKey: boolean

  constructor(running: Running, options: { readonly nonKey: boolean }) {
    this.#running = running
    this.#withNonKey = options.nonKey
  }

  configuration(): Configuration {
    const running = this.#running
    return {
      ...newConfiguration(),
      ...this.#section({ kind: 'scst' }),
      handlers: sortedMap(running.handlers(), (handler) => this.#handler(handler)),
      drivers: sortedMap(running.drivers(), (driver) => this.#driver(driver)),
      alua: this.#section({ kind: 'alua' }),
      deviceGroups: sortedMap(running.deviceGroups(), (deviceGroup) => this.#deviceGroup(deviceGroup)),
    }
  }

  #handler(handler: ByteString): HandlerConfiguration {
    const create = this.#running.deviceCreateAttributes(handler)
    return {
      ...newHandler(),
      ...this.#section({ kind: 'handler', handler }),
      devices: sortedMap(this.#running.devicesOf(handler), (device) =>
        this.#section({ kind: 'device', device }, create),
      ),
    }
  }

  #driver(driver: ByteString): DriverConfiguration {
    const create = this.#running.targetCreateAttributes(driver)
    return {
      ...newDriver(),
      ...this.#section({ kind: 'driver', driver }),
      targets: sortedMap(this.#running.targets(driver), (target) => this.#target(driver, target, create)),
    }
  }

  #target(driver: ByteString, target: ByteString, create: ReadonlySet<ByteString>): TargetConfiguration {
    const section = this.#section({ kind: 'target', driver, target }, create)
    if (this.#running.firstLine(`targets/${driver}/${target}/hw_target`) === '1')
      section.attributes.set('HW_TARGET', [])
    return {
      ...newTarget(),
      ...section,
      luns: this.#luns({ driver, target }),
      groups: sortedMap(this.#running.groups(driver, target), (group) => this.#group(driver, target, group)),
    }
  }

  #group(driver: ByteString, target: ByteString, group: ByteString): GroupConfiguration {
    const initiators = this.#running.initiators(driver, target, group)
    return {
      ...newGroup(),
      ...this.#section({ kind: 'group', driver, target, group }),
      luns: this.#luns({ driver, target, group }),
      initiators: sortedMap(initiators, () => ({ attributes: new Map() })),
    }
  }

  #luns(owner: LunOwner): LunConfigurations {
    const create = this.#running.lunCreateAttributes(owner)
    const byNumber = [...this.#running.luns(owner)].sort(([a], [b]) => Number(a) - Number(b))
    return new Map(
      byNumber.map(([lun, device]) => [
        lun,
        new Map([[device, this.#section({ kind: 'lun', lun, ...owner }, create)]]),
      ]),
    )
  }

  #deviceGroup(deviceGroup: ByteString): DeviceGroupConfiguration {
    const running = this.#running
    return {
      ...newDeviceGroup(),
      ...this.#section({ kind: 'deviceGroup', deviceGroup }),
      devices: new Map(
        running.deviceGroupDevices(deviceGroup).map((device) => [device, { attributes: new Map() }]),
      ),
      targetGroups: sortedMap(running.targetGroups(deviceGroup), (targetGroup) =>
        this.#targetGroup(deviceGroup, targetGroup),
      ),
    }
  }

  #targetGroup(deviceGroup: ByteString, targetGroup: ByteString): TargetGroupConfiguration {
    const running = this.#running
    return {
      ...newTargetGroup(),
      ...this.#section({ kind: 'targetGroup', deviceGroup, targetGroup }),
      targets: sortedMap(running.targetGroupTargets(deviceGroup, targetGroup), (target) =>
        // What a local target is, its driver's section says.
        running.isLocalTarget(deviceGroup, targetGroup, target)
          ? { attributes: new Map() }
          : this.#section({ kind: 'targetGroupTarget', deviceGroup, targetGroup, target }),
      ),
    }
  }

  #section(ref: ObjectRef, create: ReadonlySet<ByteString> = new Set()): Section {
    // Most files of a large system are of no interest here.
    const table = this.#running.attributes(ref, this.#withNonKey ? undefined : maybeSaved)
    const attributes = select(table, (name, attribute) => isSaved(name, attribute, create))
    if (!this.#withNonKey) return { attributes }
    return { attributes, nonKey: select(table, (name, attribute) => isRest(name, attribute, create)) }
  }
}

const maybeSaved: Wanted = (name, content) => isMarked(content) || ALWAYS_SAVED.has(name)

const isSaved = (name: ByteString, attribute: Attribute, create: ReadonlySet<ByteString>): boolean =>
  name !== 'trace_level' &&
  (!attribute.isStatic || create.has(name)) &&
  (isKey(attribute) || ALWAYS_SAVED.has(name))

const isRest = (name: ByteString, attribute: Attribute, create: ReadonlySet<ByteString>): boolean =>
  !NOT_SAVED.has(name) &&
  !isKey(attribute) &&
  (!attribute.isStatic || create.has(name)) &&
  attribute.value !== undefined

const select = (
  table: AttributeTable,
  isWanted: (name: ByteString, attribute: Attribute) => boolean,
): Attributes =>
  new Map(
    [...table]
      .filter(([name, attribute]) => isWanted(name, attribute))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, attribute]) => [name, valuesOf(attribute).sort()]),
  )

const sortedMap = <T>(names: readonly ByteString[], value: (name: ByteString) => T): Map<ByteString, T> =>
  new Map([...names].sort().map((name) => [name, value(name)]))
