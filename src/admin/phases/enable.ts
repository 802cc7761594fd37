import type { ByteString } from '../../lib/bytes.ts'
import type { AttributeTable } from '../attributes.ts'
import { counted } from '../manner.ts'
import { numberOf } from '../numeric.ts'
import type { ObjectRef } from '../object.ts'
import { ReadError } from '../read-error.ts'
import { setAttribute } from '../set-attribute.ts'
import { attempt, look, must, type Steps, say } from '../step.ts'
import { isLeftAlone } from './deletions.ts'
import { type Situation, sorted } from './situation.ts'

/** Last of all, targets are enabled or disabled as the file has it. */
export function* enableTargets(situation: Situation): Steps<number> {
  let changes = 0
  for (const [driver, configuration] of sorted(situation.desired.drivers))
    for (const [target, { attributes }] of sorted(configuration.targets))
      changes += yield* enableTarget(situation, driver, target, attributes.get('enabled'))
  return changes
}

function* enableTarget(
  { manner }: Situation,
  driver: ByteString,
  target: ByteString,
  wanted: readonly ByteString[] | undefined,
): Steps<number> {
  const ref = { kind: 'target', driver, target } as const
  const shown = (yield* attributesIfThere(ref)).get('enabled')?.value
  if (shown === undefined) return 0
  const isEnabled = numberOf(shown)
  if (wanted) {
    const value = wanted.at(-1) ?? ''
    if (numberOf(value) === isEnabled) return 0
    return counted(yield* must(setAttribute(ref, 'enabled', value)), manner)
  }
  if (driver === 'copy_manager' || isEnabled === 0) return 0
  if (manner.force) return counted(yield* must(setAttribute(ref, 'enabled', '0')), manner)
  yield* say(
    `\t-> Driver/target '${driver}/${target}' is enabled but not in configuration. Use -force to disable it.\n`,
  )
  return 0
}

/** Then the drivers. Failures of these writes are silent but for the error number. */
export function* enableDrivers(situation: Situation): Steps<number> {
  let changes = 0
  for (const [driver, { attributes }] of sorted(situation.desired.drivers)) {
    if (isLeftAlone(driver, situation)) continue
    const ref = { kind: 'driver', driver } as const
    const shown = (yield* attributesIfThere(ref)).get('enabled')?.value
    if (shown === undefined) continue
    const wanted = attributes.get('enabled')?.at(-1)
    if (numberOf(shown) === numberOf(wanted)) continue
    if (wanted === undefined) changes += yield* notEnabled(situation, driver)
    else changes += counted(yield* attempt(setAttribute(ref, 'enabled', wanted)), situation.manner)
  }
  return changes
}

/** The original says that it disables such a driver, and does not. */
function* notEnabled({ manner }: Situation, driver: ByteString): Steps<number> {
  if (manner.departs('driver-enabled')) {
    yield* say(`\t-> Driver '${driver}' is enabled but not in configuration, leaving it enabled.\n`)
    return 0
  }
  yield* say(`\t-> Disabling driver '${driver}': done.\n`)
  return 1
}

function* attributesIfThere(ref: ObjectRef): Steps<AttributeTable> {
  try {
    return yield* look(ref)
  } catch (error) {
    if (!(error instanceof ReadError)) throw error
    return new Map()
  }
}
