import type { ByteString } from '../../lib/bytes.ts'
import {
  type Configuration,
  type LunConfigurations,
  newSection,
  type TargetConfiguration,
} from '../configuration.ts'
import { pathFault, placedHere, storeIdentity } from '../import/backing.ts'
import type { Imported, ImportOptions } from '../import/imported.ts'
import { deviceName, targetNameFault } from '../import/names.ts'
import { Report, type Source } from '../import/report.ts'
import { hasBlank, isWritable, lowerCase, trimmed } from '../import/text.ts'
import { type Corrections, convertEntries, marksReadOnly, type Running } from './convert.ts'
import { attributeOptions, type DeviceLine, handlerOf, handlerOptions, parseDevice } from './device.ts'
import { type Entry, parseSections, type Sections } from './sections.ts'
import { Views } from './views.ts'

const corrections: Corrections = {
  lunReadOnly: true,
  nullioWithoutFilename: true,
  bareDevices: true,
  withoutCopyManager: true,
  readOnlyWithoutWriteOptions: true,
  defaultOnlyWithoutOwn: true,
  trimmedFields: true,
  lastDeviceOfLun: true,
  hostsByTheirNames: true,
}

/** The configuration form that SCST had before sysfs, for targets of the iscsi driver. */
export const importProcfs = (source: Source, options: ImportOptions): Imported => {
  const report = new Report()
  const configuration = readProcfs(source, { targets: options.targets, makesTargets: true, options }, report)
  const targets = configuration.drivers.get('iscsi')?.targets.size ?? 0
  if (targets > 0) {
    report.note('every target is enabled, as the original converter does it although it says otherwise')
    report.note('accounts and limits of targets stand in iscsi-scstd.conf: import both files together')
  }
  return { configuration, comments: new Map(), allow: [], deny: [], report }
}

export interface KnownTargets {
  readonly targets: readonly ByteString[]
  /** Makes the target of a `Default_` group that is not known; without, such a group was never used. */
  readonly makesTargets: boolean
  readonly options: Places
}

type Places = Pick<ImportOptions, 'look' | 'paths'>

/** Converts and accounts for every line; devices and LUNs that cannot be are taken out again. */
export const readProcfs = (
  source: Source,
  { targets, makesTargets, options }: KnownTargets,
  report: Report,
): Configuration => {
  const running: Running = new Map([['iscsi', { canCreateTargets: makesTargets, hasEnabled: true, targets }]])
  report.read(source)
  const sections = parseSections(source.text, source.file)
  const entries = sections.entries
    .filter((entry) => {
      const fault = entryFault(entry)
      if (fault !== undefined) report.rejected(entry.place, fault)
      return fault === undefined
    })
    .map((entry) => placed(entry, options))
  const { configuration } = convertEntries(entries, running, corrections)
  new Judge({ ...sections, entries }, configuration, running, report, options.look).judge()
  return configuration
}

const knownHandlers: readonly string[] = ['vdisk_fileio', 'vdisk_blockio', 'vdisk_nullio', 'vcdrom']
const knownSections: readonly string[] = ['OPTIONS', 'HANDLER', 'GROUP', 'ASSIGNMENT', 'TARGETS']

/** A device line with the path that its store has here. */
const placed = (entry: Entry, options: Places): Entry => {
  if (entry.section !== 'HANDLER' || entry.key !== 'DEVICE') return entry
  const parts = entry.value.split(',')
  const path = trimmed(parts[1] ?? '')
  if (path === '') return entry
  return { ...entry, value: parts.with(1, placedHere(path, options)).join(',') }
}

/** Options that a handler cannot have: nothing is stored, or nothing written. */
const withoutLike: Readonly<Record<string, readonly ByteString[]>> = {
  vdisk_nullio: ['write_through', 'nv_cache'],
  vcdrom: ['write_through', 'nv_cache', 'read_only', 'removable', 'blocksize'],
}

