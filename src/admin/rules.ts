import { isInPlaceOf } from '../config/account.ts'
import type { Attributes } from '../config/configuration.ts'
import { countingValues } from '../config/counting-values.ts'
import { isSameValue } from '../config/same-value.ts'
import type { ByteString } from '../lib/bytes.ts'
import { numberedName } from '../sysfs/text.ts'
import { type AttributeTable, isKey, valuesOf } from './attributes.ts'
import { counted, type Manner } from './manner.ts'
import type { ObjectRef } from './object.ts'
import { addDynamicAttribute, type DynamicOwner, removeDynamicAttribute } from './operation.ts'
import { ReadError } from './read-error.ts'
import { isAccount } from './secrets.ts'
import { lacks, setAttribute } from './set-attribute.ts'
import { attempt, look, must, type Steps, say, should, warn, warnWith } from './step.ts'

/**
 * The attributes to set, one value at a time, in order of their names. Of several values that replace one another
 * the original sets all, in free order, and so again in every run.
 */
const assignmentsOf = (
  attributes: Attributes,
  manner: Manner,
  dynamic: ReadonlySet<ByteString> = new Set(),
): [name: ByteString, value: ByteString][] =>
  [...attributes]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, values]) => {
      const counting = manner.departs('several-values')
        ? countingValues(name, values, dynamic.has(name))
        : values
      return (counting.length > 0 ? counting : ['']).map((value): [ByteString, ByteString] => [name, value])
    })

/** The attributes that can be set, with their values. */
const settable = (table: AttributeTable, name: ByteString): ByteString[] | undefined => {
  const attribute = table.get(name)
  return attribute && !attribute.isStatic ? valuesOf(attribute) : undefined
}

const has = (manner: Manner, name: ByteString, values: readonly ByteString[], value: ByteString): boolean =>
  values.includes(value) ||
  (manner.departs('equal-values') && values.some((shown) => isSameValue(name, value, shown)))

/** The attributes as they are now; when the object cannot be read, a warning and nothing. */
function* lookOrWarn(ref: ObjectRef): Steps<AttributeTable | undefined> {
  try {
    return yield* look(ref)
  } catch (error) {
    if (!(error instanceof ReadError)) throw error
    yield* warn(error.text)
    return undefined
  }
}

/** Sets attributes of any object but drivers and targets; answers the number of changes. */
export function* setPlain(
  ref: ObjectRef,
  attributes: Attributes,
  manner: Manner,
  options: { readonly tellsSame: boolean },
): Steps<number> {
  const table = yield* lookOrWarn(ref)
  if (!table) return manner.departs('missing-object') ? 0 : 1
  const written: ByteString[] = []
  for (const [name, value] of assignmentsOf(attributes, manner)) {
    const values = settable(table, name)
    if (!values) {
      yield* say(`\t-> WARNING: ${lacks(ref, name)}\n\n`)
    } else if (has(manner, name, values, value)) {
      if (options.tellsSame)
        yield* say(`\t-> Attribute '${name}' already set to value '${value}', ignoring.\n`)
    } else if ((yield* should(setAttribute(ref, name, value))) === 0) {
      written.push(name)
    }
  }
  return yield* effective(ref, table, written, manner)
}

/** How many of the writes show in the tree: SCST may keep a value in another form, equal to the old one. */
function* effective(
  ref: ObjectRef,
  before: AttributeTable,
  written: readonly ByteString[],
  manner: Manner,
): Steps<number> {
  if (written.length === 0 || manner.debug || !manner.departs('count')) return written.length
  try {
    const after = yield* look(ref)
    return written.filter((name) => shown(before, name) !== shown(after, name)).length
  } catch (error) {
    if (!(error instanceof ReadError)) throw error
    return written.length
  }
}

/** A value to compare; what cannot be read may always have changed. */
const shown = (table: AttributeTable, name: ByteString): ByteString | symbol => {
  const attribute = table.get(name)
  return attribute ? valuesOf(attribute).join('\n') : Symbol(name)
}

