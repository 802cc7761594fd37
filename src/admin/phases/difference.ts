import type { Attributes } from '../../config/configuration.ts'
import { isSameValue } from '../../config/same-value.ts'
import type { ByteString } from '../../lib/bytes.ts'
import { type AttributeTable, isKey } from '../attributes.ts'
import { type Manner, REFERENCE } from '../manner.ts'
import { numberOf } from '../numeric.ts'

/** Whether an open device, or an assigned LUN, is otherwise than the file wants it. */
export const isDifferent = (wanted: Attributes, shown: AttributeTable, manner: Manner): boolean =>
  [...wanted].some(([name, values]) => !isAsWanted(name, values[0] ?? '', shown, manner)) ||
  [...shown].some(([name, attribute]) => isKey(attribute) && !isCovered(name, wanted, manner))

function isAsWanted(name: ByteString, value: ByteString, shown: AttributeTable, manner: Manner): boolean {
  const attribute = shown.get(name)
  const present = attribute?.keys.get(0) ?? attribute?.value
  // What is off may not show at all.
  if (present === undefined) return numberOf(value) === 0 && value !== REFERENCE
  return value === present || (manner.departs('equal-values') && isSameValue(name, value, present))
}

/** One size in two units. */
export const SAME_SIZE: Readonly<Record<ByteString, ByteString>> = { size: 'size_mb', size_mb: 'size' }

const isCovered = (name: ByteString, wanted: Attributes, manner: Manner): boolean =>
  wanted.has(name) || (manner.departs('equal-values') && wanted.has(SAME_SIZE[name] ?? name))
