import type { ByteString } from '../../lib/bytes.ts'
import { trimmed } from './text.ts'

interface Limits {
  readonly min: number
  readonly max: number
}

const segment: Limits = { min: 512, max: 1048576 }
const word: Limits = { min: 0, max: 65535 }

/** Numbers that SCST takes for a target's attributes; the tree refuses all others. */
export const targetLimits: Readonly<Record<string, Limits>> = {
  QueuedCommands: { min: 1, max: 2048 },
  RspTimeout: { min: 2, max: 65535 },
  NopInInterval: word,
  NopInTimeout: { min: 2, max: 65535 },
  MaxSessions: word,
  MaxRecvDataSegmentLength: segment,
  MaxXmitDataSegmentLength: segment,
  MaxBurstLength: segment,
  FirstBurstLength: segment,
  MaxOutstandingR2T: { min: 1, max: 65535 },
}

/** Keys of RFC 7143 that SCST fixes; another value has nothing to become. */
export const fixedParameters: Readonly<Record<string, ByteString>> = {
  MaxConnections: '1',
  DefaultTime2Wait: '0',
  DefaultTime2Retain: '0',
  DataPDUInOrder: 'Yes',
  DataSequenceInOrder: 'Yes',
  ErrorRecoveryLevel: '0',
  OFMarker: 'No',
  IFMarker: 'No',
}

export const clamped = (name: string, value: number): number => {
  const { min, max } = targetLimits[name]!
  return Math.min(max, Math.max(min, value))
}

/** A number as C's strtol with base 0 reads it: `0x` hexadecimal, a leading 0 octal, trailing text ignored. */
export const cNumber = (text: ByteString): number | undefined => {
  const found = /^[+-]?(?:0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)/.exec(trimmed(text))?.[0]
  if (found === undefined) return undefined
  const negative = found.startsWith('-')
  const digits = found.replace(/^[+-]/, '')
  const octal = /^0[0-7]+$/.test(digits)
  const value = Number(octal ? `0o${digits.slice(1)}` : digits)
  return negative ? -value : value
}
