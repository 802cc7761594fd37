import type { ByteString } from '../lib/bytes.ts'
import type { DirectoryNode, Node, Selection, Sysfs } from '../sysfs/sysfs.ts'
import { type AttributeTable, lunDevice, readAttributes, readSession, type Wanted } from './attributes.ts'
import { directoryOrder } from './directory-order.ts'
import { requirementsOf } from './existence.ts'
import { nodeAt } from './node-path.ts'
import { numberOf } from './numeric.ts'
import { isNamed, isObject, type LunOwner, lunsPath, type ObjectRef, ownerRef, pathOf } from './object.ts'
import { ReadError } from './read-error.ts'
import { attributesAllowed } from './usage.ts'

/** Where paths of messages begin, whatever carries the tree. */
export const ROOT = '/sys/kernel/scst_tgt'

/** One export of a device. */
export interface Export {
  readonly driver: ByteString
  readonly target: ByteString
  readonly group: ByteString | undefined
  readonly lun: ByteString
}

/**
 * The running system as one snapshot shows it. Lists are sorted, but for those whose order SCST leaves to the
 * directory: devices of a handler or device group, target groups and their targets, initiators, sessions.
 * Readers of an object that is not there throw `ReadError` with SCST's words.
 */
export class Running {
  readonly root: DirectoryNode
  readonly #found = new Map<ByteString, Node>()

  constructor(root: DirectoryNode) {
    this.root = root
  }

  /** With a selection, attributes at their defaults may look as if they were not there. */
  static async read(sysfs: Sysfs, selection?: Selection): Promise<Running> {
    const root = await sysfs.snapshot('', selection)
    if (root.type !== 'dir') throw new TypeError('The root of the tree is no directory')
    return new Running(root)
  }

  /** Whether there is something at a path below the root. */
  has(path: ByteString): boolean {
    return isNamed(path) && this.#at(path) !== undefined
  }

  /** Whether it is an object. */
  hasObject(path: ByteString): boolean {
    const node = this.#at(path)
    return node !== undefined && isObject(path, node.type)
  }

  /** Whether an object of that name is in a directory: a path is no name, wherever it leads. */
  holds(directory: ByteString, name: ByteString): boolean {
    return !name.includes('/') && !['', '.', '..'].includes(name) && this.hasObject(`${directory}/${name}`)
  }

  /** First line of a file; undefined when it is missing or unreadable. */
  firstLine(path: ByteString): ByteString | undefined {
    const node = this.#at(path)
    return node?.type === 'file' ? node.content?.split('\n', 1)[0] : undefined
  }

  handlers(): ByteString[] {
    return this.#directories('handlers')
  }

  devicesOf(handler: ByteString): ByteString[] {
    this.#need('devicesByHandler', { kind: 'handler', handler })
    return this.#links(`handlers/${handler}`).filter((name) => name !== 'module')
  }

  devices(): ByteString[] {
    return this.#names('devices')
  }

  drivers(): ByteString[] {
    return this.#directories('targets')
  }

  targets(driver: ByteString): ByteString[] {
    this.#need('targets', { kind: 'driver', driver })
    return this.#directories(`targets/${driver}`)
  }

  groups(driver: ByteString, target: ByteString): ByteString[] {
    this.#need('groups', { kind: 'target', driver, target })
    return this.#directories(`targets/${driver}/${target}/ini_groups`)
  }

  /** Devices by LUN number. */
  luns(owner: LunOwner): Map<ByteString, ByteString> {
    const { driver, target } = owner
    // The original looks for the group first, under another reader's name.
    if (owner.group !== undefined) this.#needLast('initiators', ownerRef(owner))
    this.#need('luns', { kind: 'target', driver, target })
    const path = lunsPath(owner)
    return new Map(
      this.#directories(path).map((lun) => [lun, lunDevice(nodeAt(this.root, `${path}/${lun}`)) ?? '']),
    )
  }

  /** Whether there is a LUN of this number, in whatever form it is written. */
  hasLun(owner: LunOwner, lun: ByteString): boolean {
    const path = lunsPath(owner)
    if (lun === '' || !this.hasObject(path)) return false
    return this.#directories(path).some((present) => numberOf(present) === numberOf(lun))
  }

  initiators(driver: ByteString, target: ByteString, group: ByteString): ByteString[] {
    this.#need('initiators', { kind: 'group', driver, target, group })
    return this.#names(`targets/${driver}/${target}/ini_groups/${group}/initiators`)
  }

