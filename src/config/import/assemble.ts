import type { ByteString } from '../../lib/bytes.ts'
import {
  type Attributes,
  type Configuration,
  type LunConfigurations,
  newConfiguration,
  newHandler,
  newSection,
  type TargetConfiguration,
} from '../configuration.ts'
import { storeIdentity } from './backing.ts'
import type { Disk, Draft, DraftDeviceGroup, DraftLun, DraftTarget } from './draft.ts'
import type { ImportOptions } from './imported.ts'
import { deviceName } from './names.ts'
import type { Report } from './report.ts'

export interface Assembled {
  readonly configuration: Configuration
  readonly comments: ReadonlyMap<ByteString, readonly ByteString[]>
}

/** One device for each backing store, targets that must not open switched off. */
export const assemble = (draft: Draft, report: Report, look: ImportOptions['look']): Assembled => {
  const configuration = newConfiguration()
  const comments = new Map<ByteString, readonly ByteString[]>()
  if (draft.targets.length === 0 && draft.driver.size === 0 && draft.off.length + draft.broken.length === 0) {
    return { configuration, comments }
  }
  const devices = new Devices(report, look)
  judgeNumbers(draft, report)
  for (const lun of draft.targets.flatMap(allLuns)) devices.take(lun.disk)
  for (const { places, disk } of draft.targets.flatMap(allLuns).filter((lun) => !devices.of(lun.disk)))
    for (const place of places ?? []) report.undone(place, `device ${disk.name} could not be taken over`)
  devices.writeTo(configuration)
  const isShut = draft.broken.length > 0
  const targets = new Map(draft.targets.map((target) => [target.name, written(target, devices, isShut)]))
  const off = [...draft.broken, ...draft.off]
  const enabled = off.length === 0 && draft.targets.length > 0 ? '1' : '0'
  configuration.drivers.set('iscsi', {
    attributes: new Map([...draft.driver, ['enabled', [enabled]]]),
    targets,
  })
  for (const group of draft.deviceGroups) writeDeviceGroup(group, devices.of(group.disk), configuration)
  if (off.length > 0) comments.set('', off)
  for (const target of draft.targets) {
    const reasons = [...draft.broken, ...target.off]
    if (reasons.length > 0) comments.set(target.name, [...new Set(reasons)])
  }
  noteSharing(configuration, report)
  return { configuration, comments }
}

/** LUNs above 255 take the flat form in most targets; SCST shows the bare number (SAM-5 4.7.5). */
const judgeNumbers = ({ targets }: Draft, report: Report): void => {
  for (const { lun, disk } of targets.flatMap(allLuns)) {
    if (lun <= 255) continue
    const why = `LUN ${lun} is shown without the flat form (addr_method), which hosts may see as another number`
    report.lossy(disk.place, undefined, why)
  }
}

/** Persistent reservations are in no file. */
const noteSharing = ({ drivers }: Configuration, report: Report): void => {
  const seen = new Map<ByteString, number>()
  const count = (luns: LunConfigurations, hosts: number) => {
    for (const devices of luns.values())
      for (const name of devices.keys()) seen.set(name, (seen.get(name) ?? 0) + hosts)
  }
  for (const { luns, groups } of drivers.get('iscsi')?.targets.values() ?? []) {
    count(luns, 1)
    for (const group of groups.values()) count(group.luns, group.initiators.size)
  }
  if ([...seen.values()].some((hosts) => hosts > 1))
    report.note('several hosts share a LUN: cluster hosts must register again, as no file holds reservations')
}

const writeDeviceGroup = (
  { name, targetGroups }: DraftDeviceGroup,
  device: Device | undefined,
  { deviceGroups }: Configuration,
): void => {
  if (!device) return
  const groups = [...targetGroups].map(([group, { attributes, targets }]) => {
    const members = new Map(targets.map((target) => [target, newSection()]))
    return [group, { attributes, targets: members }] as const
  })
  deviceGroups.set(name, {
    ...newSection(),
    devices: new Map([[device.name, newSection()]]),
    targetGroups: new Map(groups),
  })
}

const allLuns = (target: DraftTarget): DraftLun[] => [
  ...target.luns,
  ...target.groups.flatMap((group) => group.luns),
]

