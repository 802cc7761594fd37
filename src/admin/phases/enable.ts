import type { ByteString } from '../../lib/bytes.ts'
import { counted, later, type Manner, oneOf, REFERENCE } from '../manner.ts'
import { numberOf } from '../numeric.ts'
import { type ObjectRef, pathOf } from '../object.ts'
import { setAttribute } from '../set-attribute.ts'
import { attempt, read, type Steps, say } from '../step.ts'
import { isLeftAlone } from './copy-manager.ts'
import { type Situation, sorted } from './situation.ts'

/** Last of all, targets are enabled or disabled as the file has it. */
export function* enableTargets({ desired, manner }: Situation): Steps {
  const targets = sorted(desired.drivers).flatMap(([driver, configuration]) =>
    sorted(configuration.targets).map(([target, { attributes }]) => ({
      ref: { kind: 'target', driver, target } as const,
      wanted: attributes.get('enabled'),
    })),
  )
  const shown = yield* read(targets.map(({ ref }) => `${pathOf(ref)}/enabled`))
  for (const [index, target] of targets.entries()) {
    const present = shown[index]
    if (present !== undefined) yield* enableTarget(target, numberOf(present), manner)
  }
}

interface Target {
  readonly ref: Extract<ObjectRef, { kind: 'target' }>
  readonly wanted: readonly ByteString[] | undefined
}

function* enableTarget({ ref, wanted }: Target, isEnabled: number, manner: Manner): Steps {
  if (wanted) {
    const value = oneOf(wanted, manner)
    if (isOtherThan(isEnabled, value)) yield* later(setAttribute(ref, 'enabled', value), manner)
  } else if (ref.driver === 'copy_manager' || isEnabled === 0) {
    return
  } else if (manner.force) {
    yield* later(setAttribute(ref, 'enabled', '0'), manner)
  } else {
    yield* say(
      `\t-> Driver/target '${ref.driver}/${ref.target}' is enabled but not in configuration. Use -force to disable it.\n`,
    )
  }
}

/** Then the drivers. Failures of these writes are silent but for the error number. */
export function* enableDrivers(situation: Situation): Steps<number> {
  let changes = 0
  for (const [driver, { attributes }] of sorted(situation.desired.drivers)) {
    if (isLeftAlone(driver, situation)) continue
    const ref = { kind: 'driver', driver } as const
    const [shown] = yield* read([`${pathOf(ref)}/enabled`])
    if (shown === undefined) continue
    const values = attributes.get('enabled')
    const wanted = values && oneOf(values, situation.manner)
    if (!isOtherThan(numberOf(shown), wanted)) continue
    if (wanted === undefined) changes += yield* notEnabled(situation, driver)
    else changes += counted(yield* attempt(setAttribute(ref, 'enabled', wanted)), situation.manner)
  }
  return changes
}

/** The reference of several values is a number like none of a file. */
const isOtherThan = (shown: number, wanted: ByteString | undefined): boolean =>
  wanted === REFERENCE || numberOf(wanted) !== shown

/** The original says that it disables such a driver, and does not. */
function* notEnabled({ manner }: Situation, driver: ByteString): Steps<number> {
  if (manner.departs('driver-enabled')) {
    yield* say(`\t-> Driver '${driver}' is enabled but not in configuration, leaving it enabled.\n`)
    return 0
  }
  yield* say(`\t-> Disabling driver '${driver}': done.\n`)
  return 1
}
