import type { ByteString } from '../../lib/bytes.ts'
import {
  type Configuration,
  type LunConfigurations,
  newConfiguration,
  newDriver,
  newGroup,
  newHandler,
  newSection,
  newTarget,
  type TargetConfiguration,
} from '../configuration.ts'
import { lowerCase, trimmed } from '../import/text.ts'
import { attributesOf, handlerOf, parseDevice } from './device.ts'
import { isDefaultGroup } from './groups.ts'
import { type Entry, parseSections } from './sections.ts'

/** A driver as it runs: the old form says where LUNs go only by what exists. */
export interface RunningDriver {
  readonly canCreateTargets: boolean
  readonly hasEnabled: boolean
  readonly targets: readonly ByteString[]
}

/** Where we do better than the original converter; all false is exactly the original. */
export interface Corrections {
  /** The third field of an assignment, `READ_ONLY`, becomes `read_only 1` of the LUN; the original drops it. */
  readonly lunReadOnly: boolean
  /** The path of a NULLIO device is dropped; the original keeps it and vdisk_nullio refuses it. */
  readonly nullioWithoutFilename: boolean
  /** A device without any attribute stays; the original loses it and its LUNs. */
  readonly bareDevices: boolean
  /** Groups are not put on copy_manager, which has none; the original stops there. */
  readonly withoutCopyManager: boolean
  /** A read-only device has no write options; the original writes both and the tree refuses the device. */
  readonly readOnlyWithoutWriteOptions: boolean
  /**
   * `Default` gives no LUNs to a target that has a `Default_` group of its own: there it never counted, and the
   * original's second run would show more than its first.
   */
  readonly defaultOnlyWithoutOwn: boolean
  /** Blanks around a field are no part of it; the original keeps them. */
  readonly trimmedFields: boolean
  /** Of two devices on one LUN the last counts; the original stops there. */
  readonly lastDeviceOfLun: boolean
  /** A HOST is the target that runs; the original goes on with its name in small letters, which may be no target's. */
  readonly hostsByTheirNames: boolean
  /**
   * Only `Default` and `Default_TARGET` are default groups, and their USERs make no GROUP: those have the default LUNs
   * as it is. The original takes every name that begins so for a target's, and its GROUP without LUNs locks them out.
   */
  readonly defaultsByTheirNames: boolean
}

export interface ProcfsMessage {
  readonly kind: 'note' | 'error'
  /** A note's text is complete with its newlines; an error's has none. */
  readonly text: ByteString
}

export interface Converted {
  readonly configuration: Configuration
  readonly messages: readonly ProcfsMessage[]
}

export type Running = ReadonlyMap<ByteString, RunningDriver>

/** The form that SCST had before sysfs, as the original scstadmin converts it. */
export const convertProcfs = (
  text: ByteString,
  file: ByteString,
  running: Running,
  corrections: Corrections,
): Converted => convertEntries(parseSections(text, file).entries, running, corrections)

export const convertEntries = (
  entries: readonly Entry[],
  running: Running,
  corrections: Corrections,
): Converted => new Conversion(entries, running, corrections).run()

const noneEnabled: ByteString =
  "NOTE: No targets set to 'enable' within your configuration file. Please be sure to save write your configuration with -write_config and review it carefully.\n\n"

class Conversion {
  readonly #configuration = newConfiguration()
  readonly #messages: ProcfsMessage[] = []
  readonly #entries: readonly Entry[]
  /** By section, argument and key. */
  readonly #byPlace = new Map<ByteString, ByteString[]>()
  /** Sections' arguments, by section and key. */
  readonly #arguments = new Map<ByteString, Set<ByteString>>()
  readonly #running: Running
  readonly #corrections: Corrections
  /** Targets made for a `Default_` group that no running target has. */
  readonly #created: (readonly [driver: ByteString, target: ByteString])[] = []

  constructor(entries: readonly Entry[], running: Running, corrections: Corrections) {
    this.#entries = entries
    for (const { section, arg, key, value } of entries) {
      const place = `${section}\n${arg}\n${key}`
      const present = this.#byPlace.get(place)
      if (present) present.push(value)
      else this.#byPlace.set(place, [value])
      const kind = `${section}\n${key}`
      this.#arguments.set(kind, (this.#arguments.get(kind) ?? new Set()).add(arg))
    }
    this.#running = running
    this.#corrections = corrections
  }

