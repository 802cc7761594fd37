import { type ByteString, fromBuffer, toBuffer } from '../lib/bytes.ts'
import { addressBytes } from '../lib/ip-address.ts'

/** Attribute tags (RFC 4171 §6.1) that an iSCSI target needs. */
export const TAG = {
  Delimiter: 0,
  'Entity Identifier': 1,
  'Entity Protocol': 2,
  Timestamp: 4,
  'Registration Period': 6,
  'Portal IP Address': 16,
  'Portal TCP/UDP Port': 17,
  'ESI Interval': 19,
  'ESI Port': 20,
  'SCN Port': 23,
  'iSCSI Name': 32,
  'iSCSI Node Type': 33,
  'iSCSI Alias': 34,
  'iSCSI SCN Bitmap': 35,
  'PG Portal IP Address': 49,
  'PG Portal TCP/UDP Port': 50,
  'PG Tag': 51,
} as const
export type TagName = keyof typeof TAG

/** RFC 4171 §6.2.2, §6.4.2. */
export const ISCSI_PROTOCOL = 2
export const NODE_TYPE = { target: 1, initiator: 2 } as const

/** One attribute as it travels; the value is padded to words. */
export interface Attribute {
  readonly tag: number
  readonly value: Buffer
}

const attribute = (name: TagName, value: Buffer): Attribute => ({ tag: TAG[name], value })

export const delimiter: Attribute = attribute('Delimiter', Buffer.alloc(0))

export function number(name: TagName, value: number): Attribute {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return attribute(name, bytes)
}

/** With its NUL, padded to words (RFC 4171 §5.3.1). */
export function text(name: TagName, value: ByteString): Attribute {
  const bytes = toBuffer(`${value}\0`)
  return attribute(name, Buffer.concat([bytes], (bytes.length + 3) & ~3))
}

/** 16 bytes, IPv4 as mapped address (RFC 4171 §6.3.1). */
export function address(name: TagName, host: string): Attribute {
  const bytes = addressBytes(host) ?? new Uint8Array(16)
  const mapped = Buffer.concat([Buffer.alloc(10), Buffer.from([0xff, 0xff]), bytes])
  return attribute(name, bytes.length === 4 ? mapped : Buffer.from(bytes))
}

export const textOf = ({ value }: Attribute): ByteString => fromBuffer(value).replace(/\0+$/, '')
export const numberOf = ({ value }: Attribute): number => (value.length >= 4 ? value.readUInt32BE(0) : 0)

export function encodeAttributes(attributes: readonly Attribute[]): Buffer {
  return Buffer.concat(
    attributes.flatMap(({ tag, value }) => {
      const head = Buffer.alloc(8)
      head.writeUInt32BE(tag, 0)
      head.writeUInt32BE(value.length, 4)
      return [head, value]
    }),
  )
}

/** Attributes that run past the end are left out. */
export function decodeAttributes(payload: Buffer): Attribute[] {
  const attributes: Attribute[] = []
  for (let at = 0; at + 8 <= payload.length; ) {
    const length = payload.readUInt32BE(at + 4)
    const end = at + 8 + length
    if (end > payload.length) break
    attributes.push({ tag: payload.readUInt32BE(at), value: payload.subarray(at + 8, end) })
    at = end
  }
  return attributes
}

/** What follows the delimiter of a response. */
export const behindDelimiter = (attributes: readonly Attribute[]): Attribute[] =>
  attributes.slice(attributes.findIndex(({ tag }) => tag === TAG.Delimiter) + 1)
