import { valuesOf } from '../../admin/attributes.ts'
import type { ObjectRef } from '../../admin/object.ts'
import { addDynamicAttribute, type DynamicOwner, removeDynamicAttribute } from '../../admin/operation.ts'
import { ReadError } from '../../admin/read-error.ts'
import type { Running } from '../../admin/running.ts'
import { must, type Steps, say, warn } from '../../admin/step.ts'
import type { ByteString } from '../../lib/bytes.ts'
import type { Given } from '../given.ts'
import type { Change, Outcome } from './change.ts'

/** Values that are not there yet are added; those that are, only told. */
const adding =
  (owner: (given: Given) => DynamicOwner): Change =>
  (given, { running }) =>
    eachValue(given, owner(given), running, function* (ref, name, value, isPresent) {
      if (!isPresent) return yield* must(addDynamicAttribute(ref, name, value))
      yield* say(`\t-> Attribute/value '${name}/${value}' already exists for ${describe(ref)}.\n`)
      return 0
    })

/** A driver that has no dynamic attributes is left alone without a word, as SCST's tool does. */
const removing =
  (owner: (given: Given) => DynamicOwner): Change =>
  (given, { running }) =>
    eachValue(given, owner(given), running, function* (ref, name, value, isPresent) {
      if (!isPresent) {
        yield* say(`\t-> Attribute/value '${name}/${value}' doesn't exist for ${describe(ref)}.\n`)
        return 0
      }
      return running.isVirtualCapable(ref.driver) ? yield* must(removeDynamicAttribute(ref, name, value)) : 0
    })

function* eachValue(
  { attributes = new Map() }: Given,
  ref: DynamicOwner,
  running: Running,
  act: (ref: DynamicOwner, name: ByteString, value: ByteString, isPresent: boolean) => Steps<number>,
): Steps<Outcome> {
  const existing = settableValues(running, ref)
  if (existing instanceof ReadError) {
    yield* warn(existing.text)
    return { code: 0, status: 1 }
  }
  for (const [name, values] of [...attributes].sort(([a], [b]) => (a < b ? -1 : 1))) {
    for (const value of values) {
      yield* act(ref, name, value, existing.get(name)?.includes(value) ?? false)
    }
  }
  return { code: 0, lip: 'all' }
}

function settableValues(running: Running, ref: ObjectRef): Map<ByteString, ByteString[]> | ReadError {
  try {
    const settable = [...running.attributes(ref)].filter(([, attribute]) => !attribute.isStatic)
    return new Map(settable.map(([name, attribute]) => [name, valuesOf(attribute)]))
  } catch (error) {
    if (error instanceof ReadError) return error
    throw error
  }
}

const describe = (ref: DynamicOwner): ByteString =>
  ref.kind === 'driver' ? `driver '${ref.driver}'` : `driver/target '${ref.driver}/${ref.target}'`

const driverOf = ({ name }: Given): DynamicOwner => ({ kind: 'driver', driver: name })
const targetOf = ({ name, driver = '' }: Given): DynamicOwner => ({ kind: 'target', driver, target: name })

export const addDriverAttributes = adding(driverOf)
export const addTargetAttributes = adding(targetOf)
export const removeDriverAttributes = removing(driverOf)
export const removeTargetAttributes = removing(targetOf)