  sessionNames(driver: ByteString, target: ByteString): ByteString[] {
    this.#need('sessions', { kind: 'target', driver, target })
    return directoryOrder(this.#directories(`targets/${driver}/${target}/sessions`))
  }

  /** Names and attributes of a target's sessions. */
  sessions(driver: ByteString, target: ByteString): Map<ByteString, AttributeTable> {
    const path = `targets/${driver}/${target}/sessions`
    return new Map(
      this.sessionNames(driver, target).map((name) => [name, readSession(this.root, `${path}/${name}`)]),
    )
  }

  deviceGroups(): ByteString[] {
    return this.#directories('device_groups')
  }

  deviceGroupDevices(deviceGroup: ByteString): ByteString[] {
    this.#need('deviceGroupDevices', { kind: 'deviceGroup', deviceGroup })
    return this.#names(`device_groups/${deviceGroup}/devices`)
  }

  targetGroups(deviceGroup: ByteString): ByteString[] {
    this.#need('targetGroups', { kind: 'deviceGroup', deviceGroup })
    return directoryOrder(this.#directories(`device_groups/${deviceGroup}/target_groups`))
  }

  targetGroupTargets(deviceGroup: ByteString, targetGroup: ByteString): ByteString[] {
    this.#need('targetGroupTargets', { kind: 'deviceGroup', deviceGroup })
    const path = pathOf({ kind: 'targetGroup', deviceGroup, targetGroup })
    if (!this.has(path))
      throw new ReadError(`targetGroupTargets(): Target group '${targetGroup}' does not exist`)
    return directoryOrder([...this.#directories(path), ...this.#links(path)].filter(unique))
  }

  /** A target of this machine, which the target group only links to. */
  isLocalTarget(deviceGroup: ByteString, targetGroup: ByteString, target: ByteString): boolean {
    const path = `device_groups/${deviceGroup}/target_groups/${targetGroup}`
    return this.#directoryAt(path)?.entries.get(target)?.type === 'link'
  }

  /** Where a device is exported, in the order of `exported`; the copy manager does not count. */
  exportsOf(device: ByteString): Export[] {
    const path = `devices/${device}/exported`
    const entries = this.#directoryAt(path)?.entries
    return this.#links(path).flatMap((name) => {
      const link = entries?.get(name)
      const found = link?.type === 'link' ? EXPORT.exec(link.target)?.groups : undefined
      if (!found || found.driver === 'copy_manager') return []
      return [{ driver: found.driver!, target: found.target!, group: found.group, lun: found.lun! }]
    })
  }

  /** Whether targets of this driver can be created. */
  isVirtualCapable(driver: ByteString): boolean {
    return this.isWritable(`targets/${driver}/mgmt`)
  }

  isWritable(path: ByteString): boolean {
    const node = this.#at(path)
    return node?.type === 'file' && (node.mode & 0o200) !== 0
  }

  isHardware(driver: ByteString, target: ByteString): boolean {
    return !this.isVirtualCapable(driver) || this.firstLine(`targets/${driver}/${target}/hw_target`) === '1'
  }

  /** Its LUNs are read-only by themselves, whatever is said of them. */
  isReadOnlyDevice(device: ByteString): boolean {
    const path = pathOf({ kind: 'device', device })
    return (
      this.firstLine(`${path}/read_only`) === '1' || this.firstLine(`${path}/type`)?.startsWith('5 ') === true
    )
  }

  attributes(ref: ObjectRef, isWanted?: Wanted): AttributeTable {
    if (ref.kind === 'target' && !isNamed(pathOf(ref))) throw new ReadError('Too few arguments')
    // Without a name the directory that holds such objects is read, as the original does.
    if (this.#at(pathOf(ref))?.type !== 'dir') this.#needAttributes(ref)
    const table = readAttributes(this.root, pathOf(ref), ref.kind, isWanted)
    if (ref.kind === 'target' && ref.driver === 'scst_local') this.#addSessionNames(table, ref)
    return table
  }

  /** Attributes that `add_device` of a handler takes. */
  deviceCreateAttributes(handler: ByteString): Set<ByteString> {
    if (handler === '') throw new ReadError('missing handler argument')
    this.#need('deviceCreateAttributes', { kind: 'handler', handler })
    return this.#allowed(`handlers/${handler}/mgmt`, 'parameters')
  }

  targetCreateAttributes(driver: ByteString): Set<ByteString> {
    this.#need('targetCreateAttributes', { kind: 'driver', driver })
    return this.#allowed(`targets/${driver}/mgmt`, 'parameters')
  }

  lunCreateAttributes(owner: LunOwner): Set<ByteString> {
    this.#need('lunCreateAttributes', ownerRef(owner))
    return this.#allowed(`${lunsPath(owner)}/mgmt`, 'parameters')
  }

  initiatorCreateAttributes(driver: ByteString, target: ByteString, group: ByteString): Set<ByteString> {
    this.#need('initiatorCreateAttributes', { kind: 'group', driver, target, group })
    return this.#allowed(`targets/${driver}/${target}/ini_groups/${group}/initiators/mgmt`, 'parameters')
  }

  /** Attributes of a driver, or of its targets, that are added and removed one value at a time. */
  dynamicAttributes(driver: ByteString, of: 'driver' | 'target'): Set<ByteString> {
    this.#need(of === 'driver' ? 'driverDynamicAttributes' : 'targetDynamicAttributes', {
      kind: 'driver',
      driver,
    })
    if (!this.isVirtualCapable(driver)) return new Set()
    return this.#allowed(
      `targets/${driver}/mgmt`,
      of === 'driver' ? 'target driver attributes' : 'target attributes',
    )
  }

