import type { ByteString } from '../../lib/bytes.ts'
import type { AddressEntry } from '../../lib/initiator-addresses.ts'

/** More patterns than this are no list anybody maintains. */
const most = 64

/** `allowed_portal` patterns for an address or network; undefined where a pattern cannot say it. */
export const portalPatterns = (entry: AddressEntry): ByteString[] | undefined => {
  if (entry.kind !== 'network') return undefined
  const { bytes, prefix, text } = entry
  if (bytes.length === 16) return prefix === 128 ? [text.replace(/^\[|\].*$/g, '')] : undefined
  const whole = prefix >> 3
  const fixed = [...bytes.subarray(0, whole)].join('.')
  if (prefix === 32) return [fixed]
  if (prefix === 0) return ['*']
  const dotted = fixed === '' ? '' : `${fixed}.`
  if (prefix % 8 === 0) return [`${dotted}*`]
  const count = 1 << (8 - (prefix % 8))
  if (count > most) return undefined
  const tail = whole === 3 ? '' : '.*'
  return Array.from({ length: count }, (_, i) => `${dotted}${bytes[whole]! + i}${tail}`)
}
