import { createHash, randomBytes } from 'node:crypto'
import type { Connection, Pdu } from './connection.ts'

export type Keys = readonly (readonly [key: string, value: string])[]

/** A Login Request (RFC 7143 §11.12) by its fields; what is not given is what an initiator sends first. */
export interface LoginRequest {
  readonly csg: number
  readonly nsg: number
  readonly t: boolean
  readonly keys: Keys
  /** The whole second byte in place of T, C, CSG and NSG. */
  readonly flags?: number
  /** The whole data segment in place of the keys. */
  readonly raw?: Buffer
  /** Hex, 6 bytes. */
  readonly isid?: string
  readonly tsih?: number
  readonly cid?: number
  readonly versionMax?: number
  readonly versionMin?: number
  readonly cmdSN?: number
  readonly expStatSN?: number
}

export interface LoginResponse {
  /** Class and detail as four hex digits. */
  readonly status: string
  readonly csg: number
  readonly nsg: number
  readonly t: boolean
  /** C: the text goes on. */
  readonly more: boolean
  readonly keys: Keys
  readonly text: Buffer
  /** Hex. */
  readonly isid: string
  readonly tsih: number
  readonly versionMax: number
  readonly versionActive: number
  readonly statSN: number
  readonly expCmdSN: number
  readonly maxCmdSN: number
}

export const LOGIN_RESPONSE = 0x23
export const DEFAULT_ISID = '00023d000099'

export function sendLogin(connection: Connection, request: LoginRequest): void {
  const header = Buffer.alloc(48)
  header[0] = 0x43
  header[1] = request.flags ?? (request.t ? 0x80 : 0) | (request.csg << 2) | request.nsg
  header[2] = request.versionMax ?? 0
  header[3] = request.versionMin ?? 0
  header.write(request.isid ?? DEFAULT_ISID, 8, 6, 'hex')
  header.writeUInt16BE(request.tsih ?? 0, 14)
  header.writeUInt16BE(request.cid ?? 0, 20)
  header.writeUInt32BE(request.cmdSN ?? 1, 24)
  header.writeUInt32BE(request.expStatSN ?? 0, 28)
  connection.send(header, request.raw ?? textOf(request.keys))
}

export function loginResponse({ header, data }: Pdu): LoginResponse {
  const flags = header[1]!
  return {
    status: header.toString('hex', 36, 38),
    csg: (flags >> 2) & 3,
    nsg: flags & 3,
    t: (flags & 0x80) !== 0,
    more: (flags & 0x40) !== 0,
    keys: keysOf(data),
    text: data,
    isid: header.toString('hex', 8, 14),
    tsih: header.readUInt16BE(14),
    versionMax: header[2]!,
    versionActive: header[3]!,
    statSN: header.readUInt32BE(24),
    expCmdSN: header.readUInt32BE(28),
    maxCmdSN: header.readUInt32BE(32),
  }
}

export const textOf = (keys: Keys): Buffer =>
  Buffer.from(keys.map(([key, value]) => `${key}=${value}\0`).join(''), 'latin1')

export const keysOf = (text: Buffer): Keys =>
  text
    .toString('latin1')
    .split('\0')
    .filter((pair) => pair !== '')
    .map((pair) => [pair.replace(/=.*/s, ''), pair.slice(pair.indexOf('=') + 1)] as const)

/** A challenge of ours. */
export const challenge = (): Buffer => randomBytes(16)

/** By the number in CHAP_A (RFC 7143 §12.1.3). */
const CHAP_HASHES: Readonly<Record<string, string>> = { 5: 'md5', 6: 'sha1', 7: 'sha256', 8: 'sha3-256' }

/** CHAP (RFC 1994): the response to a challenge. */
export const chapResponse = (identifier: number, secret: string, bytes: Buffer, algorithm = '5'): Buffer =>
  createHash(CHAP_HASHES[algorithm] ?? 'md5')
    .update(Buffer.concat([Buffer.from([identifier]), Buffer.from(secret, 'latin1'), bytes]))
    .digest()

export const hex = (bytes: Buffer): string => `0x${bytes.toString('hex')}`

/** A binary value (RFC 7143 §6.1) in either of its encodings. */
export const binary = (value: string): Buffer =>
  /^0x/i.test(value) ? Buffer.from(value.slice(2), 'hex') : Buffer.from(value.replace(/^0b/i, ''), 'base64')
