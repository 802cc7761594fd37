import type { ByteString } from './bytes.ts'
import { addressBytes } from './ip-address.ts'

/**
 * `initiators.allow` and `initiators.deny`: a line is a target's name (or `ALL`) and a comma list of initiator
 * addresses. Entries that the original never matched for want of care (`/32`, trailing blanks, a last line without
 * newline) do match here: a deny line must not silently admit.
 */
export interface AddressLine {
  /** Or `ALL`. */
  readonly target: ByteString
  readonly entries: readonly AddressEntry[]
  /** From 1. */
  readonly line: number
}

export type AddressEntry =
  | { readonly kind: 'all'; readonly text: ByteString }
  | {
      readonly kind: 'network'
      readonly text: ByteString
      /** 4 or 16. */
      readonly bytes: Uint8Array
      /** Leading bits that count. */
      readonly prefix: number
    }
  /** Never matches. */
  | { readonly kind: 'dead'; readonly text: ByteString; readonly why: ByteString }

/** The lines that say something; comments and lines without a list are left out. */
export const parseAddressFile = (text: ByteString): AddressLine[] =>
  text.split('\n').flatMap((content, index) => {
    const found = /^([^# \t\r\v\f][^ \t\r\v\f]*)[ \t]+(.*)$/s.exec(content.replace(/\r$/, ''))
    if (found === null) return []
    return [{ target: found[1]!, entries: found[2]!.split(',').map(parseAddressEntry), line: index + 1 }]
  })

/** `ALL`, `10.0.0.1`, `10.0.0.0/8`, `[fe80::1]`, `[fe80::]/64`; blanks around it do not count. */
export function parseAddressEntry(text: ByteString): AddressEntry {
  const word = text.replace(/^[ \t\r]+|[ \t\r]+$/g, '')
  if (word === 'ALL') return { kind: 'all', text: word }
  const found = /^(?:\[([^\]]*)\]|([^/[\]]*))(?:\/(.*))?$/.exec(word)
  const bytes = addressBytes(found?.[1] ?? found?.[2] ?? '')
  if (bytes === undefined) return { kind: 'dead', text: word, why: 'not a numeric address' }
  const longest = bytes.length * 8
  const bits = found![3] ?? String(longest)
  if (!/^\d{1,3}$/.test(bits) || Number(bits) > longest) {
    return { kind: 'dead', text: word, why: `the prefix must be 0 to ${longest}` }
  }
  const prefix = Number(bits)
  if (bytes.length === 4 && !samePrefix(bytes, masked(bytes, prefix), longest)) {
    return { kind: 'dead', text: word, why: `bits are set behind the first ${prefix}` }
  }
  return { kind: 'network', text: word, bytes, prefix }
}

export const printAddressFile = (lines: readonly Pick<AddressLine, 'target' | 'entries'>[]): ByteString =>
  lines.map(({ target, entries }) => `${target} ${entries.map(({ text }) => text).join(', ')}\n`).join('')

/** The first line that names the target or `ALL` decides; later ones are not looked at. */
export function addressFileMatches(
  lines: readonly AddressLine[],
  target: ByteString,
  address: ByteString,
): boolean {
  const line = lines.find((each) => each.target === 'ALL' || sameName(each.target, target))
  const bytes = addressBytes(address)
  return line?.entries.some((entry) => entryMatches(entry, bytes)) ?? false
}

/** Target names compare without case. */
const sameName = (a: ByteString, b: ByteString): boolean => a.toLowerCase() === b.toLowerCase()

function entryMatches(entry: AddressEntry, address: Uint8Array | undefined): boolean {
  if (entry.kind !== 'network') return entry.kind === 'all'
  return address?.length === entry.bytes.length && samePrefix(entry.bytes, address, entry.prefix)
}

const samePrefix = (a: Uint8Array, b: Uint8Array, bits: number): boolean => {
  const x = masked(a, bits)
  const y = masked(b, bits)
  return x.every((byte, i) => byte === y[i])
}

const masked = (bytes: Uint8Array, bits: number): Uint8Array =>
  bytes.map((byte, i) => byte & (0xff00 >> Math.max(0, Math.min(8, bits - i * 8))))
