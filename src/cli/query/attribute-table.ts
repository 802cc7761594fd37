import { type Attribute, type AttributeTable, isKey } from '../../admin/attributes.ts'
import { isAccount, maskAccount } from '../../admin/secrets.ts'
import type { ByteString } from '../../lib/bytes.ts'
import { dashes, widest } from './listing.ts'

export interface TableOptions {
  /** Show attributes that are no keys, too. */
  readonly nonKey?: boolean
  /** Instead of what the attribute says: sessions show every entry as writable and no key. */
  readonly fixed?: { readonly writable: boolean; readonly key: boolean }
}

/** The four columns in which the original shows attributes, and the levels of `trace_level` below them. */
export function printAttributes(table: AttributeTable, options: TableOptions): ByteString {
  const shown = [...table]
    .filter(([, attribute]) => isKey(attribute) || options.nonKey === true)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  const names = widest(
    shown.map(([name]) => name),
    'Attribute'.length,
  )
  const values = widest(
    shown.flatMap(([name, attribute]) => cells(name, attribute).map((cell) => cell ?? '')),
    'Value'.length,
  )
  const line = (name: ByteString, value: ByteString, writable: string, key: string): ByteString =>
    `\t${name.padEnd(names)}     ${value.padEnd(values)}     ${writable.padEnd(9)}     ${key.padEnd(3)}\n`
  const rows = shown.flatMap(([name, attribute]) =>
    cells(name, attribute).map((cell, i) => {
      const writable = options.fixed?.writable ?? !attribute.isStatic
      const key = options.fixed?.key ?? isKey(attribute)
      return line(i === 0 ? name : '', placeholder(cell), writable ? 'Yes' : 'No', key ? 'Yes' : 'No')
    }),
  )
  return (
    line('Attribute', 'Value', 'Writable', 'KEY') +
    dashes(names + values + 27) +
    (rows.length > 0 ? rows.join('') : '\t(none)\n') +
    (options.nonKey ? traceLevels(table.get('trace_level')) : '')
  )
}

/** One cell a row: keys in the order of their numbers as text, trace levels one by one. */
function cells(name: ByteString, attribute: Attribute): (ByteString | undefined)[] {
  if (isKey(attribute)) {
    const keys = [...attribute.keys].map(([key, value]) => [String(key), value] as const)
    return keys.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value)
  }
  if (name === 'trace_level' && attribute.value) return attribute.value.split('|').map((part) => part.trim())
  return [attribute.value]
}

const placeholder = (value: ByteString | undefined): ByteString =>
  value === undefined ? '<n/a>' : value === '' ? '<not set>' : value

const LEVELS_PER_LINE = 5

function traceLevels(attribute: Attribute | undefined): ByteString {
  if (!attribute?.levels) return ''
  const lines = attribute.levels.map((level, i) => {
    const start = i % LEVELS_PER_LINE === 0 ? '\t\t' : ''
    const end = i % LEVELS_PER_LINE === LEVELS_PER_LINE - 1 ? '\n' : ''
    return `${start}${level}, ${end}`
  })
  return (
    '\n\tPossible trace levels:\n' +
    '\t  (use trace_level="add <level>", none, all or default to set):\n' +
    `${lines.join('')}\n`
  )
}

/** The same as data, without secrets. */
export const attributesFound = (table: AttributeTable, { nonKey }: TableOptions): unknown =>
  Object.fromEntries(
    [...table]
      .filter(([, attribute]) => isKey(attribute) || nonKey === true)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, attribute]) => [
        name,
        {
          ...shownValue(name, attribute),
          writable: !attribute.isStatic,
          key: isKey(attribute),
        },
      ]),
  )

function shownValue(name: ByteString, attribute: Attribute): object {
  if (!isKey(attribute)) return { value: attribute.value ?? null }
  const values = [...attribute.keys.values()].map((value) => (isAccount(name) ? maskAccount(value) : value))
  return values.length > 1 ? { values } : { value: values[0] }
}
