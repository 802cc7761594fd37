import { isUtf8 } from 'node:buffer'
import { type ByteString, fromBuffer, fromUnicode, toBuffer } from '../lib/bytes.ts'
import { errnoNumber } from '../lib/errno.ts'
import { type EntryType, type Node, type Stage, SysfsError } from './sysfs.ts'

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
  snapshot: { params: WirePath; result: WireNode }
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

/** Modes are octal text, such as `0644`. */
export type WireNode =
  | { type: 'dir'; mode: string; entries: { name: WireBytes; node: WireNode }[] }
  | { type: 'file'; mode: string; content: WireBytes }
  | { type: 'file'; mode: string; error: WireFailure }
  | { type: 'link'; mode: string; target: WireBytes }

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

export const encodeMode = (mode: number): string => mode.toString(8).padStart(4, '0')

export const decodeMode = (mode: string): number => Number.parseInt(mode, 8)

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

export function encodeNode(node: Node): WireNode {
  const mode = encodeMode(node.mode)
  switch (node.type) {
    case 'dir': {
      const entries = Array.from(node.entries, ([name, entry]) => ({
        name: encodeBytes(name),
        node: encodeNode(entry),
      }))
      return { type: 'dir', mode, entries }
    }
    case 'file':
      return node.error
        ? { type: 'file', mode, error: encodeFailure(node.error) }
        : { type: 'file', mode, content: encodeBytes(node.content ?? '') }
    case 'link':
      return { type: 'link', mode, target: encodeBytes(node.target) }
  }
}

export function decodeNode(wire: WireNode): Node {
  const mode = decodeMode(wire.mode)
  switch (wire.type) {
    case 'dir':
      return {
        type: 'dir',
        mode,
        entries: new Map(wire.entries.map(({ name, node }) => [decodeBytes(name), decodeNode(node)])),
      }
    case 'file':
      return 'error' in wire
        ? { type: 'file', mode, error: decodeFailure(wire.error) }
        : { type: 'file', mode, content: decodeBytes(wire.content) }
    case 'link':
      return { type: 'link', mode, target: decodeBytes(wire.target) }
  }
}
