import { isUtf8 } from 'node:buffer'
import { type ByteString, fromBuffer, fromUnicode, toBuffer } from '../lib/bytes.ts'
import { errnoNumber } from '../lib/errno.ts'
import { type DirectoryNode, type EntryType, type Node, type Stage, SysfsError } from './sysfs.ts'

/**
 * The messages of scstd's control socket: JSON-RPC 2.0, one message a line (docs/CONTROL.md).
 * Names and contents are bytes; what is no UTF-8 travels as base64.
 */
export const PROTOCOL_VERSION = 1

export type WireBytes = string | { readonly base64: string }

export interface Methods {
  hello: { params: { protocol?: number }; result: Hello }
  list: { params: WirePath; result: { name: WireBytes; type: EntryType }[] }
  stat: { params: WirePath; result: { type: EntryType; mode: string } }
  read: { params: WirePath; result: WireBytes }
  readlink: { params: WirePath; result: WireBytes }
  write: { params: WireWrite; result: null }
  snapshot: { params: WirePath & { attributes?: WireBytes[] }; result: WireEntry }
  batch: { params: { writes: WireWrite[]; stopOnError?: boolean }; result: (null | WireFailure)[] }
  lock: { params: { wait?: boolean }; result: null }
  unlock: { params: Record<string, never>; result: null }
}
export type Method = keyof Methods

export interface Hello {
  readonly protocol: number
  readonly name: string
  readonly version: string
  readonly pid: number
}

export interface WirePath {
  readonly path: WireBytes
}

export interface WireWrite extends WirePath {
  readonly text: WireBytes
}

/**
 * An entry of a snapshot in few bytes, as large systems have tens of thousands: a directory has its entries, a link its
 * target, a file its content or why it cannot be read. Modes are octal text, such as `0644`.
 */
export type WireEntry = [name: WireBytes, mode: string, what: WireWhat]
type WireWhat = WireEntry[] | { readonly link: WireBytes } | WireBytes | WireFailure

/** `number` is Linux's; it is also the `code` of the JSON-RPC error that carries this as its `data`. */
export interface WireFailure {
  readonly errno: string
  readonly number: number
  readonly path: WireBytes
  readonly stage: Stage
}

export interface RpcError {
  readonly code: number
  readonly message: string
  readonly data?: unknown
}

export type Response = { readonly jsonrpc: '2.0'; readonly id: number | string | null } & (
  | { readonly result: unknown }
  | { readonly error: RpcError }
)

/** Most names and values are; they are text as they stand. */
const ASCII = /^[\0-\x7f]*$/

export function encodeBytes(text: ByteString): WireBytes {
  if (ASCII.test(text)) return text
  const bytes = toBuffer(text)
  return isUtf8(bytes) ? bytes.toString('utf8') : { base64: bytes.toString('base64') }
}

export const decodeBytes = (wire: WireBytes): ByteString =>
  typeof wire === 'string'
    ? ASCII.test(wire)
      ? wire
      : fromUnicode(wire)
    : fromBuffer(Buffer.from(wire.base64, 'base64'))

export const encodeMode = (mode: number): string => MODES[mode & 0o777]!

/** All there are: an entry of a large snapshot should not cost two strings for its mode. */
const MODES: readonly string[] = Array.from({ length: 0o1000 }, (_, mode) =>
  mode.toString(8).padStart(4, '0'),
)

const NUMBERS: ReadonlyMap<string, number> = new Map(MODES.map((text, mode) => [text, mode]))

export const decodeMode = (mode: string): number => NUMBERS.get(mode) ?? 0

export const encodeFailure = (error: SysfsError): WireFailure => ({
  errno: error.code,
  number: errnoNumber(error.code) ?? 0,
  path: encodeBytes(error.path),
  stage: error.stage,
})

export const decodeFailure = (wire: WireFailure): SysfsError =>
  new SysfsError(wire.errno, decodeBytes(wire.path), wire.stage)

export const isFailure = (value: unknown): value is WireFailure =>
  typeof value === 'object' && value !== null && 'errno' in value && 'stage' in value

/** The entry at a path, with all below it. */
export const encodeSnapshot = (path: ByteString, node: Node): WireEntry =>
  encodeEntry(path.slice(path.lastIndexOf('/') + 1), node)

const encodeEntry = (name: ByteString, node: Node): WireEntry => [
  encodeBytes(name),
  encodeMode(node.mode),
  whatOf(node),
]

function whatOf(node: Node): WireWhat {
  switch (node.type) {
    case 'dir':
      return Array.from(node.entries, ([name, entry]) => encodeEntry(name, entry))
    case 'file':
      return node.error ? encodeFailure(node.error) : encodeBytes(node.content ?? '')
    case 'link':
      return { link: encodeBytes(node.target) }
  }
}

/** A directory is decoded when somebody looks into it: most commands look into few of many. */
export function decodeEntry([, octal, what]: WireEntry): Node {
  const mode = decodeMode(octal)
  if (typeof what === 'string') return { type: 'file', mode, content: decodeBytes(what) }
  if (Array.isArray(what)) return decodeDirectory(mode, what)
  if ('link' in what) return { type: 'link', mode, target: decodeBytes(what.link) }
  if ('errno' in what) return { type: 'file', mode, error: decodeFailure(what) }
  return { type: 'file', mode, content: decodeBytes(what) }
}

function decodeDirectory(mode: number, wire: readonly WireEntry[]): DirectoryNode {
  let entries: Map<ByteString, Node> | undefined
  return {
    type: 'dir',
    mode,
    get entries() {
      if (entries) return entries
      entries = new Map()
      for (const entry of wire) entries.set(decodeBytes(entry[0]), decodeEntry(entry))
      return entries
    },
  }
}
