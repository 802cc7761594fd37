import type { ByteString } from '../lib/bytes.ts'
import type { DirectoryNode, FileNode, Node } from '../sysfs/sysfs.ts'
import { isMarked } from '../sysfs/text.ts'
import { directoryOrder } from './directory-order.ts'
import { nodeAt, tailOf } from './node-path.ts'
import type { ObjectKind } from './object.ts'

/** One attribute as scstadmin sees it; numbered files (`IncomingUser`, `IncomingUser1`) are one attribute. */
export interface Attribute {
  /** Cannot be set. */
  isStatic: boolean
  /** The value of an attribute that is no key; undefined when it can only be written. */
  value: ByteString | undefined
  /** Values by number; a key attribute has at least one. */
  keys: ReadonlyMap<number, ByteString>
  /** The levels that `trace_level` may be set to. */
  levels?: readonly ByteString[]
}

/** Most attributes have no key value. */
export const NO_KEYS: ReadonlyMap<number, ByteString> = new Map()

export type AttributeTable = Map<ByteString, Attribute>

export const isKey = (attribute: Attribute): boolean => attribute.keys.size > 0

/** All key values, or the only value; a write-only attribute has the empty value. */
export const valuesOf = (attribute: Attribute): ByteString[] =>
  isKey(attribute) ? [...attribute.keys.values()] : [attribute.value ?? '']

/** How the directory of one kind of object is read. */
interface Rule {
  /** Entries that are no attributes. */
  readonly skip: readonly ByteString[]
  /** Directories show as empty attributes instead of being passed over. */
  readonly directories?: boolean
  /** Settable whatever the file's mode says. */
  readonly settable?: readonly ByteString[]
  /** Links that show as the last component of their target. */
  readonly links?: readonly ByteString[]
  readonly traceLevel?: boolean
  readonly type?: boolean
  /** The key mark may stand on any line, not only the second. */
  readonly markAnywhere?: boolean
}

const plain: Rule = { skip: ['mgmt'] }

const RULES: Readonly<Record<ObjectKind, Rule>> = {
  scst: { skip: ['mgmt'], traceLevel: true },
  handler: { skip: ['mgmt', 'uevent', 'module'], directories: true, traceLevel: true, type: true },
  device: {
    skip: ['mgmt', 'uevent'],
    directories: true,
    settable: ['cpu_mask', 'filename', 'threads_num', 'threads_pool_type'],
    links: ['handler', 'scsi_device'],
    type: true,
    markAnywhere: true,
  },
  driver: { skip: ['mgmt'], traceLevel: true },
  target: { skip: ['mgmt', 'uevent'], settable: ['enabled', 'cpu_mask'], links: ['host'] },
  group: { skip: ['mgmt'], settable: ['cpu_mask'] },
  lun: { skip: ['mgmt'], links: ['device'] },
  initiator: plain,
  alua: { skip: ['mgmt', 'uevent'], directories: true },
  deviceGroup: plain,
  targetGroup: plain,
  targetGroupTarget: plain,
}

/** Which files to look at. */
export type Wanted = (name: ByteString, content: ByteString) => boolean

/** The attributes in an object's directory; `root` resolves links. */
export function readAttributes(
  root: DirectoryNode,
  path: ByteString,
  kind: ObjectKind,
  isWanted: Wanted = () => true,
): AttributeTable {
  const rule = RULES[kind]
  const table: AttributeTable = new Map()
  const directory = nodeAt(root, path)
  if (directory?.type !== 'dir') return table
  for (const [name, entry] of directory.entries) {
    if (rule.skip.includes(name)) continue
    if (entry.type === 'file' && !isWanted(name, entry.content ?? '')) continue
    if (entry.type === 'link' && rule.links?.includes(name)) table.set(name, fixed(tailOf(entry.target)))
    else if (kind === 'device' && name === 'exported') addExported(table, entry)
    else addEntry(table, name, entry.type === 'link' ? nodeAt(root, `${path}/${name}`) : entry, rule)
  }
  return table
}

const fixed = (value: ByteString | undefined): Attribute => ({ isStatic: true, value, keys: NO_KEYS })

