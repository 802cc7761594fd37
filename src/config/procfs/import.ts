import type { ByteString } from '../../lib/bytes.ts'
import type { Attributes, Configuration, LunConfigurations, TargetConfiguration } from '../configuration.ts'
import { pathFault, placedHere, storeIdentity } from '../import/backing.ts'
import type { Imported, ImportOptions } from '../import/imported.ts'
import { deviceName, targetNameFault } from '../import/names.ts'
import { type Place, Report, type Source } from '../import/report.ts'
import { hasBlank, isWritable, lowerCase, trimmed } from '../import/text.ts'
import { Assignments } from './assignments.ts'
import { type Corrections, convertEntries, type Running } from './convert.ts'
import { attributeOptions, type DeviceLine, handlerOf, handlerOptions, parseDevice } from './device.ts'
import { isDefaultGroup } from './groups.ts'
import { type Entry, parseSections, type Sections } from './sections.ts'
import { Users } from './users.ts'
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
  defaultsByTheirNames: true,
}

/** The configuration form that SCST had before sysfs, for targets of the iscsi driver. */
export const importProcfs = (source: Source, options: ImportOptions): Imported => {
  const report = new Report()
  const known = { targets: options.targets, makesTargets: true, options }
  const { configuration, comments } = readProcfs(source, known, report)
  const targets = configuration.drivers.get('iscsi')?.targets.size ?? 0
  if (targets > 0) {
    report.note(
      'targets are enabled unless [TARGETS disable] names them; the original converter says otherwise and enables all',
    )
    report.note('accounts and limits of targets stand in iscsi-scstd.conf: import both files together')
  }
  return { configuration, comments, allow: [], deny: [], report }
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
): Pick<Imported, 'configuration' | 'comments'> => {
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
  const judge = new Judge({ ...sections, entries }, configuration, running, report, options.look)
  judge.judge()
  return { configuration, comments: judge.off }
}

const knownHandlers: readonly string[] = ['vdisk_fileio', 'vdisk_blockio', 'vdisk_nullio', 'vcdrom']
const knownSections: readonly string[] = ['OPTIONS', 'HANDLER', 'GROUP', 'ASSIGNMENT', 'TARGETS']

const isDeviceLine = ({ section, key }: Entry): boolean => section === 'HANDLER' && key === 'DEVICE'