  run(): Converted {
    this.#addDevices()
    for (const group of this.#assigned()) this.#addDefault(group)
    const hosts = this.#values('TARGETS', 'enable', 'HOST').filter((host) => this.#enableHost(host))
    if (hosts.length === 0) this.#addGroupsEverywhere()
    this.#enableAll()
    return { configuration: this.#configuration, messages: this.#messages }
  }

  #values(section: ByteString, arg: ByteString, key: ByteString): readonly ByteString[] {
    return this.#byPlace.get(`${section}\n${arg}\n${key}`) ?? []
  }

  #args(section: ByteString, key: ByteString): ByteString[] {
    return [...(this.#arguments.get(`${section}\n${key}`) ?? [])]
  }

  #addDevices(): void {
    for (const { section, arg, key, value } of this.#entries) {
      if (section !== 'HANDLER' || key !== 'DEVICE' || value === '') continue
      const device = parseDevice(value, this.#corrections.trimmedFields)
      const handler = handlerOf(arg, device)
      const attributes = attributesOf(handler, device, this.#corrections)
      if (attributes.size === 0 && !this.#corrections.bareDevices) continue
      const { handlers } = this.#configuration
      const present = handlers.get(handler) ?? newHandler()
      present.devices.set(device.name, newSection(attributes))
      handlers.set(handler, present)
    }
  }

  #assigned(): ByteString[] {
    return this.#args('ASSIGNMENT', 'DEVICE').filter((group) => this.#isDefault(group))
  }

  #isDefault(group: ByteString): boolean {
    return this.#corrections.defaultsByTheirNames ? isDefaultGroup(group) : group.startsWith('Default')
  }

  /** `Default`: LUNs of every target that runs; `Default_X`: of target X, which is made where it is missing. */
  #addDefault(group: ByteString): void {
    const name = group === 'Default' ? undefined : group.replace(/^Default_/, '')
    const places =
      name === undefined
        ? this.#runningTargets().filter(([, target]) => this.#isForAll(target))
        : [...this.#running].flatMap(([driver, { targets }]): [ByteString, ByteString][] =>
            targets.includes(name) ? [[driver, name]] : [],
          )
    if (places.length === 0 && name !== undefined) {
      const text = `NOTE: Unable to find target ${group}. I will add this target to all drivers capable of creating targets.\n`
      this.#messages.push({ kind: 'note', text })
      for (const [driver, { canCreateTargets }] of this.#running)
        if (canCreateTargets) places.push([driver, name])
      this.#created.push(...places)
    }
    for (const [driver, target] of places) this.#addLuns(this.#target(driver, target).luns, group)
  }

  #isForAll(target: ByteString): boolean {
    if (!this.#corrections.defaultOnlyWithoutOwn) return true
    return this.#values('ASSIGNMENT', `Default_${target}`, 'DEVICE').length === 0
  }

  #runningTargets(): [ByteString, ByteString][] {
    return [...this.#running].flatMap(([driver, { targets }]) =>
      targets.map((target): [ByteString, ByteString] => [driver, target]),
    )
  }

  #target(driver: ByteString, target: ByteString): TargetConfiguration {
    const { drivers } = this.#configuration
    const inDriver = drivers.get(driver) ?? newDriver()
    drivers.set(driver, inDriver)
    const present = inDriver.targets.get(target) ?? newTarget()
    inDriver.targets.set(target, present)
    return present
  }

  #addLuns(luns: LunConfigurations, group: ByteString): void {
    for (const value of this.#values('ASSIGNMENT', group, 'DEVICE')) {
      const { lunReadOnly, lastDeviceOfLun, trimmedFields } = this.#corrections
      const fields = value.split(',').map((field) => (trimmedFields ? trimmed(field) : field))
      const [device = '', lun = '', mark = ''] = fields
      if (device === '' && lastDeviceOfLun) continue
      const isReadOnly = lunReadOnly && marksReadOnly(mark)
      const attributes = new Map(isReadOnly ? [['read_only', ['1']]] : [])
      const others = lastDeviceOfLun ? [] : (luns.get(lun) ?? [])
      luns.set(lun, new Map([...others, [device, newSection(attributes)]]))
    }
  }

  #enableHost(host: ByteString): boolean {
    const name = lowerCase(targetNameOf(host))
    const found = this.#runningTargets().find(([, target]) => lowerCase(target) === name)
    if (found === undefined) {
      const text = `Unable to determine target driver information for target '${host}'. Please ensure this target driver is loaded.`
      this.#messages.push({ kind: 'error', text })
      return false
    }
    const [driver, target] = this.#corrections.hostsByTheirNames ? found : [found[0], name]
    this.#target(driver, target).attributes.set('enabled', ['1'])
    this.#addGroups(driver, target)
    return true
  }

  #addGroupsEverywhere(): void {
    this.#messages.push({ kind: 'note', text: noneEnabled })
    for (const place of [...this.#runningTargets(), ...this.#created]) this.#addGroups(...place)
  }

  #addGroups(driver: ByteString, target: ByteString): void {
    if (driver === 'copy_manager' && this.#corrections.withoutCopyManager) return
    const isUseless = (group: ByteString) => this.#corrections.defaultsByTheirNames && isDefaultGroup(group)
    for (const name of this.#args('GROUP', 'USER').filter((group) => !isUseless(group))) {
      const { initiators } = this.#group(driver, target, name)
      for (const user of this.#values('GROUP', name, 'USER'))
        if (user !== '') initiators.set(user, newSection())
    }
    for (const name of this.#args('ASSIGNMENT', 'DEVICE').filter((group) => !this.#isDefault(group))) {
      this.#addLuns(this.#group(driver, target, name).luns, name)
    }
  }

  #group(driver: ByteString, target: ByteString, name: ByteString) {
    const { groups } = this.#target(driver, target)
    const present = groups.get(name) ?? newGroup()
    groups.set(name, present)
    return present
  }

  #enableAll(): void {
    for (const [name, driver] of this.#configuration.drivers) {
      if (name.startsWith('qla')) continue
      if (this.#running.get(name)?.hasEnabled) driver.attributes.set('enabled', ['1'])
      for (const target of driver.targets.values()) target.attributes.set('enabled', ['1'])
    }
  }
}

/** Anything but an explicit no: a mark nobody understands must not open a LUN for writing. */
export const marksReadOnly = (mark: ByteString): boolean => !/^(?:|0|no|false|read_?write|rw)$/i.test(mark)

/** Fibre Channel hosts are written `0x` and sixteen digits; targets are named in pairs joined by colons. */
const targetNameOf = (host: ByteString): ByteString =>
  /^0x/.test(host) ? (host.slice(2, 18).match(/../g) ?? []).join(':') : host
