import type { ByteString } from './bytes.ts'
import { Refusal } from './refusal.ts'
import { words } from './words.ts'

/** How the text of a write becomes a value. Every reader fails with a `Refusal` (EINVAL unless it says otherwise). */
export type Reader<T> = (text: ByteString) => T

const invalid = (): Refusal => new Refusal('EINVAL')
const outOfRange = (): Refusal => new Refusal('ERANGE')

const U64 = 1n << 64n
const S64 = 1n << 63n
const S32 = 1n << 31n

/** Whole number of 64 bits: optional `+`, `0x` hexadecimal, leading `0` octal, else decimal, at most one newline. */
export const unsigned: Reader<bigint> = (text) => magnitude(text.replace(/^\+/, ''))

/** As `unsigned`, with a sign. */
export const signed: Reader<bigint> = (text) => {
  const value = text.startsWith('-') ? -magnitude(text.slice(1)) : unsigned(text)
  return within(value, -S64, S64)
}

/** As `signed`, of 32 bits. */
export const signed32: Reader<bigint> = (text) => within(signed(text), -S32, S32)

/** The low 32 bits as C's `int` shows them. */
export const toInt = (value: bigint): number => Number(BigInt.asIntN(32, value))

export const toUint32 = (value: bigint): number => Number(BigInt.asUintN(32, value))

/** By the first byte, or the first two of `on` and `off`. */
export const booleanWord: Reader<boolean> = (text) => {
  const first = text.slice(0, 1).toLowerCase()
  if (first === '1' || first === 'y' || first === 't') return true
  if (first === '0' || first === 'n' || first === 'f') return false
  const two = text.slice(0, 2).toLowerCase()
  if (two === 'on') return true
  if (two === 'of') return false
  throw invalid()
}

/** Only the first byte counts: one of the digits up to `max`. */
export const firstDigit =
  (max: number): Reader<number> =>
  (text) => {
    const digit = text.charCodeAt(0) - 48
    if (!(digit >= 0 && digit <= max)) throw invalid()
    return digit
  }

/** The first word that agrees with the text in as many bytes as the shorter of the two has, in any case. */
export const wordByPrefix =
  <W extends string>(...candidates: readonly W[]): Reader<W> =>
  (text) => {
    const found = candidates.find((word) => {
      const length = Math.min(word.length, text.length)
      return length > 0 && word.slice(0, length).toLowerCase() === text.slice(0, length).toLowerCase()
    })
    if (found === undefined) throw invalid()
    return found
  }

/** Up to the first newline, blanks kept. */
export const line: Reader<ByteString> = (text) => text.split('\n', 1)[0]!

/** Without one newline at the end; inner ones stay. */
export const wholeText: Reader<ByteString> = (text) => text.replace(/\n$/, '')

/** Bits in one group of a CPU mask. */
const GROUP_BITS = 32n

/**
 * Groups of up to eight hex digits with commas or blanks between, read from the last one, as Linux reads bitmaps.
 * EOVERFLOW for a processor there cannot be, and for a group that none could stand in.
 */
export const cpuMask =
  (all: bigint): Reader<bigint> =>
  (text) => {
    const groups = line(text)
      .split(/[\s,]+/)
      .filter((group) => group !== '')
    let mask = 0n
    let shift = 0n
    for (const group of groups.reverse()) {
      if (all >> shift === 0n) throw new Refusal('EOVERFLOW')
      mask |= maskGroup(group) << shift
      shift += GROUP_BITS
    }
    if (mask > all) throw new Refusal('EOVERFLOW')
    return mask
  }

const maskGroup = (group: ByteString): bigint => {
  const [digits = ''] = /[0-9a-fA-F]*$/.exec(group)!
  if (digits.length > 8) throw new Refusal('EOVERFLOW')
  if (digits !== group) throw invalid()
  return BigInt(`0x${group}`)
}

/** The first word must be `0` or `1`; what follows is ignored. */
export const firstWordFlag: Reader<boolean> = (text) => {
  const [word] = words(text)
  if (word !== '0' && word !== '1') throw invalid()
  return word === '1'
}

/** The only word of the text (empty when there is none). */
export const oneWord: Reader<ByteString> = (text) => {
  const [word = '', ...more] = words(text)
  if (more.length > 0) throw invalid()
  return word
}

/** A word that the daemon reads as `strtol(word, NULL, 0)` does, cut to 32 bits: no digits are 0. */
export const laxNumber: Reader<number> = (text) => {
  const [, sign = '', body = ''] = /^([+-]?)(.*)$/s.exec(text)!
  const { value } = laxDigits(body)
  return toUint32(saturated(sign === '-' ? -value : value))
}

/** What `strtol(text, NULL, 10)` makes of it, as C's `int` has it: no digits are 0. */
export const laxInt: Reader<number> = (text) => toInt(saturated(leadingDecimal(text) ?? 0n))

/** What C makes of a decimal number in front of the text, blanks before it skipped; undefined without digits. */
export const leadingDecimal = (text: ByteString): bigint | undefined => {
  const match = /^[ \t\r\n\v\f]*([+-]?\d+)/.exec(text)
  return match ? BigInt(match[1]!) : undefined
}

/** For log lines: the text with its control characters as `\x0a`. */
export const quoted = (text: ByteString): ByteString =>
  text.replace(/\p{Cc}/gu, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`)

/** Where C's `long` ends. */
const saturated = (value: bigint): bigint => (value < -S64 ? -S64 : value >= S64 ? S64 - 1n : value)

const within = (value: bigint, min: bigint, end: bigint): bigint => {
  if (value < min || value >= end) throw outOfRange()
  return value
}

const laxDigits = (text: ByteString): { value: bigint; rest: ByteString } => {
  const hex = /^0[xX]([0-9a-fA-F]+)/.exec(text)
  if (hex) return { value: BigInt(`0x${hex[1]}`), rest: text.slice(hex[0].length) }
  const octal = /^0[0-7]*/.exec(text)
  if (octal) return { value: BigInt(`0o0${octal[0]}`), rest: text.slice(octal[0].length) }
  const decimal = /^[0-9]*/.exec(text)![0]
  return { value: BigInt(decimal || 0), rest: text.slice(decimal.length) }
}

/** Digits without a sign, of 64 bits: too many are said before what stands behind them. */
const magnitude = (text: ByteString): bigint => {
  if (!/^[0-9]/.test(text)) throw invalid()
  const { value, rest } = laxDigits(text)
  if (value >= U64) throw outOfRange()
  if (rest !== '' && rest !== '\n') throw invalid()
  return value
}