/** A device line with the path that its store has here. */
const placed = (entry: Entry, options: Places): Entry => {
  if (!isDeviceLine(entry)) return entry
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

/** Names that scst.conf and the tree cannot have. */
const entryFault = ({ section, arg, key, value }: Entry): ByteString | undefined => {
  if (section === 'OPTIONS') return undefined
  if (!isWritable(arg) || hasBlank(arg))
    return `the name ${arg} holds a blank or bytes that scst.conf cannot carry`
  if (!isWritable(value)) return 'it holds bytes that scst.conf cannot carry'
  if (section === 'ASSIGNMENT' && /^Default_/.test(arg)) return targetNameFault(arg.replace(/^Default_/, ''))
  return key === 'USER' && hasBlank(value) ? 'a name holds no blank' : undefined
}

const isReadOnlyMark = (option: ByteString): boolean => /^(?:READ_ONLY|RO)$/i.test(option)

/** SCST refuses them on a device that nobody can write. */
const dropWriteOptions = (attributes: Attributes): void => {
  attributes.delete('write_through')
  attributes.delete('nv_cache')
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
  readonly #users: Users
  readonly #devices = new Set<ByteString>()
  readonly #views = new Views()
  readonly #look: ImportOptions['look']
  readonly #assignments: Assignments
  /** Targets that `[TARGETS disable]` names, in small letters. */
  readonly #disabled: ReadonlySet<ByteString>
  /** Targets that stay off, and why. */
  readonly off = new Map<ByteString, readonly ByteString[]>()
  /** Lines of a device, by handler and name. */
  readonly #deviceLines = new Map<ByteString, Entry[]>()
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
    const disabled = sections.entries.filter(
      ({ section, arg, key }) => section === 'TARGETS' && arg === 'disable' && key === 'HOST',
    )
    this.#disabled = new Set(disabled.map(({ value }) => lowerCase(value)))
    this.#assignments = new Assignments(report, (device) =>
      this.#devices.has(device) ? this.#views.of(device) : undefined,
    )
    for (const entry of sections.entries.filter(isDeviceLine)) {
      const device = parseDevice(entry.value)
      const line = `${handlerOf(entry.arg, device)} ${device.name}`
      this.#deviceLines.set(line, [...(this.#deviceLines.get(line) ?? []), entry])
    }
    this.#users = new Users(sections.entries, this.#targets, report)
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
    for (const entry of assignments) this.#assignments.take(entry, this.#places(entry.arg))
    this.#assignments.finish()
    this.#dropEmpty()
  }

  #one(entry: Entry): void {
    const { section, key, place } = entry
    if (section === 'HANDLER' && key === 'DEVICE') this.#device(entry)
    else if (section === 'GROUP' && key === 'USER')
      this.#users.judge(entry, (target) => this.#defaultOf(target))
    else if (section === 'TARGETS' && key === 'HOST') this.#host(entry)
    else if (section === 'OPTIONS') this.#report.ignored(place, 'options have no effect on the conversion')
    else this.#report.unsupported(place, `${key} has no meaning in a section ${section}`)
  }

  #device({ arg, value, place }: Entry): void {
    const device = parseDevice(value)
    const handler = handlerOf(arg, device)
    const present = this.#configuration.handlers.get(handler)?.devices
    const lines = this.#deviceLines.get(`${handler} ${device.name}`)!
    if (lines.at(-1)!.place !== place) {
      this.#report.lossy(place, undefined, 'a later line has the name, and the last counts')
      return
    }
    const fault = this.#deviceFault(handler, device)
    if (fault !== undefined) {
      present?.delete(device.name)
      this.#report.rejected(place, fault)
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
    this.#deviceOptions(handler, device, place)
    if (handler !== 'vcdrom') this.#stayReadOnly(lines, present.get(device.name)!.attributes)
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

  #deviceOptions(handler: ByteString, { name, path, options }: DeviceLine, place: Place): void {
    const { attributes } = this.#configuration.handlers.get(handler)!.devices.get(name)!
    for (const option of options.filter((each) => each !== ''))
      this.#deviceOption(option, handler, attributes, place)
    const foreign = [...attributes.keys()].filter((attribute) => withoutLike[handler]?.includes(attribute))
    for (const attribute of foreign) attributes.delete(attribute)
    if (foreign.length > 0) this.#report.lossy(place, undefined, `${handler} has no ${foreign.join(', ')}`)
    const isReadOnly = attributes.has('read_only')
    if (isReadOnly) dropWriteOptions(attributes)
    if (isReadOnly && options.some((option) => /^(?:WT|WRITE_THROUGH|NV|NV_CACHE)$/i.test(option))) {
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

  /** The old SCST refused a device for an option in small letters; what it says is meant all the same. */
  #deviceOption(option: ByteString, handler: ByteString, attributes: Attributes, place: Place): void {
    const known = [...Object.keys(attributeOptions), ...handlerOptions.map(([name]) => name)]
    const capital = option.toUpperCase()
    const meant = Object.hasOwn(attributeOptions, capital) ? attributeOptions[capital] : undefined
    if (option === 'O_DIRECT' && handler === 'vdisk_fileio') {
      attributes.set('async', ['1']).set('o_direct', ['1'])
      this.#report.mapped(place, 'o_direct 1, async 1', 'the original converter drops it')
    } else if (known.includes(option)) return
    else if (meant === undefined) this.#report.unsupported(place, `option ${option} has no attribute`)
    else {
      attributes.set(meant, ['1'])
      this.#report.lossy(place, `${meant} 1`, `the old SCST knew ${capital}, not ${option}`, 'error')
    }
  }

  /** A mark on a line that does not count is a mark all the same. */
  #stayReadOnly(lines: readonly Entry[], attributes: Attributes): void {
    const isMarked = lines.some(({ value }) => parseDevice(value).options.some(isReadOnlyMark))
    if (!isMarked || attributes.has('read_only')) return
    dropWriteOptions(attributes)
    attributes.set('read_only', ['1'])
    this.#report.lossy(
      lines.at(-1)!.place,
      'read_only 1',
      'an earlier line of the name has the mark',
      'error',
    )
  }

  #host({ arg, value, place }: Entry): void {
    const isHere = (target: ByteString) => lowerCase(target) === lowerCase(value)
    const running = [...this.#running.values()].some(({ targets }) => targets.some(isHere))
    const shut = [...this.#targets.keys()].filter(isHere)
    if (arg === 'disable' && shut.length > 0) {
      for (const target of shut) this.#disable(target)
      const why = 'the original converter enables it all the same; here it stays off'
      this.#report.lossy(place, `${value} enabled 0`, why, 'error')
    } else if (running && arg === 'disable') this.#report.ignored(place, 'nothing is written of the target')
    else if (running && arg === 'enable' && this.#disabled.has(lowerCase(value)))
      this.#report.ignored(place, '[TARGETS disable] names it too, and that counts', 'warning')
    else if (running && arg === 'enable') this.#report.mapped(place, `${value} enabled 1`)
    else if (running) this.#report.unsupported(place, 'TARGETS knows enable and disable')
    else
      this.#report.unsupported(
        place,
        'not applicable to iSCSI: names a Fibre Channel port or an unknown target',
      )
  }

  #disable(target: ByteString): void {
    this.#targets.get(target)!.attributes.set('enabled', ['0'])
    this.off.set(target, ['[TARGETS disable] names it'])
  }

  /** The LUN maps that an assignment went into. */
  #places(group: ByteString): LunConfigurations[] {
    const targets = this.#targets
    if (!isDefaultGroup(group))
      return [...targets.values()].flatMap((target) => target.groups.get(group)?.luns ?? [])
    if (group !== 'Default') {
      const target = targets.get(group.replace(/^Default_/, ''))
      return target ? [target.luns] : []
    }
    return [...targets].filter(([target]) => this.#defaultOf(target) === group).map(([, { luns }]) => luns)
  }

  #defaultOf(target: ByteString): ByteString {
    return this.#owning.has(target) ? `Default_${target}` : 'Default'
  }

  get #targets(): ReadonlyMap<ByteString, TargetConfiguration> {
    return this.#configuration.drivers.get('iscsi')?.targets ?? new Map()
  }

  #dropEmpty(): void {
    const { handlers } = this.#configuration
    for (const [name, { devices }] of handlers) if (devices.size === 0) handlers.delete(name)
  }
}