/** Why the LUNs of a group are on no target. */
const unplaced = (group: ByteString): ByteString => {
  if (group === 'Default')
    return 'group Default is for targets without a group of their own, and none is known: give --targets'
  if (group.startsWith('Default'))
    return `group ${group} belongs to a target that iscsi-scstd.conf does not have`
  return `group ${group} is for all targets, and none is known: give --targets`
}

/** Names that scst.conf and the tree cannot have. */
const entryFault = ({ section, arg, key, value }: Entry): ByteString | undefined => {
  if (section === 'OPTIONS') return undefined
  if (!isWritable(arg) || hasBlank(arg))
    return `the name ${arg} holds a blank or bytes that scst.conf cannot carry`
  if (!isWritable(value)) return 'it holds bytes that scst.conf cannot carry'
  if (section === 'ASSIGNMENT' && /^Default./.test(arg)) return targetNameFault(arg.replace(/^Default_/, ''))
  return key === 'USER' && hasBlank(value) ? 'a name holds no blank' : undefined
}

/** 0 is the default; else a power of two. */
const isBlockSize = (text: ByteString): boolean =>
  /^\d{1,6}$/.test(text) &&
  (Number(text) === 0 || (Number(text) >= 512 && Number.isInteger(Math.log2(Number(text)))))

class Judge {
  readonly #sections: Sections
  readonly #configuration: Configuration
  readonly #running: Running
  readonly #report: Report
  readonly #groupsOf = new Map<ByteString, Set<ByteString>>()
  readonly #devices = new Set<ByteString>()
  readonly #views = new Views()
  readonly #look: ImportOptions['look']
  /** Read-only marks of LUNs, by group and number. */
  readonly #slots = new Map<ByteString, boolean>()
  /** Targets with a `Default_` group of their own. */
  readonly #owning: ReadonlySet<ByteString>

  constructor(
    sections: Sections,
    configuration: Configuration,
    running: Running,
    report: Report,
    look: ImportOptions['look'],
  ) {
    this.#look = look
    this.#sections = sections
    this.#configuration = configuration
    this.#running = running
    this.#report = report
    const assigned = sections.entries.filter(
      ({ section, key, arg }) => section === 'ASSIGNMENT' && key === 'DEVICE' && arg.startsWith('Default_'),
    )
    this.#owning = new Set(assigned.map(({ arg }) => arg.replace(/^Default_/, '')))
  }

  judge(): void {
    const { entries, headers, comments, strays } = this.#sections
    for (const place of comments) this.#report.ignored(place, 'comment')
    for (const place of strays)
      this.#report.ignored(place, 'stands in no section, or in one without a name', 'warning')
    for (const { section, place } of headers) {
      if (knownSections.includes(section)) this.#report.syntax(place)
      else this.#report.unsupported(place, `no section is called ${section || '(nothing)'}`)
    }
    const assignments: Entry[] = []
    for (const entry of entries) {
      if (entry.section === 'ASSIGNMENT' && entry.key === 'DEVICE') assignments.push(entry)
      else this.#one(entry)
    }
    for (const entry of assignments) this.#assignment(entry)
    this.#dropEmpty()
  }

