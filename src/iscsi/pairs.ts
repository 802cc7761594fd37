import type { ByteString } from '../lib/bytes.ts'

/** A `key=value` pair of login and text PDUs. */
export type Pair = readonly [key: ByteString, value: ByteString]

/**
 * Cuts text as initiators in the field need it: at `=` and NUL. A last pair without its NUL is left out; a piece
 * without `=` takes the value of the pair behind it.
 */
export function parsePairs(text: ByteString): Pair[] {
  const pairs: Pair[] = []
  for (let at = 0; at < text.length; ) {
    const equals = text.indexOf('=', at)
    if (equals < 0) break
    const end = text.indexOf('\0', equals)
    if (end < 0) break
    const key = text.slice(at, equals).split('\0', 1)[0]!
    pairs.push([key, text.slice(equals + 1, end)])
    at = end + 1
  }
  return pairs
}

export const printPairs = (pairs: readonly Pair[]): ByteString =>
  pairs.map(([key, value]) => `${key}=${value}\0`).join('')

/** The value given first. */
export const firstValue = (pairs: readonly Pair[], key: ByteString): ByteString | undefined =>
  pairs.find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1]
