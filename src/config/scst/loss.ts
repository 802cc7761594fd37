import type { ByteString } from '../../lib/bytes.ts'
import type { Configuration } from '../configuration.ts'
import { type FlatItem, flatten } from '../flatten.ts'
import { isProcfsForm } from '../procfs/sections.ts'
import { elaborate } from './elaborate.ts'
import { readLenient } from './lenient.ts'

/** The first item of a configuration that is not what the text which was written for it says; undefined for none. */
export function firstLoss(configuration: Configuration, text: ByteString): FlatItem | undefined {
  const items = [...flatten(configuration)]
  const found = [...flatten(elaborate(readLenient(text)))]
  // One such value makes another language of the file.
  if (isProcfsForm(text)) return items.find((item) => isProcfsForm(wordsOf(item))) ?? items[0]
  const read = new Map(found.map((item) => [keyOf(item), valuesOf(item)]))
  const lost = items.find((item) => read.get(keyOf(item)) !== valuesOf(item))
  if (lost) return lost
  const written = new Set(items.map(keyOf))
  return found.find((item) => !written.has(keyOf(item)))
}

const keyOf = ({ path }: FlatItem): string => JSON.stringify(path)

/** No value is the empty one. */
const valuesOf = ({ values }: FlatItem): string =>
  JSON.stringify(values?.length === 0 ? [''] : (values ?? null))

const wordsOf = ({ path, values = [] }: FlatItem): ByteString => [...path, ...values].join(' ')