  #allowed(path: ByteString, what: Parameters<typeof attributesAllowed>[1]): Set<ByteString> {
    const node = this.#at(path)
    return attributesAllowed(node?.type === 'file' ? (node.content ?? '') : '', what)
  }

  #addSessionNames(
    table: AttributeTable,
    { driver, target }: { driver: ByteString; target: ByteString },
  ): void {
    const names = this.sessionNames(driver, target)
    if (names.length === 0) return
    table.set('session_name', { isStatic: false, value: '', keys: new Map(names.entries()) })
  }

  #names(path: ByteString): ByteString[] {
    const directory = this.#directoryAt(path)
    return directoryOrder([...(directory?.entries.keys() ?? [])].filter((name) => name !== 'mgmt'))
  }

  #directories(path: ByteString): ByteString[] {
    const entries = this.#directoryAt(path)?.entries ?? new Map()
    const names: ByteString[] = []
    for (const [name, node] of entries) if (node.type === 'dir') names.push(name)
    return names.sort()
  }

  #links(path: ByteString): ByteString[] {
    const entries = this.#directoryAt(path)?.entries ?? new Map()
    return directoryOrder([...entries].flatMap(([name, node]) => (node.type === 'link' ? [name] : [])))
  }

  /** An object and all that it is in; the outermost that is missing is named. */
  #need(reader: string, ref: ObjectRef): void {
    if (this.hasObject(pathOf(ref))) return
    const missing = requirementsOf(ref).find(({ path }) => !this.hasObject(path))
    if (missing) throw new ReadError(`${reader}(): ${missing.absence}`)
  }

  /** What is there, but no directory that could be listed, is said to be so; a number stands for its LUN in any form. */
  #needAttributes(ref: ObjectRef): void {
    const reader = `${ref.kind}Attributes`
    const isOtherForm = ref.kind === 'lun' && this.hasLun(ref, ref.lun)
    if (!isOtherForm) this.#need(reader, ref)
    if (isOtherForm || ref.kind === 'initiator')
      throw new ReadError(
        `${reader}(): Unable to read directory '${ROOT}/${pathOf(ref)}': Bad file descriptor`,
      )
  }

  /** The same, whatever it is in. */
  #needLast(reader: string, ref: ObjectRef): void {
    if (!this.hasObject(pathOf(ref)))
      throw new ReadError(`${reader}(): ${requirementsOf(ref).at(-1)!.absence}`)
  }

  /** What stands at a path; many ask for the same. */
  #at(path: ByteString): Node | undefined {
    const known = this.#found.get(path)
    if (known) return known
    const node = nodeAt(this.root, path)
    if (node) this.#found.set(path, node)
    return node
  }

  #directoryAt(path: ByteString): DirectoryNode | undefined {
    const node = this.#at(path)
    return node?.type === 'dir' ? node : undefined
  }
}

const EXPORT =
  /\/targets\/(?<driver>[^/]+)\/(?<target>.+?)(?:\/ini_groups\/(?<group>.+))?\/luns\/(?<lun>[^/]+)$/

const unique = <T>(value: T, index: number, all: readonly T[]): boolean => all.indexOf(value) === index
