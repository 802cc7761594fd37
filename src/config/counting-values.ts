import type { ByteString } from '../lib/bytes.ts'
import { isInPlaceOf } from './account.ts'

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
