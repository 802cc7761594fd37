import type { ByteString } from '../lib/bytes.ts'

/**
 * Those values of an attribute that count. One that holds a single value has the last; of accounts SCST holds one for
 * each user, and a single outgoing one.
 */
export function countingValues(
  name: ByteString,
  values: readonly ByteString[],
  isRepeatable: boolean,
): readonly ByteString[] {
  if (!isRepeatable) return values.slice(-1)
  return values.filter(
    (value, index) => !values.slice(index + 1).some((later) => isInPlaceOf(name, later, value)),
  )
}

/** Whether SCST cannot hold both accounts. */
export const isInPlaceOf = (name: ByteString, account: ByteString, other: ByteString): boolean =>
  name === 'OutgoingUser' || (name === 'IncomingUser' && userOf(account) === userOf(other))

export const userOf = (account: ByteString): ByteString => account.split(/\s/, 1)[0]!