const unset = (value: ByteString | undefined): Attribute => ({ isStatic: false, value, keys: NO_KEYS })

function addEntry(table: AttributeTable, name: ByteString, node: Node | undefined, rule: Rule): void {
  if (node?.type !== 'file') {
    if (rule.directories) table.set(name, unset(''))
  } else if ((node.mode & 0o400) === 0) {
    table.set(name, unset(undefined))
  } else if (rule.traceLevel && name === 'trace_level') {
    table.set(name, traceLevel(node))
  } else if (rule.type && name === 'type') {
    const [type, description] = splitType(firstLine(node.content ?? ''))
    table.set(name, { ...fixed(type), isStatic: isStatic(node) })
    table.set('type_string', fixed(description))
  } else {
    addFile(table, name, node, rule)
  }
}

function addFile(table: AttributeTable, name: ByteString, node: FileNode, rule: Rule): void {
  const content = node.content ?? ''
  const value = firstLine(content)
  const below = content.slice(value.length + 1)
  const marked = isMarked(rule.markAnywhere ? below : firstLine(below))
  const numbered = marked ? /^([^0-9]+)([0-9]+)$/.exec(name) : null
  const base = numbered?.[1] ?? name
  const attribute = table.get(base) ?? unset('')
  attribute.isStatic = isStatic(node) && !rule.settable?.includes(base)
  if (marked) attribute.keys = new Map([...attribute.keys, [Number(numbered?.[2] ?? 0), value]])
  else attribute.value = value
  table.set(base, attribute)
}

/** Only a device that nothing but the copy manager exports has the attribute; else it is a structure. */
function addExported(table: AttributeTable, entry: Node): void {
  if (entry.type !== 'dir') return
  const exports = [...entry.entries.values()].filter(
    (link) => link.type === 'link' && !link.target.includes('/targets/copy_manager/'),
  )
  if (exports.length === 0) table.set('exported', unset(undefined))
}

function traceLevel(node: FileNode): Attribute {
  const content = node.content ?? ''
  const listed = content.slice(content.lastIndexOf('[') + 1, content.lastIndexOf(']'))
  const levels = content.includes('[') ? listed.split(',').map((level) => level.trim()) : []
  return { isStatic: isStatic(node), value: firstLine(content), keys: NO_KEYS, levels }
}

function splitType(line: ByteString): [type: ByteString, description: ByteString | undefined] {
  const dash = line.search(/[ \t\r\v\f]-[ \t\r\v\f]/)
  return dash < 0 ? [line, undefined] : [line.slice(0, dash), line.slice(dash + 3)]
}

const firstLine = (text: ByteString): ByteString => {
  const end = text.indexOf('\n')
  return end < 0 ? text : text.slice(0, end)
}

const isStatic = (node: FileNode): boolean => (node.mode & 0o200) === 0

/** A session's entries, and the LUNs of the group it sees as `LUN n`. */
export function readSession(root: DirectoryNode, path: ByteString): AttributeTable {
  const table: AttributeTable = new Map()
  const directory = nodeAt(root, path)
  if (directory?.type !== 'dir') return table
  for (const [name, entry] of directory.entries) {
    if (entry.type === 'link' && name === 'luns') addSessionLuns(table, root, path, entry.target)
    else if (entry.type === 'file' && name !== 'mgmt') addEntry(table, name, entry, plain)
  }
  return table
}

function addSessionLuns(
  table: AttributeTable,
  root: DirectoryNode,
  path: ByteString,
  target: ByteString,
): void {
  if (!target.includes('/ini_groups/')) return
  const luns = nodeAt(root, `${path}/luns`)
  if (luns?.type !== 'dir') return
  for (const lun of directoryOrder(luns.entries.keys())) {
    const device = lunDevice(luns.entries.get(lun))
    if (device !== undefined) table.set(`LUN ${lun}`, unset(device))
  }
}

/** The device behind a LUN's directory: the last link in it. */
export function lunDevice(lun: Node | undefined): ByteString | undefined {
  if (lun?.type !== 'dir') return undefined
  let device: ByteString | undefined
  for (const entry of lun.entries.values()) if (entry.type === 'link') device = tailOf(entry.target)
  return device
}