const written = (target: DraftTarget, devices: Devices, isShut: boolean): TargetConfiguration => ({
  attributes: new Map([
    ...target.attributes,
    ['enabled', [target.enabled && target.off.length === 0 && !isShut ? '1' : '0']],
  ]),
  luns: lunsOf(target.luns, devices),
  groups: new Map(
    target.groups.map(({ name, initiators, luns }) => [
      name,
      {
        ...newSection(),
        initiators: new Map(initiators.map((initiator) => [initiator, newSection()])),
        luns: lunsOf(luns, devices),
      },
    ]),
  ),
})

const lunsOf = (luns: readonly DraftLun[], devices: Devices): LunConfigurations => {
  const all: LunConfigurations = new Map()
  for (const { lun, disk, readOnly } of luns) {
    const device = devices.of(disk)
    if (!device) continue
    const isReadOnly = readOnly || (disk.readOnly && !device.readOnly)
    const attributes: Attributes = new Map(isReadOnly ? [['read_only', ['1']]] : [])
    all.set(String(lun), new Map([[device.name, newSection(attributes)]]))
  }
  return all
}

interface Device {
  readonly name: ByteString
  readonly handler: ByteString
  readonly path: ByteString | undefined
  attributes: Map<ByteString, ByteString>
  readOnly: boolean
}

/** Joins disks of one path; the later one of two that contradict each other is refused, never chosen between. */
class Devices {
  readonly #report: Report
  readonly #byName = new Map<ByteString, Device>()
  readonly #byStore = new Map<ByteString, Device>()
  readonly #byDisk = new Map<Disk, Device | undefined>()
  readonly #look: ImportOptions['look']

  constructor(report: Report, look: ImportOptions['look']) {
    this.#report = report
    this.#look = look
  }

  take(disk: Disk): void {
    if (this.#byDisk.has(disk)) return
    const store = disk.path === undefined ? undefined : storeIdentity(disk.path, this.#look)
    const present = store === undefined ? undefined : this.#byStore.get(store)
    const device = present ? this.#join(present, disk) : this.#add(disk)
    if (device && store !== undefined) this.#byStore.set(store, device)
    this.#byDisk.set(disk, device)
  }

  of(disk: Disk): Device | undefined {
    return this.#byDisk.get(disk)
  }

  writeTo({ handlers }: Configuration): void {
    for (const { name, handler, path, attributes, readOnly } of this.#byName.values()) {
      const all: Attributes = new Map()
      if (path !== undefined) all.set('filename', [path])
      for (const [attribute, value] of attributes) all.set(attribute, [value])
      if (readOnly) all.set('read_only', ['1'])
      const section = handlers.get(handler) ?? newHandler()
      section.devices.set(name, newSection(all))
      handlers.set(handler, section)
    }
  }

  #add(disk: Disk): Device {
    const name = deviceName(disk.name, this.#byName)
    const { handler, path, readOnly } = disk
    const device = { name, handler, path, readOnly, attributes: new Map(disk.attributes) }
    this.#byName.set(name, device)
    return device
  }

  #join(device: Device, disk: Disk): Device | undefined {
    const fault = contradiction(device, disk)
    if (fault !== undefined) {
      for (const part of disk.parts ?? []) this.#report.undone(part, 'of a disk that is refused')
      this.#report.undone(
        disk.place,
        `${disk.path} is device ${device.name} already, and two devices on one store would destroy data: ${fault}`,
      )
      return undefined
    }
    if (device.readOnly && !disk.readOnly) {
      device.readOnly = false
      device.attributes = new Map([...device.attributes, ...disk.attributes])
    }
    const threads = [device, disk].map(({ attributes }) => Number(attributes.get('threads_num') ?? 0))
    if (Math.max(...threads) > 0) device.attributes.set('threads_num', String(Math.max(...threads)))
    return device
  }
}

/** Attributes in which two views of one store may differ. */
const reconciled = (device: { readOnly: boolean }, disk: Disk): ReadonlySet<ByteString> =>
  new Set(device.readOnly || disk.readOnly ? ['threads_num', 'write_through'] : ['threads_num'])

const contradiction = (device: Device, disk: Disk): ByteString | undefined => {
  if (device.handler !== disk.handler) return `handler ${disk.handler} here, ${device.handler} there`
  const may = reconciled(device, disk)
  for (const name of new Set([...device.attributes.keys(), ...disk.attributes.keys()])) {
    const [there, here] = [device.attributes.get(name), disk.attributes.get(name)]
    if (here !== there && !may.has(name))
      return `${name} is ${here ?? 'not set'} here, ${there ?? 'not set'} there`
  }
  return undefined
}
