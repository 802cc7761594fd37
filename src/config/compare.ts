import type { ByteString } from '../lib/bytes.ts'
import type { Configuration } from './configuration.ts'
import { countingValues } from './counting-values.ts'
import { type FlatItem, flatten, type ItemPath } from './flatten.ts'
import { isSameValue } from './same-value.ts'
import { ATTRIBUTES } from './scst/attribute-schema.ts'

/** Where two configurations part: an object or attribute that only one has, or whose values differ. */
export interface Deviation {
  readonly path: ItemPath
  readonly running?: readonly ByteString[]
  readonly wanted?: readonly ByteString[]
  readonly kind: 'missing' | 'superfluous' | 'different'
}

/** What of `wanted` the running system lacks or has otherwise, then what it has besides. */
export function compare(running: Configuration, wanted: Configuration): Deviation[] {
  const present = byPath(running)
  const desired = byPath(wanted, counting)
  const found: Deviation[] = []
  for (const [key, item] of desired) {
    const other = present.get(key)
    if (!other) found.push({ kind: 'missing', path: item.path, ...(item.values && { wanted: item.values }) })
    else if (item.values && other.values && !isSame(item.path, item.values, other.values))
      found.push({ kind: 'different', path: item.path, running: other.values, wanted: item.values })
  }
  for (const [key, item] of present)
    if (!desired.has(key) && !item.isDefault && !isOff(item))
      found.push({ kind: 'superfluous', path: item.path, ...(item.values && { running: item.values }) })
  return found
}

/** What is not named is not enabled. */
const isOff = ({ path, values }: FlatItem): boolean => path.at(-1) === 'enabled' && values?.at(-1) === '0'

const byPath = (
  configuration: Configuration,
  seen = (item: FlatItem): FlatItem => item,
): Map<string, FlatItem> =>
  new Map([...flatten(configuration)].map((item) => [item.path.join('\n'), seen(item)]))

const SINGLE = new Set(ATTRIBUTES.flatMap(({ name, isRepeatable }) => (isRepeatable ? [] : [name])))

/** Of what a file says several times. */
function counting({ path, values, ...rest }: FlatItem): FlatItem {
  const name = path.at(-1) ?? ''
  return { path, ...(values && { values: countingValues(name, values, !SINGLE.has(name)) }), ...rest }
}

/** As sets of values; no value is the empty one. */
function isSame(path: ItemPath, wanted: readonly ByteString[], shown: readonly ByteString[]): boolean {
  const name = path.at(-1) ?? ''
  const rest = [...(shown.length > 0 ? shown : [''])]
  for (const value of wanted.length > 0 ? wanted : ['']) {
    const found = rest.findIndex((other) => isSameValue(name, value, other))
    if (found < 0) return false
    rest.splice(found, 1)
  }
  return rest.length === 0
}