export interface DriverOrTargetOptions {
  /** Attributes whose values are added and removed one by one. */
  readonly dynamic: ReadonlySet<ByteString>
  /** What becomes of accounts and portals that are not named. */
  readonly unnamed: 'remove' | 'report' | 'ignore'
}

/** Sets attributes of a driver or target; answers the number of changes. */
export function* setDriverOrTarget(
  ref: DynamicOwner,
  attributes: Attributes,
  manner: Manner,
  options: DriverOrTargetOptions,
): Steps<number> {
  const table = yield* lookOrWarn(ref)
  if (!table) return 0
  const named: [ByteString, ByteString][] = []
  const written: ByteString[] = []
  let changes = 0
  for (const [name, value] of assignmentsOf(attributes, manner, options.dynamic)) {
    if (name === 'HW_TARGET') continue
    const values = settable(table, name)
    if (values && has(manner, name, values, value)) {
      named.push([name, value])
    } else if (options.dynamic.has(name)) {
      const old = options.unnamed === 'ignore' ? undefined : replaced(table, name, value, manner)
      const operation = old ? setAttribute(ref, old.entry, value) : addDynamicAttribute(ref, name, value)
      changes += counted(yield* must(operation), manner)
      if (values) named.push([name, value], ...(old ? [[name, old.value] as [ByteString, ByteString]] : []))
    } else if (!values) {
      yield* say(`\t-> WARNING: ${lacks(ref, name)}\n\n`)
    } else {
      named.push([name, value])
      if (yield* setOne(ref, name, value, manner)) written.push(name)
    }
  }
  changes += yield* effective(ref, table, written, manner)
  return changes + (yield* unnamedValues(ref, table, named, manner, options))
}

/** The account in whose place this one comes: SCST refuses a second one of a user, and a second outgoing one. */
function replaced(
  table: AttributeTable,
  name: ByteString,
  account: ByteString,
  manner: Manner,
): { readonly entry: ByteString; readonly value: ByteString } | undefined {
  if (!manner.departs('changed-secrets') || !isAccount(name) || !settable(table, name)) return undefined
  for (const [number, value] of table.get(name)!.keys)
    if (isInPlaceOf(name, account, value)) return { entry: numberedName(name, number), value }
  return undefined
}

/** Whether the write counts. A driver's failure is a warning, and in the original its success no change. */
function* setOne(ref: DynamicOwner, name: ByteString, value: ByteString, manner: Manner): Steps<boolean> {
  const operation = setAttribute(ref, name, value)
  if (ref.kind === 'target') return counted(yield* must(operation), manner) === 1
  const code = yield* attempt(operation)
  yield* warnWith(code)
  return code === 0 && manner.departs('driver-changes')
}

function* unnamedValues(
  ref: DynamicOwner,
  table: AttributeTable,
  named: readonly (readonly [ByteString, ByteString])[],
  manner: Manner,
  { dynamic, unnamed }: DriverOrTargetOptions,
): Steps<number> {
  if (unnamed === 'ignore') return 0
  let changes = 0
  for (const name of [...dynamic].sort())
    for (const value of isReadable(table, name) ? (settable(table, name) ?? []) : []) {
      const wanted = named.flatMap(([other, text]) => (other === name ? [text] : []))
      if (wanted.some((text) => has(manner, name, [value], text))) continue
      if (unnamed === 'remove') {
        changes += counted(yield* must(removeDynamicAttribute(ref, name, value)), manner)
      } else {
        const what = ref.kind === 'driver' ? 'Driver' : 'Target'
        yield* say(
          `\t-> ${what} dynamic attribute '${name}' with value '${value}' is not in configuration. Use -force to remove it.\n`,
        )
      }
    }
  return changes
}

/** What cannot be read, as that of a target which is only planned, is no value that could be too much. */
const isReadable = (table: AttributeTable, name: ByteString): boolean => {
  const attribute = table.get(name)
  return attribute !== undefined && (isKey(attribute) || attribute.value !== undefined)
}
