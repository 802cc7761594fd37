import type { ByteString } from '../../src/lib/bytes.ts'
import { collapsed } from './compare/tables.ts'
import type { Difference } from './difference.ts'

/**
 * A second OutgoingUser is refused with EEXIST and must leave the first as it is. SCST loses the first and keeps a
 * stale entry that cannot be read: what follows from that is never to be copied.
 */
export const SECOND_OUTGOING_USER = 'a second OutgoingUser loses the first'

/** Differences that vanish without the lines that speak of OutgoingUser, when a recording shows the stale entry. */
export function forgiveOutgoingUser(differences: readonly Difference[], isStale: boolean): Difference[] {
  return differences.map((difference) =>
    isStale && without(difference.expected) === without(difference.actual)
      ? { ...difference, neverCopied: SECOND_OUTGOING_USER }
      : difference,
  )
}

const without = (text: ByteString): ByteString =>
  collapsed(text)
    .split('\n')
    .filter((line) => !/\bOutgoingUser\b/.test(line))
    .join('\n')

/** A recorded text or tree that shows the stale entry. */
export const showsStaleEntry = (text: ByteString): boolean =>
  /OutgoingUser[^\n]*(read:EINVAL|EEXIST|,null\]|with value ''|<not set>)/.test(text)