  #one(entry: Entry): void {
    const { section, key, place } = entry
    if (section === 'HANDLER' && key === 'DEVICE') this.#device(entry)
    else if (section === 'GROUP' && key === 'USER') this.#user(entry)
    else if (section === 'TARGETS' && key === 'HOST') this.#host(entry)
    else if (section === 'OPTIONS') this.#report.ignored(place, 'options have no effect on the conversion')
    else this.#report.unsupported(place, `${key} has no meaning in a section ${section}`)
  }

  #device({ arg, value, place }: Entry): void {
    const device = parseDevice(value)
    const handler = handlerOf(arg, device)
    const present = this.#configuration.handlers.get(handler)?.devices
    const fault = this.#deviceFault(handler, device)
    if (fault !== undefined) {
      present?.delete(device.name)
      const isSecond = this.#devices.delete(device.name)
      this.#report.rejected(place, isSecond ? `${fault}; the last line of a name counts` : fault)
      return
    }
    if (!present?.has(device.name)) {
      this.#report.rejected(place, 'another line gives the name to a device that is refused')
      return
    }
    if (this.#takeFromAll(device.name) > 1) {
      this.#report.rejected(place, `device ${device.name} is defined for several handlers`)
      return
    }
    if (this.#devices.has(device.name))
      this.#report.lossy(place, undefined, 'the name stands here twice; the last counts')
    this.#deviceOptions(handler, device, place)
    const other = this.#otherOfStore(handler, device)
    if (other.fault !== undefined) {
      present.delete(device.name)
      this.#devices.delete(device.name)
      this.#report.undone(place, other.fault)
      return
    }
    this.#devices.add(device.name)
    if (other.device === undefined) this.#report.mapped(place, `device ${device.name} of ${handler}`)
    else {
      present.delete(device.name)
      const why = 'two devices on one store would destroy data: its LUNs show the other one'
      this.#report.lossy(place, `device ${other.device}`, why)
    }
  }

  /** A name that several handlers have is no device of any; answers how many have it. */
  #takeFromAll(name: ByteString): number {
    const having = [...this.#configuration.handlers.values()].filter(({ devices }) => devices.has(name))
    if (having.length > 1) for (const { devices } of having) devices.delete(name)
    return having.length
  }

  #otherOfStore(handler: ByteString, device: DeviceLine): ReturnType<Views['take']> {
    const section = this.#configuration.handlers.get(handler)!.devices.get(device.name)!
    if (!section.attributes.has('filename')) return {}
    return this.#views.take(storeIdentity(device.path, this.#look), device, handler, section)
  }

  #deviceFault(handler: ByteString, { name, path, blocksize, t10DevId }: DeviceLine): ByteString | undefined {
    if (!knownHandlers.includes(handler)) return `handler ${handler} has no devices that could be made here`
    if (blocksize !== '' && !isBlockSize(blocksize)) return `${blocksize} is no block size`
    if (t10DevId.length > 25 || /[ =;]/.test(t10DevId))
      return 'SCST takes no such t10_dev_id: 25 bytes without blank, `=` and `;`'
    if (name === '') return 'the device has no name'
    if (deviceName(name, new Map()) !== name || name.length > 64) {
      return `the device name ${name} holds bytes that SCST refuses in one`
    }
    if (handler === 'vdisk_nullio' || (handler === 'vcdrom' && path === '')) return undefined
    return pathFault(path)
  }

  #deviceOptions(handler: ByteString, { name, path, options }: DeviceLine, place: Entry['place']): void {
    const { attributes } = this.#configuration.handlers.get(handler)!.devices.get(name)!
    const names = new Set([...Object.keys(attributeOptions), ...handlerOptions.map(([option]) => option)])
    for (const option of options.map(trimmed).filter((each) => each !== '')) {
      if (option === 'O_DIRECT' && handler === 'vdisk_fileio') {
        attributes.set('async', ['1']).set('o_direct', ['1'])
        this.#report.mapped(place, 'o_direct 1, async 1', 'the original converter drops it')
      } else if (!names.has(option)) this.#report.unsupported(place, `option ${option} has no attribute`)
    }
    const foreign = [...attributes.keys()].filter((attribute) => withoutLike[handler]?.includes(attribute))
    for (const attribute of foreign) attributes.delete(attribute)
    if (foreign.length > 0) this.#report.lossy(place, undefined, `${handler} has no ${foreign.join(', ')}`)
    const isReadOnly = attributes.has('read_only')
    if (isReadOnly && options.some((option) => /^(?:WT|WRITE_THROUGH|NV|NV_CACHE)$/.test(option))) {
      this.#report.mapped(
        place,
        'read_only 1',
        'SCST refuses write options on a read-only device; it stays read-only',
      )
    }
    if (handler === 'vdisk_nullio' && path !== '') {
      this.#report.mapped(
        place,
        'no filename',
        'vdisk_nullio refuses the path that the original converter keeps',
      )
    }
  }

  #user({ arg, value, place }: Entry): void {
    this.#report.plain(place)
    const groups = this.#groupsOf.get(lowerCase(value)) ?? new Set()
    this.#groupsOf.set(lowerCase(value), groups.add(arg))
    const [first] = groups
    if (value === '') this.#report.ignored(place, 'names no initiator', 'warning')
    else if (first !== arg) {
      const why = `${value} stands in group ${first} too, and in SCST a name is in one group of a target: the first counts`
      this.#report.lossy(place, undefined, why, 'error')
      for (const { groups: all } of this.#configuration.drivers.get('iscsi')?.targets.values() ?? [])
        all.get(arg)?.initiators.delete(value)
    } else this.#report.mapped(place, `INITIATOR ${value} of GROUP ${arg}`)
  }

  #host({ arg, value, place }: Entry): void {
    const known = [...this.#running.values()].flatMap(({ targets }) => targets)
    if (known.some((target) => lowerCase(target) === lowerCase(value))) {
      this.#report.mapped(place, arg === 'enable' ? `${value} enabled 1` : `${value} as it is`)
    } else
      this.#report.unsupported(
        place,
        'not applicable to iSCSI: names a Fibre Channel port or an unknown target',
      )
  }

  #assignment({ arg, value, place }: Entry): void {
    const [device = '', lun = '', mark = ''] = value.split(',').map(trimmed)
    const where = this.#places(arg)
    const number = /^\d+$/.test(lun) && Number(lun) <= 16383
    if (!this.#devices.has(device) || !number) {
      for (const luns of where) if (luns.get(lun)?.has(device)) luns.delete(lun)
      const why = number
        ? `device ${device || '(no name)'} is not defined`
        : `${lun || '(nothing)'} is no LUN number`
      this.#report.rejected(place, why)
      return
    }
    if (where.length === 0) {
      this.#report.unsupported(place, unplaced(arg), 'error')
      return
    }
    const slot = `${arg} ${lun}`
    const earlier = this.#slots.get(slot)
    if (earlier !== undefined)
      this.#report.lossy(place, undefined, `LUN ${lun} of ${arg} stands here twice; the last counts`)
    const view = this.#views.of(device)
    const isReadOnly = marksReadOnly(mark) || view.readOnly || earlier === true
    this.#slots.set(slot, isReadOnly)
    const attributes = new Map(isReadOnly ? [['read_only', ['1']]] : [])
    for (const luns of where) luns.set(lun, new Map([[view.device, newSection(attributes)]]))
    if (marksReadOnly(mark) && !/^(?:READ_ONLY|RO|1|YES|TRUE)$/i.test(mark)) {
      this.#report.lossy(place, 'read_only 1', `${mark} is taken for a read-only mark, to be safe`, 'error')
    }
    const became = `LUN ${lun} ${view.device}${isReadOnly ? ', read_only 1' : ''} of ${arg}`
    this.#report.mapped(
      place,
      became,
      marksReadOnly(mark) ? 'the original converter drops the mark' : undefined,
    )
  }

  /** The LUN maps that an assignment went into. */
  #places(group: ByteString): LunConfigurations[] {
    const targets: ReadonlyMap<ByteString, TargetConfiguration> =
      this.#configuration.drivers.get('iscsi')?.targets ?? new Map()
    if (!group.startsWith('Default'))
      return [...targets.values()].flatMap((target) => target.groups.get(group)?.luns ?? [])
    if (group !== 'Default') {
      const target = targets.get(group.replace(/^Default_/, ''))
      return target ? [target.luns] : []
    }
    return [...targets].filter(([target]) => !this.#owning.has(target)).map(([, { luns }]) => luns)
  }

  #dropEmpty(): void {
    const { handlers } = this.#configuration
    for (const [name, { devices }] of handlers) if (devices.size === 0) handlers.delete(name)
  }
}
